//! A verdict for programs.

use crate::error::{Error, Result};
use crate::reference::raked;
use crate::score::{Fed, Figure, Verdict};
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
