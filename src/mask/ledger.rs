//! Stand-ins that differ where originals do, from a range that is smaller than what the originals could be.
//!
//! Every original has candidates: the keyed hash of it with attempt 0, 1, 2 and so on. Originals are served in the order of
//! their fingerprints, each with its first candidate that is free, so that only those that collide depend on the rest. What
//! an older run gave, kept in a file, is served first.

use super::key::SubKey;
use super::spill::{NewShelf, Sorted};
use crate::draw::below;
use crate::error::{Error, ErrorKind, Result};
use rayon::iter::ParallelIterator as _;
use rayon::slice::ParallelSlice as _;
use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

/// A hasher for numbers that are hashes already.
#[derive(Default)]
pub(super) struct Plain(u64);

impl Hasher for Plain {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut eight = [0u8; 8];
            eight[..chunk.len()].copy_from_slice(chunk);
            self.0 = self.0.rotate_left(29) ^ u64::from_le_bytes(eight);
        }
    }

    fn write_u64(&mut self, n: u64) {
        self.0 = n.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }

    fn write_u128(&mut self, n: u128) {
        let [low, high] = [n & u128::from(u64::MAX), n >> 64];
        self.0 = u64::try_from(low ^ high).unwrap_or_default();
    }
}

/// Bytes that an entry takes: the fingerprint, the number, and the room that the table leaves free.
pub const ENTRY_BYTES: u64 = 72;

/// Which stand-in each original has, by its number in the kind's range.
#[derive(Default)]
pub struct Ledger {
    pub(super) given: Sorted<8>,
    /// Originals whose first candidate was not free, so that their stand-ins depended on the others.
    pub collided: u64,
}

/// What decides which candidates are free.
pub(super) struct Range<'a> {
    /// How many numbers there are.
    pub(super) count: u64,
    /// The key of the domain, by which candidates come about.
    pub(super) key: &'a SubKey,
    /// Whether each of some numbers makes a text that is an original of the column.
    pub(super) taken: &'a (dyn Fn(&[u64]) -> Result<Vec<bool>> + Sync),
}

/// How many candidates are tried for one original.
pub(super) const ATTEMPTS: u32 = 4_096;

impl Ledger {
    /// Gives a number to every original; `old` are those of an earlier run, which stay.
    ///
    /// # Errors
    /// [`ErrorKind::Input`] where the range has no room for them.
    pub(super) fn fill(
        old: &[(u128, u64)],
        originals: &Sorted<0>,
        range: &Range<'_>,
        name: &str,
        shelf: Option<&NewShelf>,
    ) -> Result<Self> {
        if let Some(shelf) = shelf.filter(|_| originals.is_on_disk()) {
            return super::serve::fill(old, originals, range, name, shelf);
        }
        let known: HashMap<u128, u64, BuildHasherDefault<Plain>> =
            old.iter().copied().filter(|(_, number)| *number < range.count).collect();
        let new = || {
            let all = originals.records().map(|record| record.map(|(fingerprint, [])| fingerprint));
            all.filter(|print| !matches!(print, Ok(print) if !known.is_empty() && known.contains_key(print)))
        };
        let news = if known.is_empty() { originals.len() } else { new().count() as u64 };
        let mut serving = Serving::default();
        #[expect(clippy::iter_over_hash_type, reason = "sorted before anything depends on the order")]
        for (fingerprint, number) in &known {
            serving.used.insert(*number);
            serving.given.push((*fingerprint, number.to_be_bytes()));
        }
        let wanted = serving.used.len() as u64 + news;
        if wanted > range.count - range.count / 8 {
            return Err(full(name, wanted, range.count));
        }
        serving.reserve(usize::try_from(news).unwrap_or(0));
        // Round by round: everybody asks for the next candidate, in the order of the fingerprints.
        let mut left = serving.round(new(), 0, range)?;
        let collided = left.len() as u64;
        for attempt in 1..ATTEMPTS {
            if left.is_empty() {
                // Each round is in order, and the first is nearly all: this sort merges what it finds so.
                serving.given.sort();
                return Ok(Self { given: Sorted::of(serving.given), collided });
            }
            left = serving.round(left.into_iter().map(Ok), attempt, range)?;
        }
        Err(full(name, wanted, range.count))
    }

    /// The number of an original; `None` where the first pass has not seen it.
    ///
    /// # Errors
    /// Where what memory does not hold cannot be read.
    pub fn get(&self, fingerprint: u128) -> Result<Option<u64>> {
        Ok(self.given.get(fingerprint)?.map(u64::from_be_bytes))
    }

    /// The numbers of many originals: look-ups that do not wait for each other.
    ///
    /// # Errors
    /// Where the first pass has not seen one, or what memory does not hold cannot be read.
    pub(super) fn all(&self, fingerprints: &[u128]) -> Result<Vec<u64>> {
        let unseen = || Error::bug("an original that the first pass has not seen");
        let numbers = self.given.all(fingerprints)?;
        numbers.into_iter().map(|number| number.map(u64::from_be_bytes).ok_or_else(unseen)).collect()
    }

    /// How many originals have a number.
    pub fn len(&self) -> u64 {
        self.given.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.given.len() == 0
    }

    /// All entries, in the order of the fingerprints.
    ///
    /// # Errors
    /// Where what memory does not hold cannot be read.
    pub fn entries(&self) -> Result<Vec<(u128, u64)>> {
        let of = |record: Result<(u128, [u8; 8])>| {
            record.map(|(print, number)| (print, u64::from_be_bytes(number)))
        };
        self.given.records().map(of).collect()
    }
}

/// Numbers that were given, and to whom.
#[derive(Default)]
struct Serving {
    given: Vec<(u128, [u8; 8])>,
    used: HashSet<u64, BuildHasherDefault<Plain>>,
}

impl Serving {
    fn reserve(&mut self, more: usize) {
        self.given.reserve(more);
        self.used.reserve(more);
    }

    /// Gives a number, if nobody has it.
    fn give(&mut self, fingerprint: u128, number: u64) -> bool {
        let is_free = self.used.insert(number);
        if is_free {
            self.given.push((fingerprint, number.to_be_bytes()));
        }
        is_free
    }

    /// Everybody who waits asks for the next candidate; gives those for whom it was not free. The candidates of the next are looked at
    /// while those of the last are given, so that no more than both are held.
    fn round(
        &mut self,
        mut waiting: impl Iterator<Item = Result<u128>> + Send,
        attempt: u32,
        range: &Range<'_>,
    ) -> Result<Vec<u128>> {
        let mut next = || -> Result<Vec<Candidate>> {
            let some = waiting.by_ref().take(AT_ONCE).collect::<Result<Vec<u128>>>()?;
            candidates(&some, attempt, range)
        };
        let mut left = Vec::new();
        let mut asked = next()?;
        while !asked.is_empty() {
            let give = || {
                for (fingerprint, number, taken) in &asked {
                    if *taken || !self.give(*fingerprint, *number) {
                        left.push(*fingerprint);
                    }
                }
            };
            let ((), more) = rayon::join(give, &mut next);
            asked = more?;
        }
        Ok(left)
    }
}

/// Originals whose candidates are looked at by one thread.
const TOGETHER: usize = 1 << 12;
/// Originals whose candidates are held at once.
const AT_ONCE: usize = 1 << 16;

/// An original, its candidate, and whether that makes a text that is an original itself.
type Candidate = (u128, u64, bool);

/// The next candidate of each original, in their order.
fn candidates(waiting: &[u128], attempt: u32, range: &Range<'_>) -> Result<Vec<Candidate>> {
    let of = |waiting: &[u128]| -> Result<Vec<Candidate>> {
        let numbers: Vec<u64> = waiting.iter().map(|print| candidate(*print, attempt, range)).collect();
        let taken = (range.taken)(&numbers)?;
        Ok(waiting
            .iter()
            .zip(numbers)
            .zip(taken)
            .map(|((print, number), taken)| (*print, number, taken))
            .collect())
    };
    let parts = waiting.par_chunks(TOGETHER).map(of).collect::<Result<Vec<_>>>()?;
    Ok(parts.into_iter().flatten().collect())
}

pub(super) fn candidate(fingerprint: u128, attempt: u32, range: &Range<'_>) -> u64 {
    let [word, _] = range.key.hash(&fingerprint.to_le_bytes(), attempt);
    below(word, range.count)
}

pub(super) fn full(name: &str, wanted: u64, count: u64) -> Error {
    let message =
        format!("the domain `{name}` has {count} stand-ins, and {wanted} originals must have different ones");
    Error::new(ErrorKind::Input, message)
        .hint("choose a wider format for the kind (`wide = true`, more digits), or mask = \"token\"")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mask::key::MaskKey;
    use crate::mask::spill::{Heap, tests::boards};
    use zeroize::Zeroizing;

    fn fill(old: &[(u128, u64)], originals: u128, count: u64) -> Result<Ledger> {
        let key = MaskKey::new(Zeroizing::new([3; 32])).derive("domain", "x");
        let mut set = Heap::<0>::new();
        (0..originals).for_each(|n| set.push(n * 0x1_0000_0000_0000_0001, []));
        let set = set.close(None).unwrap();
        // Number 5 is an original.
        let taken = |numbers: &[u64]| Ok(numbers.iter().map(|n| *n == 5).collect());
        Ledger::fill(old, &set, &Range { count, key: &key, taken: &taken }, "x", None)
    }

    #[test]
    fn all_numbers_differ_and_none_is_an_original() {
        let ledger = fill(&[], 700, 1_000).unwrap();
        let mut numbers: Vec<u64> = ledger.entries().unwrap().into_iter().map(|(_, number)| number).collect();
        numbers.sort_unstable();
        numbers.dedup();
        assert_eq!(numbers.len(), 700);
        assert!(!numbers.contains(&5) && ledger.collided > 100);
    }

    #[test]
    fn what_was_given_stays() {
        let small = fill(&[], 300, 1_000).unwrap();
        let grown = fill(&small.entries().unwrap(), 600, 1_000).unwrap();
        assert!(small.entries().unwrap().iter().all(|(f, n)| grown.get(*f).unwrap() == Some(*n)));
    }

    #[test]
    fn too_small_a_range_is_refused() {
        assert!(fill(&[], 990, 1_000).is_err());
    }

    #[test]
    fn what_memory_does_not_hold_is_served_alike() {
        let shelf = boards();
        let key = MaskKey::new(Zeroizing::new([4; 32])).derive("domain", "x");
        // Every seventh number makes a text that is an original.
        let taken = |numbers: &[u64]| Ok(numbers.iter().map(|n| n % 7 == 0).collect());
        let range = Range { count: 4_000, key: &key, taken: &taken };
        let old: Vec<(u128, u64)> =
            (0..100).map(|n| (n * 0x7_0000_0000_0000_0001, u64::try_from(n).unwrap() * 3)).collect();
        let originals = |every: u128| {
            let mut heap = Heap::<0>::new();
            for n in 0..3_000u128 {
                heap.push(n * 0x1_0000_0000_0000_0001, []);
                if every > 0 && n % every == 0 {
                    heap.spill(&shelf).unwrap();
                }
            }
            heap.close(Some(&shelf)).unwrap()
        };
        let memory = Ledger::fill(&old, &originals(0), &range, "x", Some(&shelf)).unwrap();
        let disk = Ledger::fill(&old, &originals(500), &range, "x", Some(&shelf)).unwrap();
        assert!(memory.entries().unwrap() == disk.entries().unwrap() && memory.collided == disk.collided);
        assert!(memory.len() > 3_000 && memory.collided > 500);
        let small = Range { count: 3_000, ..range };
        assert!(Ledger::fill(&old, &originals(500), &small, "x", Some(&shelf)).is_err());
    }
}
