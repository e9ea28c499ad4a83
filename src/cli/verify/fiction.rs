//! The check `fiction`: files and standard input searched for values that could be a real person's.

use super::closed::{is_closed, is_media};
use super::databases::Databases;
use super::header::Header;
use super::lines::lines;
use super::named::Names;
use super::units::{Named, Unit, unit};
use super::utf16::as_utf8;
use crate::error::{Error, Place, Result};
use crate::io::{self, Reading, Row};
use crate::plan::{Policy, TablePolicy};
use crate::record::Manifest;
use crate::run;
use crate::verify::{Baseline, Class, Fiction, is_unnamed};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::{Path, PathBuf};

/// Bytes by which a file is known that is no text whatever its name says.
const HEAD: u64 = 64;

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
    /// Pictures, sounds, fonts and programs, which were not searched either, and in which no data are expected.
    pub(in crate::cli) media: Vec<String>,
    /// How many files that could not be searched the baseline has.
    pub(in crate::cli) known: usize,
    /// Columns that were not searched, because somebody accepted what stands in them.
    pub(in crate::cli) accepted: Vec<String>,
}

/// Searches files, folders with all that is in them, and standard input.
///
/// # Errors
/// Where something cannot be read.
pub(super) fn search(
    paths: &[PathBuf],
    databases: &Databases,
    (declared, reading): (&Declared, &Reading),
    threads: usize,
    baseline: Option<&Baseline>,
    collect: Option<&Baseline>,
) -> Result<Searched> {
    let mut files = Vec::new();
    for path in paths.iter().filter(|path| databases.unit(path).is_none()) {
        gather(path, &mut files)?;
    }
    let fresh = || Fiction::new(baseline.cloned(), collect.cloned());
    let found = run::each(threads, files.len(), |i| {
        let mut fiction = fresh();
        look(&files[i], declared, reading.delimiter, &mut fiction).map(|searched| (searched, fiction))
    })?;
    let names = files.iter().map(|file| file.display().to_string());
    let mut all = joined(fresh(), names, found)?;
    accept(&mut all, baseline)?;
    let units: Vec<Unit<'_>> = paths.iter().filter_map(|path| databases.unit(path)).collect();
    let tables = Tables { units: &units, declared, reading, accepted: &[], baseline, collect };
    let of_databases = tables.search(threads)?;
    all.fiction.merge(of_databases.fiction);
    all.files += of_databases.files;
    Ok(all)
}

/// Sets pictures and programs apart, and passes over the files that cannot be searched and that somebody accepted as they are; notes
/// them all for a new baseline.
fn accept(searched: &mut Searched, baseline: Option<&Baseline>) -> Result<()> {
    let skipped = std::mem::take(&mut searched.skipped);
    for name in skipped {
        // What came from standard input cannot be read again.
        let path = Path::new(&name);
        if path.is_file() && is_media(&head(path, &name)?) {
            searched.media.push(name);
            continue;
        }
        let digest = if path.is_file() { Some(io::blake3_of(path)?.1) } else { None };
        let noted = digest.as_ref().is_some_and(|digest| searched.fiction.accept_file(digest));
        let known = digest.zip(baseline).is_some_and(|(digest, baseline)| baseline.has_file(&digest));
        if noted || known {
            searched.known += 1;
        } else {
            searched.skipped.push(name);
        }
    }
    Ok(())
}

/// What was found in each file, as one.
fn joined(
    fiction: Fiction,
    names: impl Iterator<Item = String>,
    found: Vec<Result<(bool, Fiction)>>,
) -> Result<Searched> {
    let mut all = Searched {
        fiction,
        files: 0,
        skipped: Vec::new(),
        media: Vec::new(),
        known: 0,
        accepted: Vec::new(),
    };
    for (name, found) in names.zip(found) {
        let (searched, fiction) = found?;
        all.fiction.merge(fiction);
        if searched {
            all.files += 1;
        } else {
            all.skipped.push(name);
        }
    }
    Ok(all)
}

/// What is searched cell by cell, because it is known what it holds.
pub(in crate::cli) struct Tables<'a> {
    /// The tables.
    pub(in crate::cli) units: &'a [Unit<'a>],
    /// The kinds of their columns.
    pub(in crate::cli) declared: &'a Declared,
    /// How files are read.
    pub(in crate::cli) reading: &'a Reading,
    /// Columns that somebody accepted, as `table.column`; they are passed over.
    pub(in crate::cli) accepted: &'a [String],
    /// What somebody accepted before.
    pub(in crate::cli) baseline: Option<&'a Baseline>,
    /// Where all that is found is noted.
    pub(in crate::cli) collect: Option<&'a Baseline>,
}

impl Tables<'_> {
    /// Searches them.
    ///
    /// # Errors
    /// Where something cannot be read.
    pub(in crate::cli) fn search(&self, threads: usize) -> Result<Searched> {
        let files: Vec<(&Unit<'_>, &Named<'_>)> =
            self.units.iter().flat_map(|unit| unit.files.iter().map(move |file| (unit, file))).collect();
        let found = run::each(threads, files.len(), |i| self.look(files[i].0, files[i].1))?;
        let names = files.iter().map(|(_, file)| file.name.clone());
        let mut searched = joined(self.fresh(), names, found)?;
        searched.accepted = self.accepted.to_vec();
        Ok(searched)
    }

    /// Searches one file; tables of a dump are told apart.
    fn look(&self, unit: &Unit<'_>, file: &Named<'_>) -> Result<(bool, Fiction)> {
        let mut rows = unit.open(file, self.reading)?;
        let mut of_heads: Vec<Fiction> = Vec::new();
        let mut row = Row::default();
        while rows.next(&mut row)? {
            let head = &rows.heads()[row.head];
            if of_heads.len() <= row.head {
                of_heads.resize_with(row.head + 1, || self.fresh());
            }
            let fiction = &mut of_heads[row.head];
            let kinds = self.declared.tables.get(&head.table);
            for (at, text) in row.cells() {
                let Some(text) = text else { continue };
                if head.aside {
                    let line = row.line.unwrap_or(row.number);
                    text.lines().zip(line..).for_each(|(text, line)| fiction.line(&file.name, line, text));
                    continue;
                }
                let name = head.columns.get(at).map_or("", String::as_str);
                if self.passes_over(&head.table, name) {
                    continue;
                }
                let kind = kinds.and_then(|kinds| kinds.get(name)).map_or("", String::as_str);
                fiction.cell(&file.name, row.number, name, kind, text);
            }
        }
        let mut all = self.fresh();
        for mut fiction in of_heads {
            fiction.end_of_file();
            all.merge(fiction);
        }
        Ok((rows.is_read(), all))
    }

    fn fresh(&self) -> Fiction {
        Fiction::new(self.baseline.cloned(), self.collect.cloned())
    }

    /// The kind by which a column is searched; `None` where somebody accepted it.
    pub(super) fn kind(&self, table: &str, name: &str) -> Option<String> {
        let kinds = self.declared.tables.get(table);
        let kind = kinds.and_then(|kinds| kinds.get(name)).cloned().unwrap_or_default();
        (!self.passes_over(table, name)).then_some(kind)
    }

    /// What was found in tables by file and head, as one.
    pub(super) fn searched(
        &self,
        found: BTreeMap<(usize, usize), Fiction>,
        skipped: Vec<String>,
    ) -> Searched {
        let mut of_files: BTreeMap<usize, Fiction> = BTreeMap::new();
        for ((file, _), mut fiction) in found {
            fiction.end_of_file();
            of_files.entry(file).or_insert_with(|| self.fresh()).merge(fiction);
        }
        let mut all = self.fresh();
        of_files.into_values().for_each(|fiction| all.merge(fiction));
        let files = self.units.iter().map(|unit| unit.files.len()).sum::<usize>() - skipped.len();
        Searched {
            fiction: all,
            files,
            skipped,
            media: Vec::new(),
            known: 0,
            accepted: self.accepted.to_vec(),
        }
    }

    fn passes_over(&self, table: &str, name: &str) -> bool {
        let is = |accepted: &String| match accepted.strip_prefix(table).and_then(|r| r.strip_prefix('.')) {
            Some(column) => column == name,
            None => accepted == name,
        };
        self.accepted.iter().any(is)
    }
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
fn look(path: &Path, declared: &Declared, delimiter: Option<u8>, fiction: &mut Fiction) -> Result<bool> {
    if path == Path::new("-") {
        return lines("standard input", std::io::stdin(), fiction);
    }
    let name = path.display().to_string();
    let lower = name.to_ascii_lowercase();
    let packed = [".gz", ".gzip", ".zst"].iter().find_map(|end| lower.strip_suffix(end));
    let plain = packed.unwrap_or(&lower);
    let kind = Path::new(plain).extension().and_then(|e| e.to_str()).unwrap_or_default();
    match kind {
        "parquet" => {
            let kinds = declared.of_file(path);
            io::parquet_cells(path, |row, column, text| {
                fiction.cell(&name, row, column, kinds.get(column).map_or("", String::as_str), text);
            })?;
            fiction.end_of_file();
            Ok(true)
        }
        "csv" | "tsv" | "psv" if is_closed(&head(path, &name)?) => Ok(false),
        "csv" | "tsv" | "psv" => {
            let said = match kind {
                "tsv" => Some(b'\t'),
                "psv" => Some(b'|'),
                _ => None,
            };
            let header = Header::of(of_table(path, &name)?, &name, delimiter.or(said))?;
            table(&name, path, header, &declared.of_file(path), fiction)
        }
        _ => lines(&name, io::text(path)?, fiction),
    }
}

fn table(
    name: &str,
    path: &Path,
    header: Header,
    kinds: &BTreeMap<String, String>,
    fiction: &mut Fiction,
) -> Result<bool> {
    let mut names: Option<Names> = None;
    io::csv_rows(of_table(path, name)?, name, header.delimiter, |row, cells| {
        if row < header.above {
            let titles = cells.join(" ");
            return fiction.line(name, row + 1, &titles);
        }
        let row = row - header.above;
        let is_first = names.is_none();
        let names = names.get_or_insert_with(|| {
            let own: Vec<String> = cells.iter().map(|cell| (**cell).to_owned()).collect();
            // Only a name that is one: the first row of a file without a header holds values, and must not be told.
            Names::new(if is_header(&own) { own } else { Vec::new() })
        });
        if is_first && names.len() > 0 {
            return;
        }
        let texts: Vec<&str> = cells.iter().map(|cell| &**cell).collect();
        for (column, text) in texts.iter().enumerate() {
            let numbered = || Cow::Owned(format!("column {}", column + 1));
            let named = if column < names.len() { names.of(column, &texts) } else { numbered() };
            let kind = kinds.get(&*named).map_or("", String::as_str);
            fiction.cell(name, row, &named, kind, text);
        }
    })?;
    fiction.end_of_file();
    Ok(true)
}

/// The first bytes of a file.
fn head(path: &Path, name: &str) -> Result<Vec<u8>> {
    let mut head = Vec::new();
    io::text(path)?
        .take(HEAD)
        .read_to_end(&mut head)
        .map_err(|e| Error::io("read the file", Place::file(name), &e))?;
    Ok(head)
}

/// The text of a table.
fn of_table(path: &Path, name: &str) -> Result<Box<dyn std::io::Read + Send>> {
    as_utf8(io::text(path)?).map_err(|e| Error::io("read the file", Place::file(name), &e))
}

/// Whether a first row is one of names: words, none of them twice, of which one names a column as schemas do: with an underscore, as
/// `id`, as `value`, or as a kind is called.
pub(super) fn is_header(cells: &[String]) -> bool {
    let word = |cell: &String| {
        cell.starts_with(|c: char| c.is_alphabetic() || c == '_')
            && cell.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | ' ' | '-' | '.' | '/' | '#'))
    };
    let telling = |cell: &String| {
        let lower = cell.to_lowercase();
        lower == "id"
            || lower.contains('_')
            || is_unnamed(&lower)
            || ["name", "date", "email", "phone", "ssn"].iter().any(|w| lower.contains(w))
            || Class::ALL.iter().any(|class| class.told_by(&lower))
    };
    let twice = (1..cells.len()).any(|n| cells[..n].contains(&cells[n]));
    cells.iter().all(word) && !twice && cells.iter().any(telling)
}
