//! People: what they are, what they are called, and who stands beside them.
//!
//! Whatever depends on somebody's sex, birth, race or place takes it as an input and goes without where it is not
//! known; so the kinds can be used one by one, and agree where they are tied together.

mod birth;
mod by_age;
mod death;
mod family;
mod full_name;
mod given;
pub(in crate::kinds) mod kin;
mod language;
mod locale;
mod origin;
#[cfg(test)]
mod population;
mod pyramid;
mod race;
mod sex;
#[cfg(test)]
mod tests;
mod titles;
#[cfg(test)]
pub(in crate::kinds) mod trial;
mod years;

pub(crate) use birth::ages_of;
pub(in crate::kinds) use birth::{MAX_AGE, MIN_AGE};
pub(crate) use by_age::payer_word;
pub(crate) use origin::{ORIGINS, Origin, RACE_WORDS, hispanic_of, origin_of, race_of};
pub(crate) use pyramid::{AGES, Pyramid};
pub(crate) use race::{HISPANIC_RACES as HISPANIC_OF, Shares, shares_of};
pub(crate) use sex::sex_of;

use super::Kind;

/// The kinds of this family.
pub static KINDS: &[Kind] = &[
    sex::SEX,
    birth::BIRTH_DATE,
    birth::AGE,
    death::DEATH_DATE,
    given::FIRST_NAME,
    given::MIDDLE_NAME,
    family::LAST_NAME,
    full_name::FULL_NAME,
    titles::NAME_PREFIX,
    titles::NAME_SUFFIX,
    race::RACE,
    race::ETHNICITY,
    language::LANGUAGE,
    by_age::MARITAL_STATUS,
    by_age::INSURANCE,
];
