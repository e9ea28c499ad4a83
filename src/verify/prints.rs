//! Keyed fingerprints of values, and tables by them.

use crate::reference::{LAST, ODD, fold, mixed};
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

    /// The fingerprint of a text as it stands in a cell, which is never zero.
    #[inline]
    pub(super) fn whole(&self, text: &str) -> u64 {
        self.short(text.as_bytes()).max(1)
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

/// A number of a word, the same in every run.
pub(super) fn hash_of(word: &str) -> u64 {
    mixed(0, word.as_bytes())
}
