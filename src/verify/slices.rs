//! A set of fingerprints in bounded memory, each with the column that it is of.

use super::looked::SHAPES;
use crate::reference::ODD;

/// Bytes that an entry takes in a table that is filled as far as it may be, before it grows.
const ENTRY: u64 = 24;

/// Fingerprints, as many as memory holds: where there are more, those of one slice of their space at a time.
pub(super) struct Slices {
    table: Table,
    /// The shapes of all forms of all slices.
    shaped: [bool; SHAPES],
    most: usize,
    /// How many slices there are, a power of two.
    count: u64,
    /// Which of them is held.
    held: u64,
}

impl Slices {
    /// An empty set that takes so many bytes.
    pub(super) fn new(memory: u64) -> Self {
        let most = usize::try_from(memory / ENTRY).unwrap_or(usize::MAX).max(1 << 6);
        Self { table: Table::default(), shaped: [false; SHAPES], most, count: 1, held: 0 }
    }

    const fn is_held(&self, print: u64) -> bool {
        (print >> 40) & (self.count - 1) == self.held
    }

    /// Adds a fingerprint, where it lies in the slice that is held; whether it was not there as one of this column.
    pub(super) fn add(&mut self, print: u64, shape: u8, column: u16) -> bool {
        self.shaped[usize::from(shape) % SHAPES] = true;
        if !self.is_held(print) {
            return false;
        }
        let is_new = self.table.add(print, column);
        // Only the first pass may find that there are too many: later slices are of the same size.
        while self.held == 0 && self.table.len > self.most && self.count < 1 << 16 {
            self.count *= 2;
            let count = self.count;
            self.table.retain(|print| (print >> 40) & (count - 1) == 0);
        }
        is_new
    }

    /// Makes room for so many more: they may come in the order of their places, and would else fill one part of the table after the
    /// other beyond what it holds.
    pub(super) fn reserve(&mut self, more: usize) {
        let slots = (self.table.len + more).min(self.most).saturating_mul(4).div_ceil(3).next_power_of_two();
        if slots > self.table.prints.len() {
            self.table.rebuild(slots.max(1 << 6), |_| true);
        }
    }

    /// Whether anything of this shape is sought, in whichever slice.
    #[inline]
    pub(super) fn has_shape(&self, shape: usize) -> bool {
        self.shaped.get(shape).is_some_and(|shaped| *shaped)
    }

    /// Whether a fingerprint of the slice is there.
    #[inline]
    pub(super) fn has(&self, print: u64) -> bool {
        self.table.may_have(print) && self.is_held(print) && self.table.column(print).is_some()
    }

    /// The column that a fingerprint is of, or [`SEVERAL`].
    pub(super) fn column(&self, print: u64) -> Option<u16> {
        self.table.column(print).filter(|_| self.is_held(print))
    }

    /// Whether nothing was ever added.
    pub(super) const fn is_empty(&self) -> bool {
        self.table.len == 0 && self.count == 1
    }

    /// Whether the first slice is held.
    pub(super) const fn is_first(&self) -> bool {
        self.held == 0
    }

    /// How many slices there are.
    pub(super) const fn count(&self) -> u64 {
        self.count
    }

    /// Forgets the slice that is held, and holds the next one; `false` after the last.
    pub(super) fn next_slice(&mut self) -> bool {
        self.table.retain(|_| false);
        self.held += 1;
        self.held < self.count
    }
}

/// The column of what several columns have.
pub(super) const SEVERAL: u16 = u16::MAX;

/// Where a fingerprint lies among all, whatever the size of what holds them: what is near by this number is near in memory.
#[inline]
pub(super) const fn place(print: u64) -> u64 {
    print.wrapping_mul(ODD)
}

/// Fingerprints with columns, side by side: a slot that is free has a zero.
#[derive(Default)]
struct Table {
    prints: Vec<u64>,
    columns: Vec<u16>,
    /// Three bits of one word for each fingerprint, at which most look-ups end: it is an eighth as long as the table.
    filter: Vec<u64>,
    len: usize,
}

impl Table {
    /// The first of so many slots that a fingerprint may have, a power of two.
    #[inline]
    fn first(print: u64, slots: usize) -> usize {
        usize::try_from(place(print) >> (63 - slots.ilog2()) >> 1).unwrap_or(0)
    }

    /// Where a fingerprint is, or where it may go.
    #[inline]
    fn slot(&self, print: u64) -> usize {
        let mask = self.prints.len() - 1;
        let mut at = Self::first(print, self.prints.len());
        while self.prints[at] != 0 && self.prints[at] != print {
            at = (at + 1) & mask;
        }
        at
    }

    /// The bits of the filter that a fingerprint has.
    #[inline]
    const fn bits(print: u64) -> u64 {
        1 << (print & 63) | 1 << ((print >> 6) & 63) | 1 << ((print >> 12) & 63)
    }

    /// Whether a fingerprint may be there, as far as one look into memory tells.
    #[inline]
    fn may_have(&self, print: u64) -> bool {
        let (print, words) = (print.max(1), self.filter.len());
        let bits = Self::bits(print);
        words > 0 && self.filter[Self::first(print, words)] & bits == bits
    }

    fn add(&mut self, print: u64, column: u16) -> bool {
        let print = print.max(1);
        if self.len * 4 >= self.prints.len() * 3 {
            self.grow();
        }
        let at = self.slot(print);
        if self.prints[at] == 0 {
            self.put(at, print, column);
            return true;
        }
        if self.columns[at] == column {
            return false;
        }
        self.columns[at] = SEVERAL;
        true
    }

    fn put(&mut self, at: usize, print: u64, column: u16) {
        (self.prints[at], self.columns[at]) = (print, column);
        let word = Self::first(print, self.filter.len());
        self.filter[word] |= Self::bits(print);
        self.len += 1;
    }

    fn column(&self, print: u64) -> Option<u16> {
        let print = print.max(1);
        if self.prints.is_empty() {
            return None;
        }
        let at = self.slot(print);
        (self.prints[at] == print).then(|| self.columns[at])
    }

    fn grow(&mut self) {
        let more = (self.prints.len() * 2).max(1 << 6);
        self.rebuild(more, |_| true);
    }

    fn retain(&mut self, keep: impl Fn(u64) -> bool) {
        self.rebuild(self.prints.len(), keep);
    }

    /// Puts all where they lie among so many slots; in the order of the slots, so that memory is gone through once.
    fn rebuild(&mut self, slots: usize, keep: impl Fn(u64) -> bool) {
        let prints = std::mem::replace(&mut self.prints, vec![0; slots]);
        let columns = std::mem::replace(&mut self.columns, vec![0; slots]);
        self.filter = vec![0; slots / 8];
        self.len = 0;
        for (print, column) in
            prints.into_iter().zip(columns).filter(|(print, _)| *print != 0 && keep(*print))
        {
            let at = self.slot(print);
            self.put(at, print, column);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verify::Printer;

    #[test]
    fn what_memory_does_not_hold_is_held_slice_by_slice() {
        let printer = Printer::new(&[3; 16]);
        let prints: Vec<u64> = (0..10_000u32).map(|n| printer.short(&n.to_le_bytes())).collect();
        let mut slices = Slices::new(1 << 10);
        let mut seen = 0;
        loop {
            prints.iter().for_each(|print| {
                slices.add(*print, 3, 7);
            });
            seen += prints.iter().filter(|print| slices.has(**print)).count();
            assert!(slices.table.len < 2 << 10);
            if !slices.next_slice() {
                break;
            }
        }
        assert_eq!(seen, prints.len());
        assert!(slices.count() >= 8);
    }

    #[test]
    fn a_print_knows_its_column() {
        let mut slices = Slices::new(1 << 20);
        assert!(slices.is_empty() && slices.add(5 << 32, 3, 1) && !slices.add(5 << 32, 3, 1));
        assert_eq!((slices.column(5 << 32), slices.column(6 << 32)), (Some(1), None));
        assert!(slices.add(5 << 32, 3, 2) && slices.column(5 << 32) == Some(SEVERAL));
    }
}
