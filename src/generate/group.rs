//! Rows that are made together, and values that a row takes from another of its table.

use super::frame::{Frame, misfit};
use super::want::Want;
use crate::draw::{Rows, Slots};
use crate::error::{Error, ErrorKind, Place, Result};
use crate::kinds::{Ask, Group, Maker};
use crate::plan::{Column, Formula, FromRow, Table};
use arrow::array::{Array, ArrayRef, AsArray, UInt32Array};
use arrow::compute::{interleave, take};
use arrow::datatypes::Int64Type;
use std::collections::BTreeMap;
use std::ops::Range;

/// Whole groups: their rows, and where each begins and ends among them.
struct Groups {
    rows: Rows,
    ends: Vec<Range<usize>>,
}

/// The values of a maker that must see whole groups to make one row.
pub(super) fn values(
    frame: &Frame<'_>,
    maker: &dyn Maker,
    inputs: &[Option<Formula>],
    column: &Column,
    number: usize,
) -> Result<ArrayRef> {
    let groups = groups(frame, maker.group());
    let whole = matches!((&groups.rows, &frame.rows), (Rows::Range(all), Rows::Range(own)) if all == own);
    let inputs =
        if whole { frame.inputs(inputs, column)? } else { together(frame, &groups.rows, inputs, column)? };
    let ask = Ask {
        rows: &groups.rows,
        slots: Slots::fill(&column.key, &groups.rows, maker.width()),
        key: &column.key,
        inputs: &inputs,
        distinct: None,
    };
    let made = match maker.make_groups(&ask, &groups.ends) {
        Ok(made) => made,
        Err(message) => return Err(frame.blame(column, number, message)),
    };
    if whole {
        return Ok(made);
    }
    let places = Places::of(&groups.rows);
    if let (Places::Range(_), Rows::Range(own)) = (&places, &frame.rows) {
        let first = places.find(own.start).map_or(0, |at| at as usize);
        return Ok(made.slice(first, frame.rows.len()));
    }
    let positions: UInt32Array = frame.rows.iter().map(|row| places.find(row)).collect();
    take(&made, &positions, None).map_err(|_foreign| misfit(frame.table))
}

/// The inputs of whole groups: the frame's own rows as they are, and the others made besides.
fn together(
    frame: &Frame<'_>,
    all: &Rows,
    inputs: &[Option<Formula>],
    column: &Column,
) -> Result<Vec<Option<ArrayRef>>> {
    let places = Places::of(&frame.rows);
    let missing: Vec<u64> = all.iter().filter(|row| places.find(*row).is_none()).collect();
    let own = frame.inputs(inputs, column)?;
    let others = Rows::from(missing);
    let more =
        wider(frame, column.reads.as_slice(), &column.reads_above, others.clone())?.inputs(inputs, column)?;
    let elsewhere = Places::of(&others);
    let pick = |row: u64| match places.find(row) {
        Some(at) => (0, at as usize),
        None => (1, elsewhere.find(row).map_or(0, |at| at as usize)),
    };
    let picks: Vec<(usize, usize)> = all.iter().map(pick).collect();
    let join = |(own, more): (Option<ArrayRef>, Option<ArrayRef>)| {
        let Some((own, more)) = own.zip(more) else { return Ok(None) };
        interleave(&[own.as_ref(), more.as_ref()], &picks).map(Some).map_err(|_foreign| misfit(frame.table))
    };
    own.into_iter().zip(more).map(join).collect()
}

/// Other rows of the frame's table, with what some column reads.
fn wider<'g>(frame: &Frame<'g>, reads: &[usize], above: &[(usize, usize)], rows: Rows) -> Result<Frame<'g>> {
    let cells: Vec<(usize, usize)> = reads.iter().map(|&c| (0, c)).chain(above.iter().copied()).collect();
    let want = Want::cells(frame.generator.plan(), frame.number, &cells);
    Frame::make(frame.generator, frame.number, rows, &want)
}

/// The groups to which the rows of a frame belong.
fn groups(frame: &Frame<'_>, group: Group) -> Groups {
    let ranges = match group {
        Group::Rows(n) => blocks(&frame.rows, n.max(1)),
        Group::Siblings => families(frame),
        Group::Alone => frame.rows.iter().map(|row| row..row + 1).collect(),
    };
    let mut ends = Vec::with_capacity(ranges.len());
    let mut end = 0;
    for range in &ranges {
        let length = usize::try_from(range.end - range.start).unwrap_or(usize::MAX);
        ends.push(end..end + length);
        end += length;
    }
    let joined = ranges.windows(2).all(|pair| pair[0].end == pair[1].start);
    let rows = match (ranges.first(), ranges.last()) {
        (Some(first), Some(last)) if joined => Rows::from(first.start..last.end),
        _ => Rows::from(ranges.iter().cloned().flatten().collect::<Vec<u64>>()),
    };
    Groups { rows, ends }
}

/// The blocks of `n` rows in which the rows lie.
fn blocks(rows: &Rows, n: u64) -> Vec<Range<u64>> {
    let block = |i: u64| i * n..(i + 1) * n;
    match rows {
        Rows::Range(range) if range.is_empty() => Vec::new(),
        Rows::Range(range) => (range.start / n..range.end.div_ceil(n)).map(block).collect(),
        Rows::List(list) => {
            let mut blocks: Vec<u64> = list.iter().map(|row| row / n).collect();
            blocks.sort_unstable();
            blocks.dedup();
            blocks.into_iter().map(block).collect()
        }
    }
}

/// All children of the parents of the rows; a row without a parent is a family of its own.
fn families(frame: &Frame<'_>) -> Vec<Range<u64>> {
    let Some(edge) = &frame.table.edge else {
        return frame.rows.iter().map(|row| row..row + 1).collect();
    };
    let (kin, outside) = (frame.kin(), frame.table.outside());
    let parent = |i: usize| kin.parents.get(kin.parent.value(i) as usize);
    let mut families: Vec<Range<u64>> = Vec::new();
    if let Rows::Range(rows) = &frame.rows {
        for (i, row) in rows.clone().enumerate() {
            match families.last_mut() {
                Some(last) if kin.parent.is_valid(i) && kin.ordinal[i] > 0 => last.end = row + 1,
                _ => families.push(row - u64::from(kin.ordinal[i])..row + 1),
            }
        }
        // The last family may have more children than are asked for.
        let last = frame.rows.len().checked_sub(1).filter(|&i| kin.parent.is_valid(i));
        if let (Some(i), Some(family)) = (last, families.last_mut()) {
            family.end = edge.start(parent(i) + 1) + outside;
        }
        return families;
    }
    for (i, row) in frame.rows.iter().enumerate() {
        if kin.parent.is_null(i) {
            families.push(row..row + 1);
        } else if !families.last().is_some_and(|last| last.contains(&row)) {
            let children = edge.children(parent(i)..parent(i) + 1);
            families.push(children.start + outside..children.end + outside);
        }
    }
    families.sort_unstable_by_key(|family| family.start);
    families.dedup();
    families
}

/// Where rows stand in a batch.
enum Places {
    Range(Range<u64>),
    List(BTreeMap<u64, u32>),
}

impl Places {
    fn of(rows: &Rows) -> Self {
        match rows {
            Rows::Range(range) => Self::Range(range.clone()),
            Rows::List(list) => Self::List(list.iter().copied().zip(0..).collect()),
        }
    }

    fn find(&self, row: u64) -> Option<u32> {
        match self {
            Self::Range(range) => {
                range.contains(&row).then(|| u32::try_from(row - range.start).ok()).flatten()
            }
            Self::List(places) => places.get(&row).copied(),
        }
    }
}

/// The stretch of rows in which some lie, where they are most of it.
pub(super) fn dense(rows: &[u64]) -> Option<Range<u64>> {
    let (first, last) = (*rows.iter().min()?, *rows.iter().max()?);
    let few = rows.len() < 16 || last - first >= 2 * rows.len() as u64;
    (!few).then_some(first..last + 1)
}

/// The values of some rows out of those of a stretch.
pub(super) fn chosen(table: &Table, values: &ArrayRef, range: &Range<u64>, rows: &[u64]) -> Result<ArrayRef> {
    let places = Places::Range(range.clone());
    let positions: UInt32Array = rows.iter().map(|row| places.find(*row)).collect();
    take(values, &positions, None).map_err(|_foreign| misfit(table))
}

/// The row whose value each row takes: its own where the expression is NULL.
pub(super) fn taken(frame: &Frame<'_>, column: &Column, from: &FromRow) -> Result<Vec<u64>> {
    let numbers = frame.formula(&from.row, column)?;
    // What hangs under a parent is known only as far as there are parents.
    let end = if frame.table.edge.is_some() { frame.table.rows } else { 1 << 53 };
    numbers
        .as_primitive::<Int64Type>()
        .iter()
        .zip(frame.rows.iter())
        .map(|(number, own)| {
            let Some(number) = number else { return Ok(own) };
            u64::try_from(number).ok().filter(|row| *row < end).ok_or_else(|| {
                let message = format!("`{}` numbers a row that there is not", from.row.text);
                let place = Place::column(&frame.table.name, &column.name).row(own);
                Error::new(ErrorKind::Schema, message).at(place)
            })
        })
        .collect()
}

/// The values that the rows of a frame take from the rows that an expression numbers; `own` is what they make themselves.
pub(super) fn from_rows(
    frame: &Frame<'_>,
    column: &Column,
    number: usize,
    from: &FromRow,
    own: ArrayRef,
) -> Result<ArrayRef> {
    let rows = taken(frame, column, from)?;
    if rows.iter().copied().eq(frame.rows.iter()) {
        return Ok(own);
    }
    let places = Places::of(&frame.rows);
    let mut missing: Vec<u64> = rows.iter().copied().filter(|row| places.find(*row).is_none()).collect();
    missing.sort_unstable();
    missing.dedup();
    let misfit = |_foreign| misfit(frame.table);
    if missing.is_empty() {
        let positions: UInt32Array = rows.iter().map(|row| places.find(*row)).collect();
        return take(&own, &positions, None).map_err(misfit);
    }
    let others = Rows::from(missing);
    let elsewhere = Places::of(&others);
    let values = wider(frame, &from.reads, &from.reads_above, others)?.own(column, number)?;
    let pick = |row: u64| match places.find(row) {
        Some(at) => (0, at as usize),
        None => (1, elsewhere.find(row).map_or(0, |at| at as usize)),
    };
    let picks: Vec<(usize, usize)> = rows.iter().map(|row| pick(*row)).collect();
    interleave(&[own.as_ref(), values.as_ref()], &picks).map_err(misfit)
}
