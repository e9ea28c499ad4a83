//! Characters with the same signs between all of them, read without those: `6|1|9|-|5|5|5`, `J"u"n"e`, `[9][0][0]`, and one
//! below the other.

use super::left::{Left, sign_from};
use super::words::Words;
use std::ops::Range;

/// Characters of such a row at the least, and at the most.
const LEAST: usize = 5;
const LONGEST: usize = 96;

/// Digits that make a number of a row of nothing else, and letters that hide a word that no list has.
const DIGITS: usize = 6;
const LETTERS: usize = 7;

/// Characters that stand between others: a sign, two, or the end of a line.
#[derive(Clone, Copy)]
struct Tooth<'t>(&'t [u8]);

/// Leaves out the signs between characters; the places are those of the bytes that are left. `None` where there is no such row.
pub(super) fn join(bytes: &[u8], places: Option<&[u32]>) -> Option<(Vec<u8>, Vec<u32>)> {
    let mut row = next(bytes, 0)?;
    let (mut left, mut done) = (Left::of(bytes, places), 0);
    loop {
        for at in row {
            left.keep(done..at.start);
            done = at.end;
        }
        let Some(more) = next(bytes, done) else { break };
        row = more;
    }
    Some(left.end(done))
}

/// The signs of the next such row from a place on.
fn next(bytes: &[u8], from: usize) -> Option<Vec<Range<usize>>> {
    let mut at = sign_from(bytes, from + 1);
    while at + 2 < bytes.len() {
        // Behind most signs stands a blank or a word.
        let first = bytes[at];
        if first == b' ' {
            at = sign_from(bytes, at + 1);
            continue;
        }
        let one = bytes[at + 2] == first;
        let two = bytes.get(at + 3..at + 5).is_some_and(|two| *two == bytes[at..at + 2]);
        let length = match (one, two) {
            (true, _) => 1,
            (_, true) if !bytes[at + 1].is_ascii_alphanumeric() => 2,
            _ => {
                at = sign_from(bytes, at + 1);
                continue;
            }
        };
        let start = at - 1;
        let begins = start == 0 || !is_character(bytes[start - 1]) || start <= from;
        if start < from || !begins || !bytes[start].is_ascii_alphanumeric() {
            at = sign_from(bytes, at + 1);
            continue;
        }
        let (row, end) = row(bytes, start, Tooth(&bytes[at..at + length]));
        if is_told(bytes, start, &row, end) {
            return Some(row);
        }
        at = sign_from(bytes, end.max(at) + 1);
    }
    None
}

/// Whether a byte is a letter or a digit of any script.
const fn is_character(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == super::view::FOREIGN
}

impl Tooth<'_> {
    /// Whether it stands here.
    fn is_at(self, bytes: &[u8], at: usize) -> bool {
        bytes.get(at..at + self.0.len()) == Some(self.0)
    }

    /// Whether it stands here with a blank in it: `[e] [1]`.
    fn is_parted(self, bytes: &[u8], at: usize) -> bool {
        matches!(*self.0, [close, open] if bytes.get(at..at + 3) == Some(&[close, b' ', open]))
    }

    /// Whether one character stands here by itself: it, and behind it what stands between all, or nothing of a word.
    fn parts(self, bytes: &[u8], at: usize) -> bool {
        let Some(&own) = bytes.get(at) else { return false };
        if own.is_ascii_alphanumeric() {
            return bytes.get(at + 1).is_none_or(|b| !is_character(*b));
        }
        // `h.e.l.p...m.e` goes on behind a pause, and `a.k.a., f.k.a.` are three.
        let sign = b"-/.@_:+#,".contains(&own) && !self.0.contains(&own);
        let number = || at > self.0.len() && bytes[at - 1 - self.0.len()].is_ascii_digit();
        let ends = || bytes.get(at + 1) == Some(&b' ') && number();
        sign && (self.is_at(bytes, at + 1) || self.is_parted(bytes, at + 1) || ends())
    }
}

/// What stands between the characters of the row that begins here, and where the row ends; words of it may have a blank between
/// them.
fn row(bytes: &[u8], start: usize, tooth: Tooth<'_>) -> (Vec<Range<usize>>, usize) {
    let (mut row, mut at) = (Vec::new(), start);
    while row.len() < LONGEST {
        let behind = at + 1;
        let gap = behind..behind + tooth.0.len();
        if tooth.is_at(bytes, behind) && tooth.parts(bytes, gap.end) {
            at = gap.end;
            row.push(gap);
        } else if bytes.get(behind) == Some(&b' ')
            && tooth.parts(bytes, behind + 1)
            && tooth.is_at(bytes, behind + 2)
        {
            at = behind + 1;
        } else if tooth.is_parted(bytes, behind) && tooth.parts(bytes, behind + 3) {
            row.extend([behind..behind + 1, behind + 2..behind + 3]);
            at = behind + 3;
        } else {
            break;
        }
    }
    (row, at + 1)
}

/// Whether a row is no list: a number that nobody counts, letters and digits among each other, a word that a list has, or more
/// letters than anybody lists.
fn is_told(bytes: &[u8], start: usize, row: &[Range<usize>], end: usize) -> bool {
    if row.len() + 1 < LEAST {
        return false;
    }
    let mut plain = Vec::with_capacity(row.len() + 1);
    let mut done = start;
    for gap in row {
        plain.extend_from_slice(&bytes[done..gap.start]);
        done = gap.end;
    }
    plain.extend_from_slice(&bytes[done..end]);
    plain.make_ascii_lowercase();
    let digits = plain.iter().filter(|b| b.is_ascii_digit()).count();
    let letters = plain.iter().filter(|b| b.is_ascii_alphabetic());
    let seen = letters.clone().fold(0u32, |seen, letter| seen | 1 << (letter - b'a'));
    let letters = letters.count();
    if letters == 0 {
        let counts = plain.windows(2).filter(|two| two[1] == two[0] + 1).count();
        // `1, 0, 2, 1, 0, 3` are scores.
        let least = DIGITS + usize::from(bytes[row[0].start] == b',');
        return digits >= least && counts * 2 < digits;
    }
    let words = Words::get();
    let known = || {
        let mut parts = plain.split(|b| !b.is_ascii_alphabetic());
        parts.any(|word| word.len() > 3 && words.of(word) != 0)
    };
    // `n/v/d/c`, `a, b, c, d`: letters alone are listed so, and a name among them is found by its letters (`spelled`).
    let listed = b".-_*/|,+~=\n".contains(&bytes[row[0].start]);
    digits > 1 && letters + digits > LEAST
        || known()
        || !listed && letters >= LETTERS && seen.count_ones() > 3
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        super::super::left::text_of(text, join)
    }

    #[test]
    fn signs_between_all_characters_are_left_out() {
        assert_eq!(read("call 6|1|9|-|5|5|5|-|0|1|4|2 now"), "call 619-555-0142 now");
        assert_eq!(read("0.3./.1.7./.1.9.6.8"), "03/17/1968");
        assert_eq!(read("on J+u+n+e 1+7+, 1+9+6+8."), "on June 17, 1968.");
        assert_eq!(read("SSN [9][0][0][-][4][1][-][7][7][3][0]"), "SSN [900-41-7730]");
        assert_eq!(read("6, 1, 9, 5, 5, 5, 0, 1, 4, 2 rings"), "6195550142 rings");
        assert_eq!(read("ph\n6\n1\n9\n-\n5\n5\n5\nat noon"), "ph\n619-555\nat noon");
        assert_eq!(read("8=K=L=M=2=2=9"), "8KLM229");
        for same in [
            "n/v/d/c/f",
            "1, 2, 3, 4, 5, 6, 7",
            "a-b-c-d-e",
            "7/8/7/9",
            "e.g. i.e.",
            "(a)(b)",
            "x\n\ny",
            "h.e.l.p...m.e",
            "a.k.a., f.k.a., n.k.a.",
        ] {
            assert_eq!(read(same), same);
        }
    }
}
