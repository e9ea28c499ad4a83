//! Every pass over the original and its result: rows in batches, looked at by several threads, and taken in their order.

use super::compare::Comparison;
use super::sketches::Sketches;
use super::units::{Batch, Read, Reader, Shared, Unit};
use crate::error::Result;
use crate::run;
use crate::verify::{
    Beside, Check, Column, Columns, Desk, Fiction, Finding, First, Given, Hits, Looks, Own, Printer, Quasi,
    Risk, Second, Shape, Source, Spread, Survival, Takes, Waiting, Where,
};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard};

/// A table with its rows as classes: for each its print and that of its sensitive value.
type OfTable = (Arc<str>, Vec<(u64, u64)>);

/// How many rows are treated together: as many as stay near the processor that reads them.
pub(super) const BATCH: usize = 256;

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
    sketched: u64,
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

/// Rows of the result, each with its own row of the original where both go side by side.
#[derive(Default)]
struct Job {
    result: Batch,
    original: Batch,
    /// The number of the original's table or dump.
    unit: usize,
}

/// By which kind the check of fiction looks at a column.
type Kinds<'a> = &'a (dyn Fn(&Column) -> Option<String> + Sync);

pub(super) struct Run<'a> {
    pub(super) asked: &'a Comparison<'a>,
    pub(super) shared: &'a Shared<'a>,
    printer: &'a Printer,
    kinds: Kinds<'a>,
    /// By which columns somebody of a table could be singled out.
    quasi: Mutex<BTreeMap<Arc<str>, Arc<Quasi>>>,
    /// Jobs whose rows were looked at, for the next ones.
    jobs: Mutex<Vec<Job>>,
    /// For each column of the original in how many zeros the prints of its values end that still count beside their rows.
    shifts: Mutex<Arc<Vec<u32>>>,
}

pub(super) fn read(columns: &RwLock<Columns>) -> RwLockReadGuard<'_, Columns> {
    columns.read().unwrap_or_else(PoisonError::into_inner)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

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
    fn at<T>(&self, columns: &Columns, work: impl FnOnce(&mut Desk<'a>) -> T) -> T {
        let free = lock(&self.free).pop();
        let mut desk = free.unwrap_or_else(|| Desk::new(self.printer, self.kinds));
        desk.learn(columns);
        let done = work(&mut desk);
        lock(&self.free).push(desk);
        done
    }

    fn end(self, survival: &mut Survival, spread: &mut Spread) {
        let desks = self.free.into_inner().unwrap_or_else(PoisonError::into_inner);
        desks.into_iter().for_each(|desk| desk.end(survival, spread));
    }
}

/// The quasi-identifiers of the table of the row before.
type LastQuasi = Option<(Arc<str>, Arc<Quasi>)>;

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

    /// The table or dump of the original beside which one of the result stands, with its number; `dumps` is how many dumps stand
    /// before it.
    fn own(&self, unit: &Unit<'_>, dumps: usize) -> Option<(usize, &Unit<'a>)> {
        let mut units = self.asked.original.iter().enumerate();
        match unit.table.is_empty() {
            true => units.filter(|(_, other)| other.table.is_empty()).nth(dumps),
            false => units.find(|(_, other)| other.table == unit.table),
        }
    }

    /// Whether rows of a table or dump of the original stand beside those of the result.
    fn is_beside(&self, unit: usize) -> bool {
        let Some(own) = self.asked.original.get(unit).filter(|_| self.asked.alike) else { return false };
        self.asked.result.iter().any(|other| other.table == own.table)
    }

    /// Takes what was counted of rows, and learns of which values more would not count.
    fn count(&self, more: Beside, all: &mut Beside) {
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

    /// A row as it is looked at.
    fn given<'r>(
        &self,
        row: &'r Read,
        cells: &'r [(usize, Option<&'r str>)],
        name: &'r str,
        columns: &Columns,
        last: &'r mut LastQuasi,
    ) -> Given<'r> {
        if let Some(table) = &row.table
            && last.as_ref().is_none_or(|(last, _)| !Arc::ptr_eq(last, table))
        {
            *last = Some((Arc::clone(table), self.quasi_of(table, columns)));
        }
        Given {
            table: row.table.as_ref(),
            cells,
            quasi: last.as_ref().filter(|_| row.table.is_some()).map(|(_, quasi)| &**quasi),
            file: row.file,
            head: row.row.head,
            name,
            row: row.table.as_ref().map_or(row.row.line.unwrap_or(1), |_| row.row.number),
            own: row.own,
        }
    }

    /// The quasi-identifiers of a table, as they were known when it was first met.
    fn quasi_of(&self, table: &Arc<str>, columns: &Columns) -> Arc<Quasi> {
        let mut known = lock(&self.quasi);
        match known.get(table) {
            Some(quasi) => Arc::clone(quasi),
            None => {
                let quasi = Arc::new(self.decided(table, columns));
                known.insert(Arc::clone(table), Arc::clone(&quasi));
                quasi
            }
        }
    }

    /// By which columns of a table its rows are told apart, where its risk is told.
    fn decided(&self, table: &str, columns: &Columns) -> Quasi {
        use crate::verify::Expect::{Kept, Part, Unknown};
        let of = || columns.iter().filter(|(_, c)| c.of_table && c.table == table);
        let left = |c: &Column| matches!(c.told.expect, Kept | Part(_) | Unknown);
        let quasi: Vec<usize> = of().filter(|(_, c)| c.told.quasi && left(c)).map(|(at, _)| at).collect();
        let people = self.asked.known.people.contains(table) || (!self.asked.known.schema && quasi.len() > 1);
        if !people || !self.asked.checks.contains(&Check::Risk) {
            return Quasi::default();
        }
        let sensitive = of().find(|(_, c)| c.told.sensitive && left(c)).map(|(at, _)| at);
        Quasi { columns: quasi.into_iter().filter(|at| Some(*at) != sensitive).collect(), sensitive }
    }

    /// Tables of which more columns came up than were known at first; from now on all count.
    fn late(&self, risk: &mut Risk) -> BTreeSet<Arc<str>> {
        let columns = read(self.shared.columns);
        let mut late = BTreeSet::new();
        for (table, quasi) in lock(&self.quasi).iter_mut() {
            let now = self.decided(table, &columns);
            if now != **quasi {
                risk.table(table, now.clone());
                *quasi = Arc::new(now);
                late.insert(Arc::clone(table));
            }
        }
        late
    }

    fn classes(&self, risk: &mut Risk, classes: &[OfTable], original: bool) {
        for (table, rows) in classes {
            if risk.quasi(table).is_none() {
                let quasi = lock(&self.quasi).get(table).map(|quasi| (**quasi).clone());
                risk.table(table, quasi.unwrap_or_default());
            }
            rows.iter().for_each(|row| risk.row(table, *row, original));
        }
    }

    /// Reads the result beside the original for the first time.
    pub(super) fn beside(&self, all: &mut Gathered, sketches: &Sketches) -> Result<()> {
        self.result(all, Some(sketches))?;
        if all.sketched == sketches.rows() {
            return Ok(());
        }
        // Some of what was counted beforehand stands beside nothing.
        *lock(&self.shifts) = Arc::default();
        let mut again = Gathered::new(self.printer.clone(), self.asked.memory);
        self.result(&mut again, Some(&Sketches::none()))?;
        all.beside = again.beside;
        Ok(())
    }

    /// Reads the result for another slice of what is sought.
    pub(super) fn again(&self, all: &mut Gathered) -> Result<()> {
        self.result(all, None)
    }

    /// Reads the result, for the first time beside the original where both have the same tables in the same order.
    fn result(&self, all: &mut Gathered, sketches: Option<&Sketches>) -> Result<()> {
        let first = sketches.is_some();
        let units = self.asked.result;
        let names: Vec<String> =
            units.iter().flat_map(|unit| unit.files.iter().map(|file| file.name.clone())).collect();
        all.survival.files(names.clone());
        let desks = Desks::new(self);
        if first {
            self.names(&desks, &mut all.survival, &names);
        }
        let mut file = 0;
        let mut dumps = 0;
        for unit in units {
            let own = self.own(unit, dumps).filter(|_| first);
            dumps += usize::from(unit.table.is_empty());
            self.unit(&desks, (unit, own), (file, sketches), all, &names)?;
            file += unit.files.len();
        }
        desks.end(&mut all.survival, &mut all.spread);
        Ok(())
    }

    /// Looks at the names of files: they may be values.
    fn names(&self, desks: &Desks<'_>, survival: &mut Survival, names: &[String]) {
        let column = {
            let mut columns = self.shared.columns.write().unwrap_or_else(PoisonError::into_inner);
            columns.find("the file", "name", false, Default::default)
        };
        let mut hits = Hits::default();
        desks.at(&read(self.shared.columns), |desk| {
            for (file, name) in names.iter().enumerate() {
                let at = Where { file, name, row: 1, column, label: "the name of the file" };
                desk.name(at, name, survival, &mut hits);
            }
        });
        survival.add(hits);
    }

    fn unit(
        &self,
        desks: &Desks<'_>,
        (unit, own): (&Unit<'_>, Option<(usize, &Unit<'_>)>),
        (file, sketches): (usize, Option<&Sketches>),
        all: &mut Gathered,
        names: &[String],
    ) -> Result<()> {
        let first = sketches.is_some();
        let mut result = Reader::new(self.shared, unit, file);
        let mut original = own.map(|(number, own)| (number, Reader::new(self.shared, own, 0)));
        let (mut failed, mut apart) = (None, false);
        let jobs = std::iter::from_fn(|| match self.job(&mut result, &mut original, &mut apart) {
            Ok(job) => job,
            Err(error) => {
                failed = Some(error);
                None
            }
        });
        let survival = &all.survival;
        let make = |job: Job| {
            let second = self.look(desks, &job, survival, sketches, names);
            lock(&self.jobs).push(job);
            Ok(second)
        };
        let mut hits = Hits::default();
        let Gathered { after, beside, risk, fiction, sketched, .. } = all;
        run::ordered(
            self.asked.threads,
            self.asked.threads * 2,
            self.asked.stop,
            jobs,
            make,
            |second: Second| {
                hits.merge(second.hits);
                // Later passes look for other values, and see the same rows.
                if first {
                    after.merge(second.shape);
                    self.count(second.beside, beside);
                    *sketched += second.sketched;
                    self.classes(risk, &second.classes, false);
                    for (key, more) in second.fiction {
                        fiction.entry(key).or_default().follow(more);
                    }
                }
                Ok(())
            },
        )?;
        if let Some(error) = failed {
            return Err(error);
        }
        if first {
            if apart {
                all.apart.push(unit.files.first().map(|file| file.name.clone()).unwrap_or_default());
            }
            all.skipped.append(&mut result.skipped);
            all.closed.append(&mut result.closed);
        }
        all.met.extend(&result.met);
        self.keys(desks, &result.met, file, &mut hits, &all.survival, names);
        all.survival.add(hits);
        Ok(())
    }

    /// Names of columns that no schema lists: a header or a key of JSON may be a value.
    fn keys(
        &self,
        desks: &Desks<'_>,
        met: &BTreeSet<usize>,
        file: usize,
        hits: &mut Hits,
        survival: &Survival,
        names: &[String],
    ) {
        let columns = read(self.shared.columns);
        let name = names.get(file).map_or("", String::as_str);
        let unlisted = met.iter().map(|at| (*at, columns.get(*at))).filter(|(_, c)| !c.told.listed);
        desks.at(&columns, |desk| {
            for (column, unlisted) in unlisted {
                let at = Where { file, name, row: 1, column, label: "the name of the column" };
                desk.name(at, &unlisted.name, survival, hits);
            }
        });
    }

    /// The next rows of both sides; where they are not of the same table, both sides go their own way from there on.
    fn job(
        &self,
        result: &mut Reader<'_>,
        original: &mut Option<(usize, Reader<'_>)>,
        apart: &mut bool,
    ) -> Result<Option<Job>> {
        let mut job = lock(&self.jobs).pop().unwrap_or_default();
        job.result.clear();
        job.original.clear();
        while job.result.len() < BATCH && job.result.read(result)? {
            let table = job.result.last().and_then(|row| row.table.as_ref());
            let (Some((unit, side)), Some(table)) = (original.as_mut(), table) else { continue };
            job.unit = *unit;
            let before = job.original.len();
            let there = loop {
                job.original.truncate(before);
                if !job.original.read(side)? {
                    break false;
                }
                // What stands beside the tables of the original has no row of its own here.
                if let Some(own) = job.original.last().and_then(|own| own.table.as_ref()) {
                    break own == table;
                }
            };
            if !there {
                job.original.truncate(before);
                *apart = true;
                *original = None;
            }
        }
        Ok((job.result.len() > 0).then_some(job))
    }

    /// Looks at rows.
    fn look(
        &self,
        desks: &Desks<'_>,
        job: &Job,
        survival: &Survival,
        sketches: Option<&Sketches>,
        names: &[String],
    ) -> Second {
        let first = sketches.is_some();
        let columns = read(self.shared.columns);
        let looks = Looks { tally: first, fiction: first && self.asked.fiction.is_some() };
        let mut second = Second::default();
        let shifts = Arc::clone(&lock(&self.shifts));
        desks.at(&columns, |desk| {
            desk.count(&shifts);
            let mut originals = job.original.rows().iter();
            let (mut cells, mut own, mut last) = (Vec::new(), Vec::new(), None);
            for row in job.result.rows() {
                cells.clear();
                cells.extend(row.cells());
                let name = names.get(row.file).map_or("", String::as_str);
                let beside = row.table.as_ref().and_then(|_| originals.next()).filter(|_| self.asked.alike);
                own.clear();
                own.extend(beside.into_iter().flat_map(Read::cells));
                let given = self.given(row, &cells, name, &columns, &mut last);
                let own = beside.map(|row| Own {
                    cells: &own,
                    sketched: sketches.and_then(|sketches| sketches.of(job.unit, row.before)),
                });
                desk.second(&given, own, &columns, survival, looks, &mut second);
            }
        });
        second
    }
}
