//! From a plan to record batches: pure, without input, output or threads.
//!
//! A [`Generator`] makes any stretch of rows of any table, or any single cell, always the same. It works a column at a
//! time over the rows of one batch (a [`Frame`](frame)), in an order in which each column comes after those it reads.
//! What a column reads from its parent's row is made again for the parents of the batch, never remembered; so there is
//! no state between batches, and they can be made in any order on any thread.

mod apart;
mod ask;
mod checks;
mod delta;
mod dirt;
mod distinct;
mod edges;
mod frame;
mod group;
mod json;
mod kin;
mod life;
mod pool;
mod refer;
mod timely;
mod truth;
mod want;

pub use delta::{Delta, OPS, delta_schema, finds_rows};
pub use dirt::{Flaw, NEAR_DUPLICATE};
pub use truth::Truth;

use crate::draw::Rows;
use crate::error::{Error, ErrorKind, Place, Result};
use crate::plan::{Plan, Source, Table};
use arrow::array::{ArrayRef, RecordBatch, RecordBatchOptions};
use arrow::compute::filter_record_batch;
use arrow::error::ArrowError;
pub use checks::{Acceptance, acceptance};
use distinct::Taken;
use frame::Frame;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, OnceLock};
use want::Want;

/// What fixed rows have, by table and unique columns; each made when it is first needed.
type FixedValues = BTreeMap<(usize, Vec<usize>), OnceLock<Taken>>;

/// Makes the rows of a plan.
pub struct Generator<'p> {
    plan: &'p Plan,
    /// What is made for each table when its rows are written.
    written: Arc<Vec<Want>>,
    taken: Arc<FixedValues>,
    /// Through how many rows, each of which refers to the next, what is made now is reached.
    depth: usize,
}

/// Through so many rows, each of which refers to the next, a value may be reached. Rows of one table that a check holds beside
/// those they refer to would go on to the first of them.
const DEEPEST: usize = 96;

/// The groups of columns of a table that are unique together.
fn groups(table: &Table) -> impl Iterator<Item = &Vec<usize>> {
    std::iter::once(&table.primary_key).chain(&table.unique).filter(|group| group.len() > 1)
}

impl<'p> Generator<'p> {
    /// Prepares to make the rows of a plan.
    pub fn new(plan: &'p Plan) -> Self {
        let written = (0..plan.tables.len()).map(|t| Want::cells(plan, t, &read_by_batches(plan, t)));
        let written = Arc::new(written.collect());
        let mut taken = BTreeMap::new();
        for (t, table) in plan.tables.iter().enumerate().filter(|(_, table)| table.fixed.rows > 0) {
            let alone = (0..table.columns.len()).filter(|&c| apart::is_alone(&table.columns[c]));
            let all = alone.map(|c| vec![c]).chain(groups(table).cloned());
            taken.extend(all.map(|columns| ((t, columns), OnceLock::new())));
        }
        Self { plan, written, taken: Arc::new(taken), depth: 0 }
    }

    /// The same, to make the rows of a table that a row refers to.
    fn deeper(&self, table: usize) -> Result<Self> {
        if self.depth == DEEPEST {
            let message =
                format!("more than {DEEPEST} rows refer to one another here before a value is known");
            let place = Place { table: Some(self.plan.tables[table].name.clone()), ..Place::default() };
            let hint = "let no check compare a row with the one that it refers to";
            return Err(Error::new(ErrorKind::Schema, message).at(place).hint(hint));
        }
        let (written, taken) = (Arc::clone(&self.written), Arc::clone(&self.taken));
        Ok(Self { plan: self.plan, written, taken, depth: self.depth + 1 })
    }

    /// The plan that is followed.
    pub fn plan(&self) -> &'p Plan {
        self.plan
    }

    /// Makes neighbouring rows of a table, as they are written: without hidden columns, and without the rows that have
    /// not entered as of the date, or have left.
    ///
    /// # Errors
    /// Where an expression has no value for a row, or an input holds what a kind cannot work with.
    pub fn batch(&self, table: usize, rows: Range<u64>) -> Result<RecordBatch> {
        let plan = &self.plan.tables[table];
        let reach = plan.life.reach;
        let rows = Rows::from(rows.start.min(reach)..rows.end.min(reach));
        let frame = Frame::make(self, table, rows.clone(), &self.written[table])?;
        let columns = match &plan.dirt {
            Some(dirt) => dirt::apply(&frame, dirt)?.columns,
            None => plan.written.iter().map(|&c| frame.cell(0, c)).collect::<Result<Vec<_>>>()?,
        };
        self.check_groups(&frame, table)?;
        let there = life::present(&frame)?;
        checks::hold(&frame, there.as_ref())?;
        let options = RecordBatchOptions::new().with_row_count(Some(rows.len()));
        // Arrow's message names columns and types, and no value.
        let bug = |foreign: ArrowError| {
            Error::bug(format!("the columns of `{}` do not fit its schema: {foreign}", plan.name))
        };
        let batch = RecordBatch::try_new_with_options(plan.schema.clone(), columns, &options).map_err(bug)?;
        match there {
            Some(there) => filter_record_batch(&batch, &there).map_err(bug),
            None => Ok(batch),
        }
    }

    /// Sees that no row has drawn the values that a fixed row has, where columns together are unique.
    fn check_groups(&self, frame: &Frame<'_>, number: usize) -> Result<()> {
        let table = &self.plan.tables[number];
        let n_fixed = table.fixed.rows;
        if n_fixed == 0 || frame.rows.iter().all(|row| row < n_fixed) {
            return Ok(());
        }
        for group in groups(table) {
            let columns = group.iter().map(|&c| frame.cell(0, c)).collect::<Result<Vec<_>>>()?;
            let met = self.taken(number, group)?.find(&columns)?;
            let repeats = frame.rows.iter().zip(met).find(|(row, met)| *row >= n_fixed && met.is_some());
            if let Some((row, _)) = repeats {
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

    /// What fixed rows have in columns that are unique: one whose value is given, or several together. Looked at once.
    fn taken(&self, table: usize, columns: &[usize]) -> Result<&Taken> {
        let key = (table, columns.to_vec());
        let slot = self.taken.get(&key).ok_or_else(|| Error::bug("a unique group was not prepared"))?;
        if let Some(taken) = slot.get() {
            return Ok(taken);
        }
        let layout = &self.plan.tables[table];
        let made = match columns {
            [one] => {
                let given = layout.fixed.columns.get(*one).and_then(Option::as_ref);
                let given = given.ok_or_else(|| Error::bug("a column has no fixed values"))?;
                Taken::new(std::slice::from_ref(&given.values), |row| given.given[row])?
            }
            several => {
                let want = Want::new(self.plan, table, several);
                let fixed = Frame::make(self, table, Rows::from(0..layout.fixed.rows), &want)?;
                let values = several.iter().map(|&c| fixed.cell(0, c)).collect::<Result<Vec<_>>>()?;
                Taken::new(&values, |_| true)?
            }
        };
        Ok(slot.get_or_init(|| made))
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
        let rows = refer::rows(&frame, reference, column)?;
        Ok(rows.first().copied().flatten())
    }

    /// The row whose value a column with `from_row` takes; `None` for other columns.
    ///
    /// # Errors
    /// As [`Generator::batch`].
    pub fn taken_from(&self, table: usize, column: usize, row: u64) -> Result<Option<u64>> {
        let layout = &self.plan.tables[table].columns[column];
        let Some(from) = &layout.from_row else { return Ok(None) };
        let want = Want::new(self.plan, table, &[column]);
        let frame = Frame::make(self, table, Rows::from(row..row + 1), &want)?;
        Ok(group::taken(&frame, layout, from)?.first().copied())
    }

    /// Makes columns that another table refers to.
    fn referred(&self, table: usize, columns: &[usize], rows: Vec<u64>) -> Result<Vec<ArrayRef>> {
        let want = Want::new(self.plan, table, columns);
        let deeper = self.deeper(table)?;
        if let Some(range) = group::dense(&rows) {
            // Neighbours are cheaper to make than single rows, though not all of them are asked for.
            let made = Frame::make(&deeper, table, Rows::from(range.clone()), &want)?;
            let chosen =
                |&c: &usize| group::chosen(&self.plan.tables[table], &made.cell(0, c)?, &range, &rows);
            return columns.iter().map(chosen).collect();
        }
        let made = Frame::make(&deeper, table, Rows::from(rows), &want)?;
        columns.iter().map(|&c| made.cell(0, c)).collect()
    }
}

/// What a batch of a table is made from, by level and column: what is written, who is to blame for its errors, and when
/// the rows come and go.
fn read_by_batches(plan: &Plan, number: usize) -> Vec<(usize, usize)> {
    let table = &plan.tables[number];
    // Where there are fixed rows, what is unique is compared with them, whether it is written or not.
    let compared = groups(table).filter(|_| table.fixed.rows > 0).flatten().copied();
    let causes = table.dirt.iter().flat_map(|dirt| [dirt.clerk, dirt.site]).flatten();
    let columns = table.written.iter().copied().chain(compared).chain(causes);
    let undrawn = table.checks.iter().filter(|checks| checks.drawn.is_empty());
    let checked =
        undrawn.flat_map(|checks| checks.columns.iter().map(|&c| (0, c)).chain(checks.above.iter().copied()));
    columns.map(|c| (0, c)).chain(life::cells(plan, number)).chain(checked).collect()
}

#[cfg(test)]
mod tests;
