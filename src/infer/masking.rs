//! What masking does to drafted columns, so that the draft masks as well as it fills.
//!
//! A kind decides for most columns. Where nothing is usual for a kind, the draft states a treatment, and never that
//! something is kept: that is for a person to write, with a reason.

mod markers;
mod pairs;
mod shared;
mod stands;

use super::build::Whole;
use super::columns::is_of_listed;
use super::definition::{Definition, text};
use super::draft::{DraftTable, Rows};
use super::guess::is_age;
use super::narrow;
use super::types::Sort;
use super::words::{of_table, words};
use crate::kinds::{self, Kind, Usual};
use std::collections::BTreeMap;

/// Words of tables whose rows are those that masking protects, and not who cares for them.
const SUBJECTS: &[&str] = &[
    "patient",
    "person",
    "people",
    "client",
    "beneficiary",
    "member",
    "participant",
    "resident",
    "individual",
    "child",
    "infant",
    "victim",
    "applicant",
    "subscriber",
    "traveler",
    "insuree",
    "tracked",
    "trackedentity",
    "contact",
];

/// States what is not usual, table by table, and whose rows they are.
pub(super) fn treat(whole: &Whole<'_>, tables: &mut [DraftTable]) {
    let masks: Vec<Vec<Option<String>>> = tables
        .iter()
        .map(|table| {
            table.columns.iter().map(|column| mask(whole, table, &column.name, &column.definition)).collect()
        })
        .collect();
    // What refers to a column is treated as that is.
    let mut inherited: Vec<(usize, usize, Option<String>)> = Vec::new();
    for (t, table) in tables.iter().enumerate() {
        for (c, column) in table.columns.iter().enumerate() {
            if let Some((to, there)) = origin(tables, table, &column.definition) {
                inherited.push((t, c, masks[to][there].clone()));
            }
        }
    }
    for (t, masks) in masks.into_iter().enumerate() {
        for (c, mask) in masks.into_iter().enumerate() {
            set(whole, tables, t, c, mask);
        }
    }
    for (t, c, mask) in inherited {
        set(whole, tables, t, c, mask);
    }
    join(tables);
    shared::join(whole, tables);
    pairs::join(tables);
    markers::stay(whole, tables);
    subjects(whole, tables);
}

/// Keys of things that no table here holds: the same name means the same thing, and gets the same stand-ins.
fn join(tables: &mut [DraftTable]) {
    let mut first: BTreeMap<(String, String), (String, String)> = BTreeMap::new();
    for table in tables.iter_mut() {
        let label = table.label.clone();
        for column in &mut table.columns {
            let name = words(&column.name);
            let named = name.len() > 1 && name.last().is_some_and(|last| last == "id" || last == "uuid");
            let definition = &mut column.definition;
            let own = definition.get("unique").is_some() || definition.get("primary_key").is_some();
            let sort = match (definition.kind(), definition.get("mask")) {
                ("integer", Some(mask)) if mask.contains("serial") => "number",
                ("uuid", None) => "uuid",
                _ => continue,
            };
            if !named || own || definition.get("expr").is_some() {
                continue;
            }
            match first.get(&(name.join(" "), sort.to_owned())) {
                Some((other, _)) if *other == label => {}
                Some((other, there)) => definition.set("same_as", text(&format!("{other}.{there}"))),
                None => {
                    first.insert((name.join(" "), sort.to_owned()), (label.clone(), column.name.clone()));
                }
            }
        }
    }
}

fn set(whole: &Whole<'_>, tables: &mut [DraftTable], t: usize, c: usize, mask: Option<String>) {
    let label = tables[t].label.clone();
    // What stands in one row alone is unique without being so.
    let alone = matches!(tables[t].rows, Rows::Root { rows: 1, scales: false });
    let column = &mut tables[t].columns[c];
    if alone && mask.as_ref().is_some_and(|mask| mask.starts_with("{ constant")) {
        column.definition.remove("unique");
    }
    let known = |(table, name, _): &&(String, String, String)| *table == label && *name == column.name;
    let stated = whole.asked.masks.iter().find(known).map(|(.., mask)| mask.clone());
    if let Some(mask) = stated.or(mask) {
        column.definition.set("mask", mask);
    }
}

/// The column whose values a column takes in the end: the table and the column, by their numbers.
fn origin(tables: &[DraftTable], table: &DraftTable, definition: &Definition) -> Option<(usize, usize)> {
    let mut found = None;
    let (mut table, mut definition) = (table, definition);
    for _ in 0..=tables.len() {
        let Some((to, there)) = referred(tables, table, definition) else { break };
        found = Some((to, there));
        table = &tables[to];
        definition = &table.columns[there].definition;
    }
    found
}

fn referred(tables: &[DraftTable], table: &DraftTable, definition: &Definition) -> Option<(usize, usize)> {
    if !["parent", "reference"].contains(&definition.kind()) {
        return None;
    }
    let bare = |value: &str| value.trim_matches(['"', '\'']).to_owned();
    let above = match &table.rows {
        Rows::Under { parent, .. } => Some(parent.clone()),
        Rows::Root { .. } | Rows::Existing => None,
    };
    let name = definition.get("table").map(bare).or(above)?;
    let column = bare(definition.get("column")?);
    let to = tables.iter().position(|table| table.label == name)?;
    Some((to, tables[to].columns.iter().position(|other| other.name == column)?))
}

/// What is stated for a column of its own; none where the kind decides, or the column takes its values from another.
fn mask(whole: &Whole<'_>, table: &DraftTable, name: &str, definition: &Definition) -> Option<String> {
    let c = whole.db.tables[table.position].column(name)?;
    if let Some(mask) = definition.get("mask") {
        return Some(mask.to_owned());
    }
    let sort = narrow::referred(whole, table.position, c, narrow::narrowed(whole, table.position, c));
    let apart = is_apart(whole, table, name, definition);
    // A number that refers to something is the key of it, wherever that is.
    let key = || words(name).last().is_some_and(|last| last == "id") && !is_listed(whole, table, c, name);
    if definition.kind() == "integer" && key() {
        return Some(stands::apart(&sort));
    }
    // Whatever fills it, an age is treated as one: from 90 years on all are alike.
    if definition.kind() == "integer" && !apart && is_age(&words(name)) {
        return Some(usual("age"));
    }
    let kind = match definition.get("expr") {
        Some(_) => return Some(computed(&sort, apart, definition)),
        None => kinds::find(definition.kind())?,
    };
    if ["parent", "reference"].contains(&kind.name) {
        return None;
    }
    // Stand-ins of a number with a fraction are no whole numbers, those of a whole one lie within its bounds; and of texts this short there are too few like them.
    let other = match sort {
        Sort::Decimal { .. } | Sort::Float => kind.name == "serial",
        Sort::Integer { .. } => kind.name == "serial" && stands::apart(&sort) != usual("serial"),
        Sort::Text { most: Some(1 | 2), .. } => apart,
        _ => false,
    };
    if other {
        return Some(stands::apart(&sort));
    }
    let few = !apart && is_short_code(&sort, definition);
    let required = super::relations::not_null(whole.db, &whole.db.tables[table.position], c);
    // Where there must be a value, nothing is no treatment, in whichever profile it is the usual one.
    let nothing = [kind.mask.safe_harbor, kind.mask.pseudonymised].contains(&Usual::Null) && required;
    let stated = few || nothing || kind.mask.safe_harbor == Usual::Stated || apart && is_lossy(kind);
    if !stated {
        return None;
    }
    // Of two values no more than two rows are kept apart.
    if apart && sort != Sort::Boolean {
        return Some(stands::apart(&sort));
    }
    if !required {
        return Some(text("null"));
    }
    // A text that nothing is known of may hold anything; a token is as long as this. Words of a list that everybody has, such as what
    // somebody is to a patient, stand in texts too, and are no names of anybody.
    // Keys of a map differ from one another.
    let listed = !name.ends_with("[].key")
        && (["choice", "word"].contains(&definition.kind())
            || kind.mask.class.is_none() && (kind.mask.quasi || kind.list().is_some()));
    if matches!(sort, Sort::Text { most, padded: false } if most.is_none_or(|n| n >= 26))
        && !listed
        && !is_point(kind)
    {
        return Some(text("token"));
    }
    stands::constant(&sort, definition)
        .map(|value| format!("{{ constant = {value} }}"))
        .or_else(|| Some(text("null")))
}

/// Whether a sample shows that a number is that of a list, such as of concepts or types.
fn is_listed(whole: &Whole<'_>, table: &DraftTable, c: usize, name: &str) -> bool {
    let sample = whole.sample.and_then(|sample| sample.tables.get(table.position)?.columns.get(c));
    sample.is_some_and(|sample| is_of_listed(&words(name), sample))
}

/// Whether values are degrees, which a program reads as numbers wherever they stand.
fn is_point(kind: &Kind) -> bool {
    ["latitude", "longitude"].contains(&kind.name)
}

/// Whether values are codes of a sign or two: there are so few that many stand-ins would be the originals of others.
fn is_short_code(sort: &Sort, definition: &Definition) -> bool {
    let plain = || sort.plain().is_some_and(|plain| plain.get("pattern") == definition.get("pattern"));
    match sort {
        Sort::Text { most: Some(n), padded } => {
            definition.kind() == "pattern" && (*n <= 2 || !padded) && plain()
        }
        _ => false,
    }
}

fn usual(kind: &str) -> String {
    format!("{{ action = \"usual\", kind = \"{kind}\" }}")
}

/// What is computed from columns that an export has not.
fn computed(sort: &Sort, apart: bool, definition: &Definition) -> String {
    match sort {
        // Nothing but a text takes a token.
        Sort::Boolean | Sort::Json | Sort::Array(_) | Sort::Range { .. } | Sort::Row(_) => {
            stands::constant(sort, definition)
                .map_or_else(|| text("null"), |value| format!("{{ constant = {value} }}"))
        }
        Sort::Date if !apart => usual("date"),
        Sort::Moment if !apart => usual("timestamp"),
        _ => stands::apart(sort),
    }
}

/// Whether a value must stay apart from those of other rows.
fn is_apart(whole: &Whole<'_>, table: &DraftTable, name: &str, definition: &Definition) -> bool {
    let it = &whole.db.tables[table.position];
    let key = |k: &&crate::shape::Constraint| ["p", "u"].contains(&k.kind.as_str());
    let index = |i: &crate::shape::Index| i.keys.iter().any(|key| key.column.as_deref() == Some(name));
    definition.get("unique").is_some()
        || definition.get("primary_key").is_some()
        || it.constraints.iter().filter(key).any(|k| k.columns.iter().any(|c| c == name))
        || it.indexes.iter().any(index)
}

/// Whether originals that differ may get stand-ins that are equal.
fn is_lossy(kind: &Kind) -> bool {
    kind.mask.safe_harbor != Usual::Surrogate || !kind.is_numbered()
}

/// Says whose rows the rows of a table of people are; what refers to them finds its subject by that.
fn subjects(whole: &Whole<'_>, tables: &mut [DraftTable]) {
    let is_subject = |table: &DraftTable| {
        of_table(&whole.db.tables[table.position].name).last().is_some_and(|w| SUBJECTS.contains(&w.as_str()))
    };
    let all: Vec<usize> =
        tables.iter().filter(|table| is_subject(table)).map(|table| table.position).collect();
    for table in tables.iter_mut().filter(|table| all.contains(&table.position)) {
        // A patient that is a person finds the subject there.
        if whole.relations[table.position]
            .iter()
            .any(|r| r.target != table.position && all.contains(&r.target))
        {
            continue;
        }
        let it = &whole.db.tables[table.position];
        let key = it.constraints.iter().find(|k| k.kind == "p").map(|k| k.columns.as_slice());
        if let Some([only]) = key {
            table.subject = Some(only.clone());
        }
    }
}
