//! Texts in another dress: HTML, RTF and base64, read as people see them, with the way back to what was written.
//!
//! [`Coding::replaced`] hands over the text of a document as one plain text, whatever tags, entities and escapes stand in it,
//! and puts what comes back into the document: markup stays where it is, and what replaces a stretch that tags part stands at
//! its beginning. Line breaks stay, also those in the middle of what is replaced. What a reader does not see is left out: comments, scripts, pictures, who wrote the document. It knows no
//! meaning: what is to be replaced somebody else says.

mod attributes;
mod breaks;
mod entities;
mod html;
mod names;
mod pages;
mod pieces;
mod rtf;
#[cfg(test)]
mod tests;
mod torn;

use crate::cipher::{Alphabet, decode, encode};
use crate::error::Result;
use std::ops::Range;

/// Stretches of a plain text with what takes their place, in order and without overlaps.
pub type Replaced = Vec<(Range<usize>, String)>;

/// Says what is to be replaced in a plain text.
pub type Ask<'a> = dyn FnMut(&str) -> Result<Replaced> + 'a;

/// How the words of a text are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Markup {
    /// As they are.
    #[default]
    Plain,
    /// HTML.
    Html,
    /// Rich Text Format.
    Rtf,
}

/// How a text is coded: perhaps in base64, and in it perhaps marked up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Coding {
    /// Whether all of it is in base64.
    pub base64: bool,
    /// How its words are written.
    pub markup: Markup,
}

impl Coding {
    /// The words by which codings are named.
    pub const WORDS: [&'static str; 4] = ["plain", "html", "rtf", "base64"];

    /// Adds what a word names; whether it can stand behind what was named before.
    pub fn add(&mut self, word: &str) -> bool {
        let first = *self == Self::default();
        match word {
            "plain" => first,
            "base64" if first => {
                self.base64 = true;
                true
            }
            "html" | "rtf" if self.markup == Markup::Plain => {
                self.markup = if word == "html" { Markup::Html } else { Markup::Rtf };
                true
            }
            _ => false,
        }
    }

    /// The words for it.
    pub fn word(self) -> &'static str {
        match (self.base64, self.markup) {
            (false, Markup::Plain) => "plain",
            (false, Markup::Html) => "html",
            (false, Markup::Rtf) => "rtf",
            (true, Markup::Plain) => "base64",
            (true, Markup::Html) => "base64 of html",
            (true, Markup::Rtf) => "base64 of rtf",
        }
    }

    /// The text with what `ask` replaces in it; `None` where it is not coded so.
    ///
    /// # Errors
    /// Those of `ask`.
    pub fn replaced(self, text: &str, ask: &mut Ask<'_>) -> Result<Option<String>> {
        if !self.base64 {
            return self.markup.replaced(text, ask);
        }
        let Some(wrapped) = Wrapped::read(text) else { return Ok(None) };
        let Some(plain) = decode(&wrapped.body).and_then(|bytes| String::from_utf8(bytes).ok()) else {
            return Ok(None);
        };
        Ok(self.markup.replaced(&plain, ask)?.map(|plain| wrapped.write(plain.as_bytes())))
    }
}

impl Markup {
    fn replaced(self, text: &str, ask: &mut Ask<'_>) -> Result<Option<String>> {
        match self {
            Self::Plain => torn::replaced(text, ask).map(Some),
            Self::Html => html::replaced(text, ask).map(Some),
            Self::Rtf => rtf::replaced(text, ask),
        }
    }
}

/// A plain text with what was replaced in it.
fn apply(text: &str, found: &Replaced) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    let mut from = 0;
    for (range, stand_in) in found {
        out.push_str(&text[from..range.start]);
        out.push_str(&breaks::kept(&text[range.clone()], stand_in));
        from = range.end;
    }
    out.push_str(&text[from..]);
    out
}

/// Base64 with the form in which it was written.
struct Wrapped {
    /// `data:text/plain;base64,`, where it is so.
    head: String,
    body: String,
    /// The length of its lines, and what ends them.
    lines: Option<(usize, &'static str)>,
    ends: bool,
    alphabet: Alphabet,
    padded: bool,
}

impl Wrapped {
    fn read(text: &str) -> Option<Self> {
        let is_data = text.get(..5).is_some_and(|head| head.eq_ignore_ascii_case("data:"));
        let (head, body) = match text.find(";base64,").filter(|_| is_data) {
            Some(at) => text.split_at(at + ";base64,".len()),
            None => ("", text),
        };
        // Parameters of a data URL may name a file.
        let head = match (head.is_empty(), head.find("text/html")) {
            (true, _) => "",
            (false, Some(_)) => "data:text/html;base64,",
            (false, None) => "data:text/plain;base64,",
        };
        let body = body.trim_start();
        let first = body.find(['\r', '\n']);
        let end = if body.contains("\r\n") { "\r\n" } else { "\n" };
        let is_url = body.contains(['-', '_']);
        let inner = body.trim_end();
        Some(Self {
            head: head.to_owned(),
            lines: first.filter(|at| *at > 0 && *at < inner.len()).map(|at| (at, end)),
            ends: body.ends_with('\n'),
            alphabet: if is_url { Alphabet::Url } else { Alphabet::Standard },
            padded: inner.ends_with('=')
                || inner.bytes().filter(|b| !b.is_ascii_whitespace()).count() % 4 == 0,
            body: inner.to_owned(),
        })
    }

    fn write(&self, bytes: &[u8]) -> String {
        let mut coded = Vec::new();
        encode(bytes, self.alphabet, &mut coded);
        let coded = String::from_utf8_lossy(&coded).into_owned();
        let coded = if self.padded { coded.as_str() } else { coded.trim_end_matches('=') };
        let mut out = self.head.clone();
        let (width, end) = self.lines.unwrap_or((usize::MAX, "\n"));
        for (n, chunk) in coded.as_bytes().chunks(width).enumerate() {
            if n > 0 {
                out.push_str(end);
            }
            out.push_str(&String::from_utf8_lossy(chunk));
        }
        if self.ends {
            out.push_str(end);
        }
        out
    }
}

/// The character that a byte of the code page 1252 stands for; those that it leaves open are controls.
fn of_1252(byte: u8) -> char {
    const HIGH: [u16; 32] = [
        0x20ac, 0x81, 0x201a, 0x192, 0x201e, 0x2026, 0x2020, 0x2021, 0x2c6, 0x2030, 0x160, 0x2039, 0x152,
        0x8d, 0x17d, 0x8f, 0x90, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x2dc, 0x2122,
        0x161, 0x203a, 0x153, 0x9d, 0x17e, 0x178,
    ];
    match byte {
        0x80..=0x9f => char::from_u32(u32::from(HIGH[usize::from(byte - 0x80)])).unwrap_or(' '),
        _ => char::from(byte),
    }
}
