//! Pieces of a source, and what finds cells in them.

use super::nested::{Nested, Opened};
use crate::cells::{Block, Replacement};
use crate::error::{Error, ErrorKind, Place, Result};
use crate::shape::Filler;
use std::sync::Arc;

/// A part of a source, in order.
pub enum Piece {
    /// Bytes that carry no value, copied as they are.
    Bytes(Vec<u8>),
    /// Rows of one table.
    Rows(RowPiece),
}

/// Rows of one table, as they stand in the source.
pub struct RowPiece {
    /// How cells are found in them.
    pub layout: Arc<dyn Layout>,
    /// The bytes.
    pub bytes: Vec<u8>,
    /// The line of the source on which they begin, from 1.
    pub line: u64,
}

/// The pieces of one source.
pub type Pieces = Box<dyn Iterator<Item = Result<Piece>> + Send>;

/// Where the columns of a source are found in a table.
pub struct Target {
    /// The number of the table.
    pub table: usize,
    /// For each column of the source its number in the table; `None` where its values become NULL because nobody lists it.
    pub columns: Vec<Option<usize>>,
    /// Which columns of the table are read.
    pub reads: Vec<bool>,
    /// What happens to paths that nobody lists, where a source finds them only in its rows.
    pub unlisted: Unlisted,
    /// Columns of the source with numbers behind those of the table.
    pub nested: Nested,
    /// Columns of the table whose values become NULL.
    pub nulled: Vec<String>,
}

/// Stops at paths that nobody lists, or notes that their values become NULL.
pub type Unlisted = Arc<dyn Fn(&[String]) -> Result<()> + Send + Sync>;

impl Target {
    /// A target before its columns are found.
    pub fn empty() -> Self {
        Self {
            table: 0,
            columns: Vec::new(),
            reads: Vec::new(),
            unlisted: Arc::new(|_| Ok(())),
            nested: Nested::none(0),
            nulled: Vec::new(),
        }
    }

    /// Says that values of these columns of a table cannot be NULL, and what fits them.
    ///
    /// # Errors
    /// Where the schema says that they become NULL.
    pub fn forbid_null(&mut self, table: &str, columns: &[(String, Filler)]) -> Result<()> {
        let nulled = columns.iter().map(|(name, _)| name).filter(|name| self.nulled.contains(name));
        let nulled: Vec<&str> = nulled.map(String::as_str).collect();
        if let Some(first) = nulled.first() {
            let message = format!(
                "NULL would take the place of values where there must be some (NOT NULL): {}",
                nulled.join(", ")
            );
            let place = Place { table: Some(table.to_owned()), ..Place::default() };
            return Err(Error::new(ErrorKind::Schema, message).at(place).hint(format!(
                "state what takes their place: {first} = {{ …, mask = {{ constant = … }} }}, or mask = \"surrogate\" or \"token\" where that fits"
            )));
        }
        self.nested.forbid_null(columns);
        Ok(())
    }
}

/// Finds tables and columns by their names. A source asks for every table before it gives a row of it.
pub trait Columns: Send + Sync {
    /// The table and the columns of these names; a table of a database may be named after its schema.
    ///
    /// # Errors
    /// Where a table or a column is not listed.
    fn find(&self, table: &str, columns: &[String]) -> Result<Target>;

    /// Whether a column of this name is listed itself, so that what is nested in it is not looked into.
    fn lists(&self, table: &str, column: &str) -> bool;

    /// Whether nobody lists a table because a framework keeps its books in it; its rows are not asked for then.
    fn is_aside(&self, _table: &str) -> bool {
        false
    }
}

/// Rows in which the cells were found.
pub struct Parsed {
    /// The cells of the columns that are read.
    pub block: Block,
    /// Where the fields stand in the bytes, as the layout has it.
    pub fields: Vec<(u32, u32)>,
    /// The column of each field, where a row may hold any number of any column; empty where it does not.
    pub owners: Vec<u32>,
    /// What was found in nested columns.
    pub nested: Opened,
}

/// How the cells of a table stand in a source.
pub trait Layout: Send + Sync {
    /// The table.
    fn table(&self) -> usize;

    /// Where rows of this layout stand: the file, for errors.
    fn file(&self) -> &str;

    /// The columns of the source that are nested or that nobody lists.
    fn nested(&self) -> &Nested;

    /// Finds the cells, those of nested columns too.
    ///
    /// # Errors
    /// As [`Self::parse`], and where what is nested is not listed.
    fn read(&self, piece: &RowPiece) -> Result<Parsed> {
        let mut parsed = self.parse(piece)?;
        self.nested().open(&mut parsed, self.file(), piece.line)?;
        Ok(parsed)
    }

    /// Finds the cells.
    ///
    /// # Errors
    /// Where the bytes are not what the format says, with the line.
    fn parse(&self, piece: &RowPiece) -> Result<Parsed>;

    /// The same piece with some of its rows alone.
    ///
    /// # Errors
    /// Where the bytes are not what the format says.
    fn select(&self, piece: RowPiece, parsed: &Parsed, keep: &[bool]) -> Result<RowPiece>;

    /// Writes the rows with replacements, by the number of the column in the table.
    ///
    /// # Errors
    /// Where a replacement does not fit the place.
    fn splice(&self, piece: &RowPiece, parsed: &Parsed, columns: &[Replacement]) -> Result<Vec<u8>>;
}

/// The bytes of some records, each from its first field to where the next record begins.
pub(super) fn records(bytes: &[u8], fields: &[(u32, u32)], columns: usize, keep: &[bool]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let starts: Vec<usize> =
        fields.iter().step_by(columns.max(1)).map(|(start, _)| *start as usize).collect();
    for (row, start) in starts.iter().enumerate() {
        if keep.get(row).copied().unwrap_or(false) {
            let end = starts.get(row + 1).copied().unwrap_or(bytes.len());
            out.extend_from_slice(&bytes[*start..end]);
        }
    }
    out
}
