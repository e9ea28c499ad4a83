//! Dates of parts that are each written in a way of its own: `Sixth/Eleven/Twenty-five`, `5th/may/2023`, `10:IX:23`,
//! `zero six slash eleven slash twenty three`, `nov/6`.

use super::super::key::{Keys, key, keys, words};
use super::super::token::{Case, Sort, Tokens};
use super::super::words::{MONTH, NUMBER_WORD, ORDINAL_WORD};
use super::joined::dated;
use super::months::is_like;
use super::named::UNKNOWN;
use super::odd::roman;
use super::words::day;
use super::{Read, is_year};

/// A part of a date: where it ends, and what it may be.
pub(super) struct Part {
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

/// What parts are joined by: signs, the word for one, or a blank.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Joint<'t> {
    text: &'t [u8],
    apart: bool,
    tokens: usize,
}

/// Signs in words.
const JOINTS: Keys<6> = keys([b"slash", b"dash", b"dot", b"point", b"hyphen", b"stroke"]);

/// Whether a word may begin such a date: what joins it to another part stands behind it.
pub(super) fn may_begin(tokens: &Tokens<'_>, i: usize) -> bool {
    let part = |k: usize| {
        tokens.get(k).is_some_and(|t| match t.sort {
            Sort::Word => t.is(MONTH | NUMBER_WORD | ORDINAL_WORD) || is_roman(tokens, k),
            Sort::Number | Sort::Mixed => true,
            // `nov/'25`
            Sort::Sign(sign) => sign == b'\'',
        })
    };
    let joins = tokens.get(i + 1).is_some_and(|t| matches!(t.sort, Sort::Sign(_)) || JOINTS.has(t.key));
    tokens.list[i].is(NUMBER_WORD | ORDINAL_WORD)
        || tokens.is_any(i, words![b"day", b"month", b"year"])
        || joins && joint(tokens, i).is_some_and(|joint| joint.tokens > 0 && part(i + 1 + joint.tokens))
}

/// Three parts with the same between them, of which the first begins here.
pub(super) fn three(tokens: &Tokens<'_>, i: usize, one: &Part) -> Read {
    let first = joint(tokens, one.last)?;
    let two = part(tokens, one.last + 1 + first.tokens)?;
    joint(tokens, two.last).filter(|second| *second == first)?;
    let three = part(tokens, two.last + 1 + first.tokens)?;
    let fits = of_three(tokens, i, [one, &two, &three], first);
    fits.then(|| (clock_behind(tokens, three.last), UNKNOWN, true))
}

/// `14/Mar/2024:10:22:33`: the last token of a time that is joined to a date.
fn clock_behind(tokens: &Tokens<'_>, last: usize) -> usize {
    let tight = |k: usize| tokens.get(k).is_some_and(|t| !t.apart);
    let part =
        |k: usize| tight(k) && tight(k + 1) && tokens.list[k].is_sign(b':') && tokens.number(k + 1).is_some();
    last + 2 * (0..3).take_while(|n| part(last + 1 + 2 * n)).count()
}

/// Two parts, one of them the name of a month, or both numbers in words where a date is told.
pub(super) fn two(tokens: &Tokens<'_>, i: usize, one: &Part) -> Read {
    let joint = joint(tokens, one.last).filter(|joint| joint.tokens > 0)?;
    let two = part(tokens, one.last + 1 + joint.tokens)?;
    of_two(tokens, i, one, &two, joint).then_some((two.last, UNKNOWN, true))
}

/// `Day 14, Month 2`, `month: 04 day: 12 year: 1961`: parts of a date behind what each of them is.
pub(super) fn labelled(tokens: &Tokens<'_>, i: usize) -> Read {
    const LABELS: [(Keys<1>, u32); 3] =
        [(keys([b"day"]), 31), (keys([b"month"]), 12), (keys([b"year"]), 2150)];
    let sign = |k: usize, signs: &[u8]| {
        usize::from(tokens.get(k).is_some_and(|t| matches!(t.sort, Sort::Sign(s) if signs.contains(&s))))
    };
    let mut seen = [false; LABELS.len()];
    let (mut next, mut last) = (i, None);
    while let Some(label) = LABELS.iter().position(|(word, _)| tokens.is_any(next, word)) {
        let number = next + 1 + sign(next + 1, b":=#");
        let fits = |n: &u32| (1..=LABELS[label].1).contains(n) && !tokens.list[number].first_of_line;
        if seen[label] || tokens.number(number).filter(fits).is_none() {
            break;
        }
        seen[label] = true;
        last = Some(number);
        next = number + 1 + sign(number + 1, b",;/.");
    }
    // One of them alone counts: `Day 3 of chemo`.
    last.filter(|_| seen[0] && seen[1]).map(|last| (last, UNKNOWN, true))
}

/// Whether three parts are a day, a month and a year in some order, and no other rule reads them.
fn of_three(tokens: &Tokens<'_>, i: usize, parts: [&Part; 3], joint: Joint<'_>) -> bool {
    let [one, two, three] = parts;
    let fits =
        (one.day && two.month || one.month && two.day) && three.year || one.year && two.month && three.day;
    let (told, sure) = (parts.iter().any(|part| part.told), parts.iter().any(|part| part.sure));
    let named = one.named || two.named;
    fits && match joint.text {
        // `14 III 2024`, `three fourteen eighty-five`
        b"" => {
            let roman = two.named && is_roman(tokens, two.last) && !one.told;
            roman && three.sure
                || parts.iter().all(|part| part.told && !part.named) && sure && dated(tokens, i)
        }
        // `ten:twenty:thirty` is a time.
        b":" => named && told || three.sure && !told,
        b"/" => told,
        // `one-two-three` counts, `11-fourteen-25` does not.
        b"-" | b"." => told && (sure || !parts.iter().all(|part| part.told)),
        // `03,14,1985`, `03--14--1985`: nobody counts so with a year at the end.
        _ if !told => {
            let whole = tokens.list[i].len() == 2 && tokens.list[two.last].len() == 2;
            three.sure && !joint.apart && (whole || joint.tokens > 1)
        }
        _ => sure,
    }
}

/// `nov/6`, `13-jun`, and `four/twelve` where a word says that it is a day.
fn of_two(tokens: &Tokens<'_>, i: usize, one: &Part, two: &Part, joint: Joint<'_>) -> bool {
    const OTHER: Keys<5> = keys([b"may", b"mar", b"march", b"sun", b"sat"]);
    let ends = tokens
        .get(two.last + 1)
        .is_none_or(|t| t.apart || matches!(t.sort, Sort::Sign(s) if s != b'-' && s != b'/'));
    if !matches!(joint.text, b"/" | b"-" | b".") || joint.apart || !ends {
        return false;
    }
    // `four/twelve`, `1/6th`
    let ordinal = |k: usize, part: &Part| part.told && part.sure && tokens.list[k].sort == Sort::Mixed;
    let told = one.told && two.told || ordinal(i, one) || ordinal(two.last, two);
    if told && !one.named && !two.named && one.month && two.day {
        return joint.text == b"/" && dated(tokens, i);
    }
    let month = if one.named { i } else { one.last + 2 };
    let ordinal = tokens.list[i].sort == Sort::Mixed || tokens.list[two.last].sort == Sort::Mixed;
    let sure = tokens.list[month].case != Case::Lower || !tokens.is_any(month, &OTHER) || ordinal;
    // `25.dec.` has its year behind it, `may.3` ends a sentence.
    let sure = sure && (joint.text != b"." || !tokens.is_any(month, &OTHER));
    let fits = one.named && two.day && !two.named || two.named && one.day && !one.named;
    fits && sure && (tokens.list[month].is(MONTH) || is_roman(tokens, month) && dated(tokens, i))
}

/// What joins a part to the next one. Signs have blanks on both sides of them, or on none.
fn joint<'t>(tokens: &Tokens<'t>, last: usize) -> Option<Joint<'t>> {
    let first = tokens.get(last + 1).filter(|t| !t.first_of_line)?;
    let sign = |k: usize| {
        tokens.get(k).is_some_and(
            |t| matches!(t.sort, Sort::Sign(s) if !matches!(s, b'$' | b'%' | b'\'' | b'"' | b'&')),
        )
    };
    let counted = if first.is_word() && JOINTS.has(first.key) {
        1
    } else if sign(last + 1) {
        1 + usize::from(sign(last + 2) && !tokens.list[last + 2].apart)
    } else {
        let spelled = first.apart
            && (first.is(NUMBER_WORD | ORDINAL_WORD)
                || is_roman(tokens, last + 1)
                || is_roman(tokens, last) && first.sort == Sort::Number);
        return spelled.then_some(Joint { text: b"", apart: true, tokens: 0 });
    };
    let next = tokens.get(last + 1 + counted).filter(|t| !t.begins_line || !t.is_word())?;
    let text = &tokens.text[first.start..tokens.list[last + counted].end];
    (first.apart == next.apart).then_some(Joint { text, apart: first.apart, tokens: counted })
}

/// Whether a word is a Roman number of more than one letter.
fn is_roman(tokens: &Tokens<'_>, i: usize) -> bool {
    let bytes = tokens.bytes(i);
    (2..5).contains(&bytes.len())
        && bytes.iter().all(|b| matches!(b.to_ascii_lowercase(), b'i' | b'v' | b'x'))
}

/// A part that begins here.
pub(super) fn part(tokens: &Tokens<'_>, i: usize) -> Option<Part> {
    let token = tokens.get(i)?;
    if let Some(n) = tokens.number(i) {
        let short = token.len() < 3;
        let (day, month) = (short && (1..=31).contains(&n), short && (1..=12).contains(&n));
        let sure = token.len() == 4;
        return Some(Part {
            last: i,
            day,
            month,
            // `22/Apr/024`
            year: is_year(n, token.len()) || token.len() == 3 && n < 100,
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
    if word.len() < 9 {
        return None;
    }
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
