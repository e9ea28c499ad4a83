//! Values by fingerprints: in memory for as long as they fit, and beyond it sorted, on a shelf of somebody else's.
//!
//! What comes in is held until there is too much of it; then it is sorted and put down as a run. At the end the runs are merged
//! into one, of which only the first fingerprint of each block stays in memory.

mod list;

pub(super) use list::List;

use super::ledger::Plain;
use crate::error::Result;
use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};
use std::hash::BuildHasherDefault;
use std::sync::{Arc, Mutex, PoisonError};

/// Where bytes are kept that memory does not hold.
pub trait Shelf: Send + Sync {
    /// Puts bytes behind all others; gives where they begin.
    ///
    /// # Errors
    /// Where they cannot be kept.
    fn append(&self, bytes: &[u8]) -> Result<u64>;

    /// Fills a piece of memory with the bytes from a place on.
    ///
    /// # Errors
    /// Where they cannot be read.
    fn read(&self, at: u64, out: &mut [u8]) -> Result<()>;
}

/// Makes an empty shelf.
pub type NewShelf = Arc<dyn Fn() -> Result<Box<dyn Shelf>> + Send + Sync>;

/// Records that are read at once.
const BLOCK: usize = 256;
/// Bytes of blocks that are kept in memory because they were asked for.
const CACHE: usize = 16 << 20;

/// A fingerprint with what is known of it.
type Record<const V: usize> = (u128, [u8; V]);

/// Values as they come in; of one fingerprint the least is kept, or all where that is asked for.
pub(super) struct Heap<const V: usize> {
    held: Vec<Record<V>>,
    /// How many were left when equal ones were last put together.
    packed: usize,
    runs: Vec<Disk<V>>,
    all: bool,
}

impl<const V: usize> Default for Heap<V> {
    fn default() -> Self {
        Self::new()
    }
}

impl<const V: usize> Heap<V> {
    /// An empty one; of one fingerprint the least value is kept.
    pub(super) fn new() -> Self {
        Self { held: Vec::new(), packed: 0, runs: Vec::new(), all: false }
    }

    /// An empty one that keeps all values of a fingerprint.
    pub(super) fn of_all() -> Self {
        Self { all: true, ..Self::new() }
    }

    pub(super) fn push(&mut self, key: u128, value: [u8; V]) {
        self.held.push((key, value));
        if self.held.len() > self.packed * 2 + 4_096 {
            self.pack();
        }
    }

    /// Sorts what is held, and puts equal ones together.
    fn pack(&mut self) {
        // What was packed before is in order, and so is what each block brings: this sort merges what it finds so.
        self.held.sort();
        if self.all {
            self.held.dedup();
        } else {
            self.held.dedup_by_key(|record| record.0);
        }
        self.packed = self.held.len();
    }

    /// How many are held in memory.
    pub(super) fn len(&self) -> u64 {
        self.held.len() as u64
    }

    /// Puts down what is held in memory.
    pub(super) fn spill(&mut self, shelf: &NewShelf) -> Result<()> {
        self.pack();
        if self.held.is_empty() {
            return Ok(());
        }
        let mut writing = Writing::new(shelf()?);
        self.held.iter().try_for_each(|record| writing.put(record))?;
        self.runs.push(writing.finish()?);
        // What was held is given back, and not kept for more.
        self.held = Vec::new();
        self.packed = 0;
        Ok(())
    }

    /// All of it, to be looked up.
    pub(super) fn close(mut self, shelf: Option<&NewShelf>) -> Result<Sorted<V>> {
        self.pack();
        let Some(shelf) = shelf.filter(|_| !self.runs.is_empty()) else {
            return Ok(Sorted::of(self.held));
        };
        self.spill(shelf)?;
        if self.runs.len() == 1
            && let Some(only) = self.runs.pop()
        {
            return Ok(Sorted::Disk(only));
        }
        let mut readers: Vec<Reading<'_, V>> = self.runs.iter().map(Disk::iter).collect();
        let mut next: BinaryHeap<Reverse<(Record<V>, usize)>> = BinaryHeap::new();
        for (at, reader) in readers.iter_mut().enumerate() {
            next.extend(reader.next().transpose()?.map(|record| Reverse((record, at))));
        }
        let mut writing = Writing::new(shelf()?);
        let mut last: Option<Record<V>> = None;
        while let Some(Reverse((record, at))) = next.pop() {
            next.extend(readers[at].next().transpose()?.map(|record| Reverse((record, at))));
            let same = |last: &Record<V>| if self.all { *last == record } else { last.0 == record.0 };
            if !last.as_ref().is_some_and(same) {
                writing.put(&record)?;
                last = Some(record);
            }
        }
        Ok(Sorted::Disk(writing.finish()?))
    }
}

/// A run that is being put down.
struct Writing<const V: usize> {
    shelf: Box<dyn Shelf>,
    block: Vec<u8>,
    firsts: Vec<u128>,
    records: u64,
}

impl<const V: usize> Writing<V> {
    fn new(shelf: Box<dyn Shelf>) -> Self {
        Self { shelf, block: Vec::with_capacity(BLOCK * (16 + V)), firsts: Vec::new(), records: 0 }
    }

    fn put(&mut self, (key, value): &Record<V>) -> Result<()> {
        if self.records.is_multiple_of(BLOCK as u64) {
            self.shelf.append(&self.block)?;
            self.block.clear();
            self.firsts.push(*key);
        }
        self.block.extend_from_slice(&key.to_be_bytes());
        self.block.extend_from_slice(value);
        self.records += 1;
        Ok(())
    }

    fn finish(self) -> Result<Disk<V>> {
        self.shelf.append(&self.block)?;
        Ok(Disk { shelf: self.shelf, firsts: self.firsts, records: self.records, cache: Mutex::default() })
    }
}

/// A block by its number.
type Cache = HashMap<usize, Arc<Vec<u8>>, BuildHasherDefault<Plain>>;

/// A run on a shelf of its own.
pub(super) struct Disk<const V: usize> {
    shelf: Box<dyn Shelf>,
    /// The first fingerprint of each block.
    firsts: Vec<u128>,
    records: u64,
    cache: Mutex<Cache>,
}

impl<const V: usize> Disk<V> {
    fn load(&self, block: usize) -> Result<Vec<u8>> {
        let size = (16 + V) as u64;
        let start = (block * BLOCK) as u64;
        let records = (self.records - start).min(BLOCK as u64);
        let mut bytes = vec![0; usize::try_from(records * size).unwrap_or(0)];
        self.shelf.read(start * size, &mut bytes)?;
        Ok(bytes)
    }

    fn block(&self, block: usize) -> Result<Arc<Vec<u8>>> {
        if let Some(known) = self.cache.lock().unwrap_or_else(PoisonError::into_inner).get(&block) {
            return Ok(known.clone());
        }
        let bytes = Arc::new(self.load(block)?);
        let mut cache = self.cache.lock().unwrap_or_else(PoisonError::into_inner);
        if cache.len() * BLOCK * (16 + V) > CACHE {
            cache.clear();
        }
        cache.insert(block, bytes.clone());
        Ok(bytes)
    }

    /// The first record with a fingerprint, from the start of a block on.
    fn all_of(&self, key: u128) -> Result<Vec<[u8; V]>> {
        let mut found = Vec::new();
        // The record may stand at the end of the block before the first that begins with it.
        let mut block = self.firsts.partition_point(|first| *first < key).saturating_sub(1);
        while block < self.firsts.len() && self.firsts[block] <= key {
            let bytes = self.block(block)?;
            let records = bytes.len() / (16 + V);
            let key_of = |at: usize| record::<V>(&bytes, at).0;
            let mut from = partition(records, |at| key_of(at) < key);
            while from < records && key_of(from) == key {
                found.push(record::<V>(&bytes, from).1);
                from += 1;
            }
            if from < records {
                break;
            }
            block += 1;
        }
        Ok(found)
    }

    fn iter(&self) -> Reading<'_, V> {
        Reading { disk: self, block: 0, bytes: Vec::new(), at: 0 }
    }
}

fn partition(n: usize, before: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (0, n);
    while low < high {
        let middle = low + (high - low) / 2;
        if before(middle) { low = middle + 1 } else { high = middle }
    }
    low
}

fn record<const V: usize>(bytes: &[u8], at: usize) -> Record<V> {
    let start = at * (16 + V);
    let (mut key, mut value) = ([0; 16], [0; V]);
    if let Some(record) = bytes.get(start..start + 16 + V) {
        key.copy_from_slice(&record[..16]);
        value.copy_from_slice(&record[16..]);
    }
    (u128::from_be_bytes(key), value)
}

/// All records of a run, in order.
pub(super) struct Reading<'a, const V: usize> {
    disk: &'a Disk<V>,
    block: usize,
    bytes: Vec<u8>,
    at: usize,
}

impl<const V: usize> Iterator for Reading<'_, V> {
    type Item = Result<Record<V>>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.at * (16 + V) >= self.bytes.len() {
            if self.block >= self.disk.firsts.len() {
                return None;
            }
            match self.disk.load(self.block) {
                Ok(bytes) => (self.bytes, self.at) = (bytes, 0),
                Err(error) => return Some(Err(error)),
            }
            self.block += 1;
        }
        self.at += 1;
        Some(Ok(record(&self.bytes, self.at - 1)))
    }
}

/// Values that are looked up.
pub(super) enum Sorted<const V: usize> {
    /// In memory.
    List(List<V>),
    /// On a shelf.
    Disk(Disk<V>),
}

impl<const V: usize> Default for Sorted<V> {
    fn default() -> Self {
        Self::List(List::default())
    }
}

impl<const V: usize> Sorted<V> {
    /// In memory, of records in order.
    pub(super) fn of(records: Vec<Record<V>>) -> Self {
        Self::List(List::new(records))
    }

    /// The value of a fingerprint; the least where there are several.
    #[inline]
    pub(super) fn get(&self, key: u128) -> Result<Option<[u8; V]>> {
        Ok(match self {
            Self::List(list) => list.all_of(key).first().map(|record| record.1),
            Self::Disk(disk) => disk.all_of(key)?.into_iter().next(),
        })
    }

    /// The value of each of many fingerprints.
    pub(super) fn all(&self, keys: &[u128]) -> Result<Vec<Option<[u8; V]>>> {
        match self {
            Self::List(list) => Ok(list.all(keys)),
            Self::Disk(_) => keys.iter().map(|key| self.get(*key)).collect(),
        }
    }

    /// All values of a fingerprint, in order.
    pub(super) fn all_of(&self, key: u128) -> Result<Vec<[u8; V]>> {
        Ok(match self {
            Self::List(list) => list.all_of(key).iter().map(|record| record.1).collect(),
            Self::Disk(disk) => disk.all_of(key)?,
        })
    }

    /// How many records there are.
    pub(super) fn len(&self) -> u64 {
        match self {
            Self::List(list) => list.records().len() as u64,
            Self::Disk(disk) => disk.records,
        }
    }

    /// Whether it lies on a shelf.
    pub(super) fn is_on_disk(&self) -> bool {
        matches!(self, Self::Disk(_))
    }

    /// All records in order.
    pub(super) fn records(&self) -> Box<dyn Iterator<Item = Result<Record<V>>> + Send + '_> {
        match self {
            Self::List(list) => Box::new(list.records().iter().map(|record| Ok(*record))),
            Self::Disk(disk) => Box::new(disk.iter()),
        }
    }

    /// Whether each of some fingerprints is there, which ascend where it [lies on a shelf](Self::is_on_disk): blocks are read once, in
    /// their order.
    pub(super) fn have(&self, keys: &[u128]) -> Result<Vec<bool>> {
        let disk = match self {
            Self::List(list) => return Ok(list.all(keys).iter().map(Option::is_some).collect()),
            Self::Disk(disk) => disk,
        };
        let mut found = Vec::with_capacity(keys.len());
        let (mut loaded, mut bytes) = (usize::MAX, Vec::new());
        for key in keys {
            let block = disk.firsts.partition_point(|first| first <= key);
            let Some(block) = block.checked_sub(1) else {
                found.push(false);
                continue;
            };
            if block != loaded {
                (loaded, bytes) = (block, disk.load(block)?);
            }
            let records = bytes.len() / (16 + V);
            let at = partition(records, |at| record::<V>(&bytes, at).0 < *key);
            found.push(at < records && record::<V>(&bytes, at).0 == *key);
        }
        Ok(found)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A shelf in memory.
    #[derive(Default)]
    struct Board(Mutex<Vec<u8>>);

    impl Shelf for Board {
        fn append(&self, bytes: &[u8]) -> Result<u64> {
            let mut all = self.0.lock().unwrap();
            all.extend_from_slice(bytes);
            Ok((all.len() - bytes.len()) as u64)
        }

        fn read(&self, at: u64, out: &mut [u8]) -> Result<()> {
            let at = usize::try_from(at).unwrap();
            out.copy_from_slice(&self.0.lock().unwrap()[at..at + out.len()]);
            Ok(())
        }
    }

    /// Makes shelves in memory.
    pub(in crate::mask) fn boards() -> NewShelf {
        Arc::new(|| Ok(Box::new(Board::default())))
    }

    fn filled(all: bool, every: usize) -> Sorted<8> {
        let mut heap = if all { Heap::of_all() } else { Heap::new() };
        let shelf = boards();
        for n in 0..20_000u64 {
            let key = u128::from(n.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 50) * 3;
            heap.push(key, (n % 7).to_be_bytes());
            if every > 0 && usize::try_from(n).unwrap() % every == 0 {
                heap.spill(&shelf).unwrap();
            }
        }
        heap.close(Some(&shelf)).unwrap()
    }

    #[test]
    fn what_lies_on_a_shelf_is_what_memory_would_hold() {
        for all in [false, true] {
            let memory = filled(all, 0);
            for every in [1_500, 9_999] {
                let disk = filled(all, every);
                assert!(disk.is_on_disk() && !memory.is_on_disk() && disk.len() == memory.len());
                let list = |sorted: &Sorted<8>| sorted.records().collect::<Result<Vec<_>>>().unwrap();
                assert!(list(&disk) == list(&memory));
                for key in 0..4_000u128 {
                    assert!(disk.all_of(key).unwrap() == memory.all_of(key).unwrap(), "{key}");
                    assert!(disk.get(key).unwrap() == memory.get(key).unwrap());
                }
                let keys: Vec<u128> = (0..50_000).step_by(2).collect();
                let have = memory.have(&keys).unwrap();
                assert!(disk.have(&keys).unwrap() == have);
                // What lies in memory is asked for in any order.
                let turned: Vec<u128> = keys.iter().rev().copied().collect();
                assert!(memory.have(&turned).unwrap().into_iter().rev().eq(have));
            }
        }
    }
}
