//! Which columns of a row, and of the rows above it, have to be made to get those that are wanted.

use crate::plan::Plan;

/// The columns to be made for the rows of one table.
pub(super) struct Want {
    /// One flag a column.
    pub(super) columns: Vec<bool>,
    /// What is read from above: levels from 1, and columns.
    pub(super) above: Vec<(usize, usize)>,
    /// What has to be made for the parents' rows to get that.
    pub(super) parent: Option<Box<Want>>,
}

impl Want {
    /// What these columns of a table need.
    pub(super) fn new(plan: &Plan, table: usize, columns: &[usize]) -> Self {
        let cells: Vec<(usize, usize)> = columns.iter().map(|&c| (0, c)).collect();
        Self::cells(plan, table, &cells)
    }

    /// What these cells need: level 0 is the table itself, level 1 its parent.
    pub(super) fn cells(plan: &Plan, table: usize, cells: &[(usize, usize)]) -> Self {
        let layout = &plan.tables[table];
        let mut columns = vec![false; layout.columns.len()];
        let mut above: Vec<(usize, usize)> = cells.iter().copied().filter(|(level, _)| *level > 0).collect();
        let mut open: Vec<usize> = cells.iter().filter(|(level, _)| *level == 0).map(|(_, c)| *c).collect();
        while let Some(column) = open.pop() {
            if std::mem::replace(&mut columns[column], true) {
                continue;
            }
            open.extend(&layout.columns[column].reads);
            above.extend(&layout.columns[column].reads_above);
            // What is drawn until conditions hold stands with all that these read.
            for checks in layout.checks.iter().filter(|checks| checks.drawn.contains(&column)) {
                open.extend(&checks.columns);
                above.extend(&checks.above);
            }
        }
        above.sort_unstable();
        above.dedup();
        let parent = layout.ancestors.first().filter(|_| !above.is_empty()).map(|&parent| {
            let cells: Vec<(usize, usize)> =
                above.iter().map(|(level, column)| (level - 1, *column)).collect();
            Box::new(Self::cells(plan, parent, &cells))
        });
        Self { columns, above, parent }
    }
}
