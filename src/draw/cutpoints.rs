//! Weighted picks among many: running shares searched from a table of cutpoints.

/// How many entries a pick looks at together.
const STEPS: usize = 4;

/// A weighted choice among `0..len` from 32 uniform bits.
///
/// Where an [`Alias`](super::Alias) table takes a division an entry to build, this takes an addition, so that tables
/// of tens of thousands of entries cost nothing to speak of at the start; a pick looks at two or three neighbouring
/// entries (the cutpoint method: Chen and Asau 1974). Shares are rounded to 2^-32 of the whole; an entry of weight 0
/// is never picked.
#[derive(Clone, Debug)]
pub struct Cutpoints {
    /// Where each entry begins on a line of 2^32 points, and then as many ends of the line as are looked at together.
    starts: Vec<u32>,
    /// For each stretch of the line, the entry on which it begins, less its last `coarse` bits: two bytes a stretch, so
    /// that the laws of many columns stay in the cache together.
    guide: Vec<u16>,
    shift: u32,
    coarse: u32,
}

impl Cutpoints {
    /// Builds the table; `None` where no weight is above zero.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a start is below 2^32 as long as a weight is to come"
    )]
    pub fn new(weights: impl IntoIterator<Item = u64>) -> Option<Self> {
        let (mut total, mut last) = (0u128, 0usize);
        let mut before = Vec::new();
        for weight in weights {
            before.push(total);
            total += u128::from(weight);
            if weight > 0 {
                last = before.len();
            }
        }
        if total == 0 || u32::try_from(last).is_err() {
            return None;
        }
        before.truncate(last);
        // One division for the whole table: 2^32 / total, with 64 bits behind the point.
        let scale = (1u128 << 96) / total;
        Some(Self::guided(before.iter().map(|start| ((start * scale) >> 64) as u32).collect()))
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
        Self::new(shares.iter().map(|s| libm::round(s / largest * 4_503_599_627_370_496.0) as u64))
    }

    #[expect(
        clippy::cast_possible_truncation,
        reason = "points are below 2^32, and entries, less their last bits, below 2^16"
    )]
    fn guided(mut starts: Vec<u32>) -> Self {
        let bits = starts.len().next_power_of_two().trailing_zeros();
        // Of few entries most stretches hold one alone, so that the search seldom takes a step; of many, a step or two
        // along neighbours is cheaper than a guide that leaves the cache.
        let stretches = match bits {
            0..=6 => (bits + 2).max(6),
            7..=12 => bits,
            _ => (bits - 1).min(20),
        };
        let (shift, coarse) = (32 - stretches, bits.saturating_sub(16));
        let mut guide = Vec::with_capacity(1 << (32 - shift));
        let mut entry = 0usize;
        for stretch in 0..1u64 << (32 - shift) {
            let point = (stretch << shift) as u32;
            while starts.get(entry + 1).is_some_and(|&start| start <= point) {
                entry += 1;
            }
            guide.push((entry >> coarse) as u16);
        }
        starts.extend([u32::MAX; STEPS]);
        Self { starts, guide, shift, coarse }
    }

    /// The entry that 32 uniform bits pick.
    #[inline]
    pub fn pick(&self, point: u32) -> usize {
        let mut entry = usize::from(self.guide[(point >> self.shift) as usize]) << self.coarse;
        // Four entries are looked at together: where a step ends cannot be foretold, so that a branch a step is dear.
        while let Some(next) = self.starts.get(entry + 1..).and_then(<[u32]>::first_chunk::<STEPS>) {
            let passed = next.iter().map(|&start| usize::from(start <= point)).sum::<usize>();
            entry += passed;
            if passed < STEPS {
                break;
            }
        }
        entry.min(self.starts.len() - 1 - STEPS)
    }

    /// The entry that the high half of a uniform word picks; the low half stays free for another decision.
    #[inline]
    pub fn pick_high(&self, word: u64) -> usize {
        self.pick(high(word))
    }
}

/// The high 32 bits of a word.
#[inline]
pub fn high(word: u64) -> u32 {
    (word >> 32) as u32
}

/// The low 32 bits of a word.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "the low half is what is asked for")]
pub fn low(word: u64) -> u32 {
    word as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn picks_in_proportion_and_never_a_zero() {
        let weights = [0u64, 3, 0, 0, 1, 4, 0];
        let cut = Cutpoints::new(weights).unwrap();
        let mut seen = [0u64; 7];
        for step in 0..80_000u32 {
            seen[cut.pick(step * 53_687)] += 1;
        }
        for (entry, weight) in weights.iter().enumerate() {
            assert!(seen[entry].abs_diff(weight * 10_000) <= 2, "{seen:?}");
        }
        assert_eq!(cut.pick(0), 1);
        assert_eq!(cut.pick(u32::MAX), 5);
    }

    #[test]
    fn many_entries_and_single_ones() {
        let cut = Cutpoints::new((0..30_000u64).map(|i| i % 7)).unwrap();
        for point in (0..u32::MAX).step_by(99_991) {
            assert_ne!(cut.pick(point) % 7, 0);
        }
        assert_eq!(Cutpoints::new([5]).unwrap().pick_high(u64::MAX), 0);
        assert!(Cutpoints::new([0, 0]).is_none());
        assert!(Cutpoints::new([]).is_none());
    }
}
