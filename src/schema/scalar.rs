//! Texts, numbers, days and lists of names as keys expect them.

use super::keys::Decode;
use super::reader::{Node, Reader};
use crate::error::{Problem, Spanned};
use schemars::{Schema, SchemaGenerator, json_schema};
use toml::de::DeValue;

impl<T: Decode> Decode for Spanned<T> {
    fn decode(reader: &mut Reader<'_>, key: &str, node: &Node<'_>) -> Option<Self> {
        let value = T::decode(reader, key, node)?;
        Some(Self::new(value, reader.span(node)))
    }

    fn schema(generator: &mut SchemaGenerator) -> Schema {
        T::schema(generator)
    }
}

impl Decode for String {
    fn decode(reader: &mut Reader<'_>, key: &str, node: &Node<'_>) -> Option<Self> {
        match node.get_ref() {
            DeValue::String(text) if text.trim().is_empty() => {
                let problem = Problem::new(reader.span(node), format!("`{key}` is empty"));
                reader.report(problem);
                None
            }
            DeValue::String(text) => Some(text.to_string()),
            _ => {
                reader.wrong(key, "a text", node);
                None
            }
        }
    }

    fn schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "minLength": 1 })
    }
}

impl Decode for bool {
    fn decode(reader: &mut Reader<'_>, key: &str, node: &Node<'_>) -> Option<Self> {
        let value = node.get_ref().as_bool();
        if value.is_none() {
            reader.wrong(key, "true or false", node);
        }
        value
    }

    fn schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "boolean" })
    }
}

/// A whole number with its sign, if the value is one that 128 bits can hold.
fn whole(node: &Node<'_>) -> Option<i128> {
    let integer = node.get_ref().as_integer()?;
    i128::from_str_radix(integer.as_str(), integer.radix()).ok()
}

/// Reads a number that is not negative and fits `T`.
fn natural<T: TryFrom<i128>>(reader: &mut Reader<'_>, key: &str, node: &Node<'_>, most: u64) -> Option<T> {
    if !node.get_ref().is_integer() {
        reader.wrong(key, "a whole number", node);
        return None;
    }
    let number = whole(node).and_then(|n| T::try_from(n).ok());
    if number.is_none() {
        let problem =
            Problem::new(reader.span(node), format!("`{key}` expects a whole number from 0 to {most}"));
        reader.report(problem);
    }
    number
}

impl Decode for u64 {
    fn decode(reader: &mut Reader<'_>, key: &str, node: &Node<'_>) -> Option<Self> {
        natural(reader, key, node, Self::MAX)
    }

    fn schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "integer", "minimum": 0 })
    }
}

impl Decode for u32 {
    fn decode(reader: &mut Reader<'_>, key: &str, node: &Node<'_>) -> Option<Self> {
        natural(reader, key, node, Self::MAX.into())
    }

    fn schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "integer", "minimum": 0, "maximum": u32::MAX })
    }
}

impl Decode for i64 {
    fn decode(reader: &mut Reader<'_>, key: &str, node: &Node<'_>) -> Option<Self> {
        let number = whole(node).and_then(|n| Self::try_from(n).ok());
        if number.is_none() {
            let problem = Problem::new(
                reader.span(node),
                format!(
                    "`{key}` expects a whole number of at most 64 bits (from {} to {})",
                    Self::MIN,
                    Self::MAX
                ),
            );
            reader.report(problem);
        }
        number
    }

    fn schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "integer" })
    }
}

impl Decode for f64 {
    fn decode(reader: &mut Reader<'_>, key: &str, node: &Node<'_>) -> Option<Self> {
        let text = match node.get_ref() {
            DeValue::Float(float) => float.as_str(),
            DeValue::Integer(_) => return i64::decode(reader, key, node).map(as_float),
            _ => {
                reader.wrong(key, "a number", node);
                return None;
            }
        };
        // The parser has put out the underscores; what is left is a number, `inf` or `nan`.
        let number = text.parse::<Self>().ok().filter(|number| number.is_finite());
        if number.is_none() {
            let problem = Problem::new(reader.span(node), format!("`{key}` expects a finite number"));
            reader.report(problem);
        }
        number
    }

    fn schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "number" })
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a number written without a point where one with a point may stand"
)]
fn as_float(number: i64) -> f64 {
    number as f64
}

/// A day, in days since 1970-01-01: a TOML date, or a text such as `"2026-01-01"`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Day(pub(super) i32);

impl Decode for Day {
    fn decode(reader: &mut Reader<'_>, key: &str, node: &Node<'_>) -> Option<Self> {
        let date = match node.get_ref() {
            DeValue::Datetime(moment) if moment.time.is_none() => moment.date,
            DeValue::String(text) => match text.trim().parse::<toml::value::Datetime>() {
                Ok(moment) if moment.time.is_none() => moment.date,
                _ => None,
            },
            _ => None,
        };
        if date.is_none() {
            reader.wrong(key, "a date such as 2026-01-01", node);
        }
        date.map(|date| Self(days(date)))
    }

    fn schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "date" })
    }
}

/// Days from 1970-01-01 to a date of the proleptic Gregorian calendar.
///
/// The algorithm counts from 0000-03-01, so that the leap day is the last of its year: Howard Hinnant,
/// "chrono-Compatible Low-Level Date Algorithms", `days_from_civil`.
pub(super) fn days(date: toml::value::Date) -> i32 {
    let (month, day) = (i32::from(date.month), i32::from(date.day));
    let year = i32::from(date.year) - i32::from(month <= 2);
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// One name or a list of names.
impl Decode for Vec<Spanned<String>> {
    fn decode(reader: &mut Reader<'_>, key: &str, node: &Node<'_>) -> Option<Self> {
        match node.get_ref() {
            DeValue::String(_) => Some(vec![Spanned::<String>::decode(reader, key, node)?]),
            DeValue::Array(list) if !list.is_empty() => {
                let names = list.iter().map(|item| Spanned::<String>::decode(reader, key, item));
                names.collect::<Vec<_>>().into_iter().collect()
            }
            DeValue::Array(_) => {
                let problem = Problem::new(reader.span(node), format!("`{key}` is empty"));
                reader.report(problem);
                None
            }
            _ => {
                reader.wrong(key, "a text or a list of texts", node);
                None
            }
        }
    }

    fn schema(generator: &mut SchemaGenerator) -> Schema {
        let text = String::schema(generator);
        json_schema!({ "anyOf": [text, { "type": "array", "items": text, "minItems": 1 }] })
    }

    fn absent() -> Option<Self> {
        Some(Self::new())
    }
}

/// One group of names (`["a", "b"]`), or several (`[["a", "b"], ["c"]]`).
impl Decode for Vec<Spanned<Vec<Spanned<String>>>> {
    fn decode(reader: &mut Reader<'_>, key: &str, node: &Node<'_>) -> Option<Self> {
        match node.get_ref() {
            DeValue::Array(list) if list.iter().any(|item| item.get_ref().is_array()) => {
                let groups = list.iter().map(|item| Spanned::decode(reader, key, item));
                groups.collect::<Vec<_>>().into_iter().collect()
            }
            _ => Some(vec![Spanned::decode(reader, key, node)?]),
        }
    }

    fn schema(generator: &mut SchemaGenerator) -> Schema {
        let group = <Vec<Spanned<String>>>::schema(generator);
        json_schema!({ "anyOf": [group, { "type": "array", "items": group, "minItems": 1 }] })
    }

    fn absent() -> Option<Self> {
        Some(Self::new())
    }
}
