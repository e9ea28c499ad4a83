//! Places smaller than a state: streets, units, cities, ZIP codes, coordinates.

mod abroad;
mod cities;
mod homes;
mod streets;
mod ways;

use super::key::{Keys, keys, words};
use super::token::{Case, Sort, Token, Tokens};
use super::words::{
    ALLOW, AREA_AFTER, CITY, CITY_START, CLINICAL, COUNTRY, DIRECTION, MONTH, NUMBER_WORD, ORDINARY,
    PLACE_BEFORE, STATE, STREET_BEFORE, TERRITORY, UNIT, UNIT_TYPE, VERB_AFTER, WEEKDAY, Words,
};
use super::{Class, Finding, finding};
use crate::reference::place_of_zip;
use cities::{city, longest, state_after};
use streets::{ROADS, box_number, flat_road, numbered, road, street, unit_first};
use ways::{crossing, highway, numbered_way};

pub(super) use streets::is_ordinal;

pub(super) fn find(tokens: &Tokens<'_>, words: &Words, found: &mut Vec<Finding>) {
    let mut i = 0;
    while i < tokens.list.len() {
        match if begins(tokens, i) { hit(tokens, words, i) } else { None } {
            Some(end) => {
                let crossed = tokens.is_any(end + 1, &CROSSED) && tokens.list[end].case != Case::Lower;
                let end = end + usize::from(crossed && !tokens.list[end + 1].first_of_line);
                found.push(finding(tokens.list[i].start..tokens.list[end].end, Class::Place));
                i = end + 1;
            }
            None => i += 1,
        }
    }
}

/// Addresses behind the words that say that somebody lives there.
pub(super) fn find_homes(tokens: &Tokens<'_>, found: &mut Vec<Finding>) {
    for (start, last) in (0..tokens.list.len()).filter_map(|i| homes::home(tokens, i)) {
        found.push(finding(tokens.list[start].start..tokens.list[last].end, Class::Place));
    }
}

/// What is called by the street that it crosses.
const CROSSED: Keys<8> =
    keys([b"overpass", b"underpass", b"bridge", b"viaduct", b"encampment", b"exit", b"ramp", b"offramp"]);

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
                        b"highway",
                        b"loop",
                        b"mile",
                        b"milepost"
                    ],
                )
                || token.is(CITY | CITY_START) && cities::has_state(tokens, i)
                || cities::by_state(tokens, i).is_some()
                || i > 0 && (tokens.list[i - 1].phrase & PLACE_BEFORE != 0 || tokens.is_any(i - 1, &ROADS))
        }
        _ => true,
    }
}

/// The last token of a place that begins here, with what follows it.
fn hit(tokens: &Tokens<'_>, words: &Words, i: usize) -> Option<usize> {
    let way = street(tokens, i).or_else(|| abroad::street(tokens, i));
    if let Some(end) = way {
        return Some(abroad::tail(tokens, town_after(tokens, words, end)));
    }
    if tokens.list[i].is_word() { worded(tokens, words, i) } else { counted(tokens, i) }
}

/// A place that begins with a word.
fn worded(tokens: &Tokens<'_>, words: &Words, i: usize) -> Option<usize> {
    unit_first(tokens, i)
        .map(|end| town_after(tokens, words, end))
        .or_else(|| military(tokens, i))
        .or_else(|| area(tokens, i))
        .or_else(|| road(tokens, i))
        .or_else(|| flat_road(tokens, i))
        .or_else(|| crossing(tokens, i))
        .or_else(|| highway(tokens, i))
        .or_else(|| numbered_way(tokens, i))
        .or_else(|| box_number(tokens, i))
        .or_else(|| city(tokens, words, i))
}

/// A place that begins with a number.
fn counted(tokens: &Tokens<'_>, i: usize) -> Option<usize> {
    numbered(tokens, i)
        .or_else(|| crossing(tokens, i))
        .or_else(|| numbered_way(tokens, i))
        .or_else(|| zip(tokens, i))
        .or_else(|| postcode(tokens, i))
        .or_else(|| coordinates(tokens, i))
        .or_else(|| degrees(tokens, i))
        .or_else(|| streets::door(tokens, i))
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
    // `Dublin 2`
    let district = tokens.get(last + 1).is_some_and(|t| t.sort == Sort::Number && t.len() < 3 && t.apart)
        && tokens.list[last].case == Case::Title
        && tokens
            .get(last + 2)
            .is_none_or(|t| t.first_of_line || matches!(t.sort, Sort::Sign(b'.' | b',' | b';' | b')')));
    Some(if written && code { state + 1 } else { last + usize::from(district) })
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
fn degrees(tokens: &Tokens<'_>, i: usize) -> Option<usize> {
    let close = |k: usize| tokens.get(k).is_some_and(|t| !t.apart);
    let mark = |k: usize| {
        tokens.get(k).is_some_and(|t| matches!(t.sort, Sort::Sign(sign) if !sign.is_ascii_alphanumeric()))
    };
    let number = |k: usize| tokens.get(k).is_some_and(|t| t.sort == Sort::Number && t.len() <= 3);
    let (mut at, mut found) = (i, 0);
    for _ in 0..2 {
        // Degrees, minutes and seconds, each with its mark behind it.
        let mut parts = 0;
        while parts < 4 && number(at) && mark(at + 1) && close(at + 1) && (parts == 0 || close(at)) {
            (at, parts) = (at + 2, parts + 1);
        }
        let way = tokens.get(at).is_some_and(|t| t.is(DIRECTION) && t.len() == 1);
        if parts < 2 || !way {
            break;
        }
        (at, found) = (at + 1, found + 1);
        at += usize::from(found == 1 && tokens.get(at).is_some_and(|t| t.is_sign(b',')));
    }
    (found == 2).then(|| at - 1)
}

/// `35.6870, -105.9378`
fn coordinates(tokens: &Tokens<'_>, i: usize) -> Option<usize> {
    let decimal = |at: usize| -> Option<usize> {
        let whole = tokens.get(at).filter(|t| t.sort == Sort::Number && t.len() <= 3)?;
        let point = tokens.get(at + 1)?;
        let part = tokens.get(at + 2)?;
        let close = point.is_sign(b'.') && !point.apart && !part.apart && whole.len() > 0;
        (close && part.sort == Sort::Number && part.len() >= 3).then_some(at + 2)
    };
    let mut at = decimal(i)? + 1;
    let between = |k: usize| {
        tokens
            .get(k)
            .is_some_and(|t| t.is(DIRECTION) || matches!(t.sort, Sort::Sign(b',' | b'-' | b':' | b'=')))
            || tokens.is_any(k, words![b"lon", b"long", b"lng", b"longitude"])
    };
    while at < i + 8 && between(at) {
        at += 1;
    }
    decimal(at)
}
