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
    // To find a first definition is to read the text again; a few show what is meant.
    const LOOKED_FOR: usize = 20;
    let mut looked_for = 0;
    let mut sound = true;
    // The keys under a header that comes twice are not mistakes of their own.
    let mut under = 0..0;
    for error in errors {
        if reader.full() {
            return false;
        }
        let range = error.span().unwrap_or(text.len()..text.len());
        let span = Span::new(reader.source, range.clone());
        if error.message() == "duplicate key" {
            if under.contains(&range.start) {
                continue;
            }
            if let Some(header) = header(text, range.start) {
                let next = text.get(header.end..).and_then(|rest| rest.find("\n["));
                under = header.end..next.map_or(text.len(), |at| header.end + at);
            }
            let written = text.get(range.clone()).unwrap_or_default();
            let mut problem = Problem::new(span, format!("`{written}` is defined twice"));
            looked_for += 1;
            if looked_for <= LOOKED_FOR
                && let Some(first) = first_definition(reader, text, table, &range)
            {
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
    let line_start = line_start(text, range.start);
    if let Some(header) = header(text, range.start) {
        let line = text.get(header)?.trim();
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

fn line_start(text: &str, at: usize) -> usize {
    text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1)
}

/// The line of a byte, if it is a header.
fn header(text: &str, at: usize) -> Option<std::ops::Range<usize>> {
    let start = line_start(text, at);
    let line = text.get(start..)?.lines().next()?;
    line.trim_start().starts_with('[').then(|| start..start + line.len())
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
