//! One column of a chunk as text: either where Arrow has it already, or written into prepared cells.
//!
//! The type and the style are looked at once a chunk; the loops over values know both.

use arrow::array::{
    Array, ArrayRef, BooleanArray, Date32Array, Decimal128Array, Float64Array, Int16Array, Int32Array,
    Int64Array, PrimitiveArray, StringArray, Time64MicrosecondArray, TimestampMicrosecondArray,
};
use arrow::datatypes::ArrowPrimitiveType;

use super::civil;
use super::column::{ColumnType, typed};
use super::number::{Slot, decimal, put_integer};
use crate::error::{Error, ErrorKind, Result};

/// How a text format writes what is not plain.
pub(super) enum Style {
    /// Fields in quotes where needed, or always.
    Csv {
        /// Between fields.
        delimiter: u8,
        /// Around fields.
        quote: u8,
        /// For NULL.
        null: Vec<u8>,
        /// Whether every field but NULL is in quotes.
        always: bool,
    },
    /// Values of JSON.
    Json,
    /// The text format of Postgres' COPY.
    Sql,
}

/// Texts of one column, one behind the other, in the shape that Arrow's own have.
#[derive(Default)]
pub(super) struct Cells {
    pub(super) bytes: Vec<u8>,
    pub(super) offsets: Vec<i32>,
}

/// Where the texts of a column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Texts {
    /// In the array itself, fit to be copied, but for what stands under its NULLs.
    Plain,
    /// In the array itself, to be put in quotes.
    Quoted,
    /// In the cells.
    Made,
}

impl Cells {
    pub(super) fn clear(&mut self) {
        self.bytes.clear();
        self.offsets.clear();
        self.offsets.push(0);
    }

    #[inline]
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_possible_wrap,
        reason = "`fits` bounds the bytes of a chunk"
    )]
    pub(super) fn close(&mut self) {
        self.offsets.push(self.bytes.len() as i32);
    }

    #[inline]
    fn push(&mut self, text: &[u8]) {
        self.bytes.extend_from_slice(text);
        self.close();
    }

    /// Copies the whole slot, whose size is known, and forgets what is not of the value.
    #[inline]
    fn push_slot(&mut self, slot: &Slot, length: usize) {
        let end = self.bytes.len() + length;
        self.bytes.extend_from_slice(slot);
        self.bytes.truncate(end);
        self.close();
    }

    /// What was written, with some bytes behind it so that whoever copies may copy too much.
    pub(super) fn pad(&mut self) {
        self.bytes.extend_from_slice(&[0; 32]);
    }
}

impl Style {
    /// What stands for NULL.
    pub(super) fn null(&self) -> &[u8] {
        match self {
            Self::Csv { null, .. } => null,
            Self::Json => b"null",
            Self::Sql => b"\\N",
        }
    }

    /// The quote around every text and everything that is written like a text.
    pub(super) fn always_quote(&self) -> Option<u8> {
        match self {
            Self::Csv { quote, always: true, .. } => Some(*quote),
            Self::Csv { .. } | Self::Sql => None,
            Self::Json => Some(b'"'),
        }
    }

    /// The quote around numbers and booleans.
    fn number_quote(&self) -> Option<u8> {
        match self {
            Self::Csv { .. } => self.always_quote(),
            Self::Json | Self::Sql => None,
        }
    }

    /// Whether any of the bytes needs more than to be copied; without a branch a byte, so that it runs on vectors.
    fn any_special(&self, bytes: &[u8]) -> bool {
        fn any(bytes: &[u8], special: impl Fn(u8) -> bool) -> bool {
            bytes.chunks(4096).any(|chunk| chunk.iter().fold(false, |found, b| found | special(*b)))
        }
        match *self {
            Self::Csv { delimiter: d, quote: q, always: false, .. } => {
                // A backslash is looked at because of `\.`, whose quotes may not depend on the values beside it.
                memchr::memchr3(d, q, b'\n', bytes).is_some()
                    || memchr::memchr2(b'\r', b'\\', bytes).is_some()
            }
            Self::Csv { quote, .. } => any(bytes, |b| b == quote),
            Self::Json => any(bytes, |b| (b < 0x20) | (b == b'"') | (b == b'\\')),
            Self::Sql => any(bytes, |b| (b == b'\\') | (b == b'\t') | (b == b'\n') | (b == b'\r') | (b == 0)),
        }
    }
}

fn refuse(why: &str) -> Error {
    Error::new(ErrorKind::Output, why)
}

pub(super) const NOT_FINITE: &str = "a number is not finite, which not every format can hold";
const NO_DATE: &str = "a date or a moment lies outside the years 1 to 9999, which no text format can hold";

/// Writes a column of a chunk into `cells`, unless the array has it as it should be.
pub(super) fn fill(style: &Style, kind: ColumnType, array: &ArrayRef, cells: &mut Cells) -> Result<Texts> {
    cells.clear();
    let (quote, digits) = (style.always_quote(), style.number_quote());
    let null = style.null();
    let integer = |n: i64, slot: &mut Slot, at: usize| Some(put_integer(slot, at, n));
    match kind {
        ColumnType::Text => return text(style, typed(array)?, cells),
        ColumnType::Json => return json(style, typed(array)?, cells),
        ColumnType::Int64 => slots(typed::<Int64Array>(array)?, digits, null, cells, integer),
        ColumnType::Int32 => slots(typed::<Int32Array>(array)?, digits, null, cells, |n, slot, at| {
            integer(i64::from(n), slot, at)
        }),
        ColumnType::Int16 => slots(typed::<Int16Array>(array)?, digits, null, cells, |n, slot, at| {
            integer(i64::from(n), slot, at)
        }),
        ColumnType::Float64 => {
            return slots(typed::<Float64Array>(array)?, digits, null, cells, float)
                .map(|()| Texts::Made)
                .map_err(|()| refuse(NOT_FINITE));
        }
        ColumnType::Boolean => booleans(typed(array)?, digits, null, cells),
        ColumnType::Date => slots(typed::<Date32Array>(array)?, quote, null, cells, |days, slot, at| {
            slot[at..at + 10].copy_from_slice(&civil::date(days)?);
            Some(at + 10)
        }),
        ColumnType::Instant | ColumnType::DateTime => {
            let utc = kind == ColumnType::Instant;
            let array = typed::<TimestampMicrosecondArray>(array)?;
            slots(array, quote, null, cells, |micros, slot, at| {
                let (bytes, length) = civil::moment(micros, utc)?;
                slot[at..at + 27].copy_from_slice(&bytes[..27]);
                Some(at + length)
            })
        }
        ColumnType::Time => {
            let array = typed::<Time64MicrosecondArray>(array)?;
            slots(array, quote, null, cells, |micros, slot, at| {
                let (bytes, length) = civil::time(micros)?;
                slot[at..at + 15].copy_from_slice(&bytes);
                Some(at + length)
            })
        }
        ColumnType::Decimal { scale, .. } => {
            decimals(typed(array)?, scale, digits, null, cells);
            Ok(())
        }
    }
    .map_err(|()| refuse(NO_DATE))?;
    Ok(Texts::Made)
}

fn float(n: f64, slot: &mut Slot, at: usize) -> Option<usize> {
    if !n.is_finite() {
        return None;
    }
    let mut buffer = zmij::Buffer::new();
    let text = buffer.format_finite(n).as_bytes();
    slot.get_mut(at..at + text.len())?.copy_from_slice(text);
    Some(at + text.len())
}

/// Writes values of fixed size, each by way of a slot; fails where a value has no text.
#[inline]
fn slots<T: ArrowPrimitiveType>(
    array: &PrimitiveArray<T>,
    quote: Option<u8>,
    null: &[u8],
    cells: &mut Cells,
    put: impl Fn(T::Native, &mut Slot, usize) -> Option<usize>,
) -> Result<(), ()> {
    let one = |cells: &mut Cells, value| {
        let mut slot: Slot = [0; 32];
        let start = match quote {
            Some(quote) => {
                slot[0] = quote;
                1
            }
            None => 0,
        };
        let mut end = put(value, &mut slot, start).ok_or(())?;
        if let Some(quote) = quote {
            slot[end] = quote;
            end += 1;
        }
        cells.push_slot(&slot, end);
        Ok(())
    };
    match array.nulls().filter(|nulls| nulls.null_count() > 0) {
        None => array.values().iter().try_for_each(|value| one(cells, *value)),
        Some(nulls) => array.values().iter().zip(nulls).try_for_each(|(value, valid)| {
            if valid {
                return one(cells, *value);
            }
            cells.push(null);
            Ok(())
        }),
    }
}

fn booleans(array: &BooleanArray, quote: Option<u8>, null: &[u8], cells: &mut Cells) -> Result<(), ()> {
    let q: &[u8] = quote.as_slice();
    let words = [[q, b"false", q].concat(), [q, b"true", q].concat()];
    for i in 0..array.len() {
        let text = if array.is_null(i) { null } else { &words[usize::from(array.value(i))] };
        cells.push(text);
    }
    Ok(())
}

fn decimals(array: &Decimal128Array, scale: u8, quote: Option<u8>, null: &[u8], cells: &mut Cells) {
    for value in array {
        match value {
            None => cells.bytes.extend_from_slice(null),
            Some(value) => {
                cells.bytes.extend(quote);
                decimal(value, scale, &mut cells.bytes);
                cells.bytes.extend(quote);
            }
        }
        cells.close();
    }
}

/// The bytes of the values of an array that may be a slice of a larger one.
pub(super) fn used_bytes(array: &StringArray) -> &[u8] {
    let offsets = array.value_offsets();
    let (first, last) = (offsets.first().copied().unwrap_or(0), offsets.last().copied().unwrap_or(0));
    &array.value_data()[at(first)..at(last)]
}

/// An offset of Arrow's, which is never negative.
#[inline]
#[expect(clippy::cast_sign_loss, reason = "offsets are never negative")]
pub(super) fn at(offset: i32) -> usize {
    offset as usize
}

fn text(style: &Style, array: &StringArray, cells: &mut Cells) -> Result<Texts> {
    let special = style.any_special(used_bytes(array));
    if !special && !must_rewrite(style, array) {
        return Ok(if style.always_quote().is_some() { Texts::Quoted } else { Texts::Plain });
    }
    // Escaping makes six bytes of one at most.
    if used_bytes(array).len() > (i32::MAX as usize - 32) / 6 - 4 * array.len() {
        return Err(refuse("the texts of a column are too long to be written in one block"));
    }
    for value in array {
        match value {
            None => cells.bytes.extend_from_slice(style.null()),
            Some(value) => one_text(style, value.as_bytes(), special, &mut cells.bytes)?,
        }
        cells.close();
    }
    Ok(Texts::Made)
}

/// Whether plain texts cannot be copied as they are: because NULLs stand among them without the quotes that the others
/// have, or because one of them looks like NULL.
fn must_rewrite(style: &Style, array: &StringArray) -> bool {
    match style {
        Style::Csv { always: true, .. } | Style::Json => array.null_count() > 0,
        Style::Sql => false,
        Style::Csv { null, .. } => {
            let same_length = |ends: &[i32]| at(ends[1]) - at(ends[0]) == null.len();
            let alike = array.value_offsets().windows(2).fold(false, |any, ends| any | same_length(ends));
            alike && array.iter().flatten().any(|value| value.as_bytes() == null)
        }
    }
}

/// JSON is text like any other, but for JSON itself, where it is a value.
fn json(style: &Style, array: &StringArray, cells: &mut Cells) -> Result<Texts> {
    if !matches!(style, Style::Json) {
        return text(style, array, cells);
    }
    if memchr::memchr2(b'\n', b'\r', used_bytes(array)).is_some() {
        return Err(refuse("a JSON value holds a line break, which JSON lines cannot hold"));
    }
    let empty = (0..array.len()).any(|i| array.is_valid(i) && array.value_length(i) == 0);
    if empty {
        return Err(refuse("a JSON value is empty, which is not JSON"));
    }
    if array.null_count() == 0 {
        return Ok(Texts::Plain);
    }
    for value in array {
        cells.push(value.map_or(b"null".as_slice(), str::as_bytes));
    }
    Ok(Texts::Made)
}

fn one_text(style: &Style, value: &[u8], special: bool, out: &mut Vec<u8>) -> Result<()> {
    match style {
        Style::Csv { quote, null, always, .. } => {
            // A line of only `\.` ends the input for some releases of psql.
            let must = *always || value == null.as_slice() || value == b"\\." || style.any_special(value);
            if !must {
                out.extend_from_slice(value);
                return Ok(());
            }
            out.push(*quote);
            let mut rest = value;
            while let Some(n) = memchr::memchr(*quote, rest) {
                out.extend_from_slice(&rest[..=n]);
                out.push(*quote);
                rest = &rest[n + 1..];
            }
            out.extend_from_slice(rest);
            out.push(*quote);
        }
        Style::Json => {
            out.push(b'"');
            if special {
                escape(value, out, json_escape)?;
            } else {
                out.extend_from_slice(value);
            }
            out.push(b'"');
        }
        Style::Sql => escape(value, out, sql_escape)?,
    }
    Ok(())
}

/// What stands for a byte that cannot stand for itself; an empty text where nothing can.
type Escape = fn(u8) -> Option<&'static [u8]>;

fn escape(value: &[u8], out: &mut Vec<u8>, escaped: Escape) -> Result<()> {
    let mut start = 0;
    for (i, b) in value.iter().enumerate() {
        let Some(instead) = escaped(*b) else { continue };
        out.extend_from_slice(&value[start..i]);
        match instead {
            [] => return Err(refuse("a text holds a NUL character, which Postgres refuses")),
            b"\\u" => {
                let hex = |n: u8| b"0123456789abcdef"[usize::from(n & 15)];
                out.extend_from_slice(&[b'\\', b'u', b'0', b'0', hex(b >> 4), hex(*b)]);
            }
            _ => out.extend_from_slice(instead),
        }
        start = i + 1;
    }
    out.extend_from_slice(&value[start..]);
    Ok(())
}

fn json_escape(b: u8) -> Option<&'static [u8]> {
    Some(match b {
        b'"' => b"\\\"",
        b'\\' => b"\\\\",
        b'\n' => b"\\n",
        b'\r' => b"\\r",
        b'\t' => b"\\t",
        0..0x20 => b"\\u",
        _ => return None,
    })
}

fn sql_escape(b: u8) -> Option<&'static [u8]> {
    Some(match b {
        b'\\' => b"\\\\",
        b'\n' => b"\\n",
        b'\r' => b"\\r",
        b'\t' => b"\\t",
        0 => b"",
        _ => return None,
    })
}

/// A text as JSON writes it, quotes included.
pub(super) fn json_text(value: &str) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    one_text(&Style::Json, value.as_bytes(), true, &mut out)?;
    Ok(out)
}

/// A text as a field of CSV.
pub(super) fn csv_text(style: &Style, value: &str) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    one_text(style, value.as_bytes(), true, &mut out)?;
    Ok(out)
}

// The slot of a number is made for all that is written by way of one.
const _: () = assert!(size_of::<Slot>() >= 27 + 2);
