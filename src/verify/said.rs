//! What a line says of a value behind it: a comment, the other side of a comparison, the field into which it was put.

use super::class::Class;
use super::telling::{REACH, floor};

/// What begins a comment at the end of a line.
const COMMENTS: [&str; 5] = ["#", "//", "--", "/*", "<!--"];

/// Whether the rest of a line tells that a value of a class stood before it.
pub(super) fn says(class: Class, text: &str, at: usize) -> bool {
    let rest = &text[at..floor(text, (at + REACH).min(text.len()))];
    let rest = rest.trim_start_matches(['"', '\'', '`', '*']);
    let comment = COMMENTS.iter().find_map(|sign| rest.split_once(sign).filter(|(code, _)| is_apart(code)));
    let comment = comment.map(|(_, comment)| comment);
    comment.is_some_and(|comment| class.told_by(comment))
        || class.told_by(compared(rest))
        || class.told_by(put(rest))
}

/// Whether what stands between a value and a comment ends before it, and is no value of its own.
fn is_apart(code: &str) -> bool {
    (code.is_empty() || code.ends_with([' ', '\t', ';', ')', ',']))
        && !code.bytes().any(|b| b.is_ascii_digit())
}

/// The name of what a value is compared with: `"…", patient.phone)`.
fn compared(rest: &str) -> &str {
    let Some(rest) = rest.strip_prefix(',') else { return "" };
    let rest = rest.trim_start_matches([' ', '&', '$', '@', '*']);
    let is_path = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-' | '>' | ':');
    let (path, end) = rest.split_at(rest.find(|c| !is_path(c)).unwrap_or(rest.len()));
    // Names alone, of which the last says what it is; a value of its own is none.
    let is_name =
        path.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') && path.contains(['.', '>']);
    if is_name && end.starts_with([')', '(', ',']) {
        path.rsplit(['.', '>']).next().unwrap_or_default()
    } else {
        ""
    }
}

/// The field into which a value was put: `as SSN`, `into "Phone"`, `for the ssn`.
fn put(rest: &str) -> &str {
    let Some(rest) = rest.strip_prefix(' ') else { return "" };
    let Some(rest) = ["as ", "AS ", "for ", "into ", "in "].iter().find_map(|word| rest.strip_prefix(word))
    else {
        return "";
    };
    let rest = rest.strip_prefix("the ").unwrap_or(rest);
    match rest.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next().unwrap_or_default(),
        None => &rest[..rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len())],
    }
}
