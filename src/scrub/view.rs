//! A text as its readers see it: without marks, look-alikes and invisible characters, with the way back to its bytes.

use super::alike::{beside_digit, beside_latin, styled, twin};
use super::words::{MONTH, Words};
use super::{apart, coded, comb, dotted, garbled, junk, leet, lines, pauses};
use crate::kinds::contact::letters;
use std::ops::Range;

/// A letter of a script that has no Latin look-alike.
pub(super) const FOREIGN: u8 = 0xff;
/// Anything else that is neither letter, digit, space nor ASCII punctuation.
const SYMBOL: u8 = 0xfe;

/// The folded text: one byte for each character that counts.
pub(super) struct View {
    bytes: Vec<u8>,
    /// For each folded byte where its character begins in the text, and the text's length at the end; `None` where the text
    /// is ASCII and stays as it is.
    places: Option<Vec<u32>>,
}

impl View {
    pub(super) fn new(text: &str) -> Self {
        if text.is_ascii() {
            return Self::of(text.as_bytes().to_vec(), None);
        }
        let (mut bytes, mut places) = (Vec::with_capacity(text.len()), Vec::with_capacity(text.len() + 1));
        let mut all = text.char_indices().peekable();
        let mut before = None;
        while let Some((place, c)) = all.next() {
            let length = bytes.len();
            let (c, more) =
                if c.is_ascii() { (c, 1) } else { garbled::read(&text[place..]).unwrap_or((c, 1)) };
            (1..more).for_each(|_| {
                all.next();
            });
            if c.is_ascii() {
                bytes.push(c as u8);
            } else {
                let next = all.peek().map(|(_, c)| *c);
                let around = Around { before, next, rest: &text[place..] };
                around.read(c, &mut bytes);
            }
            before = Some(c);
            let place = u32::try_from(place).unwrap_or(u32::MAX);
            places.extend(std::iter::repeat_n(place, bytes.len() - length));
        }
        places.push(u32::try_from(text.len()).unwrap_or(u32::MAX));
        Self::of(bytes, Some(places))
    }

    /// What is spelled with signs, with digits and letter by letter is read as the words it is.
    fn of(bytes: Vec<u8>, places: Option<Vec<u32>>) -> Self {
        if is_plain(&bytes) {
            return Self { bytes, places };
        }
        let (bytes, places) = match comb::join(&bytes, places.as_deref()) {
            Some((joined, places)) => (joined, Some(places)),
            None => (bytes, places),
        };
        let (bytes, places) = match coded::read(&bytes, places.as_deref()) {
            Some((plain, places)) => (plain, Some(places)),
            None => (bytes, places),
        };
        let (bytes, places) = match junk::leave_out(&bytes, places.as_deref()) {
            Some((left, places)) => (left, Some(places)),
            None => (bytes, places),
        };
        let (bytes, places) = match lines::join(&bytes, places.as_deref()) {
            Some((joined, places)) => (joined, Some(places)),
            None => (bytes, places),
        };
        let (mut bytes, places) = match dotted::join(&bytes, places.as_deref()) {
            Some((joined, places)) => (joined, Some(places)),
            None => (bytes, places),
        };
        pauses::blank(&mut bytes);
        let (mut bytes, places) = match apart::join(&bytes, places.as_deref()) {
            Some((joined, places)) => (joined, Some(places)),
            None => (bytes, places),
        };
        leet::read_signs(&mut bytes);
        read_capitals(&mut bytes);
        read_digits(&mut bytes);
        Self { bytes, places }
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Whether anything is read otherwise than it stands in the text.
    pub(super) fn is_changed(&self) -> bool {
        self.places.is_some()
    }

    /// The bytes of the text that a stretch of the folded text stands for.
    pub(super) fn range(&self, folded: Range<usize>) -> Range<usize> {
        let Some(places) = &self.places else { return folded };
        let at = |i: usize| places.get(i).copied().unwrap_or(0) as usize;
        // A letter that folds to two (`ß`) may be cut in its middle: its end is where the next character begins.
        let mut end = folded.end;
        while end > folded.start && at(end) == at(end - 1) && end + 1 < places.len() {
            end += 1;
        }
        at(folded.start)..at(end)
    }
}

/// Whether a short text, as values of a record are, is read as it stands without looking further: words of letters alone with a
/// blank between two of them, and two numbers at the most; only the first may be of one character, as a house has it.
fn is_plain(bytes: &[u8]) -> bool {
    const SHORT: usize = 64;
    if bytes.len() > SHORT {
        return false;
    }
    // A word of letters, of digits, or none yet.
    let (mut letters, mut digits, mut numbers) = (0, 0, 0);
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            // An `l` beside capitals, and letters that are taken for digits.
            b'l' if bytes.get(at + 1).is_some_and(u8::is_ascii_uppercase) => return false,
            b'a'..=b'z' | b'A'..=b'Z' if digits == 0 => letters += 1,
            b'0'..=b'9' if letters == 0 => {
                numbers += usize::from(digits == 0);
                digits += 1;
            }
            // `uh`, `um`, `er`
            b' ' if letters > 1 || digits > 1 || at == 1 => {
                if matches!(bytes.get(at + 1), Some(b'u' | b'e')) {
                    return false;
                }
                (letters, digits) = (0, 0);
            }
            _ => return false,
        }
    }
    numbers < 3 && (letters > 1 || digits > 1 || bytes.is_empty())
}

/// What stands beside a character, by which it may be read.
struct Around<'t> {
    before: Option<char>,
    next: Option<char>,
    /// The text from the character on.
    rest: &'t str,
}

impl Around<'_> {
    /// Puts down what a character that is not ASCII is read as.
    fn read(&self, c: char, bytes: &mut Vec<u8>) {
        let letter = bytes.last().is_some_and(u8::is_ascii_alphabetic);
        // A picture between two letters parts no word.
        if is_picture(c) && letter && self.next.is_some_and(|c| c.is_alphabetic() || is_picture(c)) {
            return;
        }
        let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic());
        if let Some(digit) = beside_digit(c).filter(|_| self.counts(bytes)) {
            bytes.push(digit);
            return;
        }
        if let Some(letter) = beside_latin(c).filter(|_| latin(self.before) || latin(self.next)) {
            bytes.push(letter);
            return;
        }
        let joins = latin(self.next) && letter;
        // `€ddie`
        let opens = self.next.is_some_and(|c| c.is_ascii_lowercase())
            && !bytes.last().is_some_and(u8::is_ascii_alphanumeric);
        match symbol(c, self.rest).filter(|letter| joins || opens || letter.is_ascii_uppercase()) {
            Some(letter) => bytes.push(if opens { letter.to_ascii_uppercase() } else { letter }),
            None => fold(c, bytes),
        }
    }

    /// Whether a character stands among digits: beside one, or with a blank or a sign between them and no letter.
    fn counts(&self, bytes: &[u8]) -> bool {
        let raised = |c: char| matches!(c, '⁰' | '¹' | '²' | '³' | '⁴'..='⁹');
        if self.rest.starts_with(raised) {
            // `10²` and `m²` are a power and a unit.
            return self.next.is_some_and(raised) || self.before.is_some_and(raised);
        }
        if [self.before, self.next].into_iter().flatten().any(char::is_alphabetic) {
            return false;
        }
        let behind = match bytes {
            [.., digit, b' ' | b'-' | b'.'] | [.., digit] => digit.is_ascii_digit(),
            [] => false,
        };
        behind || self.next.is_some_and(|c| c.is_ascii_digit())
    }
}

/// Reads a small `l` among capitals as the capital that it looks like: `RODRlGUEZ`, `lSABEL`.
fn read_capitals(bytes: &mut [u8]) {
    let mut from = 0;
    while let Some(at) = memchr::memchr(b'l', &bytes[from..]).map(|at| from + at) {
        from = at + 1;
        let capital = |k: usize| bytes.get(k).is_some_and(u8::is_ascii_uppercase);
        let begins = at == 0 || !bytes[at - 1].is_ascii_alphanumeric();
        if capital(at + 1) && capital(at + 2) && (begins && capital(at + 3) || at > 0 && capital(at - 1)) {
            bytes[at] = b'I';
        }
    }
}

/// Reads letters as the digits they look like in words that are digits but for them: `5O5`, `OO48l7l2`.
fn read_digits(bytes: &mut [u8]) {
    let alike = |b: u8| matches!(b, b'O' | b'o' | b'l' | b'I');
    let word = |b: &u8| b.is_ascii_alphanumeric() || *b == FOREIGN;
    let mut i = 0;
    while let Some(digit) = bytes[i..].iter().position(u8::is_ascii_digit).map(|at| i + at) {
        let start = bytes[i..digit].iter().rposition(|b| !word(b)).map_or(i, |at| i + at + 1);
        i = bytes[digit..].iter().position(|b| !word(b)).map_or(bytes.len(), |at| digit + at);
        let digits = bytes[start..i].iter().filter(|b| b.is_ascii_digit()).count();
        let letters = i - start - digits;
        // `7946 O 0 1 8`
        if start > 3 && matches!(&bytes[start - 4..start], [b'0'..=b'9', b' ', b'O' | b'o', b' ']) {
            bytes[start - 2] = b'0';
        }
        // `ooo-555-0144`
        if start > 3 && bytes[start - 1] == b'-' && digits == 3 {
            let group = &mut bytes[start - 4..start - 1];
            let zeros = group.iter().all(|b| matches!(b, b'o' | b'O'));
            if zeros {
                group.fill(b'0');
            }
        }
        if letters == 0 {
            continue;
        }
        // `l4th`, `3lst`
        if is_ordinal(&bytes[start..i]) {
            read_alike(&mut bytes[start..i - 2]);
            continue;
        }
        if !bytes[start..i].iter().all(|b| b.is_ascii_digit() || alike(*b)) {
            leet::read_word(&mut bytes[start..i]);
            continue;
        }
        // `I10` is a diagnosis, `O2` a gas, `10l` a volume.
        let goes_on = start > 1
            && (matches!(bytes[start - 1], b'-' | b'.' | b'/') || bytes[start - 1] == b' ' && digits == 3)
            && bytes[start - 2].is_ascii_digit();
        // `(5 5 5) O1 88`
        let groups = start > 2
            && matches!(bytes[start - 2..start], [b')', b' '])
            && bytes[start - 3].is_ascii_digit()
            && matches!(bytes.get(i..i + 2), Some([b' ' | b'-', b'0'..=b'9']));
        let goes_on = goes_on || groups;
        // `age: l02`, `lives at l4 Elm`
        let aged = || {
            let before = bytes[..start].trim_ascii_end();
            let before = before.strip_suffix(b":").unwrap_or(before);
            let house = bytes[start] == b'l' && before.ends_with(b" at") && bytes.get(i) == Some(&b' ');
            house || before.len() > 2 && before[before.len() - 3..].eq_ignore_ascii_case(b"age")
        };
        let code = alike(bytes[start])
            && letters == 1
            && digits < 4
            && !goes_on
            && !aged()
            && !is_dated(bytes, start, i)
            && !(digits < 2 && is_of_month(bytes, start));
        // `9l yrs old`
        let years = || bytes[i..].trim_ascii_start().first().is_some_and(|b| b.eq_ignore_ascii_case(&b'y'));
        let volume =
            letters == 1 && matches!(bytes[i - 1], b'l' | b'o') && !years() && !is_of_month(bytes, start);
        if !code && !volume {
            read_alike(&mut bytes[start..i]);
        }
    }
}

/// `l4th`, `3lst`: an ordinal with letters for digits.
fn is_ordinal(word: &[u8]) -> bool {
    let digit = |b: &u8| b.is_ascii_digit() || matches!(b, b'O' | b'o' | b'l' | b'I');
    (3..5).contains(&word.len()) && {
        let (number, ending) = word.split_at(word.len() - 2);
        matches!(ending, b"st" | b"nd" | b"rd" | b"th") && number.iter().all(digit)
    }
}

/// Reads each letter as the digit that it looks like.
fn read_alike(word: &mut [u8]) {
    for byte in word {
        match byte {
            b'O' | b'o' => *byte = b'0',
            b'l' | b'I' => *byte = b'1',
            _ => {}
        }
    }
}

/// `October l9`: whether a month stands before a word.
fn is_of_month(bytes: &[u8], start: usize) -> bool {
    let before = bytes[start.saturating_sub(12)..start].trim_ascii_end();
    let word = before.rsplit(|b| !b.is_ascii_alphabetic()).next().unwrap_or_default();
    word.len() > 2 && word.len() < 10 && Words::get().of(&word.to_ascii_lowercase()) & MONTH != 0
}

/// `o4-l2-l98O`, `O7 July`: whether a word with a letter for a digit is the first part of a date.
fn is_dated(bytes: &[u8], start: usize, end: usize) -> bool {
    let digit = |b: &u8| b.is_ascii_digit() || matches!(b, b'O' | b'o' | b'l' | b'I');
    let Some(&sign) = bytes.get(end).filter(|_| end - start <= 2) else { return false };
    let rest = &bytes[end + 1..bytes.len().min(end + 12)];
    if sign == b' ' {
        let word = &rest[..rest.iter().take_while(|b| b.is_ascii_alphabetic()).count()];
        return word.len() > 2 && Words::get().of(&word.to_ascii_lowercase()) & MONTH != 0;
    }
    let second = rest.iter().take_while(|b| b.is_ascii_alphanumeric()).count();
    // `O3/14`
    let two = &rest[..second];
    let slashed = sign == b'/'
        && (1..=2).contains(&second)
        && two.iter().all(digit)
        && two.iter().any(u8::is_ascii_digit);
    if slashed && bytes[start] != b'I' {
        return true;
    }
    // `o1-Apr-'25`
    let quote = usize::from(rest.get(second + 1) == Some(&b'\''));
    let third = rest.iter().skip(second + 1 + quote).take_while(|b| digit(b)).count();
    matches!(sign, b'-' | b'/' | b'.')
        && (rest[..second].iter().all(digit) && (1..=2).contains(&second) || second == 3)
        && rest.get(second) == Some(&sign)
        && matches!(third, 2 | 4)
}

/// The letter that a sign of money stands for inside of a word, or a letter that makes a flag beside another and a word beside
/// more: `L0p€z`.
fn symbol(c: char, rest: &str) -> Option<u8> {
    const FLAG: std::ops::RangeInclusive<char> = '\u{1f1e6}'..='\u{1f1ff}';
    match c {
        '€' => Some(b'e'),
        '£' => Some(b'l'),
        '¥' => Some(b'y'),
        '¢' => Some(b'c'),
        _ if FLAG.contains(&c) => {
            let word = rest.chars().take(3).take_while(|c| FLAG.contains(c)).count() != 2;
            word.then(|| offset(c, 0x1f1e6, u32::from(b'A')))
        }
        _ => None,
    }
}

/// Emoji and the like.
fn is_picture(c: char) -> bool {
    matches!(c, '\u{1f000}'..='\u{1f12f}' | '\u{1f18a}'..='\u{1f1e5}' | '\u{1f200}'..='\u{1faff}' | '\u{2600}'..='\u{27bf}' | '\u{2b50}' | '\u{fe0f}' | '\u{200d}')
}

/// Puts the characters that one stands for behind a text.
pub(super) fn fold(c: char, out: &mut Vec<u8>) {
    if c.is_ascii() {
        out.push(c as u8);
        return;
    }
    match c {
        // Marks that join the letter before, and what nobody sees.
        '\u{300}'..='\u{36f}'
        | '\u{483}'..='\u{489}'
        | '\u{1ab0}'..='\u{1aff}'
        | '\u{1dc0}'..='\u{1dff}'
        | '\u{20d0}'..='\u{20ff}'
        | '\u{fe20}'..='\u{fe2f}'
        | '\u{ad}'
        | '\u{180e}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}'
        | '\u{feff}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{e0000}'..='\u{e007f}' => {}
        '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => out.push(b' '),
        '·' | '․' | '‧' | '∙' | '⋅' | '・' | '。' | '﹒' => out.push(b'.'),
        '⁄' | '∕' | '╱' | '⧸' | '⟋' => out.push(b'/'),
        '⁺' | '₊' => out.push(b'+'),
        '⁻' | '₋' => out.push(b'-'),
        '⁽' | '【' | '〔' | '❨' | '⟨' | '〈' | '「' | '『' | '〖' | '⦅' | '❲' => {
            out.push(b'(');
        }
        '⁾' | '】' | '〕' | '❩' | '⟩' | '〉' | '」' | '』' | '〗' | '⦆' | '❳' => {
            out.push(b')');
        }
        '﹫' => out.push(b'@'),
        '﹟' => out.push(b'#'),
        '﹕' | '꞉' | '∶' | 'ː' => out.push(b':'),
        '⁰' | '⁴'..='⁹' => out.push(offset(c, 0x2070, u32::from(b'0'))),
        '₀'..='₉' => out.push(offset(c, 0x2080, u32::from(b'0'))),
        '\u{2028}' | '\u{2029}' | '\u{85}' => out.push(b'\n'),
        '‘' | '’' | 'ʼ' | '´' | '′' => out.push(b'\''),
        '“' | '”' | '„' | '″' | '«' | '»' | '‹' | '›' => out.push(b'"'),
        '\u{2010}'..='\u{2015}' | '−' | '﹣' | '⁃' | 'ー' => out.push(b'-'),
        '\u{ff01}'..='\u{ff5e}' => out.push(offset(c, 0xff01, u32::from(b'!'))),
        '\u{1d400}'..='\u{1d6a3}' => {
            let n = (u32::from(c) - 0x1d400) % 52;
            out.push(if n < 26 { offset_of(n, b'A') } else { offset_of(n - 26, b'a') });
        }
        '\u{1d7ce}'..='\u{1d7ff}' => out.push(offset_of((u32::from(c) - 0x1d7ce) % 10, b'0')),
        'Ⓐ'..='Ⓩ' => out.push(offset(c, 0x24b6, u32::from(b'A'))),
        'ⓐ'..='ⓩ' => out.push(offset(c, 0x24d0, u32::from(b'a'))),
        '\u{1f130}'..='\u{1f149}' => out.push(offset(c, 0x1f130, u32::from(b'A'))),
        '\u{1f150}'..='\u{1f169}' => out.push(offset(c, 0x1f150, u32::from(b'A'))),
        '\u{1f170}'..='\u{1f189}' => out.push(offset(c, 0x1f170, u32::from(b'A'))),
        '⒜'..='⒵' => out.push(offset(c, 0x249c, u32::from(b'a'))),
        'Ⅰ'..='ⅿ' => fold_roman(c, out),
        _ => match number(c) {
            Some(number) => {
                out.extend((number > 9).then(|| offset_of(number / 10, b'0')));
                out.push(offset_of(number % 10, b'0'));
            }
            None => fold_letter(c, out),
        },
    }
}

/// The number that a character is: a digit of another script, or one in a circle, in brackets or with a full stop.
fn number(c: char) -> Option<u32> {
    const ZEROS: [u32; 20] = [
        0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50, 0xed0,
        0xf20, 0x1040, 0x17e0, 0x1810, 0x19d0, 0x1b50,
    ];
    // The first of each kind is one.
    const ONES: [(u32, u32); 7] =
        [(0x2460, 20), (0x2474, 20), (0x2488, 20), (0x24f5, 10), (0x2776, 10), (0x2780, 10), (0x278a, 10)];
    let code = u32::from(c);
    if !(0x660..0x2800).contains(&code) {
        return None;
    }
    if matches!(c, '⓪' | '⓿') {
        return Some(0);
    }
    let digit = ZEROS.iter().find(|zero| (**zero..**zero + 10).contains(&code)).map(|zero| code - zero);
    digit.or_else(|| {
        let (one, _) = ONES.iter().find(|(one, count)| (*one..one + count).contains(&code))?;
        Some(code - one + 1)
    })
}

/// A Roman number that is one character, as the letters it is of.
fn fold_roman(c: char, out: &mut Vec<u8>) {
    const ROMAN: [&[u8]; 16] = [
        b"I", b"II", b"III", b"IV", b"V", b"VI", b"VII", b"VIII", b"IX", b"X", b"XI", b"XII", b"L", b"C",
        b"D", b"M",
    ];
    out.extend_from_slice(ROMAN[(u32::from(c) as usize - 0x2160) % 16]);
}

fn fold_letter(c: char, out: &mut Vec<u8>) {
    if let Some(twin) = twin(c).or_else(|| styled(c)) {
        out.push(twin);
        return;
    }
    let plain = letters(c).as_bytes();
    match plain.split_first() {
        Some((first, rest)) => {
            out.push(if c.is_uppercase() { first.to_ascii_uppercase() } else { *first });
            out.extend_from_slice(rest);
        }
        None if c.is_alphabetic() => out.push(FOREIGN),
        None => out.push(SYMBOL),
    }
}

fn offset(c: char, from: u32, to: u32) -> u8 {
    u8::try_from(u32::from(c) - from + to).unwrap_or(SYMBOL)
}

fn offset_of(n: u32, to: u8) -> u8 {
    u8::try_from(n).map_or(SYMBOL, |n| n.saturating_add(to))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_alike_is_alike_and_has_its_place() {
        let text = "J\u{200b}osé Пaрk ５５５ ß";
        let view = View::new(text);
        assert_eq!(&view.bytes()[..4], b"Jose");
        assert_eq!(&text[view.range(0..4)], "J\u{200b}osé");
        let digits = view.bytes().windows(3).position(|w| w == b"555").unwrap();
        assert_eq!(&text[view.range(digits..digits + 3)], "５５５");
        let double = view.bytes().windows(2).position(|w| w == b"ss").unwrap();
        assert_eq!(&text[view.range(double..double + 1)], "ß");
    }
}
