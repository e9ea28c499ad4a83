//! The statements of a file of definitions, one by one, with their lines.

use super::cut::Cutter;
use super::input::Input;
use super::statements::{Placed, Rule, Statement, Token, prefix, rule, tokens};
use crate::error::{Error, ErrorKind, Place, Result};

/// A statement as it is written.
pub struct Written {
    /// Its text, without the semicolon, written anew from its tokens, so that a server reads the same as was read here.
    /// Empty where it is written in a way that is read differently at times.
    pub text: String,
    /// The line on which it begins.
    pub line: u64,
    /// Its words in lower case, names among them.
    pub words: Vec<String>,
}

/// The statements of a file of definitions; `None` where it holds rows of a table for which `counts` says so.
///
/// # Errors
/// Where it cannot be read, or a quote is not closed.
pub fn definitions(input: Input, counts: &dyn Fn(&str) -> bool) -> Result<Option<Vec<Written>>> {
    let mut cutter = Cutter::new(input);
    let mut all = Vec::new();
    loop {
        let line = cutter.line();
        let Some(statement) = cutter.statement()? else { return Ok(Some(all)) };
        let unread = |what: &str| {
            let place = Place::file(cutter.name()).line(line);
            Error::new(ErrorKind::Input, format!("a statement {what}")).at(place)
        };
        let bytes = match statement {
            Statement::Sql(bytes) => bytes,
            Statement::Meta(command) if !is_idle(&command) => {
                return Err(unread("is a command of psql, which is not followed")
                    .hint("name the file that it reads, or take the line out"));
            }
            Statement::Blank(_) | Statement::Comment(_) | Statement::Meta(_) => continue,
        };
        let whole = String::from_utf8(bytes).map_err(|_foreign| unread("is not UTF-8"))?;
        let text = whole.trim().trim_end_matches(';').trim_end();
        let tokens = tokens(text).ok_or_else(|| unread("does not close a quote"))?;
        let words: Vec<String> = tokens.iter().filter_map(|(token, ..)| word(*token)).collect();
        let first = words.first().map_or("", String::as_str);
        if ["copy", "insert"].contains(&first) {
            match rule(whole.as_bytes(), &[]) {
                Ok(Rule::CopyData { table, .. }) => {
                    if counts(&table) {
                        return Ok(None);
                    }
                    while let Some((_, end)) = cutter.copy_lines()? {
                        if end.is_some() {
                            break;
                        }
                    }
                }
                Ok(Rule::Insert { table, .. }) if counts(&table) => return Ok(None),
                _ => {}
            }
            continue;
        }
        all.push(Written { text: anew(text, &tokens).unwrap_or_default(), line, words });
    }
}

/// Whether a command of psql defines nothing.
fn is_idle(command: &[u8]) -> bool {
    let command = command.trim_ascii().strip_prefix(b"\\").unwrap_or_default();
    let word = command.split(|b| b.is_ascii_whitespace()).next().unwrap_or_default();
    let idle: [&[u8]; 12] = [
        b"restrict",
        b"unrestrict",
        b"connect",
        b"c",
        b"encoding",
        b"set",
        b"unset",
        b"pset",
        b"echo",
        b"timing",
        b"q",
        b".",
    ];
    idle.contains(&word)
}

fn word(token: Token<'_>) -> Option<String> {
    token.name().map(|name| name.to_ascii_lowercase())
}

/// The statement without comments, its texts in plain quotes; `None` for what one lexer reads otherwise than another.
fn anew(text: &str, tokens: &[Placed<'_>]) -> Option<String> {
    let bytes = text.as_bytes();
    let mut out = String::with_capacity(text.len());
    let (mut behind, mut after_text) = (0, false);
    for (token, start, end) in tokens {
        let letter =
            matches!(token, Token::Literal(own) if own.starts_with('\'')).then(|| prefix(bytes, *start));
        let start = start - usize::from(letter.flatten().is_some());
        let gap = text.get(behind..start)?;
        let is_text = letter.is_some() || matches!(token, Token::Literal(_));
        // A text that goes on in another, and one with an escape of its own: U&'…'.
        if (is_text && after_text) || (gap.is_empty() && is_unicode(&out, *token)) {
            return None;
        }
        match gap {
            _ if out.is_empty() => {}
            "" if is_text || after_text => out.push(' '),
            "" => {}
            gap => out.push(if gap.contains('\n') { '\n' } else { ' ' }),
        }
        match token {
            Token::Sign(b';') => return None,
            Token::Literal(own) if own.starts_with('$') => {
                let tag = own[1..].find('$')? + 2;
                out.push_str(&format!("'{}'", own.get(tag..own.len() - tag)?.replace('\'', "''")));
            }
            _ => out.push_str(text.get(start..*end)?),
        }
        (behind, after_text) = (*end, is_text);
    }
    Some(out)
}

/// Whether a text or a name stands behind `U&`.
fn is_unicode(before: &str, token: Token<'_>) -> bool {
    let before = before.as_bytes();
    matches!(token, Token::Literal(_) | Token::Quoted(_))
        && before.last() == Some(&b'&')
        && before.len() > 1
        && before[before.len() - 2].eq_ignore_ascii_case(&b'u')
}

#[cfg(test)]
mod tests {
    use super::definitions;
    use crate::io::shaped::Input;

    fn read(sql: &str) -> Vec<String> {
        let input =
            Input::new(Box::new(std::io::Cursor::new(sql.as_bytes().to_vec())), "a.sql", &[0; 32]).unwrap();
        definitions(input, &|_| false).unwrap().unwrap().into_iter().map(|written| written.text).collect()
    }

    #[test]
    fn statements_are_cut_where_postgres_cuts_them() {
        // The letter before a quote is the end of a word here, so that the backslash means nothing.
        assert_eq!(
            read(r"CREATE TABLE a (b text DEFAULT date'\'); DROP TABLE c; --'"),
            [r"CREATE TABLE a (b text DEFAULT date '\' )", "DROP TABLE c"]
        );
        assert_eq!(read(r"SELECT e'\'; still'; SELECT 1;"), [r"SELECT e'\'; still'", "SELECT 1"]);
        assert_eq!(read("/* /* */ CREATE TABLE a (b int); */ DROP TABLE c;"), ["DROP TABLE c"]);
        assert_eq!(
            read("CREATE TABLE a$x$b (c int); SELECT $x$;$x$;"),
            ["CREATE TABLE a$x$b (c int)", "SELECT ';'"]
        );
    }

    #[test]
    fn what_may_be_read_otherwise_is_left_empty() {
        assert_eq!(read("SELECT U&'\\0061'; SELECT E'a'\n'b'; SELECT 1;"), ["", "", "SELECT 1"]);
    }
}
