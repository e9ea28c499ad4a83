//! Texts that were scrubbed and that the check of the output found something in: a marker takes the place of each.

use super::column::marker;
use super::table::Masker;
use super::tally::Tally;
use crate::cells::{Cells, State};
use std::collections::BTreeSet;
use std::sync::PoisonError;

/// A masked text by its table, its column and its fingerprint. Masking it once more gives the same text.
pub type MaskedText = (usize, usize, [u8; 32]);

/// Texts that are replaced whole.
pub(super) type Redactions = BTreeSet<MaskedText>;

/// The fingerprint of a masked text, which never leaves the process.
pub fn text_print(text: &[u8]) -> [u8; 32] {
    *blake3::hash(text).as_bytes()
}

impl Masker {
    /// From here on leaves a marker of these texts; gives how many of them are new.
    pub fn redact(&self, texts: impl IntoIterator<Item = MaskedText>) -> usize {
        let mut all = self.redactions.write().unwrap_or_else(PoisonError::into_inner);
        let before = all.len();
        all.extend(texts);
        all.len() - before
    }

    /// The texts of a column, with a marker in the place of those that are replaced whole.
    pub(super) fn redacted(&self, (t, c): (usize, usize), cells: Cells, tally: &mut Tally) -> Cells {
        let all = self.redactions.read().unwrap_or_else(PoisonError::into_inner);
        if all.range((t, c, [0; 32])..=(t, c, [255; 32])).next().is_none() {
            return cells;
        }
        let mut out = Cells::like(&cells);
        for i in 0..cells.len() {
            let text = cells.bytes(i);
            if cells.state(i).is_value() && all.contains(&(t, c, text_print(text))) {
                tally.redacted += 1;
                out.push(
                    State::Text,
                    marker(cells.get(i).map_or(text.len(), |text| text.chars().count())).as_bytes(),
                );
            } else {
                out.push(cells.state(i), text);
            }
        }
        out
    }
}
