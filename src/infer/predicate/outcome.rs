//! What a check can come to while only some of its columns are decided: true, false or NULL, or several of these.

use super::presence::counted_columns;
use super::{column, columns, constant, number, spelling};
use sqlparser::ast::{BinaryOperator, CaseWhen, Expr, UnaryOperator, Value};
use std::collections::BTreeMap;

/// What stands in a column.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in super::super) enum Part {
    /// A value that the checks name, or one of a list.
    Is(String),
    /// Some value that they do not name.
    Drawn,
    /// NULL.
    Absent,
}

/// What may stand in each column of which anything is known.
pub(super) type State<'a> = BTreeMap<&'a str, &'a [Part]>;

/// Some of true, false and NULL.
pub(super) type Outcome = u8;
pub(super) const TRUE: Outcome = 1;
pub(super) const FALSE: Outcome = 2;
pub(super) const NULL: Outcome = 4;
const ALL: [Outcome; 3] = [TRUE, FALSE, NULL];
const ANY: Outcome = TRUE | FALSE | NULL;

/// Whether a condition cannot be true, whatever stands in a row.
pub(in super::super) fn is_never(expr: &Expr) -> bool {
    outcome(expr, &State::new()) & TRUE == 0
}

/// Whether a condition is true, whatever stands in a row.
pub(in super::super) fn is_always(expr: &Expr) -> bool {
    outcome(expr, &State::new()) == TRUE
}

/// Whether a condition is never NULL.
pub(in super::super) fn is_certain(expr: &Expr) -> bool {
    outcome(expr, &State::new()) & NULL == 0
}

/// What a condition can come to.
pub(super) fn outcome(expr: &Expr, state: &State<'_>) -> Outcome {
    match expr {
        Expr::Nested(inner) => outcome(inner, state),
        Expr::Value(v) => match v.value {
            Value::Boolean(true) => TRUE,
            Value::Boolean(false) => FALSE,
            Value::Null => NULL,
            _ => ANY,
        },
        Expr::Identifier(ident) => state.get(ident.value.as_str()).map_or(ANY, |parts| {
            parts.iter().fold(0, |all, part| {
                all | match part {
                    Part::Is(value) if value == "true" => TRUE,
                    Part::Is(value) if value == "false" => FALSE,
                    Part::Absent => NULL,
                    _ => TRUE | FALSE,
                }
            })
        }),
        Expr::UnaryOp { op: UnaryOperator::Not, expr } => not(outcome(expr, state)),
        Expr::IsNull(inner) => is(null(inner, state), NULL),
        Expr::IsNotNull(inner) => not(is(null(inner, state), NULL)),
        Expr::IsTrue(inner) => is(outcome(inner, state), TRUE),
        Expr::IsNotTrue(inner) => not(is(outcome(inner, state), TRUE)),
        Expr::IsFalse(inner) => is(outcome(inner, state), FALSE),
        Expr::IsNotFalse(inner) => not(is(outcome(inner, state), FALSE)),
        Expr::BinaryOp { left, op: BinaryOperator::And, right } => {
            pairs(outcome(left, state), outcome(right, state), and)
        }
        Expr::BinaryOp { left, op: BinaryOperator::Or, right } => {
            let neither = pairs(not(outcome(left, state)), not(outcome(right, state)), and);
            not(neither)
        }
        Expr::BinaryOp { left, op, right } => compared(expr, left, op, right, state),
        Expr::InList { expr: of, list, negated } => {
            let found = list.iter().fold(FALSE, |all, item| {
                let one = equal(of, item, state).unwrap_or_else(|| opaque(expr, state));
                not(pairs(not(all), not(one), and))
            });
            if *negated { not(found) } else { found }
        }
        Expr::Case { operand, conditions, else_result, .. } => {
            case(operand.as_deref(), conditions, else_result.as_deref(), state)
        }
        Expr::Function(_) => match spelling::called(expr) {
            Some((function, args)) if function == "coalesce" => {
                let mut all = NULL;
                for arg in args {
                    if all & NULL == 0 {
                        break;
                    }
                    all = (all & !NULL) | outcome(arg, state);
                }
                all
            }
            _ => opaque(expr, state),
        },
        _ => opaque(expr, state),
    }
}

fn not(of: Outcome) -> Outcome {
    (of & NULL) | if of & TRUE != 0 { FALSE } else { 0 } | if of & FALSE != 0 { TRUE } else { 0 }
}

/// Whether what can come out is one thing: true, false or either.
fn is(of: Outcome, one: Outcome) -> Outcome {
    (if of & one != 0 { TRUE } else { 0 }) | if of & !one != 0 { FALSE } else { 0 }
}

fn and(a: Outcome, b: Outcome) -> Outcome {
    match (a, b) {
        (FALSE, _) | (_, FALSE) => FALSE,
        (TRUE, TRUE) => TRUE,
        _ => NULL,
    }
}

/// All that two conditions come to together.
fn pairs(a: Outcome, b: Outcome, both: impl Fn(Outcome, Outcome) -> Outcome) -> Outcome {
    let in_both = ALL.iter().filter(|one| a & **one != 0);
    in_both
        .flat_map(|one| ALL.iter().filter(|other| b & **other != 0).map(move |other| (*one, *other)))
        .fold(0, |all, (one, other)| all | both(one, other))
}

/// NULL where a value is absent, and something else where it is not.
fn null(expr: &Expr, state: &State<'_>) -> Outcome {
    match values(expr, state) {
        Some(list) => list.iter().fold(0, |all, v| all | if *v == Part::Absent { NULL } else { TRUE }),
        None => ANY,
    }
}

fn compared(whole: &Expr, left: &Expr, op: &BinaryOperator, right: &Expr, state: &State<'_>) -> Outcome {
    use BinaryOperator::{Eq, Gt, GtEq, Lt, LtEq, NotEq};
    if let (Some(counted), Some(n)) = (counted_columns(left), number(right)) {
        let sure = |at: &String| state.get(at.as_str()).is_some_and(|parts| !parts.contains(&Part::Absent));
        let may = |at: &String| {
            state.get(at.as_str()).is_none_or(|parts| parts.iter().any(|part| *part != Part::Absent))
        };
        let (least, most) =
            (counted.iter().filter(|c| sure(c)).count(), counted.iter().filter(|c| may(c)).count());
        #[expect(clippy::cast_precision_loss, reason = "a number of columns")]
        return (least..=most).map(|count| count as f64).fold(0, |all, count| {
            let holds = match op {
                Eq => (count - n).abs() < f64::EPSILON,
                NotEq => (count - n).abs() > f64::EPSILON,
                Lt => count < n,
                LtEq => count <= n,
                Gt => count > n,
                GtEq => count >= n,
                _ => return ANY,
            };
            all | if holds { TRUE } else { FALSE }
        });
    }
    if !matches!(op, Eq | NotEq) {
        return opaque(whole, state);
    }
    let same = equal(left, right, state).unwrap_or_else(|| {
        if is_condition(left) && is_condition(right) {
            pairs(outcome(left, state), outcome(right, state), |a, b| match (a, b) {
                (NULL, _) | (_, NULL) => NULL,
                _ if a == b => TRUE,
                _ => FALSE,
            })
        } else {
            opaque(whole, state)
        }
    });
    if *op == Eq { same } else { not(same) }
}

/// Whether two values are equal; none where nothing is known of one of them.
fn equal(left: &Expr, right: &Expr, state: &State<'_>) -> Option<Outcome> {
    let (left, right) = (values(left, state)?, values(right, state)?);
    let pairs = left.iter().flat_map(|a| right.iter().map(move |b| (a, b)));
    Some(pairs.fold(0, |all, pair| {
        all | match pair {
            (Part::Absent, _) | (_, Part::Absent) => NULL,
            (Part::Is(a), Part::Is(b)) if a == b => TRUE,
            (Part::Drawn, Part::Drawn) => TRUE | FALSE,
            _ => FALSE,
        }
    }))
}

/// What a value can be; none where nothing is known of it.
fn values(expr: &Expr, state: &State<'_>) -> Option<Vec<Part>> {
    if let Some(name) = column(expr) {
        return state.get(name.as_str()).map(|parts| parts.to_vec());
    }
    if let Some(value) = constant(expr) {
        return Some(vec![Part::Is(value)]);
    }
    let (function, args) = spelling::called(expr)?;
    let mut all = vec![Part::Absent];
    for arg in args.iter().filter(|_| function == "coalesce") {
        if !all.contains(&Part::Absent) {
            break;
        }
        all.retain(|part| *part != Part::Absent);
        all.extend(values(arg, state)?);
    }
    (function == "coalesce").then_some(all)
}

/// Whether an expression is true or false by its form.
pub(in super::super) fn is_condition(expr: &Expr) -> bool {
    match expr {
        Expr::Nested(inner) => is_condition(inner),
        Expr::Identifier(_)
        | Expr::IsNull(_)
        | Expr::IsNotNull(_)
        | Expr::IsTrue(_)
        | Expr::IsNotTrue(_)
        | Expr::IsFalse(_)
        | Expr::IsNotFalse(_)
        | Expr::InList { .. }
        | Expr::UnaryOp { op: UnaryOperator::Not, .. } => true,
        Expr::BinaryOp { op, .. } => {
            use BinaryOperator::{And, Eq, Gt, GtEq, Lt, LtEq, NotEq, Or};
            matches!(op, And | Or | Eq | NotEq | Lt | LtEq | Gt | GtEq)
        }
        _ => false,
    }
}

fn case(
    operand: Option<&Expr>,
    conditions: &[CaseWhen],
    otherwise: Option<&Expr>,
    state: &State<'_>,
) -> Outcome {
    let mut all = 0;
    for when in conditions {
        let met = match operand {
            Some(operand) => equal(operand, &when.condition, state).unwrap_or(ANY),
            None => outcome(&when.condition, state),
        };
        if met & TRUE != 0 {
            all |= outcome(&when.result, state);
        }
        if met & !TRUE == 0 {
            return all;
        }
    }
    all | otherwise.map_or(NULL, |expr| outcome(expr, state))
}

/// What is not looked into: NULL where an operand is absent, or else anything.
fn opaque(expr: &Expr, state: &State<'_>) -> Outcome {
    /// Functions that make nothing of NULL.
    const STRICT: [&str; 8] = [
        "length",
        "char_length",
        "character_length",
        "btrim",
        "lower",
        "upper",
        "octet_length",
        "array_length",
    ];
    let strict = sqlparser::ast::visit_expressions(expr, |e: &Expr| {
        let other = match e {
            Expr::Function(_) => {
                spelling::called(e).is_none_or(|(function, _)| !STRICT.contains(&function.as_str()))
            }
            Expr::Case { .. } | Expr::IsNull(_) | Expr::IsNotNull(_) => true,
            Expr::IsTrue(_) | Expr::IsNotTrue(_) | Expr::IsFalse(_) | Expr::IsNotFalse(_) => true,
            Expr::IsDistinctFrom(..) | Expr::IsNotDistinctFrom(..) => true,
            Expr::BinaryOp { op: BinaryOperator::And | BinaryOperator::Or, .. } => true,
            _ => false,
        };
        if other { std::ops::ControlFlow::Break(()) } else { std::ops::ControlFlow::Continue(()) }
    })
    .is_continue();
    if !strict {
        return ANY;
    }
    let mut named = Vec::new();
    columns(expr, &mut named);
    let parts: Vec<&[Part]> = named.iter().filter_map(|name| state.get(name.as_str()).copied()).collect();
    if parts.iter().any(|parts| parts.iter().all(|part| *part == Part::Absent)) {
        return NULL;
    }
    let may = parts.len() < named.len() || parts.iter().any(|parts| parts.contains(&Part::Absent));
    TRUE | FALSE | if may { NULL } else { 0 }
}
