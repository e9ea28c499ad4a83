//! Default-deny: every column of an input is listed in the schema, or the run stops with a line to add.

use super::Unlisted;
use crate::error::{Error, ErrorKind, Place, Result, nearest};
use crate::io::shaped::{Columns, Target};
use crate::kinds;
use crate::mask::Masker;
use crate::plan::{Policy, Subject};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::Mutex;

/// Finds the columns of inputs in the policy.
pub(super) struct Listed {
    tables: Vec<Known>,
    unlisted: Unlisted,
    /// Columns that nobody lists and that became NULL.
    nulled: Nulled,
}

/// Tables with their columns that became NULL.
type Nulled = Arc<Mutex<BTreeSet<(String, String)>>>;

#[derive(Clone)]
struct Known {
    name: String,
    columns: Vec<String>,
    reads: Vec<bool>,
    /// Columns without which rows cannot be masked as the schema says.
    needed: Vec<usize>,
}

impl Listed {
    pub(super) fn new(masker: &Masker, unlisted: Unlisted) -> Self {
        let policy = masker.policy();
        let tables = (0..policy.tables.len()).map(|t| known(policy, masker, t)).collect();
        Self { tables, unlisted, nulled: Arc::default() }
    }

    /// The columns that nobody lists, as table and column.
    pub(super) fn nulled(&self) -> Vec<(String, String)> {
        let nulled = self.nulled.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        nulled.iter().cloned().collect()
    }
}

fn known(policy: &Policy, masker: &Masker, t: usize) -> Known {
    let table = &policy.tables[t];
    let mut needed: Vec<usize> = table.scope.into_iter().collect();
    if let Some(Subject::Own(column) | Subject::Through { column, .. }) = table.subject {
        needed.push(column);
    }
    Known {
        name: table.name.clone(),
        columns: table.columns.iter().map(|column| column.name.clone()).collect(),
        reads: masker.reads(t),
        needed,
    }
}

impl Columns for Listed {
    fn find(&self, table: &str, columns: &[String]) -> Result<Target> {
        let Some((at, known)) = self.tables.iter().enumerate().find(|(_, known)| known.name == table) else {
            let error = Error::new(ErrorKind::Input, format!("the schema has no table `{table}`"));
            return Err(error.hint("list it, or leave it out of the input"));
        };
        let place = Place { table: Some(table.to_owned()), ..Place::default() };
        let found: Vec<Option<usize>> =
            columns.iter().map(|name| known.columns.iter().position(|column| column == name)).collect();
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
        Ok(Target { table: at, columns: found, reads: known.reads.clone(), unlisted: refuse })
    }
}

impl Listed {
    /// What happens where columns of a table are not listed.
    fn unlisted(&self, known: &Known) -> crate::io::shaped::Unlisted {
        let (known, nulled, mode) = (known.clone(), self.nulled.clone(), self.unlisted);
        Arc::new(move |missing: &[String]| {
            if mode == Unlisted::Stop {
                let names: Vec<&str> = missing.iter().map(String::as_str).collect();
                return Err(unlisted(&known, &names));
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
    let names = missing.iter().filter(|name| is_name(name)).map(|name| format!("`{name}`"));
    let others = missing.iter().filter(|name| !is_name(name)).count();
    let others = (others > 0).then(|| format!("{others} whose names are not shown"));
    let list = names.chain(others).collect::<Vec<_>>().join(", ");
    let message = if missing.len() == 1 {
        format!("the schema does not list the column {list}")
    } else {
        format!("the schema does not list {} columns: {list}", missing.len())
    };
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
