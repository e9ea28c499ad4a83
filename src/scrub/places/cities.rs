//! Towns: by lists of them, by how their names begin and end, and by the state that follows.

use super::super::key::{Keys, joined, keys, words};
use super::super::token::{Case, Sort, Token, Tokens};
use super::super::words::{
    ALLOW, CITY, CITY_START, CLINICAL, ENDS_PHRASE, EPONYM, EPONYM_HEAD, GIVEN_OFTEN, MONTH, ORDINARY,
    PLACE_BEFORE, STATE, SURNAME_OFTEN, TERRITORY, TOWN_PREFIX, VERB_AFTER, Words,
};
use super::zip;

/// `gary indiana`: a town and the whole name of a state, where nothing has capitals.
pub(super) fn has_state(tokens: &Tokens<'_>, i: usize) -> bool {
    tokens.small[i]
        && (i + 1..i + 4).any(|k| {
            tokens.get(k).is_some_and(|t| t.is(STATE) && t.len() > 3 && t.is_word() && !t.first_of_line)
        })
}

/// `in hell, michigan`: what has the whole name of a state behind its comma is a town, whatever the word means.
pub(super) fn by_state(tokens: &Tokens<'_>, i: usize) -> Option<usize> {
    const IN: Keys<5> = keys([b"in", b"from", b"near", b"outside", b"to"]);
    let told = i > 0 && tokens.is_any(i - 1, &IN) && tokens.list[i].is_word() && tokens.list[i].apart;
    let comma = tokens.get(i + 1).is_some_and(|t| t.is_sign(b',') && !t.apart);
    let state =
        tokens.get(i + 2).filter(|t| t.is(STATE) && t.len() > 3 && t.is_word() && !t.first_of_line)?;
    let ends = tokens.get(i + 3).is_none_or(|t| !t.is(VERB_AFTER));
    // `in tears, georgia said`
    (told && comma && ends && !state.is(GIVEN_OFTEN) && !tokens.list[i].is(STATE)).then_some(i + 2)
}

/// A city by its name, with the state and the ZIP code that follow.
pub(super) fn city(tokens: &Tokens<'_>, words: &Words, i: usize) -> Option<usize> {
    if let Some(last) = by_state(tokens, i) {
        return Some(last);
    }
    let token = &tokens.list[i];
    if !token.is_word() || token.case == Case::Lower && !announced(tokens, i) && !has_state(tokens, i) {
        return None;
    }
    let listed = if token.is(CITY | CITY_START) { longest(tokens, words, i) } else { None };
    let prefixed = token.is(TOWN_PREFIX) && token.case == Case::Title && listed.is_none_or(|last| last == i);
    if listed.is_none() || prefixed && made_up(tokens, words, i).is_some() {
        if token.case != Case::Title {
            return None;
        }
        let last = made_up(tokens, words, i)?;
        let sure = words.is_named_town(tokens.bytes(i))
            || last > i && token.len() > 2
            || announced(tokens, i)
            || state_after(tokens, last).is_some();
        let Some(state) = state_after(tokens, last) else { return sure.then_some(last) };
        return Some(zip(tokens, state + 1).unwrap_or(state));
    }
    let last = listed?;
    // `Ann Arbor stage III` names a scale.
    if token.is(EPONYM) && tokens.get(last + 1).is_some_and(|t| t.is(EPONYM_HEAD) && t.case == Case::Lower) {
        return None;
    }
    let state = state_after(tokens, last);
    // `normal, illinois`
    let whole = state.is_some_and(|state| tokens.small[i] && tokens.list[state].len() > 3);
    if !whole && score(tokens, i, last, state.is_some()) < 4 {
        return None;
    }
    let Some(state) = state else { return Some(last) };
    Some(zip(tokens, state + 1).unwrap_or(state))
}

fn announced(tokens: &Tokens<'_>, i: usize) -> bool {
    tokens.before(i).is_some_and(|t| t.phrase & PLACE_BEFORE != 0)
}

fn score(tokens: &Tokens<'_>, i: usize, last: usize, state: bool) -> i32 {
    let token = &tokens.list[i];
    let mut score = 2 + i32::from(token.case == Case::Title);
    if announced(tokens, i) {
        score += 2;
    }
    if state {
        score += 6;
    }
    if last > i {
        score += 3;
    } else {
        if token.is(ORDINARY | CLINICAL) {
            score -= if announced(tokens, i) && token.case == Case::Title { 1 } else { 4 };
        }
        let capital = announced(tokens, i) && tokens.is_any(i, words![b"washington"]);
        if token.is(ALLOW | MONTH | STATE) && !capital {
            score -= 5;
        }
        if token.is(EPONYM) && !announced(tokens, i) {
            score -= 2;
        }
        if token.is(GIVEN_OFTEN) && !announced(tokens, i) {
            score -= 1;
        }
    }
    if token.case == Case::Lower && last > i {
        // `salt lake city`: words that mean something else alone.
        let plain = token.is(ORDINARY | CLINICAL | ALLOW) && !tokens.small[i];
        score -= if announced(tokens, i) { 0 } else { 1 + i32::from(plain) };
    } else if token.case == Case::Lower {
        let named = tokens.small[i] && token.is(SURNAME_OFTEN | GIVEN_OFTEN) && announced(tokens, i);
        score -= match token.is(ORDINARY | CLINICAL | ALLOW) {
            true if named && !token.is(ALLOW | VERB_AFTER) => -4,
            true => 5,
            false => i32::from(!announced(tokens, i)),
        };
    }
    if token.case == Case::Upper && token.len() <= 3 && !state && last == i {
        score -= 4;
    }
    score
}

/// A town that no list has, by how such names begin and end: `North Amandamouth`, `Markville`.
fn made_up(tokens: &Tokens<'_>, words: &Words, i: usize) -> Option<usize> {
    let token = &tokens.list[i];
    let next =
        tokens.get(i + 1).filter(|t| t.is_word() && t.case == Case::Title && !t.first_of_line && t.apart);
    if token.is(TOWN_PREFIX)
        && let Some(next) = next
        && !next.is(ORDINARY | CLINICAL | ALLOW | MONTH | STATE | VERB_AFTER)
    {
        return Some(i + 1);
    }
    // Most capitals begin a word that everybody knows.
    if token.is(ORDINARY | CLINICAL | ALLOW | EPONYM) {
        return None;
    }
    let mut lower = Vec::with_capacity(token.len());
    tokens.lower(i, &mut lower);
    words.looks_like_town(&lower).then_some(i)
}

/// The last word of the longest city that begins here.
pub(super) fn longest(tokens: &Tokens<'_>, words: &Words, i: usize) -> Option<usize> {
    const LITTLE: Keys<17> = keys([
        b"au", b"en", b"sur", b"sous", b"le", b"les", b"or", b"of", b"the", b"de", b"du", b"am", b"on",
        b"upon", b"la", b"del", b"and",
    ]);
    let (mut name, mut found) = (None, None);
    let case = tokens.list.get(i)?.case;
    for k in i..(i + 5).min(tokens.list.len()) {
        let t = &tokens.list[k];
        let joint = t.is_sign(b'.') || t.is_sign(b'-') && !t.apart;
        if joint && k < i + 4 {
            continue;
        }
        let alike =
            t.case == case || case == Case::Title && t.case == Case::Lower && tokens.is_any(k, &LITTLE);
        if !t.is_word() || k > i && (t.first_of_line || !alike) {
            break;
        }
        let key = tokens.key_of_word(k);
        let phrase = name.map_or(key, |name| joined(name, key));
        name = Some(phrase);
        if words.of_key(phrase) & CITY != 0 {
            found = Some(k);
        }
    }
    found
}

/// The token of a state that follows, behind a comma or not.
pub(super) fn state_after(tokens: &Tokens<'_>, last: usize) -> Option<usize> {
    let at = if tokens.get(last + 1).is_some_and(|t| t.is_sign(b',')) { last + 2 } else { last + 1 };
    let zipped = tokens.get(at + 1).is_some_and(|t| t.sort == Sort::Number && t.len() == 5);
    let state = |t: &Token| {
        let known = t.is(STATE) || t.is(TERRITORY) && zipped;
        known && !t.first_of_line && (t.case == Case::Title || t.case == Case::Upper)
    };
    // `edison, nj` in small letters, where the code is no other word.
    const WORDS: Keys<14> = keys([
        b"in", b"or", b"me", b"hi", b"ok", b"oh", b"pa", b"ma", b"la", b"de", b"id", b"al", b"as", b"co",
    ]);
    let small = |t: &Token| {
        let own = tokens.list[last].is(CITY) && tokens.list[last].case == Case::Lower && at == last + 2;
        own && t.is(STATE) && t.case == Case::Lower && !t.first_of_line && !tokens.is_any(at, &WORDS)
    };
    // `gary indiana`
    let whole = |t: &Token| {
        let own = tokens.list[last].is(CITY | ENDS_PHRASE) && tokens.list[last].case == Case::Lower;
        own && tokens.small[at] && t.is(STATE) && t.len() > 3 && !t.first_of_line
    };
    if tokens.get(at).is_some_and(|t| small(t) || whole(t)) {
        return Some(at);
    }
    let token = tokens.get(at).filter(|t| state(t))?;
    // `IN`, `OR` and `ME` in small letters are no states; in capitals they need the comma.
    (token.case != Case::Upper || at == last + 2 || token.len() == 2).then_some(at)
}
