//! The form of a text: classes, sequences, branches and repeats, with the number of texts that each has.

use super::choices::Choices;
use super::path;
use crate::kinds::Fault;
use regex_syntax::hir::{Class, Hir, HirKind, Look};

/// The most bytes of a text.
const LONGEST: usize = 1024;
/// The most bytes of a pattern.
const LONGEST_PATTERN: usize = 4096;
/// Where a repeat without an end ends.
const ENDLESS: u32 = 16;
/// The most distinct numbers that are handed out for a form that has more texts.
pub(super) const MOST: u64 = 1 << 62;
/// What a count that does not fit stands at.
const UNCOUNTED: u128 = 1 << 127;

/// A node of the form.
#[derive(Debug)]
pub(super) enum Node {
    /// Always this text.
    Literal(Box<str>),
    /// One of these characters.
    Class(Vec<char>),
    /// One after the other.
    Sequence(Vec<Form>),
    /// One of them; the running totals of their counts.
    Branch(Vec<Form>, Vec<u128>),
    /// As many as the first number says, or one more, or …; the running totals of their counts.
    Repeat(Box<Form>, u32, Vec<u128>),
}

/// The texts that a regular expression matches, counted.
#[derive(Debug)]
pub(crate) struct Form {
    pub(super) node: Node,
    /// Ways to build a text; [`UNCOUNTED`] where there are as many or more.
    count: u128,
    longest: usize,
}

impl Form {
    /// Reads a regular expression; `param` is what a fault is put down to.
    ///
    /// # Errors
    /// Where it is none, or one that has no text, or one beyond the limits.
    pub(crate) fn parse(param: &'static str, pattern: &str) -> Result<Self, Fault> {
        if pattern.len() > LONGEST_PATTERN {
            return Err(Fault::of(param, format!("the pattern is longer than {LONGEST_PATTERN} bytes")));
        }
        let hir = regex_syntax::ParserBuilder::new()
            .nest_limit(50)
            .build()
            .parse(pattern)
            .map_err(|error| Fault::of(param, reason(&error)).help("escape a character with `\\`"))?;
        let form = read(&hir, true, true).map_err(|why| Fault::of(param, why))?;
        Ok(form)
    }

    /// The strings over an alphabet of distinct characters, with so many characters at least and at most.
    pub(crate) fn string(alphabet: Vec<char>, low: u32, high: u32) -> Self {
        Self::repeat(Self::class(alphabet), low, high)
    }

    fn literal(text: &str) -> Self {
        Self { node: Node::Literal(text.into()), count: 1, longest: text.len() }
    }

    fn class(characters: Vec<char>) -> Self {
        let longest = characters.iter().map(|c| c.len_utf8()).max().unwrap_or(0);
        Self { count: characters.len() as u128, node: Node::Class(characters), longest }
    }

    fn sequence(parts: Vec<Self>) -> Self {
        let count = parts.iter().fold(1, |count, part| times(count, part.count));
        let longest = parts.iter().fold(0usize, |sum, part| sum.saturating_add(part.longest));
        Self { node: Node::Sequence(parts), count, longest }
    }

    fn branch(parts: Vec<Self>) -> Self {
        let totals = running(parts.iter().map(|part| part.count));
        let count = totals.last().copied().unwrap_or(0);
        let longest = parts.iter().map(|part| part.longest).max().unwrap_or(0);
        Self { node: Node::Branch(parts, totals), count, longest }
    }

    fn repeat(part: Self, low: u32, high: u32) -> Self {
        let mut power = (0..low).fold(1, |power, _| times(power, part.count));
        let totals = running((low..=high).map(|_| {
            let this = power;
            power = times(power, part.count);
            this
        }));
        let count = totals.last().copied().unwrap_or(0);
        let longest = part.longest.saturating_mul(high as usize);
        Self { node: Node::Repeat(Box::new(part), low, totals), count, longest }
    }

    /// Ways to build a text.
    pub(super) fn count(&self) -> u128 {
        self.count
    }

    /// The most bytes of a text.
    pub(crate) fn longest(&self) -> usize {
        self.longest
    }

    /// How many distinct texts can be numbered, at most [`MOST`].
    ///
    /// # Errors
    /// Why they cannot be: a clause.
    pub(crate) fn distinct(&self) -> Result<u64, String> {
        if self.count >= UNCOUNTED {
            return Err("the pattern has more than 2^127 texts".to_owned());
        }
        path::unambiguous(self)?;
        Ok(u64::try_from(self.count).unwrap_or(MOST).min(MOST))
    }

    /// Writes a text; each branch, character and number of repeats is equally likely.
    pub(crate) fn draw(&self, choices: &mut Choices<'_>, out: &mut Vec<u8>) {
        match &self.node {
            Node::Literal(text) => out.extend_from_slice(text.as_bytes()),
            Node::Class(characters) => put(characters[index(choices.below(characters.len() as u64))], out),
            Node::Sequence(parts) => parts.iter().for_each(|part| part.draw(choices, out)),
            Node::Branch(parts, _) => parts[index(choices.below(parts.len() as u64))].draw(choices, out),
            Node::Repeat(part, low, totals) => {
                let more = match totals.len() {
                    1 => 0,
                    n => choices.below(n as u64),
                };
                for _ in 0..u64::from(*low) + more {
                    part.draw(choices, out);
                }
            }
        }
    }

    /// Writes the text of a number below [`Form::distinct`], which must know it; where the form has more texts than numbers, each number
    /// has a run of neighbouring texts, of which the word picks one.
    pub(crate) fn nth(&self, n: u64, word: u64, out: &mut Vec<u8>) {
        if self.count <= u128::from(MOST) {
            self.number(u128::from(n), out);
        } else {
            let run = self.count / u128::from(MOST);
            let step = match u64::try_from(run) {
                Ok(run) => crate::draw::below(word, run),
                Err(_) => word,
            };
            self.number(u128::from(n) * run + u128::from(step), out);
        }
    }

    /// Writes the text of a number below the count.
    fn number(&self, n: u128, out: &mut Vec<u8>) {
        match &self.node {
            Node::Literal(text) => out.extend_from_slice(text.as_bytes()),
            Node::Class(characters) => put(characters[usize::try_from(n).unwrap_or(0)], out),
            Node::Sequence(parts) => {
                let mut rest = self.count;
                let mut n = n;
                for part in parts {
                    // One text: nothing to choose, and a division saved.
                    if part.count == 1 {
                        part.number(0, out);
                        continue;
                    }
                    rest = divide(rest, part.count).0;
                    let (this, left) = divide(n, rest);
                    part.number(this, out);
                    n = left;
                }
            }
            Node::Branch(parts, totals) => {
                let i = totals.partition_point(|total| *total <= n);
                parts[i].number(n - below(totals, i), out);
            }
            Node::Repeat(part, low, totals) => {
                let i = totals.partition_point(|total| *total <= n);
                let mut rest = totals[i] - below(totals, i);
                let mut n = n - below(totals, i);
                for _ in 0..*low as usize + i {
                    rest = divide(rest, part.count).0;
                    let (this, left) = divide(n, rest);
                    part.number(this, out);
                    n = left;
                }
            }
        }
    }
}

/// Quotient and remainder, on 64 bits where they are enough: a division on 128 is five times as dear.
#[inline]
fn divide(n: u128, by: u128) -> (u128, u128) {
    match (u64::try_from(n), u64::try_from(by)) {
        (Ok(n), Ok(by)) => (u128::from(n / by), u128::from(n % by)),
        _ => (n / by, n % by),
    }
}

fn below(totals: &[u128], i: usize) -> u128 {
    if i == 0 { 0 } else { totals[i - 1] }
}

fn times(a: u128, b: u128) -> u128 {
    a.saturating_mul(b).min(UNCOUNTED)
}

fn running(counts: impl Iterator<Item = u128>) -> Vec<u128> {
    counts
        .scan(0u128, |sum, count| {
            *sum = sum.saturating_add(count).min(UNCOUNTED);
            Some(*sum)
        })
        .collect()
}

fn index(n: u64) -> usize {
    usize::try_from(n).unwrap_or(0)
}

#[inline]
fn put(c: char, out: &mut Vec<u8>) {
    let mut buffer = [0u8; 4];
    out.extend_from_slice(c.encode_utf8(&mut buffer).as_bytes());
}

/// What is wrong with a pattern, in one line.
fn reason(error: &regex_syntax::Error) -> String {
    match error {
        regex_syntax::Error::Parse(error) => {
            format!(
                "the pattern cannot be read: {}, at character {}",
                error.kind(),
                error.span().start.column
            )
        }
        regex_syntax::Error::Translate(error) => {
            format!(
                "the pattern cannot be used: {}, at character {}",
                error.kind(),
                error.span().start.column
            )
        }
        _ => "the pattern cannot be read".to_owned(),
    }
}

/// Reads a node; `first` and `last` say whether it stands at the ends of the whole.
fn read(hir: &Hir, first: bool, last: bool) -> Result<Form, String> {
    let form = match hir.kind() {
        HirKind::Empty => Form::literal(""),
        HirKind::Literal(literal) => match std::str::from_utf8(&literal.0) {
            Ok(text) => Form::literal(text),
            Err(_) => return Err("the pattern holds bytes that are no text".to_owned()),
        },
        HirKind::Class(class) => Form::class(characters(class)?),
        HirKind::Look(Look::Start) if first => Form::literal(""),
        HirKind::Look(Look::End) if last => Form::literal(""),
        HirKind::Look(_) => {
            return Err("`^` and `$` may stand at the ends only, and `\\b` and its like nowhere".to_owned());
        }
        HirKind::Repetition(repetition) => {
            let part = read(&repetition.sub, false, false)?;
            let low = repetition.min;
            let high = repetition.max.unwrap_or_else(|| low.max(ENDLESS));
            if high as usize > LONGEST {
                return Err(format!("{high} repeats are more than a text may hold, {LONGEST}"));
            }
            Form::repeat(part, low, high)
        }
        HirKind::Capture(capture) => read(&capture.sub, first, last)?,
        HirKind::Concat(parts) => {
            let read_parts: Result<Vec<Form>, String> = parts
                .iter()
                .enumerate()
                .map(|(i, part)| read(part, first && i == 0, last && i + 1 == parts.len()))
                .collect();
            Form::sequence(read_parts?)
        }
        HirKind::Alternation(parts) => {
            let read_parts: Result<Vec<Form>, String> =
                parts.iter().map(|part| read(part, first, last)).collect();
            Form::branch(read_parts?)
        }
    };
    if form.longest == 0 {
        // Nothing, in however many ways: or else repeats within repeats of nothing would never end.
        return Ok(Form::literal(""));
    }
    if form.longest > LONGEST {
        return Err(format!("its texts can be longer than {LONGEST} bytes"));
    }
    Ok(form)
}

/// The characters of a class; of a wide class, or one with control characters, the printable ASCII ones.
fn characters(class: &Class) -> Result<Vec<char>, String> {
    const WIDE: u32 = 256;
    let ranges: Vec<(u32, u32)> = match class {
        Class::Unicode(class) => {
            class.ranges().iter().map(|r| (u32::from(r.start()), u32::from(r.end()))).collect()
        }
        Class::Bytes(class) => {
            class.ranges().iter().map(|r| (u32::from(r.start()), u32::from(r.end()))).collect()
        }
    };
    let size: u32 = ranges.iter().map(|(low, high)| high - low + 1).sum();
    let within = |low: u32, high: u32| {
        ranges.iter().flat_map(move |(a, b)| (*a).max(low)..=(*b).min(high)).filter_map(char::from_u32)
    };
    let mut all: Vec<char> = if size > WIDE || within(0, u32::MAX).any(char::is_control) {
        within(0x20, 0x7e).collect()
    } else {
        within(0, u32::MAX).collect()
    };
    // Ignoring case adds the Kelvin sign and the long s to `k` and `s`: nobody means them.
    for (odd, plain) in [('\u{212a}', 'k'), ('\u{17f}', 's')] {
        if all.contains(&plain) {
            all.retain(|c| *c != odd);
        }
    }
    if all.is_empty() {
        let wide = format!(": of a class of more than {WIDE} characters only printable ASCII is");
        let why = "a class has no character that can be used".to_owned();
        return Err(why + if size > WIDE { &wide } else { "" });
    }
    Ok(all)
}
