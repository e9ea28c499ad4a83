//! What one thread has before it while it reads rows: values that it saw before, and what it counts.

mod counts;
mod second;

use super::cache::Side;
use super::given::{First, Given, Takes};
use super::looked::Looked;
use super::prints::Printer;
use super::row::{Row, drawn};
use super::seen::{About, Aim, Room, Tools};
use super::sketch::Tags;
use super::sorts::{Column, Columns};
use super::spread::Spread;
use super::survival::{Asked, At, Sought, Source, Survival};
use super::values::{Forms, forms_of};
use super::words::Words;
use counts::{classify, tallied};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What one thread has before it.
pub struct Desk<'a> {
    printer: &'a Printer,
    kinds: &'a (dyn Fn(&Column) -> Option<String> + Sync),
    about: Vec<About>,
    own: Side,
    /// Whether the values that are kept of the original have all of their forms.
    whole: bool,
    result: Side,
    room: Room,
    words: Words,
    forms: Forms,
    spread: Spread,
    looked: BTreeMap<At, Looked>,
    /// Of the file that is read.
    of_file: (usize, Vec<Option<Looked>>),
    table: Option<Arc<str>>,
    /// For rows of such columns the cells of the original and those of the result that are compared.
    paired: ([u64; 2], Vec<(usize, usize)>),
    row: Row,
    tags: Tags,
    /// For each column of the original in how many zeros the prints of its values end that still count.
    shifts: Arc<Vec<u32>>,
}

impl<'a> Desk<'a> {
    /// An empty one; `kinds` says by which kind the check of fiction looks at a column, `None` where it passes over it.
    pub fn new(printer: &'a Printer, kinds: &'a (dyn Fn(&Column) -> Option<String> + Sync)) -> Self {
        Self {
            printer,
            kinds,
            about: Vec::new(),
            own: Side::default(),
            whole: false,
            result: Side::default(),
            room: Room::default(),
            words: Words::default(),
            forms: Forms::default(),
            spread: Spread::default(),
            looked: BTreeMap::new(),
            of_file: (0, Vec::new()),
            table: None,
            paired: ([0; 2], Vec::new()),
            row: Row::default(),
            tags: Tags::default(),
            shifts: Arc::default(),
        }
    }

    /// Learns which values still count.
    pub fn count(&mut self, shifts: &Arc<Vec<u32>>) {
        if !Arc::ptr_eq(&self.shifts, shifts) {
            self.shifts = Arc::clone(shifts);
        }
    }

    /// Gives back what was counted, when all rows are read.
    pub fn end(mut self, survival: &mut Survival, spread: &mut Spread) {
        self.file(usize::MAX);
        survival.add_looked(self.looked);
        spread.merge(self.spread);
    }

    /// Learns of columns that are new.
    pub fn learn(&mut self, columns: &Columns) {
        for (_, column) in columns.iter().skip(self.about.len()) {
            self.about.push(About::new(column, (self.kinds)(column).as_deref(), self.printer));
        }
    }

    fn is_fresh(&mut self, table: Option<&Arc<str>>) -> bool {
        let same = match (&self.table, table) {
            (Some(one), Some(other)) => Arc::ptr_eq(one, other) || one == other,
            (None, None) => true,
            _ => false,
        };
        if !same {
            self.table = table.cloned();
        }
        !same
    }

    /// Reads a row of the original: what is sought, and how the data is.
    pub fn first(&mut self, given: &Given<'_>, takes: Takes, out: &mut First) {
        // Rows are counted as they are read, also those that stand beside tables.
        let Some(table) = given.table else { return out.sketch.end() };
        let Takes { tally, sketch } = takes;
        let whole = std::mem::replace(&mut self.whole, sketch);
        let fresh = self.is_fresh(given.table) || (sketch && !whole);
        self.own.begin(given.cells, fresh);
        self.row.clear();
        let aim = if sketch { Aim::All } else { Aim::Rare };
        let tools = Tools { printer: self.printer, sought: None, aim, tally, fiction: false };
        for (cell, (at, text)) in given.cells.iter().enumerate() {
            let Some(about) = self.about.get(*at) else { continue };
            out.values += u64::from(text.is_some());
            let Some(text) = text.filter(|text| !text.is_empty()) else {
                if tally {
                    out.shape.none(*at, text.is_none());
                }
                continue;
            };
            let alone = sketch && about.known && self.own.only(*at).is_some();
            let value = self.own.value(*at, about, text, &tools, &mut self.room, &mut self.spread);
            // What rows repeat is sought once.
            let fresh = !std::mem::replace(&mut value.handed, true);
            if fresh {
                let (sort, rare) = (about.told.sort, value.forms.iter().filter(|form| form.rare));
                out.sought.extend(rare.map(|form| Sought::of(form, *at, sort)));
            }
            let print = value.print;
            if sketch && about.known {
                out.sketch.cell(cell, value.forms.iter().map(|form| form.print));
                self.row.draw(drawn(*at, value, fresh), alone);
            }
            if tally {
                let reads = || value.reads(about, text, &mut self.room);
                out.shape.value((*at, given.own), print, about.counts, reads);
                tallied((*at, about), value, true, &mut self.spread, &mut self.row.parts);
            }
        }
        out.sketch.end();
        out.beside.count(&self.row.values, &self.shifts);
        if tally {
            out.shape.rows_of(table, 1);
            classify(table, given.quasi, &self.row.parts, &self.about, &mut out.classes);
        }
    }

    /// Finds the forms of a row of the original that were hit.
    pub fn confirm(
        &mut self,
        given: &Given<'_>,
        asked: &Asked,
        survival: &Survival,
        out: &mut Vec<(u128, Source)>,
    ) {
        for (at, text) in given.cells.iter().filter(|(at, _)| given.table.is_some() && asked.of(*at)) {
            let (Some(about), Some(text)) = (self.about.get(*at), text) else { continue };
            self.words.read(text);
            forms_of(&about.told, about.reserved, text, &self.words, &mut self.forms);
            let rare = self.forms.iter().filter(super::seen::is_rare);
            let printed = rare.map(|form| (survival.print(form.text), Source::of(*at, form.space)));
            out.extend(printed.filter(|(print, _)| asked.has(*print)));
        }
    }

    /// Goes on to a file.
    fn file(&mut self, file: usize) {
        if self.of_file.0 != file {
            let (before, list) = std::mem::replace(&mut self.of_file, (file, Vec::new()));
            for (column, looked) in list.into_iter().enumerate() {
                if let Some(looked) = looked {
                    self.looked.entry((before, column)).or_default().merge(looked);
                }
            }
        }
    }
}
