//! The desks of all threads, at which rows are looked at.

use super::passes::{Kinds, Run, lock};
use crate::verify::{Columns, Desk, Printer, Spread, Survival};
use std::sync::{Mutex, PoisonError};

/// The desks of all threads: whoever has a job takes one.
pub(super) struct Desks<'a> {
    free: Mutex<Vec<Desk<'a>>>,
    printer: &'a Printer,
    kinds: Kinds<'a>,
}

impl<'a> Desks<'a> {
    pub(super) fn new(run: &Run<'a>) -> Self {
        Self { free: Mutex::default(), printer: run.printer, kinds: run.kinds }
    }

    /// Does something at a desk that knows all columns.
    pub(super) fn at<T>(&self, columns: &Columns, work: impl FnOnce(&mut Desk<'a>) -> T) -> T {
        let free = lock(&self.free).pop();
        let mut desk = free.unwrap_or_else(|| Desk::new(self.printer, self.kinds));
        desk.learn(columns);
        let done = work(&mut desk);
        lock(&self.free).push(desk);
        done
    }

    pub(super) fn end(self, survival: &mut Survival, spread: &mut Spread) {
        let desks = self.free.into_inner().unwrap_or_else(PoisonError::into_inner);
        desks.into_iter().for_each(|desk| desk.end(survival, spread));
    }
}
