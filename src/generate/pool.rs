//! The rows from which a batch picks, made together: which of them are there is looked up, and so is what is taken of them.

use super::frame::Frame;
use super::life;
use super::want::Want;
use crate::draw::Rows;
use crate::error::Result;
use crate::plan::Reference;
use arrow::array::UInt32Array;
use std::ops::Range;

/// A stretch of the table referred to that holds every row which a batch can pick.
pub(super) struct Pool<'g> {
    pub(super) frame: Frame<'g>,
    first: u64,
    /// When each row enters, and when it leaves or retires.
    entered: Vec<i64>,
    gone: Vec<i64>,
}

impl<'g> Pool<'g> {
    /// Makes the rows with their moments and these columns; `None` where there are more of them than is worth it.
    ///
    /// Children of one parent lie side by side, so that a batch of neighbours mostly picks from a stretch that is hardly
    /// longer than the batch; and of a table of few rows all are made once, not again for each time that one is picked.
    pub(super) fn make(
        frame: &Frame<'g>,
        reference: &Reference,
        siblings: Option<&[Range<u64>]>,
        columns: &[usize],
    ) -> Result<Option<Self>> {
        let generator = frame.generator;
        let target = &generator.plan().tables[reference.table];
        let asked = frame.rows.len() as u64;
        let (rows, most) = match siblings {
            Some(ranges) => {
                let some = || ranges.iter().filter(|range| !range.is_empty());
                let first = some().map(|range| range.start).min().unwrap_or(0);
                let end = some().map(|range| range.end).max().unwrap_or(0);
                (first + target.outside()..end + target.outside(), asked.saturating_mul(2))
            }
            None => (0..target.rows, asked),
        };
        if rows.is_empty() || rows.end - rows.start > most {
            return Ok(None);
        }
        let moments = life::cells(generator.plan(), reference.table);
        let cells: Vec<(usize, usize)> = moments.into_iter().chain(columns.iter().map(|&c| (0, c))).collect();
        let want = Want::cells(generator.plan(), reference.table, &cells);
        let first = rows.start;
        let frame = Frame::make(generator, reference.table, Rows::from(rows), &want)?;
        let (entered, gone) = (life::entered(&frame)?, life::gone(&frame, true)?);
        Ok(Some(Self { frame, first, entered, gone }))
    }

    /// Where a row of the table stands.
    fn at(&self, row: u64) -> usize {
        row.checked_sub(self.first).and_then(|at| usize::try_from(at).ok()).unwrap_or(usize::MAX)
    }

    /// Where rows stand, NULL where there is none.
    pub(super) fn positions(&self, rows: &[Option<u64>]) -> UInt32Array {
        rows.iter().map(|row| row.and_then(|row| u32::try_from(self.at(row)).ok())).collect()
    }

    /// Whether a row has entered by a moment, and neither leaves nor retires until another.
    pub(super) fn is_there(&self, row: u64, from: i64, until: i64) -> bool {
        let at = self.at(row);
        self.entered.get(at).is_some_and(|entered| *entered <= from)
            && self.gone.get(at).is_some_and(|gone| *gone > until)
    }
}
