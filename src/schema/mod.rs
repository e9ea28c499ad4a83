//! The schema document: the user's TOML parsed with a place for every word, every problem collected at once.
//!
//! This room knows no kinds, no types of a database and no policy: a column is a kind's name with arguments that
//! somebody else checks. Resolved here is only what is a matter of text: included files, named kinds, defaults.
//! Whether a table, a column or a kind that is named exists is for whoever compiles the document.

mod column;
mod csv_text;
mod digest;
mod dirt;
mod document;
mod files;
mod fixed;
mod growth;
mod json_schema;
mod keys;
mod law;
mod load;
mod mask;
mod reader;
mod resolve;
mod root;
mod scalar;
mod sql;
mod syntax;
mod table;
#[cfg(test)]
mod tests;
mod value;

pub use column::{Column, Null};
pub use digest::digest;
pub use dirt::{ColumnDirt, Dirt, OrRate, Shares, TableDirt};
pub use document::{Document, File};
pub use files::{Files, FolderFiles, NoFiles};
pub use fixed::Fixed;
pub use growth::Growth;
pub use json_schema::{InputDoc, KindDoc, ParamDoc, json_schema};
pub use law::{FanOut, Law};
pub use load::{parse, parse_past_keys};
pub use mask::Mask;
pub use sql::Sql;
pub use table::{Parent, RowSource, Table};
pub use value::Value;
