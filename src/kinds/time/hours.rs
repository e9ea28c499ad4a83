//! Which times of day are likely.

use crate::draw::below;
use crate::kinds::settings::weights_of;
use crate::kinds::{Fault, Param, Settings, Shape, Value};

/// The parameter that times of day and moments share.
pub(super) const HOURS: Param = Param::optional(
    "hours",
    Shape::Any,
    "all alike",
    "`\"business\"` (08:00 to 17:59, and Monday to Friday where `weekdays` is not given), { from = \"08:00\", to = \"18:00\" } \
     without the end, or a table of weights by hour, 0 to 23.",
);

const SECOND: u64 = 1_000_000;
const HOUR: u64 = 3_600 * SECOND;

/// Stretches of the day with weights.
pub(super) struct Hours {
    /// The first microsecond, the number of steps, and the weight of each step.
    stretches: Vec<(u64, u64, u64)>,
    /// Steps times weights.
    total: u64,
    /// The smallest unit, in microseconds.
    step: u64,
    /// Whether all of the day is alike.
    pub(super) whole: bool,
}

impl Hours {
    /// Reads `hours`; the flag says whether business hours were meant.
    ///
    /// # Errors
    /// Where no time of day is left, or something is no time of day.
    pub(super) fn read(settings: &Settings, step: u64) -> Result<(Self, bool), Fault> {
        let one = |from: u64, to: u64| Self::new(vec![(from, (to - from).div_ceil(step), 1)], step);
        match settings.get("hours") {
            None => Ok((Self { whole: true, ..one(0, 24 * HOUR) }, false)),
            Some(Value::Text(word)) if word == "business" => Ok((one(8 * HOUR, 18 * HOUR), true)),
            Some(Value::Table(table)) if table.iter().any(|(key, _)| key == "from" || key == "to") => {
                let (mut from, mut to) = (0, 24 * HOUR);
                for (key, value) in table {
                    let time = clock(value).ok_or_else(|| {
                        Fault::of("hours", format!("`{key}` is not a time of day")).help("write \"08:00\"")
                    })?;
                    match key.as_str() {
                        "from" => from = time,
                        "to" => to = time,
                        other => {
                            return Err(Fault::of("hours", format!("there is no `{other}`"))
                                .help("write from and to"));
                        }
                    }
                }
                if from >= to {
                    return Err(Fault::of("hours", "`from` is not before `to`")
                        .help("for hours past midnight, write weights by hour"));
                }
                Ok((one(from, to), false))
            }
            Some(value) => by_hour(value, step).map(|hours| (hours, false)),
        }
    }

    fn new(stretches: Vec<(u64, u64, u64)>, step: u64) -> Self {
        let total = stretches.iter().map(|(_, steps, weight)| steps * weight).sum();
        Self { stretches, total, step, whole: false }
    }

    /// The time of day, in microseconds since midnight, that a uniform word picks.
    #[inline]
    pub(super) fn pick(&self, word: u64) -> u64 {
        let mut point = below(word, self.total);
        for (start, steps, weight) in &self.stretches {
            let share = steps * weight;
            if point < share {
                return start + if *weight == 1 { point } else { point / weight } * self.step;
            }
            point -= share;
        }
        0
    }

    /// A time of day between two, both included, in microseconds since midnight; `None` where none has a weight.
    pub(super) fn pick_between(&self, word: u64, low: u64, high: u64) -> Option<u64> {
        let cut = self.stretches.iter().filter_map(|(start, steps, weight)| {
            let from = (*start).max(low).div_ceil(self.step) * self.step;
            let to = (start + steps * self.step).min(high + 1);
            (from < to).then(|| (from, (to - from).div_ceil(self.step), *weight))
        });
        let cut = Self::new(cut.collect(), self.step);
        (!cut.stretches.is_empty()).then(|| cut.pick(word))
    }

    /// How many different times of day there are.
    pub(super) fn count(&self) -> u64 {
        self.stretches.iter().map(|(_, steps, _)| steps).sum()
    }

    /// The time of day of a number below [`Hours::count`].
    pub(super) fn nth(&self, mut n: u64) -> u64 {
        for (start, steps, _) in &self.stretches {
            if n < *steps {
                return start + n * self.step;
            }
            n -= steps;
        }
        0
    }

    /// Whether stretches differ in weight.
    pub(super) fn weighted(&self) -> bool {
        self.stretches.iter().any(|(_, _, weight)| *weight != self.stretches[0].2)
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 2^15")]
fn by_hour(value: &Value, step: u64) -> Result<Hours, Fault> {
    let help = "write weights by hour, such as { 9 = 3, 10 = 5 }";
    let pairs = weights_of(value).ok_or_else(|| Fault::of("hours", "these are no hours").help(help))?;
    let largest = pairs.iter().map(|(_, w)| *w).fold(0.0, f64::max);
    if pairs.iter().any(|(_, w)| !w.is_finite() || *w < 0.0) || largest <= 0.0 {
        return Err(Fault::of("hours", "a weight is negative or not finite, or all are 0"));
    }
    let mut hours = [0u64; 24];
    for (key, weight) in pairs {
        let key = key.to_text().unwrap_or_default();
        let hour = key.parse::<usize>().ok().and_then(|hour| hours.get_mut(hour));
        let hour = hour.ok_or_else(|| Fault::of("hours", format!("there is no hour `{key}`")).help(help))?;
        *hour = libm::ceil(weight / largest * 32_768.0) as u64;
    }
    let taken = (0..24u64).zip(hours).filter(|(_, weight)| *weight > 0);
    let stretches = taken.map(|(hour, weight)| (hour * HOUR, HOUR / step, weight)).collect();
    Ok(Hours::new(stretches, step))
}

/// A time of day, written as such or as text, in microseconds since midnight; 24:00 is the end of the day.
fn clock(value: &Value) -> Option<u64> {
    match value {
        Value::TimeOfDay(micros) => u64::try_from(*micros).ok(),
        Value::Text(text) => {
            let mut parts = text.split(':').map(|part| part.parse::<u64>().ok().filter(|_| part.len() == 2));
            let (hour, minute) = (parts.next()??, parts.next()??);
            let second = parts.next().unwrap_or(Some(0))?;
            let micros = hour * HOUR + minute * 60 * SECOND + second * SECOND;
            (parts.next().is_none() && minute < 60 && second < 60 && micros <= 24 * HOUR).then_some(micros)
        }
        _ => None,
    }
}
