//! Which first characters the entries of a record have: most words of a text are told from all entries by them.

/// Which first characters entries have, as far as a few bits tell: three, and of the shortest entries two.
#[derive(Clone, Copy, Default)]
pub(super) struct Heads([u64; 32]);

/// The bits of the characters with which a word begins: which number each is in, and the bit.
pub(super) type Begin = [(usize, u64); 2];

impl Heads {
    fn place(first: &[u8]) -> (usize, u64) {
        let head = first.iter().fold(0u32, |head, byte| head << 8 | u32::from(*byte));
        let bits = (head.wrapping_mul(0x9e37_79b1) >> 21) as usize;
        (bits >> 6, 1 << (bits & 63))
    }

    /// The bits of three characters and of two.
    pub(super) fn places(text: &[u8]) -> Begin {
        [3, 2].map(|length| Self::place(text.get(..length).unwrap_or_default()))
    }

    /// Notes the key of an entry.
    pub(super) fn add(&mut self, key: &[u8]) {
        let (at, bit) = Self::place(&key[..key.len().min(3)]);
        self.0[at] |= bit;
    }

    /// Whether an entry may begin so.
    pub(super) fn may_have(&self, begin: &Begin) -> bool {
        begin.iter().any(|(at, bit)| self.0[*at] & bit != 0)
    }

    /// Takes up what others have.
    pub(super) fn join(&mut self, other: &Self) {
        self.0.iter_mut().zip(other.0).for_each(|(own, other)| *own |= other);
    }
}
