//! Keyed fingerprints of values, and tables by them.

use siphasher::sip128::{Hasher128 as _, SipHasher13};
use std::hash::{BuildHasherDefault, Hasher};

/// Makes fingerprints under a key of this run, so that none can be compared with those of another.
#[derive(Clone)]
pub struct Printer {
    hasher: SipHasher13,
    seed: u64,
}

impl Printer {
    /// A printer under a key.
    pub fn new(key: &[u8; 16]) -> Self {
        let hasher = SipHasher13::new_with_key(key);
        let mut own = hasher;
        own.write(b"short");
        Self { hasher, seed: own.finish() }
    }

    /// The fingerprint of some bytes.
    #[inline]
    pub fn print(&self, bytes: &[u8]) -> u128 {
        let mut hasher = self.hasher;
        hasher.write(bytes);
        hasher.finish128().as_u128()
    }

    /// A fingerprint in 64 bits, made in a few steps: what has the same may be the same, and is looked at again.
    #[inline]
    pub fn short(&self, bytes: &[u8]) -> u64 {
        mixed(self.seed, bytes)
    }

    /// One of two fingerprints in their order.
    #[inline]
    pub(super) const fn both(a: u64, b: u64) -> u64 {
        fold(a ^ ODD, b.rotate_left(32) ^ LAST)
    }
}

/// The low half of a fingerprint.
#[expect(clippy::cast_possible_truncation, reason = "half of it is wanted")]
pub(super) const fn short(print: u128) -> u64 {
    print as u64
}

/// What is a hash already is hashed no more.
#[derive(Default)]
pub(super) struct Plain(u64);

impl Hasher for Plain {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, n: u64) {
        self.0 = n;
    }
}

/// A set or a map by fingerprints.
pub(super) type ByPrint = BuildHasherDefault<Plain>;

/// Hashes short texts in a few steps, for tables whose texts nobody from outside chooses.
#[derive(Default)]
pub(super) struct Quick(u64);

impl Hasher for Quick {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = mixed(self.0, bytes);
    }
}

/// A table by short texts.
pub(super) type Quickly = BuildHasherDefault<Quick>;

/// The product of two numbers, folded.
#[expect(clippy::cast_possible_truncation, reason = "both halves are taken")]
#[inline]
const fn fold(a: u64, b: u64) -> u64 {
    let product = (a as u128) * (b as u128);
    (product as u64) ^ ((product >> 64) as u64)
}

/// A number of some bytes and of what came before them.
#[inline]
fn mixed(before: u64, bytes: &[u8]) -> u64 {
    let mut all = before ^ (bytes.len() as u64).wrapping_mul(ODD);
    let mut eights = bytes.chunks_exact(8);
    for eight in &mut eights {
        all = fold(all ^ u64::from_le_bytes(eight.try_into().unwrap_or_default()), ODD);
    }
    let rest = eights.remainder();
    if !rest.is_empty() {
        let mut last = [0; 8];
        last[..rest.len()].copy_from_slice(rest);
        all = fold(all ^ u64::from_le_bytes(last), ODD);
    }
    fold(all, LAST)
}

/// A number of a word, the same in every run.
pub(super) fn hash_of(word: &str) -> u64 {
    mixed(0, word.as_bytes())
}

/// Odd numbers whose bits look drawn: the golden ratio, and the root of three.
const ODD: u64 = 0x9e37_79b9_7f4a_7c15;
const LAST: u64 = 0xbb67_ae85_84ca_a73b;
