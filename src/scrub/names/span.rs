//! Where a name begins and ends.

use super::super::key::{Keys, keys, words};
use super::super::token::{Case, Sort, Token, Tokens};
use super::super::words::{
    ALLOW, CLINICAL, GIVEN, GIVEN_OFTEN, MONTH, ORDINARY, PARTICLES, PERSON_AFTER, PERSON_BEFORE, SURNAME,
    SURNAME_OFTEN,
};
use super::{PLAIN, Reader};

/// `big mike`, `Nana Rose`, `lil sal`: whether before a name stands what is said of somebody whom all call so.
pub(in crate::scrub) fn is_called_so(tokens: &Tokens<'_>, first: usize) -> bool {
    const FORE: Keys<14> = keys([
        b"big", b"lil", b"lil'", b"little", b"ol", b"og", b"nana", b"mama", b"papa", b"pops", b"tio", b"tia",
        b"abuela", b"titi",
    ]);
    let own = &tokens.list[first];
    first > 0
        && tokens.is_any(first - 1, &FORE)
        && (tokens.list[first - 1].case == own.case
            || own.case == Case::Title && !tokens.is_any(first - 1, words![b"little"]))
        && own.apart
        && !own.first_of_line
        && !own.is(MONTH)
}

impl Reader<'_> {
    /// The first token of a name that has its core at `i`: initials and particles before it.
    pub(super) fn first(&self, i: usize) -> usize {
        let mut first = i;
        loop {
            let Some(before) = self.tokens.before(first) else { return first };
            let two = first.checked_sub(2).and_then(|k| self.tokens.get(k));
            let initial = |t: &Token| t.is_word() && t.len() == 1 && t.case == Case::Upper;
            let letter = !self.tokens.is_any(first - 1, words![b"a", b"i"]);
            let inner = self.token(first).apart
                && !self.token(first).first_of_line
                && (!self.begins_sentence(first - 1) || letter && initial(before));
            if before.is_sign(b'.') && !self.token(first).first_of_line && two.is_some_and(initial) {
                first -= 2;
            } else if before.is_sign(b'\'') && two.is_some_and(initial) && !self.token(first).first_of_line {
                // `O' Connor`
                first -= 2;
            } else if inner && initial(before) || self.is_part_before(first) {
                first -= 1;
            } else if self.is_article(first) || self.hyphened(first) || self.family_before(first) {
                first -= 2;
            } else {
                return first;
            }
        }
    }

    /// Whether the word before a name is a part of it: a particle, what everybody calls somebody, letters.
    fn is_part_before(&self, first: usize) -> bool {
        self.is_particle(first - 1) && self.joins_name(first - 1)
            || is_called_so(self.tokens, first)
            || self.is_lettered(first)
    }

    /// `t nguyen`, `o neill` and `AJ Brown`: letters before a family name.
    fn is_lettered(&self, first: usize) -> bool {
        let Some(before) = self.tokens.before(first) else { return false };
        let own = self.token(first);
        if !before.is_word() || !own.apart || own.first_of_line || !before.apart {
            return false;
        }
        let small = before.len() == 1
            && self.tokens.small[first]
            && own.is(SURNAME)
            && !own.is(PLAIN)
            && !self.tokens.is_any(first - 1, words![b"a", b"i", b"w", b"x", b"s", b"c"]);
        let capitals = before.len() == 2
            && before.case == Case::Upper
            && own.case == Case::Title
            && !before.is(PLAIN | PERSON_AFTER | PERSON_BEFORE)
            && !self.tokens.shouting[first];
        small || capitals
    }

    fn is_particle(&self, i: usize) -> bool {
        self.token(i).is_word() && PARTICLES.has(self.tokens.key_of_word(i))
    }

    /// The last token of a name that has its core at `i`: further names, initials, suffixes.
    pub(super) fn last(&self, i: usize) -> usize {
        let mut last = i;
        while let Some(next) = self.next_part(last) {
            last = next;
        }
        last
    }

    /// `Maria-of-the-7-Sorrows`: where a name ends to which hyphens join more behind a little word.
    fn chained(&self, last: usize) -> Option<usize> {
        const LITTLE: Keys<10> =
            keys([b"of", b"the", b"de", b"del", b"la", b"da", b"von", b"van", b"der", b"des"]);
        let part = |k: usize| {
            let tight = |k: usize| self.tokens.get(k).is_some_and(|t| !t.apart);
            let solid = |t: &Token| !matches!(t.sort, Sort::Sign(_));
            self.next_is(k, b'-') && tight(k + 1) && tight(k + 2) && solid(self.token(k + 2))
        };
        if !part(last) || !self.tokens.is_any(last + 2, &LITTLE) || !part(last + 2) {
            return None;
        }
        let mut end = last + 4;
        while part(end) {
            end += 2;
        }
        Some(end)
    }

    /// The part of a name behind a hyphen or an apostrophe.
    fn signed_part(&self, last: usize) -> Option<usize> {
        let at = last + 1;
        let t = self.tokens.get(at)?;
        // Lopez-Garcia, or cut at the end of a line.
        let next = self.tokens.get(at + 1)?;
        let small = self.tokens.small[at] && !next.is(PLAIN) && self.token(last).is(SURNAME);
        let alike = next.is_word() && next.case == self.token(last).case;
        let own = self.token(last);
        let odd = own.case == Case::Lower && own.roles & next.roles == 0 && !own.is(PLAIN) && !next.is(PLAIN);
        let joins = !t.apart && alike && (next.case != Case::Lower || small || odd);
        let half = t.is_sign(b'-') && self.has_half(last);
        if let Some(end) = self.chained(last) {
            return Some(end);
        }
        (half || joins && (!next.apart || next.begins_line)).then_some(at + 1)
    }

    fn next_part(&self, last: usize) -> Option<usize> {
        let at = last + 1;
        let t = self.tokens.get(at)?;
        if t.is_sign(b'-') || t.is_sign(b'\'') {
            return self.signed_part(last);
        }
        if t.is_sign(b'.') && self.token(last).len() == 1 {
            return Some(at);
        }
        // `OKAFOR^DANIELLE^A`
        if t.is_sign(b'^') && !t.apart {
            return self.tokens.get(at + 1).filter(|n| n.is_word() && !n.apart).map(|_| at + 1);
        }
        // `St. Pierre`
        let saint = t.is_sign(b'.') && self.tokens.is_any(last, words![b"st"]) && self.titles(last);
        if saint && self.tokens.get(at + 1).is_some_and(|n| !n.first_of_line) {
            return Some(at + 1);
        }
        if t.is_sign(b',') {
            return self.after_comma(last, at + 1);
        }
        if !t.is_word() || t.first_of_line || t.begins_line && !self.goes_on(last) {
            return None;
        }
        let dotted = self.tokens.get(at + 1).is_some_and(|n| n.is_sign(b'.'));
        let initial = t.case == Case::Upper && !self.tokens.shouting[at];
        if t.len() == 1 && (initial || dotted && t.apart && (t.case == Case::Upper || self.tokens.small[at]))
        {
            let goes_on = self
                .tokens
                .get(at + 1)
                .is_some_and(|n| n.is_sign(b'.') || n.is_word() && n.case == Case::Title);
            return (goes_on && !self.is_word_i(at)).then_some(at);
        }
        if self.is_particle(at) {
            let joint = |k: usize| self.tokens.get(k).is_some_and(|t| t.is_sign(b'-'));
            let second = self.tokens.get(at + 1).is_some() && self.is_particle(at + 1);
            let next = if second || joint(at + 1) { at + 2 } else { at + 1 };
            // `maria del carmen flores` where nothing has capitals.
            let small = |n: &Token| {
                self.tokens.small[at] && self.token(last).is(GIVEN_OFTEN) && n.is(GIVEN | SURNAME)
            };
            let names =
                self.tokens.get(next).is_some_and(|n| n.is_word() && (n.case != Case::Lower || small(n)));
            return names.then_some(next);
        }
        if matches!(self.tokens.bytes(at), b"Jr" | b"Sr" | b"II" | b"III" | b"IV") {
            return Some(at);
        }
        // `Mi-kyung Oh`
        let half = last > 1 && t.case == Case::Title && t.is(SURNAME) && self.has_half(last - 2);
        if half && t.apart {
            return Some(at);
        }
        (self.token(last).case == t.case || self.token(last).len() == 1 || self.tokens.shouting[at])
            .then(|| self.is_name(at, true).then_some(at))
            .flatten()
    }

    /// `Lopez, Maria`: the given name behind the family name.
    fn after_comma(&self, last: usize, at: usize) -> Option<usize> {
        let (family, given) = (self.token(last), self.tokens.get(at)?);
        if self.is_initial_of(last, at) || family.is(SURNAME) && given.apart && self.has_half(at) {
            return Some(at);
        }
        let capitals = given.case == family.case
            || family.case == Case::Upper && family.len() > 2 && given.case == Case::Title;
        let beside = given.is_word() && capitals && given.case != Case::Lower;
        let dated = self.tokens.get(at + 1).is_some_and(|t| t.sort == Sort::Number);
        let family_like = family.is(SURNAME) || family.case == Case::Upper && given.case == Case::Title;
        let names = family_like && given.is(GIVEN) && !given.is(ALLOW) && (!given.is(MONTH) || !dated);
        let single = self.tokens.before(last).is_none_or(|t| !t.is(GIVEN) || t.case != family.case);
        let tight = !given.apart && given.case == Case::Upper && given.len() > 1;
        (beside && names && single && (tight || !given.is(ORDINARY) || given.is(GIVEN_OFTEN))).then_some(at)
    }

    /// `BROWN, T.`, `Hall, M.`: an initial behind the family name.
    pub(super) fn is_initial_of(&self, family: usize, at: usize) -> bool {
        let (own, initial) = (self.token(family), self.tokens.get(at));
        let letter = initial.is_some_and(|t| {
            t.is_word() && t.len() == 1 && t.case == Case::Upper && t.apart && !t.first_of_line
        });
        let dot = self.tokens.get(at + 1).is_some_and(|t| t.is_sign(b'.') && !t.apart);
        let loud = own.case == Case::Upper && !self.tokens.shouting[family];
        let likely = match loud {
            true => own.is(SURNAME_OFTEN) || own.is(SURNAME) && !own.is(CLINICAL),
            false => own.is(SURNAME) && !own.is(ORDINARY | CLINICAL) || own.roles == 0,
        };
        letter && dot && own.case != Case::Lower && own.len() > 2 && likely && !own.is(ALLOW | MONTH)
    }

    fn is_word_i(&self, i: usize) -> bool {
        self.tokens.bytes(i) == b"I"
    }

    /// Whether a name that ends with its line may go on in the next: it has its given name alone.
    fn goes_on(&self, last: usize) -> bool {
        let own = self.token(last);
        let alone =
            self.tokens.before(last).is_none_or(|t| !t.is_word() || !t.is(GIVEN) || t.case != own.case);
        let next = &self.tokens.list[last + 1];
        let family = next.is(SURNAME) || next.roles == 0;
        own.is_word() && alone && family && !next.is(PLAIN) && next.case == own.case || own.is_sign(b'.')
    }

    /// Whether a particle belongs to the name behind it: one with a capital that begins a sentence may be an article.
    fn joins_name(&self, i: usize) -> bool {
        let other = i > 0 && self.is_particle(i - 1) && self.token(i).apart && !self.token(i).first_of_line;
        !self.begins_sentence(i) || self.token(i).case == Case::Lower && !self.tokens.small[i] || other
    }

    /// `ar-Rahman`: an article that a hyphen joins to a name.
    fn is_article(&self, first: usize) -> bool {
        let own = self.token(first);
        let hyphen = self.tokens.before(first).is_some_and(|t| t.is_sign(b'-') && !t.apart) && !own.apart;
        hyphen
            && first > 1
            && self.is_particle(first - 2)
            && self.token(first - 2).case == Case::Lower
            && own.case == Case::Title
    }

    /// `NAYLOR-HENTSCHEL`: the first half of a family name of which the second was found.
    fn hyphened(&self, first: usize) -> bool {
        let Some(two) = first.checked_sub(2).and_then(|k| self.tokens.get(k)) else { return false };
        let own = self.token(first);
        let joined = self.tokens.before(first).is_some_and(|t| t.is_sign(b'-') && !t.apart) && !own.apart;
        joined && two.is_word() && two.case == own.case && two.len() > 1 && own.case != Case::Lower
    }

    /// `chang, melvin` where nothing has capitals: the family name before a given one that was found.
    fn family_before(&self, first: usize) -> bool {
        let Some(two) = first.checked_sub(2).and_then(|k| self.tokens.get(k)) else { return false };
        let own = self.token(first);
        let comma =
            self.tokens.before(first).is_some_and(|t| t.is_sign(b',') && !t.apart && !t.first_of_line);
        let given = own.is(GIVEN_OFTEN) && own.case == Case::Lower && own.apart && !own.first_of_line;
        let family = two.is_word() && two.len() > 2 && two.case == Case::Lower;
        let likely = !two.is(PLAIN) || two.is(SURNAME) && !two.is(ALLOW | MONTH);
        comma && given && self.tokens.small[first] && family && likely
    }
}
