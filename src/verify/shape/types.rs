//! What a program reads the values of a column as, and what of it is another in the result.

use crate::verify::seen::Reads;
use crate::verify::sorts::{Column, Expect, Part, Sort};
use std::collections::BTreeMap;

/// So many different names are told apart in a column, those of the least prints: a sample that depends on the names alone.
const NAMES: usize = 256;

/// So many different names of the other sort are no chance. Of the surnames that stand-ins are about a fifth are given names
/// more often, so that a handful of names can all be of the other sort.
const NAMES_TOLD: usize = 10;

/// Different names by their prints, each once, however many rows bear it: whether it is a family name more often than a given name.
#[derive(Default)]
struct Names(BTreeMap<u64, bool>);

impl Names {
    fn add(&mut self, print: u64, family: bool) {
        if self.0.len() == NAMES && self.0.last_key_value().is_some_and(|(last, _)| *last < print) {
            return;
        }
        self.0.insert(print, family);
        if self.0.len() > NAMES {
            self.0.pop_last();
        }
    }

    /// How many given names there are, and how many family names.
    fn counts(&self) -> (usize, usize) {
        let family = self.0.values().filter(|family| **family).count();
        (self.0.len() - family, family)
    }
}

/// Sorts of texts as a program would read them.
#[derive(Default)]
pub(super) struct Types {
    pub(super) values: u64,
    /// How many of them were read as a program would, of which all that follows is told.
    pub(super) read: u64,
    pub(super) integers: u64,
    pub(super) numbers: u64,
    pub(super) dates: u64,
    pub(super) recognised: u64,
    names: Names,
    pub(super) nulls: u64,
    pub(super) empty: u64,
}

impl Types {
    pub(super) fn merge(&mut self, o: Self) {
        self.values += o.values;
        self.read += o.read;
        self.integers += o.integers;
        self.numbers += o.numbers;
        self.dates += o.dates;
        self.recognised += o.recognised;
        o.names.0.into_iter().for_each(|(print, family)| self.names.add(print, family));
        self.nulls += o.nulls;
        self.empty += o.empty;
    }

    pub(super) fn is_there(&self) -> bool {
        self.values + self.nulls + self.empty > 0
    }

    pub(super) fn add(&mut self, print: u64, reads: Reads) {
        self.read += 1;
        self.integers += u64::from(reads.integer);
        self.numbers += u64::from(reads.number);
        self.dates += u64::from(reads.date);
        self.recognised += u64::from(reads.recognised);
        if reads.given || reads.family {
            self.names.add(print, reads.family);
        }
    }
}

/// What is another in the types of a column's values.
pub(super) fn of_types(column: &Column, before: &Types, after: &Types) -> Option<(String, u64)> {
    let expect = column.told.expect;
    if before.values == 0
        || after.values == 0
        || matches!(expect, Expect::Gone | Expect::Other | Expect::Text)
    {
        return None;
    }
    // Values that were none of the kind have tokens in their place.
    #[expect(clippy::cast_precision_loss, reason = "a share needs no more digits")]
    let share = |n: u64, of: &Types| n as f64 / of.read.max(1) as f64;
    let lost = |n: fn(&Types) -> u64| share(n(before), before) > 0.98 && share(n(after), after) < 0.9;
    let of_all = |n: u64| n * after.values / after.read.max(1);
    let missing = |n: fn(&Types) -> u64| of_all(after.read - n(after).min(after.read));
    let partly = matches!(expect, Expect::Part(_));
    // A token has no form but its own.
    if column.told.formless {
        return None;
    }
    if lost(|t| t.integers) && expect != Expect::Part(Part::AgeBand) && expect != Expect::Part(Part::State) {
        return Some(("values are no whole numbers, and all were".to_owned(), missing(|t| t.integers)));
    }
    if lost(|t| t.numbers) && !partly {
        return Some(("values are no numbers, and all were".to_owned(), missing(|t| t.numbers)));
    }
    if lost(|t| t.dates) {
        return Some(("values are no dates, and all were".to_owned(), missing(|t| t.dates)));
    }
    // Of a few values one that no list has is no sign.
    if lost(|t| t.recognised) && !partly && missing(|t| t.recognised) >= 8 {
        let what = format!("values do not look like a `{}`, and all did", column.told.kind);
        return Some((what, missing(|t| t.recognised)));
    }
    let ((given, family), (given_after, family_after)) = (before.names.counts(), after.names.counts());
    let wrong = |own: usize, other: usize, own_after: usize, other_after: usize| {
        own > other * 2 && other_after > own_after * 2 && other_after >= NAMES_TOLD
    };
    match column.told.sort {
        Some(Sort::Given) if wrong(given, family, given_after, family_after) => {
            Some(("values are family names, and were given names".to_owned(), after.values))
        }
        Some(Sort::Surname) if wrong(family, given, family_after, given_after) => {
            Some(("values are given names, and were family names".to_owned(), after.values))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verify::sorts::Told;

    /// Rows of so many names, most of which are family names or given names.
    fn rows(names: u64, mostly_family: bool) -> Types {
        let mut types = Types::default();
        for row in 0..100 {
            let name = row % names;
            let family = (name != 7) == mostly_family;
            types.values += 1;
            types.add(name, Reads { given: !family, family, ..Reads::default() });
        }
        types
    }

    #[test]
    fn surnames_that_all_are_given_names_are_told_from_ten_names_on_however_many_rows_bear_them() {
        let told = Told { sort: Some(Sort::Surname), ..Told::default() };
        let column = Column { table: "t".to_owned(), name: "c".to_owned(), told, of_table: true };
        for (names, is_told) in [(3, false), (10, false), (11, true), (90, true)] {
            let found = of_types(&column, &rows(names, true), &rows(names, false));
            assert_eq!(found.is_some(), is_told, "{names} names");
            assert!(of_types(&column, &rows(names, true), &rows(names, true)).is_none());
        }
    }
}
