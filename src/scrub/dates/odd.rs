//! Dates as few write them: `8.iv.79`, `'79-Jan-08`, `6/'03`.

use super::super::key::{Keys, keys};
use super::super::token::{Sort, Tokens};
use super::super::words::MONTH;
use super::named::UNKNOWN;
use super::{Read, is_year, sign_at};

const ROMAN: Keys<12> =
    keys([b"i", b"ii", b"iii", b"iv", b"v", b"vi", b"vii", b"viii", b"ix", b"x", b"xi", b"xii"]);

pub(super) fn date(tokens: &Tokens<'_>, i: usize) -> Read {
    let first = tokens.number(i).filter(|_| tokens.list[i].len() <= 2)?;
    let sign = sign_at(tokens, i + 1).filter(|_| !tokens.list[i + 1].apart)?;
    let joined = |k: usize| tokens.get(k).is_some_and(|t| !t.apart);
    // `6/'03`
    let quoted =
        sign == b'/' && (1..=12).contains(&first) && tokens.list.get(i + 2).is_some_and(|t| t.is_sign(b'\''));
    let short = |k: usize| joined(k) && tokens.get(k).is_some_and(|t| t.sort == Sort::Number && t.len() == 2);
    if quoted && short(i + 3) {
        return Some((i + 3, UNKNOWN, true));
    }
    if !joined(i + 2) || sign_at(tokens, i + 3) != Some(sign) || !joined(i + 3) || !joined(i + 4) {
        return None;
    }
    let last = tokens.number(i + 4)?;
    let length = tokens.list[i + 4].len();
    // `8.iv.79`
    let roman = (1..=31).contains(&first) && tokens.is_any(i + 2, &ROMAN) && is_year(last, length);
    // `'79-Jan-08`
    let turned = first > 31 && tokens.list[i + 2].is(MONTH) && (1..=31).contains(&last) && length <= 2;
    (roman || turned).then_some((i + 4, UNKNOWN, true))
}
