//! How words, numbers and signs are written, told by a table of the sorts of characters.

use super::super::view::FOREIGN;

/// What a token is made of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::scrub) enum Sort {
    /// Letters, with apostrophes inside.
    Word,
    /// Digits.
    Number,
    /// Letters and digits.
    Mixed,
    /// One sign.
    Sign(u8),
}

/// How the letters of a word are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::scrub) enum Case {
    Lower,
    /// A capital and small letters; also `McDonald`, `O'Brien`.
    Title,
    Upper,
    None,
}

/// Whether a byte is a letter of any script.
fn is_letter(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == FOREIGN
}

/// How a word, a number or a sign is written.
pub(super) struct Form {
    pub(super) end: usize,
    pub(super) sort: Sort,
    pub(super) case: Case,
    /// Whether it is made of nothing but Latin letters and digits.
    pub(super) plain: bool,
    /// Whether it has small letters and more than one capital.
    pub(super) mixed: bool,
}

/// A word, a number or a sign that begins here.
pub(super) fn read(text: &[u8], start: usize) -> Form {
    // Which sorts of characters there are, and of which more than one.
    let (mut any, mut more, mut i) = (0, 0, start);
    while let Some(&byte) = text.get(i) {
        let mut kind = KINDS[usize::from(byte)];
        if kind == 0 {
            // An apostrophe belongs to a word between letters.
            let joins = matches!(byte, b'\'' | b'`')
                && i > start
                && is_letter(text[i - 1])
                && text.get(i + 1).is_some_and(|&b| is_letter(b));
            if !joins {
                break;
            }
            kind = OTHER;
        }
        more |= any & kind;
        any |= kind;
        i += 1;
    }
    let sort = match any {
        0 => {
            let sort = Sort::Sign(text[start]);
            return Form { end: i + 1, sort, case: Case::None, plain: false, mixed: false };
        }
        DIGIT => Sort::Number,
        _ if any & DIGIT == 0 => Sort::Word,
        _ => Sort::Mixed,
    };
    // `MARIA's` is written in capitals.
    let possessive = any & OTHER != 0 && text[start..i].ends_with(b"'s");
    let small = if possessive { more } else { any } & SMALL != 0;
    let case = match (any & CAPITAL != 0, small) {
        (false, false) => Case::None,
        (false, true) => Case::Lower,
        (true, false) => Case::Upper,
        _ if text[start].is_ascii_uppercase() => Case::Title,
        _ => Case::Lower,
    };
    let capitals = more & CAPITAL != 0 || any & CAPITAL != 0 && case == Case::Lower;
    Form { end: i, sort, case, plain: any & OTHER == 0, mixed: small && capitals }
}

/// The sorts of characters of which words and numbers are made.
const DIGIT: u8 = 1;
const CAPITAL: u8 = 2;
const SMALL: u8 = 4;
const OTHER: u8 = 8;

/// For each byte what sort of character it is; nothing for signs and blanks.
const KINDS: [u8; 256] = {
    let (mut kinds, mut byte) = ([0; 256], 0u8);
    loop {
        kinds[byte as usize] = match byte {
            b'0'..=b'9' => DIGIT,
            b'A'..=b'Z' => CAPITAL,
            b'a'..=b'z' => SMALL,
            FOREIGN => OTHER,
            _ => 0,
        };
        if byte == u8::MAX {
            break kinds;
        }
        byte += 1;
    }
};
