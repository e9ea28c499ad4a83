//! The values a choice can take, typed and laid out for copying.

use crate::kinds::{Fault, TextColumn, Value, arrow_date};
use arrow::array::{ArrayRef, BooleanArray, Float64Array, Int64Array};
use arrow::buffer::NullBuffer;
use arrow::datatypes::DataType;
use std::sync::Arc;

/// Up to this many bytes a text is copied as one fixed block.
const BLOCK: usize = 16;

/// Values of one type.
pub(super) enum Pool {
    Texts(Texts),
    Integers(Vec<i64>),
    Numbers(Vec<f64>),
    Booleans(Vec<bool>),
    Dates(Vec<i32>),
}

/// Texts behind each other, each followed by enough bytes to be copied in a block.
pub(super) struct Texts {
    all: Vec<String>,
    blocks: Vec<([u8; BLOCK], u8)>,
    longest: usize,
}

impl Texts {
    fn new(all: Vec<String>) -> Self {
        let longest = all.iter().map(String::len).max().unwrap_or(0);
        let block = |text: &String| {
            let mut bytes = [0u8; BLOCK];
            let length = text.len().min(BLOCK);
            bytes[..length].copy_from_slice(&text.as_bytes()[..length]);
            (bytes, u8::try_from(length).unwrap_or(0))
        };
        let blocks = all.iter().map(block).collect();
        Self { all, blocks, longest }
    }

    fn fill(&self, rows: usize, picks: impl Iterator<Item = Option<usize>>) -> Result<ArrayRef, String> {
        let mut column = TextColumn::new(rows, self.longest.clamp(BLOCK, 64));
        let short = self.longest <= BLOCK;
        for pick in picks {
            match pick {
                // A block of fixed size is copied without a call; what is too much is cut off again.
                Some(n) if short => {
                    let (block, length) = &self.blocks[n];
                    let bytes = column.bytes();
                    let end = bytes.len() + usize::from(*length);
                    bytes.extend_from_slice(block);
                    bytes.truncate(end);
                    column.end();
                }
                Some(n) => column.push(&self.all[n]),
                None => column.push_null(),
            }
        }
        column.finish()
    }
}

impl Pool {
    /// Values of the type that was asked for, or else of the one that all of them have; text where they differ.
    ///
    /// # Errors
    /// Where a value is no choice (a list, a table), or is not of the type that was asked for.
    pub(super) fn new(values: &[Value], wanted: Option<&str>) -> Result<Self, Fault> {
        let is = |test: fn(&Value) -> bool| wanted.is_none() && !values.is_empty() && values.iter().all(test);
        match wanted {
            Some("integer") => return typed(values, "a whole number", integer).map(Self::Integers),
            Some("number") => return typed(values, "a number", number).map(Self::Numbers),
            Some("boolean") => return typed(values, "`true` or `false`", boolean).map(Self::Booleans),
            Some("date") => return typed(values, "a date", date).map(Self::Dates),
            _ => {}
        }
        if is(|v| matches!(v, Value::Integer(_))) {
            typed(values, "a whole number", integer).map(Self::Integers)
        } else if is(|v| matches!(v, Value::Integer(_) | Value::Number(_))) {
            typed(values, "a number", number).map(Self::Numbers)
        } else if is(|v| matches!(v, Value::Boolean(_))) {
            typed(values, "`true` or `false`", boolean).map(Self::Booleans)
        } else if is(|v| matches!(v, Value::Date(_))) {
            typed(values, "a date", date).map(Self::Dates)
        } else {
            let texts = typed(values, "a text, a number, a date, `true` or `false`", written)?;
            Ok(Self::Texts(Texts::new(texts)))
        }
    }

    /// The type of a column of these values.
    pub(super) fn data_type(&self) -> DataType {
        match self {
            Self::Texts(_) => DataType::Utf8,
            Self::Integers(_) => DataType::Int64,
            Self::Numbers(_) => DataType::Float64,
            Self::Booleans(_) => DataType::Boolean,
            Self::Dates(_) => DataType::Date32,
        }
    }

    /// How a value is written.
    pub(super) fn show(&self, n: usize) -> String {
        match self {
            Self::Texts(texts) => texts.all[n].clone(),
            Self::Integers(all) => all[n].to_string(),
            Self::Numbers(all) => all[n].to_string(),
            Self::Booleans(all) => all[n].to_string(),
            Self::Dates(all) => show_date(all[n]),
        }
    }

    /// A column of the values that were picked; `None` is NULL.
    pub(super) fn fill(
        &self,
        rows: usize,
        picks: impl Iterator<Item = Option<usize>>,
    ) -> Result<ArrayRef, String> {
        Ok(match self {
            Self::Texts(texts) => return texts.fill(rows, picks),
            Self::Integers(all) => {
                let array: Int64Array = picks.map(|n| n.map(|n| all[n])).collect();
                Arc::new(array)
            }
            Self::Numbers(all) => {
                let array: Float64Array = picks.map(|n| n.map(|n| all[n])).collect();
                Arc::new(array)
            }
            Self::Booleans(all) => {
                let array: BooleanArray = picks.map(|n| n.map(|n| all[n])).collect();
                Arc::new(array)
            }
            Self::Dates(all) => {
                let (days, valid): (Vec<i32>, Vec<bool>) =
                    picks.map(|n| n.map_or((0, false), |n| (all[n], true))).unzip();
                let nulls = valid.contains(&false).then(|| NullBuffer::from(valid));
                arrow_date(days, nulls)
            }
        })
    }
}

/// A date as ISO 8601 writes it.
pub(super) fn show_date(days: i32) -> String {
    let epoch = jiff::civil::date(1970, 1, 1);
    epoch
        .checked_add(jiff::Span::new().days(days))
        .map_or_else(|_outside| days.to_string(), |d| d.to_string())
}

fn typed<T>(values: &[Value], expected: &str, read: fn(&Value) -> Option<T>) -> Result<Vec<T>, Fault> {
    values
        .iter()
        .map(|value| {
            read(value).ok_or_else(|| {
                let shown = written(value).map_or("a value".to_owned(), |text| format!("`{text}`"));
                Fault::of("values", format!("{shown} is not {expected}"))
            })
        })
        .collect()
}

fn integer(value: &Value) -> Option<i64> {
    match value {
        Value::Integer(n) => Some(*n),
        Value::Text(text) => text.parse().ok(),
        _ => None,
    }
}

fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Text(text) => text.parse().ok().filter(|x: &f64| x.is_finite()),
        other => other.number(),
    }
}

fn boolean(value: &Value) -> Option<bool> {
    match value {
        Value::Boolean(b) => Some(*b),
        Value::Text(text) => text.parse().ok(),
        _ => None,
    }
}

fn date(value: &Value) -> Option<i32> {
    match value {
        Value::Date(days) => Some(*days),
        Value::Text(text) => {
            let date: jiff::civil::Date = text.parse().ok()?;
            date.since((jiff::Unit::Day, jiff::civil::date(1970, 1, 1))).ok().map(|span| span.get_days())
        }
        _ => None,
    }
}

fn written(value: &Value) -> Option<String> {
    match value {
        Value::Date(days) => Some(show_date(*days)),
        other => other.to_text(),
    }
}
