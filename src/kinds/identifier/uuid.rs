//! UUIDs of the version that is left to whoever makes them.

use super::BLANK;
use crate::draw::Width;
use crate::kinds::likeness::shaped;
use crate::kinds::masking::{Masking, Read, Stand};
use crate::kinds::{Ask, Build, Domain, Fault, Kind, Maker, Param, Settings, Shape, TextColumn};
use arrow::array::ArrayRef;
use arrow::datatypes::DataType;

pub(super) const UUID: Kind = Kind {
    name: "uuid",
    mask: Masking::surrogate('R', Read::Uuid, Stand::Uuid),
    names: &["uuid", "guid", "uid", "public id", "external uuid"],
    recognise: Some(|text| shaped(text, "hhhhhhhh-hhhh-hhhh-hhhh-hhhhhhhhhhhh")),
    summary: "A UUID of version 8, which is left to private use: real systems issue 1, 4 and 7. 122 drawn bits make each row's \
              its own (a billion rows repeat one with a chance below 10^-18).",
    params: &[Param::optional(
        "format",
        Shape::OneOf(&["hyphenated", "simple"]),
        "hyphenated",
        "With hyphens, or 32 hexadecimal digits without.",
    )],
    inputs: &[],
    example: r#"id = { kind = "uuid", primary_key = true }"#,
    source: "RFC 9562, section 5.8",
    could_be_real: Some(could_be_real),
    build: Build::Maker(build),
    ..BLANK
};

fn build(settings: &Settings) -> Result<Box<dyn Maker>, Fault> {
    Ok(Box::new(Uuid { hyphens: settings.text("format") != Some("simple") }))
}

struct Uuid {
    hyphens: bool,
}

impl Maker for Uuid {
    fn data_type(&self) -> DataType {
        DataType::Utf8
    }

    fn is_random(&self) -> bool {
        true
    }

    fn width(&self) -> Width {
        Width::Four
    }

    fn domain(&self) -> Domain {
        Domain::Boundless
    }

    fn law(&self) -> String {
        "122 drawn bits, version 8 and the variant of RFC 9562".to_owned()
    }

    fn make(&self, ask: &Ask<'_>) -> Result<ArrayRef, String> {
        let mut column = TextColumn::new(ask.len(), 36);
        for i in 0..ask.len() {
            let high = (ask.word(i, 0) & !0xf000) | 0x8000;
            let low = (ask.word(i, 1) >> 2) | (1 << 63);
            let mut text = [b'-'; 36];
            let mut at = 0;
            for (k, byte) in high.to_be_bytes().into_iter().chain(low.to_be_bytes()).enumerate() {
                at += usize::from(self.hyphens && matches!(k, 4 | 6 | 8 | 10));
                text[at..at + 2].copy_from_slice(&HEX[usize::from(byte)]);
                at += 2;
            }
            column.bytes().extend_from_slice(&text[..at]);
            column.end();
        }
        column.finish()
    }
}

/// Each byte as two hexadecimal digits.
pub(crate) static HEX: [[u8; 2]; 256] = {
    let digits = *b"0123456789abcdef";
    let mut table = [[0; 2]; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = [digits[byte >> 4], digits[byte & 15]];
        byte += 1;
    }
    table
};

fn could_be_real(text: &str) -> bool {
    let text = text.trim();
    let text = text.strip_prefix("urn:uuid:").unwrap_or(text);
    let text = text.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).unwrap_or(text);
    let hyphens = text.char_indices().filter(|(_, c)| *c == '-').map(|(i, _)| i);
    let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_hexdigit).collect();
    let shaped = match text.len() {
        36 => hyphens.eq([8, 13, 18, 23]),
        32 => true,
        _ => false,
    };
    // The nil and the max UUID name nothing.
    shaped
        && digits.len() == 32
        && digits[12] != b'8'
        && !digits.iter().all(|digit| *digit == b'0')
        && !digits.iter().all(|digit| digit.eq_ignore_ascii_case(&b'f'))
}
