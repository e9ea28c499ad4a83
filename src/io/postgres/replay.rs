//! Definitions of a file, replayed in a server of our own by a role without privileges.
//!
//! What is replayed are CREATE TYPE, DOMAIN, SEQUENCE and TABLE, unique indexes, ALTER TABLE … ADD, ALTER … SET DEFAULT and
//! COMMENT, each parsed before and sent as one statement; schemas and extensions of a known list are made by name, and functions
//! as shells that give NULL. Nothing else in the file is executed. A definition that is not taken is named.

mod functions;
mod permitted;

use super::session::{Session, identifier, literal};
use crate::error::{Error, ErrorKind, Place, Result};
use crate::io::shaped::Written;
use crate::shape::Function;
use functions::{Shell, shell};
use permitted::permitted;
use sqlparser::ast::{ColumnOption, ObjectName, Statement};
use std::collections::BTreeSet;

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

/// What came of definitions.
pub struct Replayed {
    /// The definitions that were not taken, and what was left out of others, each with its line.
    pub notes: Vec<String>,
    /// The functions of the file; in the server are their shells.
    pub functions: Vec<Function>,
}

/// Replays definitions; the owner's session makes what needs one, the role's session all else.
///
/// # Errors
/// Where a definition is refused by the server, with its line.
pub fn replay(owner: &mut Session, session: &mut Session, file: &str, all: &[Written]) -> Result<Replayed> {
    let mut notes = Vec::new();
    spaces(owner, all)?;
    session.execute("SET statement_timeout = '60s'; SET check_function_bodies = off")?;
    let mut shells: Vec<Shell> = all.iter().filter_map(shelled).collect();
    let mut functions = Vec::new();
    let mut open: Vec<Definition<'_>> = Vec::new();
    for (written, step) in all.iter().filter_map(|written| Some((written, step(written)?))) {
        match permitted(&written.text, step) {
            Some(parsed) => open.push(Definition { step: deferred(step, written), written, parsed }),
            None => notes.push(format!(
                "{} is not replayed: more than a definition, or not understood",
                head(written)
            )),
        }
    }
    open.sort_by_key(|definition| definition.step);
    // A type may need another that stands below it: what fails is tried again, as long as something succeeds.
    loop {
        let before = open.len();
        let (mut failed, mut defined) = (Vec::new(), false);
        for definition in open {
            // Once a turn, behind the types that functions may need.
            if definition.step > Step::Types && !std::mem::replace(&mut defined, true) {
                define(session, &mut shells, &mut functions);
            }
            match run(session, &definition) {
                Ok(note) => notes.extend(note),
                Err(reason) => failed.push((definition, reason)),
            }
        }
        if failed.is_empty() {
            return Ok(Replayed { notes, functions });
        }
        if failed.len() == before {
            return Err(refused(file, &failed));
        }
        open = failed.into_iter().map(|(definition, _)| definition).collect();
    }
}

fn shelled(written: &Written) -> Option<Shell> {
    let mut words = written.words.iter().map(String::as_str).filter(|word| !["or", "replace"].contains(word));
    (words.next() == Some("create") && words.next() == Some("function")).then(|| shell(&written.text))?
}

/// Makes the shells that are not made yet; one whose types are not there may come later.
fn define(session: &mut Session, open: &mut Vec<Shell>, functions: &mut Vec<Function>) {
    let mut left = Vec::new();
    for shell in open.drain(..) {
        match session.try_one(&shell.sql) {
            Ok(_) => functions.push(shell.function),
            Err(_missing) => left.push(shell),
        }
    }
    *open = left;
}

/// A statement by its line and its first words.
fn head(written: &Written) -> String {
    let words: Vec<&str> = written.words.iter().take(4).map(String::as_str).collect();
    format!("line {}: {} …", written.line, words.join(" "))
}

fn refused(file: &str, failed: &[(Definition<'_>, String)]) -> Error {
    let line =
        |(definition, reason): &(Definition<'_>, String)| format!("{}: {reason}", head(definition.written));
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

/// What a statement defines; none for all that defines nothing that a draft reads.
fn step(written: &Written) -> Option<Step> {
    let words: Vec<&str> = written.words.iter().map(String::as_str).collect();
    let adds = || {
        words.contains(&"add")
            || words.contains(&"attach")
            || words.windows(2).any(|pair| pair == ["set", "default"])
    };
    Some(match words.as_slice() {
        ["create", "type" | "domain" | "sequence", ..] => Step::Types,
        ["create", "table", ..] | ["create", "unlogged", "table", ..] => Step::Tables,
        ["create", "unique", "index", ..] => Step::Indexes,
        ["alter", "table", ..] if adds() => Step::Additions,
        ["comment", "on", "table" | "column" | "type" | "domain", ..] => Step::Comments,
        _ => return None,
    })
}

/// References wait until all keys are there.
fn deferred(step: Step, written: &Written) -> Step {
    let refers = written.words.windows(2).any(|pair| pair == ["foreign", "key"]);
    if step == Step::Additions && refers { Step::References } else { step }
}

/// Replays one definition; a default by a function that the server does not know is left out, which is told.
fn run(session: &mut Session, definition: &Definition<'_>) -> Result<Option<String>, String> {
    let Err(fault) = session.try_one(&definition.written.text) else { return Ok(None) };
    let reason = fault.into_error("define it").to_string();
    let Some(Statement::CreateTable(table)) = &definition.parsed else { return Err(reason) };
    // A function of the application's own numbers or stamps rows; what it gives is drafted instead.
    let mut bare = table.clone();
    let mut without = Vec::new();
    for column in &mut bare.columns {
        let name = column.name.value.clone();
        column.options.retain(|option| {
            let unknown = matches!(&option.option, ColumnOption::Default(expr)
                if functions(expr).iter().any(|function| !is_known(session, function)));
            if unknown {
                without.push(name.clone());
            }
            !unknown
        });
    }
    if without.is_empty() {
        return Err(reason);
    }
    session.try_one(&Statement::CreateTable(bare).to_string()).map_err(|_first| reason)?;
    let (head, without) = (head(definition.written), without.join(", "));
    Ok(Some(format!("{head}: the default of {without} is left out, whose function is not defined here")))
}

/// The functions that an expression calls, each as its schema, if it is named, and its name.
fn functions(expr: &sqlparser::ast::Expr) -> BTreeSet<(Option<String>, String)> {
    let mut all = BTreeSet::new();
    let part = |name: &ObjectName, at: usize| {
        let ident = name.0.get(at)?.as_ident()?;
        Some(if ident.quote_style.is_some() { ident.value.clone() } else { ident.value.to_ascii_lowercase() })
    };
    let seen = sqlparser::ast::visit_expressions(expr, |e| {
        if let sqlparser::ast::Expr::Function(function) = e {
            let last = function.name.0.len().saturating_sub(1);
            let schema = last.checked_sub(1).and_then(|at| part(&function.name, at));
            all.extend(part(&function.name, last).map(|name| (schema, name)));
        }
        std::ops::ControlFlow::<()>::Continue(())
    });
    debug_assert!(seen.is_continue(), "every expression is seen");
    all
}

/// Whether the server knows a function, or the parser takes for one what is syntax (`CURRENT_TIMESTAMP`).
fn is_known(session: &mut Session, (schema, name): &(Option<String>, String)) -> bool {
    const SYNTAX: [&str; 10] = [
        "current_timestamp",
        "current_date",
        "current_time",
        "localtime",
        "localtimestamp",
        "current_user",
        "session_user",
        "user",
        "coalesce",
        "nullif",
    ];
    let within = schema.as_ref().map_or(String::new(), |schema| {
        format!(" AND pronamespace = (SELECT oid FROM pg_namespace WHERE nspname = {})", literal(schema))
    });
    let sql = format!("SELECT EXISTS (SELECT FROM pg_proc WHERE proname = {}{within})", literal(name));
    SYNTAX.contains(&name.as_str()) || session.value(&sql).is_ok_and(|known| known.as_deref() == Some("t"))
}
