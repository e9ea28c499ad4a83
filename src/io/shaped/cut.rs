//! Cuts an input where it can be cut: at the ends of lines, of CSV records, of statements.

use super::input::Input;
use super::statements::{Statement, behind};
use crate::error::{Error, ErrorKind, Place, Result};

/// About how many bytes a piece has.
const PIECE: usize = 512 << 10;
/// The longest record, line or statement.
const LONGEST: usize = 64 << 20;
const QUOTE: u8 = b'"';

/// An input that is cut.
pub(super) struct Cutter {
    input: Input,
    rest: Vec<u8>,
    line: u64,
    ended: bool,
}

impl Cutter {
    pub(super) fn new(input: Input) -> Self {
        Self { input, rest: Vec::new(), line: 1, ended: false }
    }

    /// What was read and not yet cut.
    pub(super) fn rest(&self) -> &[u8] {
        &self.rest
    }

    /// The line at which what comes next begins.
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    /// The name of the input.
    pub(super) fn name(&self) -> &str {
        &self.input.name
    }

    /// The place of what comes next.
    pub(super) fn place(&self) -> Place {
        Place::file(&self.input.name).line(self.line)
    }

    /// Reads more.
    pub(super) fn more(&mut self) -> Result<()> {
        if !self.ended {
            self.ended = self.input.fill(&mut self.rest, PIECE)?;
        }
        Ok(())
    }

    fn grow(&mut self) -> Result<()> {
        if self.rest.len() > LONGEST {
            let error =
                Error::new(ErrorKind::Input, "a record is longer than 64 MiB: a quote may not be closed");
            return Err(error.at(self.place()));
        }
        self.more()
    }

    /// Takes bytes off the front.
    pub(super) fn take(&mut self, end: usize) -> Vec<u8> {
        let rest = self.rest.split_off(end);
        let taken = std::mem::replace(&mut self.rest, rest);
        self.line += lines(&taken);
        taken
    }

    /// Puts back what was taken last.
    pub(super) fn unread(&mut self, taken: Vec<u8>) {
        self.line -= lines(&taken);
        let rest = std::mem::replace(&mut self.rest, taken);
        self.rest.extend(rest);
    }

    /// The first CSV record.
    pub(super) fn record(&mut self) -> Result<Vec<u8>> {
        loop {
            if let Some(end) = first_record(&self.rest) {
                return Ok(self.take(end));
            }
            if self.ended {
                let end = self.rest.len();
                return Ok(self.take(end));
            }
            self.grow()?;
        }
    }

    /// Whole pieces, cut where `last` says; `None` at the end.
    fn whole(&mut self, last: impl Fn(&[u8]) -> Option<usize>) -> Result<Option<(Vec<u8>, u64)>> {
        loop {
            if !self.ended && self.rest.len() < PIECE {
                self.more()?;
            }
            if self.rest.is_empty() && self.ended {
                return Ok(None);
            }
            let line = self.line;
            let end = if self.ended { Some(self.rest.len()) } else { last(&self.rest) };
            if let Some(end) = end {
                return Ok(Some((self.take(end), line)));
            }
            self.grow()?;
        }
    }

    /// Whole CSV records, as many as are there.
    pub(super) fn records(&mut self) -> Result<Option<(Vec<u8>, u64)>> {
        self.whole(last_record)
    }

    /// Whole lines, as many as are there.
    pub(super) fn lines(&mut self) -> Result<Option<(Vec<u8>, u64)>> {
        self.whole(|bytes| memchr::memrchr(b'\n', bytes).map(|at| at + 1))
    }

    /// Lines of COPY data, and the line that ends them once it comes; `None` where the input ends before.
    #[expect(clippy::type_complexity, reason = "the lines, and the end where it is there")]
    pub(super) fn copy_lines(&mut self) -> Result<Option<(Vec<u8>, Option<Vec<u8>>)>> {
        loop {
            if !self.ended && self.rest.len() < PIECE {
                self.more()?;
            }
            let end = if self.rest.starts_with(b"\\.\n") || self.rest.starts_with(b"\\.\r\n") {
                Some(0)
            } else {
                memchr::memmem::find(&self.rest, b"\n\\.\n").map(|at| at + 1)
            };
            if let Some(end) = end {
                let data = self.take(end);
                let length = memchr::memchr(b'\n', &self.rest).map_or(self.rest.len(), |at| at + 1);
                return Ok(Some((data, Some(self.take(length)))));
            }
            if self.ended {
                return Ok(None);
            }
            // The last line may be the end that has not come whole.
            if let Some(last) = memchr::memrchr(b'\n', &self.rest) {
                let before = memchr::memrchr(b'\n', &self.rest[..last]).map_or(0, |at| at + 1);
                if before > 0 {
                    return Ok(Some((self.take(before), None)));
                }
            }
            self.grow()?;
        }
    }

    /// The next statement, comment or command; `None` at the end.
    pub(super) fn statement(&mut self) -> Result<Option<Statement>> {
        loop {
            if self.rest.len() < 64 {
                self.more()?;
            }
            match end_of(&self.rest, self.ended) {
                Some((end, wrap)) => return Ok(Some(wrap(self.take(end)))),
                None if self.rest.is_empty() && self.ended => return Ok(None),
                None if self.ended => {
                    let error = Error::new(ErrorKind::Input, "the last statement does not end");
                    return Err(error
                        .at(self.place())
                        .hint("rows that are no dump are named with their table: TABLE=PATH, or TABLE=- for standard input"));
                }
                None => self.grow()?,
            }
        }
    }
}

type Wrap = fn(Vec<u8>) -> Statement;

/// Where the first part of a dump ends, and what it is; `None` where more must be read.
fn end_of(bytes: &[u8], ended: bool) -> Option<(usize, Wrap)> {
    let blank = bytes.iter().take_while(|b| b.is_ascii_whitespace()).count();
    if blank > 0 {
        return Some((blank, Statement::Blank));
    }
    let line = || match memchr::memchr(b'\n', bytes) {
        Some(at) => Some(at + 1),
        None if ended => Some(bytes.len()),
        None => None,
    };
    match bytes {
        [] => None,
        [b'-', b'-', ..] => line().map(|end| (end, Statement::Comment as Wrap)),
        [b'\\', ..] => line().map(|end| (end, Statement::Meta as Wrap)),
        _ => semicolon(bytes).map(|end| {
            // The end of the line belongs to the statement.
            let end = end + usize::from(bytes.get(end) == Some(&b'\n'));
            (end, Statement::Sql as Wrap)
        }),
    }
}

/// The place behind the semicolon that ends the statement at the front.
pub(super) fn semicolon(bytes: &[u8]) -> Option<usize> {
    let mut at = 0;
    // BEGIN ATOMIC … END holds semicolons; it stands in no dump of data and is refused where tokens are looked at.
    while *bytes.get(at)? != b';' {
        at = behind(bytes, at)?;
    }
    Some(at + 1)
}

/// How many line ends there are.
pub(super) fn lines(bytes: &[u8]) -> u64 {
    memchr::memchr_iter(b'\n', bytes).count() as u64
}

/// The end of the first CSV record: the first line end with an even number of quotes before it.
fn first_record(bytes: &[u8]) -> Option<usize> {
    let mut quotes = 0usize;
    for at in memchr::memchr2_iter(b'\n', QUOTE, bytes) {
        if bytes[at] == QUOTE {
            quotes += 1;
        } else if quotes.is_multiple_of(2) {
            return Some(at + 1);
        }
    }
    None
}

/// The end of the last CSV record that is whole.
fn last_record(bytes: &[u8]) -> Option<usize> {
    let mut quotes = memchr::memchr_iter(QUOTE, bytes).count();
    for at in memchr::memrchr2_iter(b'\n', QUOTE, bytes) {
        if bytes[at] == QUOTE {
            quotes -= 1;
        } else if quotes.is_multiple_of(2) {
            return Some(at + 1);
        }
    }
    None
}
