//! Codes: numbers and words with digits that name a person, a record or a thing.

use super::super::key::{Keys, keys, words};
use super::super::token::{Case, Sort, Tokens};
use super::super::words::{
    ALLOW, CITY, CLINICAL, CODE_BEFORE, GIVEN, ID_BEFORE, ID_STRONG, MONTH, ORDINARY, PERSON_AFTER, SURNAME,
    TITLE, UNIT,
};
use super::super::{Class, dates};
use super::measured;

/// Tokens of a code at the most: a UUID has nine.
const LONGEST: usize = 24;

/// A code behind a label: `MRN: 00-12-34`, `policy no. XJ-99`, `plate 7ABC123`.
pub(super) fn labelled(tokens: &Tokens<'_>, i: usize) -> Option<(usize, usize, Class)> {
    let token = tokens.get(i).filter(|t| !matches!(t.sort, Sort::Sign(_)))?;
    let (label, signs) = label_before(tokens, i)?;
    let strong = label & ID_STRONG != 0;
    if !strong && coded(tokens, i) {
        return None;
    }
    if let Some(last) = secret(tokens, i).or_else(|| joined_name(tokens, i)) {
        return Some((token.start, last, Class::Number));
    }
    let (last, digits, length) = code(tokens, i, true);
    let worded = token.is_word() && digits == 0;
    // `licence HARGR 612095 S99LK`
    let opens = worded
        && strong
        && token.case == Case::Upper
        && (2..6).contains(&token.len())
        && !token.is(CLINICAL | ALLOW | UNIT | TITLE)
        && tokens
            .get(i + 1)
            .is_some_and(|t| matches!(t.sort, Sort::Number | Sort::Mixed) && t.len() > 3 && !t.first_of_line);
    if opens {
        let (last, _, _) = code(tokens, i + 1, true);
        return Some((token.start, last, Class::Number));
    }
    // `SWIFT NWBKGB2L`
    let bank = tokens.is_any(i - 1, words![b"swift", b"bic"])
        && matches!(token.len(), 8 | 11)
        && token.case == Case::Upper;
    if bank {
        return Some((token.start, i, Class::Number));
    }
    if worded {
        // A word is a code only as a user's name or a password, and where a colon says so.
        let named = i > 0 && tokens.is_any(i - 1, words![b"as"]);
        let lone = strong
            && (signs > 0 || named)
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

/// Words that may stand between a label and its code.
const BETWEEN: Keys<13> = keys([
    b"is", b"was", b"are", b"of", b"ending", b"ends", b"in", b"es", b"the", b"to", b"with", b"as", b"code",
]);

/// The roles of the label that stands before a code, and how many signs are between them.
pub(super) fn label_before(tokens: &Tokens<'_>, i: usize) -> Option<(u64, usize)> {
    let mut at = i;
    let mut signs = 0;
    for _ in 0..5 {
        let before = tokens.before(at)?;
        at -= 1;
        let passes = matches!(before.sort, Sort::Sign(b':' | b'#' | b'.' | b'=' | b'"' | b'(' | b'-' | b'*'))
            || tokens.is_any(at, &BETWEEN) && before.phrase & ID_STRONG == 0;
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
            // `A B C - 1 2 3 4`
            Sort::Sign(b'-') if blanks && t.apart && k == i + 1 => {
                let next = tokens.get(k + 1).is_some_and(|n| n.sort == Sort::Number && n.apart);
                next && tokens.list[i].case == Case::Upper && tokens.list[i].len() < 5
            }
            Sort::Sign(b'-' | b'/' | b'.' | b'_' | b'*') => !t.apart && k > i,
            Sort::Sign(_) => false,
            Sort::Number | Sort::Mixed => {
                k == i
                    || !t.apart
                    || blanks
                        && tokens.before(k).is_some_and(|b| {
                            if b.is_sign(b'-') && b.apart {
                                return true;
                            }
                            let vehicle = b.sort == Sort::Mixed && t.len() > 2 && b.len() > 2;
                            let capitals = b.len() <= 3 && b.case == Case::Upper && !b.is(UNIT);
                            // `8KLM 4 4 2`
                            let single = t.len() == 1 && b.sort == Sort::Mixed;
                            b.sort == Sort::Number || capitals || (vehicle || single) && b.case == Case::Upper
                        })
            }
            // `A B 4 4 7 1 9`
            Sort::Word if blanks && t.apart && k > i && t.len() == 1 && tokens.list[k - 1].len() == 1 => {
                t.case == Case::Upper && tokens.get(k + 1).is_some_and(|n| n.len() == 1 && n.apart)
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
                k == i
                    || t.len() == 1 && !t.apart && tokens.list[k - 1].is_sign(b'-')
                    || t.case == Case::Upper
                    || bytes.iter().all(|b| b.eq_ignore_ascii_case(&b'x'))
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
pub(super) fn bare(tokens: &Tokens<'_>, i: usize) -> Option<(usize, usize, Class)> {
    let token = tokens.get(i)?;
    if tokens
        .before(i)
        .is_some_and(|t| !token.apart && matches!(t.sort, Sort::Sign(b'$' | b'.' | b'/' | b',')))
    {
        return None;
    }
    // A word begins a code only where the rest of it is joined on.
    if token.is_word() && tokens.get(i + 1).is_none_or(|t| t.apart) {
        return None;
    }
    if token.phrase & (ID_BEFORE | CODE_BEFORE) != 0 {
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
    if !hit || coded(tokens, i) || dates::begins(tokens, i) {
        return None;
    }
    let class = if digits == 9 && letters == 0 && last == i { Class::Ssn } else { Class::Number };
    Some((token.start, last, class))
}

/// `password Tulip!44`: all up to the next blank, signs and all.
fn secret(tokens: &Tokens<'_>, i: usize) -> Option<usize> {
    const LABELS: Keys<6> = keys([b"password", b"passcode", b"passwd", b"pwd", b"pw", b"passphrase"]);
    let label = (i.saturating_sub(3)..i).rev().find(|k| tokens.is_any(*k, &LABELS))?;
    let between = (label + 1..i).all(|k| {
        matches!(tokens.list[k].sort, Sort::Sign(b':' | b'=')) || tokens.is_any(k, words![b"is", b"was"])
    });
    let mut last = i;
    while last < i + LONGEST && tokens.get(last + 1).is_some_and(|t| !t.apart) {
        last += 1;
    }
    let digits = (i..=last).any(|k| matches!(tokens.list[k].sort, Sort::Number | Sort::Mixed));
    (between && digits).then_some(last)
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
    // `m.vega`
    let initial = |k: usize| tokens.list[k].is_word() && tokens.list[k].len() == 1;
    let fits = (name(i) || initial(i))
        && name(i + 2)
        && joined(i + 1)
        && joined(i + 2)
        && tokens.list[i + 1].is_sign(b'.');
    if fits && !joined(i + 3) {
        return Some((tokens.list[i].start, i + 2, Class::Name));
    }
    // `acct tasha.b.real`: three words and more, one of them a name or behind what says that somebody is called so.
    const WHO: Keys<14> = keys([
        b"acct",
        b"account",
        b"user",
        b"username",
        b"handle",
        b"insta",
        b"ig",
        b"snap",
        b"fb",
        b"tiktok",
        b"profile",
        b"login",
        b"page",
        b"messenger",
    ]);
    let part = |k: usize| {
        tokens.get(k).is_some_and(|t| {
            (t.is_word() && t.case == Case::Lower || t.sort == Sort::Mixed) && (k == i || !t.apart)
        })
    };
    let dot = |k: usize| tokens.get(k).is_some_and(|t| t.is_sign(b'.') && !t.apart);
    let mut last = i;
    while last < i + 8 && part(last) && dot(last + 1) && part(last + 2) {
        last += 2;
    }
    let label = (i.saturating_sub(3)..i).any(|k| tokens.is_any(k, &WHO));
    let long = (i..=last).step_by(2).filter(|k| tokens.list[*k].len() > 3).count();
    let called = last > i + 2 && long > 0 && (label || long > 1 && (name(i) || name(last)));
    (called && (tokens.list[i].apart || label)).then(|| (tokens.list[i].start, last, Class::Number))
}

/// `jenny.roth.5`: words and a number that full stops join.
fn numbered(tokens: &Tokens<'_>, i: usize) -> Option<(usize, usize, Class)> {
    let part = |k: usize| {
        tokens
            .get(k)
            .is_some_and(|t| t.is_word() && t.case == Case::Lower && t.len() > 2 && (k == i || !t.apart))
    };
    let dot = |k: usize| tokens.get(k).is_some_and(|t| t.is_sign(b'.') && !t.apart);
    let number = tokens.get(i + 4).is_some_and(|t| t.sort == Sort::Number && !t.apart && t.len() <= 4);
    let joined = part(i) && dot(i + 1) && part(i + 2) && dot(i + 3) && number;
    (joined && tokens.list[i].apart).then(|| (tokens.list[i].start, i + 4, Class::Number))
}

/// `rm12`, `acct4471`: a label and its number in one word.
pub(super) fn joined_label(tokens: &Tokens<'_>, i: usize) -> Option<(usize, usize, Class)> {
    const LABELS: [&[u8]; 16] = [
        b"rm", b"room", b"bed", b"apt", b"acct", b"mrn", b"id", b"ssn", b"dob", b"tel", b"ph", b"fax",
        b"cell", b"acc", b"case", b"unit",
    ];
    let token = tokens.get(i).filter(|t| t.sort == Sort::Mixed)?;
    let bytes = tokens.bytes(i);
    let letters = bytes.iter().take_while(|b| b.is_ascii_alphabetic()).count();
    let rest = bytes[letters..].iter().all(u8::is_ascii_digit) && bytes.len() > letters + 1;
    // `x4410` is whom to ask for behind a number.
    if letters == 1 && bytes[0].eq_ignore_ascii_case(&b'x') && rest {
        return (bytes.len() > 4).then_some((token.start, i, Class::Phone));
    }
    let label = LABELS.iter().any(|label| bytes[..letters].eq_ignore_ascii_case(label));
    (rest && label).then_some((token.start, i, Class::Number))
}

/// `root_admin7`, `ahmed_khalil`: words that an underscore joins, one of them with a digit or a name; `lil_miso: gg`, `u/plaid_otter`:
/// any such words where somebody who says something stands.
pub(super) fn handle(tokens: &Tokens<'_>, i: usize) -> Option<(usize, usize, Class)> {
    let Some(last) = joined_name(tokens, i) else {
        return dotted(tokens, i).or_else(|| numbered(tokens, i));
    };
    let personal = (i..=last).any(|k| {
        let t = &tokens.list[k];
        matches!(t.sort, Sort::Mixed | Sort::Number)
            || t.is(GIVEN | SURNAME) && !t.is(ORDINARY | CLINICAL | ALLOW | CITY) && t.len() > 3
    });
    let colon = tokens.get(last + 1).is_some_and(|t| t.is_sign(b':') && !t.apart);
    let says = tokens.list[i].first_of_line && colon && tokens.get(last + 2).is_some_and(|t| t.apart);
    let slash = i > 1 && tokens.list[i - 1].is_sign(b'/') && !tokens.list[i].apart;
    if slash && tokens.is_any(i - 2, words![b"u"]) && tokens.list[i - 2].apart {
        return Some((tokens.list[i - 2].start, last, Class::Number));
    }
    let inside = !tokens.list[i].apart
        && tokens.before(i).is_some_and(|t| {
            !matches!(t.sort, Sort::Sign(b'=' | b':' | b'"' | b'\'' | b'(' | b'@' | b'#' | b'>'))
        });
    ((personal || says) && !inside).then_some((tokens.list[i].start, last, Class::Number))
}

/// `A098 441 223`, `C 28 441 907`: a letter or two and groups of digits behind them.
pub(super) fn in_groups(tokens: &Tokens<'_>, i: usize) -> Option<(usize, usize, Class)> {
    let token = tokens.get(i)?;
    if let Some(last) = parcel(tokens, i).or_else(|| insured(tokens, i)) {
        return Some((token.start, last, Class::Number));
    }
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

/// `1Z 55E 0Y9 03 4471`: the number of a parcel as UPS writes it, in groups.
fn parcel(tokens: &Tokens<'_>, i: usize) -> Option<usize> {
    let group = |k: usize| {
        let t = tokens
            .get(k)
            .filter(|t| t.apart && !t.first_of_line && matches!(t.sort, Sort::Number | Sort::Mixed));
        t.is_some_and(|t| {
            (2..=8).contains(&t.len()) && tokens.bytes(k).iter().all(|b| !b.is_ascii_lowercase())
        })
    };
    let groups = (i + 1..i + 8).take_while(|k| group(*k)).count();
    (tokens.bytes(i).eq_ignore_ascii_case(b"1Z") && groups > 2).then_some(i + groups)
}

/// `QQ 12 34 56 C`: a National Insurance number (HMRC, NIM39110), two letters, three pairs of digits and a letter.
fn insured(tokens: &Tokens<'_>, i: usize) -> Option<usize> {
    let upper = |k: usize, len: usize| {
        tokens.get(k).is_some_and(|t| t.is_word() && t.case == Case::Upper && t.len() == len)
    };
    let pair =
        |k: usize| tokens.get(k).is_some_and(|t| t.sort == Sort::Number && t.len() == 2 && !t.first_of_line);
    (upper(i, 2) && (i + 1..i + 4).all(pair) && upper(i + 4, 1)).then_some(i + 4)
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

/// `#10442`, `moonpie#2291`: a number behind its sign, and what somebody is called who plays.
pub(super) fn hashed(tokens: &Tokens<'_>, i: usize) -> Option<(usize, usize, Class)> {
    let number = tokens.get(i + 1).filter(|t| !t.apart && matches!(t.sort, Sort::Number | Sort::Mixed))?;
    let digits = tokens.bytes(i + 1).iter().filter(|b| b.is_ascii_digit()).count();
    let sign = &tokens.list[i];
    if digits < 4 || measured(tokens, i + 1) || number.len() > LONGEST {
        return None;
    }
    let player = tokens.before(i).filter(|t| {
        !sign.apart && matches!(t.sort, Sort::Word | Sort::Mixed) && t.phrase & (ID_BEFORE | ID_STRONG) == 0
    });
    Some((player.map_or(number.start, |t| t.start), code(tokens, i + 1, false).0, Class::Number))
}
