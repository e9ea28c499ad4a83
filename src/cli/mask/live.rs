//! A live Postgres as a source: read in one transaction that cannot write, kept encrypted in a file without a name, and
//! masked from there as a dump of its data.

use crate::cli::generate::address;
use crate::error::{Error, ErrorKind, Place, Result};
use crate::io::postgres::{Session, identifier, literal};
use crate::io::shaped::{Spool, SpoolWriter};
use crate::plan::Policy;
use std::io::Write as _;

/// Whether an input is a database and no file.
pub(in crate::cli) fn is_database(input: &str) -> bool {
    ["postgres://", "postgresql://", "env:", "service="].iter().any(|start| input.starts_with(start))
}

/// What a database is called: its address without the password.
///
/// # Errors
/// Where it is no address.
pub(in crate::cli) fn name(input: &str) -> Result<String> {
    Ok(address(input)?.to_string())
}

/// Reads the tables of the policy; `timeout` is in seconds, for each statement.
///
/// # Errors
/// Where the database cannot be read, or has none of the tables.
pub(super) fn spool(input: &str, policy: &Policy, timeout: u32) -> Result<Spool> {
    let (mut session, mut spool) = begin(input, timeout)?;
    let mut found = 0;
    for table in &policy.tables {
        let name: Vec<String> = table.name.split('.').map(identifier).collect();
        let name = name.join(".");
        let known = session.value(&format!("SELECT to_regclass({})::oid::text", literal(&name)))?;
        let Some(oid) = known else { continue };
        found += 1;
        copy(&mut session, &name, &oid, &mut spool)?;
    }
    if found == 0 {
        let message = format!("the database has none of the tables of the schema {}", policy.name);
        return Err(
            Error::new(ErrorKind::Input, message).hint("a table of another schema is named SCHEMA.TABLE")
        );
    }
    end(session, &spool)
}

/// Reads all tables and materialized views, and what the database says beside them: comments and defaults.
///
/// # Errors
/// Where the database cannot be read, or has no table.
pub(in crate::cli) fn spool_all(input: &str, timeout: u32) -> Result<Spool> {
    let (mut session, mut spool) = begin(input, timeout)?;
    // Partitions are read with the table that they are of.
    let tables = session.rows(
        "SELECT c.oid::text, n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
         WHERE c.relkind IN ('r', 'p', 'm') AND NOT c.relispartition AND c.relpersistence <> 't' \
         AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema' ORDER BY 2, 3",
    )?;
    let tables: Vec<[String; 3]> =
        tables.iter().map(|row| [0, 1, 2].map(|at| row.text(at).to_owned())).collect();
    if tables.is_empty() {
        return Err(Error::new(ErrorKind::Input, "the database has no table").at(Place::file(name(input)?)));
    }
    for [oid, schema, table] in tables {
        let own = if schema == "public" { String::new() } else { identifier(&schema) + "." };
        copy(&mut session, &format!("{own}{}", identifier(&table)), &oid, &mut spool)?;
    }
    let said = session.rows(
        "SELECT description FROM pg_description WHERE objoid >= 16384 \
         UNION ALL SELECT description FROM pg_shdescription d JOIN pg_database b ON d.objoid = b.oid \
         WHERE b.datname = current_database() \
         UNION ALL SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef WHERE adrelid >= 16384 ORDER BY 1",
    )?;
    for row in &said {
        put(&mut spool, format!("COMMENT ON DATABASE \"here\" IS {};\n", literal(row.text(0))).as_bytes())?;
    }
    end(session, &spool)
}

/// A session that sees one moment and cannot write.
fn begin(input: &str, timeout: u32) -> Result<(Session, SpoolWriter)> {
    let address = address(input)?;
    let mut session = Session::open(&address)?;
    session.execute(&format!(
        "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY; SET LOCAL statement_timeout = '{timeout}s'; \
         SET LOCAL lock_timeout = '10s'; SET LOCAL row_security = off"
    ))?;
    let mut spool = SpoolWriter::begin(super::draw()?)?;
    put(&mut spool, b"SET client_encoding = 'UTF8';\n\n")?;
    Ok((session, spool))
}

fn end(mut session: Session, spool: &SpoolWriter) -> Result<Spool> {
    session.execute("COMMIT")?;
    session.close()?;
    spool.finish()
}

/// The rows of one table, as `pg_dump` writes them.
fn copy(session: &mut Session, name: &str, oid: &str, spool: &mut SpoolWriter) -> Result<()> {
    let columns = session.rows(&format!(
        "SELECT attname FROM pg_attribute WHERE attrelid = {oid} AND attnum > 0 AND NOT attisdropped \
         AND attgenerated = '' ORDER BY attnum"
    ))?;
    let columns: Vec<String> = columns.iter().map(|row| identifier(row.text(0))).collect();
    let columns = columns.join(", ");
    put(spool, format!("COPY {name} ({columns}) FROM stdin;\n").as_bytes())?;
    let mut failed = None;
    session.copy_out(
        &format!("COPY (SELECT {columns} FROM {name}) TO STDOUT (FORMAT text)"),
        &mut |line| {
            let done = put(spool, line).and_then(|()| put(spool, b"\n"));
            failed = failed.take().or(done.err());
        },
    )?;
    failed.map_or(Ok(()), Err)?;
    put(spool, b"\\.\n\n")
}

fn put(spool: &mut SpoolWriter, bytes: &[u8]) -> Result<()> {
    let place = || Place::file("a temporary file without a name");
    spool.write_all(bytes).map_err(|e| Error::io("keep the rows of the database", place(), &e))
}
