//! The keys of a US keyboard, those beside them, and what fingers do.

use crate::draw::Burst;

const ROWS: [&str; 4] = ["1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm"];

/// The key beside the key of a small letter or a digit, in the same row; empty for any other byte.
pub fn neighbours(key: u8) -> &'static str {
    let find = |row: &&'static str| row.bytes().position(|k| k == key).map(|at| (*row, at));
    let Some((row, at)) = ROWS.iter().find_map(find) else { return "" };
    match at {
        0 => &row[1..2],
        at if at + 1 == row.len() => &row[at - 1..at],
        // The key itself stands between its neighbours, so only one side can be cut out; which one depends on the key.
        at if key.is_multiple_of(2) => &row[at + 1..at + 2],
        at => &row[at - 1..at],
    }
}

/// The text with one wrong key among its letters and digits: a neighbour, two turned round, one left out or twice.
pub fn typed(text: &str, burst: &mut Burst) -> Option<String> {
    let places: Vec<(usize, char)> =
        text.char_indices().filter(|(_, c)| c.is_ascii_lowercase() || c.is_ascii_digit()).collect();
    let n = u32::try_from(places.len()).ok().filter(|n| *n > 0)?;
    for _ in 0..6 {
        let (at, c) = places[burst.below(n) as usize];
        let (before, after) = (&text[..at], &text[at + 1..]);
        let next = after.bytes().next().filter(u8::is_ascii_alphanumeric).map(char::from);
        let made = match (burst.below(5), next) {
            (0, Some(next)) => format!("{before}{next}{c}{}", &after[1..]),
            (1, _) if n > 3 => format!("{before}{after}"),
            (2, _) => format!("{before}{c}{c}{after}"),
            _ => format!("{before}{}{after}", neighbours(c as u8)),
        };
        if made != text && !made.is_empty() {
            return Some(made);
        }
    }
    None
}
