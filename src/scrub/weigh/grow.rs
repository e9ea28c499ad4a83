//! Findings that take in what belongs to them: the rest of an address, the last part of a number, the word behind a house.
//!
//! A form or a word beside it finds the beginning of most of what a text tells, but no form knows every end. The token beside a
//! finding is weighed as a word is (`signs`), by other signs: what was found, what stands between, and what follows. Where
//! nothing was found nothing grows, so that sentences that tell nothing lose nothing by it.

use super::super::key::joined;
use super::super::token::{Case, Sort, Token, Tokens};
use super::super::view::FOREIGN;
use super::super::words::{
    ALLOW, CLINICAL, CODE_BEFORE, DATE_WORD, GIVEN, ID_BEFORE, ID_STRONG, LOWER_WORD, MONTH, NUMBER_WORD,
    ORDINAL_WORD, ORDINARY, SURNAME, VERB_AFTER, WEEKDAY,
};
use super::super::{Class, Finding};
use super::Scale;
use super::signs::{coarse, each, written};
use std::ops::Range;

/// Tokens that a finding takes in on either side.
const MOST: usize = 12;

/// Signs between a finding and what may belong to it.
const BETWEEN: usize = 2;

/// On which side of a finding a token stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Before,
    Behind,
}

/// What a sign is about; with its value it is one weight. Other numbers than those of words.
#[derive(Clone, Copy)]
enum Of {
    Joint = 128,
    Form,
    Kind,
    Itself,
    Edge,
    Pair,
    Next,
    NextPair,
    Role,
    Shape,
    Cue,
    Ending,
    Count,
}

/// What was read of a token for its first signs.
pub(super) struct Read {
    sort: u64,
    form: u64,
    joint: u64,
    known: u64,
    own: u64,
}

/// A finding that may grow: its tokens, and its class.
pub(super) struct Grown<'t> {
    pub(super) tokens: &'t Tokens<'t>,
    /// For each token whether something was found in it.
    pub(super) covered: &'t [bool],
    pub(super) range: Range<usize>,
    pub(super) class: Class,
}

impl Grown<'_> {
    /// The token beside the finding that may belong to it.
    pub(super) fn beside(&self, side: Side) -> Option<usize> {
        let list = &self.tokens.list;
        let mut at = self.edge(side);
        for _ in 0..=BETWEEN {
            let next = if side == Side::Before { at.checked_sub(1)? } else { at + 1 };
            let breaks = if side == Side::Before { list.get(at) } else { list.get(next) };
            if breaks?.first_of_line || *self.covered.get(next)? {
                return None;
            }
            match list[next].sort {
                // What is asked or called out ends there.
                Sort::Sign(b'?' | b'!') => return None,
                Sort::Sign(_) => at = next,
                _ => return self.may_belong(side, next).then_some(next),
            }
        }
        None
    }

    /// What is a word of every day in small letters and no name belongs to no name that was found; before a number it is its label,
    /// and beside a day what was done on it.
    fn may_belong(&self, side: Side, i: usize) -> bool {
        let token = &self.tokens.list[i];
        let known = token.is(ORDINARY | LOWER_WORD | VERB_AFTER | CLINICAL | ALLOW);
        match self.class {
            Class::Name => token.case != Case::Lower || token.is(GIVEN | SURNAME) || !known,
            Class::Number | Class::Phone | Class::Ssn if side == Side::Before && token.len() > 1 => {
                token.is(NUMBER_WORD) || !known && !token.is(ID_BEFORE | ID_STRONG | CODE_BEFORE)
            }
            Class::Date if token.len() > 1 => {
                token.is(NUMBER_WORD | ORDINAL_WORD | MONTH | WEEKDAY | DATE_WORD) || !known
            }
            _ => true,
        }
    }

    /// Whether a token is a word that people write without meaning anybody.
    pub(super) fn is_everyday(&self, i: usize) -> bool {
        let token = &self.tokens.list[i];
        token.is(ORDINARY | LOWER_WORD | VERB_AFTER | CLINICAL | ALLOW)
            && !token.is(NUMBER_WORD | ORDINAL_WORD | MONTH)
    }

    /// Gives the signs that tell most of the token beside the finding, as numbers: what it is, and what it stands beside.
    pub(super) fn first(&self, side: Side, i: usize, give: &mut impl FnMut(u64)) -> Read {
        let mut tell = |of: Of, value: u64| give(joined(of as u64, value));
        let (token, edge) = (&self.tokens.list[i], self.edge(side));
        let sort = u64::from(side == Side::Before) << 4 | group(self.class) << 5;
        let flat = u64::from(self.tokens.small[i]) | u64::from(self.tokens.shouting[i]) << 6;
        let form = written(token) | flat << 3 | sort << 10;
        let joint = self.joint(side, i, edge) | sort << 40;
        let (known, own, end) = (coarse(token.roles), self.name_of(i), self.name_of(edge));
        tell(Of::Joint, joint);
        tell(Of::Form, form);
        tell(Of::Form, joined(form, joint));
        tell(Of::Kind, joined(form, known));
        tell(Of::Kind, joined(joint, known));
        tell(Of::Itself, joined(own, sort));
        tell(Of::Itself, joined(own, joint));
        tell(Of::Edge, joined(end, form));
        tell(Of::Edge, joined(end, joint));
        tell(Of::Pair, joined(joined(end, own), joint));
        Read { sort, form, joint, known, own }
    }

    /// Gives all other signs of the token beside the finding.
    pub(super) fn rest(&self, side: Side, i: usize, read: &Read, give: &mut impl FnMut(u64)) {
        let mut tell = |of: Of, value: u64| give(joined(of as u64, value));
        let Read { sort, form, joint, known, own } = *read;
        let edge = self.edge(side);
        tell(Of::Joint, joined(joint, self.class as u64));
        tell(Of::Itself, joined(own, self.class as u64 | 1 << 60));
        let step = |k: usize| if side == Side::Before { k.wrapping_sub(1) } else { k + 1 };
        let (next, second) = (self.beyond(step(i)), self.beyond(step(step(i))));
        tell(Of::Next, joined(next, form));
        tell(Of::Next, joined(second, sort | 1 << 60));
        tell(Of::NextPair, joined(joined(next, own), sort));
        tell(Of::NextPair, joined(joined(next, second), form));
        each(self.tokens.list[i].phrase, |bit| tell(Of::Role, bit | form << 8));
        each(self.tokens.list[edge].phrase, |bit| tell(Of::Role, bit << 48 | form << 8 | 1 << 63));
        let (bytes, beside) = (self.tokens.bytes(i), self.tokens.bytes(edge));
        tell(Of::Shape, joined(joined(shape(beside), shape(bytes)), joint));
        tell(Of::Shape, joined(shape(bytes), sort));
        // The word at the other end of the finding.
        let cue = self.beyond(match side {
            Side::Before => self.range.end,
            Side::Behind => self.range.start.wrapping_sub(1),
        });
        tell(Of::Cue, joined(cue, form));
        tell(Of::Cue, joined(cue, own));
        let count = (self.range.len().min(6) as u64) << 4;
        tell(Of::Count, count | form << 8);
        tell(Of::Count, joined(count, joined(known, form)));
        if self.tokens.list[i].is_word() {
            let last = &bytes[bytes.len().saturating_sub(3)..];
            let ending = last.iter().fold(0, |all, b| all << 8 | u64::from(b.to_ascii_lowercase()));
            tell(Of::Ending, joined(ending, sort));
        }
    }

    /// The token of the finding that stands on a side.
    fn edge(&self, side: Side) -> usize {
        match side {
            Side::Before => self.range.start,
            Side::Behind => self.range.end.saturating_sub(1),
        }
    }

    /// What stands between the finding and the token: the signs, whether each stands apart, and whether a line begins.
    fn joint(&self, side: Side, i: usize, edge: usize) -> u64 {
        let between = if side == Side::Before { i + 1..edge + 1 } else { edge + 1..i + 1 };
        between.fold(1, |all, k| {
            let Some(token) = self.tokens.get(k) else { return all };
            let sign = if let Sort::Sign(sign) = token.sort { u64::from(sign) } else { 0 };
            all << 10 | sign << 2 | u64::from(token.apart) << 1 | u64::from(token.begins_line)
        })
    }

    /// A word as its neighbours see it, found or not.
    fn beyond(&self, k: usize) -> u64 {
        if self.covered.get(k).copied().unwrap_or(false) { 0x201 } else { self.name_of(k) }
    }

    /// A word by itself, an unknown one by how it is written, and a number by its length.
    fn name_of(&self, k: usize) -> u64 {
        let Some(token) = self.tokens.get(k) else { return 0 };
        match token.sort {
            Sort::Number => 0x100 + token.len().min(12) as u64,
            Sort::Mixed => 0x140 + token.len().min(12) as u64,
            Sort::Word if token.roles == 0 => {
                0x200 | written(token) << 4 | (token.len().min(12) as u64) << 16
            }
            Sort::Word if is_name(token) => 0x202 | written(token) << 4,
            _ => token.key,
        }
    }
}

/// Lets findings take in what stands beside them.
pub(in crate::scrub) fn grow(tokens: &Tokens<'_>, scale: &Scale, findings: &mut [Finding]) {
    let mut covered = super::super::strangers::covered(tokens, findings);
    let mut from = 0;
    for finding in findings.iter_mut().filter(|f| f.known.is_none()) {
        let mut range = tokens.within(&finding.range, &mut from);
        if range.is_empty() {
            continue;
        }
        for side in [Side::Behind, Side::Before] {
            for _ in 0..MOST {
                let grown = Grown { tokens, covered: &covered, range: range.clone(), class: finding.class };
                let Some(i) = grown.beside(side).filter(|i| scale.takes(&grown, side, *i)) else { break };
                match side {
                    Side::Before => {
                        finding.range.start = tokens.list[i].start;
                        range.start = i;
                    }
                    Side::Behind => {
                        finding.range.end = tokens.list[i].end;
                        range.end = i + 1;
                    }
                }
                covered[range.clone()].fill(true);
            }
        }
    }
}

/// Classes that are written alike.
fn group(class: Class) -> u64 {
    match class {
        Class::Name => 0,
        Class::Place => 1,
        Class::Organization => 2,
        Class::Date | Class::Age => 3,
        Class::Phone | Class::Ssn | Class::Number | Class::Network => 4,
        Class::Mail | Class::Url => 5,
    }
}

fn is_name(token: &Token) -> bool {
    token.is(GIVEN | SURNAME) && !token.is(ORDINARY | LOWER_WORD | VERB_AFTER)
}

/// The sorts of the characters of a token.
fn shape(bytes: &[u8]) -> u64 {
    bytes.iter().take(12).fold(1, |all, b| {
        let sort = match *b {
            b'0'..=b'9' => 0,
            b'a'..=b'z' => 1,
            FOREIGN => 3,
            _ => 2,
        };
        all << 2 | sort
    })
}
