//! Rows as they are handed to a desk, and what is taken of them.

use super::beside::Beside;
use super::fiction::Fiction;
use super::risk::Quasi;
use super::shape::Shape;
use super::sketch::{Sketch, Sketched};
use super::survival::{Hits, Sought};
use std::sync::Arc;

/// A cell: its column and its text.
pub type Cell<'a> = (usize, Option<&'a str>);

/// A row.
#[derive(Clone, Copy)]
pub struct Given<'a> {
    /// Its table; `None` for what stands beside tables.
    pub table: Option<&'a Arc<str>>,
    /// Its cells.
    pub cells: &'a [Cell<'a>],
    /// By which columns somebody of its table could be singled out.
    pub quasi: Option<&'a Quasi>,
    /// The number of its file, and of its table in it.
    pub file: usize,
    /// The number of its table in the file.
    pub head: usize,
    /// The name of the file.
    pub name: &'a str,
    /// The number of the row, or the line.
    pub row: u64,
    /// The number of the row in its own file.
    pub own: u64,
}

/// Rows of a table as classes: for each its print and that of its sensitive value.
pub type Classes = Vec<(Arc<str>, Vec<(u64, u64)>)>;

/// What is taken of rows of the original.
#[derive(Default)]
pub struct First {
    /// How many values there are.
    pub values: u64,
    /// What is looked for.
    pub sought: Vec<Sought>,
    /// Their shape.
    pub shape: Shape,
    /// Their classes.
    pub classes: Classes,
    /// What is kept of the rows.
    pub sketch: Sketch,
    /// What is counted of the values of rows of which something is kept.
    pub beside: Beside,
}

/// What is found in rows of the result.
#[derive(Default)]
pub struct Second {
    /// What survives.
    pub hits: Hits,
    /// What stands in its own row.
    pub beside: Beside,
    /// Their shape.
    pub shape: Shape,
    /// Their classes.
    pub classes: Classes,
    /// What could be a real person's, by file and table.
    pub fiction: Vec<((usize, usize), Fiction)>,
    /// Of how many rows beside which they stand something was kept.
    pub sketched: u64,
}

/// What a row of the original is looked at for.
#[derive(Clone, Copy)]
pub struct Takes {
    /// Whether shape, spread and risk are counted.
    pub tally: bool,
    /// Whether something of the row is kept.
    pub sketch: bool,
}

/// The row of the original beside which one of the result stands.
#[derive(Clone, Copy)]
pub struct Own<'a> {
    /// Its cells.
    pub cells: &'a [Cell<'a>],
    /// What was kept of it.
    pub sketched: Option<Sketched<'a>>,
}

/// What all rows of a pass are looked at for.
#[derive(Clone, Copy)]
pub struct Looks {
    /// Whether shape, spread and risk are counted.
    pub tally: bool,
    /// Whether identifiers of real people are looked for.
    pub fiction: bool,
}
