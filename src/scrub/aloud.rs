//! Letters with signs between them and stars for them, and letters by what they are called: `(J)(o)(h)(n)`, `L***z`,
//! `N as in Nancy`, `golf, romeo`.

use super::Class;
use super::key::{Keys, keys, words};
use super::numbers;
use super::spoken;
use super::token::{Case, Sort, Tokens};
use super::words::{
    ALLOW, CLINICAL, GIVEN, GIVEN_OFTEN, NUMBER_WORD, ORDINARY, SURNAME, SURNAME_OFTEN, Words,
};

/// Letters as the radio has them.
pub(super) const RADIO: Keys<29> = keys([
    b"alpha",
    b"alfa",
    b"bravo",
    b"charlie",
    b"delta",
    b"echo",
    b"foxtrot",
    b"golf",
    b"hotel",
    b"india",
    b"juliet",
    b"juliett",
    b"kilo",
    b"lima",
    b"mike",
    b"november",
    b"oscar",
    b"papa",
    b"quebec",
    b"romeo",
    b"sierra",
    b"tango",
    b"uniform",
    b"victor",
    b"whiskey",
    b"whisky",
    b"xray",
    b"yankee",
    b"zulu",
]);

/// `(J)(o)(h)(n)`, `J..o..h..n`, `J - o - h - n`: single letters with the same signs between all of them that are a name.
pub(super) fn fenced(tokens: &Tokens<'_>, words: &Words, i: usize) -> Option<(usize, Class)> {
    const JOINT: usize = 4;
    let text = tokens.text;
    let first = tokens.get(i).filter(|t| t.is_word() && t.len() == 1)?;
    let joint = text[first.end..].iter().take(JOINT + 1).take_while(|b| !b.is_ascii_alphanumeric()).count();
    let sign = text[first.end..first.end + joint].iter().any(u8::is_ascii_punctuation);
    if !(2..=JOINT).contains(&joint) || !sign {
        return None;
    }
    let joint = &text[first.end..first.end + joint];
    let step = joint.len() + 1;
    let (mut word, mut at) = (vec![text[first.start].to_ascii_lowercase()], first.start);
    while word.len() < 30
        && text.get(at + 1..at + step) == Some(joint)
        && text.get(at + step).is_some_and(u8::is_ascii_alphabetic)
        && text.get(at + step + 1).is_none_or(|b| !b.is_ascii_alphanumeric())
    {
        at += step;
        word.push(text[at].to_ascii_lowercase());
    }
    let known = words.of(&word);
    // Commas and slashes part what is listed.
    let listed = joint.iter().any(|b| matches!(b, b',' | b';' | b'/' | b'&' | b':'));
    let name = if listed { GIVEN_OFTEN | SURNAME_OFTEN } else { GIVEN | SURNAME };
    let unknown = known & (ORDINARY | CLINICAL | ALLOW) == 0 && word.len() > 4 && !listed;
    let last = i + tokens.list[i..].iter().take_while(|t| t.start <= at).count() - 1;
    (word.len() > 2 && (known & name != 0 || unknown)).then_some((last, Class::Name))
}

/// `P*tr*ck`, `Gon?alo`: a name of which two letters are hidden by themselves, or one that some way of a text lost. The last token.
pub(super) fn hidden(tokens: &Tokens<'_>, words: &Words, i: usize) -> Option<(usize, Class)> {
    const HOLES: usize = 2;
    let tight = |k: usize| tokens.get(k).filter(|t| !t.apart);
    let first = tokens.get(i).filter(|t| t.is_word() && t.len() < 8)?;
    let Sort::Sign(sign @ (b'*' | b'?' | b'\xfe')) = tight(i + 1)?.sort else { return None };
    // `l∪cia`: a symbol for a letter stands in no other word.
    if first.case == Case::Lower && sign != b'\xfe' {
        return None;
    }
    let mut word = tokens.text[first.start..first.end].to_ascii_lowercase();
    let (mut holes, mut last) = (Vec::with_capacity(HOLES), i);
    let part = |k: usize| tight(k).is_some_and(|t| t.is_word() && t.case == Case::Lower && t.len() < 8);
    while holes.len() < HOLES && tight(last + 1).is_some_and(|t| t.is_sign(sign)) && part(last + 2) {
        holes.push(word.len());
        word.push(b'a');
        word.extend(tokens.bytes(last + 2).iter().map(u8::to_ascii_lowercase));
        last += 2;
    }
    let goes_on = tight(last + 1).is_some_and(|t| t.is_sign(sign)) && sign == b'*';
    // One star is for `starred`.
    if goes_on || holes.len() < (if sign == b'*' { HOLES } else { 1 }) {
        return None;
    }
    let named = |word: &[u8]| {
        let roles = words.of(word);
        roles & (GIVEN_OFTEN | SURNAME_OFTEN) != 0
            || roles & (GIVEN | SURNAME) != 0 && roles & (ORDINARY | CLINICAL) == 0
    };
    let found = (b'a'..=b'z').any(|one| {
        word[holes[0]] = one;
        match holes.get(1) {
            None => named(&word),
            Some(&second) => (b'a'..=b'z').any(|two| {
                word[second] = two;
                named(&word)
            }),
        }
    });
    found.then_some((last, Class::Name))
}

/// `Ma*ia`, `L***z`, `J**`: a name of which stars hide letters. The last token.
pub(super) fn starred(tokens: &Tokens<'_>, words: &Words, i: usize) -> Option<(usize, Class)> {
    let star = |k: usize| tokens.get(k).is_some_and(|t| t.is_sign(b'*') && !t.apart);
    let first = tokens.get(i).filter(|t| t.is_word() && t.case != Case::Lower && star(i + 1))?;
    let mut last = i + 1;
    while star(last + 1) && last < i + 12 {
        last += 1;
    }
    let stars = last - i;
    let rest = tokens.get(last + 1).filter(|t| t.is_word() && !t.apart && t.case == Case::Lower);
    if first.len() > 8 || tokens.before(i).is_some_and(|t| t.is_sign(b'*') && !first.apart) {
        return None;
    }
    let Some(rest) = rest else {
        return (stars > 1 && first.len() < 3 && !tokens.is_any(i, words![b"a"]))
            .then_some((last, Class::Name));
    };
    let (head, tail) = (&tokens.text[first.start..first.end], &tokens.text[rest.start..rest.end]);
    // What is not said aloud begins and ends like this.
    let rude = [
        b"fck".as_slice(),
        b"fk",
        b"sht",
        b"st",
        b"dmn",
        b"dn",
        b"btch",
        b"bch",
        b"hll",
        b"cnt",
        b"pss",
        b"crp",
        b"cp",
        b"as",
        b"ahole",
        b"ashole",
    ]
    .iter()
    .any(|word| head.iter().chain(tail).map(u8::to_ascii_lowercase).eq(word.iter().copied()));
    let known = |word: &[u8]| words.of(word);
    let mut word: Vec<u8> = head.to_ascii_lowercase();
    word.push(0);
    word.extend_from_slice(tail);
    let mut all = 0;
    for letter in b'a'..=b'z' {
        word[head.len()] = letter;
        all |= if stars == 1 { known(&word) } else { 0 };
    }
    let often = all & (GIVEN_OFTEN | SURNAME_OFTEN) != 0;
    let one = often || all & (GIVEN | SURNAME) != 0 && all & (ORDINARY | CLINICAL) == 0;
    (!rude && (one || stars > 1 && first.len() < 4)).then_some((last + 1, Class::Name))
}

/// `N as in Nancy`, `Q as in queen, U, A`: a letter and a word that begins with it, and further letters. The last token.
pub(super) fn as_in(tokens: &Tokens<'_>, i: usize) -> Option<usize> {
    let first = tokens.get(i)?;
    let letter = |k: usize| {
        tokens.get(k).is_some_and(|t| {
            t.is_word() && t.len() == 1 && t.case == first.case && (k == i || !t.first_of_line)
        })
    };
    // The word that a letter stands in.
    let word = |k: usize| {
        let long = tokens.is_any(k + 1, words![b"as"]) && tokens.is_any(k + 2, words![b"in"]);
        let short = tokens.is_any(k + 1, words![b"for", b"like"]) && first.case == Case::Upper;
        let at = k + if long { 3 } else { 2 };
        let begins = tokens.bytes(at).first()?.eq_ignore_ascii_case(tokens.bytes(k).first()?);
        // `x as in x ray`
        let ray = tokens.is_any(at, words![b"x"]) && tokens.is_any(at + 1, words![b"ray"]);
        let at = at + usize::from(ray);
        ((long || short) && begins && tokens.get(at)?.len() > 1).then_some(at)
    };
    let mut last = if letter(i) { word(i)? } else { return None };
    let mut words = 1;
    for _ in 0..24 {
        let next = last + 1 + usize::from(tokens.get(last + 1).is_some_and(|t| t.is_sign(b',')));
        // `K as in kilo, R as in romeo, two nine`
        let number = (words > 1 || numbers::is_told(tokens, i))
            && tokens.get(next).is_some_and(|t| {
                (t.is(NUMBER_WORD) || t.sort == Sort::Number && t.len() < 5) && !t.first_of_line
            });
        if !letter(next) && !number {
            break;
        }
        let told = if number { None } else { word(next) };
        words += usize::from(told.is_some());
        last = told.unwrap_or(next);
    }
    Some(last)
}

/// `last name spelled em cee gee`: letters by what they are called, behind what says so.
pub(super) fn told_letters(tokens: &Tokens<'_>, i: usize) -> Option<usize> {
    let letter = |k: usize| {
        tokens.is_any(k, &spoken::LETTERS)
            || tokens.is_any(k, words![b"oh", b"you", b"why"])
            || tokens.get(k).is_some_and(|t| t.is_word() && t.len() == 1)
    };
    if !letter(i) {
        return None;
    }
    let told =
        (i.saturating_sub(3)..i).any(|k| tokens.is_any(k, words![b"spelled", b"spelt", b"spell", b"spells"]));
    if !told {
        return None;
    }
    let joint = |k: usize| {
        usize::from(tokens.get(k).is_some_and(|t| matches!(t.sort, Sort::Sign(b',' | b'-' | b'.'))))
    };
    let (mut last, mut count) = (i, 1);
    while count < 30 {
        let next = last + 1 + joint(last + 1);
        if !letter(next) || tokens.list[next].first_of_line {
            break;
        }
        (last, count) = (next, count + 1);
    }
    (count > 2).then_some(last)
}

/// `golf, romeo, alfa, yankee`, `eight kilo tango nine`: letters as the radio has them, and numbers among them.
pub(super) fn radio(tokens: &Tokens<'_>, i: usize) -> Option<usize> {
    let part = |k: usize| {
        tokens.is_any(k, &RADIO)
            || tokens.get(k).is_some_and(|t| t.is(NUMBER_WORD) || t.sort == Sort::Number && t.len() < 5)
    };
    if !part(i) {
        return None;
    }
    let joint = |k: usize| {
        usize::from(tokens.get(k).is_some_and(|t| matches!(t.sort, Sort::Sign(b',' | b'-' | b'.' | b'/'))))
    };
    let (mut last, mut count, mut letters) = (i, 1, usize::from(tokens.is_any(i, &RADIO)));
    while count < 30 {
        let next = last + 1 + joint(last + 1);
        if !part(next) || tokens.list[next].first_of_line {
            break;
        }
        (last, count) = (next, count + 1);
        letters += usize::from(tokens.is_any(next, &RADIO));
    }
    (count > 3 && letters > 1).then_some(last)
}
