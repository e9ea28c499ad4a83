//! Short lists: specialties, places of service, procedures and supplies.

use super::coded::{Coded, Listed, Show, Words, kind};
use crate::kinds::likeness::{listed, shaped};
use crate::kinds::{Ask, Fault, Input, Kind, Maker, Param, Shape, Takes, TextColumn};
use crate::reference::{Source, hcpcs, places_of_service, specialties};
use arrow::array::ArrayRef;
use arrow::datatypes::DataType;

/// The kind `specialty`.
pub(super) const SPECIALTY: Kind = kind(
    "specialty",
    "What a provider practises.",
    &[],
    &[],
    r#"specialty = { kind = "specialty" }"#,
    "compiled for this project; weights approximate",
    |_settings| {
        let rows = specialties::WEIGHT.iter().zip(0u32..).map(|(weight, row)| (row, u64::from(weight)));
        Ok(shown(
            Listed::weighted(rows),
            |row, column| column.push(specialties::NAME.get(row)),
            &specialties::SOURCE,
            &[|row| specialties::NAME.get(row)],
        ))
    },
)
.named(&["specialty", "speciality", "taxonomy", "specialization"])
.recognised(|text| listed(text, specialties::NAME.iter()));

/// The kind `place_of_service`.
pub(super) const PLACE_OF_SERVICE: Kind = kind(
    "place_of_service",
    "Where care was given: the two-digit code of a claim, or its name.",
    &[Param::optional("style", Shape::OneOf(&["code", "name"]), "code", "The code, or the name.")],
    &[],
    r#"pos = { kind = "place_of_service" }"#,
    "CMS, place of service code set",
    |settings| {
        let show: Show = match settings.text("style") {
            Some("name") => |row, column| column.push(places_of_service::NAME.get(row)),
            _ => |row, column| column.push(places_of_service::CODE.get(row)),
        };
        // The office is where most care is given; of the others nothing is known here.
        let weight = |code| if code == "11" { places_of_service::ROWS as u64 } else { 1 };
        let rows = places_of_service::CODE.iter().zip(0u32..).map(|(code, row)| (row, weight(code)));
        let words: &[Words] = &[|row| places_of_service::NAME.get(row)];
        Ok(shown(Listed::weighted(rows), show, &places_of_service::SOURCE, words))
    },
)
.named(&["place of service", "pos code"]);

/// The kind `hcpcs`.
pub(super) const HCPCS: Kind = kind(
    "hcpcs",
    "A procedure or supply of HCPCS level II, or its description.",
    &[Param::optional("style", Shape::OneOf(&["code", "name"]), "code", "The code, or the description.")],
    &[Input {
        name: "code",
        takes: Takes::Text,
        summary: "A code whose description is meant. NULL where it is NULL or not in the list.",
        required: false,
        natural: &[],
    }],
    r#"procedure = { kind = "hcpcs" }"#,
    "CMS, HCPCS level II",
    |settings| {
        if settings.has_input("code") {
            return match settings.text("style") {
                Some("name") => Ok(Box::new(NameOfCode)),
                _ => Err(Fault::of(
                    "code",
                    "a code is given, and it is the description that can be taken of it",
                )
                .help("write style = \"name\"")),
            };
        }
        let show: Show = match settings.text("style") {
            Some("name") => |row, column| column.push(hcpcs::DESCRIPTION.get(row)),
            _ => |row, column| column.push(hcpcs::CODE.get(row)),
        };
        let words: &[Words] = &[|row| hcpcs::CODE.get(row), |row| hcpcs::DESCRIPTION.get(row)];
        Ok(shown(Listed::all(hcpcs::ROWS), show, &hcpcs::SOURCE, words))
    },
)
.named(&["hcpcs", "procedure code", "cpt", "cpt code", "hcpcs code", "service code"])
.recognised(|text| shaped(text, "A9999") && hcpcs::CODE.iter().any(|code| code == text));

/// The description of a code in another column.
struct NameOfCode;

impl Maker for NameOfCode {
    fn data_type(&self) -> DataType {
        DataType::Utf8
    }

    fn law(&self) -> String {
        "the description of the code".to_owned()
    }

    fn sources(&self) -> Vec<&'static Source> {
        vec![&hcpcs::SOURCE]
    }

    fn make(&self, ask: &Ask<'_>) -> Result<ArrayRef, String> {
        let codes = ask.text(0).ok_or("the input `code` is missing")?;
        let mut column = TextColumn::new(ask.len(), 48);
        for code in codes {
            let row = code.and_then(|code| (0..hcpcs::ROWS).find(|&row| hcpcs::CODE.get(row) == code));
            column.push_option(row.map(|row| hcpcs::DESCRIPTION.get(row)));
        }
        column.finish()
    }
}

fn shown(draw: Listed, show: Show, table: &'static Source, words: &'static [Words]) -> Box<dyn Maker> {
    Box::new(Coded::new(Box::new(draw), (Some(show), false), table, Vec::new(), words))
}
