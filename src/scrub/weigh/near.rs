//! Words that are one slip away from an ordinary one: a letter too many, too few, another, or two that changed places.

use super::super::words::{CLINICAL, GIVEN, ORDINARY, SURNAME, Words};

/// The lengths of words of which a slip is looked for: in short ones every other word is near.
const LENGTHS: std::ops::RangeInclusive<usize> = 5..=16;

/// Whether a word in small letters is one slip away from an ordinary one (1) or from a name (2). The first letter stays.
pub(super) fn near(word: &[u8], words: &Words) -> u64 {
    if !LENGTHS.contains(&word.len()) {
        return 0;
    }
    let mut found = 0;
    let mut look = |word: &[u8]| {
        let roles = words.of(word);
        found |=
            u64::from(roles & (ORDINARY | CLINICAL) != 0) | u64::from(roles & (GIVEN | SURNAME) != 0) << 1;
    };
    let mut other = Vec::with_capacity(word.len() + 1);
    other.extend_from_slice(word);
    for k in 1..word.len() {
        for letter in b'a'..=b'z' {
            other[k] = letter;
            look(&other);
        }
        other[k] = word[k];
        other.swap(k - 1, k);
        look(&other);
        other.swap(k - 1, k);
    }
    for k in 1..word.len() {
        let letter = other.remove(k);
        look(&other);
        other.insert(k, letter);
    }
    for k in 1..=word.len() {
        other.insert(k, b'a');
        for letter in b'a'..=b'z' {
            other[k] = letter;
            look(&other);
        }
        other.remove(k);
    }
    found
}
