//! References: which row of which table each row refers to, and the value taken there.

use super::frame::Frame;
use crate::draw::{Permutation, Rows, Slots, Width, Zipf, below};
use crate::error::Result;
use crate::plan::{Column, Edge, Pick, Reference, Within};
use arrow::array::{Array, ArrayRef, UInt32Array};
use arrow::compute::take;
use std::ops::Range;

/// The values that the rows of a batch take from the rows they refer to.
pub(super) fn values(frame: &Frame<'_>, reference: &Reference, number: usize) -> Result<ArrayRef> {
    let column: &Column = &frame.table.columns[number];
    let mut rows = rows(frame, reference, number);
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
pub(super) fn rows(frame: &Frame<'_>, reference: &Reference, number: usize) -> Vec<Option<u64>> {
    let mut rows = picked(frame, reference, number);
    if reference.or_self {
        for (own, row) in frame.rows.iter().zip(&mut rows) {
            row.get_or_insert(own);
        }
    }
    rows
}

fn picked(frame: &Frame<'_>, reference: &Reference, number: usize) -> Vec<Option<u64>> {
    if let Some(distinct) = &frame.table.columns[number].distinct {
        return frame.distinct(distinct).into_iter().map(Some).collect();
    }
    let key = frame.key(&reference.key, number);
    let slots = Slots::fill(&key, &frame.rows, Width::Two);
    let target = &frame.generator.plan().tables[reference.table];
    let own = reference.table == frame.number;
    let pick = |i: usize, word: u64, range: Range<u64>| pick(frame, reference, i, word, range);
    if let Some(within) = &reference.within {
        let outside = target.outside();
        return ranges(frame, within)
            .into_iter()
            .zip(slots.firsts())
            .enumerate()
            .map(|(i, (range, word))| {
                let mut range = range?;
                if own {
                    range.end = range.end.min(frame.rows.get(i).saturating_sub(outside));
                }
                pick(i, word, range).map(|row| row + outside)
            })
            .collect();
    }
    if reference.own {
        return slots.firsts().enumerate().map(|(i, word)| pick(i, word, 0..frame.rows.get(i))).collect();
    }
    match &reference.pick {
        Pick::Uniform => slots.firsts().map(|word| Some(below(word, target.rows))).collect(),
        Pick::Zipf { law: Some(law), .. } => {
            // The hot rows are spread over the table, not the first ones.
            let spread = Permutation::new(&reference.key.derive("rank"), target.rows);
            let rank = |(i, word)| law.pick(word, || reference.key.sub(frame.rows.get(i)));
            slots.firsts().enumerate().map(|iw| Some(spread.map(rank(iw)))).collect()
        }
        Pick::Zipf { law: None, .. } => vec![None; frame.rows.len()],
    }
}

/// Picks a row out of a range that differs from row to row; by Zipf's law the first rows are the hot ones.
fn pick(frame: &Frame<'_>, reference: &Reference, i: usize, word: u64, range: Range<u64>) -> Option<u64> {
    let n = range.end.saturating_sub(range.start);
    if n == 0 {
        return None;
    }
    let offset = match &reference.pick {
        Pick::Uniform => below(word, n),
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
fn ancestors(frame: &Frame<'_>, level: usize) -> Vec<Option<u64>> {
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
