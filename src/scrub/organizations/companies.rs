//! Firms that everybody knows, and whoever somebody works for.

use super::super::key::{Keys, joined, keys, words};
use super::super::token::{Case, Sort, Token, Tokens};
use super::super::words::{
    ALLOW, CITY, CLINICAL, COMPANY, COUNTRY, ENDS_PHRASE, IN_PHRASE, MONTH, ORDINARY, RELATIVE, STATE, TITLE,
    TITLE_SOFT, UNIT, WEEKDAY, WORK, Words,
};
use super::{NEAR, run};

/// Whether the word before says where somebody is or works, `the` left out.
pub(super) fn announced(tokens: &Tokens<'_>, i: usize) -> bool {
    const CUES: Keys<14> = keys([
        b"at", b"from", b"by", b"for", b"with", b"to", b"near", b"of", b"via", b"behind", b"inside",
        b"outside", b"in", b"w",
    ]);
    let the = i > 0 && tokens.is_any(i - 1, words![b"the", b"a", b"our", b"my", b"his", b"her", b"their"]);
    let Some(at) = i.checked_sub(1 + usize::from(the)) else { return false };
    if tokens.list[i].first_of_line || tokens.list[i - 1].first_of_line && the {
        return false;
    }
    tokens.is_any(at, &CUES) || tokens.list[at].is_sign(b'@')
}

/// A house that everybody knows, where a word before says that somebody is or works there. The last token.
pub(super) fn company(tokens: &Tokens<'_>, words: &Words, i: usize) -> Option<usize> {
    let token = &tokens.list[i];
    let last = longest(tokens, words, i).or(token.is(COMPANY).then_some(i))?;
    let capital = token.case != Case::Lower
        || (tokens.small[i] || announced(tokens, i)) && (last > i || !token.is(ORDINARY | CLINICAL));
    let two = last > i
        && token.case == Case::Title
        && (tokens.list[last].case == Case::Title || tokens.list[last].sort == Sort::Number);
    (capital && (two || announced(tokens, i))).then_some(last)
}

/// The last word of the longest name of several words that begins here: `Motel 6`, `Jack in the Box`.
fn longest(tokens: &Tokens<'_>, words: &Words, i: usize) -> Option<usize> {
    let token = tokens.get(i).filter(|t| t.is(IN_PHRASE))?;
    let (mut phrase, mut found) = (token.key, None);
    for k in i + 1..i + 4 {
        let part = |t: &Token| (t.is_word() || t.sort == Sort::Number) && t.apart && !t.first_of_line;
        let Some(next) = tokens.get(k).filter(|t| part(t)) else { break };
        phrase = joined(phrase, next.key);
        let ends = next.is(ENDS_PHRASE) || next.sort == Sort::Number;
        if ends && words.of_key(phrase) & COMPANY != 0 {
            found = Some(k);
        }
    }
    found
}

/// What stands behind `works at`, `a teacher at`, `hired by`: capitals, or where case says nothing a word that is no ordinary one.
pub(super) fn employer(tokens: &Tokens<'_>, i: usize) -> Option<usize> {
    let token = &tokens.list[i];
    let flat = tokens.small[i] || tokens.shouting[i];
    if token.case == Case::Lower && !flat || !announced(tokens, i) {
        return None;
    }
    let told = (i.saturating_sub(NEAR)..i.saturating_sub(1))
        .rev()
        .take_while(|k| !tokens.list[*k + 1].first_of_line && !tokens.list[*k].is_sign(b'.'))
        .any(|k| tokens.list[k].is(WORK));
    if !told {
        return None;
    }
    if flat {
        let plain = ORDINARY | CLINICAL | ALLOW | MONTH | WEEKDAY | UNIT | STATE | COUNTRY | CITY;
        return (token.len() > 2 && (!token.is(plain) || token.is(COMPANY))).then_some(i);
    }
    let last = run(tokens, i);
    let other = MONTH | WEEKDAY | COUNTRY | STATE | TITLE | TITLE_SOFT | RELATIVE;
    let plain = ALLOW | CLINICAL | other;
    let single = last == i && (token.is(other) || token.is(plain) && !token.is(COMPANY));
    (token.len() > 1 && !single).then_some(last)
}
