//! Slips of the hand in what a note says, never in what identifies somebody.

use crate::draw::{Burst, unit};
use crate::slips::neighbours;

/// How often slips come, and how many characters are left until the next.
#[derive(Clone, Copy, Debug)]
pub(super) struct Slips {
    /// `ln(1 - rate)`; 0 where there are none.
    log: f64,
    left: usize,
}

impl Slips {
    /// Slips at a rate for each character.
    pub(super) fn new(rate: f64) -> Self {
        Self { log: if rate > 0.0 { libm::log(1.0 - rate) } else { 0.0 }, left: usize::MAX }
    }

    /// Draws how far it is to the next slip.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a quotient of two negative numbers, held below 10^9"
    )]
    pub(super) fn next(&mut self, burst: &mut Burst) {
        if self.log < 0.0 {
            let steps = libm::log(1.0 - unit(burst.word())) / self.log;
            self.left = steps.min(1e9) as usize;
        }
    }

    /// Passes over so many characters; false where a slip is due in them.
    #[inline]
    pub(super) fn pass(&mut self, length: usize) -> bool {
        if self.left < length {
            return false;
        }
        self.left = self.left.saturating_sub(length);
        true
    }

    /// Writes a text in which a slip is due.
    pub(super) fn write(&mut self, text: &str, out: &mut Vec<u8>, burst: &mut Burst) {
        let mut rest = text.as_bytes();
        while self.left < rest.len() {
            let at = self.left;
            let (before, after) = rest.split_at(at);
            out.extend_from_slice(before);
            let taken = slip(after, out, burst);
            rest = &after[taken..];
            self.next(burst);
        }
        out.extend_from_slice(rest);
        self.left = self.left.saturating_sub(rest.len());
    }
}

/// Writes the first characters wrongly: a neighbour of the key, two letters turned round, one left out or doubled. Only
/// small letters slip, so that words stay to be recognised. Gives how many bytes were taken.
fn slip(text: &[u8], out: &mut Vec<u8>, burst: &mut Burst) -> usize {
    let Some(&letter) = text.first() else { return 0 };
    let after = text.get(1).filter(|b| b.is_ascii_lowercase());
    if !letter.is_ascii_lowercase() {
        out.push(letter);
        return 1;
    }
    match (burst.below(5), after) {
        (0 | 1, Some(&after)) => {
            out.extend_from_slice(&[after, letter]);
            2
        }
        (2, _) => 1,
        (3, _) => {
            out.extend_from_slice(&[letter, letter]);
            1
        }
        _ => {
            let near = neighbours(letter);
            let n = u32::try_from(near.len()).unwrap_or(1);
            out.push(near.as_bytes().get(burst.below(n) as usize).copied().unwrap_or(letter));
            1
        }
    }
}
