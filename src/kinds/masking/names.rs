//! Names that may stand in for others: by sex class, as common as they are, and none so rare that it names somebody.

use crate::draw::{Cutpoints, high};
use crate::reference::{first_names, surnames};
use std::collections::{BTreeMap, HashMap};
use std::sync::OnceLock;

use super::super::contact::fold;

/// A name is never a stand-in where fewer than one person in this many bears it.
const RAREST: u64 = 100_000;

/// The class of a given name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Female,
    Male,
    Both,
}

/// Names with the law by which they are drawn.
struct Pool {
    names: Vec<&'static str>,
    law: Option<Cutpoints>,
}

impl Pool {
    /// The names that one in [`RAREST`] bears at least.
    fn new(weights: impl Iterator<Item = (&'static str, u64)>) -> Self {
        let all: Vec<(&'static str, u64)> = weights.collect();
        let total: u64 = all.iter().map(|(_, weight)| weight).sum();
        let common: Vec<_> = all.into_iter().filter(|(_, weight)| weight * RAREST >= total).collect();
        let law = Cutpoints::new(common.iter().map(|(_, weight)| *weight));
        Self { names: common.into_iter().map(|(name, _)| name).collect(), law }
    }

    fn pick(&self, word: u64) -> &'static str {
        let at = self.law.as_ref().map_or(0, |law| law.pick(high(word)));
        self.names.get(at).copied().unwrap_or("Alex")
    }
}

struct Given {
    classes: HashMap<Vec<u8>, Class>,
    female: Pool,
    male: Pool,
    both: Pool,
}

static GIVEN: OnceLock<Given> = OnceLock::new();
static SURNAMES: OnceLock<Pool> = OnceLock::new();

fn given() -> &'static Given {
    GIVEN.get_or_init(|| {
        let mut weights: BTreeMap<&'static str, [u64; 2]> = BTreeMap::new();
        let female = first_names::SEX.names().find_sorted("F");
        for row in 0..first_names::ROWS {
            let is_female = Some(usize::from(first_names::SEX.index(row))) == female;
            let weight = u64::from(first_names::WEIGHT.get(row));
            weights.entry(first_names::NAME.get(row)).or_default()[usize::from(!is_female)] += weight;
        }
        // Nine in ten of its bearers decide the class of a name.
        let class_of = |[female, male]: &[u64; 2]| match (*female, *male) {
            (f, m) if m * 9 <= f => Class::Female,
            (f, m) if f * 9 <= m => Class::Male,
            _ => Class::Both,
        };
        let mut classes = HashMap::new();
        for (name, weights) in &weights {
            let mut folded = Vec::new();
            fold(name, 64, &mut folded);
            classes.insert(folded, class_of(weights));
        }
        let of = |wanted: usize, not: Class| {
            let fits = move |weights: &&[u64; 2]| class_of(weights) != not;
            weights.iter().filter(move |(_, w)| fits(w)).map(move |(name, w)| (*name, w[wanted]))
        };
        let both = weights.iter().map(|(name, [female, male])| (*name, female + male));
        Given {
            classes,
            female: Pool::new(of(0, Class::Male)),
            male: Pool::new(of(1, Class::Female)),
            both: Pool::new(both),
        }
    })
}

/// A given name of the same class of sexes as a normalised one, by 64 drawn bits.
pub fn given_for(normalised: &[u8], word: u64) -> &'static str {
    let given = given();
    match given.classes.get(normalised) {
        Some(Class::Female) => given.female.pick(word),
        Some(Class::Male) => given.male.pick(word),
        Some(Class::Both) | None => given.both.pick(word),
    }
}

/// A family name by 64 drawn bits.
pub fn surname_for(word: u64) -> &'static str {
    let weights =
        || (0..surnames::ROWS).map(|row| (surnames::NAME.get(row), u64::from(surnames::WEIGHT.get(row))));
    SURNAMES.get_or_init(|| Pool::new(weights())).pick(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stand_in_has_the_class_of_the_name() {
        let given = given();
        for n in 0..500u64 {
            let word = n.wrapping_mul(0x9e37_79b9_7f4a_7c15);
            for (name, others) in [(&b"mary"[..], Class::Male), (b"james", Class::Female)] {
                let mut folded = Vec::new();
                fold(given_for(name, word), 64, &mut folded);
                assert!(given.classes.get(&folded) != Some(&others));
            }
        }
    }

    #[test]
    fn no_rare_name_stands_in() {
        let given = given();
        assert!(given.both.names.len() > 500 && given.both.names.len() < given.classes.len());
        surname_for(0);
        let pool = SURNAMES.get().unwrap();
        let total: u64 = surnames::WEIGHT.iter().map(u64::from).sum();
        for name in &pool.names {
            let row = (0..surnames::ROWS).find(|&row| surnames::NAME.get(row) == *name).unwrap();
            assert!(u64::from(surnames::WEIGHT.get(row)) * RAREST >= total);
        }
    }
}
