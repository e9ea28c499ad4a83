//! Which values of finished data could be a real person's, told without the original.
//!
//! It reads texts and cells, and says where something stands and what it is, never the value. It shares no code with what
//! makes or masks data but the kinds' own tests of their ranges, so that it cannot share their mistakes.

mod baseline;
mod fiction;
mod forms;

#[cfg(test)]
mod tests;

pub use baseline::Baseline;
pub use fiction::{Fiction, Hit, Severity, Spot};
pub use forms::Class;
