//! Records in memory, in the order of their fingerprints, found by the first bits of these.

use super::Record;

/// Records that share their first bits, on the average.
const TOGETHER: usize = 2;

/// Records in order.
pub(in crate::mask) struct List<const V: usize> {
    records: Vec<Record<V>>,
    /// For each sequence of first bits where the records with it begin, and behind all of them how many there are; empty
    /// where there are too few or too many records.
    starts: Vec<u32>,
    /// How many bits stand behind the first ones.
    rest: u32,
}

impl<const V: usize> Default for List<V> {
    fn default() -> Self {
        Self { records: Vec::new(), starts: Vec::new(), rest: 0 }
    }
}

impl<const V: usize> List<V> {
    /// Of records that are in order.
    pub(super) fn new(mut records: Vec<Record<V>>) -> Self {
        records.shrink_to_fit();
        let bits = (records.len() / TOGETHER).checked_ilog2().unwrap_or(0);
        let rest = u128::BITS - bits;
        if bits == 0 || u32::try_from(records.len()).is_err() {
            return Self { records, starts: Vec::new(), rest };
        }
        let mut starts = Vec::with_capacity((1 << bits) + 1);
        for (at, (key, _)) in (0u32..).zip(&records) {
            starts.resize(first(*key, rest) + 1, at);
        }
        // Nothing begins with the bits that are left.
        starts.resize((1 << bits) + 1, u32::try_from(records.len()).unwrap_or(u32::MAX));
        Self { records, starts, rest }
    }

    /// All of them.
    pub(super) fn records(&self) -> &[Record<V>] {
        &self.records
    }

    /// The value of each of many fingerprints; the least where there are several.
    pub(super) fn all(&self, keys: &[u128]) -> Vec<Option<[u8; V]>> {
        // What is asked for lies far apart: it is fetched for all of them before the first is looked at, so that no look-up waits for
        // the memory of the one before it.
        let near: Vec<&[Record<V>]> = keys.iter().map(|key| self.near(*key)).collect();
        let least: Vec<u128> = near.iter().map(|near| near.first().map_or(0, |record| record.0)).collect();
        let found = |((key, near), least): ((&u128, &&[Record<V>]), u128)| {
            let near =
                if least == *key { near } else { &near[near.partition_point(|record| record.0 < *key)..] };
            near.first().filter(|record| record.0 == *key).map(|record| record.1)
        };
        keys.iter().zip(&near).zip(least).map(found).collect()
    }

    /// Records among which all with a fingerprint are.
    #[inline]
    fn near(&self, key: u128) -> &[Record<V>] {
        if self.starts.is_empty() {
            return &self.records;
        }
        let at = first(key, self.rest);
        &self.records[self.starts[at] as usize..self.starts[at + 1] as usize]
    }

    /// Those with a fingerprint.
    #[inline]
    pub(super) fn all_of(&self, key: u128) -> &[Record<V>] {
        let near = self.near(key);
        let from = near.partition_point(|record| record.0 < key);
        let count = near[from..].iter().take_while(|record| record.0 == key).count();
        &near[from..from + count]
    }
}

fn first(key: u128, rest: u32) -> usize {
    usize::try_from(key >> rest).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_is_found_however_the_first_bits_lie() {
        for step in [1u128, 3 << 60, 1 << 117, u128::MAX / 5_000] {
            let records: Vec<Record<1>> =
                (0..5_000u128).map(|n| (n.wrapping_mul(step) / 2 * 2, [0; 1])).collect();
            let mut sorted = records.clone();
            sorted.sort_unstable();
            let list = List::new(sorted.clone());
            for (key, _) in &records {
                let all = sorted.iter().filter(|record| record.0 == *key).count();
                assert_eq!(list.all_of(*key).len(), all, "{step}");
                assert!(list.all_of(key + 1).is_empty(), "{step}");
            }
            let keys: Vec<u128> = sorted.iter().flat_map(|(key, _)| [*key, key + 1]).collect();
            let each = |key: &u128| list.all_of(*key).first().map(|record| record.1);
            assert_eq!(list.all(&keys), keys.iter().map(each).collect::<Vec<_>>());
            assert!(list.records() == sorted && list.all_of(u128::MAX).is_empty());
        }
        assert!(List::<0>::default().all_of(7).is_empty());
    }
}
