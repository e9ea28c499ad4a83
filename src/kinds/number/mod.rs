//! Numbers: whole, real, decimal, and true or false.

mod integer;
mod law;
mod real;
#[cfg(test)]
mod tests;

pub(crate) use law::{describe, read_law};

use super::Kind;

/// The kinds of this family.
pub static KINDS: &[Kind] = &[integer::INTEGER, real::NUMBER, integer::BOOLEAN];
