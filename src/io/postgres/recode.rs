//! Rows of COPY text in the binary form of COPY, where every value of them has one.

use super::binary::sized;
use super::coding::Coding;
use super::encode::{HEAD, TAIL};
use super::values;

/// Whole lines of COPY text as one binary COPY; none where a value is not plainly of its type, so that the server reads the text.
pub fn binary(lines: &[u8], codings: &[Coding]) -> Option<Vec<u8>> {
    if codings.contains(&Coding::Other) {
        return None;
    }
    let count = i16::try_from(codings.len()).ok()?.to_be_bytes();
    let mut out = Vec::with_capacity(lines.len() * 3 / 2 + 64);
    out.extend_from_slice(HEAD);
    let mut text = Vec::new();
    for line in lines.split_inclusive(|byte| *byte == b'\n') {
        let line = line.strip_suffix(b"\n")?;
        out.extend_from_slice(&count);
        let mut fields = line.split(|byte| *byte == b'\t');
        for coding in codings {
            let field = fields.next()?;
            if field == b"\\N" {
                out.extend_from_slice(&(-1_i32).to_be_bytes());
                continue;
            }
            text.clear();
            plain(field, &mut text)?;
            let value = std::str::from_utf8(&text).ok()?;
            if !sized(&mut out, |out| values::write(value, coding, out)) {
                return None;
            }
        }
        if fields.next().is_some() {
            return None;
        }
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
        for text in ["x\ta\n", "1\n", "1\ta\tb\n", "1\ta"] {
            assert!(binary(text.as_bytes(), &codings).is_none(), "{text}");
        }
        assert!(binary(b"1\n", &[Coding::Other]).is_none());
    }
}
