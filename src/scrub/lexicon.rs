//! What a record knows of the person whom a text is about, found in any spelling.
//!
//! An entry is compared by its letters and digits alone, so that case, accents, hyphens, line breaks, blanks between
//! digits and what nobody sees make no difference; words of six letters and more may hold one typing error. Entries are
//! looked up by their first three characters where a word of the text begins: a record costs no compilation.

use super::dates::Written;
use super::token::{Case, Sort, Tokens};
use super::view::View;
use super::words::{
    ALLOW, CLINICAL, GIVEN_OFTEN, MONTH, ORDINARY, PERSON_STRONG, RELATIVE, SURNAME_OFTEN, TITLE, VERB_AFTER,
    Words,
};
use super::{Class, Finding};

/// Letters from which on one typing error is forgiven.
const LONG: usize = 6;

/// Signs that may stand between two characters of an entry: ` - `, `).`.
const GAP: usize = 3;

/// The values that a record knows.
#[derive(Default)]
pub struct Lexicon {
    entries: Vec<Entry>,
    dates: Vec<(Written, usize)>,
    /// Dates of the one row whose text is read.
    row_dates: Vec<Written>,
    /// Entries by their first characters, sorted.
    heads: Vec<(u32, usize)>,
}

struct Entry {
    /// Letters and digits in lower case.
    key: Vec<u8>,
    class: Class,
    /// The caller's number for the value.
    id: usize,
    /// Whether the key is one word that people also write without meaning anybody.
    ordinary: bool,
    /// Whether only capitals are meant: initials.
    capitals: bool,
}

/// Whether an ordinary word in small letters stands beside another name, as `stone, sean` where nothing has capitals.
fn beside_name(tokens: &Tokens<'_>, i: usize) -> bool {
    if tokens.list[i].is(ALLOW | MONTH) || tokens.list[i].len() < 3 {
        return false;
    }
    let name = |k: Option<usize>| {
        let token = k.and_then(|k| tokens.get(k));
        token.is_some_and(|t| {
            t.is(GIVEN_OFTEN | SURNAME_OFTEN) && !t.is(ORDINARY | CLINICAL | ALLOW | MONTH | VERB_AFTER)
        })
    };
    let comma = |k: Option<usize>| k.and_then(|k| tokens.get(k)).is_some_and(|t| t.is_sign(b','));
    let (before, after) = (i.checked_sub(1), Some(i + 1));
    name(before)
        || name(after)
        || comma(before) && name(i.checked_sub(2))
        || comma(after) && name(Some(i + 2))
}

impl Lexicon {
    /// A record that knows nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty() && self.dates.is_empty()
    }

    /// Adds a value: a name or a part of one, a street, a number, a mail address. `id` is given back with each finding.
    pub fn add(&mut self, class: Class, value: &str, id: usize) {
        self.insert(class, value, id, false);
    }

    /// Adds the initials of a person, which are found only as capitals: `ML`, `M.L.`, `M. L.`.
    pub fn add_initials(&mut self, initials: &str, id: usize) {
        self.insert(Class::Name, initials, id, true);
    }

    /// Adds a date, found in every usual form.
    pub fn add_date(&mut self, year: u32, month: u32, day: u32, id: usize) {
        self.dates.push((Written { year: Some(year), month, day: Some(day) }, id));
    }

    /// Sets the dates of the row whose text is read next: year, month and day.
    pub fn set_row_dates(&mut self, dates: Vec<(u32, u32, u32)>) {
        let written = |(year, month, day)| Written { year: Some(year), month, day: Some(day) };
        self.row_dates = dates.into_iter().map(written).collect();
    }

    fn insert(&mut self, class: Class, value: &str, id: usize, capitals: bool) {
        let key: Vec<u8> =
            View::new(value).bytes().iter().filter(|b| counts(**b)).map(u8::to_ascii_lowercase).collect();
        let bucket = head(&key);
        let at = self.heads.partition_point(|h| h.0 < bucket);
        let mut alike = self.heads[at..].iter().take_while(|h| h.0 == bucket);
        if key.len() < 2 || alike.any(|h| self.entries[h.1].key == key) {
            return;
        }
        let ordinary = Words::get().of(&key) & (ORDINARY | CLINICAL) != 0;
        let head = (bucket, self.entries.len());
        let at = self.heads.partition_point(|h| *h < head);
        self.heads.insert(at, head);
        self.entries.push(Entry { key, class, id, ordinary, capitals });
    }

    /// The known date that a written one is: as far as it is written.
    pub(super) fn date(&self, written: Written) -> Option<usize> {
        self.dates.iter().find(|(known, _)| is_same(known, written)).map(|(_, id)| *id)
    }

    /// Whether the row whose text is read has a date that could be a written one.
    pub(super) fn is_of_row(&self, written: Written) -> bool {
        self.row_dates.iter().any(|known| is_same(known, written))
    }

    pub(super) fn find(&self, tokens: &Tokens<'_>, found: &mut Vec<Finding>) {
        if self.entries.is_empty() {
            return;
        }
        let stream = Stream::new(tokens);
        let mut i = 0;
        while i < tokens.list.len() {
            let hit = match tokens.list[i].sort {
                Sort::Sign(_) => None,
                _ => self.longest(tokens, &stream, i).or_else(|| self.misspelt(tokens, i)),
            };
            match hit {
                Some((range, entry)) => {
                    let end = range.end;
                    found.push(Finding { range, class: entry.class, known: Some(entry.id) });
                    while tokens.get(i).is_some_and(|t| t.start < end) {
                        i += 1;
                    }
                }
                None => i += 1,
            }
        }
    }

    /// The longest entry that is written from token `i` on, or from where its digits begin (`MRN00123`).
    fn longest(
        &self,
        tokens: &Tokens<'_>,
        stream: &Stream,
        i: usize,
    ) -> Option<(std::ops::Range<usize>, &Entry)> {
        let mut starts = vec![stream.first[i]];
        if tokens.list[i].sort == Sort::Mixed {
            let bytes = tokens.bytes(i);
            let turn =
                (1..bytes.len()).find(|k| bytes[k - 1].is_ascii_alphabetic() && bytes[*k].is_ascii_digit());
            starts.extend(turn.map(|k| stream.first[i] + k));
        }
        starts.into_iter().find_map(|start| {
            let head = stream.head(start);
            let from = self.heads.partition_point(|h| h.0 < head);
            self.heads[from..]
                .iter()
                .take_while(|h| h.0 == head)
                .filter_map(|h| self.entries.get(h.1))
                .filter(|entry| self.fits(tokens, stream, start, i, entry))
                .max_by_key(|entry| entry.key.len())
                .map(|entry| (stream.range(start, entry.key.len()), entry))
        })
    }

    fn fits(&self, tokens: &Tokens<'_>, stream: &Stream, start: usize, i: usize, entry: &Entry) -> bool {
        let end = start + entry.key.len();
        if stream.bytes.get(start..end) != Some(entry.key.as_slice())
            || !stream.close(start..end)
            || !stream.ends(end)
        {
            return false;
        }
        let token = &tokens.list[i];
        let small = token.is_word() && token.case == Case::Lower;
        let text = &tokens.text[stream.range(start, entry.key.len())];
        if entry.capitals {
            return text.iter().all(|b| !b.is_ascii_lowercase());
        }
        let announced = tokens.before(i).is_some_and(|t| t.phrase & (PERSON_STRONG | RELATIVE | TITLE) != 0);
        let worded = matches!(entry.class, Class::Name | Class::Place);
        !(small && (entry.ordinary || entry.key.len() < 3) && worded) || announced || beside_name(tokens, i)
    }

    /// A long word of the text that is one typing error away from an entry.
    fn misspelt(&self, tokens: &Tokens<'_>, i: usize) -> Option<(std::ops::Range<usize>, &Entry)> {
        let token = &tokens.list[i];
        if !token.is_word() || token.len() + 1 < LONG || token.is(ORDINARY | CLINICAL) {
            return None;
        }
        let mut word = Vec::with_capacity(token.len());
        tokens.lower(i, &mut word);
        word.retain(|b| counts(*b));
        let close = |entry: &&Entry| {
            entry.class == Class::Name
                && !entry.capitals
                && entry.key.len() >= LONG
                && entry.key.len().abs_diff(word.len()) <= 1
                && one_error(&entry.key, &word)
        };
        self.entries.iter().find(close).map(|entry| (token.start..token.start + tokens.bytes(i).len(), entry))
    }
}

/// Whether a written date could be a known one: as far as it is written, and the day before the month too.
fn is_same(known: &Written, written: Written) -> bool {
    let day = written.day.filter(|d| *d > 0).is_none_or(|day| known.day == Some(day));
    let swapped = written.day == Some(known.month) && known.day == Some(written.month);
    written.year.filter(|y| *y > 0).is_none_or(|y| known.year == Some(y))
        && (known.month == written.month && day || swapped)
        && (written.day.is_some() || written.year.is_some())
}

fn counts(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == super::view::FOREIGN
}

fn head(key: &[u8]) -> u32 {
    let at = |i: usize| u32::from(key.get(i).copied().unwrap_or(0));
    // Entries of two characters share the bucket of all that begin with them, which `head` of a text cannot tell.
    at(0) << 8 | at(1)
}

/// Whether two words differ by one letter more, less or other, or by two that changed places.
fn one_error(a: &[u8], b: &[u8]) -> bool {
    let same = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[same..], &b[same..]);
    let swapped = a.len() == b.len() && a.len() > 1 && a[0] == b[1] && a[1] == b[0] && a[2..] == b[2..];
    match a.len().cmp(&b.len()) {
        std::cmp::Ordering::Equal => a.is_empty() || a[1..] == b[1..] || swapped,
        std::cmp::Ordering::Less => *a == b[1..],
        std::cmp::Ordering::Greater => a[1..] == *b,
    }
}

/// The letters and digits of a text alone, with their places.
struct Stream {
    bytes: Vec<u8>,
    places: Vec<usize>,
    /// For each token where its characters begin here.
    first: Vec<usize>,
    /// Whether a token begins with the character.
    begins: Vec<bool>,
}

impl Stream {
    fn new(tokens: &Tokens<'_>) -> Self {
        let mut stream =
            Self { bytes: Vec::new(), places: Vec::new(), first: Vec::new(), begins: Vec::new() };
        for token in &tokens.list {
            stream.first.push(stream.bytes.len());
            for place in token.start..token.end {
                let byte = tokens.text[place];
                if counts(byte) {
                    stream.begins.push(place == token.start);
                    stream.bytes.push(byte.to_ascii_lowercase());
                    stream.places.push(place);
                }
            }
        }
        stream
    }

    fn head(&self, start: usize) -> u32 {
        head(&self.bytes[start.min(self.bytes.len())..])
    }

    fn range(&self, start: usize, length: usize) -> std::ops::Range<usize> {
        let last = self.places.get(start + length - 1).copied().unwrap_or_default();
        self.places.get(start).copied().unwrap_or_default()..last + 1
    }

    /// Whether the characters stand close to each other.
    fn close(&self, range: std::ops::Range<usize>) -> bool {
        self.places[range].windows(2).all(|pair| pair[1] - pair[0] <= GAP + 1)
    }

    /// Whether a word ends before the character: the next one begins a token, or a possessive follows.
    fn ends(&self, end: usize) -> bool {
        let begins = |i: usize| self.begins.get(i).copied().unwrap_or(true);
        let possessive = self.bytes.get(end) == Some(&b's')
            && begins(end + 1)
            && end > 0
            && self.places[end] == self.places[end - 1] + 2;
        let digits = end > 0
            && self.bytes[end - 1].is_ascii_digit()
            && self.bytes.get(end).is_some_and(u8::is_ascii_alphabetic);
        begins(end) || possessive || digits
    }
}
