//! Digests of columns and rows that do not depend on the order of rows, on batches or on the format.
//!
//! Each cell is hashed (a product of two words, or XXH3 of longer ones, then marked with its type) and mixed with its
//! column's name. A column's digest is two sums, one over the hashes of its cells and one over what they were mixed to, so
//! that digests of parts add up to the digest of the whole. A row's hash is a sum over its mixed cells, so that the order of
//! columns does not matter either. They detect change, they do not withstand an
//! adversary: that is what the files' BLAKE3 is for.

use arrow::array::{
    Array, ArrayRef, BooleanArray, Decimal128Array, Float64Array, PrimitiveArray, StringArray,
};
use arrow::datatypes::{
    ArrowPrimitiveType, DataType, Date32Type, Int16Type, Int32Type, Int64Type, Schema, Time64MicrosecondType,
    TimeUnit, TimestampMicrosecondType,
};
use arrow::record_batch::RecordBatch;
use std::ops::Range;
use xxhash_rust::xxh3::xxh3_64;

use crate::error::{Error, Place, Result};

/// The hash that stands for NULL, whatever the type.
const NULL: u64 = 0x9e37_79b9_7f4a_7c15;

/// Odd constants for the second sum and for the last mix of a row (digits of pi and of e).
const SECOND: u64 = 0x2438_9a7b_8f0d_13a3;
const ROW: u64 = 0x2b7e_1516_28ae_d2a7;

/// Marks on the cell hash, one a type; widths of integers share one, so that a narrower type changes nothing.
#[derive(Clone, Copy)]
enum Tag {
    Text = 1,
    Integer = 2,
    Float = 3,
    Boolean = 4,
    Date = 5,
    Timestamp = 6,
    Time = 7,
    Decimal = 8,
    Json = 9,
}

impl Tag {
    fn of(field: &arrow::datatypes::Field) -> Option<Self> {
        Some(match field.data_type() {
            DataType::Utf8 if super::type_name(field).is_ok_and(|name| name == "json") => Self::Json,
            DataType::Utf8 => Self::Text,
            DataType::Int64 | DataType::Int32 | DataType::Int16 => Self::Integer,
            DataType::Float64 => Self::Float,
            DataType::Boolean => Self::Boolean,
            DataType::Date32 => Self::Date,
            DataType::Timestamp(TimeUnit::Microsecond, _) => Self::Timestamp,
            DataType::Time64(TimeUnit::Microsecond) => Self::Time,
            DataType::Decimal128(..) => Self::Decimal,
            _ => return None,
        })
    }

    /// What a cell's hash is combined with; not XXH3's own seed, which makes long texts dear.
    fn mark(self) -> u64 {
        (self as u64).wrapping_mul(NULL)
    }
}

/// Two sums over hashes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Sum(u64, u64);

impl Sum {
    /// Adds a hash, and what became of it under a key.
    #[inline]
    fn add(&mut self, hash: u64, mixed: u64) {
        self.0 = self.0.wrapping_add(hash);
        self.1 = self.1.wrapping_add(mixed);
    }

    fn merge(&mut self, other: Self) {
        self.0 = self.0.wrapping_add(other.0);
        self.1 = self.1.wrapping_add(other.1);
    }

    fn hex(self) -> String {
        format!("{:016x}{:016x}", self.0, self.1)
    }
}

/// The digest of two sets of rows together, from the digest of each; none where one is no digest.
pub(super) fn add_hex(one: &str, other: &str) -> Option<String> {
    let read = |text: &str| {
        let half = |range| u64::from_str_radix(text.get(range)?, 16).ok();
        (text.len() == 32).then(|| Some(Sum(half(0..16)?, half(16..32)?)))?
    };
    let mut sum = read(one)?;
    sum.merge(read(other)?);
    Some(sum.hex())
}

/// The upper half of a product folded onto the lower one: a fast mix in which every bit of the input counts.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "both halves of the product are used")]
fn fold(hash: u64, key: u64) -> u64 {
    let product = u128::from(hash ^ key) * u128::from(key | 1);
    (product as u64) ^ ((product >> 64) as u64)
}

/// Constants of the short hash (digits of the square roots of 2 and of 3).
const SHORT: [u64; 2] = [0x6a09_e667_f3bc_c909, 0xbb67_ae85_84ca_a73b];

/// The hash of a cell's bytes: XXH3 (64 bits) of more than 16, and a product of two words for fewer, as most cells have.
///
/// The words are the first and the last 8 bytes, or the first and the last 4, or up to three bytes as one word; they may
/// overlap, and the length goes in with them.
#[inline]
fn hash(bytes: &[u8]) -> u64 {
    let n = bytes.len();
    let (first, last) = match (bytes.first_chunk::<8>(), bytes.last_chunk::<8>()) {
        _ if n > 16 => return xxh3_64(bytes),
        (Some(first), Some(last)) => (u64::from_le_bytes(*first), u64::from_le_bytes(*last)),
        _ => match (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
            (Some(first), Some(last)) => {
                (u64::from(u32::from_le_bytes(*first)), u64::from(u32::from_le_bytes(*last)))
            }
            _ => (bytes.iter().fold(0, |word, b| (word << 8) | u64::from(*b)), 0),
        },
    };
    short(first, last, n)
}

/// The hash of a text of few bytes from its two words.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "both halves of the product are used")]
fn short(first: u64, last: u64, n: usize) -> u64 {
    let product = u128::from(first ^ SHORT[0] ^ ((n as u64) << 56)) * u128::from(last ^ SHORT[1]);
    (product as u64) ^ ((product >> 64) as u64)
}

/// For each length up to 16 how the two words come out of the sixteen bytes from the start of a text: how far they are
/// moved to the right for the last one, and what is kept of both. Fewer than four bytes make no last word.
static CUTS: [(u32, u64); 17] = cuts();

const fn cuts() -> [(u32, u64); 17] {
    let mut cuts = [(0, 0); 17];
    let mut n = 4;
    while n <= 16 {
        let width = if n < 8 { 4 } else { 8 };
        cuts[n as usize] = (8 * (n - width), if width == 4 { 0xffff_ffff } else { u64::MAX });
        n += 1;
    }
    cuts
}

/// [`hash`] of a part of a column's bytes. Where sixteen bytes can be read from its start on, a short text is hashed
/// without a branch on its length, which in a column of names cannot be foretold.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "the word that is wanted lies in the lower half")]
fn hash_within(bytes: &[u8], part: Range<usize>) -> u64 {
    let n = part.len();
    match bytes[part.start..].first_chunk::<16>() {
        Some(chunk) if n <= 16 => {
            let all = u128::from_le_bytes(*chunk);
            let (shift, mask) = CUTS[n];
            let (first, last) = if n < 4 {
                // The bytes of a word of up to three, the first of them on top.
                ((all as u64).swap_bytes().checked_shr(64 - 8 * n as u32).unwrap_or(0), 0)
            } else {
                (all as u64 & mask, (all >> shift) as u64 & mask)
            };
            short(first, last, n)
        }
        _ => hash(&bytes[part]),
    }
}

/// The digests of some rows of a table; those of other rows can be added.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Partial {
    rows: u64,
    columns: Vec<Sum>,
    row_sum: Sum,
}

impl Partial {
    /// How many rows it covers.
    pub fn rows(&self) -> u64 {
        self.rows
    }
}

/// The digests of a table: one for each column and one for its rows.
#[derive(Clone)]
pub struct TableDigest {
    columns: Vec<(Tag, u64, String)>,
    sum: Partial,
}

impl TableDigest {
    /// The digests of a table without rows.
    ///
    /// # Errors
    /// [`crate::error::ErrorKind::Bug`] for a column type that no table of this program has.
    pub fn new(schema: &Schema) -> Result<Self> {
        let column = |field: &arrow::datatypes::FieldRef| {
            let tag = Tag::of(field).ok_or_else(|| {
                Error::bug(format!("column `{}` has a type without a digest", field.name()))
            })?;
            Ok((tag, xxh3_64(field.name().as_bytes()), field.name().clone()))
        };
        let columns: Vec<_> = schema.fields().iter().map(column).collect::<Result<_>>()?;
        let sum = Partial { rows: 0, columns: vec![Sum::default(); columns.len()], row_sum: Sum::default() };
        Ok(Self { columns, sum })
    }

    /// The digests of the rows of one batch; nothing is added yet, so that batches may be done in parallel.
    ///
    /// # Errors
    /// [`crate::error::ErrorKind::Bug`] when the batch is not of the schema.
    pub fn digest_batch(&self, batch: &RecordBatch) -> Result<Partial> {
        if batch.num_columns() != self.columns.len() {
            return Err(Error::bug("a batch has other columns than its schema"));
        }
        // A row's hash is gathered column by column, so that the type is looked at once a column.
        let mut rows = vec![0_u64; batch.num_rows()];
        let mut columns = Vec::with_capacity(self.columns.len());
        for (array, (tag, key, name)) in batch.columns().iter().zip(&self.columns) {
            let sum = column_sum(array, *tag, *key, &mut rows).ok_or_else(|| {
                Error::bug("a batch has other columns than its schema")
                    .at(Place { column: Some(name.clone()), ..Place::default() })
            })?;
            columns.push(sum);
        }
        let mut row_sum = Sum::default();
        for row in rows {
            let row = fold(row, ROW);
            row_sum.add(row, fold(row, SECOND));
        }
        Ok(Partial { rows: batch.num_rows() as u64, columns, row_sum })
    }

    /// Adds the digests of further rows; the order in which they are added does not matter.
    pub fn merge(&mut self, partial: &Partial) {
        self.sum.rows += partial.rows;
        for (sum, more) in self.sum.columns.iter_mut().zip(&partial.columns) {
            sum.merge(*more);
        }
        self.sum.row_sum.merge(partial.row_sum);
    }

    /// How many rows were added.
    pub fn rows(&self) -> u64 {
        self.sum.rows
    }

    /// The digests so far, to be added to those of a table of the same columns.
    pub fn sum(&self) -> &Partial {
        &self.sum
    }

    /// The digest of each column, 32 hexadecimal digits, in the order of the schema.
    pub fn column_hex(&self) -> Vec<String> {
        self.sum.columns.iter().map(|sum| sum.hex()).collect()
    }

    /// The digest of the rows, 32 hexadecimal digits.
    pub fn row_hex(&self) -> String {
        self.sum.row_sum.hex()
    }
}

/// The sum over a column, each cell's hash also added, under the column's key, to the hash of its row.
fn column_sum(array: &ArrayRef, tag: Tag, key: u64, rows: &mut [u64]) -> Option<Sum> {
    let any = array.as_any();
    let mark = tag.mark();
    Some(match tag {
        Tag::Text | Tag::Json => {
            let array = any.downcast_ref::<StringArray>()?;
            // JSON lines cannot tell a JSON null from a missing value, so neither do digests.
            let json = matches!(tag, Tag::Json);
            let (bytes, offsets) = (array.value_data(), array.value_offsets());
            if json {
                let hashes = offsets.windows(2).map(|ends| match &bytes[at(ends[0])..at(ends[1])] {
                    b"null" => NULL,
                    text => hash(text) ^ mark,
                });
                return Some(cells(array, key, rows, hashes));
            }
            let hashes = offsets.windows(2).map(|ends| hash_within(bytes, at(ends[0])..at(ends[1])) ^ mark);
            cells(array, key, rows, hashes)
        }
        Tag::Integer => match array.data_type() {
            DataType::Int64 => integers::<Int64Type>(array, mark, key, rows)?,
            DataType::Int32 => integers::<Int32Type>(array, mark, key, rows)?,
            _ => integers::<Int16Type>(array, mark, key, rows)?,
        },
        Tag::Date => integers::<Date32Type>(array, mark, key, rows)?,
        Tag::Timestamp => integers::<TimestampMicrosecondType>(array, mark, key, rows)?,
        Tag::Time => integers::<Time64MicrosecondType>(array, mark, key, rows)?,
        Tag::Float => {
            let array = any.downcast_ref::<Float64Array>()?;
            // Adding zero turns -0 into 0, which compare equal and which not every format tells apart.
            let hashes = array.values().iter().map(|n| hash(&(n + 0.0).to_bits().to_le_bytes()) ^ mark);
            cells(array, key, rows, hashes)
        }
        Tag::Boolean => {
            let array = any.downcast_ref::<BooleanArray>()?;
            let words = [hash(&[0]) ^ mark, hash(&[1]) ^ mark];
            cells(array, key, rows, array.values().iter().map(|b| words[usize::from(b)]))
        }
        Tag::Decimal => {
            let array = any.downcast_ref::<Decimal128Array>()?;
            cells(array, key, rows, array.values().iter().map(|n| hash(&n.to_le_bytes()) ^ mark))
        }
    })
}

fn integers<T>(array: &ArrayRef, mark: u64, key: u64, rows: &mut [u64]) -> Option<Sum>
where
    T: ArrowPrimitiveType,
    T::Native: Into<i64>,
{
    let array = array.as_any().downcast_ref::<PrimitiveArray<T>>()?;
    let hashes = array.values().iter().map(|value| {
        let value: i64 = (*value).into();
        hash(&value.to_le_bytes()) ^ mark
    });
    Some(cells(array, key, rows, hashes))
}

/// An offset of Arrow's, which is never negative.
#[inline]
#[expect(clippy::cast_sign_loss, reason = "offsets are never negative")]
fn at(offset: i32) -> usize {
    offset as usize
}

/// Adds up the hashes of a column; what stands under a NULL counts for nothing.
#[inline]
fn cells(array: &dyn Array, key: u64, rows: &mut [u64], hashes: impl Iterator<Item = u64>) -> Sum {
    let mut sum = Sum::default();
    let mut add = |row: &mut u64, hash: u64| {
        let mixed = fold(hash, key);
        sum.add(hash, mixed);
        *row = row.wrapping_add(mixed);
    };
    let pairs = rows.iter_mut().zip(hashes);
    match array.nulls().filter(|nulls| nulls.null_count() > 0) {
        None => pairs.for_each(|(row, hash)| add(row, hash)),
        Some(nulls) => {
            pairs.zip(nulls).for_each(|((row, hash), valid)| add(row, if valid { hash } else { NULL }));
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_within_others_has_the_hash_that_it_has_alone() {
        let bytes: Vec<u8> = (1..=80).collect();
        for n in 0..=40 {
            for start in 0..40 {
                assert_eq!(
                    hash_within(&bytes, start..start + n),
                    hash(&bytes[start..start + n]),
                    "{n} {start}"
                );
                // At the end there is nothing more to be read.
                let alone = &bytes[start..start + n];
                assert_eq!(hash_within(alone, 0..n), hash(alone));
            }
        }
    }
}
