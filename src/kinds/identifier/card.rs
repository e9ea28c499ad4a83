//! Payment cards: numbers of an industry and a country that no issuer has, or the processors' own test numbers.

use super::BLANK;
use super::check::{is_luhn, luhn, pad};
use super::numbered::Numbered;
use crate::kinds::masking::{Masking, Read};
use crate::kinds::{Build, Fault, Kind, Maker, Param, Settings, Shape};

pub(super) const PAYMENT_CARD: Kind = Kind {
    name: "payment_card",
    mask: Masking::made('J', Read::Code(12, 19)),
    names: &[
        "card number",
        "credit card",
        "payment card",
        "cc number",
        "pan number",
        "card pan",
        "debit card",
        "ccnum",
    ],
    recognise: Some(|text| {
        let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_digit).collect();
        (15..=19).contains(&digits.len())
            && text.bytes().all(|b| b.is_ascii_digit() || b"- ".contains(&b))
            && is_luhn(&digits, 0)
            && !digits.starts_with(b"0")
    }),
    summary: "The number of a payment card that nobody issues: 9999, eleven digits and a check digit by Luhn \
              (100,000,000,000 numbers); or, with `brand`, one of the few test numbers that payment processors publish.",
    params: &[
        Param::optional(
            "format",
            Shape::OneOf(&["digits", "spaced", "dashed"]),
            "digits",
            "Sixteen digits, or groups of four; American Express in groups of 4, 6 and 5.",
        ),
        Param::optional(
            "brand",
            Shape::OneOf(&["visa", "mastercard", "amex", "discover", "diners", "jcb"]),
            "none",
            "Takes a published test number of the brand, for validators that want one.",
        ),
    ],
    inputs: &[],
    example: r#"card = { kind = "payment_card", format = "spaced" }"#,
    source: "ISO/IEC 7812-1: industry digit 9 and country 999 (ISO 3166-1, user-assigned) name no issuer. Test numbers: \
             documentation of Stripe, Adyen and PayPal",
    could_be_real: Some(could_be_real),
    build: Build::Maker(build),
    ..BLANK
};

/// Test numbers that processors publish, by brand.
const PUBLISHED: &[(&str, &[&str])] = &[
    ("visa", &["4242424242424242", "4000056655665556", "4111111111111111", "4012888888881881"]),
    ("mastercard", &["5555555555554444", "2223003122003222", "5200828282828210", "5105105105105100"]),
    ("amex", &["378282246310005", "371449635398431"]),
    ("discover", &["6011111111111117", "6011000990139424"]),
    ("diners", &["3056930009020004", "36227206271667"]),
    ("jcb", &["3566002020360505"]),
];

fn build(settings: &Settings) -> Result<Box<dyn Maker>, Fault> {
    let separator = match settings.text("format") {
        Some("spaced") => Some(b' '),
        Some("dashed") => Some(b'-'),
        _ => None,
    };
    if let Some(brand) = settings.text("brand") {
        let numbers = PUBLISHED.iter().find(|(name, _)| *name == brand).map_or(&[][..], |(_, list)| list);
        let law = format!("a published test number of {brand}");
        return Ok(Numbered::boxed(numbers.len() as u64, 19, law, move |n, _, out| {
            if let Some(number) = usize::try_from(n).ok().and_then(|n| numbers.get(n)) {
                write(number.as_bytes(), separator, out);
            }
        }));
    }
    let law = "9999, eleven digits and a check digit by Luhn";
    Ok(Numbered::boxed(100_000_000_000, 19, law, move |n, _, out| {
        let start = out.len();
        out.extend_from_slice(b"9999");
        pad(n, 11, out);
        out.push(luhn(&out[start..], 0));
        if let Some(separator) = separator {
            for place in [12, 8, 4] {
                out.insert(start + place, separator);
            }
        }
    }))
}

fn write(number: &[u8], separator: Option<u8>, out: &mut Vec<u8>) {
    let breaks: &[usize] = if number.len() == 16 { &[4, 8, 12] } else { &[4, 10] };
    for (i, digit) in number.iter().enumerate() {
        if let Some(separator) = separator
            && breaks.contains(&i)
        {
            out.push(separator);
        }
        out.push(*digit);
    }
}

fn could_be_real(text: &str) -> bool {
    let text = text.trim();
    let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_digit).collect();
    (13..=19).contains(&digits.len())
        && text.bytes().all(|b| b.is_ascii_digit() || b"- ".contains(&b))
        && is_luhn(&digits, 0)
        && !digits.starts_with(b"9999")
        && !PUBLISHED.iter().flat_map(|(_, list)| *list).any(|number| number.as_bytes() == digits)
}
