//! Types of users that columns have: those of the target that fit, and those that it must get.

use super::{Placed, Replica};
use crate::error::{Error, ErrorKind, Place, Result};
use crate::io::postgres::session::{Session, identifier, literal};
use crate::shape::Table;
use std::collections::BTreeSet;

impl Replica {
    /// Finds the types that the target has not, and must get.
    ///
    /// # Errors
    /// Where a type is another there, or something is of an extension that is not there.
    pub fn fit(&mut self, target: &mut Session) -> Result<()> {
        let mut lacking = self.lacking(target)?;
        let mut needed = Vec::new();
        for table in self.tables() {
            for column in &table.columns {
                self.need(column.type_oid, &mut needed)
                    .map_err(|error| error.at(Place::column(&table.name, &column.name)))?;
            }
        }
        for oid in needed {
            let Some(own) = self.database.type_of(oid) else { continue };
            let sql = format!(
                "SELECT t.typtype, COALESCE((SELECT json_agg(e.enumlabel ORDER BY e.enumsortorder) FROM pg_enum e \
                 WHERE e.enumtypid = t.oid), '[]')::text FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace \
                 WHERE n.nspname = {} AND t.typname = {}",
                literal(&own.schema),
                literal(&own.name)
            );
            let found = target.rows(&sql)?;
            let named = || format!("{}.{}", own.schema, own.name);
            match (found.first(), self.extensions.get(&oid)) {
                (Some(row), _) => {
                    let values: Vec<String> = serde_json::from_str(row.text(1)).unwrap_or_default();
                    if row.text(0) != own.kind || (own.kind == "e" && values != own.values) {
                        let message = format!("the target has another type {}", named());
                        return Err(Error::new(ErrorKind::Output, message)
                            .hint("drop it there, or take an empty database"));
                    }
                }
                (None, Some(extension)) => {
                    lacking.insert([extension.clone(), own.schema.clone()]);
                }
                (None, None) => self.types.push(oid),
            }
        }
        if lacking.is_empty() {
            return Ok(());
        }
        let names: Vec<&str> = lacking.iter().map(|[name, _]| name.as_str()).collect();
        let message = format!("the target lacks what types, indexes or checks need: {}", names.join(", "));
        let create: Vec<String> = lacking.iter().map(create).collect();
        Err(Error::new(ErrorKind::Output, message)
            .hint(format!("make there what the source has: {}", create.join("; "))))
    }

    /// Extensions of indexes, checks and computed columns that the target has not, each with its schema.
    fn lacking(&self, target: &mut Session) -> Result<BTreeSet<[String; 2]>> {
        let there =
            "SELECT e.extname, n.nspname FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace";
        let there = target.rows(there)?;
        let there: Vec<[&str; 2]> = there.iter().map(|row| [row.text(0), row.text(1)]).collect();
        let is_of =
            |table: &Table, (schema, name): &(String, String)| table.schema == *schema && table.name == *name;
        let taken = self.taken.iter().filter(|(of, _)| self.tables().any(|table| is_of(table, of)));
        let taken = taken.map(|(_, extension)| extension);
        Ok(taken.filter(|[name, schema]| !there.contains(&[name, schema])).cloned().collect())
    }

    /// Notes a type of users, after those on which it stands.
    pub(super) fn need(&self, oid: u32, needed: &mut Vec<u32>) -> Result<()> {
        let Some(own) = self.database.type_of(oid) else { return Ok(()) };
        if own.item != 0 {
            return self.need(own.item, needed);
        }
        if own.schema == "pg_catalog" || needed.contains(&oid) {
            return Ok(());
        }
        match own.kind.as_str() {
            "d" | "r" => self.need(own.base, needed)?,
            "m" => {}
            "c" => own.fields.iter().try_for_each(|(_, field, _)| self.need(*field, needed))?,
            "e" => {}
            _ if self.extensions.contains_key(&oid) => {}
            _ => {
                let message =
                    format!("the type {}.{} cannot be made in another database", own.schema, own.name);
                return Err(Error::new(ErrorKind::Output, message));
            }
        }
        needed.push(oid);
        Ok(())
    }

    /// A type as SQL writes it, where its schema lies for now.
    pub(super) fn type_sql(&self, oid: u32, modifier: i32, written: &str, placed: Placed<'_>) -> String {
        let Some(own) = self.database.type_of(oid) else { return written.to_owned() };
        if own.item != 0 {
            let item = self.database.type_of(own.item);
            return match item.filter(|item| item.schema != "pg_catalog") {
                Some(_) => format!("{}[]", self.type_sql(own.item, modifier, written, placed)),
                None => written.to_owned(),
            };
        }
        if own.schema == "pg_catalog" {
            return written.to_owned();
        }
        let schema = if self.types.contains(&oid) { placed(&own.schema) } else { own.schema.clone() };
        // Modifiers of types of users are of extensions, which write them behind the name.
        let modifier = written.rsplit_once('(').filter(|_| modifier >= 0 && own.kind == "b");
        let modifier = modifier.map_or(String::new(), |(_, rest)| format!("({rest}"));
        format!("{}.{}{modifier}", identifier(&schema), identifier(&own.name))
    }
}

/// The statement that makes an extension in its schema.
fn create([name, schema]: &[String; 2]) -> String {
    // As people write it, where that is the same.
    let plain = name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    let name = if plain { name.clone() } else { identifier(name) };
    match schema.as_str() {
        "public" | "pg_catalog" => format!("CREATE EXTENSION {name}"),
        _ => format!("CREATE EXTENSION {name} SCHEMA {}", identifier(schema)),
    }
}
