//! Columns of texts put together as rows.

use super::fill::at;
use arrow::buffer::NullBuffer;

/// What stands between cells: short, the same in every row, and copied as 32 bytes of which the next copy covers some.
pub(super) struct Separator {
    padded: [u8; 32],
    bytes: Vec<u8>,
}

/// How far beyond its end a copy may write.
const SLACK: usize = 32;

impl Separator {
    pub(super) fn new(bytes: Vec<u8>) -> Self {
        let mut padded = [0; 32];
        for (to, from) in padded.iter_mut().zip(&bytes) {
            *to = *from;
        }
        Self { padded, bytes }
    }
}

/// The texts of one column: its bytes, where in them each row's begins and ends, and which rows are NULL instead.
pub(super) struct Column<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) offsets: &'a [i32],
    pub(super) nulls: Option<&'a NullBuffer>,
}

/// Writes `rows` rows behind the first `length` bytes of `out`; how many bytes of it are then used.
///
/// `separators` has one more than `columns`: what stands before each column, and what ends a row. `null` stands for
/// the rows of a column that are NULL.
pub(super) fn assemble(
    out: &mut Vec<u8>,
    length: usize,
    rows: usize,
    columns: &[Column<'_>],
    separators: &[Separator],
    null: &[u8],
) -> usize {
    let bytes = |c: &Column<'_>| c.offsets.last().map_or(0, |last| at(*last) - at(c.offsets[0]));
    let nulls = |c: &Column<'_>| c.nulls.map_or(0, NullBuffer::null_count) * null.len();
    let cells: usize = columns.iter().map(|column| bytes(column) + nulls(column)).sum();
    let between: usize = separators.iter().map(|s| s.bytes.len()).sum();
    let need = length + cells + rows * between + SLACK;
    if out.len() < need {
        out.resize(need, 0);
    }
    let Some((end, before)) = separators.split_last() else { return length };
    let mut position = length;
    let buffer = out.as_mut_slice();
    for row in 0..rows {
        for (column, separator) in columns.iter().zip(before) {
            position = put(buffer, position, separator);
            position = if column.nulls.is_some_and(|nulls| nulls.is_null(row)) {
                copy(buffer, position, null, 0, null.len())
            } else {
                let (from, to) = (at(column.offsets[row]), at(column.offsets[row + 1]));
                copy(buffer, position, column.bytes, from, to - from)
            };
        }
        position = put(buffer, position, end);
    }
    position
}

#[inline]
fn put(buffer: &mut [u8], position: usize, separator: &Separator) -> usize {
    let length = separator.bytes.len();
    match length {
        0 => {}
        1 => buffer[position] = separator.padded[0],
        2..=32 => buffer[position..position + 32].copy_from_slice(&separator.padded),
        _ => buffer[position..position + length].copy_from_slice(&separator.bytes),
    }
    position + length
}

/// Copies a text; a short one by a copy of fixed size, which is one instruction or two.
#[inline]
fn copy(buffer: &mut [u8], position: usize, bytes: &[u8], from: usize, length: usize) -> usize {
    if length <= 16 && from + 16 <= bytes.len() {
        buffer[position..position + 16].copy_from_slice(&bytes[from..from + 16]);
    } else if length <= 32 && from + 32 <= bytes.len() {
        buffer[position..position + 32].copy_from_slice(&bytes[from..from + 32]);
    } else {
        buffer[position..position + length].copy_from_slice(&bytes[from..from + length]);
    }
    position + length
}
