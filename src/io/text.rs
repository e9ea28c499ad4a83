//! CSV, JSON lines and COPY text, which differ in what stands between values and in how values are escaped.

use std::sync::Arc;

use arrow::array::{Array as _, StringArray};
use arrow::datatypes::SchemaRef;
use arrow::record_batch::RecordBatch;

use super::assemble::{Column, Separator, assemble};
use super::column::{ColumnType, typed};
use super::encode::Body;
use super::fill::{Cells, Style, Texts, csv_text, fill, json_text};
use super::pool::{Pool, Pooled};
use super::{Appender, Compression, CsvDialect, Encode, Encoded, Out, Quoting, compress};
use crate::error::{Error, Place, Result};

/// How many rows are put together at once: few enough that all their columns stay in the processor's cache.
const CHUNK: usize = 1024;

/// Writes one table in a text format.
pub(super) struct TextEncoder {
    table: String,
    schema: SchemaRef,
    types: Vec<ColumnType>,
    style: Style,
    /// What stands before each column, and what ends a row.
    between: Vec<Vec<u8>>,
    head: Vec<u8>,
    tail: Vec<u8>,
    compression: Compression,
    buffers: Arc<Pool<Vec<u8>>>,
    cells: Arc<Pool<Vec<Cells>>>,
}

/// An identifier of SQL in quotes.
pub(super) fn identifier(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

impl TextEncoder {
    fn new(
        table: &str,
        schema: &SchemaRef,
        style: Style,
        between: Vec<Vec<u8>>,
        compression: Compression,
    ) -> Result<Self> {
        let types = schema.fields().iter().map(|field| ColumnType::of(field)).collect::<Result<_>>()?;
        Ok(Self {
            table: table.to_owned(),
            schema: SchemaRef::clone(schema),
            types,
            style,
            between,
            head: Vec::new(),
            tail: Vec::new(),
            compression,
            buffers: Pool::new(),
            cells: Pool::new(),
        })
    }

    pub(super) fn csv(
        table: &str,
        schema: &SchemaRef,
        dialect: &CsvDialect,
        compression: Compression,
    ) -> Result<Self> {
        let style = Style::Csv {
            delimiter: dialect.delimiter,
            quote: dialect.quote,
            null: dialect.null.clone().into_bytes(),
            always: dialect.quoting == Quoting::Always,
        };
        let line_end = dialect.line_end.bytes();
        let between = row_of(schema.fields().len(), b"", &[dialect.delimiter], line_end);
        let mut head = if dialect.bom { "\u{feff}".as_bytes().to_vec() } else { Vec::new() };
        if dialect.header {
            let names: Vec<Vec<u8>> =
                schema.fields().iter().map(|f| csv_text(&style, f.name())).collect::<Result<_>>()?;
            head.extend(names.join(&dialect.delimiter));
            head.extend_from_slice(line_end);
        }
        Ok(Self { head, ..Self::new(table, schema, style, between, compression)? })
    }

    pub(super) fn jsonl(table: &str, schema: &SchemaRef, compression: Compression) -> Result<Self> {
        let mut between = Vec::with_capacity(schema.fields().len() + 1);
        for (i, field) in schema.fields().iter().enumerate() {
            let mut key = if i == 0 { b"{".to_vec() } else { b",".to_vec() };
            key.extend(json_text(field.name())?);
            key.push(b':');
            between.push(key);
        }
        between.push(if between.is_empty() { b"{}\n".to_vec() } else { b"}\n".to_vec() });
        Self::new(table, schema, Style::Json, between, compression)
    }

    pub(super) fn sql(table: &str, schema: &SchemaRef, compression: Compression) -> Result<Self> {
        let columns: Vec<String> = schema.fields().iter().map(|field| identifier(field.name())).collect();
        let head = format!(
            "-- Made by placebo; load it with psql into a table that exists.\n\
             SET client_encoding = 'UTF8';\nSET standard_conforming_strings = on;\n\
             COPY {} ({}) FROM stdin;\n",
            identifier(table),
            columns.join(", ")
        );
        let between = row_of(columns.len(), b"", b"\t", b"\n");
        let encoder = Self::new(table, schema, Style::Sql, between, compression)?;
        Ok(Self { head: head.into_bytes(), tail: b"\\.\n".to_vec(), ..encoder })
    }

    /// Writes one chunk behind the first `length` bytes of `out`; how many bytes of it are then used.
    fn chunk(
        &self,
        batch: &RecordBatch,
        cells: &mut Vec<Cells>,
        out: &mut Vec<u8>,
        length: usize,
    ) -> Result<usize> {
        cells.resize_with(self.types.len().max(cells.len()), Cells::default);
        let mut texts = Vec::with_capacity(self.types.len());
        for (i, (array, cells)) in batch.columns().iter().zip(cells.iter_mut()).enumerate() {
            let made = fill(&self.style, self.types[i], array, cells)
                .map_err(|e| e.at(Place::column(&self.table, self.schema.field(i).name())))?;
            cells.pad();
            texts.push(made);
        }
        let mut columns: Vec<Column<'_>> = Vec::with_capacity(texts.len());
        for ((array, cells), texts) in batch.columns().iter().zip(cells.iter()).zip(&texts) {
            columns.push(if *texts == Texts::Made {
                Column { bytes: &cells.bytes, offsets: &cells.offsets, nulls: None }
            } else {
                let array = typed::<StringArray>(array)?;
                let nulls = array.nulls().filter(|nulls| nulls.null_count() > 0);
                Column { bytes: array.value_data(), offsets: array.value_offsets(), nulls }
            });
        }
        let separators = self.separators(&texts);
        Ok(assemble(out, length, batch.num_rows(), &columns, &separators, self.style.null()))
    }

    /// What stands before each column and at the end, with the quotes of those columns that have none of their own.
    fn separators(&self, texts: &[Texts]) -> Vec<Separator> {
        let quoted = |i: usize| texts.get(i) == Some(&Texts::Quoted);
        let quote = self.style.always_quote();
        let one = |(i, between): (usize, &Vec<u8>)| {
            let mut bytes = Vec::with_capacity(between.len() + 2);
            bytes.extend(quote.filter(|_| i > 0 && quoted(i - 1)));
            bytes.extend_from_slice(between);
            bytes.extend(quote.filter(|_| quoted(i)));
            Separator::new(bytes)
        };
        self.between.iter().enumerate().map(one).collect()
    }
}

/// What stands before each of `n` columns, and at the end.
fn row_of(n: usize, first: &[u8], delimiter: &[u8], last: &[u8]) -> Vec<Vec<u8>> {
    let mut between = vec![delimiter.to_vec(); n.max(1)];
    between[0] = first.to_vec();
    between.truncate(n);
    between.push(last.to_vec());
    between
}

impl Encode for TextEncoder {
    fn encode(&self, batches: &mut dyn Iterator<Item = Result<RecordBatch>>) -> Result<Encoded> {
        let (mut out, mut cells) = (self.buffers.take(), self.cells.take());
        let (mut length, mut rows) = (0, 0);
        for batch in batches {
            let batch = batch?;
            check_batch(&batch, &self.schema, &self.table)?;
            let n = batch.num_rows();
            for start in (0..n).step_by(CHUNK) {
                let chunk = batch.slice(start, CHUNK.min(n - start));
                length = self.chunk(&chunk, &mut cells, &mut out, length)?;
            }
            rows += n as u64;
        }
        self.cells.give(cells);
        let text = Pooled::new(out, length, Arc::clone(&self.buffers));
        let body = match self.compression {
            Compression::None => Body::Text(text),
            other => Body::Packed(compress::block(text.bytes(), other)?),
        };
        Ok(Encoded { rows, body })
    }

    fn begin(&self, out: Out) -> Result<Appender> {
        let packed = |text: &[u8]| match self.compression {
            Compression::None => Ok(text.to_vec()),
            other => compress::block(text, other),
        };
        // Compressed, even nothing is something: an empty file would not be a stream of that compression.
        let tail = if self.tail.is_empty() { Vec::new() } else { packed(&self.tail)? };
        Appender::text(out, &packed(&self.head)?, tail)
    }
}

/// Checks that a batch has the columns of the schema.
pub(super) fn check_batch(batch: &RecordBatch, schema: &SchemaRef, table: &str) -> Result<()> {
    let same = batch.num_columns() == schema.fields().len()
        && batch.columns().iter().zip(schema.fields()).all(|(array, field)| {
            array.data_type() == field.data_type() && (field.is_nullable() || array.null_count() == 0)
        });
    if same {
        return Ok(());
    }
    let place = Place { table: Some(table.to_owned()), ..Place::default() };
    Err(Error::bug("a batch is not of its table's schema").at(place))
}
