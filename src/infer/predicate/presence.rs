//! Checks on how many of some columns are there.

use super::{Rule, Understood, column, number};
use sqlparser::ast::helpers::attached_token::AttachedToken;
use sqlparser::ast::{
    BinaryOperator, CaseWhen, Expr, Function, FunctionArg, FunctionArgExpr, FunctionArguments, Value,
};
use std::collections::{BTreeMap, BTreeSet};

/// The columns of `num_nonnulls(a, b)`.
pub(super) fn counted_columns(expr: &Expr) -> Option<Vec<String>> {
    match expr {
        Expr::Nested(inner) => counted_columns(inner),
        Expr::Function(function) => arguments(function, "num_nonnulls")?.iter().map(column).collect(),
        Expr::BinaryOp { left, op: BinaryOperator::Plus, right } => {
            let mut all = counted_columns(left)?;
            all.extend(counted_columns(right)?);
            Some(all)
        }
        // `(a IS NOT NULL)::integer`, and CASE WHEN a IS NOT NULL THEN 1 ELSE 0 END.
        Expr::Cast { expr, .. } => counted_columns(expr),
        Expr::IsNotNull(inner) => column(inner).map(|name| vec![name]),
        Expr::Case { operand: None, conditions, else_result: Some(otherwise), .. } => {
            match conditions.as_slice() {
                [CaseWhen { condition, result }] => match (condition, number(result), number(otherwise)) {
                    (Expr::IsNotNull(inner), Some(one), Some(none)) if one > 0.5 && none < 0.5 => {
                        column(inner).map(|name| vec![name])
                    }
                    (Expr::IsNull(inner), Some(none), Some(one)) if one > 0.5 && none < 0.5 => {
                        column(inner).map(|name| vec![name])
                    }
                    _ => None,
                },
                _ => None,
            }
        }
        _ => None,
    }
}

fn arguments(function: &Function, wanted: &str) -> Option<Vec<Expr>> {
    let FunctionArguments::List(list) = &function.args else { return None };
    if !function.name.to_string().eq_ignore_ascii_case(wanted) {
        return None;
    }
    let arg = |arg: &FunctionArg| match arg {
        FunctionArg::Unnamed(FunctionArgExpr::Expr(e)) => Some(e.clone()),
        _ => None,
    };
    list.args.iter().map(arg).collect()
}

/// What a number of columns that are there is compared with; and `(a IS NULL) <> (b IS NULL)`.
pub(super) fn counted(left: &Expr, op: &BinaryOperator, right: &Expr) -> Option<Rule> {
    use BinaryOperator::{Eq, Gt, GtEq, Lt, LtEq, NotEq};
    if let (NotEq, Some(a), Some(b)) = (op, presence(left), presence(right))
        && a.1 == b.1
    {
        return Some(one_of(vec![a.0, b.0]));
    }
    let columns = counted_columns(left).filter(|columns| columns.len() > 1)?;
    #[expect(clippy::cast_possible_truncation, reason = "a number of columns")]
    let n = number(right)? as i64;
    match (op, n) {
        // One of them is there at most, or exactly: one is.
        (Eq | LtEq, 1) | (Lt, 2) => Some(one_of(columns)),
        (GtEq, 1) | (Gt, 0) => columns.into_iter().next().map(Rule::Present),
        _ => None,
    }
}

/// A column, and whether it is said to be there.
pub(super) fn presence(expr: &Expr) -> Option<(String, bool)> {
    match expr {
        Expr::Nested(inner) => presence(inner),
        Expr::IsNull(inner) => Some((column(inner)?, false)),
        Expr::IsNotNull(inner) => Some((column(inner)?, true)),
        _ => None,
    }
}

/// `a IS NOT NULL AND b IS NULL OR a IS NULL AND b IS NOT NULL`: each way names the one that is there.
pub(super) fn one_of_several(expr: &Expr) -> Option<Rule> {
    let mut ways = Vec::new();
    flatten(expr, &BinaryOperator::Or, &mut ways);
    let mut all: Option<Vec<String>> = None;
    let mut there = Vec::new();
    for way in ways {
        let mut parts = Vec::new();
        flatten(way, &BinaryOperator::And, &mut parts);
        let parts = parts.into_iter().map(presence).collect::<Option<Vec<_>>>()?;
        let mut names: Vec<String> = parts.iter().map(|(name, _)| name.clone()).collect();
        names.sort();
        if all.get_or_insert_with(|| names.clone()) != &names {
            return None;
        }
        let mut present = parts.into_iter().filter(|(_, there)| *there);
        match (present.next(), present.next()) {
            (Some((name, _)), None) => there.push(name),
            // A way by which none is there need not be taken.
            (None, None) => {}
            _ => return None,
        }
    }
    there.sort();
    there.dedup();
    (there.len() > 1 && Some(&there) == all.as_ref()).then(|| one_of(there))
}

/// The columns of which a check asks for one at least.
pub(super) fn needed(expr: &Expr) -> Option<Vec<String>> {
    use BinaryOperator::{Eq, Gt, GtEq, NotEq, Or};
    match expr {
        Expr::BinaryOp { op: Or, .. } => {
            let mut ways = Vec::new();
            flatten(expr, &Or, &mut ways);
            let there = |way: &Expr| {
                let mut parts = Vec::new();
                flatten(way, &BinaryOperator::And, &mut parts);
                parts.into_iter().filter_map(presence).find(|(_, there)| *there).map(|(name, _)| name)
            };
            ways.into_iter().map(there).collect()
        }
        Expr::BinaryOp { left, op: NotEq, right } => {
            let (a, b) = (presence(left)?, presence(right)?);
            (a.1 == b.1).then(|| vec![a.0, b.0])
        }
        Expr::BinaryOp { left, op: Eq | GtEq | Gt, right } => {
            let columns = counted_columns(left).filter(|columns| columns.len() > 1)?;
            number(right)
                .is_some_and(|n| n >= 0.0 && (n > 0.0 || matches!(expr, Expr::BinaryOp { op: Gt, .. })))
                .then_some(columns)
        }
        _ => None,
    }
}

fn one_of(columns: Vec<String>) -> Rule {
    Rule::Ways(columns.into_iter().map(|column| vec![column]).collect())
}

/// `a IS NULL OR (b AND a > 1 AND a < 5)` as a bound for each of the parts that speak of the column itself, and one for the others.
pub(super) fn apart(expr: &Expr) -> Option<Vec<Expr>> {
    let Expr::BinaryOp { left, op: BinaryOperator::Or, right } = expr else { return None };
    let (absent, kept) = match (&**left, &**right) {
        (Expr::IsNull(of), kept) => (of, kept),
        (kept, Expr::IsNull(of)) => (of, kept),
        _ => return None,
    };
    let name = column(absent)?;
    let mut parts = Vec::new();
    flatten(kept, &BinaryOperator::And, &mut parts);
    let mut list = Vec::new();
    for part in parts {
        match part {
            Expr::Between { expr, negated: false, low, high } => {
                for (op, to) in [(BinaryOperator::GtEq, low), (BinaryOperator::LtEq, high)] {
                    list.push(Expr::BinaryOp { left: expr.clone(), op, right: to.clone() });
                }
            }
            other => list.push(other.clone()),
        }
    }
    let (own, others): (Vec<Expr>, Vec<Expr>) =
        list.into_iter().partition(|part| super::mentions(part, &name));
    if own.is_empty() || own.len() + others.len() < 2 {
        return None;
    }
    let both =
        |a: Expr, b: Expr| Expr::BinaryOp { left: Box::new(a), op: BinaryOperator::And, right: Box::new(b) };
    let others = others.into_iter().reduce(both);
    let or = |part: Expr| Expr::BinaryOp {
        left: Box::new(Expr::IsNull(absent.clone())),
        op: BinaryOperator::Or,
        right: Box::new(part),
    };
    Some(own.into_iter().chain(others).map(or).collect())
}

/// How many ways are told apart at most.
const MOST_WAYS: usize = 64;

/// Puts rules of which columns are there together where they name the same column: one choice decides for both.
pub(in super::super) fn join(all: &mut [Understood]) {
    super::implied::join(all);
    super::solved::solve(all);
    super::lists::by_case(all);
    let mut open: Vec<Vec<Vec<String>>> = Vec::new();
    for one in all.iter_mut() {
        one.rules.retain_mut(|rule| {
            let Rule::Ways(ways) = rule else { return true };
            open.push(std::mem::take(ways));
            false
        });
    }
    let mut kept: Vec<Vec<Vec<String>>> = Vec::new();
    for mut ways in open {
        while let Some((at, both)) =
            kept.iter().enumerate().find_map(|(at, other)| Some((at, product(other, &ways)?)))
        {
            kept.remove(at);
            ways = both;
        }
        kept.push(ways);
    }
    if let Some(first) = all.first_mut() {
        first.rules.extend(kept.into_iter().map(Rule::Ways));
    }
    without_circles(all);
}

/// Takes out conditions by which columns would need each other; the checks hold what they say.
fn without_circles(all: &mut [Understood]) {
    let mut reads: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for one in all.iter_mut() {
        one.rules.retain(|rule| {
            let Rule::When(name, condition, _) = rule else { return true };
            let mut named = Vec::new();
            if let Some(expr) = super::parse(condition) {
                super::columns(&expr, &mut named);
            }
            let (mut open, mut seen) = (named.clone(), BTreeSet::new());
            while let Some(next) = open.pop() {
                if next == *name {
                    return false;
                }
                if seen.insert(next.clone()) {
                    open.extend(reads.get(&next).into_iter().flatten().cloned());
                }
            }
            reads.entry(name.clone()).or_default().extend(named);
            true
        });
    }
}

/// The ways that agree with both; none where nothing is shared, or nothing agrees.
fn product(a: &[Vec<String>], b: &[Vec<String>]) -> Option<Vec<Vec<String>>> {
    let names = |ways: &[Vec<String>]| ways.iter().flatten().cloned().collect::<BTreeSet<String>>();
    let (in_a, in_b) = (names(a), names(b));
    if in_a.is_disjoint(&in_b) {
        return None;
    }
    let agree = |one: &[String], other: &[String]| {
        in_a.intersection(&in_b).all(|name| one.contains(name) == other.contains(name))
    };
    let mut all: Vec<Vec<String>> = Vec::new();
    for one in a {
        for other in b.iter().filter(|other| agree(one, other)) {
            let mut both: Vec<String> = one.iter().chain(other).cloned().collect();
            both.sort();
            both.dedup();
            all.extend(Some(both).filter(|both| !all.contains(both)));
        }
    }
    (!all.is_empty() && all.len() <= MOST_WAYS).then_some(all)
}

/// The columns of which each alone makes a condition true by being NULL: `a IS NULL OR …`.
pub(in super::super) fn absent(expr: &Expr) -> Vec<String> {
    let mut ways = Vec::new();
    flatten(expr, &BinaryOperator::Or, &mut ways);
    let absence = |way: &Expr| presence(way).and_then(|(name, there)| (!there).then_some(name));
    ways.into_iter().filter_map(absence).collect()
}

/// The parts of a chain of one operator.
pub(in super::super) fn flatten<'a>(expr: &'a Expr, by: &BinaryOperator, all: &mut Vec<&'a Expr>) {
    match expr {
        Expr::Nested(inner) => flatten(inner, by, all),
        Expr::BinaryOp { left, op, right } if op == by => {
            flatten(left, by, all);
            flatten(right, by, all);
        }
        other => all.push(other),
    }
}

/// `num_nonnulls(a, b)` and `num_nulls(a, b)` as sums, which the SQL of schemas has.
pub(super) fn spelled(expr: &Expr) -> Option<Expr> {
    let Expr::Function(function) = expr else { return None };
    let nulls = arguments(function, "num_nulls");
    let is_nulls = nulls.is_some();
    let columns = nulls.or_else(|| arguments(function, "num_nonnulls"))?;
    let digit = |n: &str| Expr::value(Value::Number(n.to_owned(), false));
    let one = |expr: Expr| Expr::Case {
        case_token: AttachedToken::empty(),
        end_token: AttachedToken::empty(),
        operand: None,
        conditions: vec![CaseWhen {
            condition: Expr::IsNull(Box::new(expr)),
            result: digit(if is_nulls { "1" } else { "0" }),
        }],
        else_result: Some(Box::new(digit(if is_nulls { "0" } else { "1" }))),
    };
    let sum =
        |a: Expr, b: Expr| Expr::BinaryOp { left: Box::new(a), op: BinaryOperator::Plus, right: Box::new(b) };
    columns.into_iter().map(one).reduce(sum).map(|sum| Expr::Nested(Box::new(sum)))
}

/// `a * b = 0`: one of two numbers is 0.
pub(super) fn zero(left: &Expr, op: &BinaryOperator, right: &Expr) -> Option<Rule> {
    let Expr::BinaryOp { left, op: BinaryOperator::Multiply, right: by } = left else { return None };
    let nothing = *op == BinaryOperator::Eq && number(right).is_some_and(|n| n.abs() < f64::EPSILON);
    nothing.then_some(()).and_then(|()| Some(Rule::Zero(column(left)?, column(by)?)))
}

/// Whether all that a check asks of a column is if it is there.
pub(in super::super) fn asks_presence(definition: &str, name: &str) -> bool {
    let Some(expr) = super::read(definition, None, &[]) else { return false };
    let is_it = |e: &Expr| column(e).as_deref() == Some(name);
    let (mut named, mut asked) = (0, 0);
    let seen = sqlparser::ast::visit_expressions(&expr, |e: &Expr| {
        named += usize::from(is_it(e));
        asked += usize::from(matches!(e, Expr::IsNull(inner) | Expr::IsNotNull(inner) if is_it(inner)));
        std::ops::ControlFlow::<()>::Continue(())
    });
    debug_assert!(seen.is_continue(), "every expression is seen");
    asked > 0 && named == asked
}
