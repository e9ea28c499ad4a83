//! Streets with and without a number, units and boxes.

use super::super::key::{Keys, keys, words};
use super::super::slips::is_slip_of_any;
use super::super::token::{Case, Sort, Token, Tokens};
use super::super::words::{
    ALLOW, CLINICAL, COUNTRY, DIRECTION, MONTH, NUMBER_WORD, ORDINARY, PERSON_BEFORE, STATE, STREET_BEFORE,
    STREET_NAME, STREET_STRICT, STREET_TYPE, SURNAME, UNIT, UNIT_TYPE, VERB_AFTER, WEEKDAY,
};
use super::military;

/// `1200 N Main St Apt 4B`, `Calle Luna 12`: the last token.
pub(super) fn street(tokens: &Tokens<'_>, i: usize) -> Option<usize> {
    let first = &tokens.list[i];
    if first.is(STREET_BEFORE) && first.case != Case::Lower {
        return spanish_street(tokens, i).or_else(|| foreign_road(tokens, i));
    }
    // `C/ Olmo, 7`
    if tokens.is_any(i, words![b"c"])
        && tokens.get(i + 1).is_some_and(|t| t.is_sign(b'/') && !t.apart)
        && first.case == Case::Upper
    {
        return tokens
            .get(i + 2)
            .filter(|t| t.case == Case::Title && t.apart && !t.first_of_line)
            .and_then(|_| spanish_street(tokens, i + 1));
    }
    // `vive en calle los olivos 45`
    const SMALL: Keys<7> =
        keys([b"calle", b"avenida", b"avda", b"carrera", b"carretera", b"callejon", b"paseo"]);
    if tokens.is_any(i, &SMALL) && first.case == Case::Lower {
        return spanish_street(tokens, i);
    }
    let number = matches!(first.sort, Sort::Number | Sort::Mixed)
        && first.len() <= 9
        && tokens.bytes(i)[0].is_ascii_digit();
    let worded = first.is(NUMBER_WORD) && !first.is(MONTH);
    if !number && !worded || number && is_ordinal(tokens, i) {
        return None;
    }
    let at = name_behind(tokens, i, worded)?;
    let mut names = usize::from(at == i + 1 && is_glued(tokens, i));
    for k in at..at + 6 {
        let t = tokens.get(k)?;
        if t.is_sign(b'.') || t.is_sign(b'-') || t.is_sign(b'\'') {
            continue;
        }
        if names > 0
            && (t.is(STREET_TYPE) || is_misspelt(tokens, k))
            && !tokens.is_any(k, words![b"is"])
            && street_ends(tokens, k, names)
        {
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

/// Where the name of a street begins behind its number, which may be said in words.
fn name_behind(tokens: &Tokens<'_>, i: usize, worded: bool) -> Option<usize> {
    let mut at = if worded { said(tokens, i)? } else { i + 1 };
    // `22, Acacia Street`
    let comma = tokens.get(at).is_some_and(|t| t.is_sign(b',') && !t.apart);
    if !worded && comma && tokens.get(at + 1).is_some_and(|t| t.is_word() && t.case == Case::Title && t.apart)
    {
        at += 1;
    }
    // 12-34 56th Ave; 12 1/2 Elm St.
    while tokens.get(at).is_some_and(|t| (t.is_sign(b'-') || t.is_sign(b'/')) && at < i + 3) {
        at += 2;
    }
    // `917 1/2 Dumaine St`
    let whole = |k: usize| tokens.get(k).is_some_and(|t| t.sort == Sort::Number && t.len() < 3);
    if at == i + 1 && whole(at) && whole(at + 2) && tokens.list[at + 1].is_sign(b'/') {
        at += 3;
    }
    Some(at)
}

/// `twelve hundred North Main Street`, `one twenty two maple street`: where a number in words ends.
fn said(tokens: &Tokens<'_>, i: usize) -> Option<usize> {
    let mut at = i + 1;
    // `twelve hundred North Main Street`: capitals say that what follows is a name.
    while at < i + 8
        && tokens
            .get(at)
            .is_some_and(|t| t.is(NUMBER_WORD) || t.is_sign(b'-') || tokens.is_any(at, words![b"oh", b"and"]))
    {
        at += 1;
    }
    // `ninety-nine & a half Mulberry Ct`
    let and =
        tokens.get(at).is_some_and(|t| t.is_sign(b'&')) || at > i && tokens.is_any(at - 1, words![b"and"]);
    let half = at + usize::from(tokens.get(at).is_some_and(|t| t.is_sign(b'&')));
    if and && tokens.is_any(half, words![b"a", b"one"]) && tokens.is_any(half + 1, words![b"half"]) {
        at = half + 2;
    }
    // `one twenty two maple street`: in small letters only what is no other word ends it.
    let strict = |k: usize| {
        tokens.get(k).is_some_and(|t| t.is(STREET_STRICT) && t.case == Case::Lower && !t.first_of_line)
    };
    let colon = usize::from(i > 0 && tokens.list[i - 1].is_sign(b':'));
    let told = i > colon
        && tokens
            .is_any(i - 1 - colon, words![b"at", b"lives", b"address", b"adress", b"addr", b"adr", b"from"]);
    // `fourteen oh two elm st`
    // `address: two twenty one bakers row`
    let kind = |t: &Token| t.is(STREET_TYPE) && t.case == Case::Lower && !t.first_of_line;
    let short = |k: usize| told && at > i + 1 && tokens.get(k).is_some_and(kind);
    // `n. wabash st`
    let way = tokens
        .get(at)
        .filter(|t| t.is(DIRECTION) && t.len() < 3)
        .map_or(at, |_| at + 1 + usize::from(tokens.get(at + 1).is_some_and(|t| t.is_sign(b'.'))));
    let small =
        (at > i + 1 || told) && (strict(way + 1) || strict(way + 2) || short(way + 1) || short(way + 2));
    if tokens.get(at).is_none_or(|t| t.case != Case::Title && !small || !t.apart) {
        return None;
    }
    Some(at)
}

/// `14elm street`: the number and the name are one word.
fn is_glued(tokens: &Tokens<'_>, i: usize) -> bool {
    tokens.list[i].sort == Sort::Mixed
        && tokens.get(i + 1).is_some_and(|t| t.is(STREET_STRICT) && t.apart)
        && tokens.bytes(i).iter().filter(|b| b.is_ascii_alphabetic()).count() > 2
}

/// `Stret`, `Avenu`: a kind of street with one typing error.
fn is_misspelt(tokens: &Tokens<'_>, i: usize) -> bool {
    const KINDS: [&[u8]; 8] =
        [b"street", b"avenue", b"boulevard", b"drive", b"court", b"circle", b"terrace", b"parkway"];
    let token = &tokens.list[i];
    token.len() > 3
        && token.is_word()
        && !token.is(ORDINARY | CLINICAL | ALLOW | SURNAME)
        && is_slip_of_any(tokens.bytes(i), &KINDS)
}

pub(in super::super) fn is_ordinal(tokens: &Tokens<'_>, i: usize) -> bool {
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
    const LITTLE: Keys<15> = keys([
        b"at", b"to", b"of", b"in", b"on", b"for", b"per", b"by", b"and", b"the", b"a", b"with", b"from",
        b"or", b"as",
    ]);
    !tokens.is_any(at, &LITTLE)
        && at < from + 3 + usize::from(direction)
        && (at == from && direction || !tokens.list[at].is(VERB_AFTER | PERSON_BEFORE))
}

/// Whether a word such as `Way` or `Court` ends the street here; `St` may also begin a saint's name.
fn street_ends(tokens: &Tokens<'_>, i: usize, names: usize) -> bool {
    let next = tokens.get(i + 1);
    let own = tokens.list[i].case;
    // In small letters only what is no other word ends a street behind another: `popes crk ln`.
    let ends = |t: &Token| {
        let sure = own != Case::Lower || !t.is(ORDINARY) || t.is(STREET_STRICT);
        t.is(STREET_TYPE) && !tokens.is_any(i + 1, words![b"is"]) && t.case == own && sure && !t.first_of_line
    };
    // `Green Mountain Rd`, `Big Plain Circleville Rd`: the last of them is the street's.
    let name = |t: &Token| t.is_word() && t.case == own && t.len() > 2 && !t.first_of_line && t.apart;
    let later = next.is_some_and(name) && tokens.get(i + 2).is_some_and(ends);
    names > 0 && !next.is_some_and(ends) && !later
}

fn spanish_street(tokens: &Tokens<'_>, i: usize) -> Option<usize> {
    let mut at = i + 1 + usize::from(tokens.get(i + 1).is_some_and(|t| t.is_sign(b'.') && !t.apart));
    while tokens.get(at).is_some_and(|t| t.is_word() && !t.first_of_line && at < i + 6) {
        at += 1;
    }
    if tokens.get(at).is_some_and(|t| t.is_sign(b',') || t.is_sign(b'#')) {
        at += 1;
    }
    tokens
        .get(at)
        .filter(|t| t.sort == Sort::Number && at > i + 1 && tokens.list[at - 1].start > tokens.list[i].end)
        .map(|_| at)
}

/// `Rue des Lilas`, `Via Roma`: a road whose kind stands first.
fn foreign_road(tokens: &Tokens<'_>, i: usize) -> Option<usize> {
    let little = |k: usize| {
        tokens.is_any(
            k,
            words![
                b"de", b"des", b"du", b"del", b"della", b"la", b"las", b"los", b"le", b"les", b"di", b"das",
                b"dos", b"do", b"da"
            ],
        )
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
pub(super) fn numbered(tokens: &Tokens<'_>, i: usize) -> Option<usize> {
    if !matches!(tokens.get(i)?.sort, Sort::Number | Sort::Mixed) {
        return None;
    }
    const BEFORE: Keys<16> = keys([
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
    ]);
    let token = tokens.get(i)?;
    let fits = matches!(token.sort, Sort::Number | Sort::Mixed)
        && token.len() <= 5
        && tokens.bytes(i)[0].is_ascii_digit();
    let sign = tokens.before(i).is_some_and(|t| matches!(t.sort, Sort::Sign(b'@' | b':' | b',')));
    if let Some(last) = with_unit(tokens, i).filter(|_| fits) {
        return Some(last);
    }
    if !fits || is_ordinal(tokens, i) || i == 0 || !(sign || tokens.is_any(i - 1, &BEFORE)) {
        return None;
    }
    let other = MONTH | WEEKDAY | UNIT | CLINICAL | ALLOW | NUMBER_WORD | STATE | COUNTRY;
    let name = |k: usize| {
        tokens.get(k).is_some_and(|t| {
            t.is_word() && t.case == Case::Title && t.len() > 2 && t.apart && !t.first_of_line
        })
    };
    if !name(i + 1) {
        return None;
    }
    // `lives@22 Elm`, `Walgreens, 2200 Telegraph, by`: nobody counts what has one capital so far.
    let ends = |t: &Token| t.first_of_line || matches!(t.sort, Sort::Sign(b'.' | b',' | b';' | b')'));
    let counted = tokens.list[i + 1].is(UNIT | MONTH | WEEKDAY | NUMBER_WORD | STATE | COUNTRY)
        || tokens.list[i + 1].is(ALLOW | CLINICAL) && !tokens.list[i + 1].is(STREET_NAME);
    let alone = name(i + 1) && tokens.get(i + 2).is_none_or(ends) && !counted;
    let year = tokens.number(i).is_some_and(|n| (1900..2100).contains(&n));
    let far = token.len() > 2 && !year || tokens.list[i - 1].is_sign(b'@');
    if alone && far {
        return Some(unit(tokens, i + 1));
    }
    if !name(i + 1) || tokens.list[i + 1].is(other) && !name(i + 2) {
        return None;
    }
    let last = (i + 1..i + 4).take_while(|k| name(*k)).last()?;
    // A comma begins a list of things as well as an address: then only a name that is no other word will do.
    let sure = (i + 1..=last).any(|k| !tokens.list[k].is(ORDINARY | other))
        || tokens.list[last].is(STREET_NAME)
            && token.len() > 1
            && tokens.is_any(i - 1, words![b"at", b"from", b"address", b"resides"]);
    (sure || !tokens.list[i - 1].is_sign(b',') && !tokens.list[i - 1].is_sign(b':') && last > i + 1)
        .then(|| unit(tokens, last))
}

/// `14S Oak Stret, Apt. 3`: what has a number and a unit is a street, however it is spelled.
fn with_unit(tokens: &Tokens<'_>, i: usize) -> Option<usize> {
    let name = |k: &usize| {
        tokens.get(*k).is_some_and(|t| t.is_word() && t.case == Case::Title && t.apart && !t.first_of_line)
    };
    let last = (i + 1..i + 4).take_while(name).last()?;
    let comma = usize::from(tokens.get(last + 1).is_some_and(|t| t.is_sign(b',')));
    const UNITS: Keys<6> = keys([b"apt", b"apartment", b"unit", b"suite", b"ste", b"lot"]);
    // `31 Vine, 2nd fl rear`
    let floor = last + 1 + comma;
    if tokens.get(floor).is_some_and(|t| t.sort == Sort::Mixed)
        && is_ordinal(tokens, floor)
        && tokens.is_any(floor + 1, words![b"fl", b"floor", b"flr"])
    {
        return Some(floor + 1);
    }
    let numbered = tokens.get(floor).is_some_and(|t| t.is_sign(b'#')) && tokens.list[i].len() < 6;
    if !numbered && !tokens.is_any(floor, &UNITS) {
        return None;
    }
    let end = unit(tokens, last);
    (end > last).then_some(end)
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
        let named = tokens.is_any(number, &super::super::spoken::LETTERS);
        if tokens.get(number).is_some_and(|t| t.sort != Sort::Word || t.len() <= 2 || named) {
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

/// `Apt. 4B`, `Suite 300`, `Unit 1862 Box 5276 DPO AE 88085`: a unit that stands before its street, or alone on a line.
pub(super) fn unit_first(tokens: &Tokens<'_>, i: usize) -> Option<usize> {
    let token = &tokens.list[i];
    if !token.is(UNIT_TYPE) {
        return None;
    }
    let small =
        token.case == Case::Lower && !tokens.is_any(i, words![b"apt", b"apartment", b"suite", b"ste"]);
    let numbered = tokens.get(i + 1).is_some_and(|t| t.is_sign(b'#'));
    // `unit 3C`
    let lettered =
        tokens.get(i + 1).is_some_and(|t| t.sort == Sort::Mixed && t.len() < 5 && t.case == Case::Upper);
    if small && !numbered && !lettered || matches!(tokens.bytes(i), b"Floor" | b"Room" | b"FL" | b"Fl") {
        return None;
    }
    let number =
        if tokens.get(i + 1).is_some_and(|t| t.is_sign(b'.') || t.is_sign(b'#')) { i + 2 } else { i + 1 };
    // `Bldg C,`
    let letter = |t: &Token| {
        const LETTERED: Keys<6> = keys([b"apt", b"apartment", b"bldg", b"building", b"suite", b"ste"]);
        let ends = |t: &Token| t.first_of_line || matches!(t.sort, Sort::Sign(_));
        tokens.is_any(i, &LETTERED)
            && t.is_word()
            && t.len() == 1
            && t.case == Case::Upper
            && !t.first_of_line
            && tokens.get(number + 1).is_none_or(ends)
    };
    tokens
        .get(number)
        .filter(|t| matches!(t.sort, Sort::Number | Sort::Mixed) && t.len() <= 5 || letter(t))?;
    let boxed = tokens.bytes(number + 1).eq_ignore_ascii_case(b"box");
    let last = if boxed { number + 2 } else { number };
    let behind = if tokens.get(last + 1).is_some_and(|t| t.is_sign(b',')) { last + 2 } else { last + 1 };
    Some(tokens.get(behind).and_then(|_| military(tokens, behind)).unwrap_or(last))
}

/// `Pamela Causeway St.`, `on Old Mill Road`: a road without a number.
pub(super) fn road(tokens: &Tokens<'_>, i: usize) -> Option<usize> {
    let part = |t: &Token| t.is_word() && t.case == Case::Title && !t.is(STREET_STRICT | WEEKDAY | MONTH);
    if !part(&tokens.list[i]) || tokens.before(i).is_some_and(|t| part(t) && !tokens.list[i].first_of_line) {
        return None;
    }
    let mut at = i + 1;
    while tokens.get(at).is_some_and(|t| part(t) && !t.first_of_line) && at < i + 4 {
        at += 1;
    }
    let on = i > 0 && tokens.is_any(i - 1, words![b"on", b"along", b"off"]) && !tokens.list[i].first_of_line;
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

/// Words behind which a road is named.
pub(super) const ROADS: Keys<8> = keys([b"on", b"at", b"off", b"near", b"along", b"from", b"to", b"of"]);

/// `on halsted street`, `ON DIVISION STREET`: a road without a number where case says nothing.
pub(super) fn flat_road(tokens: &Tokens<'_>, i: usize) -> Option<usize> {
    const OTHER: Keys<16> = keys([
        b"the", b"a", b"my", b"his", b"her", b"this", b"that", b"our", b"their", b"same", b"one", b"next",
        b"other", b"side", b"your", b"wrong",
    ]);
    let token = &tokens.list[i];
    let flat = token.case == Case::Lower || token.case == Case::Upper;
    if !flat || !token.is_word() || i == 0 || !tokens.is_any(i - 1, &ROADS) || tokens.is_any(i, &OTHER) {
        return None;
    }
    let way = |k: usize| {
        tokens.get(k).is_some_and(|t| {
            t.is(STREET_STRICT)
                && t.case == token.case
                && !t.first_of_line
                && !tokens.is_any(k, words![b"dr", b"st", b"ct", b"pl"])
        })
    };
    let known = token.is(STREET_NAME | SURNAME) || !token.is(ORDINARY | CLINICAL | ALLOW);
    let name =
        |k: usize| tokens.get(k).is_some_and(|t| t.is_word() && t.case == token.case && !t.is(VERB_AFTER));
    if !known || token.is(VERB_AFTER | PERSON_BEFORE) || token.is(UNIT) {
        return None;
    }
    // `is it still on saltmarket st?`
    let short = tokens.is_any(i - 1, words![b"on", b"off"])
        && tokens.is_any(i + 1, words![b"st", b"ct", b"pl"])
        && !token.is(ORDINARY | CLINICAL | ALLOW)
        && token.len() > 3
        && tokens.get(i + 1).is_some_and(|t| t.case == token.case && !t.first_of_line)
        && tokens.get(i + 2).is_none_or(|t| t.first_of_line || matches!(t.sort, Sort::Sign(_)));
    if way(i + 1) || short { Some(i + 1) } else { (name(i + 1) && way(i + 2)).then_some(i + 2) }
}

/// `PO Box 1234`.
pub(super) fn box_number(tokens: &Tokens<'_>, i: usize) -> Option<usize> {
    if !tokens.is_any(i, words![b"po", b"p", b"box", b"apartado", b"postbox"]) {
        return None;
    }
    let mut at = i + 1;
    let mut boxed = tokens.is_any(i, words![b"box", b"apartado", b"postbox"]);
    while let Some(t) = tokens.get(at).filter(|_| at < i + 7) {
        if t.sort == Sort::Number || t.sort == Sort::Mixed {
            // `Box 9016-A`
            let joined = |k: usize| tokens.get(k).is_some_and(|t| !t.apart);
            let tail = joined(at + 1)
                && joined(at + 2)
                && tokens.list[at + 1].is_sign(b'-')
                && tokens.list[at + 2].len() < 5;
            return boxed.then_some(if tail { at + 2 } else { at });
        }
        // `p.o.b. 1147`
        let short = at == i + 4 && tokens.is_any(i, words![b"p"]) && tokens.is_any(at, words![b"b"]);
        boxed |= short || tokens.is_any(at, words![b"box", b"bx"]);
        let part = t.is_word() && (t.len() <= 3 || tokens.is_any(at, words![b"postal"]));
        if !(t.is_sign(b'.') || part || t.is_sign(b'#')) {
            return None;
        }
        at += 1;
    }
    None
}

/// `neighbor in 2C`, `lives in 14B`: where somebody beside whom a door is named lives.
pub(super) fn door(tokens: &Tokens<'_>, i: usize) -> Option<usize> {
    const BESIDE: Keys<20> = keys([
        b"ms",
        b"mr",
        b"mrs",
        b"apts",
        b"neighbor",
        b"neighbors",
        b"neighbour",
        b"hall",
        b"hallway",
        b"lives",
        b"living",
        b"tenant",
        b"tenants",
        b"upstairs",
        b"downstairs",
        b"bldg",
        b"building",
        b"knocked",
        b"super",
        b"moved",
    ]);
    let bytes = tokens.bytes(i);
    let digits = bytes.iter().take_while(|b| b.is_ascii_digit()).count();
    let lettered =
        (1..4).contains(&digits) && bytes.len() == digits + 1 && bytes[digits].is_ascii_alphabetic();
    let inside = i > 0
        && (tokens.is_any(i - 1, words![b"in", b"from", b"at", b"to"]) || tokens.list[i - 1].is_sign(b'@'));
    let told = || (i.saturating_sub(7)..i).any(|k| tokens.is_any(k, &BESIDE));
    (lettered && inside && told()).then_some(i)
}
