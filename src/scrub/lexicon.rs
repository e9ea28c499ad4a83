//! What a record knows of the person whom a text is about, found in any spelling.
//!
//! An entry is compared by its letters and digits alone, so that case, accents, hyphens, line breaks, blanks between
//! digits and what nobody sees make no difference; words of six letters and more may hold one typing error. Entries are
//! looked up by their first three characters where a word of the text begins: a record costs no compilation.

mod heads;
mod stream;

use super::dates::Written;
use super::leet;
use super::slips::one_error;
use super::token::{Case, Sort, Tokens};
use super::view::View;
use super::words::{
    ALLOW, CLINICAL, GIVEN_OFTEN, MONTH, ORDINARY, PERSON_STRONG, RELATIVE, SURNAME_OFTEN, TITLE, VERB_AFTER,
    Words,
};
use super::{Class, Finding};
use heads::{Begin, Heads};
use std::ops::Range;
use stream::Stream;

/// Letters from which on one typing error is forgiven.
const LONG: usize = 6;

/// The values that a record knows.
#[derive(Default)]
pub struct Lexicon {
    /// The keys of all entries, one behind the other.
    keys: Vec<u8>,
    entries: Vec<Entry>,
    dates: Vec<(Written, usize)>,
    /// Entries by their first characters, sorted.
    heads: Vec<(u32, usize)>,
    /// The heads of all entries in a few bits, which most words are not among.
    begins: Heads,
    /// Names that are long enough for a typing error, each with the letters that it has.
    long: Vec<(u32, usize)>,
}

/// What a text is read with: what is known of those whom it is about, and the dates of its own row.
#[derive(Clone, Copy, Default)]
pub struct Record<'a> {
    /// What several know of them; of what two of them know, the first one's counts.
    pub layers: &'a [&'a Lexicon],
    /// The dates of the row: year, month and day.
    pub dates: &'a [(u32, u32, u32)],
}

/// The entry of a record that a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known {
    /// Which layer of the record has it.
    pub layer: usize,
    /// The caller's number for the value.
    pub id: usize,
}

struct Entry {
    /// Where its letters and digits stand among the keys, in lower case.
    key: Range<usize>,
    class: Class,
    /// The caller's number for the value.
    id: usize,
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

    /// Makes room for so many values more.
    pub fn reserve(&mut self, values: usize) {
        self.keys.reserve(values * 8);
        self.entries.reserve(values);
        self.heads.reserve(values);
        self.long.reserve(values / 2);
    }

    /// Adds a value: a name or a part of one, a street, a number, a mail address. `id` is given back with each finding, and made
    /// only where nothing is known that is spelled so.
    pub fn add(&mut self, class: Class, value: &str, id: impl FnOnce() -> usize) {
        self.insert(class, value, id, false);
    }

    /// Adds the initials of a person, which are found only as capitals: `ML`, `M.L.`, `M. L.`.
    pub fn add_initials(&mut self, initials: &str, id: impl FnOnce() -> usize) {
        self.insert(Class::Name, initials, id, true);
    }

    /// Adds a date, found in every usual form.
    pub fn add_date(&mut self, year: u32, month: u32, day: u32, id: impl FnOnce() -> usize) {
        let written = written(&(year, month, day));
        if self.dates.iter().all(|(known, _)| *known != written) {
            self.dates.push((written, id()));
        }
    }

    fn insert(&mut self, class: Class, value: &str, id: impl FnOnce() -> usize, capitals: bool) {
        let start = self.keys.len();
        put_key(value, &mut self.keys);
        let key = &self.keys[start..];
        let bucket = head(key);
        let at = self.heads.partition_point(|h| h.0 < bucket);
        let alike = self.heads[at..].iter().take_while(|h| h.0 == bucket);
        let count = alike.clone().count();
        if key.len() < 2 || alike.into_iter().any(|h| self.key(&self.entries[h.1]) == key) {
            return self.keys.truncate(start);
        }
        if class == Class::Name && !capitals && key.len() >= LONG {
            self.long.push((letters(key), self.entries.len()));
            self.begins.add_end(key);
        }
        self.heads.insert(at + count, (bucket, self.entries.len()));
        self.begins.add(&self.keys[start..]);
        let key = start..self.keys.len();
        self.entries.push(Entry { key, class, id: id(), capitals });
    }

    fn key(&self, entry: &Entry) -> &[u8] {
        &self.keys[entry.key.clone()]
    }

    /// The longest entry that is written in token `i` and behind it, from one of its characters on.
    fn longest(&self, tokens: &Tokens<'_>, stream: &Stream, i: usize, from: &Start) -> Found<'_> {
        if !self.begins.may_have(&from.begin) {
            return None;
        }
        let head = head(stream.from(from.at));
        let first = self.heads.partition_point(|h| h.0 < head);
        self.heads[first..]
            .iter()
            .take_while(|h| h.0 == head)
            .filter_map(|h| self.entries.get(h.1))
            .filter(|entry| self.fits(tokens, stream, from.at, i, entry))
            .max_by_key(|entry| entry.key.len())
            .map(|entry| (stream.range(tokens, i, from.at, entry.key.len()), entry))
    }

    fn fits(&self, tokens: &Tokens<'_>, stream: &Stream, start: usize, i: usize, entry: &Entry) -> bool {
        let end = start + entry.key.len();
        let key = self.key(entry);
        let third = key.get(2).is_none_or(|third| stream.bytes.get(start + 2) == Some(third));
        if !third || stream.bytes.get(start..end) != Some(key) {
            return false;
        }
        if !stream.close(tokens, i, start..end) || !stream.ends(tokens, i, end) {
            return false;
        }
        let token = &tokens.list[i];
        let small = token.is_word() && token.case == Case::Lower;
        let text = &tokens.text[stream.range(tokens, i, start, entry.key.len())];
        if entry.capitals {
            return text.iter().all(|b| !b.is_ascii_lowercase());
        }
        let announced = tokens.before(i).is_some_and(|t| t.phrase & (PERSON_STRONG | RELATIVE | TITLE) != 0);
        let worded = matches!(entry.class, Class::Name | Class::Place);
        // One word that people also write without meaning anybody.
        let ordinary = || Words::get().of(key) & (ORDINARY | CLINICAL) != 0;
        !(small && worded && (key.len() < 3 || ordinary())) || announced || beside_name(tokens, i)
    }

    /// The entry from which a long word of a text is one typing error away.
    fn misspelt(&self, begin: &Begin, letters: u32, word: &[u8]) -> Option<&Entry> {
        if !self.begins.may_be_slip(begin, word) {
            return None;
        }
        let close = |entry: &&Entry| {
            let key = self.key(entry);
            key.len().abs_diff(word.len()) <= 1 && one_error(key, word)
        };
        // One letter that is another one is one letter less and one more.
        let alike = self.long.iter().filter(|(other, _)| two_bits(other ^ letters));
        alike.filter_map(|(_, at)| self.entries.get(*at)).find(close)
    }
}

impl Record<'_> {
    /// The known date that a written one is: as far as it is written.
    pub(super) fn date(&self, written: Written) -> Option<Known> {
        self.layers.iter().enumerate().find_map(|(layer, lexicon)| {
            let known = lexicon.dates.iter().find(|(known, _)| is_same(known, written));
            known.map(|(_, id)| Known { layer, id: *id })
        })
    }

    /// Whether the row whose text is read has a date that could be a written one.
    pub(super) fn is_of_row(&self, date: Written) -> bool {
        self.dates.iter().any(|known| is_same(&written(known), date))
    }

    pub(super) fn find(&self, tokens: &Tokens<'_>, found: &mut Vec<Finding>) {
        if self.layers.iter().all(|lexicon| lexicon.entries.is_empty()) {
            return;
        }
        let stream = Stream::new(tokens);
        let mut begins = Heads::default();
        self.layers.iter().for_each(|lexicon| begins.join(&lexicon.begins));
        let mut word = Vec::new();
        let mut i = 0;
        while i < tokens.list.len() {
            let hit = match tokens.list[i].sort {
                Sort::Sign(_) => None,
                _ => self.hit(tokens, &stream, i, &begins, &mut word),
            };
            match hit {
                Some((range, known, class)) => {
                    let end = range.end;
                    found.push(Finding { range, class, known: Some(known) });
                    while tokens.get(i).is_some_and(|t| t.start < end) {
                        i += 1;
                    }
                }
                None => i += 1,
            }
        }
    }

    /// The longest entry that is written here, or one with a typing error; `begins` is what the entries of all layers begin with.
    fn hit(&self, tokens: &Tokens<'_>, stream: &Stream, i: usize, begins: &Heads, word: &mut Vec<u8>) -> Hit {
        let first = Start::new(stream, stream.first[i]);
        let turn = turn(tokens, i).map(|k| Start::new(stream, stream.first[i] + k));
        let may_begin = |from: &Start| begins.may_have(&from.begin);
        if may_begin(&first) || turn.as_ref().is_some_and(may_begin) {
            let longest = self.longest(tokens, stream, i, (&first, turn.as_ref()));
            if longest.is_some() {
                return longest;
            }
        }
        self.misspelt(tokens, stream, i, (&first.begin, begins), word)
    }

    /// The longest entry from the beginning of a token on, or from where its digits begin (`MRN00123`).
    fn longest(
        &self,
        tokens: &Tokens<'_>,
        stream: &Stream,
        i: usize,
        (first, turn): (&Start, Option<&Start>),
    ) -> Hit {
        let mut best: Hit = None;
        for (layer, lexicon) in self.layers.iter().enumerate() {
            // Most layers have nothing that begins so.
            if turn.is_none() && !lexicon.begins.may_have(&first.begin) {
                continue;
            }
            let hit = lexicon
                .longest(tokens, stream, i, first)
                .or_else(|| lexicon.longest(tokens, stream, i, turn?));
            if let Some((range, entry)) = hit
                && best.as_ref().is_none_or(|(best, ..)| (range.start, best.end) < (best.start, range.end))
            {
                best = Some((range, Known { layer, id: entry.id }, entry.class));
            }
        }
        best
    }

    /// A long word of the text that is one typing error away from an entry.
    fn misspelt(
        &self,
        tokens: &Tokens<'_>,
        stream: &Stream,
        i: usize,
        (begin, begins): (&Begin, &Heads),
        word: &mut Vec<u8>,
    ) -> Hit {
        let token = &tokens.list[i];
        if !token.is_word() || token.len() + 1 < LONG || token.is(ORDINARY | CLINICAL) {
            return None;
        }
        let word = if token.plain {
            stream.of(i)
        } else {
            tokens.lower(i, word);
            word.retain(|b| counts(*b));
            word
        };
        if !begins.may_be_slip(begin, word) {
            return None;
        }
        let letters = letters(word);
        self.layers.iter().enumerate().find_map(|(layer, lexicon)| {
            let entry = lexicon.misspelt(begin, letters, word)?;
            Some((token.start..token.end, Known { layer, id: entry.id }, entry.class))
        })
    }
}

/// A character from which on an entry may be written, and what a few bits tell of it.
struct Start {
    at: usize,
    begin: Begin,
}

impl Start {
    fn new(stream: &Stream, at: usize) -> Self {
        Self { at, begin: Heads::places(stream.from(at)) }
    }
}

/// Where in a word the digits begin behind its letters.
fn turn(tokens: &Tokens<'_>, i: usize) -> Option<usize> {
    if tokens.list[i].sort != Sort::Mixed {
        return None;
    }
    let bytes = tokens.bytes(i);
    (1..bytes.len()).find(|k| bytes[k - 1].is_ascii_alphabetic() && bytes[*k].is_ascii_digit())
}

/// An entry that stands in a text.
type Hit = Option<(Range<usize>, Known, Class)>;

/// The same as one layer has it.
type Found<'l> = Option<(Range<usize>, &'l Entry)>;

/// A date as a row has it.
fn written((year, month, day): &(u32, u32, u32)) -> Written {
    Written { year: Some(*year), month: *month, day: Some(*day) }
}

/// Appends the letters and digits of a value in lower case, as a text is read.
fn put_key(value: &str, out: &mut Vec<u8>) {
    const DIGIT: u8 = 1;
    const LETTER: u8 = 2;
    const READ: u8 = 4;
    let sorts = value.bytes().fold(0, |sorts, byte| {
        sorts
            | match byte {
                b'0'..=b'9' => DIGIT,
                b'A'..=b'Z' | b'a'..=b'z' => LETTER,
                _ if byte.is_ascii() && !leet::is_sign(byte) => 0,
                _ => READ,
            }
    });
    // Letters are digits only beside digits, and signs are letters only inside of words.
    let plain = sorts & READ == 0 && sorts != DIGIT | LETTER;
    let lower = |b: &u8| b.to_ascii_lowercase();
    if plain {
        out.extend(value.as_bytes().iter().filter(|b| counts(**b)).map(lower));
    } else {
        out.extend(View::new(value).bytes().iter().filter(|b| counts(**b)).map(lower));
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

/// Whether a number has two bits at the most.
const fn two_bits(number: u32) -> bool {
    let less = number & number.wrapping_sub(1);
    less & less.wrapping_sub(1) == 0
}

/// Which letters a word has: one bit for each.
fn letters(word: &[u8]) -> u32 {
    word.iter().fold(0, |all, byte| all | 1 << (byte & 0x1f))
}
