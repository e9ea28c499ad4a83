//! A row of the result at a desk, beside its own row of the original.

use super::Desk;
use super::counts::{classify, fiction, tallied};
use crate::verify::beside::{Beside, Place};
use crate::verify::given::{Cell, Given, Looks, Own, Second};
use crate::verify::row::{Row, Standing, drawn};
use crate::verify::seen::{Aim, Run, SHORT, Tools, each_run_of};
use crate::verify::sorts::Columns;
use crate::verify::survival::{Hits, Survival, Where};
use crate::verify::wrong::wrong;

impl Desk<'_> {
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
                let print = value.print;
                let reads = || value.reads(about, text, &mut self.room);
                out.shape.value((*at, given.own), print, about.counts, reads);
                tallied((*at, about), value, false, &mut self.spread, &mut self.row.parts);
            }
            if looks.fiction {
                fiction(given, about, columns.get(*at), (*at, text, self.result.of(*at)), out);
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
        let standing = |run: &Run| Standing { print: run.print, to: at, whole: false };
        if text.len() <= SHORT {
            for run in value.runs.iter().filter(|run| run.long) {
                looked.add(run.print, usize::from(run.shape));
                long.push((run.print, cell));
            }
            let outer = if beside { value.outer } else { 0 };
            met.extend(value.runs.iter().take(outer).map(standing));
            return;
        }
        let mut sought = false;
        each_run_of(text, &mut self.room, tools, |run| {
            sought |= run.is_sought(tools.sought);
            if run.long {
                looked.add(run.print, usize::from(run.shape));
            }
            if beside && !run.inner {
                met.push(standing(&run));
            }
        });
        if sought {
            hit.push(cell);
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
        let mut may = std::mem::take(&mut self.row.may);
        let met = self.row.met.iter().map(|met| met.print);
        self.tags.with(met, |tags| sketched.hit(tags, &mut may));
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
        let shapes = [self.own.shape(), self.result.shape()];
        if self.paired.0 != shapes {
            self.pair(own, shapes);
        }
        for (cell, is) in &self.paired.1 {
            let Some((at, was)) = own.get(*cell) else { continue };
            let Some(about) = self.about.get(*at) else { continue };
            let is = given.cells.get(*is).and_then(|(_, text)| *text);
            let of_is = is.filter(|text| !text.is_empty()).and_then(|_| self.result.of(*at));
            if let Some(wrong) = wrong(about, *was, (is, of_is), &mut self.words) {
                let was = was.filter(|text| !text.is_empty());
                out.wrong(place, columns, (*at, was.map(|was| self.printer.whole(was))), wrong);
            }
        }
    }

    /// Finds the cells that are compared in rows of such columns: where a row holds several values of one, they are compared as a whole.
    fn pair(&mut self, own: &[Cell<'_>], shapes: [u64; 2]) {
        let (of_own, of_result) = (&self.own, &self.result);
        let pairs = own.iter().enumerate().filter_map(|(cell, (at, _))| {
            let alone = of_own.only(*at) == Some(cell);
            Some((cell, of_result.only(*at).filter(|_| alone)?))
        });
        self.paired = (shapes, pairs.collect());
    }
}
