//! Words that are a name close by.

use super::super::token::Case;
use super::super::words::{ALLOW, CLINICAL, MONTH, ORDINARY, STATE, UNIT, VERB_AFTER, WEEKDAY};
use super::super::{Class, Finding, finding};
use super::Pass;

/// Tokens around a name in which it may be named again.
const AGAIN: usize = 40;

impl Pass<'_> {
    /// Words that are a name close by: `Reading? No, Mr. Reading moved away.`
    pub(super) fn find_again(&mut self, found: &mut Vec<Finding>) {
        // Each with its key: most words of a text are compared with them.
        let (mut named, mut from): (Vec<(usize, u64)>, usize) = (Vec::new(), 0);
        for finding in found.iter().filter(|f| f.class == Class::Name) {
            let inside = self.tokens.within(&finding.range, &mut from);
            let words = inside.filter(|k| self.is_nameable(*k));
            named.extend(words.map(|k| (k, self.token(k).key)));
        }
        named.sort_unstable();
        let mut first = 0;
        for i in 0..self.tokens.list.len() {
            while named.get(first).is_some_and(|(k, _)| k + AGAIN < i) {
                first += 1;
            }
            if named.get(first).is_none_or(|(k, _)| *k > i + AGAIN) {
                continue;
            }
            let token = self.token(i);
            if self.covered[i] || !self.is_nameable(i) || token.is(ALLOW | UNIT) {
                continue;
            }
            let free = !token.is(ORDINARY | CLINICAL | MONTH | WEEKDAY | VERB_AFTER | STATE);
            if token.case == Case::Lower && !free {
                continue;
            }
            let alike = |k: usize| {
                let written = token.case == self.token(k).case && token.case != Case::Lower;
                written && !self.is_verb(i) || free
            };
            let near = named[first..].iter().take_while(|(k, _)| *k <= i + AGAIN);
            if near.filter(|(_, key)| *key == token.key).any(|(k, _)| alike(*k)) {
                found.push(finding(token.start..self.end_of(i), Class::Name));
                self.covered[i] = true;
            }
        }
    }

    /// Whether a word is long enough to be known again: `Zé` has two letters, and a capital.
    fn is_nameable(&self, i: usize) -> bool {
        let token = self.token(i);
        token.is_word() && (token.len() > 2 || token.len() == 2 && token.case == Case::Title)
    }

    /// Whether a word with a capital begins a sentence as a verb does: `May improve`.
    fn is_verb(&self, i: usize) -> bool {
        self.token(i).is(VERB_AFTER | MONTH)
            && self.begins_sentence(i)
            && !self.tokens.get(i + 1).is_some_and(|t| t.is(VERB_AFTER))
    }
}
