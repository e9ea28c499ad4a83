//! The date of birth, by the national pyramid, and the age.

use super::super::{
    Ask, Build, Family, Fault, Input, Kind, Maker, Param, Settings, Shape, Takes, arrow_date,
};
use super::pyramid::{AGES, Pyramid};
use super::sex::{BORN_INPUT, SEX_INPUT, SexColumn, check_sex};
use super::years::{age_on, birthdays, days};
use crate::draw::{Cutpoints, high, low};
use crate::kinds::edges::{self, Edges};
use crate::kinds::masking::Masking;
use crate::reference::{Sex, Source, age_sex, life_tables, places, raked};
use arrow::array::{Array, ArrayRef, Int64Array, UInt32Array};
use arrow::datatypes::DataType;
use std::ops::RangeInclusive;
use std::sync::Arc;

/// Narrows the ages; what is drawn with it is drawn as among people of these ages.
pub(in crate::kinds) const MIN_AGE: Param =
    Param::optional("min_age", Shape::Integer, "0", "The least age in completed years at the epoch.");
/// Narrows the ages from above.
pub(in crate::kinds) const MAX_AGE: Param =
    Param::optional("max_age", Shape::Integer, "110", "The greatest age in completed years at the epoch.");

/// The ages that the parameters `min_age` and `max_age` leave.
pub(crate) fn ages_of(settings: &Settings) -> Result<RangeInclusive<usize>, Fault> {
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
    Ok(min..=max)
}

pub(super) const BIRTH_DATE: Kind = Kind {
    name: "birth_date",
    mask: Masking::DATE,
    names: &[
        "birth date",
        "date of birth",
        "dob",
        "birthdate",
        "birthday",
        "born on",
        "date birth",
        "born",
        "=birth",
        "=f birth",
        "data birth",
        "data di birth",
    ],
    recognise: Some(crate::kinds::likeness::date),
    family: Family::Person,
    version: 2,
    summary: "The date of birth of somebody alive at the epoch, by the age and sex of the population, there where they \
              live.",
    params: &[
        MIN_AGE,
        MAX_AGE,
        Param::optional("year", Shape::Integer, "the epoch's year", "The year whose population is taken."),
    ],
    inputs: &[
        SEX_INPUT,
        Input {
            name: "place",
            takes: Takes::Place,
            summary: "The place of residence, a hidden column of kind `place`: the ages of people there. NULL or not \
                      given: those of the nation.",
            required: false,
            natural: &["place"],
        },
    ],
    example: r#"birth_date = { kind = "birth_date", sex = "sex" }"#,
    source: "United Nations, World Population Prospects 2024 (CC BY 3.0 IGO), in single years; by place after the American \
             Community Survey 2018-2022, raked to it",
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
    let ages = ages_of(settings)?;
    let by_place = settings.has_input("place");
    let (nation, groups) = match settings.integer("year") {
        None if by_place => (Pyramid::on(settings.epoch), Pyramid::groups_on(settings.epoch)),
        None => (Pyramid::on(settings.epoch), Vec::new()),
        Some(year) => {
            let year = i32::try_from(year)
                .ok()
                .filter(|year| (1900..=2100).contains(year))
                .ok_or_else(|| Fault::of("year", "expected a year between 1900 and 2100"))?;
            let middle = days(year, 7, 1);
            (Pyramid::of_year(year), if by_place { Pyramid::groups_on(middle) } else { Vec::new() })
        }
    };
    let laws = |pyramid: &Pyramid| {
        let law = |sex| Cutpoints::new(pyramid.of(sex).into_iter().take(ages.end() + 1).skip(*ages.start()));
        Some(BySex { laws: [law(Some(Sex::Female))?, law(Some(Sex::Male))?, law(None)?] })
    };
    let nation_laws =
        laws(&nation).ok_or_else(|| Fault::of("min_age", "the table has nobody of these ages"))?;
    Ok(Box::new(Births {
        // Where a group has nobody of these ages, the nation's stand in.
        groups: groups.iter().map(|group| laws(group).unwrap_or_else(|| nation_laws.clone())).collect(),
        years: ages.clone().map(|age| Year::of(&nation.of(None), age, settings.epoch)).collect(),
        nation: nation_laws,
        ages,
        epoch: settings.epoch,
    }))
}

/// The ages of females, of males and of those whose sex is not known.
#[derive(Clone)]
struct BySex {
    laws: [Cutpoints; 3],
}

/// A year of age.
struct Year {
    /// The first day of birth of those of the age, and how many there are.
    first: i32,
    days: u32,
    /// By how much more are born on the last day than on the first, in parts of 2^16 of the mean.
    slope: i64,
}

impl Year {
    /// Among the old there are more of the younger within a year too: the number runs straight between its neighbours.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        reason = "people are counted below 2^53, and the slope is held to its bounds"
    )]
    fn of(people: &[u64], age: usize, epoch: i32) -> Self {
        let (first, last) = birthdays(epoch, i32::try_from(age).unwrap_or(0));
        let at = |age: usize| people.get(age).map_or(0.0, |people| *people as f64);
        let younger = if age == 0 { 2.0 * at(0) - at(1) } else { at(age - 1) };
        let slope = if at(age) > 0.0 { (younger - at(age + 1)) / (2.0 * at(age)) } else { 0.0 };
        Self {
            first,
            days: u32::try_from(last - first + 1).unwrap_or(365),
            slope: libm::round(slope.clamp(-1.0, 1.0) * 65_536.0) as i64,
        }
    }

    /// The day that 32 uniform bits pick.
    #[inline]
    fn day(&self, point: u32) -> i32 {
        // The inverse of a straight density, to the second order.
        let bow = (u64::from(point) * u64::from(u32::MAX - point)) >> 32;
        let moved = i64::from(point) + ((i64::from(high(bow << 32)) * self.slope) >> 17);
        let moved = u64::try_from(moved).unwrap_or(0).min(u64::from(u32::MAX));
        self.first + i32::try_from(high(moved * u64::from(self.days))).unwrap_or(0)
    }
}

struct Births {
    nation: BySex,
    /// For each group of places; empty where no place is given.
    groups: Vec<BySex>,
    years: Vec<Year>,
    ages: RangeInclusive<usize>,
    epoch: i32,
}

impl Births {
    /// The laws where somebody lives.
    #[inline]
    fn here(&self, homes: Option<&UInt32Array>, i: usize) -> &BySex {
        let place = homes.filter(|homes| homes.is_valid(i)).map(|homes| homes.value(i) as usize);
        let group = place.filter(|place| *place < places::ROWS).map(|place| raked::PLACE_GROUP.get(place));
        group.and_then(|group| self.groups.get(usize::from(group))).unwrap_or(&self.nation)
    }
}

impl Maker for Births {
    fn data_type(&self) -> DataType {
        DataType::Date32
    }

    fn edges(&self) -> Edges {
        edges::births(self.epoch, &self.ages)
    }

    fn law(&self) -> String {
        let (min, max) = (self.ages.start(), self.ages.end());
        let whose = if self.groups.is_empty() { "the nation's" } else { "the place's" };
        format!("{whose} ages from {min} to {max} by sex; within a year of age as its neighbours go on")
    }

    fn sources(&self) -> Vec<&'static Source> {
        let places = (!self.groups.is_empty()).then_some(&places::SOURCE);
        [&age_sex::SOURCE, &life_tables::SOURCE].into_iter().chain(places).collect()
    }

    fn make(&self, ask: &Ask<'_>) -> Result<ArrayRef, String> {
        let (sexes, homes) = (SexColumn::of(ask, 0), ask.handles(1));
        let born = |i: usize| {
            let sex = match sexes.get(i) {
                Some(Sex::Female) => 0,
                Some(Sex::Male) => 1,
                None => 2,
            };
            let word = ask.word(i, 0);
            self.years[self.here(homes, i).laws[sex].pick(high(word))].day(low(word))
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
