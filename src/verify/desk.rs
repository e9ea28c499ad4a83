//! What one thread has before it while it reads rows: values that it saw before, and what it counts.

use super::beside::{Beside, Place};
use super::cache::Side;
use super::chance::one_in;
use super::fiction::Fiction;
use super::looked::{Looked, is_of_letters};
use super::prints::Printer;
use super::risk::Quasi;
use super::row::{Row, Standing, drawn};
use super::seen::{About, Aim, Known, Room, Run, SHORT, Tools, Value, each_run_of};
use super::shape::Shape;
use super::sketch::{Sketch, Sketched, Tags};
use super::sorts::{Column, Columns, Sort};
use super::spread::Spread;
use super::survival::{Asked, At, Hits, Sought, Source, Survival, Where};
use super::values::{Forms, forms_of};
use super::words::Words;
use super::wrong::wrong;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A cell: its column and its text.
pub type Cell<'a> = (usize, Option<&'a str>);

/// A row.
#[derive(Clone, Copy)]
pub struct Given<'a> {
    /// Its table; `None` for what stands beside tables.
    pub table: Option<&'a Arc<str>>,
    /// Its cells.
    pub cells: &'a [Cell<'a>],
    /// By which columns somebody of its table could be singled out.
    pub quasi: Option<&'a Quasi>,
    /// The number of its file, and of its table in it.
    pub file: usize,
    /// The number of its table in the file.
    pub head: usize,
    /// The name of the file.
    pub name: &'a str,
    /// The number of the row, or the line.
    pub row: u64,
    /// The number of the row in its own file.
    pub own: u64,
}

/// Rows of a table as classes: for each its print and that of its sensitive value.
pub type Classes = Vec<(Arc<str>, Vec<(u64, u64)>)>;

/// What is taken of rows of the original.
#[derive(Default)]
pub struct First {
    /// How many values there are.
    pub values: u64,
    /// What is looked for.
    pub sought: Vec<Sought>,
    /// Their shape.
    pub shape: Shape,
    /// Their classes.
    pub classes: Classes,
    /// What is kept of the rows.
    pub sketch: Sketch,
    /// What is counted of the values of rows of which something is kept.
    pub beside: Beside,
}

/// What is found in rows of the result.
#[derive(Default)]
pub struct Second {
    /// What survives.
    pub hits: Hits,
    /// What stands in its own row.
    pub beside: Beside,
    /// Their shape.
    pub shape: Shape,
    /// Their classes.
    pub classes: Classes,
    /// What could be a real person's, by file and table.
    pub fiction: Vec<((usize, usize), Fiction)>,
    /// Of how many rows beside which they stand something was kept.
    pub sketched: u64,
}

/// What a row of the original is looked at for.
#[derive(Clone, Copy)]
pub struct Takes {
    /// Whether shape, spread and risk are counted.
    pub tally: bool,
    /// Whether something of the row is kept.
    pub sketch: bool,
}

/// The row of the original beside which one of the result stands.
#[derive(Clone, Copy)]
pub struct Own<'a> {
    /// Its cells.
    pub cells: &'a [Cell<'a>],
    /// What was kept of it.
    pub sketched: Option<Sketched<'a>>,
}

/// What all rows of a pass are looked at for.
#[derive(Clone, Copy)]
pub struct Looks {
    /// Whether shape, spread and risk are counted.
    pub tally: bool,
    /// Whether identifiers of real people are looked for.
    pub fiction: bool,
}

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
            let alone = self.own.only(*at).is_some();
            let value = self.own.value(*at, about, text, &tools, &mut self.room, &mut self.spread);
            // What rows repeat is sought once.
            let fresh = !std::mem::replace(&mut value.handed, true);
            if fresh {
                let (sort, rare) = (about.told.sort, value.forms.iter().filter(|form| form.rare));
                out.sought.extend(rare.map(|form| Sought::of(form, *at, sort)));
            }
            if sketch && about.known {
                out.sketch.cell(cell, value.forms.iter().map(|form| form.print));
                self.row.draw(drawn(*at, value, fresh), alone);
            }
            if tally {
                let reads = out.shape.reads(*at, given.own).then(|| value.reads(about, text, &mut self.room));
                out.shape.value(*at, value.print, reads, about.counts);
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

    /// Reads a row of the result, beside its own row of the original where it has one.
    pub fn second(
        &mut self,
        given: &Given<'_>,
        own: Option<Own<'_>>,
        columns: &Columns,
        survival: &Survival,
        looks: Looks,
        out: &mut Second,
    ) {
        let fresh = self.is_fresh(given.table);
        self.result.begin(given.cells, fresh);
        self.file(given.file);
        self.row.clear();
        let sought = survival.slices();
        let tools = Tools {
            printer: self.printer,
            sought,
            aim: Aim::Result,
            tally: looks.tally,
            // Lines are looked at as lines.
            fiction: looks.fiction && given.table.is_some(),
        };
        for (cell, (at, text)) in given.cells.iter().enumerate() {
            let Some(text) = text.filter(|text| !text.is_empty()) else {
                if given.table.is_some() {
                    out.shape.none(*at, text.is_none());
                }
                continue;
            };
            self.text((cell, *at), given, (text, own.is_some()), &tools, out);
            let Some(about) = self.about.get(*at) else { continue };
            let value = self.result.of_mut(*at);
            if let (Some(_), Some(value), true) = (given.table, value, looks.tally) {
                let reads = out.shape.reads(*at, given.own).then(|| value.reads(about, text, &mut self.room));
                out.shape.value(*at, value.print, reads, about.counts);
                tallied((*at, about), value, false, &mut self.spread, &mut self.row.parts);
            }
            if looks.fiction {
                fiction(given, about, columns.get(*at), (text, self.result.of(*at)), out);
            }
        }
        self.look(given, columns, survival, &mut out.hits);
        let Some(table) = given.table.filter(|_| looks.tally) else { return };
        out.shape.rows_of(table, 1);
        classify(table, given.quasi, &self.row.parts, &self.about, &mut out.classes);
        if let Some(own) = own {
            self.own.begin(own.cells, fresh);
            out.sketched += u64::from(own.sketched.is_some());
            self.beside(given, own, columns, &mut out.beside);
        }
    }

    /// Looks at the cells of a row in which something is that is sought.
    fn look(&mut self, given: &Given<'_>, columns: &Columns, survival: &Survival, hits: &mut Hits) {
        let Row { long, hit, .. } = &mut self.row;
        if let Some(sought) = survival.slices() {
            // One behind the other, so that a memory that is slow to answer is asked for all of them at once.
            hit.extend(long.iter().filter(|(print, _)| sought.has(*print)).map(|(_, cell)| *cell));
        }
        hit.sort_unstable();
        hit.dedup();
        for (column, text) in self.row.hit.iter().filter_map(|cell| given.cells.get(*cell)) {
            let label = columns.get(*column).label();
            let (file, name, row) = (given.file, given.name, given.row);
            let place = Where { file, name, row, column: *column, label: &label };
            survival.look(place, text.unwrap_or_default(), &mut self.words, hits);
        }
    }

    /// Looks at a name that stands beside rows.
    pub fn name(&mut self, at: Where<'_>, name: &str, survival: &Survival, hits: &mut Hits) {
        let sought = survival.slices();
        let tools = Tools { printer: self.printer, sought, aim: Aim::Result, tally: false, fiction: false };
        let looked = self.looked.entry((at.file, at.column)).or_default();
        let mut is_sought = false;
        each_run_of(name, &mut self.room, &tools, |run| {
            if run.long {
                looked.add(run.print, usize::from(run.shape));
            }
            is_sought |= run.is_sought(sought);
        });
        if is_sought {
            survival.look(at, name, &mut self.words, hits);
        }
    }

    /// Reads a text of the result.
    fn text(
        &mut self,
        (cell, at): (usize, usize),
        given: &Given<'_>,
        (text, beside): (&str, bool),
        tools: &Tools<'_>,
        out: &mut Second,
    ) {
        let Some(about) = self.about.get(at) else { return };
        let (_, list) = &mut self.of_file;
        if list.len() <= at {
            list.resize_with(at + 1, || None);
        }
        let looked = list[at].get_or_insert_default();
        let value = self.result.value(at, about, text, tools, &mut self.room, &mut self.spread);
        if given.table.is_some() {
            out.beside.look(at, value.words);
        }
        let Row { met, long, hit, .. } = &mut self.row;
        if beside {
            met.push(Standing { print: value.whole, to: at, whole: true });
        }
        let mut take = |run: Run| {
            if run.long {
                looked.add(run.print, usize::from(run.shape));
            }
            if beside && !run.inner {
                met.push(Standing { print: run.print, to: at, whole: false });
            }
        };
        if text.len() <= SHORT {
            for run in &value.runs {
                take(*run);
                if run.long {
                    long.push((run.print, cell));
                }
            }
            return;
        }
        let mut sought = false;
        each_run_of(text, &mut self.room, tools, |run| {
            sought |= run.is_sought(tools.sought);
            take(run);
        });
        if sought {
            hit.push(cell);
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

    /// Takes the forms of cells of the original, as far as `of` says, and what is counted of them.
    fn know(&mut self, own: &[Cell<'_>], of: impl Iterator<Item = usize>) {
        let tools =
            Tools { printer: self.printer, sought: None, aim: Aim::Own, tally: false, fiction: false };
        for (at, text) in of.filter_map(|cell| own.get(cell)) {
            let Some(about) = self.about.get(*at).filter(|about| about.known) else { continue };
            let Some(text) = text.filter(|text| !text.is_empty()) else { continue };
            let value = self.own.value(*at, about, text, &tools, &mut self.room, &mut self.spread);
            let fresh = !std::mem::replace(&mut value.handed, true);
            self.row.know(*at, &value.forms);
            let drawn = drawn(*at, value, fresh);
            self.row.draw(drawn, self.own.only(*at).is_some());
        }
    }

    /// Holds the row beside its own.
    fn beside(&mut self, given: &Given<'_>, own: Own<'_>, columns: &Columns, out: &mut Beside) {
        let place = Place { file: given.name, row: given.row, first: given.cells.first().map(|(at, _)| *at) };
        self.wrong(given, own.cells, place, columns, out);
        let Some(sketched) = own.sketched else {
            self.know(own.cells, 0..own.cells.len());
            self.row.meet();
            out.count(&self.row.values, &self.shifts);
            return out.row(place, columns, &self.row.values, &self.row.found);
        };
        self.tags.clear();
        self.row.met.iter().for_each(|met| self.tags.add(met.print));
        let mut may = std::mem::take(&mut self.row.may);
        sketched.hit(&self.tags, &mut may);
        if !may.is_empty() {
            self.know(own.cells, may.iter().copied());
            self.row.meet();
            // How much a row tells that shows through, all of its values say.
            if Beside::weighs(columns, &self.row.found) {
                self.row.values.clear();
                self.know(own.cells, 0..own.cells.len());
            }
        }
        self.row.may = may;
        out.row(place, columns, &self.row.values, &self.row.found);
    }

    /// Notes what is wrong with the cells of a row beside those of the original.
    fn wrong(
        &mut self,
        given: &Given<'_>,
        own: &[Cell<'_>],
        place: Place<'_>,
        columns: &Columns,
        out: &mut Beside,
    ) {
        for (cell, (at, was)) in own.iter().enumerate() {
            // Where a row holds several values of a column, they are compared as a whole.
            let alone = self.own.only(*at) == Some(cell);
            let (true, Some(is), Some(about)) = (alone, self.result.only(*at), self.about.get(*at)) else {
                continue;
            };
            let is = given.cells.get(is).and_then(|(_, text)| *text);
            let of_is = self.result.of(*at).filter(|_| is.is_some_and(|text| !text.is_empty()));
            if let Some(wrong) = wrong(about, *was, (is, of_is), &mut self.words) {
                let was = was.filter(|text| !text.is_empty());
                out.wrong(place, columns, (*at, was.map(|was| self.printer.whole(was))), wrong);
            }
        }
    }
}

/// How many times as likely what is put together from names is met by what has as many letters as by any other: of all of it no more
/// than one in eight has just so many.
const AS_LONG: f64 = 8.0;

impl Sought {
    fn of(form: &Known, column: usize, sort: Option<Sort>) -> Self {
        let as_long = match sort {
            Some(Sort::Person | Sort::Named) => AS_LONG,
            // Names of users are names too.
            Some(Sort::Number) if is_of_letters(form.shape) => AS_LONG,
            _ => 1.0,
        };
        Self {
            print: form.print,
            source: Source::of(column, form.space),
            chance: f64::from(one_in(form.space)) * as_long,
            shape: form.shape,
        }
    }
}

/// Counts a value.
fn tallied(
    (at, about): (usize, &About),
    value: &Value,
    original: bool,
    spread: &mut Spread,
    parts: &mut Vec<(usize, u64, u64)>,
) {
    if let Some(number) = value.drawn {
        spread.count(at, number, original);
    }
    if about.told.quasi || about.told.sensitive {
        parts.push((at, value.part, value.print));
    }
}

/// Counts a row among those that have the same quasi-identifiers.
fn classify(
    table: &Arc<str>,
    quasi: Option<&Quasi>,
    parts: &[(usize, u64, u64)],
    about: &[About],
    classes: &mut Classes,
) {
    let Some(quasi) = quasi.filter(|quasi| !quasi.columns.is_empty()) else { return };
    let of = |at: usize| parts.iter().find(|(column, ..)| *column == at);
    let part =
        |at: usize| of(at).map_or_else(|| about.get(at).map_or(0, |about| about.none), |(_, part, _)| *part);
    let print = quasi.columns.iter().fold(0, |all, at| Printer::both(all, part(*at)));
    let sensitive = quasi.sensitive.and_then(of).map_or(0, |(.., print)| *print);
    match classes.last_mut().filter(|(last, _)| Arc::ptr_eq(last, table) || last == table) {
        Some((_, rows)) => rows.push((print, sensitive)),
        None => classes.push((Arc::clone(table), vec![(print, sensitive)])),
    }
}

/// Looks for identifiers of real people in a text.
fn fiction(
    given: &Given<'_>,
    about: &About,
    column: &Column,
    (text, value): (&str, Option<&Value>),
    out: &mut Second,
) {
    let key = (given.file, given.head);
    if out.fiction.last().is_none_or(|(last, _)| *last != key) {
        out.fiction.push((key, Fiction::default()));
    }
    let Some((_, fiction)) = out.fiction.last_mut() else { return };
    if given.table.is_none() {
        return text.lines().zip(given.own..).for_each(|(text, line)| fiction.line(given.name, line, text));
    }
    // What stands in a table was read before.
    let (Some(declared), Some(value)) = (about.declared, value) else { return };
    if value.found.is_empty() && !value.escaped {
        return fiction.plain(&column.name);
    }
    fiction.cell_with((given.name, given.own), (&column.name, declared), text, &value.found);
}
