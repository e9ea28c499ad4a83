//! Rows that stand in a text as lines: of a dump's COPY and INSERT, of a table between bars or in columns, of a page of HTML, of a
//! message of HL7 or X12. Their columns say what their values are, as the header of a CSV file does.

use super::aligned::{aligned, spaced_header};
use super::fiction::is_header;
use super::header::{Header, fields};
use super::named::Names;
use super::pages::Page;
use super::segments::{self, Claim};
use crate::verify::Fiction;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

/// Tables of which the columns are kept that CREATE TABLE says.
const TABLES: usize = 10_000;

/// So many columns a table has at the most, in any server.
const COLUMNS: usize = 4_096;

/// What logs of servers begin the line with that names their fields (W3C, Zeek).
const FIELDS: &str = "#fields";

/// The longest line that may be the header of a table, in bytes.
const HEADER: usize = 1_000;

/// Where in a text the rows of a table go on.
#[derive(Default)]
pub(super) struct Rows {
    within: Within,
    columns: Names,
    /// The columns of tables by what CREATE TABLE says, for INSERT without a list of them.
    tables: BTreeMap<String, Vec<String>>,
    /// The table whose columns are being said.
    created: Option<(String, Vec<String>)>,
    /// The line before, where it may be the header above a rule.
    before: String,
    /// Where the columns of an aligned table stand.
    spans: Vec<Range<usize>>,
    page: Page,
    claim: Option<Claim>,
}

#[derive(Default, PartialEq)]
enum Within {
    #[default]
    Nothing,
    Copy,
    /// Behind INSERT INTO and its columns.
    Insert(Values),
    Bars,
    /// Below a header whose names a sign parts.
    Parted(u8),
    /// Below the names that a log of a server says (W3C, extended log file format).
    Fields,
    /// Below names that stand in columns, with blanks between them.
    Aligned,
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
                let cells = text.split('\t').map(|cell| if cell == "\\N" { "" } else { cell });
                self.cells(file, line, &cells.collect::<Vec<&str>>(), fiction);
                return true;
            }
            Within::Insert(values) => {
                let values = self.values(file, line, text, values, fiction);
                self.go_on(values, fiction);
                return true;
            }
            Within::Bars if text.contains('|') || is_rule(text) && text.len() > 2 => {
                if !is_rule(text) {
                    self.cells(file, line, &barred(text).collect::<Vec<&str>>(), fiction);
                }
                return true;
            }
            Within::Aligned if self.aligned(file, line, text, fiction) => return true,
            Within::Parted(sign) if self.parted(file, line, text, sign, fiction) => return true,
            Within::Fields if !text.starts_with('#') => {
                return self.parted(
                    file,
                    line,
                    text,
                    if text.contains('\t') { b'\t' } else { b' ' },
                    fiction,
                );
            }
            Within::Bars | Within::Aligned | Within::Parted(_) | Within::Fields => self.end(fiction),
            Within::Nothing => {}
        }
        let taken = self.begin(file, line, text, fiction);
        self.before.clear();
        if text.len() <= HEADER {
            self.before.push_str(text);
        }
        taken
    }

    /// Looks at a row whose fields a sign parts; `false` where it has not as many as the header.
    fn parted(&self, file: &str, line: u64, text: &str, sign: u8, fiction: &mut Fiction) -> bool {
        let cells = fields(text, sign);
        let is_row = cells.len() == self.columns.len();
        if is_row {
            self.cells(file, line, &cells, fiction);
        }
        is_row
    }

    /// Looks at a row whose cells stand below the names; `false` where it is none.
    fn aligned(&self, file: &str, line: u64, text: &str, fiction: &mut Fiction) -> bool {
        let Some(cells) = aligned(text, &self.spans) else { return is_rule(text) && !text.trim().is_empty() };
        for (n, cell) in cells {
            fiction.cell(file, line, &self.columns.of(n, &[]), "", cell);
        }
        true
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
                (self.columns, self.within) = (Names::new(columns), Within::Copy);
            }
            return false;
        }
        self.create(trimmed);
        if begins(trimmed, "INSERT INTO ") || begins(trimmed, "REPLACE INTO ") {
            let known =
                || unlisted(trimmed).and_then(|(table, rest)| Some((self.tables.get(&table)?.clone(), rest)));
            let Some((columns, rest)) = listed(trimmed).or_else(known) else { return false };
            self.columns = Names::new(columns);
            let values = self.values(file, line, rest, Values::default(), fiction);
            self.go_on(values, fiction);
            return true;
        }
        if is_barred(text) {
            let names: Vec<String> = barred(text).map(str::to_owned).collect();
            if names.len() > 1 && is_header(&names) {
                (self.columns, self.within) = (Names::new(names), Within::Bars);
            }
            return false;
        }
        if is_rule(text) && text.contains('-') && text.contains(['|', '+']) && self.before.contains('|') {
            self.columns = Names::new(barred(&self.before).map(str::to_owned).collect());
            self.within = Within::Bars;
            return true;
        }
        if text.len() <= HEADER
            && let Some((names, spans)) = spaced_header(text)
            && is_header(&names)
        {
            (self.columns, self.spans, self.within) = (Names::new(names), spans, Within::Aligned);
            return true;
        }
        if begins(text, FIELDS) {
            let names = text[FIELDS.len()..].trim_start_matches(':').split_whitespace();
            (self.columns, self.within) = (Names::new(names.map(str::to_owned).collect()), Within::Fields);
            return false;
        }
        if text.len() <= HEADER
            && let Some((sign, names)) = Header::within(text)
        {
            (self.columns, self.within) = (names, Within::Parted(sign));
            return false;
        }
        if let Some(rest) = self.page.look(file, line, text, fiction) {
            fiction.line(file, line, &rest);
            return true;
        }
        self.segments(file, line, trimmed, fiction)
    }

    /// Looks at messages of HL7 and X12.
    fn segments(&mut self, file: &str, line: u64, text: &str, fiction: &mut Fiction) -> bool {
        if let Some(claim) = Claim::of(text) {
            self.claim = Some(claim);
        }
        if let Some(claim) = &self.claim {
            if claim.look(file, line, text, fiction) {
                self.claim = None;
            }
            return true;
        }
        if let Some(claim) = Claim::fragment(text) {
            claim.look(file, line, text, fiction);
            return true;
        }
        // Its segments end with carriage returns.
        if begins(text, "MSH|") && text.contains('\r') {
            for part in text.split('\r') {
                if !segments::hl7(file, line, part, fiction) {
                    fiction.line(file, line, part);
                }
            }
            return true;
        }
        segments::hl7(file, line, text, fiction)
    }

    /// Takes the columns that CREATE TABLE says, one a line or all in one.
    fn create(&mut self, text: &str) {
        if let Some((table, columns)) = &mut self.created {
            if text.starts_with(')') {
                if self.tables.len() < TABLES {
                    self.tables.insert(std::mem::take(table), std::mem::take(columns));
                }
                self.created = None;
            } else if columns.len() < COLUMNS {
                columns.extend(column(text));
            } else {
                // A text that only begins like a table has no end to wait for.
                self.created = None;
            }
            return;
        }
        if !begins(text, "CREATE TABLE ") {
            return;
        }
        let Some((head, rest)) = text.split_once('(') else { return };
        let Some(table) = head.split_whitespace().next_back().map(table) else { return };
        if rest.trim().is_empty() {
            self.created = Some((table, Vec::new()));
        } else if self.tables.len() < TABLES {
            self.tables.insert(table, parted(rest).filter_map(column).collect());
        }
    }

    fn cells(&self, file: &str, line: u64, cells: &[&str], fiction: &mut Fiction) {
        for (n, cell) in cells.iter().enumerate() {
            fiction.cell(file, line, &self.columns.of(n, cells), "", cell);
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
        let name = if now.depth > 0 { self.columns.of(now.at, &[]) } else { Cow::Borrowed("") };
        fiction.cell(file, line, &name, "", value);
    }
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

/// The table of an INSERT that lists no columns, and what follows its VALUES.
fn unlisted(text: &str) -> Option<(String, &str)> {
    let rest = text.get(text.to_ascii_uppercase().find(" INTO ")? + 6..)?;
    let (name, rest) = rest.trim_start().split_once(char::is_whitespace).unwrap_or((rest.trim(), ""));
    let rest = rest.trim_start();
    begins(rest, "VALUES").then(|| (table(name), &rest["VALUES".len()..]))
}

/// The name of a table without its schema and quotes.
fn table(name: &str) -> String {
    let name = name.rsplit('.').next().unwrap_or(name);
    name.trim_matches(['"', '`', '[', ']']).to_lowercase()
}

/// The name of a column by its definition; none where it is a constraint.
fn column(text: &str) -> Option<String> {
    let name = text.split_whitespace().next()?.trim_end_matches(',');
    let words = [
        "constraint",
        "primary",
        "unique",
        "key",
        "foreign",
        "check",
        "index",
        "exclude",
        "like",
        "--",
        "fulltext",
    ];
    let own = name.trim_matches(['"', '`', '[', ']']);
    (!words.iter().any(|word| own.eq_ignore_ascii_case(word)) && !own.is_empty()).then(|| own.to_owned())
}

/// What commas part, outside of parentheses.
fn parted(text: &str) -> impl Iterator<Item = &str> {
    let mut depth = 0usize;
    text.split(move |c: char| {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        c == ',' && depth == 0
    })
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
