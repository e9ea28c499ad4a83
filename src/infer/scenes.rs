//! Columns on which checks decide together: each row is one of some scenes, in all of which the checks hold.
//!
//! Most checks become the parameters of a column or a condition on it. Where hardly any row would pass those of a table all
//! the same, what they allow is looked for as a whole, and a hidden column says which of the scenes found a row is.

mod turns;

use super::build::{Whole, sort_of};
use super::definition::{Definition, sql, text};
use super::draft::{BY_CHECK, DraftTable};
use super::predicate::{self, Open, Part};
use super::relations::not_null;
use super::types::Sort;
use crate::kinds::{self, Usual};
use sqlparser::ast::Expr;
use std::collections::BTreeSet;

/// So many columns are decided together at most.
const MOST_COLUMNS: usize = 40;

/// Columns on which checks decide, with the scenes.
type Solved = (Vec<Open>, Vec<Vec<Part>>);

/// Decides the columns of the checks that were found to pass by hardly any row, or to be beyond the SQL of schemas; and of those
/// that ask for references of which there are not enough for all rows.
///
/// # Errors
/// The reason why the table cannot be filled.
pub(super) fn apply(whole: &Whole<'_>, t: usize, draft: &mut DraftTable) -> Result<(), String> {
    let asked = whole.asked.scenes.iter().filter(|(label, _)| *label == draft.label);
    let mut all: Vec<(Expr, Option<&String>)> =
        asked.filter_map(|(_, check)| Some((predicate::parse(check)?, Some(check)))).collect();
    let scarce = turns::asking(whole, t, draft);
    all.extend(scarce.into_iter().map(|expr| (expr, None)));
    let mut solved: Vec<Solved> = Vec::new();
    let asked: Vec<Expr> =
        all.iter().filter(|(_, check)| check.is_some()).map(|(expr, _)| expr.clone()).collect();
    for (expr, check) in all {
        let mut from = Vec::new();
        predicate::columns(&expr, &mut from);
        let known = |(open, _): &&Solved| open.iter().any(|o| from.contains(&o.name));
        if !solved.iter().any(|one| known(&one)) {
            solved.extend(solve(whole, t, draft, &from, &asked)?);
        }
        if let (Some(check), Some((open, scenes))) = (check, solved.iter().find(known))
            && predicate::decides(&expr, open, scenes)
        {
            draft.decided.push(check.clone());
        }
    }
    unread(draft);
    Ok(())
}

/// Looks for what the checks of some columns allow, and writes it into the draft; none where there is nothing.
fn solve(
    whole: &Whole<'_>,
    t: usize,
    draft: &mut DraftTable,
    from: &[String],
    asked: &[Expr],
) -> Result<Option<Solved>, String> {
    let mut all = predicate::conjuncts(&whole.db.tables[t], &whole.db.functions);
    // What indexes under a condition leave to no row; which of siblings meet one is drawn again.
    let held = draft.checks.iter().filter(|check| check.starts_with("NOT ("));
    all.extend(held.filter_map(|check| predicate::parse(check)));
    let columns = draft.columns.iter();
    let open: Vec<Open> = columns.filter_map(|column| open(whole, t, draft, &column.name, &all)).collect();
    let names: BTreeSet<String> = open.iter().map(|open| open.name.clone()).collect();
    let checks = predicate::component(all, from, &names);
    let mut named = Vec::new();
    checks.iter().for_each(|check| predicate::columns(check, &mut named));
    let open: Vec<Open> = open.into_iter().filter(|open| named.contains(&open.name)).collect();
    if open.is_empty() || open.len() > MOST_COLUMNS {
        return Ok(None);
    }
    let (mut scenes, surely) = predicate::scenes(&checks, asked, &open);
    if scenes.is_empty() {
        return Ok(None);
    }
    if surely {
        scenes = turns::evenly(draft, &open, scenes);
        turns::make_room(whole, t, draft, &open, &mut scenes)?;
    }
    stage(whole, t, draft, &open, &scenes);
    if surely {
        turns::take(draft, &open, &scenes);
    }
    Ok(Some((open, scenes)))
}

/// What may stand in a column; none where nothing can be decided for it.
fn open(whole: &Whole<'_>, t: usize, draft: &DraftTable, name: &str, checks: &[Expr]) -> Option<Open> {
    let table = &whole.db.tables[t];
    let (c, definition) = (table.column(name)?, draft.definition(name)?);
    let kept = definition.get("primary_key").is_some() || ["parent", "serial"].contains(&definition.kind());
    if table.columns[c].generated || definition.get("same_row_as").is_some() {
        return None;
    }
    let apart = definition.get("unique").is_some()
        || definition.get("expr").is_some()
        || draft.unique.iter().flatten().any(|column| column == name);
    let constants = || checks.iter().flat_map(|check| predicate::named(check, name)).collect::<BTreeSet<_>>();
    let mut parts: Vec<Part> = Vec::new();
    match definition.kind() {
        // Counting begins behind what checks name; other keys may be anything.
        "parent" if !constants().is_empty() => return None,
        _ if definition.get("null") == Some("1.0") => {}
        "choice" | "boolean" if apart => return None,
        "choice" => parts.extend(listed(definition)?.into_iter().map(Part::Is)),
        "boolean" => parts.extend(["true", "false"].map(|flag| Part::Is(flag.to_owned()))),
        "reference" => parts.push(Part::Drawn),
        _ => {
            parts.push(Part::Drawn);
            let sort = sort_of(whole, t, c);
            let takes = |value: &String| match &sort {
                Sort::Integer { .. } => value.parse::<i64>().is_ok(),
                Sort::Decimal { .. } | Sort::Float => value.parse::<f64>().is_ok(),
                Sort::Text { most, .. } => most.is_none_or(|n| value.chars().count() <= n as usize),
                _ => false,
            };
            if !apart && !kept {
                parts.extend(constants().into_iter().filter(takes).map(Part::Is));
            }
        }
    }
    if !kept && !not_null(whole.db, table, c) {
        parts.push(Part::Absent);
    }
    Some(Open { name: name.to_owned(), parts })
}

/// The values of a choice, as texts; none where they are weighed or no plain ones.
fn listed(definition: &Definition) -> Option<Vec<String>> {
    let document: toml::Table = toml::from_str(&format!("values = {}", definition.get("values")?)).ok()?;
    let one = |value: &toml::Value| match value {
        toml::Value::String(text) => Some(text.clone()),
        toml::Value::Integer(n) => Some(n.to_string()),
        toml::Value::Boolean(flag) => Some(flag.to_string()),
        _ => None,
    };
    document.get("values")?.as_array()?.iter().map(one).collect()
}

/// The hidden column that says which scene a row is.
fn scene(open: &[Open]) -> String {
    format!("_scene_{}", open[0].name)
}

/// Writes the scenes into the draft.
fn stage(whole: &Whole<'_>, t: usize, draft: &mut DraftTable, open: &[Open], scenes: &[Vec<Part>]) {
    let which = scene(open);
    draft.hidden(&which, Definition::of("integer").with("min", 1).with("max", scenes.len()));
    let among = |holds: &dyn Fn(&Part) -> bool, at: usize| -> Vec<String> {
        let numbers = scenes.iter().enumerate().filter(|(_, scene)| holds(&scene[at]));
        numbers.map(|(n, _)| (n + 1).to_string()).collect()
    };
    let test = |numbers: &[String]| match numbers {
        [one] => format!("{} = {one}", sql(&which)),
        several => format!("{} IN ({})", sql(&which), several.join(", ")),
    };
    for (at, open) in open.iter().enumerate() {
        let values: BTreeSet<&String> = scenes
            .iter()
            .filter_map(|scene| match &scene[at] {
                Part::Is(value) => Some(value),
                Part::Drawn | Part::Absent => None,
            })
            .collect();
        let drawn = scenes.iter().any(|scene| scene[at] == Part::Drawn);
        let there = among(&|part| *part != Part::Absent, at);
        let Some(c) = whole.db.tables[t].column(&open.name) else { continue };
        let sort = sort_of(whole, t, c);
        let arms: Vec<(String, String)> = values
            .into_iter()
            .map(|value| (test(&among(&|part| *part == Part::Is(value.clone()), at)), literal(&sort, value)))
            .collect();
        if !arms.is_empty() {
            choose(draft, &open.name, &arms, drawn);
        }
        let Some(column) = draft.column(&open.name) else { continue };
        if open.parts.contains(&Part::Absent) {
            column.definition.remove("null");
            column.definition.remove("when");
            if there.is_empty() {
                column.definition.set("null", "1.0");
            } else if there.len() < scenes.len() {
                column.definition.set("when", text(&test(&there)));
            }
        }
    }
}

/// A value as the SQL of schemas writes it.
fn literal(sort: &Sort, value: &str) -> String {
    match sort {
        Sort::Integer { .. } | Sort::Decimal { .. } | Sort::Float => value.to_owned(),
        Sort::Boolean => value.to_uppercase(),
        _ => format!("'{}'", value.replace('\'', "''")),
    }
}

/// Gives a column the value of each scene; where one is `drawn`, what was drafted stands there.
fn choose(draft: &mut DraftTable, name: &str, arms: &[(String, String)], drawn: bool) {
    let hidden = predicate::drawn(name);
    let Some(column) = draft.column(name) else { return };
    let mut before = column.definition.clone();
    let (last, others) = match (drawn, arms) {
        (true, _) => (sql(&hidden), arms),
        (false, [others @ .., (_, last)]) => (last.clone(), others),
        (false, []) => return,
    };
    let cases: Vec<String> = others.iter().map(|(test, value)| format!("WHEN {test} THEN {value}")).collect();
    let expr = if cases.is_empty() { last } else { format!("CASE {} ELSE {last} END", cases.join(" ")) };
    column.definition = Definition::expr(&expr);
    for key in ["null", "when", "mask"] {
        if let Some(value) = before.get(key).map(str::to_owned) {
            column.definition.set(key, value);
            before.remove(key);
        }
    }
    // What identifies is masked as what it is, wherever its values come from.
    let usual = kinds::find(before.kind()).is_some_and(|kind| kind.mask.safe_harbor != Usual::Stated);
    if usual && drawn && column.definition.get("mask").is_none() {
        let mask = format!("{{ action = \"usual\", kind = {} }}", text(before.kind()));
        column.definition.set("mask", mask);
    }
    column.why = BY_CHECK.to_owned();
    column.sure = None;
    if drawn {
        draft.hidden(&hidden, before);
    }
}

/// Takes away what said which columns are there and is read no more.
fn unread(draft: &mut DraftTable) {
    let read = |name: &str| {
        draft
            .columns
            .iter()
            .any(|column| column.definition.keys.iter().any(|(_, value)| value.contains(name)))
    };
    let gone: Vec<String> = draft
        .columns
        .iter()
        .map(|column| column.name.clone())
        .filter(|name| name.starts_with("_which_") && !read(name))
        .collect();
    draft.columns.retain(|column| !gone.contains(&column.name));
}
