//! The check `fiction`: values that could be a real person's, in lines of text and in cells of tables.

use super::baseline::Baseline;
use super::class::Class;
use super::escapes::Plain;
use super::forms::{Candidate, candidates, candidates_into};
use super::hidden::runs_of_base64;
use super::telling::{by_system, floor, is_alone, is_unnamed, told, waits};
use crate::kinds::{self, Family};
use std::collections::BTreeMap;
use std::ops::Range;

/// Places that are kept of each class and severity; all are counted.
const KEPT: usize = 1_000;

/// The share of a column's values that must fit one kind for the column to be of it.
const SHARE: f64 = 0.95;

/// The fewest values of which it can be told what a column is whose name says nothing.
const FEWEST: u64 = 20;

/// The same for a column without a name, or with one that only numbers it; not of telephone numbers, whose form most numbers of ten
/// digits have.
const FEWEST_UNNAMED: u64 = 5;

/// The longest line that may be the label of the next, in bytes, and how many such lines stand above a value at the most.
const LABEL: usize = 160;
const LABELS: usize = 3;

/// The words that are kept before a text in base64, in bytes.
const HEAD: usize = 80;

/// How sure it is that a value is what it looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// It has the form or the check digit, and its column or the words before it say what it is; or the whole column is of one kind.
    Certain,
    /// It has the form.
    Possible,
}

/// A line that is looked at in one piece or in several: what `placebo: allow` says holds from the piece on in which it stands.
#[derive(Clone, Debug)]
pub struct Line {
    number: u64,
    /// Characters before the piece.
    before: usize,
    allowed: Vec<Class>,
}

impl Line {
    /// The line of this number.
    pub const fn new(number: u64) -> Self {
        Self { number, before: 0, allowed: Vec::new() }
    }

    /// The next piece begins behind this text.
    pub fn pass(&mut self, text: &str) {
        self.before += text.chars().count();
    }
}

/// Where something stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    /// The file.
    pub file: String,
    /// The line, or in a table without lines the row, from 1.
    pub line: u64,
    /// The column in characters from 1; of a table the name of the column stands in `name`.
    pub column: usize,
    /// The name of the table's column.
    pub name: Option<String>,
}

/// A value that could be a real person's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// What it is.
    pub class: Class,
    /// How sure that is.
    pub severity: Severity,
    /// Where it stands.
    pub spot: Spot,
}

/// Counts of a column of a table.
struct ColumnCount {
    name: String,
    values: u64,
    /// For each class how many whole values have its form.
    forms: [u64; Class::ALL.len()],
    /// For each class what the name says of it, once that was asked.
    says: [Option<Says>; Class::ALL.len()],
    possible: Vec<Hit>,
}

/// What the name of a column says of a class: that such values stand there, or that its numbers are something else.
#[derive(Clone, Copy)]
struct Says {
    told: bool,
    ruled_out: bool,
}

impl ColumnCount {
    /// What its name says of a class; a name is read once, not for each cell.
    fn says(&mut self, class: Class) -> Says {
        let Self { name, says, .. } = self;
        *says[class.number()]
            .get_or_insert_with(|| Says { told: class.told_by(name), ruled_out: class.is_ruled_out(name) })
    }
}

/// What was found so far.
#[derive(Default)]
pub struct Fiction {
    hits: Vec<Hit>,
    counts: BTreeMap<(Severity, Class), u64>,
    allowed: u64,
    known: u64,
    columns: Vec<ColumnCount>,
    /// The column that was met last: the next one is mostly behind it.
    last: usize,
    /// What an earlier run found and somebody accepted.
    baseline: Option<Baseline>,
    /// Digests of all that was found, to write a baseline from; kept on request.
    collect: Option<Baseline>,
    /// Room for what one cell has.
    found: Vec<(Candidate, bool)>,
    /// The lines above, where they may say what the next one holds.
    above: String,
    /// What the next line may tell.
    waiting: Vec<Hit>,
}

/// Whether a number that no word tells of has a check digit by chance: one telephone number in eleven has that of an NHS number,
/// and one in ten that of an NPI, those among them that are nobody's (NANPA: 555-0100 to 555-0199 of every area).
fn is_chance(class: Class, value: &str) -> bool {
    let reserved = value.len() == 10
        && value.get(3..8) == Some("55501")
        && value.starts_with(|c: char| ('2'..='9').contains(&c));
    class == Class::Nhs || (class == Class::Npi && reserved)
}

impl Fiction {
    /// Nothing found yet; values that `baseline` has are passed over, and all that is found is added to `collect`.
    pub fn new(baseline: Option<Baseline>, collect: Option<Baseline>) -> Self {
        Self { baseline, collect, ..Self::default() }
    }

    /// The baseline that was collected, if one was asked for.
    pub fn collected(&self) -> Option<&Baseline> {
        self.collect.as_ref()
    }

    /// All that was found, at most a thousand of each class and severity.
    pub fn hits(&self) -> &[Hit] {
        &self.hits
    }

    /// How many were found of each severity and class.
    pub fn counts(&self) -> &BTreeMap<(Severity, Class), u64> {
        &self.counts
    }

    /// How many a line allows by `placebo: allow`, and how many the baseline has.
    pub fn passed_over(&self) -> (u64, u64) {
        (self.allowed, self.known)
    }

    /// Looks at a line of a text.
    pub fn line(&mut self, file: &str, line: u64, text: &str) {
        self.piece(file, &mut Line::new(line), text, 0..text.len());
    }

    /// Looks at a piece of a line: at the values that begin in `own`. What stands around them says what they are.
    pub fn piece(&mut self, file: &str, line: &mut Line, text: &str, own: Range<usize>) {
        line.allowed.extend(allowances(text));
        self.settle(text);
        let mut any = self.part(file, line, text, &own, None);
        if let Some(plain) = Plain::of(text) {
            any |= self.part(file, line, text, &own, Some(&plain));
        }
        self.coded(file, line, text, &own);
        // What lists values one below the other is told by the lines above the first.
        if text.trim().is_empty() {
            // A heading is above a list, whatever stands between them.
            let heads = |line: &str| line.trim_end().ends_with(':') || line.starts_with('#');
            if !self.above.lines().next_back().is_some_and(heads) {
                self.above.clear();
            }
        } else if !any && !is_alone(text) {
            if text.len() > LABEL || has_number(text) {
                self.above.clear();
            } else {
                if self.above.matches('\n').count() == LABELS {
                    self.above.drain(..=self.above.find('\n').unwrap_or(0));
                }
                self.above.push_str(text);
                self.above.push('\n');
            }
        }
    }

    /// Looks at what stands in base64 in a piece; it is told by the words before it too.
    fn coded(&mut self, file: &str, line: &Line, written: &str, own: &Range<usize>) {
        for (run, plain) in runs_of_base64(written) {
            if !own.contains(&run.start) {
                continue;
            }
            let mut text = written[floor(written, run.start.saturating_sub(HEAD))..run.start].to_owned();
            let from = text.len();
            text.push_str(&plain);
            for (candidate, real) in candidates(&text) {
                if real && candidate.range.start >= from {
                    let place = line.before + written[..run.start].chars().count();
                    self.judge(file, line, (&text, &candidate), place, false);
                }
            }
        }
    }

    /// Decides on what stands in the line above and says itself a value.
    fn settle(&mut self, next: &str) {
        if self.waiting.is_empty() {
            return;
        }
        for mut hit in std::mem::take(&mut self.waiting) {
            if next.len() <= LABEL && hit.class.told_by(next) && !has_number(next) {
                hit.severity = Severity::Certain;
            }
            self.keep(hit);
        }
    }

    /// Looks at a piece as it is written, or without its escapes: then at the values alone in which there are some. Tells whether
    /// anything has the form of an identifier.
    fn part(
        &mut self,
        file: &str,
        line: &Line,
        written: &str,
        own: &Range<usize>,
        plain: Option<&Plain>,
    ) -> bool {
        let text = plain.map_or(written, |plain| &plain.text);
        // Columns are counted on from the value before.
        let (mut counted, mut column) = (0, line.before);
        let mut any = false;
        // Where what was told of each class ended last: what a list has behind it is told with it.
        let mut ends = [None; Class::ALL.len()];
        for (candidate, real) in candidates(text) {
            let there =
                plain.map_or_else(|| candidate.range.clone(), |plain| plain.written(&candidate.range));
            // An address may be the name of a vocabulary that says what follows.
            any |= candidate.class != Class::Url;
            if !real || !own.contains(&there.start) || plain.is_some() && there.len() == candidate.range.len()
            {
                continue;
            }
            if there.start < counted {
                (counted, column) = (0, line.before);
            }
            column += written[counted..there.start].chars().count();
            counted = there.start;
            let end: &mut Option<usize> = &mut ends[candidate.class.number()];
            let listed = end.is_some_and(|end| parts_a_list(text.get(end..candidate.range.start)));
            let told = self.judge(file, line, (text, &candidate), column, listed);
            *end = told.then_some(candidate.range.end);
        }
        any
    }

    /// Adds what stands in a line, behind so many characters, if it is something; whether what it is was told, by what stands
    /// around it or of the value before it in a list.
    fn judge(
        &mut self,
        file: &str,
        line: &Line,
        (text, candidate): (&str, &Candidate),
        column: usize,
        listed: bool,
    ) -> bool {
        let value = &text[candidate.range.clone()];
        let (told, ruled_out) = told(candidate.class, text, &candidate.range, &self.above);
        let told = told || listed && !ruled_out;
        let nothing = candidate.class == Class::Ipv4 && ruled_out
            || !told && (candidate.quiet || is_chance(candidate.class, value));
        if nothing {
            return told;
        }
        if line.allowed.contains(&candidate.class) {
            self.allowed += 1;
            return told;
        }
        let by_system = told && by_system(candidate.class, text, &candidate.range, &self.above);
        let severity = if by_system { Severity::Certain } else { severity(candidate, told) };
        let spot = Spot { file: file.to_owned(), line: line.number, column: column + 1, name: None };
        let hit = Hit { class: candidate.class, severity, spot };
        if !told && !ruled_out && candidate.formatted && waits(text, &candidate.range) {
            if !self.is_known(&hit, value) {
                self.waiting.push(hit);
            }
        } else {
            self.add(value, hit);
        }
        told
    }

    /// Looks at a cell of a table; `kind` is the kind of its column, empty where it is not known.
    pub fn cell(&mut self, file: &str, row: u64, name: &str, kind: &str, text: &str) {
        self.cell_of(file, row, name, Declared::of(kind), text);
    }

    /// The same where it is known what the kind says.
    pub(super) fn cell_of(&mut self, file: &str, row: u64, name: &str, declared: Declared, text: &str) {
        if text.is_empty() {
            return;
        }
        let at = self.column(name);
        self.columns[at].values += 1;
        // Programs that know numbers alone write an identifier with a fraction.
        let digits = |text: &&str| text.len() >= 9 && text.bytes().all(|b| b.is_ascii_digit());
        let text = text.strip_suffix(".0").filter(digits).unwrap_or(text);
        let mut found = std::mem::take(&mut self.found);
        candidates_into(text, &mut found);
        for (candidate, real) in found.drain(..) {
            // A sign before a number is none of its digits.
            let whole =
                candidate.range.end == text.len() && matches!(&text[..candidate.range.start], "" | "-");
            if whole && declared.rules_out(&candidate) {
                continue;
            }
            let Says { told, ruled_out } = self.columns[at].says(candidate.class);
            let named = told && !ruled_out;
            if candidate.class == Class::Ipv4 && ruled_out {
                continue;
            }
            let fits = || !ruled_out && fits_alone(&candidate, &text[candidate.range.clone()]);
            if whole && (named || fits()) {
                self.columns[at].forms[candidate.class.number()] += 1;
            }
            if !real {
                continue;
            }
            let own = declared == Declared::Class(candidate.class);
            let told =
                own || named || !whole && super::telling::told(candidate.class, text, &candidate.range, "").0;
            if !told && (candidate.quiet || is_chance(candidate.class, &text[candidate.range.clone()])) {
                continue;
            }
            let severity = if own { Severity::Certain } else { severity(&candidate, told) };
            let column = text[..candidate.range.start].chars().count() + 1;
            let spot = Spot { file: file.to_owned(), line: row, column, name: Some(name.to_owned()) };
            let hit = Hit { class: candidate.class, severity, spot };
            let value = &text[candidate.range.clone()];
            if whole && severity == Severity::Possible && self.columns[at].possible.len() < KEPT {
                if !self.is_known(&hit, value) {
                    self.columns[at].possible.push(hit);
                }
            } else {
                self.add(value, hit);
            }
        }
        self.found = found;
    }

    /// Counts a cell that is not empty and in which nothing has the form of an identifier.
    pub(super) fn plain(&mut self, name: &str) {
        let at = self.column(name);
        self.columns[at].values += 1;
    }

    /// The counts of a column.
    fn column(&mut self, name: &str) -> usize {
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
                });
                self.columns.len() - 1
            })
        };
        self.last
    }

    /// Adds what was found in the next rows of the same table.
    pub fn follow(&mut self, mut next: Self) {
        self.settle("");
        next.settle("");
        for more in next.columns {
            let at = self.column(&more.name);
            let column = &mut self.columns[at];
            column.values += more.values;
            column.forms.iter_mut().zip(more.forms).for_each(|(all, n)| *all += n);
            let room = KEPT.saturating_sub(column.possible.len());
            let mut possible = more.possible.into_iter();
            column.possible.extend(possible.by_ref().take(room));
            // What is too much to wait for a verdict is counted as it is.
            possible.for_each(|hit| self.keep(hit));
        }
        let mut left = next.counts;
        for hit in next.hits {
            if let Some(n) = left.get_mut(&(hit.severity, hit.class)) {
                *n = n.saturating_sub(1);
            }
            self.keep(hit);
        }
        // Hits of which no place was kept.
        for (key, n) in left {
            *self.counts.entry(key).or_default() += n;
        }
        self.allowed += next.allowed;
        self.known += next.known;
    }

    /// Decides on columns of which nearly all values fit one kind; to be called when a file is read.
    pub fn end_of_file(&mut self) {
        self.settle("");
        self.above.clear();
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
                class != Class::Uuid && counts.values >= enough && fit as f64 >= SHARE * counts.values as f64
            };
            for mut hit in counts.possible {
                if of_one(hit.class) {
                    hit.severity = Severity::Certain;
                }
                self.keep(hit);
            }
        }
    }

    /// Adds what was found in another file.
    pub fn merge(&mut self, other: Self) {
        self.allowed += other.allowed;
        self.known += other.known;
        for (key, more) in other.counts {
            *self.counts.entry(key).or_default() += more;
        }
        self.hits.extend(other.hits);
        if let (Some(all), Some(more)) = (&mut self.collect, other.collect) {
            all.merge(more);
        }
    }

    fn add(&mut self, value: &str, hit: Hit) {
        if !self.is_known(&hit, value) {
            self.keep(hit);
        }
    }

    /// Whether the baseline has the value; notes it for a new baseline.
    fn is_known(&mut self, hit: &Hit, value: &str) -> bool {
        if let Some(collect) = &mut self.collect {
            collect.add(hit.class, value);
        }
        let known = self.baseline.as_ref().is_some_and(|baseline| baseline.has(hit.class, value));
        self.known += u64::from(known);
        known
    }

    fn keep(&mut self, hit: Hit) {
        let count = self.counts.entry((hit.severity, hit.class)).or_default();
        *count += 1;
        if *count <= KEPT as u64 {
            self.hits.push(hit);
        }
    }
}

/// What the kind of a column says of its values.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Declared {
    /// Nothing: the kind is not known, or any text may stand there.
    Nothing,
    /// They are identifiers of a class.
    Class(Class),
    /// They are something else.
    Other,
}

impl Declared {
    pub(super) fn of(kind: &str) -> Self {
        if let Some(class) = Class::of(if kind == "fax" { "phone" } else { kind }) {
            return Self::Class(class);
        }
        let closed = [
            Family::Person,
            Family::Place,
            Family::Identifier,
            Family::Clinical,
            Family::Time,
            Family::Number,
        ];
        match kinds::find(kind) {
            Some(kind) if closed.contains(&kind.family) => Self::Other,
            // A key that the structure makes is a number.
            Some(kind) if matches!(kind.name, "serial" | "reference" | "parent" | "ordinal") => Self::Other,
            _ => Self::Nothing,
        }
    }

    /// Whether a whole value is no such identifier, because the column is one of others; what is formatted speaks for itself.
    fn rules_out(self, candidate: &Candidate) -> bool {
        match self {
            Self::Nothing => false,
            Self::Class(class) => class != candidate.class && !candidate.by_form,
            Self::Other => !candidate.by_form,
        }
    }
}

/// Whether what stands between two values is that which parts those of a list.
fn parts_a_list(between: Option<&str>) -> bool {
    between.is_some_and(|between| {
        !between.is_empty()
            && between.len() <= 8
            && !between.contains(|c: char| c.is_alphanumeric() || c == ':')
    })
}

fn severity(candidate: &Candidate, told: bool) -> Severity {
    // Live web addresses and versions of UUIDs are in every repository.
    let weak = matches!(candidate.class, Class::Url | Class::Uuid);
    if told && candidate.formatted && !weak { Severity::Certain } else { Severity::Possible }
}

/// Whether the number of a vehicle has the check digit of North America (49 CFR 565.15).
fn has_check_digit(value: &str) -> bool {
    const WEIGHTS: [u32; 17] = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
    let number = |b: u8| match b.to_ascii_uppercase() {
        b @ b'0'..=b'9' => u32::from(b - b'0'),
        b @ b'A'..=b'H' => u32::from(b - b'A') + 1,
        b @ b'J'..=b'R' => u32::from(b - b'J') + 1,
        b => u32::from(b.saturating_sub(b'S')) + 2,
    };
    let sum: u32 = value.bytes().zip(WEIGHTS).map(|(b, weight)| number(b) * weight).sum();
    let check = value.as_bytes().get(8).map(u8::to_ascii_uppercase);
    check == Some(u8::try_from(sum % 11).map_or(b'X', |n| if n == 10 { b'X' } else { b'0' + n }))
}

/// Whether a text holds a number of four digits or more, so that it is more than a label.
fn has_number(text: &str) -> bool {
    text.as_bytes().windows(4).any(|four| four.iter().all(u8::is_ascii_digit))
}

/// Whether a whole value of a column whose name says nothing fits its class well enough to tell what the column is.
fn fits_alone(candidate: &Candidate, value: &str) -> bool {
    match candidate.class {
        // Any nine digits would do.
        Class::Ssn => candidate.by_form,
        // An area and an exchange begin with 2 to 9.
        Class::Phone if !value.starts_with(['+', '0']) => {
            let digits: Vec<u8> = value.bytes().filter(u8::is_ascii_digit).collect();
            let national = digits.strip_prefix(b"1").filter(|rest| rest.len() == 10).unwrap_or(&digits);
            let begins = |at: usize| national.get(at).is_some_and(|b| (b'2'..=b'9').contains(b));
            (candidate.by_form || value.len() == 10) && begins(0) && begins(3)
        }
        // Any seventeen digits and letters of a hash would do.
        Class::Vin => has_check_digit(value),
        _ => true,
    }
}

/// The classes that `placebo: allow CLASS reason` allows in its line; without a reason nothing is allowed.
fn allowances(text: &str) -> Vec<Class> {
    text.match_indices("placebo: allow ")
        .filter_map(|(at, words)| {
            let mut rest = text[at + words.len()..].split_whitespace();
            let class = Class::of(rest.next()?.trim_end_matches([',', ':']))?;
            rest.next().map(|_| class)
        })
        .collect()
}
