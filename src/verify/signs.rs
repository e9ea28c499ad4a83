//! What signs a text has, so that what it cannot hold is not searched for.

/// What stands in a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Signs {
    /// The most digits behind each other, and those that at most two signs of numbers part.
    pub(super) digits: u32,
    pub(super) spaced: u32,
    /// The most letters and digits behind each other.
    pub(super) letters: u32,
    /// How many letters.
    pub(super) alphabetic: u32,
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

impl Signs {
    /// The signs of a text.
    pub(super) fn of(text: &str) -> Self {
        let mut all = Self::default();
        let (mut digits, mut spaced, mut letters, mut apart) = (0u32, 0u32, 0u32, 0u32);
        let mut before = 0;
        for byte in text.bytes() {
            if byte.is_ascii_digit() {
                digits += 1;
                spaced += 1;
                letters += 1;
                apart = 0;
                continue;
            }
            all.digits = all.digits.max(digits);
            all.pair |= digits == 2 && before == byte && matches!(byte, b'-' | b' ' | b'.');
            (digits, before) = (0, byte);
            if byte.is_ascii_alphabetic() {
                letters += 1;
                all.alphabetic += 1;
                all.spaced = all.spaced.max(spaced);
                spaced = 0;
                continue;
            }
            all.letters = all.letters.max(letters);
            letters = 0;
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
        all.digits = all.digits.max(digits);
        all.spaced = all.spaced.max(spaced);
        all.letters = all.letters.max(letters);
        all
    }
}
