//! Days that are told together: `May 12–15`, `June 3rd and 4th`, `3 and 5 March`, `4 au 8 mars`.

use super::super::key::{Keys, keys};
use super::super::token::{Sort, Token, Tokens};
use super::super::words::{MONTH, UNIT};
use super::words::{day, day_first, year};
use super::{Read, Written, foreign};

/// What joins two days.
const JOINTS: Keys<19> = keys([
    b"and", b"to", b"or", b"through", b"thru", b"till", b"until", b"til", b"au", b"et", b"bis", b"und", b"y",
    b"al", b"a", b"e", b"tot", b"en", b"og",
]);

fn joins(tokens: &Tokens<'_>, k: usize) -> bool {
    tokens.is_any(k, &JOINTS)
        || tokens.get(k).is_some_and(|t| matches!(t.sort, Sort::Sign(b'-' | b'&' | b'/' | b'+')))
}

/// Two days before the name of their month; the first of them has no month of its own.
pub(super) fn before(tokens: &Tokens<'_>, i: usize) -> Read {
    day(tokens, i).filter(|_| !tokens.list[i].is_word())?;
    let dot = usize::from(tokens.get(i + 1).is_some_and(|t| t.is_sign(b'.') && !t.apart));
    let joint = i + 1 + dot;
    let second = joint + 1;
    if !joins(tokens, joint) || tokens.get(second).is_none_or(Token::is_word) {
        return None;
    }
    let one_line = (joint..=second).all(|k| !tokens.list[k].first_of_line);
    let read = || day_first(tokens, second).or_else(|| foreign::date(tokens, second));
    let (last, date, certain) = if one_line { read() } else { None }?;
    // `3-5-March` has its day, and a number before it.
    let tight = (i + 1..=last).all(|k| !tokens.list[k].apart);
    (certain && last > second && !tight).then_some((last, date, true))
}

/// The last token of the days behind one with the name of its month.
pub(super) fn behind(tokens: &Tokens<'_>, i: usize, (last, date): (usize, Written)) -> usize {
    let named = date.year.is_none() && date.day.is_some() && tokens.list[i].is(MONTH);
    let (joint, next) = (last + 1, last + 2);
    let further = tokens.get(next).filter(|t| !t.first_of_line && !t.is_word());
    let (true, true, Some(further)) = (named, joins(tokens, joint), further) else { return last };
    let tight = tokens.list[joint].is_sign(b'-') && tokens.list[joint].apart == further.apart;
    let ends =
        |t: &Token| t.first_of_line || matches!(t.sort, Sort::Sign(b'.' | b',' | b';' | b')' | b'!' | b'?'));
    let goes_on =
        |t: &Token| t.is(UNIT) || matches!(t.sort, Sort::Sign(b'/' | b'-' | b':' | b'%')) && !t.apart;
    let behind = tokens.get(next + 1);
    let fits =
        further.sort == Sort::Mixed || behind.is_none_or(ends) || tight && !behind.is_some_and(goes_on);
    if !fits || day(tokens, next).is_none() {
        return last;
    }
    let comma = usize::from(behind.is_some_and(|t| t.is_sign(b',')));
    year(tokens, next + 1 + comma).map_or(next, |(end, _)| end)
}
