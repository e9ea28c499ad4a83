//! JSON lines as rows of cells: a column is a path, `address.city` or `phones[].number`.

use super::super::rows::Lines;
use super::{Head, Row, Walk};
use crate::error::Result;
use std::collections::HashMap;

/// How deep a value may be nested.
const DEEPEST: usize = 128;

pub(super) struct JsonWalk {
    lines: Lines,
    columns: HashMap<String, usize>,
    number: u64,
    text: Vec<u8>,
    path: String,
}

/// Whether the first line with anything in it is a JSON object.
pub(super) fn is_lines(start: &[u8]) -> bool {
    let text = start.strip_prefix("\u{feff}".as_bytes()).unwrap_or(start).trim_ascii_start();
    let end = memchr::memchr(b'\n', text);
    let line = &text[..end.unwrap_or(text.len())];
    // A line that is longer than what was looked at may be one.
    line.starts_with(b"{") && (end.is_none() || line.trim_ascii_end().ends_with(b"}"))
}

impl JsonWalk {
    pub(super) fn new(lines: Lines) -> Self {
        Self { lines, columns: HashMap::new(), number: 0, text: Vec::new(), path: String::new() }
    }
}

impl Walk for JsonWalk {
    fn next(&mut self, heads: &mut Vec<Head>, row: &mut Row) -> Result<bool> {
        loop {
            if !self.lines.next(&mut self.text)? {
                return Ok(false);
            }
            if !self.text.trim_ascii().is_empty() {
                break;
            }
        }
        self.number += 1;
        row.begin(0, self.number, Some(self.lines.line()));
        self.path.clear();
        let bytes = std::mem::take(&mut self.text);
        let start = if bytes.starts_with("\u{feff}".as_bytes()) { 3 } else { 0 };
        let mut scan = Scan {
            bytes: &bytes,
            at: start,
            path: &mut self.path,
            columns: &mut self.columns,
            names: &mut heads[0].columns,
            row,
        };
        let fine = scan.value(0).is_some() && bytes[scan.at..].trim_ascii().is_empty();
        self.text = bytes;
        if fine { Ok(true) } else { Err(self.lines.wrong("this line is no JSON value")) }
    }
}

/// Reads one value.
struct Scan<'a> {
    bytes: &'a [u8],
    at: usize,
    path: &'a mut String,
    columns: &'a mut HashMap<String, usize>,
    names: &'a mut Vec<String>,
    row: &'a mut Row,
}

impl Scan<'_> {
    fn space(&mut self) {
        while self.bytes.get(self.at).is_some_and(u8::is_ascii_whitespace) {
            self.at += 1;
        }
    }

    /// The bytes of the text that begins here, its quotes included.
    fn string(&mut self) -> Option<(usize, usize)> {
        let start = self.at;
        self.at += 1;
        loop {
            let n = memchr::memchr2(b'"', b'\\', self.bytes.get(self.at..)?)?;
            self.at += n + 1;
            if self.bytes[self.at - 1] == b'"' {
                return Some((start, self.at));
            }
            self.at += 1;
        }
    }

    fn text(&mut self) -> Option<Vec<u8>> {
        let (start, end) = self.string()?;
        let raw = &self.bytes[start..end];
        if memchr::memchr(b'\\', raw).is_none() {
            return Some(raw[1..raw.len() - 1].to_vec());
        }
        serde_json::from_slice::<String>(raw).ok().map(String::into_bytes)
    }

    fn column(&mut self) -> usize {
        if let Some(column) = self.columns.get(self.path.as_str()) {
            return *column;
        }
        let column = self.names.len();
        self.names.push(self.path.clone());
        self.columns.insert(self.path.clone(), column);
        column
    }

    fn value(&mut self, depth: usize) -> Option<()> {
        if depth > DEEPEST {
            return None;
        }
        self.space();
        match self.bytes.get(self.at)? {
            b'{' => self.object(depth),
            b'[' => self.array(depth),
            b'"' => {
                let text = self.text()?;
                let column = self.column();
                self.row.push(column, Some(&text));
                Some(())
            }
            _ => {
                let start = self.at;
                let ends = |b: &u8| matches!(b, b',' | b'}' | b']') || b.is_ascii_whitespace();
                let rest = &self.bytes[start..];
                self.at += rest.iter().position(ends).unwrap_or(rest.len());
                let bare = &self.bytes[start..self.at];
                let column = self.column();
                match bare {
                    [] => return None,
                    b"null" => self.row.push(column, None),
                    _ => self.row.push(column, Some(bare)),
                }
                Some(())
            }
        }
    }

    fn object(&mut self, depth: usize) -> Option<()> {
        self.at += 1;
        let length = self.path.len();
        loop {
            self.space();
            match self.bytes.get(self.at)? {
                b'}' => break,
                b',' => self.at += 1,
                b'"' => {
                    let key = self.text()?;
                    self.space();
                    if self.bytes.get(self.at)? != &b':' {
                        return None;
                    }
                    self.at += 1;
                    if length > 0 {
                        self.path.push('.');
                    }
                    self.path.push_str(&String::from_utf8_lossy(&key));
                    self.value(depth + 1)?;
                    self.path.truncate(length);
                }
                _ => return None,
            }
        }
        self.at += 1;
        Some(())
    }

    fn array(&mut self, depth: usize) -> Option<()> {
        self.at += 1;
        let length = self.path.len();
        self.path.push_str("[]");
        loop {
            self.space();
            match self.bytes.get(self.at)? {
                b']' => break,
                b',' => self.at += 1,
                _ => self.value(depth + 1)?,
            }
        }
        self.path.truncate(length);
        self.at += 1;
        Some(())
    }
}
