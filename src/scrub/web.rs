//! Mail addresses, web addresses, hosts, handles and network addresses, also where dots and at-signs are spelled out.

use super::token::{Sort, Token, Tokens};
use super::{Class, Finding, finding};

pub(super) fn find(tokens: &Tokens<'_>, found: &mut Vec<Finding>) {
    mails(tokens, found);
    urls(tokens, found);
    for i in 0..tokens.list.len() {
        if let Some(end) = handle(tokens, i).or_else(|| spelled_mail(tokens, i)) {
            found.push(finding(tokens.list[i].start..tokens.list[end].end, Class::Mail));
        }
        if let Some(end) = network(tokens, i) {
            found.push(finding(tokens.list[i].start..tokens.list[end].end, Class::Network));
        }
    }
}

fn in_local(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b >= 0xfe || b"._%+-'!#$&*/=?^`{|}~".contains(&b)
}

fn in_host(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b >= 0xfe || b == b'.' || b == b'-'
}

fn mails(tokens: &Tokens<'_>, found: &mut Vec<Finding>) {
    let text = tokens.text;
    for at in memchr::memchr_iter(b'@', text) {
        // A local part has 64 bytes at the most (RFC 5321), which also keeps a row of at-signs linear.
        // `rosa@@mail.example`
        let before = at - text[..at].iter().rev().take(3).take_while(|b| **b == b'@').count();
        let start = (before.saturating_sub(64)..before).rev().take_while(|&i| in_local(text[i])).last();
        let end = (at + 1..text.len().min(at + 256)).take_while(|&i| in_host(text[i])).last();
        let (Some(mut start), Some(mut end)) = (start, end) else { continue };
        while end > at + 1 && matches!(text[end], b'.' | b'-') {
            end -= 1;
        }
        while start < at && b"'/=`{|}.".contains(&text[start]) {
            start += 1;
        }
        if start < at && text[at + 1..=end].iter().any(u8::is_ascii_alphanumeric) {
            found.push(finding(start..end + 1, Class::Mail));
        }
    }
}

/// Domains that make a bare host a web address.
const TOP: [&[u8]; 51] = [
    b"com", b"org", b"net", b"edu", b"gov", b"mil", b"io", b"info", b"biz", b"us", b"uk", b"co", b"ca",
    b"de", b"fr", b"es", b"mx", b"me", b"app", b"dev", b"health", b"care", b"clinic", b"example", b"local",
    b"test", b"au", b"nz", b"ie", b"br", b"ru", b"pl", b"nl", b"se", b"dk", b"ch", b"cz", b"ro", b"gr",
    b"hu", b"jp", b"cn", b"kr", b"tv", b"ly", b"ai", b"xyz", b"online", b"site", b"shop", b"blog",
];

fn urls(tokens: &Tokens<'_>, found: &mut Vec<Finding>) {
    let text = tokens.text;
    let mut from = 0;
    for point in memchr::memchr2_iter(b'.', b':', text) {
        if point < from {
            continue;
        }
        let span = if text[point] == b':' { scheme(text, point) } else { host(text, point) };
        if let Some((start, end)) = span {
            found.push(finding(start..end, Class::Url));
            from = end;
        }
    }
}

/// `https://…`: all up to the next space.
fn scheme(text: &[u8], colon: usize) -> Option<(usize, usize)> {
    if text.get(colon + 1..colon + 3)? != b"//" {
        return None;
    }
    let start =
        (colon.saturating_sub(12)..colon).rev().take_while(|&i| text[i].is_ascii_alphanumeric()).last()?;
    Some((start, end_of_url(text, colon + 3)))
}

fn end_of_url(text: &[u8], from: usize) -> usize {
    let ends = |b: u8| b.is_ascii_whitespace() || b"<>\"".contains(&b);
    let mut end = (from..text.len()).find(|&i| ends(text[i])).unwrap_or(text.len());
    while end > from && b".,;:!?)'".contains(&text[end - 1]) {
        end -= 1;
    }
    end
}

/// `www.example.org/path`, `portal.example.com`.
fn host(text: &[u8], point: usize) -> Option<(usize, usize)> {
    let start = (point.saturating_sub(100)..point).rev().take_while(|&i| in_host(text[i])).last()?;
    let end = (point..text.len().min(point + 200)).take_while(|&i| in_host(text[i])).last()? + 1;
    let host = &text[start..end];
    let host = host.strip_suffix(b".").unwrap_or(host);
    let last = host.rsplit(|&b| b == b'.').next()?;
    if last.len() + 1 >= host.len() {
        return None;
    }
    let www = host.len() > 4 && host[..4].eq_ignore_ascii_case(b"www.");
    let top = TOP.iter().any(|t| last.eq_ignore_ascii_case(t)) && host.iter().any(u8::is_ascii_alphabetic);
    // A sentence that ends without a space, `seen.Me`, has its capital behind the point.
    let sentence =
        last.first().is_some_and(u8::is_ascii_uppercase) && last[1..].iter().any(u8::is_ascii_lowercase);
    if !www && (!top || sentence || start > 0 && text[start - 1] == b'@') {
        return None;
    }
    let end = if matches!(text.get(start + host.len()), Some(b'/' | b':' | b'?')) {
        end_of_url(text, start + host.len())
    } else {
        start + host.len()
    };
    Some((start, end))
}

/// `@jdoe_77` that is no mail address.
fn handle(tokens: &Tokens<'_>, i: usize) -> Option<usize> {
    let at = tokens.get(i).filter(|t| t.is_sign(b'@') && t.apart)?;
    let name = tokens.get(i + 1).filter(|t| !t.apart && t.start == at.end && t.len() > 2)?;
    let mut end = i + 1;
    while tokens.get(end + 1).is_some_and(|t| {
        !t.apart
            && (t.is_sign(b'_')
                || t.is_sign(b'.')
                    && tokens.get(end + 2).is_some_and(|n| !n.apart && !matches!(n.sort, Sort::Sign(_)))
                || t.sort != Sort::Word && !matches!(t.sort, Sort::Sign(_))
                || t.is_word())
    }) {
        end += 1;
    }
    (name.is_word() || name.sort == Sort::Mixed).then_some(end)
}

/// `maria dot lopez at example dot com`, `maria (at) example (dot) com`.
fn spelled_mail(tokens: &Tokens<'_>, i: usize) -> Option<usize> {
    let plain = |t: &Token| t.is_word() || matches!(t.sort, Sort::Mixed | Sort::Number);
    let word = |k: usize, w: &[u8]| tokens.bytes(k).eq_ignore_ascii_case(w);
    tokens.get(i).filter(|t| plain(t))?;
    let (mut k, mut at, mut dots_behind) = (i + 1, false, 0);
    while k < i + 24 {
        let open = usize::from(tokens.get(k).is_some_and(|t| t.is_sign(b'(') || t.is_sign(b'[')));
        let joint = k + open;
        let is_at = word(joint, b"at") || word(joint, b"@");
        let is_dot = word(joint, b"dot") || word(joint, b".");
        if !(is_at && !at || is_dot || word(joint, b"underscore") || word(joint, b"dash")) {
            break;
        }
        let next = joint + 1 + open;
        tokens.get(next).filter(|t| plain(t))?;
        dots_behind += usize::from(is_dot && at);
        at |= is_at;
        // A full stop is how every sentence ends: only a spelled dot, or one in brackets, makes an address.
        if is_dot && word(joint, b".") && tokens.get(next).is_some_and(|t| t.apart) {
            break;
        }
        k = next + 1;
    }
    let top = |k: usize| TOP.iter().any(|t| word(k, t));
    (at && dots_behind > 0 && top(k - 1)).then_some(k - 1)
}

/// IPv4, IPv6 and hardware addresses.
fn network(tokens: &Tokens<'_>, i: usize) -> Option<usize> {
    let token = tokens.get(i)?;
    if !token.apart && tokens.before(i).is_some_and(|t| t.is_sign(b'.') || t.is_sign(b':')) {
        return None;
    }
    four(tokens, i).or_else(|| colons(tokens, i))
}

fn four(tokens: &Tokens<'_>, i: usize) -> Option<usize> {
    let mut at = i;
    for k in 0..4 {
        tokens.number(at).filter(|n| *n < 256 && (k == 0 || !tokens.list[at].apart))?;
        if k < 3 {
            // `203[.]0[.]113[.]7` is how an address is kept from being a link.
            let open = usize::from(tokens.get(at + 1).is_some_and(|t| t.is_sign(b'[') || t.is_sign(b'(')));
            tokens.get(at + 1 + open).filter(|t| t.is_sign(b'.') && !t.apart)?;
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
