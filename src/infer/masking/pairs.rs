//! `x_type` beside `x_id`: keys that lead to a row of one table or another find it after masking, too.
//!
//! The keys of all tables that such a pair leads to share their stand-ins, whatever the class beside one is. The words for
//! classes are names of tables and stay; any other word becomes a token.

use super::super::columns::PAIR;
use super::super::definition::{Definition, sql, text, untext};
use super::super::draft::DraftTable;
use super::usual;
use std::collections::{BTreeMap, BTreeSet};

/// A column by the label of its table and its name.
type Cell = (String, String);

/// States what keeps pairs together.
pub(super) fn join(tables: &mut [DraftTable]) {
    let mut roots: BTreeMap<Cell, Cell> = BTreeMap::new();
    let mut ids: Vec<(usize, usize, Cell)> = Vec::new();
    for (t, table) in tables.iter().enumerate() {
        for (c, column) in table.columns.iter().enumerate().filter(|(_, column)| column.why == PAIR) {
            let targets = targets(table, &column.definition);
            let Some(first) = targets.first() else { continue };
            // Keys that have stand-ins of several forms cannot share them.
            let forms: BTreeSet<_> = targets.iter().map(|target| form(tables, target)).collect();
            if forms.len() > 1 {
                continue;
            }
            for other in &targets[1..] {
                let (a, b) = (root(&roots, first), root(&roots, other));
                if a != b {
                    roots.insert(a.clone().max(b.clone()), a.min(b));
                }
            }
            ids.push((t, c, first.clone()));
        }
    }
    for (t, c, first) in ids {
        let to = root(&roots, &first);
        let mask = stated(tables, &to);
        let table = &mut tables[t];
        let column = &mut table.columns[c];
        column.definition.set("same_as", text(&format!("{}.{}", to.0, to.1)));
        column.definition.set("mask", mask);
        let expr = column.definition.get("expr").and_then(untext).unwrap_or_default();
        let id = column.name.clone();
        let class =
            table.columns.iter_mut().find(|other| expr.starts_with(&format!("CASE {} ", sql(&other.name))));
        if let Some(class) = class
            && let Some(words) = class.definition.choices()
        {
            class.definition.set("mask", text("token"));
            let words: Vec<String> = words.iter().map(|word| text(word)).collect();
            class.definition.set("placeholders", format!("[{}]", words.join(", ")));
            let note = format!(
                "{} and {id}: rows of tables that are not named there find theirs no longer when masked, and an extract of some subjects follows none of them",
                class.name
            );
            table.notes.push(note);
        }
    }
    for cell in roots.keys() {
        let to = root(&roots, cell);
        let table = tables.iter_mut().find(|table| table.label == cell.0);
        if let Some(column) = table.and_then(|table| table.column(&cell.1)) {
            column.definition.set("same_as", text(&format!("{}.{}", to.0, to.1)));
        }
    }
}

/// The keys of the rows that the hidden references in an expression lead to.
fn targets(table: &DraftTable, pair: &Definition) -> Vec<Cell> {
    let expr = pair.get("expr").and_then(untext).unwrap_or_default();
    let hidden = table.columns.iter().filter(|column| {
        let name = sql(&column.name);
        column.definition.kind() == "reference"
            && expr.split_whitespace().any(|word| word == name || word.ends_with(&format!("({name}")))
    });
    let of = |column: &super::super::draft::DraftColumn| {
        let value = |name: &str| column.definition.get(name).and_then(untext);
        Some((value("table")?, value("column")?))
    };
    hidden.filter_map(of).collect()
}

/// What a key is, and what is done to it.
fn form<'t>(tables: &'t [DraftTable], (table, name): &Cell) -> Option<(&'t str, Option<&'t str>)> {
    let table = tables.iter().find(|known| known.label == *table)?;
    let column = table.columns.iter().find(|column| column.name == *name)?;
    Some((column.definition.kind(), column.definition.get("mask")))
}

fn root(roots: &BTreeMap<Cell, Cell>, cell: &Cell) -> Cell {
    let mut at = cell;
    while let Some(up) = roots.get(at) {
        at = up;
    }
    at.clone()
}

/// What is done to a key.
fn stated(tables: &[DraftTable], (table, name): &Cell) -> String {
    let column = tables.iter().find(|known| known.label == *table);
    let column = column.and_then(|table| table.columns.iter().find(|column| column.name == *name));
    let own = column.and_then(|column| column.definition.get("mask").map(str::to_owned));
    let kind = column.map_or("serial", |column| column.definition.kind());
    own.unwrap_or_else(|| usual(kind))
}
