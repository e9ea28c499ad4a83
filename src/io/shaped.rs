//! Sources that keep their shape: what comes in goes out again byte for byte, but for the cells that are replaced.
//!
//! A source is read as [`Piece`]s in order: bytes that carry no value and are copied, and rows of one table. Rows know their
//! [`Layout`], which finds the cells in them and splices replacements in. Both steps are pure, so that pieces are treated in
//! parallel; only cutting the input into pieces goes through it once.

mod books;
mod copies;
mod copy;
mod csv;
mod cut;
mod ddl;
mod declared;
mod definitions;
mod discover;
mod dump;
mod input;
mod json;
mod jsonl;
mod nested;
mod parquet;
mod pieces;
mod shelf;
mod spool;
mod statements;
mod yaml;

pub use copies::{CopiedRows, Copies, CopyTables, CopyTarget, Copying};
pub use csv::{CsvShape, Encoding};
pub use declared::Declared;
pub use definitions::{Written, definitions};
pub use discover::discover;
pub use dump::{LeftOut, pieces as dump_pieces};
pub use input::{Digest, Input, Packing, keyed_digest, pack};
pub use jsonl::pieces as jsonl_pieces;
pub use nested::{Broken, Nested, Tokens};
pub use parquet::{
    Becomes, ColumnEncoder, EncodedGroup, GroupEncoder, ParquetFile, ParquetSink, ParquetSource, Replaced,
    SomeRows,
};
pub use pieces::{Columns, Layout, Parsed, Piece, Pieces, RowPiece, Target, Unlisted};
pub use shelf::Shelf;
pub use spool::{Spool, SpoolReader, SpoolWriter};
