//! Edge cases: which of the first rows of a table show which edge of each column.

use super::{Column, Distinct, Options, Over, Reference, Source, Table, arrow_schema};
use crate::draw::{Key, Permutation};
use crate::kinds::{Edges, Family, Group, edges};
use crate::schema::Document;
use arrow::array::{Array, ArrayRef, AsArray, StringArray};
use arrow::compute::concat;
use arrow::datatypes::DataType;
use std::collections::BTreeSet;
use std::sync::Arc;

/// So many rows of each table show edge cases, where they are asked for: whole households, so that those of the rows after
/// them are as they were, and few enough for a fixture of 200.
pub const EDGE_ROWS: u64 = 192;

/// The edge cases of one table.
pub struct EdgeCases {
    /// The first row that shows them: the one after the fixed rows.
    first: u64,
    /// For each column its edges, where it has any.
    columns: Vec<Option<Edged>>,
}

/// The edge cases of one column.
pub struct Edged {
    /// What they are.
    pub edges: Edges,
    /// How many cases there are, those that leave a row as it is drawn among them.
    pub cases: usize,
    /// The case that is NULL, where the column has a share of NULL.
    pub null: Option<usize>,
    /// Whether each case stands once, and what follows is drawn as ever.
    once: bool,
    key: Key,
}

/// Cases of the ends of a law: the least, the greatest, and two as they are drawn.
const OF_A_LAW: usize = 4;

/// Days and moments between two ends, with two as they are drawn.
const BETWEEN: usize = 10;

impl EdgeCases {
    /// The first row that shows no edge case any more.
    pub fn end(&self) -> u64 {
        self.first.saturating_add(EDGE_ROWS)
    }

    /// The edges of a column.
    pub fn column(&self, column: usize) -> Option<&Edged> {
        self.columns.get(column)?.as_ref()
    }

    /// The case that a row shows in a column: its own number at first, and then all of them again in another order, so that
    /// those of two columns meet in many pairs.
    pub fn case(&self, column: usize, row: u64) -> Option<usize> {
        let at = row.checked_sub(self.first).filter(|at| *at < EDGE_ROWS)?;
        let edged = self.column(column)?;
        let n = u64::try_from(edged.cases).ok().filter(|n| *n > 0)?;
        let case = match at / n {
            0 => at,
            _ if edged.once => return None,
            lap => Permutation::for_group(&edged.key, lap, n).map(at % n),
        };
        usize::try_from(case).ok()
    }
}

/// Whether edge cases are asked for.
pub(super) fn asked(document: &Document, options: &Options) -> bool {
    options.edge_cases || document.edge_cases.as_ref().is_some_and(|asked| asked.value)
}

/// Gives every table its edge cases.
pub(super) fn compile(document: &Document, options: &Options, tables: &mut [Table]) {
    if !asked(document, options) {
        return;
    }
    let steady = steady(tables);
    for (t, table) in tables.iter_mut().enumerate().filter(|(_, table)| !table.existing) {
        let columns: Vec<Option<Edged>> = (0..table.columns.len())
            .map(|c| of_column(table, c).filter(|edged| !is_time(&edged.edges) || !steady.contains(&(t, c))))
            .collect();
        for (column, edged) in table.columns.iter_mut().zip(&columns) {
            // A choice walks through what it has; names and texts were not foreseen.
            let listed = column.kind.is_some_and(|kind| kind.family == Family::Choice);
            if edged.as_ref().is_some_and(|edged| matches!(edged.edges, Edges::Values(_))) && !listed {
                column.few = None;
            }
        }
        for (c, column) in table.columns.iter_mut().enumerate() {
            if ends_in_numbers(column) && !table.primary_key.contains(&c) {
                let first = table.fixed.rows;
                column.distinct.iter_mut().for_each(|distinct| distinct.ends = Some(first));
            }
        }
        table.schema = arrow_schema(&table.columns, &table.written, &table.primary_key);
        table.edges = Some(EdgeCases { first: table.fixed.rows, columns });
    }
}

/// Whether the values of a column are numbered over all rows, so that the first and the last of them are its edges.
fn ends_in_numbers(column: &Column) -> bool {
    let whole = |d: &Distinct| d.over == Over::Rows && d.divide == 1 && d.modulo >= d.domain;
    let made = matches!(&column.source, Source::Maker { maker, .. } if matches!(maker.edges(), Edges::Ends));
    made && column.unique && column.distinct.as_ref().is_some_and(whole)
}

/// Whether edges are ends of a law, which could move a row in time.
fn is_time(edges: &Edges) -> bool {
    !matches!(edges, Edges::Values(_) | Edges::Drawn(_) | Edges::Fitting(_) | Edges::None)
}

/// The columns that decide when rows are there to which others must refer: were all of a few rows to leave on the day on
/// which they come, nobody could be found.
fn steady(tables: &[Table]) -> BTreeSet<(usize, usize)> {
    let whole =
        |reference: &Reference| reference.timely.is_some() && reference.within.is_none() && !reference.own;
    let targets: BTreeSet<usize> = tables
        .iter()
        .flat_map(|table| &table.columns)
        .filter_map(|column| match &column.source {
            Source::Reference(reference) if whole(reference) => Some(reference.table),
            _ => None,
        })
        .collect();
    let at = |t: usize, level: usize| match level {
        0 => Some(t),
        level => tables[t].ancestors.get(level - 1).copied(),
    };
    let mut open: Vec<(usize, usize)> = Vec::new();
    for t in targets {
        open.extend(tables[t].life.moments.iter().filter_map(|m| Some((at(t, m.level)?, m.column))));
    }
    let mut steady = BTreeSet::new();
    while let Some((t, c)) = open.pop() {
        if steady.insert((t, c)) {
            let column = &tables[t].columns[c];
            open.extend(column.reads.iter().map(|&c| (t, c)));
            open.extend(column.reads_above.iter().filter_map(|&(level, c)| Some((at(t, level)?, c))));
        }
    }
    steady
}

/// The edge cases of a column: of one that is drawn alone and need not be unique.
fn of_column(table: &Table, c: usize) -> Option<Edged> {
    let column = &table.columns[c];
    let Source::Maker { maker, .. } = &column.source else { return None };
    let grouped = table.unique.iter().any(|group| group.len() > 1 && group.contains(&c));
    let keyed = column.distinct.is_some() || table.primary_key.contains(&c) || grouped;
    if keyed || maker.group() != Group::Alone {
        return None;
    }
    let edges = match maker.edges() {
        // A maker of values that are unique lists none that it draws; a fixed row may have been given one.
        Edges::Values(values) if column.unique => Edges::Values(not_given(table, c, &values)?),
        _ if column.unique => return None,
        Edges::Values(values) => Edges::Values(with_lengths(values, column)),
        // What a row may have depends on its inputs; all that any row may have is known.
        Edges::None if column.data_type == DataType::Utf8 => {
            let values = maker.values().filter(|values| !values.is_empty())?;
            Edges::Drawn(Arc::new(StringArray::from_iter_values(values)))
        }
        other => other,
    };
    let cases = match &edges {
        Edges::None => return None,
        Edges::Values(values) | Edges::Drawn(values) => values.len(),
        Edges::Fitting(n) => *n,
        Edges::Ends | Edges::Tails => OF_A_LAW,
        Edges::Between => BETWEEN,
    };
    let null = column.null.as_ref().map(|_| cases);
    let once = column.unique || column.kind.is_some_and(|kind| kind.family == Family::Text);
    let key = column.key.derive("edges");
    Some(Edged { edges, cases: cases + usize::from(null.is_some()), null, once, key })
}

/// Those of some texts that no fixed row gives.
fn not_given(table: &Table, c: usize, values: &ArrayRef) -> Option<ArrayRef> {
    let given = table.fixed.columns.get(c).and_then(Option::as_ref);
    let given = given.and_then(|given| given.values.as_string_opt::<i32>());
    let given: BTreeSet<&str> = given.into_iter().flatten().flatten().collect();
    let left = values.as_string_opt::<i32>()?.iter().flatten().filter(|text| !given.contains(text));
    Some(Arc::new(StringArray::from_iter_values(left)))
}

/// Texts, and of a column that has a greatest length those that have it.
fn with_lengths(values: ArrayRef, column: &Column) -> ArrayRef {
    let listed = column.kind.is_some_and(|kind| kind.family == Family::Choice);
    let most = column.max_chars.and_then(|most| usize::try_from(most).ok()).filter(|_| !listed);
    let Some(most) = most else { return values };
    let long = StringArray::from_iter_values(edges::of_length(most));
    // Both are texts: only of texts a greatest length can be stated.
    concat(&[values.as_ref(), &long]).unwrap_or(values)
}
