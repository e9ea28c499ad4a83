//! What every pass over the original and its result shares, and the passes over the original: rows in batches, looked at by several
//! threads, and taken in their order.

use super::compare::Comparison;
use super::desks::Desks;
use super::gathered::Gathered;
use super::sketches::Sketches;
use super::units::{Batch, Reader, Shared};
use crate::error::Result;
use crate::run;
use crate::verify::{
    Beside, Column, Columns, Desk, First, Given, Printer, Quasi, Source, Survival, Takes, Waiting,
};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard};

/// How many rows are treated together: as many as stay near the processor that reads them.
pub(super) const BATCH: usize = 256;

/// Rows of the result, each with its own row of the original where both go side by side.
#[derive(Default)]
pub(super) struct Job {
    pub(super) result: Batch,
    pub(super) original: Batch,
    /// The number of the original's table or dump.
    pub(super) unit: usize,
}

/// By which kind the check of fiction looks at a column.
pub(super) type Kinds<'a> = &'a (dyn Fn(&Column) -> Option<String> + Sync);

pub(super) struct Run<'a> {
    pub(super) asked: &'a Comparison<'a>,
    pub(super) shared: &'a Shared<'a>,
    pub(super) printer: &'a Printer,
    pub(super) kinds: Kinds<'a>,
    /// By which columns somebody of a table could be singled out.
    pub(super) quasi: Mutex<BTreeMap<Arc<str>, Arc<Quasi>>>,
    /// Jobs whose rows were looked at, for the next ones.
    pub(super) jobs: Mutex<Vec<Job>>,
    /// For each column of the original in how many zeros the prints of its values end that still count beside their rows.
    pub(super) shifts: Mutex<Arc<Vec<u32>>>,
}

pub(super) fn read(columns: &RwLock<Columns>) -> RwLockReadGuard<'_, Columns> {
    columns.read().unwrap_or_else(PoisonError::into_inner)
}

pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<'a> Run<'a> {
    pub(super) fn new(
        asked: &'a Comparison<'a>,
        shared: &'a Shared<'a>,
        printer: &'a Printer,
        kinds: Kinds<'a>,
    ) -> Self {
        Self {
            asked,
            shared,
            printer,
            kinds,
            quasi: Mutex::default(),
            jobs: Mutex::default(),
            shifts: Mutex::default(),
        }
    }

    /// Reads the original: what is sought, its shape and its classes; and keeps of its rows what memory holds.
    pub(super) fn original(&self, all: &mut Gathered) -> Result<Sketches> {
        let desks = Desks::new(self);
        let mut waiting = Waiting::new(self.asked.memory);
        let mut sketches = Sketches::new(self.asked);
        let keeps = AtomicBool::new(true);
        let first = |desk: &mut Desk<'_>, given: &Given<'_>, unit: usize, first: &mut First| {
            let sketch = self.is_beside(unit) && keeps.load(Ordering::Relaxed);
            desk.first(given, Takes { tally: true, sketch }, first);
        };
        self.each(&desks, first, |unit, mut first: First| {
            waiting.add(first.values, &first.sought, &mut all.survival);
            all.before.merge(first.shape);
            self.classes(&mut all.risk, &first.classes, true);
            // What is counted of rows of which nothing is kept is counted again beside those of the result.
            if self.is_beside(unit) && sketches.keep(unit, &mut first.sketch) {
                self.count(first.beside, &mut all.beside);
            } else if self.is_beside(unit) {
                keeps.store(false, Ordering::Relaxed);
            }
            Ok(())
        })?;
        waiting.settle(&mut all.survival);
        desks.end(&mut all.survival, &mut all.spread);
        let late = self.late(&mut all.risk);
        if late.is_empty() {
            return Ok(sketches);
        }
        // Columns came up behind the first rows of a table, so that these were counted without them.
        self.each(&Desks::new(self), self.first(true), |_, mut first: First| {
            first.classes.retain(|(table, _)| late.contains(table));
            self.classes(&mut all.risk, &first.classes, true);
            Ok(())
        })?;
        Ok(sketches)
    }

    /// Reads the original again for the next slice of what is sought.
    pub(super) fn slice(&self, survival: &mut Survival) -> Result<()> {
        let mut waiting = Waiting::new(self.asked.memory);
        self.each(&Desks::new(self), self.first(false), |_, first: First| {
            waiting.add(first.values, &first.sought, survival);
            Ok(())
        })?;
        waiting.settle(survival);
        Ok(())
    }

    /// Asks the original whose it is that was hit, where chance does not explain it.
    pub(super) fn confirm(&self, survival: &mut Survival) -> Result<()> {
        let asked_for = survival.to_confirm();
        if asked_for.is_empty() {
            return Ok(());
        }
        let mut all = Vec::new();
        let asked = |desk: &mut Desk<'_>, given: &Given<'_>, _, found: &mut Vec<(u128, Source)>| {
            desk.confirm(given, &asked_for, survival, found);
        };
        self.each(&Desks::new(self), asked, |_, mut found: Vec<(u128, Source)>| {
            all.append(&mut found);
            Ok(())
        })?;
        survival.confirm(all);
        Ok(())
    }

    fn first(&self, tally: bool) -> impl Fn(&mut Desk<'_>, &Given<'_>, usize, &mut First) + Sync {
        move |desk, given, _, first| desk.first(given, Takes { tally, sketch: false }, first)
    }

    /// Whether rows of a table or dump of the original stand beside those of the result.
    fn is_beside(&self, unit: usize) -> bool {
        let Some(own) = self.asked.original.get(unit).filter(|_| self.asked.alike) else { return false };
        self.asked.result.iter().any(|other| other.table == own.table)
    }

    /// Takes what was counted of rows, and learns of which values more would not count.
    pub(super) fn count(&self, more: Beside, all: &mut Beside) {
        all.merge(more);
        let mut shifts = lock(&self.shifts);
        if !all.shifts().eq(shifts.iter().copied()) {
            *shifts = Arc::new(all.shifts().collect());
        }
    }

    /// Looks at every row of the original, with the number of its table or dump.
    pub(super) fn each<T: Default + Send>(
        &self,
        desks: &Desks<'_>,
        look: impl Fn(&mut Desk<'_>, &Given<'_>, usize, &mut T) + Sync,
        mut take: impl FnMut(usize, T) -> Result<()> + Send,
    ) -> Result<()> {
        for (number, unit) in self.asked.original.iter().enumerate() {
            let mut reader = Reader::new(self.shared, unit, 0);
            let mut failed = None;
            let jobs = std::iter::from_fn(|| {
                let mut job = lock(&self.jobs).pop().unwrap_or_default();
                job.original.clear();
                while job.original.len() < BATCH {
                    match job.original.read(&mut reader) {
                        Ok(true) => {}
                        Ok(false) => break,
                        Err(error) => {
                            failed = Some(error);
                            return None;
                        }
                    }
                }
                (job.original.len() > 0).then_some(job)
            });
            let make = |job: Job| {
                let columns = read(self.shared.columns);
                let mut out = T::default();
                let shifts = Arc::clone(&lock(&self.shifts));
                desks.at(&columns, |desk| {
                    desk.count(&shifts);
                    let (mut cells, mut last) = (Vec::new(), None);
                    for row in job.original.rows() {
                        cells.clear();
                        cells.extend(row.cells());
                        look(desk, &self.given(row, &cells, "", &columns, &mut last), number, &mut out);
                    }
                });
                lock(&self.jobs).push(job);
                Ok(out)
            };
            let take = |out| take(number, out);
            run::ordered(self.asked.threads, self.asked.threads * 2, self.asked.stop, jobs, make, take)?;
            if let Some(error) = failed {
                return Err(error);
            }
        }
        Ok(())
    }
}
