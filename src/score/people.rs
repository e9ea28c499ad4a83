//! Who is meant by a row: birth, death and sex of persons, found again from the rows below them.

use super::rows::Remembered;
use super::{Refers, Study};
use std::collections::{HashMap, HashSet};

/// What is known of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Person {
    /// The day of birth since 1970.
    pub(super) born: Option<i32>,
    /// The day of death.
    pub(super) died: Option<i32>,
    /// Whether female or male, where either is known.
    pub(super) sex: Option<crate::reference::Sex>,
}

/// The rows of one table that others hang on.
#[derive(Default)]
struct Kept {
    /// The row of each key, by the key's hash.
    rows: HashMap<u64, u32>,
    /// The person of each row.
    persons: Vec<Option<Person>>,
    /// Whether a table hangs on this one.
    wanted: bool,
}

/// A column that others refer to, with its values by their hashes.
struct Referred {
    column: Refers,
    /// Its place in a batch.
    at: usize,
    values: HashSet<u64>,
}

/// All persons that were seen.
pub(super) struct People {
    tables: Vec<Kept>,
    referred: Vec<Referred>,
}

impl People {
    pub(super) fn new(study: &Study) -> Self {
        let wanted = |table: usize| {
            study.tables.iter().any(|child| child.parent.as_ref().is_some_and(|parent| parent.table == table))
        };
        let kept = |table| Kept { wanted: wanted(table), ..Kept::default() };
        let mut referred: Vec<Referred> = Vec::new();
        for column in study.tables.iter().flat_map(|table| &table.columns).filter_map(|column| column.refers)
        {
            let at = study.tables.get(column.table).and_then(|table| table.written(column.column));
            if let Some(at) = at
                && !referred.iter().any(|known| known.column == column)
            {
                referred.push(Referred { column, at, values: HashSet::new() });
            }
        }
        Self { tables: (0..study.tables.len()).map(kept).collect(), referred }
    }

    /// The values of a table to which others refer, by the number of the column.
    pub(super) fn indexed(&self, table: usize, values: impl Fn(usize) -> Vec<u64>) -> Vec<(usize, Vec<u64>)> {
        let of_table = self.referred.iter().enumerate().filter(|(_, known)| known.column.table == table);
        of_table.map(|(number, known)| (number, values(known.at))).collect()
    }

    /// Keeps such values.
    pub(super) fn keep(&mut self, indexed: Vec<(usize, Vec<u64>)>) {
        for (number, values) in indexed {
            self.referred[number].values.extend(values);
        }
    }

    /// How many of the values stand in no row of the column.
    pub(super) fn missing(&self, column: Refers, wanted: &HashSet<u64>) -> u64 {
        let known = self.referred.iter().find(|referred| referred.column == column);
        known.map_or(0, |known| wanted.difference(&known.values).count() as u64)
    }

    /// Keeps rows of a table, should others hang on it.
    pub(super) fn remember(&mut self, table: usize, seen: Vec<Remembered>) {
        let kept = &mut self.tables[table];
        if !kept.wanted {
            return;
        }
        for row in seen {
            if let (Some(key), Ok(at)) = (row.key, u32::try_from(kept.persons.len())) {
                kept.rows.insert(key, at);
            }
            kept.persons.push(row.person);
        }
    }

    /// The row of a table that has a key.
    pub(super) fn row(&self, table: usize, key: u64) -> Option<u32> {
        self.tables.get(table)?.rows.get(&key).copied()
    }

    /// The person of a row.
    pub(super) fn person(&self, table: usize, row: u32) -> Option<Person> {
        *self.tables.get(table)?.persons.get(row as usize)?
    }

    /// How many rows of a table were kept.
    pub(super) fn rows(&self, table: usize) -> u64 {
        self.tables.get(table).map_or(0, |kept| kept.persons.len() as u64)
    }
}
