//! From a plan and a manifest to what can be scored.

use crate::error::{Error, Result};
use crate::plan::{self, Plan, Source};
use crate::record::Manifest;
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
        table.columns.iter().map(|column| column_of(column, place(&column.name))).collect();
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
    })
}

fn column_of(column: &plan::Column, at: Option<usize>) -> Column {
    let reads = match &column.source {
        Source::Maker { inputs, .. } => {
            let names = column.kind.map_or(&[][..], |kind| kind.inputs);
            let read = |(input, formula): (&crate::kinds::Input, &Option<plan::Formula>)| {
                let formula = formula.as_ref()?;
                Some(Reads { input: input.name, cell: plain(formula) })
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
    }
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
    let whole = |name: &str| manifest.table(name).is_some_and(|table| table.rows == table.rows_total);
    let known = |(child, above): &(usize, usize)| {
        let unique = &plan.tables[parent].columns[*above];
        let only = plan.tables[parent].primary_key == [*above];
        (unique.unique || only) && table.written.contains(child)
    };
    // A part or a choice of tables may lack the parents of its children.
    let link = links.filter(|_| whole(&table.name) && whole(&plan.tables[parent].name)).find(known);
    let counts = table.edge.as_ref().map_or_else(Vec::new, |edge| edge.counts().shares());
    Some(Parent { table: parent, link, counts })
}
