//! Names and types of fictitious facilities.

use super::coded::{Listed, kind};
use crate::draw::{Width, below};
use crate::kinds::choice::one_of;
use crate::kinds::masking::{Masking, Read};
use crate::kinds::{Ask, Domain, Fault, Input, Kind, Maker, Param, Settings, Shape, Takes, TextColumn};
use crate::reference::{
    Source, counties, facility_name_parts as parts, facility_name_parts_group as group, places, street_names,
};
use arrow::array::{Array, ArrayRef};
use arrow::datatypes::DataType;

const TYPES: &[&str] = &["agency", "behavioral", "clinic", "hospital", "lab", "pharmacy"];
const SOURCE: &str = "compiled for this project; fictitious";

/// The kind `facility_name`.
pub(super) const FACILITY_NAME: Kind = kind(
    "facility_name",
    "The name of a fictitious facility, often after its place.",
    &[Param::optional("type", Shape::OneOf(TYPES), "any", "The sort of facility, where no input says it.")],
    &[
        Input {
            name: "of",
            takes: Takes::Place,
            summary: "The place after which a facility may be called. Where it is NULL or not given, the name has no place in it.",
            required: false,
            natural: &["place"],
        },
        Input {
            name: "type",
            takes: Takes::Text,
            summary: "The sort of facility, as the kind `facility_type` has it. Where it is another or NULL, any sort.",
            required: false,
            natural: &["facility_type"],
        },
    ],
    r#"name = { kind = "facility_name", of = "_site" }"#,
    SOURCE,
    build_name,
).named(&["facility name", "clinic name", "hospital name", "site name", "@site =name", "organization name", "practice name", "location name", "agency name", "organisation name", "health facility", "facility", "clinic", "hospital", "@site =title", "clinic text"]).masked(Masking::made('A', Read::Words));

/// The kind `facility_type`.
pub(super) const FACILITY_TYPE: Kind = kind(
    "facility_type",
    "The sort of a facility: agency, behavioral, clinic, hospital, lab or pharmacy.",
    &[],
    &[],
    r#"type = { kind = "facility_type" }"#,
    SOURCE,
    |_settings| Ok(Box::new(Types { weights: type_weights() })),
)
.named(&["facility type", "organization type", "clinic type", "site type", "facility ownership"]);

fn type_weights() -> Listed {
    Listed::weighted(TYPES.iter().zip(0u32..).map(|(name, n)| {
        let rows = group(&format!("kind:{name}"));
        (n, u64::from(parts::WEIGHT_TOTALS.total(rows)))
    }))
}

struct Types {
    weights: Listed,
}

impl Maker for Types {
    fn data_type(&self) -> DataType {
        DataType::Utf8
    }

    fn domain(&self) -> Domain {
        Domain::Counted(TYPES.len() as u64)
    }

    fn values(&self) -> Option<Vec<String>> {
        Some(TYPES.iter().map(|name| (*name).to_owned()).collect())
    }

    fn law(&self) -> String {
        "by weight".to_owned()
    }

    fn sources(&self) -> Vec<&'static Source> {
        vec![&parts::SOURCE]
    }

    fn make(&self, ask: &Ask<'_>) -> Result<ArrayRef, String> {
        let mut column = TextColumn::new(ask.len(), 10);
        for i in 0..ask.len() {
            let n = match &ask.distinct {
                Some(_) => usize::try_from(ask.ordinal(i, TYPES.len() as u64)).unwrap_or(0),
                None => self.weights.pick(ask.word(i, 0)),
            };
            column.push(TYPES[n]);
        }
        column.finish()
    }
}

struct Names {
    /// Rows of the words after a name, where no input says the sort.
    sorts: Listed,
    /// How many names without a place there are.
    themes: Vec<u32>,
    themes_weighted: Listed,
    sorts_listed: Vec<u32>,
    placed: bool,
    typed: bool,
    unique: bool,
}

fn build_name(settings: &Settings) -> Result<Box<dyn Maker>, Fault> {
    let weighted = |rows: &[u32]| {
        Listed::weighted(rows.iter().map(|&row| (row, u64::from(parts::WEIGHT.get(row as usize)))))
    };
    let of_part = |part: &str| group(part).filter_map(|row| u32::try_from(row).ok()).collect::<Vec<u32>>();
    let sorts: Vec<u32> = match settings.text("type") {
        Some(sort) => of_part(&format!("kind:{sort}")),
        None => TYPES.iter().flat_map(|sort| of_part(&format!("kind:{sort}"))).collect(),
    };
    let themes: Vec<u32> = of_part("theme").into_iter().chain(of_part("saintlike")).collect();
    Ok(Box::new(Names {
        sorts: weighted(&sorts),
        themes_weighted: weighted(&themes),
        themes,
        sorts_listed: sorts,
        placed: settings.has_input("of"),
        typed: settings.has_input("type"),
        unique: settings.unique,
    }))
}

impl Names {
    /// Words after the name, by the sort of the row or of the column.
    fn sort(&self, ask: &Ask<'_>, i: usize, word: u64) -> &'static str {
        let written = ask.text(1).filter(|a| a.is_valid(i)).map(|a| a.value(i));
        let known = written.and_then(|sort| TYPES.iter().find(|name| **name == sort));
        let row = known.map_or_else(|| self.sorts.pick(word), |sort| pick_of(named_part(sort), word));
        parts::VALUE.get(row)
    }

    fn place_name(column: &mut TextColumn, place: usize, words: [u64; 2]) {
        let template = parts::VALUE.get(pick_of("place", words[0]));
        match template {
            "{county}" => match county(place) {
                Some(county) => column.add(county),
                None => column.add(places::CITY.get(place)),
            },
            "{street}" => {
                let rows = street_names::WEIGHT_TOTALS.rows();
                let total = street_names::WEIGHT_TOTALS.total(rows.clone());
                let point = u32::try_from(below(words[1], u64::from(total))).unwrap_or(0);
                column.add(street_names::NAME.get(street_names::WEIGHT_TOTALS.pick(rows, point)));
            }
            "{direction} {city}" => {
                column.add(["North ", "South ", "East ", "West "][one_of(words[1], 4)]);
                column.add(places::CITY.get(place));
            }
            _ => column.add(places::CITY.get(place)),
        }
    }
}

/// The name of a part of the table for a sort of facility.
fn named_part(sort: &str) -> &'static str {
    match sort {
        "agency" => "kind:agency",
        "behavioral" => "kind:behavioral",
        "clinic" => "kind:clinic",
        "hospital" => "kind:hospital",
        "lab" => "kind:lab",
        _ => "kind:pharmacy",
    }
}

/// A row of a part, by weight.
fn pick_of(part: &str, word: u64) -> usize {
    let rows = group(part);
    let total = parts::WEIGHT_TOTALS.total(rows.clone());
    let point = u32::try_from(below(word, u64::from(total))).unwrap_or(0);
    parts::WEIGHT_TOTALS.pick(rows, point)
}

fn county(place: usize) -> Option<&'static str> {
    let fips = places::COUNTY_FIPS.get(place);
    let row = counties::FIPS.lower_bound(fips);
    (row < counties::ROWS && counties::FIPS.get(row) == fips).then(|| counties::NAME.get(row))
}

impl Maker for Names {
    fn data_type(&self) -> DataType {
        DataType::Utf8
    }

    fn width(&self) -> Width {
        Width::Sixteen
    }

    fn domain(&self) -> Domain {
        if self.placed || self.typed {
            Domain::Boundless
        } else {
            Domain::Counted((self.themes.len() * self.sorts_listed.len()) as u64)
        }
    }

    fn law(&self) -> String {
        "place, theme or saint, and a sort of facility, by weight".to_owned()
    }

    fn sources(&self) -> Vec<&'static Source> {
        if self.placed { vec![&parts::SOURCE, &places::SOURCE] } else { vec![&parts::SOURCE] }
    }

    fn make(&self, ask: &Ask<'_>) -> Result<ArrayRef, String> {
        let mut column = TextColumn::new(ask.len(), 32);
        for i in 0..ask.len() {
            if let Some(distinct) = &ask.distinct {
                let n = usize::try_from(distinct[i]).unwrap_or(0);
                let sorts = self.sorts_listed.len();
                column.add(parts::VALUE.get(self.themes[n / sorts] as usize));
                column.add(" ");
                column.push(parts::VALUE.get(self.sorts_listed[n % sorts] as usize));
                continue;
            }
            let place = ask.handles(0).filter(|a| a.is_valid(i)).map(|a| a.value(i) as usize);
            let place = place.filter(|place| *place < places::ROWS);
            // Two of three facilities that have a place are called after it.
            match place.filter(|_| below(ask.word(i, 0), 3) < 2) {
                Some(place) => Self::place_name(&mut column, place, [ask.word(i, 1), ask.word(i, 2)]),
                None => column.add(parts::VALUE.get(self.themes_weighted.pick(ask.word(i, 3)))),
            }
            column.add(" ");
            column.add(self.sort(ask, i, ask.word(i, 4)));
            if self.unique {
                // The number of the row keeps it unique, whatever place and sort are.
                column.add(" ");
                column.digits(ask.row(i) + 1, 1);
            }
            column.end();
        }
        column.finish()
    }
}
