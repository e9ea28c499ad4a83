//! Values of a closed list, which change places within it: a column of a type that takes nothing else still loads, and what
//! differed still differs.
//!
//! All values stand in an order that the key decides, and each becomes the next one, the last one the first: no two become one,
//! and none stays what it was, where there is more than one. Which values there are is no secret, so nothing is drawn.

use super::key::SubKey;
use super::stand::Made;
use super::texts::Texts;
use crate::error::{Error, ErrorKind, Result};
use crate::kinds::{Kind, Settings};
use std::collections::BTreeMap;

/// The most values of a list.
const MOST: u64 = 10_000;

/// The values of a list, in its order.
pub(super) struct Listed {
    values: Vec<Vec<u8>>,
    numbers: BTreeMap<Vec<u8>, usize>,
}

impl Listed {
    /// The values of a kind that is a list.
    pub(super) fn new(kind: &'static Kind, settings: &Settings) -> Result<Self> {
        let texts = Made::new(kind, settings, true)?.all(MOST).unwrap_or_else(|| {
            let message = format!("the kind `{}` has no list of {MOST} values at the most here", kind.name);
            Err(Error::new(ErrorKind::Schema, message))
        })?;
        let values: Vec<Vec<u8>> = (0..texts.len()).map(|at| texts.get(at).to_vec()).collect();
        let numbers = values.iter().cloned().zip(0..).collect();
        Ok(Self { values, numbers })
    }

    /// Whether a value is one of the list.
    pub(super) fn has(&self, value: &[u8]) -> bool {
        self.numbers.contains_key(value)
    }

    /// What takes the place of each of some values of the list.
    pub(super) fn make(&self, key: &SubKey, values: &Texts) -> Texts {
        let mut order: Vec<usize> = (0..self.values.len()).collect();
        order.sort_by_cached_key(|at| (key.hash(&self.values[*at], 0), *at));
        let mut next = vec![0; order.len()];
        for (at, value) in order.iter().enumerate() {
            next[*value] = order[(at + 1) % order.len()];
        }
        let mut out = Texts::with_capacity(values.len());
        for at in 0..values.len() {
            let value = values.get(at);
            let stand_in = self.numbers.get(value).and_then(|number| self.values.get(next[*number]));
            out.push(stand_in.map_or(value, Vec::as_slice));
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::super::key::MaskKey;
    use super::*;
    use std::collections::BTreeSet;
    use zeroize::Zeroizing;

    fn next(key: u8, words: &[&str]) -> Vec<String> {
        let values: Vec<Vec<u8>> = words.iter().map(|word| word.as_bytes().to_vec()).collect();
        let numbers = values.iter().cloned().zip(0..).collect();
        let mut all = Texts::with_capacity(words.len());
        words.iter().for_each(|word| all.push(word.as_bytes()));
        let key = MaskKey::new(Zeroizing::new([key; 32])).derive("domain", "t");
        let made = Listed { values, numbers }.make(&key, &all);
        (0..made.len()).map(|at| String::from_utf8(made.get(at).to_vec()).unwrap()).collect()
    }

    #[test]
    fn all_change_places_by_the_key() {
        let words: Vec<String> = (0..50).map(|n| format!("label {n}")).collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let (one, other) = (next(1, &words), next(2, &words));
        assert!(one == next(1, &words) && one != other);
        for made in [&one, &other] {
            assert_eq!(made.iter().collect::<BTreeSet<_>>().len(), words.len());
            assert!(made.iter().zip(&words).all(|(is, was)| is != was));
        }
        assert_eq!(
            (next(3, &["a", "b"]), next(3, &["a"])),
            (vec!["b".to_owned(), "a".to_owned()], vec!["a".to_owned()])
        );
    }
}
