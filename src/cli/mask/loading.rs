//! A masked dump on its way into tables: its rows by COPY, in binary where every value has such a form.
//!
//! A thread of its own sends and waits for the server, while the next rows are masked.

use super::live::{Dumped, Failure};
use crate::error::{Error, ErrorKind, Place, Result};
use crate::io::postgres::{Coding, Session, binary, identifier};
use crate::run::{Behind, behind};
use std::collections::BTreeMap;
use std::io::Write;
use std::sync::{Arc, PoisonError};

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

/// What is to be done for a table, by the statement before its rows.
enum Step {
    Begin(Vec<u8>),
    Rows(Vec<u8>, Vec<u8>),
    End,
}

/// Who does it.
struct Loader {
    session: Session,
    tables: Arc<BTreeMap<Vec<u8>, Into>>,
}

/// Takes a dump of data, as it is written, and loads it.
pub(super) struct Loading {
    loader: Behind<Step>,
    /// The tables by the statement before their rows.
    tables: Arc<BTreeMap<Vec<u8>, Into>>,
    /// The table whose rows come.
    current: Option<Vec<u8>>,
    /// What came and is not loaded yet: whole lines, and the beginning of one.
    held: Vec<u8>,
    /// Where the last line begins in what is held.
    line: usize,
    failure: Failure,
}

/// Tells a failure to whoever waits for the output.
fn tell(failure: &Failure, error: Error) {
    failure.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
}

impl Loading {
    pub(super) fn new(session: Session, tables: BTreeMap<Vec<u8>, Into>, failure: Failure) -> Result<Self> {
        let tables = Arc::new(tables);
        let mut loader = Loader { session, tables: tables.clone() };
        let told = failure.clone();
        let work = move |step| loader.take(step).map_err(|error| tell(&told, error)).is_ok();
        let loader = behind(work).map_err(|e| Error::io("load a database", Place::default(), &e))?;
        Ok(Self { loader, tables, current: None, held: Vec::new(), line: 0, failure })
    }

    /// Takes one line with its end; `false` where the loader has failed.
    fn end_of_line(&mut self) -> bool {
        let line = &self.held[self.line..];
        let Some(current) = &self.current else {
            // Before the rows stand settings and blank lines, which are ours.
            let begun = if self.tables.contains_key(line) {
                self.current = Some(line.to_vec());
                self.loader.put(Step::Begin(line.to_vec()))
            } else if line.starts_with(b"COPY ") {
                tell(&self.failure, Error::bug("rows of a table that was not made"));
                false
            } else {
                true
            };
            self.held.clear();
            self.line = 0;
            return begun;
        };
        let ends = line == b"\\.\n";
        if ends {
            self.held.truncate(self.line);
        }
        self.line = self.held.len();
        let mut taken = true;
        if (ends && self.line > 0) || self.line >= BLOCK {
            // The next lines are about as many.
            let lines = std::mem::replace(&mut self.held, Vec::with_capacity(BLOCK + BLOCK / 16));
            self.line = 0;
            taken = self.loader.put(Step::Rows(current.clone(), lines));
        }
        if ends {
            self.current = None;
            taken = taken && self.loader.put(Step::End);
        }
        taken
    }
}

impl Loader {
    fn take(&mut self, step: Step) -> Result<()> {
        match step {
            // Into a table that the transaction has emptied rows go one behind the other, and are read back in that order.
            Step::Begin(head) => match self.tables.get(&head) {
                Some(into) => self.session.execute(&format!("BEGIN; TRUNCATE {}", into.table)),
                None => Ok(()),
            },
            Step::Rows(head, lines) => self.load(&head, &lines),
            Step::End => self.session.execute("COMMIT"),
        }
    }

    fn load(&mut self, head: &[u8], lines: &[u8]) -> Result<()> {
        let Some(into) = self.tables.get(head) else { return Ok(()) };
        let format =
            |name: &str| format!("COPY {} ({}) FROM STDIN (FORMAT {name})", into.table, into.columns);
        let taken = match binary(lines, &into.codings) {
            Some(rows) => self.session.copy_bytes(&format("binary"), &rows),
            None => self.session.copy_bytes(&format("text"), lines),
        };
        taken.map(drop).map_err(|fault| {
            let place = fault.place(None);
            let strange = matches!(fault.code(), "22007" | "22008" | "22P02" | "22P03" | "22003" | "22001");
            let error = fault.into_error(&format!("load the table {}", into.name)).at(place);
            // Such as a token in the place of a date.
            if strange {
                error.hint("what `mask` writes there does not fit the type of the column: write another, or `on_invalid = \"null\"` where values are none of their kind")
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
            if !self.end_of_line() {
                // Whoever has failed says why before it goes.
                return Err(std::io::ErrorKind::BrokenPipe.into());
            }
        }
        self.held.extend_from_slice(rest);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        if self.current.is_some() {
            tell(&self.failure, Error::new(ErrorKind::Output, "the rows of a table do not end"));
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        if self.loader.wait() { Ok(()) } else { Err(std::io::ErrorKind::BrokenPipe.into()) }
    }
}
