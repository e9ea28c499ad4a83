//! Capitals that neither the beginning of a sentence nor a heading explains.

use super::super::Class;
use super::super::key::{Keys, keys, words};
use super::super::token::{Case, Sort};
use super::super::words::{
    COUNTRY, MONTH, ORDINARY, ORG_GENERIC, ORG_HEAD, PERSON_BEFORE, TITLE_SOFT, UNIT, WEEKDAY,
};
use super::{EXPLAINED, KNOWN, NAMES, Pass};

impl Pass<'_> {
    /// A capital that no beginning of a sentence and no heading explains, with the capitals behind it.
    pub(super) fn capital(&self, i: usize) -> Option<(usize, Class)> {
        let token = self.token(i);
        let title = token.case == Case::Title;
        if !title && token.len() < 4 && !self.is_house(i) || token.len() < 2 || token.is(EXPLAINED) {
            return self.site(i).map(|last| (last, Class::Organization));
        }
        let mut lower = Vec::new();
        self.tokens.lower(i, &mut lower);
        if self.words.looks_clinical(&lower) || self.is_dose(i) || self.is_contraction(i) {
            return None;
        }
        if !title && token.roles == 0 && self.is_house(i) {
            // `KU Med`
            let kind = self.tokens.get(i + 1).is_some_and(|t| {
                let head = t.is(ORG_HEAD | ORG_GENERIC) || self.tokens.is_any(i + 1, words![b"med", b"ctr"]);
                head && t.case == Case::Title && t.apart && !t.first_of_line
            });
            return Some((i + usize::from(kind), Class::Organization));
        }
        // `Mondays`
        let stem = lower.strip_suffix(b"s").map_or(0, |stem| self.words.of(stem));
        if stem & (MONTH | WEEKDAY | COUNTRY) != 0 || token.roles == 0 && self.words.is_inflected(&lower) {
            return None;
        }
        let plain =
            token.is(ORDINARY) || token.len() < 3 && !token.is(NAMES) || self.words.is_inflected(&lower);
        if !plain {
            let opens = token.is(KNOWN | PERSON_BEFORE) || token.roles == 0 && !self.is_english(i);
            if self.begins_sentence(i) && opens {
                return None;
            }
            let odd = !title && !token.is(NAMES) || self.is_joined(i);
            return (!odd || token.is(NAMES)).then_some((i, Class::Name));
        }
        // `Chief Running Water`
        let titled = i > 0 && self.token(i - 1).is(TITLE_SOFT) && self.token(i - 1).case == Case::Title;
        if title && titled && token.apart && !token.first_of_line && !self.is_joined(i) {
            return Some((self.run(i), Class::Name));
        }
        let free = title && !self.is_joined(i) && !self.begins_sentence(i);
        if free { self.ordinary(i).map(|last| (last, Class::Organization)) } else { None }
    }

    /// An ordinary word with a capital in the middle of a sentence, with the capitals behind it.
    fn ordinary(&self, i: usize) -> Option<usize> {
        // A word in small letters stands before it, and no number behind it (`Section 8`, `Type 2`).
        let inside = self.tokens.before(i).is_some_and(|t| {
            t.is_word() && t.case == Case::Lower
                || matches!(t.sort, Sort::Sign(b'@' | b'/')) && i > 1
                || t.is_sign(b'(')
        });
        let article =
            i > 1 && self.tokens.is_any(i - 1, words![b"the"]) && self.tokens.list[i - 2].case == Case::Lower;
        // `The Old Rectory, Little Snoring`: what follows a name behind a comma.
        let goes_on = i > 1 && self.tokens.list[i - 1].is_sign(b',') && self.covered[i - 2];
        // `Does Medica cover`: a word behind one that begins a sentence and asks, or says whom.
        const FIRST: Keys<34> = keys([
            b"does", b"did", b"do", b"is", b"was", b"are", b"were", b"can", b"will", b"should", b"would",
            b"could", b"has", b"have", b"had", b"when", b"if", b"my", b"our", b"ask", b"tell", b"for",
            b"with", b"from", b"and", b"but", b"so", b"per", b"hi", b"hello", b"hey", b"dear", b"call",
            b"called",
        ]);
        let second = i > 0
            && self.tokens.list[i - 1].case == Case::Title
            && self.tokens.is_any(i - 1, &FIRST)
            && self.begins_sentence(i - 1)
            && self.tokens.get(i + 1).is_some_and(|t| t.case == Case::Lower && !t.first_of_line);
        let told = article || goes_on || second;
        let inside = inside || told;
        let last = self.run(i);
        let numbered = self
            .tokens
            .get(last + 1)
            .is_some_and(|t| t.sort == Sort::Number || t.sort == Sort::Mixed || t.is_word() && t.len() == 1);
        (inside && !numbered && (told || !self.is_heading(i))).then_some(last)
    }

    /// The last of the words with capitals that stand behind one.
    pub(super) fn run(&self, i: usize) -> usize {
        let mut last = i;
        while last < i + 6
            && !self.covered[last + 1..].first().copied().unwrap_or(true)
            && self.tokens.get(last + 1).is_some_and(|t| {
                t.is_word() && t.case == self.token(i).case && t.len() > 1 && t.apart && !t.first_of_line
            })
        {
            last += 1;
        }
        last
    }

    /// Whether as many words of the line have capitals as have none.
    pub(super) fn is_heading(&self, i: usize) -> bool {
        let near = |range: &mut dyn Iterator<Item = usize>| {
            range
                .filter(|k| self.covered.get(*k) == Some(&false))
                .filter_map(|k| self.tokens.get(k))
                .filter(|t| t.is_word() && t.len() > 3)
                .fold(
                    (0, 0),
                    |(title, lower), t| {
                        if t.case == Case::Lower { (title, lower + 1) } else { (title + 1, lower) }
                    },
                )
        };
        let mut before = (i.saturating_sub(8)..i).rev().take_while(|k| !self.tokens.list[*k + 1].begins_line);
        let mut behind = (i + 1..i + 9).take_while(|k| self.tokens.get(*k).is_some_and(|t| !t.begins_line));
        let (one, two) = (near(&mut before), near(&mut behind));
        one.0 + two.0 > one.1 + two.1
    }

    pub(super) fn is_contraction(&self, i: usize) -> bool {
        if self.token(i).plain {
            return false;
        }
        let bytes = self.tokens.bytes(i);
        let end = bytes.iter().rposition(|b| *b == b'\'').map(|at| &bytes[at + 1..]);
        end.is_some_and(|end| {
            [b"m".as_slice(), b"re", b"ve", b"ll", b"d", b"t"].iter().any(|e| end.eq_ignore_ascii_case(e))
        })
    }

    fn is_dose(&self, i: usize) -> bool {
        self.tokens.get(i + 1).is_some_and(|t| t.sort == Sort::Number || t.sort == Sort::Mixed)
            && self.tokens.get(i + 2).is_some_and(|t| t.is(UNIT))
    }

    /// Whether a sentence, a line or something in quotation marks begins with the word.
    pub(super) fn begins_sentence(&self, i: usize) -> bool {
        self.tokens.begins_sentence(i, 0xfe)
    }
}
