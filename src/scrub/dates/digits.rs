//! Dates of digits: `03/14/1985`, `3-14`, `19850314`, `05MAR2024`.

use super::super::key::{Keys, keys, words};
use super::super::token::{Case, Sort, Token, Tokens};
use super::super::words::{UNIT, VERB_AFTER, WEEKDAY};
use super::joined::{blank, dated, eight, run_together};
use super::{Read, Written, century, is_year, sign_at};

pub(super) fn date(tokens: &Tokens<'_>, i: usize) -> Read {
    match tokens.get(i)?.sort {
        Sort::Number => three(tokens, i)
            .or_else(|| two(tokens, i))
            .or_else(|| eight(tokens, i))
            .or_else(|| spaced(tokens, i))
            .or_else(|| blank(tokens, i)),
        Sort::Mixed => run_together(tokens, i),
        _ => None,
    }
}

/// `03/14/1985`, `14.3.85`, `1985-03-14T10:00`.
fn three(tokens: &Tokens<'_>, i: usize) -> Read {
    let (a, b, c) = (tokens.number(i)?, tokens.number(i + 2)?, number_before_t(tokens, i + 4)?);
    let (one, two) = (sign_at(tokens, i + 1)?, sign_at(tokens, i + 3)?);
    let lengths = [tokens.list[i].len(), tokens.list[i + 2].len(), if c.1 > 0 { c.1 } else { 0 }];
    let blanks = (1..5).filter(|k| tokens.list[i + k].apart).count();
    if one != two
        || blanks > 0 && blanks < 4 && one == b'-'
        || tokens.list[i + 4].first_of_line && lengths[2] != 4
    {
        return None;
    }
    let c = c.0;
    let date = if lengths[0] == 4 && is_year(a, 4) {
        Written { year: Some(a), month: b, day: Some(c) }
    } else if is_year(c, lengths[2]) && lengths[0] <= 2 && lengths[1] <= 2 {
        let (month, day) = if a > 12 || one == b'.' && b <= 12 && lengths[2] == 4 { (b, a) } else { (a, b) };
        Written { year: Some(if lengths[2] == 2 { century(c) } else { c }), month, day: Some(day) }
    } else {
        return None;
    };
    let valid = (1..=12).contains(&date.month) && date.day.is_some_and(|d| (1..=31).contains(&d));
    // 1.2.34 may be a version or a section, and is more often a day.
    let version = tokens.before(i).is_some_and(|t| t.is_word() && t.len() == 1)
        || i > 0
            && tokens.is_any(i - 1, words![b"version", b"section", b"release", b"chapter", b"ver", b"rev"]);
    let certain = one != b'.' || lengths.contains(&4) || !version;
    valid.then_some((time_after(tokens, i + 4), date, certain))
}

/// A number, or the digits before the `T` of `14T10:30:00`: the value and the length.
fn number_before_t(tokens: &Tokens<'_>, i: usize) -> Option<(u32, usize)> {
    if let Some(n) = tokens.number(i) {
        return Some((n, tokens.list[i].len()));
    }
    let bytes = tokens.bytes(i);
    let digits = bytes.iter().take_while(|b| b.is_ascii_digit()).count();
    let timed = matches!(bytes.get(digits), Some(b'T' | b't')) && (1..=2).contains(&digits);
    timed.then(|| (bytes[..digits].iter().fold(0, |n, b| n * 10 + u32::from(b - b'0')), digits))
}

/// Includes the time of day that follows a date, joined to it or not.
fn time_after(tokens: &Tokens<'_>, last: usize) -> usize {
    let mut end = last;
    let clock = tokens.list[last].sort == Sort::Mixed
        || tokens.number(last + 1).is_some_and(|h| h < 25)
            && tokens.get(last + 2).is_some_and(|t| t.is_sign(b':') && !t.apart);
    let part = |t: &Token, first: bool| {
        let joined = !t.apart || first && tokens.list[last].sort != Sort::Mixed;
        joined && (matches!(t.sort, Sort::Sign(b':' | b'.' | b'+' | b'-') | Sort::Number | Sort::Mixed))
    };
    while clock && end < last + 12 && tokens.get(end + 1).is_some_and(|t| part(t, end == last)) {
        end += 1;
    }
    // A full stop behind the time ends the sentence.
    while end > last && matches!(tokens.list[end].sort, Sort::Sign(_)) {
        end -= 1;
    }
    end
}

/// `3/14`, `3-14`, `03/2021`: a day unless something counts, or a year behind a month.
fn two(tokens: &Tokens<'_>, i: usize) -> Read {
    let (a, b) = (tokens.number(i)?, tokens.number(i + 2)?);
    let sign = sign_at(tokens, i + 1)?;
    // `on 6 / 10`
    let wide = sign == b'/' && (1..3).all(|k| tokens.list[i + k].apart) && dated(tokens, i);
    if !wide && (1..3).any(|k| tokens.list[i + k].apart)
        || tokens.get(i + 3).is_some_and(|t| {
            !t.apart
                && (matches!(t.sort, Sort::Sign(b'/' | b'-')) && !(sign == b'/' && is_span(tokens, i + 3))
                    || t.is_sign(b'.')
                        && tokens.get(i + 4).is_some_and(|n| n.sort == Sort::Number && !n.apart))
        })
    {
        return None;
    }
    let (la, lb) = (tokens.list[i].len(), tokens.list[i + 2].len());
    if sign != b'.' && la <= 2 && lb == 4 && (1..=12).contains(&a) && is_year(b, 4) {
        return Some((i + 2, Written { year: Some(b), month: a, day: None }, true));
    }
    if sign != b'.' && la == 4 && lb == 2 && is_year(a, 4) && (1..=12).contains(&b) {
        return Some((i + 2, Written { year: Some(a), month: b, day: None }, true));
    }
    // `annual due 08.2025`
    if sign == b'.' && la == 2 && lb == 4 && (1..=12).contains(&a) && is_year(b, 4) && dotted(tokens, i) {
        return Some((i + 2, Written { year: Some(b), month: a, day: None }, true));
    }
    if la > 2 || lb > 2 || a == 0 || b == 0 {
        return None;
    }
    if (13..=31).contains(&a) && b <= 12 {
        let certain = match sign {
            b'/' => dated(tokens, i) || is_day_first(tokens, i, a, b),
            _ => {
                sign == b'.' && (lb == 2 && dotted(tokens, i) || is_until(tokens, i)) || is_pointed(tokens, i)
            }
        };
        return Some((i + 2, Written { year: None, month: b, day: Some(a) }, certain));
    }
    if a > 12 || b > 31 {
        return None;
    }
    let certain = match sign {
        b'/' => slashed(tokens, i, a, b),
        b'-' => dashed(tokens, i),
        _ => {
            lb == 2 && dotted(tokens, i)
                || lb == 1 && is_appointed(tokens, i)
                || is_pointed(tokens, i)
                || is_until(tokens, i)
        }
    };
    // `8/5-9`
    let span = sign == b'/'
        && tokens.get(i + 3).is_some_and(|t| !t.apart)
        && is_span(tokens, i + 3)
        && !tokens.get(i + 5).is_some_and(|t| t.is_sign(b'/') && !t.apart);
    Some((if span { i + 4 } else { i + 2 }, Written { year: None, month: a, day: Some(b) }, certain))
}

/// `from 6.7 til 9.7`: whether two numbers of two parts have a word between them that is said of times alone.
fn is_until(tokens: &Tokens<'_>, i: usize) -> bool {
    const UNTIL: Keys<5> = keys([b"til", b"till", b"until", b"thru", b"bis"]);
    let number = |k: usize| tokens.get(k).is_some_and(|t| t.sort == Sort::Number && t.len() < 3);
    let day = |k: usize| {
        number(k)
            && tokens.list.get(k + 1).is_some_and(|t| t.is_sign(b'.') && !t.apart)
            && number(k + 2)
            && !tokens.list[k + 2].apart
    };
    let behind = tokens.is_any(i + 3, &UNTIL) && day(i + 4);
    let before = i > 4 && tokens.is_any(i - 1, &UNTIL) && day(i - 4);
    behind && i > 0 && tokens.is_any(i - 1, words![b"from", b"off", b"away", b"leave"]) || before
}

/// Whether `22/09` is a day, as it is written abroad: nothing measures, and it is neither all day nor how long somebody fasts.
fn is_day_first(tokens: &Tokens<'_>, i: usize, day: u32, month: u32) -> bool {
    let around_the_clock = matches!((day, month), (24, 7) | (16, 8) | (18, 6) | (20, 4));
    let next = tokens.get(i + 3);
    let counted =
        next.is_some_and(|t| (t.is(UNIT) && !with(tokens, i + 3) || t.is_sign(b'%')) && !t.first_of_line);
    let scored = (i.saturating_sub(4)..i)
        .any(|k| tokens.is_any(k, &SCORES) || tokens.is_any(k, words![b"bp", b"wks", b"phq", b"gad"]));
    !(around_the_clock || counted || scored)
}

/// `8/5-8/9`, `8/5-9`: whether a hyphen joins another day.
fn is_span(tokens: &Tokens<'_>, hyphen: usize) -> bool {
    let day = |k: usize| tokens.get(k).is_some_and(|t| t.sort == Sort::Number && t.len() < 3 && !t.apart);
    let further =
        tokens.get(hyphen + 2).is_some_and(|t| !t.apart && matches!(t.sort, Sort::Sign(b'-' | b'.')));
    tokens.list[hyphen].is_sign(b'-') && day(hyphen + 1) && !further
}

/// Words behind which two numbers are a score.
const SCORES: Keys<30> = keys([
    b"pain",
    b"score",
    b"scored",
    b"scores",
    b"scale",
    b"strength",
    b"motor",
    b"rated",
    b"rates",
    b"rating",
    b"reflexes",
    b"dtrs",
    b"dtr",
    b"pulses",
    b"pulse",
    b"apgar",
    b"apgars",
    b"gcs",
    b"murmur",
    b"grade",
    b"mood",
    b"anxiety",
    b"severity",
    b"level",
    b"intensity",
    b"ratio",
    b"vision",
    b"power",
    b"muscle",
    b"discomfort",
]);

/// Whether `3/14` is a day and no score, share or strength: scores are out of five, six or ten, and words say so.
fn slashed(tokens: &Tokens<'_>, i: usize, a: u32, b: u32) -> bool {
    const SOUNDS: Keys<6> =
        keys([b"systolic", b"diastolic", b"murmur", b"sem", b"holosystolic", b"strength"]);
    let next = tokens.get(i + 3);
    let unit = |t: &Token| t.is(UNIT) && t.case != Case::Upper && !with(tokens, i + 3);
    if next.is_some_and(|t| (unit(t) || t.is_sign(b'%')) && !t.first_of_line) || tokens.is_any(i + 3, &SOUNDS)
    {
        return false;
    }
    // `3/5: no answer`: a day before what was done on it.
    let heads = next.is_some_and(|t| t.is_sign(b':') && !t.apart)
        && tokens.get(i + 4).is_some_and(|t| t.apart && t.is_word())
        && tokens.begins_sentence(i, b'(');
    if heads || dated(tokens, i) || beside_date(tokens, i) {
        return true;
    }
    // `1/2 tablet at bedtime, 1/4 if drowsy`
    let dosed = a < b
        && matches!(b, 2..=4)
        && (i.saturating_sub(8)..i)
            .any(|k| tokens.is_any(k, words![b"tablet", b"tablets", b"tab", b"pill", b"cup"]));
    if dosed {
        return false;
    }
    let scored = (i.saturating_sub(4)..i)
        .rev()
        .take_while(|k| !matches!(tokens.list[*k].sort, Sort::Sign(b'.' | b';')))
        .any(|k| tokens.is_any(k, &SCORES));
    let word = next.is_some_and(|t| t.is_word() && t.case == Case::Lower && !t.first_of_line)
        && !follows(tokens, i + 3);
    let part = a < b && (matches!(b, 2 | 4) || b == 3 && a < 3) && (a == 1 || b - a == 1) && word;
    let ten = b == 10 && a <= 10;
    let five = b == 5 && matches!(a, 3..=5);
    !(scored || part || ten || five)
}

/// `9/3 and 9/10`: a day behind one that can be nothing else.
fn beside_date(tokens: &Tokens<'_>, i: usize) -> bool {
    let joint = i > 3
        && (tokens.is_any(i - 1, words![b"and", b"or", b"to", b"thru"])
            || matches!(tokens.list[i - 1].sort, Sort::Sign(b',' | b'&')));
    if !joint || !tokens.list[i - 3].is_sign(b'/') || tokens.list[i - 2].apart || tokens.list[i - 3].apart {
        return false;
    }
    let Some((a, b)) = tokens.number(i - 4).zip(tokens.number(i - 2)) else { return false };
    // Three quarters, four out of five and eight out of ten are no days.
    let day = (1..=12).contains(&a) && (1..=31).contains(&b);
    day && (a > b || b > 10 || matches!(b, 7..=9)) && !tokens.get(i + 3).is_some_and(|t| t.is(UNIT))
}

/// Words behind which two numbers are a day.
const DATED: Keys<12> = keys([
    b"on",
    b"since",
    b"until",
    b"till",
    b"dated",
    b"dos",
    b"dob",
    b"met",
    b"seen",
    b"effective",
    b"thru",
    b"through",
]);
/// Words behind which two numbers are a count.
const COUNTS: Keys<40> = keys([
    b"every",
    b"q",
    b"take",
    b"takes",
    b"took",
    b"taking",
    b"give",
    b"gave",
    b"grade",
    b"stage",
    b"pain",
    b"scale",
    b"score",
    b"level",
    b"levels",
    b"about",
    b"approximately",
    b"approx",
    b"roughly",
    b"around",
    b"least",
    b"ages",
    b"aged",
    b"age",
    b"page",
    b"pages",
    b"chapter",
    b"section",
    b"step",
    b"steps",
    b"phase",
    b"week",
    b"weeks",
    b"drinks",
    b"smokes",
    b"rated",
    b"only",
    b"another",
    b"is",
    b"type",
]);

/// Whether `3-24` is a day and no count from 3 to 24: nothing is counted behind it, and no word before it counts.
fn dashed(tokens: &Tokens<'_>, i: usize) -> bool {
    let next = tokens.get(i + 3);
    let clock = next.is_some_and(|t| t.sort == Sort::Number && (3..=4).contains(&t.len()))
        || next.is_some_and(|t| t.sort == Sort::Number)
            && tokens.get(i + 4).is_some_and(|t| t.is_sign(b':') && !t.apart);
    let counted = next.is_some_and(|t| {
        t.is(UNIT) && !with(tokens, i + 3) && !t.first_of_line || t.is_sign(b'%') || t.is_sign(b'+')
    }) || next.is_some_and(|t| t.sort == Sort::Number) && !clock;
    if counted {
        return false;
    }
    // `admission 6-26 of Morris`
    let stay = tokens.is_any(i + 3, words![b"of"])
        && i > 0
        && tokens
            .is_any(i - 1, words![b"admission", b"discharge", b"visit", b"surgery", b"delivery", b"birth"]);
    let follows = clock || stay || follows(tokens, i + 3);
    let Some(before) = i.checked_sub(1).filter(|_| !tokens.list[i].first_of_line) else { return follows };
    let bracket = tokens.list[before].is_sign(b'(') && next.is_some_and(|t| t.is_sign(b')'));
    let weekday = tokens.list[before].is(WEEKDAY);
    bracket
        || weekday
        || tokens.is_any(before, &DATED) && !tokens.is_any(i + 3, words![b"day", b"days"])
        || follows && !tokens.is_any(before, &COUNTS)
}

/// `rescheduled for 12.6`: what is appointed is a day, though only one digit stands behind the point.
fn is_appointed(tokens: &Tokens<'_>, i: usize) -> bool {
    const WHEN: Keys<14> = keys([
        b"rescheduled",
        b"resched",
        b"scheduled",
        b"sched",
        b"appt",
        b"appointment",
        b"hearing",
        b"visit",
        b"seen",
        b"court",
        b"intake",
        b"dob",
        b"born",
        b"eff",
    ]);
    let joint = i > 1 && tokens.is_any(i - 1, words![b"for", b"on", b"to", b"til", b"until", b"since"]);
    let before = i.checked_sub(1 + usize::from(joint));
    before.is_some_and(|k| tokens.is_any(k, &WHEN)) && !tokens.get(i + 3).is_some_and(|t| t.is(UNIT))
}

/// `am 14.3. um`, `(15.3.)`: a day as it is written in German, with a full stop behind its month, too.
fn is_pointed(tokens: &Tokens<'_>, i: usize) -> bool {
    const BEFORE: Keys<12> = keys([
        b"am", b"vom", b"seit", b"bis", b"den", b"dem", b"on", b"till", b"until", b"to", b"from", b"by",
    ]);
    let told = i > 0
        && (tokens.is_any(i - 1, &BEFORE)
            || tokens.list[i - 1].is_sign(b'(')
            || tokens.list[i - 1].is(WEEKDAY));
    let goes_on = |t: &Token| !t.first_of_line && (t.case == Case::Lower || matches!(t.sort, Sort::Sign(_)));
    let point = |k: usize| tokens.get(k).is_some_and(|t| t.is_sign(b'.') && !t.apart);
    told && point(i + 1) && point(i + 3) && tokens.get(i + 4).is_some_and(goes_on)
}

/// Whether `11.20` is a day: a word before says so, and nothing is measured.
fn dotted(tokens: &Tokens<'_>, i: usize) -> bool {
    const BEFORE: Keys<28> = keys([
        b"on",
        b"ends",
        b"ended",
        b"begins",
        b"starts",
        b"since",
        b"until",
        b"till",
        b"dated",
        b"dob",
        b"seen",
        b"effective",
        b"eff",
        b"exp",
        b"expires",
        b"expired",
        b"due",
        b"rcpt",
        b"receipt",
        b"signed",
        b"filed",
        b"visited",
        b"intake",
        b"updated",
        b"moved",
        b"appt",
        b"dos",
        b"hv",
    ]);
    let Some(before) = i.checked_sub(1).filter(|_| !tokens.list[i].first_of_line) else { return false };
    // `hearing adj to 4.15`
    let moved = tokens.is_any(before, words![b"to"])
        && before.checked_sub(1).is_some_and(|k| {
            tokens.is_any(
                k,
                words![
                    b"adj",
                    b"adjourned",
                    b"moved",
                    b"rescheduled",
                    b"resched",
                    b"postponed",
                    b"changed",
                    b"continued",
                    b"extended"
                ],
            )
        });
    let as_of = moved
        || tokens.is_any(before, words![b"of"])
            && before.checked_sub(1).is_some_and(|k| tokens.is_any(k, words![b"as"]));
    (as_of || tokens.is_any(before, &BEFORE)) && follows(tokens, i + 3)
}

/// `c/w`, `w/`: an abbreviation, and no unit.
fn with(tokens: &Tokens<'_>, i: usize) -> bool {
    tokens.get(i + 1).is_some_and(|t| t.is_sign(b'/') && !t.apart)
}

/// Whether what stands here may follow a day, as no counted thing does.
fn follows(tokens: &Tokens<'_>, i: usize) -> bool {
    const AFTER: Keys<38> = keys([
        b"re",
        b"about",
        b"at",
        b"per",
        b"as",
        b"with",
        b"and",
        b"if",
        b"w",
        b"by",
        b"from",
        b"is",
        b"to",
        b"for",
        b"on",
        b"in",
        b"but",
        b"or",
        b"because",
        b"who",
        b"when",
        b"the",
        b"due",
        b"after",
        b"before",
        b"until",
        b"via",
        b"he",
        b"she",
        b"they",
        b"we",
        b"her",
        b"his",
        b"then",
        b"that",
        b"this",
        b"disputed",
        b"c",
    ]);
    let Some(t) = tokens.get(i) else { return true };
    let ends = |t: &Token| {
        t.first_of_line
            || matches!(
                t.sort,
                Sort::Sign(b'.' | b',' | b';' | b')' | b':' | b'-' | b'?' | b'!' | b'(' | b'"' | b'@')
            )
    };
    let said = t.is_word()
        && (t.case == Case::Upper && t.len() > 3
            || t.case == Case::Title
            || t.is(VERB_AFTER)
            || t.len() > 4 && tokens.bytes(i).ends_with(b"ed"));
    ends(t) || said || tokens.is_any(i, &AFTER)
}

/// `0 4 / 1 7 / 1 9 7 9`: a date whose digits stand apart.
fn spaced(tokens: &Tokens<'_>, i: usize) -> Read {
    let single = |k: usize| tokens.number(k).filter(|_| tokens.list[k].len() == 1);
    let sign = (i + 1..i + 3).find_map(|k| sign_at(tokens, k))?;
    let mut parts = [(0u32, 0usize); 3];
    let (mut part, mut at) = (0, i);
    loop {
        if let Some(digit) = single(at) {
            if parts[part].1 == 4 {
                break;
            }
            parts[part] = (parts[part].0 * 10 + digit, parts[part].1 + 1);
        } else if sign_at(tokens, at) == Some(sign) && part < 2 && parts[part].1 > 0 {
            part += 1;
        } else {
            break;
        }
        at += 1;
    }
    let [(a, la), (b, lb), (c, lc)] = parts;
    // `1 4 . 0 3 . 1 9 8 5` has its day first.
    let (month, day) = if a > 12 { (b, a) } else { (a, b) };
    let valid = (1..=12).contains(&month) && (1..=31).contains(&day) && la <= 2 && lb <= 2;
    // `1 0 / 2 8`: two parts are a day where they are no score.
    let short = part == 1 && la + lb > 2 && sign == b'/' && !matches!(b, 5 | 10);
    if valid && short {
        return Some((at - 1, Written { year: None, month, day: Some(day) }, true));
    }
    let year = if lc == 2 { century(c) } else { c };
    (valid && is_year(c, lc) && la + lb + lc > 4)
        .then(|| (at - 1, Written { year: Some(year), month, day: Some(day) }, true))
}
