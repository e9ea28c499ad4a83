//! Blind indexes: keyed digests by which an application finds an encrypted value without decrypting any.

use super::base64::{self, Alphabet};
use super::{Secret, key_bytes};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

/// Bytes of a whole digest.
const WHOLE: usize = 32;
/// What a key of fewer bytes is, is no key.
const SHORTEST: usize = 16;

/// How the digest comes about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Digesting {
    /// HMAC-SHA256 of the text.
    Hmac,
    /// PBKDF2 with HMAC-SHA256 of so many rounds, the key as its salt.
    Pbkdf2(u32),
    /// Argon2id of three passes over 4 MiB, the key as its salt.
    Argon2id,
}

/// A key with the way in which its digests are made and written. It cannot be printed.
pub struct BlindIndex {
    key: Secret,
    digesting: Digesting,
    bytes: usize,
    hex: bool,
}

impl BlindIndex {
    /// Reads a key of 16 bytes and more, in base64 or hexadecimal digits; digests have so many bytes, 1 to 32.
    pub fn new(key: &str, digesting: Digesting, bytes: usize, hex: bool) -> Option<Self> {
        let key = key_bytes(key).filter(|key| key.len() >= SHORTEST)?;
        (1..=WHOLE).contains(&bytes).then_some(Self { key, digesting, bytes, hex })
    }

    /// The index of a text, as the column holds it.
    pub fn of(&self, text: &[u8]) -> Option<String> {
        let digest = match self.digesting {
            Digesting::Hmac => mac(&self.key, &[text])?,
            Digesting::Pbkdf2(rounds) => pbkdf2(text, &self.key, rounds)?,
            Digesting::Argon2id => argon2id(text, &self.key)?,
        };
        let digest = digest.get(..self.bytes)?;
        if self.hex {
            return Some(digest.iter().map(|byte| format!("{byte:02x}")).collect());
        }
        let mut out = Vec::with_capacity(44);
        base64::encode(digest, Alphabet::Standard, &mut out);
        String::from_utf8(out).ok()
    }
}

fn mac(key: &[u8], parts: &[&[u8]]) -> Option<[u8; WHOLE]> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).ok()?;
    parts.iter().for_each(|part| mac.update(part));
    Some(mac.finalize().into_bytes().into())
}

/// The first block of PBKDF2 (RFC 8018), which is as long as the digest.
fn pbkdf2(text: &[u8], salt: &[u8], rounds: u32) -> Option<[u8; WHOLE]> {
    let keyed = Hmac::<Sha256>::new_from_slice(text).ok()?;
    let mut block = mac(text, &[salt, &1u32.to_be_bytes()])?;
    let mut sum = block;
    for _ in 1..rounds {
        let mut round = keyed.clone();
        round.update(&block);
        block = round.finalize().into_bytes().into();
        sum.iter_mut().zip(block).for_each(|(sum, byte)| *sum ^= byte);
    }
    Some(sum)
}

fn argon2id(text: &[u8], salt: &[u8]) -> Option<[u8; WHOLE]> {
    let params = argon2::Params::new(4_096, 3, 1, Some(WHOLE)).ok()?;
    let mut digest = [0u8; WHOLE];
    argon2::Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, params)
        .hash_password_into(text, salt, &mut digest)
        .ok()?;
    Some(digest)
}
