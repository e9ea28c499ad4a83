//! Signs that addresses, markup and programs write by their numbers (`%40`, `&#64;`, `\u0040`), dashes, blanks and digits of typography,
//! and signs that nobody sees, read as what they stand for.

use super::class::Class;
use super::forms::{Candidate, candidates, may_hold};
use std::ops::Range;

/// Backslashes that may stand before an escape: each text within a text doubles them.
const DOUBLED: usize = 8;

/// Names of signs in markup (HTML, named character references), and what they stand for.
const NAMED: [(&str, Sign); 12] = [
    ("nbsp", Sign::As(' ')),
    ("ensp", Sign::As(' ')),
    ("thinsp", Sign::As(' ')),
    ("commat", Sign::As('@')),
    ("hyphen", Sign::As('-')),
    ("dash", Sign::As('-')),
    ("ndash", Sign::As('-')),
    ("minus", Sign::As('-')),
    ("period", Sign::As('.')),
    ("plus", Sign::As('+')),
    ("shy", Sign::Unseen),
    ("zwnj", Sign::Unseen),
];

/// What a sign or an escape stands for.
#[derive(Clone, Copy)]
enum Sign {
    /// This one.
    As(char),
    /// Nothing that anybody sees.
    Unseen,
}

/// Which bytes may begin an escape, or a sign that stands for another.
static STANDS_FOR: [bool; 256] = {
    let mut all = [true; 256];
    let mut at = 0;
    while at < 128u8 {
        all[at as usize] = matches!(at, b'%' | b'&' | b'\\' | 0);
        at += 1;
    }
    all
};

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
        // Texts are short, and hardly one has any: to look at all of it costs less than to ask behind each byte whether to go on.
        if !bytes.iter().fold(false, |any, byte| any | STANDS_FOR[usize::from(*byte)]) {
            return None;
        }
        let (mut text, mut from) =
            (String::with_capacity(written.len()), Vec::with_capacity(written.len() + 1));
        let (mut at, mut any) = (0, false);
        // Where percent signs stand for signs, a plus between digits is a blank.
        let coded = memchr::memchr(b'%', bytes).is_some();
        let is_blank = |at: usize| {
            let is_group = |at: Option<usize>| {
                at.and_then(|at| bytes.get(at))
                    .is_some_and(|b| b.is_ascii_digit() || matches!(b, b'(' | b')'))
            };
            coded && bytes[at] == b'+' && is_group(at.checked_sub(1)) && is_group(Some(at + 1))
        };
        while let Some(c) = written.get(at..).and_then(|rest| rest.chars().next()) {
            let read = match is_blank(at) {
                true => Some((Sign::As(' '), 1)),
                false => escape(&bytes[at..]).or_else(|| Some((plain(c)?, c.len_utf8()))),
            };
            any |= read.is_some();
            let (sign, length) = read.unwrap_or((Sign::As(c), c.len_utf8()));
            if let Sign::As(sign) = sign {
                from.extend(std::iter::repeat_n(at, sign.len_utf8()));
                text.push(sign);
            }
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

    /// What stands in it and is not to be seen in the text that was written: there nothing of the same class that could be real stands
    /// at the same place.
    pub(super) fn hidden(&self, shown: &[(Candidate, bool)]) -> Vec<(Candidate, bool)> {
        let mut found = candidates(&self.text);
        let mut places: [Vec<Range<usize>>; Class::ALL.len()] = std::array::from_fn(|_| Vec::new());
        for (candidate, _) in shown.iter().filter(|(_, real)| *real) {
            places[candidate.class.number()].push(candidate.range.clone());
        }
        found.retain(|(candidate, _)| {
            let there = self.written(&candidate.range);
            let places = &places[candidate.class.number()];
            // They are in order, and none of a class lies in another.
            let last = places.partition_point(|place| place.start < there.end).checked_sub(1);
            last.and_then(|last| places.get(last)).is_none_or(|place| place.end <= there.start)
        });
        found
    }
}

/// Whether a text may have one of the forms without its escapes.
pub(super) fn may_be_escaped(text: &str) -> bool {
    Plain::of(text).is_some_and(|plain| may_hold(&plain.text))
}

/// What a sign of typography, or one that nobody sees, stands for.
fn plain(c: char) -> Option<Sign> {
    match c {
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe63}' => Some(Sign::As('-')),
        '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => Some(Sign::As(' ')),
        // Full width, as East Asia writes them.
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).map(Sign::As),
        '\0' | '\u{ad}' | '\u{34f}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' => {
            Some(Sign::Unseen)
        }
        '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{feff}' => Some(Sign::Unseen),
        _ => None,
    }
}

/// What a number of Unicode stands for, where that can be in an identifier or beside it.
fn of_number(number: u32) -> Option<Sign> {
    match char::from_u32(number)? {
        c @ ' '..='~' => Some(Sign::As(c)),
        '\t' | '\n' | '\r' => Some(Sign::As(' ')),
        c => plain(c),
    }
}

/// The sign that an escape at the beginning stands for, and how long the escape is.
fn escape(bytes: &[u8]) -> Option<(Sign, usize)> {
    match bytes {
        [b'%', high, low, ..] => Some((of_number(hexadecimal(&[*high, *low])?)?, 3)),
        [b'&', b'#', b'x' | b'X', rest @ ..] => {
            let end = rest.iter().take(7).position(|b| *b == b';')?;
            Some((of_number(hexadecimal(&rest[..end])?)?, end + 4))
        }
        [b'&', b'#', rest @ ..] => {
            let end = rest.iter().take(7).position(|b| *b == b';')?;
            Some((of_number(std::str::from_utf8(&rest[..end]).ok()?.parse().ok()?)?, end + 3))
        }
        [b'&', rest @ ..] => {
            let end = rest.iter().take(8).position(|b| *b == b';')?;
            let named = NAMED.iter().find(|(name, _)| name.as_bytes() == &rest[..end]);
            named.map(|(_, sign)| (*sign, end + 2))
        }
        [b'\\', rest @ ..] => {
            let more = rest.iter().take(DOUBLED).take_while(|b| **b == b'\\').count();
            backslashed(&rest[more..]).map(|(sign, length)| (sign, 1 + more + length))
        }
        _ => None,
    }
}

/// The sign that stands behind a backslash in texts of programs, JSON, SQL, regular expressions and Markdown, and its length there.
fn backslashed(bytes: &[u8]) -> Option<(Sign, usize)> {
    match bytes {
        [b'u' | b'x', b'{', rest @ ..] => {
            let end = rest.iter().take(7).position(|b| *b == b'}')?;
            Some((of_number(hexadecimal(&rest[..end])?)?, end + 3))
        }
        [b'u', a, b, c, d, ..] => Some((of_number(hexadecimal(&[*a, *b, *c, *d])?)?, 5)),
        [b'U', rest @ ..] => Some((of_number(hexadecimal(rest.get(..8)?)?)?, 9)),
        [b'x', high, low, ..] => Some((of_number(hexadecimal(&[*high, *low])?)?, 3)),
        [a @ b'0'..=b'1', b @ b'0'..=b'7', c @ b'0'..=b'7', ..] => {
            let digit = |b: &u8| u32::from(b - b'0');
            Some((of_number(digit(a) * 64 + digit(b) * 8 + digit(c))?, 3))
        }
        [b'n' | b'r' | b't', ..] => Some((Sign::As(' '), 1)),
        [sign @ (b'-' | b'.' | b'/' | b'@' | b'(' | b')' | b'+' | b':' | b' ' | b'_'), ..] => {
            Some((Sign::As(char::from(*sign)), 1))
        }
        _ => None,
    }
}

fn hexadecimal(digits: &[u8]) -> Option<u32> {
    // Signs of numbers would be read, too.
    let all = !digits.is_empty() && digits.iter().all(u8::is_ascii_hexdigit);
    all.then(|| u32::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verify::Words;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]
        /// What has no escapes by the signs between its words has none.
        #[test]
        fn without_signs_of_escapes_there_are_none(text in "[\0-\x7f]{0,24}|[a-z0-9%&\\\\#;+@. \u{a0}\u{2010}\u{200b}-]{0,24}") {
            prop_assert!(Words::of(&text).may_be_escaped() || Plain::of(&text).is_none(), "{text:?}");
        }
    }
}
