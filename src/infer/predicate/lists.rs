//! Values that are of another list in each of several cases: `sort <> 'clinic' OR service IN ('dental', 'eyes')`.

use super::{Rule, Understood, column, columns, constant, flatten, mentions, parse, written};
use sqlparser::ast::{BinaryOperator, Expr};
use std::collections::BTreeMap;

/// Says of columns with such lists what they are in each case, where nothing else says what they are.
pub(super) fn by_case(all: &mut [Understood]) {
    let mut found: BTreeMap<String, Vec<(usize, String, String)>> = BTreeMap::new();
    for (n, one) in all.iter().enumerate() {
        for expr in one.predicates.iter().filter_map(|text| parse(text)) {
            if let Some((name, condition, form)) = listed(&expr) {
                found.entry(name).or_default().push((n, condition, form));
            }
        }
    }
    // What decides may not be decided in turn.
    let decided: Vec<String> = found.keys().cloned().collect();
    found.retain(|_, cases| !cases.iter().any(|(_, condition, _)| reads(condition, &decided)));
    for (name, cases) in found {
        let given = |rule: &Rule| match rule {
            Rule::OneOf(c, _) | Rule::Matches(c, _) | Rule::Cases(c, _) | Rule::Computed(c, ..) => *c == name,
            _ => false,
        };
        if all.iter().flat_map(|one| &one.rules).any(given) {
            continue;
        }
        let at = cases[0].0;
        let mut arms: Vec<(String, String)> =
            cases.into_iter().map(|(_, condition, form)| (condition, form)).collect();
        // In any other case it may be anything, such as what it is in the first.
        arms.push(("TRUE".to_owned(), arms[0].1.clone()));
        all[at].rules.push(Rule::Cases(name, arms));
    }
}

/// Whether a condition reads one of some columns.
fn reads(condition: &str, names: &[String]) -> bool {
    let mut read = Vec::new();
    parse(condition).iter().for_each(|expr| columns(expr, &mut read));
    read.iter().any(|name| names.contains(name))
}

/// Whether a condition is on what another column says; whether something is there is no case.
fn is_case(way: &Expr) -> bool {
    match way {
        Expr::BinaryOp { left, op: BinaryOperator::Eq | BinaryOperator::NotEq, right } => {
            column(left).is_some() && constant(right).is_some()
        }
        Expr::InList { expr, list, .. } => {
            column(expr).is_some() && list.iter().all(|value| constant(value).is_some())
        }
        _ => false,
    }
}

/// A column, when it must be of a list, and a pattern of the texts of that list.
fn listed(expr: &Expr) -> Option<(String, String, String)> {
    let mut ways = Vec::new();
    flatten(expr, &BinaryOperator::Or, &mut ways);
    let list = |way: &Expr| match way {
        Expr::InList { expr, list, negated: false } => {
            let values = list.iter().map(constant).collect::<Option<Vec<String>>>()?;
            Some((column(expr)?, values))
        }
        _ => None,
    };
    let (name, values) = ways.iter().find_map(|way| list(way))?;
    let rest: Vec<&Expr> = ways.into_iter().filter(|way| list(way).is_none()).collect();
    if rest.is_empty() || rest.iter().any(|way| mentions(way, &name) || !is_case(way)) {
        return None;
    }
    let each: Vec<String> = rest.iter().map(|way| format!("({})", written(way))).collect();
    let forms: Vec<String> = values.iter().map(|value| regex::escape(value)).collect();
    Some((name, format!("({}) IS NOT TRUE", each.join(" OR ")), format!("^({})$", forms.join("|"))))
}
