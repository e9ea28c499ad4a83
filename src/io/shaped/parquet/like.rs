//! How a file that was read is written again: each column with the codec, the encoding and the statistics that it had.

use crate::io::parquet::PAGE;
use parquet::basic::{Encoding, Type};
use parquet::file::metadata::{ColumnChunkMetaData, ParquetMetaData};
use parquet::file::properties::{EnabledStatistics, WriterProperties};

/// Of the encodings that are no dictionary those that a writer must be asked for.
const ASKED_FOR: [Encoding; 4] = [
    Encoding::DELTA_BINARY_PACKED,
    Encoding::DELTA_LENGTH_BYTE_ARRAY,
    Encoding::DELTA_BYTE_ARRAY,
    Encoding::BYTE_STREAM_SPLIT,
];

/// The properties of a file like one that was read, whose first row group speaks for all; `few` says of which leaves hardly
/// anything is left but repetitions.
pub(super) fn properties(read: &ParquetMetaData, few: &dyn Fn(usize) -> bool) -> WriterProperties {
    let mut builder =
        WriterProperties::builder().set_created_by("placebo".to_owned()).set_data_page_size_limit(PAGE);
    let Some(group) = read.row_groups().first() else { return builder.build() };
    let is_located = |column: &ColumnChunkMetaData| column.offset_index_offset().is_some();
    builder = builder.set_offset_index_disabled(!group.columns().iter().any(is_located));
    for (leaf, column) in group.columns().iter().enumerate() {
        let path = column.column_path().clone();
        let encoding = ASKED_FOR.into_iter().find(|encoding| is_used(column, *encoding));
        if let Some(encoding) = encoding {
            builder = builder.set_column_encoding(path.clone(), encoding);
        }
        let few = few(leaf) && column.column_type() != Type::BOOLEAN;
        builder = builder
            .set_column_compression(path.clone(), column.compression())
            .set_column_dictionary_enabled(path.clone(), few || encoding.is_none() && has_dictionary(column))
            .set_column_statistics_enabled(path, statistics(column));
    }
    builder.build()
}

/// Whether values are encoded so, and values of their type can be.
fn is_used(column: &ColumnChunkMetaData, encoding: Encoding) -> bool {
    let fits = match encoding {
        Encoding::DELTA_BINARY_PACKED => matches!(column.column_type(), Type::INT32 | Type::INT64),
        Encoding::DELTA_LENGTH_BYTE_ARRAY => column.column_type() == Type::BYTE_ARRAY,
        Encoding::DELTA_BYTE_ARRAY => {
            matches!(column.column_type(), Type::BYTE_ARRAY | Type::FIXED_LEN_BYTE_ARRAY)
        }
        _ => !matches!(column.column_type(), Type::BOOLEAN | Type::BYTE_ARRAY | Type::INT96),
    };
    fits && column.encodings_mask().is_set(encoding)
}

/// Whether a dictionary served to the end. One that became too large, so that the rest stands as it is, would do so again, and has
/// cost most by then.
fn has_dictionary(column: &ColumnChunkMetaData) -> bool {
    let is_dictionary = |e: Encoding| matches!(e, Encoding::RLE_DICTIONARY | Encoding::PLAIN_DICTIONARY);
    match column.page_encoding_stats_mask() {
        // Of pages with values alone: the dictionary's own is none of them.
        Some(pages) => pages.encodings().all(is_dictionary),
        None => column.encodings().any(is_dictionary),
    }
}

/// Statistics where the column had them, and as fine.
fn statistics(column: &ColumnChunkMetaData) -> EnabledStatistics {
    match (column.statistics(), column.column_index_offset()) {
        (_, Some(_)) => EnabledStatistics::Page,
        (Some(_), None) => EnabledStatistics::Chunk,
        (None, None) => EnabledStatistics::None,
    }
}
