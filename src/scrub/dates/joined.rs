//! Dates of digits that stand side by side or apart from one another: `05MAR2024`, `19850314`, `DOB 07 14 1962`.

use super::super::key::{Keys, keys, words};
use super::super::token::{Case, Sort, Tokens};
use super::super::words::WEEKDAY;
use super::words::month_number;
use super::{Read, Written, century, is_year};

/// `05MAR2024`, `Mar2024`, and year, month and day with a letter of their own behind each.
pub(super) fn run_together(tokens: &Tokens<'_>, i: usize) -> Read {
    let bytes = tokens.bytes(i);
    let value = |digits: &[u8]| {
        digits.iter().fold(0u32, |n, b| n.saturating_mul(10).saturating_add(u32::from(b.wrapping_sub(b'0'))))
    };
    if bytes.len() > 15 {
        return None;
    }
    if bytes.contains(&super::super::view::FOREIGN) {
        let mut parts = bytes.split(|b| *b == super::super::view::FOREIGN).filter(|p| !p.is_empty());
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        let digits = [year, month, day].iter().all(|p| p.iter().all(u8::is_ascii_digit));
        let valid = digits && year.len() == 4 && month.len() <= 2 && day.len() <= 2 && parts.next().is_none();
        let written = || Written { year: Some(value(year)), month: value(month), day: Some(value(day)) };
        return valid.then(|| (i, written(), true));
    }
    let first = bytes.iter().take_while(|b| b.is_ascii_digit()).count();
    let letters = bytes[first..].iter().take_while(|b| b.is_ascii_alphabetic()).count();
    let (name, rest) = bytes[first..].split_at(letters);
    if first > 2 || letters < 3 || !rest.iter().all(u8::is_ascii_digit) || !matches!(rest.len(), 0..=2 | 4) {
        return None;
    }
    let lower = name.to_ascii_lowercase();
    let known = super::super::words::Words::get().of(&lower) & super::super::words::MONTH != 0;
    // `July4,1966`
    let at = i + 1 + usize::from(tokens.get(i + 1).is_some_and(|t| t.is_sign(b',')));
    let behind = tokens.number(at).filter(|n| (1900..2100).contains(n) && tokens.list[at].len() == 4);
    if known
        && first == 0
        && matches!(rest.len(), 1 | 2)
        && (1..=31).contains(&value(rest))
        && behind.is_some()
    {
        let written = Written { year: behind, month: month_number(&lower), day: Some(value(rest)) };
        return Some((at, written, true));
    }
    if rest.len() == 1 {
        return None;
    }
    let day = (first > 0).then(|| value(&bytes[..first]));
    let valid = known && first + rest.len() > 0 && day.is_none_or(|d| (1..=31).contains(&d));
    let year = match rest.len() {
        0 => None,
        2 => Some(century(value(rest))),
        _ => Some(value(rest)),
    };
    // `2MAY` may be anything; a year, or two digits of a day, say that it is a date.
    (valid && (!rest.is_empty() || first == 2))
        .then(|| (i, Written { year, month: month_number(&lower), day }, true))
}

/// `19850314` and `031485` behind what announces a date.
pub(super) fn eight(tokens: &Tokens<'_>, i: usize) -> Read {
    let n = tokens.number(i)?;
    let (year, rest) = (n / 10_000, n % 10_000);
    let date = |year, month, day| Written { year: Some(year), month, day: Some(day) };
    let date = match tokens.list[i].len() {
        8 if (1900..2100).contains(&year) => date(year, rest / 100, rest % 100),
        8 if (1900..2100).contains(&rest) => date(rest, year / 100, year % 100),
        6 if dated(tokens, i) => date(century(n % 100), year, n / 100 % 100),
        // `bday 0714`
        4 if is_birthday(tokens, i) && (100..1232).contains(&n) => {
            Written { year: None, month: n / 100, day: Some(n % 100) }
        }
        _ => return None,
    };
    let valid = (1..=12).contains(&date.month) && date.day.is_some_and(|d| (1..=31).contains(&d));
    valid.then_some((i, date, true))
}

/// `bday 0714`, `D.O.B. 07 14 1962`: whether what stands before says that somebody was born on a day.
fn is_birthday(tokens: &Tokens<'_>, i: usize) -> bool {
    let sign =
        |k: usize| tokens.get(k).is_some_and(|t| matches!(t.sort, Sort::Sign(b'.' | b':' | b'-' | b'=')));
    let skipped = (1..4).take_while(|n| *n <= i && sign(i - n)).count();
    let Some(before) = i.checked_sub(1 + skipped) else { return false };
    let letters = before > 3
        && tokens.is_any(before, words![b"b"])
        && tokens.is_any(before - 2, words![b"o"])
        && tokens.is_any(before - 4, words![b"d"]);
    letters || tokens.is_any(before, words![b"bday", b"birthday", b"dob", b"bdate", b"born"])
}

/// `DOB: 07 14 1962`: the parts of a birthday with blanks between them.
pub(super) fn blank(tokens: &Tokens<'_>, i: usize) -> Read {
    let part = |k: usize| tokens.number(k).filter(|_| k == i || !tokens.list[k].first_of_line);
    let (one, two, three) = (part(i)?, part(i + 1)?, part(i + 2)?);
    let lengths = [i, i + 1, i + 2].map(|k| tokens.list[k].len());
    let fits = lengths[0] <= 2 && lengths[1] <= 2 && is_year(three, lengths[2]) && is_birthday(tokens, i);
    let (month, day) = if one > 12 { (two, one) } else { (one, two) };
    let valid = (1..=12).contains(&month) && (1..=31).contains(&day);
    let year = if lengths[2] == 2 { century(three) } else { three };
    (fits && valid).then_some((i + 2, Written { year: Some(year), month, day: Some(day) }, true))
}

/// Whether a word before says that a date follows.
pub(super) fn dated(tokens: &Tokens<'_>, i: usize) -> bool {
    const CUES: Keys<44> = keys([
        b"on",
        b"since",
        b"dated",
        b"date",
        b"dob",
        b"born",
        b"birthday",
        b"birthdate",
        b"bday",
        b"until",
        b"till",
        b"by",
        b"from",
        b"through",
        b"thru",
        b"seen",
        b"visit",
        b"appt",
        b"appointment",
        b"admitted",
        b"discharged",
        b"started",
        b"due",
        b"effective",
        b"scheduled",
        b"fecha",
        b"nacimiento",
        b"nacido",
        b"nacida",
        b"el",
        b"desde",
        b"dod",
        b"lmp",
        b"last",
        b"visited",
        b"met",
        b"filed",
        b"signed",
        b"expires",
        b"exp",
        b"eff",
        b"intake",
        b"closed",
        b"hearing",
    ]);
    (i.saturating_sub(3)..i).rev().any(|k| {
        let t = &tokens.list[k];
        t.is(WEEKDAY) && (t.case != Case::Lower || k + 1 == i)
            || tokens.is_any(k, &CUES)
                && (k + 1..i).all(|m| {
                    matches!(tokens.list[m].sort, Sort::Sign(b':' | b'.' | b',' | b'('))
                        || tokens.list[m].is(WEEKDAY)
                        || tokens.list[m].len() <= 3
                })
    })
}
