//! Signs that addresses and markup write by their numbers (`%40`, `&#64;`), and dashes, blanks and digits of typography, read as what
//! they stand for.

use std::ops::Range;

/// A text without its escapes.
pub(super) struct Plain {
    pub(super) text: String,
    /// Where each byte of it begins in the text that was written, and at last where that ends.
    from: Vec<usize>,
}

impl Plain {
    /// The text without its escapes; none where it has none.
    pub(super) fn of(written: &str) -> Option<Self> {
        let bytes = written.as_bytes();
        if memchr::memchr2(b'%', b'&', bytes).is_none() && written.is_ascii() {
            return None;
        }
        let (mut text, mut from) =
            (String::with_capacity(written.len()), Vec::with_capacity(written.len() + 1));
        let (mut at, mut any) = (0, false);
        while let Some(c) = written.get(at..).and_then(|rest| rest.chars().next()) {
            let read = escape(&bytes[at..]).or_else(|| Some((plain(c)?, c.len_utf8())));
            any |= read.is_some();
            let (sign, length) = read.unwrap_or((c, c.len_utf8()));
            from.extend(std::iter::repeat_n(at, sign.len_utf8()));
            text.push(sign);
            at += length;
        }
        from.push(at);
        any.then_some(Self { text, from })
    }

    /// Where a part of it stands in what was written.
    pub(super) fn written(&self, range: &Range<usize>) -> Range<usize> {
        let at = |n: usize| self.from.get(n).copied().unwrap_or(0);
        at(range.start)..at(range.end)
    }
}

/// What a sign of typography stands for.
fn plain(c: char) -> Option<char> {
    match c {
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe63}' | '\u{ff0d}' => Some('-'),
        '\u{a0}' | '\u{2007}' | '\u{202f}' => Some(' '),
        '\u{ff10}'..='\u{ff19}' => char::from_digit(u32::from(c) - 0xff10, 10),
        _ => None,
    }
}

/// The sign that an escape at the beginning stands for, and how long the escape is; signs that are seen, and no others.
fn escape(bytes: &[u8]) -> Option<(char, usize)> {
    let (number, length) = match bytes {
        [b'%', high, low, ..] => (hexadecimal(&[*high, *low])?, 3),
        [b'&', b'#', b'x' | b'X', rest @ ..] => {
            let end = rest.iter().take(5).position(|b| *b == b';')?;
            (hexadecimal(&rest[..end])?, end + 4)
        }
        [b'&', b'#', rest @ ..] => {
            let end = rest.iter().take(5).position(|b| *b == b';')?;
            (std::str::from_utf8(&rest[..end]).ok()?.parse().ok()?, end + 3)
        }
        _ => return None,
    };
    u8::try_from(number).ok().filter(|b| matches!(b, b' '..=b'~')).map(|b| (char::from(b), length))
}

fn hexadecimal(digits: &[u8]) -> Option<u32> {
    u32::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}
