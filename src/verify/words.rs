//! Texts as folded words, so that case, accents and separators hide nothing, and what stands in a text in another coding.

use std::ops::Range;

/// The longest form that is compared, in bytes.
const LONGEST: usize = 96;

/// How many words at most are joined; digits that stand alone may be more.
const JOINED: usize = 6;
const SPACED: usize = 20;

/// How deep codings may lie in each other.
const DEEPEST: usize = 3;

/// A character without case and accent, appended; `false` where it parts words, `None` where it is passed over.
fn fold_char(c: char, out: &mut String) -> Option<bool> {
    match c {
        'a'..='z' | '0'..='9' => out.push(c),
        'A'..='Z' => out.push(c.to_ascii_lowercase()),
        // Full-width forms.
        '\u{ff10}'..='\u{ff19}' | '\u{ff21}'..='\u{ff3a}' | '\u{ff41}'..='\u{ff5a}' => {
            let plain = char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c);
            out.push(plain.to_ascii_lowercase());
        }
        // Marks that stand alone, soft hyphens and what has no width.
        '\u{300}'..='\u{36f}' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' => return None,
        c if c.is_ascii() => return Some(false),
        c => {
            let plain = crate::kinds::contact::letters(c);
            if !plain.is_empty() {
                out.push_str(plain);
            } else if c.is_alphanumeric() {
                out.extend(c.to_lowercase());
            } else {
                return Some(false);
            }
        }
    }
    Some(true)
}

/// A text as one folded word.
pub(super) fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        fold_char(c, &mut out);
    }
    out
}

/// The folded words of a text, one behind the other.
#[derive(Default)]
pub struct Words {
    text: String,
    words: Vec<Range<usize>>,
}

impl Words {
    /// The words of a text.
    pub fn of(text: &str) -> Self {
        let mut words = Self::default();
        words.read(text);
        words
    }

    /// Reads another text.
    pub fn read(&mut self, text: &str) {
        self.text.clear();
        self.words.clear();
        let mut start = 0;
        for c in text.chars() {
            if fold_char(c, &mut self.text) == Some(false) && self.text.len() > start {
                self.words.push(start..self.text.len());
                start = self.text.len();
            }
        }
        if self.text.len() > start {
            self.words.push(start..self.text.len());
        }
    }

    /// How many words.
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// A word.
    pub fn get(&self, at: usize) -> &str {
        &self.text[self.words[at].clone()]
    }

    /// All words.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.words.iter().map(|word| &self.text[word.clone()])
    }

    /// All words as one.
    pub fn joined(&self) -> &str {
        &self.text
    }

    /// Each run of words as one word, and runs of digits within words: what a value could be in whatever spelling. The second
    /// number says how many words it was.
    pub fn runs(&self, least: usize, mut each: impl FnMut(&str, usize)) {
        let n = self.words.len();
        for first in 0..n {
            let start = self.words[first].start;
            let mut digits = true;
            for last in first..n.min(first + SPACED) {
                let word = self.get(last);
                digits &= word.len() <= 3 && word.bytes().all(|b| b.is_ascii_digit());
                if last - first >= JOINED && !digits {
                    break;
                }
                let end = self.words[last].end;
                if end - start > LONGEST {
                    break;
                }
                if end - start >= least {
                    each(&self.text[start..end], last - first + 1);
                }
            }
            digit_runs(self.get(first), least.max(6), &mut each);
        }
        if n > JOINED && self.text.len() <= 4 * LONGEST {
            each(&self.text, n);
        }
    }
}

/// The digits within a word that has letters too.
fn digit_runs(word: &str, least: usize, each: &mut impl FnMut(&str, usize)) {
    if word.len() <= least || word.bytes().all(|b| b.is_ascii_digit()) {
        return;
    }
    for run in word.split(|c: char| !c.is_ascii_digit()).filter(|run| run.len() >= least) {
        each(run, 1);
    }
}

/// Hands over what stands in a text in another coding: base64, hexadecimal digits, percent signs, escapes of JSON, entities.
pub(super) fn hidden(text: &str, each: &mut impl FnMut(&str)) {
    decode(text, DEEPEST, each);
}

fn decode(text: &str, depth: usize, each: &mut impl FnMut(&str)) {
    if depth == 0 || text.len() < 8 {
        return;
    }
    let mut found = |plain: String| {
        each(&plain);
        decode(&plain, depth - 1, each);
    };
    let coded = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'-' | b'_');
    for run in text.as_bytes().split(|b| !coded(*b)).filter(|run| run.len() >= 10) {
        let hex = run.len().is_multiple_of(2) && run.iter().all(u8::is_ascii_hexdigit);
        if let Some(plain) = hex.then(|| from_hex(run)).flatten().or_else(|| from_base64(run)) {
            found(plain);
        }
    }
    if let Some(plain) = unescaped(text) {
        found(plain);
    }
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

fn from_base64(run: &[u8]) -> Option<String> {
    let value = |b: u8| match b {
        b'A'..=b'Z' => Some(b - b'A'),
        b'a'..=b'z' => Some(b - b'a' + 26),
        b'0'..=b'9' => Some(b - b'0' + 52),
        b'+' | b'-' => Some(62),
        b'/' | b'_' => Some(63),
        _ => None,
    };
    if run.len() % 4 == 1 {
        return None;
    }
    let mut bytes = Vec::with_capacity(run.len() * 3 / 4);
    let (mut bits, mut held) = (0u32, 0u32);
    for byte in run {
        bits = bits << 6 | u32::from(value(*byte)?);
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
    if !text.contains(['%', '\\', '&', '=']) {
        return None;
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_accents_and_separators_hide_nothing() {
        for text in [
            "José O'Brien-Núñez",
            "JOSE OBRIEN NUNEZ",
            "jo\u{301}se\u{301} o’brien nun\u{303}ez",
            "Ｊｏｓｅ obrien\u{200b} nunez",
        ] {
            assert_eq!(folded(text), "joseobriennunez", "{text}");
        }
        let mut runs = Vec::new();
        Words::of("SSN: 123 45-6789, x").runs(5, |run, words| runs.push((run.to_owned(), words)));
        assert!(
            runs.contains(&("123456789".to_owned(), 3)) && runs.contains(&("ssn123456789x".to_owned(), 5))
        );
        let mut spaced = Vec::new();
        Words::of("1 2 3 4 5 6 7 8 9").runs(5, |run, _| spaced.push(run.to_owned()));
        assert!(spaced.contains(&"123456789".to_owned()));
        let mut within = Vec::new();
        Words::of("MRN0012345").runs(5, |run, _| within.push(run.to_owned()));
        assert_eq!(within, ["mrn0012345", "0012345"]);
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
}
