//! Characters that are taken for Latin letters and digits.

/// The Latin letter that a Greek or Cyrillic one is taken for (Unicode Technical Standard 39, confusables).
pub(super) fn twin(c: char) -> Option<u8> {
    Some(match c {
        'А' | 'Α' => b'A',
        'В' | 'Β' => b'B',
        'С' | 'Ϲ' => b'C',
        'Е' | 'Ε' => b'E',
        'Н' | 'Η' => b'H',
        'І' | 'Ι' => b'I',
        'Ј' => b'J',
        'К' | 'Κ' => b'K',
        'М' | 'Μ' => b'M',
        'Ν' => b'N',
        'О' | 'Ο' => b'O',
        'Р' | 'Ρ' => b'P',
        'Ѕ' => b'S',
        'Т' | 'Τ' => b'T',
        'Υ' | 'Ү' => b'Y',
        'Х' | 'Χ' => b'X',
        'Ζ' => b'Z',
        'а' | 'α' => b'a',
        'с' => b'c',
        'ԁ' => b'd',
        'е' => b'e',
        'һ' => b'h',
        'і' | 'ι' => b'i',
        'ј' => b'j',
        'ӏ' => b'l',
        'о' | 'ο' => b'o',
        'р' | 'ρ' => b'p',
        'ѕ' => b's',
        'υ' => b'u',
        'ν' => b'v',
        'у' => b'y',
        'х' => b'x',
        _ => return None,
    })
}

/// The Latin letter that another is a way of writing: small capitals, raised and lowered letters, those of mathematics that
/// stand by themselves (Unicode Character Database, compatibility decompositions).
pub(super) fn styled(c: char) -> Option<u8> {
    Some(match c {
        'ᴀ' => b'a',
        'ʙ' => b'b',
        'ᴄ' => b'c',
        'ᴅ' => b'd',
        'ᴇ' => b'e',
        'ꜰ' => b'f',
        'ɢ' => b'g',
        'ʜ' => b'h',
        'ɪ' => b'i',
        'ᴊ' => b'j',
        'ᴋ' => b'k',
        'ʟ' => b'l',
        'ᴍ' => b'm',
        'ɴ' => b'n',
        'ᴏ' => b'o',
        'ᴘ' => b'p',
        'ʀ' => b'r',
        'ꜱ' => b's',
        'ᴛ' => b't',
        'ᴜ' => b'u',
        'ᴠ' => b'v',
        'ᴡ' => b'w',
        'ʏ' => b'y',
        'ᴢ' => b'z',
        '\u{2800}'..='\u{283f}' => return braille(c),
        _ => return raised(c),
    })
}

/// The Latin letter that stands in raised dots.
fn braille(c: char) -> Option<u8> {
    let at = "⠁⠃⠉⠙⠑⠋⠛⠓⠊⠚⠅⠇⠍⠝⠕⠏⠟⠗⠎⠞⠥⠧⠺⠭⠽⠵".chars().position(|dots| dots == c)?;
    b"abcdefghijklmnopqrstuvwxyz".get(at).copied()
}

/// The same of raised and lowered letters, and of those of mathematics.
fn raised(c: char) -> Option<u8> {
    Some(match c {
        'ᴬ' => b'A',
        'ᴮ' | 'ℬ' => b'B',
        'ℂ' | 'ℭ' => b'C',
        'ᴰ' | 'ⅅ' => b'D',
        'ᴱ' | 'ℰ' => b'E',
        'ℱ' => b'F',
        'ᴳ' => b'G',
        'ᴴ' | 'ℋ' | 'ℌ' | 'ℍ' => b'H',
        'ᴵ' | 'ℐ' | 'ℑ' => b'I',
        'ᴶ' => b'J',
        'ᴷ' | 'K' => b'K',
        'ᴸ' | 'ℒ' => b'L',
        'ᴹ' | 'ℳ' => b'M',
        'ᴺ' | 'ℕ' => b'N',
        'ᴼ' => b'O',
        'ᴾ' | 'ℙ' => b'P',
        'ℚ' => b'Q',
        'ᴿ' | 'ℛ' | 'ℜ' | 'ℝ' => b'R',
        'ᵀ' => b'T',
        'ᵁ' => b'U',
        'ⱽ' => b'V',
        'ᵂ' => b'W',
        'ℤ' | 'ℨ' => b'Z',
        'ᵃ' | 'ₐ' => b'a',
        'ᵇ' => b'b',
        'ᵈ' | 'ⅆ' => b'd',
        'ᵉ' | 'ₑ' | 'ℯ' | 'ⅇ' => b'e',
        'ᵍ' | 'ℊ' => b'g',
        'ʰ' | 'ₕ' | 'ℎ' => b'h',
        'ᵢ' | 'ⁱ' | 'ℹ' | 'ⅈ' => b'i',
        'ʲ' | 'ⱼ' | 'ⅉ' => b'j',
        'ᵏ' | 'ₖ' => b'k',
        'ˡ' | 'ₗ' | 'ℓ' => b'l',
        'ᵐ' | 'ₘ' => b'm',
        'ⁿ' | 'ₙ' => b'n',
        'ᵒ' | 'ₒ' | 'ℴ' => b'o',
        'ᵖ' | 'ₚ' => b'p',
        'ᵣ' | 'ʳ' => b'r',
        'ˢ' | 'ₛ' => b's',
        'ᵗ' | 'ₜ' => b't',
        'ᵘ' | 'ᵤ' => b'u',
        'ᵛ' | 'ᵥ' => b'v',
        'ʷ' => b'w',
        'ˣ' | 'ₓ' => b'x',
        'ʸ' => b'y',
        _ => return None,
    })
}

/// The Latin letter that one of another script is taken for beside Latin ones, though nobody who reads that script takes it for
/// one elsewhere.
pub(super) fn beside_latin(c: char) -> Option<u8> {
    Some(match c {
        // As a digit it is read as the letter that the digit looks like, too.
        'З' | 'з' => b'3',
        'к' => b'k',
        'м' => b'm',
        'т' => b't',
        'в' => b'b',
        'н' => b'h',
        'г' => b'r',
        'п' => b'n',
        'ѵ' => b'v',
        'ѡ' => b'w',
        'ԝ' => b'w',
        'ԛ' => b'q',
        'ɡ' => b'g',
        'ɑ' => b'a',
        'γ' => b'y',
        'η' => b'n',
        'κ' => b'k',
        'ρ' => b'p',
        'τ' => b't',
        'χ' => b'x',
        'ω' => b'w',
        'σ' => b'o',
        'ε' => b'e',
        'β' => b'b',
        'ո' => b'n',
        'օ' => b'o',
        'ս' => b'u',
        'հ' => b'h',
        'ց' => b'g',
        'յ' => b'j',
        'Ꭺ' => b'A',
        'Ᏼ' => b'B',
        'Ꮯ' => b'C',
        'Ꭰ' => b'D',
        'Ꭼ' => b'E',
        'Ꮋ' => b'H',
        'Ꭻ' => b'J',
        'Ꮶ' => b'K',
        'Ꮮ' => b'L',
        'Ꮇ' => b'M',
        'Ꮲ' => b'P',
        'Ꮪ' => b'S',
        'Ꭲ' => b'T',
        'Ꮩ' => b'V',
        'Ꮃ' => b'W',
        'Ꮓ' => b'Z',
        _ => return None,
    })
}

/// The digit that a character is beside digits, and something else elsewhere: a Cyrillic letter, and the raised digits that units
/// have.
pub(super) fn beside_digit(c: char) -> Option<u8> {
    Some(match c {
        'З' | 'з' => b'3',
        'б' => b'6',
        'Ч' | 'ч' => b'4',
        '¹' => b'1',
        '²' => b'2',
        '³' => b'3',
        _ => return None,
    })
}
