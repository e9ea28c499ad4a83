//! What changes with age: marital status and payer; one law for each group of people.

use super::super::{
    Ask, Build, Family, Fault, Input, Kind, Maker, Param, Settings, Shape, Takes, TextColumn, Words,
};
use super::pyramid::Pyramid;
use super::sex::{BORN_INPUT, SEX_INPUT, SexColumn, check_sex};
use super::years::birthdays;
use crate::draw::{Cutpoints, high};
use crate::kinds::likeness::one_of;
use crate::kinds::masking::Masking;
use crate::reference::{Sex, Source, payers};
use arrow::array::{Array, ArrayRef, Date32Array, Int64Array};
use arrow::datatypes::DataType;

const BORN: usize = 0;
const AGE: usize = 1;
const SEX: usize = 2;

pub(super) const AGE_INPUT: Input = Input {
    name: "age",
    takes: Takes::Integer,
    summary: "The age in years, where the date of birth is not given; NULL means that it is not known.",
    required: false,
    natural: &["age"],
};

/// Those whose age is not known are taken to be of all ages together, or of all ages that a kind is asked of.
const BORN_OR_AGE: Input = Input {
    summary: "The date of birth; the age is that at the epoch. NULL means that it is not known: the law of all ages \
              together.",
    ..BORN_INPUT
};

pub(super) const MARITAL_STATUS: Kind = Kind {
    name: "marital_status",
    mask: Masking::QUASI,
    names: &["marital status", "civil status", "marital", "married"],
    recognise: Some(|text| {
        one_of(
            text,
            &[
                "single",
                "married",
                "divorced",
                "widowed",
                "separated",
                "never married",
                "never_married",
                "domestic partner",
            ],
        )
    }),
    family: Family::Person,
    version: 1,
    summary: "The marital status by age and sex; where the age is not known, that of adults.",
    params: &[Param::optional(
        "style",
        Shape::OneOf(&["word", "hl7"]),
        "word",
        "Words such as `married`, or the codes of HL7 v2 table 0002: S, M, D, W, A, P.",
    )],
    inputs: &[BORN_OR_AGE, AGE_INPUT, SEX_INPUT],
    example: r#"marital_status = { kind = "marital_status", born = "birth_date", sex = "sex" }"#,
    source: "near figures of the U.S. Census Bureau's Current Population Survey, table A1 (2023); HL7 v2 table 0002",
    build: Build::Maker(build_marital),
    ..Kind::BLANK
};

pub(super) const INSURANCE: Kind = Kind {
    name: "insurance",
    mask: Masking::QUASI,
    names: &[
        "insurance",
        "insurance type",
        "payer",
        "insurer",
        "health plan",
        "payor",
        "insurance name",
        "carrier",
        "coverage type",
    ],
    family: Family::Person,
    version: 1,
    summary: "Who pays for care, by age: an employer's plan, Medicaid, Medicare, nobody.",
    params: &[Param::optional(
        "style",
        Shape::OneOf(&["name", "word"]),
        "name",
        "Names such as `Medicaid / CHIP`, or words such as `medicaid`.",
    )],
    inputs: &[BORN_OR_AGE, AGE_INPUT],
    example: r#"insurance = { kind = "insurance", born = "birth_date" }"#,
    source: "near figures of the U.S. Census Bureau's Current Population Survey; approximate",
    build: Build::Maker(build_insurance),
    ..Kind::BLANK
};

/// A choice whose weights depend on the band of age and on sex.
struct ByAge {
    labels: Words,
    /// The least age of each band.
    bands: Vec<i32>,
    /// The last day of birth of those who have completed that age at the epoch: no calendar is needed a row.
    births: Vec<i32>,
    /// For each band, and then for those whose age is not known: of females, of males, of those not known.
    laws: Vec<[Cutpoints; 3]>,
    law: &'static str,
    source: Option<&'static Source>,
}

impl ByAge {
    /// The band of the `i`th row, or the one after the last.
    #[inline]
    fn band_at(&self, born: Option<&Date32Array>, ages: Option<&Int64Array>, i: usize) -> usize {
        // Somebody who is still to be born at the epoch is of the youngest.
        if let Some(born) = born.filter(|born| born.is_valid(i)).map(|born| born.value(i)) {
            // The days descend; to count them all takes no branch that depends on the row.
            let reached = self.births.iter().map(|last| usize::from(born <= *last)).sum::<usize>();
            return reached.saturating_sub(1);
        }
        match ages.filter(|ages| ages.is_valid(i)).map(|ages| ages.value(i)) {
            Some(age) => self.bands.iter().rposition(|least| i64::from(*least) <= age).unwrap_or(0),
            None => self.bands.len(),
        }
    }
}

impl Maker for ByAge {
    fn data_type(&self) -> DataType {
        DataType::Utf8
    }

    fn values(&self) -> Option<Vec<String>> {
        Some(self.labels.distinct())
    }

    fn law(&self) -> String {
        self.law.to_owned()
    }

    fn sources(&self) -> Vec<&'static Source> {
        self.source.into_iter().collect()
    }

    fn make(&self, ask: &Ask<'_>) -> Result<ArrayRef, String> {
        let mut column = TextColumn::new(ask.len(), 10);
        let (sexes, born, ages) = (SexColumn::of(ask, SEX), ask.dates(BORN), ask.integers(AGE));
        for i in 0..ask.len() {
            let law = &self.laws[self.band_at(born, ages, i)][group_of(sexes.get(i))];
            column.word(&self.labels, law.pick(high(ask.word(i, 0))));
            column.end();
        }
        column.finish()
    }
}

/// The position of a sex among the laws of a band.
#[inline]
fn group_of(sex: Option<Sex>) -> usize {
    match sex {
        Some(Sex::Female) => 0,
        Some(Sex::Male) => 1,
        None => 2,
    }
}

/// Compiles weights by band, sex and label; `people` says how many there are of each band where age is not known.
fn compile(weights: &[[Vec<u64>; 2]], people: &[u64]) -> Result<Vec<[Cutpoints; 3]>, Fault> {
    let law =
        |weights: Vec<u64>| Cutpoints::new(weights).ok_or_else(|| Fault::whole("no value has a weight"));
    let sum = |one: &[u64], other: &[u64]| one.iter().zip(other).map(|(a, b)| a + b).collect::<Vec<u64>>();
    let three = |[female, male]: &[Vec<u64>; 2]| -> Result<[Cutpoints; 3], Fault> {
        Ok([law(female.clone())?, law(male.clone())?, law(sum(female, male))?])
    };
    let mut laws = weights.iter().map(three).collect::<Result<Vec<_>, Fault>>()?;
    let mixed = |sex: usize| {
        let empty = vec![0u64; weights.first().map_or(0, |band| band[sex].len())];
        weights.iter().zip(people).fold(empty, |all, (band, people)| {
            let total = band[sex].iter().sum::<u64>().max(1);
            // Shares in millionths of a band, times its people in thousands.
            let part: Vec<u64> = band[sex].iter().map(|w| w * 1_000_000 / total * (people / 1_000)).collect();
            sum(&all, &part)
        })
    };
    laws.push(three(&[mixed(0), mixed(1)])?);
    Ok(laws)
}

/// For each band the last day of birth of those who have completed its least age at the epoch.
fn births_of(bands: &[i32], epoch: i32) -> Vec<i32> {
    bands.iter().map(|age| birthdays(epoch, *age).1).collect()
}

/// The people of each band of age, which begin at these ages.
fn people_of(bands: &[i32], epoch: i32) -> Vec<u64> {
    let ages = Pyramid::on(epoch).of(None);
    let at = |band: usize| bands.get(band).and_then(|age| usize::try_from(*age).ok()).unwrap_or(ages.len());
    (0..bands.len())
        .map(|band| ages.get(at(band)..at(band + 1)).map_or(0, |people| people.iter().sum()))
        .collect()
}

const MARITAL: [(&str, &str); 6] = [
    ("single", "S"),
    ("married", "M"),
    ("divorced", "D"),
    ("widowed", "W"),
    ("separated", "A"),
    ("partner", "P"),
];

/// The least age, and of a thousand women and a thousand men how many are of each status.
const MARITAL_BY_AGE: [(i32, [u64; 6], [u64; 6]); 10] = [
    (0, [1000, 0, 0, 0, 0, 0], [1000, 0, 0, 0, 0, 0]),
    (16, [994, 4, 0, 0, 0, 2], [997, 2, 0, 0, 0, 1]),
    (18, [905, 60, 5, 0, 5, 25], [940, 38, 3, 0, 3, 16]),
    (25, [480, 420, 35, 3, 17, 45], [565, 355, 25, 2, 12, 41]),
    (35, [225, 600, 95, 8, 32, 40], [270, 590, 70, 4, 24, 42]),
    (45, [150, 620, 150, 20, 35, 25], [180, 640, 115, 8, 27, 30]),
    (55, [105, 615, 175, 60, 27, 18], [130, 670, 130, 25, 22, 23]),
    (65, [65, 575, 175, 150, 20, 15], [80, 715, 125, 50, 15, 15]),
    (75, [45, 430, 130, 370, 15, 10], [50, 730, 85, 115, 10, 10]),
    (85, [40, 200, 75, 675, 5, 5], [35, 580, 55, 320, 5, 5]),
];

/// The least ages, and the laws for them.
fn marital_laws(epoch: i32) -> Result<(Vec<i32>, Vec<[Cutpoints; 3]>), Fault> {
    let bands: Vec<i32> = MARITAL_BY_AGE.iter().map(|(age, ..)| *age).collect();
    let weights: Vec<[Vec<u64>; 2]> =
        MARITAL_BY_AGE.iter().map(|(_, f, m)| [f.to_vec(), m.to_vec()]).collect();
    let mut people = people_of(&bands, epoch);
    // The question is put to adults: where the age is not known, the first two bands do not count.
    people.iter_mut().take(2).for_each(|children| *children = 0);
    let laws = compile(&weights, &people)?;
    Ok((bands, laws))
}

/// The law of marital status, for kinds that need it of somebody of whom none is known.
pub(super) struct MaritalLaw {
    bands: Vec<i32>,
    laws: Vec<[Cutpoints; 3]>,
}

impl MaritalLaw {
    pub(super) fn new(epoch: i32) -> Result<Self, Fault> {
        let (bands, laws) = marital_laws(epoch)?;
        Ok(Self { bands, laws })
    }

    /// The word for somebody of an age and a sex.
    pub(super) fn pick(&self, age: i32, sex: Option<Sex>, word: u64) -> &'static str {
        let band = self.bands.iter().rposition(|least| *least <= age).unwrap_or(0);
        MARITAL[self.laws[band][group_of(sex)].pick(high(word))].0
    }
}

fn build_marital(settings: &Settings) -> Result<Box<dyn Maker>, Fault> {
    check_sex(settings)?;
    let hl7 = settings.text("style") == Some("hl7");
    let (bands, laws) = marital_laws(settings.epoch)?;
    Ok(Box::new(ByAge {
        labels: MARITAL.iter().map(|(word, code)| if hl7 { *code } else { *word }).collect(),
        laws,
        births: births_of(&bands, settings.epoch),
        bands,
        law: "by the shares of age and sex",
        source: None,
    }))
}

fn build_insurance(settings: &Settings) -> Result<Box<dyn Maker>, Fault> {
    let names = payers::PAYER.names();
    let word = settings.text("style") == Some("word");
    let bands: Vec<i32> =
        payers::GROUPS.iter().map(|rows| i32::from(payers::AGE_LOW.get(rows.start))).collect();
    let weights: Vec<[Vec<u64>; 2]> = payers::GROUPS
        .iter()
        .map(|rows| {
            let mut weights = vec![0u64; names.len()];
            for row in rows {
                weights[usize::from(payers::PAYER.index(row))] += u64::from(payers::WEIGHT.get(row));
            }
            [weights.clone(), weights]
        })
        .collect();
    Ok(Box::new(ByAge {
        labels: names.iter().map(|name| if word { payer_word(name) } else { name }).collect(),
        laws: compile(&weights, &people_of(&bands, settings.epoch))?,
        births: births_of(&bands, settings.epoch),
        bands,
        law: "by the shares of payers at the age",
        source: Some(&payers::SOURCE),
    }))
}

/// One word for a payer of the table.
pub(crate) fn payer_word(name: &'static str) -> &'static str {
    match name {
        "Employer-sponsored" => "employer",
        "Direct purchase / Marketplace" => "marketplace",
        "Medicaid / CHIP" => "medicaid",
        "TRICARE / VA" => "military",
        "Medicare (disability)" => "medicare_disability",
        "Medicare (original)" => "medicare",
        "Medicare Advantage" => "medicare_advantage",
        "Dual Medicare + Medicaid" => "dual",
        "Uninsured / self-pay" => "uninsured",
        other => other,
    }
}
