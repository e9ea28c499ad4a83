//! Dates with the name of their month, and days that are named otherwise: `March 14th`, `the 14th of March`, `on the 9th`.

use super::super::key::{Keys, keys, words};
use super::super::places::is_ordinal;
use super::super::slips::{is_slip_of_any, two_errors};
use super::super::token::{Case, Sort, Token, Tokens};
use super::super::words::{
    ALLOW, CLINICAL, MONTH, NUMBER_WORD, ORDINAL_WORD, ORDINARY, ORG_HEAD, UNIT, WEEKDAY,
};
use super::joined::dated;
use super::months::is_like;
use super::{Read, Written, century, foreign, is_year, named, sign_at};

pub(super) fn date(tokens: &Tokens<'_>, i: usize) -> Read {
    month_first(tokens, i)
        .or_else(|| day_first(tokens, i))
        .or_else(|| day_alone(tokens, i))
        .or_else(|| named::date(tokens, i))
}

pub(super) fn month_number(word: &[u8]) -> u32 {
    const MONTHS: [&[u8]; 12] =
        [b"jan", b"feb", b"mar", b"apr", b"may", b"jun", b"jul", b"aug", b"sep", b"oct", b"nov", b"dec"];
    const SPANISH: [&[u8]; 12] =
        [b"ene", b"feb", b"mar", b"abr", b"may", b"jun", b"jul", b"ago", b"sep", b"oct", b"nov", b"dic"];
    let word = word.strip_prefix(b"o'").unwrap_or(word);
    let start = word.get(..3).unwrap_or(word).to_ascii_lowercase();
    let position = |list: &[&[u8]; 12]| list.iter().position(|m| *m == start.as_slice());
    position(&MONTHS)
        .or_else(|| position(&SPANISH))
        .and_then(|n| u32::try_from(n + 1).ok())
        .unwrap_or(if word.len() > 3 { 9 } else { 0 })
}

/// `seventy four`: a year without its century.
fn worded_year(tokens: &Tokens<'_>, i: usize) -> Option<(usize, u32)> {
    const TENS: Keys<7> = keys([b"thirty", b"forty", b"fifty", b"sixty", b"seventy", b"eighty", b"ninety"]);
    let joint = usize::from(tokens.get(i + 1).is_some_and(|t| t.is_sign(b'-') && !t.apart));
    let one = tokens.get(i + 1 + joint).filter(|t| t.is(NUMBER_WORD) && !t.first_of_line)?;
    (tokens.is_any(i, &TENS) && one.is_word()).then_some((i + 1 + joint, 0))
}

/// Months whose names are long enough for a typing error.
pub(super) const LONG_MONTHS: [&[u8]; 9] = [
    b"january",
    b"february",
    b"march",
    b"april",
    b"august",
    b"september",
    b"october",
    b"november",
    b"december",
];

/// `Feburary` between a day and a year, `the ninth of septembre`, `feburary the second`.
fn is_misspelt(tokens: &Tokens<'_>, i: usize) -> bool {
    let year =
        |k: usize| tokens.number(k).is_some_and(|n| (1900..2100).contains(&n)) && tokens.list[k].len() == 4;
    let comma = usize::from(tokens.get(i + 1).is_some_and(|t| t.is_sign(b',')));
    let ordinal = |k: usize| {
        tokens.get(k).is_some_and(|t| t.is(ORDINAL_WORD) || t.sort == Sort::Mixed) && day(tokens, k).is_some()
    };
    let told = || {
        year(i + 1 + comma)
            || i > 1 && tokens.is_any(i - 1, words![b"of"]) && ordinal(i - 2)
            || ordinal(i + 1 + usize::from(tokens.is_any(i + 1, words![b"the"])))
    };
    tokens.get(i).is_some_and(|t| t.is_word() && (5..=10).contains(&t.len()) && !t.is(MONTH | ORDINARY))
        && i > 0
        && told()
        && is_slip_of_any(tokens.bytes(i), &LONG_MONTHS)
}

/// `the 4th of Jooly`: what no list has behind a day with its ending is a month, if it begins as one.
fn is_of_day(tokens: &Tokens<'_>, i: usize) -> bool {
    let ordinal = |k: usize| {
        tokens.list[k].sort == Sort::Mixed && is_ordinal(tokens, k) || tokens.list[k].is(ORDINAL_WORD)
    };
    let begins = |t: &Token| {
        matches!(tokens.text[t.start] | 0x20, b'j' | b'f' | b'm' | b'a' | b's' | b'o' | b'n' | b'd')
    };
    let fits = |t: &Token| t.is_word() && (3..=10).contains(&t.len()) && begins(t);
    // `9th of Joon 1944`: with a year behind it no name is one.
    let year = || tokens.number(i + 1).is_some_and(|n| (1900..2100).contains(&n));
    let unknown = |t: &Token| t.roles == 0 || !t.is(ORDINARY | CLINICAL | ALLOW) && year();
    i > 1
        && tokens.is_any(i - 1, words![b"of"])
        && tokens.get(i).is_some_and(|t| fits(t) && unknown(t))
        && ordinal(i - 2)
}

fn is_month(tokens: &Tokens<'_>, i: usize) -> bool {
    tokens.get(i).is_some_and(|t| {
        is_misspelt(tokens, i)
            || is_of_day(tokens, i)
            || is_like(tokens, i) && beside_ordinal(tokens, i)
            || t.is(MONTH)
                && (t.case != Case::Lower
                    || t.len() > 3 && tokens.bytes(i) != b"march"
                    || beside_day(tokens, i)
                    || !tokens.is_any(i, words![b"may", b"mar", b"march", b"sun", b"sat"])
                        && in_month(tokens, i))
    })
}

/// Whether a word has a day with its ending before it, with `of` between them, or a day behind it that is one: `2nd of Juli`,
/// `3rd-Jly`, `juin 1er`, `Decembre eleven`.
fn beside_ordinal(tokens: &Tokens<'_>, i: usize) -> bool {
    let ordinal = |k: usize| {
        tokens.get(k).is_some_and(|t| t.sort == Sort::Mixed || t.is(ORDINAL_WORD)) && day(tokens, k).is_some()
    };
    let of = |k: usize| tokens.is_any(k, words![b"of", b"o", b"de"]) || sign_at(tokens, k).is_some();
    let quote = usize::from(i > 1 && tokens.list[i - 1].is_sign(b'\'') && !tokens.list[i - 1].apart);
    let before = i.checked_sub(1 + quote).is_some_and(|k| {
        // In another language it is a day by the rules of that.
        let own = tokens.list[i].roles == 0 && !foreign::is_month(tokens, i);
        let plain = |k: usize| tokens.number(k).is_some_and(|n| (1..=31).contains(&n)) && own;
        ordinal(k) || plain(k) || k > 0 && of(k) && day(tokens, k - 1).is_some()
    });
    before || ordinal(i + 1) || foreign::is_ordinal(tokens, i + 1)
}

/// Whether a month in small letters that may be another word has a day and a year, or a day with its ending, beside it.
fn beside_day(tokens: &Tokens<'_>, i: usize) -> bool {
    let is_year = |k: usize| tokens.number(k).is_some_and(|n| (1900..2100).contains(&n));
    let ordinal = |k: usize| {
        tokens.get(k).is_some_and(|t| t.sort == Sort::Mixed || t.is(ORDINAL_WORD) && t.len() > 4)
            && day(tokens, k).is_some()
    };
    let plain = |k: usize| tokens.number(k).is_some_and(|n| (1..=31).contains(&n));
    let comma = usize::from(tokens.get(i + 2).is_some_and(|t| t.is_sign(b',')));
    let of = usize::from(i > 1 && tokens.is_any(i - 1, words![b"of"]));
    let weekday = |k: usize| k > 0 && tokens.list[k - 1].is(WEEKDAY);
    let before =
        i.checked_sub(1 + of).is_some_and(|k| ordinal(k) || plain(k) && (is_year(i + 1) || weekday(k)));
    let dot = usize::from(tokens.get(i + 1).is_some_and(|t| t.is_sign(b'.') && !t.apart));
    // `may '09`
    let short = tokens.get(i + 1).is_some_and(|t| t.is_sign(b'\''))
        && tokens.get(i + 2).is_some_and(|t| t.sort == Sort::Number && t.len() == 2 && !t.apart);
    // `march 2019`
    let joined = usize::from(tokens.get(i + 1).is_some_and(|t| t.is_sign(b'-') && !t.apart));
    let year = |k: usize| is_year(k) && tokens.list[k].len() == 4 && (joined > 0 || tokens.list[k].apart);
    if short || year(i + 1 + joined) {
        return true;
    }
    let sure = tokens.bytes(i) != b"may" && tokens.bytes(i) != b"mar" && tokens.bytes(i) != b"march";
    // `17-nov-2025`
    let joint = |k: usize| tokens.get(k).is_some_and(|t| matches!(t.sort, Sort::Sign(b'-' | b'/')));
    let hyphened = i > 1 && joint(i - 1) && joint(i + 1) && plain(i - 2);
    // Where nothing has capitals, `mar 7, will monitor`; what is counted has its unit behind it.
    let behind_day =
        |k: usize| tokens.is_any(k, words![b"by", b"at", b"with", b"and", b"for", b"re", b"from", b"w"]);
    let small = tokens.small[i]
        && plain(i + 1)
        && tokens.get(i + 2).is_none_or(|t| {
            t.first_of_line || matches!(t.sort, Sort::Sign(b'.' | b',' | b';' | b')')) || behind_day(i + 2)
        });
    let ended = tokens.get(i + 1).is_none_or(|t| t.first_of_line || matches!(t.sort, Sort::Sign(_)));
    // `walked the march 3 miles`, `you may 2 times`
    let counted = tokens.get(i + 2).is_some_and(|t| {
        !t.first_of_line
            && (t.is(UNIT)
                || t.sort == Sort::Number
                || matches!(t.sort, Sort::Sign(b'-' | b'%' | b'/' | b'.')) && !t.apart)
    }) || tokens.is_any(i + 2, words![b"times", b"more", b"or", b"of", b"to", b"x"]);
    let behind = tokens.small[i] && ended && i.checked_sub(1).is_some_and(plain);
    hyphened
        || small
        || behind
        || before
        || ordinal(i + 1 + dot)
        || sure && plain(i + 1 + dot)
        || is_short_month(tokens, i) && i.checked_sub(1).is_some_and(|k| plain(k) && dated(tokens, k))
        || plain(i + 1) && (is_year(i + 2 + comma) || !counted)
}

/// Whether a month is written short, and is no other word: `due 4 jul at noon`.
fn is_short_month(tokens: &Tokens<'_>, i: usize) -> bool {
    tokens.is_any(i, words![b"jan", b"feb", b"apr", b"jun", b"jul", b"aug", b"sep", b"sept", b"oct", b"nov"])
}

/// Days that are written in letters with errors: `frst of April`.
const ORDINALS: [&[u8]; 10] = [
    b"first", b"second", b"third", b"fourth", b"fifth", b"sixth", b"seventh", b"eighth", b"ninth", b"twelfth",
];

/// `Dec. the twelf`: behind a month two errors are forgiven.
fn is_far_ordinal(tokens: &Tokens<'_>, i: usize) -> bool {
    let token = &tokens.list[i];
    let dot = usize::from(i > 2 && tokens.list[i - 2].is_sign(b'.'));
    let told = i > 1 + dot && tokens.is_any(i - 1, words![b"the"]) && tokens.list[i - 2 - dot].is(MONTH);
    if !told || token.roles != 0 || token.len() < 4 || !token.plain {
        return false;
    }
    let lower = tokens.bytes(i).to_ascii_lowercase();
    ORDINALS.iter().any(|of| of[0] == lower[0] && two_errors(&lower, of))
}

/// A day of the month as digits, `14th` or `fourteenth`.
pub(super) fn day(tokens: &Tokens<'_>, i: usize) -> Option<u32> {
    let token = tokens.get(i)?;
    if let Some(n) = tokens.number(i).filter(|n| (1..=31).contains(n) && token.len() <= 2) {
        return Some(n);
    }
    let bytes = tokens.bytes(i);
    let digits = bytes.iter().take_while(|b| b.is_ascii_digit()).count();
    // `lst`: a letter for the one.
    if bytes == b"lst" || bytes == b"Ist" {
        return Some(1);
    }
    let ending = bytes.get(digits..).unwrap_or_default();
    let ends = |with: &&[u8]| ending.eq_ignore_ascii_case(with);
    if (1..=2).contains(&digits)
        && [b"st".as_slice(), b"nd", b"rd", b"th", b"o", b"ro", b"er"].iter().any(ends)
    {
        return Some(bytes[..digits].iter().fold(0, |n, b| n * 10 + u32::from(b - b'0')));
    }
    let joint = usize::from(tokens.get(i + 1).is_some_and(|t| t.is_sign(b'-')));
    let two = token.is(NUMBER_WORD) && tokens.get(i + 1 + joint).is_some_and(|t| t.is(ORDINAL_WORD));
    // `quince de agosto`
    let spanish = token.is(NUMBER_WORD) && tokens.is_any(i + 1, words![b"de"]);
    let slip = || {
        tokens.is_any(i + 1, words![b"of"]) && token.roles == 0 && is_slip_of_any(bytes, &ORDINALS)
            || is_far_ordinal(tokens, i)
    };
    (token.is(ORDINAL_WORD) || two || spanish || slip()).then_some(0)
}

/// A year as four digits, two behind an apostrophe, or in words.
pub(super) fn year(tokens: &Tokens<'_>, i: usize) -> Option<(usize, u32)> {
    let token = tokens.get(i)?;
    if let Some(n) = tokens.number(i) {
        return (token.len() == 4 && is_year(n, 4)).then_some((i, n));
    }
    if token.is_sign(b'\'') {
        return tokens.number(i + 1).filter(|_| tokens.list[i + 1].len() == 2).map(|n| (i + 1, century(n)));
    }
    if token.is(NUMBER_WORD)
        && [b"nineteen".as_slice(), b"twenty", b"two"].iter().any(|w| tokens.bytes(i).eq_ignore_ascii_case(w))
    {
        let mut last = i;
        while last < i + 6
            && tokens
                .get(last + 1)
                .is_some_and(|t| (t.is(NUMBER_WORD) || t.is_sign(b'-')) && !t.first_of_line)
        {
            last += 1;
        }
        // `two thousand and nine`
        let and = tokens.is_any(last + 1, words![b"and"])
            && tokens.is_any(last, words![b"thousand", b"hundred"])
            && tokens.get(last + 2).is_some_and(|t| t.is(NUMBER_WORD));
        if and {
            last += 2;
        }
        return (last > i).then_some((last, 0));
    }
    None
}

/// `March 14th, 1985`, `March 1985`, `on March 14`, `in March`.
fn month_first(tokens: &Tokens<'_>, i: usize) -> Read {
    if !is_month(tokens, i) {
        return None;
    }
    let month = month_number(tokens.bytes(i));
    let mut at = i + 1;
    if tokens.get(at).is_some_and(|t| t.is_sign(b'.') || t.is_sign(b',')) {
        at += 1;
    }
    if tokens.is_any(at, words![b"the", b"da", b"teh"])
        || tokens.bytes(at).eq_ignore_ascii_case(b"of")
        || tokens.bytes(at).eq_ignore_ascii_case(b"de")
    {
        at += 1;
    }
    let hyphen = usize::from(tokens.get(at).is_some_and(|t| t.is_sign(b'-')));
    // `oct-2017`
    if let Some((last, year)) = year(tokens, at + hyphen) {
        return Some((last, Written { year: Some(year), month, day: None }, true));
    }
    if let Some(day) = day(tokens, at + hyphen) {
        let mut last = spelled_day(tokens, at + hyphen);
        let mut written = Written { year: None, month, day: Some(day) };
        let comma = usize::from(tokens.get(last + 1).is_some_and(|t| t.is_sign(b',') || t.is_sign(b'-')));
        let counted =
            tokens.get(last + 1).is_some_and(|t| t.is(UNIT) && tokens.bytes(i).eq_ignore_ascii_case(b"may"));
        if counted {
            return None;
        }
        if let Some((end, year)) =
            year(tokens, last + 1 + comma).or_else(|| worded_year(tokens, last + 1 + comma))
        {
            (last, written.year) = (end, Some(year));
        } else if let Some(year) = two_digits(tokens, last + 1 + comma).filter(|_| born(tokens, i)) {
            (last, written.year) = (last + 1 + comma, Some(century(year)));
        } else if tokens.get(last + 1).is_some_and(|t| t.is_sign(b'/') && !t.apart)
            && let Some(year) = two_digits(tokens, last + 2)
        {
            // `Apr. 30/24`
            (last, written.year) = (last + 2, Some(century(year)));
        }
        return Some((last, written, true));
    }
    // `January two, nineteen ninety`
    let counted = tokens.get(at).is_some_and(|t| t.is(NUMBER_WORD) && !t.first_of_line && t.apart);
    if counted
        && !tokens.is_any(i, words![b"may", b"mar", b"march"])
        && tokens.list[at - 1].start == tokens.list[i].start
    {
        let two = tokens.get(at + 1).is_some_and(|t| t.is(NUMBER_WORD) && !t.first_of_line);
        let last = if two { at + 1 } else { at };
        let comma = usize::from(tokens.get(last + 1).is_some_and(|t| t.is_sign(b',')));
        let end = year(tokens, last + 1 + comma).map_or(last, |(end, _)| end);
        return Some((end, Written { year: None, month, day: Some(0) }, true));
    }
    let sure = tokens.list[i].case == Case::Title || !tokens.is_any(i, words![b"may", b"mar", b"march"]);
    let alone = sure && in_month(tokens, i);
    Some((i, Written { year: None, month, day: None }, alone))
}

fn two_digits(tokens: &Tokens<'_>, i: usize) -> Option<u32> {
    tokens.number(i).filter(|_| tokens.list[i].len() == 2)
}

/// Whether the word before, or before a sign, says that a date of birth follows.
fn born(tokens: &Tokens<'_>, i: usize) -> bool {
    let sign = usize::from(i > 0 && matches!(tokens.list[i - 1].sort, Sort::Sign(b':' | b'=' | b'.')));
    i > sign
        && tokens.is_any(i - 1 - sign, words![b"dob", b"born", b"birthdate", b"birthday", b"bday", b"birth"])
}

/// `twenty first` and `twenty-first` take two tokens or three.
fn spelled_day(tokens: &Tokens<'_>, i: usize) -> usize {
    let hyphen = usize::from(tokens.get(i + 1).is_some_and(|t| t.is_sign(b'-')));
    if tokens.list[i].is(NUMBER_WORD) && tokens.get(i + 1 + hyphen).is_some_and(|t| t.is(ORDINAL_WORD)) {
        i + 1 + hyphen
    } else {
        i
    }
}

/// Whether a month stands alone as a time: `in March`, `last June`.
fn in_month(tokens: &Tokens<'_>, i: usize) -> bool {
    const CUES: [&[u8]; 14] = [
        b"in", b"since", b"last", b"early", b"late", b"mid", b"until", b"by", b"this", b"next", b"during",
        b"en", b"desde", b"of",
    ];
    // An institute of that name, or somebody called April, is none of our dates.
    let named = tokens
        .get(i + 1)
        .is_some_and(|t| t.is_word() && t.case == Case::Title && !t.first_of_line || t.is(ORG_HEAD));
    let before = i.checked_sub(1).map(|k| tokens.bytes(k).to_ascii_lowercase());
    let hyphen = before.as_deref() == Some(b"-")
        && i.checked_sub(2).is_some_and(|k| tokens.bytes(k).eq_ignore_ascii_case(b"mid"));
    !named && (hyphen || before.is_some_and(|word| CUES.contains(&word.as_slice())))
}

/// `14 March 1985`, `the 14th of March`, `14-Mar-85`.
pub(super) fn day_first(tokens: &Tokens<'_>, i: usize) -> Read {
    let day = day(tokens, i)?;
    let mut at = spelled_day(tokens, i) + 1;
    // `the twenty-second day of November`
    let worded = tokens.is_any(at, words![b"day"]) && tokens.is_any(at + 1, words![b"of"]);
    at += usize::from(worded);
    let dashed = sign_at(tokens, at).is_some();
    // `12th inst. of March`
    let instant = !dashed && tokens.is_any(at, words![b"inst", b"ult", b"prox"]);
    if instant {
        at += 1 + usize::from(tokens.get(at + 1).is_some_and(|t| t.is_sign(b'.')));
    }
    if dashed || tokens.is_any(at, words![b"of", b"de", b"o"]) {
        // `o' July`
        at += 1 + usize::from(!dashed && tokens.get(at + 1).is_some_and(|t| t.is_sign(b'\'')));
    }
    // `1st/of/April`
    let between = dashed && tokens.is_any(at, words![b"of"]);
    if between && sign_at(tokens, at + 1) == sign_at(tokens, at - 1) {
        at += 2;
    }
    if !is_month(tokens, at) || tokens.list[at].first_of_line {
        return None;
    }
    // `#10 January 1, 2026`: the day is the one that has the year.
    let own = tokens.get(at + 1).is_some_and(|t| t.sort == Sort::Mixed)
        && self::day(tokens, at + 1).is_some()
        || self::day(tokens, at + 1).is_some()
            && tokens.get(at + 2).is_some_and(|t| t.is_sign(b','))
            && year(tokens, at + 3).is_some();
    if own {
        return None;
    }
    let month = month_number(tokens.bytes(at));
    let mut last = at;
    let mut written = Written { year: None, month, day: Some(day) };
    let skip = |t: &Token| t.is_sign(b',') || t.is_sign(b'.') || t.is_sign(b'-') || t.is_sign(b'/');
    let mut next = at + usize::from(tokens.get(at + 1).is_some_and(skip)) + 1;
    if [b"of".as_slice(), b"de", b"del"].iter().any(|w| tokens.bytes(next).eq_ignore_ascii_case(w)) {
        next += 1;
    }
    // `7th of August in the year 2022`
    let told = tokens.is_any(next, words![b"in"])
        && tokens.is_any(next + 1, words![b"the"])
        && tokens.is_any(next + 2, words![b"year"]);
    next += if told { 3 } else { 0 };
    if let Some((end, year)) = year(tokens, next) {
        (last, written.year) = (end, Some(year));
    } else if tokens.get(next).is_some_and(|t| t.len() == 2 && !t.first_of_line)
        && (dashed
            || !tokens
                .get(next + 1)
                .is_some_and(|t| (t.is(UNIT) || t.is_sign(b'/')) && !tokens.is_any(next + 1, words![b"per"])))
        && let Some(n) = tokens.number(next)
    {
        (last, written.year) = (next, Some(century(n)));
    }
    Some((last, written, true))
}

/// `5th day of the 6th month, 2020`, `14th of the 8th month`: the last token.
fn day_of_month(tokens: &Tokens<'_>, i: usize) -> Option<usize> {
    let i = i + usize::from(tokens.is_any(i + 1, words![b"day"]));
    let worded = tokens.is_any(i + 1, words![b"of"]) && tokens.is_any(i + 2, words![b"the"]);
    if !worded || day(tokens, i + 3).is_none() {
        return None;
    }
    let month = spelled_day(tokens, i + 3);
    let named = usize::from(tokens.is_any(month + 1, words![b"month"]));
    let comma = usize::from(tokens.get(month + 1 + named).is_some_and(|t| t.is_sign(b',')));
    let year = year(tokens, month + 1 + named + comma).map(|(last, _)| last);
    // `third of the second` may be anything, and a month is told or has its year behind it.
    year.or((named > 0).then_some(month + 1))
}

/// `the third of the second month`, `monday the twentieth`: the last token of a day in words.
fn day_of_month_or_week(tokens: &Tokens<'_>, i: usize) -> Option<usize> {
    let last = spelled_day(tokens, i);
    let weekday = i > 1
        && tokens.list[i].is(ORDINAL_WORD)
        && tokens.is_any(i - 1, words![b"the"])
        && tokens.list[i - 2].is(WEEKDAY);
    let of_month = day(tokens, i).and_then(|_| day_of_month(tokens, last));
    of_month.or(weekday.then_some(last))
}

/// Days of the week whose names are long enough for a typing error.
const LONG_DAYS: [&[u8]; 7] =
    [b"monday", b"tuesday", b"wednesday", b"thursday", b"friday", b"saturday", b"sunday"];

/// `on the 9th`: a day of a month that the sentence does not name.
fn day_alone(tokens: &Tokens<'_>, i: usize) -> Read {
    const BEFORE: Keys<24> = keys([
        b"dos",
        b"date",
        b"appt",
        b"dated",
        b"due",
        b"next",
        b"on",
        b"until",
        b"till",
        b"by",
        b"since",
        b"from",
        b"for",
        b"before",
        b"after",
        b"through",
        b"thru",
        b"el",
        b"of",
        b"u",
        b"fu",
        b"in",
        b"effective",
        b"eff",
    ]);
    const AFTER: Keys<24> = keys([
        b"was", b"is", b"at", b"and", b"for", b"to", b"with", b"in", b"if", b"or", b"because", b"but", b"we",
        b"she", b"he", b"i", b"they", b"as", b"when", b"then", b"so", b"re", b"w", b"she'll",
    ]);
    if tokens.get(i)?.is_word() {
        let last = day_of_month_or_week(tokens, i)?;
        return Some((last, named::UNKNOWN, true));
    }
    if tokens.get(i)?.sort != Sort::Mixed {
        return None;
    }
    let day = day(tokens, i)?;
    // `Saturday 12th`
    if i > 0 && tokens.list[i - 1].is(WEEKDAY) && !tokens.list[i].first_of_line {
        return Some((i, Written { year: None, month: 0, day: Some(day) }, true));
    }
    if let Some(last) = day_of_month(tokens, i) {
        return Some((last, Written { year: None, month: 0, day: Some(day) }, true));
    }
    // `4th inst.`
    if tokens.is_any(i + 1, words![b"inst", b"ult", b"prox", b"instant"]) {
        return Some((i + 1, Written { year: None, month: 0, day: Some(day) }, true));
    }
    let the = i.checked_sub(1).filter(|k| tokens.is_any(*k, words![b"the"]))?;
    let before = the.checked_sub(1)?;
    let announced = tokens.is_any(before, &BEFORE);
    let weekday = tokens.list[before].is(WEEKDAY)
        || tokens.list[before].is_word() && is_slip_of_any(tokens.bytes(before), &LONG_DAYS);
    let ends =
        |t: &Token| t.first_of_line || matches!(t.sort, Sort::Sign(sign) if sign != b'-' && sign != b'/');
    let follows = tokens.get(i + 1).is_none_or(ends) || tokens.is_any(i + 1, &AFTER);
    (weekday || announced && follows).then_some((i, Written { year: None, month: 0, day: Some(day) }, true))
}
