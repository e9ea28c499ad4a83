//! Rows that are reached by two paths: an appointment's case is one of the appointment's own patient.

use super::build::Whole;
use super::definition::{Definition, sql, text};
use super::draft::DraftTable;
use super::relations::{Relation, not_null};
use super::words::{is_audit, is_code, is_person, of_table, words};
use crate::shape::Table;

/// Whether a table holds the tenants of a system.
fn is_tenant(name: &str) -> bool {
    const TENANTS: &[&str] = &[
        "tenant",
        "organization",
        "site",
        "account",
        "agency",
        "practice",
        "company",
        "workspace",
        "fund",
        "domain",
        "facility",
        "clinic",
        "program",
        "project",
        "team",
        "jurisdiction",
        "customer",
    ];
    of_table(name).last().is_some_and(|last| TENANTS.contains(&last.as_str()))
}

/// Whether a table holds who somebody is, whatever they are to others: a nurse is a person as a patient is, and another one.
fn is_identity(name: &str) -> bool {
    const IDENTITIES: &[&str] = &["person", "people", "user", "individual", "party", "identity", "profile"];
    of_table(name).last().is_some_and(|last| IDENTITIES.contains(&last.as_str()))
}

/// What a column that refers is called, without what says that it refers.
fn called(name: &str) -> Vec<String> {
    words(name).into_iter().filter(|word| !["id", "uuid", "fk"].contains(&word.as_str())).collect()
}

/// The one column of a relation.
fn single(relation: &Relation) -> Option<usize> {
    match relation.columns.as_slice() {
        [one] => Some(*one),
        _ => None,
    }
}

/// Whether no key and no check holds a column, so that it may be whatever another column says.
fn is_free(table: &Table, name: &str) -> bool {
    let held = |columns: &[String]| columns.iter().any(|column| column == name);
    let stated =
        table.constraints.iter().any(|k| ["p", "u", "c"].contains(&k.kind.as_str()) && held(&k.columns));
    let indexed = table.indexes.iter().any(|i| i.keys.iter().any(|key| key.column.as_deref() == Some(name)));
    !stated && !indexed
}

/// The table above a reference and the row that it leads to, under which both lie: the nearest, if there is one.
pub(super) fn bound(whole: &Whole<'_>, t: usize, relation: &Relation) -> Option<usize> {
    let (table, target) = (&whole.db.tables[t], &whole.db.tables[relation.target]);
    let own = relation.target == t;
    // A row of the own table is an earlier one under the same parent, of which the first has none.
    let may_be_none = |&c: &usize| !not_null(whole.db, table, c) && is_free(table, &table.columns[c].name);
    if own && !relation.columns.iter().all(may_be_none) {
        return None;
    }
    let (above, there) = (whole.above(t), whole.above(relation.target));
    // Who did something is of the same tenant, and else of nobody; so is a second row of a table that the row hangs under.
    let acts = relation.columns.iter().any(|&c| is_audit(&words(&table.columns[c].name)));
    let other = acts || above.contains(&relation.target);
    let who = is_person(&of_table(&target.name));
    let binds = |ancestor: usize| {
        let name = &whole.db.tables[ancestor].name;
        is_tenant(name) || !(other || (who && is_identity(name)))
    };
    std::iter::once(t).chain(above).find(|&a| there.contains(&a) && binds(a))
}

/// A column that a table above has too, of the same name and referring to the same table.
pub(super) fn by_two_paths(whole: &Whole<'_>, t: usize, c: usize, relation: &Relation) -> Option<Definition> {
    let (own, column) = (&whole.db.tables[t], &whole.db.tables[t].columns[c]);
    let (name, target) = (words(&column.name), &whole.db.tables[relation.target]);
    // What anybody may have another of is the same only where it says whose the row is.
    let same_thing = is_tenant(&target.name)
        || (relation.target != t
            && !is_audit(&name)
            && !is_code(&of_table(&target.name))
            && is_free(own, &column.name));
    for (level, above) in whole.above(t).into_iter().enumerate() {
        let table = &whole.db.tables[above];
        let same = |r: &&Relation| {
            let there = single(r).map(|there| &table.columns[there].name);
            r.target == relation.target
                && there.is_some_and(|there| called(there) == called(&column.name))
                && (r.required || !relation.required)
        };
        if let Some(there) = whole.relations[above].iter().find(same).and_then(single).filter(|_| same_thing)
        {
            let definition = Definition::of("parent").with("column", text(&table.columns[there].name));
            return Some(if level == 0 {
                definition
            } else {
                definition.with("table", text(&table.label()))
            });
        }
        // A table that is the whole itself.
        if above == relation.target && level > 0 {
            let there = &table.columns[relation.target_columns[0]].name;
            let named = of_table(&table.name).last().is_some_and(|last| name.contains(last));
            if named && !is_audit(&name) {
                let definition = Definition::of("parent").with("column", text(there));
                return Some(definition.with("table", text(&table.label())));
            }
        }
    }
    None
}

/// The nearest table above both sides of a reference from which all shared columns come.
pub(super) fn common_ancestor(
    whole: &Whole<'_>,
    t: usize,
    relation: &Relation,
    shared: &[usize],
) -> Option<usize> {
    let (own, there) = (whole.above(t), whole.above(relation.target));
    own.iter().copied().find(|ancestor| {
        there.contains(ancestor)
            && shared.iter().all(|&n| {
                let ours = whole.origin(t, relation.columns[n]);
                let theirs = whole.origin(relation.target, relation.target_columns[n]);
                ours == theirs && (ours.0 == *ancestor || whole.above(*ancestor).contains(&ours.0))
            })
    })
}

/// References of which one leads to a row that says itself where the other must lead: the patient of a visit is that of its case.
pub(super) fn agree(whole: &Whole<'_>, t: usize, draft: &mut DraftTable) {
    let table = &whole.db.tables[t];
    for relation in &whole.relations[t] {
        let Some(c) = single(relation) else { continue };
        let name = &table.columns[c].name;
        let target = &whole.db.tables[relation.target];
        if relation.target == t || is_audit(&words(name)) || is_code(&of_table(&target.name)) {
            continue;
        }
        let Some((other, there)) = witness(whole, t, relation, draft) else { continue };
        let Some(c) = single(other) else { continue };
        let (lead, from) = (&table.columns[c].name, &whole.db.tables[other.target]);
        if !is_drawn(draft, name) {
            let is_parent = draft.definition(name).is_some_and(|d| d.kind() == "parent");
            let bound = draft.definition(lead).is_some_and(|d| d.get("within").is_some());
            if is_parent && !bound && whole.parent(t).is_some_and(|r| r.target == relation.target) {
                draft
                    .notes
                    .push(format!("{name} and {lead} may lead to different rows of {}", target.label()));
            }
            continue;
        }
        if !is_free(table, name) || leads(draft, name) {
            continue;
        }
        let taken = Definition::of("reference")
            .with("table", text(&from.label()))
            .with("column", text(&from.columns[there].name))
            .with("same_row_as", text(lead));
        let certain = other.required && not_null(whole.db, from, there);
        let Some(column) = draft.column(name) else { continue };
        column.why = format!("that of {lead}");
        column.sure = None;
        if certain || !relation.required {
            column.definition = taken;
            continue;
        }
        // Where there is no such row, another one is drawn.
        let (of, drawn) = (format!("_{name}_of_{lead}"), format!("_{name}"));
        let either = format!("coalesce({}, {})", sql(&of), sql(&drawn));
        let before = std::mem::replace(&mut column.definition, Definition::expr(&either));
        draft.hidden(&of, taken);
        draft.hidden(&drawn, before);
    }
}

/// A reference beside another, to rows that have the other's column themselves, with that column: one that is always there before
/// one that may be absent.
fn witness<'w>(
    whole: &'w Whole<'_>,
    t: usize,
    relation: &Relation,
    draft: &DraftTable,
) -> Option<(&'w Relation, usize)> {
    let table = &whole.db.tables[t];
    let name = called(&table.columns[single(relation)?].name);
    let fits = |other: &&Relation| {
        let lead = single(other).is_some_and(|c| is_drawn(draft, &table.columns[c].name));
        // Where rows refer to each other in a circle, none of them can say what the other one is.
        lead && other.target != relation.target
            && !whole.books[other.target]
            && !reaches(whole, other.target, t)
    };
    let found = whole.relations[t].iter().filter(fits).filter_map(|other| {
        let from = &whole.db.tables[other.target];
        let same = |r: &&Relation| {
            let there = single(r).is_some_and(|there| called(&from.columns[there].name) == name);
            r.target == relation.target && r.target_columns == relation.target_columns && there
        };
        Some((other, whole.relations[other.target].iter().find(same).and_then(single)?))
    });
    found.min_by_key(|(other, _)| !other.required)
}

/// Whether references lead from one table to another, or from a table to itself.
fn reaches(whole: &Whole<'_>, from: usize, to: usize) -> bool {
    let (mut seen, mut next) = (vec![false; whole.db.tables.len()], vec![from]);
    while let Some(at) = next.pop() {
        if at == to {
            return true;
        }
        if !std::mem::replace(&mut seen[at], true) {
            next.extend(whole.relations[at].iter().map(|relation| relation.target));
        }
    }
    false
}

/// Whether another column is of the row that a column refers to.
fn leads(draft: &DraftTable, name: &str) -> bool {
    let lead = text(name);
    draft.columns.iter().any(|column| column.definition.get("same_row_as") == Some(lead.as_str()))
}

/// Whether a column refers to a row that is drawn for it alone.
fn is_drawn(draft: &DraftTable, name: &str) -> bool {
    let only = |d: &Definition| {
        d.kind() == "reference"
            && ["same_row_as", "row", "nth", "when"].iter().all(|key| d.get(key).is_none())
    };
    draft.definition(name).is_some_and(only)
}

/// Has each row refer to the row of its own number under the same parent, as long as there are such: no two refer to one.
pub(super) fn beside(whole: &Whole<'_>, t: usize, draft: &mut DraftTable, name: &str) -> bool {
    let Some(parent) = whole.parent(t).map(|r| text(&whole.db.tables[r.target].label())) else {
        return false;
    };
    let Some(column) = draft.column(name) else { return false };
    // Of the own table it would be the row itself.
    let own = column.definition.get("table") == Some(text(&whole.db.tables[t].label()).as_str());
    let known = !own
        && column.definition.get("within") == Some(parent.as_str())
        && ["null", "same_row_as", "when"].iter().all(|key| {
            column.definition.get(key).is_none_or(|value| *key == "null" && !value.contains("when"))
        });
    if !known {
        return false;
    }
    column.definition.set("nth", text("_no"));
    column.why = "unique: of each parent the first refers to the first, as far as there are such".to_owned();
    column.sure = None;
    draft.hidden("_no", Definition::of("ordinal"));
    true
}
