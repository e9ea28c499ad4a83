//! Race and ethnicity in the categories of OMB's Directive 15, however they are written.

use super::super::{Ask, Fault, Input, Settings, Takes};
use arrow::array::{Array, StringArray};

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

/// Inputs of races and ethnicities.
#[derive(Clone, Copy)]
pub(super) struct OriginColumns<'a> {
    races: Option<&'a StringArray>,
    ethnicities: Option<&'a StringArray>,
}

impl<'a> OriginColumns<'a> {
    /// The inputs of these numbers.
    pub(super) fn of(ask: &'a Ask<'_>, race: usize, ethnicity: usize) -> Self {
        Self { races: ask.text(race), ethnicities: ask.text(ethnicity) }
    }

    /// Whether the `i`th row is known to be Hispanic, or not to be.
    #[inline]
    pub(super) fn hispanic(self, i: usize) -> Option<bool> {
        value(self.ethnicities, i).and_then(hispanic_of)
    }

    /// The class of the `i`th row.
    #[inline]
    pub(super) fn get(self, i: usize) -> Option<Origin> {
        origin_of(value(self.races, i), value(self.ethnicities, i))
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

#[inline]
fn value(column: Option<&StringArray>, i: usize) -> Option<&str> {
    column.filter(|column| column.is_valid(i)).map(|column| column.value(i))
}
