//! Who belongs to whom: households of rows, and what a contact is to the person whose contact it is.

mod birth;
mod couples;
mod fit;
mod household;
mod laws;
mod member;
mod relationship;
mod singles;
#[cfg(test)]
mod tests;

use crate::kinds::Kind;

pub(crate) use member::ROLES;
pub(crate) use relationship::Kinship;

/// The kinds of this family.
pub(in crate::kinds) static KINDS: &[Kind] = &[
    household::HOUSEHOLD,
    household::ROLE,
    household::ROW,
    household::SIZE,
    relationship::RELATIONSHIP,
    birth::KIN_BIRTH_DATE,
];
