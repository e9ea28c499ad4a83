//! Columns that are unique together.

use super::super::build::{Whole, is_whole, sort_of, tied};
use super::super::definition::{Definition, text, untext};
use super::super::draft::{DraftTable, Rows};
use super::super::predicate;
use super::super::relations::{Relation, not_null, ordered_pair, unique_sets};
use super::super::types::Sort;
use super::siblings::{among_siblings, beside_own, stretch};
use super::single::{holds_others, is_certain, never, numbered, single};
use super::{Group, bounded, estimate, list_length, mark, whole_number};
use crate::kinds;

/// Columns that are unique together.
pub(super) fn several(
    whole: &Whole<'_>,
    t: usize,
    draft: &mut DraftTable,
    group: &Group,
) -> Result<(), String> {
    if apart_already(draft, group) {
        return Ok(());
    }
    if in_order(whole, t, draft, group) {
        return Ok(());
    }
    let is_parent = |name: &&String| {
        draft.definition(name).is_some_and(|d| d.kind() == "parent" && d.get("table").is_none())
    };
    let (from_parent, others): (Vec<&String>, Vec<&String>) = group.columns.iter().partition(is_parent);
    let others: Vec<String> = others.into_iter().cloned().collect();
    let holds = whole.parent(t).is_some_and(|relation| holds_key(whole, t, relation, &from_parent));
    let most = match &draft.rows {
        Rows::Under { most, .. } => *most,
        Rows::Root { .. } | Rows::Existing => u64::MAX,
    };
    let held = holds && (most == 1 || among_siblings(whole, t, draft, &others));
    if held && most == 1 && group.primary {
        beside_own(whole, t, draft, &others);
    }
    if held || among_rows(whole, t, draft, &others)? {
        let counted = (!holds || most > 1) && is_counted(draft, group, &others, held);
        state(draft, group, counted);
        return Ok(());
    }
    let first = one_of_siblings(whole, t, draft, group);
    if let Some(predicate) = group.predicate.as_ref().filter(|_| first)
        && under_condition(draft, predicate, true)
    {
        return Ok(());
    }
    // One child each is apart from all others.
    if holds && let Rows::Under { per, most, .. } = &mut draft.rows {
        "1".clone_into(per);
        *most = 1;
        draft.notes.push(format!("one row each, so that ({}) differ", group.columns.join(", ")));
        if group.primary {
            draft.primary_key.clone_from(&group.columns);
            beside_own(whole, t, draft, &others);
        }
        return Ok(());
    }
    if across_tenants(whole, t, draft, &others) && among_rows(whole, t, draft, &others)? {
        state(draft, group, true);
        return Ok(());
    }
    if combined(draft, group, &others) {
        return Ok(());
    }
    if absent(whole, t, draft, group) || undeclared(whole, t, draft, &others) {
        return Ok(());
    }
    // That no row meets the condition is the last resort: it is often what most rows do, as those that are not deleted.
    if group.predicate.as_ref().is_some_and(|predicate| under_condition(draft, predicate, false)) {
        return Ok(());
    }
    Err(format!("nothing keeps ({}) apart", group.columns.join(", ")))
}

/// Pairs of rows of one table in one order: each row has the parent and the row before it, and the first the third.
fn in_order(whole: &Whole<'_>, t: usize, draft: &mut DraftTable, group: &Group) -> bool {
    let Some((first, then)) = ordered_pair(whole.db, whole.relations, t) else { return false };
    let pair = [&whole.relations[t][first], &whole.relations[t][then]];
    let (table, target) = (&whole.db.tables[t], &whole.db.tables[pair[0].target]);
    let names = pair.map(|r| table.columns[r.columns[0]].name.clone());
    let there = pair[0].target_columns[0];
    let is_parent = whole.parent(t).is_some_and(|r| std::ptr::eq(r, pair[0]));
    let ordered = matches!(sort_of(whole, pair[0].target, there), Sort::Integer { .. });
    let both = pair[1].target_columns == [there] && names.iter().all(|name| group.columns.contains(name));
    let Rows::Under { per, most, .. } = &mut draft.rows else { return false };
    if !is_parent || !ordered || !both {
        return false;
    }
    "1".clone_into(per);
    *most = 1;
    draft.hidden("_row", Definition::of("serial"));
    let rows = ["CASE WHEN _row > 1 THEN _row - 2 ELSE 0 END", "CASE WHEN _row > 1 THEN _row - 1 ELSE 2 END"];
    for (name, row) in names.iter().zip(rows) {
        if let Some(column) = draft.column(name) {
            let to = Definition::of("reference").with("table", text(&target.label()));
            let to = to.with("column", text(&target.columns[there].name));
            column.definition = to.with("row", text(row));
            column.why = "the parent or the row before it, in their order".to_owned();
            column.sure = None;
        }
    }
    state(draft, group, false);
    true
}

/// A table of codes that has as many rows as its key of lists has combinations.
fn combined(draft: &mut DraftTable, group: &Group, others: &[String]) -> bool {
    const FEW: f64 = 4.0;
    let list = |name: &String| {
        draft.definition(name).and_then(|d| match d.kind() {
            "boolean" => Some(2.0),
            "choice" => Some(list_length(d) as f64),
            _ => None,
        })
    };
    let Some(product) = others.iter().map(list).try_fold(1.0, |product, n| Some(product * n?)) else {
        return false;
    };
    let Rows::Root { rows, scales } = &mut draft.rows else { return false };
    if product < FEW || !group.primary || others.len() != group.columns.len() {
        return false;
    }
    *rows = (*rows).min(whole_number(product));
    *scales = false;
    draft.notes.push(format!("as many rows as ({}) have combinations", group.columns.join(", ")));
    state(draft, group, true);
    true
}

/// Lets a column that refers by its name alone refer to nothing, where no row would differ from others else.
fn undeclared(whole: &Whole<'_>, t: usize, draft: &mut DraftTable, others: &[String]) -> bool {
    let table = &whole.db.tables[t];
    others.iter().any(|name| {
        let Some(c) = table.column(name) else { return false };
        let declared = whole.relations[t].iter().any(|r| r.declared && r.columns.contains(&c));
        let held = draft.columns.iter().any(|column| column.name == *name && column.is_held());
        let refers = |d: &Definition| {
            ["reference", "expr"].iter().any(|kind| d.kind() == *kind || d.get(kind).is_some())
        };
        let Some(plain) = sort_of(whole, t, c).plain() else { return false };
        let Some(column) =
            draft.column(name).filter(|column| !declared && !held && refers(&column.definition))
        else {
            return false;
        };
        column.definition = plain;
        column.why = "refers to no row, so that rows differ".to_owned();
        column.sure = None;
        single(whole, t, draft, name, false).is_ok()
    })
}

/// Whether columns that come from the parent tell it from all others.
fn holds_key(whole: &Whole<'_>, t: usize, relation: &Relation, columns: &[&String]) -> bool {
    let table = &whole.db.tables[t];
    let taken = |n: &usize| columns.iter().any(|name| **name == table.columns[relation.columns[*n]].name);
    let there: Vec<usize> =
        (0..relation.columns.len()).filter(taken).map(|n| relation.target_columns[n]).collect();
    let whole_key = there.len() == relation.columns.len();
    let within = |set: &Vec<Option<usize>>| {
        !set.is_empty() && set.iter().all(|c| c.is_some_and(|c| there.contains(&c)))
    };
    whole_key || unique_sets(&whole.db.tables[relation.target], false).any(|set| within(&set))
}

/// Lets references of a group lead to rows of any tenant, of which there are more: which they must be, the database does not say.
fn across_tenants(whole: &Whole<'_>, t: usize, draft: &mut DraftTable, others: &[String]) -> bool {
    let table = &whole.db.tables[t];
    let mut any = false;
    for name in others {
        let alone = whole.relations[t].iter().any(|r| {
            matches!(r.columns.as_slice(), [only] if table.columns[*only].name == *name) && r.target != t
        });
        let free = alone && !tied(whole, t).contains(&name.as_str());
        let Some(column) = draft.column(name).filter(|c| free && c.definition.get("within").is_some()) else {
            continue;
        };
        column.definition.remove("within");
        column.why = "of any tenant, so that there are enough to differ".to_owned();
        column.sure = None;
        any = true;
    }
    any
}

/// Has a column of a group refer to a row of its own, or leaves it NULL, where it may be: rows without it are apart from all others.
fn absent(whole: &Whole<'_>, t: usize, draft: &mut DraftTable, group: &Group) -> bool {
    let table = &whole.db.tables[t];
    // Where NULL is a value like any other, it keeps nothing apart.
    if group.alike {
        return false;
    }
    let whole_key =
        |c: usize| whole.relations[t].iter().any(|r| r.columns.contains(&c) && is_whole(whole, table, r));
    let optional = |name: &&String| {
        let c = table.column(name);
        c.is_some_and(|c| !not_null(whole.db, table, c) && !whole_key(c))
            && draft.definition(name).is_some_and(|d| d.kind() == "reference" && d.get("when").is_none())
    };
    let Some(name) = group.columns.iter().find(optional).filter(|_| !group.primary).cloned() else {
        return false;
    };
    let alone = |r: &&Relation| matches!(r.columns.as_slice(), [only] if table.columns[*only].name == name);
    if let Some(relation) =
        whole.relations[t].iter().find(alone).filter(|r| !holds_others(whole, t, draft, &name, r))
    {
        numbered(draft, &name, relation.target == t);
        return true;
    }
    let why = format!("always NULL: there are too few for ({}) to differ", group.columns.join(", "));
    never(whole, t, draft, &name, &why);
    true
}

/// Whether one column of a group keeps its rows apart by itself.
fn apart_already(draft: &mut DraftTable, group: &Group) -> bool {
    let own = |d: &Definition| d.get("unique").is_some() || d.get("primary_key").is_some();
    let unique = |name: &&String| draft.definition(name).is_some_and(|d| own(d) || d.kind() == "serial");
    if let Some(name) = group.columns.iter().find(unique).cloned() {
        if group.primary {
            draft.primary_key.clone_from(&group.columns);
            unmark(draft, &group.columns);
        }
        if draft.definition(&name).is_some_and(|d| !own(d)) {
            mark(draft, &name, false);
        }
        return true;
    }
    // What is computed from the row's own number is its own, though the plan does not see that.
    group.columns.iter().any(|name| is_own_expression(draft, name))
}

/// States a group that is kept apart, where the plan can prove it.
fn state(draft: &mut DraftTable, group: &Group, counted: bool) {
    let computed = group.columns.iter().any(|name| {
        draft.definition(name).is_some_and(|d| d.get("expr").is_some() || d.get("row").is_some())
    });
    if computed {
        draft.notes.push(format!("({}) differ by a value that is computed", group.columns.join(", ")));
    } else if group.primary {
        draft.primary_key.clone_from(&group.columns);
    } else if counted {
        draft.unique.push(group.columns.clone());
    }
}

/// Whether the plan must be told that a group differs, and can count its values. Under a condition siblings differ by what counts
/// them alone, but by what is of a list only where the plan is told so.
fn is_counted(draft: &DraftTable, group: &Group, others: &[String], held: bool) -> bool {
    let listed = || others.iter().any(|name| draft.definition(name).is_some_and(|d| d.kind() == "choice"));
    others.iter().any(|name| counts(draft, name))
        && (group.predicate.is_none() || !held || listed() && !tells(draft, others))
}

/// Whether one of some columns is another one for each sibling by itself.
fn tells(draft: &DraftTable, names: &[String]) -> bool {
    let own = |d: &Definition| {
        d.kind() == "ordinal"
            || ["distinct", "unique"].iter().any(|key| d.get(key).is_some())
            || d.get("expr").is_some_and(|e| e.contains("_no"))
    };
    names.iter().any(|name| draft.definition(name).is_some_and(own))
}

fn unmark(draft: &mut DraftTable, columns: &[String]) {
    for name in columns {
        if let Some(column) = draft.column(name)
            && column.definition.get("primary_key").is_some()
        {
            column.definition.remove("primary_key");
            column.definition.set("unique", true);
        }
    }
}

/// A value that is computed from the row's own number.
fn is_own_expression(draft: &DraftTable, name: &str) -> bool {
    draft.definition(name).is_some_and(|d| {
        d.get("expr").is_some_and(|e| e.contains("_row") || e.contains("_slot"))
            || d.get("value").is_some_and(|v| v.contains("_row"))
            || d.get("row").is_some_and(|row| row.contains("_row"))
    })
}

/// Whether the plan can count the values of a column.
fn counts(draft: &DraftTable, name: &str) -> bool {
    draft.definition(name).is_some_and(|d| match d.kind() {
        "reference" => d.get("within").is_none() && d.get("same_row_as").is_none(),
        kind => ["pattern", "integer", "choice", "boolean", "ordinal"].contains(&kind),
    })
}

/// Keeps all rows apart: by one column that is unique alone, or by the product of references.
fn among_rows(
    whole: &Whole<'_>,
    t: usize,
    draft: &mut DraftTable,
    others: &[String],
) -> Result<bool, String> {
    for name in others {
        if is_free(whole, t, draft, name) && single(whole, t, draft, name, false).is_ok() {
            return Ok(true);
        }
    }
    // A column that is unique under a condition is so without it, too; where draws decide how many rows there are, that may fail.
    if let [only] = others
        && is_certain(whole, t)
        && whole.relations[t].iter().all(|r| is_certain(whole, r.target))
        && draft.definition(only).is_some_and(|d| d.kind() == "reference" && d.get("same_row_as").is_none())
        && single(whole, t, draft, only, false).is_ok()
    {
        return Ok(true);
    }
    let rows = match &draft.rows {
        Rows::Root { rows, .. } => *rows as f64,
        Rows::Under { .. } | Rows::Existing => estimate(whole, t),
    };
    let mut product = 1.0;
    for name in others.iter().filter(|name| counts(draft, name)) {
        let Some(definition) = draft.definition(name) else { continue };
        product *= match definition.kind() {
            "reference" => {
                let target = whole.relations[t]
                    .iter()
                    .find(|r| r.columns.iter().any(|&c| whole.db.tables[t].columns[c].name == *name));
                target.filter(|r| r.target != t).map_or(0.0, |r| estimate(whole, r.target))
            }
            "boolean" => 2.0,
            "choice" => list_length(definition) as f64,
            "pattern" => countable(definition),
            _ => 10.0,
        };
    }
    if product >= rows * 1.2 && others.iter().any(|name| counts(draft, name)) {
        return Ok(true);
    }
    // Texts in the form that a check asks for are told apart, where nothing else is there to differ.
    for name in others {
        let c = whole.db.tables[t].column(name);
        let is_text = c.is_some_and(|c| sort_of(whole, t, c).is_text());
        let formed = draft.definition(name).is_some_and(|d| d.get("expr").is_some());
        let drawn = draft.definition(name).is_some_and(|d| d.kind() == "pattern");
        if is_text && (formed || drawn) && single(whole, t, draft, name, false).is_ok() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// How many texts of a pattern the plan counts; 1 where it cannot.
fn countable(definition: &Definition) -> f64 {
    let stated = definition.get("pattern").and_then(untext).unwrap_or_default();
    match kinds::pattern::countable(&stated, usize::MAX) {
        Some((narrow, count)) if narrow == stated => count as f64,
        _ => 1.0,
    }
}

/// Whether a column can be made unique by itself without harm.
fn is_free(whole: &Whole<'_>, t: usize, draft: &DraftTable, name: &str) -> bool {
    let Some(c) = whole.db.tables[t].column(name) else { return false };
    let from_check = draft.columns.iter().any(|c| c.name == *name && c.is_held());
    let Some(definition) = draft.definition(name) else { return false };
    let roomy = match sort_of(whole, t, c) {
        Sort::Integer { .. } => !bounded(whole, t, name),
        Sort::Text { most, .. } => most.is_none_or(|n| n >= 6),
        Sort::Uuid | Sort::Bytes | Sort::Date | Sort::Moment | Sort::Range { .. } => true,
        Sort::Decimal { digits, places } => digits.saturating_sub(places) >= 6,
        _ => false,
    };
    // What is brought into a form stays as it is, where another column can be unique; stretches of days that begin where a check says
    // so, there are enough of.
    let formed = definition.get("expr").is_some();
    let stretched = sort_of(whole, t, c) == Sort::Date && stretch(definition).is_some();
    // A check on whether a number is there leaves it free to be any.
    let counts = matches!(sort_of(whole, t, c), Sort::Integer { .. })
        && ["integer", "serial"].contains(&definition.kind());
    let free = (!from_check || counts) && !formed && !["reference", "parent"].contains(&definition.kind());
    roomy && (free || stretched)
}

/// Whether one row of each parent is apart from those of others: by the parent's key, or by a row that is the parent's alone.
fn one_of_siblings(whole: &Whole<'_>, t: usize, draft: &DraftTable, group: &Group) -> bool {
    let Some(relation) = whole.parent(t) else { return false };
    let table = &whole.db.tables[t];
    let of_group = |c: &usize| group.columns.contains(&table.columns[*c].name);
    let parent = text(&whole.db.tables[relation.target].label());
    let own =
        |name: &String| draft.definition(name).is_some_and(|d| d.get("within") == Some(parent.as_str()));
    relation.columns.iter().all(of_group) || group.columns.iter().any(own)
}

/// An index that holds under a condition: only the first of siblings, or no row, meets it.
fn under_condition(draft: &mut DraftTable, predicate: &str, first: bool) -> bool {
    let Some(expr) = predicate::parse(predicate) else { return false };
    let written = predicate::written(&predicate::strip(expr, None));
    if first {
        draft.hidden("_no", Definition::of("ordinal"));
        draft.checks.push(format!("_no = 1 OR NOT ({written})"));
    } else {
        draft.checks.push(format!("NOT ({written})"));
    }
    true
}
