//! One table of the draft: references first, then every column by what is known of it, then what must be unique.

use super::columns::{self, Facts};
use super::definition::{Definition, text};
use super::draft::{DraftColumn, DraftTable, Rows};
use super::predicate::{self, Understood};
use super::relations::{self, Relation, is_one_to_one};
use super::sample::Sample;
use super::types::{self, Sort};
use super::words::{is_audit, words};
use super::{Asked, apart, attempts, coherence, elapsed, learned, paths, scenes, unique};
use crate::shape::{Database, Table, Trigger};
use std::collections::{BTreeMap, BTreeSet};

/// What is known of the whole database while a table is drafted.
pub(super) struct Whole<'a> {
    pub(super) db: &'a Database,
    pub(super) asked: &'a Asked,
    pub(super) relations: &'a [Vec<Relation>],
    pub(super) parents: &'a [Option<usize>],
    pub(super) left_out: &'a [bool],
    /// References that stay NULL, by the table and the number of its relation: checks ask for all of a circle at once.
    pub(super) circular: &'a BTreeSet<(usize, usize)>,
    /// Tables to two rows of which rows of another lead each, of the same whole and different ones.
    pub(super) pairs: &'a [bool],
    /// Root tables that have fewer rows than asked for.
    pub(super) limits: &'a BTreeMap<usize, u64>,
    /// Tables that are never written, and referred to as they are.
    pub(super) books: &'a [bool],
    /// What a sample says of the values, where the tables are those of files.
    pub(super) sample: Option<&'a Sample>,
}

impl Whole<'_> {
    /// The relation under which a table hangs.
    pub(super) fn parent(&self, t: usize) -> Option<&Relation> {
        self.parents[t].map(|n| &self.relations[t][n])
    }

    /// Whether a reference stays NULL, as checks ask for all of a circle at once.
    fn is_circular(&self, t: usize, relation: &Relation) -> bool {
        let number = self.relations[t].iter().position(|other| std::ptr::eq(other, relation));
        number.is_some_and(|n| self.circular.contains(&(t, n)))
    }

    /// The tables above a table, the parent first.
    pub(super) fn above(&self, t: usize) -> Vec<usize> {
        let mut all = Vec::new();
        let mut at = t;
        while let Some(relation) = self.parent(at) {
            all.push(relation.target);
            at = relation.target;
        }
        all
    }

    /// The column of an ancestor from which a column is taken, level by level: the table and the column there.
    pub(super) fn origin(&self, t: usize, column: usize) -> (usize, usize) {
        let (mut at, mut column) = (t, column);
        while let Some(relation) = self.parent(at) {
            let mut from = self.of_parent(at);
            let Some((_, there)) = from.find(|(c, _)| *c == column) else { break };
            (at, column) = (relation.target, there);
        }
        (at, column)
    }

    /// The columns that a table takes from its parent, each with the one there: those of the relation, and those of other
    /// references to the same row, with more columns of it.
    pub(super) fn of_parent(&self, t: usize) -> impl Iterator<Item = (usize, usize)> {
        let parent = self.parent(t);
        let own: Vec<(usize, usize)> = parent.into_iter().flat_map(Relation::pairs).collect();
        let all = self.relations[t].iter().filter(move |r| {
            parent.is_some_and(|parent| r.target == parent.target)
                && own.iter().all(|pair| r.pairs().any(|other| other == *pair))
        });
        parent.into_iter().chain(all).flat_map(Relation::pairs)
    }
}

/// Drafts a table.
///
/// # Errors
/// The reason why it cannot be filled.
pub(super) fn table(whole: &Whole<'_>, t: usize) -> Result<DraftTable, String> {
    let table = &whole.db.tables[t];
    let mut draft = empty(whole, t, rows(whole, t));
    // Columns of files are paths at times, which nothing else in the schema names; spreadsheets leave blanks around names.
    let bad = |name: &str| whole.sample.is_none() && (name.contains('.') || name.trim() != name);
    if let Some(column) = table.columns.iter().find(|c| bad(&c.name)) {
        return Err(format!("the name of the column `{}` cannot stand in a schema", column.name));
    }
    let understood = understand(whole, t, &mut draft);
    refer(whole, t, &mut draft)?;
    columns::presence(&understood, &tied(whole, t), &mut draft)?;
    for c in 0..table.columns.len() {
        let column = &table.columns[c];
        if column.generated || draft.definition(&column.name).is_some() {
            continue;
        }
        let facts = Facts::new(whole, t, c, &understood);
        let drafted = columns::column(&facts, &mut draft)?;
        draft.columns.extend(drafted);
    }
    learned::apply(whole, &mut draft);
    attempts::apply(whole, table, &mut draft);
    be_there(whole, t, &mut draft);
    apart::partitions(whole, t, &mut draft);
    unique::hold(whole, t, &mut draft)?;
    apart::exclusions(whole, t, &mut draft)?;
    coherence::join(whole, t, &mut draft, &understood);
    scenes::apply(whole, t, &mut draft)?;
    conditions(whole, t, &understood, &mut draft);
    let order = |name: &str| table.column(name).map_or(0, |c| c + 1);
    draft.columns.sort_by_key(|column| order(&column.name));
    if draft.columns.iter().all(|column| table.column(&column.name).is_none()) {
        return Err("it has no column that can be filled".to_owned());
    }
    Ok(draft)
}

/// A table that is there and never written: the columns that others refer to; none where nobody does.
pub(super) fn existing(whole: &Whole<'_>, t: usize) -> Option<DraftTable> {
    let table = &whole.db.tables[t];
    let open = (0..whole.db.tables.len()).filter(|&from| !whole.left_out[from]);
    let relations =
        open.flat_map(|from| whole.relations[from].iter()).filter(|r| r.target == t && r.declared);
    let mut columns: Vec<usize> = relations.flat_map(|r| r.target_columns.iter().copied()).collect();
    columns.sort_unstable();
    columns.dedup();
    let mut draft = empty(whole, t, Rows::Existing);
    for c in columns {
        let sort = sort_of(whole, t, c);
        let kind = match sort {
            Sort::Integer { .. } => "serial",
            Sort::Uuid => "uuid",
            _ => "string",
        };
        push(&mut draft, table, c, Definition::of(kind), String::new());
    }
    (!draft.columns.is_empty()).then_some(draft)
}

fn empty(whole: &Whole<'_>, t: usize, rows: Rows) -> DraftTable {
    let table = &whole.db.tables[t];
    DraftTable {
        position: t,
        label: table.label(),
        comment: table.comment.clone().filter(|comment| !comment.trim().is_empty()),
        rows,
        rows_why: None,
        subject: None,
        primary_key: Vec::new(),
        unique: Vec::new(),
        checks: Vec::new(),
        decided: Vec::new(),
        columns: Vec::new(),
        notes: table.triggers.iter().map(|trigger| told(table, trigger)).collect(),
        off: table.triggers.iter().filter(|t| table.owned && !t.mild).map(|t| t.name.clone()).collect(),
    }
}

/// What is said of a trigger.
fn told(table: &Table, trigger: &Trigger) -> String {
    let name = &trigger.name;
    match (trigger.mild, trigger.held) {
        (true, Some(_)) => format!("what the trigger {name} refuses is held as checks"),
        (true, None) => format!("the trigger {name} computes columns of these rows"),
        (false, held) => {
            let more = match held {
                Some(true) => "what it refuses is held as checks, and it does more",
                Some(false) => "it may refuse more than is held as checks",
                None => "it may refuse rows, or write others",
            };
            match table.owned {
                true => format!("the trigger {name} is switched off while rows go in: {more}"),
                false => format!("the trigger {name} runs for these rows: {more}"),
            }
        }
    }
}

/// How many rows: children a few each, root tables as many as were asked for.
pub(super) fn rows(whole: &Whole<'_>, t: usize) -> Rows {
    if apart::is_single(&whole.db.tables[t]) {
        return Rows::Root { rows: 1, scales: false };
    }
    let Some(relation) = whole.parent(t) else { return Rows::Root { rows: whole.asked.rows, scales: true } };
    let parent = whole.db.tables[relation.target].label();
    let depth = whole.above(t).len();
    let (per, most) = if is_one_to_one(whole.db, t, relation) {
        ("1", 1)
    } else if depth == 1 && whole.pairs[t] {
        ("{ uniform = [2, 3] }", 3)
    } else if depth == 1 {
        ("{ uniform = [1, 3] }", 3)
    } else if whole.pairs[t] {
        ("2", 2)
    } else if depth <= 3 {
        ("{ uniform = [1, 2] }", 2)
    } else {
        ("1", 1)
    };
    Rows::Under { parent, per: per.to_owned(), most }
}

/// All checks of a table and of the domains of its columns, taken apart.
fn understand(whole: &Whole<'_>, t: usize, draft: &mut DraftTable) -> Vec<Understood> {
    let table = &whole.db.tables[t];
    let mut all = Vec::new();
    for constraint in table.constraints.iter().filter(|c| c.kind == "c") {
        let understood = predicate::understand(&constraint.definition, None, &whole.db.functions);
        if understood.unread {
            draft.notes.push(format!("not held: the check {} is not understood", constraint.name));
        }
        all.push(understood);
    }
    for column in &table.columns {
        for check in types::resolve(whole.db, column.type_oid, column.type_modifier).checks {
            let understood = predicate::understand(&check, Some(&column.name), &whole.db.functions);
            if understood.unread {
                draft
                    .notes
                    .push(format!("not held: a check of the type of {} is not understood", column.name));
            }
            all.push(understood);
        }
    }
    // A range ends where it begins, or later.
    for (from, to) in apart::computed_ranges(table) {
        let check = format!("CHECK (({} <= {}))", super::definition::sql(&from), super::definition::sql(&to));
        all.push(predicate::understand(&check, None, &whole.db.functions));
    }
    for check in elapsed::checks(whole.db, table) {
        all.push(predicate::understand(&check, None, &whole.db.functions));
    }
    predicate::join(&mut all);
    all
}

/// The columns that refer to other rows.
fn refer(whole: &Whole<'_>, t: usize, draft: &mut DraftTable) -> Result<(), String> {
    let table = &whole.db.tables[t];
    if let Some(relation) = whole.parent(t) {
        let parent = whole.db.tables[relation.target].label();
        for (c, there) in whole.of_parent(t) {
            if draft.definition(&table.columns[c].name).is_none() {
                let column = &whole.db.tables[relation.target].columns[there].name;
                let definition = Definition::of("parent").with("column", text(column));
                let own = relation.columns.contains(&c);
                push(draft, table, c, definition, if own { why(relation, &parent) } else { String::new() });
            }
        }
    }
    let mut list: Vec<&Relation> = whole.relations[t].iter().collect();
    list.sort_by_key(|r| std::cmp::Reverse(r.columns.len()));
    for relation in list {
        let open: Vec<usize> = (0..relation.columns.len())
            .filter(|&n| draft.definition(&table.columns[relation.columns[n]].name).is_none())
            .collect();
        if open.is_empty() {
            continue;
        }
        one(whole, t, relation, &open, draft)?;
    }
    paths::agree(whole, t, draft);
    Ok(())
}

/// The columns of references that hold of several columns at once: such a row is one of the same whole.
pub(super) fn tied<'w>(whole: &Whole<'w>, t: usize) -> Vec<&'w str> {
    let several = whole.relations[t].iter().filter(|r| r.declared && r.columns.len() > 1);
    several.flat_map(|r| &r.columns).map(|&c| whole.db.tables[t].columns[c].name.as_str()).collect()
}

fn why(relation: &Relation, target: &str) -> String {
    if relation.declared {
        String::new()
    } else {
        format!("refers to {target} by its name; no constraint says so")
    }
}

fn push(draft: &mut DraftTable, table: &Table, c: usize, definition: Definition, why: String) {
    let sure = (!why.is_empty()).then_some(80);
    draft.columns.push(DraftColumn { name: table.columns[c].name.clone(), definition, why, sure });
}

/// One reference, of which some columns are still open.
fn one(
    whole: &Whole<'_>,
    t: usize,
    relation: &Relation,
    open: &[usize],
    draft: &mut DraftTable,
) -> Result<(), String> {
    let (table, target) = (&whole.db.tables[t], &whole.db.tables[relation.target]);
    if let Some((rest, why)) = hindered(whole, t, relation, open) {
        return absent(whole, table, relation, &rest, draft, why);
    }
    // The same as in a row above: both paths lead to the same one.
    if let [c] = relation.columns.as_slice()
        && let Some(definition) = paths::by_two_paths(whole, t, *c, relation)
    {
        push(draft, table, *c, definition, String::new());
        return Ok(());
    }
    let shared: Vec<usize> = (0..relation.columns.len()).filter(|n| !open.contains(n)).collect();
    let own = relation.target == t;
    let within = match (shared.is_empty(), paths::common_ancestor(whole, t, relation, &shared)) {
        (true, _) => paths::bound(whole, t, relation),
        (false, Some(ancestor)) => Some(ancestor),
        (false, None) => {
            return absent(whole, table, relation, open, draft, "shares columns with another reference");
        }
    };
    let mut first: Option<&str> = None;
    // Where one of the columns must be there, so must the row that it is taken from.
    let there = |&n: &usize| relations::not_null(whole.db, table, relation.columns[n]);
    let required = open.iter().any(there);
    for &n in open {
        let c = relation.columns[n];
        let mut definition = Definition::of("reference")
            .with("table", text(&target.label()))
            .with("column", text(&target.columns[relation.target_columns[n]].name));
        match first {
            Some(name) => definition.set("same_row_as", text(name)),
            None => {
                if let Some(ancestor) = within {
                    definition.set("within", text(&whole.db.tables[ancestor].label()));
                }
                if own && relation.required {
                    definition.set("none", text("self"));
                }
                first = Some(&table.columns[c].name);
                if !required && !is_whole(whole, table, relation) {
                    definition.set("null", null_share(whole, t, c));
                }
            }
        }
        push(draft, table, c, definition, why(relation, &target.label()));
    }
    Ok(())
}

/// Why a reference leads to no row, and which of the columns that are still open are NULL for it.
fn hindered(
    whole: &Whole<'_>,
    t: usize,
    relation: &Relation,
    open: &[usize],
) -> Option<(Vec<usize>, &'static str)> {
    let table = &whole.db.tables[t];
    if whole.left_out[relation.target] {
        return Some((open.to_vec(), "is left out"));
    }
    if whole.is_circular(t, relation) {
        return Some((open.to_vec(), "leads back to these rows, and checks ask for both at once"));
    }
    let without = |taken: &dyn Fn(usize) -> bool| open.iter().copied().filter(|&n| !taken(n)).collect();
    // A row of the own table that shares a part of the key cannot be told from the outside.
    let part = |n: usize| relation.target == t && relation.columns[n] == relation.target_columns[n];
    if (0..relation.columns.len()).any(part) {
        return Some((without(&part), "shares a part of its key"));
    }
    // Nor is what the rows themselves are called taken from rows that need not be there: the current version of a document.
    let own = |n: usize| names_itself(whole, t, relation, n);
    if open.iter().any(|&n| own(n)) {
        return Some((without(&own), "is found by the key of these rows"));
    }
    (is_compared(table, relation) && relation.target == t)
        .then(|| (open.to_vec(), "is compared with the row itself"))
}

/// Whether a column of a reference that may be absent is of the key of its own table, and no other reference gives it.
fn names_itself(whole: &Whole<'_>, t: usize, relation: &Relation, n: usize) -> bool {
    let table = &whole.db.tables[t];
    let c = relation.columns[n];
    let in_key = |k: &crate::shape::Constraint| k.kind == "p" && k.columns.contains(&table.columns[c].name);
    let given = |other: &Relation| !std::ptr::eq(other, relation) && other.columns.contains(&c);
    relation.columns.len() > 1
        && !relation.required
        && table.constraints.iter().any(in_key)
        && !whole.relations[t].iter().any(given)
}

/// Whether a check compares a column with the one that it is taken from. Rows of one table would be drawn one out of the other, to the
/// first of all.
fn is_compared(table: &Table, relation: &Relation) -> bool {
    let both = |(c, there): (usize, usize)| {
        let (own, there) = (&table.columns[c].name, &table.columns[there].name);
        let reads = |k: &crate::shape::Constraint| k.columns.contains(own) && k.columns.contains(there);
        table.constraints.iter().any(|k| k.kind == "c" && reads(k))
    };
    relation.columns.len() > 1 && relation.pairs().any(both)
}

/// Whether a reference is all there or not at all (MATCH FULL), and one of its columns is always there.
pub(super) fn is_whole(whole: &Whole<'_>, table: &Table, relation: &Relation) -> bool {
    let names: Vec<&String> = relation.columns.iter().map(|&c| &table.columns[c].name).collect();
    let full = |k: &crate::shape::Constraint| {
        k.kind == "f" && k.columns.iter().eq(names.iter().copied()) && k.definition.contains(" MATCH FULL")
    };
    table.constraints.iter().any(full)
        && relation.columns.iter().any(|&c| relations::not_null(whole.db, table, c))
}

/// How often a reference is NULL: as often as the server has counted, or else by its name.
fn null_share(whole: &Whole<'_>, t: usize, c: usize) -> String {
    let column = &whole.db.tables[t].columns[c];
    let known = column.null_share.filter(|_| whole.db.tables[t].row_estimate >= 11.0);
    let name = words(&column.name);
    let by_name =
        if is_audit(&name) && name.iter().any(|w| ["deleted", "voided", "retired"].contains(&w.as_str())) {
            0.95
        } else {
            0.1
        };
    format!("{:.2}", known.map_or(by_name, f64::from))
}

/// What cannot refer to a row is NULL, where it may be.
fn absent(
    whole: &Whole<'_>,
    table: &Table,
    relation: &Relation,
    open: &[usize],
    draft: &mut DraftTable,
    reason: &str,
) -> Result<(), String> {
    let target = whole.db.tables[relation.target].label();
    for &n in open {
        let c = relation.columns[n];
        let column = &table.columns[c];
        if relations::not_null(whole.db, table, c) {
            if !relation.declared {
                continue;
            }
            return Err(format!("`{}` must refer to `{target}`, which {reason}", column.name));
        }
        let sort = types::resolve(whole.db, column.type_oid, column.type_modifier).sort;
        if let Some(definition) = sort.plain() {
            let why = format!("always NULL: `{target}` {reason}");
            let definition = definition.with("null", "1.0");
            draft.columns.push(DraftColumn { name: column.name.clone(), definition, why, sure: None });
        }
    }
    Ok(())
}

/// Values that rows of other tables must refer to are always there, also where the database lets them be absent.
fn be_there(whole: &Whole<'_>, t: usize, draft: &mut DraftTable) {
    let open = (0..whole.relations.len()).filter(|&from| !whole.left_out[from]);
    let required = open.flat_map(|from| &whole.relations[from]).filter(|r| r.target == t && r.required);
    for &c in required.flat_map(|relation| &relation.target_columns) {
        if let Some(column) = draft.column(&whole.db.tables[t].columns[c].name) {
            column.definition.remove("null");
        }
    }
}

/// Checks that stay conditions, and those that say when a column is present.
fn conditions(whole: &Whole<'_>, t: usize, understood: &[Understood], draft: &mut DraftTable) {
    let table = &whole.db.tables[t];
    // Spans are texts in a schema, of which its SQL cuts nothing off.
    let is_span = |rule: &predicate::Rule| match rule {
        predicate::Rule::Formed(name, _) => {
            table.column(name).is_some_and(|c| sort_of(whole, t, c) == Sort::Interval)
        }
        _ => false,
    };
    for one in understood {
        if one.rules.iter().any(is_span) && one.predicates.len() == 1 {
            continue;
        }
        let generated = |c: &String| table.column(c).is_some_and(|c| table.columns[c].generated);
        if one.columns.iter().any(generated) {
            draft.notes.push("not held: a check reads a column that the server computes".to_owned());
            continue;
        }
        for predicate in &one.predicates {
            if !draft.checks.contains(predicate) {
                draft.checks.push(predicate.clone());
            }
        }
    }
}

/// A check that the SQL of schemas does not know: a column of it that may be NULL is, as then it holds; or else it is named.
pub(super) fn give_way(whole: &Whole<'_>, draft: &mut DraftTable, check: &str) {
    let table = &whole.db.tables[draft.position];
    let tests_absence =
        ["IS NULL", "IS NOT NULL", "COALESCE", "coalesce", "num_n"].iter().any(|w| check.contains(w));
    let mut names = Vec::new();
    if let Some(expr) = predicate::parse(check) {
        if tests_absence {
            // It may hold all the same where they are NULL; it does where it says so.
            names = predicate::absent(&expr);
        } else {
            predicate::columns(&expr, &mut names);
        }
    }
    if let Some(name) = predicate::divisor(check)
        && let Some(column) = draft.column(&name)
        && column.definition.kind() == "integer"
        && column.definition.get("min").is_none_or(|least| ["0", "1"].contains(&least))
    {
        column.definition.set("min", 1);
        column.definition.set("max", 1);
        column.why = format!("by one everything can be divided, for {check}");
        column.sure = None;
        return;
    }
    let free = names.into_iter().find(|name| {
        let optional = table.column(name).is_some_and(|c| !relations::not_null(whole.db, table, c));
        let kept =
            |d: &Definition| ["parent", "serial"].contains(&d.kind()) || d.get("primary_key").is_some();
        optional && draft.definition(name).is_some_and(|d| !kept(d))
    });
    let said = format!("a check that the SQL of schemas does not know: {check}");
    match free.and_then(|name| draft.column(&name)) {
        Some(column) => {
            column.definition.remove("when");
            column.definition.set("null", "1.0");
            column.why = format!("always NULL, for {said}");
            column.sure = None;
        }
        None => draft.notes.push(format!("not held: {said}")),
    }
}

/// The sort of a column.
pub(super) fn sort_of(whole: &Whole<'_>, t: usize, c: usize) -> Sort {
    let column = &whole.db.tables[t].columns[c];
    types::resolve(whole.db, column.type_oid, column.type_modifier).sort
}
