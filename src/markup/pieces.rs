//! A document in pieces: what is markup, and what is text, with the way from the plain text back to the document.

use super::{Replaced, breaks};
use std::ops::Range;

/// A piece of a document.
enum Piece {
    /// Markup that goes out as it came in.
    Kept { source: Range<usize>, open: bool },
    /// Markup that goes out in another way.
    Written(String),
    /// Text, byte for byte.
    Text { plain: Range<usize>, source: Range<usize> },
    /// A character that is written in another way: an entity, an escape.
    Coded { plain: Range<usize>, source: Range<usize>, open: bool },
}

/// What a document says, and in which pieces.
#[derive(Default)]
pub(super) struct Pieces {
    plain: String,
    list: Vec<Piece>,
}

impl Pieces {
    /// The plain text.
    pub(super) fn plain(&self) -> &str {
        &self.plain
    }

    /// How many pieces there are.
    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    /// Forgets the last pieces, which are markup.
    pub(super) fn truncate(&mut self, len: usize) {
        self.list.truncate(len);
    }

    /// Markup; `open` where a letter behind it would become a part of it.
    pub(super) fn keep(&mut self, source: Range<usize>, open: bool) {
        self.list.push(Piece::Kept { source, open });
    }

    /// Markup that is written anew.
    pub(super) fn write(&mut self, text: String) {
        self.list.push(Piece::Written(text));
    }

    /// Text as it stands in the document; `seen` is how it is read, of the same length.
    pub(super) fn text(&mut self, source: Range<usize>, seen: &str) {
        if source.is_empty() {
            return;
        }
        let start = self.plain.len();
        self.plain.push_str(seen);
        self.list.push(Piece::Text { plain: start..self.plain.len(), source });
    }

    /// A character that is written in another way.
    pub(super) fn coded(&mut self, source: Range<usize>, c: char, open: bool) {
        let start = self.plain.len();
        self.plain.push(c);
        self.list.push(Piece::Coded { plain: start..self.plain.len(), source, open });
    }

    /// Parts what stands before from what comes, where readers see it apart.
    pub(super) fn part(&mut self, sign: char) {
        if !self.plain.is_empty() && !self.plain.ends_with(['\n', sign]) {
            self.plain.push(sign);
        }
    }

    /// The document with what was replaced in its plain text.
    pub(super) fn replaced(&self, source: &str, found: &Replaced, encode: &dyn Fn(&str) -> String) -> String {
        let mut out = Out { text: String::with_capacity(source.len() + source.len() / 8), open: false };
        let (mut next, mut written) = (0, None);
        for piece in &self.list {
            let (plain, from, coded) = match piece {
                Piece::Kept { source: range, open } => {
                    out.text.push_str(&source[range.clone()]);
                    out.open = *open;
                    continue;
                }
                Piece::Written(text) => {
                    out.text.push_str(text);
                    out.open = false;
                    continue;
                }
                Piece::Text { plain, source } => (plain, source, None),
                Piece::Coded { plain, source, open } => (plain, source, Some(*open)),
            };
            let mut at = plain.start;
            while at < plain.end {
                while found.get(next).is_some_and(|(range, _)| range.end <= at) {
                    next += 1;
                }
                let hit = found.get(next).filter(|(range, _)| range.start < plain.end);
                let Some((range, stand_in)) = hit else {
                    let start = from.start + (at - plain.start);
                    out.push(&source[if coded.is_some() { from.clone() } else { start..from.end }]);
                    out.open = coded.unwrap_or(false);
                    break;
                };
                if range.start > at {
                    let begin = from.start + (at - plain.start);
                    out.push(&source[begin..from.start + (range.start - plain.start)]);
                }
                let end = range.end.min(plain.end);
                let begin = from.start + (at - plain.start);
                let original = if coded.is_some() { "" } else { &source[begin..begin + (end - at)] };
                if written != Some(next) {
                    written = Some(next);
                    out.push(&encode(&breaks::kept(original, stand_in)));
                } else {
                    out.push(&breaks::alone(original));
                }
                at = end;
            }
        }
        out.text
    }
}

/// What is written, and whether its end is a word of markup that goes on with the next letter.
struct Out {
    text: String,
    open: bool,
}

impl Out {
    fn push(&mut self, text: &str) {
        let Some(first) = text.bytes().next() else { return };
        if self.open && (first.is_ascii_alphanumeric() || matches!(first, b'-' | b' ')) {
            self.text.push(' ');
        }
        self.open = false;
        self.text.push_str(text);
    }
}
