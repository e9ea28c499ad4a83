//! Words whose letters stand one by one, read as the words they are: `M a r i a`, `1 2 3 M a i n`.

use super::leet::is_sign;
use super::left::Left;
use super::token::Tokens;
use super::view::View;
use super::words::{ALLOW, CITY, CLINICAL, GIVEN, LOWER_WORD, SURNAME, VERB_AFTER, Words};
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
    let (mut left, mut done) = (Left::of(bytes, places), 0);
    loop {
        left.keep(done..at);
        let run = run(bytes, at);
        done = run.last().map_or(at + 1, |last| last + 1);
        if is_word(bytes, &run) {
            for at in joined(bytes, &run) {
                left.keep(at..at + 1);
            }
            // `S m i t h , J o h n`
            done += usize::from(bytes[done..].starts_with(b" ,") || bytes[done..].starts_with(b" :"));
        } else {
            left.keep(at..done);
        }
        let Some(next) = first(bytes, done) else { break };
        at = next;
    }
    Some(left.end(done))
}

/// Where, from a place on, three characters begin that stand one by one.
fn first(bytes: &[u8], from: usize) -> Option<usize> {
    let blank = |at: usize| bytes.get(at).is_none_or(|b| !b.is_ascii_alphanumeric() && *b < 0x80);
    // A blank behind the first character, and one behind the second: hardly any blank has another one so near.
    (from + 1..bytes.len().saturating_sub(2)).filter(|k| bytes[*k] == b' ' && bytes[k + 2] == b' ').find_map(
        |k| {
            let at = k - 1;
            let single = |k: usize| bytes.get(at + k).is_some_and(|b| counts(*b));
            let wide = bytes.get(at + 3..at + 3 + WIDE)?.iter().take_while(|b| **b == b' ').count();
            let third = 3 + wide;
            let apart = wide > 0 && single(0) && single(2) && single(third) && blank(at + third + 1);
            // `L i  W e i`: where a word of two letters ends, the next one has to go on.
            let goes_on =
                || bytes.get(at + third + 1) == Some(&b' ') && single(third + 2) && blank(at + third + 3);
            (apart && (at == 0 || blank(at - 1)) && (wide == 1 || goes_on())).then_some(at)
        },
    )
}

/// Whether a byte may be one of the letters of a word: a letter, or what is read as one.
fn counts(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || is_sign(byte)
}

/// The places of the characters that stand one by one from here on, with the signs between them that join the parts of an address.
fn run(bytes: &[u8], from: usize) -> Vec<usize> {
    let mut run = vec![from];
    let mut at = from + 1;
    while run.len() < LONGEST {
        let Some(next) = single(bytes, at).filter(|next| {
            let b = bytes[*next];
            counts(b) || joins(b) && single(bytes, next + 1).is_some_and(|k| is_joint(bytes, &run, *next, k))
        }) else {
            break;
        };
        run.push(next);
        at = next + 1;
    }
    while run.last().is_some_and(|last| !bytes[*last].is_ascii_alphanumeric()) {
        run.pop();
    }
    // `c a l l   5 5 5 - 0 1 2 2`: a number at the end may go on behind a sign.
    let digits = run.iter().rev().take_while(|at| bytes[**at].is_ascii_digit()).count();
    let goes_on = || {
        let behind = run[run.len() - 1] + 1;
        let rest = bytes[behind..bytes.len().min(behind + 2 * WIDE)].trim_ascii_start();
        let digit = |rest: &[u8]| rest.trim_ascii_start().first().is_some_and(u8::is_ascii_digit);
        matches!(rest.first(), Some(b'-' | b'.' | b'/' | b')' | b'(')) && digit(&rest[1..]) || digit(rest)
    };
    if (2..run.len()).contains(&digits) && goes_on() {
        run.truncate(run.len() - digits);
    }
    run
}

/// Where a character stands by itself behind blanks from here on.
fn single(bytes: &[u8], from: usize) -> Option<usize> {
    let blanks = bytes.get(from..)?.iter().take(WIDE + 1).take_while(|b| matches!(b, b' ' | b'\n')).count();
    let lines = bytes[from..from + blanks].iter().filter(|b| **b == b'\n').count();
    let at = from + blanks;
    let alone = bytes.get(at + 1).is_none_or(|b| !b.is_ascii_alphanumeric() && *b < 0x80);
    ((1..=WIDE).contains(&blanks) && lines < 2 && at < bytes.len() && alone).then_some(at)
}

/// Whether a sign may join the parts of an address.
const fn joins(byte: u8) -> bool {
    matches!(byte, b'.' | b'_' | b'/' | b':' | b'-' | b'~')
}

/// Whether a sign at a place joins the characters before it and behind it: one of them is a letter, or another such sign.
fn is_joint(bytes: &[u8], run: &[usize], at: usize, behind: usize) -> bool {
    let part = |b: u8| b.is_ascii_alphabetic() || matches!(b, b'/' | b':' | b'_');
    let before = bytes[run[run.len() - 1]];
    let wide = at - run[run.len() - 1] > 2 || behind - at > 2;
    let sentence = bytes[at] == b'.' && bytes[behind].is_ascii_uppercase();
    let both = (counts(before) || part(before)) && (counts(bytes[behind]) || part(bytes[behind]));
    !wide && !sentence && both && (part(before) || part(bytes[behind]))
}

/// Whether a run is words and no list of single things: letters enough, more than two of them different. What has a number
/// in it, and no word that a list has, is a code, which is found by its standing so.
fn is_word(bytes: &[u8], run: &[usize]) -> bool {
    let letters = run.iter().map(|at| bytes[*at].to_ascii_lowercase()).filter(u8::is_ascii_alphabetic);
    let seen = letters.clone().fold(0u32, |seen, letter| seen | 1 << (letter - b'a'));
    // `w w w . example . com`
    let web = seen == 1 << (b'w' - b'a');
    letters.count() >= LEAST && (seen.count_ones() > 2 || web) && !is_code(bytes, run)
}

/// Whether a run has a number in it and no word that a list has.
fn is_code(bytes: &[u8], run: &[usize]) -> bool {
    let number = run.windows(2).any(|two| two.iter().all(|at| bytes[*at].is_ascii_digit()));
    let known = || {
        let words = Words::get();
        let plain: Vec<u8> =
            joined(bytes, run).into_iter().map(|at| bytes[at].to_ascii_lowercase()).collect();
        plain.split(|b| !b.is_ascii_alphabetic()).any(|word| word.len() > 2 && words.of(word) != 0)
    };
    number && !known()
}

/// The places that are kept: the characters, and a blank between words and beside numbers.
fn joined(bytes: &[u8], run: &[usize]) -> Vec<usize> {
    let digit = |k: usize| run.get(k).is_some_and(|at| bytes[*at].is_ascii_digit());
    // Two digits and more are a number; one may be a letter.
    let number = |k: usize| digit(k) && (digit(k + 1) || k > 0 && digit(k - 1));
    let mut kept = vec![run[0]];
    for k in 1..run.len() {
        let wide = run[k] - run[k - 1] > 2 || bytes[run[k] - 1] == b'\n';
        let capital = bytes[run[k - 1]].is_ascii_lowercase() && bytes[run[k]].is_ascii_uppercase();
        let counted = k == 1 && is_counted(bytes, run);
        if wide || capital || counted || number(k) != number(k - 1) && !is_ending(bytes, run, k) {
            kept.push(run[k] - 1);
        }
        kept.push(run[k]);
    }
    kept
}

/// `7 k i l o`: whether a digit stands before a word that a list has.
fn is_counted(bytes: &[u8], run: &[usize]) -> bool {
    let mut word = [0u8; LONGEST];
    let mut length = 0;
    for (n, at) in run.iter().enumerate().skip(1) {
        if n > 1 && at - run[n - 1] > 2 || !bytes[*at].is_ascii_alphabetic() {
            break;
        }
        word[length] = bytes[*at].to_ascii_lowercase();
        length += 1;
    }
    bytes[run[0]].is_ascii_digit() && length > LEAST && Words::get().of(&word[..length]) != 0
}

/// `2 5 t h`: whether a number goes on with its ending.
fn is_ending(bytes: &[u8], run: &[usize], k: usize) -> bool {
    let wide = |k: usize| run.get(k).is_none_or(|at| at - run[k - 1] > 2);
    let two = |ending: &[u8; 2]| {
        run.get(k..k + 2).is_some_and(|at| at.iter().zip(ending).all(|(at, b)| bytes[*at] == *b))
    };
    wide(k + 2) && [b"st", b"nd", b"rd", b"th"].into_iter().any(two)
}

/// Names of which every letter stood by itself, `a n g e l`, `g.r.a.c.e`, though they are words of every day, too.
pub(super) fn find(text: &str, view: &View, tokens: &Tokens<'_>, found: &mut Vec<Finding>) {
    if !view.is_changed() {
        return;
    }
    let hidden = |range: Range<usize>| {
        let letters = &text.as_bytes()[view.range(range.clone())];
        letters.len() + 1 == 2 * range.len()
            && letters.iter().skip(1).step_by(2).all(|b| !b.is_ascii_alphanumeric())
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
        assert_eq!(joined("7 k i l o, 1 2 k i l o"), "7 kilo, 12 kilo");
        assert_eq!(joined("Y N Y Y N"), "Y N Y Y N");
        assert_eq!(joined("5 5 5 0 1 2 2"), "5 5 5 0 1 2 2");
        assert_eq!(joined("l i v e s  R o a d  2 8"), "lives Road 28");
        assert_eq!(joined("k a r e n . h @ mail.example"), "karen.h @ mail.example");
        assert_eq!(joined("h t t p : / / c o t s . e x"), "http://cots.ex");
        assert_eq!(joined("m o t h _ k i d"), "moth_kid");
        assert_eq!(joined("read L i  W e i, a  b"), "read Li Wei, a  b");
        assert_eq!(joined("J o h n . H e"), "John . H e");
        assert_eq!(joined("t h e 2 5 t h  o f  D e c"), "the 25th of Dec");
        for code in ["K Z R . 4 4 1", "8 K T R\n2 2 9", "M H 0 2 A B 5 5", "i e 0 0 x m p 9 9"] {
            assert_eq!(joined(code), code);
        }
        assert_eq!(read("I am a b"), None);
        assert_eq!(read(""), None);
    }
}
