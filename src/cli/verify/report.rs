//! What `verify` found, for people and for programs; never a value.

use crate::cli::numbers::grouped;
use serde_json::json;

/// What was checked in one folder, and what was found.
pub(super) struct Report {
    /// The manifest, as it was named.
    pub(super) manifest: String,
    /// How many files were compared.
    pub(super) files: usize,
    /// How many tables were read again.
    pub(super) tables: usize,
    /// How many rows were read again.
    pub(super) rows: u64,
    /// What is not as recorded, one sentence each.
    pub(super) findings: Vec<String>,
}

pub(super) fn text(reports: &[Report]) -> String {
    let mut text = String::new();
    for report in reports {
        text.push_str(&format!("{}, check manifest\n", report.manifest));
        let n = |n: usize, one: &str| format!("{n} {one}{}", if n == 1 { "" } else { "s" });
        text.push_str(&format!(
            "  {} compared; {} with {} rows read again and compared\n",
            n(report.files, "file"),
            n(report.tables, "table"),
            grouped(report.rows)
        ));
        for finding in &report.findings {
            text.push_str(&format!("  {finding}\n"));
        }
        text.push_str(match report.findings.len() {
            0 => "  all is as the manifest says\n",
            _ => "  this is not what was made\n",
        });
    }
    text
}

pub(super) fn json(
    fine: bool,
    reports: &[Report],
    fiction: Option<serde_json::Value>,
    against: Option<serde_json::Value>,
) -> serde_json::Value {
    let one = |report: &Report| {
        json!({
            "manifest": report.manifest,
            "checks": ["manifest"],
            "files": report.files,
            "tables": report.tables,
            "rows": report.rows,
            "findings": report.findings,
            "ok": report.findings.is_empty(),
        })
    };
    let mut all = json!({
        "ok": fine,
        "reports": reports.iter().map(one).collect::<Vec<_>>(),
    });
    for (name, more) in [("fiction", fiction), ("against", against)] {
        if let (Some(more), Some(all)) = (more, all.as_object_mut()) {
            all.insert(name.to_owned(), more);
        }
    }
    all
}
