//! The kinds `race` and `ethnicity`, tied to each other and to the place.

use super::super::{
    Ask, Build, Family, Fault, Input, Kind, Maker, Param, Settings, Shape, Takes, TextColumn, Words,
};
use super::origin::{
    ETHNICITY_INPUT, RACE_INPUT, RACES, Race, SPELLINGS, check_origin, hispanic_of, race_of,
};
use crate::draw::{high, low};
use crate::kinds::likeness::one_of;
use crate::kinds::masking::Masking;
use crate::reference::{Source, U16, places, races_by_state};
use arrow::array::{Array, ArrayRef, UInt32Array};
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
    mask: Masking::QUASI,
    names: &["race", "race code", "=races"],
    recognise: Some(|text| {
        one_of(
            text,
            &[
                "white",
                "black",
                "asian",
                "aian",
                "nhpi",
                "multiple",
                "black or african american",
                "american indian or alaska native",
                "native hawaiian or other pacific islander",
            ],
        )
    }),
    family: Family::Person,
    version: 2,
    summary: "The race: white, black, asian, aian, nhpi, other or multiple.",
    params: &[STYLE],
    inputs: &[PLACE_INPUT, ETHNICITY_INPUT],
    example: r#"race = { kind = "race", place = "_home" }"#,
    source: SOURCE,
    build: Build::Maker(|settings| {
        check_origin(settings)?;
        let style = settings.text("style").unwrap_or("word");
        Ok(Box::new(Races {
            labels: Words::new(SPELLINGS.map(|s| spelt(style, s.word, s.omb, s.hl7))),
            nation: nation(),
        }))
    }),
    ..Kind::BLANK
};

pub(super) const ETHNICITY: Kind = Kind {
    name: "ethnicity",
    mask: Masking::QUASI,
    names: &["ethnicity", "ethnic group", "ethnic category", "ethnicity code"],
    recognise: Some(|text| {
        one_of(
            text,
            &["hispanic", "not_hispanic", "hispanic or latino", "not hispanic or latino", "non-hispanic"],
        )
    }),
    family: Family::Person,
    version: 2,
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
    build: Build::Maker(build_ethnicity),
    ..Kind::BLANK
};

fn spelt(style: &str, word: &'static str, omb: &'static str, hl7: &'static str) -> &'static str {
    match style {
        "omb" => omb,
        "hl7" => hl7,
        _ => word,
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of 2^32, held to it")]
fn build_ethnicity(settings: &Settings) -> Result<Box<dyn Maker>, Fault> {
    check_origin(settings)?;
    let unknown = settings.number("unknown").unwrap_or(0.01);
    if !(0.0..=1.0).contains(&unknown) {
        return Err(Fault::of("unknown", "a share lies between 0 and 1"));
    }
    let style = settings.text("style").unwrap_or("word");
    Ok(Box::new(Ethnicities {
        labels: Words::new([
            spelt(style, "hispanic", "Hispanic or Latino", "2135-2"),
            spelt(style, "not_hispanic", "Not Hispanic or Latino", "2186-5"),
            spelt(style, "unknown", "Unknown", "UNK"),
        ]),
        unknown: libm::round(unknown * 4_294_967_296.0) as u64,
        nation: nation(),
    }))
}

/// Of a thousand Hispanics, how many are of each race (2020 census, redistricting file, rounded).
pub(crate) const HISPANIC_RACES: [u32; 7] = [204, 19, 4, 24, 1, 422, 326];

/// Of a thousand not Hispanic whom the census counts as of another or several races, how many are of one other (same
/// file).
const ONE_OTHER: u32 = 110;

/// Shares of the people of a place.
#[derive(Clone, Copy)]
pub(crate) struct Shares {
    /// Of a thousand million, how many are not Hispanic and of each race.
    pub(crate) races: [u32; 7],
    /// Of a million, how many are Hispanic.
    pub(crate) hispanic: u32,
}

impl Shares {
    /// From shares in millionths.
    fn new([white, black, hispanic, asian, aian, nhpi, other]: [u32; 7]) -> Self {
        let alone = [white, black, asian, aian, nhpi].map(|share| share * 1_000);
        let [white, black, asian, aian, nhpi] = alone;
        let races = [white, black, asian, aian, nhpi, other * ONE_OTHER, other * (1_000 - ONE_OTHER)];
        Self { races, hispanic }
    }
}

/// The shares where somebody lives, read as they are needed.
#[derive(Clone, Copy)]
enum Here<'a> {
    Place(usize),
    Nation(&'a Shares),
}

/// The places' columns in the order of the races; the last two share one.
static COLUMNS: [U16; 7] =
    [places::WHITE, places::BLACK, places::ASIAN, places::AIAN, places::NHPI, places::OTHER, places::OTHER];

/// What a part of 50,000 of a column counts for each race, of a thousand million.
const PARTS: [u32; 7] = [20_000, 20_000, 20_000, 20_000, 20_000, ONE_OTHER * 20, (1_000 - ONE_OTHER) * 20];

impl Here<'_> {
    /// Of a thousand million, how many are not Hispanic and of a race.
    #[inline]
    fn race(self, race: usize) -> u32 {
        match self {
            Self::Place(row) => u32::from(COLUMNS[race].get(row)) * PARTS[race],
            Self::Nation(shares) => shares.races[race],
        }
    }

    /// Of a million, how many are Hispanic.
    #[inline]
    fn hispanic(self) -> u32 {
        match self {
            Self::Place(row) => u32::from(places::HISPANIC.get(row)) * 20,
            Self::Nation(shares) => shares.hispanic,
        }
    }

    /// The race that 32 uniform bits pick; `None` where nobody of the ethnicity lives at the place.
    #[inline]
    fn pick(self, hispanic: Option<bool>, point: u32) -> Option<usize> {
        let of_all = if hispanic == Some(true) { 0 } else { self.hispanic() };
        let total = match hispanic {
            Some(true) => 1_000,
            Some(false) => 1_000_000_000 - of_all * 1_000,
            None => 1_000_000_000,
        };
        if total == 0 {
            return None;
        }
        let point = high(u64::from(point) * u64::from(total));
        // Where each race ends, but for the last, all looked at: which of them it is cannot be foretold.
        let (mut end, mut race) = (0, 0);
        for (n, among) in HISPANIC_RACES.into_iter().enumerate().take(RACES.len() - 1) {
            end += match hispanic {
                Some(true) => among,
                Some(false) => self.race(n),
                None => self.race(n) + of_all * among,
            };
            race += usize::from(point >= end);
        }
        Some(race)
    }

    /// The chance of being Hispanic, for a race that is known and for one that is not, as a part of 2^32.
    #[inline]
    fn hispanic_share(self, race: Option<Race>) -> u64 {
        let of_all = self.hispanic();
        let (among, all) = match race {
            None => (of_all, 1_000_000),
            Some(race) => {
                let among = of_all * HISPANIC_RACES[race as usize];
                (among, among + self.race(race as usize))
            }
        };
        (u64::from(among) << 32) / u64::from(all.max(1))
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
    let people = || races_by_state::POPULATION.iter().map(u64::from);
    let total: u64 = people().sum();
    Shares::new(columns.map(|column| {
        let of_race: u64 = column.iter().zip(people()).map(|(share, people)| u64::from(share) * people).sum();
        u32::try_from(of_race * 100 / total).unwrap_or(0)
    }))
}

/// The shares of a state, a row of `races_by_state`; of the nation where none is given.
pub(crate) fn shares_of(state: Option<usize>) -> Shares {
    let Some(row) = state else { return nation() };
    let columns = [
        races_by_state::WHITE,
        races_by_state::BLACK,
        races_by_state::HISPANIC,
        races_by_state::ASIAN,
        races_by_state::AIAN,
        races_by_state::NHPI,
        races_by_state::OTHER,
    ];
    Shares::new(columns.map(|column| u32::from(column.get(row)) * 100))
}

/// Where the `i`th row lives.
#[inline]
fn here<'a>(homes: Option<&UInt32Array>, nation: &'a Shares, i: usize) -> Here<'a> {
    match homes {
        Some(homes) if homes.is_valid(i) && (homes.value(i) as usize) < places::ROWS => {
            Here::Place(homes.value(i) as usize)
        }
        _ => Here::Nation(nation),
    }
}

struct Races {
    labels: Words,
    nation: Shares,
}

impl Maker for Races {
    fn data_type(&self) -> DataType {
        DataType::Utf8
    }

    fn values(&self) -> Option<Vec<String>> {
        let mut values: Vec<String> = self.labels.iter().map(str::to_owned).collect();
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
        let (homes, ethnicities) = (ask.handles(0), ask.text(1));
        for i in 0..ask.len() {
            let hispanic = ethnicities.filter(|e| e.is_valid(i)).and_then(|e| hispanic_of(e.value(i)));
            let point = high(ask.word(i, 0));
            // Where nobody of the ethnicity is counted, the nation's shares stand in.
            let race = here(homes, &self.nation, i)
                .pick(hispanic, point)
                .or_else(|| Here::Nation(&self.nation).pick(hispanic, point));
            column.word(&self.labels, race.unwrap_or(0));
            column.end();
        }
        column.finish()
    }
}

struct Ethnicities {
    labels: Words,
    /// Of 2^32 values how many are not known.
    unknown: u64,
    nation: Shares,
}

impl Maker for Ethnicities {
    fn data_type(&self) -> DataType {
        DataType::Utf8
    }

    fn values(&self) -> Option<Vec<String>> {
        Some(self.labels.iter().map(str::to_owned).collect())
    }

    fn law(&self) -> String {
        "by the share of Hispanics at the place, given the race where it is known".into()
    }

    fn sources(&self) -> Vec<&'static Source> {
        vec![&places::SOURCE, &races_by_state::SOURCE]
    }

    fn make(&self, ask: &Ask<'_>) -> Result<ArrayRef, String> {
        let mut column = TextColumn::new(ask.len(), 12);
        let (homes, races) = (ask.handles(0), ask.text(1));
        for i in 0..ask.len() {
            let word = ask.word(i, 0);
            if u64::from(low(word)) < self.unknown {
                column.word(&self.labels, 2);
                column.end();
                continue;
            }
            let race = races.filter(|r| r.is_valid(i)).and_then(|r| race_of(r.value(i)));
            let hispanic = here(homes, &self.nation, i).hispanic_share(race);
            column.word(&self.labels, usize::from(u64::from(high(word)) >= hispanic));
            column.end();
        }
        column.finish()
    }
}

const _: () = assert!(RACES.len() == HISPANIC_RACES.len());
