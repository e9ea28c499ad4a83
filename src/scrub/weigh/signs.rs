//! What speaks for and against a word: what is known of it, how it is written, and what stands around it.

use super::super::key::joined;
use super::super::token::{Case, Sort, Token, Tokens};
use super::super::words::{
    ALLOW, CITY, CLINICAL, EPONYM, EPONYM_HEAD, GIVEN, GIVEN_OFTEN, LOWER_WORD, MONTH, ORDINARY,
    PERSON_COMMON, RELATIVE, Roles, STREET_NAME, SURNAME, SURNAME_OFTEN, THING, TITLE, UNIT, VERB_AFTER,
    WEEKDAY, Words,
};
use super::near::near;

/// A text while it is weighed.
pub(in crate::scrub) struct Seen<'t> {
    pub(in crate::scrub) tokens: &'t Tokens<'t>,
    pub(in crate::scrub) words: &'t Words,
    /// For each token whether something was found in it.
    pub(in crate::scrub) covered: &'t [bool],
}

/// What was read of a token for its first signs.
pub(super) struct Read {
    form: u64,
    kind: u64,
    own: u64,
    /// The words beside it, as it sees them.
    names: [u64; 4],
}

/// Tokens around one in which it counts what was found.
const NEAR: usize = 16;

/// What a sign is about; with its value it is one weight.
#[derive(Clone, Copy)]
enum Of {
    Whole,
    Kind,
    Role,
    Length,
    Ending,
    Start,
    Itself,
    Around,
    Place,
    Near,
    Run,
    Beside = 32,
    BesideKind = 48,
    BesideRole = 64,
    BesideOwn = 96,
}

impl Seen<'_> {
    /// Gives the signs of a token that tell most, as numbers: what it is, and the words beside it.
    pub(super) fn first(&self, i: usize, give: &mut impl FnMut(u64)) -> Read {
        let mut tell = |of: u64, value: u64| give(joined(of, value));
        let token = &self.tokens.list[i];
        let flat = u64::from(self.tokens.small[i]) | u64::from(self.tokens.shouting[i]) << 1;
        let opens = u64::from(self.tokens.begins_sentence(i, 0xfe));
        let form = written(token) | flat << 3 | opens << 5;
        let (kind, own) = (self.kind(i), self.known(i));
        tell(Of::Whole as u64, form);
        tell(Of::Kind as u64, kind);
        tell(Of::Kind as u64, kind | form << 32);
        self.own(i, &mut tell);
        let beside = [i.wrapping_sub(1), i + 1, i.wrapping_sub(2), i + 2];
        let names = beside.map(|k| self.name_of(k));
        for (n, word) in (0..).zip(names) {
            tell(Of::Beside as u64 + n, word);
            if n < 2 {
                tell(Of::BesideOwn as u64 + n, joined(word, form));
                tell(Of::BesideOwn as u64 + 2 + n, joined(word, own));
            }
        }
        Read { form, kind, own, names }
    }

    /// Gives all other signs of a token.
    pub(super) fn rest(&self, i: usize, read: &Read, give: &mut impl FnMut(u64)) {
        let mut tell = |of: u64, value: u64| give(joined(of, value));
        let token = &self.tokens.list[i];
        let Read { form, kind, own, names } = *read;
        let covered = |k: usize| u64::from(self.covered.get(k).copied().unwrap_or(false));
        let left = covered(i.wrapping_sub(1)) | covered(i.wrapping_sub(2)) << 1;
        let right = covered(i + 1) | covered(i + 2) << 1;
        tell(Of::Around as u64, left | right << 2 | form << 4);
        tell(Of::Around as u64, left | right << 2 | kind << 16);
        let apart = u64::from(token.apart) | u64::from(self.tokens.get(i + 1).is_some_and(|t| t.apart)) << 1;
        tell(Of::Place as u64, apart | u64::from(token.begins_line) << 2 | form << 3);
        let near = self.found_near(i);
        tell(Of::Near as u64, near | form << 8);
        tell(Of::Near as u64, near | 1 << 7 | own << 16);
        self.run(i, own, &mut tell);
        let beside = [i.wrapping_sub(1), i + 1, i.wrapping_sub(2), i + 2];
        for (n, k) in (0..).zip(beside) {
            let other = self.tokens.get(k);
            let (written, known, phrase) =
                other.map_or((0, 0, 0), |t| (written(t), coarse(t.roles), t.phrase));
            tell(Of::BesideKind as u64 + n, other.map_or(0, |_| 1 | (written | known << 4) << 1));
            if n < 2 {
                tell(Of::BesideOwn as u64 + 4 + n, joined(known | written << 16, kind));
                each(phrase, |bit| tell(Of::BesideRole as u64 + n, bit | form << 8));
            } else {
                each(phrase, |bit| tell(Of::BesideRole as u64 + n, bit));
            }
        }
        tell(Of::BesideOwn as u64 + 10, joined(self.ending(i + 1), own | form << 32));
        tell(Of::BesideOwn as u64 + 11, joined(self.ending(i.wrapping_sub(1)), own | form << 32));
        tell(Of::BesideOwn as u64 + 8, joined(names[0], names[1]));
        tell(Of::BesideOwn as u64 + 9, joined(names[2], names[0]));
    }

    /// What the token tells by itself.
    fn own(&self, i: usize, tell: &mut impl FnMut(u64, u64)) {
        let token = &self.tokens.list[i];
        let bytes = self.tokens.bytes(i);
        each(token.roles, |bit| tell(Of::Role as u64, bit | written(token) << 8));
        tell(Of::Length as u64, (bytes.len() as u64).min(12) | written(token) << 8);
        if !token.is_word() {
            return tell(Of::Itself as u64, shape(bytes));
        }
        if !token.is(GIVEN | SURNAME | CITY) && token.roles != 0 {
            tell(Of::Itself as u64, token.key);
        }
        if !token.is(ORDINARY | CLINICAL | LOWER_WORD) {
            let lower = |n: usize, end: bool| {
                let part =
                    if end { &bytes[bytes.len().saturating_sub(n)..] } else { &bytes[..n.min(bytes.len())] };
                part.iter().fold(n as u64, |all, b| all << 8 | u64::from(b.to_ascii_lowercase()))
            };
            for n in [2, 3] {
                tell(Of::Ending as u64, lower(n, true));
                tell(Of::Start as u64, lower(n, false));
            }
        }
    }

    /// The last two letters of a word: what people do ends in `ed`, what they are in `er`.
    fn ending(&self, k: usize) -> u64 {
        let bytes = self.tokens.bytes(k);
        let last = &bytes[bytes.len().saturating_sub(2)..];
        last.iter().fold(u64::from(bytes.len() > 4), |all, b| all << 8 | u64::from(b.to_ascii_lowercase()))
    }

    /// How much was found in the line around a token: who mentions one person mentions more.
    fn found_near(&self, i: usize) -> u64 {
        let list = &self.tokens.list;
        let before = (i.saturating_sub(NEAR)..i).rev().take_while(|k| !list[k + 1].begins_line);
        let behind = (i + 1..(i + NEAR).min(list.len())).take_while(|k| !list[*k].begins_line);
        // More than two say no more.
        let found = |k: &usize| self.covered[*k];
        let one = before.filter(found).take(2).count();
        (one + behind.filter(found).take(2 - one).count()) as u64
    }

    /// The words with capitals around a word with one.
    fn run(&self, i: usize, known: u64, tell: &mut impl FnMut(u64, u64)) {
        if self.tokens.list[i].case != Case::Title {
            return;
        }
        let capital = |k: usize| {
            self.tokens.get(k).is_some_and(|t| t.is_word() && t.case == Case::Title && t.len() > 1)
        };
        let joins = |k: usize| self.tokens.get(k).is_some_and(|t| t.apart && !t.begins_line);
        let before = (1..4).take_while(|n| *n <= i && capital(i - n) && joins(i + 1 - n)).count();
        let behind = (1..4).take_while(|n| capital(i + n) && joins(i + n)).count();
        let place = before as u64 | (behind as u64) << 2;
        tell(Of::Run as u64, place);
        tell(Of::Run as u64, place | known << 8);
        let opens = self.tokens.begins_sentence(i - before, 0xfe);
        tell(Of::Run as u64, place | u64::from(opens) << 5 | 1 << 7);
        each(self.tokens.list[i + behind].roles, |bit| tell(Of::Run as u64, bit << 8 | 1 << 6));
        tell(Of::Run as u64, joined(self.name_of(i.wrapping_sub(before + 1)), 1));
        tell(Of::Run as u64, joined(self.name_of(i + behind + 1), 2));
    }

    /// What lists know of a word, and what its form tells where they know nothing.
    fn kind(&self, i: usize) -> u64 {
        let token = &self.tokens.list[i];
        let known = self.known(i);
        if token.roles & !(STREET_NAME) != 0 || !token.is_word() {
            return known;
        }
        let mut lower = Vec::with_capacity(token.len());
        self.tokens.lower(i, &mut lower);
        let built = u64::from(self.words.is_inflected(&lower))
            | u64::from(self.words.looks_clinical(&lower)) << 1
            | u64::from(self.words.looks_learned(&lower)) << 2;
        let near = if built == 0 && token.roles == 0 { near(&lower, self.words) } else { 0 };
        let short = u64::from(!lower.iter().any(|b| b"aeiouy".contains(b)))
            | u64::from(self.words.is_beginning(&lower)) << 1;
        known | built << 16 | near << 20 | short << 24
    }

    /// What lists know of a word, and how large a number of two digits is: a day, a month, the age of somebody old.
    fn known(&self, i: usize) -> u64 {
        let token = &self.tokens.list[i];
        if token.sort != Sort::Number || token.len() > 2 {
            return coarse(token.roles);
        }
        let size = match self.tokens.number(i) {
            Some(0..=12) => 1,
            Some(13..=31) => 2,
            Some(90..=99) => 3,
            _ => 0,
        };
        size << COARSE.len()
    }

    /// A word as its neighbours see it: a name is a name, and a number its length.
    fn name_of(&self, k: usize) -> u64 {
        let Some(token) = self.tokens.get(k) else { return 0 };
        match token.sort {
            Sort::Number | Sort::Mixed => 0x100 + token.len().min(12) as u64,
            Sort::Word if self.covered[k] || token.roles == 0 => 0x200 + u64::from(self.covered[k]),
            Sort::Word if token.is(GIVEN | SURNAME) && !token.is(ORDINARY | LOWER_WORD | VERB_AFTER) => 0x202,
            _ => token.key,
        }
    }
}

/// How a token is written, in three bits.
pub(super) fn written(token: &Token) -> u64 {
    match (token.sort, token.case) {
        (Sort::Word, Case::Lower) => 0,
        (Sort::Word, Case::Title) => 1,
        (Sort::Word, Case::Upper) => 2,
        (Sort::Word, Case::None) => 3,
        (Sort::Number, _) => 4,
        (Sort::Mixed, _) => 5,
        (Sort::Sign(_), _) => 6,
    }
}

/// The kinds of words, in fewer bits.
const COARSE: [Roles; 14] = [
    ORDINARY | LOWER_WORD,
    CLINICAL,
    ALLOW | UNIT | EPONYM_HEAD,
    EPONYM,
    GIVEN,
    GIVEN_OFTEN,
    SURNAME,
    SURNAME_OFTEN,
    CITY,
    MONTH | WEEKDAY,
    TITLE | RELATIVE,
    VERB_AFTER,
    PERSON_COMMON,
    THING,
];

/// What each byte of a set of roles is among the kinds.
const BY_BYTE: [[u16; 256]; 7] = {
    let mut all = [[0; 256]; 7];
    let (mut at, mut byte, mut n) = (0, 0, 0);
    while at < all.len() {
        if (byte as Roles) << (8 * at) & COARSE[n] != 0 {
            all[at][byte] |= 1 << n;
        }
        n += 1;
        if n == COARSE.len() {
            (byte, n) = (byte + 1, 0);
        }
        if byte == 256 {
            (at, byte) = (at + 1, 0);
        }
    }
    all
};

/// The kinds that a set of roles is of.
pub(super) fn coarse(roles: Roles) -> u64 {
    let bytes = roles.to_le_bytes();
    u64::from(BY_BYTE.iter().zip(bytes).fold(0, |all, (kinds, byte)| all | kinds[usize::from(byte)]))
}

/// The digits and letters of a number, by their sorts.
fn shape(bytes: &[u8]) -> u64 {
    bytes.iter().take(12).fold(1, |all, b| {
        all << 2
            | if b.is_ascii_digit() {
                0
            } else if b.is_ascii_lowercase() {
                1
            } else {
                2
            }
    })
}

/// Each bit of a set.
pub(super) fn each(mut set: u64, mut give: impl FnMut(u64)) {
    while set != 0 {
        give(u64::from(set.trailing_zeros()));
        set &= set - 1;
    }
}
