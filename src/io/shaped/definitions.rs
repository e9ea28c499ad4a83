//! The statements of a file of definitions, one by one, with their lines.

use super::cut::Cutter;
use super::input::Input;
use super::statements::{Rule, Statement, Token, rule, tokens};
use crate::error::{Error, ErrorKind, Place, Result};

/// A statement as it is written.
pub struct Written {
    /// Its text, without the semicolon.
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
        let wrong = |what: &str| Error::new(ErrorKind::Input, what).at(Place::file(cutter.name()).line(line));
        let bytes = match statement {
            Statement::Sql(bytes) => bytes,
            Statement::Meta(command) if !is_idle(&command) => {
                return Err(wrong("this command of psql is not followed, and may define something")
                    .hint("name the file that it reads, or take the line out"));
            }
            Statement::Blank(_) | Statement::Comment(_) | Statement::Meta(_) => continue,
        };
        let whole = String::from_utf8(bytes).map_err(|_foreign| wrong("this statement is not UTF-8"))?;
        let text = whole.trim().trim_end_matches(';').to_owned();
        let tokens = tokens(&text).ok_or_else(|| wrong("a quote of this statement is not closed"))?;
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
        all.push(Written { text, line, words });
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
