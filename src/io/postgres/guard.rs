//! Signs that a database is one of production: then it is never written.

use super::{Address, Session};
use crate::error::Result;

/// What says that a database is production.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProductionSign {
    /// The name of the database.
    Database,
    /// The name of the host.
    Host,
    /// The name of the service.
    Service,
    /// A mark inside: what holds it, such as `ar_internal_metadata`.
    Mark(&'static str),
}

impl std::fmt::Display for ProductionSign {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Database => "the name of the database",
            Self::Host => "the name of the host",
            Self::Service => "the name of the service",
            Self::Mark(what) => what,
        })
    }
}

/// Words that say production where they stand alone in a name.
const WORDS: [&str; 5] = ["prod", "production", "prd", "prod1", "live"];

/// Whether a name says production: `app_production`, `prod-db.example.com`, but not `products` or `nonprod`.
pub(super) fn says_production(name: &str) -> bool {
    let mut words = name.split(|c: char| !c.is_ascii_alphanumeric()).map(str::to_ascii_lowercase);
    let mut before = String::new();
    words.any(|word| {
        let negated = ["non", "not", "pre", "no", "like"].contains(&before.as_str());
        let found = WORDS.contains(&word.as_str()) && !negated;
        before = word;
        found
    })
}

/// The first sign of production among the names in an address.
pub fn production_in_names(address: &Address) -> Option<ProductionSign> {
    if says_production(address.database()) {
        return Some(ProductionSign::Database);
    }
    if !address.is_socket() && says_production(address.host()) {
        return Some(ProductionSign::Host);
    }
    address.service().is_some_and(says_production).then_some(ProductionSign::Service)
}

/// The first sign of production inside a database: its own name, a comment, a setting, or what frameworks note.
///
/// # Errors
/// What the server says.
pub fn production_inside(session: &mut Session) -> Result<Option<ProductionSign>> {
    let rows = session.rows(
        "SELECT current_database(), shobj_description(d.oid, 'pg_database'), \
         lower(current_setting('placebo.production', true)), current_setting('cluster_name', true), \
         to_regclass('ar_internal_metadata') FROM pg_database d WHERE d.datname = current_database()",
    )?;
    let Some(row) = rows.first() else { return Ok(None) };
    if says_production(row.text(0)) {
        return Ok(Some(ProductionSign::Database));
    }
    if says_production(row.text(1)) {
        return Ok(Some(ProductionSign::Mark("the comment on the database")));
    }
    if ["on", "true", "yes", "1"].contains(&row.text(2)) {
        return Ok(Some(ProductionSign::Mark("the setting placebo.production")));
    }
    if says_production(row.text(3)) {
        return Ok(Some(ProductionSign::Mark("the name of the cluster")));
    }
    if row.get(4).is_some() {
        let sql = format!("SELECT value FROM {} WHERE key = 'environment'", row.text(4));
        // Another application may have a table of this name with other columns; then it says nothing.
        if let Ok(rows) = session.rows(&sql)
            && rows.iter().any(|row| says_production(row.text(0)))
        {
            return Ok(Some(ProductionSign::Mark("ar_internal_metadata")));
        }
    }
    Ok(None)
}

/// What the role of a session may do beyond filling these tables, as phrases.
///
/// # Errors
/// What the server says.
pub fn powers(session: &mut Session, tables: &[u32]) -> Result<Vec<String>> {
    let oids: Vec<String> = tables.iter().map(u32::to_string).collect();
    let rows = session.rows(&format!(
        "SELECT r.rolsuper, r.rolcreaterole, r.rolbypassrls, (SELECT count(*) FROM pg_class c \
         JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p') \
         AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname NOT IN ('information_schema', 'placebo') \
         AND has_table_privilege(c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE') AND c.oid <> ALL ('{{{}}}'::oid[])) \
         FROM pg_roles r WHERE r.rolname = current_user",
        oids.join(",")
    ))?;
    let Some(row) = rows.first() else { return Ok(Vec::new()) };
    let mut powers = Vec::new();
    for (at, power) in [(0, "is a superuser"), (1, "can make roles"), (2, "passes by row security")] {
        if row.flag(at) && (at == 0 || !row.flag(0)) {
            powers.push(power.to_owned());
        }
    }
    match row.integer(3) {
        None | Some(0) => {}
        Some(1) => powers.push("can write to 1 more table".to_owned()),
        Some(n) => powers.push(format!("can write to {n} more tables")),
    }
    Ok(powers)
}

#[cfg(test)]
mod tests {
    use super::says_production;

    #[test]
    fn production_is_a_word_of_its_own() {
        for name in ["production", "app_production", "prod-db.example.com", "db.PROD.internal", "clinic-live"]
        {
            assert!(says_production(name), "{name}");
        }
        for name in
            ["products", "delivery", "app_development", "nonprod", "non-prod", "preproduction", "alive"]
        {
            assert!(!says_production(name), "{name}");
        }
    }
}
