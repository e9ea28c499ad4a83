//! Conditions of a table: what they read, and which columns are drawn again where a row fails one.

use super::build::{Builder, Built};
use super::names::Scope;
use super::tables::Draft as TableDraft;
use super::{Formula, Options, Source, Table};
use crate::error::{Problem, Problems, Span};
use crate::kinds::Group;
use crate::schema::Document;
use arrow::datatypes::DataType;

/// Conditions that must hold together, because they read values that are drawn for more than one of them.
pub struct Checks {
    /// The conditions; a row fails where one is false, as in SQL: NULL passes.
    pub formulas: Vec<Formula>,
    /// Where each is stated.
    pub spans: Vec<Span>,
    /// The columns that are read, and those that they read in turn.
    pub columns: Vec<usize>,
    /// Those of them whose values are drawn again.
    pub drawn: Vec<usize>,
    /// What is read from above: levels from 1, and columns.
    pub above: Vec<(usize, usize)>,
}

/// Compiles the conditions of every table.
pub(super) fn compile(
    document: &Document,
    options: &Options,
    drafts: &[TableDraft<'_>],
    built: &Built,
    problems: &mut Problems,
) -> Vec<Vec<(Formula, Span)>> {
    let mut all = Vec::with_capacity(document.tables.len());
    for (table, doc) in document.tables.iter().enumerate() {
        let scope = Scope { document, drafts, table };
        let builder = Builder { scope: &scope, built, days: super::build::days(document, options), options };
        let mut list = Vec::with_capacity(doc.check.len());
        for check in &doc.check {
            let parsed = scope.expression(check, problems);
            let parsed = parsed.filter(|e| builder.check_steady(e, problems));
            let formula = parsed.and_then(|e| builder.formula(&e, Some(&DataType::Boolean), &[], problems));
            list.extend(formula.map(|formula| (formula, check.span)));
        }
        all.push(list);
    }
    all
}

/// Puts conditions together that share values that are drawn.
pub(super) fn group(table: &Table, checks: Vec<(Formula, Span)>) -> Vec<Checks> {
    let stand = standing(table);
    let mut groups: Vec<Checks> = Vec::new();
    for (formula, span) in checks {
        let mut one = single(table, &stand, formula, span);
        let (mut apart, shared): (Vec<Checks>, Vec<Checks>) =
            groups.into_iter().partition(|other| !other.drawn.iter().any(|c| one.drawn.contains(c)));
        for other in shared.into_iter().rev() {
            one.formulas.splice(0..0, other.formulas);
            one.spans.splice(0..0, other.spans);
            one.columns.extend(other.columns);
            one.drawn.extend(other.drawn);
            one.above.extend(other.above);
        }
        for list in [&mut one.columns, &mut one.drawn] {
            list.sort_unstable();
            list.dedup();
        }
        one.above.sort_unstable();
        one.above.dedup();
        apart.push(one);
        groups = apart;
    }
    groups
}

/// Refuses references to numbered rows of their own table where a check that reads what is taken there decides that as well: each
/// row would wait for the one before it, all the way to the first.
pub(super) fn refuse_endless(tables: &[Table], problems: &mut Problems) {
    for (t, table) in tables.iter().enumerate() {
        for checks in &table.checks {
            let endless = |&&c: &&usize| {
                let Source::Reference(reference) = &table.columns[c].source else { return false };
                let lead = match &table.columns[reference.shares.unwrap_or(c)].source {
                    Source::Reference(lead) => lead,
                    _ => reference,
                };
                reference.table == t
                    && (lead.row.is_some() || lead.nth.is_some())
                    && checks.columns.contains(&reference.column)
            };
            if let (Some(&c), Some(&span)) = (checks.columns.iter().find(endless), checks.spans.first()) {
                let name = &table.columns[c].name;
                let message = format!(
                    "the check decides what `{name}` takes of the row before, and of all before that"
                );
                problems
                    .push(Problem::new(span, message).help("let the row be drawn, without `row` and `nth`"));
            }
        }
    }
}

fn single(table: &Table, stand: &[bool], formula: Formula, span: Span) -> Checks {
    let mut above: Vec<(usize, usize)> =
        formula.cells.iter().filter(|c| c.level > 0).map(|c| (c.level, c.column)).collect();
    let cells = formula.cells.iter().filter(|c| c.level == 0).map(|c| c.column).collect();
    let columns = together(table, stand, read(table, cells));
    let columns: Vec<usize> = (0..columns.len()).filter(|&c| columns[c]).collect();
    above.extend(columns.iter().flat_map(|&c| &table.columns[c].reads_above));
    let drawn = columns.iter().copied().filter(|&c| is_drawn(table, stand, c)).collect();
    Checks { formulas: vec![formula], spans: vec![span], columns, drawn, above }
}

/// These columns, and those that they read in turn.
fn read(table: &Table, mut open: Vec<usize>) -> Vec<bool> {
    let mut columns = vec![false; table.columns.len()];
    while let Some(column) = open.pop() {
        if !std::mem::replace(&mut columns[column], true) {
            open.extend(&table.columns[column].reads);
        }
    }
    columns
}

/// The columns that other rows look at while they are made: they would have to be drawn again together with those.
fn standing(table: &Table) -> Vec<bool> {
    let follows = |source: &Source| matches!(source, Source::Reference(r) if r.timely.is_some());
    let timely = table.columns.iter().any(|column| follows(&column.source));
    let moments = table.life.moments.iter().filter(|moment| timely && moment.level == 0);
    let together =
        |source: &Source| matches!(source, Source::Maker { maker, .. } if maker.group() != Group::Alone);
    let seen = (0..table.columns.len())
        .filter(|&c| table.columns[c].from_row.is_some() || together(&table.columns[c].source));
    read(table, seen.chain(moments.map(|moment| moment.column)).collect())
}

/// These columns, with all that take their values from a row which one of them picks and that can be picked again: it is picked
/// again for all of them.
fn together(table: &Table, stand: &[bool], mut columns: Vec<bool>) -> Vec<bool> {
    loop {
        let shared = |&c: &usize| columns[c] && is_drawn(table, stand, c);
        let found: Vec<usize> = (0..columns.len()).filter(shared).flat_map(|c| sharing(table, c)).collect();
        if found.iter().all(|&c| columns[c]) {
            return columns;
        }
        for (c, one) in read(table, found).into_iter().enumerate() {
            columns[c] |= one;
        }
    }
}

/// The references that take their values from the row that a reference picks, itself among them.
fn sharing(table: &Table, column: usize) -> Vec<usize> {
    let lead = |c: usize| match &table.columns[c].source {
        Source::Reference(reference) => Some(reference.shares.unwrap_or(c)),
        _ => None,
    };
    let Some(picked) = lead(column) else { return Vec::new() };
    (0..table.columns.len()).filter(|&c| lead(c) == Some(picked)).collect()
}

/// Whether a column can be drawn again: not where it stands, and of values that must stay apart no more than whether they are
/// there. A row that is picked for several columns can be picked again where that is so of none of them.
fn is_drawn(table: &Table, stand: &[bool], column: usize) -> bool {
    let it = &table.columns[column];
    let apart = |c: usize| table.columns[c].stands_apart() || table.primary_key.contains(&c);
    if stand[column] {
        return false;
    }
    if apart(column) {
        return it.null.is_some();
    }
    match &it.source {
        Source::Maker { .. } => true,
        Source::Reference(_) => sharing(table, column).iter().all(|&c| !stand[c] && !apart(c)),
        _ => it.null.is_some(),
    }
}
