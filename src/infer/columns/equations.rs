//! Columns that an equation of a check gives: computed from others, or brought into a form.

use super::super::definition::Definition;
use super::super::draft::{BY_CHECK, DraftTable};
use super::super::predicate::{Rule, drawn};
use super::super::relations::not_null;
use super::super::types::Sort;
use super::{Facts, Made, certain};

/// A column that is what an expression over others gives. One that must be there is left to chance where they need not be.
pub(super) fn computed(facts: &Facts<'_>) -> Option<Made> {
    let (expression, read) = facts.rules.iter().find_map(|rule| match rule {
        Rule::Computed(_, expression, read) => Some((expression, read)),
        _ => None,
    })?;
    let there = |name: &String| {
        let column = facts.table.column(name);
        column.is_some_and(|c| !facts.required || not_null(facts.whole.db, facts.table, c))
    };
    // Two columns that give each other are drawn.
    let gives = |name: &String| {
        let rules = facts.all.iter().flat_map(|one| &one.rules);
        rules.clone().any(|rule| {
            matches!(rule, Rule::Computed(other, _, read) if other == name && read.contains(&facts.column.name))
        })
    };
    if facts.key || !read.iter().all(there) || read.iter().any(gives) {
        return None;
    }
    certain(Definition::expr(&cast(&facts.sort, expression)), BY_CHECK)
}

/// Draws a column under another name, and brings it into the form that a check asks for: `code = upper(code)`.
pub(super) fn form(facts: &Facts<'_>, draft: &mut DraftTable, definition: &mut Definition) {
    let form = facts.rules.iter().find_map(|rule| match rule {
        Rule::Formed(_, expression) => Some(expression),
        _ => None,
    });
    let Some(form) = form else { return };
    let single = |keys: &Vec<String>| keys.len() == 1 && keys[0] == facts.column.name;
    let unique =
        facts.table.constraints.iter().any(|k| ["p", "u"].contains(&k.kind.as_str()) && single(&k.columns));
    let name = drawn(&facts.column.name);
    let fixed = ["choice", "serial", "parent", "constant"].contains(&definition.kind())
        || definition.get("expr").is_some();
    if unique || fixed || facts.table.column(&name).is_some() {
        return;
    }
    let own = std::mem::replace(definition, Definition::expr(&cast(&facts.sort, form)));
    draft.hidden(&name, own);
}

/// An expression as a column of a type takes it.
fn cast(sort: &Sort, expression: &str) -> String {
    match sort {
        Sort::Date => format!("CAST({expression} AS DATE)"),
        Sort::Integer { .. } => format!("CAST({expression} AS INTEGER)"),
        _ => expression.to_owned(),
    }
}
