//! AES-GCM (NIST SP 800-38D) with a nonce of 96 bits, packed as libraries pack it.

use super::base64::{self, Alphabet};
use super::{Secret, key_bytes};
use aes_gcm::aead::{Aead as _, KeyInit as _, Payload};
use aes_gcm::aes::Aes192;
use aes_gcm::{Aes128Gcm, Aes256Gcm, Nonce};
use zeroize::Zeroizing;

/// Bytes of a nonce, and of the tag that authenticates.
const NONCE: usize = 12;
const TAG: usize = 16;
/// The most bytes to which a text is inflated.
const LONGEST: u64 = 64 << 20;

/// How nonce, ciphertext and tag are put together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Packing {
    /// One after the other in base64, as Lockbox and many of their own have it.
    Joined,
    /// Ciphertext and tag in base64, as attr_encrypted has it; the nonce is in a column beside it.
    Apart,
    /// The JSON message of Rails' encrypted attributes.
    Rails,
}

enum Cipher {
    Short(Box<Aes128Gcm>),
    Middle(Box<aes_gcm::AesGcm<Aes192, aes_gcm::aead::consts::U12>>),
    Long(Box<Aes256Gcm>),
}

/// A key of 128, 192 or 256 bits. It cannot be printed.
pub struct AesGcm {
    cipher: Cipher,
}

impl AesGcm {
    /// Reads a key: base64 or hexadecimal digits.
    pub fn new(key: &str) -> Option<Self> {
        let bytes = key_bytes(key)?;
        let cipher = match bytes.len() {
            16 => Cipher::Short(Box::new(Aes128Gcm::new_from_slice(&bytes).ok()?)),
            24 => Cipher::Middle(Box::new(aes_gcm::AesGcm::new_from_slice(&bytes).ok()?)),
            32 => Cipher::Long(Box::new(Aes256Gcm::new_from_slice(&bytes).ok()?)),
            _ => return None,
        };
        Some(Self { cipher })
    }

    /// Encrypts; the tag stands behind the ciphertext.
    pub fn seal_bytes(&self, plain: &[u8], nonce: &[u8; NONCE], associated: &[u8]) -> Option<Vec<u8>> {
        let payload = Payload { msg: plain, aad: associated };
        let nonce = Nonce::from(*nonce);
        match &self.cipher {
            Cipher::Short(cipher) => cipher.encrypt(&nonce, payload),
            Cipher::Middle(cipher) => cipher.encrypt(&nonce, payload),
            Cipher::Long(cipher) => cipher.encrypt(&nonce, payload),
        }
        .ok()
    }

    /// Decrypts what has its tag behind it; `None` where it was not sealed so by this key.
    pub fn open_bytes(&self, sealed: &[u8], nonce: &[u8; NONCE], associated: &[u8]) -> Option<Secret> {
        let payload = Payload { msg: sealed, aad: associated };
        let nonce = Nonce::from(*nonce);
        let opened = match &self.cipher {
            Cipher::Short(cipher) => cipher.decrypt(&nonce, payload),
            Cipher::Middle(cipher) => cipher.decrypt(&nonce, payload),
            Cipher::Long(cipher) => cipher.decrypt(&nonce, payload),
        };
        opened.ok().map(Zeroizing::new)
    }

    /// Encrypts into the text of a column.
    pub fn seal(
        &self,
        plain: &[u8],
        nonce: &[u8; NONCE],
        associated: &[u8],
        packing: Packing,
    ) -> Option<String> {
        let sealed = self.seal_bytes(plain, nonce, associated)?;
        let text = |bytes: &[u8]| {
            let mut out = Vec::with_capacity(bytes.len() * 4 / 3 + 4);
            base64::encode(bytes, Alphabet::Standard, &mut out);
            String::from_utf8(out).ok()
        };
        match packing {
            Packing::Joined => text(&[nonce.as_slice(), &sealed].concat()),
            Packing::Apart => text(&sealed),
            Packing::Rails => {
                let (body, tag) = sealed.split_at_checked(sealed.len().checked_sub(TAG)?)?;
                let (body, nonce, tag) = (text(body)?, text(nonce)?, text(tag)?);
                Some(format!(r#"{{"p":"{body}","h":{{"iv":"{nonce}","at":"{tag}"}}}}"#))
            }
        }
    }

    /// Decrypts the text of a column; `nonce` is that of the column beside it, where there is one.
    pub fn open(
        &self,
        text: &str,
        nonce: Option<&[u8; NONCE]>,
        associated: &[u8],
        packing: Packing,
    ) -> Option<Secret> {
        match packing {
            Packing::Joined => {
                let all = base64::decode(text)?;
                let (nonce, sealed) = all.split_first_chunk::<NONCE>()?;
                self.open_bytes(sealed, nonce, associated)
            }
            Packing::Apart => self.open_bytes(&base64::decode(text)?, nonce?, associated),
            Packing::Rails => {
                let message: serde_json::Value = serde_json::from_str(text).ok()?;
                let part = |value: Option<&serde_json::Value>| base64::decode(value?.as_str()?);
                let head = message.get("h")?;
                let nonce = <[u8; NONCE]>::try_from(part(head.get("iv"))?).ok()?;
                let sealed = [part(message.get("p"))?, part(head.get("at"))?].concat();
                let opened = self.open_bytes(&sealed, &nonce, associated)?;
                // Rails compresses what is long.
                if head.get("c").and_then(serde_json::Value::as_bool) == Some(true) {
                    inflated(&opened)
                } else {
                    Some(opened)
                }
            }
        }
    }
}

/// What zlib has compressed, where it is no longer than a text of a column can be.
fn inflated(bytes: &[u8]) -> Option<Secret> {
    use std::io::Read as _;
    let mut plain = Zeroizing::new(Vec::new());
    flate2::read::ZlibDecoder::new(bytes).take(LONGEST + 1).read_to_end(&mut plain).ok()?;
    (plain.len() as u64 <= LONGEST).then_some(plain)
}
