//! Words, sentences, notes, and filler from the word lists of the `fake` crate behind indices of our own.

mod dice;
mod filler;
mod lists;
mod lorem;
mod note;
mod phrases;
mod summary;

#[cfg(test)]
mod tests;

use super::Kind;

pub use lists::company_words;

/// The kinds of this family.
pub static KINDS: &[Kind] = &[
    filler::WORD,
    lorem::SENTENCE,
    lorem::PARAGRAPH,
    note::NOTE,
    summary::SUMMARY,
    filler::COMPANY,
    filler::JOB_TITLE,
    filler::INDUSTRY,
    filler::PROFESSION,
    filler::BUZZWORD,
    filler::CATCH_PHRASE,
    filler::USER_AGENT,
    filler::FILE_NAME,
    filler::MIME_TYPE,
    filler::COLOR,
    filler::CURRENCY_CODE,
];
