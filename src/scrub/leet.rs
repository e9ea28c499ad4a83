//! Digits and signs that stand for letters, read as the letters wherever a word that the lists have comes out.

use super::words::{DIRECTION, GIVEN, MONTH, Roles, STREET_TYPE, SURNAME, WEEKDAY, Words};

/// The longest word that is read so.
const LONGEST: usize = 20;

/// The letter that a digit or a sign is taken for; `one` is what a `1` stands for.
pub(super) fn letter(byte: u8, one: u8) -> u8 {
    match byte {
        b'0' => b'o',
        b'1' | b'!' | b'|' => one,
        b'3' => b'e',
        b'4' | b'@' => b'a',
        b'5' | b'$' => b's',
        b'6' | b'9' => b'g',
        b'7' => b't',
        b'8' => b'b',
        _ => byte.to_ascii_lowercase(),
    }
}

/// Whether a sign is read as a letter inside of words.
pub(super) const fn is_sign(byte: u8) -> bool {
    matches!(byte, b'@' | b'$' | b'!')
}

/// Reads the digits of a word as letters if an ordinary word comes out, or one that tells what stands beside it: `p4t1ent`,
/// `5treet`. Names stay: what is hidden in them is told by the digits.
pub(super) fn read_word(word: &mut [u8]) {
    let length = word.len();
    if !(3..=LONGEST).contains(&length) || !word.is_ascii() {
        return;
    }
    let digits = word.iter().filter(|b| b.is_ascii_digit()).count();
    let inside = word[1..length - 1].iter().any(u8::is_ascii_digit);
    // `5units` and `b12` count something, `C4LL` may be a plate.
    let first = word[0].is_ascii_digit();
    let counted = first && (word[1].is_ascii_digit() || length < 5 && !inside);
    let capitals = word.iter().all(|b| !b.is_ascii_lowercase());
    let cue = [b"4g3", b"4ve", b"0ct", b"ju1"].iter().any(|cue| word.eq_ignore_ascii_case(*cue));
    if !cue && (digits * 2 > length || counted || !inside && !first || capitals && length < 6) {
        return;
    }
    let mut read = [0u8; LONGEST];
    for one in [b'i', b'l'] {
        for (from, to) in word.iter().zip(&mut read) {
            *to = letter(*from, one);
        }
        let known = Words::get().of(&read[..length]);
        let strict = MONTH | WEEKDAY | STREET_TYPE | DIRECTION;
        if known != 0 && (known & (GIVEN | SURNAME) == 0 || known & strict != 0) {
            write(word, &read, |b| b.is_ascii_digit());
            return;
        }
    }
}

/// Reads `@`, `$` and `!` inside of words as letters: `$teve`, `p@tient`, `Br!an`.
pub(super) fn read_signs(bytes: &mut [u8]) {
    let mut from = 0;
    while let Some(at) = memchr::memchr3(b'@', b'$', b'!', &bytes[from..]).map(|at| from + at) {
        from = at + 1;
        let part = |b: &u8| b.is_ascii_alphanumeric() || is_sign(*b);
        let letter_at = |k: usize| bytes.get(k).is_some_and(u8::is_ascii_alphanumeric);
        let behind = at > 0 && letter_at(at - 1);
        if !letter_at(at + 1) || bytes[at] == b'!' && !behind {
            continue;
        }
        let near = at.saturating_sub(LONGEST);
        let start = bytes[near..at].iter().rposition(|b| !part(b)).map_or(near, |k| near + k + 1);
        let end = bytes[at..].iter().take(LONGEST).position(|b| !part(b)).map_or(bytes.len(), |k| at + k);
        // `rob@mail.example` is an address.
        let host = bytes.get(end) == Some(&b'.') && letter_at(end + 1);
        if end - start > LONGEST || end - start < 3 || host {
            continue;
        }
        read_signed(&mut bytes[start..end]);
        from = end;
    }
}

fn read_signed(word: &mut [u8]) {
    const NAMES: Roles = GIVEN | SURNAME;
    let mut read = [0u8; LONGEST];
    let digits = word.iter().any(u8::is_ascii_digit);
    let letters = word.iter().filter(|b| b.is_ascii_alphabetic()).count();
    if letters < 2 {
        return;
    }
    for one in [b'i', b'l'] {
        for (from, to) in word.iter().zip(&mut read) {
            *to = letter(*from, one);
        }
        let known = Words::get().of(&read[..word.len()]);
        let name = known & NAMES != 0;
        if known != 0 && (name || word.len() > 3 && !digits) {
            write(word, &read, |b| !b.is_ascii_alphanumeric());
            return;
        }
    }
}

/// Puts what was read in the place of some bytes, in the case of the letters beside them.
fn write(word: &mut [u8], read: &[u8], which: impl Fn(u8) -> bool) {
    let capitals = !word.iter().any(u8::is_ascii_lowercase);
    // `5am Patel`, `$teve`: what begins a word may be a capital.
    for (n, (byte, letter)) in word.iter_mut().zip(read).enumerate() {
        if which(*byte) {
            let title = n == 0 && *byte == b'$';
            *byte = if capitals || title { letter.to_ascii_uppercase() } else { *letter };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        let mut bytes = text.as_bytes().to_vec();
        read_signs(&mut bytes);
        for word in bytes.split_mut(|b| !b.is_ascii_alphanumeric()) {
            read_word(word);
        }
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn digits_and_signs_are_letters_where_a_word_comes_out() {
        assert_eq!(read("p4t1ent at 45 M4in 5treet, 4g3 92"), "patient at 45 M4in street, age 92");
        assert_eq!(read("$teve and Br!an"), "Steve and Brian");
        assert_eq!(
            read("rob@mail.example paid $50 for B12, 15min, HbA1c"),
            "rob@mail.example paid $50 for B12, 15min, HbA1c"
        );
        assert_eq!(read("J4nuary"), "January");
    }
}
