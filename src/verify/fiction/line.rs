//! A line that is looked at in one piece or in several, and what it allows.

use crate::verify::class::Class;

/// A line that is looked at in one piece or in several: what `placebo: allow` says holds from the piece on in which it stands.
#[derive(Clone, Debug)]
pub struct Line {
    pub(super) number: u64,
    /// Characters before the piece.
    pub(super) before: usize,
    pub(super) allowed: Vec<Class>,
}

impl Line {
    /// The line of this number.
    pub const fn new(number: u64) -> Self {
        Self { number, before: 0, allowed: Vec::new() }
    }

    /// The next piece begins behind this text.
    pub fn pass(&mut self, text: &str) {
        self.before += text.chars().count();
    }
}

/// The classes that `placebo: allow CLASS reason` allows in its line; without a reason nothing is allowed.
pub(super) fn allowances(text: &str) -> Vec<Class> {
    text.match_indices("placebo: allow ")
        .filter_map(|(at, words)| {
            let mut rest = text[at + words.len()..].split_whitespace();
            let class = Class::of(rest.next()?.trim_end_matches([',', ':']))?;
            rest.next().map(|_| class)
        })
        .collect()
}
