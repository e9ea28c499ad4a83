//! HTML as browsers read it, as far as it takes to know what is text.

use super::attributes::{Attribute, rewritten};
use super::names::Names;
use super::pieces::Pieces;
use super::{Ask, entities};
use crate::error::Result;
use std::ops::Range;

/// Elements within words and lines, those of word processors among them; all that are not known part words, as those of XML do.
const INLINE: [&str; 43] = [
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font",
    "i", "img", "ins", "kbd", "label", "map", "mark", "nobr", "o:p", "q", "rb", "rp", "rt", "rtc", "ruby",
    "s", "samp", "small", "span", "strike", "strong", "style", "sub", "sup", "time", "tt", "u", "var", "wbr",
];

/// Elements whose content is no markup; in those of the second list entities count.
const RAW: [&str; 5] = ["xmp", "iframe", "noembed", "noframes", "plaintext"];
const TEXTS: [&str; 2] = ["title", "textarea"];

/// Whether an element parts no words.
pub(super) fn is_inline(name: &str) -> bool {
    INLINE.contains(&name) || name.starts_with("st1:")
}

/// So many tags without an end are looked for.
const ENDLESS: usize = 100;

/// Where a comment ends.
fn comment_end(text: &str) -> Option<usize> {
    text.match_indices("--").find_map(|(at, _)| {
        let after = &text[at + 2..];
        ["!>", ">"].iter().find(|end| after.starts_with(**end)).map(|end| at + 2 + end.len())
    })
}

/// The document with what `ask` replaces in it.
pub(super) fn replaced(text: &str, ask: &mut Ask<'_>) -> Result<String> {
    let mut reader = Reader {
        text,
        at: 0,
        pieces: Pieces::default(),
        pre: 0,
        last: text.rfind('>').unwrap_or(0),
        endless: 0,
        names: Names::default(),
    };
    while reader.at < text.len() {
        reader.step(ask)?;
    }
    let found = ask(reader.pieces.plain())?;
    let ascii = text.is_ascii();
    Ok(reader.pieces.replaced(text, &found, &|stand_in| entities::encoded(stand_in, ascii)))
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    pieces: Pieces,
    /// How many elements are open in which line ends count.
    pre: usize,
    /// Where the last tag can end.
    last: usize,
    /// Tags that did not end; beyond some a `<` is a sign like others, so that no text takes long.
    endless: usize,
    names: Names,
}

/// A start tag.
struct Tag {
    name: String,
    attributes: Vec<Attribute>,
    end: usize,
}

impl Reader<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn begins(&self, word: &str) -> bool {
        self.rest().get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word))
    }

    /// Reads text up to the next sign of markup, or one piece of markup.
    fn step(&mut self, ask: &mut Ask<'_>) -> Result<()> {
        let bytes = self.rest().as_bytes();
        match bytes.first() {
            Some(b'<') => self.markup(ask),
            Some(b'&') => {
                self.entity();
                Ok(())
            }
            _ => {
                let end = memchr::memchr2(b'<', b'&', bytes).unwrap_or(bytes.len());
                self.text_to(self.at + end);
                Ok(())
            }
        }
    }

    /// Text; a line end in it is a space, but where it counts.
    fn text_to(&mut self, end: usize) {
        let source = self.at..end;
        let own = &self.text[source.clone()];
        if self.pre == 0 && own.contains(['\n', '\r', '\t', '\u{c}']) {
            let seen: String = own
                .chars()
                .map(|c| if matches!(c, '\n' | '\r' | '\t' | '\u{c}') { ' ' } else { c })
                .collect();
            self.pieces.text(source, &seen);
        } else {
            self.pieces.text(source, own);
        }
        self.at = end;
    }

    fn entity(&mut self) {
        match entities::read(self.rest()) {
            Some((c, len)) => {
                self.pieces.coded(self.at..self.at + len, c, false);
                self.at += len;
            }
            None => self.text_to(self.at + 1),
        }
    }

    /// Leaves out what stands up to and with a sign, or to the end.
    fn drop_through(&mut self, sign: &str) {
        self.at = self.rest().find(sign).map_or(self.text.len(), |at| self.at + at + sign.len());
    }

    fn markup(&mut self, ask: &mut Ask<'_>) -> Result<()> {
        let after = self.rest().as_bytes().get(1).copied().unwrap_or(b' ');
        if self.begins("<!--") {
            // `<!-->` and `<!--->` are whole comments.
            let whole = ["<!-->", "<!--->"].into_iter().find(|sign| self.begins(sign));
            match whole {
                Some(sign) => self.at += sign.len(),
                None => {
                    let end = comment_end(&self.rest()[4..]);
                    self.at = end.map_or(self.text.len(), |at| self.at + 4 + at);
                }
            }
        } else if self.begins("<![CDATA[") {
            self.pieces.keep(self.at..self.at + 9, false);
            self.at += 9;
            self.raw_to(self.rest().find("]]>"), false);
            if self.begins("]]>") {
                self.pieces.keep(self.at..self.at + 3, false);
                self.at += 3;
            }
        } else if self.begins("<!doctype") || self.begins("<?xml ") {
            let start = self.at;
            self.drop_through(">");
            if ask(&self.text[start..self.at])?.is_empty() {
                self.pieces.keep(start..self.at, false);
            }
        } else if self.at >= self.last || self.endless > ENDLESS {
            self.text_to(self.at + 1);
        } else if matches!(after, b'!' | b'?') {
            self.drop_through(">");
        } else if after == b'/' {
            self.end_tag(ask)?;
        } else if after.is_ascii_alphabetic() {
            match self.start_tag() {
                Some(tag) => self.element(&tag, ask)?,
                // A tag that never ends.
                None => {
                    self.endless += 1;
                    self.text_to(self.at + 1);
                }
            }
        } else {
            self.text_to(self.at + 1);
        }
        Ok(())
    }

    fn end_tag(&mut self, ask: &mut Ask<'_>) -> Result<()> {
        let Some(close) = self.rest().find('>') else {
            self.text_to(self.at + 1);
            return Ok(());
        };
        let text = self.text;
        let inside = &text[self.at + 2..self.at + close];
        let is_end = inside.starts_with(|c: char| c.is_ascii_alphabetic());
        let end = inside.find(|c: char| c.is_ascii_whitespace() || c == '/').unwrap_or(inside.len());
        let name = inside[..end].to_ascii_lowercase();
        // Anything else behind `</` is a comment.
        let written = if is_end { Some(self.names.written(&inside[..end], ask)?) } else { None };
        self.at += close + 1;
        if let Some(written) = written {
            self.pieces.write(format!("</{written}>"));
            if name == "pre" {
                self.pre = self.pre.saturating_sub(1);
            }
            self.parted(&name);
        }
        Ok(())
    }

    fn parted(&mut self, name: &str) {
        if matches!(name, "td" | "th") {
            self.pieces.part('\t');
        } else if !is_inline(name) {
            self.pieces.part('\n');
        }
    }

    /// The tag that begins here; `None` where it does not end.
    fn start_tag(&self) -> Option<Tag> {
        let bytes = self.text.as_bytes();
        let is_space = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_whitespace);
        let ends_name = |at: usize| is_space(at) || matches!(bytes.get(at), Some(b'/' | b'>') | None);
        let mut at = self.at + 1;
        while !ends_name(at) {
            at += 1;
        }
        let name = self.text[self.at + 1..at].to_ascii_lowercase();
        let mut attributes = Vec::new();
        loop {
            let space = at;
            while is_space(at) || bytes.get(at) == Some(&b'/') {
                at += 1;
            }
            match bytes.get(at)? {
                b'>' => return Some(Tag { name, attributes, end: at + 1 }),
                _ => {
                    let start = at;
                    at += 1;
                    while !ends_name(at) && bytes.get(at) != Some(&b'=') {
                        at += 1;
                    }
                    let own = start..at;
                    let (value, end) = self.value(at)?;
                    at = end;
                    attributes.push(Attribute { name: own, value, whole: space..at });
                }
            }
        }
    }

    /// The value of an attribute whose name ends here, and where it ends.
    fn value(&self, name_end: usize) -> Option<(Option<Range<usize>>, usize)> {
        let bytes = self.text.as_bytes();
        let skip = |mut at: usize| {
            while bytes.get(at).is_some_and(u8::is_ascii_whitespace) {
                at += 1;
            }
            at
        };
        let equals = skip(name_end);
        if bytes.get(equals) != Some(&b'=') {
            return Some((None, name_end));
        }
        let start = skip(equals + 1);
        match bytes.get(start)? {
            quote @ (b'"' | b'\'') => {
                let len = memchr::memchr(*quote, &bytes[start + 1..])?;
                Some((Some(start + 1..start + 1 + len), start + len + 2))
            }
            _ => {
                let len = bytes[start..].iter().position(|b| b.is_ascii_whitespace() || *b == b'>')?;
                Some((Some(start..start + len), start + len))
            }
        }
    }

    /// A start tag with its attributes, and the content of elements that hold no markup.
    fn element(&mut self, tag: &Tag, ask: &mut Ask<'_>) -> Result<()> {
        let start = self.at;
        if tag.name == "script" {
            self.at = tag.end;
            self.at = self.content_end("script").map_or(self.text.len(), |at| self.at + at);
            if !self.rest().is_empty() {
                self.drop_through(">");
            }
            return Ok(());
        }
        self.parted(&tag.name);
        let style = tag.name == "style";
        self.at = tag.end;
        let content = self.content_end(&tag.name);
        let end = content.map_or(self.text.len(), |at| self.at + at);
        if style {
            let inside = &self.text[self.at..end];
            let foreign = ["<!--", "/*", "@import", "url(", "\\"].iter().any(|sign| inside.contains(sign));
            if foreign || content.is_none() || !ask(inside)?.is_empty() {
                self.at = end;
                self.drop_through(">");
                return Ok(());
            }
        }
        let written = self.names.written(&self.text[start + 1..start + 1 + tag.name.len()], ask)?;
        match rewritten(self.text, start..tag.end, &written, &tag.attributes, ask)? {
            Some(text) => self.pieces.write(text),
            None => self.pieces.keep(start..tag.end, false),
        }
        match tag.name.as_str() {
            "pre" => self.pre += 1,
            "style" => {
                self.pieces.keep(self.at..end, false);
                self.at = end;
            }
            name if TEXTS.contains(&name) => self.raw_to(content, true),
            name if RAW.contains(&name) => self.raw_to(content, false),
            _ => {}
        }
        Ok(())
    }

    /// Where the content of an element that holds no markup ends; `None` for other elements and where none ends it.
    fn content_end(&self, name: &str) -> Option<usize> {
        if !(RAW.contains(&name) || TEXTS.contains(&name) || matches!(name, "script" | "style")) {
            return None;
        }
        let rest = self.rest();
        let ends = |at: usize| {
            let own = rest.get(at + 2..at + 2 + name.len());
            let after = rest.as_bytes().get(at + 2 + name.len());
            own.is_some_and(|own| own.eq_ignore_ascii_case(name))
                && after.is_none_or(|b| b.is_ascii_whitespace() || matches!(b, b'>' | b'/'))
        };
        rest.match_indices("</").map(|(at, _)| at).find(|at| ends(*at))
    }

    /// Text without tags, up to a place or to the end.
    fn raw_to(&mut self, end: Option<usize>, entities: bool) {
        let end = end.map_or(self.text.len(), |at| self.at + at);
        while self.at < end {
            let bytes = &self.text.as_bytes()[self.at..end];
            match memchr::memchr(b'&', bytes).filter(|_| entities) {
                Some(0) => self.entity(),
                Some(n) => self.text_to(self.at + n),
                None => self.text_to(end),
            }
        }
    }
}
