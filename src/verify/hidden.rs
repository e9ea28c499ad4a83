//! What stands in a text in another coding.

use super::packed::{FEWEST, Left, begins, numbered, paired, text_of};
use super::words::Words;
use std::ops::Range;

/// How deep codings may lie in each other.
const DEEPEST: usize = 3;

/// Hands over what stands in a text in another coding: base64, hexadecimal digits, both also of what is packed or of two bytes a
/// character, numbers of characters, percent signs, escapes of JSON, entities, tags and control words.
pub(super) fn hidden(text: &str, each: &mut impl FnMut(&str)) {
    Reader { left: Left::default(), each }.decode(text, DEEPEST);
}

/// Whether something may stand in a text in another coding, as far as its words tell, which were read.
pub(super) fn may_hold_coded(text: &str, words: &Words) -> bool {
    if text.len() < SHALLOW || !words.may_be_coded(LEAST) && words.len() < FEWEST {
        return false;
    }
    // Neither pairs of digits nor anything that escapes, tags and lists begin: what runs begin with tells of most dates, numbers and
    // addresses that they are none in another coding. Lines may be parts of one run.
    !words.is_plain_line()
        || words.len() >= FEWEST
        || text.as_bytes().split(|b| !is_coded(*b)).any(may_be_run)
}

/// Whether a run may be one in hexadecimal digits or in base64.
fn may_be_run(run: &[u8]) -> bool {
    run.len() >= LEAST && (run.starts_with(b"+") || may_be_base64(run) || hexadecimal(run).is_some())
}

/// The digits of a run in hexadecimal ones, which Postgres writes behind `\x`; none where it is no such run.
fn hexadecimal(run: &[u8]) -> Option<&[u8]> {
    let bare = run.strip_prefix(b"x").or_else(|| run.strip_prefix(b"0x")).unwrap_or(run);
    (bare.len().is_multiple_of(2) && bare.iter().all(u8::is_ascii_hexdigit)).then_some(bare)
}

/// What stands in base64 in a text, with where it stands.
pub(super) fn runs_of_base64(text: &str) -> Vec<(Range<usize>, String)> {
    let mut found = Vec::new();
    if text.len() < SHORTEST || signs(text).1 < SHORTEST {
        return found;
    }
    let (mut at, mut left) = (0, Left::default());
    for run in text.as_bytes().split(|b| !is_coded(*b)) {
        if run.len() >= SHORTEST
            && may_be_base64(run)
            && let Some(plain) = from_base64(run, &mut left)
        {
            found.push((at..at + run.len(), plain));
        }
        at += run.len() + 1;
    }
    found
}

/// The shortest run in base64 that holds an identifier: nine digits, or a short address.
const SHORTEST: usize = 12;

/// Codings that are read, each within the other.
struct Reader<'f, F> {
    left: Left,
    each: &'f mut F,
}

impl<F: FnMut(&str)> Reader<'_, F> {
    fn decode(&mut self, text: &str, depth: usize) {
        if depth == 0 || text.len() < SHALLOW {
            return;
        }
        let (signs, longest) = signs(text);
        if longest == text.len() && longest >= LEAST {
            self.run(text.as_bytes(), depth);
        } else if longest >= LEAST {
            self.runs(text.as_bytes(), depth);
        }
        if let Some(plain) = (signs & ESCAPES != 0).then(|| unescaped(text)).flatten() {
            self.found(&plain, depth);
        }
        if signs & MARKS != 0
            && let Some(plain) = untagged(text).or_else(|| uncontrolled(text))
        {
            self.found(&plain, depth);
        }
        let mut found = |bytes| {
            if let Some(plain) = text_of(bytes, &mut self.left) {
                (self.each)(&plain);
            }
        };
        if signs & LISTS != 0 {
            numbered(text, &mut found);
        }
        paired(text, &mut found);
    }

    fn found(&mut self, plain: &str, depth: usize) {
        (self.each)(plain);
        self.decode(plain, depth - 1);
    }

    /// Runs of the signs of base64, and such that are parted into lines of one length.
    fn runs(&mut self, bytes: &[u8], depth: usize) {
        let (mut at, mut lined) = (0, 0);
        for run in bytes.split(|b| !is_coded(*b)) {
            let end = at + run.len();
            if run.len() >= LEAST {
                self.run(run, depth);
                if at >= lined && run.len() % 4 == 0 && matches!(bytes.get(end), Some(b'\r' | b'\n')) {
                    lined = self.lines(bytes, at..end, depth);
                }
            }
            at = end + 1;
        }
    }

    /// Reads the line that stands there with those behind it as one; gives where they end.
    fn lines(&mut self, bytes: &[u8], first: Range<usize>, depth: usize) -> usize {
        let (width, mut end) = (first.len(), first.end);
        let mut joined = bytes[first].to_vec();
        let mut whole = width;
        while joined.len() == whole {
            let rest = &bytes[end..];
            let Some(line) = rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n")) else { break };
            let length = line.iter().take(width + 1).take_while(|b| is_coded(**b)).count();
            if length == 0 || length > width {
                break;
            }
            joined.extend_from_slice(&line[..length]);
            end = bytes.len() - line.len() + length;
            whole += if length == width { width } else { 0 };
        }
        // The last line may be a word of what follows.
        if joined.len() > width && !self.run(&joined, depth) && whole > width && whole < joined.len() {
            self.run(&joined[..whole], depth);
        }
        end
    }

    /// Reads a run in hexadecimal digits, which Postgres writes behind `\x`, or in base64; whether it is one.
    fn run(&mut self, run: &[u8], depth: usize) -> bool {
        let mut plain = hexadecimal(run).and_then(|bare| from_hex(bare, &mut self.left));
        // UTF-7 (RFC 2152) has base64 between a plus and a hyphen; hardly a text in base64 begins with a plus itself.
        let inner = run.strip_prefix(b"+").map(|inner| inner.strip_suffix(b"-").unwrap_or(inner));
        for coded in inner.into_iter().chain([run]) {
            if plain.is_none() && may_be_base64(coded) {
                plain = from_base64(coded, &mut self.left);
            }
        }
        let Some(plain) = plain else { return false };
        self.found(&plain, depth);
        true
    }
}

/// The shortest text in which something is looked for, and the shortest run that is read as base64 or as hexadecimal digits.
const SHALLOW: usize = 8;
const LEAST: usize = 10;

/// Signs that base64 and hexadecimal digits are of, that begin an escape, that begin a tag or a group, and that begin a list.
const CODED: u8 = 1;
const ESCAPES: u8 = 2;
const MARKS: u8 = 4;
const LISTS: u8 = 8;

/// What each byte is a sign of.
static SIGNS: [u8; 256] = {
    let mut signs = [0; 256];
    let mut at = 0;
    while at < 128u8 {
        signs[at as usize] = match at {
            b'+' | b'/' | b'-' | b'_' => CODED,
            b'%' | b'\\' | b'&' | b'=' => ESCAPES,
            b'<' | b'{' => MARKS,
            b'[' => LISTS,
            _ if at.is_ascii_alphanumeric() => CODED,
            _ => 0,
        };
        at += 1;
    }
    signs
};

fn is_coded(byte: u8) -> bool {
    SIGNS[usize::from(byte)] & CODED != 0
}

/// What signs a text has, and how many of those of base64 stand behind each other at the most.
fn signs(text: &str) -> (u8, usize) {
    let (mut all, mut run, mut longest) = (0, 0, 0);
    for byte in text.bytes() {
        let sign = SIGNS[usize::from(byte)];
        all |= sign;
        run = if sign & CODED == 0 { 0 } else { run + 1 };
        longest = longest.max(run);
    }
    (all, longest)
}

fn from_hex(run: &[u8], left: &mut Left) -> Option<String> {
    let digit = |b: u8| char::from(b).to_digit(16).and_then(|d| u8::try_from(d).ok());
    let bytes: Option<Vec<u8>> =
        run.chunks_exact(2).map(|pair| Some(digit(pair[0])? << 4 | digit(pair[1])?)).collect();
    text_of(bytes?, left)
}

/// The six bits that each letter of base64 stands for; more than six where it is none.
static SIX_BITS: [u8; 256] = {
    let mut bits = [NONE; 256];
    let mut at = 0;
    while at < 128u8 {
        bits[at as usize] = match at {
            b'A'..=b'Z' => at - b'A',
            b'a'..=b'z' => at - b'a' + 26,
            b'0'..=b'9' => at - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => NONE,
        };
        at += 1;
    }
    bits
};
const NONE: u8 = 64;

fn six_bits(b: u8) -> Option<u8> {
    Some(SIX_BITS[usize::from(b)]).filter(|bits| *bits < NONE)
}

/// Whether the first bytes of a run in base64 may be those of a text: words and numbers that are no base64 are passed over early.
fn may_be_base64(run: &[u8]) -> bool {
    if run.len() % 4 == 1 {
        return false;
    }
    let bits =
        run.iter().take(8).try_fold(0u64, |bits, b| six_bits(*b).map(|six| bits << 6 | u64::from(six)));
    let Some(bits) = bits else { return false };
    let bytes = bits.to_be_bytes();
    if begins(&bytes[2..]) {
        return true;
    }
    // Eight letters are six bytes: none of them stands for a sign without a form, and a letter of several bytes is one.
    let mut more = 0;
    for byte in &bytes[2..] {
        let control = *byte < 0x20 && !(b'\t'..=b'\r').contains(byte) || *byte == 0x7f;
        let follows = (0x80..0xc0).contains(byte);
        if control || follows != (more > 0) {
            return false;
        }
        more = match byte {
            0xc0..=0xdf => 1,
            0xe0..=0xef => 2,
            0xf0..=0xff => 3,
            _ if follows => more - 1,
            _ => 0,
        };
    }
    true
}

fn from_base64(run: &[u8], left: &mut Left) -> Option<String> {
    if run.len() % 4 == 1 {
        return None;
    }
    let mut bytes = Vec::with_capacity(run.len() * 3 / 4);
    let (mut bits, mut held) = (0u32, 0u32);
    for byte in run {
        bits = bits << 6 | u32::from(six_bits(*byte)?);
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push((bits >> held).to_le_bytes()[0]);
            bits &= (1 << held) - 1;
        }
    }
    text_of(bytes, left)
}

/// The text without percent codes, escapes of JSON and entities; `None` where it has none.
fn unescaped(text: &str) -> Option<String> {
    let mut out: Vec<u8> = Vec::with_capacity(text.len());
    let mut rest = text;
    let mut any = false;
    while let Some(c) = rest.chars().next() {
        let (code, length) = match c {
            '%' => (rest.get(1..3).and_then(|hex| u32::from_str_radix(hex, 16).ok()).map(Err), 3),
            '=' => (rest.get(1..3).and_then(|hex| u32::from_str_radix(hex, 16).ok()).map(Err), 3),
            // What is escaped twice is escaped once when it is read.
            '\\' if rest.starts_with("\\\\u") => (Some(Ok(u32::from('\\'))), 2),
            '\\' => {
                (rest.strip_prefix("\\u").and_then(|r| u32::from_str_radix(r.get(..4)?, 16).ok()).map(Ok), 6)
            }
            '&' => entity(rest),
            _ => (None, 0),
        };
        let start = out.len();
        match code {
            // A byte of a character, or a whole one.
            Some(Err(byte)) => out.push(byte.to_le_bytes()[0]),
            Some(Ok(code)) => out.extend(char::from_u32(code).unwrap_or(' ').to_string().into_bytes()),
            None => out.extend(c.to_string().into_bytes()),
        }
        let taken = if code.is_some() { length } else { c.len_utf8() };
        any |= code.is_some() && out.len() > start;
        rest = rest.get(taken..).unwrap_or_default();
    }
    any.then(|| String::from_utf8_lossy(&out).into_owned())
}

/// `&#233;` or `&#xe9;` at the front, and its length.
fn entity(text: &str) -> (Option<Result<u32, u32>>, usize) {
    let Some(end) = text.bytes().take(10).position(|b| b == b';') else { return (None, 0) };
    let Some(code) = text.get(..end).and_then(|entity| entity.strip_prefix("&#")) else { return (None, 0) };
    let number = match code.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16),
        None => code.parse(),
    };
    (number.ok().map(Ok), end + 1)
}

/// The text of HTML without its tags, which may stand in the middle of a word.
fn untagged(text: &str) -> Option<String> {
    let (first, last) = (text.find('<')?, text.rfind('>')?);
    if first > last {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        let tag = &rest[at + 1..];
        let Some(end) = tag.find('>') else { break };
        let name: String =
            tag[..end].trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
        let within = [
            "a", "b", "i", "u", "em", "strong", "span", "font", "small", "big", "sub", "sup", "wbr", "mark",
            "",
        ];
        if !within.contains(&name.to_ascii_lowercase().as_str()) {
            out.push(' ');
        }
        rest = &tag[end + 1..];
    }
    out.push_str(rest);
    // Names of letters with marks tell the letter first.
    let mut plain = String::with_capacity(out.len());
    let mut parts = out.split('&');
    plain.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let name = part.split(';').next().filter(|name| name.len() < 10 && part.len() > name.len());
        match name {
            Some("nbsp" | "ensp" | "emsp" | "thinsp") => plain.push(' '),
            Some("amp" | "lt" | "gt" | "quot" | "apos" | "shy" | "zwj" | "zwnj") | None => plain.push('&'),
            Some(name) if name.starts_with('#') => {
                let code = entity(&format!("&{part}")).0.and_then(Result::ok);
                plain.push(code.and_then(char::from_u32).unwrap_or(' '));
            }
            Some(name) => plain.extend(name.chars().take(1)),
        }
        plain.push_str(name.map_or(part, |name| &part[name.len() + 1..]));
    }
    Some(plain)
}

/// The text of RTF without its control words and groups.
fn uncontrolled(text: &str) -> Option<String> {
    if !text.trim_start().starts_with("{\\rtf") {
        return None;
    }
    let mut out = String::with_capacity(text.len() / 2);
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        match c {
            '{' | '}' | '\r' | '\n' => {}
            '\\' => {
                let letters = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
                let (word, after) = rest.split_at(letters);
                let digits = after.bytes().take_while(|b| b.is_ascii_digit() || *b == b'-').count();
                let (number, after) = after.split_at(digits);
                match (word, number.parse::<i32>()) {
                    ("", _) => {
                        let code = rest
                            .strip_prefix('\'')
                            .and_then(|hex| u8::from_str_radix(hex.get(..2)?, 16).ok());
                        out.extend(code.map(char::from).or(rest.starts_with('~').then_some(' ')));
                        let taken =
                            if code.is_some() { 3 } else { rest.chars().next().map_or(0, char::len_utf8) };
                        rest = rest.get(taken..).unwrap_or_default();
                        continue;
                    }
                    ("u", Ok(code)) => {
                        let code = u32::try_from(if code < 0 { code + 65_536 } else { code }).unwrap_or(0);
                        out.extend(char::from_u32(code));
                        rest = after.trim_start_matches(' ');
                        rest = rest.strip_prefix('?').unwrap_or(rest);
                        continue;
                    }
                    ("par" | "line" | "tab" | "cell" | "row", _) => out.push(' '),
                    _ => {}
                }
                rest = after.strip_prefix(' ').unwrap_or(after);
            }
            c => out.push(c),
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn where_nothing_may_be_coded_nothing_is(text in "([0-9a-f]{2}[ :,-]){0,12}|[0-9-]{8,20}|[A-Z]{0,3}[0-9]{4,12}|(x|0x)?([3-7][0-9a-f]){4,10}|[+]?[A-Za-z0-9+/_-]{8,18}|[ -~é]{0,24}|(%41|<b>|=3D|&#65;|[0-9]{2}, ?|[A-Za-z0-9+/]{4,12}| ){0,9}|[a-z]{0,3}(.| )?(MTIz|NDU2|Nzg5|x313|2333|435){2,6}([@. /-][a-z0-9]{1,9}){0,3}|(MTIz|x313|2333|4353|637\n|\n|\r\n){4,12}") {
            let mut any = false;
            hidden(&text, &mut |_| any = true);
            prop_assert!(!any || may_hold_coded(&text, &Words::of(&text)));
        }
    }

    #[test]
    fn what_stands_in_another_coding_is_read() {
        let plain = |text: &str| {
            let mut all = Vec::new();
            hidden(text, &mut |plain| all.push(plain.to_owned()));
            all
        };
        assert!(plain("x MTIzLTQ1LTY3ODk= y").contains(&"123-45-6789".to_owned()));
        assert!(plain("3132332d34352d36373839").contains(&"123-45-6789".to_owned()));
        assert!(plain("name=Ann%20Canary").iter().any(|text| text.contains("Ann Canary")));
        assert!(plain(r#"{"a": "Jos\u00e9 Canary"}"#).iter().any(|text| text.contains("José Canary")));
        assert!(plain("Jos&#233; Canary").iter().any(|text| text.contains("José Canary")));
        // base64 in base64.
        assert!(plain("TVRJekxUUTFMVFkzT0RrPQ==").contains(&"123-45-6789".to_owned()));
        assert!(plain("an ordinary sentence of administrators").is_empty());
    }

    #[test]
    fn what_is_packed_wide_or_in_lines_is_read() {
        use std::io::Write;
        let plain = |text: &str| {
            let mut all = Vec::new();
            hidden(text, &mut |plain| all.push(plain.to_owned()));
            all.iter().any(|plain| plain.contains("123-45-6789"))
        };
        let base64 = |bytes: &[u8]| {
            let mut coded = Vec::new();
            crate::cipher::encode(bytes, crate::cipher::Alphabet::Standard, &mut coded);
            String::from_utf8(coded).unwrap()
        };
        let hex = |bytes: &[u8]| bytes.iter().map(|b| format!("{b:02x}")).collect::<String>();
        let value = "number 123-45-6789, and so on";
        let wide = |unit: fn(u16) -> [u8; 2]| value.encode_utf16().flat_map(unit).collect::<Vec<u8>>();
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        gzip.write_all(value.as_bytes()).unwrap();
        let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
        zlib.write_all(value.as_bytes()).unwrap();
        let (gzip, zlib) = (gzip.finish().unwrap(), zlib.finish().unwrap());
        for bytes in [wide(u16::to_le_bytes), wide(u16::to_be_bytes), gzip, zlib] {
            for text in [base64(&bytes), hex(&bytes), format!("data: \\x{} end", hex(&bytes))] {
                assert!(plain(&text), "{text}");
            }
        }
        assert!(plain(&format!("+{}-", base64(&wide(u16::to_be_bytes)).trim_end_matches('='))));
        assert!(plain("+ADEAMgAzAC0ANAA1AC0ANgA3ADgAOQ-"));
        let long = base64(value.repeat(8).replace("so on", "so it goes on and on").as_bytes());
        for (width, end) in [(12, "\n"), (64, "\r\n"), (76, "\n")] {
            let lines: Vec<&str> =
                long.as_bytes().chunks(width).map(|line| std::str::from_utf8(line).unwrap()).collect();
            // No line of twelve has all of it.
            assert!(plain(&lines.join(end)), "{width}");
            assert!(plain(&format!("enclosed {}\nword", lines.join(end))), "{width}");
        }
        let token = base64(br#"{"sub":"123-45-6789"}"#);
        assert!(plain(&format!("eyJhbGciOiJub25lIn0.{}.x", token.trim_end_matches('='))));
        assert!(plain(&format!("codes {:?}", "123-45-6789".as_bytes())));
        let pairs: Vec<String> = "123-45-6789".bytes().map(|b| format!("{b:02x}")).collect();
        assert!(plain(&pairs.join(" ")) && plain(&format!("is {} there", pairs.join(":"))));
        assert!(plain(r#"{"a": "{\"b\": \"\\u0031\\u0032\\u0033-45-6789\"}"}"#));
    }

    #[test]
    fn what_is_packed_is_read_as_far_as_memory_goes() {
        use std::io::Write;
        let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
        zlib.write_all(&vec![b'a'; 1 << 24]).unwrap();
        let mut coded = Vec::new();
        crate::cipher::encode(&zlib.finish().unwrap(), crate::cipher::Alphabet::Standard, &mut coded);
        let coded = String::from_utf8(coded).unwrap();
        let mut read = 0;
        hidden(&format!("{coded} {coded}"), &mut |plain| read += plain.len());
        assert_eq!(read, 1 << 22);
    }

    #[test]
    fn tags_and_control_words_hide_nothing() {
        let plain = |text: &str| {
            let mut all = Vec::new();
            hidden(text, &mut |plain| all.push(plain.to_owned()));
            all
        };
        for text in [
            "<p>Qw<b>ert</b>z&uuml;i</p>",
            "<td>x</td>Qw&#101;rtz\u{fc}i",
            r"{\rtf1\ansi Qw{\b ert}z\'fci\par}",
            r"{\rtf1 Qwertz\u252?i}",
        ] {
            let found = plain(text);
            let has = |text: &String| crate::verify::words::folded(text).contains("qwertzui");
            assert!(found.iter().any(has), "{text} {found:?}");
        }
    }
}
