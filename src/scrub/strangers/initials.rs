//! Letters for somebody: before a family name, behind one, and alone.

use super::super::key::{Keys, keys, words};
use super::super::token::{Case, Sort, Token};
use super::super::words::{GIVEN, LOWER_WORD, ORDINARY, SURNAME, SURNAME_OFTEN, UNIT, VERB_AFTER};
use super::everyday::BEHIND;
use super::{KNOWN, NAMES, Pass};

impl Pass<'_> {
    /// `a. j. brown`: two letters in small letters before a family name. The last token.
    pub(super) fn small_initials(&self, i: usize) -> Option<usize> {
        let letter = |k: usize| {
            self.tokens
                .get(k)
                .is_some_and(|t| t.is_word() && t.len() == 1 && t.case == Case::Lower && t.apart)
        };
        let dot = |k: usize| self.tokens.get(k).is_some_and(|t| t.is_sign(b'.') && !t.apart);
        let family = self.tokens.get(i + 4).filter(|t| t.is_word() && t.apart && !t.first_of_line)?;
        let fits = letter(i) && dot(i + 1) && letter(i + 2) && dot(i + 3);
        let strange = family.roles == 0 && family.len() > 4;
        let named = (family.is(SURNAME_OFTEN) || strange)
            && family.case == Case::Lower
            && !family.is(LOWER_WORD | UNIT | VERB_AFTER);
        (fits && named).then_some(i + 4)
    }

    /// `spoke with j. and t. about`: one small letter for somebody.
    pub(super) fn is_told_initial(&self, i: usize) -> bool {
        const WITH: Keys<9> =
            keys([b"with", b"told", b"asked", b"saw", b"called", b"texted", b"met", b"emailed", b"phoned"]);
        let token = self.token(i);
        let letter = |k: usize| {
            let dot = self.tokens.get(k + 1).is_some_and(|t| t.is_sign(b'.') && !t.apart);
            dot && self.tokens.get(k).is_some_and(|t| t.is_word() && t.len() == 1 && t.case == Case::Lower)
        };
        let goes_on = self.tokens.get(i + 2).is_some_and(|t| t.apart && !t.first_of_line);
        // `with c. diff and e. coli`
        let behind = goes_on && self.tokens.is_any(i + 2, &BEHIND);
        let second =
            || i > 3 && self.tokens.is_any(i - 1, words![b"and"]) && letter(i - 3) && self.covered[i - 3];
        letter(i) && token.apart && i > 0 && behind && (self.tokens.is_any(i - 1, &WITH) || second())
    }

    /// `supv KM approved`, `by JT`: two or three capitals where somebody is named.
    pub(super) fn is_initialled(&self, i: usize) -> bool {
        const WHO: Keys<26> = keys([
            b"sup",
            b"supervisor",
            b"clinician",
            b"therapist",
            b"writer",
            b"nurse",
            b"by",
            b"supv",
            b"supvr",
            b"staff",
            b"worker",
            b"cm",
            b"rn",
            b"provider",
            b"author",
            b"initials",
            b"signed",
            b"sw",
            b"mgr",
            b"partner",
            b"assigned",
            b"cosign",
            b"cosigned",
            b"entered",
            b"reviewed",
            b"reviewer",
        ]);
        let token = self.token(i);
        let other = KNOWN | NAMES;
        let colon = usize::from(i > 0 && self.tokens.list[i - 1].is_sign(b':') && !token.first_of_line);
        (2..=3).contains(&token.len())
            && !token.is(other & !(SURNAME | GIVEN | UNIT | ORDINARY))
            && i > colon
            && token.apart
            && self.tokens.is_any(i - 1 - colon, &WHO)
            && !self.is_joined(i)
    }

    /// `worker: sjr`: three letters that are no word, behind a colon that says who.
    pub(super) fn is_initialled_small(&self, i: usize) -> bool {
        const WHO: Keys<10> = keys([
            b"worker",
            b"staff",
            b"author",
            b"initials",
            b"signed",
            b"provider",
            b"cm",
            b"sw",
            b"rn",
            b"clinician",
        ]);
        let token = self.token(i);
        let colon = i > 1 && self.tokens.list[i - 1].is_sign(b':') && self.tokens.is_any(i - 2, &WHO);
        // `done by lrp, reviewed`
        let ends = |t: &Token| t.first_of_line || matches!(t.sort, Sort::Sign(b'.' | b',' | b';' | b')'));
        let by = i > 0
            && self.tokens.is_any(i - 1, words![b"by"])
            && self.tokens.get(i + 1).is_none_or(ends)
            && self.is_english(i);
        (colon || by) && token.len() == 3 && token.roles == 0 && !token.first_of_line
    }

    /// `swift, t. / hand, k.`: a family name in small letters before a letter, with nothing else between two signs.
    pub(super) fn small_family(&self, i: usize) -> Option<usize> {
        let token = self.token(i);
        let named = token.case == Case::Lower && token.is(GIVEN | SURNAME) && token.len() > 2;
        let part = |t: &Token| t.first_of_line || matches!(t.sort, Sort::Sign(b'/' | b';' | b'|' | b'&'));
        let begins = token.begins_line || i == 0 || self.tokens.before(i).is_some_and(part);
        let comma = self.tokens.get(i + 1).is_some_and(|t| t.is_sign(b',') && !t.apart);
        let letter = self.tokens.get(i + 2)?;
        let single = letter.is_word() && letter.len() == 1 && letter.case == Case::Lower && letter.apart;
        let dot = self.tokens.get(i + 3).is_some_and(|t| t.is_sign(b'.') && !t.apart);
        let ends = self.tokens.get(i + 4).is_none_or(part);
        (named && begins && comma && single && !letter.first_of_line && dot && ends).then_some(i + 2)
    }
}
