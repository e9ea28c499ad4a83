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

    /// The characters of a token.
    pub(super) fn of(&self, i: usize) -> &[u8] {
        let end = self.first.get(i + 1).copied().unwrap_or(self.bytes.len());
        &self.bytes[self.first[i]..end]
    }

    /// The characters from one on.
    pub(super) fn from(&self, start: usize) -> &[u8] {
        self.bytes.get(start..).unwrap_or_default()
    }

    /// The token in which a character stands; an earlier one is given, which most often is the same.
    fn token(&self, from: usize, at: usize) -> usize {
        from + self.first[from + 1..].iter().take_while(|first| **first <= at).count()
    }

    /// Where a character of a token stands in the text.
    fn place(&self, tokens: &Tokens<'_>, token: usize, at: usize) -> usize {
        let Some(own) = tokens.list.get(token) else { return 0 };
        let inside = at - self.first[token];
        if own.plain {
            return own.start + inside;
        }
        let mut places = (own.start..own.end).filter(|place| counts(tokens.text[*place]));
        places.nth(inside).unwrap_or(own.start)
    }

    /// Where so many characters stand in the text, of which the first is in a token.
    pub(super) fn range(&self, tokens: &Tokens<'_>, i: usize, start: usize, length: usize) -> Range<usize> {
        let last = start + length - 1;
        self.place(tokens, self.token(i, start), start)..self.place(tokens, self.token(i, last), last) + 1
    }

    /// Whether the characters stand close to each other, of which the first is in a token.
    pub(super) fn close(&self, tokens: &Tokens<'_>, i: usize, range: Range<usize>) -> bool {
        let mut token = self.token(i, range.start);
        let mut before = self.place(tokens, token, range.start);
        range.skip(1).all(|at| {
            token = self.token(token, at);
            let place = self.place(tokens, token, at);
            let close = place - before <= GAP + 1;
            before = place;
            close
        })
    }

    /// Whether a word ends before the character, the first being in a token or behind it: the next one begins a token, or a
    /// possessive follows.
    pub(super) fn ends(&self, tokens: &Tokens<'_>, i: usize, end: usize) -> bool {
        let token = self.token(i, end - 1);
        let begins = |at: usize| at >= self.bytes.len() || self.first.get(token + 1) == Some(&at);
        let possessive = || {
            self.bytes.get(end) == Some(&b's')
                && begins(end + 1)
                && self.place(tokens, token, end) == self.place(tokens, token, end - 1) + 2
        };
        let digits =
            self.bytes[end - 1].is_ascii_digit() && self.bytes.get(end).is_some_and(u8::is_ascii_alphabetic);
        begins(end) || digits || possessive()
    }
}
