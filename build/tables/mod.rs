//! The list of all reference tables.

mod geo;
mod names;

use crate::spec::Table;

/// Every table, in the order in which they are listed.
pub(crate) fn all() -> impl Iterator<Item = &'static Table> {
    [names::TABLES, geo::TABLES].into_iter().flatten()
}
