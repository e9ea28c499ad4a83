//! Bytes that mean something in a text, such as delimiters and quotes: looked for in many bytes together, since they stand close to
//! each other.

/// Bytes that are looked at together: as many as a number has bits.
const BLOCK: usize = 64;

/// So many bytes that mean something.
#[derive(Clone, Copy)]
pub(in crate::io) struct Marks<const N: usize>([u8; N]);

impl<const N: usize> Marks<N> {
    /// Of these bytes.
    pub(in crate::io) fn new(bytes: [u8; N]) -> Self {
        Self(bytes)
    }

    /// For each byte whether it is one of them. Without a branch, so that many are compared at once.
    #[inline]
    fn are(self, block: &[u8; BLOCK]) -> [u8; BLOCK] {
        let mut are = [0; BLOCK];
        for (is, byte) in are.iter_mut().zip(block) {
            *is = self.0.iter().fold(0, |is, mark| is | u8::from(mark == byte));
        }
        are
    }

    /// A bit for each byte of a block, the first one lowest.
    #[inline]
    fn bits(self, text: &[u8], at: usize) -> u64 {
        let are = match text.get(at..).and_then(|rest| rest.first_chunk()) {
            Some(whole) => self.are(whole),
            None => self.are(&end(text, at)),
        };
        let (words, _) = are.as_chunks::<8>();
        words.iter().rev().fold(0, |bits, word| bits << 8 | lowest(u64::from_le_bytes(*word)))
    }

    /// Whether a text has any of them.
    #[inline]
    pub(in crate::io) fn are_in(self, text: &[u8]) -> bool {
        let is_mark = |byte: &u8| self.0.iter().fold(false, |is, mark| is | (mark == byte));
        text.chunks(BLOCK).any(|some| some.iter().fold(false, |any, byte| any | is_mark(byte)))
    }

    /// All of them from a place on.
    pub(in crate::io) fn find(self, text: &[u8], from: usize) -> Found<'_, N> {
        let mut found = Found { marks: self, text, at: 0, left: 0 };
        found.go_to(from);
        found
    }
}

/// The last bytes of a text; behind them stand bytes that are no marks, since these are ASCII.
#[cold]
fn end(text: &[u8], at: usize) -> [u8; BLOCK] {
    let mut bytes = [0xff; BLOCK];
    let rest = text.get(at..).unwrap_or_default();
    bytes[..rest.len()].copy_from_slice(rest);
    bytes
}

/// The lowest bits of eight bytes as one byte, the first one lowest: each is multiplied into its place, where it meets no other.
#[inline]
fn lowest(bytes: u64) -> u64 {
    bytes.wrapping_mul(0x0102_0408_1020_4080) >> 56
}

/// Where marks stand in a text.
pub(in crate::io) struct Found<'a, const N: usize> {
    marks: Marks<N>,
    text: &'a [u8],
    /// The place of the block that is looked at.
    at: usize,
    /// Those of its bytes that are marks and were not given yet.
    left: u64,
}

impl<const N: usize> Found<'_, N> {
    /// Goes on from a place.
    #[inline]
    pub(in crate::io) fn go_to(&mut self, from: usize) {
        // Mostly it lies in the block that is looked at.
        match from.checked_sub(self.at) {
            Some(within) if within < BLOCK && self.left != 0 => self.left &= u64::MAX << within,
            _ => {
                self.at = from;
                self.left = if from < self.text.len() { self.marks.bits(self.text, from) } else { 0 };
            }
        }
    }
}

impl<const N: usize> Iterator for Found<'_, N> {
    type Item = usize;

    #[inline]
    fn next(&mut self) -> Option<usize> {
        while self.left == 0 {
            self.at += BLOCK;
            if self.at >= self.text.len() {
                return None;
            }
            self.left = self.marks.bits(self.text, self.at);
        }
        let place = self.at + self.left.trailing_zeros() as usize;
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
            text in proptest::collection::vec(prop_oneof![Just(b','), Just(b'\n'), any::<u8>()], 0..300),
            from in 0usize..310,
            further in 0usize..100,
        ) {
            let marks = Marks::new(*b",\n\"\r");
            let is = |byte: &u8| b",\n\"\r".contains(byte);
            let expected: Vec<usize> = (from..text.len()).filter(|at| is(&text[*at])).collect();
            prop_assert_eq!(marks.find(&text, from).collect::<Vec<_>>(), expected);
            prop_assert_eq!(marks.are_in(&text), text.iter().any(is));
            // From the first mark on, some way further.
            let mut found = marks.find(&text, from);
            let on = found.next().map_or(from, |first| first + 1) + further;
            found.go_to(on);
            let expected: Vec<usize> = (on..text.len()).filter(|at| is(&text[*at])).collect();
            prop_assert_eq!(found.collect::<Vec<_>>(), expected);
        }
    }
}
