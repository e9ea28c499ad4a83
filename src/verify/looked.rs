//! What runs of words were looked at in a column: how many of each shape, and about how many different ones.

use super::prints::ByPrint;
use std::collections::HashMap;

/// Shapes of a run: letters, digits or both, and how long it is. What is of another shape cannot be equal.
pub(super) const SHAPES: usize = 3 * LENGTHS;
const LENGTHS: usize = 40;

/// The most runs that are held of a column.
const HELD: usize = 1 << 10;

/// The shape of a run of words.
#[inline]
pub(super) fn shape(run: &str) -> usize {
    let digits = run.bytes().filter(u8::is_ascii_digit).count();
    let class = match digits {
        0 => 0,
        n if n == run.len() => 1,
        _ => 2,
    };
    class * LENGTHS + run.len().min(LENGTHS - 1)
}

/// The runs of one column of the result.
pub(super) struct Looked {
    all: Vec<u64>,
    /// Different runs with their shapes, of more than are held those of a part of the space of prints.
    some: HashMap<u64, u8, ByPrint>,
    shift: u32,
}

impl Default for Looked {
    fn default() -> Self {
        Self { all: vec![0; SHAPES], some: HashMap::default(), shift: 0 }
    }
}

impl Looked {
    /// Takes a run.
    #[inline]
    pub(super) fn add(&mut self, print: u64, shape: usize) {
        self.all[shape] += 1;
        // Of letters alone it is counted how often they are drawn.
        if shape >= LENGTHS {
            self.hold(print, u8::try_from(shape).unwrap_or(u8::MAX));
        }
    }

    #[inline]
    fn hold(&mut self, print: u64, shape: u8) {
        if print.leading_zeros() >= self.shift {
            self.some.insert(print, shape);
            while self.some.len() > HELD {
                self.narrow(self.shift + 1);
            }
        }
    }

    fn narrow(&mut self, shift: u32) {
        self.shift = self.shift.max(shift);
        let shift = self.shift;
        self.some.retain(|print, _| print.leading_zeros() >= shift);
    }

    /// Takes those of other rows.
    pub(super) fn merge(&mut self, other: Self) {
        self.all.iter_mut().zip(other.all).for_each(|(all, more)| *all += more);
        self.narrow(other.shift);
        let mut more: Vec<(u64, u8)> = other.some.into_iter().collect();
        more.sort_unstable();
        more.into_iter().for_each(|(print, shape)| self.hold(print, shape));
    }

    /// For each shape how often a form of this shape may have met a run by chance, if each of them is one drawing.
    ///
    /// A number is drawn as evenly as it may, so that what it can meet is the different numbers that are there: the number of a
    /// region is in a column of telephone numbers a thousand times, and is met once. Of names it is known how often they are drawn.
    #[expect(clippy::cast_precision_loss, reason = "a chance needs no more digits")]
    pub(super) fn drawings(&self) -> Vec<f64> {
        let mut different = vec![0u64; SHAPES];
        for shape in sorted(&self.some) {
            different[usize::from(shape).min(SHAPES - 1)] += 1;
        }
        // Of a sample one more than was seen, so that what is seen in none of it is not held to be nowhere.
        let of_all = |n: u64| if self.shift == 0 { n } else { (n + 1) << self.shift };
        let one = |(shape, (all, n)): (usize, (&u64, u64))| match shape / LENGTHS {
            0 => *all as f64,
            _ => of_all(n).min(*all) as f64,
        };
        self.all.iter().zip(different).enumerate().map(one).collect()
    }
}

fn sorted(some: &HashMap<u64, u8, ByPrint>) -> Vec<u8> {
    let mut all: Vec<u8> = some.values().copied().collect();
    all.sort_unstable();
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verify::Printer;

    #[test]
    fn of_numbers_the_different_ones_count_and_of_names_all() {
        let printer = Printer::new(&[5; 16]);
        let (mut one, mut two) = (Looked::default(), Looked::default());
        for n in 0..40_000u32 {
            let run = (100_000 + n % 20_000).to_string();
            if n % 2 == 0 { &mut one } else { &mut two }.add(printer.short(run.as_bytes()), shape(&run));
            one.add(printer.short(b"smith"), shape("smith"));
        }
        one.merge(two);
        let drawings = one.drawings();
        let (numbers, names) = (drawings[shape("123456")], drawings[shape("smith")]);
        assert!((17_000.0..23_000.0).contains(&numbers), "{numbers}");
        assert!((names - 40_000.0).abs() < 0.5 && drawings[shape("12345")] < 0.5, "{names}");
    }
}
