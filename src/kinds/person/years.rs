//! Ages, birthdays and decades from days since 1970.

use crate::calendar::{self, Civil};

/// The year, month and day of a day since 1970.
pub(super) fn civil(day: i32) -> (i32, i32, i32) {
    let date = calendar::civil(i64::from(day));
    (narrow(date.year), narrow(date.month), narrow(date.day))
}

/// The day since 1970 of a date.
pub(super) fn days(year: i32, month: i32, day: i32) -> i32 {
    let date = Civil { year: i64::from(year), month: i64::from(month), day: i64::from(day) };
    narrow(calendar::days(date))
}

/// Dates reach a few million years at most, which 32 bits hold.
fn narrow(number: i64) -> i32 {
    i32::try_from(number).unwrap_or(if number < 0 { i32::MIN } else { i32::MAX })
}

/// The completed years on a day; who is born on 29 February completes a year on 1 March where there is no such day.
pub(super) fn age_on(born: i32, on: i32) -> i32 {
    let (year, month, day) = civil(born);
    let (now, this_month, today) = civil(on);
    now - year - i32::from((this_month, today) < (month, day))
}

/// The first and the last day on which somebody was born who has completed `age` years `on` a day.
pub(super) fn birthdays(on: i32, age: i32) -> (i32, i32) {
    (last_birthday(on, age + 1) + 1, last_birthday(on, age))
}

fn last_birthday(on: i32, age: i32) -> i32 {
    let (year, month, day) = civil(on);
    let year = year - age;
    let length = calendar::month_length(i64::from(year), i64::from(month));
    days(year, month, if i64::from(day) > length { 28 } else { day })
}

/// A day's year, without month and day.
pub(super) fn year_of(day: i32) -> i32 {
    civil(day).0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calendar_goes_both_ways() {
        assert_eq!(civil(0), (1970, 1, 1));
        assert_eq!(civil(-1), (1969, 12, 31));
        assert_eq!(civil(days(2000, 2, 29)), (2000, 2, 29));
        for day in (-60_000..60_000).step_by(7) {
            let (y, m, d) = civil(day);
            assert_eq!(days(y, m, d), day);
        }
    }

    #[test]
    fn birthdays_agree_with_ages() {
        for on in [days(2026, 1, 1), days(2024, 2, 29), days(2023, 2, 28), days(2023, 3, 1)] {
            for age in 0..110 {
                let (first, last) = birthdays(on, age);
                assert!((365..=366).contains(&(last - first + 1)));
                assert_eq!((age_on(first, on), age_on(last, on)), (age, age));
                assert_eq!((age_on(first - 1, on), age_on(last + 1, on)), (age + 1, age - 1));
            }
        }
        assert_eq!(age_on(days(2004, 2, 29), days(2023, 2, 28)), 18);
        assert_eq!(age_on(days(2004, 2, 29), days(2023, 3, 1)), 19);
    }
}
