//! The marked sentences of this folder, as the tests and what learns the weights read them: a line a sentence, findings marked
//! `<<CLASS:…>>`, `\n` and `\u200b` for what they say, `//` before remarks.

use std::ops::Range;

/// The sentences of a file, or of a part of one.
pub(super) fn lines(corpus: &str) -> impl Iterator<Item = &str> {
    corpus.lines().filter(|line| !line.is_empty() && !line.starts_with("//"))
}

/// The sentences of a file of one sort, by what they are for.
pub(super) struct Parts<'c> {
    /// Those with which rules were made and weights learned. Of what was written first every second one is kept aside.
    pub(super) used: Vec<&'c str>,
    /// The others of those.
    pub(super) aside: Vec<&'c str>,
    /// Written and kept aside later, when the rules that are held to the others had been made.
    pub(super) later: Vec<&'c str>,
    /// Written by hands that knew no rule, and counted before weights were learned from them.
    pub(super) learned: Vec<Vec<&'c str>>,
    /// Written at the same time as the first of those by another hand, and kept aside.
    pub(super) last: Vec<&'c str>,
    /// By one more hand that knew no rule, counted when all else had been made, and kept aside.
    pub(super) newest: Vec<&'c str>,
}

pub(super) fn parts(corpus: &str) -> Parts<'_> {
    let (first, second) = corpus.split_once("// Rules were made with these.\n").unwrap();
    let (second, aside) = second.split_once("// Kept aside.\n").unwrap();
    let (aside, later) = aside.split_once("// Kept aside later.\n").unwrap();
    let (later, learned) = later.split_once("// Learned from later.\n").unwrap();
    let (learned, last) = learned.split_once("// Kept aside last.\n").unwrap();
    let (last, newest) = last.split_once("// Kept aside newest.\n").unwrap();
    let used = lines(first).step_by(2).chain(lines(second));
    let aside = lines(first).skip(1).step_by(2).chain(lines(aside));
    Parts {
        used: used.collect(),
        aside: aside.collect(),
        later: lines(later).collect(),
        learned: hands(learned),
        last: lines(last).collect(),
        newest: lines(newest).collect(),
    }
}

/// The sentences of each of the hands that wrote a part.
pub(super) fn hands(part: &str) -> Vec<Vec<&str>> {
    part.split("// Another hand.\n").map(|hand| lines(hand).collect()).collect()
}

/// A sentence without its marks, and where they were.
pub(super) fn unmarked(line: &str) -> (String, Vec<Range<usize>>) {
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
    (text, marks)
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

/// Whether every letter and digit of a mark lies in what was found.
pub(super) fn is_found(text: &str, mark: &Range<usize>, covered: impl Fn(usize) -> bool) -> bool {
    let mut letters = text[mark.clone()].char_indices().filter(|(_, c)| c.is_alphanumeric());
    letters.all(|(i, _)| covered(mark.start + i))
}
