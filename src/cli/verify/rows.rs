//! Rows that stand in a text as lines: of a dump's COPY and INSERT, of a table between bars, of a message of HL7. Their columns say what
//! their values are, as the header of a CSV file does.

use super::fiction::is_header;
use crate::verify::Fiction;

/// Fields of a patient and of a relative in HL7 version 2 that say what they hold (HL7 2.5.1, chapter 3).
const MESSAGE: [(&str, usize, &str); 5] = [
    ("PID", 13, "phone home"),
    ("PID", 14, "phone business"),
    ("PID", 19, "ssn"),
    ("NK1", 5, "phone"),
    ("NK1", 6, "phone business"),
];

/// Where in a text the rows of a table go on.
#[derive(Default)]
pub(super) struct Rows {
    within: Within,
    columns: Vec<String>,
}

#[derive(Default, PartialEq)]
enum Within {
    #[default]
    Nothing,
    Copy,
    /// Behind INSERT INTO and its columns.
    Insert(Values),
    Bars,
}

/// Where in the values of an INSERT a line begins.
#[derive(Clone, Copy, Default, PartialEq)]
struct Values {
    /// Parentheses that are open.
    depth: usize,
    /// The number of the value in its row.
    at: usize,
    /// Whether the statement has ended.
    ended: bool,
}

impl Rows {
    /// Looks at a line; `false` where it is no row, so that it is a line like any other.
    pub(super) fn look(&mut self, file: &str, line: u64, text: &str, fiction: &mut Fiction) -> bool {
        // What is allowed in a line is allowed in it as a whole.
        if text.contains("placebo: allow") {
            return false;
        }
        match self.within {
            Within::Copy if text == "\\." => self.end(fiction),
            Within::Copy => {
                self.cells(file, line, text.split('\t').filter(|cell| *cell != "\\N"), fiction);
                return true;
            }
            Within::Insert(values) => {
                let values = self.values(file, line, text, values, fiction);
                self.go_on(values, fiction);
                return true;
            }
            Within::Bars if is_barred(text) || is_rule(text) && text.len() > 2 => {
                if !is_rule(text) {
                    self.cells(file, line, barred(text), fiction);
                }
                return true;
            }
            Within::Bars => self.end(fiction),
            Within::Nothing => {}
        }
        self.begin(file, line, text, fiction)
    }

    /// Ends what no line ends.
    pub(super) fn end(&mut self, fiction: &mut Fiction) {
        if self.within != Within::Nothing {
            fiction.end_of_file();
        }
        self.within = Within::Nothing;
    }

    /// Goes on with the next line behind these values.
    fn go_on(&mut self, values: Values, fiction: &mut Fiction) {
        self.within = Within::Insert(values);
        if values.ended {
            self.end(fiction);
        }
    }

    fn begin(&mut self, file: &str, line: u64, text: &str, fiction: &mut Fiction) -> bool {
        let trimmed = text.trim_start();
        if begins(trimmed, "COPY ") && text.trim_end().to_ascii_lowercase().ends_with("from stdin;") {
            if let Some((columns, _)) = listed(trimmed) {
                (self.columns, self.within) = (columns, Within::Copy);
            }
            return false;
        }
        if begins(trimmed, "INSERT INTO ") || begins(trimmed, "REPLACE INTO ") {
            let Some((columns, rest)) = listed(trimmed) else { return false };
            self.columns = columns;
            let values = self.values(file, line, rest, Values::default(), fiction);
            self.go_on(values, fiction);
            return true;
        }
        if is_barred(text) {
            let names: Vec<String> = barred(text).map(str::to_owned).collect();
            if names.len() > 1 && is_header(&names) {
                (self.columns, self.within) = (names, Within::Bars);
            }
            return false;
        }
        // Its segments end with carriage returns.
        if begins(trimmed, "MSH|") && trimmed.contains('\r') {
            for part in trimmed.split('\r') {
                if !segment(file, line, part, fiction) {
                    fiction.line(file, line, part);
                }
            }
            return true;
        }
        segment(file, line, trimmed, fiction)
    }

    fn cells<'a>(&self, file: &str, line: u64, cells: impl Iterator<Item = &'a str>, fiction: &mut Fiction) {
        for (n, cell) in cells.enumerate() {
            fiction.cell(file, line, self.columns.get(n).map_or("", String::as_str), "", cell);
        }
    }

    /// Looks at the values of a line, and at what stands between them.
    fn values(&self, file: &str, line: u64, text: &str, mut now: Values, fiction: &mut Fiction) -> Values {
        let bytes = text.as_bytes();
        let mut at = 0;
        while let Some(byte) = bytes.get(at) {
            match byte {
                b'\'' => {
                    let end = string(bytes, at + 1);
                    let value = text.get(at + 1..end).unwrap_or_default();
                    self.value(file, line, now, value, fiction);
                    at = end;
                }
                b'-' if bytes.get(at + 1) == Some(&b'-') => {
                    fiction.line(file, line, text.get(at..).unwrap_or_default());
                    break;
                }
                b'(' => {
                    now.depth += 1;
                    if now.depth == 1 {
                        now.at = 0;
                    }
                }
                b')' => now.depth = now.depth.saturating_sub(1),
                b',' if now.depth == 1 => now.at += 1,
                b';' if now.depth == 0 => now.ended = true,
                b if b.is_ascii_alphanumeric() || matches!(b, b'+' | b'.') => {
                    let end = bytes[at..]
                        .iter()
                        .position(|b| b",()' ;".contains(b))
                        .map_or(bytes.len(), |n| at + n);
                    self.value(file, line, now, text.get(at..end).unwrap_or_default(), fiction);
                    at = end;
                    continue;
                }
                _ => {}
            }
            at += 1;
        }
        now
    }

    fn value(&self, file: &str, line: u64, now: Values, value: &str, fiction: &mut Fiction) {
        let name = self.columns.get(now.at).filter(|_| now.depth > 0);
        fiction.cell(file, line, name.map_or("", String::as_str), "", value);
    }
}

/// Looks at the fields of a segment that says what they are.
fn segment(file: &str, line: u64, text: &str, fiction: &mut Fiction) -> bool {
    let own = text.get(..3).unwrap_or_default();
    if MESSAGE.iter().any(|(name, ..)| *name == own) && text.as_bytes().get(3) == Some(&b'|') {
        for (n, field) in text.split('|').enumerate() {
            let known = MESSAGE.iter().find(|(name, at, _)| *name == own && *at == n);
            fiction.cell(file, line, known.map_or("", |(.., name)| name), "", field);
        }
        return true;
    }
    false
}

/// Where a string ends that begins here: a quote in it is doubled.
fn string(bytes: &[u8], from: usize) -> usize {
    let mut at = from;
    while let Some(byte) = bytes.get(at) {
        match (byte, bytes.get(at + 1)) {
            (b'\'', Some(b'\'')) | (b'\\', Some(_)) => at += 2,
            (b'\'', _) => return at,
            _ => at += 1,
        }
    }
    bytes.len().max(from)
}

fn begins(text: &str, words: &str) -> bool {
    text.get(..words.len()).is_some_and(|head| head.eq_ignore_ascii_case(words))
}

/// The columns that stand between the first parentheses of a statement, before VALUES, and what follows them.
fn listed(text: &str) -> Option<(Vec<String>, &str)> {
    let open = text.find('(')?;
    let close = open + text[open..].find(')')?;
    if text[..open].to_ascii_lowercase().contains("values") {
        return None;
    }
    let names = text[open + 1..close].split(',');
    let names = names.map(|name| name.trim().trim_matches(['"', '`', '[', ']']).to_owned()).collect();
    Some((names, &text[close + 1..]))
}

/// Whether a line is a row between bars, as Markdown and Gherkin write tables.
fn is_barred(text: &str) -> bool {
    let text = text.trim();
    text.len() > 2 && text.starts_with('|') && text.ends_with('|')
}

/// Whether it is the line below the names.
fn is_rule(text: &str) -> bool {
    text.bytes().all(|b| matches!(b, b'|' | b'-' | b'+' | b':' | b' ' | b'\t'))
}

fn barred(text: &str) -> impl Iterator<Item = &str> {
    text.trim().trim_matches('|').split('|').map(str::trim)
}
