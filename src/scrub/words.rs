//! What is known of words: which are names, places, ordinary or clinical words, and which tell what stands beside them.

use super::key::{Keys, keys, of_phrase, of_word};
use crate::kinds::contact::letters;
use crate::reference::{ODD, Quickly, ordinary_words, places, states, street_names, surnames};
use crate::reference::{
    cues, first_name_races, first_names, icd10cm, locale_names, loinc, medications, nicknames,
};
use std::collections::HashMap;
use std::sync::OnceLock;

/// Sets of properties of a word, one bit each.
pub(super) type Roles = u64;

macro_rules! roles {
    ($($name:ident = $bit:literal $word:literal),* $(,)?) => {
        $(pub(super) const $name: Roles = 1 << $bit;)*
        /// The role that a word of the table of cues stands for.
        fn role(word: &str) -> Roles {
            match word { $($word => $name,)* _ => 0 }
        }
    };
}

roles! {
    TITLE = 0 "title",
    RELATIVE = 1 "relative",
    PERSON_BEFORE = 2 "person_before",
    PERSON_STRONG = 3 "person_strong",
    PERSON_AFTER = 4 "person_after",
    VERB_AFTER = 5 "verb_after",
    EPONYM = 6 "eponym",
    EPONYM_HEAD = 7 "eponym_head",
    ORG_HEAD = 8 "org_head",
    ORG_GENERIC = 9 "org_generic",
    PLACE_BEFORE = 10 "place_before",
    STREET_TYPE = 11 "street_type",
    STREET_BEFORE = 12 "street_before",
    DIRECTION = 13 "direction",
    UNIT_TYPE = 14 "unit_type",
    MONTH = 15 "month",
    WEEKDAY = 16 "weekday",
    ID_BEFORE = 17 "id_before",
    ID_STRONG = 18 "id_strong",
    CODE_BEFORE = 19 "code_before",
    NUMBER_WORD = 20 "number_word",
    ORDINAL_WORD = 21 "ordinal_word",
    UNIT = 22 "unit",
    ALLOW = 23 "allow",
    PERSON_COMMON = 24 "person_common",
    ORDINARY = 25 "-ordinary",
    CLINICAL = 26 "-clinical",
    CITY = 27 "-city",
    CITY_START = 28 "-city start",
    STATE = 29 "-state",
    ENDS_PHRASE = 30 "-ends phrase",
    STREET_NAME = 31 "-street name",
    GIVEN = 32 "-given",
    SURNAME = 33 "-surname",
    GIVEN_OFTEN = 34 "-given often",
    SURNAME_OFTEN = 35 "-surname often",
    TITLE_SOFT = 36 "title_soft",
    STREET_STRICT = 37 "street_strict",
    TOWN_PREFIX = 38 "town_prefix",
    TERRITORY = 39 "territory",
    AREA_AFTER = 40 "area_after",
    LOWER_WORD = 41 "lower_word",
    COMPANY = 42 "company",
    WORK = 43 "work",
    COUNTRY = 44 "country",
    ORG_SUFFIX = 45 "org_suffix",
    IN_PHRASE = 46 "-in phrase",
    DATE_WORD = 47 "date_word",
    THING = 48 "thing",
}

/// Words that join the parts of a name.
pub(super) const PARTICLES: Keys<24> = keys([
    b"de", b"la", b"del", b"van", b"von", b"der", b"den", b"el", b"al", b"bin", b"ibn", b"da", b"dos", b"di",
    b"le", b"st", b"ar", b"ash", b"az", b"ul", b"ur", b"bint", b"della", b"ter",
]);

/// The lists, folded and put together once.
pub(super) struct Words {
    roles: HashMap<u64, Roles, Quickly>,
    /// Which of so many bits the keys have: by them most letters in a row are told to be no word.
    bits: Vec<u64>,
    /// The same of what longer ordinary words begin with.
    beginnings: Vec<u64>,
    drug_suffixes: Vec<&'static str>,
    clinical_suffixes: Vec<&'static str>,
    town_suffixes: Vec<&'static str>,
}

impl Words {
    /// The lists of this program, read at the first use.
    pub(super) fn get() -> &'static Self {
        static WORDS: OnceLock<Words> = OnceLock::new();
        WORDS.get_or_init(Self::read)
    }

    /// What is known of a word.
    #[inline]
    pub(super) fn of(&self, word: &[u8]) -> Roles {
        self.of_key(of_word(word))
    }

    /// What is known of a word or phrase.
    pub(super) fn of_phrase(&self, words: &[u8]) -> Roles {
        self.of_key(of_phrase(words))
    }

    /// What is known of the word or phrase that has a key.
    #[inline]
    pub(super) fn of_key(&self, key: u64) -> Roles {
        self.roles.get(&key).copied().unwrap_or(0)
    }

    /// Whether anything may be known of a word that has a key, as far as one bit tells.
    #[inline]
    pub(super) fn may_have(&self, key: u64) -> bool {
        let (at, bit) = bit(key);
        self.bits[at] & bit != 0
    }

    /// Whether a longer ordinary word begins with a word, as `transpo` is written for transportation.
    pub(super) fn is_beginning(&self, word: &[u8]) -> bool {
        let (at, bit) = bit(of_word(word));
        BEGINNINGS.contains(&word.len()) && self.beginnings[at] & bit != 0
    }

    /// Whether a word ends as drugs or findings do.
    pub(super) fn looks_clinical(&self, word: &[u8]) -> bool {
        ends(word, &self.drug_suffixes) || ends(word, &self.clinical_suffixes)
    }

    /// Whether a word is built of what words of medicine and science are built of.
    pub(super) fn looks_learned(&self, word: &[u8]) -> bool {
        const ENDS: [&[u8]; 44] = [
            b"tion",
            b"sion",
            b"ment",
            b"ness",
            b"able",
            b"ible",
            b"less",
            b"ical",
            b"ally",
            b"ously",
            b"ous",
            b"ism",
            b"istic",
            b"ative",
            b"feeding",
            b"pheresis",
            b"globulin",
            b"plasmin",
            b"protein",
            b"peptide",
            b"genic",
            b"lytic",
            b"tropic",
            b"scopic",
            b"graphic",
            b"metric",
            b"ular",
            b"emic",
            b"otic",
            b"aemic",
            b"ology",
            b"logic",
            b"ities",
            b"ectomized",
            b"ated",
            b"ized",
            b"ised",
            b"izing",
            b"osing",
            b"juvant",
            b"bacter",
            b"coccus",
            b"coccal",
            b"virus",
        ];
        const STARTS: [&[u8]; 46] = [
            b"neo", b"peri", b"endo", b"hypo", b"hyper", b"cardio", b"neuro", b"gastro", b"hepato",
            b"nephro", b"osteo", b"broncho", b"pneumo", b"thrombo", b"hemo", b"haemo", b"leuko", b"erythro",
            b"cyto", b"immuno", b"electro", b"echo", b"radio", b"psycho", b"physio", b"micro", b"macro",
            b"intra", b"inter", b"trans", b"supra", b"ultra", b"anti", b"auto", b"chemo", b"poly", b"multi",
            b"pseudo", b"patho", b"myo", b"arthro", b"dermato", b"hystero", b"laparo", b"tachy", b"brady",
        ];
        word.len() > 6
            && (ENDS.iter().any(|end| has_ending(word, end))
                || STARTS.iter().any(|start| word[0] == start[0] && word.starts_with(start)))
    }

    /// Whether a word ends as towns do.
    pub(super) fn looks_like_town(&self, word: &[u8]) -> bool {
        ends(word, &self.town_suffixes)
    }

    /// Whether a word is a name with the ending of a town behind it: `Markville`.
    pub(super) fn is_named_town(&self, word: &[u8]) -> bool {
        let lower = word.to_ascii_lowercase();
        self.town_suffixes.iter().any(|suffix| {
            let name = lower.strip_suffix(suffix.as_bytes()).filter(|name| name.len() > 2);
            name.is_some_and(|name| self.of(name) & (GIVEN | SURNAME) != 0)
        })
    }

    /// An ordinary word with a beginning or an ending that the list does not have.
    pub(super) fn is_inflected(&self, lower: &[u8]) -> bool {
        const ENDS: [&[u8]; 9] = [b"s", b"es", b"ed", b"d", b"ing", b"ly", b"ness", b"al", b"er"];
        const STARTS: [&[u8]; 8] = [b"re", b"un", b"non", b"pre", b"post", b"dis", b"mis", b"over"];
        let known =
            |stem: &[u8]| self.of(stem) & (ORDINARY | CLINICAL | WEEKDAY | MONTH | COUNTRY | ALLOW) != 0;
        let long = |stem: &&[u8]| stem.len() > 2;
        ENDS.iter().any(|end| lower.strip_suffix(*end).is_some_and(known))
            || STARTS.iter().filter_map(|start| lower.strip_prefix(*start)).filter(long).any(|stem| {
                known(stem) && stem.len() > 3
                    || ENDS.iter().any(|end| stem.strip_suffix(*end).filter(long).is_some_and(known))
            })
    }

    fn read() -> Self {
        let mut words = Self {
            roles: HashMap::with_capacity_and_hasher(160_000, Quickly::default()),
            bits: vec![0; BITS],
            beginnings: vec![0; BITS],
            drug_suffixes: Vec::new(),
            clinical_suffixes: Vec::new(),
            town_suffixes: Vec::new(),
        };
        for word in ordinary_words::WORD.iter() {
            words.add(word, ORDINARY);
            for length in BEGINNINGS.filter(|length| length + 3 < word.len()) {
                let (at, bit) = bit(of_word(&word.as_bytes()[..length]));
                words.beginnings[at] |= bit;
            }
        }
        words.read_clinical();
        words.read_names();
        words.read_places();
        words.read_cues();
        words
    }

    fn add(&mut self, text: &str, roles: Roles) {
        let key = if text.is_ascii() {
            of_phrase(text.as_bytes())
        } else {
            let plain = |c: char| if c.is_ascii() { String::from(c) } else { letters(c).to_owned() };
            of_phrase(text.chars().map(plain).collect::<String>().as_bytes())
        };
        self.add_key(key, roles);
    }

    /// Adds what has a key.
    fn add_key(&mut self, key: u64, roles: Roles) {
        // Nothing is left of a text without a Latin letter.
        if key == 0 {
            return;
        }
        let (at, bit) = bit(key);
        self.bits[at] |= bit;
        *self.roles.entry(key).or_default() |= roles;
    }

    /// Adds a phrase that is found where its last word stands, or one word.
    fn add_cue(&mut self, text: &str, roles: Roles) {
        self.add(text, roles);
        if let Some((before, last)) = text.rsplit_once(' ') {
            self.add(last, ENDS_PHRASE);
            before.split(' ').for_each(|word| self.add(word.strip_suffix("'s").unwrap_or(word), IN_PHRASE));
        }
    }

    fn read_clinical(&mut self) {
        for text in icd10cm::DESCRIPTION.iter().chain(loinc::DISPLAY.iter()) {
            for word in text.as_bytes().split(|b| !b.is_ascii_alphabetic()) {
                // Capitals inside a description may be somebody's name.
                if word.len() > 2 && word.iter().all(u8::is_ascii_lowercase) {
                    self.add_key(of_word(word), CLINICAL);
                }
            }
        }
        for text in medications::NAME.iter() {
            for word in text.as_bytes().split(|b| !b.is_ascii_alphabetic()).filter(|word| word.len() > 3) {
                self.add_key(of_word(word), CLINICAL);
            }
        }
    }

    fn read_names(&mut self) {
        for row in 0..first_names::NAME.len() {
            let often = if first_names::WEIGHT_TOTALS.total(row..row + 1) >= 100 { GIVEN_OFTEN } else { 0 };
            self.add(first_names::NAME.get(row), GIVEN | often);
        }
        for name in first_name_races::NAME.iter().chain(nicknames::NICKNAME.iter()) {
            self.add(name, GIVEN);
        }
        for row in 0..surnames::NAME.len() {
            let often = if surnames::WEIGHT_TOTALS.total(row..row + 1) >= 5_000 { SURNAME_OFTEN } else { 0 };
            self.add(surnames::NAME.get(row), SURNAME | often);
        }
        for row in 0..locale_names::NAME.len() {
            let given = locale_names::ROLE.get(row).starts_with("first");
            self.add(locale_names::NAME.get(row), if given { GIVEN } else { SURNAME });
        }
    }

    fn read_places(&mut self) {
        for city in places::CITY.iter() {
            self.add(city, CITY);
            self.add_parts(city);
            if let Some((first, rest)) = city.split_once(' ') {
                self.add(first, CITY_START);
                // `St Louis`
                let other = match first {
                    "Saint" => "st",
                    "St." | "St" => "saint",
                    _ => continue,
                };
                self.add(other, CITY_START);
                self.add(&format!("{other} {rest}"), CITY);
            }
        }
        for row in 0..states::NAME.len() {
            self.add(states::NAME.get(row), STATE);
            self.add(states::CODE.get(row), STATE);
        }
        for name in street_names::NAME.iter() {
            self.add(name, STREET_NAME);
        }
    }

    /// `Winston-Salem`, `Port-au-Prince`: tokens know no hyphens.
    fn add_parts(&mut self, city: &str) {
        if let Some((first, _)) = city.split_once('-') {
            self.add(first, CITY_START);
            self.add(&city.replace('-', " "), CITY);
        }
    }

    fn read_cues(&mut self) {
        for row in 0..cues::PHRASE.len() {
            let phrase = cues::PHRASE.get(row);
            match cues::ROLE.get(row) {
                "drug_suffix" => self.drug_suffixes.push(phrase),
                "town_suffix" => self.town_suffixes.push(phrase),
                "clinical_suffix" => self.clinical_suffixes.push(phrase),
                "world_city" => {
                    self.add(phrase, CITY);
                    self.add_parts(phrase);
                    if let Some((first, _)) = phrase.split_once(' ') {
                        self.add(first, CITY_START);
                    }
                }
                // What is sold, taught or grown has a capital and is nobody.
                "thing" => self.add_cue(phrase, THING | ALLOW),
                name => self.add_cue(phrase, role(name)),
            }
        }
    }
}

/// The lengths of beginnings that are written for a whole word.
const BEGINNINGS: std::ops::Range<usize> = 4..8;

/// Numbers of 64 bits each, in which every sixth bit is one.
const BITS: usize = 1 << 14;

/// The bit of a key: which number it is in, and the bit.
#[inline]
const fn bit(key: u64) -> (usize, u64) {
    let place = key.wrapping_mul(ODD) >> (u64::BITS - BITS.trailing_zeros() - 6);
    ((place >> 6) as usize, 1 << (place & 63))
}

/// Whether a word of some length ends with one of these.
fn ends(word: &[u8], list: &[&str]) -> bool {
    word.len() >= 7 && list.iter().any(|suffix| has_ending(word, suffix.as_bytes()))
}

/// Whether a word ends with an ending, of which the last letter tells most apart.
#[inline]
fn has_ending(word: &[u8], ending: &[u8]) -> bool {
    word.last() == ending.last() && word.ends_with(ending)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_of_the_table_is_known() {
        for name in cues::ROLE.names().iter() {
            assert!(
                role(name) != 0 || name.ends_with("_suffix") || name == "world_city",
                "the role {name} means nothing"
            );
        }
    }
}
