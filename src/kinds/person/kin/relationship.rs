//! The kind `relationship`: what a contact is to the person whose contact it is, fitted among all contacts of one.

use crate::draw::below;
use crate::kinds::group::alone;
use crate::kinds::likeness::{listed, one_of};
use crate::kinds::masking::Masking;
use crate::kinds::person::by_age::AGE_INPUT;
use crate::kinds::person::sex::{BORN_INPUT, SEX_INPUT, SexColumn, check_sex, sex_of};
use crate::kinds::person::years::age_on;
use crate::kinds::{
    Ask, Build, Family, Fault, Group, Input, Kind, Maker, Param, Settings, Shape, Takes, TextColumn, Words,
};
use crate::reference::{Sex, Source, relationships};
use arrow::array::{Array, ArrayRef};
use arrow::datatypes::DataType;
use std::ops::Range;

use super::super::pyramid::Pyramid;

const BORN: usize = 0;
const AGE: usize = 1;
const SEX: usize = 2;
const OF_SEX: usize = 3;
const MARITAL: usize = 4;

pub(super) const RELATIONSHIP: Kind = Kind {
    name: "relationship",
    mask: Masking::QUASI,
    names: &[
        "relationship",
        "relation to patient",
        "contact relationship",
        "relationship to patient",
        "kinship",
        "relation to",
    ],
    recognise: Some(|text| {
        let words = || (0..relationships::ROWS).map(|row| relationships::RELATIONSHIP.get(row));
        one_of(text, &["parent", "child", "sibling", "grandparent"]) || listed(text, words())
    }),
    family: Family::Person,
    version: 2,
    summary: "What a contact is to the patient. Among the contacts of one patient (the children of one parent) nobody \
              has two mothers or spouses, and the first contact of a minor is one who can be the guardian.",
    params: &[
        Param::optional(
            "style",
            Shape::OneOf(&["word", "v2", "role"]),
            "word",
            "Words such as `Mother`, the codes of HL7 v2 table 0063, or those of v3 RoleCode.",
        ),
        Param::optional("self", Shape::Boolean, "false", "Whether the patient may be the contact."),
    ],
    inputs: &[
        Input {
            summary: "The patient's date of birth; the age is that at the epoch. NULL means that it is not known: the \
                      law of all ages together.",
            natural: &[],
            ..BORN_INPUT
        },
        Input {
            summary: "The patient's age in years, where the date of birth is not given.",
            natural: &[],
            ..AGE_INPUT
        },
        Input {
            summary: "The contact's sex: no mother is male. NULL means that it is not known.",
            ..SEX_INPUT
        },
        Input {
            name: "of_sex",
            takes: Takes::Text,
            summary: "The patient's sex: spouses are mostly of the other. NULL means that it is not known.",
            required: false,
            natural: &[],
        },
        Input {
            name: "marital",
            takes: Takes::Text,
            summary: "The patient's marital status, in words or the codes of HL7: only who is married has a spouse. NULL \
                      means that it is not known.",
            required: false,
            natural: &[],
        },
    ],
    example: r#"relationship = { kind = "relationship", born = "patients.birth_date" }"#,
    source: "shares compiled for this project, approximate; HL7 v2 table 0063, v3 RoleCode",
    build: Build::Maker(build),
    ..Kind::BLANK
};

/// The least ages of the bands between which contacts differ. Nobody has a child of age before 35.
const BANDS: [i32; 7] = [0, 18, 30, 35, 50, 65, 80];

/// How many times as often as on the whole somebody is the contact of a patient of each band, in thousandths: so that a
/// minor has an elder, the young their parents, the old their children.
fn factor(row: usize) -> [u64; 7] {
    match relationships::V2_0063.get(row) {
        "MTH" | "FTH" => [3_000, 2_200, 1_300, 900, 350, 40, 0],
        "GRP" => [2_500, 800, 150, 70, 0, 0, 0],
        "GRD" => [6_000, 300, 100, 100, 100, 200, 400],
        "SPO" => [0, 350, 1_100, 1_300, 1_400, 1_200, 600],
        "DOM" => [0, 1_300, 1_400, 1_200, 700, 400, 200],
        "CHD" => [0, 0, 0, 150, 800, 1_800, 3_000],
        "SIS" | "BRO" => [100, 900, 1_000, 1_000, 1_200, 1_000, 600],
        "EXF" => [2_000, 800, 350, 250, 100, 0, 0],
        "CGV" => [1_000; 7],
        // Foster parents; after them friends, neighbours and the patient, who is no contact as a minor.
        _ if relationships::AGE_GAP.get(row) > 0 => [4_000, 100, 0, 0, 0, 0, 0],
        _ => [0, 1_300, 1_000, 1_000, 1_000, 900, 800],
    }
}

/// How many times as often a spouse is of the patient's own sex as of the other, in thousandths.
const SAME_SEX: u64 = 4;

/// What a relationship means for the others of the same patient.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Office {
    /// A mother, a father, the patient: there is one.
    Single,
    /// A spouse or a partner: there is one of them together.
    Spouse,
    Partner,
    Any,
}

struct Tie {
    office: Office,
    guardian: bool,
    /// By band, and of all ages last: the weight for a contact who is female, male, of a sex not known.
    weights: [[u64; 3]; 8],
}

struct Relationship {
    labels: Words,
    ties: Vec<Tie>,
    epoch: i32,
}

fn build(settings: &Settings) -> Result<Box<dyn Maker>, Fault> {
    check_sex(settings)?;
    let style = settings.text("style").unwrap_or("word");
    let with_self = settings.flag("self");
    let rows: Vec<usize> = (0..relationships::ROWS)
        .filter(|&row| !label(row, style).is_empty())
        .filter(|&row| with_self || relationships::V2_0063.get(row) != "SEL")
        .collect();
    let people = people(settings.epoch);
    Ok(Box::new(Relationship {
        labels: rows.iter().map(|&row| label(row, style)).collect(),
        ties: rows.iter().map(|&row| tie(row, &people)).collect(),
        epoch: settings.epoch,
    }))
}

/// Whether it can be the guardian of a minor.
fn guards(row: usize) -> bool {
    let code = relationships::V2_0063.get(row);
    matches!(code, "MTH" | "FTH" | "GRD" | "GRP") || (code == "OTH" && relationships::AGE_GAP.get(row) > 0)
}

/// What a word or a code says of the ages of two people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Kinship {
    /// Whether it can be the guardian of a minor.
    pub(crate) guardian: bool,
    /// Whether it is a parent, and whether a child.
    pub(crate) parent: bool,
    pub(crate) child: bool,
}

impl Kinship {
    /// What the words and codes of the kind `relationship` mean, however they are written; `None` for any other text.
    pub(crate) fn of(word: &str) -> Option<Self> {
        let written = |row: usize| ["word", "v2", "role"].iter().any(|style| label(row, style) == word);
        let row = (0..relationships::ROWS).find(|&row| !word.is_empty() && written(row))?;
        let code = relationships::V2_0063.get(row);
        Some(Self { guardian: guards(row), parent: matches!(code, "MTH" | "FTH"), child: code == "CHD" })
    }
}

/// How a relationship is written.
pub(super) fn label(row: usize, style: &str) -> &'static str {
    match style {
        "v2" => relationships::V2_0063.get(row),
        "role" => relationships::V3_ROLECODE.get(row),
        _ => relationships::RELATIONSHIP.get(row),
    }
}

/// The people of each band, in thousands.
fn people(epoch: i32) -> Vec<u64> {
    let ages = Pyramid::on(epoch).of(None);
    let at = |band: usize| BANDS.get(band).and_then(|age| usize::try_from(*age).ok()).unwrap_or(ages.len());
    (0..BANDS.len())
        .map(|band| ages.get(at(band)..at(band + 1)).map_or(0, |people| people.iter().sum::<u64>() / 1_000))
        .collect()
}

fn tie(row: usize, people: &[u64]) -> Tie {
    let code = relationships::V2_0063.get(row);
    let factors = factor(row);
    let of_sex = |sex: &str| {
        let word = relationships::SEX.get(row);
        // What a word says of the sex, half of those who bear no such word share.
        let share = if word.is_empty() { 1 } else { 2 };
        if word.is_empty() || word == sex { share * u64::from(relationships::WEIGHT.get(row)) } else { 0 }
    };
    let (female, male) = (of_sex("F"), of_sex("M"));
    let mut weights = [[0; 3]; 8];
    for (band, factor) in factors.iter().enumerate() {
        weights[band] = [female * factor, male * factor, (female + male) * factor];
    }
    let everybody = people.iter().sum::<u64>().max(1);
    let mut all = [0; 3];
    for (of_band, people) in weights.iter().zip(people) {
        all.iter_mut().zip(of_band).for_each(|(all, weight)| *all += weight * people / everybody);
    }
    weights[BANDS.len()] = all;
    let guardian = guards(row);
    let office = match code {
        "MTH" | "FTH" | "SEL" => Office::Single,
        "SPO" => Office::Spouse,
        "DOM" => Office::Partner,
        _ => Office::Any,
    };
    Tie { office, guardian, weights }
}

/// What is known of a patient.
struct Patient {
    band: usize,
    minor: bool,
    sex: Option<Sex>,
    /// Whether there can be a spouse, and whether a partner.
    spouse: Option<bool>,
    partner: Option<bool>,
}

impl Relationship {
    fn patient(&self, ask: &Ask<'_>, i: usize) -> Patient {
        let born = ask.dates(BORN).filter(|born| born.is_valid(i)).map(|born| born.value(i));
        let years = ask.integers(AGE).filter(|ages| ages.is_valid(i)).map(|ages| ages.value(i));
        let age = born.map(|born| i64::from(age_on(born, self.epoch))).or(years);
        let band = age
            .map_or(BANDS.len(), |age| BANDS.iter().rposition(|least| i64::from(*least) <= age).unwrap_or(0));
        let sex = ask.text(OF_SEX).filter(|sexes| sexes.is_valid(i)).and_then(|sexes| sex_of(sexes.value(i)));
        let marital = ask.text(MARITAL).filter(|m| m.is_valid(i)).map(|m| m.value(i));
        Patient {
            band,
            minor: band == 0,
            sex,
            spouse: marital.map(|m| matches!(m, "married" | "M" | "separated" | "A")),
            partner: marital.map(|m| !matches!(m, "married" | "M")),
        }
    }

    /// The weight of each relationship for a contact, given those that the patient has already.
    fn weights(
        &self,
        patient: &Patient,
        sex: Option<Sex>,
        taken: &[bool],
        first: bool,
        weights: &mut Vec<u64>,
    ) {
        let group = match sex {
            Some(Sex::Female) => 0,
            Some(Sex::Male) => 1,
            None => 2,
        };
        let couple = self
            .ties
            .iter()
            .zip(taken)
            .any(|(tie, taken)| *taken && matches!(tie.office, Office::Spouse | Office::Partner));
        weights.clear();
        weights.extend(self.ties.iter().zip(taken).map(|(tie, taken)| {
            let weight = tie.weights[patient.band][group];
            if first && patient.minor {
                // A guardian is needed, whoever there is.
                return if tie.guardian { weight } else { 0 };
            }
            let mate = match tie.office {
                Office::Single | Office::Any => {
                    return if *taken && tie.office == Office::Single { 0 } else { weight };
                }
                Office::Spouse => patient.spouse,
                Office::Partner => patient.partner,
            };
            let known = match mate {
                Some(false) => return 0,
                Some(true) if tie.office == Office::Spouse => weight * 2,
                _ => weight,
            };
            match (couple, patient.sex.zip(sex)) {
                (true, _) => 0,
                (false, Some((one, other))) if one == other => known * SAME_SEX / 1_000,
                (false, _) => known,
            }
        }));
    }
}

impl Maker for Relationship {
    fn data_type(&self) -> DataType {
        DataType::Utf8
    }

    fn group(&self) -> Group {
        Group::Siblings
    }

    fn values(&self) -> Option<Vec<String>> {
        Some(self.labels.distinct())
    }

    fn law(&self) -> String {
        "by the shares of emergency contacts, as they go with the patient's age, sex and marital status and with those \
         that the patient has already"
            .into()
    }

    fn sources(&self) -> Vec<&'static Source> {
        vec![&relationships::SOURCE]
    }

    fn make(&self, ask: &Ask<'_>) -> Result<ArrayRef, String> {
        self.make_groups(ask, &alone(ask))
    }

    fn make_groups(&self, ask: &Ask<'_>, groups: &[Range<usize>]) -> Result<ArrayRef, String> {
        let mut column = TextColumn::new(ask.len(), 10);
        let sexes = SexColumn::of(ask, SEX);
        let mut weights = Vec::with_capacity(self.ties.len());
        let mut taken = vec![false; self.ties.len()];
        for group in groups {
            taken.fill(false);
            for i in group.clone() {
                let patient = self.patient(ask, i);
                self.weights(&patient, sexes.get(i), &taken, i == group.start, &mut weights);
                let mut point = below(ask.word(i, 0), weights.iter().sum());
                let picked = weights.iter().position(|weight| match point.checked_sub(*weight) {
                    Some(rest) => {
                        point = rest;
                        false
                    }
                    None => true,
                });
                match picked {
                    Some(picked) => {
                        taken[picked] = true;
                        column.word(&self.labels, picked);
                        column.end();
                    }
                    // Nobody of this sex is left to be: a neighbour's word would say more than is known.
                    None => column.push_null(),
                }
            }
        }
        column.finish()
    }
}
