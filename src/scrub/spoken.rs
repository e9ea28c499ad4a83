//! Numbers that are said word by word: `five oh five, 555 0123`, `cinco cinco cinco cero uno dos tres`.

use super::key::{Keys, key, keys, words};
use super::numbers;
use super::token::{Case, Sort, Token, Tokens};
use super::words::{NUMBER_WORD, UNIT};

/// Words that make a number nobody counts with: a telephone number has seven.
const MANY: usize = 5;
/// Words of one digit each that make a number behind what says so: the last four of an SSN.
const TOLD: usize = 4;
/// Words among digits from which on these are said, and not counted with.
const SAID: usize = 3;
/// Numbers that are read as one at the most.
const LONGEST: usize = 40;
/// The digits of a telephone number without its area.
const PHONE: usize = 7;

/// What one digit is called.
const ENGLISH: Keys<12> = keys([
    b"zero", b"oh", b"nought", b"one", b"two", b"three", b"four", b"five", b"six", b"seven", b"eight",
    b"nine",
]);
const SPANISH: Keys<10> =
    keys([b"cero", b"uno", b"dos", b"tres", b"cuatro", b"cinco", b"seis", b"siete", b"ocho", b"nueve"]);

/// Digits in German, French, Italian, Portuguese and Polish.
pub(super) const OTHERS: Keys<41> = keys([
    b"null", b"eins", b"zwei", b"zwo", b"drei", b"vier", b"funf", b"fuenf", b"sechs", b"sieben", b"acht",
    b"neun", b"deux", b"trois", b"quatre", b"cinq", b"sept", b"huit", b"neuf", b"zero", b"due", b"tre",
    b"quattro", b"cinque", b"sei", b"sette", b"otto", b"nove", b"um", b"dois", b"quatro", b"oito", b"sete",
    b"jeden", b"dwa", b"trzy", b"cztery", b"piec", b"szesc", b"siedem", b"osiem",
]);

/// Whether a word is a digit in some other language than those of the lists.
fn is_digit(tokens: &Tokens<'_>, i: usize) -> bool {
    tokens.is_any(i, &OTHERS)
}

/// What a letter is called.
pub(super) const LETTERS: Keys<25> = keys([
    b"ay", b"ar", b"ee", b"eye", b"ach", b"bee", b"cee", b"dee", b"eff", b"gee", b"aitch", b"jay", b"kay",
    b"ell", b"em", b"en", b"pee", b"cue", b"ess", b"tee", b"vee", b"ex", b"wye", b"zee", b"zed",
]);

/// Numbers in a row, in words and in digits.
struct Run {
    last: usize,
    count: usize,
    words: usize,
    /// Words of one digit.
    single: usize,
    /// The digits of the words of one digit, and of the numbers.
    digits: usize,
}

/// The last token of a number in words that begins here.
pub(super) fn number(tokens: &Tokens<'_>, i: usize) -> Option<usize> {
    let run = run(tokens, i)?;
    let many = run.count >= MANY && run.words >= SAID && !counts_up(tokens, i, run.last);
    // `five five five - 0123`
    let year = tokens.number(run.last).is_some_and(|n| (1900..2100).contains(&n));
    let counted = tokens.get(run.last + 1).is_some_and(|t| t.is(UNIT) && !t.first_of_line);
    let plus = i > 0 && tokens.list[i - 1].is_sign(b'+');
    let called = run.words > 0 && (plus || numbers::is_called(tokens, i));
    let phone = (run.single >= SAID || called) && run.digits >= PHONE && !year && !counted;
    // `the last four of her SSN are four four seven one`
    let told = run.single >= TOLD
        && run.single == run.count
        && (numbers::is_told(tokens, i) || is_last_four(tokens, i));
    (many || phone || told).then_some(run.last)
}

/// `Last 4: zero nine nine one`
fn is_last_four(tokens: &Tokens<'_>, i: usize) -> bool {
    let colon = usize::from(i > 0 && tokens.list[i - 1].is_sign(b':'));
    let four = i
        .checked_sub(1 + colon)
        .filter(|k| tokens.number(*k) == Some(4) || tokens.is_any(*k, words![b"four"]));
    four.and_then(|k| k.checked_sub(1)).is_some_and(|k| tokens.is_any(k, words![b"last"]))
}

/// The numbers that one word is of, and how many of them are in words: `5five5`, `five5five`.
fn glued(tokens: &Tokens<'_>, i: usize) -> Option<(usize, usize)> {
    let token = tokens.get(i).filter(|t| t.sort == Sort::Mixed && t.len() < 24)?;
    let (mut numbers, mut words) = (0, 0);
    let same = |a: &u8, b: &u8| a.is_ascii_digit() == b.is_ascii_digit();
    for part in tokens.text[token.start..token.end].chunk_by(same) {
        if part[0].is_ascii_digit() {
            numbers += part.len();
        } else {
            ENGLISH.position(key(&part.to_ascii_lowercase()))?;
            (numbers, words) = (numbers + 1, words + 1);
        }
    }
    (numbers > 2).then_some((numbers, words))
}

/// `one, two, three, four, five`: each one more than the one before, with commas.
fn counts_up(tokens: &Tokens<'_>, i: usize, last: usize) -> bool {
    const ORDER: [&[u8]; 12] = [
        b"one", b"two", b"three", b"four", b"five", b"six", b"seven", b"eight", b"nine", b"ten", b"eleven",
        b"twelve",
    ];
    let value = |k: usize| ORDER.iter().position(|word| tokens.bytes(k).eq_ignore_ascii_case(word));
    let comma = |k: usize| tokens.get(k).is_some_and(|t| t.is_sign(b','));
    let step = |k: usize| comma(k + 1) && value(k).zip(value(k + 2)).is_some_and(|(a, b)| b == a + 1);
    last > i && (i..last).step_by(2).all(step)
}

/// `case: nineteen dash bee dash four four oh`, `plate A B C one two three`: letters and numbers said one by one behind what
/// says that a code follows. The last token.
pub(super) fn code(tokens: &Tokens<'_>, i: usize) -> Option<usize> {
    const JOINTS: Keys<5> = keys([b"dash", b"hyphen", b"slash", b"dot", b"point"]);
    let part = |k: usize| {
        tokens.get(k).is_some_and(|t| {
            let capitals =
                t.is_word() && t.case == Case::Upper && (k == i && t.len() < 5 || !t.apart && t.len() < 4);
            let letter = t.is_word() && t.len() == 1 || capitals || tokens.is_any(k, &LETTERS);
            let digits = matches!(t.sort, Sort::Number | Sort::Mixed) && t.len() <= 4;
            (letter || digits || t.is(NUMBER_WORD)) && (k == i || !t.first_of_line)
        })
    };
    let joint = |k: usize| {
        let sign = |t: &Token| matches!(t.sort, Sort::Sign(b'-' | b',' | b'.' | b'/' | b'(' | b')'));
        usize::from(tokens.is_any(k, &JOINTS) || tokens.get(k).is_some_and(sign))
    };
    if !part(i) || !(i..i + 12).any(|k| tokens.get(k).is_some_and(|t| t.is(NUMBER_WORD))) {
        return None;
    }
    let (mut last, mut count, mut words) = (i, 0, 0);
    let mut next = i;
    while next < i + 40 && part(next) {
        (last, count) = (next, count + 1);
        words += usize::from(tokens.list[next].is(NUMBER_WORD) || tokens.is_any(next, words![b"oh"]));
        next = last + 1;
        // `H-O-dash-four`
        for _ in 0..3 {
            words += usize::from(tokens.is_any(next, words![b"dash", b"slash"]));
            next += joint(next);
        }
    }
    // `KCZ-four-four-one-B`: signs join what nobody says of anything else.
    let tight = (i + 1..=last).all(|k| !tokens.list[k].apart) && count > 2;
    let capital = (i..=last).any(|k| tokens.list[k].is_word() && tokens.list[k].case == Case::Upper);
    let told = || count >= TOLD && numbers::is_told(tokens, i);
    (words >= 2 && (told() || tight && capital) || words > 0 && tight && capital && count > TOLD)
        .then_some(last)
}

/// What digits are taken down as, and called by those who say them often.
const MISHEARD: Keys<6> = keys([b"tree", b"fife", b"niner", b"ought", b"aught", b"zip"]);

/// Whether a word is what a digit is taken down as, or says that one comes twice.
pub(super) fn is_misheard(tokens: &Tokens<'_>, i: usize) -> bool {
    tokens.is_any(i, &MISHEARD) || tokens.is_any(i, words![b"treble", b"dbl"])
}

/// `double five`, `triple-5`
fn is_several(tokens: &Tokens<'_>, k: usize) -> bool {
    let hyphen = usize::from(tokens.get(k + 1).is_some_and(|t| t.is_sign(b'-') && !t.apart));
    tokens.is_any(k, words![b"double", b"triple", b"treble", b"dbl"])
        && tokens
            .get(k + 1 + hyphen)
            .is_some_and(|t| t.is(NUMBER_WORD) || t.sort == Sort::Number && t.len() == 1)
}

fn run(tokens: &Tokens<'_>, i: usize) -> Option<Run> {
    let several = |k: usize| is_several(tokens, k);
    let misheard = |k: usize| tokens.is_any(k, &MISHEARD);
    // Most of what stands beside a number is another one, or a sign.
    let word = |k: usize| match tokens.get(k).map(|t| t.sort) {
        Some(Sort::Word) => {
            tokens.list[k].is(NUMBER_WORD) || several(k) || misheard(k) || is_digit(tokens, k)
        }
        Some(Sort::Mixed) => glued(tokens, k).is_some(),
        _ => false,
    };
    let digits = |k: usize| tokens.get(k).is_some_and(|t| t.sort == Sort::Number && t.len() <= 4);
    let number = |k: usize| word(k) || digits(k);
    let sign = |k: usize| {
        tokens.get(k).is_some_and(|t| {
            matches!(t.sort, Sort::Sign(b'-' | b',' | b'.' | b'(' | b')' | b'~' | b'_' | b'*' | b'\xfe'))
        }) || tokens.is_any(k, words![b"dash", b"hyphen", b"dot", b"then"]) && number(k + 1)
    };
    // `412 five five five 0199` begins with digits.
    let begins = |k: usize| k + 1 + usize::from(sign(k + 1));
    let digit = |k: usize| digits(k) && tokens.list[k].len() < 4;
    let second = begins(i);
    let near = || {
        word(second)
            || digit(second)
                && (word(begins(second)) || digit(begins(second)) && word(begins(begins(second))))
    };
    if !number(i) || !word(i) && !near() {
        return None;
    }
    let mut run = Run { last: i, count: 0, words: 0, single: 0, digits: 0 };
    let mut next = i;
    loop {
        // `five o five`: in Spanish it says `or`.
        let oh = next > i
            && tokens.is_any(next, words![b"o"])
            && tokens.is_any(run.last, &ENGLISH)
            && number(next + 1);
        if !number(next) && !oh || run.count > LONGEST {
            return Some(run);
        }
        let single = several(next)
            || oh
            || misheard(next)
            || is_digit(tokens, next)
            || tokens.is_any(next, &ENGLISH)
            || tokens.is_any(next, &SPANISH);
        run.last = next;
        run.count += 1;
        run.words += usize::from(oh || word(next));
        if let Some((numbers, words)) = glued(tokens, next) {
            run.count += numbers - 1;
            run.words += words.saturating_sub(1);
            run.digits += numbers;
        }
        run.single += usize::from(single);
        run.digits += usize::from(tokens.is_any(next, words![b"triple"]));
        run.digits += if single { 1 } else { usize::from(digits(next)) * tokens.bytes(next).len() };
        // `cincuenta y cinco` is one number.
        if tokens.is_any(next + 1, words![b"y"]) && !single && tokens.is_any(next + 2, &SPANISH) {
            run.last = next + 2;
        }
        next = run.last + 1 + usize::from(sign(run.last + 1));
    }
}
