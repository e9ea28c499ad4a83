//! The result held against its original: every pass over both, and what comes of it.

use super::columns::Known;
use super::units::{Read, Reader, Shared, Unit};
use crate::error::{Error, ErrorKind, Result};
use crate::io::Reading;
use crate::run::{self, Stop};
use crate::verify::{
    Beside, BothRows, Check, Columns, Counted, Drawn, Finding, Hits, Limits, Printer, Risk, RiskFigures,
    Shape, Spread, Survival, Where, Words,
};
use std::sync::{PoisonError, RwLock, RwLockReadGuard};

/// How many rows are treated together.
const BATCH: usize = 2_000;

/// What is compared, and how.
pub(in crate::cli) struct Comparison<'a> {
    /// The tables of the original.
    pub(in crate::cli) original: &'a [Unit<'a>],
    /// The tables of the result.
    pub(in crate::cli) result: &'a [Unit<'a>],
    /// What columns are.
    pub(in crate::cli) known: &'a Known,
    /// How files are read.
    pub(in crate::cli) reading: &'a Reading,
    /// Bytes for what is sought.
    pub(in crate::cli) memory: u64,
    /// How many threads look.
    pub(in crate::cli) threads: usize,
    /// What fails the run by its risk.
    pub(in crate::cli) limits: Limits,
    /// Whether the result has the rows of the original, and not some of them alone.
    pub(in crate::cli) alike: bool,
    /// Which checks run.
    pub(in crate::cli) checks: &'a [Check],
    /// What stops the run from outside.
    pub(in crate::cli) stop: &'a Stop,
}

/// What came of it.
pub(in crate::cli) struct Compared {
    /// Which checks ran.
    pub(in crate::cli) checks: Vec<Check>,
    /// What they found.
    pub(in crate::cli) findings: Vec<Finding>,
    /// How kept and generalised values spread.
    pub(in crate::cli) spread: Vec<Drawn>,
    /// The figures of risk.
    pub(in crate::cli) risk: Vec<RiskFigures>,
    /// Values of the original that were looked for.
    pub(in crate::cli) values: u64,
    /// Slices in which they were held.
    pub(in crate::cli) slices: u64,
    /// Rows of the result that were compared with their own row of the original.
    pub(in crate::cli) beside: u64,
    /// Rows of the result.
    pub(in crate::cli) rows: u64,
    /// Hits that chance explains.
    pub(in crate::cli) by_chance: u64,
    /// All columns of tables, by table and name.
    pub(in crate::cli) columns: Vec<(String, String)>,
    /// Columns of the original of which nothing is known, so that their values were not looked for.
    pub(in crate::cli) unknown: Vec<String>,
    /// Files that are neither text nor a table.
    pub(in crate::cli) unread: Vec<String>,
    /// Tables of the result whose rows are not in the order of the original's.
    pub(in crate::cli) apart: Vec<String>,
}

impl Compared {
    /// Whether nothing was found that fails.
    pub(in crate::cli) fn is_fine(&self) -> bool {
        !self.findings.iter().any(|finding| finding.fails)
    }
}

/// What is gathered over all rows.
struct Gathered {
    survival: Survival,
    beside: Beside,
    before: Shape,
    after: Shape,
    risk: Risk,
    spread: Spread,
    unread: Vec<String>,
    apart: Vec<String>,
}

/// Rows of the result, each with its own row of the original where both go side by side.
#[derive(Default)]
struct Job {
    result: Vec<Read>,
    original: Vec<Read>,
}

/// What one job became.
#[derive(Default)]
struct Looked {
    hits: Hits,
    beside: Beside,
    shape: Shape,
    spread: Spread,
}

/// Runs the checks.
///
/// # Errors
/// Where a file cannot be read.
pub(in crate::cli) fn compare(asked: &Comparison<'_>) -> Result<Compared> {
    let mut key = [0u8; 16];
    getrandom::fill(&mut key)
        .map_err(|_dropped| Error::new(ErrorKind::Output, "the system gives no random bytes for a key"))?;
    let columns = RwLock::new(Columns::default());
    let shared = Shared { columns: &columns, known: asked.known, reading: asked.reading };
    let mut all = Gathered {
        survival: Survival::new(&key, asked.memory),
        beside: Beside::default(),
        before: Shape::default(),
        after: Shape::default(),
        risk: Risk::default(),
        spread: Spread::default(),
        unread: Vec::new(),
        apart: Vec::new(),
    };
    let run = Run { asked, shared: &shared, printer: Printer::new(&key) };
    run.original(&mut all, true)?;
    run.risks(&mut all.risk);
    run.risk_of_original(&mut all.risk)?;
    run.result(&mut all, true)?;
    while all.survival.next_slice() {
        run.original(&mut all, false)?;
        run.result(&mut all, false)?;
    }
    if all.survival.must_confirm() {
        run.confirm(&mut all.survival)?;
    }
    Ok(run.told(all))
}

/// Counts the values of a row.
fn spread(spread: &mut Spread, cells: &[(usize, Option<&str>)], original: bool, columns: &Columns) {
    for (at, text) in cells {
        if let Some(text) = text.filter(|text| !text.is_empty()) {
            spread.add(*at, text, original, columns);
        }
    }
}

struct Run<'a> {
    asked: &'a Comparison<'a>,
    shared: &'a Shared<'a>,
    printer: Printer,
}

fn read(columns: &RwLock<Columns>) -> RwLockReadGuard<'_, Columns> {
    columns.read().unwrap_or_else(PoisonError::into_inner)
}

impl Run<'_> {
    fn runs(&self, check: Check) -> bool {
        self.asked.checks.contains(&check)
    }

    fn stopped(&self) -> Result<()> {
        self.asked.stop.error().map_or(Ok(()), Err)
    }

    /// Reads the original: what is sought, and in the first pass its shape.
    fn original(&self, all: &mut Gathered, first: bool) -> Result<()> {
        for unit in self.asked.original {
            let mut reader = Reader::new(self.shared, unit, 0);
            let mut n = 0usize;
            while let Some(row) = reader.next()? {
                n += 1;
                if n.is_multiple_of(BATCH) {
                    self.stopped()?;
                }
                let Some(table) = &row.table else { continue };
                let columns = read(self.shared.columns);
                let cells = row.cells();
                for (at, text) in &cells {
                    if let Some(text) = text {
                        all.survival.seek(*at, &columns.get(*at).told, text);
                    }
                }
                if first {
                    spread(&mut all.spread, &cells, true, &columns);
                    all.before.row(table, &cells, &columns, &self.printer);
                }
            }
        }
        Ok(())
    }

    fn confirm(&self, survival: &mut Survival) -> Result<()> {
        for unit in self.asked.original {
            let mut reader = Reader::new(self.shared, unit, 0);
            while let Some(row) = reader.next()? {
                let columns = read(self.shared.columns);
                for (at, text) in row.cells() {
                    if let Some(text) = text.filter(|_| row.table.is_some()) {
                        survival.confirm(at, &columns.get(at).told, text);
                    }
                }
            }
        }
        Ok(())
    }

    /// Names the tables whose risk is told, with their quasi-identifiers.
    fn risks(&self, risk: &mut Risk) {
        let columns = read(self.shared.columns);
        for (_, column) in columns.iter().filter(|(_, column)| column.of_table) {
            self.risk_of(&column.table, risk, &columns);
        }
    }

    /// Decides whether the risk of a table is told, when it is first met.
    fn risk_of(&self, table: &str, risk: &mut Risk, columns: &Columns) {
        use crate::verify::Expect::{Kept, Part, Unknown};
        if risk.knows(table) {
            return;
        }
        let of = || columns.iter().filter(|(_, c)| c.of_table && c.table == table);
        let left = |c: &crate::verify::Column| matches!(c.told.expect, Kept | Part(_) | Unknown);
        let quasi: Vec<usize> = of().filter(|(_, c)| c.told.quasi && left(c)).map(|(at, _)| at).collect();
        let people = self.asked.known.people.contains(table) || (!self.asked.known.schema && quasi.len() > 1);
        if !people || !self.runs(Check::Risk) {
            return risk.table(table, Vec::new(), None);
        }
        let sensitive = of().find(|(_, c)| c.told.sensitive && left(c)).map(|(at, _)| at);
        let quasi = quasi.into_iter().filter(|at| Some(*at) != sensitive).collect();
        risk.table(table, quasi, sensitive);
    }

    /// Counts the classes of all rows of the original, whatever their order and whichever of them the result has.
    fn risk_of_original(&self, risk: &mut Risk) -> Result<()> {
        if risk.is_empty() {
            return Ok(());
        }
        let own = |unit: &&Unit<'_>| unit.table.is_empty() || risk.has(&unit.table);
        let units: Vec<&Unit<'_>> = self.asked.original.iter().filter(own).collect();
        for unit in units {
            let mut reader = Reader::new(self.shared, unit, 0);
            while let Some(row) = reader.next()? {
                let Some(table) = row.table.as_ref().filter(|table| risk.has(table)) else { continue };
                let columns = read(self.shared.columns);
                risk.row(&Counted { table, cells: &row.cells() }, true, &columns, &self.printer);
            }
        }
        Ok(())
    }

    /// Reads the result beside the original where both have the same tables in the same order.
    fn result(&self, all: &mut Gathered, first: bool) -> Result<()> {
        let mut file = 0;
        let names: Vec<String> = self
            .asked
            .result
            .iter()
            .flat_map(|unit| unit.files.iter().map(|file| file.name.clone()))
            .collect();
        all.survival.files(names.clone());
        if first {
            self.names(all, &names);
        }
        let mut dumps = self.asked.original.iter().filter(|unit| unit.table.is_empty());
        for unit in self.asked.result {
            let own = match unit.table.is_empty() {
                true => dumps.next(),
                false => self.asked.original.iter().find(|other| other.table == unit.table),
            };
            self.unit(unit, own.filter(|_| first), (file, first), all, &names)?;
            file += unit.files.len();
        }
        Ok(())
    }

    /// Looks at the names of files and at names of columns that the original has not: keys of JSON may be values.
    fn names(&self, all: &mut Gathered, names: &[String]) {
        let mut hits = Hits::default();
        let column = {
            let mut columns = self.shared.columns.write().unwrap_or_else(PoisonError::into_inner);
            columns.find("the file", "name", false, Default::default)
        };
        let mut words = Words::default();
        for (file, name) in names.iter().enumerate() {
            let at = Where { file, name, row: 1, column, label: "the name of the file" };
            all.survival.look(at, name, &mut words, &mut hits);
        }
        all.survival.add(hits);
    }

    fn unit(
        &self,
        unit: &Unit<'_>,
        own: Option<&Unit<'_>>,
        (file, first): (usize, bool),
        all: &mut Gathered,
        names: &[String],
    ) -> Result<()> {
        let before = read(self.shared.columns).len();
        let mut result = Reader::new(self.shared, unit, file);
        let mut original = own.map(|own| Reader::new(self.shared, own, 0));
        let mut failed = None;
        let mut apart = false;
        let jobs = std::iter::from_fn(|| match self.job(&mut result, &mut original, &mut apart) {
            Ok(job) => job,
            Err(error) => {
                failed = Some(error);
                None
            }
        });
        let make = |job: Job| {
            let looked = self.look(&job, &all.survival, names);
            Ok((job, looked))
        };
        let (mut hits, mut shape, mut beside) = (Hits::default(), Shape::default(), Beside::default());
        let mut drawn = Spread::default();
        let risk = &mut all.risk;
        run::ordered(
            self.asked.threads,
            self.asked.threads * 2,
            self.asked.stop,
            jobs,
            make,
            |(job, looked)| {
                hits.merge(looked.hits);
                shape.merge(looked.shape);
                beside.merge(looked.beside);
                drawn.merge(looked.spread);
                let columns = read(self.shared.columns);
                // Later passes see the same rows.
                for row in job.result.iter().filter(|_| first) {
                    let Some(table) = &row.table else { continue };
                    self.risk_of(table, risk, &columns);
                    if risk.has(table) {
                        let counted = Counted { table, cells: &row.cells() };
                        risk.row(&counted, false, &columns, &self.printer);
                    }
                }
                Ok(())
            },
        )?;
        if let Some(error) = failed {
            return Err(error);
        }
        // Later passes look for other values, and see the same rows.
        if first {
            all.after.merge(shape);
            all.beside.merge(beside);
            all.spread.merge(drawn);
            if apart {
                all.apart.push(unit.files.first().map(|file| file.name.clone()).unwrap_or_default());
            }
            all.unread.append(&mut result.unread);
        }
        self.keys(before, unit, file, &mut hits, all, names);
        all.survival.add(hits);
        Ok(())
    }

    /// Names of columns that only the result has: a key of JSON may be a value.
    fn keys(
        &self,
        before: usize,
        unit: &Unit<'_>,
        file: usize,
        hits: &mut Hits,
        all: &Gathered,
        names: &[String],
    ) {
        let columns = read(self.shared.columns);
        let mut words = Words::default();
        let name = names.get(file).map_or("", String::as_str);
        for (column, new) in columns.iter().skip(before).filter(|(_, c)| c.of_table && c.table == unit.table)
        {
            let at = Where { file, name, row: 1, column, label: "the name of the column" };
            all.survival.look(at, &new.name, &mut words, hits);
        }
    }

    /// The next rows of both sides; where they are not of the same table, both sides go their own way from there on.
    fn job(
        &self,
        result: &mut Reader<'_>,
        original: &mut Option<Reader<'_>>,
        apart: &mut bool,
    ) -> Result<Option<Job>> {
        let mut job = Job::default();
        while job.result.len() < BATCH {
            let Some(row) = result.next()? else { break };
            let Some(side) = original.as_mut().filter(|_| row.table.is_some()) else {
                job.result.push(row);
                continue;
            };
            let own = loop {
                match side.next()? {
                    Some(own) if own.table.is_none() => {}
                    own => break own,
                }
            };
            match own {
                Some(own) if own.table == row.table => job.original.push(own),
                _ => {
                    *apart = true;
                    *original = None;
                }
            }
            job.result.push(row);
        }
        Ok((!job.result.is_empty()).then_some(job))
    }

    /// Looks at rows.
    fn look(&self, job: &Job, survival: &Survival, names: &[String]) -> Looked {
        let mut looked = Looked::default();
        let columns = read(self.shared.columns);
        let mut words = Words::default();
        let mut originals = job.original.iter();
        for row in &job.result {
            let cells = row.cells();
            let name = names.get(row.file).map_or("", String::as_str);
            let number = row.table.as_ref().map_or(row.row.line.unwrap_or(1), |_| row.row.number);
            for (column, text) in &cells {
                let Some(text) = text.filter(|text| !text.is_empty()) else { continue };
                let label = columns.get(*column).label();
                let at = Where { file: row.file, name, row: number, column: *column, label: &label };
                survival.look(at, text, &mut words, &mut looked.hits);
            }
            let Some(table) = &row.table else { continue };
            looked.shape.row(table, &cells, &columns, &self.printer);
            spread(&mut looked.spread, &cells, false, &columns);
            if let Some(own) = originals.next().filter(|_| self.asked.alike) {
                let both = BothRows { original: &own.cells(), result: &cells, file: name, row: number };
                looked.beside.row(&both, &columns, &self.printer, &mut words);
            }
        }
        looked
    }

    fn told(&self, all: Gathered) -> Compared {
        let columns = read(self.shared.columns);
        let survival = all.survival.findings(&columns);
        let by_chance = all.survival.passed_over(&survival);
        let risk = all.risk.figures(&columns, !self.asked.original.is_empty());
        let mut findings = survival;
        findings.extend(all.beside.findings(&columns));
        findings.extend(all.before.findings(&all.after, &columns));
        findings.extend(risk.iter().flat_map(|figures| figures.findings(&self.asked.limits)));
        findings.retain(|finding| self.runs(finding.check));
        findings.sort_by_key(|finding| (finding.check, !finding.fails));
        let (values, slices) = all.survival.held();
        let nobody_knows =
            |c: &crate::verify::Column| c.of_table && c.told.kind.is_empty() && c.told.sort.is_none();
        let unknown = columns.iter().filter(|(_, c)| nobody_knows(c)).map(|(_, c)| c.label()).collect();
        Compared {
            checks: self.asked.checks.to_vec(),
            findings,
            spread: all.spread.drawn(&columns),
            risk,
            values,
            slices,
            beside: all.beside.rows(),
            rows: all.after.rows().values().sum(),
            by_chance,
            columns: columns
                .iter()
                .filter(|(_, c)| c.of_table)
                .map(|(_, c)| (c.table.clone(), c.name.clone()))
                .collect(),
            unknown: if self.asked.known.schema { Vec::new() } else { unknown },
            unread: all.unread,
            apart: all.apart,
        }
    }
}
