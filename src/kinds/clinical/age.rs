//! Ages on a day, in completed years and months.

use crate::kinds::{Ask, Input, Takes};
use arrow::array::Array;

/// Where the inputs `born` and `on` stand in a kind's list.
#[derive(Clone, Copy)]
pub(super) struct AgeInputs {
    pub(super) born: usize,
    pub(super) on: usize,
    /// The day that is meant where `on` is not given.
    pub(super) epoch: i32,
}

pub(super) const BORN: Input = Input {
    name: "born",
    takes: Takes::Date,
    summary: "The date of birth. Where it is NULL or not given, age is left open.",
    required: false,
    natural: &["birth_date"],
};
pub(super) const ON: Input = Input {
    name: "on",
    takes: Takes::Date,
    summary: "The day on which the age counts. Where it is NULL or not given, the epoch.",
    required: false,
    natural: &[],
};

impl AgeInputs {
    /// The age in completed months of the `i`th row; 0 before birth, `None` where it is not known.
    pub(super) fn months(self, ask: &Ask<'_>, i: usize) -> Option<u32> {
        let born = ask.dates(self.born).filter(|a| a.is_valid(i))?.value(i);
        let on = ask.dates(self.on).filter(|a| a.is_valid(i)).map_or(self.epoch, |a| a.value(i));
        Some(months_between(born, on))
    }

    /// The age in completed years of the `i`th row, as [`AgeInputs::months`].
    pub(super) fn years(self, ask: &Ask<'_>, i: usize) -> Option<u8> {
        self.months(ask, i).map(|months| u8::try_from(months / 12).unwrap_or(u8::MAX))
    }
}

/// Completed months from one day to another; 0 where the second is earlier.
pub(super) fn months_between(from: i32, to: i32) -> u32 {
    let ((y1, m1, d1), (y2, m2, d2)) = (civil(from), civil(to));
    let months = i64::from(y2 - y1) * 12 + i64::from(m2) - i64::from(m1) - i64::from(d2 < d1);
    u32::try_from(months).unwrap_or(0)
}

/// Year, month and day of a day since 1970 (Hinnant, chrono-compatible low-level date algorithms).
fn civil(days: i32) -> (i32, i32, i32) {
    let shifted = days.saturating_add(719_468);
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (year_of_era + era * 400 + i32::from(month <= 2), month, day)
}
