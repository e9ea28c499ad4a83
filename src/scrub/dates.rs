//! Dates with more than their year, and ages over 89, in digits and in words.

use super::lexicon::Lexicon;
use super::token::{Case, Sort, Tokens};
use super::words::{MONTH, NUMBER_WORD, ORDINAL_WORD, ORG_HEAD, WEEKDAY};
use super::{Class, Finding, finding};

/// A date as far as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Written {
    pub(super) year: Option<u32>,
    pub(super) month: u32,
    pub(super) day: Option<u32>,
}

pub(super) fn find(tokens: &Tokens<'_>, lexicon: Option<&Lexicon>, found: &mut Vec<Finding>) {
    let mut i = 0;
    while i < tokens.list.len() {
        if let Some((end, date, certain)) = date(tokens, i) {
            let known = lexicon.and_then(|lexicon| lexicon.date(date));
            if certain || known.is_some() || lexicon.is_some_and(|lexicon| lexicon.is_of_row(date)) {
                let range = tokens.list[i].start..tokens.list[end].end;
                found.push(Finding { range, class: Class::Date, known });
                i = end + 1;
                continue;
            }
        }
        if let Some((start, end)) = age(tokens, i) {
            found.push(finding(tokens.list[start].start..tokens.list[end].end, Class::Age));
            i = end + 1;
            continue;
        }
        i += 1;
    }
}

/// Whether something begins here that is written as dates are.
pub(super) fn begins(tokens: &Tokens<'_>, i: usize) -> bool {
    date(tokens, i).is_some_and(|(_, _, certain)| certain)
}

/// A date that begins here: its last token, what it says, and whether it is a date for sure.
fn date(tokens: &Tokens<'_>, i: usize) -> Option<(usize, Written, bool)> {
    let token = tokens.get(i)?;
    if tokens
        .before(i)
        .is_some_and(|t| !token.apart && matches!(t.sort, Sort::Sign(b'.' | b'-' | b'/' | b'$')))
    {
        return None;
    }
    let numeric = || three(tokens, i).or_else(|| two(tokens, i)).or_else(|| eight(tokens, i));
    numeric().or_else(|| month_first(tokens, i)).or_else(|| day_first(tokens, i))
}

fn sign_at(tokens: &Tokens<'_>, i: usize) -> Option<u8> {
    match tokens.get(i)?.sort {
        Sort::Sign(sign @ (b'/' | b'-' | b'.')) => Some(sign),
        _ => None,
    }
}

fn is_year(n: u32, length: usize) -> bool {
    length == 4 && (1850..2150).contains(&n) || length == 2
}

/// `03/14/1985`, `14.3.85`, `1985-03-14T10:00`.
fn three(tokens: &Tokens<'_>, i: usize) -> Option<(usize, Written, bool)> {
    let (a, b, c) = (tokens.number(i)?, tokens.number(i + 2)?, number_before_t(tokens, i + 4)?);
    let (one, two) = (sign_at(tokens, i + 1)?, sign_at(tokens, i + 3)?);
    let lengths = [tokens.list[i].len(), tokens.list[i + 2].len(), if c.1 > 0 { c.1 } else { 0 }];
    let blanks = (1..5).filter(|k| tokens.list[i + k].apart).count();
    if one != two || blanks > 0 && blanks < 4 && one == b'-' || tokens.list[i + 4].first_of_line {
        return None;
    }
    let c = c.0;
    let date = if lengths[0] == 4 && is_year(a, 4) {
        Written { year: Some(a), month: b, day: Some(c) }
    } else if is_year(c, lengths[2]) && lengths[0] <= 2 && lengths[1] <= 2 {
        let (month, day) = if a > 12 || one == b'.' && b <= 12 && lengths[2] == 4 { (b, a) } else { (a, b) };
        Written { year: Some(if lengths[2] == 2 { century(c) } else { c }), month, day: Some(day) }
    } else {
        return None;
    };
    let valid = (1..=12).contains(&date.month) && date.day.is_some_and(|d| (1..=31).contains(&d));
    // 1.2.34 may be a version or a section.
    let certain = one != b'.' || lengths.contains(&4);
    valid.then_some((time_after(tokens, i + 4), date, certain))
}

/// A number, or the digits before the `T` of `14T10:30:00`: the value and the length.
fn number_before_t(tokens: &Tokens<'_>, i: usize) -> Option<(u32, usize)> {
    if let Some(n) = tokens.number(i) {
        return Some((n, tokens.list[i].len()));
    }
    let bytes = tokens.bytes(i);
    let digits = bytes.iter().take_while(|b| b.is_ascii_digit()).count();
    let timed = matches!(bytes.get(digits), Some(b'T' | b't')) && (1..=2).contains(&digits);
    timed.then(|| (bytes[..digits].iter().fold(0, |n, b| n * 10 + u32::from(b - b'0')), digits))
}

/// Includes the time of day that follows a date, joined to it or not.
fn time_after(tokens: &Tokens<'_>, last: usize) -> usize {
    let mut end = last;
    let clock = tokens.list[last].sort == Sort::Mixed
        || tokens.number(last + 1).is_some_and(|h| h < 25)
            && tokens.get(last + 2).is_some_and(|t| t.is_sign(b':') && !t.apart);
    let part = |t: &super::token::Token, first: bool| {
        let joined = !t.apart || first && tokens.list[last].sort != Sort::Mixed;
        joined && (matches!(t.sort, Sort::Sign(b':' | b'.' | b'+' | b'-') | Sort::Number | Sort::Mixed))
    };
    while clock && end < last + 12 && tokens.get(end + 1).is_some_and(|t| part(t, end == last)) {
        end += 1;
    }
    // A full stop behind the time ends the sentence.
    while end > last && matches!(tokens.list[end].sort, Sort::Sign(_)) {
        end -= 1;
    }
    end
}

fn century(two: u32) -> u32 {
    if two > 30 { 1900 + two } else { 2000 + two }
}

/// `3/14`, `03/2021`: a date only where something says so, or where the second part is a year.
fn two(tokens: &Tokens<'_>, i: usize) -> Option<(usize, Written, bool)> {
    let (a, b) = (tokens.number(i)?, tokens.number(i + 2)?);
    let sign = sign_at(tokens, i + 1).filter(|s| *s != b'.')?;
    if (1..3).any(|k| tokens.list[i + k].apart)
        || tokens.get(i + 3).is_some_and(|t| !t.apart && matches!(t.sort, Sort::Sign(b'/' | b'-')))
    {
        return None;
    }
    let (la, lb) = (tokens.list[i].len(), tokens.list[i + 2].len());
    if la <= 2 && lb == 4 && (1..=12).contains(&a) && is_year(b, 4) {
        return Some((i + 2, Written { year: Some(b), month: a, day: None }, true));
    }
    if la == 4 && lb == 2 && is_year(a, 4) && (1..=12).contains(&b) {
        return Some((i + 2, Written { year: Some(a), month: b, day: None }, true));
    }
    let valid = la <= 2 && lb <= 2 && (1..=12).contains(&a) && (1..=31).contains(&b);
    let certain = || if sign == b'/' { dated(tokens, i) } else { dashed(tokens, i) };
    valid.then(|| (i + 2, Written { year: None, month: a, day: Some(b) }, certain()))
}

/// Whether `3-24` is a day and no count from 3 to 24: a word before says so, and nothing is counted behind it.
fn dashed(tokens: &Tokens<'_>, i: usize) -> bool {
    const BEFORE: [&[u8]; 12] = [
        b"on",
        b"since",
        b"until",
        b"till",
        b"dated",
        b"dos",
        b"dob",
        b"met",
        b"seen",
        b"effective",
        b"thru",
        b"through",
    ];
    const LOOSE: [&[u8]; 7] = [b"by", b"from", b"for", b"to", b"before", b"after", b"of"];
    const AFTER: [&[u8]; 14] = [
        b"re",
        b"about",
        b"at",
        b"per",
        b"as",
        b"with",
        b"and",
        b"if",
        b"was",
        b"confirmed",
        b"discussed",
        b"w",
        b"by",
        b"from",
    ];
    let word = |k: usize, list: &[&[u8]]| list.iter().any(|w| tokens.bytes(k).eq_ignore_ascii_case(w));
    let next = tokens.get(i + 3);
    let counted = next.is_some_and(|t| t.is(super::words::UNIT) || t.is_sign(b'%') || t.sort == Sort::Number);
    let ends = next
        .is_none_or(|t| t.first_of_line || matches!(t.sort, Sort::Sign(b'.' | b',' | b';' | b')' | b':')));
    let follows = ends || word(i + 3, &AFTER);
    let Some(before) = i.checked_sub(1).filter(|_| !tokens.list[i].first_of_line) else { return false };
    if counted {
        return false;
    }
    let bracket = tokens.list[before].is_sign(b'(') && next.is_some_and(|t| t.is_sign(b')'));
    let weekday = tokens.list[before].is(WEEKDAY);
    bracket
        || weekday
        || word(before, &BEFORE) && !word(i + 3, &[b"day", b"days"])
        || word(before, &LOOSE) && follows
}

/// `19850314` and `031485` behind what announces a date.
fn eight(tokens: &Tokens<'_>, i: usize) -> Option<(usize, Written, bool)> {
    let n = tokens.number(i)?;
    let (year, rest) = (n / 10_000, n % 10_000);
    let date = |year, month, day| Written { year: Some(year), month, day: Some(day) };
    let date = match tokens.list[i].len() {
        8 if (1900..2100).contains(&year) => date(year, rest / 100, rest % 100),
        8 if (1900..2100).contains(&rest) => date(rest, year / 100, year % 100),
        6 if dated(tokens, i) => date(century(n % 100), year, n / 100 % 100),
        _ => return None,
    };
    let valid = (1..=12).contains(&date.month) && date.day.is_some_and(|d| (1..=31).contains(&d));
    valid.then_some((i, date, true))
}

/// Whether a word before says that a date follows.
fn dated(tokens: &Tokens<'_>, i: usize) -> bool {
    const CUES: [&[u8]; 34] = [
        b"on",
        b"since",
        b"dated",
        b"date",
        b"dob",
        b"born",
        b"birthday",
        b"birthdate",
        b"bday",
        b"until",
        b"till",
        b"by",
        b"from",
        b"through",
        b"thru",
        b"seen",
        b"visit",
        b"appt",
        b"appointment",
        b"admitted",
        b"discharged",
        b"started",
        b"due",
        b"effective",
        b"scheduled",
        b"fecha",
        b"nacimiento",
        b"nacido",
        b"nacida",
        b"el",
        b"desde",
        b"dod",
        b"lmp",
        b"last",
    ];
    (i.saturating_sub(3)..i).rev().any(|k| {
        let t = &tokens.list[k];
        let word = tokens.bytes(k).to_ascii_lowercase();
        t.is(WEEKDAY) && t.case != Case::Lower
            || CUES.contains(&word.as_slice())
                && (k + 1..i).all(|m| {
                    matches!(tokens.list[m].sort, Sort::Sign(b':' | b'.' | b',' | b'('))
                        || tokens.list[m].is(WEEKDAY)
                        || tokens.list[m].len() <= 3
                })
    })
}

fn month_number(word: &[u8]) -> u32 {
    const MONTHS: [&[u8]; 12] =
        [b"jan", b"feb", b"mar", b"apr", b"may", b"jun", b"jul", b"aug", b"sep", b"oct", b"nov", b"dec"];
    const SPANISH: [&[u8]; 12] =
        [b"ene", b"feb", b"mar", b"abr", b"may", b"jun", b"jul", b"ago", b"sep", b"oct", b"nov", b"dic"];
    let start = word.get(..3).unwrap_or(word).to_ascii_lowercase();
    let position = |list: &[&[u8]; 12]| list.iter().position(|m| *m == start.as_slice());
    position(&MONTHS)
        .or_else(|| position(&SPANISH))
        .and_then(|n| u32::try_from(n + 1).ok())
        .unwrap_or(if word.len() > 3 { 9 } else { 0 })
}

fn is_month(tokens: &Tokens<'_>, i: usize) -> bool {
    tokens.get(i).is_some_and(|t| {
        t.is(MONTH)
            && (t.case != Case::Lower || t.len() > 3 && tokens.bytes(i) != b"march" || beside_day(tokens, i))
    })
}

/// Whether a month in small letters that may be another word has a day and a year, or a day with its ending, beside it.
fn beside_day(tokens: &Tokens<'_>, i: usize) -> bool {
    let is_year = |k: usize| tokens.number(k).is_some_and(|n| (1900..2100).contains(&n));
    let ordinal = |k: usize| tokens.get(k).is_some_and(|t| t.sort == Sort::Mixed) && day(tokens, k).is_some();
    let plain = |k: usize| tokens.number(k).is_some_and(|n| (1..=31).contains(&n));
    let comma = usize::from(tokens.get(i + 2).is_some_and(|t| t.is_sign(b',')));
    let before = i.checked_sub(1).is_some_and(|k| ordinal(k) || plain(k) && is_year(i + 1));
    let sure = tokens.bytes(i) != b"may" && tokens.bytes(i) != b"mar" && tokens.bytes(i) != b"march";
    before || ordinal(i + 1) || plain(i + 1) && (is_year(i + 2 + comma) || sure)
}

/// A day of the month as digits, `14th` or `fourteenth`.
fn day(tokens: &Tokens<'_>, i: usize) -> Option<u32> {
    let token = tokens.get(i)?;
    if let Some(n) = tokens.number(i).filter(|n| (1..=31).contains(n) && token.len() <= 2) {
        return Some(n);
    }
    let bytes = tokens.bytes(i);
    let digits = bytes.iter().take_while(|b| b.is_ascii_digit()).count();
    let ending = bytes.get(digits..).unwrap_or_default().to_ascii_lowercase();
    if (1..=2).contains(&digits) && [b"st".as_slice(), b"nd", b"rd", b"th"].contains(&ending.as_slice()) {
        return Some(bytes[..digits].iter().fold(0, |n, b| n * 10 + u32::from(b - b'0')));
    }
    token.is(ORDINAL_WORD).then_some(0)
}

/// A year as four digits, two behind an apostrophe, or in words.
fn year(tokens: &Tokens<'_>, i: usize) -> Option<(usize, u32)> {
    let token = tokens.get(i)?;
    if let Some(n) = tokens.number(i) {
        return (token.len() == 4 && is_year(n, 4)).then_some((i, n));
    }
    if token.is_sign(b'\'') {
        return tokens.number(i + 1).filter(|_| tokens.list[i + 1].len() == 2).map(|n| (i + 1, century(n)));
    }
    if token.is(NUMBER_WORD)
        && [b"nineteen".as_slice(), b"twenty", b"two"].iter().any(|w| tokens.bytes(i).eq_ignore_ascii_case(w))
    {
        let mut last = i;
        while last < i + 6
            && tokens
                .get(last + 1)
                .is_some_and(|t| (t.is(NUMBER_WORD) || t.is_sign(b'-')) && !t.first_of_line)
        {
            last += 1;
        }
        return (last > i).then_some((last, 0));
    }
    None
}

/// `March 14th, 1985`, `March 1985`, `on March 14`, `in March`.
fn month_first(tokens: &Tokens<'_>, i: usize) -> Option<(usize, Written, bool)> {
    if !is_month(tokens, i) {
        return None;
    }
    let month = month_number(tokens.bytes(i));
    let mut at = i + 1;
    if tokens.get(at).is_some_and(|t| t.is_sign(b'.') || t.is_sign(b',')) {
        at += 1;
    }
    if tokens.bytes(at).eq_ignore_ascii_case(b"the")
        || tokens.bytes(at).eq_ignore_ascii_case(b"of")
        || tokens.bytes(at).eq_ignore_ascii_case(b"de")
    {
        at += 1;
    }
    if let Some((last, year)) = year(tokens, at) {
        return Some((last, Written { year: Some(year), month, day: None }, true));
    }
    let hyphen = usize::from(tokens.get(at).is_some_and(|t| t.is_sign(b'-')));
    if let Some(day) = day(tokens, at + hyphen) {
        let mut last = spelled_day(tokens, at + hyphen);
        let mut written = Written { year: None, month, day: Some(day) };
        let comma = usize::from(tokens.get(last + 1).is_some_and(|t| t.is_sign(b',') || t.is_sign(b'-')));
        let counted = tokens
            .get(last + 1)
            .is_some_and(|t| t.is(super::words::UNIT) && tokens.bytes(i).eq_ignore_ascii_case(b"may"));
        if counted {
            return None;
        }
        if let Some((end, year)) = year(tokens, last + 1 + comma) {
            (last, written.year) = (end, Some(year));
        }
        return Some((last, written, true));
    }
    let alone = tokens.list[i].case == Case::Title && in_month(tokens, i);
    Some((i, Written { year: None, month, day: None }, alone))
}

/// `twenty first` and `twenty-first` take two tokens or three.
fn spelled_day(tokens: &Tokens<'_>, i: usize) -> usize {
    let hyphen = usize::from(tokens.get(i + 1).is_some_and(|t| t.is_sign(b'-')));
    if tokens.list[i].is(NUMBER_WORD) && tokens.get(i + 1 + hyphen).is_some_and(|t| t.is(ORDINAL_WORD)) {
        i + 1 + hyphen
    } else {
        i
    }
}

/// Whether a month stands alone as a time: `in March`, `last June`.
fn in_month(tokens: &Tokens<'_>, i: usize) -> bool {
    const CUES: [&[u8]; 14] = [
        b"in", b"since", b"last", b"early", b"late", b"mid", b"until", b"by", b"this", b"next", b"during",
        b"en", b"desde", b"of",
    ];
    // An institute of that name, or somebody called April, is none of our dates.
    let named = tokens
        .get(i + 1)
        .is_some_and(|t| t.is_word() && t.case == Case::Title && !t.first_of_line || t.is(ORG_HEAD));
    let before = i.checked_sub(1).map(|k| tokens.bytes(k).to_ascii_lowercase());
    let hyphen = before.as_deref() == Some(b"-")
        && i.checked_sub(2).is_some_and(|k| tokens.bytes(k).eq_ignore_ascii_case(b"mid"));
    !named && (hyphen || before.is_some_and(|word| CUES.contains(&word.as_slice())))
}

/// `14 March 1985`, `the 14th of March`, `14-Mar-85`.
fn day_first(tokens: &Tokens<'_>, i: usize) -> Option<(usize, Written, bool)> {
    let day = day(tokens, i)?;
    let mut at = spelled_day(tokens, i) + 1;
    let dashed = sign_at(tokens, at).is_some();
    if dashed || [b"of".as_slice(), b"de"].iter().any(|w| tokens.bytes(at).eq_ignore_ascii_case(w)) {
        at += 1;
    }
    if !is_month(tokens, at) || tokens.list[at].first_of_line {
        return None;
    }
    let month = month_number(tokens.bytes(at));
    let mut last = at;
    let mut written = Written { year: None, month, day: Some(day) };
    let skip =
        |t: &super::token::Token| t.is_sign(b',') || t.is_sign(b'.') || t.is_sign(b'-') || t.is_sign(b'/');
    let mut next = at + usize::from(tokens.get(at + 1).is_some_and(skip)) + 1;
    if [b"of".as_slice(), b"de", b"del"].iter().any(|w| tokens.bytes(next).eq_ignore_ascii_case(w)) {
        next += 1;
    }
    if let Some((end, year)) = year(tokens, next) {
        (last, written.year) = (end, Some(year));
    } else if tokens.get(next).is_some_and(|t| t.len() == 2 && !t.first_of_line)
        && (dashed || !tokens.get(next + 1).is_some_and(|t| t.is(super::words::UNIT) || t.is_sign(b'/')))
        && let Some(n) = tokens.number(next)
    {
        (last, written.year) = (next, Some(century(n)));
    }
    Some((last, written, true))
}

/// `92-year-old`, `aged 94`, `ninety-three years old`, `born in 1931`.
fn age(tokens: &Tokens<'_>, i: usize) -> Option<(usize, usize)> {
    let token = tokens.get(i)?;
    let word = |k: usize, list: &[&[u8]]| list.iter().any(|w| tokens.bytes(k).eq_ignore_ascii_case(w));
    let hyphen = |k: usize| usize::from(tokens.get(k).is_some_and(|t| t.is_sign(b'-')));
    if tokens.number(i).is_some_and(|n| (90..=130).contains(&n)) {
        let next = i + 1 + hyphen(i + 1);
        let unit = word(next, &[b"year", b"years", b"yo", b"yr", b"yrs", b"y", b"anos"]);
        let old = unit
            && (word(next, &[b"yo"])
                || (next + 1..next + 5).any(|k| {
                    word(
                        k,
                        &[b"old", b"o", b"age", b"male", b"female", b"woman", b"man", b"f", b"m", b"edad"],
                    )
                }));
        let before = (i.saturating_sub(3)..i)
            .any(|k| word(k, &[b"age", b"aged", b"turned", b"turning", b"ages", b"edad"]));
        let measured = tokens
            .get(next)
            .is_some_and(|t| t.is(super::words::UNIT) && !unit || t.is_sign(b'/') || t.is_sign(b'%'));
        return (old || before && !measured).then_some((i, i));
    }
    if token.sort == Sort::Mixed {
        let digits = tokens.bytes(i).iter().take_while(|b| b.is_ascii_digit()).count();
        let rest = tokens.bytes(i)[digits..].to_ascii_lowercase();
        let over = tokens.bytes(i)[..digits]
            .iter()
            .fold(0u32, |n, b| n.saturating_mul(10).saturating_add(u32::from(b - b'0')));
        let unit = [b"yo".as_slice(), b"y", b"yr", b"yrs", b"yof", b"yom", b"f", b"m", b"year"]
            .contains(&rest.as_slice());
        return (unit && (90..=130).contains(&over)).then_some((i, i));
    }
    if word(i, &[b"ninety"]) || word(i, &[b"hundred"]) {
        let mut last = i;
        while last < i + 6 && tokens.get(last + 1).is_some_and(|t| t.is_sign(b'-') || t.is(NUMBER_WORD)) {
            last += 1;
        }
        let years = (last + 1..last + 4).any(|k| word(k, &[b"year", b"years"]));
        return (years && (last + 1..last + 6).any(|k| word(k, &[b"old", b"age"]))).then_some((i, last));
    }
    None
}
