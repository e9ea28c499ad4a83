//! The result beside the original, row by row: what a row of the original said that its own row still says.
//!
//! A common name in the same row is no common thing: here even values count that could be anybody's, each by how likely it is
//! to be there by chance. It also sees what a whole column of them shows, and single rows that were passed on.

use super::chance::{least_chance, one_in, tail};
use super::fiction::Spot;
use super::finding::{Check, Finding, SPOTS, add_spots};
use super::met::Met;
use super::sorts::{Columns, Expect, Sort};
use super::wrong::Wrong;
use std::collections::BTreeMap;

/// What two columns have in common.
#[derive(Clone, Debug, Default)]
struct Pair {
    count: u64,
    /// What of it, each once: of people with one given name it is the stand-in of that name that all have.
    met: Met,
    spots: Vec<Spot>,
}

impl Pair {
    fn merge(&mut self, other: Self) {
        self.count += other.count;
        self.met.merge(other.met);
        add_spots(&mut self.spots, other.spots, SPOTS);
    }
}

/// Rows that were compared.
#[derive(Default)]
pub struct Beside {
    rows: u64,
    pairs: BTreeMap<(usize, usize), Pair>,
    /// For each column of the original its values, and those that are not among them yet.
    met: Vec<Met>,
    list: Vec<(u32, f32, u64)>,
    /// For each column of the original how many rows have a value in it, and the sum of the chances of all of these.
    drawn: Vec<(u64, f64)>,
    /// For each column of the result its cells with a text, and the words in them.
    looked: Vec<(u64, u64)>,
    wrong: BTreeMap<(usize, Wrong), Pair>,
    /// Rows of which so much is left that it is no chance: by the power of ten.
    whole: BTreeMap<usize, Vec<(u32, Spot)>>,
}

/// Two columns of a row that have something in common: the rarest form of it.
#[derive(Clone, Copy)]
pub(super) struct Found {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) space: f32,
    pub(super) print: u64,
}

/// A value of the row of the original: its column, the chance of its commonest form, and what tells it from others.
#[derive(Clone, Copy)]
pub(super) struct Drawn {
    pub(super) column: usize,
    pub(super) chance: f32,
    pub(super) print: u64,
    /// Whether the same was perhaps not met before by whoever reads the row.
    pub(super) fresh: bool,
}

/// Where a row stands.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    /// The name of the file of the result.
    pub(super) file: &'a str,
    /// The number of the row.
    pub(super) row: u64,
    /// A column of the result, for what is told of the whole row.
    pub(super) first: Option<usize>,
}

impl Place<'_> {
    fn spot(&self, name: String) -> Spot {
        Spot { file: self.file.to_owned(), line: self.row, column: 1, name: Some(name) }
    }
}

/// The entry of a column, made where it is missing.
fn entry<T: Default + Clone>(list: &mut Vec<T>, at: usize) -> &mut T {
    if list.len() <= at {
        list.resize(at + 1, T::default());
    }
    &mut list[at]
}

impl Beside {
    /// Adds other rows.
    pub fn merge(&mut self, other: Self) {
        self.rows += other.rows;
        for (key, pair) in other.pairs {
            self.pairs.entry(key).or_default().merge(pair);
        }
        for (at, chance, print) in other.list {
            entry(&mut self.met, usize::try_from(at).unwrap_or(0)).add(print, chance);
        }
        for (at, (rows, chance)) in other.drawn.into_iter().enumerate() {
            let drawn = entry(&mut self.drawn, at);
            *drawn = (drawn.0 + rows, drawn.1 + chance);
        }
        for (at, (cells, words)) in other.looked.into_iter().enumerate() {
            let looked = entry(&mut self.looked, at);
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

    /// For each column of the original in how many zeros the prints of its values end that still count; of more than are held these
    /// stand for all, so that others need not be handed on.
    pub fn shifts(&self) -> impl Iterator<Item = u32> + Clone {
        self.met.iter().map(Met::shift)
    }

    /// How many rows were compared.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// Notes a cell of the result that is not empty, with so many words.
    #[inline]
    pub(super) fn look(&mut self, to: usize, words: u64) {
        let looked = entry(&mut self.looked, to);
        *looked = (looked.0 + 1, looked.1 + words);
    }

    /// Counts the values of a row of the original.
    pub(super) fn count(&mut self, values: &[Drawn], shifts: &[u32]) {
        for value in values {
            let shift = shifts.get(value.column).copied().unwrap_or(0);
            if value.fresh && value.print.trailing_zeros() >= shift {
                self.list.push((u32::try_from(value.column).unwrap_or(0), value.chance, value.print));
            }
            let drawn = entry(&mut self.drawn, value.column);
            *drawn = (drawn.0 + 1, drawn.1 + f64::from(value.chance));
        }
    }

    /// Takes a row that was compared: what its cells have in common with values of the original, and these values, where
    /// [`Self::weighs`] asks for them.
    pub(super) fn row(&mut self, place: Place<'_>, columns: &Columns, values: &[Drawn], found: &[Found]) {
        self.rows += 1;
        if !found.is_empty() {
            self.hits(place, columns, values, found);
        }
    }

    /// Whether it is asked of something that was found how rare it is among the values of its row.
    pub(super) fn weighs(columns: &Columns, found: &[Found]) -> bool {
        found.iter().any(|f| !may_stay(columns, f.from, f.to, f.space) && is_counted(columns, f.from, f.to))
    }

    fn hits(&mut self, place: Place<'_>, columns: &Columns, values: &[Drawn], found: &[Found]) {
        let mut power = 0.0;
        let mut counted: Vec<(usize, u64)> = Vec::new();
        for Found { from, to, space, print } in
            found.iter().filter(|f| !may_stay(columns, f.from, f.to, f.space)).copied()
        {
            let pair = self.pairs.entry((from, to)).or_default();
            pair.count += 1;
            pair.met.add(print, 0.0);
            if pair.spots.len() < SPOTS {
                pair.spots.push(place.spot(columns.get(to).label()));
            }
            // A family name that two columns of the original have is met once.
            if counted.iter().all(|(column, met)| *column != from && *met != print)
                && is_counted(columns, from, to)
            {
                counted.push((from, print));
                power += (rarity(values, from, space) - SEVERAL_PLACES).max(0.0);
            }
        }
        if let Some(to) = place.first.filter(|_| power >= 4.0 && counted.len() > 1) {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a power of ten is small"
            )]
            let power = (power * 10.0) as u32;
            let spot = place.spot(columns.get(to).table.clone());
            self.whole.entry(to).or_default().push((power, spot));
        }
    }

    /// Notes what is wrong with a cell, and the print of its original, where that is a text.
    pub(super) fn wrong(
        &mut self,
        place: Place<'_>,
        columns: &Columns,
        (at, was): (usize, Option<u64>),
        wrong: Wrong,
    ) {
        let pair = self.wrong.entry((at, wrong)).or_default();
        pair.count += 1;
        was.into_iter().for_each(|print| pair.met.add(print, 0.0));
        if pair.spots.len() < SPOTS {
            pair.spots.push(place.spot(columns.get(at).label()));
        }
    }

    /// What is more than chance gives.
    pub fn findings(&self, columns: &Columns) -> Vec<Finding> {
        let mut findings = Vec::new();
        #[expect(clippy::cast_precision_loss, reason = "a chance needs no more digits")]
        let rows = self.rows.max(1) as f64;
        let places = || self.looked.iter().enumerate().filter(|(_, (cells, _))| *cells > 0).map(|(to, _)| to);
        let values = self.met.iter().enumerate().filter(|(_, met)| met.len() > 0).map(|(from, _)| from);
        let of_all = values.flat_map(|from| places().map(move |to| (from, to)));
        let of_all = of_all.filter(|(from, to)| columns.get(*from).table == columns.get(*to).table);
        let of_all: Vec<f64> = of_all.map(|(from, to)| self.expected(columns, from, to)).collect();
        let most = least_chance(&of_all);
        for ((from, to), pair) in &self.pairs {
            let expected = self.expected(columns, *from, *to);
            // A column that was passed on as a whole is no chance either, however few values it has; but one value alone in all
            // of a few rows may well have got itself for its stand-in.
            let cells = self.looked.get(*to).map_or(0, |(cells, _)| *cells);
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
        let told = self.wrong.iter().filter(|((at, wrong), pair)| {
            // A value has one stand-in, whichever rows it is in, which is a piece of it once. What most rows have is no chance,
            // however few values it is.
            let cells = self.looked.get(*at).map_or(0, |(cells, _)| *cells);
            let values = self.met.get(*at).map_or(1, |met| met.len().max(1));
            #[expect(clippy::cast_precision_loss, reason = "a chance needs no more digits")]
            let least = |hits: u64, of: u64| tail(hits, of as f64 * PIECES);
            let of_values = pair.count * 2 >= cells || least(pair.met.len(), values) <= most;
            *wrong != Wrong::Piece || of_values && least(pair.count, self.rows.max(1)) <= most
        });
        findings.extend(told.map(|((at, wrong), pair)| self.told(columns, *at, *wrong, pair)));
        findings
    }

    /// How many hits chance gives.
    fn expected(&self, columns: &Columns, from: usize, to: usize) -> f64 {
        let (cells, words) = self.looked.get(to).copied().unwrap_or((1, 1));
        #[expect(clippy::cast_precision_loss, reason = "a chance needs no more digits")]
        let longer = (words as f64 / cells.max(1) as f64 / 3.0).max(1.0);
        // A value has one stand-in, whichever rows it is in, and so one chance to meet itself in its own column. In another
        // column each of its rows has a stand-in of its own.
        if from == to {
            return self.met.get(from).map_or(0.0, Met::chance) * longer;
        }
        let (rows, chance) = self.drawn.get(from).copied().unwrap_or_default();
        #[expect(clippy::cast_precision_loss, reason = "a chance needs no more digits")]
        let moved = rows as f64 * chance_of(columns, from, to);
        chance * longer * ALIKE + moved
    }

    fn told(&self, columns: &Columns, at: usize, wrong: Wrong, pair: &Pair) -> Finding {
        let column = columns.get(at);
        let (check, what) = wrong.told();
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

/// How rare it is that one of the values of a row is met that is no commoner than this one, as a power of ten: of twelve names of sites
/// any could have been.
fn rarity(values: &[Drawn], from: usize, space: f32) -> f32 {
    let own = one_in(space);
    let others = values.iter().filter(|value| value.column != from && value.chance <= own);
    -libm::log10f(own + others.map(|value| value.chance).sum::<f32>())
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

/// Whether a value that is met in its row counts among those by which the row shows through.
fn is_counted(columns: &Columns, from: usize, to: usize) -> bool {
    !columns.get(to).told.accepted && chance_of(columns, from, to) == 0.0
}

/// The chance of a hit that the rarity of values does not tell: dates that moved by weeks meet others of their row.
fn chance_of(columns: &Columns, from: usize, to: usize) -> f64 {
    let (source, place) = (&columns.get(from).told, &columns.get(to).told);
    let moved =
        source.sort == Some(Sort::Date) && place.sort == Some(Sort::Date) && place.expect == Expect::Shifted;
    if moved && from != to { 0.05 } else { 0.0 }
}

/// How many times as likely as among all people a name meets one of its row by chance, at the most: both are of somebody of
/// one sex, one time and one origin.
const ALIKE: f64 = 4.0;

/// A value that is met in its row could have been met in other columns of it, and in other words: ten places, as a power of ten.
const SEVERAL_PLACES: f32 = 1.0;

/// Below which chance, as a power of ten, a column of which most rows still have their value was passed on.
const PASSED_ON: f64 = -3.0;

/// The share of names that are a piece of another: Ann of Anna, John of Johnson.
const PIECES: f64 = 0.01;
