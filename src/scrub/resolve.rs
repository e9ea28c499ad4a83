//! Findings that overlap become one.

use super::{Class, Finding};
use std::ops::Range;

/// Puts findings in the order of the text and joins those that overlap. What the record knows stays whole, with what a form
/// suggests around it as findings of their own; of two forms the longer one names the class.
pub(super) fn resolve(text: &[u8], found: Vec<Finding>) -> Vec<Finding> {
    let (mut known, mut forms): (Vec<_>, Vec<_>) = found.into_iter().partition(|f| f.known.is_some());
    known.sort_by_key(|f| (f.range.start, usize::MAX - f.range.end));
    known.dedup_by(|next, last| next.range.start < last.range.end);
    forms.sort_by_key(|f| (f.range.start, usize::MAX - f.range.end));
    let mut joined: Vec<Finding> = Vec::with_capacity(forms.len());
    for next in forms {
        if let Some(last) = joined.last_mut()
            && next.class == Class::Organization
            && let Some(between) = text.get(last.range.end..next.range.start)
        {
            last.range.end += joint(last.class, between);
        }
        match joined.last_mut() {
            Some(last) if next.range.start < last.range.end => {
                if next.range.len() > last.range.len() {
                    last.class = next.class;
                }
                last.range.end = last.range.end.max(next.range.end);
            }
            _ => joined.push(next),
        }
    }
    let mut all = Vec::with_capacity(joined.len() + known.len());
    let mut from = 0;
    for form in joined {
        while known.get(from).is_some_and(|k| k.range.end <= form.range.start) {
            from += 1;
        }
        let mut start = form.range.start;
        for k in known[from..].iter().take_while(|k| k.range.start < form.range.end) {
            push(text, &form, start..k.range.start, &mut all);
            start = k.range.end;
        }
        push(text, &form, start..form.range.end, &mut all);
    }
    all.extend(known);
    all.sort_by_key(|f| f.range.start);
    all
}

/// How much of what stands between a finding and the house behind it belongs to both: `Lou's Auto`, `Dept of Aging`.
fn joint(class: Class, between: &[u8]) -> usize {
    match class {
        Class::Name if between.eq_ignore_ascii_case(b"'s ") => 2,
        Class::Organization if matches!(between, b" of " | b" & " | b" and ") => between.len() - 1,
        _ => 0,
    }
}

/// Adds a piece of a finding, without the signs and spaces at its ends, if anything is left of it. A bracket that closes behind it
/// belongs to the text: `Maria (505-555-0123)`.
fn push(text: &[u8], form: &Finding, mut piece: Range<usize>, all: &mut Vec<Finding>) {
    let counts = |i: usize| text.get(i).is_some_and(|b| b.is_ascii_alphanumeric() || *b >= 0xfe);
    if piece.start != form.range.start {
        while piece.start < piece.end && !counts(piece.start) {
            piece.start += 1;
        }
    }
    if piece.end != form.range.end {
        while piece.start < piece.end && !counts(piece.end - 1) {
            piece.end -= 1;
        }
    }
    let brackets = |sign: u8| piece.clone().filter(|i| text.get(*i) == Some(&sign)).count();
    if text.get(piece.start) == Some(&b'(') && brackets(b'(') > brackets(b')') {
        piece.start += 1;
    }
    if piece.start < piece.end && (piece.clone()).any(counts) {
        all.push(Finding { range: piece, class: form.class, known: None });
    }
}
