//! A ledger of more originals than memory holds: served round by round as one in memory is, by sorting and merging.

use super::ledger::{ATTEMPTS, Ledger, Range, candidate, full};
use super::spill::{Heap, NewShelf, Sorted};
use crate::error::Result;
use std::collections::BTreeMap;

/// How many records of each sort are held in memory.
const HELD: u64 = 1 << 20;
/// How many candidates are looked at together.
const TOGETHER: usize = 1 << 18;

/// What a round leaves.
struct Round<'a> {
    range: &'a Range<'a>,
    shelf: &'a NewShelf,
    /// Numbers that are given, by the rounds in which they were.
    used: Vec<Sorted<0>>,
    given: Heap<8>,
}

fn push<const V: usize>(heap: &mut Heap<V>, key: u128, value: [u8; V], shelf: &NewShelf) -> Result<()> {
    heap.push(key, value);
    if heap.len() > HELD { heap.spill(shelf) } else { Ok(()) }
}

/// Gives a number to every original.
pub(super) fn fill(
    old: &[(u128, u64)],
    originals: &Sorted<0>,
    range: &Range<'_>,
    name: &str,
    shelf: &NewShelf,
) -> Result<Ledger> {
    let known: BTreeMap<u128, u64> =
        old.iter().copied().filter(|(_, number)| *number < range.count).collect();
    let mut round = Round { range, shelf, used: Vec::new(), given: Heap::new() };
    let mut used = Heap::new();
    for (print, number) in &known {
        round.given.push(*print, number.to_be_bytes());
        used.push(u128::from(*number), []);
    }
    let used = used.close(Some(shelf))?;
    let mut waiting = Heap::new();
    for record in originals.records() {
        let (print, []) = record?;
        if !known.contains_key(&print) {
            push(&mut waiting, print, [], shelf)?;
        }
    }
    let mut waiting = waiting.close(Some(shelf))?;
    let wanted = used.len() + waiting.len();
    round.used.push(used);
    if wanted > range.count - range.count / 8 {
        return Err(full(name, wanted, range.count));
    }
    let mut collided = 0;
    for attempt in 0..ATTEMPTS {
        if waiting.len() == 0 {
            return Ok(Ledger { given: round.given.close(Some(shelf))?, collided });
        }
        waiting = round.serve(&waiting, attempt)?;
        if attempt == 0 {
            collided = waiting.len();
        }
    }
    Err(full(name, wanted, range.count))
}

impl Round<'_> {
    /// Everybody asks for the next candidate; gives those that must ask again.
    fn serve(&mut self, waiting: &Sorted<0>, attempt: u32) -> Result<Sorted<0>> {
        let mut asked: Heap<16> = Heap::of_all();
        for record in waiting.records() {
            let (print, []) = record?;
            let number = candidate(print, attempt, self.range);
            push(&mut asked, u128::from(number), print.to_be_bytes(), self.shelf)?;
        }
        let asked = asked.close(Some(self.shelf))?;
        let (mut left, mut used) = (Heap::new(), Heap::new());
        let mut together: Vec<(u128, u128)> = Vec::with_capacity(TOGETHER.min(1 << 12));
        for record in asked.records() {
            let (number, print) = record?;
            // Those who ask for one number are looked at together.
            if together.len() >= TOGETHER && together.last().is_some_and(|last| last.0 != number) {
                self.decide(&together, &mut left, &mut used)?;
                together.clear();
            }
            together.push((number, u128::from_be_bytes(print)));
        }
        self.decide(&together, &mut left, &mut used)?;
        self.used.push(used.close(Some(self.shelf))?);
        left.close(Some(self.shelf))
    }

    /// Of those who ask for one number the first gets it, where it is free.
    fn decide(&mut self, asked: &[(u128, u128)], left: &mut Heap<0>, used: &mut Heap<0>) -> Result<()> {
        let mut numbers: Vec<u128> = asked.iter().map(|(number, _)| *number).collect();
        numbers.dedup();
        let plain: Vec<u64> =
            numbers.iter().map(|number| u64::try_from(*number).unwrap_or(u64::MAX)).collect();
        let mut free: Vec<bool> = (self.range.taken)(&plain)?.into_iter().map(|taken| !taken).collect();
        for round in &self.used {
            free.iter_mut().zip(round.have(&numbers)?).for_each(|(free, used)| *free &= !used);
        }
        let mut at = 0;
        let mut served = None;
        for (number, print) in asked {
            if numbers[at] != *number {
                at += 1;
            }
            if free[at] && served != Some(*number) {
                served = Some(*number);
                push(&mut self.given, *print, plain[at].to_be_bytes(), self.shelf)?;
                push(used, *number, [], self.shelf)?;
            } else {
                push(left, *print, [], self.shelf)?;
            }
        }
        Ok(())
    }
}
