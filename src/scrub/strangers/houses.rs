//! Houses, firms and places by the words around them.

use super::super::key::{Keys, keys, words};
use super::super::token::{Case, Sort, Token};
use super::super::words::{
    ALLOW, CLINICAL, COUNTRY, EPONYM, LOWER_WORD, MONTH, NUMBER_WORD, ORDINAL_WORD, ORDINARY, ORG_GENERIC,
    ORG_HEAD, PERSON_AFTER, RELATIVE, STATE, TITLE, TITLE_SOFT, UNIT, VERB_AFTER, WEEKDAY,
};
use super::Pass;

/// Words that such places have in their names and every sentence has.
const LITTLE: Keys<20> = keys([
    b"a", b"an", b"and", b"at", b"for", b"free", b"her", b"his", b"in", b"my", b"of", b"our", b"that",
    b"the", b"their", b"this", b"your", b"new", b"call", b"day",
]);

impl Pass<'_> {
    /// `Fresno PD`, `northgate counseling`, `Café Morgenrot`: what such places are called, beside a name that was found; `Big Ray`,
    /// `Oak Hollow`: a word with a capital before one, in the middle of a sentence.
    pub(super) fn belongs(&self, i: usize) -> bool {
        let token = self.token(i);
        let alike = |t: &Token| {
            t.is_word()
                && t.apart
                && (t.case == token.case || token.case == Case::Upper && t.case == Case::Title)
        };
        let behind = i > 0
            && self.covered[i - 1]
            && token.apart
            && !token.first_of_line
            && self.tokens.before(i).is_some_and(|t| {
                // `Chuck E. Cheese`
                let initial = t.is_sign(b'.') && i > 1 && self.tokens.list[i - 2].len() == 1;
                initial || t.is_word() && (t.case == token.case || token.case == Case::Upper)
            });
        // `munn g` where nothing has capitals.
        if behind
            && self.tokens.small[i]
            && token.len() == 1
            && self.tokens.get(i + 1).is_none_or(|t| t.first_of_line)
        {
            return !self.tokens.is_any(i, words![b"i", b"a"]);
        }
        if behind && token.is(ORG_HEAD | ORG_GENERIC) && token.len() > 1 && !self.tokens.is_any(i, &LITTLE) {
            return true;
        }
        let quoted = i > 1 && self.tokens.list[i - 1].is_sign(b'"') && !self.tokens.list[i - 1].begins_line;
        let father = self
            .tokens
            .is_any(i, words![b"abd", b"abdul", b"abu", b"umm", b"ibn", b"bin", b"bint", b"ould", b"ap"]);
        if father
            && self.covered.get(i + 1) == Some(&true)
            && self.tokens.get(i + 1).is_some_and(|t| t.apart && !t.first_of_line)
        {
            return true;
        }
        // `reno nv`
        const OTHER: Keys<14> = keys([
            b"in", b"or", b"me", b"hi", b"ok", b"oh", b"pa", b"ma", b"la", b"de", b"id", b"al", b"as", b"co",
        ]);
        if behind
            && token.is(STATE)
            && token.len() == 2
            && token.case == Case::Lower
            && !self.tokens.is_any(i, &OTHER)
        {
            return true;
        }
        let title = token.case == Case::Title && (!self.begins_sentence(i) || quoted);
        // `@ Casa Esperanza`
        let at = i > 0
            && (self.tokens.list[i - 1].is_sign(b'@') || self.tokens.is_any(i - 1, words![b"at", b"from"]));
        let allowed = if at { 0 } else { ALLOW };
        let other = token.is(MONTH | WEEKDAY | TITLE | TITLE_SOFT | RELATIVE | PERSON_AFTER | allowed)
            && !token.is(ORG_HEAD);
        if !title || other || !behind && self.is_heading(i) {
            return false;
        }
        let ahead = self.covered.get(i + 1) == Some(&true)
            && self.tokens.get(i + 1).is_some_and(|t| alike(t) && !t.first_of_line);
        behind || ahead
    }

    /// `at st lukes`, `from camp wapiti` where nothing has capitals.
    pub(super) fn saint(&self, i: usize) -> Option<usize> {
        const FIRST: Keys<14> = keys([
            b"st", b"saint", b"mt", b"mount", b"ft", b"fort", b"camp", b"lake", b"san", b"santa", b"los",
            b"las", b"el", b"north",
        ]);
        const AT: Keys<8> = keys([b"at", b"near", b"from", b"to", b"outside", b"in", b"by", b"of"]);
        let flat = self.tokens.small[i] || self.tokens.shouting[i];
        let at =
            |k: usize| k > 0 && (self.tokens.is_any(k - 1, &AT) || self.tokens.list[k - 1].is_sign(b'@'));
        let first = |k: usize| self.tokens.is_any(k, &FIRST) && at(k);
        let rest = i > 0
            && self.covered[i - 1]
            && first(i - 1)
            && self.token(i).len() > 2
            && !self.token(i).is(VERB_AFTER | LOWER_WORD);
        if flat && rest {
            return Some(i);
        }
        // `at st charbel`: where other words have capitals, only a saint who is nothing else.
        let saint = self.tokens.is_any(i, words![b"st"]) && self.token(i).case == Case::Lower;
        if !(flat || saint) || !first(i) {
            return None;
        }
        let next = if self.tokens.get(i + 1).is_some_and(|t| t.is_sign(b'.')) { i + 2 } else { i + 1 };
        let fits = |t: &Token| {
            t.is_word() && t.apart && !t.first_of_line && t.len() > 2 && !t.is(VERB_AFTER | LOWER_WORD)
        };
        let sure = |t: &Token| flat || t.case == Case::Lower && !t.is(ORDINARY | CLINICAL | ALLOW | UNIT);
        self.tokens.get(next).is_some_and(|t| fits(t) && sure(t)).then_some(next)
    }

    /// `Marsh and Daughters`: what stands behind a name that was found.
    pub(super) fn sons(&self, i: usize) -> Option<usize> {
        let joint = self.tokens.is_any(i, words![b"and"]) && i > 0 && self.covered[i - 1];
        let sons = self.tokens.is_any(
            i + 1,
            words![b"sons", b"daughters", b"sisters", b"brothers", b"associates", b"partners", b"co"],
        );
        (joint && sons && self.tokens.get(i + 1).is_some_and(|t| t.case == Case::Title)).then_some(i + 1)
    }

    /// `at UCLA`, `from IHS`: capitals that no list has, where somebody is.
    pub(super) fn is_house(&self, i: usize) -> bool {
        let at = i > 0
            && (self.tokens.is_any(i - 1, words![b"at", b"from", b"via", b"near"])
                || self.tokens.list[i - 1].is_sign(b'@'));
        at && self.token(i).len() > 1 && self.token(i).len() < 7 && !self.is_joined(i)
    }

    /// `near Echo Park`, `at Valley Mental Health`: several capitals where somebody is or goes, whatever each word means.
    pub(super) fn site(&self, i: usize) -> Option<usize> {
        const AT: Keys<8> = keys([b"at", b"near", b"from", b"to", b"outside", b"behind", b"by", b"in"]);
        let token = self.token(i);
        let other =
            MONTH | WEEKDAY | TITLE | TITLE_SOFT | RELATIVE | UNIT | EPONYM | NUMBER_WORD | ORDINAL_WORD;
        let at = i > 0 && (self.tokens.is_any(i - 1, &AT) || self.tokens.list[i - 1].is_sign(b'@'));
        if !at || token.case == Case::Lower || token.len() < 2 || token.is(other) || self.is_heading(i) {
            return None;
        }
        let mut last = self.run(i);
        // `to Kidney Care of Ada`
        let joins = self.tokens.is_any(last + 1, words![b"of", b"for"]);
        let named = self.tokens.get(last + 2).is_some_and(|t| {
            t.is_word() && t.case == Case::Title && !t.first_of_line && !t.is(other | COUNTRY | STATE)
        });
        if joins && named && (last > i || token.is(ORG_GENERIC | ORG_HEAD)) {
            last += 2;
        }
        let numbered =
            self.tokens.get(last + 1).is_some_and(|t| matches!(t.sort, Sort::Number | Sort::Mixed));
        let plain = (i..=last).all(|k| self.token(k).is(ALLOW | STATE | COUNTRY));
        (last > i && !numbered && !plain).then_some(last)
    }
}
