//! What stands in a text in another coding.

/// How deep codings may lie in each other.
const DEEPEST: usize = 3;

/// Hands over what stands in a text in another coding: base64, hexadecimal digits, percent signs, escapes of JSON,
/// entities, tags and control words.
pub(super) fn hidden(text: &str, each: &mut impl FnMut(&str)) {
    decode(text, DEEPEST, each);
}

/// What stands in base64 in a text, with where it stands.
pub(super) fn runs_of_base64(text: &str) -> Vec<(std::ops::Range<usize>, String)> {
    let mut found = Vec::new();
    if text.len() < SHORTEST || signs(text).1 < SHORTEST {
        return found;
    }
    let mut at = 0;
    for run in text.as_bytes().split(|b| SIGNS[usize::from(*b)] & CODED == 0) {
        if run.len() >= SHORTEST
            && may_be_base64(run)
            && let Some(plain) = from_base64(run)
        {
            found.push((at..at + run.len(), plain));
        }
        at += run.len() + 1;
    }
    found
}

/// The shortest run in base64 that holds an identifier: nine digits, or a short address.
const SHORTEST: usize = 12;

fn decode(text: &str, depth: usize, each: &mut impl FnMut(&str)) {
    if depth == 0 || text.len() < 8 {
        return;
    }
    let mut found = |plain: String| {
        each(&plain);
        decode(&plain, depth - 1, each);
    };
    let (signs, longest) = signs(text);
    let coded = |b: u8| SIGNS[usize::from(b)] & CODED != 0;
    let runs = text.as_bytes().split(|b| !coded(*b)).filter(|run| run.len() >= LEAST);
    for run in runs.take_while(|_| longest >= LEAST) {
        let hex = run.len().is_multiple_of(2) && run.iter().all(u8::is_ascii_hexdigit);
        let base64 = || may_be_base64(run).then(|| from_base64(run)).flatten();
        if let Some(plain) = hex.then(|| from_hex(run)).flatten().or_else(base64) {
            found(plain);
        }
    }
    if let Some(plain) = (signs & ESCAPES != 0).then(|| unescaped(text)).flatten() {
        found(plain);
    }
    if signs & MARKS != 0
        && let Some(plain) = untagged(text).or_else(|| uncontrolled(text))
    {
        found(plain);
    }
}

/// The shortest run that is read as base64 or as hexadecimal digits.
const LEAST: usize = 10;

/// Signs that base64 and hexadecimal digits are of, that begin an escape, and that begin a tag or a group.
const CODED: u8 = 1;
const ESCAPES: u8 = 2;
const MARKS: u8 = 4;

/// What each byte is a sign of.
static SIGNS: [u8; 256] = {
    let mut signs = [0; 256];
    let mut at = 0;
    while at < 128u8 {
        signs[at as usize] = match at {
            b'+' | b'/' | b'-' | b'_' => CODED,
            b'%' | b'\\' | b'&' | b'=' => ESCAPES,
            b'<' | b'{' => MARKS,
            _ if at.is_ascii_alphanumeric() => CODED,
            _ => 0,
        };
        at += 1;
    }
    signs
};

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

/// Bytes as a text, where they are one: most of it letters, digits and spaces.
fn text_of(bytes: Vec<u8>) -> Option<String> {
    let text = String::from_utf8(bytes).ok()?;
    let plain = text.chars().filter(|c| c.is_alphanumeric() || *c == ' ').count();
    let fine = text.chars().all(|c| !c.is_control() || c.is_whitespace());
    (fine && plain * 10 >= text.chars().count() * 6).then_some(text)
}

fn from_hex(run: &[u8]) -> Option<String> {
    let digit = |b: u8| char::from(b).to_digit(16).and_then(|d| u8::try_from(d).ok());
    let bytes: Option<Vec<u8>> =
        run.chunks_exact(2).map(|pair| Some(digit(pair[0])? << 4 | digit(pair[1])?)).collect();
    text_of(bytes?)
}

/// The six bits that a letter of base64 stands for.
const fn six_bits(b: u8) -> Option<u8> {
    match b {
        b'A'..=b'Z' => Some(b - b'A'),
        b'a'..=b'z' => Some(b - b'a' + 26),
        b'0'..=b'9' => Some(b - b'0' + 52),
        b'+' | b'-' => Some(62),
        b'/' | b'_' => Some(63),
        _ => None,
    }
}

/// Whether the first bytes of a run in base64 may be those of a text: words and numbers that are no base64 are passed over early.
fn may_be_base64(run: &[u8]) -> bool {
    let bits =
        run.iter().take(8).try_fold(0u64, |bits, b| six_bits(*b).map(|six| bits << 6 | u64::from(six)));
    let Some(bits) = bits.filter(|_| run.len() % 4 != 1) else { return false };
    let bytes = bits.to_be_bytes();
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

fn from_base64(run: &[u8]) -> Option<String> {
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
    text_of(bytes)
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
