//! Words of a plain text that tags of letters tear: `Vander<b>snoodle</b>`.

use super::html::is_inline;
use super::pieces::Pieces;
use super::{Ask, apply};
use crate::error::Result;
use std::ops::Range;

/// The text with what `ask` replaces in it; a tag within a word is no part of the text.
pub(super) fn replaced(text: &str, ask: &mut Ask<'_>) -> Result<String> {
    let tags = tags(text);
    let is_word = |b: Option<&u8>| b.is_some_and(|b| b.is_ascii_alphanumeric() || !b.is_ascii());
    let bytes = text.as_bytes();
    let tears = |tag: &Range<usize>| {
        tag.start > 0 && is_word(bytes.get(tag.start - 1)) && is_word(bytes.get(tag.end))
    };
    if !tags.iter().any(tears) {
        return ask(text).map(|found| apply(text, &found));
    }
    let (mut pieces, mut at) = (Pieces::default(), 0);
    for tag in tags {
        pieces.text(at..tag.start, &text[at..tag.start]);
        at = tag.end;
        pieces.keep(tag, false);
    }
    pieces.text(at..text.len(), &text[at..]);
    let found = ask(pieces.plain())?;
    Ok(pieces.replaced(text, &found, &str::to_owned))
}

/// The tags of elements within lines that say nothing else: `<b>`, `</b>`.
fn tags(text: &str) -> Vec<Range<usize>> {
    let mut list = Vec::new();
    for at in memchr::memchr_iter(b'<', text.as_bytes()) {
        let inside = text[at + 1..].strip_prefix('/').unwrap_or(&text[at + 1..]);
        let Some(end) = inside.find('>').filter(|end| *end <= 8) else { continue };
        if is_inline(&inside[..end].trim_end_matches(['/', ' ']).to_ascii_lowercase()) {
            list.push(at..text.len() - inside.len() + end + 1);
        }
    }
    list
}
