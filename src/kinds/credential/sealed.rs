//! Columns that the application encrypts itself: a text of the row, sealed by the development key, so that the application opens it.

use super::{KEY_FORM, credential};
use crate::cipher::{AesGcm, Fernet, Packing, decode};
use crate::draw::Width;
use crate::error::Sensitive;
use crate::kinds::masking::{Masking, Read, Stand};
use crate::kinds::{Ask, Domain, Fault, Input, Kind, Maker, Param, Settings, Shape, Takes, TextColumn};
use arrow::array::{Array, ArrayRef};
use arrow::datatypes::DataType;

const KEY: Param = Param::required(
    "key_env",
    Shape::Text,
    "The environment variable that holds the development key, in base64 or hexadecimal digits; the key itself stands in no schema.",
);
const PREFIX: Param =
    Param::optional("prefix", Shape::Text, "none", "The version of the key in front, such as `v1:`.");
const PRODUCTION: Param = Param::optional(
    "production_key_env",
    Shape::Text,
    "`key_env` with _PRODUCTION behind it",
    "For masking, the environment variable that holds production's key, and older ones behind it with spaces between.",
);
const OLD_PREFIXES: Param = Param::optional(
    "old_prefixes",
    Shape::Texts,
    "none",
    "For masking, what stands in front of values under older keys; \"\" where nothing does.",
);
pub(super) const TEXT: Input = Input {
    name: "text",
    takes: Takes::Text,
    summary: "What is encrypted; where it is NULL, so is the value. Masking treats what it decrypts as the column that stands here.",
    required: true,
    natural: &["ssn", "full_name", "note"],
};

pub(super) const FERNET: Kind = Kind {
    inputs: &[
        TEXT,
        Input {
            name: "at",
            takes: Takes::Moment,
            summary: "When it was encrypted, as the token says it; the epoch where it is NULL or not given.",
            required: false,
            natural: &[],
        },
    ],
    ..credential(
        "fernet",
        "A text that the application has encrypted as a Fernet token, as Python's cryptography and Django's encrypted fields do.",
        &[KEY, PREFIX, PRODUCTION, OLD_PREFIXES],
        r#"ssn_encrypted = { kind = "fernet", text = "'900-01-0001'", key_env = "FIELD_KEY" }"#,
        "the Fernet specification (AES-128-CBC, HMAC-SHA256)",
        |settings| {
            let sealed = sealed(settings, |key| Fernet::new(key).map(|key| Cipher::Fernet(Box::new(key))), "32 bytes in base64")?;
            Ok(Box::new(sealed))
        },
    )
}
.recognised(|text| text.len() >= 100 && text.starts_with("gAAAAA"))
.masked(Masking::surrogate('R', Read::Any, Stand::Token));

pub(super) const AES_GCM: Kind = Kind {
    inputs: &[
        TEXT,
        Input {
            name: "associated",
            takes: Takes::Text,
            summary: "What is authenticated beside the text, such as the key of the row; nothing where it is not given.",
            required: false,
            natural: &[],
        },
        Input {
            name: "nonce",
            takes: Takes::Text,
            summary: "The column beside it that holds the nonce, 12 bytes in base64; needed where `packing` is `apart`.",
            required: false,
            natural: &[],
        },
    ],
    ..credential(
        "aes_gcm",
        "A text that the application has encrypted by AES-GCM, with a key of 128, 192 or 256 bits and a nonce of 96.",
        &[
            KEY,
            PREFIX,
            PRODUCTION,
            OLD_PREFIXES,
            Param::optional(
                "packing",
                Shape::OneOf(&["joined", "apart", "rails"]),
                "joined",
                "How the parts stand: `joined`, nonce, ciphertext and tag in base64 (Lockbox); `apart`, ciphertext and tag in base64 \
                 beside a column with the nonce (attr_encrypted); `rails`, the JSON message of encrypted attributes.",
            ),
        ],
        r#"ssn_ciphertext = { kind = "aes_gcm", text = "'900-01-0001'", key_env = "LOCKBOX_KEY" }"#,
        "NIST SP 800-38D",
        |settings| {
            let packing = match settings.text("packing") {
                Some("apart") => Packing::Apart,
                Some("rails") => Packing::Rails,
                _ => Packing::Joined,
            };
            if packing == Packing::Apart && !settings.has_input("nonce") {
                return Err(Fault::of("packing", "`apart` needs the column with the nonce")
                    .help("state nonce = \"encrypted_ssn_iv\", a column of kind `pattern` with [A-Za-z0-9+/]{16}"));
            }
            let key = |key: &str| AesGcm::new(key).map(|cipher| Cipher::Gcm(Box::new(cipher), packing));
            Ok(Box::new(sealed(settings, key, "16, 24 or 32 bytes in base64 or hexadecimal digits")?))
        },
    )
}
.recognised(|text| text.starts_with(r#"{"p":""#) && text.contains(r#""iv":""#))
.masked(Masking::surrogate('R', Read::Any, Stand::Token));

enum Cipher {
    Fernet(Box<Fernet>),
    Gcm(Box<AesGcm>, Packing),
}

struct Sealed {
    cipher: Cipher,
    prefix: String,
    /// The epoch in seconds since 1970.
    epoch: u64,
}

fn sealed(
    settings: &Settings,
    read: impl Fn(&str) -> Option<Cipher>,
    expected: &str,
) -> Result<Sealed, Fault> {
    let name = settings.text("key_env").unwrap_or_default();
    let Some(key) = settings.secrets.get(name).map(Sensitive::expose) else {
        return Err(Fault::of("key_env", format!("the environment variable {name} is not set"))
            .help(format!("it holds the development key, {KEY_FORM}; production's is for masking alone")));
    };
    let Some(cipher) = read(key) else {
        return Err(Fault::of("key_env", format!("what {name} holds is no key of this kind"))
            .help(format!("a key is {expected}")));
    };
    let epoch = u64::try_from(i64::from(settings.epoch) * 86_400).unwrap_or(0);
    Ok(Sealed { cipher, prefix: settings.text("prefix").unwrap_or_default().to_owned(), epoch })
}

impl Sealed {
    /// Seals the text of one row.
    fn seal(&self, ask: &Ask<'_>, i: usize, text: &str) -> Result<String, String> {
        let mut drawn = [0u8; 16];
        for (k, eight) in drawn.chunks_exact_mut(8).enumerate() {
            eight.copy_from_slice(&ask.word(i, k).to_le_bytes());
        }
        match &self.cipher {
            Cipher::Fernet(fernet) => {
                let moment = ask.moments(1).filter(|_| ask.has(1, i)).map(|moments| moments.value(i));
                let seconds = moment.and_then(|micros| u64::try_from(micros / 1_000_000).ok());
                Ok(fernet.seal(text.as_bytes(), &drawn, seconds.unwrap_or(self.epoch)))
            }
            Cipher::Gcm(cipher, packing) => {
                let mut nonce = [0u8; 12];
                nonce.copy_from_slice(&drawn[..12]);
                if let Some(given) = ask.text(2).filter(|_| ask.has(2, i)) {
                    let bytes = decode(given.value(i)).and_then(|bytes| <[u8; 12]>::try_from(bytes).ok());
                    nonce = bytes.ok_or_else(|| "the nonce is not 12 bytes in base64".to_owned())?;
                }
                let associated = ask.text(1).filter(|_| ask.has(1, i)).map_or("", |texts| texts.value(i));
                let sealed = cipher.seal(text.as_bytes(), &nonce, associated.as_bytes(), *packing);
                sealed.ok_or_else(|| "the text is too long to be encrypted".to_owned())
            }
        }
    }
}

impl Maker for Sealed {
    fn data_type(&self) -> DataType {
        DataType::Utf8
    }

    fn width(&self) -> Width {
        Width::Four
    }

    fn domain(&self) -> Domain {
        // A drawn vector of 96 bits and more is in it, so that no two are the same.
        Domain::Boundless
    }

    fn law(&self) -> String {
        match self.cipher {
            Cipher::Fernet(_) => {
                "encrypted by Fernet under the development key, with a drawn vector".to_owned()
            }
            Cipher::Gcm(..) => {
                "encrypted by AES-GCM under the development key, with a drawn nonce".to_owned()
            }
        }
    }

    fn make(&self, ask: &Ask<'_>) -> Result<ArrayRef, String> {
        let mut column = TextColumn::new(ask.len(), 120);
        for i in 0..ask.len() {
            match ask.text(0).filter(|texts| texts.is_valid(i)) {
                None => column.push_null(),
                Some(texts) => {
                    let sealed = self.seal(ask, i, texts.value(i))?;
                    column.add(&self.prefix);
                    column.push(&sealed);
                }
            }
        }
        column.finish()
    }
}
