//! Checks, parsed: what becomes bounds, lists, patterns and conditions, and what stays a predicate.

mod documents;
mod implied;
mod lists;
mod outcome;
mod presence;
mod scenes;
mod solved;
mod spelling;
mod strip;
mod ways;

use super::definition::sql as name_of;
use super::functions::inlined;
use crate::shape::{Function, Table, is_shallow};
pub(super) use documents::Field;
pub(super) use outcome::{Part, is_always, is_certain, is_condition, is_never};
pub(super) use presence::{absent, asks_presence, flatten, join};
pub(super) use scenes::{Open, asks_for, component, decides, named, scenes};
pub(super) use spelling::like;
use sqlparser::ast::{
    BinaryOperator, Expr, FunctionArg, FunctionArgExpr, FunctionArguments, UnaryOperator, Value,
};
use sqlparser::dialect::PostgreSqlDialect;
use sqlparser::parser::Parser;
use sqlparser::tokenizer::Tokenizer;
pub(super) use strip::strip;
pub(super) use ways::drawn;

/// What a check says, as far as it is understood.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Rule {
    /// A number is at least or at most this; the flag: the bound itself is out.
    AtLeast(String, f64, bool),
    AtMost(String, f64, bool),
    /// A value is one of these.
    OneOf(String, Vec<String>),
    /// A value is none of these.
    NoneOf(String, Vec<String>),
    /// A text has at least, or at most, so many characters.
    Longer(String, u32),
    Shorter(String, u32),
    /// A text matches a pattern as a whole.
    Matches(String, String),
    /// A text matches one of several patterns as a whole, each where a condition holds.
    Cases(String, Vec<(String, String)>),
    /// A text is like a pattern of LIKE.
    Like(String, String),
    /// One column is not after another; the flag: nor at the same time.
    Before(String, String, bool),
    /// A column is never NULL.
    Present(String),
    /// A column is present exactly where, or only where (`false`), a condition holds.
    When(String, String, bool),
    /// Of these columns those of one way are present, and the others are not.
    Ways(Vec<Vec<String>>),
    /// One of two numbers is 0, as of debit and credit.
    Zero(String, String),
    /// A column is what an expression over others gives, with those.
    Computed(String, String, Vec<String>),
    /// A column is what an expression makes of a draw, which stands there under the name of [`drawn`].
    Formed(String, String),
    /// A moment lies ahead of the clock.
    Ahead(String),
    /// A span of time is at least, or at most (`false`), so many seconds; the second flag: the bound itself is out.
    Span(String, bool, bool, i64),
    /// A time of day is not before, or not after (`false`), this.
    Clock(String, bool, String),
    /// An array has at least, or at most (`false`), so many items.
    Items(String, bool, u32),
    /// An array has as many items as an expression says.
    Counted(String, String),
    /// A document is of this sort: `object`, `array`.
    Document(String, String),
    /// A document has these fields.
    Fields(String, Vec<(String, Field)>),
    /// A document holds another: `a @> '{"version": 1}'`.
    Holds(String, String),
    /// An array has no items but these.
    Among(String, Vec<String>),
    /// Some values of a column say which others are there.
    Implied(implied::Implied),
    /// A text or bytes have at least, or at most (`false`), so many octets.
    Octets(String, bool, u32),
    /// A range begins at this at least, or ends at this at most (`false`).
    End(String, bool, f64),
    /// Two columns differ.
    Differ(String, String),
    /// One column is after another, and by so many seconds at most.
    Soon(String, String, i64),
}

/// A check, taken apart.
#[derive(Debug, Default)]
pub(super) struct Understood {
    /// What becomes parameters.
    pub(super) rules: Vec<Rule>,
    /// What stays a predicate, in the SQL of schemas.
    pub(super) predicates: Vec<String>,
    /// The columns that it names.
    pub(super) columns: Vec<String>,
    /// Columns of which at least one must be there.
    pub(super) needed: Vec<Vec<String>>,
    /// Whether it could not even be read.
    pub(super) unread: bool,
}

impl Understood {
    /// Keeps what is known of an expression whatever becomes of it.
    fn note(&mut self, expr: &Expr) {
        columns(expr, &mut self.columns);
        self.needed.extend(presence::needed(expr));
        self.rules.extend(implied::implied(expr).into_iter().map(Rule::Implied));
    }
}

/// Takes apart what the server writes as `CHECK (…)`; `value` is the column that `VALUE` of a domain means, `functions` are
/// those that it may call beside the server's.
pub(super) fn understand(definition: &str, value: Option<&str>, functions: &[Function]) -> Understood {
    let mut all = Understood::default();
    match read(definition, value, functions) {
        Some(expr) => conjunction(&expr, &mut all),
        None => all.unread = true,
    }
    all.columns.sort();
    all.columns.dedup();
    all
}

/// The expression of a check.
fn read(definition: &str, value: Option<&str>, functions: &[Function]) -> Option<Expr> {
    let text = definition.trim();
    let inner = text.strip_prefix("CHECK").unwrap_or(text).trim();
    let inner = inner.trim_end_matches(" NO INHERIT").trim_end_matches(" NOT VALID").trim();
    Some(strip(inlined(parse(inner)?, functions), value))
}

/// The conditions of the checks of a table, each that must hold by itself.
pub(super) fn conjuncts(table: &Table, functions: &[Function]) -> Vec<Expr> {
    let mut all = Vec::new();
    for constraint in table.constraints.iter().filter(|c| c.kind == "c") {
        if let Some(expr) = read(&constraint.definition, None, functions) {
            let mut parts = Vec::new();
            flatten(&expr, &BinaryOperator::And, &mut parts);
            all.extend(parts.into_iter().cloned());
        }
    }
    all
}

/// An expression of the server's; none where it is not understood, or nests deeper than can be read.
pub(super) fn parse(text: &str) -> Option<Expr> {
    let dialect = PostgreSqlDialect {};
    let tokens = Tokenizer::new(&dialect, text).tokenize().ok().filter(|tokens| is_shallow(tokens))?;
    let tokens = spelling::trimmed(tokens);
    let mut parser = Parser::new(&dialect).with_recursion_limit(200).with_tokens(tokens);
    let expr = parser.parse_expr().ok()?;
    (parser.peek_token().token == sqlparser::tokenizer::Token::EOF).then_some(expr)
}

/// The columns that an expression needs to be there: those for which something stands in their place it does not.
pub(super) fn needed(text: &str) -> Vec<String> {
    let mut all = Vec::new();
    if let Some(mut expr) = parse(text) {
        // What is asked whether it is there may be absent.
        let mut tested = Vec::new();
        let seen_all = sqlparser::ast::visit_expressions(&expr, |e: &Expr| {
            if let Expr::IsNull(inner) | Expr::IsNotNull(inner) = e {
                tested.extend(column(inner));
            }
            std::ops::ControlFlow::<()>::Continue(())
        });
        debug_assert!(seen_all.is_continue(), "every expression is seen");
        let seen = sqlparser::ast::visit_expressions_mut(&mut expr, |e: &mut Expr| {
            let instead = spelling::called(e).and_then(|(function, args)| {
                let last = args.last().filter(|_| function == "coalesce")?;
                number(last).is_some().then(|| (*last).clone())
            });
            if let Some(instead) = instead {
                *e = instead;
            }
            std::ops::ControlFlow::<()>::Continue(())
        });
        debug_assert!(seen.is_continue(), "every expression is seen");
        columns(&expr, &mut all);
        all.retain(|name| !tested.contains(name));
    }
    all
}

fn conjunction(expr: &Expr, all: &mut Understood) {
    if let Expr::BinaryOp { left, op: BinaryOperator::And, right } = expr {
        conjunction(left, all);
        conjunction(right, all);
        return;
    }
    if let Expr::Between { expr, negated: false, low, high } = expr {
        let side = |op, to: &Expr| Expr::BinaryOp { left: expr.clone(), op, right: Box::new(to.clone()) };
        conjunction(&side(BinaryOperator::GtEq, low), all);
        conjunction(&side(BinaryOperator::LtEq, high), all);
        return;
    }
    if let Expr::BinaryOp { left, op: BinaryOperator::Eq, right } = expr
        && (length_of(left).is_some() || ways::counts(left))
        && number(right).is_some()
    {
        let side = |op| Expr::BinaryOp { left: left.clone(), op, right: right.clone() };
        conjunction(&side(BinaryOperator::GtEq), all);
        conjunction(&side(BinaryOperator::LtEq), all);
        return;
    }
    if ways::is_true(expr) || documents::is_kept(expr) {
        return;
    }
    if let Some(open) = ways::open_ended(expr) {
        conjunction(&open, all);
        return;
    }
    if let Some(parts) = presence::apart(expr) {
        parts.iter().for_each(|part| conjunction(part, all));
        return;
    }
    all.note(expr);
    if let Some(rule) = ways::patterned(expr) {
        // Of a pattern that is none of the SQL of schemas nothing is left to hold.
        all.predicates.extend((!matches!(rule, Rule::Matches(..))).then(|| written(expr)));
        all.rules.push(rule);
        return;
    }
    match rule(expr) {
        Some(rule) => {
            // How two columns compare is held by a predicate too, whatever the rule leaves open.
            if matches!(
                rule,
                Rule::Before(..)
                    | Rule::When(..)
                    | Rule::NoneOf(..)
                    | Rule::Matches(..)
                    | Rule::Zero(..)
                    | Rule::Differ(..)
                    | Rule::Soon(..)
                    | Rule::Ahead(_)
            ) {
                all.predicates.extend(Some(written(expr)).filter(|_| !matches!(rule, Rule::Matches(..))));
            }
            all.rules.push(rule);
        }
        None => {
            all.rules.extend(ways::in_every_way(expr));
            all.rules.extend(ways::equation(expr).or_else(|| ways::equation_by_cases(expr)));
            all.predicates.push(written(expr));
        }
    }
}

fn rule(expr: &Expr) -> Option<Rule> {
    match expr {
        Expr::IsNotNull(inner) => column(inner).map(Rule::Present).or_else(|| documents::present(inner)),
        // A column that is a condition is one of true and false.
        Expr::Identifier(ident) => Some(Rule::OneOf(ident.value.clone(), vec!["true".to_owned()])),
        Expr::UnaryOp { op: UnaryOperator::Not, expr } => match &**expr {
            Expr::Identifier(ident) => Some(Rule::OneOf(ident.value.clone(), vec!["false".to_owned()])),
            _ => None,
        },
        Expr::InList { expr, list, negated } => {
            let values = list.iter().map(constant).collect::<Option<Vec<_>>>()?;
            if let Some(rule) = documents::listed(expr, &values).filter(|_| !negated) {
                return Some(rule);
            }
            let column = column(expr)?;
            Some(if *negated { Rule::NoneOf(column, values) } else { Rule::OneOf(column, values) })
        }
        Expr::BinaryOp { left, op: BinaryOperator::Or, right } => presence::one_of_several(expr)
            .or_else(|| alternatives(expr))
            .or_else(|| either(left, right))
            .or_else(|| ways::one_pattern(expr)),
        Expr::BinaryOp { left, op, right } => {
            comparison(left, op, right).or_else(|| ways::counted(expr)).or_else(|| ways::emptied(expr))
        }
        _ => None,
    }
}

/// A list written with OR.
fn alternatives(expr: &Expr) -> Option<Rule> {
    let mut ways = Vec::new();
    flatten(expr, &BinaryOperator::Or, &mut ways);
    let mut all: Option<(String, Vec<String>)> = None;
    for way in ways {
        let (name, values) = equality(way)?;
        match &mut all {
            None => all = Some((name, values)),
            Some((known, list)) if *known == name => list.extend(values),
            Some(_) => return None,
        }
    }
    all.map(|(name, values)| Rule::OneOf(name, values))
}

/// What one thing implies for another.
fn either(left: &Expr, right: &Expr) -> Option<Rule> {
    // A column that may be absent keeps its rule where it is not.
    for (absent, kept) in [(left, right), (right, left)] {
        if let Expr::IsNull(inner) = absent
            && let (Some(name), Some(rule)) = (column(inner), rule(kept))
        {
            let own = match &rule {
                Rule::AtLeast(c, ..) | Rule::AtMost(c, ..) | Rule::OneOf(c, _) | Rule::NoneOf(c, _) => {
                    c == &name
                }
                Rule::Longer(c, _) | Rule::Shorter(c, _) | Rule::Matches(c, _) => c == &name,
                Rule::Before(a, b, _) => a == &name || b == &name,
                Rule::Span(c, ..)
                | Rule::Clock(c, ..)
                | Rule::Items(c, ..)
                | Rule::Counted(c, _)
                | Rule::Document(c, _)
                | Rule::Octets(c, ..)
                | Rule::End(c, ..)
                | Rule::Fields(c, _)
                | Rule::Holds(c, _)
                | Rule::Among(c, _)
                | Rule::Ahead(c) => c == &name,
                _ => false,
            };
            if own {
                return Some(rule);
            }
            // Present only where something holds.
            return (!mentions(kept, &name)).then(|| Rule::When(name, written(kept), false));
        }
    }
    for (condition, held) in [(left, right), (right, left)] {
        if let Expr::IsNotNull(inner) = held
            && let Some(name) = column(inner)
            && !mentions(condition, &name)
        {
            // Present at least where the other side fails.
            return Some(Rule::When(name, format!("NOT COALESCE({}, FALSE)", written(condition)), true));
        }
    }
    None
}

/// The values that one way of several allows for a column.
fn equality(expr: &Expr) -> Option<(String, Vec<String>)> {
    match expr {
        Expr::BinaryOp { left, op: BinaryOperator::Eq, right } => {
            Some((column(left)?, vec![constant(right)?]))
        }
        Expr::InList { expr, list, negated: false } => {
            Some((column(expr)?, list.iter().map(constant).collect::<Option<_>>()?))
        }
        _ => None,
    }
}

fn comparison(left: &Expr, op: &BinaryOperator, right: &Expr) -> Option<Rule> {
    use BinaryOperator::{Eq, Gt, GtEq, Lt, LtEq, NotEq, PGRegexIMatch, PGRegexMatch};
    for (absence, other) in [(right, left), (left, right)] {
        let condition = match (absence, op) {
            (Expr::IsNotNull(_), Eq) => written(other),
            (Expr::IsNull(_), Eq) => format!("NOT ({})", written(other)),
            _ => continue,
        };
        let (Expr::IsNotNull(inner) | Expr::IsNull(inner)) = absence else { continue };
        return Some(Rule::When(column(inner)?, condition, true))
            .filter(|_| !matches!(other, Expr::IsNotNull(_) | Expr::IsNull(_)));
    }
    if let Some(of) = length_of(left) {
        let n = number(right)?;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "lengths are small")]
        let n = n.clamp(0.0, 1e9) as u32;
        return match op {
            Gt => Some(Rule::Longer(of, n + 1)),
            GtEq => Some(Rule::Longer(of, n)),
            LtEq => Some(Rule::Shorter(of, n)),
            Lt => Some(Rule::Shorter(of, n.saturating_sub(1))),
            _ => None,
        };
    }
    let told = ways::soon(left, op, right)
        .or_else(|| ways::sized(left, op, right))
        .or_else(|| documents::document(left, op, right))
        .or_else(|| presence::counted(left, op, right))
        .or_else(|| presence::zero(left, op, right));
    if told.is_some() {
        return told;
    }
    match (column(left), column(right)) {
        (Some(a), Some(b)) => match op {
            Lt => Some(Rule::Before(a, b, true)),
            LtEq => Some(Rule::Before(a, b, false)),
            Gt => Some(Rule::Before(b, a, true)),
            GtEq => Some(Rule::Before(b, a, false)),
            NotEq => Some(Rule::Differ(a, b)),
            _ => None,
        },
        (Some(name), None) => match (op, number(right)) {
            (GtEq, Some(n)) => Some(Rule::AtLeast(name, n, false)),
            (Gt, Some(n)) => Some(Rule::AtLeast(name, n, true)),
            (LtEq, Some(n)) => Some(Rule::AtMost(name, n, false)),
            (Lt, Some(n)) => Some(Rule::AtMost(name, n, true)),
            (Eq, _) => Some(Rule::OneOf(name, vec![constant(right)?])),
            (NotEq, _) => {
                let value = constant(right)?;
                Some(if value.is_empty() { Rule::Longer(name, 1) } else { Rule::NoneOf(name, vec![value]) })
            }
            (PGRegexMatch | PGRegexIMatch, _) => Some(Rule::Matches(name, constant(right)?)),
            _ => None,
        },
        (None, Some(_)) => comparison(right, &turned(op)?, left),
        (None, None) => None,
    }
}

/// A comparison read from its right.
fn turned(op: &BinaryOperator) -> Option<BinaryOperator> {
    use BinaryOperator::{Eq, Gt, GtEq, Lt, LtEq};
    Some(match op {
        Lt => Gt,
        LtEq => GtEq,
        Gt => Lt,
        GtEq => LtEq,
        Eq => Eq,
        _ => return None,
    })
}

/// The column whose length a function gives.
fn length_of(expr: &Expr) -> Option<String> {
    let Expr::Function(function) = expr else { return None };
    let name = function.name.to_string().to_lowercase();
    let FunctionArguments::List(list) = &function.args else { return None };
    match (name.as_str(), list.args.as_slice()) {
        ("length" | "char_length" | "character_length", [FunctionArg::Unnamed(FunctionArgExpr::Expr(e))]) => {
            let trimmed = match e {
                Expr::Trim { expr, .. } => expr,
                Expr::Function(inner)
                    if ["btrim", "trim"].contains(&inner.name.to_string().to_lowercase().as_str()) =>
                {
                    match &inner.args {
                        FunctionArguments::List(l) => match l.args.first() {
                            Some(FunctionArg::Unnamed(FunctionArgExpr::Expr(e))) => return column(e),
                            _ => return None,
                        },
                        _ => return None,
                    }
                }
                other => other,
            };
            column(trimmed)
        }
        _ => None,
    }
}

/// The column that an expression is.
pub(super) fn column(expr: &Expr) -> Option<String> {
    match expr {
        Expr::Identifier(ident) => Some(ident.value.clone()),
        Expr::Nested(inner) => column(inner),
        _ => None,
    }
}

fn number(expr: &Expr) -> Option<f64> {
    match expr {
        Expr::Value(v) => match &v.value {
            Value::Number(text, _) => text.parse().ok(),
            _ => None,
        },
        Expr::UnaryOp { op: UnaryOperator::Minus, expr } => number(expr).map(|n| -n),
        Expr::Nested(inner) => number(inner),
        Expr::Cast { expr, .. } => number(expr),
        _ => None,
    }
}

/// A constant as text.
pub(super) fn constant(expr: &Expr) -> Option<String> {
    match expr {
        Expr::Value(v) => match &v.value {
            Value::SingleQuotedString(text) | Value::EscapedStringLiteral(text) => Some(text.clone()),
            Value::Number(text, _) => Some(text.clone()),
            Value::Boolean(flag) => Some(flag.to_string()),
            _ => None,
        },
        Expr::UnaryOp { op: UnaryOperator::Minus, expr } => constant(expr).map(|n| format!("-{n}")),
        Expr::Nested(inner) => constant(inner),
        Expr::Cast { expr, .. } => constant(expr),
        _ => None,
    }
}

fn mentions(expr: &Expr, name: &str) -> bool {
    let mut all = Vec::new();
    columns(expr, &mut all);
    all.iter().any(|column| column == name)
}

/// The column by which a check divides without a rest: `mod(minutes, slot) = 0`.
pub(super) fn divisor(check: &str) -> Option<String> {
    let expr = parse(check)?;
    let Expr::BinaryOp { left, op: BinaryOperator::Eq, right } = &expr else { return None };
    number(right).filter(|n| n.abs() < f64::EPSILON)?;
    match (&**left, spelling::called(left)) {
        (Expr::BinaryOp { op: BinaryOperator::Modulo, right, .. }, _) => column(right),
        (_, Some((function, args))) if function == "mod" => column(args.get(1)?),
        _ => None,
    }
}

/// The columns that an expression names.
pub(super) fn columns(expr: &Expr, all: &mut Vec<String>) {
    let seen = sqlparser::ast::visit_expressions(expr, |e: &Expr| {
        if let Expr::Identifier(ident) = e {
            all.push(ident.value.clone());
        }
        std::ops::ControlFlow::<()>::Continue(())
    });
    debug_assert!(seen.is_continue(), "every expression is seen");
}

/// An expression in the SQL of schemas, names in quotes where they must be.
pub(super) fn written(expr: &Expr) -> String {
    let mut copy = expr.clone();
    let seen = sqlparser::ast::visit_expressions_mut(&mut copy, |e: &mut Expr| {
        if let Expr::Identifier(ident) = e {
            let quoted = name_of(&ident.value).starts_with('"');
            ident.quote_style = quoted.then_some('"');
        }
        if let Some(spelled) = presence::spelled(e) {
            *e = spelled;
        }
        ways::clocked(e);
        // Beside an operator these would be read as reaching further than they do.
        let bare = matches!(e, Expr::UnaryOp { op: UnaryOperator::Not, .. })
            || matches!(e, Expr::IsDistinctFrom(..) | Expr::IsNotDistinctFrom(..))
            || matches!(e, Expr::BinaryOp { .. } | Expr::IsNull(_) | Expr::IsNotNull(_));
        if bare {
            let inner = std::mem::replace(e, Expr::value(Value::Null));
            *e = Expr::Nested(Box::new(inner));
        }
        std::ops::ControlFlow::<()>::Continue(())
    });
    debug_assert!(seen.is_continue(), "every expression is seen");
    let text = copy.to_string();
    text.strip_prefix('(')
        .and_then(|rest| rest.strip_suffix(')'))
        .filter(|rest| balanced(rest))
        .map_or(text.clone(), str::to_owned)
}

fn balanced(text: &str) -> bool {
    let mut depth = 0i32;
    text.chars().all(|c| {
        depth += match c {
            '(' => 1,
            ')' => -1,
            _ => 0,
        };
        depth >= 0
    }) && depth == 0
}

#[cfg(test)]
mod tests {
    use super::{Rule, understand};

    #[test]
    fn chains_are_read_or_left_in_time() {
        // As long as is read, on the small stack of a test.
        let terms: Vec<String> = (0..140).map(|n| format!("(a = {n})")).collect();
        let all = understand(&format!("CHECK (({}))", terms.join(" OR ")), None, &[]);
        assert!(
            matches!(all.rules.as_slice(), [Rule::OneOf(name, values)] if name == "a" && values.len() == 140)
        );
        let sum = understand(&format!("CHECK ((({}) > 0))", vec!["a"; 140].join(" + ")), None, &[]);
        assert_eq!(sum.predicates.len(), 1);
        assert!(understand(&format!("CHECK ((({}) > 0))", vec!["a"; 100_000].join(" + ")), None, &[]).unread);
        assert!(
            understand(&format!("CHECK ({}a IS NULL{})", "(".repeat(9_000), ")".repeat(9_000)), None, &[])
                .unread
        );
    }

    #[test]
    fn many_that_may_be_absent_take_no_time_that_doubles_with_each() {
        let (open, close) = ("((a IS NULL) OR ".repeat(60), ")".repeat(60));
        let all = understand(&format!("CHECK ({open}(b > 0){close})"), None, &[]);
        assert!(!all.unread, "read to its end");
    }
}
