//! Hints: a schema that works and could say more, such as inputs that are left unset.

use crate::error::{Problem, Problems};
use crate::expr;
use crate::kinds::{self, Kind, Takes};
use crate::schema::{Column, Document, Table, Value};

/// What the schema leaves unsaid though the row has it: `first_name` without the row's `sex`.
pub fn hints(document: &Document) -> Problems {
    let mut hints = Problems { sources: document.sources.clone(), list: Vec::new() };
    for table in &document.tables {
        // What the hints so far would make a column read: no two of them may close a circle.
        let mut advised: Vec<(&str, &str)> = Vec::new();
        for column in &table.columns {
            let Some(kind) = kind_of(column) else { continue };
            // All of the value is taken from a hidden column; then the others are not read.
            if kind.inputs.iter().any(|i| i.takes == Takes::Handle && column.arg(i.name).is_some()) {
                continue;
            }
            for input in kind.inputs.iter().filter(|input| column.arg(input.name).is_none()) {
                if let Some(other) = natural(table, column, input.natural, &advised) {
                    advised.push((&column.name.value, other));
                    hints.push(unset(column, kind, input.name, other));
                } else if input.takes == Takes::Place
                    && !input.required
                    && let Some(sibling) = same_place(table, column)
                {
                    let message = format!(
                        "`{}` and `{}` are drawn apart, so they need not agree",
                        column.name.value, sibling
                    );
                    hints.push(Problem::new(column.name.span, message).help(
                        "add a hidden column `_place = { kind = \"place\" }` and `of = \"_place\"` to both",
                    ));
                }
            }
        }
    }
    hints.sort();
    hints
}

fn kind_of(column: &Column) -> Option<&'static Kind> {
    kinds::find(&column.kind.as_ref()?.value)
}

fn natural<'a>(
    table: &'a Table,
    column: &Column,
    kinds: &[&str],
    advised: &[(&str, &str)],
) -> Option<&'a str> {
    table
        .columns
        .iter()
        .filter(|other| other.name.value != column.name.value)
        .find(|other| {
            other.kind.as_ref().is_some_and(|k| kinds.contains(&k.value.as_str()))
                && !reads(table, other, &column.name.value, advised)
        })
        .map(|other| other.name.value.as_str())
}

/// Whether a column reads another of its row, itself or through others: then that one cannot read it.
fn reads(table: &Table, column: &Column, name: &str, advised: &[(&str, &str)]) -> bool {
    let mut open = vec![column];
    let mut seen: Vec<&str> = Vec::new();
    while let Some(column) = open.pop() {
        if seen.contains(&column.name.value.as_str()) {
            continue;
        }
        seen.push(&column.name.value);
        for (_, read) in advised.iter().filter(|(from, _)| *from == column.name.value) {
            if *read == name {
                return true;
            }
            open.extend(table.columns.iter().find(|c| c.name.value == *read));
        }
        let texts = column.args.iter().filter_map(|(_, value)| match &value.value {
            Value::Text(text) => Some(text.as_str()),
            _ => None,
        });
        let conditions = [&column.when, &column.expr].into_iter().flatten().map(|text| text.value.as_str());
        for text in texts.chain(conditions) {
            let Ok(parsed) = expr::parse(text) else { continue };
            for read in parsed.names().iter().filter(|n| n.table.is_none()) {
                if read.column == name {
                    return true;
                }
                open.extend(table.columns.iter().find(|c| c.name.value == read.column));
            }
        }
    }
    false
}

fn unset(column: &Column, kind: &Kind, input: &str, other: &str) -> Problem {
    let message = format!("`{}` ignores the row's `{other}`", column.name.value);
    let span = column.kind.as_ref().map_or(column.name.span, |k| k.span);
    Problem::new(span, message).help(format!("`{}` takes it: add {input} = \"{other}\"", kind.name))
}

/// Another column of the row that stands for a place and has none either.
fn same_place<'a>(table: &'a Table, column: &Column) -> Option<&'a str> {
    table
        .columns
        .iter()
        .filter(|other| other.name.value != column.name.value)
        .find(|other| {
            kind_of(other).is_some_and(|kind| {
                kind.family == kinds::Family::Place
                    && kind.inputs.iter().any(|i| i.takes == Takes::Place && other.arg(i.name).is_none())
            })
        })
        .map(|other| other.name.value.as_str())
}
