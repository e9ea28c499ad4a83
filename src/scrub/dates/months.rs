//! Names of months with typing errors, or in another language, beside what may be their day.

use super::super::key::words;
use super::super::slips::{is_slip_of_any, two_errors};
use super::super::token::{Case, Sort, Tokens};
use super::super::words::{ALLOW, CLINICAL, MONTH, ORDINARY};
use super::named::UNKNOWN;
use super::words::{LONG_MONTHS, day, year};
use super::{Read, foreign};

/// Months whose names are too short for a typing error in what is a word already.
const SHORT: [&[u8]; 3] = [b"june", b"july", b"sept"];
const ABBREVIATED: [&[u8]; 9] = [b"jan", b"feb", b"apr", b"jun", b"jul", b"aug", b"oct", b"nov", b"dec"];

/// Letters from which on two typing errors are forgiven.
const LONG: usize = 6;

/// `Octuber`, `Novembr`, `Jly`, `Agu`, `Juli`: whether a word is a month but for its spelling. What stands beside it has to say
/// that it is one.
pub(super) fn is_like(tokens: &Tokens<'_>, i: usize) -> bool {
    let Some(token) = tokens.get(i).filter(|t| t.is_word() && (3..=11).contains(&t.len())) else {
        return false;
    };
    if token.is(MONTH) {
        return false;
    }
    if foreign::is_month(tokens, i) {
        return true;
    }
    if token.is(ORDINARY | CLINICAL | ALLOW) {
        return false;
    }
    let bytes = tokens.bytes(i);
    if token.len() > 3 && is_slip_of_any(bytes, &LONG_MONTHS) {
        return true;
    }
    token.roles == 0
        && (is_slip_of_any(bytes, &SHORT) || is_turned(bytes) || is_stretched(bytes) || is_far(bytes))
}

/// `Ja nuary`, `Janu-ary`, `Sept\nember`: the last token of a month in two pieces.
pub(super) fn broken(tokens: &Tokens<'_>, i: usize) -> Option<usize> {
    let head = tokens.get(i).filter(|t| t.is_word() && (2..8).contains(&t.len()))?;
    let sign =
        usize::from(tokens.get(i + 1).is_some_and(|t| matches!(t.sort, Sort::Sign(b'-' | b'.')) && !t.apart));
    let tail = tokens.get(i + 1 + sign).filter(|t| t.is_word() && t.case != Case::Title)?;
    let (head, tail) = (&tokens.text[head.start..head.end], &tokens.text[tail.start..tail.end]);
    // Most words are none of it at the first letter.
    if !matches!(head[0] | 0x20, b'j' | b'f' | b'm' | b'a' | b's' | b'o' | b'n' | b'd')
        || head.len() + tail.len() > 9
    {
        return None;
    }
    let is = |month: &[u8]| {
        month.len() == head.len() + tail.len()
            && month[..head.len()].eq_ignore_ascii_case(head)
            && month[head.len()..].eq_ignore_ascii_case(tail)
    };
    LONG_MONTHS.iter().any(|month| is(month)).then_some(i + 1 + sign)
}

/// `Ja nuary 4`, `4th of Sept\nember`: such a month with a day beside it.
pub(super) fn broken_date(tokens: &Tokens<'_>, i: usize) -> Read {
    if let Some(month) = broken(tokens, i) {
        let comma = |k: usize| usize::from(tokens.get(k).is_some_and(|t| t.is_sign(b',')));
        day(tokens, month + 1)?;
        let last = year(tokens, month + 2 + comma(month + 2)).map_or(month + 1, |(last, _)| last);
        return Some((last, UNKNOWN, true));
    }
    day(tokens, i).filter(|_| !tokens.list[i].is_word())?;
    let of = usize::from(tokens.is_any(i + 1, words![b"of", b"o"]));
    let month = broken(tokens, i + 1 + of)?;
    Some((year(tokens, month + 1).map_or(month, |(last, _)| last), UNKNOWN, true))
}

/// `Agu`: the letters of an abbreviation, two of which changed places.
fn is_turned(word: &[u8]) -> bool {
    let mut letters = word.to_ascii_lowercase();
    letters.len() == 3 && {
        letters.swap(1, 2);
        ABBREVIATED.contains(&letters.as_slice())
    }
}

/// `Jullly`: a letter that is written too often.
fn is_stretched(word: &[u8]) -> bool {
    let mut letters = word.to_ascii_lowercase();
    letters.dedup();
    letters.len() < word.len() && SHORT.contains(&letters.as_slice())
}

/// `Septmbr`: two errors in a long name.
fn is_far(word: &[u8]) -> bool {
    let lower = word.to_ascii_lowercase();
    lower.len() >= LONG
        && LONG_MONTHS
            .iter()
            .any(|of| of.len() > LONG && lower.first() == of.first() && two_errors(&lower, of))
}
