//! Files of any origin as rows of cells, without a schema: what checks finished data reads everything through it.
//!
//! It shares nothing with [`crate::io::shaped`], through which data is masked, so that a mistake of the one is none of the
//! other. What stands outside of rows (statements of a dump, metadata and statistics of Parquet) is handed over too.

mod csv;
mod dump;
mod json;
mod parquet;
mod texts;

use super::super::{Compression, compress};
use super::rows::Lines;
use crate::error::{Error, ErrorKind, Place, Result};
use std::fs::File;
use std::io::{Cursor, Read};
use std::path::Path;

/// How files are read that do not say it themselves.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// The character between fields of CSV; what the first line has where it is not given.
    pub delimiter: Option<u8>,
    /// What stands for NULL in a field of CSV without quotes.
    pub null: String,
    /// Names of the columns of CSV files that begin with data.
    pub no_header: Option<Vec<String>>,
    /// Whether every byte of CSV is a character, as in ISO 8859-1.
    pub latin1: bool,
}

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// Comma separated values, with any delimiter.
    Csv,
    /// JSON, a value a line.
    Jsonl,
    /// A plain dump of `pg_dump`.
    Dump,
    /// Parquet.
    Parquet,
    /// Lines of text.
    Text,
}

impl Sort {
    /// What a file holds by the ending of its name.
    pub fn of_path(path: &Path) -> Self {
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
        let packed = [".gz", ".gzip", ".zst"].iter().find_map(|end| name.strip_suffix(end));
        let plain = packed.unwrap_or(&name);
        match plain.rsplit_once('.').map_or("", |(_, end)| end) {
            "csv" | "tsv" => Self::Csv,
            "jsonl" | "ndjson" | "json" => Self::Jsonl,
            "sql" | "dump" | "pgdump" | "backup" => Self::Dump,
            "parquet" => Self::Parquet,
            _ => Self::Text,
        }
    }
}

/// A table of a file, or what stands beside its tables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// The name of the table; what it is, where it is none.
    pub table: String,
    /// The columns that were seen so far.
    pub columns: Vec<String>,
    /// Whether these are no rows of a table, but statements, metadata or lines.
    pub aside: bool,
}

/// A row: its cells with their columns. It cannot be printed.
#[derive(Default)]
pub struct Row {
    /// The number of its head.
    pub head: usize,
    /// Its number in its table, from 1.
    pub number: u64,
    /// The line of the file on which it begins, where files have lines.
    pub line: Option<u64>,
    text: String,
    cells: Vec<Cell>,
}

/// A cell: its column, and where in the text of the row it begins and ends.
struct Cell {
    column: usize,
    start: usize,
    end: usize,
    null: bool,
}

/// Of eight bytes those that are this one, by their highest bits.
fn equal(eight: [u8; 8], byte: u8) -> u64 {
    const LOW: u64 = 0x7f7f_7f7f_7f7f_7f7f;
    let other = u64::from_le_bytes(eight) ^ u64::from_le_bytes([byte; 8]);
    // Seven bits that are not all zero carry into the eighth.
    !(((other & LOW) + LOW) | other) & !LOW
}

impl Row {
    fn begin(&mut self, head: usize, number: u64, line: Option<u64>) {
        self.text.clear();
        self.cells.clear();
        (self.head, self.number, self.line) = (head, number, line);
    }

    /// Adds the cells of a line, between delimiters that are ASCII.
    fn split(&mut self, line: &str, delimiter: u8, null: &[u8]) {
        self.text.push_str(line);
        let (bytes, cells) = (line.as_bytes(), &mut self.cells);
        let mut start = 0;
        let mut cell = |end: usize| {
            let null = end - start == null.len() && &bytes[start..end] == null;
            cells.push(Cell { column: cells.len(), start, end, null });
            start = end + 1;
        };
        // Cells are short, so that to search for the end of each costs more than to look at eight bytes at a time.
        let (eights, rest) = bytes.as_chunks::<8>();
        for (at, eight) in eights.iter().enumerate() {
            let mut ends = equal(*eight, delimiter);
            while ends != 0 {
                cell(at * 8 + ends.trailing_zeros() as usize / 8);
                ends &= ends - 1;
            }
        }
        let rest = rest.iter().zip(eights.len() * 8..).filter(|(byte, _)| **byte == delimiter);
        rest.for_each(|(_, at)| cell(at));
        cell(bytes.len());
    }

    fn end_of_cell(&mut self, column: usize, null: bool) {
        let start = self.cells.last().map_or(0, |cell| cell.end);
        self.cells.push(Cell { column, start, end: self.text.len(), null });
    }

    /// Adds a cell whose bytes are characters.
    fn push_latin1(&mut self, column: usize, text: Option<&[u8]>) {
        self.text.extend(text.unwrap_or_default().iter().map(|b| char::from(*b)));
        self.end_of_cell(column, text.is_none());
    }

    fn push(&mut self, column: usize, text: Option<&[u8]>) {
        match text.map(std::str::from_utf8) {
            Some(Ok(text)) => self.text.push_str(text),
            // What is no UTF-8 was written in ISO 8859-1 more often than in anything else.
            Some(Err(_)) => self.text.extend(text.unwrap_or_default().iter().map(|b| char::from(*b))),
            None => {}
        }
        self.end_of_cell(column, text.is_none());
    }

    /// How many cells there are.
    pub fn len(&self) -> usize {
        self.cells.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// The cells in their order: column and text, which is `None` for NULL.
    pub fn cells(&self) -> impl Iterator<Item = (usize, Option<&str>)> {
        self.cells.iter().map(|cell| {
            let text = self.text.get(cell.start..cell.end).unwrap_or_default();
            (cell.column, (!cell.null).then_some(text))
        })
    }
}

/// What reads one sort of file.
trait Walk: Send {
    /// Fills the next row; whether there was one. New heads and columns are appended.
    fn next(&mut self, heads: &mut Vec<Head>, row: &mut Row) -> Result<bool>;
}

/// The rows of one file.
pub struct Rows {
    heads: Vec<Head>,
    walk: Option<Box<dyn Walk>>,
    filters: Vec<String>,
}

impl Rows {
    /// Opens a file; `table` is the table whose rows it holds where it does not say so itself.
    ///
    /// # Errors
    /// Where it cannot be read, or is not what its name says.
    pub fn open(path: &Path, table: &str, reading: &Reading) -> Result<Self> {
        Self::open_as(path, Sort::of_path(path), table, reading)
    }

    /// The same of a file of which it is known what it holds, whatever its name says.
    ///
    /// # Errors
    /// As [`Rows::open`].
    pub fn open_as(path: &Path, sort: Sort, table: &str, reading: &Reading) -> Result<Self> {
        let name = path.display().to_string();
        let file = File::open(path).map_err(|e| Error::io("open the file", Place::file(&name), &e))?;
        match sort {
            Sort::Parquet => {
                let parquet::Opened { heads, walk, filters } = parquet::open(file, &name, table)?;
                Ok(Self { heads, walk: Some(walk), filters })
            }
            sort => Self::of_stream(Box::new(file), &name, sort, table, reading),
        }
    }

    /// Reads a stream, unpacked where it is compressed.
    ///
    /// # Errors
    /// As [`Rows::open`].
    pub fn of_stream(
        stream: Box<dyn Read + Send>,
        name: &str,
        sort: Sort,
        table: &str,
        reading: &Reading,
    ) -> Result<Self> {
        let mut head = Vec::new();
        let mut plain = unpacked(stream, name)?;
        Read::by_ref(&mut plain)
            .take(8 * 1024)
            .read_to_end(&mut head)
            .map_err(|e| Error::io("read the file", Place::file(name), &e))?;
        if head.contains(&0) && sort == Sort::Text {
            return Ok(Self { heads: Vec::new(), walk: None, filters: Vec::new() });
        }
        if head.starts_with(b"PGDMP") {
            return Err(Error::new(ErrorKind::Input, "this is a dump in the custom format of pg_dump")
                .at(Place::file(name))
                .hint(format!("pg_restore -f - {name} makes a plain one of it")));
        }
        let own = Head { table: table.to_owned(), columns: Vec::new(), aside: false };
        let lines = |head: Vec<u8>| Lines::new(name.to_owned(), Box::new(Cursor::new(head).chain(plain)));
        let (heads, walk): (Vec<Head>, Box<dyn Walk>) = match sort {
            Sort::Csv | Sort::Jsonl if json::is_lines(&head) => {
                (vec![own], Box::new(json::JsonWalk::new(lines(head))))
            }
            Sort::Csv => {
                let (head, walk) = csv::open(&head.clone(), lines(head), own, reading)?;
                (vec![head], Box::new(walk))
            }
            Sort::Dump => (vec![dump::beside()], Box::new(dump::DumpWalk::new(lines(head)))),
            _ => (vec![texts::head()], Box::new(texts::TextWalk::new(lines(head)))),
        };
        Ok(Self { heads, walk: Some(walk), filters: Vec::new() })
    }

    /// Whether the file holds text or rows; one that does not has no row here.
    pub fn is_read(&self) -> bool {
        self.walk.is_some()
    }

    /// Columns of which a filter of the file could confirm what somebody guesses, and which is not looked into.
    pub fn filters(&self) -> &[String] {
        &self.filters
    }

    /// The heads that were seen so far.
    pub fn heads(&self) -> &[Head] {
        &self.heads
    }

    /// Fills the next row; whether there was one.
    ///
    /// # Errors
    /// Where the file is damaged, with its place and never a value.
    pub fn next(&mut self, row: &mut Row) -> Result<bool> {
        match &mut self.walk {
            Some(walk) => walk.next(&mut self.heads, row),
            None => Ok(false),
        }
    }

    /// The next rows, as many as there are up to `most`; none at the end.
    ///
    /// # Errors
    /// As [`Rows::next`].
    pub fn batch(&mut self, most: usize) -> Result<Vec<Row>> {
        let mut rows = Vec::with_capacity(most);
        while rows.len() < most {
            let mut row = Row::default();
            if !self.next(&mut row)? {
                break;
            }
            rows.push(row);
        }
        Ok(rows)
    }
}

/// The plain bytes of a stream, whatever its name says of its packing.
///
/// # Errors
/// Where it cannot be read.
pub fn unpacked(mut stream: Box<dyn Read + Send>, name: &str) -> Result<Box<dyn Read + Send>> {
    let failed = |e: std::io::Error| Error::io("read the file", Place::file(name), &e);
    let mut head = Vec::with_capacity(4);
    Read::by_ref(&mut stream).take(4).read_to_end(&mut head).map_err(failed)?;
    let packing = match head.as_slice() {
        [0x1f, 0x8b, ..] => Compression::Gzip,
        [0x28, 0xb5, 0x2f, 0xfd] => Compression::Zstd,
        _ => Compression::None,
    };
    compress::reader(Cursor::new(head).chain(stream), packing).map_err(failed)
}

#[cfg(test)]
mod tests;
