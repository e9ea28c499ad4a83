//! Texts whose bytes were read in the wrong encoding.

use crate::draw::Burst;

/// What Windows-1252 has at 0x80 to 0x9f; the five places that it leaves open are read as the control characters there.
const CP1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}',
    '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// The text as UTF-8 read in Windows-1252, or with `?` where an old system knew no such letter. An apostrophe counts as the
/// curly one that office programs make of it; a text of other ASCII letters alone comes through unharmed.
pub fn misread(text: &str, burst: &mut Burst) -> Option<String> {
    let curly = text.replace('\'', "’");
    if curly.is_ascii() {
        return None;
    }
    if burst.below(4) == 0 {
        return Some(curly.chars().map(|c| if c.is_ascii() { c } else { '?' }).collect());
    }
    Some(curly.bytes().map(read).collect())
}

fn read(byte: u8) -> char {
    match byte {
        0x80..=0x9f => CP1252[usize::from(byte - 0x80)],
        other => char::from(other),
    }
}
