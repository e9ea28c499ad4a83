//! Words as numbers: two words are the same, however they are written, if their keys are.

use crate::reference::{ODD, fold};

/// Bytes that a key holds as they are.
const WHOLE: usize = 8;

/// The key of a word: its letters in lower case where they are eight at the most, else a digest whose first bit is set.
pub(super) const fn key(word: &[u8]) -> u64 {
    if word.len() <= WHOLE {
        return part(word, 0);
    }
    let (mut digest, mut at) = (word.len() as u64, 0);
    while at < word.len() {
        digest = joined(digest, part(word, at));
        at += WHOLE;
    }
    digest | 1 << 63
}

/// Eight letters from a place on, in lower case.
const fn part(word: &[u8], from: usize) -> u64 {
    let (mut part, mut at) = (0, 0);
    while at < WHOLE && from + at < word.len() {
        part |= (word[from + at].to_ascii_lowercase() as u64) << (8 * at);
        at += 1;
    }
    part
}

/// The key of the word that stands in a text; eight letters of most are read at once.
#[inline]
pub(super) fn key_at(text: &[u8], start: usize, end: usize) -> u64 {
    let length = end - start;
    match text.get(start..start + WHOLE) {
        Some(eight) if length <= WHOLE && length > 0 => {
            let all = u64::from_le_bytes(eight.try_into().unwrap_or_default());
            lower(all & (u64::MAX >> (64 - 8 * length)))
        }
        _ => key(&text[start..end]),
    }
}

/// Eight letters in lower case.
const fn lower(eight: u64) -> u64 {
    const EACH: u64 = 0x0101_0101_0101_0101;
    let seven = eight & (0x7f * EACH);
    let from_a = seven + (0x80 - b'A' as u64) * EACH;
    let past_z = seven + (0x7f - b'Z' as u64) * EACH;
    let capital = !eight & (from_a ^ past_z) & (0x80 * EACH);
    eight | capital >> 2
}

/// The key of a phrase that has one more word, or of a word with eight more letters.
pub(super) const fn joined(first: u64, next: u64) -> u64 {
    fold(first ^ ODD, next ^ 0xd1b5_4a32_d192_ed03).rotate_left(23) ^ next
}

/// The key of a word, or of words with a blank between them.
pub(super) fn of_phrase(words: &[u8]) -> u64 {
    let mut parts = words.split(|b| *b == b' ');
    let first = key(parts.next().unwrap_or_default());
    parts.fold(first, |phrase, word| joined(phrase, key(word)))
}

/// The keys of some words.
pub(super) const fn keys<const N: usize>(words: [&[u8]; N]) -> [u64; N] {
    let (mut keys, mut at) = ([0; N], 0);
    while at < N {
        keys[at] = key(words[at]);
        at += 1;
    }
    keys
}

/// The keys of words that stand here, made when the program is.
macro_rules! words {
    ($($word:literal),* $(,)?) => {
        &const { $crate::scrub::key::keys([$($word.as_slice()),*]) }
    };
}
pub(super) use words;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_alike_in_any_case_and_apart_in_any_letter() {
        assert_eq!(key(b"Respectfully"), key(b"respectFULLY"));
        assert_eq!(key(b"at"), u64::from(b'a') | u64::from(b't') << 8);
        let all: [&[u8]; 7] =
            [b"at", b"ta", b"abcdefgh", b"abcdefghi", b"abcdefghj", b"ihgfedcba", b"abcdefghabcdefgh"];
        for (n, one) in all.iter().enumerate() {
            assert!(all[n + 1..].iter().all(|other| key(one) != key(other)), "{one:?}");
        }
        let text = b"It's \xffAZ[@`az{ Zebra-crossing";
        for (start, end) in
            (0..text.len()).flat_map(|start| (start + 1..=text.len()).map(move |end| (start, end)))
        {
            assert_eq!(key_at(text, start, end), key(&text[start..end]), "{start} {end}");
        }
        assert_eq!(of_phrase(b"New York"), joined(key(b"new"), key(b"york")));
        assert_ne!(of_phrase(b"york new"), of_phrase(b"new york"));
    }
}
