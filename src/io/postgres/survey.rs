//! What a database says of its tables, types, keys and checks, read by one query.

use crate::error::{Error, ErrorKind, Result};
use crate::shape::Database;

/// The query; multiranges and bodies that are parsed came with version 14.
const QUERY: &str = include_str!("survey.sql");

/// Reads the catalog; `ask` gives the one value of a query as text. What the server has counted of values (shares of NULL) is
/// read only where `statistics` says so.
///
/// # Errors
/// What the server says, or where its answer is not understood.
pub fn survey(statistics: bool, mut ask: impl FnMut(&str) -> Result<Option<String>>) -> Result<Database> {
    let version = ask("SELECT current_setting('server_version_num')")?.and_then(|v| v.parse::<u32>().ok());
    let multirange = match version {
        Some(140_000..) => "(SELECT g.rngsubtype::bigint FROM pg_range g WHERE g.rngmultitypid = t.oid)",
        _ => "NULL",
    };
    let body = match version {
        Some(140_000..) => "COALESCE(pg_get_function_sqlbody(p.oid), p.prosrc)",
        _ => "p.prosrc",
    };
    let query = QUERY
        .replace("@multirange@", multirange)
        .replace("@body@", body)
        .replace("@statistics@", &statistics.to_string());
    let answer = ask(&query)?;
    let strange = || Error::new(ErrorKind::Input, "the answer of the catalog is not understood");
    serde_json::from_str(&answer.ok_or_else(strange)?).map_err(|_foreign| strange())
}
