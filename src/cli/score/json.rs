//! A verdict for programs.

use crate::error::{Error, Result};
use crate::reference::raked;
use crate::score::{Fed, Figure, Share, Texts, Verdict};
use serde_json::{Value, json};

/// The verdict as JSON.
pub(super) fn of(verdict: &Verdict) -> Result<String> {
    let rule = |rule: &crate::score::Rule| json!({ "rule": rule.name, "where": rule.place, "rows": rule.checked, "broken": rule.broken });
    let moved = raked::MOVED.iter().map(|moved| {
        json!({ "figure": moved.what, "from": moved.file, "onto": moved.onto, "source": f64::from(moved.before) / 1e6,
                "raked": f64::from(moved.after) / 1e6, "most_of_a_part": f64::from(moved.most) / 1e6 })
    });
    let whole = json!({
        "ok": verdict.is_fine(),
        "schema": verdict.name,
        "tables": verdict.tables.iter().zip(&verdict.rows)
            .map(|(name, rows)| json!({ "table": name, "rows": rows })).collect::<Vec<_>>(),
        "rules": verdict.rules.iter().map(rule).collect::<Vec<_>>(),
        "figures": verdict.figures.iter().map(figure).collect::<Vec<_>>(),
        "moved": moved.collect::<Vec<_>>(),
    });
    serde_json::to_string_pretty(&whole)
        .map(|text| text + "\n")
        .map_err(|_dropped| Error::bug("a verdict could not be written as JSON"))
}

/// The figures of texts as JSON.
pub(super) fn of_texts(stream: &Texts, rows: &Texts) -> Result<String> {
    let share = |share: Share| {
        let [low, high] = share.interval();
        json!({ "of": share.of, "hit": share.hit, "share": share.share(), "low": low, "high": high })
    };
    let texts = |texts: &Texts| {
        let classes: serde_json::Map<String, Value> =
            texts.classes.iter().map(|(class, one)| (class.clone(), share(*one))).collect();
        json!({ "recall": share(texts.all()), "classes": classes, "empty_sentences": share(texts.empty), "taken_for": texts.lost })
    };
    serde_json::to_string_pretty(&json!({ "alone": texts(stream), "row_known": texts(rows) }))
        .map(|text| text + "\n")
        .map_err(|_dropped| Error::bug("a verdict could not be written as JSON"))
}

fn figure(figure: &Figure) -> Value {
    let worst = figure.worst.iter().map(|worst| {
        // JSON knows no infinity: what was impossible is told by what was expected.
        let deviations = Some(worst.deviations).filter(|d| d.is_finite());
        json!({ "cell": worst.cell, "found": worst.found, "expected": worst.expected, "deviations": deviations })
    });
    json!({
        "figure": figure.name,
        "where": figure.place,
        "fed_in": figure.fed == Fed::In,
        "held_against": figure.source,
        "rows": figure.rows,
        "cells": figure.cells,
        "distance": figure.distance,
        "floor": figure.floor,
        "design_effect": figure.design,
        "worst": worst.collect::<Vec<_>>(),
        "bound_of_the_worst": figure.bound(),
        "met": figure.met(),
    })
}
