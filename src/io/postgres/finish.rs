//! What is done when all rows are in: sequences past the highest value, second passes, statistics.

use super::catalog::Table;
use super::create::NewTable;
use super::fault::Fault;
use super::session::{Session, identifier, literal};
use crate::error::Result;

/// Sets the sequences of a table past the highest number in it, and none of them back.
///
/// A sequence of this role's own is restarted, which a failure of the transaction takes back; another is set.
///
/// # Errors
/// What the server says.
pub fn sequences(session: &mut Session, table: &Table, columns: &[String]) -> Result<()> {
    for column in table.columns.iter().filter(|column| columns.contains(&column.name)) {
        let Some(sequence) = &column.sequence else { continue };
        let (extreme, beyond, sign) = if sequence.down { ("min", "<", "-") } else { ("max", ">", "+") };
        // A sequence that has not been asked for a number yet has its first one still to give.
        let sql = format!(
            "SELECT (m.top {sign} 1)::bigint FROM (SELECT {extreme}({}) AS top FROM {}) m, {} s \
             WHERE m.top {beyond} s.last_value OR m.top = s.last_value AND NOT s.is_called",
            identifier(&column.name),
            table.sql(),
            sequence.name
        );
        let Some(next) = session.value(&sql)? else { continue };
        session.execute(&match sequence.owned {
            true => format!("ALTER SEQUENCE {} RESTART WITH {next}", sequence.name),
            false => format!("SELECT setval({}, {next}, false)", literal(&sequence.name)),
        })?;
    }
    Ok(())
}

/// Sets the sequences of a table that was made here past the highest number in it.
///
/// # Errors
/// What the server says.
pub fn identities(session: &mut Session, table: &NewTable, schema: &str) -> Result<()> {
    let name = table.sql(schema);
    for column in &table.columns {
        let Some((_, step)) = column.identity else { continue };
        let extreme = if step > 0 { "max" } else { "min" };
        let sequence = format!("pg_get_serial_sequence({}, {})", literal(&name), literal(&column.name));
        session.execute(&format!(
            "SELECT setval({sequence}, {extreme}({0})) FROM {name} HAVING {extreme}({0}) IS NOT NULL",
            identifier(&column.name)
        ))?;
    }
    Ok(())
}

/// Moves what the server has made with a range: the type of several such ranges, and the functions that make both.
///
/// # Errors
/// What the server says.
pub fn move_along(session: &mut Session, from: &str, to: &str) -> Result<()> {
    let rows = session.rows(&format!(
        "SELECT 'TYPE ' || t.oid::regtype FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace \
         WHERE n.nspname = {0} AND t.typtype = 'm' UNION ALL SELECT 'FUNCTION ' || p.oid::regprocedure FROM pg_proc p \
         JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = {0}",
        literal(from)
    ))?;
    for row in &rows {
        session.execute(&format!("ALTER {} SET SCHEMA {}", row.text(0), identifier(to)))?;
    }
    Ok(())
}

/// Gathers the statistics by which the server plans queries.
///
/// # Errors
/// What the server says.
pub fn analyze(session: &mut Session, tables: &[String]) -> Result<()> {
    for table in tables {
        session.execute(&format!("ANALYZE {table}"))?;
    }
    Ok(())
}

/// Makes a temporary table that takes the key and some columns of a table; its name as SQL writes it.
///
/// # Errors
/// What the server says.
pub fn make_second(session: &mut Session, table: &Table, columns: &[String]) -> Result<String> {
    let name = identifier(&format!("placebo_second_{}", table.oid));
    let all: Vec<String> = table.primary_key.iter().chain(columns).map(|name| identifier(name)).collect();
    session.execute(&format!(
        "CREATE TEMPORARY TABLE {name} ON COMMIT DROP AS SELECT {} FROM {} WHERE false",
        all.join(", "),
        table.sql()
    ))?;
    Ok(format!("pg_temp.{name}"))
}

/// Fills columns that were left NULL from the temporary table that holds their values.
///
/// # Errors
/// What the server says.
pub fn fill_second(
    session: &mut Session,
    table: &Table,
    columns: &[String],
    from: &str,
) -> Result<(), Box<Fault>> {
    let set: Vec<String> = columns.iter().map(|c| format!("{0} = s.{0}", identifier(c))).collect();
    let on: Vec<String> = table.primary_key.iter().map(|c| format!("t.{0} = s.{0}", identifier(c))).collect();
    session.try_execute(&format!(
        "UPDATE {} t SET {} FROM {from} s WHERE {}",
        table.sql(),
        set.join(", "),
        on.join(" AND ")
    ))
}
