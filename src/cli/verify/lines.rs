//! Texts searched line by line, and lines of any length piece by piece.

use super::closed::is_text;
use super::rows::Rows;
use super::utf16::{Utf16, mark};
use crate::error::{Error, Place, Result};
use crate::verify::{Fiction, Line};
use std::io::{BufRead, BufReader, Cursor, Read};

/// Bytes of a file that are looked at to see whether it is a text.
const HEAD: u64 = 8 * 1024;

/// Bytes of a line that are looked at together.
const PIECE: usize = 1024 * 1024;

/// Bytes that are looked at again with the next piece: what begins in them may end there, and what stands in them may say what
/// follows.
const OVERLAP: usize = 16 * 1024;

/// Searches a text; `false` where it is none.
pub(super) fn lines(name: &str, source: impl Read, fiction: &mut Fiction) -> Result<bool> {
    let failed = |e: std::io::Error| Error::io("read the file", Place::file(name), &e);
    // A source may give its first bytes alone at first, and is known by more of them.
    let (mut source, mut head) = (source, Vec::new());
    source.by_ref().take(HEAD).read_to_end(&mut head).map_err(failed)?;
    let (order, is_text) = (mark(&head), is_text(&head));
    let whole = BufReader::with_capacity(256 * 1024, Cursor::new(head).chain(source));
    match order {
        Some(big) => of_utf8(name, BufReader::new(Utf16::new(whole, big)), fiction),
        None if is_text => of_utf8(name, whole, fiction),
        None => Ok(false),
    }
}

fn of_utf8(name: &str, mut reader: impl BufRead, fiction: &mut Fiction) -> Result<bool> {
    let failed = |e: std::io::Error| Error::io("read the file", Place::file(name), &e);
    let (mut bytes, mut rows) = (Vec::new(), Rows::default());
    for number in 1.. {
        bytes.clear();
        let (mut line, mut seen) = (Line::new(number), 0);
        loop {
            let room = u64::try_from(PIECE - bytes.len()).unwrap_or(0);
            reader.by_ref().take(room).read_until(b'\n', &mut bytes).map_err(failed)?;
            if bytes.is_empty() {
                rows.end(fiction);
                fiction.end_of_file();
                return Ok(true);
            }
            let whole = seen == 0 && bytes.len() < PIECE;
            if whole && rows.look(name, number, ended(&String::from_utf8_lossy(&bytes)), fiction) {
                break;
            }
            if bytes.len() < PIECE || bytes.ends_with(b"\n") {
                look(name, &mut line, &bytes, seen, bytes.len(), fiction);
                break;
            }
            let until = floor(&bytes, PIECE - OVERLAP);
            look(name, &mut line, &bytes, seen, until, fiction);
            let kept = floor(&bytes, until - OVERLAP);
            line.pass(&String::from_utf8_lossy(&bytes[..kept]));
            bytes.drain(..kept);
            seen = until - kept;
        }
    }
    Ok(true)
}

/// Looks at what begins between two places of a piece. What is no UTF-8 is no identifier either; the rest is searched.
fn look(name: &str, line: &mut Line, bytes: &[u8], seen: usize, until: usize, fiction: &mut Fiction) {
    if seen == 0 && until == bytes.len() {
        let text = String::from_utf8_lossy(bytes);
        let text = ended(&text);
        return fiction.piece(name, line, text, 0..text.len());
    }
    let mut text = String::from_utf8_lossy(&bytes[..seen]).into_owned();
    let from = text.len();
    text.push_str(&String::from_utf8_lossy(&bytes[seen..until]));
    let to = text.len();
    text.push_str(&String::from_utf8_lossy(&bytes[until..]));
    fiction.piece(name, line, &text, from..to);
}

/// A line without its end.
fn ended(text: &str) -> &str {
    text.trim_end_matches(['\n', '\r'])
}

/// The nearest place before one at which a character may begin.
fn floor(bytes: &[u8], at: usize) -> usize {
    (at.saturating_sub(3)..=at).rev().find(|k| bytes.get(*k).is_none_or(|b| b & 0xc0 != 0x80)).unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &[u8]) -> Vec<(u64, usize)> {
        let mut fiction = Fiction::default();
        assert!(lines("long", text, &mut fiction).unwrap());
        fiction.hits().iter().map(|hit| (hit.spot.line, hit.spot.column)).collect()
    }

    #[test]
    fn a_line_of_any_length_is_searched_once() {
        let value = "é mail mary.lopez@hospital.org now; ";
        for before in
            [PIECE - 2 * OVERLAP, PIECE - OVERLAP - 12, PIECE - OVERLAP, PIECE - 12, PIECE, 2 * PIECE + 5]
        {
            let mut text = "first\n".to_owned();
            text.push_str(&"ö".repeat(before / 2));
            text.push_str(&" ".repeat(before % 2));
            let column = before / 2 + before % 2 + "é mail ".chars().count() + 1;
            text.push_str(value);
            text.push_str(&"x ".repeat(PIECE));
            text.push('\n');
            text.push_str(value);
            assert_eq!(told(text.as_bytes()), [(2, column), (3, "é mail ".chars().count() + 1)], "{before}");
        }
    }

    #[test]
    fn what_is_allowed_holds_for_the_rest_of_a_long_line() {
        let mut text = "placebo: allow email fixture ".to_owned();
        for _ in 0..3 {
            text.push_str(&"- ".repeat(PIECE / 2));
            text.push_str(" mary.lopez@hospital.org ");
        }
        assert_eq!(told(text.as_bytes()), []);
    }
}
