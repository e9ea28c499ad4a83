//! Rows as a COPY statement takes them: in binary where every value has such a form, else as text.

use std::sync::Arc;

use arrow::array::{
    Array as _, ArrayRef, AsArray as _, Int64Array, RecordBatch, RecordBatchOptions, StringArray,
    new_null_array,
};
use arrow::datatypes::{DataType, Field, Float64Type, Schema, SchemaRef};

use super::binary;
use super::catalog::Table;
use super::coding::Coding;
use super::session::identifier;
use super::values::array_of_json;
use crate::error::{Error, Result};
use crate::io::assemble::{Column as Texts, Separator, assemble};
use crate::io::column::{JSON_EXTENSION, typed};
use crate::io::encode::Body;
use crate::io::fill::Cells;
use crate::io::pool::{Pool, Pooled};
use crate::io::text::TextEncoder;
use crate::io::{Compression, Encode as _};

/// How many rows are put together at once: few enough that all their columns stay in the processor's cache.
const CHUNK: usize = 1024;

/// What stands before the rows of a binary COPY: the signature, no flags, no extension.
pub(super) const HEAD: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";

/// What stands behind them.
pub(super) const TAIL: &[u8] = &[0xff, 0xff];

/// A column that is sent.
struct Sent {
    /// Its position in the batches.
    at: usize,
    coding: Coding,
    /// Whether JSON is to become an array.
    array_of_json: bool,
    /// Whether NULL is sent for now, and the value in a second pass.
    later: bool,
}

/// Turns rows of one table into what a COPY statement takes.
pub struct CopyEncoder {
    table: String,
    name: String,
    columns: Vec<Sent>,
    names: String,
    schema: SchemaRef,
    text: TextEncoder,
    binary: bool,
    buffers: Arc<Pool<Vec<u8>>>,
    cells: Arc<Pool<Vec<Cells>>>,
}

/// Rows of a COPY statement.
pub struct Block {
    rows: u64,
    body: Pooled,
    binary: bool,
}

impl Block {
    /// How many rows it holds.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// Whether the rows are in binary form.
    pub fn is_binary(&self) -> bool {
        self.binary
    }

    /// The rows, without what stands around all of a statement.
    pub(super) fn body(&self) -> &[u8] {
        self.body.bytes()
    }
}

impl CopyEncoder {
    /// Prepares to write batches of `schema` into a table, column by column of the same name; those that the table does
    /// not have, or computes itself, are left out. Of the columns named in `later` NULL is written.
    ///
    /// # Errors
    /// [`crate::error::ErrorKind::Bug`] for a column type that is never written.
    pub fn new(name: &str, table: &Table, schema: &SchemaRef, later: &[String]) -> Result<Self> {
        let (mut columns, mut fields, mut names) = (Vec::new(), Vec::new(), Vec::new());
        for (at, field) in schema.fields().iter().enumerate() {
            let Some(column) = table.column(field.name()).filter(|column| !column.generated) else {
                continue;
            };
            let json = field.metadata().get(JSON_EXTENSION.0).is_some_and(|v| v == JSON_EXTENSION.1);
            let sent = Sent {
                at,
                coding: column.coding.clone(),
                array_of_json: json && column.type_name.ends_with("[]"),
                later: later.contains(field.name()),
            };
            fields.push(Field::new(field.name(), sent_type(field.data_type(), &sent.coding), true));
            names.push(identifier(field.name()));
            columns.push(sent);
        }
        let schema = Arc::new(Schema::new(fields));
        Ok(Self {
            table: table.sql(),
            name: name.to_owned(),
            binary: columns.iter().all(|sent| sent.coding != Coding::Other),
            text: TextEncoder::sql(name, &schema, Compression::None)?,
            names: names.join(", "),
            columns,
            schema,
            buffers: Pool::new(),
            cells: Pool::new(),
        })
    }

    /// The statement that takes a block, the table being `into` where it is not the encoder's own.
    pub fn statement(&self, block: &Block, into: Option<&str>) -> String {
        let table = into.unwrap_or(&self.table);
        // A table without columns that are sent still takes rows: each is nothing but its defaults.
        let names = if self.names.is_empty() { String::new() } else { format!(" ({})", self.names) };
        let format = if block.binary { "binary" } else { "text" };
        format!("COPY {table}{names} FROM STDIN (FORMAT {format})")
    }

    /// Encodes the rows of some batches; depends on nothing else.
    ///
    /// # Errors
    /// What the batches give; [`crate::error::ErrorKind::Output`] where a value cannot be written at all.
    pub fn encode(&self, batches: &mut dyn Iterator<Item = Result<RecordBatch>>) -> Result<Block> {
        let (mut out, mut cells) = (self.buffers.take(), self.cells.take());
        let (mut kept, mut length, mut rows, mut binary) = (Vec::new(), 0, 0, self.binary);
        for batch in batches {
            let batch = self.prepare(&batch?)?;
            rows += batch.num_rows() as u64;
            if binary {
                match self.batch(&batch, &mut cells, &mut out, length)? {
                    Some(end) => length = end,
                    None => binary = false,
                }
            }
            kept.push(batch);
        }
        self.cells.give(cells);
        if binary {
            return Ok(Block { rows, body: Pooled::new(out, length, Arc::clone(&self.buffers)), binary });
        }
        self.buffers.give(out);
        let text = self.text.encode(&mut kept.into_iter().map(Ok))?;
        match text.body {
            Body::Text(body) => Ok(Block { rows, body, binary }),
            _ => Err(Error::bug("text was encoded as something else")),
        }
    }

    /// Writes a batch behind the first `length` bytes; none where a value has no binary form.
    fn batch(
        &self,
        batch: &RecordBatch,
        cells: &mut Vec<Cells>,
        out: &mut Vec<u8>,
        length: usize,
    ) -> Result<Option<usize>> {
        let n = self.columns.len();
        cells.resize_with(n.max(cells.len()), Cells::default);
        let count =
            i16::try_from(n).map_err(|_big| Error::usage("a table has more columns than COPY takes"))?;
        let mut separators = vec![Separator::new(count.to_be_bytes().to_vec())];
        separators.extend((0..n).map(|_| Separator::new(Vec::new())));
        let mut length = length;
        for start in (0..batch.num_rows()).step_by(CHUNK) {
            let chunk = batch.slice(start, CHUNK.min(batch.num_rows() - start));
            for ((array, sent), cells) in chunk.columns().iter().zip(&self.columns).zip(cells.iter_mut()) {
                if !binary::fill(array, &sent.coding, cells) {
                    return Ok(None);
                }
                cells.pad();
            }
            let columns: Vec<Texts<'_>> = cells
                .iter()
                .take(n)
                .map(|c| Texts { bytes: &c.bytes, offsets: &c.offsets, nulls: None })
                .collect();
            length = assemble(out, length, chunk.num_rows(), &columns, &separators, &[]);
        }
        Ok(Some(length))
    }

    /// The columns that are sent, as types that the server can take for its own.
    fn prepare(&self, batch: &RecordBatch) -> Result<RecordBatch> {
        let columns = self.columns.iter().zip(self.schema.fields()).map(|(sent, field)| {
            let array = batch.columns().get(sent.at).ok_or_else(|| Error::bug("a batch lacks a column"))?;
            if sent.later {
                return Ok(new_null_array(field.data_type(), batch.num_rows()));
            }
            if sent.array_of_json {
                return arrays(array);
            }
            converted(array, field.data_type())
        });
        let columns = columns.collect::<Result<Vec<_>>>()?;
        let options = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
        RecordBatch::try_new_with_options(Arc::clone(&self.schema), columns, &options)
            .map_err(|_foreign| Error::bug(format!("the columns of `{}` do not fit the target", self.name)))
    }
}

/// The type in which a column goes out: whole numbers for integers, words for text.
fn sent_type(from: &DataType, coding: &Coding) -> DataType {
    match (from, coding) {
        (DataType::Boolean, Coding::Int2 | Coding::Int4 | Coding::Int8) => DataType::Int64,
        (DataType::Boolean, Coding::Text) => DataType::Utf8,
        (DataType::Float64, Coding::Int2 | Coding::Int4 | Coding::Int8) => DataType::Utf8,
        (other, _) => other.clone(),
    }
}

fn converted(array: &ArrayRef, to: &DataType) -> Result<ArrayRef> {
    Ok(match (array.data_type(), to) {
        (DataType::Boolean, DataType::Int64) => {
            Arc::new(array.as_boolean().iter().map(|b| b.map(i64::from)).collect::<Int64Array>())
        }
        (DataType::Boolean, DataType::Utf8) => {
            let words = array.as_boolean().iter().map(|b| b.map(|b| if b { "true" } else { "false" }));
            Arc::new(words.collect::<StringArray>())
        }
        // `12` and not `12.0`, which no integer type reads; what is not whole is for the server to refuse.
        (DataType::Float64, DataType::Utf8) => {
            let texts = array.as_primitive::<Float64Type>().iter().map(|x| {
                x.map(|x| {
                    let text = zmij::Buffer::new().format(x).to_owned();
                    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
                })
            });
            Arc::new(texts.collect::<StringArray>())
        }
        _ => Arc::clone(array),
    })
}

/// Arrays of JSON as Postgres writes its own arrays; anything else stays, for the server to refuse.
fn arrays(array: &ArrayRef) -> Result<ArrayRef> {
    let texts: &StringArray = typed(array)?;
    let made =
        texts.iter().map(|text| text.map(|text| array_of_json(text).unwrap_or_else(|| text.to_owned())));
    Ok(Arc::new(made.collect::<StringArray>()))
}
