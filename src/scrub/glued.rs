//! Words that were written without the blanks between them: `MrsOkafor`, `MaryMRN4471`, `GRACEKIMAge`.

use super::words::{GIVEN, SURNAME, TITLE, Words};

/// Parts that one word is made of at the most.
const MOST: usize = 8;

/// Where the parts of a word begin whose capitals say that it is several, one of them somebody's name or title; nothing where a
/// list has the word as it is.
pub(super) fn parts(text: &[u8], start: usize, end: usize) -> Option<([usize; MOST], usize)> {
    let word = &text[start..end];
    let letters = word.iter().take_while(|b| b.is_ascii_alphabetic()).count();
    let (mut found, mut count) = ([0; MOST], 0);
    for at in 2..letters {
        let before = word[at - 1];
        let lower = |k: usize| word.get(k).is_some_and(u8::is_ascii_lowercase);
        let turns = before.is_ascii_lowercase() || lower(at + 1) && lower(at + 2);
        if word[at].is_ascii_uppercase() && turns && count < MOST {
            found[count] = start + at;
            count += 1;
        }
    }
    if count == 0 {
        return None;
    }
    let words = Words::get();
    let lower = word.to_ascii_lowercase();
    if words.of(lower.strip_suffix(b"'s").unwrap_or(&lower)) != 0 {
        return None;
    }
    let mut from = 0;
    let ends = found[..count].iter().map(|at| at - start).chain([letters]);
    let (mut named, mut short) = (false, false);
    for (n, to) in ends.enumerate() {
        let roles = words.of(&lower[from..to]);
        named |= roles & TITLE != 0 && n == 0 || roles & (GIVEN | SURNAME) != 0 && to - from > 3;
        // `LaKeisha`, `McAllister`: a name of one word.
        short |= to - from < 3 && roles & TITLE == 0;
        from = to;
    }
    (named && !short).then_some((found, count))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capitals_tell_where_words_begin() {
        let parts =
            |word: &str| parts(word.as_bytes(), 0, word.len()).map(|(found, count)| found[..count].to_vec());
        assert_eq!(parts("MrsOkafor"), Some(vec![3]));
        assert_eq!(parts("patientJohnSmith"), Some(vec![7, 11]));
        assert_eq!(parts("MaryMRN4471"), Some(vec![4]));
        for whole in ["McDonald", "LaKeisha", "HbA1c", "Maria", "MARIA", "mRNA"] {
            assert_eq!(parts(whole), None, "{whole}");
        }
    }
}
