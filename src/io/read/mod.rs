//! Files back into record batches, typed by a schema; an error names file, line, row and column, never a value.
//!
//! The texts of foreign errors are dropped throughout, because they may hold a value.

mod cells;
mod csv;
mod jsonl;
mod rows;
mod sql;
mod walk;

pub use cells::{csv_rows, parquet_cells, text};
pub use walk::{Head, Reading, Row, Rows, Sort, unpacked};

use std::fs::File;
use std::path::Path;

use arrow::datatypes::SchemaRef;
use arrow::record_batch::RecordBatch;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use super::column::ColumnType;
use super::{Compression, Format, Output, compress};
use crate::error::{Error, ErrorKind, Place, Result};

/// How many rows a batch of a reader has.
const BATCH: usize = 8 * 1024;

/// The rows of a file, a batch at a time.
pub type Batches = Box<dyn Iterator<Item = Result<RecordBatch>> + Send>;

/// Reads a file that was written as `output` says; how a text is compressed is told by the file's name.
///
/// Every column of the schema must be there, in its order in CSV, and no other.
///
/// # Errors
/// [`ErrorKind::Input`] when the file cannot be read, has other columns, or holds what is not of a column's type. After
/// an error no further batch follows.
pub fn read(path: &Path, output: &Output, schema: &SchemaRef) -> Result<Batches> {
    let name = path.display().to_string();
    let file = File::open(path).map_err(|e| Error::io("open the file", Place::file(&name), &e))?;
    if output.format == Format::Parquet {
        return parquet(name, file, schema);
    }
    let plain = compress::reader(file, Compression::of_path(path))
        .map_err(|e| Error::io("read the file", Place::file(&name), &e))?;
    let lines = rows::Lines::new(name, plain);
    match output.format {
        Format::Csv => csv::read(lines, &output.csv, schema),
        Format::Jsonl => jsonl::read(lines, schema),
        Format::Sql | Format::Parquet => sql::read(lines, schema),
    }
}

fn parquet(name: String, file: File, schema: &SchemaRef) -> Result<Batches> {
    let wrong = |what: &str| Error::new(ErrorKind::Input, what.to_owned()).at(Place::file(&name));
    let builder = ParquetRecordBatchReaderBuilder::try_new(file)
        .map_err(|_dropped| wrong("this is not a Parquet file, or a damaged one"))?;
    let found = builder.schema();
    let of_column = |what: &str, column: &str| {
        let place = Place { column: Some(column.to_owned()), ..Place::file(&name) };
        Error::new(ErrorKind::Input, what.to_owned()).at(place)
    };
    if found.fields().len() != schema.fields().len() {
        let (n, m) = (found.fields().len(), schema.fields().len());
        return Err(wrong(&format!("the file has {n} columns, and {m} were expected")));
    }
    for (found, field) in found.fields().iter().zip(schema.fields()) {
        ColumnType::of(field)?;
        if found.name() != field.name() {
            return Err(of_column("another column was expected in this place", found.name()));
        }
        if found.data_type() != field.data_type() {
            let what = format!("the type is {}, and {} was expected", found.data_type(), field.data_type());
            return Err(of_column(&what, field.name()));
        }
    }
    let reader = builder
        .with_batch_size(BATCH)
        .build()
        .map_err(|_dropped| wrong("this is not a Parquet file, or a damaged one"))?;
    let schema = SchemaRef::clone(schema);
    let mut row = 0;
    let batches = reader.map(move |batch| {
        let place = || Place::file(&name).row(row);
        let wrong = |what: &str| Error::new(ErrorKind::Input, what.to_owned()).at(place());
        let batch = batch.map_err(|_dropped| wrong("the Parquet file is damaged"))?;
        // Made anew under the schema that was asked for: it has the metadata, and refuses NULL where none may be.
        let batch = RecordBatch::try_new(SchemaRef::clone(&schema), batch.columns().to_vec())
            .map_err(|_dropped| wrong("a column holds NULL and should not"))?;
        row += batch.num_rows() as u64;
        Ok(batch)
    });
    Ok(Box::new(rows::UntilError::new(batches)))
}
