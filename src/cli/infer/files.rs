//! A sample of the rows of files: CSV, JSON lines, Parquet and plain dumps.

use crate::cli::mask::inputs::{Shape, Source};
use crate::error::{Error, ErrorKind, Place, Result};
use crate::infer::{Sample, are_people, is_name};
use crate::io::shaped::{
    Columns, CsvShape, Declared, Input, LeftOut, Nested, ParquetSource, Piece, Pieces, Target, discover,
    dump_pieces,
};
use crate::shape::Database;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs::File;
use std::sync::{Arc, Mutex, PoisonError};

/// Tables and columns as they are met, with the numbers that the sample gives them.
struct Met {
    sample: Mutex<Sample>,
    /// For each table of a source its number, and those of its columns.
    layouts: Mutex<Vec<(usize, Vec<usize>)>>,
    /// What dumps define.
    declared: Declared,
}

impl Columns for Met {
    fn find(&self, table: &str, columns: &[String]) -> Result<Target> {
        let place = || Place { table: Some(table.to_owned()), ..Place::default() };
        let mut seen = BTreeSet::new();
        if !columns.iter().all(|name| seen.insert(name)) {
            return Err(Error::new(ErrorKind::Input, "a column of the input comes twice").at(place()));
        }
        // Spreadsheets keep the blanks around a name.
        let names: Vec<&str> = columns.iter().map(|name| name.trim()).collect();
        // A path is as many names as it has steps.
        let steps = |name: &str| name.replace("[]", "").split('.').all(is_name);
        if !names.iter().all(|name| is_name(name) || steps(name)) || are_people(&names) {
            return Err(no_header("the header holds what is no name of a column").at(place()));
        }
        let mut sample = self.sample.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut number, mut list) = (0, Vec::with_capacity(columns.len()));
        for name in columns {
            let (t, c) = sample.column(table, name);
            number = t;
            list.push(c);
        }
        let mut layouts = self.layouts.lock().unwrap_or_else(PoisonError::into_inner);
        layouts.push((number, list));
        Ok(Target {
            table: layouts.len() - 1,
            columns: (0..columns.len()).map(Some).collect(),
            reads: vec![true; columns.len()],
            unlisted: Arc::new(|_| Ok(())),
            nested: Nested::none(columns.len()),
            nulled: Vec::new(),
        })
    }

    fn lists(&self, _table: &str, _column: &str) -> bool {
        false
    }
}

/// A first line that is a row: what stands in it is not shown.
fn no_header(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::Input, message.into())
        .hint("is the first line a row? put a line with the names of the columns before it")
}

/// Keys that are values: they are not shown either.
fn no_keys() -> Error {
    Error::new(ErrorKind::Input, "a key of the lines is no name of a column")
        .hint("are keys values here? list them as an array")
}

/// Opens a file; its digest is of no use here.
pub(super) fn open(source: &Source) -> Result<Input> {
    let name =
        if source.is_stdin() { "standard input".to_owned() } else { source.path.display().to_string() };
    let stream: Box<dyn std::io::Read + Send> = if source.is_stdin() {
        Box::new(std::io::stdin())
    } else {
        Box::new(File::open(&source.path).map_err(|e| Error::io("open the input", Place::file(&name), &e))?)
    };
    Input::new(stream, &name, &[0; 32])
}

/// Looks at up to so many rows of each table; gives what dumps define, too.
pub(super) fn sample(sources: &[Source], most: u64, csv: &CsvShape) -> Result<(Sample, Database)> {
    let met =
        Arc::new(Met { sample: Mutex::default(), layouts: Mutex::default(), declared: Declared::default() });
    for source in sources {
        let name = source.path.display().to_string();
        look(source, most, csv, &met).map_err(|error| match error.place() {
            Some(place) if place.file.is_none() => {
                let place = Place { file: Some(name), ..place.clone() };
                error.at(place)
            }
            _ => error,
        })?;
    }
    let sample = std::mem::take(&mut *met.sample.lock().unwrap_or_else(PoisonError::into_inner));
    if sample.tables.iter().all(|table| table.rows == 0) {
        return Err(Error::new(ErrorKind::Input, "there are no rows to look at")
            .hint("definitions alone are read from a .sql file of their own"));
    }
    let declared = std::mem::take(&mut *met.declared.lock().unwrap_or_else(PoisonError::into_inner));
    Ok((sample, declared))
}

fn look(source: &Source, most: u64, csv: &CsvShape, met: &Arc<Met>) -> Result<()> {
    if source.shape == Shape::Parquet {
        return parquet(source, most, met);
    }
    let mut input = open(source)?;
    let shape = match source.shape {
        Shape::Csv if source.is_stdin() && input.begins_with(b"{")? => Shape::Jsonl,
        shape => shape,
    };
    match shape {
        Shape::Jsonl => json(source, input, most, met),
        Shape::Dump => {
            let found = dump_pieces(input, met.clone(), LeftOut::default(), met.declared.clone())?;
            pieces(found, most, false, met)
        }
        _ => {
            let (found, _) = csv.pieces(input, &source.table, &[], met.as_ref(), &LeftOut::default())?;
            pieces(found, most, true, met)?;
            let sample = met.sample.lock().unwrap_or_else(PoisonError::into_inner);
            match sample.headed_by_value(&source.table) {
                Some(n) => Err(no_header(format!(
                    "name {n} of the header is a value of its column, or looks like one"
                ))),
                None => Ok(()),
            }
        }
    }
}

/// Looks at the rows of pieces; `alone` where they are of one table, so that nothing is missed after enough of them.
fn pieces(pieces: Pieces, most: u64, alone: bool, met: &Met) -> Result<()> {
    let mut before: Option<u64> = None;
    for piece in pieces {
        let Piece::Rows(rows) = piece? else { continue };
        let layout = rows.layout.table();
        let layouts = met.layouts.lock().unwrap_or_else(PoisonError::into_inner);
        let Some((table, columns)) = layouts.get(layout) else { continue };
        let mut sample = met.sample.lock().unwrap_or_else(PoisonError::into_inner);
        let known = sample.tables.get(*table).map_or(0, |table| table.rows);
        // Parts of one table are looked at each for itself.
        let start = if alone { *before.get_or_insert(known) } else { 0 };
        if known - start >= most {
            if alone {
                return Ok(());
            }
            continue;
        }
        let parsed = rows.layout.parse(&rows)?;
        sample.add(*table, columns, &parsed.block);
    }
    Ok(())
}

fn parquet(source: &Source, most: u64, met: &Arc<Met>) -> Result<()> {
    let file = ParquetSource::open(&source.path, &source.table, met.as_ref())?;
    let layouts = met.layouts.lock().unwrap_or_else(PoisonError::into_inner);
    let Some((table, columns)) = layouts.get(file.table()) else { return Ok(()) };
    let mut sample = met.sample.lock().unwrap_or_else(PoisonError::into_inner);
    file.required().filter_map(|at| columns.get(at)).for_each(|column| sample.require(*table, *column));
    let mut seen = 0;
    for group in 0..file.groups() {
        for parsed in file.look(group)? {
            let block = parsed?.block;
            seen += block.rows as u64;
            sample.add(*table, columns, &block);
            if seen >= most {
                return Ok(());
            }
        }
    }
    Ok(())
}

/// JSON lines are gone through to their end: a path may come late.
fn json(source: &Source, input: Input, most: u64, met: &Met) -> Result<()> {
    let mut sample = met.sample.lock().unwrap_or_else(PoisonError::into_inner);
    let mut strange = false;
    // A path is held against everything once, whatever the number of its values.
    let mut known: HashMap<String, (usize, usize)> = HashMap::new();
    let mut beside: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let gone_through = discover(input, &mut |row, path, value| {
        let (table, column) = match known.get(path) {
            Some(found) => *found,
            None if strange => return,
            None => {
                let bare = path.replace("[]", "");
                let mut above = String::new();
                for key in bare.split('.') {
                    strange |= !is_name(key);
                    beside.entry(above.clone()).or_default().insert(key.to_owned());
                    above = format!("{above}.{key}");
                }
                if strange {
                    return;
                }
                let found = sample.column(&source.table, path);
                known.insert(path.to_owned(), found);
                found
            }
        };
        if row < most {
            sample.value(table, column, row, value);
        }
    });
    strange |= beside.values().any(|keys| are_people(&keys.iter().map(String::as_str).collect::<Vec<_>>()));
    // What else is wrong would be told with the keys.
    if strange || sample.headed_by_value(&source.table).is_some() {
        return Err(no_keys().at(Place::file(source.path.display().to_string())));
    }
    sample.finish(&source.table, gone_through?.min(most));
    Ok(())
}
