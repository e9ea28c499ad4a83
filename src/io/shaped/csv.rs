//! CSV that keeps its shape: delimiter, quoting, line ends, byte order mark, encoding and header.

mod book;

use super::cut::{Cutter, lines};
use super::dump::LeftOut;
use super::input::Input;
use super::nested::{Nested, Opened};
use super::pieces::{Columns, Layout, Parsed, Piece, Pieces, RowPiece, Target, records};
use crate::cells::{Block, Cells, Replacement, State, append};
use crate::error::{Error, ErrorKind, Place, Result};
use crate::io::marks::{Found, Marks};
use std::sync::Arc;

/// What some programs write before a text in UTF-8.
pub(super) const MARK: &[u8] = b"\xef\xbb\xbf";
const QUOTE: u8 = b'"';

/// How the bytes of a text stand for characters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8.
    #[default]
    Utf8,
    /// ISO 8859-1: every byte is the character of its number.
    Latin1,
}

/// What the user says about a CSV file.
#[derive(Clone, Debug, Default)]
pub struct CsvShape {
    /// The character between fields; found in the header where it is not given.
    pub delimiter: Option<u8>,
    /// What stands for NULL without quotes: the empty field unless given.
    pub null: String,
    /// Whether the file begins with data; the columns are then those of the schema.
    pub no_header: bool,
    /// How bytes stand for characters.
    pub encoding: Encoding,
}

impl CsvShape {
    /// Cuts a file into pieces, and tells the character between its fields; what is left out is counted.
    ///
    /// # Errors
    /// Where the header cannot be read, or names what is not listed.
    pub fn pieces(
        &self,
        input: Input,
        table: &str,
        own: &[String],
        columns: &dyn Columns,
        left_out: &LeftOut,
    ) -> Result<(Pieces, u8)> {
        let mut cutter = Cutter::new(input);
        cutter.more()?;
        if cutter.rest().starts_with(b"\xff\xfe") || cutter.rest().starts_with(b"\xfe\xff") {
            let error = Error::new(ErrorKind::Input, "the file is UTF-16, which is not read");
            return Err(error.at(cutter.place()).hint("convert it first: iconv -f UTF-16 -t UTF-8"));
        }
        let mut head = Vec::new();
        if cutter.rest().starts_with(MARK) {
            head = cutter.take(MARK.len());
        }
        let first = cutter.record()?;
        let delimiter = self.delimiter.unwrap_or_else(|| likely_delimiter(&first));
        let mut layout = CsvLayout {
            target: Target::empty(),
            delimiter,
            marks: Marks::new([delimiter, b'\n', QUOTE]),
            quoted_for: Marks::new([delimiter, b'\n', QUOTE, b'\r']),
            null: self.null.clone().into_bytes(),
            encoding: self.encoding,
            file: cutter.name().to_owned(),
        };
        let names = if self.no_header { own.to_vec() } else { layout.header(&first)? };
        if columns.is_aside(table) {
            // Without a header nothing tells what its columns are.
            head.extend_from_slice(if self.no_header { b"" } else { &first });
            if self.no_header {
                cutter.unread(first);
            }
            layout.target.columns = vec![None; names.len()];
            return Ok((book::pieces(cutter, layout, (table, &names), head, left_out)?, delimiter));
        }
        layout.target = columns.find(table, &names)?;
        let layout = Arc::new(layout);
        if self.no_header {
            cutter.unread(first);
            let head = Some(Piece::Bytes(head));
            return Ok((Box::new(CsvPieces { cutter, layout, head, failed: false }), delimiter));
        }
        // The header's own cells are names of the schema; those of dropped columns go with them.
        let piece = RowPiece { layout: layout.clone(), bytes: first, line: 1 };
        let parsed = Parsed {
            block: Block { rows: 1, columns: Vec::new() },
            fields: layout.scan(&piece)?,
            owners: Vec::new(),
            nested: Opened::default(),
        };
        let header = HeaderPiece { layout: layout.clone(), head, piece, parsed };
        let first =
            Piece::Rows(RowPiece { layout: Arc::new(HeaderLayout(header)), bytes: Vec::new(), line: 1 });
        Ok((Box::new(CsvPieces { cutter, layout, head: Some(first), failed: false }), delimiter))
    }
}

/// The header, whose cells stay but for those of columns that are dropped.
struct HeaderPiece {
    layout: Arc<CsvLayout>,
    head: Vec<u8>,
    piece: RowPiece,
    parsed: Parsed,
}

struct HeaderLayout(HeaderPiece);

impl Layout for HeaderLayout {
    fn file(&self) -> &str {
        &self.0.layout.file
    }

    fn nested(&self) -> &Nested {
        &self.0.layout.target.nested
    }

    fn table(&self) -> usize {
        self.0.layout.table()
    }

    fn parse(&self, _: &RowPiece) -> Result<Parsed> {
        let columns = self.0.layout.target.reads.iter();
        let columns = columns.map(|read| read.then(|| Cells::with_capacity(0))).collect();
        Ok(Parsed {
            block: Block { rows: 0, columns },
            fields: Vec::new(),
            owners: Vec::new(),
            nested: Opened::default(),
        })
    }

    fn select(&self, piece: RowPiece, _: &Parsed, _: &[bool]) -> Result<RowPiece> {
        Ok(piece)
    }

    fn splice(&self, _: &RowPiece, _: &Parsed, columns: &[Replacement]) -> Result<Vec<u8>> {
        let kept: Vec<Replacement> = columns
            .iter()
            .map(|column| match column {
                Replacement::Drop => Replacement::Drop,
                _ => Replacement::Keep,
            })
            .collect();
        let mut out = self.0.head.clone();
        out.extend(self.0.layout.write(&self.0.piece, &self.0.parsed, &kept, true)?);
        Ok(out)
    }
}

/// The character that stands most often between quotes and words of the first line.
fn likely_delimiter(line: &[u8]) -> u8 {
    let count = |delimiter: u8| {
        let mut quoted = false;
        line.iter()
            .filter(|byte| {
                quoted ^= **byte == QUOTE;
                !quoted && **byte == delimiter
            })
            .count()
    };
    // The first of equals: a line without any of them is a single column.
    let mut best = (b',', count(b','));
    for delimiter in [b';', b'\t', b'|'] {
        let n = count(delimiter);
        if n > best.1 {
            best = (delimiter, n);
        }
    }
    best.0
}

struct CsvPieces {
    cutter: Cutter,
    layout: Arc<CsvLayout>,
    head: Option<Piece>,
    failed: bool,
}

impl Iterator for CsvPieces {
    type Item = Result<Piece>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(head) = self.head.take() {
            return Some(Ok(head));
        }
        if self.failed {
            return None;
        }
        match self.cutter.records() {
            Ok(None) => None,
            Ok(Some((bytes, line))) => {
                Some(Ok(Piece::Rows(RowPiece { layout: self.layout.clone(), bytes, line })))
            }
            Err(error) => {
                self.failed = true;
                Some(Err(error))
            }
        }
    }
}

struct CsvLayout {
    target: Target,
    delimiter: u8,
    /// What ends a field or begins a quoted one.
    marks: Marks<3>,
    /// What a field has in it that must be quoted.
    quoted_for: Marks<4>,
    null: Vec<u8>,
    encoding: Encoding,
    file: String,
}

impl CsvLayout {
    fn wrong(&self, line: u64, message: impl Into<String>) -> Error {
        Error::new(ErrorKind::Input, message).at(Place::file(&self.file).line(line))
    }

    fn header(&self, line: &[u8]) -> Result<Vec<String>> {
        let mut fields = Vec::new();
        self.record(line, (0, 1), &mut self.marks.find(line, 0), &mut fields)?;
        let mut names = Vec::with_capacity(fields.len());
        for (start, end) in fields {
            let field = &line[start as usize..end as usize];
            let mut name = Vec::new();
            unquote(field, self.encoding, &mut name);
            let name = String::from_utf8(name).map_err(|_foreign| {
                self.wrong(1, "the header is not UTF-8").hint("--encoding latin1 reads it as that")
            })?;
            names.push(name);
        }
        // The header would hold the first rows, whose values are no names.
        if names.iter().any(|name| name.contains('\r')) {
            return Err(self
                .wrong(1, "a name in the header holds a carriage return")
                .hint("where lines end in carriage returns alone, convert them first: tr '\\r' '\\n'"));
        }
        if names.iter().all(String::is_empty) {
            return Err(self
                .wrong(1, "the file has no header")
                .hint("--no-header takes the columns of the schema"));
        }
        Ok(names)
    }

    /// Finds the fields of all records; a blank line in a file of several columns is no record.
    fn scan(&self, piece: &RowPiece) -> Result<Vec<(u32, u32)>> {
        let bytes = &piece.bytes;
        let columns = self.target.columns.len();
        let mut fields = Vec::with_capacity(bytes.len() / 8);
        let mut at = 0;
        let mut marks = self.marks.find(bytes, 0);
        while at < bytes.len() {
            if columns > 1 && (bytes[at] == b'\n' || bytes[at..].starts_with(b"\r\n")) {
                at += if bytes[at] == b'\n' { 1 } else { 2 };
                marks.go_to(at);
                continue;
            }
            let before = fields.len();
            let end = self.record(bytes, (at, piece.line), &mut marks, &mut fields)?;
            let n = fields.len() - before;
            if n != columns {
                let message = format!("this record has {n} fields, the header has {columns}");
                return Err(self.wrong(piece.line + lines(&bytes[..at]), message));
            }
            at = end;
        }
        Ok(fields)
    }

    /// Appends the fields of the record at a place; gives the place behind it. `line` is that of the first byte: the record's own is
    /// counted where it is told.
    fn record(
        &self,
        bytes: &[u8],
        (start, line): (usize, u64),
        marks: &mut Found<'_, 3>,
        fields: &mut Vec<(u32, u32)>,
    ) -> Result<usize> {
        let mut at = start;
        let wrong = |message: &str| self.wrong(line + lines(&bytes[..start]), message);
        loop {
            let begin = at;
            if bytes.get(at) == Some(&QUOTE) {
                at = quoted(bytes, at).ok_or_else(|| wrong("a quote is not closed"))?;
                match bytes.get(at) {
                    None => {
                        fields.push(span(begin, at));
                        return Ok(at);
                    }
                    Some(byte) if *byte == self.delimiter => {
                        fields.push(span(begin, at));
                        at += 1;
                        marks.go_to(at);
                        continue;
                    }
                    Some(b'\n') => {
                        fields.push(span(begin, at));
                        marks.go_to(at + 1);
                        return Ok(at + 1);
                    }
                    Some(b'\r') if bytes.get(at + 1) == Some(&b'\n') => {
                        fields.push(span(begin, at));
                        marks.go_to(at + 2);
                        return Ok(at + 2);
                    }
                    Some(_) => return Err(wrong("something follows the closing quote of a field")),
                }
            }
            match marks.next() {
                None => {
                    let end = if bytes.last() == Some(&b'\r') { bytes.len() - 1 } else { bytes.len() };
                    fields.push(span(begin, end.max(begin)));
                    return Ok(bytes.len());
                }
                Some(found) if bytes[found] == self.delimiter => {
                    fields.push(span(begin, found));
                    at = found + 1;
                }
                Some(found) if bytes[found] == b'\n' => {
                    let end = if found > begin && bytes[found - 1] == b'\r' { found - 1 } else { found };
                    fields.push(span(begin, end));
                    return Ok(found + 1);
                }
                Some(_) => {
                    return Err(wrong("a quote stands inside a field that does not begin with one"));
                }
            }
        }
    }

    fn cells(&self, bytes: &[u8], fields: &[(u32, u32)], column: usize) -> Cells {
        let columns = self.target.columns.len();
        let mut cells = Cells::with_capacity(fields.len() / columns.max(1));
        for &(start, end) in fields.iter().skip(column).step_by(columns) {
            let field = &bytes[start as usize..end as usize];
            if field == self.null.as_slice() {
                cells.push(State::Null, b"");
                continue;
            }
            if self.encoding == Encoding::Utf8 && field.first() != Some(&QUOTE) {
                append(bytes, start as usize, end as usize, cells.out());
            } else {
                unquote(field, self.encoding, cells.out());
            }
            cells.end(State::Text);
        }
        cells
    }

    /// Writes a field in the quoting that it had.
    fn put(&self, was: &[u8], state: State, text: &[u8], out: &mut Vec<u8>) {
        if !state.is_value() {
            out.extend_from_slice(&self.null);
            return;
        }
        let quoted = was.first() == Some(&QUOTE);
        if !quoted && text != self.null.as_slice() && !self.quoted_for.are_in(text) {
            return encode(text, self.encoding, out);
        }
        out.push(QUOTE);
        for part in text.split_inclusive(|b| *b == QUOTE) {
            encode(part, self.encoding, out);
            if part.last() == Some(&QUOTE) {
                out.push(QUOTE);
            }
        }
        out.push(QUOTE);
    }

    /// Writes a cell in the quoting that the field had; `plain` where nothing in any cell of the column must be quoted.
    #[inline]
    fn put_cell(&self, was: &[u8], (cells, plain): (&Cells, bool), row: usize, out: &mut Vec<u8>) {
        let (state, text) = (cells.state(row), cells.bytes(row));
        if plain && state.is_value() && was.first() != Some(&QUOTE) && text != self.null.as_slice() {
            cells.append_to(row, out);
        } else {
            self.put(was, state, text, out);
        }
    }

    fn write(
        &self,
        piece: &RowPiece,
        parsed: &Parsed,
        columns: &[Replacement],
        header: bool,
    ) -> Result<Vec<u8>> {
        let bytes = &piece.bytes;
        let of: Vec<Option<&Replacement>> =
            self.target.columns.iter().map(|at| at.and_then(|at| columns.get(at))).collect();
        if of.iter().all(|column| matches!(column, Some(Replacement::Drop))) {
            let error = Error::new(ErrorKind::Usage, "every column of the table is dropped");
            return Err(error.at(Place::file(&self.file)).hint("leave the file out"));
        }
        // What stays is copied with all that stands around it; a header keeps what nobody lists.
        let stays = |column: &Option<&Replacement>| match column {
            None => header,
            Some(column) => matches!(column, Replacement::Keep),
        };
        let is_plain = |column: &Option<&Replacement>| match column {
            Some(Replacement::Cells(cells)) => {
                self.encoding == Encoding::Utf8 && !self.quoted_for.are_in(cells.text())
            }
            _ => false,
        };
        let changed = of.iter().copied().enumerate().filter(|(_, column)| !stays(column));
        let changed: Vec<(usize, Option<&Replacement>, bool)> =
            changed.map(|(at, column)| (at, column, is_plain(&column))).collect();
        let leading = of.iter().take_while(|column| matches!(column, Some(Replacement::Drop))).count();
        let mut out = Vec::with_capacity(bytes.len() + bytes.len() / 4);
        let mut done = 0;
        for (row, fields) in parsed.fields.chunks(of.len().max(1)).enumerate() {
            for (at, column, plain) in &changed {
                let (start, end) = (fields[*at].0 as usize, fields[*at].1 as usize);
                // With a field goes the delimiter before it, or behind it where none is left before.
                let (before, behind) = match column {
                    Some(Replacement::Drop) if *at < leading => (start, end + 1),
                    Some(Replacement::Drop) => (start - 1, end),
                    _ => (start, end),
                };
                append(bytes, done, before, &mut out);
                done = behind;
                self.put_instead(&bytes[start..end], (*column, *plain), row, &mut out);
            }
        }
        out.extend_from_slice(&bytes[done..]);
        Ok(out)
    }

    /// Writes what takes the place of a field.
    fn put_instead(
        &self,
        was: &[u8],
        (column, plain): (Option<&Replacement>, bool),
        row: usize,
        out: &mut Vec<u8>,
    ) {
        match column {
            Some(Replacement::Cells(cells)) => self.put_cell(was, (cells, plain), row, out),
            Some(Replacement::Constant(text)) if was != self.null.as_slice() => {
                self.put(was, State::Text, text.as_bytes(), out);
            }
            Some(Replacement::Constant(_) | Replacement::Keep) => out.extend_from_slice(was),
            Some(Replacement::Drop) => {}
            None | Some(Replacement::Null) => self.put(was, State::Null, b"", out),
        }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "a piece is below 4 GiB: records are held to 64 MiB")]
fn span(start: usize, end: usize) -> (u32, u32) {
    (start as u32, end as u32)
}

/// The place behind the closing quote of the field that begins here; `None` where none closes it.
fn quoted(bytes: &[u8], start: usize) -> Option<usize> {
    let mut at = start + 1;
    loop {
        let n = memchr::memchr(QUOTE, &bytes[at..])?;
        if bytes.get(at + n + 1) != Some(&QUOTE) {
            return Some(at + n + 1);
        }
        at += n + 2;
    }
}

/// Appends the text of a field in UTF-8.
fn unquote(field: &[u8], encoding: Encoding, out: &mut Vec<u8>) {
    let [QUOTE, inner @ .., QUOTE] = field else { return decode(field, encoding, out) };
    let mut rest = inner;
    while let Some(at) = memchr::memchr(QUOTE, rest) {
        decode(&rest[..=at], encoding, out);
        rest = rest.get(at + 2..).unwrap_or_default();
    }
    decode(rest, encoding, out);
}

fn decode(bytes: &[u8], encoding: Encoding, out: &mut Vec<u8>) {
    match encoding {
        Encoding::Utf8 => out.extend_from_slice(bytes),
        Encoding::Latin1 => {
            for byte in bytes {
                out.extend_from_slice(char::from(*byte).encode_utf8(&mut [0; 4]).as_bytes());
            }
        }
    }
}

/// Appends UTF-8 in an encoding; a character that it has not becomes a question mark.
fn encode(text: &[u8], encoding: Encoding, out: &mut Vec<u8>) {
    match encoding {
        Encoding::Utf8 => out.extend_from_slice(text),
        Encoding::Latin1 => {
            let text = String::from_utf8_lossy(text);
            out.extend(text.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')));
        }
    }
}

impl Layout for CsvLayout {
    fn file(&self) -> &str {
        &self.file
    }

    fn nested(&self) -> &Nested {
        &self.target.nested
    }

    fn table(&self) -> usize {
        self.target.table
    }

    fn parse(&self, piece: &RowPiece) -> Result<Parsed> {
        let fields = self.scan(piece)?;
        let mut columns: Vec<Option<Cells>> = self.target.reads.iter().map(|_| None).collect();
        for (at, column) in self.target.columns.iter().enumerate() {
            if let Some(column) = column.filter(|column| self.target.reads[*column]) {
                columns[column] = Some(self.cells(&piece.bytes, &fields, at));
            }
        }
        let rows = fields.len() / self.target.columns.len().max(1);
        // A column that the file has not is NULL throughout.
        for (column, read) in columns.iter_mut().zip(&self.target.reads) {
            if *read && column.is_none() {
                let mut cells = Cells::with_capacity(rows);
                (0..rows).for_each(|_| cells.push(State::Missing, b""));
                *column = Some(cells);
            }
        }
        Ok(Parsed { block: Block { rows, columns }, fields, owners: Vec::new(), nested: Opened::default() })
    }

    fn select(&self, piece: RowPiece, parsed: &Parsed, keep: &[bool]) -> Result<RowPiece> {
        let bytes = records(&piece.bytes, &parsed.fields, self.target.columns.len(), keep);
        Ok(RowPiece { bytes, ..piece })
    }

    fn splice(&self, piece: &RowPiece, parsed: &Parsed, columns: &[Replacement]) -> Result<Vec<u8>> {
        self.write(piece, parsed, columns, false)
    }
}
