//! Tables' own triggers: switched off while rows are loaded, and on again as they were. Keys and references are checked all the same.

use super::catalog::Table;
use super::fault::Fault;
use super::session::{Row, Session};
use crate::error::Result;

/// Those that are switched off of one table.
#[derive(Clone, Debug)]
pub struct Off<'a> {
    /// The table.
    pub table: &'a Table,
    /// Their names; all where there are none.
    pub named: Option<Vec<&'a str>>,
}

/// A trigger that somebody has made, of a table or of one of its partitions.
#[derive(Clone, Debug)]
pub struct Trigger {
    /// The number of the table that was asked for.
    pub of: u32,
    /// Its name.
    pub name: String,
    /// Whether it runs. One that fires on replicas alone, or is off, does not.
    pub runs: bool,
    /// The statement that switches it off, and the one by which it is again what it was.
    statements: [String; 2],
}

/// The triggers of some tables and their partitions.
///
/// # Errors
/// What the server says.
pub fn all(session: &mut Session, tables: &[&Table]) -> Result<Vec<Trigger>> {
    let oids: Vec<String> = tables.iter().map(|table| table.oid.to_string()).collect();
    let rows = session.rows(&format!(
        "WITH RECURSIVE kept(root, oid) AS (SELECT oid, oid FROM unnest('{{{}}}'::oid[]) oid \
         UNION SELECT kept.root, i.inhrelid FROM pg_inherits i JOIN kept ON i.inhparent = kept.oid) \
         SELECT kept.root, t.tgname, t.tgrelid::regclass::text, quote_ident(t.tgname), t.tgenabled = 'A', t.tgenabled IN ('O', 'A') \
         FROM pg_trigger t JOIN kept ON kept.oid = t.tgrelid \
         WHERE NOT t.tgisinternal ORDER BY 3, 4",
        oids.join(",")
    ))?;
    let one = |row: &Row| {
        let (table, trigger) = (row.text(2), row.text(3));
        let how = if row.flag(4) { "ENABLE ALWAYS" } else { "ENABLE" };
        let statements = ["DISABLE", how].map(|how| format!("ALTER TABLE {table} {how} TRIGGER {trigger}"));
        let of = row.integer(0).and_then(|oid| u32::try_from(oid).ok()).unwrap_or_default();
        Trigger { of, name: row.text(1).to_owned(), runs: row.flag(5), statements }
    };
    Ok(rows.iter().map(one).collect())
}

/// Switches triggers off, within the transaction that is open. Gives the statements by which each is again what it was.
///
/// # Errors
/// What the server says, such as that the tables are another role's.
pub fn disable(session: &mut Session, off: &[Off<'_>]) -> Result<Vec<String>> {
    let tables: Vec<&Table> = off.iter().map(|off| off.table).collect();
    let mut again = Vec::new();
    for trigger in all(session, &tables)?.into_iter().filter(|trigger| trigger.runs) {
        let is_meant = |off: &Off<'_>| {
            let named = off.named.as_ref().is_none_or(|names| names.contains(&trigger.name.as_str()));
            off.table.oid == trigger.of && named
        };
        if off.iter().any(is_meant) {
            let [disable, enable] = trigger.statements;
            session.try_execute(&disable).map_err(|fault: Box<Fault>| {
                fault.into_error("switch triggers off").hint("only the owner of a table may do that")
            })?;
            again.push(enable);
        }
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
