//! Tables of a schema document: rows, parents, keys and fixed rows.

use super::{Column, Mask, Value};
use crate::error::{Span, Spanned};

/// One table.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// Its name, unique in the schema whatever the case of ASCII letters.
    pub name: Spanned<String>,
    /// Where the table is defined: its header or its key.
    pub span: Span,
    /// What the table holds.
    pub description: Option<Spanned<String>>,
    /// How many rows a root table has.
    pub rows: Option<Spanned<u64>>,
    /// The table under whose rows the rows of this one hang.
    pub parent: Option<Parent>,
    /// Where the rows come from, if they are not made.
    pub source: Option<Spanned<RowSource>>,
    /// The columns of the primary key, where the table and not a column states it.
    pub primary_key: Vec<Spanned<String>>,
    /// Groups of columns whose values together are unique.
    pub unique: Vec<Spanned<Vec<Spanned<String>>>>,
    /// A seed of this table's own.
    pub seed: Option<Spanned<u64>>,
    /// The column that says whose row this is, when masking.
    pub subject: Option<Spanned<String>>,
    /// What masking does to the columns that say nothing themselves.
    pub mask: Option<Spanned<Mask>>,
    /// Rows that are written as given, before all others.
    pub fixed: Option<Fixed>,
    /// The columns in the order of the file.
    pub columns: Vec<Column>,
}

/// Where the rows of a table come from, if they are not made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowSource {
    /// The table is in the target already: it is never written, and its keys are referred to in key order.
    Existing,
}

/// The table under whose rows others hang, and how many hang under each.
#[derive(Clone, Debug)]
pub struct Parent {
    /// The name of the parent table.
    pub table: Spanned<String>,
    /// How many rows each row of the parent has.
    pub per: Spanned<FanOut>,
    /// Where the parent is stated.
    pub span: Span,
}

/// How many rows hang under one row of the parent.
#[derive(Clone, Debug, PartialEq)]
pub struct FanOut {
    /// The law of the number.
    pub law: Law,
    /// The least number; smaller draws become it.
    pub min: Option<Spanned<u64>>,
    /// The greatest number; greater draws become it.
    pub max: Option<Spanned<u64>>,
}

/// A law (distribution) of a count.
#[derive(Clone, Debug, PartialEq)]
pub enum Law {
    /// Always the same number.
    Constant(u64),
    /// Each number of a range as often, both ends included; `min <= max`.
    Uniform {
        /// The least number.
        min: u64,
        /// The greatest number.
        max: u64,
    },
    /// Poisson with this mean, finite and not negative.
    Poisson {
        /// The mean.
        mean: f64,
    },
    /// Geometric on 0, 1, 2 … with this mean, finite and not negative.
    Geometric {
        /// The mean.
        mean: f64,
    },
    /// Negative binomial: a Poisson whose mean varies by a gamma law of shape `dispersion`.
    NegativeBinomial {
        /// The mean, finite and not negative.
        mean: f64,
        /// The shape, finite and greater than 0: the smaller, the more the numbers differ.
        dispersion: f64,
    },
    /// Zipf on 1 … `max`: the number k as often as `k` to the power of minus `exponent`.
    Zipf {
        /// The exponent, finite and not negative.
        exponent: f64,
        /// The greatest number, at least 1.
        max: u64,
    },
    /// Numbers with weights: finite, not negative, at least one above 0; the numbers ascend and differ.
    Weights(Vec<(u64, f64)>),
}

/// Rows that are written as given.
#[derive(Clone, Debug)]
pub struct Fixed {
    /// The rows; a column that a row does not name is absent (NULL).
    pub rows: Vec<Vec<(Spanned<String>, Spanned<Value>)>>,
    /// Where they are stated.
    pub span: Span,
    /// The CSV file from which they were read (then every value is [`Value::Text`], to be typed by its column).
    pub from: Option<String>,
}
