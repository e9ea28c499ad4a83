//! Near-duplicates: rows that repeat an earlier row under a number of their own.

use super::cell::{Cell, read};
use crate::draw::{Burst, Rows, Slots, Width, below, unit};
use crate::error::Result;
use crate::generate::frame::Frame;
use crate::generate::want::Want;
use crate::plan::{Copied, Dirt};
use std::collections::BTreeMap;

/// The least share of cells of a near-duplicate that drift from the row it repeats.
pub(super) const DRIFT: f64 = 0.15;

/// How often a row is looked for that is no near-duplicate itself.
const TRIES: usize = 8;

/// The near-duplicates of a batch.
#[derive(Default)]
pub(super) struct Copies {
    /// By the place in the batch: what stands in which columns of the table.
    pub(super) values: BTreeMap<usize, Vec<(usize, Cell)>>,
    /// Each near-duplicate with the row that it repeats.
    pub(super) links: Vec<(u64, u64)>,
}

impl Copies {
    /// Finds the near-duplicates of a frame, and makes what they repeat.
    pub(super) fn find(frame: &Frame<'_>, dirt: &Dirt) -> Result<Self> {
        let mut copies = Self::default();
        if dirt.duplicates <= 0.0 {
            return Ok(copies);
        }
        let slots = Slots::fill(&dirt.key, &frame.rows, Width::Sixteen);
        let (fixed, spared) = (frame.table.fixed.rows, frame.table.spared());
        let mut places = Vec::new();
        for (i, row) in frame.rows.iter().enumerate() {
            if row >= spared
                && hit(&slots, i, dirt)
                && let Some(original) = original(row, slots.word(i, 3), fixed, dirt)
            {
                copies.links.push((row, original));
                places.push(i);
            }
        }
        if places.is_empty() {
            return Ok(copies);
        }
        let written = &frame.table.written;
        let same: Vec<usize> = written.iter().copied().filter(|&c| dirt.copies[c] == Copied::Same).collect();
        let rows: Vec<u64> = copies.links.iter().map(|(_, original)| *original).collect();
        let want = Want::new(frame.generator.plan(), frame.number, &same);
        let originals = Frame::make(frame.generator, frame.number, Rows::from(rows), &want)?;
        for (k, &i) in places.iter().enumerate() {
            let mut values = Vec::with_capacity(written.len());
            for &c in written {
                match dirt.copies[c] {
                    Copied::Same => values.push((c, read(&originals.cell(0, c)?, k))),
                    Copied::Nothing => values.push((c, Cell::Null)),
                    Copied::Own => {}
                }
            }
            copies.values.insert(i, values);
        }
        Ok(copies)
    }
}

fn hit(slots: &Slots, i: usize, dirt: &Dirt) -> bool {
    unit(slots.word(i, 2)) < dirt.duplicates
}

/// An earlier row that is no near-duplicate itself.
fn original(row: u64, word: u64, fixed: u64, dirt: &Dirt) -> Option<u64> {
    let mut burst = Burst::new(word);
    (0..TRIES).map(|_| below(burst.word(), row)).find(|&other| {
        let slots = Slots::fill(&dirt.key, &Rows::from(other..other + 1), Width::Sixteen);
        row > 0 && (other < fixed || !hit(&slots, 0, dirt))
    })
}
