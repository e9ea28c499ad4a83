//! Secrets of one-time passwords, tokens and API keys: random bytes, written out.

use super::credential;
use crate::cipher::{Alphabet, encode};
use crate::draw::Width;
use crate::kinds::identifier::uuid::HEX;
use crate::kinds::masking::{Masking, Read};
use crate::kinds::{Ask, Domain, Fault, Kind, Maker, Param, Settings, Shape, TextColumn};
use arrow::array::ArrayRef;
use arrow::datatypes::DataType;

/// The bytes that a row's slot holds.
const SLOT: usize = 64;
/// RFC 4648, section 5: for URLs.
/// RFC 4648, section 6.
const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

pub(super) const OTP_SECRET: Kind = credential(
    "otp_secret",
    "The secret of one-time passwords: 160 drawn bits in base32, as authenticator apps take it.",
    &[],
    r#"otp_secret = { kind = "otp_secret", null = 0.6 }"#,
    "RFC 4226, section 4 (160 bits); RFC 4648, section 6 (base32)",
    |_| Ok(Box::new(Secret { prefix: String::new(), bytes: 20, encoding: Encoding::Base32 })),
)
.named(&[
    "otp secret",
    "totp secret",
    "otp secret key",
    "mfa secret",
    "two factor secret",
    "encrypted otp secret",
    "otp key",
    "otp backup",
])
.recognised(|text| {
    (16..=64).contains(&text.len())
        && text.bytes().all(|b| matches!(b, b'A'..=b'Z' | b'2'..=b'7'))
        && text.bytes().any(|b| b.is_ascii_digit())
})
.masked(Masking::made('R', Read::Any));

pub(super) const TOKEN: Kind = credential(
    "token",
    "A token of drawn bytes that opens nothing.",
    &[
        Param::optional("encoding", Shape::OneOf(&["hex", "base64url"]), "hex", "How the bytes are written."),
        Param::optional("bytes", Shape::Integer, "32", "How many bytes, from 16 to 64."),
        Param::optional("prefix", Shape::Text, "none", "What stands in front; 32 bytes at most."),
    ],
    r#"session = { kind = "token", encoding = "base64url", prefix = "placebo_dev_" }"#,
    "RFC 4648 (encodings)",
    |settings| {
        let encoding = match settings.text("encoding") {
            Some("base64url") => Encoding::Base64Url,
            _ => Encoding::Hex,
        };
        build(settings, "", encoding)
    },
)
.named(&[
    "token",
    "reset password token",
    "confirmation token",
    "session token",
    "remember token",
    "invitation token",
    "unlock token",
    "access token",
    "refresh token",
    "auth token",
    "authentication token",
    "session id",
    "session key",
    "csrf",
    "jti",
    "session data",
    "salt",
    "nonce",
    "signature",
    "checksum",
    "digest",
    "sha256",
    "fingerprint",
    "hash",
    "activation key",
    "secret question",
    "=secret",
    "passcode",
    "cookie",
    "backup codes",
    "recovery codes",
])
.recognised(|text| {
    text.len() >= 32
        && text.len().is_multiple_of(8)
        && text.bytes().all(|b| b.is_ascii_hexdigit())
        && text.bytes().any(|b| b.is_ascii_digit())
})
.masked(Masking::made('R', Read::Any));

pub(super) const API_KEY: Kind = credential(
    "api_key",
    "An API key that opens nothing, with a prefix that no vendor uses, so that scanners for leaked secrets take it for nobody's.",
    &[
        Param::optional(
            "prefix",
            Shape::Text,
            "placebo_test_",
            "What stands in front; 32 bytes at most, and none that a vendor's keys begin with.",
        ),
        Param::optional(
            "bytes",
            Shape::Integer,
            "24",
            "How many drawn bytes, written as hexadecimal digits, from 16 to 64.",
        ),
    ],
    r#"api_key = { kind = "api_key" }"#,
    "The prefixes that are refused: what GitHub, GitLab and their like publish for scanning for secrets",
    |settings| build(settings, "placebo_test_", Encoding::Hex),
).named(&["api key", "apikey", "secret key", "client secret", "access key", "private key", "webhook secret", "site key"]).recognised(|text| text.len() >= 24 && ["sk_", "pk_", "rk_", "key_", "AKIA", "ghp_", "xoxb-"].iter().any(|start| text.starts_with(start))).masked(Masking::made('R', Read::Any));

/// How keys of vendors begin, as scanners for leaked secrets know them; for the refusal of a prefix.
const VENDORS: [&str; 24] = [
    "sk_live_",
    "sk_test_",
    "pk_live_",
    "pk_test_",
    "rk_live_",
    "rk_test_",
    "whsec_",
    "ghp_",
    "gho_",
    "ghu_",
    "ghs_",
    "ghr_",
    "github_pat_",
    "glpat-",
    "xoxb-",
    "xoxp-",
    "xoxa-",
    "AKIA",
    "ASIA",
    "AIza",
    "SG.",
    "sk-",
    "npm_",
    "pypi-",
];

#[derive(Clone, Copy, PartialEq)]
enum Encoding {
    Hex,
    Base64Url,
    Base32,
}

struct Secret {
    prefix: String,
    bytes: usize,
    encoding: Encoding,
}

fn build(settings: &Settings, prefix: &str, encoding: Encoding) -> Result<Box<dyn Maker>, Fault> {
    let default = if prefix.is_empty() { 32 } else { 24 };
    let bytes = settings.integer("bytes").unwrap_or(default);
    let Some(bytes) = usize::try_from(bytes).ok().filter(|n| (16..=SLOT).contains(n)) else {
        return Err(Fault::of("bytes", format!("{bytes} bytes are not possible"))
            .help("write a number from 16 to 64"));
    };
    let prefix = settings.text("prefix").unwrap_or(prefix);
    if prefix.len() > 32 {
        return Err(Fault::of("prefix", "the prefix is longer than 32 bytes"));
    }
    if let Some(vendor) = VENDORS.iter().find(|vendor| prefix.starts_with(**vendor)) {
        return Err(Fault::of("prefix", format!("keys of a vendor begin with `{vendor}`"))
            .help("take a prefix of the house, such as `placebo_test_`"));
    }
    Ok(Box::new(Secret { prefix: prefix.to_owned(), bytes, encoding }))
}

impl Maker for Secret {
    fn data_type(&self) -> DataType {
        DataType::Utf8
    }

    fn is_random(&self) -> bool {
        true
    }

    fn width(&self) -> Width {
        if self.bytes <= 16 { Width::Four } else { Width::Sixteen }
    }

    fn domain(&self) -> Domain {
        Domain::Boundless
    }

    fn law(&self) -> String {
        let encoding = match self.encoding {
            Encoding::Hex => "hexadecimal digits",
            Encoding::Base64Url => "base64 for URLs",
            Encoding::Base32 => "base32",
        };
        format!("{} drawn bits as {encoding}", self.bytes * 8)
    }

    fn make(&self, ask: &Ask<'_>) -> Result<ArrayRef, String> {
        let mut column = TextColumn::new(ask.len(), self.prefix.len() + self.bytes * 2);
        let mut drawn = [0u8; SLOT];
        for i in 0..ask.len() {
            for (k, eight) in drawn.chunks_exact_mut(8).take(self.bytes.div_ceil(8)).enumerate() {
                eight.copy_from_slice(&ask.word(i, k).to_le_bytes());
            }
            column.add(&self.prefix);
            let (bytes, out) = (&drawn[..self.bytes], column.bytes());
            match self.encoding {
                Encoding::Hex => {
                    for byte in bytes {
                        out.extend_from_slice(&HEX[usize::from(*byte)]);
                    }
                }
                Encoding::Base64Url => base64(bytes, Alphabet::Url, out),
                Encoding::Base32 => base32(bytes, out),
            }
            column.end();
        }
        column.finish()
    }
}

/// Appends bytes in base64 without padding.
pub(super) fn base64(bytes: &[u8], alphabet: Alphabet, out: &mut Vec<u8>) {
    let start = out.len();
    encode(bytes, alphabet, out);
    while out.len() > start && out.last() == Some(&b'=') {
        out.pop();
    }
}

/// Appends bytes five bits a character, the last one filled up with zeros.
fn base32(bytes: &[u8], out: &mut Vec<u8>) {
    let (width, alphabet) = (5, BASE32);
    let (mut held, mut count) = (0u32, 0u32);
    let mask = (1u32 << width) - 1;
    for byte in bytes {
        held = (held << 8) | u32::from(*byte);
        count += 8;
        while count >= width {
            count -= width;
            out.push(alphabet[((held >> count) & mask) as usize]);
        }
        held &= (1 << count) - 1;
    }
    if count > 0 {
        out.push(alphabet[((held << (width - count)) & mask) as usize]);
    }
}
