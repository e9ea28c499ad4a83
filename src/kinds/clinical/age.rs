//! Ages on a day, in completed years and months.

use crate::calendar::civil;
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
        Some(months_between(born, self.day(ask, i)))
    }

    /// The day on which the age counts in the `i`th row.
    pub(super) fn day(self, ask: &Ask<'_>, i: usize) -> i32 {
        ask.dates(self.on).filter(|a| a.is_valid(i)).map_or(self.epoch, |a| a.value(i))
    }

    /// The age in completed years of the `i`th row, as [`AgeInputs::months`].
    pub(super) fn years(self, ask: &Ask<'_>, i: usize) -> Option<u8> {
        self.months(ask, i).map(|months| u8::try_from(months / 12).unwrap_or(u8::MAX))
    }
}

/// Completed months from one day to another; 0 where the second is earlier.
pub(super) fn months_between(from: i32, to: i32) -> u32 {
    let (from, to) = (civil(i64::from(from)), civil(i64::from(to)));
    let months = (to.year - from.year) * 12 + to.month - from.month - i64::from(to.day < from.day);
    u32::try_from(months).unwrap_or(0)
}

/// The last day of birth of those who have completed an age in years on a day.
pub(super) fn last_born(on: i32, years: u8) -> i32 {
    let months = u32::from(years) * 12;
    // Nobody is younger than 365 days a year, nor older than 366.
    let (mut at, mut past) = (on - 366 * i32::from(years) - 366, on + 1);
    while past - at > 1 {
        let middle = at + (past - at) / 2;
        if months_between(middle, on) >= months { at = middle } else { past = middle }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_born_last_has_just_completed_the_age() {
        for on in [0, 11_016, 20_454, 20_512, 20_513] {
            for years in [1, 4, 18, 65, 110] {
                let last = last_born(on, years);
                assert!(months_between(last, on) >= u32::from(years) * 12);
                assert!(months_between(last + 1, on) < u32::from(years) * 12);
            }
        }
    }
}
