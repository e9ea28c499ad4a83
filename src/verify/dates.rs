//! Dates: the one at the front of a text, and how else it is written.

use super::values::Forms;
use super::words::trimmed;
use crate::calendar;

pub(super) const MONTHS: [&str; 12] = [
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

/// How many dates are nobody's alone, as a power of ten.
pub(super) const SPACE: f32 = 4.0;

/// The longest form in which a date is written.
const WRITTEN: usize = 16;

/// Hands over a date in the forms in which dates are written; of some days several are the same.
pub(super) fn each_form((year, month, day): (i64, u32, u32), mut each: impl FnMut(&[u8])) {
    let name = usize::try_from(month - 1).ok().and_then(|m| MONTHS.get(m)).copied().unwrap_or_default();
    let (name, short) = (name.as_bytes(), name.as_bytes().get(..3).unwrap_or_default());
    let year = u32::try_from(year).unwrap_or(0);
    let ([a, b], [c, d]) = (two(year / 100), two(year));
    let (year, of_century) = ([a, b, c, d], [c, d]);
    let (month, day) = (two(month), two(day));
    let plain = |two: &'_ [u8; 2]| usize::from(two[0] == b'0');
    let (plain_month, plain_day) = (&month[plain(&month)..], &day[plain(&day)..]);
    for pieces in [
        [&year[..], &month, &day],
        [&month, &day, &year],
        [&day, &month, &year],
        [plain_month, plain_day, &year],
        [&month, &day, &of_century],
        [name, plain_day, &year],
        [short, plain_day, &year],
        [plain_day, name, &year],
        [plain_day, short, &year],
        [&day, short, &year],
    ] {
        let (mut text, mut len) = ([0; WRITTEN], 0);
        for piece in pieces {
            for byte in piece {
                text[len % WRITTEN] = *byte;
                len += 1;
            }
        }
        each(&text[..len.min(WRITTEN)]);
    }
}

/// The last two digits of a number.
fn two(number: u32) -> [u8; 2] {
    [number / 10 % 10, number % 10].map(|digit| b'0' + u8::try_from(digit).unwrap_or(0))
}

/// Whether such a form of a date tells something as a whole cell alone.
pub(super) const fn is_whole(form: &[u8]) -> bool {
    form.len() < 7
}

/// A date in the forms in which dates are written.
pub(super) fn date_forms(date: (i64, u32, u32), forms: &mut Forms) {
    each_form(date, |form| {
        let text = std::str::from_utf8(form).unwrap_or_default();
        forms.push_with(|out| out.push_str(text), SPACE, |_| is_whole(form));
    });
}

/// The shortest day in digits, and the longest.
const SHORTEST: usize = 8;
const LONGEST: usize = 10;

/// Whether a text is a date as a whole, with its time of day and its offset where it has them.
pub(super) fn is_date(text: &str) -> bool {
    let text = trimmed(text);
    // Behind one number or two, or behind a year, stands what parts the numbers of a day, and most texts have nothing of that there.
    let parts = |at: usize| matches!(text.as_bytes().get(at), Some(b'-' | b'/' | b'.'));
    if !(parts(1) || parts(2) || parts(4)) {
        return false;
    }
    // Most others begin with a letter, or go on for longer than any day.
    let of_day = |b: u8| b.is_ascii_digit() || matches!(b, b'-' | b'/' | b'.');
    let end = text.bytes().take(LONGEST + 1).position(|b| !of_day(b)).unwrap_or(text.len());
    if !(SHORTEST..=LONGEST).contains(&end) {
        return false;
    }
    let (day, time) = text.split_at_checked(end).unwrap_or((text, ""));
    // A number behind the date is none of its time.
    let of_time = |b: u8| b.is_ascii_digit() || b":.,+-Zz".contains(&b);
    let is_time = time.is_empty()
        || time.starts_with(['T', 't', ' '])
            && time.as_bytes().get(3) == Some(&b':')
            && time.len() <= 26
            && time.bytes().skip(1).all(of_time);
    is_time && date_of(day).is_some()
}

/// The date at the front of a text: year, month and day.
pub(super) fn date_of(text: &str) -> Option<(i64, u32, u32)> {
    let head = head(text)?;
    head.read(head.separator == b'.').or_else(|| head.read(head.separator != b'.'))
}

/// The numbers at the front of a text that may be a date.
struct Head {
    numbers: [i64; 3],
    widths: [usize; 3],
    /// What stands between them.
    separator: u8,
}

fn head(text: &str) -> Option<Head> {
    let mut head = Head { numbers: [0; 3], widths: [0; 3], separator: 0 };
    let mut rest = trimmed(text).as_bytes();
    for (n, (number, width)) in head.numbers.iter_mut().zip(&mut head.widths).enumerate() {
        while let Some((digit, more)) = rest.split_first().filter(|(digit, _)| digit.is_ascii_digit()) {
            (*number, *width, rest) = (*number * 10 + i64::from(digit - b'0'), *width + 1, more);
            // No number of a date is longer than a year.
            if *width > 4 {
                return None;
            }
        }
        if *width == 0 {
            return None;
        }
        if n < 2 {
            let (separator, more) =
                rest.split_first().filter(|(sign, _)| matches!(sign, b'-' | b'/' | b'.'))?;
            (head.separator, rest) = (*separator, more);
        }
    }
    Some(head)
}

impl Head {
    /// The date, where the year stands behind with the day or the month first.
    fn read(&self, day_first: bool) -> Option<(i64, u32, u32)> {
        let [a, b, c] = self.numbers;
        let (year, month, day) = match self.widths {
            [4, 1..=2, 1..=2] => (a, b, c),
            [1..=2, 1..=2, 4] if day_first => (c, b, a),
            [1..=2, 1..=2, 4] => (c, a, b),
            _ => return None,
        };
        let (month, day) = (u32::try_from(month).ok()?, u32::try_from(day).ok()?);
        ((1..=12).contains(&month) && (1..=31).contains(&day)).then_some((year, month, day))
    }
}

/// Whether a date is nobody's: what programs write for "none", "from the beginning" and "for ever". It says nothing wherever it
/// stands.
pub(super) fn is_nobodys((year, month, day): (i64, u32, u32)) -> bool {
    let zero = matches!((year, month, day), (1_899, 12, 30 | 31) | (1_900, 1, 1));
    zero || !(1_850..2_075).contains(&year)
}

/// The days since 1970 of the date at the front of a text, read with the month and with the day first; none where it is nobody's.
pub(super) fn days_of(text: &str) -> [Option<i64>; 2] {
    let head = head(text);
    [false, true].map(|day_first| {
        let (year, month, day) = head.as_ref()?.read(day_first).filter(|date| !is_nobodys(*date))?;
        calendar::checked_days(year, i64::from(month), i64::from(day))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_one_as_a_whole() {
        for text in ["2019-07-04", "7/4/2019", "2019-07-04T08:30:12.123456+02:00", "2019-07-04 08:30:12Z"] {
            assert!(is_date(text), "{text}");
        }
        for text in [
            "20190704",
            "2019-07-04 123456789",
            "2019-07-04 08:30 123456789",
            "2019-07-04-123456",
            "2019-07-04 Ann",
            "2019-07-04é",
            "7/4/2019x",
            "2019-07",
            "123-45-6789",
        ] {
            assert!(!is_date(text), "{text}");
        }
    }

    #[test]
    fn a_date_is_read_from_the_front() {
        for (text, date) in [
            (" 2019-7-4", Some((2019, 7, 4))),
            ("07/04/2019 at noon", Some((2019, 7, 4))),
            ("4.7.2019", Some((2019, 7, 4))),
            ("25/12/2019", Some((2019, 12, 25))),
            ("2019-07-041", None),
            ("02019-07-04", None),
            ("2019--04", None),
            ("2019-07", None),
            ("2019-07-", None),
            ("7/4/19", None),
            ("-7/4/2019", None),
        ] {
            assert_eq!(date_of(text), date, "{text}");
        }
        assert_eq!(days_of("1970-01-02"), [Some(1); 2]);
        assert_eq!(days_of("01/02/1970"), [Some(1), Some(31)]);
    }
}
