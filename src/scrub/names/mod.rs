//! Names of people: by what stands around a word, by lists of names, and by capitals that no ordinary word has.

mod initials;
mod score;
mod span;

pub(super) use span::is_called_so;

use super::key::{Keys, keys, words};
use super::token::{Case, Token, Tokens};
use super::words::{
    ALLOW, CLINICAL, EPONYM, EPONYM_HEAD, GIVEN, GIVEN_OFTEN, LOWER_WORD, MONTH, ORDINARY, PERSON_BEFORE,
    RELATIVE, STATE, SURNAME, SURNAME_OFTEN, TITLE, TITLE_SOFT, UNIT, VERB_AFTER, WEEKDAY, Words,
};
use super::{Class, Finding, finding};

/// What words are beside being names, so that one without a capital may mean something else.
const PLAIN: u64 =
    ORDINARY | CLINICAL | ALLOW | MONTH | WEEKDAY | STATE | UNIT | TITLE | VERB_AFTER | LOWER_WORD;

/// Names that a text has named may be named again by a word that says nothing by itself; so many are remembered.
const REMEMBERED: usize = 32;

/// From this score on a word is taken for a name.
const ENOUGH: i32 = 4;

pub(super) fn find(tokens: &Tokens<'_>, words: &Words, found: &mut Vec<Finding>) {
    let mut reader = Reader { tokens, words, ended: None, named: [0; REMEMBERED], count: 0 };
    let mut i = 0;
    while i < tokens.list.len() {
        let (start, end) = if let Some(last) = reader.initials(i) {
            (reader.first(i), last)
        } else if reader.is_name(i, false) || reader.is_named_again(i) {
            (reader.first(i), reader.last(i))
        } else {
            i += 1;
            continue;
        };
        found.push(finding(tokens.list[start].start..reader.end_of(end), Class::Name));
        reader.remember(start, end);
        i = end + 1;
    }
}

struct Reader<'t> {
    tokens: &'t Tokens<'t>,
    words: &'t Words,
    /// The last token of the name before.
    ended: Option<usize>,
    /// Tokens that were names, the oldest given up first.
    named: [usize; REMEMBERED],
    count: usize,
}

impl Reader<'_> {
    fn token(&self, i: usize) -> &Token {
        &self.tokens.list[i]
    }

    /// The end of a name without its possessive ending.
    fn end_of(&self, i: usize) -> usize {
        let token = self.token(i);
        let word = &self.tokens.text[token.start..token.end];
        if word.len() > 3 && (word.ends_with(b"'s") || word.ends_with(b"'S")) && !self.tokens.is_house(i) {
            token.end - 2
        } else {
            token.end
        }
    }

    fn is_name(&self, i: usize, after_name: bool) -> bool {
        let token = self.token(i);
        if !token.is_word() || token.len() < 2 {
            return false;
        }
        // Most words of a text: nothing makes a name of them.
        if token.case == Case::Lower
            && token.is(PLAIN)
            && !token.is(GIVEN | SURNAME)
            && !self.tokens.shouting[i]
        {
            return false;
        }
        // `My toddler` is nobody.
        let my = self.tokens.is_any(i, words![b"my"])
            && self.tokens.get(i + 1).is_some_and(|t| t.case == Case::Lower);
        if my || self.is_contraction(i) {
            return false;
        }
        if self.is_eponym(i) || token.is(TITLE) && self.titles(i) || self.orders(i) {
            return false;
        }
        let cue = self.cue_before(i);
        self.is_titled(i, cue)
            || self.is_pair(i)
            || after_name && self.is_unknown_family(i)
            || self.score(i, after_name, cue) >= ENOUGH
    }

    /// `Chuck the leftovers`, `Pierce your film`: a word that begins a sentence and tells somebody what to do with something.
    fn orders(&self, i: usize) -> bool {
        const ARTICLES: Keys<14> = keys([
            b"the", b"a", b"an", b"your", b"any", b"all", b"each", b"every", b"these", b"those", b"this",
            b"both", b"it", b"them",
        ]);
        let token = self.token(i);
        // `Major depressive disorder`
        let rank = token.is(TITLE | TITLE_SOFT)
            && self.tokens.get(i + 1).is_some_and(|t| {
                t.case == Case::Lower && t.is(ORDINARY | CLINICAL) && !t.is(VERB_AFTER) && !t.first_of_line
            });
        if rank {
            return true;
        }
        token.is(ORDINARY | VERB_AFTER)
            && token.case == Case::Title
            && self.begins_sentence(i)
            && self.tokens.is_any(i + 1, &ARTICLES)
            && self.tokens.get(i + 1).is_some_and(|t| t.case == Case::Lower)
    }

    /// `I'm`, `Don't`: two words.
    fn is_contraction(&self, i: usize) -> bool {
        if self.token(i).plain {
            return false;
        }
        let bytes = self.tokens.bytes(i);
        let Some(at) = bytes.iter().rposition(|b| *b == b'\'') else { return false };
        let rest = &bytes[at + 1..];
        [b"m".as_slice(), b"re", b"ve", b"ll", b"d", b"t"].iter().any(|end| rest.eq_ignore_ascii_case(end))
    }

    /// `dr wu`, `Dr. St. Pierre`, `mr brown`: a title tells of a name, whatever the word means.
    fn is_titled(&self, i: usize, cue: i32) -> bool {
        let token = self.token(i);
        let colon = self.tokens.before(i).is_some_and(|t| t.is_sign(b':'));
        let known = (token.is(GIVEN) || colon && token.is(SURNAME_OFTEN))
            && !token.is(ALLOW | UNIT | VERB_AFTER | MONTH);
        // `likes to be called meg`, `his cousin beto`: where nothing has capitals the announcement is all there is.
        let unknown = token.case == Case::Lower
            && token.roles == 0
            && token.len() > 3
            && (cue >= 4 || self.looks_unknown(i));
        let small = self.tokens.small[i];
        if small && cue >= 6 && known || unknown && (cue >= 4 || small && cue >= 2) {
            return true;
        }
        if cue < 8 {
            return false;
        }
        let saint = self.tokens.is_any(i, words![b"st", b"saint"]) && self.titles(i);
        saint || token.is(SURNAME | GIVEN) && !token.is(ALLOW | UNIT | VERB_AFTER | MONTH | LOWER_WORD)
    }

    fn looks_unknown(&self, i: usize) -> bool {
        let mut lower = Vec::new();
        self.tokens.lower(i, &mut lower);
        !self.words.looks_clinical(&lower) && !self.words.is_inflected(&lower)
    }

    /// `crystal ridgeway` where nothing has capitals, `DAWN SOLOMON` where all has: a given name that is also a word, before a
    /// family name that is none.
    fn is_pair(&self, i: usize) -> bool {
        let token = self.token(i);
        let flat = self.tokens.small[i] || self.tokens.shouting[i];
        let small = token.case == Case::Lower;
        let given = token.is(GIVEN_OFTEN) && !token.is(ALLOW | MONTH | UNIT | VERB_AFTER | LOWER_WORD);
        let family = |t: &Token| {
            t.is_word() && t.apart && !t.first_of_line && t.len() > 3 && t.is(SURNAME) && !t.is(PLAIN)
        };
        if token.case == Case::Title && self.is_titled_pair(i) {
            return true;
        }
        let next = self.tokens.get(i + 1).filter(|t| family(t));
        given && next.is_some_and(|t| flat || small && t.case == Case::Lower && t.is(SURNAME_OFTEN))
    }

    /// `April Granillo`, `Heather Gill`: a given name and a family name side by side, whatever else each may mean.
    fn is_titled_pair(&self, i: usize) -> bool {
        let token = self.token(i);
        let Some(next) = self.tokens.get(i + 1) else { return false };
        let beside =
            next.is_word() && next.apart && next.case == Case::Title && !next.begins_line && next.is(SURNAME);
        let other = ALLOW | MONTH | WEEKDAY | UNIT | TITLE | VERB_AFTER | EPONYM_HEAD | STATE;
        let given = token.is(GIVEN_OFTEN) && !token.is(ALLOW | VERB_AFTER | WEEKDAY);
        let plain = MONTH | STATE;
        beside && given && !next.is(other) && (!token.is(plain) || !next.is(ORDINARY) || token.is(STATE))
    }

    /// `priya venkataraman`: behind a given name in small letters a word that no list has.
    fn is_unknown_family(&self, i: usize) -> bool {
        let token = self.token(i);
        let given = |t: &Token| t.is(GIVEN) && !t.is(PLAIN) && t.case == Case::Lower;
        token.case == Case::Lower
            && !token.is(PLAIN | RELATIVE | PERSON_BEFORE)
            && token.len() > 3
            && self
                .tokens
                .before(i)
                .is_some_and(|t| given(t) || self.tokens.small[i] && t.case == Case::Lower)
            && self.looks_unknown(i)
    }

    /// A word that is a name and was one before in the text, as `White` in a sentence that it begins.
    fn is_named_again(&self, i: usize) -> bool {
        let token = self.token(i);
        token.is_word()
            && token.case == Case::Title
            && token.is(GIVEN | SURNAME)
            && !token.is(ALLOW | MONTH | VERB_AFTER | WEEKDAY | UNIT)
            && !self.is_eponym(i)
            && self.named[..self.count.min(REMEMBERED)]
                .iter()
                .any(|k| self.tokens.bytes(*k) == self.tokens.bytes(i))
    }

    /// Notes a name that was found.
    fn remember(&mut self, start: usize, end: usize) {
        self.ended = Some(end);
        for k in start..=end {
            if self.token(k).is_word() && self.token(k).case == Case::Title {
                self.named[self.count % REMEMBERED] = k;
                self.count += 1;
            }
        }
    }

    /// Whether a name follows that the title belongs to.
    fn titles(&self, i: usize) -> bool {
        let next = if self.next_is(i, b'.') { i + 2 } else { i + 1 };
        self.tokens
            .get(next)
            .is_some_and(|t| t.is_word() && (t.case != Case::Lower || t.is(SURNAME) && !t.is(PLAIN)))
    }

    fn next_is(&self, i: usize, sign: u8) -> bool {
        self.tokens.get(i + 1).is_some_and(|t| t.is_sign(sign))
    }

    /// `Parkinson disease`, `Baker's cyst`, `Cushing-like syndrome`: the word names what was named after somebody.
    fn is_eponym(&self, i: usize) -> bool {
        let token = self.token(i);
        // `Guillain-Barré`, `Kayser-Fleischer`: two that stand together nowhere else.
        let half = |k: usize| self.tokens.get(k).is_some_and(|t| t.is(EPONYM) && t.case == Case::Title);
        let joint = |k: usize| self.tokens.get(k).is_some_and(|t| t.is_sign(b'-') && !t.apart);
        let pair = |k: usize| half(k) && joint(k + 1) && half(k + 2) && !self.token(k + 2).apart;
        if pair(i) || i > 1 && pair(i - 2) {
            return true;
        }
        let mut next = i + 1;
        // Words may stand between: `Charcot-Marie-Tooth disease`, `Rinne and Weber tests`.
        for _ in 0..5 {
            let Some(t) = self.tokens.get(next) else { return false };
            if t.first_of_line || !(t.is_word() || t.is_sign(b'-') || t.is_sign(b'/')) {
                return false;
            }
            if t.is(EPONYM_HEAD) && t.case != Case::Title {
                // Only a listed eponym, or a word that is no common name, becomes one by what follows.
                let named = token.is(EPONYM) || !token.is(GIVEN | SURNAME_OFTEN) && next == i + 1;
                return named && self.cue_before(i) < 8;
            }
            let joins = self.tokens.bytes(next) == b"and" || self.tokens.bytes(next) == b"or";
            let between = t.is(EPONYM | CLINICAL) && !t.is(VERB_AFTER) || joins;
            if t.is_sign(b'-') || between && token.is(EPONYM) && next < i + 4 {
                next += 1;
            } else {
                return false;
            }
        }
        false
    }
}
