//! What must be unique: columns and groups are drafted so that the plan can keep their values apart.

mod several;
mod siblings;
mod single;

use super::apart;
use super::build::{self, Whole};
use super::definition::Definition;
use super::draft::{DraftTable, Rows};
use super::learned;
use super::predicate::{self, Rule};
use super::relations::{Relation, is_one_to_one};
use crate::shape::{Constraint, Database, Table};
use several::several;
use single::single;
use sqlparser::ast::Expr;

/// Columns that are unique together, and under which condition.
struct Group {
    columns: Vec<String>,
    predicate: Option<String>,
    primary: bool,
    name: String,
    /// Whether two rows without a value are alike, too.
    alike: bool,
    /// Whether a column of it is always NULL, which keeps all rows apart.
    is_absent: bool,
}

/// Drafts what keeps every unique group apart.
///
/// # Errors
/// The reason why the table cannot be filled.
pub(super) fn hold(whole: &Whole<'_>, t: usize, draft: &mut DraftTable) -> Result<(), String> {
    let mut groups = groups(whole, t, draft);
    // Where rows without a value are alike, only what is always there tells them apart.
    for group in groups.iter_mut().filter(|group| group.alike) {
        let there = |d: &Definition| d.get("when").is_none() && d.get("null") != Some("1.0");
        group.columns.retain(|name| draft.definition(name).is_none_or(there));
    }
    groups.retain(|group| !group.is_absent);
    groups.sort_by_key(|group| (group.columns.len(), !group.primary));
    let mut held: Vec<&Group> = Vec::new();
    for group in &groups {
        if held.iter().any(|other| follows(group, other)) {
            continue;
        }
        held.push(group);
        for name in &group.columns {
            let Some(column) = draft.column(name) else { continue };
            if group.primary {
                column.definition.remove("when");
            }
            if group.primary || group.alike {
                column.definition.remove("null");
            }
        }
        match group.columns.as_slice() {
            [] if group.alike => {
                return Err(format!("nothing that is always there tells rows apart by {}", group.name));
            }
            [] => {}
            [only] if group.predicate.is_none() => single(whole, t, draft, only, group.primary)?,
            _ => several(whole, t, draft, group)?,
        }
    }
    Ok(())
}

/// Keeps rows apart by what an exclusion asks to be equal, so that nothing else that it compares matters.
///
/// # Errors
/// The reason why nothing does.
pub(super) fn among_equals(
    whole: &Whole<'_>,
    t: usize,
    draft: &mut DraftTable,
    parts: impl Iterator<Item = String>,
    predicate: Option<String>,
    name: &str,
) -> Result<(), String> {
    let mut keys = Keys::default();
    parts.filter_map(|part| predicate::parse(&part)).for_each(|part| keys.add(part, draft));
    let group = keys.group(&whole.db.tables[t], predicate, name.to_owned());
    let unread = || format!("the exclusion {name} is not understood");
    if group.columns.is_empty() {
        return Err(unread());
    }
    several(whole, t, draft, &group).map_err(|reason| format!("{}: {reason}", unread()))
}

/// Whether a unique constraint or index takes NULL for a value like any other (from Postgres 15 on).
fn alike(definition: &str) -> bool {
    definition.contains(" NULLS NOT DISTINCT")
}

/// Whether what keeps one group apart keeps another so: the same columns in whatever order, under no other condition.
fn follows(group: &Group, other: &Group) -> bool {
    let same = |a: &Group, b: &Group| a.columns.iter().all(|name| b.columns.contains(name));
    !group.primary
        && !group.alike
        && same(group, other)
        && same(other, group)
        && (other.predicate.is_none() || other.predicate == group.predicate)
}

fn groups(whole: &Whole<'_>, t: usize, draft: &mut DraftTable) -> Vec<Group> {
    let table = &whole.db.tables[t];
    let mut groups: Vec<Group> = Vec::new();
    for constraint in &table.constraints {
        // An exclusion by equality alone is a unique group.
        if ["p", "u"].contains(&constraint.kind.as_str()) {
            groups.push(Group {
                columns: constraint.columns.clone(),
                predicate: None,
                primary: constraint.kind == "p",
                name: constraint.name.clone(),
                alike: alike(&constraint.definition),
                is_absent: false,
            });
        }
        if let Some((parts, predicate)) = apart::equality(constraint) {
            let mut keys = Keys::default();
            parts.iter().filter_map(|part| predicate::parse(part)).for_each(|part| keys.add(part, draft));
            let name = constraint.name.clone();
            groups.push(keys.group(table, predicate, name));
        }
    }
    for index in &table.indexes {
        let mut keys = Keys { alike: alike(&index.definition), ..Keys::default() };
        for key in &index.keys {
            match (&key.column, predicate::parse(&key.text)) {
                (Some(column), _) => {
                    let absent = draft.definition(column).is_some_and(|d| d.get("null") == Some("1.0"));
                    keys.is_absent |= absent && !alike(&index.definition);
                    keys.columns.push(column.clone());
                }
                (None, Some(expr)) => keys.add(expr, draft),
                (None, None) => {
                    draft.notes.push(format!("not held: the unique index {} is not understood", index.name));
                }
            }
        }
        groups.push(keys.group(table, index.predicate.clone(), index.name.clone()));
    }
    let generated = |name: &String| table.column(name).is_some_and(|c| table.columns[c].generated);
    groups.retain(|group| {
        let computed = group.columns.iter().any(generated);
        if computed {
            draft.notes.push(format!("not held: {} is over a column that the server computes", group.name));
        }
        !computed && group.columns.iter().all(|c| draft.definition(c).is_some())
    });
    groups
}

/// The columns that tell rows apart by themselves or by what is computed from them.
#[derive(Default)]
struct Keys {
    columns: Vec<String>,
    /// Columns that tell rows apart less than their values do: by whether something is so.
    coarse: Vec<String>,
    alike: bool,
    is_absent: bool,
}

impl Keys {
    /// Adds what an expression is computed from.
    fn add(&mut self, expr: Expr, draft: &DraftTable) {
        let expr = predicate::strip(expr, None);
        let mut columns = Vec::new();
        predicate::columns(&expr, &mut columns);
        let plain = matches!(expr, Expr::Identifier(_));
        if !plain && predicate::is_condition(&expr) {
            self.coarse.extend(columns);
        } else if is_substituted(&expr) {
            // What stands for an absent value makes two rows without one alike. A reference is there then;
            // of other columns, such as when a row was deleted, the rest of the group keeps all rows apart.
            let refers = |name: &String| draft.definition(name).is_some_and(|d| d.kind() == "reference");
            if columns.iter().all(refers) {
                self.alike = true;
                self.columns.extend(columns);
            } else {
                self.coarse.extend(columns);
            }
        } else {
            self.columns.extend(columns);
        }
    }

    /// The group that they are: without what is coarse, which is to ask for more, unless there is nothing else.
    fn group(self, table: &Table, predicate: Option<String>, name: String) -> Group {
        let Self { mut columns, coarse, alike, is_absent } = self;
        if columns.is_empty() {
            columns = coarse;
        }
        columns.retain(|c| table.column(c).is_some());
        columns.dedup();
        Group { columns, predicate, primary: false, name, alike, is_absent }
    }
}

/// Whether a value stands for one that is absent: `coalesce(parent_id, 0)`.
fn is_substituted(expr: &Expr) -> bool {
    matches!(expr, Expr::Function(call) if call.name.to_string().eq_ignore_ascii_case("coalesce"))
}

/// Of each table, whether rows of another lead to two of its rows each, of the same whole and different ones.
pub(super) fn in_pairs(db: &Database, relations: &[Vec<Relation>]) -> Vec<bool> {
    let mut all = vec![false; db.tables.len()];
    for (table, relations) in db.tables.iter().zip(relations) {
        let tied = |r: &&Relation| r.declared && r.required && r.columns.len() > 1;
        let mut targets: Vec<usize> = relations.iter().filter(tied).map(|r| r.target).collect();
        targets.sort_unstable();
        let twice = targets.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]);
        for target in twice {
            let mut to = relations.iter().filter(tied).filter(|r| r.target == target);
            let differ = |&c: &usize| siblings::differs(db, table, &table.columns[c].name);
            all[target] = all[target] || to.any(|r| r.columns.iter().any(differ));
        }
    }
    all
}

/// At least so many rows a table has that frameworks fill; how many, the database says at the run.
const EXISTING: f64 = 5.0;

/// About how many rows a table has at most.
pub(super) fn estimate(whole: &Whole<'_>, t: usize) -> f64 {
    if whole.books[t] {
        return EXISTING;
    }
    if apart::is_single(&whole.db.tables[t]) {
        return 1.0;
    }
    let above = whole.above(t);
    let depth = above.len();
    let root = above.last().copied().unwrap_or(t);
    let mut rows = whole.limits.get(&root).copied().unwrap_or(whole.asked.rows) as f64;
    let mut at = t;
    for level in (1..=depth).rev() {
        let Some(relation) = whole.parent(at) else { break };
        rows *= if let Some(mean) = learned::mean(whole, at) {
            mean
        } else if is_one_to_one(whole.db, at, relation) {
            1.0
        } else if level == 1 && whole.pairs[at] {
            2.6
        } else if level == 1 {
            2.1
        } else if whole.pairs[at] {
            2.0
        } else if level <= 3 {
            1.6
        } else {
            1.0
        };
        at = relation.target;
    }
    rows
}

/// How many rows a table has at most, however the dice fall.
pub(super) fn at_most(whole: &Whole<'_>, t: usize, draft: &DraftTable) -> f64 {
    match (&draft.rows, whole.parent(t)) {
        (Rows::Under { most, .. }, Some(relation)) => (*most as f64) * most_rows(whole, relation.target),
        _ => estimate(whole, t),
    }
}

fn most_rows(whole: &Whole<'_>, t: usize) -> f64 {
    match (build::rows(whole, t), whole.parent(t)) {
        (Rows::Under { most, .. }, Some(relation)) if learned::mean(whole, t).is_none() => {
            (most as f64) * most_rows(whole, relation.target)
        }
        _ => estimate(whole, t),
    }
}

/// How many rows a table has at least: of each row above it one, where nothing was learned.
pub(super) fn at_least(whole: &Whole<'_>, t: usize) -> f64 {
    let above = whole.above(t);
    let learned = std::iter::once(&t).chain(&above).any(|&at| learned::mean(whole, at).is_some());
    estimate(whole, if learned { t } else { above.last().copied().unwrap_or(t) })
}

fn mark(draft: &mut DraftTable, name: &str, primary: bool) {
    if let Some(column) = draft.column(name) {
        column.definition.set(if primary { "primary_key" } else { "unique" }, true);
    }
}

/// Whether checks bound a column, otherwise than from below: numbers that count go on.
fn bounded(whole: &Whole<'_>, t: usize, name: &str) -> bool {
    let checks = whole.db.tables[t].constraints.iter().filter(|k| k.kind == "c");
    let asks = |k: &&Constraint| !predicate::asks_presence(&k.definition, name);
    checks.filter(|k| k.columns.iter().any(|c| c == name)).filter(asks).any(|k| {
        let said = predicate::understand(&k.definition, None, &whole.db.functions);
        let from_below = |rule: &Rule| matches!(rule, Rule::AtLeast(column, ..) if column == name);
        said.unread || !said.predicates.is_empty() || !said.rules.iter().all(from_below)
    })
}

/// Whether a check says how large a number is at most.
pub(super) fn is_capped(whole: &Whole<'_>, table: &Table, name: &str) -> bool {
    let checks = table.constraints.iter().filter(|k| k.kind == "c" && k.columns.iter().any(|c| c == name));
    checks
        .flat_map(|k| predicate::understand(&k.definition, None, &whole.db.functions).rules)
        .any(|rule| matches!(&rule, Rule::AtMost(column, ..) | Rule::OneOf(column, _) if column == name))
}

fn list_length(definition: &Definition) -> usize {
    let values = definition.get("values").unwrap_or_default();
    values
        .trim_matches(['[', ']'])
        .split("\", \"")
        .count()
        .max(values.matches(", ").count() + 1)
        .min(values.matches(',').count() + 1)
}

/// A number of values as a number of rows.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "held between 0 and 2^53")]
fn whole_number(values: f64) -> u64 {
    values.clamp(0.0, 9e15) as u64
}
