//! What stands behind `DOB`, in whatever form: a date.

use super::super::key::{Keys, keys, words};
use super::super::token::{Sort, Token, Tokens};
use super::super::words::{MONTH, NUMBER_WORD, ORDINAL_WORD, UNIT};

/// Tokens that such a date has at the most.
const LONGEST: usize = 10;

/// `DOB 14.iii.85`, `born three fourteen eighty five`: the first token and the last.
pub(super) fn date(tokens: &Tokens<'_>, i: usize) -> Option<(usize, usize)> {
    const LABELS: Keys<6> = keys([b"dob", b"birthdate", b"birthday", b"bday", b"born", b"birth"]);
    if !tokens.is_any(i, &LABELS) {
        return None;
    }
    let skipped = |k: usize| {
        let sign =
            tokens.get(k).is_some_and(|t| matches!(t.sort, Sort::Sign(b':' | b'=' | b'-' | b'.' | b'#')));
        sign || tokens.is_any(k, words![b"is", b"was", b"on", b"the", b"date"])
    };
    let mut start = i + 1;
    while start < i + 4 && skipped(start) {
        start += 1;
    }
    const ROMAN: Keys<12> =
        keys([b"i", b"ii", b"iii", b"iv", b"v", b"vi", b"vii", b"viii", b"ix", b"x", b"xi", b"xii"]);
    let counts = |k: usize, t: &Token| {
        matches!(t.sort, Sort::Number | Sort::Mixed) && t.len() <= 10
            || t.is(NUMBER_WORD | ORDINAL_WORD | MONTH)
            || k > start && !t.apart && tokens.is_any(k, &ROMAN)
    };
    let joins = |k: usize, t: &Token| {
        matches!(t.sort, Sort::Sign(b'/' | b'-' | b'.' | b',' | b'\''))
            || tokens.is_any(k, words![b"of", b"the", b"de", b"slash", b"dash", b"dot", b"point", b"hyphen"])
    };
    let (mut last, mut parts, mut digits) = (None, 0, 0);
    for k in start..start + LONGEST {
        let Some(t) = tokens.get(k).filter(|t| k == start || !t.begins_line) else { break };
        if counts(k, t) {
            last = Some(k);
            parts += 1;
            digits += tokens.bytes(k).iter().filter(|b| b.is_ascii_digit()).count();
        } else if !joins(k, t) {
            break;
        }
    }
    let last = last?;
    // `born 3 weeks early`, `born at 38 2/7`.
    let counted = tokens.get(last + 1).is_some_and(|t| t.is(UNIT));
    (!counted && (digits >= 4 && parts > 1 || digits > 5 || parts >= 3)).then_some((start, last))
}
