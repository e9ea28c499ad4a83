//! Grows outbreaks over a block of rows: the rows of one are in the order in which their infectors come.

use super::chain::Chain;
use crate::draw::{Counts, Law};

/// The rows among which outbreaks are formed: the most that one can have.
pub(super) const BLOCK: u64 = 4_096;

/// The longest spans in days that can be told.
pub(super) struct Longest {
    pub(super) interval: u32,
    pub(super) incubation: u32,
    pub(super) outbreak: i64,
}

/// What a case has room to tell.
pub(super) const LONGEST: Longest = Longest { interval: 365, incubation: 60, outbreak: 3_650 };

/// The laws of an outbreak.
pub(super) struct Laws {
    pub(super) offspring: Counts,
    pub(super) most: u64,
    pub(super) longest: i64,
    pub(super) interval: Law,
    pub(super) incubation: Law,
}

/// Packs the cases of one block; `word` is draw `k` of the row at a position.
///
/// A case infects as many of the rows to come as its law says; when nobody is left to infect, the next row is the first
/// case of another outbreak. So what a row is depends on earlier rows alone, but for the last onset of its outbreak.
pub(super) fn grow(laws: &Laws, rows: usize, word: &dyn Fn(usize, usize) -> u64, packed: &mut Vec<u64>) {
    let most = usize::try_from(laws.most).unwrap_or(usize::MAX);
    let mut start = 0;
    while start < rows {
        let mut cases = vec![index_case(laws, word(start, 2))];
        let mut infector = 0;
        let mut left = laws.offspring.pick(word(start, 0));
        loop {
            while left == 0 && infector + 1 < cases.len() {
                infector += 1;
                let ends = cases[infector].onset >= laws.longest;
                left = if ends { 0 } else { laws.offspring.pick(word(start + infector, 0)) };
            }
            let at = cases.len();
            if left == 0 || at >= most || start + at >= rows {
                break;
            }
            left -= 1;
            let case = infected(laws, &cases[infector], at, infector, |k| word(start + at, k));
            cases.push(case);
        }
        let last = cases.iter().map(|case| case.onset).max().unwrap_or(0);
        packed.extend(cases.iter().map(|case| Chain { last, ..*case }.pack()));
        start += cases.len();
    }
}

#[expect(clippy::cast_possible_truncation, reason = "the laws are bounded by a year")]
fn days(x: f64) -> i64 {
    libm::round(x).max(1.0) as i64
}

fn index_case(laws: &Laws, word: u64) -> Chain {
    let incubation = days(laws.incubation.sample(word));
    Chain { first: 0, infector: 0, onset: 0, infection: -incubation, last: 0, generation: 0 }
}

fn infected(laws: &Laws, by: &Chain, at: usize, infector: usize, word: impl Fn(usize) -> u64) -> Chain {
    let rows = |n: usize| i64::try_from(n).unwrap_or(0);
    // The last days of an outbreak have room for short intervals alone.
    let room = laws.longest - by.onset;
    let interval = laws.interval.sample_between(word(1), 0.5, f64::from(u32::try_from(room).unwrap_or(1)));
    let onset = by.onset + days(interval).min(room);
    // Nobody is infected before, or on the day, the infector was.
    let infection = (onset - days(laws.incubation.sample(word(2)))).max(by.infection + 1);
    // Where a long interval meets a long chain, what cannot be told is cut.
    let infection = infection.max(onset - i64::from(LONGEST.incubation));
    Chain {
        first: rows(at),
        infector: rows(at - infector),
        onset,
        infection,
        last: 0,
        generation: (by.generation + 1).min(63),
    }
}
