//! SQL expressions as PostgreSQL has them: read, checked for names and types, and evaluated on Arrow arrays.
//!
//! Three steps, each with a type of its own. [`parse`] reads a text to a [`Parsed`], which knows the columns it
//! names. [`Parsed::compile`] gives every name a place among the inputs and every node a type, folds constants, and
//! reports all faults at once. A [`Compiled`] then runs on batches: what can still go wrong depends on values (a
//! division by zero, an overflow, a text that is no date) and is a [`RunFault`], which knows the row and no value.
//!
//! ```
//! use arrow::array::{ArrayRef, AsArray, Int64Array};
//! use arrow::datatypes::{DataType, Int64Type};
//! use std::sync::Arc;
//!
//! let parsed = placebo::expr::parse("CASE WHEN n = 0 THEN NULL ELSE 12 / n END")?;
//! let resolve = |name: &placebo::expr::Name| (name.column == "n").then_some((0, DataType::Int64));
//! let compiled = parsed.compile(&resolve, &["n"], 0).map_err(|faults| faults[0].message.clone())?;
//! let n: ArrayRef = Arc::new(Int64Array::from(vec![0, 5]));
//! let result = compiled.evaluate(&[n], 2).map_err(|fault| fault.to_string())?;
//! assert_eq!(result.as_primitive::<Int64Type>(), &Int64Array::from(vec![None, Some(2)]));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The types are BOOLEAN, INTEGER (64 bits), DOUBLE PRECISION, NUMERIC(p,s) up to 38 digits, TEXT (compared by its
//! bytes), DATE and TIMESTAMP (in UTC) in the years 1 to 9999, and INTERVAL between them. Where PostgreSQL reads the
//! clock or a locale there is a refusal, with advice.
//!
//! | file | what it knows |
//! |---|---|
//! | `parse`, `place`, `syntax` | text to tree, with places |
//! | `functions` | the table of functions |
//! | `compile`, `operators`, `calls` | names and types: tree to program |
//! | `program` | the program |
//! | `evaluate` | which rows see which node |
//! | `arithmetic`, `compare`, `numbers`, `text`, `time`, `cast` | what a node computes |
//! | `civil` | the calendar |
//! | `sql` | the program as a database has it |

mod arithmetic;
mod calls;
mod cast;
mod civil;
mod compare;
mod compile;
mod evaluate;
mod functions;
mod matches;
mod numbers;
mod operators;
mod parse;
mod place;
mod program;
mod sql;
mod syntax;
#[cfg(test)]
mod tests;
mod text;
mod time;
mod types;

use arrow::array::ArrayRef;
use arrow::datatypes::DataType;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

pub use functions::{FunctionDoc, functions};
pub use sql::{Database, Stored};

/// What is wrong with an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// One sentence without a full stop.
    pub message: String,
    /// The bytes of the text that are wrong.
    pub range: Range<usize>,
    /// What to do about it.
    pub help: Option<String>,
}

impl Fault {
    fn new(range: Range<usize>, message: impl Into<String>) -> Self {
        Self { message: message.into(), range, help: None }
    }

    fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Fault {}

/// A column that an expression names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// The table before the point, if there is one.
    pub table: Option<String>,
    /// The column, as it is written; [`Parsed::compile`] also asks for it in lower case if it has no quotes.
    pub column: String,
    /// Where it first stands.
    pub range: Range<usize>,
}

/// An expression that was read; no name in it has a meaning yet.
pub struct Parsed {
    text: String,
    names: Vec<Name>,
    root: syntax::Syntax,
}

/// Reads an expression.
///
/// # Errors
/// The first thing that is no SQL, or is SQL that an expression of one row cannot have.
pub fn parse(text: &str) -> Result<Parsed, Fault> {
    let root = parse::read(text)?;
    let mut names: Vec<Name> = Vec::new();
    walk(&root, &mut |node| {
        if let syntax::Kind::Column { name, .. } = &node.kind
            && !names.iter().any(|n| n.table == name.table && n.column == name.column)
        {
            names.push(name.clone());
        }
    });
    Ok(Parsed { text: text.to_owned(), names, root })
}

/// What the words `epoch`, `horizon` and `as_of` stand for, in days since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Days {
    /// The day on which the population is as stated.
    pub epoch: i32,
    /// The day to which everything is drawn.
    pub horizon: i32,
    /// The day as of which the data is.
    pub as_of: i32,
}

impl Days {
    fn of(self, word: syntax::DayWord) -> i32 {
        match word {
            syntax::DayWord::Epoch => self.epoch,
            syntax::DayWord::Horizon => self.horizon,
            syntax::DayWord::AsOf => self.as_of,
        }
    }
}

impl From<i32> for Days {
    /// Every word stands for the same day.
    fn from(day: i32) -> Self {
        Self { epoch: day, horizon: day, as_of: day }
    }
}

/// Shows every node of a tree, in the order of writing.
fn walk(node: &syntax::Syntax, see: &mut dyn FnMut(&syntax::Syntax)) {
    use syntax::Kind;
    see(node);
    match &node.kind {
        Kind::Operator(_, args) | Kind::Call { args, .. } => args.iter().for_each(|a| walk(a, see)),
        Kind::Cast(inner, _) => walk(inner, see),
        Kind::Case { operand, branches, otherwise } => {
            operand.iter().for_each(|o| walk(o, see));
            for (condition, result) in branches {
                walk(condition, see);
                walk(result, see);
            }
            otherwise.iter().for_each(|o| walk(o, see));
        }
        Kind::Column { .. }
        | Kind::Day(_)
        | Kind::Number(_)
        | Kind::Text(_)
        | Kind::Boolean(_)
        | Kind::Null
        | Kind::Interval(..) => {}
    }
}

impl Parsed {
    /// The text that was read.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The columns that are named, each once, in the order in which they first stand.
    pub fn names(&self) -> &[Name] {
        &self.names
    }

    /// Where the word `as_of` first stands.
    pub fn as_of(&self) -> Option<Range<usize>> {
        let mut found = None;
        walk(&self.root, &mut |node| {
            if matches!(node.kind, syntax::Kind::Day(syntax::DayWord::AsOf)) {
                found.get_or_insert_with(|| node.range.clone());
            }
        });
        found
    }

    /// Gives names and nodes their places and types.
    ///
    /// `resolve` gives the position of a column among the inputs and its type; `known` are names to suggest where it
    /// gives nothing; `days` are the values of the words that stand for a day.
    ///
    /// # Errors
    /// Every name that does not resolve, every type that does not fit and every constant that cannot be computed.
    pub fn compile(
        &self,
        resolve: &dyn Fn(&Name) -> Option<(usize, DataType)>,
        known: &[&str],
        days: impl Into<Days>,
    ) -> Result<Compiled, Vec<Fault>> {
        let root = compile::compile(&self.root, resolve, known, days.into())?;
        Ok(Compiled::new(root))
    }
}

/// An expression that can be evaluated.
#[derive(Clone)]
pub struct Compiled {
    root: Arc<program::Node>,
    data_type: DataType,
}

impl Compiled {
    fn new(root: program::Node) -> Self {
        Self { data_type: root.of.arrow(), root: Arc::new(root) }
    }

    /// The type of the result; `Null` if it is always NULL.
    pub fn data_type(&self) -> &DataType {
        &self.data_type
    }

    /// Makes the result be of a type, where that loses nothing: INTEGER to a wider or narrower one (a value that does
    /// not fit is a [`RunFault`]), to NUMERIC or DOUBLE PRECISION; NUMERIC to one with as many digits behind the point
    /// or to DOUBLE PRECISION; a text literal to whatever it spells; DATE to the midnight (UTC) that begins it, and a
    /// midnight that came from a DATE back; NULL to anything.
    ///
    /// # Errors
    /// The type of the expression, the type that is wanted, and which cast to write.
    pub fn coerce(self, to: &DataType) -> Result<Self, Fault> {
        if self.data_type == *to {
            return Ok(self);
        }
        let narrow = matches!(to, DataType::Int8 | DataType::Int16 | DataType::Int32);
        let root = Arc::unwrap_or_clone(self.root);
        let wanted = types::Type::of(to);
        let exact = wanted.filter(|t| t.arrow() == *to || (narrow && *t == types::Type::Int));
        let Some(wanted) = exact else {
            return Err(Fault::new(root.range, format!("an expression cannot give values of type {to}")));
        };
        let root = compile::assign(root, wanted)?;
        Ok(Self { root: Arc::new(root), data_type: to.clone() })
    }

    /// Computes one value for each of so many rows. The inputs are in the order that `resolve` gave; those that the
    /// expression does not name may have any length.
    ///
    /// # Errors
    /// The first row (by position in the batch) at which the first node that fails does so.
    pub fn evaluate(&self, inputs: &[ArrayRef], rows: usize) -> Result<ArrayRef, RunFault> {
        evaluate::run(&self.root, inputs, rows, &self.data_type)
    }
}

/// Why a value could not be computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Cause {
    /// A number was divided by zero.
    DivisionByZero,
    /// A number has more digits than its type can hold.
    Overflow,
    /// A text does not spell a value of the type it is cast to.
    Cast,
    /// An argument is one for which the function has no value, or the result is too long or beyond the calendar.
    OutOfRange,
    /// An input does not have the type or the length it was said to have.
    Input,
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::DivisionByZero => "division by zero",
            Self::Overflow => "a number is too large for its type",
            Self::Cast => "a text does not spell a value of the type it is cast to",
            Self::OutOfRange => "an argument or a result is out of range",
            Self::Input => "an input does not have the type or the number of rows that was declared",
        })
    }
}

/// A value that could not be computed: why and in which row, never what the value was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RunFault {
    /// Why.
    pub cause: Cause,
    /// The row within the batch, from 0.
    pub row: usize,
}

impl fmt::Display for RunFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (row {} of the batch)", self.cause, self.row)
    }
}

impl std::error::Error for RunFault {}
