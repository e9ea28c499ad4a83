//! What belongs to a name that was found and stands behind it: an initial, the other half of a double name.

use super::super::key::{Keys, keys, words};
use super::super::token::{Case, Sort};
use super::super::words::{ALLOW, CLINICAL, GIVEN_OFTEN, ORDINARY, SURNAME, SURNAME_OFTEN, UNIT, VERB_AFTER};
use super::{KNOWN, Pass, everyday};

/// What a hyphen joins to a name so that it is a sort of thing.
const ENDINGS: Keys<16> = keys([
    b"like", b"type", b"free", b"era", b"fed", b"led", b"only", b"up", b"on", b"in", b"off", b"out", b"to",
    b"based", b"year", b"old",
]);

impl Pass<'_> {
    /// `LaKeisha M.`, `imelda f.`: the first letter of a family name behind a given name that was found.
    pub(super) fn is_initial_behind(&self, i: usize) -> bool {
        let token = self.token(i);
        if token.len() != 1 || token.first_of_line || i == 0 {
            return false;
        }
        if i > 1 && self.tokens.list[i - 1].is_sign(b',') && self.covered[i - 2] {
            let family = self.token(i - 2);
            let next = self.tokens.get(i + 1);
            let ends =
                next.is_none_or(|t| t.first_of_line || matches!(t.sort, Sort::Sign(_)) || t.is(VERB_AFTER));
            return family.is(SURNAME)
                && ends
                && (token.case == Case::Upper || !self.tokens.is_any(i, words![b"a", b"i"]));
        }
        if !token.apart || !self.covered[i - 1] {
            return false;
        }
        let given = self.tokens.list[i - 1].is_word()
            && self.tokens.list[i - 1].len() > 2
            && (self.token(i - 1).is(GIVEN_OFTEN | SURNAME_OFTEN)
                || !self.token(i - 1).is(CLINICAL | ORDINARY));
        let next = self.tokens.get(i + 1);
        let dot = next.is_some_and(|t| t.is_sign(b'.') && !t.apart);
        // `Smith J called`
        let acts = next.is_some_and(|t| t.is(VERB_AFTER))
            && (token.case != Case::Lower || self.tokens.is_any(i + 1, &everyday::SAID));
        let ends = next.is_none_or(|t| t.first_of_line || matches!(t.sort, Sort::Sign(_)));
        // `EEG for Alonzo P read by`
        let sure = self.token(i - 1).is(GIVEN_OFTEN) && !self.token(i - 1).is(CLINICAL | ORDINARY);
        let goes_on =
            token.case == Case::Upper && sure && next.is_some_and(|t| t.is_word() && t.case == Case::Lower);
        given && (goes_on || dot || ends || acts) && !self.tokens.is_any(i, words![b"a", b"i"])
    }

    /// `eun-ji`: what a hyphen joins to a name that was found.
    pub(super) fn is_second_half(&self, i: usize) -> bool {
        let token = self.token(i);
        if i < 2 || token.apart || !self.covered[i - 2] || token.len() > 6 || self.tokens.is_any(i, &ENDINGS)
        {
            return false;
        }
        let hyphen = self.tokens.list[i - 1].is_sign(b'-') && !self.tokens.list[i - 1].apart;
        let first = &self.tokens.list[i - 2];
        hyphen
            && first.is_word()
            && first.case == token.case
            && !first.is(KNOWN)
            && !token.is(UNIT | CLINICAL | ALLOW)
    }
}
