//! A whole address on one line.

use super::super::{Ask, Build, Family, Fault, Input, Kind, Maker, Param, Settings, Takes, TextColumn};
use super::SOURCE;
use super::parts::add_digits;
use super::site::{OF, STATES, Site, ZIP3};
use super::street::{Line, SUFFIX_STYLE, UNIT_SHARE};
use crate::draw::Width;
use crate::kinds::masking::{Masking, Read};
use crate::reference::{Source, places, street_names, street_suffixes};
use arrow::array::{Array, ArrayRef};
use arrow::datatypes::DataType;

pub(super) const ADDRESS: Kind = Kind {
    name: "address",
    mask: Masking::made('B', Read::Words),
    names: &[
        "=address",
        "full address",
        "postal address",
        "address text",
        "formatted address",
        "location address",
        "address full",
        "addr",
        "=address text",
    ],
    recognise: Some(|text| {
        text.contains(',')
            && text.starts_with(|c: char| c.is_ascii_digit())
            && text.bytes().rev().take(5).all(|b| b.is_ascii_digit())
            // A list of numbers is none.
            && text.split(|c: char| !c.is_alphabetic()).filter(|word| word.len() > 1).count() >= 2
    }),
    family: Family::Place,
    version: 1,
    summary: "A whole address on one line: street, city, state and ZIP code.",
    params: &[STATES, ZIP3, Param { name: "units", default: "0.15", ..UNIT_SHARE }, SUFFIX_STYLE],
    inputs: &[
        OF,
        Input {
            name: "street",
            takes: Takes::Text,
            summary: "The line with the street; where it is NULL or not given, one is drawn.",
            required: false,
            natural: &["street"],
        },
        Input {
            name: "unit",
            takes: Takes::Text,
            summary: "The part of the house, written after a street that is given; left out where it is NULL.",
            required: false,
            natural: &["unit"],
        },
    ],
    example: r#"address = { kind = "address", of = "_home", street = "street" }"#,
    source: SOURCE,
    build: Build::Maker(build),
    ..Kind::BLANK
};

fn build(settings: &Settings) -> Result<Box<dyn Maker>, Fault> {
    let site = Site::new(settings)?;
    let given = settings.has_input("of");
    Ok(Box::new(Address { site, given, line: Line::new(settings, "units", 0.15)? }))
}

struct Address {
    site: Site,
    given: bool,
    line: Line,
}

impl Maker for Address {
    fn data_type(&self) -> DataType {
        DataType::Utf8
    }

    fn width(&self) -> Width {
        if self.given { Width::Four } else { Width::Sixteen }
    }

    fn law(&self) -> String {
        format!("a street by how common its name is, in {}", self.site.described())
    }

    fn sources(&self) -> Vec<&'static Source> {
        vec![&places::SOURCE, &street_names::SOURCE, &street_suffixes::SOURCE]
    }

    fn make(&self, ask: &Ask<'_>) -> Result<ArrayRef, String> {
        let mut column = TextColumn::new(ask.len(), 48);
        let sited = self.site.of(ask)?;
        let (streets, units) = (ask.text(1), ask.text(2));
        // Where the place is drawn too, it takes the first word.
        let first = usize::from(!self.given);
        for i in 0..ask.len() {
            let Some(row) = sited.get(i) else {
                column.push_null();
                continue;
            };
            match streets.filter(|streets| streets.is_valid(i)) {
                Some(streets) => {
                    column.add(streets.value(i));
                    if let Some(units) = units.filter(|units| units.is_valid(i)) {
                        column.add(" ");
                        column.add(units.value(i));
                    }
                }
                None => self.line.add(&mut column, ask.word(i, first), ask.word(i, first + 1)),
            }
            column.add(", ");
            column.add(places::CITY.get(row));
            column.add(", ");
            column.add(places::STATE.get(row));
            column.add(" ");
            add_digits(&mut column, places::ZIP.get(row));
            column.end();
        }
        column.finish()
    }
}
