//! Houses behind a word that says what they are (`Shelter: Bridge Haven`), and before an abbreviation of it (`Lincoln ER`).

use super::super::key::{Keys, keys, words};
use super::super::token::{Case, Sort, Token, Tokens};
use super::super::words::{
    ALLOW, CITY, CLINICAL, COMPANY, COUNTRY, EPONYM, GIVEN, MONTH, NUMBER_WORD, ORDINAL_WORD, ORDINARY,
    PERSON_AFTER, RELATIVE, STATE, STREET_NAME, SURNAME, TITLE, TITLE_SOFT, UNIT, WEEKDAY,
};
use super::{announced, run};

/// Words behind which a house is named.
const LABELS: Keys<42> = keys([
    b"shelter",
    b"school",
    b"employer",
    b"hospital",
    b"agency",
    b"facility",
    b"clinic",
    b"pharmacy",
    b"church",
    b"company",
    b"mco",
    b"insurer",
    b"insurance",
    b"carrier",
    b"bank",
    b"university",
    b"college",
    b"workplace",
    b"program",
    b"provider",
    b"payer",
    b"site",
    b"organization",
    b"organisation",
    b"org",
    b"plan",
    b"practice",
    b"daycare",
    b"landlord",
    b"dealer",
    b"supplier",
    b"vendor",
    b"jail",
    b"prison",
    b"lab",
    b"store",
    b"firm",
    b"help",
    b"bar",
    b"hotel",
    b"motel",
    b"restaurant",
]);

/// `Shelter: Bridge Haven`, `employer, Pilgrim's Pride`, `at PS 114`: the last token.
pub(super) fn labelled(tokens: &Tokens<'_>, i: usize) -> Option<usize> {
    if let Some(last) = school(tokens, i) {
        return Some(last);
    }
    let token = &tokens.list[i];
    let sign = tokens.before(i)?;
    let colon = sign.is_sign(b':');
    if !(colon || sign.is_sign(b',')) || token.case == Case::Lower || !token.apart || token.first_of_line {
        return None;
    }
    let label = i.checked_sub(2).filter(|k| tokens.is_any(*k, &LABELS))?;
    let other =
        MONTH | WEEKDAY | TITLE | TITLE_SOFT | RELATIVE | UNIT | NUMBER_WORD | ORDINAL_WORD | PERSON_AFTER;
    let last = run(tokens, i);
    // `Plan: Continue`: one ordinary word with a capital says nothing, and a comma may only begin the next clause.
    let plain = ORDINARY | CLINICAL | ALLOW | COUNTRY | STATE | EPONYM;
    let own = (i..=last).filter(|k| !tokens.list[*k].is(plain) || tokens.list[*k].is(COMPANY)).count();
    let whose = label.checked_sub(1).is_some_and(|k| {
        tokens.is_any(k, words![b"his", b"her", b"my", b"their", b"our", b"the", b"current", b"former"])
            || tokens.bytes(k).ends_with(b"'s")
    });
    let fits = if colon { last > i || own > 0 } else { whose && (last > i || own > 0) };
    let clause = tokens.is_any(label, words![b"plan", b"program", b"practice", b"site", b"provider"]);
    (fits && !token.is(other) && (!clause || own > 0)).then_some(last)
}

/// `at PS 114`, `JHS 22`: a school by its number.
fn school(tokens: &Tokens<'_>, i: usize) -> Option<usize> {
    const SURE: Keys<4> = keys([b"jhs", b"ps", b"pshs", b"p.s"]);
    let small = tokens.small[i] && tokens.is_any(i, &SURE);
    let kind = (small || tokens.list[i].case == Case::Upper)
        && (tokens.is_any(i, &SURE) || tokens.is_any(i, words![b"is", b"ms", b"hs"]) && announced(tokens, i));
    let number = tokens.get(i + 1).filter(|t| t.sort == Sort::Number && t.len() < 4 && t.apart)?;
    let counted = tokens.get(i + 2).is_some_and(|t| t.is(UNIT) || t.is_sign(b'/') && !t.apart);
    let vent = i > 0 && tokens.is_any(i - 1, words![b"on", b"peep", b"vent", b"cpap"]);
    (kind && !number.first_of_line && !counted && !vent && i > 0).then_some(i + 1)
}

/// What a house is, cut short.
pub(super) const SHORT: Keys<20> = keys([
    b"er", b"ed", b"hosp", b"gen", b"mem", b"med", b"ctr", b"hs", b"ms", b"elem", b"snf", b"apts", b"univ",
    b"jail", b"pd", b"fd", b"dept", b"clinic", b"rehab", b"houses",
]);

/// `Lincoln ER`, `Jamaica Hosp`, `Tampa General`, `Lakeside elem`: where the name before it begins.
pub(super) fn abbreviated(tokens: &Tokens<'_>, i: usize) -> Option<usize> {
    const FAITHS: Keys<9> = keys([
        b"baptist",
        b"methodist",
        b"presbyterian",
        b"lutheran",
        b"adventist",
        b"mercy",
        b"providence",
        b"sinai",
        b"trinity",
    ]);
    const LAST: Keys<6> = keys([b"general", b"memorial", b"regional", b"medical", b"hospital", b"health"]);
    let token = &tokens.list[i];
    if !token.apart || token.first_of_line || i == 0 {
        return None;
    }
    let name = &tokens.list[i - 1];
    // `Third Baptist`
    let numbered = name.is(ORDINAL_WORD) && name.case == Case::Title && token.case == Case::Title;
    if numbered && tokens.is_any(i, &FAITHS) {
        return Some(i - 1);
    }
    let capital = name.is_word() && name.case == Case::Title && name.len() > 2;
    if !capital {
        return None;
    }
    let faith = tokens.is_any(i - 1, &FAITHS) && tokens.is_any(i, &LAST) && token.case == Case::Title;
    let names = name.is(GIVEN | SURNAME | CITY | STREET_NAME) || name.roles == 0;
    let plain =
        ORDINARY | CLINICAL | ALLOW | MONTH | WEEKDAY | UNIT | RELATIVE | TITLE | EPONYM | STATE | COUNTRY;
    let short = tokens.is_any(i, &SHORT) && names && (!name.is(plain) || announced(tokens, i - 1));
    // `Lincoln ED`, and no `Smith MS`: a degree stands behind a comma or a full name.
    let degree = tokens.is_any(i, words![b"ms", b"ed"]) && !announced(tokens, i - 1);
    if !faith && (!short || degree) {
        return None;
    }
    let mut start = i - 1;
    let part = |k: usize| {
        let t = &tokens.list[k];
        t.is_word() && t.case == Case::Title && t.len() > 1 && !t.is(TITLE | MONTH | WEEKDAY | RELATIVE)
    };
    while start > 0
        && i - start < 4
        && part(start - 1)
        && !tokens.list[start].first_of_line
        && tokens.list[start].apart
    {
        start -= 1;
    }
    Some(start)
}

/// `drinks, The Crooked Anchor`: an article with a capital in the middle of a sentence, and the name behind it. The last token.
pub(super) fn articled(tokens: &Tokens<'_>, i: usize) -> Option<usize> {
    let article = &tokens.list[i];
    if article.case != Case::Title || !tokens.is_any(i, words![b"the"]) || i == 0 || article.first_of_line {
        return None;
    }
    let before = &tokens.list[i - 1];
    let inside =
        before.is_word() && before.case == Case::Lower || before.is_sign(b',') || before.is_sign(b'@');
    let next =
        tokens.get(i + 1).filter(|t| t.is_word() && t.case == Case::Title && t.apart && !t.first_of_line)?;
    let other = MONTH | WEEKDAY | COUNTRY | STATE | TITLE | RELATIVE | EPONYM;
    (inside && !next.is(other)).then(|| run(tokens, i + 1))
}

/// `joe's tire barn`: whose it is and what it is, in small letters. The first token.
pub(super) fn owned(tokens: &Tokens<'_>, i: usize) -> Option<usize> {
    let flat = tokens.small[i];
    let own = |k: usize| {
        let t = &tokens.list[k];
        t.is_word()
            && t.is(GIVEN | SURNAME)
            && !t.is(RELATIVE | PERSON_AFTER)
            && tokens.bytes(k).ends_with(b"'s")
    };
    let part = |k: usize| tokens.list[k].is_word() && tokens.list[k].apart && !tokens.list[k].first_of_line;
    if !flat || i == 0 || !part(i) {
        return None;
    }
    if own(i - 1) {
        return Some(i - 1);
    }
    (i > 1 && part(i - 1) && own(i - 2) && !tokens.list[i - 1].is(RELATIVE)).then(|| i - 2)
}

/// `at Pho 99`, `near Pier 3`: one word with a capital and a number where somebody is, which counts no stage or page.
pub(super) fn counted(tokens: &Tokens<'_>, i: usize) -> Option<usize> {
    const COUNTED: Keys<42> = keys([
        b"stage",
        b"phase",
        b"week",
        b"day",
        b"step",
        b"grade",
        b"level",
        b"type",
        b"class",
        b"tier",
        b"chapter",
        b"section",
        b"part",
        b"page",
        b"table",
        b"figure",
        b"item",
        b"visit",
        b"cycle",
        b"month",
        b"year",
        b"line",
        b"question",
        b"appendix",
        b"zone",
        b"option",
        b"plan",
        b"group",
        b"category",
        b"form",
        b"schedule",
        b"title",
        b"session",
        b"round",
        b"point",
        b"exit",
        b"lead",
        b"lesson",
        b"module",
        b"unit",
        b"gate",
        b"version",
    ]);
    let token = &tokens.list[i];
    let number = tokens.get(i + 1).filter(|t| matches!(t.sort, Sort::Number | Sort::Mixed))?;
    if token.case != Case::Title || token.len() < 3 || token.first_of_line || i == 0 {
        return None;
    }
    let at = tokens.is_any(i - 1, words![b"at", b"near", b"behind", b"under", b"outside"])
        || tokens.list[i - 1].is_sign(b'@');
    let ends = |t: &Token| {
        t.first_of_line
            || t.is_word() && t.case == Case::Lower && !t.is(UNIT)
            || matches!(t.sort, Sort::Sign(b'.' | b',' | b';' | b')'))
    };
    let other = CLINICAL | ALLOW | UNIT | STATE | COUNTRY | MONTH | WEEKDAY;
    let free = !token.is(other) && !tokens.is_any(i, &COUNTED);
    let short = number.len() < 4 && number.apart && !number.first_of_line;
    (at && free && short && tokens.get(i + 2).is_none_or(ends)).then_some(i + 1)
}
