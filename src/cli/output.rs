//! The options that decide how files are written.

use crate::error::{Error, Result};
use crate::io::{Compression, CsvDialect, Format, LineEnd, Output, ParquetCompression, Quoting};
use crate::record::{CsvOptions, OutputRecord};
use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use std::str::FromStr;

/// How files are written.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Output")]
pub(super) struct OutputArgs {
    /// The format of the files
    #[arg(long, value_name = "FORMAT", default_value = "csv", value_parser = PossibleValuesParser::new(["csv", "jsonl", "parquet", "sql"]).try_map(|t| Format::from_str(&t)))]
    format: Format,
    /// How text files are compressed
    #[arg(long, value_name = "HOW", default_value = "none", value_parser = PossibleValuesParser::new(["none", "gzip", "zstd"]).try_map(|t| Compression::from_str(&t)))]
    compress: Compression,
    /// How the pages of Parquet files are compressed [default: snappy]
    #[arg(long, value_name = "HOW", value_parser = PossibleValuesParser::new(["snappy", "zstd", "none"]).try_map(|t| ParquetCompression::from_str(&t)))]
    parquet_compression: Option<ParquetCompression>,
    #[command(flatten)]
    csv: CsvArgs,
}

/// The dialect of CSV.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "CSV")]
struct CsvArgs {
    /// The character between fields, or `tab` [default: ,]
    #[arg(long, value_name = "CHAR", value_parser = read_delimiter)]
    delimiter: Option<u8>,
    /// What stands for NULL [default: an empty field; the empty string is ""]
    #[arg(long, value_name = "TEXT")]
    null: Option<String>,
    /// Put every field in quotes, except NULL
    #[arg(long)]
    quote_all: bool,
    /// End lines with a carriage return and a line feed
    #[arg(long)]
    crlf: bool,
    /// Begin files with a byte order mark, as Excel wants it
    #[arg(long)]
    bom: bool,
    /// Begin every file with the names of the columns, also those of parts after the first
    #[arg(long)]
    header: bool,
    /// Leave the names of the columns out
    #[arg(long, conflicts_with = "header")]
    no_header: bool,
}

pub(super) fn read_delimiter(text: &str) -> Result<u8, String> {
    match text.as_bytes() {
        b"tab" | b"\\t" => Ok(b'\t'),
        [one] => Ok(*one),
        _ => Err("expected one ASCII character, or `tab`".to_owned()),
    }
}

impl CsvArgs {
    /// The first option that was given, for the message that it does not belong.
    fn given(&self) -> Option<&'static str> {
        let given = [
            (self.delimiter.is_some(), "--delimiter"),
            (self.null.is_some(), "--null"),
            (self.quote_all, "--quote-all"),
            (self.crlf, "--crlf"),
            (self.bom, "--bom"),
            (self.header, "--header"),
            (self.no_header, "--no-header"),
        ];
        given.iter().find(|(given, _)| *given).map(|(_, name)| *name)
    }

    /// The dialect of a part; `first` is the part with which the whole begins.
    fn dialect(&self, first: bool) -> CsvDialect {
        let plain = CsvDialect::default();
        let header = self.header || (first && !self.no_header);
        CsvDialect {
            delimiter: self.delimiter.unwrap_or(plain.delimiter),
            quote: plain.quote,
            quoting: if self.quote_all { Quoting::Always } else { Quoting::Minimal },
            null: self.null.clone().unwrap_or(plain.null),
            header,
            line_end: if self.crlf { LineEnd::CrLf } else { LineEnd::Lf },
            // In the middle of files that are put together a mark would be a character of the first field.
            bom: self.bom && (first || self.header),
        }
    }
}

impl OutputArgs {
    /// How the files of a part are written; `first` is the part with which the whole begins.
    ///
    /// # Errors
    /// [`crate::error::ErrorKind::Usage`] where options do not fit together.
    pub(super) fn output(&self, first: bool) -> Result<Output> {
        if self.format != Format::Csv
            && let Some(name) = self.csv.given()
        {
            return Err(Error::usage(format!("{name} is for CSV, and the format is {}", self.format)));
        }
        if self.format != Format::Parquet && self.parquet_compression.is_some() {
            let message = format!("--parquet-compression is for Parquet, and the format is {}", self.format);
            return Err(Error::usage(message).hint("--compress compresses text files"));
        }
        if self.format == Format::Parquet && self.compress != Compression::None {
            return Err(Error::usage("--compress is for text, and a Parquet file is compressed inside")
                .hint("--parquet-compression says how"));
        }
        let output = Output {
            format: self.format,
            compression: self.compress,
            parquet: self.parquet_compression.unwrap_or_default(),
            csv: self.csv.dialect(first),
        };
        output.validate()?;
        Ok(output)
    }
}

/// What a reader must know of how files are written.
pub(super) fn record(output: &Output) -> OutputRecord {
    let csv = &output.csv;
    let character = |b: u8| char::from(b).to_string();
    OutputRecord {
        format: output.format.to_string(),
        compression: match output.format {
            Format::Parquet => output.parquet.to_string(),
            Format::Csv | Format::Jsonl | Format::Sql => output.compression.to_string(),
        },
        csv: (output.format == Format::Csv).then(|| CsvOptions {
            delimiter: character(csv.delimiter),
            quote: character(csv.quote),
            quoting: csv.quoting.name().to_owned(),
            null: csv.null.clone(),
            header: csv.header,
            line_end: csv.line_end.name().to_owned(),
            bom: csv.bom,
        }),
    }
}

/// What stands for how files are written where a database was filled.
pub(super) fn of_database() -> OutputRecord {
    OutputRecord { format: "postgres".to_owned(), compression: "none".to_owned(), csv: None }
}

/// How files are written, from what a manifest says of it.
///
/// # Errors
/// [`crate::error::ErrorKind::Usage`] where the manifest names what does not exist.
pub(super) fn of_record(record: &OutputRecord) -> Result<Output> {
    let format = Format::from_str(&record.format)?;
    let (compression, parquet) = match format {
        Format::Parquet => (Compression::None, ParquetCompression::from_str(&record.compression)?),
        Format::Csv | Format::Jsonl | Format::Sql => {
            (Compression::from_str(&record.compression)?, ParquetCompression::default())
        }
    };
    let byte = |text: &str| match text.as_bytes() {
        [one] => Ok(*one),
        _ => Err(Error::usage("a delimiter or a quote in the manifest is not one ASCII character")),
    };
    let csv = match &record.csv {
        Some(csv) => CsvDialect {
            delimiter: byte(&csv.delimiter)?,
            quote: byte(&csv.quote)?,
            quoting: Quoting::from_str(&csv.quoting)?,
            null: csv.null.clone(),
            header: csv.header,
            line_end: LineEnd::from_str(&csv.line_end)?,
            bom: csv.bom,
        },
        None => CsvDialect::default(),
    };
    Ok(Output { format, compression, parquet, csv })
}
