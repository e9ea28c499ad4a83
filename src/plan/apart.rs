//! Fixed rows and uniqueness: values that are given differ from each other, and from the numbers of a serial.

use super::{Source, Table};
use crate::error::{Problem, Problems, Span};
use crate::schema;
use arrow::array::{Array, AsArray};
use arrow::datatypes::Int64Type;
use arrow::util::display::{ArrayFormatter, FormatOptions};
use std::collections::BTreeMap;

/// Reports fixed values of unique columns and groups that cannot stand beside others.
pub(super) fn prove(doc: &schema::Table, table: &Table, problems: &mut Problems) {
    if table.fixed.rows == 0 {
        return;
    }
    for c in (0..table.columns.len()).filter(|&c| table.columns[c].unique) {
        differ(doc, table, &[c], problems);
        if let Source::Serial { start, step } = table.columns[c].source {
            beside_serial(doc, table, c, (start, step), problems);
        }
    }
    let composite = std::iter::once(&table.primary_key).chain(&table.unique);
    for group in composite.filter(|group| group.len() > 1) {
        differ(doc, table, group, problems);
    }
}

/// Where the value of a column stands in a fixed row.
fn place(doc: &schema::Table, name: &str, row: usize) -> Span {
    let fixed = doc.fixed.as_ref();
    let cell = fixed.and_then(|f| f.rows.get(row)).and_then(|r| r.iter().find(|(n, _)| n.value == name));
    cell.map(|(_, value)| value.span).or(fixed.map(|f| f.span)).unwrap_or_default()
}

/// Two fixed rows may not give a unique group the same values; NULL differs from everything.
fn differ(doc: &schema::Table, table: &Table, group: &[usize], problems: &mut Problems) {
    let given: Option<Vec<_>> = group.iter().map(|&c| table.fixed.columns[c].as_ref()).collect();
    let Some(given) = given else { return };
    let options = FormatOptions::default();
    let shown: Result<Vec<_>, _> =
        given.iter().map(|g| ArrayFormatter::try_new(g.values.as_ref(), &options)).collect();
    let Ok(shown) = shown else { return };
    let names: Vec<&str> = group.iter().map(|&c| table.columns[c].name.as_str()).collect();
    let mut first: BTreeMap<Vec<String>, usize> = BTreeMap::new();
    for row in 0..given.first().map_or(0, |g| g.given.len()) {
        if !given.iter().all(|g| g.given[row] && g.values.is_valid(row)) {
            continue;
        }
        let key: Vec<String> = shown.iter().map(|values| values.value(row).to_string()).collect();
        let Some(before) = first.insert(key, row) else { continue };
        let last = names.last().copied().unwrap_or_default();
        let what = match names.as_slice() {
            [one] => format!("`{one}` is unique, and this value is given twice"),
            several => format!("({}) is unique, and these values are given twice", several.join(", ")),
        };
        let problem = Problem::new(place(doc, last, row), what);
        problems.push(problem.related(place(doc, last, before), "here first"));
    }
}

/// A number that is given may not be that of another row, which the serial numbers by its place.
fn beside_serial(
    doc: &schema::Table,
    table: &Table,
    c: usize,
    (start, step): (i64, i64),
    problems: &mut Problems,
) {
    let Some(given) = &table.fixed.columns[c] else { return };
    let Some(numbers) = given.values.as_primitive_opt::<Int64Type>() else { return };
    let name = &table.columns[c].name;
    for row in (0..numbers.len()).filter(|&row| given.given[row] && numbers.is_valid(row)) {
        let offset = i128::from(numbers.value(row)) - i128::from(start);
        let other = offset.checked_div(i128::from(step)).filter(|n| n * i128::from(step) == offset);
        let Some(other) = other.and_then(|n| u64::try_from(n).ok()) else { continue };
        let is_given = usize::try_from(other).ok().and_then(|n| given.given.get(n)).is_some_and(|g| *g);
        // A row that is given a number too is compared with this one as a given value.
        if other < table.rows && other != row as u64 && !is_given {
            let message = format!("`{name}` numbers the rows, and this is the number of row {other}");
            let own = i128::from(start) + row as i128 * i128::from(step);
            let help = format!(
                "this row would be numbered {own}; give it that, or nothing, or a number that no row has"
            );
            problems.push(Problem::new(place(doc, name, row), message).help(help));
        }
    }
}
