//! `placebo score`: a data set held against what is known of people, and against its own schema.

mod json;
mod read;
mod study;
mod texts;

use super::{Answer, load, terminal};
use crate::error::{Error, ErrorKind, Place, Result};
use crate::plan::Options;
use crate::record::Manifest;
use crate::report::Report;
use crate::run;
use crate::score::Scorer;
use clap::ValueEnum;
use std::path::PathBuf;

/// Hold data against what is known of people
///
/// Reads the tables beside a manifest and compares shares (age by sex, race by state, names by decade, prevalence and diagnoses
/// by sex and age, children a parent, delays, serial intervals, roles in households, payers by age, choices) with the reference
/// tables and the schema, each beside its sampling floor: the distance that as many exact draws are expected to have, wider
/// where a household shares a draw. What was not fed in stands apart, and decides nothing. Counts what cannot be: events before
/// birth or after death, minors without a guardian, cases infected before their infector, codes that a sex rules out, ZIP codes
/// of another state, orphans, values outside their range. It tells tables, columns and counts; the names of cells are those of
/// the reference tables and the schema.
///
/// With --scrub the texts are scored, and nothing else: what is found of what the truth says that they mention, by class, with
/// intervals of 95 % confidence (Wilson), as `placebo scrub` reads them, and as `placebo mask` does, with all that their rows say.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Examples:
  placebo score caseload                      the folder of a run
  placebo score caseload --html score.html    with the pyramid and the distributions drawn
  placebo score care --schema care.toml --format json
  placebo score caseload --scrub --min-recall 97%     recall of texts by class, and what empty sentences lose

Exit codes: 0 every rule holds and every figure is within twice its floor, or no limit of --scrub is passed; 1 not so; 2 it could not be scored.")]
pub(super) struct Args {
    /// The folder with a manifest placebo.json, or the manifest itself
    #[arg(value_name = "DIR")]
    data: PathBuf,
    /// The schema of the data [default: that which the manifest names]
    #[arg(long, value_name = "SCHEMA")]
    schema: Option<String>,
    /// Score what scrubbing finds of what texts mention, alone and with their rows known; the data was made with --truth
    #[arg(long)]
    scrub: bool,
    /// Fail where a smaller share of what is mentioned is found
    #[arg(long, value_name = "SHARE", value_parser = super::numbers::read_share, requires = "scrub")]
    min_recall: Option<f64>,
    /// Fail where a greater share of the sentences that mention nobody loses something, read alone
    #[arg(long, value_name = "SHARE", value_parser = super::numbers::read_share, requires = "scrub")]
    max_lost: Option<f64>,
    /// How to tell the result
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: ReportFormat,
    /// Write the report as a page that needs nothing else
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
}

/// Writes the report as a page, where one is asked for.
fn draw(args: &Args, report: &Report) -> Result<()> {
    let Some(page) = &args.html else { return Ok(()) };
    let failed =
        |e: std::io::Error| Error::io("write the report", Place::file(page.display().to_string()), &e);
    std::fs::write(page, report.html()).map_err(failed)
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
    if let Some(there) = args.html.as_ref().filter(|page| page.exists()) {
        return Err(Error::new(ErrorKind::Exists, "the file is there already")
            .at(Place::file(there.display().to_string()))
            .hint("take another name"));
    }
    let manifest_path = super::verify::manifest_of(&args.data)?;
    let manifest = Manifest::read(&manifest_path)?;
    let document = load::document_of(&manifest, args.schema.as_deref())?;
    let named = args.schema.is_none();
    if named && study::digest(&document) != manifest.schema.digest {
        return Err(Error::usage(format!(
            "the schema `{}` is not the one that the data was made from",
            manifest.schema.name
        ))
        .hint("name the schema that it was made from, or one that describes it: --schema SCHEMA"));
    }
    let rows = manifest.roots.iter().map(|(table, rows)| (Some(table.clone()), *rows)).collect();
    let options = Options { seed: Some(manifest.seed), rows, ..Options::default() };
    let plan = load::plan(&document, &options, run::threads(None))?;
    if args.scrub {
        let folder = manifest_path.parent().map(PathBuf::from).unwrap_or_default();
        return texts::run(args, &folder, &manifest, &plan);
    }
    let (study, order) = study::of(&plan, &manifest)?;
    let mut scorer = Scorer::new(&study);
    let folder = manifest_path.parent().map(PathBuf::from).unwrap_or_default();
    for (table, record) in order {
        read::each(&folder, &manifest, &manifest.tables[record], |batch| {
            scorer.see(table, &batch);
            Ok(())
        })?;
    }
    let verdict = scorer.finish();
    let report = verdict.report();
    draw(args, &report)?;
    terminal::print(&match args.format {
        ReportFormat::Text => report.text(),
        ReportFormat::Json => json::of(&verdict)?,
    })?;
    Ok(if verdict.is_fine() { Answer::Yes } else { Answer::No })
}
