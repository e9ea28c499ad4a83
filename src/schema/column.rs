//! Columns of a schema document: a kind, its arguments, and what any column can say.

use super::Value;
use crate::error::{Span, Spanned};

/// One column.
#[derive(Clone, Debug, Default)]
pub struct Column {
    /// Its name; a leading underscore marks a column that is drawn and not written.
    pub name: Spanned<String>,
    /// Where the column is defined: the place of its value.
    pub span: Span,
    /// Its kind. Named kinds are resolved: this is the kind at the end of the chain.
    pub kind: Option<Spanned<String>>,
    /// The named kind through which `kind` was found, as the column (or the default) wrote it.
    pub named_kind: Option<Spanned<String>>,
    /// Everything that is not a key of any column: the kind's parameters and inputs, unchecked.
    pub args: Vec<(Spanned<String>, Spanned<Value>)>,
    /// Whether the column is the primary key.
    pub primary_key: Option<Spanned<bool>>,
    /// Whether no value comes twice.
    pub unique: Option<Spanned<bool>>,
    /// How often the value is absent.
    pub null: Option<Null>,
    /// A condition in SQL: where it is not true, the value is absent.
    pub when: Option<Spanned<String>>,
    /// A value derived from other columns, in SQL.
    pub expr: Option<Spanned<String>>,
    /// A seed of this column's own.
    pub seed: Option<Spanned<u64>>,
    /// The version of the kind that the column pins.
    pub generator: Option<Spanned<u32>>,
    /// What the column holds.
    pub description: Option<Spanned<String>>,
    /// What masking does to the column.
    pub mask: Option<Spanned<Mask>>,
}

impl Column {
    /// The argument with this name.
    pub fn arg(&self, name: &str) -> Option<&Spanned<Value>> {
        self.args.iter().find(|(key, _)| key.value == name).map(|(_, value)| value)
    }
}

/// How often the value of a column is absent.
#[derive(Clone, Debug, PartialEq)]
pub struct Null {
    /// The share of absent values, from 0 to 1; where `when` is stated, in the rows for which it is true.
    pub rate: Spanned<f64>,
    /// A condition in SQL.
    pub when: Option<Spanned<String>>,
    /// The share in all other rows, from 0 to 1; 0 unless stated.
    pub otherwise: f64,
}

/// What masking does to a column, of which only the shape is checked here.
#[derive(Clone, Debug, PartialEq)]
pub enum Mask {
    /// The values stay as they are.
    Keep {
        /// Why that is right; never empty.
        reason: Spanned<String>,
    },
    /// Another action: `mask = "drop"`, or `mask = { generalise = "year", … }`.
    Action {
        /// The action.
        name: Spanned<String>,
        /// Its arguments; the first is the value of the action's own key, where it is written as a table.
        args: Vec<(Spanned<String>, Spanned<Value>)>,
    },
}
