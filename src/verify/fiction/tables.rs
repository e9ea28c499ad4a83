//! Cells of tables: the names of their columns and all their values say what they are.

use super::column::{Bare, ColumnCount, Says};
use super::likely::{fits_alone, is_chance, severity};
use super::{Declared, Fiction, Hit, KEPT, Severity, Spot};
use crate::verify::class::Class;
use crate::verify::escapes::Plain;
use crate::verify::forms::{Candidate, candidates_into};
use crate::verify::seen::Value;
use crate::verify::telling::{self, is_unnamed};

/// The share of a column's values that must fit one kind for the column to be of it.
const SHARE: f64 = 0.95;

/// The fewest values of which it can be told what a column is whose name says nothing.
const FEWEST: u64 = 20;

/// The same for a column without a name, or with one that only numbers it; not of telephone numbers, whose form most numbers of ten
/// digits have.
const FEWEST_UNNAMED: u64 = 5;

/// A cell that is looked at.
struct Cell<'a> {
    file: &'a str,
    row: u64,
    name: &'a str,
    declared: Declared,
    /// The place of its column's counts.
    at: usize,
    text: &'a str,
}

/// A number without its fraction: programs that know numbers alone write an identifier with one.
pub(in crate::verify) fn without_fraction(text: &str) -> &str {
    let digits = |text: &&str| text.len() >= 9 && text.bytes().all(|b| b.is_ascii_digit());
    text.strip_suffix(".0").filter(digits).unwrap_or(text)
}

impl Fiction {
    /// Looks at a cell of a table; `kind` is the kind of its column, empty where it is not known.
    pub fn cell(&mut self, file: &str, row: u64, name: &str, kind: &str, text: &str) {
        let mut found = std::mem::take(&mut self.found);
        candidates_into(without_fraction(text), &mut found);
        if !text.is_empty() {
            let at = self.column(name);
            let text = without_fraction(text);
            self.look(&Cell { file, row, name, declared: Declared::of(kind), at, text }, &found, true);
        }
        self.found = found;
    }

    /// The same of a cell that is not empty and was read before, of a column with a number among all.
    pub(in crate::verify) fn cell_read(
        &mut self,
        (file, row): (&str, u64),
        (number, name, declared): (usize, &str, Declared),
        (text, value): (&str, &Value),
    ) {
        let at = self.numbered(number, name);
        let text = without_fraction(text);
        let cell = Cell { file, row, name, declared, at, text };
        self.look(&cell, &value.found, value.escaped);
    }

    /// Looks at what has the form of an identifier in a cell, and without its escapes, where it may have some.
    fn look(&mut self, cell: &Cell<'_>, found: &[(Candidate, bool)], escaped: bool) {
        self.columns[cell.at].values += 1;
        for (candidate, real) in found {
            self.judge_cell(cell, None, candidate, *real);
        }
        if let Some(plain) = escaped.then(|| Plain::of(cell.text)).flatten() {
            for (candidate, real) in plain.hidden(found) {
                self.judge_cell(cell, Some(&plain), &candidate, real);
            }
        }
    }

    /// Adds what stands in a cell as it is written, or without its escapes, if it is something.
    fn judge_cell(&mut self, cell: &Cell<'_>, plain: Option<&Plain>, candidate: &Candidate, real: bool) {
        let Candidate { range, class, .. } = candidate;
        let text = plain.map_or(cell.text, |plain| &plain.text);
        let value = &text[range.clone()];
        // A sign before a number is none of its digits.
        let whole = range.end == text.len() && matches!(&text[..range.start], "" | "-");
        if whole && cell.declared.rules_out(candidate) {
            return;
        }
        let Says { told, ruled_out } = self.columns[cell.at].says(*class);
        let named = told && !ruled_out;
        if *class == Class::Ipv4 && ruled_out {
            return;
        }
        if whole && (named || !ruled_out && fits_alone(candidate, value)) {
            self.columns[cell.at].forms[class.number()] += 1;
            if *class == Class::Phone && !candidate.by_form {
                self.columns[cell.at].bare.add(value);
            }
        }
        if !real {
            return;
        }
        let own = cell.declared == Declared::Class(*class);
        let told = own || named || !whole && telling::told(*class, text, range, "").0;
        if !told && (candidate.quiet || is_chance(*class, value)) {
            return;
        }
        let severity = if own { Severity::Certain } else { severity(candidate, told) };
        let there = plain.map_or(range.start, |plain| plain.written(range).start);
        let column = cell.text[..there].chars().count() + 1;
        let spot =
            Spot { file: cell.file.to_owned(), line: cell.row, column, name: Some(cell.name.to_owned()) };
        let hit = Hit { class: *class, severity, spot };
        if whole && severity == Severity::Possible && self.columns[cell.at].possible.len() < KEPT {
            if !self.is_known(&hit, value) {
                self.columns[cell.at].possible.push(hit);
            }
        } else {
            self.add(value, hit);
        }
    }

    /// Counts a cell that is not empty and in which nothing has the form of an identifier.
    #[inline]
    pub(in crate::verify) fn plain(&mut self, number: usize, name: &str) {
        let at = self.numbered(number, name);
        self.columns[at].values += 1;
    }

    /// The counts of a column that has a number, by which it is found sooner than by its name.
    #[inline]
    fn numbered(&mut self, number: usize, name: &str) -> usize {
        if let Some(at) = self.numbers.get(number).copied().flatten() {
            return at;
        }
        let at = self.column(name);
        if self.numbers.len() <= number {
            self.numbers.resize(number + 1, None);
        }
        self.numbers[number] = Some(at);
        at
    }

    /// The counts of a column.
    pub(super) fn column(&mut self, name: &str) -> usize {
        let next = if self.last + 1 < self.columns.len() { self.last + 1 } else { 0 };
        let is = |column: &ColumnCount| column.name == name;
        self.last = if self.columns.get(next).is_some_and(is) {
            next
        } else {
            self.columns.iter().position(is).unwrap_or_else(|| {
                self.columns.push(ColumnCount {
                    name: name.to_owned(),
                    values: 0,
                    forms: [0; Class::ALL.len()],
                    says: [None; Class::ALL.len()],
                    possible: Vec::new(),
                    bare: Bare::default(),
                });
                self.columns.len() - 1
            })
        };
        self.last
    }

    /// Decides on columns of which nearly all values fit one kind; to be called when a file is read.
    pub fn end_of_file(&mut self) {
        self.settle("");
        self.above.clear();
        self.numbers.clear();
        let mut columns = std::mem::take(&mut self.columns);
        columns.sort_by(|a, b| a.name.cmp(&b.name));
        for counts in columns {
            #[expect(clippy::cast_precision_loss, reason = "a share needs no more digits")]
            let of_one = |class: Class| {
                let fit = counts.forms[class.number()];
                let enough = match &counts.name {
                    name if class.told_by(name) => 1,
                    name if is_unnamed(name) && class != Class::Phone => FEWEST_UNNAMED,
                    _ => FEWEST,
                };
                let apart = class != Class::Phone || class.is_named(&counts.name) || counts.bare.are_apart();
                apart
                    && class != Class::Uuid
                    && counts.values >= enough
                    && fit as f64 >= SHARE * counts.values as f64
            };
            for mut hit in counts.possible {
                if of_one(hit.class) {
                    hit.severity = Severity::Certain;
                }
                self.keep(hit);
            }
        }
    }
}
