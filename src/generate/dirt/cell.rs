//! One value apart from its column, so that it can be spoilt, compared, and told.

use crate::calendar::{DAY, civil};
use crate::error::{Error, Result};
use arrow::array::{Array, ArrayRef, ArrowPrimitiveType, AsArray, BooleanArray, PrimitiveArray, StringArray};
use arrow::datatypes::{
    DataType, Date32Type, Decimal128Type, Float64Type, Int16Type, Int32Type, Int64Type,
    Time64MicrosecondType, TimeUnit, TimestampMicrosecondType,
};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A value.
#[derive(Clone, Debug)]
pub(super) enum Cell {
    Null,
    Text(String),
    /// Days since 1970.
    Day(i32),
    /// Microseconds since 1970, or since midnight.
    Micros(i64),
    Integer(i64),
    Number(f64),
    Decimal(i128),
    Boolean(bool),
}

impl PartialEq for Cell {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Null, Self::Null) => true,
            (Self::Text(a), Self::Text(b)) => a == b,
            (Self::Day(a), Self::Day(b)) => a == b,
            (Self::Micros(a), Self::Micros(b)) | (Self::Integer(a), Self::Integer(b)) => a == b,
            (Self::Number(a), Self::Number(b)) => a.to_bits() == b.to_bits(),
            (Self::Decimal(a), Self::Decimal(b)) => a == b,
            (Self::Boolean(a), Self::Boolean(b)) => a == b,
            _ => false,
        }
    }
}

/// Changed values of a column, by their places in the batch.
pub(super) type Changes = BTreeMap<usize, Cell>;

/// The value at a place of a column.
pub(super) fn read(values: &ArrayRef, i: usize) -> Cell {
    if values.is_null(i) {
        return Cell::Null;
    }
    match values.data_type() {
        DataType::Utf8 => Cell::Text(values.as_string::<i32>().value(i).to_owned()),
        DataType::Date32 => Cell::Day(values.as_primitive::<Date32Type>().value(i)),
        DataType::Timestamp(TimeUnit::Microsecond, _) => {
            Cell::Micros(values.as_primitive::<TimestampMicrosecondType>().value(i))
        }
        DataType::Time64(TimeUnit::Microsecond) => {
            Cell::Micros(values.as_primitive::<Time64MicrosecondType>().value(i))
        }
        DataType::Int64 => Cell::Integer(values.as_primitive::<Int64Type>().value(i)),
        DataType::Int32 => Cell::Integer(values.as_primitive::<Int32Type>().value(i).into()),
        DataType::Int16 => Cell::Integer(values.as_primitive::<Int16Type>().value(i).into()),
        DataType::Float64 => Cell::Number(values.as_primitive::<Float64Type>().value(i)),
        DataType::Decimal128(..) => Cell::Decimal(values.as_primitive::<Decimal128Type>().value(i)),
        DataType::Boolean => Cell::Boolean(values.as_boolean().value(i)),
        _ => Cell::Null,
    }
}

/// The column with the changed values in their places.
///
/// # Errors
/// [`crate::error::ErrorKind::Bug`] where a value is not of the column's type.
pub(super) fn write(values: &ArrayRef, changes: &Changes) -> Result<ArrayRef> {
    let small = |cell: &Cell| match cell {
        Cell::Integer(n) => Some(*n),
        _ => None,
    };
    let micros = |cell: &Cell| match cell {
        Cell::Micros(n) => Some(*n),
        _ => None,
    };
    Ok(match values.data_type() {
        DataType::Utf8 => Arc::new(texts(values.as_string::<i32>(), changes)),
        DataType::Boolean => {
            let given = values.as_boolean();
            let at = |i: usize| match changes.get(&i) {
                Some(Cell::Boolean(flag)) => Some(*flag),
                Some(_) => None,
                None => given.is_valid(i).then(|| given.value(i)),
            };
            Arc::new((0..given.len()).map(at).collect::<BooleanArray>())
        }
        DataType::Date32 => primitives::<Date32Type>(values, changes, |cell| match cell {
            Cell::Day(day) => Some(*day),
            _ => None,
        }),
        DataType::Timestamp(TimeUnit::Microsecond, _) => {
            primitives::<TimestampMicrosecondType>(values, changes, micros)
        }
        DataType::Time64(TimeUnit::Microsecond) => {
            primitives::<Time64MicrosecondType>(values, changes, micros)
        }
        DataType::Int64 => primitives::<Int64Type>(values, changes, small),
        DataType::Int32 => {
            primitives::<Int32Type>(values, changes, |cell| small(cell).and_then(|n| n.try_into().ok()))
        }
        DataType::Int16 => {
            primitives::<Int16Type>(values, changes, |cell| small(cell).and_then(|n| n.try_into().ok()))
        }
        DataType::Float64 => primitives::<Float64Type>(values, changes, |cell| match cell {
            Cell::Number(n) => Some(*n),
            _ => None,
        }),
        DataType::Decimal128(..) => primitives::<Decimal128Type>(values, changes, |cell| match cell {
            Cell::Decimal(n) => Some(*n),
            _ => None,
        }),
        other => return Err(Error::bug(format!("a column of type {other} cannot be spoilt"))),
    })
}

fn texts(values: &StringArray, changes: &Changes) -> StringArray {
    let at = |i: usize| match changes.get(&i) {
        Some(Cell::Text(text)) => Some(text.as_str()),
        Some(_) => None,
        None => values.is_valid(i).then(|| values.value(i)),
    };
    (0..values.len()).map(at).collect()
}

fn primitives<T: ArrowPrimitiveType>(
    values: &ArrayRef,
    changes: &Changes,
    native: impl Fn(&Cell) -> Option<T::Native>,
) -> ArrayRef {
    let given = values.as_primitive::<T>();
    let at = |i: usize| match changes.get(&i) {
        Some(cell) => native(cell),
        None => given.is_valid(i).then(|| given.value(i)),
    };
    let made: PrimitiveArray<T> = (0..given.len()).map(at).collect();
    Arc::new(made.with_data_type(values.data_type().clone()))
}

/// The value as text, as a CSV file has it; `None` for NULL.
pub(super) fn text(cell: &Cell, data_type: &DataType) -> Option<String> {
    Some(match (cell, data_type) {
        (Cell::Null, _) => return None,
        (Cell::Text(text), _) => text.clone(),
        (Cell::Day(day), _) => day_text((*day).into()),
        (Cell::Micros(micros), DataType::Time64(_)) => clock_text(*micros),
        (Cell::Micros(micros), DataType::Timestamp(_, zone)) => {
            let (day, clock) = (micros.div_euclid(DAY), micros.rem_euclid(DAY));
            format!("{}T{}{}", day_text(day), clock_text(clock), if zone.is_some() { "Z" } else { "" })
        }
        (Cell::Micros(n), _) | (Cell::Integer(n), _) => n.to_string(),
        (Cell::Number(n), _) => n.to_string(),
        (Cell::Decimal(n), DataType::Decimal128(_, scale)) => {
            decimal_text(*n, (*scale).unsigned_abs().into())
        }
        (Cell::Decimal(n), _) => n.to_string(),
        (Cell::Boolean(flag), _) => flag.to_string(),
    })
}

fn day_text(day: i64) -> String {
    let date = civil(day);
    format!("{:04}-{:02}-{:02}", date.year, date.month, date.day)
}

fn clock_text(micros: i64) -> String {
    let (seconds, fraction) = (micros / 1_000_000, micros % 1_000_000);
    let clock = format!("{:02}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60);
    match fraction {
        0 => clock,
        fraction if fraction % 1_000 == 0 => format!("{clock}.{:03}", fraction / 1_000),
        fraction => format!("{clock}.{fraction:06}"),
    }
}

fn decimal_text(n: i128, scale: usize) -> String {
    let digits = format!("{:0>width$}", n.unsigned_abs(), width = scale + 1);
    let (whole, fraction) = digits.split_at(digits.len() - scale);
    let point = if scale > 0 { "." } else { "" };
    format!("{}{whole}{point}{fraction}", if n < 0 { "-" } else { "" })
}
