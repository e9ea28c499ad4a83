//! The pass over the result, beside the original where both go side by side.

use super::desks::Desks;
use super::gathered::Gathered;
use super::passes::{BATCH, Job, Run, lock, read};
use super::sketches::Sketches;
use super::units::{Read, Reader, Unit};
use crate::error::Result;
use crate::run;
use crate::verify::{Hits, Looks, Own, Second, Survival, Where};
use std::collections::BTreeSet;
use std::sync::{Arc, PoisonError};

impl<'a> Run<'a> {
    /// The table or dump of the original beside which one of the result stands, with its number; `dumps` is how many dumps stand
    /// before it.
    fn own(&self, unit: &Unit<'_>, dumps: usize) -> Option<(usize, &Unit<'a>)> {
        let mut units = self.asked.original.iter().enumerate();
        match unit.table.is_empty() {
            true => units.filter(|(_, other)| other.table.is_empty()).nth(dumps),
            false => units.find(|(_, other)| other.table == unit.table),
        }
    }

    /// Reads the result beside the original for the first time.
    pub(super) fn beside(&self, all: &mut Gathered, sketches: &Sketches) -> Result<()> {
        self.result(all, Some(sketches))?;
        if all.sketched == sketches.rows() {
            return Ok(());
        }
        // Some of what was counted beforehand stands beside nothing.
        *lock(&self.shifts) = Arc::default();
        let mut again = Gathered::new(self.printer.clone(), self.asked.memory);
        self.result(&mut again, Some(&Sketches::none()))?;
        all.beside = again.beside;
        Ok(())
    }

    /// Reads the result for another slice of what is sought.
    pub(super) fn again(&self, all: &mut Gathered) -> Result<()> {
        self.result(all, None)
    }

    /// Reads the result, for the first time beside the original where both have the same tables in the same order.
    fn result(&self, all: &mut Gathered, sketches: Option<&Sketches>) -> Result<()> {
        let first = sketches.is_some();
        let units = self.asked.result;
        let names: Vec<String> =
            units.iter().flat_map(|unit| unit.files.iter().map(|file| file.name.clone())).collect();
        all.survival.files(names.clone());
        let desks = Desks::new(self);
        if first {
            self.names(&desks, &mut all.survival, &names);
        }
        let mut file = 0;
        let mut dumps = 0;
        for unit in units {
            let own = self.own(unit, dumps).filter(|_| first);
            dumps += usize::from(unit.table.is_empty());
            self.unit(&desks, (unit, own), (file, sketches), all, &names)?;
            file += unit.files.len();
        }
        desks.end(&mut all.survival, &mut all.spread);
        Ok(())
    }

    /// Looks at the names of files: they may be values.
    fn names(&self, desks: &Desks<'_>, survival: &mut Survival, names: &[String]) {
        let column = {
            let mut columns = self.shared.columns.write().unwrap_or_else(PoisonError::into_inner);
            columns.find("the file", "name", false, Default::default)
        };
        let mut hits = Hits::default();
        desks.at(&read(self.shared.columns), |desk| {
            for (file, name) in names.iter().enumerate() {
                let at = Where { file, name, row: 1, column, label: "the name of the file" };
                desk.name(at, name, survival, &mut hits);
            }
        });
        survival.add(hits);
    }

    fn unit(
        &self,
        desks: &Desks<'_>,
        (unit, own): (&Unit<'_>, Option<(usize, &Unit<'_>)>),
        (file, sketches): (usize, Option<&Sketches>),
        all: &mut Gathered,
        names: &[String],
    ) -> Result<()> {
        let first = sketches.is_some();
        let mut result = Reader::new(self.shared, unit, file);
        let mut original = own.map(|(number, own)| (number, Reader::new(self.shared, own, 0)));
        let (mut failed, mut apart) = (None, false);
        let jobs = std::iter::from_fn(|| match self.job(&mut result, &mut original, &mut apart) {
            Ok(job) => job,
            Err(error) => {
                failed = Some(error);
                None
            }
        });
        let survival = &all.survival;
        let make = |job: Job| {
            let second = self.look(desks, &job, survival, sketches, names);
            lock(&self.jobs).push(job);
            Ok(second)
        };
        let mut hits = Hits::default();
        let Gathered { after, beside, risk, fiction, sketched, .. } = all;
        run::ordered(
            self.asked.threads,
            self.asked.threads * 2,
            self.asked.stop,
            jobs,
            make,
            |second: Second| {
                hits.merge(second.hits);
                // Later passes look for other values, and see the same rows.
                if first {
                    after.merge(second.shape);
                    self.count(second.beside, beside);
                    *sketched += second.sketched;
                    self.classes(risk, &second.classes, false);
                    for (key, more) in second.fiction {
                        fiction.entry(key).or_default().follow(more);
                    }
                }
                Ok(())
            },
        )?;
        if let Some(error) = failed {
            return Err(error);
        }
        if first {
            if apart {
                all.apart.push(unit.files.first().map(|file| file.name.clone()).unwrap_or_default());
            }
            all.skipped.append(&mut result.skipped);
            all.closed.append(&mut result.closed);
        }
        all.met.extend(&result.met);
        self.keys(desks, &result.met, file, &mut hits, &all.survival, names);
        all.survival.add(hits);
        Ok(())
    }

    /// Names of columns that no schema lists: a header or a key of JSON may be a value.
    fn keys(
        &self,
        desks: &Desks<'_>,
        met: &BTreeSet<usize>,
        file: usize,
        hits: &mut Hits,
        survival: &Survival,
        names: &[String],
    ) {
        let columns = read(self.shared.columns);
        let name = names.get(file).map_or("", String::as_str);
        let unlisted = met.iter().map(|at| (*at, columns.get(*at))).filter(|(_, c)| !c.told.listed);
        desks.at(&columns, |desk| {
            for (column, unlisted) in unlisted {
                let at = Where { file, name, row: 1, column, label: "the name of the column" };
                desk.name(at, &unlisted.name, survival, hits);
            }
        });
    }

    /// The next rows of both sides; where they are not of the same table, both sides go their own way from there on.
    fn job(
        &self,
        result: &mut Reader<'_>,
        original: &mut Option<(usize, Reader<'_>)>,
        apart: &mut bool,
    ) -> Result<Option<Job>> {
        let mut job = lock(&self.jobs).pop().unwrap_or_default();
        job.result.clear();
        job.original.clear();
        while job.result.len() < BATCH && job.result.read(result)? {
            let table = job.result.last().and_then(|row| row.table.as_ref());
            let (Some((unit, side)), Some(table)) = (original.as_mut(), table) else { continue };
            job.unit = *unit;
            let before = job.original.len();
            let there = loop {
                job.original.truncate(before);
                if !job.original.read(side)? {
                    break false;
                }
                // What stands beside the tables of the original has no row of its own here.
                if let Some(own) = job.original.last().and_then(|own| own.table.as_ref()) {
                    break own == table;
                }
            };
            if !there {
                job.original.truncate(before);
                *apart = true;
                *original = None;
            }
        }
        Ok((job.result.len() > 0).then_some(job))
    }

    /// Looks at rows.
    fn look(
        &self,
        desks: &Desks<'_>,
        job: &Job,
        survival: &Survival,
        sketches: Option<&Sketches>,
        names: &[String],
    ) -> Second {
        let first = sketches.is_some();
        let columns = read(self.shared.columns);
        let looks = Looks { tally: first, fiction: first && self.asked.fiction.is_some() };
        let mut second = Second::default();
        let shifts = Arc::clone(&lock(&self.shifts));
        desks.at(&columns, |desk| {
            desk.count(&shifts);
            let mut originals = job.original.rows().iter();
            let (mut cells, mut own, mut last) = (Vec::new(), Vec::new(), None);
            for row in job.result.rows() {
                cells.clear();
                cells.extend(row.cells());
                let name = names.get(row.file).map_or("", String::as_str);
                let beside = row.table.as_ref().and_then(|_| originals.next()).filter(|_| self.asked.alike);
                own.clear();
                own.extend(beside.into_iter().flat_map(Read::cells));
                let given = self.given(row, &cells, name, &columns, &mut last);
                let own = beside.map(|row| Own {
                    cells: &own,
                    sketched: sketches.and_then(|sketches| sketches.of(job.unit, row.before)),
                });
                desk.second(&given, own, &columns, survival, looks, &mut second);
            }
        });
        second
    }
}
