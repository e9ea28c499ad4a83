//! Spaces too many, and letters in the wrong case.

use crate::draw::Burst;

/// The text with a space too many: before, after, twice inside, or one that is not the usual space.
pub fn spaced(text: &str, burst: &mut Burst) -> Option<String> {
    let inside = text.find(' ');
    Some(match (burst.below(6), inside) {
        (0, _) => format!(" {text}"),
        (1 | 2, _) => format!("{text} "),
        (3, Some(at)) => format!("{} {}", &text[..at], &text[at..]),
        (4, Some(at)) => format!("{}\u{a0}{}", &text[..at], &text[at + 1..]),
        (5, _) => format!("{text}\t"),
        _ => format!("{text}  "),
    })
}

/// The text in capitals, in small letters, or with its capitals turned round as by a key that was held.
pub fn cased(text: &str, burst: &mut Burst) -> Option<String> {
    let turned = |c: char| {
        if c.is_ascii_uppercase() { c.to_ascii_lowercase() } else { c.to_ascii_uppercase() }
    };
    let forms: [String; 3] = [text.to_uppercase(), text.to_lowercase(), text.chars().map(turned).collect()];
    let first = burst.below(3) as usize;
    (0..3).map(|k| &forms[(first + k) % 3]).find(|form| *form != text).cloned()
}
