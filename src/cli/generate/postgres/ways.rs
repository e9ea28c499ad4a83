//! The three ways to fill: one transaction; tables made aside by several connections; table by table.

use super::jobs::{Job, Loader, Made, merge};
use super::{Filling, Mode, off, open, tell};
use crate::error::{Error, ErrorKind, Result};
use crate::io::postgres::catalog::Table;
use crate::io::postgres::marker::{self, Marker};
use crate::io::postgres::{CopyEncoder, NewTable, Session, empty, finish, identifier, triggers};
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// What was made, by the position of the target.
pub(super) type AllMade = BTreeMap<usize, Made>;

/// Fills the tables.
pub(super) fn fill(session: Session, filling: &Filling<'_>) -> Result<AllMade> {
    // Whatever a statement that was broken off has given, the reason is that somebody has asked to stop.
    one_of(session, filling).map_err(|error| match filling.stop.error() {
        Some(stopped) => match error.advice() {
            Some(advice) => stopped.hint(advice),
            None => stopped,
        },
        None => error,
    })
}

fn one_of(session: Session, filling: &Filling<'_>) -> Result<AllMade> {
    if filling.args.create && filling.args.connections() > 1 {
        super::aside::fill(session, filling)
    } else if filling.args.commit_per_table {
        table_by_table(session, filling)
    } else {
        one_transaction(session, filling)
    }
}

/// Runs a statement; `attempted` says what for, as an infinitive.
pub(super) fn step(session: &mut Session, sql: &str, attempted: &str) -> Result<()> {
    session.try_execute(sql).map_err(|fault| fault.into_error(attempted))
}

/// The tables that are made, with the positions of their targets.
pub(super) fn new_tables<'a>(filling: &'a Filling<'_>) -> impl Iterator<Item = &'a NewTable> {
    filling.targets.iter().filter_map(|target| target.new.as_ref())
}

fn one_transaction(mut session: Session, filling: &Filling<'_>) -> Result<AllMade> {
    session.execute("BEGIN")?;
    if filling.args.mode() == Mode::Truncate {
        truncate(&mut session, filling)?;
    }
    for own in &filling.types {
        step(&mut session, &own.create(&own.schema, &in_place), &format!("make the type {}", own.name))?;
    }
    for table in new_tables(filling) {
        let sql = table.create(&table.schema, &in_place);
        step(&mut session, &sql, &format!("make the table {}", table.name))?;
    }
    let off = triggers::disable(&mut session, &off::meant(filling))?;
    let deferred = deferred(filling);
    if !deferred.is_empty() {
        session.execute(&format!("SET CONSTRAINTS {} DEFERRED", deferred.join(", ")))?;
    }
    let loader = Loader::new(filling)?;
    let jobs: Vec<Job> = (0..filling.targets.len()).flat_map(|target| loader.jobs(target)).collect();
    let made = loader.send(&mut session, &jobs, (filling.order.threads.max(1), filling.stop), &|_, _| Ok(()));
    loader.finish();
    let mut made = made?;
    empty_tables(filling, &mut made)?;
    second_passes(&mut session, filling)?;
    keys(&mut session, filling)?;
    // What is still to be checked keeps a table from being altered.
    if !deferred.is_empty() || !off.is_empty() {
        session
            .try_execute("SET CONSTRAINTS ALL IMMEDIATE")
            .map_err(|fault| tell::refused_at_the_end(filling, *fault))?;
    }
    triggers::enable(&mut session, &off)?;
    last(&mut session, filling, &made)?;
    commit(&mut session, filling)?;
    session.close()?;
    Ok(made)
}

/// Makes the transaction last, unless somebody has asked to stop.
pub(super) fn commit(session: &mut Session, filling: &Filling<'_>) -> Result<()> {
    if let Some(error) = filling.stop.error() {
        return Err(error);
    }
    session.try_execute("COMMIT").map_err(|fault| tell::at_commit(*fault))
}

fn tables<'a>(filling: &'a Filling<'_>) -> Vec<&'a Table> {
    filling.targets.iter().map(|target| &target.table).collect()
}

fn truncate(session: &mut Session, filling: &Filling<'_>) -> Result<()> {
    empty(session, &tables(filling))
}

/// Constraints that are checked at the end.
fn deferred(filling: &Filling<'_>) -> Vec<String> {
    let all = filling.targets.iter().flat_map(|target| {
        let schema = identifier(&target.table.schema);
        target.later.deferred.iter().map(move |name| format!("{schema}.{}", identifier(name)))
    });
    all.collect()
}

/// Word of the tables that have no rows.
pub(super) fn empty_tables(filling: &Filling<'_>, made: &mut AllMade) -> Result<()> {
    for (at, target) in filling.targets.iter().enumerate() {
        if let std::collections::btree_map::Entry::Vacant(place) = made.entry(at) {
            let schema = &filling.order.plan.tables[target.number].schema;
            let digest = crate::record::TableDigest::new(schema)?;
            place.insert(Made { digest, time: std::time::Duration::ZERO });
        }
    }
    Ok(())
}

/// Fills the columns that were left NULL, table by table, within the transaction that is open.
fn second_passes(session: &mut Session, filling: &Filling<'_>) -> Result<()> {
    for (at, target) in filling.targets.iter().enumerate() {
        let columns = &target.later.columns;
        if columns.is_empty() {
            continue;
        }
        let from = finish::make_second(session, &target.table, columns)?;
        let mut narrow = target.table.clone();
        narrow.columns.retain(|c| target.table.primary_key.contains(&c.name) || columns.contains(&c.name));
        let schema = &filling.order.plan.tables[target.number].schema;
        let encoder = CopyEncoder::new(&target.name, &narrow, schema, &[])?;
        let loader = Loader::new(filling)?.with_encoder(at, encoder, from.clone());
        loader
            .send(session, &loader.jobs(at), (filling.order.threads.max(1), filling.stop), &|_, _| Ok(()))?;
        finish::fill_second(session, &target.table, columns, &from)
            .map_err(|fault| tell::refused_at_the_end(filling, *fault))?;
    }
    Ok(())
}

/// Everything lies where it stays.
fn in_place(schema: &str, _: &str) -> String {
    schema.to_owned()
}

fn keys(session: &mut Session, filling: &Filling<'_>) -> Result<()> {
    if filling.args.create {
        session.execute("SET LOCAL maintenance_work_mem = '256MB'")?;
    }
    for table in new_tables(filling) {
        for sql in table.keys(&table.schema, &in_place) {
            step(session, &sql, &format!("build the keys of the table {}", table.name))?;
        }
    }
    for table in new_tables(filling) {
        for sql in table.references(&table.schema, &in_place) {
            step(session, &sql, &format!("build the references of the table {}", table.name))?;
        }
    }
    Ok(())
}

/// Sequences, statistics and the mark, within the transaction that is open.
pub(super) fn last(session: &mut Session, filling: &Filling<'_>, made: &AllMade) -> Result<()> {
    let tables: Vec<String> = filling.targets.iter().map(|target| target.table.sql()).collect();
    finish::analyze(session, &tables)?;
    if filling.marks {
        let manifest = tell::manifest(filling, made)?.to_json()?;
        marker::write(session, &filling.order.plan.name, &Marker { manifest, complete: true })?;
    }
    for target in &filling.targets {
        match &target.new {
            Some(table) => finish::identities(session, table, &table.schema)?,
            None => finish::sequences(session, &target.table, &target.sent(filling.order))?,
        }
    }
    Ok(())
}

fn table_by_table(mut session: Session, filling: &Filling<'_>) -> Result<AllMade> {
    if !filling.marks {
        return Err(Error::new(
            ErrorKind::Output,
            "--commit-per-table keeps word of what is loaded in a schema placebo, which this role may not make",
        )
        .hint("GRANT CREATE ON DATABASE, or leave --commit-per-table out"));
    }
    let name = &filling.order.plan.name;
    if !filling.resumes {
        session.execute("BEGIN")?;
        if filling.args.mode() == Mode::Truncate {
            truncate(&mut session, filling)?;
        }
        let manifest = filling.expected.to_json()?;
        marker::write(&mut session, name, &Marker { manifest, complete: false })?;
        marker::forget_loaded(&mut session, name)?;
        commit(&mut session, filling)?;
    }
    let made = each_table(&mut session, filling).map_err(|error| tell::what_is_left(filling, error))?;
    session.execute("BEGIN")?;
    second_passes(&mut session, filling)?;
    last(&mut session, filling, &made)?;
    marker::forget_loaded(&mut session, name)?;
    commit(&mut session, filling)?;
    session.close()?;
    Ok(made)
}

/// Loads table after table, each by all connections and committed before the next begins.
fn each_table(session: &mut Session, filling: &Filling<'_>) -> Result<AllMade> {
    let name = &filling.order.plan.name;
    let sessions: Vec<Mutex<Session>> = (0..filling.args.connections())
        .map(|_| open(filling.address, filling.stop).map(Mutex::new))
        .collect::<Result<_>>()?;
    let loader = Loader::new(filling)?;
    let mut all = AllMade::new();
    let beside = |session: &mut Session, job: &Job| {
        let table = &filling.targets[job.target].name;
        marker::add_loaded(session, name, table, (job.rows.start, job.rows.end - job.rows.start))
    };
    for (at, target) in filling.targets.iter().enumerate() {
        let loaded = marker::loaded(session, name, &target.name)?;
        let mut shares: Vec<Vec<Job>> = vec![Vec::new(); sessions.len()];
        for (number, mut job) in loader.jobs(at).into_iter().enumerate() {
            job.loaded = loaded.contains(&(job.rows.start, job.rows.end - job.rows.start));
            // Rows that refer to earlier rows of their table must find them: then one connection sends all.
            let share = if target.later.own { 0 } else { number % sessions.len() };
            shares[share].push(job);
        }
        merge(&mut all, loader.send_over(&sessions, &shares, &beside)?);
    }
    loader.finish();
    for session in sessions {
        session.into_inner().unwrap_or_else(PoisonError::into_inner).close()?;
    }
    empty_tables(filling, &mut all)?;
    Ok(all)
}
