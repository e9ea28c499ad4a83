//! How often a value is absent, and which checks say so.

use super::super::definition::{Definition, sql, text};
use super::super::draft::DraftTable;
use super::super::predicate::{Rule, Understood};
use super::Facts;

/// The hidden column that says which of some columns is there.
fn which(all: &[String]) -> String {
    format!("_which_{}", all.first().map_or("", String::as_str))
}

/// References of which one must be there, or that are there only under a condition.
pub(in super::super) fn presence(understood: &[Understood], draft: &mut DraftTable) {
    for rule in understood.iter().flat_map(|one| &one.rules) {
        match rule {
            Rule::One(all) => {
                for (at, name) in all.iter().enumerate() {
                    let Some(column) = draft.column(name).filter(|c| c.definition.kind() == "reference")
                    else {
                        continue;
                    };
                    column.definition.remove("null");
                    column.definition.set("when", text(&format!("{} = {}", sql(&which(all)), at + 1)));
                    draft
                        .hidden(&which(all), Definition::of("integer").with("min", 1).with("max", all.len()));
                }
            }
            Rule::When(name, condition, both) => {
                let Some(column) = draft.column(name).filter(|c| c.definition.get("null").is_some()) else {
                    continue;
                };
                let rate = if *both { "0" } else { "0.1" };
                let otherwise = if condition.starts_with("NOT COALESCE(") { "0.3" } else { "1" };
                column.definition.set(
                    "null",
                    format!("{{ rate = {rate}, when = {}, otherwise = {otherwise} }}", text(condition)),
                );
            }
            _ => {}
        }
    }
}

/// How often a value is absent.
pub(super) fn nulls(facts: &Facts<'_>, draft: &mut DraftTable, definition: &mut Definition) {
    for rule in &facts.rules {
        match rule {
            Rule::When(name, condition, both) if *name == facts.column.name && !facts.required => {
                let rate = if *both { "0" } else { "0.1" };
                let otherwise = if condition.starts_with("NOT COALESCE(") { "0.3" } else { "1" };
                definition.set(
                    "null",
                    format!("{{ rate = {rate}, when = {}, otherwise = {otherwise} }}", text(condition)),
                );
                return;
            }
            Rule::One(all) if !facts.required => {
                let name = which(all);
                let which = Definition::of("integer").with("min", 1).with("max", all.len());
                draft.hidden(&name, which);
                let at = all.iter().position(|c| *c == facts.column.name).unwrap_or(0) + 1;
                definition.set("when", text(&format!("{} = {at}", sql(&name))));
                return;
            }
            _ => {}
        }
    }
    if facts.required || definition.kind() == "serial" || definition.get("null").is_some() {
        return;
    }
    let known = facts.column.null_share.filter(|_| facts.table.row_estimate >= 11.0);
    let rate = known.unwrap_or_else(|| by_name(facts));
    if rate > 0.0 {
        definition.set("null", format!("{rate:.2}"));
    }
}

/// How often a value is absent, by its name.
fn by_name(facts: &Facts<'_>) -> f64 {
    if facts.has(&[
        "deleted",
        "voided",
        "retired",
        "archived",
        "discarded",
        "death",
        "deceased",
        "died",
        "unconfirmed",
        "revoked",
    ]) {
        0.95
    } else if facts.has(&[
        "ended",
        "end",
        "closed",
        "completed",
        "discharge",
        "discharged",
        "resolved",
        "locked",
        "until",
        "stop",
        "stopped",
    ]) {
        0.4
    } else {
        0.1
    }
}
