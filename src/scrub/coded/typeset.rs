//! What those who set type and write on boards leave inside of words: accents, tags in square brackets, stars.

use super::{INLINE, LONGEST};
use std::ops::Range;

/// `Mu{\~n}oz`, `Jos\'{e}`, `Mu\~noz`: a letter with an accent as typesetters write it, and `O\'Brien` as databases write a quote.
pub(super) fn accent(bytes: &[u8], at: usize, plain: &mut Vec<u8>) -> Option<Range<usize>> {
    let letter = |k: usize| bytes.get(k).copied().filter(u8::is_ascii_alphabetic);
    // `M/\RIA`
    if at > 1 && bytes[at - 1] == b'/' && letter(at - 2).is_some() && letter(at + 1).is_some() {
        plain.push(b'A');
        return Some(at - 1..at + 1);
    }
    let sign = bytes.get(at + 1).filter(|b| b"'\"`^~=.vHckr".contains(b))?;
    let ends = |k: usize| bytes.get(k) == Some(&b'}');
    if bytes.get(at + 2) == Some(&b'{') && ends(at + 4) {
        plain.push(letter(at + 3)?);
        return Some(at..at + 5);
    }
    if !sign.is_ascii_punctuation() {
        return None;
    }
    let next = letter(at + 2)?;
    if at > 0 && bytes[at - 1] == b'{' && ends(at + 3) {
        plain.push(next);
        return Some(at - 1..at + 4);
    }
    let inside = at > 0 && letter(at - 1).is_some();
    let accented = matches!(sign, b'~' | b'^' | b'`') && inside && b"aeiounAEIOUN".contains(&next);
    if accented {
        plain.push(next);
        return Some(at..at + 3);
    }
    (*sign == b'\'' && inside).then(|| {
        plain.push(b'\'');
        at..at + 2
    })
}

/// `Mar[/b]ia`: a tag in square brackets, as boards have them, inside of a word.
pub(super) fn bracketed_tag(bytes: &[u8], at: usize) -> Option<usize> {
    let length = memchr::memchr(b']', &bytes[at..bytes.len().min(at + LONGEST)])?;
    let name = &bytes[at + 1..at + length];
    let name = name.strip_prefix(b"/").unwrap_or(name);
    let end = at + length + 1;
    let inside = at > 1
        && bytes[at - 2..at].iter().all(u8::is_ascii_alphabetic)
        && bytes.get(end).is_some_and(u8::is_ascii_lowercase);
    (inside && INLINE.iter().any(|tag| name.eq_ignore_ascii_case(tag))).then_some(end)
}

/// `Mar**ia**`: where two stars end with which a part of a word is set off.
pub(super) fn emphasis(bytes: &[u8], at: usize) -> Option<usize> {
    let end = at + 2;
    let inside = at > 1
        && bytes[at - 2..at].iter().all(u8::is_ascii_alphabetic)
        && bytes.get(end).is_some_and(u8::is_ascii_lowercase);
    inside.then_some(end)
}
