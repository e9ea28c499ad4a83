//! The kind `observation_value`: what a test shows of somebody of a sex and an age who has what they have.

use super::age::{AgeInputs, BORN, ON};
use super::body::{Body, Measure};
use super::coded::kind;
use super::diagnosis::{SEX, SEXES, sex_index};
use super::observation::OF_REQUIRED;
use crate::draw::{Width, inverse_normal, unit};
use crate::kinds::{Ask, Edges, Fault, Input, Kind, Maker, Param, Settings, Shape, Takes};
use crate::reference::{I32, Source, lab_ages, lab_conditions, lab_ranges};
use arrow::array::{Array, ArrayRef, Float64Array};
use arrow::datatypes::DataType;
use std::sync::Arc;

const OF_SEX: usize = 1;
const BORN_AT: usize = 2;
const DIAGNOSIS: usize = 4;
const BODY: usize = 5;

/// The kind `observation_value`.
pub(super) const OBSERVATION_VALUE: Kind = kind(
    "observation_value",
    "The value of an observation: plausible for its code, mostly usual for the sex and the age, or for what somebody has, with the \
     decimals that are reported.",
    &[Param::optional(
        "normal_rate",
        Shape::Number,
        "0.85",
        "The share of values in the usual range; the others lie beyond it, fewer the further.",
    )],
    &[
        OF_REQUIRED,
        Input {
            summary: "F or M, for ranges that differ. Where it is anything else, NULL or not given, those of all.",
            ..SEX
        },
        BORN,
        ON,
        Input {
            name: "diagnosis",
            takes: Takes::Text,
            summary: "ICD-10-CM codes, one or several with anything between them: four values in five lie in the range that is usual \
                      under one of them, where one is known. NULL or not given: nothing is known.",
            required: false,
            natural: &["conditions"],
        },
        Input {
            name: "body",
            takes: Takes::Integer,
            summary: "A number of the person's own: height, weight and body mass index of one person on one day are then those \
                      of one body, usual for the sex and the age. NULL or not given: each is drawn alone.",
            required: false,
            natural: &[],
        },
    ],
    r#"value = { kind = "observation_value", of = "_obs", sex = "sex", born = "birth_date", diagnosis = "conditions" }"#,
    "ranges compiled for this project, approximate; laboratories differ",
    build,
);

/// The share of values that show what somebody has.
const SHOWN: f64 = 0.8;

/// What the tables say of one code, by their rows.
#[derive(Default)]
struct Known {
    ages: Vec<usize>,
    conditions: Vec<usize>,
}

struct Values {
    normal_rate: f64,
    age: AgeInputs,
    /// For each row of `lab_ranges`.
    known: Vec<Known>,
    /// What each row of `lab_ranges` measures of a body.
    measures: Vec<Option<Measure>>,
}

fn build(settings: &Settings) -> Result<Box<dyn Maker>, Fault> {
    let normal_rate = settings.number("normal_rate").unwrap_or(0.85);
    if !(0.0..=1.0).contains(&normal_rate) {
        return Err(Fault::of("normal_rate", format!("the share {normal_rate} is not between 0 and 1")));
    }
    let of = |code: &str| Known {
        ages: (0..lab_ages::ROWS).filter(|&at| lab_ages::LOINC.get(at) == code).collect(),
        conditions: (0..lab_conditions::ROWS).filter(|&at| lab_conditions::LOINC.get(at) == code).collect(),
    };
    let known = (0..lab_ranges::ROWS).map(|row| of(lab_ranges::LOINC.get(row))).collect();
    let age = AgeInputs { born: BORN_AT, on: BORN_AT + 1, epoch: settings.epoch };
    let measures = (0..lab_ranges::ROWS).map(|row| Measure::of(lab_ranges::LOINC.get(row))).collect();
    Ok(Box::new(Values { normal_rate, age, known, measures }))
}

fn number(column: I32, row: usize) -> f64 {
    f64::from(column.get(row))
}

/// The normal range is that of 95 of 100 healthy people: two deviations to each side, and no more.
fn within((low, high): (f64, f64), u: f64) -> f64 {
    let z = inverse_normal(0.022_75 + 0.954_5 * u);
    (f64::midpoint(low, high) + z * (high - low) / 4.0).clamp(low, high)
}

/// Whether one of the codes in a text begins so.
fn has(codes: &str, start: &str) -> bool {
    let part = |c: char| !c.is_ascii_alphanumeric() && c != '.';
    codes.split(part).any(|code| code.starts_with(start))
}

impl Values {
    /// The range that is usual for the sex (0 not known, 1 female, 2 male) and the age in months.
    fn usual(&self, row: usize, sex: usize, months: Option<u32>) -> (f64, f64) {
        let adults = (number(lab_ranges::NORMAL_LOW, row), number(lab_ranges::NORMAL_HIGH, row));
        let Some(months) = months else { return adults };
        let of = |wanted: &str| {
            self.known[row].ages.iter().copied().find(|&at| {
                let ages = lab_ages::MONTHS_FROM.get(at)..=lab_ages::MONTHS_TO.get(at);
                lab_ages::SEX.get(at) == wanted && ages.contains(&in_table(months))
            })
        };
        let found = of(SEXES[sex]).or_else(|| of(SEXES[0]));
        found.map_or(adults, |at| (number(lab_ages::NORMAL_LOW, at), number(lab_ages::NORMAL_HIGH, at)))
    }

    /// The range that is usual under what somebody has.
    fn shown(&self, row: usize, codes: &str, months: Option<u32>) -> Option<(f64, f64)> {
        let at = self.known[row].conditions.iter().copied().find(|&at| {
            let ages = lab_conditions::MONTHS_FROM.get(at)..=lab_conditions::MONTHS_TO.get(at);
            // Who says nothing of an age is grown.
            ages.contains(&months.map_or(GROWN, in_table)) && has(codes, lab_conditions::CODE.get(at))
        })?;
        Some((number(lab_conditions::LOW, at), number(lab_conditions::HIGH, at)))
    }

    /// What is measured of the body of a person.
    fn of_body(&self, measure: Measure, number: i64, ask: &Ask<'_>, i: usize) -> f64 {
        let months = self.age.months(ask, i);
        let (sex, body) = (sex_index(ask, OF_SEX, i), Body::of(number, months.unwrap_or(u32::from(GROWN))));
        let row = |wanted| self.measures.iter().position(|m| *m == Some(wanted)).unwrap_or(0);
        let (height, index) = (row(Measure::Height), row(Measure::Index));
        let codes = ask.text(DIAGNOSIS).filter(|a| a.is_valid(i)).map_or("", |a| a.value(i));
        let shown = self.shown(index, codes, months).filter(|_| body.shows < SHOWN);
        let range = shown.unwrap_or_else(|| self.usual(index, sex, months));
        let height = within(self.usual(height, sex, months), body.height);
        Body::measure(measure, height, within(range, body.index))
    }

    /// A value in thousandths of the unit.
    fn thousandths(&self, row: usize, ask: &Ask<'_>, i: usize) -> f64 {
        if let Some(measure) = self.measures[row]
            && let Some(numbers) = ask.integers(BODY).filter(|numbers| numbers.is_valid(i))
        {
            return self.of_body(measure, numbers.value(i), ask, i);
        }
        let words = [ask.word(i, 0), ask.word(i, 1)];
        let (first, u) = (unit(words[0]), unit(words[1]));
        let months = self.age.months(ask, i);
        let codes = ask.text(DIAGNOSIS).filter(|a| a.is_valid(i)).map_or("", |a| a.value(i));
        // The further bits of the first draw decide whether a condition shows, and leave the rest as it is.
        let shows = unit(words[0] << 32) < SHOWN;
        if let Some(range) = self.shown(row, codes, months).filter(|_| shows) {
            return within(range, u);
        }
        let (low, high) = (number(lab_ranges::LOW, row), number(lab_ranges::HIGH, row));
        let usual = self.usual(row, sex_index(ask, OF_SEX, i), months);
        let (below, above) = (usual.0 - low, high - usual.1);
        if first < self.normal_rate || below + above <= 0.0 {
            return within(usual, u);
        }
        let share = below / (below + above);
        if u < share {
            let depth = u / share;
            usual.0 - below * depth * depth * depth
        } else {
            let depth = (u - share) / (1.0 - share);
            usual.1 + above * depth * depth * depth
        }
    }
}

/// An age of the tables.
fn in_table(months: u32) -> u16 {
    u16::try_from(months).unwrap_or(u16::MAX).min(LATEST)
}

/// The greatest age of the tables in months, and one of a grown person.
const LATEST: u16 = 1_500;
const GROWN: u16 = 480;

impl Maker for Values {
    fn data_type(&self) -> DataType {
        DataType::Float64
    }

    fn width(&self) -> Width {
        Width::Four
    }

    fn law(&self) -> String {
        format!(
            "normal law over the code's usual range for {:.0} %, beyond it for the others; under a diagnosis that shows in it four \
             in five over the range that is usual then",
            self.normal_rate * 100.0
        )
    }

    fn sources(&self) -> Vec<&'static Source> {
        vec![&lab_ranges::SOURCE, &lab_ages::SOURCE, &lab_conditions::SOURCE]
    }

    /// The ends of what a test can show, and of what is usual for the sex and the age.
    fn edges(&self) -> Edges {
        Edges::Fitting(4)
    }

    fn make_edges(&self, ask: &Ask<'_>, cases: &[usize]) -> Result<ArrayRef, String> {
        rounded(ask, |row, i| {
            let usual = self.usual(row, sex_index(ask, OF_SEX, i), self.age.months(ask, i));
            match cases[i] {
                0 => number(lab_ranges::LOW, row),
                1 => number(lab_ranges::HIGH, row),
                2 => usual.0,
                _ => usual.1,
            }
        })
    }

    fn make(&self, ask: &Ask<'_>) -> Result<ArrayRef, String> {
        rounded(ask, |row, i| self.thousandths(row, ask, i))
    }
}

/// Values in thousandths of the unit, with the decimals that are reported.
fn rounded(ask: &Ask<'_>, thousandths: impl Fn(usize, usize) -> f64) -> Result<ArrayRef, String> {
    let Some(handles) = ask.handles(0) else { return Err("the input `of` is missing".to_owned()) };
    let value = |i: usize| {
        if !handles.is_valid(i) {
            return Ok(None);
        }
        let row = handles.value(i) as usize;
        if row >= lab_ranges::ROWS {
            return Err("`of` holds no row of the table `lab_ranges`".to_owned());
        }
        let step = [1_000.0, 100.0, 10.0, 1.0][usize::from(lab_ranges::DECIMALS.get(row)).min(3)];
        // Rounded into the range, so that a bound between two steps is not crossed.
        let (low, high) = (number(lab_ranges::LOW, row), number(lab_ranges::HIGH, row));
        let steps = libm::round(thousandths(row, i) / step);
        Ok(Some(steps.clamp(libm::ceil(low / step), libm::floor(high / step)) * step / 1_000.0))
    };
    let values = (0..ask.len()).map(value).collect::<Result<Float64Array, String>>()?;
    Ok(Arc::new(values))
}
