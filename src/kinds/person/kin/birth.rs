//! The kind `kin_birth_date`: when a contact was born, by what the contact is to somebody.

use super::relationship::label;
use crate::draw::{Bounds, Law};
use crate::kinds::masking::Masking;
use crate::kinds::person::sex::{BORN_INPUT, SEX_INPUT, SexColumn, check_sex};
use crate::kinds::person::years::birthdays;
use crate::kinds::{Ask, Build, Family, Fault, Input, Kind, Maker, Param, Settings, Shape, Takes};
use crate::reference::{Sex, Source, relationships};
use arrow::array::{Array, ArrayRef, Date32Array};
use arrow::datatypes::DataType;
use std::sync::Arc;

const YEAR: f64 = 365.25;

/// Nobody is older at the epoch.
const OLDEST: i32 = 104;

const RELATIONSHIP: usize = 0;
const BORN: usize = 1;
const SEX: usize = 2;

pub(super) const KIN_BIRTH_DATE: Kind = Kind {
    name: "kin_birth_date",
    mask: Masking::DATE,
    family: Family::Person,
    summary: "The date of birth of a contact, by what the contact is to the patient: a mother is at least 15 years older, \
              a child as much younger, a spouse of about the same age.",
    params: &[Param::optional(
        "min_age",
        Shape::Integer,
        "16",
        "The least age in completed years at the epoch; parents and guardians are 18 at least.",
    )],
    inputs: &[
        Input {
            name: "relationship",
            takes: Takes::Text,
            summary: "What the contact is to the patient, in the words or codes of the kind `relationship`. NULL and other \
                      words: an acquaintance.",
            required: true,
            natural: &["relationship"],
        },
        Input {
            summary: "The patient's date of birth. NULL gives NULL.",
            required: true,
            natural: &[],
            ..BORN_INPUT
        },
        Input { summary: "The contact's sex: husbands are somewhat older than wives.", ..SEX_INPUT },
    ],
    example: r#"birth_date = { kind = "kin_birth_date", relationship = "relationship", born = "patients.birth_date", sex = "sex" }"#,
    source: "ages of mothers near the National Vital Statistics System, of couples near the Current Population Survey; \
             the others compiled for this project",
    build: Build::Maker(build),
    ..Kind::BLANK
};

/// By how many years a contact is older: mean, standard deviation, least and greatest.
type Gap = (f64, f64, f64, f64);

fn gap_of(row: usize) -> Gap {
    match (relationships::V2_0063.get(row), relationships::SEX.get(row)) {
        ("MTH", _) => (28.0, 5.8, 15.0, 45.0),
        ("FTH", _) => (31.0, 6.6, 15.0, 58.0),
        ("CHD", _) => (-28.5, 6.2, -46.0, -15.01),
        ("GRP", "M") => (58.0, 8.5, 34.0, 90.0),
        ("GRP", _) => (55.0, 8.5, 32.0, 85.0),
        ("SIS" | "BRO", _) => (0.0, 4.6, -18.0, 18.0),
        ("SPO", _) => (0.0, 3.8, -14.0, 14.0),
        ("DOM", _) => (0.0, 4.6, -15.0, 15.0),
        ("EXF", _) => (26.0, 8.0, 2.0, 50.0),
        ("GRD", _) => (30.0, 9.0, 18.0, 60.0),
        _ if relationships::AGE_GAP.get(row) > 0 => (33.0, 8.0, 18.0, 55.0),
        _ => ACQUAINTED,
    }
}

const ACQUAINTED: Gap = (0.0, 9.0, -30.0, 30.0);

/// The guardian of somebody of age: a child or a friend as well as an elder.
const OF_ADULT: Gap = (-12.0, 16.0, -50.0, 35.0);

/// By how many years husbands are older than wives, halved: it counts once from each side.
const USUAL_GAP: f64 = 2.3;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Sort {
    Couple,
    /// Somebody who may have to be a guardian.
    Elder,
    /// Of a minor an elder.
    Guardian,
    /// A case worker is of working age, whatever the patient's.
    Professional,
    Other,
}

struct Tie {
    names: [&'static str; 3],
    law: Law,
    ends: (f64, f64),
    sort: Sort,
}

struct Births {
    ties: Vec<Tie>,
    stranger: Tie,
    of_adult: Tie,
    epoch: i32,
    /// The last day of birth of those who are old enough, and of those who are of age.
    enough: i32,
    adult: i32,
    /// The first day of birth of those who are not too old; and of those who work.
    oldest: i32,
    working: (i32, i32),
}

fn build(settings: &Settings) -> Result<Box<dyn Maker>, Fault> {
    check_sex(settings)?;
    let least = match settings.integer("min_age") {
        None => 16,
        Some(age) => i32::try_from(age)
            .ok()
            .filter(|age| (0..=60).contains(age))
            .ok_or_else(|| Fault::of("min_age", "the least age of a contact lies between 0 and 60"))?,
    };
    let ties = (0..relationships::ROWS).map(|row| {
        let sort = match relationships::V2_0063.get(row) {
            "SPO" | "DOM" => Sort::Couple,
            "MTH" | "FTH" | "GRP" => Sort::Elder,
            "GRD" => Sort::Guardian,
            "CGV" => Sort::Professional,
            _ if relationships::AGE_GAP.get(row) > 0 => Sort::Elder,
            _ => Sort::Other,
        };
        let names = ["word", "v2", "role"].map(|style| label(row, style));
        tie(names, gap_of(row), sort)
    });
    let epoch = settings.epoch;
    Ok(Box::new(Births {
        ties: ties.collect::<Result<_, Fault>>()?,
        stranger: tie([""; 3], ACQUAINTED, Sort::Other)?,
        of_adult: tie([""; 3], OF_ADULT, Sort::Elder)?,
        epoch,
        enough: birthdays(epoch, least).1,
        adult: birthdays(epoch, 18).1,
        oldest: birthdays(epoch, OLDEST).0,
        working: (birthdays(epoch, 66).0, birthdays(epoch, 22).1),
    }))
}

fn tie(names: [&'static str; 3], (mean, sd, low, high): Gap, sort: Sort) -> Result<Tie, Fault> {
    let law = Law::normal(mean, sd, Bounds::default()).map_err(Fault::whole)?;
    Ok(Tie { names, law, ends: (low, high), sort })
}

impl Births {
    fn tie(&self, word: Option<&str>) -> &Tie {
        let known = |tie: &&Tie| word.is_some_and(|word| !word.is_empty() && tie.names.contains(&word));
        self.ties.iter().find(known).unwrap_or(&self.stranger)
    }

    /// The day of birth; `None` where nobody of a fitting age can be that to the patient.
    #[expect(clippy::cast_possible_truncation, reason = "days within two centuries of the epoch")]
    fn day(&self, tie: &Tie, born: i32, sex: Option<Sex>, word: u64) -> Option<i32> {
        if tie.sort == Sort::Professional {
            let (first, last) = self.working;
            let days = u64::try_from(last - first + 1).unwrap_or(1);
            return Some(first + i32::try_from(crate::draw::below(word, days)).unwrap_or(0));
        }
        let tie = if tie.sort == Sort::Guardian && born <= self.adult { &self.of_adult } else { tie };
        let latest = if matches!(tie.sort, Sort::Elder | Sort::Guardian) {
            self.enough.min(self.adult)
        } else {
            self.enough
        };
        // The law is that of wives and husbands taken together, moved by who of them the contact is.
        let moved = match (tie.sort, sex) {
            (Sort::Couple, Some(Sex::Male)) => USUAL_GAP,
            (Sort::Couple, Some(Sex::Female)) => -USUAL_GAP,
            _ => 0.0,
        };
        let years = |day: i32| f64::from(born - day) / YEAR;
        let (low, high) = (tie.ends.0.max(years(latest)), tie.ends.1.min(years(self.oldest)));
        if low > high {
            return None;
        }
        let gap = tie.law.sample_between(word, low - moved, high - moved) + moved;
        // Whole days towards the earlier: fifteen years are never a day less, and those of a child are a little more.
        let day = born - libm::ceil(gap.clamp(low, high) * YEAR) as i32;
        Some(day.min(self.epoch))
    }
}

impl Maker for Births {
    fn data_type(&self) -> DataType {
        DataType::Date32
    }

    fn law(&self) -> String {
        "a normal law of the years between the two, within what the relationship and the ages of the living allow".into()
    }

    fn sources(&self) -> Vec<&'static Source> {
        vec![&relationships::SOURCE]
    }

    fn make(&self, ask: &Ask<'_>) -> Result<ArrayRef, String> {
        let born = ask.dates(BORN).ok_or("the date of birth is missing")?;
        let (words, sexes) = (ask.text(RELATIONSHIP), SexColumn::of(ask, SEX));
        let day = |i: usize| {
            let born = born.is_valid(i).then(|| born.value(i))?;
            let word = words.filter(|words| words.is_valid(i)).map(|words| words.value(i));
            self.day(self.tie(word), born, sexes.get(i), ask.word(i, 0))
        };
        Ok(Arc::new((0..ask.len()).map(day).collect::<Date32Array>()))
    }
}
