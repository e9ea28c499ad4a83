//! How the values of kept and generalised columns spread, before and after; nothing that fewer than eleven share is told.

use super::risk::part;
use super::sorts::{Columns, Expect, Part};
use crate::reference::Quickly;
use std::collections::{BTreeMap, HashMap};

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
    numbers: HashMap<String, u32, Quickly>,
    counts: Vec<Both>,
    over: bool,
}

impl Column {
    fn number(&mut self, value: &str) -> Option<u32> {
        if let Some(number) = self.numbers.get(value) {
            return Some(*number);
        }
        self.over |= value.len() > LONGEST || self.counts.len() >= MOST;
        if self.over {
            self.numbers.clear();
            self.counts.clear();
            return None;
        }
        let number = u32::try_from(self.counts.len()).ok()?;
        self.numbers.insert(value.to_owned(), number);
        self.counts.push([0; 2]);
        Some(number)
    }

    /// The values with their counts, sorted.
    fn values(&self) -> BTreeMap<&str, Both> {
        let both = |number: &u32| usize::try_from(*number).ok().and_then(|at| self.counts.get(at)).copied();
        let mut all: Vec<(&str, Both)> = self
            .numbers
            .iter()
            .map(|(value, number)| (value.as_str(), both(number).unwrap_or_default()))
            .collect();
        all.sort_unstable();
        all.into_iter().collect()
    }
}

/// The values of all columns that are drawn.
#[derive(Default)]
pub struct Spread {
    columns: Vec<Option<Column>>,
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
    /// The number of a value of a column that is drawn; none where the column has too many.
    pub(super) fn number(&mut self, at: usize, text: &str, expect: Expect) -> Option<u32> {
        if self.columns.len() <= at {
            self.columns.resize_with(at + 1, || None);
        }
        let column = self.columns[at].get_or_insert_default();
        if column.over {
            return None;
        }
        match expect {
            Expect::Part(what) => column.number(&tens(what, &part(expect, text))),
            _ => column.number(text.trim()),
        }
    }

    /// Counts a cell with the value of this number.
    pub(super) fn count(&mut self, at: usize, number: u32, original: bool) {
        let counts = self.columns.get_mut(at).and_then(Option::as_mut).map(|column| &mut column.counts);
        if let (Some(counts), Ok(number)) = (counts, usize::try_from(number))
            && let Some(both) = counts.get_mut(number)
        {
            both[usize::from(!original)] += 1;
        }
    }

    /// Adds other rows.
    pub fn merge(&mut self, other: Self) {
        if self.columns.len() < other.columns.len() {
            self.columns.resize_with(other.columns.len(), || None);
        }
        for (column, more) in self.columns.iter_mut().zip(other.columns) {
            let Some(more) = more else { continue };
            let column = column.get_or_insert_default();
            if more.over {
                *column = Column { over: true, ..Column::default() };
            }
            for (value, counts) in more.values() {
                let number = if column.over { None } else { column.number(value) };
                if let Some(both) = number.and_then(|n| column.counts.get_mut(usize::try_from(n).ok()?)) {
                    both[0] += counts[0];
                    both[1] += counts[1];
                }
            }
        }
    }

    /// What may be drawn.
    pub fn drawn(&self, columns: &Columns) -> Vec<Drawn> {
        let all = self.columns.iter().enumerate().filter_map(|(at, column)| Some((at, column.as_ref()?)));
        all.filter_map(|(at, column)| drawn(columns.get(at).label(), &column.values())).collect()
    }
}

/// Years and ages by tens.
fn tens(what: Part, value: &str) -> String {
    match value.parse::<u32>() {
        Ok(n) if matches!(what, Part::Year | Part::Ages) => format!("{}s", n / 10 * 10),
        _ => value.to_owned(),
    }
}

fn drawn(label: String, values: &BTreeMap<&str, Both>) -> Option<Drawn> {
    let few = |counts: &Both| counts.iter().any(|n| (1..FEWEST).contains(n));
    let hidden = values.values().filter(|counts| few(counts)).count();
    let mut shown: Vec<(&str, &Both)> =
        values.iter().filter(|(_, counts)| !few(counts)).map(|(value, counts)| (*value, counts)).collect();
    shown.sort_by_key(|(value, counts)| (std::cmp::Reverse(counts[1]), *value));
    // One that is left out alone would be known from the rest of the whole: so is the least of the others.
    let alone = usize::from(hidden == 1 && !shown.is_empty());
    shown.truncate(shown.len() - alone);
    let cut = shown.len().saturating_sub(24);
    shown.truncate(24);
    let total = |side: usize| values.values().map(|counts| counts[side]).sum::<u64>().max(1);
    #[expect(clippy::cast_precision_loss, reason = "a share needs no more digits")]
    let share = |n: u64, side: usize| n as f64 / total(side) as f64;
    let values: Vec<(String, [f64; 2])> =
        shown.iter().map(|(v, c)| ((*v).to_owned(), [share(c[0], 0), share(c[1], 1)])).collect();
    let hidden = (hidden + alone + cut) as u64;
    (!values.is_empty()).then_some(Drawn { column: label, values, hidden })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(counts: &[(&str, u64)]) -> Drawn {
        let values = counts.iter().map(|(value, n)| (*value, [*n, *n])).collect();
        drawn("t.c".to_owned(), &values).unwrap()
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
