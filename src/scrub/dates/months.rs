//! Names of months with typing errors, or in another language, beside what may be their day.

use super::super::key::{Keys, keys, words};
use super::super::slips::{is_slip_of_any, two_errors};
use super::super::token::{Case, Sort, Token, Tokens};
use super::super::words::{ALLOW, CLINICAL, MONTH, ORDINARY};
use super::named::UNKNOWN;
use super::words::{LONG_MONTHS, day, year};
use super::{Read, foreign};

/// Months whose names are too short for a typing error in what is a word already.
const SHORT: [&[u8]; 3] = [b"june", b"july", b"sept"];
const ABBREVIATED: [&[u8]; 9] = [b"jan", b"feb", b"apr", b"jun", b"jul", b"aug", b"oct", b"nov", b"dec"];

/// Pieces of a month at the most.
const PIECES: usize = 3;

/// Abbreviations that keep the last letters, as in old letters: `2nd Jany`.
const OLD: Keys<9> =
    keys([b"jany", b"janry", b"feby", b"febry", b"augt", b"septr", b"octr", b"novr", b"decr"]);

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
    if foreign::is_month(tokens, i) || OLD.has(token.key) {
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

/// `Ja nuary`, `Janu-ary`, `Sept\nember`, `Ja nu ary`: the last token of a month in two pieces or three.
pub(super) fn broken(tokens: &Tokens<'_>, i: usize) -> Option<usize> {
    let head = tokens.get(i).filter(|t| t.is_word() && (2..8).contains(&t.len()))?;
    // Most words are none of it at the first letter.
    let first = tokens.text[head.start] | 0x20;
    if !matches!(first, b'j' | b'f' | b'm' | b'a' | b's' | b'o' | b'n' | b'd') {
        return None;
    }
    let second = tokens.text[head.start + 1] | 0x20;
    if !matches!(second, b'a' | b'u' | b'e' | b'p' | b'c' | b'o') {
        return None;
    }
    let begins = |month: &&&[u8]| month[0] == first && month[1] == second;
    LONG_MONTHS.iter().filter(begins).find_map(|month| in_pieces(tokens, i, month))
}

/// The last token of a word whose pieces begin here.
fn in_pieces(tokens: &Tokens<'_>, i: usize, word: &[u8]) -> Option<usize> {
    let (mut at, mut rest) = (i, word);
    for piece in 0..PIECES {
        let begins = |t: &Token| t.is_word() && (piece == 0 || t.case != Case::Title);
        tokens.get(at).filter(|t| begins(t))?;
        let own = tokens.bytes(at);
        let (same, behind) = rest.split_at_checked(own.len())?;
        if !same.eq_ignore_ascii_case(own) {
            return None;
        }
        if behind.is_empty() {
            return (piece > 0).then_some(at);
        }
        rest = behind;
        let sign = |t: &Token| matches!(t.sort, Sort::Sign(b'-' | b'.')) && !t.apart;
        at += 1 + usize::from(tokens.get(at + 1).is_some_and(sign));
    }
    None
}

/// `Ja nuary 4`, `4th of Sept\nember`, `Ja nu ary 2 9`: such a month with a day beside it.
pub(super) fn broken_date(tokens: &Tokens<'_>, i: usize) -> Read {
    if let Some(month) = broken(tokens, i) {
        let comma = |k: usize| usize::from(tokens.get(k).is_some_and(|t| t.is_sign(b',')));
        let first = day(tokens, month + 1)?;
        // Where the month is in pieces its day may be.
        let digit = |k: usize| tokens.number(k).filter(|_| tokens.list[k].len() == 1);
        let second = digit(month + 2).filter(|_| first < 4 && !tokens.list[month + 2].first_of_line);
        let day = month + 1 + usize::from(second.is_some());
        let last = year(tokens, day + 1 + comma(day + 1)).map_or(day, |(last, _)| last);
        return Some((last, UNKNOWN, true));
    }
    if tokens.list[i].is_word() {
        return None;
    }
    day(tokens, i)?;
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
