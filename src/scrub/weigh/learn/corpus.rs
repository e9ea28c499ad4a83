//! The marked sentences from which weights are learned.

#[path = "../../../../tests/scrub/corpus.rs"]
#[expect(dead_code, reason = "what is kept aside is not read here")]
mod marked;

use super::super::super::{Class, Finding};
use super::FOLDS;
use std::ops::Range;

/// A sentence, and where it tells something.
#[derive(Clone)]
pub(super) struct Sentence {
    pub(super) text: String,
    pub(super) marks: Vec<Range<usize>>,
    /// The class of each mark.
    pub(super) classes: Vec<Class>,
    /// The sort of sentences that it is of.
    pub(super) part: &'static str,
    /// The fold in which it is left out: what one hand wrote is left out together.
    pub(super) fold: usize,
}

impl Sentence {
    fn new(line: &str, part: &'static str) -> Self {
        let (text, marks) = marked::unmarked(line);
        let classes = line.split("<<").skip(1).map(|mark| class(mark.split_once(':').unwrap().0)).collect();
        Self { text, marks, classes, part, fold: 0 }
    }

    /// How many of its marks were found, every letter and digit of them.
    pub(super) fn found(&self, findings: &[Finding]) -> usize {
        let covered = |at: usize| findings.iter().any(|f| f.range.contains(&at));
        self.marks.iter().filter(|mark| marked::is_found(&self.text, mark, covered)).count()
    }

    /// How many letters and digits were found that are in no mark.
    pub(super) fn beyond(&self, findings: &[Finding]) -> usize {
        let marked = |at: usize| self.marks.iter().any(|mark| mark.contains(&at));
        let found = findings.iter().flat_map(|f| {
            self.text[f.range.clone()].char_indices().map(move |(i, c)| (f.range.start + i, c))
        });
        found.filter(|(at, c)| c.is_alphanumeric() && !marked(*at)).count()
    }
}

/// What a mark is called.
fn class(word: &str) -> Class {
    match word {
        "NAME" => Class::Name,
        "PLACE" => Class::Place,
        "ORG" => Class::Organization,
        "DATE" => Class::Date,
        "AGE" => Class::Age,
        "PHONE" => Class::Phone,
        "MAIL" | "EMAIL" => Class::Mail,
        "URL" => Class::Url,
        "IP" => Class::Network,
        "SSN" => Class::Ssn,
        "ID" => Class::Number,
        _ => panic!("no class is called so"),
    }
}

/// All sentences of `tests/scrub` that are not kept aside.
pub(super) fn read() -> Vec<Sentence> {
    let mut all = Vec::new();
    let mut add = |hands: &[Vec<&str>], part| {
        for (hand, lines) in hands.iter().enumerate() {
            all.extend(lines.iter().enumerate().map(|(n, line)| {
                let mut sentence = Sentence::new(line, part);
                sentence.fold = if hands.len() == 1 { n * FOLDS / lines.len() } else { hand % FOLDS };
                sentence
            }));
        }
    };
    for (part, later, text) in [
        ("queries", "queries later", include_str!("../../../../tests/scrub/queries.txt")),
        ("general", "general later", include_str!("../../../../tests/scrub/general.txt")),
        ("cases", "cases later", include_str!("../../../../tests/scrub/cases.txt")),
        ("spellings", "spellings later", include_str!("../../../../tests/scrub/spellings.txt")),
    ] {
        let parts = marked::parts(text);
        add(&[parts.used], part);
        add(&parts.learned, later);
    }
    for (part, text) in [
        ("clinical", include_str!("../../../../tests/scrub/clinical.txt")),
        ("empty", include_str!("../../../../tests/scrub/empty.txt")),
        ("empty", include_str!("../../../../tests/scrub/empty_more.txt")),
        ("empty later", include_str!("../../../../tests/scrub/empty_later.txt")),
        ("spanish", include_str!("../../../../tests/scrub/spanish.txt")),
        ("made", include_str!("../../../../tests/scrub/made.txt")),
        ("forms", include_str!("../../../../tests/scrub/forms.txt")),
    ] {
        add(&marked::hands(text), part);
    }
    all
}
