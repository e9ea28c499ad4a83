//! The manifest of a run: what was made, from what, and digests by which anybody can check it.

mod audit;
mod compare;
mod digest;
mod manifest;
mod sound;
#[cfg(test)]
mod tests;
mod types;

pub use audit::AuditFile;
pub use compare::{Difference, compare};
pub use digest::{Partial, TableDigest};
pub use manifest::ColumnRecord;
pub use manifest::{
    CsvOptions, DigestedName, ExistingRecord, FILE_NAME, FileRecord, Manifest, OutputRecord, SchemaRecord,
    TableRecord, Tool, VERSION,
};
pub use types::{field_of, schema_of, type_name};
