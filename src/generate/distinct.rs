//! Whether rows repeat the values of fixed rows.

use crate::draw::Rows;
use crate::error::{Error, Result};
use arrow::array::ArrayRef;
use arrow::row::{RowConverter, SortField};
use std::collections::HashSet;

/// The first row, of those that are not fixed, whose values together are those of a fixed row; NULL equals nothing.
pub(super) fn repeated(
    fixed: &[ArrayRef],
    made: &[ArrayRef],
    rows: &Rows,
    n_fixed: u64,
) -> Result<Option<u64>> {
    let bug = |_foreign| Error::bug("the columns of a key could not be compared");
    let fields = fixed.iter().map(|column| SortField::new(column.data_type().clone())).collect();
    let converter = RowConverter::new(fields).map_err(bug)?;
    let (fixed_rows, made_rows) =
        (converter.convert_columns(fixed).map_err(bug)?, converter.convert_columns(made).map_err(bug)?);
    let whole = |columns: &[ArrayRef], i: usize| columns.iter().all(|column| column.is_valid(i));
    let taken: HashSet<_> =
        fixed_rows.iter().enumerate().filter(|(i, _)| whole(fixed, *i)).map(|(_, row)| row).collect();
    let repeats =
        |i: &usize| rows.get(*i) >= n_fixed && whole(made, *i) && taken.contains(&made_rows.row(*i));
    Ok((0..rows.len()).find(repeats).map(|i| rows.get(i)))
}
