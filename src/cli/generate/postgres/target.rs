//! The tables of a database that the tables of a plan go into, and whether they fit.

use super::order::{Later, arrange};
use super::{Filling, create};
use crate::cli::generate::Order;
use crate::error::{Error, ErrorKind, Result, nearest};
use crate::io::postgres::catalog::{self, Table};
use crate::io::postgres::{CopyEncoder, NewTable, NewType, Session, bookkeeper};
use crate::plan::Plan;

/// A table that is filled.
pub(super) struct Target {
    /// Its number in the plan.
    pub(super) number: usize,
    /// The name that the schema file has for it.
    pub(super) name: String,
    /// The table there is, or that will be there.
    pub(super) table: Table,
    /// The table to be made, where it is.
    pub(super) new: Option<NewTable>,
    /// References that cannot be satisfied while rows go in.
    pub(super) later: Later,
}

impl Target {
    /// What turns rows into COPY.
    pub(super) fn encoder(&self, order: &Order<'_>) -> Result<CopyEncoder> {
        let schema = &order.plan.tables[self.number].schema;
        CopyEncoder::new(&self.name, &self.table, schema, &self.later.columns)
    }

    /// The columns that are sent.
    pub(super) fn sent(&self, order: &Order<'_>) -> Vec<String> {
        let fields = order.plan.tables[self.number].schema.fields();
        let known = |name: &String| self.table.column(name).is_some_and(|column| !column.generated);
        fields.iter().map(|field| field.name().clone()).filter(known).collect()
    }
}

/// Takes tables that are somebody's books, or are to be left, out of what is written; their names.
pub(super) fn leave(plan: &mut Plan, named: &[String]) -> Vec<String> {
    let is_left = |name: &str| bookkeeper(name).is_some() || named.iter().any(|n| n == name);
    let left =
        plan.order.iter().map(|&t| plan.tables[t].target.clone()).filter(|name| is_left(name)).collect();
    let tables = &plan.tables;
    plan.order.retain(|&t| !is_left(&tables[t].target));
    left
}

/// Finds the tables, and all that does not fit; of tables to be made the types that they need, too.
pub(super) fn find(session: &mut Session, filling: &Filling<'_>) -> Result<(Vec<Target>, Vec<NewType>)> {
    let order = filling.order;
    let names: Vec<&str> = order.plan.order.iter().map(|&t| order.plan.tables[t].target.as_str()).collect();
    let found = catalog::tables(session, &names)?;
    if filling.args.create {
        let there: Vec<&str> =
            names.iter().zip(&found).filter(|(_, found)| found.is_some()).map(|(name, _)| *name).collect();
        if !there.is_empty() {
            return Err(Error::new(
                ErrorKind::Exists,
                format!("tables are there already: {}", there.join(", ")),
            )
            .hint("leave --create out to fill them"));
        }
        return create::targets(session, order);
    }
    let known = catalog::all_tables(session)?;
    let (mut targets, mut wrong) = (Vec::new(), Vec::new());
    for ((&number, name), table) in order.plan.order.iter().zip(&names).zip(found) {
        match table {
            Some(table) => {
                fit(order, number, &table, &mut wrong);
                let (name, later) = (order.plan.tables[number].name.clone(), Later::default());
                targets.push(Target { number, name, table, new: None, later });
            }
            None => wrong.push(match nearest(name, known.iter().map(|(_, table, _)| table.as_str())) {
                Some(near) => format!("there is no table {name}; there is {near}"),
                None => format!("there is no table {name}"),
            }),
        }
    }
    if wrong.is_empty() {
        return Ok((arrange(order, filling.args.commit_per_table, targets)?, Vec::new()));
    }
    let advice = if targets.is_empty() {
        "--create makes the tables"
    } else {
        "the names of tables and columns are those of the schema"
    };
    let message = match wrong.as_slice() {
        [one] => one.clone(),
        several => format!("the database does not fit the schema:\n  {}", several.join("\n  ")),
    };
    Err(Error::new(ErrorKind::Output, message).hint(advice))
}

/// Whether a table takes the columns of the schema, and needs no others.
fn fit(order: &Order<'_>, number: usize, table: &Table, wrong: &mut Vec<String>) {
    let plan = &order.plan.tables[number];
    let fields = plan.schema.fields();
    for field in fields {
        if table.column(field.name()).is_none() {
            let near = nearest(field.name(), table.columns.iter().map(|column| column.name.as_str()));
            let near = near.map_or_else(String::new, |near| format!("; there is {near}"));
            wrong.push(format!("{} has no column {}{near}", plan.name, field.name()));
        }
    }
    for reference in &table.references {
        let orphan = |name: &&String| {
            plan.column(name).is_some_and(|c| plan.dirt.as_ref().is_some_and(|dirt| dirt.orphans(c)))
        };
        if let Some(column) = reference.columns.iter().find(orphan) {
            wrong.push(format!(
                "{}.{column} may lead nowhere (`orphans`), and a foreign key of the table forbids that",
                plan.name
            ));
        }
    }
    for column in &table.columns {
        let made = fields.iter().any(|field| *field.name() == column.name);
        if column.not_null && !column.filled && !column.generated && !made {
            wrong.push(format!(
                "{}.{} is NOT NULL without a default, and the schema does not make it",
                plan.name, column.name
            ));
        }
    }
}

/// The names of tables that hold rows.
pub(super) fn hold_rows(session: &mut Session, targets: &[Target]) -> Result<Vec<String>> {
    let mut full = Vec::new();
    for target in targets {
        if catalog::holds_rows(session, &target.table)? {
            full.push(target.name.clone());
        }
    }
    Ok(full)
}

/// Whether every table is there and holds rows, if it is to have any.
pub(super) fn hold(session: &mut Session, order: &Order<'_>) -> Result<bool> {
    let names: Vec<&str> = order.plan.order.iter().map(|&t| order.plan.tables[t].target.as_str()).collect();
    for (&number, table) in order.plan.order.iter().zip(catalog::tables(session, &names)?) {
        let Some(table) = table else { return Ok(false) };
        if order.plan.tables[number].rows > 0 && !catalog::holds_rows(session, &table)? {
            return Ok(false);
        }
    }
    Ok(true)
}
