//! Regular expressions, `~` and `~*`: those forms that mean the same here as in a database. Others are refused.
//!
//! Postgres' expressions (its documentation, chapter 9.7.3) and ours differ in what a backslash before a letter means, in what opens
//! with `(?`, in a bracket within brackets, and in references back. `.` stands for a line break, too, and `$` for the end alone.

use super::evaluate::{Run, arity};
use super::program::Node;
use super::types::Value;
use super::{Cause, Fault, RunFault};
use arrow::array::{ArrayRef, BooleanArray};
use regex::{Regex, RegexBuilder};
use regex_syntax::hir::{Class, ClassUnicode, ClassUnicodeRange, Hir, HirKind};
use std::sync::Arc;

/// The most bytes of a pattern.
const LONGEST: usize = 4096;
/// The most bytes of its program.
const LARGEST: usize = 1 << 20;

/// Whether the texts match; NULL where one is not there.
pub(super) fn matches(args: &[Value], ignore_case: bool, rows: usize) -> Run<ArrayRef> {
    let [text, pattern] = args else { return arity() };
    let pattern = pattern.texts();
    let Some(pattern) = pattern.get(0) else { return Ok(Arc::new(BooleanArray::new_null(rows))) };
    let form = form(pattern, ignore_case).or(Err(RunFault { cause: Cause::OutOfRange, row: 0 }))?;
    let texts = text.texts();
    let array: BooleanArray = (0..rows).map(|row| texts.get(row).map(|text| form.is_match(text))).collect();
    Ok(Arc::new(array))
}

/// The operands, where the pattern is a constant that means here what it means in a database.
pub(super) fn checked(args: Vec<Node>, ignore_case: bool) -> Result<Vec<Node>, Fault> {
    let Some(pattern) = args.get(1) else { return Ok(args) };
    let why = match pattern.literal() {
        None => "a regular expression must be written as a text",
        Some(value) => match value.texts().get(0).map(|text| form(text, ignore_case)) {
            Some(Err(why)) => why,
            Some(Ok(_)) | None => return Ok(args),
        },
    };
    Err(Fault::new(pattern.range.clone(), why))
}

/// The program of a pattern.
fn form(pattern: &str, ignore_case: bool) -> Result<Regex, &'static str> {
    if pattern.len() > LONGEST {
        return Err("the regular expression is longer than 4,096 bytes");
    }
    alike(pattern)?;
    const NONE: &str = "this is no regular expression";
    let hir = regex_syntax::ParserBuilder::new().nest_limit(50).dot_matches_new_line(true).build();
    let hir = { hir }.parse(pattern).or(Err(NONE))?;
    let hir = if ignore_case { folded(hir) } else { hir };
    RegexBuilder::new(&hir.to_string())
        .size_limit(LARGEST)
        .build()
        .or(Err("the regular expression is too large"))
}

/// Refuses what means something else in a database.
fn alike(pattern: &str) -> Result<(), &'static str> {
    const ESCAPE: &str = "this escape means something else in a database, or nothing";
    let mut chars = pattern.chars().peekable();
    let mut inside = false;
    while let Some(c) = chars.next() {
        match (c, inside) {
            ('\\', _) => match chars.next() {
                Some('d' | 'D' | 's' | 'S' | 'w' | 'W' | 'n' | 't' | 'r' | 'f' | 'v') => {}
                Some(c) if c.is_ascii_punctuation() && !"<>".contains(c) => {}
                _ => return Err(ESCAPE),
            },
            ('(', false) if chars.peek() == Some(&'?') => {
                chars.next();
                if chars.next() != Some(':') {
                    return Err("of what opens with `(?` only `(?:` is known");
                }
            }
            ('*', false) if pattern.starts_with("***") => {
                return Err("a prefix that chooses another sort of expressions is not known");
            }
            ('[', false) => {
                inside = true;
                if chars.peek() == Some(&'^') {
                    chars.next();
                }
                // A bracket that closes stands for itself at the begin.
                if chars.peek() == Some(&']') {
                    chars.next();
                }
            }
            ('[', true) => {
                if chars.next() != Some(':') {
                    return Err("a bracket within brackets is written with a backslash before it");
                }
                while chars.next().is_some_and(|c| c != ']') {}
            }
            ('&' | '~' | '-', true) if chars.peek() == Some(&c) => {
                return Err("a sign that stands twice within brackets is written once");
            }
            (']', true) => inside = false,
            _ => {}
        }
    }
    Ok(())
}

/// Lets the letters of an expression stand for those of the other case.
fn folded(hir: Hir) -> Hir {
    match hir.into_kind() {
        HirKind::Literal(literal) => match String::from_utf8(literal.0.to_vec()) {
            Ok(text) => {
                Hir::concat(text.chars().map(|c| Hir::class(Class::Unicode(both(&[(c, c)])))).collect())
            }
            Err(_) => Hir::literal(literal.0),
        },
        HirKind::Class(Class::Unicode(class)) => {
            let ranges: Vec<(char, char)> = class.iter().map(|range| (range.start(), range.end())).collect();
            Hir::class(Class::Unicode(both(&ranges)))
        }
        HirKind::Repetition(mut repetition) => {
            repetition.sub = Box::new(folded(*repetition.sub));
            Hir::repetition(repetition)
        }
        HirKind::Capture(capture) => folded(*capture.sub),
        HirKind::Concat(parts) => Hir::concat(parts.into_iter().map(folded).collect()),
        HirKind::Alternation(parts) => Hir::alternation(parts.into_iter().map(folded).collect()),
        HirKind::Class(class) => Hir::class(class),
        HirKind::Look(look) => Hir::look(look),
        HirKind::Empty => Hir::empty(),
    }
}

/// Ranges of characters with the letters of the other case.
fn both(ranges: &[(char, char)]) -> ClassUnicode {
    let mut class = ClassUnicode::new(ranges.iter().map(|&(from, to)| ClassUnicodeRange::new(from, to)));
    for &(from, to) in ranges {
        // A range of very many characters holds both cases of all letters but its ends'.
        for c in (from..=to).take(LONGEST) {
            let others = c.to_lowercase().chain(c.to_uppercase()).filter(|other| *other != c);
            others.for_each(|other| class.push(ClassUnicodeRange::new(other, other)));
        }
    }
    class
}

#[cfg(test)]
mod tests {
    use super::form;

    #[test]
    fn what_means_something_else_in_a_database_is_refused() {
        for pattern in [
            "a\\b", "\\1(a)", "(?i)a", "(?=a)", "[a[b]]", "[a--b]", "\\<a", "***=a", "\\pL", "\\x41", "\\",
            "(a", "a{2,1}",
        ] {
            assert!(form(pattern, false).is_err(), "{pattern}");
        }
        for pattern in ["^[[:alpha:]_]+\\.$", "(?:a|b)*", "[]a]", "[^]a]", "\\d{3}-\\d{4}", "a&&b", "[a-c-]"]
        {
            assert!(form(pattern, false).is_ok(), "{pattern}");
            assert!(form(pattern, true).is_ok(), "{pattern}");
        }
    }
}
