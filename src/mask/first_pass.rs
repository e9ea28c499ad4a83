//! What must be known before the first value is replaced: collected block by block, in any order.

use super::column::Work;
use super::dates;
use super::graph::Graph;
use super::ledger::ENTRY_BYTES;
use super::notes::{Notes, Page, Pages};
use super::reduce::Reduce;
use super::spill::{Heap, NewShelf, Sorted};
use crate::calendar;
use crate::cells::{Block, Cells};
use crate::error::{Error, ErrorKind, Result};
use crate::plan::{Grain, Policy, Profile, Subject, Treatment};
use std::collections::BTreeMap;

/// What the first pass must find.
#[derive(Clone, Default)]
pub struct Needs {
    /// Domains whose stand-ins are numbered.
    pub(super) numbered: Vec<usize>,
    /// Whether the date of the extract is the latest of the input.
    pub(super) latest: bool,
    /// Whether ages depend on the subject's birth.
    pub(super) births: bool,
    /// Tables whose rows know the subject of rows that refer to them, with the column referred to.
    pub(super) links: Vec<(usize, usize)>,
    /// Whether texts know what other rows say.
    pub(super) notes: bool,
    /// Whether an extract of some subjects is made.
    pub(super) reduce: bool,
}

impl Needs {
    pub(super) fn of(policy: &Policy, works: &[Vec<Work>], extracted_on: Option<i64>, reduce: bool) -> Self {
        let is_text = |column: &crate::plan::ColumnPolicy| matches!(column.treatment, Treatment::Scrub(_));
        let notes = policy.tables.iter().any(|table| table.columns.iter().any(is_text));
        let mut needs = Self { notes, reduce, ..Self::default() };
        let safe = policy.profile == Profile::SafeHarbor;
        for (t, table) in policy.tables.iter().enumerate() {
            for (c, column) in table.columns.iter().enumerate() {
                let numbered = works[t][c].stands.as_ref().and_then(super::stand::Stands::numbered).is_some();
                if numbered && !needs.numbered.contains(&column.domain) {
                    needs.numbered.push(column.domain);
                }
                let dated = matches!(column.treatment, Treatment::Generalise(Grain::Year | Grain::Month));
                needs.latest |= safe && dated && extracted_on.is_none();
                let aged = matches!(column.treatment, Treatment::Generalise(Grain::Ages | Grain::AgeBand(_)));
                needs.births |= safe && aged && table.subject.is_some();
                needs.latest |= safe && (aged || is_text(column)) && extracted_on.is_none();
            }
        }
        for (t, table) in policy.tables.iter().enumerate() {
            if let Some(Subject::Through { table: to, key, .. }) = table.subject
                && needs_subject(policy, t, &needs)
                && !needs.links.contains(&(to, key))
            {
                needs.links.push((to, key));
            }
        }
        // A row that is reached may itself find its subject in another table.
        let mut at = 0;
        while let Some((table, _)) = needs.links.get(at).copied() {
            if let Some(Subject::Through { table: to, key, .. }) = policy.tables[table].subject
                && !needs.links.contains(&(to, key))
            {
                needs.links.push((to, key));
            }
            at += 1;
        }
        needs
    }

    /// Whether a first pass is needed at all.
    pub fn any(&self) -> bool {
        !self.numbered.is_empty()
            || self.latest
            || self.births
            || !self.links.is_empty()
            || self.notes
            || self.reduce
    }

    /// What the first pass collects, for people.
    pub fn described(&self, policy: &Policy) -> Vec<String> {
        let mut lines = Vec::new();
        for domain in &self.numbered {
            let name = &policy.domains[*domain].name;
            lines.push(format!("numbers of `{name}` that must differ: {ENTRY_BYTES} bytes a value"));
        }
        for (table, _) in &self.links {
            let name = &policy.tables[*table].name;
            lines.push(format!("subjects of rows of `{name}`: {ENTRY_BYTES} bytes a row"));
        }
        if self.births {
            lines.push(format!("births, for ages of 90 and more: {ENTRY_BYTES} bytes a subject"));
        }
        if self.notes {
            lines
                .push(format!("what texts may name: {} bytes a row and its values", super::notes::ROW_BYTES));
        }
        if self.reduce {
            lines.push(
                "what rows belong to and refer to: 24 bytes a row, and 16 a key or a reference".to_owned(),
            );
        }
        if self.latest {
            lines.push("the date of the extract: 8 bytes".to_owned());
        }
        lines
    }
}

/// Whether what happens to a table depends on the subjects of its rows.
pub(super) fn needs_subject(policy: &Policy, t: usize, needs: &Needs) -> bool {
    needs.notes
        || needs.reduce
        || policy.profile == Profile::Pseudonymised
            && policy.tables[t].columns.iter().any(super::sealed::has_time)
        || policy.tables[t].columns.iter().any(|column| match column.treatment {
            Treatment::Shift { .. } => true,
            Treatment::Generalise(Grain::Ages | Grain::AgeBand(_)) => needs.births,
            _ => false,
        })
}

/// The fingerprint of each row's subject or of what leads to it.
pub(super) fn subject_prints(subject: Subject, works: &[Work], block: &Block) -> Vec<Option<u128>> {
    let (Subject::Own(column) | Subject::Through { column, .. }) = subject;
    match block.column(column) {
        Some(cells) => prints(&works[column], cells, block.rows),
        None => vec![None; block.rows],
    }
}

/// The fingerprint of each row's value.
pub(super) fn prints(work: &Work, cells: &Cells, rows: usize) -> Vec<Option<u128>> {
    let mut normalised = Vec::new();
    (0..rows)
        .map(|row| {
            let at = cells.of_row(row)?;
            let text = cells.bytes(at);
            if text.is_empty() || std::str::from_utf8(text).is_err() {
                return None;
            }
            normalised.clear();
            // A subject whose value is none of its kind is a subject of its own all the same.
            if !work.normalise(text, &mut normalised) {
                normalised.clear();
                normalised.extend_from_slice(text);
            }
            Some(work.keys.own.fingerprint(&normalised))
        })
        .collect()
}

/// The column that is referred to, and for each of its values what it leads to.
pub(super) type Link = ((usize, usize), Vec<(u128, u128)>);

/// What one block adds.
#[derive(Default)]
pub struct Collected {
    pub(super) numbered: Vec<(usize, Vec<u128>)>,
    pub(super) latest: Option<i64>,
    pub(super) births: Vec<(u128, i64)>,
    pub(super) links: Vec<Link>,
    pub(super) page: Page,
    pub(super) graph: Graph,
}

/// Looks at a block of a table.
pub(super) fn gather(
    policy: &Policy,
    works: &[Vec<Work>],
    needs: &Needs,
    (notes, reduce): (Option<&Notes>, Option<&Reduce>),
    t: usize,
    block: &Block,
) -> Result<Collected> {
    let table = &policy.tables[t];
    let works = &works[t];
    let mut found = Collected::default();
    if let Some(notes) = notes {
        found.page = notes.page(policy, works, t, block);
    }
    if let Some(reduce) = reduce {
        found.graph = reduce.graph(policy, works, t, block)?;
    }
    for (c, column) in table.columns.iter().enumerate() {
        let Some(cells) = block.column(c) else { continue };
        let surrogate = works[c].stands.as_ref().is_some_and(|stands| stands.numbered().is_some());
        if surrogate && needs.numbered.contains(&column.domain) {
            found.numbered.push((
                column.domain,
                originals(column, &works[c], cells, table.scope.and_then(|s| block.column(s))),
            ));
        }
        if needs.latest && column.is_dated() {
            found.latest = found.latest.max(latest(&works[c], cells));
        }
    }
    let Some(subject) = table.subject else { return Ok(found) };
    if needs.births
        && let Some(born) = table.columns.iter().position(|column| column.kind.name == "birth_date")
        && let Some(cells) = block.column(born)
    {
        let subjects = subject_prints(subject, works, block);
        for (row, subject) in subjects.into_iter().enumerate() {
            let text = cells.of_row(row).and_then(|at| cells.get(at));
            let date = text.and_then(|text| dates::read(text.trim(), works[born].style));
            if let (Some(subject), Some(date)) = (subject, date) {
                found.births.push((subject, date.days));
            }
        }
    }
    for (to, key) in needs.links.iter().filter(|(to, _)| *to == t) {
        let Some(cells) = block.column(*key) else { continue };
        let keys = prints(&works[*key], cells, block.rows);
        let subjects = subject_prints(subject, works, block);
        let pairs = keys.into_iter().zip(subjects).filter_map(|(key, subject)| Some((key?, subject?)));
        found.links.push(((*to, *key), pairs.collect()));
    }
    Ok(found)
}

fn originals(
    column: &crate::plan::ColumnPolicy,
    work: &Work,
    cells: &Cells,
    tenants: Option<&Cells>,
) -> Vec<u128> {
    let mut normalised = Vec::new();
    let mut all = Vec::with_capacity(cells.len());
    for i in 0..cells.len() {
        let text = cells.bytes(i);
        if !cells.state(i).is_value() || text.is_empty() {
            continue;
        }
        if column.placeholders.iter().any(|placeholder| placeholder.as_bytes() == text) {
            continue;
        }
        normalised.clear();
        if !work.normalise(text, &mut normalised) {
            continue;
        }
        let tenant =
            tenants.filter(|_| work.scoped).and_then(|t| t.of_row(cells.row(i)).map(|at| t.bytes(at)));
        all.push(match tenant {
            Some(tenant) => work.keys.own.within(tenant).fingerprint(&normalised),
            None => work.keys.own.fingerprint(&normalised),
        });
    }
    all.sort_unstable();
    all.dedup();
    all
}

fn latest(work: &Work, cells: &Cells) -> Option<i64> {
    let dates = (0..cells.len()).filter_map(|i| dates::read(cells.get(i)?.trim(), work.style));
    dates.map(|date| date.days).filter(|days| !dates::is_nobodys(calendar::civil(*days))).max()
}

/// The column that is referred to, as table and column.
type Key = (usize, usize);

/// What is looked up once the first pass is over.
#[derive(Default)]
struct Found {
    /// When subjects were born, as bytes in the order of days.
    births: Sorted<8>,
    /// What leads to whom, by the column referred to.
    links: BTreeMap<Key, Sorted<16>>,
}

/// All that the first pass found.
#[derive(Default)]
pub struct Collector {
    numbered: BTreeMap<usize, Heap<0>>,
    pub(super) latest: Option<i64>,
    births: Heap<8>,
    links: BTreeMap<Key, Heap<16>>,
    found: Found,
    /// What rows say, for texts.
    pub(super) pages: Pages,
    /// What rows refer to, for extracts.
    pub(super) graph: Graph,
    /// The most bytes that all of it may take in memory.
    pub(super) memory: u64,
    /// Where the rest is kept.
    pub(super) shelf: Option<NewShelf>,
}

/// A day as bytes, whose order is that of days.
fn day_bytes(day: i64) -> [u8; 8] {
    (day.cast_unsigned() ^ (1 << 63)).to_be_bytes()
}

fn day_of(bytes: [u8; 8]) -> i64 {
    (u64::from_be_bytes(bytes) ^ (1 << 63)).cast_signed()
}

impl Collector {
    /// Nothing yet, with room for so many bytes.
    pub fn new(memory: u64) -> Self {
        Self { memory, ..Self::default() }
    }

    /// The same, with somewhere to keep what memory does not hold.
    #[must_use]
    pub fn with_shelves(mut self, shelf: NewShelf) -> Self {
        self.shelf = Some(shelf);
        self
    }

    /// Adds what a block held.
    ///
    /// # Errors
    /// [`ErrorKind::Usage`] where the memory does not suffice, and what is there cannot be kept elsewhere.
    pub fn add(&mut self, found: Collected) -> Result<()> {
        for (domain, prints) in found.numbered {
            let heap = self.numbered.entry(domain).or_default();
            prints.into_iter().for_each(|print| heap.push(print, []));
        }
        self.latest = self.latest.max(found.latest);
        found.births.into_iter().for_each(|(subject, born)| self.births.push(subject, day_bytes(born)));
        for (link, pairs) in found.links {
            let heap = self.links.entry(link).or_default();
            pairs.into_iter().for_each(|(key, subject)| heap.push(key, subject.to_be_bytes()));
        }
        self.pages.add(&found.page);
        self.graph.add(&found.graph);
        let numbered: u64 = self.numbered.values().map(Heap::len).sum();
        let links: u64 = self.links.values().map(Heap::len).sum();
        let entries = (numbered + links + self.births.len()) * ENTRY_BYTES;
        let held = entries + self.pages.size() + self.graph.size();
        if held <= self.memory {
            return Ok(());
        }
        match self.shelf.clone() {
            Some(shelf) => self.spill(&shelf),
            None => {
                let message = format!(
                    "the first pass holds more than {} MiB, which --memory does not allow",
                    held >> 20
                );
                Err(Error::new(ErrorKind::Usage, message)
                    .hint("give more, such as --memory 2GiB; `placebo mask --dry-run` says what is held"))
            }
        }
    }

    fn spill(&mut self, shelf: &NewShelf) -> Result<()> {
        self.numbered.values_mut().try_for_each(|heap| heap.spill(shelf))?;
        self.links.values_mut().try_for_each(|heap| heap.spill(shelf))?;
        self.births.spill(shelf)?;
        self.pages.spill(shelf)?;
        self.graph.spill(shelf)
    }

    /// Ends the collecting: what was found can be looked up.
    pub(super) fn close(&mut self) -> Result<()> {
        let shelf = self.shelf.clone();
        self.found.births = std::mem::take(&mut self.births).close(shelf.as_ref())?;
        for (key, heap) in std::mem::take(&mut self.links) {
            self.found.links.insert(key, heap.close(shelf.as_ref())?);
        }
        Ok(())
    }

    /// The originals of a domain; they are needed once.
    pub(super) fn originals(&mut self, domain: usize) -> Result<Sorted<0>> {
        self.numbered.remove(&domain).unwrap_or_default().close(self.shelf.as_ref())
    }

    /// The subject to which a chain of references leads.
    pub(super) fn resolve(
        &self,
        policy: &Policy,
        mut table: usize,
        mut key: usize,
        first: u128,
    ) -> Result<Option<u128>> {
        let mut print = first;
        for _ in 0..=policy.tables.len() {
            let Some(links) = self.found.links.get(&(table, key)) else { return Ok(None) };
            let Some(next) = links.get(print)? else { return Ok(None) };
            print = u128::from_be_bytes(next);
            match policy.tables[table].subject {
                None => return Ok(None),
                Some(Subject::Own(_)) => return Ok(Some(print)),
                Some(Subject::Through { table: to, key: next, .. }) => (table, key) = (to, next),
            }
        }
        Ok(None)
    }

    /// Whether a subject is 90 or older on a day.
    pub(super) fn is_old(&self, subject: u128, on: i64) -> Result<bool> {
        let born = self.found.births.get(subject)?.map(day_of);
        Ok(born.is_some_and(|born| calendar::age_years(born, on) >= 90))
    }
}
