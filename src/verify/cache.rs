//! Values of the columns of one table that were looked at before, as many as a bounded room holds.

use super::given::Cell;
use super::seen::{About, Room, Tools, Value};
use super::spread::Spread;

/// Values that are kept at first of all columns of a table together, and of one column at the most and at the least.
const FIRST: usize = 1 << 13;
const MOST_AT_FIRST: usize = 1 << 9;
const FEWEST: usize = 1 << 4;

/// Values that are kept of all columns together, and of one, once it is known which of them repeat themselves.
const ALL: usize = 1 << 14;
const MOST: usize = 1 << 12;

/// After so many values it is told again whether a column repeats itself.
const TRIAL: u32 = 1 << 10;

/// The values of one column.
#[derive(Default)]
struct Cache {
    slots: Vec<Value>,
    /// The prints of the values, apart from them: most looks need no more.
    prints: Vec<u64>,
    asked: u32,
    met: u32,
}

impl Cache {
    fn new(slots: usize) -> Self {
        let mut cache = Self::default();
        cache.slots.resize_with(slots, Value::default);
        cache.prints.resize(slots, 0);
        cache
    }

    /// Where a value is kept.
    #[inline]
    fn slot(&self, print: u64) -> usize {
        usize::try_from(print >> 20).unwrap_or(0) & (self.slots.len() - 1)
    }

    /// Keeps more of a column that repeats itself, where `free` slots are left, and only the last value of one that hardly does.
    fn settle(&mut self, free: &mut usize) {
        let (met, slots) = (std::mem::take(&mut self.met), self.slots.len());
        self.asked = 0;
        let grows = met < TRIAL / 8 * 7 && slots < MOST.min(*free + 1);
        if slots > 1 && met < TRIAL / 64 {
            self.slots.truncate(1);
            self.slots.shrink_to_fit();
            self.prints.truncate(1);
            *free += slots - 1;
        } else if slots > 1 && grows {
            let more = Self::new(slots * 2);
            let before = std::mem::replace(self, more);
            for (print, value) in before.prints.into_iter().zip(before.slots).filter(|(print, _)| *print != 0)
            {
                let slot = self.slot(print);
                (self.prints[slot], self.slots[slot]) = (print, value);
            }
            *free -= slots;
        }
    }
}

/// Where the cells of a column stand in the row.
#[derive(Clone, Copy, Default)]
struct Spot {
    /// Of which row with other columns than the one before.
    shape: u64,
    cells: u32,
    cell: u32,
    /// Where its last value is kept, and of which row that is.
    slot: u32,
    row: u64,
}

/// One side of a comparison: the values of its columns, and where those of the row are.
#[derive(Default)]
pub(super) struct Side {
    caches: Vec<Option<Cache>>,
    spots: Vec<Spot>,
    /// The columns of the row, and how many rows had other columns than the one before.
    columns: Vec<usize>,
    shape: u64,
    /// How many rows were begun.
    row: u64,
    /// How many values a column begins with, and how many more may be kept of all.
    slots: usize,
    free: usize,
}

impl Side {
    /// Begins a row of such cells; `fresh` where it is of another table than the last.
    pub(super) fn begin(&mut self, cells: &[Cell<'_>], fresh: bool) {
        if fresh || self.slots == 0 {
            self.caches.clear();
            self.slots = (FIRST / cells.len().max(1)).clamp(FEWEST, MOST_AT_FIRST).next_power_of_two();
            self.free = ALL.saturating_sub(self.slots * cells.len());
        }
        self.row += 1;
        let columns = || cells.iter().map(|(column, _)| *column);
        // Most rows have the columns of the row before.
        if cells.len() == self.columns.len()
            && cells.iter().zip(&self.columns).all(|((column, _), before)| column == before)
        {
            return;
        }
        self.columns.clear();
        self.columns.extend(columns());
        self.shape += 1;
        for (cell, column) in self.columns.iter().enumerate() {
            // A cell of no column has no place.
            let Some(end) = column.checked_add(1) else { continue };
            if self.spots.len() < end {
                self.spots.resize(end, Spot::default());
            }
            let spot = &mut self.spots[*column];
            let cells = if spot.shape == self.shape { spot.cells + 1 } else { 1 };
            let cell = u32::try_from(cell).unwrap_or(u32::MAX);
            *spot = Spot { shape: self.shape, cells, cell, slot: 0, row: 0 };
        }
    }

    /// The value of a cell of the row, read where it is not kept.
    pub(super) fn value(
        &mut self,
        column: usize,
        about: &About,
        text: &str,
        tools: &Tools<'_>,
        room: &mut Room,
        spread: &mut Spread,
    ) -> &mut Value {
        let print = tools.printer.whole(text);
        if self.caches.len() <= column {
            self.caches.resize_with(column + 1, || None);
        }
        let cache = self.caches[column].get_or_insert_with(|| Cache::new(self.slots));
        if cache.asked == TRIAL {
            cache.settle(&mut self.free);
        }
        let slot = cache.slot(print);
        cache.asked += 1;
        let spot = &mut self.spots[column];
        (spot.slot, spot.row) = (u32::try_from(slot).unwrap_or(0), self.row);
        let value = &mut cache.slots[slot];
        if cache.prints[slot] == print {
            cache.met += 1;
        } else {
            cache.prints[slot] = print;
            value.print = print;
            value.read((column, about), text, tools, room, spread);
        }
        value
    }

    /// What tells the columns of the row from those of other rows before it.
    pub(super) const fn shape(&self) -> u64 {
        self.shape
    }

    /// The number of the cell of a column, where the row has one alone.
    pub(super) fn only(&self, column: usize) -> Option<usize> {
        let spot = self.spots.get(column).filter(|spot| spot.shape == self.shape && spot.cells == 1)?;
        usize::try_from(spot.cell).ok()
    }

    /// The value of the cell of a column that was read last.
    pub(super) fn of_mut(&mut self, column: usize) -> Option<&mut Value> {
        let spot = self.spots.get(column).filter(|spot| spot.row == self.row)?;
        self.caches.get_mut(column)?.as_mut()?.slots.get_mut(usize::try_from(spot.slot).ok()?)
    }

    /// The value of a column that has one cell in the row, which is not empty.
    pub(super) fn of(&self, column: usize) -> Option<&Value> {
        let spot = self.spots.get(column).filter(|spot| spot.row == self.row)?;
        self.caches.get(column)?.as_ref()?.slots.get(usize::try_from(spot.slot).ok()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A cache of so many slots that was asked for one value in `of` different ones as often as a trial takes.
    fn asked(slots: usize, of: u64, free: &mut usize) -> Cache {
        let mut cache = Cache::new(slots);
        for n in 0..u64::from(TRIAL) {
            let print = (n % of + 1) << 20;
            let slot = cache.slot(print);
            cache.met += u32::from(cache.prints[slot] == print);
            (cache.prints[slot], cache.slots[slot].print) = (print, print);
        }
        cache.settle(free);
        cache
    }

    #[test]
    fn what_repeats_itself_is_kept_and_found_again() {
        let mut free = 64;
        // Of thirty-one values all are kept but those that share a slot.
        let cache = asked(16, 31, &mut free);
        assert_eq!((cache.slots.len(), free), (32, 48));
        for (slot, print) in cache.prints.iter().enumerate().filter(|(_, print)| **print != 0) {
            assert_eq!((cache.slot(*print), cache.slots[slot].print), (slot, *print));
        }
        assert!(cache.prints.iter().filter(|print| **print != 0).count() == 16);
        // Few enough are kept as they are, and of what never comes again only the last.
        assert_eq!(asked(16, 8, &mut free).slots.len(), 16);
        assert_eq!((asked(16, u64::MAX, &mut free).slots.len(), free), (1, 63));
        // Where there is no room, none is taken.
        assert_eq!((asked(64, 100, &mut free).slots.len(), free), (64, 63));
    }
}
