//! Calendar arithmetic on days and microseconds since 1970, and dates as text; the proleptic Gregorian calendar.

/// Microseconds in a day.
pub(super) const DAY: i64 = 86_400_000_000;
/// Microseconds in a second.
pub(super) const SECOND: i64 = 1_000_000;
/// The day 0001-01-01, before which no date goes.
pub(super) const FIRST: i64 = -719_162;
/// The day 9999-12-31, after which no date goes.
pub(super) const LAST: i64 = 2_932_896;

/// A calendar date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Civil {
    pub(super) year: i64,
    /// From 1.
    pub(super) month: i64,
    /// From 1.
    pub(super) day: i64,
}

/// The date of a day; Howard Hinnant, "chrono-compatible low-level date algorithms".
pub(super) fn civil(days: i64) -> Civil {
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let doe = z.rem_euclid(146_097);
    let yoe = (doe - doe / 1_460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let month = if mp < 10 { mp + 3 } else { mp - 9 };
    Civil { year: yoe + era * 400 + i64::from(month <= 2), month, day: doy - (153 * mp + 2) / 5 + 1 }
}

/// The day of a date whose parts are in range.
pub(super) fn days(date: Civil) -> i64 {
    let y = date.year - i64::from(date.month <= 2);
    let (era, yoe) = (y.div_euclid(400), y.rem_euclid(400));
    let mp = (date.month + 9) % 12;
    let doy = (153 * mp + 2) / 5 + date.day - 1;
    era * 146_097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719_468
}

/// How many days a month has.
pub(super) fn month_length(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// The day of a year, month and day, if there is such a day in the years 1 to 9999.
pub(super) fn checked_days(year: i64, month: i64, day: i64) -> Option<i64> {
    let valid = (1..=9999).contains(&year)
        && (1..=12).contains(&month)
        && (1..=month_length(year, month)).contains(&day);
    valid.then(|| days(Civil { year, month, day }))
}

/// The day some months later; the day of the month becomes the last where the month is shorter.
pub(super) fn add_months(day: i64, months: i64) -> Option<i64> {
    let date = civil(day);
    let index = (date.year * 12 + date.month - 1).checked_add(months)?;
    let (year, month) = (index.div_euclid(12), index.rem_euclid(12) + 1);
    if !(1..=9999).contains(&year) {
        return None;
    }
    Some(days(Civil { year, month, day: date.day.min(month_length(year, month)) }))
}

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

/// Whole years from one day to another: birthdays that have passed. Someone born on 29 February is a year older
/// on 1 March where there is no such day, as PostgreSQL's `age` has it.
pub(super) fn age_years(birth: i64, on: i64) -> i64 {
    let (b, o) = (civil(birth), civil(on));
    if on >= birth {
        o.year - b.year - i64::from((o.month, o.day) < (b.month, b.day))
    } else {
        -age_years(on, birth)
    }
}

/// ISO 8601: the day of the week, Monday 1 to Sunday 7.
pub(super) fn iso_weekday(day: i64) -> i64 {
    (day + 3).rem_euclid(7) + 1
}

/// ISO 8601: the number of the week, which belongs to the year of its Thursday.
pub(super) fn iso_week(day: i64) -> i64 {
    let thursday = day - iso_weekday(day) + 4;
    (thursday - days(Civil { year: civil(thursday).year, month: 1, day: 1 })) / 7 + 1
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
