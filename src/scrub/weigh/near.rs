//! Words that are one slip away from an ordinary one: a letter too many, too few, another, or two that changed places.

use super::super::key::{digest, of_word};
use super::super::words::{CLINICAL, GIVEN, ORDINARY, SURNAME, Words};

/// The lengths of words of which a slip is looked for: in short ones every other word is near.
const LENGTHS: std::ops::RangeInclusive<usize> = 5..=16;

/// Letters of a word with one too many, in eights.
const EIGHTS: usize = 3;

/// All that can be found: an ordinary word, and a name.
const ALL: u64 = 3;

/// Whether a word in small letters is one slip away from an ordinary one (1) or from a name (2). The first letter stays.
pub(super) fn near(word: &[u8], words: &Words) -> u64 {
    if !LENGTHS.contains(&word.len()) {
        return 0;
    }
    let mut look = Look { words, found: 0 };
    let mut other = Vec::with_capacity(word.len() + 1);
    other.extend_from_slice(word);
    for k in 1..word.len() {
        look.each_letter(&mut other, k);
        other[k] = word[k];
        other.swap(k - 1, k);
        look.key(of_word(&other));
        other.swap(k - 1, k);
        let letter = other.remove(k);
        look.key(of_word(&other));
        other.insert(k, letter);
        if look.found == ALL {
            return ALL;
        }
    }
    for k in 1..=word.len() {
        other.insert(k, 0);
        look.each_letter(&mut other, k);
        other.remove(k);
        if look.found == ALL {
            return ALL;
        }
    }
    look.found
}

struct Look<'w> {
    words: &'w Words,
    found: u64,
}

impl Look<'_> {
    fn key(&mut self, key: u64) {
        let roles = if self.words.may_have(key) { self.words.of_key(key) } else { 0 };
        let ordinary = u64::from(roles & (ORDINARY | CLINICAL) != 0);
        self.found |= ordinary | u64::from(roles & (GIVEN | SURNAME) != 0) << 1;
    }

    /// The word with every letter in one place: all else of its key is put together once.
    fn each_letter(&mut self, word: &mut [u8], k: usize) {
        word[k] = 0;
        let mut eights = [0; EIGHTS];
        for (eight, part) in eights.iter_mut().zip(word.chunks(8)) {
            *eight = of_word(part);
        }
        let count = word.len().div_ceil(8).min(EIGHTS);
        let (at, shift) = (k / 8, 8 * (k % 8));
        let rest = eights[at];
        for letter in b'a'..=b'z' {
            eights[at] = rest | u64::from(letter) << shift;
            self.key(if count == 1 {
                eights[0]
            } else {
                digest(word.len(), eights[..count].iter().copied())
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_a_letter_too_many_too_few_another_or_two_that_changed_places() {
        let words = Words::get();
        for word in
            ["tommorrow", "tomorow", "tomirrow", "tomrorow", "appoinment", "appointmemt", "appointmentt"]
        {
            assert_eq!(near(word.as_bytes(), words) & 1, 1, "{word}");
        }
        for word in ["martines", "rodrigeuz", "willliamson"] {
            assert_eq!(near(word.as_bytes(), words) & 2, 2, "{word}");
        }
        // In short words every other one is near, and the first letter stays.
        for word in ["docs", "bomorrow", "qzxvkjw"] {
            assert_eq!(near(word.as_bytes(), words), 0, "{word}");
        }
    }
}
