//! A text as the entries of a record are compared with it: its letters and digits, without anything between them.

use super::super::token::{Sort, Tokens};
use super::counts;
use std::ops::Range;

/// Signs that may stand between two characters of an entry: ` - `, `).`.
const GAP: usize = 3;

/// The letters and digits of a text alone.
pub(super) struct Stream {
    pub(super) bytes: Vec<u8>,
    /// For each token where its characters begin here.
    pub(super) first: Vec<usize>,
}

impl Stream {
    pub(super) fn new(tokens: &Tokens<'_>) -> Self {
        let mut bytes = Vec::with_capacity(tokens.text.len());
        let mut first = Vec::with_capacity(tokens.list.len());
        for token in &tokens.list {
            first.push(bytes.len());
            let text = &tokens.text[token.start..token.end];
            match token.sort {
                Sort::Sign(_) => {}
                _ if token.plain => bytes.extend_from_slice(text),
                _ => bytes.extend(text.iter().filter(|b| counts(**b))),
            }
        }
        bytes.make_ascii_lowercase();
        Self { bytes, first }
    }

    /// The characters from one on.
    pub(super) fn from(&self, start: usize) -> &[u8] {
        self.bytes.get(start..).unwrap_or_default()
    }

    /// Where a character stands in the text.
    fn place(&self, tokens: &Tokens<'_>, at: usize) -> usize {
        let token = self.first.partition_point(|first| *first <= at).saturating_sub(1);
        let Some(own) = tokens.list.get(token) else { return 0 };
        let inside = at - self.first[token];
        let mut places = (own.start..own.end).filter(|place| counts(tokens.text[*place]));
        if own.plain { own.start + inside } else { places.nth(inside).unwrap_or(own.start) }
    }

    pub(super) fn range(&self, tokens: &Tokens<'_>, start: usize, length: usize) -> Range<usize> {
        self.place(tokens, start)..self.place(tokens, start + length - 1) + 1
    }

    /// Whether the characters stand close to each other.
    pub(super) fn close(&self, tokens: &Tokens<'_>, range: Range<usize>) -> bool {
        let mut before = self.place(tokens, range.start);
        range.skip(1).all(|at| {
            let place = self.place(tokens, at);
            let close = place - before <= GAP + 1;
            before = place;
            close
        })
    }

    /// Whether a token begins with the character.
    fn begins(&self, at: usize) -> bool {
        at >= self.bytes.len() || self.first.binary_search(&at).is_ok()
    }

    /// Whether a word ends before the character: the next one begins a token, or a possessive follows.
    pub(super) fn ends(&self, tokens: &Tokens<'_>, end: usize) -> bool {
        let possessive = || {
            self.bytes.get(end) == Some(&b's')
                && self.begins(end + 1)
                && end > 0
                && self.place(tokens, end) == self.place(tokens, end - 1) + 2
        };
        let digits = end > 0
            && self.bytes[end - 1].is_ascii_digit()
            && self.bytes.get(end).is_some_and(u8::is_ascii_alphabetic);
        self.begins(end) || digits || possessive()
    }
}
