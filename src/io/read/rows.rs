//! What the readers of text share: lines, typed builders, and an end after the first error.

use std::io::{BufRead as _, BufReader, Read};
use std::sync::Arc;

use arrow::array::{
    ArrayRef, BooleanBuilder, Date32Builder, Decimal128Builder, Float64Builder, Int16Builder, Int32Builder,
    Int64Builder, StringBuilder, Time64MicrosecondBuilder, TimestampMicrosecondBuilder,
};
use arrow::datatypes::{DataType, Field, SchemaRef};
use arrow::record_batch::RecordBatch;

use super::super::column::ColumnType;
use super::super::{civil, number};
use super::BATCH;
use crate::error::{Error, ErrorKind, Place, Result};

/// Passes results on up to the first error, and then nothing more.
pub(super) struct UntilError<I> {
    inner: I,
    over: bool,
}

impl<I> UntilError<I> {
    pub(super) fn new(inner: I) -> Self {
        Self { inner, over: false }
    }
}

impl<T, I: Iterator<Item = Result<T>>> Iterator for UntilError<I> {
    type Item = Result<T>;

    fn next(&mut self) -> Option<Result<T>> {
        if self.over {
            return None;
        }
        let next = self.inner.next();
        self.over = !matches!(next, Some(Ok(_)));
        next
    }
}

/// The lines of a text file, with their numbers.
pub(super) struct Lines {
    name: String,
    source: BufReader<Box<dyn Read + Send>>,
    line: u64,
}

impl Lines {
    pub(super) fn new(name: String, source: Box<dyn Read + Send>) -> Self {
        Self { name, source: BufReader::with_capacity(1 << 18, source), line: 0 }
    }

    /// Passes over a byte order mark, where the file begins with one.
    pub(super) fn skip_byte_order_mark(&mut self) -> Result<()> {
        let place = Place::file(&self.name);
        let start = self.source.fill_buf().map_err(|e| Error::io("read the file", place, &e))?;
        if start.starts_with("\u{feff}".as_bytes()) {
            self.source.consume(3);
        }
        Ok(())
    }

    /// Appends the next line, its end included, to `text`; whether there was one.
    pub(super) fn append_next(&mut self, text: &mut Vec<u8>) -> Result<bool> {
        self.line += 1;
        let n =
            self.source.read_until(b'\n', text).map_err(|e| Error::io("read the file", self.place(), &e))?;
        Ok(n > 0)
    }

    /// The next line without its end; whether there was one.
    pub(super) fn next(&mut self, text: &mut Vec<u8>) -> Result<bool> {
        text.clear();
        let there = self.append_next(text)?;
        if text.last() == Some(&b'\n') {
            text.pop();
        }
        Ok(there)
    }

    /// The number of the line that was read last, from 1.
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    pub(super) fn place(&self) -> Place {
        Place::file(&self.name).line(self.line)
    }

    pub(super) fn wrong(&self, what: &str) -> Error {
        Error::new(ErrorKind::Input, what.to_owned()).at(self.place())
    }
}

/// Gathers the values of one column from their texts.
enum Builder {
    Text(StringBuilder),
    Int64(Int64Builder),
    Int32(Int32Builder),
    Int16(Int16Builder),
    Float64(Float64Builder),
    Boolean(BooleanBuilder),
    Date(Date32Builder),
    Moment(TimestampMicrosecondBuilder, bool),
    Time(Time64MicrosecondBuilder),
    Decimal(Decimal128Builder, u8, u8),
}

fn parsed<T: std::str::FromStr>(text: &[u8]) -> Option<T> {
    // The standard library takes a leading plus, which no writer of ours gives.
    std::str::from_utf8(text).ok().filter(|t| !t.starts_with('+'))?.parse().ok()
}

impl Builder {
    fn new(field: &Field) -> Result<Self> {
        Ok(match ColumnType::of(field)? {
            ColumnType::Text | ColumnType::Json => Self::Text(StringBuilder::new()),
            ColumnType::Int64 => Self::Int64(Int64Builder::new()),
            ColumnType::Int32 => Self::Int32(Int32Builder::new()),
            ColumnType::Int16 => Self::Int16(Int16Builder::new()),
            ColumnType::Float64 => Self::Float64(Float64Builder::new()),
            ColumnType::Boolean => Self::Boolean(BooleanBuilder::new()),
            ColumnType::Date => Self::Date(Date32Builder::new()),
            ColumnType::Instant | ColumnType::DateTime => {
                let utc = matches!(field.data_type(), DataType::Timestamp(_, Some(_)));
                let builder = TimestampMicrosecondBuilder::new().with_data_type(field.data_type().clone());
                Self::Moment(builder, utc)
            }
            ColumnType::Time => Self::Time(Time64MicrosecondBuilder::new()),
            ColumnType::Decimal { precision, scale } => {
                let builder = Decimal128Builder::new().with_data_type(field.data_type().clone());
                Self::Decimal(builder, precision, scale)
            }
        })
    }

    /// Adds a value; none where the text is not one of this type.
    fn push(&mut self, text: &[u8]) -> Option<()> {
        match self {
            Self::Text(b) => b.append_value(std::str::from_utf8(text).ok()?),
            Self::Int64(b) => b.append_value(parsed(text)?),
            Self::Int32(b) => b.append_value(parsed(text)?),
            Self::Int16(b) => b.append_value(parsed(text)?),
            Self::Float64(b) => b.append_value(parsed::<f64>(text).filter(|n| n.is_finite())?),
            Self::Boolean(b) => b.append_value(match text {
                b"true" | b"t" => true,
                b"false" | b"f" => false,
                _ => return None,
            }),
            Self::Date(b) => b.append_value(civil::parse_date(text)?),
            Self::Moment(b, utc) => b.append_value(civil::parse_moment(text, *utc)?),
            Self::Time(b) => b.append_value(civil::parse_time(text)?),
            Self::Decimal(b, precision, scale) => {
                b.append_value(number::parse_decimal(text, *precision, *scale)?);
            }
        }
        Some(())
    }

    fn push_null(&mut self) {
        match self {
            Self::Text(b) => b.append_null(),
            Self::Int64(b) => b.append_null(),
            Self::Int32(b) => b.append_null(),
            Self::Int16(b) => b.append_null(),
            Self::Float64(b) => b.append_null(),
            Self::Boolean(b) => b.append_null(),
            Self::Date(b) => b.append_null(),
            Self::Moment(b, _) => b.append_null(),
            Self::Time(b) => b.append_null(),
            Self::Decimal(b, ..) => b.append_null(),
        }
    }

    fn finish(&mut self) -> ArrayRef {
        match self {
            Self::Text(b) => Arc::new(b.finish()),
            Self::Int64(b) => Arc::new(b.finish()),
            Self::Int32(b) => Arc::new(b.finish()),
            Self::Int16(b) => Arc::new(b.finish()),
            Self::Float64(b) => Arc::new(b.finish()),
            Self::Boolean(b) => Arc::new(b.finish()),
            Self::Date(b) => Arc::new(b.finish()),
            Self::Moment(b, _) => Arc::new(b.finish()),
            Self::Time(b) => Arc::new(b.finish()),
            Self::Decimal(b, ..) => Arc::new(b.finish()),
        }
    }
}

/// Gathers rows into batches.
pub(super) struct Rows {
    schema: SchemaRef,
    builders: Vec<Builder>,
    /// Rows since the last batch.
    gathered: usize,
    /// Rows of the batches before.
    before: u64,
}

impl Rows {
    pub(super) fn new(schema: &SchemaRef) -> Result<Self> {
        let builders = schema.fields().iter().map(|field| Builder::new(field)).collect::<Result<_>>()?;
        Ok(Self { schema: SchemaRef::clone(schema), builders, gathered: 0, before: 0 })
    }

    /// Adds the value of a column to the row that is being read.
    pub(super) fn push(&mut self, column: usize, text: Option<&[u8]>, lines: &Lines) -> Result<()> {
        let done = match (text, self.builders.get_mut(column)) {
            (Some(text), Some(builder)) => builder.push(text),
            (None, Some(builder)) if self.schema.field(column).is_nullable() => {
                builder.push_null();
                Some(())
            }
            _ => None,
        };
        done.ok_or_else(|| {
            let Some(field) = self.schema.fields().get(column) else {
                return self.at(lines.wrong("there are more fields than columns"), lines, None);
            };
            let what = match text {
                None => "NULL stands where none may be".to_owned(),
                Some(_) => format!("a value is not of the column's type, {}", field.data_type()),
            };
            self.at(lines.wrong(&what), lines, Some(field.name()))
        })
    }

    fn at(&self, error: Error, lines: &Lines, column: Option<&String>) -> Error {
        let place = Place { column: column.cloned(), ..lines.place().row(self.row()) };
        error.at(place)
    }

    /// Whether a column may hold NULL.
    pub(super) fn nullable(&self, column: usize) -> bool {
        self.schema.fields().get(column).is_some_and(|field| field.is_nullable())
    }

    /// The number of the row that is being read, from 0 in this file.
    pub(super) fn row(&self) -> u64 {
        self.before + self.gathered as u64
    }

    /// Ends a row; whether there are enough for a batch.
    pub(super) fn end_row(&mut self) -> bool {
        self.gathered += 1;
        self.gathered == BATCH
    }

    /// The rows gathered, if there are any.
    pub(super) fn batch(&mut self) -> Option<Result<RecordBatch>> {
        if self.gathered == 0 {
            return None;
        }
        let arrays: Vec<ArrayRef> = self.builders.iter_mut().map(Builder::finish).collect();
        self.before += self.gathered as u64;
        self.gathered = 0;
        let batch = RecordBatch::try_new(SchemaRef::clone(&self.schema), arrays);
        Some(batch.map_err(|_dropped| Error::bug("a reader made columns that do not fit together")))
    }
}

/// Makes batches by calling `row` until it says that there is no further one.
pub(super) fn batches(
    mut rows: Rows,
    mut row: impl FnMut(&mut Rows) -> Result<bool> + Send + 'static,
) -> super::Batches {
    let next = move || loop {
        match row(&mut rows) {
            Ok(false) => return rows.batch(),
            Ok(true) if rows.end_row() => return rows.batch(),
            Ok(true) => {}
            Err(error) => return Some(Err(error)),
        }
    };
    Box::new(UntilError::new(std::iter::from_fn(next)))
}
