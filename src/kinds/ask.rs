//! What a maker is asked: rows, the draws they own, and the values of its inputs.

use crate::draw::{Key, Rows, Slots, Sub, below};
use arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, Date32Array, Float64Array, Int64Array, StringArray,
    TimestampMicrosecondArray, UInt32Array, UInt64Array,
};
use arrow::datatypes::{
    Date32Type, Float64Type, Int64Type, TimestampMicrosecondType, UInt32Type, UInt64Type,
};

/// One batch to be made for one column.
pub struct Ask<'a> {
    /// The rows, by their numbers in the table.
    pub rows: &'a Rows,
    /// The draws that the rows own, as many a row as the maker's width says.
    pub slots: Slots,
    /// The key of further draws.
    pub key: &'a Key,
    /// The inputs in the order of the kind's list; `None` where the schema gives none.
    pub inputs: &'a [Option<ArrayRef>],
    /// For a unique column a number for each row, all different in the table and below the maker's domain.
    pub distinct: Option<Vec<u64>>,
}

impl Ask<'_> {
    /// How many values are asked for.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether none is asked for.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The number, in its table, of the `i`th row asked for.
    #[inline]
    pub fn row(&self, i: usize) -> u64 {
        self.rows.get(i)
    }

    /// Draw `k` of the `i`th row.
    #[inline]
    pub fn word(&self, i: usize, k: usize) -> u64 {
        self.slots.word(i, k)
    }

    /// The `i`th row's own stream of further draws; dear, so for the few rows or kinds that need it.
    pub fn sub(&self, i: usize) -> Sub {
        self.key.sub(self.rows.get(i))
    }

    /// The number of the value that the `i`th row takes out of `domain` many: all different where the column is unique.
    #[inline]
    pub fn ordinal(&self, i: usize, domain: u64) -> u64 {
        match &self.distinct {
            Some(distinct) => distinct[i],
            None => below(self.slots.word(i, 0), domain),
        }
    }

    fn input(&self, n: usize) -> Option<&ArrayRef> {
        self.inputs.get(n).and_then(Option::as_ref)
    }

    /// Input `n` as text.
    pub fn text(&self, n: usize) -> Option<&StringArray> {
        self.input(n).and_then(|a| a.as_string_opt::<i32>())
    }

    /// Input `n` as days since 1970.
    pub fn dates(&self, n: usize) -> Option<&Date32Array> {
        self.input(n).and_then(|a| a.as_primitive_opt::<Date32Type>())
    }

    /// Input `n` as microseconds since 1970, UTC.
    pub fn moments(&self, n: usize) -> Option<&TimestampMicrosecondArray> {
        self.input(n).and_then(|a| a.as_primitive_opt::<TimestampMicrosecondType>())
    }

    /// Input `n` as integers.
    pub fn integers(&self, n: usize) -> Option<&Int64Array> {
        self.input(n).and_then(|a| a.as_primitive_opt::<Int64Type>())
    }

    /// Input `n` as numbers.
    pub fn numbers(&self, n: usize) -> Option<&Float64Array> {
        self.input(n).and_then(|a| a.as_primitive_opt::<Float64Type>())
    }

    /// Input `n` as true or false.
    pub fn booleans(&self, n: usize) -> Option<&BooleanArray> {
        self.input(n).and_then(|a| a.as_boolean_opt())
    }

    /// Input `n` as rows of a reference table (a place, a condition).
    pub fn handles(&self, n: usize) -> Option<&UInt32Array> {
        self.input(n).and_then(|a| a.as_primitive_opt::<UInt32Type>())
    }

    /// Input `n` as members of groups (of a household, of an outbreak).
    pub fn members(&self, n: usize) -> Option<&UInt64Array> {
        self.input(n).and_then(|a| a.as_primitive_opt::<UInt64Type>())
    }

    /// Whether input `n` is given and has a value in the `i`th row.
    pub fn has(&self, n: usize, i: usize) -> bool {
        self.input(n).is_some_and(|a| a.is_valid(i))
    }
}
