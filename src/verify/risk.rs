//! The check `risk`: who could be singled out by what is left.
//!
//! Rows with the same quasi-identifiers are a class. `k` is the size of the smallest class, `l` the smallest number of different
//! values of a sensitive column in a class, a sample unique a class of one. A row is linked where somebody who knows the
//! quasi-identifiers of the original finds one row of it and one of the result alone.

use super::dates::date_of;
use super::finding::{Check, Finding};
use super::prints::ByPrint;
use super::sorts::{Columns, Expect, Part};
use super::words::folded;
use std::collections::{BTreeMap, HashMap};

/// Classes that are counted; beyond it those of a part of the space of fingerprints, which is told.
const MOST: usize = 1 << 21;

/// Different sensitive values of a class that are told apart.
const TOLD: usize = 4;

/// What fails the run; nothing where nothing is stated.
#[derive(Clone, Copy, Debug, Default)]
pub struct Limits {
    /// The smallest class that is allowed.
    pub least_k: Option<u64>,
    /// The fewest different sensitive values of a class.
    pub least_l: Option<u64>,
    /// The greatest share of rows that are alone in their class.
    pub most_unique: Option<f64>,
    /// The greatest share of rows that are found by linking.
    pub most_linked: Option<f64>,
}

#[derive(Clone, Copy, Default)]
struct Class {
    before: u32,
    after: u32,
    sensitive: [u64; TOLD],
}

/// The columns by which somebody of a table could be singled out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Quasi {
    /// The quasi-identifiers; where there is none the table is not looked at.
    pub columns: Vec<usize>,
    /// The column whose values are sensitive, where there is one.
    pub sensitive: Option<usize>,
}

/// The classes of one table.
#[derive(Default)]
struct Classes {
    classes: HashMap<u64, Class, ByPrint>,
    shift: u32,
    rows: u64,
    quasi: Quasi,
}

impl Classes {
    fn class(&mut self, print: u64) -> Option<&mut Class> {
        if print.trailing_zeros() < self.shift {
            return None;
        }
        while self.classes.len() > MOST {
            self.shift += 1;
            let shift = self.shift;
            self.classes.retain(|print, _| print.trailing_zeros() >= shift);
        }
        Some(self.classes.entry(print).or_default())
    }
}

/// The classes of all tables that are looked at.
#[derive(Default)]
pub struct Risk {
    tables: BTreeMap<String, Classes>,
}

/// The figures of one table.
#[derive(Clone, Debug, PartialEq)]
pub struct RiskFigures {
    /// The table.
    pub table: String,
    /// Its rows in the result.
    pub rows: u64,
    /// The columns that were taken for quasi-identifiers.
    pub quasi: Vec<String>,
    /// The column whose values are sensitive, where there is one.
    pub sensitive: Option<String>,
    /// The size of the smallest class.
    pub k: u64,
    /// Rows in classes of fewer than eleven.
    pub below_eleven: u64,
    /// Rows that are alone in their class.
    pub unique: u64,
    /// The fewest different sensitive values of a class that has any; `TOLD` and more are one.
    pub l: Option<u64>,
    /// Rows of the original that are found by linking; `None` without an original.
    pub linked: Option<u64>,
    /// One class in so many was counted.
    pub sampled: u64,
}

impl Risk {
    /// Names a table with its quasi-identifiers; what was counted of it is forgotten.
    pub fn table(&mut self, table: &str, quasi: Quasi) {
        self.tables.insert(table.to_owned(), Classes { quasi, ..Classes::default() });
    }

    /// The quasi-identifiers of a table, where it is decided whether it is looked at.
    pub fn quasi(&self, table: &str) -> Option<&Quasi> {
        self.tables.get(table).map(|classes| &classes.quasi)
    }

    /// Counts a row of the result, or of the original as it would be after the same generalising: by the print of its
    /// quasi-identifiers, and of its sensitive value, which is zero where it has none.
    pub fn row(&mut self, table: &str, (print, sensitive): (u64, u64), original: bool) {
        let Some(classes) = self.tables.get_mut(table) else { return };
        classes.rows += u64::from(!original);
        let Some(class) = classes.class(print) else { return };
        if original {
            class.before = class.before.saturating_add(1);
            return;
        }
        class.after = class.after.saturating_add(1);
        if sensitive != 0
            && !class.sensitive.contains(&sensitive)
            && let Some(free) = class.sensitive.iter_mut().find(|slot| **slot == 0)
        {
            *free = sensitive;
        }
    }

    /// The figures of every table.
    pub fn figures(&self, columns: &Columns, against: bool) -> Vec<RiskFigures> {
        self.tables
            .iter()
            .filter(|(_, classes)| classes.rows > 0)
            .map(|(t, c)| figures(t, c, columns, against))
            .collect()
    }
}

fn figures(table: &str, classes: &Classes, columns: &Columns, against: bool) -> RiskFigures {
    let there = || classes.classes.values().filter(|class| class.after > 0);
    let factor = 1u64 << classes.shift;
    let sum = |few: &dyn Fn(&Class) -> bool| {
        there().filter(|class| few(class)).map(|class| u64::from(class.after)).sum::<u64>() * factor
    };
    let different = |class: &Class| class.sensitive.iter().filter(|slot| **slot != 0).count() as u64;
    RiskFigures {
        table: table.to_owned(),
        rows: classes.rows,
        quasi: classes.quasi.columns.iter().map(|at| columns.get(*at).name.clone()).collect(),
        sensitive: classes.quasi.sensitive.map(|at| columns.get(at).name.clone()),
        k: there().map(|class| u64::from(class.after)).min().unwrap_or(0),
        below_eleven: sum(&|class| class.after < 11),
        unique: sum(&|class| class.after == 1),
        // A class of which nobody's sensitive value is known tells none.
        l: classes.quasi.sensitive.and_then(|_| there().map(different).filter(|n| *n > 0).min()),
        linked: against.then(|| sum(&|class| class.after == 1 && class.before == 1)),
        sampled: factor,
    }
}

impl RiskFigures {
    /// What is beyond its limit.
    pub fn findings(&self, limits: &Limits) -> Vec<Finding> {
        #[expect(clippy::cast_precision_loss, reason = "a share needs no more digits")]
        let share = |n: u64| n as f64 / self.rows.max(1) as f64;
        let mut findings = Vec::new();
        let mut add = |what: String, count: u64| {
            findings.push(Finding {
                check: Check::Risk,
                what,
                place: self.table.clone(),
                count,
                spots: Vec::new(),
                fails: true,
            });
        };
        if let Some(least) = limits.least_k.filter(|least| self.k < *least) {
            add(
                format!("the smallest class has {} rows, and {least} are asked for", self.k),
                self.below_eleven,
            );
        }
        if let (Some(least), Some(l)) = (limits.least_l, self.l)
            && l < least
        {
            add(format!("a class has {l} different sensitive values, and {least} are asked for"), 1);
        }
        if limits.most_unique.is_some_and(|most| share(self.unique) > most) {
            add("more rows are alone in their class than is allowed".to_owned(), self.unique);
        }
        if let (Some(most), Some(linked)) = (limits.most_linked, self.linked)
            && share(linked) > most
        {
            add("more rows are found by linking than is allowed".to_owned(), linked);
        }
        findings
    }
}

/// What is left of a value, whether it is the original or was generalised already.
pub(super) fn part(expect: Expect, text: &str) -> String {
    let text = text.trim();
    match expect {
        Expect::Part(Part::Year) => date_of(text).map_or_else(|| folded(text), |(year, ..)| year.to_string()),
        Expect::Part(Part::Month) => {
            date_of(text).map_or_else(|| folded(text), |(year, month, _)| format!("{year}-{month}"))
        }
        Expect::Part(Part::Ages) => {
            text.parse::<f64>().map_or_else(|_| folded(text), |age| age.min(90.0).to_string())
        }
        Expect::Part(Part::Zip3) => {
            let area = text.get(..3).and_then(|area| area.parse::<u16>().ok());
            match area.filter(|_| text.len() >= 5) {
                Some(area) if crate::reference::zip3_suppressed(area) => "000".to_owned(),
                Some(area) => format!("{area:03}"),
                None => "000".to_owned(),
            }
        }
        _ => folded(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verify::Told;

    #[test]
    fn a_class_without_a_sensitive_value_tells_none() {
        let mut columns = Columns::default();
        for name in ["sex", "diagnosis"] {
            columns.find("t", name, true, Told::default);
        }
        let mut risk = Risk::default();
        risk.table("t", Quasi { columns: vec![0], sensitive: Some(1) });
        for row in [(1, 5), (1, 7), (2, 0), (2, 0), (1, 0)] {
            risk.row("t", row, false);
        }
        let told = risk.figures(&columns, false);
        assert_eq!((told[0].l, told[0].k), (Some(2), 2));
    }
}
