//! What a draft's comments say of the database: types, NOT NULL, keys, references, checks.
//!
//! A column's comment begins with its type, `# varchar(50) NOT NULL; why it is what it is`. Keys, references and checks stand
//! one a line above their table. Hands may edit all else; a comment that is gone is taken to say nothing.

use std::collections::BTreeMap;
use toml_edit::{Decor, Item};

/// How the lines above a table begin.
const LINES: [&str; 5] = ["# Key ", "# Unique ", "# Refers ", "# Check ", "# Excludes "];

/// What is written of one table.
#[derive(Default)]
pub(super) struct Record {
    /// The columns, each with its type where one is written.
    pub(super) columns: BTreeMap<String, Option<String>>,
    /// Keys, references and checks.
    pub(super) lines: Vec<String>,
}

fn prefix(decor: &Decor) -> &str {
    decor.prefix().and_then(|p| p.as_str()).unwrap_or_default()
}

fn suffix(item: &Item) -> Option<&str> {
    item.as_value()?.decor().suffix()?.as_str()
}

/// The type at the head of a comment.
fn type_in(comment: &str) -> Option<String> {
    let text = comment.trim().strip_prefix("# ")?;
    let (head, _) = text.split_once(';')?;
    Some(head.trim().to_owned())
}

fn is_line(line: &str) -> bool {
    LINES.iter().any(|start| line.starts_with(start))
}

impl Record {
    /// Reads what is written of a table.
    pub(super) fn of(table: &Item) -> Self {
        let columns = table.get("columns").and_then(Item::as_table_like);
        let columns = columns.into_iter().flat_map(|c| c.iter());
        let columns = columns.map(|(name, item)| (name.to_owned(), suffix(item).and_then(type_in))).collect();
        let above = table.as_table().map_or("", |table| prefix(table.decor()));
        let lines = above.lines().filter(|line| is_line(line)).map(|line| line[2..].to_owned()).collect();
        Self { columns, lines }
    }

    /// The columns that the database has.
    pub(super) fn written(&self) -> impl Iterator<Item = &String> {
        self.columns.keys().filter(|column| !column.starts_with('_'))
    }

    /// Columns whose type differs, with what it was and what it is.
    pub(super) fn changed<'a>(&'a self, now: &'a Self) -> impl Iterator<Item = (&'a str, &'a str, &'a str)> {
        self.columns.iter().filter_map(|(name, was)| {
            let (was, is) = (was.as_deref()?, now.columns.get(name)?.as_deref()?);
            (was != is).then_some((name.as_str(), was, is))
        })
    }

    /// Lines that another has not; none where it has no lines at all, as a schema written by hand.
    pub(super) fn lost<'a>(&'a self, other: &'a Self) -> impl Iterator<Item = &'a String> {
        let silent = other.lines.is_empty() || self.lines.is_empty();
        self.lines.iter().filter(move |line| !silent && !other.lines.contains(line))
    }
}

/// Writes the type that a column has now into its comment.
pub(super) fn restate(table: &mut Item, column: &str, is: &str) {
    let item = table.get_mut("columns").and_then(|columns| columns.get_mut(column));
    let Some(value) = item.and_then(Item::as_value_mut) else { return };
    let comment = value.decor().suffix().and_then(|s| s.as_str()).unwrap_or_default().to_owned();
    if let Some((_, rest)) = comment.split_once(';') {
        value.decor_mut().set_suffix(format!("  # {is};{rest}"));
    }
}

/// Writes the keys, references and checks that a table has now above it, those that are new marked.
pub(super) fn restate_lines(table: &mut Item, was: &Record, now: &Record) {
    let Some(table) = table.as_table_mut() else { return };
    let before = prefix(table.decor()).to_owned();
    let mut out: Vec<String> = Vec::new();
    for line in before.lines() {
        match line.strip_prefix("# ").filter(|_| is_line(line)) {
            Some(own) if !now.lines.iter().any(|new| new == own) => {
                out.push(format!("# Gone from the database: {own}"));
            }
            _ => out.push(line.to_owned()),
        }
    }
    for line in now.lines.iter().filter(|line| !was.lines.contains(line)) {
        out.push("# New in the database:".to_owned());
        out.push(format!("# {line}"));
    }
    table.decor_mut().set_prefix(format!("{}\n", out.join("\n")));
}
