//! The rows of a table, file after file.

use crate::cli::{output, verify};
use crate::error::Result;
use crate::io;
use crate::record::{Manifest, TableRecord, schema_of};
use arrow::array::RecordBatch;
use std::path::Path;

/// Gives every batch of a table's files in order.
pub(super) fn each(
    folder: &Path,
    manifest: &Manifest,
    table: &TableRecord,
    mut see: impl FnMut(RecordBatch) -> Result<()>,
) -> Result<()> {
    let (output, schema) = (output::of_record(&manifest.output)?, schema_of(table)?);
    for file in &table.files {
        verify::folder::check_path(&file.path)?;
        for batch in io::read(&folder.join(&file.path), &output, &schema)? {
            see(batch?)?;
        }
    }
    Ok(())
}
