//! Hints: a schema that works and could say more, such as inputs that are left unset.

use crate::error::{Problem, Problems};
use crate::kinds::{self, Kind, Takes};
use crate::schema::{Column, Document, Table, Value};
use std::collections::BTreeSet;

/// What the schema leaves unsaid though the row has it: `first_name` without the row's `sex`.
///
/// No hint is given that cannot be followed (the other column reads this one), or need not be: the column takes all from
/// a hidden column, or reads what the other one is made from (an age beside the date of birth).
pub fn hints(document: &Document) -> Problems {
    let mut hints = Problems { sources: document.sources.clone(), list: Vec::new() };
    for table in &document.tables {
        for column in &table.columns {
            let Some(kind) = kind_of(column) else { continue };
            if kind.inputs.iter().any(|i| i.takes == Takes::Handle && column.arg(i.name).is_some()) {
                continue;
            }
            for input in kind.inputs.iter().filter(|input| column.arg(input.name).is_none()) {
                if let Some(other) = natural(table, column, input.natural) {
                    hints.push(unset(column, kind, input.name, &other.name.value));
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

fn natural<'a>(table: &'a Table, column: &Column, kinds: &[&str]) -> Option<&'a Column> {
    table
        .columns
        .iter()
        .filter(|other| other.name.value != column.name.value)
        .find(|other| other.kind.as_ref().is_some_and(|k| kinds.contains(&k.value.as_str())))
        .filter(|other| !stands_on(table, other, column) && !is_made_of(table, other, column))
}

/// The columns of the row that a column names as they are.
fn named<'a>(table: &'a Table, column: &'a Column) -> impl Iterator<Item = &'a Column> {
    let names = column.args.iter().filter_map(|(_, value)| match &value.value {
        Value::Text(text) => Some(text.as_str()),
        _ => None,
    });
    names.filter_map(|name| table.columns.iter().find(|c| c.name.value == name))
}

/// Whether a column reads another one, or reads one that does.
fn stands_on(table: &Table, column: &Column, other: &Column) -> bool {
    let mut seen = BTreeSet::new();
    let mut open = vec![column];
    while let Some(next) = open.pop() {
        if next.name.value == other.name.value {
            return true;
        }
        if seen.insert(next.name.value.as_str()) {
            open.extend(named(table, next));
        }
    }
    false
}

/// Whether all that a column is made of is read by the other one already.
fn is_made_of(table: &Table, column: &Column, other: &Column) -> bool {
    let read: BTreeSet<&str> = named(table, other).map(|c| c.name.value.as_str()).collect();
    let mut needed = named(table, column).peekable();
    needed.peek().is_some() && needed.all(|c| read.contains(c.name.value.as_str()))
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
