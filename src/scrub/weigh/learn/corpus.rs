//! The marked sentences from which weights are learned.

#[path = "../../../../tests/scrub/corpus.rs"]
mod marked;

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
    fn new(line: &str, part: &'static str) -> Self {
        let (text, marks) = marked::unmarked(line);
        Self { text, marks, part }
    }

    /// How many of its marks were found, every letter and digit of them.
    pub(super) fn found(&self, findings: &[Finding]) -> usize {
        let covered = |at: usize| findings.iter().any(|f| f.range.contains(&at));
        self.marks.iter().filter(|mark| marked::is_found(&self.text, mark, covered)).count()
    }
}

/// All sentences of `tests/scrub` that are not kept aside.
pub(super) fn read() -> Vec<Sentence> {
    let mut all = Vec::new();
    for (part, text) in [
        ("queries", include_str!("../../../../tests/scrub/queries.txt")),
        ("general", include_str!("../../../../tests/scrub/general.txt")),
        ("cases", include_str!("../../../../tests/scrub/cases.txt")),
        ("spellings", include_str!("../../../../tests/scrub/spellings.txt")),
    ] {
        let [used, ..] = marked::parts(text);
        all.extend(used.into_iter().map(|line| Sentence::new(line, part)));
    }
    for (part, text) in [
        ("clinical", include_str!("../../../../tests/scrub/clinical.txt")),
        ("empty", include_str!("../../../../tests/scrub/empty.txt")),
        ("empty", include_str!("../../../../tests/scrub/empty_more.txt")),
        ("made", include_str!("../../../../tests/scrub/made.txt")),
        ("forms", include_str!("../../../../tests/scrub/forms.txt")),
    ] {
        all.extend(marked::lines(text).map(|line| Sentence::new(line, part)));
    }
    all
}
