//! From a plan to record batches: pure, without input, output or threads.
//!
//! A [`Generator`] makes any stretch of rows of any table, or any single cell, always the same. It works a column at a
//! time over the rows of one batch (a [`Frame`](frame)), in an order in which each column comes after those it reads.
//! What a column reads from its parent's row is made again for the parents of the batch, never remembered; so there is
//! no state between batches, and they can be made in any order on any thread.

mod checks;
mod distinct;
mod frame;
mod json;
mod refer;
mod want;

use crate::draw::Rows;
use crate::error::{Error, ErrorKind, Place, Result};
use crate::plan::{Plan, Source};
use arrow::array::{ArrayRef, RecordBatch, RecordBatchOptions};
pub use checks::{Acceptance, acceptance};
use frame::Frame;
use std::collections::BTreeMap;
use std::ops::Range;
use want::Want;

/// Makes the rows of a plan.
pub struct Generator<'p> {
    plan: &'p Plan,
    /// What is made for each table when its rows are written.
    written: Vec<Want>,
    /// What is made where another table refers to a column.
    referred: BTreeMap<(usize, usize), Want>,
}

impl<'p> Generator<'p> {
    /// Prepares to make the rows of a plan.
    pub fn new(plan: &'p Plan) -> Self {
        let written = (0..plan.tables.len()).map(|t| Want::new(plan, t, &plan.tables[t].written)).collect();
        let mut referred = BTreeMap::new();
        for column in plan.tables.iter().flat_map(|t| &t.columns) {
            if let Source::Reference(reference) = &column.source {
                let cell = (reference.table, reference.column);
                referred.entry(cell).or_insert_with(|| Want::new(plan, cell.0, &[cell.1]));
            }
        }
        Self { plan, written, referred }
    }

    /// The plan that is followed.
    pub fn plan(&self) -> &'p Plan {
        self.plan
    }

    /// Makes neighbouring rows of a table, as they are written: without hidden columns.
    ///
    /// # Errors
    /// Where an expression has no value for a row, or an input holds what a kind cannot work with.
    pub fn batch(&self, table: usize, rows: Range<u64>) -> Result<RecordBatch> {
        let plan = &self.plan.tables[table];
        let rows = Rows::from(rows.start..rows.end.min(plan.rows));
        let frame = Frame::make(self, table, rows.clone(), &self.written[table])?;
        let columns = plan.written.iter().map(|&c| frame.cell(0, c)).collect::<Result<Vec<_>>>()?;
        self.check_groups(&frame, table)?;
        let options = RecordBatchOptions::new().with_row_count(Some(rows.len()));
        RecordBatch::try_new_with_options(plan.schema.clone(), columns, &options).map_err(|foreign| {
            // Arrow's message names columns and types, and no value.
            Error::bug(format!("the columns of `{}` do not fit its schema: {foreign}", plan.name))
        })
    }

    /// Sees that no row has drawn the values that a fixed row has, where columns together are unique.
    fn check_groups(&self, frame: &Frame<'_>, number: usize) -> Result<()> {
        let table = &self.plan.tables[number];
        let n_fixed = table.fixed.rows;
        if n_fixed == 0 || frame.rows.iter().all(|row| row < n_fixed) {
            return Ok(());
        }
        let groups = std::iter::once(&table.primary_key).chain(&table.unique).filter(|group| group.len() > 1);
        for group in groups {
            let want = Want::new(self.plan, number, group);
            let fixed = Frame::make(self, number, Rows::from(0..n_fixed), &want)?;
            let made = Frame::make(self, number, frame.rows.clone(), &want)?;
            let columns =
                |frame: &Frame<'_>| group.iter().map(|&c| frame.cell(0, c)).collect::<Result<Vec<_>>>();
            if let Some(row) = distinct::repeated(&columns(&fixed)?, &columns(&made)?, &frame.rows, n_fixed)?
            {
                let names: Vec<&str> = group.iter().map(|&c| table.columns[c].name.as_str()).collect();
                let message = format!("the row draws values of ({}) that a fixed row has", names.join(", "));
                let place = Place { table: Some(table.name.clone()), row: Some(row), ..Place::default() };
                return Err(Error::new(ErrorKind::Schema, message)
                    .at(place)
                    .hint("give the fixed row other values, or the columns another seed"));
            }
        }
        Ok(())
    }

    /// Makes one column, hidden or not, for any rows.
    ///
    /// # Errors
    /// As [`Generator::batch`].
    pub fn column(&self, table: usize, column: usize, rows: &Rows) -> Result<ArrayRef> {
        let want = Want::new(self.plan, table, &[column]);
        Frame::make(self, table, rows.clone(), &want)?.cell(0, column)
    }

    /// Makes what `explain` shows of one cell: its column and everything of the row that it reads, by level and column.
    ///
    /// # Errors
    /// As [`Generator::batch`].
    pub fn cells(&self, table: usize, cells: &[(usize, usize)], row: u64) -> Result<Vec<ArrayRef>> {
        let want = Want::cells(self.plan, table, cells);
        let frame = Frame::make(self, table, Rows::from(row..row + 1), &want)?;
        cells.iter().map(|&(level, column)| frame.cell(level, column)).collect()
    }

    /// The row of the table referred to that a row picks; `None` for a column that refers to nothing, or finds no row.
    ///
    /// # Errors
    /// As [`Generator::batch`].
    pub fn refers_to(&self, table: usize, column: usize, row: u64) -> Result<Option<u64>> {
        let Source::Reference(reference) = &self.plan.tables[table].columns[column].source else {
            return Ok(None);
        };
        let want = Want::new(self.plan, table, &[column]);
        let frame = Frame::make(self, table, Rows::from(row..row + 1), &want)?;
        let frame = frame.drawn_again(column)?;
        let rows = refer::rows(&frame, reference, column);
        Ok(rows.first().copied().flatten())
    }

    /// Makes a column that another table refers to.
    fn referred(&self, table: usize, column: usize, rows: Vec<u64>) -> Result<ArrayRef> {
        let want =
            self.referred.get(&(table, column)).ok_or_else(|| Error::bug("a reference was not prepared"))?;
        Frame::make(self, table, Rows::from(rows), want)?.cell(0, column)
    }
}

#[cfg(test)]
mod tests;
