//! Words whose letters have a sign between them, read as the words they are where a list has them: `H.o.s.p.i.t.a.l`,
//! `s-h-e-l-t-e-r`.

use super::left::Left;
use super::words::Words;

/// Letters of such a word.
const LEAST: usize = 4;
const LONGEST: usize = 24;

/// Leaves out the signs between the letters of a word; the places are those of the bytes that are left. `None` where there is
/// no such word.
pub(super) fn join(bytes: &[u8], places: Option<&[u32]>) -> Option<(Vec<u8>, Vec<u32>)> {
    let mut word = next(bytes, 0)?;
    let (mut left, mut done) = (Left::of(bytes, places), 0);
    loop {
        let (start, letters) = word;
        left.keep(done..start);
        for at in (0..letters).map(|n| start + 2 * n) {
            left.keep(at..at + 1);
        }
        done = start + 2 * letters - 1;
        let Some(more) = next(bytes, done) else { break };
        word = more;
    }
    Some(left.end(done))
}

/// Where the next such word begins from a place on, and how many letters it has.
fn next(bytes: &[u8], from: usize) -> Option<(usize, usize)> {
    let mut behind = from;
    for sign in memchr::memchr3_iter(b'.', b'-', b'_', bytes.get(from..)?).map(|n| from + n) {
        if sign <= behind || !begins(bytes, sign) {
            continue;
        }
        let start = sign - 1;
        let letters = letters(bytes, start, bytes[sign]);
        if (LEAST..=LONGEST).contains(&letters) && is_word(bytes, start, letters) {
            return Some((start, letters));
        }
        behind = start + 2 * letters;
    }
    None
}

/// Whether the first sign of a word stands here: a single letter before it, one behind it, and the sign again.
fn begins(bytes: &[u8], sign: usize) -> bool {
    let letter = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_alphabetic);
    let alone = sign == 1
        || bytes
            .get(sign.wrapping_sub(2))
            .is_some_and(|b| !b.is_ascii_alphanumeric() && *b < 0xfe && *b != bytes[sign]);
    alone
        && letter(sign - 1)
        && letter(sign + 1)
        && bytes.get(sign + 2) == Some(&bytes[sign])
        && letter(sign + 3)
}

/// How many letters have the sign between them from here on.
fn letters(bytes: &[u8], start: usize, sign: u8) -> usize {
    let letter = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_alphabetic);
    let mut count = 1;
    while count <= LONGEST && bytes.get(start + 2 * count - 1) == Some(&sign) && letter(start + 2 * count) {
        count += 1;
    }
    // `h-e-double-hockeysticks`
    let whole = !bytes.get(start + 2 * count - 1).is_some_and(u8::is_ascii_alphanumeric);
    if whole { count } else { count - 1 }
}

fn is_word(bytes: &[u8], start: usize, letters: usize) -> bool {
    let mut word = [0u8; LONGEST];
    for (n, to) in word[..letters].iter_mut().enumerate() {
        *to = bytes[start + 2 * n].to_ascii_lowercase();
    }
    Words::get().of(&word[..letters]) != 0
}

#[cfg(test)]
mod tests {
    use super::super::left::text_of;
    use super::*;

    fn joined(text: &str) -> String {
        text_of(text, join)
    }

    #[test]
    fn signs_between_the_letters_of_a_word_are_left_out() {
        assert_eq!(joined("the H.o.s.p.i.t.a.l. on s_t_r_e_e_t"), "the Hospital. on street");
        assert_eq!(joined("our s-h-e-l-t-e-r, p-h-o-n-e"), "our shelter, phone");
        for same in ["q.i.d. p.r.n. e.g.", "D.N.R. ok", "q-z-x-k-w", "a.b", ".", "m.a.r", "h-e-l-lo"] {
            assert_eq!(joined(same), same);
        }
    }
}
