//! Plates of cars behind what drives, and social security numbers of which only the end is shown.

use super::super::Class;
use super::super::key::{Keys, keys};
use super::super::token::{Case, Sort, Token, Tokens};
use super::super::words::UNIT;

/// What has a plate.
const CARS: Keys<60> = keys([
    b"car",
    b"truck",
    b"van",
    b"suv",
    b"sedan",
    b"pickup",
    b"vehicle",
    b"veh",
    b"plate",
    b"plates",
    b"tag",
    b"tags",
    b"minivan",
    b"jeep",
    b"honda",
    b"toyota",
    b"ford",
    b"chevy",
    b"chevrolet",
    b"nissan",
    b"dodge",
    b"hyundai",
    b"kia",
    b"subaru",
    b"mazda",
    b"bmw",
    b"buick",
    b"gmc",
    b"lexus",
    b"acura",
    b"tesla",
    b"vw",
    b"volkswagen",
    b"audi",
    b"chrysler",
    b"cadillac",
    b"lincoln",
    b"infiniti",
    b"mercedes",
    b"volvo",
    b"altima",
    b"prius",
    b"camry",
    b"corolla",
    b"civic",
    b"accord",
    b"sentra",
    b"malibu",
    b"impala",
    b"focus",
    b"fusion",
    b"escape",
    b"explorer",
    b"elantra",
    b"sonata",
    b"jetta",
    b"f150",
    b"silverado",
    b"tahoe",
    b"cab",
]);

/// Tokens before a plate in which what drives is named.
const NEAR: usize = 4;

/// `silver altima BNV 4410`, `Prius 7TST 902`: two groups of capitals and digits.
pub(super) fn plate(tokens: &Tokens<'_>, i: usize) -> Option<(usize, usize, Class)> {
    let first = tokens
        .get(i)
        .filter(|t| t.is_word() && t.case == Case::Upper && (2..5).contains(&t.len()) || plated(t))?;
    let hyphen = usize::from(tokens.get(i + 1).is_some_and(|t| t.is_sign(b'-') && !t.apart));
    let next =
        tokens.get(i + 1 + hyphen).filter(|t| !t.first_of_line && (t.sort == Sort::Number || plated(t)))?;
    let mixed = !first.is_word() || next.sort != Sort::Word;
    let counted =
        tokens.get(i + 2 + hyphen).is_some_and(|t| t.is(UNIT) && t.case == Case::Lower && !t.first_of_line);
    let driven = (i.saturating_sub(NEAR)..i).any(|k| tokens.is_any(k, &CARS));
    (mixed && !counted && driven && (2..5).contains(&next.len()))
        .then(|| (first.start, i + 1 + hyphen, Class::Number))
}

fn plated(token: &Token) -> bool {
    token.sort == Sort::Mixed && token.case == Case::Upper && token.len() < 6
}

/// `xxx-xx-0193`: the last four digits of a social security number.
pub(super) fn masked(tokens: &Tokens<'_>, i: usize) -> Option<(usize, usize, Class)> {
    let hidden = |k: usize, length: usize| {
        let bytes = tokens.bytes(k);
        bytes.len() == length && bytes.iter().all(|b| matches!(b, b'x' | b'X'))
    };
    let hyphen = |k: usize| tokens.get(k).is_some_and(|t| t.is_sign(b'-'));
    let four = tokens.get(i + 4).is_some_and(|t| t.sort == Sort::Number && t.len() == 4);
    let shown = hidden(i, 3) && hyphen(i + 1) && hidden(i + 2, 2) && hyphen(i + 3) && four;
    shown.then(|| (tokens.list[i].start, i + 4, Class::Ssn))
}

/// `4-1-2 / 5-5-5 / 0-1-8-8`, `(5 5 5) 01 88`: a telephone number whose digits stand nearly one by one, with any signs between.
pub(super) fn loose(tokens: &Tokens<'_>, i: usize) -> Option<(usize, usize, Class)> {
    let open = usize::from(tokens.list[i].is_sign(b'('));
    let short =
        |k: usize| tokens.get(k).is_some_and(|t| t.sort == Sort::Number && t.len() <= 2 && !t.first_of_line);
    let sign = |k: usize| {
        tokens
            .get(k)
            .is_some_and(|t| matches!(t.sort, Sort::Sign(b'-' | b'/' | b'.' | b'(' | b')' | b'|' | b'_')))
    };
    let (mut last, mut at, mut digits, mut single) = (i, i + open, 0, 0);
    while digits < 16 && short(at) {
        (last, digits) = (at, digits + tokens.list[at].len());
        single += usize::from(tokens.list[at].len() == 1);
        at += 1;
        at += (0..2).take_while(|n| sign(at + n)).count();
    }
    let phone = matches!(digits, 7 | 10 | 11) && single >= 3 && single * 2 >= digits - 4;
    let signs = (i..last).any(sign);
    (phone && signs).then(|| (tokens.list[i].start, last, Class::Phone))
}

/// `call carla ext 12`: an extension without its number.
pub(super) fn extension(tokens: &Tokens<'_>, i: usize) -> Option<(usize, usize, Class)> {
    const CALLED: Keys<8> = keys([b"call", b"dial", b"phone", b"ask", b"desk", b"reach", b"line", b"tel"]);
    const EXT: Keys<3> = keys([b"ext", b"extn", b"extension"]);
    let token =
        tokens.get(i).filter(|t| t.sort == Sort::Number && (2..6).contains(&t.len()) && !t.first_of_line)?;
    let dot = usize::from(i > 1 && tokens.list[i - 1].is_sign(b'.'));
    let label = i.checked_sub(1 + dot)?;
    let told =
        tokens.is_any(label, &EXT) && (label.saturating_sub(5)..label).any(|k| tokens.is_any(k, &CALLED));
    told.then_some((token.start, i, Class::Phone))
}
