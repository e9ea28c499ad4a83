//! `--check`: makes everything again as a manifest says, and compares digests.

use super::{Order, files, manifest, progress, write};
use crate::cli::clock::Stopwatch;
use crate::cli::numbers::{grouped, seconds_text};
use crate::cli::size::Part;
use crate::cli::{Answer, dates, load, output, terminal};
use crate::error::{Error, ErrorKind, Place, Result};
use crate::generate::Truth;
use crate::plan::{self, Options};
use crate::record::{Manifest, compare};
use std::path::Path;

pub(super) fn run(schema: Option<&str>, path: &Path, threads: usize, quiet: bool) -> Result<Answer> {
    let watch = Stopwatch::start();
    let within = path.join(crate::record::FILE_NAME);
    let path = if path.is_dir() { within.as_path() } else { path };
    let expected = Manifest::read(path)?;
    let wrong =
        |message: String| Error::new(ErrorKind::Input, message).at(Place::file(path.display().to_string()));
    if expected.from.is_some() {
        return Err(wrong("this is the manifest of a delta".to_owned())
            .hint("`placebo verify` compares it with the files; `placebo delta` makes them again"));
    }
    let part = Part::read(&expected.part).map_err(|why| wrong(format!("the manifest's `part`: {why}")))?;
    let document = load::document_of(&expected, schema)?;
    let options =
        options(&expected, &document).map_err(|why| wrong(format!("the manifest's `as_of`: {why}")))?;
    let plan = load::plan(&document, &options, threads)?;
    let output = output::of_record(&expected.output)?;
    let order = Order {
        document: &document,
        plan: &plan,
        from: None,
        output: &output,
        part,
        parts: None,
        rows: plan::part(&plan, part.number, part.of),
        threads,
        quiet,
    };
    let progress = progress::Progress::new(&order);
    // Nothing is written, so signals may end the program as usual.
    let made = write::digest(&order, &files::lay_out(&order), &crate::run::Stop::new(), &progress);
    progress.finish();
    let found = manifest::of(&order, &made?)?;
    let differences = compare(&expected, &found);
    if differences.is_empty() {
        if !quiet {
            let rows: u64 = found.tables.iter().map(|table| table.rows).sum();
            let (tables, time) = (found.tables.len(), seconds_text(watch.elapsed()));
            let rows = grouped(rows);
            terminal::print(&format!(
                "{tables} tables, {rows} rows made again in {time} s: as the manifest says\n"
            ))?;
        }
        return Ok(Answer::Yes);
    }
    let lines: String = differences.iter().map(|difference| format!("{difference}\n")).collect();
    terminal::print(&format!("{lines}{} differs from what is made now\n", path.display()))?;
    Ok(Answer::No)
}

/// The options of the run that wrote a manifest, as far as the schema still has its tables.
fn options(expected: &Manifest, document: &crate::schema::Document) -> Result<Options, String> {
    let table = |name: &str| document.tables.iter().find(|table| table.name.value == name);
    let roots = expected.roots.iter().filter(|(name, _)| table(name).is_some_and(|t| t.parent.is_none()));
    let tables = expected.tables.iter().map(|t| t.name.clone());
    let as_of = dates::read_day(&expected.as_of)?;
    Ok(Options {
        seed: Some(expected.seed),
        rows: roots.map(|(name, rows)| (Some(name.clone()), *rows)).collect(),
        scale: None,
        // An epoch that has moved is told as a difference, not refused.
        as_of: (expected.as_of != expected.epoch).then_some(as_of),
        tables: tables.filter(|name| table(name).is_some()).collect(),
        existing: std::collections::BTreeMap::new(),
        secrets: std::collections::BTreeMap::new(),
        // A rate of 0 stands for a schema whose tables and columns say how dirty they are.
        dirt: match expected.dirt {
            None => Some(0.0),
            Some(rate) => Some(rate).filter(|rate| *rate > 0.0),
        },
        edge_cases: expected.edge_cases,
        truth: expected.truth.iter().any(|table| table.name == Truth::Spans.name()),
    })
}
