//! One cell and the rows it belongs to, with the values that it reads.

use crate::cli::values;
use crate::error::Result;
use crate::generate::Generator;
use crate::plan::{self, Formula, Plan};

/// A cell, by the numbers of the plan.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cell {
    pub(super) table: usize,
    pub(super) column: usize,
    pub(super) row: u64,
}

/// A row's parent, and its number among its siblings.
pub(super) struct Parent {
    pub(super) table: usize,
    pub(super) row: u64,
    /// From 1.
    pub(super) child: u64,
}

/// The parent of a row; `None` for a row of a root table, and for one that is fixed outside the tree.
pub(super) fn parent(plan: &Plan, table: usize, row: u64) -> Option<Parent> {
    let layout = &plan.tables[table];
    let (edge, &above) = (layout.edge.as_ref()?, layout.ancestors.first()?);
    let child = row.checked_sub(layout.outside())?;
    let family = edge.family(child..child + 1);
    let position = *family.parent.first()? as usize;
    let row = family.parents.get(position) + plan.tables[above].outside();
    Some(Parent { table: above, row, child: u64::from(*family.ordinal.first()?) + 1 })
}

/// A value as an explanation shows it: texts in quotes, so that their ends are seen.
pub(super) fn shown(value: Option<String>, text: bool) -> String {
    match value {
        None => "NULL".to_owned(),
        Some(value) if text => format!("{value:?}"),
        Some(value) => value,
    }
}

impl Cell {
    pub(super) fn layout<'p>(&self, plan: &'p Plan) -> &'p plan::Column {
        &plan.tables[self.table].columns[self.column]
    }

    /// The value of a column of this cell's row, or of one above it.
    pub(super) fn value(&self, generator: &Generator<'_>, cell: plan::Cell) -> Result<String> {
        let made = generator.cells(self.table, &[(cell.level, cell.column)], self.row)?;
        let is_text =
            |values: &arrow::array::ArrayRef| *values.data_type() == arrow::datatypes::DataType::Utf8;
        Ok(made.first().map_or_else(String::new, |values| shown(values::text(values, 0), is_text(values))))
    }

    /// The name of a column of this cell's row, or of one above it.
    pub(super) fn name(&self, plan: &Plan, cell: plan::Cell) -> String {
        let table = &plan.tables[self.table];
        match cell.level.checked_sub(1).and_then(|above| table.ancestors.get(above)) {
            None => table.columns[cell.column].name.clone(),
            Some(&above) => {
                format!("{}.{}", plan.tables[above].name, plan.tables[above].columns[cell.column].name)
            }
        }
    }

    /// What an expression gives for this cell's row, or why it gives nothing.
    pub(super) fn evaluate(&self, generator: &Generator<'_>, formula: &Formula) -> Result<String> {
        let Some(program) = &formula.program else {
            return match formula.cells.first() {
                Some(cell) => self.value(generator, *cell),
                None => Ok(String::new()),
            };
        };
        let cells: Vec<(usize, usize)> = formula.cells.iter().map(|cell| (cell.level, cell.column)).collect();
        let inputs = generator.cells(self.table, &cells, self.row)?;
        Ok(match program.evaluate(&inputs, 1) {
            Ok(values) => {
                let text = *values.data_type() == arrow::datatypes::DataType::Utf8;
                shown(values::text(&values, 0), text)
            }
            Err(fault) => format!("no value: {}", fault.cause),
        })
    }
}
