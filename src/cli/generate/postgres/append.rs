//! `--mode append`: the next rows of the same seed, behind those that are there.

use super::tell::manifest_of;
use crate::cli::generate::manifest;
use crate::cli::load;
use crate::error::{Error, ErrorKind, Place, Result};
use crate::io::postgres::catalog::{self, Table};
use crate::io::postgres::{Session, identifier, marker};
use crate::plan::{self, Options, Over, Plan, Source};
use crate::record::Manifest;
use crate::schema::{self, Document};
use std::collections::BTreeMap;
use std::ops::Range;

/// A plan of all rows, and which of them are added.
pub(super) struct Grown {
    pub(super) plan: Plan,
    pub(super) rows: Vec<Range<u64>>,
    /// What an earlier run has left word of.
    pub(super) before: Option<Manifest>,
}

/// Finds how many rows are there, and plans as many more as were asked for.
pub(super) fn grow(
    session: &mut Session,
    document: &Document,
    asked: &Plan,
    options: &Options,
    threads: usize,
) -> Result<Grown> {
    let before = earlier(session, document, asked)?;
    let names: Vec<&str> = asked.order.iter().map(|&t| asked.tables[t].target.as_str()).collect();
    let found: BTreeMap<usize, Table> = asked
        .order
        .iter()
        .zip(catalog::tables(session, &names)?)
        .filter_map(|(&number, table)| Some((number, table?)))
        .collect();
    let mut roots: BTreeMap<usize, u64> = BTreeMap::new();
    let mut options = options.clone();
    options.rows.clear();
    options.scale = None;
    for (number, table) in asked.tables.iter().enumerate() {
        if table.edge.is_some() || table.existing {
            continue;
        }
        let recorded = before.as_ref().and_then(|m| m.roots.get(&table.name)).copied();
        let there = match found.get(&number) {
            Some(target) => counted(session, asked, number, target)?,
            // A root table that is not written keeps the rows that its children were made under.
            None => recorded.unwrap_or(table.rows),
        };
        let fixed_number = !grows(document, &table.name) && there > 0;
        let more = if fixed_number || !found.contains_key(&number) { 0 } else { table.rows };
        roots.insert(number, there);
        options.rows.push((Some(table.name.clone()), there.saturating_add(more)));
    }
    let plan = load::plan(document, &options, threads)?;
    let starts = plan::starts(&plan, &roots);
    let rows: Vec<Range<u64>> = starts.iter().zip(&plan.tables).map(|(&start, t)| start..t.rows).collect();
    can_go_on(session, &plan, &rows, &found)?;
    Ok(Grown { plan, rows, before })
}

/// What an earlier run has left word of; it must have been of the same seed and schema.
fn earlier(session: &mut Session, document: &Document, plan: &Plan) -> Result<Option<Manifest>> {
    let Some(found) = marker::read(session, &plan.name)? else { return Ok(None) };
    let before = manifest_of(&found.manifest)?;
    let differs = |what: &str| {
        Err(Error::new(ErrorKind::Usage, format!("the rows that are there were made from another {what}"))
            .hint("rows can be added only from the same seed and schema; --mode truncate begins anew"))
    };
    if !found.complete {
        return Err(Error::usage("the run that filled this database has not ended")
            .hint("let it go on, by the command that began it"));
    }
    if before.seed != plan.seed {
        return differs("seed");
    }
    if before.schema.digest != schema::digest(document) {
        return differs("schema");
    }
    if before.existing != manifest::existing(plan)? {
        return Err(Error::usage(
            "tables that exist have other keys than when rows were made that refer to them",
        ));
    }
    Ok(Some(before))
}

fn grows(document: &Document, name: &str) -> bool {
    let table = document.tables.iter().find(|table| table.name.value == name);
    table.is_some_and(|t| t.rows.is_some() && t.scales.as_ref().is_none_or(|scales| scales.value))
}

/// How many rows of a table are there: by its highest serial, or else by counting.
fn counted(session: &mut Session, plan: &Plan, number: usize, target: &Table) -> Result<u64> {
    let table = &plan.tables[number];
    let serial = table.written.iter().find_map(|&c| match table.columns[c].source {
        Source::Serial { start, step } => Some((table.columns[c].name.as_str(), start, step)),
        _ => None,
    });
    let number = |text: Option<String>| text.and_then(|text| text.parse::<i128>().ok());
    match serial {
        Some((column, start, step)) => {
            let extreme = if step > 0 { "max" } else { "min" };
            let sql = format!("SELECT {extreme}({}) FROM {}", identifier(column), target.sql());
            let rows = number(session.value(&sql)?)
                .map_or(0, |top| (top - i128::from(start)) / i128::from(step) + 1);
            Ok(u64::try_from(rows.max(0)).unwrap_or(u64::MAX))
        }
        None => {
            let rows = number(session.value(&format!("SELECT count(*) FROM {}", target.sql()))?);
            Ok(rows.and_then(|rows| u64::try_from(rows).ok()).unwrap_or_default())
        }
    }
}

/// Whether every unique column has values left that no row has, and no serial is taken.
fn can_go_on(
    session: &mut Session,
    plan: &Plan,
    rows: &[Range<u64>],
    found: &BTreeMap<usize, Table>,
) -> Result<()> {
    let grown = |t: usize| rows[t].start > 0 && !rows[t].is_empty();
    for &t in plan.order.iter().filter(|&&t| !rows[t].is_empty()) {
        let table = &plan.tables[t];
        let refuse = |column: &str, why: &str| {
            Err(Error::usage(format!("{why}, so that rows cannot be added"))
                .at(Place::column(&table.name, column))
                .hint("--mode truncate begins anew"))
        };
        if rows[t].start > 0 {
            for column in &table.columns {
                // The permutation that keeps rows apart is one of the table referred to, and of its size.
                let apart = column.distinct.as_ref().is_some_and(|d| d.over == Over::Rows);
                if let Source::Reference(reference) = &column.source
                    && apart
                    && grown(reference.table)
                {
                    return refuse(
                        &column.name,
                        "it refers to a different row each time, and the table referred to grows",
                    );
                }
            }
        }
        if table.edge.is_some()
            && let Some(target) = found.get(&t)
            && let Some(column) =
                table.written.iter().find(|&&c| matches!(table.columns[c].source, Source::Serial { .. }))
            && counted(session, plan, t, target)? > rows[t].start
        {
            return refuse(
                &table.columns[*column].name,
                "it has been counted further than the rows of its parents",
            );
        }
    }
    Ok(())
}
