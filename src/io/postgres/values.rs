//! Texts as values of other types, where they are written plainly: the server reads what is not.

use std::net::IpAddr;

use super::binary::{DAYS, MICROS, sized};
use super::coding::Coding;
use super::numeric;
use super::spelled::{fields as spelled, span};
use crate::io::civil;

/// Writes a text as a value of a type, without its length; `false` where it is not plainly one.
pub(super) fn write(text: &str, coding: &Coding, out: &mut Vec<u8>) -> bool {
    match coding {
        Coding::Text => put(out, Some(text.as_bytes())),
        Coding::Jsonb => put(out, Some(&[1])) && put(out, Some(text.as_bytes())),
        Coding::Bool => put(out, boolean(text).map(|b| [u8::from(b)])),
        Coding::Int2 => put(out, integer(text).and_then(|n| i16::try_from(n).ok()).map(i16::to_be_bytes)),
        Coding::Int4 => put(out, integer(text).and_then(|n| i32::try_from(n).ok()).map(i32::to_be_bytes)),
        Coding::Int8 => put(out, integer(text).map(i64::to_be_bytes)),
        Coding::Float4 => put(out, float::<f32>(text).filter(|x| x.is_finite()).map(f32::to_be_bytes)),
        Coding::Float8 => put(out, float::<f64>(text).filter(|x| x.is_finite()).map(f64::to_be_bytes)),
        Coding::Numeric => numeric::write(text, out),
        Coding::Date => put(out, civil::parse_date(text.as_bytes()).map(|days| (days - DAYS).to_be_bytes())),
        Coding::Time => put(out, civil::parse_time(text.as_bytes()).map(i64::to_be_bytes)),
        Coding::Timestamp => put(out, moment(text, false)),
        Coding::Timestamptz => put(out, moment(text, true)),
        Coding::Uuid => put(out, uuid(text)),
        Coding::Bytea => match text.strip_prefix("\\x") {
            Some(digits) => hexadecimal(digits.as_bytes(), out),
            None => false,
        },
        Coding::Inet(network) => inet(text, *network, out),
        Coding::Macaddr => put(out, macaddr(text)),
        Coding::Interval => put(out, interval(text)),
        Coding::Row(fields) => row(text, fields, out),
        Coding::Array(oid, element) => array(text, *oid, element, out),
        Coding::Other => false,
    }
}

fn put(out: &mut Vec<u8>, bytes: Option<impl AsRef<[u8]>>) -> bool {
    bytes.map(|bytes| out.extend_from_slice(bytes.as_ref())).is_some()
}

fn boolean(text: &str) -> Option<bool> {
    match text {
        "true" | "t" | "1" => Some(true),
        "false" | "f" | "0" => Some(false),
        _ => None,
    }
}

fn integer(text: &str) -> Option<i64> {
    text.parse().ok()
}

/// A number as everybody writes it; words such as `NaN` are the server's to read.
fn float<T: std::str::FromStr>(text: &str) -> Option<T> {
    text.bytes().all(|b| b.is_ascii_digit() || b"+-.eE".contains(&b)).then(|| text.parse().ok()).flatten()
}

fn moment(text: &str, utc: bool) -> Option<[u8; 8]> {
    // A moment in UTC as the server writes it, or as everybody else does.
    let micros = match text.strip_suffix("+00").filter(|_| utc) {
        Some(bare) => civil::parse_moment(bare.as_bytes(), false)?,
        None => civil::parse_moment(text.as_bytes(), utc)?,
    };
    Some(micros.checked_sub(MICROS)?.to_be_bytes())
}

fn uuid(text: &str) -> Option<[u8; 16]> {
    let parts: Vec<&str> = text.split('-').collect();
    if !parts.iter().map(|part| part.len()).eq([8, 4, 4, 4, 12]) {
        return None;
    }
    let mut bytes = Vec::with_capacity(16);
    let sound = hexadecimal(parts.concat().as_bytes(), &mut bytes);
    if sound { bytes.try_into().ok() } else { None }
}

fn hexadecimal(digits: &[u8], out: &mut Vec<u8>) -> bool {
    let value = |b: &u8| char::from(*b).to_digit(16).and_then(|n| u8::try_from(n).ok());
    let (pairs, rest) = digits.as_chunks::<2>();
    for [high, low] in pairs {
        let (Some(high), Some(low)) = (value(high), value(low)) else { return false };
        out.push(high << 4 | low);
    }
    rest.is_empty()
}

fn macaddr(text: &str) -> Option<[u8; 6]> {
    let mut bytes = Vec::with_capacity(6);
    for part in text.split([':', '-']) {
        if part.len() != 2 || !hexadecimal(part.as_bytes(), &mut bytes) {
            return None;
        }
    }
    bytes.try_into().ok()
}

fn inet(text: &str, network: bool, out: &mut Vec<u8>) -> bool {
    let (address, mask) = text.split_once('/').map_or((text, None), |(a, m)| (a, Some(m)));
    let Ok(address) = address.parse::<IpAddr>() else { return false };
    let (family, widest, bytes) = match address {
        IpAddr::V4(v4) => (2, 32, v4.octets().to_vec()),
        IpAddr::V6(v6) => (3, 128, v6.octets().to_vec()),
    };
    let bits = match mask.map(str::parse::<u8>) {
        None => widest,
        Some(Ok(bits)) if bits <= widest => bits,
        Some(_) => return false,
    };
    let beyond = |(at, byte): (usize, &u8)| {
        let kept = usize::from(bits).saturating_sub(at * 8).min(8);
        kept < 8 && byte & (0xff >> kept) != 0
    };
    // A network has nothing beyond its mask; the server says so better.
    if network && bytes.iter().enumerate().any(beyond) {
        return false;
    }
    let length = u8::try_from(bytes.len()).unwrap_or(0);
    put(out, Some([family, bits, u8::from(network), length])) && put(out, Some(bytes))
}

/// A span of time as ISO 8601 writes it: microseconds, days and months.
fn interval(text: &str) -> Option<[u8; 16]> {
    let (micros, days, months) = span(text)?;
    let mut bytes = [0; 16];
    bytes[..8].copy_from_slice(&micros.to_be_bytes());
    bytes[8..12].copy_from_slice(&days.to_be_bytes());
    bytes[12..].copy_from_slice(&months.to_be_bytes());
    Some(bytes)
}

/// The fields of a composite value, `(a,"b c",)`.
fn row(text: &str, fields: &[(u32, Coding)], out: &mut Vec<u8>) -> bool {
    let Some(values) = spelled(text).filter(|values| values.len() == fields.len()) else { return false };
    out.extend_from_slice(&i32::try_from(fields.len()).unwrap_or(i32::MAX).to_be_bytes());
    fields.iter().zip(&values).all(|((oid, coding), value)| {
        out.extend_from_slice(&oid.to_be_bytes());
        match value {
            None => put(out, Some((-1_i32).to_be_bytes())),
            Some(value) => sized(out, |out| write(value, coding, out)),
        }
    })
}

/// An array of one dimension, `{a,"b c",NULL}`.
fn array(text: &str, oid: u32, element: &Coding, out: &mut Vec<u8>) -> bool {
    let Some(elements) = elements(text) else { return false };
    let n = i32::try_from(elements.len()).unwrap_or(i32::MAX);
    let has_null = i32::from(elements.iter().any(Option::is_none));
    out.extend_from_slice(&i32::from(n > 0).to_be_bytes());
    out.extend_from_slice(&has_null.to_be_bytes());
    out.extend_from_slice(&oid.to_be_bytes());
    if n > 0 {
        out.extend_from_slice(&n.to_be_bytes());
        out.extend_from_slice(&1_i32.to_be_bytes());
    }
    elements.iter().all(|value| match value {
        None => put(out, Some((-1_i32).to_be_bytes())),
        Some(value) => sized(out, |out| write(value, element, out)),
    })
}

/// The elements of an array of one dimension; none where it is not written plainly.
fn elements(text: &str) -> Option<Vec<Option<String>>> {
    let inner = text.strip_prefix('{')?.strip_suffix('}')?;
    let mut elements = Vec::new();
    let mut letters = inner.chars().peekable();
    if inner.is_empty() {
        return Some(elements);
    }
    loop {
        let mut value = String::new();
        if letters.next_if_eq(&'"').is_some() {
            loop {
                match letters.next()? {
                    '"' => break,
                    '\\' => value.push(letters.next()?),
                    other => value.push(other),
                }
            }
            elements.push(Some(value));
        } else {
            while let Some(letter) = letters.next_if(|letter| *letter != ',') {
                if matches!(letter, '{' | '}' | '"' | '\\') || letter.is_whitespace() {
                    return None;
                }
                value.push(letter);
            }
            if value.is_empty() {
                return None;
            }
            elements.push((!value.eq_ignore_ascii_case("null")).then_some(value));
        }
        match letters.next() {
            None => return Some(elements),
            Some(',') => {}
            Some(_) => return None,
        }
    }
}

/// An array of JSON as Postgres writes its own; none where the text is no array.
pub(super) fn array_of_json(text: &str) -> Option<String> {
    fn element(value: &serde_json::Value, out: &mut String) {
        match value {
            serde_json::Value::Null => out.push_str("NULL"),
            serde_json::Value::Array(values) => list(values, out),
            serde_json::Value::String(text) => quoted(text, out),
            serde_json::Value::Object(_) => quoted(&value.to_string(), out),
            plain => out.push_str(&plain.to_string()),
        }
    }
    fn quoted(text: &str, out: &mut String) {
        out.push('"');
        out.push_str(&text.replace('\\', "\\\\").replace('"', "\\\""));
        out.push('"');
    }
    fn list(values: &[serde_json::Value], out: &mut String) {
        out.push('{');
        for (i, value) in values.iter().enumerate() {
            if i > 0 {
                out.push(',');
            }
            element(value, out);
        }
        out.push('}');
    }
    let serde_json::Value::Array(values) = serde_json::from_str(text).ok()? else { return None };
    let mut out = String::with_capacity(text.len() + 8);
    list(&values, &mut out);
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrays_are_read_where_they_are_plain() {
        let all =
            |text: &str| elements(text).map(|e| e.into_iter().map(|v| v.unwrap_or("-".into())).collect());
        let expect =
            |parts: &[&str]| -> Option<Vec<String>> { Some(parts.iter().map(|p| (*p).to_owned()).collect()) };
        assert_eq!(all("{}"), expect(&[]));
        assert_eq!(all(r#"{a,"b \"c\", d",NULL,"NULL",""}"#), expect(&["a", "b \"c\", d", "-", "NULL", ""]));
        for text in ["{{1},{2}}", "{a", "a", "{a b}", "{,}", "[0:1]={1,2}", "{\"a\"x}"] {
            assert_eq!(all(text), None::<Vec<String>>, "{text}");
        }
        assert_eq!(
            array_of_json(r#"["a \"b\"", null, 7, true, ["c"]]"#).unwrap(),
            r#"{"a \"b\"",NULL,7,true,{"c"}}"#
        );
        assert_eq!(array_of_json("{}"), None);
    }

    #[test]
    fn networks_have_nothing_beyond_their_mask() {
        let written = |text: &str, network: bool| {
            let mut out = Vec::new();
            inet(text, network, &mut out).then_some(out)
        };
        assert_eq!(written("192.0.2.7", false), Some(vec![2, 32, 0, 4, 192, 0, 2, 7]));
        assert_eq!(written("192.0.2.0/24", true), Some(vec![2, 24, 1, 4, 192, 0, 2, 0]));
        assert_eq!(written("192.0.2.7/24", true), None);
        assert_eq!(written("192.0.2.7/33", false), None);
        assert_eq!(written("2001:db8::1", false).map(|out| out.len()), Some(20));
    }
}
