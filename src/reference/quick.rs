//! A hash of short texts in a few steps, for tables of words whose texts nobody from outside chooses.

use std::hash::{BuildHasherDefault, Hasher};

/// Odd numbers whose bits look drawn: the golden ratio, and the root of three.
pub(crate) const ODD: u64 = 0x9e37_79b9_7f4a_7c15;
/// The other one.
pub(crate) const LAST: u64 = 0xbb67_ae85_84ca_a73b;

/// The product of two numbers, folded.
#[expect(clippy::cast_possible_truncation, reason = "both halves are taken")]
#[inline]
pub(crate) const fn fold(a: u64, b: u64) -> u64 {
    let product = (a as u128) * (b as u128);
    (product as u64) ^ ((product >> 64) as u64)
}

/// A number of some bytes and of what came before them.
#[inline]
pub(crate) fn mixed(before: u64, bytes: &[u8]) -> u64 {
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

/// The hasher.
#[derive(Default)]
pub(crate) struct Quick(u64);

impl Hasher for Quick {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = mixed(self.0, bytes);
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = fold(self.0 ^ number, ODD);
    }

    fn write_usize(&mut self, length: usize) {
        self.0 ^= length as u64;
    }
}

/// A table by short texts.
pub(crate) type Quickly = BuildHasherDefault<Quick>;
