//! Partitions and exclusions: values that lie where a partition takes them, and ranges that do not overlap.

use super::build::Whole;
use super::definition::{Definition, text};
use super::draft::DraftTable;
use crate::shape::Table;

/// The key of a partitioned table lies within what its partitions take.
pub(super) fn partitions(table: &Table, draft: &mut DraftTable) {
    let Some(key) = table.partition_key.as_deref().filter(|_| table.partitioned) else { return };
    if table.partitions.iter().any(|bounds| bounds == "DEFAULT") || key.starts_with("HASH") {
        return;
    }
    let inner = key.split_once('(').map_or("", |(_, rest)| rest.trim_end_matches(')'));
    let name = inner.split(',').next().unwrap_or_default().trim().trim_matches('"').to_owned();
    let quoted =
        |text: &str| -> Vec<String> { text.split('\'').skip(1).step_by(2).map(str::to_owned).collect() };
    let Some(column) = draft.column(&name) else { return };
    if key.starts_with("LIST") {
        let values: Vec<String> = table.partitions.iter().flat_map(|bounds| quoted(bounds)).collect();
        if !values.is_empty() {
            column.definition = Definition::choice(&values);
            column.why = "what the partitions take".to_owned();
        }
        return;
    }
    let mut spans: Vec<(String, String)> = table
        .partitions
        .iter()
        .filter_map(|bounds| {
            let (from, to) = bounds.split_once(" TO ")?;
            Some((quoted(from).first()?.get(..10)?.to_owned(), quoted(to).first()?.get(..10)?.to_owned()))
        })
        .collect();
    spans.sort();
    // One stretch without a gap, as partitions by month or year make it.
    let Some((first, mut last)) = spans.first().cloned() else {
        return numeric_partitions(table, &name, draft);
    };
    for (from, to) in &spans[1..] {
        if *from <= last {
            last.clone_from(to);
        }
    }
    if ["date", "timestamp"].contains(&column.definition.kind()) {
        column.definition.set("after", text(&format!("DATE '{first}'")));
        column.definition.set("before", text(&format!("DATE '{last}' - 1")));
        column.definition.remove("hours");
        column.why = "what the partitions take".to_owned();
    }
}

fn numeric_partitions(table: &Table, name: &str, draft: &mut DraftTable) {
    let number =
        |text: &str| text.split(['(', ')', ' ', '\'']).filter_map(|w| w.parse::<i64>().ok()).next_back();
    let spans: Vec<(i64, i64)> = table
        .partitions
        .iter()
        .filter_map(|bounds| {
            bounds.split_once(" TO ").and_then(|(from, to)| Some((number(from)?, number(to)?)))
        })
        .collect();
    let (Some(from), Some(to)) = (spans.iter().map(|s| s.0).min(), spans.iter().map(|s| s.1).max()) else {
        return;
    };
    if let Some(column) = draft.column(name).filter(|column| column.definition.kind() == "integer") {
        column.definition.set("min", from);
        column.definition.set("max", to - 1);
        column.why = "what the partitions take".to_owned();
    }
}

/// Ranges that may not overlap: each row has a stretch of its own.
pub(super) fn exclusions(whole: &Whole<'_>, t: usize, draft: &mut DraftTable) {
    let table = &whole.db.tables[t];
    for constraint in table.constraints.iter().filter(|k| k.kind == "x") {
        let over = constraint.definition.split(" WITH &&").next().unwrap_or_default();
        let element = over.rsplit(['(', ',']).next().unwrap_or_default().trim().trim_matches('"').to_owned();
        if let Some(column) = draft.column(&element).filter(|column| column.definition.kind() == "range") {
            column.definition.set("apart", true);
            column.definition.remove("null");
            column.why = format!("no two overlap ({})", constraint.name);
            continue;
        }
        if !bounds_apart(table, over, draft) {
            draft.notes.push(format!("not held: the exclusion {} is not understood", constraint.name));
        }
    }
}

/// `tsrange(starts_at, ends_at) WITH &&`: two columns that bound a range.
fn bounds_apart(table: &Table, over: &str, draft: &mut DraftTable) -> bool {
    let Some((head, inside)) = over.trim_end().trim_end_matches(')').rsplit_once("range(") else {
        return false;
    };
    let parts: Vec<String> = inside
        .split(',')
        .map(|p| p.split("::").next().unwrap_or_default().trim().trim_matches(['"', '(', ')']).to_owned())
        .collect();
    let [from, to, ..] = parts.as_slice() else { return false };
    let (Some(_), Some(_)) = (table.column(from), table.column(to)) else { return false };
    let day = head.ends_with("date");
    draft.hidden("_slot", Definition::of("serial").with("start", 0));
    let (start, end) = if day {
        ("DATE '2015-01-01' + _slot * 3".to_owned(), format!("{} + 1", super::definition::sql(from)))
    } else {
        let start = "CAST(DATE '2015-01-01' + _slot AS timestamp)".to_owned();
        (start, "CAST(DATE '2015-01-01' + _slot AS timestamp) + INTERVAL '45 minutes'".to_owned())
    };
    for (name, sql) in [(from, start), (to, end)] {
        if let Some(column) = draft.column(name) {
            column.definition = Definition::expr(&sql);
            column.why = "a stretch of the row's own".to_owned();
            column.sure = None;
        }
    }
    true
}
