//! What the checks against an original found, for people and for programs; never a value.

use super::compare::Compared;
use crate::cli::numbers::grouped;
use crate::verify::{BUDGET, Check, Finding, RiskFigures, Spot, TYPES_OF};
use serde_json::{Value, json};

fn place(spot: &Spot) -> String {
    match &spot.name {
        Some(name) => format!("{}: row {}, {name}", spot.file, grouped(spot.line)),
        None => format!("{}:{}", spot.file, spot.line),
    }
}

/// A finding in a line or several.
pub(in crate::cli) fn sentence(finding: &Finding) -> String {
    let accepted = if finding.fails { "" } else { " (accepted)" };
    format!("{}: {} ({}){accepted}", finding.place, finding.what, grouped(finding.count))
}

pub(in crate::cli) fn text(compared: &Compared) -> String {
    let mut text = String::new();
    for check in &compared.checks {
        text.push_str(&format!("check {}: {}\n", check.name(), looked(compared, *check)));
        for finding in compared.findings.iter().filter(|finding| finding.check == *check) {
            text.push_str(&format!("  {}\n", sentence(finding)));
            for spot in finding.spots.iter().take(3) {
                text.push_str(&format!("    {}\n", place(spot)));
            }
        }
        if !compared.findings.iter().any(|finding| finding.check == *check) {
            text.push_str(match check {
                Check::Survival => "  no identifying value of the original was found\n",
                Check::Shape => "  rows, types, NULL, keys and references are as they were\n",
                Check::Risk => "  nothing is beyond a limit\n",
            });
        }
    }
    text
}

/// What a check looked at.
pub(in crate::cli) fn looked(compared: &Compared, check: Check) -> String {
    match check {
        Check::Survival => {
            let mut text = format!(
                "{} values sought in {} rows, {} of them beside their own row; {} hits are no more than chance gives, and by chance one \
                 run in {} has a finding",
                grouped(compared.values),
                grouped(compared.rows),
                grouped(compared.beside),
                grouped(compared.by_chance),
                grouped(u64::from(BUDGET) / 2)
            );
            if compared.slices > 1 {
                text.push_str(&format!("; in {} passes", compared.slices));
            }
            for (what, list) in [
                (
                    "of these columns nothing is known, and they were not sought (`--schema` says what they are, and what masking does)",
                    &compared.unknown,
                ),
                ("neither text nor a table, and not looked at", &compared.unread),
                ("not in the order of the original, and not compared row by row", &compared.apart),
            ] {
                if !list.is_empty() {
                    text.push_str(&format!("\n  {what}: {}", list.join(", ")));
                }
            }
            text
        }
        Check::Shape if compared.rows <= TYPES_OF => format!("{} rows", grouped(compared.rows)),
        Check::Shape => format!(
            "{} rows; types by the first {} of a file and a sixteenth of the others",
            grouped(compared.rows),
            grouped(TYPES_OF)
        ),
        Check::Risk => {
            let lines: Vec<String> = compared.risk.iter().map(figures).collect();
            if lines.is_empty() {
                "no table of people has a quasi-identifier left".to_owned()
            } else {
                lines.join("\n  ")
            }
        }
    }
}

fn figures(risk: &RiskFigures) -> String {
    let mut text = format!(
        "{} by {}: k = {}, {} of {} rows alone, {} in classes of fewer than eleven",
        risk.table,
        risk.quasi.join(", "),
        risk.k,
        grouped(risk.unique),
        grouped(risk.rows),
        grouped(risk.below_eleven)
    );
    if let (Some(l), Some(sensitive)) = (risk.l, &risk.sensitive) {
        text.push_str(&format!(", l = {l} of {sensitive}"));
    }
    if let Some(linked) = risk.linked {
        text.push_str(&format!(", {} found by linking with the original", grouped(linked)));
    }
    if risk.sampled > 1 {
        text.push_str(&format!(" (estimated from one class in {})", risk.sampled));
    }
    text
}

pub(in crate::cli) fn json(compared: &Compared) -> Value {
    let spot = |spot: &Spot| json!({ "file": spot.file, "row": spot.line, "column": spot.name });
    let finding = |finding: &Finding| {
        json!({
            "check": finding.check.name(), "what": finding.what, "place": finding.place, "count": finding.count,
            "fails": finding.fails, "spots": finding.spots.iter().map(spot).collect::<Vec<_>>(),
        })
    };
    let risk = |risk: &RiskFigures| {
        json!({
            "table": risk.table, "rows": risk.rows, "quasi_identifiers": risk.quasi, "sensitive": risk.sensitive,
            "k": risk.k, "l": risk.l, "unique": risk.unique, "below_eleven": risk.below_eleven,
            "linked": risk.linked, "one_class_in": risk.sampled,
        })
    };
    json!({
        "checks": compared.checks.iter().map(|check| check.name()).collect::<Vec<_>>(),
        "ok": compared.is_fine(),
        "values_sought": compared.values,
        "rows": compared.rows,
        "rows_beside_their_own": compared.beside,
        "passes": compared.slices,
        "left_to_chance": compared.by_chance,
        "columns_not_sought": compared.unknown,
        "files_not_looked_at": compared.unread,
        "files_in_another_order": compared.apart,
        "findings": compared.findings.iter().map(finding).collect::<Vec<_>>(),
        "risk": compared.risk.iter().map(risk).collect::<Vec<_>>(),
    })
}
