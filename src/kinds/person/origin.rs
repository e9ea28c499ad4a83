//! Race and ethnicity in the categories of OMB's Directive 15, however they are written.

use super::super::{Ask, Fault, Input, Settings, Takes};
use arrow::array::{Array, StringArray};
use std::ops::Range;

/// A race, as the Office of Management and Budget sorts them (62 FR 58782), with the rest and the several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Race {
    White,
    Black,
    Asian,
    Aian,
    Nhpi,
    Other,
    Multiple,
}

/// The races in the order of their discriminants.
pub(super) const RACES: [Race; 7] =
    [Race::White, Race::Black, Race::Asian, Race::Aian, Race::Nhpi, Race::Other, Race::Multiple];

/// How a race is written.
#[derive(Clone, Copy)]
pub(super) struct Spelling {
    /// This tool's word.
    pub(super) word: &'static str,
    /// The category's name.
    pub(super) omb: &'static str,
    /// The code of CDC's Race and Ethnicity set, which HL7 uses; it has none for several races, which are sent
    /// as a repeated field, so `Other Race` stands for them.
    pub(super) hl7: &'static str,
}

pub(super) const SPELLINGS: [Spelling; 7] = [
    Spelling { word: "white", omb: "White", hl7: "2106-3" },
    Spelling { word: "black", omb: "Black or African American", hl7: "2054-5" },
    Spelling { word: "asian", omb: "Asian", hl7: "2028-9" },
    Spelling { word: "aian", omb: "American Indian or Alaska Native", hl7: "1002-5" },
    Spelling { word: "nhpi", omb: "Native Hawaiian or Other Pacific Islander", hl7: "2076-8" },
    Spelling { word: "other", omb: "Some Other Race", hl7: "2131-1" },
    Spelling { word: "multiple", omb: "Two or More Races", hl7: "2131-1" },
];

/// The race that a text means, in any of the spellings.
#[inline]
pub(crate) fn race_of(text: &str) -> Option<Race> {
    // The words and codes that this tool writes, first; a `match` compares lengths before bytes.
    Some(match text {
        "white" | "White" | "2106-3" => Race::White,
        "black" | "Black or African American" | "2054-5" => Race::Black,
        "asian" | "Asian" | "2028-9" => Race::Asian,
        "aian" | "American Indian or Alaska Native" | "1002-5" => Race::Aian,
        "nhpi" | "Native Hawaiian or Other Pacific Islander" | "2076-8" => Race::Nhpi,
        "other" | "Some Other Race" | "2131-1" => Race::Other,
        "multiple" | "Two or More Races" => Race::Multiple,
        _ => return race_in_any_case(text),
    })
}

#[cold]
fn race_in_any_case(text: &str) -> Option<Race> {
    let same = |s: &Spelling| s.word.eq_ignore_ascii_case(text) || s.omb.eq_ignore_ascii_case(text);
    SPELLINGS.iter().position(same).map(|i| RACES[i])
}

/// Whether somebody is Hispanic, from any of the spellings of ethnicity.
#[inline]
pub(crate) fn hispanic_of(text: &str) -> Option<bool> {
    match text {
        "hispanic" | "Hispanic or Latino" | "2135-2" | "H" => Some(true),
        "not_hispanic" | "Not Hispanic or Latino" | "2186-5" | "N" => Some(false),
        "unknown" | "Unknown" | "UNK" | "U" => None,
        _ => hispanic_in_any_case(text),
    }
}

#[cold]
fn hispanic_in_any_case(text: &str) -> Option<bool> {
    const YES: [&str; 3] = ["hispanic", "latino", "hispanic or latino"];
    const NO: [&str; 4] = ["not_hispanic", "not hispanic", "non-hispanic", "not hispanic or latino"];
    let is = |words: &[&str]| words.iter().any(|word| word.eq_ignore_ascii_case(text));
    if is(&YES) { Some(true) } else { is(&NO).then_some(false) }
}

pub(super) const RACE_INPUT: Input = Input {
    name: "race",
    takes: Takes::Text,
    summary: "The race, as the kind `race` writes it in any of its styles; `hispanic` counts as one here too. NULL and \
              every other value mean that it is not known: the law of all together.",
    required: false,
    natural: &["race"],
};

pub(super) const ETHNICITY_INPUT: Input = Input {
    name: "ethnicity",
    takes: Takes::Text,
    summary: "The ethnicity, as the kind `ethnicity` writes it in any of its styles. NULL and every other value mean \
              that it is not known.",
    required: false,
    natural: &["ethnicity"],
};

/// Refuses inputs of which it is known that no value means a race or an ethnicity.
pub(super) fn check_origin(settings: &Settings) -> Result<(), Fault> {
    refuse(settings, "race", "white, black, asian …", |text| {
        race_of(text).is_some() || hispanic_of(text).is_some()
    })?;
    refuse(settings, "ethnicity", "hispanic, not_hispanic", |text| hispanic_of(text).is_some())
}

fn refuse(
    settings: &Settings,
    name: &'static str,
    words: &str,
    means: impl Fn(&str) -> bool,
) -> Result<(), Fault> {
    match settings.inputs.get(name) {
        Some(Some(values)) if !values.is_empty() && !values.iter().any(|value| means(value)) => {
            Err(Fault::of(name, format!("none of the values {} is known as {name}", values.join(", ")))
                .help(format!("write {words}, or translate with an expression")))
        }
        _ => Ok(()),
    }
}

/// The classes by which the census counts names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    White,
    Black,
    Api,
    Aian,
    Multi,
    Hispanic,
}

/// How many classes there are.
pub(super) const ORIGIN_COUNT: usize = 6;

/// The classes in the order of their discriminants.
pub(crate) const ORIGINS: [Origin; ORIGIN_COUNT] =
    [Origin::White, Origin::Black, Origin::Api, Origin::Aian, Origin::Multi, Origin::Hispanic];

/// This tool's words for the races, in the order of their discriminants.
pub(crate) const RACE_WORDS: [&str; 7] = ["white", "black", "asian", "aian", "nhpi", "other", "multiple"];

/// Inputs of races and ethnicities, sorted for a whole batch at once.
pub(super) struct OriginColumns {
    /// For each row the place of its class in [`CLASSES`]; `None` where no race is given.
    classes: Option<Vec<u8>>,
    /// For each row the place of its ethnicity in [`ETHNICITIES`]; `None` where none is given.
    ethnicities: Option<Vec<u8>>,
}

/// The classes in the order of the races, then those of a text that is an ethnicity, and of one that is nothing.
const CLASSES: [Option<Origin>; 9] = [
    Some(Origin::White),
    Some(Origin::Black),
    Some(Origin::Api),
    Some(Origin::Aian),
    Some(Origin::Api),
    // Nine in ten who give another race to the census are Hispanic, but here the name is left open.
    None,
    Some(Origin::Multi),
    Some(Origin::Hispanic),
    None,
];

/// What may be known of an ethnicity.
const ETHNICITIES: [Option<bool>; 3] = [Some(true), Some(false), None];

impl OriginColumns {
    /// The inputs of these numbers.
    pub(super) fn of(ask: &Ask<'_>, race: usize, ethnicity: usize) -> Self {
        let class = |text: &str| match race_of(text) {
            Some(race) => race as u8,
            None if hispanic_of(text) == Some(true) => 7,
            None => 8,
        };
        let known = |text: &str| match hispanic_of(text) {
            Some(true) => 0,
            Some(false) => 1,
            None => 2,
        };
        Self {
            classes: ask.text(race).map(|races| sorted(races, &SPELLINGS.map(|s| s.word), 8, class)),
            ethnicities: ask
                .text(ethnicity)
                .map(|e| sorted(e, &["hispanic", "not_hispanic", "unknown"], 2, known)),
        }
    }

    /// Whether the `i`th row is known to be Hispanic, or not to be.
    #[inline]
    pub(super) fn hispanic(&self, i: usize) -> Option<bool> {
        self.ethnicities.as_ref().and_then(|ethnicities| ETHNICITIES[usize::from(ethnicities[i])])
    }

    /// The class of the `i`th row.
    #[inline]
    pub(super) fn get(&self, i: usize) -> Option<Origin> {
        let class = self.classes.as_ref().map_or(8, |classes| classes[i]);
        let hispanic = self.ethnicities.as_ref().is_some_and(|ethnicities| ethnicities[i] == 0);
        CLASSES[usize::from(if hispanic { 7 } else { class })]
    }
}

/// The class of a race and an ethnicity, as far as they are known.
#[inline]
pub(crate) fn origin_of(race: Option<&str>, ethnicity: Option<&str>) -> Option<Origin> {
    if ethnicity.and_then(hispanic_of) == Some(true) {
        return Some(Origin::Hispanic);
    }
    let text = race?;
    match race_of(text) {
        Some(Race::White) => Some(Origin::White),
        Some(Race::Black) => Some(Origin::Black),
        Some(Race::Asian | Race::Nhpi) => Some(Origin::Api),
        Some(Race::Aian) => Some(Origin::Aian),
        Some(Race::Multiple) => Some(Origin::Multi),
        // Nine in ten who give another race to the census are Hispanic, but here the name is left open.
        Some(Race::Other) => None,
        None => (hispanic_of(text) == Some(true)).then_some(Origin::Hispanic),
    }
}

/// For each text its place among `words`, or else what `other` says, or `unknown` for NULL. The words, of 16 bytes at
/// most, are all compared with it, since which of them comes next cannot be foretold.
#[expect(clippy::cast_possible_truncation, reason = "there are few words")]
fn sorted(texts: &StringArray, words: &[&str], unknown: u8, other: impl Fn(&str) -> u8) -> Vec<u8> {
    let words: Vec<Ends> = words.iter().map(|word| Ends::of(word.as_bytes(), 0..word.len())).collect();
    let (bytes, offsets) = (texts.value_data(), texts.value_offsets());
    let at = |offset: i32| usize::try_from(offset).unwrap_or(0);
    let mut places = Vec::with_capacity(texts.len());
    for (i, offsets) in offsets.windows(2).enumerate() {
        let ends = Ends::of(bytes, at(offsets[0])..at(offsets[1]));
        let place =
            words.iter().enumerate().fold(u8::MAX, |p, (n, word)| if ends.same(word) { n as u8 } else { p });
        places.push(match place {
            _ if texts.is_null(i) => unknown,
            u8::MAX => other(texts.value(i)),
            place => place,
        });
    }
    places
}

/// A text by its ends: the first and the last eight bytes, which are all that one of up to 16 has, and its length.
struct Ends {
    first: u64,
    last: u64,
    length: usize,
}

impl Ends {
    #[inline]
    fn of(bytes: &[u8], part: Range<usize>) -> Self {
        let length = part.len();
        let first = match bytes[part.start..].first_chunk::<8>() {
            Some(chunk) => u64::from_le_bytes(*chunk) & MASKS[length.min(8)],
            None => bytes[part.clone()].iter().rev().fold(0, |word, byte| (word << 8) | u64::from(*byte)),
        };
        let last = bytes[part].last_chunk::<8>().map_or(0, |chunk| u64::from_le_bytes(*chunk));
        Self { first, last, length }
    }

    #[inline]
    fn same(&self, other: &Self) -> bool {
        (self.first == other.first) & (self.last == other.last) & (self.length == other.length)
    }
}

/// The lowest bytes of a word, by how many they are.
const MASKS: [u64; 9] = [
    0,
    0xff,
    0xffff,
    0xff_ffff,
    0xffff_ffff,
    0xff_ffff_ffff,
    0xffff_ffff_ffff,
    0xff_ffff_ffff_ffff,
    u64::MAX,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_is_sorted_as_each_text_alone() {
        let texts = [
            "white",
            "White",
            "2106-3",
            "nhpi",
            "other",
            "multiple",
            "multipla",
            "asia",
            "asian",
            "",
            "hispanic",
            "not_hispanic",
            "not_hispanoc",
            "nat_hispanic",
            "not_hispanic, or not known",
            "unknown",
            "Hispanic or Latino",
            "aian",
            "a",
            "2131-1",
            "black",
        ];
        let mut column = StringArray::from(texts.to_vec());
        let race = |text: &str| race_of(text).map_or(9, |race| race as u8);
        assert_eq!(sorted(&column, &SPELLINGS.map(|s| s.word), 8, race), texts.map(race));
        let words = ["hispanic", "not_hispanic", "unknown"];
        let place =
            |text: &str| words.iter().position(|word| *word == text).map_or(9, |n| u8::try_from(n).unwrap());
        assert_eq!(sorted(&column, &words, 2, |_| 9), texts.map(place));
        column = StringArray::from(vec![Some("white"), None, Some("hispanic")]);
        assert_eq!(sorted(&column, &words, 2, |_| 9), [9, 2, 0]);
    }
}
