//! The check `manifest`: one folder against its manifest.

use super::report::Report;
use crate::cli::output;
use crate::error::{Error, ErrorKind, Place, Result};
use crate::io::{self, Format, Output};
use crate::record::{
    Difference, FILE_NAME, FileRecord, Manifest, Partial, TableDigest, TableRecord, compare, schema_of,
};
use crate::run;
use std::collections::BTreeSet;
use std::path::Path;

/// What one file turned out to be.
enum Found {
    /// It is not there.
    Missing,
    /// Its bytes, and its rows or why they cannot be read.
    There { bytes: u64, blake3: String, rows: Result<Vec<Partial>> },
}

/// Compares the files and the data of a manifest's folder with it.
///
/// # Errors
/// [`ErrorKind::Input`] when there is no manifest or a file may not be read.
pub(super) fn check(path: &Path, threads: usize) -> Result<Report> {
    let manifest = Manifest::read(path)?;
    let folder = path.parent().unwrap_or(Path::new(""));
    let output = output::of_record(&manifest.output)?;
    let files: Vec<(&TableRecord, &FileRecord)> =
        manifest.tables.iter().flat_map(|table| table.files.iter().map(move |file| (table, file))).collect();
    for (_, file) in &files {
        check_path(&file.path)?;
    }
    let found = run::each(threads, files.len(), |i| look(folder, files[i].0, files[i].1, &output))?;
    let found: Vec<Found> = found.into_iter().collect::<Result<_>>()?;
    let mut report = Report {
        manifest: path.display().to_string(),
        files: files.len(),
        tables: 0,
        rows: 0,
        findings: Vec::new(),
    };
    for ((_, file), found) in files.iter().zip(&found) {
        file_findings(file, found, &mut report.findings);
    }
    for path in surplus(folder, &manifest)? {
        report.findings.push(Difference::SurplusFile(path).to_string());
    }
    let mut remade = manifest.clone();
    let mut found = found.into_iter();
    for table in &mut remade.tables {
        let of_table: Vec<Found> = found.by_ref().take(table.files.len()).collect();
        let Some(digest) = digest(table, of_table)? else { continue };
        report.tables += 1;
        report.rows += digest.rows();
        table.rows = digest.rows();
        table.row_digest = digest.row_hex();
        for (column, digest) in table.columns.iter_mut().zip(digest.column_hex()) {
            column.digest = digest;
        }
    }
    report.findings.extend(compare(&manifest, &remade).iter().map(ToString::to_string));
    Ok(report)
}

/// A manifest may have been written by anybody, and must not lead out of its folder.
pub(in crate::cli) fn check_path(path: &str) -> Result<()> {
    let plain = |part: &str| !part.is_empty() && part != "." && part != ".." && !part.contains('\\');
    if path.split('/').all(plain) && Path::new(path).is_relative() {
        return Ok(());
    }
    Err(Error::new(ErrorKind::Input, "the manifest names a file outside its folder").at(Place::file(path)))
}

/// Reads one file twice: its bytes, and its rows.
fn look(folder: &Path, table: &TableRecord, file: &FileRecord, output: &Output) -> Result<Found> {
    let path = folder.join(&file.path);
    if !path.is_file() {
        return Ok(Found::Missing);
    }
    let (bytes, blake3) = io::blake3_of(&path)?;
    Ok(Found::There { bytes, blake3, rows: read(&path, table, output) })
}

fn read(path: &Path, table: &TableRecord, output: &Output) -> Result<Vec<Partial>> {
    let schema = schema_of(table)?;
    let digest = TableDigest::new(&schema)?;
    io::read(path, output, &schema)?.map(|batch| digest.digest_batch(&batch?)).collect()
}

fn file_findings(file: &FileRecord, found: &Found, findings: &mut Vec<String>) {
    let path = file.path.clone();
    match found {
        Found::Missing => findings.push(Difference::MissingFile(path).to_string()),
        Found::There { bytes, blake3, rows } => {
            if *bytes != file.bytes {
                let size = Difference::FileSize { path: path.clone(), expected: file.bytes, found: *bytes };
                findings.push(size.to_string());
            } else if *blake3 != file.blake3 {
                findings.push(Difference::FileChecksum(path.clone()).to_string());
            }
            match rows {
                // An error of reading names file, row and column, and no value.
                Err(error) => findings.push(format!("file {path}: {error}")),
                Ok(rows) => {
                    let rows: u64 = rows.iter().map(Partial::rows).sum();
                    if rows != file.rows {
                        findings
                            .push(format!("file {path}: {} rows in the manifest, {rows} here", file.rows));
                    }
                }
            }
        }
    }
}

/// The digest of a table; `None` where a file of it is missing or cannot be read, so that it would tell nothing more.
fn digest(table: &TableRecord, files: Vec<Found>) -> Result<Option<TableDigest>> {
    let mut digest = TableDigest::new(schema_of(table)?.as_ref())?;
    for file in files {
        let Found::There { rows: Ok(rows), .. } = file else { return Ok(None) };
        for partial in &rows {
            digest.merge(partial);
        }
    }
    Ok(Some(digest))
}

/// Files of data that the manifest does not have: in its folder those of a format, in folders of parts all of them.
fn surplus(folder: &Path, manifest: &Manifest) -> Result<Vec<String>> {
    let known: BTreeSet<&str> = manifest.file_paths().collect();
    let parts: BTreeSet<&str> = known.iter().filter_map(|path| Some(path.rsplit_once('/')?.0)).collect();
    let mut surplus = Vec::new();
    for name in names(folder)? {
        if !known.contains(name.as_str()) && name != FILE_NAME && is_data(&name) {
            surplus.push(name);
        }
    }
    for part in parts {
        for name in names(&folder.join(part))? {
            let path = format!("{part}/{name}");
            if !known.contains(path.as_str()) {
                surplus.push(path);
            }
        }
    }
    Ok(surplus)
}

/// The names of the files in a folder that are not hidden, sorted; none where there is no folder.
fn names(folder: &Path) -> Result<Vec<String>> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let failed =
        |e: std::io::Error| Error::io("look into the folder", Place::file(folder.display().to_string()), &e);
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if !name.starts_with('.') && !entry.path().is_dir() {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

fn is_data(name: &str) -> bool {
    let plain = name.strip_suffix(".gz").or_else(|| name.strip_suffix(".zst")).unwrap_or(name);
    Format::ALL.iter().any(|(extension, _)| plain.ends_with(&format!(".{extension}")))
}
