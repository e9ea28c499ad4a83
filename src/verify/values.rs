//! From a value of the original to the forms in which it could come back.

use super::chance::{borne, is_ordinary, space};
use super::forms;
use super::sorts::{Sort, Told};
use super::words::Words;
use crate::calendar;

/// A form of a value: folded words without what parted them.
pub(super) struct Form {
    /// The words as one.
    pub text: String,
    /// How many such values there are, as a power of ten: what it would take for it to be there by chance.
    pub space: f32,
    /// Whether it only tells something where it is a whole cell.
    pub whole: bool,
}

/// A form that stands for itself alone has at least so many bytes.
pub(super) const LEAST: usize = 5;

/// All forms of a value; none where it is empty or a placeholder.
pub(super) fn forms_of(told: &Told, text: &str) -> Vec<Form> {
    let mut forms = Vec::new();
    let Some(sort) = told.sort else { return forms };
    let text = text.trim();
    if text.is_empty() || told.placeholders.iter().any(|p| p == text) || is_blank(text) {
        return forms;
    }
    let words = Words::of(text);
    if words.is_empty() {
        return forms;
    }
    match sort {
        Sort::Text => of_text(text, &words, &mut forms),
        Sort::Date => dates(text, &mut forms),
        Sort::Key => key(text, &words, &mut forms),
        Sort::Given | Sort::Surname | Sort::Person => names(sort, &words, &mut forms),
        Sort::Named | Sort::Place | Sort::Street | Sort::Zip | Sort::Age | Sort::Point => {
            let all: Vec<&str> = words.iter().collect();
            let space = space(sort, &all);
            push(&mut forms, words.joined(), space, words.joined().len() < LEAST || space < 2.0);
        }
        Sort::Web => web(text, &words, &mut forms),
        Sort::Number => number(told, text, &words, &mut forms),
    }
    forms
}

/// What people write where there is nothing to write.
fn is_blank(text: &str) -> bool {
    ["n/a", "na", "none", "null", "unknown", "unk", "-", "--", "?", "x", "xx", "tbd", "nil", "test"]
        .iter()
        .any(|blank| text.eq_ignore_ascii_case(blank))
}

fn push(forms: &mut Vec<Form>, text: &str, space: f32, whole: bool) {
    if !text.is_empty() && !forms.iter().any(|form| form.text == text) {
        forms.push(Form { text: text.to_owned(), space, whole });
    }
}

/// A key is compared with whole cells, and its sign counts.
fn key(text: &str, words: &Words, forms: &mut Vec<Form>) {
    let negative = text.starts_with('-');
    let all: Vec<&str> = words.iter().collect();
    let sort = if text.bytes().all(|b| b.is_ascii_digit() || b == b'-') { Sort::Key } else { Sort::Number };
    let space = space(sort, &all);
    // A number of a few digits stands everywhere for itself.
    let whole = words.joined().len() < 7 || negative;
    let text = if negative { format!("-{}", words.joined()) } else { words.joined().to_owned() };
    push(forms, &text, space, whole);
}

/// A name as it is, turned round, and each of its words.
fn names(sort: Sort, words: &Words, forms: &mut Vec<Form>) {
    let all: Vec<&str> = words.iter().collect();
    push(forms, words.joined(), space(sort, &all), words.joined().len() < 3);
    if all.len() > 1 {
        let turned: String = all.iter().rev().copied().collect();
        push(forms, &turned, space(sort, &all), false);
        let ends = [all[0], all[all.len() - 1]];
        push(forms, &ends.concat(), space(sort, &ends), false);
        push(forms, &[ends[1], ends[0]].concat(), space(sort, &ends), false);
        for word in all.iter().filter(|word| word.len() >= 3) {
            let borne = borne(word);
            if (borne.0.is_some() || borne.1.is_some()) && !is_ordinary(word) {
                push(forms, word, space(sort, &[word]), false);
            }
        }
    }
}

fn number(told: &Told, text: &str, words: &Words, forms: &mut Vec<Form>) {
    let all: Vec<&str> = words.iter().collect();
    let mut space = space(Sort::Number, &all);
    // A number that is fiction already names nobody, and numbers of a small range come twice by chance.
    if let Some(range) = fictitious_range(told.kind, text) {
        space = space.min(range);
    }
    let joined = words.joined();
    push(forms, joined, space, joined.len() < LEAST);
    let digits: String = joined.chars().filter(char::is_ascii_digit).collect();
    if digits.len() >= 6 && digits.len() < joined.len() {
        #[expect(clippy::cast_precision_loss, reason = "a few digits")]
        push(forms, &digits, space.min(digits.len() as f32), false);
    }
    // With the code of the country, and without.
    if digits.len() == 11 && joined.len() == 11 && joined.starts_with('1') && told.kind != "npi" {
        push(forms, &joined[1..], space, false);
    }
    let plain = digits.trim_start_matches('0');
    if plain.len() >= 6 && plain.len() < digits.len() {
        #[expect(clippy::cast_precision_loss, reason = "a few digits")]
        push(forms, plain, space.min(plain.len() as f32), false);
    }
}

/// How many numbers the range of fiction has that a value lies in, as a power of ten.
fn fictitious_range(kind: &str, text: &str) -> Option<f32> {
    let real = crate::kinds::find(kind)?.could_be_real?;
    if real(text) {
        return None;
    }
    Some(match kind {
        "phone" | "fax" => 4.2,
        "ipv4" => 2.8,
        "ssn" => 6.5,
        _ => 7.0,
    })
}

/// An address as a whole, and its local part or path.
fn web(text: &str, words: &Words, forms: &mut Vec<Form>) {
    let all: Vec<&str> = words.iter().collect();
    push(forms, words.joined(), space(Sort::Web, &all), words.joined().len() < LEAST);
    if let Some((local, _)) = text.split_once('@') {
        let local = Words::of(local);
        let all: Vec<&str> = local.iter().collect();
        push(forms, local.joined(), space(Sort::Web, &all), local.joined().len() < LEAST);
    }
}

/// A text as a whole, and the numbers and addresses in it.
fn of_text(text: &str, words: &Words, forms: &mut Vec<Form>) {
    if words.joined().len() >= 24 && words.joined().len() <= 96 && words.len() > 6 {
        push(forms, words.joined(), 12.0, false);
    }
    let candidates = forms::candidates(text);
    let phones: Vec<_> = candidates
        .iter()
        .filter(|(c, _)| c.class == forms::Class::Phone)
        .map(|(c, _)| c.range.clone())
        .collect();
    for (candidate, real) in &candidates {
        // Bare digits are a telephone number before they are anything else, and one in eleven has a check digit.
        let other = !matches!(candidate.class, forms::Class::Phone);
        if other && phones.contains(&candidate.range) {
            continue;
        }
        let Some(value) = text.get(candidate.range.clone()).filter(|_| *real) else { continue };
        let told = Told { kind: candidate.class.kind(), ..Told::default() };
        let words = Words::of(value);
        if value.contains('@') { web(value, &words, forms) } else { number(&told, value, &words, forms) }
    }
}

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// A date in the forms in which dates are written.
fn dates(text: &str, forms: &mut Vec<Form>) {
    let Some((year, month, day)) = date_of(text) else {
        let words = Words::of(text);
        return push(forms, words.joined(), 3.0, true);
    };
    let name = usize::try_from(month - 1).ok().and_then(|m| MONTHS.get(m)).copied().unwrap_or_default();
    let short = name.get(..3).unwrap_or(name);
    let two = year % 100;
    for text in [
        format!("{year:04}{month:02}{day:02}"),
        format!("{month:02}{day:02}{year:04}"),
        format!("{day:02}{month:02}{year:04}"),
        format!("{month}{day}{year:04}"),
        format!("{month:02}{day:02}{two:02}"),
        format!("{name}{day}{year:04}"),
        format!("{short}{day}{year:04}"),
        format!("{day}{name}{year:04}"),
        format!("{day}{short}{year:04}"),
        format!("{day:02}{short}{year:04}"),
    ] {
        push(forms, &text, 4.0, text.len() < 7);
    }
}

/// The date at the front of a text: year, month and day.
pub(super) fn date_of(text: &str) -> Option<(i64, u32, u32)> {
    let mut numbers = [0i64; 3];
    let mut widths = [0usize; 3];
    let mut rest = text.trim();
    for (n, (number, width)) in numbers.iter_mut().zip(&mut widths).enumerate() {
        *width = rest.bytes().take_while(u8::is_ascii_digit).count();
        *number = rest.get(..*width)?.parse().ok()?;
        rest = rest.get(*width..)?;
        if n < 2 {
            rest = rest.strip_prefix(['-', '/', '.'])?;
        }
    }
    let (year, month, day) = match widths {
        [4, 1..=2, 1..=2] => (numbers[0], numbers[1], numbers[2]),
        [1..=2, 1..=2, 4] if numbers[0] <= 12 => (numbers[2], numbers[0], numbers[1]),
        [1..=2, 1..=2, 4] => (numbers[2], numbers[1], numbers[0]),
        _ => return None,
    };
    let (month, day) = (u32::try_from(month).ok()?, u32::try_from(day).ok()?);
    ((1..=12).contains(&month) && (1..=31).contains(&day)).then_some((year, month, day))
}

/// The days since 1970 of the date at the front of a text.
pub(super) fn days_of(text: &str) -> Option<i64> {
    let (year, month, day) = date_of(text)?;
    calendar::checked_days(year, i64::from(month), i64::from(day))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forms(kind: &'static str, text: &str) -> Vec<String> {
        let sort = crate::kinds::find(kind).and_then(Sort::of);
        let told = Told { kind, sort, ..Told::default() };
        forms_of(&told, text).into_iter().map(|form| form.text).collect()
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
            forms_of(&told, text)[0].space
        };
        assert!(told("212-736-5000") > 9.0 && told("212-555-0123") < 5.0);
    }
}
