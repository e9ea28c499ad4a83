//! How rare a value is: the chance that a value of nobody's equals it, and the chance of what was counted.

use super::borne::{Entry, known};
use super::coined;
use super::sorts::Sort;
use super::words::folded;
use crate::reference::{Quickly, facility_name_parts};
use std::collections::HashSet;
use std::sync::OnceLock;

/// The chance of a false finding of each of the two searches of a run under the model: one run in so many.
pub const BUDGET: u32 = 1_000;

/// How many are called so, as powers of ten of the share: as a given name and as a family name.
type Borne = (Option<f32>, Option<f32>);

/// Whether a word is an ordinary one, which stands in texts whoever they are about.
pub(super) fn is_ordinary(word: &str) -> bool {
    known().get(word).is_some_and(|known| known.ordinary)
}

/// How many words may stand where one of a name of a site stands, as a power of ten: stand-ins are put together from few.
fn named_space(word: &str) -> f32 {
    static PARTS: OnceLock<HashSet<String, Quickly>> = OnceLock::new();
    let parts = PARTS.get_or_init(|| {
        let all = facility_name_parts::VALUE.iter();
        all.flat_map(|text| text.split_whitespace().map(folded).collect::<Vec<_>>()).collect()
    });
    match word {
        _ if parts.contains(word) => 0.6,
        _ if is_ordinary(word) => 1.0,
        _ => 2.0,
    }
}

/// How often people are called so, as powers of ten: as a given name and as a family name.
pub(super) fn borne(word: &str) -> Borne {
    let there = |share: f32| (!share.is_nan()).then_some(share);
    known().get(word).map_or((None, None), |known| (there(known.borne[0]), there(known.borne[1])))
}

/// The share of a name that somebody bears, as a power of ten with the sign turned.
fn known_space(word: &str) -> Option<f32> {
    known().get(word).and_then(Entry::space)
}

/// The share of a name, as a power of ten with the sign turned: 3 is one in a thousand.
fn name_space(word: &str) -> f32 {
    let known = known().get(word);
    match known.and_then(Entry::space) {
        Some(space) => space,
        None if known.is_some_and(|known| known.ordinary) => ORDINARY,
        None if word.len() < 4 => 2.0,
        // Nobody of the tables is called so: no stand-in is, but streets and companies are called after anybody.
        None => NOBODYS,
    }
}

/// The share of an ordinary word among words.
const ORDINARY: f32 = 2.5;

/// The share of a word that is nobody's name.
const NOBODYS: f32 = 7.5;

/// How rare a whole name is that no stand-in can be, since a word of it is nobody's: rarer than any of words that people bear.
pub(super) const NEVER: f32 = 18.0;

/// Whether one of several words of a name is nobody's, alone or with those beside it: Aguila is somebody's as del Aguila.
fn has_nobodys<'a>(words: impl Iterator<Item = &'a str> + Clone) -> bool {
    let nobodys = |word: &str| known_space(word).is_none() && name_space(word) >= NOBODYS;
    if words.clone().nth(1).is_none() || !words.clone().any(nobodys) {
        return false;
    }
    let (mut text, mut ends) = (String::new(), vec![0]);
    for word in words {
        text.push_str(word);
        ends.push(text.len());
    }
    let (text, ends, longest) = (&text, &ends, known().longest_name);
    let with_others = |at: usize| {
        // No run is a name that is longer than the longest: a text of many words is looked at word by word.
        let fits = move |from: usize, to: usize| ends[to] - ends[from] <= longest;
        let first = (0..=at).rev().take_while(move |from| fits(*from, at + 1));
        let mut runs = first.flat_map(|from| {
            (at + 1..ends.len()).take_while(move |to| fits(from, *to)).map(move |to| from..to)
        });
        runs.any(|run| run.len() > 1 && known_space(&text[ends[run.start]..ends[run.end]]).is_some())
    };
    (0..ends.len() - 1).any(|at| nobodys(&text[ends[at]..ends[at + 1]]) && !with_others(at))
}

/// How many such values there are, as a power of ten; `words` are the words of the value in their folded form, and `joined` is all
/// of them as one.
#[expect(clippy::cast_precision_loss, reason = "values are short")]
pub(super) fn space<'a>(sort: Sort, words: impl Iterator<Item = &'a str> + Clone, joined: &str) -> f32 {
    let digits = || joined.bytes().filter(u8::is_ascii_digit).count() as f32;
    let letters = |digits: f32| joined.chars().count() as f32 - digits;
    match sort {
        // A name in one word is looked up once.
        Sort::Given | Sort::Surname | Sort::Person if words.clone().nth(1).is_none() => {
            known_space(joined).unwrap_or_else(|| name_space(joined).min(NEVER - 1.0))
        }
        Sort::Given | Sort::Surname | Sort::Person => {
            let apart: f32 = words.clone().map(name_space).sum();
            // Particles count as words do: six words that people bear are rare, and somebody's.
            let apart = if has_nobodys(words) { NEVER.max(apart) } else { apart.min(NEVER - 1.0) };
            // De la Cruz is Delacruz, whom many are called.
            known_space(joined).map_or(apart, |joined| apart.min(joined))
        }
        // Places and companies are called after people and after each other.
        Sort::Place => 2.5,
        // What kinds put together is as common as they make it: of Willms and Sons one word alone was drawn from many.
        Sort::Named => coined::space(joined).unwrap_or_else(|| words.map(named_space).sum()),
        Sort::Street => words
            .map(|w| if w.bytes().all(|b| b.is_ascii_digit()) { w.len() as f32 * 0.8 } else { 1.2 })
            .sum(),
        Sort::Date => 4.0,
        Sort::Age => 1.5,
        Sort::Zip => 4.0,
        Sort::Point => digits() - 1.0,
        Sort::Key => digits(),
        Sort::Web => web_spaces(words, usize::MAX, [joined, ""])[0],
        Sort::Number => number_space(joined, joined.bytes().filter(u8::is_ascii_digit).count()),
        Sort::Text => {
            let digits = digits();
            letters(digits) * 0.3 + digits
        }
    }
}

/// How many numbers and codes of so many digits there are, as a power of ten; `joined` is one of them in its folded form.
#[expect(clippy::cast_precision_loss, reason = "values are short")]
pub(super) fn number_space(joined: &str, digits: usize) -> f32 {
    // The range of MAC addresses that is kept for documents has 256 of them, and a string of bits two for each.
    if joined.len() == 12 && joined.starts_with("00005e0053") {
        return 2.4;
    }
    if joined.bytes().all(|b| matches!(b, b'0' | b'1')) {
        return digits as f32 * 0.3;
    }
    let letters = if digits == joined.len() { 0 } else { joined.chars().count() - digits };
    // Letters of a code are most often the same in every one of them.
    let drawn = digits as f32 + (letters as f32).min(24.0) * if digits > 0 { 0.4 } else { 0.8 };
    if letters == 0 {
        return drawn;
    }
    // Ordinary words stand everywhere.
    if is_ordinary(joined) {
        return drawn.min(ORDINARY);
    }
    // A word that people bear is met where names are, whatever column it stands in: nobody drew its letters. So is what two
    // of them make, as names of users are made.
    drawn.min(known_space(joined).unwrap_or(f32::INFINITY)).min(full_space(joined))
}

/// How many addresses of such words there are, as a power of ten, and how many of their first words alone.
pub(super) fn web_spaces<'a>(
    words: impl Iterator<Item = &'a str>,
    first: usize,
    joined: [&str; 2],
) -> [f32; 2] {
    let (mut all, mut of_first) = (0.0, 0.0);
    for (at, word) in words.enumerate() {
        all += web_space(word);
        if at < first {
            of_first = all;
        }
    }
    // Of dan.na is left Danna without its sign, whom others are called.
    let known = |apart: f32, joined: &str| known_space(joined).map_or(apart, |joined| apart.min(joined));
    [known(all, joined[0]), known(of_first, joined[1])]
}

/// A word of an address: hosts that all use say nothing.
#[expect(clippy::cast_precision_loss, reason = "a word is short")]
fn web_space(word: &str) -> f32 {
    if matches!(
        word,
        "com"
            | "org"
            | "net"
            | "edu"
            | "gov"
            | "www"
            | "http"
            | "https"
            | "example"
            | "gmail"
            | "yahoo"
            | "mail"
            | "outlook"
            | "hotmail"
    ) {
        return 0.0;
    }
    let known = name_space(word);
    if known < 7.0 { known } else { (word.len() as f32 * 0.7).min(7.0).min(full_space(word)) }
}

/// The share of a name written without the space between its words, as it is where no other names are joined so.
fn full_space(word: &str) -> f32 {
    if !word.bytes().all(|b| b.is_ascii_lowercase()) {
        return f32::INFINITY;
    }
    let both = |at: usize| Some(known_space(&word[..at])? + known_space(&word[at..])?);
    // Neither part is longer than the longest name.
    let longest = known().longest_name;
    let ends = word.len().saturating_sub(longest).max(2)..word.len().saturating_sub(1).min(longest + 1);
    ends.filter_map(both).fold(f32::INFINITY, f32::min)
}

/// The chance of what is one in so many, as a power of ten.
pub(super) fn one_in(space: f32) -> f32 {
    libm::exp2f(-space * std::f32::consts::LOG2_10)
}

/// The chance that so many or more are counted where `expected` are, as a power of ten.
#[expect(clippy::cast_precision_loss, reason = "a chance needs no more digits")]
pub(super) fn tail(count: u64, expected: f64) -> f64 {
    let (n, expected) = (count as f64, expected.max(1e-30));
    if n <= expected || count == 0 {
        return 0.0;
    }
    let natural = n * libm::log(expected) - expected - libm::lgamma(n + 1.0);
    let rest = -libm::log(1.0 - expected / (n + 1.0));
    ((natural + rest) / std::f64::consts::LN_10).min(0.0)
}

/// Below which chance, as a power of ten, a count is a finding, where so many hits are expected of each pair of columns: so
/// that all of them together have a false finding no more often than the budget says. A pair of which a single hit is
/// less likely than that costs only as much as that hit.
pub(super) fn least_chance(expected: &[f64]) -> f64 {
    let budget = 1.0 / f64::from(BUDGET);
    let mut least = budget;
    while least > 1e-12 && expected.iter().map(|expected| expected.min(least)).sum::<f64>() > budget {
        least /= 2.0;
    }
    libm::log10(least)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rare_things_need_to_be_seen_once_and_common_ones_often() {
        assert!(tail(1, 1e-7) < -6.9 && tail(1, 1e-7) > -7.1);
        assert!(tail(3, 2.0) > -1.0 && tail(40, 4.0) < -20.0);
        assert!(tail(0, 0.1).abs() < 1e-9 && tail(5, 5.0).abs() < 1e-9);
        let sure = least_chance(&[1e-9; 100]);
        let many = least_chance(&[2.0; 100]);
        assert!((sure + 3.0).abs() < 1e-9 && many < -4.9, "{sure} {many}");
        let space = |sort: Sort, words: &[&str]| space(sort, words.iter().copied(), &words.concat());
        assert!(space(Sort::Surname, &["smith"]) < 3.0 && space(Sort::Surname, &["qwertzuiop"]) > 7.0);
        assert!(space(Sort::Number, &["123456789"]) > 8.9);
        assert!(space(Sort::Number, &["dolores"]) < 4.5 && space(Sort::Number, &["dolorqx"]) > 5.5);
        let login = space(Sort::Number, &["maria", "garcia"]);
        assert!(login < 5.5, "{login}");
        assert!(space(Sort::Number, &["behavioral"]) < 3.0 && space(Sort::Number, &["bqhaviqral"]) > 7.0);
        assert!(space(Sort::Named, &["willms", "and", "sons"]) < 4.0);
        assert!(space(Sort::Named, &["qwertz", "zuiop", "inc"]) >= 5.0);
        assert!(space(Sort::Person, &["ann", "qwertzuiop"]) >= NEVER);
        assert!(space(Sort::Person, &["martha", "hernandez", "lopez", "jr"]) < NEVER);
        assert!(space(Sort::Person, &["maria", "del", "aguila"]) < NEVER);
        assert!(
            space(Sort::Person, &["hailey", "de", "los", "santos", "de", "la", "cerda", "terrill"]) < NEVER
        );
        // As long as a letter, and as quick as a name.
        assert!(space(Sort::Surname, &["aguila", "del"].repeat(20_000)) < NEVER);
        let web = |words: &[&str]| space(Sort::Web, words);
        assert!(web(&["danielle"]) < 4.0 && web(&["daniel", "le"]) <= web(&["danielle"]));
        assert!(web(&["johnsmith"]) < 5.0 && web(&["jqwertzuiop"]) > 6.9 && web(&["johnsmith93"]) > 6.9);
        assert!(space(Sort::Surname, &["de", "la", "cruz"]) <= space(Sort::Surname, &["delacruz"]));
    }
}
