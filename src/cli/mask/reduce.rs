//! Which subjects an extract is of: a share of them, those of a file, those that meet a condition.

use crate::cli::numbers::read_share;
use crate::error::{Error, ErrorKind, Place, Result, nearest};
use crate::mask::{Choice, WHERE};
use crate::plan::{self, Policy};
use crate::schema::Document;
use std::path::{Path, PathBuf};

/// The most bytes that a file of identifiers or conditions may have.
const MOST: u64 = 256 << 20;

/// Which subjects an extract is of. With several of these all must hold.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Some subjects")]
pub(super) struct ReduceArgs {
    /// So many of the subjects, such as 1%, chosen by a keyed hash: their rows, and what these refer to
    #[arg(long, value_name = "SHARE", value_parser = read_sample)]
    sample: Option<f64>,
    /// A TOML file of conditions, such as patients = "state = 'NM'": the subjects of rows that meet them
    #[arg(long, value_name = "FILE")]
    where_file: Option<PathBuf>,
    /// A file with one identifier of a subject a line, as the input has it; - is standard input
    #[arg(long, value_name = "FILE")]
    subject_file: Option<PathBuf>,
}

/// What was asked for, and what may be recorded of it.
pub(super) struct Asked {
    pub(super) choice: Option<Choice>,
    /// The share of a sample.
    pub(super) share: Option<f64>,
    /// The bytes of the file of conditions and of the list of subjects, for keyed digests.
    pub(super) files: Vec<(&'static str, Vec<u8>)>,
}

/// Reads the share of a sample, which is not empty.
fn read_sample(text: &str) -> Result<f64, String> {
    let share = read_share(text).ok().filter(|share| *share > 0.0);
    share.ok_or_else(|| "expected a share above 0 and up to 100%, such as 1%".to_owned())
}

impl ReduceArgs {
    /// Reads the files and compiles the conditions.
    ///
    /// # Errors
    /// Where a file cannot be read, or a condition is none; what stands there is not told.
    pub(super) fn read(&self, document: &Document, policy: &Policy, inputs: &[String]) -> Result<Asked> {
        let mut choice = Choice { share: self.sample, ..Choice::default() };
        let mut files = Vec::new();
        if let Some(path) = &self.subject_file {
            if path == Path::new("-") && inputs.iter().any(|input| input == "-" || input.ends_with("=-")) {
                return Err(Error::usage("standard input holds the data, and cannot hold the subjects too")
                    .hint("put the identifiers into a file that only you can read"));
            }
            let bytes = bytes(path)?;
            choice.listed = Some(listed(path, &bytes)?);
            files.push(("subjects", bytes));
        }
        if let Some(path) = &self.where_file {
            let bytes = bytes(path)?;
            choice.conditions = conditions(path, &bytes, document, policy)?;
            files.push(("conditions", bytes));
        }
        let any = self.sample.is_some() || choice.is_picked();
        if any && !policy.tables.iter().any(|table| table.subject.is_some()) {
            return Err(Error::usage(
                "the schema says of no table whose rows these are, so that nobody can be chosen",
            )
            .hint("write subject = \"COLUMN\" in the table of the people that the data are about"));
        }
        Ok(Asked { choice: any.then_some(choice), share: self.sample, files })
    }
}

fn bytes(path: &Path) -> Result<Vec<u8>> {
    let is_stdin = path == Path::new("-");
    let name = if is_stdin { "standard input".to_owned() } else { path.display().to_string() };
    let failed = |e: std::io::Error| Error::io("read the choice of subjects", Place::file(&name), &e);
    let stream: Box<dyn std::io::Read> = if is_stdin {
        Box::new(std::io::stdin())
    } else {
        Box::new(std::fs::File::open(path).map_err(failed)?)
    };
    let mut bytes = Vec::new();
    std::io::Read::take(stream, MOST + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > MOST {
        return Err(Error::new(ErrorKind::Input, "the file is longer than 256 MiB").at(Place::file(name)));
    }
    Ok(bytes)
}

use std::io::Read as _;

fn text(path: &Path, bytes: &[u8]) -> Result<String> {
    let wrong =
        || Error::new(ErrorKind::Input, "the file is not UTF-8").at(Place::file(path.display().to_string()));
    String::from_utf8(bytes.to_vec()).map_err(|_foreign| wrong())
}

fn listed(path: &Path, bytes: &[u8]) -> Result<Vec<String>> {
    let text = text(path, bytes)?;
    let list: Vec<String> = text
        .trim_start_matches('\u{feff}')
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(str::to_owned)
        .collect();
    if list.is_empty() {
        return Err(Error::new(ErrorKind::Input, "the file names no subject")
            .at(Place::file(path.display().to_string()))
            .hint("write one identifier a line, as the subject's column has it"));
    }
    Ok(list)
}

/// Conditions by table; their texts may name people, so errors tell the table alone.
fn conditions(
    path: &Path,
    bytes: &[u8],
    document: &Document,
    policy: &Policy,
) -> Result<Vec<(usize, plan::Derive)>> {
    let place = || Place::file(path.display().to_string());
    let read: toml::Table = toml::from_str(&text(path, bytes)?)
        .map_err(|_foreign| Error::new(ErrorKind::Input, "the file is no TOML").at(place()).hint(WHERE))?;
    let mut list = Vec::new();
    for (table, condition) in &read {
        let Some(t) = policy.table(table) else {
            let error =
                Error::new(ErrorKind::Input, "the file names a table that the schema has not").at(place());
            return Err(match nearest(table, policy.tables.iter().map(|t| t.name.as_str())) {
                Some(near) => error.hint(format!("there is `{near}`")),
                None => error.hint(WHERE),
            });
        };
        if policy.tables[t].subject.is_none() {
            let message = format!(
                "the rows of `{table}` are of no subject, so that a condition on them chooses nobody"
            );
            return Err(Error::new(ErrorKind::Input, message).at(place()));
        }
        let compiled = condition
            .as_str()
            .and_then(|text| plan::condition(document.epoch.value, &policy.tables[t], text));
        let Some(compiled) = compiled else {
            let message =
                format!("the condition on `{table}` is none that can be evaluated over its columns");
            let columns: Vec<&str> = policy.tables[t].columns.iter().map(|c| c.name.as_str()).collect();
            return Err(Error::new(ErrorKind::Input, message)
                .at(place())
                .hint(format!("texts stand in single quotes; its columns are {}", columns.join(", "))));
        };
        list.push((t, compiled));
    }
    if list.len() > 32 || list.is_empty() {
        return Err(Error::new(ErrorKind::Input, "expected 1 to 32 conditions").at(place()).hint(WHERE));
    }
    Ok(list)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_read() {
        assert_eq!(read_sample("1%"), Ok(0.01));
        assert_eq!(read_sample(" 0.25 "), Ok(0.25));
        for wrong in ["0", "101%", "x", "", "-1%"] {
            assert!(read_sample(wrong).is_err(), "{wrong}");
        }
    }
}
