//! Places in the text of an expression: from the lines and columns of `sqlparser` to ranges of bytes.

use sqlparser::tokenizer::{Location, Span, Token, TokenWithSpan};
use std::ops::Range;

/// Where the characters, the lines and the calls of a text begin.
pub(super) struct Places<'a> {
    text: &'a str,
    /// The first byte of each character, and the length of the text.
    chars: Vec<usize>,
    /// For each line the number of its first character.
    lines: Vec<usize>,
    /// A word with its parentheses, in the order of the words.
    calls: Vec<Range<usize>>,
}

impl<'a> Places<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let chars: Vec<usize> = text.char_indices().map(|(i, _)| i).chain([text.len()]).collect();
        let breaks = text.chars().enumerate().filter(|(_, c)| *c == '\n').map(|(n, _)| n + 1);
        let lines = [0].into_iter().chain(breaks).collect();
        Self { text, chars, lines, calls: Vec::new() }
    }

    /// Finds each word that stands before a parenthesis, with what the parenthesis holds.
    pub(super) fn with_calls(mut self, tokens: &[TokenWithSpan]) -> Self {
        let tokens: Vec<_> = tokens.iter().filter(|t| !matches!(t.token, Token::Whitespace(_))).collect();
        let mut open: Vec<Option<usize>> = Vec::new();
        for (i, token) in tokens.iter().enumerate() {
            match &token.token {
                Token::LParen => {
                    let before = i.checked_sub(1).and_then(|i| tokens.get(i));
                    let word = before.filter(|t| matches!(t.token, Token::Word(_)));
                    open.push(word.map(|t| self.range(t.span).start));
                }
                Token::RParen => {
                    if let Some(Some(start)) = open.pop() {
                        let end = self.range(token.span).end;
                        self.calls.push(start..end.max(start));
                    }
                }
                _ => {}
            }
        }
        self
    }

    /// The whole text.
    pub(super) fn whole(&self) -> Range<usize> {
        0..self.text.len()
    }

    fn byte(&self, at: Location) -> Option<usize> {
        let line = usize::try_from(at.line).ok()?.checked_sub(1)?;
        let column = usize::try_from(at.column).ok()?.checked_sub(1)?;
        let first = self.lines.get(line)?;
        self.chars.get(first + column).copied()
    }

    /// The bytes of a span; the whole text where there is none.
    pub(super) fn range(&self, span: Span) -> Range<usize> {
        match (self.byte(span.start), self.byte(span.end)) {
            (Some(start), Some(end)) if start <= end => start..end,
            _ => self.whole(),
        }
    }

    /// From a place to the end of the text.
    pub(super) fn after(&self, at: Location) -> Range<usize> {
        self.byte(at).unwrap_or(0)..self.text.len()
    }

    /// The first byte of the sign before a place, past blanks.
    pub(super) fn before(&self, at: usize) -> usize {
        let head = self.text.get(..at).unwrap_or_default().trim_end();
        head.len().saturating_sub(1)
    }

    /// The call whose name begins at this byte, up to its closing parenthesis.
    pub(super) fn call(&self, start: usize) -> Option<Range<usize>> {
        self.calls.iter().find(|c| c.start == start).cloned()
    }

    /// The smallest call that holds these bytes within its parentheses; the bytes themselves if none does.
    pub(super) fn enclosing(&self, inner: &Range<usize>) -> Range<usize> {
        let holds = |c: &&Range<usize>| c.start < inner.start && c.end > inner.end;
        self.calls.iter().filter(holds).min_by_key(|c| c.len()).unwrap_or(inner).clone()
    }

    /// Cuts the place off a message of `sqlparser`, which ends in ` at Line: 1, Column: 2`.
    pub(super) fn split_message<'m>(&self, message: &'m str) -> (&'m str, Range<usize>) {
        let place = message.rsplit_once(" at Line: ").and_then(|(head, tail)| {
            let (line, column) = tail.split_once(", Column: ")?;
            let at = Location { line: line.parse().ok()?, column: column.parse().ok()? };
            Some((head, self.byte(at)?))
        });
        let Some((head, start)) = place else {
            let end = self.text.len();
            return (message, if message.contains("found: EOF") { end..end } else { self.whole() });
        };
        let word = self.text.get(start..).unwrap_or_default();
        let plain = |c: char| c.is_alphanumeric() || c == '_';
        let length = word.find(|c| !plain(c)).unwrap_or(word.len());
        let first = word.chars().next().map_or(0, char::len_utf8);
        (head, start..start + length.max(first))
    }
}
