//! Databases among what is named: each read once, in one transaction that cannot write, and kept encrypted meanwhile.

use super::units::{At, Named, Unit, units};
use crate::cli::mask::live;
use crate::error::Result;
use crate::io::Sort;
use crate::io::shaped::Spool;
use std::path::{Path, PathBuf};

/// The databases that were read.
pub(super) struct Databases {
    list: Vec<(PathBuf, String, Spool)>,
}

impl Databases {
    /// Reads the databases among some paths; `timeout` is in seconds, for each statement.
    pub(super) fn read<'p>(paths: impl Iterator<Item = &'p PathBuf>, timeout: u32) -> Result<Self> {
        let mut list: Vec<(PathBuf, String, Spool)> = Vec::new();
        for path in paths.filter(|path| is_database(path)) {
            let input = path.to_string_lossy();
            if !list.iter().any(|(known, ..)| known == path) {
                list.push((path.clone(), live::name(&input)?, live::spool_all(&input, timeout)?));
            }
        }
        Ok(Self { list })
    }

    /// The database that a path names.
    fn find(&self, path: &Path) -> Option<Named<'_>> {
        let (_, name, spool) = self.list.iter().find(|(known, ..)| known == path)?;
        Some(Named { at: At::Spool(spool, Sort::Dump), name: name.clone(), delimiter: None })
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
    path.to_str().is_some_and(live::is_database) && !path.exists()
}
