//! JSON lines that keep their shape: the order of keys, the writing of numbers, missing keys, nesting.
//!
//! A column of the table is a path: `address.city`, `phones[].number`. Every scalar of every line must lie on one of them.

use super::cut::Cutter;
use super::input::Input;
use super::pieces::{Columns, Layout, Parsed, Piece, Pieces, RowPiece, Target};
use crate::cells::{Block, Cells, Replacement, State};
use crate::error::{Error, ErrorKind, Place, Result};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// How deep a line may be nested.
const DEEPEST: usize = 64;
/// The owner of a value that becomes NULL because nobody lists it.
const NOBODY: u32 = u32::MAX;

/// Cuts a file of JSON lines into pieces; `own` are the paths of the table's columns.
///
/// # Errors
/// Where the table is not listed.
pub fn pieces(input: Input, table: &str, own: &[String], columns: &dyn Columns) -> Result<Pieces> {
    let target = columns.find(table, own)?;
    let mut paths = Paths::default();
    for (at, path) in own.iter().enumerate() {
        paths.add(path, at);
    }
    let layout = Arc::new(JsonLayout { target, paths, file: input.name.clone(), names: own.to_vec() });
    let mut cutter = Cutter::new(input);
    let mut failed = false;
    Ok(Box::new(std::iter::from_fn(move || {
        if failed {
            return None;
        }
        match cutter.lines() {
            Ok(lines) => {
                lines.map(|(bytes, line)| Ok(Piece::Rows(RowPiece { layout: layout.clone(), bytes, line })))
            }
            Err(error) => {
                failed = true;
                Some(Err(error))
            }
        }
    })))
}

/// The paths of a table as a tree.
#[derive(Default)]
struct Paths {
    nodes: Vec<Node>,
}

#[derive(Default)]
struct Node {
    keys: BTreeMap<String, usize>,
    items: Option<usize>,
    column: Option<usize>,
}

impl Paths {
    fn add(&mut self, path: &str, column: usize) {
        if self.nodes.is_empty() {
            self.nodes.push(Node::default());
        }
        let mut at = 0;
        for step in path.split('.') {
            let (key, lists) = match step.find("[]") {
                Some(start) => (&step[..start], (step.len() - start) / 2),
                None => (step, 0),
            };
            if !key.is_empty() {
                at = self.child(at, Some(key));
            }
            for _ in 0..lists {
                at = self.child(at, None);
            }
        }
        self.nodes[at].column = Some(column);
    }

    fn child(&mut self, at: usize, key: Option<&str>) -> usize {
        let known = match key {
            Some(key) => self.nodes[at].keys.get(key).copied(),
            None => self.nodes[at].items,
        };
        if let Some(known) = known {
            return known;
        }
        let new = self.nodes.len();
        self.nodes.push(Node::default());
        match key {
            Some(key) => {
                self.nodes[at].keys.insert(key.to_owned(), new);
            }
            None => self.nodes[at].items = Some(new),
        }
        new
    }
}

struct JsonLayout {
    target: Target,
    paths: Paths,
    file: String,
    names: Vec<String>,
}

/// A scalar that was found: its owner, and where it stands.
struct Found {
    owner: u32,
    row: u32,
    span: (u32, u32),
}

/// Reads one piece.
struct Scan<'a> {
    layout: &'a JsonLayout,
    bytes: &'a [u8],
    at: usize,
    row: u32,
    line: u64,
    found: Vec<Found>,
    unlisted: BTreeSet<String>,
    path: Vec<String>,
}

impl Scan<'_> {
    fn wrong(&self, message: &str) -> Error {
        Error::new(ErrorKind::Input, message).at(Place::file(&self.layout.file).line(self.line))
    }

    fn space(&mut self) {
        while matches!(self.bytes.get(self.at), Some(b' ' | b'\t' | b'\r')) {
            self.at += 1;
        }
    }

    fn expect(&mut self, byte: u8) -> Result<()> {
        self.space();
        if self.bytes.get(self.at) != Some(&byte) {
            return Err(self.wrong("this line is no JSON object"));
        }
        self.at += 1;
        Ok(())
    }

    /// The place behind the string that begins here.
    fn string(&mut self) -> Result<(usize, usize)> {
        let start = self.at;
        self.at += 1;
        loop {
            let Some(n) = memchr::memchr3(b'"', b'\\', b'\n', &self.bytes[self.at..]) else {
                return Err(self.wrong("a text is not closed"));
            };
            self.at += n + 1;
            match self.bytes[self.at - 1] {
                b'"' => return Ok((start, self.at)),
                b'\\' if self.at < self.bytes.len() => self.at += 1,
                _ => return Err(self.wrong("a text is not closed")),
            }
        }
    }

    /// Reads a value at a node of the paths; `None` where nobody lists it.
    fn value(&mut self, node: Option<usize>, depth: usize) -> Result<()> {
        if depth > DEEPEST {
            return Err(self.wrong("this line is nested more than 64 deep"));
        }
        self.space();
        let start = self.at;
        match self.bytes.get(self.at) {
            Some(b'{') => self.object(node, depth),
            Some(b'[') => self.array(node, depth),
            Some(b'"') => {
                self.string()?;
                self.scalar(node, start)
            }
            Some(b'-' | b'0'..=b'9' | b't' | b'f' | b'n') => {
                let end = |b: &u8| matches!(b, b',' | b'}' | b']' | b' ' | b'\t' | b'\r' | b'\n');
                let length = self.bytes[start..].iter().position(end).unwrap_or(self.bytes.len() - start);
                self.at = start + length;
                if serde_json::from_slice::<serde_json::Value>(&self.bytes[start..self.at]).is_err() {
                    return Err(self.wrong("this is no JSON value"));
                }
                self.scalar(node, start)
            }
            _ => Err(self.wrong("this line is no JSON object")),
        }
    }

    fn scalar(&mut self, node: Option<usize>, start: usize) -> Result<()> {
        let null = self.bytes[start..self.at] == *b"null";
        let column = node.and_then(|node| self.layout.paths.nodes[node].column);
        let owner = match column {
            Some(column) => u32::try_from(column).unwrap_or(NOBODY),
            // NULL in the place of an object or a list carries nothing.
            None if null => return Ok(()),
            None if node.is_some() => {
                return Err(self.nested("has a value where the schema has paths below it"));
            }
            None => {
                self.unlisted.insert(self.path.join("."));
                NOBODY
            }
        };
        self.found.push(Found { owner, row: self.row, span: span(start, self.at) });
        Ok(())
    }

    /// The error of a value that is not shaped as the schema says; keys of the schema are told, others are not.
    fn nested(&self, what: &str) -> Error {
        let path = self.path.join(".");
        let known =
            self.layout.names.iter().any(|name| name.replace("[]", "").starts_with(&path.replace("[]", "")));
        let path = if known && !path.is_empty() { format!("`{path}`") } else { "a value".to_owned() };
        self.wrong(&format!("{path} {what}"))
            .hint("list the paths in the schema, such as \"address.city\" or \"phones[].number\"")
    }

    fn open(&self, node: Option<usize>, keys: bool) -> Result<()> {
        let Some(at) = node else { return Ok(()) };
        let node = &self.layout.paths.nodes[at];
        let fits = if keys { at == 0 || !node.keys.is_empty() } else { node.items.is_some() };
        if fits { Ok(()) } else { Err(self.nested("is nested, and the schema has one value there")) }
    }

    fn object(&mut self, node: Option<usize>, depth: usize) -> Result<()> {
        self.open(node, true)?;
        let start = self.at;
        self.at += 1;
        self.space();
        if self.bytes.get(self.at) == Some(&b'}') {
            self.at += 1;
            return Ok(());
        }
        loop {
            self.space();
            if self.bytes.get(self.at) != Some(&b'"') {
                return Err(self.wrong("this line is no JSON object"));
            }
            let (from, to) = self.string()?;
            let key: String = serde_json::from_slice(&self.bytes[from..to])
                .map_err(|_dropped| self.wrong("a key is no JSON text"))?;
            let child = node.and_then(|node| self.layout.paths.nodes[node].keys.get(&key).copied());
            self.expect(b':')?;
            if node.is_some() {
                self.path.push(key);
                if child.is_none() {
                    self.unlisted.insert(self.path.join("."));
                }
            }
            let before = self.found.len();
            let value = self.at;
            self.value(child, depth + 1)?;
            if node.is_some() {
                self.path.pop();
                if child.is_none() {
                    // All of it, however it is nested, becomes one NULL.
                    self.found.truncate(before);
                    self.found.push(Found { owner: NOBODY, row: self.row, span: span(value, self.at) });
                }
            }
            self.space();
            match self.bytes.get(self.at) {
                Some(b',') => self.at += 1,
                Some(b'}') => {
                    self.at += 1;
                    return Ok(());
                }
                _ => {
                    self.at = start;
                    return Err(self.wrong("an object is not closed"));
                }
            }
        }
    }

    fn array(&mut self, node: Option<usize>, depth: usize) -> Result<()> {
        self.open(node, false)?;
        let child = node.and_then(|node| self.layout.paths.nodes[node].items);
        self.at += 1;
        self.space();
        if self.bytes.get(self.at) == Some(&b']') {
            self.at += 1;
            return Ok(());
        }
        if let Some(last) = self.path.last_mut() {
            last.push_str("[]");
        }
        loop {
            self.value(child, depth + 1)?;
            self.space();
            match self.bytes.get(self.at) {
                Some(b',') => self.at += 1,
                Some(b']') => break self.at += 1,
                _ => return Err(self.wrong("a list is not closed")),
            }
        }
        if let Some(last) = self.path.last_mut() {
            last.truncate(last.len() - 2);
        }
        Ok(())
    }
}

#[expect(clippy::cast_possible_truncation, reason = "a piece is below 4 GiB: lines are held to 64 MiB")]
fn span(start: usize, end: usize) -> (u32, u32) {
    (start as u32, end as u32)
}

impl JsonLayout {
    fn scan(&self, piece: &RowPiece) -> Result<(Vec<Found>, u32)> {
        let mut scan = Scan {
            layout: self,
            bytes: &piece.bytes,
            at: 0,
            row: 0,
            line: piece.line,
            found: Vec::with_capacity(piece.bytes.len() / 16),
            unlisted: BTreeSet::new(),
            path: Vec::new(),
        };
        while scan.at < scan.bytes.len() {
            scan.space();
            match scan.bytes.get(scan.at) {
                None => break,
                Some(b'\n') => {
                    scan.at += 1;
                    scan.line += 1;
                    continue;
                }
                Some(b'{') => {}
                Some(_) => return Err(scan.wrong("this line is no JSON object")),
            }
            scan.value(Some(0), 0)?;
            scan.space();
            if !matches!(scan.bytes.get(scan.at), None | Some(b'\n')) {
                return Err(scan.wrong("something follows the object of this line"));
            }
            scan.row += 1;
        }
        if !scan.unlisted.is_empty() {
            let paths: Vec<String> = scan.unlisted.iter().cloned().collect();
            (self.target.unlisted)(&paths)
                .map_err(|error| error.at(Place::file(&self.file).line(piece.line)))?;
        }
        Ok((scan.found, scan.row))
    }
}

impl Layout for JsonLayout {
    fn table(&self) -> usize {
        self.target.table
    }

    fn parse(&self, piece: &RowPiece) -> Result<Parsed> {
        let (found, rows) = self.scan(piece)?;
        let mut columns: Vec<Option<Cells>> =
            self.target.reads.iter().map(|read| read.then(|| Cells::with_capacity(64))).collect();
        let mut parsed = Parsed {
            block: Block { rows: rows as usize, columns: Vec::new() },
            fields: Vec::new(),
            owners: Vec::new(),
        };
        for Found { owner, row, span } in found {
            parsed.fields.push(span);
            parsed.owners.push(owner);
            let Some(Some(cells)) = columns.get_mut(owner as usize) else { continue };
            let raw = &piece.bytes[span.0 as usize..span.1 as usize];
            match raw {
                b"null" => cells.push_of_row(row, State::Null, b""),
                [b'"', ..] => match serde_json::from_slice::<String>(raw) {
                    Ok(text) => cells.push_of_row(row, State::Text, text.as_bytes()),
                    // No UTF-8: it is none of its kind, whatever that is.
                    Err(_) => cells.push_of_row(row, State::Text, raw),
                },
                _ => cells.push_of_row(row, State::Bare, raw),
            }
        }
        parsed.block.columns = columns;
        Ok(parsed)
    }

    fn select(&self, piece: RowPiece, _: &Parsed, keep: &[bool]) -> Result<RowPiece> {
        let lines = piece.bytes.split_inclusive(|b| *b == b'\n').filter(|line| !line.trim_ascii().is_empty());
        let kept = lines.zip(keep).filter(|(_, keep)| **keep).flat_map(|(line, _)| line);
        Ok(RowPiece { bytes: kept.copied().collect(), ..piece })
    }

    fn splice(&self, piece: &RowPiece, parsed: &Parsed, columns: &[Replacement]) -> Result<Vec<u8>> {
        let bytes = &piece.bytes;
        let mut out = Vec::with_capacity(bytes.len() + bytes.len() / 4);
        let mut next = vec![0usize; columns.len()];
        let mut done = 0;
        for ((start, end), owner) in parsed.fields.iter().zip(&parsed.owners) {
            let was = &bytes[*start as usize..*end as usize];
            out.extend_from_slice(&bytes[done..*start as usize]);
            done = *end as usize;
            let owner = *owner as usize;
            match columns.get(owner) {
                None => out.extend_from_slice(b"null"),
                Some(Replacement::Keep) => out.extend_from_slice(was),
                Some(Replacement::Null) => out.extend_from_slice(b"null"),
                Some(Replacement::Constant(_)) if was == b"null" => out.extend_from_slice(was),
                Some(Replacement::Constant(text)) => quote(text, &mut out),
                Some(Replacement::Drop) => {
                    return Err(Error::new(
                        ErrorKind::Usage,
                        "columns of JSON lines are not dropped by this version",
                    )
                    .at(Place::file(&self.file))
                    .hint("write mask = \"null\" instead of \"drop\""));
                }
                Some(Replacement::Cells(cells)) => {
                    let i = next[owner];
                    next[owner] += 1;
                    let text = cells.bytes(i);
                    match cells.state(i) {
                        State::Bare => out.extend_from_slice(text),
                        State::Text => quote(&String::from_utf8_lossy(text), &mut out),
                        State::Null | State::Missing => out.extend_from_slice(b"null"),
                    }
                }
            }
        }
        out.extend_from_slice(&bytes[done..]);
        Ok(out)
    }
}

fn quote(text: &str, out: &mut Vec<u8>) {
    // Writing to memory cannot fail.
    if serde_json::to_writer(&mut *out, text).is_err() {}
}
