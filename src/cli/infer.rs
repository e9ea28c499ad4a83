//! `placebo infer`: drafts a schema from a database, from a file of definitions, or from files with rows.

mod files;
mod learn;
mod source;
mod trial;
mod update;

use super::generate::is_database;
use super::mask::EncodingName;
use super::{Answer, terminal};
use crate::error::{Error, ErrorKind, Place, Result};
use crate::infer::{Asked, Draft, Learned, Refusal};
use crate::io::shaped::CsvShape;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Draft a schema from a database, a file of definitions, or files with rows
///
/// A database is read by its catalog alone: tables, types, keys, references, checks, defaults, comments and how often the server has
/// counted NULL, and no row; of one that a sign says is production, nothing that was counted. A .sql file of definitions is
/// replayed in a Postgres of our own that is gone afterwards. Of CSV files, JSON lines, Parquet and plain dumps a sample of rows is
/// looked at: how values look decides together with names, and in a dump with its definitions; no value comes into the draft.
///
/// Each column gets a kind, and a comment says why, and how sure that is. The draft fills tables, and masks exports: what
/// identifies is treated by its kind, and nothing is kept that nobody asked for. A table that cannot be filled is refused by name
/// before anything is written.
#[derive(Clone, Debug, clap::Args)]
#[command(after_long_help = "Examples:
  placebo infer postgres://localhost/app_development --out placebo.toml
  placebo infer env:DATABASE_URL --rows 200 --skip audit_log
  placebo infer db/structure.sql --out placebo.toml      definitions alone, without a database
  placebo infer export/ --out masking.toml               patients.csv, visits.jsonl, labs.parquet, …
  placebo infer backup.sql --out masking.toml            a plain dump with its rows
  placebo infer env:DATABASE_URL --learn-values --database-is scratch --out placebo.toml
  placebo infer env:DATABASE_URL --check placebo.toml    in CI: what has changed since?
  placebo infer env:DATABASE_URL --update placebo.toml   add what is new, and keep what was written by hand

Exit codes: 0 done; 1 --check found a difference; 2 it could not run.")]
pub(super) struct Args {
    /// A database (postgres://…, env:NAME, service=NAME), a .sql file, or files with rows: folders, files, TABLE=PATH
    #[arg(required = true, value_name = "SOURCE")]
    sources: Vec<String>,
    /// Where the draft is written [default: standard output]
    #[arg(long, value_name = "FILE", conflicts_with_all = ["check", "update"])]
    out: Option<PathBuf>,
    /// Say what has changed since this schema was drafted, and write nothing
    #[arg(long, value_name = "FILE", conflicts_with = "update")]
    check: Option<PathBuf>,
    /// Add to this schema what is new, and keep everything else as it is
    #[arg(long, value_name = "FILE")]
    update: Option<PathBuf>,
    /// How many rows a root table has
    #[arg(long, value_name = "N", default_value_t = 1_000, value_parser = clap::value_parser!(u64).range(1..=1_000_000_000))]
    rows: u64,
    /// Leave out these tables, and those that cannot be filled; --check and --update leave out what the schema does
    #[arg(long, value_name = "A,B", value_delimiter = ',')]
    skip: Vec<String>,
    /// Tables that are never written besides those of frameworks; what refers to them takes the rows that are there
    #[arg(long, value_name = "A,B", value_delimiter = ',')]
    leave: Vec<String>,
    /// Of a .sql file read the definitions, and not its rows
    #[arg(long)]
    definitions: bool,
    /// How many rows of each table of a file are looked at
    #[arg(long, value_name = "N", default_value_t = 10_000, value_parser = clap::value_parser!(u64).range(1..=100_000_000))]
    sample: u64,
    /// Of a scratch database that holds nobody's data, take shares of few values, ranges, absences and fan-outs
    #[arg(long, requires = "database_is")]
    learn_values: bool,
    /// The name of the database, repeated: yes, it holds nobody's data
    #[arg(long, value_name = "NAME", requires = "learn_values")]
    database_is: Option<String>,
    /// Replace the file that is there already
    #[arg(long)]
    overwrite: bool,
    #[command(flatten)]
    csv: CsvArgs,
}

/// How CSV files are read.
#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "CSV")]
struct CsvArgs {
    /// The character between fields, or `tab` [default: what the header has]
    #[arg(long, value_name = "CHAR", value_parser = super::output::read_delimiter)]
    delimiter: Option<u8>,
    /// What stands for NULL [default: an empty field; the empty string is ""]
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    null: String,
    /// How bytes stand for characters
    #[arg(long, value_name = "ENCODING", default_value = "utf-8")]
    encoding: EncodingName,
}

impl CsvArgs {
    fn shape(&self) -> CsvShape {
        CsvShape {
            delimiter: self.delimiter,
            null: self.null.clone(),
            no_header: false,
            encoding: self.encoding.encoding(),
        }
    }
}

/// The arguments with what a schema says of them.
fn settled(args: &Args) -> Result<Args> {
    let mut args = args.clone();
    args.out = args.out.filter(|out| out.as_os_str() != "-");
    if let Some(path) = args.check.as_ref().or(args.update.as_ref()) {
        // What a schema leaves out stays left out until its comment is gone; a table that is gone needs no leaving out.
        let (out, alone) = update::left(path)?;
        args.skip.extend(out);
        args.leave.extend(alone);
    }
    Ok(args)
}

pub(super) fn run(args: &Args) -> Result<Answer> {
    let asked_for = args;
    let args = &settled(asked_for)?;
    if let Some(out) = args.out.as_ref().filter(|out| out.exists() && !args.overwrite) {
        return Err(Error::new(ErrorKind::Exists, "the file is there already")
            .at(Place::file(out.display().to_string()))
            .hint("take another name, or --overwrite, or --update to keep what was written by hand"));
    }
    if args.learn_values && !args.sources.iter().all(|text| is_database(text)) {
        return Err(learn::not_a_database());
    }
    let read = source::read(args)?;
    let labels: Vec<String> = read.database.tables.iter().map(crate::shape::Table::label).collect();
    named(asked_for, &labels)?;
    if labels.is_empty() {
        return Err(Error::new(ErrorKind::Input, "there are no tables to draft from"));
    }
    let mut asked = Asked {
        name: read.name.clone(),
        rows: args.rows,
        skip: args.skip.clone(),
        unheld: Vec::new(),
        attempts: BTreeMap::new(),
        scenes: Vec::new(),
        refused: Vec::new(),
        books: source::books(&labels, &args.leave),
        empty: read.empty.clone(),
        learned: Learned::default(),
        masks: Vec::new(),
    };
    if args.learn_values {
        asked.learned = learn::learn(args, &read, &asked)?;
    }
    let draft = trial::draft(&read, asked)?;
    if let Some(path) = &args.check {
        return update::check(&draft.text, path);
    }
    refuse(&draft, &args.skip)?;
    for (table, note) in &draft.unheld {
        terminal::complain(&format!("{table}: {note}; the database may reject a row for it\n"));
    }
    for (table, why) in &draft.hollow {
        terminal::complain(&format!("{table} is left empty: {why}\n"));
    }
    if let Some(path) = &args.update {
        return update::update(&draft.text, path);
    }
    match &args.out {
        Some(out) => {
            write(out, &draft.text)?;
            terminal::complain(&format!("{}: {}\n", out.display(), counted(&draft)));
        }
        None => terminal::print(&draft.text)?,
    }
    Ok(Answer::Yes)
}

/// Sees that the tables that are named are there.
fn named(args: &Args, labels: &[String]) -> Result<()> {
    for (table, what) in args.skip.iter().map(|t| (t, "skip")).chain(args.leave.iter().map(|t| (t, "leave")))
    {
        if !labels.contains(table) {
            let error = Error::usage(format!("there is no table `{table}` to {what}"));
            return Err(match crate::error::nearest(table, labels.iter().map(String::as_str)) {
                Some(near) => error.hint(format!("there is `{near}`")),
                None => error,
            });
        }
    }
    Ok(())
}

fn counted(draft: &Draft) -> String {
    let tables =
        draft.text.lines().filter(|line| line.starts_with("[tables.") && line.ends_with(".columns]")).count();
    match draft.refused.len() {
        0 => format!("{tables} tables"),
        n => format!("{tables} tables; {n} left out, each with its reason in a comment"),
    }
}

/// Ends the run where tables cannot be filled and nobody asked to leave them out.
fn refuse(draft: &Draft, skip: &[String]) -> Result<()> {
    let open: Vec<&Refusal> = draft.refused.iter().collect();
    let Some(first) = open.first().filter(|_| skip.is_empty()) else { return Ok(()) };
    let list: Vec<String> = open.iter().map(|r| format!("  {}: {}", r.table, r.reason)).collect();
    let names: Vec<&str> = open.iter().map(|r| r.table.as_str()).collect();
    let message = match open.len() {
        1 => format!("`{}` cannot be filled: {}", first.table, first.reason),
        n => format!("{n} tables cannot be filled:\n{}", list.join("\n")),
    };
    Err(Error::usage(message).hint(format!("the others can be: --skip {}", names.join(","))))
}

/// Writes a file whole or not at all: a link is followed, a file keeps who may read it, and a device or a pipe is written to.
fn write(path: &Path, text: &str) -> Result<()> {
    let place = || Place::file(path.display().to_string());
    let failed = |e: &std::io::Error| Error::io("write the schema", place(), e);
    let known = match std::fs::metadata(path) {
        Ok(known) => Some(known),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
        Err(error) => return Err(failed(&error)),
    };
    if known.as_ref().is_some_and(|known| !known.is_file()) {
        return std::fs::write(path, text).map_err(|e| failed(&e));
    }
    let target = match &known {
        Some(_) => std::fs::canonicalize(path).map_err(|e| failed(&e))?,
        None => path.to_owned(),
    };
    let folder = target.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut new = tempfile::Builder::new();
    // What the user's mask leaves of it, as of any file that is made.
    new.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = new.tempfile_in(folder).map_err(|e| failed(&e))?;
    if let Some(known) = known {
        file.as_file().set_permissions(known.permissions()).map_err(|e| failed(&e))?;
    }
    std::io::Write::write_all(&mut file, text.as_bytes()).map_err(|e| failed(&e))?;
    file.persist(&target).map_err(|e| failed(&e.error))?;
    Ok(())
}
