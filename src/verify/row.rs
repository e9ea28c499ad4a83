//! A row of the original and its row of the result: what is known of the one, and what of it stands in the other.

use super::beside::{Drawn, Found};
use super::seen::{Known, Value, marked};

/// What is known of the row of the original, and met in that of the result.
#[derive(Default)]
pub(super) struct Row {
    pub(super) known: Vec<(usize, Known)>,
    pub(super) values: Vec<Drawn>,
    /// Bits of the prints that are known, so that most of what is not there is known at once.
    pub(super) filter: [u64; 16],
    pub(super) met: Vec<Standing>,
    /// Cells of the original that may be met.
    pub(super) may: Vec<usize>,
    pub(super) found: Vec<Found>,
    /// Runs of the result that are looked for everywhere, with their cells, and cells in which something is that is sought.
    pub(super) long: Vec<(u64, usize)>,
    pub(super) hit: Vec<usize>,
    /// What is left of its quasi-identifiers, and whole values.
    pub(super) parts: Vec<(usize, u64, u64)>,
}

/// What stands in the row of the result: its print, its column, and whether it is a whole cell.
#[derive(Clone, Copy)]
pub(super) struct Standing {
    pub(super) print: u64,
    pub(super) to: usize,
    pub(super) whole: bool,
}

impl Row {
    pub(super) fn clear(&mut self) {
        self.known.clear();
        self.values.clear();
        self.met.clear();
        self.found.clear();
        self.long.clear();
        self.hit.clear();
        self.parts.clear();
        self.filter = [0; 16];
    }

    #[inline]
    fn bit(print: u64) -> (usize, u64) {
        (usize::try_from(print & 15).unwrap_or(0), 1 << ((print >> 4) & 63))
    }

    /// Takes a value of the original, if it has forms; `alone` where no other of its column is in the row.
    pub(super) fn draw(&mut self, value: Option<Drawn>, alone: bool) {
        let Some(value) = value else { return };
        let same = |other: &&mut Drawn| other.column == value.column;
        let before = if alone { None } else { self.values.iter_mut().find(same) };
        match before {
            Some(before) => {
                before.print = marked(before.print, value.print);
                before.chance = before.chance.max(value.chance);
                before.fresh = true;
            }
            None => self.values.push(value),
        }
    }

    /// Takes the forms of a value of the original.
    pub(super) fn know(&mut self, column: usize, forms: &[Known]) {
        for form in forms {
            let (word, bit) = Self::bit(form.print);
            self.filter[word] |= bit;
            self.known.push((column, *form));
        }
    }

    /// Looks which forms of the original stand in the row of the result.
    pub(super) fn meet(&mut self) {
        for Standing { print, to, whole } in &self.met {
            let (word, bit) = Self::bit(*print);
            if self.filter[word] & bit == 0 {
                continue;
            }
            for (from, known) in &self.known {
                if known.print != *print || (known.whole && !whole) {
                    continue;
                }
                let (from, to, space, print) = (*from, *to, known.space, *print);
                match self.found.iter_mut().find(|f| (f.from, f.to) == (from, to)) {
                    Some(found) if space > found.space => (found.space, found.print) = (space, print),
                    Some(_) => {}
                    None => self.found.push(Found { from, to, space, print }),
                }
            }
        }
    }
}

/// A value of the original as it is counted; none where it has no forms.
pub(super) fn drawn(column: usize, value: &Value, fresh: bool) -> Option<Drawn> {
    let Value { chance, mark: print, .. } = *value;
    (!value.forms.is_empty()).then_some(Drawn { column, chance, print, fresh })
}
