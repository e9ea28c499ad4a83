//! A plain dump as rows of cells: COPY and INSERT by their tables, every other statement and comment as a text beside them.

use super::super::rows::Lines;
use super::{Head, Row, Walk};
use crate::error::{Error, Result};
use std::collections::{HashMap, VecDeque};

/// The longest statement.
const LONGEST: usize = 256 << 20;

/// The head of what is no row of a table.
pub(super) fn beside() -> Head {
    Head { table: "the dump itself".to_owned(), columns: vec!["statement".to_owned()], aside: true }
}

pub(super) struct DumpWalk {
    lines: Lines,
    line: Vec<u8>,
    /// The head of the COPY whose rows are being read.
    copying: Option<usize>,
    heads: HashMap<String, usize>,
    numbers: Vec<u64>,
    /// Rows of an INSERT that were not handed over yet.
    ready: VecDeque<(usize, Vec<Option<Vec<u8>>>)>,
    began: u64,
}

impl DumpWalk {
    pub(super) fn new(lines: Lines) -> Self {
        Self {
            lines,
            line: Vec::new(),
            copying: None,
            heads: HashMap::new(),
            numbers: vec![0],
            ready: VecDeque::new(),
            began: 0,
        }
    }

    fn wrong(&self, what: &str) -> Error {
        self.lines.wrong(what)
    }

    /// The head of a table with these columns; without them as it is known.
    fn head(&mut self, heads: &mut Vec<Head>, table: &str, columns: Option<&[String]>) -> usize {
        let at = *self.heads.entry(table.to_owned()).or_insert_with(|| {
            heads.push(Head { table: table.to_owned(), columns: Vec::new(), aside: false });
            heads.len() - 1
        });
        self.numbers.resize(heads.len(), 0);
        if let Some(columns) = columns {
            let known = &mut heads[at].columns;
            known.extend(columns.iter().filter(|name| !known.contains(name)).cloned().collect::<Vec<_>>());
        }
        at
    }

    fn row(&mut self, head: usize, row: &mut Row) {
        self.numbers[head] += 1;
        row.begin(head, self.numbers[head], Some(self.began));
    }

    /// A row of COPY, or the end of it.
    fn copied(&mut self, head: usize, row: &mut Row) -> Result<bool> {
        if !self.lines.next(&mut self.line)? {
            return Err(self.wrong("the data of a COPY does not end"));
        }
        if self.line == b"\\." || self.line == b"\\.\r" {
            self.copying = None;
            return Ok(false);
        }
        self.began = self.lines.line();
        self.row(head, row);
        let line = std::mem::take(&mut self.line);
        for (column, field) in line.split(|b| *b == b'\t').enumerate() {
            if field == b"\\N" {
                row.push(column, None);
            } else {
                row.push(column, Some(&unescaped(field)));
            }
        }
        self.line = line;
        Ok(true)
    }

    /// Reads the next statement, or a comment.
    fn statement(&mut self) -> Result<Option<Vec<u8>>> {
        let mut text = Vec::new();
        let mut state = Quote::default();
        loop {
            self.line.clear();
            if !self.lines.append_next(&mut self.line)? {
                return Ok((!text.is_empty()).then_some(text));
            }
            let blank = self.line.trim_ascii().is_empty();
            if text.is_empty() {
                if blank {
                    continue;
                }
                self.began = self.lines.line();
                if self.line.starts_with(b"--") || self.line.starts_with(b"\\") {
                    return Ok(Some(self.line.clone()));
                }
            }
            text.extend_from_slice(&self.line);
            if text.len() > LONGEST {
                return Err(self.wrong("a statement does not end"));
            }
            if state.ends(&self.line) {
                return Ok(Some(text));
            }
        }
    }
}

impl Walk for DumpWalk {
    fn next(&mut self, heads: &mut Vec<Head>, row: &mut Row) -> Result<bool> {
        loop {
            if let Some(head) = self.copying {
                if self.copied(head, row)? {
                    return Ok(true);
                }
                continue;
            }
            if let Some((head, cells)) = self.ready.pop_front() {
                self.row(head, row);
                for (column, cell) in cells.iter().enumerate() {
                    row.push(column, cell.as_deref());
                }
                return Ok(true);
            }
            let Some(text) = self.statement()? else { return Ok(false) };
            let words = Words { text: &text, at: 0 };
            let said = comments(words);
            if let Some((table, columns)) = copy(words) {
                self.ready.extend(said.map(|said| (0, vec![Some(said)])));
                self.copying = Some(self.head(heads, &table, Some(&columns)));
                continue;
            }
            if let Some((table, columns, rows)) = insert(words) {
                let head = self.head(heads, &table, columns.as_deref());
                let known = &mut heads[head].columns;
                let widest = rows.iter().map(Vec::len).max().unwrap_or(0);
                // Without names of columns they are told by their place.
                (known.len()..widest).for_each(|n| known.push(format!("column {}", n + 1)));
                self.ready.extend(rows.into_iter().map(|cells| (head, cells)));
                self.ready.extend(said.map(|said| (0, vec![Some(said)])));
                continue;
            }
            self.row(0, row);
            row.push(0, Some(&text));
            return Ok(true);
        }
    }
}

/// What a statement is inside of, from line to line.
#[derive(Default)]
struct Quote {
    open: Option<Vec<u8>>,
}

impl Quote {
    /// Whether a line ends the statement.
    fn ends(&mut self, line: &[u8]) -> bool {
        let (mut at, mut ended) = (0, false);
        while at < line.len() {
            if let Some(close) = &self.open {
                let escape = close.as_slice() == b"\\'";
                let wanted: &[u8] = if escape { b"'" } else { close };
                if escape && line[at] == b'\\' {
                    at += 2;
                } else if line[at..].starts_with(wanted) {
                    at += wanted.len();
                    self.open = None;
                } else {
                    at += 1;
                }
                continue;
            }
            // The letter says so only where it is a word of its own: not in date'…'.
            let escapes = match &line[..at] {
                [.., before, b'E' | b'e'] => {
                    !before.is_ascii_alphanumeric() && !b"_$".contains(before) && before.is_ascii()
                }
                [b'E' | b'e'] => true,
                _ => false,
            };
            match line[at] {
                b'\'' if escapes => self.open = Some(b"\\'".to_vec()),
                b'\'' => self.open = Some(b"'".to_vec()),
                b'"' => self.open = Some(b"\"".to_vec()),
                b'/' if line.get(at + 1) == Some(&b'*') => self.open = Some(b"*/".to_vec()),
                b'-' if line.get(at + 1) == Some(&b'-') => break,
                b'$' => {
                    if let Some(tag) = dollar(&line[at..]) {
                        self.open = Some(tag.to_vec());
                        at += tag.len();
                        continue;
                    }
                }
                b';' => ended = true,
                byte if !byte.is_ascii_whitespace() => ended = false,
                _ => {}
            }
            at += 1;
        }
        ended && self.open.is_none()
    }
}

/// `$tag$` at the front.
fn dollar(text: &[u8]) -> Option<&[u8]> {
    let end = text.iter().skip(1).position(|b| *b == b'$')? + 2;
    text[1..end - 1].iter().all(|b| b.is_ascii_alphanumeric() || *b == b'_').then(|| &text[..end])
}

/// The words of a statement.
#[derive(Clone, Copy)]
struct Words<'a> {
    text: &'a [u8],
    at: usize,
}

/// A word, a text or a sign.
enum Word {
    Name(String),
    Text(Vec<u8>),
    Sign(u8),
}

impl<'a> Words<'a> {
    /// The comment that begins here; those inside of one belong to it.
    fn comment(&mut self) -> Option<&'a [u8]> {
        let rest = self.text.get(self.at..)?;
        let length = if rest.starts_with(b"--") {
            memchr::memchr(b'\n', rest).unwrap_or(rest.len())
        } else if rest.starts_with(b"/*") {
            let (mut at, mut depth) = (2, 1);
            while depth > 0 && at < rest.len() {
                match rest.get(at..at + 2) {
                    Some(b"/*") => (at, depth) = (at + 2, depth + 1),
                    Some(b"*/") => (at, depth) = (at + 2, depth - 1),
                    _ => at += 1,
                }
            }
            at
        } else {
            return None;
        };
        self.at += length;
        Some(&rest[..length])
    }

    /// Goes on to the next word, past comments, which are handed over.
    fn skip(&mut self, said: &mut dyn FnMut(&'a [u8])) {
        loop {
            while self.text.get(self.at).is_some_and(u8::is_ascii_whitespace) {
                self.at += 1;
            }
            match self.comment() {
                Some(comment) => said(comment),
                None => return,
            }
        }
    }

    fn next(&mut self) -> Option<Word> {
        self.skip(&mut |_| ());
        let rest = self.text.get(self.at..)?;
        let byte = *rest.first()?;
        if byte == b'\'' || (matches!(byte, b'E' | b'e') && rest.get(1) == Some(&b'\'')) {
            return self.literal(byte != b'\'').map(Word::Text);
        }
        if byte == b'"' {
            let end = memchr::memchr(b'"', &rest[1..])? + 1;
            self.at += end + 1;
            return Some(Word::Name(String::from_utf8_lossy(&rest[1..end]).into_owned()));
        }
        let plain = |b: &u8| b.is_ascii_alphanumeric() || b"_+-.$:".contains(b) || !b.is_ascii();
        let n = rest.iter().take_while(|b| plain(b)).count();
        // A comment ends a word.
        let n = memchr::memmem::find(&rest[..n], b"--").unwrap_or(n);
        if n == 0 {
            self.at += 1;
            return Some(Word::Sign(byte));
        }
        self.at += n;
        Some(Word::Name(String::from_utf8_lossy(&rest[..n]).into_owned()))
    }

    fn literal(&mut self, escaped: bool) -> Option<Vec<u8>> {
        self.at += 1 + usize::from(escaped);
        let mut out = Vec::new();
        loop {
            let byte = *self.text.get(self.at)?;
            match byte {
                b'\'' if self.text.get(self.at + 1) == Some(&b'\'') => self.at += 1,
                b'\'' => break,
                b'\\' if escaped => {
                    out.push(byte);
                    self.at += 1;
                }
                _ => {}
            }
            out.push(*self.text.get(self.at)?);
            self.at += 1;
        }
        self.at += 1;
        Some(if escaped { unescaped(&out) } else { out })
    }

    fn keyword(&mut self, wanted: &str) -> Option<()> {
        matches!(self.next()?, Word::Name(name) if name.eq_ignore_ascii_case(wanted)).then_some(())
    }

    /// The name of a table: the schema `public` goes without saying.
    fn table(&mut self) -> Option<String> {
        let Word::Name(mut name) = self.next()? else { return None };
        // A quoted name ends where its quote does, so that what is qualified comes in parts.
        while name.ends_with('.') || self.text.get(self.at) == Some(&b'.') {
            let Word::Name(more) = self.next()? else { return None };
            name.push_str(&more);
        }
        Some(name.strip_prefix("public.").map_or_else(|| name.clone(), str::to_owned))
    }

    fn names(&mut self) -> Option<Vec<String>> {
        let mut names = Vec::new();
        loop {
            let Word::Name(name) = self.next()? else { return None };
            names.push(name);
            match self.next()? {
                Word::Sign(b',') => {}
                Word::Sign(b')') => return Some(names),
                _ => return None,
            }
        }
    }
}

/// What stands in the comments of a statement.
fn comments(mut words: Words<'_>) -> Option<Vec<u8>> {
    let has = |mark: &[u8]| memchr::memmem::find(words.text, mark).is_some();
    if !has(b"--") && !has(b"/*") {
        return None;
    }
    let mut all = Vec::new();
    loop {
        words.skip(&mut |comment| {
            all.extend_from_slice(comment);
            all.push(b'\n');
        });
        if words.next().is_none() {
            return Some(all).filter(|all| !all.is_empty());
        }
    }
}

/// `COPY table (columns) FROM stdin`.
fn copy(mut words: Words<'_>) -> Option<(String, Vec<String>)> {
    words.keyword("copy")?;
    let table = words.table()?;
    if !matches!(words.next()?, Word::Sign(b'(')) {
        return None;
    }
    let columns = words.names()?;
    words.keyword("from")?;
    words.keyword("stdin")?;
    Some((table, columns))
}

type Values = Vec<Option<Vec<u8>>>;

/// `INSERT INTO table (columns) VALUES (…), (…)`.
fn insert(mut words: Words<'_>) -> Option<(String, Option<Vec<String>>, Vec<Values>)> {
    words.keyword("insert")?;
    words.keyword("into")?;
    let table = words.table()?;
    let mut columns = None;
    loop {
        match words.next()? {
            Word::Sign(b'(') => columns = Some(words.names()?),
            Word::Name(name) if name.eq_ignore_ascii_case("values") => break,
            Word::Name(_) => {}
            _ => return None,
        }
    }
    let mut rows = Vec::new();
    loop {
        match words.next() {
            Some(Word::Sign(b'(')) => rows.push(values(&mut words)?),
            Some(Word::Sign(b',')) => {}
            _ => return Some((table, columns, rows)),
        }
    }
}

fn values(words: &mut Words<'_>) -> Option<Values> {
    let (mut values, mut depth) = (Values::new(), 0);
    let mut value: Option<Option<Vec<u8>>> = None;
    loop {
        match words.next()? {
            Word::Sign(b')') if depth == 0 => {
                values.extend(value);
                return Some(values);
            }
            Word::Sign(b',') if depth == 0 => values.extend(value.take()),
            Word::Sign(b'(') => depth += 1,
            Word::Sign(b')') => depth -= 1,
            Word::Sign(_) => {}
            Word::Text(text) => value = Some(Some(text)),
            Word::Name(name) if name.starts_with("::") => {}
            Word::Name(name) if value.is_none() => {
                let null = name.eq_ignore_ascii_case("null") || name.eq_ignore_ascii_case("default");
                value = Some((!null).then(|| name.into_bytes()));
            }
            // A cast, or the name of a function's second argument.
            Word::Name(_) => {}
        }
    }
}

/// A field of COPY as the text that it means.
fn unescaped(field: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(field.len());
    let mut bytes = field.iter().copied().peekable();
    while let Some(byte) = bytes.next() {
        if byte != b'\\' {
            out.push(byte);
            continue;
        }
        let Some(next) = bytes.next() else {
            out.push(b'\\');
            break;
        };
        let (radix, most, mut value) = match next {
            b'b' => (0, 0, 8),
            b'f' => (0, 0, 12),
            b'n' => (0, 0, u32::from(b'\n')),
            b'r' => (0, 0, u32::from(b'\r')),
            b't' => (0, 0, u32::from(b'\t')),
            b'v' => (0, 0, 11),
            b'0'..=b'7' => (8, 2, u32::from(next - b'0')),
            b'x' => (16, 2, 0),
            other => (0, 0, u32::from(other)),
        };
        for _ in 0..most {
            let digit = bytes.peek().and_then(|b| char::from(*b).to_digit(radix));
            let Some(digit) = digit else { break };
            value = value * radix + digit;
            bytes.next();
        }
        out.push(value.to_le_bytes()[0]);
    }
    out
}
