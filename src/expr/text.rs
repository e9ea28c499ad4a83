//! The functions of texts; each writes into one buffer that serves all rows, and a value has a greatest length.

use super::arithmetic::each;
use super::evaluate::{Run, arity, expand};
use super::functions::Builtin;
use super::types::{Cells, Value};
use super::{Cause, RunFault};
use arrow::array::{ArrayRef, AsArray, BooleanArray, Int64Array, StringArray, StringBuilder};
use arrow::compute::kernels::comparison::{ilike, like as like_kernel};
use arrow::datatypes::Int64Type;
use std::sync::Arc;

/// The longest text that a function makes, in bytes.
pub(super) const VALUE_MAX: usize = 1 << 20;
/// The most bytes of text in one column of a batch; far below what offsets of 32 bits can tell.
pub(super) const BATCH_MAX: usize = 1 << 28;

/// What a cell of text comes to: written, NULL, or a fault.
pub(super) type Written = Result<Option<()>, Cause>;

/// A text for each row. The cell writes into a buffer that is empty at its begin; nothing stands for NULL.
pub(super) fn texts(rows: usize, mut cell: impl FnMut(usize, &mut String) -> Written) -> Run<ArrayRef> {
    let mut builder = StringBuilder::with_capacity(rows, rows.saturating_mul(8).min(BATCH_MAX));
    let mut buffer = String::new();
    let mut bytes = 0;
    for row in 0..rows {
        buffer.clear();
        match cell(row, &mut buffer) {
            Ok(Some(())) => {
                bytes += buffer.len();
                if buffer.len() > VALUE_MAX || bytes > BATCH_MAX {
                    return Err(RunFault { cause: Cause::OutOfRange, row });
                }
                builder.append_value(&buffer);
            }
            Ok(None) => builder.append_null(),
            Err(cause) => return Err(RunFault { cause, row }),
        }
    }
    Ok(Arc::new(builder.finish()))
}

/// How many bytes of text a value has when each of so many rows has its own cell; nothing for other types.
pub(super) fn bytes(value: &Value, rows: usize) -> usize {
    let Some(array) = value.array.as_string_opt::<i32>() else { return 0 };
    let one = array.value_data().len();
    if value.scalar { one.saturating_mul(rows) } else { one }
}

/// Adds to a text, unless it would become too long.
fn push(into: &mut String, part: &str) -> Result<(), Cause> {
    if into.len() + part.len() > VALUE_MAX {
        return Err(Cause::OutOfRange);
    }
    into.push_str(part);
    Ok(())
}

/// `a || b`: NULL if either is.
pub(super) fn join(args: &[Value], rows: usize) -> Run<ArrayRef> {
    let [a, b] = args else { return arity() };
    let (a, b) = (a.texts(), b.texts());
    texts(rows, |row, out| {
        let (Some(a), Some(b)) = (a.get(row), b.get(row)) else { return Ok(None) };
        push(out, a)?;
        push(out, b).map(Some)
    })
}

/// LIKE and ILIKE. Arrow escapes with a backslash; another escape character is turned into it first.
pub(super) fn like(args: &[Value], ignore_case: bool, rows: usize) -> Run<ArrayRef> {
    let fault = RunFault { cause: Cause::OutOfRange, row: 0 };
    let (text, pattern) = match args {
        [text, pattern] => (text, pattern.clone()),
        [text, pattern, escape] => {
            let scalar = pattern.scalar && escape.scalar;
            let array = escaped(pattern, escape, if scalar { 1 } else { rows })?;
            (text, Value { array, scalar })
        }
        _ => return arity(),
    };
    // A pattern for each row has to stand beside an array of texts.
    let text = if text.scalar && !pattern.scalar {
        Value { array: expand(text, rows)?, scalar: false }
    } else {
        text.clone()
    };
    let made = if ignore_case { ilike(&text, &pattern) } else { like_kernel(&text, &pattern) };
    made.map(|array| -> ArrayRef { Arc::new(array) }).or(Err(fault))
}

fn escaped(pattern: &Value, escape: &Value, rows: usize) -> Run<ArrayRef> {
    let (patterns, escapes) = (pattern.texts(), escape.texts());
    texts(rows, |row, out| {
        let (Some(pattern), Some(escape)) = (patterns.get(row), escapes.get(row)) else { return Ok(None) };
        let mut chars = escape.chars();
        let (escape, None) = (chars.next(), chars.next()) else { return Err(Cause::OutOfRange) };
        let mut rest = pattern.chars();
        while let Some(c) = rest.next() {
            if Some(c) == escape {
                out.push('\\');
                out.push(rest.next().ok_or(Cause::OutOfRange)?);
            } else {
                if c == '\\' {
                    out.push('\\');
                }
                out.push(c);
            }
        }
        Ok(Some(()))
    })
}

pub(super) fn builtin(builtin: Builtin, args: &[Value], rows: usize) -> Run<ArrayRef> {
    match (builtin, args) {
        (Builtin::Length, [a]) => {
            let a = a.texts();
            integers(rows, |row| a.get(row).map(|s| s.chars().count()))
        }
        (Builtin::Strpos, [a, b]) => {
            let (a, b) = (a.texts(), b.texts());
            integers(rows, |row| {
                let (text, part) = (a.get(row)?, b.get(row)?);
                Some(text.find(part).map_or(0, |at| text.chars_to(at) + 1))
            })
        }
        (Builtin::StartsWith, [a, b]) => {
            let (a, b) = (a.texts(), b.texts());
            let cells = (0..rows).map(|row| Some(a.get(row)?.starts_with(b.get(row)?)));
            Ok(Arc::new(cells.collect::<BooleanArray>()))
        }
        (Builtin::Concat, args) => concat(args, None, rows),
        (Builtin::ConcatWs, [separator, args @ ..]) => concat(args, Some(separator), rows),
        (_, [a]) => {
            let a = a.texts();
            texts(rows, |row, out| a.get(row).map(|s| unary(builtin, s, out)).transpose())
        }
        (Builtin::Trim | Builtin::Ltrim | Builtin::Rtrim, [a, b]) => {
            let (a, b) = (a.texts(), b.texts());
            texts(rows, |row, out| {
                let (Some(text), Some(set)) = (a.get(row), b.get(row)) else { return Ok(None) };
                push(out, trimmed(builtin, text, |c| set.contains(c))).map(Some)
            })
        }
        (Builtin::Left | Builtin::Right | Builtin::Repeat, [a, b]) => {
            let (a, b) = (a.texts(), b.ints());
            texts(rows, |row, out| {
                let (Some(text), Some(n)) = (a.get(row), b.get(row)) else { return Ok(None) };
                counted(builtin, text, n, out).map(Some)
            })
        }
        (Builtin::Lpad | Builtin::Rpad, _) => pad(builtin, args, rows),
        (Builtin::Substr, _) => substr(args, rows),
        (Builtin::Replace, [a, b, c]) => {
            let (a, b, c) = (a.texts(), b.texts(), c.texts());
            texts(rows, |row, out| {
                let (Some(a), Some(b), Some(c)) = (a.get(row), b.get(row), c.get(row)) else {
                    return Ok(None);
                };
                replace(a, b, c, out).map(Some)
            })
        }
        (Builtin::SplitPart, [a, b, c]) => {
            let (a, b, c) = (a.texts(), b.texts(), c.ints());
            texts(rows, |row, out| {
                let (Some(a), Some(b), Some(n)) = (a.get(row), b.get(row), c.get(row)) else {
                    return Ok(None);
                };
                push(out, part(a, b, n)?).map(Some)
            })
        }
        _ => arity(),
    }
}

fn integers(rows: usize, cell: impl Fn(usize) -> Option<usize>) -> Run<ArrayRef> {
    let made: Int64Array = each::<Int64Type>(rows, |row| Ok(cell(row).and_then(|n| i64::try_from(n).ok())))?;
    Ok(Arc::new(made))
}

fn unary(builtin: Builtin, text: &str, out: &mut String) -> Result<(), Cause> {
    match builtin {
        Builtin::Lower | Builtin::Upper if text.is_ascii() => {
            out.push_str(text);
            if builtin == Builtin::Lower { out.make_ascii_lowercase() } else { out.make_ascii_uppercase() }
        }
        Builtin::Lower => out.extend(text.chars().flat_map(char::to_lowercase)),
        Builtin::Upper => out.extend(text.chars().flat_map(char::to_uppercase)),
        Builtin::Reverse => out.extend(text.chars().rev()),
        Builtin::Initcap => {
            let mut inside = false;
            for c in text.chars() {
                if inside {
                    out.extend(c.to_lowercase());
                } else {
                    out.extend(c.to_uppercase());
                }
                inside = c.is_alphanumeric();
            }
        }
        _ => out.push_str(trimmed(builtin, text, |c| c == ' ')),
    }
    Ok(())
}

fn trimmed(builtin: Builtin, text: &str, set: impl Fn(char) -> bool) -> &str {
    match builtin {
        Builtin::Ltrim => text.trim_start_matches(set),
        Builtin::Rtrim => text.trim_end_matches(set),
        _ => text.trim_start_matches(&set).trim_end_matches(&set),
    }
}

/// Characters counted in bytes and back.
trait Counted {
    fn chars_to(&self, byte: usize) -> usize;
    fn byte_of(&self, n: usize) -> usize;
}

impl Counted for str {
    /// How many characters stand before a byte.
    fn chars_to(&self, byte: usize) -> usize {
        self.char_indices().take_while(|(i, _)| *i < byte).count()
    }

    /// The byte at which the n-th character from 0 begins; the length if there are not so many.
    fn byte_of(&self, n: usize) -> usize {
        if self.is_ascii() {
            return n.min(self.len());
        }
        self.char_indices().nth(n).map_or(self.len(), |(i, _)| i)
    }
}

/// A count that is never negative, and large where it does not fit.
fn count(n: i64) -> usize {
    usize::try_from(n.max(0)).unwrap_or(usize::MAX)
}

fn counted(builtin: Builtin, text: &str, n: i64, out: &mut String) -> Result<(), Cause> {
    if builtin == Builtin::Repeat {
        if text.len().saturating_mul(count(n)) > VALUE_MAX {
            return Err(Cause::OutOfRange);
        }
        if !text.is_empty() {
            (0..count(n)).for_each(|_| out.push_str(text));
        }
        return Ok(());
    }
    let length = i64::try_from(text.chars().count()).unwrap_or(i64::MAX);
    let keep = if n < 0 { length.saturating_add(n) } else { n.min(length) }.max(0);
    let kept = if builtin == Builtin::Left {
        text.get(..text.byte_of(count(keep)))
    } else {
        text.get(text.byte_of(count(length - keep))..)
    };
    push(out, kept.unwrap_or_default())
}

fn concat(args: &[Value], separator: Option<&Value>, rows: usize) -> Run<ArrayRef> {
    let cells: Vec<Cells<&StringArray>> = args.iter().map(Value::texts).collect();
    let separator = separator.map(Value::texts);
    texts(rows, |row, out| {
        let between = match &separator {
            Some(cells) => match cells.get(row) {
                Some(text) => text,
                None => return Ok(None),
            },
            None => "",
        };
        let mut first = true;
        for text in cells.iter().filter_map(|c| c.get(row)) {
            if !first {
                push(out, between)?;
            }
            first = false;
            push(out, text)?;
        }
        Ok(Some(()))
    })
}

fn pad(builtin: Builtin, args: &[Value], rows: usize) -> Run<ArrayRef> {
    let (text, length, fill) = match args {
        [text, length] => (text.texts(), length.ints(), None),
        [text, length, fill] => (text.texts(), length.ints(), Some(fill.texts())),
        _ => return arity(),
    };
    texts(rows, |row, out| {
        let (Some(text), Some(length)) = (text.get(row), length.get(row)) else { return Ok(None) };
        let fill = match &fill {
            Some(cells) => match cells.get(row) {
                Some(fill) => fill,
                None => return Ok(None),
            },
            None => " ",
        };
        let length = count(length);
        if length > VALUE_MAX {
            return Err(Cause::OutOfRange);
        }
        let kept = text.get(..text.byte_of(length)).unwrap_or_default();
        let missing = length - kept.chars().count();
        if builtin == Builtin::Rpad {
            out.push_str(kept);
        }
        out.extend(fill.chars().cycle().take(missing));
        if builtin == Builtin::Lpad {
            out.push_str(kept);
        }
        Ok(Some(()))
    })
}

/// Characters from a place, which may lie before the first; a length counts from the place, not from the text.
fn substr(args: &[Value], rows: usize) -> Run<ArrayRef> {
    let (text, from, length) = match args {
        [text, from] => (text.texts(), from.ints(), None),
        [text, from, length] => (text.texts(), from.ints(), Some(length.ints())),
        _ => return arity(),
    };
    texts(rows, |row, out| {
        let (Some(text), Some(from)) = (text.get(row), from.get(row)) else { return Ok(None) };
        let end = match &length {
            None => i64::MAX,
            Some(cells) => match cells.get(row) {
                None => return Ok(None),
                Some(length) if length < 0 => return Err(Cause::OutOfRange),
                Some(length) => from.saturating_add(length),
            },
        };
        let first = text.byte_of(count(from.saturating_sub(1)));
        let rest = text.get(first..).unwrap_or_default();
        let wanted = count(end.saturating_sub(from.max(1)));
        push(out, rest.get(..rest.byte_of(wanted)).unwrap_or_default()).map(Some)
    })
}

fn replace(text: &str, from: &str, to: &str, out: &mut String) -> Result<(), Cause> {
    if from.is_empty() {
        return push(out, text);
    }
    for (i, piece) in text.split(from).enumerate() {
        if i > 0 {
            push(out, to)?;
        }
        push(out, piece)?;
    }
    Ok(())
}

fn part<'a>(text: &'a str, separator: &str, n: i64) -> Result<&'a str, Cause> {
    if n == 0 {
        return Err(Cause::OutOfRange);
    }
    let index = count(n.saturating_abs().saturating_sub(1));
    let found = match (separator.is_empty(), n > 0) {
        (true, _) => (index == 0).then_some(text),
        (false, true) => text.split(separator).nth(index),
        (false, false) => text.rsplit(separator).nth(index),
    };
    Ok(found.unwrap_or_default())
}
