//! Streams, permutations and laws (distributions): the only randomness there is.
//!
//! A cell is a pure function of names, never of positions. Everything that is drawn has a [`Key`], which is a BLAKE3
//! hash over the seed and length-prefixed names: the table, the column, and what the draw is for. Row `r` owns slot
//! `r` of that key's ChaCha8 stream: a fixed number of 32-bit words, the [`Width`]. A batch of neighbouring rows is one
//! contiguous piece of the stream, and so is filled at once; a single row can be had by seeking to its slot. Whoever
//! needs more words than the slot holds takes them from the row's own sub-stream, [`Key::sub`].
//!
//! ```
//! use placebo::draw::{Key, Rows, Slots, Width};
//! let key = Key::new(42, &["patients", "sex", "value"]);
//! let batch = Slots::fill(&key, &Rows::from(1_000..1_100), Width::Two);
//! let alone = Slots::fill(&key, &Rows::from(1_037..1_038), Width::Two);
//! assert_eq!(batch.word(37, 0), alone.word(0, 0));
//! ```

mod alias;
mod burst;
mod cutpoints;
mod fan_out;
mod law;
mod permutation;
mod stream;

pub use alias::Alias;
pub use burst::Burst;
pub use cutpoints::{Cutpoints, high, low};
pub use fan_out::{Counts, FanOut};
pub use law::{Bounds, Law, LawFault, Zipf, inverse_normal};
pub use permutation::Permutation;
pub use stream::{Key, Rows, Slots, Sub, Width};

/// Maps a uniform 64-bit word to a uniform integer below `n`; 0 where `n` is 0.
///
/// The bias is below `n` in 2^64, which no sample of this program's sizes can see.
#[inline]
pub fn below(word: u64, n: u64) -> u64 {
    ((u128::from(word) * u128::from(n)) >> 64) as u64
}

/// Maps a uniform 64-bit word to a number in [0, 1) with 53 bits.
#[inline]
pub fn unit(word: u64) -> f64 {
    (word >> 11) as f64 * (1.0 / 9_007_199_254_740_992.0)
}

/// Mixes 64 bits so that each depends on all (the finaliser of SplitMix64).
#[inline]
pub(crate) fn mix(mut x: u64) -> u64 {
    x ^= x >> 30;
    x = x.wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x ^= x >> 27;
    x = x.wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

#[cfg(test)]
mod tests;
