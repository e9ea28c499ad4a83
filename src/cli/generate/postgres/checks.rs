//! What the rows of tables that are made keep, as a database checks it: lists, bounds, and the conditions of the schema.
//!
//! A condition is made where it means the same in a database for every row that could be there. One that cannot be said there
//! is named with its reason.

use super::create::{base_type, is_number};
use super::types::{OwnTypes, is_open, shortened};
use crate::expr::{Database, Stored};
use crate::io::postgres::{NewCheck, NewColumn, TypeSort, identifier, literal};
use crate::plan::{Cell, Column, Formula, Source, Table};
use crate::schema::{Document, Value};
use arrow::datatypes::DataType;

/// The conditions of a table, and those that are not made, each with the reason.
#[derive(Default)]
pub(super) struct Checks {
    pub(super) made: Vec<NewCheck>,
    pub(super) left: Vec<(String, String)>,
}

impl Checks {
    /// Adds a condition over some columns.
    pub(super) fn add(&mut self, table: &str, columns: &[&str], condition: String) {
        let base = shortened(format!("{table}_{}_check", columns.join("_")));
        let taken = |name: &String| self.made.iter().any(|check| check.name == *name);
        let numbered = (1..).map(|n| shortened(format!("{base}{n}")));
        let name = std::iter::once(base.clone()).chain(numbered).find(|name| !taken(name));
        self.made.push(NewCheck { name: name.unwrap_or(base), condition });
    }
}

/// The conditions that a table of the schema states, over the columns that are made of it.
pub(super) fn of_rows(
    (table, name): (&Table, &str),
    columns: &[NewColumn],
    types: &OwnTypes,
    stated: &dyn Fn(&str) -> bool,
    checks: &mut Checks,
) {
    let formulas = table.checks.iter().flat_map(|group| group.formulas.iter().zip(&group.spans));
    let mut formulas: Vec<_> = formulas.collect();
    formulas.sort_by_key(|(_, span)| **span);
    for (formula, _) in formulas {
        let seen = Seen { table, columns, types, stated };
        match seen.condition(formula) {
            Ok(condition) => {
                let names: Vec<&str> =
                    formula.cells.iter().map(|cell| table.columns[cell.column].name.as_str()).collect();
                checks.add(name, &names, condition);
            }
            Err(why) => checks.left.push((one_line(&formula.text), why)),
        }
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A table as its checks see it in the database.
struct Seen<'a> {
    table: &'a Table,
    columns: &'a [NewColumn],
    types: &'a OwnTypes,
    /// Whether the schema states the type of a column.
    stated: &'a dyn Fn(&str) -> bool,
}

impl Seen<'_> {
    fn condition(&self, formula: &Formula) -> Result<String, String> {
        if self.table.dirt.is_some() {
            return Err("rows with errors may break it".to_owned());
        }
        let column = |position: usize| match formula.cells.get(position) {
            Some(cell) => self.column(*cell),
            None => Err("it reads nothing that is there".to_owned()),
        };
        match &formula.program {
            Some(program) => program.sql(Database { column: &column, literal: &literal }),
            None => column(0).map(|(name, _)| name),
        }
    }

    fn column(&self, cell: Cell) -> Result<(String, Stored), String> {
        if cell.level > 0 {
            return Err("it reads the row of another table".to_owned());
        }
        let column = &self.table.columns[cell.column];
        let Some(new) = self.columns.iter().find(|new| new.name == column.name) else {
            return Err(format!("the column {} is not written", column.name));
        };
        Ok((identifier(&column.name), self.stored(column, new)?))
    }

    fn stored(&self, column: &Column, new: &NewColumn) -> Result<Stored, String> {
        let own = new.own_type.as_ref();
        let own = own.and_then(|(schema, name)| {
            self.types.list.iter().find(|own| own.schema == *schema && own.name == *name)
        });
        match own.map(|own| &own.sort) {
            Some(TypeSort::Values(_)) => return Ok(Stored::Worded),
            Some(TypeSort::Fields(_)) => return Err(format!("the column {} has fields", column.name)),
            Some(TypeSort::Stated(_)) => return Ok(Stored::Opaque),
            Some(TypeSort::Domain { .. }) | None => {}
        }
        let name = base_type(&new.type_name);
        // A type that is stated may round what it takes.
        let rounds =
            (self.stated)(&column.name) && new.type_name.contains('(') && name != "character varying";
        let kind = column.kind.map_or("", |kind| kind.name);
        Ok(match name.as_str() {
            _ if rounds => Stored::Opaque,
            "boolean" => Stored::Boolean,
            "smallint" | "integer" => Stored::Narrow,
            "bigint" => Stored::Wide,
            "numeric" => Stored::Numeric,
            "double precision" => Stored::Double,
            "text" | "character varying" => Stored::Text,
            "uuid" => Stored::Worded,
            "inet" if kind == "ipv4" => Stored::Address,
            "date" => Stored::Date,
            "timestamp" => Stored::Timestamp,
            "timestamptz" => Stored::Timestamptz,
            _ => Stored::Opaque,
        })
    }
}

/// A list of values, or bounds, where the schema states them and no fixed row and no error goes past them.
pub(super) fn of_column(document: &Document, table: &Table, c: usize) -> Option<String> {
    const MOST: usize = 100;
    let column = &table.columns[c];
    if is_open(table, c) {
        return None;
    }
    let Source::Maker { maker, .. } = &column.source else { return None };
    let name = identifier(&column.name);
    let kind = column.kind.map_or("", |kind| kind.name);
    if kind == "choice" && column.data_type == DataType::Utf8 {
        let values = maker.values().filter(|values| !values.is_empty() && values.len() <= MOST)?;
        let values: Vec<String> = values.iter().map(|value| literal(value)).collect();
        return Some(format!("{name} IN ({})", values.join(", ")));
    }
    bounds(document, &table.name, column, &name)
}

/// The check that the stated bounds of a number make of a name.
pub(super) fn bounds(document: &Document, table: &str, column: &Column, name: &str) -> Option<String> {
    if column.kind.is_none_or(|kind| !["integer", "number"].contains(&kind.name))
        || !is_number(&column.data_type)
    {
        return None;
    }
    let bound = |key: &str| stated(document, table, column, key);
    let bounds =
        [bound("min").map(|n| format!("{name} >= {n}")), bound("max").map(|n| format!("{name} <= {n}"))];
    let bounds: Vec<String> = bounds.into_iter().flatten().collect();
    (!bounds.is_empty()).then(|| bounds.join(" AND "))
}

/// A number that a column states, in the digits that its values have.
fn stated(document: &Document, table: &str, column: &Column, key: &str) -> Option<String> {
    let table = document.tables.iter().find(|t| t.name.value == table)?;
    match table.columns.iter().find(|c| c.name.value == column.name)?.arg(key)?.value {
        Value::Integer(n) => Some(n.to_string()),
        // A bound of more digits than a value has is the nearest value that it lets through.
        Value::Number(x) => match column.data_type {
            DataType::Decimal128(_, places) => {
                let scale = 10f64.powi(i32::from(places));
                let units = x * scale;
                let hair = (units.abs() * 4e-16).max(1e-9);
                let units = if key == "min" { libm::ceil(units - hair) } else { libm::floor(units + hair) };
                Some(format!("{:.*}", usize::try_from(places).ok()?, units / scale))
            }
            _ => Some(x.to_string()),
        },
        _ => None,
    }
}
