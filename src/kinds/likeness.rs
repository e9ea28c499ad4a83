//! Whether a text looks like a value of a kind: by its form, or by a list.
//!
//! These serve recognition, where the text may be real or not; whether it *could* be somebody's is another question.

use super::contact::letters;
use crate::reference::{Quickly, first_names, locale_names, ordinary_words, surnames};
use std::collections::HashSet;
use std::sync::OnceLock;

/// Whether a text has a form: `9` stands for a digit, `A` for a letter, `X` for either, `h` for a hexadecimal digit, and all
/// else for itself.
pub(crate) fn shaped(text: &str, form: &str) -> bool {
    let fits = |(byte, form): (u8, u8)| match form {
        b'9' => byte.is_ascii_digit(),
        b'A' => byte.is_ascii_alphabetic(),
        b'X' => byte.is_ascii_alphanumeric(),
        b'h' => byte.is_ascii_hexdigit(),
        _ => byte == form,
    };
    text.len() == form.len() && text.bytes().zip(form.bytes()).all(fits)
}

/// Whether a text is one of some words, whatever its case.
pub(crate) fn one_of(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| word.eq_ignore_ascii_case(text.trim()))
}

/// Whether a text is one of a short list, whatever its case.
pub(crate) fn listed(text: &str, mut list: impl Iterator<Item = &'static str>) -> bool {
    let text = text.trim();
    !text.is_empty() && list.any(|item| item.eq_ignore_ascii_case(text))
}

/// The items of a list.
type Listed = HashSet<String, Quickly>;

/// A long list, of which each text is asked whether it is in it; read when the first one is.
pub(crate) struct Known {
    list: fn() -> Box<dyn Iterator<Item = &'static str>>,
    items: OnceLock<Listed>,
}

impl Known {
    pub(crate) const fn new(list: fn() -> Box<dyn Iterator<Item = &'static str>>) -> Self {
        Self { list, items: OnceLock::new() }
    }

    /// Whether a text is one of the list, whatever its case.
    pub(crate) fn has(&self, text: &str) -> bool {
        let items = self.items.get_or_init(|| (self.list)().map(str::to_ascii_lowercase).collect());
        let text = text.trim();
        !text.is_empty() && in_lower_case(text, |lower| items.contains(lower))
    }
}

/// Whether a text is a word that people write whoever they mean.
pub(crate) fn ordinary(text: &str) -> bool {
    static WORDS: Known = Known::new(|| Box::new(ordinary_words::WORD.iter()));
    WORDS.has(text)
}

/// Asks something of a text with its letters of ASCII in lower case, without room of its own where it is short.
fn in_lower_case(text: &str, ask: impl FnOnce(&str) -> bool) -> bool {
    let mut buffer = [0; 32];
    let Some(short) = buffer.get_mut(..text.len()) else { return ask(&text.to_ascii_lowercase()) };
    short.copy_from_slice(text.as_bytes());
    short.make_ascii_lowercase();
    std::str::from_utf8(short).is_ok_and(ask)
}

/// Whether each word of a text of at most so many words is a name of the list.
pub(crate) fn named(text: &str, names: &Listed, most: usize) -> bool {
    let mut words = 0;
    let all = text.split([' ', '-']).filter(|word| !word.is_empty()).all(|word| {
        words += 1;
        match word.is_ascii() {
            true => in_lower_case(word, |lower| names.contains(lower)),
            false => names.contains(&unmarked(word)),
        }
    });
    all && (1..=most).contains(&words)
}

/// Whether a text is digits with a point, as a coordinate has them, between plus and minus a limit.
pub(crate) fn degrees(text: &str, limit: f64) -> bool {
    text.split_once('.').is_some_and(|(_, decimals)| decimals.len() >= 3)
        && text.parse::<f64>().is_ok_and(|degrees| degrees.abs() <= limit)
}

/// Whether a text is a date in one of the usual forms, all of them digits: the year first or last, in four digits.
pub(crate) fn date(text: &str) -> bool {
    let text = text.trim();
    let Some(separator) = text.bytes().find(|b| !b.is_ascii_digit()).filter(|b| b"-/.".contains(b)) else {
        return false;
    };
    let mut parts = text.split(char::from(separator));
    let (Some(a), Some(b), Some(c), None) = (parts.next(), parts.next(), parts.next(), parts.next()) else {
        return false;
    };
    let ((year, y), (month, m), (day, d)) = match [a, b, c].map(|part| (part.parse::<u32>().ok(), part.len()))
    {
        [year @ (_, 4), month, day] if month.1 == 2 && day.1 == 2 => (year, month, day),
        [month, day, year @ (_, 4)] => (year, month, day),
        _ => return false,
    };
    let within = |n: Option<u32>, least: u32, most: u32| n.is_some_and(|n| (least..=most).contains(&n));
    // Outside America the day comes first.
    let (american, other) =
        (within(month, 1, 12) && within(day, 1, 31), within(day, 1, 12) && within(month, 1, 31));
    y == 4 && m <= 2 && d <= 2 && within(year, 1850, 2150) && (american || other)
}

/// Whether a text is a date followed by a time.
pub(crate) fn moment(text: &str) -> bool {
    let text = text.trim();
    let Some((day, time)) = text.split_once([' ', 'T']) else { return false };
    let clock = if time.as_bytes().get(1) == Some(&b':') { "9:99" } else { "99:99" };
    date(day) && time.get(..clock.len()).is_some_and(|time| shaped(time, clock))
}

/// A word in lower case, its letters without marks: people write `Gutierrez` and `Gutiérrez`, lists have one of them.
fn unmarked(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    for c in word.chars() {
        match letters(c) {
            "" => out.extend(c.to_lowercase()),
            plain => out.push_str(plain),
        }
    }
    out
}

/// Names of other countries, in Latin letters, but for those that are words of every day.
fn abroad(role: &'static str) -> impl Iterator<Item = String> {
    let rows = (0..locale_names::ROWS).filter(move |&row| locale_names::ROLE.get(row).starts_with(role));
    let written = |row| match locale_names::LATIN.get(row) {
        "" => locale_names::NAME.get(row),
        latin => latin,
    };
    rows.map(move |row| unmarked(written(row)))
        .filter(|name| name.len() > 2 && name.is_ascii() && !ordinary(name))
}

/// Every given name that is known, in lower case and without marks.
pub(crate) fn first_names() -> &'static Listed {
    static NAMES: OnceLock<Listed> = OnceLock::new();
    NAMES.get_or_init(|| first_names::NAME.iter().map(unmarked).chain(abroad("first")).collect())
}

/// Every family name that is known, in lower case and without marks.
pub(crate) fn last_names() -> &'static Listed {
    static NAMES: OnceLock<Listed> = OnceLock::new();
    NAMES.get_or_init(|| surnames::NAME.iter().map(unmarked).chain(abroad("last")).collect())
}

/// What stands before a name, and behind it.
const TITLES: &[&str] = &[
    "dr", "mr", "mrs", "ms", "miss", "mx", "prof", "rev", "hon", "sr", "sra", "srta", "herr", "frau", "mme",
    "mlle",
];
const SUFFIXES: &[&str] = &[
    "jr", "sr", "ii", "iii", "iv", "md", "do", "np", "pa", "rn", "lpn", "cnm", "crnp", "aprn", "pharmd",
    "phd", "dds", "dmd", "dpm", "od", "lcsw", "lmsw", "lpc", "pa-c", "mph", "facp", "esq",
];

/// The words of a name without its titles, in lower case.
fn words_of_name(text: &str) -> Vec<String> {
    let bare = |word: &str| unmarked(word.trim_end_matches('.'));
    let mut words: Vec<String> = text.split([' ', ',']).filter(|word| !word.is_empty()).map(bare).collect();
    while words.len() > 2 && words.first().is_some_and(|word| TITLES.contains(&word.as_str())) {
        words.remove(0);
    }
    // Credentials stand behind the name, or behind the family name: `Nez MD, Irene`.
    let mut at = 1;
    while words.len() > 2 && at < words.len() {
        match SUFFIXES.contains(&words[at].as_str()) {
            true => drop(words.remove(at)),
            false => at += 1,
        }
    }
    words
}

/// Whether a text is a given and a family name, in either order.
pub(crate) fn full_name(text: &str) -> bool {
    let words = words_of_name(text);
    let (Some(first), Some(last)) = (words.first(), words.last()) else { return false };
    let is = |given: &str, family: &str| first_names().contains(given) && last_names().contains(family);
    (2..=5).contains(&words.len()) && (is(first, last) || (text.contains(',') && is(&words[1], first)))
}

/// Whether a text is written as the name of somebody is, be it on a list or not: two to five words with capitals.
pub(crate) fn written_as_name(text: &str) -> bool {
    let words = text.split([' ', ',']).filter(|word| !word.is_empty());
    let letters = |word: &str| {
        word.chars().all(|c| c.is_alphabetic() || "-'’.".contains(c))
            && (word.starts_with(char::is_uppercase)
                || word.ends_with('.')
                || ["de", "la", "del", "van", "von", "der", "den", "al", "da", "dos"].contains(&word))
    };
    let all: Vec<&str> = words.collect();
    (2..=5).contains(&all.len()) && all.iter().all(|word| letters(word))
}
