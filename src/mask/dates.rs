//! Dates as texts, in all the ways exports write them: read with their layout, moved, cut to the year, and written again.

mod spelled;

use crate::calendar::{Civil, checked_days, civil};
use crate::draw::below;
use crate::plan::{ColumnPolicy, DatePart, ShortDate};
use spelled::Spelled;

/// By how many weeks the dates of a subject move, from its draw.
pub(super) fn weeks(draw: u64, least: u32, most: u32) -> u64 {
    u64::from(least) + below(draw, u64::from(most - least) + 1)
}

/// How the date at the head of a text is laid out.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Layout {
    /// `2019-07-04`, with the byte between the parts.
    Year4First(u8),
    /// `20190704`.
    Packed,
    /// `07/04/2019`, with the byte between the parts and whether the month and the day have two digits.
    MonthFirst(u8, bool, bool),
    /// `04.07.2019`.
    DayFirst(u8, bool, bool),
    /// `07/04/19` as the schema says, and which parts have two digits.
    Short(ShortDate, [bool; 3]),
    /// `2019-07`.
    Month,
    /// `2019`.
    Year,
    /// Seconds since 1970, and how many there are in a unit.
    Epoch(i64),
    /// `9 Jun 2019`, `June 9, 2019`, `09JUN2019`: where its parts stand.
    Spelled(Spelled),
}

/// How a column writes its dates, where a date alone does not show it.
#[derive(Clone, Copy, Default)]
pub struct Style {
    /// Whether the day comes first in dates with slashes.
    pub day_first: bool,
    /// How dates with two digits of the year are written, where there are such.
    pub short: Option<ShortDate>,
}

impl Style {
    /// That of a column: by its locale and what the schema says of it.
    pub fn of(column: &ColumnPolicy) -> Self {
        Self { day_first: !column.settings.locale.starts_with("en_US"), short: column.short_date }
    }
}

/// A text that was read as a date, with what follows the date.
#[derive(Clone, Copy)]
pub struct DateText<'a> {
    layout: Layout,
    /// Days since 1970.
    pub days: i64,
    /// What stands behind the date: the time of day and its offset.
    tail: &'a str,
    /// Where the fraction of the second begins in the tail and where it ends.
    fraction: Option<(usize, usize)>,
    /// All of the text, where its parts do not stand at its head.
    whole: &'a str,
}

fn number(text: &str) -> Option<i64> {
    if text.is_empty() || text.len() > 13 || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}

/// Reads a text as a date or a moment; `None` where it is neither.
pub fn read(text: &str, style: Style) -> Option<DateText<'_>> {
    if !text.is_ascii() {
        return None;
    }
    let of = |layout, days, tail| DateText { layout, days, tail, fraction: None, whole: text };
    let (layout, days, tail) = match plain_head(text) {
        Some((head, tail)) => (Layout::Year4First(head.separator), head.days()?, tail),
        None => {
            let end = text.find(['T', ' ', 't', ',']).unwrap_or(text.len());
            let (head, tail) = text.split_at_checked(end)?;
            let short = style.short.and_then(|short| read_short(head, short));
            match short.or_else(|| read_head(head, style.day_first)) {
                Some((layout, days)) => (layout, days, tail),
                None => {
                    let (parts, days) = spelled::read(text)?;
                    return Some(of(Layout::Spelled(parts), days, ""));
                }
            }
        }
    };
    if matches!(layout, Layout::Packed) && text.len() > 8 && tail.is_empty() {
        return Some(of(layout, days, text.get(8..)?));
    }
    if tail.is_empty() {
        return Some(of(layout, days, tail));
    }
    if matches!(layout, Layout::Month | Layout::Year | Layout::Epoch(_)) {
        return None;
    }
    // Browsers write a comma behind the date.
    let time = tail.strip_prefix(',').unwrap_or(tail);
    let behind = tail.len() - time.len();
    let fraction = read_time(time)?.map(|(from, to)| (from + behind, to + behind));
    Some(DateText { fraction, ..of(layout, days, tail) })
}

/// A date as most exports write it: the four digits of the year first, two of the month and of the day.
struct PlainHead {
    separator: u8,
    year: [u8; 4],
    month: [u8; 2],
    day: [u8; 2],
}

/// The head of a text that is laid out so, whatever its digits say, and what follows it.
#[inline]
fn plain_head(text: &str) -> Option<(PlainHead, &str)> {
    let [a, b, c, d, separator, e, f, second, g, h] = *text.as_bytes().first_chunk()?;
    let (year, month, day) = ([a, b, c, d], [e, f], [g, h]);
    let digits = [a, b, c, d, e, f, g, h].iter().all(u8::is_ascii_digit);
    let tail = text.get(10..).filter(|tail| matches!(tail.as_bytes(), [] | [b'T' | b' ' | b't', ..]))?;
    let plain = digits && separator == second && b"-/.".contains(&separator);
    plain.then_some((PlainHead { separator, year, month, day }, tail))
}

impl PlainHead {
    fn days(&self) -> Option<i64> {
        let number = |digits: &[u8]| digits.iter().fold(0, |n, digit| n * 10 + i64::from(digit - b'0'));
        checked_days(number(&self.year), number(&self.month), number(&self.day))
    }

    /// Writes a date so; `false` where its year has not four digits.
    #[inline]
    fn write(date: Civil, separator: u8, out: &mut Vec<u8>) -> bool {
        let Some(year) = u16::try_from(date.year).ok().filter(|year| *year < 10_000) else { return false };
        let digit = |n: u16| b'0' + n.to_le_bytes()[0];
        let small = |n: i64| u16::try_from(n).unwrap_or(0);
        let (month, day) = (small(date.month), small(date.day));
        out.extend_from_slice(&[
            digit(year / 1_000),
            digit(year / 100 % 10),
            digit(year / 10 % 10),
            digit(year % 10),
            separator,
            digit(month / 10),
            digit(month % 10),
            separator,
            digit(day / 10),
            digit(day % 10),
        ]);
        true
    }
}

/// A date with two digits of the year, as the schema says that they are written.
fn read_short(head: &str, short: ShortDate) -> Option<(Layout, i64)> {
    let mut parts = [""; 3];
    match short.separator {
        Some(separator) => {
            let mut all = head.split(char::from(separator));
            for part in &mut parts {
                *part = all.next()?;
            }
            if all.next().is_some() {
                return None;
            }
        }
        None if head.len() == 6 => parts = [head.get(..2)?, head.get(2..4)?, head.get(4..)?],
        None => return None,
    }
    let (mut year, mut month, mut day) = (0, 0, 0);
    for (part, text) in short.order.iter().zip(parts) {
        let n = number(text).filter(|_| text.len() <= 2)?;
        match part {
            DatePart::Year if text.len() == 2 => year = short.year(n),
            DatePart::Year => return None,
            DatePart::Month => month = n,
            DatePart::Day => day = n,
        }
    }
    Some((Layout::Short(short, parts.map(|part| part.len() == 2)), checked_days(year, month, day)?))
}

fn read_head(head: &str, day_first: bool) -> Option<(Layout, i64)> {
    // Fourteen digits are a moment: the time of day follows the date.
    if head.len() == 14 && head.bytes().all(|b| b.is_ascii_digit()) {
        let (date, time) = (number(head.get(..8)?)?, number(head.get(8..)?)?);
        let days = checked_days(date / 10_000, date / 100 % 100, date % 100)?;
        return (time < 240_000 && time / 100 % 100 < 60 && time % 100 <= 60)
            .then_some((Layout::Packed, days));
    }
    if let Some(plain) = number(head) {
        return match head.len() {
            4 => Some((Layout::Year, checked_days(plain, 1, 1)?)),
            8 => {
                let days = checked_days(plain / 10_000, plain / 100 % 100, plain % 100)?;
                Some((Layout::Packed, days))
            }
            9 | 10 => Some((Layout::Epoch(1), plain.div_euclid(86_400))),
            12 | 13 => Some((Layout::Epoch(1_000), plain.div_euclid(86_400_000))),
            _ => None,
        };
    }
    let separator = head.bytes().find(|b| !b.is_ascii_digit()).filter(|b| b"-/.".contains(b))?;
    let mut parts = head.split(char::from(separator));
    let (first, second, third) = (parts.next()?, parts.next()?, parts.next());
    if parts.next().is_some() {
        return None;
    }
    let (a, b) = (number(first)?, number(second)?);
    let Some(third) = third else {
        return (first.len() == 4 && second.len() == 2 && separator == b'-')
            .then(|| Some((Layout::Month, checked_days(a, b, 1)?)))?;
    };
    let c = number(third)?;
    let two = |part: &str| part.len() == 2;
    match (first.len(), second.len(), third.len()) {
        (4, 2, 2) => Some((Layout::Year4First(separator), checked_days(a, b, c)?)),
        // Slashes and hyphens stand for month, day, year; points for day, month, year; and so does what cannot be a month.
        (1 | 2, 1 | 2, 4) if day_first || separator == b'.' || a > 12 => {
            Some((Layout::DayFirst(separator, two(second), two(first)), checked_days(c, b, a)?))
        }
        (1 | 2, 1 | 2, 4) => {
            Some((Layout::MonthFirst(separator, two(first), two(second)), checked_days(c, a, b)?))
        }
        _ => None,
    }
}

/// Checks a time of day with its offset; gives the place of the fraction of the second.
#[expect(clippy::option_option, reason = "no time at all, and a time without a fraction")]
fn read_time(tail: &str) -> Option<Option<(usize, usize)>> {
    let bytes = tail.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let two = |at: usize, most: u8| {
        digit(at) && digit(at + 1) && (bytes[at] - b'0') * 10 + (bytes[at + 1] - b'0') <= most
    };
    // Spreadsheets write an hour before ten with one digit.
    let hour = if digit(1) && bytes.get(2) == Some(&b':') { 1 } else { 2 };
    if (hour == 2 && !two(1, 24)) || bytes.get(1 + hour) != Some(&b':') || !two(2 + hour, 59) {
        return None;
    }
    let mut at = 4 + hour;
    let mut fraction = None;
    if bytes.get(at) == Some(&b':') && two(at + 1, 60) {
        at += 3;
        if matches!(bytes.get(at), Some(b'.' | b',')) {
            let start = at + 1;
            at = start + bytes[start..].iter().take_while(|b| b.is_ascii_digit()).count();
            if at == start || at - start > 9 {
                return None;
            }
            fraction = Some((start, at));
        }
    }
    let rest = tail.get(at..)?;
    // The name of a zone follows half of the day.
    let zone = |rest: &&str| matches!(rest.len(), 3 | 4) && rest.bytes().all(|b| b.is_ascii_uppercase());
    let rest = match rest.rsplit_once(' ') {
        Some((before, name)) if zone(&name) && (before.is_empty() || before.ends_with('M')) => before,
        _ => rest,
    };
    let halves = rest.strip_prefix([' ', '+', '-']).unwrap_or(rest);
    let fits = match halves {
        "" => rest.is_empty(),
        "AM" | "PM" | "am" | "pm" | "UTC" => rest.starts_with(' '),
        "Z" | "z" => halves == rest,
        offset => {
            rest.starts_with(['+', '-'])
                && offset.len() <= 8
                && offset.bytes().all(|b| b.is_ascii_digit() || b == b':')
                && matches!(offset.len(), 2 | 4 | 5 | 8)
        }
    };
    fits.then_some(fraction)
}

/// Where the hour of a time of day stands, if it has one digit.
fn short_hour(tail: &str) -> Option<usize> {
    let at = tail.find(|c: char| c.is_ascii_digit())?;
    (tail.as_bytes().get(at + 1) == Some(&b':')).then_some(at)
}

fn pad(value: i64, width: usize, out: &mut Vec<u8>) {
    let mut digits = [b'0'; 20];
    let mut rest = value.unsigned_abs();
    let mut at = digits.len();
    while rest > 0 || digits.len() - at < width {
        at -= 1;
        digits[at] = b'0' + (rest % 10).to_le_bytes()[0];
        rest /= 10;
    }
    if value < 0 {
        out.push(b'-');
    }
    out.extend_from_slice(&digits[at..]);
}

/// Dates before the first of these years and from the second on are nobody's.
const LIVED: std::ops::Range<i64> = 1_850..2_075;

/// Whether a date is nobody's: what programs write for "none", "from the beginning" and "for ever".
pub fn is_nobodys(date: Civil) -> bool {
    let zero = matches!((date.year, date.month, date.day), (1_899, 12, 30 | 31) | (1_900, 1, 1));
    zero || !LIVED.contains(&date.year)
}

impl DateText<'_> {
    /// Writes a date that is nobody's; `false` for any other. Moved with a subject, it would tell how far all dates of the subject
    /// moved. The ends of years stay, and of all others, which may be somebody's with a slip in the year, the year alone is left.
    pub fn nobodys(&self, text: &str, out: &mut Vec<u8>) -> bool {
        let date = civil(self.days);
        if !is_nobodys(date) {
            return false;
        }
        let end = matches!((date.month, date.day), (1, 1))
            || (date.month, date.day) == (12, 31) && date.year > 2_000;
        if end || LIVED.contains(&date.year) {
            out.extend_from_slice(text.as_bytes());
        } else {
            self.cut(date.year, 1, out);
        }
        true
    }

    /// Whether the text is a whole date, so that it says something about an age.
    pub fn is_day(&self) -> bool {
        !matches!(self.layout, Layout::Month | Layout::Year)
    }

    /// Whether what is moved has parts that are drawn.
    pub fn draws(&self) -> bool {
        self.fraction.is_some() || matches!(self.layout, Layout::Epoch(2..))
    }

    /// Writes the date moved by some days, its time of day as it is but for the fraction of the second, which is drawn.
    pub fn shifted(&self, days: i64, drawn: u64, text: &str, out: &mut Vec<u8>) {
        if let Layout::Epoch(unit) = self.layout {
            let moved = number(text).unwrap_or(0) + days * 86_400 * unit;
            // Milliseconds are drawn, seconds stay.
            let moved = if unit == 1 { moved } else { moved - moved.rem_euclid(unit) + modulo(drawn, unit) };
            return pad(moved, 1, out);
        }
        if let Layout::Spelled(parts) = self.layout {
            return parts.write(self.whole, self.days + days, false, out);
        }
        self.date(civil(self.days + days), out);
        let start = out.len();
        out.extend_from_slice(self.tail.as_bytes());
        if let Some((from, to)) = self.fraction {
            let mut drawn = drawn;
            for byte in &mut out[start + from..start + to] {
                *byte = b'0' + (drawn % 10).to_le_bytes()[0];
                drawn /= 10;
            }
        }
    }

    /// Writes 1 January of a year (or the first of a month of it), its time of day at zero.
    pub fn cut(&self, year: i64, month: i64, out: &mut Vec<u8>) {
        if let Layout::Epoch(unit) = self.layout {
            let days = checked_days(year, month, 1).unwrap_or(0);
            return pad(days * 86_400 * unit, 1, out);
        }
        if let Layout::Spelled(parts) = self.layout {
            return parts.write(self.whole, checked_days(year, month, 1).unwrap_or(0), true, out);
        }
        // One digit or two would tell of the month and the day whether they were before the tenth.
        let layout = match self.layout {
            Layout::MonthFirst(separator, ..) => Layout::MonthFirst(separator, true, true),
            Layout::DayFirst(separator, ..) => Layout::DayFirst(separator, true, true),
            Layout::Short(short, _) => Layout::Short(short, [true; 3]),
            other => other,
        };
        Self { layout, ..*self }.date(Civil { year, month, day: 1 }, out);
        // Digits before the offset become zero; the offset is of the place, and at midnight it is written as it was.
        let offset =
            self.tail.rfind(['+', 'Z', 'z']).or_else(|| self.tail.rfind('-')).unwrap_or(self.tail.len());
        let short = short_hour(self.tail);
        for (at, byte) in self.tail.bytes().enumerate() {
            if short == Some(at) {
                out.push(b'0');
            }
            out.push(if byte.is_ascii_digit() && at < offset { b'0' } else { byte });
        }
    }

    /// The year and the month.
    pub fn year_month(&self) -> (i64, i64) {
        let date = civil(self.days);
        (date.year, date.month)
    }

    fn date(&self, date: Civil, out: &mut Vec<u8>) {
        if let Layout::Year4First(separator) = self.layout
            && PlainHead::write(date, separator, out)
        {
            return;
        }
        let (year, month, day) = (date.year, date.month, date.day);
        let width = |two: bool| if two { 2 } else { 1 };
        let mut parts = |list: [(i64, usize); 3], separator: Option<u8>| {
            for (at, (value, width)) in list.into_iter().enumerate() {
                if let (1.., Some(separator)) = (at, separator) {
                    out.push(separator);
                }
                pad(value, width, out);
            }
        };
        match self.layout {
            Layout::Year4First(separator) => parts([(year, 4), (month, 2), (day, 2)], Some(separator)),
            Layout::Packed => parts([(year, 4), (month, 2), (day, 2)], None),
            Layout::MonthFirst(separator, m, d) => {
                parts([(month, width(m)), (day, width(d)), (year, 4)], Some(separator));
            }
            Layout::DayFirst(separator, m, d) => {
                parts([(day, width(d)), (month, width(m)), (year, 4)], Some(separator));
            }
            Layout::Short(short, two) => {
                let all = [0, 1, 2].map(|at: usize| match short.order[at] {
                    DatePart::Year => (year.rem_euclid(100), 2),
                    DatePart::Month => (month, width(two[at])),
                    DatePart::Day => (day, width(two[at])),
                });
                parts(all, short.separator);
            }
            Layout::Month => {
                pad(year, 4, out);
                out.push(b'-');
                pad(month, 2, out);
            }
            Layout::Year => pad(year, 4, out),
            Layout::Epoch(_) | Layout::Spelled(_) => {}
        }
    }
}

fn modulo(drawn: u64, unit: i64) -> i64 {
    i64::try_from(drawn % unit.unsigned_abs()).unwrap_or(0)
}

/// Values by which Postgres and others mean no date at all.
pub fn is_endless(text: &str) -> bool {
    matches!(text, "infinity" | "-infinity")
}

#[cfg(test)]
mod tests;
