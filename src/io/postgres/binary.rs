//! One column of a chunk in the binary form of COPY: four bytes of length before each value, -1 for NULL.
//!
//! The types are looked at once a chunk; the loops over values know both. Whatever has no plain binary form is told by
//! `false`, and the block goes as text.

use arrow::array::{
    Array, ArrayRef, AsArray as _, BooleanArray, Decimal128Array, Float64Array, PrimitiveArray, StringArray,
};
use arrow::datatypes::{
    ArrowPrimitiveType, DataType, Date32Type, Decimal128Type, Float64Type, Int16Type, Int32Type, Int64Type,
    Time64MicrosecondType, TimestampMicrosecondType,
};

use super::coding::Coding;
use super::numeric;
use super::values;
use crate::io::civil;
use crate::io::fill::Cells;
use crate::io::number;

/// Days and microseconds from 1970 to 2000, from which Postgres counts.
pub(super) const DAYS: i32 = 10_957;
pub(super) const MICROS: i64 = DAYS as i64 * civil::DAY_MICROS;

/// Writes a column; whether all of it has a binary form.
pub(super) fn fill(array: &ArrayRef, coding: &Coding, cells: &mut Cells) -> bool {
    match array.data_type() {
        DataType::Utf8 => texts(array.as_string(), coding, cells),
        DataType::Int64 => integers(array.as_primitive::<Int64Type>(), coding, cells),
        DataType::Int32 => integers(array.as_primitive::<Int32Type>(), coding, cells),
        DataType::Int16 => integers(array.as_primitive::<Int16Type>(), coding, cells),
        DataType::Float64 => floats(array.as_primitive::<Float64Type>(), coding, cells),
        DataType::Boolean => booleans(array.as_boolean(), coding, cells),
        DataType::Date32 => days(array.as_primitive::<Date32Type>(), coding, cells),
        DataType::Timestamp(_, zone) => {
            moments(array.as_primitive::<TimestampMicrosecondType>(), zone.is_some(), coding, cells)
        }
        DataType::Time64(_) => times(array.as_primitive::<Time64MicrosecondType>(), coding, cells),
        DataType::Decimal128(_, scale) => {
            decimals(array.as_primitive::<Decimal128Type>(), scale.unsigned_abs(), coding, cells)
        }
        _ => false,
    }
}

/// Writes each value behind its length; `write` tells whether the value has a binary form.
fn each(array: &dyn Array, cells: &mut Cells, mut write: impl FnMut(usize, &mut Vec<u8>) -> bool) -> bool {
    cells.clear();
    for i in 0..array.len() {
        if array.is_null(i) {
            cells.bytes.extend_from_slice(&(-1_i32).to_be_bytes());
        } else if !sized(&mut cells.bytes, |out| write(i, out)) {
            return false;
        }
        cells.close();
    }
    true
}

/// Writes a value behind its length.
pub(super) fn sized(out: &mut Vec<u8>, write: impl FnOnce(&mut Vec<u8>) -> bool) -> bool {
    let at = out.len();
    out.extend_from_slice(&[0; 4]);
    let sound = write(out);
    let length = i32::try_from(out.len() - at - 4).unwrap_or(-1);
    if let Some(room) = out.get_mut(at..at + 4) {
        room.copy_from_slice(&length.to_be_bytes());
    }
    sound && length >= 0
}

/// Writes values of a size that is known, the length among the bytes.
fn fixed<const N: usize>(
    array: &dyn Array,
    cells: &mut Cells,
    value: impl Fn(usize) -> Option<[u8; N]>,
) -> bool {
    each(array, cells, |i, out| value(i).map(|bytes| out.extend_from_slice(&bytes)).is_some())
}

fn texts(array: &StringArray, coding: &Coding, cells: &mut Cells) -> bool {
    match coding {
        Coding::Text => {
            cells.bytes.reserve(array.value_data().len() + 4 * array.len());
            each(array, cells, |i, out| {
                out.extend_from_slice(array.value(i).as_bytes());
                true
            })
        }
        Coding::Other => false,
        _ => each(array, cells, |i, out| values::write(array.value(i), coding, out)),
    }
}

fn integers<T: ArrowPrimitiveType>(array: &PrimitiveArray<T>, coding: &Coding, cells: &mut Cells) -> bool
where
    T::Native: Into<i64>,
{
    let value = |i: usize| -> i64 { array.value(i).into() };
    match coding {
        Coding::Int8 => fixed(array, cells, |i| Some(value(i).to_be_bytes())),
        Coding::Int4 => fixed(array, cells, |i| i32::try_from(value(i)).ok().map(i32::to_be_bytes)),
        Coding::Int2 => fixed(array, cells, |i| i16::try_from(value(i)).ok().map(i16::to_be_bytes)),
        Coding::Float8 => fixed(array, cells, |i| exact(value(i)).map(f64::to_be_bytes)),
        Coding::Float4 | Coding::Numeric | Coding::Text => {
            each(array, cells, |i, out| values::write(itoa::Buffer::new().format(value(i)), coding, out))
        }
        _ => false,
    }
}

/// A whole number as a double, where it is one exactly.
#[expect(clippy::cast_precision_loss, reason = "within 2^53 nothing is lost")]
fn exact(n: i64) -> Option<f64> {
    (n.unsigned_abs() <= 1 << 53).then_some(n as f64)
}

fn floats(array: &Float64Array, coding: &Coding, cells: &mut Cells) -> bool {
    match coding {
        Coding::Float8 => fixed(array, cells, |i| Some(array.value(i).to_be_bytes())),
        Coding::Float4 | Coding::Numeric | Coding::Text => each(array, cells, |i, out| {
            values::write(zmij::Buffer::new().format(array.value(i)), coding, out)
        }),
        _ => false,
    }
}

fn booleans(array: &BooleanArray, coding: &Coding, cells: &mut Cells) -> bool {
    *coding == Coding::Bool && fixed(array, cells, |i| Some([u8::from(array.value(i))]))
}

fn days(array: &PrimitiveArray<Date32Type>, coding: &Coding, cells: &mut Cells) -> bool {
    let value = |i: usize| array.value(i);
    match coding {
        Coding::Date => fixed(array, cells, |i| value(i).checked_sub(DAYS).map(i32::to_be_bytes)),
        Coding::Timestamp | Coding::Timestamptz => {
            fixed(array, cells, |i| Some((i64::from(value(i)) * civil::DAY_MICROS - MICROS).to_be_bytes()))
        }
        Coding::Text => fixed(array, cells, |i| civil::date(value(i))),
        _ => false,
    }
}

fn moments(
    array: &PrimitiveArray<TimestampMicrosecondType>,
    utc: bool,
    coding: &Coding,
    cells: &mut Cells,
) -> bool {
    let value = |i: usize| array.value(i);
    match coding {
        Coding::Timestamp | Coding::Timestamptz => {
            fixed(array, cells, |i| value(i).checked_sub(MICROS).map(i64::to_be_bytes))
        }
        Coding::Date => fixed(array, cells, |i| {
            let day = i32::try_from(value(i).div_euclid(civil::DAY_MICROS)).ok()?;
            day.checked_sub(DAYS).map(i32::to_be_bytes)
        }),
        Coding::Text => each(array, cells, |i, out| match civil::moment(value(i), utc) {
            Some((text, length)) => {
                out.extend_from_slice(&text[..length]);
                true
            }
            None => false,
        }),
        _ => false,
    }
}

fn times(array: &PrimitiveArray<Time64MicrosecondType>, coding: &Coding, cells: &mut Cells) -> bool {
    *coding == Coding::Time && fixed(array, cells, |i| Some(array.value(i).to_be_bytes()))
}

fn decimals(array: &Decimal128Array, scale: u8, coding: &Coding, cells: &mut Cells) -> bool {
    let mut text = Vec::with_capacity(48);
    each(array, cells, |i, out| {
        text.clear();
        number::decimal(array.value(i), scale, &mut text);
        match (coding, str::from_utf8(&text)) {
            (Coding::Numeric, Ok(text)) => numeric::write(text, out),
            (Coding::Float4 | Coding::Float8 | Coding::Text, Ok(text)) => values::write(text, coding, out),
            (Coding::Int2 | Coding::Int4 | Coding::Int8, Ok(text)) if scale == 0 => {
                values::write(text, coding, out)
            }
            _ => false,
        }
    })
}
