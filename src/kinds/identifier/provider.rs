//! Numbers of those who treat and prescribe: NPI and DEA registration.

use super::BLANK;
use super::check::{digits, is_luhn, luhn, number, pad, take, take_byte};
use super::numbered::Numbered;
use crate::draw::{Width, below};
use crate::kinds::likeness::shaped;
use crate::kinds::masking::{Masking, Read};
use crate::kinds::{Ask, Domain, Fault, Input, Kind, Maker, Param, Settings, Shape, Takes, TextColumn};
use crate::kinds::{Build, contact::fold};
use arrow::array::{Array, ArrayRef};
use arrow::datatypes::DataType;

/// What the issuer prefix 80840 adds to the Luhn sum of an NPI: 8 + 0 + 8 + 8, the doubled 0 and 4 among them.
const ISSUER: u32 = 24;

pub(super) const NPI: Kind = Kind {
    name: "npi",
    mask: Masking::made('K', Read::Digits(10)),
    names: &["npi", "npi number", "national provider"],
    recognise: Some(|text| {
        digits::<10>(text, b"")
            .is_some_and(|digits| matches!(digits[0], b'1' | b'2' | b'8' | b'9') && is_luhn(&digits, ISSUER))
    }),
    summary: "A national provider identifier that leads with 9 (a person) or 8 (an organization), where issued ones lead with \
              1 or 2, and ends with its check digit: 100,000,000 numbers each.",
    params: &[Param::optional(
        "entity",
        Shape::OneOf(&["person", "organization"]),
        "person",
        "Whose number it is: leads with 9 or 8.",
    )],
    inputs: &[],
    example: r#"npi = { kind = "npi", unique = true }"#,
    source: "CMS, Requirements for National Provider Identifier (NPI) and NPI check digit: Luhn over 80840 and the NPI; \
             leading digits as in CMS's synthetic claims",
    could_be_real: Some(npi_could_be_real),
    build: Build::Maker(build_npi),
    ..BLANK
};

pub(super) const DEA: Kind = Kind {
    name: "dea",
    mask: Masking::made('K', Read::Code(9, 9)),
    names: &["dea", "dea number", "dea registration"],
    recognise: Some(|text| {
        shaped(text, "AA9999999")
            && number(&text.as_bytes()[8..]) == number(&[dea_check(&text.as_bytes()[2..])])
    }),
    summary: "A DEA registration number with a first letter that no type of registrant has (I, N, O, Q, V, W, Y, Z), the first \
              letter of the last name second, and its check digit: 208,000,000 numbers, or 8,000,000 where `last` is given.",
    params: &[],
    inputs: &[Input {
        name: "last",
        takes: Takes::Text,
        summary: "The last name, whose first letter becomes the second; any letter where it is NULL, not given or has \
                  no Latin letter.",
        required: false,
        natural: &["last_name"],
    }],
    example: r#"dea = { kind = "dea" }"#,
    source: "DEA Diversion Control Division, registration number formats: (d1 + d3 + d5) + 2 (d2 + d4 + d6), last digit",
    could_be_real: Some(dea_could_be_real),
    build: Build::Maker(|settings| Ok(Box::new(Dea { named: settings.has_input("last") }))),
    ..BLANK
};

fn build_npi(settings: &Settings) -> Result<Box<dyn Maker>, Fault> {
    let lead = if settings.text("entity") == Some("organization") { b'8' } else { b'9' };
    let law = "a leading digit that is not issued, eight digits and the check digit over 80840";
    Ok(Numbered::boxed(100_000_000, 10, law, move |n, _, out| {
        let start = out.len();
        out.push(lead);
        pad(n, 8, out);
        out.push(luhn(&out[start..], ISSUER));
    }))
}

fn npi_could_be_real(text: &str) -> bool {
    digits::<10>(text, b"- ")
        .is_some_and(|digits| is_luhn(&digits, ISSUER) && !matches!(digits[0], b'8' | b'9'))
}

/// First letters of no registrant type.
const UNUSED: &[u8] = b"INOQVWYZ";
/// First letters and six digits.
const FIRSTS: u64 = 8 * 1_000_000;

struct Dea {
    named: bool,
}

impl Dea {
    fn write(mut n: u64, second: u8, out: &mut Vec<u8>) {
        out.push(take_byte(&mut n, UNUSED));
        out.push(second);
        let start = out.len();
        pad(n, 6, out);
        out.push(dea_check(&out[start..]));
    }
}

fn dea_check(digits: &[u8]) -> u8 {
    let sum: u32 = digits
        .iter()
        .take(6)
        .enumerate()
        .map(|(i, byte)| u32::from(byte - b'0') * if i % 2 == 0 { 1 } else { 2 })
        .sum();
    super::check::digit(u64::from(sum))
}

impl Maker for Dea {
    fn data_type(&self) -> DataType {
        DataType::Utf8
    }

    fn width(&self) -> Width {
        Width::Four
    }

    fn domain(&self) -> Domain {
        Domain::Counted(if self.named { FIRSTS } else { 26 * FIRSTS })
    }

    fn law(&self) -> String {
        "an unused first letter, the letter of the last name, six digits and the check digit".to_owned()
    }

    fn make(&self, ask: &Ask<'_>) -> Result<ArrayRef, String> {
        let mut column = TextColumn::new(ask.len(), 9);
        let last = ask.text(0);
        let mut letter = Vec::with_capacity(2);
        for i in 0..ask.len() {
            let (n, second) = if self.named {
                letter.clear();
                if let Some(names) = last.filter(|names| names.is_valid(i)) {
                    fold(names.value(i), 1, &mut letter);
                }
                let drawn =
                    || b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"[usize::try_from(below(ask.word(i, 1), 26)).unwrap_or(0)];
                (ask.ordinal(i, FIRSTS), letter.first().map_or_else(drawn, u8::to_ascii_uppercase))
            } else {
                let mut n = ask.ordinal(i, 26 * FIRSTS);
                let second = take(&mut n, 26);
                (n, b'A' + u8::try_from(second).unwrap_or(0))
            };
            Self::write(n, second, column.bytes());
            column.end();
        }
        column.finish()
    }
}

fn dea_could_be_real(text: &str) -> bool {
    let bytes = text.trim().as_bytes();
    let [first, second, rest @ ..] = bytes else {
        return false;
    };
    rest.len() == 7
        && rest.iter().all(u8::is_ascii_digit)
        && first.is_ascii_alphabetic()
        // Businesses have a 9 in place of the letter of the name.
        && (second.is_ascii_alphabetic() || *second == b'9')
        && number(&rest[6..]) == number(&[dea_check(rest)])
        && !UNUSED.contains(&first.to_ascii_uppercase())
}
