//! What is wrong with a cell beside the cell of its original.

use super::dates::{date_of, days_of};
use super::finding::Check;
use super::seen::{About, Value};
use super::sorts::{Expect, Part};
use super::words::Words;

/// What is wrong with a column beside its original.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Wrong {
    /// NULL where there was a value, or a value where there was NULL.
    Null,
    /// A value that should not be there at all.
    Left,
    /// More than the part that should be left.
    Whole,
    /// A date that did not move by whole weeks, or too little.
    Step,
    /// A piece of the original in the place of a stand-in.
    Piece,
}

impl Wrong {
    /// The check that tells of it, and in which words.
    pub(super) const fn told(self) -> (Check, &'static str) {
        match self {
            Self::Null => (Check::Shape, "NULL is not where it was"),
            Self::Left => (Check::Survival, "a value is left in a column that should have none"),
            Self::Whole => (Check::Survival, "more is left of a value than the part that should be"),
            Self::Step => (Check::Survival, "a date did not move by whole weeks, four at the least"),
            Self::Piece => (Check::Survival, "a piece of the value stands in the place of a stand-in"),
        }
    }
}

/// A cell of the result: its text, which is `None` for NULL, and what was read of it, where it is not empty.
pub(super) type Stand<'a> = (Option<&'a str>, Option<&'a Value>);

/// What is wrong with a cell beside that of its original.
pub(super) fn wrong(
    about: &About,
    was: Option<&str>,
    (is, of_is): Stand<'_>,
    room: &mut Words,
) -> Option<Wrong> {
    let told = &about.told;
    match (told.expect, was, is) {
        (Expect::Gone, _, Some(text)) if !text.is_empty() => Some(Wrong::Left),
        (Expect::Gone | Expect::Other | Expect::Unknown, ..) => None,
        (_, Some(_), None) if told.may_null => None,
        (_, Some(_), None) | (_, None, Some(_)) => Some(Wrong::Null),
        (_, Some(was), Some(_)) if told.placeholders.iter().any(|p| p == was.trim()) => None,
        (Expect::Part(part), Some(was), Some(is)) => {
            (!is.is_empty() && whole(part, was, is)).then_some(Wrong::Whole)
        }
        (Expect::Shifted, Some(was), Some(_)) => {
            // Which of day and month comes first, one date alone does not always tell.
            let readings = days_of(was).into_iter().zip(of_is?.days);
            let mut moved = readings.filter_map(|(was, is)| Some(was? - is?)).peekable();
            moved.peek()?;
            (!moved.any(|days| days % 7 == 0 && days.abs() >= 28)).then_some(Wrong::Step)
        }
        (Expect::Replaced, Some(was), Some(_)) if about.pieces && !was.is_empty() => {
            is_piece_of(was, &of_is?.folded, room).then_some(Wrong::Piece)
        }
        _ => None,
    }
}

/// Whether a folded value is a piece of the original as it was written.
fn is_piece_of(was: &str, is: &str, room: &mut Words) -> bool {
    if was.is_ascii() {
        if is_apart(was.as_bytes(), is.as_bytes()) {
            return false;
        }
        // The letters and digits of most originals need not be written down to tell that others stand at both ends.
        let ink = was.bytes().filter(u8::is_ascii_alphanumeric);
        return is_piece(ink.map(|byte| byte.to_ascii_lowercase()), is.as_bytes());
    }
    room.read(was);
    is_piece(room.joined().bytes(), is.as_bytes())
}

/// Whether a folded value is no piece of an original in ASCII at a glance: nothing at its ends may stand for what was left out, and
/// neither does the original begin with it nor end.
fn is_apart(was: &[u8], is: &[u8]) -> bool {
    let (Some(first), Some(last)) = (is.first(), is.last()) else { return true };
    let starred = |byte: &u8| matches!(byte, b'x' | b'0');
    !starred(first)
        && !starred(last)
        && !goes(was.iter(), is.iter())
        && !goes(was.iter().rev(), is.iter().rev())
}

/// Whether the letters and digits of some bytes of ASCII begin with all of others, in the order in which both are handed over.
#[inline]
fn goes<'a>(mut was: impl Iterator<Item = &'a u8>, is: impl Iterator<Item = &'a u8>) -> bool {
    for byte in is {
        match was.find(|byte| byte.is_ascii_alphanumeric()) {
            Some(own) if own.to_ascii_lowercase() == *byte => {}
            _ => return false,
        }
    }
    true
}

/// Whether a value is a piece of the original: its first or last letters, or all but some of them.
fn is_piece(was: impl DoubleEndedIterator<Item = u8> + Clone, is: &[u8]) -> bool {
    let stars = trimmed(trimmed(is, b'x'), b'0');
    let begins = |is: &[u8]| starts(was.clone(), is.iter());
    let ends = |is: &[u8]| starts(was.clone().rev(), is.iter().rev());
    let is_one = |is: &[u8]| is.len() >= 3 && (begins(is) || ends(is));
    (is_one(is) || stars.len() < is.len() && is_one(stars)) && !was.eq(is.iter().copied())
}

/// Whether some bytes start with others.
fn starts<'a>(mut all: impl Iterator<Item = u8>, mut first: impl Iterator<Item = &'a u8>) -> bool {
    first.all(|byte| all.next() == Some(*byte))
}

/// What is left of some bytes without this one at both ends.
fn trimmed(mut bytes: &[u8], byte: u8) -> &[u8] {
    while let Some(rest) = bytes.strip_prefix(&[byte]) {
        bytes = rest;
    }
    while let Some(rest) = bytes.strip_suffix(&[byte]) {
        bytes = rest;
    }
    bytes
}

/// Whether more than a part is left.
fn whole(part: Part, was: &str, is: &str) -> bool {
    let is = is.trim();
    match part {
        Part::Year => {
            date_of(was).is_some() && date_of(is).is_some_and(|(_, month, day)| (month, day) != (1, 1))
        }
        Part::Month => date_of(was).is_some() && date_of(is).is_some_and(|(_, _, day)| day != 1),
        Part::Ages => is.parse::<f64>().is_ok_and(|age| age > 90.0),
        Part::AgeBand => is == was.trim() && is.parse::<u32>().is_ok(),
        Part::Zip3 => {
            let digits = |text: &str| {
                text.len() >= 5 && text.get(..5).is_some_and(|z| z.bytes().all(|b| b.is_ascii_digit()))
            };
            let area = is.get(..3).and_then(|area| area.parse().ok());
            let open = area.is_some_and(|area: u16| area != 0 && crate::reference::zip3_suppressed(area));
            digits(was) && ((digits(is) && (is.len() > 5 || !is.ends_with("00"))) || (open && digits(is)))
        }
        Part::State => is.bytes().any(|b| b.is_ascii_digit()) && is == was.trim(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// What is told at a glance is told as by all of its letters.
        #[test]
        fn what_is_apart_at_a_glance_is_no_piece(was in "[aAbxX0 -]{0,7}", is in "[abx0]{0,6}") {
            let ink = was.bytes().filter(u8::is_ascii_alphanumeric).map(|byte| byte.to_ascii_lowercase());
            let piece = is_piece(ink.collect::<Vec<u8>>().into_iter(), is.as_bytes());
            prop_assert!(!piece || !is_apart(was.as_bytes(), is.as_bytes()));
            prop_assert_eq!(is_piece_of(&was, &is, &mut Words::default()), piece);
        }
    }
}
