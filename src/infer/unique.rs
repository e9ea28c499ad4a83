//! What must be unique: columns and groups are drafted so that the plan can keep their values apart.

use super::build::{Whole, sort_of};
use super::definition::{Definition, text};
use super::draft::{DraftTable, Rows};
use super::guess;
use super::predicate;
use super::relations::is_one_to_one;
use super::types::Sort;
use super::words::words;

/// Columns that are unique together, and under which condition.
struct Group {
    columns: Vec<String>,
    predicate: Option<String>,
    primary: bool,
    name: String,
}

/// Drafts what keeps every unique group apart.
///
/// # Errors
/// The reason why the table cannot be filled.
pub(super) fn hold(whole: &Whole<'_>, t: usize, draft: &mut DraftTable) -> Result<(), String> {
    let mut groups = groups(whole, t, draft);
    groups.sort_by_key(|group| (group.columns.len(), !group.primary));
    for group in &groups {
        if group.primary {
            for name in &group.columns {
                if let Some(column) = draft.column(name) {
                    column.definition.remove("null");
                    column.definition.remove("when");
                }
            }
        }
        match group.columns.as_slice() {
            [] => {}
            [only] if group.predicate.is_none() => single(whole, t, draft, only, group.primary)?,
            _ => several(whole, t, draft, group)?,
        }
    }
    Ok(())
}

fn groups(whole: &Whole<'_>, t: usize, draft: &mut DraftTable) -> Vec<Group> {
    let table = &whole.db.tables[t];
    let mut groups: Vec<Group> = Vec::new();
    for constraint in &table.constraints {
        // An exclusion by equality alone is a unique group.
        let equal = constraint.kind == "x" && !constraint.definition.contains("&&");
        if ["p", "u"].contains(&constraint.kind.as_str()) || equal {
            groups.push(Group {
                columns: constraint.columns.clone(),
                predicate: None,
                primary: constraint.kind == "p",
                name: constraint.name.clone(),
            });
        }
    }
    for index in &table.indexes {
        let mut columns = Vec::new();
        for key in &index.keys {
            match (&key.column, predicate::parse(&key.text)) {
                (Some(column), _) => columns.push(column.clone()),
                (None, Some(expr)) => predicate::columns(&predicate::strip(expr, None), &mut columns),
                (None, None) => {
                    draft.notes.push(format!("not held: the unique index {} is not understood", index.name));
                }
            }
        }
        columns.retain(|c| table.column(c).is_some());
        columns.dedup();
        groups.push(Group {
            columns,
            predicate: index.predicate.clone(),
            primary: false,
            name: index.name.clone(),
        });
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

/// About how many rows a table has at most.
pub(super) fn estimate(whole: &Whole<'_>, t: usize) -> f64 {
    let depth = whole.above(t).len();
    let root = whole.asked.rows as f64;
    let mut rows = root;
    let mut at = t;
    for level in (1..=depth).rev() {
        let Some(relation) = whole.parent(at) else { break };
        rows *= if is_one_to_one(whole.db, at, relation) {
            1.0
        } else if level == 1 {
            2.1
        } else if level <= 3 {
            1.6
        } else {
            1.0
        };
        at = relation.target;
    }
    rows
}

fn mark(draft: &mut DraftTable, name: &str, primary: bool) {
    if let Some(column) = draft.column(name) {
        column.definition.set(if primary { "primary_key" } else { "unique" }, true);
    }
}

/// One column that is unique by itself.
#[expect(clippy::too_many_lines, reason = "an arm a type")]
fn single(
    whole: &Whole<'_>,
    t: usize,
    draft: &mut DraftTable,
    name: &str,
    primary: bool,
) -> Result<(), String> {
    let Some(definition) = draft.definition(name).cloned() else { return Ok(()) };
    if definition.get("unique").is_some() || definition.get("primary_key").is_some() {
        if primary {
            if let Some(column) = draft.column(name) {
                column.definition.remove("unique");
            }
            mark(draft, name, true);
        }
        return Ok(());
    }
    match definition.kind() {
        "parent" => {
            mark(draft, name, primary);
            return Ok(());
        }
        "reference" => return unique_reference(whole, t, draft, name, primary),
        _ => {}
    }
    let Some(c) = whole.db.tables[t].column(name) else { return Ok(()) };
    let sort = sort_of(whole, t, c);
    let rows = match &draft.rows {
        Rows::Root { rows, .. } => *rows as f64,
        Rows::Under { .. } => estimate(whole, t),
    };
    let fixed = definition.kind() == "choice" && definition.get("values").is_none_or(|v| v != "[\"{}\"]");
    let from_check = draft.columns.iter().any(|c| c.name == name && c.why == "from a check");
    let replaced = match &sort {
        _ if fixed && (from_check || matches!(sort, Sort::Choice(_) | Sort::Boolean)) => {
            return few(draft, name, primary, list_length(&definition) as f64, rows);
        }
        Sort::Boolean => return few(draft, name, primary, 2.0, rows),
        Sort::Integer { max, .. } => {
            let mut serial = Definition::of("serial");
            if let Some(start) = definition.get("min").filter(|m| m.parse::<f64>().is_ok_and(|m| m > 1.0)) {
                serial.set("start", start);
            } else if let Some(start) = definition.get("start") {
                serial.set("start", start);
            }
            let most = if from_check || definition.get("max").is_some_and(|_| bounded(whole, t, name)) {
                definition.get("max").and_then(|m| m.parse::<f64>().ok()).unwrap_or(*max as f64)
            } else {
                *max as f64
            };
            let from = definition.get("min").and_then(|m| m.parse::<f64>().ok()).unwrap_or(0.0).max(1.0);
            if most - from + 1.0 < rows {
                let count = most - from + 1.0;
                if let Some(column) = draft.column(name) {
                    column.definition = serial;
                }
                return few(draft, name, primary, count, rows);
            }
            serial
        }
        Sort::Decimal { digits, places }
            if 10f64.powi(digits.saturating_sub(*places).cast_signed()) > rows =>
        {
            Definition::of("serial")
        }
        Sort::Decimal { digits, places } => {
            Definition::expr(&format!("CAST(_row AS numeric) / {}", 10u64.pow((*places).min(9).min(*digits))))
        }
        Sort::Float => Definition::of("serial"),
        Sort::Uuid => Definition::of("uuid"),
        Sort::Bytes => Definition::of("bytes").with("min", 16),
        Sort::Range { .. } => definition.clone().with("apart", true),
        Sort::Date => Definition::expr("DATE '1990-01-01' + _row"),
        Sort::Moment => Definition::expr("CAST(DATE '1990-01-01' + _row AS timestamp)"),
        Sort::Text { most, .. } => match unique_text(&definition, *most, name, from_check) {
            Some((definition, capacity)) if capacity >= rows => definition,
            Some((definition, capacity)) => {
                if let Some(column) = draft.column(name) {
                    column.definition = definition;
                }
                return few(draft, name, primary, capacity, rows);
            }
            None => return Err(format!("nothing keeps the texts of `{name}` apart")),
        },
        Sort::Json => Definition::of("json").with("value", "{ number = \"_row\" }"),
        Sort::Form(_) => definition.clone(),
        Sort::Kind("ipv4") => Definition::of("ipv6"),
        Sort::Kind(_) => definition.clone().with("wide", true),
        _ => return Err(format!("nothing keeps the values of `{name}` apart")),
    };
    let computed = replaced.get("expr").is_some() || replaced.kind() == "json";
    if computed {
        draft.hidden("_row", Definition::of("serial"));
    }
    if let Some(column) = draft.column(name) {
        let null = column.definition.get("null").map(str::to_owned);
        let when = column.definition.get("when").map(str::to_owned);
        column.definition = replaced;
        if let Some(null) = null.filter(|_| !primary) {
            column.definition.set("null", null);
        }
        if let Some(when) = when.filter(|_| !primary) {
            column.definition.set("when", when);
        }
    }
    if !computed {
        mark(draft, name, primary);
    }
    Ok(())
}

/// Whether checks bound a column.
fn bounded(whole: &Whole<'_>, t: usize, name: &str) -> bool {
    whole.db.tables[t].constraints.iter().any(|k| k.kind == "c" && k.columns.iter().any(|c| c == name))
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

/// A unique column of few values: a table of codes has as many rows; another cannot be filled as asked.
fn few(draft: &mut DraftTable, name: &str, primary: bool, values: f64, rows: f64) -> Result<(), String> {
    mark(draft, name, primary);
    if values >= rows {
        return Ok(());
    }
    match &mut draft.rows {
        Rows::Root { rows, scales } if primary || values >= 30.0 => {
            *rows = (*rows).min(whole_number(values));
            *scales = false;
            draft.notes.push(format!("as many rows as `{name}` has values"));
            Ok(())
        }
        _ => Err(format!(
            "`{name}` is unique and has {values:.0} values, and about {rows:.0} rows are asked for"
        )),
    }
}

/// A unique text and how many there are of it.
fn unique_text(
    definition: &Definition,
    most: Option<u32>,
    name: &str,
    from_check: bool,
) -> Option<(Definition, f64)> {
    let kind = definition.kind();
    let room = most.unwrap_or(u32::MAX);
    if from_check && kind == "pattern" {
        return Some((definition.clone(), f64::MAX));
    }
    let longest =
        definition.get("max_chars").and_then(|n| n.parse::<u32>().ok()).map_or(room, |n| n.min(room));
    if guess::longest(kind).is_some_and(|n| n <= longest) {
        let mut plain = Definition::of(kind);
        if kind == "phone" {
            plain.set("wide", true);
        }
        return Some((plain, 1e7));
    }
    let named = words(name).iter().any(|w| ["name", "title", "label", "description"].contains(&w.as_str()));
    let pattern = if named && longest >= 30 {
        ("(North|South|East|West|Central|Upper|Lower) (Care|Service|Program|Group|Unit|Form|Report) [0-9]{6}".to_owned(), 1e7)
    } else if kind == "email" && longest >= 20 {
        (format!("[a-z]{{{}}}@example\\.com", (longest - 12).min(10)), 1e9)
    } else {
        let n = longest.min(10);
        (format!("[a-z0-9]{{{n}}}"), 36f64.powi(n.min(10).cast_signed()))
    };
    (longest > 0).then(|| (Definition::of("pattern").with("pattern", text(&pattern.0)), pattern.1))
}

/// A reference to a different row each time: there must be as many there.
fn unique_reference(
    whole: &Whole<'_>,
    t: usize,
    draft: &mut DraftTable,
    name: &str,
    primary: bool,
) -> Result<(), String> {
    let table = &whole.db.tables[t];
    let relation =
        whole.relations[t].iter().find(|r| r.columns.iter().any(|&c| table.columns[c].name == name));
    let enough = relation.is_some_and(|r| {
        r.target != t && estimate(whole, t) * 1.05 <= estimate(whole, r.target).max(1.0) * 1.06
    });
    let required =
        table.column(name).is_some_and(|c| super::relations::not_null(whole.db, table, c)) || primary;
    let Some(column) = draft.column(name) else { return Ok(()) };
    column.definition.remove("within");
    column.definition.remove("none");
    if enough && relation.is_some_and(|r| r.columns.len() == 1) {
        mark(draft, name, primary);
        return Ok(());
    }
    if !required {
        column.definition.set("null", "1.0");
        column.why = "unique, and there are fewer rows to refer to: always NULL".to_owned();
        return Ok(());
    }
    Err(format!("every row must refer by `{name}` to another row, and there are fewer of those"))
}

/// Columns that are unique together.
#[expect(clippy::too_many_lines, reason = "each way to keep a group apart, from the best to the last")]
fn several(whole: &Whole<'_>, t: usize, draft: &mut DraftTable, group: &Group) -> Result<(), String> {
    let is_unique = |draft: &DraftTable, name: &String| {
        draft.definition(name).is_some_and(|d| {
            d.get("unique").is_some() || d.get("primary_key").is_some() || d.kind() == "serial"
        })
    };
    if let Some(name) = group.columns.iter().find(|name| is_unique(draft, name)).cloned() {
        if group.primary {
            draft.primary_key.clone_from(&group.columns);
            unmark(draft, &group.columns);
        }
        if draft
            .definition(&name)
            .is_some_and(|d| d.get("unique").is_none() && d.get("primary_key").is_none())
        {
            mark(draft, &name, false);
        }
        return Ok(());
    }
    // What is computed from the row's own number is its own, though the plan does not see that.
    if group.columns.iter().any(|name| is_own_expression(draft, name)) {
        return Ok(());
    }
    let from_parent: Vec<&String> = group
        .columns
        .iter()
        .filter(|name| {
            draft.definition(name).is_some_and(|d| d.kind() == "parent" && d.get("table").is_none())
        })
        .collect();
    let holds = whole.parent(t).is_some_and(|relation| {
        relation
            .columns
            .iter()
            .all(|&c| from_parent.iter().any(|name| **name == whole.db.tables[t].columns[c].name))
    });
    let most = match &draft.rows {
        Rows::Under { most, .. } => *most,
        Rows::Root { .. } => u64::MAX,
    };
    let simple = whole.parent(t).is_some_and(|r| r.columns.len() == 1);
    let others: Vec<String> =
        group.columns.iter().filter(|name| !from_parent.contains(name)).cloned().collect();
    let held = if holds && most == 1 {
        true
    } else if holds && simple {
        among_siblings(whole, t, draft, &others)
    } else {
        false
    };
    if held || among_rows(whole, t, draft, group, &others)? {
        let computed =
            group.columns.iter().any(|name| draft.definition(name).is_some_and(|d| d.get("expr").is_some()));
        if computed {
            draft.notes.push(format!("({}) differ by a value that is computed", group.columns.join(", ")));
        } else if group.primary {
            draft.primary_key.clone_from(&group.columns);
        } else if group.predicate.is_none()
            && others.iter().any(|name| counts(draft, name))
            && (!holds || (most > 1 && simple))
        {
            draft.unique.push(group.columns.clone());
        }
        return Ok(());
    }
    // One child each is apart from all others.
    if holds && let Rows::Under { per, most, .. } = &mut draft.rows {
        "1".clone_into(per);
        *most = 1;
        draft.notes.push(format!("one row each, so that ({}) differ", group.columns.join(", ")));
        if group.primary {
            draft.primary_key.clone_from(&group.columns);
        }
        return Ok(());
    }
    Err(format!("nothing keeps ({}) apart", group.columns.join(", ")))
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
    })
}

/// Whether the plan can count the values of a column.
fn counts(draft: &DraftTable, name: &str) -> bool {
    draft.definition(name).is_some_and(|d| match d.kind() {
        "reference" => d.get("within").is_none() && d.get("same_row_as").is_none(),
        kind => ["pattern", "integer", "choice", "boolean", "ordinal"].contains(&kind),
    })
}

/// Keeps the children of one parent apart by one of the other columns.
#[expect(clippy::too_many_lines, reason = "an arm a type")]
fn among_siblings(whole: &Whole<'_>, t: usize, draft: &mut DraftTable, others: &[String]) -> bool {
    let most = match &draft.rows {
        Rows::Under { most, .. } => *most,
        Rows::Root { .. } => return false,
    };
    let table = &whole.db.tables[t];
    if others.iter().any(|name| {
        draft.definition(name).is_some_and(|d| d.kind() == "ordinal" || d.get("distinct").is_some())
    }) {
        return true;
    }
    for name in others {
        let Some(c) = table.column(name) else { continue };
        let Some(definition) = draft.definition(name).cloned() else { continue };
        let own_table = definition.get("table").is_some_and(|t| t.trim_matches('"') == draft.label);
        let new = match (definition.kind(), sort_of(whole, t, c)) {
            ("reference", _)
                if definition.get("same_row_as").is_none()
                    && definition.get("within").is_none()
                    && !own_table =>
            {
                let mut distinct = definition.with("distinct", true);
                distinct.remove("null");
                distinct
            }
            ("integer" | "constant", Sort::Integer { .. }) => {
                let start = definition.get("min").unwrap_or("1");
                Definition::of("ordinal").with("start", if start == "0" { "1" } else { start })
            }
            _ => continue,
        };
        if let Some(column) = draft.column(name) {
            column.definition = new;
        }
        return true;
    }
    for name in others {
        let Some(c) = table.column(name) else { continue };
        let Some(definition) = draft.definition(name).cloned() else { continue };
        let from_check = draft.columns.iter().any(|c| c.name == *name && c.why == "from a check");
        let new = match (definition.kind(), sort_of(whole, t, c)) {
            ("reference" | "parent", _) => continue,
            ("choice", sort) if from_check || matches!(sort, Sort::Choice(_)) => {
                let n = list_length(&definition) as u64;
                if n < most {
                    continue;
                }
                definition
            }
            ("boolean", _) => continue,
            (_, Sort::Text { most, .. }) => match unique_text(&definition, most, name, from_check) {
                Some((pattern, _)) if pattern.kind() == "pattern" => pattern,
                _ => Definition::of("pattern").with("pattern", text("[a-z0-9]{10}")),
            },
            (_, Sort::Date) => {
                draft.hidden("_no", Definition::of("ordinal"));
                Definition::expr("DATE '2021-01-01' + _no * 7")
            }
            (_, Sort::Moment) => {
                draft.hidden("_no", Definition::of("ordinal"));
                Definition::expr("CAST(DATE '2021-01-01' + _no * 7 AS timestamp)")
            }
            (_, Sort::Uuid) => definition,
            (_, Sort::Decimal { .. } | Sort::Float) => Definition::of("ordinal"),
            _ => continue,
        };
        if let Some(column) = draft.column(name) {
            column.definition = new;
        }
        return true;
    }
    false
}

/// Keeps all rows apart: by one column that is unique alone, or by the product of references.
fn among_rows(
    whole: &Whole<'_>,
    t: usize,
    draft: &mut DraftTable,
    group: &Group,
    others: &[String],
) -> Result<bool, String> {
    if let Some(predicate) = &group.predicate
        && !others.iter().any(|name| is_free(whole, t, draft, name))
    {
        return Ok(under_condition(draft, predicate, others.is_empty() || whole.parents[t].is_some()));
    }
    for name in others {
        if is_free(whole, t, draft, name) && single(whole, t, draft, name, false).is_ok() {
            return Ok(true);
        }
    }
    let rows = match &draft.rows {
        Rows::Root { rows, .. } => *rows as f64,
        Rows::Under { .. } => estimate(whole, t),
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
            _ => 10.0,
        };
    }
    Ok(product >= rows * 1.2 && others.iter().any(|name| counts(draft, name)))
}

/// Whether a column can be made unique by itself without harm.
fn is_free(whole: &Whole<'_>, t: usize, draft: &DraftTable, name: &str) -> bool {
    let Some(c) = whole.db.tables[t].column(name) else { return false };
    let from_check = draft.columns.iter().any(|c| c.name == *name && c.why == "from a check");
    let Some(definition) = draft.definition(name) else { return false };
    let roomy = match sort_of(whole, t, c) {
        Sort::Integer { .. } => !bounded(whole, t, name),
        Sort::Text { most, .. } => most.is_none_or(|n| n >= 6),
        Sort::Uuid | Sort::Bytes | Sort::Date | Sort::Moment | Sort::Range { .. } => true,
        Sort::Decimal { digits, places } => digits.saturating_sub(places) >= 6,
        _ => false,
    };
    roomy && !from_check && !["reference", "parent"].contains(&definition.kind())
}

/// An index that holds under a condition: only the first of siblings, or no row, meets it.
fn under_condition(draft: &mut DraftTable, predicate: &str, has_parent: bool) -> bool {
    let Some(expr) = predicate::parse(predicate) else { return false };
    let written = predicate::written(&predicate::strip(expr, None));
    if has_parent {
        draft.hidden("_no", Definition::of("ordinal"));
        draft.checks.push(format!("_no = 1 OR NOT ({written})"));
    } else {
        draft.checks.push(format!("NOT ({written})"));
    }
    true
}

/// A number of values as a number of rows.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "held between 0 and 2^53")]
fn whole_number(values: f64) -> u64 {
    values.clamp(0.0, 9e15) as u64
}
