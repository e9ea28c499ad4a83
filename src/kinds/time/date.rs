//! The kind `date`.

use super::calendar::{Calendar, Window};
use super::interval::{DELAY, Interval, SEASON, WEEKDAYS, WITHIN};
use crate::draw::{Law, Sub, below};
use crate::kinds::masking::Masking;
use crate::kinds::{Ask, Build, Edges, Family, Fault, Input, Kind, Maker, Settings, Takes, arrow_date};
use arrow::array::{Array, ArrayRef, Date32Array};
use arrow::buffer::NullBuffer;
use arrow::datatypes::DataType;

/// The kind `date`.
pub(super) const DATE: Kind = Kind {
    name: "date",
    mask: Masking::DATE,
    recognise: Some(crate::kinds::likeness::date),
    family: Family::Time,
    version: 1,
    summary: "A date between two others, both included; without any, one of the five years before the epoch.",
    params: &[WITHIN, DELAY, WEEKDAYS, SEASON],
    inputs: &[
        Input {
            name: "after",
            takes: Takes::Date,
            summary: "The first date. Where it is NULL, the date is NULL if `within` or `delay` is measured from it, and has no first \
                      date otherwise.",
            required: false,
            natural: &[],
        },
        Input {
            name: "before",
            takes: Takes::Date,
            summary: "The last date. Where it is NULL or not given, the last is `after` plus `within`, or else the epoch.",
            required: false,
            natural: &[],
        },
    ],
    example: r#"opened_on = { kind = "date", after = "2024-01-01", before = "epoch", weekdays = "business" }"#,
    source: "",
    build: Build::Maker(build),
    ..Kind::BLANK
};

/// How often a delay is drawn again before the nearest day is taken.
const REDRAWS: usize = 32;

struct DateMaker {
    interval: Interval,
    calendar: Option<Calendar>,
}

fn build(settings: &Settings) -> Result<Box<dyn Maker>, Fault> {
    Interval::prove(settings)?;
    let interval = Interval::read(settings, 86_400_000_000)?;
    Ok(Box::new(DateMaker { interval, calendar: Calendar::read(settings, false)? }))
}

impl DateMaker {
    fn day(
        &self,
        word: u64,
        (low, high): (i32, i32),
        last: &mut Option<((i32, i32), Option<Window>)>,
        sub: impl FnOnce() -> Sub,
    ) -> Result<i32, String> {
        if let Some(calendar) = &self.calendar
            && !calendar.knows(low, high)
        {
            return Err(
                "in a row the interval leaves the years 1800 to 2199, where weekdays are weighed".to_owned()
            );
        }
        match (&self.interval.delay, &self.calendar) {
            (None, None) => Ok(uniform(word, low, high)),
            (None, Some(calendar)) => {
                // Where all rows have the same ends the window is found once.
                if last.is_none_or(|(ends, _)| ends != (low, high)) {
                    *last = Some(((low, high), calendar.window(low, high)));
                }
                let window = last.and_then(|(_, window)| window);
                Ok(window.map_or_else(|| uniform(word, low, high), |window| calendar.pick(word, &window)))
            }
            (Some(law), None) => Ok(delayed(law, word, low, high)),
            (Some(law), Some(calendar)) => Ok(allowed(law, calendar, word, low, high, sub)),
        }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "a number below a difference of two 32-bit days")]
fn uniform(word: u64, low: i32, high: i32) -> i32 {
    low.wrapping_add_unsigned(below(word, u64::from(low.abs_diff(high)) + 1) as u32)
}

#[expect(clippy::cast_possible_truncation, reason = "the law is held between the ends")]
fn delayed(law: &Law, word: u64, low: i32, high: i32) -> i32 {
    let days = law.sample_between(word, -0.5, f64::from(high) - f64::from(low) + 0.5);
    low.saturating_add(libm::round(days) as i32).clamp(low, high)
}

/// A delay to a day that the calendar takes.
fn allowed(law: &Law, calendar: &Calendar, word: u64, low: i32, high: i32, sub: impl FnOnce() -> Sub) -> i32 {
    // The high bits decide the delay; whether its day is taken is left to the low ones.
    let taken = |day: i32, chance: u64| (chance & 0xffff_ffff) < calendar.share(day);
    let first = delayed(law, word, low, high);
    if taken(first, word.wrapping_mul(0x9e37_79b9_7f4a_7c15)) {
        return first;
    }
    let mut sub = sub();
    let mut day = first;
    for _ in 0..REDRAWS {
        day = delayed(law, sub.word(), low, high);
        if taken(day, sub.word()) {
            return day;
        }
    }
    calendar.nearest(day, low, high).unwrap_or(day)
}

impl Maker for DateMaker {
    fn data_type(&self) -> DataType {
        DataType::Date32
    }

    fn edges(&self) -> Edges {
        match (&self.interval.delay, &self.calendar) {
            (Some(_), _) => Edges::Tails,
            (None, Some(_)) => Edges::Ends,
            (None, None) => Edges::Between,
        }
    }

    fn law(&self) -> String {
        let weights = self.calendar.as_ref().map(Calendar::words).unwrap_or_default();
        format!("{}{weights}", self.interval.words())
    }

    fn make(&self, ask: &Ask<'_>) -> Result<ArrayRef, String> {
        let (after, before) = (ask.dates(0), ask.dates(1));
        let value = |array: Option<&Date32Array>, i: usize| {
            array.filter(|a| a.is_valid(i)).map(|a| i64::from(a.value(i)))
        };
        let mut days = Vec::with_capacity(ask.len());
        let mut valid = vec![true; ask.len()];
        let mut last = None;
        for (i, word) in ask.slots.firsts().enumerate() {
            let Some((low, high)) =
                self.interval.of_row(after.is_some(), value(after, i), value(before, i))?
            else {
                valid[i] = false;
                days.push(0);
                continue;
            };
            days.push(self.day(word, (clamped(low), clamped(high)), &mut last, || ask.sub(i))?);
        }
        let nulls = valid.contains(&false).then(|| NullBuffer::from(valid));
        Ok(arrow_date(days, nulls))
    }
}

fn clamped(day: i64) -> i32 {
    i32::try_from(day).unwrap_or(if day < 0 { i32::MIN } else { i32::MAX })
}
