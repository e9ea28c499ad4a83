//! Tables in texts whose columns stand below their names, with blanks between them.

use crate::verify::Class;
use std::ops::Range;

/// The names of a header and where they stand: two words or more with two blanks or a tab between them, one of which tells a class.
pub(super) fn spaced_header(text: &str) -> Option<(Vec<String>, Vec<Range<usize>>)> {
    if !text.contains("  ") && !text.contains('\t') || text.contains([':', '=', '|']) {
        return None;
    }
    let cells: Vec<(Range<usize>, &str)> = parts(text).collect();
    let names: Vec<String> = cells.iter().map(|(_, name)| (*name).to_owned()).collect();
    let tells = |name: &String| Class::ALL.iter().any(|class| class.told_by(name));
    (names.len() > 1 && names.iter().any(tells))
        .then(|| (names, cells.into_iter().map(|(range, _)| range).collect()))
}

/// The cells of a row, each with the number of the name above it; none where the line has no two cells.
pub(super) fn aligned<'a>(text: &'a str, names: &[Range<usize>]) -> Option<Vec<(usize, &'a str)>> {
    let cells: Vec<(Range<usize>, &str)> = parts(text).collect();
    if cells.len() < 2 {
        return None;
    }
    let (many, tabs) = (cells.len() == names.len(), text.contains('\t'));
    let below = |(n, (range, cell)): (usize, (Range<usize>, &'a str))| {
        let above = names.iter().position(|name| name.start < range.end && range.start < name.end);
        let at = if many && tabs { Some(n) } else { above.or_else(|| many.then_some(n)) };
        (at.unwrap_or(usize::MAX), cell)
    };
    Some(cells.into_iter().enumerate().map(below).collect())
}

/// What two blanks or a tab part, and where it stands in characters; signs of a text in JSON around the line are none of it.
fn parts(text: &str) -> impl Iterator<Item = (Range<usize>, &str)> {
    let text = text.trim_end().trim_end_matches([',', '"']);
    let text = text.strip_suffix("\\n").unwrap_or(text).trim_end();
    let (mut at, mut characters) = (0, 0);
    std::iter::from_fn(move || {
        let rest = &text[at..];
        let from = rest.find(|c: char| !matches!(c, ' ' | '\t' | '"'))?;
        let gap = [rest[from..].find("  "), rest[from..].find('\t')];
        let end = gap.into_iter().flatten().min().map_or(rest.len(), |length| from + length);
        let start = characters + rest[..from].chars().count();
        let stop = start + rest[from..end].chars().count();
        (at, characters) = (at + end, stop);
        Some((start..stop, &rest[from..end]))
    })
}
