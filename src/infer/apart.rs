//! Partitions and exclusions: values that lie where a partition takes them, and ranges that do not overlap.

use super::build::{Whole, sort_of};
use super::columns;
use super::definition::{Definition, text};
use super::draft::{BY_PARTITION, DraftTable};
use super::predicate;
use super::unique;
use crate::shape::{Column, Constraint, Index, Table};

/// The values of `FOR VALUES IN ('a', 'b')`, or of `IN (1, 2)`.
fn listed(bounds: &str) -> Vec<String> {
    if bounds.contains('\'') {
        return bounds.split('\'').skip(1).step_by(2).map(str::to_owned).collect();
    }
    let inner = bounds.split_once(" IN (").and_then(|(_, rest)| rest.strip_suffix(')'));
    let values = inner.into_iter().flat_map(|inner| inner.split(',')).map(|value| value.trim().to_owned());
    values.filter(|value| !value.eq_ignore_ascii_case("NULL")).collect()
}

/// The key of a partitioned table lies within what its partitions take.
pub(super) fn partitions(whole: &Whole<'_>, t: usize, draft: &mut DraftTable) {
    let table = &whole.db.tables[t];
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
        let values: Vec<String> = table.partitions.iter().flat_map(|bounds| listed(bounds)).collect();
        if !values.is_empty() {
            column.definition = match table.column(&name) {
                Some(c) => columns::typed_choice(&sort_of(whole, t, c), &values),
                None => Definition::choice(&values),
            };
            column.why = BY_PARTITION.to_owned();
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
        column.why = BY_PARTITION.to_owned();
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
        column.why = BY_PARTITION.to_owned();
    }
}

/// What an exclusion compares by equality alone, which is to say a unique group, and under which condition.
pub(super) fn equality(constraint: &Constraint) -> Option<(Vec<String>, Option<String>)> {
    let (parts, predicate) = compared(constraint)?;
    let equal = parts.iter().all(|(_, operator)| operator == "=");
    equal.then(|| (parts.into_iter().map(|(part, _)| part).collect(), predicate))
}

/// What an exclusion compares, each with its operator.
type Compared = Vec<(String, String)>;

/// What an exclusion compares, and under which condition.
fn compared(constraint: &Constraint) -> Option<(Compared, Option<String>)> {
    let definition = constraint.definition.strip_prefix("EXCLUDE ").filter(|_| constraint.kind == "x")?;
    let (_, rest) = definition.split_once('(')?;
    let inside = inner(rest)?;
    let predicate = rest[inside.len() + 1..].trim().strip_prefix("WHERE ").map(str::to_owned);
    let mut parts = Vec::new();
    let mut rest = inside;
    loop {
        let (part, after) = rest.split_once(" WITH ")?;
        let (operator, next) = after.split_once(", ").map_or((after, None), |(op, next)| (op, Some(next)));
        parts.push((part.trim().to_owned(), operator.trim().to_owned()));
        match next {
            Some(next) => rest = next,
            None => return Some((parts, predicate)),
        }
    }
}

/// Whether an exclusion asks for rows that are equal in a column in which no two rows are.
fn never_equal(constraint: &Constraint, draft: &DraftTable) -> bool {
    let differs = |d: &Definition| {
        ["uuid", "serial"].contains(&d.kind()) || d.get("unique").is_some() || d.get("primary_key").is_some()
    };
    let parts = compared(constraint).map(|(parts, _)| parts).unwrap_or_default();
    parts.iter().any(|(part, operator)| {
        operator == "=" && draft.definition(part.trim_matches('"')).is_some_and(differs)
    })
}

/// What stands before the parenthesis that closes one which is open.
fn inner(text: &str) -> Option<&str> {
    let (mut depth, mut quoted) = (1u32, false);
    let close = text.find(|c| {
        quoted ^= c == '\'';
        depth = match c {
            '(' if !quoted => depth + 1,
            ')' if !quoted => depth.saturating_sub(1),
            _ => depth,
        };
        depth == 0
    })?;
    Some(&text[..close])
}

/// Whether a table holds one row at most: a constant is unique in it, as in tables of settings.
pub(super) fn is_single(table: &Table) -> bool {
    let constant = |text: &str| {
        let text: String = text.chars().filter(|c| !c.is_whitespace() && !"()".contains(*c)).collect();
        let product = |(_, by): (&str, &str)| by == "0";
        let plain = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        plain || ["true", "false"].contains(&text.as_str()) || text.split_once('*').is_some_and(product)
    };
    let index = |index: &Index| {
        let whole = index.predicate.is_none() && !index.keys.is_empty();
        whole && index.keys.iter().all(|key| key.column.is_none() && constant(&key.text))
    };
    let exclusion = |constraint: &Constraint| {
        equality(constraint).is_some_and(|(parts, condition)| {
            condition.is_none() && !parts.is_empty() && parts.iter().all(|part| constant(part))
        })
    };
    table.indexes.iter().any(index) || table.constraints.iter().any(exclusion)
}

/// Ranges that may not overlap: each row has a stretch of its own, or no other row is equal in all else that is compared.
///
/// # Errors
/// The reason why nothing keeps rows apart.
pub(super) fn exclusions(whole: &Whole<'_>, t: usize, draft: &mut DraftTable) -> Result<(), String> {
    let table = &whole.db.tables[t];
    let overlaps = |k: &&Constraint| k.kind == "x" && equality(k).is_none();
    for constraint in table.constraints.iter().filter(overlaps) {
        let over = constraint.definition.split(" WITH &&").next().unwrap_or_default();
        let element = over.rsplit(['(', ',']).next().unwrap_or_default().trim().trim_matches('"').to_owned();
        if let Some(column) = draft.column(&element).filter(|column| column.definition.kind() == "range") {
            column.definition.set("apart", true);
            column.definition.remove("null");
            column.why = format!("no two overlap ({})", constraint.name);
            continue;
        }
        // A range that the server computes is one of its bounds.
        let made = table.column(&element).and_then(|c| made_of(&table.columns[c]));
        let over = made.as_deref().unwrap_or(over);
        if !never_equal(constraint, draft) && !bounds_apart(whole, table, over, draft) {
            let (parts, predicate) = compared(constraint).unwrap_or_default();
            let equal = parts.into_iter().filter(|(_, operator)| operator == "=").map(|(part, _)| part);
            unique::among_equals(whole, t, draft, equal, predicate, &constraint.name)?;
        }
    }
    Ok(())
}

/// What the server computes a range from.
fn made_of(column: &Column) -> Option<String> {
    let made = inner(column.computed.as_deref()?.strip_prefix("GENERATED ALWAYS AS (")?)?;
    made.contains("range(").then(|| made.to_owned())
}

/// The columns by which the server computes ranges, each with the one that is not before it.
pub(super) fn computed_ranges(table: &Table) -> Vec<(String, String)> {
    let bounds = |column: &Column| {
        let made = made_of(column)?;
        let (_, inside) = made.rsplit_once("range(")?;
        let named = |part: &str| {
            let name = part.trim().trim_matches('"');
            table.column(name).map(|_| name.to_owned())
        };
        match arguments(inner(inside)?).as_slice() {
            [from, to, ..] => Some((named(from)?, named(to)?)),
            _ => None,
        }
    };
    table.columns.iter().filter_map(bounds).collect()
}

/// `tsrange(starts_at, ends_at) WITH &&`: two columns that bound a range, each perhaps with time before or after it.
fn bounds_apart(whole: &Whole<'_>, table: &Table, over: &str, draft: &mut DraftTable) -> bool {
    let Some((head, rest)) = over.trim_end().rsplit_once("range(") else { return false };
    let parts = arguments(inner(rest).unwrap_or(rest));
    let [from, to, ..] = parts.as_slice() else { return false };
    if ["int4", "int8", "num"].iter().any(|of| head.ends_with(of)) {
        return numbers_apart(whole, table, [from, to], draft);
    }
    if days_apart(table, from, to, draft) {
        return true;
    }
    let (Some(from), Some(to)) = (bound(table, from, draft), bound(table, to, draft)) else { return false };
    let day = head.ends_with("date");
    let beside = from.beside.into_iter().chain(to.beside).collect::<Vec<_>>();
    if !beside.is_empty() && (day || !is_short(over, &beside, draft)) {
        return false;
    }
    let (from, to) = (from.column, to.column);
    draft.hidden("_slot", Definition::of("serial").with("start", 0));
    // An end that an equation of a check gives is later than the moment in it by what is added there.
    let to = match given(table, &to, draft) {
        Some((moment, beside, equation)) if is_short(&equation, &beside, draft) => moment,
        Some(_) => return false,
        None => to,
    };
    let (start, end) = if day {
        ("DATE '2015-01-01' + _slot * 3".to_owned(), format!("{} + 1", super::definition::sql(&from)))
    } else {
        let start = "CAST(DATE '2015-01-01' + _slot AS timestamp)".to_owned();
        (start, "CAST(DATE '2015-01-01' + _slot AS timestamp) + INTERVAL '45 minutes'".to_owned())
    };
    for (name, sql) in [(from, start), (to, end)] {
        if let Some(column) = draft.column(&name) {
            column.definition = Definition::expr(&sql);
            column.why = "a stretch of the row's own".to_owned();
            column.sure = None;
        }
    }
    true
}

/// `int4range(first, last) WITH &&`: numbers that bound a range and go on without end.
fn numbers_apart(whole: &Whole<'_>, table: &Table, parts: [&str; 2], draft: &mut DraftTable) -> bool {
    let name = |part: &str| part.trim_matches('"').to_owned();
    let endless = |part: &&str| {
        let column = draft.columns.iter().find(|column| column.name == name(part));
        column.is_some_and(|c| {
            ["integer", "decimal"].contains(&c.definition.kind()) && !unique::is_capped(whole, table, &c.name)
        })
    };
    if !parts.iter().all(endless) {
        return false;
    }
    let least =
        draft.definition(&name(parts[0])).and_then(|d| d.get("min")).and_then(|n| n.parse::<i64>().ok());
    draft.hidden("_slot", Definition::of("serial").with("start", 0));
    let start = format!("{} + _slot * 10", least.unwrap_or(0).max(0));
    for (part, sql) in parts.into_iter().zip([start.clone(), format!("{start} + 9")]) {
        if let Some(column) = draft.column(&name(part)) {
            column.definition = Definition::expr(&sql);
            column.why = "a stretch of the row's own".to_owned();
            column.sure = None;
        }
    }
    true
}

/// `tsrange(day + starts_at, day + ends_at) WITH &&`: each row has a day of its own.
fn days_apart(table: &Table, from: &str, to: &str, draft: &mut DraftTable) -> bool {
    let named = |part: &str| {
        let mut names = Vec::new();
        predicate::parse(part).into_iter().for_each(|expr| predicate::columns(&expr, &mut names));
        names.retain(|name| table.column(name).is_some());
        names
    };
    let (from, to) = (named(from), named(to));
    let is_day = |name: &&String| {
        to.contains(name) && draft.definition(name).is_some_and(|d| d.kind() == "date") && from.len() > 1
    };
    let Some(day) = from.iter().find(is_day).cloned() else { return false };
    let times = from.iter().chain(&to).filter(|name| **name != day);
    if !times.clone().all(|name| draft.definition(name).is_some_and(|d| d.kind() == "time_of_day")) {
        return false;
    }
    draft.hidden("_slot", Definition::of("serial").with("start", 0));
    let Some(column) = draft.column(&day) else { return false };
    column.definition = Definition::expr("DATE '2015-01-01' + _slot");
    column.why = "a day of the row's own".to_owned();
    column.sure = None;
    true
}

/// The one moment from which a check computes a column, with the numbers that it adds, and the expression.
fn given(table: &Table, name: &str, draft: &DraftTable) -> Option<(String, Vec<String>, String)> {
    let column = draft.columns.iter().find(|column| column.name == name && column.is_held())?;
    let equation = column.definition.get("expr").and_then(super::definition::untext)?;
    let Bound { column, beside } = bound(table, &equation, draft)?;
    (column != name && !beside.is_empty()).then_some((column, beside, equation))
}

/// One bound of a range: its column, and the numbers that say how much longer the stretch is.
struct Bound {
    column: String,
    beside: Vec<String>,
}

fn bound(table: &Table, part: &str, draft: &DraftTable) -> Option<Bound> {
    let mut names = Vec::new();
    predicate::columns(&predicate::strip(predicate::parse(part)?, None), &mut names);
    names.retain(|name| table.column(name).is_some());
    names.dedup();
    let counts = |name: &String| draft.definition(name).is_some_and(|d| d.kind() == "integer");
    let (beside, mut bounds): (Vec<String>, Vec<String>) = names.into_iter().partition(counts);
    let column = bounds.pop().filter(|_| bounds.is_empty())?;
    Some(Bound { column, beside })
}

/// Keeps short what stretches are longer by, as far as it is counted in hours, minutes or seconds: each row has a day.
fn is_short(over: &str, beside: &[String], draft: &mut DraftTable) -> bool {
    const UNITS: &[(&str, i64)] = &[("'01:00:00'", 6), ("'00:01:00'", 60), ("'00:00:01'", 3600)];
    let Some(&(_, most)) = UNITS.iter().find(|(unit, _)| over.contains(unit)) else { return false };
    let only = |(unit, _): &(&str, i64)| over.contains(unit);
    if UNITS.iter().filter(|unit| only(unit)).count() > 1 {
        return false;
    }
    for name in beside {
        let Some(column) = draft.column(name) else { return false };
        let stated = |key: &str| column.definition.get(key).and_then(|n| n.parse::<i64>().ok());
        if stated("min").is_none_or(|least| !(0..=most).contains(&least)) {
            return false;
        }
        let least = stated("max").map_or(most, |max| max.min(most));
        column.definition.set("max", least);
    }
    true
}

/// The arguments of a call, as text.
fn arguments(inside: &str) -> Vec<&str> {
    let (mut parts, mut from, mut depth, mut quoted) = (Vec::new(), 0, 0u32, false);
    for (at, c) in inside.char_indices() {
        match c {
            '\'' => quoted = !quoted,
            '(' if !quoted => depth += 1,
            ')' if !quoted => depth = depth.saturating_sub(1),
            ',' if !quoted && depth == 0 => {
                parts.push(inside[from..at].trim());
                from = at + 1;
            }
            _ => {}
        }
    }
    parts.push(inside[from..].trim());
    parts
}

#[cfg(test)]
mod tests {
    use super::{Constraint, equality};

    #[test]
    fn exclusions_by_equality_are_unique_groups() {
        let read = |definition: &str| {
            let constraint = Constraint::new("x", "x", Vec::new(), definition);
            equality(&constraint)
        };
        assert_eq!(
            read("EXCLUDE USING btree (((id * 0)) WITH =)"),
            Some((vec!["((id * 0))".to_owned()], None))
        );
        assert_eq!(
            read(
                "EXCLUDE USING btree (name WITH =, COALESCE(parent, '-1'::integer) WITH =) WHERE ((active = true))"
            ),
            Some((
                vec!["name".to_owned(), "COALESCE(parent, '-1'::integer)".to_owned()],
                Some("((active = true))".to_owned())
            ))
        );
        assert_eq!(read("EXCLUDE USING gist (room WITH =, during WITH &&)"), None);
    }
}
