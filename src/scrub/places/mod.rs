//! Places smaller than a state: streets, units, cities, ZIP codes, coordinates.

mod streets;
mod ways;

use super::key::{joined, keys, words};
use super::token::{Case, Sort, Token, Tokens};
use super::words::{
    ALLOW, AREA_AFTER, CITY, CITY_START, CLINICAL, COUNTRY, DIRECTION, EPONYM, EPONYM_HEAD, GIVEN_OFTEN,
    MONTH, NUMBER_WORD, ORDINARY, PLACE_BEFORE, STATE, STREET_BEFORE, SURNAME_OFTEN, TERRITORY, TOWN_PREFIX,
    UNIT, UNIT_TYPE, VERB_AFTER, WEEKDAY, Words,
};
use super::{Class, Finding, finding};
use crate::reference::place_of_zip;
use streets::{ROADS, box_number, flat_road, numbered, road, street, unit_first};
use ways::{crossing, highway, numbered_way};

pub(super) fn find(tokens: &Tokens<'_>, words: &Words, found: &mut Vec<Finding>) {
    let mut i = 0;
    while i < tokens.list.len() {
        match if begins(tokens, i) { hit(tokens, words, i) } else { None } {
            Some(end) => {
                found.push(finding(tokens.list[i].start..tokens.list[end].end, Class::Place));
                i = end + 1;
            }
            None => i += 1,
        }
    }
}

/// Whether anything may begin here: no sign does, and a word in small letters only behind or with one that tells of places.
fn begins(tokens: &Tokens<'_>, i: usize) -> bool {
    let token = &tokens.list[i];
    match (token.sort, token.case) {
        (Sort::Sign(_), _) => false,
        (Sort::Word, Case::Lower) => {
            token.is(NUMBER_WORD | UNIT_TYPE | STREET_BEFORE)
                || tokens.is_any(
                    i,
                    words![
                        b"po",
                        b"p",
                        b"box",
                        b"apartado",
                        b"postbox",
                        b"exit",
                        b"route",
                        b"hwy",
                        b"highway"
                    ],
                )
                || i > 0 && (tokens.list[i - 1].phrase & PLACE_BEFORE != 0 || tokens.is_any(i - 1, &ROADS))
        }
        _ => true,
    }
}

fn hit(tokens: &Tokens<'_>, words: &Words, i: usize) -> Option<usize> {
    street(tokens, i)
        .map(|end| town_after(tokens, words, end))
        .or_else(|| unit_first(tokens, i).map(|end| town_after(tokens, words, end)))
        .or_else(|| military(tokens, i))
        .or_else(|| area(tokens, i))
        .or_else(|| road(tokens, i))
        .or_else(|| flat_road(tokens, i))
        .or_else(|| numbered(tokens, i))
        .or_else(|| crossing(tokens, i))
        .or_else(|| highway(tokens, i))
        .or_else(|| numbered_way(tokens, i))
        .or_else(|| box_number(tokens, i))
        .or_else(|| zip(tokens, i))
        .or_else(|| postcode(tokens, i))
        .or_else(|| coordinates(tokens, i))
        .or_else(|| city(tokens, words, i))
}

/// What follows a street as its town: `Springfield, IL 62704`, and without the state where the name is a town's.
fn town_after(tokens: &Tokens<'_>, words: &Words, end: usize) -> usize {
    let comma = tokens.get(end + 1).is_some_and(|t| t.is_sign(b','));
    let start = if comma { end + 2 } else { end + 1 };
    let mut lower = Vec::new();
    // Behind the comma of an address stands its town, in whatever case.
    if comma && let Some(town) = town_of_address(tokens, words, start) {
        return town;
    }
    for last in start..start + 4 {
        let Some(token) = tokens.get(last) else { break };
        if token.is_sign(b'.') || token.is_sign(b'-') {
            continue;
        }
        if !token.is_word() || token.case == Case::Lower || token.is(WEEKDAY) {
            break;
        }
        if let Some(state) = state_after(tokens, last) {
            return zip(tokens, state + 1).unwrap_or(state);
        }
        tokens.lower(last, &mut lower);
        if words.looks_like_town(&lower) && !token.is(ORDINARY) {
            return last;
        }
    }
    zip(tokens, start).unwrap_or(end)
}

/// A town that a list has, with the state and the ZIP code behind it; in small letters no ordinary word is one.
fn town_of_address(tokens: &Tokens<'_>, words: &Words, start: usize) -> Option<usize> {
    let token = tokens.get(start).filter(|t| t.is(CITY | CITY_START) && !t.first_of_line)?;
    let last = longest(tokens, words, start)?;
    let common =
        token.case == Case::Lower && last == start && token.is(ORDINARY | CLINICAL | ALLOW | VERB_AFTER);
    if common {
        return None;
    }
    if let Some(state) = state_after(tokens, last) {
        return Some(zip(tokens, state + 1).unwrap_or(state));
    }
    // `sc 29526` in small letters: the ZIP code says that it is a state.
    let comma = usize::from(tokens.get(last + 1).is_some_and(|t| t.is_sign(b',')));
    let state = last + 1 + comma;
    let written = tokens.get(state).is_some_and(|t| t.is(STATE) && t.len() == 2);
    let code = tokens.get(state + 1).is_some_and(|t| t.sort == Sort::Number && t.len() == 5);
    Some(if written && code { state + 1 } else { last })
}

/// `Ashtabula County`, `Orleans Parish`.
fn area(tokens: &Tokens<'_>, i: usize) -> Option<usize> {
    let name = |t: &Token| t.is_word() && t.case == Case::Title && !t.is(AREA_AFTER) && t.len() > 2;
    if !name(&tokens.list[i])
        || tokens.list[i].is(ORDINARY | CLINICAL) && !tokens.list[i].is(CITY | CITY_START)
    {
        return None;
    }
    let at = (i + 1..i + 4).find(|k| !tokens.get(*k).is_some_and(|t| name(t) && !t.first_of_line))?;
    tokens.get(at).filter(|t| t.is(AREA_AFTER) && t.case == Case::Title && !t.first_of_line).map(|_| at)
}

/// `PSC 1234, Box 5678 APO AP 96275`, `USS Mercy FPO AE 09545`: where the military gets its mail.
fn military(tokens: &Tokens<'_>, i: usize) -> Option<usize> {
    let office = |k: usize| matches!(tokens.bytes(k), b"APO" | b"FPO" | b"DPO");
    let begins = office(i)
        || matches!(tokens.bytes(i), b"PSC" | b"CMR" | b"USS" | b"USNS" | b"USNV" | b"USCGC" | b"USNH");
    if !begins {
        return None;
    }
    let at = (i..i + 8).find(|k| office(*k))?;
    tokens.get(at + 1).filter(|t| t.is(TERRITORY))?;
    Some(zip(tokens, at + 2).unwrap_or(at + 1))
}

/// A ZIP code: five digits that a place has, behind a state or the word, or where no unit says that they count something.
fn zip(tokens: &Tokens<'_>, i: usize) -> Option<usize> {
    let token = tokens.get(i)?;
    if token.sort != Sort::Number || token.len() != 5 {
        return None;
    }
    let plus_four = tokens.get(i + 1).is_some_and(|t| t.is_sign(b'-') && !t.apart)
        && tokens.get(i + 2).is_some_and(|t| t.sort == Sort::Number && t.len() == 4 && !t.apart);
    let end = if plus_four { i + 2 } else { i };
    let labelled = (i.saturating_sub(3)..i).any(|k| {
        tokens.list[k].is(STATE | TERRITORY) && tokens.list[k].case != Case::Lower
            || tokens.is_any(k, words![b"zip", b"zipcode", b"postal"])
    });
    let counts = tokens.get(end + 1).is_some_and(|t| t.is(UNIT) || t.is_sign(b'%'))
        || tokens.get(end + 1).is_some_and(|t| t.is_sign(b','))
            && tokens.get(end + 2).is_some_and(|t| t.sort == Sort::Number && !t.apart)
        || tokens.before(i).is_some_and(|t| t.is_sign(b'$') || t.is_sign(b'.') && !token.apart);
    let digits = tokens.number(i)?;
    // Behind a town in a sentence: `in West Heather 29484`.
    let town = tokens.before(i).is_some_and(|t| {
        let plain = ORDINARY | CLINICAL | ALLOW | MONTH | WEEKDAY;
        t.is_word()
            && t.case == Case::Title
            && !t.is(plain)
            && !t.begins_line
            && token.apart
            && !token.first_of_line
    });
    // The last word of a line of an address: `Uruguay 08585`.
    let closes = tokens.get(end + 1).is_none_or(|t| t.first_of_line)
        && tokens.before(i).is_some_and(|t| {
            t.is_word() && t.case == Case::Title && (!t.is(ORDINARY) || t.is(COUNTRY)) && !token.begins_line
        });
    (plus_four || labelled || closes || town && !counts || !counts && place_of_zip(digits).is_some())
        .then_some(end)
}

/// `SW3 4RP`, `K1A 0B1`: post codes of Britain and Canada.
fn postcode(tokens: &Tokens<'_>, i: usize) -> Option<usize> {
    let (token, next) = (tokens.get(i)?, tokens.get(i + 1)?);
    if token.sort != Sort::Mixed || next.sort != Sort::Mixed || !next.apart || next.len() != 3 {
        return None;
    }
    let shape = |k: usize| {
        let upper = tokens.bytes(k).iter().map(|b| match b {
            b'A'..=b'Z' => b'A',
            b'0'..=b'9' => b'9',
            _ => b'?',
        });
        let mut out = [0u8; 4];
        let fits = token.len() <= 4 && upper.clone().count() <= 4;
        upper.take(4).zip(&mut out).for_each(|(from, to)| *to = from);
        fits.then_some(out)
    };
    let (first, second) = (shape(i)?, shape(i + 1)?);
    let british = matches!(&first, b"A9\0\0" | b"A99\0" | b"AA9\0" | b"AA99" | b"A9A\0" | b"AA9A");
    let canadian = &first == b"A9A\0" && &second == b"9A9\0";
    (british && &second == b"9AA\0" || canadian).then_some(i + 1)
}

/// Two decimal numbers, as far north and east as places lie.
fn coordinates(tokens: &Tokens<'_>, i: usize) -> Option<usize> {
    let decimal = |at: usize| -> Option<usize> {
        let whole = tokens.get(at).filter(|t| t.sort == Sort::Number && t.len() <= 3)?;
        let point = tokens.get(at + 1)?;
        let part = tokens.get(at + 2)?;
        let close = point.is_sign(b'.') && !point.apart && !part.apart && whole.len() > 0;
        (close && part.sort == Sort::Number && part.len() >= 3).then_some(at + 2)
    };
    let mut at = decimal(i)? + 1;
    while tokens.get(at).is_some_and(|t| t.is_sign(b',') || t.is_sign(b'-') || t.is(DIRECTION)) {
        at += 1;
    }
    decimal(at)
}

/// A city by its name, with the state and the ZIP code that follow.
fn city(tokens: &Tokens<'_>, words: &Words, i: usize) -> Option<usize> {
    let token = &tokens.list[i];
    if !token.is_word() || token.case == Case::Lower && !announced(tokens, i) {
        return None;
    }
    let listed = longest(tokens, words, i).filter(|_| token.is(CITY | CITY_START));
    let prefixed = token.is(TOWN_PREFIX) && token.case == Case::Title && listed.is_none_or(|last| last == i);
    if listed.is_none() || prefixed && made_up(tokens, words, i).is_some() {
        if token.case != Case::Title {
            return None;
        }
        let last = made_up(tokens, words, i)?;
        let sure = words.is_named_town(tokens.bytes(i))
            || last > i && token.len() > 2
            || announced(tokens, i)
            || state_after(tokens, last).is_some();
        let Some(state) = state_after(tokens, last) else { return sure.then_some(last) };
        return Some(zip(tokens, state + 1).unwrap_or(state));
    }
    let last = longest(tokens, words, i)?;
    // `Ann Arbor stage III` names a scale.
    if token.is(EPONYM) && tokens.get(last + 1).is_some_and(|t| t.is(EPONYM_HEAD) && t.case == Case::Lower) {
        return None;
    }
    let state = state_after(tokens, last);
    if score(tokens, i, last, state.is_some()) < 4 {
        return None;
    }
    let Some(state) = state else { return Some(last) };
    Some(zip(tokens, state + 1).unwrap_or(state))
}

fn announced(tokens: &Tokens<'_>, i: usize) -> bool {
    tokens.before(i).is_some_and(|t| t.phrase & PLACE_BEFORE != 0)
}

fn score(tokens: &Tokens<'_>, i: usize, last: usize, state: bool) -> i32 {
    let token = &tokens.list[i];
    let mut score = 2 + i32::from(token.case == Case::Title);
    if announced(tokens, i) {
        score += 2;
    }
    if state {
        score += 6;
    }
    if last > i {
        score += 3;
    } else {
        if token.is(ORDINARY | CLINICAL) {
            score -= if announced(tokens, i) && token.case == Case::Title { 1 } else { 4 };
        }
        let capital = announced(tokens, i) && tokens.is_any(i, words![b"washington"]);
        if token.is(ALLOW | MONTH | STATE) && !capital {
            score -= 5;
        }
        if token.is(EPONYM) && !announced(tokens, i) {
            score -= 2;
        }
        if token.is(GIVEN_OFTEN) && !announced(tokens, i) {
            score -= 1;
        }
    }
    if token.case == Case::Lower && last > i {
        // `salt lake city`: words that mean something else alone.
        let plain = token.is(ORDINARY | CLINICAL | ALLOW) && !tokens.small[i];
        score -= if announced(tokens, i) { 0 } else { 1 + i32::from(plain) };
    } else if token.case == Case::Lower {
        let named = tokens.small[i] && token.is(SURNAME_OFTEN | GIVEN_OFTEN) && announced(tokens, i);
        score -= match token.is(ORDINARY | CLINICAL | ALLOW) {
            true if named && !token.is(ALLOW | VERB_AFTER) => -4,
            true => 5,
            false => i32::from(!announced(tokens, i)),
        };
    }
    if token.case == Case::Upper && token.len() <= 3 && !state && last == i {
        score -= 4;
    }
    score
}

/// A town that no list has, by how such names begin and end: `North Amandamouth`, `Markville`.
fn made_up(tokens: &Tokens<'_>, words: &Words, i: usize) -> Option<usize> {
    let token = &tokens.list[i];
    let mut lower = Vec::new();
    let next =
        tokens.get(i + 1).filter(|t| t.is_word() && t.case == Case::Title && !t.first_of_line && t.apart);
    if token.is(TOWN_PREFIX)
        && let Some(next) = next
        && !next.is(ORDINARY | CLINICAL | ALLOW | MONTH | STATE | VERB_AFTER)
    {
        return Some(i + 1);
    }
    tokens.lower(i, &mut lower);
    (words.looks_like_town(&lower) && !token.is(ORDINARY | CLINICAL | ALLOW | EPONYM)).then_some(i)
}

/// The last word of the longest city that begins here.
fn longest(tokens: &Tokens<'_>, words: &Words, i: usize) -> Option<usize> {
    const LITTLE: [u64; 11] =
        keys([b"or", b"of", b"the", b"de", b"du", b"am", b"on", b"upon", b"la", b"del", b"and"]);
    let (mut name, mut found) = (None, None);
    let case = tokens.list.get(i)?.case;
    for k in i..(i + 5).min(tokens.list.len()) {
        let t = &tokens.list[k];
        if t.is_sign(b'.') && k < i + 4 {
            continue;
        }
        let alike =
            t.case == case || case == Case::Title && t.case == Case::Lower && tokens.is_any(k, &LITTLE);
        if !t.is_word() || k > i && (t.first_of_line || !alike) {
            break;
        }
        let key = tokens.key_of_word(k);
        let phrase = name.map_or(key, |name| joined(name, key));
        name = Some(phrase);
        if words.of_key(phrase) & CITY != 0 {
            found = Some(k);
        }
    }
    found
}

/// The token of a state that follows, behind a comma or not.
fn state_after(tokens: &Tokens<'_>, last: usize) -> Option<usize> {
    let at = if tokens.get(last + 1).is_some_and(|t| t.is_sign(b',')) { last + 2 } else { last + 1 };
    let zipped = tokens.get(at + 1).is_some_and(|t| t.sort == Sort::Number && t.len() == 5);
    let state = |t: &Token| {
        let known = t.is(STATE) || t.is(TERRITORY) && zipped;
        known && !t.first_of_line && (t.case == Case::Title || t.case == Case::Upper)
    };
    // `edison, nj` in small letters, where the code is no other word.
    const WORDS: [u64; 14] = keys([
        b"in", b"or", b"me", b"hi", b"ok", b"oh", b"pa", b"ma", b"la", b"de", b"id", b"al", b"as", b"co",
    ]);
    let small = |t: &Token| {
        let own = tokens.list[last].is(CITY) && tokens.list[last].case == Case::Lower && at == last + 2;
        own && t.is(STATE) && t.case == Case::Lower && !t.first_of_line && !tokens.is_any(at, &WORDS)
    };
    if tokens.get(at).is_some_and(small) {
        return Some(at);
    }
    let token = tokens.get(at).filter(|t| state(t))?;
    // `IN`, `OR` and `ME` in small letters are no states; in capitals they need the comma.
    (token.case != Case::Upper || at == last + 2 || token.len() == 2).then_some(at)
}
