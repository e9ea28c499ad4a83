//! Lines of texts: what stands around a value, above it or behind it says what it is.

use super::likely::{is_chance, severity};
use super::line::{Allowance, allowances};
use super::{Fiction, Hit, Idle, KEPT, Line, Severity, Spot};
use crate::verify::class::Class;
use crate::verify::escapes::Plain;
use crate::verify::forms::{Candidate, candidates};
use crate::verify::hidden::runs_of_base64;
use crate::verify::telling::{by_system, floor, is_alone, told, waits};
use std::ops::Range;

/// The longest line that may be the label of the next, in bytes, and how many such lines stand above a value at the most.
const LABEL: usize = 160;
const LABELS: usize = 3;

/// The words that are kept before a text in base64, in bytes.
const HEAD: usize = 80;

impl Fiction {
    /// Looks at a line of a text.
    pub fn line(&mut self, file: &str, line: u64, text: &str) {
        self.piece(file, &mut Line::new(line), text, 0..text.len());
    }

    /// Looks at a piece of a line: at the values that begin in `own`. What stands around them says what they are.
    pub fn piece(&mut self, file: &str, line: &mut Line, text: &str, own: Range<usize>) {
        self.allow(file, line, text);
        self.settle(text);
        let found = candidates(text);
        let mut any = self.part(file, line, (text, None), &own, &found);
        if let Some(plain) = Plain::of(text) {
            any |= self.part(file, line, (text, Some(&plain)), &own, &plain.hidden(&found));
        }
        self.coded(file, line, text, &own);
        // What lists values one below the other is told by the lines above the first.
        if text.trim().is_empty() {
            // A heading is above a list, whatever stands between them.
            let heads = |line: &str| line.trim_end().ends_with(':') || line.starts_with('#');
            if !self.above.lines().next_back().is_some_and(heads) {
                self.above.clear();
            }
        } else if !any && !is_alone(text) {
            if text.len() > LABEL || has_number(text) {
                self.above.clear();
            } else {
                if self.above.matches('\n').count() == LABELS {
                    self.above.drain(..=self.above.find('\n').unwrap_or(0));
                }
                self.above.push_str(text);
                self.above.push('\n');
            }
        }
    }

    /// Notes what a piece allows, and what it does not allow because it gives no class or no reason.
    fn allow(&mut self, file: &str, line: &mut Line, text: &str) {
        for Allowance { at, class, has_reason } in allowances(text) {
            if let Some(class) = class.filter(|_| has_reason) {
                line.allowed.push(class);
                continue;
            }
            let column = line.before + text[..at].chars().count() + 1;
            let spot = Spot { file: file.to_owned(), line: line.number, column, name: None };
            let idle = Idle { spot, class };
            // Pieces of a line overlap.
            if self.idle.len() < KEPT && self.idle.last() != Some(&idle) {
                self.idle.push(idle);
            }
        }
    }

    /// Looks at what stands in base64 in a piece; it is told by the words before it too.
    fn coded(&mut self, file: &str, line: &Line, written: &str, own: &Range<usize>) {
        for (run, plain) in runs_of_base64(written) {
            if !own.contains(&run.start) {
                continue;
            }
            let mut text = written[floor(written, run.start.saturating_sub(HEAD))..run.start].to_owned();
            let from = text.len();
            text.push_str(&plain);
            for (candidate, real) in candidates(&text) {
                if real && candidate.range.start >= from {
                    let place = line.before + written[..run.start].chars().count();
                    self.judge(file, line, (&text, &candidate), place, false);
                }
            }
        }
    }

    /// Decides on what stands in the line above and says itself a value.
    pub(super) fn settle(&mut self, next: &str) {
        if self.waiting.is_empty() {
            return;
        }
        for mut hit in std::mem::take(&mut self.waiting) {
            if next.len() <= LABEL && hit.class.told_by(next) && !has_number(next) {
                hit.severity = Severity::Certain;
            }
            self.keep(hit);
        }
    }

    /// Looks at what was found in a piece as it is written, or without its escapes. Tells whether anything has the form of an
    /// identifier.
    fn part(
        &mut self,
        file: &str,
        line: &Line,
        (written, plain): (&str, Option<&Plain>),
        own: &Range<usize>,
        found: &[(Candidate, bool)],
    ) -> bool {
        let text = plain.map_or(written, |plain| &plain.text);
        // Columns are counted on from the value before.
        let (mut counted, mut column) = (0, line.before);
        let mut any = false;
        // Where what was told of each class ended last: what a list has behind it is told with it.
        let mut ends = [None; Class::ALL.len()];
        for (candidate, real) in found {
            let there =
                plain.map_or_else(|| candidate.range.clone(), |plain| plain.written(&candidate.range));
            // An address may be the name of a vocabulary that says what follows.
            any |= candidate.class != Class::Url;
            if !real || !own.contains(&there.start) {
                continue;
            }
            if there.start < counted {
                (counted, column) = (0, line.before);
            }
            column += written[counted..there.start].chars().count();
            counted = there.start;
            let end: &mut Option<usize> = &mut ends[candidate.class.number()];
            let listed = end.is_some_and(|end| parts_a_list(text.get(end..candidate.range.start)));
            let told = self.judge(file, line, (text, candidate), column, listed);
            *end = told.then_some(candidate.range.end);
        }
        any
    }

    /// Adds what stands in a line, behind so many characters, if it is something; whether what it is was told, by what stands
    /// around it or of the value before it in a list.
    fn judge(
        &mut self,
        file: &str,
        line: &Line,
        (text, candidate): (&str, &Candidate),
        column: usize,
        listed: bool,
    ) -> bool {
        let value = &text[candidate.range.clone()];
        let (told, ruled_out) = told(candidate.class, text, &candidate.range, &self.above);
        let told = told || listed && !ruled_out;
        let nothing = candidate.class == Class::Ipv4 && ruled_out
            || !told && (candidate.quiet || is_chance(candidate.class, value));
        if nothing {
            return told;
        }
        if line.allowed.contains(&candidate.class) {
            self.allowed += 1;
            return told;
        }
        let by_system = told && by_system(candidate.class, text, &candidate.range, &self.above);
        let severity = if by_system { Severity::Certain } else { severity(candidate, told) };
        let spot = Spot { file: file.to_owned(), line: line.number, column: column + 1, name: None };
        let hit = Hit { class: candidate.class, severity, spot };
        if !told && !ruled_out && candidate.formatted && waits(text, &candidate.range) {
            if !self.is_known(&hit, value) {
                self.waiting.push(hit);
            }
        } else {
            self.add(value, hit);
        }
        told
    }
}

/// Whether what stands between two values is that which parts those of a list.
fn parts_a_list(between: Option<&str>) -> bool {
    between.is_some_and(|between| {
        !between.is_empty()
            && between.len() <= 8
            && !between.contains(|c: char| c.is_alphanumeric() || c == ':')
    })
}

/// Whether a text holds a number of four digits or more, so that it is more than a label.
fn has_number(text: &str) -> bool {
    text.as_bytes().windows(4).any(|four| four.iter().all(u8::is_ascii_digit))
}
