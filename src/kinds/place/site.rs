//! The kind `place`, and how the others of the family come to the place of a row.

use super::super::person::{AGES, MAX_AGE, MIN_AGE, Pyramid, ages_of};
use super::super::{
    Ask, Build, Edges, Family, Fault, Input, Kind, Maker, Param, Settings, Shape, Takes, Value,
};
use super::SOURCE;
use crate::draw::{Cutpoints, high};
use crate::kinds::edges;
use crate::reference::{Source, places, raked, states};
use arrow::array::{Array, ArrayRef, UInt32Array};
use arrow::datatypes::DataType;
use std::ops::RangeInclusive;
use std::sync::Arc;

/// Narrows the places from which one is drawn.
pub(super) const STATES: Param = Param::optional(
    "state",
    Shape::Any,
    "all",
    "One state or a list of them, by code or name; places are drawn within them by population.",
);
/// Narrows them further.
pub(super) const ZIP3: Param = Param::optional(
    "zip3",
    Shape::Any,
    "all",
    "One area of ZIP codes or a list of them, by the first three digits.",
);

/// The parameters of the kinds that draw a place of their own where none is given.
pub(super) const NARROWING: [Param; 2] = [STATES, ZIP3];

/// The input of the kinds that are taken of a place.
pub(super) const OF: Input = Input {
    name: "of",
    takes: Takes::Place,
    summary: "The place, a hidden column of kind `place`. NULL gives NULL; where it is not given, each row draws a \
              place of its own, which agrees with no other column.",
    required: false,
    natural: &["place"],
};

pub(super) const PLACE: Kind = Kind {
    name: "place",
    family: Family::Place,
    version: 1,
    summary: "Draws where somebody lives: a ZIP code of the United States, by population; for a hidden column that \
              others are taken `of`.",
    params: &[
        STATES,
        ZIP3,
        Param {
            summary: "The least age in completed years at the epoch of those who live there: places are drawn as often \
                      as people of these ages live in them.",
            ..MIN_AGE
        },
        Param { summary: "The greatest age of those who live there.", ..MAX_AGE },
    ],
    inputs: &[],
    example: r#"_home = { kind = "place", state = "NM" }"#,
    source: SOURCE,
    build: Build::Maker(|settings| Ok(Box::new(Place(Draw::new(settings)?)))),
    ..Kind::BLANK
};

/// A law of places: by population, within what the schema narrows it to.
pub(super) struct Draw {
    law: Cutpoints,
    /// The rows of the table of places, where not all are meant.
    rows: Option<Vec<u32>>,
    described: String,
}

impl Draw {
    pub(super) fn new(settings: &Settings) -> Result<Self, Fault> {
        let people = People::of(settings)?;
        let (rows, place) = rows_of(settings)?;
        let law = match &rows {
            None => Cutpoints::new((0..places::ROWS).map(|row| people.at(row))),
            Some(rows) => Cutpoints::new(rows.iter().map(|&row| people.at(row as usize))),
        };
        Ok(Self { law: law.ok_or_else(nobody)?, rows, described: people.described(&place) })
    }

    /// The place that 32 uniform bits pick.
    #[inline]
    pub(super) fn pick(&self, point: u32) -> usize {
        let i = self.law.pick(point);
        match &self.rows {
            Some(rows) => rows[i] as usize,
            None => i,
        }
    }

    pub(super) fn described(&self) -> &str {
        &self.described
    }
}

/// The rows of the table of places that are meant, where not all are, and what they are called.
fn rows_of(settings: &Settings) -> Result<(Option<Vec<u32>>, String), Fault> {
    let wanted_states = states_of(settings)?;
    let wanted_zip3 = zip3_of(settings)?;
    if wanted_states.is_none() && wanted_zip3.is_none() {
        return Ok((None, "a place of the United States".into()));
    }
    let mut rows: Vec<u32> = match &wanted_states {
        Some(codes) => codes.iter().flat_map(|&code| places::BY_STATE.get(code).iter()).collect(),
        None => (0..).take(places::ROWS).collect(),
    };
    rows.sort_unstable();
    rows.dedup();
    if let Some(areas) = &wanted_zip3 {
        rows.retain(|&row| areas.contains(&(places::ZIP.get(row as usize) / 100)));
    }
    Ok((Some(rows), described(wanted_states.as_deref(), wanted_zip3.as_deref())))
}

/// The places that a column draws from, with how often.
pub(crate) fn places_of(settings: &Settings) -> Result<Vec<(u32, u64)>, Fault> {
    let people = People::of(settings)?;
    let rows = rows_of(settings)?.0.unwrap_or_else(|| (0..).take(places::ROWS).collect());
    Ok(rows.into_iter().map(|row| (row, people.at(row as usize))).collect())
}

/// How many people of the ages that are meant live in a place.
struct People {
    /// For each group of places, its people of these ages in parts of 2^20; empty where all ages are meant.
    shares: Vec<u64>,
    ages: RangeInclusive<usize>,
}

impl People {
    fn of(settings: &Settings) -> Result<Self, Fault> {
        let ages = ages_of(settings)?;
        if ages == (0..=AGES - 1) {
            return Ok(Self { shares: Vec::new(), ages });
        }
        let share =
            |group: &Pyramid| (group.between(ages.clone()) << 20) / group.between(0..=AGES - 1).max(1);
        Ok(Self { shares: Pyramid::groups_on(settings.epoch).iter().map(share).collect(), ages })
    }

    fn at(&self, row: usize) -> u64 {
        let people = u64::from(places::POPULATION.get(row));
        if self.shares.is_empty() {
            return people;
        }
        let group = usize::from(raked::PLACE_GROUP.get(row));
        people * self.shares.get(group).copied().unwrap_or(0)
    }

    fn described(&self, place: &str) -> String {
        if self.shares.is_empty() {
            return place.to_owned();
        }
        format!("{place} where people of {} to {} years live", self.ages.start(), self.ages.end())
    }
}

fn nobody() -> Fault {
    Fault::of("zip3", "nobody lives in the places that the column is narrowed to")
        .help("widen `state` or `zip3`, or make them agree")
}

/// The texts of a parameter that is one value or a list of them.
fn one_or_more(settings: &Settings, name: &'static str) -> Result<Option<Vec<String>>, Fault> {
    let Some(value) = settings.get(name) else { return Ok(None) };
    let texts = match value {
        Value::List(list) => list.iter().map(Value::to_text).collect(),
        one => one.to_text().map(|text| vec![text]),
    };
    match texts {
        Some(texts) if !texts.is_empty() => Ok(Some(texts)),
        _ => Err(Fault::of(name, "expected a text or a list of texts")),
    }
}

/// The states that are asked for, as indices of the places' state codes.
fn states_of(settings: &Settings) -> Result<Option<Vec<u16>>, Fault> {
    let Some(wanted) = one_or_more(settings, "state")? else { return Ok(None) };
    let codes = places::STATE.names();
    let find = |text: &String| {
        let row = (0..states::ROWS).find(|&row| {
            states::CODE.get(row).eq_ignore_ascii_case(text)
                || states::NAME.get(row).eq_ignore_ascii_case(text)
        });
        row.and_then(|row| codes.find_sorted(states::CODE.get(row)))
            .and_then(|index| u16::try_from(index).ok())
            .ok_or_else(|| {
                let fault = Fault::of("state", format!("there is no state `{text}`"));
                // A short text means a code, a long one a name.
                let names = if text.chars().count() <= 2 { states::CODE.names() } else { states::NAME };
                let hinted = fault.suggest(text, names.iter());
                if hinted.help.is_some() {
                    hinted
                } else {
                    hinted.help("write a code such as \"NM\" or a name")
                }
            })
    };
    wanted.iter().map(find).collect::<Result<Vec<u16>, Fault>>().map(Some)
}

fn zip3_of(settings: &Settings) -> Result<Option<Vec<u32>>, Fault> {
    let Some(wanted) = one_or_more(settings, "zip3")? else { return Ok(None) };
    let find = |text: &String| {
        let digits = text.len() == 3 && text.bytes().all(|b| b.is_ascii_digit());
        let area = text.parse::<u32>().ok().filter(|_| digits);
        let first = area.map(|area| (area, places::ZIP.lower_bound(area * 100)));
        match first {
            Some((area, row)) if row < places::ROWS && places::ZIP.get(row) / 100 == area => Ok(area),
            _ => Err(Fault::of("zip3", format!("`{text}` is no area of ZIP codes in which people live"))
                .help("write the first three digits as a text, such as \"871\"")),
        }
    };
    wanted.iter().map(find).collect::<Result<Vec<u32>, Fault>>().map(Some)
}

fn described(wanted_states: Option<&[u16]>, wanted_zip3: Option<&[u32]>) -> String {
    let mut parts = Vec::new();
    if let Some(codes) = wanted_states {
        parts.extend(codes.iter().map(|&code| places::STATE.names().get(usize::from(code)).to_owned()));
    }
    if let Some(areas) = wanted_zip3 {
        parts.push(format!(
            "ZIP {}",
            areas.iter().map(|a| format!("{a:03}xx")).collect::<Vec<_>>().join(", ")
        ));
    }
    format!("a place of {}", parts.join(", "))
}

struct Place(Draw);

impl Maker for Place {
    fn data_type(&self) -> DataType {
        DataType::UInt32
    }

    fn edges(&self) -> Edges {
        match &self.0.rows {
            Some(rows) => edges::places(rows),
            None => edges::places(&(0..).take(places::ROWS).collect::<Vec<u32>>()),
        }
    }

    fn law(&self) -> String {
        format!("{}, by population", self.0.described())
    }

    fn sources(&self) -> Vec<&'static Source> {
        vec![&places::SOURCE, &states::SOURCE]
    }

    fn make(&self, ask: &Ask<'_>) -> Result<ArrayRef, String> {
        let picked = ask.slots.firsts().map(|word| row_of(self.0.pick(high(word))));
        Ok(Arc::new(UInt32Array::from_iter_values(picked)))
    }
}

fn row_of(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

/// Where a kind has its place from: an input, or a draw of its own.
pub(super) struct Site {
    own: Option<Draw>,
}

impl Site {
    /// Reads the settings; input `of` must be the kind's first.
    pub(super) fn new(settings: &Settings) -> Result<Self, Fault> {
        if !settings.has_input("of") {
            return Ok(Self { own: Some(Draw::new(settings)?) });
        }
        for param in &NARROWING {
            if settings.get(param.name).is_some() {
                let message =
                    format!("`{}` narrows a place that is drawn, but the place is given by `of`", param.name);
                return Err(Fault::of(param.name, message).help("write it at the column that `of` names"));
            }
        }
        Ok(Self { own: None })
    }

    /// The places of a batch.
    pub(super) fn of<'a>(&'a self, ask: &'a Ask<'_>) -> Result<Sited<'a>, String> {
        let Some(draw) = &self.own else {
            let given = ask.handles(0).ok_or("the place is missing")?;
            if given.iter().flatten().any(|row| row as usize >= places::ROWS) {
                return Err("the place is no row of the table of places".into());
            }
            return Ok(Sited::Given(given));
        };
        Ok(Sited::Drawn { draw, ask })
    }

    pub(super) fn described(&self) -> String {
        match &self.own {
            Some(draw) => draw.described().to_owned() + ", drawn for this column alone",
            None => "the place given".to_owned(),
        }
    }
}

/// The places of the rows of one batch.
pub(super) enum Sited<'a> {
    Given(&'a UInt32Array),
    Drawn { draw: &'a Draw, ask: &'a Ask<'a> },
}

impl Sited<'_> {
    /// The `i`th row's place, a row of the table of places.
    #[inline]
    pub(super) fn get(&self, i: usize) -> Option<usize> {
        match self {
            Self::Given(places) => places.is_valid(i).then(|| places.value(i) as usize),
            Self::Drawn { draw, ask } => Some(draw.pick(high(ask.word(i, 0)))),
        }
    }
}
