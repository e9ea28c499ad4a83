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
    let texts = texts(db, table, &expr);
    if texts.is_empty() { 0 } else { forms(&expr, narrowest(&texts)).len() }
}

/// Puts the form of a number, from 1, in the place of the texts of a check, where nothing else says what they are.
pub(super) fn apply(whole: &Whole<'_>, table: &Table, draft: &mut DraftTable) {
    for ((label, check), n) in &whole.asked.attempts {
        let Some(expr) = predicate::parse(check).filter(|_| *label == draft.label) else { continue };
        let texts = texts(whole.db, table, &expr);
        let Some(form) = forms(&expr, narrowest(&texts)).into_iter().nth(n.saturating_sub(1)) else {
            continue;
        };
        for (name, _) in texts {
            let Some(column) = draft.column(&name) else { continue };
            let definition = &column.definition;
            let kept = ["parent", "reference", "serial", "constant", "uuid"].contains(&definition.kind());
            if kept || column.is_held() || definition.get("expr").is_some() {
                continue;
            }
            let null = definition.get("null").map(str::to_owned);
            column.definition = form.clone();
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

/// The characters that the narrowest of some columns takes.
fn narrowest(texts: &[(String, Option<u32>)]) -> usize {
    texts.iter().filter_map(|(_, most)| *most).min().map_or(usize::MAX, |most| most as usize)
}

/// The forms that are tried: the texts that the check itself names, the lengths, what begins or holds those, then words and numbers.
fn forms(expr: &Expr, most: usize) -> Vec<Definition> {
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
    named.retain(|text| text.chars().count() <= most);
    lengths.retain(|n| *n as usize <= most);
    let drawn = |pattern: &str| Definition::of("pattern").with("pattern", text(pattern));
    let joined = |list: Vec<String>| (!list.is_empty()).then(|| drawn(&list.join("|")));
    let (quoted, room) = (|text: &String| regex::escape(text), |text: &String| most - text.chars().count());
    let begun = named.iter().filter(|n| room(n) >= 3).map(|n| format!("{}[A-Z0-9]{{3}}", quoted(n)));
    let held = named.iter().filter(|n| room(n) >= 6).map(|n| format!("[a-z]{{3}}{}[a-z]{{3}}", quoted(n)));
    let (begun, held) = (joined(begun.collect()), joined(held.collect()));
    let mut all: Vec<Definition> = Vec::new();
    all.extend((!named.is_empty()).then(|| Definition::choice(&named)));
    all.extend(joined(lengths.iter().map(|n| format!("[A-Z0-9]{{{n}}}")).collect()));
    all.extend(begun.into_iter().chain(held));
    let (least, most) = (4.min(most), 9.min(most));
    for (first, others) in [("[a-z]", "[a-z]"), ("[A-Z]", "[A-Z]"), ("[A-Z]", "[a-z]"), ("[1-9]", "[0-9]")] {
        all.push(drawn(&format!(
            "{first}{others}{{{},{}}}",
            least.saturating_sub(1),
            most.saturating_sub(1)
        )));
    }
    all
}
