//! Unique columns in tables with fixed rows: no other row keeps a value that a fixed row gives.
//!
//! A fixed row that gives its value leaves the one that it would have drawn to nobody. So a row that draws the value of a
//! fixed row takes what that one would have drawn, and should another fixed row give this, what that other would have
//! drawn. Each value has one row that draws it, so that no two rows come to the same one, and what a row takes depends on
//! the fixed rows alone: not on how many rows there are, nor on which of them are made.

use super::frame::{Frame, misfit};
use super::want::Want;
use crate::draw::Rows;
use crate::error::{Error, Result};
use crate::kinds::{Domain, Group};
use crate::plan::{Column, Distinct, Over, Source};
use arrow::array::ArrayRef;
use arrow::compute::interleave;

/// Whether each value of a column has one row alone that draws it: by a permutation of its own, or because its kind works
/// the number of the row into the value.
pub(super) fn is_alone(column: &Column) -> bool {
    let permuted = |d: &Distinct| d.over == Over::Rows && d.divide == 1 && d.modulo >= d.domain;
    let by_row = || {
        let alone = matches!(&column.source, Source::Maker { maker, .. } if maker.group() == Group::Alone);
        alone && column.domain == Domain::Boundless
    };
    column.unique && column.distinct.as_ref().map_or_else(by_row, permuted)
}

/// The values of a column, where rows that are not fixed have drawn some that are, with others in their place.
pub(super) fn from_fixed(
    frame: &Frame<'_>,
    column: &Column,
    number: usize,
    values: ArrayRef,
) -> Result<ArrayRef> {
    let Some(Some(given)) = frame.table.fixed.columns.get(number).filter(|_| is_alone(column)) else {
        return Ok(values);
    };
    let taken = frame.generator.taken(frame.number, &[number])?;
    let mut met = taken.find(std::slice::from_ref(&values))?;
    for (met, row) in met.iter_mut().zip(frame.rows.iter()) {
        // What a fixed row draws and does not use meets nothing.
        *met = met.filter(|_| usize::try_from(row).ok().and_then(|row| given.given.get(row)) != Some(&true));
    }
    if met.iter().all(Option::is_none) {
        return Ok(values);
    }
    let drawn = drawn_by_fixed(frame, column, number)?;
    let next = taken.find(std::slice::from_ref(&drawn))?;
    let instead = |mut fixed: usize| {
        for _ in 0..=taken.len() {
            match next[fixed] {
                Some(next) => fixed = next,
                None => return Ok(fixed),
            }
        }
        Err(Error::bug(format!("no value is left for a row of `{}`", frame.table.name)))
    };
    let pick = |(i, met): (usize, Option<usize>)| match met {
        Some(fixed) => Ok((1, instead(fixed)?)),
        None => Ok((0, i)),
    };
    let picks = met.into_iter().enumerate().map(pick).collect::<Result<Vec<_>>>()?;
    interleave(&[values.as_ref(), drawn.as_ref()], &picks).map_err(|_foreign| misfit(frame.table))
}

/// What the fixed rows would have drawn.
fn drawn_by_fixed(frame: &Frame<'_>, column: &Column, number: usize) -> Result<ArrayRef> {
    let above = column.reads_above.iter().copied();
    let cells: Vec<(usize, usize)> = column.reads.iter().map(|&c| (0, c)).chain(above).collect();
    let want = Want::cells(frame.generator.plan(), frame.number, &cells);
    let rows = Rows::from(0..frame.table.fixed.rows);
    Frame::make(frame.generator, frame.number, rows, &want)?.source(column, number)
}
