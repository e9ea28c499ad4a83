//! Many small choices out of few words of the stream.

use crate::draw::Sub;
use crate::kinds::Ask;

/// Bits that a choice must leave in reserve, so that its bias stays below 2^-24.
const RESERVE: u32 = 24;

/// A row's choices: each multiplies the fraction left in a word, and a word that is used up makes place for the next.
pub(crate) struct Choices<'a> {
    ask: &'a Ask<'a>,
    row: usize,
    fraction: u64,
    bits: u32,
    /// Words of the slot already begun; past the second the row's own stream gives more.
    begun: usize,
    further: Option<Sub>,
}

impl<'a> Choices<'a> {
    /// The choices of the `row`th row asked for, whose slot holds two words at least.
    pub(crate) fn new(ask: &'a Ask<'a>, row: usize) -> Self {
        Self { ask, row, fraction: ask.word(row, 0), bits: 64, begun: 1, further: None }
    }

    /// A uniform integer below `n`.
    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "the halves of a 128-bit product")]
    pub(crate) fn below(&mut self, n: u64) -> u64 {
        let needed = 64 - n.leading_zeros();
        if self.bits < needed + RESERVE {
            self.refill();
        }
        let product = u128::from(self.fraction) * u128::from(n);
        self.fraction = product as u64;
        self.bits = self.bits.saturating_sub(needed);
        (product >> 64) as u64
    }

    #[cold]
    fn refill(&mut self) {
        self.fraction = if self.begun < 2 {
            self.begun += 1;
            self.ask.word(self.row, 1)
        } else {
            self.further.get_or_insert_with(|| self.ask.sub(self.row)).word()
        };
        self.bits = 64;
    }
}
