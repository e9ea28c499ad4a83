//! FF1 over binary numerals: a keyed permutation whose round function is AES, eight values at a time.
//!
//! NIST SP 800-38G, radix 2, an empty tweak. A domain that is no power of two is walked: what falls outside is permuted
//! again. The generator's own permutation is no cryptography and is not used here.

use aes::Aes256;
use aes::cipher::{Array, BlockCipherEncrypt as _, KeyInit as _};

/// How many values are encrypted together.
const LANES: usize = 8;
const ROUNDS: u8 = 10;

/// A one-to-one map of `0..n` onto itself, chosen by a key.
pub struct Permutation {
    cipher: Aes256,
    n: u64,
    /// Bits of the left half and of the right one.
    halves: (u32, u32),
    /// The first block of every round, encrypted: it depends on the domain alone.
    first: u128,
}

impl Permutation {
    /// The permutation of `0..n` under a key; `n` is at least 2 and at most 2^63.
    pub fn new(key: &[u8; 32], n: u64) -> Self {
        let bits = (64 - n.saturating_sub(1).leading_zeros()).max(2);
        let halves = (bits / 2, bits - bits / 2);
        let cipher = Aes256::new(&Array::from(*key));
        let mut block = [0u8; 16];
        block[..7].copy_from_slice(&[1, 2, 1, 0, 0, 2, 10]);
        block[7] = halves.0.to_le_bytes()[0];
        block[8..12].copy_from_slice(&bits.to_be_bytes());
        let mut first = Array::from(block);
        cipher.encrypt_block(&mut first);
        Self { cipher, n, halves, first: u128::from_be_bytes(first.into()) }
    }

    /// Replaces each number, which must be below `n`, by its image.
    pub fn map(&self, numbers: &mut [u64]) {
        for chunk in numbers.chunks_mut(LANES) {
            self.walk(chunk);
        }
    }

    fn walk(&self, chunk: &mut [u64]) {
        let mut open: [u64; LANES] = [0; LANES];
        open[..chunk.len()].copy_from_slice(chunk);
        self.once(&mut open);
        for (place, value) in chunk.iter_mut().zip(open) {
            let mut value = value;
            // Fewer than half of the numerals lie outside, so that two steps are seldom needed.
            while value >= self.n {
                let mut one = [value; LANES];
                self.once(&mut one);
                value = one[0];
            }
            *place = value;
        }
    }

    fn once(&self, values: &mut [u64; LANES]) {
        let (u, v) = self.halves;
        let mut left = values.map(|x| x >> v);
        let mut right = values.map(|x| x & ((1 << v) - 1));
        // The tweak is empty; the number fills the end of the block, its bytes counted from the halves, and the round stands before.
        let number_bytes = self.number_bytes();
        let behind = 128 - 8 * (4 * number_bytes.div_ceil(4) + 4);
        for round in 0..ROUNDS {
            let begun = self.first ^ (u128::from(round) << (8 * number_bytes));
            let mut blocks = right.map(|half| Array::from((begun ^ u128::from(half)).to_be_bytes()));
            self.cipher.encrypt_blocks(&mut blocks);
            let width = if round % 2 == 0 { u } else { v };
            let mask = (1 << width) - 1;
            for at in 0..LANES {
                // The first bytes of the block as a number, of which the lowest bits are enough.
                let sum = low(u128::from_be_bytes(blocks[at].into()) >> behind);
                (left[at], right[at]) = (right[at], left[at].wrapping_add(sum) & mask);
            }
        }
        for ((value, left), right) in values.iter_mut().zip(left).zip(right) {
            *value = (left << v) | right;
        }
    }

    /// How many bytes a half's number takes: `b` of the standard.
    fn number_bytes(&self) -> usize {
        self.halves.1.div_ceil(8) as usize
    }
}

/// The lower half.
#[expect(clippy::cast_possible_truncation, reason = "half of it is wanted")]
const fn low(number: u128) -> u64 {
    number as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use fpe::ff1::{FF1, FlexibleNumeralString};

    fn oracle(key: &[u8; 32], bits: u32, x: u64) -> u64 {
        let ff = FF1::<Aes256>::new(key, 2).unwrap();
        let numerals: Vec<u16> = (0..bits).rev().map(|bit| u16::from((x >> bit) & 1 == 1)).collect();
        let out: Vec<u16> = ff.encrypt(&[], &FlexibleNumeralString::from(numerals)).unwrap().into();
        out.into_iter().fold(0, |sum, bit| (sum << 1) | u64::from(bit))
    }

    #[test]
    fn it_is_ff1() {
        for (seed, bits) in [(1u8, 31u32), (2, 20), (3, 27), (4, 62), (5, 40)] {
            let key = [seed; 32];
            let permutation = Permutation::new(&key, 1 << bits);
            let mut numbers: Vec<u64> =
                (0..20).map(|i| 0x9e37_79b9_7f4a_7c15u64.wrapping_mul(i) >> (64 - bits)).collect();
            let expected: Vec<u64> = numbers.iter().map(|&x| oracle(&key, bits, x)).collect();
            permutation.map(&mut numbers);
            assert_eq!(numbers, expected, "{bits} bits");
        }
    }

    #[test]
    fn every_number_has_one_image() {
        for n in [2, 3, 1000, 4096, 5000] {
            let mut numbers: Vec<u64> = (0..n).collect();
            Permutation::new(&[7; 32], n).map(&mut numbers);
            assert_ne!(numbers.first(), numbers.get(1));
            numbers.sort_unstable();
            assert!(numbers.iter().copied().eq(0..n));
        }
    }
}
