//! CSV as rows of cells.

use super::super::csv::Reader;
use super::super::rows::Lines;
use super::{Head, Reading, Row, Walk};
use crate::error::Result;

pub(super) struct CsvWalk {
    reader: Reader,
    null: Vec<u8>,
    latin1: bool,
    number: u64,
}

/// Opens a file whose first bytes are `start`.
pub(super) fn open(
    start: &[u8],
    mut lines: Lines,
    mut head: Head,
    reading: &Reading,
) -> Result<(Head, CsvWalk)> {
    lines.skip_byte_order_mark()?;
    let delimiter = reading.delimiter.unwrap_or_else(|| delimiter_of(start));
    let mut reader = Reader::new(lines, delimiter, b'"');
    match &reading.no_header {
        Some(names) => head.columns.clone_from(names),
        None => {
            if reader.next()? {
                let name = |(text, _): (&[u8], bool)| match reading.latin1 {
                    true => text.iter().map(|b| char::from(*b)).collect(),
                    false => String::from_utf8_lossy(text).into_owned(),
                };
                head.columns = reader.fields().map(name).collect();
            }
        }
    }
    Ok((head, CsvWalk { reader, null: reading.null.clone().into_bytes(), latin1: reading.latin1, number: 0 }))
}

/// The character that comes most often in the first line outside of quotes.
fn delimiter_of(start: &[u8]) -> u8 {
    let mut quoted = false;
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0), (b'|', 0)];
    for byte in start.iter().take_while(|b| **b != b'\n') {
        quoted ^= *byte == b'"';
        if let Some((_, n)) = counts.iter_mut().find(|(d, _)| d == byte && !quoted) {
            *n += 1;
        }
    }
    // The first of those that come equally often.
    counts.iter().rev().max_by_key(|(_, n)| *n).map_or(b',', |(d, _)| *d)
}

impl CsvWalk {
    /// Fills a row from a record in one line without quotes, where it is text as a whole; whether it was.
    fn of_line(&self, line: Option<&[u8]>, row: &mut Row) -> bool {
        let fits = !self.latin1 && self.reader.delimiter().is_ascii();
        let line = line.filter(|_| fits);
        let Some(line) = line.and_then(|line| std::str::from_utf8(line).ok()) else { return false };
        row.begin(0, self.number + 1, Some(self.reader.line()));
        row.split(line, self.reader.delimiter(), &self.null);
        true
    }

    /// The same from the fields of a record that was parsed.
    fn of_fields(&self, row: &mut Row) {
        row.begin(0, self.number + 1, Some(self.reader.line()));
        for (column, (text, quoted)) in self.reader.fields().enumerate() {
            let value = (quoted || text != self.null.as_slice()).then_some(text);
            if self.latin1 {
                row.push_latin1(column, value);
            } else {
                row.push(column, value);
            }
        }
    }
}

impl Walk for CsvWalk {
    fn next(&mut self, heads: &mut Vec<Head>, row: &mut Row) -> Result<bool> {
        loop {
            if !self.reader.next_line()? {
                return Ok(false);
            }
            let line = self.reader.unquoted();
            // A blank line is no record.
            if line.is_some_and(<[u8]>::is_empty) {
                continue;
            }
            if !self.of_line(line, row) {
                self.reader.parse()?;
                self.of_fields(row);
            }
            break;
        }
        self.number += 1;
        let columns = &mut heads[0].columns;
        if row.len() != columns.len() {
            let n = row.len();
            return Err(self.reader.wrong(&format!("there are {n} fields, and {} columns", columns.len())));
        }
        Ok(true)
    }
}
