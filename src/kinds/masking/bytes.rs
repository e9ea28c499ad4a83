//! Codes and numbers byte by byte: what a table says that a byte becomes, is passed over, or ends the reading.

use super::eights::{Eight, all};
use crate::reference::append;

/// What becomes of each byte.
type Becomes = [u8; 256];

/// What becomes of the bytes of a text.
pub(super) struct Table {
    becomes: Becomes,
    /// Whether capitals stay, as digits do.
    capitals: bool,
}

/// The byte is passed over.
const OVER: u8 = 1;
/// The text is none of the sort.
const END: u8 = 0;

/// Digits, with plain punctuation between them.
pub(super) static DIGITS: Table = {
    let mut table = [END; 256];
    fill(&mut table, b"0123456789", 0);
    Table { becomes: over(table, b" -."), capitals: false }
};

/// Letters in capitals and digits, with punctuation between them.
pub(super) static CODE: Table = {
    let mut table = [END; 256];
    fill(&mut table, b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", 0);
    fill(&mut table, b"abcdefghijklmnopqrstuvwxyz", 32);
    Table { becomes: over(table, b" -._/:#{}()+"), capitals: true }
};

/// Small letters and digits; all else is a gap.
pub(super) static WORDS: Becomes = {
    let mut table = [b' '; 256];
    fill(&mut table, b"0123456789abcdefghijklmnopqrstuvwxyz", 0);
    let mut letter = b'A';
    while letter <= b'Z' {
        table[letter as usize] = letter.to_ascii_lowercase();
        letter += 1;
    }
    table
};

/// Bytes that stay but for so much that is taken off them.
const fn fill(table: &mut Becomes, bytes: &[u8], less: u8) {
    let mut at = 0;
    while at < bytes.len() {
        table[bytes[at] as usize] = bytes[at] - less;
        at += 1;
    }
}

const fn over(mut table: Becomes, bytes: &[u8]) -> Becomes {
    let mut at = 0;
    while at < bytes.len() {
        table[bytes[at] as usize] = OVER;
        at += 1;
    }
    table
}

/// Bytes that are gathered together.
const TOGETHER: usize = 64;

/// Appends what the table makes of a text, and says how many bytes that is; `None` where a byte ends the reading.
#[inline]
pub(super) fn gather(text: &[u8], table: &Table, out: &mut Vec<u8>) -> Option<usize> {
    let start = out.len();
    let stays = |eight: Eight| eight.digits() | if table.capitals { eight.capitals() } else { 0 };
    if all(text, stays) {
        out.extend_from_slice(text);
        return Some(text.len());
    }
    for chunk in text.chunks(TOGETHER) {
        let mut form = [0; TOGETHER];
        let mut n = 0;
        let mut ended = false;
        for byte in chunk {
            let becomes = table.becomes[usize::from(*byte)];
            // Without a branch a byte; what is passed over is written and overwritten.
            form[n & (TOGETHER - 1)] = becomes;
            n += usize::from(becomes > OVER);
            ended |= becomes == END;
        }
        if ended {
            out.truncate(start);
            return None;
        }
        append(&form, 0..n, out);
    }
    Some(out.len() - start)
}

/// Whether what the table makes of a text is this.
#[inline]
pub(super) fn is_same(text: &[u8], table: &Table, form: &[u8]) -> bool {
    let mut form = form.iter();
    let kept = text.iter().map(|byte| table.becomes[usize::from(*byte)]).filter(|becomes| *becomes > OVER);
    for byte in kept {
        if form.next() != Some(&byte) {
            return false;
        }
    }
    form.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_gathered_is_the_same_and_what_ends_it_leaves_nothing() {
        for (table, text, form) in [
            (&DIGITS, "123-45 67.89", Some("123456789")),
            (&DIGITS, "12a", None),
            (&CODE, "1eg4-te5/mk73", Some("1EG4TE5MK73")),
            (&CODE, "é", None),
        ] {
            let mut out = b"x".to_vec();
            let n = gather(text.as_bytes(), table, &mut out);
            assert_eq!(n, form.map(str::len), "{text}");
            assert_eq!(out[1..], *form.unwrap_or_default().as_bytes(), "{text}");
            if let Some(form) = form {
                assert!(is_same(text.as_bytes(), table, form.as_bytes()));
                assert!(!is_same(text.as_bytes(), table, &form.as_bytes()[1..]));
                assert!(!is_same(text.as_bytes(), table, format!("{form}1").as_bytes()));
            }
        }
        let long = "1-".repeat(100);
        let mut out = Vec::new();
        assert_eq!(gather(long.as_bytes(), &DIGITS, &mut out), Some(100));
        assert!(out == "1".repeat(100).as_bytes());
    }
}
