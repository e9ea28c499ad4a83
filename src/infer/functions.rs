//! Functions of a database's own that a check calls: one that is a single expression is put in the place of its call.

use super::predicate::parse;
use crate::shape::Function;
use sqlparser::ast::{
    Expr, FunctionArg, FunctionArgExpr, FunctionArguments, GroupByExpr, Ident, ObjectName, SelectItem,
    SetExpr, Statement, Value, visit_expressions, visit_expressions_mut,
};
use sqlparser::dialect::PostgreSqlDialect;
use sqlparser::parser::Parser;
use std::ops::ControlFlow;

/// How deep functions that call functions are followed; one that calls itself ends here.
const DEEPEST: usize = 8;

/// How many calls of one check are replaced, whatever they call in their turn.
const MOST: usize = 64;

/// An expression with the calls of functions that are one expression replaced by what they give.
pub(super) fn inlined(mut expr: Expr, functions: &[Function]) -> Expr {
    let mut left = if functions.is_empty() { 0 } else { MOST };
    inline(&mut expr, functions, DEEPEST, &mut left);
    expr
}

fn inline(expr: &mut Expr, functions: &[Function], depth: usize, left: &mut usize) {
    if depth == 0 || *left == 0 {
        return;
    }
    // What was put in is not looked at again here: its own calls are replaced before.
    let seen = visit_expressions_mut(expr, |e: &mut Expr| {
        if *left > 0
            && let Some(mut given) = replacement(e, functions)
        {
            *left -= 1;
            inline(&mut given, functions, depth - 1, left);
            *e = Expr::Nested(Box::new(given));
        }
        ControlFlow::<()>::Continue(())
    });
    debug_assert!(seen.is_continue(), "every expression is seen");
}

/// What a call gives, where it calls one of the functions, and only one by its name and arguments.
fn replacement(expr: &Expr, functions: &[Function]) -> Option<Expr> {
    let Expr::Function(call) = expr else { return None };
    let FunctionArguments::List(list) = &call.args else { return None };
    let given: Vec<&Expr> = list.args.iter().map(positional).collect::<Option<_>>()?;
    let (schema, name) = named(&call.name)?;
    let mut all = functions.iter().filter(|function| {
        function.name == name
            && schema.as_ref().is_none_or(|schema| *schema == function.schema)
            && function.parameters.len() == given.len()
    });
    let (function, None) = (all.next()?, all.next()) else { return None };
    filled_in(body(function)?, &function.parameters, &given)
}

fn positional(arg: &FunctionArg) -> Option<&Expr> {
    match arg {
        FunctionArg::Unnamed(FunctionArgExpr::Expr(expr)) => Some(expr),
        _ => None,
    }
}

/// The schema, if it is named, and the name of a function, as the catalog has them.
fn named(name: &ObjectName) -> Option<(Option<String>, String)> {
    let parts: Vec<&Ident> = name.0.iter().map(|part| part.as_ident()).collect::<Option<_>>()?;
    let exact = |ident: &Ident| match ident.quote_style {
        Some(_) => ident.value.clone(),
        None => ident.value.to_lowercase(),
    };
    match parts.as_slice() {
        [name] => Some((None, exact(name))),
        [schema, name] => Some((Some(exact(schema)), exact(name))),
        _ => None,
    }
}

/// The one expression that a function is: `SELECT …`, `RETURN …`, or a block that does nothing but return.
fn body(function: &Function) -> Option<Expr> {
    let text = function.body.trim().trim_end_matches(';').trim_end();
    let expr = match function.language.as_str() {
        "plpgsql" => {
            let inner = without(text, "begin")?.trim_start();
            let end = inner.len().checked_sub("end".len())?;
            let (inner, end) = inner.is_char_boundary(end).then(|| inner.split_at(end))?;
            let inner = inner.trim_end().strip_suffix(';').filter(|_| end.eq_ignore_ascii_case("end"))?;
            parse(without(inner, "return")?)
        }
        "sql" => match without(text, "return") {
            Some(rest) => parse(rest),
            None => selected(text),
        },
        _ => None,
    }?;
    // A function that gives NULL for NULL says more than its expression where that looks for NULL itself.
    (!function.strict || !looks_for_null(&expr)).then_some(expr)
}

/// What stands behind a word at the beginning of a text.
fn without<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let begins = text.get(..word.len()).is_some_and(|first| first.eq_ignore_ascii_case(word));
    text.get(word.len()..).filter(|rest| begins && rest.starts_with(|c: char| c.is_whitespace() || c == '('))
}

/// The expression of a query that selects one and reads nothing.
fn selected(text: &str) -> Option<Expr> {
    let mut parser = Parser::new(&PostgreSqlDialect {}).with_recursion_limit(100).try_with_sql(text).ok()?;
    let [Statement::Query(query)] = <[Statement; 1]>::try_from(parser.parse_statements().ok()?).ok()? else {
        return None;
    };
    let plain = query.with.is_none()
        && query.order_by.is_none()
        && query.limit_clause.is_none()
        && query.fetch.is_none()
        && query.locks.is_empty();
    let SetExpr::Select(select) = *query.body else { return None };
    let reads = !select.from.is_empty()
        || select.selection.is_some()
        || select.having.is_some()
        || select.distinct.is_some()
        || !matches!(&select.group_by, GroupByExpr::Expressions(list, _) if list.is_empty());
    match <[SelectItem; 1]>::try_from(select.projection) {
        Ok([SelectItem::UnnamedExpr(expr) | SelectItem::ExprWithAlias { expr, .. }]) if plain && !reads => {
            Some(expr)
        }
        _ => None,
    }
}

fn looks_for_null(expr: &Expr) -> bool {
    visit_expressions(expr, |e: &Expr| {
        let looks = match e {
            Expr::IsNull(_) | Expr::IsNotNull(_) | Expr::Case { .. } => true,
            Expr::IsDistinctFrom(..) | Expr::IsNotDistinctFrom(..) => true,
            Expr::IsTrue(_) | Expr::IsNotTrue(_) | Expr::IsFalse(_) | Expr::IsNotFalse(_) => true,
            Expr::Function(call) => named(&call.name).is_none_or(|(_, name)| name == "coalesce"),
            _ => false,
        };
        if looks { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    })
    .is_break()
}

/// A body with the arguments of a call in the places of its parameters; none where it names anything else or asks a table.
fn filled_in(mut body: Expr, parameters: &[String], given: &[&Expr]) -> Option<Expr> {
    // Arguments are put in behind the look at the names: they name columns.
    let mut places = Vec::new();
    let seen = visit_expressions(&body, |e: &Expr| {
        match e {
            Expr::Subquery(_)
            | Expr::Exists { .. }
            | Expr::InSubquery { .. }
            | Expr::CompoundIdentifier(_) => {
                return ControlFlow::Break(());
            }
            Expr::Identifier(_) | Expr::Value(_) => match place(e, parameters) {
                Some(at) if at < given.len() => places.push(at),
                Some(_) => return ControlFlow::Break(()),
                None if matches!(e, Expr::Identifier(_)) => return ControlFlow::Break(()),
                None => {}
            },
            _ => {}
        }
        ControlFlow::Continue(())
    });
    if seen.is_break() {
        return None;
    }
    // Marks first, so that no column of an argument is taken for a parameter of the same name.
    let mark = |at: usize| Expr::Identifier(Ident::new(format!("\u{0}{at}")));
    let mut put = |from: &dyn Fn(&Expr) -> Option<Expr>| {
        let seen = visit_expressions_mut(&mut body, |e: &mut Expr| {
            if let Some(other) = from(e) {
                *e = other;
            }
            ControlFlow::<()>::Continue(())
        });
        debug_assert!(seen.is_continue(), "every expression is seen");
    };
    put(&|e| place(e, parameters).map(mark));
    for (at, argument) in given.iter().enumerate().filter(|(at, _)| places.contains(at)) {
        put(&|e| (*e == mark(at)).then(|| Expr::Nested(Box::new((*argument).clone()))));
    }
    Some(body)
}

/// Which parameter an expression is, by its number or its name.
fn place(expr: &Expr, parameters: &[String]) -> Option<usize> {
    match expr {
        Expr::Value(value) => match &value.value {
            Value::Placeholder(text) => text.strip_prefix('$')?.parse::<usize>().ok()?.checked_sub(1),
            _ => None,
        },
        Expr::Identifier(ident) => {
            let name =
                if ident.quote_style.is_some() { ident.value.clone() } else { ident.value.to_lowercase() };
            parameters.iter().position(|parameter| *parameter == name)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::inlined;
    use crate::infer::predicate::parse;
    use crate::shape::Function;

    fn function(name: &str, parameters: &[&str], language: &str, body: &str) -> Function {
        Function {
            schema: "gm".to_owned(),
            name: name.to_owned(),
            parameters: parameters.iter().map(|&p| p.to_owned()).collect(),
            language: language.to_owned(),
            strict: name == "strict",
            body: body.to_owned(),
        }
    }

    #[test]
    fn calls_of_functions_that_are_one_expression_are_replaced() {
        let all = [
            function("blank", &[""], "sql", " select (coalesce(trim($1), '') = ''); "),
            function("filled", &["of"], "sql", "RETURN NOT gm.blank(of)"),
            function("short", &["b", "a"], "plpgsql", "\nBEGIN\n  RETURN length(b) < a;\nEND;"),
            function("strict", &[""], "sql", "SELECT $1 IS NOT NULL"),
            function("known", &["id"], "sql", "SELECT EXISTS (SELECT 1 FROM codes WHERE codes.id = id)"),
            function("reads", &["x"], "sql", "SELECT x FROM codes"),
            function("loops", &["x"], "sql", "SELECT gm.loops(x + 1)"),
            function("twice", &["x"], "sql", "SELECT 1"),
            function("twice", &["x"], "sql", "SELECT 2"),
            function("raises", &["x"], "plpgsql", "BEGIN RAISE NOTICE 'x'; RETURN true; END"),
            function("odd", &["x"], "plpgsql", "ü"),
        ];
        let cases = [
            ("gm.blank(a) IS FALSE", "((coalesce(trim((a)), '') = '')) IS FALSE"),
            ("gm.filled(a) AND c", "(NOT ((coalesce(trim(((a))), '') = ''))) AND c"),
            // A column that is called like a parameter stays the argument that it is.
            ("gm.short(a, b)", "(length((a)) < (b))"),
            ("gm.strict(a)", "gm.strict(a)"),
            ("gm.known(a)", "gm.known(a)"),
            ("gm.reads(a)", "gm.reads(a)"),
            ("gm.twice(a)", "gm.twice(a)"),
            ("gm.raises(a)", "gm.raises(a)"),
            ("gm.odd(a)", "gm.odd(a)"),
            ("other.blank(a)", "other.blank(a)"),
            ("blank(a, b)", "blank(a, b)"),
        ];
        for (text, expected) in cases {
            let expr = inlined(parse(text).unwrap(), &all);
            assert_eq!(expr.to_string().to_lowercase(), expected.to_lowercase(), "{text}");
        }
        // One that calls itself is followed a little way.
        let looped = inlined(parse("gm.loops(a)").unwrap(), &all).to_string();
        assert!(looped.contains("gm.loops(") && looped.len() < 500, "{looped}");
    }
}
