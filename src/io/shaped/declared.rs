//! What the definitions in a dump say of its tables, as `pg_dump` writes them: types of columns, lists, keys, references, checks.
//!
//! A server would know more; a dump is looked at without one. What is not understood is passed over: a column then has the
//! type that its values show, and a check that nobody read is held by nobody.

mod constraints;
mod types;

use super::ddl::items;
use super::statements::{Placed, Token, relation, tokens};
use crate::shape::{Column, Constraint, Database, Index, Key, Table, Type};
use constraints::{constraint, own};
use std::sync::{Arc, Mutex};
use types::Types;

/// What a dump has defined so far.
pub type Declared = Arc<Mutex<Database>>;

/// Takes in one statement.
pub(super) fn declare(database: &mut Database, statement: &[u8]) {
    let begins = |word: &str| {
        let head = statement.trim_ascii_start();
        head.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word.as_bytes()))
    };
    if !begins("CREATE ") && !begins("ALTER ") {
        return;
    }
    let Ok(text) = std::str::from_utf8(statement) else { return };
    let Some(tokens) = tokens(text) else { return };
    let read = Read { text, tokens: &tokens };
    let _passed_over = match (read.word(0), read.word(1), read.word(2)) {
        ("create", "table", _) => table(database, &read, 2),
        ("create", "unlogged", "table") => table(database, &read, 3),
        ("create", "type", _) => of_type(database, &read),
        ("create", "domain", _) => domain(database, &read),
        ("create", "unique", "index") => index(database, &read),
        ("alter", "table", _) => altered(database, &read),
        _ => None,
    };
}

/// A statement with its tokens.
pub(super) struct Read<'a> {
    text: &'a str,
    tokens: &'a [Placed<'a>],
}

impl<'a> Read<'a> {
    /// The keyword at a place, in small letters; empty for anything else.
    fn word(&self, at: usize) -> &'static str {
        keyword(self.tokens.get(at))
    }

    /// Where a keyword stands first from a place on, outside parentheses.
    fn find(&self, from: usize, wanted: &str) -> Option<usize> {
        let mut depth = 0i32;
        for (at, (token, ..)) in self.tokens.iter().enumerate().skip(from) {
            match token {
                Token::Sign(b'(') => depth += 1,
                Token::Sign(b')') => depth -= 1,
                Token::Word(_) if depth == 0 && self.word(at) == wanted => return Some(at),
                _ => {}
            }
        }
        None
    }

    /// The text from one token to before another.
    fn text(&self, from: usize, to: usize) -> &'a str {
        match (self.tokens.get(from), to.checked_sub(1).and_then(|last| self.tokens.get(last))) {
            (Some((_, start, _)), Some((.., end))) => self.text.get(*start..*end).unwrap_or_default(),
            _ => "",
        }
    }

    /// What stands in the parentheses that open at a place, and the token behind them.
    fn list(&self, open: usize) -> Option<(Vec<&'a [Placed<'a>]>, usize)> {
        (self.tokens.get(open)?.0 == Token::Sign(b'(')).then_some(())?;
        items(self.tokens, open).map(|(list, close)| (list, close + 1))
    }

    /// The names in such parentheses; none where something is no name.
    fn names(&self, open: usize) -> Option<(Vec<String>, usize)> {
        let (list, behind) = self.list(open)?;
        let name = |item: &&[Placed<'_>]| (item.len() == 1).then(|| item[0].0.name()).flatten();
        Some((list.iter().map(name).collect::<Option<Vec<_>>>()?, behind))
    }

    fn of(&self, tokens: &'a [Placed<'a>]) -> Self {
        Read { text: self.text, tokens }
    }
}

/// The keywords that are asked for.
const KEYWORDS: [&str; 38] = [
    "create",
    "table",
    "unlogged",
    "type",
    "domain",
    "unique",
    "index",
    "alter",
    "only",
    "add",
    "constraint",
    "primary",
    "key",
    "foreign",
    "references",
    "check",
    "exclude",
    "on",
    "using",
    "where",
    "as",
    "enum",
    "column",
    "set",
    "default",
    "generated",
    "always",
    "by",
    "identity",
    "not",
    "null",
    "collate",
    "stored",
    "deferrable",
    "delete",
    "cascade",
    "storage",
    "compression",
];

fn keyword(token: Option<&Placed<'_>>) -> &'static str {
    match token {
        Some((Token::Word(own), ..)) => {
            KEYWORDS.iter().find(|word| own.eq_ignore_ascii_case(word)).copied().unwrap_or("")
        }
        _ => "",
    }
}

/// The schema and the name of what a name with its schema means.
fn parted(name: &str) -> (String, String) {
    let (schema, name) = name.rsplit_once('.').unwrap_or(("public", name));
    (schema.to_owned(), name.to_owned())
}

/// What stands in the place of an earlier one of the name.
fn put<T>(list: &mut Vec<T>, new: T, same: impl Fn(&T) -> bool) {
    match list.iter_mut().find(|known| same(known)) {
        Some(known) => *known = new,
        None => list.push(new),
    }
}

fn table(database: &mut Database, read: &Read<'_>, start: usize) -> Option<()> {
    let (name, ..) = relation(read.tokens, start)?;
    let (schema, name) = parted(&name);
    let open = read.tokens.iter().position(|(token, ..)| *token == Token::Sign(b'('))?;
    let (list, _) = read.list(open)?;
    let mut table = Table {
        schema,
        name,
        partitioned: false,
        owned: false,
        partition_key: None,
        partitions: Vec::new(),
        comment: None,
        row_estimate: -1.0,
        columns: Vec::new(),
        constraints: Vec::new(),
        indexes: Vec::new(),
        expressions: Vec::new(),
        triggers: Vec::new(),
    };
    for item in list {
        let item = read.of(item);
        match item.word(0) {
            "constraint" | "check" | "primary" | "unique" | "foreign" | "exclude" => {
                table.constraints.extend(constraint(&item, 0));
            }
            _ => table.columns.extend(column(database, &item, &mut table.constraints)),
        }
    }
    let (schema, name) = (table.schema.clone(), table.name.clone());
    put(&mut database.tables, table, |known| known.schema == schema && known.name == name);
    Some(())
}

/// A column, with what its own clauses say of the table.
fn column(database: &mut Database, item: &Read<'_>, constraints: &mut Vec<Constraint>) -> Option<Column> {
    let name = item.tokens.first()?.0.name()?;
    let ends = |at: usize| {
        let clauses = [
            "constraint",
            "check",
            "primary",
            "unique",
            "references",
            "default",
            "generated",
            "not",
            "null",
            "collate",
            "storage",
            "compression",
        ];
        clauses.contains(&item.word(at))
    };
    let end = (1..item.tokens.len()).find(|at| ends(*at)).unwrap_or(item.tokens.len());
    let (type_oid, type_modifier) = Types(database).of(&item.tokens[1..end])?;
    let mut column = Column {
        name: name.clone(),
        type_oid,
        type_modifier,
        type_name: item.text(1, end).to_owned(),
        not_null: false,
        default: None,
        identity: String::new(),
        generated: false,
        computed: None,
        comment: None,
        null_share: None,
        distinct: None,
    };
    let mut at = end;
    while at < item.tokens.len() {
        let next = (at + 1..item.tokens.len()).find(|next| ends(*next) && !within(item, at, *next));
        let next = next.unwrap_or(item.tokens.len());
        match (item.word(at), item.word(at + 1)) {
            ("not", "null") => column.not_null = true,
            ("default", _) => column.default = Some(item.text(at + 1, next).to_owned()),
            ("generated", how) if item.find(at, "identity").is_some() => {
                column.identity = if how == "always" { "a" } else { "d" }.to_owned();
            }
            ("generated", _) => column.generated = true,
            ("primary" | "unique" | "check" | "references" | "constraint", _) => {
                constraints.extend(own(&name, item, at));
            }
            _ => {}
        }
        at = next;
    }
    Some(column)
}

/// Whether a place lies within parentheses that open behind another.
fn within(item: &Read<'_>, from: usize, at: usize) -> bool {
    let depth = |(token, ..): &Placed<'_>| match token {
        Token::Sign(b'(' | b'[') => 1,
        Token::Sign(b')' | b']') => -1,
        _ => 0,
    };
    item.tokens[from..at].iter().map(depth).sum::<i32>() > 0
        // What follows a name of a constraint, and `NULL` behind `NOT`, belong to it.
        || item.word(at) == "null" && at > 0 && item.word(at - 1) == "not"
        || item.word(from) == "constraint" && at == from + 2
}

/// `ALTER TABLE`: a constraint, a default, an identity.
fn altered(database: &mut Database, read: &Read<'_>) -> Option<()> {
    let start = if read.word(2) == "only" { 3 } else { 2 };
    let (name, _, at) = relation(read.tokens, start)?;
    let (schema, name) = parted(&name);
    let number = database.position(&schema, &name)?;
    let table = &mut database.tables[number];
    if read.word(at) == "add" && read.word(at + 1) == "constraint" {
        let one = constraint(read, at + 1)?;
        let name = one.name.clone();
        put(&mut table.constraints, one, |known| known.name == name);
        return Some(());
    }
    let column =
        read.tokens.get(at + 2).filter(|_| read.word(at) == "alter" && read.word(at + 1) == "column")?;
    let column = table.column(&column.0.name()?)?;
    let column = &mut table.columns[column];
    match (read.word(at + 3), read.word(at + 4)) {
        ("set", "default") => column.default = Some(read.text(at + 5, read.tokens.len() - 1).to_owned()),
        ("add", "generated") => {
            column.identity = if read.word(at + 5) == "always" { "a" } else { "d" }.to_owned();
        }
        _ => {}
    }
    Some(())
}

/// An index of which no two rows have the same.
fn index(database: &mut Database, read: &Read<'_>) -> Option<()> {
    let on = read.find(3, "on")?;
    let name = read.tokens.get(3)?.0.name()?;
    let start = if read.word(on + 1) == "only" { on + 2 } else { on + 1 };
    let using = read.find(start, "using")?;
    let (of, ..) = relation(&read.tokens[..using], start)?;
    let (list, behind) = read.list(using + 2)?;
    let key = |item: &&[Placed<'_>]| {
        let of = read.of(item);
        Key {
            column: if item.len() == 1 { item[0].0.name() } else { None },
            text: of.text(0, item.len()).to_owned(),
        }
    };
    let end = read.tokens.len() - usize::from(read.tokens.last()?.0 == Token::Sign(b';'));
    let index = Index {
        name: name.clone(),
        keys: list.iter().map(key).collect(),
        predicate: read.find(behind, "where").map(|at| read.text(at + 1, end).to_owned()),
        definition: read.text(using + 1, end).to_owned(),
    };
    let (schema, table) = parted(&of);
    let number = database.position(&schema, &table)?;
    put(&mut database.tables[number].indexes, index, |known| known.name == name);
    Some(())
}

/// A list of labels, or a type with fields.
fn of_type(database: &mut Database, read: &Read<'_>) -> Option<()> {
    let (name, _, at) = relation(read.tokens, 2)?;
    let is_list = read.word(at) == "as" && read.word(at + 1) == "enum";
    let (list, _) = read.list(at + 1 + usize::from(is_list))?;
    let mut new = types::empty(&name, if is_list { "e" } else { "c" });
    for item in list {
        match item {
            [(Token::Literal(text), ..)] if is_list => {
                new.values.push(text.strip_prefix('\'')?.strip_suffix('\'')?.replace("''", "'"));
            }
            [(field, ..), of @ ..] if !is_list => {
                let (oid, modifier) = Types(database).of(of)?;
                new.fields.push((field.name()?, oid, modifier));
            }
            _ => return None,
        }
    }
    Types(database).put(new);
    Some(())
}

/// A type that takes some values of another.
fn domain(database: &mut Database, read: &Read<'_>) -> Option<()> {
    let (name, _, at) = relation(read.tokens, 2)?;
    let first = |word: &str| read.find(at + 1, word).unwrap_or(read.tokens.len() - 1);
    let end = ["collate", "default", "not", "constraint", "check"].map(first).into_iter().min()?;
    let (base, modifier) = Types(database).of(read.tokens.get(at + 1..end)?)?;
    let mut new = Type { base, modifier, ..types::empty(&name, "d") };
    let mut from = end;
    while let Some(check) = read.find(from, "check") {
        let (_, behind) = read.list(check + 1)?;
        new.checks.push(read.text(check, behind).to_owned());
        from = behind;
    }
    new.not_null = read.find(end, "not").is_some_and(|at| read.word(at + 1) == "null");
    Types(database).put(new);
    Some(())
}

#[cfg(test)]
mod tests;
