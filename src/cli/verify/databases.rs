//! Databases among what is named: each as it is at one moment, read by sessions that cannot write.

use super::units::{At, Named, Unit, units};
use crate::cli::mask::live::{self, Whole};
use crate::error::{Error, Result};
use crate::io::Sort;
use crate::run::Stop;
use std::path::{Path, PathBuf};

/// The databases that were read.
pub(super) struct Databases {
    list: Vec<(PathBuf, String, Whole)>,
}

impl Databases {
    /// Holds the databases among some paths; `timeout` is in seconds, for each statement.
    pub(super) fn hold<'p>(
        paths: impl Iterator<Item = &'p PathBuf>,
        timeout: u32,
        stop: &Stop,
    ) -> Result<Self> {
        let mut list: Vec<(PathBuf, String, Whole)> = Vec::new();
        for path in paths.filter(|path| is_database(path)) {
            let input = path.to_string_lossy();
            if !list.iter().any(|(known, ..)| known == path) {
                list.push((path.clone(), live::name(&input)?, Whole::hold(&input, timeout, stop)?));
            }
        }
        Ok(Self { list })
    }

    /// The database that a path names.
    fn find(&self, path: &Path) -> Option<Named<'_>> {
        let (_, name, whole) = self.list.iter().find(|(known, ..)| known == path)?;
        Some(Named { at: At::Again(whole, Sort::Dump), name: name.clone(), delimiter: None })
    }

    /// The failure of a read, which tells more than what came of it.
    pub(super) fn told(&self, error: Error) -> Error {
        self.list.iter().fold(error, |error, (_, _, whole)| whole.told(error))
    }

    /// The tables of the database that a path names.
    pub(super) fn unit(&self, path: &Path) -> Option<Unit<'_>> {
        self.find(path).map(|named| Unit { table: String::new(), files: vec![named], columns: None })
    }

    /// The tables of paths, databases among them.
    pub(super) fn units(&self, paths: &[PathBuf]) -> Result<Vec<Unit<'_>>> {
        let mut all = Vec::new();
        for path in paths {
            match self.unit(path) {
                Some(unit) => all.push(unit),
                None => all.extend(units(std::slice::from_ref(path))?),
            }
        }
        Ok(all)
    }
}

/// Whether a path is the address of a database.
pub(super) fn is_database(path: &Path) -> bool {
    path.to_str().is_some_and(crate::cli::generate::is_database) && !path.exists()
}
