//! `x_type` beside `x_id`: a reference to a row of one table or another.

use super::super::definition::{Definition, sql, text};
use super::super::draft::DraftTable;
use super::super::types::{self, Sort};
use super::super::words::{is_code, of_table, words};
use super::habits::{capital, told};
use super::{Facts, Made, listed};
use crate::shape::{Constraint, Table};

/// Why a column is what it is that names the class.
pub(in super::super) const CLASS: &str = "the class of the row referred to";

/// Why a column is what it is that names the row of the class.
pub(in super::super) const PAIR: &str = "a row of the class beside it";

/// So many classes are drafted where nothing says which there are.
const CLASSES: usize = 3;

/// A table that such a reference may lead to: the word that means it, the table and its key.
struct Class {
    word: String,
    table: usize,
    key: String,
}

/// Drafts one of the two columns; none where the other is not there, or no table has such a key.
pub(super) fn polymorphic(facts: &Facts<'_>, draft: &mut DraftTable) -> Option<Made> {
    let (last, stem) = facts.name.split_last()?;
    let other = match last.as_str() {
        "type" if facts.sort.is_text() => "id",
        "id" => "type",
        _ => return None,
    };
    if stem.is_empty() {
        return None;
    }
    let wanted: Vec<&str> = stem.iter().map(String::as_str).chain([other]).collect();
    let beside = facts.table.columns.iter().position(|c| words(&c.name) == wanted)?;
    // The key of the rows themselves refers to nothing: `event_id` beside `event_type`, of events.
    let id = if other == "type" { facts.column } else { &facts.table.columns[beside] };
    let in_key = |k: &Constraint| k.kind == "p" && k.columns.contains(&id.name);
    if facts.table.constraints.iter().any(in_key) {
        return None;
    }
    // A class that is a number is told by a table, as of Django's content types.
    let typed = &facts.table.columns[beside];
    if other == "type" && !types::resolve(facts.whole.db, typed.type_oid, typed.type_modifier).sort.is_text()
    {
        return None;
    }
    let classes = if other == "type" {
        classes(facts, beside, &facts.sort)
    } else {
        let column = &facts.table.columns[beside];
        let sort = types::resolve(facts.whole.db, column.type_oid, column.type_modifier).sort;
        classes(facts, facts.position, &sort)
    };
    if classes.is_empty() {
        return None;
    }
    if other == "id" {
        let words: Vec<&str> = classes.iter().map(|class| class.word.as_str()).collect();
        return told(Definition::choice(&words), CLASS, 75);
    }
    // A hidden reference to each class, of which the type beside it picks one.
    let quote = |word: &str| format!("'{}'", word.replace('\'', "''"));
    let (mut cases, mut otherwise) = (String::new(), String::new());
    for class in &classes {
        let table = facts.whole.db.tables[class.table].label();
        let name =
            format!("_{}_{}", stem.join("_"), of_table(&facts.whole.db.tables[class.table].name).join("_"));
        let reference =
            Definition::of("reference").with("table", text(&table)).with("column", text(&class.key));
        draft.hidden(&name, reference);
        let value = if facts.sort.is_text() { format!("CAST({} AS text)", sql(&name)) } else { sql(&name) };
        cases.push_str(&format!(" WHEN {} THEN {value}", quote(&class.word)));
        if facts.required {
            otherwise = format!(" ELSE {value}");
        }
    }
    let chosen = sql(&facts.table.columns[beside].name);
    told(Definition::expr(&format!("CASE {chosen}{cases}{otherwise} END")), PAIR, 75)
}

/// The tables that a column of classes may mean: those that a check lists, or else the ones most referred to.
fn classes(facts: &Facts<'_>, of: usize, key: &Sort) -> Vec<Class> {
    let db = facts.whole.db;
    let column = &facts.table.columns[of];
    let most = match types::resolve(db, column.type_oid, column.type_modifier).sort {
        Sort::Text { most: Some(n), .. } => n as usize,
        _ => usize::MAX,
    };
    let own = facts.whole.db.tables.iter().position(|t| std::ptr::eq(t, facts.table));
    let fits = |t: &usize| !facts.whole.left_out[*t] && Some(*t) != own;
    let class = |t: usize, word: String| {
        let key = key_of(facts, &db.tables[t], key)?;
        Some(Class { word, table: t, key })
    };
    if let Some(stated) = listed::stated(facts, &column.name) {
        let called = |word: &String| {
            let table = (0..db.tables.len()).filter(fits).find(|&t| {
                let name = of_table(&db.tables[t].name);
                words(word) == name || words(word).last() == name.last()
            })?;
            class(table, word.clone())
        };
        // Where one of the words means no table, a reference by all of them cannot be drafted.
        return stated.iter().map(called).collect::<Option<Vec<_>>>().unwrap_or_default();
    }
    let values = facts.whole.sample.zip(own).map(|(sample, own)| (sample, &sample.tables[own].columns[of]));
    if let Some((sample, values)) = values.filter(|(_, values)| values.values > 0) {
        // Of the words that mean a table those that are there.
        let called = |t: usize| spelled(&db.tables[t]).into_iter().find(|word| sample.has(values, word));
        let all = (0..db.tables.len()).filter(fits);
        return all.filter_map(|t| class(t, called(t)?)).collect();
    }
    let referred = |t: usize| {
        let mine = |r: &&super::super::relations::Relation| r.target == t;
        facts.whole.relations.iter().flatten().filter(mine).count()
    };
    let mut tables: Vec<usize> = (0..db.tables.len()).filter(fits).collect();
    tables.retain(|&t| !is_code(&of_table(&db.tables[t].name)));
    tables.sort_by_key(|&t| std::cmp::Reverse(referred(t)));
    let all = tables.into_iter().filter_map(|t| class(t, camel(&of_table(&db.tables[t].name))));
    all.filter(|class| class.word.chars().count() <= most).take(CLASSES).collect()
}

fn camel(words: &[String]) -> String {
    words.iter().map(|word| capital(word)).collect()
}

/// How programs call the class of a table: `CareCase`, `Care::Case`, `care_case`, `care_cases`.
fn spelled(table: &Table) -> Vec<String> {
    let words = of_table(&table.name);
    let within = (1..words.len()).map(|at| format!("{}::{}", camel(&words[..at]), camel(&words[at..])));
    let plain = [camel(&words), words.join("_"), table.name.clone(), table.label()];
    plain.into_iter().chain(within).collect()
}

/// The key of a table, where it is one column of the sort that refers.
fn key_of(facts: &Facts<'_>, table: &Table, wanted: &Sort) -> Option<String> {
    let key = table.constraints.iter().find(|k| k.kind == "p")?;
    let [only] = key.columns.as_slice() else { return None };
    let column = &table.columns[table.column(only)?];
    let sort = types::resolve(facts.whole.db, column.type_oid, column.type_modifier).sort;
    let fits = match (wanted, &sort) {
        (Sort::Integer { max, .. }, Sort::Integer { .. }) => *max > 1_000_000,
        (Sort::Uuid, Sort::Uuid) => true,
        (Sort::Text { most, .. }, Sort::Integer { .. }) => most.is_none_or(|n| n >= 10),
        (Sort::Text { most, .. }, Sort::Uuid) => most.is_none_or(|n| n >= 36),
        _ => false,
    };
    fits.then(|| only.clone())
}
