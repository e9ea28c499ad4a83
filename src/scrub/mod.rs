//! What in a text could say who somebody is: names, places, dates, numbers, addresses.
//!
//! [`find`] reads a text and gives [`Finding`]s: where something stands, and of which [`Class`] it is. It knows the forms
//! of numbers and dates, words that tell what stands beside them, and which words are names, ordinary or clinical. What a record
//! knows of the person whom a text is about is handed in as a [`Record`] and found in any spelling. It replaces nothing.
//!
//! A text is read as people see it (`view`), in tokens (`token`) of which each word is looked up once (`words`); each
//! recogniser then looks at the tokens around it. The time is linear in the length of the text.

mod alike;
mod aloud;
mod apart;
mod coded;
mod comb;
mod dates;
mod dotted;
mod filled;
mod garbled;
mod glued;
mod junk;
mod key;
mod leet;
mod left;
mod lexicon;
mod lines;
mod names;
mod numbers;
mod organizations;
mod pauses;
mod places;
mod resolve;
mod rest;
mod slips;
mod spelled;
mod spoken;
mod strangers;
mod token;
mod view;
mod web;
mod weigh;
mod words;

#[cfg(test)]
mod tests;

pub use lexicon::{Known, Lexicon, Record};

use std::ops::Range;
use token::Tokens;
use view::View;
use weigh::Scale;
use words::{
    ALLOW, CLINICAL, GIVEN, GIVEN_OFTEN, ORDINARY, PERSON_AFTER, STATE, SURNAME, SURNAME_OFTEN, TITLE, UNIT,
    Words,
};

/// What a finding names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// A person.
    Name,
    /// A geographic unit smaller than a state.
    Place,
    /// An employer, a school, a site.
    Organization,
    /// A date with more than its year.
    Date,
    /// An age over 89.
    Age,
    /// A telephone or fax number.
    Phone,
    /// A mail address.
    Mail,
    /// A web address or host.
    Url,
    /// A network address.
    Network,
    /// A social security number.
    Ssn,
    /// Any other number or code that names a person, a record or a thing.
    Number,
}

impl Class {
    /// The word for it, as it stands in a marker.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Name => "NAME",
            Self::Place => "PLACE",
            Self::Organization => "ORGANIZATION",
            Self::Date => "DATE",
            Self::Age => "AGE",
            Self::Phone => "PHONE",
            Self::Mail => "EMAIL",
            Self::Url => "URL",
            Self::Network => "IP",
            Self::Ssn => "SSN",
            Self::Number => "ID",
        }
    }
}

/// Something in a text that could say who somebody is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Its bytes in the text.
    pub range: Range<usize>,
    /// What it names.
    pub class: Class,
    /// The entry of the record that it is, if that knows it.
    pub known: Option<Known>,
}

/// Finds what could say who somebody is, in the order of the text, without overlaps.
pub fn find(text: &str, record: Option<&Record<'_>>) -> Vec<Finding> {
    find_by(text, record, Scale::get())
}

/// Finds with these weights.
fn find_by(text: &str, record: Option<&Record<'_>>, scale: &Scale) -> Vec<Finding> {
    let record = &record.copied().unwrap_or_default();
    let words = Words::get();
    let view = View::new(text);
    let tokens = Tokens::new(view.bytes(), words);
    let mut found = told(&tokens, words, record);
    apart::find(text, &view, &tokens, &mut found);
    strangers::find(&tokens, words, scale, &mut found);
    let mut findings = resolve::resolve(view.bytes(), found);
    weigh::grow(&tokens, scale, &mut findings);
    rest::take(&tokens, words, &mut findings);
    for finding in &mut findings {
        finding.range = view.range(finding.range.clone());
    }
    findings
}

/// What the record, a form, a list or a word beside it tells.
fn told(tokens: &Tokens<'_>, words: &Words, record: &Record<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    record.find(tokens, &mut found);
    web::find(tokens, &mut found);
    numbers::find(tokens, &mut found);
    dates::find(tokens, record, &mut found);
    spelled::find(tokens, words, &mut found);
    filled::find(tokens, &mut found);
    organizations::find(tokens, words, &mut found);
    places::find(tokens, words, &mut found);
    places::find_homes(tokens, &mut found);
    names::find(tokens, words, &mut found);
    organizations::find_by_capitals(tokens, words, &mut found);
    organizations::find_rooms(tokens, &mut found);
    found
}

/// Whether a word that is a name is more likely a given name than a family name.
pub fn sounds_given(word: &str) -> bool {
    let mut lower = Vec::with_capacity(word.len());
    lower.extend(View::new(word).bytes().iter().map(u8::to_ascii_lowercase));
    let roles = Words::get().of_phrase(&lower);
    match (roles & GIVEN_OFTEN != 0, roles & SURNAME_OFTEN != 0) {
        (true, _) => true,
        (false, true) => false,
        (false, false) => roles & GIVEN != 0 && roles & SURNAME == 0,
    }
}

/// Whether capitals are written for something else than a person: `PT`, `MD`, `NM`, `BP`.
pub fn is_abbreviation(capitals: &str) -> bool {
    let roles = Words::get().of_phrase(capitals.to_ascii_lowercase().as_bytes());
    roles & (ALLOW | CLINICAL | ORDINARY | PERSON_AFTER | STATE | TITLE | UNIT) != 0
}

/// Puts a finding together, its bytes as the folded text counts them.
fn finding(range: Range<usize>, class: Class) -> Finding {
    Finding { range, class, known: None }
}
