//! Words whose letters stand one by one, read as the words they are: `M a r i a`, `1 2 3 M a i n`.

use super::leet::is_sign;
use super::token::Tokens;
use super::view::View;
use super::words::{ALLOW, CITY, CLINICAL, GIVEN, LOWER_WORD, SURNAME, VERB_AFTER};
use super::{Class, Finding, finding};
use std::ops::Range;

/// Letters that stand one by one and make a word.
const LEAST: usize = 3;

/// Characters that are read as one run at the most.
const LONGEST: usize = 64;

/// Blanks between two characters of a run at the most: where there are more than one, a word ends.
const WIDE: usize = 3;

/// Joins what stands apart; the places are those of the bytes that are left. `None` where nothing stands apart.
pub(super) fn join(bytes: &[u8], places: Option<&[u32]>) -> Option<(Vec<u8>, Vec<u32>)> {
    let mut at = first(bytes, 0)?;
    let (mut out, mut kept) = (Vec::with_capacity(bytes.len()), Vec::with_capacity(bytes.len() + 1));
    let own = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    let place = |at: usize| places.map_or_else(|| own(at), |places| places[at]);
    // Nearly all of a text is kept as it is.
    let keep = |kept: &mut Vec<u32>, range: Range<usize>| match places {
        Some(places) => kept.extend_from_slice(&places[range]),
        None => kept.extend(own(range.start)..own(range.end)),
    };
    let mut done = 0;
    loop {
        out.extend_from_slice(&bytes[done..at]);
        keep(&mut kept, done..at);
        let run = run(bytes, at);
        done = run.last().map_or(at + 1, |last| last + 1);
        if is_word(bytes, &run) {
            for at in joined(bytes, &run) {
                out.push(bytes[at]);
                kept.push(place(at));
            }
            // `S m i t h , J o h n`
            done += usize::from(bytes[done..].starts_with(b" ,") || bytes[done..].starts_with(b" :"));
        } else {
            out.extend_from_slice(&bytes[at..done]);
            keep(&mut kept, at..done);
        }
        let Some(next) = first(bytes, done) else { break };
        at = next;
    }
    out.extend_from_slice(&bytes[done..]);
    keep(&mut kept, done..bytes.len());
    kept.push(place(bytes.len()));
    Some((out, kept))
}

/// Where, from a place on, three characters begin that stand one by one.
fn first(bytes: &[u8], from: usize) -> Option<usize> {
    let blank = |at: usize| bytes.get(at).is_none_or(|b| !b.is_ascii_alphanumeric() && *b < 0x80);
    // A blank behind the first character, and one behind the second.
    memchr::memchr_iter(b' ', bytes.get(from..)?).find_map(|n| {
        let at = (from + n).checked_sub(1).filter(|at| *at >= from)?;
        let single = |k: usize| bytes.get(at + k).is_some_and(|b| counts(*b));
        let apart = bytes.get(at + 3) == Some(&b' ') && single(0) && single(2) && single(4);
        (apart && (at == 0 || blank(at - 1)) && blank(at + LEAST + 2)).then_some(at)
    })
}

/// Whether a byte may be one of the letters of a word: a letter, or what is read as one.
fn counts(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || is_sign(byte)
}

/// The places of the characters that stand one by one from here on.
fn run(bytes: &[u8], from: usize) -> Vec<usize> {
    let mut run = vec![from];
    let mut at = from + 1;
    while run.len() < LONGEST {
        let blanks = bytes[at..].iter().take_while(|b| **b == b' ').count();
        let next = at + blanks;
        let single = bytes.get(next).is_some_and(|b| counts(*b))
            && bytes.get(next + 1).is_none_or(|b| !b.is_ascii_alphanumeric() && *b < 0x80);
        // `b @`: a sign is a letter inside of a word alone.
        if !(1..=WIDE).contains(&blanks) || !single {
            break;
        }
        run.push(next);
        at = next + 1;
    }
    while run.last().is_some_and(|last| !bytes[*last].is_ascii_alphanumeric()) {
        run.pop();
    }
    // `c a l l   5 5 5 - 0 1 2 2`: a number at the end may go on behind a sign.
    let digits = run.iter().rev().take_while(|at| bytes[**at].is_ascii_digit()).count();
    if (2..run.len()).contains(&digits) {
        run.truncate(run.len() - digits);
    }
    run
}

/// Whether a run is a word and no list of single things: letters enough, and more than two of them different.
fn is_word(bytes: &[u8], run: &[usize]) -> bool {
    let letters = run.iter().map(|at| bytes[*at].to_ascii_lowercase()).filter(u8::is_ascii_alphabetic);
    let seen = letters.clone().fold(0u32, |seen, letter| seen | 1 << (letter - b'a'));
    // `w w w . example . com`
    let web = seen == 1 << (b'w' - b'a');
    letters.count() >= LEAST && (seen.count_ones() > 2 || web)
}

/// The places that are kept: the characters, and a blank between words and beside numbers.
fn joined(bytes: &[u8], run: &[usize]) -> Vec<usize> {
    let digit = |k: usize| run.get(k).is_some_and(|at| bytes[*at].is_ascii_digit());
    // Two digits and more are a number; one may be a letter.
    let number = |k: usize| digit(k) && (digit(k + 1) || k > 0 && digit(k - 1));
    let mut kept = vec![run[0]];
    for k in 1..run.len() {
        let wide = run[k] - run[k - 1] > 2;
        let capital = bytes[run[k - 1]].is_ascii_lowercase() && bytes[run[k]].is_ascii_uppercase();
        if wide || capital || number(k) != number(k - 1) {
            kept.push(run[k] - 1);
        }
        kept.push(run[k]);
    }
    kept
}

/// Names of which every letter stood by itself, `a n g e l`, though they are words of every day, too.
pub(super) fn find(text: &str, view: &View, tokens: &Tokens<'_>, found: &mut Vec<Finding>) {
    if !view.is_changed() {
        return;
    }
    let hidden = |range: Range<usize>| {
        let letters = &text.as_bytes()[view.range(range.clone())];
        letters.len() + 1 == 2 * range.len() && letters.iter().skip(1).step_by(2).all(|b| *b == b' ')
    };
    let names = tokens.list.iter().filter(|t| {
        t.is_word()
            && t.len() > 3
            && t.is(GIVEN | SURNAME | CITY)
            && !t.is(CLINICAL | ALLOW | LOWER_WORD | VERB_AFTER)
    });
    found.extend(names.filter(|t| hidden(t.start..t.end)).map(|t| finding(t.start..t.end, Class::Name)));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<String> {
        join(text.as_bytes(), None).map(|(bytes, places)| {
            assert_eq!(bytes.len() + 1, places.len());
            assert!(places.windows(2).all(|two| two[0] < two[1]), "{places:?}");
            String::from_utf8(bytes).unwrap()
        })
    }

    #[test]
    fn letters_that_stand_apart_are_a_word() {
        let joined = |text: &str| read(text).unwrap_or_else(|| text.to_owned());
        assert_eq!(joined("call J o h n   D o e now"), "call John Doe now");
        assert_eq!(joined("at 1 2 3 M a i n S t"), "at 123 Main St");
        assert_eq!(joined("c a l l   5 5 5 - 0 1"), "call   5 5 5 - 0 1");
        assert_eq!(joined("S m i t h , J o h n"), "Smith, John");
        assert_eq!(joined("M 1 c h a e l"), "M1chael");
        assert_eq!(joined("Y N Y Y N"), "Y N Y Y N");
        assert_eq!(joined("5 5 5 0 1 2 2"), "5 5 5 0 1 2 2");
        assert_eq!(read("I am a b"), None);
        assert_eq!(read(""), None);
    }
}
