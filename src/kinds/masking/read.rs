//! Values of a kind as they come: told from others, brought into one form, and the form laid over a stand-in.

use super::super::contact::fold;
use super::bytes::{CODE, DIGITS, WORDS, gather, is_same};
use super::eights::{Eight, all, all_pairs};
use crate::reference::append;

/// What a value of a kind looks like. Reading gives the form from which a stand-in is drawn, so that spellings of one
/// thing have one stand-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Read {
    /// Any text, as it stands.
    Any,
    /// The name of a person or a thing, whatever its case, accents and spacing.
    Name,
    /// Words with numbers: streets, companies, units.
    Words,
    /// So many digits, whatever stands between them.
    Digits(u8),
    /// Letters and digits, whatever their case and what stands between them; so many at the least and at the most.
    Code(u8, u8),
    /// A telephone number.
    Phone,
    /// A postal code of the United States.
    Zip,
    /// A mail address.
    Mail,
    /// A URL.
    Url,
    /// A host name or a network address.
    Host,
    /// A whole number.
    Integer,
    /// A UUID.
    Uuid,
}

/// So many zeros a number of digits has lost before it at the most, where a program kept it as a number.
const LOST: usize = 2;

impl Read {
    /// Appends the form from which a stand-in is drawn; `false` where the text is no value of this sort, as what is not UTF-8.
    #[must_use]
    pub fn normalise<T: AsRef<[u8]> + ?Sized>(self, text: &T, out: &mut Vec<u8>) -> bool {
        let bytes = text.as_ref();
        match self {
            Self::Digits(n) => {
                let start = out.len();
                let (found, n) = (gather(bytes, &DIGITS, out), usize::from(n));
                let lost = found.and_then(|found| n.checked_sub(found)).unwrap_or(n);
                if lost > 0 && lost <= LOST && bytes.len() == n - lost {
                    out.splice(start..start, std::iter::repeat_n(b'0', lost));
                    return true;
                }
                lost == 0
            }
            Self::Code(least, most) => gather(bytes, &CODE, out)
                .is_some_and(|n| (usize::from(least)..=usize::from(most)).contains(&n)),
            Self::Uuid => {
                gather(bytes, &CODE, out) == Some(32)
                    && out[out.len() - 32..].iter().all(u8::is_ascii_hexdigit)
            }
            Self::Zip if bytes.len() == 5 && bytes.iter().all(u8::is_ascii_digit) => {
                out.extend_from_slice(bytes);
                true
            }
            Self::Name if bytes.len() <= SHORT && bytes.iter().all(u8::is_ascii_alphabetic) => {
                out.extend(bytes.iter().map(u8::to_ascii_lowercase));
                !bytes.is_empty()
            }
            Self::Words if bytes.len() <= SHORT && bytes.is_ascii() => ascii_words(bytes, out),
            Self::Mail if bytes.len() <= SHORT && all(bytes, Eight::graphic) => {
                out.extend(bytes.iter().map(u8::to_ascii_lowercase));
                let at = bytes.iter().rposition(|byte| *byte == b'@').unwrap_or(0);
                at > 0 && bytes[at..].contains(&b'.')
            }
            Self::Phone if gather(bytes, &DIGITS, out).is_some_and(|n| n == 10 || undo(n, out)) => true,
            Self::Integer if bytes.len() <= 18 && bytes.iter().all(u8::is_ascii_digit) => {
                let number = bytes.iter().fold(0, |number, byte| number * 10 + i64::from(byte - b'0'));
                out.extend_from_slice(&number.to_le_bytes());
                !bytes.is_empty()
            }
            _ => std::str::from_utf8(bytes).is_ok_and(|text| self.normalise_text(text, out)),
        }
    }

    /// Whether a text has a normalised form; most that have not are told by their first letters.
    #[must_use]
    pub fn is(self, text: &[u8], normalised: &[u8], scratch: &mut Vec<u8>) -> bool {
        let differs = match self {
            // One that has lost zeros is looked at as a whole.
            Self::Digits(n) => text.len() >= usize::from(n) && !is_same(text, &DIGITS, normalised),
            Self::Code(..) | Self::Uuid => !is_same(text, &CODE, normalised),
            // What begins with another letter or digit is another value, whatever the form of the rest.
            Self::Name | Self::Words | Self::Mail => match (text, normalised) {
                ([first, ..], [form, ..]) if first.is_ascii_alphanumeric() && form.is_ascii() => {
                    first.to_ascii_lowercase() != *form
                }
                _ => false,
            },
            // The first digit stays the first, unless it is the 1 of the country.
            Self::Phone => match (text, normalised) {
                ([first @ (b'0' | b'2'..=b'9'), ..], [form, ..]) => first != form,
                _ => false,
            },
            _ => false,
        };
        scratch.clear();
        !differs && self.normalise(text, scratch) && scratch == normalised
    }

    /// Whether a text has a form at all; of the plainest ones that is seen without making it.
    #[must_use]
    pub fn has_form(self, text: &[u8], scratch: &mut Vec<u8>) -> bool {
        match self {
            Self::Words if text.len() <= SHORT && text.is_ascii() => {
                text.iter().any(u8::is_ascii_alphanumeric)
            }
            Self::Zip if text.len() == 5 && text.iter().all(u8::is_ascii_digit) => true,
            _ => {
                scratch.clear();
                self.normalise(text, scratch)
            }
        }
    }

    fn normalise_text(self, text: &str, out: &mut Vec<u8>) -> bool {
        match self {
            Self::Any => {
                out.extend_from_slice(text.as_bytes());
                true
            }
            Self::Name => name(text, out),
            Self::Words => words(text, out),
            Self::Phone => phone(text, out),
            Self::Zip => zip(text, out),
            Self::Mail => mail(text, out),
            Self::Url => url(text, out),
            Self::Host => {
                let host = text.trim();
                out.extend(host.bytes().map(|b| b.to_ascii_lowercase()));
                !host.is_empty() && host.len() <= 253 && !host.contains(char::is_whitespace)
            }
            Self::Integer => integer(text, out),
            Self::Digits(_) | Self::Code(..) | Self::Uuid => false,
        }
    }

    /// How the original's format is laid over a stand-in.
    pub fn shape(self) -> Shape {
        match self {
            Self::Digits(_) | Self::Phone => Shape::Digits,
            Self::Code(..) | Self::Uuid => Shape::Code,
            Self::Name | Self::Words => Shape::Case,
            _ => Shape::None,
        }
    }
}

/// How the original's format is laid over a stand-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// It is not.
    None,
    /// The digits of the stand-in at the places of the original's digits.
    Digits,
    /// Its letters and digits, in the original's case.
    Code,
    /// All capitals, all small, or as it is.
    Case,
}

/// Whether a stand-in has the format of its original already.
pub fn is_laid<O, S>(shape: Shape, original: &O, stand_in: &S) -> bool
where
    O: AsRef<[u8]> + ?Sized,
    S: AsRef<[u8]> + ?Sized,
{
    let (was, is) = (original.as_ref(), stand_in.as_ref());
    match shape {
        Shape::None => true,
        Shape::Digits => is_laid_out(was, is, |was, is| was.digits() & is.digits()),
        Shape::Code => is_laid_out(was, is, |was, is| {
            (was.digits() | was.capitals()) & (is.digits() | is.capitals() | is.small())
        }),
        // Capitals and small letters, as a name is most often written.
        Shape::Case => {
            matches!(was, [b'A'..=b'Z', b'a'..=b'z', ..])
                || was.iter().any(u8::is_ascii_lowercase) && was.iter().any(u8::is_ascii_uppercase)
        }
    }
}

/// Lays the format of the original over a stand-in, where both have as many digits or letters; else the stand-in as it is.
pub fn lay_over<O, S>(shape: Shape, original: &O, stand_in: &S, out: &mut Vec<u8>)
where
    O: AsRef<[u8]> + ?Sized,
    S: AsRef<[u8]> + ?Sized,
{
    let (was, is) = (original.as_ref(), stand_in.as_ref());
    if is_laid(shape, was, is) {
        return out.extend_from_slice(is);
    }
    let (Ok(original), Ok(stand_in)) = (std::str::from_utf8(was), std::str::from_utf8(is)) else {
        return out.extend_from_slice(is);
    };
    match shape {
        Shape::None => {}
        Shape::Digits => places(original, stand_in, |b| b.is_ascii_digit(), out),
        Shape::Code => places(original, stand_in, |b| b.is_ascii_alphanumeric(), out),
        Shape::Case => case(original, stand_in, out),
    }
}

/// Whether a stand-in has the format of its original already: characters that count stand where such stand, and all others are
/// those of the original.
#[inline]
fn is_laid_out(was: &[u8], is: &[u8], count: impl Fn(Eight, Eight) -> u64) -> bool {
    let fits = |was: Eight, is: Eight| {
        count(was, is) | was.same(is) & !(was.digits() | was.capitals() | was.small())
    };
    was.len() == is.len() && all_pairs(was, is, fits)
}

fn places(original: &str, stand_in: &str, counts: impl Fn(u8) -> bool, out: &mut Vec<u8>) {
    let count = |text: &str| text.bytes().filter(|b| counts(*b)).count();
    let (wanted, given) = (count(original), count(stand_in));
    // A number with its country code in front takes the code over.
    let skip = wanted.saturating_sub(given);
    let country = skip == 1 && original.bytes().find(u8::is_ascii_digit) == Some(b'1') && given == 10;
    // What is no plain punctuation of a number (a word, a letter of another script) is never taken over.
    let plain = original.bytes().all(|b| counts(b) || b" -().+/".contains(&b));
    if !plain || (wanted != given && !country) {
        out.extend_from_slice(stand_in.as_bytes());
        return;
    }
    let mut stand_ins = stand_in.bytes().filter(|b| counts(*b));
    let mut seen = 0;
    for byte in original.bytes() {
        if !counts(byte) {
            out.push(byte);
            continue;
        }
        seen += 1;
        if country && seen == 1 {
            out.push(b'1');
        } else if let Some(next) = stand_ins.next() {
            out.push(if byte.is_ascii_lowercase() { next.to_ascii_lowercase() } else { next });
        }
    }
}

fn case(original: &str, stand_in: &str, out: &mut Vec<u8>) {
    let has = |small: bool| original.chars().any(|c| if small { c.is_lowercase() } else { c.is_uppercase() });
    let several = original.chars().filter(|c| c.is_alphabetic()).count() > 1;
    match (has(true), has(false)) {
        (false, true) if several => out.extend_from_slice(stand_in.to_uppercase().as_bytes()),
        (true, false) => out.extend_from_slice(stand_in.to_lowercase().as_bytes()),
        _ => out.extend_from_slice(stand_in.as_bytes()),
    }
}

/// The longest name that is taken for one.
const LONGEST_NAME: usize = 120;

fn name(text: &str, out: &mut Vec<u8>) -> bool {
    let start = out.len();
    if text.len() > LONGEST_NAME
        || text.chars().any(|c| c.is_numeric() || "@/\\|<>{}[]=+*&%$#!?;:_".contains(c))
    {
        return false;
    }
    fold(text, LONGEST_NAME * 2, out);
    if out.len() == start {
        // A name in another script has no Latin letters.
        for c in text.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase) {
            out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
        }
    }
    out.len() > start
}

fn words(text: &str, out: &mut Vec<u8>) -> bool {
    let start = out.len();
    let mut gap = false;
    for c in text.chars() {
        if c.is_alphanumeric() {
            if gap && out.len() > start {
                out.push(b' ');
            }
            gap = false;
            for c in c.to_lowercase() {
                out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
            }
        } else {
            gap = true;
        }
    }
    out.len() > start && text.len() <= 255
}

/// Takes back so many bytes; nothing was read.
fn undo(n: usize, out: &mut Vec<u8>) -> bool {
    out.truncate(out.len() - n);
    false
}

/// The longest text that is brought into its form in a piece of memory of fixed size.
const SHORT: usize = 64;

/// The same of a short text of ASCII alone.
fn ascii_words(text: &[u8], out: &mut Vec<u8>) -> bool {
    let mut form = [0; SHORT];
    let (mut n, mut last) = (0, b' ');
    for byte in text {
        let becomes = WORDS[usize::from(*byte)];
        // Without a branch a byte; a gap behind another, or before the first word, is written and overwritten.
        form[n & (SHORT - 1)] = becomes;
        n += usize::from(becomes != b' ' || last != b' ');
        last = becomes;
    }
    n -= usize::from(n > 0 && last == b' ');
    append(&form, 0..n, out);
    n > 0
}

fn phone(text: &str, out: &mut Vec<u8>) -> bool {
    let start = out.len();
    let lower = |b: &u8| b.to_ascii_lowercase();
    // An extension is no part of the number.
    let number = text.bytes().position(|b| matches!(lower(&b), b'x' | b'e' | b'#' | b';' | b','));
    let (number, extension) = text.split_at_checked(number.unwrap_or(text.len())).unwrap_or((text, ""));
    let fits = |b: u8| {
        b.is_ascii_digit() || b" +-().,;#/".contains(&b) || b"extnsio:=".contains(&b.to_ascii_lowercase())
    };
    if !text.bytes().all(fits) || extension.bytes().filter(u8::is_ascii_digit).count() > 8 {
        return false;
    }
    out.extend(number.bytes().filter(u8::is_ascii_digit));
    if out.len() - start == 11 && out[start] == b'1' {
        out.remove(start);
    }
    (7..=15).contains(&(out.len() - start))
        && number.bytes().all(|b| b.is_ascii_digit() || b" +-()./".contains(&b))
}

fn zip(text: &str, out: &mut Vec<u8>) -> bool {
    let text = text.trim();
    let (first, four) = match text.split_once('-') {
        Some((first, four)) => (first, four),
        None if text.len() == 9 => text.split_at_checked(5).unwrap_or((text, "")),
        None => (text, ""),
    };
    let numeric = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if !numeric(first) || !numeric(four) || !matches!(four.len(), 0 | 4) {
        return false;
    }
    // A ZIP code that went through a number lost its leading zeros: 501 is Holtsville, 00501.
    if !(3..=5).contains(&first.len()) {
        return false;
    }
    out.extend(std::iter::repeat_n(b'0', 5 - first.len()));
    out.extend_from_slice(first.as_bytes());
    true
}

fn mail(text: &str, out: &mut Vec<u8>) -> bool {
    let text = text.trim();
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    out.extend_from_slice(text.to_lowercase().as_bytes());
    !local.is_empty() && domain.contains('.') && !text.contains(char::is_whitespace) && text.len() <= 320
}

fn url(text: &str, out: &mut Vec<u8>) -> bool {
    let text = text.trim();
    out.extend_from_slice(text.as_bytes());
    text.split_once("://").is_some_and(|(scheme, rest)| {
        !rest.is_empty()
            && !scheme.is_empty()
            && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b))
    }) && !text.contains(char::is_whitespace)
}

fn integer(text: &str, out: &mut Vec<u8>) -> bool {
    match text.trim().parse::<i64>() {
        Ok(number) => {
            out.extend_from_slice(&number.to_le_bytes());
            true
        }
        Err(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(read: Read, text: &str) -> Option<String> {
        let mut out = Vec::new();
        read.normalise(text, &mut out).then(|| String::from_utf8_lossy(&out).into_owned())
    }

    #[test]
    fn short_words_of_ascii_read_as_any() {
        for text in ["", " ", "12  Main St.", "--a--b", "X", "A.", ".A", "a1-B2/c3 ", "O'Brien's 4th", "\t9"]
        {
            let (mut short, mut any) = (b"x".to_vec(), b"x".to_vec());
            assert_eq!(ascii_words(text.as_bytes(), &mut short), words(text, &mut any), "{text}");
            assert_eq!(short, any, "{text}");
        }
        let long = "ab-".repeat(21) + "c";
        let (mut short, mut any) = (Vec::new(), Vec::new());
        assert!(ascii_words(long.as_bytes(), &mut short) && words(&long, &mut any) && short == any);
    }

    #[test]
    fn what_has_a_form_is_what_can_be_brought_into_it() {
        let long = "-".repeat(65);
        for text in
            ["", " ", "--", "Rio Rancho", "8", "é", "·", "87101", "87101-1234", "8710a", "８７１０１", &long]
        {
            for sort in [Read::Words, Read::Zip, Read::Name, Read::Phone, Read::Digits(9)] {
                let mut scratch = b"x".to_vec();
                let has = sort.has_form(text.as_bytes(), &mut scratch);
                assert_eq!(has, read(sort, text).is_some(), "{sort:?} {text}");
            }
        }
    }

    #[test]
    fn a_format_is_told_byte_by_byte_in_texts_of_any_length() {
        for n in 1..40 {
            let was: Vec<u8> = (0..n).map(|at| if at % 4 == 3 { b'-' } else { b'7' }).collect();
            let is: Vec<u8> = was.iter().map(|byte| if *byte == b'7' { b'3' } else { *byte }).collect();
            assert!(is_laid(Shape::Digits, &was, &is) && !is_laid(Shape::Digits, &was, &is[1..]));
            for at in 0..n {
                for byte in [b'x', b' ', 0xe9] {
                    let mut other = is.clone();
                    other[at] = byte;
                    assert!(!is_laid(Shape::Digits, &was, &other), "{n} {at}");
                }
            }
            assert!(is_laid(Shape::Code, &vec![b'A'; n], &is) != is.contains(&b'-'));
            assert!(!is_laid(Shape::Code, &vec![b'a'; n], &vec![b'B'; n]));
        }
    }

    #[test]
    fn spellings_of_one_thing_read_alike() {
        let cases = [
            (Read::Name, "O'Brien", "OBRIEN"),
            (Read::Name, "José María", "jose  maria"),
            (Read::Name, "Smith-Jones", "Smith Jones"),
            (Read::Phone, "+1 (202) 555-0142 x12", "2025550142"),
            (Read::Zip, "3601", "03601"),
            (Read::Zip, "03601-1234", "036011234"),
            (Read::Digits(9), "123-45-6789", "123 45 6789"),
            (Read::Digits(9), "012-34-5678", "12345678"),
            (Read::Digits(9), "001234567", "1234567"),
            (Read::Mail, "Ann@Example.COM ", "ann@example.com"),
            (Read::Words, "12  Main St.", "12 main st"),
            (Read::Uuid, "6F9619FF-8B86-D011-B42D-00C04FC964FF", "6f9619ff8b86d011b42d00c04fc964ff"),
        ];
        for (kind, one, other) in cases {
            assert!(read(kind, one).is_some(), "{kind:?} {one}");
            assert_eq!(read(kind, one), read(kind, other), "{kind:?}");
        }
    }

    #[test]
    fn what_is_of_another_sort_is_told() {
        let cases = [
            (Read::Zip, "202-555-0142"),
            (Read::Zip, "SW1A 1AA"),
            (Read::Zip, "N/A"),
            (Read::Digits(9), "123-45-67"),
            (Read::Digits(9), "123456"),
            (Read::Digits(9), "1234 5678"),
            (Read::Phone, "call me"),
            (Read::Name, "12"),
            (Read::Mail, "nobody"),
            (Read::Integer, "1.5"),
            (Read::Url, "www"),
        ];
        for (kind, text) in cases {
            assert_eq!(read(kind, text), None, "{kind:?} {text}");
        }
    }

    #[test]
    fn formats_are_laid_over() {
        let lay = |shape, original: &str, stand_in: &str| {
            let mut out = Vec::new();
            lay_over(shape, original, stand_in, &mut out);
            String::from_utf8(out).unwrap()
        };
        assert_eq!(lay(Shape::Digits, "123 45 6789", "900-01-0001"), "900 01 0001");
        assert_eq!(lay(Shape::Digits, "+1 (202) 555 0142", "290-455-0142"), "+1 (290) 455 0142");
        assert_eq!(lay(Shape::Digits, "202-555-0142 ext 9", "290-455-0142"), "290-455-0142");
        assert_eq!(lay(Shape::Code, "1eg4-te5-mk73", "1S00A00AA00"), "1s00-a00-aa00");
        assert_eq!(lay(Shape::Case, "SMITH", "Jones"), "JONES");
        assert_eq!(lay(Shape::Case, "smith", "Jones"), "jones");
        assert_eq!(lay(Shape::Case, "J", "Jones"), "Jones");
    }
}
