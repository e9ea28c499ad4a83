//! What the rows of a subject say of people, places and things, collected in the first pass for the texts of the second.
//!
//! Texts are compared by what they say, so the values themselves are taken, one row behind the other, each row with the
//! fingerprint of whom it belongs to.

use super::super::column::Work;
use super::super::dates;
use super::super::first_pass::{prints, subject_prints};
use crate::cells::Block;
use crate::kinds::{Kind, Stand, Usual};
use crate::plan::{ColumnPolicy, Policy, Subject, Treatment};

/// Digits from which on a bare number is taken for somebody's.
pub(super) const LONG_NUMBER: usize = 5;
/// Values that are longer are texts, and no names of anything.
const LONGEST: usize = 1_000;
/// The bit that marks a reference to another row.
const REFERENCE: u16 = 1 << 15;
/// What a column says, as far as texts may name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    Given,
    Surname,
    FullName,
    City,
    Zip,
    Place,
    Organization,
    Date,
    Phone,
    Mail,
    Url,
    Network,
    Ssn,
    Number,
    Integer,
}

/// What values of a kind say; `None` for what names nobody.
pub(super) fn sort_of(kind: &Kind) -> Option<Sort> {
    match (kind.name, kind.mask.stand) {
        ("city", _) => return Some(Sort::City),
        ("zip", _) => return Some(Sort::Zip),
        (_, Stand::Given) => return Some(Sort::Given),
        (_, Stand::Surname) => return Some(Sort::Surname),
        (_, Stand::FullName) => return Some(Sort::FullName),
        (_, Stand::Mail) => return Some(Sort::Mail),
        (_, Stand::Url) => return Some(Sort::Url),
        (_, Stand::Integer) => return Some(Sort::Integer),
        _ => {}
    }
    match kind.mask.class? {
        'A' => Some(Sort::Organization),
        'B' if kind.mask.safe_harbor == Usual::Null && kind.mask.stand == Stand::None => None,
        'B' => Some(Sort::Place),
        'C' if kind.mask.safe_harbor == Usual::Year => Some(Sort::Date),
        'C' | 'P' | 'Q' => None,
        'D' | 'E' => Some(Sort::Phone),
        'F' => Some(Sort::Mail),
        'G' => Some(Sort::Ssn),
        'N' => Some(Sort::Url),
        'O' => Some(Sort::Network),
        // Free text is searched, and not searched for.
        'R' if kind.mask.stand == Stand::None => None,
        _ => Some(Sort::Number),
    }
}

/// What of a table goes into the book.
#[derive(Clone, Default)]
pub(super) struct Told {
    /// Columns that say something, with what they say.
    pub(super) columns: Vec<(usize, Sort)>,
    /// States, which stay and say in which state a city lies.
    pub(super) states: Vec<usize>,
    /// Columns that refer to rows of tables without a subject, or to other subjects.
    pub(super) refers: Vec<(usize, (usize, usize))>,
    /// Columns by which rows of a table without a subject are referred to.
    pub(super) keys: Vec<usize>,
}

impl Told {
    /// What each table tells.
    pub(super) fn of(policy: &Policy) -> Vec<Self> {
        let mut all: Vec<Self> = (0..policy.tables.len()).map(|t| Self::of_table(policy, t)).collect();
        // Rows that say nothing and lead to none that does need not be looked at.
        loop {
            let silent: Vec<bool> = all.iter().map(Self::says_nothing).collect();
            let mut left = 0;
            for told in &mut all {
                let before = told.refers.len();
                told.refers.retain(|(_, (to, _))| !silent[*to]);
                left += before - told.refers.len();
            }
            if left == 0 {
                return all;
            }
        }
    }

    fn of_table(policy: &Policy, t: usize) -> Self {
        let table = &policy.tables[t];
        let has_text = table.columns.iter().any(|c| matches!(c.treatment, Treatment::Scrub(_)));
        let own = match table.subject {
            Some(Subject::Own(column) | Subject::Through { column, .. }) => Some(column),
            None => None,
        };
        let mut told = Self::default();
        for (at, column) in table.columns.iter().enumerate() {
            if table.places.iter().any(|place| place.state == Some(at)) {
                told.states.push(at);
            }
            let Some(sort) = sort_of(column.kind).filter(|_| !matches!(column.treatment, Treatment::Keep(_)))
            else {
                continue;
            };
            // The other notes' own dates are many, and so are the moments at which rows that belong to nobody were made and
            // changed; any date that is written as one is found without them.
            let known_anyway = has_text || table.subject.is_none() && column.kind.name == "timestamp";
            if !(known_anyway && sort == Sort::Date) {
                told.columns.push((at, sort));
            }
        }
        let of_own = |c: usize| Some(c) == own && !matches!(table.subject, Some(Subject::Through { .. }));
        for reference in policy.references.iter().filter(|r| r.from.0 == t && !of_own(r.from.1)) {
            if reference.to.0 != t || policy.tables[t].subject.is_none() {
                told.refers.push((reference.from.1, reference.to));
            }
        }
        told.keys = policy.references.iter().filter(|r| r.to.0 == t).map(|r| r.to.1).collect();
        told.keys.sort_unstable();
        told.keys.dedup();
        if table.subject.is_some() {
            told.keys.clear();
        }
        told
    }

    /// Whether the rows of the table belong into the book at all.
    fn says_nothing(&self) -> bool {
        self.columns.iter().all(|(_, sort)| *sort == Sort::Integer) && self.refers.is_empty()
    }

    /// The columns that must be read.
    pub(super) fn reads(&self) -> impl Iterator<Item = usize> {
        let columns = self.columns.iter().map(|(at, _)| *at).chain(self.states.iter().copied());
        columns.chain(self.refers.iter().map(|(at, _)| *at)).chain(self.keys.iter().copied())
    }
}

/// A row with whom it belongs to.
pub(super) struct Row {
    /// The fingerprint of the subject, of what leads to it, or of the row's own key.
    pub(super) owner: u128,
    pub(super) table: u16,
    /// Where its values begin, and how many bytes they are.
    pub(super) start: u64,
    pub(super) length: u32,
}

/// Values of the rows of a block, before it is known whose they are.
#[derive(Default)]
pub(in crate::mask) struct Page {
    pub(super) rows: Vec<Row>,
    pub(super) bytes: Vec<u8>,
}

/// A value of a row.
pub(super) enum Value<'b> {
    /// What stands in a column.
    Text(usize, &'b str),
    /// A reference to a row, by the fingerprint of its key.
    Reference(usize, u128),
}

/// Collects what a block tells.
pub(super) fn page(policy: &Policy, works: &[Work], told: &Told, t: usize, block: &Block) -> Page {
    let mut page = Page::default();
    if told.says_nothing() {
        return page;
    }
    let subjects = policy.tables[t].subject.map(|subject| subject_prints(subject, works, block));
    let keys: Vec<_> = told.keys.iter().map(|key| key_prints(works, block, *key)).collect();
    let references: Vec<_> = told.refers.iter().map(|(at, _)| key_prints(works, block, *at)).collect();
    for row in 0..block.rows {
        let mut owners: Vec<u128> = keys.iter().filter_map(|prints| prints[row]).collect();
        owners.extend(subjects.as_ref().and_then(|prints| prints[row]));
        if owners.is_empty() {
            continue;
        }
        let start = page.bytes.len();
        for (at, text) in said(&policy.tables[t].columns, told, block, row) {
            page.put(at, false, text.as_bytes());
        }
        for ((column, _), prints) in told.refers.iter().zip(&references) {
            if let Some(print) = prints[row] {
                page.put(*column, true, &print.to_le_bytes());
            }
        }
        if page.bytes.len() == start {
            continue;
        }
        let table = u16::try_from(t).unwrap_or(u16::MAX);
        let length = u32::try_from(page.bytes.len() - start).unwrap_or(u32::MAX);
        let start = start as u64;
        page.rows.extend(owners.into_iter().map(|owner| Row { owner, table, start, length }));
    }
    page
}

/// What a row says that texts may name, with the columns that say it: no text of its own, and nothing that stands for nothing.
pub(super) fn said<'b>(
    columns: &'b [ColumnPolicy],
    told: &'b Told,
    block: &'b Block,
    row: usize,
) -> impl Iterator<Item = (usize, &'b str)> {
    let all = told.columns.iter().map(|(at, _)| *at).chain(told.states.iter().copied());
    let texts = move |at: usize| {
        let cells = block.column(at);
        let texts = cells.into_iter().flat_map(move |c| c.all_of_row(row).filter_map(move |i| c.get(i)));
        texts.map(move |text| (at, text))
    };
    let is_number = |at: usize| told.columns.contains(&(at, Sort::Integer));
    let is_long = |text: &str| text.bytes().filter(u8::is_ascii_digit).nth(LONG_NUMBER - 1).is_some();
    let names = move |(at, text): &(usize, &str)| {
        !text.is_empty()
            && text.len() <= LONGEST
            && (!is_number(*at) || is_long(text))
            && !columns[*at].placeholders.iter().any(|placeholder| placeholder == text)
    };
    all.flat_map(texts).filter(names)
}

fn key_prints(works: &[Work], block: &Block, column: usize) -> Vec<Option<u128>> {
    block
        .column(column)
        .map_or_else(|| vec![None; block.rows], |cells| prints(&works[column], cells, block.rows))
}

impl Page {
    fn put(&mut self, column: usize, reference: bool, bytes: &[u8]) {
        let column = u16::try_from(column).unwrap_or(REFERENCE - 2);
        let tag = if reference { column | REFERENCE } else { column };
        self.bytes.extend_from_slice(&tag.to_le_bytes());
        self.bytes.extend_from_slice(&u16::try_from(bytes.len()).unwrap_or(0).to_le_bytes());
        self.bytes.extend_from_slice(bytes);
    }
}

/// The values of a row, in the order in which they were put.
pub(super) fn values(mut rest: &[u8]) -> Vec<Value<'_>> {
    let mut list = Vec::new();
    while let [a, b, c, d, more @ ..] = rest {
        let (tag, length) = (u16::from_le_bytes([*a, *b]), usize::from(u16::from_le_bytes([*c, *d])));
        let Some((bytes, next)) = more.split_at_checked(length) else { break };
        let column = usize::from(tag & !REFERENCE);
        if tag & REFERENCE == 0 {
            list.extend(std::str::from_utf8(bytes).ok().map(|text| Value::Text(column, text)));
        } else {
            list.extend(
                bytes.try_into().ok().map(|print| Value::Reference(column, u128::from_le_bytes(print))),
            );
        }
        rest = next;
    }
    list
}

/// The day that a value of a date column says.
pub(super) fn day_of(text: &str, style: dates::Style) -> Option<crate::calendar::Civil> {
    let date = dates::read(text.trim(), style).filter(dates::DateText::is_day)?;
    Some(crate::calendar::civil(date.days))
}
