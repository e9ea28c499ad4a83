//! What is said while somebody thinks: `five oh, uh, five`. Between the words and digits of a number it is read as a blank.

use super::words::{NUMBER_WORD, Words};

/// The longest word of a number that is looked at.
const LONGEST: usize = 12;

/// Bytes of a text that is short.
const SHORT: usize = 128;

/// Puts blanks in the place of what is said between two parts of a number.
pub(super) fn blank(bytes: &mut [u8]) {
    // Of a short text a look at each blank is less than three searches.
    let may_have = || bytes.windows(2).any(|two| two[0] == b' ' && matches!(two[1], b'u' | b'e'));
    if bytes.len() < SHORT && !may_have() {
        return;
    }
    for said in [b" uh".as_slice(), b" um", b" er"] {
        let mut from = 0;
        while let Some(at) = memchr::memmem::find(&bytes[from..], said).map(|at| from + at) {
            from = at + said.len();
            // `uhh`, `umm`, `erm`
            let more = bytes[from..].iter().take(3).take_while(|b| matches!(b, b'h' | b'm')).count();
            let end = from + more;
            let sign = |k: usize| bytes.get(k).is_some_and(|b| matches!(b, b',' | b'.' | b'-'));
            let end = end + (end..end + 3).take_while(|k| sign(*k)).count();
            let start =
                at - bytes[..at].iter().rev().take(3).take_while(|b| matches!(b, b',' | b'.')).count();
            let ended = bytes.get(end) == Some(&b' ');
            if ended && is_number(last_word(&bytes[..start])) && is_number(first_word(&bytes[end..])) {
                bytes[start..end].fill(b' ');
            }
        }
    }
}

fn last_word(bytes: &[u8]) -> &[u8] {
    let length = bytes.iter().rev().take(LONGEST).take_while(|b| b.is_ascii_alphanumeric()).count();
    &bytes[bytes.len() - length..]
}

fn first_word(bytes: &[u8]) -> &[u8] {
    let bytes = bytes.trim_ascii_start();
    &bytes[..bytes.iter().take(LONGEST).take_while(|b| b.is_ascii_alphanumeric()).count()]
}

fn is_number(word: &[u8]) -> bool {
    !word.is_empty() && (word.iter().all(u8::is_ascii_digit) || Words::get().of(word) & NUMBER_WORD != 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_between_the_parts_of_a_number_is_a_blank() {
        let read = |text: &str| {
            let mut bytes = text.as_bytes().to_vec();
            blank(&mut bytes);
            String::from_utf8(bytes).unwrap()
        };
        assert_eq!(read("five oh uh five, um, five 5 erm... 6"), "five oh    five      five 5        6");
        for same in ["she said um no", "two um", " um 5", "an uhlan, 5 umbrellas", "take 2 er 30 mg tabs"] {
            let expected = if same.contains("er 30") { "take 2    30 mg tabs" } else { same };
            assert_eq!(read(same), expected);
        }
    }
}
