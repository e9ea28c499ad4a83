//! References to rows that come and go: only to those that are there when the row itself enters.

use super::frame::Frame;
use super::life;
use super::pool::Pool;
use crate::calendar::DAY;
use crate::draw::{Key, Rows, Sub};
use crate::error::{Error, ErrorKind, Place, Result};
use crate::plan::{Column, Event, Reference, Timely, end_of};
use arrow::array::{Array as _, AsArray as _};
use arrow::datatypes::TimestampMicrosecondType;
use std::collections::BTreeMap;
use std::ops::Range;

/// How often a row is drawn again before all that could be picked are looked at.
const REDRAWS: usize = 16;
/// Of at most so many rows all are looked at, instead of drawing again.
const FEW: u64 = 64;
/// Of at most so many rows all are looked at in the end; where there are more, stretches of this length.
const MOST: u64 = 1 << 16;
/// How many stretches of a long range are looked at before the reference is refused.
const STRETCHES: usize = 16;

/// What is asked of the rows that are referred to.
pub(super) struct Wish<'f, 'g> {
    frame: &'f Frame<'g>,
    reference: &'f Reference,
    /// The key by which rows are picked again.
    again: Key,
    /// When each row of the batch enters, and until when it needs the other.
    from: Vec<i64>,
    until: Vec<i64>,
    /// Row numbers of the table referred to begin here; ranges count from there.
    shift: u64,
    /// All rows that can be picked, where they are few.
    pool: Option<Pool<'g>>,
}

impl<'f, 'g> Wish<'f, 'g> {
    /// Reads the moments of the batch.
    pub(super) fn new(
        frame: &'f Frame<'g>,
        reference: &'f Reference,
        timely: &Timely,
        number: usize,
        pool: Option<Pool<'g>>,
    ) -> Result<Self> {
        let column: &Column = &frame.table.columns[number];
        let from = life::entered(frame)?;
        let mut until = from.clone();
        if let Some(formula) = &timely.until {
            let values = frame.formula(formula, column)?;
            let values = values.as_primitive_opt::<TimestampMicrosecondType>();
            for (i, until) in until.iter_mut().enumerate() {
                if let Some(values) = values.filter(|values| values.is_valid(i)) {
                    *until = (*until).max(values.value(i));
                }
            }
        }
        let target = &frame.generator.plan().tables[reference.table];
        let shift = if reference.within.is_some() { target.outside() } else { 0 };
        let again = frame.key(&reference.key, number).derive("again");
        Ok(Self { frame, reference, again, from, until, shift, pool })
    }

    /// The rows that could be picked, with what was made of them.
    pub(super) fn into_pool(self) -> Option<Pool<'g>> {
        self.pool
    }

    /// The rows of a table that grows, as far as they have arrived when each row of the batch enters; `None` where all are
    /// worth a draw.
    pub(super) fn arrived(&self) -> Option<Vec<Range<u64>>> {
        let plan = self.frame.generator.plan();
        let target = &plan.tables[self.reference.table].life;
        let arrivals = target.arrivals.as_ref()?;
        let mut known: BTreeMap<i64, u64> = BTreeMap::new();
        let mut reach = |moment: i64| {
            let day = moment.div_euclid(DAY).clamp(i64::from(plan.epoch), i64::from(plan.horizon));
            let count = || i32::try_from(day).map_or(target.at_epoch, |day| arrivals.reach_of_many(day));
            *known.entry(day).or_insert_with(count)
        };
        Some(self.from.iter().map(|moment| 0..reach(*moment)).collect())
    }

    /// Which of the rows, each wanted by a row of the batch, are there for it.
    pub(super) fn fits(&self, wanted: &[(usize, u64)]) -> Result<Vec<bool>> {
        if let Some(pool) = &self.pool {
            let fits =
                |&(i, row): &(usize, u64)| pool.is_there(row + self.shift, self.from[i], self.until[i]);
            return Ok(wanted.iter().map(fits).collect());
        }
        let generator = self.frame.generator;
        let table = &generator.plan().tables[self.reference.table];
        // Few rows that many refer to are made once.
        let all = table.rows <= wanted.len() as u64;
        let rows = match all {
            true => Rows::from(0..table.rows),
            false => Rows::from(wanted.iter().map(|(_, row)| row + self.shift).collect::<Vec<_>>()),
        };
        let want = life::want(generator.plan(), self.reference.table);
        let there = Frame::make(generator, self.reference.table, rows, &want)?;
        let (entered, gone) = (life::entered(&there)?, life::gone(&there, true)?);
        let fit = wanted.iter().enumerate().map(|(n, &(i, row))| {
            let at = if all { usize::try_from(row + self.shift).unwrap_or(usize::MAX) } else { n };
            entered.get(at).is_some_and(|entered| *entered <= self.from[i])
                && gone.get(at).is_some_and(|gone| *gone > self.until[i])
        });
        Ok(fit.collect())
    }

    /// Leaves out what is numbered and not there: nothing else can stand in for it.
    pub(super) fn keep(&self, picked: &mut [Option<u64>]) -> Result<()> {
        let wanted: Vec<(usize, u64)> =
            picked.iter().enumerate().filter_map(|(i, row)| Some((i, (*row)?))).collect();
        for ((i, _), fits) in wanted.iter().zip(self.fits(&wanted)?) {
            if !fits {
                picked[*i] = None;
            }
        }
        Ok(())
    }

    /// Draws again where what was picked is not there; `range` is what a row of the batch can pick from.
    pub(super) fn settle(
        &self,
        picked: &mut [Option<u64>],
        range: &dyn Fn(usize) -> Range<u64>,
        candidate: &dyn Fn(usize, u64) -> Option<u64>,
        column: &Column,
    ) -> Result<()> {
        let whole = self.reference.within.is_none() && !self.reference.own;
        if let Some(i) = picked.iter().position(Option::is_none).filter(|_| whole) {
            return Err(self.none(column, i));
        }
        let mut open: Vec<(usize, u64)> =
            picked.iter().enumerate().filter_map(|(i, row)| Some((i, (*row)?))).collect();
        let mut subs: BTreeMap<usize, Sub> = BTreeMap::new();
        for round in 0..=REDRAWS {
            let fit = self.fits(&open)?;
            open = open.into_iter().zip(fit).filter_map(|(wish, fits)| (!fits).then_some(wish)).collect();
            let is_few = |i: usize| round == REDRAWS || length(&range(i)) <= FEW;
            let few: Vec<usize> = open.iter().map(|(i, _)| *i).filter(|&i| is_few(i)).collect();
            open.retain(|(i, _)| !is_few(*i));
            let (long, short): (Vec<usize>, Vec<usize>) =
                few.iter().partition(|&&i| length(&range(i)) > MOST);
            for chunk in chunks(&short, range) {
                self.among_all(chunk, picked, range, &mut subs)?;
            }
            for &i in &long {
                let sub = subs.entry(i).or_insert_with(|| self.again.sub(self.frame.rows.get(i)));
                picked[i] = self.search(i, &range(i), sub)?;
            }
            let missing = |i: &usize| picked[*i].is_none() && (whole || length(&range(*i)) > MOST);
            if let Some(i) = few.into_iter().find(missing) {
                return Err(self.none(column, i));
            }
            for (i, row) in &mut open {
                let sub = subs.entry(*i).or_insert_with(|| self.again.sub(self.frame.rows.get(*i)));
                *row = candidate(*i, sub.word()).unwrap_or(*row);
                picked[*i] = Some(*row);
            }
            if open.is_empty() {
                break;
            }
        }
        Ok(())
    }

    /// Picks among all that are there for some rows of the batch, each alike.
    fn among_all(
        &self,
        rows: &[usize],
        picked: &mut [Option<u64>],
        range: &dyn Fn(usize) -> Range<u64>,
        subs: &mut BTreeMap<usize, Sub>,
    ) -> Result<()> {
        let wanted: Vec<(usize, u64)> =
            rows.iter().flat_map(|&i| range(i).map(move |row| (i, row))).collect();
        let fit = self.fits(&wanted)?;
        let there: Vec<(usize, u64)> =
            wanted.into_iter().zip(fit).filter_map(|(wish, fits)| fits.then_some(wish)).collect();
        let mut rest = there.as_slice();
        for &i in rows {
            let (own, others) = rest.split_at(rest.iter().take_while(|(of, _)| *of == i).count());
            rest = others;
            let sub = subs.entry(i).or_insert_with(|| self.again.sub(self.frame.rows.get(i)));
            let n = usize::try_from(sub.below(own.len() as u64)).unwrap_or(0);
            picked[i] = own.get(n).map(|(_, row)| *row);
        }
        Ok(())
    }

    /// Looks at stretches of a long range, here and there, until one holds rows that are there.
    fn search(&self, i: usize, range: &Range<u64>, sub: &mut Sub) -> Result<Option<u64>> {
        for _ in 0..STRETCHES {
            let start = range.start + sub.below(length(range) - MOST + 1);
            let wanted: Vec<(usize, u64)> = (start..start + MOST).map(|row| (i, row)).collect();
            let fit = self.fits(&wanted)?;
            let there: Vec<u64> =
                wanted.iter().zip(fit).filter_map(|((_, row), fits)| fits.then_some(*row)).collect();
            let n = usize::try_from(sub.below(there.len() as u64)).unwrap_or(0);
            if let Some(row) = there.get(n) {
                return Ok(Some(*row));
            }
        }
        Ok(None)
    }

    fn none(&self, column: &Column, i: usize) -> Error {
        let table = &self.frame.generator.plan().tables[self.reference.table].name;
        let message = format!("no row of `{table}` was found that is there when this row enters");
        let place = Place::column(&self.frame.table.name, &column.name).row(self.frame.rows.get(i));
        Error::new(ErrorKind::Schema, message)
            .at(place)
            .hint("let rows of that table enter earlier, or those of this one later")
    }
}

/// Cuts rows of the batch into stretches whose ranges are small enough to be looked at in one go.
fn chunks<'a>(rows: &'a [usize], range: &dyn Fn(usize) -> Range<u64>) -> Vec<&'a [usize]> {
    let (mut chunks, mut start, mut sum) = (Vec::new(), 0, 0);
    for (n, &i) in rows.iter().enumerate() {
        let own = length(&range(i));
        if n > start && sum + own > MOST {
            chunks.push(&rows[start..n]);
            (start, sum) = (n, 0);
        }
        sum += own;
    }
    chunks.extend((start < rows.len()).then(|| &rows[start..]));
    chunks
}

fn length(range: &Range<u64>) -> u64 {
    range.end.saturating_sub(range.start)
}

/// Forgets the rows that have left by the as-of date.
pub(super) fn forget(
    frame: &Frame<'_>,
    reference: &Reference,
    picked: &mut [Option<u64>],
    pool: Option<&Pool<'_>>,
) -> Result<()> {
    let generator = frame.generator;
    if !generator.plan().tables[reference.table].life.has(Event::Leaves) {
        return Ok(());
    }
    let end = end_of(generator.plan().as_of);
    if let Some(pool) = pool {
        let gone = life::gone(&pool.frame, false)?;
        let has_gone =
            |at: Option<u32>| at.is_none_or(|at| gone.get(at as usize).is_none_or(|gone| *gone < end));
        let positions = pool.positions(picked);
        for (row, at) in picked.iter_mut().zip(&positions).filter(|(row, _)| row.is_some()) {
            if has_gone(at) {
                *row = None;
            }
        }
        return Ok(());
    }
    let found: Vec<u64> = picked.iter().copied().flatten().collect();
    let want = life::want(generator.plan(), reference.table);
    let there = Frame::make(generator, reference.table, Rows::from(found), &want)?;
    let mut gone = life::gone(&there, false)?.into_iter();
    for row in picked.iter_mut().filter(|row| row.is_some()) {
        if gone.next().is_some_and(|gone| gone < end) {
            *row = None;
        }
    }
    Ok(())
}
