//! Houses whose kind stands first, as in Spanish, French or German: `Hospital San Juan`, `banco popular`, `Universidad de Chile`.

use super::super::key::{Keys, keys, words};
use super::super::token::{Case, Tokens};
use super::super::words::{
    ALLOW, CLINICAL, GIVEN, LOWER_WORD, MONTH, ORDINARY, SURNAME, VERB_AFTER, WEEKDAY,
};

/// What they are.
pub(super) const KINDS: Keys<26> = keys([
    b"laboratorio",
    b"laboratoire",
    b"banco",
    b"banque",
    b"banca",
    b"clinica",
    b"clinique",
    b"colegio",
    b"colegiul",
    b"escuela",
    b"ecole",
    b"lycee",
    b"college",
    b"universidad",
    b"universidade",
    b"universita",
    b"universite",
    b"universitat",
    b"iglesia",
    b"instituto",
    b"hopital",
    b"ospedale",
    b"farmacia",
    b"krankenhaus",
    b"klinikum",
    b"hospital",
]);
/// What they are in English, too, or in any language: before capitals alone.
const HOUSES: Keys<28> = keys([
    b"hotel",
    b"pension",
    b"albergo",
    b"auberge",
    b"gasthaus",
    b"gasthof",
    b"posada",
    b"hostal",
    b"restaurante",
    b"trattoria",
    b"ristorante",
    b"osteria",
    b"cafe",
    b"casa",
    b"villa",
    b"chateau",
    b"camp",
    b"masjid",
    b"congregation",
    b"project",
    b"parroquia",
    b"capilla",
    b"taqueria",
    b"panaderia",
    b"mercado",
    b"tienda",
    b"supermercado",
    b"bodega",
]);
/// What stands between their words.
const LITTLE: Keys<14> = keys([
    b"de", b"del", b"della", b"di", b"du", b"des", b"la", b"el", b"los", b"las", b"da", b"do", b"san",
    b"santa",
]);

/// The last token of such a name.
pub(super) fn headed_first(tokens: &Tokens<'_>, i: usize) -> Option<usize> {
    // `en la clinica San Rafael`: the name has a capital where its kind has none.
    let named = || {
        let little = usize::from(tokens.is_any(i + 1, &LITTLE));
        tokens.get(i + 1 + little).is_some_and(|t| t.case == Case::Title && t.is_word() && !t.first_of_line)
    };
    let titled = tokens.list[i].case == Case::Title;
    let written = titled || tokens.small[i] || tokens.is_any(i, &KINDS) && named();
    if !written {
        return None;
    }
    if tokens.list[i].case == Case::Title && tokens.is_any(i, &HOUSES) {
        return house(tokens, i);
    }
    if tokens.list[i].len() < 5 || !tokens.is_any(i, &KINDS) {
        return None;
    }
    let english = tokens.is_any(i, words![b"hospital", b"college"]);
    let little = |k: usize| tokens.is_any(k, &LITTLE);
    if english && !little(i + 1) {
        return None;
    }
    let part = |k: usize| {
        tokens.get(k).is_some_and(|t| {
            t.is_word() && t.len() > 2 && t.apart && !t.first_of_line && !t.is(MONTH | WEEKDAY) && !little(k)
        })
    };
    let capital = |k: usize| part(k) && tokens.list[k].case == Case::Title;
    let (mut at, mut last) = (i + 1, None);
    if titled || !tokens.small[i] && !english {
        while at < i + 7 && (capital(at) || little(at)) {
            last = if capital(at) { Some(at) } else { last };
            at += 1;
        }
        return last;
    }
    // `del banco popular`, where nothing has capitals.
    let small = |k: usize| {
        part(k) && tokens.list[k].case == Case::Lower && !tokens.list[k].is(VERB_AFTER | LOWER_WORD)
    };
    let own = tokens.small[i]
        && !english
        && small(i + 1)
        && !tokens.is_any(i + 1, words![b"que", b"por", b"con", b"para"]);
    own.then_some(if tokens.get(i + 2).is_some_and(|t| t.is(GIVEN | SURNAME)) && small(i + 2) {
        i + 2
    } else {
        i + 1
    })
}

/// `Pension Edelweiss`, `Masjid Al-Noor`: what a house is, and capitals behind it that are no words of every day.
fn house(tokens: &Tokens<'_>, i: usize) -> Option<usize> {
    let capital = |k: usize| {
        tokens.get(k).is_some_and(|t| {
            t.is_word() && t.case == Case::Title && t.len() > 1 && !t.first_of_line && !t.is(MONTH | WEEKDAY)
        })
    };
    let mut last = i;
    while last < i + 5 {
        let hyphen = usize::from(tokens.get(last + 1).is_some_and(|t| t.is_sign(b'-') && !t.apart));
        let little = usize::from(hyphen == 0 && tokens.is_any(last + 1, &LITTLE));
        if !capital(last + 1 + hyphen + little) {
            break;
        }
        last += 1 + hyphen + little;
    }
    let own = (i + 1..=last).any(|k| !tokens.list[k].is(ALLOW | CLINICAL | ORDINARY));
    (last > i && (own || last > i + 1 || !tokens.begins_sentence(i, b'('))).then_some(last)
}
