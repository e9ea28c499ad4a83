//! SQL that a schema states for a database: a piece of one statement, which cannot end it and begin another.

use super::keys::Decode;
use super::reader::{Node, Reader};
use crate::error::{Problem, Spanned};
use schemars::{Schema, SchemaGenerator, json_schema};

/// What stands in a statement behind the name of a column or a type, or beside the columns of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sql(pub String);

impl Sql {
    /// How many bits a whole number of this type has; none where it is another type.
    pub fn bits(&self) -> Option<u8> {
        let word = self.0.split_whitespace().next().unwrap_or_default().to_ascii_lowercase();
        Some(match word.as_str() {
            "smallint" | "int2" | "smallserial" => 16,
            "integer" | "int" | "int4" | "serial" => 32,
            "bigint" | "int8" | "bigserial" => 64,
            _ => return None,
        })
    }

    /// Whether it says that there is always a value.
    pub fn is_required(&self) -> bool {
        let words: Vec<String> = self.0.split_whitespace().map(str::to_ascii_lowercase).collect();
        words.windows(2).any(|two| matches!(two, [one, other] if one == "not" && other == "null"))
    }

    /// How many characters a text of this type has at most, where the type says so.
    pub fn most_chars(&self) -> Option<u32> {
        let (name, rest) = self.0.split_once('(')?;
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ").to_ascii_lowercase();
        let texts = ["character varying", "varchar", "character", "char", "bpchar"];
        let (most, behind) = rest.split_once(')')?;
        // A list of texts is as long as it likes.
        let sole = !behind.trim_start().starts_with('[');
        most.trim().parse().ok().filter(|_| sole && texts.contains(&name.as_str()))
    }
}

impl Decode for Sql {
    fn decode(reader: &mut Reader<'_>, key: &str, node: &Node<'_>) -> Option<Self> {
        let text = String::decode(reader, key, node)?;
        let Some(wrong) = slip(&text) else { return Some(Self(text)) };
        let problem = Problem::new(reader.span(node), format!("`{key}` expects a piece of SQL; {wrong}"))
            .help("it stands within a statement of ours, and cannot end that");
        reader.report(problem);
        None
    }

    fn schema(generator: &mut SchemaGenerator) -> Schema {
        String::schema(generator)
    }
}

/// What CREATE TABLE says beside the columns.
impl Decode for Vec<Spanned<Sql>> {
    fn decode(reader: &mut Reader<'_>, key: &str, node: &Node<'_>) -> Option<Self> {
        let Some(list) = node.get_ref().as_array() else {
            reader.wrong(key, "a list of texts", node);
            return None;
        };
        let pieces = list.iter().map(|item| {
            let piece = Spanned::<Sql>::decode(reader, key, item)?;
            let known = STARTS.iter().any(|start| piece.value.0.starts_with(start));
            if !known {
                let message = format!("`{key}` expects one of {}", STARTS.map(str::trim).join(", "));
                reader.report(Problem::new(piece.span, message).label("found something else at its start"));
            }
            known.then_some(piece)
        });
        pieces.collect::<Vec<_>>().into_iter().collect()
    }

    fn schema(generator: &mut SchemaGenerator) -> Schema {
        let text = String::schema(generator);
        json_schema!({ "type": "array", "items": text })
    }
}

/// How the pieces beside the columns begin.
const STARTS: [&str; 6] = ["COLUMN ", "PRIMARY KEY ", "UNIQUE ", "CHECK ", "EXCLUDE ", "FOREIGN KEY "];

/// Types of the schema's own, by name.
impl Decode for Vec<(Spanned<String>, Spanned<Sql>)> {
    fn decode(reader: &mut Reader<'_>, key: &str, node: &Node<'_>) -> Option<Self> {
        const MOST: usize = 10_000;
        let table = reader.table(key, node, &["the names of the types"])?;
        let mut types = Self::with_capacity(table.len().min(MOST));
        for (name, node) in table.iter().take(MOST) {
            let name = reader.key(name);
            reader.check_name("type", &name);
            if let Some(sql) = Spanned::decode(reader, &name.value, node) {
                types.push((name, sql));
            }
        }
        Some(types)
    }

    fn schema(generator: &mut SchemaGenerator) -> Schema {
        let text = String::schema(generator);
        json_schema!({ "type": "object", "additionalProperties": text })
    }

    fn absent() -> Option<Self> {
        Some(Self::new())
    }
}

/// Why a text is no piece of one statement; none where it is.
fn slip(text: &str) -> Option<&'static str> {
    let bytes = text.as_bytes();
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\'' | b'"' => {
                let word = |b: &u8| b.is_ascii_alphanumeric() || *b == b'_' || *b >= 0x80;
                let escapes = byte == b'\''
                    && at.checked_sub(1).is_some_and(|e| matches!(bytes[e], b'e' | b'E'))
                    && !at.checked_sub(2).is_some_and(|before| word(&bytes[before]));
                let Some(end) = quoted(bytes, at, escapes) else { return Some("a quote in it has no end") };
                at = end;
                continue;
            }
            b'(' | b'[' => depth += 1,
            b')' | b']' => match depth.checked_sub(1) {
                Some(less) => depth = less,
                None => return Some("it closes a parenthesis that it has not opened"),
            },
            b',' if depth == 0 => return Some("a comma in it stands outside of parentheses"),
            b';' => return Some("it holds a semicolon"),
            b'-' if bytes.get(at + 1) == Some(&b'-') => return Some("it holds a comment"),
            b'/' if bytes.get(at + 1) == Some(&b'*') => return Some("it holds a comment"),
            b'$' => return Some("it holds a dollar sign"),
            0..=8 | 14..=31 => return Some("it holds a control character"),
            _ => {}
        }
        at += 1;
    }
    (depth > 0).then_some("it opens a parenthesis that it does not close")
}

/// Where a quote that begins here is over.
fn quoted(bytes: &[u8], start: usize, escapes: bool) -> Option<usize> {
    let quote = bytes[start];
    let mut at = start + 1;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' if escapes => at += 1,
            byte if byte == quote && bytes.get(at + 1) == Some(&quote) => at += 1,
            byte if byte == quote => return Some(at + 1),
            _ => {}
        }
        at += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::slip;

    #[test]
    fn a_piece_is_of_one_statement() {
        for piece in [
            "varchar(50) NOT NULL",
            "CHECK ((code ~ '^[A-Z]{3}$'::text))",
            "CHECK ((a = ANY (ARRAY['x'::text, 'it''s; --'::text])))",
            r"CHECK ((a ~ E'\\d\';'))",
            "ENUM ('a', 'b')",
            "(\"a;b\" numeric(6,2), unit text)",
        ] {
            assert_eq!(slip(piece), None, "{piece}");
        }
        for piece in [
            "integer); DROP TABLE x",
            "integer, evil integer",
            "integer; DROP TABLE x",
            "CHECK ((a = 'x)",
            r"CHECK (a = type'\'; DROP TABLE x --')",
            r"CHECK (a = E'\\'; DROP TABLE x)",
            "integer -- x",
            "integer /* x",
            "CHECK (a = $$;$$)",
            "CHECK (a",
            "a\0",
        ] {
            assert!(slip(piece).is_some(), "{piece}");
        }
    }
}
