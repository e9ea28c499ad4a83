//! How many different values were met, in bounded memory and whoever met them.

use super::prints::ByPrint;
use std::collections::HashMap;

/// Different values that were met, by their prints, each with the chance that a value of nobody's equals it. What rows repeat is
/// no further proof of anything, as the name of somebody of whom there are a hundred rows. Of more values than are held those of a
/// part of the space of prints stand for all.
#[derive(Clone, Debug, Default)]
pub(super) struct Met {
    chances: HashMap<u64, f32, ByPrint>,
    shift: u32,
}

/// The most values that are held for a column, or for two of them.
const HELD: usize = 1 << 16;

impl Met {
    /// Takes a value.
    pub(super) fn add(&mut self, print: u64, chance: f32) {
        if print.trailing_zeros() >= self.shift {
            self.chances.entry(print).or_insert(chance);
            while self.chances.len() > HELD {
                self.narrow(self.shift + 1);
            }
        }
    }

    /// In how many zeros the prints of values end that are still taken.
    pub(super) fn shift(&self) -> u32 {
        self.shift
    }

    fn narrow(&mut self, shift: u32) {
        self.shift = self.shift.max(shift);
        let shift = self.shift;
        self.chances.retain(|print, _| print.trailing_zeros() >= shift);
    }

    /// Takes those of other rows.
    pub(super) fn merge(&mut self, other: Self) {
        self.narrow(other.shift);
        let mut more: Vec<(u64, f32)> = other.chances.into_iter().collect();
        more.sort_unstable_by_key(|(print, _)| *print);
        more.into_iter().for_each(|(print, chance)| self.add(print, chance));
    }

    /// How many different values there are.
    pub(super) fn len(&self) -> u64 {
        (self.chances.len() as u64) << self.shift
    }

    /// The sum of their chances.
    pub(super) fn chance(&self) -> f64 {
        // In one order, so that the sum is the same in every run over the same values.
        let mut all: Vec<f32> = self.chances.values().copied().collect();
        all.sort_unstable_by(f32::total_cmp);
        let held: f64 = all.into_iter().map(f64::from).sum();
        held * libm::exp2(f64::from(self.shift))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A number that looks like a print.
    fn print(n: u64) -> u64 {
        let mixed = (n + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        (mixed ^ (mixed >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9)
    }

    #[test]
    fn a_value_counts_once_whoever_meets_it() {
        let (mut one, mut two) = (Met::default(), Met::default());
        for n in 0..100 {
            one.add(print(n), 0.01);
            two.add(print(n + 50), 0.01);
            two.add(print(n + 50), 0.01);
        }
        one.merge(two);
        assert_eq!(one.len(), 150);
        assert!((one.chance() - 1.5).abs() < 1e-4, "{}", one.chance());
    }

    #[test]
    fn more_than_are_held_are_estimated_however_often_they_come() {
        let mut met = Met::default();
        for n in 0..400_000 {
            met.add(print(n % 200_000), 0.5);
        }
        assert!((190_000..210_000).contains(&met.len()), "{}", met.len());
        assert!((met.chance() - 100_000.0).abs() < 5_000.0, "{}", met.chance());
    }
}
