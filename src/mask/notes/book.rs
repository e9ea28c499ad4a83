//! The book: what all rows say, found by whom they belong to; in memory for as long as it fits, and beyond it on shelves.

use super::super::first_pass::Collector;
use super::super::spill::{Heap, NewShelf, Shelf, Sorted};
use super::known::Page;
use crate::error::{Error, Result};
use crate::plan::{Policy, Subject};
use std::borrow::Cow;

/// Bytes that a row takes beside its values.
pub(in crate::mask) const ROW_BYTES: u64 = 48;

/// Where a row's values begin, its table, and how many bytes they are: in this order, so that rows of one owner stand as they came.
type Spot = [u8; SPOT];
const SPOT: usize = 14;

fn spot(start: u64, table: u16, length: u32) -> Spot {
    let mut spot = [0; SPOT];
    spot[..8].copy_from_slice(&start.to_be_bytes());
    spot[8..10].copy_from_slice(&table.to_be_bytes());
    spot[10..].copy_from_slice(&length.to_be_bytes());
    spot
}

fn read(spot: Spot) -> (u64, u16, u32) {
    let [a, b, c, d, e, f, g, h, i, j, k, l, m, n] = spot;
    let start = u64::from_be_bytes([a, b, c, d, e, f, g, h]);
    (start, u16::from_be_bytes([i, j]), u32::from_be_bytes([k, l, m, n]))
}

/// Values one behind the other, the first of them on a shelf where memory does not hold them.
#[derive(Default)]
struct Texts {
    shelf: Option<Box<dyn Shelf>>,
    /// How many bytes are on the shelf.
    down: u64,
    bytes: Vec<u8>,
}

impl Texts {
    fn end(&self) -> u64 {
        self.down + self.bytes.len() as u64
    }

    fn spill(&mut self, shelf: &NewShelf) -> Result<()> {
        let own = match self.shelf.take() {
            Some(own) => own,
            None => shelf()?,
        };
        own.append(&self.bytes)?;
        self.down = self.end();
        self.bytes = Vec::new();
        self.shelf = Some(own);
        Ok(())
    }

    fn get(&self, start: u64, length: u32) -> Result<Cow<'_, [u8]>> {
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        if let (Some(shelf), true) = (&self.shelf, start < self.down) {
            let mut bytes = vec![0; length];
            shelf.read(start, &mut bytes)?;
            return Ok(Cow::Owned(bytes));
        }
        let from = usize::try_from(start - self.down).unwrap_or(usize::MAX);
        let held = self.bytes.get(from..from.saturating_add(length));
        held.map(Cow::Borrowed).ok_or_else(|| Error::bug("what a row says is not there"))
    }
}

/// What rows say, before it is known whose they are.
pub(in crate::mask) struct Pages {
    rows: Heap<SPOT>,
    texts: Texts,
}

impl Default for Pages {
    fn default() -> Self {
        Self { rows: Heap::of_all(), texts: Texts::default() }
    }
}

impl Pages {
    /// Bytes that they take in memory.
    pub(in crate::mask) fn size(&self) -> u64 {
        self.texts.bytes.len() as u64 + self.rows.len() * ROW_BYTES
    }

    /// Adds what a block says.
    pub(in crate::mask) fn add(&mut self, page: &Page) {
        let start = self.texts.end();
        self.texts.bytes.extend_from_slice(&page.bytes);
        for row in &page.rows {
            self.rows.push(row.owner, spot(start + row.start, row.table, row.length));
        }
    }

    /// Puts down what is held in memory.
    pub(in crate::mask) fn spill(&mut self, shelf: &NewShelf) -> Result<()> {
        self.texts.spill(shelf)?;
        self.rows.spill(shelf)
    }
}

/// All rows, sorted by whom they belong to.
#[derive(Default)]
pub(in crate::mask) struct Book {
    rows: Sorted<SPOT>,
    texts: Texts,
}

impl Book {
    /// Finds whose each row is, now that all references are known; `most` is how many bytes of rows memory may hold.
    pub(super) fn close(pages: Pages, policy: &Policy, collector: &Collector, most: u64) -> Result<Self> {
        let shelf = collector.shelf.as_ref();
        let rows = pages.rows.close(shelf)?;
        let mut owned = Heap::of_all();
        for record in rows.records() {
            let (mut owner, spot) = record?;
            let (_, table, _) = read(spot);
            if let Some(Subject::Through { table, key, .. }) = policy.tables[usize::from(table)].subject
                && let Some(found) = collector.resolve(policy, table, key, owner)?
            {
                owner = found;
            }
            owned.push(owner, spot);
            if let Some(shelf) = shelf.filter(|_| rows.is_on_disk() && owned.len() * ROW_BYTES > most) {
                owned.spill(shelf)?;
            }
        }
        drop(rows);
        Ok(Self { rows: owned.close(shelf)?, texts: pages.texts })
    }

    /// The rows of somebody, or the row of a key: tables and what they say.
    pub(super) fn rows_of(&self, owner: u128) -> Result<Vec<(usize, Cow<'_, [u8]>)>> {
        let row = |spot: Spot| {
            let (start, table, length) = read(spot);
            Ok((usize::from(table), self.texts.get(start, length)?))
        };
        self.rows.all_of(owner)?.into_iter().map(row).collect()
    }
}
