//! CSV back into rows, keeping apart what stood in quotes and what did not.

use arrow::datatypes::SchemaRef;

use super::super::CsvDialect;
use super::Batches;
use super::rows::{Lines, Rows, batches};
use crate::error::{Error, Result};

/// The fields of one record: their bytes one behind the other, where each ends, and whether it stood in quotes.
#[derive(Default)]
struct Record {
    bytes: Vec<u8>,
    fields: Vec<(usize, bool)>,
}

impl Record {
    fn fields(&self) -> impl Iterator<Item = (&[u8], bool)> {
        let starts = std::iter::once(0).chain(self.fields.iter().map(|(end, _)| *end));
        starts.zip(&self.fields).map(|(start, (end, quoted))| (&self.bytes[start..*end], *quoted))
    }
}

/// Reads records.
pub(super) struct Reader {
    lines: Lines,
    delimiter: u8,
    quote: u8,
    line: Vec<u8>,
    record: Record,
}

impl Reader {
    pub(super) fn new(lines: Lines, delimiter: u8, quote: u8) -> Self {
        Self { lines, delimiter, quote, line: Vec::new(), record: Record::default() }
    }

    /// The fields of the record that was read last, each with whether it stood in quotes.
    pub(super) fn fields(&self) -> impl Iterator<Item = (&[u8], bool)> {
        self.record.fields()
    }

    /// The line on which the record ends that was read last.
    pub(super) fn line(&self) -> u64 {
        self.lines.line()
    }

    /// An error at that line.
    pub(super) fn wrong(&self, what: &str) -> Error {
        self.lines.wrong(what)
    }

    /// Reads the next record, over several lines where a field holds line ends; whether there was one.
    pub(super) fn next(&mut self) -> Result<bool> {
        let there = self.next_line()?;
        if there {
            self.parse()?;
        }
        Ok(there)
    }

    /// Reads the line on which the next record begins; whether there was one.
    pub(super) fn next_line(&mut self) -> Result<bool> {
        self.line.clear();
        self.lines.append_next(&mut self.line)
    }

    /// The record of the line that was read, where it is one line without any quote: as it stands, its fields between delimiters.
    pub(super) fn unquoted(&self) -> Option<&[u8]> {
        let end = memchr::memchr2(b'\n', b'\r', &self.line).unwrap_or(self.line.len());
        memchr::memchr(self.quote, &self.line).is_none().then(|| &self.line[..end])
    }

    /// What stands between fields.
    pub(super) const fn delimiter(&self) -> u8 {
        self.delimiter
    }

    /// Reads the record that begins in the line that was read.
    pub(super) fn parse(&mut self) -> Result<()> {
        self.record.bytes.clear();
        self.record.fields.clear();
        let mut at = 0;
        loop {
            let quoted = self.line.get(at) == Some(&self.quote);
            at = if quoted { self.quoted(at + 1)? } else { self.plain(at)? };
            self.record.fields.push((self.record.bytes.len(), quoted));
            match self.line.get(at) {
                Some(b) if *b == self.delimiter => at += 1,
                None | Some(b'\n' | b'\r') => return Ok(()),
                Some(_) => return Err(self.lines.wrong("text follows a closing quote")),
            }
        }
    }

    /// Copies a field without quotes; where it ends.
    fn plain(&mut self, start: usize) -> Result<usize> {
        let rest = self.line.get(start..).unwrap_or_default();
        let ends = |b: &u8| *b == self.delimiter || *b == b'\n' || *b == b'\r';
        let length = rest.iter().position(ends).unwrap_or(rest.len());
        if rest[..length].contains(&self.quote) {
            return Err(self.lines.wrong("a quote stands inside a field that has none around it"));
        }
        self.record.bytes.extend_from_slice(&rest[..length]);
        Ok(start + length)
    }

    /// Copies a field behind its opening quote; where the text behind its closing quote begins.
    fn quoted(&mut self, start: usize) -> Result<usize> {
        let mut at = start;
        loop {
            let Some(n) = memchr::memchr(self.quote, self.line.get(at..).unwrap_or_default()) else {
                if self.lines.append_next(&mut self.line)? {
                    continue;
                }
                return Err(self.lines.wrong("the file ends inside a field in quotes"));
            };
            self.record.bytes.extend_from_slice(&self.line[at..at + n]);
            at += n + 1;
            if self.line.get(at) != Some(&self.quote) {
                return Ok(at);
            }
            self.record.bytes.push(self.quote);
            at += 1;
        }
    }

    /// Reads the first line and holds it against the schema.
    fn header(&mut self, schema: &SchemaRef) -> Result<()> {
        if !self.next()? {
            return Err(self.lines.wrong("the file is empty, and a line of column names was expected"));
        }
        let names: Vec<&[u8]> = self.record.fields().map(|(name, _)| name).collect();
        let wanted: Vec<&[u8]> = schema.fields().iter().map(|f| f.name().as_bytes()).collect();
        if names == wanted {
            return Ok(());
        }
        // What stands there may be a row of values, so only what should stand there is told.
        let wrong = names.iter().zip(&wanted).position(|(a, b)| a != b);
        let what = match wrong.and_then(|i| schema.fields().get(i)) {
            Some(field) => format!("the first line does not name the column `{}` in its place", field.name()),
            None => {
                format!("the first line has {} fields, and there are {} columns", names.len(), wanted.len())
            }
        };
        Err(self.lines.wrong(&what))
    }

    fn row(&mut self, rows: &mut Rows, null: &[u8], columns: usize) -> Result<bool> {
        if !self.next()? {
            return Ok(false);
        }
        if self.record.fields.len() != columns {
            let n = self.record.fields.len();
            return Err(self.lines.wrong(&format!("there are {n} fields, and {columns} columns")));
        }
        for (i, (text, quoted)) in self.record.fields().enumerate() {
            let value = (quoted || text != null).then_some(text);
            rows.push(i, value, &self.lines)?;
        }
        Ok(true)
    }
}

pub(super) fn read(lines: Lines, dialect: &CsvDialect, schema: &SchemaRef) -> Result<Batches> {
    dialect.validate()?;
    let (delimiter, quote) = (dialect.delimiter, dialect.quote);
    let mut reader = Reader::new(lines, delimiter, quote);
    reader.lines.skip_byte_order_mark()?;
    if dialect.header {
        reader.header(schema)?;
    }
    let (null, columns) = (dialect.null.clone().into_bytes(), schema.fields().len());
    Ok(batches(Rows::new(schema)?, move |rows| reader.row(rows, &null, columns)))
}
