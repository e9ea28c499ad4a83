//! References that no constraint declares, found by names and types.

use super::super::types::{self, Sort};
use super::super::words::{is_audit, of_table, words};
use super::Relation;
use crate::shape::{Database, Table};

/// `patient_id` without a constraint, where there is a table `patients` with a key of that type.
pub(super) fn undeclared(db: &Database, t: usize, declared: &[Relation]) -> Vec<Relation> {
    let table = &db.tables[t];
    let mut all = Vec::new();
    for (c, column) in table.columns.iter().enumerate() {
        let key = table.constraints.iter().any(|k| k.kind == "p" && k.columns == [column.name.clone()]);
        if key
            || column.generated
            || has_own_form(table, &column.name)
            || parts_rows(table, &column.name)
            || declared.iter().any(|r| r.columns.contains(&c))
        {
            continue;
        }
        let name = words(&column.name);
        let sort = types::resolve(db, column.type_oid, column.type_modifier).sort;
        let found = by_table(db, table, &name, &sort)
            .or_else(|| by_key(db, t, &column.name, &sort))
            .or_else(|| by_deed(db, &name, &sort));
        if let Some((target, there)) = found {
            let required = column.not_null;
            let (columns, target_columns) = (vec![c], vec![there]);
            let (declared, deferrable, cascades) = (false, false, false);
            all.push(Relation { columns, target, target_columns, required, declared, deferrable, cascades });
        }
    }
    all
}

/// Whether a check asks for a form of a column's values, which another table's need not have.
fn has_own_form(table: &Table, name: &str) -> bool {
    let checks = table.constraints.iter().filter(|k| k.kind == "c" && k.columns == [name.to_owned()]);
    checks.into_iter().any(|k| [" ~ ", " ~* ", " ~~ "].iter().any(|sign| k.definition.contains(sign)))
}

/// Whether lists of values say which partition a row lies in by a column: it has those values, whatever another table has.
fn parts_rows(table: &Table, name: &str) -> bool {
    let by = |key: &str| {
        let listed = key.strip_prefix("LIST (").and_then(|rest| rest.strip_suffix(')'));
        listed.is_some_and(|column| column.trim_matches('"') == name)
    };
    table.partition_key.as_deref().is_some_and(by) && !table.partitions.iter().any(|bound| bound == "DEFAULT")
}

/// `patient_id`: a table by its name.
fn by_table(db: &Database, own: &Table, name: &[String], sort: &Sort) -> Option<(usize, usize)> {
    let (last, stem) = name.split_last()?;
    if !["id", "uuid", "fk", "ref"].contains(&last.as_str()) || stem.is_empty() {
        return None;
    }
    // A type beside it says that it refers to one table or another.
    let typed = format!("{} type", stem.join(" "));
    if own.columns.iter().any(|other| words(&other.name).join(" ") == typed) {
        return None;
    }
    called(db, own, stem, sort)
}

/// `patient_num`, `patid`: the one table whose key has just this name.
fn by_key(db: &Database, t: usize, name: &str, sort: &Sort) -> Option<(usize, usize)> {
    const ANY: [&str; 9] = ["id", "uuid", "key", "code", "name", "guid", "number", "value", "version"];
    if ANY.contains(&name.to_lowercase().as_str()) {
        return None;
    }
    let keys = db.tables.iter().enumerate().filter(|(other, _)| *other != t);
    let mut keys = keys.filter_map(|(other, table)| {
        let key = sole_key(table).filter(|&key| table.columns[key].name == name)?;
        let it = &table.columns[key];
        alike(&types::resolve(db, it.type_oid, it.type_modifier).sort, sort).then_some((other, key))
    });
    keys.next().filter(|_| keys.next().is_none())
}

/// `created_by`, `write_uid`: somebody among the users.
fn by_deed(db: &Database, name: &[String], sort: &Sort) -> Option<(usize, usize)> {
    let text: Vec<&str> = name.iter().map(String::as_str).collect();
    let somebody = matches!(
        text.as_slice(),
        [.., "by" | "uid"]
            | [.., "by", "id" | "uuid"]
            | ["creator" | "owner" | "author" | "modifier"]
            | ["creator" | "owner" | "author" | "modifier", "id"]
    );
    if !somebody || !is_audit(name) && text.last() != Some(&"uid") {
        return None;
    }
    let users = db.tables.iter().enumerate().filter_map(|(t, table)| {
        let name = of_table(&table.name);
        let key = sole_key(table).filter(|_| name.last().is_some_and(|last| last == "user"))?;
        let it = &table.columns[key];
        let fits = alike(&types::resolve(db, it.type_oid, it.type_modifier).sort, sort);
        fits.then_some((name.len(), t, key))
    });
    let mut users: Vec<(usize, usize, usize)> = users.collect();
    users.sort_unstable();
    match users.as_slice() {
        [(_, t, key)] => Some((*t, *key)),
        [(first, t, key), (second, ..), ..] if first < second => Some((*t, *key)),
        _ => None,
    }
}

/// The column that is the key of a table by itself.
fn sole_key(table: &Table) -> Option<usize> {
    match table.constraints.iter().find(|k| k.kind == "p")?.columns.as_slice() {
        [only] => table.column(only),
        _ => None,
    }
}

/// The table that words call, with its key of one column of the type.
fn called(db: &Database, own: &Table, stem: &[String], sort: &Sort) -> Option<(usize, usize)> {
    let mut best: Option<(usize, usize, usize)> = None;
    for (t, table) in db.tables.iter().enumerate() {
        let name = of_table(&table.name);
        // `app_patients` is called `patient` where all tables begin so.
        let tail = name.len().min(stem.len());
        let n = (1..=tail).rev().find(|&n| name[name.len() - n..] == stem[stem.len() - n..]);
        let Some(n) = n.filter(|&n| n == stem.len() || n == name.len()) else { continue };
        let Some(key) = sole_key(table) else { continue };
        let it = &table.columns[key];
        if !alike(&types::resolve(db, it.type_oid, it.type_modifier).sort, sort) {
            continue;
        }
        let score = n * 10 + usize::from(table.schema == own.schema) * 5 + usize::from(n == name.len());
        if best.is_none_or(|(_, _, before)| score > before) {
            best = Some((t, key, score));
        }
    }
    best.map(|(t, key, _)| (t, key))
}

fn alike(a: &Sort, b: &Sort) -> bool {
    match (a, b) {
        (Sort::Integer { .. }, Sort::Integer { .. }) | (Sort::Uuid, Sort::Uuid) => true,
        (Sort::Text { .. }, Sort::Text { .. }) => a == b,
        _ => false,
    }
}
