//! What changes in the tables between two as-of dates: rows that come, change and go.

use super::frame::Frame;
use super::want::Want;
use super::{Generator, dirt, life};
use crate::draw::Rows;
use crate::error::{Error, Result};
use crate::plan::{Event, Plan, Table};
use arrow::array::{ArrayRef, RecordBatch, StringArray, UInt32Array};
use arrow::compute::kernels::cmp::distinct;
use arrow::compute::{interleave, take};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use arrow::error::ArrowError;
use std::ops::Range;
use std::sync::Arc;

/// The first column of a delta: what happens to the row. No table can write a column of this name, as it would be hidden.
const OP: &str = "_op";

/// The words of that column: a row that is new, one that has changed, one that is gone.
pub const OPS: [&str; 3] = ["insert", "update", "delete"];

/// Makes what changes between the states of two plans, which differ in nothing but the as-of date.
pub struct Delta<'p> {
    from: Generator<'p>,
    to: Generator<'p>,
    /// What is made for the earlier date: moments, and columns that can change.
    before: Vec<Want>,
}

impl<'p> Delta<'p> {
    /// Prepares to make what changes.
    pub fn new(from: &'p Plan, to: &'p Plan) -> Self {
        let before = (0..from.tables.len()).map(|t| {
            let changing = changing(&from.tables[t]).map(|c| (0, c));
            Want::cells(from, t, &changing.chain(life::cells(from, t)).collect::<Vec<_>>())
        });
        Self { before: before.collect(), from: Generator::new(from), to: Generator::new(to) }
    }

    /// Makes what changes in neighbouring rows of a table, in the order of their numbers.
    ///
    /// A row that comes or changes has the values of the later date, and one that goes those of the earlier.
    ///
    /// # Errors
    /// As [`Generator::batch`].
    pub fn batch(&self, table: usize, rows: Range<u64>) -> Result<RecordBatch> {
        let (old, new) = (&self.from.plan.tables[table], &self.to.plan.tables[table]);
        let mut rows = rows.start.min(new.life.reach)..rows.end.min(new.life.reach);
        if !finds_rows(new) && !new.life.has(Event::Enters) {
            // What has arrived stays, so that only those which arrive since then are looked at.
            rows.start = rows.start.max(old.life.reach).min(rows.end);
        }
        let rows = Rows::from(rows);
        // What dirt makes of a row may change with the values of any of its columns, and with the row that it repeats.
        let wanted = if new.dirt.is_some() { &self.from.written[table] } else { &self.before[table] };
        let before = Frame::make(&self.from, table, rows.clone(), wanted)?;
        let after = Frame::make(&self.to, table, rows, &self.to.written[table])?;
        let (was, is) = (there(&before, old.life.reach)?, there(&after, new.life.reach)?);
        let spoilt = match (&old.dirt, &new.dirt) {
            (Some(old), Some(new)) => {
                Some((dirt::apply(&before, old)?.columns, dirt::apply(&after, new)?.columns))
            }
            _ => None,
        };
        let changed = match &spoilt {
            Some((was, is)) => differing(was.iter().zip(is), after.rows.len())?,
            None => changed(&before, &after, new)?,
        };
        let mut ops: Vec<&str> = Vec::new();
        let mut picks: Vec<(usize, usize)> = Vec::new();
        for i in 0..was.len() {
            let (op, from) = match (was[i], is[i]) {
                (false, true) => (OPS[0], 1),
                (true, true) if changed[i] => (OPS[1], 1),
                (true, false) => (OPS[2], 0),
                _ => continue,
            };
            ops.push(op);
            picks.push((from, i));
        }
        let mut columns: Vec<ArrayRef> = vec![Arc::new(StringArray::from(ops))];
        for (was, is) in spoilt.iter().flat_map(|(was, is)| was.iter().zip(is)) {
            columns.push(interleave(&[was.as_ref(), is.as_ref()], &picks).map_err(|foreign| bug(&foreign))?);
        }
        for &c in new.written.iter().filter(|_| spoilt.is_none()) {
            let values = after.cell(0, c)?;
            columns.push(if new.columns[c].follows {
                interleave(&[before.cell(0, c)?.as_ref(), values.as_ref()], &picks)
                    .map_err(|foreign| bug(&foreign))?
            } else {
                let rows: UInt32Array = picks.iter().map(|(_, i)| u32::try_from(*i).ok()).collect();
                take(&values, &rows, None).map_err(|foreign| bug(&foreign))?
            });
        }
        RecordBatch::try_new(delta_schema(new), columns).map_err(|foreign| bug(&foreign))
    }
}

/// The columns of a table's delta.
pub fn delta_schema(table: &Table) -> SchemaRef {
    let op = Arc::new(Field::new(OP, DataType::Utf8, false));
    let fields: Vec<_> = std::iter::once(op).chain(table.schema.fields().iter().cloned()).collect();
    Arc::new(Schema::new(fields))
}

/// Whether rows of a table are found again by a delta: those that change or go.
pub fn finds_rows(table: &Table) -> bool {
    changing(table).next().is_some() || table.dirt.is_some() || table.life.has(Event::Leaves)
}

/// The written columns that can be another as of another date.
fn changing(table: &Table) -> impl Iterator<Item = usize> + '_ {
    table.written.iter().copied().filter(|&c| table.columns[c].follows)
}

fn there(frame: &Frame<'_>, reach: u64) -> Result<Vec<bool>> {
    let present = life::present(frame)?;
    let arrived = frame.rows.iter().enumerate();
    Ok(arrived.map(|(i, row)| row < reach && present.as_ref().is_none_or(|there| there.value(i))).collect())
}

/// Which rows have another value in a column that can change.
fn changed(before: &Frame<'_>, after: &Frame<'_>, table: &Table) -> Result<Vec<bool>> {
    let cells = changing(table).map(|c| Ok((before.cell(0, c)?, after.cell(0, c)?)));
    let cells = cells.collect::<Result<Vec<_>>>()?;
    differing(cells.iter().map(|(was, is)| (was, is)), after.rows.len())
}

/// Which rows have another value in one of these columns.
fn differing<'a>(
    columns: impl Iterator<Item = (&'a ArrayRef, &'a ArrayRef)>,
    rows: usize,
) -> Result<Vec<bool>> {
    let mut changed = vec![false; rows];
    for (was, is) in columns {
        let differ = distinct(was, is).map_err(|foreign| bug(&foreign))?;
        for (changed, differs) in changed.iter_mut().zip(differ.values()) {
            *changed |= differs;
        }
    }
    Ok(changed)
}

/// Arrow's message names columns and types, and no value.
fn bug(foreign: &ArrowError) -> Error {
    Error::bug(format!("the two states of a table do not fit together: {foreign}"))
}
