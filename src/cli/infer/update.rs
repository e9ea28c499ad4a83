//! What has changed in a database since a schema was drafted: told, or put into the schema.

use crate::cli::{Answer, terminal};
use crate::error::{Error, ErrorKind, Place, Result};
use std::collections::BTreeMap;
use std::path::Path;
use toml_edit::{DocumentMut, Item, Table};

/// A schema as text, and as a document that keeps its comments.
fn read(path: &Path) -> Result<DocumentMut> {
    let place = || Place::file(path.display().to_string());
    let text = std::fs::read_to_string(path).map_err(|e| Error::io("read the schema", place(), &e))?;
    text.parse().map_err(|_foreign| {
        Error::new(ErrorKind::Schema, "the schema is no TOML")
            .at(place())
            .hint("`placebo schema check` shows where")
    })
}

fn drafted(text: &str) -> Result<DocumentMut> {
    text.parse().map_err(|_foreign| Error::bug("a draft is no TOML"))
}

/// The tables of a document with their columns.
fn columns(document: &DocumentMut) -> BTreeMap<String, Vec<String>> {
    let tables = document.get("tables").and_then(Item::as_table_like);
    let mut all = BTreeMap::new();
    for (name, table) in tables.into_iter().flat_map(|t| t.iter()) {
        let columns = table.as_table_like().and_then(|t| t.get("columns")).and_then(Item::as_table_like);
        let names = columns.into_iter().flat_map(|c| c.iter()).map(|(name, _)| name.to_owned()).collect();
        all.insert(name.to_owned(), names);
    }
    all
}

/// What differs, one sentence each.
fn differences(old: &DocumentMut, new: &DocumentMut) -> Vec<String> {
    let (before, now) = (columns(old), columns(new));
    let mut all = Vec::new();
    for (table, columns) in &now {
        let Some(known) = before.get(table) else {
            all.push(format!("table `{table}` is new"));
            continue;
        };
        for column in columns.iter().filter(|c| !c.starts_with('_') && !known.contains(c)) {
            all.push(format!("column `{table}.{column}` is new"));
        }
        for column in known.iter().filter(|c| !c.starts_with('_') && !columns.contains(c)) {
            all.push(format!("column `{table}.{column}` is gone"));
        }
    }
    for table in before.keys().filter(|table| !now.contains_key(*table)) {
        all.push(format!("table `{table}` is gone"));
    }
    all
}

/// Says what has changed.
pub(super) fn check(draft: &str, path: &Path) -> Result<Answer> {
    let found = differences(&read(path)?, &drafted(draft)?);
    if found.is_empty() {
        terminal::print(&format!("{}: nothing has changed in the database\n", path.display()))?;
        return Ok(Answer::Yes);
    }
    terminal::print(&format!("{}\n", found.join("\n")))?;
    Ok(Answer::No)
}

/// Adds what is new and marks what is gone; all else stays as it is, comments and all.
pub(super) fn update(draft: &str, path: &Path) -> Result<Answer> {
    let (mut old, new) = (read(path)?, drafted(draft)?);
    let found = differences(&old, &new);
    let (before, now) = (columns(&old), columns(&new));
    for (table, columns) in &now {
        let Some(known) = before.get(table) else {
            if let Some(item) = new["tables"].get(table) {
                let mut item = item.clone();
                if let Some(added) = item.as_table_mut() {
                    place_last(added);
                    added.decor_mut().set_prefix("\n# New in the database.\n");
                }
                old["tables"][table] = item;
            }
            continue;
        };
        for column in columns.iter().filter(|c| !known.contains(c)) {
            // What is drawn and not written comes along only where a new column may read it.
            let needed =
                !column.starts_with('_') || columns.iter().any(|c| !c.starts_with('_') && !known.contains(c));
            if let Some(item) = new["tables"][table]["columns"].get(column).filter(|_| needed) {
                let own = old["tables"][table]["columns"].as_table_like_mut();
                let Some(own) = own else { continue };
                own.insert(column, item.clone());
                if let Some(mut key) = own.key_mut(column) {
                    key.leaf_decor_mut().set_prefix("# New in the database.\n");
                }
            }
        }
    }
    mark_gone(&mut old, &before, &now);
    super::write(path, &old.to_string())?;
    match found.len() {
        0 => terminal::complain(&format!("{}: nothing has changed in the database\n", path.display())),
        _ => terminal::complain(&format!("{}\n", found.join("\n"))),
    }
    Ok(Answer::Yes)
}

/// Tables of a draft stand where they stood in it; in another file they come last.
fn place_last(table: &mut Table) {
    const LAST: isize = 1 << 30;
    table.set_position(Some(LAST));
    for (_, item) in table.iter_mut() {
        if let Some(inner) = item.as_table_mut() {
            inner.set_position(Some(LAST + 1));
        }
    }
}

/// What the database no longer has stays, with a comment that says so.
fn mark_gone(
    old: &mut DocumentMut,
    before: &BTreeMap<String, Vec<String>>,
    now: &BTreeMap<String, Vec<String>>,
) {
    const GONE: &str = "# Gone from the database.\n";
    for (table, known) in before {
        let Some(columns) = now.get(table) else {
            if let Some(own) = old["tables"].get_mut(table).and_then(Item::as_table_mut) {
                let prefix = own.decor().prefix().and_then(|p| p.as_str()).unwrap_or("\n").to_owned();
                if !prefix.contains(GONE.trim()) {
                    own.decor_mut().set_prefix(format!("{prefix}{GONE}"));
                }
            }
            continue;
        };
        for column in known.iter().filter(|c| !c.starts_with('_') && !columns.contains(c)) {
            let own = old["tables"][table]["columns"].as_table_like_mut();
            if let Some(mut key) = own.and_then(|own| own.key_mut(column)) {
                let prefix = key.leaf_decor().prefix().and_then(|p| p.as_str()).unwrap_or("").to_owned();
                if !prefix.contains(GONE.trim()) {
                    key.leaf_decor_mut().set_prefix(format!("{prefix}{GONE}"));
                }
            }
        }
    }
}
