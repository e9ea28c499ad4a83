//! What is known of rows that others refer to, kept from text to text and from block to block: many refer to the same ones.

use super::RowKey;
use super::lexicon::{Builder, Known};
use crate::error::Result;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// How many values of rows are kept, of some 300 bytes each.
const VALUES: usize = 1 << 17;

/// What is known of rows that others refer to, by the tenant of those: each tenant may have stand-ins of its own.
#[derive(Default)]
pub(super) struct OfRows {
    by_tenant: HashMap<Vec<u8>, Rows>,
    held: usize,
}

/// Rows of one tenant.
#[derive(Default)]
struct Rows {
    /// The place of each row.
    places: HashMap<RowKey, usize, BuildHasherDefault<Prints>>,
    list: Vec<Row>,
    /// The text that was asked for last.
    text: u64,
}

/// One row, and what it refers to.
struct Row {
    known: Known,
    refers: Refers,
    /// The last text that asked for it.
    text: u64,
}

/// Which rows a row refers to.
enum Refers {
    /// Nobody has asked what is known of them.
    Keys(Vec<RowKey>),
    /// Their places.
    Places(Vec<usize>),
}

impl OfRows {
    /// What is known of some rows and of those that they refer to; what one text needs is there together, however much it is.
    pub(super) fn all<'k>(
        &'k mut self,
        builder: &Builder<'_>,
        tenant: &[u8],
        keys: impl Iterator<Item = RowKey>,
    ) -> Result<Vec<&'k Known>> {
        if self.held > VALUES {
            *self = Self::default();
        }
        if !self.by_tenant.contains_key(tenant) {
            self.by_tenant.insert(tenant.to_vec(), Rows::default());
        }
        let Some(rows) = self.by_tenant.get_mut(tenant) else { return Ok(Vec::new()) };
        let mut order = Vec::new();
        rows.text += 1;
        for key in keys {
            let at = rows.place(builder, key, &mut self.held)?;
            rows.follow(builder, at, &mut self.held)?;
            rows.ask(at, &mut order);
            let Refers::Places(others) =
                std::mem::replace(&mut rows.list[at].refers, Refers::Keys(Vec::new()))
            else {
                continue;
            };
            others.iter().for_each(|other| rows.ask(*other, &mut order));
            rows.list[at].refers = Refers::Places(others);
        }
        let rows = &*rows;
        Ok(order.into_iter().map(|at| &rows.list[at].known).collect())
    }
}

impl Rows {
    /// Where a row stands, which is looked up in the book if nobody has asked for it yet.
    fn place(&mut self, builder: &Builder<'_>, key: RowKey, held: &mut usize) -> Result<usize> {
        if let Some(at) = self.places.get(&key) {
            return Ok(*at);
        }
        let (known, refers) = builder.of_row(key)?;
        *held += known.all().count() + 1;
        self.list.push(Row { known, refers: Refers::Keys(refers), text: 0 });
        self.places.insert(key, self.list.len() - 1);
        Ok(self.list.len() - 1)
    }

    /// Finds what a row refers to.
    fn follow(&mut self, builder: &Builder<'_>, at: usize, held: &mut usize) -> Result<()> {
        let Refers::Keys(keys) = &mut self.list[at].refers else { return Ok(()) };
        let keys = std::mem::take(keys);
        // The last one says best who somebody's people are.
        let places = keys.into_iter().rev().map(|key| self.place(builder, key, held));
        self.list[at].refers = Refers::Places(places.collect::<Result<_>>()?);
        Ok(())
    }

    /// Adds a row that says something to those of the text, once.
    fn ask(&mut self, at: usize, order: &mut Vec<usize>) {
        let text = self.text;
        let row = &mut self.list[at];
        if row.text != text && !row.known.lexicon.is_empty() {
            order.push(at);
        }
        row.text = text;
    }
}

/// Fingerprints are spread already.
#[derive(Default)]
struct Prints(u64);

impl Hasher for Prints {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks();
        words.iter().for_each(|word| self.0 ^= u64::from_le_bytes(*word));
        rest.iter().for_each(|byte| self.0 = self.0.rotate_left(8) ^ u64::from(*byte));
    }
}
