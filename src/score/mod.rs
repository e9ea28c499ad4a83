//! A data set held against what is known of people: figures beside their sampling floors, and rules that must not be broken.
//!
//! A [`Study`] says what the columns of the tables are: their kinds, what they read, and their settings. From it follow the
//! gauges that watch the rows: no name of a table or column means anything here. A [`Figure`] compares shares with those
//! that the reference tables or the schema state. An exact sampler still misses them by the *floor*, the expected distance
//! of as many independent draws; a figure beyond twice its floor is not met. Figures that were not fed into the data are
//! told apart: those are evidence of validity, not of a faithful sampler. A [`Rule`] counts rows that cannot be.

mod figures;
mod people;
mod rows;
mod rules;
mod shared;
mod study;
mod tally;
#[cfg(test)]
mod tests;
mod texts;
mod verdict;

pub use study::{Column, Parent, Reads, Refers, Study, Table};
pub use tally::{Fed, Figure, Worst};
pub use texts::{Mention, Share, Texts};
pub use verdict::Verdict;

use arrow::array::RecordBatch;
use people::People;
use rows::Rows;

/// A count of what must not be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The rule in words: what is counted.
    pub name: String,
    /// The table, and the column where there is one.
    pub place: String,
    /// How many rows were looked at.
    pub checked: u64,
    /// How many of them break the rule.
    pub broken: u64,
}

/// What one gauge found.
enum Outcome {
    Figure(Figure),
    Rule(Rule),
}

/// Watches the rows of one table.
trait Gauge {
    /// Looks at some rows.
    fn see(&mut self, rows: &Rows<'_>);

    /// What was found in all of them.
    fn finish(self: Box<Self>, people: &People) -> Vec<Outcome>;
}

/// Scores a data set: tables in the order of the study, each a batch at a time.
pub struct Scorer<'a> {
    study: &'a Study,
    people: People,
    gauges: Vec<Vec<Box<dyn Gauge + 'a>>>,
    rows: Vec<u64>,
}

impl<'a> Scorer<'a> {
    /// The gauges that a study asks for.
    pub fn new(study: &'a Study) -> Self {
        let gauges = (0..study.tables.len())
            .map(|table| {
                let mut gauges = figures::of(study, table);
                gauges.extend(rules::of(study, table));
                gauges
            })
            .collect();
        Self { study, people: People::new(study), gauges, rows: vec![0; study.tables.len()] }
    }

    /// Looks at rows of a table; its parent's must have been seen before.
    pub fn see(&mut self, table: usize, batch: &RecordBatch) {
        let rows = Rows::new(self.study, table, batch, &self.people, self.rows[table]);
        for gauge in &mut self.gauges[table] {
            gauge.see(&rows);
        }
        let seen = rows.remembered();
        let values = |at: usize| (0..batch.num_rows()).filter_map(|i| rows.hash(at, i)).collect();
        // What is indexed is kept apart from what the rows borrow.
        let indexed = self.people.indexed(table, values);
        drop(rows);
        self.people.keep(indexed);
        self.people.remember(table, seen);
        self.rows[table] += batch.num_rows() as u64;
    }

    /// All figures and rules.
    pub fn finish(self) -> Verdict {
        let mut verdict = Verdict { rows: self.rows, ..Verdict::of(self.study) };
        for outcome in self.gauges.into_iter().flatten().flat_map(|gauge| gauge.finish(&self.people)) {
            match outcome {
                Outcome::Figure(figure) => verdict.figures.push(figure),
                Outcome::Rule(rule) => verdict.rules.push(rule),
            }
        }
        verdict
    }
}
