//! Whether a manifest agrees with itself: what it says of rows, parts and days that the data alone cannot show.

use super::compare::Difference;
use super::manifest::{Manifest, TableRecord};

/// Names everything in a manifest that cannot be as it says, whatever the data is.
pub(super) fn contradictions(manifest: &Manifest, list: &mut Vec<Difference>) {
    for (name, day) in [("epoch", &manifest.epoch), ("as-of date", &manifest.as_of)] {
        if !is_day(day) {
            list.push(Difference::Contradiction(format!("the {name} is no date")));
        }
    }
    let whole = match part(&manifest.part) {
        Some((_, of)) => of == 1,
        None => {
            list.push(Difference::Contradiction("the part is no part of a whole".to_owned()));
            false
        }
    };
    for table in &manifest.tables {
        place(table, whole, list);
        if let Some(rows) = manifest.roots.get(&table.name)
            && (*rows > table.rows_total || *rows < table.rows_total && manifest.as_of <= manifest.epoch)
        {
            let message = format!(
                "table {}: {} rows in all parts, and {rows} among the root tables",
                table.name, table.rows_total
            );
            list.push(Difference::Contradiction(message));
        }
    }
}

/// Where a table's rows stand in the whole, and in its files.
fn place(table: &TableRecord, whole: bool, list: &mut Vec<Difference>) {
    let TableRecord { name, rows, rows_drawn, rows_total, first_row, files, .. } = table;
    let mut say = |what: String| list.push(Difference::Contradiction(format!("table {name}: {what}")));
    let drawn = rows_drawn.unwrap_or(*rows);
    if *rows > drawn {
        say(format!("{rows} rows are more than the {drawn} that were drawn"));
    }
    if first_row.checked_add(drawn).is_none_or(|end| end > *rows_total) {
        say(format!("{drawn} rows from row {first_row} on do not lie among {rows_total}"));
    } else if whole && drawn != *rows_total {
        say(format!("{drawn} rows of {rows_total}, and part 1/1 is all of it"));
    }
    let in_files = files.iter().try_fold(0u64, |sum, file| sum.checked_add(file.rows));
    if !files.is_empty() && in_files != Some(*rows) {
        say(format!("its files do not hold {rows} rows together"));
    }
}

/// Whether a text is a day as a manifest writes it.
fn is_day(text: &str) -> bool {
    let number = |range| text.get(range).filter(|t: &&str| t.bytes().all(|b| b.is_ascii_digit()));
    let (Some(year), Some(month), Some(day)) = (number(0..4), number(5..7), number(8..10)) else {
        return false;
    };
    let within = |text: &str, last: u32| text.parse::<u32>().is_ok_and(|n| (1..=last).contains(&n));
    text.len() == 10
        && text.as_bytes()[4] == b'-'
        && text.as_bytes()[7] == b'-'
        && within(year, 9_999)
        && within(month, 12)
        && within(day, 31)
}

/// The number of a part and of how many, of `1/4`.
fn part(text: &str) -> Option<(u64, u64)> {
    let (number, of) = text.split_once('/')?;
    let (number, of) = (number.parse::<u64>().ok()?, of.parse::<u64>().ok()?);
    (1..=of).contains(&number).then_some((number, of))
}
