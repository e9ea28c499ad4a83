//! Checks by which one column says which others are there: `type <> 3 OR (a IS NULL AND b IS NOT NULL)`.

use super::presence::{flatten, presence};
use super::{Rule, Understood, column, constant, equality, written};
use sqlparser::ast::{BinaryOperator, CaseWhen, Expr, UnaryOperator, Value};
use std::collections::BTreeMap;

/// What some values of a column say of others.
#[derive(Clone, Debug, PartialEq)]
pub(in super::super) struct Implied {
    /// The column whose values say it.
    by: String,
    /// The values, as the check writes them.
    values: Vec<Expr>,
    present: Vec<String>,
    absent: Vec<String>,
    /// Columns that are absent for all values but these.
    only: Vec<String>,
}

/// What a check says so, whichever way it is written.
pub(super) fn implied(expr: &Expr) -> Vec<Implied> {
    let mut ways = Vec::new();
    flatten(expr, &BinaryOperator::Or, &mut ways);
    match ways.as_slice() {
        [Expr::Case { operand, conditions, .. }] => {
            conditions.iter().filter_map(|when| case(operand.as_deref(), when)).collect()
        }
        [_] => Vec::new(),
        _ => implication(&ways).map_or_else(|| one_way_each(&ways).unwrap_or_default(), |one| vec![one]),
    }
}

/// `CASE type WHEN 3 THEN a IS NOT NULL … END`, and `CASE WHEN type = 3 THEN … END`.
fn case(operand: Option<&Expr>, when: &CaseWhen) -> Option<Implied> {
    let (by, values) = match operand {
        Some(operand) => (column(operand)?, vec![when.condition.clone()]),
        None => values_of(&when.condition)?,
    };
    told(by, values, &when.result, true)
}

/// `type <> 3 OR (…)`.
fn implication(ways: &[&Expr]) -> Option<Implied> {
    let mut rest = Vec::new();
    let mut told_by: Option<(String, Vec<Expr>)> = None;
    for way in ways {
        match (unlike(way), &told_by) {
            (Some(found), None) => told_by = Some(found),
            _ => rest.push(*way),
        }
    }
    let ((by, values), [rest]) = (told_by?, rest.as_slice()) else { return None };
    told(by, values, rest, false)
}

/// `type = 1 AND a IS NOT NULL OR type = 2 AND b IS NOT NULL`.
fn one_way_each(ways: &[&Expr]) -> Option<Vec<Implied>> {
    let mut all: Vec<Implied> = Vec::new();
    let mut only = Vec::new();
    for way in ways {
        let mut parts = Vec::new();
        flatten(way, &BinaryOperator::And, &mut parts);
        let Some((by, values)) = parts.iter().find_map(|part| values_of(part)) else {
            // All other values: `type <> 5 AND page_id IS NULL`.
            let (by, _) = parts.iter().find_map(|part| unlike(part))?;
            if all.first().is_some_and(|first| first.by != by) {
                return None;
            }
            let absent = |part: &&Expr| presence(part).filter(|(_, there)| !there).map(|(name, _)| name);
            only.extend(parts.iter().filter_map(absent));
            continue;
        };
        if all.first().is_some_and(|first| first.by != by) {
            return None;
        }
        let mut one = Implied { by, values, present: Vec::new(), absent: Vec::new(), only: Vec::new() };
        for part in parts {
            match presence(part) {
                Some((name, true)) => one.present.push(name),
                Some((name, false)) => one.absent.push(name),
                None => {}
            }
        }
        all.push(one);
    }
    if let Some(first) = all.first_mut() {
        first.only = only;
    }
    all.retain(|one| !one.present.is_empty() || !one.absent.is_empty() || !one.only.is_empty());
    Some(all)
}

/// What a conjunction of tests of presence says; `loosely`: whatever else it says.
fn told(by: String, values: Vec<Expr>, expr: &Expr, loosely: bool) -> Option<Implied> {
    let mut parts = Vec::new();
    flatten(expr, &BinaryOperator::And, &mut parts);
    let mut one = Implied { by, values, present: Vec::new(), absent: Vec::new(), only: Vec::new() };
    for part in parts {
        match presence(part) {
            Some((name, true)) => one.present.push(name),
            Some((name, false)) => one.absent.push(name),
            None if loosely => {}
            None => return None,
        }
    }
    (!one.present.is_empty() || !one.absent.is_empty()).then_some(one)
}

/// The values for which a column passes: `type = 3`, `type IN (…)`.
fn values_of(expr: &Expr) -> Option<(String, Vec<Expr>)> {
    match expr {
        Expr::Nested(inner) => values_of(inner),
        Expr::BinaryOp { left, op: BinaryOperator::Eq, right } if constant(right).is_some() => {
            Some((column(left)?, vec![(**right).clone()]))
        }
        Expr::InList { expr: of, list, negated: false } if equality(expr).is_some() => {
            Some((column(of)?, list.clone()))
        }
        // A column that is true or false by itself.
        Expr::Identifier(_) => Some((column(expr)?, vec![Expr::value(Value::Boolean(true))])),
        _ => None,
    }
}

/// The values for which a column fails: `type <> 3`, `NOT type = 3`, `type NOT IN (…)`.
fn unlike(expr: &Expr) -> Option<(String, Vec<Expr>)> {
    match expr {
        Expr::Nested(inner) => unlike(inner),
        Expr::UnaryOp { op: UnaryOperator::Not, expr } => values_of(expr),
        Expr::BinaryOp { left, op: BinaryOperator::NotEq, right } if constant(right).is_some() => {
            Some((column(left)?, vec![(**right).clone()]))
        }
        Expr::InList { expr, list, negated: true } if list.iter().all(|e| constant(e).is_some()) => {
            Some((column(expr)?, list.clone()))
        }
        _ => None,
    }
}

/// Puts what several checks say of one column into one condition, which takes the place of what each of them says alone.
pub(super) fn join(all: &mut [Understood]) {
    let mut told: BTreeMap<(String, String), (Vec<Expr>, Vec<Expr>)> = BTreeMap::new();
    let mut only: Vec<String> = Vec::new();
    for one in all.iter_mut() {
        one.rules.retain(|rule| {
            let Rule::Implied(implied) = rule else { return true };
            only.extend(implied.only.iter().cloned());
            for (names, present) in [(&implied.present, true), (&implied.absent, false)] {
                for name in names.iter().filter(|name| **name != implied.by) {
                    let (there, not) = told.entry((name.clone(), implied.by.clone())).or_default();
                    let values = if present { there } else { not };
                    values.extend(
                        implied.values.iter().filter(|v| !values.contains(v)).cloned().collect::<Vec<_>>(),
                    );
                }
            }
            false
        });
    }
    let mut rules: BTreeMap<String, Rule> = BTreeMap::new();
    for ((name, by), (there, not)) in told {
        let list = |values: Vec<Expr>, negated| {
            let expr = Box::new(Expr::Identifier(sqlparser::ast::Ident::new(by.clone())));
            written(&Expr::InList { expr, list: values, negated })
        };
        let rule = match (there.is_empty(), not.is_empty() && !only.contains(&name)) {
            (false, false) => Rule::When(name.clone(), list(there, false), true),
            (true, false) => Rule::When(name.clone(), list(not, true), false),
            (false, true) => {
                Rule::When(name.clone(), format!("NOT COALESCE({}, FALSE)", list(there, true)), true)
            }
            (true, true) => continue,
        };
        // Of what several columns say, one is kept as a condition; the check holds the others.
        rules.entry(name).or_insert(rule);
    }
    for one in all.iter_mut() {
        one.rules.retain(|rule| match rule {
            Rule::When(name, ..) => !rules.contains_key(name),
            Rule::Ways(ways) => !ways.iter().flatten().all(|name| rules.contains_key(name)),
            _ => true,
        });
    }
    if let Some(first) = all.first_mut() {
        first.rules.extend(rules.into_values());
    }
}
