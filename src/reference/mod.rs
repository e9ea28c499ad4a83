//! The tables of `seeds/`, checked and packed when the crate is built and read in place.
//!
//! Each table is a module: `surnames::ROWS` is the number of its rows, `surnames::NAME.get(row)` the text of a row,
//! `surnames::WEIGHT_TOTALS.pick(rows, point)` a row in proportion to its weight, and `surnames::SOURCE` where the
//! table comes from. Shares, counts and costs are there to weight draws; they are not citations.

mod column;
mod groups;
#[cfg(test)]
mod tests;

pub(crate) use column::append;
pub use column::{Code, Groups, I32, List, Postings, Text, Totals, U8, U16, U32};
pub use groups::{
    Sex, age_sex_group, facility_name_parts_group, first_name_group, hl7_codes_group, icd10cm_age_range,
    icd10cm_chapter, life_table_group, locale_names_group, locales, nicknames_group, payers_group,
    place_of_zip, places_of_state, zip3_suppressed,
};

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

include!(concat!(env!("OUT_DIR"), "/tables.rs"));

/// The sources of all tables.
#[must_use]
pub fn sources() -> &'static [&'static Source] {
    SOURCES
}
