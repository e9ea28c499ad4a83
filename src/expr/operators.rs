//! The types of operators: which operands each takes, what it gives, and what it becomes in the program.

use super::compile::{build, comparable, constant, explicit, is_open, needed, unify};
use super::functions::Builtin;
use super::program::{Arithmetic, Comparison, Function, Node, TimeArithmetic};
use super::syntax::Operator;
use super::types::{DIGITS_MAX, Type, decimal};
use super::{Fault, matches};
use arrow::array::Int64Array;
use std::ops::Range;
use std::sync::Arc;

type Made = Result<Node, Fault>;

/// Types an operator whose operands are typed.
pub(super) fn operator(op: Operator, args: Vec<Node>, range: Range<usize>) -> Made {
    let compared = |comparison, args| {
        let args: Vec<Node> = unify(args, op.symbol())?.into_iter().map(comparable).collect();
        build(Function::Compare(comparison), args, Type::Boolean, range.clone())
    };
    let logical = |function, args: Vec<Node>| {
        let args = args.into_iter().map(|a| needed(a, Type::Boolean, op.symbol()));
        build(function, args.collect::<Result<_, _>>()?, Type::Boolean, range.clone())
    };
    match op {
        Operator::And => logical(Function::And, args),
        Operator::Or => logical(Function::Or, args),
        Operator::Not => logical(Function::Not, args),
        Operator::IsTrue => logical(Function::IsTrue, args),
        Operator::IsFalse => logical(Function::IsFalse, args),
        Operator::IsNull => build(Function::IsNull, args, Type::Boolean, range),
        Operator::IsNotNull => build(Function::IsNotNull, args, Type::Boolean, range),
        Operator::Equal => compared(Comparison::Equal, args),
        Operator::NotEqual => compared(Comparison::NotEqual, args),
        Operator::Less => compared(Comparison::Less, args),
        Operator::LessOrEqual => compared(Comparison::LessOrEqual, args),
        Operator::Greater => compared(Comparison::Greater, args),
        Operator::GreaterOrEqual => compared(Comparison::GreaterOrEqual, args),
        Operator::Distinct => compared(Comparison::Distinct, args),
        Operator::NotDistinct => compared(Comparison::NotDistinct, args),
        Operator::Between | Operator::In => {
            let args = unify(args, op.symbol())?.into_iter().map(comparable).collect();
            let function = if op == Operator::In { Function::In } else { Function::Between };
            build(function, args, Type::Boolean, range)
        }
        Operator::Like | Operator::ILike => {
            let args = args.into_iter().map(|a| needed(a, Type::Text, op.symbol()));
            let function = Function::Like { ignore_case: op == Operator::ILike };
            build(function, args.collect::<Result<_, _>>()?, Type::Boolean, range)
        }
        Operator::Matches | Operator::IMatches => {
            let ignore_case = op == Operator::IMatches;
            let args = args.into_iter().map(|a| needed(a, Type::Text, op.symbol()));
            let args = matches::checked(args.collect::<Result<_, _>>()?, ignore_case)?;
            build(Function::Matches { ignore_case }, args, Type::Boolean, range)
        }
        Operator::Join => {
            let args = args.into_iter().map(|a| {
                let range = a.range.clone();
                explicit(a, Type::Text, range)
            });
            build(Function::Join, args.collect::<Result<_, _>>()?, Type::Text, range)
        }
        Operator::Power => {
            let args = args.into_iter().map(|a| needed(a, Type::Float, "^"));
            build(Function::Builtin(Builtin::Power), args.collect::<Result<_, _>>()?, Type::Float, range)
        }
        Operator::Add => binary(Arithmetic::Add, op, args, range),
        Operator::Subtract => binary(Arithmetic::Subtract, op, args, range),
        Operator::Multiply => binary(Arithmetic::Multiply, op, args, range),
        Operator::Divide => binary(Arithmetic::Divide, op, args, range),
        Operator::Remainder => binary(Arithmetic::Remainder, op, args, range),
        Operator::Negate | Operator::Plus => sign(op, args, range),
    }
}

fn sign(op: Operator, args: Vec<Node>, range: Range<usize>) -> Made {
    let Some(arg) = args.into_iter().next() else {
        return Err(Fault::new(range, "there is nothing to take the sign of"));
    };
    let arg = if is_open(&arg) { needed(arg, Type::Int, op.symbol())? } else { arg };
    match arg.of {
        of if of.is_number() && op == Operator::Plus => Ok(arg),
        of if of.is_number() => build(Function::Negate, vec![arg], of, range),
        Type::Interval if op == Operator::Plus => Ok(arg),
        Type::Interval => {
            let minus = constant(Arc::new(Int64Array::from(vec![-1])), Type::Int, range.clone());
            let function = Function::Time(TimeArithmetic::IntervalTimesInt);
            build(function, vec![arg, minus], Type::Interval, range)
        }
        of => Err(Fault::new(arg.range, format!("there is no sign of {of}"))),
    }
}

fn binary(kind: Arithmetic, op: Operator, args: Vec<Node>, range: Range<usize>) -> Made {
    let Ok([a, b]) = <[Node; 2]>::try_from(args) else {
        return Err(Fault::new(range, format!("{} needs two operands", op.symbol())));
    };
    let (a, b) = settle(kind, a, b)?;
    if a.of.is_number() && b.of.is_number() {
        return arithmetic(kind, a, b, range);
    }
    time(kind, op, a, b, range)
}

/// Gives an operand whose type is open the one that the other operand asks for.
fn settle(kind: Arithmetic, a: Node, b: Node) -> Result<(Node, Node), Fault> {
    let partner = |other: Type| match other {
        Type::Null => Type::Int,
        Type::Date if kind == Arithmetic::Subtract => Type::Date,
        Type::Date => Type::Int,
        Type::Timestamp | Type::Interval => Type::Interval,
        Type::Int | Type::Float | Type::Decimal(..) => other,
        Type::Text | Type::Boolean => other,
    };
    match (is_open(&a), is_open(&b)) {
        (true, true) => Ok((needed(a, Type::Int, "arithmetic")?, needed(b, Type::Int, "arithmetic")?)),
        (true, false) => {
            let of = partner(b.of);
            Ok((needed(a, of, "arithmetic")?, b))
        }
        (false, true) => {
            let of = partner(a.of);
            Ok((a, needed(b, of, "arithmetic")?))
        }
        (false, false) => Ok((a, b)),
    }
}

/// The arithmetic of two numbers; also of the function `mod`.
pub(super) fn arithmetic(kind: Arithmetic, a: Node, b: Node, range: Range<usize>) -> Made {
    let of = match (a.of, b.of) {
        (Type::Float, _) | (_, Type::Float) => Type::Float,
        (Type::Int, Type::Int) => Type::Int,
        (x, y) => exact(kind, x, y).ok_or_else(|| {
            Fault::new(
                range.clone(),
                format!("the product has more than {DIGITS_MAX} digits behind the point"),
            )
            .help("round one of the factors")
        })?,
    };
    let widen = |node: Node| match (node.of, of) {
        (_, Type::Float) => needed(node, Type::Float, "arithmetic"),
        (Type::Int, Type::Decimal(..)) => {
            let range = node.range.clone();
            explicit(node, decimal(19, 0), range)
        }
        _ => Ok(node),
    };
    build(Function::Arithmetic(kind), vec![widen(a)?, widen(b)?], of, range)
}

/// The digits of a result: as many as the operands can make, cut to 38 in front of the point. A quotient has at least
/// 16 behind it, where PostgreSQL has at least 16 in all.
fn exact(kind: Arithmetic, a: Type, b: Type) -> Option<Type> {
    let ((p, s), (q, t)) = (a.digits(), b.digits());
    let scale = s.max(t);
    Some(match kind {
        Arithmetic::Add | Arithmetic::Subtract => decimal((p - s).max(q - t) + scale + 1, scale),
        Arithmetic::Multiply if s + t > i32::from(DIGITS_MAX) => return None,
        Arithmetic::Multiply => decimal(p + q, s + t),
        Arithmetic::Divide => decimal(i32::from(DIGITS_MAX), scale.max(16)),
        Arithmetic::Remainder => decimal((p - s).max(q - t) + scale, scale),
    })
}

/// The arithmetic of dates, timestamps and intervals.
fn time(kind: Arithmetic, op: Operator, a: Node, b: Node, range: Range<usize>) -> Made {
    use Arithmetic::{Add, Multiply, Subtract};
    use TimeArithmetic as T;
    use Type::{Date, Int, Interval, Timestamp};
    let (function, args, of) = match (a.of, kind, b.of) {
        (Date, Add, Int) => (T::DatePlusDays, [a, b], Date),
        (Int, Add, Date) => (T::DatePlusDays, [b, a], Date),
        (Date, Subtract, Int) => (T::DateMinusDays, [a, b], Date),
        (Date, Subtract, Date) => (T::DateMinusDate, [a, b], Int),
        (Date | Timestamp, Subtract, Date | Timestamp) => {
            let args = [needed(a, Timestamp, "-")?, needed(b, Timestamp, "-")?];
            (T::TimestampMinusTimestamp, args, Interval)
        }
        (Date | Timestamp, Add, Interval) => {
            (T::TimestampPlusInterval, [needed(a, Timestamp, "+")?, b], Timestamp)
        }
        (Interval, Add, Date | Timestamp) => {
            (T::TimestampPlusInterval, [needed(b, Timestamp, "+")?, a], Timestamp)
        }
        (Date | Timestamp, Subtract, Interval) => {
            (T::TimestampMinusInterval, [needed(a, Timestamp, "-")?, b], Timestamp)
        }
        (Interval, Add, Interval) => (T::IntervalPlusInterval, [a, b], Interval),
        (Interval, Subtract, Interval) => (T::IntervalMinusInterval, [a, b], Interval),
        (Interval, Multiply, Int) => (T::IntervalTimesInt, [a, b], Interval),
        (Int, Multiply, Interval) => (T::IntervalTimesInt, [b, a], Interval),
        (x, _, y) => return Err(Fault::new(range, format!("there is no operator {x} {} {y}", op.symbol()))),
    };
    build(Function::Time(function), args.into(), of, range)
}
