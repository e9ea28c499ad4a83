//! From what was named on the command line to the files of each table.

use crate::cli::generate::is_database;
use crate::error::{Error, ErrorKind, Place, Result, nearest};
use crate::io::postgres::bookkeeper;
use crate::plan::Policy;
use std::path::{Path, PathBuf};

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::cli) enum Shape {
    /// Comma separated values, with any delimiter.
    Csv,
    /// JSON lines.
    Jsonl,
    /// A plain dump of pg_dump.
    Dump,
    /// Parquet.
    Parquet,
}

/// A file of the input.
pub(in crate::cli) struct Source {
    /// The table whose rows it holds; a dump names its own.
    pub(in crate::cli) table: String,
    /// Where it is; `-` is standard input.
    pub(in crate::cli) path: PathBuf,
    /// What it holds.
    pub(in crate::cli) shape: Shape,
    /// Where the masked file goes, from the folder of the output.
    pub(in crate::cli) out: String,
}

impl Source {
    /// Whether it is standard input.
    pub(in crate::cli) fn is_stdin(&self) -> bool {
        self.path == Path::new("-")
    }
}

/// Endings of compressed files, and of formats.
const PACKED: [&str; 3] = [".gz", ".zst", ".gzip"];
const CSV: [&str; 3] = [".csv", ".tsv", ".txt"];
const JSONL: [&str; 3] = [".jsonl", ".ndjson", ".json"];
const DUMP: [&str; 4] = [".sql", ".dump", ".pgdump", ".backup"];

/// The tables that files may be of.
#[derive(Clone, Copy)]
pub(in crate::cli) enum Tables<'a> {
    /// Those of a policy.
    Of(&'a Policy),
    /// Any.
    Any,
}

impl Tables<'_> {
    fn has(self, name: &str) -> bool {
        match self {
            Self::Of(policy) => policy.table(name).is_some(),
            Self::Any => !name.is_empty() && !name.contains('/'),
        }
    }
}

/// All files of the inputs, in the order in which they were named.
pub(in crate::cli) fn sources(inputs: &[String], policy: Tables<'_>) -> Result<Vec<Source>> {
    let mut sources = Vec::new();
    for input in inputs {
        let named = input.split_once('=').filter(|(table, _)| policy.has(table));
        let (table, path) = match named {
            Some((table, path)) => (Some(table), Path::new(path)),
            None => (None, Path::new(input.as_str())),
        };
        if path == Path::new("-") || is_database(input) {
            sources.push(stdin(table));
            continue;
        }
        if !path.exists() {
            let error = Error::new(ErrorKind::Input, "there is no such file or folder");
            return Err(error.at(Place::file(path.display().to_string())));
        }
        match (table, path.is_dir()) {
            (Some(table), true) => parts(table, path, &mut sources)?,
            (Some(table), false) => sources.push(source(table, path, None)?),
            (None, true) => folder(path, policy, &mut sources)?,
            (None, false) => sources.push(file(path, policy)?),
        }
    }
    let mut seen = std::collections::BTreeSet::new();
    for source in &sources {
        if !seen.insert(source.out.to_lowercase()) {
            let message = format!("two inputs would be written as {}", source.out);
            return Err(
                Error::usage(message).hint("name each table once; TABLE=FOLDER takes a folder of parts")
            );
        }
    }
    if sources.is_empty() {
        return Err(
            Error::usage("there is no file in what was named").hint("files end in .csv, .csv.gz or .csv.zst")
        );
    }
    Ok(sources)
}

fn entries(path: &Path) -> Result<Vec<PathBuf>> {
    let failed =
        |e: std::io::Error| Error::io("look into the folder", Place::file(path.display().to_string()), &e);
    let mut list = Vec::new();
    for entry in std::fs::read_dir(path).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        // Hidden files are of the system's or of an editor's.
        if !file_name(&path).starts_with('.') {
            list.push(path);
        }
    }
    list.sort();
    Ok(list)
}

fn folder(path: &Path, policy: Tables<'_>, sources: &mut Vec<Source>) -> Result<()> {
    for entry in entries(path)? {
        // What a run of ours leaves beside its data is no data.
        if matches!(file_name(&entry).as_str(), "placebo.json" | "placebo.mask.json") {
            continue;
        }
        if entry.is_dir() {
            parts(&table_of(&entry, policy)?, &entry, sources)?;
        } else {
            sources.push(file(&entry, policy)?);
        }
    }
    Ok(())
}

fn parts(table: &str, path: &Path, sources: &mut Vec<Source>) -> Result<()> {
    for (part, entry) in entries(path)?.iter().enumerate() {
        // A part's name may tell something, so it gets one of ours.
        sources.push(source(table, entry, Some(part))?);
    }
    Ok(())
}

/// Standard input: a dump, or rows of the table that is named with it.
fn stdin(table: Option<&str>) -> Source {
    // Rows may be CSV or JSON lines: their first byte tells.
    let (table, shape, out) = match table {
        Some(table) => (table.to_owned(), Shape::Csv, format!("{table}.csv")),
        None => (String::new(), Shape::Dump, "dump.sql".to_owned()),
    };
    Source { table, path: PathBuf::from("-"), shape, out }
}

/// A file that was named without its table: a dump, or named after its table.
fn file(path: &Path, policy: Tables<'_>) -> Result<Source> {
    if shape_of(&file_name(path)) == Some(Shape::Dump) {
        return source("", path, None);
    }
    source(&table_of(path, policy)?, path, None)
}

/// What a file holds, by its ending.
fn shape_of(name: &str) -> Option<Shape> {
    let lower = split_name(name).1.to_ascii_lowercase();
    let plain = PACKED.iter().find_map(|suffix| lower.strip_suffix(suffix)).unwrap_or(&lower);
    let is = |list: &[&str]| list.contains(&plain);
    match () {
        () if is(&CSV) => Some(Shape::Csv),
        () if is(&JSONL) => Some(Shape::Jsonl),
        () if lower.ends_with(".parquet") => Some(Shape::Parquet),
        () if is(&DUMP) => Some(Shape::Dump),
        () => None,
    }
}

fn file_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// The name without what a file of this sort ends with; and the ending.
fn split_name(name: &str) -> (&str, &str) {
    let lower = name.to_ascii_lowercase();
    let mut end = name.len();
    if let Some(packed) = PACKED.iter().find(|suffix| lower.ends_with(**suffix)) {
        end -= packed.len();
    }
    let stem = name.get(..end).and_then(|stem| stem.rfind('.')).unwrap_or(end);
    name.split_at_checked(stem).unwrap_or((name, ""))
}

/// The table of a file or a folder of parts, by its name.
fn table_of(path: &Path, policy: Tables<'_>) -> Result<String> {
    let name = file_name(path);
    let stem = if path.is_dir() { name.as_str() } else { split_name(&name).0 };
    // Frameworks keep their books beside the data; in CSV it is told from the rows whether they may pass.
    let is_book = || shape_of(&name) == Some(Shape::Csv) && bookkeeper(stem).is_some();
    if policy.has(stem) || is_book() {
        return Ok(stem.to_owned());
    }
    let Tables::Of(policy) = policy else {
        let error = Error::new(ErrorKind::Input, "the name of this file is not that of a table");
        return Err(error.at(Place::file(path.display().to_string())).hint("say TABLE=PATH"));
    };
    let tables = policy.tables.iter().map(|table| table.name.as_str());
    // The name of a file may hold a value: it is the user's own, and told as a place alone.
    let error = Error::new(ErrorKind::Input, "the schema has no table of this name")
        .at(Place::file(path.display().to_string()));
    Err(match nearest(stem, tables.clone()) {
        Some(near) => {
            error.hint(format!("there is `{near}`; say {near}=PATH, or list the table in the schema"))
        }
        None => error.hint(format!(
            "its tables are: {}; say TABLE=PATH, or list the table in the schema",
            tables.collect::<Vec<_>>().join(", ")
        )),
    })
}

fn source(table: &str, path: &Path, part: Option<usize>) -> Result<Source> {
    let name = file_name(path);
    let lower = split_name(&name).1.to_ascii_lowercase();
    let place = Place::file(path.display().to_string());
    if !path.is_file() {
        return Err(Error::new(ErrorKind::Input, "this is not a file").at(place));
    }
    let Some(shape) = shape_of(&name) else {
        let error = Error::new(ErrorKind::Input, "files of this ending are not masked by this version");
        return Err(error.at(place).hint("it reads .csv, .tsv, .txt, .jsonl, .ndjson and .sql, also compressed as .gz or .zst, and .parquet"));
    };
    let stem = if shape == Shape::Dump { "dump" } else { table };
    let out = match part {
        Some(part) => format!("{stem}/part-{part:05}{lower}"),
        None => format!("{stem}{lower}"),
    };
    Ok(Source { table: table.to_owned(), path: path.to_owned(), shape, out })
}
