//! Texts one behind the other, for stand-ins and normalised originals; they cannot be printed.

use crate::cells::append;
use arrow::array::StringArray;

/// Texts in one buffer.
#[derive(Default)]
pub(super) struct Texts {
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

impl From<StringArray> for Texts {
    fn from(texts: StringArray) -> Self {
        let (ends, values, _) = texts.into_parts();
        let ends = ends.iter().skip(1).map(|end| usize::try_from(*end).unwrap_or(0)).collect();
        // Nobody else has hold of what was just made.
        Self { bytes: values.into_vec().unwrap_or_else(|values| values.to_vec()), ends }
    }
}

impl Texts {
    pub(super) fn with_capacity(texts: usize) -> Self {
        Self { bytes: Vec::with_capacity(texts * 12), ends: Vec::with_capacity(texts) }
    }

    pub(super) fn get(&self, i: usize) -> &[u8] {
        let start = if i == 0 { 0 } else { self.ends[i - 1] };
        &self.bytes[start..self.ends[i]]
    }

    /// Appends the bytes of a text to others.
    pub(super) fn append_to(&self, i: usize, out: &mut Vec<u8>) {
        let start = if i == 0 { 0 } else { self.ends[i - 1] };
        append(&self.bytes, start, self.ends[i], out);
    }

    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(super) fn out(&mut self) -> &mut Vec<u8> {
        &mut self.bytes
    }

    pub(super) fn end(&mut self) {
        self.ends.push(self.bytes.len());
    }

    /// Forgets what was written since the last text ended.
    pub(super) fn undo(&mut self) {
        self.bytes.truncate(self.ends.last().copied().unwrap_or(0));
    }

    pub(super) fn push(&mut self, text: &[u8]) {
        self.bytes.extend_from_slice(text);
        self.end();
    }
}
