//! The application's own keys, and the ciphers of columns that they are for.

use crate::cipher::{AesGcm, BlindIndex, Fernet, Packing, Secret};
use crate::error::{Error, Result};
use crate::kinds::credential::KEY_FORM;
use crate::kinds::credential::blind::index;
use crate::plan::Sealed;
use std::collections::BTreeMap;
use zeroize::Zeroizing;

/// Keys of the application, by the environment variables that hold them. They cannot be printed, and are overwritten when they go.
#[derive(Default)]
pub struct AppKeys(BTreeMap<String, Zeroizing<String>>);

impl AppKeys {
    /// Takes what a variable holds; nothing where that is empty.
    pub fn insert(&mut self, name: &str, text: Zeroizing<String>) {
        if !text.trim().is_empty() {
            self.0.insert(name.to_owned(), text);
        }
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(|text| text.as_str())
    }
}

/// How a ciphertext stands in its cell.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Coat {
    /// As text.
    Plain,
    /// As the bytes of that text, in hexadecimal digits behind `\x`.
    HexText,
    /// As the bytes of nonce, ciphertext and tag, in hexadecimal digits behind `\x`.
    HexBytes,
}

/// A text that was opened.
pub(super) struct Plaintext {
    pub(super) text: Secret,
    /// When it was sealed, where the token says so, in seconds since 1970.
    pub(super) seconds: u64,
    pub(super) coat: Coat,
}

/// What a text is sealed with beside its key.
pub(super) struct Around<'a> {
    /// 256 bits of a keyed hash, from which the vector or nonce is taken.
    pub(super) drawn: &'a [u8; 32],
    pub(super) associated: &'a [u8],
    pub(super) seconds: u64,
    pub(super) coat: Coat,
}

enum Cipher {
    Fernet(Box<Fernet>),
    Gcm(Box<AesGcm>),
}

/// The keys of one column.
pub(super) enum Lock {
    /// Values are opened with production's keys, where there are any, and sealed with development's.
    Cipher {
        /// Development's.
        own: Box<dyn Seal>,
        /// How the parts of a ciphertext stand.
        form: Form,
    },
    /// Values are made anew.
    Index(Box<BlindIndex>),
}

/// How a column holds its ciphertexts, with the keys that open them.
pub(super) struct Form {
    old: Option<Vec<Cipher>>,
    packing: Packing,
    prefixes: Vec<String>,
}

/// Seals a text; `None` where it is too long.
pub(super) trait Seal: Send + Sync {
    /// Gives the ciphertext without its coat.
    fn seal(&self, text: &[u8], around: &Around<'_>, packing: Packing) -> Option<String>;
    /// Gives the bytes of nonce, ciphertext and tag.
    fn seal_bytes(&self, text: &[u8], around: &Around<'_>) -> Option<Vec<u8>>;
}

impl Seal for Cipher {
    fn seal(&self, text: &[u8], around: &Around<'_>, packing: Packing) -> Option<String> {
        match self {
            Self::Fernet(key) => Some(key.seal(text, around.drawn.first_chunk()?, around.seconds)),
            Self::Gcm(key) => key.seal(text, around.drawn.first_chunk()?, around.associated, packing),
        }
    }

    fn seal_bytes(&self, text: &[u8], around: &Around<'_>) -> Option<Vec<u8>> {
        let Self::Gcm(key) = self else { return None };
        let nonce: &[u8; 12] = around.drawn.first_chunk()?;
        let sealed = key.seal_bytes(text, nonce, around.associated)?;
        Some([nonce.as_slice(), &sealed].concat())
    }
}

impl Lock {
    /// The keys of a column.
    ///
    /// # Errors
    /// Where development's key is not there, a key is none, or development's is production's.
    pub(super) fn new(sealed: &Sealed, keys: &AppKeys) -> Result<Self> {
        let Some(own) = keys.get(&sealed.key_env) else {
            return Err(Error::usage(format!("the environment variable {} is not set", sealed.key_env))
                .hint(format!(
                    "it holds the development key, with which the application opens what masking writes: {KEY_FORM}"
                )));
        };
        if !sealed.is_cipher() {
            let index = index(&sealed.settings, own).map_err(|fault| Error::usage(fault.message))?;
            return Ok(Self::Index(Box::new(index)));
        }
        let read = |name: &str, text: &str| {
            let cipher = match sealed.kind.name {
                "fernet" => Fernet::new(text).map(|key| Cipher::Fernet(Box::new(key))),
                _ => AesGcm::new(text).map(|key| Cipher::Gcm(Box::new(key))),
            };
            cipher.ok_or_else(|| {
                Error::usage(format!("what {name} holds is no key of the kind `{}`", sealed.kind.name))
                    .hint("a key is base64 or hexadecimal digits; several stand with spaces between them")
            })
        };
        let mut old = None;
        if let Some(texts) = keys.get(&sealed.production_key_env) {
            let words = texts.split([' ', '\t', '\r', '\n', ',']).filter(|word| !word.is_empty());
            let bytes = |text: &str| crate::cipher::key_bytes(text);
            let mut list = Vec::new();
            for word in words {
                if bytes(word).is_some() && bytes(word) == bytes(own) {
                    let message =
                        format!("{} and {} hold the same key", sealed.key_env, sealed.production_key_env);
                    return Err(Error::usage(message).hint(
                        "what is masked must not open with production's key: give development one of its own",
                    ));
                }
                list.push(read(&sealed.production_key_env, word)?);
            }
            old = Some(list);
        }
        let packing = match sealed.settings.text("packing") {
            Some("apart") => Packing::Apart,
            Some("rails") => Packing::Rails,
            _ => Packing::Joined,
        };
        let form = Form { old, packing, prefixes: sealed.prefixes.clone() };
        Ok(Self::Cipher { own: Box::new(read(&sealed.key_env, own)?), form })
    }
}

impl Form {
    /// Whether there are keys that open.
    pub(super) fn opens(&self) -> bool {
        self.old.is_some()
    }

    /// Opens a cell; `None` where no key of production's has sealed it so.
    pub(super) fn open(&self, cell: &str, nonce: Option<&[u8; 12]>, associated: &[u8]) -> Option<Plaintext> {
        let Some(bytes) = cell.strip_prefix("\\x").and_then(unhex) else {
            return self.open_text(cell, nonce, associated, Coat::Plain);
        };
        let text = std::str::from_utf8(&bytes).ok();
        let opened = text.and_then(|text| self.open_text(text, nonce, associated, Coat::HexText));
        opened.or_else(|| self.open_bytes(&bytes, associated))
    }

    fn open_text(
        &self,
        text: &str,
        nonce: Option<&[u8; 12]>,
        associated: &[u8],
        coat: Coat,
    ) -> Option<Plaintext> {
        let bodies = self.prefixes.iter().filter_map(|prefix| text.strip_prefix(prefix.as_str()));
        let mut opened = bodies.flat_map(|body| {
            self.old.iter().flatten().filter_map(move |cipher| match cipher {
                Cipher::Fernet(key) => key.open(body),
                Cipher::Gcm(key) => key.open(body, nonce, associated, self.packing).map(|text| (text, 0)),
            })
        });
        let (text, seconds) = opened.next()?;
        Some(Plaintext { text, seconds, coat })
    }

    fn open_bytes(&self, bytes: &[u8], associated: &[u8]) -> Option<Plaintext> {
        if self.packing != Packing::Joined {
            return None;
        }
        let bodies = self.prefixes.iter().filter_map(|prefix| bytes.strip_prefix(prefix.as_bytes()));
        let mut opened = bodies.flat_map(|body| {
            self.old.iter().flatten().filter_map(move |cipher| {
                let (Cipher::Gcm(key), Some((nonce, sealed))) = (cipher, body.split_first_chunk::<12>())
                else {
                    return None;
                };
                key.open_bytes(sealed, nonce, associated)
            })
        });
        Some(Plaintext { text: opened.next()?, seconds: 0, coat: Coat::HexBytes })
    }

    /// Writes a cell under development's key, with the current prefix in front.
    pub(super) fn seal(&self, own: &dyn Seal, text: &[u8], around: &Around<'_>) -> Option<Vec<u8>> {
        let prefix = self.prefixes.first().map_or("", String::as_str).as_bytes();
        if around.coat == Coat::HexBytes {
            return Some(hex(&[prefix, &own.seal_bytes(text, around)?].concat()));
        }
        let whole = [prefix, own.seal(text, around, self.packing)?.as_bytes()].concat();
        Some(if around.coat == Coat::HexText { hex(&whole) } else { whole })
    }
}

fn unhex(digits: &str) -> Option<Vec<u8>> {
    if digits.is_empty() || !digits.len().is_multiple_of(2) || !digits.is_ascii() {
        return None;
    }
    let byte = |at: usize| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
    (0..digits.len()).step_by(2).map(byte).collect()
}

fn hex(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(2 + bytes.len() * 2);
    out.extend_from_slice(b"\\x");
    bytes.iter().for_each(|byte| out.extend_from_slice(format!("{byte:02x}").as_bytes()));
    out
}
