//! Which tables refer to which, declared or by name, and under which parent the rows of each hang.

mod implied;
mod undeclared;

use super::apart;
use super::predicate;
use super::types;
use super::words::{is_audit, is_code, is_person, of_table, singular, words};
use crate::shape::{Database, Table};
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// A reference from columns of a table to those of another.
#[derive(Clone, Debug)]
pub(super) struct Relation {
    pub(super) columns: Vec<usize>,
    pub(super) target: usize,
    pub(super) target_columns: Vec<usize>,
    /// Whether no column may be NULL.
    pub(super) required: bool,
    pub(super) declared: bool,
    pub(super) deferrable: bool,
    pub(super) cascades: bool,
}

impl Relation {
    /// The columns, each with the one that it refers to.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (usize, usize)> {
        self.columns.iter().copied().zip(self.target_columns.iter().copied())
    }
}

/// More levels than this no tree of tables has: further tables refer to rows instead.
const DEEPEST: usize = 4;

/// All references of all tables.
pub(super) fn relations(db: &Database) -> Vec<Vec<Relation>> {
    let each = (0..db.tables.len()).map(|t| {
        let mut all = declared(db, t);
        all.extend(undeclared::undeclared(db, t, &all));
        all
    });
    let mut relations: Vec<Vec<Relation>> = each.collect();
    implied::imply(db, &mut relations);
    relations
}

fn declared(db: &Database, t: usize) -> Vec<Relation> {
    let table = &db.tables[t];
    let mut all: Vec<Relation> = Vec::new();
    for constraint in table.constraints.iter().filter(|c| c.kind == "f") {
        let Some((schema, name)) = &constraint.target else { continue };
        let Some(target) = db.position(schema, name) else { continue };
        let columns: Option<Vec<usize>> = constraint.columns.iter().map(|c| table.column(c)).collect();
        let there: Option<Vec<usize>> =
            constraint.target_columns.iter().map(|c| db.tables[target].column(c)).collect();
        let (Some(columns), Some(target_columns)) = (columns, there) else { continue };
        let required = columns.iter().all(|&c| not_null(db, table, c));
        let (deferrable, cascades) = (constraint.deferrable, constraint.on_delete == "c");
        let relation =
            Relation { columns, target, target_columns, required, declared: true, deferrable, cascades };
        if !all.iter().any(|other| other.columns == relation.columns && other.target == relation.target) {
            all.push(relation);
        }
    }
    all
}

/// Whether a column may not be NULL, by itself, its domain, the primary key or a check that says nothing else.
pub(super) fn not_null(db: &Database, table: &Table, column: usize) -> bool {
    let it = &table.columns[column];
    it.not_null
        || types::resolve(db, it.type_oid, it.type_modifier).not_null
        || table.constraints.iter().any(|k| k.kind == "c" && says_there(&k.definition, &it.name))
}

/// Whether a check says that a column is there, and nothing else.
fn says_there(check: &str, name: &str) -> bool {
    let column = check.strip_prefix("CHECK ((").and_then(|rest| rest.strip_suffix(" IS NOT NULL))"));
    column.is_some_and(|column| column.trim_matches('"') == name)
}

/// The relation of each table that makes its rows hang under a parent; `None` for a root table.
/// `barred` holds those under which a table cannot be filled, by the table and the number of its relation.
pub(super) fn parents(
    db: &Database,
    relations: &[Vec<Relation>],
    left_out: &[bool],
    barred: &BTreeSet<(usize, usize)>,
) -> Vec<Option<usize>> {
    let mut parents: Vec<Option<usize>> = vec![None; db.tables.len()];
    for t in 0..db.tables.len() {
        // The one row of a table of settings hangs under nothing.
        if left_out[t] || apart::is_single(&db.tables[t]) {
            continue;
        }
        // Of pairs in one order the first leads to the whole.
        let pair = ordered_pair(db, relations, t).filter(|&(n, _)| {
            let r = &relations[t][n];
            !left_out[r.target] && !barred.contains(&(t, n)) && is_key(db, r)
        });
        let mut ranked: Vec<(i32, usize, usize)> = relations[t]
            .iter()
            .enumerate()
            .filter(|(n, r)| {
                let open = pair.is_none_or(|(first, _)| *n == first)
                    && !left_out[r.target]
                    && !barred.contains(&(t, *n));
                is_there(db, relations, t, r) && r.target != t && open && is_key(db, r)
            })
            .map(|(n, r)| {
                let carried = carried(relations, t, r) + gives_key(db, relations, t, r);
                (weight(db, t, r) + carried, neighbours(relations, t, r.target), n)
            })
            .filter(|(weight, ..)| *weight > 0)
            .collect();
        ranked.sort_by_key(|(weight, near, n)| (-weight, Reverse(*near), *n));
        parents[t] = ranked.iter().map(|(.., n)| *n).find(|&n| {
            let target = relations[t][n].target;
            // What the parent's rows hang under may not be this table.
            let mut above = Some(target);
            let mut seen = 0;
            while let Some(at) = above.filter(|&at| at != t && seen <= db.tables.len()) {
                above = parents[at].map(|n| relations[at][n].target);
                seen += 1;
            }
            above.is_none()
        });
    }
    for t in 0..db.tables.len() {
        let mut chain = vec![t];
        while let Some(n) = chain.last().and_then(|&at| parents[at]) {
            chain.push(relations[chain[chain.len() - 1]][n].target);
        }
        if chain.len() > DEEPEST + 1 && !is_one_to_one(db, t, &relations[t][parents[t].unwrap_or(0)]) {
            parents[t] = None;
        }
    }
    parents
}

/// The two references to one table of which a check says that the first stands before the second, by their numbers: pairs that are
/// written in one order alone.
pub(super) fn ordered_pair(db: &Database, relations: &[Vec<Relation>], t: usize) -> Option<(usize, usize)> {
    let table = &db.tables[t];
    let single = |name: &str| {
        let c = table.column(name)?;
        let to = |r: &&Relation| r.columns == [c] && r.declared && r.required && r.target != t;
        relations[t]
            .iter()
            .find(to)
            .and_then(|r| relations[t].iter().position(|other| std::ptr::eq(r, other)))
    };
    let checks = table.constraints.iter().filter(|k| k.kind == "c" && k.columns.len() == 2);
    checks.flat_map(|k| predicate::understand(&k.definition, None, &db.functions).rules).find_map(|rule| {
        let predicate::Rule::Before(first, then, _) = rule else { return None };
        let (first, then) = (single(&first)?, single(&then)?);
        (relations[t][first].target == relations[t][then].target).then_some((first, then))
    })
}

/// More weight for the one reference that a part of the key of several columns is taken from, even if it says who did something:
/// whose tenant a row is of, nothing else tells.
fn gives_key(db: &Database, relations: &[Vec<Relation>], t: usize, relation: &Relation) -> i32 {
    let table = &db.tables[t];
    let key = table.constraints.iter().find(|k| k.kind == "p" && k.columns.len() > 1);
    let sole = |c: &&usize| {
        let given = relations[t].iter().filter(|r| r.declared && r.columns.contains(c));
        key.is_some_and(|key| key.columns.contains(&table.columns[**c].name)) && given.count() == 1
    };
    let gives = relation.columns.len() > 1 && relation.required && relation.columns.iter().any(|c| sole(&c));
    if gives { 12 } else { 0 }
}

/// How many of the parts that a table may refer to, or that refer to it, refer to another one too: what most of them are part of is
/// the whole of this one as well. Other wholes, to which every row must refer, are no parts.
fn neighbours(relations: &[Vec<Relation>], t: usize, whole: usize) -> usize {
    let refers = |from: usize, to: usize| relations[from].iter().any(|r| r.target == to);
    let other_whole = |other: usize| relations[t].iter().any(|r| r.target == other && r.required);
    let near = |&other: &usize| {
        ![t, whole].contains(&other) && !other_whole(other) && (refers(t, other) || refers(other, t))
    };
    (0..relations.len()).filter(near).filter(|&other| refers(other, whole)).count()
}

/// Whether the columns referred to are a key of their table, so that each names one row.
fn is_key(db: &Database, relation: &Relation) -> bool {
    let table = &db.tables[relation.target];
    let same = |columns: &[Option<usize>]| {
        columns.len() == relation.target_columns.len()
            && columns.iter().all(|c| c.is_some_and(|c| relation.target_columns.contains(&c)))
    };
    unique_sets(table, false).any(|columns| same(&columns))
}

/// The columns of every unique constraint, and of every unique index, also of those for some rows alone; none for what is no column.
pub(super) fn unique_sets(table: &Table, partial: bool) -> impl Iterator<Item = Vec<Option<usize>>> {
    let constraints = table.constraints.iter().filter(|k| ["p", "u"].contains(&k.kind.as_str()));
    let constraints = constraints.map(|k| k.columns.iter().map(|c| table.column(c)).collect());
    let indexes = table.indexes.iter().filter(move |i| partial || i.predicate.is_none());
    let indexes =
        indexes.map(|i| i.keys.iter().map(|k| k.column.as_ref().and_then(|c| table.column(c))).collect());
    constraints.chain(indexes)
}

/// Whether the referring columns are unique by themselves.
pub(super) fn is_one_to_one(db: &Database, t: usize, relation: &Relation) -> bool {
    let same = |columns: &[Option<usize>]| {
        columns.len() <= relation.columns.len()
            && !columns.is_empty()
            && columns.iter().all(|c| c.is_some_and(|c| relation.columns.contains(&c)))
    };
    unique_sets(&db.tables[t], true).any(|set| same(&set))
}

/// Whether a reference always leads to a row: its columns may not be NULL, or rows elsewhere must refer to them.
fn is_there(db: &Database, relations: &[Vec<Relation>], t: usize, relation: &Relation) -> bool {
    let named = |c: usize| {
        let from = relations.iter().enumerate().filter(|(from, _)| *from != t).flat_map(|(_, list)| list);
        from.filter(|r| r.target == t && r.declared && r.required).any(|r| r.target_columns.contains(&c))
    };
    relation.required || relation.columns.iter().all(|&c| not_null(db, &db.tables[t], c) || named(c))
}

/// How many references from elsewhere name the whole of a row beside the row: `(account_id, workspace_id)` leads to an account of
/// the same workspace, which can be found where accounts hang under workspaces.
fn carried(relations: &[Vec<Relation>], t: usize, relation: &Relation) -> i32 {
    let own = |c: &usize| relation.columns.contains(c);
    let names = |r: &&Relation| {
        let there = &r.target_columns;
        r.target == t && there.iter().any(own) && !there.iter().all(own)
    };
    let all = relations.iter().enumerate().filter(|(from, _)| *from != t);
    i32::try_from(all.filter(|(_, list)| list.iter().any(|r| names(&r))).count()).unwrap_or(i32::MAX).min(12)
}

/// How much a reference looks like that of a part to its whole.
fn weight(db: &Database, t: usize, relation: &Relation) -> i32 {
    let (table, target) = (&db.tables[t], &db.tables[relation.target]);
    let (own, above) = (of_table(&table.name), of_table(&target.name));
    // Of several columns the one that says which row: that of the key, or else the last one.
    let key = |c: &usize| {
        unique_sets(target, false).any(|set| set == [Some(*c)]) && relation.target_columns.len() > 1
    };
    let says = relation.target_columns.iter().position(key).unwrap_or(relation.columns.len() - 1);
    let column = words(&table.columns[relation.columns[says]].name);
    let mut weight = 5;
    if is_one_to_one(db, t, relation) {
        weight += 20;
    }
    weight += 3 * (i32::try_from(relation.columns.len()).unwrap_or(1) - 1);
    let in_key = |k: &&crate::shape::Constraint| {
        ["p", "u"].contains(&k.kind.as_str())
            && relation.columns.iter().all(|&c| k.columns.contains(&table.columns[c].name))
    };
    let in_index = |i: &crate::shape::Index| {
        let named = |c: &usize| i.keys.iter().any(|key| key.column.as_ref() == Some(&table.columns[*c].name));
        i.keys.len() > 1 && relation.columns.iter().all(named)
    };
    if table.constraints.iter().find(in_key).is_some() || table.indexes.iter().any(in_index) {
        weight += 4;
    }
    if relation.cascades {
        weight += 2;
    }
    if above.last().is_some_and(|last| own.len() > 1 && own.contains(last)) {
        weight += 3;
    }
    if is_person(&above) && !is_audit(&column) {
        weight += 2;
    }
    if is_audit(&column) && !is_one_to_one(db, t, relation) {
        weight -= 12;
    }
    if is_code(&above) && !above.last().is_some_and(|last| own.contains(last)) {
        weight -= 6;
    }
    let stem: Vec<String> = column.iter().filter(|w| *w != "id").map(|w| singular(w)).collect();
    if stem.len() > 1 && !stem.last().is_some_and(|w| above.contains(w)) {
        weight -= 1;
    }
    weight
}

/// Tables that need each other's rows first, so that none can be filled: by their positions.
pub(super) fn required_cycles(db: &Database, relations: &[Vec<Relation>]) -> Vec<Vec<usize>> {
    let n = db.tables.len();
    let edges: Vec<Vec<usize>> = relations
        .iter()
        .enumerate()
        .map(|(t, list)| {
            let hard = |r: &&Relation| r.declared && r.required && !r.deferrable && r.target != t;
            list.iter().filter(hard).map(|r| r.target).collect()
        })
        .collect();
    // Taking away what nobody waits for leaves the circles and what waits for them.
    let mut waits = vec![true; n];
    loop {
        let free = (0..n).find(|&t| waits[t] && edges[t].iter().all(|&target| !waits[target]));
        match free {
            Some(t) => waits[t] = false,
            None => break,
        }
    }
    let reaches = |from: usize| {
        let mut seen = vec![false; n];
        let mut open = edges[from].clone();
        while let Some(t) = open.pop() {
            if !std::mem::replace(&mut seen[t], true) {
                open.extend(&edges[t]);
            }
        }
        seen
    };
    let all: Vec<Vec<bool>> = (0..n).map(|t| if waits[t] { reaches(t) } else { Vec::new() }).collect();
    let mut done = vec![false; n];
    let mut cycles = Vec::new();
    for t in (0..n).filter(|&t| waits[t]) {
        if !all[t][t] || done[t] {
            continue;
        }
        let cycle: Vec<usize> = (0..n).filter(|&o| waits[o] && all[t][o] && all[o][t]).collect();
        cycle.iter().for_each(|&o| done[o] = true);
        cycles.push(cycle);
    }
    cycles
}

/// References that may be NULL and that checks ask for, of a circle of which none can wait: by the table and the number of the
/// relation, so many that no circle is left.
pub(super) fn circular(db: &Database, relations: &[Vec<Relation>]) -> BTreeSet<(usize, usize)> {
    let asked = |t: usize, r: &Relation| {
        let table = &db.tables[t];
        let checks = predicate::conjuncts(table, &db.functions);
        r.columns
            .iter()
            .any(|&c| checks.iter().any(|check| predicate::asks_for(check, &table.columns[c].name)))
    };
    let mut hard: Vec<Vec<(usize, usize)>> = relations
        .iter()
        .enumerate()
        .map(|(t, list)| {
            let at_once =
                |r: &Relation| r.declared && !r.deferrable && r.target != t && (r.required || asked(t, r));
            list.iter().enumerate().filter(|(_, r)| at_once(r)).map(|(n, r)| (n, r.target)).collect()
        })
        .collect();
    let mut found = BTreeSet::new();
    for (t, list) in relations.iter().enumerate() {
        for n in (0..list.len()).filter(|&n| !list[n].required) {
            let Some(at) = hard[t].iter().position(|(number, _)| *number == n) else { continue };
            let (mut seen, mut open) = (vec![false; relations.len()], vec![list[n].target]);
            while let Some(one) = open.pop() {
                if !std::mem::replace(&mut seen[one], true) {
                    open.extend(hard[one].iter().map(|(_, target)| *target));
                }
            }
            if seen[t] {
                hard[t].remove(at);
                found.insert((t, n));
            }
        }
    }
    found
}
