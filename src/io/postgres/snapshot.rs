//! One state of a database, seen by any number of sessions that cannot write.

use std::sync::{Mutex, PoisonError};

use super::Address;
use super::decode::{self, Decoder, Form};
use super::session::{Asked, Session, identifier, literal};
use crate::error::{Error, ErrorKind, Place, Result};

/// A transaction that is held open, with the name of what it sees.
pub struct Snapshot {
    holder: Mutex<Session>,
    address: Address,
    name: String,
    timeout: u32,
    asked: Asked,
}

/// A table as it is read: its rows by COPY, in one order for all who read them.
#[derive(Clone)]
pub struct Seen {
    /// The schema that it is in.
    pub schema: String,
    /// Its name there.
    pub name: String,
    /// The columns that are read.
    pub columns: Vec<String>,
    /// How each is asked for, and how its values come.
    pub forms: (Vec<String>, Vec<Form>),
    /// Those of them that take no NULL, with their types.
    pub not_null: Vec<(String, String)>,
    /// Whether rows of tables that inherit from it are theirs alone.
    pub only: bool,
}

impl Seen {
    /// Puts its rows as lines of COPY text, as they come; `false` where nobody takes them any more.
    ///
    /// # Errors
    /// What the server says.
    pub fn read(&self, session: &mut Session, put: &mut dyn FnMut(Vec<u8>) -> bool) -> Result<bool> {
        let (columns, forms) = &self.forms;
        let only = if self.only { "ONLY " } else { "" };
        let statement = format!(
            "COPY (SELECT {} FROM {only}{}) TO STDOUT (FORMAT binary)",
            columns.join(", "),
            self.sql()
        );
        let mut decoder = Decoder::new(forms);
        let (mut sound, mut size) = (true, 0);
        let taken = session.copy_pieces(&statement, &mut |piece| {
            let mut lines = Vec::with_capacity(piece.len().max(size) + 1_024);
            sound = decoder.lines(&piece, &mut lines).is_some();
            size = lines.len();
            sound && (lines.is_empty() || put(lines))
        })?;
        if sound && (!taken || decoder.is_whole()) {
            return Ok(taken);
        }
        let place = Place { table: Some(self.name.clone()), ..Place::default() };
        Err(Error::new(ErrorKind::Input, "the server sent rows in a form that is not known here").at(place))
    }

    /// The same with some of its columns alone; none where that is no column.
    #[must_use]
    pub fn of_columns(&self, wanted: impl Fn(&str) -> bool) -> Option<Self> {
        let columns: Vec<String> = self.columns.iter().filter(|name| wanted(name)).cloned().collect();
        let forms = self.columns.iter().zip(self.forms.0.iter().zip(&self.forms.1));
        let forms = forms.filter(|(name, _)| wanted(name)).map(|(_, (asked, form))| (asked.clone(), *form));
        let not_null = self.not_null.iter().filter(|(name, _)| wanted(name)).cloned().collect();
        (!columns.is_empty()).then(|| Self { columns, forms: forms.unzip(), not_null, ..self.clone() })
    }

    /// Its name as SQL writes it.
    pub fn sql(&self) -> String {
        format!("{}.{}", identifier(&self.schema), identifier(&self.name))
    }
}

impl Snapshot {
    /// Holds the state that a database is in; `timeout` is in seconds, for each statement.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn hold(address: &Address, timeout: u32, asked: Asked) -> Result<Self> {
        let mut holder = Session::open(address)?;
        holder.heed(asked.clone());
        begin(&mut holder, timeout)?;
        let name = holder.value("SELECT pg_export_snapshot()")?.unwrap_or_default();
        Ok(Self { holder: Mutex::new(holder), address: address.clone(), name, timeout, asked })
    }

    /// Asks the session that holds the state.
    ///
    /// # Errors
    /// What it says.
    pub fn ask<T>(&self, question: impl FnOnce(&mut Session) -> Result<T>) -> Result<T> {
        question(&mut self.holder.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Another session that sees the same.
    ///
    /// # Errors
    /// Where the server gives none.
    pub fn session(&self) -> Result<Session> {
        let mut session = Session::open(&self.address)?;
        session.heed(self.asked.clone());
        begin(&mut session, self.timeout)?;
        session.execute(&format!("SET TRANSACTION SNAPSHOT {}", literal(&self.name))).map_err(|error| {
            error.hint("reading twice needs the session that holds the state: no pooler may stand between")
        })?;
        Ok(session)
    }

    /// The table of a name as the search path finds it, without columns that the server computes; none where there is none.
    /// Nobody changes its definition from now on.
    ///
    /// # Errors
    /// What the server says.
    pub fn table(&self, name: &str) -> Result<Option<Seen>> {
        let parts: Vec<String> = name.split('.').map(identifier).collect();
        let found = format!("to_regclass({})", literal(&parts.join(".")));
        self.ask(|session| {
            let row = session.rows(&format!(
                "SELECT n.nspname, c.relname, c.relkind FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
                 WHERE c.oid = {found} AND c.relkind IN ('r', 'p', 'v', 'm', 'f')"
            ))?;
            let Some(row) = row.first() else { return Ok(None) };
            let mut seen = Seen {
                schema: row.text(0).to_owned(),
                name: row.text(1).to_owned(),
                columns: Vec::new(),
                forms: (Vec::new(), Vec::new()),
                not_null: Vec::new(),
                only: row.text(2) == "r",
            };
            // Before its columns are read; of a view no lock is taken that others would wait for.
            if matches!(row.text(2), "r" | "p") {
                session.execute(&format!("LOCK TABLE {} IN ACCESS SHARE MODE", seen.sql()))?;
            }
            // What a search is built from is rebuilt where it is loaded, and never read.
            let columns = session.rows(&format!(
                "SELECT attname, attnotnull, format_type(atttypid, atttypmod), sends.proname, writes.proname FROM pg_attribute \
                 JOIN pg_type t ON t.oid = atttypid \
                 LEFT JOIN pg_proc sends ON sends.oid = t.typsend AND sends.pronamespace = 'pg_catalog'::regnamespace \
                 LEFT JOIN pg_proc writes ON writes.oid = t.typoutput AND writes.pronamespace = 'pg_catalog'::regnamespace \
                 WHERE attrelid = {found} AND attnum > 0 AND NOT attisdropped \
                 AND attgenerated = '' AND atttypid <> 'tsvector'::regtype ORDER BY attnum"
            ))?;
            seen.columns = columns.iter().map(|row| row.text(0).to_owned()).collect();
            seen.forms = columns.iter().map(|row| decode::asked(row.text(0), row.get(3), row.get(4))).unzip();
            let forbidden = columns.iter().filter(|row| row.flag(1));
            seen.not_null = forbidden.map(|row| (row.text(0).to_owned(), row.text(2).to_owned())).collect();
            if seen.columns.is_empty() {
                return Err(Error::new(ErrorKind::Input, format!("the table {name} has no columns to read")));
            }
            Ok(Some(seen))
        })
    }
}

/// Begins a transaction that cannot write, sees one state, and gives rows in one order.
fn begin(session: &mut Session, timeout: u32) -> Result<()> {
    // A newer server may limit how long a transaction takes.
    session
        .execute("SELECT set_config(name, '0', false) FROM pg_settings WHERE name = 'transaction_timeout'")?;
    session.execute("SET synchronize_seqscans = off; SET max_parallel_workers_per_gather = 0")?;
    session.execute(&format!(
        "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY; SET LOCAL statement_timeout = '{timeout}s'; \
         SET LOCAL lock_timeout = '10s'; SET LOCAL row_security = off"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_some_columns_all_that_is_said_of_them_is_there() {
        let texts = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<String>>();
        let all = Seen {
            schema: "public".to_owned(),
            name: "visits".to_owned(),
            columns: texts(&["id", "at", "note"]),
            forms: (texts(&["\"id\"", "\"at\"", "\"note\""]), vec![Form::Int, Form::Date, Form::Text]),
            not_null: vec![("id".to_owned(), "bigint".to_owned()), ("at".to_owned(), "date".to_owned())],
            only: true,
        };
        let some = all.of_columns(|name| name != "at").unwrap();
        assert_eq!(some.columns, ["id", "note"]);
        assert_eq!(some.forms, (texts(&["\"id\"", "\"note\""]), vec![Form::Int, Form::Text]));
        assert_eq!(some.not_null, [("id".to_owned(), "bigint".to_owned())]);
        assert!(some.sql() == all.sql() && some.only && all.of_columns(|_| false).is_none());
    }
}
