//! What is done with one block of rows: opened where the application encrypts, looked at or masked, and put together again.

use crate::cells::Block;
use crate::error::Result;
use crate::io::shaped::{Nested, Parsed};
use crate::mask::{Collected, Masked, Masker};

/// What rows hold for the first pass, and what rows of other tables that they copy hold.
pub(super) fn gathered(masker: &Masker, table: usize, parsed: &mut Parsed) -> Result<Vec<Collected>> {
    masker.open(table, &mut parsed.block)?;
    let mut all = vec![masker.gather(table, &parsed.block)?];
    for copy in &mut parsed.nested.copies {
        masker.open(copy.table, &mut copy.block)?;
        all.push(masker.gather_copy(copy.table, &copy.block)?);
    }
    Ok(all)
}

/// Masks rows, the rows of other tables that they copy, and what is nested in them.
pub(super) fn masked_of(
    masker: &Masker,
    table: usize,
    nested: &Nested,
    parsed: &mut Parsed,
) -> Result<Masked> {
    let unsealed = masker.open(table, &mut parsed.block)?;
    let mut masked = masker.mask(table, &parsed.block)?;
    let mut copied = Vec::with_capacity(parsed.nested.copies.len());
    for copy in &mut parsed.nested.copies {
        let outer = (table, &parsed.block);
        let unsealed = masker.open(copy.table, &mut copy.block)?;
        let mut rows = masker.mask_copy((copy.table, &copy.block), outer, copy.column, &copy.rows)?;
        masker.seal(copy.table, &copy.block, &unsealed, &mut rows)?;
        // What copies say counts where it stands.
        rows.tally.iter().for_each(|tally| masked.tally[copy.column].add(tally));
        copied.push(rows.columns);
    }
    masker.seal(table, &parsed.block, &unsealed, &mut masked)?;
    nested.close(parsed, &mut masked.columns, &copied);
    Ok(masked)
}

/// Which rows stay, in an extract of some.
pub(super) fn kept(masker: &Masker, table: usize, block: &mut Block) -> Result<Option<Vec<bool>>> {
    if masker.is_of_some() {
        masker.open(table, block)?;
    }
    masker.keeps(table, block)
}
