//! Functions of a file: what they are called stands in the server as an empty shell, so that checks and defaults that call them
//! can be defined; what they do is kept as text, and runs nowhere.

use crate::shape::{Function, is_shallow};
use sqlparser::ast::{
    ArgMode, CreateFunction, CreateFunctionBody, DataType, Expr, FunctionCalledOnNull, FunctionReturnType,
    ObjectName, Statement, Value,
};
use sqlparser::dialect::PostgreSqlDialect;
use sqlparser::parser::Parser;
use sqlparser::tokenizer::Tokenizer;

/// A function of a file.
pub(super) struct Shell {
    /// The statement that makes the shell: its name and types, and a body of our own that gives NULL.
    pub sql: String,
    /// What the function is.
    pub function: Function,
}

/// Reads a CREATE FUNCTION; none where it is not understood, or gives nothing that a check could ask.
pub(super) fn shell(text: &str) -> Option<Shell> {
    let dialect = PostgreSqlDialect {};
    let tokens = Tokenizer::new(&dialect, text).tokenize().ok()?;
    if !is_shallow(&tokens) {
        return None;
    }
    let mut parser = Parser::new(&dialect).with_recursion_limit(100).try_with_sql(text).ok()?;
    let [Statement::CreateFunction(read)] =
        <[Statement; 1]>::try_from(parser.parse_statements().ok()?).ok()?
    else {
        return None;
    };
    let gives = match &read.return_type {
        Some(FunctionReturnType::DataType(gives)) => plain(gives)?,
        _ => return None,
    };
    if ["trigger", "event_trigger", "void", "record"].contains(&gives.to_ascii_lowercase().as_str()) {
        return None;
    }
    let (mut parameters, mut takes) = (Vec::new(), Vec::new());
    for arg in read.args.iter().flatten() {
        if !matches!(arg.mode, None | Some(ArgMode::In)) {
            return None;
        }
        let otherwise = if arg.default_expr.is_some() { " DEFAULT NULL" } else { "" };
        takes.push(format!("{}{otherwise}", plain(&arg.data_type)?));
        parameters.push(arg.name.as_ref().map_or(String::new(), |name| match name.quote_style {
            Some(_) => name.value.clone(),
            None => name.value.to_lowercase(),
        }));
    }
    let (schema, name) = named(&read.name)?;
    let called = super::super::session::qualified(&schema, &name);
    let sql = format!(
        "CREATE FUNCTION {called}({}) RETURNS {gives} LANGUAGE sql IMMUTABLE AS 'SELECT NULL::{gives}'",
        takes.join(", ")
    );
    let function = Function {
        schema,
        name,
        parameters,
        language: read.language.as_ref().map_or("sql".to_owned(), |language| language.value.to_lowercase()),
        strict: matches!(
            read.called_on_null,
            Some(FunctionCalledOnNull::Strict | FunctionCalledOnNull::ReturnsNullOnNullInput)
        ),
        body: body(&read)?,
    };
    Some(Shell { sql, function })
}

/// A type as SQL writes it, where nothing stands in it that a name, its length and brackets do not need.
fn plain(data_type: &DataType) -> Option<String> {
    let text = data_type.to_string();
    let fits = |c: char| c.is_alphanumeric() || " _.,()[]\"".contains(c);
    text.chars().all(fits).then_some(text)
}

fn named(name: &ObjectName) -> Option<(String, String)> {
    let part = |at: usize| {
        let ident = name.0.get(at)?.as_ident()?;
        Some(if ident.quote_style.is_some() { ident.value.clone() } else { ident.value.to_lowercase() })
    };
    match name.0.len() {
        1 => Some(("public".to_owned(), part(0)?)),
        2 => Some((part(0)?, part(1)?)),
        _ => None,
    }
}

fn body(read: &CreateFunction) -> Option<String> {
    match read.function_body.as_ref()? {
        CreateFunctionBody::AsBeforeOptions { body: Expr::Value(value), .. }
        | CreateFunctionBody::AsAfterOptions(Expr::Value(value)) => match &value.value {
            Value::SingleQuotedString(text) | Value::EscapedStringLiteral(text) => Some(text.clone()),
            Value::DollarQuotedString(text) => Some(text.value.clone()),
            _ => None,
        },
        CreateFunctionBody::Return(expr) => Some(format!("RETURN {expr}")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::shell;

    #[test]
    fn functions_are_kept_as_text_behind_a_shell_that_gives_nothing() {
        let read = shell(
            "CREATE OR REPLACE FUNCTION gm.\"Blank\"(of text, n integer DEFAULT 2) RETURNS boolean LANGUAGE plpgsql STRICT \
             SET search_path TO 'pg_catalog' AS $_$ BEGIN RETURN of = ''; END $_$",
        )
        .unwrap();
        assert_eq!(
            read.sql,
            "CREATE FUNCTION \"gm\".\"Blank\"(TEXT, INTEGER DEFAULT NULL) RETURNS BOOLEAN LANGUAGE sql IMMUTABLE AS 'SELECT NULL::BOOLEAN'"
        );
        assert_eq!(read.function.parameters, ["of", "n"]);
        assert!(read.function.strict && read.function.body.contains("RETURN of = ''"));
        for text in [
            "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'x'",
            "CREATE FUNCTION f(OUT a integer) RETURNS integer LANGUAGE sql AS 'SELECT 1'",
            "CREATE FUNCTION f() RETURNS SETOF integer LANGUAGE sql AS 'SELECT 1'",
            "CREATE FUNCTION f(a \"x'; DROP TABLE y; --\") RETURNS integer LANGUAGE sql AS 'SELECT 1'",
            "CREATE FUNCTION f() RETURNS integer LANGUAGE sql AS 'SELECT 1'; DROP TABLE y",
            "CREATE TABLE f (a integer)",
        ] {
            assert!(shell(text).is_none(), "{text}");
        }
    }
}
