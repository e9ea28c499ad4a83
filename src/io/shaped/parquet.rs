//! Parquet that keeps its shape: schema, types, nullability and row groups stay; statistics are made anew from what is
//! written, and page indexes, bloom filters and key-value metadata are left behind.

use super::nested::{Filler, Nested, Opened};
use super::pieces::{Columns, Parsed, Target};
use crate::cells::{Block, Cells, Replacement, State};
use crate::error::{Error, ErrorKind, Place, Result};
use crate::io::{Out, Written};
use arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, RecordBatch, StringArray, make_array, new_null_array,
};
use arrow::buffer::{BooleanBuffer, Buffer, NullBuffer, OffsetBuffer, ScalarBuffer};
use arrow::compute::{CastOptions, cast_with_options, filter_record_batch};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder,
};
use parquet::arrow::arrow_writer::{
    ArrowColumnChunk, ArrowColumnWriter, ArrowRowGroupWriterFactory, compute_leaves,
};
use parquet::arrow::{ArrowSchemaConverter, ProjectionMask};
use parquet::file::properties::{WriterProperties, WriterPropertiesPtr};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::{Type, TypePtr};
use std::collections::HashMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A Parquet file that is being read.
pub struct ParquetSource {
    path: PathBuf,
    name: String,
    metadata: ArrowReaderMetadata,
    target: Target,
    /// The columns of the file, by their names.
    names: Vec<String>,
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

/// A row group as it will stand in the file.
pub struct EncodedGroup {
    chunks: Vec<ArrowColumnChunk>,
    /// How many rows it has.
    pub rows: u64,
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
        let names: Vec<String> =
            metadata.schema().fields().iter().map(|field| field.name().clone()).collect();
        let mut target = columns.find(table, &names)?;
        let fields = metadata.schema().fields().iter().filter(|field| !field.is_nullable());
        let forbidden: Vec<(String, Filler)> =
            fields.map(|field| (field.name().clone(), filler(field.data_type()))).collect();
        target.nested.forbid_null(&forbidden);
        Ok(Self { path: path.to_owned(), name, metadata, target, names })
    }

    /// Reads no column that is nested.
    pub fn skip_nested(&mut self) {
        for (at, field) in self.metadata.schema().fields().iter().enumerate() {
            if let Some(column) = self.target.columns[at].filter(|_| field.data_type().is_nested()) {
                self.target.reads[column] = false;
            }
        }
    }

    /// The number of the table.
    pub fn table(&self) -> usize {
        self.target.table
    }

    /// The columns of the file that are nested or that nobody lists.
    pub fn nested(&self) -> &Nested {
        &self.target.nested
    }

    /// How many row groups there are.
    pub fn groups(&self) -> usize {
        self.metadata.metadata().num_row_groups()
    }

    /// The name of a column of the file, for errors.
    fn place(&self, at: usize) -> Place {
        Place { file: Some(self.name.clone()), column: self.names.get(at).cloned(), ..Place::default() }
    }

    /// Reads a row group, some rows at a time.
    ///
    /// # Errors
    /// Where it cannot be read, or a column that must be looked at is nested.
    pub fn read(&self, group: usize) -> Result<impl Iterator<Item = Result<SomeRows>>> {
        let all: Vec<usize> = (0..self.names.len()).collect();
        let batches = self.batches(group, ProjectionMask::all())?;
        Ok(batches.map(move |batch| batch.and_then(|(first, batch)| self.rows(first, batch, &all))))
    }

    /// Reads of a row group what is looked at, and nothing else.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub fn look(&self, group: usize) -> Result<impl Iterator<Item = Result<Parsed>>> {
        let read: Vec<usize> = (0..self.names.len()).filter(|at| self.column(*at).is_some()).collect();
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

    /// The number in the table of a column of the file that is read.
    fn column(&self, at: usize) -> Option<usize> {
        self.target.columns[at].filter(|column| self.target.reads[*column])
    }

    /// Some of the rows alone.
    ///
    /// # Errors
    /// Where there are not as many rows as is said.
    pub fn select(&self, rows: &SomeRows, keep: Vec<bool>) -> Result<SomeRows> {
        let keep = BooleanArray::from(keep);
        let all: Vec<usize> = (0..self.names.len()).collect();
        let kept = filter_record_batch(&rows.batch, &keep).map_err(unreadable(&self.name))?;
        self.rows(rows.first, kept, &all)
    }

    /// Rows with these columns of the file.
    fn rows(&self, first: u64, batch: RecordBatch, of: &[usize]) -> Result<SomeRows> {
        let mut columns: Vec<Option<Cells>> = self.target.reads.iter().map(|_| None).collect();
        for (array, at) in batch.columns().iter().zip(of) {
            if let Some(column) = self.column(*at) {
                columns[column] = Some(self.cells(*at, array)?);
            }
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

    fn cells(&self, at: usize, array: &ArrayRef) -> Result<Cells> {
        let wrong = || {
            let message =
                format!("values of the type {} are not treated by this version", sort_of(array.data_type()));
            Error::new(ErrorKind::Input, message)
                .at(self.place(at))
                .hint("write mask = \"null\", or { keep = \"why\" }")
        };
        let (text, state) = match array.data_type() {
            DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View | DataType::Dictionary(..) => {
                (true, State::Text)
            }
            DataType::Date32 | DataType::Date64 | DataType::Timestamp(..) => (true, State::Text),
            kind => (kind.is_numeric() || *kind == DataType::Boolean, State::Bare),
        };
        if !text {
            return Err(wrong());
        }
        let plain = relabelled(array, &without_zone(array.data_type())).ok_or_else(wrong)?;
        let texts = cast_with_options(&plain, &DataType::Utf8, &strict()).map_err(|_foreign| wrong())?;
        let texts: &StringArray = texts.as_string_opt::<i32>().ok_or_else(wrong)?;
        let mut cells = Cells::with_capacity(texts.len());
        for i in 0..texts.len() {
            if texts.is_null(i) {
                cells.push(State::Null, b"");
            } else {
                cells.push(state, texts.value(i).as_bytes());
            }
        }
        Ok(cells)
    }
}

/// What fits a column that takes no NULL.
fn filler(data_type: &DataType) -> Filler {
    match data_type {
        DataType::Boolean => Filler::Fixed("false"),
        DataType::Date32 | DataType::Date64 => Filler::Fixed("1970-01-01"),
        DataType::Timestamp(..) => Filler::Fixed("1970-01-01T00:00:00"),
        kind if kind.is_numeric() => Filler::Number(100),
        _ => Filler::Text(usize::MAX),
    }
}

fn strict() -> CastOptions<'static> {
    CastOptions { safe: false, ..CastOptions::default() }
}

/// A type in a word: a nested type's own text is long.
fn sort_of(data_type: &DataType) -> String {
    match data_type {
        DataType::List(_) | DataType::LargeList(_) | DataType::FixedSizeList(..) => "list".to_owned(),
        DataType::Struct(_) => "struct".to_owned(),
        DataType::Map(..) => "map".to_owned(),
        other => other.to_string(),
    }
}

/// Writes a file like the one that was read.
pub struct ParquetSink {
    schema: SchemaRef,
    root: TypePtr,
    properties: WriterPropertiesPtr,
    writers: ArrowRowGroupWriterFactory,
    /// The columns of the source that are written.
    kept: Vec<usize>,
}

impl ParquetSink {
    /// A file like `source`, without the columns that are dropped.
    ///
    /// # Errors
    /// Where nothing is left.
    pub fn new(source: &ParquetSource, dropped: &dyn Fn(usize) -> bool) -> Result<Self> {
        let failed = || Error::bug("a schema that was read cannot be written");
        let is_dropped = |at: usize| source.target.columns[at].is_some_and(dropped);
        let kept: Vec<usize> = (0..source.names.len()).filter(|at| !is_dropped(*at)).collect();
        if kept.is_empty() {
            return Err(Error::usage("every column of the table is dropped").at(Place::file(&source.name)));
        }
        let file = source.metadata.metadata().file_metadata();
        let old = file.schema_descr().root_schema();
        let new =
            ArrowSchemaConverter::new().convert(source.metadata.schema()).map_err(|_foreign| failed())?;
        let field = |at: &usize| {
            let own = &old.get_fields()[*at];
            // Moments in 96 bits are read, and written by nobody any more: they are moments in 64.
            if is_deprecated(own) { new.root_schema().get_fields()[*at].clone() } else { own.clone() }
        };
        let root = Type::group_type_builder(old.name()).with_fields(kept.iter().map(field).collect());
        let root = root.build().map_err(|_foreign| failed())?;
        let root = Arc::new(root);
        let mut properties = WriterProperties::builder().set_created_by("placebo".to_owned());
        if let Some(group) = source.metadata.metadata().row_groups().first() {
            for column in group.columns() {
                properties =
                    properties.set_column_compression(column.column_path().clone(), column.compression());
            }
        }
        let properties = Arc::new(properties.build());
        let bare = |at: &usize| source.metadata.schema().field(*at).clone().with_metadata(HashMap::new());
        let fields: Vec<Field> = kept.iter().map(bare).collect();
        let schema: SchemaRef = Arc::new(Schema::new(fields));
        let nowhere = SerializedFileWriter::new(Vec::new(), TypePtr::clone(&root), Arc::clone(&properties));
        let writers =
            ArrowRowGroupWriterFactory::new(&nowhere.map_err(|_foreign| failed())?, Arc::clone(&schema));
        Ok(Self { schema, root, properties, writers, kept })
    }

    /// Begins a row group.
    ///
    /// # Errors
    /// Never, unless the file's own schema cannot be written.
    pub fn group(&self) -> Result<GroupEncoder<'_>> {
        let writers = self.writers.create_column_writers(0).map_err(|_foreign| unwritable())?;
        Ok(GroupEncoder { sink: self, writers, rows: 0 })
    }

    /// Begins the file.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn begin(&self, out: Out) -> Result<ParquetFile> {
        let writer = SerializedFileWriter::new(out, TypePtr::clone(&self.root), Arc::clone(&self.properties));
        let writer =
            writer.map_err(|_foreign| Error::new(ErrorKind::Output, "could not begin a Parquet file"))?;
        Ok(ParquetFile { writer, rows: 0 })
    }
}

/// Whether a field holds moments of the type that Parquet has given up (INT96).
fn is_deprecated(field: &TypePtr) -> bool {
    match field.as_ref() {
        Type::PrimitiveType { physical_type, .. } => *physical_type == parquet::basic::Type::INT96,
        Type::GroupType { fields, .. } => fields.iter().any(is_deprecated),
    }
}

fn unwritable() -> Error {
    Error::bug("a row group could not be encoded")
}

/// A row group that is being encoded.
pub struct GroupEncoder<'a> {
    sink: &'a ParquetSink,
    writers: Vec<ArrowColumnWriter>,
    rows: u64,
}

impl GroupEncoder<'_> {
    /// Encodes rows with replacements.
    ///
    /// # Errors
    /// Where a replacement is not of the column's type, or NULL where the file has no NULL.
    pub fn add(&mut self, source: &ParquetSource, rows: &SomeRows, columns: &[Replacement]) -> Result<()> {
        let mut next = self.writers.iter_mut();
        for (at, field) in self.sink.kept.iter().zip(self.sink.schema.fields()) {
            let replaced = source.target.columns[*at].and_then(|column| columns.get(column));
            let array = replace(rows.batch.column(*at), field, replaced).map_err(|message| {
                Error::new(ErrorKind::Input, message)
                    .at(source.place(*at))
                    .hint("write another `mask` for the column")
            })?;
            for leaf in compute_leaves(field, &array).map_err(|_foreign| unwritable())? {
                let writer = next.next().ok_or_else(unwritable)?;
                writer.write(&leaf).map_err(|_foreign| unwritable())?;
            }
        }
        self.rows += rows.parsed.block.rows as u64;
        Ok(())
    }

    /// Ends the row group.
    ///
    /// # Errors
    /// Where it cannot be encoded.
    pub fn end(self) -> Result<EncodedGroup> {
        let chunks = self.writers.into_iter().map(ArrowColumnWriter::close);
        let chunks = chunks.collect::<std::result::Result<_, _>>().map_err(|_foreign| unwritable())?;
        Ok(EncodedGroup { chunks, rows: self.rows })
    }
}

/// The texts of cells, one a row, looked at as UTF-8 all together; `None` where one of them is no text.
fn texts_of(cells: &Cells, rows: usize) -> Option<StringArray> {
    let ends = (cells.len() == rows).then(|| cells.ends())?;
    let ends = ends.iter().map(|end| i32::try_from(*end).ok());
    let ends: Vec<i32> = std::iter::once(Some(0)).chain(ends).collect::<Option<_>>()?;
    let valid = BooleanBuffer::collect_bool(rows, |row| cells.state(row).is_value());
    let valid = Some(NullBuffer::new(valid)).filter(|valid| valid.null_count() > 0);
    let texts = Buffer::from_slice_ref(cells.text());
    StringArray::try_new(OffsetBuffer::new(ScalarBuffer::from(ends)), texts, valid).ok()
}

/// The array that takes the place of a column.
fn replace(
    array: &ArrayRef,
    field: &Field,
    replaced: Option<&Replacement>,
) -> std::result::Result<ArrayRef, &'static str> {
    let rows = array.len();
    let texts: StringArray = match replaced {
        Some(Replacement::Keep | Replacement::Drop) => return Ok(array.clone()),
        None | Some(Replacement::Null) => {
            return if field.is_nullable() {
                Ok(new_null_array(field.data_type(), rows))
            } else {
                Err("the file has no NULL in this column, and its values would become NULL")
            };
        }
        Some(Replacement::Constant(text)) => {
            (0..rows).map(|row| array.is_valid(row).then_some(text.as_str())).collect()
        }
        Some(Replacement::Cells(cells)) => {
            texts_of(cells, rows).unwrap_or_else(|| (0..rows).map(|row| cells.get(row)).collect())
        }
    };
    if !field.is_nullable() && texts.null_count() > 0 {
        return Err("the file has no NULL in this column, and a value would become NULL");
    }
    let texts: ArrayRef = Arc::new(texts);
    let misfit = "a stand-in is not of the type that the file has for this column";
    let plain =
        cast_with_options(&texts, &without_zone(field.data_type()), &strict()).map_err(|_foreign| misfit)?;
    relabelled(&plain, field.data_type()).ok_or(misfit)
}

/// A moment without the name of its zone: in a file it is UTC whatever it is called.
fn without_zone(data_type: &DataType) -> DataType {
    match data_type {
        DataType::Timestamp(unit, Some(_)) => DataType::Timestamp(*unit, None),
        other => other.clone(),
    }
}

/// The same values under a type of the same layout.
fn relabelled(array: &ArrayRef, data_type: &DataType) -> Option<ArrayRef> {
    if array.data_type() == data_type {
        return Some(array.clone());
    }
    array.to_data().into_builder().data_type(data_type.clone()).build().ok().map(make_array)
}

/// A Parquet file that is being written.
pub struct ParquetFile {
    writer: SerializedFileWriter<Out>,
    rows: u64,
}

impl ParquetFile {
    /// Writes the next row group.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn append(&mut self, group: EncodedGroup) -> Result<()> {
        self.rows += group.rows;
        let put = || {
            let mut to = self.writer.next_row_group()?;
            for chunk in group.chunks {
                chunk.append_to_row_group(&mut to)?;
            }
            to.close().map(|_| ())
        };
        put().map_err(|_dropped: parquet::errors::ParquetError| {
            Error::new(ErrorKind::Output, "could not write a row group")
        })
    }

    /// Writes what stands behind the last row group.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn finish(mut self) -> Result<Written> {
        let failed = |_dropped| Error::new(ErrorKind::Output, "could not end a Parquet file");
        self.writer.finish().map_err(failed)?;
        let nowhere = Out::stream("", Box::new(std::io::sink()));
        std::mem::replace(self.writer.inner_mut(), nowhere).close(self.rows)
    }
}
