//! What a schema states itself of its tables in a database: types of columns, keys, checks, types of its own.

use super::create::coding;
use crate::cli::generate::Order;
use crate::cli::terminal;
use crate::error::{Error, ErrorKind, Result};
use crate::io::postgres::{Coding, NewType, Session, TypeSort, catalog, literal, names, referred, split};
use crate::schema::Table;
use std::collections::{BTreeMap, BTreeSet};

/// The document's tables with what they state, by the number of the table in the plan.
pub(super) struct Stated<'a> {
    tables: BTreeMap<usize, &'a Table>,
    /// The types, by the names that pieces of SQL have for them.
    types: BTreeMap<&'a str, &'a str>,
    /// Schemas and names of tables that there are, or will be.
    there: BTreeSet<(String, String)>,
    here: String,
}

impl<'a> Stated<'a> {
    /// Reads what is stated; `places` are the schemas and names of the tables that are made.
    pub(super) fn read(
        session: &mut Session,
        order: &Order<'a>,
        places: &BTreeMap<usize, (String, String)>,
        here: &str,
    ) -> Result<Self> {
        let document: BTreeMap<&str, &Table> =
            order.document.tables.iter().map(|table| (table.name.value.as_str(), table)).collect();
        let of = |t: &usize| Some((*t, *document.get(order.plan.tables[*t].name.as_str())?));
        // What is dirty may go past what is stated for clean rows.
        let clean = |t: &&usize| order.plan.tables[**t].dirt.is_none();
        let tables = order.plan.order.iter().filter(clean).filter_map(of).collect();
        let types =
            order.document.types.iter().map(|(name, sql)| (name.value.as_str(), sql.value.0.as_str()));
        let mut there: BTreeSet<(String, String)> =
            catalog::all_tables(session)?.into_iter().map(|(schema, name, _)| (schema, name)).collect();
        there.extend(order.plan.order.iter().filter_map(|t| places.get(t).cloned()));
        Ok(Self { tables, types: types.collect(), there, here: here.to_owned() })
    }

    /// The type of a column, and what stands behind it.
    pub(super) fn column(&self, table: usize, name: &str) -> Option<(&'a str, &'a str)> {
        let column = self.tables.get(&table)?.columns.iter().find(|column| column.name.value == name)?;
        Some(split(&column.sql.as_ref()?.value.0))
    }

    /// What stands beside the columns of a table, where that is stated; a reference to what is not there is named.
    pub(super) fn beside(&self, table: usize) -> Option<Vec<String>> {
        let table = self.tables.get(&table)?;
        let mut pieces = Vec::new();
        for piece in table.sql.as_ref()?.iter().map(|piece| &piece.value.0) {
            if !piece.starts_with("FOREIGN KEY ") || self.leads(piece) {
                pieces.push(piece.clone());
            } else {
                // What was asked for and is not made is told also where no progress is wanted.
                let name = &table.name.value;
                terminal::complain(&format!(
                    "note: left out of {name}, as its table is not there: {piece}\n"
                ));
            }
        }
        Some(pieces)
    }

    fn leads(&self, piece: &str) -> bool {
        let Some((schema, name)) = referred(piece) else { return true };
        self.there.contains(&(schema.unwrap_or_else(|| self.here.clone()), name))
    }

    /// How the values of a type are sent that a column states.
    pub(super) fn coding(&self, type_name: &str) -> Coding {
        let bare = type_name.trim_matches('"');
        match self.types.get(bare) {
            Some(own) if own.starts_with("ENUM") => Coding::Text,
            Some(own) if own.starts_with("RANGE") || own.starts_with('(') => Coding::Other,
            Some(domain) => coding(split(domain).0),
            None => coding(type_name),
        }
    }
}

/// The types that a schema states, those first on which others stand.
pub(super) fn types(session: &mut Session, order: &Order<'_>, here: &str) -> Result<Vec<NewType>> {
    let mut list = Vec::with_capacity(order.document.types.len());
    for (label, sql) in &order.document.types {
        let apart = match label.value.split_once('.') {
            Some((schema, name)) if catalog::schema_exists(session, schema)? => Some((schema, name)),
            _ => None,
        };
        let (schema, name) = apart.unwrap_or((here, &label.value));
        if name.len() > 63 {
            let message =
                format!("the name of the type {name} is longer than the 63 bytes that Postgres keeps");
            return Err(Error::new(ErrorKind::Output, message));
        }
        let sort = TypeSort::Stated(sql.value.0.clone());
        list.push(NewType { schema: schema.to_owned(), name: name.to_owned(), sort });
    }
    refuse_those_there(session, &list)?;
    let mut sorted = Vec::with_capacity(list.len());
    let mut done = vec![false; list.len()];
    for at in 0..list.len() {
        stand(&list, at, &mut done, &mut sorted);
    }
    Ok(sorted)
}

/// Puts down a type after those that it names.
fn stand(list: &[NewType], at: usize, done: &mut [bool], sorted: &mut Vec<NewType>) {
    if std::mem::replace(&mut done[at], true) {
        return;
    }
    let TypeSort::Stated(definition) = &list[at].sort else { return };
    for other in 0..list.len() {
        if names(definition, &list[other].name) {
            stand(list, other, done, sorted);
        }
    }
    sorted.push(list[at].clone());
}

fn refuse_those_there(session: &mut Session, list: &[NewType]) -> Result<()> {
    if list.is_empty() {
        return Ok(());
    }
    let pairs: Vec<String> =
        list.iter().map(|own| format!("({}, {})", literal(&own.schema), literal(&own.name))).collect();
    let rows = session.rows(&format!(
        "SELECT t.typname FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace \
         WHERE (n.nspname, t.typname) IN ({}) ORDER BY 1",
        pairs.join(", ")
    ))?;
    if rows.is_empty() {
        return Ok(());
    }
    let there: Vec<&str> = rows.iter().map(|row| row.text(0)).collect();
    Err(Error::new(ErrorKind::Exists, format!("types are there already: {}", there.join(", ")))
        .hint("remove what is there (DROP TYPE), or take them out of [types]"))
}
