//! Where ways meet, ways that have numbers, and how far along them.

use super::super::key::{Keys, keys, words};
use super::super::token::{Case, Sort, Token, Tokens};
use super::super::words::{CITY, DIRECTION, MONTH, NUMBER_WORD, ORDINAL_WORD, STREET_NAME, SURNAME, WEEKDAY};
use super::streets::is_ordinal;

/// Words behind which somebody is on a way.
const ON: Keys<7> = keys([b"on", b"off", b"near", b"along", b"at", b"via", b"from"]);

/// `5th and Pine`, `Main & 3rd`, and what `met` tells: where two streets meet.
pub(super) fn crossing(tokens: &Tokens<'_>, i: usize) -> Option<usize> {
    let way = |k: usize| {
        tokens.get(k).is_some_and(|t| {
            let numbered = t.sort == Sort::Mixed && is_ordinal(tokens, k);
            let worded = t.is(ORDINAL_WORD) && t.case == Case::Title;
            numbered
                || worded
                || t.is_word()
                    && t.case == Case::Title
                    && t.len() > 2
                    && !t.is(MONTH | WEEKDAY)
                    && t.is(STREET_NAME | SURNAME | CITY)
        })
    };
    let numbered = |k: usize| {
        let token = tokens.get(k);
        token.is_some_and(|t| t.sort == Sort::Mixed && is_ordinal(tokens, k) || t.is(ORDINAL_WORD))
    };
    let next = tokens.get(i + 1)?;
    let joint = matches!(next.sort, Sort::Sign(b'&' | b'+'))
        || next.is_sign(b'/')
        || tokens.is_any(i + 1, words![b"and", b"at", b"n"]);
    let last = i + 2;
    let fits =
        joint && way(i) && way(last) && (numbered(i) || numbered(last)) && !tokens.list[last].first_of_line;
    (i > 0 && (fits || met(tokens, i))).then_some(last)
}

/// `at Kedzie and 63rd`, `corner of mill & 3rd`: a word that no list has, or in small letters, is a way behind what says where
/// something is, before an ordinal in digits that counts nothing.
fn met(tokens: &Tokens<'_>, i: usize) -> bool {
    let told = i > 0 && (tokens.is_any(i - 1, &ON) || tokens.is_any(i - 1, words![b"of", b"in", b"@"]));
    let way = |k: usize| tokens.get(k).is_some_and(|t| t.is_word() && t.len() > 2 && !t.is(MONTH | WEEKDAY));
    let joint =
        tokens.get(i + 1).is_some_and(|t| t.is_sign(b'&')) || tokens.is_any(i + 1, words![b"and", b"n"]);
    let last = i + 2;
    let ordinal = tokens.get(last).is_some_and(|t| t.sort == Sort::Mixed && !t.first_of_line)
        && is_ordinal(tokens, last);
    let ends = |t: &Token| t.first_of_line || matches!(t.sort, Sort::Sign(_));
    told && joint && way(i) && ordinal && tokens.get(last + 1).is_none_or(ends)
}

/// `I-90`, `Highway 101`, `near exit 24`, `US-1`: a way by its number.
pub(super) fn highway(tokens: &Tokens<'_>, i: usize) -> Option<usize> {
    const WAYS: Keys<9> = keys([
        b"loop",
        b"hwy",
        b"highway",
        b"interstate",
        b"route",
        b"rte",
        b"exit",
        b"autopista",
        b"freeway",
    ]);
    // `mile marker 42 on I-25`
    let marked = tokens.is_any(i, words![b"mile"]) && tokens.is_any(i + 1, words![b"marker", b"post"]);
    let post = if marked { Some(i + 2) } else { tokens.is_any(i, words![b"milepost"]).then_some(i + 1) };
    if let Some(at) = post.filter(|at| tokens.get(*at).is_some_and(|t| t.sort == Sort::Number && t.len() < 5))
    {
        let way = tokens.is_any(at + 1, words![b"on", b"of", b"off"]) && at + 2 < tokens.list.len();
        return Some(if way { highway(tokens, at + 2).unwrap_or(at) } else { at });
    }
    const SHORT: Keys<8> = keys([b"i", b"us", b"sr", b"cr", b"fm", b"sh", b"rt", b"cty"]);
    // `County Rd 27`
    let number = tokens
        .get(i + 2)
        .is_some_and(|t| t.sort == Sort::Number && t.len() <= 4 && !t.first_of_line && t.apart);
    if number
        && tokens.list[i].is_word()
        && tokens.list[i].case != Case::Lower
        && tokens.is_any(i + 1, words![b"rd", b"road", b"hwy"])
        && tokens.get(i + 1).is_some_and(|t| t.case != Case::Lower && t.apart)
    {
        return Some(i + 2);
    }
    let whole = tokens.is_any(i, &WAYS);
    if !whole && (tokens.list[i].case == Case::Lower || !tokens.is_any(i, &SHORT)) {
        return None;
    }
    let sign = tokens.get(i + 1).is_some_and(|t| t.is_sign(b'-') || whole && t.is_sign(b'.'));
    let number = i + 1 + usize::from(sign);
    // `Hwy. four twenty one`
    let said = (number..number + 4)
        .take_while(|k| tokens.get(*k).is_some_and(|t| t.is(NUMBER_WORD) && t.apart && !t.first_of_line))
        .last();
    if let Some(last) = said.filter(|last| whole && *last > number) {
        return Some(last);
    }
    let token = tokens.get(number).filter(|t| matches!(t.sort, Sort::Number | Sort::Mixed))?;
    // `loop 2` of something is none.
    let long = token.len() > 2 || !tokens.is_any(i, words![b"loop"]);
    let fits = long && token.len() <= 4 && tokens.bytes(number)[0].is_ascii_digit() && !token.first_of_line;
    let on = i > 0 && tokens.is_any(i - 1, &ON);
    // `I-131` is iodine, `US 2 weeks ago` a picture.
    let sure = whole || on || sign && tokens.is_any(i, words![b"i"]) && token.len() <= 2;
    (fits && sure && token.sort == Sort::Number).then_some(number)
}

/// `West 42nd`, `on 7th`: a street whose name is a number.
pub(super) fn numbered_way(tokens: &Tokens<'_>, i: usize) -> Option<usize> {
    let ordinal = |k: usize| tokens.get(k).is_some_and(|t| t.sort == Sort::Mixed) && is_ordinal(tokens, k);
    if ordinal(i) {
        // `125th St`, `on 3rd ave`
        let street = tokens.is_any(i + 1, words![b"st", b"ave", b"av", b"street", b"avenue", b"blvd", b"rd"])
            && tokens.get(i + 1).is_some_and(|t| t.apart && !t.first_of_line);
        let small = tokens.get(i + 1).is_some_and(|t| t.case == Case::Lower);
        if street && (!small || i > 0 && tokens.is_any(i - 1, &ON)) {
            return Some(i + 1);
        }
    }
    if tokens.list[i].is(DIRECTION) {
        let apart = tokens.get(i + 1).is_some_and(|t| t.apart && !t.first_of_line);
        return (apart && ordinal(i + 1)).then_some(i + 1);
    }
    let ends = |t: &Token| t.first_of_line || matches!(t.sort, Sort::Sign(b'.' | b',' | b';' | b')'));
    let closed = tokens.get(i + 1).is_none_or(ends)
        || tokens.is_any(i + 1, words![b"and", b"between", b"near", b"by", b"in"]);
    (closed && i > 0 && tokens.is_any(i - 1, &ON) && ordinal(i)).then_some(i)
}
