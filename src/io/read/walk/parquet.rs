//! Parquet as rows of cells, nested values by their paths as in JSON lines, and all that a file says beside its rows.

use super::{Head, Row, Walk};
use crate::error::{Error, ErrorKind, Place, Result};
use arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use arrow::datatypes::{DataType, Field};
use arrow::util::display::{ArrayFormatter, FormatOptions};
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder,
};
use parquet::file::metadata::{PageIndexPolicy, ParquetMetaData};
use parquet::file::page_index::column_index::ColumnIndexMetaData;
use std::collections::VecDeque;
use std::fs::File;
use std::sync::Arc;

/// How many rows are decoded together.
const BATCH: usize = 4 * 1024;

pub(super) struct ParquetWalk {
    name: String,
    reader: ParquetRecordBatchReader,
    /// What the file says beside its rows: its sort and its text.
    beside: VecDeque<(usize, Vec<u8>)>,
    batch: Option<RecordBatch>,
    at: usize,
    number: u64,
}

/// A file that was opened.
pub(super) struct Opened {
    pub(super) heads: Vec<Head>,
    pub(super) walk: Box<dyn Walk>,
    /// Columns with a Bloom filter: a digest of values that nobody can read, and that confirms a guess.
    pub(super) filters: Vec<String>,
}

/// Opens a file.
pub(super) fn open(file: File, name: &str, table: &str) -> Result<Opened> {
    let wrong =
        || Error::new(ErrorKind::Input, "this is not a Parquet file, or a damaged one").at(Place::file(name));
    let options = ArrowReaderOptions::new()
        .with_skip_arrow_metadata(true)
        .with_page_index_policy(PageIndexPolicy::Optional);
    let metadata = ArrowReaderMetadata::load(&file, options).map_err(|_dropped| wrong())?;
    let mut columns = Vec::new();
    metadata.schema().fields().iter().for_each(|field| paths(field.name().clone(), field, &mut columns));
    let heads = vec![
        Head { table: table.to_owned(), columns, aside: false },
        Head {
            table: "the file itself".to_owned(),
            columns: vec!["metadata".to_owned(), "statistics".to_owned()],
            aside: true,
        },
    ];
    let chunks = metadata.metadata().row_groups().iter().flat_map(|group| group.columns());
    let mut filters: Vec<String> = chunks
        .filter(|chunk| chunk.bloom_filter_offset().is_some())
        .map(|chunk| chunk.column_path().string())
        .collect();
    filters.sort();
    filters.dedup();
    let beside = said(metadata.metadata());
    let reader = ParquetRecordBatchReaderBuilder::new_with_metadata(file, metadata)
        .with_batch_size(BATCH)
        .build()
        .map_err(|_dropped| wrong())?;
    let walk = ParquetWalk { name: name.to_owned(), reader, beside, batch: None, at: 0, number: 0 };
    Ok(Opened { heads, walk: Box::new(walk), filters })
}

/// The paths of what is nested in a column: `home.city`, `phones[]`, `tags[].key`.
fn paths(path: String, field: &Field, all: &mut Vec<String>) {
    match field.data_type() {
        DataType::Struct(fields) => {
            fields.iter().for_each(|field| paths(format!("{path}.{}", field.name()), field, all));
        }
        DataType::List(items) | DataType::Map(items, _) => paths(format!("{path}[]"), items, all),
        _ => all.push(path),
    }
}

/// How many paths there are in values of a type.
fn width(data_type: &DataType) -> usize {
    match data_type {
        DataType::Struct(fields) => fields.iter().map(|field| width(field.data_type())).sum(),
        DataType::List(items) | DataType::Map(items, _) => width(items.data_type()),
        _ => 1,
    }
}

/// Key-value metadata, and the least and greatest values of the column chunks and of their pages.
fn said(metadata: &ParquetMetaData) -> VecDeque<(usize, Vec<u8>)> {
    let mut said = VecDeque::new();
    let file = metadata.file_metadata();
    let pairs = file.key_value_metadata().into_iter().flatten();
    let chunks = || metadata.row_groups().iter().flat_map(|group| group.columns());
    for pair in pairs {
        said.push_back((0, pair.key.clone().into_bytes()));
        said.extend(pair.value.iter().map(|value| (0, value.clone().into_bytes())));
    }
    said.extend(file.created_by().map(|by| (0, by.as_bytes().to_vec())));
    for statistics in chunks().filter_map(|chunk| chunk.statistics()) {
        let ends = [statistics.min_bytes_opt(), statistics.max_bytes_opt()];
        // Numbers stand there in binary, and stand in the rows too.
        let texts = ends.into_iter().flatten().filter(|bytes| std::str::from_utf8(bytes).is_ok());
        said.extend(texts.map(|bytes| (1, bytes.to_vec())));
    }
    let all = metadata.row_groups().iter().enumerate();
    let places = all.flat_map(|(group, chunks)| (0..chunks.num_columns()).map(move |column| (group, column)));
    for (group, column) in places {
        let index = metadata.page_index().and_then(|pages| pages.column_index(group, column));
        use ColumnIndexMetaData::{BYTE_ARRAY, FIXED_LEN_BYTE_ARRAY};
        let Some(BYTE_ARRAY(pages) | FIXED_LEN_BYTE_ARRAY(pages)) = index else { continue };
        let ends = pages.min_values_iter().chain(pages.max_values_iter()).flatten();
        said.extend(ends.filter(|bytes| std::str::from_utf8(bytes).is_ok()).map(|bytes| (1, bytes.to_vec())));
    }
    said
}

impl ParquetWalk {
    fn wrong(&self) -> Error {
        Error::new(ErrorKind::Input, "the Parquet file is damaged").at(Place::file(&self.name))
    }
}

impl Walk for ParquetWalk {
    fn next(&mut self, _heads: &mut Vec<Head>, row: &mut Row) -> Result<bool> {
        if let Some((column, text)) = self.beside.pop_front() {
            row.begin(1, 1, None);
            row.push(column, Some(&text));
            return Ok(true);
        }
        loop {
            let Some(batch) = self.batch.as_ref().filter(|batch| self.at < batch.num_rows()) else {
                let Some(batch) = self.reader.next() else { return Ok(false) };
                self.batch = Some(batch.map_err(|_dropped| self.wrong())?);
                self.at = 0;
                continue;
            };
            self.number += 1;
            row.begin(0, self.number, None);
            let mut column = 0;
            for array in batch.columns() {
                put(array, self.at, column, row).ok_or_else(|| self.wrong())?;
                column += width(array.data_type());
            }
            self.at += 1;
            return Ok(true);
        }
    }
}

/// Puts a value into a row as text, each path of what is nested for itself; `column` is the first of its paths.
fn put(array: &ArrayRef, at: usize, column: usize, row: &mut Row) -> Option<()> {
    if array.is_null(at) {
        // A list that is not there has no items.
        if !matches!(array.data_type(), DataType::List(_) | DataType::Map(..)) {
            (0..width(array.data_type())).for_each(|more| row.push(column + more, None));
        }
        return Some(());
    }
    match array.data_type() {
        DataType::Struct(_) => {
            let mut column = column;
            for array in array.as_struct().columns() {
                put(array, at, column, row)?;
                column += width(array.data_type());
            }
        }
        DataType::List(_) => {
            let items = array.as_list::<i32>().value(at);
            (0..items.len()).try_for_each(|item| put(&items, item, column, row))?;
        }
        DataType::Map(..) => {
            let entries: ArrayRef = Arc::new(array.as_map().value(at));
            (0..entries.len()).try_for_each(|item| put(&entries, item, column, row))?;
        }
        DataType::Utf8 => row.push(column, Some(array.as_string::<i32>().value(at).as_bytes())),
        DataType::LargeUtf8 => row.push(column, Some(array.as_string::<i64>().value(at).as_bytes())),
        DataType::Utf8View => row.push(column, Some(array.as_string_view().value(at).as_bytes())),
        DataType::Binary => row.push(column, Some(array.as_binary::<i32>().value(at))),
        DataType::LargeBinary => row.push(column, Some(array.as_binary::<i64>().value(at))),
        DataType::FixedSizeBinary(_) => row.push(column, Some(array.as_fixed_size_binary().value(at))),
        _ => {
            let options = FormatOptions::default();
            let one = without_zone(&array.slice(at, 1))?;
            let formatter = ArrayFormatter::try_new(one.as_ref(), &options).ok()?;
            let text = formatter.value(0).try_to_string().ok()?;
            row.push(column, Some(text.as_bytes()));
        }
    }
    Some(())
}

/// A moment without the name of its zone, which no database here knows: in a file it is UTC whatever it is called.
fn without_zone(array: &ArrayRef) -> Option<ArrayRef> {
    let DataType::Timestamp(unit, Some(_)) = array.data_type() else { return Some(array.clone()) };
    let plain = DataType::Timestamp(*unit, None);
    array.to_data().into_builder().data_type(plain).build().ok().map(arrow::array::make_array)
}
