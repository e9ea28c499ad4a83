//! Between which ends a date or a moment lies, row by row.

use crate::draw::{Bounds, Law};
use crate::kinds::number::{describe, read_law};
use crate::kinds::{Fault, Param, Settings, Shape, Value, parse_duration};

/// What is drawn when neither end is given: this long before the epoch, in days.
const SPAN_DAYS: i64 = 1_826;

/// The parameters that dates and moments share.
pub(super) const WITHIN: Param = Param::optional(
    "within",
    Shape::Duration,
    "",
    "At most this long after `after`; without `after`, at most this long before `before`.",
);
pub(super) const DELAY: Param = Param::optional(
    "delay",
    Shape::Law,
    "",
    "A law of the time after `after`, in days or as spans such as `{ log_normal = { median = \"75d\", sigma = 0.9 } }`, conditioned on `before` and `within`; where practically nothing of it lies there, the nearer end.",
);
pub(super) const WEEKDAYS: Param = Param::optional(
    "weekdays",
    Shape::Any,
    "all alike",
    "`\"business\"` (Monday to Friday), or a table of weights by mon, tue, wed, thu, fri, sat, sun; a day left out has none. Where the \
     interval of a row has no day with a weight, the interval wins.",
);
pub(super) const SEASON: Param = Param::optional(
    "season",
    Shape::Weights,
    "all alike",
    "Weights by month, jan to dec or 1 to 12; a month left out has none.",
);

/// The ends of a column's intervals, in units (days, or microseconds) since 1970.
pub(super) struct Interval {
    within: Option<i64>,
    /// The law of the delay, in days.
    pub(super) delay: Option<Law>,
    delay_words: String,
    /// The last unit that is taken where `before` is not given.
    default_before: i64,
    span: i64,
}

impl Interval {
    /// Reads `within` and `delay`; `unit` is how many microseconds a unit has.
    ///
    /// # Errors
    /// Where one of them cannot be read, or a delay has nothing to be measured from.
    pub(super) fn read(settings: &Settings, unit: i64) -> Result<Self, Fault> {
        const DAY: i64 = 86_400_000_000;
        let within = settings.duration("within")?.map(|micros| micros / unit);
        let delay = match settings.get("delay") {
            None => None,
            Some(_) if !settings.has_input("after") => {
                return Err(Fault::of("delay", "a delay is counted from `after`, which is not given"));
            }
            Some(law) => Some(read_law("delay", &in_days(law), Bounds { min: Some(0.0), max: None })?),
        };
        let delay_words = settings.get("delay").map(|law| describe(&in_days(law))).unwrap_or_default();
        let per_day = DAY / unit;
        let epoch = i64::from(settings.epoch) * per_day;
        Ok(Self { within, delay, delay_words, default_before: epoch, span: SPAN_DAYS * per_day })
    }

    /// The ends of one row; `None` where the value is NULL because it is measured from a NULL.
    ///
    /// # Errors
    /// Where nothing lies between the ends.
    pub(super) fn of_row(
        &self,
        after_given: bool,
        after: Option<i64>,
        before: Option<i64>,
    ) -> Result<Option<(i64, i64)>, String> {
        let (low, high) = match (after, before) {
            (None, _) if after_given && (self.delay.is_some() || self.within.is_some()) => return Ok(None),
            (None, _) => {
                let high = before.unwrap_or(self.default_before);
                (high.saturating_sub(self.within.unwrap_or(self.span)), high)
            }
            (Some(low), before) => {
                let latest = self.within.map(|within| low.saturating_add(within));
                let high = match (before, latest) {
                    (Some(before), Some(latest)) => before.min(latest),
                    (Some(end), None) | (None, Some(end)) => end,
                    // A delay alone is its own end: a hundred years are beyond every record.
                    (None, None) if self.delay.is_some() => low.saturating_add(self.span.saturating_mul(20)),
                    (None, None) => self.default_before,
                };
                (low, high)
            }
        };
        if low > high {
            return Err(if before.is_some() {
                "in a row `after` is later than `before`".to_owned()
            } else {
                "in a row `after` is later than the epoch, which is the end where neither `before` nor `within` is given"
                    .to_owned()
            });
        }
        Ok(Some((low, high)))
    }

    /// Refuses ends that are known and out of order in every row.
    pub(super) fn prove(settings: &Settings) -> Result<(), Fault> {
        let known = |name: &str| settings.inputs.get(name).cloned().flatten();
        let (Some(after), Some(before)) = (known("after"), known("before")) else { return Ok(()) };
        // Dates and moments in ISO 8601 compare as texts where they have the same form.
        match (after.iter().min(), before.iter().max()) {
            (Some(low), Some(high)) if low.len() == high.len() && low > high => {
                Err(Fault::of("after", format!("`after` ({low}) is later than `before` ({high})")))
            }
            _ => Ok(()),
        }
    }

    /// The interval in words.
    pub(super) fn words(&self) -> String {
        if self.delay.is_some() {
            format!("`after` and a delay in days by {}", self.delay_words)
        } else {
            "all between the ends alike".to_owned()
        }
    }
}

/// A law whose spans of time, such as `median = "75d"`, are numbers of days.
#[expect(clippy::cast_precision_loss, reason = "a span of time is good to a microsecond")]
pub(super) fn in_days(law: &Value) -> Value {
    let table = |pairs: &[(String, Value)]| pairs.iter().map(|(k, v)| (k.clone(), in_days(v))).collect();
    match law {
        Value::Text(text) => parse_duration(text)
            .map_or_else(|| law.clone(), |micros| Value::Number(micros as f64 / crate::calendar::DAY as f64)),
        Value::Table(pairs) => Value::Table(table(pairs)),
        other => other.clone(),
    }
}
