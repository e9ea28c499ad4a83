//! Bytes that mean something in a text, such as delimiters and quotes: found eight bytes at a time, since they stand close together.

/// Eight times the same byte.
const fn eight(byte: u8) -> u64 {
    u64::from_le_bytes([byte; 8])
}

/// The highest bit of each byte that is zero.
const fn zeros(word: u64) -> u64 {
    const REST: u64 = eight(0x7f);
    !(((word & REST) + REST) | word | REST)
}

/// Up to four bytes that mean something.
#[derive(Clone, Copy)]
pub(super) struct Marks([u64; 4]);

impl Marks {
    /// Of these bytes.
    pub(super) fn new(bytes: [u8; 4]) -> Self {
        Self(bytes.map(eight))
    }

    /// The highest bit of each byte that is one of them.
    #[inline]
    fn of(self, word: u64) -> u64 {
        self.0.iter().fold(0, |found, mark| found | zeros(word ^ mark))
    }

    /// Whether a text has any of them.
    #[inline]
    pub(super) fn are_in(self, text: &[u8]) -> bool {
        (0..text.len()).step_by(8).any(|at| self.of(word(text, at)) != 0)
    }

    /// All of them from a place on.
    pub(super) fn find(self, text: &[u8], from: usize) -> Found<'_> {
        let mut found = Found { marks: self, text, at: 0, left: 0 };
        found.go_to(from);
        found
    }
}

/// Eight bytes from a place on; behind the end of the text stand bytes that are no marks, since these are ASCII.
#[inline]
fn word(text: &[u8], at: usize) -> u64 {
    if let Some(whole) = text.get(at..).and_then(|rest| rest.first_chunk()) {
        return u64::from_le_bytes(*whole);
    }
    let mut bytes = [0xff; 8];
    let rest = text.get(at..).unwrap_or_default();
    bytes[..rest.len()].copy_from_slice(rest);
    u64::from_le_bytes(bytes)
}

/// Where marks stand in a text.
pub(super) struct Found<'a> {
    marks: Marks,
    text: &'a [u8],
    /// The place of the eight bytes that are looked at.
    at: usize,
    /// Those of them that are marks and were not given yet.
    left: u64,
}

impl Found<'_> {
    /// Goes on from a place.
    pub(super) fn go_to(&mut self, from: usize) {
        self.at = from;
        self.left = if from < self.text.len() { self.marks.of(word(self.text, from)) } else { 0 };
    }
}

impl Iterator for Found<'_> {
    type Item = usize;

    #[inline]
    fn next(&mut self) -> Option<usize> {
        while self.left == 0 {
            self.at += 8;
            if self.at >= self.text.len() {
                return None;
            }
            self.left = self.marks.of(word(self.text, self.at));
        }
        let place = self.at + (self.left.trailing_zeros() / 8) as usize;
        self.left &= self.left - 1;
        Some(place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_mark_is_found_and_nothing_else(
            text in proptest::collection::vec(prop_oneof![Just(b','), Just(b'\n'), any::<u8>()], 0..60),
            from in 0usize..70,
        ) {
            let marks = Marks::new(*b",\n\"\r");
            let is = |byte: &u8| b",\n\"\r".contains(byte);
            let expected: Vec<usize> = (from..text.len()).filter(|at| is(&text[*at])).collect();
            prop_assert_eq!(marks.find(&text, from).collect::<Vec<_>>(), expected);
            prop_assert_eq!(marks.are_in(&text), text.iter().any(is));
        }
    }
}
