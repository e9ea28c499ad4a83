//! Parquet that keeps its shape: schema, types, nullability, row groups, codecs and encodings stay; statistics and page indexes
//! are made anew from what is written, and bloom filters and key-value metadata are left behind.

mod like;
mod shapes;
mod sink;
mod values;

pub use sink::{Becomes, ColumnEncoder, EncodedGroup, GroupEncoder, ParquetFile, ParquetSink, Replaced};

use super::nested::{Nested, Opened};
use super::pieces::{Columns, Parsed, Target};
use crate::cells::{Block, Cells, State};
use crate::error::{Error, ErrorKind, Place, Result};
use crate::shape::Filler;
use arrow::array::{ArrayRef, BooleanArray, RecordBatch};
use arrow::compute::filter_record_batch;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder,
};
use parquet::basic::LogicalType;
use shapes::{Finder, Places, Shape, Unit, gather, units_of};
use std::fs::File;
use std::path::{Path, PathBuf};

/// A Parquet file that is being read.
pub struct ParquetSource {
    path: PathBuf,
    name: String,
    metadata: ArrowReaderMetadata,
    target: Target,
    /// How each column of the file is nested.
    shapes: Vec<Shape>,
    /// What is treated as one, by its path.
    units: Vec<Unit>,
}

/// How many rows of a row group are in work together: few enough that their cells stay near the processor.
const ROWS: usize = 16_384;

/// Some rows of one row group.
pub struct SomeRows {
    /// The number of the first in the file, from 1.
    first: u64,
    batch: RecordBatch,
    /// The cells of the columns that are read.
    pub parsed: Parsed,
}

/// The text of a foreign error may hold a value; its place is enough.
fn unreadable<T>(name: &str) -> impl FnOnce(T) -> Error {
    let place = Place::file(name);
    move |_| Error::new(ErrorKind::Input, "this is no Parquet file that can be read").at(place)
}

impl ParquetSource {
    /// Opens a file and finds its columns.
    ///
    /// # Errors
    /// Where it cannot be read, or has columns that nobody lists.
    pub fn open(path: &Path, table: &str, columns: &dyn Columns) -> Result<Self> {
        let name = path.display().to_string();
        let file = File::open(path).map_err(|e| Error::io("open the input", Place::file(&name), &e))?;
        // The schema of the file decides, not what its writer's Arrow thought.
        let options = ArrowReaderOptions::new().with_skip_arrow_metadata(true);
        let metadata = ArrowReaderMetadata::load(&file, options).map_err(unreadable(&name))?;
        let logical =
            |leaf: usize| metadata.parquet_schema().columns().get(leaf)?.logical_type_ref().cloned();
        let mut finder = Finder {
            listed: &|path| columns.lists(table, path),
            uuid: &|leaf| logical(leaf) == Some(LogicalType::Uuid),
            units: Vec::new(),
            leaf: 0,
        };
        let fields = metadata.schema().fields().iter();
        let shapes: Vec<Shape> = fields.map(|field| finder.shape(field.name().clone(), field, 0)).collect();
        let units = finder.units;
        let paths: Vec<String> = units.iter().map(|unit| unit.path.clone()).collect();
        let mut target = columns.find(table, &paths)?;
        let forbidden: Vec<(String, Filler)> = units
            .iter()
            .filter(|unit| !unit.field.is_nullable())
            .map(|unit| (unit.path.clone(), values::filler(&unit.field, unit.uuid)))
            .collect();
        target.nested.forbid_null(&forbidden);
        Ok(Self { path: path.to_owned(), name, metadata, target, shapes, units })
    }

    /// The number of the table.
    pub fn table(&self) -> usize {
        self.target.table
    }

    /// The columns of the file that are nested or that nobody lists.
    pub fn nested(&self) -> &Nested {
        &self.target.nested
    }

    /// The columns, and paths of what is nested, that take no NULL.
    pub fn required(&self) -> impl Iterator<Item = usize> {
        self.units.iter().enumerate().filter(|(_, unit)| !unit.field.is_nullable()).map(|(at, _)| at)
    }

    /// How many row groups there are.
    pub fn groups(&self) -> usize {
        self.metadata.metadata().num_row_groups()
    }

    /// The path of a unit, for errors.
    fn place(&self, unit: usize) -> Place {
        let path = self.units.get(unit).map(|unit| unit.path.clone());
        Place { file: Some(self.name.clone()), column: path, ..Place::default() }
    }

    /// The units of a column of the file.
    fn within(&self, root: usize) -> Vec<usize> {
        let mut all = Vec::new();
        units_of(&self.shapes[root], &mut all);
        all
    }

    /// Reads a row group, some rows at a time.
    ///
    /// # Errors
    /// Where it cannot be read, or a column that must be looked at is nested.
    pub fn read(&self, group: usize) -> Result<impl Iterator<Item = Result<SomeRows>>> {
        let all: Vec<usize> = (0..self.shapes.len()).collect();
        let batches = self.batches(group, ProjectionMask::all())?;
        Ok(batches.map(move |batch| batch.and_then(|(first, batch)| self.rows(first, batch, &all))))
    }

    /// Reads of a row group what is looked at, and nothing else.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub fn look(&self, group: usize) -> Result<impl Iterator<Item = Result<Parsed>>> {
        let is_read = |root: &usize| self.within(*root).iter().any(|unit| self.column(*unit).is_some());
        let read: Vec<usize> = (0..self.shapes.len()).filter(is_read).collect();
        let some = ProjectionMask::roots(self.metadata.parquet_schema(), read.iter().copied());
        let batches = self.batches(group, some)?;
        let rows = move |(first, batch)| Ok(self.rows(first, batch, &read)?.parsed);
        Ok(batches.map(move |batch| batch.and_then(&rows)))
    }

    /// The rows of a row group with some columns of the file, each time with the number of the first, from 1.
    fn batches(
        &self,
        group: usize,
        columns: ProjectionMask,
    ) -> Result<impl Iterator<Item = Result<(u64, RecordBatch)>>> {
        let file =
            File::open(&self.path).map_err(|e| Error::io("open the input", Place::file(&self.name), &e))?;
        let reader = ParquetRecordBatchReaderBuilder::new_with_metadata(file, self.metadata.clone())
            .with_row_groups(vec![group])
            .with_batch_size(ROWS)
            .with_projection(columns)
            .build()
            .map_err(unreadable(&self.name))?;
        let before = self.metadata.metadata().row_groups().iter().take(group);
        let mut first = 1 + before.map(|group| u64::try_from(group.num_rows()).unwrap_or(0)).sum::<u64>();
        Ok(reader.map(move |batch| {
            let batch = batch.map_err(unreadable(&self.name))?;
            let here = first;
            first += batch.num_rows() as u64;
            Ok((here, batch))
        }))
    }

    /// The number in the table of a unit that is read.
    fn column(&self, unit: usize) -> Option<usize> {
        self.target.columns[unit].filter(|column| self.target.reads[*column])
    }

    /// Some of the rows alone.
    ///
    /// # Errors
    /// Where there are not as many rows as is said.
    pub fn select(&self, rows: &SomeRows, keep: Vec<bool>) -> Result<SomeRows> {
        let keep = BooleanArray::from(keep);
        let all: Vec<usize> = (0..self.shapes.len()).collect();
        let kept = filter_record_batch(&rows.batch, &keep).map_err(unreadable(&self.name))?;
        self.rows(rows.first, kept, &all)
    }

    /// Rows with these columns of the file.
    fn rows(&self, first: u64, batch: RecordBatch, of: &[usize]) -> Result<SomeRows> {
        let mut columns: Vec<Option<Cells>> = self.target.reads.iter().map(|_| None).collect();
        for (array, at) in batch.columns().iter().zip(of) {
            self.column_cells(*at, array, &mut columns)?;
        }
        for (column, read) in columns.iter_mut().zip(&self.target.reads) {
            if *read && column.is_none() {
                let mut cells = Cells::with_capacity(batch.num_rows());
                (0..batch.num_rows()).for_each(|_| cells.push(State::Missing, b""));
                *column = Some(cells);
            }
        }
        let block = Block { rows: batch.num_rows(), columns };
        let mut parsed = Parsed { block, fields: Vec::new(), owners: Vec::new(), nested: Opened::default() };
        self.target.nested.open(&mut parsed, &self.name, first)?;
        Ok(SomeRows { first, parsed, batch })
    }

    /// The cells of a column of the file, at each of its units that is read.
    fn column_cells(&self, root: usize, array: &ArrayRef, columns: &mut [Option<Cells>]) -> Result<()> {
        if let Shape::Unit(unit) = &self.shapes[root] {
            if let Some(column) = self.column(*unit) {
                columns[column] = Some(self.cells(*unit, array)?);
            }
            return Ok(());
        }
        let mut each = |unit: usize, values: ArrayRef, rows: Vec<u32>| -> Result<()> {
            if let Some(column) = self.column(unit) {
                columns[column] = Some(self.cells(unit, &values)?.of_rows(rows));
            }
            Ok(())
        };
        let damaged = || unreadable(&self.name)(());
        gather(&self.shapes[root], array, &Places::all(array.len()), &mut each, &damaged)
    }

    fn cells(&self, unit: usize, array: &ArrayRef) -> Result<Cells> {
        values::cells(array, self.units[unit].uuid).ok_or_else(|| {
            let sort = values::sort_of(array.data_type());
            let path = &self.units[unit].path;
            let hint = match sort.as_str() {
                "struct" => format!("list what is in it by path, \"{path}.NAME\", or write mask = \"null\""),
                "list" => format!("list what is in it by path, \"{path}[]\", or write mask = \"null\""),
                "map" => format!("list \"{path}[].key\" and \"{path}[].value\", or write mask = \"null\""),
                _ => "write mask = \"null\", or { keep = \"why\" }".to_owned(),
            };
            Error::new(ErrorKind::Input, format!("values of the type {sort} are not treated by this version"))
                .at(self.place(unit))
                .hint(hint)
        })
    }
}
