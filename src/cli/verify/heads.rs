//! Names of columns of the result that are values of the original, however common.

use super::desks::Desks;
use super::gathered::Gathered;
use super::passes::{Run, read};
use crate::error::Result;
use crate::verify::{Check, Column, Desk, Finding, Given, Words};
use std::collections::BTreeSet;

impl Run<'_> {
    /// Asks the original whether the name of a column that the schema does not list is somebody's: names that many bear are
    /// sought nowhere else but in their own row.
    ///
    /// # Errors
    /// Where a file cannot be read again.
    pub(super) fn heads(&self, all: &mut Gathered) -> Result<()> {
        let names = self.unlisted(all);
        if names.is_empty() {
            return Ok(());
        }
        let mut found: BTreeSet<usize> = BTreeSet::new();
        // All columns of the original are known by now; whoever asks holds them while a row is looked at.
        let telling: BTreeSet<usize> = {
            let columns = read(self.shared.columns);
            columns.iter().filter(|(_, column)| column.told.identifies()).map(|(at, _)| at).collect()
        };
        let asked = |_: &mut Desk<'_>, given: &Given<'_>, _, found: &mut Vec<usize>| {
            for (at, text) in given.cells.iter().filter(|_| given.table.is_some()) {
                let text = text.filter(|_| telling.contains(at));
                if text.is_some_and(|text| names.contains(Words::of(text).joined())) {
                    found.push(*at);
                }
            }
        };
        self.each(&Desks::new(self), asked, |_, some: Vec<usize>| {
            found.extend(some);
            Ok(())
        })?;
        let columns = read(self.shared.columns);
        all.heads = found.into_iter().map(|from| finding(columns.get(from))).collect();
        Ok(())
    }

    /// The folded parts of the names that the schema does not list.
    fn unlisted(&self, all: &Gathered) -> BTreeSet<String> {
        if !self.asked.known.schema {
            return BTreeSet::new();
        }
        let columns = read(self.shared.columns);
        let listed = |listed: bool| {
            let met = all.met.iter().map(|at| columns.get(*at));
            met.filter(move |c| c.told.listed == listed).flat_map(|c| parts(&c.name))
        };
        let known: BTreeSet<String> = listed(true).collect();
        listed(false).filter(|part| !known.contains(part)).collect()
    }
}

fn finding(from: &Column) -> Finding {
    let what = format!("a value of the original column {} survives in the name of a column", from.label());
    let place = "names that the schema does not list".to_owned();
    Finding { check: Check::Survival, what, place, count: 1, spots: Vec::new(), fails: true }
}

/// The folded keys of a path.
fn parts(name: &str) -> impl Iterator<Item = String> {
    let parts = name.split(['.', '[', ']']).chain(std::iter::once(name));
    parts.map(|part| Words::of(part).joined().to_owned()).filter(|part| !part.is_empty())
}
