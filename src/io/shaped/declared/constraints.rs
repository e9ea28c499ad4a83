//! Keys, references and checks, with their column or as the table has them.

use super::super::statements::{Placed, Token, relation};
use super::{Read, parted};
use crate::shape::Constraint;

/// A constraint that stands with its column.
pub(super) fn own(column: &str, item: &Read<'_>, at: usize) -> Option<Constraint> {
    let name = if item.word(at) == "constraint" { item.tokens.get(at + 1)?.0.name()? } else { String::new() };
    let at = if name.is_empty() { at } else { at + 2 };
    let mut one = Constraint::new("", &name, Vec::new(), "");
    one.columns = vec![column.to_owned()];
    match item.word(at) {
        "primary" => one.kind = "p".to_owned(),
        "unique" => one.kind = "u".to_owned(),
        "check" => {
            let (_, behind) = item.list(at + 1)?;
            (one.kind, one.definition) = ("c".to_owned(), item.text(at, behind).to_owned());
        }
        "references" => refers(item, at, &mut one)?,
        _ => return None,
    }
    Some(one)
}

/// The table and the columns behind `REFERENCES`.
fn refers(read: &Read<'_>, at: usize, one: &mut Constraint) -> Option<()> {
    let (target, columns, behind) = relation(read.tokens, at + 1)?;
    one.kind = "f".to_owned();
    one.target = Some(parted(&target));
    one.target_columns = columns?;
    one.deferrable = read.find(behind, "deferrable").is_some_and(|at| read.word(at - 1) != "not");
    let cascades = |at: usize| read.word(at + 1) == "delete" && read.word(at + 2) == "cascade";
    if read.find(behind, "on").is_some_and(cascades) {
        one.on_delete = "c".to_owned();
    }
    Some(())
}

/// A constraint of the table, with or without its name.
pub(super) fn constraint(read: &Read<'_>, start: usize) -> Option<Constraint> {
    let (name, at) = match read.word(start) {
        "constraint" => (read.tokens.get(start + 1)?.0.name()?, start + 2),
        _ => (String::new(), start),
    };
    let semicolon = |(token, ..): &Placed<'_>| *token == Token::Sign(b';');
    let end = read.tokens.iter().position(semicolon).unwrap_or(read.tokens.len());
    let mut one = Constraint::new("", &name, Vec::new(), read.text(at, end));
    match (read.word(at), read.word(at + 1)) {
        ("primary", "key") => (one.kind, one.columns) = ("p".to_owned(), read.names(at + 2)?.0),
        ("unique", _) => {
            let open = read.tokens.iter().skip(at).position(|(token, ..)| *token == Token::Sign(b'('))? + at;
            (one.kind, one.columns) = ("u".to_owned(), read.names(open)?.0);
        }
        ("foreign", "key") => {
            let (columns, behind) = read.names(at + 2)?;
            refers(read, behind, &mut one)?;
            one.columns = columns;
        }
        ("check", _) => one.kind = "c".to_owned(),
        ("exclude", _) => one.kind = "x".to_owned(),
        _ => return None,
    }
    Some(one)
}
