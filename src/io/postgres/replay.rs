//! Definitions of a file, replayed in a server of our own by a role without privileges.
//!
//! What is replayed are CREATE TYPE, DOMAIN, SEQUENCE and TABLE, unique indexes, ALTER TABLE … ADD, ALTER … SET DEFAULT and
//! COMMENT, each parsed before; schemas and extensions of a known list are made by name. Nothing else in the file is executed.

use super::session::{Session, identifier};
use crate::error::{Error, ErrorKind, Place, Result};
use crate::io::shaped::Written;
use sqlparser::ast::{AlterTableOperation, ColumnOption, Statement};
use sqlparser::dialect::PostgreSqlDialect;
use sqlparser::parser::Parser;

/// The role by which definitions are replayed.
pub const ROLE: &str = "reader";

/// Extensions that bring types or operators, and that any owner of a database may have.
const EXTENSIONS: [&str; 12] = [
    "citext",
    "hstore",
    "ltree",
    "pgcrypto",
    "uuid-ossp",
    "btree_gist",
    "btree_gin",
    "pg_trgm",
    "unaccent",
    "fuzzystrmatch",
    "intarray",
    "postgis",
];

/// In which order statements are replayed: what stands further down in a file may be needed further up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Types,
    Tables,
    Additions,
    Indexes,
    References,
    Comments,
}

/// One definition that is replayed.
struct Definition<'a> {
    step: Step,
    written: &'a Written,
    parsed: Option<Statement>,
}

/// Replays definitions; the owner's session makes what needs one, the role's session all else.
///
/// # Errors
/// Where a definition is refused by the server, with its line.
pub fn replay(owner: &mut Session, session: &mut Session, file: &str, all: &[Written]) -> Result<()> {
    spaces(owner, all)?;
    session.execute("SET statement_timeout = '60s'; SET check_function_bodies = off")?;
    let mut open: Vec<Definition<'_>> = all.iter().filter_map(definition).collect();
    open.sort_by_key(|definition| definition.step);
    // A type may need another that stands below it: what fails is tried again, as long as something succeeds.
    loop {
        let before = open.len();
        let mut failed = Vec::new();
        for definition in open {
            if let Err(reason) = run(session, &definition) {
                failed.push((definition, reason));
            }
        }
        if failed.is_empty() {
            return Ok(());
        }
        if failed.len() == before {
            return Err(refused(file, &failed));
        }
        open = failed.into_iter().map(|(definition, _)| definition).collect();
    }
}

fn refused(file: &str, failed: &[(Definition<'_>, String)]) -> Error {
    let line = |(definition, reason): &(Definition<'_>, String)| {
        let head: Vec<&str> = definition.written.words.iter().take(4).map(String::as_str).collect();
        format!("line {}: {} …: {reason}", definition.written.line, head.join(" "))
    };
    let most = 12;
    let mut list: Vec<String> = failed.iter().take(most).map(line).collect();
    if failed.len() > most {
        list.push(format!("and {} more", failed.len() - most));
    }
    let message = format!("{} definitions are not what this server takes", failed.len());
    Error::new(ErrorKind::Input, message).at(Place::file(file)).hint(list.join("\n  "))
}

/// Makes the schemas and extensions that are named, each by a statement of our own.
fn spaces(owner: &mut Session, all: &[Written]) -> Result<()> {
    for written in all {
        let words: Vec<&str> = written.words.iter().map(String::as_str).collect();
        match words.as_slice() {
            ["create", "schema", rest @ ..] => {
                let name = rest.iter().find(|word| !["if", "not", "exists"].contains(word));
                if let Some(name) = name.filter(|name| !name.starts_with("pg_") && **name != "authorization")
                {
                    let name = identifier(exact(written, name));
                    owner.execute(&format!("CREATE SCHEMA IF NOT EXISTS {name} AUTHORIZATION {ROLE}"))?;
                }
            }
            ["create", "extension", rest @ ..] => {
                let name = rest.iter().find(|word| !["if", "not", "exists"].contains(word));
                let Some(name) = name.filter(|name| EXTENSIONS.contains(name)) else { continue };
                // Where it is not installed, what needs it says so.
                let sql = format!("CREATE EXTENSION IF NOT EXISTS {} CASCADE", identifier(name));
                if owner.try_execute(&sql).is_err() {}
            }
            _ => {}
        }
    }
    Ok(())
}

/// A name in its own case: quoted names keep theirs.
fn exact<'a>(written: &'a Written, lower: &'a str) -> &'a str {
    let quoted = written.text.split('"').nth(1);
    quoted.filter(|name| name.to_ascii_lowercase() == *lower).unwrap_or(lower)
}

/// What a statement defines; none for all that is not replayed.
fn definition(written: &Written) -> Option<Definition<'_>> {
    let words: Vec<&str> = written.words.iter().map(String::as_str).collect();
    let step = match words.as_slice() {
        ["create", "type" | "domain" | "sequence", ..] => Step::Types,
        ["create", "unlogged" | "table", ..] => Step::Tables,
        ["create", "unique", "index", ..] => Step::Indexes,
        ["alter", "table", ..] => Step::Additions,
        ["comment", "on", "table" | "column" | "type" | "domain", ..] => Step::Comments,
        _ => return None,
    };
    let parsed = Parser::parse_sql(&PostgreSqlDialect {}, &written.text).ok();
    let parsed = match parsed {
        Some(list) => match <[Statement; 1]>::try_from(list) {
            Ok([only]) => Some(only),
            Err(_several) => return None,
        },
        None => None,
    };
    let step = match &parsed {
        Some(Statement::CreateTable(table)) if table.query.is_some() => return None,
        Some(Statement::AlterTable(alter)) => {
            let added = |operation: &AlterTableOperation| {
                matches!(
                    operation,
                    AlterTableOperation::AddConstraint { .. }
                        | AlterTableOperation::AddColumn { .. }
                        | AlterTableOperation::AlterColumn { .. }
                        | AlterTableOperation::AttachPartition { .. }
                )
            };
            if !alter.operations.iter().all(added) {
                return None;
            }
            if refers(&words) { Step::References } else { step }
        }
        Some(_) => step,
        // What the parser does not know yet is taken by its tokens, where nothing in it could run.
        None if harmless(&words, step) => {
            if refers(&words) {
                Step::References
            } else {
                step
            }
        }
        None => return None,
    };
    Some(Definition { step, written, parsed })
}

fn refers(words: &[&str]) -> bool {
    words.windows(2).any(|pair| pair == ["foreign", "key"]) && words.first() == Some(&"alter")
}

/// Whether a statement that was not parsed defines something, and no more.
fn harmless(words: &[&str], step: Step) -> bool {
    // What follows AS in a definition of a table may be a query, which would run.
    let query = ["select", "with", "values", "table", "execute"];
    match step {
        Step::Additions => {
            words.contains(&"add") || words.windows(2).any(|pair| pair == ["attach", "partition"])
        }
        _ => !words.windows(2).any(|pair| pair[0] == "as" && query.contains(&pair[1])),
    }
}

/// Replays one definition; a default that the server does not know is left out.
fn run(session: &mut Session, definition: &Definition<'_>) -> Result<(), String> {
    let Err(fault) = session.try_execute(&definition.written.text) else { return Ok(()) };
    let reason = fault.into_error("define it").to_string();
    let Some(Statement::CreateTable(table)) = &definition.parsed else { return Err(reason) };
    // A function of the application's own numbers or stamps rows; what it gives is drafted instead.
    let mut bare = table.clone();
    for column in &mut bare.columns {
        column.options.retain(|option| !matches!(&option.option, ColumnOption::Default(expr) if calls(expr)));
    }
    if bare == *table {
        return Err(reason);
    }
    session.try_execute(&Statement::CreateTable(bare).to_string()).map_err(|_first| reason)
}

fn calls(expr: &sqlparser::ast::Expr) -> bool {
    let seen = sqlparser::ast::visit_expressions(expr, |e| match e {
        sqlparser::ast::Expr::Function(_) => std::ops::ControlFlow::Break(()),
        _ => std::ops::ControlFlow::Continue(()),
    });
    seen.is_break()
}
