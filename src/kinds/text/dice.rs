//! Many small picks for one text: first from the row's slot, then from its sub-stream.

use crate::draw::Sub;
use crate::kinds::Ask;

/// The picks of one row. Each takes 16 bits, so it is meant for lists of up to a few hundred entries.
pub(super) struct Dice<'a> {
    ask: &'a Ask<'a>,
    i: usize,
    next: usize,
    draws: usize,
    word: u64,
    left: u32,
    sub: Option<Sub>,
}

impl<'a> Dice<'a> {
    /// The picks of the `i`th row, whose slot holds so many draws.
    pub(super) fn new(ask: &'a Ask<'a>, i: usize, draws: usize) -> Self {
        Self { ask, i, next: 0, draws, word: 0, left: 0, sub: None }
    }

    /// A number below `n`.
    pub(super) fn below(&mut self, n: usize) -> usize {
        if self.left == 0 {
            self.word = if self.next < self.draws {
                self.next += 1;
                self.ask.word(self.i, self.next - 1)
            } else {
                self.sub.get_or_insert_with(|| self.ask.sub(self.i)).word()
            };
            self.left = 4;
        }
        self.left -= 1;
        let bits = usize::try_from(self.word & 0xffff).unwrap_or(0);
        self.word >>= 16;
        (bits * n) >> 16
    }

    /// A number from `low` to `high`.
    pub(super) fn between(&mut self, low: usize, high: usize) -> usize {
        low + self.below(high - low + 1)
    }

    /// One of a list that is not empty.
    pub(super) fn of<'t>(&mut self, list: &[&'t str]) -> &'t str {
        let n = self.below(list.len());
        list.get(n).copied().unwrap_or_default()
    }
}
