//! Trade item numbers and unique device identifiers in the prefix that GS1 keeps for examples.

use super::BLANK;
use super::check::{digits, gtin, pad, take, take_byte};
use super::numbered::Numbered;
use crate::kinds::likeness::shaped;
use crate::kinds::masking::{Masking, Read};
use crate::kinds::{Build, Fault, Kind, Maker, Param, Settings, Shape};

/// Nine free digits after the prefix 952.
const ITEMS: u64 = 1_000_000_000;
/// Characters of a serial number: none that looks like another.
const SERIAL: &[u8] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
/// Six characters of a serial number.
const SERIALS: u64 = 1 << 30;

pub(super) const GTIN: Kind = Kind {
    name: "gtin",
    mask: Masking::made('M', Read::Code(8, 14)),
    names: &["gtin", "=ean", "=upc", "barcode"],
    recognise: Some(|text| {
        shaped(text, "99999999999999")
            && digits::<14>(text, b"").is_some_and(|all| gtin(&all[..13]) == all[13])
    }),
    summary: "A global trade item number with the GS1 prefix 952, kept for examples, and its check digit: 1,000,000,000 numbers.",
    params: &[Param::optional(
        "digits",
        Shape::Integer,
        "14",
        "14, with a 0 in front (each the item itself), or 13.",
    )],
    inputs: &[],
    example: r#"gtin = { kind = "gtin" }"#,
    source: "GS1 General Specifications: prefix 952 for demonstrations and examples; check digit, section 7.9",
    could_be_real: Some(gtin_could_be_real),
    build: Build::Maker(build_gtin),
    ..BLANK
};

pub(super) const DEVICE_ID: Kind = Kind {
    name: "device_id",
    mask: Masking::made('M', Read::Any),
    names: &[
        "device id",
        "device identifier",
        "udi",
        "device serial",
        "implant",
        "serial number",
        "serial no",
        "device number",
        "imei",
        "hardware id",
        "device imei",
        "android id",
        "advertising id",
        "device token",
    ],
    recognise: Some(|text| text.starts_with("(01)")),
    summary: "A unique device identifier, `(01)` GTIN `(21)` serial number, with a GTIN of the GS1 prefix 952, kept for examples.",
    params: &[Param::optional(
        "parentheses",
        Shape::Boolean,
        "true",
        "Whether the application identifiers stand in parentheses, as people read them.",
    )],
    inputs: &[],
    example: r#"udi = { kind = "device_id", unique = true }"#,
    source: "21 CFR 830; GS1 General Specifications: application identifiers 01 and 21, prefix 952 for examples",
    could_be_real: Some(device_could_be_real),
    build: Build::Maker(build_device),
    ..BLANK
};

/// Writes the 14 digits of an item.
fn write(item: u64, out: &mut Vec<u8>) {
    let start = out.len();
    out.extend_from_slice(b"0952");
    pad(item, 9, out);
    out.push(gtin(&out[start..]));
}

fn build_gtin(settings: &Settings) -> Result<Box<dyn Maker>, Fault> {
    let short = match settings.integer("digits") {
        None | Some(14) => false,
        Some(13) => true,
        Some(n) => {
            return Err(
                Fault::of("digits", format!("no GTIN with {n} digits is made here")).help("write 13 or 14")
            );
        }
    };
    Ok(Numbered::boxed(ITEMS, 14, "952, nine digits and the check digit", move |n, _, out| {
        let start = out.len();
        write(n, out);
        if short {
            out.remove(start);
        }
    }))
}

fn build_device(settings: &Settings) -> Result<Box<dyn Maker>, Fault> {
    let plain = settings.boolean("parentheses") == Some(false);
    let (item, serial) = if plain { ("01", "21") } else { ("(01)", "(21)") };
    let law = "a GTIN of prefix 952 and a serial number of six characters";
    Ok(Numbered::boxed(ITEMS * SERIALS, 28, law, move |mut n, _, out| {
        out.extend_from_slice(item.as_bytes());
        write(take(&mut n, ITEMS), out);
        out.extend_from_slice(serial.as_bytes());
        for _ in 0..6 {
            out.push(take_byte(&mut n, SERIAL));
        }
    }))
}

fn is_real_item(digits: &[u8]) -> bool {
    // An indicator digit, then the prefix of the country or company.
    digits.split_last().is_some_and(|(last, rest)| gtin(rest) == *last) && digits.get(1..4) != Some(b"952")
}

fn gtin_could_be_real(text: &str) -> bool {
    match text.trim().len() {
        13 => digits::<14>(&format!("0{}", text.trim()), b"").is_some_and(|digits| is_real_item(&digits)),
        14 => digits::<14>(text, b"").is_some_and(|digits| is_real_item(&digits)),
        _ => false,
    }
}

fn device_could_be_real(text: &str) -> bool {
    let text = text.trim();
    text.strip_prefix("(01)")
        .or_else(|| text.strip_prefix("01").filter(|rest| rest.len() >= 14))
        .and_then(|rest| rest.get(..14))
        .and_then(|item| digits::<14>(item, b""))
        .is_some_and(|digits| is_real_item(&digits))
}
