//! What has changed since a schema was drafted: told, or put into the schema.

mod record;

use crate::cli::{Answer, terminal};
use crate::error::{Error, ErrorKind, Place, Result};
use record::Record;
use std::collections::BTreeMap;
use std::path::Path;
use toml_edit::{Array, DocumentMut, Item, Table, Value};

/// What stands before that which the database no longer has.
const GONE: &str = "# Gone from the database.\n";

/// A schema as text, and as a document that keeps its comments.
fn read(path: &Path) -> Result<DocumentMut> {
    let place = || Place::file(path.display().to_string());
    let text = std::fs::read_to_string(path).map_err(|e| Error::io("read the schema", place(), &e))?;
    let wrong = |what: &str| {
        Error::new(ErrorKind::Schema, what).at(place()).hint("`placebo schema check` shows where")
    };
    let document: DocumentMut = text.parse().map_err(|_foreign| wrong("the schema is no TOML"))?;
    let listed = document.get("tables").map(Item::as_table_like);
    if let Some(tables) = listed {
        let Some(tables) = tables else { return Err(wrong("`tables` is no table")) };
        if let Some((name, _)) = tables.iter().find(|(_, table)| table.as_table_like().is_none()) {
            return Err(wrong(&format!("`tables.{name}` is no table")));
        }
    }
    Ok(document)
}

/// The tables that a schema says it leaves out, and those that it says are left alone, in the comments that a draft has of them.
pub(super) fn left(path: &Path) -> Result<(Vec<String>, Vec<String>)> {
    let text = std::fs::read_to_string(path)
        .map_err(|e| Error::io("read the schema", Place::file(path.display().to_string()), &e))?;
    let named = |words: &str| {
        let lines = text.lines().filter_map(|line| line.strip_prefix("# "));
        lines.filter_map(|line| Some(line.split_once(words)?.0.to_owned())).collect()
    };
    Ok((named(" is left out: "), named(" is left alone: ")))
}

/// A table of a document, to be changed.
fn own<'a>(document: &'a mut DocumentMut, name: &str) -> Option<&'a mut Item> {
    document.get_mut("tables")?.as_table_like_mut()?.get_mut(name)
}

fn drafted(text: &str) -> Result<DocumentMut> {
    text.parse().map_err(|_foreign| Error::bug("a draft is no TOML"))
}

/// The tables of a document with what is written of each.
fn records(document: &DocumentMut) -> BTreeMap<String, Record> {
    let tables = document.get("tables").and_then(Item::as_table_like);
    let tables = tables.into_iter().flat_map(|t| t.iter());
    tables.map(|(name, table)| (name.to_owned(), Record::of(table))).collect()
}

/// The types of a document, by name.
fn types(document: &DocumentMut) -> BTreeMap<String, String> {
    let types = document.get("types").and_then(Item::as_table_like);
    let types = types.into_iter().flat_map(|types| types.iter());
    types.filter_map(|(name, of)| Some((name.to_owned(), of.as_str()?.to_owned()))).collect()
}

/// What differs of the types, one sentence each.
fn other_types(before: &BTreeMap<String, String>, now: &BTreeMap<String, String>) -> Vec<String> {
    let mut all = Vec::new();
    for (name, is) in now {
        match before.get(name) {
            None => all.push(format!("type `{name}` is new: {is}")),
            Some(was) if was != is => all.push(format!("type `{name}` was {was}, and is {is}")),
            Some(_) => {}
        }
    }
    all.extend(before.keys().filter(|name| !now.contains_key(*name)).map(|n| format!("type `{n}` is gone")));
    all
}

/// Writes the types that the database has now; what is gone stays, as a column may name it.
fn update_types(document: &mut DocumentMut, now: &BTreeMap<String, String>) {
    if now.is_empty() {
        return;
    }
    let types = document.entry("types").or_insert_with(toml_edit::table);
    let Some(types) = types.as_table_like_mut() else { return };
    for (name, is) in now {
        match types.get_mut(name) {
            Some(known) if known.as_str() == Some(is) => {}
            Some(known) => record::replace(known, is),
            None => drop(types.insert(name, Item::Value(Value::from(is)))),
        }
    }
}

/// What differs, one sentence each.
fn differences(before: &BTreeMap<String, Record>, now: &BTreeMap<String, Record>) -> Vec<String> {
    let mut all = Vec::new();
    for (table, new) in now {
        let Some(old) = before.get(table) else {
            all.push(format!("table `{table}` is new"));
            continue;
        };
        for column in new.written().filter(|c| !old.writes(c)) {
            all.push(format!("column `{table}.{column}` is new"));
        }
        for column in old.written().filter(|c| !new.writes(c)) {
            all.push(format!("column `{table}.{column}` is gone"));
        }
        for (column, was, is) in old.changed(new) {
            all.push(format!("column `{table}.{column}` was {was}, and is {is}"));
        }
        all.extend(old.lost(new).map(|line| format!("table `{table}` no longer has: {line}")));
        all.extend(new.lost(old).map(|line| format!("table `{table}` has now: {line}")));
        let triggers = new.more_triggers(old);
        all.extend(
            triggers.map(|name| {
                format!("table `{table}` has now a trigger that does more than is known: {name}")
            }),
        );
    }
    for table in before.keys().filter(|table| !now.contains_key(*table)) {
        all.push(format!("table `{table}` is gone"));
    }
    all
}

fn all_differences(old: &DocumentMut, new: &DocumentMut) -> Vec<String> {
    let mut all = other_types(&types(old), &types(new));
    all.extend(differences(&records(old), &records(new)));
    all
}

/// Says what has changed.
pub(super) fn check(draft: &str, path: &Path) -> Result<Answer> {
    let (old, new) = (read(path)?, drafted(draft)?);
    let found = all_differences(&old, &new);
    if found.is_empty() {
        terminal::print(&format!("{}: nothing has changed in the database\n", path.display()))?;
        return Ok(Answer::Yes);
    }
    terminal::print(&format!("{}\n", found.join("\n")))?;
    Ok(Answer::No)
}

/// Adds what is new and marks what has changed or is gone; all else stays as it is, comments and all.
pub(super) fn update(draft: &str, path: &Path) -> Result<Answer> {
    let (mut old, new) = (read(path)?, drafted(draft)?);
    let (before, now) = (records(&old), records(&new));
    let found = all_differences(&old, &new);
    update_types(&mut old, &types(&new));
    for (table, record) in &now {
        let Some(known) = before.get(table) else {
            if let Some(item) = new.get("tables").and_then(|tables| tables.get(table)) {
                add_table(&mut old, table, item.clone());
            }
            continue;
        };
        let other = new.get("tables").and_then(|tables| tables.get(table));
        let (Some(own), Some(other)) = (own(&mut old, table), other) else { continue };
        add_columns(own, other, known, record);
        for column in record.written().filter(|c| known.columns.contains_key(*c) && !known.writes(c)) {
            write_again(own, column);
        }
        for (column, was, is) in known.changed(record) {
            record::restate(own, column, is);
            mark(own, column, &format!("# Changed in the database: it was {was}.\n"));
        }
        if record.more_triggers(known).next().is_some() {
            add_items(own, other, "disable_triggers");
        }
        if let (Some(was), Some(is)) = (&known.lines, &record.lines)
            && was != is
        {
            record::restate_lines(own, was, is);
            for key in ["check", "unique"] {
                add_items(own, other, key);
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
fn add_table(old: &mut DocumentMut, name: &str, mut item: Item) {
    if let Some(added) = item.as_table_mut() {
        place_last(added);
        let own = added.decor().prefix().and_then(|p| p.as_str()).unwrap_or("\n").trim_start().to_owned();
        added.decor_mut().set_prefix(format!("\n# New in the database.\n{own}"));
    }
    let tables = old.entry("tables").or_insert_with(toml_edit::table);
    if let Some(tables) = tables.as_table_like_mut() {
        tables.insert(name, item);
    }
}

fn place_last(table: &mut Table) {
    const LAST: isize = 1 << 30;
    table.set_position(Some(LAST));
    for (_, item) in table.iter_mut() {
        if let Some(inner) = item.as_table_mut() {
            inner.set_position(Some(LAST + 1));
        }
    }
}

fn add_columns(own: &mut Item, other: &Item, known: &Record, record: &Record) {
    let columns = |record: &Record| record.columns.keys().cloned().collect::<Vec<String>>();
    let (had, has) = (columns(known), columns(record));
    let some_new = has.iter().any(|c| !c.starts_with('_') && !had.contains(c));
    for column in has.iter().filter(|c| !had.contains(c)) {
        // What is drawn and not written comes along only where a new column may read it.
        if column.starts_with('_') && !some_new {
            continue;
        }
        let Some(item) = other.get("columns").and_then(|columns| columns.get(column)) else { continue };
        if let Some(own) = own.get_mut("columns").and_then(Item::as_table_like_mut) {
            own.insert(column, item.clone());
        }
        mark(own, column, "# New in the database.\n");
    }
}

/// Adds conditions and groups that the draft has and the schema has not.
fn add_items(own: &mut Item, other: &Item, key: &str) {
    let Some(new) = other.get(key).and_then(Item::as_array) else { return };
    let bare = |value: &Value| value.clone().decorated("", "").to_string();
    let known: Vec<String> = own.get(key).and_then(Item::as_array).into_iter().flatten().map(bare).collect();
    let missing: Vec<Value> = new.iter().filter(|value| !known.contains(&bare(value))).cloned().collect();
    if missing.is_empty() {
        return;
    }
    let Some(table) = own.as_table_like_mut() else { return };
    if table.get(key).is_none_or(|item| item.as_array().is_none()) {
        table.insert(key, Item::Value(Value::Array(Array::new())));
    }
    if let Some(list) = table.get_mut(key).and_then(Item::as_array_mut) {
        for value in missing {
            list.push_formatted(value.decorated("\n    # New in the database.\n    ", ""));
        }
        list.set_trailing("\n");
        list.set_trailing_comma(true);
    }
}

/// Puts a comment before a column, unless it stands there.
fn mark(own: &mut Item, column: &str, comment: &str) {
    let columns = own.get_mut("columns").and_then(Item::as_table_like_mut);
    if let Some(mut key) = columns.and_then(|columns| columns.key_mut(column)) {
        let prefix = key.leaf_decor().prefix().and_then(|p| p.as_str()).unwrap_or("").to_owned();
        if !prefix.contains(comment.trim()) {
            key.leaf_decor_mut().set_prefix(format!("{prefix}{comment}"));
        }
    }
}

/// Says that a column is drawn and not written: what reads it still does.
fn write_not(own: &mut Item, column: &str) {
    let column = own.get_mut("columns").and_then(|columns| columns.get_mut(column));
    let Some(column) = column.and_then(Item::as_table_like_mut) else { return };
    if let Some((_, Item::Value(last))) = column.iter_mut().last() {
        // The blank before the brace that closes comes behind what is last now.
        last.decor_mut().set_suffix("");
    }
    column.insert("written", Item::Value(Value::from(false).decorated(" ", " ")));
}

/// Writes a column again that is there again.
fn write_again(own: &mut Item, column: &str) {
    let Some(columns) = own.get_mut("columns").and_then(Item::as_table_like_mut) else { return };
    if let Some(column) = columns.get_mut(column).and_then(Item::as_table_like_mut) {
        column.remove("written");
    }
    if let Some(mut key) = columns.key_mut(column) {
        let prefix = key.leaf_decor().prefix().and_then(|p| p.as_str()).unwrap_or("").replace(GONE, "");
        key.leaf_decor_mut().set_prefix(prefix);
    }
}

/// What the database no longer has stays, with a comment that says so; a column is no longer written.
fn mark_gone(old: &mut DocumentMut, before: &BTreeMap<String, Record>, now: &BTreeMap<String, Record>) {
    for (table, known) in before {
        let Some(own) = own(old, table) else { continue };
        let Some(record) = now.get(table) else {
            if let Some(own) = own.as_table_mut() {
                let prefix = own.decor().prefix().and_then(|p| p.as_str()).unwrap_or("\n").to_owned();
                if !prefix.contains(GONE.trim()) {
                    own.decor_mut().set_prefix(format!("{prefix}{GONE}"));
                }
            }
            continue;
        };
        for column in known.written().filter(|c| !record.writes(c)) {
            mark(own, column, GONE);
            write_not(own, column);
        }
    }
}
