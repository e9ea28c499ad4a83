//! What bytes say that stood in a text in another coding: a text of one or two bytes a character, or one that was packed.

use std::io::Read;

/// Bytes that are unpacked of one cell at the most, whatever it promises to hold.
const LARGEST: u64 = 1 << 22;

/// How much of a cell may still be unpacked.
pub(super) struct Left(u64);

impl Default for Left {
    fn default() -> Self {
        Self(LARGEST)
    }
}

/// Whether bytes begin as those do that are packed or of two bytes a character; half a dozen are enough to tell.
pub(super) fn begins(bytes: &[u8]) -> bool {
    // A character of two bytes has a zero among them, or stands behind a mark that begins so.
    let may_be = bytes.first().is_some_and(|first| *first >= 0xfe) || bytes.contains(&0);
    is_gzip(bytes) || is_zlib(bytes) || may_be && wide(bytes).is_some()
}

/// Bytes as a text, where they are one: much of it letters, digits and spaces.
pub(super) fn text_of(bytes: Vec<u8>, left: &mut Left) -> Option<String> {
    let text = match is_gzip(&bytes) || is_zlib(&bytes) {
        true => {
            let plain = unpacked(&bytes, left);
            // What is cut off in the middle of a character is read up to it.
            wide_text(&plain).unwrap_or_else(|| String::from_utf8_lossy(&plain).into_owned())
        }
        false => match wide_text(&bytes) {
            Some(text) => text,
            None => String::from_utf8(bytes).ok()?,
        },
    };
    let plain = text.chars().filter(|c| c.is_alphanumeric() || *c == ' ').count();
    let fine = text.chars().all(|c| !c.is_control() || c.is_whitespace());
    // A document of one number has as many brackets and quotes as digits.
    (fine && !text.is_empty() && plain * 10 >= text.chars().count() * 4).then_some(text)
}

/// RFC 1952, section 2.3: the signature, and the only method there is.
fn is_gzip(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0x1f, 0x8b, 8])
}

/// RFC 1950, section 2.2: the usual window, and the levels without a dictionary.
fn is_zlib(bytes: &[u8]) -> bool {
    matches!(bytes, [0x78, 0x01 | 0x5e | 0x9c | 0xda, ..])
}

/// What is packed, as far as it can be read and may become.
fn unpacked(bytes: &[u8], left: &mut Left) -> Vec<u8> {
    let mut plain = Vec::new();
    let read = match is_gzip(bytes) {
        true => flate2::read::MultiGzDecoder::new(bytes).take(left.0).read_to_end(&mut plain),
        false => flate2::read::ZlibDecoder::new(bytes).take(left.0).read_to_end(&mut plain),
    };
    // What was read before a fault is read all the same.
    let length = read.unwrap_or(plain.len());
    left.0 = left.0.saturating_sub(length as u64);
    plain
}

/// How two bytes are a character, where the first ones are letters and digits of two bytes each.
fn wide(bytes: &[u8]) -> Option<fn([u8; 2]) -> u16> {
    let zeros = |from: usize| bytes.iter().take(6).skip(from).step_by(2).filter(|b| **b == 0).count();
    match (bytes, zeros(0), zeros(1)) {
        ([0xff, 0xfe, ..], _, _) | (_, 0, 2..) => Some(u16::from_le_bytes),
        ([0xfe, 0xff, ..], _, _) | (_, 2.., 0) => Some(u16::from_be_bytes),
        _ => None,
    }
}

fn wide_text(bytes: &[u8]) -> Option<String> {
    let unit = wide(bytes)?;
    let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]])).collect();
    String::from_utf16(&units).ok().map(|text| text.trim_start_matches('\u{feff}').to_owned())
}

/// The characters of a list of their numbers (`[49, 50, 51]`), for each that a text has.
pub(super) fn numbered(text: &str, each: &mut impl FnMut(Vec<u8>)) {
    let bytes = text.as_bytes();
    for open in memchr::memchr_iter(b'[', bytes) {
        let end = memchr::memchr2(b']', b'[', &bytes[open + 1..]).map_or(bytes.len(), |end| open + 1 + end);
        let inside = bytes[open + 1..end].split(|b| *b == b',');
        let codes = inside.map_while(|part| std::str::from_utf8(part.trim_ascii()).ok()?.parse::<u8>().ok());
        let codes: Vec<u8> = codes.collect();
        if codes.len() >= FEWEST {
            each(codes);
        }
    }
}

/// Bytes that are written apart, at the least: pairs of digits are as many words.
pub(super) const FEWEST: usize = 8;

/// A text in which bytes may be written in pairs of digits has at least so many of its own.
const PAIRED: usize = 3 * (FEWEST - 2);

/// Hexadecimal digits, and signs that stand between pairs of them; no three bytes of other sorts have the same sum.
static SORTS: [u8; 256] = {
    let mut sorts = [0; 256];
    let mut at = 0;
    while at < 128u8 {
        sorts[at as usize] = match at {
            b' ' | b':' | b'-' | b',' | b'\n' => APART,
            _ if at.is_ascii_hexdigit() => DIGIT,
            _ => 0,
        };
        at += 1;
    }
    sorts
};
const DIGIT: u8 = 1;
const APART: u8 = 4;

/// The bytes of hexadecimal digits in pairs with a sign between them (`4a 6f 68`, `4a:6f:68`), for each run that a text has.
pub(super) fn paired(text: &str, each: &mut impl FnMut(Vec<u8>)) {
    let bytes = text.as_bytes();
    if bytes.len() < PAIRED {
        return;
    }
    let apart = |b: u8| SORTS[usize::from(b)] == APART;
    // Among three bytes of such a run there is one sign, so that a third of the text tells whether there is a run.
    let mut alike = 0;
    let may_be = bytes.as_chunks::<3>().0.iter().any(|three| {
        let sum: u8 = three.iter().map(|b| SORTS[usize::from(*b)]).sum();
        alike = if sum == APART + 2 * DIGIT { alike + 1 } else { 0 };
        alike >= FEWEST - 2
    });
    if !may_be {
        return;
    }
    let digit = |b: Option<&u8>| char::from(*b?).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let pair = |at: usize| {
        let ends = bytes.get(at + 2).is_none_or(|b| !b.is_ascii_alphanumeric());
        Some(digit(bytes.get(at))? << 4 | digit(bytes.get(at + 1))?).filter(|_| ends)
    };
    let mut at = 0;
    while at < bytes.len() {
        let mut run = Vec::new();
        let sign = bytes.get(at + 2).copied();
        while let Some(byte) = pair(at) {
            run.push(byte);
            at += 3;
            if bytes.get(at - 1).copied() != sign || !sign.is_some_and(apart) {
                break;
            }
        }
        if run.len() >= FEWEST {
            each(run);
        } else {
            // On to the next word.
            at += bytes[at.min(bytes.len())..].iter().take_while(|b| b.is_ascii_alphanumeric()).count() + 1;
        }
    }
}
