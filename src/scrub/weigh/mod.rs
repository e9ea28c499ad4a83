//! Words weighed one by one: what many small signs together tell of a word that no rule decided.
//!
//! Each sign of a word (`signs`) has a weight, a whole number: together they are a logistic regression, learned from the marked
//! sentences on which the rules were made (`learn`). From one sum on a word is somebody's; below it none is, though its capital
//! or its strangeness alone would have made it one. What stands beside a finding is weighed in the same way, by signs of its own,
//! for whether it belongs to that (`grow`).

mod grow;
#[cfg(test)]
mod learn;
mod near;
mod signs;

pub(super) use grow::grow;
pub(super) use signs::Seen;

use crate::reference::weights;
use grow::{Grown, Side};
use std::sync::OnceLock;

/// How many weights there are: a power of two.
const COUNT: usize = 1 << BITS;
const BITS: u32 = 18;

/// What a weight of nothing is in the table, which has no negative numbers.
const ZERO: u8 = 128;

/// The sum from which on a word is somebody's: at it somewhat more than a fifth of a stranger's sentences that tell nothing lose
/// something (`learn`).
const BOUND: i32 = -17;

/// The sum from which on what stands beside a finding belongs to it.
const GROWS: i32 = -10;

/// How far below it the sum may be of what is no word of every day: a number, a name, what nobody knows.
const BOLD: i32 = 8;

/// How far below the sum that decides the first signs must be so that the others are not asked: hardly any word comes back.
const SURE: i32 = 25;

/// The weights, and the sums that decide.
pub(super) struct Scale {
    weights: Vec<i8>,
    /// From this sum on a word is somebody's.
    pub(super) bound: i32,
    /// From this sum on what stands beside a finding belongs to it.
    grows: i32,
}

impl Scale {
    /// The weights of this program.
    pub(super) fn get() -> &'static Self {
        static SCALE: OnceLock<Scale> = OnceLock::new();
        SCALE.get_or_init(|| {
            let mut weights = vec![0; COUNT];
            for row in 0..weights::SIGN.len() {
                if let Some(weight) = weights.get_mut(weights::SIGN.get(row) as usize) {
                    *weight = weights::WEIGHT.get(row).wrapping_sub(ZERO).cast_signed();
                }
            }
            Self { weights, bound: BOUND, grows: GROWS }
        })
    }

    /// What the signs of a word weigh together: all of them, where the first leave it in doubt.
    pub(super) fn weigh(&self, seen: &Seen<'_>, i: usize) -> i32 {
        let mut sum = 0;
        let read = seen.first(i, &mut |sign| sum += self.of(sign));
        if sum >= self.bound - SURE {
            seen.rest(i, &read, &mut |sign| sum += self.of(sign));
        }
        sum
    }

    /// Whether what stands beside a finding belongs to it.
    fn takes(&self, grown: &Grown<'_>, side: Side, i: usize) -> bool {
        let bound = self.grows - if grown.is_everyday(i) { 0 } else { BOLD };
        let mut sum = 0;
        let read = grown.first(side, i, &mut |sign| sum += self.of(sign));
        if sum >= bound - SURE {
            grown.rest(side, i, &read, &mut |sign| sum += self.of(sign));
        }
        sum >= bound
    }

    /// What one sign weighs.
    fn of(&self, sign: u64) -> i32 {
        self.weights.get(place(sign)).copied().map_or(0, i32::from)
    }
}

/// Where the weight of a sign is.
const fn place(sign: u64) -> usize {
    (sign.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (u64::BITS - BITS)) as usize
}
