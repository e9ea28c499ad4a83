//! What the markup around a text leaves in it: entities, read as the characters that they stand for, and tags inside of words.

/// Bytes of an entity or of a tag at the most.
const LONGEST: usize = 12;

/// Tags that part no word.
const INLINE: [&[u8]; 14] = [
    b"b", b"i", b"u", b"s", b"em", b"strong", b"span", b"font", b"sup", b"sub", b"small", b"mark", b"wbr",
    b"tt",
];

/// The text with its entities read and the tags inside of words left out; the places are those of the bytes that are left.
/// `None` where there is nothing of the kind.
pub(super) fn read(bytes: &[u8], places: Option<&[u32]>) -> Option<(Vec<u8>, Vec<u32>)> {
    let mut at = next(bytes, 0)?;
    let place = |at: usize| places.map_or_else(|| u32::try_from(at).unwrap_or(u32::MAX), |places| places[at]);
    let (mut out, mut kept) = (Vec::with_capacity(bytes.len()), Vec::with_capacity(bytes.len() + 1));
    let mut done = 0;
    loop {
        out.extend_from_slice(&bytes[done..at.0]);
        kept.extend((done..at.0).map(place));
        if let Some(byte) = at.2 {
            out.push(byte);
            kept.push(place(at.0));
        }
        done = at.1;
        let Some(more) = next(bytes, done) else { break };
        at = more;
    }
    out.extend_from_slice(&bytes[done..]);
    kept.extend((done..=bytes.len()).map(place));
    Some((out, kept))
}

/// Where the next of them begins and ends from a place on, and the character that it stands for.
fn next(bytes: &[u8], from: usize) -> Option<(usize, usize, Option<u8>)> {
    memchr::memchr2_iter(b'&', b'<', bytes.get(from..)?).find_map(|n| {
        let at = from + n;
        if bytes[at] == b'&' {
            let (end, byte) = entity(bytes, at)?;
            Some((at, end, Some(byte)))
        } else {
            Some((at, tag(bytes, at)?, None))
        }
    })
}

/// `&nbsp;`, `&#64;`, `&#x40;`: where it ends, and what it is.
fn entity(bytes: &[u8], at: usize) -> Option<(usize, u8)> {
    let length = memchr::memchr(b';', &bytes[at..bytes.len().min(at + LONGEST)])?;
    let name = &bytes[at + 1..at + length];
    let number = |digits: &[u8], base| {
        let value = u32::from_str_radix(std::str::from_utf8(digits).ok()?, base).ok()?;
        match value {
            160 => Some(b' '),
            _ => u8::try_from(value).ok().filter(|b| b.is_ascii_graphic() || *b == b' '),
        }
    };
    let byte = match name {
        b"nbsp" => b' ',
        b"amp" => b'&',
        b"quot" => b'"',
        b"apos" | b"rsquo" | b"lsquo" => b'\'',
        b"ndash" | b"mdash" | b"hyphen" => b'-',
        b"commat" => b'@',
        b"period" => b'.',
        [b'#', b'x' | b'X', digits @ ..] => number(digits, 16)?,
        [b'#', digits @ ..] => number(digits, 10)?,
        _ => return None,
    };
    Some((at + length + 1, byte))
}

/// `</b>` between two letters: where it ends.
fn tag(bytes: &[u8], at: usize) -> Option<usize> {
    let letter = |k: usize| bytes.get(k).is_some_and(|b| b.is_ascii_alphanumeric() || *b >= 0xfe);
    if at == 0 || !letter(at - 1) {
        return None;
    }
    let length = memchr::memchr(b'>', &bytes[at..bytes.len().min(at + LONGEST)])?;
    let name = &bytes[at + 1..at + length];
    let name = name.strip_prefix(b"/").unwrap_or(name);
    let name = name.strip_suffix(b"/").unwrap_or(name).trim_ascii();
    let inline = INLINE.iter().any(|tag| name.eq_ignore_ascii_case(tag));
    (inline && letter(at + length + 1)).then_some(at + length + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> String {
        read(text.as_bytes(), None).map_or_else(
            || text.to_owned(),
            |(bytes, places)| {
                assert_eq!(bytes.len() + 1, places.len());
                assert!(places.windows(2).all(|two| two[0] < two[1]), "{places:?}");
                String::from_utf8(bytes).unwrap()
            },
        )
    }

    #[test]
    fn entities_are_characters_and_tags_part_no_words() {
        assert_eq!(plain("Wanda&nbsp;Hall, a&#64;b&#x2e;example"), "Wanda Hall, a@b.example");
        assert_eq!(plain("<b>Hen</b>rietta <i>Hall</i> came"), "<b>Henrietta <i>Hall</i> came");
        for same in ["a & b; c", "R&D;", "1<2>0", "x<br>y", "&#0;", "&#99999;", "<", "&"] {
            assert_eq!(plain(same), same);
        }
    }
}
