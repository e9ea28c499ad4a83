//! What is kept of the rows of the original between two passes, as much as memory holds.

use super::compare::Comparison;
use super::passes::BATCH;
use crate::verify::{SHARE, Sketch, Sketched};

/// Sketches of the first rows of each table or dump of the original, a batch each.
pub(super) struct Sketches {
    units: Vec<Vec<Sketch>>,
    rows: u64,
    left: u64,
    is_full: bool,
}

impl Sketches {
    /// None yet, and room for what may be kept.
    pub(super) fn new(asked: &Comparison<'_>) -> Self {
        let units = asked.original.iter().map(|_| Vec::new()).collect();
        Self { units, rows: 0, left: asked.memory / SHARE, is_full: false }
    }

    /// None, and room for none.
    pub(super) const fn none() -> Self {
        Self { units: Vec::new(), rows: 0, left: 0, is_full: true }
    }

    /// What they leave of the memory.
    pub(super) const fn rest(memory: u64) -> u64 {
        memory - memory / SHARE
    }

    /// Keeps that of the next batch of a table or dump; whether there was room. When there was none, none of what follows is kept.
    pub(super) fn keep(&mut self, unit: usize, sketch: &mut Sketch) -> bool {
        self.is_full |= !sketch.close() || sketch.bytes() > self.left;
        let Some(of_unit) = self.units.get_mut(unit).filter(|_| !self.is_full) else { return false };
        self.left -= sketch.bytes();
        self.rows += sketch.rows();
        of_unit.push(std::mem::take(sketch));
        true
    }

    /// What was kept of a row, before which so many of its table or dump were read.
    pub(super) fn of(&self, unit: usize, before: u64) -> Option<Sketched<'_>> {
        let before = usize::try_from(before).ok()?;
        self.units.get(unit)?.get(before / BATCH)?.row(before % BATCH)
    }

    /// Of how many rows something was kept.
    pub(super) fn rows(&self) -> u64 {
        self.rows
    }
}
