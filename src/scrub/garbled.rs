//! Characters whose bytes were taken for letters one by one on some way of a text: `JosÃ©`, `MÃ¼ller`, `Oâ€™Brien`.

/// The longest row of letters that one character became.
const LONGEST: usize = 3;

/// The character that a text begins with whose bytes stand there as characters of their own, and how many those are.
pub(super) fn read(text: &str) -> Option<(char, usize)> {
    let mut chars = text.chars();
    // What letters with accents, Cyrillic ones and signs begin with: other first bytes are letters that end words, `CAFÉ…`.
    let first = u8::try_from(u32::from(chars.next()?)).ok()?;
    if !matches!(first, 0xc2..=0xc5 | 0xd0 | 0xd1 | 0xe2) {
        return None;
    }
    let length = first.leading_ones() as usize;
    let mut bytes = [first; LONGEST];
    for to in bytes.get_mut(1..length)? {
        *to = byte(chars.next()?).filter(|b| (0x80..0xc0).contains(b))?;
    }
    Some((std::str::from_utf8(bytes.get(..length)?).ok()?.chars().next()?, length))
}

/// The byte of a character in Windows-1252, or in Latin-1 where that has none.
fn byte(c: char) -> Option<u8> {
    const OWN: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
        '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
    ];
    let code = u32::from(c);
    if (0x80..0x100).contains(&code) {
        return u8::try_from(code).ok();
    }
    let at = OWN.iter().position(|own| *own == c)?;
    u8::try_from(at + 0x80).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_that_were_taken_for_letters_are_the_character_that_they_were() {
        for (text, read_as) in [
            ("Ã©", 'é'),
            ("Ã¼ller", 'ü'),
            ("Ã\u{ad}a", 'í'),
            ("Ã\u{81}", 'Á'),
            ("Ã‘ez", 'Ñ'),
            ("Å‚", 'ł'),
            ("Ð˜", 'И'),
        ] {
            assert_eq!(read(text), Some((read_as, 2)), "{text}");
        }
        assert_eq!(read("â€™Brien"), Some(('’', 3)));
        for same in ["É…", "É’S", "é’s", "Ä", "Ånge", "Ña", "ÂB", "a", "", "â la"] {
            assert_eq!(read(same), None, "{same}");
        }
    }
}
