//! From a plan and a manifest to what can be scored.

use crate::error::{Error, Result};
use crate::plan::{self, Plan, Source};
use crate::record::{Manifest, TableRecord};
use crate::schema::Document;
use crate::score::{Column, Parent, Reads, Refers, Study, Table};

/// The digest of a schema as a manifest records it.
pub(super) fn digest(document: &Document) -> String {
    crate::schema::digest(document)
}

/// The study, and the tables of the manifest in an order in which parents come first: of each its number in the study and
/// in the manifest.
pub(super) fn of(plan: &Plan, manifest: &Manifest) -> Result<(Study, Vec<(usize, usize)>)> {
    let tables =
        plan.tables.iter().map(|table| table_of(plan, table, manifest)).collect::<Result<Vec<_>>>()?;
    let depth = |at: usize| plan.tables[at].ancestors.len();
    let mut order: Vec<usize> = (0..tables.len()).collect();
    order.sort_by_key(|&at| (depth(at), at));
    let record = |at: usize| manifest.tables.iter().position(|table| table.name == plan.tables[at].name);
    let order = order.into_iter().filter_map(|at| Some((at, record(at)?))).collect();
    for table in &manifest.tables {
        if !plan.tables.iter().any(|planned| planned.name == table.name) {
            return Err(Error::usage(format!(
                "the schema has no table `{}`, which the data has",
                table.name
            )));
        }
    }
    Ok((Study { name: plan.name.clone(), epoch: plan.epoch, tables }, order))
}

fn table_of(plan: &Plan, table: &plan::Table, manifest: &Manifest) -> Result<Table> {
    let record = manifest.table(&table.name);
    let place =
        |name: &str| record.and_then(|table| table.columns.iter().position(|column| column.name == name));
    let columns: Vec<Column> =
        table.columns.iter().map(|column| column_of(table, column, place(&column.name))).collect();
    if let Some(record) = record {
        for column in &record.columns {
            if table.column(&column.name).is_none() {
                let message = format!(
                    "the schema's table `{}` has no column `{}`, which the data has",
                    table.name, column.name
                );
                return Err(Error::usage(message));
            }
        }
    }
    Ok(Table {
        name: table.name.clone(),
        columns,
        parent: parent_of(plan, table, manifest),
        key: table.primary_key.clone(),
        outside: table.outside(),
        given: table.fixed.rows,
    })
}

fn column_of(table: &plan::Table, column: &plan::Column, at: Option<usize>) -> Column {
    let reads = match &column.source {
        Source::Maker { inputs, .. } => {
            let names = column.kind.map_or(&[][..], |kind| kind.inputs);
            let read = |(input, formula): (&crate::kinds::Input, &Option<plan::Formula>)| {
                let formula = formula.as_ref()?;
                let cell = plain(formula).or_else(|| day_of(table, formula));
                Some(Reads { input: input.name, cell, epoch: formula.text == "epoch" })
            };
            names.iter().zip(inputs).filter_map(read).collect()
        }
        _ => Vec::new(),
    };
    let copies = match &column.source {
        Source::Expr(formula) => plain(formula).and_then(|(level, column)| (level == 0).then_some(column)),
        _ => None,
    };
    let settings = match &column.source {
        Source::Maker { settings, .. } => settings.clone(),
        _ => crate::kinds::Settings::default(),
    };
    let refers = match &column.source {
        Source::Reference(reference) => Some(Refers { table: reference.table, column: reference.column }),
        _ => None,
    };
    Column {
        name: column.name.clone(),
        kind: column.kind.map_or("", |kind| kind.name),
        at,
        reads,
        copies,
        settings,
        refers,
        unique: column.unique,
        group: group_of(table, column),
        tells: tells(column),
        least: least_of(table, column),
        sum: sum_of(table, column),
    }
}

/// The moment of the row whose day a formula takes: it is told as the day that it is.
fn day_of(table: &plan::Table, formula: &plan::Formula) -> Option<(usize, usize)> {
    let [cell] = formula.cells.as_slice() else { return None };
    let name = &table.columns.get(cell.column).filter(|_| cell.level == 0)?.name;
    (formula.text == format!("CAST({name} AS date)")).then_some((0, cell.column))
}

/// The column of the own row that a formula takes as it is.
fn own(formula: &plan::Formula) -> Option<usize> {
    plain(formula).filter(|(level, _)| *level == 0).map(|(_, column)| column)
}

/// The column that numbers the row whose value a column takes: itself, or what it copies or is of.
fn group_of(table: &plan::Table, column: &plan::Column) -> Option<usize> {
    let number = |column: &plan::Column| column.from_row.as_ref().and_then(|from| own(&from.row));
    let other = match &column.source {
        Source::Expr(formula) => own(formula),
        Source::Maker { inputs, .. } => {
            let names = column.kind.map_or(&[][..], |kind| kind.inputs);
            let of = names.iter().zip(inputs).find(|(input, _)| input.name == "of");
            of.and_then(|(_, formula)| own(formula.as_ref()?))
        }
        _ => None,
    };
    number(column).or_else(|| number(table.columns.get(other?)?))
}

/// The only column of the row that a template or a reference reads.
fn tells(column: &plan::Column) -> Option<usize> {
    match &column.source {
        Source::Template(_) => match (column.reads.as_slice(), column.reads_above.as_slice()) {
            ([only], []) => Some(*only),
            _ => None,
        },
        Source::Reference(reference) => own(reference.row.as_ref()?),
        _ => None,
    }
}

/// The first column of those of which an expression is the least.
fn least_of(table: &plan::Table, column: &plan::Column) -> Option<usize> {
    let Source::Expr(formula) = &column.source else { return None };
    let (first, _others) = formula.text.strip_prefix("least(")?.split_once(',')?;
    table.column(first.trim())
}

/// The two columns of which an expression is the plain sum, a day first.
fn sum_of(table: &plan::Table, column: &plan::Column) -> Option<(usize, usize)> {
    let Source::Expr(formula) = &column.source else { return None };
    let (day, days) = formula.text.split_once(" + ")?;
    let (day, days) = (table.column(day)?, table.column(days)?);
    let fits = table.columns[day].data_type == arrow::datatypes::DataType::Date32
        && table.columns[days].data_type == arrow::datatypes::DataType::Int64;
    fits.then_some((day, days))
}

/// The cell that a formula takes as it is.
fn plain(formula: &plan::Formula) -> Option<(usize, usize)> {
    match (&formula.program, formula.cells.as_slice()) {
        (None, [cell]) => Some((cell.level, cell.column)),
        _ => None,
    }
}

fn parent_of(plan: &Plan, table: &plan::Table, manifest: &Manifest) -> Option<Parent> {
    let parent = *table.ancestors.first()?;
    let links = table.columns.iter().enumerate().filter_map(|(at, column)| match column.source {
        Source::Above { level: 1, column } => Some((at, column)),
        _ => None,
    });
    let recorded = |name: &str| manifest.table(name);
    let whole = |name: &str| {
        let all = |table: &TableRecord| table.rows_drawn.unwrap_or(table.rows) == table.rows_total;
        recorded(name).is_some_and(|table| table.first_row == 0 && all(table))
    };
    let known = |(child, above): &(usize, usize)| {
        let unique = &plan.tables[parent].columns[*above];
        let only = plan.tables[parent].primary_key == [*above];
        (unique.unique || only) && table.written.contains(child)
    };
    // A part or a choice of tables may lack the parents of its children.
    let link = links.filter(|_| whole(&table.name) && whole(&plan.tables[parent].name)).find(known);
    // Where rows have not entered yet, a parent has fewer children than the law gives it.
    let cut = |name: &str| recorded(name).is_some_and(|table| table.rows_drawn.is_some());
    let counts = table.edge.as_ref().map(|edge| edge.counts().shares()).unwrap_or_default();
    Some(Parent { table: parent, link, counts, cut: cut(&table.name) || cut(&plan.tables[parent].name) })
}
