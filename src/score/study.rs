//! What the columns of a data set are, as far as it can be scored.

use crate::kinds::Settings;

/// What is to be scored.
#[derive(Clone, Debug, Default)]
pub struct Study {
    /// The name of the schema.
    pub name: String,
    /// The day on which the population is as stated, in days since 1970.
    pub epoch: i32,
    /// The tables, parents before their children.
    pub tables: Vec<Table>,
}

/// One table.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// Its columns, also those that are not written.
    pub columns: Vec<Column>,
    /// How it hangs on its parent.
    pub parent: Option<Parent>,
    /// The columns of its primary key.
    pub key: Vec<usize>,
    /// Rows that stand outside the tree at the beginning of the table: they have no parent.
    pub outside: u64,
    /// The first rows that the schema gives as they are: no law holds for them.
    pub given: u64,
}

/// A parent table.
#[derive(Clone, Debug)]
pub struct Parent {
    /// Which table.
    pub table: usize,
    /// The column of the child that holds the parent's key, where one is written, and the parent's column.
    pub link: Option<(usize, usize)>,
    /// How often a parent has so many children, where the law is known.
    pub counts: Vec<(u64, f64)>,
    /// Whether rows may be missing of those that the law counts, because they have not entered, or have left.
    pub cut: bool,
}

/// One column.
#[derive(Clone, Debug, Default)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// The name of its kind; empty for an expression.
    pub kind: &'static str,
    /// Its place among the columns that are written.
    pub at: Option<usize>,
    /// The inputs that are given.
    pub reads: Vec<Reads>,
    /// The column of this table whose values it repeats, some of them NULL.
    pub copies: Option<usize>,
    /// The parameters of its kind.
    pub settings: Settings,
    /// The column of a table that it refers to.
    pub refers: Option<Refers>,
    /// Whether no two rows share a value.
    pub unique: bool,
    /// The column that numbers the row whose value it takes, or of whose value it is: rows of one number share a draw.
    pub group: Option<usize>,
    /// The column of which alone it tells: rows that have the same value have the same of that.
    pub tells: Option<usize>,
    /// The column that it is, unless another comes before: the first of those of which it is the least.
    pub least: Option<usize>,
    /// The day and the number of days whose sum it is.
    pub sum: Option<(usize, usize)>,
}

/// An input of a column.
#[derive(Clone, Debug, PartialEq)]
pub struct Reads {
    /// The name of the input.
    pub input: &'static str,
    /// The levels up and the column there; `None` where it is computed.
    pub cell: Option<(usize, usize)>,
    /// Whether it is the epoch.
    pub epoch: bool,
}

/// A column of another row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refers {
    /// The table.
    pub table: usize,
    /// Its column.
    pub column: usize,
}

impl Table {
    /// The first column of a kind that is written.
    pub(super) fn of_kind(&self, kind: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.kind == kind && column.at.is_some())
    }

    /// The place in a batch of a column, or of one that repeats its values.
    pub(super) fn written(&self, column: usize) -> Option<usize> {
        let own = self.columns.get(column)?.at;
        let copy =
            || self.columns.iter().find(|c| c.copies == Some(column) && c.at.is_some()).and_then(|c| c.at);
        own.or_else(copy)
    }

    /// The column of this table that an input reads.
    pub(super) fn reads_here(&self, column: usize, input: &str) -> Option<usize> {
        match self.columns.get(column)?.reads.iter().find(|reads| reads.input == input)?.cell {
            Some((0, column)) => Some(column),
            _ => None,
        }
    }

    /// Whether an input is the epoch.
    pub(super) fn is_epoch(&self, column: usize, input: &str) -> bool {
        self.columns.get(column).is_some_and(|of| of.reads.iter().any(|r| r.input == input && r.epoch))
    }

    /// A written column that tells of a column of this kind alone, where its parameter `who` is a word.
    pub(super) fn telling(&self, kind: &str, who: &str) -> Option<usize> {
        let means = |column: usize| {
            let of = &self.columns[column];
            of.kind == kind && of.settings.text("who") == Some(who)
        };
        (0..self.columns.len())
            .find(|&c| self.columns[c].at.is_some() && self.columns[c].tells.is_some_and(means))
    }

    /// Whether an input is given at all.
    pub(super) fn has(&self, column: usize, input: &str) -> bool {
        self.columns.get(column).is_some_and(|column| column.reads.iter().any(|reads| reads.input == input))
    }

    /// The place in a batch of the column that an input reads.
    pub(super) fn reads_written(&self, column: usize, input: &str) -> Option<usize> {
        self.written(self.reads_here(column, input)?)
    }

    /// A column by its table and name, as it is told: that which is written, where it is hidden itself.
    pub(super) fn place(&self, column: usize) -> String {
        let shown = self.columns.iter().position(|c| c.at.is_some() && c.at == self.written(column));
        let column = self.columns.get(shown.unwrap_or(column));
        format!("{}.{}", self.name, column.map_or("", |column| &column.name))
    }
}
