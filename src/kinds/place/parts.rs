//! City, county, state, ZIP code, country and time zone: texts that a place has.

use super::super::{
    Ask, Build, Family, Fault, Input, Kind, Maker, Param, Settings, Shape, TextColumn, Words,
};
use super::SOURCE;
use super::abroad::{Abroad, LOCALE};
use super::site::{NARROWING, OF, STATES, Site, ZIP3};
use super::street::each_with_place;
use crate::draw::{high, low};
use crate::kinds::likeness::{Known, listed, one_of, shaped};
use crate::kinds::masking::{Masking, Read, Stand, Usual};
use crate::reference::{Source, Text, counties, place_of_zip, places, states, time_zones};
use arrow::array::ArrayRef;
use arrow::datatypes::DataType;

const INPUTS: &[Input] = &[OF];
const PLAIN: &[Param] = &NARROWING;

/// A kind of this file.
const fn part(
    name: &'static str,
    summary: &'static str,
    params: &'static [Param],
    example: &'static str,
    build: fn(&Settings) -> Result<Box<dyn Maker>, Fault>,
) -> Kind {
    Kind {
        name,
        family: Family::Place,
        version: 1,
        summary,
        params,
        inputs: INPUTS,
        example,
        source: SOURCE,
        build: Build::Maker(build),
        ..Kind::BLANK
    }
}

pub(super) const CITY: Kind = part(
    "city",
    "The city of a place, as the post office prefers to write it.",
    &[STATES, ZIP3, LOCALE],
    r#"city = { kind = "city", of = "_home" }"#,
    |settings| match Abroad::new(settings)? {
        Some(abroad) => Ok(Box::new(CityAbroad(abroad))),
        None => boxed(settings, Part::City),
    },
)
.named(&[
    "city",
    "town",
    "city name",
    "municipality",
    "city village",
    "locality",
    "village",
    "community",
    "settlement",
    "birth city",
    "city birth",
    "birth place",
    "place birth",
    "place of birth",
])
.recognised(|text| {
    static CITIES: Known = Known::new(|| Box::new(places::CITY.names().iter()));
    CITIES.has(text)
})
.masked(Masking::made('B', Read::Words).within("place"));

pub(super) const COUNTY: Kind = part(
    "county",
    "The county of a place, or what takes its part.",
    &[
        STATES,
        ZIP3,
        Param::optional(
            "style",
            Shape::OneOf(&["name", "fips"]),
            "name",
            "`Bernalillo County`, or the five digits of its FIPS code.",
        ),
    ],
    r#"county = { kind = "county", of = "_home" }"#,
    |settings| {
        boxed(settings, if settings.text("style") == Some("fips") { Part::CountyFips } else { Part::County })
    },
)
.named(&["county", "county name", "parish", "county district", "=district", "district name", "county fips"])
.recognised(|text| {
    static COUNTIES: Known = Known::new(|| Box::new(counties::NAME.iter()));
    COUNTIES.has(text)
})
.masked(
    Masking {
        class: Some('B'),
        safe_harbor: Usual::Null,
        pseudonymised: Usual::Surrogate,
        read: Read::Words,
        stand: Stand::Made,
        ..Masking::BLANK
    }
    .within("place"),
);

pub(super) const STATE: Kind = part(
    "state",
    "The state of a place.",
    &[
        STATES,
        ZIP3,
        Param::optional(
            "style",
            Shape::OneOf(&["code", "name", "fips"]),
            "code",
            "`NM`, `New Mexico`, or the two digits of its FIPS code.",
        ),
    ],
    r#"state = { kind = "state", of = "_home" }"#,
    |settings| {
        let style = settings.text("style").unwrap_or("code");
        boxed(settings, Part::State(StateNames::new(style)))
    },
)
.named(&[
    "state province",
    "state code",
    "state name",
    "addr state",
    "address state",
    "mailing state",
    "home state",
    "province",
    "state abbr",
    "=state",
    "us state",
    "region state",
])
.recognised(|text| {
    listed(text, states::NAME.iter()) || (text.len() == 2 && states::CODE.iter().any(|code| code == text))
})
.masked(Masking::QUASI);

pub(super) const ZIP: Kind = part(
    "zip",
    "The ZIP code of a place: five digits, as text.",
    &[
        STATES,
        ZIP3,
        Param::optional(
            "plus4",
            Shape::Boolean,
            "false",
            "Whether the four digits of ZIP+4 follow, at random.",
        ),
    ],
    r#"zip = { kind = "zip", of = "_home" }"#,
    |settings| boxed(settings, Part::Zip { plus4: settings.flag("plus4") }),
)
.named(&[
    "zip",
    "zip code",
    "postal code",
    "zipcode",
    "postcode",
    "post code",
    "postalcode",
    "code postal",
    "=cp",
    "postal",
    "zip5",
])
.recognised(|text| {
    (shaped(text, "99999") || shaped(text, "99999-9999"))
        && text.get(..5).and_then(|zip| zip.parse().ok()).is_some_and(|zip| place_of_zip(zip).is_some())
})
.masked(
    Masking {
        class: Some('B'),
        quasi: true,
        safe_harbor: Usual::Zip3,
        pseudonymised: Usual::Surrogate,
        read: Read::Zip,
        stand: Stand::Zip,
        ..Masking::BLANK
    }
    .within("place"),
);

pub(super) const COUNTRY: Kind = part(
    "country",
    "The country of a place: the United States.",
    &[
        STATES,
        ZIP3,
        Param::optional(
            "style",
            Shape::OneOf(&["alpha2", "alpha3", "numeric", "name"]),
            "alpha2",
            "`US`, `USA`, `840` (ISO 3166-1), or `United States`.",
        ),
    ],
    r#"country = { kind = "country" }"#,
    |settings| {
        boxed(
            settings,
            Part::Country(match settings.text("style") {
                Some("alpha3") => "USA",
                Some("numeric") => "840",
                Some("name") => "United States",
                _ => "US",
            }),
        )
    },
)
.named(&["country", "country code", "nationality", "country name", "country of birth"])
.recognised(|text| {
    one_of(text, &["us", "usa", "united states", "united states of america", "canada", "ca", "mexico", "mx"])
})
.masked(Masking::QUASI);

pub(super) const TIME_ZONE: Kind = part(
    "time_zone",
    "The IANA time zone of a place.",
    PLAIN,
    r#"time_zone = { kind = "time_zone", of = "_home" }"#,
    |settings| boxed(settings, Part::TimeZone),
)
.named(&["time zone", "timezone", "=tz"])
.recognised(|text| text.contains('/') && jiff::tz::TimeZone::get(text).is_ok())
.masked(Masking::QUASI);

fn boxed(settings: &Settings, part: Part) -> Result<Box<dyn Maker>, Fault> {
    Ok(Box::new(Of { site: Site::new(settings)?, part }))
}

/// What is written of a place.
enum Part {
    City,
    County,
    CountyFips,
    State(StateNames),
    Zip { plus4: bool },
    Country(&'static str),
    TimeZone,
}

/// The names of the states in a style, in the order of the places' state codes.
struct StateNames(Words);

impl StateNames {
    fn new(style: &str) -> Self {
        let named = |code: &'static str| match (style, states::CODE.names().find_sorted(code)) {
            ("name", Some(row)) => states::NAME.get(row).to_owned(),
            ("fips", Some(row)) => format!("{:02}", states::FIPS.get(row)),
            _ => code.to_owned(),
        };
        Self(Words::new(places::STATE.names().iter().map(named)))
    }
}

struct Of {
    site: Site,
    part: Part,
}

impl Maker for Of {
    fn data_type(&self) -> DataType {
        DataType::Utf8
    }

    fn law(&self) -> String {
        let what = match &self.part {
            Part::City => "the city",
            Part::County | Part::CountyFips => "the county",
            Part::State(_) => "the state",
            Part::Zip { .. } => "the ZIP code",
            Part::Country(_) => "the country",
            Part::TimeZone => "the time zone",
        };
        format!("{what} of {}", self.site.described())
    }

    fn values(&self) -> Option<Vec<String>> {
        let owned = |names: Text| Some(names.iter().map(str::to_owned).collect());
        match &self.part {
            Part::State(names) => Some(names.0.iter().map(str::to_owned).collect()),
            Part::Country(name) => Some(vec![(*name).to_owned()]),
            Part::TimeZone => owned(time_zones::NAME),
            _ => None,
        }
    }

    fn sources(&self) -> Vec<&'static Source> {
        match &self.part {
            Part::County | Part::CountyFips => vec![&places::SOURCE, &counties::SOURCE],
            Part::State(_) => vec![&places::SOURCE, &states::SOURCE],
            Part::TimeZone => vec![&places::SOURCE, &time_zones::SOURCE],
            _ => vec![&places::SOURCE],
        }
    }

    fn make(&self, ask: &Ask<'_>) -> Result<ArrayRef, String> {
        let mut column = TextColumn::new(ask.len(), 12);
        match &self.part {
            Part::City => {
                self.each(ask, &mut column, |column, _, row| places::CITY.append(row, column.bytes()))
            }
            Part::County => {
                self.each(ask, &mut column, |column, _, row| places::COUNTY.append(row, column.bytes()))
            }
            Part::CountyFips => self.each(ask, &mut column, |column, _, row| {
                add_digits(column, places::COUNTY_FIPS.get(row));
            }),
            Part::State(names) => self.each(ask, &mut column, |column, _, row| {
                column.word(&names.0, usize::from(places::STATE.index(row)));
            }),
            Part::Zip { plus4: false } => {
                self.each(ask, &mut column, |column, _, row| add_digits(column, places::ZIP.get(row)))
            }
            Part::Zip { plus4: true } => self.each(ask, &mut column, |column, i, row| {
                add_digits(column, places::ZIP.get(row));
                column.add("-");
                // 0000 and 9999 stand for no delivery route.
                column.digits(1 + u64::from(high(u64::from(low(ask.word(i, 0))) * 9998)), 4);
            }),
            Part::Country(name) => self.each(ask, &mut column, |column, _, _| column.add(name)),
            Part::TimeZone => {
                self.each(ask, &mut column, |column, _, row| places::TIME_ZONE.append(row, column.bytes()))
            }
        }?;
        column.finish()
    }
}

impl Of {
    /// Writes a value for each place, and NULL where there is none.
    #[inline]
    fn each(
        &self,
        ask: &Ask<'_>,
        column: &mut TextColumn,
        write: impl Fn(&mut TextColumn, usize, usize),
    ) -> Result<(), String> {
        let sited = self.site.of(ask)?;
        for i in 0..ask.len() {
            match sited.get(i) {
                Some(row) => {
                    write(column, i, row);
                    column.end();
                }
                None => column.push_null(),
            }
        }
        Ok(())
    }
}

struct CityAbroad(Abroad);

impl Maker for CityAbroad {
    fn data_type(&self) -> DataType {
        DataType::Utf8
    }

    fn law(&self) -> String {
        "one of the ten largest cities of the country, by people".into()
    }

    fn make(&self, ask: &Ask<'_>) -> Result<ArrayRef, String> {
        let mut column = TextColumn::new(ask.len(), 12);
        each_with_place(ask, &mut column, |column, i| column.add(self.0.city(high(ask.word(i, 0)))));
        column.finish()
    }
}

/// Appends the five digits of a ZIP or FIPS code.
#[inline]
pub(super) fn add_digits(column: &mut TextColumn, number: u32) {
    let mut digits = [b'0'; 5];
    let mut rest = number;
    for digit in digits.iter_mut().rev() {
        *digit = b'0' + (rest % 10).to_le_bytes()[0];
        rest /= 10;
    }
    column.bytes().extend_from_slice(&digits);
}
