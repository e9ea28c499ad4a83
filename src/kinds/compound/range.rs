//! Ranges of numbers, dates and moments; where they must not overlap, each row has a stretch of its own.

use super::BLANK;
use crate::calendar::{Civil, civil};
use crate::draw::{Width, below};
use crate::kinds::{Ask, Build, Domain, Fault, Kind, Maker, Param, Settings, Shape, TextColumn, Value};
use arrow::array::ArrayRef;
use arrow::datatypes::DataType;

pub(super) const RANGE: Kind = Kind {
    name: "range",
    summary: "A range from a bound to below another, as Postgres writes it: `[3,7)`.",
    params: &[
        Param::optional(
            "of",
            Shape::OneOf(&["integer", "number", "date", "timestamp"]),
            "integer",
            "What the bounds are.",
        ),
        Param::optional(
            "min",
            Shape::Any,
            "0; of dates, five years before the epoch",
            "The least bound: a number, or a date.",
        ),
        Param::optional("max", Shape::Any, "1,000 steps more", "The greatest lower bound; not with `apart`."),
        Param::optional(
            "longest",
            Shape::Integer,
            "30; of timestamps, 8",
            "The greatest length: units, days of dates, hours of timestamps.",
        ),
        Param::optional(
            "apart",
            Shape::Boolean,
            "false",
            "Whether no two rows' ranges overlap: row n has the stretch of `longest` that begins n times `longest` after `min`.",
        ),
        Param::optional(
            "multirange",
            Shape::Boolean,
            "false",
            "Whether the range is written as a multirange of one.",
        ),
    ],
    example: r#"stay = { kind = "range", of = "date", longest = 14 }"#,
    build: Build::Maker(build),
    ..BLANK
};

#[derive(Clone, Copy, PartialEq)]
enum Of {
    Number,
    Date,
    Hour,
}

struct Range {
    of: Of,
    min: i64,
    /// Lower bounds that there are.
    starts: u64,
    longest: u64,
    apart: bool,
    multi: bool,
}

fn build(settings: &Settings) -> Result<Box<dyn Maker>, Fault> {
    let of = match settings.text("of") {
        Some("date") => Of::Date,
        Some("timestamp") => Of::Hour,
        _ => Of::Number,
    };
    let bound = |name: &'static str| match (of, settings.get(name)) {
        (_, None) => Ok(None),
        (Of::Number, Some(Value::Integer(n))) => Ok(Some(*n)),
        (Of::Date, Some(Value::Date(days))) => Ok(Some(i64::from(*days))),
        (Of::Hour, Some(Value::Date(days))) => Ok(Some(i64::from(*days) * 24)),
        (Of::Number, Some(_)) => Err(Fault::of(name, "expected a whole number")),
        (_, Some(_)) => Err(Fault::of(name, "expected a date such as 2026-01-31")),
    };
    let five_years_ago = i64::from(settings.epoch) - 1_826;
    let (default, steps) = match of {
        Of::Number => (0, 1_000),
        Of::Date => (five_years_ago, 1_796),
        Of::Hour => (five_years_ago * 24, 1_825 * 24),
    };
    let longest = settings.integer("longest").unwrap_or(if of == Of::Hour { 8 } else { 30 });
    let Some(length) = u64::try_from(longest).ok().filter(|n| (1..=1 << 31).contains(n)) else {
        return Err(Fault::of("longest", "a length lies between 1 and 2,147,483,648"));
    };
    let (apart, min) = (settings.flag("apart"), bound("min")?.unwrap_or(default));
    let max = bound("max")?;
    if apart && max.is_some() {
        return Err(Fault::of("max", "with `apart` every row has its own stretch, however many there are"));
    }
    let max = max.unwrap_or(min.saturating_add(steps));
    if max < min {
        return Err(Fault::of("max", "the greatest bound is below the least"));
    }
    let starts = max.abs_diff(min).saturating_add(1);
    Ok(Box::new(Range { of, min, starts, longest: length, apart, multi: settings.flag("multirange") }))
}

impl Range {
    fn bound(&self, n: i64, out: &mut Vec<u8>) {
        let (day, hour) = match self.of {
            Of::Number => return out.extend_from_slice(n.to_string().as_bytes()),
            Of::Date => (n, None),
            Of::Hour => (n.div_euclid(24), Some(n.rem_euclid(24))),
        };
        let Civil { year, month, day } = civil(day);
        let text = match hour {
            None => format!("{year:04}-{month:02}-{day:02}"),
            Some(hour) => format!("\"{year:04}-{month:02}-{day:02} {hour:02}:00:00+00\""),
        };
        out.extend_from_slice(text.as_bytes());
    }
}

impl Maker for Range {
    fn data_type(&self) -> DataType {
        DataType::Utf8
    }

    fn width(&self) -> Width {
        Width::Four
    }

    fn domain(&self) -> Domain {
        if self.apart { Domain::Boundless } else { Domain::Open }
    }

    fn law(&self) -> String {
        let what = if self.apart { "in a stretch of the row's own" } else { "all beginnings alike" };
        format!("{what}, all lengths from 1 to {} alike", self.longest)
    }

    fn sql_type(&self, _plain: &dyn Fn(&DataType) -> String) -> Option<String> {
        let of = match self.of {
            Of::Number => "int8",
            Of::Date => "date",
            Of::Hour => "tstz",
        };
        Some(format!("{of}{}", if self.multi { "multirange" } else { "range" }))
    }

    fn make(&self, ask: &Ask<'_>) -> Result<ArrayRef, String> {
        let mut column = TextColumn::new(ask.len(), 32);
        for i in 0..ask.len() {
            let offset = if self.apart {
                ask.row(i).checked_mul(self.longest)
            } else {
                Some(below(ask.word(i, 0), self.starts))
            };
            let start = offset.and_then(|offset| self.min.checked_add_unsigned(offset));
            let end =
                start.and_then(|start| start.checked_add_unsigned(1 + below(ask.word(i, 1), self.longest)));
            let (Some(start), Some(end)) = (start, end) else {
                return Err("the rows are too many for ranges of this length".to_owned());
            };
            column.add(if self.multi { "{[" } else { "[" });
            self.bound(start, column.bytes());
            column.add(",");
            self.bound(end, column.bytes());
            column.add(if self.multi { ")}" } else { ")" });
            column.end();
        }
        column.finish()
    }
}
