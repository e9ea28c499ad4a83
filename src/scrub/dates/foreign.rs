//! Dates whose month has its name in another language: `3. Mai 2024`, `14 lutego 2023`, `le 2 mars`.

use super::super::key::{Keys, keys, words};
use super::super::token::{Sort, Tokens};
use super::super::view::FOREIGN;
use super::super::words::{GIVEN, SURNAME};
use super::named::UNKNOWN;
use super::words::year;
use super::{Read, is_year};

/// Months in Catalan, German, French, Italian, Portuguese, Dutch, Afrikaans, Polish, Turkish, Swedish, Finnish, Irish, Romanian, Hungarian,
/// Indonesian, Swahili, Tagalog and Haitian, as they are folded.
const MONTHS: Keys<188> = keys([
    b"julai",
    b"ogos",
    b"disember",
    b"fevr",
    b"avr",
    b"juil",
    b"janv",
    b"mrz",
    b"gener",
    b"febrer",
    b"marc",
    b"maig",
    b"juny",
    b"juliol",
    b"octubre",
    b"desembre",
    b"januar",
    b"jaenner",
    b"feber",
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
    b"muharram",
    b"safar",
    b"rabi",
    b"jumada",
    b"rajab",
    b"shaban",
    b"shawwal",
    b"dhul",
    b"zulhijja",
    b"iyar",
    b"sivan",
    b"tammuz",
    b"elul",
    b"tishrei",
    b"tishri",
    b"cheshvan",
    b"kislev",
    b"tevet",
    b"shevat",
    b"adar",
    b"marts",
    b"avqust",
    b"sausio",
    b"vasario",
    b"kovo",
    b"ledna",
    b"unora",
    b"brezna",
    b"dubna",
    b"kvetna",
    b"cervna",
    b"okt",
    b"dez",
    b"januarie",
    b"februarie",
    b"julie",
    b"junie",
    b"pebrero",
    b"marso",
    b"hunyo",
    b"hulyo",
    b"setyembre",
    b"oktubre",
    b"nobyembre",
    b"disyembre",
    b"aibrean",
    b"bealtaine",
    b"meitheamh",
    b"iuil",
    b"lunasa",
    b"samhain",
    b"nollaig",
    b"machi",
    b"aprili",
    b"agosti",
    b"septemba",
    b"oktoba",
    b"novemba",
    b"desemba",
    b"maret",
    b"agustus",
    b"ianuarie",
    b"martie",
    b"aprilie",
    b"iunie",
    b"iulie",
    b"septembrie",
    b"octombrie",
    b"noiembrie",
    b"decembrie",
    b"majus",
    b"junius",
    b"szeptember",
    b"marcius",
    b"aprilis",
    b"augusztus",
    b"janvye",
    b"fevriye",
    b"septanm",
    b"oktob",
    b"novanm",
    b"desanm",
    b"tammikuuta",
    b"helmikuuta",
    b"maaliskuuta",
    b"huhtikuuta",
    b"toukokuuta",
    b"kesakuuta",
    b"heinakuuta",
    b"elokuuta",
    b"syyskuuta",
    b"lokakuuta",
    b"marraskuuta",
    b"joulukuuta",
]);

/// Whether a word is such a month.
pub(super) fn is_month(tokens: &Tokens<'_>, i: usize) -> bool {
    tokens.is_any(i, &MONTHS)
}

/// What stands before a day in words.
const ARTICLES: Keys<8> = keys([b"le", b"am", b"il", b"den", b"dem", b"op", b"dnia", b"el"]);

/// Whether a word is the article of a day that is said in words: `le quatorze juillet`.
pub(super) fn may_begin(tokens: &Tokens<'_>, i: usize) -> bool {
    is_worded(tokens, i) || is_month_first(tokens, i)
}

fn is_worded(tokens: &Tokens<'_>, i: usize) -> bool {
    tokens.is_any(i, &ARTICLES) && tokens.is_any(i + 2, &MONTHS) && tokens.list[i + 1].is_word()
}

/// `Hulyo 15`: a month that is nobody's name, before its day.
fn is_month_first(tokens: &Tokens<'_>, i: usize) -> bool {
    // Behind most words stands no number, and the list is long.
    let day = tokens.number(i + 1).is_some_and(|n| (1..=31).contains(&n)) && tokens.list[i + 1].len() < 3;
    let apart = day && tokens.list[i + 1].apart && !tokens.list[i + 1].first_of_line;
    apart && tokens.list[i].len() > 4 && !tokens.list[i].is(GIVEN | SURNAME) && tokens.is_any(i, &MONTHS)
}

/// `3ten`, `2e`
pub(super) fn is_ordinal(tokens: &Tokens<'_>, i: usize) -> bool {
    let bytes = tokens.bytes(i);
    let digits = bytes.iter().take_while(|b| b.is_ascii_digit()).count();
    let ends = [b"ten".as_slice(), b"te", b"ter", b"er", b"e", b"eme", b"de", b"ste", b"sten"];
    (1..3).contains(&digits) && ends.iter().any(|end| bytes[digits..].eq_ignore_ascii_case(end))
}

pub(super) fn date(tokens: &Tokens<'_>, i: usize) -> Read {
    let skipped = |k: usize| {
        tokens.get(k).is_some_and(|t| t.is_sign(b'.') && !t.apart) || tokens.is_any(k, words![b"de", b"di"])
    };
    let day = tokens.number(i).filter(|n| (1..=31).contains(n) && tokens.list[i].len() < 3);
    // `1er mars`, `1º maio`
    let first = tokens.is_any(i, words![b"1er", b"1o"]) || is_ordinal(tokens, i);
    if is_month_first(tokens, i) {
        let comma = usize::from(tokens.get(i + 2).is_some_and(|t| t.is_sign(b',')));
        return Some((year(tokens, i + 2 + comma).map_or(i + 1, |(last, _)| last), UNKNOWN, true));
    }
    let worded = is_worded(tokens, i);
    if day.is_none() && !first && !worded {
        return None;
    }
    let month = if worded { i + 2 } else { i + 1 + usize::from(skipped(i + 1)) };
    let known = tokens.is_any(month, &MONTHS);
    let foreign = !known && tokens.get(month).is_some_and(|t| t.is_word() && !t.plain) && {
        let letters = tokens.bytes(month).iter().filter(|b| **b == FOREIGN).count();
        letters > 0 && tokens.list[month].apart
    };
    if !known && !foreign || tokens.list[month].first_of_line {
        return None;
    }
    let year = month + 1 + usize::from(skipped(month + 1));
    // The Islamic calendar counts 14xx, the Jewish one 57xx.
    let is_year =
        |n: u32| is_year(n, 4) || known && (1300..1500).contains(&n) || known && (5600..5900).contains(&n);
    let written =
        tokens.get(year).is_some_and(|t| t.sort == Sort::Number && t.len() == 4 && !t.first_of_line);
    let dated = written && tokens.number(year).is_some_and(is_year);
    // What is written in other letters is a month where a year follows.
    (known || dated).then_some((if dated { year } else { month }, UNKNOWN, true))
}
