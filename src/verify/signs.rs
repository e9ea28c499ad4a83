//! What signs a text has, so that what it cannot hold is not searched for.

/// What stands in a text. A word are letters, digits and underscores behind each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Signs {
    /// The most digits behind each other at the beginning of a word, and those from there on that at most two signs of numbers part:
    /// what goes on behind letters is no number.
    pub(super) digits: u32,
    pub(super) spaced: u32,
    /// How long the words are, and how long those of digits alone: a bit for each length, and one for all that are longer.
    words: u32,
    numbers: u32,
    /// How many letters, and how many digits wherever they stand.
    pub(super) alphabetic: u32,
    pub(super) numeric: u32,
    /// How many colons and how many points.
    pub(super) colons: u32,
    pub(super) points: u32,
    pub(super) at: bool,
    pub(super) slash: bool,
    pub(super) hyphen: bool,
    /// Whether two digits stand between two signs that are the same, of those that part the groups of a number.
    pub(super) pair: bool,
    pub(super) plus: bool,
}

/// The word that is read.
#[derive(Clone, Copy, Default)]
struct Word {
    len: u32,
    /// The digits at its beginning.
    digits: u32,
    /// Whether something else than digits was in it.
    mixed: bool,
}

impl Signs {
    /// The signs of a text.
    pub(super) fn of(text: &str) -> Self {
        let mut all = Self::default();
        let (mut word, mut spaced, mut apart) = (Word::default(), 0u32, 0u32);
        let mut before = 0;
        for byte in text.bytes() {
            if byte.is_ascii_digit() {
                all.numeric += 1;
                word.len += 1;
                if !word.mixed {
                    word.digits += 1;
                    spaced += 1;
                    apart = 0;
                }
                continue;
            }
            if byte.is_ascii_alphabetic() || byte == b'_' {
                all.alphabetic += u32::from(byte != b'_');
                all.spaced = all.spaced.max(spaced);
                spaced = 0;
                word.len += 1;
                word.mixed = true;
                continue;
            }
            all.pair |=
                word.len == 2 && word.digits == 2 && before == byte && matches!(byte, b'-' | b' ' | b'.');
            all.end(word);
            (word, before) = (Word::default(), byte);
            apart += 1;
            match byte {
                b':' => all.colons += 1,
                b'.' => all.points += 1,
                b'@' => all.at = true,
                b'/' => all.slash = true,
                b'-' => all.hyphen = true,
                b'+' => all.plus = true,
                _ => {}
            }
            if apart > 2 || !matches!(byte, b'-' | b'.' | b' ' | b'(' | b')' | b'+') {
                all.spaced = all.spaced.max(spaced);
                spaced = 0;
            }
        }
        all.end(word);
        all.spaced = all.spaced.max(spaced);
        all
    }

    fn end(&mut self, word: Word) {
        if word.len > 0 {
            let bit = 1 << word.len.min(31);
            self.words |= bit;
            self.numbers |= if word.mixed { 0 } else { bit };
            self.digits = self.digits.max(word.digits);
        }
    }

    /// Whether a text may have any form of an identifier: what all of them need has one of these signs.
    pub(super) const fn may_tell(&self) -> bool {
        // Groups of a code or of a number that letters stand among, and codes without groups.
        let codes = self.has_word(9)
            || self.has_word(11)
            || self.has_word(17)
            || self.has_word(4) && (self.has_word(3) || self.hyphen);
        let numbers = self.spaced >= 8 || self.digits >= 10 || self.slash && self.digits >= 2;
        self.at || self.colons > 0 || self.points >= 3 || numbers || codes
    }

    /// Whether a word is so long.
    pub(super) const fn has_word(&self, len: u32) -> bool {
        self.words >> len & 1 == 1
    }

    /// Whether a word of digits alone is so long.
    pub(super) const fn has_number(&self, len: u32) -> bool {
        self.numbers >> len & 1 == 1
    }
}
