//! Surnames by origin, and first names by decade of birth.

use crate::kinds::{ORIGINS, Origin, origin_of, sex_of};
use crate::reference::{Sex, U16, first_name_races, first_names, surnames};
use crate::score::people::People;
use crate::score::rows::Rows;
use crate::score::shared::Shared;
use crate::score::tally::{Fed, Figure, Head, Tally};
use crate::score::{Gauge, Outcome, Study, Table};
use std::collections::{HashMap, HashSet};

/// So many of the most common names are cells of their own.
const COMMON: usize = 400;

/// Where origins are read: race and ethnicity.
#[derive(Clone, Copy)]
struct Origins {
    race: Option<usize>,
    ethnicity: Option<usize>,
}

impl Origins {
    /// Where a column reads them; `None` where it reads what is not written, so that its law cannot be told.
    fn of(table: &Table, column: usize) -> Option<Self> {
        let read = |input: &str| match table.has(column, input) {
            false => Some(None),
            true => table.reads_written(column, input).map(Some),
        };
        Some(Self { race: read("race")?, ethnicity: read("ethnicity")? })
    }

    /// The class of a row: 0 where nothing is known. `None` where a value was taken away after the name was drawn.
    fn at(self, rows: &Rows<'_>, i: usize) -> Option<usize> {
        let text = |at: Option<usize>| match at {
            None => Some(None),
            Some(at) => rows.text_at(at, i).map(Some),
        };
        let (race, ethnicity) = (text(self.race)?, text(self.ethnicity)?);
        Some(origin_of(race, ethnicity).map_or(0, |origin| origin as usize + 1))
    }
}

/// The classes of origin that a column tells apart.
fn classes_of(table: &Table, column: usize) -> impl Iterator<Item = Option<Origin>> {
    let apart = table.has(column, "race") || table.has(column, "ethnicity");
    std::iter::once(None).chain(ORIGINS.into_iter().filter(move |_| apart).map(Some))
}

/// The most common names of a class as cells, the others as one.
struct Cells {
    common: HashMap<&'static str, usize>,
}

impl Cells {
    /// The cells of a class and their law.
    fn new(names: &[(&'static str, f64)]) -> (Self, Vec<(String, f64)>) {
        let mut order: Vec<usize> = (0..names.len()).filter(|&at| names[at].1 > 0.0).collect();
        let by_weight = |a: &usize, b: &usize| names[*b].1.total_cmp(&names[*a].1).then(a.cmp(b));
        if order.len() > COMMON {
            order.select_nth_unstable_by(COMMON, by_weight);
        }
        let (common, others) = order.split_at(order.len().min(COMMON));
        let mut law: Vec<(String, f64)> =
            common.iter().map(|&at| (names[at].0.to_owned(), names[at].1)).collect();
        law.push(("(others)".to_owned(), others.iter().map(|&at| names[at].1).sum()));
        let common = common.iter().enumerate().map(|(cell, &at)| (names[at].0, cell)).collect();
        (Self { common }, law)
    }

    /// The cell of a name that `known` knows; of two names, of the first of them.
    fn of(&self, name: &str, known: &HashSet<&'static str>) -> Option<usize> {
        let cell = |name: &str| {
            let others = || known.contains(name).then_some(self.common.len());
            self.common.get(name).copied().or_else(others)
        };
        if let Some(cell) = cell(name) {
            return Some(cell);
        }
        let ends = name.char_indices().filter(|(_, c)| matches!(c, ' ' | '-')).map(|(at, _)| at);
        ends.rev().find_map(|end| cell(&name[..end]))
    }
}

struct Surnames {
    place: String,
    tally: Tally,
    shared: Shared,
    cells: Vec<Cells>,
    known: HashSet<&'static str>,
    name: usize,
    origins: Origins,
}

fn american(study: &Study, table: usize, column: usize) -> bool {
    let settings = &study.tables[table].columns[column].settings;
    let locale = settings.text("locale").unwrap_or(&settings.locale);
    locale.is_empty() || locale.replace('-', "_").eq_ignore_ascii_case("en_US")
}

pub(super) fn surnames<'a>(study: &'a Study, table: usize, column: usize) -> Option<Box<dyn Gauge + 'a>> {
    let of = &study.tables[table];
    if !american(study, table, column) {
        return None;
    }
    let origins = Origins::of(of, column)?;
    let (mut tally, mut cells) = (Tally::new(), Vec::new());
    for origin in classes_of(of, column) {
        let shares = origin.map(|origin| match origin {
            Origin::White => surnames::WHITE,
            Origin::Black => surnames::BLACK,
            Origin::Api => surnames::API,
            Origin::Aian => surnames::AIAN,
            Origin::Multi => surnames::MULTI,
            Origin::Hispanic => surnames::HISPANIC,
        });
        let weight = |row: usize| {
            f64::from(surnames::WEIGHT.get(row)) * shares.map_or(1.0, |shares| f64::from(shares.get(row)))
        };
        let names: Vec<(&'static str, f64)> =
            (0..surnames::ROWS).map(|row| (surnames::NAME.get(row), weight(row))).collect();
        let (of_class, law) = Cells::new(&names);
        tally.class(origin.map_or(String::new(), |origin| format!("{origin:?}").to_lowercase()), law);
        cells.push(of_class);
    }
    let (place, known) = (of.place(column), surnames::NAME.iter().collect());
    let shared = Shared::of(of, column);
    Some(Box::new(Surnames { place, tally, shared, cells, known, name: of.written(column)?, origins }))
}

impl Gauge for Surnames {
    fn see(&mut self, rows: &Rows<'_>) {
        self.shared.see(rows);
        for i in 0..rows.len() {
            let Some(name) = rows.text_at(self.name, i).filter(|_| !rows.is_given(i)) else { continue };
            let Some(class) = self.origins.at(rows, i) else { continue };
            self.tally.count(class, self.cells[class].of(name, &self.known));
        }
    }

    fn finish(mut self: Box<Self>, _people: &People) -> Vec<Outcome> {
        let head = Head {
            name: "surnames by origin".to_owned(),
            place: self.place,
            fed: Fed::In,
            source: "seeds/names/surnames.csv".to_owned(),
        };
        let design = self.shared.effect();
        told(self.tally.figure(head, design))
    }
}

/// The figure, where any names are told apart: so few rows as to have only common ones and others say nothing of names.
fn told(figure: Figure) -> Vec<Outcome> {
    if figure.cells > 2 { vec![Outcome::Figure(figure)] } else { Vec::new() }
}

struct FirstNames {
    place: String,
    tally: Tally,
    cells: Vec<Cells>,
    known: HashSet<&'static str>,
    name: usize,
    sex: usize,
    born: usize,
    origins: Origins,
    decades: usize,
}

pub(super) fn first_names<'a>(study: &'a Study, table: usize, column: usize) -> Option<Box<dyn Gauge + 'a>> {
    let of = &study.tables[table];
    if !american(study, table, column) {
        return None;
    }
    let (sex, born) = (of.reads_written(column, "sex")?, of.reads_written(column, "born")?);
    let origins = Origins::of(of, column)?;
    let (mut tally, mut cells) = (Tally::new(), Vec::new());
    for origin in classes_of(of, column) {
        let shares = origin.map(shares_of);
        for rows in first_names::GROUPS.iter() {
            let first = rows.start;
            let names: Vec<(&'static str, f64)> = rows.map(|row| named(row, shares.as_ref())).collect();
            let (of_class, law) = Cells::new(&names);
            let who =
                origin.map_or(String::new(), |origin| format!(" {}", format!("{origin:?}").to_lowercase()));
            let (decade, sex) = (first_names::DECADE.get(first), first_names::SEX.get(first));
            tally.class(format!("{decade}s {sex}{who}"), law);
            cells.push(of_class);
        }
    }
    let place = of.place(column);
    let (decades, known) = (first_names::GROUPS.len() / 2, first_names::NAME.iter().collect());
    let name = of.written(column)?;
    Some(Box::new(FirstNames { place, tally, cells, known, name, sex, born, origins, decades }))
}

/// The shares of an origin among the bearers of names, and their mean for names of which they are not known.
fn shares_of(origin: Origin) -> (U16, u64) {
    let shares = match origin {
        Origin::White => first_name_races::WHITE,
        Origin::Black => first_name_races::BLACK,
        Origin::Api => first_name_races::API,
        Origin::Aian => first_name_races::AIAN,
        Origin::Multi => first_name_races::MULTI,
        Origin::Hispanic => first_name_races::HISPANIC,
    };
    (shares, shares.iter().map(u64::from).sum::<u64>() / shares.len() as u64)
}

/// A name with its weight, for an origin by the share of its bearers who are of it.
fn named(row: usize, shares: Option<&(U16, u64)>) -> (&'static str, f64) {
    let (name, weight) = (first_names::NAME.get(row), f64::from(first_names::WEIGHT.get(row)));
    let Some((shares, mean)) = shares else { return (name, weight) };
    let share = first_name_races::NAME.find_sorted(name).map_or(*mean, |at| u64::from(shares.get(at)));
    #[expect(clippy::cast_precision_loss, reason = "a share in thousandths")]
    let share = share as f64;
    (name, weight * share)
}

impl Gauge for FirstNames {
    fn see(&mut self, rows: &Rows<'_>) {
        for i in 0..rows.len() {
            let (Some(name), Some(born)) = (rows.text_at(self.name, i), rows.day(self.born, i)) else {
                continue;
            };
            let Some(sex) = rows.text_at(self.sex, i).and_then(sex_of) else { continue };
            let Some(origin) = self.origins.at(rows, i) else { continue };
            let year = crate::calendar::civil(i64::from(born)).year;
            let first = i64::from(first_names::DECADE.get(0));
            let decade = usize::try_from((year - first).div_euclid(10)).unwrap_or(0).min(self.decades - 1);
            let class = origin * self.decades * 2 + decade * 2 + usize::from(sex == Sex::Male);
            self.tally.count(class, self.cells.get(class).and_then(|cells| cells.of(name, &self.known)));
        }
    }

    fn finish(self: Box<Self>, _people: &People) -> Vec<Outcome> {
        let head = Head {
            name: "first names by decade of birth and sex".to_owned(),
            place: self.place,
            fed: Fed::In,
            source: "seeds/names/first_names.csv".to_owned(),
        };
        told(self.tally.figure(head, 1.0))
    }
}
