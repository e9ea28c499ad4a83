//! Which rows a kind makes together.

use super::Ask;
use std::ops::Range;

/// The rows that a maker must see to make one of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// A row needs no other.
    Alone,
    /// As many neighbours, from a multiple of the number on; also those beyond the end of a table, so that a table that
    /// grows keeps what it was. Only for tables without a parent: their rows are known before they are there.
    Rows(u64),
    /// The children of the row's parent; in a table without a parent each row alone.
    Siblings,
}

/// Every row of a batch as a group alone.
pub(super) fn alone(ask: &Ask<'_>) -> Vec<Range<usize>> {
    (0..ask.len()).map(|i| i..i + 1).collect()
}
