//! From a value of the original to the forms in which it could come back.

use super::chance::{borne, is_ordinary, number_space, space, web_spaces};
use super::class::Class;
use super::dates::{date_forms, date_of, is_date, is_nobodys};
use super::forms;
use super::sorts::{Sort, Told};
use super::words::{Words, trimmed};
use crate::kinds::Kind;

/// A form of a value: folded words without what parted them.
pub(super) struct Form<'a> {
    /// The words as one.
    pub text: &'a str,
    /// How many such values there are, as a power of ten: what it would take for it to be there by chance.
    pub space: f32,
    /// Whether it only tells something where it is a whole cell.
    pub whole: bool,
}

/// The forms of one value, their texts one behind the other, and room to make them in.
#[derive(Default)]
pub(super) struct Forms {
    text: String,
    list: Vec<Made>,
    /// The words of a part of the value.
    part: Words,
}

/// Where the text of a form stands among all, and what else is known of it.
struct Made {
    start: usize,
    end: usize,
    space: f32,
    whole: bool,
}

impl Forms {
    /// The forms in their order.
    pub(super) fn iter(&self) -> impl Iterator<Item = Form<'_>> {
        self.list.iter().map(|made| Form {
            text: self.text.get(made.start..made.end).unwrap_or_default(),
            space: made.space,
            whole: made.whole,
        })
    }

    pub(super) fn clear(&mut self) {
        self.text.clear();
        self.list.clear();
    }

    fn push(&mut self, text: &str, space: f32, whole: bool) {
        self.push_with(|out| out.push_str(text), space, |_| whole);
    }

    /// Adds a form that is written here, unless it is there already.
    pub(super) fn push_with(
        &mut self,
        write: impl FnOnce(&mut String),
        space: f32,
        whole: impl FnOnce(&str) -> bool,
    ) {
        let start = self.list.last().map_or(0, |made| made.end);
        self.text.truncate(start);
        write(&mut self.text);
        let (text, end) = (self.text.get(start..).unwrap_or_default(), self.text.len());
        let is_it = |made: &Made| {
            made.end - made.start == text.len() && self.text.get(made.start..made.end) == Some(text)
        };
        if text.is_empty() || self.list.iter().any(is_it) {
            return;
        }
        let whole = whole(text);
        self.list.push(Made { start, end, space, whole });
    }
}

/// A form that stands for itself alone has at least so many bytes.
pub(super) const LEAST: usize = 5;

/// The range that is reserved for fiction.
#[derive(Clone, Copy)]
pub(super) struct Reserved {
    could_be_real: fn(&str) -> bool,
    /// How many values it has, as a power of ten.
    space: f32,
}

impl Reserved {
    /// That of a kind, where it has one.
    pub(super) fn of(kind: &Kind) -> Option<Self> {
        let could_be_real = kind.could_be_real?;
        #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "a power of ten")]
        let space = kind.count().map_or(UNCOUNTED, |count| libm::log10(count.max(1) as f64) as f32);
        Some(Self { could_be_real, space })
    }
}

/// How many values a range is held to have whose values are not numbered, as a power of ten.
const UNCOUNTED: f32 = 7.0;

/// Makes all forms of a value, whose words were read; none where it is empty or a placeholder.
pub(super) fn forms_of(
    told: &Told,
    reserved: Option<Reserved>,
    text: &str,
    words: &Words,
    forms: &mut Forms,
) {
    forms.clear();
    let Some(sort) = told.sort else { return };
    let text = trimmed(text);
    if words.is_empty() || told.placeholders.iter().any(|p| p == text) || is_blank(text) {
        return;
    }
    let joined = words.joined();
    match sort {
        Sort::Text => of_text(text, words, forms),
        Sort::Date => match date_of(text) {
            Some(date) if is_nobodys(date) => {}
            Some(date) => date_forms(date, forms),
            None => forms.push(joined, 3.0, true),
        },
        Sort::Key => key(text, words, forms),
        Sort::Given | Sort::Surname | Sort::Person => names(sort, words, forms),
        Sort::Named | Sort::Place | Sort::Street | Sort::Zip | Sort::Age | Sort::Point => {
            let space = space(sort, words.iter(), joined);
            forms.push(joined, space, joined.len() < LEAST || space < 2.0);
        }
        Sort::Web => web(text, words, forms),
        // What is unique may be a date, and its digits are no rare number for that: others of its row meet it by chance.
        Sort::Number => match is_date(text).then(|| date_of(text)).flatten() {
            Some(date) => date_forms(date, forms),
            None => number((told.kind, reserved), text, words, forms),
        },
    }
}

/// What people write where there is nothing to write, and databases where there is no end.
const BLANK: [&str; 16] = [
    "n/a",
    "na",
    "none",
    "null",
    "unknown",
    "unk",
    "-",
    "--",
    "?",
    "x",
    "xx",
    "tbd",
    "nil",
    "test",
    "infinity",
    "-infinity",
];

fn is_blank(text: &str) -> bool {
    // Most values begin with something else.
    let begins = |byte: &u8| b"-?intux".contains(&byte.to_ascii_lowercase());
    text.len() <= 9
        && text.as_bytes().first().is_some_and(begins)
        && BLANK.iter().any(|blank| text.eq_ignore_ascii_case(blank))
}

/// A key is compared with whole cells, and its sign counts.
fn key(text: &str, words: &Words, forms: &mut Forms) {
    let negative = text.starts_with('-');
    let sort = if text.bytes().all(|b| b.is_ascii_digit() || b == b'-') { Sort::Key } else { Sort::Number };
    let joined = words.joined();
    let space = space(sort, words.iter(), joined);
    // A number of a few digits stands everywhere for itself.
    let whole = joined.len() < 7 || negative;
    let write = |out: &mut String| {
        out.push_str(if negative { "-" } else { "" });
        out.push_str(joined);
    };
    forms.push_with(write, space, |_| whole);
}

/// A name as it is, turned round, and each of its words.
fn names(sort: Sort, words: &Words, forms: &mut Forms) {
    let joined = words.joined();
    let of_all = space(sort, words.iter(), joined);
    forms.push(joined, of_all, joined.len() < 3);
    if words.len() < 2 {
        return;
    }
    let mut turned = String::with_capacity(joined.len());
    words.iter().rev().for_each(|word| turned.push_str(word));
    let of_turned = space(sort, words.iter(), &turned).min(of_all);
    forms.push(&turned, of_turned, false);
    let (first, last) = (words.get(0), words.get(words.len() - 1));
    for ends in [[first, last], [last, first]] {
        let both = ends.concat();
        forms.push(&both, space(sort, ends.iter().copied(), &both), false);
    }
    for word in words.iter().filter(|word| word.len() >= 3) {
        let borne = borne(word);
        if (borne.0.is_some() || borne.1.is_some()) && !is_ordinary(word) {
            forms.push(word, space(sort, std::iter::once(word), word), false);
        }
    }
}

fn number((kind, reserved): (&str, Option<Reserved>), text: &str, words: &Words, forms: &mut Forms) {
    let (joined, n) = (words.joined(), words.digits());
    let mut space = number_space(joined, n);
    // A number that is fiction already names nobody, and numbers of a small range come twice by chance.
    if let Some(range) = reserved.filter(|range| !(range.could_be_real)(text)) {
        space = space.min(range.space);
    }
    forms.push(joined, space, joined.len() < LEAST);
    let digits = || joined.bytes().filter(u8::is_ascii_digit).map(char::from);
    #[expect(clippy::cast_precision_loss, reason = "a few digits")]
    let of_digits = |n: usize| space.min(n as f32);
    if n >= 6 && n < joined.len() {
        forms.push_with(|out| out.extend(digits()), of_digits(n), |_| false);
    }
    // With the code of the country, and without.
    if n == 11 && joined.len() == 11 && joined.starts_with('1') && kind != "npi" {
        forms.push(&joined[1..], space, false);
    }
    let zeros = digits().take_while(|c| *c == '0').count();
    if zeros > 0 && n - zeros >= 6 {
        forms.push_with(|out| out.extend(digits().skip(zeros)), of_digits(n - zeros), |_| false);
    }
}

/// An address as a whole, and its local part or path.
fn web(text: &str, words: &Words, forms: &mut Forms) {
    let joined = words.joined();
    let Some((local, _)) = text.split_once('@') else {
        return forms.push(joined, space(Sort::Web, words.iter(), joined), joined.len() < LEAST);
    };
    // The words of an address begin with those of its local part, each of which is looked up once.
    if local.is_ascii() {
        let inner = local.bytes().filter(u8::is_ascii_alphanumeric).count();
        let (count, inner) = (words.first(inner), joined.get(..inner).unwrap_or_default());
        let [of_all, of_local] = web_spaces(words.iter(), count, [joined, inner]);
        forms.push(joined, of_all, joined.len() < LEAST);
        return forms.push(inner, of_local, inner.len() < LEAST);
    }
    let mut part = std::mem::take(&mut forms.part);
    part.read(local);
    let inner = part.joined();
    let [of_all, of_local] = [space(Sort::Web, words.iter(), joined), space(Sort::Web, part.iter(), inner)];
    forms.push(joined, of_all, joined.len() < LEAST);
    forms.push(inner, of_local, inner.len() < LEAST);
    forms.part = part;
}

/// A text as a whole, and the numbers and addresses in it.
fn of_text(text: &str, words: &Words, forms: &mut Forms) {
    if words.joined().len() >= 24 && words.joined().len() <= 96 && words.len() > 6 {
        forms.push(words.joined(), 12.0, false);
    }
    let candidates = forms::candidates(text);
    let phones: Vec<_> =
        candidates.iter().filter(|(c, _)| c.class == Class::Phone).map(|(c, _)| c.range.clone()).collect();
    for (candidate, real) in &candidates {
        // Bare digits are a telephone number before they are anything else, and one in eleven has a check digit.
        let other = !matches!(candidate.class, Class::Phone);
        if other && phones.contains(&candidate.range) {
            continue;
        }
        let Some(value) = text.get(candidate.range.clone()).filter(|_| *real) else { continue };
        let words = Words::of(value);
        if value.contains('@') {
            web(value, &words, forms);
        } else {
            number((candidate.class.kind(), None), value, &words, forms);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(told: &Told, text: &str) -> Forms {
        let reserved = crate::kinds::find(told.kind).and_then(Reserved::of);
        let mut forms = Forms::default();
        forms_of(told, reserved, text, &Words::of(text), &mut forms);
        forms
    }

    fn forms(kind: &'static str, text: &str) -> Vec<String> {
        let sort = crate::kinds::find(kind).and_then(Sort::of);
        made(&Told { kind, sort, ..Told::default() }, text).iter().map(|form| form.text.to_owned()).collect()
    }

    #[test]
    fn what_is_nothing_is_known_by_its_beginning() {
        assert!(BLANK.iter().all(|blank| is_blank(blank) && is_blank(&blank.to_uppercase())));
        assert!(!is_blank("nora") && !is_blank("7") && !is_blank(""));
    }

    #[test]
    fn a_value_is_sought_in_every_form() {
        assert_eq!(forms("full_name", "Ann Qwertz")[..2], ["annqwertz", "qwertzann"]);
        assert_eq!(forms("ssn", "123-45-6789"), ["123456789"]);
        assert_eq!(forms("phone", "+1 (212) 736-5000"), ["12127365000", "2127365000"]);
        assert!(forms("birth_date", "1980-02-03").contains(&"feb31980".to_owned()));
        assert_eq!(forms("mrn", "MRN-0012345"), ["mrn0012345", "0012345"]);
        assert_eq!(forms("email", "ann.qwertz@clinic.net")[1], "annqwertz");
        assert!(forms("last_name", "N/A").is_empty() && forms("sex", "F").is_empty());
        let note = forms("note", "Called 212-736-5000 about ann.q@clinic.net today, and again on Tuesday.");
        assert!(
            note.contains(&"2127365000".to_owned()) && note.contains(&"annqclinicnet".to_owned()),
            "{note:?}"
        );
    }

    #[test]
    fn a_number_of_fiction_is_no_rare_one() {
        let told = |text: &str| {
            let told = Told { kind: "phone", sort: Some(Sort::Number), ..Told::default() };
            made(&told, text).iter().next().unwrap().space
        };
        assert!(told("212-736-5000") > 9.0 && told("212-555-0123") < 5.0);
        let nhs = |text: &str| {
            let told = Told { kind: "nhs_number", sort: Some(Sort::Number), ..Told::default() };
            made(&told, text).iter().next().unwrap().space
        };
        assert!(nhs("4010232137") > 9.0 && nhs("9990000018") < 6.0);
        // Nor is a date, whatever it is masked as.
        let code = |text: &str| {
            let told = Told { kind: "mrn", sort: Some(Sort::Number), ..Told::default() };
            made(&told, text).iter().next().unwrap().space
        };
        assert!(code("2021-01-15") < 5.0 && code("2021-01-1573") > 7.0);
    }
}
