//! What stands around a value in a text and tells what it is.

use super::class::{Class, spaced};
use super::said::says;
use std::ops::Range;

/// How far before and behind a value the words may stand that tell what it is, in bytes.
pub(super) const REACH: usize = 40;

/// How far behind a value its object may go on to say of what sort the value is, in bytes.
const OBJECT: usize = 120;

/// Labels that say nothing of their value, so that it is told by what stands around them.
const GENERIC: [&str; 47] = [
    "value",
    "values",
    "text",
    "number",
    "numbers",
    "string",
    "content",
    "type",
    "use",
    "home",
    "work",
    "main",
    "primary",
    "secondary",
    "other",
    "personal",
    "example",
    "default",
    "address",
    "addresses",
    "uri",
    "voice",
    "internet",
    "pref",
    "extension",
    "data",
    "item",
    // What a value is compared with, and what it was before.
    "equal",
    "equals",
    "to",
    "from",
    "answer",
    "response",
    "reply",
    "eq",
    "contains",
    "matches",
    "expected",
    "actual",
    "old",
    "new",
    "previous",
    "current",
    "placeholder",
    "with",
    "sample",
    "msgstr",
];

/// Whether what stands around a value tells that one of its class is meant, and whether its label says that it is something else.
pub(super) fn told(class: Class, text: &str, range: &Range<usize>, above: &str) -> (bool, bool) {
    let words = label(before(text, range.start));
    if class.is_ruled_out(words) {
        return (false, true);
    }
    let told = class.told_by(words)
        || is_alone(&text[..range.start]) && class.told_by(above)
        || is_sent(class, text, range)
        || is_logged(class, text, range)
        || class.told_by(behind(text, range.end))
        || says(class, text, range.end)
        || has_generic_key(text, range.start) && class.told_by(object(text, range.end));
    (told, false)
}

/// Whether nothing in the line says what the value is, so that the next line may: `"value": …` before `"system": "phone"`.
pub(super) fn waits(text: &str, range: &Range<usize>) -> bool {
    let rest = text.get(range.end..).unwrap_or_default();
    has_generic_key(text, range.start) && rest.len() < 4 && !rest.contains(['}', '>'])
}

/// Whether a line says nothing of the value in it: signs alone, a number of the list, or that it is a value.
pub(super) fn is_alone(text: &str) -> bool {
    text.len() <= 2 * REACH && is_generic(text)
}

/// Whether a label says nothing of its value.
pub(super) fn is_generic(label: &str) -> bool {
    let words = spaced(label);
    let mut words = words.split(' ').filter(|word| !word.is_empty());
    words.all(|word| GENERIC.contains(&word) || word.bytes().all(|b| b.is_ascii_digit()))
}

/// Whether the name of a column only numbers it, or says nothing: `c3`, `column 3`, `field_2`, `value`.
pub fn is_unnamed(name: &str) -> bool {
    let counted =
        name.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '_' | ' ' | '-' | '.' | ':'));
    let only_numbered = ["", "c", "col", "column", "f", "field", "v", "var", "x", "unnamed"];
    is_generic(name) || only_numbered.iter().any(|word| counted.eq_ignore_ascii_case(word))
}

/// The words that stand right before a place.
fn before(text: &str, at: usize) -> &str {
    &text[floor(text, at.saturating_sub(REACH))..at]
}

/// Of the words before a value those of its own label, where it has one that says something.
fn label(words: &str) -> &str {
    let own = own(words);
    match own.rfind([':', '=']) {
        Some(end) if !is_generic(&own[..end]) => own,
        _ => words,
    }
}

/// What stands before a value since the value before it.
fn own(words: &str) -> &str {
    words.rfind([',', ';', '{', '}', '|', '&']).map_or(words, |at| &words[at + 1..])
}

/// Whether a value has a label of its own that says nothing.
fn has_generic_key(text: &str, at: usize) -> bool {
    let own = own(before(text, at));
    let own = own.rsplit(['<', ' ']).find(|word| word.contains([':', '='])).unwrap_or_default();
    own.rfind([':', '='])
        .is_some_and(|end| is_generic(&own[..end]) && own[..end].contains(char::is_alphabetic))
}

/// What goes on behind a value within its object or its tag.
fn object(text: &str, at: usize) -> &str {
    let rest = &text[at..floor(text, (at + OBJECT).min(text.len()))];
    rest.find(['}', '>']).map_or(rest, |end| &rest[..end])
}

/// The words right behind a value that say what it was: `(SSN)`, `is her cell`, `mobile`.
fn behind(text: &str, at: usize) -> &str {
    let rest = &text[at..floor(text, (at + REACH).min(text.len()))];
    let rest = rest.trim_start_matches(['"', '\'', '`', '*']);
    if rest.is_empty() || !rest.starts_with([' ', '(']) {
        return "";
    }
    let rest = rest.trim_start_matches(' ');
    if let Some(inside) = rest.strip_prefix('(') {
        return inside.split_once(')').map_or("", |(inside, _)| inside);
    }
    let whose = ["is ", "was ", "as "].iter().find_map(|verb| rest.strip_prefix(verb)).and_then(|rest| {
        ["the ", "her ", "his ", "my ", "their ", "our "].iter().find_map(|of| rest.strip_prefix(of))
    });
    let ends = |c: char| !c.is_alphanumeric();
    let word = |rest: &str| rest.find(ends).unwrap_or(rest.len());
    match whose {
        Some(rest) => &rest[..word(rest)],
        None => {
            let one = &rest[..word(rest)];
            let known = ["ssn", "cell", "mobile", "fax", "phone", "npi", "dea", "mbi", "vin", "landline"];
            if known.iter().any(|known| one.eq_ignore_ascii_case(known)) { one } else { "" }
        }
    }
}

/// Whether somebody wrote to or from it: an address in the head of a mail, a number with a plus in a message.
fn is_sent(class: Class, text: &str, range: &Range<usize>) -> bool {
    let head = &text[..range.start];
    match class {
        Class::Email => {
            let fields = ["from", "to", "cc", "bcc", "reply-to", "sender", "return-path", "delivered-to"];
            let name =
                head.split_once(':').map_or("", |(name, _)| name.trim_matches(['"', ' ', '>', '*', '{']));
            let is_field = |name: &str| fields.iter().any(|field| name.eq_ignore_ascii_case(field));
            // `to=<ADDRESS>`, `from = Clinic <ADDRESS>`
            let key = head.trim_end_matches(['<', '"', '\'']).trim_end().strip_suffix(['=', ':']);
            let key = key.and_then(|key| key.trim_end().rsplit([' ', ',', '\t']).next()).unwrap_or_default();
            let setting = head.split_once('=').map_or("", |(name, _)| name.trim());
            is_field(name) || is_field(key) || is_field(setting)
        }
        Class::Phone if text[range.clone()].starts_with('+') => {
            let words = spaced(own(before(text, range.start)));
            let mut words = words.split(' ').filter(|word| !word.is_empty()).rev();
            // From a number to a number is how far something goes.
            let counts = |word: &str| word.bytes().all(|b| b.is_ascii_digit());
            matches!(words.next(), Some("from" | "to")) && !words.next().is_some_and(counts)
        }
        _ => false,
    }
}

/// Whether a program wrote down from which address somebody came: servers of the web, of sessions and of databases.
fn is_logged(class: Class, text: &str, range: &Range<usize>) -> bool {
    if !matches!(class, Class::Ipv4 | Class::Ipv6) {
        return false;
    }
    let (head, rest) = (text[..range.start].trim_end(), &text[range.end..]);
    let near = &rest[..floor(rest, rest.len().min(2 * REACH))];
    let port = rest.strip_prefix(':').map(|rest| rest.trim_start_matches(|c: char| c.is_ascii_digit()));
    let labels = ["client:", "[client", "client=", "remote=", "remote:", "peer=", "rhost=", "SRC="];
    // `ADDRESS - USER [TIME]`, as the first or second word of its line.
    let request = head.matches(' ').count() <= 1
        && (near.starts_with(" - ") && near.contains(" [")
            || port.is_some_and(|rest| rest.starts_with(" [")));
    request
        || labels.iter().any(|label| head.ends_with(label))
        || head.ends_with(" from") && (rest.starts_with(" port ") || port.is_some() || came(head) && !rest.starts_with(" to "))
        // Nothing but an address has the number of a port behind it.
        || port.is_some_and(|after| rest.len() - after.len() > 4 && !after.starts_with([':', '.', '-']))
        || of_host(head, rest)
        || head.ends_with(" by") && rest.starts_with(" port ")
        || head.ends_with("host=") && rest.starts_with(" port=")
        || head.contains("Started ") && head.ends_with(" for") && rest.starts_with(" at ")
}

/// Whether somebody came from what follows: `logged in from`, `Invalid user x from`.
fn came(head: &str) -> bool {
    let words = spaced(&head[floor(head, head.len().saturating_sub(REACH))..]);
    let of_sessions = [
        "login",
        "logged",
        "connection",
        "connected",
        "connect",
        "request",
        "requests",
        "session",
        "access",
        "user",
        "password",
        "sshd",
        "auth",
        "authentication",
        "accepted",
        "attempt",
    ];
    words.split(' ').any(|word| of_sessions.contains(&word))
}

/// Whether an address stands behind the name of its host, as servers of mail write it: `mx[ADDRESS]:25`, `mx.example.com [ADDRESS]`.
fn of_host(head: &str, rest: &str) -> bool {
    let Some(head) = head.strip_suffix('[') else { return false };
    let host = head.trim_end().rsplit([' ', '=', ',', '<', '(']).next().unwrap_or_default();
    let is_name = host.contains('.') && host.contains(|c: char| c.is_ascii_alphabetic());
    rest.strip_prefix(']')
        .is_some_and(|rest| is_name || rest.starts_with(':') && head.ends_with(host) && !host.is_empty())
}

/// Whether an object says by the name of a system what its value is, as FHIR does: beside the value, or in the line above.
pub(super) fn by_system(class: Class, text: &str, range: &Range<usize>, above: &str) -> bool {
    let system = |text: &str| {
        let (_, rest) = text.split_once("system\"")?;
        let name = rest.trim_start_matches([':', ' ', '"']).split('"').next()?;
        Some(class.told_by(name))
    };
    let head = &text[..range.start];
    if !has_generic_key(text, range.start) {
        return false;
    }
    let own = &head[floor(head, head.len().saturating_sub(OBJECT))..];
    let own = own.rfind('{').map_or(own, |at| &own[at..]);
    system(own)
        .or_else(|| system(object(text, range.end)))
        .or_else(|| above.lines().next_back().filter(|_| is_alone(head)).and_then(system))
        .unwrap_or(false)
}

/// The nearest place at or before this one where a character begins.
pub(super) fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
