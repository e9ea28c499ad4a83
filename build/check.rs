//! Holds a loaded table against what is declared of it.

use crate::load::{Loaded, Values};
use crate::spec::Check;
use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};
use std::path::Path;

/// Checks one table; the others are there for foreign keys.
pub(crate) fn check(table: &Loaded, all: &[Loaded]) -> Result<(), String> {
    for check in table.spec.checks {
        match check {
            Check::Ordered(columns) => ordered(table, columns)?,
            Check::Unique(columns) => unique(table, columns)?,
            Check::RowSum { columns, total, tolerance } => row_sum(table, columns, *total, *tolerance)?,
            Check::GroupSum { group, column, total, tolerance } => {
                group_sum(table, group, column, *total, *tolerance)?;
            }
            Check::AtMost(lower, upper) => at_most(table, lower, upper)?,
            Check::Exists { column, table: other, key } => exists(table, column, find(all, other)?, key)?,
        }
    }
    Ok(())
}

/// A table by its name.
pub(crate) fn find<'a>(all: &'a [Loaded], name: &str) -> Result<&'a Loaded, String> {
    all.iter().find(|table| table.spec.name == name).ok_or_else(|| format!("no table {name}"))
}

/// Every `.csv` below `folder` must be a declared table, so that none is forgotten.
pub(crate) fn no_strangers(folder: &Path, all: &[Loaded]) -> Result<(), String> {
    let listing =
        |folder: &Path| std::fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()));
    for room in listing(folder)? {
        let room = room.map_err(|error| error.to_string())?;
        if !room.path().is_dir() {
            continue;
        }
        for file in listing(&room.path())? {
            let file = file.map_err(|error| error.to_string())?;
            let name = format!("{}/{}", room.file_name().display(), file.file_name().display());
            if !all.iter().any(|table| table.spec.file == name) {
                return Err(format!("seeds/{name}: no table is declared for this file"));
            }
        }
    }
    Ok(())
}

fn ordered(table: &Loaded, columns: &[&str]) -> Result<(), String> {
    let mut keys = Vec::new();
    for column in columns {
        let (name, down) = column.strip_prefix('-').map_or((*column, false), |name| (name, true));
        keys.push((table.column(name)?, down));
    }
    for row in 1..table.rows() {
        let order = keys.iter().map(|(values, down)| {
            let order = values.compare(row - 1, row);
            if *down { order.reverse() } else { order }
        });
        if order.fold(Ordering::Equal, Ordering::then) == Ordering::Greater {
            return Err(table.fault(row, &format!("not in order of {}", columns.join(", "))));
        }
    }
    Ok(())
}

fn unique(table: &Loaded, columns: &[&str]) -> Result<(), String> {
    let mut seen = HashSet::new();
    for row in 0..table.rows() {
        if !seen.insert(table.key(columns, row)?) {
            return Err(table.fault(row, &format!("a second row with the same {}", columns.join(", "))));
        }
    }
    Ok(())
}

fn numbers<'a>(table: &'a Loaded, column: &str) -> Result<&'a [i64], String> {
    match table.column(column)? {
        Values::Number(values) => Ok(values),
        _ => Err(format!("{}: {column} holds no numbers", table.spec.file)),
    }
}

fn row_sum(table: &Loaded, columns: &[&str], total: i64, tolerance: i64) -> Result<(), String> {
    let columns = columns.iter().map(|column| numbers(table, column)).collect::<Result<Vec<_>, _>>()?;
    for row in 0..table.rows() {
        let sum: i64 = columns.iter().map(|values| values[row]).sum();
        if (sum - total).abs() > tolerance {
            let what = format!("the shares add up to {sum}, not to {total} within {tolerance}");
            return Err(table.fault(row, &what));
        }
    }
    Ok(())
}

fn group_sum(table: &Loaded, group: &[&str], column: &str, total: i64, tolerance: i64) -> Result<(), String> {
    let values = numbers(table, column)?;
    let mut sums: HashMap<String, i64> = HashMap::new();
    for (row, value) in values.iter().enumerate() {
        *sums.entry(table.key(group, row)?).or_default() += value;
    }
    for row in 0..table.rows() {
        let sum = sums.get(&table.key(group, row)?).copied().unwrap_or_default();
        if (sum - total).abs() > tolerance {
            let what = format!("{column} of its group adds up to {sum}, not to {total} within {tolerance}");
            return Err(table.fault(row, &what));
        }
    }
    Ok(())
}

fn at_most(table: &Loaded, lower: &str, upper: &str) -> Result<(), String> {
    let (lows, highs) = (numbers(table, lower)?, numbers(table, upper)?);
    match lows.iter().zip(highs).position(|(low, high)| low > high) {
        Some(row) => Err(table.fault(row, &format!("{lower} is above {upper}"))),
        None => Ok(()),
    }
}

fn exists(table: &Loaded, column: &str, other: &Loaded, key: &str) -> Result<(), String> {
    let foreign = other.column(key)?;
    let known: HashSet<String> = (0..other.rows()).map(|row| foreign.shown(row)).collect();
    let values = table.column(column)?;
    for row in 0..table.rows() {
        let missing = match values {
            Values::List(lists) => !lists[row].iter().all(|value| known.contains(&value.to_string())),
            Values::Text(texts) if texts[row].is_empty() => false,
            _ => !known.contains(&values.shown(row)),
        };
        if missing {
            return Err(table.fault(row, &format!("its {column} is not a {key} of {}", other.spec.name)));
        }
    }
    Ok(())
}
