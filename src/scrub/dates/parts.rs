//! Dates of parts that are each written in a way of its own: `Sixth/Eleven/Twenty-five`, `5th/may/2023`, `10:IX:23`,
//! `zero six slash eleven slash twenty three`, `nov/6`.

use super::super::key::{Keys, key, keys, words};
use super::super::token::{Case, Sort, Tokens};
use super::super::words::{MONTH, NUMBER_WORD, ORDINAL_WORD};
use super::months::is_like;
use super::named::UNKNOWN;
use super::odd::roman;
use super::words::day;
use super::{Read, is_year};

/// A part of a date: where it ends, and what it may be.
struct Part {
    last: usize,
    day: bool,
    month: bool,
    year: bool,
    /// Whether it is more than digits.
    told: bool,
    /// Whether it is a month by its name.
    named: bool,
    /// Whether it counts nothing: a name, an ordinal, or a year that is no day.
    sure: bool,
}

/// What parts are joined by: a sign, or the word for one.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Joint {
    key: u64,
    apart: bool,
}

/// Signs in words.
const JOINTS: Keys<6> = keys([b"slash", b"dash", b"dot", b"point", b"hyphen", b"stroke"]);

/// Whether a word may begin such a date: what joins it to another part stands behind it.
pub(super) fn may_begin(tokens: &Tokens<'_>, i: usize) -> bool {
    let behind = |k: usize| joint(tokens, k).is_some();
    behind(i + 1) || tokens.list[i].is(NUMBER_WORD | ORDINAL_WORD) && (behind(i + 2) || behind(i + 3))
}

/// Three parts with the same between them.
pub(super) fn three(tokens: &Tokens<'_>, i: usize) -> Read {
    let one = part(tokens, i)?;
    let first = joint(tokens, one.last + 1)?;
    let two = part(tokens, one.last + 2)?;
    joint(tokens, two.last + 1).filter(|second| *second == first)?;
    let three = part(tokens, two.last + 2)?;
    of_three(&one, &two, &three, tokens.list[one.last + 1].sort).then_some((three.last, UNKNOWN, true))
}

/// Two parts, one of them the name of a month.
pub(super) fn two(tokens: &Tokens<'_>, i: usize) -> Read {
    let one = part(tokens, i)?;
    let joint = joint(tokens, one.last + 1)?;
    let two = part(tokens, one.last + 2)?;
    of_two(tokens, i, &one, &two, joint).then_some((two.last, UNKNOWN, true))
}

/// Whether three parts are a day, a month and a year in some order, and not all of them digits, which other rules read.
fn of_three(one: &Part, two: &Part, three: &Part, sign: Sort) -> bool {
    let fits =
        (one.day && two.month || one.month && two.day) && three.year || one.year && two.month && three.day;
    let told = one.told || two.told || three.told;
    // `one-two-three` counts.
    let counts = matches!(sign, Sort::Sign(b'-' | b'.' | b'~' | b'*' | b'|')) || sign == Sort::Word;
    let sure = one.sure || two.sure || three.sure;
    // `ten:twenty:thirty` is a time.
    fits && told && (sure || !counts) && (sign != Sort::Sign(b':') || one.named || two.named)
}

/// Whether two parts are the name of a month and a day: `nov/6`, `13-jun`.
fn of_two(tokens: &Tokens<'_>, i: usize, one: &Part, two: &Part, joint: Joint) -> bool {
    const OTHER: Keys<5> = keys([b"may", b"mar", b"march", b"sun", b"sat"]);
    let sign = matches!(tokens.list[one.last + 1].sort, Sort::Sign(b'/' | b'-'));
    let month = if one.named { i } else { one.last + 2 };
    let sure = tokens.list[month].case != Case::Lower || !tokens.is_any(month, &OTHER);
    let ends = tokens
        .get(two.last + 1)
        .is_none_or(|t| t.apart || matches!(t.sort, Sort::Sign(s) if s != b'-' && s != b'/'));
    let fits = one.named && two.day && !two.named || two.named && one.day && !one.named;
    sign && !joint.apart && fits && sure && ends && tokens.list[month].is(MONTH)
}

/// What joins two parts. A sign has blanks on both sides of it, or on none.
fn joint(tokens: &Tokens<'_>, i: usize) -> Option<Joint> {
    let token = tokens.get(i)?;
    let next = tokens.get(i + 1).filter(|t| !t.first_of_line)?;
    let sign = match token.sort {
        Sort::Sign(b'/' | b'-' | b'.' | b':' | b'|' | b'_' | b'~' | b'*' | b'\xfe') => true,
        Sort::Word => JOINTS.has(token.key),
        _ => false,
    };
    (sign && token.apart == next.apart).then_some(Joint { key: token.key, apart: token.apart })
}

/// A part that begins here.
fn part(tokens: &Tokens<'_>, i: usize) -> Option<Part> {
    let token = tokens.get(i)?;
    if let Some(n) = tokens.number(i) {
        let short = token.len() < 3;
        let (day, month) = (short && (1..=31).contains(&n), short && (1..=12).contains(&n));
        let sure = token.len() == 4;
        return Some(Part {
            last: i,
            day,
            month,
            year: is_year(n, token.len()),
            told: false,
            named: false,
            sure,
        });
    }
    // `'25`
    if token.is_sign(b'\'') {
        let year = tokens.get(i + 1).is_some_and(|t| t.sort == Sort::Number && t.len() == 2 && !t.apart);
        return year.then_some(Part {
            last: i + 1,
            day: false,
            month: false,
            year,
            told: true,
            named: false,
            sure: true,
        });
    }
    let named = token.is(MONTH) || is_like(tokens, i);
    if named {
        return Some(Part { last: i, day: false, month: true, year: false, told: true, named, sure: true });
    }
    if token.sort == Sort::Mixed || token.is(ORDINAL_WORD) {
        let day = day(tokens, i)?;
        return Some(Part {
            last: i,
            day: true,
            month: day <= 12,
            year: false,
            told: true,
            named: false,
            sure: true,
        });
    }
    if let Some((last, n)) = said(tokens, i) {
        let (day, month) = (n > 0 && n < 32, n > 0 && n < 13);
        return Some(Part {
            last,
            day,
            month,
            year: n < 100 || is_year(n, 4),
            told: true,
            named: false,
            sure: n > 31 || is_slashed(tokens, i),
        });
    }
    let n = roman(tokens, i)?;
    let (day, month) = ((1..=31).contains(&n), (1..=12).contains(&n));
    Some(Part { last: i, day, month, year: n > 1800, told: true, named: month, sure: true })
}

/// A number in words: `eleven`, `zero six`, `twenty-five`, `twentyfive`, `nineteen ninety`, `twenty-third`. The last token and
/// the value.
fn said(tokens: &Tokens<'_>, i: usize) -> Option<(usize, u32)> {
    let first = unit(tokens, i)?;
    let hyphen = usize::from(tokens.get(i + 1).is_some_and(|t| t.is_sign(b'-') && !t.apart));
    let next = |k: usize| tokens.get(k).filter(|t| !t.first_of_line).and_then(|_| unit(tokens, k));
    match (first, next(i + 1 + hyphen)) {
        (0, Some(digit)) if digit < 10 && hyphen == 0 => Some((i + 1, digit)),
        (20.., Some(digit)) if first % 10 == 0 && digit < 10 => Some((i + 1 + hyphen, first + digit)),
        (19 | 20, Some(tens)) if tens > 9 => {
            let digit = next(i + 2 + hyphen).filter(|digit| *digit < 10 && tens > 19 && tens % 10 == 0);
            Some((i + 1 + hyphen + usize::from(digit.is_some()), first * 100 + tens + digit.unwrap_or(0)))
        }
        _ => Some((i, first)),
    }
}

/// Whether a slash in words is near: nobody counts with it.
fn is_slashed(tokens: &Tokens<'_>, i: usize) -> bool {
    (i.saturating_sub(2)..i + 3).any(|k| tokens.is_any(k, words![b"slash", b"stroke"]))
}

/// The value of one word.
fn unit(tokens: &Tokens<'_>, i: usize) -> Option<u32> {
    let token = tokens.get(i).filter(|t| t.is_word())?;
    let small = |key: u64| {
        let at = SMALL.position(key).or_else(|| ORDINALS.position(key).map(|at| at + 1));
        at.and_then(|at| u32::try_from(at).ok())
    };
    if tokens.is_any(i, words![b"oh"]) {
        return Some(0);
    }
    let ten = TENS.position(token.key).or_else(|| TENTHS.position(token.key));
    if let Some(ten) = ten.and_then(|at| u32::try_from(at).ok()) {
        return Some(10 * (ten + 2));
    }
    small(token.key).or_else(|| glued(tokens.bytes(i)))
}

/// `twentyfive`
fn glued(word: &[u8]) -> Option<u32> {
    let lower = word.to_ascii_lowercase();
    let (tens, rest) =
        (5..8).filter_map(|n| Some((TENS.position(key(lower.get(..n)?))?, lower.get(n..)?))).next()?;
    let digit = SMALL.position(key(rest)).filter(|digit| (1..10).contains(digit))?;
    u32::try_from(10 * (tens + 2) + digit).ok()
}

const SMALL: Keys<20> = keys([
    b"zero",
    b"one",
    b"two",
    b"three",
    b"four",
    b"five",
    b"six",
    b"seven",
    b"eight",
    b"nine",
    b"ten",
    b"eleven",
    b"twelve",
    b"thirteen",
    b"fourteen",
    b"fifteen",
    b"sixteen",
    b"seventeen",
    b"eighteen",
    b"nineteen",
]);
const TENS: Keys<8> =
    keys([b"twenty", b"thirty", b"forty", b"fifty", b"sixty", b"seventy", b"eighty", b"ninety"]);
const ORDINALS: Keys<19> = keys([
    b"first",
    b"second",
    b"third",
    b"fourth",
    b"fifth",
    b"sixth",
    b"seventh",
    b"eighth",
    b"ninth",
    b"tenth",
    b"eleventh",
    b"twelfth",
    b"thirteenth",
    b"fourteenth",
    b"fifteenth",
    b"sixteenth",
    b"seventeenth",
    b"eighteenth",
    b"nineteenth",
]);
const TENTHS: Keys<2> = keys([b"twentieth", b"thirtieth"]);
