//! The result held against its original: every pass over both, and what comes of it.

use super::columns::Known;
use super::fiction::{Searched, Tables};
use super::gathered::Gathered;
use super::passes::Run;
use super::units::{Shared, Unit};
use crate::error::{Error, ErrorKind, Result};
use crate::io::Reading;
use crate::io::postgres::bookkeeper;
use crate::run::Stop;
use crate::verify::{Check, Column, Columns, Drawn, Finding, Limits, Printer, RiskFigures};
use std::sync::RwLock;

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
    /// How many places are told of each value that survives.
    pub(in crate::cli) spots: usize,
    /// How the result is searched for what could be a real person's, where it is.
    pub(in crate::cli) fiction: Option<&'a Tables<'a>>,
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

/// Runs the checks.
///
/// # Errors
/// Where a file cannot be read.
pub(in crate::cli) fn compare(asked: &Comparison<'_>) -> Result<(Compared, Option<Searched>)> {
    let mut key = [0u8; 16];
    getrandom::fill(&mut key)
        .map_err(|_dropped| Error::new(ErrorKind::Output, "the system gives no random bytes for a key"))?;
    let columns = RwLock::new(Columns::default());
    let shared = Shared { columns: &columns, known: asked.known, reading: asked.reading };
    let printer = Printer::new(&key);
    let kinds = |column: &Column| asked.fiction.and_then(|tables| tables.kind(&column.table, &column.name));
    let mut all = Gathered::new(printer.clone(), asked.memory);
    all.survival.keep_spots(asked.spots);
    let run = Run::new(asked, &shared, &printer, &kinds);
    let sketches = run.original(&mut all)?;
    run.beside(&mut all, &sketches)?;
    drop(sketches);
    run.heads(&mut all)?;
    while all.survival.next_slice() {
        run.slice(&mut all.survival)?;
        run.again(&mut all)?;
    }
    run.confirm(&mut all.survival)?;
    Ok(told(asked, all, &super::passes::read(&columns)))
}

/// What is told of all that was gathered.
fn told(asked: &Comparison<'_>, mut all: Gathered, columns: &Columns) -> (Compared, Option<Searched>) {
    // Books of frameworks that nobody lists are left empty unless they hold migrations alone.
    let emptied = |table: &&String| {
        let rows = all.after.rows().get(*table).copied().unwrap_or(0);
        rows == 0 && bookkeeper(table).is_some() && !asked.known.lists(table)
    };
    let emptied: Vec<String> = all.before.rows().keys().filter(emptied).cloned().collect();
    emptied.iter().for_each(|table| all.before.forget(table));
    let survival = all.survival.findings(columns);
    let by_chance = all.survival.passed_over(&survival);
    let risk = all.risk.figures(columns, !asked.original.is_empty());
    let mut findings = survival;
    findings.extend(all.heads);
    findings.extend(all.beside.findings(columns));
    findings.extend(all.before.findings(&all.after, columns));
    findings.extend(risk.iter().flat_map(|figures| figures.findings(&asked.limits)));
    findings.retain(|finding| asked.checks.contains(&finding.check));
    findings.sort_by_key(|finding| (finding.check, !finding.fails));
    let (values, slices) = all.survival.held();
    let nobody_knows = |c: &Column| c.of_table && c.told.kind.is_empty() && c.told.sort.is_none();
    let unknown = columns.iter().filter(|(_, c)| nobody_knows(c)).map(|(_, c)| c.label()).collect();
    let searched = asked.fiction.map(|tables| tables.searched(all.fiction, all.skipped.clone()));
    let mut unread = all.skipped;
    unread.extend(all.closed);
    let compared = Compared {
        checks: asked.checks.to_vec(),
        findings,
        spread: all.spread.drawn(columns),
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
        unknown: if asked.known.schema { Vec::new() } else { unknown },
        unread,
        apart: all.apart,
    };
    (compared, searched)
}
