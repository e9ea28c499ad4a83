//! What a schema says about one column, as its kind reads it.

use crate::error::Sensitive;
use std::collections::BTreeMap;

/// A parameter's value.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Text.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A number.
    Number(f64),
    /// True or false.
    Boolean(bool),
    /// A date, in days since 1970.
    Date(i32),
    /// A moment, in microseconds since 1970, UTC.
    Moment(i64),
    /// A time of day, in microseconds since midnight.
    TimeOfDay(i64),
    /// A list.
    List(Vec<Value>),
    /// A table, in the order in which it was written.
    Table(Vec<(String, Value)>),
}

impl Value {
    /// The number that is meant, whole or not.
    #[expect(clippy::cast_precision_loss, reason = "a parameter beyond 2^53 means its nearest number")]
    pub fn number(&self) -> Option<f64> {
        match self {
            Self::Integer(n) => Some(*n as f64),
            Self::Number(x) => Some(*x),
            _ => None,
        }
    }

    /// The value as a choice would write it.
    pub fn to_text(&self) -> Option<String> {
        match self {
            Self::Text(text) => Some(text.clone()),
            Self::Integer(n) => Some(n.to_string()),
            Self::Number(x) => Some(x.to_string()),
            Self::Boolean(b) => Some(b.to_string()),
            _ => None,
        }
    }
}

/// Why a maker cannot be built.
#[derive(Clone, Debug)]
pub struct Fault {
    /// The parameter or input that is at fault; `None` where it is the column as a whole.
    pub param: Option<&'static str>,
    /// What is wrong, as a sentence without a full stop.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl Fault {
    /// A fault of a parameter.
    pub fn of(param: &'static str, message: impl Into<String>) -> Self {
        Self { param: Some(param), message: message.into(), help: None }
    }

    /// A fault of the column as a whole.
    pub fn whole(message: impl Into<String>) -> Self {
        Self { param: None, message: message.into(), help: None }
    }

    /// The same fault, with advice.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same fault, with the nearest of the names that exist.
    #[must_use]
    pub fn suggest<'a>(self, wanted: &str, names: impl IntoIterator<Item = &'a str>) -> Self {
        match crate::error::nearest(wanted, names) {
            Some(name) => self.help(format!("there is `{name}`")),
            None => self,
        }
    }
}

/// The settings of one column. Shapes have been checked before: a getter gives `None` only for what was not written.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The parameters that were written.
    pub values: BTreeMap<String, Value>,
    /// Whether no two rows may have the same value.
    pub unique: bool,
    /// The day on which the population is as stated, in days since 1970.
    pub epoch: i32,
    /// The locale, such as `en_US`.
    pub locale: String,
    /// The IANA name of the time zone in which clock times are meant.
    pub time_zone: String,
    /// The inputs that are given, by name, each with its closed list of values where that is known.
    pub inputs: BTreeMap<String, Option<Vec<String>>>,
    /// Keys of the application's, by the environment variables that hold them.
    pub secrets: BTreeMap<String, Sensitive<String>>,
}

impl Settings {
    /// The value as it was written.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.values.get(name)
    }

    /// A text.
    pub fn text(&self, name: &str) -> Option<&str> {
        match self.get(name) {
            Some(Value::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// A whole number.
    pub fn integer(&self, name: &str) -> Option<i64> {
        match self.get(name) {
            Some(Value::Integer(n)) => Some(*n),
            _ => None,
        }
    }

    /// A number, whole or not.
    pub fn number(&self, name: &str) -> Option<f64> {
        self.get(name).and_then(Value::number)
    }

    /// True or false; false where nothing was written.
    pub fn flag(&self, name: &str) -> bool {
        matches!(self.get(name), Some(Value::Boolean(true)))
    }

    /// True or false, where it was written.
    pub fn boolean(&self, name: &str) -> Option<bool> {
        match self.get(name) {
            Some(Value::Boolean(b)) => Some(*b),
            _ => None,
        }
    }

    /// A date, in days since 1970.
    pub fn date(&self, name: &str) -> Option<i32> {
        match self.get(name) {
            Some(Value::Date(days)) => Some(*days),
            _ => None,
        }
    }

    /// A time of day, in microseconds since midnight.
    pub fn time_of_day(&self, name: &str) -> Option<i64> {
        match self.get(name) {
            Some(Value::TimeOfDay(micros)) => Some(*micros),
            _ => None,
        }
    }

    /// A span of time in microseconds; a year counts 365.25 days and a month a twelfth of that.
    ///
    /// # Errors
    /// Where the text is no span of time.
    pub fn duration(&self, name: &'static str) -> Result<Option<i64>, Fault> {
        self.text(name).map(|text| parse_duration(text).ok_or_else(|| not_a_duration(name, text))).transpose()
    }

    /// A list of texts.
    pub fn texts(&self, name: &str) -> Option<Vec<String>> {
        match self.get(name) {
            Some(Value::List(list)) => list.iter().map(Value::to_text).collect(),
            _ => None,
        }
    }

    /// Values with weights, in the order in which they were written; a list has equal weights.
    pub fn weights(&self, name: &str) -> Option<Vec<(Value, f64)>> {
        self.get(name).and_then(weights_of)
    }

    /// Whether an input is given.
    pub fn has_input(&self, name: &str) -> bool {
        self.inputs.contains_key(name)
    }
}

/// Reads a list, or a table of value to weight, as values with weights.
pub fn weights_of(value: &Value) -> Option<Vec<(Value, f64)>> {
    match value {
        Value::List(list) => Some(list.iter().map(|v| (v.clone(), 1.0)).collect()),
        Value::Table(table) => {
            table.iter().map(|(name, weight)| Some((Value::Text(name.clone()), weight.number()?))).collect()
        }
        _ => None,
    }
}

fn not_a_duration(name: &'static str, text: &str) -> Fault {
    Fault::of(name, format!("`{text}` is not a span of time"))
        .help("write a number and a unit: s, m, h, d, w, mo or y, such as \"180d\"")
}

/// Reads `"180d"`, `"1.5h"`, `"2w 3d"` as microseconds.
pub fn parse_duration(text: &str) -> Option<i64> {
    const SECOND: f64 = 1e6;
    const DAY: f64 = 86_400.0 * SECOND;
    let mut total = 0.0;
    let mut parts = 0;
    for word in text.split_whitespace() {
        let digits = word.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let (number, unit) = word.split_at(digits);
        let unit = match unit {
            "s" => SECOND,
            "m" | "min" => 60.0 * SECOND,
            "h" => 3_600.0 * SECOND,
            "d" => DAY,
            "w" => 7.0 * DAY,
            "mo" => 365.25 / 12.0 * DAY,
            "y" => 365.25 * DAY,
            _ => return None,
        };
        total += number.parse::<f64>().ok()? * unit;
        parts += 1;
    }
    // A thousand years and more are no span that a record knows; and the sum must fit 64 bits.
    if parts == 0 || total > 5_000.0 * 365.25 * DAY {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "held below 2^63 by the line above")]
    Some(libm::round(total) as i64)
}
