//! Places: where somebody lives, so that city, county, state and ZIP code always agree.
//!
//! A hidden column of kind `place` draws a ZIP code in proportion to the people who live there; `city`, `zip` and the
//! others are taken `of` it. A kind that is given no place draws one of its own, which then agrees with no other column.

mod abroad;
mod address;
mod parts;
mod point;
mod site;
mod street;
#[cfg(test)]
mod tests;

pub(crate) use site::places_of;

use super::Kind;

/// The kinds of this family.
pub static KINDS: &[Kind] = &[
    site::PLACE,
    street::STREET,
    street::UNIT,
    parts::CITY,
    parts::COUNTY,
    parts::STATE,
    parts::ZIP,
    parts::COUNTRY,
    parts::TIME_ZONE,
    point::LATITUDE,
    point::LONGITUDE,
    address::ADDRESS,
];

const SOURCE: &str = "U.S. Census Bureau, American Community Survey 2018-2022 by ZCTA; GeoNames (CC BY 4.0)";
