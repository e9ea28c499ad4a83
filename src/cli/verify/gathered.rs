//! What is gathered over all rows of both sides.

use super::sketches::Sketches;
use crate::verify::{Beside, Fiction, Finding, Printer, Risk, Shape, Spread, Survival};
use std::collections::{BTreeMap, BTreeSet};

/// What is gathered over all rows.
pub(super) struct Gathered {
    pub(super) survival: Survival,
    pub(super) beside: Beside,
    pub(super) before: Shape,
    pub(super) after: Shape,
    pub(super) risk: Risk,
    pub(super) spread: Spread,
    /// What could be a real person's, by file and table.
    pub(super) fiction: BTreeMap<(usize, usize), Fiction>,
    /// What the original says of names of columns that the schema does not list.
    pub(super) heads: Vec<Finding>,
    /// The columns of the result.
    pub(super) met: BTreeSet<usize>,
    pub(super) skipped: Vec<String>,
    pub(super) closed: Vec<String>,
    pub(super) apart: Vec<String>,
    /// Of how many rows of the original that were compared something was kept.
    pub(super) sketched: u64,
}

impl Gathered {
    pub(super) fn new(printer: Printer, memory: u64) -> Self {
        Self {
            survival: Survival::new(printer, Sketches::rest(memory)),
            beside: Beside::default(),
            before: Shape::default(),
            after: Shape::default(),
            risk: Risk::default(),
            spread: Spread::default(),
            fiction: BTreeMap::new(),
            heads: Vec::new(),
            met: BTreeSet::new(),
            skipped: Vec::new(),
            closed: Vec::new(),
            apart: Vec::new(),
            sketched: 0,
        }
    }
}
