//! `placebo verify`: data held against its manifest, and searched for what could be a real person's.

mod against;
mod aligned;
mod closed;
pub(super) mod columns;
pub(super) mod compare;
mod databases;
mod desks;
pub(super) mod fiction;
pub(super) mod folder;
mod gathered;
mod header;
mod heads;
mod lines;
mod named;
mod notes;
pub(super) mod outcome;
pub(super) mod page;
mod pages;
mod passes;
mod people;
mod report;
mod result;
mod rows;
mod segments;
mod sketches;
pub(super) mod told;
pub(super) mod units;
mod utf16;

pub(super) use against::{LimitArgs, names};

use super::{Answer, terminal};
use crate::error::{Error, ErrorKind, Place, Result};
use crate::run;
use crate::verify::{Baseline, Severity};
use clap::ValueEnum;
use databases::Databases;
use std::path::{Path, PathBuf};

/// Check data: against its manifest, and for values that could be a real person's
///
/// The check `manifest` runs where a path is a run's folder or manifest. It compares size and BLAKE3 of every file, looks for
/// files that are missing or too many, reads the data again as it is typed by the manifest, and compares the digests of all
/// columns and rows.
///
/// The check `fiction` reads any file (CSV and Parquet by their cells, everything else as lines of text, in which rows of COPY
/// and INSERT, of tables in texts and HTML, of logs that name their fields, of HL7 and X12 are read by their columns) and looks for
/// social security numbers, telephone numbers, mail and web addresses, network addresses, MBI, NPI, DEA, NHS and card numbers,
/// VINs and UUIDs that lie outside of the ranges reserved for fiction. A finding is certain where it is formatted or its check
/// digit is right, and its column, the words around it, the list in which it stands or the lines above say what it is, or where
/// the whole column is of one kind, in twenty rows or, where it has no name, in five; else it is possible, as live web addresses
/// and UUIDs are everywhere. Names, dates and numbers of a house's own have no such range, and are not looked for; base64 is
/// opened in texts, escapes of JSON, programs, addresses and markup are read as what they stand for, and signs that nobody sees
/// are left out. Where a manifest or a schema says what a column is, that is what it is held to be.
///
/// With --against, what was masked is held against its original. The check `survival` looks for the identifying values of the
/// original in every text of the result, whatever their case, separators and order, also in base64, in names of files, in
/// statements of a dump and in the metadata of Parquet; and each row beside its own row. What chance explains is no finding.
/// The check `shape` compares rows, types, NULL, unique keys and references. The check `risk` tells who could be singled out by
/// the quasi-identifiers that are left.
///
/// A live Postgres is read as a whole, as of one moment, by sessions that cannot write: its tables, comments and defaults.
///
/// Findings tell files, lines, tables and columns, and never a value.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Examples:
  placebo verify caseload                     the folder of a run: both checks
  placebo verify part1 part2 --format json    several, for a program to read
  placebo verify --only fiction db/seeds.rb spec/fixtures
  pg_dump dev | placebo verify -              a dump of a database for development
  placebo verify env:STAGING_URL              all tables of a live Postgres, in a transaction that cannot write
  placebo verify . --baseline .placebo-baseline --write-baseline    accept what is there now
  placebo verify . --baseline .placebo-baseline --format sarif
  placebo verify extract --against export --schema clinic.toml
  placebo verify extract --against export --schema clinic.toml --min-k 5 --max-linked 0.01

A line that holds `placebo: allow CLASS reason` is passed over for that class (ssn, phone, email).
Files that cannot be searched (archives, documents of offices, PDF, unknown formats) are named; a
baseline accepts them as long as they stay as they are. Pictures, sounds, fonts and programs are counted.

Exit codes: 0 nothing wrong; 1 something differs, or a finding is certain (with --strict: or
possible); 2 it could not be checked, or a file could not be searched.")]
pub(super) struct Args {
    /// Folders of runs, their manifests, any files and folders, or a database: postgres://…, env:NAME, service=NAME; - is standard input
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// Run only these checks
    #[arg(long, value_name = "CHECK", value_delimiter = ',')]
    only: Vec<Check>,
    #[command(flatten)]
    against: against::AgainstArgs,
    /// Let possible findings fail the check too
    #[arg(long)]
    strict: bool,
    /// A file of keyed digests of values that somebody accepted; values in it are passed over
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Write the baseline anew from all that the check fiction finds, and exit with 0 unless another check has a finding
    #[arg(long, requires = "baseline")]
    write_baseline: bool,
    /// How to tell the result
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: ReportFormat,
    /// How many seconds a statement may take in a live database
    #[arg(long, value_name = "SECONDS", default_value_t = 3_600, value_parser = clap::value_parser!(u32).range(1..=864_000))]
    statement_timeout: u32,
    /// How many files are read at once [default: as many as the machine has processors]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1024))]
    threads: Option<u32>,
}

/// What can be checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Check {
    /// Files and values against the manifest
    Manifest,
    /// Values that could be a real person's
    Fiction,
    /// Values of the original that are still there
    Survival,
    /// Rows, types, NULL, keys and references as they were
    Shape,
    /// Who could be singled out by what is left
    Risk,
}

/// How a result is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ReportFormat {
    /// For people
    Text,
    /// For programs
    Json,
    /// For code hosts and editors: SARIF 2.1.0
    Sarif,
    /// For GitHub: annotations
    Github,
}

pub(super) fn run(args: &Args) -> Result<Answer> {
    let asked = |check: Check| args.only.is_empty() || args.only.contains(&check);
    let threads = run::threads(args.threads.map(|n| n as usize));
    if let Some(to) = &args.against.html {
        page::refuse(to, "take another name; the same as JSON stands beside it")?;
    }
    let mut reports = Vec::new();
    if asked(Check::Manifest) {
        for path in &args.paths {
            let manifest = manifest_at(path);
            match manifest {
                Some(manifest) => reports.push(folder::check(&manifest, threads)?),
                None if args.only.contains(&Check::Manifest) => return Err(no_manifest(path)),
                None => {}
            }
        }
    }
    let stop = super::load::stop_on_signals();
    let all = args.paths.iter().chain(&args.against.against);
    let databases = Databases::hold(all, args.statement_timeout, &stop)?;
    let compared = against::run(args, &databases, threads).map_err(|error| databases.told(error))?;
    let search = || search(args, &databases, threads).map_err(|error| databases.told(error));
    let searched = asked(Check::Fiction).then(search).transpose()?;
    let fine = reports.iter().all(|report| report.findings.is_empty())
        && compared.as_ref().is_none_or(|compared| compared.is_fine());
    // What a baseline is made of is no finding any more; what other checks have found still is.
    if args.write_baseline
        && fine
        && compared.is_none()
        && searched.as_ref().is_none_or(|s| s.skipped.is_empty())
    {
        return Ok(Answer::Yes);
    }
    let fiction = searched.as_ref().is_none_or(|searched| {
        searched.fiction.counts().keys().all(|(severity, _)| *severity == Severity::Possible && !args.strict)
    });
    let fine = fine && (args.write_baseline || fiction);
    let unread = unread(searched.as_ref(), compared.as_ref());
    tell(args, fine && unread.is_empty(), &reports, searched.as_ref(), compared.as_ref())?;
    if let (Some(to), Some(compared)) = (&args.against.html, &compared) {
        page::write(to, compared, searched.as_ref())?;
    }
    match unread.len() {
        _ if !fine => Ok(Answer::No),
        0 => Ok(Answer::Yes),
        n => Err(Error::new(
            ErrorKind::Input,
            format!("{} could not be searched: {}", told::files(n), unread.join(", ")),
        )
        .hint("unpack them, leave them out, or accept them as they are: --baseline FILE --write-baseline")),
    }
}

/// The files in which a check could not look.
fn unread(searched: Option<&fiction::Searched>, compared: Option<&compare::Compared>) -> Vec<String> {
    let skipped = searched.iter().flat_map(|searched| &searched.skipped);
    let mut all: Vec<String> =
        skipped.chain(compared.iter().flat_map(|compared| &compared.unread)).cloned().collect();
    all.sort();
    all.dedup();
    all
}

fn tell(
    args: &Args,
    fine: bool,
    reports: &[report::Report],
    searched: Option<&fiction::Searched>,
    compared: Option<&compare::Compared>,
) -> Result<()> {
    let pretty = |value: &serde_json::Value| {
        serde_json::to_string_pretty(value)
            .map(|text| text + "\n")
            .map_err(|_dropped| Error::bug("a report could not be written as JSON"))
    };
    let text = match args.format {
        ReportFormat::Text => {
            report::text(reports)
                + &compared.map(outcome::text).unwrap_or_default()
                + &searched.map(|searched| told::text(searched, args.strict)).unwrap_or_default()
        }
        ReportFormat::Json => {
            pretty(&report::json(fine, reports, searched.map(told::json), compared.map(outcome::json)))?
        }
        ReportFormat::Sarif => pretty(&notes::sarif(&notes::of(reports, searched, compared, args.strict)))?,
        ReportFormat::Github => notes::github(&notes::of(reports, searched, compared, args.strict)),
    };
    terminal::print(&text)
}

/// Runs the check `fiction`, with its baseline.
fn search(args: &Args, databases: &Databases, threads: usize) -> Result<fiction::Searched> {
    let declared = against::declared(args)?;
    let reading = args.against.csv.reading();
    let how = (&declared, &reading);
    let Some(file) = &args.baseline else {
        return fiction::search(&args.paths, databases, how, threads, None, None);
    };
    let name = file.display().to_string();
    if args.write_baseline {
        let mut salt = [0; 32];
        getrandom::fill(&mut salt).map_err(|_dropped| {
            Error::new(ErrorKind::Output, "the system gives no random bytes for the salt")
        })?;
        let fresh = Baseline::new(salt);
        let searched = fiction::search(&args.paths, databases, how, threads, None, Some(&fresh))?;
        let text = searched.fiction.collected().unwrap_or(&fresh).to_text();
        std::fs::write(file, text).map_err(|e| Error::io("write", Place::file(name), &e))?;
        return Ok(searched);
    }
    let text = std::fs::read_to_string(file).map_err(|e| Error::io("read", Place::file(&name), &e))?;
    let baseline = Baseline::parse(&text).map_err(|line| {
        Error::new(ErrorKind::Input, "this is not a baseline").at(Place::file(&name).line(line))
    })?;
    fiction::search(&args.paths, databases, how, threads, Some(&baseline), None)
}

/// The manifest that a path means, if it means one.
fn manifest_at(path: &Path) -> Option<PathBuf> {
    let manifest = if path.is_dir() { path.join(crate::record::FILE_NAME) } else { path.to_owned() };
    let named = manifest.file_name().is_some_and(|name| name == crate::record::FILE_NAME);
    (named && (manifest.is_file() || !path.is_dir())).then_some(manifest)
}

fn no_manifest(path: &Path) -> Error {
    Error::usage(format!("there is no manifest for {}", path.display()))
        .hint("a run writes placebo.json beside its data; name its folder")
}

/// The manifest that a path means.
pub(super) fn manifest_of(path: &Path) -> Result<PathBuf> {
    if !path.is_dir() {
        return Ok(path.to_owned());
    }
    let manifest = path.join(crate::record::FILE_NAME);
    if manifest.is_file() {
        return Ok(manifest);
    }
    Err(Error::usage(format!("there is no manifest {}", manifest.display()))
        .hint("a run writes placebo.json beside its data; name its folder"))
}
