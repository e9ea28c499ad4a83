//! Tables of the schema whose rows are in the database: read before the plan is made.

use crate::error::{Error, ErrorKind, Place, Result, nearest};
use crate::io::postgres::Session;
use crate::io::postgres::catalog::{self, Column, Table};
use crate::io::postgres::existing;
use crate::plan::Existing;
use crate::schema::Document;
use std::collections::BTreeMap;

/// Reads every table that says `source = "existing"`, in the order of its key.
pub(super) fn read(session: &mut Session, document: &Document) -> Result<BTreeMap<String, Existing>> {
    let wanted: Vec<_> = document.tables.iter().filter(|table| table.source.is_some()).collect();
    let names: Vec<&str> =
        wanted.iter().map(|table| table.target.as_ref().unwrap_or(&table.name).value.as_str()).collect();
    if names.is_empty() {
        return Ok(BTreeMap::new());
    }
    let found = catalog::tables(session, &names)?;
    let mut all = BTreeMap::new();
    for (table, found) in wanted.iter().zip(found) {
        let name = &table.name.value;
        let place = || Place { table: Some(name.clone()), ..Place::default() };
        let found = found.ok_or_else(|| {
            Error::new(
                ErrorKind::Input,
                "the schema says that this table exists, and the database has none of this name",
            )
            .at(place())
        })?;
        let stated = table.columns.iter().map(|column| column.name.value.as_str());
        let columns = stated.filter(|name| !name.starts_with('_')).map(|column| pick(&found, name, column));
        let columns = columns.collect::<Result<Vec<&Column>>>()?;
        let (rows, arrays) = existing::read(session, &found, &columns)?;
        let named = columns.iter().map(|column| column.name.clone()).zip(arrays).collect();
        all.insert(name.clone(), Existing { rows, columns: named });
    }
    Ok(all)
}

fn pick<'t>(found: &'t Table, table: &str, column: &str) -> Result<&'t Column> {
    found.column(column).ok_or_else(|| {
        let error = Error::new(ErrorKind::Input, "the table exists without such a column")
            .at(Place::column(table, column));
        match nearest(column, found.columns.iter().map(|column| column.name.as_str())) {
            Some(near) => error.hint(format!("there is {near}")),
            None => error,
        }
    })
}
