//! Masking: blocks of cells to blocks of stand-ins.
//!
//! A stand-in is a function of the key, the domain and the normalised original, and of nothing else in the row. What
//! depends on more than a row (numbers that must differ, the shift of a subject that another table knows, the date of the
//! extract) is collected in a first pass and read-only in the second, so that masking does not depend on the order of rows
//! or on threads. It reads and writes nothing: blocks come from `io`.

mod column;
pub mod dates;
mod derive;
mod first_pass;
mod graph;
mod key;
mod ledger;
mod listed;
mod memo;
mod names;
mod notes;
mod permutation;
mod places;
mod redactions;
mod reduce;
mod sealed;
mod serve;
mod sip;
mod spill;
mod stand;
mod surrogates;
mod table;
mod tally;
mod texts;
mod vault;

pub use first_pass::{Collected, Collector, Needs};
pub use key::{MaskKey, SubKey};
pub use ledger::{ENTRY_BYTES, Ledger};
pub use permutation::Permutation;
pub use redactions::{MaskedText, text_print};
pub use reduce::{Choice, Crowd, FEW, WHERE};
pub use sealed::Unsealed;
pub use spill::{NewShelf, Shelf};
pub use stand::fitting;
pub use table::{Masked, Masker};
pub use tally::Tally;
pub use vault::AppKeys;

#[cfg(test)]
mod tests;
