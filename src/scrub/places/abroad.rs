//! Addresses as other countries write them, and what stands behind a street: `Lindenstraße 12`, `14 rue des Lilas, 75009 Paris`.

use super::super::key::{Keys, keys, words};
use super::super::token::{Case, Sort, Token, Tokens};
use super::super::words::{
    ALLOW, CLINICAL, DIRECTION, MONTH, ORDINARY, STREET_BEFORE, STREET_NAME, UNIT, WEEKDAY,
};

/// Tokens of an address behind its street at the most.
const LONGEST: usize = 14;

/// A street of another country, with its number: the last token.
pub(super) fn street(tokens: &Tokens<'_>, i: usize) -> Option<usize> {
    joined_way(tokens, i)
        .or_else(|| numbered_way(tokens, i))
        .or_else(|| area(tokens, i))
        .or_else(|| blocks(tokens, i))
        .or_else(|| directed(tokens, i))
        .or_else(|| counted(tokens, i))
}

fn is_name(tokens: &Tokens<'_>, k: usize) -> bool {
    tokens.get(k).is_some_and(|t| {
        t.is_word() && t.case == Case::Title && t.len() > 1 && !t.first_of_line && !t.is(MONTH | WEEKDAY)
    })
}

fn is_house(tokens: &Tokens<'_>, k: usize) -> bool {
    let digit = |k: usize| tokens.bytes(k).first().is_some_and(u8::is_ascii_digit);
    tokens.get(k).is_some_and(|t| {
        matches!(t.sort, Sort::Number | Sort::Mixed) && t.len() < 6 && digit(k) && !t.first_of_line
    })
}

/// `Lindenstraße 12`, `Keizersgracht 44a`: the kind of way is the end of its name.
fn joined_way(tokens: &Tokens<'_>, i: usize) -> Option<usize> {
    const ENDS: [&[u8]; 24] = [
        b"strasse", b"gasse", b"allee", b"platz", b"damm", b"straat", b"laan", b"gracht", b"plein", b"kade",
        b"gatan", b"vagen", b"veien", b"vegen", b"gata", b"vej", b"gade", b"katu", b"tie", b"utca", b"weg",
        b"ring", b"ufer", b"singel",
    ];
    let token = &tokens.list[i];
    if !token.is_word() || token.case == Case::Lower || token.len() < 6 || token.is(ORDINARY | CLINICAL) {
        return None;
    }
    let dot = tokens.get(i + 1).is_some_and(|t| t.is_sign(b'.') && !t.apart);
    let number = i + 1 + usize::from(dot);
    if !is_house(tokens, number) {
        return None;
    }
    let lower = tokens.bytes(i).to_ascii_lowercase();
    let way = !dot && ENDS.iter().any(|end| lower.ends_with(end) && lower.len() > end.len() + 1);
    (way || dot && lower.ends_with(b"str")).then_some(number)
}

/// `14 rue des Martyrs`, `Rua das Flores 210`: the kind of way stands before its name.
fn numbered_way(tokens: &Tokens<'_>, i: usize) -> Option<usize> {
    const WAYS: Keys<18> = keys([
        b"rue",
        b"avenue",
        b"boulevard",
        b"place",
        b"impasse",
        b"chemin",
        b"allee",
        b"quai",
        b"via",
        b"viale",
        b"calle",
        b"rua",
        b"ulica",
        b"ul",
        b"os",
        b"ulitsa",
        b"strada",
        b"rambla",
    ]);
    const LITTLE: Keys<18> = keys([
        b"de", b"des", b"du", b"del", b"della", b"dei", b"la", b"las", b"los", b"le", b"les", b"l", b"di",
        b"da", b"das", b"do", b"dos", b"y",
    ]);
    let first = is_house(tokens, i);
    let comma = usize::from(first && tokens.get(i + 1).is_some_and(|t| t.is_sign(b',')));
    let way = if first { i + 1 + comma } else { i };
    let kind = tokens.get(way)?;
    let before = kind.is(STREET_BEFORE) && (first || kind.case != Case::Lower);
    if !tokens.is_any(way, &WAYS) && !before || first && !is_foreign(tokens, way, &LITTLE) {
        return None;
    }
    let dotted = usize::from(tokens.get(way + 1).is_some_and(|t| t.is_sign(b'.') && !t.apart));
    let (mut at, mut last) = (way + 1 + dotted, None);
    while at < way + 7 {
        if is_name(tokens, at) && tokens.list[at].apart {
            last = Some(at);
        } else if !(tokens.is_any(at, &LITTLE) || tokens.get(at).is_some_and(|t| t.is_sign(b'\''))) {
            break;
        }
        at += 1;
    }
    let last = last?;
    if first {
        return Some(last);
    }
    let comma = usize::from(tokens.get(last + 1).is_some_and(|t| t.is_sign(b',')));
    let no = usize::from(tokens.is_any(last + 1 + comma, words![b"no", b"nr", b"n"]));
    let dot = usize::from(
        no > 0 && tokens.get(last + 2 + comma).is_some_and(|t| matches!(t.sort, Sort::Sign(b'.' | b':'))),
    );
    let number = last + 1 + comma + no + dot;
    // `12/4`: the flat behind the house.
    let joined = |k: usize| tokens.get(k).is_some_and(|t| !t.apart);
    let flat =
        tokens.get(number + 1).is_some_and(|t| t.is_sign(b'/')) && joined(number + 1) && joined(number + 2);
    is_house(tokens, number).then_some(if flat && is_house(tokens, number + 2) { number + 2 } else { number })
}

/// `14 rue des`, `3 via Roma`: no word of English, so that `2 place settings` is none.
fn is_foreign<const N: usize>(tokens: &Tokens<'_>, way: usize, little: &Keys<N>) -> bool {
    let article = tokens.is_any(way + 1, little);
    article || is_name(tokens, way + 1) && !tokens.is_any(way, words![b"place", b"via"])
}

/// `14/2 Gandhi Nagar`: the kind of place stands last, and lists of streets do not have it.
fn area(tokens: &Tokens<'_>, i: usize) -> Option<usize> {
    const KINDS: Keys<20> = keys([
        b"nagar",
        b"marg",
        b"chowk",
        b"gali",
        b"vihar",
        b"colony",
        b"enclave",
        b"bazar",
        b"sadan",
        b"sarani",
        b"caddesi",
        b"sokak",
        b"sokagi",
        b"bulvari",
        b"mahallesi",
        b"lorong",
        b"soi",
        b"dori",
        b"hutong",
        b"lu",
    ]);
    let fits = is_house(tokens, i) || is_name(tokens, i);
    if !fits {
        return None;
    }
    let mut at = i + usize::from(is_house(tokens, i));
    if at > i && tokens.get(at).is_some_and(|t| matches!(t.sort, Sort::Sign(b'/' | b'-')) && !t.apart) {
        at += 2;
    }
    at += usize::from(at > i && tokens.get(at).is_some_and(|t| t.is_sign(b',')));
    let from = at;
    while at < from + 4 && is_name(tokens, at) {
        if at > from && tokens.is_any(at, &KINDS) {
            return Some(at);
        }
        at += 1;
    }
    None
}

/// `2-11-3 Meguro`: a block, and what it is a block of.
fn blocks(tokens: &Tokens<'_>, i: usize) -> Option<usize> {
    let number = |k: usize| tokens.get(k).is_some_and(|t| t.sort == Sort::Number && t.len() < 4);
    let joined = |k: usize| {
        tokens.get(k).is_some_and(|t| t.is_sign(b'-') && !t.apart)
            && !tokens.list[k + 1..].first().is_none_or(|t| t.apart)
    };
    let three = number(i) && joined(i + 1) && number(i + 2) && joined(i + 3) && number(i + 4);
    (three && is_name(tokens, i + 5) && !tokens.list[i + 5].is(ORDINARY | UNIT)).then_some(i + 5)
}

/// `900 E. Tremont`: a number, a direction, and what nobody counts.
fn directed(tokens: &Tokens<'_>, i: usize) -> Option<usize> {
    let number = tokens.get(i).is_some_and(|t| t.sort == Sort::Number && (2..6).contains(&t.len()));
    let direction = tokens.get(i + 1).filter(|t| t.is(DIRECTION) && t.case != Case::Lower && t.apart)?;
    let dot = usize::from(tokens.get(i + 2).is_some_and(|t| t.is_sign(b'.') && !t.apart));
    let name = i + 2 + dot;
    let own = tokens.get(name)?;
    let plain = own.is(ORDINARY | CLINICAL | ALLOW | UNIT) && !own.is(STREET_NAME);
    let fits = number && is_name(tokens, name) && own.apart && own.len() > 2 && !plain;
    (fits && (direction.len() < 3 || direction.case == Case::Title)).then_some(name)
}

/// `House 7, Lane 3, Dharavi`, `Plot 12, Block C`: what is counted instead of named, down to the last of it, before a name.
fn counted(tokens: &Tokens<'_>, i: usize) -> Option<usize> {
    const COUNTED: Keys<24> = keys([
        b"house", b"flat", b"plot", b"lane", b"street", b"road", b"block", b"sector", b"phase", b"gate",
        b"villa", b"stand", b"shop", b"ward", b"gali", b"galli", b"cross", b"main", b"purok", b"chak",
        b"zone", b"hse", b"blk", b"quarter",
    ]);
    let item = |k: usize| {
        let named = tokens.get(k).is_some_and(|t| t.case == Case::Title) && tokens.is_any(k, &COUNTED);
        (named && is_house(tokens, k + 1) && tokens.list[k + 1].apart).then_some(k + 1)
    };
    let mut last = item(i)?;
    let comma = |k: usize| tokens.get(k).is_some_and(|t| t.is_sign(b','));
    let mut items = 1;
    while let Some(next) = item(last + 2).filter(|_| comma(last + 1)) {
        (last, items) = (next, items + 1);
    }
    (items > 1 || comma(last + 1) && is_name(tokens, last + 2) && comma(last + 3)).then_some(last)
}

/// What follows a street up to its post code: `, 75009 Paris`, `, 3º andar, 4050-262 Porto`, `, Chennai 600020`.
pub(super) fn tail(tokens: &Tokens<'_>, end: usize) -> usize {
    let (mut at, mut found) = (end + 1, end);
    while at < end + LONGEST {
        at += usize::from(tokens.get(at).is_some_and(|t| t.is_sign(b',')));
        let Some(part) = part(tokens, at) else { break };
        if part.1 {
            found = part.0;
        }
        at = part.0 + 1;
    }
    found
}

/// A part of an address: its last token, and whether it has a post code.
fn part(tokens: &Tokens<'_>, at: usize) -> Option<(usize, bool)> {
    let names = |from: usize| (from..from + 4).take_while(|k| is_name(tokens, *k)).last();
    if let Some(last) = code(tokens, at) {
        return names(last + 1).map(|last| (last, true));
    }
    let floor =
        tokens.is_any(at + 1, words![b"andar", b"piso", b"etage", b"og", b"stock", b"floor", b"izq", b"esq"]);
    if is_house(tokens, at) && floor {
        return Some((at + 1, false));
    }
    let mut last = names(at)?;
    // `Meguro-ku`
    let joined = |t: &Token| t.is_word() && !t.apart && t.len() < 5;
    if tokens.get(last + 1).is_some_and(|t| t.is_sign(b'-') && !t.apart)
        && tokens.get(last + 2).is_some_and(joined)
    {
        last += 2;
    }
    Some(code(tokens, last + 1).map_or((last, false), |last| (last, true)))
}

/// `75009`, `4050-262`, `153-0063`: a post code that begins here.
fn code(tokens: &Tokens<'_>, at: usize) -> Option<usize> {
    let number = |k: usize, from: usize, to: usize| {
        tokens
            .get(k)
            .is_some_and(|t| t.sort == Sort::Number && (from..=to).contains(&t.len()) && !t.first_of_line)
    };
    let joined = tokens.get(at + 1).is_some_and(|t| t.is_sign(b'-') && !t.apart);
    if joined && number(at, 2, 5) && number(at + 2, 3, 4) {
        return Some(at + 2);
    }
    // `1016 GV`
    let letters =
        tokens.get(at + 1).is_some_and(|t| t.is_word() && t.len() == 2 && t.case == Case::Upper && t.apart);
    if letters && number(at, 4, 4) && is_name(tokens, at + 2) {
        return Some(at + 1);
    }
    // `NSW 2000`
    let state = words![b"nsw", b"vic", b"qld", b"tas", b"act", b"wa", b"sa", b"nt"];
    if tokens.is_any(at, state) && tokens.list[at].case == Case::Upper && number(at + 1, 4, 4) {
        return Some(at + 1);
    }
    let year = tokens.number(at).is_some_and(|n| (1900..2100).contains(&n));
    (number(at, 4, 6) && !year && !joined).then_some(at)
}
