//! Dates with more than their year, and ages over 89, in digits and in words.

mod ages;
mod born;
mod digits;
mod foreign;
mod joined;
mod months;
mod named;
mod odd;
mod parts;
mod spans;
mod words;

use super::key::words;
use super::lexicon::Record;
use super::token::{Sort, Tokens};
use super::words::{DATE_WORD, MONTH, NUMBER_WORD, ORDINAL_WORD, WEEKDAY};
use super::{Class, Finding, finding};

/// A date as far as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Written {
    pub(super) year: Option<u32>,
    pub(super) month: u32,
    pub(super) day: Option<u32>,
}

/// A date in a text: its last token, what it says, and whether it is a date for sure.
type Read = Option<(usize, Written, bool)>;

pub(super) fn find(tokens: &Tokens<'_>, record: &Record<'_>, found: &mut Vec<Finding>) {
    let mut i = 0;
    // Behind the last date that was found.
    let mut behind = 0;
    while i < tokens.list.len() {
        if !may_begin(tokens, i) {
            i += 1;
            continue;
        }
        // `oct 1-oct 3`
        let joined = behind > 0 && behind + 1 == i && tokens.list[behind].is_sign(b'-');
        let read = if joined { read(tokens, i) } else { date(tokens, i) };
        if let Some((end, date, certain)) = read {
            let known = record.date(date);
            if certain || known.is_some() || record.is_of_row(date) {
                let start = weekday_before(tokens, i);
                let range = tokens.list[start].start..tokens.list[end].end;
                found.push(Finding { range, class: Class::Date, known });
                i = end + 1;
                behind = i;
                continue;
            }
        }
        // What is a date by its form was found by that.
        let born = born::date(tokens, i).filter(|(start, _)| !begins(tokens, *start));
        if let Some((start, end)) = born {
            found.push(finding(tokens.list[start].start..tokens.list[end].end, Class::Date));
            i = end + 1;
            continue;
        }
        if let Some((start, end)) = ages::age(tokens, i) {
            found.push(finding(tokens.list[start].start..tokens.list[end].end, Class::Age));
            i = end + 1;
            continue;
        }
        i += 1;
    }
}

/// Whether a date or an age may begin here: with most words none does.
fn may_begin(tokens: &Tokens<'_>, i: usize) -> bool {
    let token = &tokens.list[i];
    match token.sort {
        Sort::Sign(_) => false,
        Sort::Number | Sort::Mixed => true,
        Sort::Word => {
            token.is(MONTH | WEEKDAY | NUMBER_WORD | ORDINAL_WORD | DATE_WORD)
                || named::may_begin(tokens, i)
                || odd::may_begin(tokens, i)
                || parts::may_begin(tokens, i)
                || months::broken(tokens, i).is_some()
                || foreign::may_begin(tokens, i)
                || ages::may_begin(tokens, i)
                || tokens.is_any(i, words![b"a"]) && tokens.is_any(i + 1, words![b"hundred"])
                || tokens.is_any(i, words![b"lst", b"ist"])
                || matches!(token.len(), 5..8) && tokens.get(i + 1).is_some_and(|t| t.is(NUMBER_WORD))
                || tokens.get(i + 1).is_some_and(|t| {
                    matches!(t.sort, Sort::Number | Sort::Mixed)
                        || token.roles == 0
                            && (t.is(ORDINAL_WORD) || tokens.is_any(i + 1, words![b"the", b"of"]))
                })
        }
    }
}

/// Whether something begins here that is written as dates are.
pub(super) fn begins(tokens: &Tokens<'_>, i: usize) -> bool {
    date(tokens, i).is_some_and(|(_, _, certain)| certain)
}

/// A date that begins here.
fn date(tokens: &Tokens<'_>, i: usize) -> Read {
    let token = tokens.get(i)?;
    // `mid-August`
    let mid = i > 1 && token.is_word() && tokens.is_any(i - 2, words![b"mid"]);
    // `8/5-8/9`
    let span = i > 3
        && tokens.list[i - 1].is_sign(b'-')
        && tokens.list[i - 2].sort == Sort::Number
        && tokens.list[i - 3].is_sign(b'/');
    // `wed/nov/6`, `Mon/22/Apr/2024`, `On/2nd.May`
    let weekday = i > 1
        && (tokens.list[i - 2].is(WEEKDAY)
            || tokens.is_any(i - 2, words![b"on", b"date", b"dob"]) && tokens.list[i - 1].is_sign(b'/'))
        && (token.is(MONTH) || !token.is_word());
    if !mid
        && !span
        && !weekday
        && tokens
            .before(i)
            .is_some_and(|t| !token.apart && matches!(t.sort, Sort::Sign(b'.' | b'-' | b'/' | b'$')))
    {
        return None;
    }
    read(tokens, i)
}

/// The same, whatever stands before it.
fn read(tokens: &Tokens<'_>, i: usize) -> Read {
    let token = tokens.get(i)?;
    // What is certain comes before what a record may make certain.
    let first = if token.is_word() { odd::date(tokens, i) } else { spans::before(tokens, i) };
    if first.is_some() {
        return first;
    }
    let (last, date, certain) = one(tokens, i)?;
    Some((if certain { spans::behind(tokens, i, (last, date)) } else { last }, date, certain))
}

/// A date that begins here, without what may be told together with it.
fn one(tokens: &Tokens<'_>, i: usize) -> Read {
    let token = tokens.get(i)?;
    let digits = digits::date(tokens, i);
    if digits.is_some() {
        return digits;
    }
    let part = parts::part(tokens, i);
    part.as_ref()
        .and_then(|part| parts::three(tokens, i, part))
        .or_else(|| months::broken_date(tokens, i))
        .or_else(|| parts::labelled(tokens, i))
        .or_else(|| words::date(tokens, i))
        .or_else(|| foreign::date(tokens, i))
        .or_else(|| parts::two(tokens, i, part.as_ref()?))
        .or_else(|| if token.is_word() { None } else { odd::date(tokens, i) })
}

/// Where a date begins with its day of the week, `Tuesday, June 4`, `Friday the 13th`.
fn weekday_before(tokens: &Tokens<'_>, i: usize) -> usize {
    // `23rd MAY87`
    let glued = tokens.list[i].sort == Sort::Mixed && tokens.bytes(i)[0].is_ascii_alphabetic();
    if glued
        && i > 0
        && !tokens.list[i].first_of_line
        && super::places::is_ordinal(tokens, i - 1)
        && tokens.list[i - 1].sort == Sort::Mixed
    {
        return i - 1;
    }
    let joins = |k: usize| {
        let t = &tokens.list[k];
        t.is_sign(b',') || t.is_sign(b'.') || tokens.is_any(k, words![b"the"])
    };
    let mut at = i;
    while at > 0 && i - at < 2 && joins(at - 1) && !tokens.list[at].first_of_line {
        at -= 1;
    }
    // `mid-June`
    if at == i && i > 1 && tokens.list[i - 1].is_sign(b'-') && tokens.is_any(i - 2, words![b"mid"]) {
        return i - 2;
    }
    let day = at.checked_sub(1).filter(|k| tokens.list[*k].is(WEEKDAY) && !tokens.list[at].first_of_line);
    day.unwrap_or(i)
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

fn century(two: u32) -> u32 {
    if two > 30 { 1900 + two } else { 2000 + two }
}
