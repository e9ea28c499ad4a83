//! The kinds `race` and `ethnicity`, tied to each other and to the place.

use super::super::{
    Ask, Build, Family, Fault, Input, Kind, Maker, Param, Settings, Shape, Takes, TextColumn,
};
use super::origin::{
    ETHNICITY_INPUT, RACE_INPUT, RACES, Race, SPELLINGS, check_origin, hispanic_of, race_of,
};
use crate::draw::{high, low};
use crate::reference::{Source, places, races_by_state};
use arrow::array::{Array, ArrayRef};
use arrow::datatypes::DataType;

const SOURCE: &str =
    "U.S. Census Bureau, American Community Survey 2018-2022; race of Hispanics after the 2020 census";

const PLACE_INPUT: Input = Input {
    name: "place",
    takes: Takes::Place,
    summary: "The place of residence, a hidden column of kind `place`; NULL or not given: the shares of the nation.",
    required: false,
    natural: &["place"],
};

const STYLE: Param = Param::optional(
    "style",
    Shape::OneOf(&["word", "omb", "hl7"]),
    "word",
    "This tool's words, the names of OMB's categories, or the codes of CDC that HL7 uses.",
);

pub(super) const RACE: Kind = Kind {
    name: "race",
    family: Family::Person,
    version: 1,
    summary: "The race: white, black, asian, aian, nhpi, other or multiple.",
    params: &[STYLE],
    inputs: &[PLACE_INPUT, ETHNICITY_INPUT],
    example: r#"race = { kind = "race", place = "_home" }"#,
    source: SOURCE,
    could_be_real: None,
    build: Build::Maker(|settings| {
        check_origin(settings)?;
        let style = settings.text("style").unwrap_or("word");
        Ok(Box::new(Races {
            labels: SPELLINGS.map(|s| spelt(style, s.word, s.omb, s.hl7)),
            nation: nation(),
        }))
    }),
};

pub(super) const ETHNICITY: Kind = Kind {
    name: "ethnicity",
    family: Family::Person,
    version: 1,
    summary: "The ethnicity: hispanic, not_hispanic or unknown.",
    params: &[
        STYLE,
        Param::optional(
            "unknown",
            Shape::Number,
            "0.01",
            "The share, from 0 to 1, of which it is not known.",
        ),
    ],
    inputs: &[PLACE_INPUT, RACE_INPUT],
    example: r#"ethnicity = { kind = "ethnicity", place = "_home", race = "race" }"#,
    source: SOURCE,
    could_be_real: None,
    build: Build::Maker(build_ethnicity),
};

fn spelt(style: &str, word: &'static str, omb: &'static str, hl7: &'static str) -> &'static str {
    match style {
        "omb" => omb,
        "hl7" => hl7,
        _ => word,
    }
}

fn build_ethnicity(settings: &Settings) -> Result<Box<dyn Maker>, Fault> {
    check_origin(settings)?;
    let unknown = settings.number("unknown").unwrap_or(0.01);
    if !(0.0..=1.0).contains(&unknown) {
        return Err(Fault::of("unknown", "a share lies between 0 and 1"));
    }
    let style = settings.text("style").unwrap_or("word");
    Ok(Box::new(Ethnicities {
        labels: [
            spelt(style, "hispanic", "Hispanic or Latino", "2135-2"),
            spelt(style, "not_hispanic", "Not Hispanic or Latino", "2186-5"),
            spelt(style, "unknown", "Unknown", "UNK"),
        ],
        unknown,
        nation: nation(),
    }))
}

/// Of a thousand Hispanics, how many are of each race (2020 census, table P2 of the redistricting file, rounded).
const HISPANIC_RACES: [f64; 7] = [204.0, 19.0, 4.0, 24.0, 1.0, 422.0, 326.0];

/// Of the not Hispanic whom the census counts as of another or several races, how many are of one other (same table).
const ONE_OTHER: f64 = 0.11;

/// Shares in thousandths: of each race among the not Hispanic, and of the Hispanic.
#[derive(Clone, Copy)]
pub(super) struct Shares {
    pub(super) races: [f64; 7],
    pub(super) hispanic: f64,
}

impl Shares {
    fn new([white, black, hispanic, asian, aian, nhpi, other]: [f64; 7]) -> Self {
        let races = [white, black, asian, aian, nhpi, other * ONE_OTHER, other * (1.0 - ONE_OTHER)];
        Self { races, hispanic }
    }

    fn of_place(row: usize) -> Self {
        Self::new(
            [
                places::WHITE,
                places::BLACK,
                places::HISPANIC,
                places::ASIAN,
                places::AIAN,
                places::NHPI,
                places::OTHER,
            ]
            .map(|column| f64::from(column.get(row))),
        )
    }

    /// The weight of a race, where it is known whether somebody is Hispanic and where it is not.
    #[inline]
    fn weight(&self, race: usize, hispanic: Option<bool>) -> f64 {
        let among = self.hispanic * HISPANIC_RACES[race] / 1_000.0;
        match hispanic {
            Some(true) => HISPANIC_RACES[race],
            Some(false) => self.races[race],
            None => self.races[race] + among,
        }
    }

    /// The chance of being Hispanic, for a race that is known and for one that is not.
    fn hispanic_share(&self, race: Option<Race>) -> f64 {
        match race {
            None => self.hispanic / 1_000.0,
            Some(race) => {
                let among = self.hispanic * HISPANIC_RACES[race as usize] / 1_000.0;
                let all = among + self.races[race as usize];
                if all > 0.0 { among / all } else { 0.0 }
            }
        }
    }
}

/// The shares of the nation: those of the states, by their people.
pub(super) fn nation() -> Shares {
    let columns = [
        races_by_state::WHITE,
        races_by_state::BLACK,
        races_by_state::HISPANIC,
        races_by_state::ASIAN,
        races_by_state::AIAN,
        races_by_state::NHPI,
        races_by_state::OTHER,
    ];
    let people: f64 = races_by_state::POPULATION.iter().map(f64::from).sum();
    Shares::new(columns.map(|column| {
        column
            .iter()
            .zip(races_by_state::POPULATION.iter())
            .map(|(s, p)| f64::from(s) * f64::from(p))
            .sum::<f64>()
            / people
    }))
}

/// The shares at the place of the `i`th row.
fn shares_at(ask: &Ask<'_>, nation: &Shares, i: usize) -> Shares {
    match ask.handles(0) {
        Some(given) if given.is_valid(i) && (given.value(i) as usize) < places::ROWS => {
            Shares::of_place(given.value(i) as usize)
        }
        _ => *nation,
    }
}

/// A number in [0, 1) from 32 uniform bits.
fn fraction(point: u32) -> f64 {
    f64::from(point) / 4_294_967_296.0
}

struct Races {
    labels: [&'static str; 7],
    nation: Shares,
}

impl Maker for Races {
    fn data_type(&self) -> DataType {
        DataType::Utf8
    }

    fn values(&self) -> Option<Vec<String>> {
        let mut values: Vec<String> = self.labels.iter().map(|label| (*label).to_owned()).collect();
        // One code of HL7 stands for two races.
        values.dedup();
        Some(values)
    }

    fn law(&self) -> String {
        "by the shares of the place, given the ethnicity where it is known".into()
    }

    fn sources(&self) -> Vec<&'static Source> {
        vec![&places::SOURCE, &races_by_state::SOURCE]
    }

    fn make(&self, ask: &Ask<'_>) -> Result<ArrayRef, String> {
        let mut column = TextColumn::new(ask.len(), 8);
        let ethnicities = ask.text(1);
        for i in 0..ask.len() {
            let hispanic = ethnicities.filter(|e| e.is_valid(i)).and_then(|e| hispanic_of(e.value(i)));
            let shares = shares_at(ask, &self.nation, i);
            let mut weights = [0.0f64; 7];
            let mut total = 0.0;
            for (race, weight) in weights.iter_mut().enumerate() {
                total += shares.weight(race, hispanic);
                *weight = total;
            }
            // Nobody but Hispanics may live at the place: then the nation's others stand in.
            let point = fraction(high(ask.word(i, 0)));
            let race = if total > 0.0 {
                weights.iter().position(|end| point * total < *end)
            } else {
                let mut left = point * (1_000.0 - self.nation.hispanic);
                self.nation.races.iter().position(|share| {
                    left -= share;
                    left < 0.0
                })
            };
            column.push(self.labels[race.unwrap_or(0)]);
        }
        column.finish()
    }
}

struct Ethnicities {
    labels: [&'static str; 3],
    unknown: f64,
    nation: Shares,
}

impl Maker for Ethnicities {
    fn data_type(&self) -> DataType {
        DataType::Utf8
    }

    fn values(&self) -> Option<Vec<String>> {
        Some(self.labels.iter().map(|label| (*label).to_owned()).collect())
    }

    fn law(&self) -> String {
        "by the share of Hispanics at the place, given the race where it is known".into()
    }

    fn sources(&self) -> Vec<&'static Source> {
        vec![&places::SOURCE, &races_by_state::SOURCE]
    }

    fn make(&self, ask: &Ask<'_>) -> Result<ArrayRef, String> {
        let mut column = TextColumn::new(ask.len(), 12);
        let races = ask.text(1);
        for i in 0..ask.len() {
            let word = ask.word(i, 0);
            if fraction(low(word)) < self.unknown {
                column.push(self.labels[2]);
                continue;
            }
            let race = races.filter(|r| r.is_valid(i)).and_then(|r| race_of(r.value(i)));
            let hispanic = shares_at(ask, &self.nation, i).hispanic_share(race);
            column.push(self.labels[usize::from(fraction(high(word)) >= hispanic)]);
        }
        column.finish()
    }
}

const _: () = assert!(RACES.len() == HISPANIC_RACES.len());
