//! Houses and firms in small letters: `at blue finch bakery`, `marv's liquor`, `hospice of the pines`.

use super::super::key::{Keys, keys, words};
use super::super::token::{Case, Sort, Token, Tokens};
use super::super::words::{
    ALLOW, CLINICAL, GIVEN, LOWER_WORD, MONTH, ORDINARY, ORG_GENERIC, ORG_HEAD, PERSON_AFTER, PERSON_BEFORE,
    RELATIVE, SURNAME, UNIT, VERB_AFTER, WEEKDAY,
};
use super::{companies::announced, is_home};

/// Words before the last one of such a name.
const LONGEST: usize = 4;

/// What firms and houses are called last, beside the heads that are so in any case.
pub(super) const HEADS: Keys<38> = keys([
    b"mgmt",
    b"management",
    b"rentals",
    b"apts",
    b"arms",
    b"diner",
    b"daycare",
    b"preschool",
    b"elem",
    b"elementary",
    b"roofing",
    b"plumbing",
    b"liquor",
    b"liquors",
    b"tire",
    b"barn",
    b"grill",
    b"pizza",
    b"storage",
    b"fqhc",
    b"fiduciary",
    b"ministries",
    b"academy",
    b"middle",
    b"headstart",
    b"terrace",
    b"heights",
    b"courts",
    b"fund",
    b"grocers",
    b"butchers",
    b"dentistry",
    b"pediatrics",
    b"baptist",
    b"methodist",
    b"lutheran",
    b"inc",
    b"llc",
]);

/// What many of their kind are: words that stand before a head in any sentence.
const SORTS: Keys<117> = keys([
    b"urgent",
    b"walk",
    b"methadone",
    b"homeless",
    b"local",
    b"nearby",
    b"nearest",
    b"closest",
    b"same",
    b"old",
    b"new",
    b"other",
    b"another",
    b"next",
    b"last",
    b"corner",
    b"grocery",
    b"thrift",
    b"gas",
    b"food",
    b"soup",
    b"church",
    b"motel",
    b"hotel",
    b"warming",
    b"cooling",
    b"winter",
    b"overnight",
    b"emergency",
    b"domestic",
    b"violence",
    b"women's",
    b"womens",
    b"men's",
    b"mens",
    b"family",
    b"youth",
    b"senior",
    b"adult",
    b"teen",
    b"kids",
    b"public",
    b"private",
    b"charter",
    b"community",
    b"county",
    b"city",
    b"state",
    b"federal",
    b"central",
    b"main",
    b"downtown",
    b"uptown",
    b"neighborhood",
    b"residential",
    b"recovery",
    b"sober",
    b"detox",
    b"treatment",
    b"counseling",
    b"therapy",
    b"dental",
    b"eye",
    b"vision",
    b"primary",
    b"specialty",
    b"retail",
    b"outpatient",
    b"inpatient",
    b"mobile",
    b"virtual",
    b"online",
    b"mental",
    b"behavioral",
    b"health",
    b"medical",
    b"animal",
    b"pet",
    b"wellness",
    b"hospital",
    b"clinic",
    b"pharmacy",
    b"school",
    b"property",
    b"case",
    b"risk",
    b"pain",
    b"anger",
    b"stress",
    b"disease",
    b"care",
    b"cold",
    b"general",
    b"special",
    b"trust",
    b"pension",
    b"relief",
    b"rainy",
    b"chest",
    b"hardware",
    b"liquor",
    b"dollar",
    b"book",
    b"coffee",
    b"barber",
    b"nail",
    b"hair",
    b"auto",
    b"used",
    b"car",
    b"flat",
    b"spare",
    b"fast",
    b"little",
    b"big",
    b"small",
    b"swim",
]);

/// Behind what such a house may be named, beside the words that say where somebody is.
const BEFORE: Keys<12> = keys([
    b"payee",
    b"landlord",
    b"employer",
    b"agency",
    b"store",
    b"ref",
    b"unless",
    b"til",
    b"via",
    b"called",
    b"@",
    b"ll",
]);

/// What a house is called first, before `of` and its own name.
const FIRST: Keys<22> = keys([
    b"hospice",
    b"center",
    b"centre",
    b"ctr",
    b"house",
    b"church",
    b"friends",
    b"legal",
    b"aid",
    b"clinic",
    b"hospital",
    b"school",
    b"college",
    b"university",
    b"chapel",
    b"temple",
    b"villas",
    b"village",
    b"oaks",
    b"home",
    b"community",
    b"sisters",
]);

/// What is done, beside what does it.
const DONE: Keys<11> = keys([
    b"mgmt",
    b"management",
    b"fund",
    b"storage",
    b"terrace",
    b"arms",
    b"courts",
    b"barn",
    b"heights",
    b"middle",
    b"tire",
]);

/// Whether a house may end with a token: most words are none that one is called.
pub(super) fn may_end(tokens: &Tokens<'_>, head: usize) -> bool {
    tokens.list[head].is(ORG_HEAD) || tokens.is_any(head, &HEADS) || is_home(tokens, head)
}

/// The first token of a house that ends here.
pub(super) fn ending(tokens: &Tokens<'_>, head: usize) -> Option<usize> {
    small(tokens, head).or_else(|| owned(tokens, head))
}

/// A house in small letters that ends with this token: its first token.
fn small(tokens: &Tokens<'_>, head: usize) -> Option<usize> {
    let token = &tokens.list[head];
    let sure = tokens.is_any(head, &HEADS);
    let heads = token.is(ORG_HEAD) || sure || is_home(tokens, head);
    if token.case != Case::Lower || !heads || !token.apart || token.first_of_line || head == 0 {
        return None;
    }
    // The last of several heads ends the name.
    let next = |t: &Token| t.case == Case::Lower && t.is(ORG_HEAD) && !t.first_of_line;
    if tokens.get(head + 1).is_some_and(next) && !tokens.is_any(head + 1, words![b"and", b"co"]) {
        return None;
    }
    // `med management` is what is done, and `acme management` who does it.
    let done = tokens.is_any(head, &DONE);
    let (mut own, mut plain, mut start) = (0, 0, head);
    for k in (head.saturating_sub(LONGEST + 2)..head).rev() {
        let t = &tokens.list[k];
        if tokens.list[k + 1].first_of_line || tokens.is_any(k, &LITTLE) {
            return None;
        }
        // `b&g roofing`
        let sign = matches!(t.sort, Sort::Sign(b'&' | b'-' | b'\'')) && !t.apart;
        let joined = t.len() == 1 && (sign_at(tokens, k + 1) || k > 0 && sign_at(tokens, k - 1));
        let other = VERB_AFTER | LOWER_WORD | MONTH | WEEKDAY | UNIT | RELATIVE;
        let word = t.is_word() && t.case == Case::Lower && (joined || !t.is(other));
        if (word || sign) && !is_before(tokens, k) && !is_determined(tokens, k) {
            start = k;
            let clinical = t.is(CLINICAL) && !(sure && !done && t.is(ORDINARY));
            let generic = clinical || is_generic(tokens, k);
            if word && t.len() > 1 && !generic {
                if t.is(ORDINARY) && (!t.is(GIVEN | SURNAME) || t.is(CLINICAL)) {
                    plain += 1;
                } else {
                    own += 1;
                }
            }
            own += usize::from(sign && t.is_sign(b'&'));
            continue;
        }
        let determined = is_determined(tokens, k);
        let cue = is_cue(tokens, k) || determined && k > 0 && is_before(tokens, k - 1);
        let enough = own > 0 || plain > 1 || plain > 0 && sure && !done && !determined;
        // `the-old-mill-clinic`
        let tight = !tokens.list[start].apart && t.is_sign(b'-');
        if tight && enough && k > 0 && !t.apart {
            return Some(k - 1);
        }
        return (cue && enough && start < head).then_some(start);
    }
    None
}

/// Words that no such name has.
const LITTLE: Keys<44> = keys([
    b"on", b"than", b"into", b"is", b"was", b"are", b"has", b"had", b"and", b"or", b"if", b"as", b"per",
    b"re", b"who", b"not", b"no", b"any", b"some", b"about", b"abt", b"be", b"been", b"it", b"off", b"near",
    b"over", b"up", b"down", b"out", b"under", b"around", b"across", b"behind", b"since", b"til", b"until",
    b"while", b"but", b"so", b"then", b"thru", b"after", b"before",
]);

fn sign_at(tokens: &Tokens<'_>, k: usize) -> bool {
    tokens.get(k).is_some_and(|t| t.is_sign(b'&'))
}

/// Whether a word is one that any such place could have.
fn is_generic(tokens: &Tokens<'_>, k: usize) -> bool {
    tokens.list[k].is(ORG_GENERIC | ORG_HEAD | ALLOW | PERSON_BEFORE) || tokens.is_any(k, &SORTS)
}

/// Whether a house may be named behind a token.
fn is_cue(tokens: &Tokens<'_>, k: usize) -> bool {
    let told = tokens.list[k].is_sign(b',') && k > 0 && tokens.is_any(k - 1, &BEFORE);
    told || is_before(tokens, k) || matches!(tokens.list[k].sort, Sort::Sign(b':' | b'=' | b'@'))
}

fn is_before(tokens: &Tokens<'_>, k: usize) -> bool {
    tokens.get(k + 1).is_some_and(|t| !t.first_of_line)
        && (tokens.is_any(k, &BEFORE) || announced(tokens, k + 1) && !is_determined(tokens, k))
}

fn is_determined(tokens: &Tokens<'_>, k: usize) -> bool {
    tokens.is_any(
        k,
        words![b"the", b"a", b"an", b"our", b"my", b"his", b"her", b"their", b"this", b"that", b"your"],
    )
}

/// What houses for people in need, for children and for the old call themselves: the first of two words, and the second.
pub(super) const HOPEFUL: Keys<34> = keys([
    b"new",
    b"bright",
    b"safe",
    b"golden",
    b"sunny",
    b"silver",
    b"open",
    b"helping",
    b"second",
    b"good",
    b"healing",
    b"living",
    b"hope",
    b"grace",
    b"rising",
    b"fresh",
    b"next",
    b"first",
    b"serenity",
    b"freedom",
    b"faith",
    b"mercy",
    b"harmony",
    b"peaceful",
    b"caring",
    b"loving",
    b"guiding",
    b"shining",
    b"still",
    b"clear",
    b"blessed",
    b"family",
    b"broken",
    b"higher",
]);
const HOPES: Keys<40> = keys([
    b"hope",
    b"hopes",
    b"beginnings",
    b"beginning",
    b"horizon",
    b"horizons",
    b"dawn",
    b"leaf",
    b"harbor",
    b"haven",
    b"hands",
    b"hearts",
    b"heart",
    b"door",
    b"doors",
    b"arms",
    b"path",
    b"paths",
    b"ways",
    b"steps",
    b"bridges",
    b"light",
    b"star",
    b"stars",
    b"years",
    b"chance",
    b"choices",
    b"promise",
    b"vision",
    b"journey",
    b"journeys",
    b"roots",
    b"wings",
    b"springs",
    b"oaks",
    b"meadows",
    b"acres",
    b"pathways",
    b"foundations",
    b"ground",
]);

/// `at new hope`, `@ bright horizons`: the last token.
pub(super) fn hopeful(tokens: &Tokens<'_>, i: usize) -> Option<usize> {
    let token = &tokens.list[i];
    if !tokens.is_any(i, &HOPEFUL) || !tokens.is_any(i + 1, &HOPES) || token.case != Case::Lower {
        return None;
    }
    let at = i > 0
        && (tokens.is_any(i - 1, words![b"at", b"from", b"by", b"via", b"to", b"attends", b"called"])
            || matches!(tokens.list[i - 1].sort, Sort::Sign(b'@' | b':' | b'=')));
    let next = &tokens.list[i + 1];
    // `at first light`, `from new roots of`
    let plain = tokens.is_any(i + 1, words![b"light", b"years", b"steps", b"ground"])
        && tokens.is_any(i, words![b"first", b"next", b"new", b"open", b"higher"]);
    (at && !plain && next.case == Case::Lower && next.apart && !next.first_of_line).then_some(i + 1)
}

/// `marv's liquor`, `TYREE'S TIRE`: whose it is and what it is, however it is written. The first token.
fn owned(tokens: &Tokens<'_>, head: usize) -> Option<usize> {
    let token = &tokens.list[head];
    let business = tokens.is_any(head, &HEADS)
        || token.is(ORG_HEAD)
            && !token.is(ORG_GENERIC)
            && !tokens.is_any(head, words![b"church", b"school", b"insurance", b"gym", b"lodge"]);
    let mut start = head.checked_sub(1)?;
    let second = tokens.list[start].case == token.case && !ends_with_s(tokens.bytes(start)) && start > 0;
    start -= usize::from(second && tokens.list[start].apart && !tokens.list[start].first_of_line);
    let owner = &tokens.list[start];
    let bytes = tokens.bytes(start);
    let ends = bytes.len() > 3 && ends_with_s(bytes);
    let other = RELATIVE | PERSON_AFTER | CLINICAL | ALLOW | WEEKDAY | MONTH;
    let named = !owner.is(other) && (owner.is(GIVEN | SURNAME) || !owner.is(ORDINARY));
    (business && token.apart && !token.first_of_line && ends && named && owner.case == token.case)
        .then_some(start)
}

/// Whether a word says that something is somebody's.
fn ends_with_s(word: &[u8]) -> bool {
    word.len() > 2 && word[word.len() - 2] == b'\'' && word[word.len() - 1].eq_ignore_ascii_case(&b's')
}

/// `hospice of the pines`, `legal aid of the piedmont`: the last token of a name that begins here with what the house is.
pub(super) fn of(tokens: &Tokens<'_>, i: usize) -> Option<usize> {
    const OTHER: Keys<16> = keys([
        b"choice",
        b"origin",
        b"record",
        b"town",
        b"excellence",
        b"cards",
        b"attorney",
        b"life",
        b"us",
        b"them",
        b"mass",
        b"it",
        b"care",
        b"any",
        b"all",
        b"residence",
    ]);
    if !tokens.is_any(i + 1, words![b"of"]) && !tokens.is_any(i + 2, words![b"of"]) {
        return None;
    }
    let token = &tokens.list[i];
    // `dialysis ctr of lenoir`
    let second = tokens.is_any(i + 1, &FIRST)
        && (tokens.is_any(i, &FIRST) || token.is(CLINICAL | ORG_GENERIC))
        && token.len() > 3;
    let first = i + usize::from(second);
    if token.case == Case::None || !tokens.is_any(first, &FIRST) || !tokens.is_any(first + 1, words![b"of"]) {
        return None;
    }
    let the = usize::from(tokens.is_any(first + 2, words![b"the"]));
    let at = first + 2 + the;
    let other = VERB_AFTER | LOWER_WORD | MONTH | WEEKDAY | UNIT | RELATIVE | CLINICAL | PERSON_AFTER;
    let part = |k: usize| {
        tokens
            .get(k)
            .is_some_and(|t| t.is_word() && t.len() > 2 && t.apart && !t.first_of_line && !t.is(other))
    };
    // `Chapel of the Pines`
    let capital = |k: usize| tokens.get(k).is_some_and(|t| t.case == Case::Title);
    if capital(first) && capital(at) && part(at) && !tokens.is_any(at, &OTHER) {
        let more = capital(at + 1) && part(at + 1) && tokens.list[at + 1].apart;
        return Some(at + usize::from(more));
    }
    let said = announced(tokens, i) || i > 0 && announced(tokens, i - 1);
    if token.case != Case::Lower {
        return None;
    }
    let known = tokens.get(at)?.is(GIVEN | SURNAME) || !tokens.list[at].is(ORDINARY | ALLOW);
    let fits = part(at)
        && !tokens.is_any(at, &OTHER)
        && said
        && (known || the > 0 && tokens.bytes(at).ends_with(b"s"));
    fits.then_some(at)
}
