//! Parquet files: a row group is encoded by whoever made its rows, and only put in its place in order.

use std::collections::HashMap;
use std::sync::Arc;

use arrow::array::{Array as _, Float64Array};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use arrow::record_batch::RecordBatch;
use parquet::arrow::ArrowSchemaConverter;
use parquet::arrow::arrow_writer::{ArrowColumnWriter, ArrowRowGroupWriterFactory, compute_leaves};
use parquet::basic::{Compression as Codec, Encoding, LogicalType, Type as PhysicalType, ZstdLevel};
use parquet::errors::Result as ParquetResult;
use parquet::file::properties::{EnabledStatistics, WriterProperties, WriterPropertiesPtr};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::{ColumnPath, Type, TypePtr};

use super::column::ColumnType;
use super::encode::Body;
use super::fill::NOT_FINITE;
use super::text::check_batch;
use super::{Appender, Encode, Encoded, Out, ParquetCompression};
use crate::error::{Error, ErrorKind, Place, Result};

/// The key of a field's metadata that says how many distinct values the column has, in decimal.
const CARDINALITY: &str = "placebo:cardinality";

/// The key of a field's metadata that says that its texts hold no repetitions.
const RANDOM: &str = "placebo:random";

/// A dictionary pays off below this many distinct values.
const LOW_CARDINALITY: u64 = 4096;

/// Bytes of a data page: what one block of Snappy holds, and little enough to be compressed while it is in the cache.
pub(in crate::io) const PAGE: usize = 64 * 1024;

/// Writes one table as Parquet.
pub(super) struct ParquetEncoder {
    table: String,
    schema: SchemaRef,
    root: TypePtr,
    properties: WriterPropertiesPtr,
    writers: ArrowRowGroupWriterFactory,
}

/// The text of a foreign error could hold a value, so only the attempt is told.
fn failed<T>(attempted: &'static str) -> impl FnOnce(T) -> Error {
    move |_| Error::bug(format!("could not {attempted} as Parquet"))
}

impl ParquetEncoder {
    pub(super) fn new(table: &str, schema: &SchemaRef, compression: ParquetCompression) -> Result<Self> {
        for field in schema.fields() {
            ColumnType::of(field)?;
        }
        let properties = Arc::new(properties(schema, compression));
        let root = root(schema).map_err(failed("write the schema"))?;
        // Fields without metadata: a hash map's order must never reach a file.
        let bare = |f: &Arc<Field>| f.as_ref().clone().with_metadata(HashMap::new());
        let fields: Vec<Field> = schema.fields().iter().map(bare).collect();
        // Column writers are made by way of a file writer, which this one serves only for.
        let nowhere = SerializedFileWriter::new(
            Vec::new(),
            TypePtr::clone(&root),
            WriterPropertiesPtr::clone(&properties),
        )
        .map_err(failed("begin a file"))?;
        let writers = ArrowRowGroupWriterFactory::new(&nowhere, Arc::new(Schema::new(fields)));
        Ok(Self { table: table.to_owned(), schema: SchemaRef::clone(schema), root, properties, writers })
    }

    fn write(&self, writers: &mut [ArrowColumnWriter], batch: &RecordBatch) -> ParquetResult<()> {
        for ((writer, field), column) in writers.iter_mut().zip(self.schema.fields()).zip(batch.columns()) {
            for leaf in compute_leaves(field, column)? {
                writer.write(&leaf)?;
            }
        }
        Ok(())
    }

    fn check_floats(&self, batch: &RecordBatch) -> Result<()> {
        for (array, field) in batch.columns().iter().zip(self.schema.fields()) {
            let Some(floats) = array.as_any().downcast_ref::<Float64Array>() else { continue };
            if floats.iter().flatten().any(|n| !n.is_finite()) {
                let place = Place::column(&self.table, field.name());
                return Err(Error::new(ErrorKind::Output, NOT_FINITE).at(place));
            }
        }
        Ok(())
    }
}

fn properties(schema: &SchemaRef, compression: ParquetCompression) -> WriterProperties {
    let codec = match compression {
        ParquetCompression::Snappy => Codec::SNAPPY,
        // Level 1 is the default of ZstdLevel.
        ParquetCompression::Zstd => Codec::ZSTD(ZstdLevel::default()),
        ParquetCompression::Uncompressed => Codec::UNCOMPRESSED,
    };
    let mut builder = WriterProperties::builder()
        .set_created_by("placebo".to_owned())
        .set_compression(codec)
        .set_dictionary_enabled(false)
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_data_page_size_limit(PAGE)
        .set_offset_index_disabled(true);
    for field in schema.fields() {
        let path = ColumnPath::new(vec![field.name().clone()]);
        let hint = field.metadata().get(CARDINALITY).and_then(|n| n.parse::<u64>().ok());
        let low = hint.is_some_and(|n| n < LOW_CARDINALITY);
        match field.data_type() {
            // A boolean is one bit already.
            DataType::Boolean => continue,
            // The least and the greatest of made texts are nearly the same in every row group, so that they help no reader,
            // and comparing texts is dear. Lengths apart from the texts are smaller, and less for the codec to look at.
            DataType::Utf8 => {
                builder = builder
                    .set_column_statistics_enabled(path.clone(), EnabledStatistics::None)
                    .set_column_encoding(path.clone(), Encoding::DELTA_LENGTH_BYTE_ARRAY);
                // Snappy knows repetitions alone.
                if codec == Codec::SNAPPY && field.metadata().contains_key(RANDOM) {
                    builder = builder.set_column_compression(path.clone(), Codec::UNCOMPRESSED);
                }
            }
            DataType::Float64 | DataType::Decimal128(..) => {}
            // As differences hardly more is left of serials, dates and moments than what is random about them.
            _ => {
                builder = builder.set_column_encoding(path.clone(), Encoding::DELTA_BINARY_PACKED);
                if codec == Codec::SNAPPY && !low {
                    builder = builder.set_column_compression(path.clone(), Codec::UNCOMPRESSED);
                }
            }
        }
        if low {
            builder = builder.set_column_dictionary_enabled(path, true);
        }
    }
    builder.build()
}

/// The schema of the file, in which text that is JSON is marked as such.
fn root(schema: &SchemaRef) -> ParquetResult<TypePtr> {
    let converted = ArrowSchemaConverter::new().convert(schema)?;
    let mut fields = converted.root_schema().get_fields().to_vec();
    for (column, field) in fields.iter_mut().zip(schema.fields()) {
        if matches!(ColumnType::of(field), Ok(ColumnType::Json)) {
            let json = Type::primitive_type_builder(field.name(), PhysicalType::BYTE_ARRAY)
                .with_repetition(column.get_basic_info().repetition())
                .with_logical_type(Some(LogicalType::Json))
                .build()?;
            *column = Arc::new(json);
        }
    }
    Ok(Arc::new(Type::group_type_builder("table").with_fields(fields).build()?))
}

impl Encode for ParquetEncoder {
    fn encode(&self, batches: &mut dyn Iterator<Item = Result<RecordBatch>>) -> Result<Encoded> {
        let mut writers = self.writers.create_column_writers(0).map_err(failed("begin a row group"))?;
        let mut rows = 0;
        for batch in batches {
            let batch = batch?;
            check_batch(&batch, &self.schema, &self.table)?;
            self.check_floats(&batch)?;
            self.write(&mut writers, &batch).map_err(failed("encode a row group"))?;
            rows += batch.num_rows() as u64;
        }
        let chunks: ParquetResult<Vec<_>> = writers.into_iter().map(ArrowColumnWriter::close).collect();
        Ok(Encoded { rows, body: Body::RowGroup(chunks.map_err(failed("end a row group"))?) })
    }

    fn begin(&self, out: Out) -> Result<Appender> {
        Appender::parquet(out, TypePtr::clone(&self.root), WriterPropertiesPtr::clone(&self.properties))
    }
}
