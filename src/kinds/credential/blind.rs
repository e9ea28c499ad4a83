//! Blind indexes: keyed digests beside encrypted columns, by which the application finds a row by a value that it has.

use super::sealed::TEXT;
use super::{KEY_FORM, credential};
use crate::cipher::{BlindIndex, Digesting};
use crate::draw::Width;
use crate::error::Sensitive;
use crate::kinds::masking::{Masking, Read, Stand};
use crate::kinds::{Ask, Domain, Fault, Kind, Maker, Param, Settings, Shape, TextColumn};
use arrow::array::{Array, ArrayRef};
use arrow::datatypes::DataType;

pub(super) const BLIND_INDEX: Kind = Kind {
    inputs: &[TEXT],
    ..credential(
        "blind_index",
        "The keyed digest of a text that is encrypted beside it, by which the application finds the row; when masking it is made \
         anew of what takes the place of the text.",
        &[
            Param::required(
                "key_env",
                Shape::Text,
                "The environment variable that holds the development key of the index, 16 bytes and more in base64 or hexadecimal \
                 digits.",
            ),
            Param::optional(
                "digest",
                Shape::OneOf(&["hmac_sha256", "pbkdf2_sha256", "argon2id"]),
                "hmac_sha256",
                "How it is made: `pbkdf2_sha256` and `argon2id` (three passes over 4 MiB) take the key as their salt, as the gem \
                 blind_index does.",
            ),
            Param::optional("rounds", Shape::Integer, "10000", "For pbkdf2_sha256, how many rounds, to 1,000,000."),
            Param::optional("bytes", Shape::Integer, "32", "How many bytes of the digest are kept, from 1 to 32."),
            Param::optional("encoding", Shape::OneOf(&["base64", "hex"]), "base64", "How the bytes are written."),
        ],
        r#"ssn_bidx = { kind = "blind_index", text = "'900-01-0001'", key_env = "BIDX_KEY" }"#,
        "RFC 2104 (HMAC); RFC 8018 (PBKDF2); RFC 9106 (Argon2)",
        build,
    )
}
.named(&["bidx", "blind index"])
.masked(Masking::surrogate('R', Read::Any, Stand::Token));

fn build(settings: &Settings) -> Result<Box<dyn Maker>, Fault> {
    let name = settings.text("key_env").unwrap_or_default();
    let Some(key) = settings.secrets.get(name).map(Sensitive::expose) else {
        return Err(Fault::of("key_env", format!("the environment variable {name} is not set"))
            .help(format!("it holds the development key of the index, {KEY_FORM}")));
    };
    Ok(Box::new(Blind(index(settings, key)?)))
}

/// The index that the settings of a column say, under a key.
///
/// # Errors
/// Where the key is none, or a number is out of bounds.
pub(crate) fn index(settings: &Settings, key: &str) -> Result<BlindIndex, Fault> {
    let within = |name: &'static str, default: i64, most: i64| {
        let n = settings.integer(name).unwrap_or(default);
        u32::try_from(n).ok().filter(|_| (1..=most).contains(&n)).ok_or_else(|| {
            Fault::of(name, format!("{n} is not possible")).help(format!("write a number from 1 to {most}"))
        })
    };
    let (rounds, bytes) = (within("rounds", 10_000, 1_000_000)?, within("bytes", 32, 32)?);
    let digesting = match settings.text("digest") {
        Some("pbkdf2_sha256") => Digesting::Pbkdf2(rounds),
        Some("argon2id") => Digesting::Argon2id,
        _ => Digesting::Hmac,
    };
    let hex = settings.text("encoding") == Some("hex");
    BlindIndex::new(key, digesting, bytes as usize, hex).ok_or_else(|| {
        let name = settings.text("key_env").unwrap_or_default();
        Fault::of("key_env", format!("what {name} holds is no key of this kind"))
            .help("a key is 16 bytes and more in base64 or hexadecimal digits")
    })
}

struct Blind(BlindIndex);

impl Maker for Blind {
    fn data_type(&self) -> DataType {
        DataType::Utf8
    }

    fn width(&self) -> Width {
        Width::Two
    }

    fn domain(&self) -> Domain {
        Domain::Open
    }

    fn law(&self) -> String {
        "the keyed digest of the text, under the development key".to_owned()
    }

    fn make(&self, ask: &Ask<'_>) -> Result<ArrayRef, String> {
        let mut column = TextColumn::new(ask.len(), 44);
        for i in 0..ask.len() {
            match ask.text(0).filter(|texts| texts.is_valid(i)) {
                None => column.push_null(),
                Some(texts) => {
                    let index = self.0.of(texts.value(i).as_bytes());
                    column.push(&index.ok_or_else(|| "the text is too long for an index".to_owned())?);
                }
            }
        }
        column.finish()
    }
}
