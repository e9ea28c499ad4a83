//! The local part of a mail address, or a user name, put together from a person's names.

use super::fold;
use crate::draw::{Alias, below};
use crate::kinds::Fault;
use arrow::array::{Array, StringArray};

/// How a local part is put together: so many letters of one name, perhaps a sign, so many of the other, perhaps digits.
#[derive(Clone, Copy)]
pub(super) struct Style {
    /// Which name comes first: 0 for the first name, 1 for the last.
    head: usize,
    head_most: usize,
    /// What stands between them, and whether anything does.
    sign: u8,
    signs: usize,
    tail_most: usize,
    numbered: bool,
}

const fn style(head: usize, head_most: usize, sign: Option<u8>, tail_most: usize, numbered: bool) -> Style {
    let (sign, signs) = match sign {
        Some(sign) => (sign, 1),
        None => (0, 0),
    };
    Style { head, head_most, sign, signs, tail_most, numbered }
}

/// The most letters of a name that are taken: with 20 of the other and a sign they leave place for two digits.
const LONGEST: usize = 22;

/// Styles with their weights in percent: what one meets in address books; for realism only.
const STYLES: [(Style, u64); 7] = [
    (style(0, LONGEST, Some(b'.'), LONGEST, false), 34),
    (style(0, 1, None, LONGEST, false), 20),
    (style(0, LONGEST, None, LONGEST, false), 12),
    (style(0, LONGEST, None, LONGEST, true), 16),
    (style(0, LONGEST, Some(b'_'), LONGEST, false), 8),
    (style(0, LONGEST, Some(b'.'), 1, false), 6),
    (style(1, LONGEST, Some(b'.'), LONGEST, false), 4),
];

/// A weighted choice of styles.
pub(super) struct Styles(Alias);

impl Styles {
    pub(super) fn new() -> Result<Self, Fault> {
        let weights: Vec<u64> = STYLES.iter().map(|(_, weight)| *weight).collect();
        Alias::new(&weights).map(Self).ok_or_else(|| Fault::whole("no style has a weight"))
    }

    /// The style that a word picks.
    #[inline]
    pub(super) fn pick(&self, word: u64) -> Style {
        STYLES[self.0.pick(word)].0
    }
}

/// Words for those whose names hold no Latin letter, or are unknown.
const WORDS: [&str; 32] = [
    "acorn", "amber", "birch", "breeze", "brook", "cedar", "clover", "cloud", "coral", "delta", "ember",
    "fern", "flint", "harbor", "hazel", "heron", "indigo", "juniper", "lark", "linden", "maple", "meadow",
    "orchid", "pebble", "pine", "quill", "raven", "river", "sage", "tundra", "willow", "wren",
];

fn word(bits: u64) -> &'static [u8] {
    WORDS[usize::try_from(below(bits, WORDS.len() as u64)).unwrap_or(0)].as_bytes()
}

/// Letters are copied in blocks of this size, of which what follows covers some.
const BLOCK: usize = 32;

/// The letters of a name.
pub(super) struct Letters {
    bytes: [u8; BLOCK],
    count: usize,
    scratch: Vec<u8>,
}

impl Letters {
    fn new() -> Self {
        Self { bytes: [0; BLOCK], count: 0, scratch: Vec::with_capacity(2 * BLOCK) }
    }

    /// Takes the letters of the `i`th name, `most` of them at the most.
    fn read(&mut self, names: Option<&StringArray>, i: usize, most: usize) {
        let Some(names) = names.filter(|names| names.is_valid(i)) else {
            self.count = 0;
            return;
        };
        let name = names.value(i);
        let start = usize::try_from(names.value_offsets()[i]).unwrap_or(0);
        let block = names.value_data()[start..].first_chunk::<BLOCK>();
        if let Some(letters) = block.and_then(|block| lower(block, name.len())) {
            (self.bytes, self.count) = (letters, name.len().min(most));
            return;
        }
        self.scratch.clear();
        self.count = fold(name, most, &mut self.scratch);
        self.bytes[..self.count].copy_from_slice(&self.scratch[..self.count]);
    }
}

/// The first `n` bytes of a block in lower case, should all of them be letters of ASCII; without a branch a letter.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "both are below the block's size or compared with it")]
fn lower(block: &[u8; BLOCK], n: usize) -> Option<[u8; BLOCK]> {
    if n > BLOCK {
        return None;
    }
    let mut letters = *block;
    let mut strange = false;
    for (place, byte) in letters.iter_mut().enumerate() {
        *byte |= 0x20;
        strange |= !byte.is_ascii_lowercase() & ((place as u8) < n as u8);
    }
    (!strange).then_some(letters)
}

/// The two names of a person.
pub(super) struct Names {
    first: Letters,
    last: Letters,
}

impl Names {
    pub(super) fn new() -> Self {
        Self { first: Letters::new(), last: Letters::new() }
    }

    /// Takes the `i`th row's names.
    #[inline]
    pub(super) fn read(&mut self, [first, last]: [Option<&StringArray>; 2], i: usize) {
        self.first.read(first, i, 20);
        self.last.read(last, i, LONGEST);
    }

    /// Appends the local part, `most` bytes at the most, 44 in any case; `number` are the bits for what no name says.
    /// `plain` leaves digits away: before a tail they would make the tail ambiguous.
    #[inline]
    pub(super) fn write(&self, style: Style, number: u64, plain: bool, most: usize, out: &mut Vec<u8>) {
        let mut text = [0u8; 3 * BLOCK];
        let mut length = 0;
        let known = self.first.count > 0 && self.last.count > 0;
        if known {
            let names = [&self.first, &self.last];
            let (head, tail) = (names[style.head], names[1 - style.head]);
            text[..BLOCK].copy_from_slice(&head.bytes);
            length = head.count.min(style.head_most).min(BLOCK);
            text[length] = style.sign;
            length += style.signs;
            text[length..length + BLOCK].copy_from_slice(&tail.bytes);
            length += tail.count.min(style.tail_most);
        } else {
            let (one, two) = (word(number << 32), word(number << 37));
            let parts: [&[u8]; 3] = match (self.first.count, self.last.count) {
                (0, 0) => [one, b".", two],
                (0, last) => [&self.last.bytes[..last], b"", b""],
                (first, _) => [&self.first.bytes[..first], b"", b""],
            };
            for part in parts {
                text[length..length + part.len()].copy_from_slice(part);
                length += part.len();
            }
        }
        let numbered = !plain && (!known || style.numbered);
        let room = most.saturating_sub(2 * usize::from(numbered));
        if length > room {
            length = room;
            while length > 1 && b"._".contains(&text[length - 1]) {
                length -= 1;
            }
        }
        let digits = below(number, 100);
        text[length] = digit(digits / 10);
        text[length + 1] = digit(digits % 10);
        length += 2 * usize::from(numbered);
        append(&text, length, out);
    }
}

#[expect(clippy::cast_possible_truncation, reason = "a digit")]
fn digit(n: u64) -> u8 {
    b'0' + n as u8
}

/// Appends the first bytes of a text in moves of fixed size.
#[inline]
fn append(text: &[u8; 3 * BLOCK], length: usize, out: &mut Vec<u8>) {
    let end = out.len() + length;
    if length <= BLOCK {
        out.extend_from_slice(&text[..BLOCK]);
    } else {
        out.extend_from_slice(&text[..2 * BLOCK]);
    }
    out.truncate(end);
}
