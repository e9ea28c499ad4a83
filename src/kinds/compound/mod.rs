//! Values made of values, and bytes, as text in the syntax that Postgres reads: arrays, rows, ranges.

mod array;
mod bytes;
mod inner;
mod range;
mod row;

#[cfg(test)]
mod tests;

use super::{Family, Kind};

/// The kinds of this family.
pub static KINDS: &[Kind] = &[array::ARRAY, row::ROW, range::RANGE, bytes::BYTES];

/// What the kinds of this family have in common.
const BLANK: Kind = Kind { family: Family::Compound, ..Kind::BLANK };
