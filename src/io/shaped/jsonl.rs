//! JSON lines that keep their shape: the order of keys, the writing of numbers, missing keys, nesting.
//!
//! A column of the table is a path: `address.city`, `phones[].number`. Every scalar of every line must lie on one of them.

use super::csv::MARK;
use super::cut::Cutter;
use super::input::Input;
use super::json::{Found, Scan, Tree, push, put};
use super::nested::{Nested, Opened};
use super::pieces::{Columns, Layout, Parsed, Piece, Pieces, RowPiece, Target};
use crate::cells::{Block, Cells, Replacement};
use crate::error::{Error, ErrorKind, Place, Result};
use std::sync::Arc;

/// Cuts a file of JSON lines into pieces; `own` are the paths of the table's columns.
///
/// # Errors
/// Where the table is not listed.
pub fn pieces(input: Input, table: &str, own: &[String], columns: &dyn Columns) -> Result<Pieces> {
    let target = columns.find(table, own)?;
    let tree = Tree::new(own.iter().enumerate().map(|(at, path)| (path.as_str(), at)));
    let layout = Arc::new(JsonLayout { target, tree, file: input.name.clone() });
    let mut cutter = Cutter::new(input);
    cutter.more()?;
    let mut mark = cutter.rest().starts_with(MARK).then(|| cutter.take(MARK.len()));
    let mut failed = false;
    Ok(Box::new(std::iter::from_fn(move || {
        if let Some(mark) = mark.take() {
            return Some(Ok(Piece::Bytes(mark)));
        }
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

struct JsonLayout {
    target: Target,
    tree: Tree,
    file: String,
}

impl JsonLayout {
    fn scan(&self, piece: &RowPiece) -> Result<(Vec<Found>, u32)> {
        let mut scan = Scan::new(&self.tree, &self.file, &piece.bytes, piece.line, false);
        scan.found.reserve(piece.bytes.len() / 16);
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
        let (found, rows) = self.scan(piece)?;
        let mut columns: Vec<Option<Cells>> =
            self.target.reads.iter().map(|read| read.then(|| Cells::with_capacity(64))).collect();
        let mut parsed = Parsed {
            block: Block { rows: rows as usize, columns: Vec::new() },
            fields: Vec::new(),
            owners: Vec::new(),
            nested: Opened::default(),
        };
        for Found { owner, row, span } in found {
            parsed.fields.push(span);
            parsed.owners.push(owner);
            let Some(Some(cells)) = columns.get_mut(owner as usize) else { continue };
            let raw = &piece.bytes[span.0 as usize..span.1 as usize];
            push(cells, row, raw);
        }
        parsed.block.columns = columns;
        Ok(parsed)
    }

    fn select(&self, piece: RowPiece, _: &Parsed, keep: &[bool]) -> Result<RowPiece> {
        let lines = piece.bytes.split_inclusive(|b| *b == b'\n').filter(|line| !line.trim_ascii().is_empty());
        let mut bytes = Vec::with_capacity(piece.bytes.len());
        lines.zip(keep).filter(|(_, keep)| **keep).for_each(|(line, _)| bytes.extend_from_slice(line));
        Ok(RowPiece { bytes, ..piece })
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
            if matches!(columns.get(owner), Some(Replacement::Drop)) {
                return Err(Error::new(
                    ErrorKind::Usage,
                    "columns of JSON lines are not dropped by this version",
                )
                .at(Place::file(&self.file))
                .hint("write mask = \"null\" instead of \"drop\""));
            }
            put(was, columns.get(owner), next.get_mut(owner).unwrap_or(&mut 0), &mut out);
        }
        out.extend_from_slice(&bytes[done..]);
        Ok(out)
    }
}
