//! Columns of the reference tables as they lie in the binary: nothing is parsed, nothing is allocated.

use std::ops::Range;

/// A column of texts, one after the other, with the end of each.
#[derive(Clone, Copy)]
pub struct Text {
    text: &'static str,
    ends: U32,
}

impl Text {
    pub(super) const fn new(text: &'static str, ends: &'static [u8]) -> Self {
        Self { text, ends: U32::new(ends) }
    }

    /// The number of rows.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is no row.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The text of a row, which must be below [`len`](Self::len), as with a slice.
    #[must_use]
    #[inline]
    pub fn get(&self, row: usize) -> &'static str {
        let Range { start, end } = self.range(row);
        &self.text[start..end]
    }

    #[inline]
    fn range(&self, row: usize) -> Range<usize> {
        let start = if row == 0 { 0 } else { self.ends.get(row - 1) as usize };
        start..self.ends.get(row) as usize
    }

    /// Appends the text of a row, which must be below [`len`](Self::len), as with a slice.
    #[inline]
    pub fn append(&self, row: usize, out: &mut Vec<u8>) {
        append(self.text.as_bytes(), self.range(row), out);
    }

    /// Appends the first bytes of the text of a row, as many as it has at the most.
    #[inline]
    pub fn append_part(&self, row: usize, length: usize, out: &mut Vec<u8>) {
        let Range { start, end } = self.range(row);
        append(self.text.as_bytes(), start..end.min(start + length), out);
    }

    /// All texts in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &'static str> + use<> {
        let column = *self;
        (0..self.len()).map(move |row| column.get(row))
    }

    /// The row of a text in a column that ascends bytewise, as the names of a [`Code`] and keys do.
    #[must_use]
    pub fn find_sorted(&self, text: &str) -> Option<usize> {
        let row = first(0..self.len(), |row| self.get(row) >= text);
        (row < self.len() && self.get(row) == text).then_some(row)
    }
}

macro_rules! numbers {
    ($name:ident, $type:ty, $width:literal, $doc:literal) => {
        #[doc = $doc]
        #[derive(Clone, Copy)]
        pub struct $name {
            bytes: &'static [u8],
        }

        impl $name {
            pub(super) const fn new(bytes: &'static [u8]) -> Self {
                Self { bytes }
            }

            /// The number of rows.
            #[must_use]
            pub const fn len(&self) -> usize {
                self.bytes.len() / $width
            }

            /// Whether there is no row.
            #[must_use]
            pub const fn is_empty(&self) -> bool {
                self.bytes.is_empty()
            }

            /// The number of a row, which must be below [`len`](Self::len), as with a slice.
            #[must_use]
            #[inline]
            pub fn get(&self, row: usize) -> $type {
                <$type>::from_le_bytes(self.bytes.as_chunks::<$width>().0[row])
            }

            /// All numbers in order.
            pub fn iter(&self) -> impl ExactSizeIterator<Item = $type> + use<> {
                let column = *self;
                (0..self.len()).map(move |row| column.get(row))
            }

            /// The column of some rows only.
            #[must_use]
            pub fn slice(&self, rows: Range<usize>) -> Self {
                Self { bytes: &self.bytes[rows.start * $width..rows.end * $width] }
            }

            /// The first row whose number is at least `least`, in a column that ascends.
            #[must_use]
            pub fn lower_bound(&self, least: $type) -> usize {
                first(0..self.len(), |row| self.get(row) >= least)
            }
        }
    };
}

numbers!(U8, u8, 1, "A column of numbers of 8 bits.");
numbers!(U16, u16, 2, "A column of numbers of 16 bits.");
numbers!(U32, u32, 4, "A column of numbers of 32 bits.");
numbers!(I32, i32, 4, "A column of signed numbers of 32 bits.");

/// A column of texts of which there are few different ones.
#[derive(Clone, Copy)]
pub struct Code {
    index: U16,
    names: Text,
}

impl Code {
    pub(super) const fn new(index: U16, names: Text) -> Self {
        Self { index, names }
    }

    /// The number of rows.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.index.len()
    }

    /// Whether there is no row.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.index.is_empty()
    }

    /// The text of a row, which must be below [`len`](Self::len), as with a slice.
    #[must_use]
    #[inline]
    pub fn get(&self, row: usize) -> &'static str {
        self.names.get(usize::from(self.index(row)))
    }

    /// Appends the text of a row, which must be below [`len`](Self::len), as with a slice.
    #[inline]
    pub fn append(&self, row: usize, out: &mut Vec<u8>) {
        self.names.append(usize::from(self.index(row)), out);
    }

    /// The place of a row's text among [`names`](Self::names).
    #[must_use]
    pub fn index(&self, row: usize) -> u16 {
        self.index.get(row)
    }

    /// The different texts: ascending bytewise, or in the order of the table that is linked.
    #[must_use]
    pub const fn names(&self) -> Text {
        self.names
    }

    /// The texts of all rows in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &'static str> + use<> {
        let column = *self;
        (0..self.len()).map(move |row| column.get(row))
    }
}

/// A column in which each row has a list of numbers, never an empty one.
#[derive(Clone, Copy)]
pub struct List {
    groups: Groups,
    numbers: U16,
}

impl List {
    pub(super) const fn new(ends: U32, numbers: U16) -> Self {
        Self { groups: Groups::new(ends), numbers }
    }

    /// The number of rows.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.groups.len()
    }

    /// Whether there is no row.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }

    /// The numbers of a row, which must be below [`len`](Self::len), as with a slice.
    #[must_use]
    #[inline]
    pub fn get(&self, row: usize) -> U16 {
        self.numbers.slice(self.groups.get(row))
    }
}

/// Ranges of rows that follow on each other and cover the table.
#[derive(Clone, Copy)]
pub struct Groups {
    ends: U32,
}

impl Groups {
    pub(super) const fn new(ends: U32) -> Self {
        Self { ends }
    }

    /// The number of groups.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is no group.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The rows of a group, which must be below [`len`](Self::len), as with a slice.
    #[must_use]
    #[inline]
    pub fn get(&self, group: usize) -> Range<usize> {
        let start = if group == 0 { 0 } else { self.ends.get(group - 1) as usize };
        start..self.ends.get(group) as usize
    }

    /// All ranges in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Range<usize>> + use<> {
        let groups = *self;
        (0..self.len()).map(move |group| groups.get(group))
    }
}

/// For each name of a [`Code`], the rows that have it.
#[derive(Clone, Copy)]
pub struct Postings {
    groups: Groups,
    rows: U32,
}

impl Postings {
    pub(super) const fn new(ends: U32, rows: U32) -> Self {
        Self { groups: Groups::new(ends), rows }
    }

    /// The rows, ascending, of a code's index, which must be one of the code's.
    #[must_use]
    #[inline]
    pub fn get(&self, index: u16) -> U32 {
        self.rows.slice(self.groups.get(usize::from(index)))
    }
}

/// The running totals of a column of weights.
#[derive(Clone, Copy)]
pub struct Totals {
    ends: U32,
}

impl Totals {
    pub(super) const fn new(ends: U32) -> Self {
        Self { ends }
    }

    fn before(self, row: usize) -> u32 {
        if row == 0 { 0 } else { self.ends.get(row - 1) }
    }

    /// All rows of the table.
    #[must_use]
    pub const fn rows(&self) -> Range<usize> {
        0..self.ends.len()
    }

    /// What the weights of these rows add up to.
    #[must_use]
    pub fn total(&self, rows: Range<usize>) -> u32 {
        if rows.is_empty() { 0 } else { self.ends.get(rows.end - 1) - self.before(rows.start) }
    }

    /// The row on which `point` falls when each of `rows` is as long as its weight.
    ///
    /// `point` is below [`total`](Self::total) of the same rows; a row of weight 0 is never met. There must be a row.
    #[must_use]
    pub fn pick(&self, rows: Range<usize>, point: u32) -> usize {
        let target = self.before(rows.start).saturating_add(point);
        let last = rows.end.saturating_sub(1);
        first(rows, |row| self.ends.get(row) > target).min(last)
    }
}

/// Appends a part of a longer text: a short one in a single move of sixteen bytes, those that follow it cut off again,
/// where a copy of just its length would cost a call.
#[inline(always)]
pub(crate) fn append(text: &[u8], part: Range<usize>, out: &mut Vec<u8>) {
    let length = part.end - part.start;
    match text[part.start..].first_chunk::<16>() {
        Some(chunk) if length <= 16 => {
            let end = out.len() + length;
            out.extend_from_slice(chunk);
            out.truncate(end);
        }
        _ => out.extend_from_slice(&text[part]),
    }
}

/// The first row of `rows` from which on `reached` holds, or their end.
pub(super) fn first(rows: Range<usize>, reached: impl Fn(usize) -> bool) -> usize {
    let Range { mut start, mut end } = rows;
    while start < end {
        let middle = start + (end - start) / 2;
        if reached(middle) {
            end = middle;
        } else {
            start = middle + 1;
        }
    }
    start
}
