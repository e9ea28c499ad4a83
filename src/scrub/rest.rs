//! What findings leave between and beside them: the piece of a name that was cut into several, the letters that a sign joins to
//! one, `Wyn n Har dcastle`, `okonkwo-b`, `6.th.Jnauary.1950`.
//!
//! Where nothing was found nothing is taken, so that texts that tell nothing lose nothing by it. What is known of words decides:
//! a word of every day or of a clinic is no rest, nor is what counts something.

use super::key::{Keys, keys};
use super::strangers::KNOWN;
use super::token::{Case, Sort, Token, Tokens};
use super::words::{CITY, CLINICAL, GIVEN, GIVEN_OFTEN, NUMBER_WORD, ORDINARY, SURNAME, UNIT, Words};
use super::{Class, Finding};
use std::ops::Range;

/// Pieces between two findings at the most.
const PIECES: usize = 3;

/// Signs in words, which part the pieces of a number.
const JOINTS: Keys<5> = keys([b"dot", b"dash", b"hyphen", b"slash", b"point"]);

/// What joins the parts of a name where it is dictated.
const DICTATED: Keys<2> = keys([b"apostrophe", b"hyphen"]);

/// Tokens that a sign joins to a finding at the most.
const JOINED: usize = 8;

/// Lets findings take in the rests beside them.
pub(super) fn take(tokens: &Tokens<'_>, words: &Words, findings: &mut [Finding]) {
    let mut from = 0;
    let mut before: Option<(usize, Range<usize>)> = None;
    for at in 0..findings.len() {
        let inside = tokens.within(&findings[at].range, &mut from);
        if inside.is_empty() {
            continue;
        }
        if let Some((last, other)) = &before {
            let gap = other.end..inside.start;
            let numbered = [*last, at].into_iter().any(|k| is_number(findings[k].class));
            if is_rest(tokens, gap.clone(), numbered) {
                // What a record knows keeps its own form.
                if findings[*last].known.is_none() {
                    findings[*last].range.end = tokens.list[gap.end - 1].end;
                } else if findings[at].known.is_none() {
                    findings[at].range.start = tokens.list[gap.start].start;
                }
            }
        }
        if findings[at].known.is_none() {
            let own = findings[at].range.clone();
            let floor = before.as_ref().map_or(0, |(_, other)| other.end);
            let ceiling = findings.get(at + 1).map_or(usize::MAX, |next| next.range.start);
            let class = findings[at].class;
            if own.end == tokens.list[inside.end - 1].end
                && tokens.get(inside.end).is_some_and(|t| t.start < ceiling)
                && matches!(class, Class::Name | Class::Place)
                && is_rest_of_name(tokens, words, inside.end)
            {
                findings[at].range.end = tokens.list[inside.end].end;
            } else if own.end == tokens.list[inside.end - 1].end
                && let Some(last) = joined(tokens, class, inside.end - 1, ceiling)
            {
                findings[at].range.end = tokens.list[last].end;
            }
            if class == Class::Name
                && findings[at].range.end == own.end
                && let Some(last) = dictated(tokens, inside.end, inside.end + 1)
            {
                findings[at].range.end = tokens.list[last].end.min(ceiling).max(own.end);
            }
            if class == Class::Name
                && inside.start > floor + 1
                && let Some(first) = dictated(tokens, inside.start - 1, inside.start - 2)
            {
                findings[at].range.start = tokens.list[first].start;
            } else if own.start == tokens.list[inside.start].start
                && let Some(first) = joined_before(tokens, class, inside.start, floor)
            {
                findings[at].range.start = findings[at].range.start.min(tokens.list[first].start);
            }
        }
        let mut end = inside.end;
        while tokens.get(end).is_some_and(|t| t.end <= findings[at].range.end) {
            end += 1;
        }
        before = Some((at, inside.start..end));
    }
}

/// `Pa tter son`: whether a word in small letters makes a name together with the one or two pieces before it.
fn is_rest_of_name(tokens: &Tokens<'_>, words: &Words, k: usize) -> bool {
    let piece = |k: usize| {
        tokens.get(k).is_some_and(|t| {
            t.is_word() && t.apart && !t.first_of_line && t.case == Case::Lower && t.len() < 8
        })
    };
    let head =
        |k: usize| tokens.list[k].is_word() && !tokens.list[k].is(GIVEN_OFTEN) && tokens.list[k].len() < 8;
    if !piece(k) || tokens.list[k].len() < 2 || !head(k - 1) {
        return false;
    }
    let named = |first: usize| {
        let mut whole = Vec::with_capacity(24);
        (first..=k).for_each(|part| whole.extend_from_slice(tokens.bytes(part)));
        words.of(&whole) & (GIVEN | SURNAME | CITY) != 0 && words.of(&whole) & (ORDINARY | CLINICAL) == 0
    };
    named(k - 1) || k > 1 && piece(k - 1) && head(k - 2) && named(k - 2)
}

/// `o apostrophe hara`, `garcia hyphen lopez`: the part of a name that a dictated sign joins to another.
fn dictated(tokens: &Tokens<'_>, joint: usize, part: usize) -> Option<usize> {
    let token =
        tokens.get(part).filter(|t| t.is_word() && !t.first_of_line && !tokens.list[joint].first_of_line)?;
    let named = token.len() == 1 || !token.is(KNOWN) || token.is(GIVEN | SURNAME);
    (tokens.is_any(joint, &DICTATED) && named).then_some(part)
}

/// Whether the tokens between two findings are pieces of them.
fn is_rest(tokens: &Tokens<'_>, gap: Range<usize>, numbered: bool) -> bool {
    let pieces = gap.clone().filter(|k| !matches!(tokens.list[*k].sort, Sort::Sign(_))).count();
    let fits = |k: usize| {
        let token = &tokens.list[k];
        let sign = match token.sort {
            Sort::Sign(b'.') => tokens.list[k + 1].apart,
            Sort::Sign(b',' | b';' | b':' | b'!' | b'?' | b'/') => true,
            _ => false,
        };
        !token.first_of_line
            && !sign
            && (matches!(token.sort, Sort::Sign(_)) || is_piece(tokens, k, numbered))
    };
    (1..=PIECES).contains(&pieces)
        && gap.len() <= 2 * PIECES
        && !tokens.get(gap.end).is_some_and(|t| t.first_of_line)
        && gap.clone().all(fits)
}

/// Whether a token by itself says nothing: a letter, a word that nobody knows, a number that counts nothing.
fn is_piece(tokens: &Tokens<'_>, k: usize, numbered: bool) -> bool {
    let token = &tokens.list[k];
    match token.sort {
        Sort::Word if token.len() == 1 => !tokens.bytes(k).eq_ignore_ascii_case(b"a"),
        Sort::Word if numbered && (token.is(NUMBER_WORD) || tokens.is_any(k, &JOINTS)) => true,
        Sort::Word => !token.is(KNOWN),
        Sort::Number => numbered && token.len() < 5 && !is_counted(tokens, k),
        Sort::Mixed => numbered && !is_counted(tokens, k),
        Sort::Sign(_) => false,
    }
}

fn is_counted(tokens: &Tokens<'_>, k: usize) -> bool {
    tokens.get(k + 1).is_some_and(|t| t.is(UNIT) || t.is_sign(b'%'))
}

/// The last token that signs without blanks join to what ends with a token.
fn joined(tokens: &Tokens<'_>, class: Class, end: usize, ceiling: usize) -> Option<usize> {
    let mut last = end;
    while last < end + JOINED {
        let piece = last + 2;
        let tight = |k: usize| tokens.get(k).is_some_and(|t| !t.apart && t.start < ceiling);
        if !tight(last + 1) || !tight(piece) {
            break;
        }
        let sign = tokens.list[last + 1].sort;
        if !joins(sign, class) || !is_joined_piece(tokens, class, piece, sign) {
            break;
        }
        last = piece;
    }
    (last > end).then_some(last)
}

/// The first token that signs without blanks join to what begins with a token.
fn joined_before(tokens: &Tokens<'_>, class: Class, start: usize, floor: usize) -> Option<usize> {
    let mut first = start;
    while first > floor + 1 && first + JOINED > start {
        let (sign, piece) = (&tokens.list[first - 1], first - 2);
        // `ph.312`, `req:7f3b`: what stands before such a sign says what follows.
        let label = tokens.list[piece].is_word() && matches!(sign.sort, Sort::Sign(b'.' | b':'));
        let tight = !tokens.list[first].apart && !sign.apart && !label;
        if !tight || !joins(sign.sort, class) || !is_joined_piece(tokens, class, piece, sign.sort) {
            break;
        }
        first = piece;
    }
    (first < start).then_some(first)
}

/// Whether a sign joins pieces of one thing: a full stop and a slash do among numbers alone.
fn joins(sign: Sort, class: Class) -> bool {
    match sign {
        Sort::Sign(b'-' | b'_' | b'~' | b'*' | b'\xfe') => true,
        Sort::Sign(b'.') => class != Class::Organization,
        Sort::Sign(b'/' | b'+' | b':') => class != Class::Name && class != Class::Organization,
        _ => false,
    }
}

fn is_joined_piece(tokens: &Tokens<'_>, class: Class, k: usize, sign: Sort) -> bool {
    let token: &Token = &tokens.list[k];
    let under = sign == Sort::Sign(b'_');
    match token.sort {
        Sort::Word if sign == Sort::Sign(b'.') && class == Class::Name => false,
        Sort::Word => under || token.len() == 1 || !token.is(KNOWN),
        Sort::Number | Sort::Mixed => {
            // `th.Jnauary.1950` is no name, though it looks like one.
            let dated = sign == Sort::Sign(b'.');
            (under || dated || !matches!(class, Class::Name | Class::Organization)) && !is_counted(tokens, k)
        }
        Sort::Sign(_) => false,
    }
}

/// Whether a class is written with digits of which pieces may stand apart.
const fn is_number(class: Class) -> bool {
    matches!(class, Class::Number | Class::Phone | Class::Ssn | Class::Place)
}
