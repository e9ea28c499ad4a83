//! What the ways of a text leave in it: entities and escapes, read as the characters that they stand for, and tags inside of
//! words; signs that are told in brackets, `(at)`, `[dot]`, and characters in brackets one by one, `(R)(N)(4)`; and the sign with
//! which a letter is raised, `S^t`.

mod typeset;

use super::left::Left;
use super::view::fold;
use std::iter::Peekable;
use std::ops::Range;
use typeset::{accent, bracketed_tag, emphasis};

/// Bytes of an entity at the most.
const LONGEST: usize = 12;

/// Bytes of a tag at the most, and tags that stand beside each other.
const LONGEST_TAG: usize = 48;
const TAGS: usize = 4;

/// Tags that part no word.
const INLINE: [&[u8]; 14] = [
    b"b", b"i", b"u", b"s", b"em", b"strong", b"span", b"font", b"sup", b"sub", b"small", b"mark", b"wbr",
    b"tt",
];

/// The text with what is escaped in it read, and the tags inside of words left out; the places are those of the bytes that are
/// left. `None` where there is nothing of the kind.
pub(super) fn read(bytes: &[u8], places: Option<&[u32]>) -> Option<(Vec<u8>, Vec<u32>)> {
    let mut signs = Signs::new(bytes);
    let mut plain = Vec::new();
    let mut at = signs.next(bytes, 0, &mut plain)?;
    let (mut left, mut done) = (Left::of(bytes, places), 0);
    loop {
        left.keep(done..at.start);
        left.put(&plain, at.start);
        done = at.end;
        let Some(more) = signs.next(bytes, done, &mut plain) else { break };
        at = more;
    }
    Some(left.end(done))
}

/// The signs with which escapes and tags may begin.
struct Signs<'t> {
    three: Peekable<memchr::Memchr3<'t>>,
    two: Peekable<memchr::Memchr3<'t>>,
    brackets: Peekable<memchr::Memchr3<'t>>,
    stars: Peekable<memchr::memmem::FindIter<'t, 'static>>,
}

impl<'t> Signs<'t> {
    fn new(bytes: &'t [u8]) -> Self {
        let three = memchr::memchr3_iter(b'&', b'<', b'\\', bytes).peekable();
        let two = memchr::memchr3_iter(b'%', b'=', b'^', bytes).peekable();
        let brackets = memchr::memchr3_iter(b'(', b'[', b'{', bytes).peekable();
        Self { three, two, brackets, stars: memchr::memmem::find_iter(bytes, b"**").peekable() }
    }

    /// Where the next escape or tag is from a place on, and the characters that it stands for.
    fn next(&mut self, bytes: &[u8], from: usize, plain: &mut Vec<u8>) -> Option<Range<usize>> {
        loop {
            let [three, two, bracket, star] =
                [self.three.peek(), self.two.peek(), self.brackets.peek(), self.stars.peek()]
                    .map(|at| at.copied().unwrap_or(usize::MAX));
            let at = if star < three.min(two).min(bracket) {
                self.stars.next()
            } else if bracket < three.min(two) {
                self.brackets.next()
            } else if two < three {
                self.two.next()
            } else {
                self.three.next()
            }?;
            plain.clear();
            let end = match bytes[at] {
                _ if at < from => None,
                b'(' | b'[' if letter_apart(bytes, at) => {
                    plain.push(bytes[at + 1]);
                    return Some(at..at + 3);
                }
                b'[' if let Some(end) = bracketed_tag(bytes, at) => return Some(at..end),
                b'*' => emphasis(bytes, at),
                b'(' | b'[' | b'{' => match told(bytes, from, at, plain) {
                    Some(range) => return Some(range),
                    None => match fenced(bytes, at).filter(|range| range.start >= from) {
                        Some(range) => {
                            plain.clear();
                            return Some(range);
                        }
                        None => None,
                    },
                },
                b'^' => raised(bytes, at),
                b'\\' if let Some(range) = accent(bytes, at, plain).filter(|range| range.start >= from) => {
                    return Some(range);
                }
                b'&' => entity(bytes, at, plain),
                b'<' => tag(bytes, at, plain),
                b'\\' => {
                    plain.clear();
                    backslash(bytes, at, plain)
                }
                // `%4D%61`: what stands before it is a part of the one before.
                sign => hexadecimal(bytes, at, (sign, at == from && from > 0), plain),
            };
            if let Some(end) = end {
                return Some(at..end);
            }
        }
    }
}

/// `&nbsp;`, `&eacute;`, `&#64;`, `&#x40;`: where it ends, and what it is.
fn entity(bytes: &[u8], at: usize, plain: &mut Vec<u8>) -> Option<usize> {
    const ACCENTS: [&[u8]; 9] =
        [b"acute", b"grave", b"circ", b"uml", b"tilde", b"cedil", b"ring", b"caron", b"slash"];
    let length = memchr::memchr(b';', &bytes[at..bytes.len().min(at + LONGEST)])?;
    let name = &bytes[at + 1..at + length];
    let end = Some(at + length + 1);
    if let [letter, accent @ ..] = name
        && letter.is_ascii_alphabetic()
        && ACCENTS.contains(&accent)
    {
        plain.push(*letter);
        return end;
    }
    plain.extend_from_slice(match name {
        b"nbsp" | b"ensp" | b"emsp" | b"thinsp" => b" ",
        b"amp" => b"&",
        b"quot" | b"ldquo" | b"rdquo" => b"\"",
        b"apos" | b"rsquo" | b"lsquo" => b"'",
        b"ndash" | b"mdash" | b"hyphen" | b"minus" => b"-",
        b"commat" => b"@",
        b"period" | b"middot" | b"bull" => b".",
        b"sol" => b"/",
        b"colon" => b":",
        b"comma" => b",",
        b"lowbar" => b"_",
        b"num" => b"#",
        b"lpar" => b"(",
        b"rpar" => b")",
        b"szlig" => b"ss",
        b"aelig" => b"ae",
        b"AElig" => b"AE",
        b"shy" | b"zwj" | b"zwnj" | b"lrm" | b"rlm" => b"",
        [b'#', b'x' | b'X', digits @ ..] => return character(digits, 16, plain).and(end),
        [b'#', digits @ ..] => return character(digits, 10, plain).and(end),
        _ => return None,
    });
    end
}

/// Puts down the character of a number.
fn character(digits: &[u8], base: u32, plain: &mut Vec<u8>) -> Option<()> {
    let digits = std::str::from_utf8(digits)
        .ok()
        .filter(|digits| digits.bytes().all(|b| b.is_ascii_alphanumeric()))?;
    let c = char::from_u32(u32::from_str_radix(digits, base).ok()?)?;
    (!c.is_control()).then(|| fold(c, plain))
}

/// `\u00e9`, `\xe9`, and `\n` where no word goes on behind it: where it ends.
fn backslash(bytes: &[u8], at: usize, plain: &mut Vec<u8>) -> Option<usize> {
    let digits = |from: usize, count: usize| bytes.get(from..from + count);
    match bytes.get(at + 1)? {
        b'u' if bytes.get(at + 2) == Some(&b'{') => {
            let length = memchr::memchr(b'}', &bytes[at..bytes.len().min(at + LONGEST)])?;
            character(&bytes[at + 3..at + length], 16, plain)?;
            Some(at + length + 1)
        }
        b'u' => {
            character(digits(at + 2, 4)?, 16, plain)?;
            Some(at + 6)
        }
        b'x' => {
            character(digits(at + 2, 2)?, 16, plain)?;
            Some(at + 4)
        }
        // `1987\11\03`
        b'0'..=b'9' if at > 0 && bytes[at - 1].is_ascii_digit() => {
            plain.push(b'/');
            Some(at + 1)
        }
        // `1987\/11\/03`, as JSON may have it.
        b'/' if at > 0 && bytes[at - 1].is_ascii_alphanumeric() => {
            plain.push(b'/');
            Some(at + 2)
        }
        escape @ (b'n' | b'r' | b't') => {
            // `C:\new`
            let goes_on = bytes.get(at + 2).is_some_and(u8::is_ascii_lowercase);
            let path = at > 0 && matches!(bytes[at - 1], b':' | b'\\');
            plain.push(if *escape == b't' { b'\t' } else { b'\n' });
            (!goes_on && !path).then_some(at + 2)
        }
        _ => None,
    }
}

/// `%20`, `%C3%A9`, `=C3=A9`, and an equals sign that parts a word at the end of its line: where it ends.
fn hexadecimal(bytes: &[u8], at: usize, (sign, joined): (u8, bool), plain: &mut Vec<u8>) -> Option<usize> {
    let byte = |k: usize| {
        let pair = bytes.get(k..k + 3).filter(|pair| pair[0] == sign)?;
        let digit = |b: u8| char::from(b).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
        Some(digit(pair[1])? << 4 | digit(pair[2])?)
    };
    let before = at.checked_sub(1).map_or(b' ', |k| bytes[k]);
    if sign == b'=' && bytes.get(at + 1) == Some(&b'\n') {
        let parts = before.is_ascii_alphanumeric() && bytes.get(at + 2).is_some_and(u8::is_ascii_lowercase);
        return parts.then_some(at + 2);
    }
    let first = byte(at)?;
    if first < 0x80 {
        // `x=20` is a number, and `50%20` may be one.
        let reads = sign == b'%' && matches!(first, b' '..=b'~' | b'\n');
        let number = !joined && before.is_ascii_digit() && first.is_ascii_alphanumeric();
        // `%254D`: escaped once more.
        let digits =
            |pair: &[u8]| std::str::from_utf8(pair).ok().and_then(|pair| u8::from_str_radix(pair, 16).ok());
        let twice = if first == b'%' { bytes.get(at + 3..at + 5).and_then(digits) } else { None };
        if let Some(inner) = twice.filter(u8::is_ascii_alphanumeric) {
            plain.push(inner);
            return Some(at + 5);
        }
        plain.push(first);
        return (reads && !number).then_some(at + 3);
    }
    let length = first.leading_ones() as usize;
    let mut all = [0; 4];
    for (n, to) in all.get_mut(..length)?.iter_mut().enumerate() {
        *to = byte(at + 3 * n)?;
    }
    let c = std::str::from_utf8(&all[..length]).ok()?.chars().next()?;
    fold(c, plain);
    Some(at + 3 * length)
}

/// `</b>` and `</span><span class="n">` between two letters: where they end. `</b> <i>` parts two words, and nothing else does.
fn tag(bytes: &[u8], at: usize, plain: &mut Vec<u8>) -> Option<usize> {
    let letter = |k: usize| bytes.get(k).is_some_and(|b| b.is_ascii_alphanumeric() || *b >= 0xfe);
    // `54-<wbr>12`, `555.<!-- -->01`: what shows nothing joins signs, too.
    if let Some(end) = nothing(bytes, at).filter(|_| at > 0 && !bytes[at - 1].is_ascii_whitespace()) {
        return Some(end);
    }
    if at == 0 || !letter(at - 1) {
        return None;
    }
    let mut end = at;
    for _ in 0..TAGS {
        // A blank belongs to what stands between two words where a tag goes before it and another behind it.
        let blank = usize::from(end > at && bytes.get(end..end + 2) == Some(b" <"));
        if bytes.get(end + blank) != Some(&b'<') {
            break;
        }
        end += blank;
        let length = memchr::memchr(b'>', &bytes[end..bytes.len().min(end + LONGEST_TAG)])?;
        let name = &bytes[end + 1..end + length];
        let name = name.strip_prefix(b"/").unwrap_or(name);
        let name = name.split(|b| *b == b' ' || *b == b'/').next()?;
        if !INLINE.iter().any(|tag| name.eq_ignore_ascii_case(tag)) {
            return None;
        }
        plain.extend((blank > 0 && plain.is_empty()).then_some(b' '));
        end += length + 1;
    }
    (letter(end) || goes_on(bytes, end)).then_some(end)
}

/// `03/17<b></b>/1968`, `lopez<i></i>@mail`: whether a date or an address goes on with a sign.
fn goes_on(bytes: &[u8], at: usize) -> bool {
    matches!(bytes.get(at..at + 2), Some([b'/' | b'-' | b'@', next]) if next.is_ascii_alphanumeric())
}

/// Where a tag or a comment ends that shows nothing and parts nothing, where something goes on behind it.
fn nothing(bytes: &[u8], at: usize) -> Option<usize> {
    let tag = &bytes[at..bytes.len().min(at + LONGEST_TAG)];
    let end = if tag.starts_with(b"<!--") {
        memchr::memmem::find(tag, b"-->")? + 3
    } else {
        tag.get(..5).filter(|tag| tag.eq_ignore_ascii_case(b"<wbr>"))?.len()
    };
    let part = bytes.get(at + end).is_some_and(u8::is_ascii_alphanumeric);
    (part || goes_on(bytes, at + end)).then_some(at + end)
}

/// `(N)adia`: whether brackets stand around the first letter of a word alone.
fn letter_apart(bytes: &[u8], at: usize) -> bool {
    let before = at.checked_sub(1).map(|k| bytes[k]);
    let three = bytes.get(at..at + 3);
    let letter = three.is_some_and(|three| three[1].is_ascii_alphabetic() && matches!(three[2], b')' | b']'));
    letter
        && before.is_none_or(|b| !b.is_ascii_alphanumeric() && b < 0x80)
        && bytes.get(at + 3..at + 5).is_some_and(|rest| rest.iter().all(u8::is_ascii_lowercase))
}

/// Characters in brackets from which on they are one word: `(b)(2)(i)` is a paragraph.
const FENCED: usize = 4;

/// `(R)(N)(4)(0)(9)`: the two brackets that end at a place, if they part characters of a row of which each is in brackets.
fn fenced(bytes: &[u8], at: usize) -> Option<Range<usize>> {
    const FAR: usize = 3 * 16;
    let (open, close) = match bytes[at] {
        b'(' => (b'(', b')'),
        b'[' => (b'[', b']'),
        _ => (b'{', b'}'),
    };
    if at == 0 || bytes[at - 1] != close {
        return None;
    }
    let one = |three: &[u8]| matches!(three, [o, letter, c] if (*o, *c) == (open, close) && (letter.is_ascii_alphanumeric() || b"-/.,@_:".contains(letter)));
    let before = bytes[at.saturating_sub(FAR)..at].rchunks_exact(3).take_while(|three| one(three)).count();
    let behind = bytes[at..bytes.len().min(at + FAR)].chunks_exact(3).take_while(|three| one(three)).count();
    let start = at - 3 * before;
    let alone = start == 0 || !bytes[start - 1].is_ascii_alphanumeric();
    (alone && before > 0 && behind > 0 && before + behind >= FENCED).then_some(at - 1..at + 1)
}

/// `S^t`, `D^r`: letters that were raised behind a capital. Where what a sign raises ends is where that is left out.
fn raised(bytes: &[u8], at: usize) -> Option<usize> {
    let capital =
        at > 0 && bytes[at - 1].is_ascii_uppercase() && (at == 1 || !bytes[at - 2].is_ascii_alphanumeric());
    let rest = &bytes[at + 1..];
    let letters = rest.iter().take(3).take_while(|b| b.is_ascii_lowercase()).count();
    let ends = rest.get(letters).is_none_or(|b| !b.is_ascii_alphanumeric() && *b != b'^');
    (capital && (1..3).contains(&letters) && ends).then_some(at + 1)
}

/// `maria (dot) lopez [at] mail {.} example`: where a sign that is told in brackets is, with the blanks around it.
fn told(bytes: &[u8], from: usize, at: usize, plain: &mut Vec<u8>) -> Option<Range<usize>> {
    const SIGNS: [(&[u8], u8); 12] = [
        (b":", b':'),
        (b"colon", b':'),
        (b"at", b'@'),
        (b"@", b'@'),
        (b"dot", b'.'),
        (b".", b'.'),
        (b"punto", b'.'),
        (b"arroba", b'@'),
        (b"underscore", b'_'),
        (b"hyphen", b'-'),
        (b"dash", b'-'),
        (b"slash", b'/'),
    ];
    let inside = &bytes[at + 1..bytes.len().min(at + 1 + LONGEST)];
    let close = inside.iter().position(|b| matches!(b, b')' | b']' | b'}'))?;
    let word = inside[..close].trim_ascii();
    let (_, sign) = SIGNS.iter().find(|(name, _)| word.eq_ignore_ascii_case(name))?;
    let letter = |b: &u8| b.is_ascii_alphanumeric();
    let start = at - bytes[from..at].iter().rev().take_while(|b| **b == b' ').count().min(1);
    let end = at + close + 2;
    let end = end + usize::from(bytes.get(end) == Some(&b' '));
    // `https[:]//portal`
    let scheme = *sign == b':' && bytes[end..].starts_with(b"//");
    if start <= from || !letter(&bytes[start - 1]) || !(scheme || bytes.get(end).is_some_and(letter)) {
        return None;
    }
    // An at-sign has a host behind it.
    let host = || {
        let rest = &bytes[end..bytes.len().min(end + 64)];
        memchr::memmem::find(&rest.to_ascii_lowercase(), b"dot").is_some()
            || rest.windows(2).any(|two| two[0] == b'.' && letter(&two[1]))
            || memchr::memmem::find(rest, b".)").is_some()
            || memchr::memmem::find(rest, b".]").is_some()
    };
    plain.push(*sign);
    (match sign {
        b'@' => host(),
        b':' => scheme,
        _ => true,
    })
    .then_some(start..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> String {
        read(text.as_bytes(), None).map_or_else(
            || text.to_owned(),
            |(bytes, places)| {
                assert_eq!(bytes.len() + 1, places.len());
                assert!(places.windows(2).all(|two| two[0] <= two[1]), "{places:?}");
                String::from_utf8(bytes).unwrap()
            },
        )
    }

    #[test]
    fn entities_are_characters_and_tags_part_no_words() {
        assert_eq!(plain("Wanda&nbsp;Hall, a&#64;b&#x2e;example"), "Wanda Hall, a@b.example");
        assert_eq!(plain("<b>Hen</b>rietta <i>Hall</i> came"), "<b>Henrietta <i>Hall</i> came");
        assert_eq!(
            plain("Mar&iacute;a L&#243;pez, Stra&szlig;e, Nu&#x00f1;ez"),
            "Maria Lopez, Strasse, Nunez"
        );
        assert_eq!(plain("n=Mar%C3%ADa%20L%c3%b3pez&dob=07%2F14%2F1962"), "n=Maria Lopez&dob=07/14/1962");
        assert_eq!(plain("Jos=C3=A9 Her=\nnandez"), "Jose Hernandez");
        assert_eq!(plain(r"Mar\u00eda L\xf3pez\nSeen, \u{e9}"), "Maria Lopez\nSeen, e");
        for same in [r"C:\new\temp", "95%CI", "x=20", "down 50%", "%", "=", r"\", r"\u12", "100%45"] {
            assert_eq!(plain(same), same);
        }
        assert_eq!(
            plain("Win</b> <i>Ash</i> and <b>Hall</b> <br> Lee"),
            "Win Ash</i> and <b>Hall</b> <br> Lee"
        );
        assert_eq!(plain("19<wbr>54-<wbr>12, 555.<!-- -->01"), "1954-12, 555.01");
        assert_eq!(plain("%4D%61%72%69%61, %254D%2561ria, M/\\RIA"), "Maria, Maria, MARIA");
        assert_eq!(
            plain(r"Mu{\~n}oz, Jos\'{e} and Mu\~noz, O\'Brien, don\'t"),
            "Munoz, Jose and Munoz, O'Brien, don't"
        );
        assert_eq!(plain(r"1985\3\14, Mar[/b]ia, Mar**ia**"), "1985/3/14, Maria, Maria**");
        for same in ["x[i]", "**Note** that", "L***z", "2**3", "see [b] below", r"1\.", "J**"] {
            assert_eq!(plain(same), same);
        }
        for same in [r"C:\users\maria", r"\'x", r"a\.b", r"\c{", r"x\^2"] {
            assert_eq!(plain(same), same);
        }
        assert_eq!(plain(r#"{"dob":"1987\/11\/03"}"#), r#"{"dob":"1987/11/03"}"#);
        assert_eq!(plain("ask m.lopez (at) mail [dot] example (DOT) org"), "ask m.lopez@mail.example.org");
        assert_eq!(plain("night{underscore}owl at 203[.]0[.]113[.]7"), "night_owl at 203.0.113.7");
        for same in ["worse (at rest)", "pain (at) rest", "a (b) c", "[.]", "(dot) matrix", "(", "x (dot"] {
            assert_eq!(plain(same), same);
        }
        assert_eq!(plain("https[:]//portal(.)example"), "https://portal.example");
        assert_eq!(plain("id (R)(N)(4)(0) at S^t Olave's"), "id (RN40) at St Olave's");
        for same in ["164.514(b)(2)(i)(A)", "(a)(b)(c)", "m^2", "DOE^JANE^A", "ratio [:] of"] {
            assert_eq!(plain(same), same);
        }
        for same in ["a & b; c", "R&D;", "1<2>0", "x<br>y", "&#0;", "&#9999999;", "<", "&"] {
            assert_eq!(plain(same), same);
        }
    }
}
