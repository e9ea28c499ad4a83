//! Rows of a binary COPY as the lines that COPY would write as text, byte for byte.
//!
//! The server sends numbers and days as they are in memory, which costs it less than to write them; here they are written as
//! it would have. What has another form in binary is asked for as text.

use crate::calendar::{Civil, civil};

use super::binary::{DAYS, MICROS};
use super::encode::HEAD;
use super::numeric;
use super::session::identifier;

/// How the values of a column come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A byte.
    Bool,
    /// Whole numbers of so many bytes.
    Int,
    /// Digits to the base of 10,000.
    Numeric,
    /// As text is.
    Text,
    /// Behind the number of their version.
    Jsonb,
    /// Sixteen bytes.
    Uuid,
    /// Bytes.
    Bytea,
    /// Days since 2000.
    Date,
    /// Microseconds since 2000; with the zone, which is UTC, or without.
    Timestamp(bool),
}

impl Form {
    /// What a function of the server's sends; none where that is not the text in a form that is written here.
    fn of(function: &str) -> Option<Self> {
        Some(match function {
            "boolsend" => Self::Bool,
            "int2send" | "int4send" | "int8send" => Self::Int,
            "numeric_send" => Self::Numeric,
            "textsend" | "varcharsend" | "bpcharsend" | "namesend" | "json_send" | "enum_send" => Self::Text,
            "jsonb_send" => Self::Jsonb,
            "uuid_send" => Self::Uuid,
            "byteasend" => Self::Bytea,
            "date_send" => Self::Date,
            "timestamp_send" => Self::Timestamp(false),
            "timestamptz_send" => Self::Timestamp(true),
            _ => return None,
        })
    }
}

/// How a column is asked for, and how its values come, by the functions of the server's own that send and write its type.
pub(super) fn asked(column: &str, sends: Option<&str>, writes: Option<&str>) -> (String, Form) {
    let name = identifier(column);
    match (sends.and_then(Form::of), writes) {
        (Some(form), _) => (name, form),
        // What writes a type for COPY writes it here, which a cast to text does not always do (inet).
        (None, Some(function)) => (format!("textin({}({name}))", identifier(function)), Form::Text),
        // The function of an extension lies in another schema elsewhere.
        (None, None) => {
            (format!("CASE WHEN num_nulls({name}) = 0 THEN format('%s', {name}) END"), Form::Text)
        }
    }
}

/// Takes a binary COPY in pieces of any size.
pub struct Decoder<'a> {
    forms: &'a [Form],
    /// What came and is no whole row yet.
    held: Vec<u8>,
    begun: bool,
    ended: bool,
}

/// What comes next, as far as it is there.
enum Next {
    Row(usize),
    End,
    Partial,
}

impl<'a> Decoder<'a> {
    /// Begins with the forms of the columns.
    pub fn new(forms: &'a [Form]) -> Self {
        Self { forms, held: Vec::new(), begun: false, ended: false }
    }

    /// Writes the lines of a piece; none where it is no such COPY.
    pub fn lines(&mut self, piece: &[u8], out: &mut Vec<u8>) -> Option<()> {
        if self.held.is_empty() {
            let taken = self.take(piece, out)?;
            self.held.extend_from_slice(&piece[taken..]);
            return Some(());
        }
        // What is held of a long row grows, and is not copied for each piece of it.
        let mut held = std::mem::take(&mut self.held);
        held.extend_from_slice(piece);
        let taken = self.take(&held, out)?;
        held.drain(..taken);
        self.held = held;
        Some(())
    }

    /// Writes the lines of whole rows; gives how many bytes they are, or all where no more rows come.
    fn take(&mut self, bytes: &[u8], out: &mut Vec<u8>) -> Option<usize> {
        let mut at = 0;
        if !self.begun {
            let Some(length) = head(bytes)? else { return Some(0) };
            (at, self.begun) = (length, true);
        }
        while at < bytes.len() && !self.ended {
            let start = out.len();
            match row(&bytes[at..], self.forms, out)? {
                Next::Row(length) => at += length,
                Next::End => self.ended = true,
                Next::Partial => {
                    out.truncate(start);
                    break;
                }
            }
        }
        Some(if self.ended { bytes.len() } else { at })
    }

    /// Whether all rows came.
    pub fn is_whole(&self) -> bool {
        self.ended
    }
}

/// The length of what stands before the rows; nothing inside where it is not all there.
#[expect(clippy::option_option, reason = "no such COPY, or not all of its head")]
fn head(bytes: &[u8]) -> Option<Option<usize>> {
    let sign = HEAD.get(..11)?;
    if bytes.len() < HEAD.len() {
        return bytes.starts_with(sign.get(..bytes.len().min(11))?).then_some(None);
    }
    let more = usize::try_from(i32::from_be_bytes(bytes.get(15..19)?.try_into().ok()?)).ok()?;
    (bytes.starts_with(sign) && more == 0).then_some(Some(HEAD.len()))
}

/// Writes one row as a line.
fn row(bytes: &[u8], forms: &[Form], out: &mut Vec<u8>) -> Option<Next> {
    let Some((count, mut rest)) = bytes.split_first_chunk::<2>() else { return Some(Next::Partial) };
    let count = i16::from_be_bytes(*count);
    if count == -1 {
        return Some(Next::End);
    }
    if usize::try_from(count) != Ok(forms.len()) {
        return None;
    }
    for (at, form) in forms.iter().enumerate() {
        if at > 0 {
            out.push(b'\t');
        }
        let Some((length, after)) = rest.split_first_chunk::<4>() else { return Some(Next::Partial) };
        let length = i32::from_be_bytes(*length);
        if length == -1 {
            out.extend_from_slice(b"\\N");
            rest = after;
            continue;
        }
        let Some((value, after)) = after.split_at_checked(usize::try_from(length).ok()?) else {
            return Some(Next::Partial);
        };
        write(value, *form, out)?;
        rest = after;
    }
    out.push(b'\n');
    Some(Next::Row(bytes.len() - rest.len()))
}

fn write(value: &[u8], form: Form, out: &mut Vec<u8>) -> Option<()> {
    match form {
        Form::Bool => out.push(if *value.first()? == 0 { b'f' } else { b't' }),
        Form::Int => {
            let n = match value.len() {
                2 => i64::from(i16::from_be_bytes(value.try_into().ok()?)),
                4 => i64::from(i32::from_be_bytes(value.try_into().ok()?)),
                _ => i64::from_be_bytes(value.try_into().ok()?),
            };
            out.extend_from_slice(itoa::Buffer::new().format(n).as_bytes());
        }
        Form::Numeric => numeric::read(value, out)?,
        Form::Text => escaped(value, out),
        Form::Jsonb => escaped(value.strip_prefix(&[1])?, out),
        Form::Uuid => {
            let bytes: &[u8; 16] = value.try_into().ok()?;
            for (at, byte) in bytes.iter().enumerate() {
                if matches!(at, 4 | 6 | 8 | 10) {
                    out.push(b'-');
                }
                hexadecimal(*byte, out);
            }
        }
        Form::Bytea => {
            out.extend_from_slice(b"\\\\x");
            value.iter().for_each(|byte| hexadecimal(*byte, out));
        }
        Form::Date => {
            let days = i32::from_be_bytes(value.try_into().ok()?);
            if !endless(days == i32::MAX, days == i32::MIN, out) {
                let date = civil(i64::from(days) + i64::from(DAYS));
                day(date, out);
                era(date, out);
            }
        }
        Form::Timestamp(zoned) => {
            let micros = i64::from_be_bytes(value.try_into().ok()?);
            if !endless(micros == i64::MAX, micros == i64::MIN, out) {
                moment(micros, zoned, out);
            }
        }
    }
    Some(())
}

/// A text as it stands in a line.
fn escaped(text: &[u8], out: &mut Vec<u8>) {
    let is_marked = |byte: &u8| matches!(byte, 8..=13 | b'\\');
    // Of most texts it is enough to see, without a branch a byte, that there is nothing to escape.
    if !text.iter().fold(false, |any, byte| any | is_marked(byte)) {
        return out.extend_from_slice(text);
    }
    let mut rest = text;
    while let Some(at) = rest.iter().position(is_marked) {
        out.extend_from_slice(&rest[..at]);
        out.extend_from_slice(match rest[at] {
            8 => b"\\b",
            9 => b"\\t",
            10 => b"\\n",
            11 => b"\\v",
            12 => b"\\f",
            13 => b"\\r",
            _ => b"\\\\",
        });
        rest = &rest[at + 1..];
    }
    out.extend_from_slice(rest);
}

fn hexadecimal(byte: u8, out: &mut Vec<u8>) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    out.extend_from_slice(&[DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]);
}

/// The words for a time before or after all others.
fn endless(after: bool, before: bool, out: &mut Vec<u8>) -> bool {
    let word: &[u8] = if after { b"infinity" } else { b"-infinity" };
    if after || before {
        out.extend_from_slice(word);
    }
    after || before
}

/// A number with zeros before it.
fn padded(number: i64, width: usize, out: &mut Vec<u8>) {
    let mut buffer = itoa::Buffer::new();
    let digits = buffer.format(number);
    out.extend(std::iter::repeat_n(b'0', width.saturating_sub(digits.len())));
    out.extend_from_slice(digits.as_bytes());
}

fn day(date: Civil, out: &mut Vec<u8>) {
    // There is no year 0.
    padded(if date.year > 0 { date.year } else { 1 - date.year }, 4, out);
    out.push(b'-');
    padded(date.month, 2, out);
    out.push(b'-');
    padded(date.day, 2, out);
}

fn era(date: Civil, out: &mut Vec<u8>) {
    if date.year <= 0 {
        out.extend_from_slice(b" BC");
    }
}

fn moment(micros: i64, zoned: bool, out: &mut Vec<u8>) {
    const SECOND: i64 = 1_000_000;
    const DAY: i64 = 86_400 * SECOND;
    // The days of the difference are whole, so that nothing overflows.
    let date = civil(micros.div_euclid(DAY) + MICROS / DAY);
    let time = micros.rem_euclid(DAY);
    day(date, out);
    let second = time / SECOND;
    for (before, part) in [(b' ', second / 3_600), (b':', second / 60 % 60), (b':', second % 60)] {
        out.push(before);
        padded(part, 2, out);
    }
    let fraction = time % SECOND;
    if fraction > 0 {
        out.push(b'.');
        padded(fraction, 6, out);
        while out.last() == Some(&b'0') {
            out.pop();
        }
    }
    if zoned {
        out.extend_from_slice(b"+00");
    }
    era(date, out);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_in_pieces_of_any_size() {
        let tuples = [
            0, 2, 0, 0, 0, 4, 255, 255, 255, 249, 0, 0, 0, 3, b'a', b'\t', b'\\', 0, 2, 255, 255, 255, 255,
            0, 0, 0, 0,
        ];
        let all = [HEAD, &tuples, &[255, 255]].concat();
        for size in 1..=all.len() {
            let mut decoder = Decoder::new(&[Form::Int, Form::Text]);
            let mut out = Vec::new();
            for piece in all.chunks(size) {
                assert!(!decoder.is_whole());
                decoder.lines(piece, &mut out).unwrap();
            }
            assert!(decoder.is_whole());
            assert_eq!(out, b"-7\ta\\t\\\\\n\\N\t\n", "{size}");
        }
        assert!(Decoder::new(&[Form::Int]).lines(&all, &mut Vec::new()).is_none());
        assert!(Decoder::new(&[]).lines(b"PGCOPY, but another", &mut Vec::new()).is_none());
    }
}
