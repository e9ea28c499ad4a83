//! What this tool leaves in a database: a schema `placebo` with the manifests of what was filled, and how far.
//!
//! It holds no clock and no user, so that two databases that were filled alike are alike.

use super::session::{Session, literal};
use crate::error::Result;

/// What is known of one schema's rows in a database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marker {
    /// The manifest; of a run that has not ended, without digests.
    pub manifest: String,
    /// Whether the run has ended.
    pub complete: bool,
}

const TABLES: &str = "CREATE SCHEMA IF NOT EXISTS placebo; \
    COMMENT ON SCHEMA placebo IS 'Made by placebo: this database holds fictitious data'; \
    CREATE TABLE IF NOT EXISTS placebo.manifest (name text PRIMARY KEY, complete boolean NOT NULL, manifest text NOT NULL); \
    CREATE TABLE IF NOT EXISTS placebo.progress (name text, table_name text, first_row bigint, rows bigint, \
    PRIMARY KEY (name, table_name, first_row))";

fn exists(session: &mut Session) -> Result<bool> {
    let sql =
        "SELECT to_regclass('placebo.manifest') IS NOT NULL AND to_regclass('placebo.progress') IS NOT NULL";
    Ok(session.value(sql)?.as_deref() == Some("t"))
}

/// Whether the database bears the mark of this tool.
///
/// # Errors
/// What the server says.
pub fn is_marked(session: &mut Session) -> Result<bool> {
    Ok(exists(session)? && session.value("SELECT 1 FROM placebo.manifest LIMIT 1")?.is_some())
}

/// What is known of the rows of a schema of this name.
///
/// # Errors
/// What the server says.
pub fn read(session: &mut Session, name: &str) -> Result<Option<Marker>> {
    if !exists(session)? {
        return Ok(None);
    }
    let sql = format!("SELECT manifest, complete FROM placebo.manifest WHERE name = {}", literal(name));
    let rows = session.rows(&sql)?;
    Ok(rows.first().map(|row| Marker { manifest: row.text(0).to_owned(), complete: row.flag(1) }))
}

/// Whether this role can leave a mark.
///
/// # Errors
/// What the server says.
pub fn can_write(session: &mut Session) -> Result<bool> {
    let sql = if exists(session)? {
        "SELECT has_table_privilege('placebo.manifest', 'INSERT') AND has_table_privilege('placebo.manifest', 'UPDATE') \
         AND has_table_privilege('placebo.progress', 'INSERT') AND has_table_privilege('placebo.progress', 'DELETE')"
    } else {
        "SELECT has_database_privilege(current_database(), 'CREATE')"
    };
    Ok(session.value(sql)?.as_deref() == Some("t"))
}

/// Leaves the mark of a run, within the transaction that is open.
///
/// # Errors
/// What the server says.
pub fn write(session: &mut Session, name: &str, marker: &Marker) -> Result<()> {
    if !exists(session)? {
        session.execute(TABLES)?;
    }
    let (name, manifest) = (literal(name), literal(&marker.manifest));
    session.execute(&format!(
        "INSERT INTO placebo.manifest (name, complete, manifest) VALUES ({name}, {}, {manifest}) \
         ON CONFLICT (name) DO UPDATE SET complete = excluded.complete, manifest = excluded.manifest",
        marker.complete
    ))
}

/// The blocks of a table that a run which has not ended has loaded: first rows and numbers of rows.
///
/// # Errors
/// What the server says.
pub fn loaded(session: &mut Session, name: &str, table: &str) -> Result<Vec<(u64, u64)>> {
    let rows = session.rows(&format!(
        "SELECT first_row, rows FROM placebo.progress WHERE name = {} AND table_name = {} ORDER BY first_row",
        literal(name),
        literal(table)
    ))?;
    let number = |n: Option<i64>| n.and_then(|n| u64::try_from(n).ok()).unwrap_or_default();
    Ok(rows.iter().map(|row| (number(row.integer(0)), number(row.integer(1)))).collect())
}

/// Says that a block of a table is loaded, in the transaction that loads it.
///
/// # Errors
/// What the server says.
pub fn add_loaded(session: &mut Session, name: &str, table: &str, (first, rows): (u64, u64)) -> Result<()> {
    session.execute(&format!(
        "INSERT INTO placebo.progress (name, table_name, first_row, rows) VALUES ({}, {}, {first}, {rows})",
        literal(name),
        literal(table)
    ))
}

/// Forgets how far a run was.
///
/// # Errors
/// What the server says.
pub fn forget_loaded(session: &mut Session, name: &str) -> Result<()> {
    session.execute(&format!("DELETE FROM placebo.progress WHERE name = {}", literal(name)))
}
