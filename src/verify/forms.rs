//! Forms of identifiers for which a range is reserved for fiction: where in a text something has one, and whether it could be
//! somebody's.

use super::class::Class;
use super::nobodys::is_nobodys;
use super::signs::Signs;
use crate::kinds::likeness::shaped;
use regex::bytes::{Regex, RegexBuilder};
use std::borrow::Cow;
use std::ops::Range;
use std::sync::OnceLock;

/// A form: what it may be, and whether signs or a check digit say more than digits alone would.
struct Form {
    classes: &'static [Class],
    /// Signs without which no text has it.
    needs: fn(&Signs) -> bool,
    pattern: Regex,
    formatted: bool,
    /// Whether so much else is written so that it is one only where words tell.
    quiet: bool,
}

/// Something in a text that has the form of an identifier and could be somebody's.
pub(super) struct Candidate {
    pub(super) range: Range<usize>,
    pub(super) class: Class,
    /// Whether it is formatted, or has a check digit that is right.
    pub(super) formatted: bool,
    /// Whether signs of its form say what it is, and not digits alone.
    pub(super) by_form: bool,
    /// Whether it is nothing at all where nothing tells what it is.
    pub(super) quiet: bool,
}

/// The end of a telephone number, which may have an extension right behind it: `x22`, `ext22`.
macro_rules! dialled {
    ($number:literal) => {
        concat!($number, r"(?:(?:x|ext\.?)[0-9]{1,6})?\b")
    };
}

/// Places of forms in the list that a text may have as a whole.
mod place {
    pub(super) const MAIL: usize = 1;
    pub(super) const SSN: usize = 3;
    pub(super) const PHONE: usize = 4;
    pub(super) const DIGITS: usize = 15;
}

/// Forms that say too little by themselves: groups of a beneficiary and of a card, and telephone numbers as France, Germany, Spain,
/// Brazil and Mexico write theirs, and others by an area that begins with a 0.
const QUIET: [(&[Class], Needs, &str); 6] = [
    (
        &[Class::Mbi],
        |s| s.numeric >= 5 && s.has_word(4) && s.has_word(3),
        r"\b[1-9][a-z][a-z0-9][0-9] [a-z][a-z0-9][0-9] [a-z]{2}[0-9]{2}\b",
    ),
    (&[Class::Card], |s| s.spaced >= 16, r"\b[0-9]{4}(?:\.[0-9]{4}){3}\b"),
    (&[Class::Phone], |s| s.spaced >= 10, dialled!(r"\b0[1-9](?:[ .\-][0-9]{2}){4}")),
    (&[Class::Phone], |s| s.digits >= 5 && s.slash, dialled!(r"\b0[0-9]{2,4}/[0-9]{5,8}")),
    (
        &[Class::Phone],
        |s| s.spaced >= 9,
        r"\b[6-9][0-9]{2}(?: [0-9]{3}){2}\b|\b[6-9][0-9]{2}(?: [0-9]{2}){3}\b|\b[1-9][0-9] [0-9]{4} [0-9]{4}\b|\([1-9][0-9]\) ?9?[0-9]{4}[\- ][0-9]{4}\b",
    ),
    (
        &[Class::Phone],
        |s| s.digits >= 2 && (s.spaced >= 9 || s.slash),
        r"\b0[1-9][0-9]{0,3}[ /\-][0-9]{3,8}(?:[ \-][0-9]{2,4}){0,3}\b|\b0[1-9](?: [0-9]{2,4}){2,3}\b",
    ),
];

/// Each form: its classes, the signs without which no text has it, how it is written, and whether signs say what it is.
const ALL: [(&[Class], Needs, &str, bool); 16] = [
    (&[Class::Url], |s| s.colons > 0 && s.slash, r#"https?://[^\s"'<>\)\]\}\\`]+"#, true),
    (&[Class::Email], |s| s.at, r"[a-z0-9._%+\-]+@[a-z0-9\-]+(?:\.[a-z0-9\-]+)+", true),
    (
        &[Class::Uuid],
        |s| s.hyphen && s.has_word(12) && s.has_word(8) && s.has_word(4),
        r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b",
        false,
    ),
    (
        &[Class::Ssn],
        |s| s.pair && s.spaced >= 9,
        r"\b[0-9]{3}(?:-[0-9]{2}-| [0-9]{2} |\.[0-9]{2}\.)[0-9]{4}\b",
        true,
    ),
    (
        &[Class::Nhs, Class::Phone],
        |s| s.spaced >= 10,
        dialled!(
            r"(?:(?:\+|\b00|\b)1[\-. ]?)?(?:(?:\([0-9]{3}\) ?|\b[0-9]{3}[\-. ])[0-9]{3}[\-. ]|\([0-9]{3}\)[0-9]{3}|\b[0-9]{3}[\- ][0-9]{3})[0-9]{4}"
        ),
        true,
    ),
    // Of any country, after a plus; and of the United Kingdom, after a 0 and in groups.
    (&[Class::Phone], |s| s.plus && s.spaced >= 8, dialled!(r"\+[1-9](?:[\-. ()]{0,2}[0-9]){7,14}"), true),
    (
        &[Class::Phone],
        |s| s.spaced >= 9,
        dialled!(
            r"(?:(?:\(0[0-9]{2,4}\) ?|\b0[0-9]{2,4}[\- ])[0-9]{3,4}[\- ]?[0-9]{3,4}|\b0[0-9]{4} [0-9]{6})"
        ),
        true,
    ),
    (&[Class::Ipv4], |s| s.points >= 3, r"\b[0-9]{1,3}(?:\.[0-9]{1,3}){3}\b", true),
    (&[Class::Ipv6], |s| s.colons >= 4, r"\b[0-9a-f]{1,4}(?::[0-9a-f]{0,4}){4,7}\b", true),
    (
        &[Class::Mbi],
        |s| s.numeric >= 5 && s.alphabetic >= 4 && (s.has_word(11) || s.hyphen && s.has_word(4)),
        r"\b[1-9][a-z][a-z0-9][0-9]-?[a-z][a-z0-9][0-9]-?[a-z]{2}[0-9]{2}\b",
        true,
    ),
    (&[Class::Dea], |s| s.numeric >= 7 && s.has_word(9), r"\b[a-z][a-z9][0-9]{7}\b", true),
    (&[Class::Vin], |s| s.has_word(17), r"\b[a-hj-npr-z0-9]{17}\b", true),
    (&[Class::Card], |s| s.spaced >= 13, r"\b(?:[0-9][ \-]?){12,18}[0-9]\b", true),
    (&[Class::Phone], |s| s.has_number(11), r"\b0[0-9]{10}\b", false),
    // Digits alone say by their extension what they are.
    (&[Class::Phone], |s| s.digits >= 10, r"\b[0-9]{10,11}(?:x|ext\.?)[0-9]{1,6}\b", true),
    (
        &[Class::Npi, Class::Nhs, Class::Phone, Class::Ssn],
        |s| (9..=11).any(|len| s.has_number(len)),
        r"\b[0-9]{9,11}\b",
        false,
    ),
];

fn forms() -> &'static [Form] {
    static FORMS: OnceLock<Vec<Form>> = OnceLock::new();
    FORMS.get_or_init(|| {
        let quiet = QUIET.into_iter().map(|(classes, needs, pattern)| (classes, needs, pattern, true, true));
        let all = ALL.into_iter().map(|(classes, needs, pattern, by)| (classes, needs, pattern, by, false));
        all.chain(quiet)
            .filter_map(|(classes, needs, pattern, formatted, quiet)| {
                let pattern =
                    RegexBuilder::new(pattern).case_insensitive(true).unicode(false).build().ok()?;
                Some(Form { classes, needs, pattern, formatted, quiet })
            })
            .collect()
    })
}

/// The signs of the number of a vehicle, which may be letters alone.
const VEHICLE: usize = 17;
const VEHICLE_LETTERS: u32 = 17;

/// Whether a text with such signs may have a form.
type Needs = fn(&Signs) -> bool;

/// Whether there is anything in a text without which it has none of the forms.
fn tells(text: &str) -> bool {
    // All have a digit, the sign of an address of mail or that of a web address, but for a vehicle and a long number of letters
    // alone; the shortest that is no address of mail is `1.1.1.1`.
    let tells = |b: u8| b == b'@' || text.len() >= 7 && (b.is_ascii_digit() || b == b':');
    text.len() >= VEHICLE || text.bytes().any(tells)
}

/// The length of what eight hexadecimal digits begin, which may be letters alone.
const UUID: usize = 36;

/// Whether a text has so few signs that it has none of the forms: neither that of an address of mail nor a colon, fewer than five digits,
/// or four without points among them; and it is no vehicle and no long number of letters alone. Most streets are such.
fn is_sparse(text: &str) -> bool {
    let (mut digits, mut points, mut marks, mut word, mut longest) = (0u32, 0u32, 0u32, 0u32, 0u32);
    for byte in text.bytes().take(UUID) {
        digits += u32::from(byte.is_ascii_digit());
        points += u32::from(byte == b'.');
        marks += u32::from(matches!(byte, b'@' | b':'));
        word = if byte.is_ascii_alphanumeric() { word + 1 } else { 0 };
        longest = longest.max(word);
    }
    text.len() < UUID && marks == 0 && longest < VEHICLE_LETTERS && (digits < 4 || digits == 4 && points == 0)
}

/// Whether a text is one of the two that most columns of codes and of dates have, neither of which has any form: a word that begins
/// with a letter and is as long as no code, and a date with hyphens.
fn is_no_form(text: &str) -> bool {
    let bytes = text.as_bytes();
    match bytes.first() {
        Some(first) if first.is_ascii_alphabetic() => {
            !matches!(bytes.len(), 9 | 11 | VEHICLE) && bytes.iter().all(u8::is_ascii_alphanumeric)
        }
        Some(_) => shaped(text, "9999-99-99"),
        None => false,
    }
}

/// Whether a text may have one of the forms at all.
pub(super) fn may_hold(text: &str) -> bool {
    if !tells(text) || is_no_form(text) {
        return false;
    }
    // What has one as a whole is told sooner than by its signs.
    if whole_form(text).is_some() {
        return true;
    }
    if is_sparse(text) {
        return false;
    }
    let signs = Signs::of(text);
    signs.may_tell() && forms().iter().any(|form| (form.needs)(&signs))
}

/// The form that a text has as a whole, where it is one of the commonest and no form before it can be in such a text.
fn whole_form(text: &str) -> Option<&'static Form> {
    let number = match text.len() {
        9..=10 if text.bytes().all(|b| b.is_ascii_digit()) => place::DIGITS,
        11 if shaped(text, "999-99-9999") => place::SSN,
        12 if shaped(text, "999-999-9999") || shaped(text, "999.999.9999") => place::PHONE,
        14 if shaped(text, "(999) 999-9999") => place::PHONE,
        5.. if is_address(text) => place::MAIL,
        _ => return None,
    };
    forms().get(number)
}

/// Whether a text is an address of mail as a whole.
fn is_address(text: &str) -> bool {
    let of_local = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'%' | b'+' | b'-');
    let Some(at) = text.bytes().position(|b| !of_local(b)).filter(|at| *at > 0) else { return false };
    let Some(domain) = text.as_bytes()[at..].strip_prefix(b"@") else { return false };
    // Labels between points, none of which is empty.
    let (mut points, mut before) = (0, b'.');
    for byte in domain {
        match byte {
            b'.' if before == b'.' => return false,
            b'.' => points += 1,
            b if b.is_ascii_alphanumeric() || *b == b'-' => {}
            _ => return false,
        }
        before = *byte;
    }
    points > 0 && before != b'.'
}

/// Everything in a text that has such a form and could be somebody's, and what has it and could not; an earlier form takes what a later
/// one would find inside of it.
pub(super) fn candidates(text: &str) -> Vec<(Candidate, bool)> {
    let mut found = Vec::new();
    candidates_into(text, &mut found);
    found
}

/// The same into room that is there.
pub(super) fn candidates_into(text: &str, found: &mut Vec<(Candidate, bool)>) {
    found.clear();
    if !tells(text) || is_no_form(text) {
        return;
    }
    if let Some(form) = whole_form(text) {
        form.take(text, 0..text.len(), found);
        // What is of no class leaves its place to other forms.
        if !found.is_empty() {
            return;
        }
    }
    if is_sparse(text) {
        return;
    }
    let signs = Signs::of(text);
    if !signs.may_tell() {
        return;
    }
    for form in forms().iter().filter(|form| (form.needs)(&signs)) {
        for hit in form.pattern.find_iter(text.as_bytes()) {
            let range = hit.range();
            let meets = |f: &Candidate| f.range.start < range.end && range.start < f.range.end;
            // Behind the host of a web address stand paths and parameters that may name somebody.
            let within = |f: &Candidate| {
                f.class == Class::Url && f.range.end >= range.end && range.start >= behind_host(text, f)
            };
            if inside_longer(text.as_bytes(), &range)
                || is_abroad(text.as_bytes(), &range)
                || found.iter().any(|(f, _)| meets(f) && !within(f))
            {
                continue;
            }
            let (before, inside) = (found.len(), found.iter().any(|(f, _)| meets(f)));
            form.take(text, range, found);
            found[before..].iter_mut().for_each(|(candidate, _)| candidate.quiet |= inside);
        }
    }
    found.sort_by_key(|(c, _)| c.range.start);
}

impl Form {
    /// Adds what has the form here, once for each class that it may be of.
    fn take(&self, text: &str, range: Range<usize>, found: &mut Vec<(Candidate, bool)>) {
        let Some(value) = text.get(range.clone()) else { return };
        let looks = |class: &&Class| match class {
            Class::Ssn => self.formatted || value.len() == 9,
            Class::Phone if self.quiet => value.bytes().filter(u8::is_ascii_digit).count() >= 9,
            Class::Phone => self.formatted || value.len() != 9,
            // What ends in a number is no domain, and may be an address of the network behind a name: `app@192.0.2.1:5432`.
            Class::Email => {
                let top = value.rsplit('.').next().unwrap_or_default();
                top.bytes().any(|b| b.is_ascii_alphabetic())
            }
            _ => {
                let recognise = class.entry().and_then(|kind| kind.recognise);
                recognise.is_none_or(|recognise| recognise(&plain(**class, value)))
            }
        };
        for class in self.classes.iter().filter(looks) {
            let plain = plain(*class, value);
            // Of a number without a country it is known what is nobody's only where the kind knows the country.
            let abroad = self.quiet && *class == Class::Phone;
            let real = (abroad || class.could_be_real(&plain)) && !is_nobodys(*class, value);
            let formatted = self.formatted || matches!(class, Class::Npi | Class::Nhs);
            found.push((
                Candidate {
                    range: range.clone(),
                    class: *class,
                    formatted,
                    by_form: self.formatted,
                    quiet: self.quiet,
                },
                real,
            ));
        }
    }
}

/// A value as its kind reads it: one sign between the groups of a number, and letters of a code in capitals.
fn plain(class: Class, value: &str) -> Cow<'_, str> {
    match class {
        Class::Ssn if value.contains('.') => Cow::Owned(value.replace('.', "-")),
        Class::Mbi if value.contains(' ') => Cow::Owned(value.replace(' ', "-").to_ascii_uppercase()),
        Class::Card if value.contains('.') => Cow::Owned(value.replace('.', " ")),
        // What is dialled to leave a country is a plus elsewhere.
        Class::Phone if value.starts_with("001") => Cow::Owned(value.replacen("00", "+", 1)),
        Class::Vin | Class::Mbi | Class::Dea if value.bytes().any(|b| b.is_ascii_lowercase()) => {
            Cow::Owned(value.to_ascii_uppercase())
        }
        _ => Cow::Borrowed(value),
    }
}

/// A telephone number without its extension.
pub(super) fn without_extension(value: &str) -> &str {
    value.find(|c: char| c.is_ascii_alphabetic()).map_or(value, |at| &value[..at])
}

/// Where in a web address the path or the parameters begin.
fn behind_host(text: &str, url: &Candidate) -> usize {
    let address = text.get(url.range.clone()).unwrap_or_default();
    let host = address.find("://").map_or(0, |at| at + 3);
    address[host..].find(['/', '?']).map_or(url.range.end, |at| url.range.start + host + at)
}

/// Whether the code of a country other than 1 stands before a number, whose first group this is not.
fn is_abroad(text: &[u8], range: &Range<usize>) -> bool {
    let head = &text[..range.start];
    let Some((sign, head)) = head.split_last() else { return false };
    let digits = head.iter().rev().take_while(|b| b.is_ascii_digit()).count();
    matches!(sign, b' ' | b'-' | b'.')
        && (1..=3).contains(&digits)
        && head.len().checked_sub(digits + 1).and_then(|at| head.get(at)) == Some(&b'+')
}

/// Whether digits go on before or behind, so that this is a part of a longer number, a version or a hash.
fn inside_longer(text: &[u8], range: &Range<usize>) -> bool {
    let joined = |b: Option<&u8>| b.is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_');
    let dotted = |i: Option<usize>, next: Option<usize>| {
        let at = |i: Option<usize>| i.and_then(|i| text.get(i));
        at(i).is_some_and(|b| matches!(b, b'.' | b'-')) && at(next).is_some_and(u8::is_ascii_digit)
    };
    let before = range.start.checked_sub(1);
    joined(before.and_then(|i| text.get(i)))
        || joined(text.get(range.end))
        || dotted(before, range.start.checked_sub(2))
        || dotted(Some(range.end), Some(range.end + 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn piece() -> impl Strategy<Value = String> {
        prop_oneof![
            4 => "[0-9]{1,5}",
            1 => "[0-9]{6,17}",
            2 => "[a-fA-F0-9]{1,4}",
            1 => "[a-zA-Z]{1,3}",
            4 => "[ .:@/()+_-]",
            1 => "(https://|é|::)",
            1 => "[1-9][A-Z][A-Z0-9][0-9][ -]?[A-Z][A-Z0-9][0-9][ -]?[A-Z]{2}[0-9]{2}",
            1 => "[A-Z][A-Z9][0-9]{7}",
            1 => "[A-HJ-NPR-Z0-9]{17}",
            1 => "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
            1 => "[0-9]{3}[ .-][0-9]{2,3}[ .-][0-9]{4}",
            1 => "[0-9]{1,3}\\.[0-9]\\.[0-9]\\.[0-9]",
            1 => "[A-HJ-NPR-Z]{17}",
            1 => "[a-f]{8}-[a-f]{4}-[a-f]{4}-[a-f]{4}-[a-f]{12}",
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4_000))]
        #[test]
        fn whatever_has_a_form_has_its_signs(pieces in proptest::collection::vec(piece(), 1..12)) {
            let text = pieces.concat();
            let signs = Signs::of(&text);
            prop_assert!(signs.may_tell() || !forms().iter().any(|form| (form.needs)(&signs)), "{text}");
            // What has too few digits for its form is taken for nothing.
            let is_taken = |form: &&Form| form.pattern.find_iter(text.as_bytes()).any(|hit| {
                let mut found = Vec::new();
                form.take(&text, hit.range(), &mut found);
                !found.is_empty()
            });
            for form in forms().iter().filter(is_taken) {
                prop_assert!((form.needs)(&signs), "{:?} in {text}", form.classes);
                prop_assert!(may_hold(&text), "{:?} in {text}", form.classes);
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4_000))]
        #[test]
        fn what_has_a_form_as_a_whole_has_no_other(
            text in prop_oneof![
                "[0-9]{9,11}",
                "[0-9]{3}-[0-9]{2}-[0-9]{4}",
                "[0-9]{3}[-.][0-9]{3}[-.][0-9]{4}",
                "\\([0-9]{3}\\) [0-9]{3}-[0-9]{4}",
                "[a-z0-9._%+-]{1,12}@[a-z0-9-]{1,6}(\\.[a-z0-9-]{1,4}){0,3}",
                "[a-z0-9.@-]{5,16}",
            ]
        ) {
            let Some(form) = whole_form(&text) else { return Ok(()) };
            let signs = Signs::of(&text);
            let first = forms().iter().find(|form| (form.needs)(&signs) && form.pattern.is_match(text.as_bytes()));
            prop_assert_eq!(first.map(|first| first.classes), Some(form.classes), "{}", &text);
            let whole = form.pattern.find(text.as_bytes()).map(|hit| hit.range());
            prop_assert_eq!(whole, Some(0..text.len()), "{}", &text);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4_000))]
        #[test]
        fn what_is_no_form_at_a_glance_has_none_by_its_signs(
            text in "[A-Za-z][A-Za-z0-9]{0,40}|[0-9]{4}-[0-9]{2}-[0-9]{2}|[A-Z]{0,3}[0-9._-]{4,17}|[ -~]{1,18}"
        ) {
            let signs = Signs::of(&text);
            let by_signs = signs.may_tell() && forms().iter().any(|form| (form.needs)(&signs));
            prop_assert!(!is_no_form(&text) || whole_form(&text).is_none() && !by_signs, "{text}");
        }
    }

    #[test]
    fn codes_and_dates_are_no_form_at_a_glance() {
        assert!(["MRN2858591833", "2012-09-09", "Jacob"].into_iter().all(is_no_form));
        assert!(
            ["1M8GDM9AXKP042788", "AB1234563", "123-45-6789", "x@y.de"]
                .into_iter()
                .all(|text| !is_no_form(text))
        );
    }

    #[test]
    fn every_form_is_known_by_its_signs() {
        for text in [
            "https://portal.clinic.net/a",
            "ann@clinic.net",
            "6f9619ff-8b86-d011-b42d-00c04fc964ff",
            "123-45-6789",
            "+1 (212) 736-5000",
            "+12127365000",
            "12.1.2.3",
            "2001:0:3238:dfe1:63:0:0:fefb",
            "1EG4-TE5-MK73",
            "AB1234563",
            "1M8GDM9AXKP042788",
            "4111 1111 1111 1111",
            "1234567893",
        ] {
            assert!(!candidates(text).is_empty() && may_hold(text), "{text}");
        }
    }
}
