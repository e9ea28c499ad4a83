//! Tables' own triggers: switched off while rows are loaded, and on again as they were. Keys and references are checked all the same.

use super::catalog::Table;
use super::fault::Fault;
use super::session::Session;
use crate::error::Result;

/// Switches off the triggers that somebody has made on some tables and their partitions, within the transaction that is open.
/// Gives the statements by which each is again what it was.
///
/// # Errors
/// What the server says, such as that the tables are another role's.
pub fn disable(session: &mut Session, tables: &[&Table]) -> Result<Vec<String>> {
    let oids: Vec<String> = tables.iter().map(|table| table.oid.to_string()).collect();
    // A trigger that fires on replicas alone, or is off, stays so.
    let rows = session.rows(&format!(
        "WITH RECURSIVE kept(oid) AS (SELECT unnest('{{{}}}'::oid[]) \
         UNION SELECT i.inhrelid FROM pg_inherits i JOIN kept ON i.inhparent = kept.oid) \
         SELECT t.tgrelid::regclass::text, quote_ident(t.tgname), t.tgenabled = 'A' FROM pg_trigger t JOIN kept ON kept.oid = t.tgrelid \
         WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A') ORDER BY 1, 2",
        oids.join(",")
    ))?;
    let mut again = Vec::with_capacity(rows.len());
    for row in &rows {
        let (table, trigger) = (row.text(0), row.text(1));
        session.try_execute(&format!("ALTER TABLE {table} DISABLE TRIGGER {trigger}")).map_err(
            |fault: Box<Fault>| {
                fault.into_error("switch triggers off").hint("only the owner of a table may do that")
            },
        )?;
        let how = if row.flag(2) { "ENABLE ALWAYS" } else { "ENABLE" };
        again.push(format!("ALTER TABLE {table} {how} TRIGGER {trigger}"));
    }
    Ok(again)
}

/// Switches triggers on again by such statements.
///
/// # Errors
/// What the server says.
pub fn enable(session: &mut Session, again: &[String]) -> Result<()> {
    again.iter().try_for_each(|statement| session.execute(statement))
}
