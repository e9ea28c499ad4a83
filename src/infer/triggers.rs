//! What triggers refuse: where one raises an error under conditions on the new row alone, that is a check like any other.
//!
//! The body of a function in PL/pgSQL is followed statement by statement as far as an inserted row would take it; what it asks of
//! other tables or of its own variables is not known, and neither is a column after the trigger has written it. A trigger that may
//! refuse more than is known, writes other rows, or writes what is another on each run, is switched off while rows go in.

mod statements;
#[cfg(test)]
mod tests;

use super::predicate::{self, columns};
use crate::shape::{Constraint, Database, Table, Trigger};
use sqlparser::ast::{BinaryOperator, Expr, UnaryOperator, Value, visit_expressions, visit_expressions_mut};
use sqlparser::tokenizer::Token;
use statements::{Statement, beginnings, body, is_mild, is_mild_function, statements};
use std::collections::BTreeSet;
use std::ops::ControlFlow;

/// Adds what triggers refuse to the checks of their tables.
pub fn read(database: &mut Database) {
    for table in &mut database.tables {
        let mut found = Vec::new();
        let refer = table.constraints.iter().filter(|k| k.kind == "f").flat_map(|k| &k.columns);
        let not_null = |name: &&String| table.column(name).is_some_and(|c| table.columns[c].not_null);
        let optional: BTreeSet<String> = refer.filter(|name| !not_null(name)).cloned().collect();
        for trigger in &mut table.triggers {
            let mut reader = Reader {
                owned: table.owned,
                table: &table.name,
                optional: &optional,
                trigger,
                changed: BTreeSet::new(),
                checks: Vec::new(),
                absent: Vec::new(),
                whole: true,
                mild: true,
            };
            reader.trigger();
            let (checks, whole, mild) = (reader.checks, reader.whole, reader.mild);
            trigger.held = Some(whole).filter(|_| !checks.is_empty());
            trigger.mild = whole && mild;
            found.extend(checks.into_iter().map(|check| (trigger.name.clone(), check)));
        }
        for (name, check) in found {
            let constraint = constraint(table, &name, &check);
            table.constraints.push(constraint);
        }
    }
}

fn constraint(table: &Table, name: &str, check: &Expr) -> Constraint {
    let mut named = Vec::new();
    columns(check, &mut named);
    named.retain(|column| table.column(column).is_some());
    named.sort();
    named.dedup();
    Constraint { by_trigger: true, ..Constraint::new("c", name, named, &format!("CHECK (({check}))")) }
}

/// What must hold to come to a statement; none where it is not known.
type Path = Vec<Option<Expr>>;

/// How a block of statements ends.
#[derive(PartialEq, Eq)]
enum End {
    /// What comes behind it follows.
    Open,
    /// The row is refused.
    Refused,
    /// The row is taken as it is.
    Returned,
}

/// One trigger while it is read.
struct Reader<'a> {
    /// Whether the trigger can be switched off.
    owned: bool,
    table: &'a str,
    /// Columns that refer to other rows, and may be NULL.
    optional: &'a BTreeSet<String>,
    trigger: &'a Trigger,
    /// Columns that the trigger has written.
    changed: BTreeSet<String>,
    /// What rows must keep so that the trigger refuses none.
    checks: Vec<Expr>,
    /// References that must not be there, since what is asked of the rows that they lead to is not known.
    absent: Vec<Expr>,
    /// Whether all that it refuses is known.
    whole: bool,
    /// Whether all else that it does is to compute columns from the row.
    mild: bool,
}

impl Reader<'_> {
    fn trigger(&mut self) {
        let Some(text) = &self.trigger.body else {
            self.whole = false;
            return;
        };
        let Some((declared, tokens)) = body(text) else {
            self.whole = false;
            return;
        };
        self.mild &= beginnings(&declared).all(is_mild);
        let mut path = Path::new();
        // A condition of the trigger stands in its definition, as what comes before what is executed.
        if let Some((_, rest)) = self.trigger.definition.split_once(" WHEN (")
            && let Some((when, _)) = rest.rsplit_once(") EXECUTE ")
        {
            let when = predicate::parse(when);
            self.mild &= when.as_ref().is_some_and(asks_no_more);
            self.enter(when, &mut path);
        }
        self.block(&tokens, path);
        self.absent.dedup();
        match self.absent.as_slice() {
            [] => {}
            [one] if !self.owned => self.checks.push(one.clone()),
            // Which of several may be left out, the trigger does not say; and what can be switched off leaves none out.
            _ => self.whole = false,
        }
    }

    /// Follows statements; how they end.
    fn block(&mut self, tokens: &[Token], mut path: Path) -> End {
        for statement in statements(tokens) {
            match statement {
                Statement::Raise => {
                    self.refuse(&path);
                    return End::Refused;
                }
                // A row that is not given back is not inserted.
                Statement::Return { row } if !row && self.trigger.before => {
                    self.refuse(&path);
                    return End::Refused;
                }
                Statement::Return { .. } => return End::Returned,
                Statement::If { branches, otherwise } => {
                    let mut before = path.clone();
                    for (condition, inner) in branches {
                        let condition = predicate::parse(&condition);
                        let mut within = before.clone();
                        self.enter(condition.clone(), &mut within);
                        let unmet = self.known(condition).map(|e| Expr::IsNotTrue(Box::new(nested(e))));
                        self.mild &= unmet.as_ref().is_some_and(asks_no_more);
                        match self.block(inner, within) {
                            // Of rows that are refused nothing more need be asked.
                            End::Refused => {}
                            End::Returned => {
                                path.push(unmet.clone());
                                before.push(unmet);
                            }
                            End::Open => before.push(unmet),
                        }
                    }
                    if let Some(inner) = otherwise
                        && self.block(inner, before) == End::Returned
                    {
                        // Behind it one of the branches was taken, of which nothing more is asked.
                        path.push(None);
                    }
                }
                Statement::Writes { column, from } => {
                    self.changed.insert(column);
                    self.mild &= is_mild(from);
                }
                Statement::Other { raises, writes } => {
                    self.whole &= !raises;
                    self.mild = false;
                    self.changed.extend(writes);
                }
            }
        }
        End::Open
    }

    /// Adds the parts of a condition to a path.
    fn enter(&self, condition: Option<Expr>, path: &mut Path) {
        let Some(condition) = condition else {
            path.push(None);
            return;
        };
        let mut parts = Vec::new();
        predicate::flatten(&condition, &BinaryOperator::And, &mut parts);
        path.extend(parts.into_iter().map(|part| self.known(Some(part.clone()))));
    }

    /// A condition on the columns of the new row; none where it asks for anything else.
    fn known(&self, condition: Option<Expr>) -> Option<Expr> {
        let mut expr = condition?;
        let text = |value: &str| Expr::value(Value::SingleQuotedString(value.to_owned()));
        let seen = visit_expressions_mut(&mut expr, |e: &mut Expr| {
            match e {
                Expr::CompoundIdentifier(parts) => match parts.as_slice() {
                    [row, column]
                        if row.value.eq_ignore_ascii_case("new") && !self.changed.contains(&column.value) =>
                    {
                        *e = Expr::Identifier(column.clone());
                    }
                    // There is no old row.
                    [row, _] if row.value.eq_ignore_ascii_case("old") => *e = Expr::value(Value::Null),
                    _ => return ControlFlow::Break(()),
                },
                Expr::Identifier(ident) => match ident.value.to_lowercase().as_str() {
                    "tg_op" => *e = text("INSERT"),
                    "tg_when" => *e = text(if self.trigger.before { "BEFORE" } else { "AFTER" }),
                    "tg_table_name" => *e = text(self.table),
                    // Written above, or a variable.
                    _ => return ControlFlow::Break(()),
                },
                _ => {}
            }
            ControlFlow::Continue(())
        });
        let asks = |e: &Expr| match e {
            Expr::Subquery(_) | Expr::Exists { .. } | Expr::InSubquery { .. } => ControlFlow::Break(()),
            _ => ControlFlow::Continue(()),
        };
        (seen.is_continue() && visit_expressions(&expr, asks).is_continue()).then_some(expr)
    }

    fn is_optional(&self, column: &Expr) -> bool {
        matches!(plain(column), Expr::Identifier(name) if self.optional.contains(&name.value))
    }

    /// Rows that take this path are refused.
    fn refuse(&mut self, path: &Path) {
        if path.iter().flatten().any(predicate::is_never) {
            return;
        }
        let Some(parts) = path.iter().cloned().collect::<Option<Vec<Expr>>>() else {
            // What is asked of the row that a reference leads to refuses no row without one.
            let absent = path.iter().flatten().find_map(|part| match plain(part) {
                Expr::IsNotNull(column) if self.is_optional(column) => Some(Expr::IsNull(column.clone())),
                _ => None,
            });
            match absent {
                Some(absent) => self.absent.push(absent),
                None => self.whole = false,
            }
            return;
        };
        let or = |a: Expr, b: Expr| Expr::BinaryOp {
            left: Box::new(a),
            op: BinaryOperator::Or,
            right: Box::new(b),
        };
        let open = parts.into_iter().filter(|part| !predicate::is_always(part));
        match open.map(negated).reduce(or) {
            Some(check) => self.checks.push(check),
            None => self.checks.push(Expr::value(Value::Boolean(false))),
        }
    }
}

/// Whether a condition calls nothing but functions that compute a value from others.
fn asks_no_more(expr: &Expr) -> bool {
    let calls = visit_expressions(expr, |e: &Expr| match e {
        Expr::Function(function) if !is_mild_function(&function.name.to_string()) => ControlFlow::Break(()),
        _ => ControlFlow::Continue(()),
    });
    calls.is_continue()
}

/// An expression without the brackets around it.
fn plain(expr: &Expr) -> &Expr {
    match expr {
        Expr::Nested(inner) => plain(inner),
        other => other,
    }
}

/// What is true where another condition is false, and false where that is true.
fn negated(expr: Expr) -> Expr {
    use BinaryOperator as Op;
    match expr {
        Expr::Nested(inner) => negated(*inner),
        Expr::UnaryOp { op: UnaryOperator::Not, expr } => nested(*expr),
        Expr::IsNull(e) => Expr::IsNotNull(e),
        Expr::IsNotNull(e) => Expr::IsNull(e),
        Expr::IsTrue(e) => Expr::IsNotTrue(e),
        Expr::IsNotTrue(e) if predicate::is_certain(&e) => nested(*e),
        Expr::IsNotTrue(e) => Expr::IsTrue(e),
        Expr::IsFalse(e) => Expr::IsNotFalse(e),
        Expr::IsNotFalse(e) => Expr::IsFalse(e),
        Expr::InList { expr, list, negated } => Expr::InList { expr, list, negated: !negated },
        Expr::Between { expr, negated, low, high } => Expr::Between { expr, negated: !negated, low, high },
        Expr::IsDistinctFrom(a, b) => Expr::IsNotDistinctFrom(a, b),
        Expr::IsNotDistinctFrom(a, b) => Expr::IsDistinctFrom(a, b),
        Expr::BinaryOp { left, op, right } => {
            let opposite = match op {
                Op::And | Op::Or => {
                    let op = if op == Op::And { Op::Or } else { Op::And };
                    let (left, right) = (Box::new(negated(*left)), Box::new(negated(*right)));
                    return Expr::Nested(Box::new(Expr::BinaryOp { left, op, right }));
                }
                Op::Eq => Some(Op::NotEq),
                Op::NotEq => Some(Op::Eq),
                Op::Lt => Some(Op::GtEq),
                Op::LtEq => Some(Op::Gt),
                Op::Gt => Some(Op::LtEq),
                Op::GtEq => Some(Op::Lt),
                Op::PGRegexMatch => Some(Op::PGRegexNotMatch),
                Op::PGRegexNotMatch => Some(Op::PGRegexMatch),
                Op::PGRegexIMatch => Some(Op::PGRegexNotIMatch),
                Op::PGRegexNotIMatch => Some(Op::PGRegexIMatch),
                _ => None,
            };
            match opposite {
                Some(op) => Expr::BinaryOp { left, op, right },
                None => not(Expr::BinaryOp { left, op, right }),
            }
        }
        other => not(other),
    }
}

fn nested(expr: Expr) -> Expr {
    Expr::Nested(Box::new(expr))
}

fn not(expr: Expr) -> Expr {
    Expr::UnaryOp { op: UnaryOperator::Not, expr: Box::new(nested(expr)) }
}
