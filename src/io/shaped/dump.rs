//! Plain `pg_dump`: data masked, everything else copied only where it cannot carry a value.

use super::books::Book;
use super::copy::{CopyLayout, InsertLayout};
use super::cut::Cutter;
use super::declared::{Declared, declare};
use super::input::Input;
use super::pieces::{Columns, Layout, Piece, Pieces, RowPiece};
use super::statements::{Rule, Statement, rule, without_comments};
use crate::error::{Error, ErrorKind, Result};
use crate::shape::Filler;
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

/// What was left out of a dump, by what it was.
pub type LeftOut = Arc<Mutex<BTreeMap<String, u64>>>;

/// Cuts a dump into pieces; what is left out is counted, and what is defined is noted before the rows that follow.
///
/// # Errors
/// Where the file is no plain dump.
pub fn pieces(
    input: Input,
    columns: Arc<dyn Columns>,
    left_out: LeftOut,
    declared: Declared,
) -> Result<Pieces> {
    let name = input.name.clone();
    let mut cutter = Cutter::new(input);
    cutter.more()?;
    if cutter.rest().starts_with(b"PGDMP") {
        let shown = if name == "standard input" { "backup.dump" } else { name.as_str() };
        let error = Error::new(
            ErrorKind::Input,
            "this is a dump in pg_dump's custom format, and only plain ones are masked",
        );
        return Err(error
            .at(cutter.place())
            .hint(format!("pg_restore -f - {shown} | placebo mask SCHEMA - --out -")));
    }
    let pieces = DumpPieces {
        cutter,
        columns,
        left_out,
        declared,
        ready: VecDeque::new(),
        tables: BTreeMap::new(),
        generated: BTreeMap::new(),
        not_null: BTreeMap::new(),
        checks: Vec::new(),
        inserts: None,
        copying: None,
        book: None,
        kept_code: Vec::new(),
        ended: false,
    };
    Ok(Box::new(pieces))
}

struct DumpPieces {
    cutter: Cutter,
    columns: Arc<dyn Columns>,
    left_out: LeftOut,
    declared: Declared,
    ready: VecDeque<Piece>,
    /// The columns of each table, as `CREATE TABLE` names them.
    tables: BTreeMap<String, Vec<String>>,
    /// Where between them those stand that the server computes.
    generated: BTreeMap<String, Vec<usize>>,
    /// Their columns that take no NULL, and what fits them.
    not_null: BTreeMap<String, Vec<(String, Filler)>>,
    /// Checks, which come behind all rows.
    checks: Vec<String>,
    /// INSERT statements of one table that wait for more of them.
    inserts: Option<(String, RowPiece)>,
    /// The layout of the COPY data that comes.
    copying: Option<Arc<dyn Layout>>,
    /// Rows of a table in which a framework keeps its books, until it is clear whether they may pass.
    book: Option<Book>,
    /// Functions that were copied, so that triggers which call them can be.
    kept_code: Vec<String>,
    ended: bool,
}

/// What masked rows are not held to.
const OF_ROWS: &str = "checks of the rows that are there: they hold for new ones alone";

/// INSERT statements are treated together up to this size.
const TOGETHER: usize = 256 << 10;

impl Iterator for DumpPieces {
    type Item = Result<Piece>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(piece) = self.ready.pop_front() {
                return Some(Ok(piece));
            }
            if self.ended {
                return None;
            }
            if let Err(error) = self.step() {
                self.ended = true;
                return Some(Err(error));
            }
        }
    }
}

impl DumpPieces {
    fn wrong(&self, message: impl Into<String>) -> Error {
        Error::new(ErrorKind::Input, message).at(self.cutter.place())
    }

    fn step(&mut self) -> Result<()> {
        if let Some(layout) = self.copying.clone() {
            return self.copy(&layout);
        }
        if self.book.as_ref().is_some_and(Book::is_copied) {
            return self.copy_book();
        }
        let line = self.cutter.line();
        let Some(statement) = self.cutter.statement()? else {
            self.flush();
            let checks = std::mem::take(&mut self.checks).concat();
            if !checks.is_empty() {
                self.ready.push_back(Piece::Bytes(format!("\n{checks}").into_bytes()));
            }
            self.ended = true;
            return Ok(());
        };
        match statement {
            Statement::Blank(bytes) => self.bytes(bytes),
            Statement::Comment(bytes) => {
                if is_plain_comment(&bytes) {
                    self.bytes(bytes);
                } else {
                    self.leave_out("comments");
                }
            }
            Statement::Meta(bytes) => {
                if !is_restriction(&bytes) {
                    return Err(self
                        .wrong("a command of psql stands in the dump, and only \\restrict and \\unrestrict are known")
                        .hint("make the dump with pg_dump in its plain format"));
                }
                self.bytes(bytes);
            }
            Statement::Sql(bytes) => self.sql(bytes, line)?,
        }
        Ok(())
    }

    fn bytes(&mut self, bytes: Vec<u8>) {
        // Blank lines between INSERTs would part what is treated together.
        if bytes.iter().all(u8::is_ascii_whitespace)
            && let Some((_, piece)) = &mut self.inserts
        {
            piece.bytes.extend_from_slice(&bytes);
            return;
        }
        if bytes.iter().all(u8::is_ascii_whitespace) && self.book.is_some() {
            return;
        }
        self.flush();
        self.ready.push_back(Piece::Bytes(bytes));
    }

    fn flush(&mut self) {
        if let Some((_, piece)) = self.inserts.take() {
            self.ready.push_back(Piece::Rows(piece));
        }
        self.close_book(b"");
    }

    fn leave_out(&mut self, what: &str) {
        let mut left_out = self.left_out.lock().unwrap_or_else(PoisonError::into_inner);
        *left_out.entry(what.to_owned()).or_default() += 1;
    }

    /// Passes on what a framework wrote in its books, or leaves the table empty.
    fn close_book(&mut self, end: &[u8]) {
        let Some(book) = self.book.take() else { return };
        let table = book.table.clone();
        match book.close(end) {
            Some(bytes) => self.ready.push_back(Piece::Bytes(bytes)),
            None => self.leave_out(&format!("rows of {table}, which the schema does not list")),
        }
    }

    /// Lines of COPY data of a framework's books.
    fn copy_book(&mut self) -> Result<()> {
        let Some((bytes, end)) = self.cutter.copy_lines()? else {
            return Err(self.wrong("the data of a COPY does not end"));
        };
        if let Some(book) = &mut self.book {
            book.copied(&bytes);
        }
        if let Some(end) = end {
            self.close_book(&end);
        }
        Ok(())
    }

    fn sql(&mut self, bytes: Vec<u8>, line: u64) -> Result<()> {
        let marked = |mark: &[u8]| memchr::memmem::find(&bytes, mark).is_some();
        let bytes = match (marked(b"--") || marked(b"/*")).then(|| without_comments(&bytes)).flatten() {
            Some(plain) => {
                self.leave_out("comments");
                plain
            }
            None => bytes,
        };
        declare(&mut self.declared.lock().unwrap_or_else(PoisonError::into_inner), &bytes);
        let found = rule(&bytes, &self.kept_code).map_err(|message| self.wrong(message))?;
        match found {
            Rule::Copy(text) => self.bytes(text),
            Rule::Code { name, text } => {
                self.kept_code.push(name);
                self.bytes(text);
            }
            Rule::Changed { text, what } => {
                self.leave_out(what);
                self.bytes(text);
            }
            Rule::LeaveOut(what) => self.leave_out(what),
            Rule::Table { name, columns, generated, not_null, text, checks, without } => {
                checks.iter().for_each(|_| self.leave_out(OF_ROWS));
                self.checks.extend(checks);
                self.generated.insert(name.clone(), generated);
                self.not_null.insert(name.clone(), not_null);
                without.into_iter().for_each(|what| self.leave_out(what));
                self.tables.insert(name, columns);
                self.bytes(text);
            }
            Rule::CopyData { table, columns } if self.is_aside(&table) => {
                self.flush();
                let columns = columns.or_else(|| self.tables.get(&table).cloned());
                self.book = Some(Book::copy(&table, bytes, columns.as_deref()));
            }
            Rule::Insert { table, columns } if self.is_aside(&table) => {
                if self.book.as_ref().is_none_or(|book| book.table != table) {
                    self.flush();
                }
                let columns = columns.or_else(|| self.tables.get(&table).cloned());
                let book = self.book.get_or_insert_with(|| Book::inserts(&table, columns.as_deref()));
                book.inserted(&bytes);
            }
            Rule::CopyData { table, columns } => {
                let target = self.target_of(&table, columns)?;
                self.flush();
                self.ready.push_back(Piece::Bytes(bytes));
                self.copying = Some(Arc::new(CopyLayout::new(target, self.cutter.name())));
            }
            Rule::Insert { table, columns } => {
                let key = format!("{table} {columns:?}");
                if let Some((known, piece)) = &mut self.inserts
                    && *known == key
                    && piece.bytes.len() < TOGETHER
                {
                    piece.bytes.extend_from_slice(&bytes);
                    return Ok(());
                }
                self.flush();
                let named = columns.is_some();
                let mut target = self.target_of(&table, columns)?;
                // Without names of columns the computed ones have a place too, and DEFAULT stands there.
                for at in self.generated.get(&table).filter(|_| !named).into_iter().flatten() {
                    target.columns.insert((*at).min(target.columns.len()), None);
                }
                let layout = Arc::new(InsertLayout::new(target, self.cutter.name()));
                self.inserts = Some((key, RowPiece { layout, bytes, line }));
            }
        }
        Ok(())
    }

    /// Whether a framework keeps its books in a table that nobody lists.
    fn is_aside(&self, table: &str) -> bool {
        self.columns.is_aside(table.strip_prefix("public.").unwrap_or(table))
    }

    fn target_of(&self, table: &str, columns: Option<Vec<String>>) -> Result<super::Target> {
        let Some(columns) = columns.or_else(|| self.tables.get(table).cloned()) else {
            return Err(
                self.wrong("data without names of columns, for a table that the dump does not create")
            );
        };
        // The schema `public` goes without saying; whoever knows no table of another by its whole name takes its last part.
        let found = self.columns.find(table.strip_prefix("public.").unwrap_or(table), &columns);
        let forbidden = self.not_null.get(table).map_or(&[][..], Vec::as_slice);
        let found = found.map(|mut target| {
            target.nested.forbid_null(forbidden);
            target
        });
        found.map_err(|error| match error.place() {
            Some(place) if place.file.is_none() => {
                let place = crate::error::Place { table: place.table.clone(), ..self.cutter.place() };
                error.at(place)
            }
            Some(_) => error,
            None => error.at(self.cutter.place()),
        })
    }

    /// Rows of COPY data, up to the line that ends them.
    fn copy(&mut self, layout: &Arc<dyn Layout>) -> Result<()> {
        let line = self.cutter.line();
        let Some(found) = self.cutter.copy_lines()? else {
            return Err(self.wrong("the data of a COPY does not end"));
        };
        let (bytes, end) = found;
        if !bytes.is_empty() {
            self.ready.push_back(Piece::Rows(RowPiece { layout: layout.clone(), bytes, line }));
        }
        if let Some(end) = end {
            self.ready.push_back(Piece::Bytes(end));
            self.copying = None;
        }
        Ok(())
    }
}

/// Comments that every dump has, and that name nothing.
fn is_plain_comment(bytes: &[u8]) -> bool {
    let text = bytes.trim_ascii();
    text == b"--" || text == b"-- PostgreSQL database dump" || text == b"-- PostgreSQL database dump complete"
}

/// `\restrict KEY` and `\unrestrict KEY`, with a key of letters and digits.
fn is_restriction(bytes: &[u8]) -> bool {
    let text = bytes.trim_ascii();
    let key = text.strip_prefix(b"\\restrict ").or_else(|| text.strip_prefix(b"\\unrestrict "));
    key.is_some_and(|key| !key.is_empty() && key.len() <= 256 && key.iter().all(u8::is_ascii_alphanumeric))
}
