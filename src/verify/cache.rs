//! Values of the columns of one table that were looked at before, as many as a bounded room holds.

use super::seen::{About, Room, Tools, Value};
use super::spread::Spread;

/// Values that are kept of all columns of a table together, and of one column at the most and at the least.
const ALL: usize = 1 << 13;
const MOST: usize = 1 << 9;
const FEWEST: usize = 1 << 4;

/// After so many values it is known whether a column repeats itself.
const TRIAL: u32 = 1 << 10;

/// The slot of a cell that has no value.
const NOWHERE: u32 = u32::MAX;

/// The values of one column.
#[derive(Default)]
struct Cache {
    slots: Vec<Value>,
    /// The prints of the values, apart from them: most looks need no more.
    prints: Vec<u64>,
    asked: u32,
    met: u32,
}

/// Where a cell of the row stands.
#[derive(Clone, Copy, Default)]
struct Spot {
    row: u64,
    cells: u32,
    cell: u32,
    slot: u32,
}

/// One side of a comparison: the values of its columns, and where those of the row are.
#[derive(Default)]
pub(super) struct Side {
    caches: Vec<Option<Cache>>,
    spots: Vec<Spot>,
    row: u64,
    slots: usize,
}

impl Side {
    /// Begins a row; `fresh` where it is of another table than the last.
    pub(super) fn begin(&mut self, cells: usize, fresh: bool) {
        self.row += 1;
        if fresh || self.slots == 0 {
            self.caches.clear();
            self.slots = (ALL / cells.max(1)).clamp(FEWEST, MOST).next_power_of_two();
        }
    }

    /// The value of a cell, read where it is not kept.
    pub(super) fn value(
        &mut self,
        (cell, column): (usize, usize),
        about: &About,
        text: &str,
        tools: &Tools<'_>,
        room: &mut Room,
        spread: &mut Spread,
    ) -> &mut Value {
        let print = tools.printer.short(text.as_bytes()).max(1);
        self.place(cell, column);
        if self.caches.len() <= column {
            self.caches.resize_with(column + 1, || None);
        }
        let slots = self.slots;
        let cache = self.caches[column].get_or_insert_with(Cache::default);
        if cache.slots.is_empty() {
            cache.slots.resize_with(slots, Value::default);
            cache.prints.resize(slots, 0);
        }
        // Of a column that hardly repeats itself only the last value is kept.
        if cache.asked == TRIAL && cache.met < TRIAL / 8 {
            cache.slots.truncate(1);
            cache.slots.shrink_to_fit();
            cache.prints.truncate(1);
        }
        let slot = usize::try_from(print >> 20).unwrap_or(0) & (cache.slots.len() - 1);
        cache.asked = cache.asked.saturating_add(1);
        self.spots[column].slot = u32::try_from(slot).unwrap_or(0);
        let value = &mut cache.slots[slot];
        if cache.prints[slot] == print {
            cache.met = cache.met.saturating_add(1);
        } else {
            cache.prints[slot] = print;
            value.print = print;
            value.read((column, about), text, tools, room, spread);
        }
        value
    }

    /// Notes a cell of the row.
    pub(super) fn place(&mut self, cell: usize, column: usize) {
        if self.spots.len() <= column {
            self.spots.resize(column + 1, Spot::default());
        }
        let spot = &mut self.spots[column];
        if spot.row != self.row {
            *spot = Spot { row: self.row, slot: NOWHERE, ..Spot::default() };
        }
        spot.cells += 1;
        spot.cell = u32::try_from(cell).unwrap_or(u32::MAX);
    }

    /// The number of the cell of a column, where the row has one alone.
    pub(super) fn only(&self, column: usize) -> Option<usize> {
        let spot = self.spots.get(column).filter(|spot| spot.row == self.row && spot.cells == 1)?;
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
