//! What differs between two manifests, or between a manifest and what was found; never a value.

use std::collections::BTreeMap;
use std::fmt;

use super::manifest::{FileRecord, Manifest, TableRecord};
use super::sound::contradictions;

/// One thing that is not as the manifest says.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Difference {
    /// What the run was made from or how, such as the seed, is another.
    Setting {
        /// Which setting.
        name: &'static str,
        /// As the manifest has it.
        expected: String,
        /// As it was found.
        found: String,
    },
    /// A table of the manifest is not there.
    MissingTable(String),
    /// A table is there that the manifest does not have.
    SurplusTable(String),
    /// A table has another number of rows.
    Rows {
        /// Which table.
        table: String,
        /// As the manifest has it.
        expected: u64,
        /// As it was found.
        found: u64,
    },
    /// The rows of a table stand elsewhere in the whole.
    Whole {
        /// Which table.
        table: String,
        /// What of it.
        what: &'static str,
        /// As the manifest has it.
        expected: u64,
        /// As it was found.
        found: u64,
    },
    /// The manifest says what cannot be, whatever the data is.
    Contradiction(String),
    /// A column of the manifest is not there.
    MissingColumn(String, String),
    /// A column is there that the manifest does not have.
    SurplusColumn(String, String),
    /// A column has another type, nullability included.
    ColumnType {
        /// Which table.
        table: String,
        /// Which column.
        column: String,
        /// As the manifest has it.
        expected: String,
        /// As it was found.
        found: String,
    },
    /// The values of a column differ.
    ColumnDigest(String, String),
    /// Every column holds the values that it should, and they stand in other rows together.
    RowDigest(String),
    /// A file of the manifest is not there.
    MissingFile(String),
    /// A file is there that the manifest does not have.
    SurplusFile(String),
    /// A file has another number of bytes.
    FileSize {
        /// Which file.
        path: String,
        /// As the manifest has it.
        expected: u64,
        /// As it was found.
        found: u64,
    },
    /// The bytes of a file differ.
    FileChecksum(String),
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Setting { name, expected, found } => {
                write!(f, "{name}: {expected} in the manifest, {found} here")
            }
            Self::MissingTable(table) => write!(f, "table {table}: missing"),
            Self::SurplusTable(table) => write!(f, "table {table}: not in the manifest"),
            Self::Rows { table, expected, found } => {
                write!(f, "table {table}: {expected} rows in the manifest, {found} here")
            }
            Self::Whole { table, what, expected, found } => {
                write!(f, "table {table}: {what} {expected} in the manifest, {found} here")
            }
            Self::Contradiction(what) => write!(f, "the manifest contradicts itself: {what}"),
            Self::MissingColumn(table, column) => write!(f, "column {table}.{column}: missing"),
            Self::SurplusColumn(table, column) => write!(f, "column {table}.{column}: not in the manifest"),
            Self::ColumnType { table, column, expected, found } => {
                write!(f, "column {table}.{column}: {expected} in the manifest, {found} here")
            }
            Self::ColumnDigest(table, column) => write!(f, "column {table}.{column}: other values"),
            Self::RowDigest(table) => write!(f, "table {table}: the same values in other rows"),
            Self::MissingFile(path) => write!(f, "file {path}: missing"),
            Self::SurplusFile(path) => write!(f, "file {path}: not in the manifest"),
            Self::FileSize { path, expected, found } => {
                write!(f, "file {path}: {expected} bytes in the manifest, {found} here")
            }
            Self::FileChecksum(path) => write!(f, "file {path}: other bytes (BLAKE3 differs)"),
        }
    }
}

/// Holds what was found against a manifest and names everything that differs.
///
/// `found` is a manifest too: of the data as read (for `verify`), or of a run made again (for `--check`). A table whose
/// `files` are empty in `found` was not looked at as files, and its files are not compared.
pub fn compare(expected: &Manifest, found: &Manifest) -> Vec<Difference> {
    let mut list = Vec::new();
    contradictions(expected, &mut list);
    settings(expected, found, &mut list);
    let all = found.tables.iter().chain(&found.truth);
    let tables: BTreeMap<&str, &TableRecord> = all.map(|t| (t.name.as_str(), t)).collect();
    for table in expected.tables.iter().chain(&expected.truth) {
        match tables.get(table.name.as_str()) {
            None => list.push(Difference::MissingTable(table.name.clone())),
            Some(other) => {
                compare_tables(table, other, &mut list);
                if !other.files.is_empty() {
                    compare_files(&table.files, &other.files, &mut list);
                }
            }
        }
    }
    for table in found.tables.iter().chain(&found.truth) {
        if expected.tables.iter().chain(&expected.truth).all(|other| other.name != table.name) {
            list.push(Difference::SurplusTable(table.name.clone()));
        }
    }
    list
}

/// The share of dirt as the message of a difference has it.
fn dirt(rate: Option<f64>) -> String {
    rate.map_or_else(|| "none".to_owned(), |rate| rate.to_string())
}

fn settings(expected: &Manifest, found: &Manifest, list: &mut Vec<Difference>) {
    let pairs = [
        ("generator version", expected.generator.to_string(), found.generator.to_string()),
        ("schema digest", expected.schema.digest.clone(), found.schema.digest.clone()),
        ("seed", expected.seed.to_string(), found.seed.to_string()),
        ("epoch", expected.epoch.clone(), found.epoch.clone()),
        ("as-of date", expected.as_of.clone(), found.as_of.clone()),
        ("earlier date", expected.from.clone().unwrap_or_default(), found.from.clone().unwrap_or_default()),
        ("dirt", dirt(expected.dirt), dirt(found.dirt)),
        ("edge cases", expected.edge_cases.to_string(), found.edge_cases.to_string()),
        ("part", expected.part.clone(), found.part.clone()),
    ];
    for (name, expected, found) in pairs {
        if expected != found {
            list.push(Difference::Setting { name, expected, found });
        }
    }
}

fn compare_tables(expected: &TableRecord, found: &TableRecord, list: &mut Vec<Difference>) {
    let table = &expected.name;
    let before = list.len();
    if expected.rows != found.rows {
        list.push(Difference::Rows { table: table.clone(), expected: expected.rows, found: found.rows });
    }
    let places = [
        ("rows in all parts", expected.rows_total, found.rows_total),
        ("first row", expected.first_row, found.first_row),
    ];
    for (what, expected, found) in places.into_iter().filter(|(_, expected, found)| expected != found) {
        list.push(Difference::Whole { table: table.clone(), what, expected, found });
    }
    for column in &expected.columns {
        let Some(other) = found.columns.iter().find(|c| c.name == column.name) else {
            list.push(Difference::MissingColumn(table.clone(), column.name.clone()));
            continue;
        };
        if (&column.type_name, column.nullable) != (&other.type_name, other.nullable) {
            let words = |name: &str, nullable| format!("{name}{}", if nullable { "" } else { " not null" });
            list.push(Difference::ColumnType {
                table: table.clone(),
                column: column.name.clone(),
                expected: words(&column.type_name, column.nullable),
                found: words(&other.type_name, other.nullable),
            });
        } else if column.digest != other.digest {
            list.push(Difference::ColumnDigest(table.clone(), column.name.clone()));
        }
    }
    for column in &found.columns {
        if !expected.columns.iter().any(|c| c.name == column.name) {
            list.push(Difference::SurplusColumn(table.clone(), column.name.clone()));
        }
    }
    // Where a column differs, rows must differ; to say so again would tell nothing.
    if before == list.len() && expected.row_digest != found.row_digest {
        list.push(Difference::RowDigest(table.clone()));
    }
}

fn compare_files(expected: &[FileRecord], found: &[FileRecord], list: &mut Vec<Difference>) {
    for file in expected {
        let Some(other) = found.iter().find(|f| f.path == file.path) else {
            list.push(Difference::MissingFile(file.path.clone()));
            continue;
        };
        if file.bytes != other.bytes {
            let path = file.path.clone();
            list.push(Difference::FileSize { path, expected: file.bytes, found: other.bytes });
        } else if file.blake3 != other.blake3 {
            list.push(Difference::FileChecksum(file.path.clone()));
        }
    }
    for file in found {
        if !expected.iter().any(|f| f.path == file.path) {
            list.push(Difference::SurplusFile(file.path.clone()));
        }
    }
}
