//! Rows that are written as given: typed by their columns before anything is made.

use super::Column;
use super::arguments::read_date;
use crate::error::{Problem, Problems, Span, Spanned};
use crate::schema::{self, Value};
use arrow::array::{
    ArrayRef, BooleanArray, Date32Array, Decimal128Array, Float64Array, Int64Array, StringArray,
    TimestampMicrosecondArray,
};
use arrow::datatypes::DataType;
use std::sync::Arc;

/// The fixed rows of a table.
#[derive(Default)]
pub struct Fixed {
    /// How many there are.
    pub rows: u64,
    /// For each column what is given; `None` where no row gives anything.
    pub columns: Vec<Option<Given>>,
}

/// The fixed values of one column.
pub struct Given {
    /// One value a fixed row, of the column's type.
    pub values: ArrayRef,
    /// Whether the row gives a value (which may be NULL); what is not given is drawn like in any other row.
    pub given: Vec<bool>,
}

/// A cell that is given: its value and place, or an explicit NULL.
type Cell<'a> = Option<&'a Spanned<Value>>;

/// Types the fixed rows of a table.
pub(super) fn read(fixed: Option<&schema::Fixed>, columns: &[Column], problems: &mut Problems) -> Fixed {
    let Some(fixed) = fixed else {
        return Fixed { rows: 0, columns: columns.iter().map(|_| None).collect() };
    };
    let names: Vec<&str> = columns.iter().map(|c| c.name.as_str()).collect();
    for row in &fixed.rows {
        for (name, _) in row {
            if !names.contains(&name.value.as_str()) {
                let message = format!("a fixed row gives `{}`, and there is no such column", name.value);
                problems.push(Problem::new(name.span, message).suggest(&name.value, names.iter().copied()));
            }
        }
    }
    let given = |column: &Column, problems: &mut Problems| {
        let cells: Vec<Cell<'_>> = fixed
            .rows
            .iter()
            .map(|row| row.iter().find(|(name, _)| name.value == column.name).map(|(_, value)| value))
            .collect();
        if cells.iter().all(Option::is_none) || column.kind.is_none() {
            return None;
        }
        let values = typed(&column.data_type, &cells, fixed.span, problems)?;
        Some(Given { values, given: cells.iter().map(Option::is_some).collect() })
    };
    Fixed { rows: fixed.rows.len() as u64, columns: columns.iter().map(|c| given(c, problems)).collect() }
}

/// Makes an array of a column's type out of what was written.
fn typed(to: &DataType, cells: &[Cell<'_>], span: Span, problems: &mut Problems) -> Option<ArrayRef> {
    fn all<T>(
        cells: &[Cell<'_>],
        expected: &str,
        problems: &mut Problems,
        read: impl Fn(&Value) -> Option<T>,
    ) -> Vec<Option<T>> {
        cells
            .iter()
            .map(|cell| {
                let cell = (*cell)?;
                if matches!(&cell.value, Value::Null) {
                    return None;
                }
                let value = read(&cell.value);
                if value.is_none() {
                    let message = format!("expected {expected}, found {}", cell.value.sort());
                    problems.push(Problem::new(cell.span, message));
                }
                value
            })
            .collect()
    }
    Some(match to {
        DataType::Utf8 => Arc::new(StringArray::from(all(cells, "a text", problems, text))),
        DataType::Int64 => Arc::new(Int64Array::from(all(cells, "a whole number", problems, integer))),
        DataType::Float64 => Arc::new(Float64Array::from(all(cells, "a number", problems, number))),
        DataType::Boolean => Arc::new(BooleanArray::from(all(cells, "true or false", problems, boolean))),
        DataType::Date32 => Arc::new(Date32Array::from(all(cells, "a date", problems, date))),
        DataType::Timestamp(..) => {
            let moments = TimestampMicrosecondArray::from(all(cells, "a moment", problems, moment));
            Arc::new(moments.with_timezone_opt(match to {
                DataType::Timestamp(_, zone) => zone.clone(),
                _ => None,
            }))
        }
        DataType::Decimal128(precision, scale) => {
            let scale = *scale;
            let read = move |v: &Value| decimal(v, scale);
            let values = Decimal128Array::from(all(cells, "a number with as many decimals", problems, read));
            Arc::new(values.with_precision_and_scale(*precision, scale).ok()?)
        }
        _ => {
            problems.push(Problem::new(span, "a hidden column of handles cannot be fixed"));
            return None;
        }
    })
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::Text(text) => Some(text.clone()),
        Value::Integer(n) => Some(n.to_string()),
        _ => None,
    }
}

fn integer(value: &Value) -> Option<i64> {
    match value {
        Value::Integer(n) => Some(*n),
        Value::Text(text) => text.trim().parse().ok(),
        _ => None,
    }
}

#[expect(clippy::cast_precision_loss, reason = "a number beyond 2^53 means its nearest double")]
fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Integer(n) => Some(*n as f64),
        Value::Number(x) => Some(*x),
        Value::Text(text) => text.trim().parse().ok().filter(|x: &f64| x.is_finite()),
        _ => None,
    }
}

fn boolean(value: &Value) -> Option<bool> {
    match value {
        Value::Boolean(b) => Some(*b),
        Value::Text(text) => match text.as_str() {
            "true" | "t" | "1" => Some(true),
            "false" | "f" | "0" => Some(false),
            _ => None,
        },
        _ => None,
    }
}

fn date(value: &Value) -> Option<i32> {
    match value {
        Value::Date(days) => Some(*days),
        Value::Text(text) => read_date(text),
        _ => None,
    }
}

fn moment(value: &Value) -> Option<i64> {
    match value {
        Value::DateTime(micros, _) => Some(*micros),
        Value::Date(days) => Some(i64::from(*days) * 86_400_000_000),
        Value::Text(text) => {
            let instant = text.parse::<jiff::Timestamp>().ok().map(jiff::Timestamp::as_microsecond);
            instant.or_else(|| {
                let local: jiff::civil::DateTime = text.parse().ok()?;
                Some(local.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp().as_microsecond())
            })
        }
        _ => None,
    }
}

/// A number as units of its last decimal; `None` where it has more decimals than the column.
fn decimal(value: &Value, scale: i8) -> Option<i128> {
    let written = match value {
        Value::Integer(n) => n.to_string(),
        Value::Number(x) => x.to_string(),
        Value::Text(text) => text.trim().to_owned(),
        _ => return None,
    };
    let (whole, fraction) = written.split_once('.').unwrap_or((written.as_str(), ""));
    let scale = usize::try_from(scale).ok()?;
    if fraction.len() > scale || !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    format!("{whole}{fraction:0<scale$}").parse().ok()
}
