//! The plan: names resolved, columns in order, relations counted, capacity proven.
//!
//! [`compile`] takes a [`Document`](crate::schema::Document) and [`Options`], and either reports every problem with its
//! place, or gives a [`Plan`] that can only succeed: the numbers of rows are exact, every unique column has room, and
//! what each column reads is known. After it, only input and output can fail, and SQL expressions whose values are at
//! fault (a division by zero).
//!
//! It goes in four steps, each a file: `tables` (rows, parents, the counting pass), `names` (what a column reads),
//! `build` (types, makers and programs, in the order of dependence), `keys` (unique columns and their capacity).

mod apart;
mod arguments;
mod build;
mod checks;
mod dirt;
mod edge;
mod edges;
mod existing;
mod fixed;
mod hints;
mod keys;
mod life;
mod masking;
mod names;
mod parts;
mod structure;
mod tables;

pub use checks::Checks;
pub use dirt::{ColumnDirt, Copied, Dirt};
pub use edge::{Each, Edge, Family, one_by_one};
pub use edges::{EDGE_ROWS, EdgeCases, Edged};
pub use existing::Existing;
pub use fixed::Fixed;
pub use hints::hints;
pub use life::{Arrivals, Event, Life, Moment, end_of};
pub use masking::{
    ColumnPolicy, CopyOf, DatePart, Derive, Domain as MaskDomain, Fits, Grain, OnInvalid, PlaceColumns,
    Policy, Profile, Reference as MaskReference, SHIFT_WEEKS, Sealed, ShortDate, Subject, TablePolicy,
    Treatment, condition, policy,
};
pub use parts::{part, starts};
pub use structure::{JsonNode, Piece};

use crate::draw::{Key, Zipf};
use crate::error::{Problem, Problems, Result};
use crate::expr::Compiled;
use crate::kinds::{Domain, Kind, Maker, Settings};
use crate::schema::Document;
use arrow::array::ArrayRef;
use arrow::datatypes::{DataType, SchemaRef};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The version of everything that decides values beside the kinds: streams, laws, orders. A schema can pin it.
pub const GENERATOR: u32 = 1;

/// What the command line may change about a schema.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The seed, instead of the schema's.
    pub seed: Option<u64>,
    /// Numbers of rows: of one root table, or of all of them.
    pub rows: Vec<(Option<String>, u64)>,
    /// A factor on the rows of every root table.
    pub scale: Option<f64>,
    /// The as-of date in days since 1970, if it is not the epoch.
    pub as_of: Option<i32>,
    /// The tables to write; all where empty.
    pub tables: Vec<String>,
    /// The rows of the tables that are in the target already, by the names of the tables.
    pub existing: BTreeMap<String, Existing>,
    /// Keys with which the application encrypts columns, by the environment variables that hold them.
    pub secrets: BTreeMap<String, crate::error::Sensitive<String>>,
    /// The share of cells with an error, instead of the schema's; 0 for none at all.
    pub dirt: Option<f64>,
    /// Whether the spans of what texts mention are written beside the data, also where the schema does not ask for it.
    pub truth: bool,
    /// Whether the first rows of each table show edge cases, also where the schema does not ask for it.
    pub edge_cases: bool,
}

/// What will be made.
pub struct Plan {
    /// The name of the schema.
    pub name: String,
    /// The seed.
    pub seed: u64,
    /// The day on which the population is as stated, in days since 1970.
    pub epoch: i32,
    /// The day to which everything is drawn, in days since 1970.
    pub horizon: i32,
    /// The date as of which the data is, in days since 1970.
    pub as_of: i32,
    /// The tables in the order of the schema.
    pub tables: Vec<Table>,
    /// The tables to write, parents and tables referred to before those that need them, as far as there is an order.
    pub order: Vec<usize>,
    /// The share of cells with an error where tables and columns say nothing else; `None` where data is clean.
    pub dirt: Option<f64>,
    /// Whether the spans of what texts mention are written beside the data.
    pub truth: bool,
    /// Whether the first rows of each table show edge cases of its columns.
    pub edge_cases: bool,
}

/// One table of the plan.
pub struct Table {
    /// Its name.
    pub name: String,
    /// Its name in a database.
    pub target: String,
    /// What it holds, as the schema describes it.
    pub description: Option<String>,
    /// The tables above it: its parent, its parent's parent, and so on.
    pub ancestors: Vec<usize>,
    /// How it hangs on its parent; `None` for a root table.
    pub edge: Option<Edge>,
    /// Whether its rows are in the target already, so that it is never written.
    pub existing: bool,
    /// Rows that are written as given, first.
    pub fixed: Fixed,
    /// The number of rows that are drawn, those that are fixed included.
    pub rows: u64,
    /// How they come and go.
    pub life: Life,
    /// All columns, also those that are not written.
    pub columns: Vec<Column>,
    /// The columns in an order in which each comes after those it reads.
    pub order: Vec<usize>,
    /// The columns that are written.
    pub written: Vec<usize>,
    /// The columns of the primary key, in the order in which they were named.
    pub primary_key: Vec<usize>,
    /// Groups of columns that are unique together, the primary key not among them.
    pub unique: Vec<Vec<usize>>,
    /// Conditions that every row keeps, in groups that share no values that are drawn.
    pub checks: Vec<Checks>,
    /// What is written, as Arrow describes it.
    pub schema: SchemaRef,
    /// Its errors; `None` where it is clean.
    pub dirt: Option<Dirt>,
    /// Which of its first rows show which edge cases; `None` where nobody asked for them.
    pub edges: Option<EdgeCases>,
}

impl Column {
    /// Whether its values are made so that no two rows share one, alone or together with others.
    pub fn stands_apart(&self) -> bool {
        self.unique || self.distinct.is_some()
    }
}

impl Table {
    /// The position of a column.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|c| c.name == name)
    }

    /// The first row that may have errors: those that are fixed or show edge cases are spared.
    pub fn spared(&self) -> u64 {
        self.edges.as_ref().map_or(self.fixed.rows, EdgeCases::end)
    }

    /// How many of the fixed rows stand outside the tree: all of them where the table has a parent.
    pub fn outside(&self) -> u64 {
        if self.edge.is_some() { self.fixed.rows } else { 0 }
    }
}

/// One column of the plan.
pub struct Column {
    /// Its name.
    pub name: String,
    /// Whether it is drawn and not written.
    pub hidden: bool,
    /// Its type.
    pub data_type: DataType,
    /// Whether its text is JSON.
    pub json: bool,
    /// What it holds, as the schema describes it.
    pub description: Option<String>,
    /// Its kind, for the record and for explanations; `None` for a bare expression.
    pub kind: Option<&'static Kind>,
    /// Where its values come from.
    pub source: Source,
    /// The key of its values.
    pub key: Key,
    /// Numbers that are all different, where the column is unique or part of a unique group.
    pub distinct: Option<Distinct>,
    /// When it is NULL.
    pub null: Option<Null>,
    /// A condition: the value is NULL where it does not hold.
    pub when: Option<Formula>,
    /// The most characters of a text, which is cut.
    pub max_chars: Option<u32>,
    /// The row whose value it takes.
    pub from_row: Option<FromRow>,
    /// Whether it is NULL while it lies after the as-of date.
    pub cut: bool,
    /// Whether its value can be another as of another date.
    pub follows: bool,
    /// Which other columns of the row it reads.
    pub reads: Vec<usize>,
    /// Which columns of ancestors it reads: levels from 1 for the parent.
    pub reads_above: Vec<(usize, usize)>,
    /// Whether no two rows share a value.
    pub unique: bool,
    /// How many distinct values a unique column could draw from.
    pub domain: Domain,
    /// How many distinct values there are at most, where they are few and known.
    pub few: Option<u64>,
}

/// Where the values of a column come from.
pub enum Source {
    /// Numbers the rows: the first and the step.
    Serial {
        /// The number of the first row.
        start: i64,
        /// What each row adds.
        step: i64,
    },
    /// Numbers the children of a parent, from here.
    Ordinal {
        /// The number of the first child.
        start: i64,
    },
    /// The day on which a row of a table that grows arrives.
    Arrival,
    /// A column of an ancestor.
    Above {
        /// 1 for the parent, 2 for the parent's parent.
        level: usize,
        /// The column there.
        column: usize,
    },
    /// Values that are in the target already, one a row.
    Given(ArrayRef),
    /// A column of a row of another table.
    Reference(Box<Reference>),
    /// An expression.
    Expr(Formula),
    /// A text with expressions in it.
    Template(Vec<Piece>),
    /// JSON built from expressions.
    Json {
        /// What is built.
        node: JsonNode,
        /// Whether members that are NULL are left out.
        skip_null: bool,
    },
    /// A maker with its inputs.
    Maker {
        /// Makes the values.
        maker: Box<dyn Maker>,
        /// Its inputs in the order of the kind's list.
        inputs: Vec<Option<Formula>>,
        /// What the schema says of it.
        settings: Settings,
    },
}

/// A reference to a row of a table.
pub struct Reference {
    /// The table referred to.
    pub table: usize,
    /// The column taken.
    pub column: usize,
    /// How rows are picked.
    pub pick: Pick,
    /// Only rows under the ancestor that both tables share: its level above this table (0 is this table itself, whose
    /// rows are the ancestors) and the chain of tables from below the ancestor down to the one referred to.
    pub within: Option<Within>,
    /// Whether siblings refer to different rows.
    pub distinct: bool,
    /// Whether the table is the column's own, so that only earlier rows are referred to.
    pub own: bool,
    /// Whether a row that finds none to refer to refers to itself.
    pub or_self: bool,
    /// What must hold of the row referred to when the row enters; `None` where every row is always there.
    pub timely: Option<Timely>,
    /// The column of this table whose row is shared.
    pub shares: Option<usize>,
    /// The key by which rows are picked: the column's own, or that of the column whose row is shared.
    pub key: Key,
    /// The number of the row, where it is not drawn.
    pub row: Option<Formula>,
    /// Which of the rows under the ancestor it is, from 1; where it is NULL, one is drawn.
    pub nth: Option<Formula>,
}

/// A column that takes its value from a row of its own table, as that row makes it.
pub struct FromRow {
    /// The number of the row, from 0; NULL is the row itself.
    pub row: Formula,
    /// What the value itself reads of its row,
    pub reads: Vec<usize>,
    /// and of the rows above it.
    pub reads_above: Vec<(usize, usize)>,
}

/// A row that is referred to has entered before the row that refers to it, and has neither left nor retired.
#[derive(Clone)]
pub struct Timely {
    /// Until when it must not have left or retired, where that is later than the row's own entry.
    pub until: Option<Formula>,
}

/// How the row referred to is picked.
#[derive(Clone, Debug)]
pub enum Pick {
    /// Every row alike.
    Uniform,
    /// By Zipf's law over a permutation of the rows; the law is `None` where the number of rows depends on the row.
    Zipf {
        /// The exponent.
        exponent: f64,
        /// The law over all rows.
        law: Option<Zipf>,
    },
    /// The row that an expression numbers.
    Row,
}

/// The rows of a table that hang under one row of an ancestor.
#[derive(Clone, Debug)]
pub struct Within {
    /// How far above the referring table the ancestor is.
    pub level: usize,
    /// The tables from just below the ancestor down to the table referred to; empty where that is the ancestor itself.
    pub chain: Vec<usize>,
}

/// A value computed from others.
#[derive(Clone)]
pub struct Formula {
    /// The text, as the schema has it.
    pub text: String,
    /// The cells it reads, in the order of the program's inputs.
    pub cells: Vec<Cell>,
    /// The program; `None` where the value is the first cell as it is.
    pub program: Option<Compiled>,
    /// Its type.
    pub data_type: DataType,
}

/// A column of this row or of an ancestor's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cell {
    /// 0 for the row itself, 1 for its parent.
    pub level: usize,
    /// The column of that table.
    pub column: usize,
}

/// How often a column is NULL.
pub struct Null {
    /// The share.
    pub rate: f64,
    /// Where the rate holds.
    pub when: Option<Formula>,
    /// The share elsewhere.
    pub otherwise: f64,
    /// The key of its draws.
    pub key: Key,
}

/// Numbers for the rows of a table that are all different, or different among siblings.
#[derive(Clone, Debug)]
pub struct Distinct {
    /// Over what they differ.
    pub over: Over,
    /// How many numbers there are.
    pub domain: u64,
    /// The key of the permutation.
    pub key: Key,
    /// The column's digit of a number that several columns share: the number is divided by this,
    pub divide: u64,
    /// and the rest of a division by this is taken.
    pub modulo: u64,
    /// The row that shows the first number, and with the row after it the last one, where edge cases are asked for: who
    /// would have had these numbers has theirs.
    pub ends: Option<u64>,
}

/// Over what distinct numbers differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Over {
    /// All rows of the table.
    Rows,
    /// The children of one parent.
    Siblings,
}

/// Compiles a schema.
///
/// # Errors
/// All problems of the schema at once, or what the options ask for and cannot have.
pub fn compile(document: &Document, options: &Options, each: Each<'_>) -> Result<Plan> {
    let mut problems = Problems { sources: document.sources.clone(), list: Vec::new() };
    let drafts = tables::lay_out(document, options, each, &mut problems)?;
    let plan = build::build(document, options, drafts, &mut problems)?;
    if !problems.is_empty() {
        problems.sort();
        return Err(crate::error::Error::problems(problems));
    }
    plan.ok_or_else(|| crate::error::Error::bug("a schema without problems gave no plan"))
}

/// Whether a type is that of hidden columns which other kinds read: rows of reference tables, members of groups.
fn is_handle(data_type: &DataType) -> bool {
    matches!(data_type, DataType::UInt32 | DataType::UInt64)
}

/// Field metadata: the number of distinct values, where it is known and small.
pub const CARDINALITY: &str = "placebo:cardinality";

/// Field metadata, empty: a codec that looks for repetitions finds none among the texts of the column.
pub const RANDOM: &str = "placebo:random";

/// Field metadata by which Arrow marks JSON text.
pub const EXTENSION: (&str, &str) = ("ARROW:extension:name", "arrow.json");

/// A problem of a span of an expression inside a longer text.
fn expr_problem(span: crate::error::Span, fault: &crate::expr::Fault) -> Problem {
    let mut problem = Problem::new(inside(span, &fault.range), fault.message.clone());
    problem.help.clone_from(&fault.help);
    problem
}

/// The place of a range of bytes of a text, whose span in the file includes its quotes.
///
/// Only where the text has no escapes is the place exact; else it may be off by the length of those before it.
fn inside(span: crate::error::Span, range: &std::ops::Range<usize>) -> crate::error::Span {
    let clamp = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let start = span.start.saturating_add(1).saturating_add(clamp(range.start)).min(span.end);
    let end = span.start.saturating_add(1).saturating_add(clamp(range.end)).min(span.end);
    crate::error::Span { source: span.source, start, end: end.max(start) }
}

/// Shared by plan and manifest: the schema of a table as it is written.
fn arrow_schema(columns: &[Column], written: &[usize], key: &[usize]) -> SchemaRef {
    use arrow::datatypes::{Field, Schema};
    let fields: Vec<Field> = written
        .iter()
        .map(|&i| {
            let column = &columns[i];
            let mut metadata = std::collections::HashMap::new();
            if column.json {
                metadata.insert(EXTENSION.0.to_owned(), EXTENSION.1.to_owned());
            }
            if let Some(n) = column.few {
                metadata.insert(CARDINALITY.to_owned(), n.to_string());
            }
            let random = matches!(&column.source, Source::Maker { maker, .. } if maker.is_random());
            if random || column.distinct.is_some() {
                metadata.insert(RANDOM.to_owned(), String::new());
            }
            Field::new(&column.name, column.data_type.clone(), !key.contains(&i)).with_metadata(metadata)
        })
        .collect();
    Arc::new(Schema::new(fields))
}
