//! References: which row of which table each row refers to, and the value taken there.

use super::frame::Frame;
use super::timely::{self, Wish};
use crate::draw::{Permutation, Rows, Slots, Width, Zipf, below};
use crate::error::Result;
use crate::plan::{Column, Edge, Pick, Reference, Within};
use arrow::array::{Array, ArrayRef, AsArray, UInt32Array};
use arrow::compute::take;
use arrow::datatypes::Int64Type;
use std::ops::Range;

/// The values that the rows of a batch take from the rows they refer to.
pub(super) fn values(frame: &Frame<'_>, reference: &Reference, number: usize) -> Result<ArrayRef> {
    let column: &Column = &frame.table.columns[number];
    let mut rows = rows(frame, reference, number)?;
    if let Some(other) = reference.shares {
        let other = frame.cell(0, other)?;
        for (i, row) in rows.iter_mut().enumerate() {
            if other.is_null(i) {
                *row = None;
            }
        }
    }
    let found: Vec<u64> = rows.iter().copied().flatten().collect();
    let all = found.len() == rows.len();
    let values = frame.generator.referred(reference.table, reference.column, found)?;
    if all {
        return Ok(values);
    }
    let mut next = 0u32;
    let positions: UInt32Array = rows
        .iter()
        .map(|row| {
            row.map(|_| {
                next += 1;
                next - 1
            })
        })
        .collect();
    take(&values, &positions, None)
        .map_err(|_foreign| frame.error(column, "a reference did not find its row".to_owned()))
}

/// The row of the table referred to that each row picks; `None` where there is none to pick.
///
/// # Errors
/// Where the expression that numbers the rows has no value for one of them, or no row is there that may be picked.
pub(super) fn rows(frame: &Frame<'_>, reference: &Reference, number: usize) -> Result<Vec<Option<u64>>> {
    let column: &Column = &frame.table.columns[number];
    let Some(row) = &reference.row else { return drawn(frame, reference, number) };
    let numbers = frame.formula(row, column)?;
    let rows = frame.generator.plan().tables[reference.table].rows;
    let known = |n: i64| u64::try_from(n).ok().filter(|n| *n < rows);
    let mut rows: Vec<Option<u64>> =
        numbers.as_primitive::<Int64Type>().iter().map(|n| n.and_then(known)).collect();
    if let Some(timely) = &reference.timely {
        Wish::new(frame, reference, timely, number)?.keep(&mut rows)?;
    }
    or_self(frame, reference, &mut rows);
    timely::forget(frame, reference, &mut rows)?;
    Ok(rows)
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
fn drawn(frame: &Frame<'_>, reference: &Reference, number: usize) -> Result<Vec<Option<u64>>> {
    let column: &Column = &frame.table.columns[number];
    if let Some(distinct) = &column.distinct {
        return Ok(frame.distinct(distinct).into_iter().map(Some).collect());
    }
    let key = frame.key(&reference.key, number);
    let slots = Slots::fill(&key, &frame.rows, Width::Two);
    let target = &frame.generator.plan().tables[reference.table];
    let wish =
        reference.timely.as_ref().map(|timely| Wish::new(frame, reference, timely, number)).transpose()?;
    // Under one ancestor rows are counted without those outside the tree.
    let outside = if reference.within.is_some() { target.outside() } else { 0 };
    let ranges = match (&reference.within, &wish) {
        (Some(within), _) => Some(under(frame, reference, within)),
        (None, Some(wish)) if !reference.own => wish.arrived(),
        (None, _) => None,
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
    let mut picked: Vec<Option<u64>> =
        slots.firsts().enumerate().map(|(i, word)| candidate(i, word)).collect();
    if let Some(wish) = &wish {
        wish.settle(&mut picked, &range, &candidate, column)?;
    }
    for row in picked.iter_mut().flatten() {
        *row += outside;
    }
    or_self(frame, reference, &mut picked);
    timely::forget(frame, reference, &mut picked)?;
    Ok(picked)
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
    let chain: Vec<&Edge> = within.chain.iter().filter_map(|&t| plan.tables[t].edge.as_ref()).collect();
    let mut last: Option<(u64, Range<u64>)> = None;
    ancestors(frame, within.level)
        .into_iter()
        .map(|ancestor| {
            let ancestor = ancestor?;
            if let Some((same, range)) = &last
                && *same == ancestor
            {
                return Some(range.clone());
            }
            let mut range = ancestor..ancestor + 1;
            for edge in &chain {
                range = edge.children(range);
            }
            last = Some((ancestor, range.clone()));
            Some(range)
        })
        .collect()
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
    // Further up, neighbours share their ancestors, so that looking each parent up once is enough.
    for &table in frame.table.ancestors.iter().take(level - 1) {
        let Some(edge) = &frame.generator.plan().tables[table].edge else { continue };
        let mut last: Option<(u64, u64)> = None;
        for row in rows.iter_mut().flatten() {
            let parent = match last {
                Some((same, parent)) if same == *row => parent,
                _ => parent_of(edge, *row),
            };
            last = Some((*row, parent));
            *row = parent;
        }
    }
    rows
}

fn parent_of(edge: &Edge, child: u64) -> u64 {
    let family = edge.family(child..child + 1);
    match &family.parents {
        Rows::Range(range) => range.start,
        Rows::List(list) => list.first().copied().unwrap_or(0),
    }
}
