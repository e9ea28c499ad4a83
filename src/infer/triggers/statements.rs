//! The statements of a block of PL/pgSQL, as far as their words tell where one begins and ends.

use sqlparser::dialect::PostgreSqlDialect;
use sqlparser::tokenizer::{Token, Tokenizer};

/// What matters of a statement.
pub(super) enum Statement<'a> {
    /// It raises an error.
    Raise,
    /// It ends the function, with a row or without.
    Return { row: bool },
    /// Conditions in their turn, each with what is done where it is met.
    If { branches: Vec<(String, &'a [Token])>, otherwise: Option<&'a [Token]> },
    /// It writes a column of the new row, computed by what stands behind.
    Writes { column: String, from: &'a [Token] },
    /// Another one: whether an error may be raised within, and the columns that may be written.
    Other { raises: bool, writes: Vec<String> },
}

/// What a function declares, and the statements between its BEGIN and END.
pub(super) fn body(text: &str) -> Option<(Vec<Token>, Vec<Token>)> {
    let tokens = Tokenizer::new(&PostgreSqlDialect {}, text).tokenize().ok()?;
    let mut tokens: Vec<Token> =
        tokens.into_iter().filter(|token| !matches!(token, Token::Whitespace(_))).collect();
    let begin = tokens.iter().position(|token| is(token, "begin"))?;
    let mut body = tokens.split_off(begin + 1);
    let end = body.iter().rposition(|token| is(token, "end"))?;
    body.truncate(end);
    Some((tokens, body))
}

/// What the variables of a function begin with.
pub(super) fn beginnings(declared: &[Token]) -> impl Iterator<Item = &[Token]> {
    declared.split(|token| *token == Token::SemiColon).filter_map(|one| {
        let at = one.iter().position(|token| *token == Token::Assignment || is(token, "default"))?;
        one.get(at + 1..)
    })
}

/// Takes a block apart.
pub(super) fn statements(tokens: &[Token]) -> Vec<Statement<'_>> {
    let mut all = Vec::new();
    let mut rest = tokens;
    while let Some(first) = rest.first() {
        // What is done when an error is raised.
        if is(first, "exception") {
            break;
        }
        let (one, after) = rest.split_at(length(rest));
        all.push(statement(one));
        rest = after;
    }
    all
}

fn is(token: &Token, word: &str) -> bool {
    matches!(token, Token::Word(w) if w.quote_style.is_none() && w.value.eq_ignore_ascii_case(word))
}

/// Functions of the server that compute a value from others, always the same, and take what they are given.
const MILD: &[&str] = &[
    "abs",
    "array_to_string",
    "array_to_tsvector",
    "btrim",
    "ceil",
    "char_length",
    "coalesce",
    "concat",
    "concat_ws",
    "encode",
    "floor",
    "greatest",
    "initcap",
    "jsonb_build_object",
    "jsonb_strip_nulls",
    "least",
    "left",
    "length",
    "lower",
    "lpad",
    "ltrim",
    "md5",
    "nullif",
    "regexp_replace",
    "replace",
    "right",
    "round",
    "rpad",
    "rtrim",
    "setweight",
    "split_part",
    "strip",
    "substr",
    "substring",
    "to_jsonb",
    "to_tsvector",
    "translate",
    "trim",
    "upper",
];

/// Whether a function is one that computes a value from others, always the same.
pub(super) fn is_mild_function(name: &str) -> bool {
    MILD.iter().any(|mild| name.eq_ignore_ascii_case(mild))
}

/// Whether an expression does no more than to compute a value from the row, always the same.
pub(super) fn is_mild(tokens: &[Token]) -> bool {
    // Words before a bracket that call nothing.
    let joins = ["and", "case", "else", "in", "not", "or", "then", "when"];
    tokens.iter().enumerate().all(|(at, token)| {
        let Token::Word(word) = token else { return true };
        let calls = tokens.get(at + 1) == Some(&Token::LParen) && !joins.iter().any(|join| is(token, join));
        let value = word.value.to_ascii_lowercase();
        let asks = value == "select" || value.starts_with("current_") || value.starts_with("localtime");
        !asks && (!calls || is_mild_function(&value))
    })
}

/// How many tokens a statement has: to the semicolon that is in nothing which it opens.
fn length(tokens: &[Token]) -> usize {
    let mut depth = 0usize;
    for (at, token) in tokens.iter().enumerate() {
        let closes = at > 0 && is(&tokens[at - 1], "end");
        if !closes && ["if", "case", "loop", "begin"].iter().any(|word| is(token, word)) && opens(tokens, at)
        {
            depth += 1;
        }
        if is(token, "end") {
            depth = depth.saturating_sub(1);
        }
        if *token == Token::SemiColon && depth == 0 {
            return at + 1;
        }
    }
    tokens.len()
}

/// Whether a word opens what an END closes: not the IF of `IF EXISTS`.
fn opens(tokens: &[Token], at: usize) -> bool {
    !(is(&tokens[at], "if")
        && at > 0
        && tokens.get(at + 1).is_some_and(|next| is(next, "exists") || is(next, "not"))
        && ["table", "schema", "index", "view", "extension"].iter().any(|word| is(&tokens[at - 1], word)))
}

fn statement(tokens: &[Token]) -> Statement<'_> {
    let word = |at: usize, word: &str| tokens.get(at).is_some_and(|token| is(token, word));
    if word(0, "raise") && raises(tokens) {
        return Statement::Raise;
    }
    if word(0, "return") {
        return Statement::Return { row: !word(1, "null") };
    }
    if word(0, "if") {
        return branches(tokens);
    }
    if let Some(column) = written(tokens) {
        return Statement::Writes { column, from: tokens.get(4..).unwrap_or_default() };
    }
    let starts = |at: &usize| {
        at.checked_sub(1).is_none_or(|before| {
            tokens[before] == Token::SemiColon
                || ["then", "else", "loop", "begin"].iter().any(|w| is(&tokens[before], w))
        })
    };
    let raises = (0..tokens.len()).filter(starts).any(|at| is(&tokens[at], "raise") && raises(&tokens[at..]));
    let writes = (0..tokens.len()).filter_map(|at| new_column(&tokens[at..]));
    Statement::Other { raises, writes: writes.collect() }
}

/// Whether RAISE is about an error, and not about a word to the log.
fn raises(tokens: &[Token]) -> bool {
    let told = ["debug", "log", "info", "notice", "warning"];
    !tokens.get(1).is_some_and(|level| told.iter().any(|word| is(level, word)))
}

/// `NEW.a`.
fn new_column(tokens: &[Token]) -> Option<String> {
    match tokens {
        [new, Token::Period, Token::Word(column), ..] if is(new, "new") => Some(column.value.clone()),
        _ => None,
    }
}

/// The column that `NEW.a := …` writes.
fn written(tokens: &[Token]) -> Option<String> {
    let column = new_column(tokens)?;
    matches!(tokens.get(3), Some(Token::Assignment | Token::Eq)).then_some(column)
}

fn branches(tokens: &[Token]) -> Statement<'_> {
    let mut branches = Vec::new();
    let mut otherwise = None;
    // Conditions may hold a CASE, and blocks other statements.
    let (mut depth, mut condition, mut begins) = (0usize, Some(1), 0);
    let text = |from: usize, to: usize| {
        tokens[from..to].iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
    };
    let mut open: Option<String> = None;
    for (at, token) in tokens.iter().enumerate().skip(1) {
        let closes = is(&tokens[at - 1], "end");
        if is(token, "end") {
            if depth == 0 {
                match open.take() {
                    Some(condition) => branches.push((condition, &tokens[begins..at])),
                    None => otherwise = Some(&tokens[begins..at]),
                }
                break;
            }
            depth -= 1;
        } else if !closes && ["if", "case", "loop", "begin"].iter().any(|word| is(token, word)) {
            depth += 1;
        } else if depth == 0 && is(token, "then") {
            if let Some(from) = condition.take() {
                open = Some(text(from, at));
                begins = at + 1;
            }
        } else if depth == 0
            && condition.is_none()
            && ["elsif", "elseif", "else"].iter().any(|word| is(token, word))
        {
            if let Some(condition) = open.take() {
                branches.push((condition, &tokens[begins..at]));
            }
            condition = (!is(token, "else")).then_some(at + 1);
            begins = at + 1;
        }
    }
    Statement::If { branches, otherwise }
}
