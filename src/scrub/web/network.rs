//! Addresses of networks and of hardware, in groups of digits.

use super::super::key::words;
use super::super::token::{Sort, Token, Tokens};
use super::DOT;

/// IPv4, IPv6 and hardware addresses.
pub(super) fn network(tokens: &Tokens<'_>, i: usize) -> Option<usize> {
    let token = tokens.get(i)?;
    let joined = |t: &Token| matches!(t.sort, Sort::Sign(b':' | b'-'));
    let number = token.sort == Sort::Number;
    if !number && !token.is_sign(b':') && !tokens.get(i + 1).is_some_and(joined) {
        return None;
    }
    // `ip:192.0.2.9`
    let label = i > 1
        && tokens.list[i - 1].is_sign(b':')
        && tokens.list[i - 2].is_word()
        && !tokens.bytes(i - 2).iter().all(u8::is_ascii_hexdigit);
    if !token.apart && !label && tokens.before(i).is_some_and(|t| t.is_sign(b'.') || t.is_sign(b':')) {
        return None;
    }
    four(tokens, i).or_else(|| colons(tokens, i))
}

/// `aa bb cc 01 02 03`: six groups of two hexadecimal digits with blanks between them, with letters and digits among them.
pub(super) fn hardware(tokens: &Tokens<'_>, i: usize) -> Option<usize> {
    let two = |k: usize| {
        tokens
            .get(k)
            .filter(|t| t.len() == 2 && t.apart)
            .is_some_and(|_| tokens.bytes(k).iter().all(|b| b.is_ascii_hexdigit() || *b == b'o'))
    };
    let last = i + 5;
    let bytes = || (i..=last).flat_map(|k| tokens.bytes(k));
    ((i..=last).all(two)
        && !two(last + 1)
        && bytes().any(u8::is_ascii_digit)
        && bytes().any(u8::is_ascii_alphabetic))
    .then_some(last)
}

fn four(tokens: &Tokens<'_>, i: usize) -> Option<usize> {
    let mut at = i;
    // `192 dot 0 dot 2 dot 44`
    let said = tokens.is_any(i + 1, &DOT);
    // `192 . 0 . 2 . 44`
    let spaced = said || tokens.get(i + 1).is_some_and(|t| t.is_sign(b'.') && t.apart);
    // `ip 192,0,2,44`: behind what says so, any sign parts the numbers.
    let colon = usize::from(i > 0 && tokens.list[i - 1].is_sign(b':'));
    let sign = match tokens.get(i + 1)?.sort {
        Sort::Sign(sign @ (b',' | b'-' | b'_' | b'/'))
            if i > colon && tokens.is_any(i - 1 - colon, words![b"ip"]) =>
        {
            sign
        }
        _ => b'.',
    };
    for k in 0..4 {
        tokens.number(at).filter(|n| *n < 256 && (k == 0 || tokens.list[at].apart == spaced))?;
        if k < 3 {
            // `203[.]0[.]113[.]7` is how an address is kept from being a link.
            let open = usize::from(tokens.get(at + 1).is_some_and(|t| t.is_sign(b'[') || t.is_sign(b'(')));
            let dot = |t: &&Token| (if said { DOT.has(t.key) } else { t.is_sign(sign) }) && t.apart == spaced;
            tokens.get(at + 1 + open).filter(dot)?;
            at += 2 + 2 * open;
        }
    }
    Some(at)
}

/// Groups of hexadecimal digits with colons, or six of two with hyphens: at least four of them, one with a letter or five.
fn colons(tokens: &Tokens<'_>, i: usize) -> Option<usize> {
    let hex = |k: usize| {
        let bytes = tokens.bytes(k);
        (1..=4).contains(&bytes.len()) && bytes.iter().all(u8::is_ascii_hexdigit)
    };
    let first = hex(i)
        || tokens.get(i).is_some_and(|t| t.is_sign(b':'))
            && tokens.get(i + 1).is_some_and(|t| t.is_sign(b':'));
    if !first {
        return None;
    }
    let (mut groups, mut last, mut k, mut two) = (0, i, i, true);
    let mut sign = None;
    while let Some(t) = tokens.get(k) {
        // Eight groups with a sign behind each, or a long run that is no address.
        if k > i && t.apart || k > i + 17 {
            break;
        }
        if hex(k) {
            groups += 1;
            two &= t.len() == 2;
            last = k;
        } else if t.is_sign(b':') && sign != Some(b'-') {
            sign = Some(b':');
        } else if t.is_sign(b'-') && sign != Some(b':') {
            sign = Some(b'-');
        } else {
            break;
        }
        k += 1;
    }
    let hardware = groups == 6 && two;
    (hardware
        || sign == Some(b':')
            && (groups >= 5
                || groups >= 2
                    && tokens.text[tokens.list[i].start..tokens.list[last].end]
                        .windows(2)
                        .any(|w| w == b"::")))
    .then_some(last)
}
