//! The arithmetic of numbers: integers with Arrow's checked kernels, floats as PostgreSQL has them, exact decimals.

use super::evaluate::{Run, arity};
use super::program::Arithmetic;
use super::types::{Type, Value};
use super::{Cause, RunFault};
use arrow::array::{ArrayRef, Decimal128Array, Float64Array, PrimitiveArray};
use arrow::compute::kernels::numeric;
use arrow::datatypes::{ArrowPrimitiveType, DataType, i256};
use arrow::error::ArrowError;
use std::sync::Arc;

/// A value for each row from a function of the row, which gives nothing for NULL.
pub(super) fn each<T: ArrowPrimitiveType>(
    rows: usize,
    mut cell: impl FnMut(usize) -> Result<Option<T::Native>, Cause>,
) -> Run<PrimitiveArray<T>> {
    let mut builder = PrimitiveArray::<T>::builder(rows);
    for row in 0..rows {
        builder.append_option(cell(row).map_err(|cause| RunFault { cause, row })?);
    }
    Ok(builder.finish())
}

pub(super) fn arithmetic(kind: Arithmetic, args: &[Value], of: Type, rows: usize) -> Run<ArrayRef> {
    let [a, b] = args else { return arity() };
    match of {
        Type::Float => floats(kind, a, b, rows),
        Type::Decimal(p, s) => decimals(kind, a, b, (p, s), rows),
        _ => ints(kind, a, b, rows),
    }
}

fn ints(kind: Arithmetic, a: &Value, b: &Value, rows: usize) -> Run<ArrayRef> {
    let kernel = |a: &Value, b: &Value| match kind {
        Arithmetic::Add => numeric::add(a, b),
        Arithmetic::Subtract => numeric::sub(a, b),
        Arithmetic::Multiply => numeric::mul(a, b),
        Arithmetic::Divide => numeric::div(a, b),
        Arithmetic::Remainder => numeric::rem(a, b),
    };
    let cause = |error: &ArrowError| match error {
        ArrowError::DivideByZero => Cause::DivisionByZero,
        _ => Cause::Overflow,
    };
    // The kernel does not say where it failed, so a failure is looked for again row by row.
    kernel(a, b).map_err(|error| {
        let fault = |row: usize| Some(RunFault { cause: cause(&kernel(&a.at(row), &b.at(row)).err()?), row });
        (0..rows).find_map(fault).unwrap_or(RunFault { cause: cause(&error), row: 0 })
    })
}

/// The sign of a number changed.
pub(super) fn negate(args: &[Value], of: Type, rows: usize) -> Run<ArrayRef> {
    let [value] = args else { return arity() };
    if let Ok(array) = numeric::neg(&value.array) {
        return Ok(array);
    }
    let fails = |row: &usize| of == Type::Int && numeric::neg(&value.at(*row).array).is_err();
    Err(RunFault { cause: Cause::Overflow, row: (0..rows).find(fails).unwrap_or(0) })
}

/// A result that is not finite although the operands are is too large for the type.
pub(super) fn finite(result: f64, operands: &[f64]) -> Result<f64, Cause> {
    if result.is_finite() || !operands.iter().all(|x| x.is_finite()) {
        Ok(result)
    } else {
        Err(Cause::Overflow)
    }
}

fn floats(kind: Arithmetic, a: &Value, b: &Value, rows: usize) -> Run<ArrayRef> {
    let (a, b) = (a.floats(), b.floats());
    let is_zero = |x: f64| matches!(x.classify(), std::num::FpCategory::Zero);
    let made: Float64Array = each(rows, |row| {
        let (Some(x), Some(y)) = (a.get(row), b.get(row)) else { return Ok(None) };
        let result = match kind {
            Arithmetic::Add => x + y,
            Arithmetic::Subtract => x - y,
            Arithmetic::Multiply => x * y,
            Arithmetic::Divide | Arithmetic::Remainder if is_zero(y) => return Err(Cause::DivisionByZero),
            Arithmetic::Divide => x / y,
            Arithmetic::Remainder => libm::fmod(x, y),
        };
        finite(result, &[x, y]).map(Some)
    })?;
    Ok(Arc::new(made))
}

/// Ten to a power, where 128 bits hold it.
pub(super) fn ten(power: i32) -> Option<i128> {
    10i128.checked_pow(u32::try_from(power).ok()?)
}

/// The value, if it has no more digits than allowed.
pub(super) fn held(value: i128, precision: u8) -> Result<i128, Cause> {
    match ten(i32::from(precision)) {
        Some(limit) if value.unsigned_abs() < limit.unsigned_abs() => Ok(value),
        _ => Err(Cause::Overflow),
    }
}

/// A quotient rounded to the nearest, halves away from zero; the divisor is not zero.
pub(super) fn nearest_quotient(n: i128, d: i128) -> i128 {
    let (quotient, remainder) = (n / d, n % d);
    let twice = remainder.unsigned_abs().saturating_mul(2);
    if twice >= d.unsigned_abs() { quotient + if (n < 0) == (d < 0) { 1 } else { -1 } } else { quotient }
}

fn scale_of(value: &Value) -> i32 {
    match value.array.data_type() {
        DataType::Decimal128(_, scale) => i32::from(*scale),
        _ => 0,
    }
}

fn decimals(kind: Arithmetic, a: &Value, b: &Value, of: (u8, i8), rows: usize) -> Run<ArrayRef> {
    let (s, t, r) = (scale_of(a), scale_of(b), i32::from(of.1));
    let (a, b) = (a.decimals(), b.decimals());
    let made: Decimal128Array = each(rows, |row| {
        let (Some(x), Some(y)) = (a.get(row), b.get(row)) else { return Ok(None) };
        let up = |v: i128, from: i32| ten(r - from).and_then(|f| v.checked_mul(f)).ok_or(Cause::Overflow);
        let is_quotient = matches!(kind, Arithmetic::Divide | Arithmetic::Remainder);
        if is_quotient && y == 0 {
            return Err(Cause::DivisionByZero);
        }
        let result = match kind {
            Arithmetic::Add => up(x, s)?.checked_add(up(y, t)?),
            Arithmetic::Subtract => up(x, s)?.checked_sub(up(y, t)?),
            Arithmetic::Multiply => x.checked_mul(y),
            Arithmetic::Remainder => up(x, s)?.checked_rem(up(y, t)?),
            Arithmetic::Divide => divide(x, y, r + t - s),
        };
        held(result.ok_or(Cause::Overflow)?, of.0).map(Some)
    })?;
    Ok(Arc::new(made.with_data_type(DataType::Decimal128(of.0, of.1))))
}

/// `x * 10^shift / y`, rounded; 256 bits where the product does not fit into 128. A shift is never negative, because
/// a quotient has at least the digits of each operand behind the point.
fn divide(x: i128, y: i128, shift: i32) -> Option<i128> {
    if let Some(product) = ten(shift).and_then(|f| x.checked_mul(f)) {
        return Some(nearest_quotient(product, y));
    }
    let power = u32::try_from(shift).ok()?;
    let product = i256::from_i128(x).checked_mul(i256::from_i128(10).checked_pow(power)?)?;
    let divisor = i256::from_i128(y);
    let (quotient, remainder) = (product.checked_div(divisor)?, product.checked_rem(divisor)?);
    let twice = remainder.checked_abs()?.checked_mul(i256::from_i128(2))?;
    let step = if twice >= divisor.checked_abs()? { if (x < 0) == (y < 0) { 1 } else { -1 } } else { 0 };
    quotient.to_i128()?.checked_add(step)
}
