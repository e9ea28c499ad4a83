//! Places smaller than a state: streets, units, cities, ZIP codes, coordinates.

use super::token::{Case, Sort, Token, Tokens};
use super::words::{
    ALLOW, AREA_AFTER, CITY, CITY_START, CLINICAL, COUNTRY, DIRECTION, EPONYM, EPONYM_HEAD, GIVEN_OFTEN,
    MONTH, NUMBER_WORD, ORDINARY, PERSON_BEFORE, PLACE_BEFORE, STATE, STREET_BEFORE, STREET_NAME,
    STREET_STRICT, STREET_TYPE, SURNAME, SURNAME_OFTEN, TERRITORY, TOWN_PREFIX, UNIT, UNIT_TYPE, VERB_AFTER,
    WEEKDAY, Words,
};
use super::{Class, Finding, finding};
use crate::reference::place_of_zip;

pub(super) fn find(tokens: &Tokens<'_>, words: &Words, found: &mut Vec<Finding>) {
    let mut i = 0;
    while i < tokens.list.len() {
        let place = street(tokens, i)
            .map(|end| town_after(tokens, words, end))
            .or_else(|| unit_first(tokens, i).map(|end| town_after(tokens, words, end)))
            .or_else(|| military(tokens, i))
            .or_else(|| area(tokens, i))
            .or_else(|| road(tokens, i))
            .or_else(|| flat_road(tokens, i))
            .or_else(|| numbered(tokens, i))
            .or_else(|| crossing(tokens, i))
            .or_else(|| box_number(tokens, i))
            .or_else(|| zip(tokens, i))
            .or_else(|| postcode(tokens, i))
            .or_else(|| coordinates(tokens, i))
            .or_else(|| city(tokens, words, i));
        match place {
            Some(end) => {
                found.push(finding(tokens.list[i].start..tokens.list[end].end, Class::Place));
                i = end + 1;
            }
            None => i += 1,
        }
    }
}

fn lower<'b>(tokens: &Tokens<'_>, i: usize, buffer: &'b mut Vec<u8>) -> &'b [u8] {
    tokens.lower(i, buffer);
    buffer
}

/// `1200 N Main St Apt 4B`, `Calle Luna 12`: the last token.
fn street(tokens: &Tokens<'_>, i: usize) -> Option<usize> {
    let first = &tokens.list[i];
    if first.is(STREET_BEFORE) && first.case != Case::Lower {
        return spanish_street(tokens, i).or_else(|| foreign_road(tokens, i));
    }
    let number = matches!(first.sort, Sort::Number | Sort::Mixed)
        && first.len() <= 6
        && tokens.bytes(i)[0].is_ascii_digit();
    let worded = first.is(NUMBER_WORD) && !first.is(MONTH);
    if !number && !worded || number && is_ordinal(tokens, i) {
        return None;
    }
    let mut at = i + 1;
    // `twelve hundred North Main Street`: capitals say that what follows is a name.
    while worded && at < i + 5 && tokens.get(at).is_some_and(|t| t.is(NUMBER_WORD) || t.is_sign(b'-')) {
        at += 1;
    }
    // `one twenty two maple street`: in small letters only what is no other word ends it.
    let strict = |k: usize| {
        tokens.get(k).is_some_and(|t| t.is(STREET_STRICT) && t.case == Case::Lower && !t.first_of_line)
    };
    let small = at > i + 1 && (strict(at + 1) || strict(at + 2));
    if worded && tokens.get(at).is_none_or(|t| t.case != Case::Title && !small || !t.apart) {
        return None;
    }
    // 12-34 56th Ave; 12 1/2 Elm St.
    while tokens.get(at).is_some_and(|t| (t.is_sign(b'-') || t.is_sign(b'/')) && at < i + 3) {
        at += 2;
    }
    let mut names = 0;
    for k in at..at + 6 {
        let t = tokens.get(k)?;
        if t.is_sign(b'.') || t.is_sign(b'-') || t.is_sign(b'\'') {
            continue;
        }
        if names > 0 && t.is(STREET_TYPE) && !tokens.is_any(k, &[b"is"]) && street_ends(tokens, k, names) {
            return Some(unit(tokens, k));
        }
        let part = t.is_word() || matches!(t.sort, Sort::Mixed | Sort::Number) && t.len() <= 5;
        if !part
            || t.first_of_line
            || t.is(UNIT) && !in_street(tokens, at, k)
            || t.is_word() && t.case == Case::Lower && !lower_street(tokens, at, k)
        {
            return None;
        }
        names += usize::from(!t.is(DIRECTION) || names > 0);
    }
    None
}

fn is_ordinal(tokens: &Tokens<'_>, i: usize) -> bool {
    let bytes = tokens.bytes(i);
    let letters = bytes.iter().position(u8::is_ascii_alphabetic).map_or(&[][..], |at| &bytes[at..]);
    [b"st".as_slice(), b"nd", b"rd", b"th"].iter().any(|end| letters.eq_ignore_ascii_case(end))
}

/// Whether a word that may be a unit belongs to a street: `14514 S Lake Rd`, `496 Edmund H Nichols St`, `564 10 Mile Rd`.
fn in_street(tokens: &Tokens<'_>, from: usize, at: usize) -> bool {
    let t = &tokens.list[at];
    let way = tokens.get(at + 1).is_some_and(|n| n.is(STREET_TYPE) && !n.is(UNIT));
    t.case == Case::Title
        || t.is(DIRECTION) && (t.case == Case::Upper || at == from)
        || t.case == Case::Upper && t.len() == 1 && at > from
        || way && at > from
}

/// A street all in small letters: each word is short and an ordinary name of a street.
fn lower_street(tokens: &Tokens<'_>, from: usize, at: usize) -> bool {
    let direction = tokens.get(from).is_some_and(|t| t.is(DIRECTION));
    const LITTLE: [&[u8]; 15] = [
        b"at", b"to", b"of", b"in", b"on", b"for", b"per", b"by", b"and", b"the", b"a", b"with", b"from",
        b"or", b"as",
    ];
    !tokens.is_any(at, &LITTLE)
        && at < from + 3 + usize::from(direction)
        && !tokens.list[at].is(VERB_AFTER | PERSON_BEFORE)
}

/// Whether a word such as `Way` or `Court` ends the street here; `St` may also begin a saint's name.
fn street_ends(tokens: &Tokens<'_>, i: usize, names: usize) -> bool {
    let next = tokens.get(i + 1);
    let own = tokens.list[i].case;
    // In small letters only what is no other word ends a street behind another: `popes crk ln`.
    let ends = |t: &Token| {
        let sure = own != Case::Lower || !t.is(ORDINARY) || t.is(STREET_STRICT);
        t.is(STREET_TYPE) && !tokens.is_any(i + 1, &[b"is"]) && t.case == own && sure && !t.first_of_line
    };
    // `Green Mountain Rd`, `Big Plain Circleville Rd`: the last of them is the street's.
    let name = |t: &Token| t.is_word() && t.case == own && t.len() > 2 && !t.first_of_line && t.apart;
    let later = next.is_some_and(name) && tokens.get(i + 2).is_some_and(ends);
    names > 0 && !next.is_some_and(ends) && !later
}

fn spanish_street(tokens: &Tokens<'_>, i: usize) -> Option<usize> {
    let mut at = i + 1;
    while tokens.get(at).is_some_and(|t| t.is_word() && !t.first_of_line && at < i + 6) {
        at += 1;
    }
    if tokens.get(at).is_some_and(|t| t.is_sign(b',') || t.is_sign(b'#')) {
        at += 1;
    }
    tokens.get(at).filter(|t| t.sort == Sort::Number && at > i + 1).map(|_| at)
}

/// `Rue des Lilas`, `Via Roma`: a road whose kind stands first.
fn foreign_road(tokens: &Tokens<'_>, i: usize) -> Option<usize> {
    let little = |k: usize| {
        tokens
            .is_any(k, &[b"de", b"des", b"du", b"del", b"della", b"la", b"las", b"los", b"le", b"les", b"di"])
    };
    let mut at = i + 1;
    while little(at) && at < i + 3 {
        at += 1;
    }
    let mut last = None;
    while tokens.get(at).is_some_and(|t| t.is_word() && t.case == Case::Title && t.apart && !t.first_of_line)
        && at < i + 6
    {
        last = Some(at);
        at += 1;
    }
    last
}

/// `at 14 Brook End`, `from 1919 Delgado #7`: a number and capitals behind a word that tells of a place.
fn numbered(tokens: &Tokens<'_>, i: usize) -> Option<usize> {
    const BEFORE: [&[u8]; 16] = [
        b"at",
        b"to",
        b"from",
        b"near",
        b"outside",
        b"address",
        b"of",
        b"off",
        b"opposite",
        b"behind",
        b"lives",
        b"by",
        b"is",
        b"resides",
        b"home",
        b"in",
    ];
    let token = tokens.get(i)?;
    let fits = matches!(token.sort, Sort::Number | Sort::Mixed)
        && token.len() <= 5
        && tokens.bytes(i)[0].is_ascii_digit();
    let sign = tokens.before(i).is_some_and(|t| matches!(t.sort, Sort::Sign(b'@' | b':' | b',')));
    if !fits || is_ordinal(tokens, i) || i == 0 || !(sign || tokens.is_any(i - 1, &BEFORE)) {
        return None;
    }
    let other = MONTH | WEEKDAY | UNIT | CLINICAL | ALLOW | NUMBER_WORD | STATE | COUNTRY;
    let name = |k: usize| {
        tokens.get(k).is_some_and(|t| {
            t.is_word() && t.case == Case::Title && t.len() > 2 && t.apart && !t.first_of_line
        })
    };
    if !name(i + 1) || tokens.list[i + 1].is(other) && !name(i + 2) {
        return None;
    }
    let last = (i + 1..i + 4).take_while(|k| name(*k)).last()?;
    // A comma begins a list of things as well as an address: then only a name that is no other word will do.
    let sure = (i + 1..=last).any(|k| !tokens.list[k].is(ORDINARY | other));
    (sure || !tokens.list[i - 1].is_sign(b',') && !tokens.list[i - 1].is_sign(b':') && last > i + 1)
        .then(|| unit(tokens, last))
}

/// `5th and Pine`, `Main & 3rd`: where two streets meet.
fn crossing(tokens: &Tokens<'_>, i: usize) -> Option<usize> {
    let way = |k: usize| {
        tokens.get(k).is_some_and(|t| {
            let numbered = t.sort == Sort::Mixed && is_ordinal(tokens, k);
            numbered
                || t.is_word()
                    && t.case == Case::Title
                    && t.len() > 2
                    && !t.is(MONTH | WEEKDAY)
                    && t.is(STREET_NAME | SURNAME | CITY)
        })
    };
    let numbered = |k: usize| tokens.get(k).is_some_and(|t| t.sort == Sort::Mixed) && is_ordinal(tokens, k);
    let joint = tokens.is_any(i + 1, &[b"and", b"at"])
        || tokens.get(i + 1).is_some_and(|t| t.is_sign(b'&') || t.is_sign(b'/'));
    let last = i + 2;
    let fits =
        joint && way(i) && way(last) && (numbered(i) || numbered(last)) && !tokens.list[last].first_of_line;
    (fits && i > 0).then_some(last)
}

/// Extends an address by its unit, and by a comma with the city and what follows it.
fn unit(tokens: &Tokens<'_>, street: usize) -> usize {
    let mut last = street;
    let mut at = street + 1;
    while tokens.get(at).is_some_and(|t| t.is_sign(b'.') || t.is_sign(b',') || t.is(DIRECTION)) {
        at += 1;
    }
    if tokens.get(at).is_some_and(|t| t.is(UNIT_TYPE) || t.is_sign(b'#')) {
        let mut number = at + 1;
        while tokens.get(number).is_some_and(|t| t.is_sign(b'.') || t.is_sign(b'#')) {
            number += 1;
        }
        if tokens.get(number).is_some_and(|t| t.sort != Sort::Word || t.len() <= 2) {
            last = number;
        }
        // `Apt. 4-B`
        let joined = |k: usize| tokens.get(k).is_some_and(|t| !t.apart);
        let hyphen = tokens.get(last + 1).is_some_and(|t| t.is_sign(b'-') && !t.apart);
        if last == number && hyphen && joined(last + 2) {
            last += 2;
        }
    }
    last
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

/// `Apt. 4B`, `Suite 300`, `Unit 1862 Box 5276 DPO AE 88085`: a unit that stands before its street, or alone on a line.
fn unit_first(tokens: &Tokens<'_>, i: usize) -> Option<usize> {
    let token = &tokens.list[i];
    let small = token.case == Case::Lower && !tokens.is_any(i, &[b"apt", b"apartment", b"suite", b"ste"]);
    let numbered = tokens.get(i + 1).is_some_and(|t| t.is_sign(b'#'));
    // `unit 3C`
    let lettered =
        tokens.get(i + 1).is_some_and(|t| t.sort == Sort::Mixed && t.len() < 5 && t.case == Case::Upper);
    if !token.is(UNIT_TYPE)
        || small && !numbered && !lettered
        || matches!(tokens.bytes(i), b"Floor" | b"Room" | b"Space" | b"FL" | b"Fl")
    {
        return None;
    }
    let number =
        if tokens.get(i + 1).is_some_and(|t| t.is_sign(b'.') || t.is_sign(b'#')) { i + 2 } else { i + 1 };
    tokens.get(number).filter(|t| matches!(t.sort, Sort::Number | Sort::Mixed) && t.len() <= 5)?;
    let boxed = tokens.bytes(number + 1).eq_ignore_ascii_case(b"box");
    let last = if boxed { number + 2 } else { number };
    let behind = if tokens.get(last + 1).is_some_and(|t| t.is_sign(b',')) { last + 2 } else { last + 1 };
    Some(tokens.get(behind).and_then(|_| military(tokens, behind)).unwrap_or(last))
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

/// `Pamela Causeway St.`, `on Old Mill Road`: a road without a number.
fn road(tokens: &Tokens<'_>, i: usize) -> Option<usize> {
    let part = |t: &Token| t.is_word() && t.case == Case::Title && !t.is(STREET_STRICT | WEEKDAY | MONTH);
    if !part(&tokens.list[i]) || tokens.before(i).is_some_and(|t| part(t) && !tokens.list[i].first_of_line) {
        return None;
    }
    let mut at = i + 1;
    while tokens.get(at).is_some_and(|t| part(t) && !t.first_of_line) && at < i + 4 {
        at += 1;
    }
    let on = i > 0 && tokens.is_any(i - 1, &[b"on", b"along", b"off"]) && !tokens.list[i].first_of_line;
    let fits = |t: &Token| (t.is(STREET_STRICT) || on && t.is(STREET_TYPE)) && t.case == Case::Title;
    let closed = if on && at > i + 1 && !tokens.get(at).is_some_and(fits) { at - 1 } else { at };
    at = closed;
    let road = tokens.get(at).filter(|t| fits(t) && !t.first_of_line)?;
    // `Dr` may be a title, and `St` a saint: a name follows those.
    let named = road.len() <= 2 && {
        let next = if tokens.get(at + 1).is_some_and(|t| t.is_sign(b'.')) { at + 2 } else { at + 1 };
        tokens.get(next).is_some_and(|t| part(t) && !t.first_of_line && !t.is(ORDINARY))
    };
    (!named).then_some(at)
}

/// `on halsted street`, `ON DIVISION STREET`: a road without a number where case says nothing.
fn flat_road(tokens: &Tokens<'_>, i: usize) -> Option<usize> {
    const BEFORE: [&[u8]; 8] = [b"on", b"at", b"off", b"near", b"along", b"from", b"to", b"of"];
    const OTHER: [&[u8]; 16] = [
        b"the", b"a", b"my", b"his", b"her", b"this", b"that", b"our", b"their", b"same", b"one", b"next",
        b"other", b"side", b"your", b"wrong",
    ];
    let token = &tokens.list[i];
    let flat = token.case == Case::Lower || token.case == Case::Upper;
    if !flat || !token.is_word() || i == 0 || !tokens.is_any(i - 1, &BEFORE) || tokens.is_any(i, &OTHER) {
        return None;
    }
    let way = |k: usize| {
        tokens.get(k).is_some_and(|t| {
            t.is(STREET_STRICT)
                && t.case == token.case
                && !t.first_of_line
                && !tokens.is_any(k, &[b"dr", b"st", b"ct", b"pl"])
        })
    };
    let known = token.is(STREET_NAME | SURNAME) || !token.is(ORDINARY | CLINICAL | ALLOW);
    let name =
        |k: usize| tokens.get(k).is_some_and(|t| t.is_word() && t.case == token.case && !t.is(VERB_AFTER));
    if !known || token.is(VERB_AFTER | PERSON_BEFORE) || token.is(UNIT) {
        return None;
    }
    if way(i + 1) { Some(i + 1) } else { (name(i + 1) && way(i + 2)).then_some(i + 2) }
}

/// `PO Box 1234`.
fn box_number(tokens: &Tokens<'_>, i: usize) -> Option<usize> {
    let mut buffer = Vec::new();
    if !matches!(lower(tokens, i, &mut buffer), b"po" | b"p" | b"box" | b"apartado" | b"postbox") {
        return None;
    }
    let mut at = i + 1;
    let mut boxed = matches!(lower(tokens, i, &mut buffer), b"box" | b"apartado" | b"postbox");
    while let Some(t) = tokens.get(at).filter(|_| at < i + 6) {
        if t.sort == Sort::Number || t.sort == Sort::Mixed {
            return boxed.then_some(at);
        }
        boxed |= lower(tokens, at, &mut buffer) == b"box";
        let part = t.is_word() && (t.len() <= 3 || lower(tokens, at, &mut buffer) == b"postal");
        if !(t.is_sign(b'.') || part || t.is_sign(b'#')) {
            return None;
        }
        at += 1;
    }
    None
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
    let mut buffer = Vec::new();
    let labelled = (i.saturating_sub(3)..i).any(|k| {
        tokens.list[k].is(STATE | TERRITORY) && tokens.list[k].case != Case::Lower
            || matches!(lower(tokens, k, &mut buffer), b"zip" | b"zipcode" | b"postal")
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
        let capital = announced(tokens, i) && tokens.is_any(i, &[b"washington"]);
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
    let mut name = Vec::new();
    let mut buffer = Vec::new();
    let mut found = None;
    for k in i..(i + 4).min(tokens.list.len()) {
        let t = &tokens.list[k];
        if t.is_sign(b'.') {
            continue;
        }
        if !t.is_word() || k > i && (t.first_of_line || t.case != tokens.list[i].case) {
            break;
        }
        if k > i {
            name.push(b' ');
        }
        name.extend_from_slice(lower(tokens, k, &mut buffer));
        if words.of(&name) & CITY != 0 {
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
    const WORDS: [&[u8]; 14] =
        [b"in", b"or", b"me", b"hi", b"ok", b"oh", b"pa", b"ma", b"la", b"de", b"id", b"al", b"as", b"co"];
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
