//! References: which row of which table each row refers to, and the value taken there.

use super::frame::{Frame, misfit};
use super::group::dense;
use super::pool::Pool;
use super::timely::{self, Wish};
use crate::draw::{Permutation, Rows, Slots, Width, Zipf, below};
use crate::error::{Error, Result};
use crate::plan::{Column, Edge, Pick, Reference, Source, Within};
use arrow::array::{Array, ArrayRef, AsArray, UInt32Array};
use arrow::compute::{is_null, take};
use arrow::datatypes::Int64Type;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// The values that the rows of a batch take from the rows they refer to.
///
/// Columns that share a row have it picked once, and what all of them take of it is made together.
pub(super) fn values(frame: &Frame<'_>, reference: &Reference, number: usize) -> Result<ArrayRef> {
    let lead = reference.shares.unwrap_or(number);
    let known = |column: usize| frame.taken.borrow().get(&(lead, reference.or_self, column)).cloned();
    let values = match known(reference.column) {
        Some(values) => values,
        None => {
            let columns = shared(frame, reference, number);
            let (rows, pool) = pick_rows(frame, reference, number, &columns)?;
            for (column, values) in columns.iter().zip(taken(frame, reference, &rows, pool, &columns)?) {
                frame.taken.borrow_mut().insert((lead, reference.or_self, *column), values);
            }
            known(reference.column).ok_or_else(|| Error::bug("a reference did not take its own column"))?
        }
    };
    match reference.shares {
        // Where the column whose row is shared was taken away, so is this one.
        Some(other) => {
            let other = frame.cell(0, other)?;
            frame.without(values, &is_null(&other).map_err(|_foreign| misfit(frame.table))?)
        }
        None => Ok(values),
    }
}

/// The columns that this one and those which share its row take there, as far as they are wanted and not made yet.
fn shared(frame: &Frame<'_>, reference: &Reference, number: usize) -> Vec<usize> {
    let lead = reference.shares.unwrap_or(number);
    let columns = frame.table.columns.iter().enumerate().filter_map(|(c, column)| match &column.source {
        Source::Reference(other) if c == number => Some(other.column),
        Source::Reference(other) if c == lead || other.shares == Some(lead) => {
            let open = frame.wanted[c] && frame.cells[c].is_none() && other.or_self == reference.or_self;
            open.then_some(other.column)
        }
        _ => None,
    });
    columns.collect::<BTreeSet<usize>>().into_iter().collect()
}

/// The columns of the rows that were picked, NULL where none was.
fn taken(
    frame: &Frame<'_>,
    reference: &Reference,
    rows: &[Option<u64>],
    pool: Option<Pool<'_>>,
    columns: &[usize],
) -> Result<Vec<ArrayRef>> {
    let misfit = |_foreign| misfit(frame.table);
    if let Some(pool) = pool {
        let positions = pool.positions(rows);
        let one = |&c: &usize| take(&pool.frame.cell(0, c)?, &positions, None).map_err(misfit);
        return columns.iter().map(one).collect();
    }
    let found: Vec<u64> = rows.iter().copied().flatten().collect();
    let all = found.len() == rows.len();
    let values = frame.generator.referred(reference.table, columns, found)?;
    if all {
        return Ok(values);
    }
    let mut places = 0u32..;
    let positions: UInt32Array = rows.iter().map(|row| row.and_then(|_| places.next())).collect();
    values.iter().map(|values| take(values, &positions, None).map_err(misfit)).collect()
}

/// The row of the table referred to that each row picks; `None` where there is none to pick.
///
/// # Errors
/// Where the expression that numbers the rows has no value for one of them, or no row is there that may be picked.
pub(super) fn rows(frame: &Frame<'_>, reference: &Reference, number: usize) -> Result<Vec<Option<u64>>> {
    pick_rows(frame, reference, number, &[]).map(|(rows, _)| rows)
}

/// The rows, and those among which they were picked with these columns, where they were made together.
fn pick_rows<'g>(
    frame: &Frame<'g>,
    reference: &Reference,
    number: usize,
    columns: &[usize],
) -> Result<(Vec<Option<u64>>, Option<Pool<'g>>)> {
    let column: &Column = &frame.table.columns[number];
    let Some(row) = &reference.row else { return drawn(frame, reference, number, columns) };
    let numbers = frame.formula(row, column)?;
    let rows = frame.generator.plan().tables[reference.table].rows;
    let known = |n: i64| u64::try_from(n).ok().filter(|n| *n < rows);
    let mut rows: Vec<Option<u64>> =
        numbers.as_primitive::<Int64Type>().iter().map(|n| n.and_then(known)).collect();
    if let Some(timely) = &reference.timely {
        Wish::new(frame, reference, timely, number, None)?.keep(&mut rows)?;
    }
    or_self(frame, reference, &mut rows);
    timely::forget(frame, reference, &mut rows, None)?;
    Ok((rows, None))
}

/// Lets rows that found none refer to themselves, where the reference says so.
fn or_self(frame: &Frame<'_>, reference: &Reference, rows: &mut [Option<u64>]) {
    if reference.or_self {
        for (own, row) in frame.rows.iter().zip(rows) {
            row.get_or_insert(own);
        }
    }
}

/// The rows that are drawn.
fn drawn<'g>(
    frame: &Frame<'g>,
    reference: &Reference,
    number: usize,
    columns: &[usize],
) -> Result<(Vec<Option<u64>>, Option<Pool<'g>>)> {
    let column: &Column = &frame.table.columns[number];
    if let Some(distinct) = &column.distinct {
        return Ok((frame.distinct(distinct).into_iter().map(Some).collect(), None));
    }
    let key = frame.key(&reference.key, number);
    let slots = Slots::fill(&key, &frame.rows, Width::Two);
    let target = &frame.generator.plan().tables[reference.table];
    let siblings = reference.within.as_ref().map(|within| under(frame, reference, within));
    let wish = match &reference.timely {
        Some(timely) => {
            let pool = Pool::make(frame, reference, siblings.as_deref(), columns)?;
            Some(Wish::new(frame, reference, timely, number, pool)?)
        }
        None => None,
    };
    // Under one ancestor rows are counted without those outside the tree.
    let outside = if reference.within.is_some() { target.outside() } else { 0 };
    let ranges = match (siblings, &wish) {
        (None, Some(wish)) if !reference.own => wish.arrived(),
        (siblings, _) => siblings,
    };
    let range = |i: usize| match &ranges {
        Some(ranges) => ranges[i].clone(),
        None if reference.own => 0..frame.rows.get(i),
        None => 0..target.rows,
    };
    let whole = reference.within.is_none() && !reference.own;
    // The hot rows are spread over the table, not the first ones.
    let spread = Permutation::new(&reference.key.derive("rank"), target.rows);
    let candidate = |i: usize, word: u64| match &reference.pick {
        Pick::Zipf { law: Some(law), .. } if whole => {
            Some(spread.map(law.pick(word, || reference.key.sub(frame.rows.get(i)))))
        }
        _ => pick(frame, reference, i, word, range(i)),
    };
    let numbered = numbered(frame, reference, column, &range)?;
    let mut picked: Vec<Option<u64>> = slots
        .firsts()
        .enumerate()
        .map(|(i, word)| if numbered.contains_key(&i) { None } else { candidate(i, word) })
        .collect();
    if let Some(wish) = &wish {
        wish.settle(&mut picked, &range, &candidate, column)?;
    }
    let rows: Vec<(usize, u64)> = numbered.into_iter().filter_map(|(i, row)| Some((i, row?))).collect();
    let there = wish.as_ref().map(|wish| wish.fits(&rows)).transpose()?;
    for (n, (i, row)) in rows.into_iter().enumerate() {
        picked[i] = there.as_ref().is_none_or(|there| there[n]).then_some(row);
    }
    for row in picked.iter_mut().flatten() {
        *row += outside;
    }
    or_self(frame, reference, &mut picked);
    let pool = wish.and_then(Wish::into_pool);
    timely::forget(frame, reference, &mut picked, pool.as_ref())?;
    Ok((picked, pool))
}

/// The rows of the batch that say which row they refer to, with that row; those whose number is NULL draw one.
fn numbered(
    frame: &Frame<'_>,
    reference: &Reference,
    column: &Column,
    range: &dyn Fn(usize) -> Range<u64>,
) -> Result<BTreeMap<usize, Option<u64>>> {
    let Some(nth) = &reference.nth else { return Ok(BTreeMap::new()) };
    let numbers = frame.formula(nth, column)?;
    let row = |(i, number): (usize, Option<i64>)| {
        let at = u64::try_from(number?).ok().and_then(|n| n.checked_sub(1));
        let row = at.and_then(|at| range(i).start.checked_add(at));
        Some((i, row.filter(|row| range(i).contains(row))))
    };
    Ok(numbers.as_primitive::<Int64Type>().iter().enumerate().filter_map(row).collect())
}

/// The rows under each row's ancestor, and of the own table only the earlier ones.
fn under(frame: &Frame<'_>, reference: &Reference, within: &Within) -> Vec<Range<u64>> {
    let outside = frame.generator.plan().tables[reference.table].outside();
    let mut ranges: Vec<Range<u64>> =
        ranges(frame, within).into_iter().map(|range| range.unwrap_or(0..0)).collect();
    if reference.table == frame.number {
        for (i, range) in ranges.iter_mut().enumerate() {
            range.end = range.end.min(frame.rows.get(i).saturating_sub(outside));
        }
    }
    ranges
}

/// Picks a row out of a range that differs from row to row; by Zipf's law the first rows are the hot ones.
fn pick(frame: &Frame<'_>, reference: &Reference, i: usize, word: u64, range: Range<u64>) -> Option<u64> {
    let n = range.end.saturating_sub(range.start);
    if n == 0 {
        return None;
    }
    let offset = match &reference.pick {
        Pick::Uniform | Pick::Row => below(word, n),
        Pick::Zipf { exponent, .. } => {
            let law = Zipf::new(n, *exponent).ok()?;
            law.pick(word, || reference.key.sub(frame.rows.get(i)))
        }
    };
    Some(range.start + offset)
}

/// The rows, by their numbers in the last edge of the chain, that hang under each row's ancestor.
fn ranges(frame: &Frame<'_>, within: &Within) -> Vec<Option<Range<u64>>> {
    let plan = frame.generator.plan();
    let above = ancestors(frame, within.level);
    // Both ends of each ancestor's rows, followed down the chain.
    let mut ends: Vec<u64> = above.iter().flatten().flat_map(|&ancestor| [ancestor, ancestor + 1]).collect();
    ends.sort_unstable();
    ends.dedup();
    let origin = ends.clone();
    for edge in within.chain.iter().filter_map(|&t| plan.tables[t].edge.as_ref()) {
        ends = edge.starts(&ends);
    }
    let end = |ancestor: u64| origin.binary_search(&ancestor).map_or(0, |at| ends[at]);
    let mut last: Option<(u64, Range<u64>)> = None;
    let mut range = |ancestor: u64| match &last {
        Some((same, range)) if *same == ancestor => range.clone(),
        _ => {
            let range = end(ancestor)..end(ancestor + 1);
            last = Some((ancestor, range.clone()));
            range
        }
    };
    above.into_iter().map(|ancestor| ancestor.map(&mut range)).collect()
}

/// The ancestor of each row at a level, by its number in the edge below it.
pub(super) fn ancestors(frame: &Frame<'_>, level: usize) -> Vec<Option<u64>> {
    let outside = frame.table.outside();
    let mut rows: Vec<Option<u64>> = frame.rows.iter().map(|row| row.checked_sub(outside)).collect();
    if level == 0 {
        return rows;
    }
    let kin = frame.kin();
    for (i, row) in rows.iter_mut().enumerate() {
        *row = kin.parent.is_valid(i).then(|| kin.parents.get(kin.parent.value(i) as usize));
    }
    for &table in frame.table.ancestors.iter().take(level - 1) {
        if let Some(edge) = &frame.generator.plan().tables[table].edge {
            parents_of(edge, &mut rows);
        }
    }
    rows
}

/// Puts its parent in the place of each child. Neighbours share theirs, so that a stretch of them is looked up at once.
fn parents_of(edge: &Edge, rows: &mut [Option<u64>]) {
    let found: Vec<u64> = rows.iter().copied().flatten().collect();
    let stretch = dense(&found);
    let family = stretch.clone().map(|stretch| edge.family(stretch));
    let mut last: Option<(u64, u64)> = None;
    for row in rows.iter_mut().flatten() {
        let parent = match (last, &stretch, &family) {
            (Some((same, parent)), ..) if same == *row => parent,
            (_, Some(stretch), Some(family)) => {
                let at = usize::try_from(*row - stretch.start).unwrap_or(usize::MAX);
                family.parents.get(family.parent.get(at).map_or(0, |&parent| parent as usize))
            }
            _ => parent_of(edge, *row),
        };
        last = Some((*row, parent));
        *row = parent;
    }
}

fn parent_of(edge: &Edge, child: u64) -> u64 {
    let family = edge.family(child..child + 1);
    match &family.parents {
        Rows::Range(range) => range.start,
        Rows::List(list) => list.first().copied().unwrap_or(0),
    }
}
