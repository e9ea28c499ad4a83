//! Ages over 89, in digits and in words.

use super::super::key::{Keys, keys, words};
use super::super::slips::is_slip_of_any;
use super::super::token::{Case, Sort, Token, Tokens};
use super::super::words::{GIVEN, GIVEN_OFTEN, NUMBER_WORD, ORDINAL_WORD, RELATIVE, SURNAME, UNIT};

/// `92-year-old`, `aged 94`, `ninety-three years old`, `born in 1931`.
pub(super) fn age(tokens: &Tokens<'_>, i: usize) -> Option<(usize, usize)> {
    let token = tokens.get(i)?;
    let word = |k: usize, list: &[&[u8]]| list.iter().any(|w| tokens.bytes(k).eq_ignore_ascii_case(w));
    let hyphen = |k: usize| usize::from(tokens.get(k).is_some_and(|t| t.is_sign(b'-')));
    if tokens.number(i).is_some_and(|n| (90..=130).contains(&n)) {
        // `90+ years old`
        let plus = usize::from(tokens.get(i + 1).is_some_and(|t| t.is_sign(b'+') && !t.apart));
        let next = i + 1 + plus + hyphen(i + 1 + plus);
        let unit = word(next, &[b"year", b"years", b"yo", b"yr", b"yrs", b"y", b"anos"]);
        // `(94 y)`
        let closed = unit
            && tokens.get(next + 1).is_some_and(|t| t.is_sign(b')'))
            && i > 0
            && tokens.list[i - 1].is_sign(b'(');
        let old = closed
            || unit
                && (word(next, &[b"yo"])
                    || (next + 1..next + 5).any(|k| {
                        word(
                            k,
                            &[
                                b"old", b"young", b"o", b"age", b"male", b"female", b"woman", b"man", b"f",
                                b"m", b"edad",
                            ],
                        )
                    }));
        let before = (i.saturating_sub(3)..i)
            .any(|k| word(k, &[b"age", b"aged", b"turned", b"turning", b"ages", b"edad"]));
        let measured =
            tokens.get(next).is_some_and(|t| t.is(UNIT) && !unit || t.is_sign(b'/') || t.is_sign(b'%'));
        let told = said_of_somebody(tokens, i, i) || beside_name(tokens, i, i);
        return (old || (before || told) && !measured).then_some((i, i));
    }
    if let Some(last) = spaced(tokens, i) {
        return Some((i, last));
    }
    if token.sort == Sort::Mixed && !may_begin(tokens, i) {
        let digits = tokens.bytes(i).iter().take_while(|b| b.is_ascii_digit()).count();
        let rest = tokens.bytes(i)[digits..].to_ascii_lowercase();
        let over = tokens.bytes(i)[..digits]
            .iter()
            .fold(0u32, |n, b| n.saturating_mul(10).saturating_add(u32::from(b - b'0')));
        let unit = [b"yo".as_slice(), b"y", b"yr", b"yrs", b"yof", b"yom", b"f", b"m", b"year"]
            .contains(&rest.as_slice());
        return ((unit || is_anniversary(tokens, i, &rest)) && (90..=130).contains(&over)).then_some((i, i));
    }
    worded(tokens, i)
}

/// `in her 98th year`, `happy 100th`, `his 95th birthday`
fn is_anniversary(tokens: &Tokens<'_>, i: usize, ending: &[u8]) -> bool {
    let Some(before) = i.checked_sub(1) else { return false };
    let whose = tokens.is_any(before, words![b"his", b"her", b"their", b"your", b"my"]);
    let told = whose && tokens.is_any(i + 1, words![b"year", b"birthday", b"bday", b"bd"])
        || tokens.is_any(before, words![b"happy"]);
    told && [b"st".as_slice(), b"nd", b"rd", b"th"].contains(&ending)
}

/// `ninetyseven`, and `XCIII` where an age is told: one word that is an age.
pub(super) fn may_begin(tokens: &Tokens<'_>, i: usize) -> bool {
    const UNITS: [&[u8]; 9] =
        [b"one", b"two", b"three", b"four", b"five", b"six", b"seven", b"eight", b"nine"];
    let token = &tokens.list[i];
    // `aged 9three`
    if token.sort == Sort::Mixed && tokens.bytes(i)[0] == b'9' {
        let years = tokens.is_any(i + 1, words![b"years", b"yrs", b"yo", b"yr"]);
        let told = years || is_told(tokens, i) || said_of_somebody(tokens, i, i);
        return told && UNITS.iter().any(|unit| tokens.bytes(i)[1..].eq_ignore_ascii_case(unit));
    }
    if !token.is_word() || token.roles != 0 && token.case != Case::Upper {
        return false;
    }
    let bytes = tokens.bytes(i);
    let glued = bytes.len() > 8
        && bytes[..6].eq_ignore_ascii_case(b"ninety")
        && UNITS.iter().any(|unit| bytes[6..].eq_ignore_ascii_case(unit));
    let years = || tokens.is_any(i + 1, words![b"years", b"yrs", b"yo"]);
    let label = || is_told(tokens, i) || years();
    let roman = || super::odd::roman(tokens, i).is_some_and(|n| (90..=120).contains(&n));
    glued || token.case == Case::Upper && token.len() > 1 && roman() && label()
}

/// `a 9 4 year old`, `AGE: 9 7`: digits that stand apart. The last token.
fn spaced(tokens: &Tokens<'_>, i: usize) -> Option<usize> {
    let digit = |k: usize| {
        tokens.get(k).is_some_and(|t| t.sort == Sort::Number && t.len() == 1 && !t.first_of_line && t.apart)
    };
    // `1 0 1`
    let hundred = tokens.number(i) == Some(1) && tokens.number(i + 1).is_some_and(|n| n < 3) && digit(i + 2);
    let last = i + 1 + usize::from(hundred);
    let begins = tokens.number(i) == Some(9) || hundred;
    if !begins || tokens.list[i].len() != 1 || !digit(i + 1) || digit(last + 1) {
        return None;
    }
    let hyphen = usize::from(tokens.get(last + 1).is_some_and(|t| t.is_sign(b'-')));
    let unit = tokens.is_any(last + 1 + hyphen, words![b"year", b"years", b"yo", b"yr", b"yrs", b"y"]);
    (unit || is_told(tokens, i) || said_of_somebody(tokens, i, last)).then_some(last)
}

/// Whether a word before says that an age follows.
fn is_told(tokens: &Tokens<'_>, i: usize) -> bool {
    const TOLD: Keys<12> = keys([
        b"age", b"aged", b"turned", b"turning", b"turns", b"edad", b"alter", b"ages", b"maybe", b"nearly",
        b"almost", b"over",
    ]);
    let sign = usize::from(i > 0 && matches!(tokens.list[i - 1].sort, Sort::Sign(b':' | b'=')));
    let Some(label) = i.checked_sub(1 + sign) else { return false };
    // `over ninety` may be of anything.
    let may = tokens.is_any(label, words![b"maybe", b"nearly", b"almost", b"over"]);
    let ends = |t: &Token| t.first_of_line || matches!(t.sort, Sort::Sign(b'.' | b',' | b'!' | b'?'));
    let who = || {
        (label.saturating_sub(8)..label)
            .any(|k| tokens.is_any(k, &SHORT) || tokens.is_any(k, words![b"he", b"she", b"i"]))
    };
    TOLD.has(tokens.list[label].key)
        && (!may || who() && (i + 1..i + 3).any(|k| tokens.get(k).is_none_or(ends)))
}

/// Somebody, and that he is.
const SHORT: Keys<12> = keys([
    b"i'm", b"he's", b"she's", b"im", b"who's", b"hes", b"shes", b"is", b"she'll", b"he'll", b"they're",
    b"i'll",
]);

/// What grandparents are called.
const ELDERS: Keys<10> =
    keys([b"gma", b"gpa", b"gramma", b"grampa", b"nana", b"nan", b"abuela", b"abuelo", b"oma", b"opa"]);

/// Whom a note is about.
const WHOM: Keys<10> = keys([
    b"pt",
    b"patient",
    b"clt",
    b"client",
    b"ct",
    b"cl",
    b"resident",
    b"participant",
    b"member",
    b"applicant",
]);

/// `I'm 91`, `she is 94 and frail`: an age of somebody, where nothing behind it says what is counted.
fn said_of_somebody(tokens: &Tokens<'_>, i: usize, last: usize) -> bool {
    const AFTER: Keys<22> = keys([
        b"and",
        b"n",
        b"but",
        b"or",
        b"now",
        b"when",
        b"so",
        b"years",
        b"who",
        b"in",
        b"today",
        b"with",
        b"yet",
        b"he",
        b"she",
        b"this",
        b"next",
        b"tomorrow",
        b"on",
        b"soon",
        b"going",
        b"come",
    ]);
    let ends =
        |t: &Token| t.first_of_line || matches!(t.sort, Sort::Sign(b'.' | b',' | b';' | b')' | b'!' | b'?'));
    // What is measured is seldom written with a blank inside, or in words.
    let spelled = last > i || tokens.list[i].sort != Sort::Number;
    let sign = spelled && tokens.get(last + 1).is_some_and(|t| matches!(t.sort, Sort::Sign(b'(' | b'&')));
    let decimal = tokens.get(last + 1).is_some_and(|t| t.is_sign(b'.'))
        && tokens.get(last + 2).is_some_and(|t| t.sort == Sort::Number && !t.apart);
    if decimal || !(sign || tokens.get(last + 1).is_none_or(ends) || tokens.is_any(last + 1, &AFTER)) {
        return false;
    }
    let Some(mut before) = i.checked_sub(1) else { return false };
    // `Pt 91, lives alone`
    if tokens.is_any(before, &WHOM) && tokens.get(last + 1).is_some_and(|t| t.is_sign(b',')) {
        return true;
    }
    // `She'll be 91`, `will be 91`
    let be = tokens.is_any(before, words![b"be"]);
    before -= usize::from(be && before > 0);
    let is = if be {
        tokens.is_any(before, words![b"will", b"would", b"to", b"gonna"])
            || spelled && tokens.is_any(before, words![b"she", b"he", b"i"])
    } else {
        tokens.is_any(before, words![b"is", b"am", b"turns", b"turned", b"was"])
    };
    let who = || {
        // `my mother-in-law kyriaki is ninety three`
        spelled
            && (before.saturating_sub(6)..before)
                .any(|k| tokens.list[k].is(RELATIVE) || tokens.is_any(k, &ELDERS))
            || before.checked_sub(1).is_some_and(|k| {
                tokens.is_any(k, words![b"i", b"he", b"she", b"who", b"now"])
                || tokens.is_any(k, &WHOM)
                || tokens.list[k].is(RELATIVE | GIVEN_OFTEN)
                || tokens.list[k].is(GIVEN | SURNAME) && tokens.list[k].case == Case::Title
                // `my pop earl is 90`
                || k > 0 && tokens.list[k - 1].is(RELATIVE) && tokens.list[k].is_word()
            })
    };
    // `grandpa's ninety-three and eats well`
    let shortened =
        tokens.list[before].is(RELATIVE) && matches!(tokens.bytes(before), [.., b'\'' | b'`', b's' | b'S']);
    tokens.is_any(before, &SHORT) && !is || is && who() || shortened
}

/// `Mama Ruth (92)`, `Ruth Hall, 93, fell`: the age stands behind a name, between signs.
fn beside_name(tokens: &Tokens<'_>, i: usize, last: usize) -> bool {
    let sign = |k: usize, list: &[u8]| {
        tokens
            .get(k)
            .is_some_and(|t| matches!(t.sort, Sort::Sign(s) if list.contains(&s)) && !t.first_of_line)
    };
    let Some(at) = i.checked_sub(2) else { return false };
    // `Hector R., 94, fell`
    let initial = at > 1
        && tokens.list[at].is_sign(b'.')
        && tokens.list[at - 1].len() == 1
        && tokens.list[at - 1].case == Case::Upper;
    if initial && sign(i - 1, b",") && sign(last + 1, b",") && tokens.list[at - 2].case == Case::Title {
        return true;
    }
    // `Nai Nai (grandma), 97, lives here`
    if tokens.list[at].is_sign(b')') && sign(i - 1, b",") && sign(last + 1, b",") {
        return at > 0 && (tokens.list[at - 1].is(RELATIVE) || tokens.list[at - 1].case == Case::Title);
    }
    let name = &tokens.list[at];
    // `Nonna Pina, 90 today`
    let today = tokens.is_any(last + 1, words![b"today", b"tomorrow", b"now"]) && sign(i - 1, b",");
    let between =
        today || sign(i - 1, b"(") && sign(last + 1, b"),") || sign(i - 1, b",") && sign(last + 1, b",");
    let somebody =
        name.case == Case::Title && name.len() > 1 || name.is(RELATIVE) || tokens.is_any(at, &WHOM);
    between && name.is_word() && somebody
}

/// `ninedy two`, `aged nintey`: whether a word is ninety but for an error.
fn is_misspelt(tokens: &Tokens<'_>, i: usize, next: usize) -> bool {
    tokens.list[i].is_word()
        && tokens.list[i].roles & !(GIVEN | SURNAME) == 0
        && is_slip_of_any(tokens.bytes(i), &[b"ninety"])
        && (tokens.get(next).is_some_and(|t| t.is(NUMBER_WORD))
            || i > 0 && tokens.is_any(i - 1, words![b"age", b"aged", b"turned", b"turning", b"turns"]))
}

/// `in her ninety-fourth year`: the ordinal behind the tens.
fn nth_year(tokens: &Tokens<'_>, nth: usize) -> Option<usize> {
    let ordinal = tokens.get(nth).is_some_and(|t| t.is(ORDINAL_WORD));
    (ordinal && tokens.is_any(nth + 1, words![b"year"])).then_some(nth)
}

/// `ninety-three years old`, `turned one hundred and one`, `in her nineties`, `a centenarian`.
fn worded(tokens: &Tokens<'_>, i: usize) -> Option<(usize, usize)> {
    let bytes = tokens.bytes(i);
    let decade = bytes.eq_ignore_ascii_case(b"90s") || bytes.eq_ignore_ascii_case(b"nineties");
    if decade {
        // `sats in the 90s` and `the nineties` are nobody's.
        let whose = i > 0
            && tokens
                .is_any(i - 1, words![b"his", b"her", b"their", b"my", b"your", b"mid", b"late", b"early"]);
        let dash = i > 2
            && tokens.list[i - 1].is_sign(b'-')
            && tokens.is_any(i - 2, words![b"mid", b"late", b"early"]);
        return (whose || dash).then_some((i, i));
    }
    if tokens.is_any(i, words![b"centenarian", b"nonagenarian", b"supercentenarian"]) {
        return Some((i, i));
    }
    if may_begin(tokens, i) {
        return Some((i, i));
    }
    let hyphen = usize::from(tokens.get(i + 1).is_some_and(|t| t.is_sign(b'-')));
    let slip = is_misspelt(tokens, i, i + 1 + hyphen);
    // `four score and fourteen`
    let score = tokens.is_any(i, words![b"four"]) && tokens.is_any(i + 1, words![b"score"]);
    let one = tokens.is_any(i, words![b"one", b"a"]) && tokens.is_any(i + 1 + hyphen, words![b"hundred"]);
    if !one
        && !slip
        && !score
        && !tokens
            .is_any(i, words![b"ninety", b"hundred", b"ninty", b"nienty", b"nintey", b"ninedy", b"noventa"])
    {
        return None;
    }
    if let Some(last) = nth_year(tokens, i + 1 + hyphen) {
        return Some((i, last));
    }
    let mut last = i + if one { 1 + hyphen } else { usize::from(score) };
    let goes_on = |k: usize| {
        // `ninety-1`
        let apart = |t: &Token| {
            t.apart && (tokens.get(k + 1).is_some_and(|t| t.is(UNIT) || t.is_sign(b'/')) || t.first_of_line)
        };
        let digit = |t: &Token| t.sort == Sort::Number && t.len() == 1 && !apart(t);
        // `ninety tree`
        let heard = tokens.is_any(k, words![b"tree", b"fife", b"niner"]);
        heard || tokens.get(k).is_some_and(|t| t.is_sign(b'-') || t.is(NUMBER_WORD) || digit(t))
    };
    let number = |k: usize| tokens.get(k).is_some_and(|t| t.is(NUMBER_WORD));
    let joint = |k: usize| usize::from(tokens.get(k).is_some_and(|t| t.is_sign(b'-')));
    let and = |k: usize| tokens.is_any(k, words![b"and", b"an", b"n", b"y"]) && number(k + 1 + joint(k + 1));
    while last < i + 8 && (goes_on(last + 1) || and(last + 1)) {
        last += 1;
    }
    while tokens.list[last].is_sign(b'-') {
        last -= 1;
    }
    const OLD: Keys<7> = keys([b"old", b"age", b"male", b"female", b"woman", b"man", b"young"]);
    let years = (last + 1..last + 5).any(|k| tokens.is_any(k, words![b"year", b"years", b"yr", b"yrs"]))
        && (last + 2..last + 6).any(|k| tokens.is_any(k, &OLD));
    let short = tokens.is_any(last + 1, words![b"yo", b"yof", b"yom"])
        || tokens.is_any(last + 1, words![b"y"]) && tokens.is_any(last + 3, words![b"o"])
        || tokens.is_any(last + 1, words![b"yr", b"yrs", b"years"]) && i > 0 && tokens.is_any(i - 1, &SHORT);
    let told = is_told(tokens, i);
    let score = score && (told || i > 0 && tokens.is_any(i - 1, words![b"was", b"be", b"is", b"of"]));
    (years || score || short || told || said_of_somebody(tokens, i, last) || beside_name(tokens, i, last))
        .then_some((i, last))
}
