//! How far apart two moments may be, where the server computes a number of so many digits from their difference.

use super::predicate;
use super::types::{self, Sort};
use crate::shape::{Column, Database, Table};
use sqlparser::ast::{BinaryOperator, Expr, Value};
use std::ops::ControlFlow;

/// A difference of this many seconds or more fits whatever is drawn: two months.
const FITS: f64 = 62.0 * 86_400.0;

/// What the digits of computed columns ask of two moments each, as checks: `round(EXTRACT(epoch FROM ended - began) / 3600, 2)` in
/// a `numeric(5,2)` leaves them 999 hours.
pub(super) fn checks(db: &Database, table: &Table) -> Vec<String> {
    table.columns.iter().filter(|column| column.generated).filter_map(|column| check(db, column)).collect()
}

fn check(db: &Database, column: &Column) -> Option<String> {
    let most = match types::resolve(db, column.type_oid, column.type_modifier).sort {
        Sort::Decimal { digits, places } => 10f64.powi(digits.saturating_sub(places).cast_signed()) - 1.0,
        Sort::Integer { max, .. } => max as f64,
        _ => return None,
    };
    let made = column.computed.as_deref()?.strip_prefix("GENERATED ALWAYS AS (")?;
    let made = predicate::parse(made.rsplit_once(") STORED")?.0)?;
    let (then, first) = difference(&made)?;
    let seconds = most * divisor(&made);
    if !(120.0..FITS).contains(&seconds) {
        return None;
    }
    let name = |name: &str| super::definition::sql(name);
    let minutes = (seconds / 60.0).floor();
    let (hours, rest) = ((minutes / 60.0).floor(), minutes % 60.0);
    Some(format!("CHECK ((({} - {}) <= '{hours:.0}:{rest:02.0}:00'::interval))", name(&then), name(&first)))
}

/// The two columns whose difference is taken, the later first.
fn difference(expr: &Expr) -> Option<(String, String)> {
    let found = sqlparser::ast::visit_expressions(expr, |e: &Expr| match e {
        Expr::Extract { field, expr, .. } if field.to_string().eq_ignore_ascii_case("epoch") => {
            match bare(expr) {
                Expr::BinaryOp { left, op: BinaryOperator::Minus, right } => {
                    match (predicate::column(left), predicate::column(right)) {
                        (Some(then), Some(first)) => ControlFlow::Break((then, first)),
                        _ => ControlFlow::Continue(()),
                    }
                }
                _ => ControlFlow::Continue(()),
            }
        }
        _ => ControlFlow::Continue(()),
    });
    match found {
        ControlFlow::Break(found) => Some(found),
        ControlFlow::Continue(()) => None,
    }
}

/// By what the seconds are divided.
fn divisor(expr: &Expr) -> f64 {
    let found = sqlparser::ast::visit_expressions(expr, |e: &Expr| match e {
        Expr::BinaryOp { op: BinaryOperator::Divide, right, .. } => match bare(right) {
            Expr::Value(v) => match &v.value {
                Value::Number(text, _) | Value::SingleQuotedString(text) => {
                    text.parse::<f64>().map_or(ControlFlow::Continue(()), ControlFlow::Break)
                }
                _ => ControlFlow::Continue(()),
            },
            _ => ControlFlow::Continue(()),
        },
        _ => ControlFlow::Continue(()),
    });
    match found {
        ControlFlow::Break(n) if n >= 1.0 => n,
        _ => 1.0,
    }
}

fn bare(expr: &Expr) -> &Expr {
    match expr {
        Expr::Nested(inner) => bare(inner),
        Expr::Cast { expr, .. } => bare(expr),
        other => other,
    }
}
