//! Telephone numbers, social security numbers, and every other number or code that names a person, a record or a thing.

use super::token::{Case, Sort, Token, Tokens};
use super::words::{
    ALLOW, CITY, CLINICAL, CODE_BEFORE, GIVEN, ID_BEFORE, ID_STRONG, MONTH, ORDINARY, PERSON_AFTER, SURNAME,
    TITLE, UNIT,
};
use super::{Class, Finding, finding};

/// Tokens of a code at the most: a UUID has nine.
const LONGEST: usize = 24;

pub(super) fn find(tokens: &Tokens<'_>, found: &mut Vec<Finding>) {
    let mut i = 0;
    while i < tokens.list.len() {
        let hit = grouped(tokens, i)
            .or_else(|| labelled(tokens, i))
            .or_else(|| bare(tokens, i))
            .or_else(|| handle(tokens, i))
            .or_else(|| joined_label(tokens, i))
            .or_else(|| in_groups(tokens, i));
        match hit {
            Some((start, end, class)) => {
                found.push(finding(start..tokens.list[end].end, class));
                i = end + 1;
            }
            None => i += 1,
        }
    }
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
}

fn groups(tokens: &Tokens<'_>, i: usize) -> Option<Groups> {
    let first = tokens.get(i)?;
    let lead = |sign: u8| first.is_sign(sign);
    let mut k = i;
    let (mut plus, mut bracket) = (false, false);
    while tokens.get(k).is_some_and(|t| t.is_sign(b'+') || t.is_sign(b'(')) && k < i + 2 {
        plus |= tokens.list[k].is_sign(b'+');
        bracket |= tokens.list[k].is_sign(b'(');
        k += 1;
    }
    if !plus && !bracket && !(first.sort == Sort::Number) || lead(b')') {
        return None;
    }
    let mut g =
        Groups { start: first.start, last: k, digits: 0, lengths: Vec::new(), plus, bracket, spaced: true };
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
        while tokens.get(k).is_some_and(|t| is_joint(t, &g)) && signs < 2 {
            g.spaced &= !tokens.list[k].is_sign(b'.');
            g.bracket |= tokens.list[k].is_sign(b'(');
            signs += 1;
            k += 1;
        }
        // A number may go on in the next line where its last four digits are missing.
        let cut = |t: &Token| {
            let rest =
                t.sort == Sort::Number && t.len() == 4 && matches!(g.lengths.as_slice(), [3, 3] | [1, 3, 3]);
            let goes_on = t.sort == Sort::Number
                && (3..=5).contains(&t.len())
                && (2..7).contains(&g.digits)
                && (g.plus || g.digits > 2);
            t.first_of_line && signs == 0 && !rest && !goes_on
        };
        if g.lengths.len() > 20
            || g.lengths.len() > 8 && !single_digits(&g.lengths)
            || tokens.get(k).is_some_and(cut)
        {
            break;
        }
    }
    (!g.lengths.is_empty()).then_some(g)
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
        // Full-width signs and bullets look like what they stand for.
        Sort::Sign(b'\xfe' | b'_' | b'~') => true,
        Sort::Sign(b'/') => groups.lengths == [3] || groups.lengths == [3, 3] && token.apart,
        _ => false,
    }
}

/// Telephone numbers, social security numbers, cards and other numbers in groups.
fn grouped(tokens: &Tokens<'_>, i: usize) -> Option<(usize, usize, Class)> {
    let inside = tokens.before(i).is_some_and(|t| {
        !tokens.list[i].apart && matches!(t.sort, Sort::Sign(b'.' | b'$') | Sort::Number | Sort::Mixed)
    });
    if inside {
        return None;
    }
    let g = groups(tokens, i)?;
    let class = match (g.digits, g.lengths.as_slice()) {
        (9, [3, 2, 4]) if g.spaced => Class::Ssn,
        (10, [3, 3, 4] | [3, 7] | [6, 4]) | (11, [1, 3, 3, 4] | [1, 10] | [1, 3, 7]) => Class::Phone,
        (7, [3, 4]) if !plain_pair(tokens, g.last) => Class::Phone,
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

/// A code behind a label: `MRN: 00-12-34`, `policy no. XJ-99`, `plate 7ABC123`.
fn labelled(tokens: &Tokens<'_>, i: usize) -> Option<(usize, usize, Class)> {
    let token = tokens.get(i).filter(|t| !matches!(t.sort, Sort::Sign(_)))?;
    let (label, signs) = label_before(tokens, i)?;
    let strong = label & ID_STRONG != 0;
    if !strong && coded(tokens, i) {
        return None;
    }
    if let Some(last) = joined_name(tokens, i) {
        return Some((token.start, last, Class::Number));
    }
    let (last, digits, length) = code(tokens, i, true);
    let worded = token.is_word() && digits == 0;
    if worded {
        // A word is a code only as a user's name or a password, and where a colon says so.
        let lone = strong
            && signs > 0
            && token.apart
            && !token.is(ORDINARY | CLINICAL | ALLOW)
            && token.case != Case::Title;
        return (lone && last == i).then_some((token.start, last, Class::Number));
    }
    let least = match (strong, signs > 0) {
        (true, _) => 2,
        (false, true) => 3,
        (false, false) => 4,
    };
    let counted = measured(tokens, last) && (!strong || digits < 3);
    let year = tokens.number(i).is_some_and(|n| (1900..2100).contains(&n)) && last == i && !strong;
    (digits >= 1 && length >= least && !counted && !year).then_some((token.start, last, Class::Number))
}

/// The roles of the label that stands before a code, and how many signs are between them.
fn label_before(tokens: &Tokens<'_>, i: usize) -> Option<(u64, usize)> {
    let mut at = i;
    let mut signs = 0;
    for _ in 0..5 {
        let before = tokens.before(at)?;
        at -= 1;
        let word = tokens.bytes(at);
        let passes = matches!(before.sort, Sort::Sign(b':' | b'#' | b'.' | b'=' | b'"' | b'(' | b'-'))
            || [
                b"is".as_slice(),
                b"was",
                b"are",
                b"of",
                b"ending",
                b"in",
                b"es",
                b"the",
                b"to",
                b"with",
                b"as",
                b"code",
            ]
            .iter()
            .any(|w| word.eq_ignore_ascii_case(w))
                && before.phrase & ID_STRONG == 0;
        if before.phrase & (ID_BEFORE | ID_STRONG) != 0 {
            let label = before.phrase | before_label(tokens, at);
            return (before.phrase & CODE_BEFORE == 0 || signs > 0 && label & ID_STRONG != 0)
                .then_some((label, signs));
        }
        if !passes {
            return None;
        }
        signs += usize::from(matches!(before.sort, Sort::Sign(b':' | b'#' | b'=')));
    }
    None
}

/// `policy number`: the word before `number` says which.
fn before_label(tokens: &Tokens<'_>, at: usize) -> u64 {
    tokens.before(at).map_or(0, |t| t.phrase & (ID_STRONG | ID_BEFORE))
}

/// Where a code ends that may have hyphens, slashes, dots, and behind a label blanks between groups of capitals and digits; its
/// digits and its letters and digits.
fn code(tokens: &Tokens<'_>, i: usize, blanks: bool) -> (usize, usize, usize) {
    let (mut last, mut digits, mut length, mut k) = (i, 0, 0, i);
    while let Some(t) = tokens.get(k) {
        let bytes = tokens.bytes(k);
        let part = match t.sort {
            Sort::Sign(b'-' | b'/' | b'.' | b'_' | b'*') => !t.apart && k > i,
            Sort::Sign(_) => false,
            Sort::Number | Sort::Mixed => {
                k == i
                    || !t.apart
                    || blanks
                        && tokens.before(k).is_some_and(|b| {
                            b.sort == Sort::Number || b.len() <= 3 && b.case == Case::Upper && !b.is(UNIT)
                        })
            }
            // `KX19 ZTP`
            Sort::Word if t.apart && k > i => {
                let other = ALLOW | CLINICAL | ID_BEFORE | UNIT | ORDINARY | PERSON_AFTER | TITLE;
                blanks
                    && t.case == Case::Upper
                    && t.len() == 3
                    && !t.is(other)
                    && tokens.list[k - 1].sort == Sort::Mixed
            }
            Sort::Word => {
                k == i || t.case == Case::Upper || bytes.iter().all(|b| b.eq_ignore_ascii_case(&b'x'))
            }
        };
        let joined = k == i || !t.first_of_line;
        if !part || !joined || k > i + LONGEST {
            break;
        }
        if !matches!(t.sort, Sort::Sign(_)) {
            digits += bytes.iter().filter(|b| b.is_ascii_digit()).count();
            length += t.len();
            last = k;
        }
        k += 1;
    }
    (last, digits, length)
}

/// A code without a label: long digits, or letters and digits that no clinical code has.
fn bare(tokens: &Tokens<'_>, i: usize) -> Option<(usize, usize, Class)> {
    let token = tokens.get(i)?;
    if tokens
        .before(i)
        .is_some_and(|t| !token.apart && matches!(t.sort, Sort::Sign(b'$' | b'.' | b'/' | b',')))
    {
        return None;
    }
    if coded(tokens, i) || token.phrase & (ID_BEFORE | CODE_BEFORE) != 0 || super::dates::begins(tokens, i) {
        return None;
    }
    // A word begins a code only where the rest of it is joined on.
    if token.is_word() && tokens.get(i + 1).is_none_or(|t| t.apart) {
        return None;
    }
    let (last, digits, length) = code(tokens, i, false);
    let counted = measured(tokens, last)
        || tokens.get(last + 1).is_some_and(|t| {
            t.is_sign(b',')
                && !t.apart
                && tokens.get(last + 2).is_some_and(|n| n.sort == Sort::Number && !n.apart && n.len() == 3)
        });
    // Nobody counts so far.
    if counted && digits < 9 {
        return None;
    }
    let text = &tokens.text[token.start..tokens.list[last].end];
    let letters = text.iter().filter(|b| b.is_ascii_alphabetic()).count();
    let hit = match (token.sort, letters) {
        (Sort::Number, 0) if last == i => token.len() >= 6,
        (Sort::Number, 0) => {
            digits >= 8 && !text.contains(&b'.')
                || digits >= 6 && text.contains(&b'-') && !text.contains(&b'/')
        }
        (Sort::Word, _) if token.case == Case::Upper && token.len() <= 5 => {
            digits >= 4 && !token.is(ALLOW | MONTH) || digits >= 5
        }
        (Sort::Mixed | Sort::Number, _) => {
            digits >= 4 && length >= 6 && !is_dose(text) || uuid(text) || is_plate(text, digits)
        }
        _ => false,
    };
    hit.then_some((
        token.start,
        last,
        if digits == 9 && letters == 0 && last == i { Class::Ssn } else { Class::Number },
    ))
}

/// `x_dark-lord_x`: words that an underscore joins, as people call themselves behind a label.
fn joined_name(tokens: &Tokens<'_>, i: usize) -> Option<usize> {
    let part = |k: usize| {
        tokens
            .get(k)
            .is_some_and(|t| !t.apart && !matches!(t.sort, Sort::Sign(sign) if !b"_-.".contains(&sign)))
    };
    let mut last = i;
    let mut under = false;
    while last < i + LONGEST && part(last + 1) {
        last += 1;
        under |= tokens.list[last].is_sign(b'_');
    }
    while last > i && !tokens.list[last].is_word() && matches!(tokens.list[last].sort, Sort::Sign(_)) {
        last -= 1;
    }
    (under && last > i && !matches!(tokens.list[i].sort, Sort::Sign(_))).then_some(last)
}

/// `7KLM443`, `ABX9921`: three digits and more beside capitals, as plates and tickets have them.
fn is_plate(text: &[u8], digits: usize) -> bool {
    let capitals = text.iter().filter(|b| b.is_ascii_uppercase()).count();
    digits >= 3
        && capitals >= 2
        && text.len() >= 6
        && text.iter().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || *b == b'-')
}

/// `alice.wong`: two names that a full stop joins.
fn dotted(tokens: &Tokens<'_>, i: usize) -> Option<(usize, usize, Class)> {
    let name = |k: usize| {
        tokens.get(k).is_some_and(|t| {
            t.is_word()
                && t.case == Case::Lower
                && t.len() > 2
                && t.is(GIVEN | SURNAME)
                && !t.is(ORDINARY | CLINICAL | ALLOW)
        })
    };
    let joined = |k: usize| tokens.get(k).is_some_and(|t| !t.apart);
    let fits = name(i) && name(i + 2) && joined(i + 1) && joined(i + 2) && tokens.list[i + 1].is_sign(b'.');
    (fits && !joined(i + 3)).then(|| (tokens.list[i].start, i + 2, Class::Name))
}

/// `rm12`, `acct4471`: a label and its number in one word.
fn joined_label(tokens: &Tokens<'_>, i: usize) -> Option<(usize, usize, Class)> {
    const LABELS: [&[u8]; 16] = [
        b"rm", b"room", b"bed", b"apt", b"acct", b"mrn", b"id", b"ssn", b"dob", b"tel", b"ph", b"fax",
        b"cell", b"acc", b"case", b"unit",
    ];
    let token = tokens.get(i).filter(|t| t.sort == Sort::Mixed)?;
    let bytes = tokens.bytes(i);
    let letters = bytes.iter().take_while(|b| b.is_ascii_alphabetic()).count();
    let rest = bytes[letters..].iter().all(u8::is_ascii_digit) && bytes.len() > letters + 1;
    let label = LABELS.iter().any(|label| bytes[..letters].eq_ignore_ascii_case(label));
    (rest && label).then_some((token.start, i, Class::Number))
}

/// `root_admin7`, `ahmed_khalil`: words that an underscore joins, one of them with a digit or a name.
fn handle(tokens: &Tokens<'_>, i: usize) -> Option<(usize, usize, Class)> {
    let Some(last) = joined_name(tokens, i) else { return dotted(tokens, i) };
    let personal = (i..=last).any(|k| {
        let t = &tokens.list[k];
        matches!(t.sort, Sort::Mixed | Sort::Number)
            || t.is(GIVEN | SURNAME) && !t.is(ORDINARY | CLINICAL | ALLOW | CITY) && t.len() > 3
    });
    let inside = !tokens.list[i].apart
        && tokens.before(i).is_some_and(|t| {
            !matches!(t.sort, Sort::Sign(b'=' | b':' | b'"' | b'\'' | b'(' | b'@' | b'#' | b'>'))
        });
    (personal && !inside).then_some((tokens.list[i].start, last, Class::Number))
}

/// `A098 441 223`, `C 28 441 907`: a letter or two and groups of digits behind them.
fn in_groups(tokens: &Tokens<'_>, i: usize) -> Option<(usize, usize, Class)> {
    let token = tokens.get(i)?;
    let letters = token.is_word() && token.case == Case::Upper && token.len() <= 2
        || token.sort == Sort::Mixed && token.len() <= 6 && tokens.bytes(i)[0].is_ascii_uppercase();
    if !letters {
        return None;
    }
    let (mut last, mut groups) = (i, 0);
    let mut digits = tokens.bytes(i).iter().filter(|b| b.is_ascii_digit()).count();
    while let Some(t) = tokens.get(last + 1) {
        // `GB29 NWBK 6016 1331 9268 19`
        let bank = groups == 0 && token.len() == 4 && t.len() == 4 && t.case == Case::Upper;
        if t.sort != Sort::Number && !bank || !t.apart || t.first_of_line || t.len() < 2 || groups > 6 {
            break;
        }
        digits += tokens.bytes(last + 1).iter().filter(|b| b.is_ascii_digit()).count();
        groups += 1;
        last += 1;
    }
    (groups >= 2 && digits >= 7 && !measured(tokens, last)).then_some((token.start, last, Class::Number))
}

/// Whether a clinical code system is named before the code.
fn coded(tokens: &Tokens<'_>, i: usize) -> bool {
    (i.saturating_sub(5)..i).any(|k| {
        let t = &tokens.list[k];
        t.is(CODE_BEFORE)
            && !t.is(ID_STRONG)
            && (k + 1..i).all(|m| {
                matches!(tokens.list[m].sort, Sort::Sign(b':' | b'-' | b'#')) || tokens.list[m].len() <= 4
            })
    })
}

/// `1500mg`, `20000IU`: digits and a unit in one word.
fn is_dose(text: &[u8]) -> bool {
    let unit = text.iter().position(u8::is_ascii_alphabetic).unwrap_or(0);
    unit > 0
        && text[..unit].iter().all(u8::is_ascii_digit)
        && text[unit..].iter().all(u8::is_ascii_alphabetic)
        && text.len() - unit <= 4
        && text[unit..].iter().any(u8::is_ascii_lowercase)
}

fn uuid(text: &[u8]) -> bool {
    text.len() == 36 && text.iter().filter(|b| **b == b'-').count() == 4
}
