//! What runs of words were looked at in a column: how many of each shape, and about how many different ones.

use super::prints::ByPrint;
use std::collections::HashSet;

/// Shapes of a run: letters, digits or both, and how long it is. What is of another shape cannot be equal.
pub(super) const SHAPES: usize = 3 * LENGTHS;
const LENGTHS: usize = 40;

/// The most runs that are held of a shape in a column.
const HELD: usize = 1 << 9;

/// The shape of a run of words.
pub(super) fn shape(run: &str) -> usize {
    shape_of(run.len(), run.bytes().filter(u8::is_ascii_digit).count())
}

/// The shape of a run of so many bytes, of which so many are digits.
#[inline]
pub(super) fn shape_of(len: usize, digits: usize) -> usize {
    let class = match digits {
        0 => 0,
        n if n == len => 1,
        _ => 2,
    };
    class * LENGTHS + len.min(LENGTHS - 1)
}

/// Whether a shape is that of letters alone.
pub(super) fn is_of_letters(shape: u8) -> bool {
    usize::from(shape) < LENGTHS
}

/// The runs of one column of the result.
pub(super) struct Looked {
    all: Vec<u64>,
    /// Different runs, by their shapes but for those of letters alone.
    different: Vec<Different>,
}

/// Different runs of one shape: of more than are held those of a part of the space of prints.
#[derive(Clone, Default)]
struct Different {
    prints: HashSet<u64, ByPrint>,
    shift: u32,
}

impl Different {
    /// Takes a run; hardly one of many is of the part that is held.
    #[inline]
    fn add(&mut self, print: u64) {
        if print.leading_zeros() >= self.shift {
            self.hold(print);
        }
    }

    #[inline(never)]
    fn hold(&mut self, print: u64) {
        self.prints.insert(print);
        while self.prints.len() > HELD {
            self.narrow(self.shift + 1);
        }
    }

    fn narrow(&mut self, shift: u32) {
        self.shift = self.shift.max(shift);
        let shift = self.shift;
        self.prints.retain(|print| print.leading_zeros() >= shift);
    }

    fn merge(&mut self, other: Self) {
        self.narrow(other.shift);
        let mut more: Vec<u64> = other.prints.into_iter().collect();
        more.sort_unstable();
        more.into_iter().for_each(|print| self.add(print));
    }

    /// How many there are; of a sample three times its usual error more.
    #[expect(clippy::cast_precision_loss, reason = "a chance needs no more digits")]
    fn count(&self) -> f64 {
        let n = self.prints.len() as f64;
        if self.shift == 0 { n } else { (n + 3.0 * libm::sqrt(n + 1.0)) * libm::exp2(f64::from(self.shift)) }
    }
}

impl Default for Looked {
    fn default() -> Self {
        Self { all: vec![0; SHAPES], different: vec![Different::default(); SHAPES - LENGTHS] }
    }
}

impl Looked {
    /// Takes a run.
    #[inline]
    pub(super) fn add(&mut self, print: u64, shape: usize) {
        self.all[shape] += 1;
        // Of letters alone it is counted how often they are drawn.
        if let Some(different) = shape.checked_sub(LENGTHS).and_then(|at| self.different.get_mut(at)) {
            different.add(print);
        }
    }

    /// Takes those of other rows.
    pub(super) fn merge(&mut self, other: Self) {
        self.all.iter_mut().zip(other.all).for_each(|(all, more)| *all += more);
        self.different.iter_mut().zip(other.different).for_each(|(own, more)| own.merge(more));
    }

    /// For each shape how often a form of this shape may have met a run by chance, if each of them is one drawing.
    ///
    /// A number is drawn as evenly as it may, so that what it can meet is the different numbers that are there: the number of a
    /// region is in a column of telephone numbers a thousand times, and is met once. Of names it is known how often they are drawn.
    #[expect(clippy::cast_precision_loss, reason = "a chance needs no more digits")]
    pub(super) fn drawings(&self) -> Vec<f64> {
        let one = |(shape, all): (usize, &u64)| {
            let different = shape.checked_sub(LENGTHS).and_then(|at| self.different.get(at));
            different.map_or(*all as f64, |different| different.count().min(*all as f64))
        };
        self.all.iter().enumerate().map(one).collect()
    }
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

    /// What is seldom among much else is counted too, and not estimated from what a sample of all happens to have of it.
    #[test]
    fn of_seldom_shapes_none_is_missed() {
        let printer = Printer::new(&[7; 16]);
        let mut looked = Looked::default();
        for n in 0..200_000u32 {
            let run = format!("{n:x}g");
            looked.add(printer.short(run.as_bytes()), shape(&run));
        }
        for n in 100_000..100_400u32 {
            let run = n.to_string();
            looked.add(printer.short(run.as_bytes()), shape(&run));
        }
        let drawings = looked.drawings();
        assert!((drawings[shape("123456")] - 400.0).abs() < 0.5, "{}", drawings[shape("123456")]);
        let many = drawings[shape("12345g")];
        assert!((130_000.0..200_000.0).contains(&many), "{many}");
    }
}
