//! Expressions without what only the server needs: parentheses, casts between texts, lists as arrays.

use super::spelling;
use sqlparser::ast::{
    BinaryOperator, CaseWhen, DataType, Expr, Function, FunctionArg, FunctionArgExpr, FunctionArguments,
    Value,
};

/// The expression without parentheses and without casts between texts, `VALUE` put in.
pub(in super::super) fn strip(expr: Expr, value: Option<&str>) -> Expr {
    match expr {
        Expr::Nested(inner) => strip(*inner, value),
        Expr::BinaryOp { left, op, right } => spelling::joined(strip(*left, value), op, strip(*right, value)),
        other => spelling::plain(strip_other(other, value)),
    }
}

/// The same of all but chains of operators, which are deeper than all else and for which the stack must last.
fn strip_other(expr: Expr, value: Option<&str>) -> Expr {
    match expr {
        Expr::Cast { expr, data_type, .. } if is_text(&data_type) => strip(*expr, value),
        Expr::Cast { expr, data_type, kind, format } => match strip(*expr, value) {
            inner if is_bare(&inner, &data_type) => inner,
            inner => number_of(&inner, &data_type).unwrap_or(Expr::Cast {
                expr: Box::new(inner),
                data_type,
                kind,
                format,
            }),
        },
        Expr::UnaryOp { op, expr } => Expr::UnaryOp { op, expr: Box::new(strip(*expr, value)) },
        Expr::IsDistinctFrom(a, b) => {
            Expr::IsDistinctFrom(Box::new(strip(*a, value)), Box::new(strip(*b, value)))
        }
        Expr::IsNotDistinctFrom(a, b) => {
            Expr::IsNotDistinctFrom(Box::new(strip(*a, value)), Box::new(strip(*b, value)))
        }
        Expr::IsNull(e) => each_of_row(strip(*e, value), Expr::IsNull),
        Expr::IsNotNull(e) => each_of_row(strip(*e, value), Expr::IsNotNull),
        Expr::IsTrue(e) => Expr::IsTrue(Box::new(strip(*e, value))),
        Expr::IsNotTrue(e) => Expr::IsNotTrue(Box::new(strip(*e, value))),
        Expr::IsFalse(e) => Expr::IsFalse(Box::new(strip(*e, value))),
        Expr::IsNotFalse(e) => Expr::IsNotFalse(Box::new(strip(*e, value))),
        Expr::AnyOp { left, compare_op, right, .. } => any(*left, compare_op, *right, value, false),
        Expr::AllOp { left, compare_op, right } => any(*left, compare_op, *right, value, true),
        Expr::InList { expr, list, negated } => Expr::InList {
            expr: Box::new(strip(*expr, value)),
            list: list.into_iter().map(|e| strip(e, value)).collect(),
            negated,
        },
        Expr::Between { expr, negated, low, high } => Expr::Between {
            expr: Box::new(strip(*expr, value)),
            negated,
            low: Box::new(strip(*low, value)),
            high: Box::new(strip(*high, value)),
        },
        Expr::Function(function) => Expr::Function(arguments(function, value)),
        Expr::Trim { .. }
        | Expr::Position { .. }
        | Expr::Substring { .. }
        | Expr::Extract { .. }
        | Expr::Case { .. } => strip_call(expr, value),
        Expr::Identifier(ident)
            if ident.quote_style.is_none() && ident.value.eq_ignore_ascii_case("value") =>
        {
            match value {
                Some(column) => Expr::Identifier(sqlparser::ast::Ident::with_quote('"', column)),
                None => Expr::Identifier(ident),
            }
        }
        other => other,
    }
}

/// `ROW(a, b) IS NULL` as `a IS NULL AND b IS NULL`; what is no row is as it was.
fn each_of_row(of: Expr, test: fn(Box<Expr>) -> Expr) -> Expr {
    let parts: Vec<Expr> = match spelling::called(&of) {
        Some((function, args)) if function == "row" => args.into_iter().cloned().collect(),
        _ => match &of {
            Expr::Tuple(parts) => parts.clone(),
            _ => Vec::new(),
        },
    };
    let and =
        |a: Expr, b: Expr| Expr::BinaryOp { left: Box::new(a), op: BinaryOperator::And, right: Box::new(b) };
    let each = parts.into_iter().map(|part| test(Box::new(part))).reduce(and);
    each.unwrap_or_else(|| test(Box::new(of)))
}

/// The same of calls that the language writes in words of their own.
fn strip_call(expr: Expr, value: Option<&str>) -> Expr {
    match expr {
        Expr::Trim { expr, trim_where, trim_what, trim_characters } => Expr::Trim {
            expr: Box::new(strip(*expr, value)),
            trim_where,
            trim_what: trim_what.map(|what| Box::new(strip(*what, value))),
            trim_characters,
        },
        Expr::Position { expr, r#in } => {
            Expr::Position { expr: Box::new(strip(*expr, value)), r#in: Box::new(strip(*r#in, value)) }
        }
        Expr::Substring { expr, substring_from, substring_for, special, shorthand } => Expr::Substring {
            expr: Box::new(strip(*expr, value)),
            substring_from: substring_from.map(|from| Box::new(strip(*from, value))),
            substring_for: substring_for.map(|n| Box::new(strip(*n, value))),
            special,
            shorthand,
        },
        Expr::Case { case_token, end_token, operand, conditions, else_result } => Expr::Case {
            case_token,
            end_token,
            operand: operand.map(|operand| Box::new(strip(*operand, value))),
            conditions: conditions
                .into_iter()
                .map(|when| CaseWhen {
                    condition: strip(when.condition, value),
                    result: strip(when.result, value),
                })
                .collect(),
            else_result: else_result.map(|other| Box::new(strip(*other, value))),
        },
        Expr::Extract { field, syntax, expr } => {
            let inner = strip(*expr, value);
            let whole = Expr::Extract { field: field.clone(), syntax, expr: Box::new(inner.clone()) };
            spelling::extracted(&field.to_string(), &inner, whole)
        }
        other => other,
    }
}

/// `= ANY (ARRAY[…])` and `<> ALL (ARRAY[…])` as lists.
fn any(left: Expr, op: BinaryOperator, right: Expr, value: Option<&str>, all: bool) -> Expr {
    let left = strip(left, value);
    let mut right = right;
    loop {
        right = match right {
            Expr::Nested(inner) => *inner,
            Expr::Cast { expr, .. } => *expr,
            other => break right = other,
        };
    }
    match (&right, &op) {
        (Expr::Array(array), BinaryOperator::Eq | BinaryOperator::NotEq)
            if all == (op == BinaryOperator::NotEq) =>
        {
            let list = array.elem.iter().map(|e| strip(e.clone(), value)).collect();
            Expr::InList { expr: Box::new(left), list, negated: all }
        }
        _ if all => Expr::AllOp { left: Box::new(left), compare_op: op, right: Box::new(right) },
        _ => Expr::AnyOp { left: Box::new(left), compare_op: op, right: Box::new(right), is_some: false },
    }
}

fn arguments(mut function: Function, value: Option<&str>) -> Function {
    if let FunctionArguments::List(list) = &mut function.args {
        for arg in &mut list.args {
            if let FunctionArg::Unnamed(FunctionArgExpr::Expr(e)) = arg {
                *e = strip(e.clone(), value);
            }
        }
    }
    function
}

/// Whether what a cast gives is what it is of: a number or a document that is one already.
fn is_bare(inner: &Expr, data_type: &DataType) -> bool {
    match inner {
        // A number that is written as a text with a cast is made one.
        Expr::Value(v) if matches!(v.value, Value::SingleQuotedString(_)) => {
            // A document in a schema is its text.
            matches!(data_type, DataType::JSON | DataType::JSONB)
                || (is_number(data_type) && number_of(inner, data_type).is_none())
        }
        Expr::Value(_) | Expr::Identifier(_) | Expr::UnaryOp { .. } => is_number(data_type),
        _ => false,
    }
}

/// The number that a text with a cast is.
fn number_of(inner: &Expr, data_type: &DataType) -> Option<Expr> {
    let Expr::Value(v) = inner else { return None };
    let Value::SingleQuotedString(text) = &v.value else { return None };
    let is_one = is_number(data_type) && text.parse::<f64>().is_ok();
    is_one.then(|| Expr::value(Value::Number(text.clone(), false)))
}

fn is_text(data_type: &DataType) -> bool {
    let name = data_type.to_string().to_lowercase();
    ["text", "character varying", "varchar", "bpchar", "character", "char", "citext", "name"]
        .iter()
        .any(|text| name == *text || name.starts_with(&format!("{text}(")) || name == format!("{text}[]"))
        || matches!(data_type, DataType::Custom(..))
}

fn is_number(data_type: &DataType) -> bool {
    let name = data_type.to_string().to_lowercase();
    // An interval begins like an integer.
    ["numeric", "integer", "bigint", "smallint", "double precision", "real", "decimal", "int"]
        .iter()
        .any(|n| name.strip_prefix(n).is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric())))
}
