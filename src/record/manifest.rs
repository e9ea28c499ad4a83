//! `placebo.json`: what a run made, from which schema and seed, with digests and checksums.
//!
//! It holds no clock, no host and no user: the same run gives the same manifest byte for byte.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::digest::add_hex;
use crate::error::{Error, ErrorKind, Place, Result};

/// The name of a manifest beside its data.
pub const FILE_NAME: &str = "placebo.json";

/// The version of the manifest's own shape.
pub const VERSION: u32 = 1;

/// What a run made, from what.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The version of this shape: [`VERSION`].
    pub version: u32,
    /// The program that made the data.
    pub tool: Tool,
    /// The version of the contract between seed and values that the run was made under.
    pub generator: u32,
    /// The schema.
    pub schema: SchemaRecord,
    /// The seed.
    pub seed: u64,
    /// The day as of which the population is as stated, `2026-01-01`.
    pub epoch: String,
    /// The day after which nothing was written.
    pub as_of: String,
    /// Of a delta, the earlier day: the tables hold what changes from the state as of that day to the other.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// The share of cells with an error, where data is dirty: 0 where only tables and columns of the schema say how much.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dirt: Option<f64>,
    /// Whether the first rows of each table show edge cases of its columns.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub edge_cases: bool,
    /// Which part of the whole this is: `1/1` for all of it.
    pub part: String,
    /// How many rows each root table has at the epoch in all parts together, also those that were not written: with the seed and the
    /// schema, all that is needed to make the same again.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub roots: BTreeMap<String, u64>,
    /// How the files are written, as far as a reader must know.
    pub output: OutputRecord,
    /// The tables in the order in which they were written.
    pub tables: Vec<TableRecord>,
    /// What is written beside the data about it: spans, errors and links.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub truth: Vec<TableRecord>,
    /// Files of the user's that were read besides the schema.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub inputs: Vec<DigestedName>,
    /// Tables of the target whose rows were there and were referred to, in the order of their keys.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub existing: Vec<ExistingRecord>,
}

/// A program and its release.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tool {
    /// The program's name.
    pub name: String,
    /// The program's release.
    pub version: String,
}

/// Which schema a run was made from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SchemaRecord {
    /// The schema's own name.
    pub name: String,
    /// BLAKE3 of all its texts, line ends normalised, as 64 hexadecimal digits.
    pub digest: String,
    /// Its texts, the first one being the file that was named.
    pub sources: Vec<DigestedName>,
}

/// A file or preset by name with the digest of what it held.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DigestedName {
    /// The name as the user or the schema wrote it.
    pub name: String,
    /// BLAKE3 of the content as 64 hexadecimal digits.
    pub digest: String,
}

/// How the files are written, as far as a reader must know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutputRecord {
    /// `csv`, `jsonl`, `parquet` or `sql`; `postgres` where a database was filled.
    pub format: String,
    /// `none`, `gzip` or `zstd` for text; `snappy`, `zstd` or `uncompressed` for Parquet.
    pub compression: String,
    /// The dialect, for CSV.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub csv: Option<CsvOptions>,
}

/// The dialect of CSV files.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CsvOptions {
    /// The character between fields.
    pub delimiter: String,
    /// The character around fields.
    pub quote: String,
    /// `minimal` or `always`.
    pub quoting: String,
    /// What stands for NULL, without quotes.
    pub null: String,
    /// Whether the first line names the columns.
    pub header: bool,
    /// `lf` or `crlf`.
    pub line_end: String,
    /// Whether files begin with a byte order mark.
    pub bom: bool,
}

/// One table of a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableRecord {
    /// The table's name.
    pub name: String,
    /// Rows that were written in this part.
    pub rows: u64,
    /// Rows that were drawn for them, where these are more: the others have not entered as of the date, or have left, or of a
    /// delta have not changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows_drawn: Option<u64>,
    /// Rows that are drawn in all parts together.
    pub rows_total: u64,
    /// The number of this part's first row in the whole, from 0.
    pub first_row: u64,
    /// The columns in the order in which they were written.
    pub columns: Vec<ColumnRecord>,
    /// A digest of which values stand together in rows: 32 hexadecimal digits, free of the order of rows and columns.
    pub row_digest: String,
    /// The files in the order in which they make up the table.
    #[serde(default)]
    pub files: Vec<FileRecord>,
}

/// A table whose rows were in the target already.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExistingRecord {
    /// The table's name.
    pub name: String,
    /// How many rows it had.
    pub rows: u64,
    /// A digest of the columns that could be referred to: 32 hexadecimal digits. The order of the rows is that of the key.
    pub row_digest: String,
}

impl TableRecord {
    /// Adds rows that an earlier run has made, with their digests.
    pub fn add(&mut self, earlier: &Self) {
        let add = |one: &mut String, other: &str| {
            if let Some(sum) = add_hex(one, other) {
                *one = sum;
            }
        };
        self.rows += earlier.rows;
        self.first_row = self.first_row.min(earlier.first_row);
        add(&mut self.row_digest, &earlier.row_digest);
        for column in &mut self.columns {
            if let Some(same) = earlier.columns.iter().find(|c| c.name == column.name) {
                add(&mut column.digest, &same.digest);
            }
        }
    }
}

/// One column of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnRecord {
    /// The column's name.
    pub name: String,
    /// The column's type, as [`super::type_name`] has it.
    #[serde(rename = "type")]
    pub type_name: String,
    /// Whether NULL may stand in it.
    pub nullable: bool,
    /// The kind that made it.
    pub kind: String,
    /// The version of that kind.
    pub kind_version: u32,
    /// A digest of its values: 32 hexadecimal digits, free of the order of rows and of the format.
    pub digest: String,
}

/// One file of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileRecord {
    /// The path from the manifest's folder, with `/`.
    pub path: String,
    /// Rows in it.
    pub rows: u64,
    /// Its size.
    pub bytes: u64,
    /// BLAKE3 of its content as 64 hexadecimal digits, as `b3sum` prints it.
    pub blake3: String,
}

/// No manifest is longer than this, in bytes.
const LONGEST: u64 = 256 * 1024 * 1024;

impl Manifest {
    /// Reads a manifest.
    ///
    /// # Errors
    /// [`ErrorKind::Input`] when the file cannot be read, is no manifest, or is of a version that this program does
    /// not know.
    pub fn read(path: &Path) -> Result<Self> {
        let place = || Place::file(path.display().to_string());
        let failed = |e: std::io::Error| Error::io("read the manifest", place(), &e);
        let meta = std::fs::metadata(path).map_err(failed)?;
        // A device or a pipe has no end that is known, and no manifest is this long.
        if !meta.is_file() || meta.len() > LONGEST {
            return Err(Error::new(ErrorKind::Input, "this is no manifest").at(place()));
        }
        let text = std::fs::read_to_string(path).map_err(failed)?;
        Self::parse(&text).map_err(|e| match e.place().and_then(|p| p.line) {
            Some(line) => e.at(place().line(line)),
            None => e.at(place()),
        })
    }

    /// Reads the text of a manifest.
    ///
    /// # Errors
    /// As [`Manifest::read`]; the place has the line, and no file.
    pub fn parse(text: &str) -> Result<Self> {
        #[derive(Deserialize)]
        struct Versioned {
            version: Option<u32>,
        }
        let wrong = |e: &serde_json::Error, what: &str| {
            let line = u64::try_from(e.line()).unwrap_or(u64::MAX);
            Error::new(ErrorKind::Input, what.to_owned())
                .at(Place::default().line(line))
                .hint("the manifest is the placebo.json that a run writes beside its data")
        };
        let versioned: Versioned =
            serde_json::from_str(text).map_err(|e| wrong(&e, "this is not a manifest: not a JSON object"))?;
        match versioned.version {
            Some(VERSION) => {}
            Some(other) => {
                return Err(Error::new(
                    ErrorKind::Input,
                    format!("this manifest is of version {other}; this placebo knows version {VERSION}"),
                )
                .hint("use the release of placebo that is named in it, under `tool`"));
            }
            None => {
                return Err(Error::new(ErrorKind::Input, "this is not a manifest: `version` is missing")
                    .hint("the manifest is the placebo.json that a run writes beside its data"));
            }
        }
        // The text of serde's error names keys and types; a value may be in it, but a manifest holds no data.
        serde_json::from_str(text).map_err(|e| wrong(&e, &format!("the manifest is damaged: {e}")))
    }

    /// The manifest as text, keys always in the same order, ending in a line feed.
    ///
    /// # Errors
    /// [`ErrorKind::Bug`], should it not be serialisable.
    pub fn to_json(&self) -> Result<String> {
        let mut text = serde_json::to_string_pretty(self)
            .map_err(|_dropped| Error::bug("the manifest could not be written as JSON"))?;
        text.push('\n');
        Ok(text)
    }

    /// Writes the manifest to a new or existing file and waits until the device has it.
    ///
    /// # Errors
    /// [`ErrorKind::Output`] or [`ErrorKind::Full`] when it cannot be written.
    pub fn write(&self, path: &Path) -> Result<()> {
        let text = self.to_json()?;
        let written = std::fs::File::create(path)
            .and_then(|mut file| file.write_all(text.as_bytes()).and_then(|()| file.sync_all()));
        written.map_err(|e| Error::io("write the manifest", Place::file(path.display().to_string()), &e))
    }

    /// The table of this name.
    pub fn table(&self, name: &str) -> Option<&TableRecord> {
        self.tables.iter().find(|table| table.name == name)
    }

    /// The paths of all files, from the manifest's folder, with `/`.
    pub fn file_paths(&self) -> impl Iterator<Item = &str> {
        self.tables
            .iter()
            .chain(&self.truth)
            .flat_map(|table| table.files.iter().map(|file| file.path.as_str()))
    }
}
