//! By how much the variance of a share is larger because rows of a group share one draw.

use super::Table;
use super::rows::Rows;
use std::collections::BTreeMap;

/// Groups are cut from so many neighbouring rows.
const BLOCK: u64 = 64;

/// The groups of a column's rows, as far as they can be told.
pub(super) struct Shared {
    /// The column that is the same within a group.
    at: Option<usize>,
    block: u64,
    sizes: BTreeMap<u64, u64>,
    rows: u64,
    squares: u64,
}

impl Shared {
    /// The groups of a column: rows of one household that take its value from one of them.
    pub(super) fn of(table: &Table, column: usize) -> Self {
        let none = Self { at: None, block: 0, sizes: BTreeMap::new(), rows: 0, squares: 0 };
        let Some(number) = table.columns.get(column).and_then(|column| column.group) else { return none };
        let household = |c: usize| table.columns.get(c).is_some_and(|of| of.kind == "household_row");
        let columns = || table.columns.iter().filter(|column| column.at.is_some());
        // Best what tells the very number, then what tells the head of the household, and else its street.
        let told = columns().find(|other| other.tells == Some(number));
        let head = || table.telling("household_row", "head").map(|c| &table.columns[c]);
        let street = || columns().find(|other| other.kind == "street" && other.group.is_some_and(household));
        let at = told.or_else(head).or_else(street).and_then(|column| column.at);
        Self { at, ..none }
    }

    /// Counts the groups of some rows.
    pub(super) fn see(&mut self, rows: &Rows<'_>) {
        let Some(at) = self.at else { return };
        for i in 0..rows.len() {
            let block = (rows.first + i as u64) / BLOCK;
            if block != self.block {
                self.close();
                self.block = block;
            }
            if let Some(group) = rows.hash(at, i) {
                *self.sizes.entry(group).or_default() += 1;
            }
        }
    }

    fn close(&mut self) {
        for size in self.sizes.values() {
            self.rows += size;
            self.squares += size * size;
        }
        self.sizes.clear();
    }

    /// How many times the variance of as many draws of their own: 1 where there are no groups.
    #[expect(clippy::cast_precision_loss, reason = "rows are counted below 2^53")]
    pub(super) fn effect(&mut self) -> f64 {
        self.close();
        if self.rows == 0 { 1.0 } else { self.squares as f64 / self.rows as f64 }
    }
}
