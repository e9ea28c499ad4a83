//! Single values as text, for previews and explanations; only ever made-up ones.

use super::dates::{day_text, moment_text};
use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::{
    DataType, Date32Type, Decimal128Type, Float64Type, Int16Type, Int32Type, Int64Type,
    Time64MicrosecondType, TimeUnit, TimestampMicrosecondType, UInt32Type, UInt64Type,
};

/// The value of a row, or `None` where it is NULL.
pub(super) fn text(values: &ArrayRef, row: usize) -> Option<String> {
    if values.is_null(row) {
        return None;
    }
    Some(match values.data_type() {
        DataType::Utf8 => values.as_string::<i32>().value(row).to_owned(),
        DataType::Boolean => values.as_boolean().value(row).to_string(),
        DataType::Int16 => values.as_primitive::<Int16Type>().value(row).to_string(),
        DataType::Int32 => values.as_primitive::<Int32Type>().value(row).to_string(),
        DataType::Int64 => values.as_primitive::<Int64Type>().value(row).to_string(),
        DataType::UInt32 => format!("row {} of its table", values.as_primitive::<UInt32Type>().value(row)),
        DataType::UInt64 => format!("member {:x}", values.as_primitive::<UInt64Type>().value(row)),
        DataType::Float64 => values.as_primitive::<Float64Type>().value(row).to_string(),
        DataType::Date32 => day_text(values.as_primitive::<Date32Type>().value(row)),
        DataType::Timestamp(TimeUnit::Microsecond, zone) => {
            moment_text(values.as_primitive::<TimestampMicrosecondType>().value(row), zone.is_some())
        }
        DataType::Time64(TimeUnit::Microsecond) => {
            clock_text(values.as_primitive::<Time64MicrosecondType>().value(row))
        }
        DataType::Decimal128(..) => values.as_primitive::<Decimal128Type>().value_as_string(row),
        other => format!("(a value of type {other})"),
    })
}

fn clock_text(micros: i64) -> String {
    let (seconds, fraction) = (micros / 1_000_000, micros % 1_000_000);
    let clock = format!("{:02}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60);
    if fraction == 0 { clock } else { format!("{clock}.{fraction:06}") }
}

/// A text cut to a number of characters, the last one then being `…`.
pub(super) fn cut(text: &str, most: usize) -> String {
    // Line ends and other control characters would break the lines of whoever shows it.
    let plain = |c: char| if c.is_control() { ' ' } else { c };
    if text.chars().count() <= most {
        return text.chars().map(plain).collect();
    }
    text.chars().take(most.saturating_sub(1)).map(plain).chain(['…']).collect()
}
