//! Dates and numbers that were written down wrongly, and are dates and numbers still.

use crate::calendar::{Civil, checked_days, civil};
use crate::draw::Burst;

/// The day with month and day of the month in each other's place, where there is such a day and it is another.
pub fn swapped_day(day: i64) -> Option<i64> {
    let Civil { year, month, day: of_month } = civil(day);
    (month != of_month).then(|| checked_days(year, of_month, month)).flatten()
}

/// The day with a wrong digit: the day of the month, the last two of the year turned round, or another decade.
pub fn wrong_day(day: i64, burst: &mut Burst) -> Option<i64> {
    let Civil { year, month, day: of_month } = civil(day);
    let first = burst.below(4);
    let attempt = |k: u32| match (first + k) % 4 {
        0 => checked_days(year, month, of_month + 1),
        1 => checked_days(year / 100 * 100 + year % 10 * 10 + year % 100 / 10, month, of_month),
        2 => checked_days(year - 10, month, of_month),
        _ => checked_days(year, month, of_month % 10 * 10 + of_month / 10),
    };
    // A year that is to come would be seen at once by whoever types it.
    (0..4).filter_map(attempt).find(|other| *other != day && civil(*other).year <= year)
}

/// The number with two neighbouring digits turned round, or its last digit missing.
pub fn wrong_number(number: i64, burst: &mut Burst) -> Option<i64> {
    let digits = number.unsigned_abs().to_string().into_bytes();
    let n = u32::try_from(digits.len()).ok()?;
    for _ in 0..4 {
        let mut changed = digits.clone();
        match burst.below(n) as usize {
            0 if n > 1 => changed.truncate(digits.len() - 1),
            at if at > 0 => changed.swap(at - 1, at),
            _ => changed[0] = if changed[0] == b'9' { b'8' } else { changed[0] + 1 },
        }
        let made: i64 = String::from_utf8(changed).ok()?.parse().ok()?;
        let made = if number < 0 { -made } else { made };
        if made != number {
            return Some(made);
        }
    }
    None
}
