//! How the values of kept and generalised columns spread, before and after; nothing that fewer than eleven share is told.

use super::risk::part;
use super::sorts::{Columns, Expect, Part};
use std::collections::BTreeMap;

/// What fewer share is told of nobody.
pub const FEWEST: u64 = 11;

/// Different values of a column that are counted; a column with more is not drawn.
const MOST: usize = 300;

/// The longest value that is a code or a word and no text.
const LONGEST: usize = 40;

/// Counts of one value: in the original and in the result.
type Both = [u64; 2];

#[derive(Default)]
struct Column {
    values: BTreeMap<String, Both>,
    over: bool,
}

/// The values of all columns that are drawn.
#[derive(Default)]
pub struct Spread {
    columns: BTreeMap<usize, Column>,
}

/// The spread of one column, without what few share.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawn {
    /// The column.
    pub column: String,
    /// Each value with its shares before and after.
    pub values: Vec<(String, [f64; 2])>,
    /// How many values were left out because fewer than eleven share each.
    pub hidden: u64,
}

impl Spread {
    /// Counts a cell.
    pub fn add(&mut self, at: usize, text: &str, original: bool, columns: &Columns) {
        let told = &columns.get(at).told;
        // A value that identifies is never told, whatever somebody kept.
        if !(matches!(told.expect, Expect::Part(_)) || (told.expect == Expect::Kept && !told.identifies())) {
            return;
        }
        let column = self.columns.entry(at).or_default();
        let value = match told.expect {
            Expect::Part(what) => tens(what, &part(told.expect, text)),
            _ => text.trim().to_owned(),
        };
        if column.over || value.len() > LONGEST {
            column.over = true;
            column.values.clear();
            return;
        }
        column.values.entry(value).or_default()[usize::from(!original)] += 1;
        if column.values.len() > MOST {
            column.over = true;
            column.values.clear();
        }
    }

    /// Adds other rows.
    pub fn merge(&mut self, other: Self) {
        for (at, more) in other.columns {
            let column = self.columns.entry(at).or_default();
            column.over |= more.over;
            for (value, counts) in more.values {
                let both = column.values.entry(value).or_default();
                both[0] += counts[0];
                both[1] += counts[1];
            }
            if column.over || column.values.len() > MOST {
                column.over = true;
                column.values.clear();
            }
        }
    }

    /// What may be drawn.
    pub fn drawn(&self, columns: &Columns) -> Vec<Drawn> {
        let all = self.columns.iter().filter(|(_, column)| !column.over && !column.values.is_empty());
        all.filter_map(|(at, column)| drawn(columns.get(*at).label(), column)).collect()
    }
}

/// Years and ages by tens.
fn tens(what: Part, value: &str) -> String {
    match value.parse::<u32>() {
        Ok(n) if matches!(what, Part::Year | Part::Ages) => format!("{}s", n / 10 * 10),
        _ => value.to_owned(),
    }
}

fn drawn(label: String, column: &Column) -> Option<Drawn> {
    let few = |counts: &Both| counts.iter().any(|n| (1..FEWEST).contains(n));
    let hidden = column.values.values().filter(|counts| few(counts)).count();
    let mut shown: Vec<(&String, &Both)> = column.values.iter().filter(|(_, counts)| !few(counts)).collect();
    shown.sort_by_key(|(value, counts)| (std::cmp::Reverse(counts[1]), *value));
    // One that is left out alone would be known from the rest of the whole: so is the least of the others.
    let alone = usize::from(hidden == 1 && !shown.is_empty());
    shown.truncate(shown.len() - alone);
    let cut = shown.len().saturating_sub(24);
    shown.truncate(24);
    let total = |side: usize| column.values.values().map(|counts| counts[side]).sum::<u64>().max(1);
    #[expect(clippy::cast_precision_loss, reason = "a share needs no more digits")]
    let share = |n: u64, side: usize| n as f64 / total(side) as f64;
    let values: Vec<(String, [f64; 2])> =
        shown.iter().map(|(v, c)| ((*v).clone(), [share(c[0], 0), share(c[1], 1)])).collect();
    let hidden = (hidden + alone + cut) as u64;
    (!values.is_empty()).then_some(Drawn { column: label, values, hidden })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(counts: &[(&str, u64)]) -> Drawn {
        let values = counts.iter().map(|(value, n)| ((*value).to_owned(), [*n, *n])).collect();
        drawn("t.c".to_owned(), &Column { values, over: false }).unwrap()
    }

    #[test]
    fn what_few_share_is_not_told_and_cannot_be_reckoned() {
        let one = told(&[("a", 500), ("b", 40), ("c", 12), ("rare", 3)]);
        let names: Vec<&str> = one.values.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!((names, one.hidden), (vec!["a", "b"], 2));
        let two = told(&[("a", 500), ("b", 40), ("rare", 3), ("rarer", 1)]);
        assert_eq!((two.values.len(), two.hidden), (2, 2));
    }
}
