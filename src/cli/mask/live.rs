//! A live Postgres as a source: one state of it, read as often as it is needed by sessions that cannot write, as a dump of
//! its data.

use super::columns::Listed;
use crate::cli::generate::address;
use crate::cli::verify::units::Again;
use crate::error::{Error, ErrorKind, Place, Result};
use crate::io::postgres::{Address, Seen, Session, Snapshot, identifier, literal};
use crate::io::shaped::{Columns, Target};
use crate::plan::Policy;
use crate::run::{Feed, Stop, feed};
use crate::shape::Filler;
use std::collections::BTreeMap;
use std::io::Read;
use std::sync::{Arc, Mutex, PoisonError};

/// What a database is called: its address without the password.
///
/// # Errors
/// Where it is no address.
pub(in crate::cli) fn name(input: &str) -> Result<String> {
    Ok(address(input)?.to_string())
}

/// A table under the name that the schema has for it.
#[derive(Clone)]
pub(super) struct Dumped {
    /// The name in the schema.
    pub(super) name: String,
    /// Where its rows are.
    pub(super) seen: Seen,
}

impl Dumped {
    /// The statement before its rows, as `pg_dump` writes it.
    pub(super) fn head(&self) -> String {
        let name: Vec<String> = self.name.split('.').map(identifier).collect();
        let columns: Vec<String> = self.seen.columns.iter().map(|name| identifier(name)).collect();
        format!("COPY {} ({}) FROM stdin;\n", name.join("."), columns.join(", "))
    }
}

/// What failed while somebody read: told in its own words.
pub(super) type Failure = Arc<Mutex<Option<Error>>>;

/// The rows of tables, as a dump of their data.
pub(super) fn dump(
    tables: Vec<Dumped>,
    failure: Failure,
    open: impl FnOnce() -> Result<Session> + Send + 'static,
) -> Result<Feed> {
    let make = move |put: &mut dyn FnMut(Vec<u8>) -> bool| -> Result<bool> {
        let mut session = open()?;
        if !put(b"SET client_encoding = 'UTF8';\n\n".to_vec()) {
            return Ok(false);
        }
        for table in &tables {
            let whole = put(table.head().into_bytes())
                && table.seen.read(&mut session, put)?
                && put(b"\\.\n\n".to_vec());
            if !whole {
                return Ok(false);
            }
        }
        session.close()?;
        Ok(true)
    };
    let begun = feed(move |put| {
        make(put).unwrap_or_else(|error| {
            failure.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
            false
        })
    });
    begun.map_err(|e| Error::io("read a database", Place::default(), &e))
}

/// One state of a database.
pub(super) struct Live {
    snapshot: Arc<Snapshot>,
    /// The tables of the policy that it has.
    pub(super) tables: Vec<Dumped>,
    failure: Failure,
}

impl Live {
    /// Holds the state that a database is in; `timeout` is in seconds, for each statement.
    ///
    /// # Errors
    /// Where the database cannot be read, or has none of the tables.
    pub(super) fn hold(input: &str, policy: &Policy, timeout: u32, stop: &Stop) -> Result<Self> {
        let address: Address = address(input)?;
        let stop = stop.clone();
        let snapshot = Snapshot::hold(&address, timeout, Arc::new(move || stop.error()))?;
        let mut tables = Vec::new();
        for table in &policy.tables {
            if let Some(seen) = snapshot.table(&table.name)? {
                tables.push(Dumped { name: table.name.clone(), seen });
            }
        }
        if tables.is_empty() {
            let message = format!("the database has none of the tables of the schema {}", policy.name);
            return Err(
                Error::new(ErrorKind::Input, message).hint("a table of another schema is named SCHEMA.TABLE")
            );
        }
        Ok(Self { snapshot: Arc::new(snapshot), tables, failure: Failure::default() })
    }

    /// Finds its columns in the policy.
    pub(super) fn columns(&self, listed: Arc<Listed>) -> Arc<dyn Columns> {
        let of = |table: &Dumped| {
            let forbidden = table.seen.not_null.iter().map(|(name, sort)| (name.clone(), Filler::of(sort)));
            (table.name.clone(), forbidden.collect())
        };
        Arc::new(Strict { listed, forbidden: self.tables.iter().map(of).collect() })
    }

    /// Reads of its tables the columns that are wanted, by the names of table and column: what the server need not send costs
    /// nothing.
    pub(super) fn read(&self, wanted: &dyn Fn(&str, &str) -> bool) -> Result<Feed> {
        let of = |table: &Dumped| {
            let seen = table.seen.of_columns(|column| wanted(&table.name, column))?;
            Some(Dumped { name: table.name.clone(), seen })
        };
        let (tables, snapshot) = (self.tables.iter().filter_map(of).collect(), self.snapshot.clone());
        dump(tables, self.failure.clone(), move || snapshot.session())
    }

    /// Asks the session that holds the state.
    pub(super) fn ask<T>(&self, question: impl FnOnce(&mut Session) -> Result<T>) -> Result<T> {
        self.snapshot.ask(question)
    }

    /// The failure of a read, which tells more than what came of it.
    pub(super) fn told(&self, error: Error) -> Error {
        self.failure.lock().unwrap_or_else(PoisonError::into_inner).take().unwrap_or(error)
    }
}

/// One state of a whole database, with what it says beside its rows.
pub(in crate::cli) struct Whole {
    live: Live,
    beside: Vec<u8>,
}

impl Whole {
    /// Holds the state: all tables and materialized views, comments and defaults; `timeout` is in seconds, for each statement.
    ///
    /// # Errors
    /// Where the database cannot be read, or has no table.
    pub(in crate::cli) fn hold(input: &str, timeout: u32, stop: &Stop) -> Result<Self> {
        let stop = stop.clone();
        let snapshot = Snapshot::hold(&address(input)?, timeout, Arc::new(move || stop.error()))?;
        let texts = |sql: &str| -> Result<Vec<[String; 2]>> {
            let rows = snapshot.ask(|session| session.rows(sql))?;
            Ok(rows.iter().map(|row| [row.text(0).to_owned(), row.text(1).to_owned()]).collect())
        };
        // Partitions are read with the table that they are of.
        let names = texts(
            "SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
             WHERE c.relkind IN ('r', 'p', 'm') AND NOT c.relispartition AND c.relpersistence <> 't' \
             AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' ORDER BY 1, 2",
        )?;
        let mut tables = Vec::new();
        for [schema, table] in names {
            let name = if schema == "public" { table } else { format!("{schema}.{table}") };
            let seen = snapshot.table(&name)?;
            tables.extend(seen.map(|seen| Dumped { name: name.clone(), seen }));
        }
        if tables.is_empty() {
            let message = "the database has no table";
            return Err(Error::new(ErrorKind::Input, message).at(Place::file(name(input)?)));
        }
        let said = texts(
            "SELECT description, '' FROM pg_description WHERE objoid >= 16384 \
             UNION ALL SELECT description, '' FROM pg_shdescription d JOIN pg_database b ON d.objoid = b.oid \
             WHERE b.datname = current_database() \
             UNION ALL SELECT pg_get_expr(adbin, adrelid), '' FROM pg_attrdef WHERE adrelid >= 16384 ORDER BY 1",
        )?;
        let comment =
            |[text, _]: &[String; 2]| format!("COMMENT ON DATABASE \"this one\" IS {};\n", literal(text));
        let beside = said.iter().map(comment).collect::<String>().into_bytes();
        let live = Live { snapshot: Arc::new(snapshot), tables, failure: Failure::default() };
        Ok(Self { live, beside })
    }

    /// The failure of a read, which tells more than what came of it.
    pub(in crate::cli) fn told(&self, error: Error) -> Error {
        self.live.told(error)
    }
}

impl Again for Whole {
    fn again(&self) -> Result<Box<dyn Read + Send>> {
        Ok(Box::new(std::io::Cursor::new(self.beside.clone()).chain(self.live.again()?)))
    }
}

/// The columns of a live database, of which is known what takes no NULL.
struct Strict {
    listed: Arc<Listed>,
    forbidden: BTreeMap<String, Vec<(String, Filler)>>,
}

impl Columns for Strict {
    fn find(&self, table: &str, columns: &[String]) -> Result<Target> {
        let mut target = self.listed.find(table, columns)?;
        target.forbid_null(table, self.forbidden.get(table).map_or(&[][..], Vec::as_slice))?;
        Ok(target)
    }

    fn lists(&self, table: &str, column: &str) -> bool {
        self.listed.lists(table, column)
    }
}

impl Again for Live {
    fn again(&self) -> Result<Box<dyn Read + Send>> {
        Ok(Box::new(self.read(&|_, _| true)?))
    }
}
