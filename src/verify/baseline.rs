//! What somebody accepted once: keyed digests of values, so that an old repository can begin.

use super::class::Class;
use std::collections::BTreeSet;

/// Bytes of a digest that are kept: a chance of one in 2^64 that another value is taken for a known one.
const KEPT: usize = 8;

/// What stands in the place of a class for files as a whole; no kind is called so.
const FILE: &str = "file as a whole";

/// Digests under a salt of the file's own; no value can be read from it, though one that is known already can be confirmed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Baseline {
    salt: [u8; 32],
    digests: BTreeSet<[u8; KEPT]>,
}

impl Baseline {
    /// An empty one under a salt, which should be drawn for it alone.
    pub fn new(salt: [u8; 32]) -> Self {
        Self { salt, digests: BTreeSet::new() }
    }

    /// Adds a value.
    pub fn add(&mut self, class: Class, value: &str) {
        let digest = self.digest(class.kind(), value);
        self.digests.insert(digest);
    }

    /// Adds a file that cannot be searched, by the digest of its bytes.
    pub fn add_file(&mut self, blake3: &str) {
        let digest = self.digest(FILE, blake3);
        self.digests.insert(digest);
    }

    /// Whether a file is known, by the digest of its bytes.
    pub fn has_file(&self, blake3: &str) -> bool {
        self.digests.contains(&self.digest(FILE, blake3))
    }

    /// Adds what another one under the same salt has.
    pub fn merge(&mut self, other: Self) {
        self.digests.extend(other.digests);
    }

    /// Whether a value is known.
    pub fn has(&self, class: Class, value: &str) -> bool {
        self.digests.contains(&self.digest(class.kind(), value))
    }

    fn digest(&self, what: &str, value: &str) -> [u8; KEPT] {
        let mut hasher = blake3::Hasher::new_keyed(&self.salt);
        hasher.update(what.as_bytes());
        hasher.update(&[0]);
        hasher.update(value.to_ascii_lowercase().as_bytes());
        let mut digest = [0; KEPT];
        digest.copy_from_slice(&hasher.finalize().as_bytes()[..KEPT]);
        digest
    }

    /// The text of the file: a line of the salt, then a digest a line, sorted.
    pub fn to_text(&self) -> String {
        let mut text = format!("placebo baseline 1 {}\n", hex(&self.salt));
        for digest in &self.digests {
            text.push_str(&hex(digest));
            text.push('\n');
        }
        text
    }

    /// Reads the text of a file.
    ///
    /// # Errors
    /// The number of the line that is none of a baseline's.
    pub fn parse(text: &str) -> Result<Self, u64> {
        let mut lines = text.lines();
        let salt =
            lines.next().and_then(|line| unhex(line.strip_prefix("placebo baseline 1 ")?)).ok_or(1u64)?;
        let mut baseline = Self::new(salt);
        for (line, n) in lines.zip(2u64..) {
            baseline.digests.insert(unhex(line).ok_or(n)?);
        }
        Ok(baseline)
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

fn unhex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    if text.len() != 2 * N || !text.is_ascii() {
        return None;
    }
    for (byte, i) in bytes.iter_mut().zip((0..).step_by(2)) {
        *byte = u8::from_str_radix(text.get(i..i + 2)?, 16).ok()?;
    }
    Some(bytes)
}
