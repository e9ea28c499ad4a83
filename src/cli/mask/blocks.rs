//! What is done with one block of rows: opened where the application encrypts, looked at or masked, and put together again.

use crate::cells::{Block, Replacement};
use crate::error::Result;
use crate::io::shaped::{CopiedRows, Copies, Nested, Parsed};
use crate::mask::{Collected, Masked, Masker, Tally};

/// What rows hold for the first pass, and what rows of other tables that they copy hold.
pub(super) fn gathered(masker: &Masker, table: usize, parsed: &mut Parsed) -> Result<Vec<Collected>> {
    masker.open(table, &mut parsed.block)?;
    let mut all = vec![masker.gather(table, &parsed.block)?];
    gathered_copies(masker, &mut parsed.nested.copies, &mut all)?;
    Ok(all)
}

fn gathered_copies(masker: &Masker, copies: &mut [CopiedRows], all: &mut Vec<Collected>) -> Result<()> {
    for copy in copies {
        masker.open(copy.table, &mut copy.block)?;
        all.push(masker.gather_copy(copy.table, &copy.block)?);
        gathered_copies(masker, &mut copy.inner, all)?;
    }
    Ok(())
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
    let mut copied = Vec::new();
    if let Some(copies) = nested.copies() {
        let outer = (table, &parsed.block, &[][..]);
        let tally = &mut masked.tally;
        copied = masked_copies(masker, copies, outer, &mut parsed.nested.copies, &mut |column, more| {
            tally[column].add(more);
        })?;
    }
    masker.seal(table, &parsed.block, &unsealed, &mut masked)?;
    nested.close(parsed, &mut masked.columns, &copied);
    Ok(masked)
}

/// Masks rows that cells copy, those within them first; `told` takes what was done, with the column that copies.
fn masked_copies(
    masker: &Masker,
    copies: &Copies,
    outer: (usize, &Block, &[Option<u128>]),
    rows: &mut [CopiedRows],
    told: &mut dyn FnMut(usize, &Tally),
) -> Result<Vec<Vec<Replacement>>> {
    let mut all = Vec::with_capacity(rows.len());
    for copy in rows {
        let unsealed = masker.open(copy.table, &mut copy.block)?;
        let of = (copy.table, &copy.block);
        let (mut masked, subjects) = masker.mask_copy(of, outer, copy.column, &copy.rows)?;
        masker.seal(copy.table, &copy.block, &unsealed, &mut masked)?;
        // What copies say counts where it stands.
        masked.tally.iter().for_each(|tally| told(copy.column, tally));
        let within = copies.within(copy.table);
        let here = (copy.table, &copy.block, subjects.as_slice());
        let column = copy.column;
        let inner = masked_copies(masker, &within, here, &mut copy.inner, &mut |_, more| told(column, more))?;
        within.close(&copy.block, &copy.inner, &inner, &mut masked.columns);
        all.push(masked.columns);
    }
    Ok(all)
}

/// Which rows stay, in an extract of some.
pub(super) fn kept(masker: &Masker, table: usize, block: &mut Block) -> Result<Option<Vec<bool>>> {
    if masker.is_of_some() {
        masker.open(table, block)?;
    }
    masker.keeps(table, block)
}
