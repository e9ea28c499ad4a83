//! How writing goes wrong: keys beside each other, letters that look or sound alike, bytes read in the wrong way.
//!
//! Pure functions on texts. They do not know what a text means, nor why it is to be spoilt.

mod keyboard;

pub use keyboard::neighbours;
