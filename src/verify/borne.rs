//! Names that people bear, with how many are called so, and words that stand in texts whoever they are about.

use super::prints::{ByPrint, hash_of};
use super::words::folded;
use crate::reference::{Quickly, first_names, ordinary_words, surnames};
use std::collections::{BTreeMap, HashMap};
use std::sync::OnceLock;

/// What is known of a word: the shares of those who bear it, which are no number where there is none, and whether it is an ordinary
/// one.
#[derive(Clone, Copy)]
pub(super) struct Entry {
    pub(super) borne: [f32; 2],
    pub(super) ordinary: bool,
}

impl Entry {
    /// The share of those who bear it, as a power of ten with the sign turned.
    pub(super) fn space(&self) -> Option<f32> {
        // The greater of those that are numbers.
        let share = self.borne[0].max(self.borne[1]);
        (!share.is_nan()).then_some(-share)
    }
}

/// Names and ordinary words on their way into [`Known`], by their hashes.
#[derive(Default)]
struct Gathered {
    words: HashMap<u64, Entry, ByPrint>,
    longest: usize,
    longest_name: usize,
}

impl Gathered {
    fn entry(&mut self, word: &str) -> &mut Entry {
        self.longest = self.longest.max(word.len());
        self.words.entry(hash_of(word)).or_insert(Entry { borne: [f32::NAN; 2], ordinary: false })
    }

    /// Takes names with how often they are borne, as given names or as family names.
    fn add(&mut self, names: impl Iterator<Item = (&'static str, u64)>, which: usize) {
        for (name, share) in shares(names) {
            self.longest_name = self.longest_name.max(name.len());
            self.entry(&name).borne[which] = share;
        }
    }
}

/// A word: a half of its hash, and one more than the number of its entry; zero where the slot is free.
#[derive(Clone, Copy, Default)]
struct Slot {
    half: u32,
    entry: u32,
}

/// All names that somebody bears, and ordinary words, by their hashes: of so few that two of them have one is less likely than
/// anything here. Names are asked for in every row and in no order, so that what counts is how much memory they are spread over.
pub(super) struct Known {
    /// A word a slot, from where the other half of its hash says.
    slots: Vec<Slot>,
    /// What is known of words, each once: of most names it is the same as of many others.
    entries: Vec<Entry>,
    /// Two bits of one number for each of the hashes, so that most of what is not known is passed over at once.
    filter: Vec<u64>,
    /// The longest of them, in bytes.
    longest: usize,
    /// The longest name.
    pub(super) longest_name: usize,
}

/// Numbers of the filter.
const NUMBERS: usize = 1 << 15;

impl Known {
    fn of(gathered: Gathered) -> Self {
        let Gathered { words, longest, longest_name } = gathered;
        let slots = (words.len() * 4).div_ceil(3).next_power_of_two();
        let mut known = Self {
            slots: vec![Slot::default(); slots],
            entries: Vec::new(),
            filter: vec![0; NUMBERS],
            longest,
            longest_name,
        };
        // By their hashes they are in the order of their slots.
        let mut all: Vec<(u64, Entry)> = words.into_iter().collect();
        all.sort_unstable_by_key(|(hash, _)| *hash);
        let mut numbers: HashMap<([u32; 2], bool), u32, Quickly> = HashMap::default();
        for (hash, entry) in all {
            let number =
                numbers.entry((entry.borne.map(f32::to_bits), entry.ordinary)).or_insert_with(|| {
                    known.entries.push(entry);
                    u32::try_from(known.entries.len()).unwrap_or(0)
                });
            let (word, bits) = Self::bits(hash);
            known.filter[word] |= bits;
            let at = known.slot(hash);
            known.slots[at] = Slot { half: Self::half(hash), entry: *number };
        }
        known
    }

    fn bits(hash: u64) -> (usize, u64) {
        let at = usize::try_from(hash >> 20).unwrap_or(0) & (NUMBERS - 1);
        (at, 1 << ((hash >> 40) & 63) | 1 << ((hash >> 46) & 63))
    }

    fn half(hash: u64) -> u32 {
        u32::try_from(hash & u64::from(u32::MAX)).unwrap_or(0)
    }

    /// Where a word is, or where it may go.
    fn slot(&self, hash: u64) -> usize {
        let (mask, half) = (self.slots.len() - 1, Self::half(hash));
        let mut at = usize::try_from(hash >> (63 - self.slots.len().ilog2()) >> 1).unwrap_or(0);
        while self.slots[at].entry != 0 && self.slots[at].half != half {
            at = (at + 1) & mask;
        }
        at
    }

    /// What is known of a word.
    pub(super) fn get(&self, word: &str) -> Option<&Entry> {
        if word.len() > self.longest {
            return None;
        }
        let hash = hash_of(word);
        let (at, bits) = Self::bits(hash);
        if self.filter[at] & bits != bits {
            return None;
        }
        let number = usize::try_from(self.slots[self.slot(hash)].entry).ok()?;
        self.entries.get(number.checked_sub(1)?)
    }
}

/// All that is known, made when it is first asked for.
pub(super) fn known() -> &'static Known {
    static KNOWN: OnceLock<Known> = OnceLock::new();
    KNOWN.get_or_init(|| {
        let mut all = Gathered::default();
        let given = (0..first_names::ROWS)
            .map(|row| (first_names::NAME.get(row), u64::from(first_names::WEIGHT.get(row))));
        all.add(given, 0);
        let family =
            (0..surnames::ROWS).map(|row| (surnames::NAME.get(row), u64::from(surnames::WEIGHT.get(row))));
        all.add(family, 1);
        for word in ordinary_words::WORD.iter() {
            all.entry(&folded(word)).ordinary = true;
        }
        Known::of(all)
    })
}

#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "a share needs no more digits"
)]
fn shares(weights: impl Iterator<Item = (&'static str, u64)>) -> BTreeMap<String, f32> {
    let mut sums: BTreeMap<String, u64> = BTreeMap::new();
    let mut total = 0;
    for (name, weight) in weights {
        *sums.entry(folded(name)).or_default() += weight;
        total += weight;
    }
    let share = |weight: u64| libm::log10(weight.max(1) as f64 / total.max(1) as f64) as f32;
    sums.into_iter().map(|(name, weight)| (name, share(weight))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each of them is found under its own hash with what was gathered of it, and nothing else is found.
    #[test]
    fn what_was_gathered_is_known() {
        let mut all = Gathered::default();
        let name = |n: u32| format!("name{n}");
        for n in 0..10_000u32 {
            let entry = all.entry(&name(n));
            entry.ordinary = n % 7 == 0;
            if n % 3 > 0 {
                entry.borne[0] = -f32::from(u16::try_from(n % 50).unwrap());
            }
        }
        let known = Known::of(all);
        for n in 0..10_000u32 {
            let entry = known.get(&name(n)).unwrap();
            let share = (n % 3 > 0).then(|| f32::from(u16::try_from(n % 50).unwrap()));
            assert_eq!((entry.space(), entry.ordinary), (share, n % 7 == 0), "{n}");
        }
        assert!((10_000..100_000).all(|n| known.get(&name(n)).is_none()));
        assert!(known.entries.len() <= 50 * 2 + 2, "{}", known.entries.len());
    }
}
