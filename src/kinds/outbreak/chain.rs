//! What a row is in its outbreak, packed into 64 bits.

/// A case of an outbreak; days are counted from the onset of the first case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Chain {
    /// By how many rows the first case, and the infector, stand before this one; the first case has no infector.
    pub(super) first: i64,
    pub(super) infector: i64,
    pub(super) onset: i64,
    pub(super) infection: i64,
    pub(super) last: i64,
    pub(super) generation: i64,
}

/// The bits of each field, from the lowest: rows, rows, onset, days of incubation, last onset, generation.
const BITS: [u32; 6] = [12, 12, 13, 6, 13, 6];

impl Chain {
    pub(super) fn pack(&self) -> u64 {
        let incubation = self.onset - self.infection;
        let fields = [self.first, self.infector, self.onset, incubation, self.last, self.generation];
        fields.iter().zip(BITS).rev().fold(0, |all, (field, bits)| {
            let most = (1u64 << bits) - 1;
            (all << bits) | u64::try_from(*field).unwrap_or(0).min(most)
        })
    }

    pub(super) fn unpack(mut packed: u64) -> Self {
        let mut next = |bits: u32| {
            let field = packed & ((1 << bits) - 1);
            packed >>= bits;
            i64::try_from(field).unwrap_or(0)
        };
        let [first, infector, onset, incubation, last, generation] = BITS.map(&mut next);
        Self { first, infector, onset, infection: onset - incubation, last, generation }
    }

    /// The row of the first case.
    pub(super) fn first(&self, row: i64) -> i64 {
        row - self.first
    }

    /// The row of the infector.
    pub(super) fn infector(&self, row: i64) -> Option<i64> {
        (self.infector > 0).then_some(row - self.infector)
    }
}
