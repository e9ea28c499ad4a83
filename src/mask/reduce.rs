//! An extract of some subjects: what is theirs, and every row that this refers to, and nothing more.
//!
//! The first pass collects who each row belongs to and what it refers to, as fingerprints. From the chosen subjects it goes
//! down to all rows that are theirs, and from these up to every row that is referred to; from a row that was reached upward
//! it never goes down again, or a shared doctor would bring the whole house.

use super::column::Work;
use super::derive;
use super::first_pass::{Collector, prints, subject_prints};
use super::graph::{Graph, Row};
use super::key::SubKey;
use crate::cells::{Block, Cells, Replacement};
use crate::error::{Error, ErrorKind, Place, Result};
use crate::plan::{ColumnPolicy, Derive, Policy, Subject, Treatment};
use arrow::array::Array;
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// Fewer subjects than this are a few.
pub const FEW: u64 = 11;

/// What a file of conditions looks like.
pub const WHERE: &str = "write TABLE = \"CONDITION\", such as patients = \"state = 'NM'\"";

/// Which subjects an extract is of; what is given must all hold.
#[derive(Default)]
pub struct Choice {
    /// The share of all subjects, by a keyed hash.
    pub share: Option<f64>,
    /// Identifiers of subjects, as the subject's own column has them.
    pub listed: Option<Vec<String>>,
    /// Conditions that a row of a table must meet.
    pub conditions: Vec<(usize, Derive)>,
}

impl Choice {
    /// Whether somebody chose subjects, and not chance.
    pub fn is_picked(&self) -> bool {
        self.listed.is_some() || !self.conditions.is_empty()
    }
}

/// What of a table decides which rows stay.
#[derive(Clone, Default)]
struct Edges {
    /// Columns that other rows refer to.
    keys: Vec<usize>,
    /// Columns that refer to other rows, with the table and the position among its keys.
    refers: Vec<(usize, (usize, usize))>,
}

/// A row by the table, the position of the key among its keys, and the fingerprint.
type RowKey = (u16, u16, u128);

/// So many bytes the sets of an extract may always take; beyond it as many as `--memory` says.
const ROOM: u64 = 64 << 20;

/// About how many bytes a set takes: its table is a power of two, and of eight places seven are used.
fn bytes_of<T>(set: &HashSet<T>) -> u64 {
    let places = (set.capacity() as u64 * 8 / 7).next_power_of_two();
    if set.is_empty() { 0 } else { places * (size_of::<T>() as u64 + 1) }
}

/// Refuses what takes more than is allowed.
fn within(bytes: u64, memory: u64) -> Result<()> {
    let most = memory.max(ROOM);
    if bytes <= most {
        return Ok(());
    }
    let message = format!(
        "the subjects of this extract, and the rows that they refer to, take more than {} MiB, which --memory does not allow",
        most >> 20
    );
    Err(Error::new(ErrorKind::Usage, message)
        .hint("give more, such as --memory 2GiB, or choose fewer subjects, such as by --sample"))
}

/// The choice, and after the first pass what it keeps.
pub(super) struct Reduce {
    choice: Choice,
    edges: Vec<Edges>,
    sample: SubKey,
    /// The fingerprints of listed subjects.
    listed: Option<HashSet<u128>>,
    /// For each condition the subjects with a row that meets it.
    meeting: Vec<HashSet<u128>>,
    /// Rows that were reached upward, by table, position of the key and fingerprint.
    reached: HashSet<RowKey>,
    /// How many listed subjects the input has.
    found: u64,
}

/// The column of the subject itself: the one that others refer to.
pub(super) fn root(policy: &Policy) -> Option<(usize, usize)> {
    let own = policy.tables.iter().enumerate().filter_map(|(t, table)| match table.subject {
        Some(Subject::Own(c)) => Some((t, c)),
        _ => None,
    });
    let all: Vec<(usize, usize)> = own.collect();
    let referred = |at: &&(usize, usize)| policy.references.iter().any(|r| r.to == **at);
    let unique = |at: &&(usize, usize)| policy.tables[at.0].columns[at.1].unique;
    all.iter().find(referred).or_else(|| all.iter().find(unique)).or(all.first()).copied()
}

impl Reduce {
    pub(super) fn new(policy: &Policy, works: &[Vec<Work>], choice: Choice, sample: SubKey) -> Self {
        let mut edges = vec![Edges::default(); policy.tables.len()];
        for reference in &policy.references {
            let (t, key) = reference.to;
            if !edges[t].keys.contains(&key) {
                edges[t].keys.push(key);
            }
        }
        for reference in &policy.references {
            let (t, key) = reference.to;
            let at = edges[t].keys.iter().position(|k| *k == key).unwrap_or(0);
            edges[reference.from.0].refers.push((reference.from.1, (t, at)));
        }
        let listed = choice.listed.as_ref().and_then(|texts| {
            let (t, c) = root(policy)?;
            let mut cells = Cells::with_capacity(texts.len());
            texts.iter().for_each(|text| cells.push(crate::cells::State::Text, text.as_bytes()));
            Some(prints(&works[t][c], &cells, texts.len()).into_iter().flatten().collect())
        });
        Self { choice, edges, sample, listed, meeting: Vec::new(), reached: HashSet::new(), found: 0 }
    }

    /// The columns of a table that must be read.
    pub(super) fn reads(&self, t: usize) -> Vec<usize> {
        let conditions = self.choice.conditions.iter().filter(|(table, _)| *table == t);
        let mut list: Vec<usize> =
            conditions.flat_map(|(_, program)| program.reads.iter().map(|(at, _)| *at)).collect();
        list.extend(&self.edges[t].keys);
        list.extend(self.edges[t].refers.iter().map(|(at, _)| *at));
        list
    }

    /// What a block holds of the choice.
    pub(super) fn graph(&self, policy: &Policy, works: &[Work], t: usize, block: &Block) -> Result<Graph> {
        let table = &policy.tables[t];
        let of = |column: usize| match block.column(column) {
            Some(cells) => prints(&works[column], cells, block.rows),
            None => vec![None; block.rows],
        };
        let subjects = table.subject.map(|subject| subject_prints(subject, works, block));
        let edges = &self.edges[t];
        let columns: Vec<Vec<Option<u128>>> =
            edges.keys.iter().copied().chain(edges.refers.iter().map(|(at, _)| *at)).map(of).collect();
        let mut met = vec![0u32; block.rows];
        for (bit, (_, program)) in self.choice.conditions.iter().enumerate().filter(|(_, (at, _))| *at == t) {
            let keep: Vec<Replacement> = table.columns.iter().map(|_| Replacement::Keep).collect();
            let place = Place { table: Some(table.name.clone()), ..Place::default() };
            let texts = derive::texts(program, &keep, block, &place).map_err(|error| {
                error.hint(format!(
                    "{WHERE}; it must have a value whatever stands in a row: NULLIF(a, 0), a IS NULL"
                ))
            })?;
            for (row, met) in met.iter_mut().enumerate() {
                let holds = !texts.is_null(row) && texts.value(row).eq_ignore_ascii_case("true");
                *met |= u32::from(holds) << bit;
            }
        }
        let mut graph = Graph::default();
        let t = u16::try_from(t).unwrap_or(u16::MAX);
        let mut one = Row { table: t, met: 0, subject: 0, prints: Vec::with_capacity(columns.len()) };
        for (row, met) in met.into_iter().enumerate() {
            one.met = met;
            one.subject = subjects.as_ref().and_then(|prints| prints[row]).unwrap_or(0);
            one.prints.clear();
            one.prints.extend(columns.iter().map(|prints| prints[row].unwrap_or(0)));
            graph.push(&one);
        }
        Ok(graph)
    }

    /// Whether a subject is one of the chosen.
    fn is_chosen(&self, subject: u128) -> bool {
        self.listed.as_ref().is_none_or(|listed| listed.contains(&subject))
            && self.meeting.iter().all(|meeting| meeting.contains(&subject))
            && self.choice.share.is_none_or(|share| {
                let [word, _] = self.sample.hash(&subject.to_le_bytes(), 0);
                crate::draw::unit(word) < share
            })
    }

    /// Ends the first pass: finds all rows that stay.
    pub(super) fn close(&mut self, graph: Graph, policy: &Policy, collector: &Collector) -> Result<()> {
        let mut owned = Graph::default();
        let mut seen: HashSet<u128> = HashSet::new();
        self.meeting = vec![HashSet::new(); self.choice.conditions.len()];
        graph.each(|row| {
            if let Some(Subject::Through { table, key, .. }) = policy.tables[usize::from(row.table)].subject
                && row.subject != 0
            {
                row.subject = collector.resolve(policy, table, key, row.subject)?.unwrap_or(0);
            }
            let subject = row.subject;
            if subject != 0 {
                let met = |bit: &usize| row.met >> *bit & 1 == 1;
                (0..self.meeting.len()).filter(met).for_each(|bit| {
                    self.meeting[bit].insert(subject);
                });
                if self.listed.as_ref().is_some_and(|listed| listed.contains(&subject)) {
                    seen.insert(subject);
                }
            }
            within(self.meeting.iter().map(bytes_of).sum::<u64>() + bytes_of(&seen), collector.memory)?;
            owned.push(row);
            match &collector.shelf {
                Some(shelf) if owned.size() > collector.memory / 2 => owned.spill(shelf),
                _ => Ok(()),
            }
        })?;
        drop(graph);
        self.found = seen.len() as u64;
        self.climb(&owned, collector.memory)
    }

    /// From the rows of chosen subjects up to all that they refer to, and from these to what they refer to.
    fn climb(&mut self, graph: &Graph, memory: u64) -> Result<()> {
        let met: u64 = self.meeting.iter().map(bytes_of).sum();
        let chosen = |row: &Row| row.subject != 0 && self.is_chosen(row.subject);
        let mut wanted: HashSet<RowKey> = HashSet::new();
        graph.each(|row| {
            if chosen(row) {
                wanted.extend(self.refers(row));
            }
            within(met + bytes_of(&wanted), memory)
        })?;
        let mut reached: HashSet<RowKey> = HashSet::new();
        while !wanted.is_empty() {
            let mut next: HashSet<RowKey> = HashSet::new();
            graph.each(|row| {
                // What is a chosen subject's stays as it is.
                if self.own(row).any(|key| wanted.contains(&key)) && !chosen(row) {
                    let before = reached.len();
                    reached.extend(self.own(row));
                    if reached.len() > before {
                        next.extend(self.refers(row));
                    }
                }
                within(met + bytes_of(&wanted) + bytes_of(&next) + bytes_of(&reached), memory)
            })?;
            next.retain(|key| !reached.contains(key));
            wanted = next;
        }
        self.reached = reached;
        Ok(())
    }

    /// The keys of a row.
    fn own(&self, row: &Row) -> impl Iterator<Item = RowKey> {
        let table = row.table;
        let keys = self.edges[usize::from(table)].keys.len();
        let prints = row.prints.iter().take(keys).copied();
        (0u16..).zip(prints).filter(|(_, print)| *print != 0).map(move |(at, print)| (table, at, print))
    }

    /// The keys of the rows that a row refers to.
    fn refers(&self, row: &Row) -> impl Iterator<Item = RowKey> {
        let edges = &self.edges[usize::from(row.table)];
        let small = |n: usize| u16::try_from(n).unwrap_or(u16::MAX);
        let prints = row.prints.iter().skip(edges.keys.len()).copied();
        let all = edges.refers.iter().zip(prints).filter(|(_, print)| *print != 0);
        all.map(move |((_, (to, key)), print)| (small(*to), small(*key), print))
    }

    /// Which rows of a block stay.
    pub(super) fn keeps(
        &self,
        works: &[Work],
        subjects: &[Option<u128>],
        t: usize,
        block: &Block,
    ) -> Vec<bool> {
        let mut keep: Vec<bool> =
            subjects.iter().map(|subject| subject.is_some_and(|subject| self.is_chosen(subject))).collect();
        let table = u16::try_from(t).unwrap_or(u16::MAX);
        for (at, key) in self.edges[t].keys.iter().enumerate() {
            let Some(cells) = block.column(*key) else { continue };
            let at = u16::try_from(at).unwrap_or(u16::MAX);
            for (keep, print) in keep.iter_mut().zip(prints(&works[*key], cells, block.rows)) {
                *keep |= print.is_some_and(|print| self.reached.contains(&(table, at, print)));
            }
        }
        keep
    }

    /// Of how many listed subjects the input has rows, and how many are listed.
    pub(super) fn listed(&self) -> Option<(u64, u64)> {
        self.listed.as_ref().map(|listed| (self.found, listed.len() as u64))
    }
}

/// How many subjects share what is left to single them out by.
#[derive(Default)]
pub struct Crowd {
    alike: BTreeMap<u64, u64>,
    /// The columns that single out together.
    pub columns: BTreeSet<String>,
}

impl Crowd {
    /// Counts the rows of the subject's own table as they are masked.
    pub fn add(&mut self, columns: &[ColumnPolicy], block: &Block, masked: &[Replacement]) {
        let left = |column: &ColumnPolicy| {
            column.quasi && matches!(column.treatment, Treatment::Keep(_) | Treatment::Generalise(_))
        };
        let quasi: Vec<usize> = (0..columns.len()).filter(|at| left(&columns[*at])).collect();
        // Where nothing of them is left by which they differ, all are alike: so many they are.
        self.columns.extend(quasi.iter().map(|at| columns[*at].name.clone()));
        for row in 0..block.rows {
            let mut hash = siphasher::sip128::SipHasher24::new();
            for at in &quasi {
                let cells = match masked.get(*at) {
                    Some(Replacement::Cells(cells)) => Some(cells),
                    _ => block.column(*at),
                };
                let bytes =
                    cells.and_then(|cells| cells.of_row(row).map(|i| cells.bytes(i))).unwrap_or_default();
                std::hash::Hasher::write(&mut hash, &(bytes.len() as u64).to_le_bytes());
                std::hash::Hasher::write(&mut hash, bytes);
            }
            *self.alike.entry(std::hash::Hasher::finish(&hash)).or_default() += 1;
        }
    }

    /// Adds what another block counted.
    pub fn join(&mut self, other: Self) {
        self.columns.extend(other.columns);
        for (alike, n) in other.alike {
            *self.alike.entry(alike).or_default() += n;
        }
    }

    /// How many subjects there are, how many share everything at the least, and how many stand alone.
    pub fn figures(&self) -> Option<(u64, u64, u64)> {
        let least = self.alike.values().min()?;
        Some((self.alike.values().sum(), *least, self.alike.values().filter(|n| **n == 1).count() as u64))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_takes_too_much_is_refused() {
        let set: HashSet<RowKey> = (0..1_000_000).map(|n| (0, 0, n)).collect();
        let bytes = bytes_of(&set);
        assert!((32 << 20..80 << 20).contains(&bytes) && bytes_of(&HashSet::<u128>::with_capacity(9)) == 0);
        assert!(within(bytes, 0).is_ok() == (bytes <= ROOM) && within(bytes, 1 << 30).is_ok());
        assert!(within((1 << 30) + 1, 1 << 30).is_err());
    }
}
