//! Choices among values with weights, also by another column, and constants.

mod constant;
mod pool;
mod weighted;

pub(crate) use weighted::one_of;

#[cfg(test)]
mod tests;
#[cfg(test)]
pub(crate) mod trial;

use super::Kind;

/// The kinds of this family.
pub static KINDS: &[Kind] = &[weighted::CHOICE, constant::CONSTANT];
