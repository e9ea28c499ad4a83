//! The schema file and all it includes become one document.

use super::files::{Files, is_pattern};
use super::growth::Horizon;
use super::keys::Decode as _;
use super::reader::{Reader, unreadable};
use super::resolve::resolve;
use super::root::{OF_THE_WHOLE, Root};
use super::{Column, Document, Sql, Table, syntax};
use crate::error::{Error, ErrorKind, Place, Problem, Result, Span, Spanned};
use std::collections::BTreeMap;
use toml::de::{DeTable, DeValue};

/// The greatest text of a schema, in bytes.
const LARGEST: usize = 16 << 20;
/// How deep files may include each other.
const DEEPEST: usize = 8;
/// How many files one schema may include.
const INCLUDED: usize = 1_000;
/// 2026-01-01, in days since 1970-01-01.
const EPOCH: i32 = 20_454;

/// Parses a schema; `name` is what messages call it, and `files` reads what it refers to.
///
/// Paths in the schema, and in all it includes, begin in the folder of the schema itself.
///
/// # Errors
///
/// An error that holds every problem of the text and of all it includes; problems of the TOML syntax hide the other
/// problems of their file. A text that is larger than 16 MiB is refused.
pub fn parse(name: &str, text: &str, files: &dyn Files) -> Result<Document> {
    parse_past_keys(name, text, files).map_err(|(error, _)| error)
}

/// As [`parse`]; and where all that is wrong are keys that do not exist, also the document without them, so that what
/// compiling it says can be told at once.
///
/// # Errors
///
/// As [`parse`].
pub fn parse_past_keys(
    name: &str,
    text: &str,
    files: &dyn Files,
) -> std::result::Result<Document, (Error, Option<Box<Document>>)> {
    if text.len() > LARGEST {
        let error = Error::new(ErrorKind::Schema, "a schema cannot be larger than 16 MiB");
        return Err((error.at(Place::file(name)), None));
    }
    let mut load = Load {
        reader: Reader::new(files),
        main: text,
        open: Vec::new(),
        done: BTreeMap::new(),
        defaults: Vec::new(),
        kinds: Vec::new(),
        types: Vec::new(),
        tables: Vec::new(),
    };
    let root = load.text(name, text, None).unwrap_or_default();
    load.finish(root)
}

/// What has been gathered so far.
struct Load<'f> {
    reader: Reader<'f>,
    /// The text of the schema itself, by which a pattern that matches it is known.
    main: &'f str,
    /// The paths of the files that are being read, each included by the one before.
    open: Vec<String>,
    /// The paths of all files that were read or tried.
    done: BTreeMap<String, ()>,
    defaults: Vec<Column>,
    kinds: Vec<Column>,
    types: Vec<(Spanned<String>, Spanned<Sql>)>,
    tables: Vec<Table>,
}

impl Load<'_> {
    /// Decodes one text and then all that it includes.
    fn text(&mut self, name: &str, text: &str, by: Option<Span>) -> Option<Root> {
        let source = self.reader.sources.add(name, text);
        self.reader.source = source;
        // The parser bounds brackets and the parts of a key at 80 each, so the deepest tree has some 6,400 levels;
        // to drop that takes under half a megabyte of stack, which a test holds.
        let (document, errors) = DeTable::parse_recoverable(text);
        if !syntax::report(&mut self.reader, text, document.get_ref(), &errors) {
            return None;
        }
        let node = toml::Spanned::new(0..0, DeValue::Table(document.into_inner()));
        if let (Some(by), Some(table)) = (by, node.get_ref().as_table()) {
            self.refuse_whole(table, by);
        }
        let mut root = Root::decode(&mut self.reader, "", &node)?;
        self.tables.append(&mut root.tables);
        self.kinds.append(&mut root.kinds.0);
        self.types.append(&mut root.types);
        if let Some(defaults) = &mut root.defaults {
            self.defaults.append(&mut defaults.columns.0);
        }
        for path in &root.include {
            self.include(path);
        }
        Some(root)
    }

    /// Reports the keys that only the schema itself can have.
    fn refuse_whole(&mut self, table: &DeTable<'_>, by: Span) {
        for (key, _) in table {
            if OF_THE_WHOLE.contains(&key.get_ref().as_ref()) {
                let key = self.reader.key(key);
                let message = format!("an included file cannot state `{}`", key.value);
                let problem = Problem::new(key.span, message).related(by, "included here");
                self.reader.report(problem.help("state it in the schema that includes this file"));
            }
        }
    }

    /// Reads one path or all that match a pattern.
    fn include(&mut self, path: &Spanned<String>) {
        if !is_pattern(&path.value) {
            self.include_file(&tidy(&path.value), path.span, true);
            return;
        }
        match self.reader.files.glob(&path.value) {
            Ok(found) if found.is_empty() => {
                self.reader.report(Problem::new(path.span, format!("no file matches `{}`", path.value)));
            }
            Ok(found) => {
                for file in found {
                    self.include_file(&tidy(&file), path.span, false);
                }
            }
            Err(error) => self.reader.report(unreadable(path.span, &error)),
        }
    }

    /// Reads one included file; `named` tells whether it is named itself or matches a pattern.
    fn include_file(&mut self, path: &str, span: Span, named: bool) {
        if self.open.iter().any(|open| open == path) {
            if named {
                let circle = format!("{} → {path}", self.open.join(" → "));
                self.reader
                    .report(Problem::new(span, format!("files include each other in a circle: {circle}")));
            }
            return;
        }
        if self.done.contains_key(path) {
            return;
        }
        if self.open.len() >= DEEPEST || self.done.len() >= INCLUDED {
            let message = if self.open.len() >= DEEPEST {
                format!("files include each other more than {DEEPEST} deep")
            } else {
                format!("the schema includes more than {INCLUDED} files")
            };
            self.reader.report(Problem::new(span, message));
            return;
        }
        self.done.insert(path.to_owned(), ());
        let text = match self.reader.files.read(path) {
            Ok(text) => text,
            Err(error) => return self.reader.report(unreadable(span, &error)),
        };
        if text == self.main {
            if named {
                self.reader.report(Problem::new(span, "the schema includes itself"));
            }
            return;
        }
        if text.len() > LARGEST {
            return self.reader.report(Problem::new(span, format!("`{path}` is larger than 16 MiB")));
        }
        let source = self.reader.source;
        self.open.push(path.to_owned());
        self.text(path, &text, Some(span));
        self.open.pop();
        self.reader.source = source;
    }

    /// Checks what all files say together, and puts the document together.
    fn finish(mut self, root: Root) -> std::result::Result<Document, (Error, Option<Box<Document>>)> {
        self.check_tables();
        self.check_types();
        let epoch = root.epoch.map_or(Spanned::new(EPOCH, Span::default()), |day| day.map(|day| day.0));
        let horizon = self.horizon(&epoch, root.horizon.as_ref());
        resolve(&mut self.reader, &mut self.tables, self.kinds, &self.defaults);
        let past_keys = self.reader.only_unknown_keys();
        let verdict = self.reader.verdict();
        let document = Document {
            sources: self.reader.sources,
            name: root.name,
            description: root.description,
            epoch,
            horizon,
            seed: root.seed,
            generator: root.generator,
            time_zone: root.time_zone,
            dirt: root.dirt,
            edge_cases: root.edge_cases,
            truth: root.truth,
            locale: root.locale,
            types: self.types,
            tables: self.tables,
            files: self.reader.read,
        };
        match verdict {
            Ok(()) => Ok(document),
            Err(error) => Err((error, past_keys.then(|| Box::new(document)))),
        }
    }

    /// The day to which everything is drawn: not before the epoch.
    fn horizon(&mut self, epoch: &Spanned<i32>, stated: Option<&Spanned<Horizon>>) -> Spanned<i32> {
        let Some(stated) = stated else { return epoch.clone() };
        match stated.value.day(epoch.value).filter(|day| *day >= epoch.value) {
            Some(day) => Spanned::new(day, stated.span),
            None => {
                let message = "the horizon lies before the epoch, or beyond the year 9999";
                self.reader.report(Problem::new(stated.span, message));
                epoch.clone()
            }
        }
    }

    /// Reports types that are defined twice.
    fn check_types(&mut self) {
        let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
        for (name, _) in &self.types {
            let Some(first) = seen.insert(&name.value, name.span) else { continue };
            let problem = Problem::new(name.span, format!("the type `{}` is defined twice", name.value));
            self.reader.report(problem.related(first, "here first"));
        }
    }

    /// Reports names of tables that are the same but for the case of ASCII letters, and a schema without any.
    fn check_tables(&mut self) {
        let mut seen: BTreeMap<String, &Spanned<String>> = BTreeMap::new();
        for Table { name, .. } in &self.tables {
            let Some(first) = seen.insert(name.value.to_ascii_lowercase(), name) else { continue };
            let message = if first.value == name.value {
                format!("the table `{}` is defined twice", name.value)
            } else {
                format!("the tables `{}` and `{}` differ only in case", first.value, name.value)
            };
            self.reader.report(Problem::new(name.span, message).related(first.span, "here first"));
        }
        if self.tables.is_empty() && !self.reader.has_problems() {
            let problem = Problem::new(Span::default(), "a schema needs a table")
                .help("state one under [tables.NAME], with its columns under [tables.NAME.columns]");
            self.reader.report(problem);
        }
    }
}

/// A path without the parts that mean nothing, so that one file has one path.
fn tidy(path: &str) -> String {
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    // An absolute path keeps what makes it one, to be refused by whoever reads it.
    if path.starts_with('/') { path.to_owned() } else { parts.join("/") }
}
