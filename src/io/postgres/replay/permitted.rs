//! Which statements define something and do no more: only these are sent to the server.
//!
//! What `sqlparser` reads is judged by what it is. What it does not read yet, such as an exclusion constraint, is judged by its
//! words: a definition runs nothing unless a query follows AS, or it holds one.

use super::Step;
use crate::shape::is_shallow;
use sqlparser::ast::{AlterColumnOperation, AlterTableOperation, Statement};
use sqlparser::dialect::PostgreSqlDialect;
use sqlparser::parser::Parser;
use sqlparser::tokenizer::{Token, Tokenizer};

/// The statement, where it was parsed, if it may be sent; none where it may not.
#[expect(clippy::option_option, reason = "whether it may be sent, and what it is")]
pub(super) fn permitted(text: &str, step: Step) -> Option<Option<Statement>> {
    let dialect = PostgreSqlDialect {};
    let tokens = Tokenizer::new(&dialect, text).tokenize().ok()?;
    let tokens: Vec<Token> =
        tokens.into_iter().filter(|token| !matches!(token, Token::Whitespace(_))).collect();
    if tokens.is_empty() || !is_shallow(&tokens) || !is_plain(&tokens) {
        return None;
    }
    let mut parser = Parser::new(&dialect).with_recursion_limit(200).try_with_sql(text).ok()?;
    let parsed = parser.parse_statements().ok();
    match parsed.map(<[Statement; 1]>::try_from) {
        Some(Ok([only])) => is_definition(&only, step).then_some(Some(only)),
        Some(Err(_several)) => None,
        None => (step != Step::Additions || adds(&tokens)).then_some(None),
    }
}

/// Whether a parsed statement is what its first words say, and has no query in it.
fn is_definition(statement: &Statement, step: Step) -> bool {
    match (step, statement) {
        (
            Step::Types,
            Statement::CreateType { .. } | Statement::CreateDomain(_) | Statement::CreateSequence { .. },
        )
        | (Step::Indexes, Statement::CreateIndex(_))
        | (Step::Comments, Statement::Comment { .. }) => true,
        (Step::Tables, Statement::CreateTable(table)) => table.query.is_none(),
        (Step::Additions, Statement::AlterTable(alter)) => {
            alter.operations.iter().all(|operation| match operation {
                AlterTableOperation::AddConstraint { .. }
                | AlterTableOperation::AddColumn { .. }
                | AlterTableOperation::AttachPartition { .. } => true,
                AlterTableOperation::AlterColumn { op, .. } => matches!(
                    op,
                    AlterColumnOperation::SetDefault { .. }
                        | AlterColumnOperation::SetNotNull
                        | AlterColumnOperation::AddGenerated { .. }
                ),
                _ => false,
            })
        }
        _ => false,
    }
}

/// A word without quotes, in lower case.
fn bare(token: &Token) -> Option<String> {
    match token {
        Token::Word(word) if word.quote_style.is_none() => Some(word.value.to_ascii_lowercase()),
        _ => None,
    }
}

/// Whether nothing in a definition could run: no query, and no call in the bounds of a partition.
fn is_plain(tokens: &[Token]) -> bool {
    let (mut depth, mut bounds) = (0_i64, false);
    let begin: Vec<String> = tokens.iter().take(3).filter_map(bare).collect();
    let table =
        begin.first().is_some_and(|word| word == "create") && begin.iter().any(|word| word == "table");
    for (at, token) in tokens.iter().enumerate() {
        match token {
            Token::LParen => depth += 1,
            Token::RParen => depth -= 1,
            Token::SemiColon => return false,
            _ => {}
        }
        let Some(word) = bare(token) else { continue };
        let after = tokens.get(at + 1);
        bounds |= depth == 0 && word == "for" && after.and_then(bare).as_deref() == Some("values");
        let calls = matches!(after, Some(Token::LParen));
        let runs = match word.as_str() {
            "select" | "execute" => true,
            // Outside of parentheses, AS in a table begins a query.
            "as" => table && depth == 0,
            "in" | "from" | "to" | "with" => false,
            _ => bounds && calls,
        };
        if runs {
            return false;
        }
    }
    true
}

/// Whether every action of an ALTER TABLE that was not parsed adds something.
fn adds(tokens: &[Token]) -> bool {
    let mut depth = 0_i64;
    let mut actions: Vec<Vec<String>> = vec![Vec::new()];
    for token in tokens {
        match token {
            Token::LParen => depth += 1,
            Token::RParen => depth -= 1,
            Token::Comma if depth == 0 => actions.push(Vec::new()),
            _ => {}
        }
        // A name in quotes is a word that is no keyword.
        if let (Token::Word(_), Some(last)) = (token, actions.last_mut()) {
            last.push(bare(token).unwrap_or_default());
        }
    }
    let action = |words: &[String]| {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        match words.as_slice() {
            ["add", ..] | ["attach", "partition", ..] => true,
            ["alter", "column", _, rest @ ..] | ["alter", _, rest @ ..] => {
                matches!(rest, ["set", "default", ..] | ["set", "not", "null"] | ["add", "generated", ..])
            }
            _ => false,
        }
    };
    // The first one stands behind the name of the table, which has one word or two.
    let first =
        actions[0].iter().skip_while(|w| ["alter", "table", "if", "exists", "only"].contains(&w.as_str()));
    let first: Vec<String> = first.cloned().collect();
    let begins = (1..=2).any(|n| first.len() > n && action(&first[n..]));
    begins && actions[1..].iter().all(|words| action(words))
}

#[cfg(test)]
mod tests {
    use super::{Step, permitted};

    #[test]
    fn definitions_are_permitted_and_what_runs_is_not() {
        let all = [
            (Step::Tables, "CREATE TABLE a (b integer, EXCLUDE USING gist (b WITH =))", true),
            (Step::Tables, "CREATE TABLE a (b integer GENERATED ALWAYS AS (1) STORED)", true),
            (
                Step::Tables,
                "CREATE TABLE a PARTITION OF b FOR VALUES FROM ('2024-01-01') TO (MAXVALUE)",
                true,
            ),
            (Step::Tables, "CREATE TABLE a PARTITION OF b FOR VALUES IN (lower('x'))", false),
            (Step::Tables, "CREATE TABLE a AS SELECT 1", false),
            (Step::Tables, "CREATE TABLE a AS (WITH b AS (VALUES (1)) TABLE b)", false),
            (Step::Tables, "CREATE TABLE a (b) AS VALUES (1)", false),
            (Step::Tables, "CREATE TABLE a AS TABLE b", false),
            (Step::Tables, "CREATE TABLE a AS EXECUTE b", false),
            (Step::Tables, "CREATE TABLE a (b integer); DROP TABLE c", false),
            (Step::Additions, "ALTER TABLE a ADD EXCLUDE USING gist (b WITH &&)", true),
            (
                Step::Additions,
                "ALTER TABLE ONLY a.\"add\" ALTER COLUMN b ADD GENERATED BY DEFAULT AS IDENTITY (SEQUENCE NAME c)",
                true,
            ),
            (Step::Additions, "ALTER TABLE a ADD b integer, DROP c", false),
            (Step::Additions, "ALTER TABLE a ALTER b TYPE text USING f(b), ADD c integer", false),
            (Step::Types, "CREATE TYPE a AS RANGE (subtype = numeric)", true),
            (Step::Types, "CREATE DOMAIN a AS text CHECK (VALUE IN (SELECT 'x'))", false),
        ];
        for (step, text, expected) in all {
            assert_eq!(permitted(text, step).is_some(), expected, "{text}");
        }
    }
}
