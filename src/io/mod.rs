//! Record batches into files and back: CSV, JSON lines, Parquet, and the COPY text of Postgres; and into [`postgres`] itself.
//!
//! Writing has two steps, because encoding is the dear part: an [`Encode`] turns rows into bytes, is pure and works in
//! parallel; an [`Appender`] puts what was encoded into a file in order. A [`Folder`] gives files their names only when
//! all of them are complete. [`read`] is the way back, typed by a schema.

mod age;
mod assemble;
mod civil;
mod column;
mod compress;
mod dialect;
mod encode;
mod fill;
mod folder;
mod format;
mod marks;
mod names;
mod number;
mod parquet;
mod pool;
pub mod postgres;
mod read;
pub mod shaped;
mod sink;
#[cfg(test)]
mod tests;
mod text;

pub use age::Recipient;
pub use column::{ColumnType, JSON_EXTENSION, json_field};
pub use dialect::{CsvDialect, LineEnd, Quoting};
pub use encode::{Encode, Encoded, Output};
pub use folder::{Folder, blake3_of};
pub use format::{Compression, Format, ParquetCompression};
pub use names::{check_table_names, file_name};
pub use read::{Batches, Head, Reading, Row, Rows, Sort, csv_rows, parquet_cells, read, text, unpacked};
pub use sink::{Appender, Out, Written};
