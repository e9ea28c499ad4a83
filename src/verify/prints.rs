//! Keyed fingerprints of values, and a set of them in bounded memory.

use siphasher::sip128::{Hasher128 as _, SipHasher13};
use std::collections::HashSet;
use std::hash::{BuildHasherDefault, Hasher};

/// Makes fingerprints under a key of this run, so that none can be compared with those of another.
#[derive(Clone)]
pub struct Printer {
    hasher: SipHasher13,
}

impl Printer {
    /// A printer under a key.
    pub fn new(key: &[u8; 16]) -> Self {
        Self { hasher: SipHasher13::new_with_key(key) }
    }

    /// The fingerprint of some bytes.
    #[inline]
    pub fn print(&self, bytes: &[u8]) -> u128 {
        let mut hasher = self.hasher;
        hasher.write(bytes);
        hasher.finish128().as_u128()
    }

    /// The same in 64 bits.
    #[inline]
    pub fn short(&self, bytes: &[u8]) -> u64 {
        short(self.print(bytes))
    }
}

/// The low half of a fingerprint.
#[expect(clippy::cast_possible_truncation, reason = "half of it is wanted")]
#[inline]
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

/// Bytes that an entry takes in a table that is half full.
const ENTRY: u64 = 20;

/// Bits of the filter that most look-ups end at.
const FILTER_BITS: usize = 1 << 25;

/// Fingerprints, as many as memory holds: where there are more, those of one slice of their space at a time.
pub(super) struct Slices {
    set: HashSet<u64, ByPrint>,
    filter: Vec<u64>,
    most: usize,
    /// How many slices there are, a power of two.
    count: u64,
    /// Which of them is held.
    held: u64,
}

impl Slices {
    /// An empty set that takes so many bytes.
    pub(super) fn new(memory: u64) -> Self {
        let most = usize::try_from(memory / ENTRY).unwrap_or(usize::MAX).max(1 << 6);
        let bits = FILTER_BITS.min(most.next_power_of_two() * 16);
        Self { set: HashSet::default(), filter: vec![0; bits / 64], most, count: 1, held: 0 }
    }

    fn is_held(&self, print: u64) -> bool {
        (print >> 40) & (self.count - 1) == self.held
    }

    fn bit(&self, print: u64) -> (usize, u64) {
        let at = usize::try_from(print & 0xffff_ffff).unwrap_or(0) % (self.filter.len() * 64);
        (at / 64, 1 << (at % 64))
    }

    /// Adds a fingerprint, where it lies in the slice that is held.
    pub(super) fn add(&mut self, print: u64) {
        if !self.is_held(print) {
            return;
        }
        let (word, bit) = self.bit(print);
        self.filter[word] |= bit;
        self.set.insert(print);
        // Only the first pass may find that there are too many: later slices are of the same size.
        while self.held == 0 && self.set.len() > self.most && self.count < 1 << 16 {
            self.count *= 2;
            let count = self.count;
            self.set.retain(|print| (print >> 40) & (count - 1) == 0);
        }
    }

    /// Whether a fingerprint of the slice is there.
    #[inline]
    pub(super) fn has(&self, print: u64) -> bool {
        let (word, bit) = self.bit(print);
        self.filter[word] & bit != 0 && self.is_held(print) && self.set.contains(&print)
    }

    /// Whether the first slice is held.
    pub(super) fn is_first(&self) -> bool {
        self.held == 0
    }

    /// How many slices there are.
    pub(super) fn count(&self) -> u64 {
        self.count
    }

    /// Forgets the slice that is held, and holds the next one; `false` after the last.
    pub(super) fn next_slice(&mut self) -> bool {
        self.set.clear();
        self.filter.fill(0);
        self.held += 1;
        self.held < self.count
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_memory_does_not_hold_is_held_slice_by_slice() {
        let printer = Printer::new(&[3; 16]);
        let prints: Vec<u64> = (0..10_000u32).map(|n| printer.short(&n.to_le_bytes())).collect();
        let mut slices = Slices::new(1 << 10);
        let mut seen = 0;
        loop {
            prints.iter().for_each(|print| slices.add(*print));
            seen += prints.iter().filter(|print| slices.has(**print)).count();
            assert!(slices.set.len() < 2 << 10);
            if !slices.next_slice() {
                break;
            }
        }
        assert_eq!(seen, prints.len());
        assert!(slices.count() >= 8);
    }
}
