//! The end of the first pass: who gets which number, whose rows are whose, and which rows stay.

use super::super::column::Work;
use super::super::ledger::{Ledger, Range};
use super::super::spill::{NewShelf, Sorted};
use super::Masker;
use crate::error::{Error, Result};
use rayon::iter::{IntoParallelRefIterator as _, ParallelIterator as _};
use std::collections::BTreeMap;

impl Masker {
    /// Ends the first pass; `old` are the entries of earlier runs by the name of their domain.
    ///
    /// # Errors
    /// Where a range has no room for all that must differ.
    pub fn settle(&mut self, old: &BTreeMap<String, Vec<(u128, u64)>>) -> Result<()> {
        self.collector.close()?;
        let shelf = self.collector.shelf.clone();
        let mut domains = Vec::with_capacity(self.needs.numbered.len());
        for domain in self.needs.numbered.clone() {
            domains.push((domain, self.collector.originals(domain)?));
        }
        let fill = |(domain, originals): &(usize, Sorted<0>)| {
            let ledger = self.fill(*domain, originals, old, shelf.as_ref())?;
            Ok((*domain, ledger))
        };
        let ledgers = domains.par_iter().map(fill).collect::<Result<Vec<_>>>()?;
        self.ledgers.extend(ledgers);
        if let Some(notes) = &mut self.notes {
            let pages = std::mem::take(&mut self.collector.pages);
            notes.take(pages, &self.policy, &self.collector, self.collector.memory / 2)?;
        }
        let graph = std::mem::take(&mut self.collector.graph);
        if let Some(reduce) = &mut self.reduce {
            reduce.close(graph, &self.policy, &self.collector)?;
        }
        Ok(())
    }

    /// Gives a number to every original of a domain.
    fn fill(
        &self,
        domain: usize,
        originals: &Sorted<0>,
        old: &BTreeMap<String, Vec<(u128, u64)>>,
        shelf: Option<&NewShelf>,
    ) -> Result<Ledger> {
        let name = &self.policy.domains[domain].name;
        let (work, count) = self.numbered(domain)?;
        let taken = |numbers: &[u64]| -> Result<Vec<bool>> {
            let texts =
                work.stands.as_ref().ok_or_else(|| Error::bug("no stand-ins"))?.of_numbers(numbers)?;
            let mut normalised = Vec::new();
            let mut prints: Vec<(u128, usize)> = Vec::with_capacity(texts.len());
            for i in 0..texts.len() {
                normalised.clear();
                if work.normalise(texts.get(i), &mut normalised) {
                    prints.push((work.keys.own.fingerprint(&normalised), i));
                }
            }
            if originals.is_on_disk() {
                // In their order, so that what memory does not hold is read once.
                prints.sort_unstable();
            }
            let keys: Vec<u128> = prints.iter().map(|(print, _)| *print).collect();
            let mut taken = vec![false; texts.len()];
            prints.iter().zip(originals.have(&keys)?).for_each(|((_, i), there)| taken[*i] = there);
            Ok(taken)
        };
        let range = Range { count, key: &work.keys.own, taken: &taken };
        let entries = old.get(name).map_or(&[][..], Vec::as_slice);
        Ledger::fill(entries, originals, &range, name, shelf)
    }

    /// The column of a domain with the fewest numbers, and how many it has.
    fn numbered(&self, domain: usize) -> Result<(&Work, u64)> {
        let members = self.policy.domains[domain].members.iter();
        let of = |(t, c): &(usize, usize)| {
            let work = &self.works[*t][*c];
            Some((work, work.stands.as_ref()?.numbered()?))
        };
        let narrowest = members.filter_map(of).min_by_key(|(_, count)| *count);
        narrowest.ok_or_else(|| Error::bug("a numbered domain has no numbers"))
    }
}
