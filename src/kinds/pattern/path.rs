//! Whether each text of a form is built in one way only, so that counting the ways counts the texts.
//!
//! The positions of the form (one for each class, in each repeat of its own) are the states of Glushkov's automaton. Two
//! ways to one text are two different paths, so the pairs of positions that one text can lead to are walked: a pair of
//! two different positions that both may end, or that lead to the same one, is a text built in two ways.

use super::form::{Form, Node};
use std::collections::BTreeSet;

/// Positions and steps past which the proof is given up.
const POSITIONS: usize = 2_000;
const STEPS: usize = 300_000;

const TOO_LARGE: &str = "the pattern is too large to prove that its texts differ";
const TWO_WAYS: &str = "a text can match the pattern in two ways";

/// Where a part of the form begins and ends.
struct Ends {
    first: Vec<usize>,
    last: Vec<usize>,
    /// Whether it may be empty.
    empty: bool,
}

#[derive(Default)]
struct Automaton<'a> {
    /// The characters of each position, in order.
    classes: Vec<&'a [char]>,
    follow: Vec<Vec<usize>>,
    links: usize,
    /// The characters of literals, one class each.
    letters: &'a [Vec<char>],
    literals: usize,
}

/// Proves that no text is built in two ways.
pub(super) fn unambiguous(form: &Form) -> Result<(), String> {
    let mut letters = Vec::new();
    literals(form, &mut letters);
    let mut automaton = Automaton { letters: &letters, ..Automaton::default() };
    let ends = automaton.add(form).map_err(str::to_owned)?;
    automaton.walk(&ends).map_err(str::to_owned)
}

/// The characters of all literals in the order in which they are met.
fn literals(form: &Form, letters: &mut Vec<Vec<char>>) {
    match &form.node {
        Node::Literal(text) => letters.extend(text.chars().map(|c| vec![c])),
        Node::Class(_) => {}
        Node::Sequence(parts) | Node::Branch(parts, _) => {
            parts.iter().for_each(|part| literals(part, letters));
        }
        Node::Repeat(part, ..) => literals(part, letters),
    }
}

impl<'a> Automaton<'a> {
    fn position(&mut self, class: &'a [char]) -> Result<Ends, &'static str> {
        if self.classes.len() == POSITIONS {
            return Err(TOO_LARGE);
        }
        let p = self.classes.len();
        self.classes.push(class);
        self.follow.push(Vec::new());
        Ok(Ends { first: vec![p], last: vec![p], empty: false })
    }

    fn link(&mut self, from: &[usize], to: &[usize]) -> Result<(), &'static str> {
        self.links += from.len() * to.len();
        if self.links > STEPS {
            return Err(TOO_LARGE);
        }
        for p in from {
            self.follow[*p].extend_from_slice(to);
        }
        Ok(())
    }

    fn join(&mut self, a: Ends, b: Ends) -> Result<Ends, &'static str> {
        self.link(&a.last, &b.first)?;
        let mut first = a.first;
        if a.empty {
            first.extend_from_slice(&b.first);
        }
        let mut last = b.last;
        if b.empty {
            last.extend_from_slice(&a.last);
        }
        Ok(Ends { first, last, empty: a.empty && b.empty })
    }

    fn add(&mut self, form: &'a Form) -> Result<Ends, &'static str> {
        match &form.node {
            Node::Literal(text) => {
                let mut ends = Ends { first: Vec::new(), last: Vec::new(), empty: true };
                for _ in text.chars() {
                    let letters = self.letters;
                    let next = self.position(&letters[self.literals])?;
                    self.literals += 1;
                    ends = self.join(ends, next)?;
                }
                Ok(ends)
            }
            Node::Class(class) => self.position(class),
            Node::Sequence(parts) => {
                let mut ends = Ends { first: Vec::new(), last: Vec::new(), empty: true };
                for part in parts {
                    let next = self.add(part)?;
                    ends = self.join(ends, next)?;
                }
                Ok(ends)
            }
            Node::Branch(parts, _) => {
                let mut ends = Ends { first: Vec::new(), last: Vec::new(), empty: false };
                for part in parts {
                    let next = self.add(part)?;
                    if ends.empty && next.empty {
                        return Err(TWO_WAYS);
                    }
                    ends.first.extend(next.first);
                    ends.last.extend(next.last);
                    ends.empty |= next.empty;
                }
                Ok(ends)
            }
            Node::Repeat(part, low, totals) => self.repeat(part, *low as usize, totals.len() - 1),
        }
    }

    /// `low` parts, and up to `more` after them, each only after the one before.
    fn repeat(&mut self, part: &'a Form, low: usize, more: usize) -> Result<Ends, &'static str> {
        let begun = self.literals;
        let mut ends = Ends { first: Vec::new(), last: Vec::new(), empty: true };
        // All the places where it may end: after each of the parts from the `low`th on.
        let mut stops: Vec<usize> = Vec::new();
        for i in 0..low + more {
            self.literals = begun;
            let next = self.add(part)?;
            if next.empty && low + more > 1 {
                return Err(TWO_WAYS);
            }
            if next.empty && more == 1 {
                return Err(TWO_WAYS);
            }
            let empty = next.empty;
            let first = if i == 0 { next.first.clone() } else { ends.first };
            if i > 0 {
                self.link(&ends.last, &next.first)?;
            }
            if i + 1 >= low {
                stops.extend_from_slice(&next.last);
            }
            ends = Ends { first, last: next.last, empty };
        }
        let empty = low == 0 || (low + more == 1 && ends.empty);
        Ok(Ends { first: ends.first, last: stops, empty })
    }

    fn walk(&self, ends: &Ends) -> Result<(), &'static str> {
        let mut accepts = vec![false; self.classes.len()];
        ends.last.iter().for_each(|p| accepts[*p] = true);
        let mut seen = BTreeSet::new();
        let mut open = Vec::new();
        let mut steps = 0;
        self.step(&ends.first, &ends.first, true, &mut seen, &mut open, &mut steps)?;
        while let Some((p, q)) = open.pop() {
            if p != q && accepts[p] && accepts[q] {
                return Err(TWO_WAYS);
            }
            self.step(&self.follow[p], &self.follow[q], p == q, &mut seen, &mut open, &mut steps)?;
        }
        Ok(())
    }

    /// The pairs that one further character leads to; `same` where both came from one position.
    fn step(
        &self,
        left: &[usize],
        right: &[usize],
        same: bool,
        seen: &mut BTreeSet<(usize, usize)>,
        open: &mut Vec<(usize, usize)>,
        steps: &mut usize,
    ) -> Result<(), &'static str> {
        for (i, p) in left.iter().enumerate() {
            for (j, q) in right.iter().enumerate() {
                *steps += 1;
                if *steps > STEPS {
                    return Err(TOO_LARGE);
                }
                // The same position met twice in one list, or from two: two ways.
                if p == q && (!same || i != j) {
                    return Err(TWO_WAYS);
                }
                let pair = (*p.min(q), *p.max(q));
                if !seen.contains(&pair) && (p == q || overlap(self.classes[*p], self.classes[*q])) {
                    seen.insert(pair);
                    open.push(pair);
                }
            }
        }
        Ok(())
    }
}

/// Whether two ordered classes have a character in common.
fn overlap(a: &[char], b: &[char]) -> bool {
    let (mut i, mut j) = (0, 0);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        match x.cmp(y) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => return true,
        }
    }
    false
}
