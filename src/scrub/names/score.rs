//! How much speaks for a word being a name.

use super::super::key::{Keys, keys, words};
use super::super::token::{Case, Sort, Token};
use super::super::words::{
    ALLOW, CITY, CLINICAL, COUNTRY, EPONYM, GIVEN, GIVEN_OFTEN, MONTH, ORDINARY, ORG_HEAD, PERSON_AFTER,
    PERSON_BEFORE, PERSON_COMMON, PERSON_STRONG, RELATIVE, STATE, SURNAME, SURNAME_OFTEN, TITLE, TITLE_SOFT,
    UNIT, VERB_AFTER, WEEKDAY,
};
use super::{PLAIN, Reader};

/// What a hyphen joins to a name so that it is a sort of thing: `Foley-like`.
const ENDINGS: Keys<22> = keys([
    b"like", b"type", b"free", b"era", b"fed", b"led", b"run", b"only", b"term", b"dose", b"old", b"made",
    b"born", b"up", b"on", b"in", b"off", b"out", b"to", b"and", b"day", b"week",
]);

impl Reader<'_> {
    pub(super) fn score(&self, i: usize, after_name: bool, cue: i32) -> i32 {
        let token = self.token(i);
        let shouting = self.tokens.shouting[i];
        let case = if shouting { Case::None } else { token.case };
        let cue = cue.max(self.signature(i));
        let mut score = self.of_lists(i, case, after_name) + cue + self.after(i, case) + self.in_list(i);
        let sure = token.is(GIVEN | SURNAME) && !token.is(PLAIN) && token.len() > 2;
        let often = sure && token.is(GIVEN_OFTEN | SURNAME_OFTEN) && token.len() > 3;
        score += match case {
            Case::Title => 1,
            Case::Upper if token.len() <= 4 && cue < 4 && !after_name && !often => -5,
            Case::Upper if cue >= 4 || after_name => 1,
            Case::Upper if often || sure && token.len() > 4 => 1,
            Case::Upper if sure && token.is(GIVEN) && token.len() > 3 => 1,
            Case::Upper if token.roles == 0 && token.len() > 5 => 1,
            Case::Upper => -2,
            Case::Lower if sure && token.is(GIVEN_OFTEN) => 0,
            Case::Lower if sure && token.is(GIVEN) && token.len() > 4 => 1,
            Case::Lower if sure && token.len() > 5 => 0,
            Case::Lower if sure && (cue >= 2 || self.tokens.small[i]) => -1,
            Case::Lower if cue >= 8 && !token.is(PLAIN) => -2,
            Case::Lower if cue >= 6 && token.is(GIVEN | SURNAME) => -2,
            Case::Lower => -5,
            Case::None if often => 0,
            Case::None if sure && token.is(GIVEN) && token.len() > 4 => 1,
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
        } else if after_name && self.family_word(i) {
            score += 16;
        }
        score
    }

    /// `donald smith`, `julie arms` where nothing has capitals: a family name that is also a word, behind a given name that is none.
    fn family_word(&self, i: usize) -> bool {
        let token = self.token(i);
        let before = self.tokens.before(i);
        let given = before.is_some_and(|t| t.is(GIVEN_OFTEN) && !t.is(PLAIN));
        let other = ALLOW | MONTH | WEEKDAY | UNIT | VERB_AFTER | RELATIVE | PERSON_BEFORE;
        self.tokens.small[i] && given && token.is(SURNAME) && !token.is(other) && token.len() > 2
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
        // A name that is nothing else says no less than a word that no list has.
        let other = PLAIN | EPONYM | COUNTRY | CITY;
        if token.is(SURNAME) && !token.is(other) && token.len() > 2 && case == Case::Title {
            score = score.max(3);
        }
        let first = self.begins_sentence(i);
        if score == 0
            && !token.is(ORDINARY | CLINICAL | ALLOW | MONTH | WEEKDAY | CITY | STATE | EPONYM | COUNTRY)
            && !(first && token.is(VERB_AFTER | PERSON_BEFORE))
        {
            score += self.of_unknown(i, case);
        }
        if self.is_loud(i) {
            score += 5;
        }
        if token.is(ALLOW) {
            score -= if after_name && token.is(SURNAME_OFTEN) { 3 } else { 7 };
        }
        // `May called`, and not `May improve`.
        let acted = token.is(PERSON_COMMON)
            && self.tokens.get(i + 1).is_some_and(|t| t.is(VERB_AFTER))
            && (self.is_said(i + 1) || self.tokens.bytes(i).eq_ignore_ascii_case(self.tokens.bytes(i + 1)));
        if token.is(MONTH | WEEKDAY | STATE) && !acted {
            score -= if after_name && token.is(SURNAME_OFTEN) { 2 } else { 5 };
        }
        if token.is(ORDINARY | CLINICAL) {
            let alone = !first && case == Case::Title && self.stands_alone(i);
            score -= match (token.is(PERSON_COMMON), token.is(GIVEN_OFTEN), first) {
                (true, ..) if alone => 0,
                (true, ..) => 2,
                (false, false, false) if alone && token.is(GIVEN) => 0,
                (false, false, false) if alone && token.is(SURNAME) => 1,
                (false, true, false) => 0,
                (false, true, true) => 1,
                (.., false) => 4,
                (.., true) => 6,
            };
        }
        if case == Case::Lower && token.is(ORDINARY) && (token.is(PERSON_COMMON) || !token.is(GIVEN_OFTEN)) {
            score -= 4;
        }
        score -= i32::from(token.is(EPONYM) && !token.is(PERSON_COMMON));
        if token.is(COUNTRY) && !token.is(PERSON_COMMON | GIVEN_OFTEN) && !after_name {
            score -= 4;
        }
        score
    }

    /// `JOY, FAITH AND CHARITY`: a given name where all is in capitals.
    fn is_loud(&self, i: usize) -> bool {
        let token = self.token(i);
        let other = ALLOW | CLINICAL | MONTH | VERB_AFTER | UNIT | STATE;
        self.tokens.shouting[i] && token.is(GIVEN_OFTEN) && token.len() > 2 && !token.is(other)
    }

    /// Whether neither neighbour has a capital, as in a heading each word has.
    fn stands_alone(&self, i: usize) -> bool {
        let capital = |t: &Token| t.is_word() && t.case != Case::Lower && t.len() > 1;
        let next = self.tokens.get(i + 1).is_some_and(|t| capital(t) && !t.first_of_line);
        !next && (!self.tokens.before(i).is_some_and(capital) || self.begins_sentence(i - 1))
    }

    /// A word that no list holds: most likely a name, a drug, or a finding.
    fn of_unknown(&self, i: usize, case: Case) -> i32 {
        let mut lower = Vec::new();
        self.tokens.lower(i, &mut lower);
        let clinical = self.words.looks_clinical(&lower) && !self.is_me(i);
        if case == Case::Lower || lower.len() < 3 || clinical || self.is_joined(i) {
            return 0;
        }
        if self.words.is_inflected(&lower) {
            return 0;
        }
        let dose = self.tokens.get(i + 1).is_some_and(|t| t.sort == Sort::Number)
            && self.tokens.get(i + 2).is_some_and(|t| t.is(UNIT));
        if dose {
            return -4;
        }
        3
    }

    /// `Eun-ji`, `Hyun-woo`: a given name whose second half has no capital.
    pub(super) fn has_half(&self, i: usize) -> bool {
        let half = |t: &Token| t.is_word() && !t.apart && t.case == Case::Lower && (2..=6).contains(&t.len());
        let short = |t: &Token| t.len() < 5 && !self.tokens.is_any(i + 2, &ENDINGS);
        self.token(i).case == Case::Title
            && !self.token(i).is(ORDINARY | CLINICAL | ALLOW | MONTH | WEEKDAY | EPONYM)
            && self.tokens.get(i + 1).is_some_and(|t| t.is_sign(b'-') && !t.apart)
            && self.tokens.get(i + 2).is_some_and(|t| half(t) && (short(t) || !t.is(PLAIN | RELATIVE)))
    }

    /// Whether the word is a part of something written with a hyphen, a slash or an ampersand whose other part is no name.
    fn is_joined(&self, i: usize) -> bool {
        let joins = |t: &Token| !t.apart && (t.is_sign(b'-') || t.is_sign(b'/') || t.is_sign(b'&'));
        let token = self.token(i);
        let after = self.tokens.get(i + 1).is_some_and(joins)
            && self.tokens.get(i + 2).is_some_and(|t| !t.apart && (!t.is_word() || t.case != Case::Title))
            && !self.has_half(i);
        let before = !token.apart
            && self.tokens.before(i).is_some_and(|t| t.is_sign(b'-') || t.is_sign(b'/') || t.is_sign(b'&'))
            && i.checked_sub(2)
                .and_then(|k| self.tokens.get(k))
                .is_some_and(|t| !t.is_word() || t.case != Case::Title);
        after || before
    }

    /// What stands before the word and announces a name.
    pub(super) fn cue_before(&self, i: usize) -> i32 {
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
        if at == i && self.is_of(i) {
            return 8;
        }
        if at == i && self.is_me(i) {
            return 4;
        }
        let comma = self.tokens.before(i).is_some_and(|t| t.is_sign(b','));
        // `thx shaz`
        let token = self.token(i);
        if at == i && !token.is(PLAIN) && self.closes(at - 1, i) && self.line_ends_after(i, 0) {
            return 6;
        }
        if before.is(TITLE) && !comma && (token.case != Case::Lower || !token.is(PLAIN) || token.is(SURNAME))
        {
            return 8;
        }
        if comma && self.closes(at - 1, i) {
            return 6;
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

    /// `I am Olumide.`: who says so names himself by a word that is no other.
    fn is_me(&self, i: usize) -> bool {
        let own = self.token(i);
        let am = i > 0 && self.tokens.is_any(i - 1, words![b"am", b"i'm", b"im", b"iam"]);
        let plain = PLAIN | COUNTRY | RELATIVE | PERSON_AFTER;
        let ends =
            |t: &Token| t.first_of_line || matches!(t.sort, Sort::Sign(b'.' | b',' | b';' | b'!' | b'('));
        am && own.case == Case::Title
            && !own.is(plain)
            && (self.tokens.get(i + 1).is_none_or(ends)
                || self.tokens.is_any(i + 1, words![b"and", b"from", b"the", b"your", b"with"]))
    }

    /// `van der Berg`, `VON TRAPP`: what stands between a name and a capital.
    fn is_of(&self, i: usize) -> bool {
        let own = self.token(i);
        let van =
            i > 0 && self.tokens.is_any(i - 1, words![b"van", b"von", b"vander", b"bin", b"ibn", b"bint"]);
        let der = i > 1
            && self.tokens.is_any(i - 1, words![b"der", b"den", b"de", b"het", b"'t"])
            && self.tokens.is_any(i - 2, words![b"van", b"von"]);
        (van || der) && own.case != Case::Lower && !own.is(MONTH | WEEKDAY) && !own.first_of_line
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
        let own = self.token(i);
        let told = case != Case::Lower && (t.case == Case::Lower || case == Case::None)
            || case == Case::Lower && !own.is(PLAIN) && t.case == Case::Lower;
        if next == i + 1 && t.is(VERB_AFTER) && told && !t.first_of_line {
            return 2;
        }
        // `STONE, Sean` and, where all is small, `smith, dalton`: the family name first.
        // `d'angelo's mom`
        let whose = next == i + 1 && t.is(RELATIVE) && own.roles & PLAIN == 0 && own.len() > 4;
        if whose && case == Case::Lower && own.is(GIVEN | SURNAME) && self.tokens.bytes(i).ends_with(b"'s") {
            return 9;
        }
        let half = || own.is(SURNAME) && own.case == Case::Title && t.apart && self.has_half(next);
        if next == i + 2 && (self.is_turned(i, t) || self.is_initial_of(i, next) || half()) {
            return 12;
        }
        let beside = self.beside(i, next, case);
        if beside > 0 {
            return beside;
        }
        if next == i + 1 && t.is_sign(b'(') {
            let told = self.in_brackets(i, case);
            if told > 0 {
                return told;
            }
        }
        let initial = t.is_word() && t.len() == 1 && t.case == Case::Upper;
        if initial && next == i + 1 && self.tokens.get(next + 1).is_some_and(|t| t.is_sign(b'.')) {
            return 3;
        }
        0
    }

    /// What the name that stands at `next`, perhaps behind a comma, says of the word.
    fn beside(&self, i: usize, next: usize, case: Case) -> i32 {
        let Some(t) = self.tokens.get(next) else { return 0 };
        let own = self.token(i);
        let turned =
            next == i + 2 && t.is_word() && self.token(i).is(SURNAME) && t.is(GIVEN) && !t.first_of_line;
        let sure = !t.is(ORDINARY | ALLOW | MONTH | CLINICAL) && !self.token(i).is(ALLOW | MONTH | CLINICAL);
        if turned
            && sure
            && case == Case::Lower
            && t.case == Case::Lower
            && t.is(GIVEN_OFTEN)
            && !self.token(i).is(ORDINARY)
        {
            return 9;
        }
        // `WONG Alice`
        let loud = own.case == Case::Upper
            && own.len() > 2
            && own.is(SURNAME)
            && !own.is(ALLOW | CLINICAL | UNIT | MONTH);
        if loud
            && next == i + 1
            && t.is_word()
            && t.case == Case::Title
            && t.is(GIVEN)
            && !t.is(PLAIN)
            && !t.first_of_line
        {
            return 9;
        }
        // `LOPEZ, MARIA` and `Okafor Chidi`: one name beside another.
        let told = t.is(GIVEN | SURNAME) && !t.is(ORDINARY | ALLOW | MONTH)
            || t.is(GIVEN_OFTEN) && !t.is(PERSON_COMMON)
            || t.is(SURNAME_OFTEN)
                && own.is(GIVEN_OFTEN)
                && (!own.is(PLAIN) || own.is(STATE))
                && !t.first_of_line;
        if t.is_word() && t.case == self.token(i).case && told {
            return 3;
        }
        0
    }

    /// Whether a sentence begins with the word, so that its capital says nothing.
    pub(super) fn begins_sentence(&self, i: usize) -> bool {
        self.tokens.begins_sentence(i, b'(')
    }

    /// `Diamond (domestic partner)`, `robert (608 555 0172)`: who it is, or how to reach somebody, stands behind a name.
    fn in_brackets(&self, i: usize, case: Case) -> i32 {
        let own = self.token(i);
        let kin = self.tokens.get(i + 2).is_some_and(|t| t.is(RELATIVE));
        if kin && own.case == Case::Title && !own.is(ALLOW | MONTH | RELATIVE) {
            return 10;
        }
        if !own.is(GIVEN | SURNAME) {
            return 0;
        }
        let inside = (i + 2..i + 5).filter_map(|k| self.tokens.get(k)).take_while(|t| !t.is_sign(b')'));
        let tells =
            inside.clone().any(|t| t.is(RELATIVE) || t.phrase & PERSON_AFTER != 0 && t.case == Case::Lower);
        let called = inside
            .take(2)
            .any(|t| t.is_sign(b'+') || t.is_sign(b'(') || t.sort == Sort::Number && t.len() == 3);
        match (tells || called, case) {
            (false, _) => 0,
            (true, Case::Lower) => 9,
            (true, _) => 5,
        }
    }

    /// `STONE, Sean` and `Gray, Arielle`: the family name first.
    fn is_turned(&self, i: usize, given: &Token) -> bool {
        let family = self.token(i);
        let other = PERSON_AFTER | TITLE | UNIT | ALLOW | MONTH | WEEKDAY | STATE;
        if !given.is_word() || given.first_of_line || given.case != Case::Title || family.is(other) {
            return false;
        }
        let dated = given.is(MONTH) && self.tokens.get(i + 3).is_some_and(|t| t.sort == Sort::Number);
        let named = given.is(GIVEN)
            && !given.is(ALLOW)
            && !dated
            && (!given.is(ORDINARY | CLINICAL | MONTH) || given.is(GIVEN_OFTEN));
        match family.case {
            Case::Upper => named && family.len() > 1 && !self.tokens.shouting[i],
            Case::Title => {
                let plain = ORDINARY | CLINICAL | MONTH;
                family.is(SURNAME)
                    && named
                    && given.is(GIVEN_OFTEN)
                    && (!given.is(plain) || !family.is(plain) || !given.apart && family.is(SURNAME_OFTEN))
            }
            _ => false,
        }
    }

    /// Whether a word is what somebody does and a thing does not: `called`, `reports`.
    fn is_said(&self, i: usize) -> bool {
        let word = self.tokens.bytes(i);
        word.ends_with(b"ed") || word == b"said" || word.len() > 4 && word.ends_with(b"s")
    }

    /// `Thanks,` and a name behind it at the end of a line.
    fn closes(&self, at: usize, i: usize) -> bool {
        const CLOSINGS: Keys<22> = keys([
            b"thanks",
            b"thx",
            b"regards",
            b"sincerely",
            b"cheers",
            b"best",
            b"yours",
            b"truly",
            b"respectfully",
            b"atentamente",
            b"gracias",
            b"love",
            b"luv",
            b"xoxo",
            b"hugs",
            b"thnx",
            b"thanx",
            b"ty",
            b"tks",
            b"cordially",
            b"warmly",
            b"kindly",
        ]);
        self.tokens.is_any(at, &CLOSINGS) && self.line_ends_after(i, 4)
    }

    fn line_ends_after(&self, i: usize, most: usize) -> bool {
        (i + 1..=i + most + 1).any(|k| self.tokens.get(k).is_none_or(|t| t.begins_line))
    }

    /// `-- Cathy`, `~ Robin`, `/s/ Hope`: who signs stands alone on a line behind signs.
    fn signature(&self, i: usize) -> i32 {
        let mut at = i;
        while i - at < 3 && !self.token(at).begins_line {
            let slashed = at > 1 && at < i && self.tokens.is_any(at - 1, words![b"s"]);
            match self.tokens.before(at) {
                Some(t) if matches!(t.sort, Sort::Sign(b'-' | b'~' | b'/' | b'\xfe')) || slashed => at -= 1,
                _ => break,
            }
        }
        let signs = i - at;
        let ended = self.tokens.before(at).is_some_and(|t| t.is_sign(b'.')) && self.token(at).apart;
        if signs == 0 || !(self.token(at).begins_line || ended) || !self.line_ends_after(i, 6) {
            return 0;
        }
        if signs > 1 || self.token(at).is_sign(b'~') { 6 } else { 3 }
    }

    /// `Peggy and Al`: a word beside a name that was found.
    fn in_list(&self, i: usize) -> i32 {
        let token = self.token(i);
        let joins = |t: &Token| t.is_sign(b',') || t.is_sign(b'&');
        const WORDS: Keys<4> = keys([b"and", b"or", b"y", b"vs"]);
        let joined = self.tokens.before(i).is_some_and(joins) || i > 0 && self.tokens.is_any(i - 1, &WORDS);
        let beside = self.ended.is_some_and(|end| end + 2 == i) && joined && !token.first_of_line;
        let fits = token.case == Case::Title || !token.is(PLAIN);
        let name = token.is(GIVEN | SURNAME) && !token.is(ALLOW | MONTH | VERB_AFTER | UNIT);
        if beside && fits && name {
            return 3;
        }
        // `Robin and Kelli`: the word behind is a name for sure.
        let sure = |t: &Token| t.is(GIVEN_OFTEN) && !t.is(PLAIN) && t.case == token.case;
        let joins =
            self.tokens.is_any(i + 1, &WORDS) || self.tokens.get(i + 1).is_some_and(|t| t.is_sign(b'&'));
        let next = self.tokens.get(i + 2).is_some_and(|t| sure(t) && !t.first_of_line);
        if joins && next && name && token.case == Case::Title { 2 } else { 0 }
    }
}
