//! Dates whose month has its name in another language: `3. Mai 2024`, `14 lutego 2023`, `le 2 mars`.

use super::super::key::{Keys, keys, words};
use super::super::token::{Sort, Tokens};
use super::named::UNKNOWN;
use super::{Read, is_year};

/// Months in German, French, Italian, Portuguese, Dutch, Polish, Turkish and Swedish, as they are folded.
const MONTHS: Keys<76> = keys([
    b"januar",
    b"februar",
    b"marz",
    b"maerz",
    b"mai",
    b"juni",
    b"juli",
    b"oktober",
    b"dezember",
    b"janner",
    b"janvier",
    b"fevrier",
    b"mars",
    b"avril",
    b"juin",
    b"juillet",
    b"aout",
    b"septembre",
    b"octobre",
    b"novembre",
    b"decembre",
    b"gennaio",
    b"febbraio",
    b"aprile",
    b"maggio",
    b"giugno",
    b"luglio",
    b"settembre",
    b"ottobre",
    b"dicembre",
    b"janeiro",
    b"fevereiro",
    b"marco",
    b"maio",
    b"junho",
    b"julho",
    b"setembro",
    b"outubro",
    b"novembro",
    b"dezembro",
    b"januari",
    b"februari",
    b"maart",
    b"mei",
    b"augustus",
    b"stycznia",
    b"lutego",
    b"marca",
    b"kwietnia",
    b"maja",
    b"czerwca",
    b"lipca",
    b"sierpnia",
    b"wrzesnia",
    b"pazdziernika",
    b"listopada",
    b"grudnia",
    b"ocak",
    b"subat",
    b"mart",
    b"nisan",
    b"mayis",
    b"haziran",
    b"temmuz",
    b"agustos",
    b"eylul",
    b"ekim",
    b"kasim",
    b"aralik",
    b"augusti",
    b"desember",
    b"april",
    b"august",
    b"september",
    b"november",
    b"agosto",
]);

pub(super) fn date(tokens: &Tokens<'_>, i: usize) -> Read {
    let day = tokens.number(i).filter(|n| (1..=31).contains(n) && tokens.list[i].len() < 3);
    // `1er mars`, `1º maio`
    let first = tokens.is_any(i, words![b"1er", b"1o"]);
    if day.is_none() && !first {
        return None;
    }
    let skipped = |k: usize| {
        tokens.get(k).is_some_and(|t| t.is_sign(b'.') && !t.apart) || tokens.is_any(k, words![b"de", b"di"])
    };
    let month = i + 1 + usize::from(skipped(i + 1));
    if !tokens.is_any(month, &MONTHS) || tokens.list[month].first_of_line {
        return None;
    }
    let year = month + 1 + usize::from(skipped(month + 1));
    let written = tokens.get(year).is_some_and(|t| t.sort == Sort::Number && !t.first_of_line);
    let last =
        if written && tokens.list[year].len() == 4 && tokens.number(year).is_some_and(|n| is_year(n, 4)) {
            year
        } else {
            month
        };
    Some((last, UNKNOWN, true))
}
