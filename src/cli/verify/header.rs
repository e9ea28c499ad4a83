//! The header of a table in a text: below what stands before the table, and with the sign that parts its fields.

use super::fiction::is_header;
use super::named::Names;
use crate::error::{Error, Place, Result};
use crate::verify::Class;
use std::io::Read;

/// Bytes and lines in which the header of a table is looked for.
const HEAD: u64 = 64 * 1024;
const LINES: usize = 20;

/// The signs that part fields; of two that are as frequent the first.
const SIGNS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// The fewest fields by which a line of any text is the header of a table.
const FEWEST: usize = 3;

/// Where a table begins, and what parts its fields.
#[derive(Clone, Copy)]
pub(super) struct Header {
    /// Rows above the header: titles, who asked for it and when, `sep=;`.
    pub(super) above: u64,
    pub(super) delimiter: u8,
}

impl Header {
    /// Where the header of a table stands: in the first line, or where programs write titles above it, in the first line with as many
    /// fields as any that has names alone and as many fields as the line behind it.
    ///
    /// # Errors
    /// Where the source cannot be read.
    pub(super) fn of(source: impl Read, name: &str, given: Option<u8>) -> Result<Self> {
        let mut head = Vec::new();
        source
            .take(HEAD)
            .read_to_end(&mut head)
            .map_err(|e| Error::io("read the file", Place::file(name), &e))?;
        let text = String::from_utf8_lossy(&head);
        // What reads CSV counts no empty lines.
        let lines: Vec<&str> = text.lines().filter(|line| !line.is_empty()).take(LINES).collect();
        let first = lines.first().copied().unwrap_or_default();
        // Spreadsheets are told so which sign it is.
        let said = first.strip_prefix("sep=").map(str::trim_end).filter(|sign| sign.len() == 1);
        let given = given.or_else(|| said.and_then(|sign| sign.bytes().next()));
        let sign = |line: &str| given.unwrap_or_else(|| most_frequent(line));
        let named = |line: &str| {
            let cells: Vec<String> = fields(line, sign(line)).into_iter().map(str::to_owned).collect();
            (cells.len() > 1 && is_header(&cells)).then_some(cells.len())
        };
        if said.is_none() && named(first).is_none() {
            let below = lines.windows(2).enumerate().skip(1).find(|(at, pair)| {
                let delimiter = sign(pair[0]);
                let filled =
                    |line: &&str| fields(line, delimiter).iter().filter(|field| !field.is_empty()).count();
                let titles = |n: usize| lines[..*at].iter().all(|line| filled(line) < n);
                named(pair[0]).is_some_and(|n| titles(n) && fields(pair[1], delimiter).len() == n)
            });
            if let Some((at, pair)) = below {
                return Ok(Self { above: at as u64, delimiter: sign(pair[0]) });
            }
        }
        let line = if said.is_some() { lines.get(1).copied().unwrap_or_default() } else { first };
        Ok(Self { above: u64::from(said.is_some()), delimiter: sign(line) })
    }

    /// The sign and the names of a line that is the header of a table in any text: three names or more, one of which tells a class.
    pub(super) fn within(text: &str) -> Option<(u8, Names)> {
        // Most lines have a sign that no name has, and need not be parted.
        let named = |b: u8| {
            !b.is_ascii() || b.is_ascii_alphanumeric() || b"_ -./#\"".contains(&b) || SIGNS.contains(&b)
        };
        if !text.bytes().all(named) || text.bytes().filter(|b| SIGNS.contains(b)).count() < FEWEST - 1 {
            return None;
        }
        let sign = most_frequent(text);
        let names: Vec<String> = fields(text, sign).into_iter().map(str::to_owned).collect();
        let tells = |name: &String| Class::ALL.iter().any(|class| class.told_by(name));
        (names.len() >= FEWEST && is_header(&names) && names.iter().any(tells))
            .then(|| (sign, Names::new(names)))
    }
}

/// What stands between the fields of a line most often.
fn most_frequent(line: &str) -> u8 {
    let count = |sign: u8| fields(line, sign).len();
    let most = SIGNS.into_iter().map(count).max().unwrap_or(0);
    SIGNS.into_iter().find(|sign| count(*sign) == most).unwrap_or(b',')
}

/// The fields of a line without blanks and quotes around them; a sign between quotes parts none.
pub(super) fn fields(line: &str, sign: u8) -> Vec<&str> {
    let mut quoted = false;
    let parts = line.split(|c: char| {
        quoted ^= c == '"';
        !quoted && u32::from(c) == u32::from(sign)
    });
    parts.map(|field| field.trim().trim_matches('"')).collect()
}
