//! Comparisons, three-valued logic, and the functions that choose among values by comparing them.

use super::evaluate::{Run, arity, expand};
use super::program::{Comparison, Function};
use super::text::{BATCH_MAX, bytes};
use super::types::Value;
use super::{Cause, RunFault};
use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, Int64Array};
use arrow::compute::kernels::{cmp, zip::zip};
use arrow::compute::{and_kleene, is_not_null, is_null, not, nullif, or_kleene};
use arrow::datatypes::{DataType, Float64Type, IntervalMonthDayNanoType};
use arrow::error::ArrowError;
use std::borrow::Cow;
use std::sync::Arc;

fn arrays<T>(made: Result<T, ArrowError>) -> Run<T> {
    made.or(Err(RunFault { cause: Cause::Input, row: 0 }))
}

/// The value in a form whose order in Arrow is that of SQL: minus zero is zero, every NaN is the greatest number, and
/// an interval has months of 30 days, as PostgreSQL compares them.
fn ordered(value: &Value) -> Cow<'_, Value> {
    let array: ArrayRef = match value.array.data_type() {
        DataType::Float64 => {
            let floats = value.array.as_primitive::<Float64Type>();
            Arc::new(floats.unary::<_, Float64Type>(|x| if x.is_nan() { f64::NAN } else { x + 0.0 }))
        }
        DataType::Interval(_) => {
            let spans = value.array.as_primitive::<IntervalMonthDayNanoType>();
            let micros = |s: arrow::datatypes::IntervalMonthDayNano| {
                let days = i64::from(s.months) * 30 + i64::from(s.days);
                days.saturating_mul(super::civil::DAY).saturating_add(s.nanoseconds / 1_000)
            };
            let key: Int64Array = spans.unary(micros);
            Arc::new(key)
        }
        _ => return Cow::Borrowed(value),
    };
    Cow::Owned(Value { array, scalar: value.scalar })
}

fn compared(comparison: Comparison, a: &Value, b: &Value) -> Run<BooleanArray> {
    let (a, b) = (ordered(a), ordered(b));
    let (a, b) = (a.as_ref(), b.as_ref());
    arrays(match comparison {
        Comparison::Equal => cmp::eq(a, b),
        Comparison::NotEqual => cmp::neq(a, b),
        Comparison::Less => cmp::lt(a, b),
        Comparison::LessOrEqual => cmp::lt_eq(a, b),
        Comparison::Greater => cmp::gt(a, b),
        Comparison::GreaterOrEqual => cmp::gt_eq(a, b),
        Comparison::Distinct => cmp::distinct(a, b),
        Comparison::NotDistinct => cmp::not_distinct(a, b),
    })
}

pub(super) fn compare(comparison: Comparison, args: &[Value]) -> Run<ArrayRef> {
    match args {
        [a, b] => Ok(Arc::new(compared(comparison, a, b)?)),
        _ => arity(),
    }
}

fn spread(made: BooleanArray, scalar: bool, rows: usize) -> Run<BooleanArray> {
    let array = expand(&Value { array: Arc::new(made), scalar }, rows)?;
    Ok(array.as_boolean().clone())
}

/// `x BETWEEN low AND high`.
pub(super) fn between(args: &[Value], rows: usize) -> Run<ArrayRef> {
    let [x, low, high] = args else { return arity() };
    let above = compared(Comparison::GreaterOrEqual, x, low)?;
    let below = compared(Comparison::LessOrEqual, x, high)?;
    let above = spread(above, x.scalar && low.scalar, rows)?;
    let below = spread(below, x.scalar && high.scalar, rows)?;
    Ok(Arc::new(arrays(and_kleene(&above, &below))?))
}

/// `x IN (list)`: true if any is equal, NULL if none is and one of them, or x, is NULL.
pub(super) fn within(args: &[Value], rows: usize) -> Run<ArrayRef> {
    let [x, list @ ..] = args else { return arity() };
    let mut found = BooleanArray::from(vec![false; rows]);
    for item in list {
        let equal = spread(compared(Comparison::Equal, x, item)?, x.scalar && item.scalar, rows)?;
        found = arrays(or_kleene(&found, &equal))?;
    }
    Ok(Arc::new(found))
}

/// AND, OR and NOT, where NULL is "unknown".
pub(super) fn logical(function: Function, args: &[Value], rows: usize) -> Run<ArrayRef> {
    let operands = args.iter().map(|a| expand(a, rows)).collect::<Run<Vec<_>>>()?;
    let made = match (function, &operands[..]) {
        (Function::And, [a, b]) => and_kleene(a.as_boolean(), b.as_boolean()),
        (Function::Or, [a, b]) => or_kleene(a.as_boolean(), b.as_boolean()),
        (Function::Not, [a]) => not(a.as_boolean()),
        _ => return arity(),
    };
    Ok(Arc::new(arrays(made)?))
}

/// The tests whose answer is never NULL.
pub(super) fn test(function: Function, args: &[Value], rows: usize) -> Run<ArrayRef> {
    let [value] = args else { return arity() };
    let made = match function {
        Function::IsNull => arrays(is_null(&value.array))?,
        Function::IsNotNull => arrays(is_not_null(&value.array))?,
        _ => {
            let wanted = function == Function::IsTrue;
            let cells = value.booleans();
            (0..rows).map(|row| Some(cells.get(row) == Some(wanted))).collect()
        }
    };
    Ok(Arc::new(made))
}

/// NULL where both are equal, else the first.
pub(super) fn null_if(args: &[Value], rows: usize) -> Run<ArrayRef> {
    let [a, b] = args else { return arity() };
    let equal = spread(compared(Comparison::Equal, a, b)?, a.scalar && b.scalar, rows)?;
    arrays(nullif(&expand(a, rows)?, &equal))
}

/// The greatest or the least, NULL aside: an argument replaces the one before unless that stands so to it.
pub(super) fn extreme(comparison: Comparison, args: &[Value], rows: usize) -> Run<ArrayRef> {
    let [first, rest @ ..] = args else { return arity() };
    if args.iter().map(|a| bytes(a, rows)).fold(0, usize::saturating_add) > BATCH_MAX {
        return Err(RunFault { cause: Cause::OutOfRange, row: 0 });
    }
    let mut best = first.clone();
    for next in rest {
        let scalar = best.scalar && next.scalar;
        let length = if scalar { 1 } else { rows };
        let stands = spread(compared(comparison, &best, next)?, scalar, length)?;
        let (known, missing) = (best.array.logical_nulls(), next.array.logical_nulls());
        let cell = |nulls: &Option<arrow::buffer::NullBuffer>, scalar: bool, row: usize| {
            nulls.as_ref().is_some_and(|n| n.is_null(if scalar { 0 } else { row }))
        };
        let keeps: BooleanArray = (0..length)
            .map(|row| {
                let (a, b) = (cell(&known, best.scalar, row), cell(&missing, next.scalar, row));
                Some(!a && (b || stands.value(row)))
            })
            .collect();
        best = Value { array: arrays(zip(&keeps, &best, next))?, scalar };
    }
    expand(&best, rows)
}
