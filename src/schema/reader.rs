//! What decoding shares: the texts, the problems found so far, and the files that were read.

use super::files::Files;
use super::{File, Value};
use crate::error::{Error, Problem, Problems, Sources, Span, Spanned};
use std::collections::BTreeMap;
use toml::de::{DeTable, DeValue};

/// A TOML value with its place.
pub(super) type Node<'a> = toml::Spanned<DeValue<'a>>;

/// How many problems are kept; a text with more is not a schema with slips but something else.
const KEPT: usize = 1_000;
/// How many problems are reported.
const REPORTED: usize = 100;
/// How many files a schema may refer to, besides those it includes.
const FILES: usize = 1_000;
/// How many keys a column may have.
const COLUMN_KEYS: usize = 1_000;

/// Reads values and collects what is wrong with them.
pub(super) struct Reader<'f> {
    /// What the schema may refer to.
    pub(super) files: &'f dyn Files,
    /// The texts read so far.
    pub(super) sources: Sources,
    /// The text that is being decoded.
    pub(super) source: u32,
    /// The user's files read so far.
    pub(super) read: Vec<File>,
    /// Which file in `read` a path is; nothing if it could not be read.
    paths: BTreeMap<String, Option<usize>>,
    /// Which source a file that was added to the sources is.
    shown: BTreeMap<String, u32>,
    problems: Vec<Problem>,
    /// How many of them are keys that do not exist.
    unknown_keys: usize,
}

impl<'f> Reader<'f> {
    pub(super) fn new(files: &'f dyn Files) -> Self {
        Self {
            files,
            sources: Sources::default(),
            source: 0,
            read: Vec::new(),
            paths: BTreeMap::new(),
            shown: BTreeMap::new(),
            problems: Vec::new(),
            unknown_keys: 0,
        }
    }

    /// Keeps a problem.
    pub(super) fn report(&mut self, problem: Problem) {
        if self.problems.len() < KEPT {
            self.problems.push(problem);
        }
    }

    /// Whether there are so many problems that it is of no use to look for more.
    pub(super) fn full(&self) -> bool {
        self.problems.len() >= KEPT
    }

    /// Whether a problem was found.
    pub(super) fn has_problems(&self) -> bool {
        !self.problems.is_empty()
    }

    /// The error that holds every problem, if there is one.
    pub(super) fn verdict(&mut self) -> Result<(), Error> {
        if self.problems.is_empty() {
            return Ok(());
        }
        let list = std::mem::take(&mut self.problems);
        let mut problems = Problems { sources: self.sources.clone(), list };
        problems.sort();
        let more = problems.list.len().saturating_sub(REPORTED);
        if more > 0 {
            problems.list.truncate(REPORTED);
            let last = problems.list.last().map(|problem| problem.span).unwrap_or_default();
            let message = format!("after this, at least {more} more problems are not shown");
            problems.push(Problem::new(last, message));
        }
        Err(Error::problems(problems))
    }

    /// The place of a value.
    pub(super) fn span(&self, node: &Node<'_>) -> Span {
        Span::new(self.source, node.span())
    }

    /// A key with its place.
    pub(super) fn key(&self, key: &toml::Spanned<toml::de::DeString<'_>>) -> Spanned<String> {
        Spanned::new(key.get_ref().to_string(), Span::new(self.source, key.span()))
    }

    /// Reports a value that is not of the sort that its key expects.
    pub(super) fn wrong(&mut self, key: &str, expected: &str, node: &Node<'_>) {
        let problem = Problem::new(self.span(node), format!("`{key}` expects {expected}"))
            .label(format!("found {}", sort(node.get_ref())));
        self.report(problem);
    }

    /// Reports a key that is not there and must be.
    pub(super) fn missing(&mut self, node: &Node<'_>, key: &str) {
        let problem = Problem::new(self.span(node), format!("`{key}` is missing"));
        self.report(problem);
    }

    /// The value as a table.
    pub(super) fn table<'n, 'i>(
        &mut self,
        key: &str,
        node: &'n Node<'i>,
        keys: &[&str],
    ) -> Option<&'n DeTable<'i>> {
        let table = node.get_ref().as_table();
        if table.is_none() {
            let problem = Problem::new(self.span(node), format!("`{key}` expects a table"))
                .label(format!("found {}", sort(node.get_ref())))
                .help(format!("its keys are: {}", keys.join(", ")));
            self.report(problem);
        }
        table
    }

    /// Reports every key that a table does not have.
    pub(super) fn refuse_others(&mut self, table: &DeTable<'_>, keys: &[&str], of: &str) {
        for (key, _) in table {
            if !keys.contains(&key.get_ref().as_ref()) && !self.full() {
                let key = self.key(key);
                let message = if of.is_empty() {
                    format!("a schema has no key `{}`", key.value)
                } else {
                    format!("`{of}` has no key `{}`", key.value)
                };
                self.report(Problem::new(key.span, message).suggest(&key.value, keys.iter().copied()));
                self.unknown_keys += 1;
            }
        }
    }

    /// Whether all that is wrong are keys that do not exist, so that without them the rest means what it says.
    pub(super) fn only_unknown_keys(&self) -> bool {
        self.unknown_keys == self.problems.len()
    }

    /// All keys of a table but the given ones, undecided.
    pub(super) fn rest(
        &mut self,
        table: &DeTable<'_>,
        keys: &[&str],
    ) -> Vec<(Spanned<String>, Spanned<Value>)> {
        let mut rest = Vec::new();
        for (key, node) in table {
            if keys.contains(&key.get_ref().as_ref()) {
                continue;
            }
            let key = self.key(key);
            if rest.len() >= COLUMN_KEYS {
                self.report(Problem::new(key.span, format!("more than {COLUMN_KEYS} keys in one table")));
                break;
            }
            if let Some(value) = super::value::argument(self, &key.value, node) {
                rest.push((key, value));
            }
        }
        rest
    }

    /// Checks a name that the user gives to something; `what` is its sort.
    pub(super) fn check_name(&mut self, what: &str, name: &Spanned<String>) {
        // PostgreSQL cuts identifiers at 63 bytes. A point would part a reference to a column; in the name of a column it is a
        // path into JSON.
        const LONGEST: usize = 63;
        let text = name.value.as_str();
        // A table may be named after the schema of the database that it lies in.
        let (space, own) =
            text.split_once('.').filter(|_| ["table", "type"].contains(&what)).unwrap_or(("x", text));
        let wrong = if own.trim().is_empty() || space.trim().is_empty() {
            "is empty"
        } else if own.len() > LONGEST || space.len() > LONGEST {
            "is longer than 63 bytes"
        } else if what != "column" && own.contains('.') {
            "holds a point, which separates a table from its column"
        } else if text.contains(['/', '\\']) && what == "table" {
            "holds a slash, which no file can be named by"
        } else if text.chars().any(char::is_control) {
            "holds a control character"
        } else if text.trim() != text && what != "column" {
            // Spreadsheets leave blanks around the names of columns.
            "begins or ends with a space"
        } else {
            return;
        };
        self.report(Problem::new(name.span, format!("the name of this {what} {wrong}")));
    }

    /// Reads a user file once; `None` means that a problem was reported.
    pub(super) fn file(&mut self, path: &str, span: Span) -> Option<&File> {
        let index = match self.paths.get(path) {
            Some(known) => *known,
            None => {
                let index = self.open(path, span);
                self.paths.insert(path.to_owned(), index);
                index
            }
        };
        index.and_then(|index| self.read.get(index))
    }

    fn open(&mut self, path: &str, span: Span) -> Option<usize> {
        if self.paths.len() >= FILES {
            self.report(Problem::new(span, format!("the schema refers to more than {FILES} files")));
            return None;
        }
        match self.files.read(path) {
            Ok(text) => {
                let digest = super::digest::of_text(&text);
                self.read.push(File { path: path.to_owned(), text, digest });
                Some(self.read.len() - 1)
            }
            Err(error) => {
                self.report(unreadable(span, &error));
                None
            }
        }
    }

    /// Reads a user file into which spans will point.
    pub(super) fn source_file(&mut self, path: &str, span: Span) -> Option<u32> {
        if let Some(source) = self.shown.get(path) {
            return Some(*source);
        }
        let text = self.file(path, span)?.text.clone();
        let source = self.sources.add_values(path, text);
        self.shown.insert(path.to_owned(), source);
        Some(source)
    }
}

/// The problem that a file cannot be read.
pub(super) fn unreadable(span: Span, error: &Error) -> Problem {
    let problem = Problem::new(span, error.to_string());
    match error.advice() {
        Some(advice) => problem.help(advice),
        None => problem,
    }
}

/// What sort of value this is, with its article.
pub(super) fn sort(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(d) => match (d.date.is_some(), d.time.is_some()) {
            (true, false) => "a date",
            (false, _) => "a time",
            (true, true) => "a date with a time",
        },
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
