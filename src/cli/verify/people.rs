//! Rows as those who could be singled out by them: by which columns, and what is told of a row beside its cells.

use super::passes::{Run, lock, read};
use super::units::Read;
use crate::verify::{Check, Column, Columns, Given, Quasi, Risk};
use std::collections::BTreeSet;
use std::sync::Arc;

/// A table with its rows as classes: for each its print and that of its sensitive value.
type OfTable = (Arc<str>, Vec<(u64, u64)>);

/// The quasi-identifiers of the table of the row before.
pub(super) type LastQuasi = Option<(Arc<str>, Arc<Quasi>)>;

impl Run<'_> {
    /// A row as it is looked at.
    pub(super) fn given<'r>(
        &self,
        row: &'r Read,
        cells: &'r [(usize, Option<&'r str>)],
        name: &'r str,
        columns: &Columns,
        last: &'r mut LastQuasi,
    ) -> Given<'r> {
        if let Some(table) = &row.table
            && last.as_ref().is_none_or(|(last, _)| !Arc::ptr_eq(last, table))
        {
            *last = Some((Arc::clone(table), self.quasi_of(table, columns)));
        }
        Given {
            table: row.table.as_ref(),
            cells,
            quasi: last.as_ref().filter(|_| row.table.is_some()).map(|(_, quasi)| &**quasi),
            file: row.file,
            head: row.row.head,
            name,
            row: row.table.as_ref().map_or(row.row.line.unwrap_or(1), |_| row.row.number),
            own: row.own,
        }
    }

    /// The quasi-identifiers of a table, as they were known when it was first met.
    fn quasi_of(&self, table: &Arc<str>, columns: &Columns) -> Arc<Quasi> {
        let mut known = lock(&self.quasi);
        match known.get(table) {
            Some(quasi) => Arc::clone(quasi),
            None => {
                let quasi = Arc::new(self.decided(table, columns));
                known.insert(Arc::clone(table), Arc::clone(&quasi));
                quasi
            }
        }
    }

    /// By which columns of a table its rows are told apart, where its risk is told.
    fn decided(&self, table: &str, columns: &Columns) -> Quasi {
        use crate::verify::Expect::{Kept, Part, Unknown};
        let of = || columns.iter().filter(|(_, c)| c.of_table && c.table == table);
        let left = |c: &Column| matches!(c.told.expect, Kept | Part(_) | Unknown);
        let quasi: Vec<usize> = of().filter(|(_, c)| c.told.quasi && left(c)).map(|(at, _)| at).collect();
        let people = self.asked.known.people.contains(table) || (!self.asked.known.schema && quasi.len() > 1);
        if !people || !self.asked.checks.contains(&Check::Risk) {
            return Quasi::default();
        }
        let sensitive = of().find(|(_, c)| c.told.sensitive && left(c)).map(|(at, _)| at);
        Quasi { columns: quasi.into_iter().filter(|at| Some(*at) != sensitive).collect(), sensitive }
    }

    /// Tables of which more columns came up than were known at first; from now on all count.
    pub(super) fn late(&self, risk: &mut Risk) -> BTreeSet<Arc<str>> {
        let columns = read(self.shared.columns);
        let mut late = BTreeSet::new();
        for (table, quasi) in lock(&self.quasi).iter_mut() {
            let now = self.decided(table, &columns);
            if now != **quasi {
                risk.table(table, now.clone());
                *quasi = Arc::new(now);
                late.insert(Arc::clone(table));
            }
        }
        late
    }

    pub(super) fn classes(&self, risk: &mut Risk, classes: &[OfTable], original: bool) {
        for (table, rows) in classes {
            if risk.quasi(table).is_none() {
                let quasi = lock(&self.quasi).get(table).map(|quasi| (**quasi).clone());
                risk.table(table, quasi.unwrap_or_default());
            }
            rows.iter().for_each(|row| risk.row(table, *row, original));
        }
    }
}
