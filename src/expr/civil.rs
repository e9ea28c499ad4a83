//! Calendar arithmetic on moments, and dates as text.

pub(super) use crate::calendar::{
    Civil, DAY, FIRST, LAST, SECOND, add_months, age_years, checked_days, civil, days, iso_week, iso_weekday,
};

/// A moment some months, days and microseconds later, in this order, if it is in the years 1 to 9999.
pub(super) fn add_interval(moment: i64, months: i64, n_days: i64, micros: i64) -> Option<i64> {
    let (day, time) = (moment.div_euclid(DAY), moment.rem_euclid(DAY));
    let day = add_months(day, months)?.checked_add(n_days)?;
    in_range(day.checked_mul(DAY)?.checked_add(time)?.checked_add(micros)?)
}

/// The moment itself, if it is in the years 1 to 9999.
pub(super) fn in_range(moment: i64) -> Option<i64> {
    (FIRST..=LAST).contains(&moment.div_euclid(DAY)).then_some(moment)
}

/// Reads `YYYY-MM-DD`.
pub(super) fn parse_date(text: &str) -> Option<i64> {
    let (day, rest) = leading_date(text.trim().as_bytes())?;
    rest.is_empty().then_some(day)
}

fn leading_date(text: &[u8]) -> Option<(i64, &[u8])> {
    let (year, rest) = number(text, 4)?;
    let (month, rest) = number(rest.strip_prefix(b"-")?, 2)?;
    let (day, rest) = number(rest.strip_prefix(b"-")?, 2)?;
    Some((checked_days(year, month, day)?, rest))
}

/// Reads a date, or a date and a time of day, with `Z` or an offset or neither (then UTC), to microseconds.
pub(super) fn parse_timestamp(text: &str) -> Option<i64> {
    let (day, rest) = leading_date(text.trim().as_bytes())?;
    let midnight = day * DAY;
    if rest.is_empty() {
        return Some(midnight);
    }
    let rest = rest.strip_prefix(b" ").or_else(|| rest.strip_prefix(b"T"))?;
    let (hour, rest) = number(rest, 2)?;
    let (minute, mut rest) = number(rest.strip_prefix(b":")?, 2)?;
    let (mut second, mut micros) = (0, 0);
    if let Some(after) = rest.strip_prefix(b":") {
        (second, rest) = number(after, 2)?;
        if let Some(after) = rest.strip_prefix(b".") {
            (micros, rest) = fraction(after)?;
        }
    }
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let local = midnight + ((hour * 60 + minute) * 60 + second) * SECOND + micros;
    in_range(local - offset(rest.strip_prefix(b" ").unwrap_or(rest))?)
}

/// Microseconds of a fraction of a second with one to six digits.
fn fraction(text: &[u8]) -> Option<(i64, &[u8])> {
    let length = text.iter().take_while(|b| b.is_ascii_digit()).count();
    if !(1..=6).contains(&length) {
        return None;
    }
    let (value, rest) = number(text, length)?;
    Some((value * 10i64.pow(u32::try_from(6 - length).ok()?), rest))
}

/// Microseconds east of Greenwich: nothing, `Z`, `±HH`, `±HHMM` or `±HH:MM`.
fn offset(text: &[u8]) -> Option<i64> {
    let sign = match text.first() {
        None => return Some(0),
        Some(b'Z' | b'z') => return (text.len() == 1).then_some(0),
        Some(b'+') => 1,
        Some(b'-') => -1,
        Some(_) => return None,
    };
    let (hour, rest) = number(text.get(1..)?, 2)?;
    let rest = rest.strip_prefix(b":").unwrap_or(rest);
    let (minute, rest) = if rest.is_empty() { (0, rest) } else { number(rest, 2)? };
    (rest.is_empty() && hour <= 15 && minute <= 59).then_some(sign * (hour * 60 + minute) * 60 * SECOND)
}

/// A number of exactly so many digits, and what follows.
fn number(text: &[u8], digits: usize) -> Option<(i64, &[u8])> {
    let (head, rest) = text.split_at_checked(digits)?;
    if !head.iter().all(u8::is_ascii_digit) {
        return None;
    }
    Some((head.iter().fold(0, |n, b| n * 10 + i64::from(b - b'0')), rest))
}

/// An interval: three parts that do not convert into each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) months: i32,
    pub(super) days: i32,
    pub(super) micros: i64,
}

/// Reads `3 days`, `1 year 2 months`, `-2 weeks`, `01:30:00`; `unit` is that of a number that stands alone.
pub(super) fn parse_interval(text: &str, unit: Option<&str>) -> Option<Span> {
    let mut span = Span::default();
    let mut words = text.split_ascii_whitespace().peekable();
    words.peek()?;
    while let Some(word) = words.next() {
        if word.contains(':') {
            span.micros = span.micros.checked_add(clock(word)?)?;
            continue;
        }
        let cut = word.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(word.len());
        let (amount, rest) = word.split_at_checked(cut)?;
        let name = if rest.is_empty() { words.next().or(unit)? } else { rest };
        add_part(&mut span, amount, &name.to_ascii_lowercase())?;
    }
    Some(span)
}

/// `HH:MM` or `HH:MM:SS` in microseconds, with a sign or without.
fn clock(word: &str) -> Option<i64> {
    let (sign, word) = match word.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, word.strip_prefix('+').unwrap_or(word)),
    };
    let mut parts = word.split(':');
    let hour: i64 = parts.next()?.parse().ok().filter(|h| (0..=1_000_000).contains(h))?;
    let minute: i64 = parts.next()?.parse().ok().filter(|m| (0..60).contains(m))?;
    let second: i64 = parts.next().map_or(Some(0), |s| s.parse().ok()).filter(|s| (0..60).contains(s))?;
    parts.next().is_none().then_some(sign * ((hour * 60 + minute) * 60 + second) * SECOND)
}

/// Adds so many units. Only units of fixed length may have a fraction, because half a month is no number of days.
fn add_part(span: &mut Span, amount: &str, unit: &str) -> Option<()> {
    let whole = || amount.parse::<i32>().ok();
    let months = |span: &mut Span, n: i32| -> Option<()> {
        span.months = span.months.checked_add(whole()?.checked_mul(n)?)?;
        Some(())
    };
    let mut n_days = |n: i32| -> Option<()> {
        span.days = span.days.checked_add(whole()?.checked_mul(n)?)?;
        Some(())
    };
    let length = match unit {
        "year" | "years" | "y" | "yr" | "yrs" => return months(span, 12),
        "quarter" | "quarters" => return months(span, 3),
        "month" | "months" | "mon" | "mons" => return months(span, 1),
        "decade" | "decades" => return months(span, 120),
        "century" | "centuries" => return months(span, 1_200),
        "week" | "weeks" | "w" => return n_days(7),
        "day" | "days" | "d" => return n_days(1),
        "hour" | "hours" | "h" | "hr" | "hrs" => 3_600 * SECOND,
        "minute" | "minutes" | "min" | "mins" | "m" => 60 * SECOND,
        "second" | "seconds" | "sec" | "secs" | "s" => SECOND,
        "millisecond" | "milliseconds" | "ms" => 1_000,
        "microsecond" | "microseconds" | "us" => 1,
        _ => return None,
    };
    let millionths = super::cast::parse_decimal(amount, 6)?;
    let micros = millionths.checked_mul(i128::from(length))? / 1_000_000;
    span.micros = span.micros.checked_add(i64::try_from(micros).ok()?)?;
    Some(())
}
