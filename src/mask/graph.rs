//! Rows as far as they decide which rows stay: whose each is and what it refers to; in memory for as long as they fit, and beyond it
//! on a shelf, read one behind the other.

use super::spill::{NewShelf, Shelf};
use crate::error::{Error, Result};

/// Bytes of a shelf that are read at once.
const AT_ONCE: usize = 1 << 20;

/// A row.
pub(super) struct Row {
    pub(super) table: u16,
    /// The conditions that it meets, one bit each.
    pub(super) met: u32,
    /// The fingerprint of its subject or of what leads to it, 0 where it has none.
    pub(super) subject: u128,
    /// The fingerprints of its keys and of what it refers to, 0 where there is none.
    pub(super) prints: Vec<u128>,
}

impl Row {
    fn put(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.table.to_le_bytes());
        out.extend_from_slice(&u16::try_from(self.prints.len()).unwrap_or(0).to_le_bytes());
        out.extend_from_slice(&self.met.to_le_bytes());
        out.extend_from_slice(&self.subject.to_le_bytes());
        self.prints.iter().for_each(|print| out.extend_from_slice(&print.to_le_bytes()));
    }

    /// The row at the front of some bytes, and what follows it; `None` where it is not there whole.
    fn read<'b>(&mut self, bytes: &'b [u8]) -> Option<&'b [u8]> {
        let (table, rest) = bytes.split_first_chunk()?;
        let (prints, rest) = rest.split_first_chunk()?;
        let (met, rest) = rest.split_first_chunk()?;
        let (subject, rest) = rest.split_first_chunk()?;
        let (prints, rest) = rest.split_at_checked(usize::from(u16::from_le_bytes(*prints)) * 16)?;
        (self.table, self.met) = (u16::from_le_bytes(*table), u32::from_le_bytes(*met));
        self.subject = u128::from_le_bytes(*subject);
        self.prints.clear();
        self.prints.extend(prints.as_chunks().0.iter().map(|print| u128::from_le_bytes(*print)));
        Some(rest)
    }
}

/// Rows one behind the other.
#[derive(Default)]
pub(super) struct Graph {
    shelf: Option<Box<dyn Shelf>>,
    /// How many bytes are on the shelf.
    down: u64,
    bytes: Vec<u8>,
}

impl Graph {
    /// Bytes that it takes in memory.
    pub(super) fn size(&self) -> u64 {
        self.bytes.len() as u64
    }

    /// Adds a row.
    pub(super) fn push(&mut self, row: &Row) {
        row.put(&mut self.bytes);
    }

    /// Adds the rows of a block.
    pub(super) fn add(&mut self, block: &Self) {
        self.bytes.extend_from_slice(&block.bytes);
    }

    /// Puts down what is held in memory.
    pub(super) fn spill(&mut self, shelf: &NewShelf) -> Result<()> {
        let own = match self.shelf.take() {
            Some(own) => own,
            None => shelf()?,
        };
        own.append(&self.bytes)?;
        self.down += self.size();
        self.bytes = Vec::new();
        self.shelf = Some(own);
        Ok(())
    }

    /// Looks at all rows, in their order; what is changed of one stays as it was here.
    pub(super) fn each(&self, mut look: impl FnMut(&mut Row) -> Result<()>) -> Result<()> {
        let mut row = Row { table: 0, met: 0, subject: 0, prints: Vec::new() };
        let mut left: Vec<u8> = Vec::new();
        let mut at = 0;
        while let Some(shelf) = self.shelf.as_ref().filter(|_| at < self.down) {
            let more = usize::try_from(self.down - at).unwrap_or(AT_ONCE).min(AT_ONCE);
            let from = left.len();
            left.resize(from + more, 0);
            shelf.read(at, &mut left[from..])?;
            at += more as u64;
            let mut rest = left.as_slice();
            while let Some(behind) = row.read(rest) {
                look(&mut row)?;
                rest = behind;
            }
            let done = left.len() - rest.len();
            left.drain(..done);
        }
        let mut rest = self.bytes.as_slice();
        while let Some(behind) = row.read(rest) {
            look(&mut row)?;
            rest = behind;
        }
        if left.is_empty() && rest.is_empty() {
            Ok(())
        } else {
            Err(Error::bug("a row of the first pass is not whole"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::spill::tests::boards;
    use super::*;

    #[test]
    fn rows_come_back_in_their_order_wherever_they_lie() {
        let mut graph = Graph::default();
        let of = |n: u64| Row {
            table: u16::try_from(n % 7).unwrap(),
            met: u32::try_from(n % 3).unwrap(),
            subject: u128::from(n),
            prints: (0..n % 5).map(u128::from).collect(),
        };
        for n in 0..70_000 {
            let mut block = Graph::default();
            block.push(&of(n));
            graph.add(&block);
            if n % 30_000 == 29_999 {
                graph.spill(&boards()).unwrap();
            }
        }
        assert!(graph.down > 2 << 20 && graph.size() > 0);
        let mut n = 0;
        graph
            .each(|row| {
                let other = of(n);
                assert!(row.table == other.table && row.met == other.met && row.subject == other.subject);
                assert!(row.prints == other.prints);
                n += 1;
                Ok(())
            })
            .unwrap();
        assert_eq!(n, 70_000);
    }
}
