//! Telephone numbers, social security numbers, and every other number or code that names a person, a record or a thing.

mod codes;
mod plates;

use super::key::{Keys, keys, words};
use super::token::{Case, Sort, Token, Tokens};
use super::words::UNIT;
use super::{Class, Finding, finding};
use codes::{bare, handle, hashed, in_groups, joined_label, labelled};

/// Tokens in which a label may stand before its code.
const NEAR: usize = 6;

pub(super) fn find(tokens: &Tokens<'_>, found: &mut Vec<Finding>) {
    let (mut i, mut seen, mut colon) = (0, 0, None);
    while i < tokens.list.len() {
        while seen < i {
            colon = if is_label_sign(&tokens.list[seen]) { Some(seen) } else { colon };
            seen += 1;
        }
        let labelled_near = colon.is_some_and(|at| i - at < NEAR);
        match if begins(tokens, i, labelled_near) { hit(tokens, i) } else { None } {
            Some((start, end, class)) => {
                found.push(finding(start..tokens.list[end].end, class));
                i = end + 1;
            }
            None => i += 1,
        }
    }
}

/// Whether what stands before a token says that a number follows that names somebody or something.
pub(super) fn is_told(tokens: &Tokens<'_>, i: usize) -> bool {
    codes::label_before(tokens, i).is_some()
}

fn is_label_sign(token: &Token) -> bool {
    matches!(token.sort, Sort::Sign(b':' | b'#' | b'='))
}

/// Whether anything may begin here: no word of a sentence does to which nothing is joined, and that no label is near.
fn begins(tokens: &Tokens<'_>, i: usize, labelled: bool) -> bool {
    let token = &tokens.list[i];
    match token.sort {
        Sort::Sign(sign) => matches!(sign, b'+' | b'(' | b'#'),
        Sort::Word => {
            labelled
                || tokens.get(i + 1).is_some_and(|t| !t.apart)
                || token.len() <= 3 && token.case == Case::Upper
        }
        Sort::Number | Sort::Mixed => true,
    }
}

fn hit(tokens: &Tokens<'_>, i: usize) -> Option<(usize, usize, Class)> {
    if let Sort::Sign(sign) = tokens.list[i].sort {
        return if sign == b'#' {
            hashed(tokens, i)
        } else {
            grouped(tokens, i).or_else(|| if sign == b'(' { plates::loose(tokens, i) } else { None })
        };
    }
    grouped(tokens, i)
        .or_else(|| labelled(tokens, i))
        .or_else(|| last_four(tokens, i))
        .or_else(|| bare(tokens, i))
        .or_else(|| handle(tokens, i))
        .or_else(|| joined_label(tokens, i))
        .or_else(|| in_groups(tokens, i))
        .or_else(|| plates::masked(tokens, i))
        .or_else(|| plates::loose(tokens, i))
        .or_else(|| plates::plate(tokens, i))
        .or_else(|| plates::extension(tokens, i))
}

/// `SSN last 4 4471`, `last four of her social: 0912`.
fn last_four(tokens: &Tokens<'_>, i: usize) -> Option<(usize, usize, Class)> {
    const BETWEEN: Keys<17> = keys([
        b"of",
        b"ssn",
        b"ss",
        b"social",
        b"security",
        b"number",
        b"is",
        b"are",
        b"digits",
        b"her",
        b"his",
        b"the",
        b"my",
        b"their",
        b"no",
        b"card",
        b"acct",
    ]);
    let token = tokens.get(i).filter(|t| t.sort == Sort::Number && t.len() == 4)?;
    let mut at = i;
    while at > 0 && i - at < NEAR + 2 {
        at -= 1;
        let four = tokens.is_any(at, words![b"four"]) || tokens.number(at) == Some(4);
        if four && at > 0 && tokens.is_any(at - 1, words![b"last"]) {
            return Some((token.start, i, Class::Ssn));
        }
        if !tokens.is_any(at, &BETWEEN)
            && !matches!(tokens.list[at].sort, Sort::Sign(b':' | b'#' | b'=' | b'(' | b'-'))
        {
            return None;
        }
    }
    None
}

/// Digits in groups with signs between them.
struct Groups {
    start: usize,
    last: usize,
    digits: usize,
    /// The lengths of the groups.
    lengths: Vec<usize>,
    plus: bool,
    bracket: bool,
    /// Whether every sign between groups is a hyphen or a space.
    spaced: bool,
    /// Whether a comma stands between groups.
    comma: bool,
}

fn groups(tokens: &Tokens<'_>, i: usize) -> Option<Groups> {
    let first = tokens.get(i)?;
    let mut k = i;
    let (mut plus, mut bracket) = (false, false);
    while tokens.get(k).is_some_and(|t| t.is_sign(b'+') || t.is_sign(b'(')) && k < i + 2 {
        plus |= tokens.list[k].is_sign(b'+');
        bracket |= tokens.list[k].is_sign(b'(');
        k += 1;
    }
    if !plus && !bracket && first.sort != Sort::Number {
        return None;
    }
    let mut g = Groups {
        start: first.start,
        last: k,
        digits: 0,
        lengths: Vec::new(),
        plus,
        bracket,
        spaced: true,
        comma: false,
    };
    while let Some(t) = tokens.get(k) {
        if let Some(digits) = extended(tokens, k).filter(|_| !g.lengths.is_empty()) {
            g.digits += digits;
            g.lengths.push(digits);
            g.last = k;
            break;
        }
        if t.sort == Sort::Number {
            g.digits += t.len();
            g.lengths.push(t.len());
            g.last = k;
            k += 1;
        } else {
            break;
        }
        // At most two signs between groups: `) `, ` - `, `.`; a comma or a slash separates numbers.
        let mut signs = 0;
        while tokens.get(k).is_some_and(|t| is_joint(t, &g) || is_wide(tokens, k)) && signs < 2 {
            g.spaced &= !tokens.list[k].is_sign(b'.');
            g.comma |= tokens.list[k].is_sign(b',');
            g.bracket |= tokens.list[k].is_sign(b'(');
            signs += 1;
            k += 1;
        }
        if g.lengths.len() > 20
            || g.lengths.len() > 8 && !single_digits(&g.lengths)
            || signs == 0 && tokens.get(k).is_some_and(|t| is_cut(t, &g))
        {
            break;
        }
    }
    (!g.lengths.is_empty()).then_some(g)
}

/// `900 . 01 . 2345`: a full stop with blanks around it.
fn is_wide(tokens: &Tokens<'_>, k: usize) -> bool {
    let next = tokens.get(k + 1).is_some_and(|t| t.sort == Sort::Number && t.apart && !t.first_of_line);
    tokens.get(k).is_some_and(|t| t.is_sign(b'.') && t.apart) && next
}

/// Whether the end of a line ends a number: it may go on in the next one where its last four digits are missing.
fn is_cut(token: &Token, g: &Groups) -> bool {
    let number = token.sort == Sort::Number;
    let rest = number && token.len() == 4 && matches!(g.lengths.as_slice(), [3, 3] | [1, 3, 3]);
    let goes_on =
        number && (3..=5).contains(&token.len()) && (2..7).contains(&g.digits) && (g.plus || g.digits > 2);
    // `(2`, and `13)` in the next line
    let opened = g.bracket && number && g.digits + token.len() == 3;
    token.first_of_line && !rest && !goes_on && !opened
}

/// The digits before the `x` of `0123x45`, where a telephone number and its extension are one word.
fn extended(tokens: &Tokens<'_>, i: usize) -> Option<usize> {
    let bytes = tokens.bytes(i);
    let x = bytes.iter().position(|b| matches!(b, b'x' | b'X'))?;
    let digits = |part: &[u8]| !part.is_empty() && part.iter().all(u8::is_ascii_digit);
    (matches!(x, 4 | 7 | 10) && digits(&bytes[..x]) && digits(&bytes[x + 1..])).then_some(x)
}

fn is_joint(token: &Token, groups: &Groups) -> bool {
    match token.sort {
        Sort::Sign(b'-' | b')') => true,
        Sort::Sign(b'.') => !token.apart,
        Sort::Sign(b'(') => groups.digits <= 3,
        Sort::Sign(b',') => !token.apart && matches!(groups.lengths.as_slice(), [3] | [3, 2 | 3]),
        // Full-width signs and bullets look like what they stand for.
        Sort::Sign(b'\xfe' | b'_' | b'~') => true,
        Sort::Sign(b'/') => groups.lengths == [3] || groups.lengths == [3, 3] && token.apart,
        _ => false,
    }
}

/// Telephone numbers, social security numbers, cards and other numbers in groups.
fn grouped(tokens: &Tokens<'_>, i: usize) -> Option<(usize, usize, Class)> {
    // `ph.312.555.0188` is no decimal.
    let word = i > 1 && tokens.list[i - 1].is_sign(b'.') && tokens.list[i - 2].is_word();
    let inside = !word
        && tokens.before(i).is_some_and(|t| {
            !tokens.list[i].apart && matches!(t.sort, Sort::Sign(b'.' | b'$') | Sort::Number | Sort::Mixed)
        });
    if inside {
        return None;
    }
    // One number alone is of no group.
    let lone = tokens.list[i].sort == Sort::Number && tokens.get(i + 1).is_none_or(Token::is_word);
    let g = if lone { None } else { groups(tokens, i) }?;
    // `402,555,0177`: commas part thousands, unless four digits follow the last.
    if g.comma && !matches!(g.lengths.as_slice(), [3, 2 | 3, 4]) {
        return None;
    }
    let class = match (g.digits, g.lengths.as_slice()) {
        (9, [3, 2, 4]) if g.spaced => Class::Ssn,
        (10, [3, 3, 4] | [3, 7] | [6, 4]) | (11, [1, 3, 3, 4] | [1, 10] | [1, 3, 7]) => Class::Phone,
        (7, [3, 4]) if !plain_pair(tokens, g.last) => Class::Phone,
        // `call me 555 01 09`
        (7, [3, ..]) if is_called(tokens, i) => Class::Phone,
        (8..=15, _) if g.plus => Class::Phone,
        (8..=12, _) if g.bracket && g.lengths.len() > 1 => Class::Phone,
        (10..=13, [_, _, ..]) => Class::Phone,
        (14..=19, [_, _, ..]) => Class::Number,
        (9, [3, 3, 3]) => Class::Ssn,
        (7.., [_, _, ..]) if single_digits(&g.lengths) => Class::Number,
        (5.., [_, _, ..]) if g.lengths.iter().all(|n| *n == 1) && g.spaced => Class::Number,
        _ => return None,
    };
    if measured(tokens, g.last) && class == Class::Number {
        return None;
    }
    let last = if class == Class::Phone { extension(tokens, g.last) } else { g.last };
    Some((g.start, last, class))
}

/// Whether a word before says that a number is called or written to.
pub(super) fn is_called(tokens: &Tokens<'_>, i: usize) -> bool {
    const CALLED: Keys<14> = keys([
        b"call", b"text", b"txt", b"phone", b"ph", b"tel", b"cell", b"fax", b"number", b"dial", b"ring",
        b"mobile", b"reach", b"pager",
    ]);
    (i.saturating_sub(4)..i).any(|k| tokens.is_any(k, &CALLED))
}

/// `5 5 5 1 2 3 4`: digits one by one.
fn single_digits(lengths: &[usize]) -> bool {
    lengths.iter().all(|n| *n <= 2)
}

/// `120-4000 mg` counts something.
fn plain_pair(tokens: &Tokens<'_>, last: usize) -> bool {
    // `555-0132 in the evenings` counts no inches.
    measured(tokens, last) && !tokens.bytes(last + 1).eq_ignore_ascii_case(b"in")
}

fn measured(tokens: &Tokens<'_>, last: usize) -> bool {
    tokens.get(last + 1).is_some_and(|t| t.is(UNIT) && !t.first_of_line || t.is_sign(b'%'))
}

/// `ext. 12`, `x12` behind a telephone number.
fn extension(tokens: &Tokens<'_>, last: usize) -> usize {
    let word = |k: usize, w: &[u8]| tokens.bytes(k).eq_ignore_ascii_case(w);
    let mut k = last + 1;
    if tokens.get(k).is_some_and(|t| t.is_sign(b',')) {
        k += 1;
    }
    let joined = tokens.get(k).is_some_and(|t| t.sort == Sort::Mixed && t.len() <= 7)
        && tokens.bytes(k).first().is_some_and(|b| b.eq_ignore_ascii_case(&b'x'));
    if joined {
        return k;
    }
    if [b"ext".as_slice(), b"extension", b"x"].iter().any(|w| word(k, w)) {
        let number = if tokens.get(k + 1).is_some_and(|t| t.is_sign(b'.')) { k + 2 } else { k + 1 };
        if tokens.get(number).is_some_and(|t| t.sort == Sort::Number && t.len() <= 6) {
            return number;
        }
    }
    last
}
