//! The children of one parent, kept apart by one of their columns.

use super::super::build::{Whole, sort_of};
use super::super::columns::CLASS;
use super::super::definition::{Definition, text};
use super::super::draft::{DraftTable, Rows};
use super::super::types::Sort;
use super::list_length;
use super::single::unique_text;

/// Keeps the children of one parent apart by one of the other columns.
pub(super) fn among_siblings(whole: &Whole<'_>, t: usize, draft: &mut DraftTable, others: &[String]) -> bool {
    let most = match &draft.rows {
        Rows::Under { most, .. } => *most,
        Rows::Root { .. } | Rows::Existing => return false,
    };
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
            let sort = sort_of(whole, t, c);
            let Some(new) = way(draft, name, &definition, &sort, most) else { continue };
            if let Some(column) = draft.column(name) {
                column.definition = new;
            }
            return true;
        }
    }
    false
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
            let mut distinct = definition.clone().with("distinct", true);
            distinct.remove("null");
            Some(distinct)
        }
        ("integer" | "constant", Sort::Integer { .. }) => {
            let start = definition.get("min").filter(|start| *start != "0").unwrap_or("1");
            Some(Definition::of("ordinal").with("start", start))
        }
        _ => None,
    }
}

/// Values of which there are enough for siblings to differ.
fn roomy(
    draft: &mut DraftTable,
    name: &str,
    definition: &Definition,
    sort: &Sort,
    most: u64,
) -> Option<Definition> {
    let from_check = draft.columns.iter().any(|c| c.name == *name && c.is_held());
    let class = draft.columns.iter().any(|c| c.name == *name && c.why == CLASS);
    Some(match (definition.kind(), sort) {
        ("reference" | "parent" | "boolean", _) => return None,
        ("choice", sort) if from_check || class || matches!(sort, Sort::Choice(_)) => {
            return (list_length(definition) as u64 >= most).then(|| definition.clone());
        }
        (_, Sort::Text { most, .. }) => match unique_text(definition, *most, name, from_check) {
            Some((pattern, _)) if pattern.kind() == "pattern" => pattern,
            _ => {
                let n = most.unwrap_or(10).clamp(1, 10);
                Definition::of("pattern").with("pattern", text(&format!("[A-Z0-9]{{{n}}}")))
            }
        },
        (_, Sort::Date) => {
            draft.hidden("_no", Definition::of("ordinal"));
            Definition::expr("DATE '2021-01-01' + _no * 7")
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
