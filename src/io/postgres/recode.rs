//! Rows of COPY text in the binary form of COPY, where every value of them has one.

use super::binary::sized;
use super::coding::Coding;
use super::encode::{HEAD, TAIL};
use super::values;
use crate::io::marks::Marks;

/// Whole lines of COPY text as one binary COPY; none where a value is not plainly of its type, so that the server reads the text.
pub fn binary(lines: &[u8], codings: &[Coding]) -> Option<Vec<u8>> {
    if codings.contains(&Coding::Other) {
        return None;
    }
    let count = i16::try_from(codings.len()).ok()?.to_be_bytes();
    // What is UTF-8 as a whole is so between its tabs and line ends.
    let text = std::str::from_utf8(lines).ok()?;
    let mut out = Vec::with_capacity(lines.len() * 3 / 2 + 64);
    out.extend_from_slice(HEAD);
    let mut unescaped = Vec::new();
    let (mut start, mut has_escapes, mut rest) = (0, false, codings);
    for at in Marks::new(*b"\t\n\\").find(lines, 0) {
        if lines[at] == b'\\' {
            has_escapes = true;
            continue;
        }
        if rest.len() == codings.len() {
            out.extend_from_slice(&count);
        }
        let (coding, more) = rest.split_first()?;
        // Behind the last field the line ends, and nowhere else.
        if more.is_empty() != (lines[at] == b'\n') {
            return None;
        }
        let field = &text[start..at];
        if field == "\\N" {
            out.extend_from_slice(&(-1_i32).to_be_bytes());
        } else {
            let value = if has_escapes {
                unescaped.clear();
                plain(field.as_bytes(), &mut unescaped)?;
                std::str::from_utf8(&unescaped).ok()?
            } else {
                field
            };
            if !sized(&mut out, |out| values::write(value, coding, out)) {
                return None;
            }
        }
        (start, has_escapes) = (at + 1, false);
        rest = if more.is_empty() { codings } else { more };
    }
    if start < lines.len() {
        return None;
    }
    out.extend_from_slice(TAIL);
    Some(out)
}

/// A field without its escapes; none for escapes by number, which nobody writes.
fn plain(field: &[u8], out: &mut Vec<u8>) -> Option<()> {
    let mut rest = field;
    while let Some(at) = memchr::memchr(b'\\', rest) {
        out.extend_from_slice(&rest[..at]);
        out.push(match *rest.get(at + 1)? {
            b'b' => 8,
            b'f' => 12,
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            b'v' => 11,
            b'0'..=b'9' | b'x' => return None,
            other => other,
        });
        rest = &rest[at + 2..];
    }
    out.extend_from_slice(rest);
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_become_tuples_or_stay_text() {
        let codings = [Coding::Int4, Coding::Text];
        let made = binary(b"7\ta\\tb\n\\N\t\n", &codings).unwrap();
        let tuples = [
            0, 2, 0, 0, 0, 4, 0, 0, 0, 7, 0, 0, 0, 3, b'a', b'\t', b'b', 0, 2, 255, 255, 255, 255, 0, 0, 0, 0,
        ];
        assert_eq!(made, [HEAD, &tuples, TAIL].concat());
        for text in ["x\ta\n", "1\n", "1\ta\tb\n", "1\ta", "1\ta\\", "\n", "1\ta\n2"] {
            assert!(binary(text.as_bytes(), &codings).is_none(), "{text}");
        }
        assert!(binary(b"1\n", &[Coding::Other]).is_none());
        assert_eq!(binary(b"", &codings).unwrap(), [HEAD, TAIL].concat());
    }

    #[test]
    fn moments_of_the_server_have_a_binary_form() {
        for (text, micros) in [
            ("2000-01-01 00:00:01+00", Some(1_000_000)),
            ("1999-12-31 23:59:59.5+00", Some(-500_000)),
            ("2000-01-01T00:00:01Z", Some(1_000_000)),
            ("2000-01-01 00:00:01+01", None),
            ("2000-01-01 00:00:01", None),
            ("infinity", None),
        ] {
            let made = binary(format!("{text}\n").as_bytes(), &[Coding::Timestamptz]);
            let tuple = |micros: i64| [&[0, 1, 0, 0, 0, 8], &micros.to_be_bytes()[..]].concat();
            assert_eq!(made, micros.map(|micros| [HEAD, &tuple(micros), TAIL].concat()), "{text}");
            assert!(
                binary(format!("{text}\n").as_bytes(), &[Coding::Timestamp]).is_some()
                    != text.contains(['+', 'Z', 'f'])
            );
        }
    }
}
