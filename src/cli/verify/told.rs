//! What the check `fiction` found, for people, for programs and for code hosts; never a value.

use super::fiction::Searched;
use crate::cli::numbers::grouped;
use crate::verify::{Hit, Idle, Severity};
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

/// What could be a real person's, or with `strict` could be by its form, as such a finding is told.
pub(super) const fn says(severity: Severity) -> &'static str {
    match severity {
        Severity::Certain => "could be a real person's",
        Severity::Possible => "has the form of a real person's",
    }
}

/// Why something allows nothing, where somebody meant that it does.
pub(super) fn why(idle: &Idle) -> String {
    match idle.class {
        Some(class) => {
            let class = class.kind();
            format!(
                "`placebo: allow {class}` gives no reason and so allows nothing: placebo: allow {class} REASON"
            )
        }
        None => {
            "`placebo: allow` names no class and so allows nothing: placebo: allow CLASS REASON".to_owned()
        }
    }
}

/// For people; with `strict` what is possible is listed too, since it decides.
pub(in crate::cli) fn text(searched: &Searched, strict: bool) -> String {
    let not = match searched.skipped.len() + searched.media.len() {
        0 => String::new(),
        n => format!(", {n} not"),
    };
    let mut text = format!("check fiction: {} searched{not}\n", files(searched.files));
    for name in &searched.skipped {
        text.push_str(&format!("  {name}: not a text, not searched\n"));
    }
    if !searched.media.is_empty() {
        let n = files(searched.media.len());
        text.push_str(&format!("  {n} of pictures, sounds, fonts or programs: not searched\n"));
    }
    for name in &searched.accepted {
        text.push_str(&format!("  {name}: accepted, not searched\n"));
    }
    for ((severity, class), n) in searched.fiction.counts() {
        text.push_str(&format!("  {} {}: {}\n", word(*severity), class.kind(), grouped(*n)));
    }
    for severity in [Severity::Certain, Severity::Possible].into_iter().take(1 + usize::from(strict)) {
        let hits = searched.fiction.hits().iter().filter(|hit| hit.severity == severity);
        for hit in hits.take(LISTED) {
            text.push_str(&format!("  {}: {} {}\n", place(hit), hit.class.kind(), says(severity)));
        }
    }
    for idle in searched.fiction.idle() {
        text.push_str(&format!("  {}:{}: {}\n", idle.spot.file, idle.spot.line, why(idle)));
    }
    let (allowed, known) = searched.fiction.passed_over();
    if allowed + known > 0 {
        text.push_str(&format!(
            "  passed over: {allowed} that a line allows, {known} that the baseline has\n"
        ));
    }
    if searched.known > 0 {
        text.push_str(&format!("  not searched, as the baseline accepts: {}\n", files(searched.known)));
    }
    text.push_str(if searched.fiction.counts().is_empty() {
        "  nothing that could be a real person's, of the kinds for which a range is reserved\n"
    } else {
        "  a value that is meant can be allowed in its line: placebo: allow CLASS reason\n"
    });
    text
}

pub(super) fn files(n: usize) -> String {
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
        "not_searched_media": searched.media,
        "not_searched_in_baseline": searched.known,
        "accepted_columns": searched.accepted,
        "counts": counts,
        "findings": hits,
        "allowed": allowed,
        "without_effect": searched.fiction.idle().iter().map(idle_json).collect::<Vec<_>>(),
        "in_baseline": known,
    })
}

fn idle_json(idle: &Idle) -> Value {
    json!({ "file": idle.spot.file, "line": idle.spot.line, "column": idle.spot.column, "why": why(idle) })
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
