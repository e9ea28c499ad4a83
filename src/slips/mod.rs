//! How writing goes wrong: keys beside each other, letters that look or sound alike, bytes read in the wrong way.
//!
//! Pure functions on texts and dates: each gives what stands there afterwards, or nothing where it cannot happen to this
//! value. They do not know what a text means, nor why it is to be spoilt.

mod bytes;
mod digits;
mod keyboard;
mod letters;
mod sort;
mod space;

#[cfg(test)]
mod tests;

pub use bytes::misread;
pub use digits::{swapped_day, wrong_day, wrong_number};
pub use keyboard::{neighbours, typed};
pub use letters::{heard, seen};
pub use sort::Slip;
pub use space::{cased, spaced};
