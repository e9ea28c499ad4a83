//! Statements of a dump: which of them can carry values, and what is done about it.

use super::ddl::{POSITIONS, harmless, telling, without_positions};

/// A part of a dump outside data.
pub(super) enum Statement {
    /// White space.
    Blank(Vec<u8>),
    /// A comment to the end of its line.
    Comment(Vec<u8>),
    /// A line that begins with a backslash.
    Meta(Vec<u8>),
    /// A statement with its semicolon and the end of the line.
    Sql(Vec<u8>),
}

/// What is done with a statement.
pub(super) enum Rule {
    /// It carries no value.
    Copy(Vec<u8>),
    /// A function without a literal, by its name.
    Code {
        /// The name that triggers call.
        name: String,
        /// The statement.
        text: Vec<u8>,
    },
    /// It is written with a value replaced.
    Changed {
        /// The statement.
        text: Vec<u8>,
        /// What was replaced.
        what: &'static str,
    },
    /// It is left out, as one of these.
    LeaveOut(&'static str),
    /// A table, without what could carry values.
    Table {
        /// Its name, with its schema.
        name: String,
        /// Its columns that hold data.
        columns: Vec<String>,
        /// Where between them those stand that the server computes.
        generated: Vec<usize>,
        /// Those that take no NULL, and what fits them.
        not_null: Vec<(String, crate::shape::Filler)>,
        /// The statement.
        text: Vec<u8>,
        /// Its checks as statements for behind the rows: those that are there need not satisfy them, as years alone are
        /// left of their dates.
        checks: Vec<String>,
        /// What was left out of it.
        without: Vec<&'static str>,
    },
    /// The head of COPY data.
    CopyData {
        /// The table, with its schema.
        table: String,
        /// The columns, where they are named.
        columns: Option<Vec<String>>,
    },
    /// Rows as INSERT.
    Insert {
        /// The table, with its schema.
        table: String,
        /// The columns, where they are named.
        columns: Option<Vec<String>>,
    },
}

/// A word of a statement.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// A name or a keyword, without quotes.
    Word(&'a str),
    /// A name in double quotes.
    Quoted(&'a str),
    /// A text, whatever its quotes.
    Literal(&'a str),
    /// A number.
    Number(&'a str),
    /// Anything else.
    Sign(u8),
}

impl<'a> Token<'a> {
    /// The name that it is, folded as Postgres does.
    pub(super) fn name(self) -> Option<String> {
        match self {
            Self::Word(word) => Some(word.to_ascii_lowercase()),
            Self::Quoted(name) => Some(name[1..name.len() - 1].replace("\"\"", "\"")),
            _ => None,
        }
    }

    fn is(self, word: &str) -> bool {
        matches!(self, Self::Word(own) if own.eq_ignore_ascii_case(word))
    }
}

/// A token with the place where it begins and ends.
pub(super) type Placed<'a> = (Token<'a>, usize, usize);

/// Splits a statement into tokens; comments are left out. `None` where a quote is not closed.
pub(super) fn tokens(text: &str) -> Option<Vec<Placed<'_>>> {
    let bytes = text.as_bytes();
    let mut list = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let start = at;
        at = behind(bytes, start)?;
        let own = text.get(start..at)?;
        let token = match bytes[start] {
            b' ' | b'\t' | b'\n' | b'\r' => continue,
            _ if is_comment(bytes, start) => continue,
            // E'…', B'…' and X'…' are texts.
            _ if own.len() == 1 && bytes.get(at) == Some(&b'\'') && prefix(bytes, at).is_some() => continue,
            b'\'' => Token::Literal(own),
            b'$' if own.len() > 1 => Token::Literal(own),
            b'"' => Token::Quoted(own),
            b'0'..=b'9' => Token::Number(own),
            byte if begins_word(byte) => Token::Word(own),
            byte => Token::Sign(byte),
        };
        list.push((token, start, at));
    }
    Some(list)
}

/// A statement without the comments in it, in whose places blanks and line ends stand; `None` where it has none.
pub(super) fn without_comments(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let (mut at, mut copied) = (0, 0);
    while at < bytes.len() {
        let end = behind(bytes, at)?;
        if is_comment(bytes, at) {
            out.extend_from_slice(&bytes[copied..at]);
            out.push(b' ');
            // Errors tell lines, which stay where they are.
            out.extend(bytes[at..end].iter().filter(|byte| **byte == b'\n'));
            copied = end;
        }
        at = end;
    }
    if copied == 0 {
        return None;
    }
    out.extend_from_slice(&bytes[copied..]);
    Some(out)
}

fn begins_word(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80
}

fn is_word(byte: u8) -> bool {
    begins_word(byte) || byte.is_ascii_digit() || byte == b'$'
}

fn is_comment(bytes: &[u8], at: usize) -> bool {
    matches!(bytes.get(at..at + 2), Some(b"--" | b"/*"))
}

/// The letter before a text in single quotes that says how it is read: E'…', B'…', X'…', N'…'.
pub(super) fn prefix(bytes: &[u8], quote: usize) -> Option<u8> {
    let letter = *bytes.get(quote.checked_sub(1)?)?;
    // The end of a word, as in date'…', says nothing.
    let alone = quote < 2 || !is_word(bytes[quote - 2]);
    (alone && b"eEbBxXnN".contains(&letter)).then(|| letter.to_ascii_lowercase())
}

/// The place behind the word, text, name or comment that begins here, or behind the byte; `None` where it does not end.
///
/// It reads as Postgres does, so that both see the same statements: comments within comments, and backslashes in E'…' alone.
pub(super) fn behind(bytes: &[u8], at: usize) -> Option<usize> {
    let rest = bytes.get(at..)?;
    let run = |is: fn(u8) -> bool| at + rest.iter().take_while(|b| is(**b)).count();
    Some(match *rest.first()? {
        b'-' if is_comment(bytes, at) => at + memchr::memchr(b'\n', rest).unwrap_or(rest.len()),
        b'/' if is_comment(bytes, at) => end_of_comment(bytes, at)?,
        b'\'' => end_of_text(bytes, at, prefix(bytes, at) == Some(b'e'))?,
        b'"' => end_of_name(bytes, at)?,
        b'$' => match dollar(bytes, at) {
            Some(tag) => {
                let inner = at + tag.len();
                inner + memchr::memmem::find(&bytes[inner..], tag)? + tag.len()
            }
            None => at + 1,
        },
        b'0'..=b'9' => run(|b| b.is_ascii_alphanumeric() || b == b'.'),
        byte if begins_word(byte) => run(is_word),
        _ => at + 1,
    })
}

/// The place behind a comment, and those inside it.
fn end_of_comment(bytes: &[u8], start: usize) -> Option<usize> {
    let (mut at, mut depth) = (start + 2, 1);
    while depth > 0 {
        match bytes.get(at..at + 2)? {
            b"/*" => (at, depth) = (at + 2, depth + 1),
            b"*/" => (at, depth) = (at + 2, depth - 1),
            _ => at += 1,
        }
    }
    Some(at)
}

/// The place behind a text in single quotes.
fn end_of_text(bytes: &[u8], start: usize, escaped: bool) -> Option<usize> {
    let mut at = start + 1;
    loop {
        match bytes.get(at)? {
            b'\'' if bytes.get(at + 1) == Some(&b'\'') => at += 2,
            b'\'' => return Some(at + 1),
            b'\\' if escaped => at += 2,
            _ => at += 1,
        }
    }
}

fn end_of_name(bytes: &[u8], start: usize) -> Option<usize> {
    let mut at = start + 1;
    loop {
        match bytes.get(at)? {
            b'"' if bytes.get(at + 1) == Some(&b'"') => at += 2,
            b'"' => return Some(at + 1),
            _ => at += 1,
        }
    }
}

/// The tag of a dollar quote that begins here.
fn dollar(bytes: &[u8], start: usize) -> Option<&[u8]> {
    let length = bytes[start + 1..].iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
    let end = start + 1 + length;
    (bytes.get(end) == Some(&b'$') && !bytes.get(start + 1).is_some_and(u8::is_ascii_digit))
        .then(|| &bytes[start..=end])
}

/// Statements that are copied unless they hold a constant.
const UNCHANGED: [&[&str]; 9] = [
    &["BEGIN"],
    &["COMMIT"],
    &["CREATE", "SCHEMA"],
    &["CREATE", "EXTENSION"],
    &["CREATE", "SEQUENCE"],
    &["ALTER", "SEQUENCE"],
    &["ALTER", "INDEX"],
    &["CREATE", "COLLATION"],
    &["REFRESH", "MATERIALIZED"],
];

const OWNERS: &str = "owners and privileges";
const POLICIES: &str = "policies, rules and publications";
const CODE: &str = "functions with constants";

/// Statements that are always left out, with what they are.
const LEFT_OUT: [(&[&str], &str); 20] = [
    (&["COMMENT"], "comments"),
    (&["GRANT"], OWNERS),
    (&["REVOKE"], OWNERS),
    (&["ALTER", "DEFAULT"], OWNERS),
    (&["SECURITY"], "security labels"),
    (&["CREATE", "POLICY"], POLICIES),
    (&["CREATE", "RULE"], POLICIES),
    (&["CREATE", "PUBLICATION"], POLICIES),
    (&["ALTER", "PUBLICATION"], POLICIES),
    (&["CREATE", "SUBSCRIPTION"], POLICIES),
    (&["ALTER", "SUBSCRIPTION"], POLICIES),
    (&["CREATE", "EVENT"], "triggers"),
    (&["CREATE", "STATISTICS"], "statistics"),
    (&["ALTER", "STATISTICS"], "statistics"),
    (&["CREATE", "AGGREGATE"], CODE),
    (&["CREATE", "OPERATOR"], CODE),
    (&["CREATE", "CAST"], CODE),
    (&["CREATE", "SERVER"], "foreign servers"),
    (&["CREATE", "USER", "MAPPING"], "foreign servers"),
    (&["CREATE", "FOREIGN", "DATA"], "foreign servers"),
];

/// A statement and its tokens.
struct Read<'a> {
    bytes: &'a [u8],
    text: &'a str,
    tokens: Vec<Placed<'a>>,
    literal: bool,
}

impl Read<'_> {
    fn begins(&self, wanted: &[&str]) -> bool {
        wanted
            .iter()
            .enumerate()
            .all(|(at, word)| self.tokens.get(at).is_some_and(|(token, ..)| token.is(word)))
    }

    fn copy(&self) -> Rule {
        Rule::Copy(self.bytes.to_vec())
    }

    fn unless_literal(&self, what: &'static str) -> Rule {
        if self.literal { Rule::LeaveOut(what) } else { self.copy() }
    }

    fn names_owner(&self) -> bool {
        self.tokens.windows(2).any(|pair| pair[0].0.is("owner") && pair[1].0.is("to"))
    }
}

/// What is done with a statement.
pub(super) fn rule(bytes: &[u8], kept_code: &[String]) -> Result<Rule, String> {
    let text = std::str::from_utf8(bytes).map_err(|_foreign| "a statement is not UTF-8".to_owned())?;
    let tokens = tokens(text).ok_or_else(|| "a quote of a statement is not closed".to_owned())?;
    let literal = tokens.iter().any(|(token, ..)| matches!(token, Token::Literal(text) if !harmless(text)));
    let read = Read { bytes, text, tokens, literal };
    if let Some(found) = data(&read).or_else(|| definitions(&read, kept_code)) {
        return found;
    }
    if let Some((_, what)) = LEFT_OUT.iter().find(|(words, _)| read.begins(words)) {
        return Ok(Rule::LeaveOut(what));
    }
    if read.begins(&["ALTER"]) && read.names_owner() && !read.literal {
        return Ok(Rule::LeaveOut(OWNERS));
    }
    Err("a statement is not known, and nothing that is not known is passed on".to_owned())
}

/// Statements with data, and those that say how it is read.
fn data(read: &Read<'_>) -> Option<Result<Rule, String>> {
    if read.begins(&["COPY"]) {
        return Some(copy_head(&read.tokens));
    }
    if read.begins(&["INSERT", "INTO"]) {
        let found = relation(&read.tokens, 2).map(|(table, columns, _)| Rule::Insert { table, columns });
        return Some(found.ok_or_else(|| "an INSERT is not as pg_dump writes it".to_owned()));
    }
    if read.begins(&["SET"]) {
        return Some(set(read.bytes, &read.tokens));
    }
    read.begins(&["SELECT"]).then(|| select(read.bytes, &read.tokens))
}

/// Statements that say what there is.
fn definitions(read: &Read<'_>, kept_code: &[String]) -> Option<Result<Rule, String>> {
    let begins = |wanted: &[&str]| read.begins(wanted);
    if begins(&["CREATE", "TABLE"]) || begins(&["CREATE", "UNLOGGED", "TABLE"]) {
        return Some(super::ddl::table(read.text, &read.tokens));
    }
    if begins(&["ALTER", "TABLE"]) {
        return Some(alter_table(read));
    }
    if begins(&["CREATE", "TYPE"]) || begins(&["CREATE", "DOMAIN"]) {
        // The labels of an enumeration are part of the schema, as the names of its columns are.
        let labels = begins(&["CREATE", "TYPE"]) && read.tokens.iter().any(|(token, ..)| token.is("enum"));
        return Some(Ok(if labels {
            read.copy()
        } else {
            read.unless_literal("types and domains with constants")
        }));
    }
    if UNCHANGED.iter().any(|words| begins(words)) {
        let owner = read.names_owner();
        let sequence = begins(&["CREATE", "SEQUENCE"]) || begins(&["ALTER", "SEQUENCE"]);
        let positions = without_positions(read.text, &read.tokens).filter(|_| sequence);
        return Some(Ok(if owner {
            Rule::LeaveOut(OWNERS)
        } else if let Some(text) = positions.filter(|_| !read.literal) {
            Rule::Changed { text: text.into_bytes(), what: POSITIONS }
        } else {
            read.unless_literal("statements with constants")
        }));
    }
    if begins(&["CREATE", "INDEX"]) || begins(&["CREATE", "UNIQUE", "INDEX"]) {
        return Some(Ok(read.unless_literal("indexes with constants")));
    }
    let code = read.tokens.iter().take(6).any(|(token, ..)| token.is("function") || token.is("procedure"));
    if begins(&["CREATE"])
        && code
        && (begins(&["CREATE", "OR"]) || begins(&["CREATE", "FUNCTION"]) || begins(&["CREATE", "PROCEDURE"]))
    {
        return Some(Ok(function(read.bytes, &read.tokens)));
    }
    if ["VIEW", "MATERIALIZED", "OR", "RECURSIVE"].iter().any(|word| begins(&["CREATE", word])) {
        return Some(Ok(read.unless_literal("views with constants")));
    }
    if begins(&["CREATE", "TRIGGER"]) || begins(&["CREATE", "CONSTRAINT", "TRIGGER"]) {
        let called =
            read.tokens.iter().filter_map(|(token, ..)| token.name()).any(|name| kept_code.contains(&name));
        return Some(Ok(if called && !read.literal { read.copy() } else { Rule::LeaveOut("triggers") }));
    }
    None
}

fn function(bytes: &[u8], tokens: &[Placed<'_>]) -> Rule {
    // A body is a text; what counts are the texts inside it, and how those are written is known of two languages.
    let of = tokens.windows(2).find(|pair| pair[0].0.is("language")).map(|pair| pair[1].0.name());
    let known = of.is_none_or(|name| name.is_some_and(|name| ["sql", "plpgsql"].contains(&name.as_str())));
    let carries = !known
        || tokens.iter().any(|(token, ..)| match token {
            Token::Literal(text) if text.starts_with('$') => {
                let tag = text[1..].find('$').map_or(0, |end| end + 2);
                text.get(tag..text.len().saturating_sub(tag)).is_none_or(|body| {
                    body.contains(['\'', '$']) || body.contains("--") || body.contains("/*")
                })
            }
            Token::Literal(_) => true,
            _ => false,
        });
    let at = tokens.iter().position(|(token, ..)| token.is("function") || token.is("procedure"));
    let name = at.and_then(|at| relation(tokens, at + 1)).map(|(name, ..)| name);
    match name.filter(|_| !carries) {
        Some(name) => {
            let plain = name.rsplit('.').next().unwrap_or(&name).to_owned();
            Rule::Code { name: plain, text: bytes.to_vec() }
        }
        None => Rule::LeaveOut("functions with constants"),
    }
}

/// The name that begins at a token, its columns where they follow in parentheses, and the token behind them.
pub(super) fn relation(tokens: &[Placed<'_>], start: usize) -> Option<(String, Option<Vec<String>>, usize)> {
    let mut at = start;
    let mut name = tokens.get(at)?.0.name()?;
    at += 1;
    while tokens.get(at).is_some_and(|(token, ..)| *token == Token::Sign(b'.')) {
        name.push('.');
        name.push_str(&tokens.get(at + 1)?.0.name()?);
        at += 2;
    }
    if tokens.get(at).is_none_or(|(token, ..)| *token != Token::Sign(b'(')) {
        return Some((name, None, at));
    }
    let mut columns = Vec::new();
    at += 1;
    loop {
        match tokens.get(at)?.0 {
            Token::Sign(b')') => return Some((name, Some(columns), at + 1)),
            Token::Sign(b',') => {}
            token => match token.name() {
                Some(column) => columns.push(column),
                // Parameters of a function, say.
                None => return Some((name, None, at)),
            },
        }
        at += 1;
    }
}

fn copy_head(tokens: &[Placed<'_>]) -> Result<Rule, String> {
    let wrong = || "a COPY is not as pg_dump writes it".to_owned();
    let (table, columns, at) = relation(tokens, 1).ok_or_else(wrong)?;
    let rest: Vec<Token<'_>> = tokens[at..].iter().map(|(token, ..)| *token).collect();
    match rest.as_slice() {
        [from, stdin, Token::Sign(b';')] if from.is("from") && stdin.is("stdin") => {
            Ok(Rule::CopyData { table, columns })
        }
        _ => Err(wrong()),
    }
}

/// Settings that pg_dump writes, with values that it writes.
fn set(bytes: &[u8], tokens: &[Placed<'_>]) -> Result<Rule, String> {
    const KNOWN: [&str; 13] = [
        "statement_timeout",
        "lock_timeout",
        "idle_in_transaction_session_timeout",
        "transaction_timeout",
        "client_encoding",
        "standard_conforming_strings",
        "check_function_bodies",
        "xmloption",
        "client_min_messages",
        "row_security",
        "default_tablespace",
        "default_table_access_method",
        "search_path",
    ];
    let name = tokens.get(1).and_then(|(token, ..)| token.name()).unwrap_or_default();
    if name == "session" {
        return Ok(Rule::LeaveOut("owners and privileges"));
    }
    if !KNOWN.contains(&name.as_str()) {
        return Err("a setting is not known, and nothing that is not known is passed on".to_owned());
    }
    let values: Vec<Token<'_>> = tokens.iter().skip(2).map(|(token, ..)| *token).collect();
    let literal = values.iter().find_map(|token| match token {
        Token::Literal(text) => Some(*text),
        _ => None,
    });
    match (name.as_str(), literal) {
        ("client_encoding", Some("'UTF8'")) | (_, Some("''") | None) => Ok(Rule::Copy(bytes.to_vec())),
        ("client_encoding", _) => Err("the dump is not in UTF-8; make it with --encoding=UTF8".to_owned()),
        ("default_tablespace" | "search_path", Some(_)) => Ok(Rule::LeaveOut("tablespaces and search paths")),
        _ => Err("a setting has a text for its value, which none that is known has".to_owned()),
    }
}

fn select(bytes: &[u8], tokens: &[Placed<'_>]) -> Result<Rule, String> {
    let called = tokens
        .iter()
        .take_while(|(token, ..)| *token != Token::Sign(b'('))
        .filter_map(|(token, ..)| token.name())
        .last()
        .unwrap_or_default();
    let literals = tokens.iter().filter(|(token, ..)| matches!(token, Token::Literal(_))).count();
    match called.as_str() {
        "set_config"
            if literals == 2
                && tokens.iter().any(|(token, ..)| *token == Token::Literal("'search_path'")) =>
        {
            Ok(Rule::Copy(bytes.to_vec()))
        }
        "setval" => {
            // Where a sequence stands tells how many rows there were.
            let Some((Token::Literal(sequence), ..)) =
                tokens.iter().find(|(token, ..)| matches!(token, Token::Literal(_)))
            else {
                return Ok(Rule::LeaveOut(POSITIONS));
            };
            let text = format!("SELECT pg_catalog.setval({sequence}, 1, false);\n");
            Ok(Rule::Changed { text: text.into_bytes(), what: POSITIONS })
        }
        "pg_restore_relation_stats" | "pg_restore_attribute_stats" | "pg_restore_extended_stats" => {
            Ok(Rule::LeaveOut("statistics"))
        }
        name if name.starts_with("lo_") || name == "lowrite" => {
            Err("the dump holds large objects, which are not masked; make it with --no-large-objects"
                .to_owned())
        }
        _ => Err("a SELECT is not known, and nothing that is not known is passed on".to_owned()),
    }
}

fn alter_table(read: &Read<'_>) -> Result<Rule, String> {
    let Read { bytes, text, tokens, literal } = read;
    let has = |words: &[&str]| {
        tokens
            .windows(words.len())
            .any(|window| window.iter().zip(words).all(|((token, ..), word)| token.is(word)))
    };
    if has(&["owner", "to"]) {
        return Ok(Rule::LeaveOut("owners and privileges"));
    }
    if has(&["attach", "partition"]) {
        return Err(
            "the dump has partitions, whose bounds are values; make it with --load-via-partition-root"
                .to_owned(),
        );
    }
    if has(&["set", "default"]) && !has(&["nextval"]) && tokens.iter().any(|(token, ..)| telling(*token)) {
        return Ok(Rule::LeaveOut("defaults with constants"));
    }
    if has(&["nextval"]) || !literal {
        let positions = without_positions(text, tokens).filter(|_| has(&["identity"]));
        return Ok(match positions {
            Some(text) => Rule::Changed { text: text.into_bytes(), what: POSITIONS },
            None => Rule::Copy(bytes.to_vec()),
        });
    }
    if has(&["check"]) {
        return Ok(Rule::LeaveOut("checks with constants"));
    }
    if has(&["set", "default"]) {
        return Ok(Rule::LeaveOut("defaults with constants"));
    }
    Ok(Rule::LeaveOut("statements with constants"))
}
