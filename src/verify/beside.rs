//! The result beside the original, row by row: what a row of the original said that its own row still says.
//!
//! A common name in the same row is no common thing: here even values count that could be anybody's, each by how likely it is
//! to be there by chance. It also sees what a whole column of them shows, and single rows that were passed on.

use super::chance::{least_chance, tail};
use super::fiction::Spot;
use super::finding::{Check, Finding, SPOTS, add_spots};
use super::met::Met;
use super::prints::Printer;
use super::sorts::{Columns, Expect, Part, Sort, Told};
use super::values::{date_of, days_of, forms_of};
use super::words::{Words, folded};
use std::collections::BTreeMap;

/// A cell: its column and its text.
pub type Cell<'a> = (usize, Option<&'a str>);

/// What two columns have in common.
#[derive(Clone, Debug, Default)]
struct Pair {
    count: u64,
    /// Of which values of the original.
    met: Met,
    spots: Vec<Spot>,
}

impl Pair {
    fn merge(&mut self, other: Self) {
        self.count += other.count;
        self.met.merge(other.met);
        add_spots(&mut self.spots, other.spots);
    }
}

/// What is wrong with a column beside its original.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Wrong {
    /// NULL where there was a value, or a value where there was NULL.
    Null,
    /// A value that should not be there at all.
    Left,
    /// More than the part that should be left.
    Whole,
    /// A date that did not move by whole weeks, or too little.
    Step,
    /// A piece of the original in the place of a stand-in.
    Piece,
}

/// Rows that were compared.
#[derive(Default)]
pub struct Beside {
    rows: u64,
    pairs: BTreeMap<(usize, usize), Pair>,
    /// For each column of the original its values.
    met: BTreeMap<usize, Met>,
    /// For each column of the original how many rows have a value in it, and the sum of the chances of all of these.
    drawn: BTreeMap<usize, (u64, f64)>,
    /// For each column of the result its cells with a text, and the words in them.
    looked: BTreeMap<usize, (u64, u64)>,
    wrong: BTreeMap<(usize, Wrong), Pair>,
    /// Rows of which so much is left that it is no chance: by the power of ten.
    whole: BTreeMap<usize, Vec<(u32, Spot)>>,
}

/// A form of a value of the row of the original.
struct Known {
    print: u64,
    column: usize,
    space: f32,
    whole: bool,
}

/// A row of a table on both sides.
pub struct Rows<'a> {
    /// The cells of the original.
    pub original: &'a [Cell<'a>],
    /// The cells of the result.
    pub result: &'a [Cell<'a>],
    /// The name of the file of the result.
    pub file: &'a str,
    /// The number of the row.
    pub row: u64,
}

impl Beside {
    /// Adds other rows.
    pub fn merge(&mut self, other: Self) {
        self.rows += other.rows;
        for (key, pair) in other.pairs {
            self.pairs.entry(key).or_default().merge(pair);
        }
        for (key, met) in other.met {
            self.met.entry(key).or_default().merge(met);
        }
        for (key, (rows, chance)) in other.drawn {
            let drawn = self.drawn.entry(key).or_default();
            *drawn = (drawn.0 + rows, drawn.1 + chance);
        }
        for (key, (cells, words)) in other.looked {
            let looked = self.looked.entry(key).or_default();
            *looked = (looked.0 + cells, looked.1 + words);
        }
        for (key, pair) in other.wrong {
            self.wrong.entry(key).or_default().merge(pair);
        }
        for (key, mut spots) in other.whole {
            let all = self.whole.entry(key).or_default();
            all.append(&mut spots);
            all.sort_by_key(|(power, _)| std::cmp::Reverse(*power));
            all.truncate(1_000);
        }
    }

    /// How many rows were compared.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// Compares a row.
    pub fn row(&mut self, rows: &Rows<'_>, columns: &Columns, printer: &Printer, words: &mut Words) {
        self.rows += 1;
        self.cells(rows, columns);
        let known = known(rows.original, columns, printer);
        let mut found: Vec<(usize, usize, f32)> = Vec::new();
        for (to, text) in rows.result {
            let Some(text) = text.filter(|text| !text.is_empty()) else { continue };
            words.read(text);
            let looked = self.looked.entry(*to).or_default();
            *looked = (looked.0 + 1, looked.1 + words.len() as u64);
            let sign = if text.starts_with('-') { "-" } else { "" };
            let whole = printer.short(format!("{sign}{}", words.joined()).as_bytes());
            let fits = |known: &&Known, print: u64, is_whole: bool| {
                known.print == print && (is_whole || !known.whole)
            };
            let mut add = |print: u64, is_whole: bool| {
                for hit in known.iter().filter(|known| fits(known, print, is_whole)) {
                    match found.iter_mut().find(|(i, j, _)| (*i, *j) == (hit.column, *to)) {
                        Some((.., space)) => *space = space.max(hit.space),
                        None => found.push((hit.column, *to, hit.space)),
                    }
                }
            };
            add(whole, true);
            if known.iter().any(|known| !known.whole) {
                words.runs(3, |run, _| add(printer.short(run.as_bytes()), false));
            }
        }
        self.hits(rows, columns, &known, &found);
    }

    fn hits(&mut self, rows: &Rows<'_>, columns: &Columns, known: &[Known], found: &[(usize, usize, f32)]) {
        let spot = |column: usize| Spot {
            file: rows.file.to_owned(),
            line: rows.row,
            column: 1,
            name: Some(columns.get(column).label()),
        };
        let mut power = 0.0;
        let mut counted: Vec<usize> = Vec::new();
        for (from, to, space) in
            found.iter().filter(|(from, to, space)| !may_stay(columns, *from, *to, *space))
        {
            let pair = self.pairs.entry((*from, *to)).or_default();
            pair.count += 1;
            pair.met.add(print_of(known, *from), 0.0);
            if pair.spots.len() < SPOTS {
                pair.spots.push(spot(*to));
            }
            if !counted.contains(from)
                && !columns.get(*to).told.accepted
                && chance_of(columns, *from, *to) == 0.0
            {
                counted.push(*from);
                power += space;
            }
        }
        let mut least: BTreeMap<usize, f32> = BTreeMap::new();
        for value in known {
            let space = least.entry(value.column).or_insert(value.space);
            *space = space.min(value.space);
        }
        for (column, space) in least {
            let chance = libm::powf(10.0, -space);
            self.met.entry(column).or_default().add(print_of(known, column), chance);
            let drawn = self.drawn.entry(column).or_default();
            *drawn = (drawn.0 + 1, drawn.1 + f64::from(chance));
        }
        if let Some((to, _)) = rows.result.first().filter(|_| power >= 4.0 && counted.len() > 1) {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a power of ten is small"
            )]
            let power = (power * 10.0) as u32;
            let list = self.whole.entry(*to).or_default();
            list.push((power, Spot { name: Some(columns.get(*to).table.clone()), ..spot(*to) }));
        }
    }

    /// Compares cells of the same column.
    fn cells(&mut self, rows: &Rows<'_>, columns: &Columns) {
        for (at, was) in rows.original {
            // Where a row holds several values of a column, they are compared as a whole below.
            let mut same = rows.result.iter().filter(|(to, _)| to == at);
            let (Some((_, is)), None) = (same.next(), same.next()) else { continue };
            if rows.original.iter().filter(|(to, _)| to == at).count() > 1 {
                continue;
            }
            let column = columns.get(*at);
            let Some(wrong) = wrong(&column.told, *was, *is) else { continue };
            let pair = self.wrong.entry((*at, wrong)).or_default();
            pair.count += 1;
            if pair.spots.len() < SPOTS {
                let name = Some(column.label());
                pair.spots.push(Spot { file: rows.file.to_owned(), line: rows.row, column: 1, name });
            }
        }
    }

    /// What is more than chance gives.
    pub fn findings(&self, columns: &Columns) -> Vec<Finding> {
        let mut findings = Vec::new();
        #[expect(clippy::cast_precision_loss, reason = "a chance needs no more digits")]
        let rows = self.rows.max(1) as f64;
        let of_all = self.met.keys().flat_map(|from| self.looked.keys().map(|to| (*from, *to)));
        let of_all = of_all.filter(|(from, to)| columns.get(*from).table == columns.get(*to).table);
        let of_all: Vec<f64> = of_all.map(|(from, to)| self.expected(columns, from, to)).collect();
        let most = least_chance(&of_all);
        for ((from, to), pair) in &self.pairs {
            let expected = self.expected(columns, *from, *to);
            // A column that was passed on as a whole is no chance either, however few values it has; but one value alone in all
            // of a few rows may well have got itself for its stand-in.
            let cells = self.looked.get(to).map_or(0, |(cells, _)| *cells);
            let chance = tail(pair.met.len(), expected);
            let passed_on = pair.count * 2 >= cells && (chance <= PASSED_ON || pair.count >= 16);
            if chance > most && !passed_on {
                continue;
            }
            let (source, place) = (columns.get(*from), columns.get(*to));
            let word = source.told.sort.map_or("value", Sort::word);
            findings.push(Finding {
                check: Check::Survival,
                what: format!("a {word} of the column {} still stands in its own row", source.label()),
                place: place.label(),
                count: pair.count,
                spots: pair.spots.clone(),
                fails: !place.told.accepted,
            });
        }
        for (to, list) in &self.whole {
            let least = (libm::log10(rows) + 3.0) * 10.0;
            let told: Vec<&Spot> =
                list.iter().filter(|(power, _)| f64::from(*power) >= least).map(|(_, s)| s).collect();
            if told.is_empty() {
                continue;
            }
            findings.push(Finding {
                check: Check::Survival,
                what: "a row of the original shows through: several of its values still stand in it"
                    .to_owned(),
                place: columns.get(*to).table.clone(),
                count: told.len() as u64,
                spots: told.into_iter().take(SPOTS).cloned().collect(),
                fails: true,
            });
        }
        #[expect(clippy::cast_precision_loss, reason = "a chance needs no more digits")]
        let by_chance = |pair: &Pair| tail(pair.count, self.rows as f64 * PIECES) > most;
        let told = self.wrong.iter().filter(|((_, wrong), pair)| *wrong != Wrong::Piece || !by_chance(pair));
        findings.extend(told.map(|((at, wrong), pair)| self.told(columns, *at, *wrong, pair)));
        findings
    }

    /// How many hits chance gives.
    fn expected(&self, columns: &Columns, from: usize, to: usize) -> f64 {
        let (cells, words) = self.looked.get(&to).copied().unwrap_or((1, 1));
        #[expect(clippy::cast_precision_loss, reason = "a chance needs no more digits")]
        let longer = (words as f64 / cells.max(1) as f64 / 3.0).max(1.0);
        // A value has one stand-in, whichever rows it is in, and so one chance to meet itself in its own column. In another
        // column each of its rows has a stand-in of its own.
        if from == to {
            return self.met.get(&from).map_or(0.0, Met::chance) * longer;
        }
        let (rows, chance) = self.drawn.get(&from).copied().unwrap_or_default();
        #[expect(clippy::cast_precision_loss, reason = "a chance needs no more digits")]
        let moved = rows as f64 * chance_of(columns, from, to);
        chance * longer * ALIKE + moved
    }

    fn told(&self, columns: &Columns, at: usize, wrong: Wrong, pair: &Pair) -> Finding {
        let column = columns.get(at);
        let (check, what) = match wrong {
            Wrong::Null => (Check::Shape, "NULL is not where it was"),
            Wrong::Left => (Check::Survival, "a value is left in a column that should have none"),
            Wrong::Whole => (Check::Survival, "more is left of a value than the part that should be"),
            Wrong::Step => (Check::Survival, "a date did not move by whole weeks, four at the least"),
            Wrong::Piece => (Check::Survival, "a piece of the value stands in the place of a stand-in"),
        };
        Finding {
            check,
            what: what.to_owned(),
            place: column.label(),
            count: pair.count,
            spots: pair.spots.clone(),
            fails: !column.told.accepted,
        }
    }
}

/// What tells a value of a column from its others.
fn print_of(known: &[Known], column: usize) -> u64 {
    known
        .iter()
        .filter(|known| known.column == column)
        .fold(0, |all: u64, known| all.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(known.print))
}

/// The forms of all that identifies somebody in a row.
fn known(cells: &[Cell<'_>], columns: &Columns, printer: &Printer) -> Vec<Known> {
    let mut known = Vec::new();
    for (column, text) in cells {
        let (told, Some(text)) = (&columns.get(*column).told, text) else { continue };
        // A text is looked for by what is in it, everywhere.
        if told.sort == Some(Sort::Text) {
            continue;
        }
        for form in forms_of(told, text) {
            let print = printer.short(form.text.as_bytes());
            known.push(Known { print, column: *column, space: form.space, whole: form.whole });
        }
    }
    known
}

/// Whether a value may stand in its own row: the same column where a part of it is left, or what was computed from it.
fn may_stay(columns: &Columns, from: usize, to: usize, space: f32) -> bool {
    let (source, place) = (&columns.get(from).told, &columns.get(to).told);
    let partly = matches!(source.expect, Expect::Part(_));
    // What is left of a date is a date of its own: the first of its year.
    let alike = source.sort == place.sort && matches!(place.expect, Expect::Part(_));
    // A key of a few digits is a number like any other, but where keys are expected.
    let small = source.sort == Some(Sort::Key) && space < 6.0 && from != to;
    (from == to && (partly || source.expect == Expect::Other))
        || (partly && alike)
        || place.expect == Expect::Other
        || (small && !matches!(place.sort, Some(Sort::Key | Sort::Number)))
}

/// The chance of a hit that the rarity of values does not tell: dates that moved by weeks meet others of their row.
fn chance_of(columns: &Columns, from: usize, to: usize) -> f64 {
    let (source, place) = (&columns.get(from).told, &columns.get(to).told);
    let moved =
        source.sort == Some(Sort::Date) && place.sort == Some(Sort::Date) && place.expect == Expect::Shifted;
    if moved && from != to { 0.05 } else { 0.0 }
}

/// What is wrong with a cell beside its original.
fn wrong(told: &Told, was: Option<&str>, is: Option<&str>) -> Option<Wrong> {
    match (told.expect, was, is) {
        (Expect::Gone, _, Some(text)) if !text.is_empty() => Some(Wrong::Left),
        (Expect::Gone | Expect::Other | Expect::Unknown, ..) => None,
        (_, Some(_), None) if told.may_null => None,
        (_, Some(_), None) | (_, None, Some(_)) => Some(Wrong::Null),
        (_, Some(was), Some(_)) if told.placeholders.iter().any(|p| p == was.trim()) => None,
        (Expect::Part(part), Some(was), Some(is)) => {
            (!is.is_empty() && whole(part, was, is)).then_some(Wrong::Whole)
        }
        (Expect::Shifted, Some(was), Some(is)) => {
            let (was, is) = (days_of(was)?, days_of(is)?);
            ((was - is) % 7 != 0 || (was - is).abs() < 28).then_some(Wrong::Step)
        }
        (Expect::Replaced, Some(was), Some(is)) => is_piece(told.sort, was, is).then_some(Wrong::Piece),
        _ => None,
    }
}

/// How many times as likely as among all people a name meets one of its row by chance, at the most: both are of somebody of
/// one sex, one time and one origin.
const ALIKE: f64 = 4.0;

/// Below which chance, as a power of ten, a column of which most rows still have their value was passed on.
const PASSED_ON: f64 = -3.0;

/// The share of names that are a piece of another: Ann of Anna, John of Johnson.
const PIECES: f64 = 0.01;

/// Whether a value is a piece of the original: its first or last letters, or all but some of them.
fn is_piece(sort: Option<Sort>, was: &str, is: &str) -> bool {
    if matches!(sort, None | Some(Sort::Key | Sort::Text | Sort::Zip | Sort::Age | Sort::Date)) {
        return false;
    }
    let (was, is) = (folded(was), folded(is));
    let stars = is.trim_matches('x').trim_matches('0');
    is != was
        && [is.as_str(), stars].iter().any(|is| is.len() >= 3 && (was.starts_with(is) || was.ends_with(is)))
}

/// Whether more than a part is left.
fn whole(part: Part, was: &str, is: &str) -> bool {
    let is = is.trim();
    match part {
        Part::Year => {
            date_of(was).is_some() && date_of(is).is_some_and(|(_, month, day)| (month, day) != (1, 1))
        }
        Part::Month => date_of(was).is_some() && date_of(is).is_some_and(|(_, _, day)| day != 1),
        Part::Ages => is.parse::<f64>().is_ok_and(|age| age > 90.0),
        Part::AgeBand => is == was.trim() && is.parse::<u32>().is_ok(),
        Part::Zip3 => {
            let digits = |text: &str| {
                text.len() >= 5 && text.get(..5).is_some_and(|z| z.bytes().all(|b| b.is_ascii_digit()))
            };
            let area = is.get(..3).and_then(|area| area.parse().ok());
            let open = area.is_some_and(|area: u16| area != 0 && crate::reference::zip3_suppressed(area));
            digits(was) && ((digits(is) && (is.len() > 5 || !is.ends_with("00"))) || (open && digits(is)))
        }
        Part::State => is.bytes().any(|b| b.is_ascii_digit()) && is == was.trim(),
    }
}
