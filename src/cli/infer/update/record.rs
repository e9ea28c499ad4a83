//! What a draft's `sql` says of the database: types, NOT NULL, keys, references, checks.
//!
//! A column has `sql = "varchar(50) NOT NULL"`, and a table a list of what stands beside its columns. Hands may edit all else; an
//! `sql` that is gone is taken to say nothing.

use std::collections::{BTreeMap, BTreeSet};
use toml_edit::{Array, Item, Value};

/// What is written of one table.
#[derive(Default)]
pub(super) struct Record {
    /// The columns, each with its type where one is written.
    pub(super) columns: BTreeMap<String, Option<String>>,
    /// Those of them that are drawn and not written.
    unwritten: BTreeSet<String>,
    /// Keys, references and checks, where they are written.
    pub(super) lines: Option<Vec<String>>,
    /// Triggers that are switched off while rows go in.
    triggers: BTreeSet<String>,
}

fn sql_of(item: &Item) -> Option<&str> {
    item.as_table_like()?.get("sql")?.as_str()
}

impl Record {
    /// Reads what is written of a table.
    pub(super) fn of(table: &Item) -> Self {
        let columns = table.get("columns").and_then(Item::as_table_like);
        let columns = || columns.into_iter().flat_map(|c| c.iter());
        let says = |item: &Item| item.as_table_like()?.get("written")?.as_bool();
        let unwritten = columns().filter(|(name, item)| !says(item).unwrap_or(!name.starts_with('_')));
        let unwritten = unwritten.map(|(name, _)| name.to_owned()).collect();
        let columns =
            columns().map(|(name, item)| (name.to_owned(), sql_of(item).map(str::to_owned))).collect();
        let lines = table.get("sql").and_then(Item::as_array);
        let lines = lines.map(|l| l.iter().filter_map(|line| Some(line.as_str()?.to_owned())).collect());
        let triggers = table.get("disable_triggers").and_then(Item::as_array).into_iter().flatten();
        let triggers = triggers.filter_map(|name| Some(name.as_str()?.to_owned())).collect();
        Self { columns, unwritten, lines, triggers }
    }

    /// Whether a column is written.
    pub(super) fn writes(&self, column: &str) -> bool {
        self.columns.contains_key(column) && !self.unwritten.contains(column)
    }

    /// The columns that the database has.
    pub(super) fn written(&self) -> impl Iterator<Item = &String> {
        self.columns.keys().filter(|column| !self.unwritten.contains(*column))
    }

    /// Columns whose type differs, with what it was and what it is.
    pub(super) fn changed<'a>(&'a self, now: &'a Self) -> impl Iterator<Item = (&'a str, &'a str, &'a str)> {
        self.columns.iter().filter_map(|(name, was)| {
            let (was, is) = (was.as_deref()?, now.columns.get(name)?.as_deref()?);
            (was != is).then_some((name.as_str(), was, is))
        })
    }

    /// Triggers that rows must pass and another does not name. Fewer are no difference: what `--create` made of a schema has none.
    pub(super) fn more_triggers<'a>(&'a self, other: &'a Self) -> impl Iterator<Item = &'a String> {
        self.triggers.difference(&other.triggers)
    }

    /// Lines that another has not; none where one of them says nothing of lines, as a schema written by hand.
    pub(super) fn lost<'a>(&'a self, other: &'a Self) -> impl Iterator<Item = &'a String> {
        let both = self.lines.as_ref().zip(other.lines.as_ref());
        both.into_iter().flat_map(|(own, other)| own.iter().filter(move |line| !other.contains(line)))
    }
}

/// Writes the type that a column has now.
pub(super) fn restate(table: &mut Item, column: &str, is: &str) {
    let item = table.get_mut("columns").and_then(|columns| columns.get_mut(column));
    if let Some(sql) = item.and_then(Item::as_table_like_mut).and_then(|column| column.get_mut("sql")) {
        replace(sql, is);
    }
}

/// Writes another text in the place of one, and leaves what stands around it.
pub(super) fn replace(item: &mut Item, is: &str) {
    if let Some(value) = item.as_value_mut() {
        let decor = value.decor().clone();
        *value = Value::from(is);
        *value.decor_mut() = decor;
    }
}

/// Writes the keys, references and checks that a table has now, those that are new marked, and those that are gone as comments.
pub(super) fn restate_lines(table: &mut Item, was: &[String], now: &[String]) {
    const LINE: &str = "\n    ";
    let Some(table) = table.as_table_like_mut() else { return };
    let mut list = Array::new();
    let mut before = String::from(LINE);
    for line in was {
        if now.contains(line) {
            list.push_formatted(Value::from(line).decorated(&before, ""));
            before = LINE.to_owned();
        } else {
            before.push_str(&format!("# Gone from the database: {}{LINE}", one_line(line)));
        }
    }
    for line in now.iter().filter(|line| !was.contains(line)) {
        before.push_str(&format!("# New in the database.{LINE}"));
        list.push_formatted(Value::from(line).decorated(&before, ""));
        before = LINE.to_owned();
    }
    // The bracket stands at the margin, below what is said of the last line.
    list.set_trailing(before.trim_end_matches(' '));
    list.set_trailing_comma(!list.is_empty());
    table.insert("sql", Item::Value(Value::Array(list)));
}

/// A text as it may stand in a comment.
fn one_line(text: &str) -> String {
    text.split(|c: char| c.is_control()).collect::<Vec<_>>().join(" ")
}
