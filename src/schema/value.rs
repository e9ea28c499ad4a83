//! Values as a schema document writes them, before any kind has looked at them.

use super::keys::Decode;
use super::reader::{Node, Reader};
use super::scalar::days;
use crate::error::{Problem, Spanned};
use toml::de::DeValue;
use toml::value::{Datetime, Offset, Time};

/// A value in a schema document.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Text.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A finite number with a point or an exponent.
    Number(f64),
    /// `true` or `false`.
    Boolean(bool),
    /// A day, counted from 1970-01-01.
    Date(i32),
    /// Microseconds since 1970-01-01T00:00:00, and whether an offset was written (then they are in UTC).
    DateTime(i64, bool),
    /// A time of day in microseconds since midnight.
    Time(i64),
    /// A list.
    List(Vec<Spanned<Value>>),
    /// Names with values, in the order in which they were written.
    Table(Vec<(Spanned<String>, Spanned<Value>)>),
    /// An empty cell of a CSV file: NULL.
    Null,
}

impl Value {
    /// What sort of value this is, with its article, for a sentence such as "expected a number, found a text".
    pub fn sort(&self) -> &'static str {
        match self {
            Self::Text(_) => "a text",
            Self::Integer(_) => "a whole number",
            Self::Number(_) => "a number",
            Self::Boolean(_) => "true or false",
            Self::Date(_) => "a date",
            Self::DateTime(..) => "a date with a time",
            Self::Time(_) => "a time",
            Self::List(_) => "a list",
            Self::Table(_) => "a table",
            Self::Null => "nothing",
        }
    }

    /// About how many bytes the value takes in memory.
    pub(super) fn weight(&self) -> u64 {
        let own = 64;
        own + match self {
            Self::Text(text) => text.len() as u64,
            Self::List(list) => list.iter().map(|item| item.value.weight()).sum(),
            Self::Table(table) => {
                table.iter().map(|(key, item)| own + key.value.len() as u64 + item.value.weight()).sum()
            }
            _ => 0,
        }
    }
}

/// How deep lists and tables may lie in each other in an argument of a column.
const DEEPEST: usize = 16;

/// Reads the argument of a column, with the files that it refers to.
pub(super) fn argument(reader: &mut Reader<'_>, key: &str, node: &Node<'_>) -> Option<Spanned<Value>> {
    nested(reader, key, node, 0)
}

fn nested(reader: &mut Reader<'_>, key: &str, node: &Node<'_>, depth: usize) -> Option<Spanned<Value>> {
    if depth > DEEPEST {
        let message = format!("`{key}` lies more than {DEEPEST} lists and tables deep");
        let problem = Problem::new(reader.span(node), message);
        reader.report(problem);
        return None;
    }
    let value = match node.get_ref() {
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Integer(_) => Value::Integer(i64::decode(reader, key, node)?),
        DeValue::Float(_) => Value::Number(f64::decode(reader, key, node)?),
        DeValue::Boolean(value) => Value::Boolean(*value),
        DeValue::Datetime(moment) => moment_value(reader, key, node, moment)?,
        DeValue::Array(list) => {
            let items: Vec<_> = list.iter().map(|item| nested(reader, key, item, depth + 1)).collect();
            Value::List(items.into_iter().collect::<Option<_>>()?)
        }
        DeValue::Table(table) => {
            let mut pairs = Vec::with_capacity(table.len());
            let mut whole = true;
            for (name, item) in table {
                let name = reader.key(name);
                match nested(reader, &name.value, item, depth + 1) {
                    Some(item) => pairs.push((name, item)),
                    None => whole = false,
                }
            }
            mention(reader, &pairs);
            whole.then_some(Value::Table(pairs))?
        }
    };
    Some(Spanned::new(value, reader.span(node)))
}

/// Reads the file that a table with a text under `file` refers to.
fn mention(reader: &mut Reader<'_>, pairs: &[(Spanned<String>, Spanned<Value>)]) {
    for (name, value) in pairs {
        if let ("file", Value::Text(path)) = (name.value.as_str(), &value.value) {
            // What is wrong with the file is reported where it is opened.
            reader.file(path, value.span);
        }
    }
}

fn moment_value(reader: &mut Reader<'_>, key: &str, node: &Node<'_>, moment: &Datetime) -> Option<Value> {
    if moment.time.is_some_and(|time| time.second == Some(60)) {
        let message = format!("`{key}` is a leap second, which no column can hold");
        let problem = Problem::new(reader.span(node), message);
        reader.report(problem);
        return None;
    }
    const DAY: i64 = 86_400_000_000;
    match (moment.date, moment.time) {
        (Some(date), None) => Some(Value::Date(days(date))),
        (None, Some(time)) => Some(Value::Time(micros(time))),
        (Some(date), Some(time)) => {
            let local = i64::from(days(date)) * DAY + micros(time);
            let minutes = moment.offset.map(|offset| match offset {
                Offset::Z => 0,
                Offset::Custom { minutes } => i64::from(minutes),
            });
            Some(Value::DateTime(local - minutes.unwrap_or(0) * 60_000_000, minutes.is_some()))
        }
        (None, None) => {
            reader.wrong(key, "a date or a time", node);
            None
        }
    }
}

/// Microseconds since midnight; what is finer is cut.
fn micros(time: Time) -> i64 {
    let minutes = i64::from(time.hour) * 60 + i64::from(time.minute);
    let seconds = minutes * 60 + i64::from(time.second.unwrap_or(0));
    seconds * 1_000_000 + i64::from(time.nanosecond.unwrap_or(0)) / 1_000
}
