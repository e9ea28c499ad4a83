//! A folder of output that appears whole or not at all.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::Out;

use crate::error::{Error, ErrorKind, Place, Result};

/// The files of a run, written under a hidden name and moved to their own names together.
///
/// Dropped before [`Folder::commit`], it leaves nothing behind: neither what was written nor a folder that it made.
pub struct Folder {
    path: PathBuf,
    /// Folders that were made for this run, outermost first.
    made: Vec<PathBuf>,
    pub(super) staging: Option<TempDir>,
    planned: Vec<String>,
    replaced: BTreeSet<String>,
    /// Whether nobody but the owner may read what is written.
    private: bool,
    /// Held while this run writes: what nobody holds was left by a run that was killed.
    held: Option<File>,
    /// How many such were removed.
    cleared: usize,
}

/// How the hidden folder of a run begins that is not done, and the file in it that the run holds.
const HIDDEN: &str = ".placebo-";
const HELD: &str = "held";

/// Makes the file that this run holds; it has its name once it is held, so that nobody takes it for one that was left.
fn hold(staging: &Path) -> std::io::Result<File> {
    let (new, held) = (staging.join("new-held"), staging.join(HELD));
    let file = File::create_new(&new)?;
    // Where a file system knows no locks, the next run cannot hold it either, and leaves it.
    if file.try_lock().is_ok() {
        fs::rename(&new, &held)?;
    }
    Ok(file)
}

/// Removes what runs left behind that were killed, which may be output that nobody checked.
fn clear(folder: &Path) -> usize {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let hidden = entries.filter(|entry| {
        entry.file_name().to_str().is_some_and(|name| name.starts_with(HIDDEN))
            && entry.file_type().is_ok_and(|sort| sort.is_dir())
    });
    let left = hidden.filter(|entry| {
        File::open(entry.path().join(HELD)).is_ok_and(|file| file.try_lock().is_ok())
            && fs::remove_dir_all(entry.path()).is_ok()
    });
    left.count()
}

fn place(path: &Path) -> Place {
    Place::file(path.display().to_string())
}

/// Whether something is there, even a link that leads nowhere.
fn exists(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}

fn is_plain_file(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|m| m.is_file())
}

impl Folder {
    /// Prepares a folder for the files of a run, before anything is made.
    ///
    /// `planned` are all files that will be written, from the folder, with `/`, the manifest last. `previous` are the
    /// files of the run that was there before, as its manifest names them; with `overwrite` exactly these are replaced,
    /// and no others: a file that no run made stays, and is in the way.
    ///
    /// # Errors
    /// [`ErrorKind::Exists`] when a planned file is there and may not be replaced, when something that is not a file has
    /// its name, or when a folder for parts holds files of others; [`ErrorKind::Output`] when the folder cannot be made.
    pub fn prepare(path: &Path, planned: &[String], overwrite: bool, previous: &[String]) -> Result<Self> {
        for name in planned.iter().chain(previous) {
            check_relative(name)?;
            check_inside(path, name)?;
        }
        let replaced: BTreeSet<String> =
            if overwrite { previous.iter().cloned().collect() } else { BTreeSet::new() };
        for name in planned {
            check_free(path, name, &replaced)?;
        }
        let mut folder = Self {
            path: path.to_owned(),
            made: Vec::new(),
            staging: None,
            planned: planned.to_vec(),
            replaced,
            private: false,
            held: None,
            cleared: 0,
        };
        folder.make_folders()?;
        folder.cleared = clear(path);
        let failed = |e: std::io::Error| Error::io("make a folder for unfinished output", place(path), &e);
        let staging = tempfile::Builder::new().prefix(HIDDEN).tempdir_in(path).map_err(failed)?;
        folder.held = Some(hold(staging.path()).map_err(failed)?);
        folder.staging = Some(staging);
        Ok(folder)
    }

    /// How many hidden folders of runs that were killed stood here, and were removed.
    pub fn cleared(&self) -> usize {
        self.cleared
    }

    /// The same folder, whose files only their owner may read and write.
    #[must_use]
    pub fn private(mut self) -> Self {
        self.private = true;
        self
    }

    fn make_folders(&mut self) -> Result<()> {
        let missing: Vec<PathBuf> = self
            .path
            .ancestors()
            .take_while(|p| !p.as_os_str().is_empty() && !exists(p))
            .map(Path::to_owned)
            .collect();
        for path in missing.into_iter().rev() {
            fs::create_dir(&path).map_err(|e| Error::io("make the folder", place(&path), &e))?;
            self.made.push(path);
        }
        if self.path.is_dir() {
            return Ok(());
        }
        Err(Error::new(ErrorKind::Exists, "this is not a folder").at(place(&self.path)))
    }

    fn staged(&self, name: &str) -> Result<PathBuf> {
        let staging = self.staging.as_ref().ok_or_else(|| Error::bug("the output is already complete"))?;
        Ok(staging.path().join("new").join(name))
    }

    /// Where a file is until all have their names, so that it can be checked before.
    ///
    /// # Errors
    /// [`ErrorKind::Bug`] once they have.
    pub fn unfinished(&self, name: &str) -> Result<PathBuf> {
        self.staged(name)
    }

    /// Begins a file, one of those planned.
    ///
    /// # Errors
    /// [`ErrorKind::Output`] or [`ErrorKind::Full`] when it cannot be made.
    pub fn create(&self, name: &str) -> Result<Out> {
        if !self.planned.iter().any(|planned| planned == name) {
            return Err(Error::bug(format!("the file {name} was not planned")));
        }
        let path = self.staged(name)?;
        let parent = path.parent().unwrap_or(&path);
        fs::create_dir_all(parent)
            .and_then(|()| create_new(&path, self.private))
            .map(|file| Out::file(name, file))
            .map_err(|e| Error::io("make the file", place(&self.path.join(name)), &e))
    }

    /// Throws a file away that has no name yet, so that it can be begun again.
    ///
    /// # Errors
    /// [`ErrorKind::Output`] when it cannot be removed.
    pub fn discard(&self, name: &str) -> Result<()> {
        let path = self.staged(name)?;
        fs::remove_file(&path).map_err(|e| Error::io("remove a file", place(&self.path.join(name)), &e))
    }

    /// Gives every file its name, in the order in which they were planned, so the manifest last.
    ///
    /// What they replace is kept aside until all of them have their names, and put back if one cannot have it.
    ///
    /// # Errors
    /// [`ErrorKind::Exists`] when a file appeared meanwhile, [`ErrorKind::Output`] when a file cannot be moved; then all
    /// is as it was before.
    pub fn commit(mut self) -> Result<()> {
        for name in &self.planned {
            if !self.staged(name)?.is_file() {
                return Err(Error::bug(format!("the file {name} was planned and not written")));
            }
            check_free(&self.path, name, &self.replaced)?;
        }
        let staging = self.staging.take().ok_or_else(|| Error::bug("the output is already complete"))?;
        let mut moves = Moves::default();
        if let Err(error) = self.rename_all(staging.path(), &mut moves) {
            moves.undo();
            self.staging = Some(staging);
            return Err(error);
        }
        self.made.clear();
        self.remove_empty_folders();
        // Best effort: all files have their names; a hidden folder that stays behind is no failure of the run.
        drop(staging);
        sync_folder(&self.path)
    }

    fn rename_all(&self, staging: &Path, moves: &mut Moves) -> Result<()> {
        let old = staging.join("old");
        // The manifest, planned last, goes away first, so that it never stands beside files that are not its own.
        let stale = self.replaced.iter().filter(|name| !self.planned.contains(name));
        for name in self.planned.iter().rev().chain(stale) {
            let path = self.path.join(name);
            if is_plain_file(&path) {
                moves.rename(path, old.join(name))?;
            }
        }
        for name in &self.planned {
            moves.rename(staging.join("new").join(name), self.path.join(name))?;
        }
        Ok(())
    }

    /// Removes folders of parts that were emptied by replacing.
    fn remove_empty_folders(&self) {
        let parents: BTreeSet<PathBuf> =
            self.replaced.iter().filter_map(|name| Some(self.path.join(name).parent()?.to_owned())).collect();
        for parent in parents.iter().filter(|parent| **parent != self.path) {
            // Not empty means that it is still in use.
            if fs::remove_dir(parent).is_err() {}
        }
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(self.held.take());
        drop(self.staging.take());
        for path in self.made.iter().rev() {
            // Not empty means that somebody else uses it by now.
            if fs::remove_dir(path).is_err() {
                break;
            }
        }
    }
}

/// Makes a file that is not there; no moment passes in which others can read one that is private.
fn create_new(path: &Path, private: bool) -> std::io::Result<File> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    if private {
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    }
    options.open(path)
}

/// Renames that can be taken back.
#[derive(Default)]
struct Moves {
    done: Vec<(PathBuf, PathBuf)>,
    made: Vec<PathBuf>,
}

impl Moves {
    fn rename(&mut self, from: PathBuf, to: PathBuf) -> Result<()> {
        if let Some(parent) = to.parent().filter(|parent| !exists(parent)) {
            fs::create_dir_all(parent).map_err(|e| Error::io("make the folder", place(parent), &e))?;
            self.made.push(parent.to_owned());
        }
        fs::rename(&from, &to).map_err(|e| Error::io("give the file its name", place(&to), &e))?;
        self.done.push((from, to));
        Ok(())
    }

    fn undo(self) {
        for (from, to) in self.done.into_iter().rev() {
            // The first failure is the one to tell; a second one on the way back cannot be mended here.
            if fs::rename(to, from).is_err() {}
        }
        for path in self.made.into_iter().rev() {
            if fs::remove_dir(path).is_err() {}
        }
    }
}

/// A name out of a manifest must not lead out of the folder.
fn check_relative(name: &str) -> Result<()> {
    let plain = |part: &str| !part.is_empty() && part != "." && part != ".." && !part.contains(['\\', '\0']);
    if name.split('/').all(plain) && Path::new(name).is_relative() {
        return Ok(());
    }
    Err(Error::new(ErrorKind::Input, "the name of a file leads out of its folder").at(Place::file(name)))
}

fn check_free(folder: &Path, name: &str, replaced: &BTreeSet<String>) -> Result<()> {
    let path = folder.join(name);
    if exists(&path) && !is_plain_file(&path) {
        return Err(Error::new(ErrorKind::Exists, "something that is not a file has the name of an output")
            .at(place(&path))
            .hint("move it away, or choose another folder"));
    }
    if exists(&path) && !replaced.contains(name) {
        return Err(Error::new(ErrorKind::Exists, "the output is already there")
            .at(place(&path))
            .hint("--overwrite replaces the files that the folder's placebo.json names, and no others"));
    }
    let Some((parts, _)) = name.rsplit_once('/') else { return Ok(()) };
    check_parts(folder, parts, replaced)
}

/// A folder inside the output may be no link: what it leads to is somebody else's.
fn check_inside(folder: &Path, name: &str) -> Result<()> {
    let mut path = folder.to_owned();
    let Some((folders, _)) = name.rsplit_once('/') else { return Ok(()) };
    for part in folders.split('/') {
        path.push(part);
        if path.symlink_metadata().is_ok_and(|meta| meta.is_symlink()) {
            return Err(Error::new(
                ErrorKind::Exists,
                "a folder inside the output is a link to another place",
            )
            .at(place(&path))
            .hint("move it away, or choose another folder"));
        }
    }
    Ok(())
}

/// Readers take all files of a folder of parts, so none may be in it that is not of this run.
fn check_parts(folder: &Path, parts: &str, replaced: &BTreeSet<String>) -> Result<()> {
    let path = folder.join(parts);
    let Ok(meta) = path.symlink_metadata() else { return Ok(()) };
    if !meta.is_dir() {
        return Err(
            Error::new(ErrorKind::Exists, "a file has the name of a folder of parts").at(place(&path))
        );
    }
    let entries = fs::read_dir(&path).map_err(|e| Error::io("look into the folder", place(&path), &e))?;
    for entry in entries {
        let entry = entry.map_err(|e| Error::io("look into the folder", place(&path), &e))?;
        let known = entry.file_name().to_str().is_some_and(|n| replaced.contains(&format!("{parts}/{n}")));
        if !known {
            return Err(Error::new(ErrorKind::Exists, "the folder of parts holds a file of something else")
                .at(place(&entry.path()))
                .hint("move it away, or choose another folder"));
        }
    }
    Ok(())
}

/// Makes the names last through a power cut, where the system has such a thing.
fn sync_folder(path: &Path) -> Result<()> {
    if cfg!(unix) {
        File::open(path)
            .and_then(|folder| folder.sync_all())
            .map_err(|e| Error::io("finish the folder", place(path), &e))?;
    }
    Ok(())
}

/// The size and the BLAKE3 of a file.
///
/// # Errors
/// [`ErrorKind::Input`] when it cannot be read.
pub fn blake3_of(path: &Path) -> Result<(u64, String)> {
    let failed = |e: std::io::Error| Error::io("read the file", place(path), &e);
    let mut file = File::open(path).map_err(failed)?;
    let (mut hash, mut bytes, mut buffer) = (blake3::Hasher::new(), 0, vec![0; 1 << 18]);
    loop {
        match file.read(&mut buffer).map_err(failed)? {
            0 => return Ok((bytes, hash.finalize().to_hex().to_string())),
            n => {
                hash.update(&buffer[..n]);
                bytes += n as u64;
            }
        }
    }
}
