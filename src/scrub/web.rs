//! Mail addresses, web addresses, hosts, handles and network addresses, also where dots and at-signs are spelled out.

mod network;

use super::key::{Keys, keys, words};
use super::token::{Sort, Token, Tokens};
use super::words::NUMBER_WORD;
use super::{Class, Finding, finding};
use network::{hardware, network};

pub(super) fn find(tokens: &Tokens<'_>, found: &mut Vec<Finding>) {
    mails(tokens, found);
    urls(tokens, found);
    for (i, token) in tokens.list.iter().enumerate() {
        let hardware = if token.len() == 2 { hardware(tokens, i) } else { None };
        if let Some(end) = hardware {
            found.push(finding(token.start..tokens.list[end].end, Class::Network));
        }
        if !is_joined(tokens, i) {
            continue;
        }
        if token.is_sign(b'@') {
            let spaced = spaced_mail(tokens, i);
            if let Some((start, end)) = handle(tokens, i).map(|end| (i, end)).or(spaced) {
                found.push(finding(tokens.list[start].start..tokens.list[end].end, Class::Mail));
            }
        } else if let Some(end) = spelled_mail(tokens, i) {
            found.push(finding(token.start..tokens.list[end].end, Class::Mail));
        } else if let Some(end) = spaced_host(tokens, i).or_else(|| spelled_host(tokens, i)) {
            found.push(finding(token.start..tokens.list[end].end, Class::Url));
        } else if let Some(end) = spelled_handle(tokens, i) {
            // `at lagos underscore foodie`
            let at = i.checked_sub(1).filter(|k| tokens.is_any(*k, &AT) && !token.first_of_line);
            found.push(finding(tokens.list[at.unwrap_or(i)].start..tokens.list[end].end, Class::Number));
        }
        if let Some(end) = three_words(tokens, i) {
            found.push(finding(token.start..tokens.list[end].end, Class::Place));
        }
        if let Some(end) = network(tokens, i).filter(|_| hardware.is_none()) {
            found.push(finding(token.start..tokens.list[end].end, Class::Network));
        }
    }
}

/// `///filled.count.soap`: three words that are a spot of three metres.
fn three_words(tokens: &Tokens<'_>, i: usize) -> Option<usize> {
    let sign = |k: usize, sign: u8| tokens.get(k).is_some_and(|t| t.is_sign(sign) && !t.apart);
    let word = |k: usize| tokens.get(k).is_some_and(|t| t.is_word() && !t.apart);
    let begins =
        tokens.list[i].is_sign(b'/') && tokens.list[i].apart && sign(i + 1, b'/') && sign(i + 2, b'/');
    (begins && word(i + 3) && sign(i + 4, b'.') && word(i + 5) && sign(i + 6, b'.') && word(i + 7))
        .then_some(i + 7)
}

/// Whether an address may begin with a token: behind most words stands neither a sign nor what one is called.
fn is_joined(tokens: &Tokens<'_>, i: usize) -> bool {
    const CALLED: Keys<3> = keys([b"colon", b"hash", b"hashtag"]);
    let joins = |t: &Token| !is_part(t) || SPELLED.has(t.key) || CALLED.has(t.key);
    tokens.list[i].is_sign(b'@') || tokens.get(i + 1).is_some_and(joins)
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
        let (Some(mut start), Some(mut end)) = (start.or_else(|| quoted(text, before)), end) else {
            continue;
        };
        while end > at + 1 && matches!(text[end], b'.' | b'-') {
            end -= 1;
        }
        while start < at && b"'/=`{|}.".contains(&text[start]) {
            start += 1;
        }
        // `rob@mail,example`
        if text.get(end + 1) == Some(&b',') {
            let rest = &text[end + 2..text.len().min(end + 12)];
            let word = rest.iter().take_while(|b| b.is_ascii_lowercase()).count();
            if TOP.iter().any(|top| *top == &rest[..word]) {
                end += 1 + word;
            }
        }
        if start < at && text[at + 1..=end].iter().any(u8::is_ascii_alphanumeric) {
            found.push(finding(start..end + 1, Class::Mail));
        }
    }
}

/// `"maria.lopez"@mail.example`: where a local part in quotation marks begins that ends before an at-sign.
fn quoted(text: &[u8], at: usize) -> Option<usize> {
    let close = at.checked_sub(1).filter(|k| text[*k] == b'"')?;
    let inside = &text[close.saturating_sub(64)..close];
    let open = inside.iter().rposition(|b| *b == b'"' || b.is_ascii_whitespace())?;
    let from = close - inside.len() + open;
    (text[from] == b'"' && from + 1 < close).then_some(from)
}

/// Domains that make a bare host a web address.
const TOP: [&[u8]; 54] = [
    b"com", b"org", b"net", b"edu", b"gov", b"mil", b"io", b"info", b"biz", b"us", b"uk", b"co", b"ca",
    b"de", b"fr", b"es", b"mx", b"me", b"app", b"dev", b"health", b"care", b"clinic", b"example", b"local",
    b"test", b"au", b"nz", b"ie", b"br", b"ru", b"pl", b"nl", b"se", b"dk", b"ch", b"cz", b"ro", b"gr",
    b"hu", b"jp", b"cn", b"kr", b"tv", b"ly", b"ai", b"xyz", b"online", b"site", b"shop", b"blog", b"gl",
    b"gg", b"eu",
];

fn urls(tokens: &Tokens<'_>, found: &mut Vec<Finding>) {
    let text = tokens.text;
    let mut from = 0;
    for point in memchr::memchr2_iter(b'.', b':', text) {
        // What ends a sentence is followed by no part of a host.
        if point < from || text[point] == b'.' && !text.get(point + 1).copied().is_some_and(in_host) {
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
    // `http:\\example.org`
    if !matches!(text.get(colon + 1..colon + 3)?, b"//" | b"\\") {
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
    let from = start;
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
    // `Example.Org/photos`
    let sentence = sentence && text.get(end) != Some(&b'/');
    if !www && (!top || sentence || start > 0 && text[start - 1] == b'@') {
        return None;
    }
    // `https//example.com`
    let start = if start > 2 && text[start - 2..start] == *b"//" {
        (start.saturating_sub(10)..start - 2)
            .rev()
            .take_while(|&k| text[k].is_ascii_alphabetic())
            .last()
            .unwrap_or(start)
    } else {
        start
    };
    let length = host.len();
    let end = if matches!(text.get(from + length), Some(b'/' | b':' | b'?')) {
        end_of_url(text, from + length)
    } else {
        from + length
    };
    Some((start, end))
}

/// `@jdoe_77` that is no mail address.
fn handle(tokens: &Tokens<'_>, i: usize) -> Option<usize> {
    tokens.get(i).filter(|t| t.is_sign(b'@') && t.apart)?;
    if let Some(end) = spaced_handle(tokens, i) {
        return Some(end);
    }
    // `@_night.owl_`
    let under =
        (i + 1..i + 3).take_while(|k| tokens.get(*k).is_some_and(|t| t.is_sign(b'_') && !t.apart)).count();
    let name = tokens.get(i + 1 + under).filter(|t| !t.apart && t.len() > 1 + usize::from(under == 0))?;
    let mut end = i + 1 + under;
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

/// `@ the . night . owl`: words with blanks around the signs that join them.
fn spaced_handle(tokens: &Tokens<'_>, i: usize) -> Option<usize> {
    let part = |k: usize| tokens.get(k).is_some_and(|t| is_part(t) && t.apart && !t.first_of_line);
    let sign = |k: usize| tokens.get(k).is_some_and(|t| t.apart && matches!(t.sort, Sort::Sign(b'.' | b'_')));
    let mut last = i + 1;
    while last < i + 12 && sign(last + 1) && part(last + 2) {
        last += 2;
    }
    (part(i + 1) && last > i + 3).then_some(last)
}

fn is_part(token: &Token) -> bool {
    !matches!(token.sort, Sort::Sign(_))
}

/// Whether the last part of a host stands here.
fn is_top(tokens: &Tokens<'_>, i: usize) -> bool {
    TOP.iter().any(|top| tokens.bytes(i).eq_ignore_ascii_case(top))
}

/// All of these.
const SPELLED: Keys<22> = keys([
    b"at",
    b"@",
    b"arroba",
    b"chiocciola",
    b"klammeraffe",
    b"malpa",
    b"arobase",
    b"snabel",
    b"period",
    b"dot",
    b"punto",
    b"punkt",
    b"ponto",
    b"point",
    b"kropka",
    b"tochka",
    b"nokta",
    b"underscore",
    b"dash",
    b"hyphen",
    b"minus",
    b"guion",
]);

/// What an at-sign, a full stop and what else joins words in an address are called.
const AT: Keys<8> =
    keys([b"at", b"@", b"arroba", b"chiocciola", b"klammeraffe", b"malpa", b"arobase", b"snabel"]);
const DOT: Keys<9> =
    keys([b"period", b"dot", b"punto", b"punkt", b"ponto", b"point", b"kropka", b"tochka", b"nokta"]);
const JOINTS: Keys<5> = keys([b"underscore", b"dash", b"hyphen", b"minus", b"guion"]);

/// Who keeps the mail of many.
const PROVIDERS: Keys<10> = keys([
    b"gmail",
    b"yahoo",
    b"hotmail",
    b"outlook",
    b"icloud",
    b"aol",
    b"protonmail",
    b"ymail",
    b"msn",
    b"gmx",
]);

/// `maria dot lopez at example dot com`, `maria (at) example (dot) com`.
fn spelled_mail(tokens: &Tokens<'_>, i: usize) -> Option<usize> {
    // Most words have a word behind them that is no joint.
    let next = tokens.get(i + 1)?;
    let joint = SPELLED.has(next.key)
        || matches!(next.sort, Sort::Sign(b'(' | b'[' | b'{' | b'<' | b'.' | b'-' | b'_' | b','))
        || opens(tokens, i + 1);
    tokens.get(i).filter(|t| joint && is_part(t))?;
    // `mlopez85 at the gmail`: who keeps so many addresses needs no more of its own.
    let article = i + 2 + usize::from(tokens.is_any(i + 2, words![b"the"]));
    if tokens.is_any(i + 1, &AT) && tokens.is_any(article, &PROVIDERS) && !tokens.is_any(article + 1, &DOT) {
        let dot = usize::from(tokens.get(article + 1).is_some_and(|t| t.is_sign(b'.') && !t.apart));
        return Some(if dot > 0 && is_top(tokens, article + 2) { article + 2 } else { article });
    }
    let (mut k, mut at, mut dots_behind) = (i + 1, false, 0);
    while k < i + 24 {
        k = told_next(tokens, k);
        let open = usize::from(opens(tokens, k));
        let joint = k + open;
        let is_at = tokens.is_any(joint, &AT) || open > 0 && tokens.is_any(joint, words![b"a", b"@"]);
        let is_dot = tokens.is_any(joint, &DOT) || tokens.is_any(joint, words![b"."]);
        if !(is_at && !at || is_dot || tokens.is_any(joint, &JOINTS)) {
            break;
        }
        // `AT-sign`
        let hyphen = usize::from(tokens.get(joint + 1).is_some_and(|t| t.is_sign(b'-')));
        let sign = if is_at && tokens.is_any(joint + 1 + hyphen, words![b"sign", b"symbol"]) {
            1 + hyphen
        } else {
            0
        };
        let next = told_next(tokens, joint + 1 + open + sign);
        if tokens.get(next).is_none_or(|t| !is_part(t)) {
            break;
        }
        // A full stop is how every sentence ends: only a spelled dot, or one in brackets, makes an address.
        let ended = tokens.list[joint].is_sign(b'.') && tokens.list[next].apart && open == 0;
        // `jane . doe -at- mail`: with a blank before it, it ends none.
        if ended && !tokens.list[joint].apart {
            break;
        }
        dots_behind += usize::from(is_dot && at);
        at |= is_at;
        k = next + 1;
    }
    // `mail: ames at example com`
    let label = i > 0 && {
        let sign = usize::from(tokens.list[i - 1].is_sign(b':'));
        i > sign && tokens.is_any(i - 1 - sign, words![b"mail", b"email"])
    };
    let undotted = at && dots_behind == 0 && label && is_top(tokens, k);
    if undotted {
        return Some(k);
    }
    (at && dots_behind > 0 && is_top(tokens, k - 1)).then_some(k - 1)
}

/// `maria, then a dot, then lopez`: where what is dictated goes on behind the words between its parts.
fn told_next(tokens: &Tokens<'_>, i: usize) -> usize {
    let comma = usize::from(tokens.get(i).is_some_and(|t| t.is_sign(b',')));
    if tokens.is_any(i + comma, words![b"then"]) {
        return i + comma + 1 + usize::from(tokens.is_any(i + comma + 1, words![b"a", b"an", b"the"]));
    }
    // `dot, then mbeki, at example`
    i + if comma > 0 && tokens.is_any(i + 1, &SPELLED) { 1 } else { 0 }
}

/// Whether a bracket begins here, as around a spelled dot.
fn opens(tokens: &Tokens<'_>, i: usize) -> bool {
    // `example-dot-com`, `rob_AT_example_DOT_com`, `rob /at/ example "dot" com`: any sign, twice.
    let twice = |sign: u8| {
        tokens.get(i + 2).is_some_and(|t| t.is_sign(sign) && !t.apart)
            && tokens.get(i + 1).is_some_and(|t| !t.apart)
            && (tokens.is_any(i + 1, &DOT) || tokens.is_any(i + 1, &AT))
    };
    tokens.get(i).is_some_and(|t| match t.sort {
        Sort::Sign(b'(' | b'[' | b'{' | b'<') => true,
        Sort::Sign(sign) => twice(sign),
        _ => false,
    })
}

/// `twitter dot com slash molly`, `example[dot]com/u/7`: a host whose dots are spelled out, with its path.
fn spelled_host(tokens: &Tokens<'_>, i: usize) -> Option<usize> {
    const SURE: Keys<8> = keys([b"com", b"org", b"net", b"edu", b"gov", b"io", b"example", b"info"]);
    let first = tokens.get(i).filter(|t| is_part(t))?;
    // `https colon slash slash example dot org`
    if tokens.is_any(i, words![b"http", b"https"])
        && tokens.is_any(i + 1, words![b"colon", b":"])
        && slashes(tokens, i + 2)
    {
        return spelled_host(tokens, i + 4);
    }
    let dot = |k: usize| {
        let open = usize::from(opens(tokens, k));
        let dot = tokens.is_any(k + open, &DOT) || open > 0 && tokens.is_any(k + open, words![b"."]);
        dot.then_some(k + 1 + 2 * open)
    };
    let (mut last, mut dots) = (i, 0);
    while let Some(next) =
        dot(last + 1).filter(|k| dots < 8 && tokens.get(*k).is_some_and(|t| is_part(t) && !t.first_of_line))
    {
        (last, dots) = (next, dots + 1);
    }
    let www = first.is_word() && tokens.is_any(i, words![b"www"]);
    let slash = |k: usize| {
        tokens.is_any(k, words![b"slash"]) || tokens.get(k).is_some_and(|t| t.is_sign(b'/') && !t.apart)
    };
    let path = slash(last + 1);
    if dots == 0 || !is_top(tokens, last) || !(www || path || dots > 1 || tokens.is_any(last, &SURE)) {
        return None;
    }
    let joint = |k: usize| slash(k) || tokens.is_any(k, &JOINTS) || tokens.is_any(k, &DOT);
    while last < i + 40 && joint(last + 1) && tokens.get(last + 2).is_some_and(is_part) {
        last += 2;
    }
    Some(last)
}

fn slashes(tokens: &Tokens<'_>, i: usize) -> bool {
    (i..i + 2).all(|k| tokens.is_any(k, words![b"slash", b"/"]))
}

/// `real underscore tanya`: what somebody is called on the net, with its signs spelled out.
fn spelled_handle(tokens: &Tokens<'_>, i: usize) -> Option<usize> {
    let part = |k: usize| tokens.get(k).is_some_and(|t| is_part(t) && !t.first_of_line);
    // `night owl hash zero four two zero`
    let number = |k: usize| {
        tokens.get(k).is_some_and(|t| (t.is(NUMBER_WORD) || t.sort == Sort::Number) && !t.first_of_line)
    };
    if tokens.is_any(i + 1, words![b"hash", b"hashtag"]) && part(i) && (i + 2..i + 5).all(number) {
        return (i + 2..i + 12).take_while(|k| number(*k)).last();
    }
    if !tokens.is_any(i + 1, words![b"underscore"]) || !part(i) {
        return None;
    }
    let mut last = i;
    while last < i + 16 && tokens.is_any(last + 1, words![b"underscore", b"dot", b"dash"]) && part(last + 2) {
        last += 2;
    }
    (last > i).then_some(last)
}

/// `r o b @ mail . example`: an address with blanks in it.
fn spaced_mail(tokens: &Tokens<'_>, i: usize) -> Option<(usize, usize)> {
    let last = spaced_dots(tokens, i + 1)?;
    let mut start = i.checked_sub(1).filter(|k| is_part(&tokens.list[*k]))?;
    let single = |k: usize| is_part(&tokens.list[k]) && tokens.list[k].len() == 1;
    while start > 0 && single(start) && single(start - 1) && i - start < 30 {
        start -= 1;
    }
    Some((start, last))
}

/// `www . example . com/jane`
fn spaced_host(tokens: &Tokens<'_>, i: usize) -> Option<usize> {
    // `site example .com/dani`
    let top = tokens.get(i + 2).is_some_and(|t| !t.apart && t.is_word());
    if top
        && is_part(&tokens.list[i])
        && tokens.list[i + 1].is_sign(b'.')
        && tokens.list[i + 1].apart
        && tokens.is_any(i + 2, words![b"com", b"org", b"net", b"edu", b"gov"])
    {
        let path = tokens.get(i + 3).is_some_and(|t| t.is_sign(b'/') && !t.apart)
            && tokens.get(i + 4).is_some_and(|t| is_part(t) && !t.apart);
        return Some(if path { i + 4 } else { i + 2 });
    }
    if let Some(last) = slashed(tokens, i) {
        return Some(last);
    }
    // `h t t p s : / / example . com / intake`
    let sign = |k: usize, sign: u8| tokens.get(k).is_some_and(|t| t.is_sign(sign));
    // `beech . example . org`
    let wide = |k: usize| {
        sign(k, b'.') && tokens.list[k].apart && tokens.get(k + 1).is_some_and(|t| t.apart && t.is_word())
    };
    // `cots . example`
    let sure = || {
        tokens.list[i].roles == 0
            && tokens.list[i].is_word()
            && tokens.is_any(i + 2, words![b"com", b"org", b"net", b"edu", b"gov", b"example"])
    };
    if wide(i + 1) && (wide(i + 3) || sure()) && !tokens.is_any(i, words![b"www", b"http", b"https"]) {
        return spaced_dots(tokens, i);
    }
    if !tokens.is_any(i, words![b"www", b"http", b"https"]) {
        return None;
    }
    let scheme =
        !tokens.is_any(i, words![b"www"]) && sign(i + 1, b':') && sign(i + 2, b'/') && sign(i + 3, b'/');
    if !scheme && !tokens.is_any(i, words![b"www"]) {
        return None;
    }
    let mut last = spaced_dots(tokens, if scheme { i + 4 } else { i })?;
    loop {
        let wide = scheme && tokens.get(last + 1).is_some_and(|t| t.apart);
        let tilde = usize::from(sign(last + 2, b'~'));
        let next = last + 2 + tilde;
        let joint = sign(last + 1, b'/')
            || scheme && matches!(tokens.get(last + 1).map(|t| t.sort), Some(Sort::Sign(b'_' | b'-')));
        if !joint || !tokens.get(next).is_some_and(|t| is_part(t) && !t.first_of_line && (wide || !t.apart)) {
            return Some(last);
        }
        last = next;
    }
}

/// `facebook/com/maria/lopez`: a host and its path whose dots were read as slashes.
fn slashed(tokens: &Tokens<'_>, i: usize) -> Option<usize> {
    let slash = |k: usize| {
        let tight = tokens.get(k + 1).is_some_and(|t| is_part(t) && !t.apart);
        tight && tokens.list[k].is_sign(b'/') && !tokens.list[k].apart
    };
    let top = slash(i + 1) && tokens.is_any(i + 2, words![b"com", b"org", b"net"]) && slash(i + 3);
    if !top || !is_part(&tokens.list[i]) {
        return None;
    }
    let mut last = i + 4;
    while slash(last + 1) && last < i + 40 {
        last += 2;
    }
    Some(last)
}

/// The end of a host whose dots may have blanks around them.
fn spaced_dots(tokens: &Tokens<'_>, from: usize) -> Option<usize> {
    let mut last = from;
    tokens.get(from).filter(|t| is_part(t))?;
    // `www,example,org`
    let www = tokens.is_any(from, words![b"www"]);
    while last < from + 10
        && tokens.get(last + 1).is_some_and(|t| t.is_sign(b'.') || t.is_sign(b',') && !t.apart && www)
        && tokens.get(last + 2).is_some_and(|t| is_part(t) && !t.first_of_line)
    {
        last += 2;
    }
    (last > from && is_top(tokens, last)).then_some(last)
}
