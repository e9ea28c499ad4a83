//! Reading what a schema refers to: included schemas and the user's files.

use crate::error::{Error, ErrorKind, Place, Result};

/// The files that a schema may refer to, given by whoever parses it.
pub trait Files {
    /// The text of the file at a path as the schema writes it.
    fn read(&self, path: &str) -> Result<String>;

    /// The paths that match a pattern (`*` and `?` stand for characters of one name), sorted.
    fn glob(&self, pattern: &str) -> Result<Vec<String>>;
}

/// No files at all: a schema that is complete in itself.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoFiles;

impl Files for NoFiles {
    fn read(&self, path: &str) -> Result<String> {
        Err(refused(path))
    }

    fn glob(&self, pattern: &str) -> Result<Vec<String>> {
        Err(refused(pattern))
    }
}

fn refused(path: &str) -> Error {
    Error::new(ErrorKind::Input, "a schema that is not a file cannot refer to files").at(Place::file(path))
}
