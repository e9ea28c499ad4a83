//! Texts in other forms, for checks that hardly any row passes: what a check asks of a text is found by trying.

use super::build::Whole;
use super::definition::{Definition, text};
use super::draft::{BY_CHECK, DraftTable};
use super::predicate;
use super::types::{self, Sort};
use crate::shape::{Database, Table};
use sqlparser::ast::{Expr, Value};

/// How many forms there are for the texts of a check; none where it names no text.
#[must_use]
pub fn attempts(db: &Database, table: &str, check: &str) -> usize {
    let Some(table) = db.tables.iter().find(|known| known.label() == table) else { return 0 };
    let Some(expr) = predicate::parse(check) else { return 0 };
    if texts(db, table, &expr).is_empty() { 0 } else { forms(&expr).len() }
}

/// Puts the form of a number, from 1, in the place of the texts of a check, where nothing else says what they are.
pub(super) fn apply(whole: &Whole<'_>, table: &Table, draft: &mut DraftTable) {
    for ((label, check), n) in &whole.asked.attempts {
        let Some(expr) = predicate::parse(check).filter(|_| *label == draft.label) else { continue };
        let Some(form) = forms(&expr).into_iter().nth(n.saturating_sub(1)) else { continue };
        for (name, most) in texts(whole.db, table, &expr) {
            let Some(column) = draft.column(&name) else { continue };
            let definition = &column.definition;
            let kept = ["parent", "ref", "serial", "constant", "uuid"].contains(&definition.kind());
            if kept || column.is_held() || definition.get("expr").is_some() {
                continue;
            }
            let null = definition.get("null").map(str::to_owned);
            column.definition = form.definition(most);
            if let Some(null) = null {
                column.definition.set("null", null);
            }
            column.why = BY_CHECK.to_owned();
            column.sure = None;
        }
    }
}

/// The columns of a check that hold texts, with the most characters.
fn texts(db: &Database, table: &Table, expr: &Expr) -> Vec<(String, Option<u32>)> {
    let mut names = Vec::new();
    predicate::columns(expr, &mut names);
    names.sort();
    names.dedup();
    let text = |name: String| {
        let column = &table.columns[table.column(&name)?];
        match types::resolve(db, column.type_oid, column.type_modifier).sort {
            Sort::Text { most, .. } => Some((name, most)),
            _ => None,
        }
    };
    names.into_iter().filter_map(text).collect()
}

/// A form of texts.
enum Form {
    /// One of these.
    Listed(Vec<String>),
    /// By a regular expression.
    Pattern(String),
}

impl Form {
    fn definition(&self, most: Option<u32>) -> Definition {
        match self {
            Self::Listed(values) => {
                let fits = |value: &&String| most.is_none_or(|most| value.chars().count() <= most as usize);
                Definition::choice(&values.iter().filter(fits).collect::<Vec<_>>())
            }
            Self::Pattern(pattern) => Definition::of("pattern").with("pattern", text(pattern)),
        }
    }
}

/// The forms that are tried: the texts that the check itself names, the lengths, what begins or holds those, then words and numbers.
fn forms(expr: &Expr) -> Vec<Form> {
    let (mut named, mut lengths) = (Vec::new(), Vec::new());
    let seen = sqlparser::ast::visit_expressions(expr, |e: &Expr| {
        if let Expr::Value(value) = e {
            match &value.value {
                Value::SingleQuotedString(text) if !text.trim().is_empty() && !text.contains(['%', '\\']) => {
                    named.push(text.clone());
                }
                Value::Number(n, _) => lengths.extend(n.parse::<u32>().ok().filter(|n| (2..=64).contains(n))),
                _ => {}
            }
        }
        std::ops::ControlFlow::<()>::Continue(())
    });
    debug_assert!(seen.is_continue(), "every expression is seen");
    let mut all = Vec::new();
    let joined = |list: &[String]| list.join("|");
    if !named.is_empty() {
        all.push(Form::Listed(named.clone()));
    }
    if !lengths.is_empty() {
        let of: Vec<String> = lengths.iter().map(|n| format!("[A-Z0-9]{{{n}}}")).collect();
        all.push(Form::Pattern(joined(&of)));
    }
    if !named.is_empty() {
        let begun: Vec<String> =
            named.iter().map(|n| format!("{}[A-Z0-9]{{3,6}}", regex::escape(n))).collect();
        let held: Vec<String> =
            named.iter().map(|n| format!("[a-z]{{3,6}}{}[a-z]{{3,6}}", regex::escape(n))).collect();
        all.extend([Form::Pattern(joined(&begun)), Form::Pattern(joined(&held))]);
    }
    for pattern in ["[a-z]{4,9}", "[A-Z]{4,9}", "[A-Z][a-z]{3,8}", "[1-9][0-9]{3,8}"] {
        all.push(Form::Pattern(pattern.to_owned()));
    }
    all
}
