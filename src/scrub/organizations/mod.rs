//! Employers, schools and sites: by what such places are called, by capitals, and by words that tell of work.

mod companies;
mod first;
mod labels;
mod rooms;
mod small;

use super::key::{AnyOf, Keys, keys, words};
use super::token::{Case, Sort, Token, Tokens};
use super::words::{
    ALLOW, CLINICAL, COMPANY, COUNTRY, EPONYM, EPONYM_HEAD, GIVEN_OFTEN, IN_PHRASE, MONTH, ORDINARY,
    ORG_GENERIC, ORG_HEAD, ORG_SUFFIX, PERSON_AFTER, PERSON_BEFORE, PLACE_BEFORE, RELATIVE, STATE, TITLE,
    TITLE_SOFT, UNIT, VERB_AFTER, WEEKDAY, Words,
};
use super::{Class, Finding, finding};
use companies::{announced, company, employer};

/// Words that may stand before the last one of a name of an organisation.
const LONGEST: usize = 7;
/// Words in which one that tells of work may stand before the employer.
const NEAR: usize = 6;

pub(super) fn find(tokens: &Tokens<'_>, words: &Words, found: &mut Vec<Finding>) {
    let mut until = 0;
    for i in 0..tokens.list.len() {
        let head = &tokens.list[i];
        if !head.is_word() || says_nothing(tokens, i) {
            continue;
        }
        if (head.is(ORG_HEAD | ORG_SUFFIX) || is_home(tokens, i))
            && let Some((start, end)) = headed(tokens, words, i)
        {
            found.push(finding(tokens.list[start].start..tokens.list[end].end, Class::Organization));
        } else if let Some(start) = kind_behind(tokens, i)
            .or_else(|| labels::abbreviated(tokens, i))
            .or_else(|| if head.is(ORG_HEAD) { labels::owned(tokens, i) } else { None })
            .or_else(|| if small::may_end(tokens, i) { small::ending(tokens, i) } else { None })
        {
            found.push(finding(tokens.list[start].start..head.end, Class::Organization));
        } else if is_called_hospital(tokens, i)
            && let Some((start, end)) = flat(tokens, words, i)
        {
            found.push(finding(tokens.list[start].start..tokens.list[end].end, Class::Organization));
        }
        if i >= until
            && let Some(last) = company(tokens, words, i)
                .or_else(|| employer(tokens, i))
                .or_else(|| labels::labelled(tokens, i))
                .or_else(|| labels::articled(tokens, i))
                .or_else(|| labels::counted(tokens, i))
                .or_else(|| first::headed_first(tokens, i))
                .or_else(|| small::of(tokens, i))
                .or_else(|| small::hopeful(tokens, i))
        {
            found.push(finding(head.start..tokens.list[last].end, Class::Organization));
            until = last + 1;
        }
    }
}

/// Whether no name can begin or end here: most words in small letters, in a line that has capitals, are no part of any, unless
/// `of` follows.
fn says_nothing(tokens: &Tokens<'_>, i: usize) -> bool {
    const SAY: AnyOf = AnyOf::new([
        KINDS.bits(),
        labels::SHORT.bits(),
        first::KINDS.bits(),
        small::HEADS.bits(),
        small::HOPEFUL.bits(),
    ]);
    let head = &tokens.list[i];
    head.case == Case::Lower
        && !tokens.small[i]
        && !tokens.shouting[i]
        && !head.is(ORG_HEAD | ORG_SUFFIX | COMPANY | IN_PHRASE)
        && !SAY.may_have(head.key)
        && !(i + 1..i + 3).any(|k| tokens.is_any(k, words![b"of"]))
}

/// Names of things that nothing but their capitals tell, where nothing else was found.
pub(super) fn find_by_capitals(tokens: &Tokens<'_>, words: &Words, found: &mut Vec<Finding>) {
    let mut i = 0;
    while i < tokens.list.len() {
        match capitals(tokens, words, i) {
            Some(last) => {
                found.push(finding(tokens.list[i].start..tokens.list[last].end, Class::Organization));
                i = last + 1;
            }
            None => i += 1,
        }
    }
}

/// Rooms, lots and floors of houses and streets that were found.
pub(super) fn find_rooms(tokens: &Tokens<'_>, found: &mut Vec<Finding>) {
    let (mut from, mut rooms) = (0, Vec::new());
    for house in found.iter().filter(|f| matches!(f.class, Class::Organization | Class::Place)) {
        let inside = tokens.within(&house.range, &mut from);
        // `Bldg C, rm 214, bed B`
        let mut behind = inside.end;
        for _ in 0..3 {
            if tokens.get(behind).is_some_and(|t| t.first_of_line) {
                break;
            }
            let Some((start, last)) = rooms::room(tokens, behind) else { break };
            rooms.push(finding(tokens.list[start].start..tokens.list[last].end, Class::Place));
            behind = last + 1;
        }
        // `trailer 12 at Shady Oaks`
        if let Some(before) = inside.start.checked_sub(3).filter(|_| house.class == Class::Organization)
            && let Some((start, last)) = rooms::room(tokens, before)
            && last + 2 == inside.start
            && (tokens.list[last + 1].is_sign(b',') || tokens.is_any(last + 1, words![b"at", b"in", b"of"]))
        {
            rooms.push(finding(tokens.list[start].start..tokens.list[last].end, Class::Place));
        }
    }
    found.extend(rooms);
}

/// A name that ends with what such places are called: `Sunrise Valley Hospital`, `Everbright Ltd.`.
fn headed(tokens: &Tokens<'_>, words: &Words, i: usize) -> Option<(usize, usize)> {
    let head = &tokens.list[i];
    let suffix = head.is(ORG_SUFFIX);
    if !suffix && (tokens.shouting[i] || tokens.small[i]) {
        return flat(tokens, words, i);
    }
    if head.case == Case::Lower {
        return None;
    }
    // The last of several heads ends the name: `Regional Medical Center`.
    let next = tokens.get(i + 1);
    if next.is_some_and(|t| t.is(ORG_HEAD | ORG_SUFFIX) && t.case == Case::Title && !t.first_of_line) {
        return None;
    }
    let start = begin(tokens, words, i, suffix)?;
    // `Plainview Electric Co-op`
    let joined = |k: usize| tokens.get(k).is_some_and(|t| !t.apart);
    let coop = joined(i + 1)
        && joined(i + 2)
        && tokens.list[i + 1].is_sign(b'-')
        && tokens.is_any(i + 2, words![b"op"]);
    Some((start, if coop { i + 2 } else { i }))
}

/// What firms do, in forms that no ending tells.
const DID: Keys<14> = keys([
    b"broke", b"took", b"sent", b"lost", b"sold", b"made", b"did", b"came", b"never", b"still", b"keeps",
    b"says", b"wants", b"won't",
]);

/// What a house may be.
const KINDS: Keys<66> = keys([
    b"hospice",
    b"hse",
    b"ctr",
    b"inn",
    b"lodge",
    b"rehab",
    b"bank",
    b"shop",
    b"home",
    b"park",
    b"center",
    b"camp",
    b"shelter",
    b"station",
    b"apts",
    b"apartments",
    b"saloon",
    b"store",
    b"restaurant",
    b"pub",
    b"plant",
    b"factory",
    b"warehouse",
    b"motel",
    b"hotel",
    b"clinic",
    b"church",
    b"school",
    b"bakery",
    b"diner",
    b"salon",
    b"supermarket",
    b"ranch",
    b"campground",
    b"dealership",
    b"nightclub",
    b"parish",
    b"overpass",
    b"underpass",
    b"bridge",
    b"viaduct",
    b"encampment",
    b"mosque",
    b"temple",
    b"synagogue",
    b"chapel",
    b"library",
    b"mall",
    b"hospital",
    b"college",
    b"gym",
    b"casino",
    b"theater",
    b"museum",
    b"farm",
    b"brewery",
    b"tavern",
    b"cafe",
    b"laundromat",
    b"cemetery",
    b"daycare",
    b"preschool",
    b"barracks",
    b"marina",
    b"pier",
    b"pharmacy",
]);

/// Which of its kind it may be, in small letters before it.
const SORTS: Keys<16> = keys([
    b"food",
    b"thrift",
    b"coffee",
    b"grocery",
    b"gas",
    b"nursing",
    b"high",
    b"middle",
    b"elementary",
    b"group",
    b"book",
    b"barber",
    b"hardware",
    b"community",
    b"dollar",
    b"trailer",
]);

/// `the Lighthouse shelter`, `Greyhound station`: capitals before what such a place is. The first token.
fn kind_behind(tokens: &Tokens<'_>, i: usize) -> Option<usize> {
    let head = &tokens.list[i];
    if head.case != Case::Lower || !head.apart || head.first_of_line || i == 0 || !tokens.is_any(i, &KINDS) {
        return None;
    }
    let capital =
        |k: usize| tokens.list[k].is_word() && tokens.list[k].case == Case::Title && tokens.list[k].len() > 1;
    // `Second Harvest food bank`
    let sorted = i > 1 && tokens.list[i - 1].case == Case::Lower && tokens.is_any(i - 1, &SORTS);
    if !sorted && tokens.is_any(i, words![b"bank", b"shop", b"home", b"park", b"center", b"camp", b"bridge"])
    {
        return None;
    }
    let i = if sorted { i - 1 } else { i };
    let mut start = i;
    while start > 0 && i - start < 4 && !tokens.list[start].first_of_line {
        // `St. Casimir parish`
        let saint = start > 1
            && tokens.list[start - 1].is_sign(b'.')
            && tokens.is_any(start - 2, words![b"st", b"co", b"mt", b"ft", b"dr"]);
        match (saint, capital(start - 1)) {
            (true, _) => start -= 2,
            (_, true) => start -= 1,
            _ => break,
        }
    }
    let clinical = if tokens.is_any(i, words![b"clinic", b"hospital", b"pharmacy"]) { CLINICAL } else { 0 };
    let other =
        clinical | ALLOW | MONTH | WEEKDAY | STATE | COUNTRY | TITLE | TITLE_SOFT | RELATIVE | EPONYM | UNIT;
    let own = (start..i).any(|k| !tokens.list[k].is(other | ORG_GENERIC) || tokens.list[k].is(COMPANY));
    let inside = start > 0 && !tokens.begins_sentence(start, b'(');
    (start < i && own && inside).then_some(start)
}

/// `at mercy general`: what a hospital may be called last, where case says nothing.
fn is_called_hospital(tokens: &Tokens<'_>, i: usize) -> bool {
    const LAST: Keys<9> = keys([
        b"general",
        b"memorial",
        b"regional",
        b"baptist",
        b"methodist",
        b"presbyterian",
        b"adventist",
        b"lutheran",
        b"county",
    ]);
    let ends = |t: &Token| t.first_of_line || matches!(t.sort, Sort::Sign(_));
    (tokens.small[i] || tokens.shouting[i])
        && tokens.is_any(i, &LAST)
        && (tokens.get(i + 1).is_none_or(ends)
            || tokens
                .is_any(i + 1, words![b"in", b"for", b"on", b"with", b"and", b"last", b"er", b"ed", b"by"]))
}

/// Where the name begins; `None` where every word is one that any such place could have.
fn begin(tokens: &Tokens<'_>, words: &Words, head: usize, suffix: bool) -> Option<usize> {
    let (mut start, mut own, mut ordinary) = (head, 0, 0);
    let mut lower = Vec::new();
    for i in (head.saturating_sub(LONGEST)..head).rev() {
        let token = &tokens.list[i];
        if tokens.list[i + 1].first_of_line {
            break;
        }
        let sign =
            token.is_sign(b'.') && !tokens.list[i].apart || token.is_sign(b',') && suffix && i + 1 == head;
        if sign || token.is_sign(b'\'') || token.is_sign(b'&') || token.is_sign(b'-') {
            continue;
        }
        tokens.lower(i, &mut lower);
        let joins = matches!(lower.as_slice(), b"of" | b"and" | b"the" | b"for" | b"de" | b"la");
        let number = token.sort == Sort::Number && token.len() < 4 && start < head;
        if !number && (!token.is_word() || token.case == Case::Lower && !joins || token.case == Case::None) {
            break;
        }
        if joins && token.case == Case::Lower || number {
            continue;
        }
        let generic = words.of(&lower) & (ORG_GENERIC | ORG_HEAD | MONTH | WEEKDAY | ALLOW) != 0;
        if suffix && !tokens.shouting[i] {
            own += 1;
        } else if !generic && (token.case == Case::Title || token.len() > 3) {
            // A word that begins a sentence has its capital from there.
            let begins = begins(tokens, i);
            if token.is(ORDINARY | CLINICAL) { ordinary += usize::from(!begins) } else { own += 1 }
        }
        start = i;
    }
    let the = usize::from(start > 0 && tokens.is_any(start, words![b"the"]));
    let the = the + usize::from(start > 0 && tokens.is_any(start - 1, words![b"the"]));
    let announced = (start + usize::from(the > 0))
        .checked_sub(1 + the)
        .and_then(|k| tokens.get(k))
        .is_some_and(|t| t.phrase & PLACE_BEFORE != 0 || t.case == Case::Lower && t.is(VERB_AFTER));
    // `Two Brothers Hauling broke it`: no heading, as the sentence goes on behind it.
    let acts =
        || tokens.get(head + 1).is_some_and(|t| t.case == Case::Lower && t.is_word() && !t.first_of_line);
    (own > 0 || ordinary > 0 && (announced || ordinary > 1 || start + 1 < head && acts())).then_some(start)
}

/// `from golden dragon restaurant`: a name where case says nothing, between the word that announces it and its last.
fn flat(tokens: &Tokens<'_>, words: &Words, head: usize) -> Option<(usize, usize)> {
    if tokens.get(head + 1).is_some_and(|t| t.is(ORG_HEAD) && !t.first_of_line) {
        return None;
    }
    let (mut own, mut ordinary) = (0, 0);
    let mut lower = Vec::new();
    for i in (head.saturating_sub(LONGEST)..head).rev() {
        let token = &tokens.list[i];
        let sign = matches!(token.sort, Sort::Sign(b'.' | b'&' | b'-' | b'\''));
        if tokens.list[i + 1].first_of_line || !token.is_word() && !sign || token.is(VERB_AFTER) {
            return None;
        }
        let determined =
            tokens.is_any(i, words![b"the", b"a", b"an", b"our", b"my", b"his", b"her", b"their", b"this"]);
        if announced(tokens, i + 1) && (determined || !tokens.is_any(i, words![b"of"])) {
            let enough = own > 0 || ordinary > usize::from(determined);
            return (enough && i + 1 < head).then_some((i + 1, head));
        }
        if determined {
            return None;
        }
        tokens.lower(i, &mut lower);
        let generic = ORG_GENERIC | ORG_HEAD | ALLOW | PERSON_BEFORE;
        if token.is_word() && !is_home(tokens, i + 1) && words.of(&lower) & generic == 0 {
            if token.is(ORDINARY | CLINICAL) { ordinary += 1 } else { own += 1 }
        }
    }
    None
}

fn begins(tokens: &Tokens<'_>, i: usize) -> bool {
    i == 0
        || tokens.list[i].first_of_line
        || matches!(
            tokens.list[i - 1].sort,
            Sort::Sign(b'.' | b'!' | b'?' | b':' | b';' | b'-' | b'"' | b'(' | b'>')
        )
}

/// `Sunny Acres Nursing Home`: a home is somebody's, or a house of that kind.
fn is_home(tokens: &Tokens<'_>, i: usize) -> bool {
    const KINDS: Keys<8> =
        keys([b"nursing", b"funeral", b"group", b"retirement", b"rest", b"care", b"foster", b"convalescent"]);
    i > 0 && tokens.is_any(i, words![b"home"]) && tokens.is_any(i - 1, &KINDS)
}

/// The last token of a run of words with capitals, with what may join them.
fn run(tokens: &Tokens<'_>, i: usize) -> usize {
    let capital = |k: usize| {
        tokens.get(k).is_some_and(|t| {
            t.is_word() && !t.first_of_line && (t.case == Case::Title || t.case == Case::Upper && t.len() > 1)
        })
    };
    let (mut last, mut k) = (i, i + 1);
    while k < i + LONGEST {
        let joins = tokens.get(k).is_some_and(|t| {
            !t.first_of_line
                && (t.is_sign(b'&')
                    || t.is_sign(b'+')
                    || t.is_sign(b'-') && !t.apart
                    || t.is_sign(b'.') && !t.apart && tokens.is_any(k - 1, words![b"st", b"mt", b"ft"])
                    || t.sort == Sort::Number && t.len() < 3
                    || tokens.is_any(k, words![b"of", b"the", b"de", b"la", b"del"]) && t.case == Case::Lower)
        });
        if capital(k) {
            last = k;
        } else if !joins {
            break;
        }
        k += 1;
    }
    last
}

/// Two words and more with capitals in the middle of a sentence, of which one at least is no word of a clinic: `Hollow Tree Music`.
fn capitals(tokens: &Tokens<'_>, words: &Words, i: usize) -> Option<usize> {
    let token = &tokens.list[i];
    let Some(before) = tokens.before(i) else { return opens(tokens, words, i) };
    let starts = token.case == Case::Title || token.case == Case::Upper && token.len() > 2;
    // In a heading every word has a capital: here a word in small letters stands before.
    let inside = before.is_word() && before.case == Case::Lower && token.apart && !token.first_of_line;
    if !starts || tokens.shouting[i] {
        return None;
    }
    if !inside {
        return opens(tokens, words, i);
    }
    // People have recognisers of their own.
    let person = token.is(TITLE | TITLE_SOFT | RELATIVE) || token.is(GIVEN_OFTEN) && !token.is(ORDINARY);
    if person {
        return None;
    }
    let last = run(tokens, i);
    let next = tokens.get(last + 1).is_none_or(|t| t.first_of_line || !matches!(t.sort, Sort::Sign(b':')));
    if last == i || !next {
        return None;
    }
    let mut lower = Vec::new();
    let other = CLINICAL
        | ALLOW
        | ORG_GENERIC
        | ORG_HEAD
        | MONTH
        | WEEKDAY
        | STATE
        | COUNTRY
        | TITLE
        | TITLE_SOFT
        | EPONYM
        | EPONYM_HEAD
        | PERSON_AFTER
        | RELATIVE
        | UNIT
        | VERB_AFTER;
    let mut own = 0;
    for k in i..=last {
        let t: &Token = &tokens.list[k];
        if t.is_word() && t.case != Case::Lower && t.len() > 2 {
            tokens.lower(k, &mut lower);
            own += usize::from(words.of(&lower) & other == 0 || t.is(COMPANY));
        }
    }
    (own > 0).then_some(last)
}

/// `Blue Heron Books refused to pay`: three words and more with capitals that begin a sentence, and what they did behind them.
fn opens(tokens: &Tokens<'_>, words: &Words, i: usize) -> Option<usize> {
    let token = &tokens.list[i];
    let part = |k: usize| tokens.get(k).is_some_and(|t| t.is_word() && t.case == Case::Title && t.len() > 2);
    if !part(i) || !part(i + 1) || !part(i + 2) || !tokens.begins_sentence(i, b'(') || tokens.shouting[i] {
        return None;
    }
    let last = run(tokens, i);
    let next = tokens.get(last + 1).filter(|t| t.is_word() && t.case == Case::Lower && !t.first_of_line)?;
    let acts = tokens.bytes(last + 1).ends_with(b"ed") && next.len() > 4 || tokens.is_any(last + 1, &DID);
    let other = CLINICAL | ALLOW | ORG_GENERIC | MONTH | WEEKDAY | STATE | COUNTRY | EPONYM | PERSON_AFTER;
    let mut lower = Vec::new();
    let mut own = 0;
    for k in i..=last {
        tokens.lower(k, &mut lower);
        own += usize::from(words.of(&lower) & other == 0);
    }
    let person = token.is(TITLE | TITLE_SOFT | RELATIVE | PERSON_AFTER);
    (acts && !person && own > 1 && last > i + 1).then_some(last)
}
