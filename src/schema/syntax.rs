//! Texts that are not TOML: what the parser says about them, as problems.

use super::reader::Reader;
use crate::error::{Problem, Span};
use toml::de::{DeTable, DeValue};

/// Reports what the TOML parser found wrong; true if what was parsed still means something.
///
/// A key that is written twice leaves the rest of the text as it was meant; any other error may shift it.
pub(super) fn report(
    reader: &mut Reader<'_>,
    text: &str,
    table: &DeTable<'_>,
    errors: &[toml::de::Error],
) -> bool {
    let mut sound = true;
    for error in errors {
        if reader.full() {
            return false;
        }
        let range = error.span().unwrap_or(text.len()..text.len());
        let span = Span::new(reader.source, range.clone());
        if error.message() == "duplicate key" {
            let written = text.get(range.clone()).unwrap_or_default();
            let mut problem = Problem::new(span, format!("`{written}` is defined twice"));
            if let Some(first) = first_definition(reader, text, table, &range) {
                problem = problem.related(first, "here first");
            }
            reader.report(problem);
        } else {
            sound = false;
            reader.report(Problem::new(span, format!("not TOML: {}", error.message())));
        }
    }
    sound
}

/// Where the key that is repeated at `range` was defined first, if that can be told for certain.
fn first_definition(
    reader: &Reader<'_>,
    text: &str,
    table: &DeTable<'_>,
    range: &std::ops::Range<usize>,
) -> Option<Span> {
    let line_start = text.get(..range.start)?.rfind('\n').map_or(0, |at| at + 1);
    let line = text.get(line_start..)?.lines().next()?.trim();
    if line.starts_with('[') {
        let mut at = 0;
        for before in text.get(..line_start)?.split_inclusive('\n') {
            if before.trim() == line {
                let start = at + before.len() - before.trim_start().len();
                return Some(Span::new(reader.source, start..start + line.len()));
            }
            at += before.len();
        }
        return None;
    }
    // A bare key at the start of its line is in the table of the last header before it.
    if text.get(line_start..range.start)?.trim() != "" {
        return None;
    }
    let key = text.get(range.clone())?;
    let header = text.get(..line_start)?.rmatch_indices("\n[").next().map_or(0, |(at, _)| at);
    let mut found = None;
    earliest(table, key, header..range.start, text, 0, &mut found);
    found.map(|range| Span::new(reader.source, range))
}

/// The first key with this name at the start of a line within a stretch of the text.
fn earliest(
    table: &DeTable<'_>,
    key: &str,
    within: std::ops::Range<usize>,
    text: &str,
    depth: usize,
    found: &mut Option<std::ops::Range<usize>>,
) {
    for (name, value) in table {
        let span = name.span();
        let line = text.get(..span.start).and_then(|before| before.rsplit('\n').next());
        if name.get_ref() == key
            && within.contains(&span.start)
            && line.is_some_and(|line| line.trim().is_empty())
            && found.as_ref().is_none_or(|found| span.start < found.start)
        {
            *found = Some(span);
        }
        // No key of a schema lies deeper.
        if depth < 8
            && let DeValue::Table(inner) = value.get_ref()
        {
            earliest(inner, key, within.clone(), text, depth + 1, found);
        }
    }
}
