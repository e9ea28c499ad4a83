//! Where a draft comes from: a database, definitions in a file, or a sample of rows.

use super::{Args, files};
use crate::cli::generate::{address, guard, is_database};
use crate::cli::mask::inputs::{Shape, Source, Tables, sources};
use crate::cli::terminal;
use crate::error::{Error, Result};
use crate::infer::{Sample, database, read_triggers};
use crate::io::postgres::{
    ROLE, Session, Surroundings, Throwaway, bookkeeper, production_in_names, production_inside, qualified,
    replay, survey,
};
use crate::io::shaped::{Written, definitions};
use crate::shape::{Database, Function, Table};
use std::path::Path;

/// What a draft is made from.
pub(super) struct Read {
    pub(super) database: Database,
    /// What rows show, where there are some.
    pub(super) sample: Option<Sample>,
    /// The name that the schema gets.
    pub(super) name: String,
    /// Bookkeeping that holds no rows.
    pub(super) empty: Vec<String>,
}

#[expect(clippy::disallowed_methods, reason = "the command line hands the environment in")]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// Reads what was named.
pub(super) fn read(args: &Args) -> Result<Read> {
    if let Some(url) = args.sources.iter().find(|source| is_database(source)) {
        if args.sources.len() > 1 {
            return Err(Error::usage("a database is read by itself, without other sources"));
        }
        return from_database(url, args);
    }
    let sources = sources(&args.sources, Tables::Any)?;
    if let [only] = sources.as_slice()
        && only.shape == Shape::Dump
        && let Some(all) = statements(only, args.definitions)?
    {
        return from_definitions(only, &all, &args.leave);
    }
    if args.definitions {
        return Err(Error::usage("--definitions is for one .sql file"));
    }
    let (sample, declared) = files::sample(&sources, args.sample, &args.csv.shape())?;
    let name = name_of(Path::new(args.sources.first().map_or("", String::as_str)));
    Ok(Read { database: database(&sample, &declared), sample: Some(sample), name, empty: Vec::new() })
}

/// A name for a schema: that of the file or the folder.
fn name_of(path: &Path) -> String {
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let stem = stem.split_once('=').map_or(stem.as_str(), |(table, _)| table).to_owned();
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    let plain: String = stem.chars().map(|c| if fits(c) { c } else { '_' }).collect();
    if plain.chars().any(|c| c.is_ascii_alphabetic()) { plain } else { "export".to_owned() }
}

/// Reads a catalog; where a sign says production, nothing that was counted of values is read.
fn from_database(url: &str, args: &Args) -> Result<Read> {
    let address = address(url)?;
    if args.learn_values {
        guard::names(&address)?;
    }
    let mut session = Session::open(&address)?;
    session.execute("SET default_transaction_read_only = on")?;
    let sign = match production_in_names(&address) {
        Some(sign) => Some(sign),
        None => production_inside(&mut session)?,
    };
    if let Some(sign) = &sign {
        terminal::complain(&format!(
            "{sign} says that the {address} is production: its catalog is read, no row, and nothing that was counted of its values\n"
        ));
    }
    let mut database = survey(sign.is_none(), |sql| session.value(sql))?;
    read_triggers(&mut database);
    let labels: Vec<String> = database.tables.iter().map(Table::label).collect();
    let books = if sign.is_none() { books(&labels, &args.leave) } else { Vec::new() };
    let mut empty = Vec::new();
    for (label, _) in books {
        let Some(table) = database.tables.iter().find(|table| table.label() == label) else { continue };
        let sql = format!("SELECT EXISTS (SELECT FROM {})", qualified(&table.schema, &table.name));
        // Who may not read a table does not know.
        if session.value(&sql).is_ok_and(|there| there.as_deref() == Some("f")) {
            empty.push(label);
        }
    }
    session.close()?;
    Ok(Read { database, sample: None, name: address.database().to_owned(), empty })
}

/// The definitions of a file; none where it is a dump with rows that are to be looked at.
fn statements(source: &Source, definitions_alone: bool) -> Result<Option<Vec<Written>>> {
    if source.is_stdin() {
        return Ok(None);
    }
    // Rows of bookkeeping, such as Rails writes them into its structure.sql, are no data.
    let counts = |table: &str| !definitions_alone && bookkeeper(table).is_none();
    definitions(files::open(source)?, &counts)
}

/// Has a server of our own say what definitions mean.
fn from_definitions(source: &Source, all: &[Written], leave: &[String]) -> Result<Read> {
    let file = source.path.display().to_string();
    let server = Throwaway::start(&Surroundings { variable: &variable })?;
    let mut owner = Session::open(&server.address("owner", "postgres")?)?;
    owner.execute(&format!("CREATE ROLE {ROLE} LOGIN"))?;
    owner.execute("CREATE DATABASE definitions")?;
    owner.close()?;
    let mut owner = Session::open(&server.address("owner", "definitions")?)?;
    owner.execute(&format!("GRANT CREATE ON SCHEMA public TO {ROLE}"))?;
    let mut session = Session::open(&server.address(ROLE, "definitions")?)?;
    let replayed = replay(&mut owner, &mut session, &file, all)?;
    for note in &replayed.notes {
        terminal::complain(&format!("{file}: {note}\n"));
    }
    let mut database = survey(true, |sql| session.value(sql))?;
    // The server has shells where the file has functions.
    let shells = std::mem::take(&mut database.functions);
    let is_there = |one: &Function| {
        shells.iter().any(|shell| {
            (&shell.schema, &shell.name, shell.parameters.len())
                == (&one.schema, &one.name, one.parameters.len())
        })
    };
    database.functions = replayed.functions.into_iter().filter(is_there).collect();
    session.close()?;
    owner.close()?;
    // Definitions alone hold no row of anybody's books.
    let labels: Vec<String> = database.tables.iter().map(Table::label).collect();
    let empty = books(&labels, leave).into_iter().map(|(label, _)| label).collect();
    Ok(Read { database, sample: None, name: name_of(&source.path), empty })
}

/// The tables that are never written, each with whose it is.
pub(super) fn books(labels: &[String], named: &[String]) -> Vec<(String, String)> {
    let whose = |label: &String| {
        if named.contains(label) {
            return Some("--leave".to_owned());
        }
        bookkeeper(label).map(|whose| format!("bookkeeping of {whose}"))
    };
    labels.iter().filter_map(|label| Some((label.clone(), whose(label)?))).collect()
}
