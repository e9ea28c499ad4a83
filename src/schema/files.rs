//! Reading what a schema refers to: included schemas and the user's files.

use crate::error::{Error, ErrorKind, Place, Result, nearest};
use std::fs;
use std::io::Read as _;
use std::path::{Component, Path, PathBuf};

/// The greatest file that is read, in bytes.
const LARGEST: u64 = 64 << 20;
/// How many files a pattern may match, and how many names of a folder are looked at.
const MATCHES: usize = 1_000;

/// The files that a schema may refer to, given by whoever parses it.
pub trait Files {
    /// The text of the file at a path as the schema writes it.
    ///
    /// # Errors
    ///
    /// If there is no such file, or it may not be read.
    fn read(&self, path: &str) -> Result<String>;

    /// The paths that match a pattern (`*` and `?` stand for characters of one name), sorted.
    ///
    /// # Errors
    ///
    /// If a folder cannot be read, or too many files match. That none does is an empty list.
    fn glob(&self, pattern: &str) -> Result<Vec<String>>;
}

/// No files at all: a schema that is complete in itself.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoFiles;

impl Files for NoFiles {
    fn read(&self, path: &str) -> Result<String> {
        Err(refused(path, "a schema that is not a file cannot refer to files"))
    }

    fn glob(&self, pattern: &str) -> Result<Vec<String>> {
        Err(refused(pattern, "a schema that is not a file cannot refer to files"))
    }
}

/// The files in a folder and below it: what a schema file in that folder may refer to.
#[derive(Clone, Debug)]
pub struct FolderFiles {
    folder: PathBuf,
}

impl FolderFiles {
    /// The files below a folder; an empty path is the working folder.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        let folder = folder.into();
        Self { folder: if folder.as_os_str().is_empty() { PathBuf::from(".") } else { folder } }
    }

    /// The place of a path below the folder; links that lead out of it are refused too.
    fn inside(&self, path: &str) -> Result<PathBuf> {
        check_relative(path)?;
        let full = self.folder.join(path);
        let real = |p: &Path| fs::canonicalize(p).map_err(|e| self.unread(path, &e));
        if real(&full)?.starts_with(real(&self.folder)?) { Ok(full) } else { Err(outside(path)) }
    }
}

impl Files for FolderFiles {
    fn read(&self, path: &str) -> Result<String> {
        let failed = |e: &std::io::Error| self.unread(path, e);
        let full = self.inside(path)?;
        let about = fs::metadata(&full).map_err(|e| failed(&e))?;
        if !about.is_file() {
            return Err(refused(path, "not a file"));
        }
        let mut bytes = Vec::new();
        let file = fs::File::open(&full).map_err(|e| failed(&e))?;
        file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(|e| failed(&e))?;
        if bytes.len() as u64 > LARGEST {
            return Err(refused(path, "larger than 64 MiB"));
        }
        String::from_utf8(bytes).map_err(|e| {
            refused(path, &format!("not UTF-8 text: byte {} is wrong", e.utf8_error().valid_up_to()))
        })
    }

    fn glob(&self, pattern: &str) -> Result<Vec<String>> {
        check_relative(pattern)?;
        if pattern.contains("**") {
            let hint = "one `*` stands for the characters of one name; list each folder";
            return Err(refused(pattern, "`**` is not a pattern").hint(hint));
        }
        let mut found = vec![String::new()];
        for part in pattern.split('/').filter(|part| !part.is_empty() && *part != ".") {
            let mut next = Vec::new();
            for folder in &found {
                if is_pattern(part) {
                    next.extend(
                        self.names(folder, pattern)?
                            .into_iter()
                            .filter(|n| matches(part, n))
                            .map(|n| join(folder, &n)),
                    );
                } else if self.folder.join(join(folder, part)).exists() {
                    next.push(join(folder, part));
                }
                if next.len() > MATCHES {
                    return Err(refused(pattern, "more than 1,000 files match"));
                }
            }
            found = next;
        }
        found.retain(|path| !path.is_empty() && self.folder.join(path).is_file());
        found.sort();
        Ok(found)
    }
}

impl FolderFiles {
    /// The error of a file that cannot be read; of one that is not there, with the nearest that is.
    fn unread(&self, path: &str, source: &std::io::Error) -> Error {
        if source.kind() != std::io::ErrorKind::NotFound {
            return Error::io("read the file", Place::file(path), source);
        }
        let error = refused(path, "there is no such file");
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        // A folder that cannot be read has no names to offer.
        let names = self.names(folder, path).unwrap_or_default();
        match nearest(name, names.iter().take(MATCHES).map(String::as_str)) {
            Some(near) => error.hint(format!("there is `{}`", join(folder, near))),
            None => error,
        }
    }

    /// The names in a folder below this one; hidden ones do not count, and what is no folder has none.
    fn names(&self, folder: &str, pattern: &str) -> Result<Vec<String>> {
        let failed = |e: &std::io::Error| Error::io("read the folder", Place::file(pattern), e);
        let full = self.folder.join(folder);
        if !full.is_dir() {
            return Ok(Vec::new());
        }
        let mut names = Vec::new();
        for entry in fs::read_dir(&full).map_err(|e| failed(&e))? {
            let name = entry.map_err(|e| failed(&e))?.file_name();
            // A name that is not Unicode cannot be written in a schema, and so it cannot be meant.
            if let Some(name) = name.to_str().filter(|name| !name.starts_with('.')) {
                names.push(name.to_owned());
            }
        }
        names.sort();
        Ok(names)
    }
}

/// Whether a path is a pattern.
pub(super) fn is_pattern(path: &str) -> bool {
    path.contains(['*', '?'])
}

/// Whether a name matches a pattern in which `*` stands for any characters and `?` for one.
///
/// Only the last `*` is ever gone back to, so the time is at most the product of the two lengths.
pub(super) fn matches(pattern: &str, name: &str) -> bool {
    let (pattern, name): (Vec<char>, Vec<char>) = (pattern.chars().collect(), name.chars().collect());
    let (mut p, mut n) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while n < name.len() {
        match pattern.get(p) {
            Some('*') => {
                star = Some((p, n));
                p += 1;
            }
            Some(c) if *c == '?' || name.get(n) == Some(c) => {
                p += 1;
                n += 1;
            }
            _ => {
                let Some((star_p, star_n)) = star else { return false };
                p = star_p + 1;
                n = star_n + 1;
                star = Some((star_p, n));
            }
        }
    }
    pattern[p..].iter().all(|c| *c == '*')
}

fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}

fn check_relative(path: &str) -> Result<()> {
    let plain =
        Path::new(path).components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
    if plain && !path.contains('\0') { Ok(()) } else { Err(outside(path)) }
}

fn outside(path: &str) -> Error {
    refused(path, "the path leads out of the schema's folder")
        .hint("a schema refers to files in its own folder or below it, by paths that begin there")
}

fn refused(path: &str, why: &str) -> Error {
    Error::new(ErrorKind::Input, why).at(Place::file(path))
}
