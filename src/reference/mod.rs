//! The tables of `seeds/`, checked and packed when the crate is built and read in place.
//!
//! Each table is a module: `surnames::ROWS` is the number of its rows, `surnames::NAME.get(row)` the text of a row,
//! `surnames::WEIGHT_TOTALS.pick(rows, point)` a row in proportion to its weight, and `surnames::SOURCE` where the
//! table comes from. Shares, counts and costs are there to weight draws; they are not citations.

mod column;
mod groups;
mod quick;
#[cfg(test)]
mod tests;

pub(crate) use column::append;
pub use column::{Code, Groups, I32, List, Postings, Text, Totals, U8, U16, U32};
pub use groups::{
    Sex, age_sex_group, facility_name_parts_group, first_name_group, hl7_codes_group, icd10cm_age_range,
    icd10cm_chapter, life_table_group, locale_names_group, locales, nicknames_group, payers_group,
    place_of_zip, places_of_state, zip3_suppressed,
};
pub(crate) use quick::{LAST, ODD, Quickly, fold, mixed};

/// Where a table comes from.
#[derive(Debug, PartialEq, Eq)]
pub struct Source {
    /// The name of the table and of its module.
    pub table: &'static str,
    /// The file in the source tree.
    pub file: &'static str,
    /// The number of its rows.
    pub rows: usize,
    /// Who published the figures, and by way of which package they came.
    pub origin: &'static str,
    /// The terms of the table.
    pub licence: &'static str,
    /// SHA-256 of the file, in hexadecimal.
    pub digest: &'static str,
}

/// A figure of a source, and what it was moved to so that the sources agree.
#[derive(Debug, PartialEq, Eq)]
pub struct Moved {
    /// What is counted.
    pub what: &'static str,
    /// The file whose figure was moved.
    pub file: &'static str,
    /// The file that it was made to agree with.
    pub onto: &'static str,
    /// The figure of the whole nation in millionths of its people, before.
    pub before: u32,
    /// The same, after.
    pub after: u32,
    /// By how much the figure of one part (a state, a group of places) was moved at most, in millionths.
    pub most: u32,
}

include!(concat!(env!("OUT_DIR"), "/tables.rs"));

/// The sources of all tables.
#[must_use]
pub fn sources() -> &'static [&'static Source] {
    SOURCES
}
