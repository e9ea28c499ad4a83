//! Days as people write them, and back.

use jiff::civil::Date;
use jiff::{Timestamp, tz::TimeZone};

const DAY: i64 = 86_400;

/// A day, given in days since 1970, as `2026-01-31`.
pub(super) fn day_text(days: i32) -> String {
    match Timestamp::from_second(i64::from(days) * DAY) {
        Ok(midnight) => midnight.to_zoned(TimeZone::UTC).date().to_string(),
        Err(_) => format!("day {days} since 1970"),
    }
}

/// A moment, given in microseconds since 1970 in UTC, as `2026-01-31T08:30:00Z`; without the `Z` where no zone is meant.
pub(super) fn moment_text(micros: i64, zoned: bool) -> String {
    match Timestamp::from_microsecond(micros) {
        Ok(moment) if zoned => moment.to_string(),
        Ok(moment) => moment.to_zoned(TimeZone::UTC).datetime().to_string(),
        Err(_) => format!("{micros} microseconds since 1970"),
    }
}

/// Days since 1970 of a date such as `2026-01-31`.
pub(super) fn read_day(text: &str) -> Result<i32, String> {
    let wrong = || "expected a date such as 2026-01-31".to_owned();
    let date: Date = text.parse().map_err(|_dropped| wrong())?;
    let midnight = date.to_zoned(TimeZone::UTC).map_err(|_dropped| wrong())?;
    i32::try_from(midnight.timestamp().as_second().div_euclid(DAY)).map_err(|_dropped| wrong())
}
