//! The types that a dump names: those of the server by what it calls them inside, and those that were defined before.

use super::super::statements::{Placed, Token, relation};
use crate::shape::{Database, Type};

/// The types of a dump; they are numbered as they are met, behind all that a server numbers itself.
pub(super) struct Types<'a>(pub(super) &'a mut Database);

/// The first number.
const FIRST: u32 = 1 << 24;

/// What the server calls types inside that have other names in SQL.
const NAMES: [(&str, &str); 26] = [
    ("character varying", "varchar"),
    ("character", "bpchar"),
    ("char", "bpchar"),
    ("bit varying", "varbit"),
    ("int", "int4"),
    ("integer", "int4"),
    ("serial", "int4"),
    ("bigint", "int8"),
    ("bigserial", "int8"),
    ("smallint", "int2"),
    ("smallserial", "int2"),
    ("double precision", "float8"),
    ("float", "float8"),
    ("real", "float4"),
    ("decimal", "numeric"),
    ("dec", "numeric"),
    ("boolean", "bool"),
    ("timestamp without time zone", "timestamp"),
    ("timestamp with time zone", "timestamptz"),
    ("time without time zone", "time"),
    ("time with time zone", "timetz"),
    ("national character varying", "varchar"),
    ("national character", "bpchar"),
    ("nchar", "bpchar"),
    ("varchar", "varchar"),
    ("text", "text"),
];

/// A type of which nothing is known yet.
pub(super) fn empty(name: &str, kind: &str) -> Type {
    let (schema, name) = super::parted(name);
    Type::new(&schema, &name, kind)
}

impl Types<'_> {
    /// Adds a type, or puts it in the place of the one that is called so; gives its number.
    pub(super) fn put(&mut self, new: Type) -> u32 {
        let same = |known: &&mut Type| {
            (&known.schema, &known.name, known.item) == (&new.schema, &new.name, new.item)
        };
        if let Some(known) = self.0.types.iter_mut().find(same) {
            let oid = known.oid;
            *known = Type { oid, ..new };
            return oid;
        }
        let oid = self.0.types.iter().map(|known| known.oid + 1).max().unwrap_or(FIRST);
        self.0.types.push(Type { oid, ..new });
        oid
    }

    /// The number and the modifier of the type that some tokens name.
    pub(super) fn of(&mut self, tokens: &[Placed<'_>]) -> Option<(u32, i32)> {
        let (mut words, mut numbers, mut brackets) = (Vec::new(), Vec::new(), false);
        for (token, ..) in tokens {
            match token {
                Token::Word(word) => words.push(word.to_ascii_lowercase()),
                Token::Number(text) => numbers.push(text.parse::<i32>().ok()?),
                Token::Sign(b'[') => brackets = true,
                Token::Sign(b'(' | b')' | b',' | b']' | b'.') | Token::Quoted(_) => {}
                _ => return None,
            }
        }
        let spoken = words.join(" ");
        let parted = tokens.iter().any(|(token, ..)| *token == Token::Sign(b'.'));
        let inside = NAMES.iter().find(|(name, _)| *name == spoken && !parted).map(|(_, name)| *name);
        let (schema, name) = match inside {
            Some(name) => ("pg_catalog".to_owned(), name.to_owned()),
            None => self.named(&relation(tokens, 0)?.0),
        };
        let modifier = match (name.as_str(), numbers.as_slice()) {
            ("varchar" | "bpchar", [n]) => n.saturating_add(4),
            ("bpchar", []) => 5,
            ("numeric", [digits]) => (digits << 16) + 4,
            ("numeric", [digits, places]) => ((digits << 16) | (places & 0x7ff)) + 4,
            ("bit" | "varbit", [n]) => *n,
            ("bit", []) => 1,
            _ => -1,
        };
        let known = |types: &[Type]| {
            let same = |known: &&Type| known.schema == schema && known.name == name && known.item == 0;
            types.iter().find(same).map(|known| known.oid)
        };
        let oid = match known(&self.0.types) {
            Some(oid) => oid,
            None => self.put(Type { schema: schema.clone(), ..empty(&name, "b") }),
        };
        if !brackets {
            return Some((oid, modifier));
        }
        let list = Type { schema, item: oid, ..empty(&format!("_{name}"), "b") };
        Some((self.put(list), modifier))
    }

    /// What a name means: a type that was defined, or one of the server or of an extension.
    fn named(&self, name: &str) -> (String, String) {
        let (schema, bare) = super::parted(name);
        let own = |known: &Type| known.schema == schema && known.name == bare;
        let schema = if self.0.types.iter().any(own) { schema } else { "pg_catalog".to_owned() };
        (schema, bare)
    }
}
