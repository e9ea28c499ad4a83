//! The kind `constant`: the same value in every row.

use crate::kinds::{
    Ask, Build, Domain, Family, Fault, Kind, Maker, Param, Settings, Shape, TextColumn, Value, arrow_date,
    arrow_timestamp, timestamp_type,
};
use arrow::array::{ArrayRef, BooleanArray, Float64Array, Int64Array};
use arrow::datatypes::DataType;
use std::sync::Arc;

/// The kind `constant`.
pub(super) const CONSTANT: Kind = Kind {
    name: "constant",
    family: Family::Choice,
    version: 1,
    summary: "The same value in every row.",
    params: &[Param::required(
        "value",
        Shape::Any,
        "A text, a number, true or false, a date, a moment, or a time of day (which is written as text).",
    )],
    inputs: &[],
    example: r#"country = { kind = "constant", value = "US" }"#,
    source: "",
    build: Build::Maker(build),
    ..Kind::BLANK
};

struct Constant {
    value: Value,
}

fn build(settings: &Settings) -> Result<Box<dyn Maker>, Fault> {
    let value = match settings.get("value") {
        None => return Err(Fault::of("value", "a constant needs a `value`")),
        Some(Value::List(_) | Value::Table(_)) => {
            return Err(Fault::of("value", "a list or a table is no constant")
                .help("the kind `json` builds objects and arrays"));
        }
        Some(Value::TimeOfDay(micros)) => Value::Text(clock(*micros)),
        Some(value) => value.clone(),
    };
    Ok(Box::new(Constant { value }))
}

/// A time of day as ISO 8601 writes it.
fn clock(micros: i64) -> String {
    let seconds = micros / 1_000_000;
    let fraction = micros % 1_000_000;
    let whole = format!("{:02}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60);
    if fraction == 0 { whole } else { format!("{whole}.{fraction:06}") }
}

impl Maker for Constant {
    fn data_type(&self) -> DataType {
        match &self.value {
            Value::Integer(_) => DataType::Int64,
            Value::Number(_) => DataType::Float64,
            Value::Boolean(_) => DataType::Boolean,
            Value::Date(_) => DataType::Date32,
            Value::Moment(_) => timestamp_type(),
            _ => DataType::Utf8,
        }
    }

    fn domain(&self) -> Domain {
        Domain::Counted(1)
    }

    fn values(&self) -> Option<Vec<String>> {
        self.value.to_text().map(|text| vec![text])
    }

    fn law(&self) -> String {
        "always the same".to_owned()
    }

    fn make(&self, ask: &Ask<'_>) -> Result<ArrayRef, String> {
        let rows = ask.len();
        Ok(match &self.value {
            Value::Integer(n) => Arc::new(Int64Array::from(vec![*n; rows])),
            Value::Number(x) => Arc::new(Float64Array::from(vec![*x; rows])),
            Value::Boolean(b) => Arc::new(BooleanArray::from(vec![*b; rows])),
            Value::Date(days) => arrow_date(vec![*days; rows], None),
            Value::Moment(micros) => arrow_timestamp(vec![*micros; rows], None),
            other => {
                let text = other.to_text().unwrap_or_default();
                let mut column = TextColumn::new(rows, text.len());
                for _ in 0..rows {
                    column.push(&text);
                }
                return column.finish();
            }
        })
    }
}
