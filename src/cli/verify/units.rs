//! From what was named to tables with their files, and their rows in order.

use super::columns::Known;
use crate::error::{Error, ErrorKind, Place, Result};
use crate::io::shaped::Spool;
use crate::io::{Head, Reading, Row, Rows, Sort};
use crate::verify::Columns;
use std::collections::{BTreeSet, VecDeque};
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

/// Where the bytes of a file are.
#[derive(Clone)]
pub(in crate::cli) enum At<'a> {
    /// On the disk; its name says what it holds.
    Path(PathBuf),
    /// On the disk, of this sort whatever its name says.
    Sorted(PathBuf, Sort),
    /// In a spool, of this sort.
    Spool(&'a Spool, Sort),
    /// A stream that can be read again, of this sort.
    Again(&'a dyn Again, Sort),
}

/// A stream that can be read from the beginning as often as it is needed.
pub(in crate::cli) trait Again: Sync {
    /// Reads it from the beginning.
    ///
    /// # Errors
    /// Where it cannot be read.
    fn again(&self) -> Result<Box<dyn std::io::Read + Send>>;
}

/// A file with its name for what is told.
#[derive(Clone)]
pub(in crate::cli) struct Named<'a> {
    /// Where it is.
    pub(in crate::cli) at: At<'a>,
    /// How it is called.
    pub(in crate::cli) name: String,
    /// The character between its fields, where it is known.
    pub(in crate::cli) delimiter: Option<u8>,
}

/// A table with its files, or a dump of several tables.
#[derive(Clone)]
pub(in crate::cli) struct Unit<'a> {
    /// The table; empty for a dump, whose rows say it themselves.
    pub(in crate::cli) table: String,
    /// The files in order.
    pub(in crate::cli) files: Vec<Named<'a>>,
    /// The names of its columns, where its files begin with data.
    pub(in crate::cli) columns: Option<Vec<String>>,
}

impl Unit<'_> {
    /// The rows of its first file.
    pub(in crate::cli) fn rows(&self, reading: &Reading) -> Result<Rows> {
        let first = self.files.first().ok_or_else(|| Error::bug("a table without a file"))?;
        self.open(first, reading)
    }

    /// The rows of one of its files.
    pub(in crate::cli) fn open(&self, file: &Named<'_>, reading: &Reading) -> Result<Rows> {
        let reading = Reading {
            delimiter: file.delimiter.or(reading.delimiter),
            no_header: self.columns.clone().or_else(|| reading.no_header.clone()),
            ..reading.clone()
        };
        let table = self.table.as_str();
        match &file.at {
            At::Path(path) => Rows::open(path, table, &reading),
            At::Sorted(path, sort) => Rows::open_as(path, *sort, table, &reading),
            At::Spool(spool, sort) => {
                Rows::of_stream(Box::new(spool.read()?), &file.name, *sort, table, &reading)
            }
            At::Again(stream, sort) => Rows::of_stream(stream.again()?, &file.name, *sort, table, &reading),
        }
    }
}

fn name_of(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// The name of a file without its endings.
fn stem(path: &Path) -> String {
    let name = name_of(path);
    let mut stem = name.as_str();
    for end in [".gz", ".gzip", ".zst"] {
        stem = stem.strip_suffix(end).unwrap_or(stem);
    }
    stem.rsplit_once('.').map_or(stem, |(stem, _)| stem).to_owned()
}

fn entries(path: &Path) -> Result<Vec<PathBuf>> {
    let failed =
        |e: std::io::Error| Error::io("look into the folder", Place::file(path.display().to_string()), &e);
    let mut list = Vec::new();
    for entry in std::fs::read_dir(path).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if !name_of(&path).starts_with('.') {
            list.push(path);
        }
    }
    list.sort();
    Ok(list)
}

/// The tables of files, folders and `TABLE=PATH`; a folder's files are named after their tables, its folders hold parts.
pub(in crate::cli) fn units<'a>(paths: &[PathBuf]) -> Result<Vec<Unit<'a>>> {
    let mut units = Vec::new();
    for path in paths {
        let shown = path.display().to_string();
        let named = shown.split_once('=').filter(|(_, rest)| !path.exists() && Path::new(rest).exists());
        let (table, path) = match named {
            Some((table, rest)) => (Some(table.to_owned()), PathBuf::from(rest)),
            None => (None, path.clone()),
        };
        if !path.exists() {
            let error = Error::new(ErrorKind::Input, "there is no such file or folder");
            return Err(error.at(Place::file(shown)));
        }
        match (table, path.is_dir()) {
            (Some(table), true) => units.push(Unit { table, files: parts(&path)?, columns: None }),
            (Some(table), false) => {
                units.push(Unit { table, files: vec![named_file(&path, name_of(&path))], columns: None });
            }
            (None, true) => folder(&path, &mut units)?,
            (None, false) => units.push(unit(&path)),
        }
    }
    Ok(units)
}

/// A file as a unit of its own.
pub(super) fn unit<'a>(path: &Path) -> Unit<'a> {
    let table = if Sort::of_path(path) == Sort::Dump { String::new() } else { stem(path) };
    Unit { table, files: vec![named_file(path, name_of(path))], columns: None }
}

fn named_file<'a>(path: &Path, name: String) -> Named<'a> {
    Named { at: At::Path(path.to_owned()), name, delimiter: None }
}

fn parts<'a>(path: &Path) -> Result<Vec<Named<'a>>> {
    let folder = name_of(path);
    let inside = entries(path)?.into_iter().filter(|path| path.is_file());
    Ok(inside.map(|path| named_file(&path, format!("{folder}/{}", name_of(&path)))).collect())
}

fn folder(path: &Path, units: &mut Vec<Unit<'_>>) -> Result<()> {
    for entry in entries(path)? {
        if matches!(name_of(&entry).as_str(), "placebo.json" | "placebo-audit.jsonl") {
            continue;
        }
        if entry.is_dir() {
            units.push(Unit { table: stem(&entry), files: parts(&entry)?, columns: None });
        } else {
            units.push(unit(&entry));
        }
    }
    Ok(())
}

/// A row with the numbers of its columns.
#[derive(Default)]
pub(super) struct Read {
    pub(super) row: Row,
    ids: Arc<Vec<usize>>,
    /// The number of the file among all of its side.
    pub(super) file: usize,
    /// The number of the row in its own file, or of the line.
    pub(super) own: u64,
    /// How many rows of its side's table or dump were read before it, with those that stand beside tables.
    pub(super) before: u64,
    /// The table; `None` for what stands beside tables.
    pub(super) table: Option<Arc<str>>,
}

impl Read {
    /// The cells with the numbers of their columns.
    pub(super) fn cells(&self) -> impl Iterator<Item = (usize, Option<&str>)> {
        self.row.cells().map(|(at, text)| (self.ids.get(at).copied().unwrap_or(usize::MAX), text))
    }
}

/// Rows that are read together, with room for others when they were looked at.
#[derive(Default)]
pub(super) struct Batch {
    rows: Vec<Read>,
    len: usize,
}

impl Batch {
    /// The rows.
    pub(super) fn rows(&self) -> &[Read] {
        &self.rows[..self.len]
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// Forgets them, and keeps their room.
    pub(super) fn clear(&mut self) {
        self.len = 0;
    }

    /// Adds the next row of a reader; whether there was one.
    pub(super) fn read(&mut self, reader: &mut Reader<'_>) -> Result<bool> {
        if self.rows.len() == self.len {
            self.rows.push(Read::default());
        }
        let there = reader.next(&mut self.rows[self.len])?;
        self.len += usize::from(there);
        Ok(there)
    }

    /// The row that was read last.
    pub(super) fn last(&self) -> Option<&Read> {
        self.rows().last()
    }

    /// Forgets all rows but the first ones.
    pub(super) fn truncate(&mut self, len: usize) {
        self.len = self.len.min(len);
    }
}

/// What all readers of a run share.
pub(super) struct Shared<'a> {
    pub(super) columns: &'a RwLock<Columns>,
    pub(super) known: &'a Known,
    pub(super) reading: &'a Reading,
}

/// A head with the numbers of its columns, as many as were seen.
type HeadIds = (Arc<Vec<usize>>, Option<Arc<str>>);

/// The rows of one table's files, or of a dump.
pub(super) struct Reader<'a> {
    shared: &'a Shared<'a>,
    unit: &'a Unit<'a>,
    left: VecDeque<usize>,
    /// The number of the unit's first file.
    first: usize,
    open: Option<(usize, Rows)>,
    heads: Vec<HeadIds>,
    /// Files that are neither text nor a table.
    pub(super) skipped: Vec<String>,
    /// What is in files and cannot be looked into.
    pub(super) closed: Vec<String>,
    /// The columns of tables that were met.
    pub(super) met: BTreeSet<usize>,
    number: u64,
    rows: u64,
}

impl<'a> Reader<'a> {
    pub(super) fn new(shared: &'a Shared<'a>, unit: &'a Unit<'a>, first: usize) -> Self {
        let left = (0..unit.files.len()).collect();
        Self {
            shared,
            unit,
            left,
            first,
            open: None,
            heads: Vec::new(),
            skipped: Vec::new(),
            closed: Vec::new(),
            met: BTreeSet::new(),
            number: 0,
            rows: 0,
        }
    }

    /// Fills the next row; whether there was one.
    fn next(&mut self, read: &mut Read) -> Result<bool> {
        loop {
            let Some((file, rows)) = &mut self.open else {
                let Some(file) = self.left.pop_front() else { return Ok(false) };
                let named = &self.unit.files[file];
                let rows = self.unit.open(named, self.shared.reading)?;
                if !rows.is_read() {
                    self.skipped.push(named.name.clone());
                }
                let filters = rows.filters().iter();
                self.closed
                    .extend(filters.map(|column| format!("{} (Bloom filter of {column})", named.name)));
                self.heads.clear();
                self.open = Some((file, rows));
                continue;
            };
            if !rows.next(&mut read.row)? {
                self.open = None;
                continue;
            }
            let row = &mut read.row;
            let head = &rows.heads()[row.head];
            if self.heads.len() <= row.head {
                self.heads.resize(row.head + 1, (Arc::default(), None));
            }
            let known = &mut self.heads[row.head];
            if known.0.len() < head.columns.len() {
                *known = ids(self.shared, head);
                if known.1.is_some() {
                    self.met.extend(known.0.iter());
                }
            }
            // Most rows are of the table whose row stood here before: counting its holders would be the dearest of all.
            if !Arc::ptr_eq(&read.ids, &known.0) {
                read.ids = Arc::clone(&known.0);
            }
            let same = match (&read.table, &known.1) {
                (Some(one), Some(other)) => Arc::ptr_eq(one, other),
                (None, None) => true,
                _ => false,
            };
            if !same {
                read.table.clone_from(&known.1);
            }
            read.file = self.first + *file;
            read.before = self.rows;
            self.rows += 1;
            read.own = row.line.filter(|_| head.aside).unwrap_or(row.number);
            // Parts are one table, whose rows are numbered through.
            if read.table.is_some() && self.unit.files.len() > 1 {
                self.number += 1;
                row.number = self.number;
            }
            return Ok(true);
        }
    }
}

/// The numbers of a head's columns.
fn ids(shared: &Shared<'_>, head: &Head) -> HeadIds {
    let mut columns = shared.columns.write().unwrap_or_else(PoisonError::into_inner);
    let told = |name: &str| match head.aside {
        true => crate::verify::Told::default(),
        false => shared.known.of(&head.table, name),
    };
    let ids = head.columns.iter().map(|name| columns.find(&head.table, name, !head.aside, || told(name)));
    (Arc::new(ids.collect()), (!head.aside).then(|| head.table.as_str().into()))
}
