//! The check `fiction`: values that could be a real person's, in lines of text and in cells of tables.

mod column;
mod likely;
mod line;
mod tables;
mod texts;

pub(super) use column::Declared;
pub use line::Line;
pub(super) use tables::without_fraction;

use super::baseline::Baseline;
use super::class::Class;
use super::forms::Candidate;
use column::ColumnCount;
use std::collections::BTreeMap;

/// Places that are kept of each class and severity; all are counted.
const KEPT: usize = 1_000;

/// How sure it is that a value is what it looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// It has the form or the check digit, and its column or the words before it say what it is; or the whole column is of one kind.
    Certain,
    /// It has the form.
    Possible,
}

/// Where something stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    /// The file.
    pub file: String,
    /// The line, or in a table without lines the row, from 1.
    pub line: u64,
    /// The column in characters from 1; of a table the name of the column stands in `name`.
    pub column: usize,
    /// The name of the table's column.
    pub name: Option<String>,
}

/// A value that could be a real person's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// What it is.
    pub class: Class,
    /// How sure that is.
    pub severity: Severity,
    /// Where it stands.
    pub spot: Spot,
}

/// A `placebo: allow` that allows nothing, because it gives no class or no reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Idle {
    /// Where it stands.
    pub spot: Spot,
    /// The class, where it gives one and the reason is missing.
    pub class: Option<Class>,
}

/// What was found so far.
#[derive(Default)]
pub struct Fiction {
    hits: Vec<Hit>,
    counts: BTreeMap<(Severity, Class), u64>,
    allowed: u64,
    idle: Vec<Idle>,
    known: u64,
    columns: Vec<ColumnCount>,
    /// The column that was met last: the next one is mostly behind it.
    last: usize,
    /// Where the counts of columns are that have numbers.
    numbers: Vec<Option<usize>>,
    /// What an earlier run found and somebody accepted.
    baseline: Option<Baseline>,
    /// Digests of all that was found, to write a baseline from; kept on request.
    collect: Option<Baseline>,
    /// Room for what one cell has.
    found: Vec<(Candidate, bool)>,
    /// The lines above, where they may say what the next one holds.
    above: String,
    /// What the next line may tell.
    waiting: Vec<Hit>,
}

impl Fiction {
    /// Nothing found yet; values that `baseline` has are passed over, and all that is found is added to `collect`.
    pub fn new(baseline: Option<Baseline>, collect: Option<Baseline>) -> Self {
        Self { baseline, collect, ..Self::default() }
    }

    /// The baseline that was collected, if one was asked for.
    pub fn collected(&self) -> Option<&Baseline> {
        self.collect.as_ref()
    }

    /// All that was found, at most a thousand of each class and severity.
    pub fn hits(&self) -> &[Hit] {
        &self.hits
    }

    /// How many were found of each severity and class.
    pub fn counts(&self) -> &BTreeMap<(Severity, Class), u64> {
        &self.counts
    }

    /// How many a line allows by `placebo: allow`, and how many the baseline has.
    pub fn passed_over(&self) -> (u64, u64) {
        (self.allowed, self.known)
    }

    /// What should allow something and does not, at most a thousand of a file.
    pub fn idle(&self) -> &[Idle] {
        &self.idle
    }

    /// Adds what was found in the next rows of the same table.
    pub fn follow(&mut self, mut next: Self) {
        self.settle("");
        next.settle("");
        for more in next.columns {
            let at = self.column(&more.name);
            let column = &mut self.columns[at];
            column.values += more.values;
            column.bare.follow(more.bare);
            column.forms.iter_mut().zip(more.forms).for_each(|(all, n)| *all += n);
            let room = KEPT.saturating_sub(column.possible.len());
            let mut possible = more.possible.into_iter();
            column.possible.extend(possible.by_ref().take(room));
            // What is too much to wait for a verdict is counted as it is.
            possible.for_each(|hit| self.keep(hit));
        }
        let mut left = next.counts;
        for hit in next.hits {
            if let Some(n) = left.get_mut(&(hit.severity, hit.class)) {
                *n = n.saturating_sub(1);
            }
            self.keep(hit);
        }
        // Hits of which no place was kept.
        for (key, n) in left {
            *self.counts.entry(key).or_default() += n;
        }
        self.allowed += next.allowed;
        self.idle.extend(next.idle);
        self.known += next.known;
    }

    /// Adds what was found in another file.
    pub fn merge(&mut self, other: Self) {
        self.allowed += other.allowed;
        self.idle.extend(other.idle);
        self.known += other.known;
        for (key, more) in other.counts {
            *self.counts.entry(key).or_default() += more;
        }
        self.hits.extend(other.hits);
        if let (Some(all), Some(more)) = (&mut self.collect, other.collect) {
            all.merge(more);
        }
    }

    /// Notes for the baseline that is being collected a file that cannot be searched; whether one is.
    pub fn accept_file(&mut self, blake3: &str) -> bool {
        self.collect.as_mut().map(|collect| collect.add_file(blake3)).is_some()
    }

    fn add(&mut self, value: &str, hit: Hit) {
        if !self.is_known(&hit, value) {
            self.keep(hit);
        }
    }

    /// Whether the baseline has the value; notes it for a new baseline.
    fn is_known(&mut self, hit: &Hit, value: &str) -> bool {
        if let Some(collect) = &mut self.collect {
            collect.add(hit.class, value);
        }
        let known = self.baseline.as_ref().is_some_and(|baseline| baseline.has(hit.class, value));
        self.known += u64::from(known);
        known
    }

    fn keep(&mut self, hit: Hit) {
        let count = self.counts.entry((hit.severity, hit.class)).or_default();
        *count += 1;
        if *count <= KEPT as u64 {
            self.hits.push(hit);
        }
    }
}
