//! Given names by sex and decade of birth, and middle names, which are given names too.

use super::super::{
    Ask, Build, Family, Fault, Input, Kind, Maker, Param, Settings, Shape, Takes, TextColumn,
};
use super::locale::{LOCALE, LocaleNames, SCRIPT, locale_of};
use super::origin::{ETHNICITY_INPUT, ORIGIN_COUNT, Origin, OriginColumns, RACE_INPUT, check_origin};
use super::sex::{BORN_INPUT, SEX_INPUT, SexColumn, check_sex};
use super::years::{days, year_of};
use crate::draw::{Cutpoints, Width, high, low};
use crate::kinds::edges::{self, Edges};
use crate::kinds::likeness::{first_names, named};
use crate::kinds::masking::{Masking, Read, Stand};
use crate::reference::{Sex, Source, first_name_races, first_names, locale_names};
use arrow::array::{Array, ArrayRef, Date32Array};
use arrow::datatypes::DataType;
use std::ops::Range;
use std::sync::OnceLock;

const SOURCE: &str = "U.S. Social Security Administration, names of births by decade; K. Tzioumis 2018 for race; Faker for \
                      other locales";

/// The inputs of a given name, in the order in which its maker reads them.
const INPUTS: [Input; 4] =
    [SEX_INPUT, BORN_IN, Input { natural: &[], ..RACE_INPUT }, Input { natural: &[], ..ETHNICITY_INPUT }];

const BORN_IN: Input = Input {
    summary: "The date of birth, whose decade's names are taken; NULL or not given: 40 years before the epoch.",
    ..BORN_INPUT
};

/// The inputs of a middle name.
const MIDDLE_INPUTS: [Input; 5] = [
    SEX_INPUT,
    BORN_IN,
    Input { natural: &[], ..RACE_INPUT },
    Input { natural: &[], ..ETHNICITY_INPUT },
    Input {
        name: "first",
        takes: Takes::Text,
        summary: "The given name, from which the middle name then differs; NULL or not given: it may be the same.",
        required: false,
        natural: &["first_name"],
    },
];

/// The place of the input that only a middle name has.
const FIRST: usize = 4;

pub(super) const FIRST_NAME: Kind = Kind {
    name: "first_name",
    mask: Masking::surrogate('A', Read::Name, Stand::Given).within("given_name"),
    names: &[
        "first name",
        "given name",
        "name given",
        "=given",
        "fname",
        "forename",
        "other names",
        "given names",
        "firstname",
        "first nm",
        "@person =first",
        "@person =given",
        "preferred name",
        "nickname",
        "first name 2",
        "goes by",
    ],
    recognise: Some(|text| named(text, first_names(), 2)),
    family: Family::Person,
    version: 1,
    summary: "A given name, as common as it is among people of the sex and the decade of birth.",
    params: &[LOCALE, SCRIPT],
    inputs: &INPUTS,
    example: r#"first_name = { kind = "first_name", sex = "sex", born = "birth_date" }"#,
    source: SOURCE,
    build: Build::Maker(|settings| {
        Ok(Box::new(FirstName {
            names: GivenNames::new(settings)?,
            initials: 0,
            point: false,
            middle: false,
        }))
    }),
    ..Kind::BLANK
};

pub(super) const MIDDLE_NAME: Kind = Kind {
    name: "middle_name",
    mask: Masking::surrogate('A', Read::Name, Stand::Given).within("given_name"),
    names: &[
        "middle name",
        "middle initial",
        "mname",
        "middlename",
        "@person =middle",
        "=mi",
        "patient initials",
        "participant initials",
        "subject initials",
        "middle nm",
        "patient mi",
        "member mi",
        "subscriber mi",
        "insured mi",
    ],
    family: Family::Person,
    version: 1,
    summary: "A middle name or its initial; not everybody has one, so give it a null rate.",
    params: &[
        LOCALE,
        SCRIPT,
        Param::optional("initial", Shape::Number, "0.35", "The share, from 0 to 1, written as an initial."),
        Param::optional("point", Shape::Boolean, "false", "Whether a point follows an initial."),
    ],
    inputs: &MIDDLE_INPUTS,
    example: r#"middle_name = { kind = "middle_name", sex = "sex", born = "birth_date", first = "first_name", null = 0.2 }"#,
    source: SOURCE,
    build: Build::Maker(build_middle),
    ..Kind::BLANK
};

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of 2^32, held to it")]
fn build_middle(settings: &Settings) -> Result<Box<dyn Maker>, Fault> {
    let share = settings.number("initial").unwrap_or(0.35);
    if !(0.0..=1.0).contains(&share) {
        return Err(Fault::of("initial", "a share lies between 0 and 1"));
    }
    let initials = libm::round(share * 4_294_967_296.0) as u64;
    Ok(Box::new(FirstName {
        names: GivenNames::new(settings)?,
        initials,
        point: settings.flag("point"),
        middle: true,
    }))
}

/// The law of given names.
pub(super) enum GivenNames {
    /// By sex, decade and origin.
    Home(Decades),
    /// Of another locale, equally likely.
    Abroad(LocaleNames),
}

/// Decades of the table.
const DECADES: usize = 11;

/// For each decade the names of females, of males and of both.
const PER_DECADE: usize = 3;

/// The laws that were needed so far: by decade and sex, for everybody and then for each origin. A law is made from the
/// table alone, so it does not matter which column asks first.
static LAWS: [OnceLock<Option<Cutpoints>>; DECADES * PER_DECADE * (ORIGIN_COUNT + 1)] =
    [const { OnceLock::new() }; DECADES * PER_DECADE * (ORIGIN_COUNT + 1)];

impl GivenNames {
    /// Reads the settings of a kind that has `locale`, and checks the inputs that it may have.
    pub(super) fn new(settings: &Settings) -> Result<Self, Fault> {
        check_sex(settings)?;
        check_origin(settings)?;
        Ok(match locale_of(settings)? {
            Some(locale) => Self::Abroad(LocaleNames::new(settings, &locale, "first")?),
            None => Self::Home(Decades::new(settings.epoch)),
        })
    }

    /// A given name; `decade` is where the birth is known.
    #[inline]
    pub(super) fn pick(
        &self,
        sex: Option<Sex>,
        decade: Option<usize>,
        origin: Option<Origin>,
        point: u32,
    ) -> &'static str {
        match self {
            Self::Home(decades) => first_names::NAME.get(decades.pick(sex, decade, origin, point)),
            Self::Abroad(names) => names.pick(sex, point),
        }
    }

    /// The decade of the `i`th row's birth, where it matters.
    #[inline]
    pub(super) fn decade_at(&self, born: Option<&Date32Array>, i: usize) -> Option<usize> {
        let Self::Home(decades) = self else { return None };
        let born = born?;
        born.is_valid(i).then(|| decades.of(born.value(i)))
    }

    pub(super) fn sources(&self) -> Vec<&'static Source> {
        match self {
            Self::Home(_) => vec![&first_names::SOURCE, &first_name_races::SOURCE],
            Self::Abroad(_) => vec![&locale_names::SOURCE],
        }
    }
}

/// The decade of the table for a day of birth: the nearest where the table has none.
fn decade_of(born: i32) -> usize {
    let first = i32::from(first_names::DECADE.get(0));
    let decade = usize::try_from((year_of(born) - first).div_euclid(10)).unwrap_or(0);
    decade.min(first_names::GROUPS.len() / 2 - 1)
}

/// The decades of births, found without a calendar.
pub(super) struct Decades {
    /// The first day of the second decade of the table, the third, and so on.
    starts: Vec<i32>,
    /// For each decade the first row of the females' names and of the males'.
    rows: Vec<[usize; 2]>,
    /// The decade of those whose birth is not known.
    usual: usize,
}

impl Decades {
    fn new(epoch: i32) -> Self {
        let rows = (1..first_names::GROUPS.len() / 2).map(|decade| first_names::GROUPS.get(decade * 2).start);
        let starts = rows.map(|row| days(i32::from(first_names::DECADE.get(row)), 1, 1)).collect();
        let first = |group: usize| first_names::GROUPS.get(group).start;
        Self {
            starts,
            rows: (0..first_names::GROUPS.len() / 2).map(|d| [first(d * 2), first(d * 2 + 1)]).collect(),
            usual: decade_of(epoch - 40 * 365 - 10),
        }
    }

    /// The row of a given name.
    #[inline]
    fn pick(&self, sex: Option<Sex>, decade: Option<usize>, origin: Option<Origin>, point: u32) -> usize {
        let decade = decade.unwrap_or(self.usual);
        // Those of both follow each other in the table.
        let start = self.rows[decade][usize::from(sex == Some(Sex::Male))];
        start + law_of(decade, sex, origin).map_or(0, |law| law.pick(point))
    }

    #[inline]
    fn of(&self, born: i32) -> usize {
        self.starts.iter().map(|&start| usize::from(born >= start)).sum()
    }
}

/// The rows of a decade's names: females come first, males follow.
fn rows_of(decade: usize, sex: Option<Sex>) -> Range<usize> {
    let female = first_names::GROUPS.get(decade * 2);
    let male = first_names::GROUPS.get(decade * 2 + 1);
    match sex {
        Some(Sex::Female) => female,
        Some(Sex::Male) => male,
        None => female.start..male.end,
    }
}

#[inline]
fn law_of(decade: usize, sex: Option<Sex>, origin: Option<Origin>) -> Option<&'static Cutpoints> {
    let group = match sex {
        Some(Sex::Female) => 0,
        Some(Sex::Male) => 1,
        None => 2,
    };
    let origin_index = origin.map_or(0, |origin| origin as usize + 1);
    let cell = (origin_index * DECADES + decade) * PER_DECADE + group;
    LAWS[cell].get_or_init(|| new_law(rows_of(decade, sex), origin)).as_ref()
}

/// The names of some rows by their weight; for an origin, by the share of their bearers who are of it.
fn new_law(rows: Range<usize>, origin: Option<Origin>) -> Option<Cutpoints> {
    let weights = first_names::WEIGHT.slice(rows.clone());
    let Some(origin) = origin else { return Cutpoints::new(weights.iter().map(u64::from)) };
    let shares = match origin {
        Origin::White => first_name_races::WHITE,
        Origin::Black => first_name_races::BLACK,
        Origin::Api => first_name_races::API,
        Origin::Aian => first_name_races::AIAN,
        Origin::Multi => first_name_races::MULTI,
        Origin::Hispanic => first_name_races::HISPANIC,
    };
    // A name that the table of races lacks is taken to be borne by each race as the average name is.
    let mean = shares.iter().map(u64::from).sum::<u64>() / shares.len() as u64;
    let names = rows.map(|row| first_names::NAME.get(row));
    let conditioned = names.zip(weights.iter()).map(|(name, weight)| {
        let share = first_name_races::NAME.find_sorted(name).map_or(mean, |row| u64::from(shares.get(row)));
        u64::from(weight) * share
    });
    // The rarest origins may have no name of a decade in the table.
    Cutpoints::new(conditioned).or_else(|| Cutpoints::new(weights.iter().map(u64::from)))
}

struct FirstName {
    names: GivenNames,
    /// Of 2^32 names how many are written as an initial.
    initials: u64,
    point: bool,
    middle: bool,
}

impl Maker for FirstName {
    fn data_type(&self) -> DataType {
        DataType::Utf8
    }

    fn width(&self) -> Width {
        Width::Two
    }

    fn edges(&self) -> Edges {
        if self.middle { edges::middle_names() } else { edges::first_names() }
    }

    fn law(&self) -> String {
        match self.names {
            GivenNames::Home(_) => {
                "by how common the name is for the sex, the decade of birth and the race".into()
            }
            GivenNames::Abroad(_) => "any name of the locale for the sex, equally likely".into(),
        }
    }

    fn sources(&self) -> Vec<&'static Source> {
        self.names.sources()
    }

    fn make(&self, ask: &Ask<'_>) -> Result<ArrayRef, String> {
        let mut column = TextColumn::new(ask.len(), 8);
        let (sexes, origins) = (SexColumn::of(ask, 0), OriginColumns::of(ask, 2, 3));
        let (born, firsts) = (ask.dates(1), ask.text(FIRST));
        // First all rows of the table and then all texts: what one waits for from memory does not hold up the next.
        let rows: Vec<usize> = match &self.names {
            GivenNames::Abroad(_) => Vec::new(),
            GivenNames::Home(decades) => (0..ask.len())
                .map(|i| {
                    let decade = self.names.decade_at(born, i);
                    decades.pick(sexes.get(i), decade, origins.get(i), high(ask.word(i, 0)))
                })
                .collect(),
        };
        if !rows.is_empty() && firsts.is_none() && self.initials == 0 {
            column.rows(first_names::NAME, &rows);
            return column.finish();
        }
        for i in 0..ask.len() {
            let word = ask.word(i, 0);
            let pick = |point: u32| {
                self.names.pick(sexes.get(i), self.names.decade_at(born, i), origins.get(i), point)
            };
            let mut name = rows.get(i).map_or_else(|| pick(high(word)), |&row| first_names::NAME.get(row));
            let mut row = rows.get(i);
            if let Some(first) = firsts.filter(|firsts| firsts.is_valid(i)).map(|firsts| firsts.value(i))
                && name == first
            {
                (name, row) = (Self::another(ask, i, first, pick), None);
            }
            let initials = u64::from(low(word)) < self.initials;
            // Whether it is an initial cannot be foretold, so that both lengths are at hand.
            let length = if initials { initial(name).len() } else { name.len() };
            match row {
                Some(&row) => first_names::NAME.append_part(row, length, column.bytes()),
                None => column.add(&name[..length]),
            }
            if initials && self.point {
                column.add(".");
            }
            column.end();
        }
        column.finish()
    }
}

impl FirstName {
    /// A name that differs from the first; a few draws are enough unless a locale has hardly any names.
    fn another(ask: &Ask<'_>, i: usize, first: &str, pick: impl Fn(u32) -> &'static str) -> &'static str {
        let mut sub = ask.sub(i);
        let mut name = pick(high(sub.word()));
        for _ in 0..16 {
            if name != first {
                break;
            }
            name = pick(high(sub.word()));
        }
        name
    }
}

/// The first letter of a name, where its script has capitals; else the name itself.
pub(super) fn initial(name: &str) -> &str {
    match name.chars().next() {
        Some(letter) if letter.is_uppercase() => &name[..letter.len_utf8()],
        _ => name,
    }
}
