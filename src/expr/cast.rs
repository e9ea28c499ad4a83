//! Values of one type as values of another: what a text spells, and how a value is written.

use super::arithmetic::{each, held, nearest_quotient, ten};
use super::civil::{self, Civil, DAY, SECOND, civil};
use super::evaluate::Run;
use super::text::texts;
use super::types::{Type, Value};
use super::{Cause, RunFault};
use arrow::array::{
    ArrayRef, BooleanArray, Date32Array, Decimal128Array, Float64Array, Int64Array, TimestampMicrosecondArray,
};
use arrow::datatypes::DataType;
use std::fmt::Write;
use std::sync::Arc;

/// Casts a value of so many rows, or of one if it is a scalar.
pub(super) fn cast(value: &Value, to: Type, rows: usize) -> Run<Value> {
    let rows = if value.scalar { 1 } else { rows };
    let scalar = value.scalar;
    let from = Type::of(value.array.data_type()).unwrap_or(Type::Null);
    if from == Type::Null {
        return Ok(Value { array: arrow::array::new_null_array(&to.arrow(), rows), scalar });
    }
    let array: ArrayRef = match to {
        Type::Text => text(value, from, rows)?,
        Type::Int => Arc::new(int(value, from, rows)?),
        Type::Float => Arc::new(float(value, from, rows)?),
        Type::Decimal(p, s) => Arc::new(exact(value, from, (p, s), rows)?.with_data_type(to.arrow())),
        Type::Boolean => Arc::new(boolean(value, from, rows)?),
        Type::Date => Arc::new(date(value, from, rows)?),
        Type::Timestamp => Arc::new(timestamp(value, from, rows)?.with_timezone("UTC")),
        Type::Null | Type::Interval => return Err(RunFault { cause: Cause::Cast, row: 0 }),
    };
    Ok(Value { array, scalar })
}

fn scale_of(value: &Value) -> i32 {
    match value.array.data_type() {
        DataType::Decimal128(_, s) => i32::from(*s),
        _ => 0,
    }
}

fn int(value: &Value, from: Type, rows: usize) -> Run<Int64Array> {
    match from {
        Type::Boolean => each(rows, |row| Ok(value.booleans().get(row).map(i64::from))),
        Type::Float => each(rows, |row| value.floats().get(row).map(whole).transpose()),
        Type::Decimal(..) => {
            let unit = ten(scale_of(value)).unwrap_or(1);
            each(rows, |row| {
                let rounded = value.decimals().get(row).map(|v| nearest_quotient(v, unit));
                rounded.map(|v| i64::try_from(v).or(Err(Cause::Overflow))).transpose()
            })
        }
        Type::Text => each(rows, |row| {
            value.texts().get(row).map(|s| s.trim().parse::<i64>().or(Err(Cause::Cast))).transpose()
        }),
        _ => Err(RunFault { cause: Cause::Cast, row: 0 }),
    }
}

/// The nearest integer, halves to even as PostgreSQL rounds a DOUBLE PRECISION.
#[expect(clippy::cast_possible_truncation, reason = "the range is checked just before")]
fn whole(x: f64) -> Result<i64, Cause> {
    // 2^63 is the first double that does not fit.
    const LIMIT: f64 = 9_223_372_036_854_775_808.0;
    let rounded = libm::rint(x);
    if (-LIMIT..LIMIT).contains(&rounded) { Ok(rounded as i64) } else { Err(Cause::Overflow) }
}

fn float(value: &Value, from: Type, rows: usize) -> Run<Float64Array> {
    match from {
        Type::Int => each(rows, |row| Ok(value.ints().get(row).map(|n| n as f64))),
        Type::Decimal(..) => {
            let scale = scale_of(value);
            let mut digits = String::new();
            each(rows, |row| {
                let Some(v) = value.decimals().get(row) else { return Ok(None) };
                // By way of the digits the result is the nearest double, which a quotient of two doubles is not.
                digits.clear();
                write_decimal(v, scale, &mut digits);
                digits.parse().map(Some).or(Err(Cause::Overflow))
            })
        }
        Type::Text => each(rows, |row| {
            value.texts().get(row).map(|s| s.trim().parse().or(Err(Cause::Cast))).transpose()
        }),
        _ => Err(RunFault { cause: Cause::Cast, row: 0 }),
    }
}

fn exact(value: &Value, from: Type, (p, s): (u8, i8), rows: usize) -> Run<Decimal128Array> {
    let to = i32::from(s);
    match from {
        Type::Int | Type::Decimal(..) => {
            let scale = scale_of(value);
            each(rows, |row| {
                let v = match from {
                    Type::Int => value.ints().get(row).map(i128::from),
                    _ => value.decimals().get(row),
                };
                let scaled = v.map(|v| rescale(v, to - scale).ok_or(Cause::Overflow)?.pipe(|v| held(v, p)));
                scaled.transpose()
            })
        }
        Type::Float => {
            let mut digits = String::new();
            each(rows, |row| {
                let Some(x) = value.floats().get(row) else { return Ok(None) };
                digits.clear();
                write_float(x, &mut digits);
                held(parse_decimal(&digits, to).ok_or(Cause::Overflow)?, p).map(Some)
            })
        }
        Type::Text => each(rows, |row| {
            let Some(text) = value.texts().get(row) else { return Ok(None) };
            held(parse_decimal(text.trim(), to).ok_or(Cause::Cast)?, p).map(Some)
        }),
        _ => Err(RunFault { cause: Cause::Cast, row: 0 }),
    }
}

/// Reads on from left to right.
trait Pipe: Sized {
    fn pipe<T>(self, f: impl FnOnce(Self) -> T) -> T {
        f(self)
    }
}

impl Pipe for i128 {}

/// The same number with more or fewer digits behind the point, rounded half away from zero.
fn rescale(v: i128, by: i32) -> Option<i128> {
    if by >= 0 { v.checked_mul(ten(by)?) } else { Some(ten(-by).map_or(0, |unit| nearest_quotient(v, unit))) }
}

fn boolean(value: &Value, from: Type, rows: usize) -> Run<BooleanArray> {
    let mut builder = BooleanArray::builder(rows);
    for row in 0..rows {
        let cell = match from {
            Type::Int => value.ints().get(row).map(|n| n != 0),
            _ => match value.texts().get(row).map(parse_boolean) {
                Some(None) => return Err(RunFault { cause: Cause::Cast, row }),
                known => known.flatten(),
            },
        };
        builder.append_option(cell);
    }
    Ok(builder.finish())
}

fn parse_boolean(text: &str) -> Option<bool> {
    let is = |words: &[&str]| words.iter().any(|w| text.trim().eq_ignore_ascii_case(w));
    if is(&["true", "t", "yes", "y", "on", "1"]) {
        Some(true)
    } else {
        is(&["false", "f", "no", "n", "off", "0"]).then_some(false)
    }
}

fn date(value: &Value, from: Type, rows: usize) -> Run<Date32Array> {
    each(rows, |row| {
        let day = match from {
            Type::Timestamp => value.timestamps().get(row).map(|t| t.div_euclid(DAY)),
            _ => match value.texts().get(row) {
                Some(text) => {
                    // A whole timestamp is cut to its day, as PostgreSQL reads it.
                    let day = civil::parse_date(text);
                    let day = day.or_else(|| civil::parse_timestamp(text).map(|t| t.div_euclid(DAY)));
                    Some(day.ok_or(Cause::Cast)?)
                }
                None => None,
            },
        };
        day.map(super::time::day32).transpose()
    })
}

fn timestamp(value: &Value, from: Type, rows: usize) -> Run<TimestampMicrosecondArray> {
    each(rows, |row| match from {
        Type::Date => {
            let moment = value.dates().get(row).map(|d| i64::from(d) * DAY);
            moment.map(|m| civil::in_range(m).ok_or(Cause::OutOfRange)).transpose()
        }
        _ => value.texts().get(row).map(|s| civil::parse_timestamp(s).ok_or(Cause::Cast)).transpose(),
    })
}

/// Values as PostgreSQL writes them.
fn text(value: &Value, from: Type, rows: usize) -> Run<ArrayRef> {
    texts(rows, |row, out| {
        Ok(match from {
            Type::Boolean => {
                value.booleans().get(row).map(|b| out.push_str(if b { "true" } else { "false" }))
            }
            // Writing to a String cannot fail.
            Type::Int => value.ints().get(row).map(|n| write!(out, "{n}").unwrap_or_default()),
            Type::Float => value.floats().get(row).map(|x| write_float(x, out)),
            Type::Decimal(_, s) => value.decimals().get(row).map(|v| write_decimal(v, i32::from(s), out)),
            Type::Date => value.dates().get(row).map(|d| write_date(i64::from(d), out)),
            Type::Timestamp => value.timestamps().get(row).map(|t| write_timestamp(t, out)),
            _ => value.texts().get(row).map(|s| out.push_str(s)),
        })
    })
}

fn write_date(day: i64, out: &mut String) {
    let Civil { year, month, day } = civil(day);
    write_padded(year, 4, out);
    out.push('-');
    write_padded(month, 2, out);
    out.push('-');
    write_padded(day, 2, out);
}

/// A number from 0 with zeros before it, without the cost of a format for each row.
pub(super) fn write_padded(number: i64, width: u32, out: &mut String) {
    let length = number.checked_ilog10().map_or(1, |n| n + 1).max(width);
    for power in (0..length).rev() {
        let digit = number / 10i64.pow(power) % 10;
        out.push(u8::try_from(digit).map_or('0', |d| char::from(b'0' + d)));
    }
}

fn write_timestamp(moment: i64, out: &mut String) {
    write_date(moment.div_euclid(DAY), out);
    let time = moment.rem_euclid(DAY);
    let (second, micros) = (time / SECOND, time % SECOND);
    for (before, part) in [(' ', second / 3_600), (':', second / 60 % 60), (':', second % 60)] {
        out.push(before);
        write_padded(part, 2, out);
    }
    if micros != 0 {
        write!(out, ".{micros:06}").unwrap_or_default();
        out.truncate(out.trim_end_matches('0').len());
    }
    out.push_str("+00");
}

/// The digits with a point.
fn write_decimal(v: i128, scale: i32, out: &mut String) {
    let unit = ten(scale).unwrap_or(1).unsigned_abs();
    let (sign, digits) = (if v < 0 { "-" } else { "" }, v.unsigned_abs());
    write!(out, "{sign}{}", digits / unit).unwrap_or_default();
    if scale > 0 {
        let width = usize::try_from(scale).unwrap_or(0);
        write!(out, ".{:0width$}", digits % unit).unwrap_or_default();
    }
}

/// The shortest digits that are read back as the same number; with an exponent below 1e-4 and from 1e15 on.
fn write_float(x: f64, out: &mut String) {
    if !x.is_finite() {
        return out.push_str(match (x.is_nan(), x > 0.0) {
            (true, _) => "NaN",
            (false, true) => "Infinity",
            (false, false) => "-Infinity",
        });
    }
    let size = x.abs();
    if size < f64::MIN_POSITIVE && matches!(x.classify(), std::num::FpCategory::Zero)
        || (1e-4..1e15).contains(&size)
    {
        return write!(out, "{x}").unwrap_or_default();
    }
    let start = out.len();
    write!(out, "{x:e}").unwrap_or_default();
    // PostgreSQL writes the sign of the exponent, and two digits at least.
    if let Some(at) = out.get(start..).and_then(|s| s.find('e')) {
        let power: i32 = out.get(start + at + 1..).and_then(|s| s.parse().ok()).unwrap_or(0);
        out.truncate(start + at);
        write!(out, "e{}{:02}", if power < 0 { '-' } else { '+' }, power.abs()).unwrap_or_default();
    }
}

/// How many digits behind the point a number has as it is written, its exponent counted in; at most 38.
pub(super) fn written_scale(text: &str) -> Option<i32> {
    let (mantissa, exponent) = split_exponent(text)?;
    let fraction = mantissa.split_once('.').map_or(0, |(_, f)| f.len());
    let scale = i32::try_from(fraction).ok()?.checked_sub(exponent)?.max(0);
    (scale <= 38).then_some(scale)
}

fn split_exponent(text: &str) -> Option<(&str, i32)> {
    match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => Some((mantissa, exponent.parse().ok()?)),
        None => Some((text, 0)),
    }
}

/// Reads a number with a sign, a point and an exponent to so many digits behind the point, rounded half away from zero.
pub(super) fn parse_decimal(text: &str, scale: i32) -> Option<i128> {
    let (mantissa, exponent) = split_exponent(text)?;
    let (negative, digits) = match mantissa.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, mantissa.strip_prefix('+').unwrap_or(mantissa)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all = || whole.bytes().chain(fraction.bytes());
    if whole.len() + fraction.len() == 0 || !all().all(|b| b.is_ascii_digit()) {
        return None;
    }
    // The digits that are kept; the first that is not decides the rounding.
    let kept = i64::try_from(whole.len()).ok()? + i64::from(exponent) + i64::from(scale);
    let mut value: i128 = 0;
    for (i, digit) in (0i64..).zip(all()) {
        if i < kept {
            value = value.checked_mul(10)?.checked_add(i128::from(digit - b'0'))?;
        } else {
            value = if i == kept && digit >= b'5' { value.checked_add(1)? } else { value };
            break;
        }
    }
    let missing = kept - i64::try_from(whole.len() + fraction.len()).ok()?;
    if missing > 0 && value != 0 {
        value = value.checked_mul(ten(i32::try_from(missing).ok()?)?)?;
    }
    Some(if negative { -value } else { value })
}
