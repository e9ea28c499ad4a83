//! A whole name in one text, from the row's parts or drawn.

use super::super::{
    Ask, Build, Family, Fault, Input, Kind, Maker, Param, Settings, Shape, Takes, TextColumn,
};
use super::family::FamilyNames;
use super::given::GivenNames;
use super::locale::{LOCALE, SCRIPT, locale_of};
use super::origin::{ETHNICITY_INPUT, OriginColumns, RACE_INPUT};
use super::sex::{BORN_INPUT, SEX_INPUT, SexColumn};
use crate::draw::{high, low};
use crate::kinds::edges::{self, Edges};
use crate::kinds::likeness::full_name;
use crate::kinds::masking::{Masking, Read, Stand};
use crate::reference::Source;
use arrow::array::{Array, ArrayRef};
use arrow::datatypes::DataType;

const FIRST: usize = 0;
const MIDDLE: usize = 1;
const LAST: usize = 2;
const SUFFIX: usize = 3;
const SEX: usize = 4;
const BORN: usize = 5;
const RACE: usize = 6;
const ETHNICITY: usize = 7;

const fn part(name: &'static str, summary: &'static str, natural: &'static [&'static str]) -> Input {
    Input { name, takes: Takes::Text, summary, required: false, natural }
}

pub(super) const FULL_NAME: Kind = Kind {
    name: "full_name",
    mask: Masking::surrogate('A', Read::Name, Stand::FullName),
    names: &[
        "full name",
        "fullname",
        "@person =name",
        "patient name",
        "contact name",
        "person name",
        "client name",
        "member name",
        "display name",
        "provider name",
        "physician name",
        "doctor name",
        "emergency contact",
        "guarantor name",
        "caregiver name",
        "guardian name",
        "recipient name",
        "responsible person",
        "reporter name",
        "supervisor name",
        "next of kin",
        "kin name",
        "author name",
        "@person display name",
        "sort name",
        "name of",
        "case name",
        "legal guardian",
        "account holder",
        "holder name",
        "emergency contact name",
        "responsible party",
        "=aka",
        "known as",
    ],
    recognise: Some(full_name),
    family: Family::Person,
    version: 1,
    summary: "A whole name: put together from the parts that are given, drawn where they are not.",
    params: &[
        LOCALE,
        SCRIPT,
        Param::optional(
            "order",
            Shape::OneOf(&["first_last", "last_first"]),
            "the locale's",
            "`Mary Q Smith` or `Smith, Mary Q`; Chinese, Japanese, Korean, Hungarian and Vietnamese names have the \
             family name first and no comma.",
        ),
    ],
    inputs: &[
        part(
            "first",
            "The given name; drawn where it is not given, left out where it is NULL.",
            &["first_name"],
        ),
        part(
            "middle",
            "The middle name or initial; left out where it is NULL or not given.",
            &["middle_name"],
        ),
        part(
            "last",
            "The family name; drawn where it is not given, left out where it is NULL. NULL, where first and last are.",
            &["last_name"],
        ),
        part("suffix", "What follows the name; left out where it is NULL or not given.", &["name_suffix"]),
        SEX_INPUT,
        BORN_INPUT,
        RACE_INPUT,
        ETHNICITY_INPUT,
    ],
    example: r#"full_name = { kind = "full_name", first = "first_name", last = "last_name" }"#,
    source: "as `first_name` and `last_name`",
    build: Build::Maker(build),
    ..Kind::BLANK
};

/// How the parts of a name follow each other.
#[derive(Clone, Copy, PartialEq)]
enum Order {
    /// Given name, family name.
    Western,
    /// Family name, a comma, given name.
    Filed,
    /// Family name, given name, with this between them.
    Eastern(&'static str),
}

fn build(settings: &Settings) -> Result<Box<dyn Maker>, Fault> {
    let locale = locale_of(settings)?;
    let latin = settings.text("script") == Some("latin");
    let eastern = match locale.as_deref() {
        Some("zh_CN" | "zh_TW" | "ja_JP" | "ko_KR") if !latin => Some(Order::Eastern("")),
        Some("zh_CN" | "zh_TW" | "ja_JP" | "ko_KR") => Some(Order::Eastern(" ")),
        Some("hu_HU" | "vi_VN") => Some(Order::Eastern(" ")),
        _ => None,
    };
    let order = match (settings.text("order"), eastern) {
        (Some("first_last"), _) | (None, None) => Order::Western,
        (_, Some(eastern)) => eastern,
        (_, None) => Order::Filed,
    };
    let drawn = !settings.has_input("first") && !settings.has_input("last");
    Ok(Box::new(FullName {
        given: GivenNames::new(settings)?,
        family: FamilyNames::new(settings)?,
        order,
        drawn,
    }))
}

struct FullName {
    given: GivenNames,
    family: FamilyNames,
    order: Order,
    /// Whether neither name is given.
    drawn: bool,
}

impl Maker for FullName {
    fn data_type(&self) -> DataType {
        DataType::Utf8
    }

    fn edges(&self) -> Edges {
        if self.drawn { edges::full_names() } else { Edges::None }
    }

    fn law(&self) -> String {
        "the parts that are given, and names by how common they are for those that are not".into()
    }

    fn sources(&self) -> Vec<&'static Source> {
        let mut sources = self.given.sources();
        sources.extend(self.family.sources());
        sources.dedup();
        sources
    }

    fn make(&self, ask: &Ask<'_>) -> Result<ArrayRef, String> {
        let mut column = TextColumn::new(ask.len(), 16);
        let column_of = |n: usize| ask.text(n);
        let parts = [column_of(FIRST), column_of(MIDDLE), column_of(LAST), column_of(SUFFIX)];
        let (sexes, origins) = (SexColumn::of(ask, SEX), OriginColumns::of(ask, RACE, ETHNICITY));
        let born = ask.dates(BORN);
        let given_part = |n: usize, i: usize| parts[n].filter(|p| p.is_valid(i)).map(|p| p.value(i));
        for i in 0..ask.len() {
            let (sex, origin) = (sexes.get(i), || origins.get(i));
            let word = ask.word(i, 0);
            let first = match parts[FIRST] {
                Some(_) => given_part(FIRST, i),
                None => Some(self.given.pick(sex, self.given.decade_at(born, i), origin(), high(word))),
            };
            let last = match parts[LAST] {
                Some(_) => given_part(LAST, i),
                None => Some(self.family.pick(sex, origin(), low(word))),
            };
            if first.is_none() && last.is_none() {
                column.push_null();
                continue;
            }
            self.add(&mut column, [first, given_part(MIDDLE, i), last, given_part(SUFFIX, i)]);
            column.end();
        }
        column.finish()
    }
}

impl FullName {
    /// Appends the parts that there are: first, middle, last and suffix.
    fn add(&self, column: &mut TextColumn, [first, middle, last, suffix]: [Option<&str>; 4]) {
        let (order, gaps) = match self.order {
            Order::Western => ([first, middle, last, suffix], ["", " ", " ", " "]),
            Order::Filed => ([last, first, middle, suffix], ["", ", ", " ", " "]),
            Order::Eastern(gap) => ([last, middle, first, suffix], ["", gap, gap, " "]),
        };
        let mut begun = false;
        for (part, gap) in order.into_iter().zip(gaps) {
            let Some(part) = part else { continue };
            if begun {
                column.add(gap);
            }
            column.add(part);
            begun = true;
        }
    }
}
