//! Arrays: several values of another kind.

use super::BLANK;
use super::inner::{Inner, at, quoted};
use crate::draw::{Rows, below};
use crate::kinds::{Ask, Build, Fault, Input, Kind, Maker, Param, Settings, Shape, Takes, TextColumn};
use arrow::array::{Array as _, ArrayRef};
use arrow::datatypes::DataType;

/// More items than this no array has: each row owns as many numbers.
const MOST: u64 = 1_000;

pub(super) const ARRAY: Kind = Kind {
    name: "array",
    summary: "Several values of another kind, as Postgres writes an array: `{\"a\",\"b\"}`.",
    params: &[
        Param::required("of", Shape::Any, "The kind of the items with its parameters, as a table."),
        Param::optional("min_items", Shape::Integer, "1", "The least number of items."),
        Param::optional("max_items", Shape::Integer, "3", "The greatest number of items, at most 1,000."),
    ],
    inputs: &[Input {
        name: "items",
        takes: Takes::Integer,
        summary: "How many items the row has, from 0 to 1,000; where it is NULL, as many as are drawn.",
        required: false,
        natural: &[],
    }],
    example: r#"tags = { kind = "array", of = { kind = "choice", values = ["new", "urgent"] }, max_items = 2 }"#,
    build: Build::Maker(build),
    ..BLANK
};

struct Array {
    inner: Inner,
    least: u64,
    most: u64,
}

fn build(settings: &Settings) -> Result<Box<dyn Maker>, Fault> {
    let least = settings.integer("min_items").unwrap_or(1);
    let most = settings.integer("max_items").unwrap_or(3.max(least));
    let (Ok(from), Ok(to)) = (u64::try_from(least), u64::try_from(most)) else {
        return Err(Fault::of("min_items", "a number of items is not negative"));
    };
    if from > to || to > MOST {
        return Err(Fault::of("max_items", format!("the most items lie between the least and {MOST}")));
    }
    let Some(of) = settings.get("of") else { return Err(Fault::of("of", "`of` is missing")) };
    Ok(Box::new(Array { inner: Inner::new("of", of, settings)?, least: from, most: to }))
}

impl Array {
    /// How many items the `i`th row has.
    fn count(&self, ask: &Ask<'_>, i: usize) -> Result<u64, String> {
        let Some(stated) = ask.integers(0).filter(|stated| stated.is_valid(i)) else {
            return Ok(self.least + below(ask.word(i, 0), self.most - self.least + 1));
        };
        let count = u64::try_from(stated.value(i)).ok().filter(|count| *count <= MOST);
        count.ok_or_else(|| format!("`items` lies between 0 and {MOST}, and not in every row"))
    }
}

impl Maker for Array {
    fn data_type(&self) -> DataType {
        DataType::Utf8
    }

    fn law(&self) -> String {
        format!("{} to {} items, all numbers alike, each: {}", self.least, self.most, self.inner.law())
    }

    fn sql_type(&self, plain: &dyn Fn(&DataType) -> String) -> Option<String> {
        Some(format!("{}[]", self.inner.sql_type(plain)))
    }

    fn make(&self, ask: &Ask<'_>) -> Result<ArrayRef, String> {
        let counts = (0..ask.len()).map(|i| self.count(ask, i)).collect::<Result<Vec<u64>, String>>()?;
        let items = counts.iter().enumerate();
        let items = items.flat_map(|(i, &n)| (0..n).map(move |k| (i, k)));
        // Each row owns as many numbers as it may have items.
        let own = if ask.integers(0).is_some() { MOST } else { self.most };
        let rows: Vec<u64> = items.map(|(i, k)| ask.row(i).wrapping_mul(own).wrapping_add(k)).collect();
        let texts = self.inner.texts(&ask.key.derive("item"), &Rows::from(rows))?;
        let mut column = TextColumn::new(ask.len(), 32);
        let mut next = 0;
        for n in counts {
            column.bytes().push(b'{');
            for k in 0..n {
                if k > 0 {
                    column.bytes().push(b',');
                }
                quoted(at(&texts, next), "NULL", column.bytes());
                next += 1;
            }
            column.bytes().push(b'}');
            column.end();
        }
        column.finish()
    }
}
