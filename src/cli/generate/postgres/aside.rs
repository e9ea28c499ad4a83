//! Several connections and tables that are made: in a schema aside, from which one transaction moves them.

use super::jobs::{Job, Loader};
use super::ways::{AllMade, commit, empty_tables, last, new_tables, step};
use super::{Filling, open};
use crate::error::{Error, Result};
use crate::io::postgres::{NewTable, Session, Staged, catalog, finish, identifier, literal};
use crate::run;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// How the schemas aside are called.
pub(in crate::cli) const PREFIX: &str = "placebo_staging_";

/// For each schema of the tables the one aside.
type Aside = BTreeMap<String, String>;

pub(super) fn fill(mut session: Session, filling: &Filling<'_>) -> Result<AllMade> {
    sweep(&mut session)?;
    let mut aside = Aside::new();
    let tables = new_tables(filling).map(|table| &table.schema);
    for schema in tables.chain(filling.types.iter().map(|own| &own.schema)) {
        let next = aside.len();
        aside.entry(schema.clone()).or_insert_with(|| format!("{PREFIX}{next}"));
    }
    for schema in aside.values() {
        step(&mut session, &format!("CREATE SCHEMA {}", identifier(schema)), "make a schema aside")?;
    }
    match build(&mut session, filling, &aside) {
        Ok(made) => {
            session.close()?;
            Ok(made)
        }
        Err(error) => {
            // Locks and half-done work end with the sessions; a new one has nobody asking it to stop.
            drop(session);
            let swept = Session::open(filling.address).and_then(|mut session| {
                sweep(&mut session)?;
                session.close()
            });
            Err(match swept {
                Ok(()) => error.hint("the database is as it was"),
                Err(_) => error.hint(format!("schemas {PREFIX}N are left behind; the next run removes them")),
            })
        }
    }
}

/// Removes what a run has left behind that was broken off: nobody else has any, because one run at a time fills.
pub(in crate::cli) fn sweep(session: &mut Session) -> Result<()> {
    let sql = format!("SELECT nspname FROM pg_namespace WHERE nspname ~ '^{PREFIX}[0-9]+$'");
    for row in session.rows(&sql)? {
        session.execute(&format!("DROP SCHEMA {} CASCADE", identifier(row.text(0))))?;
    }
    Ok(())
}

fn build(session: &mut Session, filling: &Filling<'_>, aside: &Aside) -> Result<AllMade> {
    let of = |schema: &str| aside.get(schema).cloned().unwrap_or_else(|| schema.to_owned());
    // What is named may be there already, and then not aside.
    let is_new = |schema: &str, name: &str| {
        new_tables(filling).any(|t| t.schema == schema && t.name == name)
            || filling.types.iter().any(|own| own.schema == schema && own.name == name)
    };
    let place = |schema: &str, name: &str| if is_new(schema, name) { of(schema) } else { schema.to_owned() };
    look(session, aside)?;
    for own in &filling.types {
        let sql = own.create(&of(&own.schema), &place);
        step(session, &sql, &format!("make the type {}", own.name))?;
    }
    for table in new_tables(filling) {
        let sql = table.create(&of(&table.schema), &place);
        step(session, &sql, &format!("make the table {}", table.name))?;
    }
    let more = |_| {
        let mut session = open(filling.address, filling.stop)?;
        look(&mut session, aside)?;
        Ok(Mutex::new(session))
    };
    let sessions: Vec<Mutex<Session>> = (0..filling.args.connections()).map(more).collect::<Result<_>>()?;
    let mut made = load(filling, &sessions, &of)?;
    empty_tables(filling, &mut made)?;
    keys(filling, &sessions, &of, &place)?;
    for session in sessions {
        session.into_inner().unwrap_or_else(PoisonError::into_inner).close()?;
    }
    for table in new_tables(filling) {
        for sql in table.references(&of(&table.schema), &place) {
            step(session, &sql, &format!("build the references of the table {}", table.name))?;
        }
        finish::identities(session, table, &of(&table.schema))?;
    }
    session.execute("BEGIN")?;
    for table in new_tables(filling) {
        let (from, to) = (table.sql(&of(&table.schema)), identifier(&table.schema));
        step(
            session,
            &format!("ALTER TABLE {from} SET SCHEMA {to}"),
            &format!("move the table {}", table.name),
        )?;
    }
    for own in &filling.types {
        step(session, &own.rename(&of(&own.schema)), &format!("move the type {}", own.name))?;
        if own.is_range() {
            finish::move_along(session, &of(&own.schema), &own.schema)?;
        }
    }
    for schema in aside.values() {
        session.execute(&format!("DROP SCHEMA {}", identifier(schema)))?;
    }
    last(session, filling, &made)?;
    commit(session, filling)?;
    Ok(made)
}

/// What stands in no schema by its name is looked for aside first.
fn look(session: &mut Session, aside: &Aside) -> Result<()> {
    let here = catalog::current_schema(session)?;
    let Some(first) = aside.get(&here) else { return Ok(()) };
    let first = literal(&identifier(first));
    session.execute(&format!(
        "SELECT set_config('search_path', {first} || ', ' || current_setting('search_path'), false)"
    ))
}

fn load(filling: &Filling<'_>, sessions: &[Mutex<Session>], of: &dyn Fn(&str) -> String) -> Result<AllMade> {
    let mut loader = Loader::new(filling)?;
    for (at, target) in filling.targets.iter().enumerate() {
        if let Some(table) = &target.new {
            loader.into.insert(at, table.sql(&of(&table.schema)));
        }
    }
    // There are no references yet, so that blocks go in any order.
    let mut shares: Vec<Vec<Job>> = vec![Vec::new(); sessions.len()];
    let jobs = (0..filling.targets.len()).flat_map(|target| loader.jobs(target));
    for (number, job) in jobs.enumerate() {
        shares[number % sessions.len()].push(job);
    }
    let made = loader.send_over(sessions, &shares, &|_, _| Ok(()));
    loader.finish();
    made
}

/// Builds the keys of several tables at the same time, the largest first.
fn keys(
    filling: &Filling<'_>,
    sessions: &[Mutex<Session>],
    of: &dyn Fn(&str) -> String,
    place: Staged<'_>,
) -> Result<()> {
    let rows = |table: &NewTable| {
        let number =
            filling.targets.iter().find(|t| t.table.schema == table.schema && t.table.name == table.name);
        number.map_or(0, |target| filling.order.plan.tables[target.number].rows)
    };
    let mut tables: Vec<&NewTable> = new_tables(filling).collect();
    tables.sort_by_key(|table| std::cmp::Reverse(rows(table)));
    let work: Vec<(&NewTable, Vec<String>)> =
        tables.iter().map(|table| (*table, table.keys(&of(&table.schema), place))).collect();
    let next = std::sync::atomic::AtomicUsize::new(0);
    let results = run::each(sessions.len(), sessions.len(), |i| -> Result<()> {
        let mut session = sessions[i].lock().unwrap_or_else(PoisonError::into_inner);
        session.execute("SET maintenance_work_mem = '256MB'")?;
        while let Some((table, statements)) =
            work.get(next.fetch_add(1, std::sync::atomic::Ordering::Relaxed))
        {
            for sql in statements {
                step(&mut session, sql, &format!("build the keys of the table {}", table.name))?;
            }
        }
        Ok(())
    })?;
    results.into_iter().collect::<Result<Vec<()>, Error>>().map(drop)
}
