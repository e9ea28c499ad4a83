//! Conditions that rows must keep: the values of a row that fails are drawn again, from streams of its own.

use super::Generator;
use super::frame::Frame;
use super::want::Want;
use crate::draw::Rows;
use crate::error::{Error, ErrorKind, Place, Result};
use crate::plan::{Checks, Plan};
use arrow::array::{Array, ArrayRef, AsArray, BooleanArray};
use arrow::compute::interleave;

/// How often the values of a row are drawn again before that is given up.
const MOST: u32 = 512;

/// Rows that are tried to see how many pass.
const TRIED: u64 = 10_000;

/// Makes the columns that conditions read, so that every row passes.
pub(super) fn keep(frame: &mut Frame<'_>, number: usize, checks: &Checks) -> Result<()> {
    let order: Vec<usize> =
        frame.table.order.iter().copied().filter(|c| checks.columns.contains(c)).collect();
    frame.fill(order.iter().copied())?;
    let mut tries = vec![0; frame.rows.len()];
    let mut open = failing(frame, checks)?;
    if open.is_empty() {
        frame.tries.insert(number, tries);
        return Ok(());
    }
    let plan = frame.generator.plan();
    let cells: Vec<(usize, usize)> =
        checks.columns.iter().map(|&c| (0, c)).chain(checks.above.iter().copied()).collect();
    let want = Want::cells(plan, frame.number, &cells);
    // For each row the frame in which it passed, and its place there.
    let mut picks: Vec<(usize, usize)> = (0..frame.rows.len()).map(|i| (0, i)).collect();
    let mut made: Vec<Vec<ArrayRef>> = vec![columns(frame, &order)?];
    for time in 1..=MOST {
        if open.is_empty() {
            break;
        }
        let rows: Vec<u64> = open.iter().map(|&i| frame.rows.get(i)).collect();
        let mut again = Frame::begin(frame.generator, frame.number, Rows::from(rows), &want)?;
        again.again = Some((&checks.drawn, time));
        again.fill(order.iter().copied())?;
        let failing = failing(&again, checks)?;
        let mut still = Vec::with_capacity(failing.len());
        let mut next = failing.iter().copied().peekable();
        for (place, &i) in open.iter().enumerate() {
            if next.next_if_eq(&place).is_some() {
                still.push(i);
            } else {
                picks[i] = (made.len(), place);
                tries[i] = time;
            }
        }
        made.push(columns(&again, &order)?);
        open = still;
    }
    if let Some(&i) = open.first() {
        return Err(given_up(frame, checks, i));
    }
    for (n, &column) in order.iter().enumerate() {
        let arrays: Vec<&dyn Array> = made.iter().map(|columns| columns[n].as_ref()).collect();
        let values = interleave(&arrays, &picks).map_err(|_foreign| {
            Error::bug(format!("rows of `{}` that were drawn again do not fit", frame.table.name))
        })?;
        frame.cells[column] = Some(values);
    }
    frame.tries.insert(number, tries);
    Ok(())
}

fn columns(frame: &Frame<'_>, order: &[usize]) -> Result<Vec<ArrayRef>> {
    order.iter().map(|&c| frame.cell(0, c)).collect()
}

fn given_up(frame: &Frame<'_>, checks: &Checks, i: usize) -> Error {
    let message = format!("after {MOST} draws no values of the row pass the check {}", told(checks));
    let place =
        Place { table: Some(frame.table.name.clone()), row: Some(frame.rows.get(i)), ..Place::default() };
    Error::new(ErrorKind::Schema, message).at(place).hint("bring the columns nearer to what the check asks")
}

/// Sees that the rows that are there keep the conditions of which nothing is drawn.
///
/// # Errors
/// [`ErrorKind::Schema`] with the first row that fails one.
pub(super) fn hold(frame: &Frame<'_>, there: Option<&BooleanArray>) -> Result<()> {
    for checks in frame.table.checks.iter().filter(|checks| checks.drawn.is_empty()) {
        let fails = failing(frame, checks)?;
        let Some(&i) = fails.iter().find(|&&i| there.is_none_or(|there| there.value(i))) else { continue };
        let message = format!("the row fails the check {}, and nothing that it reads is drawn", told(checks));
        let place =
            Place { table: Some(frame.table.name.clone()), row: Some(frame.rows.get(i)), ..Place::default() };
        return Err(Error::new(ErrorKind::Schema, message)
            .at(place)
            .hint("change the columns that it reads, or the check"));
    }
    Ok(())
}

fn told(checks: &Checks) -> String {
    let texts: Vec<String> = checks.formulas.iter().map(|formula| format!("`{}`", formula.text)).collect();
    texts.join(" and ")
}

/// The places of the rows that fail a condition.
fn failing(frame: &Frame<'_>, checks: &Checks) -> Result<Vec<usize>> {
    let mut fails = vec![false; frame.rows.len()];
    for formula in &checks.formulas {
        let values = frame.check(formula)?;
        for (fails, holds) in fails.iter_mut().zip(values.as_boolean().iter()) {
            *fails |= holds == Some(false);
        }
    }
    Ok((0..fails.len()).filter(|&i| fails[i]).collect())
}

/// How many rows pass conditions at their first draw.
pub struct Acceptance<'p> {
    /// The table.
    pub table: &'p str,
    /// The conditions.
    pub checks: &'p Checks,
    /// Rows that passed.
    pub passed: u64,
    /// Rows that were tried.
    pub tried: u64,
}

impl Acceptance<'_> {
    /// Whether so few pass that drawing again is no way: under one in twenty, or any where nothing is drawn.
    pub fn is_hopeless(&self) -> bool {
        self.tried > 0 && (self.passed * 20 < self.tried || self.is_fixed() && self.passed < self.tried)
    }

    /// Whether the rows are what they are, since nothing that the conditions read is drawn.
    pub fn is_fixed(&self) -> bool {
        self.checks.drawn.is_empty()
    }
}

/// Tries the conditions of all tables, each on 10,000 rows.
///
/// # Errors
/// As [`Generator::batch`](super::Generator::batch).
pub fn acceptance(plan: &Plan) -> Result<Vec<Acceptance<'_>>> {
    let generator = Generator::new(plan);
    let mut all = Vec::new();
    for (number, table) in plan.tables.iter().enumerate() {
        for checks in &table.checks {
            // Which of its rows are written is known only when they are made: then those are looked at.
            if checks.drawn.is_empty() && table.life.is_cut() {
                continue;
            }
            let cells: Vec<(usize, usize)> =
                checks.columns.iter().map(|&c| (0, c)).chain(checks.above.iter().copied()).collect();
            let want = Want::cells(plan, number, &cells);
            let order: Vec<usize> =
                table.order.iter().copied().filter(|c| checks.columns.contains(c)).collect();
            let rows = table.rows.min(TRIED);
            let (mut passed, mut tried, mut time) = (0, 0, 0);
            while tried < TRIED && rows > 0 {
                let mut frame = Frame::begin(&generator, number, Rows::from(0..rows), &want)?;
                frame.again = (time > 0).then_some((checks.drawn.as_slice(), time));
                frame.fill(order.iter().copied())?;
                tried += rows;
                passed += rows - failing(&frame, checks)?.len() as u64;
                time += 1;
                // Without draws every time is the first again.
                if checks.drawn.is_empty() {
                    break;
                }
            }
            all.push(Acceptance { table: &table.name, checks, passed, tried });
        }
    }
    Ok(all)
}

impl<'g> Frame<'g> {
    /// The one row of a frame with the draws of a column as they were when its conditions held.
    pub(super) fn drawn_again(self, column: usize) -> Result<Self> {
        let found = self.table.checks.iter().enumerate().find(|(_, checks)| checks.drawn.contains(&column));
        let Some((number, checks)) = found else { return Ok(self) };
        let time = self.tries.get(&number).and_then(|tries| tries.first()).copied().unwrap_or(0);
        if time == 0 {
            return Ok(self);
        }
        let cells: Vec<(usize, usize)> =
            checks.columns.iter().map(|&c| (0, c)).chain(checks.above.iter().copied()).collect();
        let want = Want::cells(self.generator.plan(), self.number, &cells);
        let mut frame = Frame::begin(self.generator, self.number, self.rows.clone(), &want)?;
        frame.again = Some((&checks.drawn, time));
        let order = frame.table.order.iter().copied().filter(|c| checks.columns.contains(c));
        frame.fill(order)?;
        Ok(frame)
    }
}
