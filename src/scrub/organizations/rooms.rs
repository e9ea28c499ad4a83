//! Rooms, lots and floors of houses and streets: `lot 40`, `, rm 9`, `#17`, `, 2nd fl rear`.

use super::super::key::{Keys, keys, words};
use super::super::places::is_ordinal;
use super::super::token::{Case, Sort, Tokens};
use super::super::words::UNIT;

/// What a part of a house is called.
const UNITS: Keys<26> = keys([
    b"apt",
    b"apartment",
    b"unit",
    b"ste",
    b"suite",
    b"rm",
    b"room",
    b"lot",
    b"bldg",
    b"building",
    b"bed",
    b"spc",
    b"space",
    b"floor",
    b"fl",
    b"trailer",
    b"trlr",
    b"site",
    b"cell",
    b"pod",
    b"cabin",
    b"berth",
    b"slip",
    b"ward",
    b"stall",
    b"no",
]);

/// `lot 40`, `, rm 9`, `#17`, `, 2nd fl rear` behind a house or a street: the first token and the last.
pub(super) fn room(tokens: &Tokens<'_>, behind: usize) -> Option<(usize, usize)> {
    let comma = usize::from(tokens.get(behind).is_some_and(|t| t.is_sign(b',')));
    let at = behind + comma;
    let token = tokens.get(at).filter(|t| at == 0 || comma == 0 || !t.first_of_line)?;
    let numbered = |k: usize| {
        tokens.get(k).is_some_and(|t| {
            let letter = t.is_word() && t.len() == 1 && t.case == Case::Upper;
            (matches!(t.sort, Sort::Number | Sort::Mixed) && t.len() <= 5 || letter) && !t.first_of_line
        })
    };
    // `2nd fl rear`
    // `2º izda`
    let side = tokens
        .is_any(at + 1, words![b"izda", b"izq", b"dcha", b"piso", b"planta", b"puerta", b"etage", b"stock"]);
    if token.sort == Sort::Mixed && token.len() < 4 && comma > 0 && side {
        return Some((at, at + 1));
    }
    let ordinal = token.sort == Sort::Mixed && is_ordinal(tokens, at);
    if ordinal && tokens.is_any(at + 1, words![b"fl", b"floor", b"flr"]) {
        let side = tokens.is_any(at + 2, words![b"rear", b"front", b"left", b"right", b"back", b"side"]);
        return Some((at, at + 1 + usize::from(side)));
    }
    // `, basement`
    if comma > 0 && tokens.is_any(at, words![b"basement", b"upstairs", b"downstairs", b"rear", b"attic"]) {
        return Some((at, at));
    }
    let sign = token.is_sign(b'#');
    if !sign && !tokens.is_any(at, &UNITS) {
        return None;
    }
    let skipped = tokens.get(at + 1).is_some_and(|t| matches!(t.sort, Sort::Sign(b'.' | b'#')));
    let number = at + 1 + usize::from(skipped);
    // `room 4 times`
    let counted = tokens
        .get(number + 1)
        .is_some_and(|t| t.is(UNIT) && t.case == Case::Lower && t.len() > 1 && !t.first_of_line);
    if !numbered(number) || counted && !sign {
        return None;
    }
    let hyphen = tokens.get(number + 1).is_some_and(|t| t.is_sign(b'-') && !t.apart)
        && tokens.get(number + 2).is_some_and(|t| !t.apart && t.len() < 4);
    Some((at, if hyphen { number + 2 } else { number }))
}
