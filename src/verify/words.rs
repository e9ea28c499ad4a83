//! Texts as folded words, so that case, accents and separators hide nothing.

use std::ops::Range;

/// The longest form that is compared, in bytes.
const LONGEST: usize = 96;

/// How many words at most are joined; digits that stand alone may be more.
const JOINED: usize = 6;
const SPACED: usize = 20;

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
        if text.is_ascii() {
            return self.read_ascii(text);
        }
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

    /// The same where every byte is a character: words are copied as they stand.
    fn read_ascii(&mut self, text: &str) {
        let bytes = text.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            if !bytes[at].is_ascii_alphanumeric() {
                at += 1;
                continue;
            }
            let length =
                bytes[at..].iter().position(|b| !b.is_ascii_alphanumeric()).unwrap_or(bytes.len() - at);
            let start = self.text.len();
            self.text.push_str(&text[at..at + length]);
            self.words.push(start..self.text.len());
            at += length;
        }
        self.text.make_ascii_lowercase();
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
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &str> + Clone {
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
                digits = digits && word.len() <= 3 && word.bytes().all(|b| b.is_ascii_digit());
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
}
