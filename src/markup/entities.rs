//! Characters that HTML writes by a name or a number.

use super::of_1252;

/// Names that stand with and without a semicolon: those of ISO 8859-1 from 160 on, in order (HTML 2 and 3.2).
const LATIN: [&str; 96] = [
    "nbsp", "iexcl", "cent", "pound", "curren", "yen", "brvbar", "sect", "uml", "copy", "ordf", "laquo",
    "not", "shy", "reg", "macr", "deg", "plusmn", "sup2", "sup3", "acute", "micro", "para", "middot",
    "cedil", "sup1", "ordm", "raquo", "frac14", "frac12", "frac34", "iquest", "Agrave", "Aacute", "Acirc",
    "Atilde", "Auml", "Aring", "AElig", "Ccedil", "Egrave", "Eacute", "Ecirc", "Euml", "Igrave", "Iacute",
    "Icirc", "Iuml", "ETH", "Ntilde", "Ograve", "Oacute", "Ocirc", "Otilde", "Ouml", "times", "Oslash",
    "Ugrave", "Uacute", "Ucirc", "Uuml", "Yacute", "THORN", "szlig", "agrave", "aacute", "acirc", "atilde",
    "auml", "aring", "aelig", "ccedil", "egrave", "eacute", "ecirc", "euml", "igrave", "iacute", "icirc",
    "iuml", "eth", "ntilde", "ograve", "oacute", "ocirc", "otilde", "ouml", "divide", "oslash", "ugrave",
    "uacute", "ucirc", "uuml", "yacute", "thorn", "yuml",
];

/// Other names, with a semicolon: signs, and letters that names of people have.
const NAMED: [(&str, char); 91] = [
    ("apos", '\''),
    ("Tab", '\t'),
    ("NewLine", '\n'),
    ("excl", '!'),
    ("num", '#'),
    ("dollar", '$'),
    ("percnt", '%'),
    ("lpar", '('),
    ("rpar", ')'),
    ("ast", '*'),
    ("plus", '+'),
    ("comma", ','),
    ("period", '.'),
    ("sol", '/'),
    ("colon", ':'),
    ("semi", ';'),
    ("equals", '='),
    ("quest", '?'),
    ("commat", '@'),
    ("lsqb", '['),
    ("bsol", '\\'),
    ("rsqb", ']'),
    ("Hat", '^'),
    ("lowbar", '_'),
    ("UnderBar", '_'),
    ("grave", '`'),
    ("lcub", '{'),
    ("verbar", '|'),
    ("vert", '|'),
    ("rcub", '}'),
    ("ensp", '\u{2002}'),
    ("emsp", '\u{2003}'),
    ("thinsp", '\u{2009}'),
    ("hairsp", '\u{200a}'),
    ("zwnj", '\u{200c}'),
    ("zwj", '\u{200d}'),
    ("ZeroWidthSpace", '\u{200b}'),
    ("NoBreak", '\u{2060}'),
    ("lrm", '\u{200e}'),
    ("rlm", '\u{200f}'),
    ("hyphen", '\u{2010}'),
    ("dash", '\u{2010}'),
    ("ndash", '–'),
    ("mdash", '—'),
    ("horbar", '\u{2015}'),
    ("lsquo", '‘'),
    ("rsquo", '’'),
    ("sbquo", '‚'),
    ("ldquo", '“'),
    ("rdquo", '”'),
    ("bdquo", '„'),
    ("prime", '′'),
    ("Prime", '″'),
    ("bull", '•'),
    ("hellip", '…'),
    ("euro", '€'),
    ("trade", '™'),
    ("minus", '−'),
    ("OElig", 'Œ'),
    ("oelig", 'œ'),
    ("Scaron", 'Š'),
    ("scaron", 'š'),
    ("Yuml", 'Ÿ'),
    ("fnof", 'ƒ'),
    ("Zcaron", 'Ž'),
    ("zcaron", 'ž'),
    ("Ccaron", 'Č'),
    ("ccaron", 'č'),
    ("Rcaron", 'Ř'),
    ("rcaron", 'ř'),
    ("Ecaron", 'Ě'),
    ("ecaron", 'ě'),
    ("Cacute", 'Ć'),
    ("cacute", 'ć'),
    ("Nacute", 'Ń'),
    ("nacute", 'ń'),
    ("Sacute", 'Ś'),
    ("sacute", 'ś'),
    ("zacute", 'ź'),
    ("zdot", 'ż'),
    ("Lstrok", 'Ł'),
    ("lstrok", 'ł'),
    ("Dstrok", 'Đ'),
    ("dstrok", 'đ'),
    ("aogon", 'ą'),
    ("eogon", 'ę'),
    ("gbreve", 'ğ'),
    ("scedil", 'ş'),
    ("inodot", 'ı'),
    ("uring", 'ů'),
    ("odblac", 'ő'),
];

/// The longest name that is looked at.
const LONGEST: usize = 32;

/// What a name that is not in the tables stands for: some letter, which no name is spelled with.
const UNKNOWN: char = '\u{3042}';

/// The character that is written at the front of a text, which begins with `&`, and the length of its writing.
pub(super) fn read(text: &str) -> Option<(char, usize)> {
    let body = text.get(1..)?;
    if let Some(number) = body.strip_prefix('#') {
        let (digits, radix, skipped) = match number.strip_prefix(['x', 'X']) {
            Some(hex) => (hex, 16, 3),
            None => (number, 10, 2),
        };
        let len = digits.bytes().take_while(|b| char::from(*b).is_digit(radix)).count();
        let code = digits.get(..len).filter(|digits| !digits.is_empty())?;
        let end = skipped + len;
        let closed = usize::from(text.as_bytes().get(end) == Some(&b';'));
        let code = u32::from_str_radix(code.trim_start_matches('0'), radix).unwrap_or(u32::MAX);
        return Some((of_number(code), end + closed));
    }
    let len = body.bytes().take(LONGEST + 1).take_while(u8::is_ascii_alphanumeric).count();
    let name = body.get(..len).filter(|name| !name.is_empty() && name.len() <= LONGEST)?;
    if body.as_bytes().get(len) == Some(&b';') {
        let known = old(name).or_else(|| NAMED.iter().find(|(own, _)| *own == name).map(|(_, c)| *c));
        return Some((known.unwrap_or(UNKNOWN), len + 2));
    }
    // The oldest names need no semicolon, and the longest of them counts.
    (2..=len.min(6)).rev().find_map(|len| old(name.get(..len)?).map(|c| (c, len + 1)))
}

fn of_number(code: u32) -> char {
    match u8::try_from(code) {
        Ok(0) => '\u{fffd}',
        Ok(byte @ 0x80..=0x9f) => of_1252(byte),
        _ => char::from_u32(code).unwrap_or('\u{fffd}'),
    }
}

fn old(name: &str) -> Option<char> {
    let plain = match name {
        "amp" | "AMP" => '&',
        "lt" | "LT" => '<',
        "gt" | "GT" => '>',
        "quot" | "QUOT" => '"',
        _ => {
            let at = LATIN.iter().position(|own| *own == name)?;
            return u8::try_from(160 + at).ok().map(char::from);
        }
    };
    Some(plain)
}

/// A text with its entities read.
pub(super) fn decoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        match read(rest) {
            Some((c, len)) => {
                out.push(c);
                rest = rest.get(len..).unwrap_or_default();
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

/// A text as it stands between tags or in an attribute in double quotes; where `ascii`, other characters by their numbers.
pub(super) fn encoded(text: &str, ascii: bool) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c if ascii && !c.is_ascii() => out.push_str(&format!("&#{};", u32::from(c))),
            c => out.push(c),
        }
    }
    out
}
