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
        Some(eight) if length <= WHOLE && length > 0 => lower(read(eight) & (u64::MAX >> (64 - 8 * length))),
        _ => of_word(&text[start..end]),
    }
}

/// The key of a word while the program runs: as [`key`], but eight letters at once.
#[inline]
pub(super) fn of_word(word: &[u8]) -> u64 {
    if word.len() <= WHOLE {
        return lower(few(word));
    }
    let parts =
        word.chunks(WHOLE).map(|part| if part.len() == WHOLE { lower(read(part)) } else { lower(few(part)) });
    digest(word.len(), parts)
}

/// The key of a word of more than eight letters, of its parts of eight.
#[inline]
pub(super) fn digest(length: usize, parts: impl Iterator<Item = u64>) -> u64 {
    parts.fold(length as u64, joined) | 1 << 63
}

/// Eight letters as one number.
#[inline]
fn read(eight: &[u8]) -> u64 {
    u64::from_le_bytes(eight.try_into().unwrap_or_default())
}

/// Eight letters at the most as one number: two halves that may overlap, or the first, the middle and the last of three.
#[inline]
fn few(word: &[u8]) -> u64 {
    let length = word.len();
    let half = |from: usize| {
        let four = word.get(from..from + 4).and_then(|four| four.try_into().ok());
        u64::from(u32::from_le_bytes(four.unwrap_or_default()))
    };
    match word {
        [] => 0,
        [_, _, _, _, ..] => half(0) | half(length - 4) << (8 * (length - 4)),
        [first, .., last] => {
            let middle = u64::from(word[length / 2]) << (8 * (length / 2));
            u64::from(*first) | middle | u64::from(*last) << (8 * (length - 1))
        }
        [only] => u64::from(*only),
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
    if !words.contains(&b' ') {
        return of_word(words);
    }
    let mut parts = words.split(|b| *b == b' ');
    let first = of_word(parts.next().unwrap_or_default());
    parts.fold(first, |phrase, word| joined(phrase, of_word(word)))
}

/// Some words by their keys.
pub(super) struct Keys<const N: usize> {
    keys: [u64; N],
    /// Which of so many bits the keys have: most words of a text are told from all of them by one bit.
    bits: [u64; 16],
}

impl<const N: usize> Keys<N> {
    /// Up to so many keys are compared sooner than a bit is looked up.
    const FEW: usize = 3;

    /// Whether one of the words has a key.
    #[inline]
    pub(super) fn has(&self, key: u64) -> bool {
        let (at, bit) = place(key);
        (N <= Self::FEW || self.bits[at] & bit != 0) && self.keys.contains(&key)
    }

    /// Which of the words has a key.
    #[inline]
    pub(super) fn position(&self, key: u64) -> Option<usize> {
        if self.has(key) { self.keys.iter().position(|own| *own == key) } else { None }
    }
}

impl<const N: usize> Keys<N> {
    /// Which of so many bits the keys have.
    pub(super) const fn bits(&self) -> &[u64; 16] {
        &self.bits
    }
}

/// Several lists of words together, as far as a bit tells: by it most words are told from all of them at once.
pub(super) struct AnyOf([u64; 16]);

impl AnyOf {
    /// The bits of some lists.
    pub(super) const fn new<const N: usize>(lists: [&[u64; 16]; N]) -> Self {
        let (mut bits, mut n) = ([0; 16], 0);
        while n < N {
            let mut at = 0;
            while at < bits.len() {
                bits[at] |= lists[n][at];
                at += 1;
            }
            n += 1;
        }
        Self(bits)
    }

    /// Whether one of the lists may have the word that has a key.
    #[inline]
    pub(super) fn may_have(&self, key: u64) -> bool {
        let (at, bit) = place(key);
        self.0[at] & bit != 0
    }
}

/// The bit of a key: which of sixteen numbers it is in, and the bit.
#[inline]
const fn place(key: u64) -> (usize, u64) {
    let place = key.wrapping_mul(ODD) >> 54;
    ((place >> 6) as usize, 1 << (place & 63))
}

/// The keys of some words.
pub(super) const fn keys<const N: usize>(words: [&[u8]; N]) -> Keys<N> {
    let (mut keys, mut bits, mut n) = ([0; N], [0; 16], 0);
    while n < N {
        keys[n] = key(words[n]);
        let (at, bit) = place(keys[n]);
        bits[at] |= bit;
        n += 1;
    }
    Keys { keys, bits }
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
            assert_eq!(of_word(&text[start..end]), key(&text[start..end]), "{start} {end}");
        }
        assert_eq!(of_phrase(b"New York"), joined(key(b"new"), key(b"york")));
        assert_ne!(of_phrase(b"york new"), of_phrase(b"new york"));
    }

    #[test]
    fn a_list_has_its_words_and_no_others() {
        const LIST: Keys<5> = keys([b"at", b"from", b"respectfully", b"b", b"to"]);
        assert!(["AT", "from", "Respectfully", "b", "to"].iter().all(|word| LIST.has(key(word.as_bytes()))));
        let others = (0..100_000u32).filter(|n| LIST.has(key(format!("w{n}").as_bytes())));
        assert_eq!(others.count(), 0);
    }
}
