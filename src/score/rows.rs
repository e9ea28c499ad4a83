//! Some rows of a table, as gauges see them.

use super::people::{People, Person};
use super::{Study, Table};
use crate::kinds::sex_of;
use arrow::array::{Array, ArrayRef, AsArray, RecordBatch, StringArray};
use arrow::datatypes::{
    DataType, Date32Type, Float64Type, Int16Type, Int32Type, Int64Type, TimestampMicrosecondType,
};
use xxhash_rust::xxh3::xxh3_64;

const DAY: i64 = 86_400_000_000;

/// Rows of one batch.
pub(super) struct Rows<'a> {
    pub(super) table: &'a Table,
    pub(super) epoch: i32,
    batch: &'a RecordBatch,
    /// The place of the column to which children refer.
    keyed: Option<usize>,
    /// The row of the parent table under which each row stands.
    pub(super) parent: Vec<Option<u32>>,
    /// Who is meant by each row.
    pub(super) person: Vec<Option<Person>>,
    /// The number of the first row of the batch.
    pub(super) first: u64,
}

/// What is kept of a row.
pub(super) struct Remembered {
    pub(super) key: Option<u64>,
    pub(super) person: Option<Person>,
}

impl<'a> Rows<'a> {
    pub(super) fn new(
        study: &'a Study,
        table: usize,
        batch: &'a RecordBatch,
        people: &People,
        first: u64,
    ) -> Self {
        let of = &study.tables[table];
        let children = study.tables.iter().filter_map(|child| child.parent.as_ref());
        let keyed =
            children.filter(|parent| parent.table == table).find_map(|parent| of.written(parent.link?.1));
        let mut rows = Self {
            table: of,
            epoch: study.epoch,
            batch,
            keyed,
            parent: Vec::new(),
            person: Vec::new(),
            first,
        };
        rows.parent = rows.parents(people);
        rows.person = rows.persons(people);
        rows
    }

    pub(super) fn len(&self) -> usize {
        self.batch.num_rows()
    }

    /// Whether a row is given by the schema as it is.
    pub(super) fn is_given(&self, i: usize) -> bool {
        self.first + (i as u64) < self.table.given
    }

    fn parents(&self, people: &People) -> Vec<Option<u32>> {
        let Some((parent, Some(link))) = self.table.parent.as_ref().map(|parent| (parent, parent.link))
        else {
            return vec![None; self.len()];
        };
        let Some(at) = self.table.written(link.0) else { return vec![None; self.len()] };
        (0..self.len()).map(|i| self.hash(at, i).and_then(|key| people.row(parent.table, key))).collect()
    }

    fn persons(&self, people: &People) -> Vec<Option<Person>> {
        let table = self.table;
        let Some(born) = table.of_kind("birth_date") else {
            let Some(parent) = &table.parent else { return vec![None; self.len()] };
            return self
                .parent
                .iter()
                .map(|row| row.and_then(|row| people.person(parent.table, row)))
                .collect();
        };
        let sex = table.reads_written(born, "sex").or_else(|| table.written(table.of_kind("sex")?));
        let died = table.of_kind("death_date").and_then(|died| table.written(died));
        let born = table.written(born).unwrap_or(usize::MAX);
        (0..self.len())
            .map(|i| {
                Some(Person {
                    born: self.day(born, i),
                    died: died.and_then(|died| self.day(died, i)),
                    sex: sex
                        .and_then(|sex| self.text(sex))
                        .filter(|t| t.is_valid(i))
                        .and_then(|t| sex_of(t.value(i))),
                })
            })
            .collect()
    }

    fn array(&self, at: usize) -> Option<&ArrayRef> {
        self.batch.columns().get(at)
    }

    /// A column of text.
    pub(super) fn text(&self, at: usize) -> Option<&StringArray> {
        self.array(at)?.as_string_opt::<i32>()
    }

    /// The text of a row.
    pub(super) fn text_at(&self, at: usize, i: usize) -> Option<&str> {
        self.text(at).filter(|text| text.is_valid(i)).map(|text| text.value(i))
    }

    /// Whether a column holds days or moments.
    pub(super) fn is_temporal(&self, at: usize) -> bool {
        self.array(at).is_some_and(|a| matches!(a.data_type(), DataType::Date32 | DataType::Timestamp(..)))
    }

    /// Whether a column holds moments.
    pub(super) fn is_moment(&self, at: usize) -> bool {
        self.array(at).is_some_and(|a| matches!(a.data_type(), DataType::Timestamp(..)))
    }

    /// The day of a date or a moment (in UTC).
    pub(super) fn day(&self, at: usize, i: usize) -> Option<i32> {
        i32::try_from(self.micros(at, i)?.div_euclid(DAY)).ok()
    }

    /// A date or a moment in microseconds since 1970.
    pub(super) fn micros(&self, at: usize, i: usize) -> Option<i64> {
        let array = self.array(at)?;
        if array.is_null(i) {
            return None;
        }
        match array.as_primitive_opt::<Date32Type>() {
            Some(days) => Some(i64::from(days.value(i)) * DAY),
            None => Some(array.as_primitive_opt::<TimestampMicrosecondType>()?.value(i)),
        }
    }

    /// A number of a row.
    #[expect(clippy::cast_precision_loss, reason = "values of a chart, below 2^53")]
    pub(super) fn number(&self, at: usize, i: usize) -> Option<f64> {
        let array = self.array(at)?;
        if array.is_null(i) {
            return None;
        }
        let float = array.as_primitive_opt::<Float64Type>().map(|a| a.value(i));
        float.or_else(|| self.integer(at, i).map(|n| n as f64))
    }

    /// A whole number of a row.
    pub(super) fn integer(&self, at: usize, i: usize) -> Option<i64> {
        let array = self.array(at)?;
        if array.is_null(i) {
            return None;
        }
        array
            .as_primitive_opt::<Int64Type>()
            .map(|a| a.value(i))
            .or_else(|| array.as_primitive_opt::<Int32Type>().map(|a| i64::from(a.value(i))))
            .or_else(|| array.as_primitive_opt::<Int16Type>().map(|a| i64::from(a.value(i))))
    }

    /// Whether a row is true.
    pub(super) fn boolean(&self, at: usize, i: usize) -> Option<bool> {
        let array = self.array(at)?.as_boolean_opt()?;
        array.is_valid(i).then(|| array.value(i))
    }

    /// Whether a row has a value.
    pub(super) fn has(&self, at: usize, i: usize) -> bool {
        self.array(at).is_some_and(|array| array.is_valid(i))
    }

    /// A value as a number by which it is found again, whatever its type; `None` for NULL.
    pub(super) fn hash(&self, at: usize, i: usize) -> Option<u64> {
        if let Some(text) = self.text_at(at, i) {
            return Some(xxh3_64(text.as_bytes()));
        }
        let whole = self.integer(at, i).or_else(|| self.micros(at, i));
        whole.map(|n| xxh3_64(&n.to_le_bytes()))
    }

    /// The key of a row that children refer to, and its person.
    pub(super) fn remembered(&self) -> Vec<Remembered> {
        (0..self.len())
            .map(|i| Remembered { key: self.keyed.and_then(|key| self.hash(key, i)), person: self.person[i] })
            .collect()
    }

    /// The age at the epoch in completed years of somebody born on a day.
    pub(super) fn age(&self, born: i32) -> Option<usize> {
        age_on(born, self.epoch)
    }
}

/// Completed years on a day; `None` before birth.
pub(super) fn age_on(born: i32, day: i32) -> Option<usize> {
    let (from, to) = (crate::calendar::civil(i64::from(born)), crate::calendar::civil(i64::from(day)));
    let years = to.year - from.year - i64::from((to.month, to.day) < (from.month, from.day));
    usize::try_from(years).ok()
}
