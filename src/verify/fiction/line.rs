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

/// The words that allow what stands in a line.
const WORDS: &str = "placebo: allow";

/// A `placebo: allow CLASS reason` in a line.
pub(super) struct Allowance {
    /// Where it begins.
    pub(super) at: usize,
    /// The class; none where the word behind it is the name of none.
    pub(super) class: Option<Class>,
    /// Whether a reason follows, without which nothing is allowed.
    pub(super) has_reason: bool,
}

/// What a text allows, or would allow with a class and a reason.
pub(super) fn allowances(text: &str) -> impl Iterator<Item = Allowance> {
    text.match_indices(WORDS).filter_map(|(at, words)| {
        let rest = &text[at + words.len()..];
        // `placebo: allowed` is another word.
        if rest.starts_with(|c: char| c.is_alphanumeric() || c == '_') {
            return None;
        }
        let mut words = rest.split_whitespace();
        let class = words.next().and_then(|word| Class::of(word.trim_end_matches([',', ':'])));
        // What ends a comment is no reason.
        let has_reason = words.any(|word| word.contains(char::is_alphanumeric));
        Some(Allowance { at, class, has_reason })
    })
}
