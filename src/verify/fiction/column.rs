//! What is counted of the columns of a table, and what their kinds say of their values.

use super::Hit;
use crate::kinds::{self, Family};
use crate::verify::class::Class;
use crate::verify::forms::Candidate;
use std::cmp::Ordering;
use std::collections::BTreeSet;

/// Counts of a column of a table.
pub(super) struct ColumnCount {
    pub(super) name: String,
    pub(super) values: u64,
    /// For each class how many whole values have its form.
    pub(super) forms: [u64; Class::ALL.len()],
    /// For each class what the name says of it, once that was asked.
    pub(super) says: [Option<Says>; Class::ALL.len()],
    pub(super) possible: Vec<Hit>,
    /// Telephone numbers of digits alone.
    pub(super) bare: Bare,
}

/// Telephone numbers of digits alone, as what counts on has them, too, and what is measured.
#[derive(Default)]
pub(super) struct Bare {
    numbers: u64,
    /// Their areas with the exchange, as many as are asked for.
    exchanges: BTreeSet<String>,
    /// The number before, and how often one is higher or lower than that.
    last: String,
    higher: u64,
    lower: u64,
}

impl Bare {
    /// So many exchanges are enough.
    const ENOUGH: usize = 10;

    /// One number in so many goes the other way, where nobody sorted them.
    const EITHER: u64 = 5;

    /// Counts a number.
    pub(super) fn add(&mut self, number: &str) {
        self.numbers += 1;
        let national = number.strip_prefix('1').filter(|rest| rest.len() == 10).unwrap_or(number);
        if let Some(exchange) = national.get(..6).filter(|_| self.exchanges.len() < Self::ENOUGH) {
            self.exchanges.insert(exchange.to_owned());
        }
        match national.cmp(&self.last) {
            _ if self.last.is_empty() => {}
            Ordering::Greater => self.higher += 1,
            Ordering::Less => self.lower += 1,
            Ordering::Equal => {}
        }
        self.last.clear();
        self.last.push_str(national);
    }

    /// Adds those of the next rows.
    pub(super) fn follow(&mut self, next: Self) {
        self.numbers += next.numbers;
        self.higher += next.higher;
        self.lower += next.lower;
        for exchange in next.exchanges {
            if self.exchanges.len() < Self::ENOUGH {
                self.exchanges.insert(exchange);
            }
        }
    }

    /// Whether they are like numbers of people: every second one of another exchange, as far as these are looked at, and neither
    /// counted upwards nor downwards.
    pub(super) fn are_apart(&self) -> bool {
        let many = self.exchanges.len() >= Self::ENOUGH || 2 * self.exchanges.len() as u64 >= self.numbers;
        self.numbers == 0
            || many
                && Self::EITHER * self.higher.min(self.lower) >= self.higher + self.lower
                && self.numbers > 1
    }
}

/// What the name of a column says of a class: that such values stand there, or that its numbers are something else.
#[derive(Clone, Copy)]
pub(super) struct Says {
    pub(super) told: bool,
    pub(super) ruled_out: bool,
}

impl ColumnCount {
    /// What its name says of a class; a name is read once, not for each cell.
    pub(super) fn says(&mut self, class: Class) -> Says {
        let Self { name, says, .. } = self;
        *says[class.number()]
            .get_or_insert_with(|| Says { told: class.told_by(name), ruled_out: class.is_ruled_out(name) })
    }
}

/// What the kind of a column says of its values.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::verify) enum Declared {
    /// Nothing: the kind is not known, or any text may stand there.
    Nothing,
    /// They are identifiers of a class.
    Class(Class),
    /// They are something else.
    Other,
}

impl Declared {
    pub(in crate::verify) fn of(kind: &str) -> Self {
        if let Some(class) = Class::of(if kind == "fax" { "phone" } else { kind }) {
            return Self::Class(class);
        }
        let closed = [
            Family::Person,
            Family::Place,
            Family::Identifier,
            Family::Clinical,
            Family::Time,
            Family::Number,
        ];
        match kinds::find(kind) {
            Some(kind) if closed.contains(&kind.family) => Self::Other,
            // A key that the structure makes is a number.
            Some(kind) if matches!(kind.name, "serial" | "reference" | "parent" | "ordinal") => Self::Other,
            _ => Self::Nothing,
        }
    }

    /// Whether a whole value is no such identifier, because the column is one of others; what is formatted speaks for itself.
    pub(super) fn rules_out(self, candidate: &Candidate) -> bool {
        match self {
            Self::Nothing => false,
            Self::Class(class) => class != candidate.class && !candidate.by_form,
            Self::Other => !candidate.by_form,
        }
    }
}
