//! Which days are likely: weights by weekday and by month, drawn exactly by inverse.

use crate::calendar::{Civil, days};
use crate::draw::below;
use crate::kinds::settings::weights_of;
use crate::kinds::{Fault, Settings, Value};

/// The first and the last year whose days can be weighed.
const YEARS: std::ops::RangeInclusive<i32> = 1800..=2199;
const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Weights of days, with running totals by month.
#[derive(Clone, Debug)]
pub struct Calendar {
    week: [u64; 7],
    /// What a whole week weighs.
    whole_week: u64,
    /// From each weekday on, what so many days weigh, up to a week.
    running: [[u64; 8]; 7],
    season: [u64; 12],
    /// What all days before each month of the years weigh; one entry more than there are months.
    before_month: Vec<u64>,
    /// Day 0 of each month, in days since 1970; one entry more than there are months.
    starts: Vec<i32>,
    largest: u64,
}

/// The days between two ends.
#[derive(Clone, Copy, Debug)]
pub(super) struct Window {
    /// What all days before the first weigh, and all from the first to the last.
    from: u64,
    total: u64,
    /// The months of the first and the last.
    first: usize,
    last: usize,
}

impl Calendar {
    /// The calendar of `weekdays` and `season`, also where all days are alike.
    ///
    /// # Errors
    /// Where a day or a month is unknown, or no day is left.
    pub fn of(settings: &Settings) -> Result<Self, Fault> {
        Ok(Self::read(settings, false)?.unwrap_or_else(|| Self::new([1; 7], [1; 12])))
    }

    /// Reads `weekdays` and `season`; `None` where all days are alike.
    ///
    /// # Errors
    /// Where a day or a month is unknown, or no day is left.
    pub(super) fn read(settings: &Settings, business: bool) -> Result<Option<Self>, Fault> {
        let week = match settings.get("weekdays") {
            None if business => Some([1.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0]),
            None => None,
            Some(Value::Text(word)) if word == "business" => Some([1.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0]),
            Some(value) => Some(named("weekdays", value, &WEEKDAYS, false)?),
        };
        let season = settings.get("season").map(|value| named("season", value, &MONTHS, true)).transpose()?;
        if week.is_none() && season.is_none() {
            return Ok(None);
        }
        let week = scaled("weekdays", week.unwrap_or([1.0; 7]))?;
        let season = scaled("season", season.unwrap_or([1.0; 12]))?;
        Ok(Some(Self::new(week, season)))
    }

    fn new(week: [u64; 7], season: [u64; 12]) -> Self {
        let mut running = [[0; 8]; 7];
        for (start, sums) in running.iter_mut().enumerate() {
            for days in 1..8 {
                sums[days] = sums[days - 1] + week[(start + days - 1) % 7];
            }
        }
        let whole_week = running[0][7];
        let before_month = vec![0];
        let mut calendar =
            Self { week, whole_week, running, season, before_month, starts: Vec::new(), largest: 0 };
        let (mut total, mut start) = (0, days_from_civil(*YEARS.start(), 1, 1));
        for year in YEARS {
            for month in 1..=12u8 {
                let next = if month == 12 {
                    days_from_civil(year + 1, 1, 1)
                } else {
                    days_from_civil(year, month + 1, 1)
                };
                // Four whole weeks, and what the month has beyond them.
                let days = 4 * calendar.week.iter().sum::<u64>()
                    + (start + 28..next).map(|day| calendar.week[weekday(day)]).sum::<u64>();
                total += days * calendar.season[usize::from(month) - 1];
                calendar.starts.push(start);
                calendar.before_month.push(total);
                start = next;
            }
        }
        calendar.starts.push(start);
        // Where no month weighs more than another, all the years are one.
        if season.iter().all(|weight| *weight == season[0]) {
            calendar.starts = vec![calendar.starts[0], start];
            calendar.before_month = vec![0, total];
        }
        calendar.largest =
            week.iter().max().copied().unwrap_or(0) * season.iter().max().copied().unwrap_or(0);
        calendar
    }

    /// What a day weighs.
    pub(super) fn weight(&self, day: i32) -> u64 {
        let month = self.month(day);
        self.week[weekday(day)] * self.season[month % 12]
    }

    /// The share of the heaviest day that a day weighs, of 2^32: for taking days by chance.
    pub(super) fn share(&self, day: i32) -> u64 {
        (self.weight(day) << 32) / self.largest.max(1)
    }

    fn month(&self, day: i32) -> usize {
        let last = self.starts.len() - 2;
        // 400 years have 146,097 days: the guess is off by one month at most.
        let guess = i64::from(day.saturating_sub(self.starts[0])) * 4_800 / 146_097;
        let mut month = usize::try_from(guess).unwrap_or(0).min(last);
        while month > 0 && self.starts[month] > day {
            month -= 1;
        }
        while month < last && self.starts[month + 1] <= day {
            month += 1;
        }
        month
    }

    /// What all days before a day weigh, from the first that can be weighed on.
    pub fn before(&self, day: i32) -> u64 {
        let month = self.month(day);
        let start = self.starts[month];
        let days = usize::try_from(day - start).unwrap_or(0);
        let part = (days / 7) as u64 * self.whole_week + self.running[weekday(start)][days % 7];
        self.before_month[month] + part * self.season[month % 12]
    }

    /// Whether both days lie in the years that can be weighed.
    pub fn knows(&self, low: i32, high: i32) -> bool {
        let last = self.starts.last().copied().unwrap_or(0);
        self.starts.first().is_some_and(|first| low >= *first) && high < last
    }

    /// What lies between two days, both included; `None` where none of them has a weight.
    pub(super) fn window(&self, low: i32, high: i32) -> Option<Window> {
        let (from, to) = (self.before(low), self.before(high) + self.weight(high));
        (from < to).then(|| Window { from, total: to - from, first: self.month(low), last: self.month(high) })
    }

    /// The day of a window that a uniform word picks.
    #[inline]
    pub(super) fn pick(&self, word: u64, window: &Window) -> i32 {
        self.at(window.from + below(word, window.total), window.first, window.last)
    }

    /// The day that holds a weight counted from the first day on: the inverse of [`Calendar::before`].
    pub fn day_at(&self, weight: u64) -> i32 {
        self.at(weight, 0, self.before_month.len() - 2)
    }

    #[inline]
    fn at(&self, target: u64, first: usize, last: usize) -> i32 {
        let months = &self.before_month[first + 1..=last];
        let month = first + months.partition_point(|&before| before <= target);
        // A month that is met has a weight, and so has a week.
        let left = (target - self.before_month[month]) / self.season[month % 12].max(1);
        let start = self.starts[month];
        let weeks = left / self.whole_week;
        let rest = left % self.whole_week;
        let sums = &self.running[weekday(start)];
        let days = sums[1..7].iter().filter(|sum| **sum <= rest).count();
        start + i32::try_from(weeks).unwrap_or(0) * 7 + i32::try_from(days).unwrap_or(0)
    }

    /// The day with a weight nearest to a day, between two days, both included.
    pub(super) fn nearest(&self, day: i32, low: i32, high: i32) -> Option<i32> {
        // Twelve months without a day of weight cannot be: the weights repeat each year.
        (0..=400)
            .flat_map(|step| [day + step, day - step])
            .find(|&d| d >= low && d <= high && self.weight(d) > 0)
    }

    /// The weights in words.
    pub(super) fn words(&self) -> String {
        let mut words = String::new();
        let flat = |weights: &[u64]| weights.iter().all(|w| *w == weights[0]);
        if !flat(&self.week) {
            words.push_str(", by weekday");
        }
        if !flat(&self.season) {
            words.push_str(", by month");
        }
        words
    }
}

/// Reads weights by name, or by number from 1 where `numbered`.
fn named<const N: usize>(
    param: &'static str,
    value: &Value,
    names: &[&str; N],
    numbered: bool,
) -> Result<[f64; N], Fault> {
    let pairs = weights_of(value).ok_or_else(|| {
        Fault::of(param, "this is no table of weights")
            .help(format!("write weights for: {}", names.join(", ")))
    })?;
    let mut weights = [0.0; N];
    for (key, weight) in pairs {
        let key = key.to_text().unwrap_or_default().to_lowercase();
        let number = key.parse::<usize>().ok().filter(|n| numbered && (1..=N).contains(n)).map(|n| n - 1);
        let place = names.iter().position(|name| *name == key).or(number);
        let place = place.ok_or_else(|| {
            Fault::of(param, format!("there is no `{key}`"))
                .help(format!("expected: {}", names.join(", ")))
                .suggest(&key, names.iter().copied())
        })?;
        weights[place] = weight;
    }
    Ok(weights)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 2^15")]
fn scaled<const N: usize>(param: &'static str, weights: [f64; N]) -> Result<[u64; N], Fault> {
    let largest = weights.iter().copied().fold(0.0, f64::max);
    if weights.iter().any(|w| !w.is_finite() || *w < 0.0) || largest <= 0.0 {
        return Err(Fault::of(param, "a weight is negative or not finite, or all are 0"));
    }
    Ok(weights.map(|w| libm::ceil(w / largest * 32_768.0) as u64))
}

/// 0 for Monday to 6 for Sunday.
#[inline]
pub(super) fn weekday(day: i32) -> usize {
    // The first of January 1970 was a Thursday.
    usize::try_from((day + 3).rem_euclid(7)).unwrap_or(0)
}

/// Days since 1970 of a date.
pub(super) fn days_from_civil(year: i32, month: u8, day: u8) -> i32 {
    let date = Civil { year: i64::from(year), month: i64::from(month), day: i64::from(day) };
    i32::try_from(days(date)).unwrap_or(i32::MAX)
}
