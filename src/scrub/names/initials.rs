//! Initials, alone and before a family name.

use super::super::key::{Keys, keys, words};
use super::super::token::{Case, Sort, Token};
use super::super::words::{
    ALLOW, CITY, CLINICAL, EPONYM, MONTH, ORDINARY, PERSON_BEFORE, PERSON_STRONG, STATE, SURNAME,
    SURNAME_OFTEN, TITLE, UNIT, VERB_AFTER, WEEKDAY,
};
use super::{PLAIN, Reader};

/// Initials that stand in a row at the most.
const LONGEST: usize = 5;

impl Reader<'_> {
    /// `J.D.`, `j.d.`: the initials of somebody, where no abbreviation is written so; `L. Asmus` and `Mrs. K` too. The last token.
    pub(super) fn initials(&self, i: usize) -> Option<usize> {
        if !self.is_single(i) {
            return None;
        }
        let inside = self.tokens.before(i).is_some_and(|t| t.is_sign(b'.') && !self.token(i).apart);
        if inside {
            return None;
        }
        if self.is_titled_letter(i) {
            // `dr o.b. achterberg`
            let joined = |k: usize| self.tokens.get(k).is_some_and(|t| !t.apart);
            let second = self.has_dot(i) && self.is_single(i + 2) && joined(i + 2) && self.has_dot(i + 2);
            return Some(i + if second { 2 } else { 0 });
        }
        if !self.has_dot(i) {
            return None;
        }
        if let Some(last) = self.called_initials(i) {
            return Some(last);
        }
        let joined = |k: usize| self.tokens.get(k).is_some_and(|t| !t.apart);
        let two = self.is_single(i + 2) && joined(i + 2) && self.has_dot(i + 2);
        if two && !(self.is_single(i + 4) && joined(i + 4)) {
            return self.pair(i);
        }
        self.chain(i)
            .or_else(|| self.three_initials(i))
            .or_else(|| self.family_behind(i))
            .or_else(|| self.says(i).then_some(i))
    }

    /// `E. told K.P.`: one letter that says something.
    fn says(&self, i: usize) -> bool {
        const SAID: Keys<12> = keys([
            b"said", b"says", b"told", b"tells", b"asked", b"asks", b"called", b"calls", b"texted",
            b"reports", b"states", b"denies",
        ]);
        let next = self.tokens.get(i + 2);
        self.token(i).case == Case::Upper
            && next.is_some_and(|t| t.case == Case::Lower && t.apart && !t.first_of_line)
            && self.tokens.is_any(i + 2, &SAID)
    }

    /// `initials x.y.z.`, `l. m. n. (initials only)`: letters of which the text says what they are.
    fn called_initials(&self, i: usize) -> Option<usize> {
        const CALLED: Keys<5> = keys([b"initials", b"initial", b"initialed", b"initialled", b"inits"]);
        let mut last = i;
        while self.is_single(last + 2) && self.has_dot(last + 2) && !self.token(last + 2).first_of_line {
            last += 2;
        }
        let near = (i.saturating_sub(2)..i).chain(last + 2..last + 4);
        (last > i && near.into_iter().any(|k| self.tokens.is_any(k, &CALLED))).then_some(last + 1)
    }

    fn is_single(&self, i: usize) -> bool {
        self.tokens.get(i).is_some_and(|t| t.is_word() && t.len() == 1)
    }

    fn has_dot(&self, i: usize) -> bool {
        self.tokens.get(i + 1).is_some_and(|t| t.is_sign(b'.') && !t.apart)
    }

    /// `Mrs. K called`: a title, and a letter for the name.
    fn is_titled_letter(&self, i: usize) -> bool {
        let titled = |k: usize| self.tokens.get(k).is_some_and(|t| t.is(TITLE));
        let after =
            i > 0 && (titled(i - 1) || i > 1 && self.tokens.list[i - 1].is_sign(b'.') && titled(i - 2));
        let letter = self.token(i).case == Case::Upper || !self.tokens.is_any(i, words![b"a", b"i"]);
        let name = |k: usize| {
            let t = self.tokens.get(k);
            t.is_some_and(|t| t.is_word() && t.case == Case::Title && t.apart && !t.first_of_line)
        };
        after && letter && !name(i + 1) && !name(i + 2)
    }

    /// Two letters that full stops join.
    fn pair(&self, i: usize) -> Option<usize> {
        const WRITTEN: [&[u8]; 26] = [
            b"am", b"pm", b"po", b"iv", b"im", b"sc", b"md", b"do", b"rn", b"np", b"pa", b"us", b"uk", b"dc",
            b"ny", b"la", b"bp", b"hr", b"rr", b"qd", b"hs", b"ac", b"pc", b"ie", b"eg", b"ea",
        ];
        let letters: Vec<u8> =
            [i, i + 2].iter().flat_map(|k| self.tokens.bytes(*k).to_ascii_lowercase()).collect();
        let upper = self.token(i).case == Case::Upper && self.token(i + 2).case == Case::Upper;
        let known = WRITTEN.contains(&letters.as_slice());
        let clock = self.tokens.before(i).is_some_and(|t| t.sort == Sort::Number);
        let past = |t: &Token| t.len() > 4 && self.tokens.bytes(i + 4).ends_with(b"ed");
        let acts =
            self.tokens.get(i + 4).is_some_and(|t| t.case == Case::Lower && (t.is(VERB_AFTER) || past(t)));
        let known = known && !(upper && acts && !clock);
        (!known && (upper || acts || self.announced(i) || self.tokens.small[i])).then_some(i + 3)
    }

    /// `N. K. Adichie`, and `supervisor L. M.`: letters apart, each with its full stop.
    fn chain(&self, i: usize) -> Option<usize> {
        let case = self.token(i).case;
        let follows = |k: usize| {
            self.is_single(k)
                && self.has_dot(k)
                && self.token(k).apart
                && !self.token(k).first_of_line
                && self.token(k).case == case
        };
        let last = (1..LONGEST).map(|n| i + 2 * n).take_while(|k| follows(*k)).last()?;
        let pair = case == Case::Upper && self.announced(i);
        self.family_behind(last).or_else(|| pair.then_some(last + 1))
    }

    /// A family name behind an initial, in the case of the text: `l. asmus` where all is small.
    fn family_behind(&self, i: usize) -> Option<usize> {
        let name = self.tokens.get(i + 2).filter(|t| t.is_word() && t.len() > 2 && !t.first_of_line)?;
        // `s.papadopoulos` is one word to those who write fast.
        let ends = |t: &Token| {
            t.apart || matches!(t.sort, Sort::Sign(b'.' | b',' | b';' | b':' | b'?' | b'!' | b')'))
        };
        let tight = name.len() > 3 && !name.is(PLAIN) && self.tokens.get(i + 3).is_none_or(ends);
        if !name.apart && !tight {
            return None;
        }
        let alike = name.case != Case::Lower && self.token(i).case == Case::Upper
            || name.case == Case::Lower
                && self.token(i).case == Case::Lower
                && (self.announced(i) || self.tokens.small[i]);
        let likely = name.is(SURNAME) && !name.is(ORDINARY | CLINICAL | ALLOW | MONTH | WEEKDAY | UNIT)
            || name.is(SURNAME_OFTEN) && name.case == Case::Title && !name.is(ALLOW | UNIT)
            || name.is(SURNAME_OFTEN)
                && name.case == Case::Upper
                && name.len() > 3
                && !name.is(ALLOW | UNIT | MONTH)
            || name.is(SURNAME) && self.announced(i) && !name.is(UNIT | MONTH | VERB_AFTER | WEEKDAY)
            || name.roles == 0 && name.case == Case::Lower && name.len() > 3 && self.looks_unknown(i + 2)
            || name.case == Case::Title
                && !name.is(ORDINARY | CLINICAL | ALLOW | MONTH | WEEKDAY | UNIT | EPONYM | CITY | STATE);
        let clause = !self.token(i).begins_line
            && self.tokens.before(i).is_some_and(|t| t.sort == Sort::Number && !t.first_of_line);
        (alike && likely && !clause).then(|| self.last(i + 2))
    }

    /// Whether something before announces somebody, also in small letters.
    fn announced(&self, i: usize) -> bool {
        const CUES: [&[u8]; 26] = [
            b"by", b"with", b"w", b"signed", b"per", b"on", b"to", b"from", b"attn", b"cc", b"s", b"of",
            b"cc'd", b"emailed", b"called", b"texted", b"told", b"met", b"call", b"ask", b"tell", b"see",
            b"saw", b"page", b"paged", b"text",
        ];
        let before = self.tokens.before(i);
        let sign = before.is_some_and(|t| matches!(t.sort, Sort::Sign(b'/' | b'~' | b'-' | b':' | b',')));
        let at = if sign { i.checked_sub(2) } else { i.checked_sub(1) };
        let word = at.is_some_and(|k| CUES.iter().any(|w| self.tokens.bytes(k).eq_ignore_ascii_case(w)));
        word || before.is_some_and(|t| t.is_sign(b'~'))
            || at
                .and_then(|k| self.tokens.get(k))
                .is_some_and(|t| t.is(TITLE) || t.phrase & (PERSON_STRONG | PERSON_BEFORE) != 0)
    }

    /// `J.K.L.`: three initials in capitals, where no abbreviation is written so.
    fn three_initials(&self, i: usize) -> Option<usize> {
        const WRITTEN: [&[u8]; 16] = [
            b"bid", b"tid", b"qid", b"prn", b"usa", b"dob", b"rom", b"nka", b"npo", b"ama", b"etc", b"aka",
            b"phd", b"sob", b"qhs", b"uti",
        ];
        let mut letters = [0u8; 3];
        for (n, letter) in letters.iter_mut().enumerate() {
            let (word, dot) = (self.tokens.get(i + 2 * n)?, self.tokens.get(i + 2 * n + 1)?);
            let fits = word.len() == 1 && word.case == Case::Upper && (n == 0 || !word.apart);
            if !(fits && word.is_word() && dot.is_sign(b'.') && !dot.apart) {
                return None;
            }
            *letter = self.tokens.bytes(i + 2 * n).first()?.to_ascii_lowercase();
        }
        let goes_on = |t: &Token| !t.apart && t.is_word();
        (!WRITTEN.contains(&letters.as_slice()) && !self.tokens.get(i + 6).is_some_and(goes_on))
            .then_some(i + 5)
    }
}
