//! Dirt: a layer over the rows as they would be clean, with streams of its own, and with the truth kept.
//!
//! Nothing reads what is spoilt: parents, references and expressions see clean values. A cell without an error is the cell
//! of the clean run. What a row gets follows from its own draws and the values of its own columns, so that any row can be
//! spoilt alone; a near-duplicate also takes the clean values of an earlier row.

mod causes;
mod cell;
mod copies;
mod spoil;
#[cfg(test)]
mod tests;

use super::frame::Frame;
use super::want::Want;
use crate::draw::{Burst, Rows, Slots, Width, unit};
use crate::error::Result;
use crate::plan::{ColumnDirt, Dirt, Table};
use crate::slips::Slip;
use arrow::array::ArrayRef;
use causes::{Causes, Three, blame, factor};
use cell::{Cell, Changes, read, text, write};
use copies::{Copies, DRIFT};
use spoil::{Spoilt, spoil};
use std::collections::BTreeMap;

/// A cell that is not as it would be clean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flaw {
    /// The row, by its number in the table.
    pub row: u64,
    /// The column, by its number in the table.
    pub column: usize,
    /// What went wrong.
    pub error: &'static str,
    /// What went wrong with the value of a near-duplicate besides.
    pub drift: Option<&'static str>,
    /// Who made the error; nobody made a near-duplicate as such.
    pub cause: Option<String>,
    /// The value as it would be clean.
    pub clean: Option<String>,
    /// The value as it is written.
    pub dirty: Option<String>,
}

/// The error of a cell that a near-duplicate has from the row it repeats.
pub const NEAR_DUPLICATE: &str = "near_duplicate";

/// What becomes of the columns of a batch that are written.
pub(super) struct Layer {
    pub(super) columns: Vec<ArrayRef>,
    pub(super) flaws: Vec<Flaw>,
    /// The near-duplicates of the batch, each with the row that it repeats.
    pub(super) links: Vec<(u64, u64)>,
}

/// Spoils the rows of a frame.
///
/// # Errors
/// As making the rows of others.
pub(super) fn apply(frame: &Frame<'_>, dirt: &Dirt) -> Result<Layer> {
    let table = frame.table;
    let clean: Vec<ArrayRef> = table.written.iter().map(|&c| frame.cell(0, c)).collect::<Result<_>>()?;
    let copies = Copies::find(frame, dirt)?;
    let mut spoiler = Spoiler { frame, dirt, clean: &clean, copies: &copies, made: BTreeMap::new() };
    spoiler.copy();
    let causes = spoiler.causes()?;
    for &(w, c) in &spoiler.leaders_first() {
        if let Some(column) = &dirt.columns[c] {
            spoiler.column((w, c), column, &causes)?;
        }
    }
    spoiler.finish()
}

/// What was made of one cell.
struct Made {
    value: Spoilt,
    error: &'static str,
    drift: Option<&'static str>,
    cause: Option<String>,
}

/// The value at a place of a column as text, as a CSV file has it; `None` for NULL.
pub(super) fn value_text(values: &ArrayRef, i: usize) -> Option<String> {
    text(&read(values, i), values.data_type())
}

struct Spoiler<'a> {
    frame: &'a Frame<'a>,
    dirt: &'a Dirt,
    clean: &'a [ArrayRef],
    copies: &'a Copies,
    /// By the number of the column in the table, and by the place in the batch.
    made: BTreeMap<(usize, usize), Made>,
}

impl Spoiler<'_> {
    fn table(&self) -> &Table {
        self.frame.table
    }

    /// Gives near-duplicates what they have of the rows that they repeat.
    fn copy(&mut self) {
        for (&i, values) in &self.copies.values {
            for (c, value) in values {
                let value = Spoilt::Value(value.clone());
                let made = Made { value, error: NEAR_DUPLICATE, drift: None, cause: None };
                self.made.insert((*c, i), made);
            }
        }
    }

    /// Who wrote each row.
    fn causes(&self) -> Result<Vec<Three>> {
        let slots = Slots::fill(&self.dirt.key, &self.frame.rows, Width::Sixteen);
        let causes = Causes::new(&self.dirt.key);
        let named = |column: Option<usize>| column.map(|c| self.frame.cell(0, c)).transpose();
        let (clerks, sites) = (named(self.dirt.clerk)?, named(self.dirt.site)?);
        let name = |values: &Option<ArrayRef>, i: usize| {
            values.as_ref().and_then(|values| text(&read(values, i), values.data_type()))
        };
        let rows = self.frame.rows.iter().enumerate();
        Ok(rows.map(|(i, row)| causes.of(i, row, &slots, [name(&clerks, i), name(&sites, i)])).collect())
    }

    /// The columns that are written, those first whose errors take others along.
    fn leaders_first(&self) -> Vec<(usize, usize)> {
        let leads = |c: usize| {
            self.dirt.names.is_some_and(|(first, _)| first == c) || self.dirt.address.first() == Some(&c)
        };
        let mut all: Vec<(usize, usize)> = self.table().written.iter().copied().enumerate().collect();
        all.sort_by_key(|&(_, c)| !leads(c));
        all
    }

    fn column(&mut self, (w, c): (usize, usize), column: &ColumnDirt, causes: &[Three]) -> Result<()> {
        let frame = self.frame;
        let slots = Slots::fill(&column.key, &frame.rows, Width::Four);
        let spared = self.table().spared();
        for (i, row) in frame.rows.iter().enumerate() {
            let three = &causes[i];
            let copied = self.copies.values.contains_key(&i);
            let rate = (if copied { column.rate.max(DRIFT) } else { column.rate }) * factor(three);
            let taken = self
                .made
                .get(&(c, i))
                .is_some_and(|made| made.error != NEAR_DUPLICATE || made.drift.is_some());
            if row < spared || taken || unit(slots.word(i, 0)) >= rate.min(0.9) {
                continue;
            }
            let mut burst = Burst::new(slots.word(i, 1));
            let cause = blame(three, &mut burst).clone();
            let before = self.before(c, i);
            let data_type = self.clean[w].data_type();
            let Some((slip, value)) = spoil(&before, column, data_type, &cause, row, &mut burst) else {
                continue;
            };
            self.put((c, i), slip, value, copied, cause.name());
        }
        Ok(())
    }

    /// Puts an error in its cell, and in those that it takes along.
    fn put(&mut self, (c, i): (usize, usize), slip: Slip, value: Spoilt, copied: bool, cause: &str) {
        let (error, drift) = if copied { (NEAR_DUPLICATE, Some(slip.name())) } else { (slip.name(), None) };
        let made = |value: Spoilt| Made { value, error, drift, cause: Some(cause.to_owned()) };
        match (&value, self.dirt.names) {
            (Spoilt::Swapped, None) => {}
            (Spoilt::Swapped, Some((first, last))) => {
                let (given, surname) = (self.before(first, i), self.before(last, i));
                if let (Cell::Text(_), Cell::Text(_)) = (&given, &surname) {
                    self.made.insert((first, i), made(Spoilt::Value(surname)));
                    self.made.insert((last, i), made(Spoilt::Value(given)));
                }
            }
            (Spoilt::Address(_), _) if self.dirt.address.first() == Some(&c) => {
                for &c in &self.dirt.address {
                    self.made.insert((c, i), made(value.clone()));
                }
            }
            _ => {
                self.made.insert((c, i), made(value));
            }
        }
    }

    /// What stands in a cell before errors: its clean value, or that of the row it repeats.
    fn before(&self, c: usize, i: usize) -> Cell {
        match self.made.get(&(c, i)) {
            Some(Made { value: Spoilt::Value(value), .. }) => value.clone(),
            _ => {
                let written = self.table().written.iter().position(|&column| column == c);
                written.map_or(Cell::Null, |w| read(&self.clean[w], i))
            }
        }
    }

    /// Looks up what others lend, and leaves out what is no change after all.
    fn finish(self) -> Result<Layer> {
        let lent = self.lent()?;
        let mut layer = Layer { columns: Vec::new(), flaws: Vec::new(), links: self.copies.links.clone() };
        for (clean, &c) in self.clean.iter().zip(&self.table().written) {
            let mut changes = Changes::new();
            for (&(_, i), made) in self.made.range((c, 0)..=(c, usize::MAX)) {
                let value = match &made.value {
                    Spoilt::Value(value) => value.clone(),
                    _ => lent.get(&(c, i)).cloned().unwrap_or(Cell::Null),
                };
                let before = read(clean, i);
                if value == before {
                    continue;
                }
                layer.flaws.push(Flaw {
                    row: self.frame.rows.get(i),
                    column: c,
                    error: made.error,
                    drift: made.drift,
                    cause: made.cause.clone(),
                    clean: text(&before, clean.data_type()),
                    dirty: text(&value, clean.data_type()),
                });
                changes.insert(i, value);
            }
            layer.columns.push(if changes.is_empty() { clean.clone() } else { write(clean, &changes)? });
        }
        layer.flaws.sort_by_key(|flaw| (flaw.row, flaw.column));
        Ok(layer)
    }

    /// The values that cells have from other rows.
    fn lent(&self) -> Result<BTreeMap<(usize, usize), Cell>> {
        let mut wanted: Vec<((usize, usize), u64)> = Vec::new();
        for (&at, made) in &self.made {
            if let Spoilt::Address(row) | Spoilt::Phone(row) = made.value {
                wanted.push((at, row));
            }
        }
        let mut columns: Vec<usize> = wanted.iter().map(|((c, _), _)| *c).collect();
        columns.dedup();
        let mut lent = BTreeMap::new();
        if wanted.is_empty() {
            return Ok(lent);
        }
        let (generator, number) = (self.frame.generator, self.frame.number);
        let rows: Vec<u64> = wanted.iter().map(|(_, row)| *row).collect();
        let want = Want::new(generator.plan(), number, &columns);
        let others = Frame::make(generator, number, Rows::from(rows), &want)?;
        for (k, ((c, i), _)) in wanted.into_iter().enumerate() {
            lent.insert((c, i), read(&others.cell(0, c)?, k));
        }
        Ok(lent)
    }
}
