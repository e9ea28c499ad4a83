//! Dates, moments, times of day and spans of time.

mod calendar;
mod date;
mod delay;
mod hours;
mod interval;
mod span;
mod timestamp;
mod zone;

#[cfg(test)]
mod tests;

use super::Kind;
pub use calendar::Calendar;
pub(crate) use delay::Delay;

/// The kinds of this family.
pub static KINDS: &[Kind] = &[date::DATE, timestamp::TIMESTAMP, span::TIME_OF_DAY, span::DURATION];
