//! Texts as folded words, so that case, accents and separators hide nothing.

/// The longest form that is compared, in bytes.
const LONGEST: usize = 96;

/// How many words at most are joined; digits that stand alone may be more.
const JOINED: usize = 6;
const SPACED: usize = 20;

/// What the bytes of ASCII are: letters, digits, and signs that part words.
static SORTS: [u8; 128] = {
    let mut sorts = [PLAIN; 128];
    let mut at = 0;
    while at < 128u8 {
        sorts[at as usize] = match at {
            b'0'..=b'9' => DIGIT,
            b'+' | b'-' | b'/' | b'_' => JOINT,
            b'%' | b'&' | b'\\' | b'=' | b'<' | b'{' | b'[' | 0 => OPENING,
            b'\n' | b'\r' => BREAK,
            b'A'..=b'Z' => CAPITAL,
            b'a'..=b'z' => LETTER,
            _ => PLAIN,
        };
        at += 1;
    }
    sorts
};
const LETTER: u8 = 0;
const DIGIT: u8 = 1;
/// A letter that is folded.
const CAPITAL: u8 = 16;
/// Signs that part words: those that base64 has, those that begin an escape, a tag, a group or a list or that nobody sees, all others,
/// and ends of lines.
const JOINT: u8 = 2;
const OPENING: u8 = 4;
const PLAIN: u8 = 8;
const BREAK: u8 = 32;

/// A text without what has no ink at its ends. Most texts begin and end with a sign of ASCII, which two bytes tell.
#[inline]
pub(super) fn trimmed(text: &str) -> &str {
    match text.as_bytes() {
        [one] if one.is_ascii_graphic() => text,
        [first, .., last] if first.is_ascii_graphic() && last.is_ascii_graphic() => text,
        _ => text.trim(),
    }
}

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
    words: Vec<Word>,
    /// Which sorts of signs part them.
    signs: u8,
}

/// Where a word stands, and how many digits it has.
#[derive(Clone, Copy)]
struct Word {
    start: usize,
    end: usize,
    digits: usize,
}

impl Word {
    const fn len(self) -> usize {
        self.end - self.start
    }
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
        self.signs = JOINT | OPENING | PLAIN | BREAK;
        let mut start = 0;
        for c in text.chars() {
            if fold_char(c, &mut self.text) == Some(false) && self.text.len() > start {
                self.end_of_word(start);
                start = self.text.len();
            }
        }
        if self.text.len() > start {
            self.end_of_word(start);
        }
    }

    fn end_of_word(&mut self, start: usize) {
        let end = self.text.len();
        let digits = self.text.as_bytes()[start..].iter().filter(|b| b.is_ascii_digit()).count();
        self.words.push(Word { start, end, digits });
    }

    /// The same where every byte is a character.
    fn read_ascii(&mut self, text: &str) {
        let (mut from, mut digits, mut signs, mut capitals) = (0, 0, 0, false);
        for (at, byte) in text.bytes().enumerate() {
            match SORTS[usize::from(byte & 127)] {
                LETTER => {}
                DIGIT => digits += 1,
                CAPITAL => capitals = true,
                sign => {
                    signs |= sign;
                    self.take_ascii(&text[from..at], digits);
                    (from, digits) = (at + 1, 0);
                }
            }
        }
        self.take_ascii(&text[from..], digits);
        // Numbers and dates have none, and addresses hardly any.
        if capitals {
            self.text.make_ascii_lowercase();
        }
        self.signs = signs;
    }

    /// Whether the text that was read is one line of ASCII in which nothing begins an escape, a tag, a group or a list.
    pub(super) const fn is_plain_line(&self) -> bool {
        self.signs & (OPENING | BREAK) == 0
    }

    /// Whether signs of base64 may stand so many behind each other in the text that was read, or one that begins an escape, a tag, a
    /// group or a list stands there.
    pub(super) fn may_be_coded(&self, many: usize) -> bool {
        self.signs & (JOINT | OPENING) != 0 || self.words.iter().any(|word| word.len() >= many)
    }

    /// Whether a sign that may begin an escape, or that stands for another, may be in the text that was read.
    pub(super) const fn may_be_escaped(&self) -> bool {
        self.signs & OPENING != 0
    }

    fn take_ascii(&mut self, word: &str, digits: usize) {
        if !word.is_empty() {
            let start = self.text.len();
            self.text.push_str(word);
            self.words.push(Word { start, end: self.text.len(), digits });
        }
    }

    /// How many words.
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// How many digits they have.
    pub fn digits(&self) -> usize {
        self.words.iter().map(|word| word.digits).sum()
    }

    /// How many of the first words have so many bytes together at the most.
    pub(super) fn first(&self, bytes: usize) -> usize {
        self.words.iter().take_while(|word| word.end <= bytes).count()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// A word.
    pub fn get(&self, at: usize) -> &str {
        &self.text[self.words[at].start..self.words[at].end]
    }

    /// All words.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &str> + Clone {
        self.words.iter().map(|word| &self.text[word.start..word.end])
    }

    /// All words as one.
    pub fn joined(&self) -> &str {
        &self.text
    }

    /// Each run of words as one word, and runs of digits within words: what a value could be in whatever spelling. The second
    /// number says how many of its bytes are digits.
    #[inline]
    pub fn runs(&self, least: usize, mut each: impl FnMut(&[u8], usize)) {
        let (n, text) = (self.words.len(), self.text.as_bytes());
        for (first, word) in self.words.iter().enumerate() {
            let (start, mut digits, mut spaced) = (word.start, 0, true);
            for (joined, last) in self.words[first..].iter().take(SPACED).enumerate() {
                spaced = spaced && last.len() <= 3 && last.digits == last.len();
                digits += last.digits;
                if (joined >= JOINED && !spaced) || last.end - start > LONGEST {
                    break;
                }
                if last.end - start >= least {
                    each(&text[start..last.end], digits);
                }
            }
            // The digits within a word that has letters too.
            let least = least.max(6);
            if word.digits >= least && word.digits < word.len() {
                let runs = text[start..word.end].split(|b| !b.is_ascii_digit());
                runs.filter(|run| run.len() >= least).for_each(|run| each(run, run.len()));
            }
        }
        if n > JOINED && text.len() <= 4 * LONGEST {
            each(text, self.digits());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

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
        let owned = |run: &[u8]| String::from_utf8(run.to_vec()).unwrap();
        Words::of("SSN: 123 45-6789, x").runs(5, |run, digits| runs.push((owned(run), digits)));
        assert!(
            runs.contains(&("123456789".to_owned(), 9)) && runs.contains(&("ssn123456789x".to_owned(), 9))
        );
        let mut spaced = Vec::new();
        Words::of("1 2 3 4 5 6 7 8 9").runs(5, |run, _| spaced.push(owned(run)));
        assert!(spaced.contains(&"123456789".to_owned()));
        let mut within = Vec::new();
        Words::of("MRN0012345").runs(5, |run, _| within.push(owned(run)));
        assert_eq!(within, ["mrn0012345", "0012345"]);
    }

    /// The words of a text of ASCII with their digits, and its signs, by one character after the other.
    fn one_by_one(text: &str) -> (Vec<(String, usize)>, u8) {
        let (mut words, mut signs, mut word) = (Vec::new(), 0, String::new());
        for c in text.chars().chain([' ']) {
            if c.is_ascii_alphanumeric() {
                word.push(c.to_ascii_lowercase());
                continue;
            }
            if !word.is_empty() {
                let digits = word.bytes().filter(u8::is_ascii_digit).count();
                words.push((std::mem::take(&mut word), digits));
            }
            signs |= match c {
                '+' | '-' | '/' | '_' => JOINT,
                '%' | '&' | '\\' | '=' | '<' | '{' | '[' | '\0' => OPENING,
                '\n' | '\r' => BREAK,
                _ => PLAIN,
            };
        }
        (words, signs)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4_000))]
        /// What is read by a table has the words and the signs that one character after the other makes.
        #[test]
        fn words_are_read_as_one_by_one(text in "[\0-\x7f]{0,40}|[a-zA-Z0-9]{0,20}|[ -~]{0,30}|([0-9]{1,4}[-/ ]){0,6}") {
            let mut words = Words::of("what was read before");
            words.read(&text);
            let own: Vec<_> = words.words.iter().map(|word| (words.text[word.start..word.end].to_owned(), word.digits)).collect();
            let (expected, signs) = one_by_one(&text);
            prop_assert_eq!(own, expected);
            prop_assert_eq!(words.is_plain_line(), signs & (OPENING | BREAK) == 0);
            prop_assert_eq!(words.may_be_escaped(), signs & OPENING != 0);
        }
    }

    #[test]
    fn what_has_no_ink_is_trimmed_as_ever() {
        for text in
            ["", " ", "a", "\u{a0}", " a", "a b", "a\t", "\u{3000}é\n", "é", "ab", "\u{7f}a", "a\u{85}"]
        {
            assert_eq!(trimmed(text), text.trim(), "{text:?}");
        }
    }
}
