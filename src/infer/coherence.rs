//! What the columns of a row have to do with each other: a place, a person, and the order of dates.

mod measured;
mod person;
mod takes;

use super::build::Whole;
use super::dates;
use super::definition::{Definition, sql, text};
use super::draft::{DraftColumn, DraftTable};
use super::predicate::{Rule, Understood};

/// Joins the columns of a row.
pub(super) fn join(whole: &Whole<'_>, t: usize, draft: &mut DraftTable, understood: &[Understood]) {
    place(draft);
    person::join(whole, draft);
    measured::join(whole, draft);
    last_four(draft);
    dates::order(whole, t, draft, understood);
    sides(draft, understood);
}

fn of_kind(draft: &DraftTable, kind: &str) -> Option<String> {
    draft
        .columns
        .iter()
        .find(|c| c.definition.kind() == kind && c.definition.get("expr").is_none())
        .map(|c| c.name.clone())
}

/// City, state and ZIP code of one place.
fn place(draft: &mut DraftTable) {
    const PARTS: [&str; 10] = [
        "city",
        "state",
        "zip",
        "county",
        "street",
        "time_zone",
        "latitude",
        "longitude",
        "address",
        "phone",
    ];
    let is_part = |kind: &str| PARTS.contains(&kind);
    let apart = draft
        .columns
        .iter()
        .filter(|c| is_part(c.definition.kind()) && c.definition.kind() != "phone")
        .count();
    if apart < 2 {
        return;
    }
    for column in &mut draft.columns {
        let wide = column.definition.get("wide").is_some() || column.definition.get("unique").is_some();
        if is_part(column.definition.kind()) && !wide {
            column.definition.set("of", text("_home"));
        }
    }
    draft.hidden("_home", Definition::of("place"));
}

/// The last four digits of the one number of social security that the row has.
fn last_four(draft: &mut DraftTable) {
    let is_last = |d: &Definition| d.kind() == "ssn" && d.get("format").is_some_and(|f| f.contains("last4"));
    let whole: Vec<&DraftColumn> =
        draft.columns.iter().filter(|c| c.definition.kind() == "ssn" && !is_last(&c.definition)).collect();
    let [whole] = whole[..] else { return };
    let (name, nullable) = (whole.name.clone(), whole.definition.get("null").is_some());
    for column in draft.columns.iter_mut().filter(|column| is_last(&column.definition)) {
        // What must be there, or differ from row to row, cannot follow a number that may be absent, or share its end.
        let follows = !nullable || column.definition.get("null").is_some();
        if follows && column.definition.get("unique").is_none() {
            let end = format!("right({}, 4)", sql(&name));
            column.definition = Definition::expr(&end).with("mask", format!("{{ derive = {} }}", text(&end)));
            column.why = format!("the end of {name}");
        }
    }
}

/// Of two numbers of which one must be 0, as debit and credit, each row has the one or the other.
fn sides(draft: &mut DraftTable, understood: &[Understood]) {
    let drawn = |draft: &DraftTable, name: &str| {
        draft.definition(name).is_some_and(|d| ["number", "integer"].contains(&d.kind()))
    };
    for rule in understood.iter().flat_map(|one| &one.rules) {
        let Rule::Zero(a, b) = rule else { continue };
        if a == b || !drawn(draft, a) || !drawn(draft, b) {
            continue;
        }
        let side = format!("_side_{a}");
        for (at, name) in [a, b].into_iter().enumerate() {
            let hidden = format!("_{name}");
            let Some(column) = draft.column(name) else { continue };
            let sql = format!("CASE WHEN {} = {} THEN {} ELSE 0 END", sql(&side), at + 1, sql(&hidden));
            let mut drawn = std::mem::replace(&mut column.definition, Definition::expr(&sql));
            column.why = format!("{a} or {b} is 0");
            column.sure = None;
            for key in ["null", "when"] {
                if let Some(value) = drawn.get(key).map(str::to_owned) {
                    column.definition.set(key, value);
                    drawn.remove(key);
                }
            }
            draft.hidden(&hidden, drawn);
        }
        draft.hidden(&side, Definition::of("integer").with("min", 1).with("max", 2));
    }
}
