//! What checks say of documents, arrays and ranges.

use super::{Rule, column, constant, number, spelling};
use sqlparser::ast::{BinaryOperator, Expr, UnaryOperator, Value};

/// What a check says of a field of a document.
#[derive(Clone, Debug, PartialEq)]
pub(in super::super) enum Field {
    /// It is there.
    There,
    /// It is of this sort.
    Sort(String),
    /// It is one of these.
    OneOf(Vec<String>),
}

/// A comparison with a document or an array: `a ? 'x'`, `a ->> 'x' = 'y'`, `a @> '{…}'`, `a <@ ARRAY[…]`.
pub(super) fn document(left: &Expr, op: &BinaryOperator, right: &Expr) -> Option<Rule> {
    match op {
        BinaryOperator::Question => Some(Rule::Fields(column(left)?, vec![(constant(right)?, Field::There)])),
        BinaryOperator::QuestionAnd => {
            let there = |key| (key, Field::There);
            Some(Rule::Fields(column(left)?, items(right)?.into_iter().map(there).collect()))
        }
        BinaryOperator::AtArrow => {
            let (name, held) = (column(left)?, constant(right)?);
            held.trim_start().starts_with(['{', '[']).then_some(Rule::Holds(name, held))
        }
        BinaryOperator::ArrowAt => Some(Rule::Among(column(left)?, items(right)?)),
        BinaryOperator::Eq => listed(left, &[constant(right)?]),
        BinaryOperator::Gt | BinaryOperator::GtEq | BinaryOperator::Lt | BinaryOperator::LtEq
            if end(left, op).is_some() =>
        {
            let (name, least) = end(left, op)?;
            Some(Rule::End(name, least, number(right)?))
        }
        BinaryOperator::Gt | BinaryOperator::GtEq | BinaryOperator::Lt | BinaryOperator::LtEq => {
            let n = number(right)?;
            let out = matches!(op, BinaryOperator::Gt | BinaryOperator::Lt);
            let least = matches!(op, BinaryOperator::Gt | BinaryOperator::GtEq);
            let (function, args) = spelling::called(left)?;
            let name = ["jsonb_array_length", "json_array_length"].contains(&function.as_str());
            let name = column(args.first()?).filter(|_| name)?;
            // Lists are drafted as short as may be.
            match least {
                true => items_at_least(n + f64::from(u8::from(out))).map(|held| Rule::Holds(name, held)),
                false => {
                    (n >= 1.0 + f64::from(u8::from(out))).then(|| Rule::Document(name, "array".to_owned()))
                }
            }
        }
        _ => None,
    }
}

/// A list of so many documents, and of one where none is asked for; of more than a few dozen, no document is drafted.
fn items_at_least(n: f64) -> Option<String> {
    const MANY: usize = 48;
    let count = (1..=MANY).find(|&count| count as f64 >= n)?;
    Some(if count == 1 { "[]".to_owned() } else { format!("[{}]", vec!["{}"; count].join(",")) })
}

/// The range whose beginning is said to be high enough, or whose end low enough (`false`).
fn end(left: &Expr, op: &BinaryOperator) -> Option<(String, bool)> {
    let (function, args) = spelling::called(left)?;
    let least = matches!(op, BinaryOperator::Gt | BinaryOperator::GtEq);
    let of = if least { "lower" } else { "upper" };
    (function == of && args.len() == 1).then(|| Some((column(args[0])?, least)))?
}

/// `a ->> 'x' IN (…)`, and `jsonb_typeof(a -> 'x') IN (…)`.
pub(super) fn listed(expr: &Expr, values: &[String]) -> Option<Rule> {
    if let Some((name, key)) = field(expr) {
        return Some(Rule::Fields(name, vec![(key, Field::OneOf(values.to_vec()))]));
    }
    let (function, args) = spelling::called(expr)?;
    if !["jsonb_typeof", "json_typeof"].contains(&function.as_str()) {
        return None;
    }
    let first = values.first()?.clone();
    match field(args.first()?) {
        Some((name, key)) => Some(Rule::Fields(name, vec![(key, Field::Sort(first))])),
        None => Some(Rule::Document(column(args.first()?)?, first)),
    }
}

/// `a -> 'x' IS NOT NULL`.
pub(super) fn present(expr: &Expr) -> Option<Rule> {
    let (name, key) = field(expr)?;
    Some(Rule::Fields(name, vec![(key, Field::There)]))
}

/// The field of a document that an expression is.
fn field(expr: &Expr) -> Option<(String, String)> {
    match expr {
        Expr::Nested(inner) => field(inner),
        Expr::BinaryOp { left, op: BinaryOperator::Arrow | BinaryOperator::LongArrow, right } => {
            let key = constant(right).filter(|key| key.parse::<i64>().is_err())?;
            Some((column(left)?, key))
        }
        _ => None,
    }
}

/// The items of a constant array.
fn items(expr: &Expr) -> Option<Vec<String>> {
    match expr {
        Expr::Nested(inner) => items(inner),
        Expr::Cast { expr, .. } => items(expr),
        Expr::Array(array) => array.elem.iter().map(constant).collect(),
        Expr::Value(_) => {
            let text = constant(expr)?;
            let inner = text.strip_prefix('{')?.strip_suffix('}')?;
            let plain = !inner.is_empty() && !inner.contains(['"', '{', '\\']);
            plain.then(|| inner.split(',').map(str::to_owned).collect())
        }
        _ => None,
    }
}

/// `upper(during) - lower(during) <= '4 hours'`: how long a range is. Of those that are longer than the shortest that is drawn nothing
/// is said.
pub(super) fn stretch(left: &Expr, least: bool, out: bool, right: &Expr) -> Option<Rule> {
    let Expr::BinaryOp { left: end, op: BinaryOperator::Minus, right: begin } = bare(left) else {
        return None;
    };
    let of = |expr: &Expr, wanted: &str| {
        let (function, args) = spelling::called(bare(expr))?;
        (function == wanted && args.len() == 1).then(|| column(args[0]))?
    };
    let name = of(end, "upper").filter(|name| of(begin, "lower").as_ref() == Some(name))?;
    #[expect(clippy::cast_possible_truncation, reason = "lengths of ranges are small")]
    let (long, shortest) = match right {
        Expr::Interval(span) => (spelling::seconds(&constant(&span.value)?)?, HOUR),
        other => (number(other)? as i64, 1),
    };
    (!least || long + i64::from(out) <= shortest).then_some(Rule::Span(name, least, out, long))
}

/// The shortest range of moments that is drawn.
const HOUR: i64 = 3_600;

/// Whether an expression holds whatever is drawn: ranges have both ends and something between them, arrays no item that is
/// empty or absent.
pub(super) fn is_kept(expr: &Expr) -> bool {
    let called = |expr: &Expr, names: &[&str]| {
        spelling::called(expr).is_some_and(|(function, args)| {
            names.contains(&function.as_str()) && args.first().and_then(|arg| column(arg)).is_some()
        })
    };
    match expr {
        Expr::Nested(inner) => is_kept(inner),
        Expr::Function(_) => called(expr, &["lower_inc"]),
        Expr::UnaryOp { op: UnaryOperator::Not, expr } => match bare(expr) {
            Expr::AnyOp { left, compare_op: BinaryOperator::Eq, right, .. } => {
                constant(left).is_some_and(|text| text.is_empty()) && column(right).is_some()
            }
            inner => called(inner, &["isempty", "lower_inf", "upper_inf", "upper_inc"]),
        },
        // No number that is drawn is without end or none at all.
        Expr::BinaryOp { left, op: BinaryOperator::NotEq, right } => {
            column(left).is_some() && number(right).is_some_and(|n| !n.is_finite())
        }
        Expr::AllOp { left, compare_op: BinaryOperator::NotEq, right } => {
            constant(left).is_some_and(|text| text.is_empty()) && column(right).is_some()
        }
        Expr::IsNull(inner) => spelling::called(inner).is_some_and(|(function, args)| {
            let null = |arg: &Expr| matches!(bare(arg), Expr::Value(v) if v.value == Value::Null);
            let absent = |arg: &Expr| match bare(arg) {
                Expr::Cast { expr, .. } => null(expr),
                other => null(other),
            };
            function == "array_position" && args.len() == 2 && column(args[0]).is_some() && absent(args[1])
        }),
        Expr::BinaryOp { left, op: BinaryOperator::Lt | BinaryOperator::LtEq, right } => {
            match (spelling::called(left), spelling::called(right)) {
                (Some((low, a)), Some((high, b))) => {
                    let name = |args: &[&Expr]| args.first().and_then(|arg| column(arg));
                    low == "lower" && high == "upper" && name(&a).is_some() && name(&a) == name(&b)
                }
                _ => false,
            }
        }
        _ => false,
    }
}

fn bare(expr: &Expr) -> &Expr {
    match expr {
        Expr::Nested(inner) => bare(inner),
        other => other,
    }
}
