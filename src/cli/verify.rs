//! `placebo verify`: compares data with the manifest beside it.

pub(super) mod folder;
mod report;

use super::{Answer, terminal};
use crate::error::{Error, Result};
use crate::run;
use clap::ValueEnum;
use std::path::{Path, PathBuf};

/// Compare data with the manifest that was written beside it
///
/// The check `manifest` compares size and BLAKE3 of every file, looks for files that are missing or too many, reads the
/// data again as it is typed by the manifest, and compares the digests of all columns and rows. It tells files, tables and
/// columns, and never a value.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Examples:
  placebo verify caseload                     the folder of a run
  placebo verify caseload/placebo.json        the same
  placebo verify part1 part2 --format json    several, for a program to read

Exit codes: 0 all is as recorded; 1 something differs; 2 it could not be checked.")]
pub(super) struct Args {
    /// Folders with a manifest placebo.json, or the manifests themselves
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// Run only these checks
    #[arg(long, value_name = "CHECK", value_delimiter = ',')]
    only: Vec<Check>,
    /// How to tell the result
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: ReportFormat,
    /// How many files are read at once [default: as many as the machine has processors]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1024))]
    threads: Option<u32>,
}

/// What can be checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Check {
    /// Files and values against the manifest
    Manifest,
}

/// How a result is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ReportFormat {
    /// For people
    Text,
    /// For programs
    Json,
}

pub(super) fn run(args: &Args) -> Result<Answer> {
    // There is one check so far; naming it is the same as naming none.
    let checks = if args.only.is_empty() { vec![Check::Manifest] } else { args.only.clone() };
    let threads = run::threads(args.threads.map(|n| n as usize));
    let mut reports = Vec::new();
    for path in &args.paths {
        for check in &checks {
            match check {
                Check::Manifest => reports.push(folder::check(&manifest_of(path)?, threads)?),
            }
        }
    }
    let fine = reports.iter().all(|report| report.findings.is_empty());
    terminal::print(&match args.format {
        ReportFormat::Text => report::text(&reports),
        ReportFormat::Json => report::json(&reports)?,
    })?;
    Ok(if fine { Answer::Yes } else { Answer::No })
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
