//! The marked sentences from which weights are learned.

use super::super::super::Finding;
use std::ops::Range;

/// A sentence, and where it tells something.
#[derive(Clone)]
pub(super) struct Sentence {
    pub(super) text: String,
    pub(super) marks: Vec<Range<usize>>,
    /// The sort of sentences that it is of.
    pub(super) part: &'static str,
}

impl Sentence {
    /// Reads `<<CLASS:what it tells>>`, `\n` and `\u200b`.
    fn new(line: &str, part: &'static str) -> Self {
        let line = unescaped(line);
        let (mut text, mut marks) = (String::new(), Vec::new());
        let mut rest = line.as_str();
        while let Some((before, after)) = rest.split_once("<<") {
            let (marked, after) = after.split_once(">>").unwrap();
            let value = marked.split_once(':').unwrap().1;
            text.push_str(before);
            marks.push(text.len()..text.len() + value.len());
            text.push_str(value);
            rest = after;
        }
        text.push_str(rest);
        Self { text, marks, part }
    }

    /// How many of its marks were found, every letter and digit of them.
    pub(super) fn found(&self, findings: &[Finding]) -> usize {
        let covered = |at: usize| findings.iter().any(|f| f.range.contains(&at));
        let all = |mark: &&Range<usize>| {
            let mut letters = self.text[(*mark).clone()].char_indices().filter(|(_, c)| c.is_alphanumeric());
            letters.all(|(i, _)| covered(mark.start + i))
        };
        self.marks.iter().filter(all).count()
    }
}

fn unescaped(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('\\') {
        out.push_str(before);
        if let Some(more) = after.strip_prefix('n') {
            out.push('\n');
            rest = more;
        } else {
            let (digits, more) = after[1..].split_at(4);
            out.extend(char::from_u32(u32::from_str_radix(digits, 16).unwrap()));
            rest = more;
        }
    }
    out + rest
}

/// All sentences of `tests/scrub` that are not kept aside.
pub(super) fn read() -> Vec<Sentence> {
    let lines = |text: &'static str| text.lines().filter(|line| !line.is_empty() && !line.starts_with("//"));
    let mut all = Vec::new();
    for (part, text) in [
        ("queries", include_str!("../../../../tests/scrub/queries.txt")),
        ("general", include_str!("../../../../tests/scrub/general.txt")),
        ("cases", include_str!("../../../../tests/scrub/cases.txt")),
        ("spellings", include_str!("../../../../tests/scrub/spellings.txt")),
    ] {
        let (halves, tuned) = text.split_once("// Rules were made with these.\n").unwrap();
        let (tuned, _) = tuned.split_once("// Kept aside.\n").unwrap();
        let tuned = lines(halves).step_by(2).chain(lines(tuned));
        all.extend(tuned.map(|line| Sentence::new(line, part)));
    }
    for (part, text) in [
        ("clinical", include_str!("../../../../tests/scrub/clinical.txt")),
        ("empty", include_str!("../../../../tests/scrub/empty.txt")),
        ("empty", include_str!("../../../../tests/scrub/empty_more.txt")),
        ("made", include_str!("../../../../tests/scrub/made.txt")),
        ("forms", include_str!("../../../../tests/scrub/forms.txt")),
    ] {
        all.extend(lines(text).map(|line| Sentence::new(line, part)));
    }
    all
}
