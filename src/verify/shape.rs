//! The check `shape`: rows, types, unique keys and references of the result as they were in the original.

mod types;

use super::finding::{Check, Finding};
use super::prints::ByPrint;
use super::seen::Reads;
use super::sorts::{Column, Columns, Expect};
use crate::reference::ODD;
use std::collections::{BTreeMap, HashMap};
use types::{Types, of_types};

/// Distinct values that are counted of one column; beyond it those of a part of the space of fingerprints.
const MOST: usize = 1 << 18;

/// Of how many rows of a file the types of all values are read; of the others each sixteenth is.
pub const TYPES_OF: u64 = 2_000;
/// How many values of each column are read among rows that are counted together.
const SOME_OF: u64 = 4;

/// Values of a column with how often each comes, or of a sample of them that depends on the values alone.
#[derive(Default)]
struct Counts {
    counts: HashMap<u64, u32, ByPrint>,
    /// Fingerprints end in so many zeros.
    shift: u32,
}

impl Counts {
    fn add(&mut self, print: u64) {
        if !self.has_room(print) {
            return;
        }
        let count = self.counts.entry(print).or_default();
        *count = count.saturating_add(1);
        while self.counts.len() > MOST {
            self.narrow(self.shift + 1);
        }
    }

    fn has_room(&self, print: u64) -> bool {
        print.trailing_zeros() >= self.shift
    }

    fn narrow(&mut self, shift: u32) {
        self.shift = self.shift.max(shift);
        let shift = self.shift;
        self.counts.retain(|print, _| print.trailing_zeros() >= shift);
    }

    /// Values that come more than once, counted as often as they come too many.
    fn repeated(&self) -> u64 {
        self.counts.values().map(|n| u64::from(n.saturating_sub(1))).sum()
    }

    /// How many values there are that come once, twice, …
    fn histogram(&self) -> BTreeMap<u32, u64> {
        let mut all: Vec<u32> = self.counts.values().copied().collect();
        all.sort_unstable();
        let mut histogram = BTreeMap::new();
        for n in all {
            *histogram.entry(n).or_default() += 1;
        }
        histogram
    }

    /// Values of these that the others have not.
    fn without(&self, others: &Self) -> u64 {
        let shift = self.shift.max(others.shift);
        let missing = |print: &&u64| print.trailing_zeros() >= shift && !others.counts.contains_key(*print);
        self.counts.keys().filter(missing).count() as u64
    }
}

/// One side: the original or the result.
#[derive(Default)]
pub struct Shape {
    rows: BTreeMap<String, u64>,
    /// Of each column.
    types: Vec<Types>,
    counts: Vec<Option<Counts>>,
    /// Keys that are not counted yet, with their columns.
    keys: Vec<(u32, u64)>,
}

impl Shape {
    /// Counts rows of a table.
    pub(super) fn rows_of(&mut self, table: &str, n: u64) {
        match self.rows.get_mut(table) {
            Some(rows) => *rows += n,
            None => {
                self.rows.insert(table.to_owned(), n);
            }
        }
    }

    #[inline]
    fn types_of(&mut self, at: usize) -> &mut Types {
        if self.types.len() <= at {
            self.types.resize_with(at + 1, Types::default);
        }
        &mut self.types[at]
    }

    /// Counts a cell without a value: NULL, or an empty text.
    pub(super) fn none(&mut self, at: usize, is_null: bool) {
        let types = self.types_of(at);
        types.nulls += u64::from(is_null);
        types.empty += u64::from(!is_null);
    }

    /// Counts a value; `is_key` says whether it is told apart from others.
    ///
    /// What a program would read it as is asked of the first rows of a file, and of each sixteenth of the others, whatever stands in
    /// it. What is told of types is told of shares; of a column that has few values some are read all the same.
    #[inline]
    pub(super) fn value(
        &mut self,
        (at, row): (usize, u64),
        print: u64,
        is_key: bool,
        reads: impl FnOnce() -> Reads,
    ) {
        let types = self.types_of(at);
        let is_read = row <= TYPES_OF || types.values < SOME_OF || row.wrapping_mul(ODD) >> 60 == 0;
        types.values += 1;
        if is_read {
            types.add(print, reads());
        }
        if is_key {
            self.keys.push((u32::try_from(at).unwrap_or(u32::MAX), print));
        }
    }

    /// Adds other rows of the same side.
    pub fn merge(&mut self, other: Self) {
        for (table, rows) in other.rows {
            self.rows_of(&table, rows);
        }
        for (at, types) in other.types.into_iter().enumerate() {
            self.types_of(at).merge(types);
        }
        for (at, print) in other.keys {
            let at = usize::try_from(at).unwrap_or(0);
            if self.counts.len() <= at {
                self.counts.resize_with(at + 1, || None);
            }
            self.counts[at].get_or_insert_default().add(print);
        }
    }

    /// The keys of a column that has some.
    fn keys_of(&self, at: usize) -> Option<&Counts> {
        self.counts.get(at)?.as_ref()
    }

    /// What is known of the types of a column that has cells.
    fn types(&self, at: usize) -> Option<&Types> {
        self.types.get(at).filter(|types| types.is_there())
    }

    /// Forgets the rows of a table.
    pub fn forget(&mut self, table: &str) {
        self.rows.remove(table);
    }

    /// The rows of each table.
    pub fn rows(&self) -> &BTreeMap<String, u64> {
        &self.rows
    }

    /// What is another in the result than in this original.
    pub fn findings(&self, result: &Self, columns: &Columns) -> Vec<Finding> {
        let mut findings = Vec::new();
        for (table, before) in &self.rows {
            let after = result.rows.get(table).copied().unwrap_or(0);
            if after != *before {
                let what = format!("{before} rows in the original, {after} in the result");
                findings.push(finding(what, table.clone(), before.abs_diff(after)));
            }
        }
        for table in result.rows.keys().filter(|table| !self.rows.contains_key(*table)) {
            let what = "a table that the original has not".to_owned();
            findings.push(finding(what, table.clone(), 1));
        }
        for (at, column) in columns.iter().filter(|(_, column)| column.of_table) {
            let (before, after) = (self.types(at), result.types(at));
            // A table that is missing was told above, and a column that is dropped has no cells.
            if let (Some(before), Some(after)) = (before, after) {
                findings.extend(
                    of_types(column, before, after).map(|(what, n)| finding(what, column.label(), n)),
                );
            }
            let has_values = after.is_some_and(|after| after.values + after.empty > 0);
            if before.is_none() && has_values && self.rows.contains_key(&column.table) {
                findings.push(finding("a column that the original has not".to_owned(), column.label(), 1));
            }
            let missing = before.is_some() && after.is_none() && result.rows.contains_key(&column.table);
            if missing && !matches!(column.told.expect, Expect::Gone | Expect::Unknown) {
                findings.push(finding("the column is missing".to_owned(), column.label(), 1));
            }
            self.of_keys(result, columns, at, column, &mut findings);
        }
        findings
    }

    fn of_keys(
        &self,
        result: &Self,
        columns: &Columns,
        at: usize,
        column: &Column,
        findings: &mut Vec<Finding>,
    ) {
        let (Some(before), Some(after)) = (self.keys_of(at), result.keys_of(at)) else { return };
        if column.told.unique && before.repeated() == 0 && after.repeated() > 0 {
            let what = "values that were different are the same".to_owned();
            findings.push(finding(what, column.label(), after.repeated()));
        }
        let Some((table, name)) = &column.told.refers else { return };
        let target = columns.iter().find(|(_, c)| c.table == *table && c.name == *name).map(|(at, _)| at);
        let keys = |side: &'_ Self| target.is_some_and(|at| side.keys_of(at).is_some());
        let orphans = |side: &Self, own: &Counts| {
            target.and_then(|at| side.keys_of(at)).map_or(0, |keys| own.without(keys))
        };
        if keys(self) && keys(result) && orphans(result, after) > orphans(self, before) {
            let n = orphans(result, after) - orphans(self, before);
            findings.push(finding(format!("rows no longer find theirs in {table}"), column.label(), n));
        }
        // Which of the values is sampled differs between both sides, so only whole counts are compared one by one.
        if before.shift == 0 && after.shift == 0 && column.told.expect != Expect::Gone {
            let (before, after) = (before.histogram(), after.histogram());
            if before != after {
                let what = format!("the rows of one in {table} are not as many as they were");
                let n = before.iter().map(|(k, n)| n.abs_diff(after.get(k).copied().unwrap_or(0))).sum();
                findings.push(finding(what, column.label(), n));
            }
        }
    }
}

fn finding(what: String, place: String, count: u64) -> Finding {
    Finding { check: Check::Shape, what, place, count, spots: Vec::new(), fails: true }
}
