//! Driver's licences and number plates: the usual forms, for which no range is reserved.

use super::BLANK;
use super::check::{digit, take};
use crate::draw::{Width, below};
use crate::kinds::Build;
use crate::kinds::masking::{Masking, Read};
use crate::kinds::pattern::{Form, FormMaker};
use crate::kinds::{Ask, Domain, Fault, Input, Kind, Maker, Param, Settings, Shape, Takes, TextColumn};
use crate::reference::{Source, places};
use arrow::array::{Array, ArrayRef};
use arrow::datatypes::DataType;

pub(super) const DRIVERS_LICENSE: Kind = Kind {
    name: "drivers_license",
    mask: Masking::made('K', Read::Code(1, 64)),
    names: &[
        "drivers license",
        "driver license",
        "license number",
        "licence number",
        "driving licence",
        "dl number",
        "passport",
        "passport number",
        "certificate number",
        "licence no",
        "license no",
        "state license",
        "identity card",
        "visa number",
        "alien number",
        "a number",
        "bar number",
        "document number",
        "id card",
        "ration card",
        "voter id",
        "birth certificate",
    ],
    summary: "The number of a driver's licence, in the usual form of the state of a place, or after a pattern. No range is \
              reserved: a number may be somebody's.",
    params: &[Param::optional(
        "pattern",
        Shape::Text,
        "[A-Z][0-9]{7}",
        "A regular expression, as of the kind `pattern`; not together with `of`.",
    )],
    inputs: &[Input {
        name: "of",
        takes: Takes::Place,
        summary: "The place whose state's form is taken; a letter and seven digits where it is not given, NULL gives NULL.",
        required: false,
        natural: &["place"],
    }],
    example: r#"licence = { kind = "drivers_license", of = "_home" }"#,
    source: "The forms that the states' licensing offices describe, one each where there are several",
    build: Build::Maker(build_licence),
    ..BLANK
};

pub(super) const LICENSE_PLATE: Kind = Kind {
    name: "license_plate",
    mask: Masking::made('L', Read::Code(1, 16)),
    names: &["license plate", "plate number", "licence plate", "vehicle registration", "plate"],
    summary: "The number of a vehicle's plate after a pattern. No range is reserved: a number may be somebody's.",
    params: &[Param::optional(
        "pattern",
        Shape::Text,
        "[A-HJ-NPR-Z]{3}-[0-9]{4}",
        "A regular expression, as of the kind `pattern`.",
    )],
    inputs: &[],
    example: r#"plate = { kind = "license_plate" }"#,
    source: "No range is reserved for fiction",
    build: Build::Maker(|settings| {
        let pattern = settings.text("pattern").unwrap_or("[A-HJ-NPR-Z]{3}-[0-9]{4}");
        Ok(Box::new(FormMaker::new(Form::parse("pattern", pattern)?, "pattern", settings.unique)?))
    }),
    ..BLANK
};

/// The form of states that have none of their own below.
const USUAL: &str = "A########";

/// The usual form by state: `A` stands for a letter, `#` for a digit, any other character for itself.
///
/// Two forms are the same or have no number in common, so that numbers of different states never meet by form.
const FORMS: &[(&str, &str)] = &[
    ("AK", "#######"),
    ("AL", "########"),
    ("AR", "#########"),
    ("CA", "A#######"),
    ("CO", "#########"),
    ("CT", "#########"),
    ("DC", "#######"),
    ("DE", "#######"),
    ("FL", "A############"),
    ("GA", "#########"),
    ("IA", "###AA####"),
    ("ID", "AA######A"),
    ("IL", "A###########"),
    ("IN", "##########"),
    ("LA", "#########"),
    ("MD", "A############"),
    ("ME", "#######"),
    ("MI", "A############"),
    ("MN", "A############"),
    ("MO", "A#########"),
    ("MS", "#########"),
    ("MT", "#############"),
    ("NC", "############"),
    ("ND", "AAA######"),
    ("NH", "##AAA#####"),
    ("NJ", "A##############"),
    ("NM", "#########"),
    ("NV", "##########"),
    ("NY", "#########"),
    ("OH", "AA######"),
    ("OK", "A#########"),
    ("OR", "#######"),
    ("PA", "########"),
    ("PR", "#######"),
    ("RI", "#######"),
    ("SC", "#########"),
    ("SD", "########"),
    ("TN", "#########"),
    ("TX", "########"),
    ("UT", "#########"),
    ("VT", "########"),
    ("WA", "WDL#########"),
    ("WI", "A#############"),
    ("WV", "A######"),
];

/// How many numbers the smallest form has: seven digits.
const SMALLEST: u64 = 10_000_000;

fn build_licence(settings: &Settings) -> Result<Box<dyn Maker>, Fault> {
    if settings.has_input("of") {
        if settings.text("pattern").is_some() {
            return Err(Fault::of("pattern", "`pattern` and `of` exclude each other"));
        }
        return Ok(Box::new(Licence));
    }
    let pattern = settings.text("pattern").unwrap_or("[A-Z][0-9]{7}");
    Ok(Box::new(FormMaker::new(Form::parse("pattern", pattern)?, "pattern", settings.unique)?))
}

fn form(state: &str) -> &'static str {
    FORMS.binary_search_by_key(&state, |(code, _)| code).map_or(USUAL, |i| FORMS[i].1)
}

fn size(form: &str) -> u64 {
    form.bytes().fold(1, |size, byte| match byte {
        b'A' => size * 26,
        b'#' => size * 10,
        _ => size,
    })
}

/// Numbers in the form of the state.
struct Licence;

impl Maker for Licence {
    fn data_type(&self) -> DataType {
        DataType::Utf8
    }

    fn width(&self) -> Width {
        Width::Four
    }

    fn domain(&self) -> Domain {
        Domain::Counted(SMALLEST)
    }

    fn law(&self) -> String {
        "the usual form of the state of the place, each letter and digit equally likely".to_owned()
    }

    fn sources(&self) -> Vec<&'static Source> {
        vec![&places::SOURCE]
    }

    fn make(&self, ask: &Ask<'_>) -> Result<ArrayRef, String> {
        let mut column = TextColumn::new(ask.len(), 10);
        let places = ask.handles(0);
        for i in 0..ask.len() {
            let Some(place) = places.filter(|p| p.is_valid(i)).map(|p| p.value(i) as usize) else {
                column.push_null();
                continue;
            };
            let form = form(places::STATE.get(place));
            // Every form has a number for each of the smallest one's, with room between them for the second word.
            let run = size(form) / SMALLEST;
            let mut n = ask.ordinal(i, SMALLEST) * run + below(ask.word(i, 1), run);
            let out = column.bytes();
            for byte in form.bytes() {
                out.push(match byte {
                    b'A' => b'A' + (digit_of(&mut n, 26)),
                    b'#' => digit(take(&mut n, 10)),
                    other => other,
                });
            }
            column.end();
        }
        column.finish()
    }
}

#[expect(clippy::cast_possible_truncation, reason = "a remainder below 26")]
fn digit_of(n: &mut u64, base: u64) -> u8 {
    take(n, base) as u8
}

#[cfg(test)]
mod tests {
    use super::{FORMS, SMALLEST, USUAL, size};

    #[test]
    fn forms_are_in_order_and_large_enough() {
        assert!(FORMS.windows(2).all(|pair| pair[0].0 < pair[1].0));
        assert!(FORMS.iter().all(|(_, form)| size(form) >= SMALLEST));
        assert!(size(USUAL) >= SMALLEST);
    }

    #[test]
    fn two_forms_are_the_same_or_have_no_number_in_common() {
        let meet = |a: u8, b: u8| {
            a == b || (a == b'A' && b.is_ascii_uppercase()) || (b == b'A' && a.is_ascii_uppercase())
        };
        let forms: Vec<&str> = FORMS.iter().map(|(_, form)| *form).chain([USUAL]).collect();
        for a in &forms {
            for b in &forms {
                let same_texts = a.len() == b.len() && a.bytes().zip(b.bytes()).all(|(x, y)| meet(x, y));
                assert!(a == b || !same_texts, "{a} and {b}");
            }
        }
    }
}
