//! The functions of numbers; all that is not exact goes through `libm`, so that every machine agrees.

use super::arithmetic::{each, finite, held, nearest_quotient, ten};
use super::evaluate::{Run, arity};
use super::functions::Builtin;
use super::program::Rounding;
use super::types::{Type, Value};
use super::{Cause, RunFault};
use arrow::array::{ArrayRef, Decimal128Array, Float64Array, Int64Array};
use arrow::datatypes::DataType;
use std::sync::Arc;

pub(super) fn number(builtin: Builtin, args: &[Value], of: Type, rows: usize) -> Run<ArrayRef> {
    match (args, of) {
        ([value], Type::Int) => {
            let cells = value.ints();
            let made: Int64Array = each(rows, |row| match (cells.get(row), builtin) {
                (Some(x), Builtin::Abs) => x.checked_abs().map(Some).ok_or(Cause::Overflow),
                (x, _) => Ok(x.map(i64::signum)),
            })?;
            Ok(Arc::new(made))
        }
        ([value], Type::Decimal(p, s)) => {
            let cells = value.decimals();
            let one = ten(i32::from(s)).ok_or(RunFault { cause: Cause::Overflow, row: 0 })?;
            let made: Decimal128Array = each(rows, |row| match (cells.get(row), builtin) {
                (Some(x), Builtin::Abs) => Ok(Some(x.abs())),
                (Some(x), _) => held(x.signum() * one, p).map(Some),
                (None, _) => Ok(None),
            })?;
            Ok(Arc::new(made.with_data_type(DataType::Decimal128(p, s))))
        }
        ([value], _) => {
            let cells = value.floats();
            let made: Float64Array = each(rows, |row| cells.get(row).map(|x| float(builtin, x)).transpose())?;
            Ok(Arc::new(made))
        }
        ([base, exponent], _) => {
            let (base, exponent) = (base.floats(), exponent.floats());
            let made: Float64Array = each(rows, |row| match (base.get(row), exponent.get(row)) {
                (Some(x), Some(y)) => power(x, y).map(Some),
                _ => Ok(None),
            })?;
            Ok(Arc::new(made))
        }
        _ => arity(),
    }
}

fn float(builtin: Builtin, x: f64) -> Result<f64, Cause> {
    match builtin {
        Builtin::Abs => Ok(x.abs()),
        Builtin::Sign if x > 0.0 => Ok(1.0),
        Builtin::Sign if x < 0.0 => Ok(-1.0),
        Builtin::Sign => Ok(x),
        Builtin::Sqrt if x < 0.0 => Err(Cause::OutOfRange),
        Builtin::Sqrt => Ok(libm::sqrt(x)),
        Builtin::Ln if x <= 0.0 => Err(Cause::OutOfRange),
        Builtin::Ln => Ok(libm::log(x)),
        _ => finite(libm::exp(x), &[x]),
    }
}

fn power(x: f64, y: f64) -> Result<f64, Cause> {
    let is_zero = matches!(x.classify(), std::num::FpCategory::Zero);
    let result = libm::pow(x, y);
    let undefined = is_zero && y < 0.0 || result.is_nan() && !x.is_nan() && !y.is_nan();
    if undefined { Err(Cause::OutOfRange) } else { finite(result, &[x, y]) }
}

/// Rounds to so many digits behind the point, or before it where they are negative.
pub(super) fn round(mode: Rounding, args: &[Value], of: Type, rows: usize) -> Run<ArrayRef> {
    let [value, digits] = args else { return arity() };
    let digits = digits.ints();
    let digit = |row: usize| digits.get(row).map(|n| i32::try_from(n.clamp(-400, 400)).unwrap_or(0));
    match of {
        Type::Int => {
            let cells = value.ints();
            let made: Int64Array = each(rows, |row| {
                let (Some(x), Some(n)) = (cells.get(row), digit(row)) else { return Ok(None) };
                let rounded = shifted(mode, i128::from(x), -n, -n).ok_or(Cause::Overflow)?;
                i64::try_from(rounded).map(Some).or(Err(Cause::Overflow))
            })?;
            Ok(Arc::new(made))
        }
        Type::Decimal(p, s) => {
            let scale = match value.array.data_type() {
                DataType::Decimal128(_, scale) => i32::from(*scale),
                _ => return arity(),
            };
            let cells = value.decimals();
            let made: Decimal128Array = each(rows, |row| {
                let (Some(x), Some(n)) = (cells.get(row), digit(row)) else { return Ok(None) };
                let rounded = shifted(mode, x, scale - n, i32::from(s) - n.min(scale));
                held(rounded.ok_or(Cause::Overflow)?, p).map(Some)
            })?;
            Ok(Arc::new(made.with_data_type(DataType::Decimal128(p, s))))
        }
        _ => {
            let cells = value.floats();
            let made: Float64Array = each(rows, |row| {
                let (Some(x), Some(n)) = (cells.get(row), digit(row)) else { return Ok(None) };
                Ok(Some(rounded(mode, x, n)))
            })?;
            Ok(Arc::new(made))
        }
    }
}

/// Drops so many digits at the end, rounding, and puts so many zeros in their place.
fn shifted(mode: Rounding, x: i128, drop: i32, zeros: i32) -> Option<i128> {
    if drop <= 0 {
        return Some(x);
    }
    let Some(unit) = ten(drop) else { return Some(0) };
    let quotient = match mode {
        Rounding::HalfAway => nearest_quotient(x, unit),
        Rounding::Truncate => x / unit,
        Rounding::Floor => x.div_euclid(unit),
        Rounding::Ceil => -(-x).div_euclid(unit),
    };
    if quotient == 0 { Some(0) } else { quotient.checked_mul(ten(zeros.max(0))?) }
}

fn rounded(mode: Rounding, x: f64, digits: i32) -> f64 {
    let whole = |x: f64| match mode {
        Rounding::HalfAway => libm::round(x),
        Rounding::Truncate => libm::trunc(x),
        Rounding::Floor => libm::floor(x),
        Rounding::Ceil => libm::ceil(x),
    };
    if digits == 0 {
        return whole(x);
    }
    // Dividing by a power that is exact up to 10^22 keeps more than multiplying by its inverse would.
    let power = libm::pow(10.0, f64::from(digits.abs()));
    let result = if digits > 0 { whole(x * power) / power } else { whole(x / power) * power };
    let precise = result.is_finite() || digits < 0;
    if precise { if power.is_finite() { result } else { 0.0 * x } } else { x }
}
