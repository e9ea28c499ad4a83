//! The first rows of a table where edge cases are asked for: each column walks through its edges.
//!
//! What is at the edge of a law is drawn like any other value, from the ends of the draws, so that all that bounds the row
//! bounds it too; names and texts stand as they are listed. What reads a cell reads its edge, so that rows agree with
//! themselves: the age with the date of birth, an address with its place.

use super::frame::{Frame, misfit};
use crate::calendar::{Civil, DAY, SECOND, checked_days, civil, days};
use crate::draw::{Permutation, Rows, Slots};
use crate::error::Result;
use crate::kinds::Edges;
use crate::plan::{Column, Edged};
use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, Date32Array, TimestampMicrosecondArray};
use arrow::compute::{concat, interleave};
use arrow::datatypes::{DataType, Date32Type, TimestampMicrosecondType};
use std::sync::Arc;

/// A draw at the lower end of any law: above 0 by so little that a law without an end stays finite.
const LEAST: u64 = 0x800;

/// A draw of which one in a million is lower.
const TAIL: u64 = 18_446_744_073_710;

/// How often the columns of a check take turns at keeping their edge, before all are drawn as ever.
const TURNS: usize = 2;

/// How often a row is drawn to find a value that it may have.
const TRIES: u32 = 256;

/// Rows of a batch, each with the case that it shows.
type Shown = Vec<(usize, usize)>;

impl Frame<'_> {
    /// The rows of the batch that show an edge of a column.
    fn shown(&self, number: usize) -> Option<(&Edged, Shown)> {
        let cases = self.table.edges.as_ref()?;
        let edged = cases.column(number)?;
        if let Rows::Range(range) = &self.rows
            && range.start >= cases.end()
        {
            return None;
        }
        let rows = self.rows.iter().enumerate().filter(|(_, row)| self.keeps(number, *row));
        let shown: Shown = rows.filter_map(|(i, row)| Some((i, cases.case(number, row)?))).collect();
        (!shown.is_empty()).then_some((edged, shown))
    }

    /// Whether a row shows the edge of a column also where it is drawn again: one column of the check after the other keeps
    /// it alone, and in the end none does.
    fn keeps(&self, number: usize, row: u64) -> bool {
        let Some((columns, time)) = self.again else { return true };
        let Some(at) = columns.iter().position(|&column| column == number) else { return true };
        let turn = usize::try_from(time).unwrap_or(usize::MAX).saturating_sub(1);
        let begin = usize::try_from(row).unwrap_or(0) % columns.len();
        turn < columns.len() * TURNS && (begin + turn) % columns.len() == at
    }

    /// Puts the edges of a column into the rows that show them, as far as they hold its condition.
    pub(super) fn with_edges(
        &self,
        values: ArrayRef,
        (column, number): (&Column, usize),
        holds: Option<&BooleanArray>,
    ) -> Result<ArrayRef> {
        let Some((edged, mut shown)) = self.shown(number) else { return Ok(values) };
        if let Some(holds) = holds {
            shown.retain(|&(i, _)| holds.is_valid(i) && holds.value(i));
        }
        if shown.is_empty() {
            return Ok(values);
        }
        let (list, picks): (ArrayRef, Shown) = match &edged.edges {
            Edges::None => return Ok(values),
            Edges::Values(list) => {
                (list.clone(), shown.into_iter().filter(|(_, case)| *case < list.len()).collect())
            }
            Edges::Drawn(list) => self.found(column, number, shown, list)?,
            Edges::Fitting(n) => self.fitting(column, number, shown, *n)?,
            Edges::Ends => self.ends(column, number, &shown, LEAST)?,
            Edges::Tails => self.ends(column, number, &shown, TAIL)?,
            Edges::Between => self.between(column, number, &shown)?,
        };
        let mut places: Vec<(usize, usize)> = (0..values.len()).map(|i| (0, i)).collect();
        for (i, at) in picks {
            places[i] = (1, at);
        }
        interleave(&[values.as_ref(), list.as_ref()], &places).map_err(|_foreign| misfit(self.table))
    }

    /// For each row of the batch whether it must be NULL or must not, where its edge decides that.
    pub(super) fn edge_nulls(&self, number: usize) -> Option<Vec<Option<bool>>> {
        let (edged, shown) = self.shown(number)?;
        let null = edged.null?;
        let mut forced = vec![None; self.rows.len()];
        for (i, case) in shown {
            forced[i] = Some(case == null);
        }
        Some(forced)
    }

    /// Whether a row shows a value of its own in a column, so that what its maker would tell of it does not hold.
    pub(super) fn is_edge(&self, number: usize, i: usize) -> bool {
        let cases = self.table.edges.as_ref();
        let edged =
            cases.and_then(|cases| Some((cases.column(number)?, cases.case(number, self.rows.get(i))?)));
        matches!(edged, Some((Edged { edges: Edges::Values(list), .. }, case)) if case < list.len())
    }

    /// What some rows make of one and the same draw.
    fn made_by(&self, column: &Column, number: usize, shown: &Shown, word: u64) -> Result<ArrayRef> {
        let key = self.key(&column.key, number);
        self.of_some((column, number), &places(shown), &key, |rows, width| {
            Slots::from_bytes(word.to_le_bytes().repeat(width.draws() * rows.len()), width)
        })
    }

    /// Rows that have the listed value, among those that their inputs let them draw.
    fn found(
        &self,
        column: &Column,
        number: usize,
        mut open: Shown,
        list: &ArrayRef,
    ) -> Result<(ArrayRef, Shown)> {
        let wanted = list.as_string::<i32>();
        open.retain(|(_, case)| *case < wanted.len());
        let (mut lists, mut offset, mut picks): (Vec<ArrayRef>, usize, Shown) = (Vec::new(), 0, Vec::new());
        for time in 0..TRIES {
            if open.is_empty() {
                break;
            }
            let key = self.key(&column.key, number).derive(&format!("edges {time}"));
            let made = self.of_some((column, number), &places(&open), &key, |rows, width| {
                Slots::fill(&key, rows, width)
            })?;
            let texts = made.as_string::<i32>();
            let mut still = Vec::with_capacity(open.len());
            for (k, (i, case)) in open.into_iter().enumerate() {
                if texts.is_valid(k) && texts.value(k) == wanted.value(case) {
                    picks.push((i, offset + k));
                } else {
                    still.push((i, case));
                }
            }
            open = still;
            offset += made.len();
            lists.push(made);
        }
        let arrays: Vec<&dyn Array> = lists.iter().map(AsRef::as_ref).collect();
        // Where no row shows any of them there is nothing to take from.
        if arrays.is_empty() {
            return Ok((list.clone(), picks));
        }
        Ok((concat(&arrays).map_err(|_foreign| misfit(self.table))?, picks))
    }

    /// What the maker makes of the cases, where the rows let it.
    fn fitting(
        &self,
        column: &Column,
        number: usize,
        mut shown: Shown,
        n: usize,
    ) -> Result<(ArrayRef, Shown)> {
        shown.retain(|(_, case)| *case < n);
        let cases: Vec<usize> = shown.iter().map(|(_, case)| *case).collect();
        let key = self.key(&column.key, number);
        let list = self.some_asked(
            (column, number),
            &places(&shown),
            &key,
            |rows, width| Slots::fill(&key, rows, width),
            |maker, ask| maker.make_edges(ask, &cases),
        )?;
        let picks = shown.iter().enumerate().filter(|(k, _)| list.is_valid(*k));
        let picks = picks.map(|(k, (i, _))| (*i, k)).collect();
        Ok((list, picks))
    }

    /// The least and the greatest of a law: cases 0 and 1.
    fn ends(&self, column: &Column, number: usize, shown: &Shown, word: u64) -> Result<(ArrayRef, Shown)> {
        let least = self.made_by(column, number, shown, word)?;
        let greatest = self.made_by(column, number, shown, !word)?;
        let list = concat(&[least.as_ref(), greatest.as_ref()]).map_err(|_foreign| misfit(self.table))?;
        let at = |(k, &(i, case)): (usize, &(usize, usize))| match case {
            0 => Some((i, k)),
            1 => Some((i, shown.len() + k)),
            _ => None,
        };
        Ok((list, shown.iter().enumerate().filter_map(at).collect()))
    }

    /// Days and moments between the ends that each row has.
    fn between(&self, column: &Column, number: usize, shown: &Shown) -> Result<(ArrayRef, Shown)> {
        let least = self.made_by(column, number, shown, LEAST)?;
        let greatest = self.made_by(column, number, shown, !LEAST)?;
        let (low, high) = (numbers(&least), numbers(&greatest));
        let (mut list, mut picks) = (Vec::new(), Vec::new());
        for (k, &(i, case)) in shown.iter().enumerate() {
            let (Some(low), Some(high)) = (low(k), high(k)) else { continue };
            let found = match least.data_type() {
                DataType::Date32 => day(case, low, high),
                _ => moment(case, low, high),
            };
            if let Some(value) = found.filter(|value| (low..=high).contains(value)) {
                picks.push((i, list.len()));
                list.push(value);
            }
        }
        let list: ArrayRef = match least.data_type() {
            DataType::Date32 => {
                Arc::new(list.iter().map(|day| i32::try_from(*day).ok()).collect::<Date32Array>())
            }
            _ => Arc::new(TimestampMicrosecondArray::from(list).with_timezone("UTC")),
        };
        Ok((list, picks))
    }
}

/// Numbers of a permutation of which two rows have the first and the last, in exchange for their own.
pub(super) struct Ends {
    swaps: [(u64, u64); 2],
}

impl Ends {
    pub(super) fn new(permutation: &Permutation, domain: u64, first: u64) -> Self {
        let none = (0, 0);
        let mut ends = Self { swaps: [none, none] };
        // Of a table of fewer rows than numbers any two rows do; of one that is full, those that there are.
        for (n, end) in [0, domain.saturating_sub(1)].into_iter().enumerate() {
            let row = first + n as u64;
            if row < domain {
                ends.swaps[n] = (ends.of(permutation.map(row)), end);
            }
        }
        ends
    }

    /// The number in the place of another.
    pub(super) fn of(&self, number: u64) -> u64 {
        self.swaps.iter().fold(number, |number, &(one, other)| match number {
            n if n == one => other,
            n if n == other => one,
            n => n,
        })
    }
}

/// The places of rows in the batch.
fn places(shown: &Shown) -> Vec<usize> {
    shown.iter().map(|(place, _)| *place).collect()
}

/// A column of dates or moments as numbers; `None` is NULL.
fn numbers(values: &ArrayRef) -> Box<dyn Fn(usize) -> Option<i64> + '_> {
    if let Some(days) = values.as_primitive_opt::<Date32Type>() {
        return Box::new(|i| days.is_valid(i).then(|| i64::from(days.value(i))));
    }
    match values.as_primitive_opt::<TimestampMicrosecondType>() {
        Some(moments) => Box::new(|i| moments.is_valid(i).then(|| moments.value(i))),
        None => Box::new(|_| None),
    }
}

/// The last day of a month and day of the year that is not after another.
fn last(month: i64, day: i64, high: i64) -> Option<i64> {
    let year = civil(high).year;
    (0..=8).filter_map(|back| checked_days(year - back, month, day)).find(|found| *found <= high)
}

/// The day of a case; `None` for those that stay as they are drawn.
fn day(case: usize, low: i64, high: i64) -> Option<i64> {
    match case {
        0 => Some(low),
        1 => Some(high),
        2 => last(2, 29, high),
        3 => last(12, 31, high),
        4 => last(1, 1, high),
        5 => last(2, 28, high),
        6 => Some(low + 1),
        7 => Some(high - 1),
        _ => None,
    }
}

/// The moment of a case, in UTC.
fn moment(case: usize, low: i64, high: i64) -> Option<i64> {
    let (first, end) = (low.div_euclid(DAY), high.div_euclid(DAY));
    match case {
        0 => Some(low),
        1 => Some(high),
        2 => Some(last(2, 29, end)? * DAY + DAY / 2),
        3 => Some(last(12, 31, end - 1)? * DAY + DAY - SECOND),
        4 => Some(last(1, 1, end)? * DAY),
        5 => Some(end * DAY),
        6 => Some(first * DAY + DAY - SECOND),
        7 => {
            // The second before a month ends.
            let Civil { year, month, .. } = civil(end);
            Some(days(Civil { year, month, day: 1 }) * DAY - SECOND)
        }
        _ => None,
    }
}
