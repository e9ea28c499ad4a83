//! Rich Text Format as word processors read it (specification 1.9.1), as far as it takes to know what is text.

use super::pieces::Pieces;
use super::{Ask, pages};
use crate::error::Result;
use std::collections::BTreeMap;

/// Groups of which nothing is left: pictures, objects, who wrote and printed it, marks, settings.
const DROPPED: [&str; 40] = [
    "pict",
    "object",
    "objdata",
    "info",
    "themedata",
    "colorschememapping",
    "datastore",
    "revtbl",
    "xmlnstbl",
    "rsidtbl",
    "userprops",
    "generator",
    "mmathPr",
    "latentstyles",
    "docvar",
    "template",
    "passwordhash",
    "atnauthor",
    "atnid",
    "atrfstart",
    "atrfend",
    "atndate",
    "atnref",
    "atnicn",
    "atnparent",
    "bkmkstart",
    "bkmkend",
    "private",
    "xe",
    "tc",
    "mailmerge",
    "nextfile",
    "filetbl",
    "background",
    "nonshppict",
    "shppict",
    "sp",
    "wgrffmtfilter",
    "ud",
    "datafield",
];

/// Groups that a reader passes over if it does not know them, and that hold text.
const STARRED: [&str; 12] = [
    "fldinst",
    "pn",
    "listtable",
    "listoverridetable",
    "list",
    "cs",
    "ds",
    "ts",
    "tsrowd",
    "annotation",
    "shpinst",
    "pnseclvl",
];

/// Fonts that every machine has: their names are nobody's.
const FONTS: [&str; 24] = [
    "Times New Roman",
    "Times",
    "Arial",
    "Arial Narrow",
    "Helvetica",
    "Calibri",
    "Calibri Light",
    "Cambria",
    "Cambria Math",
    "Courier",
    "Courier New",
    "Georgia",
    "Verdana",
    "Tahoma",
    "Symbol",
    "Wingdings",
    "Segoe UI",
    "Garamond",
    "Consolas",
    "Trebuchet MS",
    "MS Sans Serif",
    "Microsoft Sans Serif",
    "MS Shell Dlg",
    "Aptos",
];

/// Words that end a line.
const LINES: [&str; 10] =
    ["par", "line", "sect", "page", "row", "nestrow", "column", "footnote", "header", "footer"];

/// Words that stand for a sign.
const SIGNS: [(&str, char); 11] = [
    ("emdash", '—'),
    ("endash", '–'),
    ("lquote", '‘'),
    ("rquote", '’'),
    ("ldblquote", '“'),
    ("rdblquote", '”'),
    ("bullet", '•'),
    ("emspace", '\u{2003}'),
    ("enspace", '\u{2002}'),
    ("qmspace", '\u{2005}'),
    ("zwnj", '\u{200c}'),
];

/// The deepest that groups may lie in each other.
const DEEPEST: usize = 1_000;

/// What holds within a group.
#[derive(Clone, Default)]
struct State {
    /// How many characters stand behind `\u` for readers that do not know it.
    fallback: usize,
    font: i64,
    in_fonts: bool,
    /// Pieces before the group began, until its first word was read.
    begin: Option<usize>,
    starred: bool,
}

/// The document with what `ask` replaces in it; `None` where it is no such document, or in a script that is not read.
pub(super) fn replaced(text: &str, ask: &mut Ask<'_>) -> Result<Option<String>> {
    if !text.trim_start().starts_with("{\\rtf") {
        return Ok(None);
    }
    let mut reader = Reader {
        text,
        at: 0,
        pieces: Pieces::default(),
        groups: Vec::new(),
        state: State { fallback: 1, ..State::default() },
        page: 1252,
        plain_font: 0,
        charsets: BTreeMap::new(),
        high: None,
    };
    while reader.at < text.len() {
        if reader.step().is_none() {
            return Ok(None);
        }
    }
    if !reader.groups.is_empty() || reader.high.is_some() {
        return Ok(None);
    }
    let found = ask(reader.pieces.plain())?;
    Ok(Some(reader.pieces.replaced(text, &found, &encoded)))
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    pieces: Pieces,
    groups: Vec<State>,
    state: State,
    /// The code page of the document; 0 where it is none that is read.
    page: u16,
    /// The font of text that names none.
    plain_font: i64,
    charsets: BTreeMap<i64, i64>,
    /// The first half of a character that takes two.
    high: Option<(usize, u32)>,
}

/// A control word with its number, and where it ends.
struct Word<'t> {
    name: &'t str,
    number: Option<i64>,
    end: usize,
    /// Whether no space ends it.
    open: bool,
}

impl<'t> Reader<'t> {
    fn byte(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }

    fn step(&mut self) -> Option<()> {
        match self.byte(self.at)? {
            b'{' => {
                if self.groups.len() >= DEEPEST {
                    return None;
                }
                self.groups.push(self.state.clone());
                self.state.begin = Some(self.pieces.len());
                self.state.starred = false;
                self.keep(1);
            }
            b'}' => {
                self.state = self.groups.pop()?;
                self.state.begin = None;
                self.keep(1);
            }
            b'\\' => return self.control(),
            b'\r' | b'\n' => self.keep(1),
            _ => self.words(),
        }
        Some(())
    }

    fn keep(&mut self, len: usize) {
        self.pieces.keep(self.at..self.at + len, false);
        self.at += len;
    }

    /// Text up to the next sign of markup.
    fn words(&mut self) {
        self.state.begin = None;
        let bytes = &self.text.as_bytes()[self.at..];
        let len = bytes
            .iter()
            .position(|b| matches!(b, b'{' | b'}' | b'\\' | b'\r' | b'\n'))
            .unwrap_or(bytes.len());
        let source = self.at..self.at + len;
        let own = &self.text[source.clone()];
        let font = self.state.in_fonts && FONTS.contains(&own.trim_end_matches(';').trim());
        if font {
            self.pieces.keep(source, false);
        } else {
            self.pieces.text(source, own);
        }
        self.at += len;
    }

    fn control(&mut self) -> Option<()> {
        let start = self.at;
        let next = self.byte(start + 1)?;
        if next.is_ascii_alphabetic() {
            let word = self.word(start)?;
            return self.named(start, &word);
        }
        match next {
            b'\'' => {
                let byte = self.hex(start)?;
                self.character(start..start + 4, byte)?;
            }
            b'\\' | b'{' | b'}' => self.sign(start..start + 2, char::from(next)),
            b'~' => self.sign(start..start + 2, '\u{a0}'),
            b'_' => self.sign(start..start + 2, '\u{2011}'),
            b'-' => self.sign(start..start + 2, '\u{ad}'),
            b'\n' | b'\r' => {
                self.keep(2);
                self.pieces.part('\n');
            }
            b'*' => {
                self.state.starred = self.state.begin.is_some();
                self.keep(2);
            }
            _ => {
                let len = self.text[start + 1..].chars().next()?.len_utf8();
                self.keep(1 + len);
            }
        }
        Some(())
    }

    fn sign(&mut self, source: std::ops::Range<usize>, c: char) {
        self.state.begin = None;
        self.at = source.end;
        self.pieces.coded(source, c, false);
    }

    /// The byte of `\'e9`.
    fn hex(&self, start: usize) -> Option<u8> {
        u8::from_str_radix(self.text.get(start + 2..start + 4)?, 16).ok()
    }

    fn character(&mut self, source: std::ops::Range<usize>, byte: u8) -> Option<()> {
        let c = self.read(byte)?;
        self.sign(source, c);
        Some(())
    }

    /// The character of a byte in the font that holds here; `None` where that is not sure.
    fn read(&self, byte: u8) -> Option<char> {
        let charset = self.charsets.get(&self.state.font).copied();
        let page = charset.and_then(pages::of_charset).unwrap_or(self.page);
        let c = pages::character(page, byte)?;
        // Writers leave the character set of Western Europe where the document says another code page, and mean the one or the
        // other: only what both read alike is sure.
        let sure = charset != Some(0) || pages::character(self.page, byte) == Some(c);
        sure.then_some(c)
    }

    fn word(&self, start: usize) -> Option<Word<'t>> {
        let bytes = self.text.as_bytes();
        let letters = bytes[start + 1..].iter().take_while(|b| b.is_ascii_alphabetic()).count();
        let name = self.text.get(start + 1..start + 1 + letters)?;
        let mut end = start + 1 + letters;
        let minus = usize::from(self.byte(end) == Some(b'-'));
        let digits = bytes[end + minus..].iter().take_while(|b| b.is_ascii_digit()).count();
        let mut number = None;
        if digits > 0 {
            number = self.text.get(end..end + minus + digits)?.parse().ok();
            end += minus + digits;
        }
        let open = self.byte(end) != Some(b' ');
        Some(Word { name, number, end: end + usize::from(!open), open })
    }

    fn named(&mut self, start: usize, word: &Word<'_>) -> Option<()> {
        let begin = self.state.begin.take();
        let first = begin.is_some();
        if DROPPED.contains(&word.name) || (first && self.state.starred && !STARRED.contains(&word.name)) {
            return self.drop_group(begin);
        }
        match (word.name, word.number) {
            ("u", Some(code)) => return self.unicode(start, word, code),
            ("bin", _) => return None,
            ("ansicpg", Some(page)) => self.page = code_page(page),
            ("mac", None) => self.page = 10_000,
            ("pc", None) => self.page = 437,
            ("pca", None) => self.page = 850,
            ("plain", None) => self.state.font = self.plain_font,
            ("uc", Some(n)) => self.state.fallback = usize::try_from(n).ok()?,
            ("fonttbl", _) => self.state.in_fonts = true,
            ("f", Some(n)) => self.state.font = n,
            ("deff", Some(n)) => (self.state.font, self.plain_font) = (n, n),
            ("fcharset", Some(n)) => {
                self.charsets.insert(self.state.font, n);
            }
            _ => {}
        }
        if let Some((_, c)) = SIGNS.iter().find(|(name, _)| *name == word.name) {
            self.pieces.coded(start..word.end, *c, word.open);
            self.at = word.end;
            return Some(());
        }
        self.pieces.keep(start..word.end, word.open);
        self.at = word.end;
        if LINES.contains(&word.name) || (first && is_apart(word.name)) {
            self.pieces.part('\n');
        } else if matches!(word.name, "tab" | "cell" | "nestcell") {
            self.pieces.part('\t');
        }
        Some(())
    }

    /// `\u233?`: a character, with what stands behind it for others.
    fn unicode(&mut self, start: usize, word: &Word<'_>, code: i64) -> Option<()> {
        let code = u32::try_from(if code < 0 { code + 65_536 } else { code }).ok()?;
        self.at = word.end;
        for _ in 0..self.state.fallback {
            match self.byte(self.at) {
                Some(b'{' | b'}') | None => break,
                Some(b'\\') if self.byte(self.at + 1) == Some(b'\'') => self.at += 4,
                Some(b'\\') if self.byte(self.at + 1)?.is_ascii_alphabetic() => {
                    self.at = self.word(self.at)?.end;
                }
                Some(b'\\') => self.at += 2,
                Some(_) => self.at += self.text[self.at..].chars().next()?.len_utf8(),
            }
        }
        if !self.text.is_char_boundary(self.at) {
            return None;
        }
        let open = self.state.fallback == 0 && word.open;
        match (self.high.take(), code) {
            (None, 0xd800..=0xdbff) => self.high = Some((start, code)),
            (Some((from, high)), 0xdc00..=0xdfff) => {
                let c = char::from_u32(0x1_0000 + ((high - 0xd800) << 10) + (code - 0xdc00))?;
                self.pieces.coded(from..self.at, c, open);
            }
            (None, _) => self.pieces.coded(start..self.at, char::from_u32(code)?, open),
            (Some(_), _) => return None,
        }
        Some(())
    }

    /// Leaves out the rest of a group, or all of it where nothing of it was read.
    fn drop_group(&mut self, begin: Option<usize>) -> Option<()> {
        let mut depth = 1usize;
        while depth > 0 {
            match self.byte(self.at)? {
                b'{' => depth += 1,
                b'}' => depth -= 1,
                b'\\' => {
                    let word = self.byte(self.at + 1)?.is_ascii_alphabetic();
                    // Bytes of any sort could hold braces.
                    if word && self.word(self.at)?.name == "bin" {
                        return None;
                    }
                    self.at += 1;
                }
                _ => {}
            }
            self.at += 1;
        }
        let outer = self.groups.pop()?;
        self.state = State { begin: None, ..outer };
        match begin {
            Some(begin) => self.pieces.truncate(begin),
            None => self.pieces.keep(self.at - 1..self.at, false),
        }
        Some(())
    }
}

/// A code page by its number as a document states it; 0 where it is not read. In UTF-8 no byte is a character of its own.
fn code_page(stated: i64) -> u16 {
    match stated {
        0 => 1252,
        n => u16::try_from(n).ok().filter(|n| pages::is_known(*n)).unwrap_or(0),
    }
}

/// Groups whose text stands apart from what is around them.
fn is_apart(name: &str) -> bool {
    matches!(
        name,
        "fldinst"
            | "fonttbl"
            | "stylesheet"
            | "annotation"
            | "footnote"
            | "shptxt"
            | "f"
            | "s"
            | "cs"
            | "pntext"
    ) || name.starts_with("header")
        || name.starts_with("footer")
        || name.starts_with("list")
}

/// A text as it stands in a document.
fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | '{' | '}' => out.extend(['\\', c]),
            '\n' => out.push_str("\\line "),
            '\t' => out.push_str("\\tab "),
            c if c.is_ascii() => out.push(c),
            // What follows is for readers that know no other characters; one is stated, whatever held before.
            c => {
                let mut units = [0; 2];
                out.push_str("{\\uc1");
                for unit in c.encode_utf16(&mut units) {
                    out.push_str(&format!(
                        "\\u{}?",
                        i32::from(*unit) - if *unit > 0x7fff { 65_536 } else { 0 }
                    ));
                }
                out.push('}');
            }
        }
    }
    out
}
