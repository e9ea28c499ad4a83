//! The kinds `time_of_day` and `duration`.

use super::hours::{HOURS, Hours};
use crate::draw::{Bounds, Law};
use crate::kinds::likeness::shaped;
use crate::kinds::number::{describe, read_law};
use crate::kinds::{
    Ask, Build, Domain, Edges, Family, Fault, Kind, Maker, Param, Settings, Shape, TextColumn, Value,
};
use arrow::array::{ArrayRef, Int64Array};
use arrow::datatypes::DataType;
use std::sync::Arc;

/// The kind `time_of_day`.
pub(super) const TIME_OF_DAY: Kind = Kind {
    name: "time_of_day",
    names: &[
        "time of day",
        "=start time",
        "=end time",
        "opens at",
        "closes at",
        "preferred time",
        "hours from",
    ],
    recognise: Some(|text| {
        // `9:05 PM` is written with one digit, too.
        let lower = text.to_ascii_lowercase();
        let half = lower.strip_suffix("am").or_else(|| lower.strip_suffix("pm")).map(str::trim_end);
        let formed = |text: &str| shaped(text, "99:99") || shaped(text, "99:99:99");
        formed(text) || half.is_some_and(|half| shaped(half, "9:99") || formed(half))
    }),
    family: Family::Time,
    version: 1,
    summary: "A time of day as text, `HH:MM:SS` or `HH:MM`.",
    params: &[
        HOURS,
        Param::optional(
            "precision",
            Shape::OneOf(&["s", "m"]),
            "s",
            "Whole seconds, or whole minutes as `HH:MM`.",
        ),
    ],
    inputs: &[],
    example: r#"preferred_time = { kind = "time_of_day", hours = { from = "08:00", to = "18:00" }, precision = "m" }"#,
    source: "ISO 8601",
    build: Build::Maker(build_time),
    ..Kind::BLANK
};

/// The kind `duration`.
pub(super) const DURATION: Kind = Kind {
    name: "duration",
    names: &["duration", "elapsed"],
    family: Family::Time,
    version: 1,
    summary: "A span of time, in whole seconds, as ISO 8601 writes it, or as a clock shows it.",
    params: &[
        Param::optional("min", Shape::Duration, "0s", "The shortest."),
        Param::optional("max", Shape::Duration, "1h, or none with a law", "The longest."),
        Param::optional("law", Shape::Law, "uniform", "A law in `unit`s, conditioned on the bounds."),
        Param::optional("unit", Shape::OneOf(&["s", "m", "h", "d"]), "m", "The unit of the law's numbers."),
        Param::optional(
            "style",
            Shape::OneOf(&["seconds", "iso8601", "clock"]),
            "seconds",
            "A number of seconds, or text such as PT1H30M or 01:30:00; below 100 hours the order of the latter is that of the spans.",
        ),
    ],
    inputs: &[],
    example: r#"call_length = { kind = "duration", max = "2h", law = { log_normal = { median = 12, sigma = 0.7 } } }"#,
    source: "ISO 8601",
    build: Build::Maker(build_duration),
    ..Kind::BLANK
};

struct TimeOfDay {
    hours: Hours,
    minutes: bool,
}

fn build_time(settings: &Settings) -> Result<Box<dyn Maker>, Fault> {
    let minutes = settings.text("precision") == Some("m");
    let (hours, _) = Hours::read(settings, if minutes { 60_000_000 } else { 1_000_000 })?;
    Ok(Box::new(TimeOfDay { hours, minutes }))
}

impl Maker for TimeOfDay {
    fn data_type(&self) -> DataType {
        DataType::Utf8
    }

    fn sql_type(&self, _plain: &dyn Fn(&DataType) -> String) -> Option<String> {
        Some("time".to_owned())
    }

    fn domain(&self) -> Domain {
        Domain::Counted(self.hours.count())
    }

    fn edges(&self) -> Edges {
        Edges::Ends
    }

    fn law(&self) -> String {
        if self.hours.weighted() {
            "by weights of the hours"
        } else {
            "all times of day between the ends alike"
        }
        .to_owned()
    }

    fn make(&self, ask: &Ask<'_>) -> Result<ArrayRef, String> {
        let mut column = TextColumn::new(ask.len(), 8);
        for i in 0..ask.len() {
            let micros = match &ask.distinct {
                Some(distinct) => self.hours.nth(distinct[i]),
                None => self.hours.pick(ask.word(i, 0)),
            };
            let seconds = micros / 1_000_000;
            let two =
                |n: u64| TENS_AND_ONES.get(usize::try_from(n).unwrap_or(0)).copied().unwrap_or_default();
            let ([a, b], [c, d], [e, f]) = (two(seconds / 3_600), two(seconds / 60 % 60), two(seconds % 60));
            let clock = [a, b, b':', c, d, b':', e, f];
            column.bytes().extend_from_slice(if self.minutes { &clock[..5] } else { &clock });
            column.end();
        }
        column.finish()
    }
}

/// The two digits of each number below 60.
const TENS_AND_ONES: [[u8; 2]; 60] = {
    let mut digits = [[b'0'; 2]; 60];
    let mut n = 0u8;
    while n < 60 {
        digits[n as usize] = [b'0' + n / 10, b'0' + n % 10];
        n += 1;
    }
    digits
};

struct Duration {
    law: Option<Law>,
    words: String,
    /// In seconds.
    min: i64,
    max: i64,
    unit: f64,
    style: Style,
}

/// How spans are written.
#[derive(Clone, Copy, PartialEq)]
enum Style {
    Seconds,
    Iso,
    Clock,
}

#[expect(clippy::cast_precision_loss, reason = "spans of time are far below 2^53 seconds")]
fn build_duration(settings: &Settings) -> Result<Box<dyn Maker>, Fault> {
    const LONGEST: i64 = 5_000 * 366 * 86_400;
    let law = settings.get("law").filter(|v| !matches!(v, Value::Text(t) if t == "uniform"));
    let seconds = |name| settings.duration(name).map(|micros| micros.map(|m| m / 1_000_000));
    let min = seconds("min")?.unwrap_or(0);
    let max = seconds("max")?.unwrap_or(if law.is_some() { LONGEST } else { min.max(3_600) });
    if min > max {
        return Err(Fault::of("min", "the shortest span is above the longest"));
    }
    if settings.unique && law.is_some() {
        return Err(Fault::of("law", "unique spans cannot follow a law").help("leave out `law`"));
    }
    let unit = match settings.text("unit") {
        Some("s") => 1.0,
        Some("h") => 3_600.0,
        Some("d") => 86_400.0,
        _ => 60.0,
    };
    let bounds = Bounds { min: Some((min as f64 - 0.5) / unit), max: Some((max as f64 + 0.5) / unit) };
    let read = law.map(|law| read_law("law", law, bounds)).transpose()?;
    let words = law.map_or_else(|| "uniform".to_owned(), describe);
    let style = match settings.text("style") {
        Some("iso8601") => Style::Iso,
        Some("clock") => Style::Clock,
        _ => Style::Seconds,
    };
    Ok(Box::new(Duration { law: read, words, min, max, unit, style }))
}

impl Duration {
    fn count(&self) -> u64 {
        self.min.abs_diff(self.max) + 1
    }

    #[expect(clippy::cast_possible_truncation, reason = "the law is held within the bounds")]
    fn seconds(&self, ask: &Ask<'_>, i: usize) -> i64 {
        match &self.law {
            None => self.min.wrapping_add_unsigned(ask.ordinal(i, self.count())),
            Some(law) => {
                (libm::round(law.sample(ask.word(i, 0)) * self.unit) as i64).clamp(self.min, self.max)
            }
        }
    }
}

impl Maker for Duration {
    fn data_type(&self) -> DataType {
        if self.style == Style::Seconds { DataType::Int64 } else { DataType::Utf8 }
    }

    fn sql_type(&self, _plain: &dyn Fn(&DataType) -> String) -> Option<String> {
        (self.style != Style::Seconds).then(|| "interval".to_owned())
    }

    fn domain(&self) -> Domain {
        if self.law.is_none() { Domain::Counted(self.count()) } else { Domain::Open }
    }

    fn edges(&self) -> Edges {
        Edges::of_law(self.law.is_none())
    }

    fn law(&self) -> String {
        format!("{}, in whole seconds", self.words)
    }

    fn make(&self, ask: &Ask<'_>) -> Result<ArrayRef, String> {
        let seconds = (0..ask.len()).map(|i| self.seconds(ask, i));
        let write = match self.style {
            Style::Seconds => return Ok(Arc::new(seconds.collect::<Int64Array>())),
            Style::Iso => write_iso,
            Style::Clock => write_clock,
        };
        let mut column = TextColumn::new(ask.len(), 12);
        for seconds in seconds {
            write(&mut column, seconds.unsigned_abs());
        }
        column.finish()
    }
}

/// Hours, minutes and seconds, each of two digits at least.
fn write_clock(column: &mut TextColumn, seconds: u64) {
    column.digits(seconds / 3_600, 2);
    for number in [seconds / 60 % 60, seconds % 60] {
        column.add(":");
        column.digits(number, 2);
    }
    column.end();
}

/// Days, hours, minutes and seconds after ISO 8601; what is 0 is left out.
fn write_iso(column: &mut TextColumn, seconds: u64) {
    column.add("P");
    let (days, rest) = (seconds / 86_400, seconds % 86_400);
    if days > 0 {
        column.digits(days, 1);
        column.add("D");
    }
    if rest > 0 || days == 0 {
        column.add("T");
    }
    for (number, unit) in [(rest / 3_600, "H"), (rest / 60 % 60, "M"), (rest % 60, "S")] {
        if number > 0 || (seconds == 0 && unit == "S") {
            column.digits(number, 1);
            column.add(unit);
        }
    }
    column.end();
}
