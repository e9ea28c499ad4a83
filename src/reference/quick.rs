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
    // The last eight bytes may begin among those that were taken already: the length tells texts apart that this would not.
    let Some(last) = bytes.last_chunk::<8>() else {
        return fold(fold(all ^ few(bytes), ODD), LAST);
    };
    for eight in bytes[..bytes.len() - 1].as_chunks::<8>().0 {
        all = fold(all ^ u64::from_le_bytes(*eight), ODD);
    }
    fold(fold(all ^ u64::from_le_bytes(*last), ODD), LAST)
}

/// Fewer than eight bytes in one number, without a loop over them.
#[inline]
fn few(bytes: &[u8]) -> u64 {
    match (bytes.first_chunk::<4>(), bytes.last_chunk::<4>(), bytes) {
        (Some(first), Some(last), _) => {
            u64::from(u32::from_le_bytes(*last)) | u64::from(u32::from_le_bytes(*first)) << 32
        }
        (.., [a, b, c]) => u64::from(u32::from_le_bytes([*a, *b, *c, 0])),
        (.., [a, b]) => u64::from(u16::from_le_bytes([*a, *b])),
        (.., [a]) => u64::from(*a),
        _ => 0,
    }
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
