//! Keys from names, rows, and the slots and sub-streams that rows own.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::ops::Range;
use std::sync::Arc;

/// The 256-bit key of one stream.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Key([u8; 32]);

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Key({}…)", self.short())
    }
}

impl Key {
    /// The key of a seed and names, which are hashed each with its length before it, so that no two lists collide.
    pub fn new(seed: u64, names: &[&str]) -> Self {
        let mut hasher = blake3::Hasher::new_derive_key("placebo 2026 stream of draws");
        hasher.update(&seed.to_le_bytes());
        for name in names {
            hasher.update(&(name.len() as u64).to_le_bytes());
            hasher.update(name.as_bytes());
        }
        Self(*hasher.finalize().as_bytes())
    }

    /// A key that is these bytes: for masking, whose draws come from a keyed hash and not from a seed.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// A key that belongs to this one and a name.
    #[must_use]
    pub fn derive(&self, name: &str) -> Self {
        Self(*blake3::keyed_hash(&self.0, name.as_bytes()).as_bytes())
    }

    /// The first four bytes as hexadecimal digits: enough to tell streams apart in an explanation.
    pub fn short(&self) -> String {
        self.0[..4].iter().map(|b| format!("{b:02x}")).collect()
    }

    /// The sub-stream of a row: as many words as are asked for, none shared with a slot or with another row.
    pub fn sub(&self, row: u64) -> Sub {
        let mut rng = ChaCha8Rng::from_seed(self.0);
        // Stream 0 holds the slots of all rows.
        rng.set_stream(row.wrapping_add(1));
        Sub(rng)
    }

    /// A 64-bit number that belongs to this key alone, for keyed permutations.
    pub(crate) fn words(&self) -> [u64; 4] {
        let mut words = [0u64; 4];
        for (word, bytes) in words.iter_mut().zip(self.0.chunks_exact(8)) {
            let mut eight = [0u8; 8];
            eight.copy_from_slice(bytes);
            *word = u64::from_le_bytes(eight);
        }
        words
    }
}

/// A row's own stream of further words.
#[derive(Clone)]
pub struct Sub(ChaCha8Rng);

impl Sub {
    /// The next 64 uniform bits.
    pub fn word(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// A uniform integer below `n`.
    pub fn below(&mut self, n: u64) -> u64 {
        super::below(self.word(), n)
    }

    /// Uniform bytes.
    pub fn fill(&mut self, bytes: &mut [u8]) {
        self.0.fill_bytes(bytes);
    }
}

/// The row numbers a batch is made for: neighbours, or any.
#[derive(Clone, Debug)]
pub enum Rows {
    /// Rows that follow each other.
    Range(Range<u64>),
    /// Any rows in any order, also repeated.
    List(Arc<[u64]>),
}

impl From<Range<u64>> for Rows {
    fn from(range: Range<u64>) -> Self {
        Self::Range(range)
    }
}

impl From<Vec<u64>> for Rows {
    fn from(list: Vec<u64>) -> Self {
        Self::List(list.into())
    }
}

impl Rows {
    /// How many rows.
    pub fn len(&self) -> usize {
        match self {
            Self::Range(range) => {
                usize::try_from(range.end.saturating_sub(range.start)).unwrap_or(usize::MAX)
            }
            Self::List(list) => list.len(),
        }
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The number of the `i`th row of the batch; `i` must be below [`Rows::len`].
    #[inline]
    pub fn get(&self, i: usize) -> u64 {
        match self {
            Self::Range(range) => range.start + i as u64,
            Self::List(list) => list[i],
        }
    }

    /// The row numbers in order.
    pub fn iter(&self) -> impl Iterator<Item = u64> + '_ {
        (0..self.len()).map(|i| self.get(i))
    }
}

/// How many 32-bit words of the stream a row owns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Width {
    /// One 64-bit draw.
    Two,
    /// Two 64-bit draws.
    Four,
    /// Eight 64-bit draws: a whole block of the cipher.
    Sixteen,
}

impl Width {
    /// 64-bit draws a row.
    pub fn draws(self) -> usize {
        match self {
            Self::Two => 1,
            Self::Four => 2,
            Self::Sixteen => 8,
        }
    }
}

/// What the cipher makes at a time: four blocks. No slot reaches from one such stretch into the next.
const STRETCH: usize = 256;

/// Reads the slots of rows in any order, `stride` bytes each. Seeking costs a whole stretch of the stream, so rows that are
/// near each other are cut from stretches that are read once.
fn scattered(rng: &mut ChaCha8Rng, list: &[u64], stride: usize, slots: &mut [u8]) {
    let (Some(&least), Some(&most)) = (list.iter().min(), list.iter().max()) else { return };
    let here = |row: u64| usize::try_from(row).unwrap_or(usize::MAX).saturating_mul(stride);
    let seek = |rng: &mut ChaCha8Rng, row: u64| rng.set_word_pos(u128::from(row) * (stride as u128 / 4));
    if most - least < 4 * list.len() as u64 {
        let mut all = vec![0u8; here(most - least + 1)];
        seek(rng, least);
        rng.fill_bytes(&mut all);
        for (row, slot) in list.iter().zip(slots.chunks_exact_mut(stride)) {
            let at = here(row - least);
            slot.copy_from_slice(&all[at..at + stride]);
        }
        return;
    }
    let rows = (STRETCH / stride) as u64;
    let mut stretch = [0u8; STRETCH];
    let mut read = None;
    for (row, slot) in list.iter().zip(slots.chunks_exact_mut(stride)) {
        let number = row / rows;
        if read != Some(number) {
            seek(rng, number * rows);
            rng.fill_bytes(&mut stretch);
            read = Some(number);
        }
        let at = here(row % rows);
        slot.copy_from_slice(&stretch[at..at + stride]);
    }
}

/// The slots of the rows of one batch.
pub struct Slots {
    bytes: Vec<u8>,
    draws: usize,
}

impl Slots {
    /// Reads the slots of these rows from the key's stream.
    pub fn fill(key: &Key, rows: &Rows, width: Width) -> Self {
        let draws = width.draws();
        let stride = draws * 8;
        let mut bytes = vec![0u8; rows.len() * stride];
        let mut rng = ChaCha8Rng::from_seed(key.0);
        let words = (draws * 2) as u128;
        match rows {
            Rows::Range(range) => {
                rng.set_word_pos(u128::from(range.start) * words);
                rng.fill_bytes(&mut bytes);
            }
            Rows::List(list) => scattered(&mut rng, list, stride, &mut bytes),
        }
        Self { bytes, draws }
    }

    /// Slots made from given words instead of a stream: eight bytes a draw, `width.draws()` draws a row.
    pub fn from_bytes(bytes: Vec<u8>, width: Width) -> Self {
        Self { bytes, draws: width.draws() }
    }

    /// How many rows.
    pub fn len(&self) -> usize {
        self.bytes.len() / (self.draws * 8)
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// Draw `k` of the `i`th row: 64 uniform bits.
    #[inline]
    pub fn word(&self, i: usize, k: usize) -> u64 {
        let start = (i * self.draws + k) * 8;
        let mut eight = [0u8; 8];
        eight.copy_from_slice(&self.bytes[start..start + 8]);
        u64::from_le_bytes(eight)
    }

    /// Draw 0 of every row, in order.
    #[inline]
    pub fn firsts(&self) -> impl Iterator<Item = u64> + '_ {
        self.bytes.chunks_exact(self.draws * 8).map(|slot| {
            let mut eight = [0u8; 8];
            eight.copy_from_slice(&slot[..8]);
            u64::from_le_bytes(eight)
        })
    }
}
