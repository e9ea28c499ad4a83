//! What a sample of values says of columns: which kinds they look like, which form they have, how often they repeat.
//!
//! A value is looked at and forgotten: what stays are counts, lengths, and fingerprints under a key of the run's own.

use super::forms::Forms;
use crate::cells::{Block, Cells};
use crate::kinds::{self, Kind};
use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};

/// So many values of a column are held against the kinds; further ones are counted.
const LOOKED_AT: u64 = 200;
/// So many different values of a column are told apart.
const APART: usize = 100_000;
/// More different codes than this number things.
const MANY: usize = 20;
/// Fewer different codes than this may be those of another column by chance.
const TELLING: usize = 5;
/// Fewer rows than this say nothing of how often something is.
pub(super) const FEW: u64 = 11;

/// What stands for nothing in exports, in the place of a value: it tells nothing of what a column holds.
const MARKERS: &[&str] = &[
    "NULL",
    "null",
    "Null",
    "(null)",
    "<null>",
    "N/A",
    "n/a",
    "#N/A",
    "NA",
    "NaN",
    "nan",
    "---",
    "--",
    "-",
    ".",
    "S/D",
    "s/d",
    "S/N",
    "k.A.",
    "k. A.",
    "None",
    "nil",
    "not applicable",
    "Not applicable",
    "n.a.",
    "?",
    "??",
    "TBD",
];

/// After so many values a kind that hardly any of them looked like is not asked again.
const TRIED: u32 = 12;

/// So many different words may stand in the place of measures.
const FEW_OTHERS: usize = 6;
/// Between codes of a list in one text.
const SEPARATORS: [char; 3] = [',', ';', '|'];
/// Kinds of codes, of which a text may list several.
const CODED: &[&str] = &["icd10cm", "hcpcs", "loinc", "cvx", "rxcui"];

/// How many values were held against a kind, and how many looked like it.
#[derive(Clone, Copy, Default)]
struct Hits {
    tried: u32,
    like: u32,
}

impl Hits {
    fn add(&mut self, text: &str, recognise: impl Fn(&str) -> bool) {
        if self.tried < TRIED || self.like * 5 >= self.tried {
            self.tried += 1;
            self.like += u32::from(recognise(text));
        }
    }
}

/// What samples say of tables.
#[derive(Default)]
pub struct Sample {
    /// The tables in the order in which they were met.
    pub tables: Vec<TableSample>,
    /// What tells values apart: it differs from run to run, and nothing of it stays.
    hasher: RandomState,
}

/// What a sample says of one table.
pub struct TableSample {
    /// Its name.
    pub name: String,
    /// Its columns.
    pub columns: Vec<ColumnSample>,
    /// How many rows were seen.
    pub rows: u64,
}

/// What a sample says of one column.
pub struct ColumnSample {
    /// Its name, or its path.
    pub name: String,
    /// How many cells had a value, and how many had none.
    pub(super) values: u64,
    pub(super) nulls: u64,
    /// How many values were held against the kinds, and how many looked like each.
    looked_at: u64,
    hits: Vec<Hits>,
    pub(super) forms: Forms,
    /// The first different values that are no measures.
    others: HashSet<u64>,
    /// How many of the values looked at are lists.
    lists: u64,
    /// Whether some value came twice, as far as they were told apart.
    repeats: bool,
    seen: HashSet<u64>,
    /// Which of the [`MARKERS`] were met.
    marked: u32,
    /// Whether a row may hold several values.
    pub(super) several: bool,
    /// The row of the last value, in JSON lines.
    last: Option<u64>,
    /// Whether some value is the name of the column.
    pub(super) names_itself: bool,
    /// Whether the file says that no value is NULL.
    required: bool,
}

/// The kinds whose values have a form, or stand in a list.
fn recognised() -> impl Iterator<Item = (&'static Kind, fn(&str) -> bool)> {
    kinds::all().filter_map(|kind| Some((kind, kind.recognise?)))
}

impl Sample {
    /// The number of a table's column, which is added where it is new.
    pub fn column(&mut self, table: &str, column: &str) -> (usize, usize) {
        let t = self.tables.iter().position(|known| known.name == table).unwrap_or_else(|| {
            self.tables.push(TableSample { name: table.to_owned(), columns: Vec::new(), rows: 0 });
            self.tables.len() - 1
        });
        let known = &mut self.tables[t];
        let c = known.columns.iter().position(|known| known.name == column).unwrap_or_else(|| {
            known.columns.push(ColumnSample::new(column));
            known.columns.len() - 1
        });
        (t, c)
    }

    /// Looks at rows of a table: the columns of the block have the numbers that `columns` gives.
    pub fn add(&mut self, table: usize, columns: &[usize], block: &Block) {
        let hasher = &self.hasher;
        let Some(known) = self.tables.get_mut(table) else { return };
        known.rows += block.rows as u64;
        for (at, &column) in columns.iter().enumerate() {
            if let (Some(cells), Some(known)) = (block.column(at), known.columns.get_mut(column)) {
                known.add(cells, block.rows, hasher);
            }
        }
    }
}

impl Sample {
    /// Looks at one value, or at its absence, in a row of JSON lines.
    pub fn value(&mut self, table: usize, column: usize, row: u64, value: Option<&str>) {
        let hasher = &self.hasher;
        let Some(known) = self.tables.get_mut(table).and_then(|t| t.columns.get_mut(column)) else { return };
        known.several |= known.last == Some(row);
        known.last = Some(row);
        known.cell(value, hasher);
    }

    /// Whether a column has a value, as far as its values were told apart.
    pub(super) fn has(&self, column: &ColumnSample, value: &str) -> bool {
        column.seen.contains(&self.hasher.hash_one(value))
    }

    /// Notes that a column takes no NULL, by what the file says of it.
    pub fn require(&mut self, table: usize, column: usize) {
        if let Some(known) = self.tables.get_mut(table).and_then(|t| t.columns.get_mut(column)) {
            known.required = true;
        }
    }

    /// Counts the rows of JSON lines: a key that a row has not is a NULL.
    pub fn finish(&mut self, table: &str, rows: u64) {
        let Some(known) = self.tables.iter_mut().find(|known| known.name == table) else { return };
        known.rows += rows;
        for column in &mut known.columns {
            column.nulls += rows.saturating_sub(column.values + column.nulls);
            column.last = None;
        }
    }
}

impl ColumnSample {
    fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            values: 0,
            nulls: 0,
            looked_at: 0,
            hits: vec![Hits::default(); recognised().count()],
            forms: Forms::default(),
            others: HashSet::new(),
            lists: 0,
            repeats: false,
            seen: HashSet::new(),
            marked: 0,
            several: false,
            last: None,
            names_itself: false,
            required: false,
        }
    }

    fn add(&mut self, cells: &Cells, rows: usize, hasher: &RandomState) {
        if !cells.is_flat() {
            self.several |= (1..cells.len()).any(|i| cells.row(i) == cells.row(i - 1));
            // A key that an object has not is a NULL.
            self.nulls += rows.saturating_sub(cells.len()) as u64;
        }
        for i in 0..cells.len() {
            self.cell(cells.get(i), hasher);
        }
    }

    /// Looks at a value, at its absence, or at what stands for it.
    fn cell(&mut self, value: Option<&str>, hasher: &RandomState) {
        let text = value.map(str::trim).filter(|text| !text.is_empty());
        let marker = text.and_then(|text| MARKERS.iter().position(|marker| *marker == text));
        match (text, marker) {
            (Some(text), None) => return self.value(text, hasher),
            (_, Some(at)) => self.marked |= 1 << at,
            (None, None) => {}
        }
        self.nulls += 1;
    }

    /// What stood for nothing in the place of a value.
    pub(super) fn markers(&self) -> Vec<&'static str> {
        let met = |(at, marker): (usize, &&'static str)| (self.marked >> at & 1 == 1).then_some(*marker);
        MARKERS.iter().enumerate().filter_map(met).collect()
    }

    /// Looks at one value.
    pub(super) fn value(&mut self, text: &str, hasher: &RandomState) {
        self.values += 1;
        if self.others.len() <= FEW_OTHERS && !super::forms::measures(text) {
            self.others.insert(hasher.hash_one(text));
        }
        self.names_itself |= self.name.trim_end_matches("[]").rsplit('.').next() == Some(text);
        self.forms.add(text);
        if self.seen.len() < APART {
            self.repeats |= !self.seen.insert(hasher.hash_one(text));
        }
        if self.looked_at < LOOKED_AT {
            self.looked_at += 1;
            let listed = text.contains(SEPARATORS);
            self.lists += u64::from(listed);
            for (hits, (kind, recognise)) in self.hits.iter_mut().zip(recognised()) {
                match listed && CODED.contains(&kind.name) {
                    true => hits.add(text, |text| {
                        text.split(SEPARATORS).all(|item| item.trim().is_empty() || recognise(item.trim()))
                    }),
                    false => hits.add(text, recognise),
                }
            }
        }
    }

    /// The share of values that look like a kind; `None` where the kind has no form, or no value was seen.
    pub(super) fn share(&self, kind: &Kind) -> Option<f64> {
        let at = recognised().position(|(known, _)| std::ptr::eq(known, kind))?;
        let Hits { tried, like } = self.hits[at];
        (tried > 0).then(|| f64::from(like) / f64::from(tried))
    }

    /// Whether values are measures, or one of a few words in their place.
    pub(super) fn is_measured(&self) -> bool {
        self.forms.is_measured(self.others.len() <= FEW_OTHERS)
    }

    /// Whether values list several things, at least some of them.
    pub(super) fn lists(&self) -> bool {
        self.lists * 5 >= self.looked_at
    }

    /// Whether no value came twice, in a sample that could have shown it.
    pub(super) fn is_unique(&self) -> bool {
        !self.repeats && self.values > 0
    }

    /// Whether nearly all of its values, as far as they were told apart, are values of another column.
    pub(super) fn is_within(&self, other: &Self) -> bool {
        let common = self.seen.iter().filter(|value| other.seen.contains(value)).count();
        self.seen.len() >= TELLING && common * 10 >= self.seen.len() * 8
    }

    /// Whether none of its values, of which there are several, is one of another column.
    pub(super) fn is_apart(&self, other: &Self) -> bool {
        self.seen.len() >= TELLING && !other.seen.is_empty() && self.seen.is_disjoint(&other.seen)
    }

    /// How many different values were told apart.
    pub(super) fn different(&self) -> usize {
        self.seen.len()
    }

    /// How many different values there are, as a share of all.
    pub(super) fn distinct(&self) -> f64 {
        let told_apart = self.values.min(APART as u64).max(1);
        self.seen.len() as f64 / told_apart as f64
    }

    /// Whether there are more values than somebody chooses from, or too few rows to tell.
    pub(super) fn varies(&self) -> bool {
        self.values < FEW || self.seen.len() > 5
    }

    /// Whether there are more values than lists have that name no thing of its own.
    pub(super) fn has_many(&self) -> bool {
        self.seen.len() > MANY
    }

    /// Whether a value was missing, or too few were seen to say that none ever is.
    pub(super) fn may_be_null(&self) -> bool {
        !self.required && (self.nulls > 0 || self.values < FEW)
    }

    /// The share of cells without a value, where enough were seen.
    pub(super) fn null_share(&self) -> Option<f64> {
        let all = self.values + self.nulls;
        (all >= FEW && !self.required).then(|| self.nulls as f64 / all as f64)
    }
}
