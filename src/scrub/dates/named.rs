//! Days that have names, and times of a year: `Christmas Eve`, `last Friday`, `spring of 2019`, `Janury 15, 2024`.

use super::super::key::{Keys, joined, key, keys, words};
use super::super::places::is_ordinal;
use super::super::slips::is_slip_of_any;
use super::super::token::{Case, Sort, Token, Tokens};
use super::super::words::{MONTH, ORDINARY, WEEKDAY};
use super::months::is_like;
use super::words::{LONG_MONTHS, year};
use super::{Read, Written};

/// A date of which nothing is known but where it stands.
pub(super) const UNKNOWN: Written = Written { year: None, month: 0, day: None };

/// Days that one word names.
const ALONE: Keys<17> = keys([
    b"christmas",
    b"thanksgiving",
    b"halloween",
    b"xmas",
    b"easter",
    b"juneteenth",
    b"ramadan",
    b"diwali",
    b"hanukkah",
    b"passover",
    b"kwanzaa",
    b"purim",
    b"eid",
    b"nochebuena",
    b"navidad",
    b"pentecost",
    b"nye",
]);
/// What stands before `Day`.
const WITH_DAY: Keys<20> = keys([
    b"valentine's",
    b"valentines",
    b"mother's",
    b"mothers",
    b"father's",
    b"fathers",
    b"labor",
    b"labour",
    b"memorial",
    b"independence",
    b"veterans",
    b"columbus",
    b"patrick's",
    b"presidents",
    b"president's",
    b"boxing",
    b"bastille",
    b"mlk",
    b"groundhog",
    b"canada",
]);
/// Days that the Romans had in each month.
const ROMAN: Keys<4> = keys([b"ides", b"nones", b"kalends", b"calends"]);
/// Days that two words name, and the first of these.
const PAIRS: [u64; 10] = [
    joined(key(b"leap"), key(b"day")),
    joined(key(b"good"), key(b"friday")),
    joined(key(b"ash"), key(b"wednesday")),
    joined(key(b"palm"), key(b"sunday")),
    joined(key(b"yom"), key(b"kippur")),
    joined(key(b"rosh"), key(b"hashanah")),
    joined(key(b"mardi"), key(b"gras")),
    joined(key(b"black"), key(b"friday")),
    joined(key(b"election"), key(b"day")),
    joined(key(b"super"), key(b"bowl")),
];
const FIRST: Keys<10> =
    keys([b"leap", b"good", b"ash", b"palm", b"yom", b"rosh", b"mardi", b"black", b"election", b"super"]);

/// Whether a word that may be any other begins a day that has a name.
pub(super) fn may_begin(tokens: &Tokens<'_>, i: usize) -> bool {
    ROMAN.has(tokens.list[i].key) || is_last_day(tokens, i)
}

fn is_last_day(tokens: &Tokens<'_>, i: usize) -> bool {
    tokens.is_any(i, words![b"last"])
        && tokens.is_any(i + 1, words![b"day"])
        && tokens.is_any(i + 2, words![b"of"])
}

pub(super) fn date(tokens: &Tokens<'_>, i: usize) -> Read {
    let token = tokens.get(i).filter(|t| t.is_word())?;
    if token.is(WEEKDAY) {
        return weekday(tokens, i).then_some((i, UNKNOWN, true));
    }
    let last = match tokens.bytes(i)[0].to_ascii_lowercase() {
        b's' | b'f' | b'w' | b'a' => season(tokens, i).or_else(|| holiday(tokens, i)),
        _ => holiday(tokens, i),
    };
    // `Christmas 2019`, `leap day, 1996`
    let of_year = |last: usize| {
        let comma = usize::from(tokens.get(last + 1).is_some_and(|t| t.is_sign(b',')));
        year(tokens, last + 1 + comma).filter(|(_, year)| *year > 0).map_or(last, |(last, _)| last)
    };
    last.map(of_year).or_else(|| misspelt(tokens, i)).map(|last| (last, UNKNOWN, true))
}

/// `last Friday`, `since Monday`, `Sat`: a day of a week, and not one of every week.
fn weekday(tokens: &Tokens<'_>, i: usize) -> bool {
    const CUES: Keys<18> = keys([
        b"on", b"last", b"next", b"this", b"since", b"until", b"till", b"by", b"before", b"after", b"from",
        b"for", b"past", b"coming", b"el", b"desde", b"due", b"come",
    ]);
    const EVERY: Keys<8> = keys([b"every", b"each", b"most", b"alternate", b"cada", b"other", b"a", b"per"]);
    let token = &tokens.list[i];
    let (cue, every) = match i.checked_sub(1) {
        Some(before) if !token.begins_line => (tokens.is_any(before, &CUES), tokens.is_any(before, &EVERY)),
        _ => (false, false),
    };
    // `every Tuesday and Thursday`
    let other =
        i > 2 && joins(tokens, i - 1) && tokens.list[i - 2].is(WEEKDAY) && tokens.is_any(i - 3, &EVERY);
    if every || other || is_of_every_week(tokens, i) {
        return false;
    }
    let whole = token.len() > 5 && !tokens.is_any(i, words![b"martes", b"domingo", b"sabado"]);
    let told = cue && !tokens.is_any(i - 1, words![b"for", b"el"]);
    match token.case {
        Case::Title | Case::Upper if whole => true,
        Case::Lower if is_spanish(tokens, i) => tokens
            .is_any(i - usize::from(i > 0), words![b"el", b"este", b"del", b"hasta", b"desde", b"pasado"]),
        Case::Lower if whole => told || tokens.small[i],
        // `the Sun`, `Sat 98%` and `Wed` at the beginning of a line are other words.
        Case::Title => {
            // `Fri 8:15`
            let ends = |t: &Token| {
                t.first_of_line
                    || matches!(t.sort, Sort::Sign(b'.' | b',' | b';' | b')' | b'&' | b'/'))
                    || is_clock(tokens, i + 1)
            };
            let lower = tokens.before(i).is_some_and(|t| {
                t.is_word() && (t.case == Case::Lower || t.case == Case::Upper && t.len() > 1)
                    || is_clock(tokens, i + 1)
            });
            let behind = tokens.get(i + 1).is_none_or(ends)
                || tokens.is_any(i + 1, words![b"and", b"at", b"w", b"for", b"to", b"am", b"pm", b"night"]);
            // `Fri & Mon`
            let beside = i > 1 && joins(tokens, i - 1) && tokens.list[i - 2].is(WEEKDAY) && behind;
            cue || beside || lower && behind && !tokens.is_any(i - 1, words![b"the", b"in"])
        }
        Case::Lower => i > 0 && tokens.is_any(i - 1, words![b"last", b"next", b"this", b"until", b"since"]),
        _ => false,
    }
}

fn is_spanish(tokens: &Tokens<'_>, i: usize) -> bool {
    tokens.is_any(i, words![b"lunes", b"martes", b"miercoles", b"jueves", b"viernes", b"sabado", b"domingo"])
}

/// `Monday through Friday`, `Tuesday/Thursday`: days of every week.
fn is_of_every_week(tokens: &Tokens<'_>, i: usize) -> bool {
    let joins = |k: usize| {
        tokens.is_any(k, words![b"through", b"thru", b"to"])
            || tokens.get(k).is_some_and(|t| matches!(t.sort, Sort::Sign(b'-' | b'/')))
    };
    let day = |k: usize| tokens.get(k).is_some_and(|t| t.is(WEEKDAY));
    joins(i + 1) && day(i + 2) || i > 1 && joins(i - 1) && day(i - 2)
}

/// `spring of 2019`, `Fall '21`: a season of a year.
fn season(tokens: &Tokens<'_>, i: usize) -> Option<usize> {
    const SEASONS: Keys<5> = keys([b"spring", b"summer", b"fall", b"autumn", b"winter"]);
    if !tokens.is_any(i, &SEASONS) {
        return None;
    }
    let of = usize::from(
        tokens.is_any(i + 1, words![b"of"]) || tokens.get(i + 1).is_some_and(|t| t.is_sign(b',')),
    );
    year(tokens, i + 1 + of).filter(|(_, year)| *year > 0).map(|(last, _)| last)
}

/// What joins one day to another.
fn joins(tokens: &Tokens<'_>, i: usize) -> bool {
    tokens.is_any(i, words![b"and", b"or"]) || matches!(tokens.list[i].sort, Sort::Sign(b'&' | b'/' | b','))
}

/// `8:15`, `2pm`
fn is_clock(tokens: &Tokens<'_>, i: usize) -> bool {
    let Some(token) = tokens.get(i) else { return false };
    let bytes = tokens.bytes(i);
    let hour = bytes.iter().take_while(|b| b.is_ascii_digit()).count();
    let half = &bytes[hour..];
    let twelve = (1..=2).contains(&hour)
        && [b"am".as_slice(), b"pm", b"a", b"p"].iter().any(|end| half.eq_ignore_ascii_case(end));
    let colon = token.sort == Sort::Number && token.len() < 3;
    twelve || colon && tokens.get(i + 1).is_some_and(|t| t.is_sign(b':') && !t.apart)
}

/// `Christmas Eve`, `New Year's Day`, `easter`.
fn holiday(tokens: &Tokens<'_>, i: usize) -> Option<usize> {
    let small = tokens.list[i].case == Case::Lower;
    let alike =
        |k: usize| tokens.get(k).is_some_and(|t| !t.first_of_line && (t.case == Case::Lower) == small);
    let day = |k: usize| {
        let k = k + usize::from(tokens.get(k).is_some_and(|t| t.is_sign(b'\'')));
        let found = alike(k) && tokens.is_any(k, words![b"day", b"eve", b"sunday", b"monday", b"weekend"]);
        found.then_some(k)
    };
    if tokens.is_any(i, words![b"new"])
        && tokens.is_any(i + 1, words![b"year's", b"years", b"year", b"yrs", b"yr"])
    {
        let own = tokens.is_any(i + 1, words![b"year's"]) && !small;
        return day(i + 2).or_else(|| own.then_some(i + 1));
    }
    let pair = |k: usize| PAIRS.contains(&joined(tokens.list[i].key, tokens.list[k].key));
    if tokens.is_any(i, &FIRST) && alike(i + 1) && pair(i + 1) {
        return Some(i + 1);
    }
    if tokens.is_any(i, &WITH_DAY) {
        return day(i + 1);
    }
    // `the ides of March`
    // `the last day of February`
    if is_last_day(tokens, i) {
        return tokens.get(i + 3).filter(|t| t.is(MONTH)).map(|_| i + 3);
    }
    if ROMAN.has(tokens.list[i].key) {
        let month = tokens.is_any(i + 1, words![b"of"]) && tokens.get(i + 2).is_some_and(|t| t.is(MONTH));
        return month.then_some(i + 2);
    }
    if !tokens.is_any(i, &ALONE) {
        return None;
    }
    // A name, a street or a tree may be called so.
    let next = tokens.get(i + 1);
    let named = next.is_some_and(|t| t.is_word() && t.case == Case::Title && !t.first_of_line && !small);
    day(i + 1).or_else(|| {
        (!(named || small && tokens.is_any(i + 1, words![b"tree", b"egg", b"card"]))).then_some(i)
    })
}

/// `Janury 15, 2024`, `Agust 4`: what stands before a day and a year is a month, however it is spelled; without a year it is one
/// letter away from one.
fn misspelt(tokens: &Tokens<'_>, i: usize) -> Option<usize> {
    let day = tokens.get(i + 1).filter(|t| t.apart && !t.first_of_line)?;
    let word = &tokens.list[i];
    let written = (3..=10).contains(&word.len()) && !word.is(ORDINARY | MONTH);
    let number = tokens.number(i + 1).filter(|n| (1..=31).contains(n) && day.len() < 3);
    // `3rb` is an ordinal with an error.
    let ending =
        |bytes: &[u8]| bytes.iter().filter(|b| b.is_ascii_alphabetic()).count() == 2 && bytes.len() < 5;
    let ordinal = day.sort == Sort::Mixed
        && (is_ordinal(tokens, i + 1)
            || ending(tokens.bytes(i + 1)) && tokens.bytes(i + 1)[0].is_ascii_digit());
    if !written || number.is_none() && !ordinal {
        return None;
    }
    let comma = usize::from(tokens.get(i + 2).is_some_and(|t| t.is_sign(b',')));
    let year = tokens.number(i + 2 + comma).filter(|n| (1900..2100).contains(n)).map(|_| i + 2 + comma);
    let near = is_slip_of_any(tokens.bytes(i), &LONG_MONTHS)
            || is_slip_of_any(tokens.bytes(i), &[b"wednesday"])
            // Of short names all letters are there, or one twice.
            || word.roles == 0 && word.len() >= 4 && is_like(tokens, i);
    match year.filter(|at| tokens.list[*at].len() == 4 && (comma > 0 || near)) {
        Some(last) => Some(last),
        None => near.then_some(i + 1),
    }
}
