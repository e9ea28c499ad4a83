//! Values that fixed rows have, and the rows that would repeat them.

use crate::error::{Error, Result};
use arrow::array::ArrayRef;
use arrow::row::{OwnedRow, RowConverter, SortField};
use std::collections::HashMap;

/// The values that fixed rows have in columns that are unique, alone or together; a NULL equals nothing.
pub(super) struct Taken {
    converter: RowConverter,
    rows: HashMap<OwnedRow, usize>,
}

impl Taken {
    /// The values in those of the fixed rows that `counts` names.
    pub(super) fn new(columns: &[ArrayRef], counts: impl Fn(usize) -> bool) -> Result<Self> {
        let fields = columns.iter().map(|column| SortField::new(column.data_type().clone())).collect();
        let converter = RowConverter::new(fields).map_err(bug)?;
        let values = converter.convert_columns(columns).map_err(bug)?;
        let rows = (0..values.num_rows()).filter(|&i| whole(columns, i) && counts(i));
        let rows = rows.map(|i| (values.row(i).owned(), i)).collect();
        Ok(Self { converter, rows })
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// For each row of these columns the fixed row that has its values.
    pub(super) fn find(&self, columns: &[ArrayRef]) -> Result<Vec<Option<usize>>> {
        let values = self.converter.convert_columns(columns).map_err(bug)?;
        let find = |i: usize| self.rows.get(&values.row(i).owned()).copied();
        Ok((0..values.num_rows()).map(|i| if whole(columns, i) { find(i) } else { None }).collect())
    }
}

fn whole(columns: &[ArrayRef], i: usize) -> bool {
    columns.iter().all(|column| column.is_valid(i))
}

fn bug<E>(_foreign: E) -> Error {
    Error::bug("the columns of a key could not be compared")
}
