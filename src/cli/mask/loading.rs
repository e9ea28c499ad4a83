//! A masked dump on its way into tables: its rows by COPY, in binary where every value has such a form.

use super::live::{Dumped, Failure};
use crate::error::{Error, ErrorKind, Result};
use crate::io::postgres::{Coding, Session, binary, identifier};
use std::collections::BTreeMap;
use std::io::Write;
use std::sync::PoisonError;

/// About how many bytes go in by one COPY statement.
const BLOCK: usize = 4 << 20;

/// Where the rows of one table go.
pub(super) struct Into {
    /// The table as SQL writes it.
    pub(super) table: String,
    /// How the values of its columns are sent.
    pub(super) codings: Vec<Coding>,
    /// Its name, for what is told.
    name: String,
    columns: String,
}

impl Into {
    pub(super) fn new(dumped: &Dumped, table: String, codings: Vec<Coding>) -> Self {
        let columns: Vec<String> = dumped.seen.columns.iter().map(|name| identifier(name)).collect();
        Self { table, codings, name: dumped.name.clone(), columns: columns.join(", ") }
    }
}

/// Takes a dump of data, as it is written, and loads it.
pub(super) struct Loading {
    session: Session,
    /// The tables by the statement before their rows.
    tables: BTreeMap<Vec<u8>, Into>,
    /// The table whose rows come.
    current: Option<Vec<u8>>,
    /// What came and is not loaded yet: whole lines, and the beginning of one.
    held: Vec<u8>,
    /// Where the last line begins in what is held.
    line: usize,
    failure: Failure,
}

impl Loading {
    pub(super) fn new(session: Session, tables: BTreeMap<Vec<u8>, Into>, failure: Failure) -> Self {
        Self { session, tables, current: None, held: Vec::new(), line: 0, failure }
    }

    /// Takes one line with its end.
    fn end_of_line(&mut self) -> Result<()> {
        let line = &self.held[self.line..];
        if self.current.is_none() {
            // Before the rows stand settings and blank lines, which are ours.
            if let Some(into) = self.tables.get(line) {
                // Into a table that the transaction has emptied rows go one behind the other, and are read back in that order.
                self.session.execute(&format!("BEGIN; TRUNCATE {}", into.table))?;
                self.current = Some(line.to_vec());
            } else if line.starts_with(b"COPY ") {
                return Err(Error::bug("rows of a table that was not made"));
            }
            self.held.clear();
            self.line = 0;
            return Ok(());
        }
        if line == b"\\.\n" {
            self.held.truncate(self.line);
            self.load()?;
            self.current = None;
            return self.session.execute("COMMIT");
        }
        self.line = self.held.len();
        if self.line >= BLOCK { self.load() } else { Ok(()) }
    }

    /// Loads the lines that are held.
    fn load(&mut self) -> Result<()> {
        let lines = std::mem::take(&mut self.held);
        self.line = 0;
        let Some(into) = self.current.as_ref().and_then(|head| self.tables.get(head)) else { return Ok(()) };
        if lines.is_empty() {
            return Ok(());
        }
        let format =
            |name: &str| format!("COPY {} ({}) FROM STDIN (FORMAT {name})", into.table, into.columns);
        let taken = match binary(&lines, &into.codings) {
            Some(rows) => self.session.copy_bytes(&format("binary"), &rows),
            None => self.session.copy_bytes(&format("text"), &lines),
        };
        taken.map(drop).map_err(|fault| {
            let place = fault.place(None);
            let strange = matches!(fault.code(), "22007" | "22008" | "22P02" | "22P03" | "22003" | "22001");
            let error = fault.into_error(&format!("load the table {}", into.name)).at(place);
            // Such as a token in the place of a date.
            if strange {
                error.hint("what `mask` writes there does not fit the type of the column: write another")
            } else {
                error
            }
        })
    }
}

impl Write for Loading {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let mut rest = bytes;
        while let Some(at) = memchr::memchr(b'\n', rest) {
            self.held.extend_from_slice(&rest[..=at]);
            rest = &rest[at + 1..];
            if let Err(error) = self.end_of_line() {
                self.failure.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
                return Err(std::io::ErrorKind::BrokenPipe.into());
            }
        }
        self.held.extend_from_slice(rest);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        if self.current.is_some() {
            let error = Error::new(ErrorKind::Output, "the rows of a table do not end");
            self.failure.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        Ok(())
    }
}
