//! Scenes in which rows refer to the row of their own number: rows are these scenes in turn, so that what is there to refer to lasts.

use super::super::build::Whole;
use super::super::definition::{Definition, sql, text};
use super::super::draft::{DraftTable, Rows};
use super::super::predicate::{self, Open, Part};
use super::super::unique;
use super::scene;
use sqlparser::ast::Expr;
use std::collections::BTreeMap;

/// Checks that ask for references of which there are not enough for all rows.
pub(super) fn asking(whole: &Whole<'_>, t: usize, draft: &DraftTable) -> Vec<Expr> {
    let names = draft.columns.iter().map(|column| column.name.as_str());
    let numbered: Vec<&str> = names.filter(|name| is_numbered(draft, name)).collect();
    if numbered.is_empty() {
        return Vec::new();
    }
    let mut all = predicate::conjuncts(&whole.db.tables[t], &whole.db.functions);
    all.retain(|check| numbered.iter().any(|name| predicate::asks_for(check, name)));
    all
}

/// Sees that the rows that must refer to one of their own number are not more than there are to refer to.
///
/// # Errors
/// The reason why the table cannot be filled.
pub(super) fn make_room(
    whole: &Whole<'_>,
    t: usize,
    draft: &mut DraftTable,
    open: &[Open],
    scenes: &mut Vec<Vec<Part>>,
) -> Result<(), String> {
    let numbered: Vec<usize> = (0..open.len()).filter(|&at| is_numbered(draft, &open[at].name)).collect();
    let free: Vec<Vec<Part>> =
        scenes.iter().filter(|scene| numbered.iter().all(|&at| scene[at] != Part::Drawn)).cloned().collect();
    let table = &whole.db.tables[t];
    for at in numbered {
        let turns = scenes.iter().filter(|scene| scene[at] == Part::Drawn).count();
        let c = table.column(&open[at].name);
        let alone = whole.relations[t].iter().find(|r| c.is_some_and(|c| r.columns == [c]));
        let (Some(relation), true) = (alone, turns > 0) else { continue };
        // The first row of a table that refers to itself has none before it, and each of the others one.
        if relation.target == t {
            match scenes.iter().position(|scene| scene[at] != Part::Drawn) {
                Some(first) => scenes.rotate_left(first),
                None => return Err(format!("its checks ask that every row refers by `{}`", open[at].name)),
            }
            continue;
        }
        let there = unique::at_least(whole, relation.target);
        if unique::at_most(whole, t, draft) * turns as f64 <= there * scenes.len() as f64 {
            continue;
        }
        if let [first, ..] = free.as_slice() {
            let needed = (unique::at_most(whole, t, draft) * turns as f64 / there).ceil();
            let turn = |n: usize| free.get(n % free.len()).unwrap_or(first).clone();
            let more = (scenes.len()..MOST_TURNS).take_while(|n| (*n as f64) < needed);
            let more: Vec<Vec<Part>> = more.map(turn).collect();
            scenes.extend(more);
        } else if let Rows::Under { per, most, .. } = &mut draft.rows {
            "1".clone_into(per);
            *most = 1;
            draft.notes.push(format!("one row each, so that there are enough for `{}`", open[at].name));
        }
        if unique::at_most(whole, t, draft) * turns as f64 > there * scenes.len() as f64 {
            return Err(format!(
                "its checks ask that rows refer by `{}` to another row each, and there are fewer of those",
                open[at].name
            ));
        }
    }
    Ok(())
}

/// So many turns are taken at most.
const MOST_TURNS: usize = 512;

/// Whether a column refers to the row of the row's own number.
fn is_numbered(draft: &DraftTable, name: &str) -> bool {
    let own =
        |d: &Definition| d.kind() == "reference" && d.get("row").is_some_and(|row| row.contains("_row"));
    draft.definition(name).is_some_and(own)
}

/// Repeats scenes so that those by which rows refer to the row of their number are as many for each such reference: the rows that
/// one of them leads to are used up as late as can be.
pub(super) fn evenly(draft: &DraftTable, open: &[Open], scenes: Vec<Vec<Part>>) -> Vec<Vec<Part>> {
    let numbered: Vec<usize> = (0..open.len()).filter(|&at| is_numbered(draft, &open[at].name)).collect();
    let mut sorts: BTreeMap<Vec<bool>, Vec<Vec<Part>>> = BTreeMap::new();
    for scene in scenes {
        let sort = numbered.iter().map(|&at| scene[at] == Part::Drawn).collect();
        sorts.entry(sort).or_default().push(scene);
    }
    let most = sorts.values().map(Vec::len).max().unwrap_or(0);
    (0..most).flat_map(|turn| sorts.values().map(move |of| of[turn % of.len()].clone())).collect()
}

/// Has rows that refer to the row of their own number be the scenes in turn: what each of them refers to lasts so many times longer.
pub(super) fn take(draft: &mut DraftTable, open: &[Open], scenes: &[Vec<Part>]) {
    let which = scene(open);
    let mut any = false;
    for (at, open) in open.iter().enumerate() {
        if !is_numbered(draft, &open.name) {
            continue;
        }
        let Some(column) = draft.column(&open.name) else { continue };
        let there: Vec<usize> = (0..scenes.len()).filter(|&n| scenes[n][at] == Part::Drawn).collect();
        let turns: Vec<String> =
            there.iter().enumerate().map(|(turn, n)| format!("WHEN {} THEN {turn}", n + 1)).collect();
        let row = match turns.len() {
            0 => continue,
            1 => format!("(_row - 1) / {}", scenes.len()),
            several => format!(
                "(_row - 1) / {} * {several} + CASE {} {} END",
                scenes.len(),
                sql(&which),
                turns.join(" ")
            ),
        };
        column.definition.set("row", text(&row));
        any = true;
    }
    if let Some(column) = draft.column(&which).filter(|_| any) {
        column.definition = Definition::expr(&format!("1 + (_row - 1) % {}", scenes.len()));
    }
}
