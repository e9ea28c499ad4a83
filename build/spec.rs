//! What a reference table is: its file, its columns with their types, and what must hold.

/// One table of `seeds/`, one module of `reference`.
pub(crate) struct Table {
    /// The name of the module.
    pub(crate) name: &'static str,
    /// The file, below `seeds/`.
    pub(crate) file: &'static str,
    /// What a row is; becomes the module's documentation.
    pub(crate) doc: &'static str,
    /// Who published the figures, and by way of which package they came.
    pub(crate) origin: &'static str,
    /// Under which terms.
    pub(crate) licence: &'static str,
    pub(crate) columns: &'static [Column],
    pub(crate) checks: &'static [Check],
    pub(crate) derived: &'static [Derived],
}

/// One column of the file.
pub(crate) struct Column {
    /// The heading in the file; in capitals, the name of the static.
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    /// Meaning and unit.
    pub(crate) doc: &'static str,
}

/// How the values of a column are written and packed.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Kind {
    /// Text, never empty.
    Text,
    /// Text that may be empty.
    OptionalText,
    /// Text of which there are few different ones: an index and a dictionary.
    Code,
    /// The same, and may be empty.
    OptionalCode,
    /// A number with so many decimals, kept as a whole number of its last place.
    Number { width: Width, decimals: usize, low: i64, high: i64 },
    /// A whole number to draw in proportion to; its running totals are packed too.
    Weight,
    /// At least one whole number, joined with `|`.
    List { low: i64, high: i64 },
}

/// How many bytes a number takes.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Width {
    U8,
    U16,
    U32,
    I32,
}

/// What must hold of a table.
pub(crate) enum Check {
    /// Rows ascend by these columns (a leading `-` turns one round); equal keys are allowed.
    Ordered(&'static [&'static str]),
    /// No two rows agree in all of these columns.
    Unique(&'static [&'static str]),
    /// In every row these columns add up to `total`, give or take `tolerance`.
    RowSum { columns: &'static [&'static str], total: i64, tolerance: i64 },
    /// In every group of rows that agree in `group`, `column` adds up to `total`, give or take `tolerance`.
    GroupSum { group: &'static [&'static str], column: &'static str, total: i64, tolerance: i64 },
    /// The first column is never above the second.
    AtMost(&'static str, &'static str),
    /// Every value of `column` (or of its list) that is not empty is a value of `key` in `table`.
    Exists { column: &'static str, table: &'static str, key: &'static str },
}

/// What is packed besides the columns themselves.
pub(crate) enum Derived {
    /// `GROUPS`: the ranges of rows that agree in these columns, which must lie together.
    Groups(&'static [&'static str]),
    /// `BY_<COLUMN>`: for each entry of a code's dictionary, the rows that have it.
    Postings(&'static str),
    /// A code column whose dictionary is column `show` of `table`, found by `column` = `key`.
    Link {
        name: &'static str,
        column: &'static str,
        table: &'static str,
        key: &'static str,
        show: &'static str,
        doc: &'static str,
    },
}

pub(crate) const fn col(name: &'static str, kind: Kind, doc: &'static str) -> Column {
    Column { name, kind, doc }
}

pub(crate) const fn u8_in(low: i64, high: i64) -> Kind {
    Kind::Number { width: Width::U8, decimals: 0, low, high }
}

pub(crate) const fn u16_in(low: i64, high: i64) -> Kind {
    Kind::Number { width: Width::U16, decimals: 0, low, high }
}

pub(crate) const fn u32_in(low: i64, high: i64) -> Kind {
    Kind::Number { width: Width::U32, decimals: 0, low, high }
}

/// A share in thousandths.
pub(crate) const PER_MILLE: Kind = u16_in(0, 1000);

/// A share in ten-thousandths.
pub(crate) const PER_10_000: Kind = u16_in(0, 10_000);
