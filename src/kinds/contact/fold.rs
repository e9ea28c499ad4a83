//! Names as the letters a to z, the way an administrator makes accounts of them.

use crate::reference::append;

/// Appends the name's letters in lower case without accents, apostrophes, spaces or hyphens, `most` bytes of them at the
/// most; says how many. Letters of other scripts are left out.
pub(crate) fn fold(name: &str, most: usize, out: &mut Vec<u8>) -> usize {
    if name.len() <= 32 && name.is_ascii() {
        return fold_ascii(name.as_bytes(), most, out);
    }
    let end = out.len() + most;
    let start = out.len();
    for c in name.chars() {
        if c.is_ascii_alphabetic() {
            out.push(c.to_ascii_lowercase() as u8);
        } else if !c.is_ascii() {
            out.extend_from_slice(letters(c).as_bytes());
        }
        if out.len() >= end {
            out.truncate(end);
            break;
        }
    }
    out.len() - start
}

/// The same for a short name of ASCII alone, without a branch a letter.
fn fold_ascii(name: &[u8], most: usize, out: &mut Vec<u8>) -> usize {
    let mut letters = [0; 32];
    let mut count = 0;
    for byte in name {
        let lower = byte | 0x20;
        letters[count & 31] = lower;
        count += usize::from(lower.is_ascii_lowercase());
    }
    let count = count.min(most);
    append(&letters, 0..count, out);
    count
}

/// The plain letters of a Latin letter with a mark; nothing for everything else, marks that stand alone among it.
pub(crate) fn letters(c: char) -> &'static str {
    match c {
        'À'..='Å' | 'à'..='å' | 'Ā'..='ą' | 'Ǎ' | 'ǎ' | 'Ạ'..='ặ' => "a",
        'Æ' | 'æ' => "ae",
        'Ç' | 'ç' | 'Ć'..='č' => "c",
        'Ð' | 'ð' | 'Ď'..='đ' => "d",
        'È'..='Ë' | 'è'..='ë' | 'Ē'..='ě' | 'Ẹ'..='ệ' | 'ə' | 'Ə' => "e",
        'Ĝ'..='ģ' | 'Ǧ' | 'ǧ' => "g",
        'Ĥ'..='ħ' => "h",
        'Ì'..='Ï' | 'ì'..='ï' | 'Ĩ'..='ı' | 'Ỉ'..='ị' => "i",
        'Ĳ' | 'ĳ' => "ij",
        'Ĵ' | 'ĵ' => "j",
        'Ķ'..='ĸ' => "k",
        'Ĺ'..='ł' => "l",
        'Ñ' | 'ñ' | 'Ń'..='ŋ' => "n",
        'Ò'..='Ö' | 'Ø' | 'ò'..='ö' | 'ø' | 'Ō'..='ő' | 'Ơ' | 'ơ' | 'Ọ'..='ợ' => "o",
        'Œ' | 'œ' => "oe",
        'Ŕ'..='ř' => "r",
        'Ś'..='š' | 'Ș' | 'ș' => "s",
        'ß' | 'ẞ' => "ss",
        'Ţ'..='ŧ' | 'Ț' | 'ț' => "t",
        'Þ' | 'þ' => "th",
        'Ù'..='Ü' | 'ù'..='ü' | 'Ũ'..='ų' | 'Ư' | 'ư' | 'Ụ'..='ự' => "u",
        'Ŵ' | 'ŵ' | 'Ẁ'..='ẅ' => "w",
        'Ý' | 'ý' | 'ÿ' | 'Ŷ'..='Ÿ' | 'Ỳ'..='ỹ' => "y",
        'Ź'..='ž' => "z",
        _ => rare_letters(c),
    }
}

/// The same of letters that names have in fewer languages, and in transcriptions.
fn rare_letters(c: char) -> &'static str {
    match c {
        'Ǟ'..='ǡ' | 'Ǻ'..='ǻ' | 'Ȁ'..='ȃ' | 'Ȧ'..='ȧ' | 'Ⱥ' | 'Ḁ'..='ḁ' | 'ẚ' => "a",
        'ƀ'..='ƃ' | 'Ƀ' | 'ɓ' | 'Ḃ'..='ḇ' => "b",
        'Ƈ'..='ƈ' | 'Ȼ'..='ȼ' | 'Ḉ'..='ḉ' => "c",
        'Ɗ'..='ƌ' | 'Ɖ' | 'ɖ'..='ɗ' | 'Ḋ'..='ḓ' => "d",
        'Ȅ'..='ȇ' | 'Ȩ'..='ȩ' | 'Ɇ'..='ɇ' | 'Ḕ'..='ḝ' | 'Ɛ' | 'ɛ' | 'Ǝ' | 'ǝ' => "e",
        'Ƒ'..='ƒ' | 'Ḟ'..='ḟ' => "f",
        'Ɠ' | 'Ǥ'..='ǥ' | 'Ǵ'..='ǵ' | 'ɠ' | 'Ḡ'..='ḡ' => "g",
        'Ȟ'..='ȟ' | 'ɦ' | 'Ḣ'..='ḫ' | 'ẖ' => "h",
        'Ɨ' | 'Ǐ'..='ǐ' | 'Ȉ'..='ȋ' | 'ɨ' | 'Ḭ'..='ḯ' => "i",
        'ǰ' | 'Ɉ'..='ɉ' => "j",
        'Ƙ'..='ƙ' | 'Ǩ'..='ǩ' | 'Ḱ'..='ḵ' => "k",
        'ƚ' | 'Ƚ' | 'Ḷ'..='ḽ' => "l",
        'Ḿ'..='ṃ' => "m",
        'Ɲ'..='ƞ' | 'Ǹ'..='ǹ' | 'Ƞ' | 'ɲ' | 'Ṅ'..='ṋ' => "n",
        'Ɵ' | 'Ǒ'..='ǒ' | 'Ǫ'..='ǭ' | 'Ǿ'..='ǿ' | 'Ȍ'..='ȏ' | 'Ȫ'..='ȱ' | 'Ṍ'..='ṓ' | 'Ɔ' | 'ɔ' => {
            "o"
        }
        'Ƥ'..='ƥ' | 'Ṕ'..='ṗ' => "p",
        'ɋ' => "q",
        'Ȑ'..='ȓ' | 'Ɍ'..='ɍ' | 'Ṙ'..='ṟ' => "r",
        'ȿ' | 'Ṡ'..='ṩ' => "s",
        'ƫ'..='Ʈ' | 'Ⱦ' | 'ʈ' | 'Ṫ'..='ṱ' | 'ẗ' => "t",
        'Ǔ'..='ǜ' | 'Ȕ'..='ȗ' | 'Ṳ'..='ṻ' => "u",
        'Ʋ' | 'ʋ' | 'Ṽ'..='ṿ' => "v",
        'Ẇ'..='ẉ' | 'ẘ' => "w",
        'Ẋ'..='ẍ' => "x",
        'Ƴ'..='ƴ' | 'Ȳ'..='ȳ' | 'Ɏ'..='ɏ' | 'Ẏ'..='ẏ' | 'ẙ' | 'Ỿ'..='ỿ' => "y",
        'Ƶ'..='ƶ' | 'Ȥ'..='ȥ' | 'ɀ' | 'Ẑ'..='ẕ' => "z",
        _ => "",
    }
}
