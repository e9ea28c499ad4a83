//! The date of birth, by the national pyramid, and the age.

use super::super::{
    Ask, Build, Family, Fault, Input, Kind, Maker, Param, Settings, Shape, Takes, arrow_date,
};
use super::pyramid::{AGES, Pyramid};
use super::sex::{BORN_INPUT, SEX_INPUT, SexColumn, check_sex};
use super::years::{age_on, birthdays};
use crate::draw::{Cutpoints, high, low};
use crate::kinds::masking::Masking;
use crate::reference::{Sex, Source, age_sex};
use arrow::array::{Array, ArrayRef, Int64Array};
use arrow::datatypes::DataType;
use std::sync::Arc;

pub(super) const BIRTH_DATE: Kind = Kind {
    name: "birth_date",
    mask: Masking::DATE,
    names: &["birth date", "date of birth", "dob", "birthdate", "birthday", "born on", "date birth", "born"],
    recognise: Some(crate::kinds::likeness::date),
    family: Family::Person,
    version: 1,
    summary: "The date of birth of somebody alive at the epoch, by the age and sex of the population.",
    params: &[
        Param::optional("min_age", Shape::Integer, "0", "The least age in completed years at the epoch."),
        Param::optional(
            "max_age",
            Shape::Integer,
            "110",
            "The greatest age in completed years at the epoch.",
        ),
        Param::optional("year", Shape::Integer, "the epoch's year", "The year whose population is taken."),
    ],
    inputs: &[SEX_INPUT],
    example: r#"birth_date = { kind = "birth_date", sex = "sex" }"#,
    source: "United Nations, World Population Prospects 2024 (CC BY 3.0 IGO), in single years",
    build: Build::Maker(build),
    ..Kind::BLANK
};

pub(super) const AGE: Kind = Kind {
    name: "age",
    mask: Masking::AGE,
    names: &["=age", "age years", "age in years", "patient age", "age at", "person age"],
    family: Family::Person,
    version: 1,
    summary: "The completed years since birth; NULL where the birth is NULL or still to come.",
    params: &[],
    inputs: &[
        Input { summary: "The date of birth. NULL gives NULL.", required: true, ..BORN_INPUT },
        Input {
            name: "on",
            takes: Takes::Date,
            summary: "The day on which the age is meant; where it is not given, the epoch. NULL gives NULL.",
            required: false,
            natural: &[],
        },
    ],
    example: r#"age = { kind = "age", born = "birth_date" }"#,
    source: "",
    build: Build::Maker(|settings| Ok(Box::new(Age { epoch: settings.epoch }))),
    ..Kind::BLANK
};

fn build(settings: &Settings) -> Result<Box<dyn Maker>, Fault> {
    check_sex(settings)?;
    let oldest = AGES - 1;
    let bound = |name: &'static str, default: usize| match settings.integer(name) {
        None => Ok(default),
        Some(age) => usize::try_from(age)
            .ok()
            .filter(|age| *age <= oldest)
            .ok_or_else(|| Fault::of(name, format!("an age lies between 0 and {oldest}"))),
    };
    let (min, max) = (bound("min_age", 0)?, bound("max_age", oldest)?);
    if min > max {
        return Err(Fault::of("min_age", format!("the least age {min} is above the greatest age {max}")));
    }
    let pyramid = match settings.integer("year") {
        None => Pyramid::on(settings.epoch),
        Some(year) => Pyramid::of_year(
            i32::try_from(year)
                .ok()
                .filter(|year| (1900..=2100).contains(year))
                .ok_or_else(|| Fault::of("year", "expected a year between 1900 and 2100"))?,
        ),
    };
    let law = |sex| {
        Cutpoints::new(pyramid.of(sex).into_iter().take(max + 1).skip(min))
            .ok_or_else(|| Fault::of("min_age", "the table has nobody of these ages"))
    };
    let days = (min..=max).map(|age| {
        let (first, last) = birthdays(settings.epoch, i32::try_from(age).unwrap_or(0));
        (first, u32::try_from(last - first + 1).unwrap_or(365))
    });
    Ok(Box::new(Births {
        female: law(Some(Sex::Female))?,
        male: law(Some(Sex::Male))?,
        both: law(None)?,
        days: days.collect(),
        ages: (min, max),
    }))
}

struct Births {
    female: Cutpoints,
    male: Cutpoints,
    both: Cutpoints,
    /// For each age its first day of birth, and how many there are.
    days: Vec<(i32, u32)>,
    ages: (usize, usize),
}

impl Maker for Births {
    fn data_type(&self) -> DataType {
        DataType::Date32
    }

    fn law(&self) -> String {
        let (min, max) = self.ages;
        format!("the population's ages from {min} to {max} by sex; any day of the year of age alike")
    }

    fn sources(&self) -> Vec<&'static Source> {
        vec![&age_sex::SOURCE]
    }

    fn make(&self, ask: &Ask<'_>) -> Result<ArrayRef, String> {
        let sexes = SexColumn::of(ask, 0);
        let born = |i: usize| {
            let law = match sexes.get(i) {
                Some(Sex::Female) => &self.female,
                Some(Sex::Male) => &self.male,
                None => &self.both,
            };
            let word = ask.word(i, 0);
            let (first, days) = self.days[law.pick(high(word))];
            first + i32::try_from(high(u64::from(low(word)) * u64::from(days))).unwrap_or(0)
        };
        Ok(arrow_date((0..ask.len()).map(born).collect(), None))
    }
}

struct Age {
    epoch: i32,
}

impl Maker for Age {
    fn data_type(&self) -> DataType {
        DataType::Int64
    }

    fn law(&self) -> String {
        "completed years from the date of birth".into()
    }

    fn make(&self, ask: &Ask<'_>) -> Result<ArrayRef, String> {
        let born = ask.dates(0).ok_or("the date of birth is missing")?;
        let on = ask.dates(1);
        let age = |i: usize| {
            let day = match on {
                Some(on) => on.is_valid(i).then(|| on.value(i))?,
                None => self.epoch,
            };
            let born = born.is_valid(i).then(|| born.value(i))?;
            (born <= day).then(|| i64::from(age_on(born, day)))
        };
        let ages: Int64Array = (0..ask.len()).map(age).collect();
        Ok(Arc::new(ages))
    }
}
