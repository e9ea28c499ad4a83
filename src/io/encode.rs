//! The first of the two steps of writing: rows into bytes, pure and parallel.

use std::sync::Arc;

use arrow::datatypes::SchemaRef;
use arrow::record_batch::RecordBatch;
use parquet::arrow::arrow_writer::ArrowColumnChunk;

use super::parquet::ParquetEncoder;
use super::pool::Pooled;
use super::text::TextEncoder;
use super::{Appender, Compression, CsvDialect, Format, Out, ParquetCompression};
use crate::error::{Error, Result};

/// How a run writes its tables.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Output {
    /// The format.
    pub format: Format,
    /// The compression of a text format.
    pub compression: Compression,
    /// The compression inside a Parquet file.
    pub parquet: ParquetCompression,
    /// The dialect of CSV.
    pub csv: CsvDialect,
}

impl Output {
    /// Checks that the options fit together.
    ///
    /// # Errors
    /// [`crate::error::ErrorKind::Usage`] when they do not.
    pub fn validate(&self) -> Result<()> {
        if self.format == Format::Parquet && self.compression != Compression::None {
            return Err(Error::usage("a Parquet file is compressed inside and not as a whole")
                .hint("choose snappy, zstd or uncompressed for its pages"));
        }
        if self.format == Format::Csv { self.csv.validate() } else { Ok(()) }
    }

    /// What writes a table of this schema.
    ///
    /// # Errors
    /// As [`Output::validate`]; [`crate::error::ErrorKind::Bug`] when a column has a type that is never written.
    pub fn encoder(&self, table: &str, schema: &SchemaRef) -> Result<Arc<dyn Encode>> {
        self.validate()?;
        Ok(match self.format {
            Format::Parquet => Arc::new(ParquetEncoder::new(table, schema, self.parquet)?),
            Format::Csv => Arc::new(TextEncoder::csv(table, schema, &self.csv, self.compression)?),
            Format::Jsonl => Arc::new(TextEncoder::jsonl(table, schema, self.compression)?),
            Format::Sql => Arc::new(TextEncoder::sql(table, schema, self.compression)?),
        })
    }
}

/// Turns rows of one table into what stands in a file.
pub trait Encode: Send + Sync {
    /// Encodes the rows of some batches, as one block or one row group; depends on nothing else. Each batch is encoded
    /// before the next is asked for, so that it is still in the processor's cache when it has just been made.
    ///
    /// # Errors
    /// What the batches give, and
    /// [`crate::error::ErrorKind::Output`] when a value cannot be written in this format (a number that is not finite, a
    /// year of five digits); [`crate::error::ErrorKind::Bug`] when a batch is not of the schema.
    fn encode(&self, batches: &mut dyn Iterator<Item = Result<RecordBatch>>) -> Result<Encoded>;

    /// Begins a file: writes what stands before the first row.
    ///
    /// # Errors
    /// What writing to `out` gives.
    fn begin(&self, out: Out) -> Result<Appender>;
}

/// Rows as they will stand in a file.
pub struct Encoded {
    pub(super) rows: u64,
    pub(super) body: Body,
}

/// A file's own sort of block.
pub(super) enum Body {
    Text(Pooled),
    Packed(Vec<u8>),
    RowGroup(Vec<ArrowColumnChunk>),
}

impl Encoded {
    /// How many rows it holds.
    pub fn rows(&self) -> u64 {
        self.rows
    }
}
