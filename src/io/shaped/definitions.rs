//! The statements of a file of definitions, one by one, with their lines.

use super::cut::Cutter;
use super::input::Input;
use super::statements::{Rule, Statement, Token, rule, tokens};
use crate::error::Result;

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
        let Statement::Sql(bytes) = statement else { continue };
        let Ok(whole) = String::from_utf8(bytes) else { continue };
        let text = whole.trim().trim_end_matches(';').to_owned();
        let Some(tokens) = tokens(&text) else { continue };
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

fn word(token: Token<'_>) -> Option<String> {
    token.name().map(|name| name.to_ascii_lowercase())
}
