//! What the check `fiction` found, for people, for programs and for code hosts; never a value.

use super::fiction::Searched;
use crate::cli::numbers::grouped;
use crate::verify::{Hit, Severity};
use serde_json::{Value, json};

/// Places that are listed for people; all are counted.
const LISTED: usize = 50;

const fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Certain => "certain",
        Severity::Possible => "possible",
    }
}

fn place(hit: &Hit) -> String {
    match &hit.spot.name {
        Some(name) => format!("{}: row {}, {name}", hit.spot.file, grouped(hit.spot.line)),
        None => format!("{}:{}:{}", hit.spot.file, hit.spot.line, hit.spot.column),
    }
}

pub(in crate::cli) fn text(searched: &Searched) -> String {
    let mut text = format!("check fiction: {} searched\n", files(searched.files));
    for name in &searched.skipped {
        text.push_str(&format!("  {name}: not a text, not searched\n"));
    }
    for name in &searched.accepted {
        text.push_str(&format!("  {name}: accepted, not searched\n"));
    }
    for ((severity, class), n) in searched.fiction.counts() {
        text.push_str(&format!("  {} {}: {}\n", word(*severity), class.kind(), grouped(*n)));
    }
    let certain = searched.fiction.hits().iter().filter(|hit| hit.severity == Severity::Certain);
    for hit in certain.take(LISTED) {
        text.push_str(&format!("  {}: {} could be a real person's\n", place(hit), hit.class.kind()));
    }
    let (allowed, known) = searched.fiction.passed_over();
    if allowed + known > 0 {
        text.push_str(&format!(
            "  passed over: {allowed} that a line allows, {known} that the baseline has\n"
        ));
    }
    text.push_str(if searched.fiction.counts().is_empty() {
        "  nothing that could be a real person's, of the kinds for which a range is reserved\n"
    } else {
        "  a value that is meant can be allowed in its line: placebo: allow CLASS reason\n"
    });
    text
}

fn files(n: usize) -> String {
    format!("{n} file{}", if n == 1 { "" } else { "s" })
}

pub(in crate::cli) fn json(searched: &Searched) -> Value {
    let (allowed, known) = searched.fiction.passed_over();
    let counts: Vec<Value> = searched
        .fiction
        .counts()
        .iter()
        .map(|((severity, class), n)| json!({"severity": word(*severity), "class": class.kind(), "count": n}))
        .collect();
    let hits: Vec<Value> = searched.fiction.hits().iter().map(hit_json).collect();
    json!({
        "check": "fiction",
        "files": searched.files,
        "not_searched": searched.skipped,
        "accepted_columns": searched.accepted,
        "counts": counts,
        "findings": hits,
        "allowed": allowed,
        "in_baseline": known,
    })
}

fn hit_json(hit: &Hit) -> Value {
    json!({
        "severity": word(hit.severity),
        "class": hit.class.kind(),
        "file": hit.spot.file,
        "line": hit.spot.line,
        "column": hit.spot.column,
        "name": hit.spot.name,
    })
}
