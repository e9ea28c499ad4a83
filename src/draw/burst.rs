//! Many small picks out of one word, for texts that take hundreds of them.

use super::mix;

/// A stream of picks that one 64-bit word begins (SplitMix64): a few cycles a pick, where a row's own cipher stream would
/// cost hundreds to begin.
#[derive(Clone, Debug)]
pub struct Burst(u64);

impl Burst {
    /// The picks that belong to a word.
    pub fn new(word: u64) -> Self {
        Self(word)
    }

    /// The next 64 uniform bits.
    #[inline]
    pub fn word(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mix(self.0)
    }

    /// A uniform integer below `n`; 0 where `n` is 0.
    #[inline]
    pub fn below(&mut self, n: u32) -> u32 {
        (((self.word() >> 32) * u64::from(n)) >> 32) as u32
    }

    /// A uniform integer from `low` to `high`.
    #[inline]
    pub fn between(&mut self, low: u32, high: u32) -> u32 {
        low + self.below(high.saturating_sub(low) + 1)
    }

    /// Whether something happens that has `n` chances in 100.
    #[inline]
    pub fn chance(&mut self, n: u32) -> bool {
        self.below(100) < n
    }
}
