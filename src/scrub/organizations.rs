//! Employers, schools and sites: a run of capitalised words that ends with what such places are called.

use super::token::{Case, Tokens};
use super::words::{ALLOW, CLINICAL, MONTH, ORDINARY, ORG_GENERIC, ORG_HEAD, PLACE_BEFORE, WEEKDAY, Words};
use super::{Class, Finding, finding};

/// Words that may stand before the last one of a name of an organisation.
const LONGEST: usize = 7;

pub(super) fn find(tokens: &Tokens<'_>, words: &Words, found: &mut Vec<Finding>) {
    for i in 0..tokens.list.len() {
        let head = &tokens.list[i];
        if !head.is(ORG_HEAD) || head.case == Case::Lower || tokens.shouting[i] {
            continue;
        }
        // The last of several heads ends the name: `Regional Medical Center`.
        if tokens.get(i + 1).is_some_and(|t| t.is(ORG_HEAD) && t.case == Case::Title && !t.first_of_line) {
            continue;
        }
        if let Some(start) = begin(tokens, words, i) {
            found.push(finding(tokens.list[start].start..head.end, Class::Organization));
        }
    }
}

/// Where the name begins; `None` where every word is one that any such place could have.
fn begin(tokens: &Tokens<'_>, words: &Words, head: usize) -> Option<usize> {
    let (mut start, mut own, mut ordinary) = (head, 0, 0);
    let mut lower = Vec::new();
    for i in (head.saturating_sub(LONGEST)..head).rev() {
        let token = &tokens.list[i];
        if tokens.list[i + 1].first_of_line {
            break;
        }
        if token.is_sign(b'.') || token.is_sign(b'\'') || token.is_sign(b'&') || token.is_sign(b'-') {
            continue;
        }
        tokens.lower(i, &mut lower);
        let joins = matches!(lower.as_slice(), b"of" | b"and" | b"the" | b"for" | b"de" | b"la");
        if !token.is_word() || token.case == Case::Lower && !joins || token.case == Case::None {
            break;
        }
        if joins {
            continue;
        }
        let generic = words.of(&lower) & (ORG_GENERIC | ORG_HEAD | MONTH | WEEKDAY | ALLOW) != 0;
        if !generic && token.case == Case::Title {
            // A word that begins a sentence has its capital from there.
            let begins = i == 0 || tokens.list[i].first_of_line || tokens.list[i - 1].is_sign(b'.');
            if token.is(ORDINARY | CLINICAL) { ordinary += usize::from(!begins) } else { own += 1 }
        }
        start = i;
    }
    let announced =
        start.checked_sub(1).and_then(|k| tokens.get(k)).is_some_and(|t| t.phrase & PLACE_BEFORE != 0);
    (own > 0 || ordinary > 0 && (announced || ordinary > 1)).then_some(start)
}
