//! What is told of a run: columns and counts, and never a value.

use super::MaskingKey;
use super::run::Done;
use crate::cli::generate::figures;
use crate::cli::numbers::grouped;
use crate::mask::{Masker, Tally};
use crate::plan::{Policy, Profile};
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
                column.treatment.described(),
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
    nulled: &[(String, String)],
    left_out: &BTreeMap<&'static str, u64>,
) -> String {
    let policy = masker.policy();
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
    let mut text = figures(&["table", "rows", "replaced", "invalid", "redrawn", "placeholders"], lines);
    for (table, tallies) in policy.tables.iter().zip(&done.tallies) {
        for (column, tally) in table.columns.iter().zip(tallies).filter(|(_, tally)| tally.invalid > 0) {
            let n = grouped(tally.invalid);
            text.push_str(&format!(
                "note: {}.{}: {n} values are no `{}` and were replaced\n",
                table.name, column.name, column.kind.name
            ));
        }
    }
    for (name, ledger) in masker.ledgers().filter(|(_, ledger)| ledger.collided > 0) {
        let (collided, all) = (grouped(ledger.collided), grouped(ledger.len() as u64));
        text.push_str(&format!(
            "note: {name}: {collided} of {all} stand-ins depend on which others are in the input\n"
        ));
    }
    let label = key.label.as_ref().map_or(String::new(), |label| format!(" ({label})"));
    text.push_str(&format!(
        "profile {}, policy {}, key {}{label}\n",
        policy.profile.name(),
        &policy.digest[..16],
        key.id
    ));
    for (what, n) in left_out {
        text.push_str(&format!("note: left out: {what} ({n})\n"));
    }
    for (table, column) in nulled {
        text.push_str(&format!("note: {table}.{column} is not listed: every value became NULL\n"));
    }
    text.push_str(match policy.profile {
        Profile::SafeHarbor => {
            "treatments A to R were applied to the columns that the schema declares; whether what is left could identify \
             somebody (164.514(b)(2)(ii)) is for a person to attest\n"
        }
        Profile::Pseudonymised => "this output is PHI\n",
    });
    text
}
