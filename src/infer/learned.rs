//! What was learned from a scratch database that is said to hold nobody's data: shares of few values, ranges, absences, fan-outs.

use super::build::{Whole, sort_of};
use super::definition::{Definition, key};
use super::draft::{DraftTable, Rows};
use super::guess;
use super::types::Sort;
use crate::kinds::{self, likeness};
use std::collections::BTreeMap;

/// Fewer rows than this say nothing, and may say something of somebody.
pub const LEAST_ROWS: u64 = 11;
/// More values than this are no list that somebody chose from.
pub const MOST_VALUES: usize = 50;

/// What was learned, by table.
#[derive(Clone, Debug, Default)]
pub struct Learned {
    /// By the names that tables have in a schema.
    pub tables: BTreeMap<String, LearnedTable>,
}

/// What was learned of one table.
#[derive(Clone, Debug, Default)]
pub struct LearnedTable {
    /// How many rows it had.
    pub rows: u64,
    /// By column.
    pub columns: BTreeMap<String, LearnedColumn>,
    /// How many parents had so many children.
    pub children: Vec<(u64, u64)>,
}

/// What was learned of one column.
#[derive(Clone, Debug, Default)]
pub struct LearnedColumn {
    /// The share of NULL.
    pub nulls: Option<f64>,
    /// Values with the number of their rows.
    pub choices: Vec<(String, u64)>,
    /// Between which numbers nearly all values lie: at least eleven rows lie at each bound or beyond it.
    pub range: Option<(String, String)>,
}

/// What may be learned of a drafted column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Open {
    /// How often it is absent.
    Nulls,
    /// Which few values it has besides.
    Values,
    /// Between which numbers its values lie besides.
    Range,
}

/// What may be learned of a column: nothing but absences of what identifies, refers, or must differ.
pub(super) fn open(whole: &Whole<'_>, table: &DraftTable, name: &str) -> Option<Open> {
    let it = &whole.db.tables[table.position];
    let c = it.column(name)?;
    let definition = table.definition(name)?;
    let apart = it.constraints.iter().any(|k| k.kind != "c" && k.columns.iter().any(|column| column == name))
        || it.indexes.iter().any(|i| i.keys.iter().any(|key| key.text.contains(name)));
    let kind = kinds::find(definition.kind());
    let plain =
        ["choice", "boolean", "integer", "number", "pattern", "sentence", "word", "string", "constant"];
    let free = !apart && kind.is_some_and(|kind| plain.contains(&kind.name));
    Some(match sort_of(whole, table.position, c) {
        Sort::Integer { .. } | Sort::Decimal { .. } | Sort::Float if free => Open::Range,
        Sort::Text { .. } | Sort::Boolean | Sort::Choice(_) if free => Open::Values,
        _ => Open::Nulls,
    })
}

/// Puts what was learned into a drafted table.
pub(super) fn apply(whole: &Whole<'_>, table: &mut DraftTable) {
    let Some(learned) = whole.asked.learned.tables.get(&table.label) else { return };
    let note = format!("learned from {} rows", learned.rows);
    for (name, found) in &learned.columns {
        let Some(open) = open(whole, table, name) else { continue };
        let Some(c) = whole.db.tables[table.position].column(name) else { continue };
        let sort = sort_of(whole, table.position, c);
        let required = super::relations::not_null(whole.db, &whole.db.tables[table.position], c);
        let Some(column) = table.column(name) else { continue };
        let mut told = false;
        if open != Open::Nulls && !found.choices.is_empty() && !looks_like_somebody(&found.choices) {
            let null = column.definition.get("null").map(str::to_owned);
            column.definition = weighted(&sort, &found.choices);
            if let Some(null) = null {
                column.definition.set("null", null);
            }
            told = true;
        } else if let (Open::Range, Some((low, high))) = (open, &found.range)
            && ["integer", "number"].contains(&column.definition.kind())
        {
            column.definition.set("min", low);
            column.definition.set("max", high);
            told = true;
        }
        let conditional = column.definition.get("null").is_some_and(|null| null.starts_with('{'));
        if let Some(nulls) = found.nulls.filter(|_| !required && !conditional) {
            column.definition.remove("null");
            if nulls > 0.0 {
                column.definition.set("null", format!("{nulls:.3}"));
            }
            told = true;
        }
        if told {
            column.why = if column.why.is_empty() || open != Open::Nulls {
                note.clone()
            } else {
                format!("{}; NULL {note}", column.why)
            };
            column.sure = None;
        }
    }
    fan_out(table, learned);
}

/// A choice by weight, of the column's type.
fn weighted(sort: &Sort, choices: &[(String, u64)]) -> Definition {
    let pairs: Vec<String> = choices.iter().map(|(value, rows)| format!("{} = {rows}", key(value))).collect();
    let choice = Definition::of("choice").with("values", format!("{{ {} }}", pairs.join(", ")));
    match sort {
        Sort::Integer { .. } => choice.with("type", "\"integer\""),
        Sort::Decimal { .. } | Sort::Float => choice.with("type", "\"number\""),
        Sort::Boolean => choice.with("type", "\"boolean\""),
        _ => choice,
    }
}

/// Whether values look like those of a kind that identifies: then they are not learned, whatever the column is called.
fn looks_like_somebody(choices: &[(String, u64)]) -> bool {
    let kinds = || kinds::all().filter(|kind| kind.mask.class.is_some() && guess::tells(kind.name));
    let hits = |kind: &kinds::Kind| {
        // Somebody is called Open and somebody Done; where a third are called so and are no words, it is a list of people.
        let worded = guess::is_of_words(kind);
        let like = |(value, _): &&(String, u64)| {
            kind.recognise.is_some_and(|recognise| recognise(value)) && !(worded && likeness::ordinary(value))
        };
        choices.iter().filter(like).count() * 3 > choices.len()
    };
    kinds().any(hits)
}

/// How many children a parent has.
fn fan_out(table: &mut DraftTable, learned: &LearnedTable) {
    let all: u64 = learned.children.iter().map(|(_, parents)| parents).sum();
    let Rows::Under { per, most, .. } = &mut table.rows else { return };
    let Some((last, _)) = learned.children.last().filter(|_| all >= LEAST_ROWS) else { return };
    let pairs: Vec<String> =
        learned.children.iter().map(|(children, parents)| format!("{children} = {parents}")).collect();
    if *last == 0 {
        return;
    }
    *per = format!("{{ weights = {{ {} }} }}", pairs.join(", "));
    *most = *last;
    table.rows_why = Some(format!("learned from {all} parents"));
}

/// About how many children a parent has, where that was learned.
pub(super) fn mean(whole: &Whole<'_>, t: usize) -> Option<f64> {
    let learned = whole.asked.learned.tables.get(&whole.db.tables[t].label())?;
    let all: u64 = learned.children.iter().map(|(_, parents)| parents).sum();
    let children: u64 = learned.children.iter().map(|(children, parents)| children * parents).sum();
    (all >= LEAST_ROWS && children > 0).then(|| children as f64 / all as f64 * 1.1)
}
