//! How often a value is absent, and which checks say so.

use super::super::definition::{Definition, sql, text};
use super::super::draft::DraftTable;
use super::super::predicate::{Rule, Understood};
use super::Facts;
use std::collections::BTreeSet;

/// The share of absent values of a column that has none.
const NEVER: &str = "1.0";

/// The hidden column that says by which of some ways columns are there.
fn which(ways: &[Vec<String>]) -> String {
    format!("_which_{}", ways.iter().flatten().next().map_or("", String::as_str))
}

/// When a column is there, by that hidden column, which is drafted beside it.
fn chosen(ways: &[Vec<String>], column: &str, draft: &mut DraftTable) -> String {
    let name = which(ways);
    draft.hidden(&name, Definition::of("integer").with("min", 1).with("max", ways.len()));
    let among = ways.iter().enumerate().filter(|(_, way)| way.iter().any(|c| c == column));
    let numbers: Vec<String> = among.map(|(at, _)| (at + 1).to_string()).collect();
    match numbers.as_slice() {
        [one] => format!("{} = {one}", sql(&name)),
        several => format!("{} IN ({})", sql(&name), several.join(", ")),
    }
}

/// References of which those of one way are there.
fn ways(all: &[Vec<String>], draft: &mut DraftTable) {
    // A way that asks for what can refer to no row is none.
    let never = |name: &String| draft.definition(name).is_some_and(|d| d.get("null") == Some(NEVER));
    let open: Vec<Vec<String>> = all.iter().filter(|way| !way.iter().any(never)).cloned().collect();
    let all = if open.is_empty() { all } else { &open };
    for name in all.iter().flatten().collect::<BTreeSet<_>>() {
        if draft.column(name).is_none_or(|column| column.definition.kind() != "reference") {
            continue;
        }
        let when = chosen(all, name, draft);
        if let Some(column) = draft.column(name) {
            column.definition.remove("null");
            column.definition.set("when", text(&when));
        }
    }
}

/// References of which one must be there, or that are there only under a condition.
///
/// # Errors
/// The reason why none of those can be there.
pub(in super::super) fn presence(
    understood: &[Understood],
    tied: &[&str],
    draft: &mut DraftTable,
) -> Result<(), String> {
    let never = |name: &String| draft.definition(name).is_some_and(|d| d.get("null") == Some(NEVER));
    if let Some(columns) = understood.iter().flat_map(|one| &one.needed).find(|all| all.iter().all(never)) {
        return Err(format!(
            "one of ({}) must be there, and what they refer to is left out",
            columns.join(", ")
        ));
    }
    for rule in understood.iter().flat_map(|one| &one.rules) {
        match rule {
            Rule::Ways(all) => ways(all, draft),
            // Of a tenant with one row there is no other to refer to.
            Rule::Differ(a, b) => {
                let to = |name: &String| draft.definition(name).map(|d| d.kind().to_owned());
                let rows = |kind: Option<String>| {
                    kind.is_some_and(|k| ["reference", "parent"].contains(&k.as_str()))
                };
                if !rows(to(a)) || !rows(to(b)) {
                    continue;
                }
                for name in [a, b] {
                    let alone = |c: &&mut super::super::draft::DraftColumn| {
                        c.definition.get("within").is_some() && c.definition.get("same_row_as").is_none()
                    };
                    let free = |_: &&mut super::super::draft::DraftColumn| !tied.contains(&name.as_str());
                    if let Some(column) = draft.column(name).filter(alone).filter(free) {
                        column.definition.remove("within");
                        column.why = "of any tenant, so that there is another".to_owned();
                        column.sure = None;
                    }
                }
            }
            Rule::When(name, condition, both) => {
                // What can refer to no row stays NULL, whatever the condition: rows for which it would have to be there are drawn again.
                let may = |rate: &str| rate != NEVER;
                // Neither does what is taken of a row say whether that row is referred to.
                let of_this = |c: &super::super::draft::DraftColumn| {
                    c.definition.get("same_row_as") == Some(text(name).as_str())
                        && super::super::dates::reads(condition, &sql(&c.name))
                };
                if draft.columns.iter().any(of_this) {
                    continue;
                }
                let Some(column) = draft.column(name).filter(|c| c.definition.get("null").is_some_and(may))
                else {
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
    Ok(())
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
            Rule::Ways(all) if !facts.required => {
                let when = chosen(all, &facts.column.name, draft);
                definition.set("when", text(&when));
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
