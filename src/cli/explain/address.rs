//! The name of a cell: `TABLE:ROW.COLUMN` or `TABLE[KEY].COLUMN`.

use super::cell::Cell;
use crate::cli::numbers::{grouped, read_number};
use crate::cli::values;
use crate::draw::Rows;
use crate::error::{Error, Place, Result, nearest};
use crate::generate::Generator;
use crate::plan::{Source, Table};
use arrow::array::ArrayRef;
use std::ops::Range;

/// Rows of a key that are made at once while it is looked for.
const BATCH: u64 = 8 * 1024;

/// The name of a cell, as it was written.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Address {
    table: String,
    row: Row,
    column: String,
}

#[derive(Debug, PartialEq, Eq)]
enum Row {
    Number(u64),
    Key(String),
}

impl Address {
    /// Reads the name of a cell.
    ///
    /// # Errors
    /// [`crate::error::ErrorKind::Usage`] where it is none.
    pub(super) fn read(text: &str) -> Result<Self> {
        let wrong = || {
            Error::usage(format!("`{text}` names no cell"))
                .hint("write TABLE:ROW.COLUMN, such as patients:0.sex, or TABLE[KEY].COLUMN, such as patients[1].sex")
        };
        let (table, row, column) = match (text.find('['), text.rfind("].")) {
            (Some(open), Some(close)) if open < close => {
                (&text[..open], Row::Key(text[open + 1..close].to_owned()), &text[close + 2..])
            }
            _ => {
                let (table, rest) = text.split_once(':').ok_or_else(wrong)?;
                let (row, column) = rest.split_once('.').ok_or_else(wrong)?;
                (table, Row::Number(read_number(row).map_err(|_dropped| wrong())?), column)
            }
        };
        if table.is_empty() || column.is_empty() {
            return Err(wrong());
        }
        Ok(Self { table: table.to_owned(), row, column: column.to_owned() })
    }

    /// The cell of this name.
    ///
    /// # Errors
    /// [`crate::error::ErrorKind::Usage`] where there is no such table, column or row.
    pub(super) fn find(&self, generator: &Generator<'_>) -> Result<Cell> {
        let tables = &generator.plan().tables;
        let table = tables
            .iter()
            .position(|table| table.name == self.table)
            .ok_or_else(|| unknown("table", &self.table, tables.iter().map(|t| t.name.as_str())))?;
        let layout = &tables[table];
        let column = layout
            .column(&self.column)
            .ok_or_else(|| unknown("column", &self.column, layout.columns.iter().map(|c| c.name.as_str())))?;
        let row = match &self.row {
            Row::Number(row) if *row < layout.rows => *row,
            Row::Number(row) => {
                let rows = grouped(layout.rows);
                return Err(Error::usage(format!(
                    "`{}` has {rows} rows, and none has the number {row}",
                    self.table
                ))
                .hint("rows are numbered from 0; --rows, --scale and --seed are those of the run"));
            }
            Row::Key(key) => search(generator, table, key)?,
        };
        Ok(Cell { table, column, row })
    }
}

fn unknown<'a>(what: &str, name: &str, names: impl Iterator<Item = &'a str> + Clone) -> Error {
    let error = Error::usage(format!("there is no {what} `{name}`"));
    match nearest(name, names.clone()) {
        Some(near) => error.hint(format!("there is `{near}`")),
        None => error.hint(format!("the {what}s are: {}", names.collect::<Vec<_>>().join(", "))),
    }
}

/// The row with a primary key; the values of a key of several columns stand with commas between them.
fn search(generator: &Generator<'_>, table: usize, key: &str) -> Result<u64> {
    let layout = &generator.plan().tables[table];
    let place = || Place { table: Some(layout.name.clone()), ..Place::default() };
    if layout.primary_key.is_empty() {
        return Err(Error::usage("the table has no primary key")
            .at(place())
            .hint("name the row by its number: TABLE:ROW.COLUMN"));
    }
    let fixed = layout.fixed.rows;
    let rest = match serial_row(layout, key) {
        Some(row) => row..row + 1,
        None => fixed..layout.rows,
    };
    for rows in [0..fixed.min(layout.rows), rest] {
        if let Some(row) = scan(generator, table, key, rows)? {
            return Ok(row);
        }
    }
    Err(Error::usage(format!("no row has the primary key `{key}`"))
        .at(place())
        .hint("--rows, --scale and --seed are those of the run"))
}

/// The row that a serial key tells, if the primary key is one.
fn serial_row(layout: &Table, key: &str) -> Option<u64> {
    let [only] = layout.primary_key.as_slice() else { return None };
    let Source::Serial { start, step } = layout.columns[*only].source else { return None };
    let offset = i128::from(key.trim().parse::<i64>().ok()?) - i128::from(start);
    let exact = step != 0 && offset % i128::from(step) == 0;
    let row = exact.then(|| u64::try_from(offset / i128::from(step)).ok()).flatten()?;
    (row < layout.rows).then_some(row)
}

/// Makes the key of some rows, a batch at a time, until one is the key that is looked for.
fn scan(generator: &Generator<'_>, table: usize, key: &str, rows: Range<u64>) -> Result<Option<u64>> {
    let layout = &generator.plan().tables[table];
    let mut start = rows.start;
    while start < rows.end {
        let end = start.saturating_add(BATCH).min(rows.end);
        let column = |&c: &usize| generator.column(table, c, &Rows::from(start..end));
        let columns: Vec<ArrayRef> = layout.primary_key.iter().map(column).collect::<Result<_>>()?;
        for (i, row) in (start..end).enumerate() {
            let texts = columns.iter().map(|values| values::text(values, i).unwrap_or_default());
            if texts.collect::<Vec<_>>().join(",") == key {
                return Ok(Some(row));
            }
        }
        start = end;
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_to_name_a_cell() {
        let address = |row| Address { table: "t".to_owned(), row, column: "c".to_owned() };
        assert_eq!(Address::read("t:17.c").unwrap(), address(Row::Number(17)));
        assert_eq!(Address::read("t[a.b:1].c").unwrap(), address(Row::Key("a.b:1".to_owned())));
        assert_eq!(Address::read("t[x]].c").unwrap(), address(Row::Key("x]".to_owned())));
        for wrong in ["t", "t:c", "t:x.c", ":1.c", "t:1.", "t[1]", "[1].c", "t:-1.c"] {
            assert!(Address::read(wrong).is_err(), "{wrong}");
        }
    }
}
