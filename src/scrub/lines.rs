//! Words that the end of a line breaks, read whole where a list has them and not both of their pieces: `Inno\ncent`,
//! `Feb-\nruary`; and numbers of which each digit has a line.

use super::left::Left;
use super::words::Words;

/// Letters of a piece.
const LEAST: usize = 2;
const LONGEST: usize = 12;

/// Leaves out what breaks a word; the places are those of the bytes that are left. `None` where nothing does.
pub(super) fn join(bytes: &[u8], places: Option<&[u32]>) -> Option<(Vec<u8>, Vec<u32>)> {
    let mut breaks = memchr::memchr_iter(b'\n', bytes)
        .filter_map(|at| {
            let from = if is_number(bytes, at) { Some(at) } else { start(bytes, at) };
            Some((from?, at + 1))
        })
        .peekable();
    breaks.peek()?;
    let (mut left, mut done) = (Left::of(bytes, places), 0);
    for (from, to) in breaks {
        left.keep(done..from);
        done = to;
    }
    Some(left.end(done))
}

/// Lines of a single digit from which on they are one number.
const DIGITS: usize = 3;

/// `555\n0\n1\n4\n8`, `20\n-\n331`: whether lines of a digit or a sign each part a number, at the end of one of them.
fn is_number(bytes: &[u8], end: usize) -> bool {
    let line = |from: usize| {
        let rest = bytes.get(from..)?;
        // Behind the last of them the sentence may go on.
        rest.get(1).is_none_or(|b| matches!(b, b'\n' | b' ')).then(|| rest.first().copied())?
    };
    let digit = |byte: Option<u8>| byte.is_some_and(|b| b.is_ascii_digit());
    let before = end.checked_sub(1).map(|k| bytes[k]);
    let sign = |b: u8| matches!(b, b'-' | b'/' | b'.');
    // The line of a sign, before it and behind it.
    let opens = line(end + 1).is_some_and(sign);
    let closes = before.is_some_and(sign) && (end == 1 || bytes.get(end.wrapping_sub(2)) == Some(&b'\n'));
    let beside = |k: Option<usize>| digit(k.and_then(|k| bytes.get(k).copied()));
    if opens && bytes.get(end + 2) == Some(&b'\n') {
        return before.is_some_and(|b| b.is_ascii_alphanumeric()) && (digit(before) || beside(Some(end + 3)));
    }
    if closes && end > 2 {
        let head = bytes[end - 3];
        return head.is_ascii_alphanumeric() && (head.is_ascii_digit() || beside(Some(end + 1)));
    }
    // How many such lines there are here, before and behind.
    let behind = (0..DIGITS).take_while(|n| digit(line(end + 1 + 2 * n))).count();
    let ahead = (0..DIGITS)
        .take_while(|n| {
            let at = end.checked_sub(2 + 2 * n);
            at.is_some_and(|at| bytes[at] == b'\n' && bytes[at + 1].is_ascii_digit())
        })
        .count();
    // `1\n2\n3` counts.
    let steps = |at: Option<usize>| {
        let at = at.unwrap_or(bytes.len());
        bytes.get(at + 2).zip(bytes.get(at)).is_some_and(|(b, a)| *b == a.wrapping_add(1))
    };
    let counts =
        steps(end.checked_sub(1)) && (steps(Some(end + 1)) || ahead > 0 && steps(end.checked_sub(3)));
    digit(before) && behind > 0 && behind + ahead >= DIGITS && !counts
}

/// Where what breaks a word begins, if the line that ends at a place ends inside of one.
fn start(bytes: &[u8], end: usize) -> Option<usize> {
    let hyphen = usize::from(end > 0 && bytes[end - 1] == b'-');
    let start = end - hyphen;
    let (before, behind) = (&bytes[..start], &bytes[end + 1..]);
    let head = before.iter().rev().take(LONGEST + 1).take_while(|b| b.is_ascii_alphabetic()).count();
    let tail = behind.iter().take(LONGEST + 1).take_while(|b| b.is_ascii_lowercase()).count();
    let whole = behind.get(tail).is_none_or(|b| !b.is_ascii_alphanumeric());
    if !(LEAST..=LONGEST).contains(&head) || !(LEAST..=LONGEST).contains(&tail) || !whole {
        return None;
    }
    let words = Words::get();
    let mut word = [0u8; 2 * LONGEST];
    let word = &mut word[..head + tail];
    word[..head].copy_from_slice(&before[start - head..]);
    word[head..].copy_from_slice(&behind[..tail]);
    word.make_ascii_lowercase();
    let pieces = words.of(&word[..head]) != 0 && words.of(&word[head..]) != 0;
    (!pieces && words.of(word) != 0).then_some(start)
}

#[cfg(test)]
mod tests {
    use super::super::left::text_of;
    use super::*;

    fn joined(text: &str) -> String {
        text_of(text, join)
    }

    #[test]
    fn lines_end_inside_of_words() {
        assert_eq!(joined("in Febr\nuary, Mrs. Hend-\nricks"), "in February, Mrs. Hendricks");
        assert_eq!(joined("tel 555\n0\n1\n4\n8 in"), "tel 5550148 in");
        assert_eq!(joined("tel 555\n0\n1\n4\n8"), "tel 5550148");
        assert_eq!(joined("ref WISH\n-\n20\n-\n331"), "ref WISH-20-331");
        for same in ["1\n2\n3\n4\n5", "4\n5\nfine", "Meds\n-\nnone", "a\n1\nb"] {
            assert_eq!(joined(same), same);
        }
        for same in ["with\nout", "came\nhome", "a\nb", "\n", "Kor\nzym", "well-\nknown"] {
            assert_eq!(joined(same), same);
        }
    }
}
