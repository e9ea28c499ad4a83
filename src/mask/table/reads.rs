//! Which columns of a table masking looks at.

use super::super::sealed;
use super::Masker;
use crate::plan::{CopyOf, Subject, Treatment};

impl Masker {
    /// Which columns of a table are read, in the first pass or in the second.
    pub fn reads(&self, t: usize) -> Vec<bool> {
        let table = &self.policy.tables[t];
        let mut reads: Vec<bool> = table
            .columns
            .iter()
            .map(|column| column.reads_values() || (self.needs.latest && column.is_dated()))
            .collect();
        if let Some(Subject::Own(column) | Subject::Through { column, .. }) = table.subject {
            reads[column] = true;
        }
        if let Some(scope) = table.scope {
            reads[scope] = true;
        }
        if let Some(notes) = &self.notes {
            notes.reads(t).for_each(|at| reads[at] = true);
            table.columns.iter().zip(&mut reads).for_each(|(column, read)| *read |= column.is_dated());
        }
        if let Some(reduce) = &self.reduce {
            reduce.reads(t).into_iter().for_each(|at| reads[at] = true);
            table.columns.iter().zip(&mut reads).for_each(|(column, read)| *read |= column.quasi);
        }
        for places in &table.places {
            [places.city, places.state, places.zip].into_iter().flatten().for_each(|at| reads[at] = true);
        }
        sealed::reads(&table.columns).into_iter().for_each(|at| reads[at] = true);
        for (_, key) in self.needs.links.iter().filter(|(to, _)| *to == t) {
            reads[*key] = true;
        }
        if let Some(born) = table.columns.iter().position(|column| column.kind.name == "birth_date") {
            reads[born] |= self.needs.births;
        }
        for (own, column) in table.columns.iter().enumerate() {
            if let Treatment::Copy(CopyOf::Named { by, id }) = column.treatment {
                reads[by] = true;
                id.into_iter().for_each(|id| reads[id] = true);
            }
            if let Treatment::Derive(derive) = &column.treatment {
                reads[own] = true;
                derive.reads.iter().for_each(|(at, _)| reads[*at] = true);
            }
        }
        reads
    }

    /// The columns of a table that the first pass must read.
    pub fn gathers(&self, t: usize) -> Vec<bool> {
        let table = &self.policy.tables[t];
        let mut reads = self.reads(t);
        let opened = !sealed::reads(&table.columns).is_empty()
            || table.columns.iter().any(|column| matches!(column.treatment, Treatment::Copy(_)));
        if opened || self.notes.is_some() || self.reduce.is_some() {
            return reads;
        }
        let key = table.subject.map(|subject| match subject {
            Subject::Own(column) | Subject::Through { column, .. } => column,
        });
        for (c, read) in reads.iter_mut().enumerate() {
            let column = &table.columns[c];
            let numbered = self.is_numbered(t, c) && self.needs.numbered.contains(&column.domain);
            let dated = self.needs.latest && column.is_dated();
            let born = self.needs.births && column.kind.name == "birth_date";
            let leads = [key, table.scope].contains(&Some(c)) || self.needs.links.contains(&(t, c));
            *read &= numbered || dated || born || leads;
        }
        reads
    }
}
