//! Tables whose rows are in the target already: handed in by whoever has read them, referred to, never written.

use super::{Column, Source};
use crate::draw::Key;
use crate::error::{Problem, Problems};
use crate::kinds::{self, Domain};
use crate::schema;
use arrow::array::ArrayRef;
use std::collections::BTreeMap;
use std::fmt;

/// The rows of a table that exists, in the order of its key.
#[derive(Clone, Default)]
pub struct Existing {
    /// How many there are.
    pub rows: u64,
    /// The columns that the schema states, by name.
    pub columns: BTreeMap<String, ArrayRef>,
}

/// Without the values, which came from a database.
impl fmt::Debug for Existing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Existing({} rows)", self.rows)
    }
}

impl Existing {
    /// A column of the table, as a plan has it.
    pub(super) fn column(
        &self,
        doc: &schema::Column,
        unique: bool,
        problems: &mut Problems,
    ) -> Option<Column> {
        let Some(values) = self.columns.get(&doc.name.value) else {
            let message = format!("`{}` is not read from the database", doc.name.value);
            let help = "a column that is drawn and not written has no place in a table that exists";
            problems.push(Problem::new(doc.name.span, message).help(help));
            return None;
        };
        let stated = doc.kind.as_ref().and_then(|kind| kinds::find(&kind.value));
        Some(Column {
            cut: false,
            follows: false,
            from_row: None,
            name: doc.name.value.clone(),
            hidden: false,
            data_type: values.data_type().clone(),
            json: false,
            description: doc.description.as_ref().map(|d| d.value.clone()),
            // Only for the record: nothing is made.
            kind: stated.or_else(|| kinds::find("expr")),
            source: Source::Given(ArrayRef::clone(values)),
            key: Key::new(0, &[]),
            distinct: None,
            null: None,
            when: None,
            max_chars: None,
            reads: Vec::new(),
            reads_above: Vec::new(),
            unique,
            domain: Domain::Boundless,
            few: None,
        })
    }
}
