//! What is told of a run: columns and counts, and never a value.

use super::columns::Listed;
use super::proof::key_name;
use super::run::Done;
use super::{MaskingKey, app_keys};
use crate::cli::generate::figures;
use crate::cli::numbers::grouped;
use crate::cli::schema::coverage::verdict;
use crate::mask::{FEW, Masker, Tally};
use crate::plan::Policy;
use std::collections::BTreeMap;

/// What the policy does, before anything is read.
pub(super) fn plan(policy: &Policy) -> String {
    let mut text = format!("profile {}, policy {}\n\n", policy.profile.name(), &policy.digest[..16]);
    let mut lines = Vec::new();
    for table in &policy.tables {
        for column in &table.columns {
            lines.push(vec![
                format!("{}.{}", table.name, column.name),
                column.kind.name.to_owned(),
                column.class.map_or(String::new(), String::from),
                column.described(),
            ]);
        }
    }
    text.push_str(&figures(&["column", "kind", "class", "treatment"], lines));
    text
}

/// What was done, table by table.
pub(super) fn done(
    masker: &Masker,
    key: &MaskingKey,
    done: &Done,
    listed: &Listed,
    left_out: &BTreeMap<String, u64>,
) -> String {
    let policy = masker.policy();
    let mut text = table(policy, done);
    columns(policy, done, &mut text);
    selection(masker, done, &mut text);
    if masker.is_of_some() {
        unfollowed(policy, listed, &mut text);
    }
    text.push_str(&format!(
        "profile {}, policy {}, key {}\n",
        policy.profile.name(),
        &policy.digest[..16],
        key_name(key)
    ));
    left(listed, left_out, &mut text);
    text.push_str(&format!("{}\n", verdict(policy.profile, &done.unmet)));
    text
}

/// How many rows and values each table had.
fn table(policy: &Policy, done: &Done) -> String {
    let mut lines = Vec::new();
    for ((table, rows), tallies) in policy.tables.iter().zip(&done.rows).zip(&done.tallies) {
        let mut sum = Tally::default();
        tallies.iter().for_each(|tally| sum.add(tally));
        if *rows > 0 {
            let numbers = [*rows, sum.values, sum.invalid, sum.redrawn, sum.placeholders];
            let mut line = vec![table.name.clone()];
            line.extend(numbers.iter().map(|n| grouped(*n)));
            lines.push(line);
        }
    }
    figures(&["table", "rows", "replaced", "invalid", "redrawn", "placeholders"], lines)
}

/// What happened in columns that is not what always happens.
fn columns(policy: &Policy, done: &Done, text: &mut String) {
    for (table, tallies) in policy.tables.iter().zip(&done.tallies) {
        for (column, tally) in table.columns.iter().zip(tallies).filter(|(_, tally)| tally.invalid > 0) {
            let n = grouped(tally.invalid);
            text.push_str(&format!(
                "note: {}.{}: {n} values are no `{}` and were replaced\n",
                table.name, column.name, column.kind.name
            ));
        }
    }
    app_keys::told(policy, done, text);
    for (table, tallies) in policy.tables.iter().zip(&done.tallies) {
        let texts = table.columns.iter().zip(tallies).filter(|(_, tally)| tally.known + tally.found > 0);
        for (column, tally) in texts {
            let (known, found) = (grouped(tally.known), grouped(tally.found));
            text.push_str(&format!(
                "note: {}.{}: in its texts {known} mentions of what the record knows were replaced, and {found} others\n",
                table.name, column.name
            ));
        }
        for (column, tally) in table.columns.iter().zip(tallies).filter(|(_, tally)| tally.redacted > 0) {
            text.push_str(&format!(
                "note: {}.{}: the check found something in {} texts, and a marker was left of each (--redact-found)\n",
                table.name,
                column.name,
                grouped(tally.redacted)
            ));
        }
    }
}

/// What depended on the others of the run, and whom an extract of some is of.
fn selection(masker: &Masker, done: &Done, text: &mut String) {
    for (name, ledger) in masker.ledgers().filter(|(_, ledger)| ledger.collided > 0) {
        let (collided, all) = (grouped(ledger.collided), grouped(ledger.len()));
        text.push_str(&format!(
            "note: {name}: {collided} of {all} stand-ins depend on which others are in the input\n"
        ));
    }
    if let Some((found, listed)) = masker.listed().filter(|(found, listed)| found < listed) {
        text.push_str(&format!("note: of {listed} subjects that are listed, {found} are in the input\n"));
    }
    if let Some((all, least, alone)) = done.crowd.figures().filter(|(_, least, _)| *least < FEW) {
        let columns: Vec<&str> = done.crowd.columns.iter().map(String::as_str).collect();
        let alone = match columns.is_empty() {
            true => "whoever knows whom it was made of knows whose each row is".to_owned(),
            false => format!("{} of them are the only one with their {}", grouped(alone), columns.join(", ")),
        };
        text.push_str(&format!(
            "warning: {} subjects are in this extract, and k = {least}: {alone}\n",
            grouped(all)
        ));
    }
}

/// Tables of which an extract of some subjects has no row, whatever was chosen.
fn unfollowed(policy: &Policy, listed: &Listed, text: &mut String) {
    for (t, table) in policy.tables.iter().enumerate() {
        let referred = policy.references.iter().any(|reference| reference.to.0 == t);
        if table.subject.is_none() && !referred && listed.has_met(t) {
            text.push_str(&format!(
                "warning: {}: no row is in this extract: nothing says whose they are, and nothing refers to them\n",
                table.name
            ));
        }
    }
}

/// What was left out, and what became NULL.
fn left(listed: &Listed, left_out: &BTreeMap<String, u64>, text: &mut String) {
    for ((table, column), n) in listed.broken() {
        let n = grouped(n);
        text.push_str(&format!(
            "note: {table}.{column}: {n} values are not what it holds elsewhere and became null\n"
        ));
    }
    for (what, n) in left_out {
        text.push_str(&format!("note: left out: {what} ({n})\n"));
    }
    for (table, column) in listed.nulled() {
        text.push_str(&format!("note: {table}.{column} is not listed: every value became NULL, or a token where NULL is not allowed\n"));
    }
}
