//! What is hidden by spelling: letters one by one, digits for letters, numbers in words.

use super::token::{Case, Sort, Tokens};
use super::words::{ALLOW, CLINICAL, GIVEN, NUMBER_WORD, ORDINARY, SURNAME, Words};
use super::{Class, Finding, finding};

/// Number words that make a number nobody counts with: a telephone number has seven, the last four of an SSN four.
const NUMBERS: usize = 5;

pub(super) fn find(tokens: &Tokens<'_>, words: &Words, found: &mut Vec<Finding>) {
    let mut i = 0;
    while i < tokens.list.len() {
        let hit = letters(tokens, words, i).or_else(|| digits(tokens, i));
        if let Some((end, class)) = hit {
            found.push(finding(tokens.list[i].start..tokens.list[end].end, class));
            i = end + 1;
            continue;
        }
        if leet(tokens, words, i) {
            found.push(finding(tokens.list[i].start..tokens.list[i].end, Class::Name));
        }
        i += 1;
    }
}

/// `M a r i a`, `L.o.p.e.z`: single letters in a row that are a name together.
fn letters(tokens: &Tokens<'_>, words: &Words, i: usize) -> Option<(usize, Class)> {
    let single = |k: usize| tokens.get(k).is_some_and(|t| t.is_word() && t.len() == 1);
    if !single(i) {
        return None;
    }
    let sign_at = |k: usize| match tokens.get(k)?.sort {
        Sort::Sign(sign @ (b'.' | b'-' | b'_' | b'*')) => Some(sign),
        _ => None,
    };
    // One sign between all letters, or blanks between all: `p.o. b.i.d.` is no name.
    let sign = sign_at(i + 1);
    let mut word = vec![tokens.bytes(i).first()?.to_ascii_lowercase()];
    let mut last = i;
    loop {
        if sign_at(last + 1) != sign {
            break;
        }
        let next = if sign.is_some() { last + 2 } else { last + 1 };
        if !single(next)
            || tokens.list[next].first_of_line
            || word.len() > 30
            || tokens.list[next].apart != sign.is_none()
        {
            break;
        }
        word.extend(tokens.bytes(next).first().map(u8::to_ascii_lowercase));
        last = next;
    }
    let known = words.of(&word);
    let name = known & (GIVEN | SURNAME) != 0 || known & (ORDINARY | CLINICAL | ALLOW) == 0 && word.len() > 4;
    (word.len() >= 3 && name).then_some((last, Class::Name))
}

/// `five five five, zero one two three`: numbers in words in a row.
fn digits(tokens: &Tokens<'_>, i: usize) -> Option<(usize, Class)> {
    let word = |k: usize| tokens.get(k).is_some_and(|t| t.is(NUMBER_WORD)) || tokens.is_any(k, &[b"oh"]);
    let number = |k: usize| word(k) || tokens.get(k).is_some_and(|t| t.sort == Sort::Number && t.len() <= 4);
    if !word(i) {
        return None;
    }
    let (mut count, mut last, mut spelled) = (1, i, 1);
    loop {
        let sign = tokens.get(last + 1).is_some_and(|t| matches!(t.sort, Sort::Sign(b'-' | b',' | b'.')));
        let next = if sign { last + 2 } else { last + 1 };
        if !number(next) {
            break;
        }
        spelled += usize::from(word(next));
        count += 1;
        last = next;
    }
    (count >= NUMBERS && spelled >= 3).then_some((last, Class::Number))
}

/// `J0hn`, `Mar1a`: a name once its digits are read as the letters they look like.
fn leet(tokens: &Tokens<'_>, words: &Words, i: usize) -> bool {
    let token = &tokens.list[i];
    let bytes = tokens.bytes(i);
    if token.sort != Sort::Mixed
        || !(3..=20).contains(&token.len())
        || token.case == Case::None
        || !bytes[0].is_ascii_alphabetic()
    {
        return false;
    }
    let few = bytes.iter().filter(|b| b.is_ascii_digit()).count() * 2 < bytes.len();
    let read = |one: u8| -> Vec<u8> {
        bytes
            .iter()
            .map(|b| match b {
                b'0' => b'o',
                b'1' => one,
                b'3' => b'e',
                b'4' => b'a',
                b'5' => b's',
                b'6' => b'g',
                b'7' => b't',
                b'8' => b'b',
                b'9' => b'g',
                _ => b.to_ascii_lowercase(),
            })
            .collect()
    };
    few && [b'i', b'l'].into_iter().any(|one| {
        let known = words.of(&read(one));
        known & (GIVEN | SURNAME) != 0 && known & (CLINICAL | ALLOW) == 0
    })
}
