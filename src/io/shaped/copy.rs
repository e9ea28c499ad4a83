//! Data of a dump: the text of COPY, and rows of INSERT.

use super::cut::semicolon;
use super::nested::{Nested, Opened};
use super::pieces::{Layout, Parsed, RowPiece, Target, records};
use super::statements::{Token, prefix, tokens};
use crate::cells::{Block, Cells, Replacement, State, append};
use crate::error::{Error, ErrorKind, Place, Result};
use crate::io::marks::Marks;

#[expect(
    clippy::cast_possible_truncation,
    reason = "a piece is below 4 GiB: lines and statements are held to 64 MiB"
)]
fn span(start: usize, end: usize) -> (u32, u32) {
    (start as u32, end as u32)
}

/// The cells of the columns that are read, by what a field means.
fn cells_of(
    target: &Target,
    fields: &[(u32, u32)],
    read: impl Fn((u32, u32), &mut Cells),
) -> Vec<Option<Cells>> {
    let n = target.columns.len().max(1);
    let rows = fields.len() / n;
    let mut columns: Vec<Option<Cells>> = target.reads.iter().map(|_| None).collect();
    for (at, column) in target.columns.iter().enumerate() {
        let Some(column) = column.filter(|column| target.reads[*column]) else { continue };
        let mut cells = Cells::with_capacity(rows);
        fields.iter().skip(at).step_by(n).for_each(|field| read(*field, &mut cells));
        columns[column] = Some(cells);
    }
    for (column, read) in columns.iter_mut().zip(&target.reads) {
        if *read && column.is_none() {
            let mut cells = Cells::with_capacity(rows);
            (0..rows).for_each(|_| cells.push(State::Missing, b""));
            *column = Some(cells);
        }
    }
    columns
}

/// What becomes of each field: the bytes between fields stay.
fn spliced(
    target: &Target,
    bytes: &[u8],
    fields: &[(u32, u32)],
    columns: &[Replacement],
    file: &str,
    put: impl Fn(&[u8], State, &[u8], &mut Vec<u8>),
) -> Result<Vec<u8>> {
    let n = target.columns.len().max(1);
    let of: Vec<Option<&Replacement>> =
        target.columns.iter().map(|at| at.and_then(|at| columns.get(at))).collect();
    if of.iter().any(|column| matches!(column, Some(Replacement::Drop))) {
        return Err(Error::new(ErrorKind::Usage, "columns of a dump are not dropped by this version")
            .at(Place::file(file))
            .hint("write mask = \"null\" instead of \"drop\""));
    }
    let mut out = Vec::with_capacity(bytes.len() + bytes.len() / 4);
    let mut done = 0;
    // What stays is copied with all that stands around it.
    let changed: Vec<(usize, Option<&Replacement>)> = of
        .iter()
        .copied()
        .enumerate()
        .filter(|(_, column)| !matches!(column, Some(Replacement::Keep | Replacement::Drop)))
        .collect();
    for (row, fields) in fields.chunks(n).enumerate() {
        for (at, column) in &changed {
            let (start, end) = (fields[*at].0 as usize, fields[*at].1 as usize);
            append(bytes, done, start, &mut out);
            done = end;
            let was = &bytes[start..end];
            match column {
                Some(Replacement::Keep | Replacement::Drop) => out.extend_from_slice(was),
                None | Some(Replacement::Null) => put(was, State::Null, b"", &mut out),
                Some(Replacement::Constant(text)) => put(was, State::Text, text.as_bytes(), &mut out),
                Some(Replacement::Cells(cells)) => put(was, cells.state(row), cells.bytes(row), &mut out),
            }
        }
    }
    out.extend_from_slice(&bytes[done..]);
    Ok(out)
}

/// The text format of COPY.
pub(super) struct CopyLayout {
    target: Target,
    file: String,
}

const NULL: &[u8] = b"\\N";

impl CopyLayout {
    pub(super) fn new(target: Target, file: &str) -> Self {
        Self { target, file: file.to_owned() }
    }
}

impl Layout for CopyLayout {
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
        let bytes = &piece.bytes;
        let n = self.target.columns.len();
        let mut fields = Vec::with_capacity(bytes.len() / 8);
        let (mut line, mut start, mut in_row) = (piece.line, 0, 0);
        for at in Marks::new(*b"\t\n").find(bytes, 0) {
            fields.push(span(start, at));
            in_row += 1;
            start = at + 1;
            if bytes[at] == b'\n' {
                if in_row != n {
                    let message = format!("this row has {in_row} fields, the COPY names {n} columns");
                    return Err(Error::new(ErrorKind::Input, message).at(Place::file(&self.file).line(line)));
                }
                in_row = 0;
                line += 1;
            }
        }
        if start != bytes.len() {
            return Err(Error::new(ErrorKind::Input, "a row of a COPY does not end")
                .at(Place::file(&self.file).line(line)));
        }
        let columns = cells_of(&self.target, &fields, |(start, end), cells| {
            let field = &bytes[start as usize..end as usize];
            if field == NULL {
                return cells.push(State::Null, b"");
            }
            unescape(field, cells.out());
            cells.end(State::Text);
        });
        let rows = fields.len() / n.max(1);
        Ok(Parsed { block: Block { rows, columns }, fields, owners: Vec::new(), nested: Opened::default() })
    }

    fn select(&self, piece: RowPiece, parsed: &Parsed, keep: &[bool]) -> Result<RowPiece> {
        let bytes = records(&piece.bytes, &parsed.fields, self.target.columns.len(), keep);
        Ok(RowPiece { bytes, ..piece })
    }

    fn splice(&self, piece: &RowPiece, parsed: &Parsed, columns: &[Replacement]) -> Result<Vec<u8>> {
        spliced(&self.target, &piece.bytes, &parsed.fields, columns, &self.file, |was, state, text, out| {
            if !state.is_value() || was == NULL {
                out.extend_from_slice(NULL);
            } else {
                escape(text, out);
            }
        })
    }
}

/// Appends a field of COPY as the text that it means.
fn unescape(field: &[u8], out: &mut Vec<u8>) {
    let mut rest = field;
    while let Some(at) = memchr::memchr(b'\\', rest) {
        out.extend_from_slice(&rest[..at]);
        let Some(byte) = rest.get(at + 1) else {
            out.push(b'\\');
            return;
        };
        let digits = |most: usize, is: fn(&u8) -> bool, from: usize| {
            rest[from..].iter().take(most).take_while(|b| is(b)).count()
        };
        let (value, length) = match byte {
            b'b' => (8, 2),
            b'f' => (12, 2),
            b'n' => (b'\n', 2),
            b'r' => (b'\r', 2),
            b't' => (b'\t', 2),
            b'v' => (11, 2),
            b'0'..=b'7' => {
                let n = digits(3, |b| matches!(b, b'0'..=b'7'), at + 1);
                (number(&rest[at + 1..at + 1 + n], 8), 1 + n)
            }
            b'x' if digits(2, u8::is_ascii_hexdigit, at + 2) > 0 => {
                let n = digits(2, u8::is_ascii_hexdigit, at + 2);
                (number(&rest[at + 2..at + 2 + n], 16), 2 + n)
            }
            other => (*other, 2),
        };
        out.push(value);
        rest = &rest[at + length..];
    }
    out.extend_from_slice(rest);
}

fn number(digits: &[u8], radix: u32) -> u8 {
    let text = std::str::from_utf8(digits).unwrap_or("0");
    u32::from_str_radix(text, radix).map_or(0, |n| n.to_le_bytes()[0])
}

fn escape(text: &[u8], out: &mut Vec<u8>) {
    // Of most texts it is enough to see, without a branch a byte, that there is nothing to escape.
    if !text.iter().fold(false, |any, byte| any | matches!(byte, 8..=13 | b'\\')) {
        return out.extend_from_slice(text);
    }
    for byte in text {
        match byte {
            b'\\' => out.extend_from_slice(b"\\\\"),
            b'\n' => out.extend_from_slice(b"\\n"),
            b'\r' => out.extend_from_slice(b"\\r"),
            b'\t' => out.extend_from_slice(b"\\t"),
            8 => out.extend_from_slice(b"\\b"),
            12 => out.extend_from_slice(b"\\f"),
            11 => out.extend_from_slice(b"\\v"),
            other => out.push(*other),
        }
    }
}

/// Rows of INSERT statements.
pub(super) struct InsertLayout {
    target: Target,
    file: String,
}

impl InsertLayout {
    pub(super) fn new(target: Target, file: &str) -> Self {
        Self { target, file: file.to_owned() }
    }

    /// The values of one statement, row by row.
    fn statement(&self, text: &str, offset: usize, fields: &mut Vec<(u32, u32)>) -> Option<()> {
        let list = tokens(text)?;
        let values = list.iter().position(
            |(token, ..)| matches!(token, Token::Word(word) if word.eq_ignore_ascii_case("values")),
        )?;
        let mut rest = list[values + 1..].iter().peekable();
        loop {
            let (open, ..) = rest.next()?;
            if *open != Token::Sign(b'(') {
                return None;
            }
            let before = fields.len();
            loop {
                let (token, start, end) = *rest.next()?;
                let (from, mut to) = match token {
                    Token::Sign(b'-') => {
                        (start, rest.next().filter(|(t, ..)| matches!(t, Token::Number(_)))?.2)
                    }
                    Token::Literal(_) if prefix(text.as_bytes(), start).is_some() => (start - 1, end),
                    Token::Literal(_) | Token::Number(_) => (start, end),
                    Token::Word(word)
                        if ["null", "true", "false", "default"]
                            .iter()
                            .any(|w| word.eq_ignore_ascii_case(w)) =>
                    {
                        (start, end)
                    }
                    _ => return None,
                };
                // A number with an exponent or a fraction is several tokens.
                while let Some((Token::Number(_), start, end)) = rest.peek().copied().copied()
                    && start == to
                {
                    to = end;
                    rest.next();
                }
                fields.push(span(offset + from, offset + to));
                match rest.next()?.0 {
                    Token::Sign(b',') => {}
                    Token::Sign(b')') => break,
                    _ => return None,
                }
            }
            if fields.len() - before != self.target.columns.len() {
                return None;
            }
            match rest.next()?.0 {
                Token::Sign(b',') => {}
                Token::Sign(b';') => return rest.next().is_none().then_some(()),
                Token::Word(on) if on.eq_ignore_ascii_case("on") => {
                    let mut is = |word: &str| matches!(rest.next(), Some((Token::Word(own), ..)) if own.eq_ignore_ascii_case(word));
                    let nothing = is("conflict") && is("do") && is("nothing");
                    let ends = matches!(rest.next(), Some((Token::Sign(b';'), ..))) && rest.next().is_none();
                    return (nothing && ends).then_some(());
                }
                _ => return None,
            }
        }
    }
}

impl Layout for InsertLayout {
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
        let bytes = &piece.bytes;
        let mut fields = Vec::new();
        let (mut at, mut line) = (0, piece.line);
        while at < bytes.len() {
            if bytes[at].is_ascii_whitespace() {
                line += u64::from(bytes[at] == b'\n');
                at += 1;
                continue;
            }
            let end = semicolon(&bytes[at..]).map_or(bytes.len(), |end| at + end);
            let read = std::str::from_utf8(&bytes[at..end])
                .ok()
                .and_then(|text| self.statement(text, at, &mut fields));
            if read.is_none() {
                let message =
                    format!("an INSERT does not hold {} plain values a row", self.target.columns.len());
                return Err(Error::new(ErrorKind::Input, message).at(Place::file(&self.file).line(line)));
            }
            line += memchr::memchr_iter(b'\n', &bytes[at..end]).count() as u64;
            at = end;
        }
        let columns = cells_of(&self.target, &fields, |(start, end), cells| {
            literal(&bytes[start as usize..end as usize], cells);
        });
        let rows = fields.len() / self.target.columns.len().max(1);
        Ok(Parsed { block: Block { rows, columns }, fields, owners: Vec::new(), nested: Opened::default() })
    }

    fn select(&self, piece: RowPiece, parsed: &Parsed, keep: &[bool]) -> Result<RowPiece> {
        let bytes = statements(&piece.bytes, &parsed.fields, self.target.columns.len(), keep);
        Ok(RowPiece { bytes, ..piece })
    }

    fn splice(&self, piece: &RowPiece, parsed: &Parsed, columns: &[Replacement]) -> Result<Vec<u8>> {
        spliced(&self.target, &piece.bytes, &parsed.fields, columns, &self.file, |was, state, text, out| {
            if was.eq_ignore_ascii_case(b"default") {
                return out.extend_from_slice(was);
            }
            if !state.is_value() || is_null(was) {
                return out.extend_from_slice(b"NULL");
            }
            if state == State::Bare {
                return out.extend_from_slice(text);
            }
            out.push(b'\'');
            for part in text.split_inclusive(|b| *b == b'\'') {
                out.extend_from_slice(part);
                if part.last() == Some(&b'\'') {
                    out.push(b'\'');
                }
            }
            out.push(b'\'');
        })
    }
}

fn is_null(field: &[u8]) -> bool {
    field.eq_ignore_ascii_case(b"null") || field.eq_ignore_ascii_case(b"default")
}

/// Appends the value of a literal.
fn literal(field: &[u8], cells: &mut Cells) {
    if is_null(field) {
        return cells.push(State::Null, b"");
    }
    match field {
        [b'\'', inner @ .., b'\''] => {
            let mut rest = inner;
            while let Some(at) = memchr::memchr(b'\'', rest) {
                cells.out().extend_from_slice(&rest[..=at]);
                rest = rest.get(at + 2..).unwrap_or_default();
            }
            cells.out().extend_from_slice(rest);
            cells.end(State::Text);
        }
        [b'E' | b'e', b'\'', inner @ .., b'\''] => {
            unescape(inner, cells.out());
            cells.end(State::Text);
        }
        other => cells.push(State::Bare, other),
    }
}

/// INSERT statements with some of their rows alone, and without those of which no row is left.
fn statements(bytes: &[u8], fields: &[(u32, u32)], columns: usize, keep: &[bool]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut rows = fields.chunks(columns.max(1)).zip(keep).peekable();
    let mut at = 0;
    while at < bytes.len() {
        let end = semicolon(&bytes[at..]).map_or(bytes.len(), |end| at + end);
        let mut kept: Vec<&[u8]> = Vec::new();
        let (mut head, mut tail) = (end, end);
        while let Some((fields, keep)) =
            rows.next_if(|(fields, _)| fields.first().is_some_and(|(start, _)| (*start as usize) < end))
        {
            let (from, to) = (fields[0].0 as usize, fields[columns - 1].1 as usize);
            let open = memchr::memrchr(b'(', &bytes[at..from]).map_or(from, |n| at + n);
            let close = memchr::memchr(b')', &bytes[to..end]).map_or(to, |n| to + n + 1);
            head = head.min(open);
            tail = close;
            if *keep {
                kept.push(&bytes[open..close]);
            }
        }
        if !kept.is_empty() {
            out.extend_from_slice(&bytes[at..head]);
            out.extend_from_slice(&kept.join(&b",\n\t"[..]));
            out.extend_from_slice(bytes[tail..end].trim_ascii_end());
        } else if head == end {
            // No rows: white space behind the last statement.
            out.extend_from_slice(&bytes[at..end]);
        }
        at = end;
    }
    if !out.ends_with(b"\n") {
        out.push(b'\n');
    }
    out
}
