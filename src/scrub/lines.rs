//! Words that the end of a line breaks, read whole where a list has them and not both of their pieces: `Inno\ncent`, `Feb-\nruary`.

use super::left::Left;
use super::words::Words;

/// Letters of a piece.
const LEAST: usize = 2;
const LONGEST: usize = 12;

/// Leaves out what breaks a word; the places are those of the bytes that are left. `None` where nothing does.
pub(super) fn join(bytes: &[u8], places: Option<&[u32]>) -> Option<(Vec<u8>, Vec<u32>)> {
    let mut breaks =
        memchr::memchr_iter(b'\n', bytes).filter_map(|at| Some((start(bytes, at)?, at + 1))).peekable();
    breaks.peek()?;
    let (mut left, mut done) = (Left::of(bytes, places), 0);
    for (from, to) in breaks {
        left.keep(done..from);
        done = to;
    }
    Some(left.end(done))
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
        for same in ["with\nout", "came\nhome", "a\nb", "\n", "Kor\nzym", "well-\nknown"] {
            assert_eq!(joined(same), same);
        }
    }
}
