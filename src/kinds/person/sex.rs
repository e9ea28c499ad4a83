//! The kind `sex`, and how other kinds read a column of it.

use super::super::{
    Ask, Build, Edges, Family, Fault, Input, Kind, Maker, Param, Settings, Shape, Takes, TextColumn, Words,
};
use super::birth::{MAX_AGE, MIN_AGE, ages_of};
use super::pyramid::{AGES, Pyramid};
use super::years::age_on;
use crate::draw::{Cutpoints, high, unit};
use crate::kinds::likeness::one_of;
use crate::kinds::masking::Masking;
use crate::reference::{Sex, Source, age_sex};
use arrow::array::{Array, ArrayRef, StringArray};
use arrow::datatypes::DataType;
use std::ops::RangeInclusive;

/// The input of kinds that differ by sex.
pub(super) const SEX_INPUT: Input = Input {
    name: "sex",
    takes: Takes::Text,
    summary: "The sex: `F`, `M`, `female` or `male` in any case. NULL and every other value mean that it is not \
              known: the law of both together.",
    required: false,
    natural: &["sex"],
};

/// The input of kinds that differ by age.
pub(super) const BORN_INPUT: Input = Input {
    name: "born",
    takes: Takes::Date,
    summary: "The date of birth; NULL means that it is not known.",
    required: false,
    natural: &["birth_date"],
};

pub(super) const SEX: Kind = Kind {
    name: "sex",
    mask: Masking::QUASI,
    names: &[
        "sex",
        "gender",
        "sex at birth",
        "birth sex",
        "assigned sex",
        "administrative gender",
        "gender identity",
        "legal sex",
        "sex code",
        "sex ident code",
        "gender code",
    ],
    recognise: Some(|text| {
        one_of(
            text,
            &[
                "f",
                "m",
                "x",
                "u",
                "female",
                "male",
                "unknown",
                "other",
                "nonbinary",
                "non-binary",
                "undifferentiated",
            ],
        )
    }),
    family: Family::Person,
    version: 2,
    summary: "The administrative sex: `F` and `M` as in the population at the epoch, `X` 0.3 %, `U` 0.1 %.",
    params: &[
        Param::optional(
            "values",
            Shape::Weights,
            "F and M by the population; X 0.3 %, U 0.1 %",
            "The values with their weights.",
        ),
        MIN_AGE,
        MAX_AGE,
    ],
    inputs: &[Input {
        summary: "The date of birth: of the values `F` and `M` each then has the share that it has at that age. \
                  NULL or not given: the shares of all ages.",
        ..BORN_INPUT
    }],
    example: r#"sex = { kind = "sex" }"#,
    source: "United Nations, World Population Prospects 2024; X and U are shares that registration systems commonly see",
    build: Build::Maker(build),
    ..Kind::BLANK
};

/// The sex that a letter means, looked up where a comparison of what comes at random would stall.
static LETTERS: [Option<Sex>; 256] = {
    let mut letters = [None; 256];
    letters[b'F' as usize] = Some(Sex::Female);
    letters[b'f' as usize] = Some(Sex::Female);
    letters[b'M' as usize] = Some(Sex::Male);
    letters[b'm' as usize] = Some(Sex::Male);
    letters
};

/// The sex that a text means.
#[inline]
pub(crate) fn sex_of(text: &str) -> Option<Sex> {
    match text.as_bytes() {
        [letter] => LETTERS[usize::from(*letter)],
        longer if longer.eq_ignore_ascii_case(b"female") => Some(Sex::Female),
        longer if longer.eq_ignore_ascii_case(b"male") => Some(Sex::Male),
        _ => None,
    }
}

/// An input of sexes.
#[derive(Clone, Copy)]
pub(super) struct SexColumn<'a>(Option<&'a StringArray>);

impl<'a> SexColumn<'a> {
    /// Input `n`.
    pub(super) fn of(ask: &'a Ask<'_>, n: usize) -> Self {
        Self(ask.text(n))
    }

    /// The sex of the `i`th row.
    #[inline]
    pub(super) fn get(self, i: usize) -> Option<Sex> {
        let sexes = self.0?;
        if sexes.is_valid(i) { sex_of(sexes.value(i)) } else { None }
    }
}

/// Refuses an input `sex` of which it is known that no value means a sex.
pub(super) fn check_sex(settings: &Settings) -> Result<(), Fault> {
    match settings.inputs.get("sex") {
        Some(Some(values)) if !values.is_empty() && values.iter().all(|v| sex_of(v).is_none()) => {
            Err(Fault::of("sex", format!("none of the values {} means a sex", values.join(", ")))
                .help("write `F` and `M`, or `female` and `male`; translate others with an expression"))
        }
        _ => Ok(()),
    }
}

fn build(settings: &Settings) -> Result<Box<dyn Maker>, Fault> {
    let ages = ages_of(settings)?;
    let pyramid = Pyramid::on(settings.epoch);
    let mut pairs: Vec<(String, f64)> = match settings.weights("values") {
        None => {
            let female = share_of(&pyramid, 0..=AGES - 1);
            let known = [("F", female * 0.996), ("M", (1.0 - female) * 0.996), ("X", 0.003), ("U", 0.001)];
            known.map(|(value, weight)| (value.to_owned(), weight)).into()
        }
        Some(pairs) => pairs
            .into_iter()
            .map(|(value, weight)| value.to_text().map(|text| (text, weight)))
            .collect::<Option<_>>()
            .ok_or_else(|| Fault::of("values", "a sex is written as a text"))?,
    };
    let position = |pairs: &[(String, f64)], sex| {
        pairs.iter().position(|(text, weight)| sex_of(text) == Some(sex) && *weight > 0.0)
    };
    let both = position(&pairs, Sex::Female).zip(position(&pairs, Sex::Male));
    if let Some((female, male)) = both
        && ages != (0..=AGES - 1)
    {
        narrow(&mut pairs, (female, male), &pyramid, ages);
    }
    let shares: Vec<f64> = pairs.iter().map(|(_, w)| *w).collect();
    let law = Cutpoints::from_shares(&shares)
        .ok_or_else(|| Fault::of("values", "no value has a weight above zero, or a weight is negative"))?;
    let by_age = match both {
        Some((female, male)) if settings.has_input("born") => {
            Some(ByAge::new(settings.epoch, &shares, female, male))
        }
        _ => None,
    };
    Ok(Box::new(Sexes {
        law,
        edges: edges(&pairs),
        values: Words::new(pairs.iter().map(|(v, _)| v)),
        by_age,
        epoch: settings.epoch,
    }))
}

/// Every value that can be drawn: after those that mean a sex each time one of those that do not.
fn edges(pairs: &[(String, f64)]) -> Vec<String> {
    let possible = pairs.iter().filter(|(_, weight)| *weight > 0.0).map(|(value, _)| value);
    let (known, others): (Vec<&String>, Vec<&String>) = possible.partition(|value| sex_of(value).is_some());
    let turns = others.iter().flat_map(|other| known.iter().chain(std::iter::once(other)));
    turns.chain(&known).map(|value| (*value).clone()).collect()
}

/// The share of females among the people of some ages.
#[expect(clippy::cast_precision_loss, reason = "people are counted below 2^53")]
fn share_of(pyramid: &Pyramid, ages: RangeInclusive<usize>) -> f64 {
    let people: u64 = pyramid.between(ages.clone());
    let female: u64 = pyramid.of(Some(Sex::Female)).iter().take(ages.end() + 1).skip(*ages.start()).sum();
    if people > 0 { female as f64 / people as f64 } else { 0.5 }
}

/// Splits what females and males have together as people of these ages are split, keeping the odds that were asked for.
fn narrow(
    pairs: &mut [(String, f64)],
    (female, male): (usize, usize),
    pyramid: &Pyramid,
    ages: RangeInclusive<usize>,
) {
    let odds = |share: f64| share / (1.0 - share).max(f64::MIN_POSITIVE);
    let usual = odds(share_of(pyramid, 0..=AGES - 1));
    let narrowed = pairs[female].1 / pairs[male].1 * odds(share_of(pyramid, ages)) / usual;
    let together = pairs[female].1 + pairs[male].1;
    pairs[female].1 = together * narrowed / (1.0 + narrowed);
    pairs[male].1 = together / (1.0 + narrowed);
}

/// The split of the female and the male, by age.
struct ByAge {
    female: usize,
    male: usize,
    /// The female share of the two, for each age.
    shares: Vec<f64>,
}

impl ByAge {
    /// Keeps the overall split that the weights ask for where it differs from the pyramid's.
    fn new(epoch: i32, weights: &[f64], female: usize, male: usize) -> Self {
        let pyramid = Pyramid::on(epoch);
        let people = |sex| pyramid.of(Some(sex)).iter().sum::<u64>();
        #[expect(clippy::cast_precision_loss, reason = "people are counted below 2^53")]
        let usual = people(Sex::Female) as f64 / people(Sex::Male) as f64;
        let odds = weights[female] / weights[male] / usual;
        let share = |age| {
            let female = pyramid.female_share(age) * odds;
            female / (female + 1.0 - pyramid.female_share(age))
        };
        Self { female, male, shares: (0..AGES).map(share).collect() }
    }
}

struct Sexes {
    law: Cutpoints,
    edges: Vec<String>,
    values: Words,
    by_age: Option<ByAge>,
    epoch: i32,
}

impl Maker for Sexes {
    fn data_type(&self) -> DataType {
        DataType::Utf8
    }

    fn values(&self) -> Option<Vec<String>> {
        Some(self.values.iter().map(str::to_owned).collect())
    }

    fn edges(&self) -> Edges {
        Edges::texts(&self.edges)
    }

    fn law(&self) -> String {
        match self.by_age {
            Some(_) => "by the given weights, split by age as the population is".into(),
            None => "by the given weights".into(),
        }
    }

    fn sources(&self) -> Vec<&'static Source> {
        self.by_age.iter().map(|_| &age_sex::SOURCE).collect()
    }

    fn make(&self, ask: &Ask<'_>) -> Result<ArrayRef, String> {
        let mut column = TextColumn::new(ask.len(), 1);
        let born = ask.dates(0);
        for i in 0..ask.len() {
            let word = ask.word(i, 0);
            let mut value = self.law.pick(high(word));
            if let (Some(split), Some(born)) = (&self.by_age, born)
                && (value == split.female || value == split.male)
                && born.is_valid(i)
            {
                let age = usize::try_from(age_on(born.value(i), self.epoch)).unwrap_or(0);
                let share = split.shares[age.min(split.shares.len() - 1)];
                // The low half of the word is not used above.
                value = if unit(word << 32) < share { split.female } else { split.male };
            }
            column.word(&self.values, value);
            column.end();
        }
        column.finish()
    }
}
