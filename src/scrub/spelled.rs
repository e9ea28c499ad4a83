//! What is hidden by spelling: letters one by one, digits for letters; and numbers in words (`spoken`).

use super::aloud;
use super::key::{AnyOf, Keys, keys, words};
use super::leet;
use super::spoken;
use super::token::{Case, Sort, Token, Tokens};
use super::words::{
    ALLOW, CLINICAL, GIVEN, GIVEN_OFTEN, MONTH, NUMBER_WORD, ORDINARY, PERSON_BEFORE, RELATIVE, SURNAME,
    SURNAME_OFTEN, TITLE, VERB_AFTER, Words,
};
use super::{Class, Finding, finding};

pub(super) fn find(tokens: &Tokens<'_>, words: &Words, found: &mut Vec<Finding>) {
    let mut i = 0;
    while i < tokens.list.len() {
        if !may_begin(tokens, i) {
            i += 1;
            continue;
        }
        let said = if is_said(tokens, i) { said(tokens, words, i) } else { None };
        let hit = said
            .or_else(|| aloud::hidden(tokens, words, i))
            .or_else(|| aloud::starred(tokens, words, i))
            .or_else(|| cut(tokens, words, i).map(|end| (end, Class::Name)))
            .or_else(|| broken(tokens, words, i).map(|end| (end, Class::Name)))
            .or_else(|| zero(tokens, i).map(|end| (end, Class::Name)));
        if let Some((end, class)) = hit {
            found.push(finding(tokens.list[i].start..tokens.list[end].end, class));
            i = end + 1;
            continue;
        }
        if leet(tokens, words, i) {
            let (first, last) = around(tokens, i);
            found.push(finding(tokens.list[first].start..tokens.list[last].end, Class::Name));
        }
        i += 1;
    }
}

/// Characters one by one, letters by what they are called, and numbers in words.
fn said(tokens: &Tokens<'_>, words: &Words, i: usize) -> Option<(usize, Class)> {
    characters(tokens, i)
        .or_else(|| letters(tokens, words, i))
        .or_else(|| aloud::fenced(tokens, words, i))
        .or_else(|| aloud::as_in(tokens, i).map(|end| (end, Class::Name)))
        .or_else(|| aloud::told_letters(tokens, i).map(|end| (end, Class::Name)))
        .or_else(|| aloud::radio(tokens, i).map(|end| (end, Class::Name)))
        .or_else(|| spoken::number(tokens, i).map(|end| (end, Class::Number)))
        .or_else(|| spoken::code(tokens, i).map(|end| (end, Class::Number)))
}

/// Whether anything may begin here: no sign does, nor a word without a capital that is more than a letter and no number.
fn may_begin(tokens: &Tokens<'_>, i: usize) -> bool {
    let token = &tokens.list[i];
    match token.sort {
        Sort::Sign(_) => false,
        Sort::Word => {
            let symbol = |t: &Token| t.is_sign(b'\xfe') && !t.apart;
            token.case == Case::Title || is_said(tokens, i) || tokens.get(i + 1).is_some_and(symbol)
        }
        Sort::Number | Sort::Mixed => true,
    }
}

/// Whether something that is said character by character may begin here: with most words that have a capital nothing does.
fn is_said(tokens: &Tokens<'_>, i: usize) -> bool {
    const SEVERAL: Keys<2> = keys([b"double", b"triple"]);
    const SAID: AnyOf =
        AnyOf::new([aloud::RADIO.bits(), spoken::OTHERS.bits(), spoken::LETTERS.bits(), SEVERAL.bits()]);
    let token = &tokens.list[i];
    let said = || {
        aloud::RADIO.has(token.key)
            || spoken::OTHERS.has(token.key)
            || spoken::LETTERS.has(token.key)
            || SEVERAL.has(token.key)
    };
    !token.is_word()
        || token.len() == 1
        || token.case == Case::Upper && (token.len() < 3 || token.len() < 5 && is_hyphened(tokens, i))
        || token.is(NUMBER_WORD)
        || SAID.may_have(token.key) && said()
        || token.case == Case::Title
            && (spoken::is_misheard(tokens, i) || tokens.is_any(i, words![b"oh", b"you", b"why"]))
        || tokens.get(i + 1).is_some_and(|t| t.is(NUMBER_WORD)) && token.len() < 5
}

/// Whether a hyphen joins a word to what follows.
fn is_hyphened(tokens: &Tokens<'_>, i: usize) -> bool {
    tokens.get(i + 1).is_some_and(|t| t.is_sign(b'-') && !t.apart)
}

/// `M a r i a`, `L.o.p.e.z`: single letters in a row that are a name together.
fn letters(tokens: &Tokens<'_>, words: &Words, i: usize) -> Option<(usize, Class)> {
    let single = |k: usize| {
        let possessive = || tokens.list[k].len() == 3 && tokens.bytes(k)[1..].eq_ignore_ascii_case(b"'s");
        tokens.get(k).is_some_and(|t| t.is_word() && t.len() == 1)
            || k > i && k < tokens.list.len() && possessive()
    };
    if !single(i) {
        return None;
    }
    let sign_at = |k: usize| match tokens.get(k)?.sort {
        Sort::Sign(sign @ (b'.' | b'-' | b'_' | b'*' | b'/' | b'|' | b',' | b'+' | b'~' | b'=')) => {
            Some(sign)
        }
        _ => None,
    };
    // One sign between all letters, or blanks between all: `p.o. b.i.d.` is no name.
    let sign = sign_at(i + 1);
    let mut word = vec![tokens.bytes(i).first()?.to_ascii_lowercase()];
    let mut last = i;
    loop {
        if sign_at(last + 1) != sign {
            break;
        }
        let next = if sign.is_some() { last + 2 } else { last + 1 };
        if !single(next)
            || tokens.list[next].first_of_line
            || word.len() > 30
            || tokens.list[next].apart != sign.is_none()
        {
            break;
        }
        word.extend(tokens.bytes(next).first().map(u8::to_ascii_lowercase));
        last = next;
        if tokens.list[next].len() > 1 {
            break;
        }
    }
    let known = words.of(&word);
    // A capital and small letters are written so by nobody who counts.
    let titled = tokens.list[i].case == Case::Upper && tokens.list[last].case == Case::Lower;
    let least = usize::from(titled);
    // `N/V/D` and `a, b, c` are lists: of their letters only a name that everybody knows is one.
    let listed = sign.is_some_and(|sign| b"/|,+=~".contains(&sign));
    // `c.a.n.c.e.r.`: the rest of a word is none.
    let rest = i > 1
        && sign.is_some()
        && sign_at(i - 1) == sign
        && !tokens.list[i - 1].apart
        && !tokens.list[i].apart;
    if rest {
        return None;
    }
    let name = if listed {
        word.len() > 3 && known & (GIVEN_OFTEN | SURNAME_OFTEN) != 0
            || word.len() > 5 && known & (GIVEN | SURNAME) != 0
    } else {
        // Blanks between all letters: even a word of every day is written so to hide it.
        let hidden = sign.is_none() && word.len() > 4 && known & (CLINICAL | ALLOW) == 0;
        known & (GIVEN | SURNAME) != 0
            || hidden
            || known & (ORDINARY | CLINICAL | ALLOW) == 0 && word.len() > 4 - least
    };
    (word.len() >= 3 && name).then_some((last, Class::Name))
}

/// `1 Z 8 8 F 4 0`, `1 2 / 0 3 / 2 0 2 4`: letters and digits one by one, with blanks between them. Nobody writes so what hides
/// nothing, but for one who counts.
fn characters(tokens: &Tokens<'_>, i: usize) -> Option<(usize, Class)> {
    let comma = |k: usize| tokens.get(k).is_some_and(|t| t.is_sign(b',') && !t.apart);
    let single = |k: usize| {
        tokens.get(k).is_some_and(|t| t.len() == 1 && t.sort != Sort::Mixed && (t.apart || comma(k)))
    };
    let alone = |k: usize| single(k) && !matches!(tokens.list[k].sort, Sort::Sign(_));
    // Of what stands before it is the beginning of another word.
    if !alone(i) || i > 0 && alone(i - 1) && !tokens.list[i].first_of_line {
        return None;
    }
    let (mut last, mut letters, mut digits) = (i, 0, 0);
    let run =
        (i..tokens.list.len()).take_while(|k| single(*k) && (*k == i || !tokens.list[*k].first_of_line));
    for k in run.filter(|k| alone(*k)) {
        let counted = if tokens.list[k].is_word() { &mut letters } else { &mut digits };
        *counted += 1;
        last = k;
    }
    // `2 0 2, 5 5 5` is groups, `1, 0, 2, 1, 0, 3` a list.
    let listed = (i..last).filter(|k| comma(*k)).count() * 2 >= letters + digits;
    let many = letters > 0 && digits > 0 && letters + digits > 4 || digits > 5;
    (many && !listed).then_some((last, Class::Number))
}

/// `J0hn`, `Mar1a`: a name once its digits are read as the letters they look like.
fn leet(tokens: &Tokens<'_>, words: &Words, i: usize) -> bool {
    let token = &tokens.list[i];
    let bytes = tokens.bytes(i);
    let bytes = bytes.strip_suffix(b"'s").unwrap_or(bytes);
    if token.sort != Sort::Mixed
        || !(3..=20).contains(&token.len())
        || token.case == Case::None
        || bytes.iter().filter(|b| b.is_ascii_alphabetic()).count() < 2
    {
        return false;
    }
    // `HbA1c`
    if words.of(&bytes.to_ascii_lowercase()) != 0 {
        return false;
    }
    if is_numbered(words, bytes) {
        return true;
    }
    let few =
        bytes.iter().filter(|b| b.is_ascii_digit()).count() * 2 <= bytes.len() + usize::from(bytes.len() > 4);
    // `5t3v3n`: where a digit comes first, only a name that a list has counts.
    let turned = !bytes[0].is_ascii_alphabetic();
    let read = |one: u8| -> Vec<u8> { bytes.iter().map(|b| leet::letter(*b, one)).collect() };
    // `Venk4taraman`: a digit between small letters behind a capital stands in no other word.
    let capitals = bytes.iter().filter(|b| b.is_ascii_uppercase()).count();
    let small = capitals == 0 && is_small(bytes);
    let inside = (small || bytes[0].is_ascii_uppercase() && capitals < 3 && capitals * 2 < bytes.len())
        && bytes
            .windows(3)
            .any(|w| w[0].is_ascii_alphabetic() && w[1].is_ascii_digit() && w[2].is_ascii_lowercase());
    let stem = bytes.len().saturating_sub(1);
    let names = words.of(&bytes[..stem].to_ascii_lowercase());
    let ended = bytes.len() > 3
        && bytes[0].is_ascii_uppercase()
        && bytes[1..stem].iter().all(u8::is_ascii_lowercase)
        && matches!(bytes[stem], b'0' | b'1' | b'3' | b'4' | b'5')
        && (names == 0
            || names & (ORDINARY | CLINICAL | ALLOW | MONTH) == 0 && names & (GIVEN | SURNAME) != 0);
    let unknown =
        (inside || ended) && bytes.len() > 3 && words.of(&read(b'i')) & (ORDINARY | CLINICAL | ALLOW) == 0;
    few && (unknown && !turned
        || [b'i', b'l'].into_iter().any(|one| {
            let known = words.of(&read(one));
            let other = if turned { CLINICAL | ALLOW | ORDINARY } else { CLINICAL | ALLOW };
            known & (GIVEN | SURNAME) != 0 && known & other == 0 && (!turned || bytes.len() > 4)
        }))
}

/// `kw4bena`, `f3mi`: a word in small letters in which stands a digit that a letter looks like.
fn is_small(bytes: &[u8]) -> bool {
    bytes.len() > 3
        && bytes.iter().filter(|b| b.is_ascii_digit()).count() < 3
        && !matches!(bytes[0], b'x' | b'q')
        && bytes.last().is_some_and(u8::is_ascii_lowercase)
        && bytes.iter().all(|b| b.is_ascii_lowercase() || b"0134578".contains(b))
}

/// `Mary2`, `John1985`: a name with a number behind it.
fn is_numbered(words: &Words, bytes: &[u8]) -> bool {
    let letters = bytes.iter().take_while(|b| b.is_ascii_alphabetic()).count();
    letters > 2
        && bytes[0].is_ascii_uppercase()
        && bytes[1..letters].iter().all(u8::is_ascii_lowercase)
        && bytes[letters..].iter().all(u8::is_ascii_digit)
        && words.of(&bytes[..letters].to_ascii_lowercase()) & (GIVEN_OFTEN | SURNAME_OFTEN) != 0
}

/// The parts of a name beside one that is spelled with digits: `D. Hutch1ns`, `Fatima Al-S4yed`, `R4jesh Iyer`.
fn around(tokens: &Tokens<'_>, i: usize) -> (usize, usize) {
    let part = |k: usize| {
        let other = ORDINARY | CLINICAL | ALLOW | MONTH | VERB_AFTER | RELATIVE | TITLE | PERSON_BEFORE;
        tokens
            .get(k)
            .is_some_and(|t| t.is_word() && t.case == Case::Title && !t.is(other) && !t.first_of_line)
    };
    let sign = |k: usize, sign: u8| tokens.get(k).is_some_and(|t| t.is_sign(sign) && !t.apart);
    let initial =
        |k: usize| tokens.get(k).is_some_and(|t| t.is_word() && t.len() == 1 && t.case == Case::Upper);
    let (mut first, mut last) = (i, i);
    while first > 0 && i - first < 6 {
        if part(first - 1) && tokens.list[first].apart {
            first -= 1;
        } else if first > 1
            && (sign(first - 1, b'-') && part(first - 2) || sign(first - 1, b'.') && initial(first - 2))
        {
            first -= 2;
        } else {
            break;
        }
    }
    while last < i + 4 {
        if part(last + 1) && tokens.list[last + 1].apart {
            last += 1;
        } else if sign(last + 1, b'-') && part(last + 2) {
            last += 2;
        } else {
            break;
        }
    }
    (first, last)
}

/// `Feld-\nman`: a name that the end of a line cuts. The last token.
fn cut(tokens: &Tokens<'_>, words: &Words, i: usize) -> Option<usize> {
    let first = tokens.get(i).filter(|t| t.is_word() && t.case == Case::Title && t.len() > 1)?;
    let rest = tokens.get(i + 2).filter(|t| t.begins_line && t.is_word() && t.case == Case::Lower)?;
    if !tokens.get(i + 1).is_some_and(|t| t.is_sign(b'-') && !t.apart) {
        return None;
    }
    let mut word = tokens.text[first.start..first.end].to_ascii_lowercase();
    word.extend(tokens.text[rest.start..rest.end].iter().map(u8::to_ascii_lowercase));
    let word = word.strip_suffix(b"'s").unwrap_or(&word);
    let known = words.of(word);
    let stem = word.strip_suffix(b"s").map_or(0, |stem| words.of(stem));
    let other = ORDINARY | CLINICAL | ALLOW;
    let name = known & (GIVEN | SURNAME) != 0 && (known & other == 0 || known & GIVEN != 0);
    (name || (known | stem) & other == 0 && !words.looks_clinical(word)).then_some(i + 2)
}

/// `Mar\ny`: a name that the end of a line parts without a sign. The last token.
fn broken(tokens: &Tokens<'_>, words: &Words, i: usize) -> Option<usize> {
    let rest = tokens.get(i + 1).filter(|t| t.is_word() && t.case == Case::Lower && t.apart)?;
    let first = tokens.get(i).filter(|t| t.is_word() && t.case == Case::Title && t.len() > 1)?;
    // `Lo pez`: on one line only what is no word by itself is the rest of one.
    if !rest.begins_line && (rest.roles != 0 || first.is(GIVEN_OFTEN | TITLE) || first.len() > 4) {
        return None;
    }
    let plain = ORDINARY | CLINICAL | ALLOW | PERSON_BEFORE | VERB_AFTER | RELATIVE;
    if rest.is(plain) || rest.len() > 6 || first.is(ORDINARY) && rest.is(GIVEN | SURNAME) {
        return None;
    }
    let mut word = tokens.text[first.start..first.end].to_ascii_lowercase();
    word.extend_from_slice(&tokens.text[rest.start..rest.end]);
    let known = words.of(&word);
    (known & (GIVEN_OFTEN | SURNAME_OFTEN) != 0 && known & CLINICAL == 0).then_some(i + 1)
}

/// `0'Neil`: a zero for the letter.
fn zero(tokens: &Tokens<'_>, i: usize) -> Option<usize> {
    let quoted = tokens.bytes(i) == b"0" && tokens.get(i + 1).is_some_and(|t| t.is_sign(b'\'') && !t.apart);
    let name = |t: &Token| t.is_word() && !t.apart && t.case != Case::Lower && t.len() > 2;
    (quoted && tokens.get(i + 2).is_some_and(name)).then_some(i + 2)
}
