//! Sources that keep their shape: what comes in goes out again byte for byte, but for the cells that are replaced.
//!
//! A source is read as [`Piece`]s in order: bytes that carry no value and are copied, and rows of one table. Rows know their
//! [`Layout`], which finds the cells in them and splices replacements in. Both steps are pure, so that pieces are treated in
//! parallel; only cutting the input into pieces goes through it once.

mod csv;
mod input;
mod pieces;

pub use csv::{CsvShape, Encoding};
pub use input::{Input, Packing, pack};
pub use pieces::{Columns, Layout, Parsed, Piece, Pieces, RowPiece, Target};
