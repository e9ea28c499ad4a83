//! House number, direction, street and suffix, and the part of a house: no such address need exist.

use super::super::{
    Ask, Build, Edges, Family, Fault, Input, Kind, Maker, Param, Settings, Shape, TextColumn,
};
use super::abroad::{Abroad, LOCALE};
use super::site::OF;
use crate::draw::{Cutpoints, Width, high, low};
use crate::kinds::likeness::Known;
use crate::kinds::masking::{Masking, Read};
use crate::reference::{Source, locale_names, street_names, street_suffixes};
use arrow::array::ArrayRef;
use arrow::datatypes::DataType;

const STREETS: &str =
    "streets of a sample census (pseudopeople, BSD-3-Clause); house numbers by size as they commonly are";

/// The parameters of a street, which a whole address has too.
pub(super) const UNIT_SHARE: Param = Param::optional(
    "unit",
    Shape::Number,
    "0",
    "The share of values, from 0 to 1, that end in a part of the house such as `Apt 12`.",
);
pub(super) const SUFFIX_STYLE: Param = Param::optional(
    "suffix",
    Shape::OneOf(&["short", "full"]),
    "short",
    "`St` as the post office abbreviates it, or `Street`.",
);

const OF_STREET: Input = Input {
    summary: "The place whose street it is; NULL gives NULL. Streets are drawn alike everywhere.",
    ..OF
};

pub(super) const STREET: Kind = Kind {
    name: "street",
    mask: Masking::made('B', Read::Words),
    names: &[
        "street",
        "street address",
        "address line 1",
        "address 1",
        "address1",
        "addr 1",
        "street 1",
        "line1",
        "mailing address",
        "home address",
        "address line",
        "addr line",
        "=line 1",
        "street line",
        "street name",
        "residence",
        "house number",
    ],
    recognise: Some(street_line),
    family: Family::Place,
    version: 1,
    summary: "The line of an address with house number and street; never a post-office box.",
    params: &[UNIT_SHARE, SUFFIX_STYLE, LOCALE],
    inputs: &[OF_STREET],
    example: r#"street = { kind = "street", of = "_home" }"#,
    source: STREETS,
    build: Build::Maker(|settings| {
        Ok(match Abroad::new(settings)? {
            Some(abroad) => Box::new(StreetAbroad(abroad)),
            None => Box::new(Street { line: Line::new(settings, UNIT_SHARE.name, 0.0)? }),
        })
    }),
    ..Kind::BLANK
};

pub(super) const UNIT: Kind = Kind {
    name: "unit",
    mask: Masking::made('B', Read::Words),
    names: &[
        "address line 2",
        "address 2",
        "address2",
        "addr 2",
        "street 2",
        "apartment",
        "apt",
        "unit number",
        "=unit",
        "suite",
        "address line 3",
        "address 3",
        "address3",
        "supplemental address",
        "floor",
    ],
    recognise: Some(unit_line),
    family: Family::Place,
    version: 1,
    summary: "The part of a house, such as `Apt 12`; most addresses have none, so give it a null rate.",
    params: &[],
    inputs: &[OF_STREET],
    example: r#"unit = { kind = "unit", of = "_home", null = 0.85 }"#,
    source: "common forms of USPS Publication 28, appendix C2",
    build: Build::Maker(|_| Ok(Box::new(Unit))),
    ..Kind::BLANK
};

/// The law of the line with the street.
pub(super) struct Line {
    names: Cutpoints,
    suffixes: Cutpoints,
    /// Rows of the suffixes, by the index of the street names' usual suffix.
    usual: Vec<usize>,
    full: bool,
    /// Of 2^24 values how many have a unit.
    units: u32,
}

/// Of eight streets how many have the suffix that a street of that name mostly has.
const USUAL_OF_8: u32 = 6;

impl Line {
    pub(super) fn new(settings: &Settings, param: &'static str, default_units: f64) -> Result<Self, Fault> {
        let share = settings.number(param).unwrap_or(default_units);
        if !(0.0..=1.0).contains(&share) {
            return Err(Fault::of(param, "a share lies between 0 and 1"));
        }
        let empty = || Fault::whole("the table of streets is empty");
        let row_of = |suffix: &str| street_suffixes::SUFFIX.iter().position(|s| s == suffix);
        Ok(Self {
            names: Cutpoints::new(street_names::WEIGHT.iter().map(u64::from)).ok_or_else(empty)?,
            suffixes: Cutpoints::new(street_suffixes::WEIGHT.iter().map(u64::from)).ok_or_else(empty)?,
            usual: street_names::SUFFIX.names().iter().map(|s| row_of(s).unwrap_or(0)).collect(),
            full: settings.text("suffix") == Some("full"),
            units: parts_of(share),
        })
    }

    /// Appends a street drawn from two words.
    pub(super) fn add(&self, column: &mut TextColumn, first: u64, second: u64) {
        let name = self.names.pick_high(first);
        column.digits(u64::from(house_number(low(first))), 1);
        column.add(" ");
        // Bits 24 to 31 of the second word: one street in eight has a direction before its name.
        let direction = low(second) >> 24;
        if direction < 32 {
            column.add(["N ", "S ", "E ", "W "][(direction % 4) as usize]);
        }
        street_names::NAME.append(name, column.bytes());
        column.add(" ");
        let suffix = self.suffix(name, high(second));
        let suffixes = if self.full { street_suffixes::FULL } else { street_suffixes::SUFFIX };
        suffixes.append(suffix, column.bytes());
        let point = low(second) & 0x00ff_ffff;
        if point < self.units {
            column.add(" ");
            add_unit(column, rescaled(point, self.units));
        }
    }

    fn suffix(&self, name: usize, point: u32) -> usize {
        if point >> 29 < USUAL_OF_8 {
            self.usual[usize::from(street_names::SUFFIX.index(name))]
        } else {
            self.suffixes.pick(point << 2)
        }
    }
}

/// Of 2^24 points how many make up a share, which lies between 0 and 1.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of 2^24")]
fn parts_of(share: f64) -> u32 {
    libm::round(share * 16_777_216.0) as u32
}

/// A point below `below` as one of 2^32.
fn rescaled(point: u32, below: u32) -> u32 {
    u32::try_from((u64::from(point) << 32) / u64::from(below.max(1))).unwrap_or(u32::MAX)
}

/// A number from `least` to `most` out of 32 uniform bits.
fn between(point: u32, least: u32, most: u32) -> u32 {
    least + high(u64::from(point) * u64::from(most - least + 1))
}

/// A house number: mostly three or four digits, seldom two or five.
fn house_number(point: u32) -> u32 {
    // The top four bits choose the size, the others the number.
    let within = point << 4;
    match point >> 28 {
        0 | 1 => between(within, 1, 99),
        2..=6 => between(within, 100, 999),
        7..=13 => between(within, 1_000, 9_999),
        _ => between(within, 10_000, 19_999),
    }
}

/// Appends a part of a house.
pub(super) fn add_unit(column: &mut TextColumn, point: u32) {
    let within = point << 4;
    let (word, least, most) = match point >> 28 {
        0..=5 => ("Apt ", 1, 40),
        6..=8 => ("Apt ", 101, 420),
        9 | 10 => ("Apt ", 1, 12),
        11..=13 => ("Unit ", 1, 40),
        14 => ("# ", 1, 30),
        _ => ("Lot ", 1, 90),
    };
    column.add(word);
    column.digits(u64::from(between(within, least, most)), 1);
    if matches!(point >> 28, 9 | 10) {
        column.add(["A", "B", "C", "D"][(point & 3) as usize]);
    }
}

/// Lines as they come in and as programs that take an address apart do not expect them: boxes and routes (USPS Publication
/// 28), fractions, grids, letters, quarters, the shortest and one that is long.
const HARD: &[&str] = &[
    "1 A",
    "PO Box 7",
    "P.O. Box 1900",
    "RR 2 Box 40",
    "HC 71 Box 12",
    "101 1/2 Elm St",
    "101½ Elm St",
    "7-A O'Malley's Ln",
    "Calle Ñandú #5",
    "1950 W 3300 S",
    "N6W23001 Bluemound Rd",
    "0 Main St",
    "General Delivery",
    "Homeless",
    "c/o Shelter, 12 Oak St",
    "12345 Doctor Martin Luther King Junior Memorial Boulevard Northwest, Building 7, Entrance C, Apartment 1204B",
    "5 North St S",
    "St",
    "1,000 Oak St",
    "12 Oak St, Apt \"B\"",
];

struct Street {
    line: Line,
}

impl Maker for Street {
    fn data_type(&self) -> DataType {
        DataType::Utf8
    }

    fn is_random(&self) -> bool {
        true
    }

    fn width(&self) -> Width {
        Width::Four
    }

    fn law(&self) -> String {
        "a house number, and a street by how common its name is".into()
    }

    fn sources(&self) -> Vec<&'static Source> {
        vec![&street_names::SOURCE, &street_suffixes::SOURCE]
    }

    fn edges(&self) -> Edges {
        Edges::Fitting(HARD.len())
    }

    fn make_edges(&self, ask: &Ask<'_>, cases: &[usize]) -> Result<ArrayRef, String> {
        let mut column = TextColumn::new(ask.len(), 20);
        each_with_place(ask, &mut column, |column, i| column.add(HARD.get(cases[i]).unwrap_or(&HARD[0])));
        column.finish()
    }

    fn make(&self, ask: &Ask<'_>) -> Result<ArrayRef, String> {
        let mut column = TextColumn::new(ask.len(), 20);
        each_with_place(ask, &mut column, |column, i| self.line.add(column, ask.word(i, 0), ask.word(i, 1)));
        column.finish()
    }
}

struct StreetAbroad(Abroad);

impl Maker for StreetAbroad {
    fn data_type(&self) -> DataType {
        DataType::Utf8
    }

    fn width(&self) -> Width {
        Width::Four
    }

    fn law(&self) -> String {
        "a street named after a family of the country, and a house number, mostly low".into()
    }

    fn sources(&self) -> Vec<&'static Source> {
        vec![&locale_names::SOURCE]
    }

    fn make(&self, ask: &Ask<'_>) -> Result<ArrayRef, String> {
        let mut column = TextColumn::new(ask.len(), 20);
        each_with_place(ask, &mut column, |column, i| {
            self.0.add_street(column, ask.word(i, 0), ask.word(i, 1));
        });
        column.finish()
    }
}

struct Unit;

impl Maker for Unit {
    fn data_type(&self) -> DataType {
        DataType::Utf8
    }

    fn law(&self) -> String {
        "a word and a number, mostly `Apt`".into()
    }

    fn make(&self, ask: &Ask<'_>) -> Result<ArrayRef, String> {
        let mut column = TextColumn::new(ask.len(), 8);
        each_with_place(ask, &mut column, |column, i| add_unit(column, high(ask.word(i, 0))));
        column.finish()
    }
}

/// Writes a value for each row whose place, the first input, is not given or not NULL.
pub(super) fn each_with_place(
    ask: &Ask<'_>,
    column: &mut TextColumn,
    write: impl Fn(&mut TextColumn, usize),
) {
    let given = ask.handles(0);
    for i in 0..ask.len() {
        if given.is_none() || ask.has(0, i) {
            write(column, i);
            column.end();
        } else {
            column.push_null();
        }
    }
}

/// Whether a text is the part of a house, as people write it: its sort and its number.
fn unit_line(text: &str) -> bool {
    const SORTS: &[&str] = &[
        "apt",
        "apartment",
        "unit",
        "suite",
        "ste",
        "trlr",
        "trailer",
        "lot",
        "spc",
        "bldg",
        "fl",
        "floor",
        "rm",
        "room",
    ];
    let first = text.trim().split([' ', '.', '#']).next().unwrap_or_default();
    let number = || text.bytes().any(|b| b.is_ascii_digit()) || text.len() <= first.len() + 3;
    match text.strip_prefix('#') {
        Some(number) => number.len() <= 6 && number.trim().chars().all(|c| c.is_ascii_alphanumeric()),
        None => text.len() <= 24 && SORTS.iter().any(|sort| sort.eq_ignore_ascii_case(first)) && number(),
    }
}

/// Whether a text is a house number and a street, by the street's last words.
fn street_line(text: &str) -> bool {
    let mut words = text.split_whitespace();
    let number = words.next().is_some_and(|word| {
        word.starts_with(|c: char| c.is_ascii_digit())
            && word.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    });
    static SUFFIXES: Known =
        Known::new(|| Box::new(street_suffixes::SUFFIX.iter().chain(street_suffixes::FULL.iter())));
    let suffix = |word: &str| SUFFIXES.has(word.trim_end_matches(['.', ',']));
    number && text.len() < 80 && words.skip(1).any(suffix)
}
