//! `placebo infer`: drafts a schema from a database.

mod trial;
mod update;

use super::{Answer, terminal};
use crate::error::{Error, ErrorKind, Place, Result};
use crate::infer::{Asked, Draft, Refusal};
use crate::io::postgres::{Address, Session, Surroundings, survey};
use crate::shape::Database;
use std::path::{Path, PathBuf};

/// Draft a schema from a database
///
/// Reads tables, types, keys, references, checks, defaults and comments from the catalog, and no row. Each column gets a kind by
/// its name, its type and what the database asks of it; a comment says why, and how sure that is. A table that cannot be filled
/// is refused by name before anything is written.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Examples:
  placebo infer postgres://localhost/app_development --out placebo.toml
  placebo infer env:DATABASE_URL --rows 200 --skip audit_log
  placebo infer env:DATABASE_URL --check placebo.toml     in CI: what has changed since?
  placebo infer env:DATABASE_URL --update placebo.toml    add what is new, and keep what was written by hand

Exit codes: 0 done; 1 --check found a difference; 2 it could not run.")]
pub(super) struct Args {
    /// A database: postgres://…, env:NAME or service=NAME
    source: String,
    /// Where the draft is written [default: standard output]
    #[arg(long, value_name = "FILE", conflicts_with_all = ["check", "update"])]
    out: Option<PathBuf>,
    /// Say what has changed since this schema was drafted, and write nothing
    #[arg(long, value_name = "FILE", conflicts_with = "update")]
    check: Option<PathBuf>,
    /// Add to this schema what is new in the database, and keep everything else as it is
    #[arg(long, value_name = "FILE")]
    update: Option<PathBuf>,
    /// How many rows a root table has
    #[arg(long, value_name = "N", default_value_t = 1_000, value_parser = clap::value_parser!(u64).range(1..=1_000_000_000))]
    rows: u64,
    /// Leave out these tables, and those that cannot be filled
    #[arg(long, value_name = "A,B", value_delimiter = ',')]
    skip: Vec<String>,
    /// Replace the file that is there already
    #[arg(long)]
    overwrite: bool,
}

pub(super) fn run(args: &Args) -> Result<Answer> {
    if let Some(out) = args.out.as_ref().filter(|out| out.exists() && !args.overwrite) {
        return Err(Error::new(ErrorKind::Exists, "the file is there already")
            .at(Place::file(out.display().to_string()))
            .hint("take another name, or --overwrite, or --update to keep what was written by hand"));
    }
    let (database, name) = read(&args.source)?;
    for table in &args.skip {
        if !database.tables.iter().any(|t| t.label() == *table) {
            let labels: Vec<String> = database.tables.iter().map(crate::shape::Table::label).collect();
            let error = Error::usage(format!("there is no table `{table}` to skip"));
            return Err(match crate::error::nearest(table, labels.iter().map(String::as_str)) {
                Some(near) => error.hint(format!("there is `{near}`")),
                None => error,
            });
        }
    }
    if database.tables.is_empty() {
        return Err(Error::new(ErrorKind::Input, "there are no tables to draft from"));
    }
    let (rows, skip) = (args.rows, args.skip.clone());
    let asked = Asked { name, rows, skip, unheld: Vec::new(), refused: Vec::new() };
    if let Some(path) = &args.check {
        return update::check(&trial::draft(&database, asked)?.text, path);
    }
    let draft = trial::draft(&database, asked)?;
    refuse(&draft, &args.skip)?;
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

fn counted(draft: &Draft) -> String {
    let tables =
        draft.text.lines().filter(|line| line.starts_with("[tables.") && line.ends_with(".columns]")).count();
    match draft.refused.len() {
        0 => format!("{tables} tables"),
        n => format!("{tables} tables; {n} left out, each with its reason in a comment"),
    }
}

/// The tables and the name that the draft gets.
fn read(source: &str) -> Result<(Database, String)> {
    #[expect(clippy::disallowed_methods, reason = "the command line hands the environment in")]
    let variable = |name: &str| std::env::var(name).ok();
    let address = Address::read(source, &Surroundings { variable: &variable })?;
    let mut session = Session::open(&address)?;
    session.execute("SET default_transaction_read_only = on")?;
    let database = survey(|sql| session.value(sql))?;
    let name = address.database().to_owned();
    session.close()?;
    Ok((database, name))
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

/// Writes a file whole or not at all.
fn write(path: &Path, text: &str) -> Result<()> {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let place = || Place::file(path.display().to_string());
    let failed = |e: &std::io::Error| Error::io("write the schema", place(), e);
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(|e| failed(&e))?;
    std::io::Write::write_all(&mut file, text.as_bytes()).map_err(|e| failed(&e))?;
    file.persist(path).map_err(|e| failed(&e.error))?;
    Ok(())
}
