//! The proleptic Gregorian calendar on days since 1970; a room that everybody may import, as it decides nothing.

/// Microseconds in a day.
pub const DAY: i64 = 86_400_000_000;
/// Microseconds in a second.
pub const SECOND: i64 = 1_000_000;
/// The day 0001-01-01, before which no date goes.
pub const FIRST: i64 = -719_162;
/// The day 9999-12-31, after which no date goes.
pub const LAST: i64 = 2_932_896;

/// The months in English.
pub const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// A calendar date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Civil {
    /// The year.
    pub year: i64,
    /// The month, from 1.
    pub month: i64,
    /// The day of the month, from 1.
    pub day: i64,
}

/// The date of a day; Howard Hinnant, "chrono-compatible low-level date algorithms".
pub fn civil(days: i64) -> Civil {
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
pub fn days(date: Civil) -> i64 {
    let y = date.year - i64::from(date.month <= 2);
    let (era, yoe) = (y.div_euclid(400), y.rem_euclid(400));
    let mp = (date.month + 9) % 12;
    let doy = (153 * mp + 2) / 5 + date.day - 1;
    era * 146_097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719_468
}

/// How many days a month has.
pub fn month_length(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// The day of a year, month and day, if there is such a day in the years 1 to 9999.
pub fn checked_days(year: i64, month: i64, day: i64) -> Option<i64> {
    let valid = (1..=9999).contains(&year)
        && (1..=12).contains(&month)
        && (1..=month_length(year, month)).contains(&day);
    valid.then(|| days(Civil { year, month, day }))
}

/// The day some months later; the day of the month becomes the last where the month is shorter.
pub fn add_months(day: i64, months: i64) -> Option<i64> {
    let date = civil(day);
    let index = (date.year * 12 + date.month - 1).checked_add(months)?;
    let (year, month) = (index.div_euclid(12), index.rem_euclid(12) + 1);
    if !(1..=9999).contains(&year) {
        return None;
    }
    Some(days(Civil { year, month, day: date.day.min(month_length(year, month)) }))
}

/// Whole years from one day to another: birthdays that have passed. Someone born on 29 February is a year older
/// on 1 March where there is no such day, as PostgreSQL's `age` has it.
pub fn age_years(birth: i64, on: i64) -> i64 {
    let (b, o) = (civil(birth), civil(on));
    if on >= birth {
        o.year - b.year - i64::from((o.month, o.day) < (b.month, b.day))
    } else {
        -age_years(on, birth)
    }
}

/// ISO 8601: the day of the week, Monday 1 to Sunday 7.
pub fn iso_weekday(day: i64) -> i64 {
    (day + 3).rem_euclid(7) + 1
}

/// ISO 8601: the number of the week, which belongs to the year of its Thursday.
pub fn iso_week(day: i64) -> i64 {
    let thursday = day - iso_weekday(day) + 4;
    (thursday - days(Civil { year: civil(thursday).year, month: 1, day: 1 })) / 7 + 1
}
