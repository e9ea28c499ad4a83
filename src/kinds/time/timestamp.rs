//! The kind `timestamp`.

use super::calendar::{Calendar, Window};
use super::hours::{HOURS, Hours};
use super::interval::{DELAY, Interval, SEASON, WEEKDAYS, WITHIN};
use super::zone::Zone;
use crate::draw::{Sub, Width, below};
use crate::kinds::masking::Masking;
use crate::kinds::{
    Ask, Build, Edges, Family, Fault, Input, Kind, Maker, Param, Settings, Shape, Takes, arrow_timestamp,
    timestamp_type,
};
use arrow::array::{Array, ArrayRef, StringArray, TimestampMicrosecondArray};
use arrow::buffer::NullBuffer;
use arrow::datatypes::DataType;
use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

/// The kind `timestamp`.
pub(super) const TIMESTAMP: Kind = Kind {
    name: "timestamp",
    mask: Masking::DATE,
    recognise: Some(crate::kinds::likeness::moment),
    family: Family::Time,
    version: 1,
    summary: "A moment between two others, both included; without any, one of the five years before the epoch.",
    params: &[
        WITHIN,
        DELAY,
        WEEKDAYS,
        SEASON,
        HOURS,
        Param::optional(
            "time_zone",
            Shape::Text,
            "the schema's",
            "The IANA time zone in which weekdays, months and hours are meant; the value itself is UTC.",
        ),
        Param::optional("precision", Shape::OneOf(&["s", "ms", "us"]), "s", "The smallest unit of a moment."),
    ],
    inputs: &[
        Input {
            name: "after",
            takes: Takes::Moment,
            summary: "The first moment. Where it is NULL, the moment is NULL if `within` or `delay` is measured from it, and has no \
                      first moment otherwise.",
            required: false,
            natural: &[],
        },
        Input {
            name: "before",
            takes: Takes::Moment,
            summary: "The last moment. Where it is NULL or not given, the last is `after` plus `within`, or else the epoch.",
            required: false,
            natural: &[],
        },
        Input {
            name: "zone",
            takes: Takes::Text,
            summary: "The IANA time zone of the row. Where it is NULL, `time_zone` holds.",
            required: false,
            natural: &["time_zone"],
        },
    ],
    example: r#"created_at = { kind = "timestamp", before = "epoch", hours = "business" }"#,
    source: "IANA time zone database",
    build: Build::Maker(build),
    ..Kind::BLANK
};

const SECOND: i64 = 1_000_000;
const DAY: i64 = 86_400 * SECOND;

/// How often a moment is drawn again before the first allowed stretch of the interval is taken.
const REDRAWS: usize = 64;

struct TimestampMaker {
    interval: Interval,
    calendar: Option<Calendar>,
    hours: Hours,
    zone: Zone,
    /// The zones that rows have named so far; a table of changes is dear to make.
    named: RwLock<BTreeMap<String, Arc<Zone>>>,
    step: i64,
}

/// The ends of one row.
struct Ends<'z> {
    /// The first and the last whole step.
    low: i64,
    high: i64,
    zone: &'z Zone,
    /// Their days in the zone.
    days: (i32, i32),
    window: Option<Window>,
}

fn build(settings: &Settings) -> Result<Box<dyn Maker>, Fault> {
    Interval::prove(settings)?;
    let interval = Interval::read(settings, 1)?;
    let name = settings.text("time_zone").unwrap_or(&settings.time_zone);
    let name = if name.is_empty() { "UTC" } else { name };
    let zone = Zone::find(name).ok_or_else(|| {
        let names: Vec<String> = jiff::tz::db().available().map(|n| n.to_string()).collect();
        Fault::of("time_zone", format!("there is no time zone `{name}`"))
            .help("write an IANA name such as \"America/New_York\"")
            .suggest(name, names.iter().map(String::as_str))
    })?;
    let step = match settings.text("precision") {
        Some("us") => 1,
        Some("ms") => 1_000,
        _ => SECOND,
    };
    let (hours, business) = Hours::read(settings, step.unsigned_abs())?;
    let calendar = Calendar::read(settings, business)?;
    Ok(Box::new(TimestampMaker { interval, calendar, hours, zone, named: RwLock::default(), step }))
}

impl TimestampMaker {
    /// Whether every moment of the interval is alike, so that no calendar is needed.
    fn plain(&self) -> bool {
        self.calendar.is_none() && self.hours.whole
    }

    /// What one row's ends come to: whole steps, local days, and their window in the calendar.
    fn ends<'z>(&self, low: i64, high: i64, zone: &'z Zone) -> Result<Ends<'z>, String> {
        let (low, high) = (-(-low).div_euclid(self.step) * self.step, high.div_euclid(self.step) * self.step);
        if low > high {
            return Err("in a row no moment of the precision lies between `after` and `before`".to_owned());
        }
        let mut ends = Ends { low, high, zone, days: (0, 0), window: None };
        if !self.plain() {
            ends.days = (day_of(zone.to_local(low)), day_of(zone.to_local(high)));
        }
        if let Some(calendar) = &self.calendar {
            if !calendar.knows(ends.days.0, ends.days.1) {
                return Err(
                    "in a row the interval leaves the years 1800 to 2199, where weekdays are weighed"
                        .to_owned(),
                );
            }
            ends.window = calendar.window(ends.days.0, ends.days.1);
        }
        Ok(ends)
    }

    /// The moment of one row.
    fn moment(&self, words: [u64; 2], ends: &Ends<'_>, sub: impl FnOnce() -> Sub) -> i64 {
        let (low, high, zone) = (ends.low, ends.high, ends.zone);
        if self.plain() {
            return self.instant(words[0], low, high);
        }
        // Within one day the hours are cut exactly; over several, a moment outside the ends is drawn again.
        if ends.days.0 != ends.days.1 {
            if let Some(moment) = self.attempt(words, ends) {
                return moment;
            }
            let mut sub = sub();
            for _ in 0..REDRAWS {
                if let Some(moment) = self.attempt([sub.word(), sub.word()], ends) {
                    return moment;
                }
            }
        }
        self.first_allowed(words, low, high, zone).unwrap_or_else(|| self.instant(words[0], low, high))
    }

    #[expect(
        clippy::cast_possible_truncation,
        reason = "the law is held between the ends, and the cast saturates"
    )]
    #[expect(clippy::cast_precision_loss, reason = "a delay counts in days, and is good to a microsecond")]
    fn instant(&self, word: u64, low: i64, high: i64) -> i64 {
        match &self.interval.delay {
            Some(law) => {
                let day = DAY as f64;
                let days = law.sample_between(word, 0.0, (high - low) as f64 / day);
                let steps = libm::floor(days * day / self.step as f64) as i64;
                low.saturating_add(steps.saturating_mul(self.step)).clamp(low, high)
            }
            None => {
                let steps = low.abs_diff(high) / self.step.unsigned_abs() + 1;
                low.wrapping_add_unsigned(below(word, steps) * self.step.unsigned_abs())
            }
        }
    }

    fn attempt(&self, words: [u64; 2], ends: &Ends<'_>) -> Option<i64> {
        let (low, high, zone) = (ends.low, ends.high, ends.zone);
        let day = match &self.interval.delay {
            None => self.some_day(words[0], ends)?,
            Some(_) => {
                let day = day_of(zone.to_local(self.instant(words[0], low, high)));
                let chance = words[0].wrapping_mul(0x9e37_79b9_7f4a_7c15) & 0xffff_ffff;
                let taken = self.calendar.as_ref().is_none_or(|calendar| chance < calendar.share(day));
                taken.then_some(day)?
            }
        };
        let time = self.hours.pick(words[1]);
        let moment = zone.to_moment(i64::from(day) * DAY + time.cast_signed())?;
        (low..=high).contains(&moment).then_some(moment)
    }

    fn some_day(&self, word: u64, ends: &Ends<'_>) -> Option<i32> {
        let (low, high) = ends.days;
        match &self.calendar {
            Some(calendar) => ends.window.map(|window| calendar.pick(word, &window)),
            None => {
                let ahead = below(word, u64::from(low.abs_diff(high)) + 1);
                low.checked_add_unsigned(u32::try_from(ahead).ok()?)
            }
        }
    }

    /// A moment of the first day of the interval that has an allowed hour.
    fn first_allowed(&self, words: [u64; 2], low: i64, high: i64, zone: &Zone) -> Option<i64> {
        let (from, to) = (zone.to_local(low), zone.to_local(high));
        (day_of(from)..=day_of(to)).take(800).find_map(|day| {
            if self.calendar.as_ref().is_some_and(|calendar| calendar.weight(day) == 0) {
                return None;
            }
            let midnight = i64::from(day) * DAY;
            let cut = |local: i64| u64::try_from((local - midnight).clamp(0, DAY - 1)).unwrap_or(0);
            let time = self.hours.pick_between(words[1], cut(from), cut(to))?;
            let moment = zone.to_moment(midnight + time.cast_signed())?;
            (low..=high).contains(&moment).then_some(moment)
        })
    }
}

impl TimestampMaker {
    /// The zones that a batch names.
    fn zones<'a>(&self, names: Option<&'a StringArray>) -> Result<BTreeMap<&'a str, Arc<Zone>>, String> {
        let mut zones = BTreeMap::new();
        let mut last = "";
        for name in names.into_iter().flatten().flatten() {
            if name != last && !zones.contains_key(name) {
                zones.insert(name, self.named(name)?);
            }
            last = name;
        }
        Ok(zones)
    }

    fn named(&self, name: &str) -> Result<Arc<Zone>, String> {
        if let Some(zone) = self.named.read().unwrap_or_else(PoisonError::into_inner).get(name) {
            return Ok(zone.clone());
        }
        let zone = Zone::find(name).ok_or_else(|| "in a row `zone` is no IANA time zone".to_owned())?;
        let zone = Arc::new(zone);
        self.named.write().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned(), zone.clone());
        Ok(zone)
    }
}

/// The day of a local time, in days since 1970.
fn day_of(local: i64) -> i32 {
    let day = local.div_euclid(DAY);
    i32::try_from(day).unwrap_or(if day < 0 { i32::MIN } else { i32::MAX })
}

impl Maker for TimestampMaker {
    fn data_type(&self) -> DataType {
        timestamp_type()
    }

    fn width(&self) -> Width {
        Width::Four
    }

    fn edges(&self) -> Edges {
        match (&self.interval.delay, self.plain()) {
            (Some(_), _) => Edges::Tails,
            (None, false) => Edges::Ends,
            (None, true) => Edges::Between,
        }
    }

    fn law(&self) -> String {
        let weights = self.calendar.as_ref().map(Calendar::words).unwrap_or_default();
        let hours = if self.hours.whole { "" } else { ", by hour" };
        format!("{}{weights}{hours}", self.interval.words())
    }

    fn make(&self, ask: &Ask<'_>) -> Result<ArrayRef, String> {
        let (after, before) = (ask.moments(0), ask.moments(1));
        // Where nothing depends on the local time the zone says nothing.
        let names = ask.text(2).filter(|_| !self.plain());
        let zones = self.zones(names)?;
        let value = |array: Option<&TimestampMicrosecondArray>, i: usize| {
            array.filter(|a| a.is_valid(i)).map(|a| a.value(i))
        };
        let mut micros = Vec::with_capacity(ask.len());
        let mut valid = vec![true; ask.len()];
        // Most rows share their ends, which are worked out once; those of one that does not stand beside them.
        let mut known: [Option<((i64, i64), Ends<'_>)>; 2] = [None, None];
        for (i, valid) in valid.iter_mut().enumerate() {
            let ends = self.interval.of_row(after.is_some(), value(after, i), value(before, i))?;
            let Some((low, high)) = ends else {
                *valid = false;
                micros.push(0);
                continue;
            };
            let zone = names
                .filter(|names| names.is_valid(i))
                .and_then(|names| zones.get(names.value(i)))
                .map_or(&self.zone, Arc::as_ref);
            let same =
                |known: &((i64, i64), Ends<'_>)| known.0 == (low, high) && std::ptr::eq(known.1.zone, zone);
            if !known[0].as_ref().is_some_and(same) {
                if !known[1].as_ref().is_some_and(same) {
                    known[1] = Some(((low, high), self.ends(low, high, zone)?));
                }
                // What was asked for last comes first.
                known.swap(0, 1);
            }
            let [Some((_, ends)), _] = &known else { continue };
            let words = [ask.word(i, 0), ask.word(i, 1)];
            micros.push(self.moment(words, ends, || ask.sub(i)));
        }
        let nulls = valid.contains(&false).then(|| NullBuffer::from(valid));
        Ok(arrow_timestamp(micros, nulls))
    }
}
