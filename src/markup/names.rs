//! Names of elements: those of HTML stay, and of others those that name nobody.

use super::Ask;
use super::attributes::says;
use super::html::is_inline;
use crate::error::Result;
use std::collections::BTreeMap;

/// Elements of HTML that part words or lines.
const KNOWN: [&str; 88] = [
    "address",
    "applet",
    "area",
    "article",
    "aside",
    "audio",
    "base",
    "basefont",
    "blockquote",
    "body",
    "br",
    "button",
    "canvas",
    "caption",
    "center",
    "col",
    "colgroup",
    "datalist",
    "dd",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "embed",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "frame",
    "frameset",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hgroup",
    "hr",
    "html",
    "iframe",
    "input",
    "legend",
    "li",
    "link",
    "main",
    "math",
    "menu",
    "meta",
    "meter",
    "nav",
    "noembed",
    "noframes",
    "noscript",
    "object",
    "ol",
    "optgroup",
    "option",
    "output",
    "p",
    "param",
    "picture",
    "plaintext",
    "pre",
    "progress",
    "section",
    "select",
    "slot",
    "source",
    "summary",
    "svg",
    "table",
    "tbody",
    "td",
    "template",
    "textarea",
    "tfoot",
    "th",
    "thead",
    "title",
    "tr",
    "track",
    "ul",
    "video",
];
/// Elements of which the reader knows how their content is read.
const READ: [&str; 3] = ["script", "style", "xmp"];
/// What stands for a name that may be somebody's.
const NOBODYS: &str = "x";
/// A name has so many digits at the most, as in `h1` and `xml2json`; more are a number.
const DIGITS: usize = 2;

/// The names that were looked at, with whether they stay.
#[derive(Default)]
pub(super) struct Names(BTreeMap<String, bool>);

impl Names {
    /// How the name of an element is written, in its start tags and its end tags alike.
    pub(super) fn written(&mut self, name: &str, ask: &mut Ask<'_>) -> Result<String> {
        let lower = name.to_ascii_lowercase();
        let known = is_inline(&lower) && !lower.starts_with("st1:")
            || KNOWN.contains(&lower.as_str())
            || READ.contains(&lower.as_str());
        let stays = match self.0.get(name) {
            _ if known => true,
            Some(stays) => *stays,
            None => {
                let stays = !may_be_somebodys(name, ask)?;
                self.0.insert(name.to_owned(), stays);
                stays
            }
        };
        Ok(if stays { name } else { NOBODYS }.to_owned())
    }
}

/// Whether a name is none that programs give, or says something that would be replaced in a text.
fn may_be_somebodys(name: &str, ask: &mut Ask<'_>) -> Result<bool> {
    let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':' | '.');
    if !name.chars().all(is_word) || name.bytes().filter(u8::is_ascii_digit).count() > DIGITS {
        return Ok(true);
    }
    // `birthPlace` is two words.
    let mut spaced = String::with_capacity(name.len() + 4);
    let mut small = false;
    for c in name.chars() {
        if small && c.is_ascii_uppercase() {
            spaced.push(' ');
        }
        small = c.is_ascii_lowercase();
        spaced.push(c);
    }
    Ok(says(name, ask)? || says(&spaced, ask)?)
}
