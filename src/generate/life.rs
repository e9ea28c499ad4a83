//! Which rows are there: as of the date, and at the moment at which another row enters.

use super::frame::Frame;
use super::refer::ancestors;
use super::want::Want;
use crate::calendar::DAY;
use crate::draw::Rows;
use crate::error::{Error, Result};
use crate::plan::{Event, Plan, end_of};
use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, Date32Array};
use arrow::compute::nullif;
use arrow::datatypes::{Date32Type, TimestampMicrosecondType};

/// The moment that never comes.
pub(super) const NEVER: i64 = i64::MAX;
/// The moment of what was always so.
pub(super) const ALWAYS: i64 = i64::MIN;

/// The cells that hold the moments of a table's rows.
pub(super) fn cells(plan: &Plan, table: usize) -> Vec<(usize, usize)> {
    plan.tables[table].life.moments.iter().map(|moment| (moment.level, moment.column)).collect()
}

/// What has to be made to know the moments of a table's rows.
pub(super) fn want(plan: &Plan, table: usize) -> Want {
    Want::cells(plan, table, &cells(plan, table))
}

/// A column of dates or timestamps as microseconds since 1970; `None` is NULL.
fn micros(values: &ArrayRef) -> Box<dyn Fn(usize) -> Option<i64> + '_> {
    if let Some(days) = values.as_primitive_opt::<Date32Type>() {
        return Box::new(|i| days.is_valid(i).then(|| i64::from(days.value(i)) * DAY));
    }
    match values.as_primitive_opt::<TimestampMicrosecondType>() {
        Some(moments) => Box::new(|i| moments.is_valid(i).then(|| moments.value(i))),
        None => Box::new(|_| None),
    }
}

/// When each row has entered, and all rows above it.
pub(super) fn entered(frame: &Frame<'_>) -> Result<Vec<i64>> {
    let mut latest = vec![ALWAYS; frame.rows.len()];
    each(frame, &[Event::Enters], |i, moment| latest[i] = latest[i].max(moment))?;
    for (latest, day) in latest.iter_mut().zip(arrived(frame)) {
        *latest = day.map_or(*latest, |day| i64::from(day) * DAY).max(*latest);
    }
    Ok(latest)
}

/// The day on which each row arrives with its root; `None` for what is there from the beginning.
fn arrived(frame: &Frame<'_>) -> Vec<Option<i32>> {
    let nobody = vec![None; frame.rows.len()];
    let Some(level) = frame.table.life.grows else { return nobody };
    let root =
        level.checked_sub(1).and_then(|above| frame.table.ancestors.get(above)).unwrap_or(&frame.number);
    let Some(arrivals) = &frame.generator.plan().tables[*root].life.arrivals else { return nobody };
    let above = ancestors(frame, level);
    let mut days =
        arrivals.days(&Rows::from(above.iter().copied().flatten().collect::<Vec<_>>())).into_iter();
    above.iter().map(|row| row.and_then(|_| days.next().flatten())).collect()
}

/// When each row, or one above it, has left; `or_retired` where to retire counts too.
pub(super) fn gone(frame: &Frame<'_>, or_retired: bool) -> Result<Vec<i64>> {
    let mut earliest = vec![NEVER; frame.rows.len()];
    let events: &[Event] = if or_retired { &[Event::Leaves, Event::Retires] } else { &[Event::Leaves] };
    each(frame, events, |i, moment| earliest[i] = earliest[i].min(moment))?;
    Ok(earliest)
}

/// Shows the moments of some events of every row; NULL is never, and what has no parent has no moments above.
fn each(frame: &Frame<'_>, events: &[Event], mut see: impl FnMut(usize, i64)) -> Result<()> {
    for moment in frame.table.life.moments.iter().filter(|moment| events.contains(&moment.event)) {
        let values = frame.cell(moment.level, moment.column)?;
        let value = micros(&values);
        let apart = |i: usize| moment.level > 0 && frame.kin().parent.is_null(i);
        for i in (0..frame.rows.len()).filter(|&i| !apart(i)) {
            see(i, value(i).unwrap_or(NEVER));
        }
    }
    Ok(())
}

/// Which rows are there as of the date; `None` where all of them are. Rows that have not arrived must be left out before.
pub(super) fn present(frame: &Frame<'_>) -> Result<Option<BooleanArray>> {
    if !frame.table.life.is_cut() {
        return Ok(None);
    }
    let end = end_of(frame.generator.plan().as_of);
    let mut there = vec![true; frame.rows.len()];
    each(frame, &[Event::Enters], |i, moment| there[i] &= moment < end)?;
    each(frame, &[Event::Leaves], |i, moment| there[i] &= moment >= end)?;
    Ok(there.contains(&false).then(|| BooleanArray::from(there)))
}

/// The values with NULL for what happens after the as-of date.
pub(super) fn cut(frame: &Frame<'_>, values: &ArrayRef) -> Result<ArrayRef> {
    let end = end_of(frame.generator.plan().as_of);
    let value = micros(values);
    let later: BooleanArray =
        (0..values.len()).map(|i| Some(value(i).is_some_and(|moment| moment >= end))).collect();
    nullif(values, &later).map_err(|_foreign| Error::bug("a column that is cut has another length"))
}

/// The days on which the rows arrive.
pub(super) fn arrivals(frame: &Frame<'_>) -> Date32Array {
    arrived(frame).into_iter().collect()
}

#[cfg(test)]
mod tests;
