//! The ways in which CSV files differ.

use std::str::FromStr;

use crate::error::{Error, Result, nearest};

/// Which fields stand in quotes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Quoting {
    /// Those that must.
    #[default]
    Minimal,
    /// All but NULL.
    Always,
}

/// How a line ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LineEnd {
    /// A line feed.
    #[default]
    Lf,
    /// A carriage return and a line feed.
    CrLf,
}

impl LineEnd {
    /// The bytes themselves.
    pub fn bytes(self) -> &'static [u8] {
        match self {
            Self::Lf => b"\n",
            Self::CrLf => b"\r\n",
        }
    }
}

/// How a CSV file is written: RFC 4180 by default, with NULL as an empty field and the empty string as `""`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CsvDialect {
    /// Between fields.
    pub delimiter: u8,
    /// Around fields, and doubled within them.
    pub quote: u8,
    /// Which fields stand in quotes.
    pub quoting: Quoting,
    /// What stands for NULL, never in quotes; a text that equals it is written in quotes.
    pub null: String,
    /// Whether the first line names the columns.
    pub header: bool,
    /// How a line ends.
    pub line_end: LineEnd,
    /// Whether the file begins with a byte order mark, as Excel wants it.
    pub bom: bool,
}

impl Default for CsvDialect {
    fn default() -> Self {
        Self {
            delimiter: b',',
            quote: b'"',
            quoting: Quoting::Minimal,
            null: String::new(),
            header: true,
            line_end: LineEnd::Lf,
            bom: false,
        }
    }
}

impl CsvDialect {
    /// Checks that what is written in this dialect can be read again.
    ///
    /// # Errors
    /// [`crate::error::ErrorKind::Usage`] when two of its characters collide.
    pub fn validate(&self) -> Result<()> {
        // A dot, a digit, a sign or a letter stands in numbers, dates and booleans, which are written without quotes.
        let plain = |b: u8| b.is_ascii_graphic() && !b.is_ascii_alphanumeric() && !b"+-.:".contains(&b);
        if !(plain(self.delimiter) || self.delimiter == b'\t' || self.delimiter == b' ') {
            return Err(Error::usage("the delimiter of CSV must be a tab, a space or a sign of punctuation")
                .hint("`,` `;` `|` and a tab are usual; `.`, `:`, `+` and `-` stand in numbers and dates"));
        }
        if !plain(self.quote) {
            return Err(Error::usage("the quote of CSV must be a sign of punctuation").hint("`\"` is usual"));
        }
        if self.delimiter == self.quote {
            return Err(Error::usage("the delimiter and the quote of CSV are the same character"));
        }
        let bad = |b: u8| b == self.delimiter || b == self.quote || b.is_ascii_control();
        if self.null.bytes().any(bad) {
            return Err(Error::usage(
                "the NULL marker of CSV holds the delimiter, the quote or a control character",
            )
            .hint("an empty marker, `NULL` and `\\N` are usual"));
        }
        Ok(())
    }
}

fn by_name<T: Copy>(what: &str, all: [(&str, T); 2], text: &str) -> Result<T> {
    if let Some((_, value)) = all.iter().find(|(name, _)| *name == text) {
        return Ok(*value);
    }
    let names = all.map(|(name, _)| name);
    let hint = match nearest(text, names) {
        Some(name) => format!("there is `{name}`"),
        None => format!("expected one of: {}", names.join(", ")),
    };
    Err(Error::usage(format!("there is no {what} `{text}`")).hint(hint))
}

impl FromStr for Quoting {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        by_name("quoting", [("minimal", Self::Minimal), ("always", Self::Always)], text)
    }
}

impl FromStr for LineEnd {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        by_name("line end", [("lf", Self::Lf), ("crlf", Self::CrLf)], text)
    }
}

impl Quoting {
    /// The name by which [`FromStr`] knows it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Minimal => "minimal",
            Self::Always => "always",
        }
    }
}

impl LineEnd {
    /// The name by which [`FromStr`] knows it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Lf => "lf",
            Self::CrLf => "crlf",
        }
    }
}
