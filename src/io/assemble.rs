//! Columns of texts put together as rows.

use super::fill::at;
use arrow::buffer::NullBuffer;

/// What stands between cells: short, the same in every row, and with bytes behind it to be copied too.
pub(super) struct Separator {
    padded: Vec<u8>,
    length: usize,
}

/// Short texts are copied as so many bytes, of which what follows covers some: how far beyond its end a copy may write.
const SLACK: usize = 32;

impl Separator {
    pub(super) fn new(mut bytes: Vec<u8>) -> Self {
        let length = bytes.len();
        bytes.extend([0; SLACK]);
        Self { padded: bytes, length }
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
    let between: usize = separators.iter().map(|s| s.length).sum();
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
    match separator.length {
        0 => position,
        1 => {
            buffer[position] = separator.padded[0];
            position + 1
        }
        _ => copy(buffer, position, &separator.padded, 0, separator.length),
    }
}

/// Copies a text; a short one by a copy of fixed size: to tell shorter from longer ones costs more than it saves, where
/// which of them comes next cannot be foretold.
#[inline]
fn copy(buffer: &mut [u8], position: usize, bytes: &[u8], from: usize, length: usize) -> usize {
    if length <= SLACK
        && let Some(text) = bytes[from..].first_chunk::<SLACK>()
        && let Some(place) = buffer[position..].first_chunk_mut::<SLACK>()
    {
        *place = *text;
    } else {
        copy_all(buffer, position, &bytes[from..from + length]);
    }
    position + length
}

/// Apart, lest the compiler makes one copy, of a length that it does not know, of this and of the other.
#[cold]
#[inline(never)]
fn copy_all(buffer: &mut [u8], position: usize, text: &[u8]) {
    buffer[position..position + text.len()].copy_from_slice(text);
}
