//! Default-deny: every column of an input is listed in the schema, or the run stops with a line to add.

use super::Unlisted;
use crate::error::{Error, ErrorKind, Place, Result, nearest};
use crate::io::postgres::bookkeeper;
use crate::io::shaped::{
    self as io, Columns, Copies, CopyTables, CopyTarget, Copying, Declared, Nested, Target,
};
use crate::kinds;
use crate::mask::{Masker, SubKey, fitting};
use crate::plan::{CopyOf, Policy, Subject, Treatment};
use crate::shape::Filler;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, OnceLock};

/// Finds the columns of inputs in the policy.
pub(super) struct Listed {
    tables: Vec<Known>,
    unlisted: Unlisted,
    /// Columns that nobody lists and that became NULL.
    nulled: Nulled,
    /// Cells of nested columns that are no JSON and became `null`.
    broken: Broken,
    /// The key of tokens for what nobody lists and cannot be NULL.
    tokens: Arc<SubKey>,
    /// All tables, as far as rows copy others.
    copied: OnceLock<Arc<CopyTables>>,
    /// The tables that the input has.
    met: Arc<Mutex<BTreeSet<usize>>>,
    /// What the source defines.
    pub(super) declared: Declared,
    /// Whether rows are looked at and not written, so that what is not read may be left out.
    looks: bool,
}

/// Columns with how many of their cells are no JSON.
type Broken = Arc<Mutex<BTreeMap<(String, String), u64>>>;

/// Tables with their columns that became NULL.
type Nulled = Arc<Mutex<BTreeSet<(String, String)>>>;

#[derive(Clone)]
struct Known {
    name: String,
    columns: Vec<String>,
    reads: Vec<bool>,
    /// Columns that copy rows of other tables.
    copies: Vec<(usize, CopyOf)>,
    /// Columns without which rows cannot be masked as the schema says.
    needed: Vec<usize>,
    /// Columns whose values become NULL.
    nulled: Vec<String>,
}

impl Listed {
    pub(super) fn new(masker: &Masker, unlisted: Unlisted, tokens: SubKey) -> Self {
        let policy = masker.policy();
        let tables = (0..policy.tables.len()).map(|t| known(policy, masker, t)).collect();
        Self {
            tables,
            unlisted,
            nulled: Arc::default(),
            broken: Arc::default(),
            tokens: Arc::new(tokens),
            copied: OnceLock::new(),
            met: Arc::default(),
            declared: Declared::default(),
            looks: false,
        }
    }

    /// The same, of which the first pass reads what it looks at.
    pub(super) fn of_first_pass(&self, masker: &Masker) -> Self {
        let reads = |(t, known): (usize, &Known)| Known { reads: masker.gathers(t), ..known.clone() };
        Self {
            tables: self.tables.iter().enumerate().map(reads).collect(),
            unlisted: self.unlisted,
            nulled: self.nulled.clone(),
            broken: self.broken.clone(),
            tokens: self.tokens.clone(),
            copied: OnceLock::new(),
            met: self.met.clone(),
            declared: self.declared.clone(),
            looks: true,
        }
    }

    /// Whether a column must come from a source that gives some of its columns alone.
    pub(super) fn takes(&self, table: &str, column: &str) -> bool {
        let is_read = |known: &Known| match known.columns.iter().position(|name| name == column) {
            Some(at) => known.reads[at],
            None => !known.paths(column).is_empty(),
        };
        !self.looks || self.known(table).is_none_or(|(_, known)| is_read(known))
    }

    /// Whether the input has a table.
    pub(super) fn has_met(&self, table: usize) -> bool {
        self.met.lock().unwrap_or_else(std::sync::PoisonError::into_inner).contains(&table)
    }

    /// The columns that nobody lists, as table and column.
    pub(super) fn nulled(&self) -> Vec<(String, String)> {
        let nulled = self.nulled.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        nulled.iter().cloned().collect()
    }
}

impl Listed {
    /// Forgets what was counted.
    pub(super) fn forget(&self) {
        self.broken.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clear();
    }

    /// The table of a name; a table of a database may be named after its schema.
    fn known(&self, table: &str) -> Option<(usize, &Known)> {
        let named = |name: &str| self.tables.iter().enumerate().find(|(_, known)| known.name == name);
        named(table).or_else(|| named(table.rsplit('.').next().unwrap_or(table)))
    }

    /// The cells that are no JSON, by table and column.
    pub(super) fn broken(&self) -> BTreeMap<(String, String), u64> {
        self.broken.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone()
    }
}

fn known(policy: &Policy, masker: &Masker, t: usize) -> Known {
    let table = &policy.tables[t];
    let mut needed: Vec<usize> = table.scope.into_iter().collect();
    if let Some(Subject::Own(column) | Subject::Through { column, .. }) = table.subject {
        needed.push(column);
    }
    let nulled = table.columns.iter().filter(|column| matches!(column.treatment, Treatment::Null));
    Known {
        name: table.name.clone(),
        nulled: nulled.map(|column| column.name.clone()).collect(),
        columns: table.columns.iter().map(|column| column.name.clone()).collect(),
        reads: masker.reads(t),
        copies: table
            .columns
            .iter()
            .enumerate()
            .filter_map(|(at, column)| match column.treatment {
                Treatment::Copy(of) => Some((at, of)),
                _ => None,
            })
            .collect(),
        needed,
    }
}

impl Columns for Listed {
    fn find(&self, table: &str, columns: &[String]) -> Result<Target> {
        let Some((at, known)) = self.known(table) else {
            let error = Error::new(ErrorKind::Input, format!("the schema has no table `{table}`"));
            return Err(error.hint("list it, or leave it out of the input"));
        };
        self.met.lock().unwrap_or_else(std::sync::PoisonError::into_inner).insert(at);
        let place = Place { table: Some(table.to_owned()), ..Place::default() };
        let mut found: Vec<Option<usize>> =
            columns.iter().map(|name| known.columns.iter().position(|column| column == name)).collect();
        let mut nested = self.nested(at, known);
        let mut reads = known.reads.clone();
        for (name, found) in columns.iter().zip(&mut found).filter(|(_, found)| found.is_none()) {
            let paths = known.paths(name);
            if !paths.is_empty() {
                *found = Some(nested.add_json(name, &paths));
                reads.push(true);
            }
        }
        let mut seen = BTreeSet::new();
        if columns.iter().any(|name| !seen.insert(name)) {
            return Err(Error::new(ErrorKind::Input, "a column of the input comes twice").at(place));
        }
        let missing: Vec<String> = columns
            .iter()
            .zip(&found)
            .filter(|(_, found)| found.is_none())
            .map(|(name, _)| name.clone())
            .collect();
        if !missing.is_empty() && missing.len() == columns.len() {
            // What stands there may be the first row of data, and is not told.
            let error =
                Error::new(ErrorKind::Input, "the schema lists none of the columns of the input").at(place);
            return Err(
                error.hint("does the file have a header? --no-header takes the columns of the schema")
            );
        }
        let refuse = self.unlisted(known);
        if !missing.is_empty() {
            refuse(&missing).map_err(|error| error.at(place.clone()))?;
        }
        if let Some(needed) = known.needed.iter().find(|needed| !found.contains(&Some(**needed))) {
            let message = format!(
                "the input has no column `{}`, which says whose rows these are",
                known.columns[*needed]
            );
            return Err(Error::new(ErrorKind::Input, message).at(place));
        }
        // What is left became NULL, or a token where NULL is not allowed.
        for (name, found) in columns.iter().zip(&mut found).filter(|(_, found)| found.is_none()) {
            *found = Some(nested.add_unlisted(name));
            reads.push(true);
        }
        let nulled = known.nulled.clone();
        Ok(Target { table: at, columns: found, reads, unlisted: refuse, nested, nulled })
    }

    fn lists(&self, table: &str, column: &str) -> bool {
        self.known(table).is_some_and(|(_, known)| known.columns.iter().any(|name| name == column))
    }

    fn is_aside(&self, table: &str) -> bool {
        self.known(table).is_none() && bookkeeper(table).is_some()
    }
}

impl Known {
    /// The columns whose paths go on from the name of a column of the source, with the rest of their paths.
    fn paths(&self, name: &str) -> Vec<(&str, usize)> {
        let rest = |column: &'_ String| {
            let rest = column.strip_prefix(name)?;
            rest.starts_with(['.', '[']).then(|| column.len() - rest.len())
        };
        let columns = self.columns.iter().enumerate();
        columns.filter_map(|(at, column)| Some((&column[rest(column)?..], at))).collect()
    }
}

impl Listed {
    /// What is nested in a table, before its source is known.
    fn nested(&self, at: usize, known: &Known) -> Nested {
        let tokens = self.tokens.clone();
        let token = move |value: &[u8], filler: &Filler| fitting(&tokens, filler, value);
        let nested = Nested::none(known.columns.len()).with(
            self.unlisted(known),
            Arc::new(token),
            self.count_broken(known),
        );
        if known.copies.is_empty() {
            return nested;
        }
        let tables = self.copied.get_or_init(|| Arc::new(self.copy_tables())).clone();
        nested.with_copies(Copies::new(tables, at))
    }

    /// All tables, whose rows may be copied.
    fn copy_tables(&self) -> CopyTables {
        let target = |known: &Known| CopyTarget {
            name: known.name.clone(),
            columns: known.columns.clone(),
            reads: known.reads.clone(),
            copying: known.copies.iter().map(|(column, of)| self.copying(*column, *of)).collect(),
            unlisted: self.unlisted(known),
            broken: self.count_broken(known),
        };
        CopyTables::new(self.tables.iter().map(target).collect())
    }

    fn copying(&self, column: usize, of: CopyOf) -> Copying {
        match of {
            CopyOf::Table(table) => Copying { column, by: None, targets: vec![table] },
            CopyOf::Named { by, .. } => {
                Copying { column, by: Some(by), targets: (0..self.tables.len()).collect() }
            }
        }
    }

    /// Counts cells that are not what their column holds elsewhere.
    fn count_broken(&self, known: &Known) -> io::Broken {
        let (table, broken) = (known.name.clone(), self.broken.clone());
        Arc::new(move |column: &str, n: u64| {
            let mut broken = broken.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            *broken.entry((table.clone(), column.to_owned())).or_default() += n;
        })
    }

    /// What happens where columns of a table are not listed.
    fn unlisted(&self, known: &Known) -> crate::io::shaped::Unlisted {
        let (known, nulled, mode) = (known.clone(), self.nulled.clone(), self.unlisted);
        Arc::new(move |missing: &[String]| {
            if mode == Unlisted::Stop {
                let names: Vec<&str> = missing.iter().map(String::as_str).collect();
                return Err(unlisted(&known, &names));
            }
            // What stands in the place of a name stays in the output: where it may be a value, nothing is written.
            let odd = missing.iter().filter(|name| !is_name(name)).count();
            if odd > 0 {
                let message = format!(
                    "the schema does not list {odd} column{} whose name may be a value, and is not shown",
                    if odd == 1 { "" } else { "s" }
                );
                return Err(Error::new(ErrorKind::Input, message).hint(format!(
                    "list it in [tables.{}.columns], or leave it out of the input: only values become NULL",
                    known.name
                )));
            }
            let mut nulled = nulled.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            nulled.extend(missing.iter().map(|name| (known.name.clone(), name.clone())));
            Ok(())
        })
    }
}

/// What is said of columns that nobody lists, with a line for each.
fn unlisted(known: &Known, missing: &[&str]) -> Error {
    let mut lines = String::new();
    for name in missing.iter().filter(|name| is_name(name)) {
        let key = if name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
            && !name.is_empty()
        {
            (*name).to_owned()
        } else {
            format!("{name:?}")
        };
        lines.push_str(&format!("\n    {key} = {}", suggestion(name)));
    }
    // What is no name (it may be a value) is counted and not told.
    let names: Vec<String> =
        missing.iter().filter(|name| is_name(name)).map(|name| format!("`{name}`")).collect();
    let message = match (names.as_slice(), missing.len() - names.len()) {
        ([name], 0) => format!("the schema does not list the column {name}"),
        (names, 0) => format!("the schema does not list {} columns: {}", names.len(), names.join(", ")),
        ([], 1) => "the schema does not list a column, whose name may be a value and is not shown".to_owned(),
        ([], n) => {
            format!("the schema does not list {n} columns, whose names may be values and are not shown")
        }
        (names, n) => format!(
            "the schema does not list {} columns: {}, and {n} more, not shown as they may be values",
            missing.len(),
            names.join(", ")
        ),
    };
    if names.is_empty() {
        return Error::new(ErrorKind::Input, message)
            .hint("does the file have a header? --no-header takes the columns of the schema; --unlisted null writes NULL for others");
    }
    Error::new(ErrorKind::Input, message).hint(format!(
        "add to [tables.{}.columns] what they are:{lines}\n  or --unlisted null, which writes NULL in their place",
        known.name
    ))
}

/// Whether a text is the name of a column, as programs have them.
fn is_name(text: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || "_-.[] ".contains(c);
    (1..=63).contains(&text.len())
        && text.chars().all(fits)
        && text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.chars().filter(char::is_ascii_digit).count() <= 4
}

/// A line for a column, by its name alone; never one that keeps it.
fn suggestion(name: &str) -> String {
    let lower = name.to_ascii_lowercase();
    let named = kinds::find(&lower).or_else(|| {
        let near = nearest(&lower, kinds::all().map(|kind| kind.name));
        near.and_then(kinds::find)
    });
    match named.filter(|kind| kind.mask.class.is_some() && kind.params.iter().all(|param| !param.required)) {
        Some(kind) => format!("{{ kind = \"{}\" }}", kind.name),
        None => "{ kind = \"string\", mask = \"null\" }".to_owned(),
    }
}
