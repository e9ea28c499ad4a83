//! What finished data still tells: without the original, and held against it.
//!
//! It reads texts and cells, and says where something stands and what it is, never the value. It shares no code with what
//! makes or masks data but the kinds' own tests of their ranges, so that it cannot share their mistakes: it has its own way
//! of folding a value, of reading dates and of saying what may be left of one.

mod baseline;
mod beside;
mod borne;
mod cache;
mod chance;
mod class;
mod coined;
mod dates;
mod days;
mod desk;
mod escapes;
mod fiction;
mod finding;
mod forms;
mod given;
mod hidden;
mod looked;
mod met;
mod nobodys;
mod packed;
mod prints;
mod risk;
mod row;
mod said;
mod seen;
mod shape;
mod signs;
mod sketch;
mod slices;
mod sorts;
mod spread;
mod survival;
mod telling;
mod values;
mod waiting;
mod words;
mod wrong;

#[cfg(test)]
mod tests;

pub use baseline::Baseline;
pub use beside::Beside;
pub use chance::BUDGET;
pub use class::Class;
pub use desk::Desk;
pub use fiction::{Fiction, Hit, Idle, Line, Severity, Spot};
pub use finding::{Check, Finding, SPOTS};
pub use given::{Cell, Classes, First, Given, Looks, Own, Second, Takes};
pub use prints::Printer;
pub use risk::{Limits, Quasi, Risk, RiskFigures};
pub use shape::{Shape, TYPES_OF};
pub use sketch::{SHARE, Sketch, Sketched};
pub use sorts::{Column, Columns, Expect, Part, Sort, Told};
pub use spread::{Drawn, FEWEST, Spread};
pub use survival::{Hits, Sought, Source, Survival, Where};
pub use telling::is_unnamed;
pub use waiting::Waiting;
pub use words::Words;
