//! Values as a schema document writes them, before any kind has looked at them.

use crate::error::Spanned;

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
        }
    }
}
