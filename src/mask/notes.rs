//! Free text: what names somebody is replaced, the rest stays.
//!
//! A text knows its row: what the row, its subject's other rows and the rows that these refer to say of people, places and
//! things is found in it in any spelling, and gets the stand-in that it has in its column; dates move with the subject.
//! What `scrub` finds beyond the record gets a keyed stand-in of its class. The form stays: a surname is a surname, a date
//! is written as it was.

mod book;
mod builtins;
mod found;
mod known;
mod learnt;
mod lexicon;
mod made;
mod phrase;
mod replace;

pub(super) use book::{Pages, ROW_BYTES};
pub(super) use known::Page;

use super::column::Rows;
use super::column::{Work, marker, replace_invalid, stays};
use super::dates::Style;
use super::first_pass::{Collector, prints};
use super::key::{MaskKey, SubKey};
use super::table::Masker;
use super::tally::Tally;
use crate::cells::{Block, Cells, State};
use crate::error::Result;
use crate::markup::Coding;
use crate::plan::{Policy, TablePolicy, Treatment};
use book::Book;
use builtins::Builtins;
use known::Told;
use learnt::OfRows;
use lexicon::{Builder, Known};
use made::Made;
use replace::Context;
use std::cell::RefCell;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Mutex, PoisonError};

/// What the texts of a policy are treated by.
pub(super) struct Notes {
    told: Vec<Told>,
    builtins: Builtins,
    /// The key of numbers that no column knows.
    numbers: SubKey,
    /// Whether all tables with texts say whose tenant's a row is, so that each tenant has numbers of its own.
    scoped: bool,
    book: Book,
    /// What blocks before have learnt, for those that come.
    spare: Mutex<Vec<Learnt>>,
}

impl Notes {
    /// Prepares what the texts of a policy need; `None` where it has none.
    pub(super) fn new(policy: &Policy, key: &MaskKey) -> Result<Option<Self>> {
        if policy.tables.iter().any(has_text) { Self::always(policy, key).map(Some) } else { Ok(None) }
    }

    /// The same whether the policy has texts or not.
    pub(super) fn always(policy: &Policy, key: &MaskKey) -> Result<Self> {
        Ok(Self {
            told: Told::of(policy),
            builtins: Builtins::new(policy, key)?,
            numbers: key.derive("numbers in texts", ""),
            scoped: policy.tables.iter().filter(|table| has_text(table)).all(|table| table.scope.is_some()),
            book: Book::default(),
            spare: Mutex::default(),
        })
    }

    /// The columns of a table that the first pass or the second must read.
    pub(super) fn reads(&self, t: usize) -> impl Iterator<Item = usize> {
        self.told[t].reads()
    }

    /// What a block tells, for the book.
    pub(super) fn page(&self, policy: &Policy, works: &[Work], t: usize, block: &Block) -> Page {
        known::page(policy, works, &self.told[t], t, block)
    }

    /// Takes what the first pass found.
    pub(super) fn take(
        &mut self,
        pages: Pages,
        policy: &Policy,
        collector: &Collector,
        most: u64,
    ) -> Result<()> {
        self.book = Book::close(pages, policy, collector, most)?;
        self.spare = Mutex::default();
        Ok(())
    }

    /// What the texts of a block have in common, with what blocks before have learnt.
    pub(super) fn shared(&self) -> Shared {
        let spare = self.spare.lock().unwrap_or_else(PoisonError::into_inner).pop();
        Shared { references: None, learnt: spare.unwrap_or_default() }
    }

    /// Takes back what a block has learnt.
    pub(super) fn give(&self, shared: Shared) {
        self.spare.lock().unwrap_or_else(PoisonError::into_inner).push(shared.learnt);
    }
}

/// Whether a table has texts that are scrubbed.
fn has_text(table: &TablePolicy) -> bool {
    table.columns.iter().any(|column| matches!(column.treatment, Treatment::Scrub(_)))
}

/// The rows of a block, as texts in it see them.
pub(super) struct Around<'a> {
    /// The table.
    pub(super) t: usize,
    /// The block.
    pub(super) block: &'a Block,
    /// The rows' tenants, shifts and the like.
    pub(super) rows: &'a Rows<'a>,
    /// The subject of each row.
    pub(super) subjects: &'a [Option<u128>],
}

/// A row that others refer to: its table, and the fingerprint of its key.
type RowKey = (usize, u128);

/// How many subjects are kept for the next texts: their rows stand together more often than not.
const SUBJECTS: usize = 64;

/// What the texts of a block have in common, whatever their column.
pub(super) struct Shared {
    /// For each row those that it refers to, once somebody asked.
    references: Option<Vec<Vec<RowKey>>>,
    learnt: Learnt,
}

/// What is known of somebody, however many texts ask.
#[derive(Default)]
struct Learnt {
    /// What is known of a subject, and the rows that its rows refer to.
    subjects: HashMap<u128, (Known, Vec<RowKey>)>,
    rows: OfRows,
    made: RefCell<Made>,
}

/// Treats the texts of a column.
pub(super) fn scrub(
    masker: &Masker,
    notes: &Notes,
    (c, coding): (usize, Coding),
    around: &Around<'_>,
    shared: &mut Shared,
    tally: &mut Tally,
) -> Result<Cells> {
    let Around { t, block, rows, subjects } = *around;
    let policy = masker.policy();
    let column = &policy.tables[t].columns[c];
    let cells = block.column(c).ok_or_else(|| crate::error::Error::bug("a text was not read"))?;
    let builder = Builder { policy, told: &notes.told, book: &notes.book };
    let Shared { references, learnt: Learnt { subjects: of_subjects, rows: of_rows, made } } = shared;
    let references = references.get_or_insert_with(|| refers(masker, notes, t, block));
    let mut out = Cells::like(cells);
    for i in 0..cells.len() {
        if stays(column, cells, i, tally) {
            out.push(cells.state(i), cells.bytes(i));
            continue;
        }
        let row = cells.row(i);
        let Some(text) = cells.get(i) else {
            tally.invalid += 1;
            out.push(State::Text, marker(cells.bytes(i).len()).as_bytes());
            continue;
        };
        let subject = subjects.get(row).copied().flatten();
        let own = references.get(row).map_or(&[][..], Vec::as_slice);
        if of_subjects.len() >= SUBJECTS {
            of_subjects.clear();
        }
        let subject = match subject {
            None => None,
            Some(subject) => Some(match of_subjects.entry(subject) {
                Entry::Occupied(known) => &*known.into_mut(),
                Entry::Vacant(place) => &*place.insert(builder.of_subject(subject)?),
            }),
        };
        let block_row = subject.is_none().then(|| builder.of_block_row(t, block, row));
        // What both say is the subject's.
        let of_subject = subject.map_or(&[][..], |(_, rows)| rows.as_slice());
        let others = own.iter().rev().filter(|key| !of_subject.contains(key));
        let keys = of_subject.iter().chain(others).copied();
        let tenant = rows.tenants.and_then(|tenants| tenants.of_row(row).map(|at| tenants.bytes(at)));
        let mut known: Vec<&Known> = Vec::with_capacity(of_subject.len() + own.len() + 1);
        known.extend(subject.map(|(known, _)| known));
        known.extend(of_rows.all(&builder, tenant.unwrap_or_default(), keys)?);
        known.extend(&block_row);
        let context = Context { masker, notes, rows, row, made };
        let replaced = context.text(text, coding, (&known, &own_dates(policy, t, block, row)), tally)?;
        match replaced {
            Some(text) => out.push(State::Text, text.as_bytes()),
            None => replace_invalid(column, masker.work(t, c), cells, i, rows, &mut out, tally)?,
        }
    }
    Ok(out)
}

/// For each row of a block the rows that it refers to.
fn refers(masker: &Masker, notes: &Notes, t: usize, block: &Block) -> Vec<Vec<RowKey>> {
    let mut list = vec![Vec::new(); block.rows];
    for (column, (to, _)) in &notes.told[t].refers {
        let Some(cells) = block.column(*column) else { continue };
        for (row, print) in prints(masker.work(t, *column), cells, block.rows).into_iter().enumerate() {
            list[row].extend(print.map(|print| (*to, print)));
        }
    }
    list
}

/// The dates that stand in a row itself.
fn own_dates(policy: &Policy, t: usize, block: &Block, row: usize) -> Vec<(u32, u32, u32)> {
    let mut dates = Vec::new();
    for (at, column) in policy.tables[t].columns.iter().enumerate().filter(|(_, column)| column.is_dated()) {
        let text = block.column(at).and_then(|cells| cells.of_row(row).and_then(|i| cells.get(i)));
        let Some(date) = text.and_then(|text| known::day_of(text, Style::of(column))) else { continue };
        let parts = [date.year, date.month, date.day].map(|n| u32::try_from(n).unwrap_or(0));
        dates.push((parts[0], parts[1], parts[2]));
    }
    dates
}

/// Treats a text that belongs to no row.
pub(super) fn alone(
    masker: &Masker,
    notes: &Notes,
    rows: &Rows<'_>,
    text: &str,
    coding: Coding,
) -> Result<Option<String>> {
    let shared = notes.shared();
    let context = Context { masker, notes, rows, row: 0, made: &shared.learnt.made };
    let replaced = context.text(text, coding, (&[], &[]), &mut Tally::default());
    notes.give(shared);
    replaced
}

#[cfg(test)]
mod tests;
