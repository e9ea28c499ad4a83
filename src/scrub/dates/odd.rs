//! Dates as few write them: `8.iv.79`, `XII/VI/MCMXCIX`, `'79-Jan-08`, `6/'03`, `3'4'22`, `May-the-4th-2019`.

use super::super::key::{Keys, keys, words};
use super::super::places::is_ordinal;
use super::super::token::{Sort, Token, Tokens};
use super::super::words::{MONTH, NUMBER_WORD};
use super::named::UNKNOWN;
use super::{Read, is_year, sign_at};

const ROMAN: Keys<12> =
    keys([b"i", b"ii", b"iii", b"iv", b"v", b"vi", b"vii", b"viii", b"ix", b"x", b"xi", b"xii"]);

pub(super) fn date(tokens: &Tokens<'_>, i: usize) -> Read {
    let last = if tokens.list[i].is_word() {
        of_romans(tokens, i).or_else(|| hyphened(tokens, i))
    } else {
        digits(tokens, i)
            .or_else(|| of_romans(tokens, i))
            .or_else(|| with_words(tokens, i))
            .or_else(|| signed(tokens, i))
    };
    last.map(|last| (last, UNKNOWN, true))
}

/// Whether a word may begin a date in Roman numbers, or one whose parts hyphens join.
pub(super) fn may_begin(tokens: &Tokens<'_>, i: usize) -> bool {
    let sign = |t: &Token| matches!(t.sort, Sort::Sign(b'/' | b'.' | b'-')) && !t.apart;
    tokens.get(i + 1).is_some_and(sign) && tokens.list[i].len() < 5 && roman(tokens, i).is_some()
}

fn joined(tokens: &Tokens<'_>, k: usize) -> bool {
    tokens.get(k).is_some_and(|t| !t.apart)
}

fn digits(tokens: &Tokens<'_>, i: usize) -> Option<usize> {
    let first = tokens.number(i).filter(|_| tokens.list[i].len() <= 2)?;
    let sign = sign_at(tokens, i + 1).filter(|_| !tokens.list[i + 1].apart)?;
    // `6/'03`
    let quoted =
        sign == b'/' && (1..=12).contains(&first) && tokens.list.get(i + 2).is_some_and(|t| t.is_sign(b'\''));
    let short =
        |k: usize| joined(tokens, k) && tokens.get(k).is_some_and(|t| t.sort == Sort::Number && t.len() == 2);
    if quoted && short(i + 3) {
        return Some(i + 3);
    }
    if !(i + 2..i + 5).all(|k| joined(tokens, k)) || sign_at(tokens, i + 3) != Some(sign) {
        return None;
    }
    let last = tokens.number(i + 4)?;
    let length = tokens.list[i + 4].len();
    // `8.iv.79`
    let roman = (1..=31).contains(&first) && tokens.is_any(i + 2, &ROMAN) && is_year(last, length);
    // `'79-Jan-08`
    let turned = first > 31 && tokens.list[i + 2].is(MONTH) && (1..=31).contains(&last) && length <= 2;
    (roman || turned).then_some(i + 4)
}

/// The value of a Roman number.
pub(super) fn roman(tokens: &Tokens<'_>, i: usize) -> Option<u32> {
    tokens.get(i).filter(|t| t.is_word() && t.len() <= 12)?;
    let (mut sum, mut before) = (0, 0);
    for byte in tokens.bytes(i).iter().rev() {
        let value = match byte.to_ascii_lowercase() {
            b'i' => 1,
            b'v' => 5,
            b'x' => 10,
            b'l' => 50,
            b'c' => 100,
            b'd' => 500,
            b'm' => 1000,
            _ => return None,
        };
        // More before a greater one than it has are no number.
        sum = if value < before { u32::checked_sub(sum, value)? } else { sum + value };
        before = before.max(value);
    }
    Some(sum)
}

/// `VII/XIV/1962`, `xii.vi.mcmxcix`, `VIII/14`, `29-XI`: a day, a month and a year with a Roman number among them, or a month before a day.
fn of_romans(tokens: &Tokens<'_>, i: usize) -> Option<usize> {
    let part = |k: usize| tokens.number(k).or_else(|| roman(tokens, k));
    let sign = sign_at(tokens, i + 1).filter(|_| (i + 1..i + 3).all(|k| joined(tokens, k)))?;
    let small = |n: u32| (1..=31).contains(&n);
    let (one, two) = (part(i).filter(|n| small(*n))?, part(i + 2).filter(|n| small(*n))?);
    let worded = |k: usize| tokens.list[k].is_word();
    if sign_at(tokens, i + 3) == Some(sign) && joined(tokens, i + 3) && joined(tokens, i + 4) {
        let year = part(i + 4)?;
        let fits = if worded(i + 4) {
            (1800..2100).contains(&year)
        } else {
            is_year(year, tokens.list[i + 4].len())
        };
        let any = worded(i) || worded(i + 2) || worded(i + 4);
        return (any && fits && (one <= 12 || two <= 12)).then_some(i + 4);
    }
    // `II/VI` is how loud a murmur is.
    let month = |k: usize| tokens.list[k].len() > 1 && tokens.is_any(k, &ROMAN);
    // A full stop behind it ends the sentence.
    let alone = sign_at(tokens, i + 3).is_none_or(|s| s != sign || tokens.get(i + 4).is_none_or(|t| t.apart));
    let fits = sign == b'/' && month(i) && !worded(i + 2) && two > 6 && two != 10
        || !worded(i) && month(i + 2) && one > 6;
    (alone && fits).then_some(i + 2)
}

/// `5-23-eighty seven`: the last token.
fn with_words(tokens: &Tokens<'_>, i: usize) -> Option<usize> {
    let sign = sign_at(tokens, i + 1)?;
    let (one, two) = (tokens.number(i)?, tokens.number(i + 2)?);
    let word = |k: usize| tokens.get(k).is_some_and(|t| t.is(NUMBER_WORD) && !t.first_of_line);
    let fits = (1..=31).contains(&one) && (1..=31).contains(&two) && (one <= 12 || two <= 12);
    if !fits || sign_at(tokens, i + 3) != Some(sign) || !word(i + 4) {
        return None;
    }
    let hyphen = usize::from(tokens.get(i + 5).is_some_and(|t| t.is_sign(b'-') && !t.apart));
    Some(if word(i + 5 + hyphen) { i + 5 + hyphen } else { i + 4 })
}

/// `3'4'22`, `07|14|1962`: three numbers with a sign between them that no date has.
fn signed(tokens: &Tokens<'_>, i: usize) -> Option<usize> {
    let Sort::Sign(sign @ (b'\'' | b'|' | b'_' | b'~' | b'\\' | b'*' | b'\xfe')) = tokens.get(i + 1)?.sort
    else {
        return None;
    };
    let (one, two, three) = (tokens.number(i)?, tokens.number(i + 2)?, tokens.number(i + 4)?);
    let short = |k: usize| tokens.list[k].len() <= 2;
    let fits = short(i) && short(i + 2) && is_year(three, tokens.list[i + 4].len());
    let valid = (1..=31).contains(&one) && (1..=31).contains(&two) && (one <= 12 || two <= 12);
    let ends = !tokens.get(i + 5).is_some_and(|t| t.is_sign(sign) && !t.apart);
    let tight = (i + 1..i + 5).all(|k| joined(tokens, k)) && tokens.list[i + 3].is_sign(sign);
    (fits && valid && ends && tight && !before_is(tokens, i, sign)).then_some(i + 4)
}

fn before_is(tokens: &Tokens<'_>, i: usize, sign: u8) -> bool {
    tokens.before(i).is_some_and(|t| t.is_sign(sign) && !tokens.list[i].apart)
}

/// `May-the-4th-2019`, `March-of-2020`: words that hyphens join.
fn hyphened(tokens: &Tokens<'_>, i: usize) -> Option<usize> {
    let hyphen =
        |k: usize| tokens.get(k).is_some_and(|t| t.is_sign(b'-') && !t.apart) && joined(tokens, k + 1);
    let little = |k: usize| tokens.is_any(k, words![b"the", b"of"]);
    if !tokens.list[i].is(MONTH) || !hyphen(i + 1) || !little(i + 2) || !hyphen(i + 3) {
        return None;
    }
    let day =
        tokens.number(i + 4).is_some() || tokens.list[i + 4].sort == Sort::Mixed && is_ordinal(tokens, i + 4);
    if !day {
        return None;
    }
    let year = hyphen(i + 5) && tokens.number(i + 6).is_some_and(|n| is_year(n, tokens.list[i + 6].len()));
    Some(if year { i + 6 } else { i + 4 })
}
