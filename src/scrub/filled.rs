//! What a form asks for, in whatever way it was filled in: `zip sixty eight one oh two`, `SSN 987,65,4321`, `plate 8 k-l-m four`.

use super::key::{Keys, keys, words};
use super::spoken::LETTERS;
use super::token::{Case, Sort, Token, Tokens};
use super::words::{NUMBER_WORD, UNIT};
use super::{Class, Finding, finding};

/// Tokens that such a number has at the most.
const LONGEST: usize = 30;
/// Digits that it has at least, each letter and each word of a number counted as one.
const LEAST: usize = 4;

/// Digits of a number that counts nothing.
const MANY: usize = 9;

/// The labels, and what each asks for.
const LABELS: [(&[u8], Class); 38] = [
    (b"phone", Class::Phone),
    (b"phn", Class::Phone),
    (b"fone", Class::Phone),
    (b"tel", Class::Phone),
    (b"telephone", Class::Phone),
    (b"fax", Class::Phone),
    (b"fx", Class::Phone),
    (b"mobile", Class::Phone),
    (b"cell", Class::Phone),
    (b"pager", Class::Phone),
    (b"whatsapp", Class::Phone),
    (b"telefono", Class::Phone),
    (b"ssn", Class::Ssn),
    (b"ss", Class::Ssn),
    (b"soc", Class::Ssn),
    (b"social", Class::Ssn),
    (b"s.s.n", Class::Ssn),
    (b"zip", Class::Place),
    (b"zipcode", Class::Place),
    (b"postcode", Class::Place),
    (b"dob", Class::Date),
    (b"bday", Class::Date),
    (b"birthdate", Class::Date),
    (b"d.o.b", Class::Date),
    (b"mrn", Class::Number),
    (b"acct", Class::Number),
    (b"account", Class::Number),
    (b"plate", Class::Number),
    (b"license", Class::Number),
    (b"licence", Class::Number),
    (b"lic", Class::Number),
    (b"passport", Class::Number),
    (b"policy", Class::Number),
    (b"medicaid", Class::Number),
    (b"medicare", Class::Number),
    (b"dl", Class::Number),
    (b"npi", Class::Number),
    (b"cin", Class::Number),
];

/// The labels by their keys.
const KEYS: Keys<38> = {
    let (mut words, mut n) = ([b"".as_slice(); 38], 0);
    while n < words.len() {
        words[n] = LABELS[n].0;
        n += 1;
    }
    keys(words)
};

pub(super) fn find(tokens: &Tokens<'_>, found: &mut Vec<Finding>) {
    let mut until = 0;
    for i in 0..tokens.list.len() {
        if i < until || !tokens.list[i].is_word() {
            continue;
        }
        // Most words are no label, and behind most labels stands a word.
        let sentence = |t: &Token| t.is_word() && t.len() > 8 && !t.is(NUMBER_WORD);
        if tokens.get(i + 1).is_none_or(sentence) {
            continue;
        }
        let Some(class) = class(tokens, i) else { continue };
        if let Some((start, last)) = value(tokens, i) {
            found.push(finding(tokens.list[start].start..tokens.list[last].end, class));
            until = last + 1;
        }
    }
}

/// What a label asks for.
fn class(tokens: &Tokens<'_>, i: usize) -> Option<Class> {
    Some(LABELS[KEYS.position(tokens.get(i)?.key)?].1)
}

/// The first token and the last of what was filled in behind a label.
fn value(tokens: &Tokens<'_>, label: usize) -> Option<(usize, usize)> {
    let skipped = |k: usize| {
        let sign =
            tokens.get(k).is_some_and(|t| matches!(t.sort, Sort::Sign(b':' | b'#' | b'=' | b'.' | b'-')));
        sign || tokens.is_any(
            k,
            words![b"is", b"are", b"no", b"num", b"nr", b"number", b"code", b"was", b"sec", b"security"],
        )
    };
    let start = (label + 1..label + 6).find(|k| !skipped(*k))?;
    let (mut last, mut count, mut parts, mut numbers) = (start, 0, 0, 0);
    let mut k = start;
    while let Some(digits) = part(tokens, k, start).filter(|_| k < start + LONGEST) {
        (last, count, parts) = (k, count + digits, parts + 1);
        numbers += usize::from(!tokens.list[k].is_word() || tokens.list[k].is(NUMBER_WORD));
        k += 1;
        k += (k..k + 2).take_while(|k| is_joint(tokens, *k)).count();
    }
    // So many digits count nothing: `cell 5,055,550,123 in the sheet`.
    let counted = count < MANY && tokens.get(last + 1).is_some_and(|t| t.is(UNIT) || t.is_sign(b'%'));
    (count >= LEAST && parts > 1 && numbers > 0 && !counted).then_some((start, last))
}

/// How many digits a part of a number counts for, in digits, in words or as a letter.
fn part(tokens: &Tokens<'_>, k: usize, start: usize) -> Option<usize> {
    let token = tokens.get(k).filter(|t| k == start || !t.first_of_line)?;
    match token.sort {
        Sort::Number | Sort::Mixed if token.len() < 8 => Some(token.len()),
        // `sixty six fourteen` has two digits a word, or one.
        Sort::Word if token.is(NUMBER_WORD) => Some(1 + usize::from(token.len() > 5)),
        Sort::Word if tokens.is_any(k, words![b"double", b"triple"]) => Some(1),
        Sort::Word if tokens.is_any(k, &LETTERS) => Some(1),
        Sort::Word if token.len() == 1 && token.case == Case::Upper => Some(1),
        // A small letter is one where a number goes on behind it.
        Sort::Word if token.len() < 4 && (k == start || token.len() == 1) => {
            let next = |k: usize| {
                tokens
                    .get(k)
                    .is_some_and(|t| matches!(t.sort, Sort::Number | Sort::Mixed) || t.is(NUMBER_WORD))
            };
            let behind = next(k + 1) || is_joint(tokens, k + 1) && next(k + 2);
            (behind
                && !tokens.is_any(k, words![b"a", b"i", b"in", b"on", b"at", b"for", b"of", b"to", b"by"]))
            .then_some(token.len())
        }
        _ => None,
    }
}

/// What may stand between the parts.
fn is_joint(tokens: &Tokens<'_>, k: usize) -> bool {
    const WORDS: Keys<8> = keys([b"dash", b"hyphen", b"slash", b"dot", b"point", b"oh", b"then", b"and"]);
    let sign = |t: &Token| {
        // `01, then 2345`
        let told = t.is_sign(b',') && tokens.is_any(k + 1, words![b"then"]);
        let tight = matches!(t.sort, Sort::Sign(b'.' | b','));
        let loose = matches!(
            t.sort,
            Sort::Sign(b'-' | b'/' | b'(' | b')' | b'*' | b'_' | b'~' | b'\xfe' | b'+' | b'#')
        );
        loose || told || tight && tokens.get(k + 1).is_some_and(|next| next.apart == t.apart)
    };
    tokens.get(k).is_some_and(sign) || tokens.is_any(k, &WORDS)
}
