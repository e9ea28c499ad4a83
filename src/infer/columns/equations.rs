//! Columns that an equation of a check gives: computed from others, or brought into a form.

use super::super::definition::{Definition, sql, text};
use super::super::draft::{BY_CHECK, DraftTable};
use super::super::predicate::{self, Rule, drawn};
use super::super::relations::not_null;
use super::super::types::Sort;
use super::{Facts, Made, certain};
use crate::kinds::pattern;

/// Texts that have no greatest length are no longer than this where a check gives their form.
const LONGEST: u32 = 200;

/// A column that is what an expression over others gives. One that must be there is left to chance where they need not be.
pub(super) fn computed(facts: &Facts<'_>) -> Option<Made> {
    let (expression, read) = facts.rules.iter().find_map(|rule| match rule {
        Rule::Computed(_, expression, read) => Some((expression, read)),
        _ => None,
    })?;
    let asked = predicate::needed(expression);
    let there = |name: &String| {
        let column = facts.table.column(name);
        let may_be_absent = !facts.required || !asked.contains(name);
        column.is_some_and(|c| may_be_absent || not_null(facts.whole.db, facts.table, c))
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

/// A text of another pattern in each of several cases: each pattern is drawn, and the case says which is taken.
pub(super) fn cases(facts: &Facts<'_>, draft: &mut DraftTable) -> Option<Made> {
    let Sort::Text { most, .. } = facts.sort else { return None };
    let cases = facts.rules.iter().find_map(|rule| match rule {
        Rule::Cases(_, cases) => Some(cases),
        _ => None,
    })?;
    let most = usize::try_from(most.unwrap_or(LONGEST)).ok()?;
    let form = |(_, form): &(String, String)| pattern::between(form, 0, most);
    let forms: Option<Vec<String>> = cases.iter().map(form).collect();
    let name = |n: usize| format!("{}_{}", drawn(&facts.column.name), n + 1);
    let free = (0..cases.len()).all(|n| facts.table.column(&name(n)).is_none());
    let forms = forms.filter(|_| free && !facts.key)?;
    let arms: Vec<String> = cases
        .iter()
        .enumerate()
        .map(|(n, (condition, _))| format!("WHEN {condition} THEN {}", sql(&name(n))))
        .collect();
    for (n, form) in forms.into_iter().enumerate() {
        draft.hidden(&name(n), Definition::of("pattern").with("pattern", text(&form)));
    }
    certain(Definition::expr(&format!("CASE {} END", arms.join(" "))), BY_CHECK)
}

/// Draws a column under another name, and brings it into the form that a check asks for: `code = upper(code)`.
pub(super) fn form(facts: &Facts<'_>, draft: &mut DraftTable, definition: &mut Definition) {
    let name = drawn(&facts.column.name);
    // One form after the other: `code = upper(code) AND code = trim(code)`.
    let forms = facts.rules.iter().filter_map(|rule| match rule {
        Rule::Formed(_, expression) => Some(expression.clone()),
        _ => None,
    });
    let Some(form) = forms.reduce(|inner, outer| replaced(&outer, &sql(&name), &inner)) else { return };
    // Addresses are in small letters and without blanks; times that are drawn as a clock shows them are whole minutes.
    if ["email", "uuid"].contains(&definition.kind()) {
        return;
    }
    if facts.sort == Sort::Interval {
        const CLOCKS: [&str; 6] = ["00:15:00", "00:20:00", "00:30:00", "00:45:00", "01:00:00", "01:30:00"];
        *definition = keeping(definition, Definition::choice(&CLOCKS));
        return;
    }
    let single = |keys: &Vec<String>| keys.len() == 1 && keys[0] == facts.column.name;
    let by_index = |index: &crate::shape::Index| {
        index.keys.iter().all(|key| key.column.as_ref() == Some(&facts.column.name))
    };
    let unique =
        facts.table.constraints.iter().any(|k| ["p", "u"].contains(&k.kind.as_str()) && single(&k.columns))
            || facts.table.indexes.iter().any(by_index);
    let fixed = ["choice", "serial", "parent", "constant"].contains(&definition.kind())
        || definition.get("expr").is_some();
    // Numbers keep unique texts apart: of one form in the first place.
    if unique && !fixed && facts.sort.is_text() {
        let most = match facts.sort {
            Sort::Text { most, .. } => most.unwrap_or(10).min(10),
            _ => 10,
        };
        let small = form.contains("lower(");
        let letters = if small { "[a-z]" } else { "[A-Z]" };
        let pattern = format!("{letters}{{{most}}}");
        *definition = keeping(definition, Definition::of("pattern").with("pattern", text(&pattern)));
        return;
    }
    if unique || fixed || facts.table.column(&name).is_some() {
        return;
    }
    let own = std::mem::replace(definition, Definition::expr(&cast(&facts.sort, &form)));
    draft.hidden(&name, own);
}

/// A definition in the place of another, absent as that one is.
fn keeping(before: &Definition, mut after: Definition) -> Definition {
    for key in ["null", "when"] {
        if let Some(value) = before.get(key) {
            after.set(key, value);
        }
    }
    after
}

/// An expression with another in the place of a name.
fn replaced(outer: &str, name: &str, inner: &str) -> String {
    let part = |c: char| c.is_alphanumeric() || "_\"".contains(c);
    let mut out = String::new();
    let mut rest = outer;
    while let Some(at) = rest.find(name) {
        let (before, after) = (&rest[..at], &rest[at + name.len()..]);
        let whole = !before.chars().next_back().is_some_and(part) && !after.chars().next().is_some_and(part);
        out.push_str(before);
        out.push_str(if whole { inner } else { name });
        rest = after;
    }
    out + rest
}

/// An expression as a column of a type takes it.
fn cast(sort: &Sort, expression: &str) -> String {
    match sort {
        Sort::Date => format!("CAST({expression} AS DATE)"),
        Sort::Integer { .. } => format!("CAST({expression} AS INTEGER)"),
        _ => expression.to_owned(),
    }
}
