//! From the tree as written to a program: names, literals, conversions and the folding of constants.

use super::evaluate;
use super::program::{Function, Lazy, Node, Op};
use super::syntax::{Kind, Syntax};
use super::text::bytes;
use super::types::{Type, Value, decimal};
use super::{Cause, Days, Fault, Name, cast, civil};
use crate::error::nearest;
use arrow::array::{
    ArrayRef, BooleanArray, Date32Array, Decimal128Array, Int64Array, IntervalMonthDayNanoArray, StringArray,
};
use arrow::datatypes::{DataType, IntervalMonthDayNano};
use std::ops::Range;
use std::sync::Arc;

/// The longest text that folding may make; an expression holds hundreds of constants, and each is kept.
const CONSTANT_MAX: usize = 64 * 1024;

/// What compiling needs from outside, and the faults found so far.
pub(super) struct Compiler<'a> {
    resolve: &'a dyn Fn(&Name) -> Option<(usize, DataType)>,
    known: &'a [&'a str],
    days: Days,
    faults: Vec<Fault>,
}

pub(super) fn compile(
    root: &Syntax,
    resolve: &dyn Fn(&Name) -> Option<(usize, DataType)>,
    known: &[&str],
    days: Days,
) -> Result<Node, Vec<Fault>> {
    let mut compiler = Compiler { resolve, known, days, faults: Vec::new() };
    let node = compiler.node(root);
    match node {
        Some(node) if compiler.faults.is_empty() => match node.of {
            Type::Interval => {
                let fault = Fault::new(node.range, "the result is an INTERVAL, which no column can hold");
                Err(vec![fault.help("add it to a date, or use extract(epoch FROM …)")])
            }
            _ => Ok(node),
        },
        _ => {
            compiler.faults.sort_by_key(|f| (f.range.start, f.range.end));
            Err(compiler.faults)
        }
    }
}

impl Compiler<'_> {
    /// Compiles a node; nothing where a fault was noted.
    pub(super) fn node(&mut self, node: &Syntax) -> Option<Node> {
        let range = node.range.clone();
        let made = match &node.kind {
            Kind::Column { name, folds } => self.column(name, *folds),
            Kind::Day(day) => {
                Ok(constant(Arc::new(Date32Array::from(vec![self.days.of(*day)])), Type::Date, range))
            }
            Kind::Number(digits) => number(digits, range),
            Kind::Text(text) => {
                let mut node = constant(Arc::new(StringArray::from(vec![text.as_str()])), Type::Text, range);
                if let Op::Literal { untyped, .. } = &mut node.op {
                    *untyped = true;
                }
                Ok(node)
            }
            Kind::Boolean(value) => {
                Ok(constant(Arc::new(BooleanArray::from(vec![*value])), Type::Boolean, range))
            }
            Kind::Null => Ok(null(Type::Null, range)),
            Kind::Interval(text, unit) => interval(text, unit.as_deref(), range),
            Kind::Cast(inner, to) => {
                let inner = self.node(inner)?;
                explicit(inner, *to, range)
            }
            Kind::Operator(op, args) => {
                let args = self.nodes(args)?;
                super::operators::operator(*op, args, range)
            }
            Kind::Call { name, name_range, args } => {
                let args = self.nodes(args);
                super::calls::call(name, name_range, args, range)?
            }
            Kind::Case { operand, branches, otherwise } => {
                return self.case(operand.as_deref(), branches, otherwise.as_deref(), range);
            }
        };
        self.note(made)
    }

    fn note(&mut self, made: Result<Node, Fault>) -> Option<Node> {
        match made {
            Ok(node) => Some(node),
            Err(fault) => {
                self.faults.push(fault);
                None
            }
        }
    }

    /// Compiles all, so that the faults of all are noted.
    fn nodes(&mut self, list: &[Syntax]) -> Option<Vec<Node>> {
        let made: Vec<Option<Node>> = list.iter().map(|s| self.node(s)).collect();
        made.into_iter().collect()
    }

    fn column(&self, name: &Name, folds: bool) -> Result<Node, Fault> {
        let lower = || {
            let table = name.table.as_ref().map(|t| t.to_lowercase());
            (self.resolve)(&Name { table, column: name.column.to_lowercase(), range: name.range.clone() })
        };
        let found = (self.resolve)(name).or_else(|| if folds { lower() } else { None });
        let range = name.range.clone();
        let written = match &name.table {
            Some(table) => format!("{table}.{}", name.column),
            None => name.column.clone(),
        };
        let Some((position, data_type)) = found else {
            let fault = Fault::new(range, format!("there is no column `{written}`"));
            return Err(suggest(fault, &written, self.known));
        };
        match Type::of(&data_type) {
            Some(of) => Ok(Node { op: Op::Column(position), of, range }),
            None => Err(Fault::new(
                range,
                format!("`{written}` is of type {data_type}, which has no SQL type here"),
            )),
        }
    }

    fn case(
        &mut self,
        operand: Option<&Syntax>,
        branches: &[(Syntax, Syntax)],
        otherwise: Option<&Syntax>,
        range: Range<usize>,
    ) -> Option<Node> {
        let operand = operand.map(|o| self.node(o));
        let (mut conditions, mut results) = (Vec::new(), Vec::new());
        for (condition, result) in branches {
            conditions.push(self.node(condition));
            results.push(self.node(result));
        }
        let has_operand = operand.is_some();
        let has_otherwise = otherwise.is_some();
        let otherwise = otherwise.map(|o| self.node(o));
        let conditions: Vec<Node> = operand.into_iter().chain(conditions).collect::<Option<_>>()?;
        let results: Vec<Node> = results.into_iter().chain(otherwise).collect::<Option<_>>()?;
        let conditions = if has_operand {
            unify(conditions, "CASE").map(|nodes| nodes.into_iter().map(comparable).collect())
        } else {
            conditions.into_iter().map(|c| needed(c, Type::Boolean, "WHEN")).collect::<Result<Vec<_>, _>>()
        };
        let (conditions, results) = match (conditions, unify(results, "CASE")) {
            (Ok(conditions), Ok(results)) => (conditions, results),
            (a, b) => {
                self.faults.extend([a.err(), b.err()].into_iter().flatten());
                return None;
            }
        };
        let of = results.first().map_or(Type::Null, |r| r.of);
        let mut conditions = conditions.into_iter().map(Lazy::new);
        let mut results = results.into_iter().map(Lazy::new);
        let operand = if has_operand { conditions.next().map(Box::new) } else { None };
        let otherwise = if has_otherwise { results.next_back().map(Box::new) } else { None };
        let branches = conditions.zip(results).collect();
        let node = Node { op: Op::Case { operand, branches, otherwise }, of, range };
        let folded = fold(node);
        self.note(folded)
    }
}

/// Advice: the nearest of the names, or all of them if they are few.
pub(super) fn suggest(fault: Fault, wanted: &str, known: &[&str]) -> Fault {
    match nearest(wanted, known.iter().copied()) {
        Some(name) => fault.help(format!("there is `{name}`")),
        None if !known.is_empty() && known.len() <= 24 => {
            fault.help(format!("expected one of: {}", known.join(", ")))
        }
        None => fault,
    }
}

pub(super) fn constant(array: ArrayRef, of: Type, range: Range<usize>) -> Node {
    Node { op: Op::Literal { value: Value::scalar(array), untyped: false }, of, range }
}

pub(super) fn null(of: Type, range: Range<usize>) -> Node {
    Node { op: Op::Literal { value: Value::null(of), untyped: false }, of, range }
}

fn number(digits: &str, range: Range<usize>) -> Result<Node, Fault> {
    let plain = digits.strip_prefix('-').unwrap_or(digits);
    if plain.bytes().all(|b| b.is_ascii_digit()) {
        return match digits.parse::<i64>() {
            Ok(value) => Ok(constant(Arc::new(Int64Array::from(vec![value])), Type::Int, range)),
            Err(_) => Err(Fault::new(range, format!("{digits} does not fit into an INTEGER of 64 bits"))
                .help("write it with a point to have a NUMERIC")),
        };
    }
    let scale = cast::written_scale(plain);
    let value = scale.and_then(|s| cast::parse_decimal(digits, s));
    let (Some(scale), Some(value)) = (scale, value) else {
        let fault = Fault::new(range, format!("{digits} is not a number of at most 38 digits"));
        return Err(fault.help(format!("write CAST('{digits}' AS DOUBLE PRECISION)")));
    };
    let length = i32::try_from(value.unsigned_abs().checked_ilog10().map_or(1, |n| n + 1)).unwrap_or(38);
    let of = decimal(length.max(scale), scale);
    let array = Decimal128Array::from(vec![value]).with_data_type(of.arrow());
    Ok(constant(Arc::new(array), of, range))
}

fn interval(text: &str, unit: Option<&str>, range: Range<usize>) -> Result<Node, Fault> {
    let span = civil::parse_interval(text, unit)
        .and_then(|s| Some(IntervalMonthDayNano::new(s.months, s.days, s.micros.checked_mul(1_000)?)));
    match span {
        Some(span) => {
            let array = IntervalMonthDayNanoArray::from(vec![span]);
            Ok(constant(Arc::new(array), Type::Interval, range))
        }
        None => Err(Fault::new(range, format!("`{text}` does not spell an INTERVAL"))
            .help("write INTERVAL '3 days' or INTERVAL '1 year 2 months'")),
    }
}

/// Makes a call, and computes it at once if all its arguments are constants.
pub(super) fn build(
    function: Function,
    args: Vec<Node>,
    of: Type,
    range: Range<usize>,
) -> Result<Node, Fault> {
    fold(Node { op: Op::Call(function, args), of, range })
}

/// Replaces a node that depends on no input by its value.
pub(super) fn fold(node: Node) -> Result<Node, Fault> {
    let is_constant = match &node.op {
        Op::Literal { .. } | Op::Column(_) => return Ok(node),
        Op::Call(_, args) => args.iter().all(|a| a.literal().is_some()),
        Op::Coalesce(list) => list.iter().all(|l| l.node.literal().is_some()),
        Op::Case { operand, branches, otherwise } => {
            let parts = branches.iter().flat_map(|(c, r)| [c, r]);
            let mut parts = parts.chain(operand.as_deref()).chain(otherwise.as_deref());
            parts.all(|l| l.node.literal().is_some())
        }
    };
    if !is_constant {
        return Ok(node);
    }
    match evaluate::constant(&node) {
        Ok(value) if bytes(&value, 1) > CONSTANT_MAX => {
            let message = format!("this constant has more than {CONSTANT_MAX} bytes");
            Err(Fault::new(node.range, message))
        }
        Ok(value) => Ok(Node { op: Op::Literal { value, untyped: false }, ..node }),
        Err(fault) => Err(Fault::new(node.range, fault.cause.to_string())),
    }
}

/// Whether values of one type can be cast to another when asked to.
fn castable(from: Type, to: Type) -> bool {
    match (from, to) {
        (a, b) if a == b => true,
        (Type::Null, _) => true,
        (Type::Interval, _) | (_, Type::Interval | Type::Null) => false,
        (Type::Text, _) | (_, Type::Text) => true,
        (Type::Int, Type::Boolean) | (Type::Boolean, Type::Int) => true,
        (Type::Date, Type::Timestamp) | (Type::Timestamp, Type::Date) => true,
        (a, b) => a.is_number() && b.is_number(),
    }
}

/// A cast that was asked for.
pub(super) fn explicit(node: Node, to: Type, range: Range<usize>) -> Result<Node, Fault> {
    if node.of == to {
        let op = match node.op {
            Op::Literal { value, .. } => Op::Literal { value, untyped: false },
            other => other,
        };
        return Ok(Node { op, range, ..node });
    }
    if !castable(node.of, to) {
        return Err(Fault::new(range, format!("{} cannot be cast to {to}", node.of)));
    }
    let Some(value) = node.literal() else {
        return Ok(Node { op: Op::Call(Function::Cast, vec![node]), of: to, range });
    };
    match cast::cast(value, to, 1) {
        Ok(value) => Ok(Node { op: Op::Literal { value, untyped: false }, of: to, range }),
        Err(fault) if fault.cause == Cause::Cast => {
            let text = value.texts().get(0).unwrap_or_default().to_owned();
            Err(misspelt(&text, to, range))
        }
        Err(fault) => Err(Fault::new(range, fault.cause.to_string())),
    }
}

fn misspelt(text: &str, to: Type, range: Range<usize>) -> Fault {
    let fault = Fault::new(range, format!("`{text}` does not spell a value of type {to}"));
    match to {
        Type::Date => fault.help("write YYYY-MM-DD, in the years 0001 to 9999"),
        Type::Timestamp => fault.help("write YYYY-MM-DD HH:MM:SS, with Z or +HH:MM or neither (then UTC)"),
        Type::Boolean => fault.help("write true or false"),
        _ => fault,
    }
}

/// A conversion that nobody had to ask for.
pub(super) fn implicit(node: Node, to: Type) -> Result<Node, Fault> {
    let range = node.range.clone();
    if let Op::Literal { untyped: true, .. } = node.op
        && to == Type::Interval
    {
        let text = node.literal().and_then(|v| v.texts().get(0).map(str::to_owned)).unwrap_or_default();
        return interval(&text, None, range);
    }
    if node.of == Type::Null && node.literal().is_some() {
        return Ok(null(to, range));
    }
    explicit(node, to, range)
}

/// Whether a node is a text literal, or NULL, whose type is still open.
pub(super) fn is_open(node: &Node) -> bool {
    node.of == Type::Null || matches!(node.op, Op::Literal { untyped: true, .. })
}

/// Brings nodes to one type; `by` names who needs it.
pub(super) fn unify(nodes: Vec<Node>, by: &str) -> Result<Vec<Node>, Fault> {
    let mut of: Option<Type> = None;
    for node in nodes.iter().filter(|n| !is_open(n)) {
        of = match of {
            None => Some(node.of),
            Some(so_far) => match so_far.common(node.of) {
                Some(common) => Some(common),
                None => {
                    let message = format!("{by} has values of type {so_far} and of type {}", node.of);
                    return Err(Fault::new(node.range.clone(), message).help("CAST one of them"));
                }
            },
        };
    }
    let has_text = nodes.iter().any(|n| n.of == Type::Text);
    let of = of.unwrap_or(if has_text { Type::Text } else { Type::Null });
    nodes
        .into_iter()
        .map(|n| if n.of == Type::Null && of == Type::Null { Ok(n) } else { implicit(n, of) })
        .collect()
}

/// NULL without a type compares as text.
pub(super) fn comparable(node: Node) -> Node {
    match node.of {
        Type::Null => null(Type::Text, node.range),
        _ => node,
    }
}

/// A node that has to be of a type; NULL and text literals become it, a whole number becomes a fractional one.
pub(super) fn needed(node: Node, of: Type, by: &str) -> Result<Node, Fault> {
    let widens = of == Type::Float && node.of.is_number() || of == Type::Timestamp && node.of == Type::Date;
    if node.of == of || is_open(&node) || widens {
        return implicit(node, of);
    }
    Err(Fault::new(node.range, format!("{by} needs {of}, this is {}", node.of)))
}

/// Makes the value be of the type of a column that it is meant for, if nothing can be lost.
pub(super) fn assign(node: Node, to: Type) -> Result<Node, Fault> {
    let fits = match (node.of, to) {
        (a, b) if a == b => true,
        (Type::Int | Type::Decimal(..), Type::Float) | (Type::Int, Type::Decimal(..)) => true,
        (Type::Decimal(_, s), Type::Decimal(_, t)) => t >= s,
        (Type::Date, Type::Timestamp) => true,
        (Type::Timestamp, Type::Date) => is_midnight(&node),
        _ => is_open(&node),
    };
    if fits {
        return implicit(node, to);
    }
    let fault = Fault::new(node.range, format!("the expression gives {}, and {to} is wanted", node.of));
    Err(if castable(node.of, to) { fault.help(format!("write CAST(… AS {to})")) } else { fault })
}

/// Whether every value of a TIMESTAMP is a midnight, because it came from a DATE by whole days or months.
fn is_midnight(node: &Node) -> bool {
    use super::program::{TimeArithmetic as T, Unit};
    let whole = |n: &Node| {
        let span = n.literal().and_then(|v| v.intervals().get(0));
        span.is_some_and(|s| s.nanoseconds == 0)
    };
    match &node.op {
        Op::Call(Function::Cast, args) => args.iter().all(|a| a.of == Type::Date),
        Op::Call(Function::DateTrunc(unit), _) => {
            matches!(unit, Unit::Year | Unit::Quarter | Unit::Month | Unit::Week | Unit::Day)
        }
        Op::Call(Function::Time(T::TimestampPlusInterval | T::TimestampMinusInterval), args) => {
            match &args[..] {
                [moment, span] => is_midnight(moment) && whole(span),
                _ => false,
            }
        }
        Op::Literal { value, .. } if node.of == Type::Timestamp => {
            value.timestamps().get(0).is_none_or(|t| t.rem_euclid(civil::DAY) == 0)
        }
        _ => false,
    }
}
