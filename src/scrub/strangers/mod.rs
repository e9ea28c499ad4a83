//! What nothing explains: words that are no words of a language or a clinic, where nothing else was found.
//!
//! Lists of names end somewhere; the list of ordinary words is what a stranger's name is not in. A capital in the middle of a
//! sentence makes a name even of an ordinary word. This is where recall comes before what is lost: it looks last, at what the
//! other recognisers left.

mod again;
mod behind;
mod capitals;
mod everyday;
mod houses;
mod initials;

use super::key::{Keys, keys, words};
use super::names::is_called_so;
use super::places::is_ordinal;
use super::token::{Case, Sort, Token, Tokens};
use super::view::FOREIGN;
use super::weigh::{Scale, Seen};
use super::words::{
    ALLOW, AREA_AFTER, CITY, CLINICAL, COMPANY, COUNTRY, EPONYM, EPONYM_HEAD, GIVEN, GIVEN_OFTEN, LOWER_WORD,
    MONTH, NUMBER_WORD, ORDINAL_WORD, ORDINARY, ORG_GENERIC, ORG_HEAD, ORG_SUFFIX, PERSON_AFTER,
    PERSON_BEFORE, RELATIVE, Roles, STATE, STREET_NAME, STREET_TYPE, SURNAME, TITLE, TITLE_SOFT, UNIT,
    VERB_AFTER, WEEKDAY, Words,
};
use super::{Class, Finding, finding};
use std::cell::Cell;

/// What a word may be beside an ordinary one so that its capital says nothing.
const EXPLAINED: u64 = CLINICAL
    | ALLOW
    | MONTH
    | WEEKDAY
    | STATE
    | COUNTRY
    | EPONYM
    | EPONYM_HEAD
    | ORG_GENERIC
    | PERSON_AFTER
    | RELATIVE
    | TITLE
    | TITLE_SOFT
    | UNIT
    | NUMBER_WORD
    | ORDINAL_WORD;

/// What a word in small letters may be so that it is nobody's name.
pub(super) const KNOWN: u64 = EXPLAINED | ORDINARY | LOWER_WORD | VERB_AFTER;

/// What a list has of people and places alone.
const NAMES: u64 = GIVEN | SURNAME | CITY | STREET_NAME;

/// Words by which a text is known not to be in English, though many of its words are.
const SPANISH: Keys<48> = keys([
    b"de",
    b"la",
    b"el",
    b"los",
    b"las",
    b"en",
    b"con",
    b"por",
    b"para",
    b"una",
    b"que",
    b"del",
    b"se",
    b"su",
    b"sin",
    b"al",
    b"y",
    b"es",
    b"le",
    b"lo",
    b"mi",
    b"ha",
    b"hoy",
    b"muy",
    b"tiene",
    b"paciente",
    b"desde",
    b"hace",
    b"hasta",
    b"sobre",
    b"ni",
    b"ya",
    b"nos",
    b"ser",
    b"hay",
    b"mucho",
    b"gracias",
    b"buenos",
    b"como",
    b"pero",
    b"cuando",
    b"visita",
    b"cita",
    b"dolor",
    b"dias",
    b"ninguna",
    b"esta",
    b"bien",
]);

/// Words around one by which its language is told.
const NEAR: usize = 8;

/// The longest word of which a typing error is looked for.
const LONGEST: usize = 24;

pub(super) fn find(tokens: &Tokens<'_>, words: &Words, scale: &Scale, found: &mut Vec<Finding>) {
    let mut pass = Pass { tokens, words, scale, covered: covered(tokens, found), last: Cell::new(None) };
    pass.find_again(found);
    let mut i = 0;
    while i < tokens.list.len() {
        let passed = pass.covered[i] || pass.says_nothing(i);
        let hit = if passed { None } else { pass.hit(i).or_else(|| pass.weighed(i)) };
        match hit {
            Some((last, class)) => {
                // A house keeps the ending: `at st. brigid's`.
                let end = if class == Class::Name { pass.end_of(last) } else { tokens.list[last].end };
                let fore = class == Class::Name && is_called_so(tokens, i);
                let first = i - usize::from(fore);
                found.push(finding(tokens.list[first].start..end, class));
                pass.covered[first..=last].fill(true);
                // What is found beside a word weighs, too.
                pass.last.set(None);
                i = last + 1;
            }
            None => i += 1,
        }
    }
}

/// For each token whether something was found in it.
pub(super) fn covered(tokens: &Tokens<'_>, found: &[Finding]) -> Vec<bool> {
    let mut covered = vec![false; tokens.list.len()];
    let mut from = 0;
    for finding in found {
        covered[tokens.within(&finding.range, &mut from)].fill(true);
    }
    covered
}

/// What stands for a year, which alone says little.
const YEARS: std::ops::RangeInclusive<u32> = 1900..=2099;

/// Words for houses and ways: before one in small letters its name may stand.
const HEADS: Roles = ORG_HEAD | ORG_GENERIC | ORG_SUFFIX | COMPANY | STREET_TYPE | AREA_AFTER;

/// Numbers of two digits that may be the age of somebody old enough to be told by it.
const AGES: std::ops::RangeInclusive<u32> = 90..=99;

/// `22/09`, `24.1`, `12-14`: whether a number may be the first half of a day and a month with nothing else about them.
fn is_day(tokens: &Tokens<'_>, i: usize) -> bool {
    let joined = |k: usize| tokens.get(k).is_some_and(|t| !t.apart);
    let sign = |k: usize| {
        joined(k) && tokens.get(k).is_some_and(|t| matches!(t.sort, Sort::Sign(b'/' | b'.' | b'-')))
    };
    let (Some(one), Some(two)) = (tokens.number(i), tokens.number(i + 2)) else { return false };
    sign(i + 1)
        && joined(i + 2)
        && !(sign(i + 3) && tokens.get(i + 4).is_some_and(|t| t.sort == Sort::Number && !t.apart))
        && !(joined(i) && sign(i.wrapping_sub(1)))
        && (1..32).contains(&one.max(two))
        && (1..13).contains(&one.min(two))
}

/// Words that begin sentences and are nobody: their capital says nothing there.
const OPENING: Keys<72> = keys([
    b"he", b"she", b"it", b"they", b"we", b"you", b"i", b"the", b"a", b"an", b"this", b"that", b"these",
    b"those", b"his", b"her", b"my", b"our", b"your", b"their", b"its", b"and", b"or", b"but", b"if",
    b"when", b"while", b"as", b"at", b"by", b"for", b"from", b"in", b"into", b"of", b"on", b"to", b"with",
    b"without", b"not", b"no", b"is", b"are", b"was", b"were", b"has", b"have", b"had", b"does", b"did",
    b"can", b"could", b"would", b"should", b"there", b"here", b"what", b"where", b"why", b"how", b"which",
    b"then", b"also", b"all", b"both", b"each", b"some", b"any", b"please", b"call", b"after", b"before",
]);

/// Whether a token that no rule found may be somebody's: words of every day in small letters are not, nor are short numbers.
pub(super) fn is_weighed(tokens: &Tokens<'_>, i: usize) -> bool {
    let token = &tokens.list[i];
    if token.is(STATE) && !token.is(GIVEN_OFTEN) && token.len() > 2 {
        return false;
    }
    if tokens.is_any(i, words![b"mr", b"mrs", b"ms", b"dr", b"mx"]) {
        return false;
    }
    match token.sort {
        Sort::Word => {
            let says = token.case != Case::Lower && !tokens.shouting[i];
            let opens = || {
                tokens.is_any(i, &OPENING) && (token.case == Case::Lower || tokens.begins_sentence(i, b'('))
            };
            (says || !token.is(KNOWN) && token.len() > 1 || token.is(GIVEN | SURNAME | HEADS))
                && !opens()
                && !is_counted(tokens, i)
        }
        Sort::Number => {
            let counted = tokens.get(i + 1).is_some_and(|t| t.is(UNIT) || t.is_sign(b'%')) && token.len() < 7;
            let value = tokens.number(i);
            (token.len() > 2 || value.is_some_and(|n| AGES.contains(&n)) || is_day(tokens, i))
                && !counted
                && !is_sum(tokens, i)
                && !value.is_some_and(|n| YEARS.contains(&n))
        }
        // `HbA1c`
        Sort::Mixed => {
            let bytes = tokens.bytes(i);
            let digits = bytes.iter().take_while(|b| b.is_ascii_digit()).count();
            let rest = &bytes[digits..];
            let known =
                |word: &[u8]| Words::get().of(&word.to_ascii_lowercase()) & (EXPLAINED | ORDINARY) != 0;
            // `2day`, `2wks`
            let counted = (1..3).contains(&digits) && rest.iter().all(u8::is_ascii_lowercase) && known(rest);
            // `95th percentile`
            let ordinal = (1..4).contains(&digits) && is_ordinal(tokens, i);
            token.len() > 3 && !counted && !ordinal && !known(bytes)
        }
        Sort::Sign(_) => false,
    }
}

/// `620 ng/mL`, `six cycles`: whether a word in small letters is what a number before it counts.
fn is_counted(tokens: &Tokens<'_>, i: usize) -> bool {
    let token = &tokens.list[i];
    let Some(before) = tokens.before(i).filter(|_| token.case == Case::Lower && !token.first_of_line) else {
        return false;
    };
    let slash = tokens.get(i + 1).is_some_and(|t| t.is_sign(b'/') && !t.apart);
    let unit = token.len() < 4 && before.sort == Sort::Number && slash;
    unit || before.is(NUMBER_WORD) && token.is(HEADS) && !token.is(GIVEN | SURNAME)
}

/// `$1,450`, `213.44`: whether a number is a part of a sum of money or has cents.
fn is_sum(tokens: &Tokens<'_>, i: usize) -> bool {
    let joined = |k: usize| tokens.get(k).is_some_and(|t| !t.apart);
    let cents = |k: usize| tokens.get(k).is_some_and(|t| t.sort == Sort::Number && t.len() == 2 && !t.apart);
    let point = |k: usize| tokens.get(k).is_some_and(|t| t.is_sign(b'.') && !t.apart);
    let mut first = i;
    while first > 1
        && i - first < 6
        && joined(first)
        && joined(first - 1)
        && matches!(tokens.list[first - 1].sort, Sort::Sign(b'.' | b','))
        && tokens.list[first - 2].sort == Sort::Number
    {
        first -= 2;
    }
    // `100,200`
    let thousands = first < i
        && tokens.list[i - 1].is_sign(b',')
        && tokens.list[i].len() == 3
        && tokens.list[first].len() < 4;
    let money = first > 0 && tokens.list[first - 1].is_sign(b'$') && joined(first);
    money || thousands || point(i + 1) && cents(i + 2) && !point(i + 3) && tokens.list[i].apart
}

struct Pass<'t> {
    tokens: &'t Tokens<'t>,
    words: &'t Words,
    scale: &'t Scale,
    /// For each token whether something was found in it.
    covered: Vec<bool>,
    /// The token that was weighed last, and its weight: the same one is asked for by what a capital tells and by what nothing does.
    last: Cell<Option<(usize, i32)>>,
}

impl Pass<'_> {
    fn token(&self, i: usize) -> &Token {
        &self.tokens.list[i]
    }

    /// The end of a word without its possessive ending.
    fn end_of(&self, i: usize) -> usize {
        let bytes = self.tokens.bytes(i);
        let possessive =
            bytes.len() > 3 && (bytes.ends_with(b"'s") || bytes.ends_with(b"'S")) && !self.tokens.is_house(i);
        self.token(i).end - if possessive { 2 } else { 0 }
    }

    /// Words that no rule found, but that all their signs together tell.
    fn weighed(&self, i: usize) -> Option<(usize, Class)> {
        let weighs = |k: usize| is_weighed(self.tokens, k) && self.weight(k) >= self.scale.bound;
        if !weighs(i) || self.others(i) > 1 {
            return None;
        }
        let token = self.token(i);
        let class = match token.sort {
            Sort::Word if token.is(CITY | STREET_NAME) && !token.is(GIVEN | SURNAME) => Class::Place,
            Sort::Word if token.is(HEADS) && token.case == Case::Lower && !token.is(GIVEN | SURNAME) => {
                Class::Organization
            }
            Sort::Word => Class::Name,
            _ => return Some((i, Class::Number)),
        };
        // `Old Man Jenkins`: what is one name is one finding.
        let goes_on = |k: usize| {
            self.tokens
                .get(k)
                .is_some_and(|t| t.is_word() && t.apart && !t.begins_line && t.case == token.case)
                && !self.covered[k]
                && weighs(k)
        };
        let last = (i..i + 4).find(|k| !goes_on(k + 1)).unwrap_or(i);
        Some((last, class))
    }

    fn weight(&self, i: usize) -> i32 {
        if let Some((_, weight)) = self.last.get().filter(|(last, _)| *last == i) {
            return weight;
        }
        let seen = Seen { tokens: self.tokens, words: self.words, covered: &self.covered };
        let weight = self.scale.weigh(&seen, i);
        self.last.set(Some((i, weight)));
        weight
    }

    /// Whether a word is neither found nor weighed: everybody knows it, in small letters, and nothing beside it was found.
    fn says_nothing(&self, i: usize) -> bool {
        let token = self.token(i);
        token.case == Case::Lower
            && token.is(KNOWN)
            && !token.is(GIVEN | SURNAME | HEADS)
            && token.len() > 1
            && token.is_word()
            && !self.tokens.small[i]
            && !self.tokens.shouting[i]
            && !self.is_beside(i)
            && !self.is_repeated(i)
            && !self.tokens.is_any(i, words![b"abd", b"abu", b"umm", b"ibn", b"st"])
    }

    /// Whether something was found in one of the two tokens before.
    fn is_beside(&self, i: usize) -> bool {
        i > 0 && self.covered[i - 1] || i > 1 && self.covered[i - 2]
    }

    /// Whether a word stands here twice.
    fn is_repeated(&self, i: usize) -> bool {
        self.tokens.get(i + 1).is_some_and(|t| t.key == self.token(i).key)
    }

    fn hit(&self, i: usize) -> Option<(usize, Class)> {
        let token = self.token(i);
        if !token.is_word() {
            return None;
        }
        let flat = self.tokens.shouting[i] || self.tokens.small[i];
        // Most words of a text: nothing beside them was found, and everybody knows them.
        let (beside, twice) = (self.is_beside(i), self.is_repeated(i));
        let father = || self.tokens.is_any(i, words![b"abd", b"abu", b"umm", b"ibn"]);
        let letter = || token.len() == 1 && self.tokens.get(i + 1).is_some_and(|t| t.is_sign(b'.'));
        let known = token.case == Case::Lower && token.is(KNOWN) && !token.is(GIVEN | SURNAME);
        if known && !beside && !twice && !father() && !letter() {
            let may = flat || self.tokens.is_any(i, words![b"st"]);
            return if may { self.saint(i).map(|last| (last, Class::Organization)) } else { None };
        }
        if self.is_foreign(i) || self.is_second_half(i) {
            return Some((i, Class::Name));
        }
        if let Some(last) = self.everyday(i) {
            return Some((last, Class::Name));
        }
        if self.belongs(i) {
            return Some((i, Class::Organization));
        }
        if let Some(last) = self.saint(i).or_else(|| self.sons(i)) {
            return Some((last, Class::Organization));
        }
        // What weighs too little for what all signs tell is nobody for its capital either.
        if is_weighed(self.tokens, i) && self.weight(i) < self.scale.bound {
            return None;
        }
        let hit = match token.case {
            _ if flat => self.strange(i),
            Case::Title | Case::Upper => self.capital(i),
            Case::Lower => self.strange(i).filter(|_| !self.is_learned(i)),
            Case::None => None,
        };
        hit.filter(|_| self.weight(i) >= self.scale.bound)
    }

    /// A word that nobody knows, with the half of a name that a hyphen joins to it.
    fn strange(&self, i: usize) -> Option<(usize, Class)> {
        const ENDINGS: Keys<12> = keys([
            b"like", b"type", b"free", b"era", b"fed", b"only", b"up", b"on", b"in", b"off", b"out", b"to",
        ]);
        let half = |k: usize| {
            let short = self.tokens.list[k].len() < 5 && !self.tokens.is_any(k, &ENDINGS);
            let token = self.token(k);
            token.is_word()
                && !token.apart
                && token.len() > 1
                && (short || !token.is(KNOWN) && self.is_unknown(k))
        };
        let hyphen = self.tokens.get(i + 1).is_some_and(|t| t.is_sign(b'-') && !t.apart);
        if hyphen
            && i + 2 < self.tokens.list.len()
            && half(i + 2)
            && !self.token(i).is(KNOWN)
            && self.token(i).len() > 1
        {
            return self.is_unknown(i).then_some((i + 2, Class::Name));
        }
        self.is_stranger(i).then_some((i, Class::Name))
    }

    /// Whether a word is no word that anybody knows: most likely a name, and in small letters perhaps a typing error.
    fn is_stranger(&self, i: usize) -> bool {
        let token = self.token(i);
        // `lol kev got fired`: so short a word is a name only if it does what people do.
        let acts =
            || self.tokens.is_any(i + 1, &everyday::DONE) || self.tokens.is_any(i + 1, &everyday::SAID);
        let short = token.len() < 4 && !(token.len() == 3 && token.case == Case::Lower && acts());
        if short || token.is(KNOWN) || self.is_joined(i) || self.is_contraction(i) {
            return false;
        }
        if token.case == Case::Lower && !self.is_english(i) {
            return false;
        }
        token.is(NAMES) || self.is_unknown(i)
    }

    /// Whether the words around are of the language whose ordinary words the list has.
    fn is_english(&self, i: usize) -> bool {
        // Its neighbours are known, or were found to be names.
        let fits = |k: usize| {
            let t = self.tokens.get(k);
            t.is_none_or(|t| !t.is_word() || t.is(KNOWN) || t.is(PERSON_BEFORE) || self.covered[k])
        };
        let opens = self.token(i).begins_line || i == 0;
        if !opens && !fits(i - 1) || !fits(i + 1) && !fits(i + 2) {
            return false;
        }
        let (mut all, mut known) = (0, 0);
        for k in self.near(i) {
            if self.token(k).len() > 2 && !self.covered[k] {
                all += 1;
                known += usize::from(self.token(k).is(KNOWN));
            }
        }
        match self.others(i) {
            0 => known * 2 >= all,
            1 => known * 4 >= all * 3,
            _ => false,
        }
    }

    /// The words around one.
    fn near(&self, i: usize) -> impl Iterator<Item = usize> {
        let near = i.saturating_sub(NEAR)..(i + NEAR + 1).min(self.tokens.list.len());
        near.filter(move |k| *k != i && self.token(*k).is_word())
    }

    /// How many of the words around one are of another language.
    fn others(&self, i: usize) -> usize {
        self.near(i).filter(|k| self.tokens.is_any(*k, &SPANISH)).count()
    }

    /// Whether no list has a word, nor the one that it was meant to be.
    fn is_unknown(&self, i: usize) -> bool {
        let mut lower = Vec::new();
        self.tokens.lower(i, &mut lower);
        lower.iter().all(u8::is_ascii_lowercase)
            && !self.words.looks_clinical(&lower)
            && !self.words.is_inflected(&lower)
            && !self.is_slip(&lower)
    }

    /// Whether a word in small letters is built as words of medicine and science are.
    fn is_learned(&self, i: usize) -> bool {
        let mut lower = Vec::new();
        self.tokens.lower(i, &mut lower);
        self.words.looks_learned(&lower)
    }

    /// Whether a word is a known one with a letter too many, or with two letters that changed places.
    fn is_slip(&self, lower: &[u8]) -> bool {
        if !(5..=LONGEST).contains(&lower.len()) {
            return false;
        }
        let known = |word: &[u8]| self.words.of(word) & (ORDINARY | CLINICAL | ALLOW) != 0;
        let mut word = lower.to_vec();
        for k in 1..lower.len() {
            word.swap(k - 1, k);
            if known(&word) {
                return true;
            }
            word.swap(k - 1, k);
        }
        // The letter that is doubled, or that an apostrophe would stand before.
        (1..lower.len()).any(|k| {
            let twice = lower[k] == lower[k - 1];
            let last = k + 1 == lower.len() && matches!(lower[k], b's' | b't');
            (twice || last) && {
                word.clear();
                word.extend(lower[..k].iter().chain(&lower[k + 1..]));
                known(&word)
            }
        })
    }

    /// Whether the word is a part of something written with a hyphen or a slash, as terms of a clinic are.
    fn is_joined(&self, i: usize) -> bool {
        let joins = |t: &Token| !t.apart && (t.is_sign(b'-') || t.is_sign(b'/') || t.is_sign(b'&'));
        let before = !self.token(i).apart
            && self.tokens.before(i).is_some_and(|t| !t.is_sign(b'"') && !t.is_sign(b'('));
        before || self.tokens.get(i + 1).is_some_and(joins)
    }

    /// Whether most letters of a word are of a script in which its neighbours are not written.
    fn is_foreign(&self, i: usize) -> bool {
        let foreign = |k: usize| {
            !self.token(k).plain && self.tokens.bytes(k).iter().filter(|b| **b == FOREIGN).count() > 1
        };
        if !foreign(i) {
            return false;
        }
        let near = i.saturating_sub(8)..(i + 9).min(self.tokens.list.len());
        let words = near.filter(|k| self.token(*k).is_word());
        let (all, others) =
            words.fold((0, 0), |(all, others), k| (all + 1, others + usize::from(foreign(k))));
        others * 2 <= all + 1
    }
}
