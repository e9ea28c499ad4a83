//! Words weighed one by one: what many small signs together tell of a word that no rule decided.
//!
//! Each sign of a word (`signs`) has a weight, a whole number: together they are a logistic regression, learned from the marked
//! sentences on which the rules were made (`learn`). From one sum on a word is somebody's; below it none is, though its capital
//! or its strangeness alone would have made it one.

#[cfg(test)]
mod learn;
mod near;
mod signs;

pub(super) use signs::Seen;

use crate::reference::weights;
use std::sync::OnceLock;

/// How many weights there are: a power of two.
const COUNT: usize = 1 << BITS;
const BITS: u32 = 15;

/// What a weight of nothing is in the table, which has no negative numbers.
const ZERO: u8 = 128;

/// The sum from which on a word is somebody's: at it every sixth of the sentences that tell nothing loses something (`learn`).
const BOUND: i32 = -10;

/// The weights, and the sum that decides.
pub(super) struct Scale {
    weights: Vec<i8>,
    /// From this sum on a word is somebody's.
    pub(super) bound: i32,
}

impl Scale {
    /// The weights of this program.
    pub(super) fn get() -> &'static Self {
        static SCALE: OnceLock<Scale> = OnceLock::new();
        SCALE.get_or_init(|| {
            let mut weights = vec![0; COUNT];
            for row in 0..weights::SIGN.len() {
                if let Some(weight) = weights.get_mut(usize::from(weights::SIGN.get(row))) {
                    *weight = weights::WEIGHT.get(row).wrapping_sub(ZERO).cast_signed();
                }
            }
            Self { weights, bound: BOUND }
        })
    }

    /// What all signs of a word weigh together.
    pub(super) fn weigh(&self, seen: &Seen<'_>, i: usize) -> i32 {
        let mut sum = 0;
        seen.signs(i, &mut |sign| sum += self.weights.get(place(sign)).copied().map_or(0, i32::from));
        sum
    }
}

/// Where the weight of a sign is.
const fn place(sign: u64) -> usize {
    (sign.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (u64::BITS - BITS)) as usize
}
