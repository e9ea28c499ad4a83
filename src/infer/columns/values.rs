//! A column by a sample of its values, together with its name.

use super::super::definition::{Definition, text};
use super::super::draft::DraftTable;
use super::super::forms::{Attachment, Form};
use super::super::guess;
use super::super::sample::{ColumnSample, FEW};
use super::super::types::Sort;
use super::super::words::is_person;
use super::habits::told;
use super::{BY_TYPE, Facts, Made, digits, habits, plain, polymorphic, roles, when};

/// From this share of different values on, codes name one thing each.
const OWN: f64 = 0.6;

/// So many signs have codes that many rows share, however many there are.
const SHORT: usize = 3;

/// Numbers of as many digits count nothing that people have.
pub(in super::super) const LONG: u32 = 8;

/// Up to this share of different values, texts are a list that somebody chose from.
const FEW_VALUES: f64 = 0.2;

/// Drafts a column; no value of the sample comes into the draft.
pub(super) fn by_values(facts: &Facts<'_>, sample: &ColumnSample, draft: &mut DraftTable) -> Option<Made> {
    if sample.values == 0 {
        let fits = |kind: &crate::kinds::Kind| guess::fits(kind, &facts.sort);
        let guess = guess::by_name(&facts.called(), fits);
        return guess.map_or_else(
            || told(Definition::of("word").with("mask", text("null")), "no value was seen", 0),
            |guess| {
                told(Definition::of(guess.kind.name), "the name alone: no value was seen", guess.sure / 2)
            },
        );
    }
    if let Some(made) = polymorphic::polymorphic(facts, draft) {
        return Some(made);
    }
    if let Some(dated) = when::when(facts, sample) {
        return Some(dated);
    }
    if sample.forms.is_point() {
        return told(Definition::of("latitude"), "points on a map", 85);
    }
    if let Some(markup) = sample.forms.markup() {
        let mask = format!("{{ action = \"usual\", text = \"{markup}\" }}");
        return told(Definition::of("note").with("mask", mask), "texts with markup", 75);
    }
    if let Some(attachment) = sample.forms.attachment() {
        return told(attached(facts, attachment), "files in base64", 75);
    }
    if let Some(own) = by_own_form(facts, sample) {
        return Some(own);
    }
    // Files hold numbers and texts alike as text: what has digits alone may be a ZIP code.
    let free = Sort::Text { most: None, padded: false };
    let fits = |kind: &crate::kinds::Kind| guess::fits(kind, &facts.sort) || guess::fits(kind, &free);
    if let Some((guess, why)) = guess::by_values(&facts.called(), sample, fits) {
        if guess.kind.name == "icd10cm" && sample.lists() && !facts.required {
            return told(Definition::of("conditions"), "lists of diagnoses", guess.sure);
        }
        return told(digits::as_written(guess.kind, &facts.sort, sample), &why, guess.sure);
    }
    if sample.forms.is_prose() {
        return told(Definition::of("note"), "texts of many words", 60);
    }
    if let Some(made) = roles::role(facts, sample).or_else(|| habits::habit(facts)) {
        return Some(made);
    }
    by_form(facts, sample)
}

/// What has a form that nothing else has, whatever it is called.
fn by_own_form(facts: &Facts<'_>, sample: &ColumnSample) -> Option<Made> {
    let house = |kind: &str, why| told(digits::of_house(kind, &facts.sort, sample), why, 85);
    match () {
        () if sample.forms.is_iban() => house("account_number", "accounts by their IBAN"),
        () if sample.forms.is_paper() => house("drivers_license", "numbers of papers by their form"),
        () if sample.forms.is_handle() => told(Definition::of("username"), "names in social media", 85),
        () => None,
    }
}

/// Files: what can be read is treated as a text, and of anything else nothing is left.
fn attached(facts: &Facts<'_>, attachment: Attachment) -> Definition {
    let coded = |coding: &str| {
        let mask = format!("{{ action = \"usual\", text = {coding} }}");
        Definition::of("note").with("mask", mask)
    };
    match attachment {
        Attachment::Html => coded("[\"base64\", \"html\"]"),
        Attachment::Text => coded("\"base64\""),
        Attachment::Bytes if facts.required => Definition::of("sentence").with("mask", "{ constant = \"\" }"),
        Attachment::Bytes => Definition::of("sentence").with("mask", text("null")),
    }
}

/// Drafts a column by the form of its values, where neither a name nor a value tells more.
fn by_form(facts: &Facts<'_>, sample: &ColumnSample) -> Option<Made> {
    let enough = sample.values >= FEW;
    match sample.forms.form() {
        Form::Integer
            if (facts.ends("id") && !plain::is_of_listed(&facts.name, sample))
                || (enough && (sample.is_unique() || is_long(sample)) && !tells_of_nobody(facts))
                || habits::tells_last_four(&facts.column.name) =>
        {
            let mask = "{ action = \"usual\", kind = \"serial\" }";
            let plain = facts.sort.plain()?.with("mask", mask);
            told(plain, "the number of something", 50)
        }
        Form::Text if enough && (sample.is_measured() || sample.forms.is_short(SHORT)) => {
            told(Definition::of("word"), "measures, or codes of a few signs", 50)
        }
        Form::Text if enough && (sample.forms.is_code() || sample.lists()) && plain::is_of_list(facts) => {
            told(Definition::of("word"), "codes of a list", 50)
        }
        // What is left of one word by looking for names in it may be the word.
        Form::Text
            if enough
                && ((sample.forms.is_code() && numbers(facts, sample))
                    || ((sample.forms.is_code() || sample.forms.is_single())
                        && sample.distinct() >= OWN)) =>
        {
            let kind = if is_person(&facts.table_name) { "mrn" } else { "account_number" };
            told(digits::of_house(kind, &facts.sort, sample), "codes that hardly repeat", 45)
        }
        Form::Text if enough && sample.distinct() >= OWN => {
            let string = Definition::of("sentence").with("mask", text("scrub"));
            told(string, "texts that hardly repeat", 35)
        }
        // What is asked openly may be answered with anything, though few answered otherwise than others.
        Form::Text if enough && is_open(facts) && !sample.forms.is_single() => {
            let string = Definition::of("sentence").with("mask", text("scrub"));
            told(string, "answers in words of one's own", 40)
        }
        Form::Text if enough && sample.distinct() <= FEW_VALUES => {
            told(Definition::of("word"), "a few values that repeat", 50)
        }
        _ => facts.sort.plain().map(|definition| (definition, BY_TYPE.to_owned(), Some(30))),
    }
}

/// Whether a name asks for what somebody says in words of their own.
fn is_open(facts: &Facts<'_>) -> bool {
    const OPEN: &[&str] = &[
        "describe",
        "explain",
        "specify",
        "list",
        "tell",
        "other",
        "otro",
        "otra",
        "autre",
        "outro",
        "sonstiges",
        "txt",
        "freetext",
        "where",
        "who",
        "whom",
        "why",
        "places",
    ];
    facts.has(OPEN)
}

/// Whether codes that repeat name things all the same: visits of a patient, lines of an order.
fn numbers(facts: &Facts<'_>, sample: &ColumnSample) -> bool {
    sample.has_many()
        && ["id", "number", "uid", "accession", "identifier"].iter().any(|word| facts.ends(word))
}

/// Whether numbers are of so many digits, and there are so many of them, that they name something though they repeat.
fn is_long(sample: &ColumnSample) -> bool {
    sample.has_many() && sample.forms.digits().is_some_and(|digits| digits >= LONG)
}

/// Whether a number is an age, an amount or a code of a list, of which each row may have its own.
fn tells_of_nobody(facts: &Facts<'_>) -> bool {
    guess::is_age(&facts.name) || plain::is_amount(facts) || plain::is_of_list(facts)
}
