//! JSON as it stands in a source: where each scalar is, and which column of the table it belongs to by its path.

use crate::cells::{Cells, Replacement, State};
use crate::error::{Error, ErrorKind, Place, Result};
use std::collections::{BTreeMap, BTreeSet};

/// How deep a value may be nested.
const DEEPEST: usize = 64;
/// The owner of a value that becomes NULL because nobody lists it.
pub(super) const NOBODY: u32 = u32::MAX;

/// The paths of columns as a tree, and the names by which errors call them.
#[derive(Clone, Default)]
pub(super) struct Tree {
    nodes: Vec<Node>,
    names: Vec<String>,
}

#[derive(Clone, Default)]
struct Node {
    keys: BTreeMap<String, usize>,
    items: Option<usize>,
    column: Option<usize>,
    /// Whether what stands there is taken as it is, nested or not.
    whole: bool,
}

impl Tree {
    /// A tree of paths and the columns that they lead to.
    pub(super) fn new<'n>(paths: impl Iterator<Item = (&'n str, usize)>) -> Self {
        let mut tree = Self { nodes: vec![Node::default()], names: Vec::new() };
        for (path, column) in paths {
            let at = tree.leaf(path);
            tree.nodes[at].column = Some(column);
            tree.names.push(path.to_owned());
        }
        tree
    }

    /// The keys of a row: each holds a value, or a list of values before and after a change; values of the columns `whole` may be
    /// nested.
    pub(super) fn of_row<'n>(keys: impl Iterator<Item = (&'n str, usize)>, whole: &[usize]) -> Self {
        let mut tree = Self { nodes: vec![Node::default()], names: Vec::new() };
        for (key, column) in keys {
            let at = tree.leaf(key);
            tree.nodes[at].column = Some(column);
            let item = tree.child(at, None);
            tree.nodes[item].column = Some(column);
            for node in [at, item] {
                tree.nodes[node].whole = whole.contains(&column);
            }
            tree.names.push(key.to_owned());
        }
        tree
    }

    /// The column of a key of the row itself.
    pub(super) fn column(&self, key: &str) -> Option<usize> {
        self.nodes[*self.nodes.first()?.keys.get(key)?].column
    }

    /// The columns that paths lead to.
    pub(super) fn columns(&self) -> impl Iterator<Item = usize> {
        self.nodes.iter().filter_map(|node| node.column)
    }

    fn leaf(&mut self, path: &str) -> usize {
        let mut at = 0;
        for step in path.split('.').filter(|step| !step.is_empty()) {
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
        at
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

/// A scalar that was found: its owner, and where it stands.
#[derive(Clone, Copy)]
pub(super) struct Found {
    pub(super) owner: u32,
    pub(super) row: u32,
    pub(super) span: (u32, u32),
}

/// Reads values one behind the other.
pub(super) struct Scan<'a> {
    pub(super) tree: &'a Tree,
    pub(super) file: &'a str,
    pub(super) bytes: &'a [u8],
    pub(super) at: usize,
    pub(super) row: u32,
    pub(super) line: u64,
    pub(super) found: Vec<Found>,
    pub(super) unlisted: BTreeSet<String>,
    path: Vec<String>,
    /// Whether line ends are white space.
    lines: bool,
}

impl<'a> Scan<'a> {
    /// Begins to read; `lines` where a value may go over several lines.
    pub(super) fn new(tree: &'a Tree, file: &'a str, bytes: &'a [u8], line: u64, lines: bool) -> Self {
        Self {
            tree,
            file,
            bytes,
            at: 0,
            row: 0,
            line,
            found: Vec::new(),
            unlisted: BTreeSet::new(),
            path: Vec::new(),
            lines,
        }
    }

    pub(super) fn wrong(&self, message: &str) -> Error {
        Error::new(ErrorKind::Input, message).at(Place::file(self.file).line(self.line))
    }

    /// Skips white space; line ends too where a value may hold them.
    pub(super) fn space(&mut self) {
        while matches!(self.bytes.get(self.at), Some(b' ' | b'\t' | b'\r'))
            || self.lines && self.bytes.get(self.at) == Some(&b'\n')
        {
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
    pub(super) fn value(&mut self, node: Option<usize>, depth: usize) -> Result<()> {
        if depth > DEEPEST {
            return Err(self.wrong("this line is nested more than 64 deep"));
        }
        self.space();
        let start = self.at;
        match self.bytes.get(self.at) {
            Some(b'{') if node.is_some_and(|node| self.tree.nodes[node].whole) => {
                self.skip()?;
                self.scalar(node, start)
            }
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

    /// Goes past a value, whatever it is.
    fn skip(&mut self) -> Result<()> {
        let rest = serde_json::Deserializer::from_slice(&self.bytes[self.at..]);
        let mut values = rest.into_iter::<serde::de::IgnoredAny>();
        if !matches!(values.next(), Some(Ok(_))) {
            return Err(self.wrong("this is no JSON value"));
        }
        self.at += values.byte_offset();
        Ok(())
    }

    fn scalar(&mut self, node: Option<usize>, start: usize) -> Result<()> {
        let null = self.bytes[start..self.at] == *b"null";
        let column = node.and_then(|node| self.tree.nodes[node].column);
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
            self.tree.names.iter().any(|name| name.replace("[]", "").starts_with(&path.replace("[]", "")));
        let path = if known && !path.is_empty() { format!("`{path}`") } else { "a value".to_owned() };
        self.wrong(&format!("{path} {what}"))
            .hint("list the paths in the schema, such as \"address.city\" or \"phones[].number\"")
    }

    fn open(&self, node: Option<usize>, keys: bool) -> Result<()> {
        let Some(at) = node else { return Ok(()) };
        let node = &self.tree.nodes[at];
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
            let child = node.and_then(|node| self.tree.nodes[node].keys.get(&key).copied());
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
        let child = node.and_then(|node| self.tree.nodes[node].items);
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

/// Appends the cell of a scalar.
pub(super) fn push(cells: &mut Cells, row: u32, raw: &[u8]) {
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

/// Writes what takes the place of a scalar; `next` is how many cells of its column came before.
pub(super) fn put(was: &[u8], replaced: Option<&Replacement>, next: &mut usize, out: &mut Vec<u8>) {
    match replaced {
        None | Some(Replacement::Null | Replacement::Drop) => out.extend_from_slice(b"null"),
        Some(Replacement::Keep) => out.extend_from_slice(was),
        Some(Replacement::Constant(_)) if was == b"null" => out.extend_from_slice(was),
        // A number stays one, and so does a yes or a no.
        Some(Replacement::Constant(text)) if was.first() != Some(&b'"') && is_literal(text) => {
            out.extend_from_slice(text.as_bytes());
        }
        Some(Replacement::Constant(text)) => quote(text, out),
        Some(Replacement::Cells(cells)) => {
            let i = *next;
            *next += 1;
            let text = cells.bytes(i);
            match cells.state(i) {
                State::Bare => out.extend_from_slice(text),
                State::Text => quote(&String::from_utf8_lossy(text), out),
                State::Null | State::Missing => out.extend_from_slice(b"null"),
            }
        }
    }
}

/// Whether a text is a literal of JSON that is neither a text nor `null`.
fn is_literal(text: &str) -> bool {
    matches!(serde_json::from_str(text), Ok(serde_json::Value::Number(_) | serde_json::Value::Bool(_)))
}

/// Writes a text as JSON.
pub(super) fn quote(text: &str, out: &mut Vec<u8>) {
    // Writing to memory cannot fail.
    if serde_json::to_writer(&mut *out, text).is_err() {}
}
