//! Names of people: by what stands around a word, by lists of names, and by capitals that no ordinary word has.

use super::token::{Case, Sort, Token, Tokens};
use super::words::{
    ALLOW, CITY, CLINICAL, EPONYM, EPONYM_HEAD, GIVEN, GIVEN_OFTEN, MONTH, ORDINARY, ORG_HEAD, PERSON_AFTER,
    PERSON_BEFORE, PERSON_COMMON, PERSON_STRONG, RELATIVE, STATE, SURNAME, SURNAME_OFTEN, TITLE, TITLE_SOFT,
    UNIT, VERB_AFTER, WEEKDAY, Words, is_particle,
};
use super::{Class, Finding, finding};

/// From this score on a word is taken for a name.
const ENOUGH: i32 = 4;

pub(super) fn find(tokens: &Tokens<'_>, words: &Words, found: &mut Vec<Finding>) {
    let reader = Reader { tokens, words };
    let mut i = 0;
    while i < tokens.list.len() {
        if let Some(last) = reader.initials(i) {
            found.push(finding(tokens.list[i].start..tokens.list[last].end, Class::Name));
            i = last + 1;
            continue;
        }
        if !reader.is_name(i, false) {
            i += 1;
            continue;
        }
        let (start, end) = (reader.first(i), reader.last(i));
        found.push(finding(tokens.list[start].start..reader.end_of(end), Class::Name));
        i = end + 1;
    }
}

struct Reader<'t> {
    tokens: &'t Tokens<'t>,
    words: &'t Words,
}

impl Reader<'_> {
    fn token(&self, i: usize) -> &Token {
        &self.tokens.list[i]
    }

    /// `J.D.`, `j.d.`: the initials of somebody, where no abbreviation is written so; `L. Asmus` too. The last token.
    fn initials(&self, i: usize) -> Option<usize> {
        let single = |k: usize| self.tokens.get(k).is_some_and(|t| t.is_word() && t.len() == 1);
        let dot = |k: usize| self.tokens.get(k).is_some_and(|t| t.is_sign(b'.') && !t.apart);
        let joined = |k: usize| self.tokens.get(k).is_some_and(|t| !t.apart);
        if !single(i)
            || !dot(i + 1)
            || self.tokens.before(i).is_some_and(|t| t.is_sign(b'.') && !self.token(i).apart)
        {
            return None;
        }
        if single(i + 2) && joined(i + 2) && dot(i + 3) && !(single(i + 4) && joined(i + 4)) {
            let letters: Vec<u8> =
                [i, i + 2].iter().flat_map(|k| self.tokens.bytes(*k).to_ascii_lowercase()).collect();
            let upper = self.token(i).case == Case::Upper && self.token(i + 2).case == Case::Upper;
            const WRITTEN: [&[u8]; 26] = [
                b"am", b"pm", b"po", b"iv", b"im", b"sc", b"md", b"do", b"rn", b"np", b"pa", b"us", b"uk",
                b"dc", b"ny", b"la", b"bp", b"hr", b"rr", b"qd", b"hs", b"ac", b"pc", b"ie", b"eg", b"ea",
            ];
            let known = WRITTEN.contains(&letters.as_slice());
            return (!known && (upper || self.announced(i))).then_some(i + 3);
        }
        // In the case of the text an initial stands before a family name, as `l. asmus` where all is small.
        let name =
            self.tokens.get(i + 2).filter(|t| t.is_word() && t.len() > 2 && t.apart && !t.first_of_line)?;
        let alike = name.case != Case::Lower && self.token(i).case == Case::Upper
            || name.case == Case::Lower && self.token(i).case == Case::Lower && self.announced(i);
        let likely = name.is(SURNAME) && !name.is(ORDINARY | CLINICAL | ALLOW | MONTH | WEEKDAY | UNIT)
            || name.is(SURNAME_OFTEN) && name.case == Case::Title && !name.is(ALLOW | UNIT)
            || name.case == Case::Title
                && !name.is(ORDINARY | CLINICAL | ALLOW | MONTH | WEEKDAY | UNIT | EPONYM | CITY | STATE);
        let clause = self.tokens.before(i).is_some_and(|t| t.sort == Sort::Number && !t.first_of_line);
        (alike && likely && !clause).then(|| self.last(i + 2))
    }

    /// Whether something before announces somebody, also in small letters.
    fn announced(&self, i: usize) -> bool {
        const CUES: [&[u8]; 12] =
            [b"by", b"with", b"w", b"signed", b"per", b"on", b"to", b"from", b"attn", b"cc", b"s", b"of"];
        let before = self.tokens.before(i);
        let sign = before.is_some_and(|t| matches!(t.sort, Sort::Sign(b'/' | b'~' | b'-' | b':' | b',')));
        let at = if sign { i.checked_sub(2) } else { i.checked_sub(1) };
        let word = at.is_some_and(|k| CUES.iter().any(|w| self.tokens.bytes(k).eq_ignore_ascii_case(w)));
        word || before.is_some_and(|t| t.is_sign(b'~'))
            || at
                .and_then(|k| self.tokens.get(k))
                .is_some_and(|t| t.is(TITLE) || t.phrase & (PERSON_STRONG | PERSON_BEFORE) != 0)
    }

    /// The end of a name without its possessive ending.
    fn end_of(&self, i: usize) -> usize {
        let token = self.token(i);
        let word = &self.tokens.text[token.start..token.end];
        if word.len() > 3 && (word.ends_with(b"'s") || word.ends_with(b"'S")) {
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
        if self.is_eponym(i) || token.is(TITLE) && self.titles(i) {
            return false;
        }
        self.score(i, after_name) >= ENOUGH
    }

    /// Whether a name follows that the title belongs to.
    fn titles(&self, i: usize) -> bool {
        let next = if self.next_is(i, b'.') { i + 2 } else { i + 1 };
        self.tokens.get(next).is_some_and(|t| t.is_word() && t.case != Case::Lower)
    }

    fn next_is(&self, i: usize, sign: u8) -> bool {
        self.tokens.get(i + 1).is_some_and(|t| t.is_sign(sign))
    }

    /// `Parkinson disease`, `Baker's cyst`, `Cushing-like syndrome`: the word names what was named after somebody.
    fn is_eponym(&self, i: usize) -> bool {
        let token = self.token(i);
        let mut next = i + 1;
        if self.cue_before(i) >= 8 {
            return false;
        }
        // Words may stand between: `Charcot-Marie-Tooth disease`, `Rinne and Weber tests`.
        for _ in 0..5 {
            let Some(t) = self.tokens.get(next) else { return false };
            if t.first_of_line || !(t.is_word() || t.is_sign(b'-') || t.is_sign(b'/')) {
                return false;
            }
            if t.is(EPONYM_HEAD) && t.case != Case::Title {
                // Only a listed eponym, or a word that is no common name, becomes one by what follows.
                return token.is(EPONYM) || !token.is(GIVEN | SURNAME_OFTEN) && next == i + 1;
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

    fn score(&self, i: usize, after_name: bool) -> i32 {
        let token = self.token(i);
        let shouting = self.tokens.shouting[i];
        let case = if shouting { Case::None } else { token.case };
        let cue = self.cue_before(i);
        let mut score = self.of_lists(i, case, after_name) + cue + self.after(i, case);
        score += match case {
            Case::Title => 1,
            Case::Upper if token.len() <= 4 && cue < 4 && !after_name => -5,
            Case::Upper if cue >= 4 || after_name => 1,
            Case::Upper => -2,
            Case::Lower if cue >= 6 && token.is(GIVEN | SURNAME) => -2,
            Case::Lower => -5,
            Case::None => -1,
        };
        if after_name
            && case != Case::Lower
            && !token.is(MONTH | WEEKDAY | PERSON_AFTER | TITLE | ORG_HEAD)
            && (!token.is(ALLOW) || token.is(SURNAME_OFTEN))
        {
            score += if token.is(ORDINARY | CLINICAL) && !token.is(SURNAME | GIVEN) { 3 } else { 6 };
        } else if after_name && token.is(SURNAME | GIVEN) && !token.is(ORDINARY | ALLOW) {
            score += 6;
        }
        score
    }

    /// What the lists say of the word itself.
    fn of_lists(&self, i: usize, case: Case, after_name: bool) -> i32 {
        let token = self.token(i);
        let given = if token.is(GIVEN_OFTEN) {
            4
        } else if token.is(GIVEN) {
            3
        } else {
            0
        };
        let surname = if token.is(SURNAME_OFTEN) {
            3
        } else if token.is(SURNAME) {
            2
        } else {
            0
        };
        let mut score = given.max(surname);
        let first = self.begins_sentence(i);
        if score == 0 && !token.is(ORDINARY | CLINICAL | ALLOW | MONTH | WEEKDAY | CITY | STATE | EPONYM) {
            score += self.of_unknown(i, case, first);
        }
        if token.is(ALLOW) {
            score -= if after_name && token.is(SURNAME_OFTEN) { 3 } else { 7 };
        }
        // `May called`, and not `May improve`.
        let acted = token.is(PERSON_COMMON)
            && self.tokens.get(i + 1).is_some_and(|t| t.is(VERB_AFTER))
            && (self.tokens.bytes(i + 1).ends_with(b"ed") || self.tokens.bytes(i + 1) == b"said");
        if token.is(MONTH | WEEKDAY | STATE) && !acted {
            score -= 5;
        }
        if token.is(ORDINARY | CLINICAL) {
            let alone = !first && case == Case::Title && self.stands_alone(i);
            score -= match (token.is(PERSON_COMMON), token.is(GIVEN_OFTEN), first) {
                (true, ..) if alone => 0,
                (true, ..) => 2,
                (false, false, false) if alone && token.is(SURNAME_OFTEN) => 2,
                (false, true, false) => 0,
                (false, true, true) => 1,
                (.., false) => 4,
                (.., true) => 6,
            };
        }
        if case == Case::Lower && token.is(ORDINARY) && (token.is(PERSON_COMMON) || !token.is(GIVEN_OFTEN)) {
            score -= 4;
        }
        if token.is(EPONYM) && !token.is(PERSON_COMMON) {
            score -= 1;
        }
        score
    }

    /// Whether neither neighbour has a capital, as in a heading each word has.
    fn stands_alone(&self, i: usize) -> bool {
        let capital = |t: &Token| t.is_word() && t.case != Case::Lower && t.len() > 1;
        let next = self.tokens.get(i + 1).is_some_and(|t| capital(t) && !t.first_of_line);
        !next && !self.tokens.before(i).is_some_and(capital)
    }

    /// A word that no list holds: most likely a name, a drug, or a finding.
    fn of_unknown(&self, i: usize, case: Case, first: bool) -> i32 {
        let mut lower = Vec::new();
        self.tokens.lower(i, &mut lower);
        if case == Case::Lower || lower.len() < 3 || self.words.looks_clinical(&lower) || self.is_joined(i) {
            return 0;
        }
        // Ordinary words with an ending that the list does not have.
        let stems: [&[u8]; 7] = [b"s", b"es", b"ed", b"ing", b"ly", b"ness", b"al"];
        let known = |stem: &[u8]| self.words.of(stem) & (ORDINARY | CLINICAL) != 0;
        if stems.iter().any(|end| lower.strip_suffix(*end).is_some_and(known)) {
            return 0;
        }
        let dose = self.tokens.get(i + 1).is_some_and(|t| t.sort == Sort::Number)
            && self.tokens.get(i + 2).is_some_and(|t| t.is(UNIT));
        if dose {
            return -4;
        }
        if first { 2 } else { 3 }
    }

    /// Whether the word is a part of something written with a hyphen, a slash or an ampersand whose other part is no name.
    fn is_joined(&self, i: usize) -> bool {
        let joins = |t: &Token| !t.apart && (t.is_sign(b'-') || t.is_sign(b'/') || t.is_sign(b'&'));
        let token = self.token(i);
        let after = self.tokens.get(i + 1).is_some_and(joins)
            && self.tokens.get(i + 2).is_some_and(|t| !t.apart && (!t.is_word() || t.case != Case::Title));
        let before = !token.apart
            && self.tokens.before(i).is_some_and(|t| t.is_sign(b'-') || t.is_sign(b'/') || t.is_sign(b'&'))
            && i.checked_sub(2)
                .and_then(|k| self.tokens.get(k))
                .is_some_and(|t| !t.is_word() || t.case != Case::Title);
        after || before
    }

    /// What stands before the word and announces a name.
    fn cue_before(&self, i: usize) -> i32 {
        let mut at = i;
        // Signs between the announcement and the name: `Name: `, `daughter, `, `Dr. `, `"`.
        let mut colon = false;
        for _ in 0..3 {
            let Some(before) = self.tokens.before(at) else { return 0 };
            let Sort::Sign(sign) = before.sort else { break };
            if !matches!(sign, b':' | b'.' | b',' | b'"' | b'(' | b'#' | b'/') {
                return 0;
            }
            let abbreviation = sign != b'.'
                || at.checked_sub(2).and_then(|k| self.tokens.get(k)).is_some_and(|t| t.is(TITLE));
            if !abbreviation {
                return 0;
            }
            colon |= sign == b':' || sign == b'#';
            at -= 1;
        }
        let Some(before) = self.tokens.before(at) else { return 0 };
        let comma = self.tokens.before(i).is_some_and(|t| t.is_sign(b','));
        if before.is(TITLE) && !comma && self.token(i).case != Case::Lower {
            return 8;
        }
        if before.phrase & PERSON_STRONG != 0 && !comma {
            return 6;
        }
        if before.is(TITLE_SOFT) && !comma && before.case != Case::Lower {
            return 4;
        }
        if before.is(RELATIVE) {
            return if comma { 3 } else { 4 };
        }
        if before.phrase & PERSON_BEFORE != 0 && !comma {
            return if colon { 4 } else { 2 };
        }
        0
    }

    /// What stands behind the word as behind a name.
    fn after(&self, i: usize, case: Case) -> i32 {
        let next = if self.next_is(i, b',') { i + 2 } else { i + 1 };
        let Some(t) = self.tokens.get(next) else { return 0 };
        if t.is_word()
            && t.case == Case::Upper
            && t.is(PERSON_AFTER)
            && t.len() <= 5
            && !self.tokens.shouting[i]
        {
            return 5;
        }
        if next == i + 1 && t.is(VERB_AFTER) && t.case == Case::Lower && case != Case::Lower {
            return 2;
        }
        // `STONE, Sean` and, where all is small, `smith, dalton`: the family name first.
        let turned =
            next == i + 2 && t.is_word() && self.token(i).is(SURNAME) && t.is(GIVEN) && !t.first_of_line;
        let sure = !t.is(ORDINARY | ALLOW | MONTH | CLINICAL) && !self.token(i).is(ALLOW | MONTH | CLINICAL);
        let given = !t.is(ORDINARY | ALLOW | MONTH | CLINICAL) && !self.token(i).is(ALLOW | MONTH);
        if turned && given && self.token(i).case == Case::Upper && t.case == Case::Title {
            return 12;
        }
        if turned
            && sure
            && case == Case::Lower
            && t.case == Case::Lower
            && t.is(GIVEN_OFTEN)
            && !self.token(i).is(ORDINARY)
        {
            return 9;
        }
        // `LOPEZ, MARIA` and `Okafor Chidi`: one name beside another.
        let told = t.is(GIVEN | SURNAME) && !t.is(ORDINARY | ALLOW | MONTH)
            || t.is(GIVEN_OFTEN) && !t.is(PERSON_COMMON);
        if t.is_word() && t.case == self.token(i).case && told {
            return 3;
        }
        // `Diamond (domestic partner)`, `robert (608 555 0172)`: who it is, or how to reach somebody, stands behind a name.
        if next == i + 1 && t.is_sign(b'(') && self.token(i).is(GIVEN | SURNAME) {
            let inside =
                (next + 1..next + 4).filter_map(|k| self.tokens.get(k)).take_while(|t| !t.is_sign(b')'));
            let tells = inside
                .clone()
                .any(|t| t.is(RELATIVE) || t.phrase & PERSON_AFTER != 0 && t.case == Case::Lower);
            let called = inside
                .take(2)
                .any(|t| t.is_sign(b'+') || t.is_sign(b'(') || t.sort == Sort::Number && t.len() == 3);
            if tells || called {
                return if case == Case::Lower { 9 } else { 5 };
            }
        }
        let initial = t.is_word() && t.len() == 1 && t.case == Case::Upper;
        if initial && next == i + 1 && self.tokens.get(next + 1).is_some_and(|t| t.is_sign(b'.')) {
            return 3;
        }
        0
    }

    /// Whether a sentence begins with the word, so that its capital says nothing.
    fn begins_sentence(&self, i: usize) -> bool {
        let token = self.token(i);
        if token.first_of_line {
            return true;
        }
        let Some(before) = self.tokens.before(i) else { return true };
        match before.sort {
            Sort::Sign(b'.') => {
                let abbreviated = i.checked_sub(2).and_then(|k| self.tokens.get(k));
                !abbreviated.is_some_and(|t| t.is(TITLE) || t.len() == 1 && t.is_word())
            }
            Sort::Sign(sign) => {
                matches!(sign, b'!' | b'?' | b':' | b';' | b'-' | b'*' | b'"' | b'(' | b'>' | b'|' | b'[')
            }
            _ => false,
        }
    }

    /// The first token of a name that has its core at `i`: initials and particles before it.
    fn first(&self, i: usize) -> usize {
        let mut first = i;
        loop {
            let Some(before) = self.tokens.before(first) else { return first };
            let two = first.checked_sub(2).and_then(|k| self.tokens.get(k));
            let initial = |t: &Token| t.is_word() && t.len() == 1 && t.case == Case::Upper;
            let inner = self.token(first).apart && !self.begins_sentence(first - 1);
            if before.is_sign(b'.') && !self.token(first).first_of_line && two.is_some_and(initial) {
                first -= 2;
            } else if inner && initial(before)
                || self.is_particle(first - 1) && !self.begins_sentence(first - 1)
            {
                first -= 1;
            } else {
                return first;
            }
        }
    }

    fn is_particle(&self, i: usize) -> bool {
        let mut lower = Vec::new();
        self.tokens.lower(i, &mut lower);
        self.token(i).is_word() && is_particle(&lower)
    }

    /// The last token of a name that has its core at `i`: further names, initials, suffixes.
    fn last(&self, i: usize) -> usize {
        let mut last = i;
        while let Some(next) = self.next_part(last) {
            last = next;
        }
        last
    }

    fn next_part(&self, last: usize) -> Option<usize> {
        let at = last + 1;
        let t = self.tokens.get(at)?;
        if t.is_sign(b'-') || t.is_sign(b'\'') {
            // Lopez-Garcia, or cut at the end of a line.
            let next = self.tokens.get(at + 1)?;
            let joins =
                !t.apart && next.is_word() && next.case == self.token(last).case && next.case != Case::Lower;
            return (joins && (!next.apart || next.first_of_line)).then_some(at + 1);
        }
        if t.is_sign(b'.') && self.token(last).len() == 1 {
            return Some(at);
        }
        if t.is_sign(b',') {
            return self.after_comma(last, at + 1);
        }
        if !t.is_word() || t.first_of_line {
            return None;
        }
        if t.len() == 1 && t.case == Case::Upper && !self.tokens.shouting[at] {
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
            let names = self.tokens.get(next).is_some_and(|n| n.is_word() && n.case != Case::Lower);
            return names.then_some(next);
        }
        if matches!(self.tokens.bytes(at), b"Jr" | b"Sr" | b"II" | b"III" | b"IV") {
            return Some(at);
        }
        (self.token(last).case == t.case || self.token(last).len() == 1 || self.tokens.shouting[at])
            .then(|| self.is_name(at, true).then_some(at))
            .flatten()
    }

    /// `Lopez, Maria`: the given name behind the family name.
    fn after_comma(&self, last: usize, at: usize) -> Option<usize> {
        let (family, given) = (self.token(last), self.tokens.get(at)?);
        let capitals = given.case == family.case
            || family.case == Case::Upper && family.len() > 2 && given.case == Case::Title;
        let beside = given.is_word() && capitals && given.case != Case::Lower;
        let names = family.is(SURNAME) && given.is(GIVEN) && !given.is(ALLOW | MONTH);
        let single = self.tokens.before(last).is_none_or(|t| !t.is(GIVEN) || t.case != family.case);
        (beside && names && single && (!given.is(ORDINARY) || given.is(GIVEN_OFTEN))).then_some(at)
    }

    fn is_word_i(&self, i: usize) -> bool {
        self.tokens.bytes(i) == b"I"
    }
}
