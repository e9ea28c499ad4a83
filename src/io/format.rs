//! The formats and compressions that a run can write, by the names that users give them.

use std::fmt;
use std::str::FromStr;

use crate::error::{Error, Result, nearest};

/// How a table is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// Comma-separated values after RFC 4180.
    #[default]
    Csv,
    /// One JSON object a line.
    Jsonl,
    /// Apache Parquet.
    Parquet,
    /// A script of `COPY … FROM stdin` that `psql` loads.
    Sql,
}

/// How the bytes of a text format are compressed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Compression {
    /// Not at all.
    #[default]
    None,
    /// As `.gz`: one gzip member a block, which readers take as one stream.
    Gzip,
    /// As `.zst`: one Zstandard frame a block, which readers take as one stream.
    Zstd,
}

/// How the pages of a Parquet file are compressed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ParquetCompression {
    /// Fast, and read everywhere.
    #[default]
    Snappy,
    /// Smaller, at level 1.
    Zstd,
    /// Not at all.
    Uncompressed,
}

impl Format {
    /// Every format with its name.
    pub const ALL: [(&'static str, Self); 4] =
        [("csv", Self::Csv), ("jsonl", Self::Jsonl), ("parquet", Self::Parquet), ("sql", Self::Sql)];

    /// The ending of a file of this format, without the dot.
    pub fn extension(self) -> &'static str {
        name_of(&Self::ALL, &self)
    }

    /// How many rows are best encoded at once: a row group in Parquet, elsewhere what fits into the processor's cache.
    pub fn block_rows(self) -> usize {
        match self {
            Self::Parquet => 128 * 1024,
            Self::Csv | Self::Jsonl | Self::Sql => 8 * 1024,
        }
    }
}

impl Compression {
    /// Every compression with its name.
    pub const ALL: [(&'static str, Self); 3] =
        [("none", Self::None), ("gzip", Self::Gzip), ("zstd", Self::Zstd)];

    /// What is added to the name of a file, with the dot.
    pub fn suffix(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Gzip => ".gz",
            Self::Zstd => ".zst",
        }
    }

    /// The compression that a file's name tells.
    pub fn of_path(path: &std::path::Path) -> Self {
        let end = path.extension().and_then(std::ffi::OsStr::to_str).map(str::to_ascii_lowercase);
        match end.as_deref() {
            Some("gz" | "gzip") => Self::Gzip,
            Some("zst") => Self::Zstd,
            _ => Self::None,
        }
    }
}

impl ParquetCompression {
    /// Every compression with its name.
    pub const ALL: [(&'static str, Self); 3] =
        [("snappy", Self::Snappy), ("zstd", Self::Zstd), ("uncompressed", Self::Uncompressed)];
}

fn name_of<T: PartialEq>(all: &[(&'static str, T)], wanted: &T) -> &'static str {
    all.iter().find(|(_, value)| value == wanted).map_or("", |(name, _)| name)
}

fn by_name<T: Copy>(what: &str, all: &[(&'static str, T)], aliases: &[(&str, T)], text: &str) -> Result<T> {
    let found = all.iter().chain(aliases).find(|(name, _)| name.eq_ignore_ascii_case(text));
    if let Some((_, value)) = found {
        return Ok(*value);
    }
    let names: Vec<&str> = all.iter().map(|(name, _)| *name).collect();
    let hint = match nearest(text, names.iter().copied()) {
        Some(name) => format!("there is `{name}`"),
        None => format!("expected one of: {}", names.join(", ")),
    };
    Err(Error::usage(format!("there is no {what} `{text}`")).hint(hint))
}

impl FromStr for Format {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        by_name("format", &Self::ALL, &[("ndjson", Self::Jsonl)], text)
    }
}

impl FromStr for Compression {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        by_name("compression", &Self::ALL, &[("gz", Self::Gzip), ("zst", Self::Zstd)], text)
    }
}

impl FromStr for ParquetCompression {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        by_name("compression of Parquet", &Self::ALL, &[("none", Self::Uncompressed)], text)
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.extension())
    }
}

impl fmt::Display for Compression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(name_of(&Self::ALL, self))
    }
}

impl fmt::Display for ParquetCompression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(name_of(&Self::ALL, self))
    }
}
