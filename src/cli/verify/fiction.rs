//! The check `fiction`: files and standard input searched for values that could be a real person's.

use super::units::{At, Named, unit};
use crate::error::{Error, Place, Result};
use crate::io;
use crate::plan::{Policy, TablePolicy};
use crate::record::Manifest;
use crate::run;
use crate::verify::{Baseline, Fiction};
use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read};
use std::path::{Path, PathBuf};

/// Bytes of a file that are looked at to see whether it is a text.
const HEAD: usize = 8 * 1024;

/// The kinds of columns, where a schema or the manifest beside a file says them.
#[derive(Default)]
pub(in crate::cli) struct Declared {
    /// By the schema: for each table its columns with their kinds.
    pub(in crate::cli) tables: BTreeMap<String, BTreeMap<String, String>>,
}

impl Declared {
    /// What a policy says.
    pub(in crate::cli) fn of_policy(policy: &Policy) -> Self {
        let kinds = |table: &TablePolicy| {
            table.columns.iter().map(|c| (c.name.clone(), c.written_kind().name.to_owned())).collect()
        };
        Self { tables: policy.tables.iter().map(|table| (table.name.clone(), kinds(table))).collect() }
    }

    /// The kinds of a file's columns.
    fn of_file(&self, path: &Path) -> BTreeMap<String, String> {
        let table = unit(path).table;
        let folder = path.parent().unwrap_or(Path::new(""));
        let part = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if let Some(kinds) = self.tables.get(&table).or_else(|| self.tables.get(&part)) {
            return kinds.clone();
        }
        let above = folder.parent().unwrap_or(Path::new(""));
        // A manifest that cannot be read says nothing here; the check `manifest` tells of it.
        let manifests = [folder, above].map(|folder| folder.join(crate::record::FILE_NAME));
        let manifest =
            manifests.iter().filter(|path| path.is_file()).find_map(|path| Manifest::read(path).ok());
        let tables = manifest.iter().flat_map(|manifest| &manifest.tables);
        let own = tables.into_iter().find(|one| one.name == table || one.name == part);
        own.map(|table| table.columns.iter().map(|c| (c.name.clone(), c.kind.clone())).collect())
            .unwrap_or_default()
    }
}

/// What was searched and found.
pub(in crate::cli) struct Searched {
    pub(in crate::cli) fiction: Fiction,
    pub(in crate::cli) files: usize,
    /// Files that are neither text nor a table, and so were not searched.
    pub(in crate::cli) skipped: Vec<String>,
}

/// Searches files, folders with all that is in them, and standard input.
///
/// # Errors
/// Where something cannot be read.
pub(in crate::cli) fn search(
    paths: &[PathBuf],
    declared: &Declared,
    threads: usize,
    baseline: Option<&Baseline>,
    collect: Option<&Baseline>,
) -> Result<Searched> {
    let mut files = Vec::new();
    for path in paths {
        gather(path, &mut files)?;
    }
    let named = |path: &PathBuf| Named { at: At::Path(path.clone()), name: path.display().to_string() };
    let files: Vec<Named<'_>> = files.iter().map(named).collect();
    search_files(&files, declared, threads, baseline, collect)
}

/// Searches files.
///
/// # Errors
/// Where something cannot be read.
pub(in crate::cli) fn search_files(
    files: &[Named<'_>],
    declared: &Declared,
    threads: usize,
    baseline: Option<&Baseline>,
    collect: Option<&Baseline>,
) -> Result<Searched> {
    let fresh = || Fiction::new(baseline.cloned(), collect.cloned());
    let found = run::each(threads, files.len(), |i| {
        let mut fiction = fresh();
        look(&files[i], declared, &mut fiction).map(|searched| (searched, fiction))
    })?;
    let mut all = Searched { fiction: fresh(), files: 0, skipped: Vec::new() };
    for (file, found) in files.iter().zip(found) {
        let (searched, fiction) = found?;
        all.fiction.merge(fiction);
        if searched {
            all.files += 1;
        } else {
            all.skipped.push(file.name.clone());
        }
    }
    Ok(all)
}

/// The files that a path means, sorted; those of hidden folders are left out.
fn gather(path: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    if !path.is_dir() {
        files.push(path.to_owned());
        return Ok(());
    }
    let failed =
        |e: std::io::Error| Error::io("look into the folder", Place::file(path.display().to_string()), &e);
    let mut inside = Vec::new();
    for entry in std::fs::read_dir(path).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let hidden = entry.file_name().to_string_lossy().starts_with('.');
        let link = entry.file_type().map_err(failed)?.is_symlink();
        if !(link || hidden && entry.path().is_dir()) {
            inside.push(entry.path());
        }
    }
    inside.sort();
    inside.iter().try_for_each(|path| gather(path, files))
}

/// Searches one file; `false` where it is no text.
fn look(file: &Named<'_>, declared: &Declared, fiction: &mut Fiction) -> Result<bool> {
    let name = file.name.as_str();
    let path = match &file.at {
        At::Path(path) if path == Path::new("-") => {
            return lines("standard input", std::io::stdin(), fiction);
        }
        At::Path(path) => path.as_path(),
        At::Spool(spool, _) => return lines(name, spool.read()?, fiction),
        At::Again(stream, _) => return lines(name, stream.again()?, fiction),
    };
    let plain = name.trim_end_matches(".gz").trim_end_matches(".zst");
    let kind = Path::new(plain).extension().and_then(|e| e.to_str()).unwrap_or_default().to_ascii_lowercase();
    match kind.as_str() {
        "parquet" => {
            let kinds = declared.of_file(path);
            io::parquet_cells(path, |row, column, text| {
                fiction.cell(name, row, column, kinds.get(column).map_or("", String::as_str), text);
            })?;
            fiction.end_of_file();
            Ok(true)
        }
        "csv" | "tsv" => {
            let delimiter = if kind == "tsv" { b'\t' } else { b',' };
            table(name, path, delimiter, &declared.of_file(path), fiction)
        }
        _ => lines(name, io::text(path)?, fiction),
    }
}

fn table(
    name: &str,
    path: &Path,
    delimiter: u8,
    kinds: &BTreeMap<String, String>,
    fiction: &mut Fiction,
) -> Result<bool> {
    let mut header = Vec::new();
    io::csv_cells(io::text(path)?, name, delimiter, |row, column, text| {
        if row == 0 {
            header.push(text.to_owned());
        }
        // Only a name that is one: the first row of a file without a header holds values, and must not be told.
        let named = header.get(column).filter(|_| is_header(&header)).cloned();
        let named = named.unwrap_or_else(|| format!("column {}", column + 1));
        if row > 0 || !is_header(&header) {
            let kind = kinds.get(&named).map_or("", String::as_str);
            fiction.cell(name, row, &named, kind, text);
        }
    })?;
    fiction.end_of_file();
    Ok(true)
}

/// Whether a first row is one of names: words of letters, digits and underscores, some of them with an underscore or `id`, none twice.
fn is_header(cells: &[String]) -> bool {
    let word = |cell: &String| {
        cell.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && cell.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b' ' | b'-' | b'.'))
    };
    let telling = |cell: &String| {
        let lower = cell.to_ascii_lowercase();
        lower == "id"
            || lower.contains('_')
            || ["name", "date", "email", "phone", "ssn"].iter().any(|w| lower.contains(w))
    };
    cells.iter().all(word) && cells.iter().any(telling)
}

fn lines(name: &str, source: impl Read, fiction: &mut Fiction) -> Result<bool> {
    let failed = |e: std::io::Error| Error::io("read the file", Place::file(name), &e);
    let mut reader = BufReader::with_capacity(256 * 1024, source);
    let head = reader.fill_buf().map_err(failed)?;
    if head[..head.len().min(HEAD)].contains(&0) {
        return Ok(false);
    }
    let mut bytes = Vec::new();
    for line in 1.. {
        bytes.clear();
        if reader.read_until(b'\n', &mut bytes).map_err(failed)? == 0 {
            break;
        }
        // What is no UTF-8 is no identifier either; the rest of the line is searched.
        fiction.line(name, line, String::from_utf8_lossy(&bytes).trim_end_matches(['\n', '\r']));
    }
    Ok(true)
}
