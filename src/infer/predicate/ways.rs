//! What the ways of a check have in common, and what an equation says of one of its sides.

use super::{Rule, column, columns, constant, equality, mentions, number, presence, rule, spelling, written};
use crate::expr::functions;
use sqlparser::ast::{BinaryOperator, DataType, Expr, Value};
use std::collections::BTreeMap;

/// The column that every way of a check gives values to: `a = 'x' AND b > 0 OR a = 'y'`.
pub(super) fn in_every_way(expr: &Expr) -> Option<Rule> {
    let mut ways = Vec::new();
    presence::flatten(expr, &BinaryOperator::Or, &mut ways);
    let mut common: Option<BTreeMap<String, Vec<String>>> = None;
    for way in ways {
        let mut parts = Vec::new();
        presence::flatten(way, &BinaryOperator::And, &mut parts);
        let named: BTreeMap<String, Vec<String>> = parts.into_iter().filter_map(equality).collect();
        common = Some(match common {
            None => named,
            Some(before) => before
                .into_iter()
                .filter_map(|(name, mut values)| {
                    values.extend(named.get(&name)?.iter().cloned());
                    Some((name, values))
                })
                .collect(),
        });
    }
    common?.into_iter().next().map(|(name, values)| Rule::OneOf(name, values))
}

/// A pattern that is one of several ways for one column: `a = '' OR a ~ '…'`. Taking it alone is enough.
pub(super) fn one_pattern(expr: &Expr) -> Option<Rule> {
    let mut ways = Vec::new();
    presence::flatten(expr, &BinaryOperator::Or, &mut ways);
    let rules = ways.into_iter().map(rule).collect::<Option<Vec<_>>>()?;
    let name = |rule: &Rule| match rule {
        Rule::OneOf(name, _) | Rule::Matches(name, _) | Rule::Longer(name, _) => Some(name.clone()),
        _ => None,
    };
    let first = name(rules.first()?)?;
    if rules.iter().any(|rule| name(rule).as_ref() != Some(&first)) {
        return None;
    }
    rules.into_iter().find(|rule| matches!(rule, Rule::Matches(..)))
}

/// A pattern for each of several conditions: `kind = 'icd' AND code ~ '…' OR kind = 'icpc' AND code ~ '…'`.
fn cases(expr: &Expr) -> Option<Rule> {
    let mut ways = Vec::new();
    presence::flatten(expr, &BinaryOperator::Or, &mut ways);
    let (mut name, mut cases) = (None, Vec::new());
    for way in ways {
        let mut parts = Vec::new();
        presence::flatten(way, &BinaryOperator::And, &mut parts);
        let (mut pattern, mut rest) = (None, Vec::new());
        for part in parts {
            match rule(part) {
                Some(Rule::Matches(of, form))
                    if pattern.is_none() && name.as_ref().is_none_or(|n| *n == of) =>
                {
                    name = Some(of);
                    pattern = Some(form);
                }
                _ => rest.push(part),
            }
        }
        let own = name.as_ref()?;
        if rest.is_empty() || rest.iter().any(|part| mentions(part, own) || !is_known(part)) {
            return None;
        }
        let conditions: Vec<String> = rest.into_iter().map(|part| format!("({})", written(part))).collect();
        cases.push((conditions.join(" AND "), pattern?));
    }
    (cases.len() > 1).then_some(Rule::Cases(name?, cases))
}

/// A column that an equation gives: `total = price * quantity`, and `code = upper(code)`, which is drawn under another name.
pub(super) fn equation(expr: &Expr) -> Option<Rule> {
    let Expr::BinaryOp { left, op: BinaryOperator::Eq, right } = expr else { return None };
    let (name, other) = match (column(left), column(right)) {
        (Some(name), None) => (name, right),
        (None, Some(name)) => (name, left),
        _ => return None,
    };
    let mut read = Vec::new();
    columns(other, &mut read);
    if read.is_empty() || !is_known(other) {
        return None;
    }
    if !mentions(other, &name) {
        return Some(Rule::Computed(name, written(other), read));
    }
    if read.iter().any(|column| *column != name) {
        return None;
    }
    let mut other = (**other).clone();
    let seen = sqlparser::ast::visit_expressions_mut(&mut other, |e: &mut Expr| {
        if let Expr::Identifier(ident) = e {
            ident.value = drawn(&name);
        }
        std::ops::ControlFlow::<()>::Continue(())
    });
    debug_assert!(seen.is_continue(), "every expression is seen");
    Some(Rule::Formed(name.clone(), written(&other)))
}

/// A column that an equation of each of several cases gives: `unit = 'pack' AND pieces = packs * size OR unit = 'piece' AND pieces = n`.
pub(super) fn equation_by_cases(expr: &Expr) -> Option<Rule> {
    let mut ways = Vec::new();
    presence::flatten(expr, &BinaryOperator::Or, &mut ways);
    let split = |way| {
        let mut parts = Vec::new();
        presence::flatten(way, &BinaryOperator::And, &mut parts);
        parts
    };
    let ways: Vec<Vec<&Expr>> = ways.into_iter().map(split).collect();
    let computed = |part: &&Expr| {
        let Expr::BinaryOp { left, op: BinaryOperator::Eq, right } = part else { return None };
        let plain = |side: &Expr| column(side).is_some() || constant(side).is_some();
        column(left).filter(|_| !plain(right)).or_else(|| column(right).filter(|_| !plain(left)))
    };
    // Else the one that is equal to something in each case, and to another column in one of them.
    let equal = |name: &String, part: &Expr| {
        let Expr::BinaryOp { left, op: BinaryOperator::Eq, right } = part else { return None };
        match (column(left), column(right)) {
            (Some(one), other) if one == *name => Some(other.is_some()),
            (other, Some(one)) if one == *name => Some(other.is_some()),
            _ => None,
        }
    };
    let in_all = |name: &String| {
        let each = ways.iter().map(|parts| parts.iter().find_map(|part| equal(name, part)));
        each.collect::<Option<Vec<bool>>>().is_some_and(|each| each.contains(&true))
    };
    let mut named = Vec::new();
    ways.iter().flatten().for_each(|part| columns(part, &mut named));
    let name = ways.iter().flatten().find_map(computed).or_else(|| named.into_iter().find(in_all));
    let name = name.filter(|_| ways.len() > 1)?;
    let given = |part: &Expr| match part {
        Expr::BinaryOp { left, op: BinaryOperator::Eq, right } if column(left).as_ref() == Some(&name) => {
            Some((**right).clone())
        }
        Expr::BinaryOp { left, op: BinaryOperator::Eq, right } if column(right).as_ref() == Some(&name) => {
            Some((**left).clone())
        }
        _ => None,
    };
    let (mut arms, mut read) = (Vec::new(), Vec::new());
    for parts in &ways {
        let (equal, rest): (Vec<&Expr>, Vec<&Expr>) = parts.iter().partition(|part| given(part).is_some());
        let [value] = equal.iter().filter_map(|part| given(part)).collect::<Vec<_>>().try_into().ok()?;
        let usable = |part: &Expr| !mentions(part, &name) && is_known(part);
        if rest.is_empty() || !rest.iter().all(|part| usable(part)) || !usable(&value) {
            return None;
        }
        rest.iter().copied().chain([&value]).for_each(|part| columns(part, &mut read));
        let conditions: Vec<String> = rest.into_iter().map(|part| format!("({})", written(part))).collect();
        arms.push(format!("WHEN {} THEN {}", conditions.join(" AND "), written(&value)));
    }
    Some(Rule::Computed(name, format!("CASE {} END", arms.join(" ")), read))
}

/// Whether the SQL of schemas has every function of an expression.
fn is_known(expr: &Expr) -> bool {
    let seen = sqlparser::ast::visit_expressions(expr, |e: &Expr| match spelling::called(e) {
        Some((name, _)) if !functions().iter().any(|known| known.name == name) => {
            std::ops::ControlFlow::Break(())
        }
        _ => std::ops::ControlFlow::Continue(()),
    });
    seen.is_continue()
}

/// The name under which a column is drawn whose values are brought into a form.
pub(in super::super) fn drawn(name: &str) -> String {
    format!("_{name}")
}

/// Spans and times of day that a column is compared with, as the texts that drafts draw: `01:30:00`, in the order of the spans.
pub(super) fn clocked(expr: &mut Expr) {
    let Expr::BinaryOp { left, op, right } = expr else { return };
    let compares = {
        use BinaryOperator::{Eq, Gt, GtEq, Lt, LtEq, NotEq};
        matches!(op, Eq | NotEq | Lt | LtEq | Gt | GtEq)
    };
    if !compares {
        return;
    }
    let text = |text: String| Box::new(Expr::value(Value::SingleQuotedString(text)));
    if let (Some(_), Some(span)) = (column(left), clock(right)) {
        *right = text(span);
    } else if let (Some(span), Some(_)) = (clock(left), column(right)) {
        *left = text(span);
    }
}

fn clock(expr: &Expr) -> Option<String> {
    match expr {
        Expr::Interval(span) => {
            let seconds = spelling::seconds(&constant(&span.value)?)?;
            // Before all that is drawn, and behind it.
            let text = match seconds {
                ..0 => String::new(),
                360_000.. => "99:99:99".to_owned(),
                _ => format!("{:02}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60),
            };
            Some(text)
        }
        Expr::Cast { expr, data_type: DataType::Time(..), .. } => constant(expr),
        _ => None,
    }
}

/// A comparison of what is no number and no text: spans, times of day, items of arrays, sorts of documents.
pub(super) fn sized(left: &Expr, op: &BinaryOperator, right: &Expr) -> Option<Rule> {
    use BinaryOperator::{Eq, Gt, GtEq, Lt, LtEq};
    let (least, out) = match op {
        Gt => (true, true),
        GtEq => (true, false),
        Lt => (false, true),
        LtEq => (false, false),
        Eq => return begun(left, right).or_else(|| document(left, right)),
        _ => return None,
    };
    if let (Some(name), Expr::Interval(span)) = (column(left), right) {
        return Some(Rule::Span(name, least, out, spelling::seconds(&constant(&span.value)?)?));
    }
    if let Some(rule) = super::documents::stretch(left, least, out, right) {
        return Some(rule);
    }
    if let (true, Some(name), true) = (least, column(left), spelling::is_ahead(right)) {
        return Some(Rule::Ahead(name));
    }
    if let (Some(name), Expr::Cast { expr, data_type: DataType::Time(..), .. }) = (column(left), right) {
        return Some(Rule::Clock(name, least, constant(expr)?));
    }
    let (function, args) = spelling::called(left)?;
    let name = args.first().and_then(|arg| column(arg))?;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "numbers of items are small")]
    let n = number(right)?.clamp(0.0, 1e6) as u32;
    match function.as_str() {
        "cardinality" | "array_length" | "array_upper" => Some(Rule::Items(
            name,
            least,
            if out && least { n + 1 } else { n.saturating_sub(u32::from(out)) },
        )),
        "octet_length" if least => Some(Rule::Octets(name, true, n + u32::from(out))),
        "octet_length" => Some(Rule::Octets(name, false, n.saturating_sub(u32::from(out)))),
        _ => None,
    }
}

/// An array of as many items as other columns say: `cardinality(months) = CASE frequency WHEN 1 THEN 12 ELSE 1 END`.
pub(super) fn counted(expr: &Expr) -> Option<Rule> {
    let Expr::BinaryOp { left, op: BinaryOperator::Eq, right } = expr else { return None };
    [(left, right), (right, left)].into_iter().find_map(|(array, count)| {
        let (function, args) = spelling::called(array)?;
        let name = args.first().and_then(|arg| column(arg))?;
        let items = ["cardinality", "array_length"].contains(&function.as_str());
        (items && !mentions(count, &name) && is_known(count)).then(|| Rule::Counted(name, written(count)))
    })
}

/// An array that is empty just where a condition says so: `(scope = 'ALL') = (cardinality(sites) = 0)`.
pub(super) fn emptied(expr: &Expr) -> Option<Rule> {
    use BinaryOperator::{Eq, Gt, LtEq, NotEq};
    let Expr::BinaryOp { left, op: Eq, right } = expr else { return None };
    [(left, right), (right, left)].into_iter().find_map(|(array, condition)| {
        let Expr::BinaryOp { left, op, right } = &**array else { return None };
        let (function, args) = spelling::called(left).filter(|(function, _)| function == "cardinality")?;
        let name = args.first().and_then(|arg| column(arg))?;
        let zero = number(right).is_some_and(|n| n.abs() < f64::EPSILON);
        let (then, otherwise) = match op {
            Eq | LtEq => (0, 2),
            Gt | NotEq => (2, 0),
            _ => return None,
        };
        let usable = function == "cardinality" && zero && !mentions(condition, &name) && is_known(condition);
        let items = || format!("CASE WHEN {} THEN {then} ELSE {otherwise} END", written(condition));
        usable.then(|| Rule::Counted(name, items()))
    })
}

/// Whether a call counts octets or items, so that it may be compared on both sides.
pub(super) fn counts(expr: &Expr) -> bool {
    const COUNT: [&str; 4] = ["octet_length", "cardinality", "array_length", "array_upper"];
    spelling::called(expr).is_some_and(|(function, _)| COUNT.contains(&function.as_str()))
}

/// `a <= COALESCE(b, 'infinity')` as `b IS NULL OR a <= b`.
pub(super) fn open_ended(expr: &Expr) -> Option<Expr> {
    use BinaryOperator::{Gt, GtEq, Lt, LtEq};
    let Expr::BinaryOp { left, op, right } = expr else { return None };
    let (side, word) = match op {
        Lt | LtEq => (right, "infinity"),
        Gt | GtEq => (left, "infinity"),
        _ => return None,
    };
    let open = |side: &Expr, word: &str| {
        let (function, args) = spelling::called(side)?;
        let end =
            args.len() == 2 && function == "coalesce" && constant(args[1]).is_some_and(|end| end == word);
        end.then(|| column(args[0]).map(|_| args[0].clone()))?
    };
    let (of, (left, right)) =
        match (open(side, word), open(if std::ptr::eq(side, right) { left } else { right }, "-infinity")) {
            (Some(of), _) if std::ptr::eq(side, right) => (of.clone(), ((**left).clone(), of)),
            (Some(of), _) => (of.clone(), (of, (**right).clone())),
            (None, Some(of)) if std::ptr::eq(side, right) => (of.clone(), (of, (**right).clone())),
            (None, Some(of)) => (of.clone(), ((**left).clone(), of)),
            (None, None) => return None,
        };
    let compared = Expr::BinaryOp { left: Box::new(left), op: op.clone(), right: Box::new(right) };
    Some(Expr::BinaryOp {
        left: Box::new(Expr::IsNull(Box::new(of))),
        op: BinaryOperator::Or,
        right: Box::new(compared),
    })
}

/// One column is after another by a span at most: `b <= a + INTERVAL '14 days'`, `b - a <= 14`.
pub(super) fn soon(left: &Expr, op: &BinaryOperator, right: &Expr) -> Option<Rule> {
    use BinaryOperator::{Gt, GtEq, Lt, LtEq, Minus, Plus};
    let span_of = |span: &Expr| match span {
        Expr::Interval(span) => spelling::seconds(&constant(&span.value)?),
        #[expect(clippy::cast_possible_truncation, reason = "a number of days")]
        _ => Some((number(span)? as i64).saturating_mul(86_400)),
    };
    let (small, large) = match op {
        Lt | LtEq => (left, right),
        Gt | GtEq => (right, left),
        _ => return None,
    };
    let bare = |expr: &'_ Expr| match expr {
        Expr::Nested(inner) => (**inner).clone(),
        other => other.clone(),
    };
    match (&bare(small), &bare(large)) {
        (then, Expr::BinaryOp { left, op: Plus, right }) => {
            Some(Rule::Soon(column(left)?, column(then)?, span_of(right)?))
        }
        // `b - a >= 0`
        (none, Expr::BinaryOp { left, op: Minus, right })
            if number(none).is_some_and(|n| n.abs() < f64::EPSILON) =>
        {
            Some(Rule::Before(column(right)?, column(left)?, false))
        }
        (Expr::BinaryOp { left, op: Minus, right }, span) => {
            Some(Rule::Soon(column(right)?, column(left)?, span_of(span)?))
        }
        _ => None,
    }
}

/// A date on which a month or a week begins: `EXTRACT(day FROM a) = 1`, and the first of the days of a week that count from one.
fn begun(left: &Expr, right: &Expr) -> Option<Rule> {
    let (part, name) = match left {
        Expr::Extract { field, expr, .. } => (field.to_string().to_lowercase(), column(expr)?),
        _ => match spelling::called(left)? {
            (function, args) if function == "date_part" && args.len() == 2 => {
                (constant(args[0])?.to_lowercase(), column(args[1])?)
            }
            _ => return None,
        },
    };
    let unit = match part.trim_matches('\'') {
        "day" => "month",
        "isodow" | "dow" => "week",
        _ => return None,
    };
    let first = number(right).is_some_and(|n| (n - 1.0).abs() < f64::EPSILON);
    let from = super::name_of(&drawn(&name));
    first.then(|| Rule::Formed(name, format!("date_trunc('{unit}', {from})")))
}

/// `jsonb_typeof(a) = 'object'`.
fn document(left: &Expr, right: &Expr) -> Option<Rule> {
    let (function, args) = spelling::called(left)?;
    let sort = ["jsonb_typeof", "json_typeof"].contains(&function.as_str()).then(|| constant(right))??;
    Some(Rule::Document(column(args.first()?)?, sort))
}

/// Patterns by other means than regular expressions: `a LIKE 'x%'`, `a !~ '[^0-9]'`, `starts_with(a, 'x')`, `left(a, 1) = 'x'`.
pub(super) fn patterned(expr: &Expr) -> Option<Rule> {
    match expr {
        Expr::Like { negated: false, expr, pattern, escape_char: None, .. }
        | Expr::ILike { negated: false, expr, pattern, escape_char: None, .. } => {
            Some(Rule::Like(column(expr)?, constant(pattern)?))
        }
        Expr::BinaryOp { left, op: BinaryOperator::PGRegexNotMatch, right } => {
            Some(Rule::Matches(column(left)?, spelling::only(&constant(right)?)?))
        }
        Expr::BinaryOp { left, op: BinaryOperator::PGRegexMatch, right } => {
            let (function, args) = spelling::called(right)?;
            let pattern = (function.ends_with("similar_to_escape")).then(|| constant(args.first()?))??;
            Some(Rule::Matches(column(left)?, spelling::similar(&pattern)))
        }
        Expr::BinaryOp { left, op: BinaryOperator::Eq, right } => {
            let (function, args) = spelling::called(left)?;
            let from_start = match (function.as_str(), args.as_slice()) {
                ("left", [_, _]) => true,
                ("substr" | "substring", [_, from, _]) => {
                    number(from).is_some_and(|n| (n - 1.0).abs() < f64::EPSILON)
                }
                _ => false,
            };
            let start = from_start.then(|| constant(right))??;
            Some(begins(column(args.first()?)?, &start))
        }
        Expr::Function(_) => match spelling::called(expr)? {
            (function, args) if function == "starts_with" && args.len() == 2 => {
                Some(begins(column(args[0])?, &constant(args[1])?))
            }
            _ => None,
        },
        _ => cases(expr),
    }
}

fn begins(name: String, start: &str) -> Rule {
    let escaped = start.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    Rule::Like(name, format!("{escaped}%"))
}

/// Whether an expression holds for every row.
pub(super) fn is_true(expr: &Expr) -> bool {
    matches!(expr, Expr::Value(v) if v.value == Value::Boolean(true))
}
