//! Stand-ins that were made shortly before: what rows repeat, such as names and cities, is made once and copied from then on.
//!
//! A stand-in depends on its original alone, so that it does not matter which of them are remembered, nor by which thread.

use crate::cells::{Cells, State};
use std::sync::{Mutex, PoisonError};

/// The longest text that is remembered.
const LONGEST: usize = 30;
/// Look-ups after which a memo that is seldom of use is given up.
const TRIAL: u32 = 4_096;
/// The most places of a memo: what lies outside the processor's nearest caches is found no sooner than it is made.
const PLACES: usize = 1 << 12;
/// About how many bytes the memos of one thread take.
const BYTES: usize = 8 << 20;

/// One original and its stand-in, in one line of the processor's cache.
#[derive(Clone, Copy)]
#[repr(align(64))]
struct Entry {
    original: [u8; LONGEST],
    stand_in: [u8; LONGEST],
    /// How long both are; without an original there is nothing here.
    lengths: [u8; 2],
    /// Whether each of both is a literal that is no text.
    bare: [bool; 2],
}

const NOTHING: Entry =
    Entry { original: [0; LONGEST], stand_in: [0; LONGEST], lengths: [0; 2], bare: [false; 2] };

/// A text with zeros behind it.
#[inline]
fn padded(text: &[u8]) -> [u8; LONGEST] {
    let mut padded = [0; LONGEST];
    padded[..text.len()].copy_from_slice(text);
    padded
}

/// A cell with zeros behind it, which is no longer than what is remembered.
#[inline]
fn head(cells: &Cells, i: usize) -> [u8; LONGEST] {
    // A whole number of the processor's words is taken, of which no more than this many have anything.
    let head: [u8; LONGEST + 2] = cells.head(i);
    let mut text = [0; LONGEST];
    text.copy_from_slice(&head[..LONGEST]);
    text
}

impl Entry {
    #[inline]
    fn has(&self, original: &[u8; LONGEST], length: usize, bare: bool) -> bool {
        self.original == *original && usize::from(self.lengths[0]) == length && self.bare[0] == bare
    }
}

/// The stand-ins of one column.
pub(super) struct Memo {
    entries: Vec<Entry>,
    /// How many places it has once it has any.
    places: usize,
    tries: u32,
    found: u32,
    over: bool,
}

impl Memo {
    /// An empty one, of so many.
    pub(super) fn of(memos: usize) -> Self {
        let places = (BYTES / size_of::<Entry>() / memos.max(1)).clamp(64, PLACES);
        Self { entries: Vec::new(), places, tries: 0, found: 0, over: false }
    }

    /// An empty one of so many, of what is dear to make: that is looked up sooner than made wherever it lies.
    pub(super) fn of_dear(memos: usize) -> Self {
        let places = (BYTES / size_of::<Entry>() / memos.max(1)).max(64);
        Self { places: 1 << places.ilog2(), ..Self::of(memos) }
    }

    /// One that remembers nothing.
    pub(super) fn none() -> Self {
        Self { entries: Vec::new(), places: 0, tries: 0, found: 0, over: true }
    }

    /// Where the value of a cell lies, if anything of it is remembered.
    #[inline]
    pub(super) fn find_cell(&mut self, cells: &Cells, i: usize) -> Option<usize> {
        let length = cells.bytes(i).len();
        if self.over || self.entries.is_empty() || length > LONGEST {
            return None;
        }
        self.find_text(cells.state(i), &head(cells, i), length)
    }

    /// Where a value lies, if anything of it is remembered.
    #[inline]
    pub(super) fn find(&mut self, state: State, original: &[u8]) -> Option<usize> {
        if self.over || self.entries.is_empty() || original.len() > LONGEST {
            return None;
        }
        self.find_text(state, &padded(original), original.len())
    }

    #[inline]
    fn find_text(&mut self, state: State, text: &[u8; LONGEST], length: usize) -> Option<usize> {
        let at = self.place(text);
        self.tries += 1;
        if self.entries[at].has(text, length, state == State::Bare) {
            self.found += 1;
            return Some(at);
        }
        if self.tries >= TRIAL {
            // Less than every third: to look costs more than it saves.
            self.over = self.found * 3 < self.tries;
            (self.tries, self.found) = (0, 0);
        }
        None
    }

    /// What lies at a place that was found.
    #[inline]
    pub(super) fn at(&self, at: usize) -> (State, &[u8]) {
        let entry = &self.entries[at];
        let state = if entry.bare[1] { State::Bare } else { State::Text };
        (state, entry.stand_in.get(..usize::from(entry.lengths[1])).unwrap_or_default())
    }

    /// Appends what lies at a place that was found as a cell.
    #[inline]
    pub(super) fn append_to(&self, at: usize, out: &mut Cells) {
        let entry = &self.entries[at];
        let text = out.out();
        let end = text.len() + usize::from(entry.lengths[1]);
        // As many bytes whatever the text is, in one step; what was too much is cut off again.
        text.extend_from_slice(&entry.stand_in);
        text.truncate(end);
        out.end(if entry.bare[1] { State::Bare } else { State::Text });
    }

    /// Whether anything is remembered; a memo that was given up gives its memory back.
    pub(super) fn remembers(&mut self) -> bool {
        if self.over {
            self.entries = Vec::new();
        }
        !self.over
    }

    /// Remembers a stand-in.
    #[inline]
    pub(super) fn put(&mut self, was: (State, &[u8]), is: (State, &[u8])) {
        if was.1.len() <= LONGEST && is.1.len() <= LONGEST {
            let (original, stand_in) = (padded(was.1), padded(is.1));
            self.put_padded((was.0, &original, was.1.len()), (is.0, &stand_in, is.1.len()));
        }
    }

    /// Remembers what the `i`th of some cells became.
    #[inline]
    pub(super) fn put_cell(&mut self, was: &Cells, is: &Cells, i: usize) {
        let (first, second) = (was.bytes(i).len(), is.bytes(i).len());
        if first <= LONGEST && second <= LONGEST {
            let (original, stand_in) = (head(was, i), head(is, i));
            self.put_padded((was.state(i), &original, first), (is.state(i), &stand_in, second));
        }
    }

    #[inline]
    fn put_padded(&mut self, was: (State, &[u8; LONGEST], usize), is: (State, &[u8; LONGEST], usize)) {
        let (Ok(first), Ok(second)) = (u8::try_from(was.2), u8::try_from(is.2)) else { return };
        if first == 0 {
            return;
        }
        if self.entries.is_empty() {
            self.entries = vec![NOTHING; self.places.next_power_of_two()];
        }
        let at = self.place(was.1);
        self.entries[at] = Entry {
            original: *was.1,
            stand_in: *is.1,
            lengths: [first, second],
            bare: [was.0 == State::Bare, is.0 == State::Bare],
        };
    }

    #[inline]
    fn place(&self, original: &[u8; LONGEST]) -> usize {
        let mut mixed = 0;
        let mut mix = |eight: [u8; 8]| {
            mixed = (mixed ^ u64::from_le_bytes(eight)).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(23);
        };
        let (eights, rest) = original.as_chunks();
        eights.iter().for_each(|eight| mix(*eight));
        let mut last = [0; 8];
        last[..rest.len()].copy_from_slice(rest);
        mix(last);
        usize::try_from(mixed >> 20).unwrap_or(0) & (self.entries.len() - 1)
    }
}

/// The memos of every column, as one thread has them at a time.
pub(super) type Memos = Vec<Vec<Memo>>;

/// Memos that no thread has at the moment.
#[derive(Default)]
pub(super) struct Spare(Mutex<Vec<Memos>>);

impl Spare {
    /// Memos of which nobody else has hold, for tables of so many columns.
    pub(super) fn take(&self, columns: impl Iterator<Item = usize>) -> Memos {
        let spare = self.0.lock().unwrap_or_else(PoisonError::into_inner).pop();
        spare.unwrap_or_else(|| {
            let columns: Vec<usize> = columns.collect();
            let all = columns.iter().sum();
            columns.iter().map(|n| (0..*n).map(|_| Memo::of(all)).collect()).collect()
        })
    }

    /// Gives memos back.
    pub(super) fn give(&self, memos: Memos) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(memos);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_remembered_is_what_was_put() {
        let mut memo = Memo::of(1);
        let text = |n: u32| n.to_string().into_bytes();
        for round in 0..3 {
            for n in 0..2_000 {
                let (was, is) = (text(n), text(n + 1));
                match memo.find(State::Text, &was) {
                    Some(at) => assert!(memo.at(at) == (State::Text, is.as_slice())),
                    None => memo.put((State::Text, &was), (State::Text, &is)),
                }
                assert!(memo.find(State::Bare, &was).is_none());
            }
            assert!(round == 0 || memo.found > 500 || memo.tries < 500);
        }
        memo.put((State::Text, &[b'a'; 31]), (State::Text, b"b"));
        assert!(memo.find(State::Text, &[b'a'; 31]).is_none() && memo.find(State::Text, b"").is_none());
    }

    #[test]
    fn what_never_comes_again_is_given_up() {
        let mut memo = Memo::of(1);
        for n in 0..20_000u32 {
            let was = n.to_string().into_bytes();
            assert!(memo.find(State::Text, &was).is_none());
            memo.put((State::Text, &was), (State::Bare, b"1"));
        }
        assert!(memo.over);
    }
}
