//! The children of one parent, kept apart by one of their columns.

use super::super::build::{Whole, sort_of};
use super::super::columns::CLASS;
use super::super::definition::{Definition, text, untext};
use super::super::draft::{DraftTable, Rows};
use super::super::predicate::{self, Rule};
use super::super::relations::Relation;
use super::super::types::Sort;
use super::list_length;
use super::single::{formed, unique_text};
use crate::shape::{Database, Table};

/// Keeps the children of one parent apart by one of the other columns.
pub(super) fn among_siblings(whole: &Whole<'_>, t: usize, draft: &mut DraftTable, others: &[String]) -> bool {
    let most = match &draft.rows {
        Rows::Under { most, .. } => *most,
        Rows::Root { .. } | Rows::Existing => return false,
    };
    // What must be another row than the parent is drawn again where it is not, which a row of its own for each sibling is not.
    let apart = |name: &String| differs(whole.db, &whole.db.tables[t], name);
    let told = |d: &Definition| d.kind() == "ordinal" || d.get("distinct").is_some();
    if others.iter().any(|name| draft.definition(name).is_some_and(told)) {
        return true;
    }
    let table = &whole.db.tables[t];
    // The best column comes first: another reference, then a number that counts, then whatever has room.
    for way in [counted, roomy] {
        for name in others {
            let Some(c) = table.column(name) else { continue };
            let Some(definition) = draft.definition(name).cloned() else { continue };
            let definition = formed(whole, t, name, &definition).unwrap_or(definition);
            let sort = sort_of(whole, t, c);
            if definition.kind() == "reference" && apart(name) {
                continue;
            }
            let Some(new) = way(draft, name, &definition, &sort, most) else { continue };
            if let Some(column) = draft.column(name) {
                let mut new = new;
                // When a value is absent stays as it was; a number that counts or a row of each is always there.
                let counts = ["ordinal", "reference"].contains(&new.kind());
                for key in ["null", "when"] {
                    if let Some(value) =
                        column.definition.get(key).filter(|_| !counts && new.get(key).is_none())
                    {
                        new.set(key, value);
                    }
                }
                column.definition = new;
            }
            return true;
        }
    }
    false
}

/// Has a key that is the parent's with another row of the same table lead to the row beside the parent's, where a check says that they
/// differ: a key is not drawn again.
pub(super) fn beside_own(whole: &Whole<'_>, t: usize, draft: &mut DraftTable, others: &[String]) {
    let Some(parent) = whole.parent(t) else { return };
    let table = &whole.db.tables[t];
    for name in others.iter().filter(|name| differs(whole.db, &whole.db.tables[t], name)) {
        let c = table.column(name);
        let same = |r: &&Relation| r.target == parent.target && c.is_some_and(|c| r.columns == [c]);
        let refers = whole.relations[t].iter().any(|r| same(&r));
        let Some(column) =
            draft.column(name).filter(|column| refers && column.definition.kind() == "reference")
        else {
            continue;
        };
        for key in ["within", "none", "distinct"] {
            column.definition.remove(key);
        }
        column.definition.set("row", text("CASE WHEN _row > 1 THEN _row - 2 ELSE 1 END"));
        column.why = "the row beside the parent, which differs from it".to_owned();
        column.sure = None;
        draft.hidden("_row", Definition::of("serial"));
    }
}

/// Whether a check says that a column differs from another.
pub(super) fn differs(db: &Database, table: &Table, name: &str) -> bool {
    let checks = table.constraints.iter().filter(|k| k.kind == "c");
    checks.filter(|k| k.columns.iter().any(|c| c == name)).any(|k| {
        let said = predicate::understand(&k.definition, None, &db.functions);
        said.rules.iter().any(|rule| matches!(rule, Rule::Differ(a, b) if a == name || b == name))
    })
}

/// Another row each, or numbers that count.
fn counted(
    draft: &mut DraftTable,
    _name: &str,
    definition: &Definition,
    sort: &Sort,
    _most: u64,
) -> Option<Definition> {
    let own_table = definition.get("table").is_some_and(|t| t.trim_matches('"') == draft.label);
    match (definition.kind(), sort) {
        ("reference", _)
            if definition.get("same_row_as").is_none()
                && definition.get("within").is_none()
                && !own_table =>
        {
            // One that is absent in some rows for a reason stays so.
            let mut distinct = definition.clone().with("distinct", true);
            if !definition.get("null").is_some_and(|null| null.contains("when")) {
                distinct.remove("null");
            }
            Some(distinct)
        }
        ("integer" | "constant", Sort::Integer { .. }) => {
            let start = definition.get("min").filter(|start| *start != "0").unwrap_or("1");
            Some(Definition::of("ordinal").with("start", start))
        }
        _ => None,
    }
}

/// What brings a day to where its week or month begins, with `{}` for the day, where a column is drafted so.
pub(super) fn stretch(definition: &Definition) -> Option<String> {
    let sql = untext(definition.get("expr")?)?;
    let (_, rest) = sql.split_once("date_trunc('")?;
    let (unit, _) = rest.split_once('\'')?;
    ["week", "month"].contains(&unit).then(|| format!("CAST(date_trunc('{unit}', {{}}) AS DATE)"))
}

/// Values of which there are enough for siblings to differ.
fn roomy(
    draft: &mut DraftTable,
    name: &str,
    definition: &Definition,
    sort: &Sort,
    siblings: u64,
) -> Option<Definition> {
    let own = draft.columns.iter().find(|c| c.name == *name);
    let from_check = own.is_some_and(|c| c.is_held() || c.definition.kind() != definition.kind());
    let class = draft.columns.iter().any(|c| c.name == *name && c.why == CLASS);
    Some(match (definition.kind(), sort) {
        ("reference" | "parent" | "boolean", _) => return None,
        ("choice", sort) if from_check || class || matches!(sort, Sort::Choice(_)) => {
            return (list_length(definition) as u64 >= siblings).then(|| definition.clone());
        }
        (_, Sort::Text { most, .. }) => match unique_text(definition, *most, name, from_check) {
            Some((pattern, count))
                if pattern.kind() == "pattern" && (!from_check || count >= siblings as f64) =>
            {
                pattern
            }
            // A form that a check asks for is that of the kind, of which no two rows have the same.
            Some((kind, _)) if from_check || kind.kind() == "email" => kind.with("unique", true),
            None if from_check => return None,
            _ => {
                let n = most.unwrap_or(10).clamp(1, 10);
                Definition::of("pattern").with("pattern", text(&format!("[A-Z0-9]{{{n}}}")))
            }
        },
        (_, Sort::Date) => {
            draft.hidden("_no", Definition::of("ordinal"));
            match stretch(definition) {
                // Stretches begin where a check says so, and one is not longer than this.
                Some(of) => Definition::expr(&of.replace("{}", "DATE '2021-01-01' + _no * 31")),
                None => Definition::expr("DATE '2021-01-01' + _no * 7"),
            }
        }
        (_, Sort::Moment) => {
            draft.hidden("_no", Definition::of("ordinal"));
            Definition::expr("CAST(DATE '2021-01-01' + _no * 7 AS timestamp)")
        }
        // No two are alike, which the plan must be told.
        (_, Sort::Uuid) => definition.clone().with("unique", true),
        (_, Sort::Decimal { .. } | Sort::Float) => Definition::of("ordinal"),
        _ => return None,
    })
}
