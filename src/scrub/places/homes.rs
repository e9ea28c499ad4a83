//! Where somebody lives, told in whatever words behind what says so: `lives @ 12 oak`, `my addy: sixty-six b, duke of york's row`.

use super::super::key::{Keys, keys};
use super::super::token::{Sort, Tokens};
use super::super::words::{LOWER_WORD, NUMBER_WORD, ORDINARY, STREET_TYPE, UNIT, UNIT_TYPE};

/// Who lives somewhere has a house number behind the word for it; an address is said to be one.
const LIVES: Keys<9> =
    keys([b"live", b"lives", b"lived", b"living", b"resides", b"residing", b"staying", b"stays", b"reside"]);
const ADDRESS: Keys<5> = keys([b"address", b"addr", b"addy", b"adr", b"addrs"]);

/// What stands before the number of a house.
const BEFORE: Keys<12> = keys([
    b"no", b"nr", b"num", b"number", b"apt", b"flat", b"unit", b"house", b"lot", b"flt", b"nbr", b"the",
]);

/// Where the sentence goes on behind an address.
const ENDS: Keys<44> = keys([
    b"with",
    b"and",
    b"but",
    b"who",
    b"she",
    b"he",
    b"i",
    b"they",
    b"we",
    b"because",
    b"since",
    b"is",
    b"was",
    b"has",
    b"for",
    b"now",
    b"alone",
    b"so",
    b"when",
    b"where",
    b"if",
    b"to",
    b"by",
    b"per",
    b"w",
    b"pls",
    b"please",
    b"or",
    b"her",
    b"his",
    b"then",
    b"as",
    b"while",
    b"until",
    b"till",
    b"in",
    b"on",
    b"near",
    b"every",
    b"from",
    b"times",
    b"different",
    b"other",
    b"which",
]);

/// Tokens of such an address at the most.
const LONGEST: usize = 12;

/// The tokens of the address behind a word that says that one follows.
pub(super) fn home(tokens: &Tokens<'_>, i: usize) -> Option<(usize, usize)> {
    const AT: Keys<2> = keys([b"at", b"@"]);
    let address = tokens.is_any(i, &ADDRESS);
    if !address && !tokens.is_any(i, &LIVES) {
        return None;
    }
    let open = |k: usize| {
        tokens.get(k).is_some_and(|t| !t.first_of_line && matches!(t.sort, Sort::Sign(b':' | b'=')))
            || tokens.is_any(k, &keys([b"is"]))
    };
    let at = i + 1;
    let at = if address { at + usize::from(open(at)) } else { at };
    let told = tokens.is_any(at, &AT);
    if !told && !address {
        return None;
    }
    let start = at + usize::from(told);
    let skipped = |k: usize| {
        let sign = tokens.get(k).is_some_and(|t| matches!(t.sort, Sort::Sign(b'#' | b'.')) && k > start);
        sign || tokens.is_any(k, &BEFORE)
    };
    let number = (start..start + 3).find(|k| !skipped(*k))?;
    let first = tokens.get(number).filter(|t| !t.first_of_line)?;
    let house = first.is(NUMBER_WORD) || matches!(first.sort, Sort::Number | Sort::Mixed) && first.len() < 7;
    // `lives at 2 of the houses`, `staying at 40 mg`
    let next = tokens.get(number + 1).filter(|t| !t.first_of_line)?;
    let counted = next.is(UNIT) && !next.is(STREET_TYPE | UNIT_TYPE)
        || next.is_sign(b'%')
        || tokens.is_any(number + 1, &keys([b"of"]));
    if !house || counted {
        return None;
    }
    let last = (number..number + LONGEST).take_while(|k| goes_on(tokens, (number, address), *k)).last()?;
    let last = (number..=last).rev().find(|k| !matches!(tokens.list[*k].sort, Sort::Sign(_)))?;
    (last > number).then_some((start, last))
}

/// Whether an address goes on with a token.
fn goes_on(tokens: &Tokens<'_>, (number, address): (usize, bool), k: usize) -> bool {
    let Some(token) = tokens.get(k).filter(|t| k == number || !t.first_of_line) else { return false };
    match token.sort {
        Sort::Sign(b'.') => tokens.list[k - 1].len() < 4 || tokens.get(k + 1).is_some_and(|next| !next.apart),
        // Behind a comma the sentence goes on, unless no word of a sentence stands there.
        Sort::Sign(b',') => tokens.get(k + 1).is_some_and(|t| {
            address && !tokens.is_any(k + 1, &ENDS)
                || !t.is(ORDINARY | LOWER_WORD)
                || t.is(STREET_TYPE | UNIT_TYPE | NUMBER_WORD)
                || tokens.is_any(k + 1, &BEFORE)
        }),
        Sort::Sign(sign) => matches!(sign, b'-' | b'#' | b'/' | b'\'' | b'&' | b'\xfe'),
        _ => k == number || !tokens.is_any(k, &ENDS),
    }
}
