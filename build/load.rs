//! Reads a table's file into typed columns.

use crate::spec::{Column, Kind, Table};
use crate::{csv, sha256};
use std::path::Path;

/// A table as its file has it.
pub(crate) struct Loaded {
    pub(crate) spec: &'static Table,
    /// The line of each row in the file.
    pub(crate) lines: Vec<usize>,
    pub(crate) columns: Vec<Values>,
    /// SHA-256 of the file, in hexadecimal.
    pub(crate) digest: String,
}

/// The values of one column.
pub(crate) enum Values {
    Text(Vec<String>),
    Number(Vec<i64>),
    List(Vec<Vec<i64>>),
}

impl Loaded {
    pub(crate) fn rows(&self) -> usize {
        self.lines.len()
    }

    /// The values of a column by its heading.
    pub(crate) fn column(&self, name: &str) -> Result<&Values, String> {
        let at = self.spec.columns.iter().position(|column| column.name == name);
        at.and_then(|at| self.columns.get(at)).ok_or_else(|| format!("{}: no column {name}", self.spec.file))
    }

    /// A fault of one row.
    pub(crate) fn fault(&self, row: usize, what: &str) -> String {
        let line = self.lines.get(row).copied().unwrap_or_default();
        format!("seeds/{}:{line}: {what}", self.spec.file)
    }

    /// What the named columns hold in a row, as one text.
    pub(crate) fn key(&self, columns: &[&str], row: usize) -> Result<String, String> {
        let mut key = String::new();
        for name in columns {
            key.push_str(&self.column(name)?.shown(row));
            key.push('\u{1f}');
        }
        Ok(key)
    }
}

impl Values {
    /// The value of a row as text.
    pub(crate) fn shown(&self, row: usize) -> String {
        match self {
            Self::Text(values) => values[row].clone(),
            Self::Number(values) => values[row].to_string(),
            Self::List(values) => format!("{:?}", values[row]),
        }
    }

    pub(crate) fn compare(&self, one: usize, other: usize) -> std::cmp::Ordering {
        match self {
            Self::Text(values) => values[one].cmp(&values[other]),
            Self::Number(values) => values[one].cmp(&values[other]),
            Self::List(values) => values[one].cmp(&values[other]),
        }
    }
}

/// Reads the file of `table` below `folder`.
pub(crate) fn load(folder: &Path, table: &'static Table) -> Result<Loaded, String> {
    let at_line = |line: usize, what: &str| format!("seeds/{}:{line}: {what}", table.file);
    let bytes =
        std::fs::read(folder.join(table.file)).map_err(|error| format!("seeds/{}: {error}", table.file))?;
    let mut records = csv::read(&bytes).map_err(|(line, what)| at_line(line, &what))?.into_iter();
    let heads: Vec<&str> = table.columns.iter().map(|column| column.name).collect();
    match records.next() {
        Some(record) if record.fields == heads => {}
        _ => return Err(at_line(1, &format!("the columns must be {}", heads.join(",")))),
    }
    let mut columns: Vec<Values> = table.columns.iter().map(|column| empty(column.kind)).collect();
    let mut lines = Vec::new();
    for record in records {
        if record.fields.len() != heads.len() {
            let what = format!("{} fields, {} expected", record.fields.len(), heads.len());
            return Err(at_line(record.line, &what));
        }
        for ((values, column), field) in columns.iter_mut().zip(table.columns).zip(record.fields) {
            let pushed = push(values, column, field);
            pushed.map_err(|what| at_line(record.line, &format!("{}: {what}", column.name)))?;
        }
        lines.push(record.line);
    }
    if lines.is_empty() {
        return Err(at_line(1, "no rows"));
    }
    Ok(Loaded { spec: table, lines, columns, digest: sha256::hex(&bytes) })
}

fn empty(kind: Kind) -> Values {
    match kind {
        Kind::Text | Kind::OptionalText | Kind::Code | Kind::OptionalCode => Values::Text(Vec::new()),
        Kind::Number { .. } | Kind::Weight => Values::Number(Vec::new()),
        Kind::List { .. } => Values::List(Vec::new()),
    }
}

fn push(values: &mut Values, column: &Column, field: String) -> Result<(), String> {
    match (values, column.kind) {
        (Values::Text(values), kind) => {
            if field.is_empty() && matches!(kind, Kind::Text | Kind::Code) {
                return Err("empty".to_owned());
            }
            // Text that may be empty is free text: a hard name may well end in a space.
            if kind != Kind::OptionalText && (field.starts_with(' ') || field.ends_with(' ')) {
                return Err("a space at its edge".to_owned());
            }
            values.push(field);
        }
        (Values::Number(values), Kind::Number { decimals, low, high, .. }) => {
            values.push(number(&field, decimals, low, high)?);
        }
        (Values::Number(values), _) => values.push(number(&field, 0, 0, i64::from(u32::MAX))?),
        (Values::List(values), Kind::List { low, high }) => {
            values.push(field.split('|').map(|part| number(part, 0, low, high)).collect::<Result<_, _>>()?);
        }
        (Values::List(_), _) => return Err("a list that is not declared".to_owned()),
    }
    Ok(())
}

/// A decimal number as a whole number of its last declared place.
fn number(field: &str, decimals: usize, low: i64, high: i64) -> Result<i64, String> {
    let wrong = || format!("`{field}` is not a number with at most {decimals} decimals");
    let (sign, digits) = field.strip_prefix('-').map_or((1, field), |rest| (-1, rest));
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || part.len() > decimals || !plain(whole) || !plain(part) || field.ends_with('.') {
        return Err(wrong());
    }
    let value: i64 = format!("{whole}{part:0<decimals$}").parse().ok().ok_or_else(wrong)?;
    let value = sign * value;
    if value < low || value > high {
        return Err(format!(
            "`{field}` is outside {low}..={high} (in units of the last of {decimals} decimals)"
        ));
    }
    Ok(value)
}
