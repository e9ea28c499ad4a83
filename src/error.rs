//! Errors, problems in a schema with their places, and values that must not be shown; imports nobody.
//!
//! Two shapes. An [`Error`] ends a command: it says what was attempted, where, why, and what to do. A [`Problem`]
//! is one thing wrong in a text of the user's; all problems of a text are collected and shown at once, each with
//! its words underlined. No type in this room can carry a value that came from an input: a place is a file, a row,
//! a line and a column.

use std::fmt;

mod problems;

pub use problems::{Problem, Problems, SourceText, Sources, Span, Spanned, nearest};

/// A result whose error is [`Error`] unless said otherwise.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Sorts of errors; what a caller may want to tell apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The command line asks for something that does not exist or does not fit together.
    Usage,
    /// A schema file is wrong; the error holds every [`Problem`].
    Schema,
    /// An input could not be read, or is not what it says it is.
    Input,
    /// An output could not be written.
    Output,
    /// An output is already there and was not to be replaced.
    Exists,
    /// The device that holds the output is full.
    Full,
    /// Whoever read our output has gone away.
    Closed,
    /// The run was stopped from outside (Ctrl-C, a termination signal).
    Interrupted,
    /// The result is negative: a comparison was made and something differs.
    Differs,
    /// Something that the program takes for granted was not so: a bug.
    Bug,
}

/// Where in an input something is: never what stands there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// A file, as the user named it.
    pub file: Option<String>,
    /// A table.
    pub table: Option<String>,
    /// A column.
    pub column: Option<String>,
    /// A row, counted from 0 in the table.
    pub row: Option<u64>,
    /// A line of the file, counted from 1.
    pub line: Option<u64>,
}

impl Place {
    /// A place in a file.
    pub fn file(name: impl Into<String>) -> Self {
        Self { file: Some(name.into()), ..Self::default() }
    }

    /// A column of a table.
    pub fn column(table: impl Into<String>, column: impl Into<String>) -> Self {
        Self { table: Some(table.into()), column: Some(column.into()), ..Self::default() }
    }

    /// The same place, at a line of its file.
    #[must_use]
    pub fn line(mut self, line: u64) -> Self {
        self.line = Some(line);
        self
    }

    /// The same place, at a row of its table.
    #[must_use]
    pub fn row(mut self, row: u64) -> Self {
        self.row = Some(row);
        self
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts = Vec::new();
        if let Some(file) = &self.file {
            parts.push(match self.line {
                Some(line) => format!("{file}:{line}"),
                None => file.clone(),
            });
        }
        match (&self.table, &self.column) {
            (Some(table), Some(column)) => parts.push(format!("column {table}.{column}")),
            (Some(table), None) => parts.push(format!("table {table}")),
            (None, Some(column)) => parts.push(format!("column {column}")),
            (None, None) => {}
        }
        if let Some(row) = self.row {
            parts.push(format!("row {row}"));
        }
        f.write_str(&parts.join(", "))
    }
}

struct Inner {
    kind: ErrorKind,
    message: String,
    place: Option<Place>,
    hint: Option<String>,
    problems: Option<Problems>,
}

/// Why a command could not go on: what was attempted, where, why, and what to do.
pub struct Error {
    inner: Box<Inner>,
}

impl Error {
    /// Makes an error from a sentence that says what was attempted and why it failed.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self {
            inner: Box::new(Inner { kind, message: message.into(), place: None, hint: None, problems: None }),
        }
    }

    /// An error of [`ErrorKind::Usage`].
    pub fn usage(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Usage, message)
    }

    /// An error of [`ErrorKind::Bug`]: the program contradicts itself.
    pub fn bug(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Bug, message)
            .hint("this is a bug in placebo; please report it with the schema that shows it")
    }

    /// An error from the operating system: `attempted` is an infinitive ("create the folder").
    pub fn io(attempted: impl fmt::Display, place: Place, source: &std::io::Error) -> Self {
        use std::io::ErrorKind as Io;
        let kind = match source.kind() {
            Io::StorageFull | Io::QuotaExceeded | Io::FileTooLarge => ErrorKind::Full,
            Io::BrokenPipe => ErrorKind::Closed,
            Io::AlreadyExists => ErrorKind::Exists,
            Io::NotFound | Io::InvalidData | Io::UnexpectedEof => ErrorKind::Input,
            _ => ErrorKind::Output,
        };
        // The system's own words for a code hold no value; a custom error might, so only its kind is told.
        let reason = match source.raw_os_error() {
            Some(code) => std::io::Error::from_raw_os_error(code).to_string(),
            None => source.kind().to_string(),
        };
        Self::new(kind, format!("could not {attempted}: {reason}")).at(place)
    }

    /// All that is wrong with a user's text.
    pub fn problems(problems: Problems) -> Self {
        let n = problems.list.len();
        let message =
            if n == 1 { "1 problem in the schema".to_owned() } else { format!("{n} problems in the schema") };
        let mut error = Self::new(ErrorKind::Schema, message);
        error.inner.problems = Some(problems);
        error
    }

    /// The same error with its place.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.inner.place = Some(place);
        self
    }

    /// The same error with advice on what to do.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.inner.hint = Some(hint.into());
        self
    }

    /// Which sort of error this is.
    pub fn kind(&self) -> ErrorKind {
        self.inner.kind
    }

    /// Where it happened, if that is known.
    pub fn place(&self) -> Option<&Place> {
        self.inner.place.as_ref()
    }

    /// What the user may do about it.
    pub fn advice(&self) -> Option<&str> {
        self.inner.hint.as_deref()
    }

    /// Every problem of the schema, where the error is one of a schema.
    pub fn schema_problems(&self) -> Option<&Problems> {
        self.inner.problems.as_ref()
    }

    /// Draws the error for a terminal or a log: problems with their lines, then the sentence, then the advice.
    pub fn render(&self, colour: bool) -> String {
        if let Some(problems) = &self.inner.problems {
            return format!("{}\nerror: {}\n", problems.render(colour), self.inner.message);
        }
        let mut text = format!("error: {self}\n");
        if let Some(hint) = &self.inner.hint {
            text.push_str("  help: ");
            text.push_str(hint);
            text.push('\n');
        }
        text
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.inner.place {
            Some(place) => write!(f, "{}: {}", place, self.inner.message),
            None => f.write_str(&self.inner.message),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(false))
    }
}

impl std::error::Error for Error {}

/// A value that came from an input: it can be used and can not be printed.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Sensitive<T>(T);

impl<T> Sensitive<T> {
    /// Wraps a value.
    pub fn new(value: T) -> Self {
        Self(value)
    }

    /// The value itself, for code that compares, hashes or replaces it.
    pub fn expose(&self) -> &T {
        &self.0
    }
}

impl<T> fmt::Debug for Sensitive<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sensitive_values_do_not_print() {
        assert_eq!(format!("{:?}", Sensitive::new("canary")), "(hidden)");
    }
}
