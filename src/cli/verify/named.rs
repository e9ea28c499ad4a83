//! The names of a table's columns, and those of its values whose name another cell of the row says.

use crate::verify::{Class, is_unnamed};
use std::borrow::Cow;

/// The longest cell that may name the values of its row, in bytes.
const LONGEST: usize = 60;

/// The names of columns, and which of them say nothing: `value`, `old_value`, `number`.
#[derive(Default)]
pub(super) struct Names {
    names: Vec<String>,
    silent: Vec<bool>,
}

impl Names {
    pub(super) fn new(names: Vec<String>) -> Self {
        let silent = names.iter().map(|name| !name.is_empty() && is_unnamed(name)).collect();
        Self { names, silent }
    }

    pub(super) const fn len(&self) -> usize {
        self.names.len()
    }

    /// What names a cell of a row: its column, or where that says nothing the cells of the row that tell what such values are, as
    /// tables of changes and of attributes have it.
    pub(super) fn of<'a>(&'a self, at: usize, row: &[&str]) -> Cow<'a, str> {
        let own = self.names.get(at).map_or("", String::as_str);
        if !self.silent.get(at).copied().unwrap_or(false) {
            return Cow::Borrowed(own);
        }
        let tells = |(n, cell): (usize, &&str)| {
            n != at
                && cell.len() <= LONGEST
                && !cell.bytes().any(|b| b.is_ascii_digit() || b == b'@')
                && Class::ALL.iter().any(|class| class.told_by(cell))
        };
        let telling = row.iter().enumerate().filter(|(n, cell)| tells((*n, cell))).map(|(_, cell)| *cell);
        let names: Vec<&str> = telling.collect();
        if names.is_empty() { Cow::Borrowed(own) } else { Cow::Owned(names.join(" ")) }
    }
}
