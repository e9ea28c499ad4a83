//! The date of death, by the life table of the cohort of birth.

use super::super::{Ask, Build, Family, Fault, Input, Kind, Maker, Param, Settings, Shape, arrow_date};
use super::pyramid::{AGES, Pyramid};
use super::sex::{BORN_INPUT, SEX_INPUT, SexColumn, check_sex};
use super::years::year_of;
use crate::draw::{Width, unit};
use crate::kinds::masking::Masking;
use crate::reference::{Sex, Source, age_sex, life_tables};
use arrow::array::{Array, ArrayRef};
use arrow::buffer::NullBuffer;
use arrow::datatypes::DataType;

/// Days of a year on average.
const YEAR: f64 = 365.2425;

const WITHIN: Param = Param::optional(
    "within",
    Shape::Duration,
    "\"10y\"",
    "How long before the epoch a death may lie: records are of people who were alive not too long ago.",
);

pub(super) const DEATH_DATE: Kind = Kind {
    name: "death_date",
    mask: Masking::DATE,
    names: &[
        "death date",
        "date of death",
        "dod",
        "deceased date",
        "deceased on",
        "deceased at",
        "died on",
        "died at",
        "date died",
    ],
    recognise: Some(crate::kinds::likeness::date),
    family: Family::Person,
    version: 2,
    summary: "The date of death of the few who have died by the epoch; NULL for the living.",
    params: &[
        Param::optional(
            "rate",
            Shape::Number,
            "0.02",
            "The share of the dead, from 0 to 1, among people of all ages: fewer of the young, more of the old.",
        ),
        WITHIN,
    ],
    inputs: &[
        Input {
            summary: "The date of birth. NULL, or a birth after the epoch, gives NULL.",
            required: true,
            ..BORN_INPUT
        },
        SEX_INPUT,
    ],
    example: r#"death_date = { kind = "death_date", born = "birth_date", sex = "sex" }"#,
    source: "U.S. Social Security Administration, cohort life tables",
    build: Build::Maker(build),
    ..Kind::BLANK
};

/// The survivors of a cohort: of 100,000 born, how many reach each age.
struct Cohorts {
    /// For each cohort and sex (female, male, both) the survivors by age.
    survivors: Vec<[Vec<f64>; 3]>,
    first: i32,
}

impl Cohorts {
    fn new() -> Self {
        let column = |group: usize| -> Vec<f64> {
            life_tables::LX.slice(life_tables::GROUPS.get(group)).iter().map(f64::from).collect()
        };
        let cohort = |index: usize| {
            let (female, male) = (column(index * 2), column(index * 2 + 1));
            let both = female.iter().zip(&male).map(|(f, m)| (f + m) / 2.0).collect();
            [female, male, both]
        };
        let survivors = (0..life_tables::GROUPS.len() / 2).map(cohort).collect();
        Self { survivors, first: i32::from(life_tables::BORN.get(0)) }
    }

    /// The survivors of the cohort of a year of birth, the nearest decade's that is not after it.
    fn of(&self, born: i32, sex: usize) -> &[f64] {
        let cohort = usize::try_from((born - self.first).div_euclid(10)).unwrap_or(0);
        &self.survivors[cohort.min(self.survivors.len() - 1)][sex]
    }
}

/// How many of a cohort reach an exact age, which is not negative: between whole years by straight lines.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "an age in years, not negative")]
fn reaching(survivors: &[f64], age: f64) -> f64 {
    let whole = age as u32;
    match (survivors.get(whole as usize), survivors.get(whole as usize + 1)) {
        (Some(now), Some(next)) => now + (next - now) * (age - f64::from(whole)),
        _ => survivors.last().copied().unwrap_or(0.0),
    }
}

/// The age at which as many of a cohort are left: the inverse of [`reaching`].
fn age_when(survivors: &[f64], left: f64) -> f64 {
    let above = survivors.iter().position(|&n| n <= left).unwrap_or(survivors.len() - 1).max(1);
    let (more, fewer) = (survivors[above - 1], survivors[above]);
    let part = if more > fewer { (more - left) / (more - fewer) } else { 0.0 };
    f64::from(u32::try_from(above - 1).unwrap_or(0)) + part.clamp(0.0, 1.0)
}

/// The chance of having died during the last `span` years of those who were alive then (or were born since).
fn mortality(survivors: &[f64], age: f64, span: f64) -> f64 {
    let before = reaching(survivors, (age - span).max(0.0));
    if before > 0.0 { 1.0 - reaching(survivors, age) / before } else { 1.0 }
}

fn build(settings: &Settings) -> Result<Box<dyn Maker>, Fault> {
    check_sex(settings)?;
    let rate = settings.number("rate").unwrap_or(0.02);
    if !(0.0..=1.0).contains(&rate) {
        return Err(Fault::of("rate", "a share lies between 0 and 1"));
    }
    #[expect(clippy::cast_precision_loss, reason = "spans of time are below 2^53 seconds")]
    let span =
        settings.duration("within")?.map_or(10.0, |micros| (micros / 1_000_000) as f64 / 86_400.0 / YEAR);
    if span <= 0.0 {
        return Err(Fault::of("within", "the time in which deaths may lie is empty"));
    }
    let cohorts = Cohorts::new();
    let factor = factor_of(&cohorts, settings.epoch, span, rate);
    let most = (0..AGES).map(|age| most_of(&cohorts, settings.epoch, span, age) * factor).collect();
    Ok(Box::new(Deaths { cohorts, epoch: settings.epoch, span, factor, most, rate }))
}

/// By what the mortality of each age is multiplied, so that of all ages together `rate` are dead.
#[expect(clippy::cast_precision_loss, reason = "people are counted below 2^53")]
fn factor_of(cohorts: &Cohorts, epoch: i32, span: f64, rate: f64) -> f64 {
    let people = Pyramid::on(epoch).of(None);
    let total = people.iter().sum::<u64>() as f64;
    let year = year_of(epoch);
    let chances: Vec<(f64, f64)> = (0..AGES)
        .zip(&people)
        .map(|(age, &people)| {
            let age = i32::try_from(age).unwrap_or(0);
            let survivors = cohorts.of(year - age, 2);
            (mortality(survivors, f64::from(age) + 0.5, span), people as f64 / total)
        })
        .collect();
    let dead =
        |factor: f64| chances.iter().map(|(chance, share)| (chance * factor).min(1.0) * share).sum::<f64>();
    // Bisection of a sum that grows with the factor; beyond the upper end every age is dead.
    let (mut low, mut high) = (0.0, 1e6);
    for _ in 0..80 {
        let middle = (low + high) / 2.0;
        if dead(middle) < rate { low = middle } else { high = middle }
    }
    high
}

/// The greatest mortality of those of a completed age, whatever their sex and birthday.
///
/// The survivors run straight between whole years, so that the mortality has its greatest value where a year of age ends,
/// now or at the beginning of the time.
fn most_of(cohorts: &Cohorts, epoch: i32, span: f64, age: usize) -> f64 {
    let completed = i32::try_from(age).unwrap_or(0);
    let ends = [0.0, span - libm::floor(span), 1.0].map(|part| f64::from(completed) + part);
    // An age in mean years may be a day off the calendar's.
    let births = [-1, 0, 1, 2].map(|years| year_of(epoch) - completed - years);
    let each = births.iter().flat_map(|&born| (0..3).map(move |sex| cohorts.of(born, sex)));
    let greatest =
        each.flat_map(|survivors| ends.map(|at| mortality(survivors, at, span))).fold(0.0, f64::max);
    // Beyond what rounding can add.
    greatest * 1.000_001
}

struct Deaths {
    cohorts: Cohorts,
    epoch: i32,
    /// Years before the epoch.
    span: f64,
    factor: f64,
    /// For each completed age a chance that is never below that of dying.
    most: Vec<f64>,
    rate: f64,
}

impl Maker for Deaths {
    fn data_type(&self) -> DataType {
        DataType::Date32
    }

    fn width(&self) -> Width {
        Width::Four
    }

    fn law(&self) -> String {
        format!("{} % of all ages together have died, by the life table of their cohort", self.rate * 100.0)
    }

    fn sources(&self) -> Vec<&'static Source> {
        vec![&life_tables::SOURCE, &age_sex::SOURCE]
    }

    fn make(&self, ask: &Ask<'_>) -> Result<ArrayRef, String> {
        let born = ask.dates(0).ok_or("the date of birth is missing")?;
        let sexes = SexColumn::of(ask, 1);
        let mut days = Vec::with_capacity(ask.len());
        let mut valid = Vec::with_capacity(ask.len());
        for i in 0..ask.len() {
            let died = if born.is_valid(i) {
                self.death_at([ask.word(i, 0), ask.word(i, 1)], sexes.get(i), born.value(i))
            } else {
                None
            };
            days.push(died.unwrap_or(0));
            valid.push(died.is_some());
        }
        Ok(arrow_date(days, Some(NullBuffer::from(valid))))
    }
}

impl Deaths {
    /// The day on which somebody born on a day died; `None` for the living.
    fn death_at(&self, words: [u64; 2], sex: Option<Sex>, born: i32) -> Option<i32> {
        if born > self.epoch {
            return None;
        }
        let sex = match sex {
            Some(Sex::Female) => 0,
            Some(Sex::Male) => 1,
            None => 2,
        };
        let age = f64::from(self.epoch - born) / YEAR;
        // Nearly everybody lives, of whom no more need be known.
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "an age in years, not negative"
        )]
        if self.most.get(age as usize).is_some_and(|most| unit(words[0]) >= *most) {
            return None;
        }
        let survivors = self.cohorts.of(year_of(born), sex);
        if unit(words[0]) >= (mortality(survivors, age, self.span) * self.factor).min(1.0) {
            return None;
        }
        let begin = (age - self.span).max(0.0);
        let (most, least) = (reaching(survivors, begin), reaching(survivors, age));
        let left = most - (most - least) * unit(words[1]);
        // Nobody of the oldest table is left: any day of the time will do.
        let at = if most > least { age_when(survivors, left) } else { begin + self.span * unit(words[1]) };
        Some(born + whole_days(at.clamp(begin, age)).clamp(0, self.epoch - born))
    }
}

#[expect(clippy::cast_possible_truncation, reason = "an age, in days")]
fn whole_days(years: f64) -> i32 {
    (years * YEAR) as i32
}
