//! The cells of one column of one block, as text, with NULL, missing and empty apart.
//!
//! What is in here came from an input or stands in for it: neither type can be printed, so no message can hold a value.

/// What stands in one cell.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// A text, the empty one too.
    Text,
    /// A literal that is no text where the format tells them apart: a number, `true` or `false`.
    Bare,
    /// NULL.
    Null,
    /// Nothing at all: a key that the object has not.
    Missing,
}

impl State {
    /// Whether there is a value.
    pub fn is_value(self) -> bool {
        matches!(self, Self::Text | Self::Bare)
    }
}

/// The cells of one column, one behind the other.
pub struct Cells {
    text: Vec<u8>,
    ends: Vec<usize>,
    states: Vec<State>,
    /// The row of each cell, where a row may hold several or none; empty where each row has one.
    rows: Vec<u32>,
}

impl Cells {
    /// Room for so many cells.
    pub fn with_capacity(cells: usize) -> Self {
        Self {
            text: Vec::with_capacity(cells * 12),
            ends: Vec::with_capacity(cells),
            states: Vec::with_capacity(cells),
            rows: Vec::new(),
        }
    }

    /// Cells of which the text lies together already: where each ends in it, and what it is.
    pub fn of_text(text: Vec<u8>, ends: Vec<usize>, states: Vec<State>) -> Self {
        debug_assert!(ends.len() == states.len() && ends.last().is_none_or(|end| *end == text.len()));
        Self { text, ends, states, rows: Vec::new() }
    }

    /// Room for cells that belong to the rows that others belong to, and have about as much text.
    pub fn like(other: &Self) -> Self {
        Self {
            // A little more, so that what is hardly longer is not moved when it is nearly done.
            text: Vec::with_capacity(other.text.len() + other.text.len() / 8 + FEW),
            ends: Vec::with_capacity(other.len()),
            states: Vec::with_capacity(other.len()),
            rows: other.rows.clone(),
        }
    }

    /// The same cells as those of rows that may have several or none.
    #[must_use]
    pub fn of_rows(self, rows: Vec<u32>) -> Self {
        Self { rows, ..self }
    }

    /// How many cells.
    pub fn len(&self) -> usize {
        self.states.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.states.is_empty()
    }

    /// What the `i`th cell is.
    #[inline]
    pub fn state(&self, i: usize) -> State {
        self.states[i]
    }

    /// The bytes of the `i`th cell; none where it has no value.
    #[inline]
    pub fn bytes(&self, i: usize) -> &[u8] {
        let start = if i == 0 { 0 } else { self.ends[i - 1] };
        &self.text[start..self.ends[i]]
    }

    /// The `i`th cell as text; `None` where it is not UTF-8 or has no value.
    #[inline]
    pub fn get(&self, i: usize) -> Option<&str> {
        if self.states[i].is_value() { std::str::from_utf8(self.bytes(i)).ok() } else { None }
    }

    /// The row of the `i`th cell.
    #[inline]
    pub fn row(&self, i: usize) -> usize {
        self.rows.get(i).map_or(i, |row| *row as usize)
    }

    /// Whether every row has one cell.
    pub fn is_flat(&self) -> bool {
        self.rows.is_empty()
    }

    /// The first cell of a row.
    #[inline]
    pub fn of_row(&self, row: usize) -> Option<usize> {
        if self.rows.is_empty() {
            return (row < self.len()).then_some(row);
        }
        let wanted = u32::try_from(row).ok()?;
        let at = self.rows.partition_point(|&other| other < wanted);
        (self.rows.get(at) == Some(&wanted)).then_some(at)
    }

    /// All cells of a row.
    pub fn all_of_row(&self, row: usize) -> std::ops::Range<usize> {
        let Some(first) = self.of_row(row) else { return 0..0 };
        let more = self.rows.get(first..).unwrap_or_default();
        let count = more.iter().take_while(|other| **other as usize == row).count();
        first..first + count.max(1)
    }

    /// The bytes of all cells.
    pub fn text(&self) -> &[u8] {
        &self.text
    }

    /// Where each cell ends in the bytes of all.
    pub fn ends(&self) -> &[usize] {
        &self.ends
    }

    /// Appends a cell.
    #[inline]
    pub fn push(&mut self, state: State, bytes: &[u8]) {
        self.text.extend_from_slice(bytes);
        self.end(state);
    }

    /// Appends a cell that belongs to a row, in a column whose rows may hold several.
    pub fn push_of_row(&mut self, row: u32, state: State, bytes: &[u8]) {
        self.rows.push(row);
        self.push(state, bytes);
    }

    /// Appends the bytes of a cell to a text.
    #[inline]
    pub fn append_to(&self, i: usize, out: &mut Vec<u8>) {
        let start = if i == 0 { 0 } else { self.ends[i - 1] };
        append(&self.text, start, self.ends[i], out);
    }

    /// The first bytes of a cell, with zeros behind its end: taken in one step and without a call.
    #[inline]
    pub fn head<const N: usize>(&self, i: usize) -> [u8; N] {
        let bytes = self.bytes(i);
        let start = self.ends[i] - bytes.len();
        let Some(chunk) = self.text[start..].first_chunk::<N>() else {
            let mut head = [0; N];
            let length = bytes.len().min(N);
            head[..length].copy_from_slice(&bytes[..length]);
            return head;
        };
        let mut head = *chunk;
        for (at, byte) in head.iter_mut().enumerate() {
            *byte = if at < bytes.len() { *byte } else { 0 };
        }
        head
    }

    /// Where the text of the next cell is written, before [`Self::end`].
    #[inline]
    pub fn out(&mut self) -> &mut Vec<u8> {
        &mut self.text
    }

    /// Ends a cell whose text was written to [`Self::out`].
    #[inline]
    pub fn end(&mut self, state: State) {
        self.ends.push(self.text.len());
        self.states.push(state);
    }

    /// Forgets what was written since the last cell ended.
    #[inline]
    pub fn undo(&mut self) {
        self.text.truncate(self.ends.last().copied().unwrap_or(0));
    }

    /// What was written since the last cell ended.
    #[inline]
    pub fn unfinished(&self) -> &[u8] {
        &self.text[self.ends.last().copied().unwrap_or(0)..]
    }
}

/// Most cells are no longer.
const FEW: usize = 32;

/// Appends a piece of a text. Of a few bytes always as many are copied, in two steps and without a call; what was too much is cut
/// off again.
#[inline]
pub fn append(text: &[u8], start: usize, end: usize, out: &mut Vec<u8>) {
    if let Some(chunk) = text[start..].first_chunk::<FEW>().filter(|_| end - start <= FEW) {
        let wanted = out.len() + (end - start);
        out.extend_from_slice(chunk);
        out.truncate(wanted);
    } else {
        out.extend_from_slice(&text[start..end]);
    }
}

/// The cells of some rows of one table, by the number of their column; `None` for columns that nobody reads.
pub struct Block {
    /// How many rows.
    pub rows: usize,
    /// The columns.
    pub columns: Vec<Option<Cells>>,
}

impl Block {
    /// The cells of a column.
    pub fn column(&self, at: usize) -> Option<&Cells> {
        self.columns.get(at).and_then(Option::as_ref)
    }
}

/// What takes the place of the cells of a column.
pub enum Replacement {
    /// Every cell stays, byte for byte.
    Keep,
    /// The column is left out.
    Drop,
    /// Every value becomes NULL.
    Null,
    /// Every value becomes this text.
    Constant(String),
    /// Cell by cell.
    Cells(Cells),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_lie_behind_each_other() {
        let mut cells = Cells::with_capacity(2);
        cells.push(State::Text, b"one");
        cells.push(State::Null, b"");
        cells.out().extend_from_slice(b"thrown away");
        cells.undo();
        cells.push(State::Text, b"");
        assert!(cells.get(0) == Some("one") && cells.get(1).is_none() && cells.get(2) == Some(""));
        assert!(cells.row(2) == 2 && cells.of_row(3).is_none());
    }

    #[test]
    fn the_head_of_a_cell_ends_where_it_does() {
        let mut cells = Cells::with_capacity(3);
        for text in [&b"first"[..], b"", b"the third one"] {
            cells.push(State::Text, text);
        }
        assert!(cells.head(0) == *b"first\0\0\0" && cells.head(1) == [0; 8] && cells.head(2) == *b"the thir");
        assert!(cells.head(0) == *b"fi" && cells.head(2) == *b"the third one\0\0\0");
    }

    #[test]
    fn a_row_may_hold_several() {
        let mut cells = Cells::with_capacity(3);
        cells.push_of_row(0, State::Text, b"a");
        cells.push_of_row(0, State::Text, b"b");
        cells.push_of_row(2, State::Text, b"c");
        assert!(cells.of_row(2) == Some(2) && cells.of_row(1).is_none() && cells.row(1) == 0);
    }
}
