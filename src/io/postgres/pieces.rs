//! Pieces of SQL as the server writes them: what they name, told from what stands in quotes.

use super::session::identifier;

/// Where a text first stands outside of names and texts in quotes.
pub(super) fn outside(text: &str, from: usize, wanted: &str) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate().skip(from) {
        match quote {
            Some(open) if byte == open => quote = None,
            None if byte == b'"' || byte == b'\'' => quote = Some(byte),
            _ => {}
        }
        if quote.is_none() && text.as_bytes()[at..].starts_with(wanted.as_bytes()) {
            return Some(at);
        }
    }
    None
}

/// The schema, where one is named, and the name of the table that a reference leads to.
pub fn referred(piece: &str) -> Option<(Option<String>, String)> {
    let start = outside(piece, 0, " REFERENCES ")? + " REFERENCES ".len();
    let (first, end) = name(piece, start)?;
    match piece[end..].strip_prefix('.') {
        Some(_) => Some((Some(first), name(piece, end + 1)?.0)),
        None => Some((None, first)),
    }
}

/// The same piece where things lie in other schemas for now; `staged` says of a schema and a name where that is.
pub(super) fn requalify(piece: &str, staged: &dyn Fn(&str, &str) -> String) -> String {
    let bytes = piece.as_bytes();
    let mut out = String::with_capacity(piece.len());
    let (mut at, mut from) = (0, 0);
    while at < bytes.len() {
        if bytes[at] == b'\'' {
            at += 1 + piece[at + 1..].find('\'').map_or(piece.len() - at - 1, |end| end + 1);
            continue;
        }
        let Some((schema, end)) = name(piece, at) else {
            at += 1;
            continue;
        };
        if bytes.get(end) == Some(&b'.')
            && let Some((own, _)) = name(piece, end + 1)
        {
            let now = staged(&schema, &own);
            if now != schema {
                out.push_str(&piece[from..at]);
                out.push_str(&identifier(&now));
                from = end;
            }
        }
        at = end;
    }
    out.push_str(&piece[from..]);
    out
}

/// Whether a piece names something.
pub fn names(piece: &str, wanted: &str) -> bool {
    let bytes = piece.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] == b'\'' {
            at += 1 + piece[at + 1..].find('\'').map_or(piece.len() - at - 1, |end| end + 1);
            continue;
        }
        match name(piece, at) {
            Some((found, _)) if found == wanted => return true,
            Some((_, end)) => at = end,
            None => at += 1,
        }
    }
    false
}

/// The name that begins here, and where it is over.
fn name(text: &str, from: usize) -> Option<(String, usize)> {
    let bytes = text.as_bytes();
    let mut at = from;
    if bytes.get(from) == Some(&b'"') {
        let mut name = Vec::new();
        loop {
            at += 1;
            match (bytes.get(at)?, bytes.get(at + 1)) {
                (b'"', Some(b'"')) => {
                    name.push(b'"');
                    at += 1;
                }
                (b'"', _) => return Some((String::from_utf8(name).ok()?, at + 1)),
                (byte, _) => name.push(*byte),
            }
        }
    }
    let first = |byte: &u8| byte.is_ascii_alphabetic() || *byte == b'_' || *byte >= 0x80;
    if !bytes.get(from).is_some_and(first) {
        return None;
    }
    while bytes.get(at).is_some_and(|byte| first(byte) || byte.is_ascii_digit() || *byte == b'$') {
        at += 1;
    }
    Some((text.get(from..at)?.to_lowercase(), at))
}

/// A type, and what stands behind it in the definition of a column: NOT NULL, a default, a collation.
pub fn split(definition: &str) -> (&str, &str) {
    let ends = [" NOT NULL", " NULL", " DEFAULT ", " COLLATE ", " CHECK ", " UNIQUE", " GENERATED "];
    let end = ends.iter().filter_map(|end| outside(definition, 0, end)).min().unwrap_or(definition.len());
    (definition[..end].trim(), definition[end..].trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_quotes_are_passed_over() {
        assert_eq!(outside(r#"FOREIGN KEY (" REFERENCES ") REFERENCES a(b)"#, 0, " REFERENCES "), Some(28));
        assert_eq!(
            referred(r#"FOREIGN KEY (" REFERENCES ") REFERENCES "B""x".a(b) ON DELETE CASCADE"#),
            Some((Some("B\"x".to_owned()), "a".to_owned()))
        );
        assert_eq!(referred("FOREIGN KEY (a) REFERENCES Contacts(id)"), Some((None, "contacts".to_owned())));
        assert_eq!(referred("CHECK (a = ' REFERENCES b')"), None);
    }

    #[test]
    fn what_lies_elsewhere_for_now_is_named_there() {
        let staged = |schema: &str, name: &str| match (schema, name) {
            ("crm", "stage") | ("Other", "x") => "aside1".to_owned(),
            _ => schema.to_owned(),
        };
        assert_eq!(
            requalify(r#"CHECK (a = 'crm.stage'::crm.stage AND crm.own("Other".x, "a.b"."c"))"#, &staged),
            r#"CHECK (a = 'crm.stage'::"aside1".stage AND crm.own("aside1".x, "a.b"."c"))"#
        );
        assert!(names("(a numeric, b \"Blood Type\")", "Blood Type") && !names("ENUM ('mood')", "mood"));
    }

    #[test]
    fn a_type_is_told_from_what_follows_it() {
        assert_eq!(
            split("timestamp(3) without time zone NOT NULL"),
            ("timestamp(3) without time zone", "NOT NULL")
        );
        assert_eq!(
            split(r#""a NOT NULL"[] DEFAULT '{}' NOT NULL"#),
            (r#""a NOT NULL"[]"#, "DEFAULT '{}' NOT NULL")
        );
        assert_eq!(split("integer"), ("integer", ""));
    }
}
