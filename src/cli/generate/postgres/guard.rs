//! What keeps a database from harm: signs of production, names to be repeated, one run at a time.

use super::target::hold_rows;
use super::{Filling, Mode};
use crate::error::{Error, ErrorKind, Result};
use crate::io::postgres::{Address, ProductionSign, Session, marker, production_in_names, production_inside};

fn production(address: &Address, sign: &ProductionSign) -> Error {
    Error::usage(format!("{sign} says that the {address} is production"))
        .hint("nothing is ever written there, and no value is learned; take a database for development")
}

/// A database whose name, host or service says production is not even connected to.
pub(in crate::cli) fn names(address: &Address) -> Result<()> {
    match production_in_names(address) {
        Some(sign) => Err(production(address, &sign)),
        None => Ok(()),
    }
}

/// Signs inside a database: a tunnel makes production look local.
pub(in crate::cli) fn inside(session: &mut Session, repeated: Option<&str>) -> Result<()> {
    if let Some(sign) = production_inside(session)? {
        return Err(production(session.address(), &sign));
    }
    let name = session.value("SELECT current_database()")?.unwrap_or_default();
    match repeated {
        Some(repeated) if repeated != name => {
            Err(Error::usage(format!("--database-is says {repeated}, and the database is {name}")))
        }
        _ => Ok(()),
    }
}

/// The SQLSTATE of a lock that was not had in time.
const LOCK_NOT_AVAILABLE: &str = "55P03";

/// One run at a time fills a database; the lock ends with the session. A run that has just ended may still hold it, as the
/// server ends its session a moment later.
pub(in crate::cli) fn alone(session: &mut Session) -> Result<()> {
    session.execute("SET lock_timeout = '2s'")?;
    let locked = session.try_execute("SELECT pg_advisory_lock(hashtext('placebo'), hashtext('fill'))");
    session.execute("RESET lock_timeout")?;
    locked.map_err(|fault| match fault.code() {
        LOCK_NOT_AVAILABLE => {
            Error::new(ErrorKind::Exists, "another run of placebo is filling this database")
        }
        _ => fault.into_error("see that no other run fills this database"),
    })
}

/// Rows that are there are in the way, or are removed or added to only with leave.
pub(super) fn rows(session: &mut Session, filling: &Filling<'_>) -> Result<()> {
    if filling.resumes || filling.args.create {
        return Ok(());
    }
    let full = hold_rows(session, &filling.targets)?;
    let Some(first) = full.first() else { return Ok(()) };
    let mode = filling.args.mode();
    if matches!(mode, Mode::FailIfNotEmpty | Mode::Ensure) {
        let others = match full.len() {
            1 => " holds".to_owned(),
            n => format!(" and {} more hold", n - 1),
        };
        let what = if mode == Mode::Ensure { "other rows than these" } else { "rows already" };
        return Err(Error::new(ErrorKind::Exists, format!("{first}{others} {what}"))
            .hint("--mode truncate removes them first; --mode append adds to them"));
    }
    if filling.args.database_is.is_none() && !marker::is_marked(session)? {
        let name = filling.address.database();
        return Err(Error::usage(format!(
            "{first} holds rows, and nothing says that this database was filled by placebo"
        ))
        .hint(format!("if its rows may be changed, repeat its name: --database-is {name}")));
    }
    Ok(())
}
