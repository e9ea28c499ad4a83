//! A Parquet file like the one that was read.

use super::shapes::{Misfit, leaves, rebuild};
use super::{ParquetSource, SomeRows, like};
use crate::cells::Replacement;
use crate::error::{Error, ErrorKind, Place, Result};
use crate::io::{Out, Written};
use arrow::datatypes::{Field, FieldRef, Schema, SchemaRef};
use parquet::arrow::ArrowSchemaConverter;
use parquet::arrow::arrow_writer::{
    ArrowColumnChunk, ArrowColumnWriter, ArrowRowGroupWriterFactory, compute_leaves,
};
use parquet::file::properties::WriterPropertiesPtr;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::{Type, TypePtr};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// A row group as it will stand in the file.
pub struct EncodedGroup {
    chunks: Vec<ArrowColumnChunk>,
    /// How many rows it has.
    pub rows: u64,
}

/// What becomes of the values of a column, as far as it bears on how they are written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Becomes {
    /// The column is left out.
    Nothing,
    /// A few values, however many there were.
    Few,
    /// About as many as there were.
    AsMany,
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
    /// A file like `source`, without the columns of which nothing is left.
    ///
    /// # Errors
    /// Where nothing at all is left.
    pub fn new(source: &ParquetSource, becomes: &dyn Fn(usize) -> Becomes) -> Result<Self> {
        let failed = || Error::bug("a schema that was read cannot be written");
        let kept = kept(source, &|column| becomes(column) == Becomes::Nothing)?;
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
        let units = source.units.iter().zip(&source.target.columns);
        let is_few = |column: &Option<usize>| column.is_some_and(|column| becomes(column) == Becomes::Few);
        let few: BTreeSet<usize> =
            units.filter(|(_, column)| is_few(column)).map(|(unit, _)| unit.leaf).collect();
        let properties = like::properties(source.metadata.metadata(), &|leaf| few.contains(&leaf));
        let properties = Arc::new(properties);
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
    pub fn group(&self) -> Result<GroupEncoder> {
        let writers = self.writers.create_column_writers(0).map_err(|_foreign| unwritable())?;
        let mut writers = writers.into_iter();
        let mut column = |(at, field): (&usize, &FieldRef)| {
            let writers = writers.by_ref().take(leaves(field)).collect();
            ColumnEncoder { at: *at, field: field.clone(), writers }
        };
        let columns = self.kept.iter().zip(self.schema.fields()).map(&mut column).collect();
        Ok(GroupEncoder { columns, rows: 0 })
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

/// The columns of the file that are written: all but those of which everything is dropped.
fn kept(source: &ParquetSource, dropped: &dyn Fn(usize) -> bool) -> Result<Vec<usize>> {
    let mut kept = Vec::with_capacity(source.shapes.len());
    for root in 0..source.shapes.len() {
        let units = source.within(root);
        let is_dropped = |unit: &&usize| source.target.columns[**unit].is_some_and(dropped);
        match (units.iter().find(is_dropped), units.iter().all(|unit| is_dropped(&unit))) {
            (Some(_), true) => {}
            (Some(unit), false) => {
                let message = "a part of a nested column is not dropped by this version";
                return Err(Error::new(ErrorKind::Usage, message)
                    .at(source.place(*unit))
                    .hint("write mask = \"null\" instead of \"drop\", or drop all of the column"));
            }
            (None, _) => kept.push(root),
        }
    }
    Ok(kept)
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

/// Rows with what takes the place of their columns.
pub type Replaced = (SomeRows, Vec<Replacement>);

/// A row group that is being encoded.
pub struct GroupEncoder {
    columns: Vec<ColumnEncoder>,
    rows: u64,
}

impl GroupEncoder {
    /// The columns, each of which is to encode these rows next, whichever of them is the first.
    pub fn columns(&mut self, rows: &[Replaced]) -> Vec<&mut ColumnEncoder> {
        self.rows += rows.iter().map(|(rows, _)| rows.parsed.block.rows as u64).sum::<u64>();
        self.columns.iter_mut().collect()
    }

    /// Ends the row group.
    ///
    /// # Errors
    /// Where it cannot be encoded.
    pub fn end(self) -> Result<EncodedGroup> {
        let writers = self.columns.into_iter().flat_map(|column| column.writers);
        let chunks = writers.map(ArrowColumnWriter::close);
        let chunks = chunks.collect::<std::result::Result<_, _>>().map_err(|_foreign| unwritable())?;
        Ok(EncodedGroup { chunks, rows: self.rows })
    }
}

/// One column of a row group that is being encoded.
pub struct ColumnEncoder {
    /// The number of the column in the source.
    at: usize,
    field: FieldRef,
    /// One for each leaf.
    writers: Vec<ArrowColumnWriter>,
}

impl ColumnEncoder {
    /// Encodes the column of some rows, which stand one behind the other.
    ///
    /// # Errors
    /// Where a replacement is not of the column's type, or NULL where the file has no NULL; beside it stands which of the rows it is in.
    pub fn add(
        &mut self,
        source: &ParquetSource,
        rows: &[Replaced],
    ) -> std::result::Result<(), (usize, Error)> {
        let mut all = rows.iter().enumerate();
        all.try_for_each(|(piece, rows)| self.one(source, rows).map_err(|error| (piece, error)))
    }

    fn one(&mut self, source: &ParquetSource, (rows, columns): &Replaced) -> Result<()> {
        let shape = &source.shapes[self.at];
        let replaced = |unit: usize| source.target.columns[unit].and_then(|column| columns.get(column));
        let array = (rows.batch.column(self.at), self.field.as_ref());
        let array = rebuild(shape, array, None, (&source.units, &replaced));
        let array = array.map_err(|(unit, message): Misfit| match unit {
            Some(unit) => Error::new(ErrorKind::Input, message)
                .at(source.place(unit))
                .hint("write another `mask` for the column"),
            None => Error::bug(message),
        })?;
        let mut next = self.writers.iter_mut();
        for leaf in compute_leaves(&self.field, &array).map_err(|_foreign| unwritable())? {
            let writer = next.next().ok_or_else(unwritable)?;
            writer.write(&leaf).map_err(|_foreign| unwritable())?;
        }
        Ok(())
    }
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
