//! Emptying tables, together with those that refer to them and hold no row.

use super::catalog::Table;
use super::session::Session;
use crate::error::{Error, ErrorKind, Result};

/// The most tables named in one message.
const NAMED: usize = 3;

/// Removes the rows of some tables, within the transaction that is open.
///
/// The server empties a table only together with all that refer to it, even where these hold nothing. Such tables are
/// locked and looked into; one that holds a row is in the way, since its rows are not ours to remove.
///
/// # Errors
/// [`ErrorKind::Exists`], naming the tables that are in the way; what the server says.
pub fn empty(session: &mut Session, tables: &[&Table]) -> Result<()> {
    if tables.is_empty() {
        return Ok(());
    }
    let beyond = referrers(session, tables)?;
    let mut full = Vec::new();
    for name in &beyond {
        session.execute(&format!("LOCK TABLE {name} IN ACCESS EXCLUSIVE MODE"))?;
        if session.value(&format!("SELECT EXISTS (SELECT FROM {name})"))?.as_deref() == Some("t") {
            full.push(name.as_str());
        }
    }
    if !full.is_empty() {
        let more = match full.len().saturating_sub(NAMED) {
            0 => String::new(),
            n => format!(" and {n} more"),
        };
        full.truncate(NAMED);
        return Err(Error::new(
            ErrorKind::Exists,
            format!("rows of {}{more} refer to tables that are to be emptied", full.join(", ")),
        )
        .hint("tables that are not filled keep their rows: empty them first"));
    }
    let all: Vec<String> = tables.iter().map(|table| table.sql()).chain(beyond).collect();
    session
        .try_execute(&format!("TRUNCATE {}", all.join(", ")))
        .map_err(|fault| fault.into_error("remove the rows that are there"))
}

/// Tables that refer to some others, or to a table that does, without those and their partitions, as SQL names them.
fn referrers(session: &mut Session, tables: &[&Table]) -> Result<Vec<String>> {
    let oids: Vec<String> = tables.iter().map(|table| table.oid.to_string()).collect();
    let rows = session.rows(&format!(
        "WITH RECURSIVE kept(oid) AS (SELECT unnest('{{{}}}'::oid[]) \
         UNION SELECT i.inhrelid FROM pg_inherits i JOIN kept ON i.inhparent = kept.oid), \
         reached(oid) AS (SELECT oid FROM kept \
         UNION SELECT c.conrelid FROM pg_constraint c JOIN reached ON c.confrelid = reached.oid WHERE c.contype = 'f') \
         SELECT oid::regclass::text FROM reached WHERE oid NOT IN (SELECT oid FROM kept) ORDER BY 1",
        oids.join(",")
    ))?;
    Ok(rows.iter().map(|row| row.text(0).to_owned()).collect())
}
