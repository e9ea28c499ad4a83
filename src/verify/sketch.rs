//! What the first pass keeps of each row of the original: a few bits of each form of its values, so that the second reads again only what
//! may stand in its own row of the result.

/// The share of the memory for what is sought that may hold sketches: one in so many.
pub const SHARE: u64 = 4;

/// The cells of a row that can be told apart.
const CELLS: usize = 1 << u8::BITS;

/// Rows that were read together.
#[derive(Default)]
pub struct Sketch {
    /// The tags of all forms, row by row, and for each of them the cell that has it.
    tags: Vec<u16>,
    cells: Vec<u8>,
    /// Where the tags of each row end.
    ends: Vec<u32>,
    /// Whether a row had too many cells.
    is_over: bool,
}

/// What was kept of one row.
#[derive(Clone, Copy)]
pub struct Sketched<'a> {
    tags: &'a [u16],
    cells: &'a [u8],
}

impl Sketch {
    /// Takes the prints of the forms of a cell of the row that is read.
    #[inline]
    pub(super) fn cell(&mut self, cell: usize, prints: impl Iterator<Item = u64>) {
        self.is_over |= cell >= CELLS;
        self.tags.extend(prints.map(tag));
        self.cells.resize(self.tags.len(), u8::try_from(cell % CELLS).unwrap_or(0));
    }

    /// Ends the row.
    pub(super) fn end(&mut self) {
        self.ends.push(u32::try_from(self.tags.len()).unwrap_or(u32::MAX));
    }

    /// Gives back the room that it does not need, when all of its rows are there; whether they are.
    pub fn close(&mut self) -> bool {
        self.tags.shrink_to_fit();
        self.cells.shrink_to_fit();
        self.ends.shrink_to_fit();
        !self.is_over && self.ends.last().is_none_or(|end| *end < u32::MAX)
    }

    /// How many rows.
    pub fn rows(&self) -> u64 {
        self.ends.len() as u64
    }

    /// How many bytes it takes.
    pub fn bytes(&self) -> u64 {
        let Self { tags, cells, ends, .. } = self;
        (size_of::<Self>() + tags.capacity() * 2 + cells.capacity() + ends.capacity() * 4) as u64
    }

    /// What was kept of a row.
    pub fn row(&self, row: usize) -> Option<Sketched<'_>> {
        let at = |end: &u32| usize::try_from(*end).ok();
        let end = at(self.ends.get(row)?)?;
        let start = row.checked_sub(1).map_or(Some(0), |before| at(self.ends.get(before)?))?;
        Some(Sketched { tags: self.tags.get(start..end)?, cells: self.cells.get(start..end)? })
    }
}

/// The bits of a print by which it is met again.
#[inline]
const fn tag(print: u64) -> u16 {
    (print >> 48) as u16
}

impl Sketched<'_> {
    /// The cells, each once, of which a form may be among what was met.
    #[inline]
    pub(super) fn hit(&self, met: &Tags, hit: &mut Vec<usize>) {
        hit.clear();
        for (at, tag) in self.tags.iter().enumerate() {
            if met.has(*tag) {
                let cell = usize::from(self.cells[at]);
                // The forms of a cell stand behind each other.
                if hit.last() != Some(&cell) {
                    hit.push(cell);
                }
            }
        }
    }
}

/// A bit for each tag there is.
const WORDS: usize = (1 << u16::BITS) / 64;

/// The tags of what stands in a row of the result.
pub(super) struct Tags {
    bits: Box<[u64; WORDS]>,
}

impl Default for Tags {
    fn default() -> Self {
        Self { bits: Box::new([0; WORDS]) }
    }
}

impl Tags {
    /// Asks something of the tags of these prints, which are forgotten then: whoever has the prints need not be told twice what to
    /// forget.
    #[inline]
    pub(super) fn with<T>(
        &mut self,
        prints: impl Iterator<Item = u64> + Clone,
        ask: impl FnOnce(&Self) -> T,
    ) -> T {
        for tag in prints.clone().map(tag) {
            self.bits[usize::from(tag / 64)] |= 1 << (tag % 64);
        }
        let told = ask(self);
        for tag in prints.map(tag) {
            self.bits[usize::from(tag / 64)] = 0;
        }
        told
    }

    #[inline]
    fn has(&self, tag: u16) -> bool {
        self.bits[usize::from(tag / 64)] >> (tag % 64) & 1 == 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verify::Printer;

    #[test]
    fn of_a_row_the_cells_are_told_that_may_be_met() {
        let printer = Printer::new(&[9; 16]);
        let print =
            |row: u32, cell: u32, form: u32| printer.short(&(row * 64 + cell * 8 + form).to_le_bytes());
        let mut sketch = Sketch::default();
        for row in 0..300 {
            // The second row has nothing.
            for cell in (0..5).filter(|_| row != 1) {
                sketch.cell(cell as usize, (0..3).map(|form| print(row, cell, form)));
            }
            sketch.end();
        }
        assert!(sketch.close() && sketch.rows() == 300 && sketch.row(300).is_none());
        let (mut tags, mut hit, mut by_chance) = (Tags::default(), Vec::new(), 0);
        for row in 0..300 {
            let met = [print(row, 3, 1), print(row, 3, 2), print(row, 0, 0)];
            tags.with(met.into_iter(), |tags| sketch.row(row as usize).unwrap().hit(tags, &mut hit));
            assert!(tags.bits.iter().all(|bits| *bits == 0));
            by_chance += hit.len().saturating_sub(2);
            assert!(if row == 1 { hit.is_empty() } else { hit.contains(&0) && hit.contains(&3) });
        }
        assert!(by_chance < 5, "{by_chance}");
        sketch.cell(CELLS, std::iter::once(1));
        sketch.end();
        assert!(!sketch.close());
    }
}
