//! Words whose letters or syllables have a sign between them, read as the words they are where a list has them:
//! `H.o.s.p.i.t.a.l`, `s-h-e-l-t-e-r`, `vit-a-min`.

use super::left::Left;
use super::words::Words;
use std::ops::Range;

/// Letters of such a word.
const LEAST: usize = 4;
const LONGEST: usize = 24;

/// Pieces of such a word at the least, and letters of a piece at the most, where its pieces are syllables.
const PIECES: usize = 3;
const SYLLABLE: usize = 5;

/// Leaves out the signs between the letters of a word; the places are those of the bytes that are left. `None` where there is
/// no such word.
pub(super) fn join(bytes: &[u8], places: Option<&[u32]>) -> Option<(Vec<u8>, Vec<u32>)> {
    let mut word = next(bytes, 0)?;
    let (mut left, mut done) = (Left::of(bytes, places), 0);
    loop {
        left.keep(done..word.start);
        done = word.end;
        for at in word.filter(|at| bytes[*at].is_ascii_alphabetic()) {
            left.keep(at..at + 1);
        }
        let Some(more) = next(bytes, done) else { break };
        word = more;
    }
    Some(left.end(done))
}

/// Where the next such word stands from a place on.
fn next(bytes: &[u8], from: usize) -> Option<Range<usize>> {
    let mut behind = from;
    for sign in memchr::memchr3_iter(b'.', b'-', b'_', bytes.get(from..)?).map(|n| from + n) {
        if sign <= behind {
            continue;
        }
        if begins(bytes, sign) {
            let start = sign - 1;
            let letters = letters(bytes, start, bytes[sign]);
            if (LEAST..=LONGEST).contains(&letters) && is_word(bytes, start, letters) {
                return Some(start..start + 2 * letters - 1);
            }
            behind = start + 2 * letters;
        } else if let Some(word) = syllables(bytes, behind, sign) {
            return Some(word);
        }
    }
    None
}

/// `Fe_li_ci_dad`, `vit-a-min`: a word that a list has, in pieces that are not all words.
fn syllables(bytes: &[u8], from: usize, sign: usize) -> Option<Range<usize>> {
    let joint = bytes[sign];
    let letter = |b: &&u8| b.is_ascii_alphabetic();
    let piece =
        |at: usize| bytes.get(at..).unwrap_or_default().iter().take(SYLLABLE + 1).take_while(letter).count();
    // Most signs have no second one of theirs behind them.
    let second = sign + 1 + piece(sign + 1);
    if joint == b'.' || bytes.get(second) != Some(&joint) {
        return None;
    }
    let head = bytes[from..sign].iter().rev().take(SYLLABLE + 1).take_while(letter).count();
    let start = sign - head;
    let alone = start
        .checked_sub(1)
        .is_none_or(|k| !bytes[k].is_ascii_alphanumeric() && bytes[k] != joint && bytes[k] < 0xfe);
    let (mut word, mut length) = ([0u8; LONGEST], 0);
    let (mut at, mut pieces, mut all) = (start, 0, true);
    loop {
        let letters = piece(at);
        let to = word.get_mut(length..length + letters)?;
        if !(1..=SYLLABLE).contains(&letters) {
            return None;
        }
        to.copy_from_slice(&bytes[at..at + letters]);
        to.make_ascii_lowercase();
        all &= letters > 1 && Words::get().of(to) != 0;
        (length, pieces, at) = (length + letters, pieces + 1, at + letters);
        if bytes.get(at) != Some(&joint) || !bytes.get(at + 1).is_some_and(u8::is_ascii_alphabetic) {
            break;
        }
        at += 1;
    }
    let whole = bytes.get(at).is_none_or(|b| !b.is_ascii_alphanumeric() && *b != joint && *b < 0xfe);
    let known = || Words::get().of(&word[..length]) != 0;
    (alone && whole && pieces >= PIECES && length > LEAST && !all && known()).then_some(start..at)
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
        assert_eq!(joined("Fe_li_ci_a takes vit-a-min d, cal-ci-um"), "Felicia takes vitamin d, calcium");
        for same in ["mother-in-law", "up-to-date", "a-b-c", "1-and-one-half", "pre-op"] {
            assert_eq!(joined(same), same);
        }
        for same in ["q.i.d. p.r.n. e.g.", "D.N.R. ok", "q-z-x-k-w", "a.b", ".", "m.a.r", "h-e-l-lo"] {
            assert_eq!(joined(same), same);
        }
    }
}
