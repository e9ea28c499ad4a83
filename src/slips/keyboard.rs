//! The keys of a US keyboard and those beside them.

const ROWS: [&str; 4] = ["1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm"];

/// The keys beside the key of a small letter or a digit, in the same row; empty for any other byte.
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
