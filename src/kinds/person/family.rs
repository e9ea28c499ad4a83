//! Family names, by how common they are and by race.

use super::super::{Ask, Build, Family, Fault, Input, Kind, Maker, Param, Settings, Shape, TextColumn};
use super::locale::{LOCALE, LocaleNames, SCRIPT, locale_of};
use super::origin::{ETHNICITY_INPUT, ORIGIN_COUNT, Origin, OriginColumns, RACE_INPUT, check_origin};
use super::sex::{SEX_INPUT, SexColumn, check_sex};
use crate::draw::{Cutpoints, Width, high, low};
use crate::kinds::edges::{self, Edges};
use crate::kinds::likeness::{last_names, named};
use crate::kinds::masking::{Masking, Read, Stand};
use crate::reference::{Sex, Source, locale_names, surnames};
use arrow::array::ArrayRef;
use arrow::datatypes::DataType;
use std::sync::OnceLock;

pub(super) const LAST_NAME: Kind = Kind {
    name: "last_name",
    mask: Masking::surrogate('A', Read::Name, Stand::Surname).within("surname"),
    names: &[
        "last name",
        "surname",
        "family name",
        "name family",
        "=family",
        "lname",
        "lastname",
        "maiden name",
        "@person =last",
        "@person =family",
        "last nm",
        "mother name",
        "family name 2",
        "former name",
    ],
    recognise: Some(|text| named(text, last_names(), 3)),
    family: Family::Person,
    version: 1,
    summary: "A family name, as common as it is in the United States, or of another locale.",
    params: &[
        LOCALE,
        SCRIPT,
        Param::optional(
            "hyphenated",
            Shape::Number,
            "0",
            "The share, from 0 to 1, of two family names joined by a hyphen.",
        ),
        Param::optional(
            "two",
            Shape::Number,
            "0",
            "The share, from 0 to 1, of Hispanics who write two family names, such as García López.",
        ),
    ],
    inputs: &[RACE_INPUT, ETHNICITY_INPUT, Input { natural: &[], ..SEX_INPUT }],
    example: r#"last_name = { kind = "last_name", race = "race" }"#,
    source: "U.S. Census Bureau, surnames of the 2010 census (25,000 names, six in seven people); Faker for other locales",
    build: Build::Maker(build),
    ..Kind::BLANK
};

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of 2^32, held to it")]
fn build(settings: &Settings) -> Result<Box<dyn Maker>, Fault> {
    let part = |name: &'static str| {
        let share = settings.number(name).unwrap_or(0.0);
        if !(0.0..=1.0).contains(&share) {
            return Err(Fault::of(name, "a share lies between 0 and 1"));
        }
        Ok(libm::round(share * 4_294_967_296.0) as u64)
    };
    let (hyphenated, two) = (part("hyphenated")?, part("two")?);
    Ok(Box::new(LastName { names: FamilyNames::new(settings)?, hyphenated, two }))
}

/// The law of family names.
pub(super) enum FamilyNames {
    /// By people with the name, for everybody or an origin.
    Home,
    /// Of another locale, equally likely; some have a form for women.
    Abroad(LocaleNames),
}

/// The laws that were needed so far: for everybody and then for each origin.
static LAWS: [OnceLock<Option<Cutpoints>>; ORIGIN_COUNT + 1] = [const { OnceLock::new() }; ORIGIN_COUNT + 1];

impl FamilyNames {
    /// Reads the settings of a kind that has `locale`, and checks the inputs that it may have.
    pub(super) fn new(settings: &Settings) -> Result<Self, Fault> {
        check_sex(settings)?;
        check_origin(settings)?;
        Ok(match locale_of(settings)? {
            Some(locale) => Self::Abroad(LocaleNames::new(settings, &locale, "last")?),
            None => Self::Home,
        })
    }

    /// A family name.
    #[inline]
    pub(super) fn pick(&self, sex: Option<Sex>, origin: Option<Origin>, point: u32) -> &'static str {
        match self {
            Self::Home => surnames::NAME.get(row_of(origin, point)),
            Self::Abroad(names) => names.pick(sex, point),
        }
    }

    /// Appends a family name.
    #[inline]
    fn add(&self, column: &mut TextColumn, sex: Option<Sex>, origin: Option<Origin>, point: u32) {
        match self {
            Self::Home => surnames::NAME.append(row_of(origin, point), column.bytes()),
            Self::Abroad(names) => column.add(names.pick(sex, point)),
        }
    }

    pub(super) fn sources(&self) -> Vec<&'static Source> {
        match self {
            Self::Home => vec![&surnames::SOURCE],
            Self::Abroad(_) => vec![&locale_names::SOURCE],
        }
    }
}

/// The row of a family name.
#[inline]
fn row_of(origin: Option<Origin>, point: u32) -> usize {
    let law = LAWS[origin.map_or(0, |origin| origin as usize + 1)].get_or_init(|| new_law(origin));
    law.as_ref().map_or(0, |law| law.pick(point))
}

/// The names by the people who bear them, or by those of an origin.
fn new_law(origin: Option<Origin>) -> Option<Cutpoints> {
    let shares = match origin {
        None => return Cutpoints::new(surnames::WEIGHT.iter().map(u64::from)),
        Some(Origin::White) => surnames::WHITE,
        Some(Origin::Black) => surnames::BLACK,
        Some(Origin::Api) => surnames::API,
        Some(Origin::Aian) => surnames::AIAN,
        Some(Origin::Multi) => surnames::MULTI,
        Some(Origin::Hispanic) => surnames::HISPANIC,
    };
    Cutpoints::new(
        surnames::WEIGHT.iter().zip(shares.iter()).map(|(n, share)| u64::from(n) * u64::from(share)),
    )
}

struct LastName {
    names: FamilyNames,
    /// Of 2^32 names how many are two.
    hyphenated: u64,
    /// Of 2^32 names of Hispanics how many are two that are not joined.
    two: u64,
}

impl Maker for LastName {
    fn data_type(&self) -> DataType {
        DataType::Utf8
    }

    fn width(&self) -> Width {
        if self.hyphenated > 0 || self.two > 0 { Width::Four } else { Width::Two }
    }

    fn edges(&self) -> Edges {
        edges::last_names()
    }

    fn law(&self) -> String {
        match self.names {
            FamilyNames::Home => {
                "by how common the name is, among those of the race where it is known".into()
            }
            FamilyNames::Abroad(_) => "any name of the locale, equally likely".into(),
        }
    }

    fn sources(&self) -> Vec<&'static Source> {
        self.names.sources()
    }

    fn make(&self, ask: &Ask<'_>) -> Result<ArrayRef, String> {
        let mut column = TextColumn::new(ask.len(), 9);
        let (sexes, origins) = (SexColumn::of(ask, 2), OriginColumns::of(ask, 0, 1));
        if let (FamilyNames::Home, 0) = (&self.names, self.hyphenated + self.two) {
            let rows: Vec<usize> =
                ask.slots.firsts().enumerate().map(|(i, word)| row_of(origins.get(i), high(word))).collect();
            column.rows(surnames::NAME, &rows);
            return column.finish();
        }
        for i in 0..ask.len() {
            let word = ask.word(i, 0);
            let (sex, origin) = (sexes.get(i), origins.get(i));
            self.names.add(&mut column, sex, origin, high(word));
            let two = if origin == Some(Origin::Hispanic) { self.two } else { 0 };
            let point = u64::from(low(word));
            if point < self.hyphenated + two {
                column.add(if point < two { " " } else { "-" });
                self.names.add(&mut column, sex, origin, high(ask.word(i, 1)));
            }
            column.end();
        }
        column.finish()
    }
}
