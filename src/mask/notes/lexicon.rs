//! From the rows of a subject to the lexicon by which texts are searched, with the way back to each value.

use super::RowKey;
use super::book::Book;
use super::known::{LONG_NUMBER, Sort, Told, Value, day_of, said, values};
use crate::cells::Block;
use crate::error::Result;
use crate::kinds::Read;
use crate::mask::dates::Style;
use crate::mask::names;
use crate::plan::Policy;
use crate::reference::{nicknames, nicknames_group};
use crate::scrub::{Class, Lexicon, is_abbreviation};
use std::cell::RefCell;
use std::collections::HashSet;
use std::ops::Range;

/// What of a value a text names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// All of it.
    Whole,
    /// A given name and the family name, which stand in two columns.
    Full,
    /// A given name out of it.
    Given,
    /// A family name out of it.
    Surname,
    /// The first letters of a person's names, which stand in the entry with blanks between them.
    Initials,
    /// So many digits or letters at its end.
    Tail(usize),
    /// What stands before the `@`.
    Local,
}

/// A value that a record knows.
struct Entry {
    table: usize,
    column: usize,
    sort: Sort,
    part: Part,
    /// Where the value stands among the texts, as it stands in the record.
    original: Range<usize>,
    /// Which of the places is that of its row.
    place: Option<usize>,
    /// The stand-in, once it was asked for.
    stand_in: RefCell<Option<String>>,
}

/// City, state and ZIP code of a row.
type Place = [Option<String>; 3];

/// What is known of somebody.
#[derive(Default)]
pub(super) struct Known {
    pub(super) lexicon: Lexicon,
    entries: Vec<Entry>,
    /// The texts of all entries, one behind the other.
    texts: String,
    places: Vec<Place>,
}

/// A value that a record knows, with what it says.
#[derive(Clone, Copy)]
pub(super) struct Met<'k> {
    pub(super) table: usize,
    pub(super) column: usize,
    pub(super) sort: Sort,
    pub(super) part: Part,
    /// The value as it stands in the record.
    pub(super) original: &'k str,
    /// The city, the state and the ZIP code of the row, for cities and ZIP codes.
    pub(super) place: Option<&'k Place>,
    /// The stand-in, once it was asked for.
    pub(super) stand_in: &'k RefCell<Option<String>>,
}

impl Known {
    /// All entries.
    pub(super) fn all(&self) -> impl Iterator<Item = Met<'_>> {
        (0..self.entries.len()).filter_map(|id| self.met(id))
    }

    /// An entry by its number.
    pub(super) fn met(&self, id: usize) -> Option<Met<'_>> {
        let entry = self.entries.get(id)?;
        Some(Met {
            table: entry.table,
            column: entry.column,
            sort: entry.sort,
            part: entry.part,
            original: self.texts.get(entry.original.clone())?,
            place: entry.place.and_then(|at| self.places.get(at)),
            stand_in: &entry.stand_in,
        })
    }
}

/// What the class of a sort is called in a text.
pub(super) fn class_of(sort: Sort) -> Class {
    match sort {
        Sort::Given | Sort::Surname | Sort::FullName => Class::Name,
        Sort::City | Sort::Zip | Sort::Place => Class::Place,
        Sort::Organization => Class::Organization,
        Sort::Date => Class::Date,
        Sort::Phone => Class::Phone,
        Sort::Mail => Class::Mail,
        Sort::Url => Class::Url,
        Sort::Network => Class::Network,
        Sort::Ssn => Class::Ssn,
        Sort::Number | Sort::Integer => Class::Number,
    }
}

/// Builds lexicons out of the book.
pub(super) struct Builder<'a> {
    pub(super) policy: &'a Policy,
    pub(super) told: &'a [Told],
    pub(super) book: &'a Book,
}

impl Builder<'_> {
    /// What the book knows of a subject, and which rows its rows refer to.
    pub(super) fn of_subject(&self, subject: u128) -> Result<(Known, Vec<RowKey>)> {
        let mut known = Known::default();
        let mut refers = Vec::new();
        self.rows(&mut known, (subject, None), &mut refers)?;
        // The last row says best who somebody's people are.
        refers.reverse();
        let mut seen = HashSet::new();
        refers.retain(|key| seen.insert(*key));
        Ok((known, refers))
    }

    /// What the book knows of a row of a table, and which rows it refers to.
    pub(super) fn of_row(&self, (table, key): RowKey) -> Result<(Known, Vec<RowKey>)> {
        let mut known = Known::default();
        let mut refers = Vec::new();
        self.rows(&mut known, (key, Some(table)), &mut refers)?;
        Ok((known, refers))
    }

    /// Adds what the book knows of an owner, in one table alone or in all, and tells which rows these refer to.
    fn rows(
        &self,
        known: &mut Known,
        (owner, only): (u128, Option<usize>),
        refers: &mut Vec<RowKey>,
    ) -> Result<()> {
        for (table, bytes) in self.book.rows_of(owner)? {
            if only.is_some_and(|only| only != table) {
                continue;
            }
            let values = values(&bytes);
            self.add_row(known, table, &values, only.is_none());
            refers.extend(values.iter().filter_map(|value| match value {
                Value::Reference(column, print) => {
                    let (_, (to, _)) = self.told[table].refers.iter().find(|(at, _)| at == column)?;
                    Some((*to, *print))
                }
                Value::Text(..) => None,
            }));
        }
        Ok(())
    }

    /// What a row of a block says, for rows that have no subject.
    pub(super) fn of_block_row(&self, t: usize, block: &Block, row: usize) -> Known {
        let mut known = Known::default();
        let said = said(&self.policy.tables[t].columns, &self.told[t], block, row);
        let values: Vec<Value<'_>> = said.map(|(at, text)| Value::Text(at, text)).collect();
        self.add_row(&mut known, t, &values, false);
        known
    }

    fn add_row(&self, known: &mut Known, table: usize, values: &[Value<'_>], own: bool) {
        let told = &self.told[table];
        let text_of = |wanted: &dyn Fn(usize) -> bool| {
            values.iter().find_map(|value| match value {
                Value::Text(at, text) if wanted(*at) => Some((*text).to_owned()),
                _ => None,
            })
        };
        let is = |wanted: Sort| move |at: usize| told.columns.contains(&(at, wanted));
        let is_place = |(_, sort): &(usize, Sort)| matches!(sort, Sort::City | Sort::Zip);
        let place = if told.columns.iter().any(is_place) {
            [text_of(&is(Sort::City)), text_of(&|at| told.states.contains(&at)), text_of(&is(Sort::Zip))]
        } else {
            Place::default()
        };
        let placed = place[0].is_some() || place[2].is_some();
        let place = placed.then(|| {
            known.places.push(place);
            known.places.len() - 1
        });
        // Some values have parts, others have spellings.
        known.lexicon.reserve(2 * values.len());
        known.entries.reserve(2 * values.len());
        known.texts.reserve(16 * values.len());
        let mut given: Vec<&str> = Vec::new();
        let mut family: Option<&str> = None;
        for value in values {
            let Value::Text(column, text) = value else { continue };
            let Some((_, sort)) = told.columns.iter().find(|(at, _)| at == column) else { continue };
            match sort {
                Sort::Given => given.push(text),
                Sort::Surname => family = family.or(Some(text)),
                _ => {}
            }
            let mut adder = Adder { known, policy: self.policy, table, column: *column, sort: *sort, place };
            adder.value(text);
        }
        if let (Some(first), Some(family)) = (given.first(), family) {
            let column = told.columns.iter().find(|(_, sort)| *sort == Sort::Given).map_or(0, |(at, _)| *at);
            let mut adder =
                Adder { known, policy: self.policy, table, column, sort: Sort::Given, place: None };
            let full = format!("{first} {family}");
            adder.add(Class::Name, &full, &full, Part::Full);
            if own {
                adder.initials(&[first, family]);
                if let Some(middle) = given.get(1) {
                    adder.initials(&[first, middle, family]);
                }
            }
        }
    }
}

struct Adder<'a> {
    known: &'a mut Known,
    policy: &'a Policy,
    table: usize,
    column: usize,
    sort: Sort,
    place: Option<usize>,
}

impl Adder<'_> {
    /// Makes the entry of a value, and gives its number.
    fn entry<'n>(
        &'n mut self,
        original: &'n str,
        part: Part,
    ) -> (&'n mut Lexicon, impl FnOnce() -> usize + 'n) {
        let Known { lexicon, entries, texts, .. } = &mut *self.known;
        let place = self.place.filter(|_| matches!(self.sort, Sort::City | Sort::Zip));
        let (table, column, sort) = (self.table, self.column, self.sort);
        let id = move || {
            let start = texts.len();
            texts.push_str(original);
            let original = start..texts.len();
            entries.push(Entry { table, column, sort, part, original, place, stand_in: RefCell::new(None) });
            entries.len() - 1
        };
        (lexicon, id)
    }

    /// Adds a spelling under which a part of a value is found.
    fn add(&mut self, class: Class, spelled: &str, original: &str, part: Part) {
        if spelled.chars().filter(|c| c.is_alphanumeric()).nth(1).is_some() {
            let (lexicon, id) = self.entry(original, part);
            lexicon.add(class, spelled, id);
        }
    }

    fn value(&mut self, text: &str) {
        let class = class_of(self.sort);
        match self.sort {
            Sort::Given => self.given(text, Part::Whole),
            Sort::Surname => self.surname(text, Part::Whole),
            Sort::FullName => {
                // Together they are a name in lower case too, whatever each word means alone.
                self.add(class, text, text, Part::Whole);
                let (family, others, _) = names::parts(text);
                others.iter().for_each(|name| self.given(name, Part::Given));
                self.surname(&family.join(" "), Part::Surname);
            }
            Sort::Date => {
                let column = &self.policy.tables[self.table].columns[self.column];
                let Some(date) = day_of(text, Style::of(column)) else { return };
                let parts = [date.year, date.month, date.day].map(|n| u32::try_from(n).unwrap_or(0));
                let year = date.year.to_string();
                let (lexicon, id) = self.entry(&year, Part::Whole);
                lexicon.add_date(parts[0], parts[1], parts[2], id);
            }
            Sort::Integer => {
                if text.bytes().filter(u8::is_ascii_digit).count() >= LONG_NUMBER {
                    self.add(class, text, text, Part::Whole);
                }
            }
            Sort::Phone => self.phone(text),
            Sort::Mail => {
                self.add(class, text, text, Part::Whole);
                let local = text.split('@').next().unwrap_or_default();
                // Without a digit it may be the names themselves: jane.doe.
                if local.len() >= LONG_NUMBER && local.bytes().any(|b| b.is_ascii_digit()) {
                    self.add(Class::Name, local, text, Part::Local);
                }
            }
            Sort::Ssn => {
                self.add(class, text, text, Part::Whole);
                let digits: String = text.chars().filter(char::is_ascii_digit).collect();
                // The last four, but for those that everybody would read as a year.
                if let Some(last) =
                    digits.get(5..9).filter(|last| !last.starts_with("19") && !last.starts_with("20"))
                {
                    self.add(class, last, text, Part::Tail(4));
                }
            }
            Sort::Number => self.number(text),
            Sort::Zip => {
                self.add(class, text, text, Part::Whole);
                let mut five = Vec::new();
                if Read::Zip.normalise(text, &mut five) {
                    self.add(class, &String::from_utf8_lossy(&five), text, Part::Whole);
                }
            }
            _ => self.add(class, text, text, Part::Whole),
        }
    }

    fn given(&mut self, text: &str, part: Part) {
        self.add(Class::Name, text, text, part);
        for word in text.split([' ', '-']).filter(|word| *word != text) {
            self.add(Class::Name, word, word, Part::Given);
        }
        let title: String = text
            .chars()
            .take(1)
            .flat_map(char::to_uppercase)
            .chain(text.chars().skip(1).flat_map(char::to_lowercase))
            .collect();
        for row in nicknames_group(&title) {
            self.add(Class::Name, nicknames::NICKNAME.get(row), text, part);
        }
    }

    fn surname(&mut self, text: &str, part: Part) {
        self.add(Class::Name, text, text, part);
        let words = text.split([' ', '-']).filter(|word| *word != text && word.chars().count() > 2);
        for word in words.collect::<Vec<_>>() {
            self.add(Class::Name, word, word, Part::Surname);
        }
    }

    fn initials(&mut self, names: &[&str]) {
        let first: String =
            names.iter().filter_map(|name| name.chars().next()).flat_map(char::to_uppercase).collect();
        if first.chars().count() == names.len() && !is_abbreviation(&first) {
            let names = names.join("\n");
            let (lexicon, id) = self.entry(&names, Part::Initials);
            lexicon.add_initials(&first, id);
        }
    }

    fn phone(&mut self, text: &str) {
        self.add(Class::Phone, text, text, Part::Whole);
        let mut digits = Vec::new();
        if Read::Phone.normalise(text, &mut digits) {
            let digits = String::from_utf8_lossy(&digits).into_owned();
            self.add(Class::Phone, &digits, text, Part::Whole);
            if digits.len() == 10 {
                self.add(Class::Phone, &digits[3..], text, Part::Tail(7));
            }
        }
    }

    fn number(&mut self, text: &str) {
        if text.chars().filter(|c| c.is_alphanumeric()).count() >= 4 {
            self.add(Class::Number, text, text, Part::Whole);
        }
        // `MRN0004711` is also written as 4711001 alone.
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        let short = digits.trim_start_matches('0');
        if short.len() >= LONG_NUMBER && short.len() < text.len() {
            self.add(Class::Number, &digits, text, Part::Tail(digits.len()));
            self.add(Class::Number, short, text, Part::Tail(short.len()));
        }
    }
}
