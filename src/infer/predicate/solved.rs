//! Equations that are solved for another column: where `net = gross - deductions` must not fall below 0, the gross is what the two
//! others add up to.

use super::{Rule, Understood, column, columns, parse, written};
use sqlparser::ast::{BinaryOperator, Expr};

/// Solves differences with a least value for what they are taken from, where nothing else says what that is.
pub(super) fn solve(all: &mut [Understood]) {
    let rules = || all.iter().flat_map(|one| &one.rules);
    let bounded =
        |name: &str| rules().any(|rule| matches!(rule, Rule::AtLeast(c, n, _) if c == name && *n >= 0.0));
    let free = |name: &str| {
        !rules().any(|rule| match rule {
            Rule::Computed(c, ..) | Rule::AtMost(c, ..) | Rule::OneOf(c, _) => c == name,
            Rule::Before(first, ..) => first == name,
            _ => false,
        })
    };
    let solved = |rule: &Rule| {
        let Rule::Computed(name, expression, _) = rule else { return None };
        let Expr::BinaryOp { left, op: BinaryOperator::Minus, right } = parse(expression)? else {
            return None;
        };
        let whole = column(&left)?;
        let mut read = Vec::new();
        columns(&right, &mut read);
        if read.is_empty() || read.contains(&whole) || !bounded(name) || !free(&whole) {
            return None;
        }
        read.push(name.clone());
        let own = Expr::Identifier(sqlparser::ast::Ident::with_quote('"', name.as_str()));
        let sum = Expr::BinaryOp {
            left: Box::new(own),
            op: BinaryOperator::Plus,
            right: Box::new(Expr::Nested(right)),
        };
        Some(Rule::Computed(whole, written(&sum), read))
    };
    let found: Vec<(usize, usize, Rule)> = all
        .iter()
        .enumerate()
        .flat_map(|(n, one)| one.rules.iter().enumerate().map(move |(at, rule)| (n, at, rule)))
        .filter_map(|(n, at, rule)| Some((n, at, solved(rule)?)))
        .collect();
    for (n, at, rule) in found {
        all[n].rules[at] = rule;
    }
}
