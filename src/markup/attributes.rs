//! The attributes of a tag: texts are treated as texts, addresses as addresses, and what else says something is left out.

use super::entities::{decoded, encoded};
use super::{Ask, apply};
use crate::error::Result;
use std::ops::Range;

/// An attribute by its places in the document.
pub(super) struct Attribute {
    pub(super) name: Range<usize>,
    /// Without its quotes.
    pub(super) value: Option<Range<usize>>,
    /// With the space before it.
    pub(super) whole: Range<usize>,
}

/// Attributes that readers see or hear.
const TEXTS: [&str; 12] = [
    "title",
    "alt",
    "placeholder",
    "summary",
    "label",
    "value",
    "content",
    "caption",
    "abbr",
    "standby",
    "prompt",
    "download",
];

/// Attributes that lead somewhere.
const LINKS: [&str; 22] = [
    "href",
    "src",
    "action",
    "cite",
    "data",
    "background",
    "longdesc",
    "poster",
    "formaction",
    "srcset",
    "usemap",
    "profile",
    "codebase",
    "archive",
    "classid",
    "ping",
    "manifest",
    "icon",
    "lowsrc",
    "dynsrc",
    "xlink:href",
    "imagesrcset",
];

/// Attributes of looks and structure.
const PLAIN: [&str; 40] = [
    "align",
    "bgcolor",
    "border",
    "cellpadding",
    "cellspacing",
    "charset",
    "checked",
    "color",
    "cols",
    "colspan",
    "compact",
    "dir",
    "disabled",
    "enctype",
    "face",
    "height",
    "hidden",
    "hreflang",
    "hspace",
    "http-equiv",
    "lang",
    "maxlength",
    "media",
    "method",
    "nowrap",
    "readonly",
    "rel",
    "rows",
    "rowspan",
    "scope",
    "selected",
    "size",
    "span",
    "start",
    "target",
    "type",
    "valign",
    "vspace",
    "width",
    "xmlns",
];

/// Attributes whose values are names and rules of the document's own.
const OWN: [&str; 12] = [
    "class",
    "id",
    "name",
    "style",
    "for",
    "role",
    "tabindex",
    "accesskey",
    "headers",
    "form",
    "list",
    "itemprop",
];

/// What becomes of an attribute.
enum Becomes {
    Same,
    Value(String),
    Nothing,
}

/// A tag with what is replaced in its attributes; `None` where it stays.
pub(super) fn rewritten(
    text: &str,
    tag: Range<usize>,
    name: &str,
    attributes: &[Attribute],
    ask: &mut Ask<'_>,
) -> Result<Option<String>> {
    let ascii = text.is_ascii();
    let mut out = format!("<{name}");
    let mut changed = !text[tag.start + 1..].starts_with(name);
    for attribute in attributes {
        let own = text[attribute.name.clone()].to_ascii_lowercase();
        let value = attribute.value.clone().map(|value| decoded(&text[value]));
        match becomes(&own, value.as_deref(), ask)? {
            Becomes::Same => out.push_str(&text[attribute.whole.clone()]),
            Becomes::Nothing => changed = true,
            Becomes::Value(value) => {
                changed = true;
                out.push_str(&format!(" {own}=\"{}\"", encoded(&value, ascii)));
            }
        }
    }
    if text[..tag.end].ends_with("/>") {
        out.push_str(" /");
    }
    out.push('>');
    Ok(changed.then_some(out))
}

fn becomes(name: &str, value: Option<&str>, ask: &mut Ask<'_>) -> Result<Becomes> {
    let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':' | '.');
    // A handler is a script.
    if name.starts_with("on") || name == "srcdoc" || !name.chars().all(is_word) {
        return Ok(Becomes::Nothing);
    }
    let known = [&PLAIN[..], &OWN].iter().any(|list| list.contains(&name));
    let value = value.unwrap_or_default();
    if TEXTS.contains(&name) || name.starts_with("aria-") {
        let found = ask(value)?;
        return Ok(if found.is_empty() { Becomes::Same } else { Becomes::Value(apply(value, &found)) });
    }
    if LINKS.contains(&name) {
        return link(value, ask);
    }
    let plain =
        |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '#' | '%' | '.' | '/' | '-');
    if PLAIN.contains(&name) && value.len() <= 12 && value.chars().all(plain) {
        return Ok(Becomes::Same);
    }
    let says = says(value, ask)? || (!known && says(name, ask)?);
    Ok(if says || value.contains("url(") { Becomes::Nothing } else { Becomes::Same })
}

/// Whether anything would be replaced in a value, also where signs stand for its spaces.
pub(super) fn says(value: &str, ask: &mut Ask<'_>) -> Result<bool> {
    let spaced: String = value.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    Ok(!value.trim().is_empty() && (!ask(value)?.is_empty() || !ask(&spaced)?.is_empty()))
}

fn link(value: &str, ask: &mut Ask<'_>) -> Result<Becomes> {
    let plain: String = value.chars().filter(|c| !c.is_control() && !c.is_whitespace()).collect();
    let (scheme, rest) = match plain.split_once(':') {
        Some((scheme, rest))
            if scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.')) =>
        {
            (scheme.to_ascii_lowercase(), rest)
        }
        _ => (String::new(), plain.as_str()),
    };
    match scheme.as_str() {
        "mailto" => addressed("mailto:", "mail ", &from_percent(rest), ask),
        "tel" | "sms" | "callto" | "fax" | "facetime" => {
            addressed(&format!("{scheme}:"), "phone ", &from_percent(rest), ask)
        }
        "" | "http" | "https" | "ftp" | "cid" => {
            let plain = from_percent(&plain);
            let found = ask(&plain)?;
            if !found.is_empty() {
                return Ok(Becomes::Value(to_percent(&apply(&plain, &found))));
            }
            Ok(if says(&plain, ask)? { Becomes::Nothing } else { Becomes::Same })
        }
        // Scripts, files and pictures that stand in the address itself.
        _ => Ok(Becomes::Nothing),
    }
}

/// An address of somebody: it is replaced, or left out where nothing of it is known for one.
fn addressed(scheme: &str, cue: &str, address: &str, ask: &mut Ask<'_>) -> Result<Becomes> {
    let text = format!("{cue}{address}");
    let found = ask(&text)?;
    if found.is_empty() || found.iter().any(|(range, _)| range.start < cue.len()) {
        return Ok(Becomes::Nothing);
    }
    let replaced = apply(&text, &found);
    Ok(Becomes::Value(format!("{scheme}{}", to_percent(&replaced[cue.len()..]))))
}

fn from_percent(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, more)) = rest.split_first() {
        let code = (*first == b'%').then(|| std::str::from_utf8(more.get(..2)?).ok()).flatten();
        match code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &more[2..];
            }
            None => {
                bytes.push(*first);
                rest = more;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn to_percent(text: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=".contains(&b);
    text.bytes().map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}
