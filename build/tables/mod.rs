//! The list of all reference tables.

mod codes;
mod demographics;
mod geo;
mod names;
mod text;

use crate::spec::Table;

/// Every table, in the order in which they are listed.
pub(crate) fn all() -> impl Iterator<Item = &'static Table> {
    [names::TABLES, geo::TABLES, demographics::TABLES, codes::TABLES, text::TABLES].into_iter().flatten()
}
