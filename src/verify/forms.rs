//! The forms of identifiers for which a range is reserved for fiction, and what tells that one is meant.

use super::signs::Signs;
use crate::kinds::{self, Kind};
use regex::bytes::{Regex, RegexBuilder};
use std::ops::Range;
use std::sync::OnceLock;

/// A sort of identifier that fiction has a range for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// Social security number.
    Ssn,
    /// Telephone number.
    Phone,
    /// Mail address.
    Email,
    /// Web address.
    Url,
    /// IPv4 address.
    Ipv4,
    /// IPv6 address.
    Ipv6,
    /// Medicare beneficiary identifier.
    Mbi,
    /// National provider identifier.
    Npi,
    /// DEA registration number.
    Dea,
    /// Payment card number.
    Card,
    /// Vehicle identification number.
    Vin,
    /// UUID.
    Uuid,
    /// NHS number.
    Nhs,
}

impl Class {
    /// All classes, in the order in which they are told.
    pub const ALL: [Self; 13] = [
        Self::Ssn,
        Self::Phone,
        Self::Email,
        Self::Url,
        Self::Ipv4,
        Self::Ipv6,
        Self::Mbi,
        Self::Npi,
        Self::Dea,
        Self::Card,
        Self::Vin,
        Self::Uuid,
        Self::Nhs,
    ];

    /// Its place among all of them.
    pub(super) const fn number(self) -> usize {
        self as usize
    }

    /// The name of the kind whose values these are.
    pub const fn kind(self) -> &'static str {
        match self {
            Self::Ssn => "ssn",
            Self::Phone => "phone",
            Self::Email => "email",
            Self::Url => "url",
            Self::Ipv4 => "ipv4",
            Self::Ipv6 => "ipv6",
            Self::Mbi => "mbi",
            Self::Npi => "npi",
            Self::Dea => "dea",
            Self::Card => "payment_card",
            Self::Vin => "vin",
            Self::Uuid => "uuid",
            Self::Nhs => "nhs_number",
        }
    }

    /// The class of a word, as `placebo: allow` names it.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.kind() == word)
    }

    /// Words that tell that such a value stands behind them, beside the names of the kind's columns.
    const fn cues(self) -> &'static [&'static str] {
        match self {
            Self::Ssn => &["ssn", "social security", "social_security", "socialsecurity"],
            Self::Phone => &["phone", "tel", "mobile", "cell", "fax", "call", "sms", "contact"],
            Self::Email => &["email", "e-mail", "mail", "contact", "recipient", "cc"],
            Self::Url => &["portal", "homepage", "website"],
            Self::Ipv4 | Self::Ipv6 => &["ip", "client", "remote", "addr", "host", "login"],
            Self::Mbi => &["mbi", "medicare", "beneficiary"],
            Self::Npi => &["npi", "provider", "prescriber"],
            Self::Dea => &["dea", "prescriber", "registration"],
            Self::Card => &["card", "credit", "visa", "mastercard", "amex", "pan"],
            Self::Vin => &["vin", "vehicle"],
            Self::Uuid => &[],
            Self::Nhs => &["nhs"],
        }
    }

    fn entry(self) -> Option<&'static Kind> {
        static KINDS: OnceLock<Vec<Option<&'static Kind>>> = OnceLock::new();
        let all = KINDS.get_or_init(|| Self::ALL.iter().map(|class| kinds::find(class.kind())).collect());
        all.get(self.number()).copied().flatten()
    }

    /// Whether the value could be somebody's.
    pub(super) fn could_be_real(self, text: &str) -> bool {
        self.entry().and_then(|kind| kind.could_be_real).is_some_and(|real| real(text))
    }

    /// Whether a name of a column, or the words before a value, tell that such a value is meant.
    pub(super) fn told_by(self, words: &str) -> bool {
        let words = spaced(words);
        let has = |cue: &str| {
            let cue = cue.trim_start_matches('=');
            words.match_indices(cue).any(|(at, _)| {
                let bound = |b: Option<&u8>| b.is_none_or(|b| !b.is_ascii_alphanumeric());
                let bytes = words.as_bytes();
                bound(at.checked_sub(1).and_then(|i| bytes.get(i))) && bound(bytes.get(at + cue.len()))
            })
        };
        let names = self.entry().map_or(&[][..], |kind| kind.names);
        self.cues().iter().chain(names).any(|cue| has(cue))
    }
}

/// A name in words of lower case: `patientPhone`, `PATIENT_PHONE` and `patient-phone` are `patient phone`.
fn spaced(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 8);
    let mut lower = false;
    for c in name.chars() {
        if c.is_ascii_uppercase() && lower {
            out.push(' ');
        }
        lower = c.is_ascii_lowercase();
        out.push(if c.is_alphanumeric() { c.to_ascii_lowercase() } else { ' ' });
    }
    out
}

/// A form: what it may be, and whether signs or a check digit say more than digits alone would.
struct Form {
    classes: &'static [Class],
    /// Signs without which no text has it.
    needs: fn(&Signs) -> bool,
    pattern: Regex,
    formatted: bool,
}

/// Something in a text that has the form of an identifier and could be somebody's.
pub(super) struct Candidate {
    pub(super) range: Range<usize>,
    pub(super) class: Class,
    /// Whether it is formatted, or has a check digit that is right.
    pub(super) formatted: bool,
    /// Whether signs of its form say what it is, and not digits alone.
    pub(super) by_form: bool,
}

fn forms() -> &'static [Form] {
    static FORMS: OnceLock<Vec<Form>> = OnceLock::new();
    FORMS.get_or_init(|| {
        let all: [(&[Class], Needs, &str, bool); 13] = [
            (&[Class::Url], |s| s.colons > 0 && s.slash, r#"https?://[^\s"'<>\)\]\}\\`]+"#, true),
            (&[Class::Email], |s| s.at, r"[a-z0-9._%+\-]+@[a-z0-9\-]+(?:\.[a-z0-9\-]+)+", true),
            (
                &[Class::Uuid],
                |s| s.hyphen && s.letters >= 12,
                r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b",
                false,
            ),
            (&[Class::Ssn], |s| s.pair && s.spaced >= 9, r"\b[0-9]{3}-[0-9]{2}-[0-9]{4}\b", true),
            (
                &[Class::Nhs, Class::Phone],
                |s| s.spaced >= 10,
                r"(?:\+?1[\-. ]?)?(?:\([0-9]{3}\) ?|\b[0-9]{3}[\-. ])[0-9]{3}[\-. ][0-9]{4}\b",
                true,
            ),
            (&[Class::Phone], |s| s.plus && s.digits >= 10, r"\+1?[0-9]{10}\b", true),
            (&[Class::Ipv4], |s| s.points >= 3, r"\b[0-9]{1,3}(?:\.[0-9]{1,3}){3}\b", true),
            (&[Class::Ipv6], |s| s.colons >= 4, r"\b[0-9a-f]{1,4}(?::[0-9a-f]{0,4}){4,7}\b", true),
            (
                &[Class::Mbi],
                |s| s.alphabetic >= 4 && (s.letters >= 11 || (s.hyphen && s.letters >= 4)),
                r"\b[1-9][a-z][a-z0-9][0-9]-?[a-z][a-z0-9][0-9]-?[a-z]{2}[0-9]{2}\b",
                true,
            ),
            (&[Class::Dea], |s| s.digits >= 7 && s.letters >= 9, r"\b[a-z][a-z9][0-9]{7}\b", true),
            (&[Class::Vin], |s| s.letters >= 17, r"\b[a-hj-npr-z0-9]{17}\b", true),
            (&[Class::Card], |s| s.spaced >= 13, r"\b(?:[0-9][ \-]?){12,18}[0-9]\b", true),
            (
                &[Class::Npi, Class::Nhs, Class::Phone, Class::Ssn],
                |s| s.digits >= 9,
                r"\b[0-9]{9,11}\b",
                false,
            ),
        ];
        all.into_iter()
            .filter_map(|(classes, needs, pattern, formatted)| {
                let pattern =
                    RegexBuilder::new(pattern).case_insensitive(true).unicode(false).build().ok()?;
                Some(Form { classes, needs, pattern, formatted })
            })
            .collect()
    })
}

/// Whether a text with such signs may have a form.
type Needs = fn(&Signs) -> bool;

/// Whether a text may have one of the forms at all.
pub(super) fn may_hold(text: &str) -> bool {
    // The shortest of them that is no address of mail is `1.1.1.1`.
    if text.len() < 7 && !text.contains('@') {
        return false;
    }
    let signs = Signs::of(text);
    // A word of letters and digits alone is one of the forms as a whole: a registration, a beneficiary, a vehicle, or digits.
    let is_word = usize::try_from(signs.letters).is_ok_and(|letters| letters == text.len());
    let may_be = match text.len() {
        _ if !is_word => true,
        9 | 11 | 17 => true,
        10..=19 => signs.alphabetic == 0,
        _ => false,
    };
    may_be && forms().iter().any(|form| (form.needs)(&signs))
}

/// The form that a text has as a whole, where it is one of the commonest and no form before it can be in such a text.
fn whole_form(text: &str) -> Option<&'static Form> {
    use crate::kinds::likeness::shaped;
    let number = match text.len() {
        9..=11 if text.bytes().all(|b| b.is_ascii_digit()) => 12,
        11 if shaped(text, "999-99-9999") => 3,
        12 if shaped(text, "999-999-9999") || shaped(text, "999.999.9999") => 4,
        14 if shaped(text, "(999) 999-9999") => 4,
        5.. if is_address(text) => 1,
        _ => return None,
    };
    forms().get(number)
}

/// Whether a text is an address of mail as a whole.
fn is_address(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else { return false };
    let of_label = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
    let of_local = |b: u8| b.is_ascii_alphanumeric() || b"._%+-".contains(&b);
    let labels = || domain.as_bytes().split(|b| *b == b'.');
    !local.is_empty()
        && local.bytes().all(of_local)
        && domain.contains('.')
        && labels().all(|label| !label.is_empty() && label.iter().all(|b| of_label(*b)))
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
    if let Some(form) = whole_form(text) {
        form.take(text, 0..text.len(), found);
        // What is of no class leaves its place to other forms.
        if !found.is_empty() {
            return;
        }
    }
    let signs = Signs::of(text);
    for form in forms().iter().filter(|form| (form.needs)(&signs)) {
        for hit in form.pattern.find_iter(text.as_bytes()) {
            let range = hit.range();
            if inside_longer(text.as_bytes(), &range)
                || found.iter().any(|(f, _)| f.range.start < range.end && range.start < f.range.end)
            {
                continue;
            }
            form.take(text, range, found);
        }
    }
    found.sort_by_key(|(c, _)| c.range.start);
}

impl Form {
    /// Adds what has the form here, once for each class that it may be of.
    fn take(&self, text: &str, range: Range<usize>, found: &mut Vec<(Candidate, bool)>) {
        let Some(value) = text.get(range.clone()) else { return };
        let looks = |class: &&Class| {
            let recognise = class.entry().and_then(|kind| kind.recognise);
            recognise.is_none_or(|recognise| recognise(value))
        };
        for class in self.classes.iter().filter(looks) {
            let real = class.could_be_real(value);
            let formatted = self.formatted || matches!(class, Class::Npi | Class::Nhs);
            found.push((
                Candidate { range: range.clone(), class: *class, formatted, by_form: self.formatted },
                real,
            ));
        }
    }
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
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4_000))]
        #[test]
        fn whatever_has_a_form_has_its_signs(pieces in proptest::collection::vec(piece(), 1..12)) {
            let text = pieces.concat();
            let signs = Signs::of(&text);
            for form in forms().iter().filter(|form| form.pattern.is_match(text.as_bytes())) {
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
