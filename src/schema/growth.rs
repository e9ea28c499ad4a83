//! How a root table grows after the epoch, and how far into the future everything is drawn.

use super::Value;
use super::keys::{Decode, keyed};
use super::reader::{Node, Reader};
use super::scalar::Day;
use crate::calendar::{LAST, add_months};
use crate::error::{Problem, Spanned};
use schemars::{Schema, SchemaGenerator, json_schema};
use toml::de::DeValue;

/// The most rows that a table may gain in a year.
const MOST: f64 = 1e15;

keyed! {
    /// How many rows a root table gains after the epoch, and on which days.
    #[derive(Clone, Debug)]
    pub struct Growth {
        apart {}
        keys {
            /// Rows gained in a year, as a share of the rows at the epoch.
            per_year: Option<Spanned<f64>>,
            /// Rows gained in a year.
            rows_per_year: Option<Spanned<f64>>,
            /// Weights by weekday, as the kind date has them.
            weekdays: Option<Spanned<Value>>,
            /// Weights by month, as the kind date has them.
            season: Option<Spanned<Value>>,
        }
        place {
            /// Where the growth is stated.
            span
        }
    }
}

impl Growth {
    /// Reports what the two rates say together.
    pub(super) fn check(&self, reader: &mut Reader<'_>) {
        match (&self.per_year, &self.rows_per_year) {
            (Some(share), Some(rows)) => reader.report(
                Problem::new(share.span, "the growth is stated twice").related(rows.span, "here in rows"),
            ),
            (None, None) => reader.report(
                Problem::new(self.span, "`growth` does not say how many rows a year brings")
                    .help("state `per_year = 0.08`, or `rows_per_year = 500`"),
            ),
            _ => {}
        }
        for (key, rate) in [("per_year", &self.per_year), ("rows_per_year", &self.rows_per_year)] {
            if let Some(rate) = rate
                && !(0.0..=MOST).contains(&rate.value)
            {
                reader.report(Problem::new(rate.span, format!("`{key}` expects a number from 0 to 1e15")));
            }
        }
    }
}

impl Decode for Value {
    fn decode(reader: &mut Reader<'_>, key: &str, node: &Node<'_>) -> Option<Self> {
        super::value::argument(reader, key, node).map(|value| value.value)
    }

    fn schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({})
    }
}

/// The end of what is drawn: a day, or so many days and months after the epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Horizon {
    Day(i32),
    After { months: i64, days: i64 },
}

impl Horizon {
    /// The day, if the calendar has it.
    pub(super) fn day(self, epoch: i32) -> Option<i32> {
        match self {
            Self::Day(day) => Some(day),
            Self::After { months, days } => {
                let day = add_months(i64::from(epoch), months)?.checked_add(days)?;
                i32::try_from(day).ok().filter(|day| i64::from(*day) <= LAST)
            }
        }
    }
}

impl Decode for Horizon {
    fn decode(reader: &mut Reader<'_>, key: &str, node: &Node<'_>) -> Option<Self> {
        if let DeValue::String(text) = node.get_ref()
            && let Some(span) = span_of(text)
        {
            return Some(span);
        }
        let expected = "a date such as 2027-01-01, or a span after the epoch such as \"1y\" or \"90d\"";
        match node.get_ref() {
            DeValue::Datetime(_) => Day::decode(reader, key, node).map(|day| Self::Day(day.0)),
            DeValue::String(text) if text.parse::<toml::value::Datetime>().is_ok() => {
                Day::decode(reader, key, node).map(|day| Self::Day(day.0))
            }
            _ => {
                reader.wrong(key, expected, node);
                None
            }
        }
    }

    fn schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "minLength": 1 })
    }
}

/// Reads `"1y"`, `"18mo"`, `"6w 3d"`.
fn span_of(text: &str) -> Option<Horizon> {
    let (mut months, mut days, mut parts) = (0i64, 0i64, 0);
    for word in text.split_whitespace() {
        let digits = word.find(|c: char| !c.is_ascii_digit())?;
        let number: i64 = word[..digits].parse().ok()?;
        let (of, unit) = match &word[digits..] {
            "y" => (&mut months, 12),
            "mo" => (&mut months, 1),
            "w" => (&mut days, 7),
            "d" => (&mut days, 1),
            _ => return None,
        };
        *of = of.checked_add(number.checked_mul(unit)?)?;
        parts += 1;
    }
    (parts > 0).then_some(Horizon::After { months, days })
}
