//! What the checks found, as sections of a page, and the page of `verify` itself.

use super::compare::Compared;
use super::fiction::Searched;
use super::{outcome, told};
use crate::cli::numbers::grouped;
use crate::error::{Error, ErrorKind, Place, Result};
use crate::report::{AFTER, Bar, Block, Chart, Mark, Report, Section, Table};
use crate::verify::{Check, Drawn, FEWEST, Severity};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// Findings that are listed; all are counted.
const LISTED: usize = 200;

/// Which checks ran, what they looked at and what they found.
pub(in crate::cli) fn checked(compared: &Compared, searched: Option<&Searched>) -> Section {
    let mut blocks = Vec::new();
    for check in compared.checks.iter().filter(|check| **check != Check::Risk) {
        blocks.push(Block::Text(format!("Check {}: {}.", check.name(), outcome::looked(compared, *check))));
    }
    let mut table = Table::new(&["check", "where", "what", "#how often", "first place"]);
    for finding in compared.findings.iter().take(LISTED) {
        let mark = if finding.fails { Mark::Bad } else { Mark::Plain };
        let accepted = if finding.fails { "" } else { " (accepted)" };
        let spot = finding.spots.first().map(|spot| format!("{}, row {}", spot.file, grouped(spot.line)));
        table.push(
            mark,
            [
                finding.check.name().to_owned(),
                finding.place.clone(),
                format!("{}{accepted}", finding.what),
                grouped(finding.count),
                spot.unwrap_or_default(),
            ],
        );
    }
    if let Some(searched) = searched {
        let files = searched.files + searched.skipped.len() + searched.media.len();
        blocks.push(Block::Text(format!(
            "Check fiction: {} of {files} files searched for identifiers outside of the ranges that are kept for fiction.",
            searched.files
        )));
        if !searched.skipped.is_empty() {
            let skipped = searched.skipped.join(", ");
            blocks.push(Block::Text(format!(
                "Not searched, because they are neither text nor a table: {skipped}."
            )));
        }
        if !searched.media.is_empty() {
            let n = searched.media.len();
            blocks.push(Block::Text(format!(
                "Not searched, because they are pictures, sounds, fonts or programs: {n}."
            )));
        }
        if !searched.accepted.is_empty() {
            let accepted = searched.accepted.join(", ");
            blocks.push(Block::Text(format!("Not searched, because somebody accepted them: {accepted}.")));
        }
        for ((severity, class), n) in searched.fiction.counts() {
            let (mark, how) = match severity {
                Severity::Certain => (Mark::Bad, "could be a real person's"),
                Severity::Possible => {
                    (Mark::Plain, "has the form of a real one, and may be a number of another sort")
                }
            };
            let what = format!("{} {how}", class.kind());
            table
                .push(mark, ["fiction".to_owned(), "all files".to_owned(), what, grouped(*n), String::new()]);
        }
    }
    if table.rows.is_empty() {
        blocks.push(Block::Text("Nothing was found.".to_owned()));
    } else {
        blocks.push(Block::Table(table));
    }
    Section { heading: "What was checked, and what was found".to_owned(), blocks }
}

/// The figures of risk.
pub(in crate::cli) fn risk(compared: &Compared) -> Section {
    let mut table = Table::new(&[
        "table",
        "by",
        "#rows",
        "#k",
        "#l",
        "#alone in their class",
        "#in classes below eleven",
        "#linked",
    ]);
    for risk in &compared.risk {
        let or_none = |n: Option<u64>| n.map_or_else(|| "-".to_owned(), grouped);
        table.push(
            Mark::Plain,
            [
                risk.table.clone(),
                risk.quasi.join(", "),
                grouped(risk.rows),
                grouped(risk.k),
                or_none(risk.l),
                grouped(risk.unique),
                grouped(risk.below_eleven),
                or_none(risk.linked),
            ],
        );
    }
    let text = "Rows with the same quasi-identifiers are a class; k is the size of the smallest. Linked are rows that somebody finds \
                who knows the quasi-identifiers of everybody in the original. Somebody who knows other things may find more.";
    let blocks = if !compared.checks.contains(&Check::Risk) {
        vec![Block::Text("The check risk did not run.".to_owned())]
    } else if table.rows.is_empty() {
        vec![Block::Text("No table of people has a quasi-identifier left.".to_owned())]
    } else {
        vec![Block::Text(text.to_owned()), Block::Table(table)]
    };
    Section { heading: "Who could be singled out".to_owned(), blocks }
}

/// The distributions, drawn; none where there is nothing to draw.
pub(in crate::cli) fn spread(compared: &Compared) -> Option<Section> {
    let mut blocks = vec![Block::Text(format!(
        "Values that fewer than {FEWEST} rows share are left out, before or after; so is what could be reckoned from the rest."
    ))];
    for drawn in &compared.spread {
        blocks.push(Block::Chart(chart(drawn)));
    }
    (blocks.len() > 1)
        .then(|| Section { heading: "Kept and generalised columns, before and after".to_owned(), blocks })
}

fn chart(drawn: &Drawn) -> Chart {
    let bar = |(name, [before, after]): &(String, [f64; 2])| Bar {
        name: name.clone(),
        found: *after,
        expected: (*before > 0.0).then_some(*before),
    };
    let hidden = match drawn.hidden {
        0 => String::new(),
        n => format!(" ({} values are not shown)", grouped(n)),
    };
    Chart::Bars {
        title: format!("{}{hidden}", drawn.column),
        key: AFTER,
        bars: drawn.values.iter().map(bar).collect(),
    }
}

/// Reads the path of a page: its twin has another ending.
pub(in crate::cli) fn read_path(text: &str) -> Result<PathBuf, String> {
    let path = PathBuf::from(text);
    match path.extension().and_then(|end| end.to_str()) {
        Some("html" | "htm") => Ok(path),
        _ => Err("expected a name that ends in .html; the same as JSON is written beside it".to_owned()),
    }
}

/// Refuses a page where it or its twin is there already: somebody may have signed it.
pub(in crate::cli) fn refuse(to: &Path, hint: &'static str) -> Result<()> {
    match [to.to_owned(), to.with_extension("json")].into_iter().find(|path| path.exists()) {
        None => Ok(()),
        Some(there) => Err(Error::new(ErrorKind::Exists, "the file is there already")
            .at(Place::file(there.display().to_string()))
            .hint(hint)),
    }
}

/// Writes a page and its twin.
pub(in crate::cli) fn write_both(to: &Path, page: &Report, twin: &Value) -> Result<()> {
    let text = serde_json::to_string_pretty(twin)
        .map_err(|_dropped| Error::bug("a report could not be written as JSON"))?;
    for (path, text) in [(to.to_owned(), page.html()), (to.with_extension("json"), text + "\n")] {
        let failed = |e: std::io::Error| Error::io("write", Place::file(path.display().to_string()), &e);
        std::fs::write(&path, text).map_err(failed)?;
    }
    Ok(())
}

/// Writes the page of `verify`.
pub(super) fn write(to: &Path, compared: &Compared, searched: Option<&Searched>) -> Result<()> {
    write_both(to, &report(compared, searched), &json(compared, searched))
}

/// The page of `verify`.
fn report(compared: &Compared, searched: Option<&Searched>) -> Report {
    let verdict = if compared.is_fine() {
        "The checks against the original found nothing that fails them."
    } else {
        "The checks against the original found what is listed below."
    };
    let mut sections = vec![checked(compared, searched), risk(compared)];
    sections.extend(spread(compared));
    Report { title: "Verification of masked data".to_owned(), lead: vec![verdict.to_owned()], sections }
}

/// The same for programs.
pub(in crate::cli) fn json(compared: &Compared, searched: Option<&Searched>) -> Value {
    let drawn = compared.spread.iter().map(|drawn| {
        let value = |(name, [before, after]): &(String, [f64; 2])| json!({ "value": name, "before": before, "after": after });
        json!({ "column": drawn.column, "hidden": drawn.hidden, "values": drawn.values.iter().map(value).collect::<Vec<_>>() })
    });
    json!({
        "against": outcome::json(compared),
        "fiction": searched.map(told::json),
        "spread": drawn.collect::<Vec<_>>(),
    })
}
