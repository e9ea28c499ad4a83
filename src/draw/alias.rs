//! Weighted picks in constant time: an alias table over integer weights.

use super::below;

/// A weighted choice among `0..len`, picked with one 64-bit word and one memory access.
///
/// Built by Vose's method on integers, so that the table is the same on every machine. Each share is rounded to
/// 2^-32 of one entry, and the index is taken from 32 bits, so tables are meant for less than a million entries.
#[derive(Clone, Debug)]
pub struct Alias {
    /// The alternative in the high half, the threshold below which the entry itself is taken in the low half.
    cells: Vec<u64>,
}

impl Alias {
    /// Builds the table; `None` where there is no weight above zero, or more entries than 2^32.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "thresholds are below 2^32, as are indices, checked first"
    )]
    pub fn new(weights: &[u64]) -> Option<Self> {
        let n = u32::try_from(weights.len()).ok()?;
        let total: u128 = weights.iter().map(|&w| u128::from(w)).sum();
        if total == 0 {
            return None;
        }
        let mut left: Vec<u128> = weights.iter().map(|&w| u128::from(w) * u128::from(n)).collect();
        let (mut small, mut large): (Vec<u32>, Vec<u32>) = (0..n).partition(|&i| left[i as usize] < total);
        let mut cells: Vec<u64> = (0..n).map(|i| (u64::from(i) << 32) | 0xffff_ffff).collect();
        while let (Some(&s), Some(&l)) = (small.last(), large.last()) {
            small.pop();
            let threshold = ((left[s as usize] << 32) / total) as u64;
            cells[s as usize] = (u64::from(l) << 32) | threshold;
            left[l as usize] -= total - left[s as usize];
            if left[l as usize] < total {
                large.pop();
                small.push(l);
            }
        }
        Some(Self { cells })
    }

    /// Builds the table from weights that are not integers; `None` where one is negative or not finite, or all are 0.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "scaled into 0..=2^52 and checked"
    )]
    pub fn from_shares(shares: &[f64]) -> Option<Self> {
        let largest = shares.iter().copied().fold(0.0f64, f64::max);
        if shares.iter().any(|s| !s.is_finite() || *s < 0.0) || largest <= 0.0 {
            return None;
        }
        let weights: Vec<u64> =
            shares.iter().map(|s| libm::round(s / largest * 4_503_599_627_370_496.0) as u64).collect();
        Self::new(&weights)
    }

    /// The number of entries.
    pub fn len(&self) -> usize {
        self.cells.len()
    }

    /// Whether there is no entry; never true of a table that was built.
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// The share of each entry.
    #[expect(clippy::cast_precision_loss, reason = "thresholds are below 2^32, and entries too")]
    pub fn shares(&self) -> Vec<f64> {
        let each = 1.0 / self.cells.len() as f64;
        let mut shares = vec![0.0; self.cells.len()];
        for (i, cell) in self.cells.iter().enumerate() {
            let own =
                if *cell >> 32 == i as u64 { 1.0 } else { (*cell & 0xffff_ffff) as f64 / 4_294_967_296.0 };
            shares[i] += own * each;
            if let Some(other) = usize::try_from(cell >> 32).ok().and_then(|other| shares.get_mut(other)) {
                *other += (1.0 - own) * each;
            }
        }
        shares
    }

    /// The entry that a uniform word picks.
    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "an index below the length, which is below 2^32")]
    pub fn pick(&self, word: u64) -> usize {
        let i = below(word, self.cells.len() as u64) as usize;
        // The low half is as good as independent of the index, which the high bits decide.
        let cell = self.cells[i];
        if (word & 0xffff_ffff) < (cell & 0xffff_ffff) { i } else { (cell >> 32) as usize }
    }
}
