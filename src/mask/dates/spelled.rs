//! Dates that name the month, wherever in the text their parts stand.

use crate::calendar::{checked_days, civil};

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
/// From the day on which the count of days begins, a Thursday.
const WEEKDAYS: [&str; 7] = ["thursday", "friday", "saturday", "sunday", "monday", "tuesday", "wednesday"];
/// So many characters have a date and a time at the most.
const LONGEST: usize = 48;

/// A stretch of a text.
type Stretch = (usize, usize);

/// Where the parts of a date stand in a text.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Spelled {
    year: Stretch,
    month: Stretch,
    day: Stretch,
    weekday: Option<Stretch>,
}

/// The number of a name in a list, written in full or by its first three letters.
fn named(word: &str, names: &[&str]) -> Option<usize> {
    let is = |name: &&str| {
        name.eq_ignore_ascii_case(word) || name.get(..3).is_some_and(|n| n.eq_ignore_ascii_case(word))
    };
    names.iter().position(is)
}

/// The runs of letters and of digits in a text of ASCII.
fn runs(text: &str) -> Vec<Stretch> {
    let sort = |b: u8| (b.is_ascii_alphabetic(), b.is_ascii_digit());
    let bytes = text.as_bytes();
    let mut all: Vec<Stretch> = Vec::new();
    for at in 0..bytes.len() {
        match all.last_mut() {
            _ if sort(bytes[at]) == (false, false) => {}
            Some((_, end)) if *end == at && sort(bytes[at]) == sort(bytes[at - 1]) => *end = at + 1,
            _ => all.push((at, at + 1)),
        }
    }
    all
}

/// Reads a date with the name of its month and four digits of its year: its parts, and its day since 1970.
pub(super) fn read(text: &str) -> Option<(Spelled, i64)> {
    if text.len() > LONGEST {
        return None;
    }
    let word = |(from, to): Stretch| text.get(from..to).unwrap_or_default();
    let mut all = runs(text).into_iter().peekable();
    let weekday = all.next_if(|run| named(word(*run), &WEEKDAYS).is_some());
    let head: Vec<Stretch> = all.by_ref().take(3).collect();
    let month = *head.iter().find(|run| named(word(**run), &MONTHS).is_some())?;
    let mut numbers = head.iter().filter(|run| **run != month);
    let (a, b) = (*numbers.next()?, *numbers.next()?);
    let (day, year) = if word(a).len() == 4 { (b, a) } else { (a, b) };
    if word(year).len() != 4 || word(day).len() > 2 {
        return None;
    }
    // What follows is a time of day, and its zone.
    let zone = ["T", "Z", "AM", "PM", "UTC", "GMT"];
    let mut rest = all;
    if !rest.all(|run| {
        word(run).bytes().all(|b| b.is_ascii_digit())
            || zone.iter().any(|z| z.eq_ignore_ascii_case(word(run)))
    }) {
        return None;
    }
    let number = |run: Stretch| word(run).parse::<i64>().ok();
    let at = i64::try_from(named(word(month), &MONTHS)?).ok()? + 1;
    let days = checked_days(number(year)?, at, number(day)?)?;
    Some((Spelled { year, month, day, weekday }, days))
}

/// A name as long as another that stands in the text, and in its case.
fn like(was: &str, name: &str, out: &mut Vec<u8>) {
    let name = if was.len() == 3 { name.get(..3).unwrap_or(name) } else { name };
    let upper = was.bytes().all(|b| b.is_ascii_uppercase());
    let capital = was.bytes().next().is_some_and(|b| b.is_ascii_uppercase());
    for (at, byte) in name.bytes().enumerate() {
        out.push(if upper || (capital && at == 0) { byte.to_ascii_uppercase() } else { byte });
    }
}

impl Spelled {
    /// Writes another day in the places of the parts; where the time of day is to go, its digits become zero.
    pub(super) fn write(&self, text: &str, days: i64, timeless: bool, out: &mut Vec<u8>) {
        let date = civil(days);
        let mut parts = [Some(self.year), Some(self.month), Some(self.day), self.weekday];
        parts.sort_unstable();
        let behind = parts.iter().flatten().map(|(_, to)| *to).max().unwrap_or(0);
        let offset =
            text.get(behind..).and_then(|tail| tail.rfind(['+', '-'])).map_or(text.len(), |at| behind + at);
        let mut at = 0;
        for part in parts.into_iter().flatten() {
            let (from, to) = part;
            out.extend_from_slice(text.get(at..from).unwrap_or_default().as_bytes());
            let was = text.get(from..to).unwrap_or_default();
            let index = |n: i64| usize::try_from(n).unwrap_or(0);
            match part {
                _ if part == self.year => super::pad(date.year, 4, out),
                // The month in full would tell of May, which is written as short names are, and the day as in other layouts.
                _ if part == self.month && timeless => {
                    like(was.get(..3).unwrap_or(was), MONTHS[index(date.month - 1) % MONTHS.len()], out);
                }
                _ if part == self.day && timeless => super::pad(date.day, 2, out),
                _ if part == self.month => like(was, MONTHS[index(date.month - 1) % MONTHS.len()], out),
                _ if part == self.day => super::pad(date.day, was.len(), out),
                _ => like(was, WEEKDAYS[index(days.rem_euclid(7))], out),
            }
            at = to;
        }
        let short = text.get(behind..).and_then(super::short_hour).map(|at| behind + at);
        for (place, byte) in text.bytes().enumerate().skip(at) {
            if timeless && short == Some(place) {
                out.push(b'0');
            }
            out.push(if timeless && byte.is_ascii_digit() && place < offset { b'0' } else { byte });
        }
    }
}
