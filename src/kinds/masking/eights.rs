//! Texts of ASCII eight bytes at a time, as one number: which of the bytes are digits, letters, or those of another text.

/// The highest bit of each byte, which no byte of ASCII has.
const HIGH: u64 = each(0x80);

/// Eight bytes alike.
const fn each(byte: u8) -> u64 {
    u64::from_ne_bytes([byte; 8])
}

/// Eight bytes of ASCII. What is asked of each of them is answered by its highest bit; the other bits of an answer mean nothing.
#[derive(Clone, Copy)]
pub(super) struct Eight(u64);

impl Eight {
    /// Those of a text; `None` where one is not of ASCII.
    #[inline]
    fn of(bytes: [u8; 8]) -> Option<Self> {
        let eight = u64::from_ne_bytes(bytes);
        (eight & HIGH == 0).then_some(Self(eight))
    }

    /// Whether each byte is at least this one, which is of ASCII and not the first.
    const fn reaches(self, least: u8) -> u64 {
        self.0 + each(0x80 - least)
    }

    /// Digits.
    pub(super) const fn digits(self) -> u64 {
        self.reaches(b'0') & !self.reaches(b'9' + 1)
    }

    /// Capitals.
    pub(super) const fn capitals(self) -> u64 {
        self.reaches(b'A') & !self.reaches(b'Z' + 1)
    }

    /// Small letters.
    pub(super) const fn small(self) -> u64 {
        self.reaches(b'a') & !self.reaches(b'z' + 1)
    }

    /// Characters that can be seen.
    pub(super) const fn graphic(self) -> u64 {
        self.reaches(b'!') & !self.reaches(b'~' + 1)
    }

    /// Bytes that are those of another eight.
    pub(super) const fn same(self, other: Self) -> u64 {
        !((self.0 ^ other.0) + each(0x7f))
    }

    /// Whether the answer is yes for all eight.
    pub(super) const fn all(answer: u64) -> bool {
        answer & HIGH == HIGH
    }
}

/// Whether something holds of every byte of a text that has eight or more; of a shorter one it is not known, and `false`.
#[inline]
pub(super) fn all(text: &[u8], holds: impl Fn(Eight) -> u64) -> bool {
    let Some(last) = text.last_chunk() else { return false };
    let holds = |eight: &[u8; 8]| Eight::of(*eight).is_some_and(|eight| Eight::all(holds(eight)));
    // The last eight may meet those before them.
    holds(last) && text.as_chunks().0.iter().all(holds)
}

/// Whether something holds of every byte of a text and the one at the same place of another, which is as long; it must hold of two
/// zeros.
#[inline]
pub(super) fn all_pairs(one: &[u8], other: &[u8], holds: impl Fn(Eight, Eight) -> u64) -> bool {
    let holds = |one: &[u8; 8], other: &[u8; 8]| match (Eight::of(*one), Eight::of(*other)) {
        (Some(one), Some(other)) => Eight::all(holds(one, other)),
        _ => false,
    };
    let (Some(first), Some(second)) = (one.last_chunk(), other.last_chunk()) else {
        return holds(&padded(one), &padded(other));
    };
    holds(first, second)
        && one.as_chunks().0.iter().zip(other.as_chunks().0).all(|(one, other)| holds(one, other))
}

/// A text of less than eight bytes with zeros behind it.
fn padded(text: &[u8]) -> [u8; 8] {
    let mut padded = [0; 8];
    padded.iter_mut().zip(text).for_each(|(to, byte)| *to = *byte);
    padded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_is_what_it_is_at_every_place() {
        for (length, place) in (1..20).flat_map(|length| (0..length).map(move |place| (length, place))) {
            for byte in 0..=u8::MAX {
                let text = |rest: u8| {
                    let mut text = vec![rest; length];
                    text[place] = byte;
                    text
                };
                let known = length >= 8;
                assert_eq!(all(&text(b'5'), Eight::digits), known && byte.is_ascii_digit(), "{byte}");
                assert_eq!(all(&text(b'Q'), Eight::capitals), known && byte.is_ascii_uppercase(), "{byte}");
                assert_eq!(all(&text(b'q'), Eight::small), known && byte.is_ascii_lowercase(), "{byte}");
                assert_eq!(all(&text(b'@'), Eight::graphic), known && byte.is_ascii_graphic(), "{byte}");
                let other = vec![0x7f; length];
                assert_eq!(all_pairs(&text(0x7f), &other, Eight::same), byte == 0x7f, "{byte}");
            }
        }
    }
}
