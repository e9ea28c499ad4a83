//! The arithmetic and the functions of dates, timestamps and intervals.

use super::arithmetic::each;
use super::cast::write_padded;
use super::civil::{self, Civil, DAY, SECOND, civil};
use super::evaluate::{Run, arity};
use super::functions::Builtin;
use super::program::{TimeArithmetic, Unit};
use super::text::texts;
use super::types::{Type, Value};
use super::{Cause, RunFault};
use crate::calendar::MONTHS;
use arrow::array::{
    ArrayRef, Date32Array, Decimal128Array, Int64Array, IntervalMonthDayNanoArray, TimestampMicrosecondArray,
};
use arrow::datatypes::{DataType, IntervalMonthDayNano, IntervalUnit};
use std::sync::Arc;

/// The day as Arrow holds it, if it is in the years 1 to 9999.
pub(super) fn day32(day: i64) -> Result<i32, Cause> {
    let day = (civil::FIRST..=civil::LAST).contains(&day).then_some(day);
    day.and_then(|d| i32::try_from(d).ok()).ok_or(Cause::OutOfRange)
}

fn timestamps(made: TimestampMicrosecondArray) -> ArrayRef {
    Arc::new(made.with_timezone("UTC"))
}

pub(super) fn arithmetic(kind: TimeArithmetic, args: &[Value], rows: usize) -> Run<ArrayRef> {
    use TimeArithmetic as T;
    let [a, b] = args else { return arity() };
    match kind {
        T::DatePlusDays | T::DateMinusDays => {
            let (a, b) = (a.dates(), b.ints());
            let made: Date32Array = each(rows, |row| {
                let (Some(date), Some(n)) = (a.get(row), b.get(row)) else { return Ok(None) };
                let date = i64::from(date);
                let day = if kind == T::DatePlusDays { date.checked_add(n) } else { date.checked_sub(n) };
                day32(day.ok_or(Cause::OutOfRange)?).map(Some)
            })?;
            Ok(Arc::new(made))
        }
        T::DateMinusDate => {
            let (a, b) = (a.dates(), b.dates());
            let made: Int64Array =
                each(rows, |row| Ok(a.get(row).zip(b.get(row)).map(|(a, b)| i64::from(a) - i64::from(b))))?;
            Ok(Arc::new(made))
        }
        T::TimestampMinusTimestamp => {
            let (a, b) = (a.timestamps(), b.timestamps());
            spans(rows, |row| {
                let micros = a.get(row)?.checked_sub(b.get(row)?);
                Some(micros.and_then(|m| span(0, m / DAY, m % DAY * 1_000)))
            })
        }
        T::TimestampPlusInterval | T::TimestampMinusInterval => {
            let sign = if kind == T::TimestampPlusInterval { 1 } else { -1 };
            let (a, b) = (a.timestamps(), b.intervals());
            let made: TimestampMicrosecondArray = each(rows, |row| {
                let (Some(t), Some(s)) = (a.get(row), b.get(row)) else { return Ok(None) };
                let (months, days) = (sign * i64::from(s.months), sign * i64::from(s.days));
                let moved = civil::add_interval(t, months, days, sign * (s.nanoseconds / 1_000));
                moved.map(Some).ok_or(Cause::OutOfRange)
            })?;
            Ok(timestamps(made))
        }
        T::IntervalPlusInterval | T::IntervalMinusInterval => {
            let sign = if kind == T::IntervalPlusInterval { 1 } else { -1 };
            let (a, b) = (a.intervals(), b.intervals());
            spans(rows, |row| {
                let (a, b) = (a.get(row)?, b.get(row)?);
                let months = i64::from(a.months) + sign * i64::from(b.months);
                let nanos = b.nanoseconds.checked_mul(sign).and_then(|n| a.nanoseconds.checked_add(n));
                Some(nanos.and_then(|n| span(months, i64::from(a.days) + sign * i64::from(b.days), n)))
            })
        }
        T::IntervalTimesInt => {
            let (a, b) = (a.intervals(), b.ints());
            spans(rows, |row| {
                let (a, n) = (a.get(row)?, b.get(row)?);
                let product = |part: i32| i64::from(part).checked_mul(n);
                let parts = (product(a.months), product(a.days), a.nanoseconds.checked_mul(n));
                let (Some(months), Some(days), Some(nanos)) = parts else { return Some(None) };
                Some(span(months, days, nanos))
            })
        }
    }
}

fn span(months: i64, days: i64, nanos: i64) -> Option<IntervalMonthDayNano> {
    Some(IntervalMonthDayNano::new(i32::try_from(months).ok()?, i32::try_from(days).ok()?, nanos))
}

/// Intervals by row: nothing for NULL, nothing inside where the parts do not fit.
fn spans(rows: usize, cell: impl Fn(usize) -> Option<Option<IntervalMonthDayNano>>) -> Run<ArrayRef> {
    let made: IntervalMonthDayNanoArray =
        each(rows, |row| cell(row).map(|s| s.ok_or(Cause::OutOfRange)).transpose())?;
    Ok(Arc::new(made))
}

/// The microseconds since 1970 of a DATE or TIMESTAMP, by row.
fn moment(value: &Value) -> impl Fn(usize) -> Option<i64> {
    let is_date = *value.array.data_type() == DataType::Date32;
    move |row| {
        if is_date { value.dates().get(row).map(|d| i64::from(d) * DAY) } else { value.timestamps().get(row) }
    }
}

/// The part of a moment; `second` and `epoch` in millionths.
fn part(unit: Unit, moment: i64) -> i64 {
    let (day, time) = (moment.div_euclid(DAY), moment.rem_euclid(DAY));
    let date = civil(day);
    match unit {
        Unit::Year => date.year,
        Unit::Quarter => (date.month - 1) / 3 + 1,
        Unit::Month => date.month,
        Unit::Week => civil::iso_week(day),
        Unit::Day => date.day,
        Unit::Dow => civil::iso_weekday(day) % 7,
        Unit::Isodow => civil::iso_weekday(day),
        Unit::Doy => day - civil::days(Civil { month: 1, day: 1, ..date }) + 1,
        Unit::Hour => time / (3_600 * SECOND),
        Unit::Minute => time / (60 * SECOND) % 60,
        Unit::Second => time % (60 * SECOND),
        Unit::Epoch => moment,
    }
}

/// The part of an interval as PostgreSQL has it: parts do not run over, and a year has 365.25 days in `epoch`.
fn part_of_span(unit: Unit, s: IntervalMonthDayNano) -> i64 {
    let (months, micros) = (i64::from(s.months), s.nanoseconds / 1_000);
    match unit {
        Unit::Year => months / 12,
        Unit::Month => months % 12,
        Unit::Day => i64::from(s.days),
        Unit::Hour => micros / (3_600 * SECOND),
        Unit::Minute => micros / (60 * SECOND) % 60,
        Unit::Second => micros % (60 * SECOND),
        _ => {
            let quarters = months / 12 * 1_461;
            let days = months % 12 * 30 + i64::from(s.days);
            let fixed = i128::from(quarters) * i128::from(DAY / 4) + i128::from(days) * i128::from(DAY);
            i64::try_from(fixed + i128::from(micros)).unwrap_or(i64::MAX)
        }
    }
}

pub(super) fn extract(unit: Unit, args: &[Value], rows: usize) -> Run<ArrayRef> {
    let [value] = args else { return arity() };
    let is_span = *value.array.data_type() == DataType::Interval(IntervalUnit::MonthDayNano);
    let moment = moment(value);
    let cell = |row: usize| {
        if is_span {
            value.intervals().get(row).map(|s| part_of_span(unit, s))
        } else {
            moment(row).map(|m| part(unit, m))
        }
    };
    if matches!(unit, Unit::Second | Unit::Epoch) {
        let made: Decimal128Array = each(rows, |row| {
            let millionths = cell(row).map(i128::from);
            millionths.map(|m| super::arithmetic::held(m, 18)).transpose()
        })?;
        return Ok(Arc::new(made.with_data_type(DataType::Decimal128(18, 6))));
    }
    let made: Int64Array = each(rows, |row| Ok(cell(row)))?;
    Ok(Arc::new(made))
}

/// The beginning of the unit that a moment lies in.
pub(super) fn truncate(unit: Unit, args: &[Value], rows: usize) -> Run<ArrayRef> {
    let [value] = args else { return arity() };
    let moment = moment(value);
    let made: TimestampMicrosecondArray = each(rows, |row| {
        let Some(m) = moment(row) else { return Ok(None) };
        let day = m.div_euclid(DAY);
        let date = civil(day);
        let first = |month| civil::days(Civil { year: date.year, month, day: 1 }) * DAY;
        let start = match unit {
            Unit::Year => first(1),
            Unit::Quarter => first((date.month - 1) / 3 * 3 + 1),
            Unit::Month => first(date.month),
            Unit::Week => (day - civil::iso_weekday(day) + 1) * DAY,
            Unit::Hour => m - m.rem_euclid(3_600 * SECOND),
            Unit::Minute => m - m.rem_euclid(60 * SECOND),
            Unit::Second => m - m.rem_euclid(SECOND),
            _ => day * DAY,
        };
        civil::in_range(start).map(Some).ok_or(Cause::OutOfRange)
    })?;
    Ok(timestamps(made))
}

pub(super) fn builtin(builtin: Builtin, args: &[Value], rows: usize) -> Run<ArrayRef> {
    match (builtin, args) {
        (Builtin::AgeYears, [birth, on]) => {
            let (birth, on) = (birth.dates(), on.dates());
            let made: Int64Array = each(rows, |row| {
                Ok(birth.get(row).zip(on.get(row)).map(|(b, o)| civil::age_years(b.into(), o.into())))
            })?;
            Ok(Arc::new(made))
        }
        (Builtin::MakeDate, [year, month, day]) => {
            let (year, month, day) = (year.ints(), month.ints(), day.ints());
            let made: Date32Array = each(rows, |row| {
                let (Some(y), Some(m), Some(d)) = (year.get(row), month.get(row), day.get(row)) else {
                    return Ok(None);
                };
                day32(civil::checked_days(y, m, d).ok_or(Cause::OutOfRange)?).map(Some)
            })?;
            Ok(Arc::new(made))
        }
        (Builtin::ToChar, [value, form]) => {
            let Some(form) = form.texts().get(0) else {
                return super::evaluate::expand(&Value::null(Type::Text), rows);
            };
            let tokens = tokens(form).map_err(|cause| RunFault { cause, row: 0 })?;
            let moment = moment(value);
            texts(rows, |row, out| {
                let Some(m) = moment(row) else { return Ok(None) };
                for token in &tokens {
                    token.write(m, out);
                }
                Ok(Some(()))
            })
        }
        _ => arity(),
    }
}

/// A piece of the form of `to_char`.
enum Token<'a> {
    Field(&'static str),
    Literal(&'a str),
}

/// The fields of `to_char`; one that begins another stands after it.
const FIELDS: [&str; 32] = [
    "FMMonth", "FMDay", "FMMM", "FMDD", "FMHH24", "FMHH12", "YYYY", "YY", "MM", "DDD", "DD", "HH24", "HH12",
    "HH", "MI", "SS", "MS", "US", "MONTH", "Month", "month", "MON", "Mon", "mon", "DAY", "Day", "day", "DY",
    "Dy", "dy", "AM", "PM",
];

const WEEKDAYS: [&str; 7] = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/// Cuts a form into fields and literal text. A word that PostgreSQL might take for a field that is not offered here is
/// refused, unless it stands in double quotes.
fn tokens(form: &str) -> Result<Vec<Token<'_>>, Cause> {
    let mut made = Vec::new();
    let mut rest = form;
    while let Some(first) = rest.chars().next() {
        if let Some(field) = FIELDS.iter().find(|f| rest.starts_with(**f)) {
            made.push(Token::Field(field));
            rest = rest.get(field.len()..).unwrap_or_default();
        } else if let Some(quoted) = rest.strip_prefix('"') {
            let (text, after) = quoted.split_once('"').ok_or(Cause::OutOfRange)?;
            made.push(Token::Literal(text));
            rest = after;
        } else if first.is_ascii_alphabetic() && first != 'T' && first != 'Z' {
            return Err(Cause::OutOfRange);
        } else {
            let (text, after) = rest.split_at(first.len_utf8());
            made.push(Token::Literal(text));
            rest = after;
        }
    }
    Ok(made)
}

impl Token<'_> {
    fn write(&self, moment: i64, out: &mut String) {
        let field = match self {
            Token::Literal(text) => return out.push_str(text),
            Token::Field(field) => *field,
        };
        let get = |unit| part(unit, moment);
        let hour12 = || (get(Unit::Hour) + 11) % 12 + 1;
        let (number, width) = match field {
            "YYYY" => (get(Unit::Year), 4),
            "YY" => (get(Unit::Year) % 100, 2),
            "MM" => (get(Unit::Month), 2),
            "FMMM" => (get(Unit::Month), 1),
            "DDD" => (get(Unit::Doy), 3),
            "DD" => (get(Unit::Day), 2),
            "FMDD" => (get(Unit::Day), 1),
            "HH24" => (get(Unit::Hour), 2),
            "FMHH24" => (get(Unit::Hour), 1),
            "HH" | "HH12" => (hour12(), 2),
            "FMHH12" => (hour12(), 1),
            "MI" => (get(Unit::Minute), 2),
            "SS" => (get(Unit::Second) / SECOND, 2),
            "MS" => (get(Unit::Second) % SECOND / 1_000, 3),
            "US" => (get(Unit::Second) % SECOND, 6),
            _ => return write_name(field, moment, out),
        };
        write_padded(number, width, out);
    }
}

/// The names of months and days in English, cut and cased as the field is; whole names are filled to nine letters.
fn write_name(field: &str, moment: i64, out: &mut String) {
    if let "AM" | "PM" = field {
        return out.push_str(if part(Unit::Hour, moment) < 12 { "AM" } else { "PM" });
    }
    let (bare, fills) = match field.strip_prefix("FM") {
        Some(bare) => (bare, false),
        None => (field, true),
    };
    let is_month = bare.starts_with(['M', 'm']);
    let names: &[&str] = if is_month { &MONTHS } else { &WEEKDAYS };
    let index = if is_month { part(Unit::Month, moment) - 1 } else { part(Unit::Dow, moment) };
    let name = usize::try_from(index).ok().and_then(|i| names.get(i)).copied().unwrap_or_default();
    let short = matches!(bare.len(), 2) || bare.eq_ignore_ascii_case("mon");
    let name = if short { name.get(..3).unwrap_or(name) } else { name };
    let start = out.len();
    out.push_str(name);
    if let Some(tail) = out.get_mut(start..) {
        if bare.bytes().all(|b| b.is_ascii_uppercase()) {
            tail.make_ascii_uppercase();
        } else if bare.bytes().all(|b| b.is_ascii_lowercase()) {
            tail.make_ascii_lowercase();
        }
    }
    if fills && !short {
        out.extend(std::iter::repeat_n(' ', 9usize.saturating_sub(name.len())));
    }
}
