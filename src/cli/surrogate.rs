//! `placebo surrogate`: the stand-ins of values that are read from standard input, so that a ticket's patient is found in an
//! extract without a way back.

use super::mask::{KeyArgs, ProfileName, read_policy};
use super::{Answer, terminal};
use crate::cells::{Block, Cells, Replacement, State};
use crate::error::{Error, ErrorKind, Place, Result};
use crate::mask::{Collector, Masker};
use crate::plan::Treatment;
use std::collections::BTreeMap;
use std::io::BufRead as _;

/// Print the stand-ins of values, to find a ticket's patient in an extract
///
/// Reads one value a line from standard input, since arguments end in histories and process lists, and prints the stand-in
/// that `placebo mask --profile pseudonymised` gives it under the same key. Numbers that a ledger hands out depend on the
/// others of the run, and cannot be told alone.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Examples:
  placebo surrogate clinic.toml patients.id --key-file prod.key < ids
  pass ticket-4711 | placebo surrogate clinic.toml patients.email --key-file prod.key")]
pub(super) struct Args {
    /// A schema file, or a preset
    schema: String,
    /// The column, as TABLE.COLUMN
    #[arg(value_name = "TABLE.COLUMN")]
    column: String,
    #[command(flatten)]
    key: KeyArgs,
}

pub(super) fn run(args: &Args) -> Result<Answer> {
    let profile = ProfileName::Pseudonymised;
    let (_, policy) = read_policy(&args.schema, profile)?;
    let (t, c) = find(&policy, &args.column)?;
    let key = args.key.load(profile.profile())?;
    let masker = Masker::new(policy, &key.key, None)?;
    let mut values = Cells::with_capacity(16);
    for line in std::io::stdin().lock().lines() {
        let line = line.map_err(|e| Error::io("read the values", Place::file("standard input"), &e))?;
        values.push(State::Text, line.trim_end_matches('\r').as_bytes());
    }
    let mut text = String::new();
    match stand_ins(masker, t, c, values)? {
        Replacement::Cells(cells) => {
            for i in 0..cells.len() {
                text.push_str(cells.get(i).unwrap_or_default());
                text.push('\n');
            }
        }
        _ => {
            return Err(Error::usage("this column has no stand-ins")
                .hint("placebo schema coverage says what is done with it"));
        }
    }
    terminal::print(&text)?;
    Ok(Answer::Yes)
}

fn find(policy: &crate::plan::Policy, name: &str) -> Result<(usize, usize)> {
    let names =
        || policy.tables.iter().flat_map(|t| t.columns.iter().map(move |c| format!("{}.{}", t.name, c.name)));
    let found = policy.tables.iter().enumerate().find_map(|(t, table)| {
        let column = name.strip_prefix(&table.name)?.strip_prefix('.')?;
        Some((t, table.column(column)?))
    });
    found.ok_or_else(|| {
        let all: Vec<String> = names().collect();
        let error = Error::usage(format!("there is no column `{name}`"));
        match crate::error::nearest(name, all.iter().map(String::as_str)) {
            Some(near) => error.hint(format!("there is `{near}`")),
            None => error.hint("write TABLE.COLUMN"),
        }
    })
}

/// Every other column of the rows is NULL.
fn stand_ins(mut masker: Masker, t: usize, c: usize, values: Cells) -> Result<Replacement> {
    if masker.is_numbered(t, c) {
        return Err(Error::new(
            ErrorKind::Usage,
            "the stand-ins of this column depend on the others of the run: a ledger gives them",
        )
        .hint("look it up by a column whose stand-ins are keyed, such as an id or an e-mail"));
    }
    if matches!(masker.policy().tables[t].columns[c].treatment, Treatment::Shift { .. }) {
        return Err(Error::usage("a date of this column moves with its subject, and is not told without it")
            .hint("look up the subject's own column, and read the date in the extract"));
    }
    let rows = values.len();
    let columns = masker.policy().tables[t].columns.len();
    let mut values = Some(values);
    let null = || {
        let mut cells = Cells::with_capacity(rows);
        (0..rows).for_each(|_| cells.push(State::Null, b""));
        Some(cells)
    };
    let columns = (0..columns).map(|at| if at == c { values.take() } else { null() }).collect();
    let block = Block { rows, columns };
    masker.collected(Collector::new(u64::MAX));
    masker.settle(&BTreeMap::new())?;
    masker.surrogates(t, c, &block)
}
