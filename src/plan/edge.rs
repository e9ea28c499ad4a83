//! Edges from a parent table to a child table: how many children each parent has, and whose child a row is.
//!
//! The number of children of a parent is a draw from the child table's own stream of counts, in the parent's slot. The
//! counting pass adds them up once and keeps the running sum at every 64th parent; everything else is expanded again
//! when it is asked for. So the sum, the place of every child and of every part are known before the run, for eight
//! bytes in 64 parents.

use crate::draw::{Counts, Key, Rows};
use std::ops::Range;

/// Parents between two stored sums.
const STEP: u64 = 64;

/// The same, as a length.
const STEP_LEN: usize = 64;

/// Parents counted by one job of the counting pass.
const JOB: u64 = 1 << 16;

/// More parents than this are not counted: their sums would take a gigabyte.
const MOST_PARENTS: u64 = 1 << 33;

/// Runs `n` independent jobs, perhaps in parallel: how the counting pass is spread over threads.
pub type Each<'a> = &'a dyn Fn(usize, &(dyn Fn(usize) -> Vec<u64> + Sync)) -> Vec<Vec<u64>>;

/// Runs the jobs one after the other.
pub fn one_by_one(n: usize, job: &(dyn Fn(usize) -> Vec<u64> + Sync)) -> Vec<Vec<u64>> {
    (0..n).map(job).collect()
}

/// How a child table hangs on its parent.
///
/// Parents and children are counted here without rows that are fixed in a table that has a parent itself: those have
/// neither parent nor children.
#[derive(Clone, Debug)]
pub struct Edge {
    key: Key,
    counts: Counts,
    parents: u64,
    /// The number of children before every 64th parent, and at the end the number of all.
    sums: Vec<u64>,
    largest: u64,
}

/// A stretch of children with their parents.
#[derive(Clone, Debug)]
pub struct Family {
    /// The parents that have children in the stretch; where they are dense, also those in between.
    pub parents: Rows,
    /// For each child the position of its parent among `parents`.
    pub parent: Vec<u32>,
    /// For each child its number among its siblings, from 0.
    pub ordinal: Vec<u32>,
}

impl Edge {
    /// Counts all children.
    ///
    /// # Errors
    /// A sentence, where there are more children than row numbers.
    pub fn count(key: Key, counts: Counts, parents: u64, each: Each<'_>) -> Result<Self, String> {
        let mut edge = Self { key, counts, parents, sums: vec![0], largest: 0 };
        edge.largest = edge.fixed_count().unwrap_or(0);
        if edge.fixed_count().is_some() {
            if edge.closed_total().is_none() {
                return Err("there would be more rows than can be numbered".to_owned());
            }
            return Ok(edge);
        }
        if parents > MOST_PARENTS {
            return Err(format!(
                "the counts of {parents} parents would have to be drawn before the run, and at most {MOST_PARENTS} can be kept"
            ));
        }
        let jobs =
            usize::try_from(parents.div_ceil(JOB)).map_err(|_big| "there are too many parents".to_owned())?;
        let blocks = each(jobs, &|job| {
            let start = job as u64 * JOB;
            let drawn = edge.draw(start..(start + JOB).min(parents));
            let mut sums: Vec<u64> = drawn.chunks(STEP_LEN).map(|block| block.iter().sum()).collect();
            sums.push(drawn.iter().copied().max().unwrap_or(0));
            sums
        });
        edge.largest = blocks.iter().filter_map(|job| job.last()).copied().max().unwrap_or(0);
        let mut total = 0u64;
        let mut sums = Vec::with_capacity(usize::try_from(parents / STEP + 2).unwrap_or(0));
        sums.push(0);
        for block in blocks.iter().flat_map(|job| job.iter().take(job.len().saturating_sub(1))) {
            total = total.checked_add(*block).ok_or("there would be more rows than can be numbered")?;
            sums.push(total);
        }
        edge.sums = sums;
        Ok(edge)
    }

    /// The count where every parent has the same: then nothing is stored.
    fn fixed_count(&self) -> Option<u64> {
        self.counts.constant()
    }

    fn closed_total(&self) -> Option<u64> {
        self.fixed_count().and_then(|n| n.checked_mul(self.parents))
    }

    fn draw(&self, parents: Range<u64>) -> Vec<u64> {
        self.counts.draw(&self.key, &Rows::from(parents))
    }

    /// How many children there are in all.
    pub fn total(&self) -> u64 {
        self.closed_total().unwrap_or_else(|| self.sums.last().copied().unwrap_or(0))
    }

    /// How many parents there are.
    pub fn parents(&self) -> u64 {
        self.parents
    }

    /// The most children that any parent has.
    pub fn largest(&self) -> u64 {
        self.largest
    }

    /// The law of the counts.
    pub fn counts(&self) -> &Counts {
        &self.counts
    }

    /// The key of the stream of counts.
    pub fn key(&self) -> &Key {
        &self.key
    }

    /// The number of children before those of a parent; for one past the last parent, the number of all.
    pub fn start(&self, parent: u64) -> u64 {
        if let Some(n) = self.fixed_count() {
            return n.saturating_mul(parent.min(self.parents));
        }
        let parent = parent.min(self.parents);
        let block = parent / STEP;
        let before = usize::try_from(block).ok().and_then(|b| self.sums.get(b)).copied().unwrap_or(0);
        before + self.draw(block * STEP..parent).iter().sum::<u64>()
    }

    /// The children of a stretch of parents.
    pub fn children(&self, parents: Range<u64>) -> Range<u64> {
        let (from, to) = (parents.start.min(self.parents), parents.end.min(self.parents));
        let block = from / STEP;
        if self.fixed_count().is_some() || to - block * STEP > 4 * STEP {
            return self.start(from)..self.start(to);
        }
        // Both ends out of one reading of the stream.
        let before = usize::try_from(block).ok().and_then(|b| self.sums.get(b)).copied().unwrap_or(0);
        let counts = self.draw(block * STEP..to);
        let split = length(&(block * STEP..from)).min(counts.len());
        let start = before + counts[..split].iter().sum::<u64>();
        start..start + counts[split..].iter().sum::<u64>()
    }

    /// The numbers of children before some parents, ascending, as [`Edge::start`] gives them one by one: where the parents
    /// are near each other, out of one reading of the stream.
    pub fn starts(&self, parents: &[u64]) -> Vec<u64> {
        let (Some(&first), Some(&last)) = (parents.first(), parents.last()) else { return Vec::new() };
        let (first, last) = (first.min(self.parents), last.min(self.parents));
        let near = last.saturating_sub(first) < 4 * parents.len() as u64 + STEP;
        if self.fixed_count().is_some() || !near || !parents.is_sorted() {
            return parents.iter().map(|&parent| self.start(parent)).collect();
        }
        let block = first / STEP;
        let mut sum = usize::try_from(block).ok().and_then(|b| self.sums.get(b)).copied().unwrap_or(0);
        let (mut at, mut counts) = (block * STEP, self.draw(block * STEP..last).into_iter());
        let start = |&parent: &u64| {
            let parent = parent.min(self.parents);
            sum += counts.by_ref().take(length(&(at..parent))).sum::<u64>();
            at = parent;
            sum
        };
        parents.iter().map(start).collect()
    }

    /// The parents of a stretch of children, which must exist.
    pub fn family(&self, children: Range<u64>) -> Family {
        if children.is_empty() {
            return Family { parents: Rows::from(0..0), parent: Vec::new(), ordinal: Vec::new() };
        }
        if let Some(n) = self.fixed_count() {
            return constant_family(children, n.max(1));
        }
        let mut parents: Vec<u64> = Vec::new();
        let mut parent = Vec::with_capacity(length(&children));
        let mut ordinal = Vec::with_capacity(length(&children));
        let mut block = self.sums.partition_point(|&sum| sum <= children.start).saturating_sub(1);
        let last = self.sums.partition_point(|&sum| sum < children.end);
        while block < last {
            // Some blocks at a time: enough to read the stream in one go, few enough to stay small where children are rare.
            let mut end = (block + 32).min(last);
            while end > block + 1 && self.sums[end] == self.sums[block] {
                end -= 1;
            }
            if self.sums[end] > self.sums[block] {
                let mut child = self.sums[block];
                let from = block as u64 * STEP;
                for (p, count) in (from..).zip(self.draw(from..(end as u64 * STEP).min(self.parents))) {
                    let (first, past) = (child.max(children.start), (child + count).min(children.end));
                    if first < past {
                        parent.resize(parent.len() + length(&(first..past)), narrow(parents.len() as u64));
                        ordinal.extend((first - child..past - child).map(narrow));
                        parents.push(p);
                    }
                    child += count;
                }
            }
            block = end;
        }
        dense(parents, parent, ordinal)
    }
}

/// Takes the whole stretch of parents where most of them have children: neighbours are cheaper to make than single rows.
fn dense(parents: Vec<u64>, mut parent: Vec<u32>, ordinal: Vec<u32>) -> Family {
    let (Some(&first), Some(&last)) = (parents.first(), parents.last()) else {
        return Family { parents: Rows::from(0..0), parent, ordinal };
    };
    if last - first >= 4 * parents.len() as u64 {
        return Family { parents: Rows::from(parents), parent, ordinal };
    }
    for position in &mut parent {
        *position = narrow(parents[*position as usize] - first);
    }
    Family { parents: Rows::from(first..last + 1), parent, ordinal }
}

fn constant_family(children: Range<u64>, n: u64) -> Family {
    let origin = children.start / n;
    Family {
        parents: Rows::from(origin..(children.end - 1) / n + 1),
        parent: children.clone().map(|c| narrow(c / n - origin)).collect(),
        ordinal: children.map(|c| narrow(c % n)).collect(),
    }
}

fn length(range: &Range<u64>) -> usize {
    usize::try_from(range.end - range.start).unwrap_or(usize::MAX)
}

/// Differences within one batch are far below 2^32; a count of children above it would not fit a batch either.
fn narrow(n: u64) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draw::FanOut;
    use proptest::prelude::*;

    fn edge(law: &FanOut, parents: u64) -> Edge {
        let counts = law.compile(None..None).unwrap();
        Edge::count(Key::new(1, &["children", "count"]), counts, parents, &one_by_one).unwrap()
    }

    #[test]
    fn families_are_the_counts_laid_end_to_end() {
        for law in [FanOut::Poisson(1.4), FanOut::Constant(3), FanOut::Weights(vec![(0, 99.0), (20, 1.0)])] {
            let edge = edge(&law, 1_000);
            let counts = edge.draw(0..1_000);
            let expected: Vec<(u64, u64)> =
                counts.iter().enumerate().flat_map(|(p, &n)| (0..n).map(move |o| (p as u64, o))).collect();
            assert_eq!(edge.total(), expected.len() as u64);
            let family = edge.family(0..edge.total());
            let got: Vec<(u64, u64)> = family
                .parent
                .iter()
                .zip(&family.ordinal)
                .map(|(p, o)| (family.parents.get(*p as usize), u64::from(*o)))
                .collect();
            assert_eq!(got, expected);
        }
    }

    #[test]
    fn nobody_has_children() {
        let edge = edge(&FanOut::Constant(0), 10);
        assert_eq!(edge.total(), 0);
        assert_eq!(edge.start(10), 0);
    }

    proptest! {
        #[test]
        fn any_stretch_agrees_with_the_whole(start in 0u64..1_300, len in 1u64..200) {
            let edge = edge(&FanOut::Geometric(1.5), 1_000);
            let end = (start + len).min(edge.total());
            prop_assume!(start < end);
            let whole = edge.family(0..edge.total());
            let some = edge.family(start..end);
            for (i, child) in (start..end).enumerate() {
                let c = usize::try_from(child).unwrap();
                prop_assert_eq!(some.parents.get(some.parent[i] as usize), whole.parents.get(whole.parent[c] as usize));
                prop_assert_eq!(some.ordinal[i], whole.ordinal[c]);
            }
        }

        #[test]
        fn starts_are_running_sums(parent in 0u64..=1_000) {
            let edge = edge(&FanOut::Poisson(2.5), 1_000);
            prop_assert_eq!(edge.start(parent), edge.draw(0..parent).iter().sum::<u64>());
        }

        #[test]
        fn starts_together_are_starts_alone(mut parents in proptest::collection::vec(0u64..=1_010, 0..40), n in 0u64..3) {
            let law = if n == 0 { FanOut::Poisson(2.5) } else { FanOut::Constant(n) };
            let edge = edge(&law, 1_000);
            parents.sort_unstable();
            let alone: Vec<u64> = parents.iter().map(|&parent| edge.start(parent)).collect();
            prop_assert_eq!(edge.starts(&parents), alone);
            let close: Vec<u64> = parents.iter().map(|parent| 900 + parent / 16).collect();
            let alone: Vec<u64> = close.iter().map(|&parent| edge.start(parent)).collect();
            prop_assert_eq!(edge.starts(&close), alone);
        }

        #[test]
        fn more_parents_leave_the_first_alone(parents in 1u64..500) {
            let (few, many) = (edge(&FanOut::Poisson(2.5), parents), edge(&FanOut::Poisson(2.5), parents + 300));
            prop_assert_eq!(few.total(), many.start(parents));
        }
    }
}
