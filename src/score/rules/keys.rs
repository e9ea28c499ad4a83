//! Every child has its parent, and every reference a row that it refers to.

use crate::score::people::People;
use crate::score::rows::Rows;
use crate::score::{Gauge, Outcome, Rule, Study};
use std::collections::HashSet;

/// Rows whose parent is not there.
struct Orphans {
    place: String,
    link: usize,
    outside: u64,
    checked: u64,
    broken: u64,
}

pub(super) fn orphans<'a>(study: &'a Study, table: usize) -> Option<Box<dyn Gauge + 'a>> {
    let of = &study.tables[table];
    let (link, _) = of.parent.as_ref()?.link?;
    let (place, link) = (of.place(link), of.written(link)?);
    Some(Box::new(Orphans { place, link, outside: of.outside, checked: 0, broken: 0 }))
}

impl Gauge for Orphans {
    fn see(&mut self, rows: &Rows<'_>) {
        for i in 0..rows.len() {
            // Rows that are given before the tree begins have no parent, as the schema has it.
            if rows.first + (i as u64) < self.outside {
                continue;
            }
            self.checked += 1;
            self.broken += u64::from(rows.has(self.link, i) && rows.parent[i].is_none());
        }
    }

    fn finish(self: Box<Self>, _people: &People) -> Vec<Outcome> {
        let name = "orphan".to_owned();
        vec![Outcome::Rule(Rule { name, place: self.place, checked: self.checked, broken: self.broken })]
    }
}

/// References, and in the table that is referred to the keys.
struct Refers {
    place: String,
    value: usize,
    checked: u64,
    /// The values that are referred to, by their hashes.
    wanted: HashSet<u64>,
    refers: crate::score::Refers,
}

pub(super) fn refers<'a>(study: &'a Study, table: usize, column: usize) -> Option<Box<dyn Gauge + 'a>> {
    let of = &study.tables[table];
    let refers = of.columns[column].refers?;
    study.tables.get(refers.table)?.written(refers.column)?;
    let (place, value) = (of.place(column), of.columns[column].at?);
    Some(Box::new(Refers { place, value, checked: 0, wanted: HashSet::new(), refers }))
}

impl Gauge for Refers {
    fn see(&mut self, rows: &Rows<'_>) {
        for i in 0..rows.len() {
            if let Some(key) = rows.hash(self.value, i) {
                self.checked += 1;
                self.wanted.insert(key);
            }
        }
    }

    fn finish(self: Box<Self>, people: &People) -> Vec<Outcome> {
        let broken = people.missing(self.refers, &self.wanted);
        let name = "reference to no row".to_owned();
        vec![Outcome::Rule(Rule { name, place: self.place, checked: self.checked, broken })]
    }
}
