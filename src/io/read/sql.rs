//! The COPY text of a script back into rows.

use arrow::datatypes::SchemaRef;

use super::Batches;
use super::rows::{Lines, Rows, batches};
use crate::error::Result;

struct Reader {
    lines: Lines,
    columns: usize,
    line: Vec<u8>,
    value: Vec<u8>,
    /// Whether the lines are rows just now, and not statements.
    copying: bool,
    /// What stands between the parentheses of a COPY statement of this table.
    names: String,
}

impl Reader {
    /// Passes over statements up to the rows of the next COPY; whether there is one.
    fn find_rows(&mut self) -> Result<bool> {
        while self.lines.next(&mut self.line)? {
            if self.line.starts_with(b"COPY ") {
                let wanted = format!(" ({}) FROM stdin;", self.names);
                if !self.line.ends_with(wanted.as_bytes()) {
                    return Err(self.lines.wrong("the COPY statement names other columns"));
                }
                self.copying = true;
                return Ok(true);
            }
            if !(self.line.is_empty() || self.line.starts_with(b"--") || self.line.starts_with(b"SET ")) {
                return Err(self.lines.wrong("only comments, SET and COPY statements are read"));
            }
        }
        Ok(false)
    }

    fn row(&mut self, rows: &mut Rows) -> Result<bool> {
        loop {
            if !self.copying && !self.find_rows()? {
                return Ok(false);
            }
            if !self.lines.next(&mut self.line)? {
                return Err(self.lines.wrong("the file ends inside the rows of a COPY statement"));
            }
            if self.line != b"\\." {
                break;
            }
            self.copying = false;
        }
        let n = self.line.split(|b| *b == b'\t').count();
        if n != self.columns {
            return Err(self.lines.wrong(&format!("there are {n} fields, and {} columns", self.columns)));
        }
        for (i, text) in self.line.split(|b| *b == b'\t').enumerate() {
            if text == b"\\N" {
                rows.push(i, None, &self.lines)?;
                continue;
            }
            unescape(text, &mut self.value).ok_or_else(|| self.lines.wrong("an escape is not known"))?;
            rows.push(i, Some(&self.value), &self.lines)?;
        }
        Ok(true)
    }
}

/// Turns escapes back into what they stand for; none where there is one that our writer does not write.
fn unescape(text: &[u8], out: &mut Vec<u8>) -> Option<()> {
    out.clear();
    let mut rest = text;
    while let Some(n) = memchr::memchr(b'\\', rest) {
        out.extend_from_slice(&rest[..n]);
        out.push(match rest.get(n + 1)? {
            b'\\' => b'\\',
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            _ => return None,
        });
        rest = &rest[n + 2..];
    }
    out.extend_from_slice(rest);
    Some(())
}

pub(super) fn read(lines: Lines, schema: &SchemaRef) -> Result<Batches> {
    let columns = schema.fields().len();
    let names: Vec<String> =
        schema.fields().iter().map(|f| super::super::text::identifier(f.name())).collect();
    let names = names.join(", ");
    let mut reader = Reader { lines, columns, line: Vec::new(), value: Vec::new(), copying: false, names };
    Ok(batches(Rows::new(schema)?, move |rows| reader.row(rows)))
}
