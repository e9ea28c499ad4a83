//! Counts by class and cell, held against a law: the distance, the floor of an exact sampler, and the worst cells.

use std::f64::consts::PI;

/// A cell of which fewer are expected is counted with the rest of its class: the floor holds for counts that are not tiny.
const FEWEST: f64 = 5.0;

/// Cells from which on the distance of chance is sure to be below twice its floor.
const ENOUGH: usize = 10;

/// How many of the worst cells are kept.
const WORST: usize = 5;

/// Whether the data was drawn from the very figures that it is held against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fed {
    /// It was: the figure says whether the sampler is faithful (conformance).
    In,
    /// It was not: the figure says something of the data (validity), and decides nothing.
    Not,
}

/// One figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// What is compared.
    pub name: String,
    /// The table and column.
    pub place: String,
    /// Whether it was fed in.
    pub fed: Fed,
    /// With what it is compared.
    pub source: String,
    /// How many rows were counted.
    pub rows: u64,
    /// How many cells were compared.
    pub cells: usize,
    /// Half the sum of the differences of all shares (the total variation distance).
    pub distance: f64,
    /// The distance that as many exact draws are expected to have.
    pub floor: f64,
    /// By how much the variance of a share is larger because draws come in groups.
    pub design: f64,
    /// The cells that are furthest off, in standard deviations.
    pub worst: Vec<Worst>,
    /// Shares to be drawn: the label, what was found, what was expected.
    pub shares: Vec<(String, f64, f64)>,
    /// Whether the shares are those of women and men in turn, by age.
    pub pyramid: bool,
}

/// A cell that is off.
#[derive(Clone, Debug, PartialEq)]
pub struct Worst {
    /// The class and the cell.
    pub cell: String,
    /// How many were found.
    pub found: u64,
    /// How many were expected.
    pub expected: f64,
    /// The difference in standard deviations.
    pub deviations: f64,
}

impl Figure {
    /// How many standard deviations the worst of so many cells may be off: twice what is expected of the worst, and four
    /// where cells are few.
    pub fn bound(&self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "cells are few")]
        let cells = self.cells.max(1) as f64;
        f64::max(4.0, 2.0 * libm::sqrt(2.0 * libm::log(cells)))
    }

    /// Whether the figure is met: within twice its floor, and its worst cell within its bound. The distance of a few cells
    /// is that of a single draw or two, which chance alone takes beyond twice its floor: those are judged by their worst.
    pub fn met(&self) -> bool {
        let worst = self.worst.first().map_or(0.0, |worst| worst.deviations.abs());
        let near = self.distance <= 2.0 * self.floor || self.cells < ENOUGH;
        self.fed == Fed::Not || (near && worst <= self.bound())
    }
}

/// Counts against laws.
pub(super) struct Tally {
    classes: Vec<Class>,
    /// Whether the cells of a class exclude each other; else each is a trial of its own.
    exclusive: bool,
}

struct Class {
    name: String,
    labels: Vec<String>,
    law: Vec<f64>,
    found: Vec<u64>,
    /// Rows of the class, whatever their cell.
    rows: u64,
}

impl Tally {
    /// Classes of cells that exclude each other.
    pub(super) fn new() -> Self {
        Self { classes: Vec::new(), exclusive: true }
    }

    /// Cells that are trials of their own: a row may be in several.
    pub(super) fn of_trials() -> Self {
        Self { classes: Vec::new(), exclusive: false }
    }

    /// Adds a class with its law, whose shares need not add up to one where cells exclude each other; its number.
    pub(super) fn class(
        &mut self,
        name: impl Into<String>,
        law: impl IntoIterator<Item = (String, f64)>,
    ) -> usize {
        let (labels, mut law): (Vec<String>, Vec<f64>) = law.into_iter().unzip();
        let total: f64 = law.iter().sum();
        if self.exclusive && total > 0.0 {
            law.iter_mut().for_each(|share| *share /= total);
        }
        let found = vec![0; labels.len()];
        self.classes.push(Class { name: name.into(), labels, law, found, rows: 0 });
        self.classes.len() - 1
    }

    /// Counts a row of a class in a cell; `None` where it fits no cell, which is as wrong as a cell without a share.
    pub(super) fn count(&mut self, class: usize, cell: Option<usize>) {
        self.row(class);
        self.hit(class, cell);
    }

    /// Counts a row of a class, whose cells are told one by one.
    pub(super) fn row(&mut self, class: usize) {
        if let Some(class) = self.classes.get_mut(class) {
            class.rows += 1;
        }
    }

    /// Counts a cell of a row.
    pub(super) fn hit(&mut self, class: usize, cell: Option<usize>) {
        let Some(class) = self.classes.get_mut(class) else { return };
        match cell.filter(|cell| *cell < class.found.len()) {
            Some(cell) => class.found[cell] += 1,
            None => {
                // A cell that the law does not know.
                if class.labels.last().is_none_or(|label| label != STRANGE) {
                    class.labels.push(STRANGE.to_owned());
                    class.law.push(0.0);
                    class.found.push(0);
                }
                if let Some(last) = class.found.last_mut() {
                    *last += 1;
                }
            }
        }
    }

    /// The figure; `design` is how much the variance is larger because draws come in groups.
    #[expect(clippy::cast_precision_loss, reason = "rows are counted below 2^53")]
    pub(super) fn figure(&self, head: Head, design: f64) -> Figure {
        let rows: u64 = self.classes.iter().map(|class| class.rows).sum();
        let n = (rows as f64).max(1.0);
        let (mut distance, mut floor, mut cells) = (0.0, 0.0, 0);
        let mut worst: Vec<Worst> = Vec::new();
        for class in self.classes.iter().filter(|class| class.rows > 0) {
            for (label, found, share) in class.merged(self.exclusive) {
                let (of_class, expected) = (class.rows as f64, share * class.rows as f64);
                let variance = of_class * share * (1.0 - share) * design;
                let off = found as f64 - expected;
                distance += off.abs() / (2.0 * n);
                floor += libm::sqrt(variance / (2.0 * PI)) / n;
                cells += 1;
                let deviations = if variance > 0.0 {
                    off / libm::sqrt(variance)
                } else if off.abs() < 0.5 {
                    0.0
                } else {
                    f64::INFINITY.copysign(off)
                };
                let cell = if class.name.is_empty() { label } else { format!("{}: {label}", class.name) };
                worst.push(Worst { cell, found, expected, deviations });
            }
        }
        worst.sort_by(|one, other| other.deviations.abs().total_cmp(&one.deviations.abs()));
        worst.truncate(WORST);
        let Head { name, place, fed, source } = head;
        let shares = self.shares(n);
        Figure {
            name,
            place,
            fed,
            source,
            rows,
            cells,
            distance,
            floor,
            design,
            worst,
            shares,
            pyramid: false,
        }
    }

    /// The shares of all cells of the same label together.
    #[expect(clippy::cast_precision_loss, reason = "rows are counted below 2^53")]
    fn shares(&self, n: f64) -> Vec<(String, f64, f64)> {
        let mut shares: Vec<(String, f64, f64)> = Vec::new();
        let mut at: std::collections::BTreeMap<&str, usize> = std::collections::BTreeMap::new();
        for class in &self.classes {
            for ((label, found), share) in class.labels.iter().zip(&class.found).zip(&class.law) {
                let row = *at.entry(label).or_insert_with(|| {
                    shares.push((label.clone(), 0.0, 0.0));
                    shares.len() - 1
                });
                shares[row].1 += *found as f64 / n;
                shares[row].2 += share * class.rows as f64 / n;
            }
        }
        shares
    }
}

/// The label of what no law knows.
const STRANGE: &str = "(a value without a share)";

/// What a figure is called and held against.
pub(super) struct Head {
    pub(super) name: String,
    pub(super) place: String,
    pub(super) fed: Fed,
    pub(super) source: String,
}

impl Class {
    /// The cells, those of which few are expected put together; the label, what was found, the share.
    #[expect(clippy::cast_precision_loss, reason = "rows are counted below 2^53")]
    fn merged(&self, exclusive: bool) -> Vec<(String, u64, f64)> {
        let mut cells = Vec::new();
        let (mut found, mut share, mut merged) = (0, 0.0, 0usize);
        for ((label, seen), law) in self.labels.iter().zip(&self.found).zip(&self.law) {
            let rare = law * (self.rows as f64) < FEWEST;
            // What cannot be stays a cell of its own, so that nothing hides it; and trials are not put together.
            if rare && exclusive && (*law > 0.0 || *seen == 0) {
                found += seen;
                share += law;
                merged += 1;
            } else if !rare || *law <= 0.0 {
                cells.push((label.clone(), *seen, *law));
            }
        }
        if merged > 0 {
            cells.push((format!("{merged} rare ones"), found, share.min(1.0)));
        }
        cells
    }
}
