//! Names that people bear, with how many are called so, and words that stand in texts whoever they are about.

use super::prints::hash_of;
use super::words::Words;
use crate::reference::{Quickly, first_names, ordinary_words, surnames};
use std::collections::HashMap;
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

/// What is said of a word.
#[derive(Clone, Copy)]
enum Said {
    /// So many bear it, as a given name (0) or as a family name (1).
    Borne(usize, u64),
    /// It stands in texts whoever they are about.
    Ordinary,
}

/// What is said of all words on their way into [`Known`], by their hashes.
#[derive(Default)]
struct Gathered {
    said: Vec<(u64, Said)>,
    /// How many bear given names, and family names.
    all: [u64; 2],
    longest: usize,
    longest_name: usize,
    /// Room to fold in.
    room: Words,
}

impl Gathered {
    fn say(&mut self, word: &str, said: Said) {
        self.room.read(word);
        let folded = self.room.joined();
        self.longest = self.longest.max(folded.len());
        if let Said::Borne(which, weight) = said {
            self.longest_name = self.longest_name.max(folded.len());
            self.all[which] += weight;
        }
        self.said.push((hash_of(folded), said));
    }

    /// The share of so many among those who bear such names, as a power of ten.
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        reason = "a share needs no more digits"
    )]
    fn share(&self, which: usize, weight: Option<u64>) -> f32 {
        let share = |weight: u64| libm::log10(weight.max(1) as f64 / self.all[which].max(1) as f64) as f32;
        weight.map_or(f32::NAN, share)
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
    fn of(mut gathered: Gathered) -> Self {
        // By their hashes they are in the order of their slots.
        let mut said = std::mem::take(&mut gathered.said);
        said.sort_unstable_by_key(|(hash, _)| *hash);
        let words = || said.chunk_by(|(one, _), (other, _)| one == other);
        let slots = (words().count() * 4).div_ceil(3).next_power_of_two();
        let mut known = Self {
            slots: vec![Slot::default(); slots],
            entries: Vec::new(),
            filter: vec![0; NUMBERS],
            longest: gathered.longest,
            longest_name: gathered.longest_name,
        };
        let mut numbers: HashMap<([Option<u64>; 2], bool), u32, Quickly> = HashMap::default();
        for word in words() {
            let (mut borne, mut ordinary) = ([None; 2], false);
            for (_, said) in word {
                match said {
                    Said::Borne(which, weight) => *borne[*which].get_or_insert(0) += weight,
                    Said::Ordinary => ordinary = true,
                }
            }
            let number = numbers.entry((borne, ordinary)).or_insert_with(|| {
                let borne = [0, 1].map(|which| gathered.share(which, borne[which]));
                known.entries.push(Entry { borne, ordinary });
                u32::try_from(known.entries.len()).unwrap_or(0)
            });
            let hash = word[0].0;
            let (at, bits) = Self::bits(hash);
            known.filter[at] |= bits;
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
        for row in 0..first_names::ROWS {
            all.say(first_names::NAME.get(row), Said::Borne(0, u64::from(first_names::WEIGHT.get(row))));
        }
        for row in 0..surnames::ROWS {
            all.say(surnames::NAME.get(row), Said::Borne(1, u64::from(surnames::WEIGHT.get(row))));
        }
        for word in ordinary_words::WORD.iter() {
            all.say(word, Said::Ordinary);
        }
        Known::of(all)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each of them is found under its own hash with what was gathered of it, and nothing else is found.
    #[test]
    fn what_was_gathered_is_known() {
        let mut all = Gathered::default();
        let name = |n: u32| format!("name{n}");
        let weight = |n: u32| u64::from(n % 50 + 1);
        for n in 0..10_000u32 {
            if n % 7 == 0 {
                all.say(&name(n), Said::Ordinary);
            }
            if n % 3 > 0 {
                // Those of two spellings are told together.
                all.say(&name(n), Said::Borne(0, weight(n) - 1));
                all.say(&format!("Na-me {n}"), Said::Borne(0, 1));
            }
            if n % 7 > 0 && n % 3 == 0 {
                all.say(&name(n), Said::Borne(1, 1_000));
            }
        }
        let of_all = all.all;
        assert_eq!((all.longest, all.longest_name), (8, 8));
        let known = Known::of(all);
        let share = |which: usize, weight: u64| libm::log10(weight as f64 / of_all[which] as f64);
        for n in 0..10_000u32 {
            let entry = known.get(&name(n)).unwrap();
            let space = match (n % 3, n % 7) {
                (0, 0) => None,
                (0, _) => Some(-share(1, 1_000)),
                _ => Some(-share(0, weight(n))),
            };
            assert_eq!((entry.space().is_some(), entry.ordinary), (space.is_some(), n % 7 == 0), "{n}");
            assert!((f64::from(entry.space().unwrap_or(0.0)) - space.unwrap_or(0.0)).abs() < 1e-5, "{n}");
        }
        assert!((10_000..100_000).all(|n| known.get(&name(n)).is_none()));
        assert!(known.entries.len() <= 50 * 2 + 2, "{}", known.entries.len());
    }
}
