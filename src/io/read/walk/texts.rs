//! Any text, a line a row.

use super::super::rows::Lines;
use super::{Head, Row, Walk};
use crate::error::Result;

pub(super) struct TextWalk {
    lines: Lines,
    line: u64,
    text: Vec<u8>,
}

/// The head of lines that belong to no table.
pub(super) fn head() -> Head {
    Head { table: "lines".to_owned(), columns: vec!["text".to_owned()], aside: true }
}

impl TextWalk {
    pub(super) fn new(lines: Lines) -> Self {
        Self { lines, line: 0, text: Vec::new() }
    }
}

impl Walk for TextWalk {
    fn next(&mut self, _heads: &mut Vec<Head>, row: &mut Row) -> Result<bool> {
        if !self.lines.next(&mut self.text)? {
            return Ok(false);
        }
        self.line += 1;
        row.begin(0, self.line, Some(self.line));
        row.push(0, Some(&self.text));
        Ok(true)
    }
}
