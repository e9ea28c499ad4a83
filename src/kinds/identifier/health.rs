//! Numbers by which a health system knows a patient: the Medicare beneficiary identifier and the NHS number.

use super::BLANK;
use super::check::{Mod11, digit, digits, take, take_byte};
use super::numbered::Numbered;
use crate::kinds::likeness::shaped;
use crate::kinds::masking::{Masking, Read};
use crate::kinds::{Build, Fault, Kind, Maker, Param, Settings, Shape};

/// The letters of a real MBI: none that looks like a digit or another letter.
const LETTERS: &[u8] = b"ACDEFGHJKMNPQRTUVWXY";
/// Those letters and the digits.
const ALPHANUMERICS: &[u8] = b"0123456789ACDEFGHJKMNPQRTUVWXY";
/// What each position of an MBI holds: `C` a digit 1-9, `N` a digit, `A` a letter, `X` either.
const POSITIONS: &[u8; 11] = b"CAXNAXNAANN";

pub(super) const MBI: Kind = Kind {
    name: "mbi",
    mask: Masking::made('I', Read::Code(11, 11)),
    names: &["mbi", "medicare id", "medicare number", "medicare beneficiary", "hicn", "hic number"],
    recognise: Some(|text| shaped(text, "9AX9AX9AA99") || shaped(text, "9AX9-AX9-AA99")),
    summary: "A Medicare beneficiary identifier with the letter S in position 2, which real ones never have: 648,000,000,000 \
              numbers (9 x 30 x 10 x 20 x 30 x 10 x 20 x 20 x 10 x 10).",
    params: &[Param::optional(
        "dashes",
        Shape::Boolean,
        "false",
        "Whether to write `1S00-A00-AA00`, as on a card, instead of `1S00A00AA00`.",
    )],
    inputs: &[],
    example: r#"mbi = { kind = "mbi", unique = true }"#,
    source: "CMS, Understanding the Medicare Beneficiary Identifier (MBI): positions; S, L, O, I, B and Z are not used. CMS \
             puts S in position 2 of its own synthetic claims",
    could_be_real: Some(mbi_could_be_real),
    build: Build::Maker(build_mbi),
    ..BLANK
};

pub(super) const NHS_NUMBER: Kind = Kind {
    name: "nhs_number",
    mask: Masking::made('I', Read::Digits(10)),
    names: &["nhs number", "nhs"],
    recognise: Some(|text| {
        digits::<10>(text, b" -").is_some_and(|digits| nhs_sum(&digits).is_multiple_of(11))
    }),
    summary: "An NHS number from 999 000 0000 to 999 999 9999, set apart for tests, with its modulus-11 check digit: \
              909,091 numbers, those left out whose check digit would be 10.",
    params: &[Param::optional(
        "format",
        Shape::OneOf(&["digits", "spaced", "dashed"]),
        "digits",
        "`9990000018`, `999 000 0018` or `999-000-0018`.",
    )],
    inputs: &[],
    example: r#"nhs_number = { kind = "nhs_number", format = "spaced" }"#,
    source: "NHS Data Dictionary, NHS NUMBER (modulus 11); NHS Digital, test data with numbers that begin with 999",
    could_be_real: Some(nhs_could_be_real),
    build: Build::Maker(build_nhs),
    ..BLANK
};

/// All MBIs with S in position 2.
const MBIS: u64 = 9 * 30 * 10 * 20 * 30 * 10 * 20 * 20 * 10 * 10;

fn build_mbi(settings: &Settings) -> Result<Box<dyn Maker>, Fault> {
    let dashes = settings.flag("dashes");
    Ok(Numbered::boxed(MBIS, 13, "the positions of an MBI, S in the second", move |mut n, _, out| {
        for (i, position) in POSITIONS.iter().enumerate() {
            if dashes && (i == 4 || i == 7) {
                out.push(b'-');
            }
            out.push(match position {
                _ if i == 1 => b'S',
                b'C' => digit(take(&mut n, 9) + 1),
                b'N' => digit(take(&mut n, 10)),
                b'A' => take_byte(&mut n, LETTERS),
                _ => take_byte(&mut n, ALPHANUMERICS),
            });
        }
    }))
}

fn mbi_could_be_real(text: &str) -> bool {
    let characters: Vec<u8> =
        text.trim().bytes().filter(|b| !b"- ".contains(b)).map(|b| b.to_ascii_uppercase()).collect();
    let fits = |(byte, position): (&u8, &u8)| match position {
        b'C' => matches!(byte, b'1'..=b'9'),
        b'N' => byte.is_ascii_digit(),
        b'A' => byte.is_ascii_uppercase(),
        _ => byte.is_ascii_alphanumeric(),
    };
    characters.len() == POSITIONS.len()
        && characters.iter().zip(POSITIONS).all(fits)
        && !characters.iter().any(|byte| b"SLOIBZ".contains(byte))
}

fn build_nhs(settings: &Settings) -> Result<Box<dyn Maker>, Fault> {
    let separator = match settings.text("format") {
        Some("spaced") => Some(b' '),
        Some("dashed") => Some(b'-'),
        _ => None,
    };
    let numbers = Mod11::new(b"999", 6);
    let law = "999, six digits and a check digit by modulus 11";
    Ok(Numbered::boxed(numbers.len(), 12, law, move |n, _, out| {
        let start = out.len();
        out.extend_from_slice(b"999");
        numbers.nth(n, out);
        if let Some(separator) = separator {
            out.insert(start + 6, separator);
            out.insert(start + 3, separator);
        }
    }))
}

fn nhs_could_be_real(text: &str) -> bool {
    digits::<10>(text, b" -")
        .is_some_and(|digits| nhs_sum(&digits).is_multiple_of(11) && &digits[..3] != b"999")
}

/// The sum that is a multiple of 11 where the check digit is right.
fn nhs_sum(digits: &[u8; 10]) -> u32 {
    digits.iter().zip((1..=10).rev()).map(|(byte, weight)| u32::from(byte - b'0') * weight).sum()
}
